# The walk of `make run`.
. "$SRC/tests/lib/sh.sh"
run env SERVE=no ZT="$ZT" DEMO="$T/demo" "$SRC/tools/run"
is "$status" 0 status
for text in '1. 建一座演示城市' 'ZTC2022000387' '共受理诉求386件' '共受理诉求387件' '96.8%（334 / 345）' \
        '2022-06-01 24:00    届满' '状态    已办结' '✓ I1' '✓ I2' '✓ I3' '✓ I8' '全部核验通过'; do
        contains "$text"
done
is "$(grep -c '^\$ zhitong ' .out)" 12 'commands shown'
lacks '[' .err
# twice in the same folder
run env SERVE=no ZT="$ZT" DEMO="$T/demo" "$SRC/tools/run"
is "$status" 0 'again'

# and then it serves, whatever its output is
LISTEN=127.0.0.1:0 ZT="$ZT" DEMO="$T/demo" "$SRC/tools/run" >"$T/run.out" 2>"$T/run.err" </dev/null &
pid=$!
url=
for _ in $(seq 600); do
        url=$(sed -n 's|.*\(http://127.0.0.1:[1-9][0-9]*\)$|\1|p' "$T/run.out" | grep -v ':8311$')
        [ -n "$url" ] && break
        kill -0 $pid 2>/dev/null || break
        sleep 0.1
done
contains 'demo-2022' "$T/run.out"
run curl -s -o /dev/null -w '%{http_code}' "$url/signin"
is "$(cat "$T/.out")" 200 'served'
kill $pid
wait $pid
is $? 0 'ended by its signal'
