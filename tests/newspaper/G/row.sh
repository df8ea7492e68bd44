# Investment projects: what is signed, whose, how large; what was registered and arrived in a period.
BEGIN="2022-01-01 09:00"
NOW="2022-08-22 18:00"
yes="[returning] = 'TRUE'"

# Xiangtan shows one digit of its 亿元: the ledger is the city's own.
city xiangtan xiangtan-offices.csv
sed 's/unit: 亿元, digits: 2/unit: 亿元, digits: 1, since: 2018-01-01/' "$CITY/ledgers/project.yaml" >"$T/project.yaml"
cp "$T/project.yaml" "$CITY/ledgers/project.yaml"
zt apply "$CITY"
load project xiangtan.csv
sentence 'signed since October 2018' project_period --from 2018-10-01 --to 2022-08-22
figure project.new 97 "SELECT count(*) FROM project" --from 2018-10-01 --to 2022-08-22
figure project.new_money 1226.6 "SELECT sum(contracted) / 10000.0 FROM project" --from 2018-10-01 --to 2022-08-22
figure project.signed 97 "SELECT count(*) FROM project"
# as of another day: what was signed by the end of 2019
early=$(sqlite3 "$T/sql" "SELECT count(*) FROM project WHERE entered <= '2019-12-31'")
figure project.signed "$early" "SELECT count(*) FROM project WHERE entered <= '2019-12-31'" --on 2019-12-31

BEGIN="2022-07-02 09:00" # in use from the third quarter on
city chenzhou chenzhou-offices.csv
load project chenzhou.csv
sentence 'of returning entrepreneurs' project
figure project.signed 101 "SELECT count(*) FROM project"
figure project.contracted 521.29 "SELECT sum(contracted) / 10000.0 FROM project"
figure project.returning 58 "SELECT count(*) FROM project WHERE $yes"
figure project.returning_money 238.4 "SELECT sum(contracted) / 10000.0 FROM project WHERE $yes"
figure project.returning_share 57.4 "SELECT 100.0 * count(*) FILTER (WHERE $yes) / count(*) FROM project"
figure project.money_share 45.7 "SELECT 100.0 * sum(contracted) FILTER (WHERE $yes) / sum(contracted) FROM project"
identity 'signed = returning + others' 58+43 101
sentence 'by the end of March' project --on 2022-03-31
sentence 'in English' project --lang en
# each quarter every open project owes a report; two come in a sheet, the others are late
NOW="2022-10-01 09:00"
zt rules "$CITY" --now "$NOW"
figure project.owed 101 "SELECT count(*) FROM project WHERE state IN ('signed', 'registered', 'started')"
NOW="2022-10-12 18:00"
load project chenzhou-report.csv
NOW="2022-11-01 09:00"
figure project.late 99 "SELECT count(*) FROM project WHERE amount = ''"
figure project.in_place 0.8 "SELECT sum(amount) / 10000.0 FROM project" --from 2022-10-01 --to 2022-10-31
BEGIN="2022-01-01 09:00"
NOW="2022-08-22 18:00"

demo
sentence '29 demonstration projects on one day' project_period --from 2022-06-28 --to 2022-06-28
figure project.models 29 "SELECT count(*) FROM project WHERE model = 'TRUE'" --from 2022-06-28 --to 2022-06-28
figure project.models_money 44.09 "SELECT sum(contracted) / 10000.0 FROM project WHERE entered = '2022-06-28'" --from 2022-06-28 --to 2022-06-28
sentence 'from January to July' project_period --from 2022-01-01 --to 2022-07-31
figure project.registered 28 "SELECT count(*) FROM project WHERE firm <> ''" --from 2022-01-01 --to 2022-07-31
# one report of 2,600 万元 came in August
figure project.in_place 161.3 "SELECT (sum(arrived) - 2600) / 10000.0 FROM project" --from 2022-01-01 --to 2022-07-31
sentence '1 亿元 and more' project --on 2022-07-31
figure project.large 73 "SELECT count(*) FROM project WHERE contracted + 0 >= 10000"
figure project.large_money 558 "SELECT sum(contracted) / 10000.0 FROM project WHERE contracted + 0 >= 10000"
