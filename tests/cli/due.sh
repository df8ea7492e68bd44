# Due times and their explanation.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
zt init c

zt due c 2022-05-13 "13 workdays"
out_is '2022-06-01 24:00
2022-05-13 周五     起算日，不计入
2022-05-14 – 05-15  周末，不计
2022-05-16 – 05-20  第1–5个工作日
2022-05-21 – 05-22  周末，不计
2022-05-23 – 05-27  第6–10个工作日
2022-05-28 – 05-29  周末，不计
2022-05-30 – 06-01  第11–13个工作日
2022-06-01 24:00    届满'

due() { # FROM ALLOWANCE DUE
        run "$ZT" due c "$1" "$2"
        is "$(head -n 1 .out)" "$3" "$1 + $2"
}
due 2026-02-13 "2 workdays" '2026-02-24 24:00' # 14 February is worked, then the Spring Festival
due 2022-09-30 "1 workday" '2022-10-08 24:00'
due 2022-05-13 "13个工作日" '2022-06-01 24:00'
due "2022-05-13 09:30" "30 minutes" '2022-05-13 10:00'
due "2022-05-13T09:30" "24 hours" '2022-05-14 09:30'
due "2022-05-13 16:00" "2 workhours" '2022-05-16 10:00'
due 2022-05-13 "15 days" '2022-05-30 24:00' # the 28th is a Saturday
due 2022-01-31 "1 month" '2022-02-28 24:00'
due 2020-02-29 "1 year" '2021-03-01 24:00' # 28 February 2021 is a Sunday
due 2022-05-13 "0 workdays" '2022-05-13 24:00'
due 2022-05-14 "0 workdays" '2022-05-16 24:00'

# beyond the last arranged year
due 2026-12-31 "1 workday" '2027-01-01 24:00（暂定）'
contains '2027'
contains '暂定'
run "$ZT" due c 2026-12-31 "1 workday" --lang en
contains '(provisional)'
contains 'provisional: the calendar has no notice for 2027'

run "$ZT" due c 2022-05-13 "13 workdays" --json
is "$(value due)" '2022-06-01 24:00' due
is "$(value day)" 2022-06-01 day
is "$(value provisional)" false provisional
contains '"lines":["2022-05-13 周五     起算日，不计入",'
no clock.far due c 2022-05-13 "4000 workdays"
misused usage.moment due c 2022-02-30 "1 day"
misused usage.allowance due c 2022-05-13 "soon"
misused usage.moment due c x "soon"
err_contains usage.allowance

# another year's notice, and the local layer
cat >2027.yaml <<'END'
year: 2027
source: a test
off:
  - {day: 2027-01-01, name: 元旦}
END
zt calendar import c 2027.yaml
due 2026-12-31 "1 workday" '2027-01-04 24:00'
cat >local.yaml <<'END'
local: true
source: 台风
off:
  - {day: 2022-05-16, name: 台风停工}
END
zt calendar import c local.yaml
due 2022-05-13 "1 workday" '2022-05-17 24:00'
contains '台风停工'
printf 'year: 2028\noff: [{day: 2028-13-01}]\n' >bad.yaml
expect_fail "$ZT" calendar import c bad.yaml
err_contains 'bad.yaml:2:'
no file.read calendar import c none.yaml
due 2022-05-13 "1 workday" '2022-05-17 24:00'
