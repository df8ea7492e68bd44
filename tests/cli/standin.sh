# Stand-ins from the command line: from day to day, ended, refused; and posts handed over.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

small_city city
cat >more.csv <<'END'
login,name,office,roles
away,出差,1-A,handler
safe,安全管理员,1,security
END
zt account import city more.csv
zt account disable city hand --to away
zt account enable city hand

task() { # enters a request that 1-A has to sign for
        zt enter city request title=停电 body=一夜没电 channel=hotline --as clerk
        n=$(number)
        zt step city "request/$n" assign lead=1-A --as clerk
}
task
no role step city "request/$n" sign --as rec
zt account stand-in city rec --for away --office 1-A --role handler
contains 'rec 代理 away'
zt step city "request/$n" sign --as rec
zt show city "request/$n"
contains 'rec 代 away'
zt show city "request/$n" --json
contains '"acting_for":"away"'
zt verify city

no stand.account account stand-in city rec --for rec
no stand.none account stand-in city clerk --for away --office 11
no stand.administrator account stand-in city clerk --for safe
no stand.administrator account stand-in city root --for safe
no stand.chain account stand-in city clerk --for rec
no stand.chain account stand-in city away --for clerk
no stand.days account stand-in city clerk --for hand --from 2000-01-01
no account.none account stand-in city clerk --for nobody
misused usage.missing account stand-in city clerk

zt account stand-in city rec --for away --end --json
contains '"ended":1'
no stand.over account stand-in city rec --for away --end
task
no role step city "request/$n" sign --as rec

# posts handed over: all of them, or those at one office
no account.taker account hand-over city away
no account.posts account hand-over city away --to rec --office 11
zt account hand-over city away --to rec
contains '岗位已移交'
contains '1-A'
no record.none step city "request/$n" sign --as away
zt step city "request/$n" sign --as rec
zt verify city
