# lib.sh: what the rows of the newspaper are made with. A row is a folder A to O with row.sh, its
# files as a clerk would have them, and `expected`: the sentences in order, one a line.
#
#   NOW="2022-08-22 18:00"      the clock of all that follows, until it is set again
#   city NAME [OFFICES [ACCOUNTS]]  a fresh empty city with every shipped ledger in force; without
#                               files: the demo city's offices and accounts. Files are the row's
#   demo                        the demo city, made once for all rows, which only read it
#   load LEDGER FILE            imports the row's file: every line of it must go in
#   do_enter LEDGER …, do_step LEDGER/NUMBER STEP …   as `zhitong enter` and `step`, with --as LOGIN;
#                               $number is the record's
#   sentence WHAT BULLETIN …    as `zhitong bulletin`: one line of it must be the next line of expected
#   figure LEDGER.NAME VALUE SQL [--on DAY …]   three ways: the figure's cells, its rows added up,
#                               and SQL over the records as they are exported: each must give VALUE.
#                               A table for each ledger, its columns those of `zhitong export`;
#                               a rate in SQL is 100.0 * n / d, and need not be rounded
#   agree WHAT VALUE GOT …      what was found in several ways is VALUE each time
#   identity WHAT SUM VALUE     arithmetic of the row's own:  identity "before + came - went" 3+2-1 4
#   zt …, no CODE …, contains … of tests/lib are there too; "$CITY" is the city at hand
#
# A city's clock begins at $BEGIN (2022-01-01 09:00). Bulletins are in Chinese unless --lang en says.

BEGIN="2022-01-01 09:00"
row_end() { # no sentence may be left over
        [ "$sentences" = "$(grep -c . "$ROW_DIR/expected")" ] || fail "$ROW: sentences left in expected"
}

row_begin() { # A
        ROW=$1 ROW_DIR=$SRC/tests/newspaper/$1 CITY='' NOW='' sentences=0
}

said() { # ok|not TEXT: a line with a tick
        if [ "$1" = ok ]; then
                pass
                printf '✓ %s  %s\n' "$ROW" "$2"
        else
                fail "$ROW  $2"
                head -n 4 "$T/.out" | cut -c 1-400 | sed 's/^/  out: /'
                head -n 4 "$T/.err" | sed 's/^/  err: /'
        fi
}

# ---- cities --------------------------------------------------------------------------------------

# The definitions that the program writes into a new city's folder.
shipped() {
        [ -d "$T/shipped" ] || zt init "$T/shipped" --name shipped
        for folder in ledgers lists texts bulletins; do
                [ ! -d "$T/shipped/$folder" ] || cp -r "$T/shipped/$folder" "$1/"
        done
}

city() { # NAME [OFFICES [ACCOUNTS]]
        CITY=$T/$ROW-$1
        mkdir "$CITY"
        zt init "$CITY" --name "$1" --demo --empty --now "$BEGIN"
        shipped "$CITY"
        if [ $# -gt 1 ]; then
                zt office import "$CITY" "$ROW_DIR/$2"
        else
                zt office import "$CITY" "$SRC/share/demo/offices-area.csv"
                zt office import "$CITY" "$SRC/share/demo/offices-units.csv"
        fi
        zt apply "$CITY"
        if [ $# -gt 2 ]; then
                zt account import "$CITY" "$ROW_DIR/$3"
        elif [ $# -lt 2 ]; then
                zt account import "$CITY" "$SRC/share/demo/accounts.csv"
        fi
        rm -f "$T/sql"
}

demo() {
        CITY=$T/demo
        [ -d "$CITY" ] || zt init "$CITY" --name demo --demo
        rm -f "$T/sql"
}

load() { # LEDGER FILE
        zt import "$CITY" "$1" "$ROW_DIR/$2" --now "$NOW"
        rm -f "$T/sql"
}

do_enter() {
        zt enter "$CITY" "$@" --now "$NOW"
        number=$(number)
        rm -f "$T/sql"
}

do_step() {
        zt step "$CITY" "$@" --now "$NOW"
        rm -f "$T/sql"
}

# ---- what must come out --------------------------------------------------------------------------

sentence() { # WHAT BULLETIN …
        what=$1
        shift
        sentences=$((sentences + 1))
        line=$(grep . "$ROW_DIR/expected" | sed -n "${sentences}p")
        run "$ZT" bulletin "$CITY" "$@" --now "$NOW"
        if [ "$status" = 0 ] && [ -n "$line" ] && grep -qxF -e "$line" "$T/.out"; then
                said ok "$line"
        else
                said not "$what: \"$line\" expected"
        fi
}

# The exported records of each ledger that the text names, as tables.
tables_of() { # SQL
        words=" $(printf '%s' "$1" | tr -c 'a-z0-9_' ' ') "
        for yaml in "$CITY"/ledgers/*.yaml; do
                ledger=${yaml##*/}
                ledger=${ledger%.yaml}
                case $words in *" $ledger "*) ;; *) continue ;; esac
                [ -z "$(sqlite3 "$T/sql" "SELECT 1 FROM sqlite_schema WHERE name = '$ledger'")" ] || continue
                "$ZT" export "$CITY" "$ledger" --now "$NOW" | sed '1s/^\xef\xbb\xbf//' >"$T/$ledger.table"
                sqlite3 "$T/sql" ".import --csv $T/$ledger.table $ledger"
        done
}

# Equal but for what VALUE does not show: half of its last digit.
is_value() { # VALUE GOT
        echo "$1 $2" | awk '
                { digits = index($1, ".") ? length($1) - index($1, ".") : 0; off = $1 - $2 }
                { exit !($2 ~ /^-?[0-9]/ && off * off <= (0.5 / 10 ^ digits + 1e-9) ^ 2) }'
}

# A figure's answer: its value, and its rows added up: in its own unit, a rate from numerators and
# denominators.
value_and_rows() { # FILE
        sqlite3 :memory: "
                WITH f(j) AS (SELECT readfile('$1')),
                     u(unit, worth) AS (VALUES ('元', 1.0), ('千元', 1e3), ('万元', 1e4), ('百万元', 1e6), ('千万元', 1e7),
                        ('亿元', 1e8), ('人', 1.0), ('万人', 1e4), ('人次', 1.0), ('万人次', 1e4)),
                     r(n, d) AS (SELECT coalesce(value ->> 'numerator', 0), value ->> 'amount' FROM f, json_each(j, '$.rows'))
                SELECT (SELECT j ->> 'value' FROM f), CASE WHEN j ->> 'row_unit' IS NOT NULL AND j ->> 'numerator' IS NULL THEN total(d) * a.worth / b.worth
                            WHEN instr(j ->> 'definition', 'max: ') THEN max(d)
                            WHEN j ->> 'numerator' IS NULL THEN total(d)
                            WHEN j ->> 'unit' = '%' THEN 100.0 * total(n) / total(d)
                            ELSE total(n) / total(d) END
                FROM f LEFT JOIN u a ON a.unit = j ->> 'row_unit' LEFT JOIN u b ON b.unit = j ->> 'unit', r" 2>&1
}

figure() { # LEDGER.NAME VALUE SQL [ARGS…]: not city.sh's
        name=$1 want=$2 sql=$3
        shift 3
        run "$ZT" figure "$CITY" "$name" "$@" --rows --json --now "$NOW"
        both=$(value_and_rows "$T/.out")
        cells=${both%%|*} rows=${both#*|}
        tables_of "$sql"
        plain=$(sqlite3 "$T/sql" "$sql" 2>&1)
        if [ "$cells" = "$want" ] && is_value "$want" "$rows" && is_value "$want" "$plain"; then
                said ok "$name${*:+ $*} = $want"
        else
                said not "$name $*: $want expected; cells $cells, rows $rows, SQL $plain"
        fi
}

agree() { # WHAT VALUE GOT…
        what="$1 = $2" want=$2 all=ok
        shift 2
        for got in "$@"; do is_value "$want" "$got" || all=not; done
        if [ $all = ok ]; then said ok "$what"; else said not "$what: $*"; fi
}

identity() { # WHAT SUM VALUE
        if [ $(($2)) = "$3" ]; then said ok "$1: $2 = $3"; else said not "$1: $2 is $(($2)), not $3"; fi
}
