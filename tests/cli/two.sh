# Several processes at once: one writes at a time, the others wait; readers are never in the way.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
small_city c

for i in 1 2 3 4 5 6; do
        (
                for k in 1 2 3 4 5; do
                        "$ZT" enter c request title=并发$i-$k body=x channel=hotline --as clerk || echo refused
                        "$ZT" list c request --limit 1 >/dev/null || echo unread
                done
        ) >out.$i 2>&1 &
done
wait
is "$(cat out.? | grep -c '^ZTC')" 30 'all entered'
is "$(cat out.? | grep '^ZTC' | sort | uniq -d)" '' 'no number twice'
is "$(cat out.? | grep -c refused)" 0 'none refused'
is "$(cat out.? | grep -c unread)" 0 'readers were not in the way'
is "$(figure c request.received)" 30 'they all count'

# the same key from two processes at once: once
for i in 1 2 3 4; do
        "$ZT" enter c request title=同键 body=x channel=hotline --as clerk --key same >same.$i 2>&1 &
done
wait
is "$(sed -n '1s/[ （].*//p; 1t; 1p; q' same.1 same.2 same.3 same.4 | sort -u | wc -l)" 1 'one number'
is "$(figure c request.received)" 31 'entered once'

# a lock held for longer than anyone waits: refused with what to do, nothing lost
(
        flock 9
        sleep 8
) 9>c/data/lock &
holder=$!
sleep 0.3
no city.locked enter c request title=等 body=x channel=hotline --as clerk
zt list c request --limit 1
kill $holder 2>/dev/null
wait $holder 2>/dev/null
zt enter c request title=等 body=x channel=hotline --as clerk
zt verify c
