# The command line and the server write at the same time: 16 clients submit while commands enter,
# step, import, back up and apply; nothing is lost, nothing given twice, and the log is whole.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
small_city c
serve_start c

{
        echo 'title,body,channel,entered,state'
        for i in $(seq 1500); do echo "批量$i,内容$i,hotline,2022-05-$((i % 20 + 10)),received"; done
} >rows.csv

"$BUILD/client" "$port" 16 9000 journal w 2>client.said &
client=$!

(
        for i in $(seq 12); do
                "$ZT" enter c request title="line $i" body=x channel=hotline --as clerk >one || echo bad
                n=$(sed -n '1s/[ （].*//p; 1t; 1p; q' one)
                echo "$n"
                "$ZT" step c "request/$n" assign lead=1-A --as clerk >/dev/null || echo bad
        done
) >entered 2>entered.err &
enter=$!
(
        for i in $(seq 4); do "$ZT" backup c "copy$i.db" >/dev/null || echo bad; done
        "$ZT" account add c extra --office 1-A --role handler >/dev/null || echo bad
        "$ZT" verify c --quick >/dev/null || echo bad
) >others 2>others.err &
others=$!
run "$ZT" import c request rows.csv
is "$status" 0 "status of the import: $(cat .err)"
sed -i 's/^label:.*/label: {zh: 小小城, en: Small town}/' c/city.yaml
zt apply c # the server executes itself anew
wait $enter
wait $others
wait $client

is "$(cat others)" '' 'other commands'
is "$(grep -c bad entered)" 0 'commands entered'
is "$(grep -c . entered)" 12 'records entered'
contains ' 0 unanswered, 0 refused' client.said
holds 'the clients got on' test "$(grep -c . journal)" -gt 50
http 200 /healthz
http 200 /metrics
holds 'turns were given' test "$(sed -n 's/^zhitong_turns_total //p' .out)" -ge 0

awk '{ print $2 }' journal | cat - entered | sort >numbers
is "$(uniq -d numbers)" '' 'numbers given twice'
zt export c request
cp .out export.csv
cut -d, -f1 export.csv | sort >there
is "$(comm -23 numbers there)" '' 'acknowledged, but not there'
is "$(($(wc -l <export.csv) - 1 - $(wc -l <numbers)))" 1500 'imported'
serve_stop
zt verify c
