# The examples: what stands in their README.md is run as it stands, and must print what stands there;
# then every figure is counted again, from rows.csv by awk and from the export by sqlite3.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

cp -r "$SRC/examples" examples
mkdir bin
printf '#!/bin/sh\nexec "%s" "$@"\n' "$ZT" >bin/zhitong
chmod +x bin/zhitong
PATH=$T/bin:$PATH

# The blocks of a README: NAME.1.sh, NAME.1.text, NAME.2.sh, …
blocks() { # NAME
        awk -v name="$1" '
                /^```sh/ { n++; file = name "." n ".sh"; next }
                /^```text/ { file = name "." n ".text"; next }
                /^```/ { file = ""; next }
                file { print >file }' "examples/$1/README.md"
}

# The commands of a block; each line of its text must be a line of what they print.
block() { # NAME.1
        sh "$1.sh" >"$T/.out" 2>"$T/.err" </dev/null
        cat "$T/.out" "$T/.err" >"$1.said"
        while IFS= read -r line; do
                if grep -qxF -e "$line" "$1.said"; then
                        pass
                else
                        fail "$1 does not say: $line"
                        head -60 "$1.said"
                fi
        done <"$1.text"
        # Nothing is refused but what the text says.
        grep -E '\[[a-z]+\.[a-z_]+\]$' "$1.said" | while IFS= read -r line; do
                grep -qxF -e "$line" "$1.text" || echo "$line"
        done >"$1.refused"
        is "$(cat "$1.refused")" "" "$1: refused"
}

counted() { # FIGURE AWK-CONDITION: as many rows of rows.csv
        is "$(figure "$NAME" "$LEDGER.$1" --now "$NOW")" \
                "$(awk -F, "NR > 1 && ($2) { n++ } END { print n + 0 }" "examples/$NAME/rows.csv")" \
                "$NAME: $1 is what rows.csv gives"
}

summed() { # FIGURE COLUMN AWK-CONDITION
        is "$(figure "$NAME" "$LEDGER.$1" --now "$NOW")" \
                "$(awk -F, "NR > 1 && ($3) { n += \$$2 } END { printf \"%.2f\", n }" "examples/$NAME/rows.csv")" \
                "$NAME: $1 is what rows.csv adds up to"
}

exported() {
        "$ZT" export "$NAME" "$LEDGER" --now "$NOW" | sed '1s/^\xEF\xBB\xBF//' >"$NAME.csv"
        printf '.mode csv\n.import %s rec\n' "$NAME.csv" | sqlite3 "$NAME.db"
}

sql() { # FIGURE SQL: what the records exported give
        is "$(figure "$NAME" "$LEDGER.$1" --now "$NOW")" "$(sqlite3 "$NAME.db" "$2")" \
                "$NAME: $1 is what the export gives"
}

begin() { # NAME LEDGER
        NAME=$1 LEDGER=$2
        blocks "$NAME"
        lines=$(wc -l <"examples/$NAME/ledgers/$LEDGER.yaml")
        holds "$NAME: $lines lines, under 100" [ "$lines" -lt 100 ]
        block "$NAME.1"
        NOW="2022-04-01 09:00"
        # check says that there are no mistakes, and nothing else.
        zt check "$NAME"
        is "$(wc -l <"$T/.out") $(cat "$T/.err")" "1 " "$NAME: check says nothing else"
        run "$ZT" check "$NAME" --lang en
        contains "no mistakes: 1 ledgers"
        # The same sheet again enters nothing.
        zt import "$NAME" "$LEDGER" "$NAME/rows.csv" --now "$NOW"
        contains "= 新增 0 + 更新 0"
}

end() {
        zt verify "$NAME"
        zt rebuild "$NAME"
        zt verify "$NAME"
        # Nobody's telephone number is in what comes with the examples.
        expect_status 1 grep -rE '1[0-9]{10}' "examples/$NAME"
}

# ---- library: 借书条号,馆,馆藏条码,类别,借出日期,结束日期,应赔,实收,情况 ----------------------------
begin library lending
counted lent 1
counted out '$9 == "在借"'
counted missing '$9 == "遗失"'
counted returned '$9 == "已还"'
counted paid_for '$9 == "已赔"'
summed charged 7 1
summed collected 8 '$9 == "已赔"'
summed owing 7 '$9 == "遗失"'
is "$(figure library lending.lent --office L-E --now "$NOW")" \
        "$(grep -c ,东城分馆, examples/library/rows.csv)" "lent by the East Branch"
no step.when step library lending/JS2022-00035 back back_on=2022-01-01 --as centre --now "$NOW"
err_contains "back: 现在不能办理“归还”：归还日期早于借出日期。"
block library.2
NOW="2022-05-10 18:00"
exported
sql lent "SELECT count(*) FROM rec"
sql out "SELECT count(*) FROM rec WHERE state = 'lent'"
sql returned "SELECT count(*) FROM rec WHERE state = 'returned'"
sql paid_for "SELECT count(*) FROM rec WHERE state = 'paid_for'"
sql charged "SELECT printf('%.2f', sum(price)) FROM rec WHERE price <> ''"
sql collected "SELECT printf('%.2f', sum(paid)) FROM rec WHERE paid <> ''"
sql days_out "SELECT printf('%.1f', avg(julianday(back_on) - julianday(entered))) FROM rec WHERE state = 'returned'"
is "$(figure library lending.renewals --now "$NOW")" 1 "renewed once"
end

# ---- hospital: 报修单号,科室,资产编号,设备,故障,紧急程度,维修科室,报修日期,验收日期,费用,情况 ----------
begin hospital repair
counted reported 1
counted unsigned '$11 == "待签收"'
counted working '$11 == "维修中"'
counted repaired '$11 == "待验收"'
counted accepted '$11 == "已验收"'
counted scrapped '$11 == "报废"'
summed cost 10 1
is "$(figure hospital repair.reported --office H-W2 --now "$NOW")" \
        "$(grep -c ,外科病区, examples/hospital/rows.csv)" "reported by the Surgical Ward"
block hospital.2
NOW="2022-04-08 18:00"
exported
sql reported "SELECT count(*) FROM rec"
sql accepted "SELECT count(*) FROM rec WHERE state = 'accepted'"
sql working "SELECT count(*) FROM rec WHERE state IN ('repairing', 'outside')"
sql cost "SELECT printf('%.2f', sum(cost)) FROM rec"
sql days "SELECT printf('%.1f', avg(julianday(ended_on) - julianday(entered))) FROM rec WHERE state = 'accepted'"
is "$(figure hospital repair.redone --now "$NOW")" 1 "done again once"
is "$(figure hospital repair.sent_out --now "$NOW")" 1 "sent out once"
is "$(figure hospital repair.on_time --office F-AK --now "$NOW")" 1 "the firm was in time"
# A sheet that was under repair when it came in goes on from there.
zt step hospital repair/BX2022-0028 finish done=换轮 bill=80.00 --as facil --now "$NOW"
end

# ---- schoolbus: 编号,投诉日期,站点,事项,内容,重复,承办,办结日期,评价,情况 ----------------------------
begin schoolbus complaint
counted received 1
counted waiting '$10 == "待交办"'
counted doing '$10 == "办理中"'
counted answered '$10 == "已答复" || $10 == "已评价"'
counted merged '$10 == "并案"'
counted repeats '$6 == "是"'
counted rated '$10 == "已评价"'
counted satisfied '$9 == "满意" || $9 == "基本满意"'
block schoolbus.2
NOW="2022-04-12 18:00"
exported
sql received "SELECT count(*) FROM rec"
sql answered "SELECT count(*) FROM rec WHERE state IN ('replied', 'rated')"
sql merged "SELECT count(*) FROM rec WHERE state = 'merged'"
sql repeats "SELECT count(*) FROM rec WHERE repeat = 'TRUE'"
sql satisfaction "SELECT printf('%.1f', 100.0 * sum(rating <> 'poor') / count(*)) FROM rec WHERE state = 'rated'"
is "$(figure schoolbus complaint.on_time --office E-B1 --now "$NOW")" 1 "the firm was in time"
lacks "13800000001" schoolbus.csv
# What came in with the old table goes on: who gets it has a day at least. A request that nobody
# answers is refused when the reply is due.
zt step schoolbus complaint/XC2022-0036 assign lead=E-B2 --as desk --now "2022-04-13 09:00"
contains "答复：安途校车公司，2022-04-14 24:00"
zt step schoolbus complaint/XC2022-0036 extend why=要看行车记录 --as bus2 --now "2022-04-13 10:00"
zt rules schoolbus --now "2022-04-15 09:00"
run "$ZT" show schoolbus complaint/XC2022-0036 --now "2022-04-15 09:10"
contains "不同意延期"
end
