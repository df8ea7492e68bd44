# The walk of docs/api.md works as it stands: six people, with curl, against a running server.
. "$SRC/tests/lib/sh.sh"
mkdir bin && ln -s "$ZT" bin/zhitong
PATH=$T/bin:$PATH
command -v curl >/dev/null || exit 77

# The shell blocks. The server listens on a free port, and is ended by its own number.
awk '/^```sh/ { on = 1; next } /^```/ { on = 0 } on' "$SRC/docs/api.md" >walk
holds "the walk" test "$(wc -l <walk)" -ge 40
sed '/^zhitong serve/q' walk | sed '$d' >begin
sed '1,/^api=/d' walk >people
contains 'zhitong init demo' begin
contains 'sign_in sj1' people
expect sh -c 'set -e; . ./begin'

: >served
zhitong serve demo --listen 127.0.0.1:0 --log server.log >served &
server=$!
trap 'rc=$?; [ -z "$server" ] || kill "$server"; test_end $rc' EXIT
tries=0
until grep -q http served || [ $tries -ge 300 ]; do
        tries=$((tries + 1))
        sleep 0.1
done
api=$(sed -n 's,.*\(http://[0-9.:]*\).*,\1/api/v1,p' served)
holds "the server's address" test -n "$api"

run sh -c "set -e; api=$api; . ./people"
is "$status" 0 "the walk of six people"
[ "$status" = 0 ] || { sed 's/^/  err: /' .err; sed 's/^/  answer: /' answer; echo; tail -n 3 server.log; }
contains '满意率' # the bulletin was printed

# what a person can be told is told: a stale version, a wrong code, a used key
curl -s "$api/ledgers/request/records/ZTC2022000001" -H 'Zhitong-Code: 22222222' >.out
contains '"status":404'
curl -s "$api/ledgers/request/records" -H 'Content-Type: application/json' \
        -H 'Idempotency-Key: walk-2' -d '{"fields": {"title": "x"}}' >.out
contains 'urn:zhitong:key.reused'
curl -s -o .out -w '%{http_code} %{content_type}' "$api/me" >code
is "$(cat code)" '401 application/problem+json; charset=utf-8' "nobody"
lacks Walk-2022 server.log # no password in the request lines

kill $server
wait $server
is $? 0 "the server's end"
server=
holds "everything holds" zhitong verify demo
