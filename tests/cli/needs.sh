# What a step looks at in records of other ledgers: suggestions from a catalogue and from where such
# records went, what is set from it, warnings and the figure that counts them, a knowledge entry named
# by a direct answer.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
zt init c --name needs
rm -f c/ledgers/* c/lists/* c/texts/* c/bulletins/*
cat >offices.csv <<'END'
code,parent,level,kind,name
1,,city,area,小城
1-W,1,city,bureau,市水务局
1-R,1,city,bureau,市公路局
11,1,county,area,东区
11-W,11,county,bureau,区水务局
111,11,township,area,甲镇
1111,111,village,area,子村
112,11,township,area,乙镇
END
cat >accounts.csv <<'END'
login,name,office,roles
clerk,坐席,1,clerk dispatcher evaluator
east,东区分拨,11,clerk dispatcher
root,系统管理员,1,system
END
cat >c/lists/matters.yaml <<'END'
list: matters
choices:
  - {code: water, children: [{code: leak}, {code: bill}]}
  - {code: road}
END
cat >c/ledgers/catalogue.yaml <<'END'
ledger: catalogue
label: {zh: 目录, en: Catalogue}
number: {form: "ZD{n:03}", per: none}
fields:
  topic:  {type: tree, of: matters}
  place:  {type: place}
  lead:   {type: office}
  assist: {type: office, many: true}
states:
  valid: {kind: open}
  gone:  {kind: void}
steps:
  add:    {to: valid, by: dispatcher@owner, ask: [topic, place, lead, assist]}
  remove: {from: valid, to: gone, by: dispatcher@owner}
END
cat >c/ledgers/knowledge.yaml <<'END'
ledger: knowledge
number: {form: "K{n:03}", per: none}
fields:
  answer: {type: note}
  inside: {type: note, private: true}
states:
  draft:    {kind: open}
  in_force: {kind: done}
  expired:  {kind: void}
steps:
  add:     {to: draft, by: clerk@owner, ask: [answer, inside]}
  approve: {from: draft, to: in_force, by: dispatcher@owner}
  expire:  {from: in_force, to: expired, by: dispatcher@owner}
END
cat >c/ledgers/request.yaml <<'END'
ledger: request
number: {form: "R{n:03}", per: none}
fields:
  title:  {type: text}
  topic:  {type: tree, of: matters}
  place:  {type: place}
  lead:   {type: office, label: {zh: 主办, en: Lead}}
  assist: {type: office, many: true}
  named:  {type: office}
  entry:  {type: link, of: knowledge}
  reply:  {type: note, offer: entry.answer, required: true}
states:
  received: {kind: open}
  assigned: {kind: open}
  answered: {kind: done}
steps:
  receive: {to: received, by: clerk@owner, ask: [title, topic, place, entry]}
  assign:
    from: [received, assigned]
    to: assigned
    by: dispatcher@owner
    ask: [lead, assist]
    needs: {catalogue: [topic, place]}
    set: {named: catalogue.lead}
    warn:
      low:   {when: "level(lead) = 'township' AND level(catalogue.lead) <> 'township'", say: {zh: 目录规定由部门承办, en: The catalogue gives it to a bureau}}
      other: {when: "lead <> catalogue.lead", say: {zh: 与目录不同, en: Not as the catalogue says}}
  answer:
    from: received
    to: answered
    by: clerk@owner
    ask: [entry, reply]
    needs: {knowledge: [entry]}
    when: "knowledge.state = 'in_force'"
    say: {zh: 须引用在用的知识条目, en: It must name an entry in force}
figures:
  down:  {of: step assign, at: owner, where: "warned = TRUE", count: true, kind: each}
  taken: {of: step assign, at: owner, count: true, kind: each}
END
zt office import c offices.csv
zt check c
zt apply c
zt account import c accounts.csv

add() { zt enter c catalogue "$@" --as clerk; }
add topic=water lead=1-W assist=1-R           # ZD001: all water, anywhere
add topic=leak place=11 lead=11-W             # ZD002: leaks in the east
add topic=road place=111 lead=111             # ZD003
add topic=bill place=1 lead=1-R               # ZD004: void below
zt step c catalogue/ZD004 remove --as clerk

received() { # FIELD=VALUE…: the number of a request
        zt enter c request "$@" --as clerk
        number
}
suggests() { # NUMBER: field office source, of each suggestion
        run "$ZT" suggest c "request/$1" assign --as clerk --json
        tr '{' '\n' <"$T/.out" | sed -n 's/.*"field":"\([a-z]*\)","office":"\([^"]*\)".*"source":"\([^"]*\)".*/\1 \2 \3/p'
}

# the nearest line: topic decides first, then place; a key left empty fits everything
r=$(received title=一 topic=leak place=1111)
is "$(suggests "$r")" 'lead 11-W 目录 ZD002' 'the line of the district'
r=$(received title=二 topic=leak place=1)
is "$(suggests "$r")" 'lead 1-W 目录 ZD001
assist 1-R 目录 ZD001' 'the topic above, anywhere'
r=$(received title=三 topic=bill place=1111)
is "$(suggests "$r")" 'lead 1-W 目录 ZD001
assist 1-R 目录 ZD001' 'a void line is none'
r=$(received title=四 place=1111)
is "$(suggests "$r")" '' 'without a topic no line fits'
zt suggest c "request/$r" assign
contains '没有可建议'
no step.unknown suggest c "request/$r" nothing
no record.unknown suggest c request/R999 assign
no record.unknown suggest c "request/$r" assign --as root

# where such requests went within 90 days: not void, not older, as the reader sees
for lead in 111 111 11-W; do
        r=$(received title=去向 topic=road place=1111)
        run "$ZT" step c "request/$r" assign lead=$lead --as clerk
        is "$status" 0 "assigned to $lead"
done
r=$(received title=作废 topic=road place=1111)
run "$ZT" step c "request/$r" assign lead=1-R --as clerk
zt step c "request/$r" void --because 重复 --as clerk
r=$(received title=五 topic=road place=1111)
is "$(suggests "$r")" 'lead 111 目录 ZD003
lead 111 近90天3件中2件
lead 11-W 近90天3件中1件' 'the line and the counts'
zt suggest c "request/$r" assign --lang en
contains 'Lead  111 甲镇  2 of 3 in the last 90 days'
# nothing like it in the township: what lies above is asked, up to the whole city
r=$(received title=六 topic=road place=112)
is "$(suggests "$r")" 'lead 111 近90天3件中2件
lead 11-W 近90天3件中1件' 'the district'
r=$(received title=七 topic=water)
is "$(suggests "$r")" 'lead 1-W 目录 ZD001
assist 1-R 目录 ZD001' 'no history of water'

# the step: what is set from the line, and the warnings
zt step c "request/$r" assign lead=1-W --as clerk
err_is_empty() { is "$(cat "$T/.err")" '' 'nothing said'; }
err_is_empty
zt show c "request/$r"
contains '目录：ZD001'
zt list c request --where "named = '1-W'" --json
is "$(value number)" "$r" 'set from the catalogue'
r=$(received title=八 topic=leak place=1111)
zt step c "request/$r" assign lead=111 --as clerk
err_contains '提醒：目录规定由部门承办'
err_contains '提醒：与目录不同'
zt show c "request/$r"
contains '提醒：目录规定由部门承办'
r=$(received title=九 topic=leak place=1111)
zt step c "request/$r" assign lead=111 --as clerk --key once --json --lang en
cp .out first
contains '"warnings":[{"name":"low","text":"The catalogue gives it to a bureau"},{"name":"other"'
zt step c "request/$r" assign lead=111 --as clerk --key once --json --lang en
contains '"warnings":[{"name":"low","text":"The catalogue gives it to a bureau"},{"name":"other"'
contains '"repeated":true'
r=$(received title=十 topic=leak place=1111)
zt step c "request/$r" assign lead=1-R --as clerk --json
contains '"warnings":[{"name":"other"'
# a wrong answer to the catalogue of today changes nothing of what was
zt step c catalogue/ZD002 remove --as clerk
is "$(figure c request.down)" 5 'warned, however often: three of the leak, two of the road'
is "$(figure c request.taken)" 8
figure c request.down --rows >/dev/null
contains '"shown":5'

# a direct answer names an entry of the knowledge ledger that is in force
zt enter c knowledge answer='欠费后三日内恢复供水。' inside=内部口径 --as clerk
zt enter c knowledge answer='请拨打13912345678。' --as clerk
r=$(received title=问 topic=bill entry=K001)
no step.when step c "request/$r" answer reply=见条目 --as clerk
err_contains '须引用在用的知识条目'
zt step c knowledge/K001 approve --as clerk
zt step c "request/$r" answer reply=见条目 --as clerk
zt show c "request/$r"
contains 'knowledge：K001'
r=$(received title=问二 topic=bill)
no step.when step c "request/$r" answer reply=见条目 --as clerk
no step.when step c "request/$r" answer reply=见条目 entry=K002 --as clerk
zt step c "request/$r" answer reply=见条目 entry=K001 --as clerk

zt verify c
zt rebuild c
zt verify c

# what is refused
sed 's/needs: {catalogue: \[topic, place\]}/needs: {catalogue: [topic, title]}/' c/ledgers/request.yaml >bad
cp c/ledgers/request.yaml good
cp bad c/ledgers/request.yaml
run "$ZT" check c
is "$status" 1 'a key of one ledger only'
err_contains 'request.yaml'
sed "s/lead <> catalogue.lead/lead <> catalogue.leat/" good >c/ledgers/request.yaml
no expr.name check c
err_contains 'catalogue.lead'
sed 's/needs: {catalogue: \[topic, place\]}/needs: {catalogue: [topic]}/' good >c/ledgers/request.yaml
zt diff c
contains '查看 catalogue (topic, place) → catalogue (topic)'
zt apply c
r=$(received title=新 topic=road place=1)
is "$(suggests "$r" | head -n 1)" 'lead 111 目录 ZD003' 'by the topic alone'
zt verify c
