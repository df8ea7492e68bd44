# docs/tutorial.md: every command does, and prints, what stands there.
. "$SRC/tests/lib/sh.sh"
command -v node >/dev/null || exit 77
unset ZHITONG_LANG LANG LC_ALL
mkdir bin page && ln -s "$ZT" bin/zhitong
PATH=$T/bin:$PATH
export PATH
cd page
run node "$SRC/tests/cli/tutorial.js" "$SRC/docs/tutorial.md"
cat "$T/.out" "$T/.err"
test_passed=$((test_passed + $(grep -c '^ok ' "$T/.out")))
test_failed=$((test_failed + $(grep -c '^not ok ' "$T/.out")))
is "$status" 0 'the tutorial'

# the check sees a page that is wrong
sed 's/^no mistakes: 1 ledgers, 1 lists$/no mistakes/' "$SRC/docs/tutorial.md" >wrong.md
rm -rf parks
run node "$SRC/tests/cli/tutorial.js" wrong.md
is "$status" 1 'a page that is wrong'
contains 'not ok zhitong check parks' "$T/.out"

# the least ledger of docs/ledgers.md, and its ways of saying, each a piece of a ledger that passes
. "$SRC/tests/lib/city.sh"
mkdir -p least/ledgers && echo 'city: least' >least/city.yaml
awk '/^```yaml/ { on = 1; next } /^```/ { if (on) exit } on' "$SRC/docs/ledgers.md" >least/ledgers/least.yaml
zt check least
contains '1 个台账'
sed -n '/^### Ways of saying/,/^In YAML/p' "$SRC/docs/ledgers.md" | sed -n '/^|/{s/^|[^|]*| *//; s/`[^`]*$//; s/^[^`]*`//; p}' |
        grep '[{:]' >ways
holds 'ways of saying' test "$(wc -l <ways)" -ge 28
while IFS= read -r way; do
        case $way in *'` on '*) continue ;; esac
        holds "$way" grep -qF -e "$way" "$SRC/tests/accept/040-ways.yaml"
done <ways
