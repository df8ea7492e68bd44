# New definitions while clients submit all the time: the server executes itself anew, keeps its
# sockets, and no request is lost. SIGUSR2 does the same; SIGTERM under load loses nothing that was
# answered.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
small_city c
serve_start c

"$BUILD/client" "$port" 16 6000 journal a 2>client.said &
client=$!
sleep 0.5
for i in 1 2 3 4 5; do
        sed -i "s/^label:.*/label: {zh: 小城$i, en: Small $i}/" c/city.yaml
        zt apply c
        sleep 0.4
done
kill -USR2 "$server"
wait $client
contains ' 0 unanswered, 0 refused' client.said
holds 'the clients got on' test "$(grep -c . journal)" -gt 50
http 200 /healthz
is "$(cat serve.out | wc -l)" 1 'the address is told once'

begin=$(date +%s%N)
kill -USR2 "$server"
sleep 0.05
http 200 /healthz
took=$((($(date +%s%N) - begin) / 1000000))
case $BUILD in *asan | *tsan) START_MS=${START_MS:-10000} ;; esac
holds "again within a second ($took ms)" test $took -lt "${START_MS:-1000}"

# the end under load: what was answered is there, the rest may be repeated with its key
"$BUILD/client" "$port" 16 20000 journal b 2>client.said &
client=$!
sleep 1
serve_stop
wait $client
serve_port=$port
serve_start c
"$BUILD/client" "$port" --again journal >again 2>again.said
contains ' 0 unanswered, 0 refused' again.said
is "$(awk '$2 != "?"' journal | sort | comm -23 - "$(sort again >sorted; echo sorted)")" '' \
        'the same number for the same key'
is "$(awk '{ print $2 }' again | sort | uniq -d)" '' 'numbers given twice'
zt export c request
is "$(($(wc -l <.out) - 1))" "$(wc -l <journal | tr -d ' ')" 'one record for each key'
serve_stop
zt verify c --quick
