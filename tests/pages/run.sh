#!/bin/sh
# The pages in real browsers: six people walk a fresh demo city (walk.js). Skipped without Debian's
# chromium, node, or the packages of tools/npm.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

: "${CHROMIUM:=/usr/bin/chromium}"
[ -x "$CHROMIUM" ] && command -v node >/dev/null || exit 77
[ -d "$SRC/tools/npm/node_modules/playwright-core" ] || exit 77
[ -d "$SRC/tools/npm/node_modules/axe-core" ] || exit 77

demo_city city
for login in rx1 pd1 h.431302106230 ld1 sj1; do
        printf '%s\n%s\n' "walk-$login-2022" "walk-$login-2022" |
                "$ZT" account passwd city "$login" >.out 2>.err || fail "no password for $login"
done

"$ZT" serve city --listen 127.0.0.1:0 --now "2022-08-23 09:00" >serve.out 2>serve.log &
server=$!
trap 'rc=$?; kill $server 2>/dev/null; wait $server 2>/dev/null; test_end $rc' EXIT
url=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        url=$(sed -n 's/.*\(http:[^ ]*\).*/\1/p' serve.out)
        [ -n "$url" ] && break
        sleep 0.5
done
[ -n "$url" ] || { fail "the server does not answer"; sed 's/^/  /' serve.log; exit 1; }

export CHROMIUM
if node "$SRC/tests/pages/walk.js" "$url" >walk.out 2>&1; then pass; else fail "the walk"; fi
cat walk.out
lacks " status=5" serve.log
kill "$server"
wait "$server" || fail "the server ended with status $?"
zt verify city
