# A full disk: the command is refused and says so, nothing is half done, and with room it goes on.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
small_city c
zt enter c request title=之前 body=有空间 channel=hotline --as clerk
before=$("$ZT" checkpoint c | sed -n 2p)
head -c 60000 /dev/zero | tr '\0' x >long.txt

# A limit on the size of files, which the kernel tells like a full disk (SIGXFSZ is not for us).
size=$(($(stat -c %s c/data/city.db) / 512 + 40))
# What no longer goes into the database stays in its journal, until that is as long.
refusals=0 tries=0
while [ $refusals -lt 2 ] && [ $tries -lt 100 ]; do
        tries=$((tries + 1))
        (
                trap '' XFSZ
                ulimit -f $size
                exec "$ZT" enter c request title=第$tries body=@long.txt channel=hotline --as clerk
        ) >out 2>err
        code=$?
        if [ $code != 0 ]; then
                refusals=$((refusals + 1))
                holds 'a refusal, not a crash' test $code = 1
                holds 'it says that nothing was saved' grep -q '没有保存\|打不开' err
        fi
done
holds 'the limit was reached' test $refusals -gt 0
zt verify c
after=$("$ZT" checkpoint c | sed -n 2p)
is "$((after - before))" "$((tries - refusals))" 'exactly what was acknowledged is there'
zt enter c request title=之后 body=@long.txt channel=hotline --as clerk
zt verify c
contains '全部核验通过'

# A file system that is really full, where one can be made.
mkdir small
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=6m tmpfs small 2>/dev/null; then
        zt init small/c --name tiny
        cp offices.csv accounts.csv small/
        zt office import small/c offices.csv
        zt apply small/c
        zt account import small/c accounts.csv
        done=0
        while [ $done -lt 200 ]; do
                "$ZT" enter small/c request title=满 body=@long.txt channel=hotline --as clerk >out 2>err || break
                done=$((done + 1))
        done
        holds 'it filled up' test $done -lt 200
        holds 'a sentence' grep -q '\[' err
        mount -o remount,size=24m small
        zt verify small/c
        is "$(figure small/c request.received)" "$done" 'what was acknowledged'
        zt enter small/c request title=又 body=@long.txt channel=hotline --as clerk
        zt verify small/c
        umount small
fi
