# A slip, an extension and a reply racing each other: one legal order, told to all three.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
command -v node >/dev/null || exit 77
export no_proxy=127.0.0.1

story_city c
printf 'race-of-2022\n' >password
run sh -c "\"$ZT\" account passwd c h.c-hb <password"
is "$status" 0 passwd
numbers=
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
        zt enter c inquiry title=lamp nature=consultation lead=C-HB --as clerk --json --now "2022-03-21 09:00"
        numbers="$numbers $(value number)"
done

# They are due at 24:00 of the 24th: the timer comes while the unit is at work.
serve_start c --now "2022-03-24 23:59:58"
expect node "$SRC/tests/story/race.js" "$url" race-of-2022 $numbers
cp "$T/.out" first
is "$(wc -l <first)" 12 'races'
sleep 3
serve_stop
zt verify c
for n in $numbers; do
        zt show c inquiry/$n --json
        holds "nobody has done both of $n" test "$(grep -c '"step":"reply".*"step":"extend"' "$T/.out")" = 0
done

# On the command line whoever comes second is told what has changed, and whose turn it is.
zt enter c inquiry title=lamp nature=complaint lead=C-HB --as clerk --json
n=$(value number)
zt show c inquiry/$n --json
seen=$(value version)
zt step c inquiry/$n extend why=part --as h.c-hb --version $seen
no version.stale step c inquiry/$n reply reply=x --as h.c-hb --version $seen --lang en
err_contains 'Ask for an extension'
err_contains 'Now: '
zt step c inquiry/$n reply reply=x --as h.c-hb
no version.stale step c inquiry/$n suspend stop=test --as h.c-hb --version $seen --lang en
err_contains 'Reply'
