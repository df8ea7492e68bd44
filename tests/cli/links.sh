# Links to several records, offices and accounts: distinct counts on either side, from the day a link is made to the day
# it is taken off; corrections; both ways on the record; and who does not see the other record learns its
# number alone.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
zt init c --name links --demo --empty --now '2022-01-03 09:00'
mkdir -p c/ledgers
cat >offices.csv <<'END'
code,parent,level,kind,name
1,,city,area,小城
11,1,county,area,东区
111,11,village,area,甲村
112,11,village,area,乙村
12,1,county,area,西区
121,12,village,area,丙村
END
cat >accounts.csv <<'END'
login,name,office,roles
clerk,坐席,1,clerk recorder
east,东区坐席,11,clerk recorder
west,西区坐席,12,clerk recorder
root,系统管理员,1,system
END
cat >c/ledgers/firm.yaml <<'END'
ledger: firm
label: {zh: 企业, en: Firm}
number: {form: "F{yyyy}{n:03}", per: year}
key: [code]
fields:
  name: {label: {zh: 名称, en: Name}, type: text, required: true}
  code: {type: code, required: true}
states: {active: {kind: open}, retired: {kind: done}}
steps:
  register: {to: active, by: clerk@owner, ask: [name, code], late: 30 days}
  retire:   {from: active, to: retired, by: clerk@owner}
END
cat >c/ledgers/pair.yaml <<'END'
ledger: pair
label: {zh: 结对, en: Pair}
number: {form: "P{yyyy}{n:03}", per: year}
key: [ref]
fields:
  ref:      {type: code}
  firms:    {label: {zh: 企业, en: Firms}, type: link, of: firm, many: true, inverse: helps}
  villages: {label: {zh: 村, en: Villages}, type: office, many: true}
  people:   {label: {zh: 联络员, en: People}, type: account, many: true}
states: {paired: {kind: open}, ended: {kind: done}}
steps:
  pair:   {to: paired, by: clerk@owner, ask: [ref, firms, villages, people], when: count(firms) > 0, say: {zh: 至少一家企业, en: a firm at least}, late: 1 year}
  change: {from: paired, by: clerk@owner, ask: [firms, villages, people], late: 1 year}
  end:    {from: paired, to: ended, by: clerk@owner}
figures:
  firms:    {of: link firms, at: owner, where: "state = 'paired'", distinct: firms}
  links:    {of: link firms, at: owner, where: "state = 'paired'", count: TRUE}
  joined:   {of: link firms, at: owner, where: "state = 'paired'", count: TRUE, kind: each}
  villages: {of: link villages, at: villages, where: "state = 'paired'", distinct: villages}
  helped:   {of: link villages, at: villages, where: "state = 'paired'", count: TRUE}
  people:   {of: link people, at: owner, where: "state = 'paired'", distinct: people}
  posts:    {of: link people, at: owner, count: TRUE}
  teams:    {of: record, at: owner, where: "count(people) > 1", count: TRUE}
  several:  {of: record, at: owner, where: "count(firms) > 1", count: TRUE}
  single:   {of: record, at: owner, where: "count(firms) <= 1", count: TRUE}
  pairs:    {of: record, at: owner, count: TRUE}
identities:
  - {at: owner, is: "pairs = several + single"}
import:
  columns: {编号: ref, 企业: firms, 村: villages, 联络员: people, 状态: state}
  state: {结对中: paired}
END
zt office import c offices.csv
zt apply c
zt account import c accounts.csv

now='2022-03-01 09:00'
on() { now="$1 09:00"; }
do_() { zt "$@" --now "$now"; }
count() { # FIGURE VALUE [ARGS]
        name=$1 want=$2
        shift 2
        is "$(figure c "pair.$name" --now "$now" "$@")" "$want" "$name $*"
}

# firms of both districts: each is seen where it is and above
for i in 1 2 3; do do_ enter c firm name=东企$i code=E-$i --as east; done
for i in 1 2; do do_ enter c firm name=西企$i code=W-$i --as west; done

# by number and by code, several in one cell
do_ enter c pair ref=A 'firms=F2022001、E-2' villages=111,121 --as clerk
do_ enter c pair ref=B 'firms=E-2;W-1 E-2' villages=121 --as west
no input.link enter c pair ref=C firms=E-9 --as clerk --now "$now"
no step.when enter c pair ref=C villages=111 --as clerk --now "$now"
count firms 3
count links 4
count villages 2
count helped 3
count villages 1 --office 11
count helped 2 --office 12
count several 2
count joined 4 --from 2022-03-01 --to 2022-03-01

# a link taken off and one added count from the day of the step
on 2022-04-10
do_ step c pair/P2022001 change firms=E-3 villages=112 --as clerk
count firms 3
count links 3
count villages 2
count villages 1 --office 12
count helped 1 --office 12
count several 1
count firms 3 --on 2022-04-09
count links 4 --on 2022-04-09
count firms 4 --from 2022-04-01 --to 2022-04-10
count joined 1 --from 2022-04-01 --to 2022-04-10

# a correction was always so: from the day of the step it corrects
do_ step c pair/P2022001 correct firms=W-2,E-1 villages=112 --because 录错 --as clerk
count links 4
count links 4 --on 2022-03-31
count firms 3 --on 2022-03-31
do_ step c pair/P2022002 end --as west
count firms 2
count villages 1

# the rows: whose they are, and where they lead; a reader who does not see the other record has its number alone
zt figure c pair.links --on 2022-04-09 --rows --now "$now"
contains 'P2022001  +1  paired  → F2022001 东企1'
contains 'P2022002  +1  ended  → F2022004 西企1'
zt figure c pair.firms --on 2022-04-09 --rows --json --now "$now"
contains '"to":"F2022001 东企1","to_number":"F2022001"'
zt show c pair/P2022002 --as clerk --now "$now"
contains '企业：F2022002 东企2、F2022004 西企1'
zt show c pair/P2022002 --as west --now "$now"
contains '企业：F2022002、F2022004 西企1'
lacks '东企2'
zt show c pair/P2022002 --as west --json --now "$now"
contains '{"ledger":"firm","text":"F2022002"},{"ledger":"firm","number":"F2022004","text":"F2022004 西企1"}'
# and back
zt show c firm/F2022004 --as west --now "$now"
contains 'P2022002'
zt show c firm/F2022002 --as east --now "$now"
lacks 'P2022002'

# out and in again
zt export c pair --now "$now"
contains 'F2022005;F2022001'
on 2022-05-05
printf '编号,企业,村,状态\nD,"E-1、W-1","甲村、丙村",结对中\nE,"F2022003; F2022002",112,结对中\n' >rows.csv
do_ import c pair rows.csv
count firms 5
count villages 3
count helped 4
printf '编号,企业,状态\nF,E-1、E-7,结对中\n' >bad.csv
no input.link import c pair bad.csv --now "$now"

# accounts by their logins, however they are parted; unknown ones are refused
do_ enter c pair ref=G firms=E-1 'people=east、west;east clerk' --as clerk
do_ enter c pair ref=H firms=W-1 people=west --as west
no input.value enter c pair ref=I firms=E-1 people=east,nobody --as clerk --now "$now"
err_contains 'nobody'
count people 3
count posts 4
count posts 1 --office 12
count teams 1
zt show c pair/P2022005 --now "$now"
contains '联络员：east、west、clerk'
zt figure c pair.posts --rows --now "$now"
contains 'P2022005  +1  paired  → east'
do_ step c pair/P2022005 change people=clerk --as clerk
count people 2
count posts 2
zt export c pair --now "$now"
contains ',clerk'
do_ step c pair/P2022005 change people=west,clerk --as clerk
zt export c pair --now "$now"
contains 'west;clerk'
printf '编号,企业,联络员,状态\nK,E-2,west;clerk,结对中\n' >people.csv
do_ import c pair people.csv
count posts 5
count people 2
printf '编号,企业,联络员,状态\nL,E-2,west;nobody,结对中\n' >bad.csv
no input.value import c pair bad.csv --now "$now"

zt list c pair --where "has(villages, '112') AND count(firms) = 2" --now "$now"
contains 'P2022001'
contains 'P2022004'
lacks 'P2022003'
do_ verify c
contains '全部核验通过'
do_ rebuild c
do_ verify c
count firms 5
