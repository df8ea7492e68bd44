# diff: who may do what, what is reckoned otherwise, and which open records that touches.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
small_city c
r=c/ledgers/request.yaml
for i in 1 2 3 4 5; do zt enter c request title=灯$i body=路灯坏了 channel=hotline urgent=$([ $i = 1 ] && echo true || echo false) --as clerk; done
y=$(date +%Y)
zt step c "request/ZTC${y}000005" assign lead=1-A --as clerk
cp $r keep.yaml

# from CHANGE [on FILE]: what the draft with this change would do; the draft as it was afterwards
draft() { cp keep.yaml $r && sed -i "$1" $r; }

# a step: who may take it, and the records in a state it is taken from, the latest first
draft 's/^\(  assign: .*\)by: dispatcher@owner/\1by: [dispatcher@owner, supervisor@owner]/'
zt diff c
contains '环节 assign：由谁办理 dispatcher@owner → dispatcher@owner, supervisor@owner'
contains '涉及的未办结记录'
contains "  环节 request.assign：4 件（ZTC${y}000004、ZTC${y}000003、ZTC${y}000002……）"
run "$ZT" diff c --lang en
contains "  step request.assign: 4 (ZTC${y}000004, ZTC${y}000003, ZTC${y}000002, …)"
zt diff c --json
contains '"touched":[{"what":"step","ledger":"request","name":"assign","records":4,"latest":["ZTC'

# a step on a duty: who holds it; a clock: the duties that run by it; a duty; a state
draft 's/^\(  sign: *{label.*\)by: handler@holder/\1by: [handler@holder, supervisor@above]/'
zt diff c
contains "  环节 request.sign：1 件（ZTC${y}000005）"
draft 's/^\(  dispatch: {rules: \[{within: \)1 workday/\12 workdays/'
zt diff c
contains '  时限 request.dispatch：4 件（'
lacks '……）：'
draft 's/^\(  dispatch: .*holder: owner, clock: \)dispatch/\1callback/'
zt diff c
contains '  任务 request.dispatch：4 件（'
draft 's/^\(  assigned: .*kind: open\)/\1, retired: true/; s/, to: assigned/, to: handling/'
zt diff c
contains "  状态 request.assigned：1 件（ZTC${y}000005）"

# a field: where it is filled, a sealed one too; a new step from a state
draft 's/^\(  title: .*\)max: 80/\1max: 90/'
zt diff c
contains '  字段 request.title：5 件（'
draft 's/^\(  reply: .*type: note\)/\1, private: true/'
zt diff c
contains '不涉及未办结的记录'
draft 's/^steps:/&\n  look: {from: assigned, by: leader@owner}/'
zt diff c
contains '+ 环节 look'
contains "  环节 request.look：1 件（ZTC${y}000005）"

# a label, a figure, a field more: nothing that stands is touched
draft 's/^\(  title: {label: {zh: \)标题/\1题目/; s/^figures:/&\n  more: {of: record, at: owner, count: true}/; s/^fields:/&\n  extra: {type: int}/'
zt diff c
contains '+ 字段 extra'
contains '不涉及未办结的记录'
lacks '涉及的未办结记录'
cp keep.yaml $r
zt diff c
out_is '没有变化'

# series, rules, scorecards and what a step makes are told too
cp c/ledgers/indicator.yaml keep2.yaml
sed -i 's/^  compare: \[yoy, base 2016\]/  compare: [yoy, mom, base 2016]/' c/ledgers/indicator.yaml
zt diff c
contains '数列 amount, year, measure, area, unit, yoy, base 2016 → amount, year, measure, area, unit, yoy, mom, base 2016'
cp keep2.yaml c/ledgers/indicator.yaml
draft 's/^rules:/&\n  nudge: {at: due - 1 workday, duty: callback, do: hurry}/'
zt diff c
contains '+ 规则 nudge'
