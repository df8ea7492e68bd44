# Searching by words: who finds what, pages, refusals; the index comes and goes by itself.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
small_city c
zt search c 路灯
contains '没有找到'
zt enter c request title=门前路灯坏了 body='联系王小五 13912345678，尽快修' channel=hotline \
        contact=王小五,13912345678 --as clerk
first=$(number)
zt enter c request title=安装5G基站 body='Please install it near the North Gate' channel=hotline --as clerk
second=$(number)
zt step c "request/$second" assign lead=1-A --as clerk
zt step c "request/$second" sign --as hand
zt step c "request/$second" reply reply=基站与路灯一并安装 --as hand

zt search c 路灯
contains "request/$first"
contains "request/$second"
zt search c '路灯 基站' --json
is "$(value number)" "$second" 'both words'
zt search c 'NORTH gate' --ledger request --json
is "$(value number)" "$second" 'folded'
zt search c 尽快 --json
is "$(value number)" "$first" 'two characters'
contains '139****5678'
lacks 13912345678
zt search c 灯 --limit 1 --json
is "$(value number)" "$second" 'newest first'
after=$(value after)
zt search c 灯 --limit 1 --after "$after" --json
is "$(value number)" "$first" 'the next page'

# the office finds what is its own
zt search c 路灯 --as hand
contains "request/$second"
lacks "request/$first"
zt search c 路灯 --as root
contains '没有找到'

no search.text search c 13912345678
no search.text search c '，'
no list.after search c 灯 --after x
no ledger.none search c 灯 --ledger nothing
misused usage.missing search c

# the index is made of the log again
rm c/data/search.db*
zt search c 路灯 --json
contains "$first"
printf 'no database at all, but long enough to be read as one: %0100d' 7 >c/data/search.db
rm -f c/data/search.db-*
zt search c 路灯 --json
contains "$first"

# erased: not found, and not in the file
zt erase c "request/$first" --as root
zt search c 尽快
contains '没有找到'
zt search c 路灯
contains "request/$second"
zt verify c

# tables: the cells of their texts are found, headers and codes are not; emptied with the record
zt enter c visit leader=clerk held_on=2022-01-04 notes=例行走访 \
        problems='[{"what": "厂区北门积水"}, {"what": "融资渠道少"}]' --as clerk
visit=$(number)
zt search c 积水 --ledger visit --json
is "$(value number)" "$visit" 'a cell'
contains '厂区北门积水'
zt search c '积水 融资' --ledger visit --json
is "$(value number)" "$visit" 'cells of two rows'
zt search c what --ledger visit
contains '没有找到'
zt erase c "visit/$visit" --as root
zt search c 积水 --ledger visit
contains '没有找到'
