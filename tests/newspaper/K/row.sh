# Registers: 7 associations at township and 35 at village level, each with its approval paper.
BEGIN="2019-01-04 09:00"
NOW="2022-08-22 18:00"
city xiangtan offices.csv accounts.csv
load organisation associations.csv
sentence 'registered' associations
sentence 'at the end of 2020' associations --on 2020-12-31
sentence 'in English' associations --lang en
level="state = 'active' AND org_kind"
figure organisation.active 42 "SELECT count(*) FROM organisation WHERE state = 'active'"
figure organisation.approved 42 "SELECT count(*) FROM organisation WHERE $level IN ('township_association','village_association') AND approved_on <> ''"
figure organisation.active 25 "SELECT count(*) FROM organisation WHERE founded <= '2020-12-31'" --on 2020-12-31
for level in township:7 village:35; do
        "$ZT" list "$CITY" organisation --where "org_kind = '${level%:*}_association' AND approved_on IS NOT NULL" \
                --json --now "$NOW" >list
        agree "${level%:*} level" "${level#*:}" "$(grep -o '"number":' list | wc -l)" \
                "$(sqlite3 "$T/sql" "SELECT count(*) FROM organisation WHERE org_kind = '${level%:*}_association'")"
done

# the paper itself, with each of them
for number in $(sqlite3 "$T/sql" 'SELECT number FROM organisation'); do
        printf '关于同意成立的批复（%s）\n' "$number" >"批复.txt"
        do_step "organisation/$number" update approval=@批复.txt --as gsl
done
tables_of organisation
agree 'with the paper' 42 "$(sqlite3 "$T/sql" "SELECT count(*) FROM organisation WHERE approval LIKE '批复.txt%'")"
zt verify "$CITY" --files --now "$NOW"
contains '附件齐全且未改动：42 个'
