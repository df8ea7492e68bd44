# Benefits without application: a rule over the register makes the list; run again, it shows who came and
# who went.
rules_run() { # runs what has fallen due; $came and $went as its rehearsal listed them
        run "$ZT" rules "$CITY" --dry-run --json --now "$NOW"
        cp "$T/.out" rehearsed
        zt rules "$CITY" --now "$NOW"
        rm -f "$T/sql"
}

# the demo's own firms
NOW="2022-08-22 18:00"
demo
sentence 'the demo' benefit
figure benefit.eligible 96 "SELECT count(*) FROM benefit WHERE state IN ('matched','confirmed','paid')"
figure benefit.relief 340 "SELECT sum(relief) / 10000 FROM benefit WHERE paid_on <> ''"

NOW="2022-06-20 09:00"
city loudi offices.csv
load organisation firms.csv
eligible="state = 'active' AND CAST(insured AS INT) >= 1 AND CAST(laid_off AS REAL) <= 5.5
        AND credit IN ('A','B','M') AND CAST(premium AS REAL) > 0"
NOW="2022-07-01 08:00"
rules_run
sentence 'matched' benefit
figure benefit.eligible 2104 "SELECT count(*) FROM organisation WHERE $eligible"
figure benefit.expected 7850.00 "SELECT sum(premium) * 0.5 / 10000 FROM organisation WHERE $eligible"
NOW="2022-08-01 08:00"
rules_run
lacks benefit.match rehearsed
NOW="2022-08-22 18:00"
load benefit steps.csv
sentence 'paid' benefit
sentence 'in English' benefit --lang en
sentence 'half-way' benefit --on 2022-07-31
figure benefit.paid 2104 "SELECT count(*) FROM benefit WHERE state = 'paid'"
figure benefit.relief 7850 "SELECT sum(relief) / 10000 FROM benefit WHERE paid_on <> ''"

# the register changes: who fits now and is not on the list, who is on it and fits no longer
load organisation changes.csv
NOW="2022-09-01 08:00"
rules_run
agree 'listed before: those who come' 30 "$(grep -o '"step":"match"' rehearsed | wc -l)"
agree 'listed before: those who go' 12 "$(grep -o '"step":"leave"' rehearsed | wc -l)"
sentence 'run again' benefit
figure benefit.came 2134 "SELECT count(*) FROM benefit"
figure benefit.went 12 "SELECT count(*) FROM benefit b JOIN organisation o USING (code) WHERE laid_off = '12.5' AND b.state = 'left'"
figure benefit.eligible 2122 "SELECT count(*) FROM organisation WHERE $eligible"
run "$ZT" figure "$CITY" benefit.eligible --from 2022-09-01 --to 2022-09-30 --json --now "2022-09-30 18:00"
agree 'before' 2104 "$(value opening)"
agree 'came' 30 "$(value in)"
agree 'went' 12 "$(value out)"
identity 'before + came - went' 2104+30-12 2122
