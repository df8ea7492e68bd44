# Offices change: a town goes into another, a bureau under another office. Old days keep the tree of
# their day; --tree now counts them by the tree of today; what was open goes on at the successor.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

# an empty demo city of the shipped ledgers, whose clock goes with --now
zt init drafts
mkdir city
for part in city.yaml bulletins ledgers lists texts; do cp -r "drafts/$part" city/; done
zt init city --demo --empty --now "2022-03-14 08:00"
cat >offices.csv <<'END'
code,parent,level,kind,name,from,to,into
1,,city,area,小城,,,
11,1,county,area,东区,,,
12,1,county,area,西区,,,
111,11,township,area,甲镇,,,
121,12,township,area,乙镇,,,
END
cat >accounts.csv <<'END'
login,name,office,roles
c111,甲镇坐席,111,clerk
c121,乙镇坐席,121,clerk
disp,交办,1,dispatcher
h111,甲镇承办,111,handler
h121,乙镇承办,121,handler
END
zt office import city offices.csv
zt account import city accounts.csv
zt apply city

enter() { # LOGIN TITLE
        zt enter city request "title=$1$2" body=事情 channel=hotline --as "$1"
        n=$(number)
}
enter c111 一
enter c121 二
first=$n
enter c121 三
second=$n
zt step city "request/$second" answer reply=答 --as c121

# a successor is named, exists on the day after, and is another office
bad() { # CODE ROW
        printf 'code,parent,level,kind,name,from,to,into\n%s\n' "$2" >bad.csv
        no "$1" office import city bad.csv
}
bad office.open '121,12,township,area,乙镇,,2022-03-20,'
err_contains "$first"
bad office.into '121,12,township,area,乙镇,,2022-03-20,999'
bad office.into '121,12,township,area,乙镇,,2022-03-20,121'
bad office.into.end '121,12,township,area,乙镇,,,111'

cat >merged.csv <<'END'
code,parent,level,kind,name,from,to,into
121,12,township,area,乙镇,,2022-03-20,111
END
zt office import city merged.csv --dry-run --now "2022-03-21 09:00"
contains '事项 2 件'
zt office import city merged.csv --dry-run --json --now "2022-03-21 09:00"
contains '"ended":1'
contains '"records":2'
zt office import city merged.csv --now "2022-03-21 09:00"
zt show city "request/$first"
contains '单位变更，移交'
contains '甲镇'

# the tree of the day, and that of today
is "$(figure city request.received --office 12 --on 2022-03-20)" 2 'then, below the old county'
is "$(figure city request.received --office 12 --on 2022-03-20 --tree then)" 2 'said so'
is "$(figure city request.received --office 12 --on 2022-03-20 --tree now)" 0 'as it is now'
is "$(figure city request.received --office 11 --on 2022-03-20)" 1 'then'
is "$(figure city request.received --office 11 --on 2022-03-20 --tree now)" 3 'now'
is "$(figure city request.received --office 111 --on 2022-03-20 --tree now)" 3 'at the successor'
is "$(figure city request.received --office 121 --on 2022-03-20 --tree now)" 2 'where they stood'
is "$(figure city request.received --on 2022-03-20 --tree now)" 3 'of the city'
zt figure city request.received --office 11 --on 2022-03-20 --tree now --rows --json
contains '"tree":"now"'
contains "$first"
contains '"withheld":0'
zt bulletin city request --office 11 --on 2022-03-20 --tree now
misused usage.value figure city request.received --tree later
misused usage.tree bulletin city request --publish --tree now --as disp

# the clerk of the successor goes on; what was open moved, what was closed stays where it was
zt step city "request/$first" answer reply=答 --as c111
zt verify city
digest() { "$ZT" rebuild city --json | sed -n 's/.*"digest":"\([^"]*\)".*/\1/p'; }
is "$(digest)" "$(digest)" 'the same digest again'
zt verify city
