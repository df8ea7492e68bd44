# Accounts from the command line: links of a new city, three administrators, 3,000 at once, disabling
# with hand-over, reset, unlock, a link for one duty.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

# init gives the first administrator's link, for 24 hours; the demo has none
zt init c0 --name c0
contains '/link/'
is "$(grep -c '^  /link/[0-9a-f]\{64\}$' .out)" 1 'one link'
link=$(sed -n 's|^  /link/||p' .out)
lacks "$link" c0/data/city.db
zt init c1 --name c1 --json
contains '"link":"/link/'

small_city city
zt enter city request title=停电 body=一夜没电 channel=hotline --as clerk
n=$(number)
zt step city "request/$n" assign lead=1-A --as clerk

# three administrators are three accounts
zt account add city safe --office 1 --role security
no account.apart account add city safe --office 1 --role audit
no account.apart account add city both --office 1 --role 'system audit'
no account.none account reset city both

# the last one who works where something is owed
no account.last account disable city hand
err_contains '1-A'
no account.taker account disable city hand --to hand
no account.none account disable city hand --to ghost
zt account add city new --office 1 --role recorder
zt account disable city hand --to new
contains '1-A：2 项'
no account.disabled account disable city hand
no account.disabled step city "request/$n" sign --as hand
zt step city "request/$n" sign --as new
zt account enable city hand
no account.enabled account enable city hand
zt account disable city new --json
contains '"handed":[]'
zt account enable city new

# a link for a handler without an account, by whoever may; one duty of several is named
zt account link city "request/$n" --as clerk
contains '/link/'
no role account link city "request/$n" --as hand
no duty.none account link city "request/$n" --as clerk --duty sign
no record.none account link city request/NOTHING
zt step city "request/$n" reply reply=好了 --as new
no duty.none account link city "request/$n" --duty handle

# reset and unlock
zt account reset city rec
is "$(grep -c '^/link/[0-9a-f]\{64\}$' .out)" 1 'a link'
zt account reset city rec --json
contains '"link":"/link/'
zt account unlock city rec
no account.none account unlock city nobody
echo 'a rather long one' >password
run sh -c "\"$ZT\" account passwd city rec <password"
is "$status" 0 passwd
run sh -c "echo 1234567890 | \"$ZT\" account passwd city rec"
err_contains password.common

# a whole county's informants: one file, each with a link of his own
{
        echo login,name,office,roles
        i=0
        while [ $i -lt 3000 ]; do
                echo "v$i,村情报员$i,11,clerk"
                i=$((i + 1))
        done
} >many.csv
before=$(date +%s)
zt account import city many.csv --links links.csv
contains '新账号: 3000'
contains '设口令链接: 3000'
holds 'in seconds' test $(($(date +%s) - before)) -lt 30
is "$(wc -l <links.csv)" 3001 'one line each'
is "$(stat -c %a links.csv)" 600 'for its owner alone'
is "$(cut -d, -f2 links.csv | sort -u | wc -l)" 3001 'all different'
zt account import city many.csv --links again.csv
contains '新账号: 0'
is "$(wc -l <again.csv)" 3001 'those without a password get another'

zt verify city
zt rebuild city
zt verify city
