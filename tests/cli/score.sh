# Scorecards: points from figures, caps, evidence, small numbers, peers and places, appeals, what was
# published and has changed; and an office reckons its own line again from what it exports.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"

cat >offices.csv <<'END'
code,parent,level,kind,name,name_en
1,,city,area,小城,Small City
11,1,county,area,东区,East
12,1,county,area,西区,West
13,1,county,area,南区,South
14,1,county,area,北区,North
1-A,1,city,bureau,甲局,Bureau A
1-B,1,city,bureau,乙局,Bureau B
END
cat >accounts.csv <<'END'
login,name,office,roles
rec,补录员,1,recorder clerk leader
east,东区,11,handler clerk recorder
a,甲局,1-A,handler clerk
END
cat >matter.yaml <<'END'
ledger: matter
label: {zh: 诉求, en: Matter}
fields:
  title: {type: text, label: {zh: 标题}}
  lead:  {type: office, label: {zh: 单位}}
  tardy: {type: flag, label: {zh: 超时}}
  rating: {type: int, label: {zh: 评分}}
  proof: {type: note, label: {zh: 文件}}
states: {open: {kind: open}, closed: {kind: done}}
steps:
  enter: {to: open, by: clerk, ask: [title, lead], late: 1 year}
  close: {from: open, to: closed, by: clerk, ask: [tardy, rating, proof], late: 1 year}
figures:
  received: {of: record, at: lead, count: true}
  handled:  {of: record, at: lead, where: "kind = 'done'", count: true}
  prompt:   {of: record, at: lead, where: "kind = 'done' AND tardy = FALSE", count: true}
  rated:    {of: record, at: lead, where: "rating IS NOT NULL", count: true}
  pleased:  {of: record, at: lead, where: "rating >= 4", count: true}
  handling: {rate: [handled, received]}
  pleasure: {rate: [pleased, rated]}
import:
  columns: {标题: title, 单位: lead, 超时: tardy, 评分: rating, 文件: proof, 状态: state}
  state: {在办: open, 办结: closed}
END
cat >review.yaml <<'END'
ledger: review
label: {zh: 考核, en: Review}
fields:
  unit:   {type: office, required: true}
  period: {type: period, required: true}
  why:    {type: note}
states: {reported: {kind: open}, settled: {kind: done}}
steps:
  report: {to: reported, by: [recorder, clerk@unit], ask: [unit, period]}
  object: {from: reported, by: clerk@unit, ask: why, asks: {answer: [uphold, reject], by: recorder, within: 10 workdays, silent: refuse}}
  uphold: {answers: object, by: recorder}
  reject: {answers: object, by: recorder, ask: why}
  settle: {from: reported, to: settled, by: recorder}
score:
  peers: [county, bureau]
  rank: true
  groups:
    work:
      label: {zh: 业务, en: Work}
      weight: 80
      items:
        - {name: handling, label: {zh: 办结率, en: Handled}, value: 0.2 * matter.handling, cap: 20}
        - {name: pleasure, label: {zh: 满意率, en: Satisfied}, value: 0.3 * matter.pleasure, cap: 30, small: 2}
        - {name: prompt, label: {zh: 按时率, en: On time}, value: 30 * matter.prompt / matter.handled, cap: 30}
    volume: {label: {zh: 受理, en: Received}, weight: 20, items: [{value: matter.received, cap: 15}, {value: 2.5 * matter.handled, cap: 10}]}
  bonus: [{name: proved, label: {zh: 有据, en: Proved}, value: 2 * matter.handled, cap: 5, evidence: proof}]
  minus: [{name: undone, label: {zh: 未办, en: Undone}, value: (matter.received - matter.handled) / 3}]
  appeal: object
  freeze: settle
bulletin: |
  截至{{on}}：

  {{score}}
END
cat >matters.csv <<'END'
标题,单位,超时,评分,文件,状态,entered
甲,11,false,5,有,办结,2022-05-03
乙,11,false,3,,办结,2022-05-04
丙,11,true,4,,办结,2022-05-05
丁,11,,,,在办,2022-05-06
戊,12,false,5,,办结,2022-05-07
己,12,false,5,,办结,2022-05-08
庚,13,false,2,,办结,2022-05-09
辛,1-A,false,,,办结,2022-05-10
END

city() { # DIR
        mkdir -p "$1/ledgers"
        echo 'city: small' >"$1/city.yaml"
        cp matter.yaml review.yaml "$1/ledgers/"
        zt init "$1" --demo --empty --now "2022-05-01 09:00"
        zt office import "$1" offices.csv
        zt apply "$1"
        zt account import "$1" accounts.csv
}
city c
zt import c matter matters.csv --now "2022-06-30 09:00"

# East: 0.2 × 75.0 = 15; 0.3 × 66.7 = 20.01; 30 × 2/3 = 20; received 4 + 2.5 × 3; 2 × 1 of 3 with a
# paper; 1/3 off. South has one rating: the mean of East and West.
june="--from 2022-05-01 --to 2022-06-30"
zt score c review $june
contains '| 1 | 西区 | 区县 | 80 | 7 | 0 | 0 | 87 |'
contains '| 2 | 南区 | 区县 | 75.01 | 3.5 | 0 | 0 | 78.51 |'
contains '| 3 | 东区 | 区县 | 55.01 | 11.5 | 2 | 0.33 | 68.18 |'
contains '| 4 | 北区 | 区县 | 25.01 | 0 | 0 | 0 | 25.01（50分未评） |'
contains '| 1 | 甲局 | 部门 | 50 | 3.5 | 0 | 0 | 53.5（30分未评） |'
zt score c review $june --office 11
contains '满意率  20.01  (0.3 * matter.pleasure)'
contains 'matter.pleasure = 66.7% = 2/3'
contains '无依据不计的：2 件'
# the mean, and the place, are those of the whole city
zt score c review $june --office 13
contains '| 2 | 南区 |'
contains '满意率  25.01*'
contains '取同组2家的平均分'
zt score c review $june --group bureau --format csv
contains '1-A,甲局,部门,1,20,,30,1,2.5,0,0,53.5,30'
lacks 东区
zt score c review $june --group bureau --format md --lang en
contains '| 1 | Bureau A | bureaus | [20](score/review?from=2022-05-01&to=2022-06-30&office=1-A) | [—]('
contains '[53.5 (30 not assessed)]('
zt score c review $june --json --office 12
contains '"total":"87","not_assessed":"0","rank":1'
contains '{"item":"prompt","points":"30"}'
contains '{"figure":"matter.pleasure","value":"100.0%","numerator":"2","denominator":"2"}'
no score.none score c matter
no score.peers score c review --group county_bureau
misused usage.value score c review --format pdf
no figure.office score c review --as east
zt score c review --as east --office 11

# An office recounts its own line: its records, the same definitions, the same binary.
zt export c matter --as east >mine.csv
cp .out mine.csv
city own
echo 'owner =' >map
zt import own matter mine.csv --map map --now "2022-06-30 09:00"
zt score own review $june --office 11 --json
sed 's/"rank":[0-9]*/"rank":-/g' .out >own.json
zt score c review $june --office 11 --json
sed 's/"rank":[0-9]*/"rank":-/g' .out >theirs.json
same own.json theirs.json

# Appeals: open until they are answered; of the period of their record.
zt enter c review unit=11 period=2022-Q2 --as rec
n=$(number)
zt step c "review/$n" object why=漏计一件 --as east
zt score c review --from 2022-04-01 --to 2022-06-30
contains '东区申诉 2022-06-30'
contains '未处理'
zt score c review $june
lacks 申诉
zt step c "review/$n" reject why=无误 --as rec
zt score c review --from 2022-04-01 --to 2022-06-30 --json
contains '"open":false,"answer":"reject","answered":"2022-06-30"'

# Published once it is settled, and once for each time it is settled.
second="--from 2022-04-01 --to 2022-06-30"
no score.freeze bulletin c review $second --publish --as rec
zt step c "review/$n" settle --as rec
zt bulletin c review $second --publish --as rec
contains '| 3 | 东区 | 区县 | 55.01 | 11.5 | 2 | 0.33 | 68.18 |'
no score.freeze bulletin c review $second --publish --as rec
zt score c review $second
contains '没有变动'
zt score c review $june
lacks 没有变动

# Later something becomes known: which item, which figure, which record.
zt list c matter --where "lead = '11' AND state = 'open'"
late=$(sed -n 's/^\([0-9]\{10\}\).*/\1/p' .out | head -n 1)
zt step c "matter/$late" close tardy=false rating=5 proof=补 --on 2022-06-29 --as rec --because 补录 --now "2022-07-05 09:00"
zt score c review $second
contains '东区 总分：发布时 68.18，现在 83'
contains '南区 满意率：发布时 25.01*，现在 26.25*'
contains '东区 办结率：发布时 15，现在 20'
contains "东区 matter.handled：发布时 3，现在 4 $late"
contains '东区 有据：发布时 2，现在 4'
zt score c review $second --json --office 1
contains '"bulletin":"review"'
contains "\"figure\":\"matter.handled\",\"then\":\"3\",\"now\":\"4\",\"records\":[\"$late\"]"
zt verify c
contains '✓ I8'
zt rebuild c
zt score c review $second
contains '东区 总分：发布时 68.18，现在 83'

# Settled and published again, over the API: what was kept then is what is compared.
zt enter c review unit=12 period=2022-Q2 --as rec
zt step c "review/$(number)" settle --as rec
echo 'Walk-2022-rec' | "$ZT" account passwd c rec >.out 2>&1
serve_start c
http 201 /api/v1/session -H 'Content-Type: application/json' -d '{"login": "rec", "password": "Walk-2022-rec"}'
me="Authorization: Bearer $(value token)"
http 201 '/api/v1/bulletins/review/publish?from=2022-04-01&to=2022-06-30' -H "$me" -H 'Content-Type: application/json' -d '{}'
http 409 '/api/v1/bulletins/review/publish?from=2022-04-01&to=2022-06-30' -H "$me" -H 'Content-Type: application/json' -d '{}'
contains 'urn:zhitong:score.freeze'
http 200 '/api/v1/ledgers/review/score?from=2022-04-01&to=2022-06-30&office=11' -H "$me"
contains '"total":"83"'
contains '"changed":[]'
http 404 /api/v1/ledgers/review/score
serve_stop

# What changes is said; mistakes are told with their place.
sed -i 's/cap: 5, evidence/cap: 6, evidence/; s/rank: true/rank: false/; s/weight: 80/weight: 70/; s/weight: 20, items: \[{value: matter.received, cap: 15}/weight: 30, items: [{value: matter.received, cap: 25}/' c/ledgers/review.yaml
zt diff c
contains '~ 考核 score：排名 是 → （无）'
contains '~ 考核 groups.work：权重 80.00 → 70.00'
contains '~ 考核 items.proved：上限 5.00 → 6.00'
sed -i 's/weight: 70/weight: 60/' c/ledgers/review.yaml
no score.total check c
