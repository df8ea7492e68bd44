# Figures on the command line: their papers, rows, by-values, who may open them.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
demo_city d

zt figure d request.satisfaction --rows --lang en
contains 'satisfaction  Satisfaction'
contains 'value   96.8% (334 / 345)'
contains 'rows    345 = 345 shown + 0 withheld'
contains 'means   rate: [satisfied, rated]'
run "$ZT" figure d request.satisfaction --json
is "$(sed 's/^\({"figure":"request.satisfaction","value":"96.8","numerator":334,"denominator":345,"on":"2022-08-22","office":"4313",\).*/\1/' .out)" '{"figure":"request.satisfaction","value":"96.8","numerator":334,"denominator":345,"on":"2022-08-22","office":"4313",' 'the promised members'
contains '"definition":"rate: [satisfied, rated], digits: 1, round: half_up"'
contains '"version":1'
run "$ZT" figure d request.open --rows --json
is "$(grep -o '"record":' .out | wc -l)" 20 'rows'
contains '"withheld":0'
contains '"number":"ZTC2022000386"'
run "$ZT" figure d request.open --from 2022-08-01 --to 2022-08-22 --json
contains '"from":"2022-08-01","to":"2022-08-22"'
lacks '"on":'

# a flow over a period: its rows are movements
zt figure d request.redone --from 2022-05-01 --to 2022-05-31 --rows
contains '2022-05-'
zt figure d request.late --rows

# names: the nearest; by what
no figure.unknown figure d request.recieved
err_contains 'received'
no figure.unknown figure d request.nothing
no figure.by figure d request.received --by title
zt figure d request.received --by topic
contains '供电保障'

# one by-value, with its rows; in a table it says which it is
run "$ZT" figure d request.received --by topic --value power_supply --rows --json
one=$(value value)
is "$(grep -o '"number":"ZTC' .out | wc -l)" "$one" 'rows of one value'
run "$ZT" list d request --where "under(topic, 'power_supply')" --json --limit 500
is "$(grep -o '"number":"ZTC[0-9]*"' .out | sort -u | wc -l)" "$one" 'the list of it'
zt figure d request.received --by topic --value power_supply
contains '其中    供电保障'
misused usage.value figure d request.received --value power_supply
printf '# 两栏\n\n{{request.received topic=power_supply, request.done by office}}\n' >d/bulletins/heads.md
zt apply d
zt bulletin d heads
contains '| 单位 | 受理·供电保障 | 办结 |'
zt bulletin d heads --format html --json
contains '"title":"两栏"'

# who asks: an office's handler opens his own office's figures and those of public ledgers, and the
# rows he may not see are counted
run "$ZT" figure d request.handovers --office 4313-FGW --as h.4313-fgw --json
is "$status" 0 'his own'
run "$ZT" figure d organisation.registered --office 4313-YSB --as h.4313-fgw
is "$status" 1 'a ledger that is not public, of another office'
run "$ZT" figure d request.received --as h.4313-fgw --rows --json
is "$status" 0 'a public ledger'
is "$(value value)" 386 'whole'
shown=$(sed 's/.*"shown":\([0-9]*\).*/\1/' .out)
withheld=$(sed 's/.*"withheld":\([0-9]*\).*/\1/' .out)
is "$((shown + withheld))" 386 'shown + withheld'
holds 'some are withheld' test "$withheld" -gt 0
"$ZT" list d request --as h.4313-fgw --count --limit 1 --json >.out
is "$(sed 's/.*"total":\([0-9]*\).*/\1/' .out)" "$shown" 'a list shows him the same set'
"$ZT" export d request --as h.4313-fgw --format jsonl >all.jsonl
is "$(wc -l <all.jsonl)" "$shown" 'so does an export'
run "$ZT" figure d request.received --as public --json
is "$status" 0 'the public'
run "$ZT" list d request --as public --count --json
contains '"total":0'
no account.none list d request --as nobody

# lists
zt list d request --where "state = 'handling' AND channel = 'hotline'" --sort -promised --limit 3
contains '办理中'
no expr.name list d request --where "colour = 'red'"
expect_fail "$ZT" list d request --where "state = "
expect_fail "$ZT" list d request --where "title LIKE 'x'"
expect_fail "$ZT" list d request --view nothing
expect_fail "$ZT" list d request --sort nothing
"$ZT" list d request --limit 200 --json >one
after=$(sed 's/.*"after":"\([^"]*\)".*/\1/' one)
"$ZT" list d request --limit 200 --after "$after" --json >two
is "$(cat one two | grep -o '"number":"[^"]*"' | sort -u | wc -l)" 386 'two pages are all'
expect_fail "$ZT" show d request/ZTC2022009999
run "$ZT" show d request/ZTC2022000386 --as h.4313-fgw
hidden=$status
run "$ZT" list d request --as h.4313-fgw --where "number = 'ZTC2022000386'" --count --json
is "$(sed 's/.*"total":\([0-9]*\).*/\1/' .out)" "$((1 - hidden))" 'page and list agree'
