# The OpenAPI document of a running demo city is valid, and what the server answers is as it says.
. "$SRC/tests/lib/sh.sh"
modules=$SRC/tools/npm/node_modules
command -v node >/dev/null || exit 77
[ -d "$modules/ajv" ] && [ -d "$modules/@seriousme/openapi-schema-validator" ] || exit 77

expect "$ZT" init demo --demo
# a file field more in this city's requests: the operations on files are asked too
awk '{ print } /^fields:/ { print "  photos: {label: {zh: 照片, en: Photos}, type: file, many: true}" }' \
        "$SRC/share/ledgers/request.yaml" |
        sed 's/ask: \[title,/ask: [photos, title,/' >demo/ledgers/request.yaml
expect "$ZT" apply demo
for who in rx1 pd1 h.431382113254 ld1 sj1 admin.audit admin.system admin.security; do
        echo "Walk-2022-$who" | "$ZT" account passwd demo $who >/dev/null
done
: >served
"$ZT" serve demo --listen 127.0.0.1:0 --log server.log >served &
server=$!
trap 'rc=$?; [ -z "$server" ] || kill "$server"; test_end $rc' EXIT
tries=0
until grep -q http served || [ $tries -ge 300 ]; do
        tries=$((tries + 1))
        sleep 0.1
done
site=$(sed -n 's,.*\(http://[0-9.:]*\).*,\1,p' served)
holds "the server's address" test -n "$site"

run node "$SRC/tests/api/validate.js" "$modules" "$site"
cat .out .err
test_passed=$((test_passed + $(grep -c '^ok ' .out)))
test_failed=$((test_failed + $(grep -c '^not ok ' .out)))
is "$status" 0 "the validation"

kill $server
wait $server
is $? 0 "the server's end"
server=
