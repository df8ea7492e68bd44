# Indicators by year: what stands beside a value is computed, never typed.
NOW="2021-08-22 18:00"

# A value three ways: the series, the record, and SQL.
value_of() { # MEASURE AREA YEAR VALUE
        run "$ZT" series "$CITY" indicator measure="$1" area="$2" --from "$3" --to "$3" --json --now "$NOW"
        cell=$(value value)
        run "$ZT" list "$CITY" indicator --where "measure = '$1' AND area = '$2' AND period = '$3'" --json --now "$NOW"
        run "$ZT" show "$CITY" "indicator/$(value number)" --json --now "$NOW"
        listed=$(value amount)
        tables_of indicator
        plain=$(sqlite3 "$T/sql" "SELECT amount FROM indicator WHERE measure = '$1' AND area = '$2' AND period = '$3'")
        agree "$1 $3" "$4" "$cell" "$listed" "$plain"
}

BEGIN="2021-01-04 09:00"
city loudi
load indicator loudi.csv
sentence 'the sum and the share, on 2016' indicator
value_of private_value 4313 2016 1256
value_of private_value 4313 2020 1682.8
value_of private_gdp 4313 2020 71.8
change=$(sqlite3 "$T/sql" "SELECT printf('%.2f', 100.0 * (b.amount - a.amount) / a.amount) FROM indicator a, indicator b
        WHERE a.measure = 'private_value' AND b.measure = a.measure AND a.period = '2016' AND b.period = '2020'")
run "$ZT" series "$CITY" indicator measure=private_value area=4313 --from 2020 --to 2020 --json --now "$NOW"
agree 'on 2016' 33.98 "$(value base)" "$change"
# as of another day: 2020 had not ended, 2019 is the last
sentence 'a year before' indicator --on 2020-08-22

# the demo has the same values
NOW="2022-08-22 18:00"
demo
sentence 'the demo' indicator

NOW="2021-08-22 18:00"
city chenzhou offices.csv
load indicator chenzhou.csv
sentence 'five shares' private_firms
sentence 'in English' private_firms --lang en
for share in private_gdp:78 private_tax:75 private_innovation:70 private_jobs:85 private_firms:90; do
        value_of "${share%:*}" 4310 2020 "${share#*:}"
done
