# A clock until a day of the record (`until`): due at its end, moved on where it is off, at once where
# it is past, so long where it is empty; a promise, an import, an extension, a correction, `diff`.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

NOW="2022-08-01 09:00"
at() { expect "$ZT" "$@" --now "$NOW"; }
zt init m --name m --demo --empty --now "$NOW"
cat >offices.csv <<'END'
code,parent,level,kind,name
43,,city,,市
43-A,43,city,bureau,甲局
END
cat >accounts.csv <<'END'
login,name,office,roles
c,受理,43,clerk recorder
a,承办,43-A,handler
END
mkdir -p m/ledgers
cat >m/ledgers/task.yaml <<'END'
ledger: task
label: {zh: 任务, en: Task}
fields:
  what:   {type: text, required: true}
  lead:   {type: office, required: true}
  by_day: {type: day}
  told:   {type: day}
states:
  given: {kind: open}
  done:  {kind: done}
promise: {rules: [{until: told}, {within: 30 days}], told: requester}
clocks:
  task: {rules: [{until: by_day}, {within: 5 workdays}]}
duties:
  task: {holder: lead, clock: task}
steps:
  give:   {to: given, by: clerk@owner, ask: [what, lead, by_day, told], opens: {task: {}}}
  more:   {from: given, by: clerk@owner, extends: {clock: task, by: 3 workdays, max: 3 workdays, times: 1}}
  finish: {on: duty task, from: given, to: done, by: handler@holder, ends: {task: done}}
figures:
  late: {of: duty task, at: holder, where: late = TRUE, count: true}
END
zt office import m offices.csv
zt apply m
zt account import m accounts.csv

give() { # DAY DUE WHAT: the duty is due at DUE
        at enter m task what=事 lead=43-A by_day="$1" --as c
        task=task/$(number)
        at show m "$task" --json
        is "$(sed 's/.*"duties":\[{//' .out | grep -o '"due":"[^"]*"' | head -n 1)" "\"due\":\"$2T00:00:00.000+08:00\"" "$3"
}
# 24:00 of a day is 0:00 of the next
give 2022-08-10 2022-08-11 'at the end of the day'
give 2022-08-13 2022-08-16 'a Saturday: moved to Monday'
give 2022-08-01 2022-08-02 'the very day'
give 2022-07-20 2022-08-02 'a day that is past: at once'
give '' 2022-08-09 'no day: five working days'

# the allowance is days from the start on, and reads so
give 2022-08-10 2022-08-11 'again'
at show m "$task" --json
contains '"within":"9 days"'
at step m "$task" more --as c
at show m "$task" --json
contains '"due":"2022-08-16T00:00:00.000+08:00"'

# a promise
at enter m task what=事 lead=43-A told=2022-08-05 --as c
contains '2022-08-05'

# late by its own day
is "$(figure m task.late --on 2022-08-11 --now '2022-08-31 09:00')" 5 'late on the 11th'
is "$(figure m task.late --on 2022-08-31 --now '2022-08-31 09:00')" 7 'late by the end of the month'

# an import opens the same duty
printf 'what,lead,by_day,entered\n表中一,43-A,2022-08-20,2022-08-01\n表中二,43-A,,2022-08-01\n' >rows.csv
at import m task rows.csv
at list m task --where "by_day = DATE('2022-08-20')" --json
at show m "task/$(value number)" --json
contains '"due":"2022-08-23T00:00:00.000+08:00"'

# verified, made again, and told by diff
zt verify m --now "$NOW"
sed -i 's/{rules: \[{until: by_day}, {within: 5 workdays}\]}/{rules: [{within: 5 workdays}]}/' m/ledgers/task.yaml
zt diff m --now "$NOW"
contains 'until by_day; 5 workdays'
