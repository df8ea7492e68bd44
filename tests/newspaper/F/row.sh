# Firms and chambers that help villages: counted distinct on both sides, as of any day, and in a period.
NOW="2022-08-22 18:00"
BEGIN="2020-12-01 09:00"

# The values of a column of several, one a row.
each() { # COLUMN [WHERE]
        echo "WITH RECURSIVE one(rest, x) AS (SELECT $1 || ';', '' FROM pairing WHERE ${2:-state = 'paired'}
                UNION ALL SELECT substr(rest, instr(rest, ';') + 1), substr(rest, 1, instr(rest, ';') - 1) FROM one WHERE rest <> '')
                SELECT count(DISTINCT x) FROM one WHERE x <> ''"
}
# How many values a column has.
many() { # COLUMN
        echo "(CASE WHEN $1 = '' THEN 0 ELSE 1 + length($1) - length(replace($1, ';', '')) END)"
}
helpers="$(many firms) + $(many chambers)"

city chenzhou
load organisation organisation.csv
load pairing pairing.csv
sentence 'as of the day' pairing
sentence 'in English' pairing --lang en
figure pairing.firms 622 "$(each firms)"
figure pairing.chambers 76 "$(each chambers)"
figure pairing.villages 269 "$(each villages)"
figure pairing.belt_firms 104 "$(each firms "belt = 'TRUE'")"
run "$ZT" figure "$CITY" pairing.given --rows --json --now "$NOW"
agree 'pairing.given' 3.13 "$(value value)" \
        "$(sqlite3 :memory: "SELECT total(value ->> 'amount') / 10000 FROM json_each(readfile('$T/.out'), '$.rows')")" \
        "$(sqlite3 "$T/sql" "SELECT sum(given) / 10000 FROM pairing")"
figure pairing.pairings 248 "SELECT count(*) FROM pairing WHERE state = 'paired'"
figure pairing.many_one 157 "SELECT count(*) FROM pairing WHERE $(many villages) = 1 AND $helpers > 1"
figure pairing.one_one 70 "SELECT count(*) FROM pairing WHERE $(many villages) = 1 AND $helpers = 1"
figure pairing.one_many 21 "SELECT count(*) FROM pairing WHERE $(many villages) > 1 AND $helpers = 1"
figure pairing.many_many 0 "SELECT count(*) FROM pairing WHERE $(many villages) > 1 AND $helpers > 1"
identity 'shapes make the pairings' 157+70+21+0 248

# by county, where the villages lie
total=0
for county in 431302 431321 431322 431381 431382; do
        n=$("$ZT" figure "$CITY" pairing.helped_villages --office $county --json --now "$NOW" | sed 's/.*"value":\([0-9]*\).*/\1/')
        plain=$(sqlite3 "$T/sql" "$(each villages | sed "s/x <> ''/x LIKE '$county%'/")")
        agree "villages of $county" "$plain" "$n"
        total=$((total + n))
done
identity 'the counties make the city' $total 269

# as of another day
sentence 'half way' pairing --on 2021-06-30
figure pairing.villages "$(sqlite3 "$T/sql" "$(each villages "entered <= '2021-06-30'")")" "$(each villages "entered <= '2021-06-30'")" --on 2021-06-30

# a pairing changes: from its day on, and not before
one=$(sqlite3 "$T/sql" "SELECT number FROM pairing WHERE ref = 'WQ-248'")
firm=$(sed -n 2p "$ROW_DIR/organisation.csv" | cut -d, -f2)
NOW="2022-09-05 10:00"
do_step "pairing/$one" change "firms=$firm" villages=431302001001 'why=增加一村' --as rx1
sentence 'after the change' pairing
sentence 'and before it as it was' pairing --on 2022-08-22
