# Tables in records, and records made of others: by steps (for a row, for a visit) and by a rule.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

demo_city m

cat >m/ledgers/council.yaml <<'END'
ledger: council
label: {zh: 会议, en: Meeting}
fields:
  subject: {type: text, required: true}
  decisions:
    type: rows
    label: {zh: 议定事项, en: Decisions}
    rows:
      what:   {type: note, required: true, label: {zh: 内容, en: What}}
      lead:   {type: office, required: true, label: {zh: 牵头, en: Lead}}
      by_day: {type: day, label: {zh: 期限, en: By}}
      urgent: {type: flag}
      who:    {type: person, private: true}
states:
  held:    {kind: open}
  settled: {kind: done}
steps:
  note:   {to: held, by: clerk@owner, ask: [subject, decisions]}
  add:    {from: held, by: clerk@owner, ask: decisions}
  settle: {from: held, to: settled, by: clerk@owner,
           makes: {ledger: task, each: decisions, map: {what: what, lead: lead, by_day: by_day, subject: subject}, link: origin}}
END
cat >m/ledgers/task.yaml <<'END'
ledger: task
label: {zh: 督办事项, en: Item}
fields:
  what:    {type: text, max: 20, required: true}
  lead:    {type: office, required: true}
  by_day:  {type: day}
  subject: {type: text}
  origin:  {type: link, of: council, inverse: items}
states:
  given: {kind: open}
  done:  {kind: done}
clocks:
  item: {rules: [{within: 1 month}]}
duties:
  item: {holder: lead, clock: item}
steps:
  give:   {to: given, by: clerk@owner, ask: [what, lead, by_day], opens: {item: {}}}
  finish: {on: duty item, from: given, to: done, by: handler@holder, ends: {item: done}}
figures:
  tasks: {of: record, at: owner, count: true}
END
cat >m/ledgers/call.yaml <<'END'
ledger: call
label: {zh: 走访, en: Visit}
fields:
  firm:    {type: link, of: shop, required: true}
  problem: {type: text}
  urgent:  {type: flag}
states:
  noted: {kind: done}
steps:
  enter:
    to: noted
    by: clerk@owner
    ask: [firm, problem, urgent]
    makes:
      - {ledger: plea, map: {title: problem, firm: firm}, link: visit}
      - {ledger: plea, step: alarm, when: urgent = TRUE, map: {title: problem}, link: visit}
END
cat >m/ledgers/plea.yaml <<'END'
ledger: plea
label: {zh: 诉求, en: Request}
owner: "431302"
fields:
  title: {type: text, required: true}
  firm:  {type: link, of: shop}
  visit: {type: link, of: call}
states:
  received: {kind: open}
  alarmed:  {kind: open}
steps:
  receive: {to: received, by: clerk@owner, ask: [title, firm]}
  alarm:   {to: alarmed, by: clerk@owner, ask: [title, firm]}
END
cat >m/ledgers/shop.yaml <<'END'
ledger: shop
label: {zh: 企业, en: Firm}
number: {form: "F{n:04}", per: none}
fields:
  name:    {type: text, required: true}
  small:   {type: flag}
  revenue: {type: money, unit: 万元}
states:
  active: {kind: open}
steps:
  register: {to: active, by: clerk@owner, ask: [name, small, revenue]}
  change:   {from: active, by: clerk@owner, ask: [small, revenue]}
END
cat >m/ledgers/grant.yaml <<'END'
ledger: grant
label: {zh: 免申即享, en: Eligibility}
number: {form: "E{n:04}", per: none}
fields:
  firm:    {type: link, of: shop, required: true, inverse: eligible}
  name:    {type: text}
  revenue: {type: money, unit: 万元}
  paid_on: {type: day}
states:
  matched:   {kind: open}
  confirmed: {kind: open}
  paid:      {kind: done}
steps:
  match:   {to: matched, by: clerk@owner, ask: firm}
  confirm: {from: matched, to: confirmed, by: clerk@owner}
  pay:     {from: confirmed, to: paid, by: clerk@owner, ask: paid_on}
  withdraw: {by: clerk@owner}
rules:
  match:
    every: month
    each: shop
    where: small = TRUE AND revenue < 2000
    key: [firm]
    makes: grant
    map: {name: name, revenue: revenue}
    gone: withdraw
figures:
  firms: {of: record, at: owner, distinct: firm}
  paid:  {of: record, at: owner, where: "state = 'paid'", count: true}
END
now '08-23 09:00'
ok check m
ok apply m
sed 's/, by_day: by_day//' m/ledgers/council.yaml >c.yaml && mv m/ledgers/council.yaml kept.yaml && mv c.yaml m/ledgers/council.yaml
ok diff m --lang en
contains 'task.give, each: decisions, what: what, lead: lead, subject: subject, link: origin'
mv kept.yaml m/ledgers/council.yaml

# ---- a table: what is given, and what is wrong with it ----
not input.rows enter m council subject=例会 decisions='[1]' --as rx1
not input.rows enter m council subject=例会 decisions='no table' --as rx1
not input.field enter m council subject=例会 decisions='[{"whta":"x"}]' --as rx1
not input.required enter m council subject=例会 decisions='[{},{"what":"修路"}]' --as rx1 --lang en
err_contains 'row 2, Lead is required'
not input.office enter m council subject=例会 decisions='[{"what":"修路","lead":"9-Z"}]' --as rx1
not input.long enter m council subject=例会 --as rx1 \
        decisions="[$(i=0; while [ $i -lt 201 ]; do [ $i = 0 ] || printf ,; printf '{"what":"x","lead":"4313-CGJ"}'; i=$((i + 1)); done)]"
ok enter m council subject=例会 --as rx1 --key k1 decisions='[{},
  {"what":"修路，联系13800001234","lead":"娄底市城市管理和综合执法局","by_day":"2022-09-01","urgent":true,"who":"王女士,13900001234"},
  {"what":"绿化","lead":"4313-CGJ","urgent":false}]'
g=council/$(number)
ok show m "$g" --lang en
contains '1. What: 修路，联系138****1234; Lead: Loudi Urban Management Bureau; By: 2022-09-01; urgent: yes; who: 王** 139****1234'
contains '2. What: 绿化; Lead: Loudi Urban Management Bureau'
ok show m "$g" --json
contains '"decisions":[{"what":"修路，联系138****1234","lead":"4313-CGJ","by_day":"2022-09-01","urgent":true,"who":"王** 139****1234"},'
contains '{"what":"绿化","lead":"4313-CGJ","by_day":null,"urgent":false,"who":null}]'
ok export m council --format jsonl --as rx1
contains '"decisions":"[{\"what\":\"修路'
ok step m "$g" correct decisions='[{"what":"修桥","lead":"4313-CGJ"}]' --because 记错了 --as rx1
ok show m "$g" --lang en
contains '1. What: 修桥; Lead: Loudi Urban Management Bureau'
printf 'subject,decisions\n导入的会,"[{""what"":""清淤"",""lead"":""4313-CGJ""}]"\n坏的会,"[{""what"":""清淤""}]"\n' >rows.csv
run "$ZT" import m council rows.csv --now "$NOW" --lang en
grep -qF 'row 1, Lead is required' "$T/.out" "$T/.err" && pass || fail_run 'the bad row is told' import

# ---- each decision becomes an item, or none does ----
ok step m "$g" add --as rx1 decisions='[{"what":"修桥","lead":"4313-CGJ","by_day":"2022-09-01"},{"what":"这一条的内容写得实在是太长了，超过了二十个字","lead":"4313-CGJ"}]'
not input.long step m "$g" settle --as rx1 --lang en
err_contains 'row 2 makes no Item: what is too long'
ok list m task --json
contains '"records":[]'
ok step m "$g" add --as rx1 decisions='[{"what":"修桥","lead":"4313-CGJ","by_day":"2022-09-01"},{"what":"绿化","lead":"4313-CGJ"}]'
ok step m "$g" settle --as rx1 --key k2
ok step m "$g" settle --as rx1 --key k2
ok list m task --json
contains '"records":[{'
is "$(grep -o '"number":' "$T/.out" | wc -l | tr -d ' ')" 2 'two items, once'
is "$(figure m task.tasks --office 4313 --now "$NOW")" 2 'two are counted'
ok show m "$g" --lang en
contains 'Made for it'
contains 'Item  2022000002 绿化  given'
ok show m "$g" --json
contains '"name":"items","ledger":"task"'
ok show m task/2022000001 --lang en
contains 'origin: 2022000001 例会'
contains 'subject: 例会'
contains 'by 2022-09-23 24:00'
not recall.others step m "$g" recall --because 点错 --as rx1

# ---- killed at any moment and said again, it makes nothing twice ----
for i in 1 2 3 4 5 6; do
        ok enter m council subject=第${i}次 decisions='[{"what":"甲","lead":"4313-CGJ"},{"what":"乙","lead":"4313-CGJ"}]' --as rx1
        g=council/$(number)
        "$ZT" step m "$g" settle --as rx1 --key "again$i" --now "$NOW" >/dev/null 2>&1 &
        pid=$!
        sleep "0.0$i"
        kill -9 $pid 2>/dev/null
        wait $pid 2>/dev/null
        ok step m "$g" settle --as rx1 --key "again$i"
        ok show m "$g" --json
        is "$(grep -o '"name":"items"' "$T/.out" | wc -l | tr -d ' ')" 2 "$g: two items"
done

# ---- a visit: with a problem, without, and an urgent one ----
ok enter m shop name=甲厂 small=true revenue=100 --as rx1
ok enter m call firm=F0001 --as rx1
ok list m plea --json
contains '"records":[]'
ok enter m call firm=F0001 problem=缺工 --as rx1
ok enter m call firm=F0001 problem=断电 urgent=true --as rx1
ok list m plea --json
is "$(grep -o '"state":"received"' "$T/.out" | wc -l | tr -d ' ')" 2 'a request for each problem'
is "$(grep -o '"state":"alarmed"' "$T/.out" | wc -l | tr -d ' ')" 1 'and an alarm'
ok show m plea/2022000001 --json
contains '"owner":"431302"'
contains '"visit":'
not input.required enter m call firm=F0001 urgent=true --as rx1 --lang en
err_contains 'it makes no Request: title is required'

# ---- a list of firms that fulfil a policy ----
{
        printf 'name,small,revenue\n'
        i=2
        while [ $i -le 200 ]; do
                if [ $((i % 4)) = 0 ]; then printf '厂%d,false,100\n' $i; else printf '厂%d,true,%d\n' $i $((i * 20)); fi
                i=$((i + 1))
        done
} >firms.csv
ok import m shop firms.csv
ok rules m
now '09-01 08:00'
ok rules m --dry-run --lang en
contains 'grant.match  shop/F0001  match'
lacks 'F0004'
lacks 'F0101'
is "$(grep -c grant.match "$T/.out")" 75 'those who fit, and no others'
ok rules m
ok list m grant --limit 200 --json
is "$(grep -o '"state":"matched"' "$T/.out" | wc -l | tr -d ' ')" 75 'who fits is matched'
ok rules m --lang en
contains '0 things are done'
ok step m grant/E0001 confirm --as rx1
ok step m grant/E0001 pay paid_on=2022-09-01 --as rx1
ok step m grant/E0002 confirm --as rx1
ok show m shop/F0001 --lang en
contains 'Eligibility  E0001'
for f in F0001 F0002 F0003; do ok step m shop/$f change small=false --as rx1; done
ok step m shop/F0004 change small=true --as rx1
now '10-01 08:00'
ok rules m --dry-run --lang en
contains 'grant.match  shop/F0004  match'
contains 'grant.match  grant/E0002  withdraw'
contains 'grant.match  grant/E0003  withdraw'
lacks 'E0001'
is "$(grep -c grant.match "$T/.out")" 3 'one has come, two are gone'
ok rules m
ok show m grant/E0002 --lang en
contains 'Withdraw'
contains 'timer'
is "$(figure m grant.paid --office 4313 --now "$NOW")" 1 'who was paid stays'
is "$(figure m grant.firms --office 4313 --now "$NOW")" 76 'firms'
zt verify m
zt rebuild m
zt verify m
