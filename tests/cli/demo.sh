# The demo city: its figures as an independent count gives them, identities at every kind of office.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
demo_city demo

grep -v '^#' "$SRC/tests/cli/demo.expected" >expected
is "$(wc -l <expected)" "$(grep -c . expected)" 'lines of the expected figures'
while read -r day name value; do
        is "$(figure demo "$name" --on "$day")" "$value" "$name on $day"
done <expected

# the newspaper's sentence
zt bulletin demo request
contains '截至2022年8月22日，“营商环境直通车诉求”共受理诉求386件，交办339件，20件正在办理中，办结366件（其中47件直接答复办结），满意率96.8%。'
contains '满意率 96.8% = 334/345'
zt bulletin demo request --lang en --format md
contains 'request.satisfaction?on=2022-08-22'
contains '334/345'
zt bulletin demo request --format html --on 2022-05-31
contains '<a href='
no bulletin.unknown bulletin demo nothing
misused usage.value bulletin demo request --format pdf

# what else the city lives: merges, slips, visits, lists, service items, clues, each in its bulletin
zt bulletin demo request
contains '其中并单6件、重复诉求9件，挂账1件；退单6次'
# the bridge from requests to hand-overs
contains '交办339件中，派单333件，随主件答复6件。派单形成任务566项：首次交办333项，协办201项，转办下级8项，再次交办24项。'
zt bulletin demo request --lang en
contains '333 were dispatched and 6 answered with their parents. Dispatching made 566 hand-overs: 333 to a first lead, 201 to assist, 8 handed down, 24 handed over again.'
zt bulletin demo liaison
contains '结对239对，应走访108次，已走访84次，逾期未访2次，待走访22次'
contains '27位领导联系54名代表人士，33位领导联系143名企业家和42家商会。'
zt bulletin demo pairing
contains '622家企业、76家商会与269个村结对，捐赠3.13亿元；其中多企一村157个，一企一村70个，一企多村21个，多企多村0个；104家企业参与示范带建设。'
zt bulletin demo visit
contains '走访企业50家'
zt bulletin demo item
contains '共收集问题216个，其中当场答复116个，列入清单100个'
zt bulletin demo permit
contains '当日办结率'
zt bulletin demo clue
contains '移送线索5条'
zt bulletin demo knowledge
contains '过期1条，更新1次'
zt bulletin demo catalogue
contains '由裁定形成4条'

# three ways: the figure, its rows, and the list
for name in 'request.joined|request|parent IS NOT NULL' 'request.repeats|request|same IS NOT NULL' \
        "item.left|item|state = 'listed' OR state = 'doing'" "permit.denied|permit|granted = FALSE AND state = 'issued'" \
        "knowledge.expired|knowledge|state = 'expired'" 'catalogue.ruled|catalogue|origin IS NOT NULL'; do
        IFS='|' read -r name ledger where <<END
$name
END
        "$ZT" figure demo "$name" --rows >rows
        "$ZT" list demo "$ledger" --where "$where" --json >list
        is "$(grep -c '^    [A-Z]*2022' rows)" "$(figure demo "$name")" "rows of $name"
        is "$(grep -o '"number":"[A-Z]*2022[0-9]*"' list | sort -u | wc -l)" "$(figure demo "$name")" "list of $name"
done

# the newspaper's service items: 13 and 3 working days from 13 May, and done at once
zt list demo permit --where "entered = DATE('2022-05-13')"
contains '2022-06-01 24:00'
contains '2022-05-18 24:00'
zt due demo 2022-05-13 '13 workdays'
contains '2022-06-01'

# one matter, one answer: the child was answered with its parent, and rated by its own requester
"$ZT" list demo request --where 'parent IS NOT NULL' --json >list
child=$(grep -o '"number":"ZTC2022[0-9]*"' list | head -n 1 | cut -d '"' -f 4)
zt show demo "request/$child"
contains '随主件答复'
contains '并单'

# the sum of by-values is the figure; a rate's parts
run "$ZT" figure demo request.received --by channel --json
is "$(sed 's/.*"values"//' .out | grep -o '"value":[0-9]*' | cut -d : -f 2 | paste -sd + | bc)" 386 'sum over channels'
run "$ZT" figure demo request.satisfaction --json
is "$(value numerator)/$(value denominator)" 334/345 'satisfaction'

# a period: opening + in − out = closing
run "$ZT" figure demo request.open --from 2022-06-01 --to 2022-06-30 --json
opening=$(value opening) closing=$(($(value opening) + $(value in) - $(value out)))
is "$closing" "$(figure demo request.open --on 2022-06-30)" 'June'
is "$opening" "$(figure demo request.open --on 2022-05-31)" 'what stood before June'

# the rows are the figure
for name in received open done rated; do
        "$ZT" figure demo "request.$name" --rows >rows
        is "$(grep -c '^    ZTC' rows)" "$(figure demo "request.$name")" "rows of $name"
done

# identities, by the bulletin that checks them: the city, its counties, bureaus, and a few townships
awk -F , 'NR > 1 && ($3 == "city" || $3 == "county" || NR % 97 == 0) { print $1 }' \
        "$SRC/share/demo/offices-area.csv" >offices
awk -F , 'NR > 1 && NR % 4 == 0 { print $1 }' "$SRC/share/demo/offices-units.csv" >>offices
broken=
for day in 2022-04-30 2022-06-15 2022-08-22; do
        while read -r office; do
                "$ZT" bulletin demo request --on $day --office "$office" >out 2>err || broken="$broken $day@$office"
                set -- $(sed -n 's/^[^ ]* \([0-9]*\)：request\.\(received\|open\|done\|assigned\).*/\1/p' out)
        done <offices
done
is "$broken" '' 'bulletins of all offices'
is "$([ "$(wc -l <offices)" -gt 20 ] && echo enough)" enough 'offices'

# the counties and the offices that belong to the city itself make up the city
sum=0
for office in 431302 431321 431322 431381 431382; do
        sum=$((sum + $(figure demo request.handovers --office $office)))
done
holds 'counties hold hand-overs' test "$sum" -gt 0
holds 'not more than the city' test "$sum" -lt "$(figure demo request.handovers)"

# the demo's clock stands still, unless it is moved
zt due demo 2022-08-22 "1 workday"
run "$ZT" figure demo request.late --json
late=$(value value)
is "$(value on)" 2022-08-22 'today'
run "$ZT" figure demo request.late --now "2022-09-30 12:00" --json
is "$(value on)" 2022-09-30 'another today'
holds 'more is late by then' test "$(value value)" -gt "$late"

zt verify demo
contains '全部核验通过'

# the same on every machine: two demo cities are alike to the last hash
zt init twin --demo --name demo
"$ZT" rebuild demo --json >one
"$ZT" rebuild twin --json >two
same one two
is "$("$ZT" checkpoint demo | head -n 3)" "$("$ZT" checkpoint twin | head -n 3)" 'checkpoints'
zt check demo
zt diff demo
contains '没有变化'
