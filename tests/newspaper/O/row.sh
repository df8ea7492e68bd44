# Special drives with their tasks, clues and progress by unit; honours by kind and year.
NOW="2022-08-22 18:00"
city drives
load drive drives.csv
load assignment assignments.csv
sentence 'drives' drive
sentence 'by the end of June' drive --on 2022-06-30
sentence 'progress by drive' drive
sentence 'progress by unit: a county' drive
sentence 'progress by unit: a bureau' drive
figure drive.drives 3 "SELECT count(*) FROM drive"
figure drive.running 2 "SELECT count(*) FROM drive WHERE state = 'running'"
figure drive.drives 2 "SELECT count(*) FROM drive WHERE annual = '2022'" --by annual --value 2022
figure assignment.divided 54 "SELECT count(*) FROM assignment WHERE sort = 'divided'"
figure assignment.divided_done 42 "SELECT count(*) FROM assignment WHERE sort = 'divided' AND state = 'struck'"
figure assignment.divided_share 77.8 "SELECT 100.0 * sum(state = 'struck') / count(*) FROM assignment WHERE sort = 'divided'"
figure assignment.offices 18 "SELECT count(DISTINCT lead) FROM assignment WHERE sort = 'divided'" --by sort --value divided
figure assignment.clues 47 "SELECT count(*) FROM assignment WHERE sort = 'clue'"
figure assignment.clues_done 41 "SELECT count(*) FROM assignment WHERE sort = 'clue' AND state = 'struck'"
figure assignment.clues_done 19 "SELECT count(*) FROM assignment WHERE sort = 'clue' AND done_on <> '' AND done_on <= '2022-06-30'" --on 2022-06-30
figure assignment.divided 3 "SELECT count(*) FROM assignment WHERE sort = 'divided' AND lead = '4313-FGW'" --office 4313-FGW
identity 'tasks of the two drives' 36+18 54
zt list "$CITY" drive --where "ref = 'YS2022'" --json
drive=$(value number)
sentence 'all tasks' assignment
# the 20th and 21st are a weekend: what is due on them is due on Monday
figure assignment.late 22 "SELECT count(*) FROM assignment WHERE state <> 'struck' AND by_day < '2022-08-20'"
NOW="2022-08-22 18:30"
do_step "drive/$drive" divide tasks='[{"what": "公布惠企政策清单", "lead": "4313-SCJ", "by_day": "2022-09-30"}]' --as dc1
do_step "drive/$drive" clue clues='[{"what": "企业反映检查过频", "lead": "4313-SCJ", "by_day": "2022-09-05"}]' --as dc1
sentence 'it counts at once' drive
figure assignment.divided 55 "SELECT count(*) FROM assignment WHERE sort = 'divided' AND drive <> ''"
figure assignment.clues 48 "SELECT count(*) FROM assignment WHERE sort = 'clue' AND drive <> ''"

NOW="2022-08-22 18:00"
city honours
load honour honours.csv
sentence 'honours' honour
sentence 'by the end of 2020' honour --on 2020-12-31
sentence 'a year' honour
sentence 'a kind' honour
figure honour.given 145 "SELECT count(*) FROM honour WHERE body = 'firm'" --by body --value firm
figure honour.given 19 "SELECT count(*) FROM honour WHERE body = 'chamber'" --by body --value chamber
figure honour.given 11 "SELECT count(*) FROM honour WHERE body = 'people'" --by body --value people
figure honour.given 53 "SELECT count(*) FROM honour WHERE annual = '2022'" --by annual --value 2022
figure honour.given 72 "SELECT count(*) FROM honour WHERE sort = 'excellent'" --by sort --value excellent
figure honour.given 81 "SELECT count(*) FROM honour WHERE given_on <= '2020-12-31'" --on 2020-12-31
figure honour.cityup 135 "SELECT count(*) FROM honour WHERE grade IN ('city', 'province', 'nation')"
identity 'by whom' 145+19+11 175
identity 'by year' 20+26+35+41+53 175
