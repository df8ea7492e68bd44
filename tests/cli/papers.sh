# Supervision slips: blue by hand, yellow and red by rule, each owed by an office: receipted in time and late, withdrawn, counted,
# shown and printed; while the timer was down; and a slip, an extension and a reply at the same time.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

demo_city d
count() { # FIGURE OFFICE
        run "$ZT" figure d "slip.$1" --office "$2" --now "$NOW" --json
        sed -n 's/.*"value":"\{0,1\}\([^",}]*\).*/\1/p' "$T/.out"
}

cat >d/ledgers/slip.yaml <<'END'
ledger: slip
label: {zh: 督办件, en: Matter}
fields:
  title:  {type: text, required: true}
  lead:   {type: office, required: true}
  excuse: {type: note}
states:
  handling: {kind: open}
  closed:   {kind: done}
clocks:
  handle: {rules: [{within: 5 workdays}]}
  slip:   {rules: [{within: 2 workdays}], colour: {yellow: 1 workday, red: 0}}
duties:
  handle: {holder: lead, clock: handle}
papers:
  blue_slip:   {label: {zh: 蓝色督办单, en: Blue slip}, number: {form: "督办〔{yyyy}〕{n}号"}, to: lead, due: slip, text: slip}
  yellow_slip: {label: {zh: 黄色督办单, en: Yellow slip}, number: {form: "黄{yyyy}-{n}"}, due: slip, text: slip}
  red_slip:    {label: {zh: 红色督办单, en: Red slip}, number: {form: "红{yyyy}-{n}"}, due: slip, text: slip}
steps:
  enter:   {to: handling, by: clerk@owner, ask: [title, lead], opens: {handle: {}}}
  urge:    {label: {zh: 催办督办, en: Urge}, from: [handling, closed], by: supervisor@owner, paper: blue_slip, tell: [lead: slip]}
  receipt: {label: {zh: 签收, en: Receipt}, on: paper blue_slip, by: handler@holder, ask: excuse}
  heard:   {on: paper yellow_slip, by: handler@holder}
  explain: {on: paper red_slip, by: handler@holder, ask: excuse, ends: {red_slip: done}}
  more:    {from: handling, by: dispatcher@owner, extends: {clock: handle, by: 2 workdays, times: 1}}
  close:   {on: duty handle, from: handling, to: closed, by: handler@holder, ends: {handle: done}}
rules:
  yellow: {at: due - 1 workday, duty: handle, paper: yellow_slip}
  red:    {at: due + 1 workday, duty: handle, paper: red_slip}
figures:
  issued:    {of: paper blue_slip, at: holder, count: true}
  owed:      {of: paper blue_slip, at: holder, where: "outcome IS NULL", count: true}
  receipted: {of: paper blue_slip, at: holder, where: "outcome IS NOT NULL", count: true}
  late:      {of: paper blue_slip, at: holder, where: "late = TRUE", count: true}
  red_late:  {of: paper red_slip, at: holder, where: "late = TRUE", count: true}
identities:
  - {at: holder, is: "issued = owed + receipted"}
END
printf '# {{paper}}\n\n{{office}}：{{ledger}}{{number}}请于 {{due}} 前签收。\n\n{{issuer}}　{{on}}\n' >d/texts/slip.zh.md
printf '# {{paper}}\n\n{{office}}: {{number}}, by {{due}}\n\n{{issuer}}, {{on}}\n' >d/texts/slip.en.md

now '08-23 09:00'
ok check d
ok apply d

# ---- by hand: the receipt of the one due first, of one that is named; late ones are late by themselves
ok enter d slip title=路面塌陷 lead=4313-CGJ --as rx1
a=slip/$(number)
not paper.none step d "$a" receipt --as h.4313-cgj
ok step d "$a" urge --as dc1
contains '文书    督办〔2022〕1号'
contains '任务    蓝色督办单：'
now '08-24 09:00'
ok step d "$a" 催办督办 --as dc1
not record.none step d "$a" receipt --as h.4313-fgw
not paper.none step d "$a" receipt --paper '督办〔2022〕9号' --as h.4313-cgj
ok step d "$a" 签收 excuse=已派员 --paper '督办〔2022〕2号' --as h.4313-cgj
contains '了结    蓝色督办单：已完成'
is "$(count issued 4313-CGJ) $(count owed 4313-CGJ) $(count receipted 4313-CGJ) $(count late 4313-CGJ)" '2 1 1 0' 'one receipted'
ok step d "$a" close --as h.4313-cgj
contains '状态    closed'
now '08-26 08:00'
is "$(count owed 4313-CGJ) $(count late 4313-CGJ) $(count late 4313)" '1 1 1' 'late from the day after it was due'
ok step d "$a" receipt --as h.4313-cgj
contains '逾期'
is "$(count owed 4313-CGJ) $(count late 4313-CGJ)" '0 1' 'receipted late'

# ---- shown, and as it is handed over
ok show d "$a"
contains '蓝色督办单：督办〔2022〕1号 2022-08-23'
contains '　2022-08-25 24:00 前　已完成（逾期）'
contains '2022-08-26 08:00'
ok show d "$a" --json
contains '"papers":[{"paper":'
contains '"number":"督办〔2022〕1号"'
contains '"receipted_by":'
ok paper d "$a" '督办〔2022〕1号'
contains '督办〔2022〕1号'
contains '2022-08-25 24:00'
ok paper d "$a" '督办〔2022〕1号' --format html
contains '<h1>督办〔2022〕1号</h1>'
ok paper d "$a" '督办〔2022〕1号' --json --lang en
contains '"label":"Blue slip"'
not paper.unknown paper d "$a" '督办〔2022〕7号'
not record.unknown paper d "$a" '督办〔2022〕1号' --as h.4313-fgw
misused usage.value paper d "$a" '督办〔2022〕1号' --format pdf

# ---- by rule: yellow before, red after; the timer was down
ok enter d slip title=路灯不亮 lead=4313-CGJ --as rx1
b=slip/$(number)
now '09-07 08:00'
ok rules d
ok show d "$b"
contains '黄色督办单：黄2022-1 2022-09-02'
contains '红色督办单：红2022-1 2022-09-06'
contains '2022-09-09 24:00 前' # its time begins when it is issued: it was not there before
ok step d "$b" heard --as h.4313-cgj
lacks '逾期'
ok step d "$b" explain excuse=缺件 --as h.4313-cgj
is "$(count red_late 4313-CGJ)" 0 'explained in time'
ok rules d # once for each duty
ok show d "$b"
lacks 红2022-2

# ---- what cannot be taken back
cp d/ledgers/slip.yaml slip.yaml
sed -i '/blue_slip:/s/to: lead, due: slip, //; /receipt:/d; /  issued:/,/  late:/d; /identities/,$d' d/ledgers/slip.yaml
not diff.paper diff d
cp slip.yaml d/ledgers/slip.yaml
sed -i 's/, to: lead, due: slip, text: slip}/, to: lead, due: handle, text: slip}/' d/ledgers/slip.yaml
ok diff d
contains '文书 blue_slip：时限 slip → handle'
cp slip.yaml d/ledgers/slip.yaml

# ---- all at once: whichever comes first, one legal order
ok enter d slip title=同时 lead=4313-CGJ --as rx1
c=slip/$(number)
race() { # NAME ARGS…
        race_name=$1
        shift
        "$ZT" step d "$c" "$@" --now "$NOW" >"$T/$race_name.out" 2>"$T/$race_name.err"
        echo $? >"$T/$race_name.rc"
}
race urge urge --as dc1 &
p1=$!
race more more --as pd1 &
p2=$!
race close close --as h.4313-cgj &
p3=$!
wait $p1 $p2 $p3
is "$(cat "$T/urge.rc") $(cat "$T/close.rc")" '0 0' 'the slip and the reply'
if [ "$(cat "$T/more.rc")" != 0 ]; then
        expect grep -qE '\[(step.from|extends.none)\]' "$T/more.err"
fi
ok show d "$c"
contains '督办〔2022〕3号'

ok verify d
ok rebuild d
ok verify d
is "$(count issued 4313-CGJ) $(count owed 4313-CGJ)" '3 1' 'after a rebuild'
