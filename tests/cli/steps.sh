# Taking steps: the whole loop, and every refusal with its reason.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
demo_city d

# ---- the loop, each step as its post ----
now '08-23 09:00'
printf '多行的\n诉求内容\n' >body.txt
ok enter d request 标题=测试诉求 诉求内容=@body.txt 渠道=热线直接 topic=water_supply \
        firm=ZTQ2022000012 place=431302004005@27.70,112.00 contact=王女士,13000001234 --as requester
n=$(number)
r=request/$n
is "$n" ZTC2022000387 'the next number'
contains '承诺    2022-09-06 24:00'
contains '任务    交办：娄底市，2022-08-24 24:00'
contains '查询码  '
ok step d "$r" 交办 lead=4313-CGJ assist=4313-FGW,431302 --as pd1
contains '状态    待签收'
contains 'JB2022-00334'
contains '了结    交办：已完成'
ok step d "$r" sign --as h.4313-cgj
ok step d "$r" reply reply=协办意见 --as h.4313-fgw
contains '状态    办理中'
ok step d "$r" reply reply=@body.txt --as h.4313-cgj
contains '状态    待回访'
contains '任务    回访：娄底市，2022-08-26 24:00'
ok step d "$r" confirm solved=是 rating=满意 --as hf1
contains '状态    已办结'
ok show d "$r"
contains '多行的'
contains '协办意见'
contains '王** 130****1234'
lacks '13000001234'
lacks 27.70
ok show d "$r" --json
contains '"number":"ZTC2022000387"'

# redo: a new round, a new promise; reopen what was answered at once
now '08-24 10:00'
ok step d "$r" redo why=又积水了 --as requester
contains '状态    待签收'
contains '承诺    2022-09-07 24:00'
ok show d "$r"
contains '第2轮'
ok enter d request title=咨询 body=问一问 channel=hotline --as rx1
q=request/$(number)
ok step d "$q" answer reply=答一答 --as rx1
contains '状态    待回访'
not step.when step d "$q" redo why=没答好 --as hf1
ok step d "$q" reopen why=没答好 --as hf1
contains '状态    待交办'
not recall.promise step d "$q" recall --as hf1 --because 点错了

# recall: the state before, the duties as they were
ok step d "$q" assign lead=4313-FGW --as pd1
not role step d "$q" recall --as hf1 --because 不是我办的
not because step d "$q" recall --as pd1
err_contains '须写明理由：--because [because]'
ok step d "$q" recall --as pd2 --because 交错单位
contains '状态    待交办'
ok step d "$q" assign lead=4313-CGJ --as pd1
contains 'JB2022-00336'

# ---- refusals: who, when, what ----
w=request/ZTC2022000386
version() { "$ZT" show d "$1" --json | sed 's/.*"version":\([0-9]*\).*/\1/'; }
events() { "$ZT" checkpoint d | sed -n 2p; }
before=$(events)

not account.none step d "$w" reply reply=x --as nobody
misused usage.as step d "$w" reply reply=x --now "2022-08-24 10:00"
not step.unknown step d "$w" fly --as pd1
not record.none step d request/ZTC2022009999 reply --as pd1
not ledger.none step d nothing/1 reply --as pd1
misused usage.name step d request reply --as pd1 --now "2022-08-24 10:00"
misused usage.field step d "$w" reply text --as pd1 --now "2022-08-24 10:00"

# the role: a clerk does not assign, a handler of another office does not sign, no administrator
not role step d "$q" sign --as rx1
err_contains '承办员（任务承办单位）'
# and for whoever does not see it there is no such record
not record.none step d "$q" sign --as h.4313-fgw
not record.none step d "$q" sign --as admin.system
not role step d "$q" sign --as requester
not role enter d request title=a body=b channel=hotline --as pd1
not role enter d organisation name=a code=1 org_kind=limited --as requester

# the state: replied before it is signed for, signed twice, entered with a later step
not step.from step d "$q" reply reply=x --as h.4313-cgj
not step.from step d "$q" answer reply=x --as rx1
err_contains '须为：待交办'
not step.enters step d "$q" receive title=a body=b channel=hotline --as rx1
not step.enters enter d request --step answer reply=x --as rx1

# the fields: unknown, not asked, twice, missing, wrong; all of them at once
not input.field enter d request title=a body=b channel=hotline colour=red --as rx1
not input.unasked enter d request title=a body=b channel=hotline reply=x --as rx1
not input.twice enter d request title=a title=b body=b channel=hotline --as rx1
not input.required enter d request title=a --as rx1
err_contains '诉求内容'
err_contains '渠道'
not input.choice enter d request title=a body=b channel=hotlin --as rx1
err_contains 'hotline'
not input.link enter d request title=a body=b channel=hotline firm=ZTQ2022009999 --as rx1
not input.office enter d request title=a body=b channel=hotline place=999 --as rx1
not input.value enter d request title=a body=b channel=hotline place=4313@99,999 --as rx1
not input.value enter d request title=a body=b channel=hotline urgent=maybe --as rx1
long=$(printf '长%.0s' $(seq 81))
not input.long enter d request title="$long" body=b channel=hotline --as rx1
err_contains '81'
printf 'a\001b' >control.txt
not input.value enter d request title=@control.txt body=b channel=hotline --as rx1
not file.read enter d request title=@nowhere.txt body=b channel=hotline --as rx1
run "$ZT" enter d request title="$long" channel=x colour=red --as rx1 --now "2022-08-24 10:00" --json
is "$status" 1 status
for code in input.long input.choice input.field input.required; do
        contains "\"code\":\"$code\"" .err
done
not input.required step d "$q" correct channel= --as bl1 --because 不能没有

# the version seen
v=$(version "$q")
not version.stale step d "$q" sign --as h.4313-cgj --version 17
err_contains "现为 $v"

# the day: future, before the last step, late without a reason, a recorder, or an allowance
not day.future step d "$q" sign --as h.4313-cgj --on 2022-08-25
not day.before_last step d "$q" sign --as h.4313-cgj --on 2022-08-23 --because 补录
not because enter d request title=a body=b channel=hotline --as rx1 --on 2022-08-20
not day.recorder enter d request title=a body=b channel=hotline --as rx1 --on 2022-08-20 --because 漏
not late.expired enter d request title=a body=b channel=hotline --as bl1 --on 2022-07-24 --because 漏
err_contains '30'

is "$(events)" "$before" 'nothing of all that is in the log'

# with the version seen it goes; then not again
ok step d "$q" sign --as h.4313-cgj --version "$v"
not step.from step d "$q" sign --as h.4313-cgj

# ---- late entry by the recorder: counts on its day, promise and duties from that day ----
was=$(figure d request.received --on 2022-08-19)
ok enter d request title=补录 body=上周来访 channel=visit --as bl1 --on 2022-08-19 --because 值班漏录
late=request/$(number)
contains '承诺    2022-09-02 24:00'
is "$(figure d request.received --on 2022-08-19)" "$((was + 1))" 'received by the 19th, with it'
is "$(figure d request.received --on 2022-08-19 --known 2022-08-23)" "$was" 'as it was known then'
ok show d "$late"
contains '值班漏录'

# ---- the same key: the same answer; another body: refused ----
ok enter d request title=幂等 body=一次 channel=hotline --as rx1 --key k1
first=$(number)
code=$(sed -n 's/.*查询码 *//p' .out)
ok enter d request title=幂等 body=一次 channel=hotline --as rx1 --key k1
is "$(number)" "$first" 'the same number'
contains '先前的答复'
is "$(sed -n 's/.*查询码 *//p' .out)" "$code" 'the same code'
not key.reused enter d request title=幂等 body=两次 channel=hotline --as rx1 --key k1
ok enter d request title=幂等 body=两次 channel=hotline --as rx2 --key k1
holds 'another account, another key' test "$(number)" != "$first"
ok step d "request/$first" answer reply=答 --as rx1 --key k2
ok step d "request/$first" answer reply=答 --as rx1 --key k2
contains '先前的答复'
# a refused command is not kept: the key is free
not input.required enter d request title=x --as rx1 --key k3
ok enter d request title=x body=y channel=hotline --as rx1 --key k3
# a day later the key is forgotten
now '08-25 11:00'
ok enter d request title=幂等 body=一次 channel=hotline --as rx1 --key k1
holds 'a new record' test "$(number)" != "$first"

# ---- built-in steps ----
ok enter d request title=撤回 body=不要了 channel=hotline --as requester
x=request/$(number)
ok step d "$x" supplement --as requester --because 补充一句
not because step d "$x" supplement --as requester
ok step d "$x" hurry --as requester
ok step d "$x" withdraw --as requester
contains '状态    已撤回'
not step.from step d "$x" withdraw --as requester
ok enter d request title=作废 body=重复 channel=hotline --as rx1
x=request/$(number)
not because step d "$x" void --as pd1
not role step d "$x" void --as rx1
ok step d "$x" void --as pd1 --because 重复登记
contains '状态    已作废'
not correct.nothing step d "$x" correct --as bl1 --because 没改
ok step d "$x" correct channel=visit --as bl1 --because 渠道录错

# urgent: minutes; duties nest in the promise
ok enter d request title=急 body=停电 channel=hotline urgent=true --as rx1
x=request/$(number)
contains '承诺    2022-08-26 24:00'
ok step d "$x" assign lead=4313-CGJ --as pd1
contains '签收：娄底市城市管理和综合执法局，2022-08-25 11:30'
contains '办理：娄底市城市管理和综合执法局，2022-08-26 24:00'
now '08-25 12:00'
ok step d "$x" sign --as h.4313-cgj
contains '，逾期'

# the clock of a demo city does not go back either
NOW="2022-08-20 09:00"
not clock.jump enter d request title=a body=b channel=hotline --as rx1
zt list d request --limit 1
not role clock d --accept --as rx1
ok clock d --accept --as admin.system
ok enter d request title=a body=b channel=hotline --as rx1
contains '承诺    2022-09-08 24:00'

zt verify d
contains '全部核验通过'
