# Leaders and whom they keep up with, meetings owed each quarter, talks at fixed times, visits and what came
# of them. Leaders are posts, not names; representatives are numbered pairs without one.
BEGIN="2021-12-20 09:00"
NOW="2022-08-22 18:00"
city loudi
load organisation organisation.csv
load liaison loudi-representatives.csv
load liaison loudi-pairs.csv
sentence 'who keeps up with whom' liaison
of() { echo "FROM liaison WHERE state = 'active' AND friend"; }
figure liaison.with_representatives 27 "SELECT count(DISTINCT leader) $(of) = 'representative'"
figure liaison.representatives 54 "SELECT count(*) $(of) = 'representative'"
figure liaison.with_firms 33 "SELECT count(DISTINCT leader) $(of) IN ('entrepreneur', 'chamber')"
figure liaison.entrepreneurs 143 "SELECT count(DISTINCT firm) $(of) = 'entrepreneur'"
figure liaison.chambers 42 "SELECT count(DISTINCT firm) $(of) = 'chamber'"
figure liaison.pairs 239 "SELECT count(*) FROM liaison WHERE state = 'active'"
identity 'kinds make the pairs' 54+143+42 239

# talks at fixed times: rules owe them, from the day they were set up
city talks
NOW="2021-12-25 09:00"
load occasion occasions.csv
talk() { # REF DAY FIRMS
        NOW="$2 08:00"
        zt rules "$CITY" --now "$NOW"
        do_step "occasion/$(sqlite3 "$T/sql" "SELECT number FROM occasion WHERE ref = '$1'")" hold "held_on=$2" \
                "firms=$3" notes=已举办。 --as "$4"
        tables_of occasion
}
tables_of occasion
for month in 01 02 03 04 05 06 07; do
        talk HD-3 "2022-$month-08" 12 h.4313-ysb
        case $month in
        02) talk HD-2 2022-02-18 20 h.4313-gsl ;;
        03) talk HD-1 2022-03-10 35 h.4313-gsl ;;
        05) talk HD-2 2022-05-20 21 h.4313-gsl ;;
        esac
done
NOW="2022-08-22 18:00"
zt rules "$CITY" --now "$NOW"
rm -f "$T/sql"
sentence 'talks at fixed times' occasion
sentence 'in English' occasion --lang en
figure occasion.talks 3 "SELECT count(*) FROM occasion WHERE state = 'standing'"
# one a year, three quarters begun, eight months
run "$ZT" figure "$CITY" occasion.due --rows --json --now "$NOW"
agree 'occasion.due' 12 "$(value value)" "$(grep -o '"item":' "$T/.out" | wc -l)" $((1 + 3 + 8))
sentence 'before the summer' occasion --on 2022-06-30

# one meeting a quarter each: due, held, missed
city chenzhou chenzhou-offices.csv chenzhou-accounts.csv
NOW="2022-03-15 09:00"
load liaison chenzhou-pairs.csv
NOW="2022-04-01 08:00"
zt rules "$CITY" --now "$NOW"
for n in $(seq 1 58); do
        NOW="2022-$(printf '%02d-%02d' $((4 + n / 26)) $((1 + n % 26))) 15:00"
        do_enter visit "ref=CZ-$(printf %03d "$n")" "leader=ld$(((n - 1) % 19 + 1))" "held_on=${NOW% *}" notes=已会见。 --as sl
done
NOW="2022-06-30 18:00"
zt rules "$CITY" --now "$NOW"
quarter="--from 2022-04-01 --to 2022-06-30"
sentence 'a quarter' liaison_quarter $quarter
sentence 'in English' liaison_quarter --lang en $quarter
figure liaison.leaders 19 "SELECT count(DISTINCT leader) FROM liaison" $quarter
figure liaison.called 63 "SELECT count(*) FROM liaison" $quarter
figure liaison.met 58 "SELECT count(DISTINCT v.ref) FROM visit v, liaison l WHERE v.ref = l.ref" $quarter
figure liaison.lapsed 5 "SELECT count(*) FROM liaison WHERE ref NOT IN (SELECT ref FROM visit)" $quarter
identity 'held and missed are all' 58+5 63
# leader by leader
for leader in 1 2 19; do
        want=$(sqlite3 "$T/sql" "SELECT count(*) FROM liaison WHERE leader = 'ld$leader'")
        run "$ZT" bulletin "$CITY" liaison_quarter $quarter --now "$NOW"
        agree "owed by leader $leader" "$want" "$(sed -n "s/^| ld$leader | \([0-9]*\) |.*/\1/p" "$T/.out" | head -1)"
done
NOW="2022-07-01 08:00"
zt rules "$CITY" --now "$NOW"
figure liaison.called 63 "SELECT count(*) FROM liaison" --from 2022-07-01 --to 2022-07-01
figure liaison.lapsed 5 "SELECT count(*) FROM liaison WHERE ref NOT IN (SELECT ref FROM visit)" $quarter

# visits to firms, and the problems solved
city chenzhou-visits chenzhou-offices.csv chenzhou-accounts.csv
NOW="2022-08-22 18:00"
load organisation chenzhou-firms.csv
load visit chenzhou-visits.csv
load item chenzhou-items.csv
sentence 'visits' visit
figure visit.firms 116 "SELECT count(DISTINCT firm) FROM visit"
figure visit.visits 140 "SELECT count(*) FROM visit"
figure item.solved 137 "SELECT count(*) FROM item WHERE heard IN (SELECT number FROM visit) AND state = 'struck'"
figure item.heard 146 "SELECT count(*) FROM item WHERE heard <> ''"
