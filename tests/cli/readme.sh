# The README's commands work as they stand, in both languages; the links lead somewhere.
. "$SRC/tests/lib/sh.sh"
mkdir bin && ln -s "$ZT" bin/zhitong
for part in zh en; do
        if [ $part = zh ]; then sed '/id="english"/,$d' "$SRC/README.md" >text; else sed '1,/id="english"/d' "$SRC/README.md" >text; fi
        # the shell blocks that are not about make
        awk '/^```sh/ { on = 1; next } /^```/ { on = 0 } on && !/^make / { print }' text >commands.$part
        holds "commands in $part" test "$(wc -l <commands.$part)" -ge 7
        run sh -c "set -e; PATH=$T/bin:\$PATH; mkdir $part; cd $part; . ../commands.$part"
        is "$status" 0 "the commands of $part"
        contains 'body' commands.$part
        is "$(tail -n 1 .out | cut -c 1-2)" '  ' 'the last one entered a record'
done
sed -n 's/.*](\([a-zA-Z/._-]*\)).*/\1/p' "$SRC/README.md" | sort -u >links
while read -r link; do holds "$link" test -e "$SRC/$link"; done <links
