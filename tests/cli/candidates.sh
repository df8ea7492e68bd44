# The same matter again: what is told before entering and of a record that stands, to whom; a repeat
# and a merge; replies that are short or were given before.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

zt init c --name small
cat >offices.csv <<'END'
code,parent,level,kind,name
1,,city,area,小城
11,1,county,area,东区
1-A,1,city,bureau,甲局
1-B,1,city,bureau,乙局
END
cat >accounts.csv <<'END'
login,name,office,roles
clerk,坐席,1,clerk dispatcher evaluator
hand,承办人,1-A,handler
other,旁人,1-B,handler
root,系统管理员,1,system
END
cp "$SRC/tests/unit/ask/matter/ledgers/matter.yaml" c/ledgers/matter.yaml
zt office import c offices.csv
zt apply c
zt account import c accounts.csv

zt candidates c matter title=路灯坏了
contains '没有疑似重复的事项'
zt enter c matter title=门前路灯坏了 contact='王五, 13800001111' place=11@27.7,111.99 lead=1-A --as clerk
first=$(number)
zt enter c matter title=道路塌陷 contact='王五, +86 138-0000-1111' lead=1-A --as clerk
second=$(number)
zt enter c matter title=井盖 place=11@27.71,111.99 lead=1-A --as clerk

# why: the number, the place, the text
zt candidates c matter title=路灯坏了 contact=13800001111 place=11@27.7005,111.99 --as clerk
contains "matter/$first"
contains '联系电话相同；相距56米；文字相同100%'
contains "matter/$second"
lacks 井盖
lacks 13800001111
zt candidates c matter title=路灯坏了 --as clerk --json
is "$(value number)" "$first" 'by its text'
contains '"steps":["supplement","hurry"]'
contains '"behind":0'
zt candidates c "matter/$second" --as clerk
contains "matter/$first"

# nobody learns of what is not his
zt candidates c matter contact=13800001111 --as other
contains '没有疑似重复的事项'
no record.unknown candidates c "matter/$second" --as other
no input.field candidates c matter titel=x
no input.office candidates c matter place=nowhere
no ledger.none candidates c nothing title=x
misused usage.field candidates c matter title
misused usage.candidates candidates c "matter/$second" title=x

# a repeat is a figure, no word of the engine's
zt enter c matter title=路灯还是不亮 again="$first" lead=1-A --as clerk
is "$(figure c matter.repeats)" 1 'repeats'

# merged: it stands for its parent
zt step c "matter/$second" merge parent="$first" --as clerk
zt candidates c matter contact=13800001111 --as clerk
contains "matter/$first"
lacks "matter/$second"
contains '联系电话相同'

# either tells of the other
zt show c "matter/$second"
contains "  主件　$first"
zt show c "matter/$first"
contains "  并入　$second"

# replies
zt step c "matter/$first" reply reply='已经更换灯泡，请放心。' --as hand
zt show c "matter/$first"
lacks '！'
zt enter c matter title=树倒了 lead=1-A --as clerk
third=$(number)
zt step c "matter/$third" reply reply='已经 更换灯泡! 请放心' --as hand
zt show c "matter/$third" --as clerk
contains "！reply：与本单位 $first 的文字相同"
zt step c "matter/$third" reply reply=已办 --as hand
zt show c "matter/$third" --as clerk --json
contains '"code":"text.short"'
lacks text.same

# erased: gone, whether or not the index has followed
zt erase c "matter/$first" --as root
zt candidates c matter title=路灯坏了 contact=13800001111 --as clerk
lacks "matter/$first"
if grep -qa 13800001111 c/data/search.db; then fail "a telephone number in the index"; else pass; fi
zt verify c
