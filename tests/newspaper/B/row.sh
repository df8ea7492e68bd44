# Lists with strike-off.
NOW="2022-08-22 18:00"

# 50 firms visited: 216 problems, 116 of them answered on the spot, 100 put on the list
demo
sentence 'the visits' item
sentence 'the visits at the end of June' item --on 2022-06-30
figure visit.firms 50 "SELECT count(DISTINCT firm) FROM visit WHERE firm <> ''"
figure item.raised 216 "SELECT count(*) FROM item WHERE state <> 'voided'"
figure item.spot 116 "SELECT count(*) FROM item WHERE state = 'struck' AND spot = 'TRUE'"
figure item.listed 100 "SELECT count(*) FROM item WHERE state IN ('listed','doing') OR (state = 'struck' AND spot = 'FALSE')"
figure item.struck 62 "SELECT count(*) FROM item WHERE state = 'struck' AND spot = 'FALSE'"
identity 'problems = on the spot + on the list' 116+100 216

# Xiangtan's human resources bureau: 135 on the list, each with duty and measure. 130 from the clerk's
# file; the last five by hand, and two of these under one common question, struck off with it.
NOW="2022-06-20 10:00"
city rsj xiangtan.csv xiangtan_accounts.csv
load item suggestions.csv
last=
for what in 园区企业夜班招工难 年轻技工流失 招聘信息不对称 技能等级认定咨询 高校实习基地补贴; do
        do_enter item what=$what book=suggestions topic=recruitment --as desk
        do_step "item/$number" list route=own measure=专场招聘与信息发布 lead=4303-RSJ-JY --as desk
        last="$last $number"
done
question=$(echo $last | cut -d ' ' -f 1)
for number in $(echo $last | cut -d ' ' -f 2,3); do
        do_step "item/$number" under "parent=$question" --as desk
done
NOW="2022-06-28 15:00"
sentence 'before the common question' item
do_step "item/$question" strike result=办了三场专场招聘会 --as jy
sentence 'struck off, and two with it' item
NOW="2022-08-22 18:00"
sentence 'as of March' item --on 2022-03-31
figure item.listed 135 "SELECT count(*) FROM item WHERE book = 'suggestions' AND lead <> '' AND measure <> ''"
figure item.struck 95 "SELECT count(*) FROM item WHERE state = 'struck'"
figure item.struck 9 "SELECT count(*) FROM item WHERE state = 'struck' AND struck_on BETWEEN '2022-03-01' AND '2022-03-31'" \
        --on 2022-03-31

# the promises of a year
city xiangtan xiangtan_city.csv
load item promises.csv
sentence 'promises' promises
figure item.listed 100 "SELECT count(*) FROM item WHERE book = 'promises'"
figure item.moving 38 "SELECT count(*) FROM item WHERE progress = 'TRUE'"

# Chenzhou's four lists
NOW="2021-12-31 18:00"
BEGIN="2021-01-04 09:00"
city chenzhou chenzhou.csv
load item lists.csv
sentence 'four lists' lists
sentence 'four lists in June' lists --on 2021-06-30
sentence 'in English' lists --lang en
figure item.listed 217 "SELECT count(*) FROM item"
figure item.listed 217 "SELECT sum(book IN ('study','problems','key_work','baseline')) FROM item"
figure item.struck 130 "SELECT count(*) FROM item WHERE struck_on <> ''"
figure item.struck 66 "SELECT count(*) FROM item WHERE struck_on BETWEEN '2021-01-01' AND '2021-06-30'" --on 2021-06-30
identity 'the lists' 166+18+25+8 217

# Hengyang: the problems of one firm by kind and route; three supervisors watch one item
NOW="2022-08-22 18:00"
BEGIN="2020-01-06 09:00"
city hengyang hengyang.csv
load organisation firms.csv
load item problems.csv
sentence 'kinds and routes' problems
sentence 'nothing yet' problems --on 2022-06-01
figure item.raised 4 "SELECT count(*) FROM item WHERE firm = 'ZTQ2020000001'"
agree 'items that three supervisors watch' 2 \
        "$(sqlite3 "$T/sql" "SELECT sum(length(watch) - length(replace(watch, ';', '')) = 2) FROM item")"
