# Bulletins of a week, month, quarter and year, in every form; cases picked for an issue; what was
# published stays as it was, with the records that have made a difference since.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
demo_city d

cat >d/bulletins/x.zh.md <<'END'
# {{office}}通报（{{period}}）

受理{{request.received}}件，满意率{{request.satisfaction}}，{{request.received mom}}。

{{request.received, request.satisfaction by channel}}

{{request.received, request.received mom by week}}

{{chart request.received by channel}}

{{view request.cases picked}}
END
zt apply d

for period in '2022-07:2022年7月' '2022-W33:2022年第33周（8月15日至8月21日）' '2022-Q2:2022年第2季度' \
        '2021:2021年' '2022-08-21:2022年8月21日'; do
        zt bulletin d x --on "${period%%:*}"
        contains "通报（${period#*:}）"
done
zt bulletin d x --on 2022-07
contains '满意率96.7%，环比增长29.8%'
contains '| 周 | 受理 | 受理比上周 |'
contains '（无）' # no case was picked
misused usage.day bulletin d x --on 2022-W60
no day.future bulletin d x --on 2022-08 # not over yet
no compare.unlike bulletin d x --from 2022-08-01 --to 2022-08-22

zt bulletin d x --on 2022-07 --format html >x.html
contains '<!doctype html>'
contains 'table-header-group'
contains '<svg xmlns'
contains '<sup>'
contains '319/330'
zt bulletin d x --on 2022-07 --format md
contains '## 数据说明'
zt bulletin d x --on 2022-07 --format json
contains '"denominator":330'
misused usage.value bulletin d x --format pdf

# the cases, in the order they are picked
zt bulletin d x request/ZTC2022000373 request/ZTC2022000385 --on 2022-07
contains 'ZTC2022000373'
contains 'ZTC2022000385'
grep -n 'ZTC2022000373\|ZTC2022000385' .out >picked || fail 'no cases'
is "$(head -1 picked | grep -c 373)" 1 'the first picked stands first'
no bulletin.pick bulletin d x request/ZTC2022000386 # not done: not in the view
no bulletin.pick bulletin d request request/ZTC2022000373 # no place for it

# published as Markdown, with the papers; late: the very record
zt bulletin d x request/ZTC2022000373 --on 2022-07 --publish --as ld1 --now '2022-08-22 18:00'
contains 'ZTC2022000373'
contains '满意率 96.7% = 319/330'
zt enter d request title=补录 body=七月底来访 channel=visit --as bl1 --on 2022-07-30 --because 漏录 \
        --now '2022-08-23 09:00'
late=$(number)
zt bulletin d x --published
contains 'received  +1  344'
contains "$late"
zt bulletin d x --published --json
contains '"text":"娄底市通报（2022年7月）\n\n受理344件，满意率96.7%[2]'
contains '"markdown":"# 娄底市通报'
contains '"then":"344","now":"345","difference":"+1","rows":[{"number":"'"$late"'","amount":1}]'
zt verify d
contains '✓ I2'
