# Sums never overflow silently, and a rate of nothing is a dash with its 0/0.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

mkdir -p c/ledgers
zt init c --demo --empty --now "2022-08-01 09:00"
cat >c/ledgers/gift.yaml <<'END_OF_LEDGER'
ledger: gift
fields:
  n:     {type: money, unit: 元}
  spent: {type: flag}
states: {new: {kind: open}}
steps: {enter: {to: new, by: clerk@owner, ask: [n, spent]}}
figures:
  gifts: {of: record, at: owner, count: TRUE}
  spent: {of: record, at: owner, where: spent = TRUE, count: TRUE}
  share: {rate: [spent, gifts], digits: 1}
  mean:  {of: record, at: owner, avg: n, digits: 2}
  sum:   {of: record, at: owner, sum: n}
bulletin: 共{{gifts}}笔，已用{{share}}，平均{{mean}}元，合计{{sum}}元。
END_OF_LEDGER
printf 'code,parent,level,kind,name\n1,,city,area,城\n' >offices.csv
printf 'login,name,office,roles\nc,坐席,1,clerk\n' >accounts.csv
zt office import c offices.csv
zt apply c
zt account import c accounts.csv

# nothing divided by nothing
zt figure c gift.share
contains '—（0 / 0）'
zt figure c gift.mean --json
contains '"value":null'
zt bulletin c gift
contains '共0笔，已用—（0/0），平均—'

# One number is at most 2^53 of the smallest unit; 600 of them fit into 64 bits, 1,200 do not.
{
        echo n
        yes 90071992547409.91 | head -n 600
} >first.csv
{
        cat first.csv
        yes 90071992547409.91 | head -n 600
} >both.csv
no input.value enter c gift n=90071992547409.93 --as c
no figure.limit import c gift both.csv
is "$(figure c gift.gifts)" 0 'nothing of it was loaded'
zt import c gift first.csv
is "$(figure c gift.sum)" 54043195528445946.00 'what fits is exact'
# the second day's would fit on its own
sed '$d' first.csv >second.csv
zt import c gift second.csv --now "2022-08-03 10:00"
no figure.limit figure c gift.sum --now "2022-08-03 10:00"
no figure.limit bulletin c gift --now "2022-08-03 10:00"
is "$(figure c gift.sum --on 2022-08-02 --now "2022-08-03 10:00")" 54043195528445946.00 'the day before'
