# Reviews in rounds; the counties' scorecard in four groups, by plain SQL too, frozen when published.

# ---- one round, lived -------------------------------------------------------------------------------
city round
NOW="2022-07-01 09:00"
for unit in 431302 431321 4313-FGW; do
        do_enter review --step call term=2022-Q2 unit=$unit report_by=2022-07-08 --as rx1
        eval "review_$(echo $unit | tr -d -)=$number"
done
NOW="2022-07-08 10:00"
sentence 'all are called' review
do_step "review/$review_431302" report report=市场主体培育和诉求办理情况见附件。 --as h.431302
do_step "review/$review_431321" report report=本季度工作情况见附件。 --as h.431321
NOW="2022-07-12 10:00"
sentence 'two reported, one late' review
figure review.late 1 "SELECT count(*) FROM review WHERE state = 'called' AND report_by < '2022-07-12'"
do_step "review/$review_431302" comment comment=措施实成效明显，个别事项偏慢。 rating=good --as hf1 \
        faults='[{"what": "涉企检查未备案", "sort": "form", "lead": "431302", "by_day": "2022-08-12"}]' \
        follow_ups='[{"what": "公布办事指南", "lead": "4313-XZSP"}, {"what": "兑现奖补资金", "lead": "431302", "by_day": "2022-08-31"}]'
do_step "review/$review_431321" comment comment=整改不够到位。 rating=fair --as hf1
sentence 'commented and rated' review
figure review.good_share 50.0 "SELECT 100.0 * sum(rating IN ('good', 'excellent')) / count(*) FROM review WHERE rating <> ''"
figure assignment.faults 1 "SELECT count(*) FROM assignment WHERE sort = 'negative' AND review <> ''"
figure assignment.follows 2 "SELECT count(*) FROM assignment WHERE sort = 'follow' AND review <> ''"
zt list "$CITY" assignment --where "sort = 'negative'" --json
fault=$(value number)
NOW="2022-07-20 10:00"
do_step "assignment/$fault" strike result=已备案并公示。 --as h.431302
do_step "review/$review_431321" appeal ground=考评数据有误。 --as h.431321
do_step "review/$review_431321" amend rating=good comment=核实后改定。 --as dc1
do_step "review/$review_431302" mend mended=两项问题均已整改。 --as h.431302
sentence 'mended; another rating after an appeal' review
figure review.good 2 "SELECT count(*) FROM review WHERE rating = 'good'"
figure review.good 1 "SELECT count(*) FROM review WHERE rating = 'good' AND state = 'closed'" --on 2022-07-12

# ---- two quarters of fifteen units ------------------------------------------------------------------
city scored
NOW="2022-08-22 18:00"
for file in 50-training 51-training 53-drive 52-meeting 54-review 55-assignment 56-honour 57-assignment; do
        load "${file#*-}" $file.csv
done
sentence 'rounds' review
sentence 'the first round' review --on 2022-06-30
sentence 'a round' review
sentence 'a unit' review
figure review.reviews 15 "SELECT count(*) FROM review WHERE term = '2022-Q1'" --by term --value 2022-Q1
figure review.commented 30 "SELECT count(*) FROM review WHERE rating <> ''"
figure review.good_share 76.7 "SELECT 100.0 * sum(rating IN ('good', 'excellent')) / count(*) FROM review WHERE rating <> ''"
figure assignment.faults 15 "SELECT count(*) FROM assignment WHERE sort = 'negative'"
figure assignment.faults_done 12 "SELECT count(*) FROM assignment WHERE sort = 'negative' AND state = 'struck'"
figure assignment.follows 20 "SELECT count(*) FROM assignment WHERE sort = 'follow'"

# ---- the scorecard: every line by plain SQL (score.sql says how, and one by hand) --------------------
scorecard() { "$ZT" score "$CITY" review --from 2022-04-01 --to 2022-06-30 --now "$NOW" "$@"; }
tables_of 'assignment review training meeting honour'
sqlite3 -separator , "$T/sql" <"$ROW_DIR/score.sql" >"$T/by-sql"
scorecard --format csv | sed 1d |
        awk -F , '{ printf "%s,%g,%g,%g,%g,%g,%g\n", $1, $5 + $6, $7 + $8, $9, $10, $11, $13; if ($12 != 0) print "minus" }' >"$T/by-us"
if [ "$(wc -l <"$T/by-us")" = 5 ] && cmp -s "$T/by-us" "$T/by-sql"; then
        said ok 'five counties, four groups, bonus, total: as by SQL'
else
        cat "$T/by-us" "$T/by-sql" >"$T/.out"
        said not 'the scorecard by us and by SQL'
fi
sentence 'a county' review_score --from 2022-04-01 --to 2022-06-30
sentence 'the last one' review_score --from 2022-04-01 --to 2022-06-30

# frozen: not before the results are settled; what comes late then is told beside what was published
no score.freeze bulletin "$CITY" review_score --from 2022-04-01 --to 2022-06-30 --publish --as dc1 --now "$NOW"
do_step review/SZ2022-Q2-431302 settle --as dc1
zt bulletin "$CITY" review_score --from 2022-04-01 --to 2022-06-30 --publish --as dc1 --now "$NOW"
do_enter honour --on 2022-06-20 --because 补录 title=光彩事业贡献奖 sort=public_good body=firm name=某企业 area=431302 \
        grade=city annual=2022 given_on=2022-06-20 --as bl1
zt score "$CITY" review --from 2022-04-01 --to 2022-06-30 --now "$NOW"
contains '娄星区 总分：发布时 72，现在 73.25'
contains '娄星区 honour.newly：发布时 10，现在 11'
