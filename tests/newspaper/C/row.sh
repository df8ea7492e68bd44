# Service items, accepted and issued day by day as the clerk's list says: 13 and 3 working days and at once
# from 13 May; one certificate in 7 days; average, longest and the share done at once.
NOW="2022-05-12 09:00"
city loudi
sqlite3 "$T/given" ".import --csv $ROW_DIR/permits.csv given"
given() { sqlite3 "$T/given" "$1"; }

given "SELECT 受理, 'accept', rowid, 事项, 办件名称 FROM given UNION ALL SELECT 办结, 'issue', rowid, 事项, '' FROM given
        ORDER BY 1, 3, 2" >days
while IFS='|' read -r day what row service title <&3; do
        NOW="$day 10:00"
        case $what in
        accept)
                do_enter permit "title=$title" "service=$service" --as xzsp.sl
                printf '%s %s\n' "$row" "$number" >>numbers
                ;;
        issue) do_step "permit/$(sed -n "s/^$row //p" numbers)" issue result=证照已领取 --as h.4313-xzsp ;;
        esac
done 3<days

promised() { # ROW: when the item of this row is due
        run "$ZT" show "$CITY" "permit/$(sed -n "s/^$1 //p" numbers)" --now "$NOW"
}
promised 4
contains '2022-06-01 24:00'
promised 3
contains '2022-05-18 24:00'
promised 1
contains '2022-05-13 24:00'

NOW="2022-08-22 18:00"
sentence 'all' permit
sentence 'as of 20 May' permit --on 2022-05-20
for line in 1 2 3; do sentence "by kind of item, $line" permit; done
worked="(WITH RECURSIVE d(day) AS (SELECT 受理 UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < 办结)
        SELECT sum(day > 受理 AND strftime('%w', day) NOT IN ('0','6')) FROM d)"
sqlite3 "$T/sql" "ATTACH '$T/given' AS g; CREATE TABLE given AS SELECT * FROM g.given"
figure permit.accepted 8 "SELECT count(*) FROM permit"
figure permit.at_once 3 "SELECT sum(受理 = 办结) FROM given"
figure permit.share 37.5 "SELECT 100.0 * sum(受理 = 办结) / count(*) FROM given"
figure permit.share 50.0 "SELECT 100.0 * sum(受理 = 办结) / count(*) FROM given WHERE 办结 <= '2022-05-20'" --on 2022-05-20
figure permit.average 3.6 "SELECT avg($worked) FROM given"
figure permit.longest 13 "SELECT max($worked) FROM given"
run "$ZT" figure "$CITY" permit.days --by service --json --now "$NOW"
agree 'days from application to issue' 7.0 "$(given "SELECT julianday(办结) - julianday(受理) FROM given WHERE 事项 = 'production'")" \
        "$(sed 's/.*"by":"production"//' "$T/.out" | grep -o '"value":"[^"]*' | head -n 1 | cut -d '"' -f 4)"
figure permit.days 5.1 "SELECT avg(julianday(办结) - julianday(受理)) FROM given"
