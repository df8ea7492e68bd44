# check, diff, apply: every mistake with file, line and column; what changes; what does not run yet.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
small_city c

zt check c
ledgers() { ls c/ledgers | wc -l; }
contains "没有错误：$(ledgers) 个台账"
zt diff c
contains '没有变化'
zt check c --json
contains "{\"ledgers\":[$(ls c/ledgers | sed 's/\(.*\)\.yaml/"\1"/' | paste -sd,)],\"unrun\":[]}"
zt ledgers c
contains 'received（待交办）'
zt ledgers c --json
contains '"figures":["open","done","void",'

# every mistake, not the first; with its place and the nearest name
cp -r c draft && rm -rf draft/data draft/audit
cat >draft/ledgers/request.yaml <<'END'
ledger: request
labl: {zh: 诉求}
number: {form: "R{n:04}"}
fields:
  title: {type: text, required: yes}
  rating: {type: choice, of: rating}
states:
  open_: {kind: open}
  shut: {kind: closed}
steps:
  begin: {to: open_, by: clerk@owner, ask: [title]}
  end: {from: opn_, to: shut, by: clerk@owner}
figures:
  n: {of: record, at: owner, count: TRUE, where: "title = 'x'"}
END
expect_fail "$ZT" check draft
for place in 'ledgers/request.yaml:2:1' 'ledgers/request.yaml:5:' 'ledgers/request.yaml:6:' \
        'ledgers/request.yaml:9:' 'ledgers/request.yaml:12:' 'ledgers/request.yaml:14:'; do
        err_contains "$place"
done
err_contains '是不是“label”'
err_contains 'ratings'
expect_fail "$ZT" check draft --json
contains '"where":"ledgers/request.yaml:2:1"' .err
run "$ZT" check draft --lang en
err_contains 'did you mean'

# syntax
printf 'ledger: request\nfields:\n  a: {type: text\n' >draft/ledgers/request.yaml
expect_fail "$ZT" check draft
err_contains 'ledgers/request.yaml:'
printf 'ledger: request\nfields: &x {}\nstates: *x\n' >draft/ledgers/request.yaml
expect_fail "$ZT" check draft
printf 'note\n' >draft/ledgers/readme.txt
expect_fail "$ZT" check draft
err_contains 'ledgers/readme.txt'
rm -rf draft

# without a city: the drafts alone
zt check c
cp -r c alone && rm -rf alone/data alone/audit
zt check alone
no city.none diff alone
no city.none apply alone
mkdir empty
no city.none check empty

# diff and apply
sed -i 's/label: {zh: 标题, en: Title}/label: {zh: 诉求标题, en: Title}/; s/^keep: 5 years/keep: 6 years/' \
        c/ledgers/request.yaml
zt diff c
lacks '没有变化'
contains 'request'
zt apply c
contains '已生效'
zt diff c
contains '没有变化'
zt ledgers c
contains '诉求标题'
events=$("$ZT" checkpoint c | sed -n 2p)
zt apply c
contains '没有变化'
is "$("$ZT" checkpoint c | sed -n 2p)" "$events" 'no event for nothing'

# what cannot be: a field that goes, a type that changes
cp c/ledgers/request.yaml keep.yaml
sed -i '/^  planned: /d; s/, planned//' c/ledgers/request.yaml
expect_fail "$ZT" apply c
err_contains 'diff.'
expect_fail "$ZT" diff c
cp keep.yaml c/ledgers/request.yaml
zt diff c
contains '没有变化'

# a new field and a new choice are no trouble for records that are there
zt enter c request title=灯不亮 body=路灯坏了 channel=hotline --as clerk
sed -i 's/^  solved: .*/&\n  source: {label: {zh: 来源, en: Source}, type: code}/; s/ask: \[entry, reply\]/ask: [entry, reply, source]/' \
        c/ledgers/request.yaml
zt apply c
contains 'source'
n="ZTC$(date +%Y)000001"
zt step c "request/$n" answer reply=已更换 source=A-1 --as clerk
zt show c "request/$n"
contains '来源：A-1'
zt verify c

# accepted by check, refused by apply, by name
cp c/ledgers/request.yaml keep.yaml
sed -i '/^fields:/a\  seen_by: {type: account, sealed: true}' c/ledgers/request.yaml
zt check c
contains '尚不能运行'
no apply.unrun apply c
err_contains 'sealed'
cp keep.yaml c/ledgers/request.yaml

# a ledger of one's own, from the template
zt new-ledger c repairs
contains 'c/ledgers/repairs.yaml'
zt check c
contains "$(ledgers) 个台账"
# its labels, whatever stands in them; it runs as it is
zt new-ledger c lost_things --label '失物 "招领"' --label-en 'Lost: & found'
contains 'label: {zh: "失物 \"招领\"", en: "Lost: & found"}' c/ledgers/lost_things.yaml
zt check c
contains "$(ledgers) 个台账"
zt apply c
zt ledgers c
contains 'lost_things  失物 "招领"'
run "$ZT" ledgers c --lang en
contains 'lost_things  Lost: & found'
zt new-ledger c found_things --label-en 'Found'
contains 'label: {zh: "Found", en: "Found"}' c/ledgers/found_things.yaml
misused usage.value new-ledger c other --label
no file.exists new-ledger c repairs
misused name new-ledger c 'Bad Name'
no city.none new-ledger nowhere repairs
