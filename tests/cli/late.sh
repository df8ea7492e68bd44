# What becomes known after a bulletin was published: late entries, corrections, reopened requests.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
demo_city d
ok() { expect "$ZT" "$@"; }

zt bulletin d request --published
contains '还没有发布过'
zt bulletin d request --publish --as ld1 --now "2022-08-22 18:00"
contains '受理诉求386件'
contains '已发布'
zt bulletin d request --publish --as ld1 --from 2022-07-01 --to 2022-07-31 --now "2022-08-22 18:05"
no role bulletin d request --publish --as rx1
no role bulletin d request --publish --as s.431302
misused usage.as bulletin d request --publish
zt bulletin d request --published
contains '没有变动'
is "$(grep -c '留痕 ' .out)" 2 'two published'
july=$(figure d request.received --from 2022-07-01 --to 2022-07-31)

# a late entry of July, by the recorder
zt enter d request title=补录 body=七月底来访 channel=visit --as bl1 --on 2022-07-30 --because 漏录 \
        --now "2022-08-23 09:00"
new=$(number)
zt bulletin d request --published
contains 'received'
contains '386 → 387；变动 1 行'
contains "$new"
contains '（2022-08-23 补知）'
run "$ZT" figure d request.received --from 2022-07-01 --to 2022-07-31 --known 2022-08-22
contains "→"
contains "$new"
is "$(figure d request.received --on 2022-08-22)" 387 'now'
is "$(figure d request.received --on 2022-08-22 --known 2022-08-22)" 386 'as published'
is "$(figure d request.received --on 2022-07-29)" "$(figure d request.received --on 2022-07-29 --known 2022-08-22)" 'before its day nothing changed'

# a correction is always so: the month it was entered in has it, the rows say since when it is known
n=ZTC2022000097
run "$ZT" figure d request.received --by channel --on 2022-04-30 --json
visits=$(sed 's/.*"by":"visit"[^}]*"value":\([0-9]*\).*/\1/' .out)
zt step d request/$n correct channel=hotline --as bl1 --because 渠道登记错了 --now "2022-08-23 10:00"
run "$ZT" figure d request.received --by channel --on 2022-04-30 --json
is "$(sed 's/.*"by":"visit"[^}]*"value":\([0-9]*\).*/\1/' .out)" "$((visits - 1))" 'visits in April'
run "$ZT" figure d request.received --by channel --on 2022-04-30 --known 2022-08-22 --json
is "$(sed 's/.*"by":"visit"[^}]*"value":\([0-9]*\).*/\1/' .out)" "$visits" 'as it was known'
zt step d request/$n correct rating=dissatisfied --as bl1 --because 评价录错 --now "2022-08-23 10:05"
run "$ZT" bulletin d request --published
contains '96.8%（334 / 345） → 96.5%（333 / 345）；变动 1 行'
contains "$n"
run "$ZT" bulletin d request --on 2022-08-22 --known 2022-08-22
contains '受理诉求386件'
contains '满意率96.8%'
run "$ZT" bulletin d request --on 2022-08-22
contains '受理诉求387件'
contains '满意率96.5%'

# taking up again what was closed is no correction: the 22nd stays as it was, the 23rd has it open
closed=$(figure d request.done --on 2022-08-22)
zt step d request/ZTC2022000100 redo why=又坏了 --as hf1 --now "2022-08-23 11:00"
is "$(figure d request.done --on 2022-08-22)" "$closed" 'the day before'
is "$(figure d request.done --on 2022-08-23)" "$((closed - 1))" 'the day itself'
zt show d request/ZTC2022000100
contains '第2轮'

# published texts are kept as they were
run "$ZT" bulletin d request --published --json
contains '受理诉求386件'
contains '"figure":"request.satisfaction","then":"96.8%","now":"96.5%"'

zt verify d
contains '全部核验通过'
