# kill -9 in the middle of imports and steps: what was acknowledged is there, the rest never was, and
# the city goes on. About 40 seconds at most.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
small_city c
KILLS=${KILLS:-50}
end=$(($(date +%s) + ${KILL_SECONDS:-35}))

random() { # below N
        echo $(($(od -An -N2 -tu2 /dev/urandom) % $1))
}
# Runs a command and kills it after a random time; its output stands in out.K
killed=0 finished=0
strike() { # K MILLISECONDS CMD…
        k=$1
        most=$2
        shift 2
        "$@" >"out.$k" 2>"err.$k" &
        pid=$!
        sleep "$(printf '0.%03d' "$(random "$most")")"
        if kill -9 $pid 2>/dev/null; then killed=$((killed + 1)); fi
        wait $pid 2>/dev/null && finished=$((finished + 1))
        return 0
}

{
        echo 'title,body,channel,entered,state'
        for i in $(seq 1500); do echo "批量$i,内容$i,hotline,2022-05-$((i % 20 + 10)),received"; done
} >rows.csv

bad=0 rounds=0
while [ $rounds -lt "$KILLS" ] && [ "$(date +%s)" -lt $end ]; do
        rounds=$((rounds + 1))
        case $((rounds % 5)) in
        0) strike $rounds 400 "$ZT" import c request rows.csv ;;
        1 | 3) strike $rounds 30 "$ZT" enter c request title=第$rounds body=内容 channel=hotline --as clerk --key k$rounds ;;
        2) strike $rounds 30 "$ZT" step c "request/$last" assign lead=1-A --as clerk ;;
        4) strike $rounds 60 "$ZT" rebuild c ;;
        esac
        case $((rounds % 5)) in
        1 | 3)
                if [ -s "out.$rounds" ]; then
                        sed -n '1s/[ （].*//p; 1t; 1p; q' "out.$rounds" >>acknowledged
                fi
                # the client asks again with the same key: done once, whether or not it heard the answer
                "$ZT" enter c request title=第$rounds body=内容 channel=hotline --as clerk --key k$rounds \
                        >again 2>&1 || bad=$((bad + 1))
                last=$(sed -n '1s/[ （].*//p; 1t; 1p; q' again)
                echo "$last" >>numbers
                ;;
        esac
        if ! "$ZT" verify c --quick >verify.out 2>verify.err; then
                bad=$((bad + 1))
                fail "verify after round $rounds: $(head -n 3 verify.err)"
        fi
done
is "$bad" 0 'rounds after which something was wrong'
holds 'some were killed' test $killed -gt 5
echo "$rounds rounds, $killed killed"

sort -u acknowledged >want 2>/dev/null || : >want
while read -r n; do
        "$ZT" show c "request/$n" >/dev/null 2>&1 || fail "acknowledged, but not there: $n"
done <want
is "$(sort numbers | uniq -d)" '' 'no number given twice'
is "$(sort -u numbers | comm -13 - want)" '' 'the repeated command gave the number it had acknowledged'

# the import is resumed and closed by running it again; nothing of it counted before
zt import c request rows.csv
zt verify c
contains '全部核验通过'
rows=$(figure c request.received --from 2022-05-01 --to 2022-05-31)
is "$((rows % 1500))" 0 'whole imports only'
holds 'no scratch copies are left after a good verify' sh -c '! ls c/data/*.verify 2>/dev/null'
