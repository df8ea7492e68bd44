# The walk of `make run`.
. "$SRC/tests/lib/sh.sh"
run env ZT="$ZT" DEMO="$T/demo" "$SRC/tools/run"
is "$status" 0 status
for text in '1. 建一座演示城市' 'ZTC2022000387' '共受理诉求386件' '共受理诉求387件' '96.8%（334 / 345）' \
        '2022-06-01 24:00    届满' '状态    已办结' '✓ I1' '✓ I2' '✓ I3' '✓ I8' '全部核验通过'; do
        contains "$text"
done
is "$(grep -c '^\$ zhitong ' .out)" 12 'commands shown'
lacks '[' .err
# twice in the same folder
run env ZT="$ZT" DEMO="$T/demo" "$SRC/tools/run"
is "$status" 0 'again'
