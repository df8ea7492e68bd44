# kill -9 of the server under 64 writing clients, ROUNDS times (5 in `make test`; ROUNDS=100 for the
# whole trial): it starts again in under a second, every acknowledged submission is there, no number
# is given twice, and what got no answer may be repeated with its key: one record.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
small_city c
ROUNDS=${ROUNDS:-5}
slowest=0
case $BUILD in *asan | *tsan) START_MS=${START_MS:-10000} ;; esac

start_in_time() {
        begin=$(date +%s%N)
        serve_start c
        took=$((($(date +%s%N) - begin) / 1000000))
        [ $took -le $slowest ] || slowest=$took
}

start_in_time
serve_port=$port
round=0
while [ $round -lt "$ROUNDS" ]; do
        round=$((round + 1))
        "$BUILD/client" "$port" 64 20000 journal.$round "r$round" 2>client.said &
        client=$!
        sleep "0.$(printf '%03d' $(($(od -An -N2 -tu2 /dev/urandom) % 400 + 150)))"
        serve_kill
        wait $client
        start_in_time
        "$BUILD/client" "$port" --again journal.$round >repeat.$round 2>again.said
        is "$(sed 's/.* unanswered, //' again.said)" '0 refused' "round $round: repeated"
        awk '$2 != "?"' journal.$round | sort >acknowledged
        sort repeat.$round >sorted
        is "$(comm -23 acknowledged sorted)" '' "round $round: the same number for the same key"
        run "$ZT" verify c --quick
        is "$status" 0 "round $round: verify"
done
cat journal.* | awk '$2 == "?"' | wc -l | tr -d ' ' >unanswered
cat repeat.* >all
is "$(awk '{ print $2 }' all | sort | uniq -d)" '' 'numbers given twice'
zt export c request
cut -d, -f1 .out | sort >there
is "$(awk '{ print $2 }' all | sort | comm -23 - there)" '' 'acknowledged, but not there'
is "$(($(wc -l <.out) - 1))" "$(wc -l <all | tr -d ' ')" 'one record for each key'
holds "started again within a second ($slowest ms)" test $slowest -lt "${START_MS:-1000}"
echo "$ROUNDS rounds, $(wc -l <all) records, $(cat unanswered) unanswered, slowest start $slowest ms"
serve_stop
zt verify c
