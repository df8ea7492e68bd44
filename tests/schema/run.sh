# The JSON Schemas of share/schema say what the parser says: its keys, its words, the files it
# accepts, and of those it refuses all whose shape alone is wrong.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
modules=$SRC/tools/npm/node_modules
command -v node >/dev/null || exit 77
[ -d "$modules/ajv" ] && [ -d "$modules/yaml" ] || exit 77

zt init town
zt new-ledger town repairs
run node "$SRC/tests/schema/schema.js" "$modules" "$SRC" town
cat .out .err
test_passed=$((test_passed + $(grep -c '^ok ' .out)))
test_failed=$((test_failed + $(grep -c '^not ok ' .out)))
is "$status" 0 "the schemas"

# editors find them beside the files, offline
for kind in ledger list city; do
        same "town/schema/$kind.json" "$SRC/share/schema/$kind.json"
done
contains '# yaml-language-server: $schema=../schema/ledger.json' town/ledgers/repairs.yaml
zt check town

for kind in ledger list city; do
        "$ZT" schema $kind >printed
        same printed "$SRC/share/schema/$kind.json"
done
zt schema
contains '"title": "Zhitong ledger"'
misused usage.schema schema other

# one that is the city's own is left alone; without one, new-ledger writes it
echo '{}' >town/schema/ledger.json
rm town/schema/list.json
zt new-ledger town again
is "$(cat town/schema/ledger.json)" '{}' 'the schema as it was'
same town/schema/list.json "$SRC/share/schema/list.json"
