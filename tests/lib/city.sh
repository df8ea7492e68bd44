# city.sh: helpers of the shell tests that need a city. After tests/lib/sh.sh:
#   . "$SRC/tests/lib/city.sh"
#
#   zt ARGS…              expects that zhitong does it            demo_city DIR   makes the demo city
#   no CODE ARGS…         expects a refusal (status 1) with this code
#   misused CODE ARGS…    expects status 2 with this code
#   value FIELD           a member of the last --json answer (text, number or flag; the first so named)
#   number                the number of the record the last enter or step spoke of
#   figure DIR NAME …     prints the value of a figure
#   story_city DIR        makes the city of tests/story

unset ZHITONG_LANG LANG LC_ALL

zt() { expect "$ZT" "$@"; }

refused() { # STATUS CODE ARGS…
        want_status=$1
        want_code=$2
        shift 2
        run "$ZT" "$@"
        if [ "$status" = "$want_status" ] && grep -qF "[$want_code]" "$T/.err"; then
                pass
        else
                fail_run "status $want_status and [$want_code] expected" "$@"
        fi
}
no() { refused 1 "$@"; }
misused() { refused 2 "$@"; }

value() { sed -n "s/^[^\"]*{\{0,1\}.*\"$1\":\"\{0,1\}\([^\",}]*\)\"\{0,1\}.*/\1/p" "$T/.out" | head -n 1; }

number() { sed -n '1s/[ （].*//p; 1t; 1p; q' "$T/.out"; }

figure() {
        dir=$1
        name=$2
        shift 2
        run "$ZT" figure "$dir" "$name" "$@" --json
        sed -n 's/.*"value":"\{0,1\}\([^",}]*\).*/\1/p' "$T/.out"
}

demo_city() { zt init "$1" --demo; }

# A small city of one's own without the demo: three offices and three accounts.
small_city() { # DIR
        zt init "$1" --name small
        cat >offices.csv <<'END'
code,parent,level,kind,name
1,,city,area,小城
11,1,county,area,东区
1-A,1,city,bureau,甲局
END
        cat >accounts.csv <<'END'
login,name,office,roles
clerk,坐席,1,clerk dispatcher evaluator
rec,补录员,1,recorder clerk
hand,承办人,1-A,handler
root,系统管理员,1,system
END
        zt office import "$1" offices.csv
        zt apply "$1"
        zt account import "$1" accounts.csv
}

# The city of tests/story: an empty demo city, whose clock goes with --now from 2022 on.
story_city() { # DIR
        cp -r "$SRC/tests/story/city" "$1"
        zt init "$1" --demo --empty --now "2022-01-01 00:00"
        zt office import "$1" "$SRC/tests/story/offices.csv"
        zt apply "$1"
        zt account import "$1" "$SRC/tests/story/accounts.csv"
}

# Commands at a time of the demo's year: `now "08-24 10:00"`, then ok ARGS… and not CODE ARGS…
now() { NOW="2022-$1"; }
ok() { expect "$ZT" "$@" --now "$NOW"; }
not() { # CODE ARGS…
        not_code=$1
        shift
        no "$not_code" "$@" --now "$NOW"
}
