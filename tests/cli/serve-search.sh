# The server keeps the search index: it follows within a second, after a restart, and when the file
# is gone; erased texts leave it; what is found is the reader's.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
command -v curl >/dev/null || exit 77
small_city c
for who in clerk hand; do
        run sh -c "echo Search-2022-$who | \"$ZT\" account passwd c $who"
        is "$status" 0 "the password of $who"
done

behind() { curl -s "$url/metrics" | sed -n 's/^zhitong_search_behind //p'; }
sign_in() { # LOGIN
        http 201 /api/v1/session -H 'Content-Type: application/json' \
                -d "{\"login\":\"$1\",\"password\":\"Search-2022-$1\"}"
        me="Authorization: Bearer $(value token)"
}
search() { # QUERY: the answer in $T/.out
        curl -s -o "$T/.out" -G "$url/api/v1/search" -H "$me" --data-urlencode "q=$1"
}
# Within so many tenths of a second the answer of a search has this text in it, or not.
soon() { # has|lacks TEXT QUERY [TENTHS]
        tries=0
        while search "$3"; [ $tries -lt "${4:-50}" ]; do
                if grep -qF -- "$2" "$T/.out"; then [ "$1" = has ] && break
                elif [ "$1" = lacks ] && grep -q '"hits"' "$T/.out"; then break; fi
                tries=$((tries + 1))
                sleep 0.1
        done
        if [ $tries -lt "${4:-50}" ]; then pass; else fail "not soon: $1 $2 for $3"; fi
}
submit() { # TITLE
        http 201 /api/v1/ledgers/request/records -H 'Content-Type: application/json' \
                -d "{\"fields\":{\"title\":\"$1\",\"body\":\"尽快修理\",\"channel\":\"hotline\"}}"
}

serve_start c --workers 2
sign_in clerk
submit 门前路灯坏了
first=$(value number)
soon has "$first" 路灯
contains '"snippet":"门前路灯坏了"'
soon has '"behind":0' 路灯
is "$(behind)" 0 'events behind'
submit 道路塌陷
second=$(value number)
soon has "$second" 尽快 20
contains "$first"
lacks '"after"'

# only who is signed in; only what is his
http 401 "/api/v1/search?q=x"
http 400 /api/v1/search -H "$me"
contains search.text
contains '"where":"q"'
http 404 '/api/v1/search?q=x&ledger=nothing' -H "$me"
clerk=$me
sign_in hand
search 尽快
contains '"hits":[]'
me=$clerk

# the command line brings the same file up to date, and its events are followed
zt step c "request/$second" assign lead=1-A --as clerk
zt search c 尽快 --as hand
contains "request/$second"
sign_in hand
soon has "$second" 尽快
lacks "$first"
me=$clerk

# taken away while the server runs: made anew
rm -f c/data/search.db c/data/search.db-wal c/data/search.db-shm
soon has "$first" 路灯
holds 'the file is there again' test -s c/data/search.db

# erased: found no more, and nothing waits to be taken out
serve_stop
zt erase c "request/$first" --as root
serve_start c
sign_in clerk
soon lacks "$first" 路灯
soon has '"behind":0' 尽快
tries=0
while [ "$(behind)" != 0 ] && [ $tries -lt 50 ]; do
        tries=$((tries + 1))
        sleep 0.1
done
is "$(behind)" 0 'events behind after the erasure'

# killed, and begun again with what came meanwhile
submit 桥上护栏断了
third=$(value number)
serve_kill
zt enter c request title=护栏松动 body=河边 channel=hotline --as clerk
fourth=$(number)
serve_start c
sign_in clerk
soon has "$fourth" 护栏
contains "$third"
lacks 'event=search' "$T/requests.log"
serve_stop
zt verify c
