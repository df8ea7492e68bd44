# Trainings, lectures, meetings; decisions that become tasks; a drive dispatched every Monday.

# ---- 湘潭: five years --------------------------------------------------------------------------------
NOW="2022-08-22 18:00"
city xiangtan xiangtan-offices.csv
load training xiangtan.csv
sentence 'five years' training_period --from 2017-08-23 --to 2022-08-22
sentence 'as of the end of 2021' training --on 2021-12-31
sentence 'as of today' training
figure training.newly 43 "SELECT count(*) FROM training WHERE held_on > '2017-08-22'" --from 2017-08-23 --to 2022-08-22
figure training.newly_people 9126 "SELECT sum(people) FROM training" --from 2017-08-23 --to 2022-08-22
figure training.held 41 "SELECT count(*) FROM training WHERE held_on <= '2021-12-31'" --on 2021-12-31
figure training.people 8663 "SELECT sum(people) FROM training WHERE held_on <= '2021-12-31'" --on 2021-12-31

# ---- 郴州: the lecture hall ---------------------------------------------------------------------------
city chenzhou chenzhou-offices.csv
load training chenzhou.csv
sentence 'lecture hall, this year and in all' training_hall --from 2022-01-01 --to 2022-08-22
sentence 'the same of last year' training_hall --from 2021-01-01 --to 2021-12-31
sentence 'lectures' training_lectures
figure training.newly 3 "SELECT count(*) FROM training WHERE form = 'hall' AND held_on >= '2022-01-01'" --from 2022-01-01 --to 2022-08-22 --by form --value hall
figure training.held 8 "SELECT count(*) FROM training WHERE form = 'hall'" --by form --value hall
figure training.people 2216 "SELECT sum(people) FROM training WHERE form = 'hall'" --by form --value hall
figure training.held 55 "SELECT count(*) FROM training WHERE form = 'lecture'" --by form --value lecture
figure training.people 10085 "SELECT sum(people) FROM training WHERE form = 'lecture'" --by form --value lecture
figure training.held 18 "SELECT count(*) FROM training WHERE form = 'class'" --by form --value class
figure training.people 1126 "SELECT sum(people) FROM training WHERE form = 'class'" --by form --value class

# ---- 衡阳: lectures, and a camp with groups of three districts -----------------------------------------
city hengyang hengyang-offices.csv
load training hengyang.csv
load training hengyang-groups.csv
sentence 'lectures' training_lectures
sentence 'the camp' training_camp
figure training.held 15 "SELECT count(*) FROM training WHERE form = 'lecture'" --by form --value lecture
figure training.trainees 112 "SELECT sum(people) FROM training WHERE camp <> ''"
figure training.areas 3 "SELECT count(DISTINCT host) FROM training WHERE camp <> ''"
figure training.experts 20 "SELECT sum(experts) FROM training WHERE form = 'camp'"
figure training.class_days 4 "SELECT max(class_days) FROM training WHERE class_days <> ''"
figure training.tour_days 2 "SELECT max(tour_days) FROM training WHERE tour_days <> ''"
figure training.months 6 "SELECT max(months) FROM training WHERE months <> ''"

# the same camp lived: planned, begun on its day, coached for six months, finished
city camp
NOW="2022-05-20 09:00"
do_enter training --step plan title=青年企业家成长 form=camp host=4313-GSL held_on=2022-06-13 --as rx1
camp=training/$number
figure training.planned 1 "SELECT count(*) FROM training WHERE state = 'planned'"
zt show "$CITY" "$camp" --now "$NOW"
contains '2022-06-13 24:00 前'
figure training.late 0 "SELECT count(*) FROM training WHERE held_on < '2022-05-20'"
NOW="2022-06-14 09:00"
figure training.late 1 "SELECT count(*) FROM training WHERE state = 'planned' AND held_on < '2022-06-14'"
do_step "$camp" begin held_on=2022-06-14 experts=20 class_days=4 tour_days=2 months=6 coach_to=2022-12-14 --as h.4313-gsl
for group in 431302:41 431321:36 431382:35; do
        do_enter training --step enter title=分班 form=camp host=${group%:*} held_on=2022-06-14 people=${group#*:} camp="${camp#*/}" --as rx1
done
zt show "$CITY" "$camp" --now "$NOW"
contains '2022-12-14 24:00 前'
sentence 'coached' training_camp
NOW="2022-12-14 16:00"
do_step "$camp" finish summary=学员结业。 --as h.4313-gsl
figure training.held 1 "SELECT count(*) FROM training WHERE form = 'camp' AND camp = '' AND state = 'held'"
figure training.trainees 112 "SELECT sum(people) FROM training WHERE camp <> ''"

# ---- 娄底: meetings -----------------------------------------------------------------------------------
city loudi
NOW="2022-08-22 18:00"
load drive drives.csv
load meeting meetings.csv
sentence 'standing committee, leading group, study' meeting
sentence 'by the end of May' meeting --on 2022-05-31
figure meeting.held 8 "SELECT count(*) FROM meeting WHERE form = 'standing'" --by form --value standing
figure meeting.held 1 "SELECT count(*) FROM meeting WHERE form = 'group'" --by form --value group
figure meeting.held 204 "SELECT count(*) FROM meeting WHERE form = 'study'" --by form --value study

# every decision becomes a task with its office and its day
city decided
NOW="2022-07-04 09:00"
do_enter meeting --step enter subject=市委常委会会议 form=standing host=4313 held_on=2022-07-04 people=25 decisions='[
        {"what": "出台惠企若干措施", "lead": "4313-FGW", "by_day": "2022-07-29"},
        {"what": "清理拖欠账款", "lead": "4313-GXJ", "by_day": "2022-08-12"},
        {"what": "建立联席会商机制", "lead": "4313-GSL"}]' --as rx1
sentence 'decisions' meeting
figure assignment.given 3 "SELECT count(*) FROM assignment WHERE sort = 'decision'"
zt list "$CITY" assignment --where "lead = '4313-FGW'" --json
decided=$(value number)
NOW="2022-07-25 10:00"
do_step "assignment/$decided" strike result=措施已印发。 --as h.4313-fgw
sentence 'one of them struck off' meeting
figure assignment.struck 1 "SELECT count(*) FROM assignment WHERE state = 'struck' AND sort = 'decision'"
figure assignment.in_time 1 "SELECT count(*) FROM assignment WHERE state = 'struck'"
NOW="2022-08-15 10:00"
figure assignment.late 2 "SELECT count(*) FROM assignment WHERE state <> 'struck'"
figure assignment.late 1 "SELECT count(*) FROM assignment WHERE lead = '4313-GXJ' AND state <> 'struck'" --office 4313-GXJ

# a dispatch meeting every Monday, a bulletin after it: owed by themselves, met, missed, issued
city monday
NOW="2022-06-10 10:00"
do_enter drive --step plan ref=DQ2022 name=大气污染防治 annual=2022 lead=4313-SHJ begins=2022-06-10 until=2022-12-30 weekly=true --as rx1
drive=$number
do_step "drive/$drive" start tasks='[{"what": "工地扬尘整治", "lead": "4313-ZJJ", "by_day": "2022-07-15"}]' --as dc1
for monday in 06-13 06-20 06-27 07-04; do
        NOW="2022-$monday 08:00"
        zt rules "$CITY" --now "$NOW"
        [ $monday != 06-27 ] || continue # this one is missed
        NOW="2022-$monday 15:00"
        do_enter meeting --step dispatch subject=周调度会 drive="$drive" host=4313-SHJ held_on=2022-$monday people=12 --as rx1
        meeting=$number
        NOW="2022-$monday 17:00"
        [ $monday = 07-04 ] || do_step "meeting/$meeting" issue circular=通报各单位进度。 --as h.4313-shj
done
NOW="2022-07-05 09:00"
sentence 'Mondays' drive_mondays
mondays="WITH RECURSIVE days(x) AS (SELECT date(begins, '+1 day') FROM drive UNION ALL
        SELECT date(x, '+1 day') FROM days WHERE x < '2022-07-04') SELECT count(*) FROM days WHERE strftime('%w', x) = '1'"
figure drive.owed 4 "$mondays"
figure drive.met 3 "SELECT count(DISTINCT held_on) FROM meeting WHERE form = 'dispatch'"
figure drive.missed 1 "$mondays AND x NOT IN (SELECT held_on FROM meeting WHERE form = 'dispatch')"
figure meeting.issued 2 "SELECT count(*) FROM meeting WHERE form = 'dispatch' AND state = 'held'"
figure meeting.ahead 1 "SELECT count(*) FROM meeting WHERE form = 'dispatch' AND state = 'dispatched'"
sentence 'as of another day' drive_mondays --on 2022-06-20
NOW="2022-07-08 09:00"
figure meeting.behind 1 "SELECT count(*) FROM meeting WHERE state = 'dispatched'"
