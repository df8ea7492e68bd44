# serve.sh: helpers of the shell tests that run the server. After tests/lib/sh.sh and city.sh:
#   . "$SRC/tests/lib/serve.sh"
#
#   serve_start DIR [ARGS…]  starts the server of DIR on a free port and waits until it listens;
#                            $server is its process, $url and $port where it is
#   serve_stop               ends it (SIGTERM); it must exit 0
#   serve_kill               kill -9
#   http STATUS PATH [CURL-ARGS…]  this must be answered so; body in $T/.out, head in $T/.head
# Whatever runs still when the test ends is killed.

server= url= port=
trap 'code=$?; [ -z "$server" ] || kill -9 "$server" 2>/dev/null; test_end $code' EXIT

serve_start() {
        dir=$1
        shift
        rm -f "$T/serve.out"
        "$ZT" serve "$dir" --listen "127.0.0.1:${serve_port:-0}" --log "$T/requests.log" --lang en "$@" \
                >"$T/serve.out" 2>"$T/serve.err" &
        server=$!
        waited=0
        while [ ! -s "$T/serve.out" ] && kill -0 "$server" 2>/dev/null && [ $waited -lt 500 ]; do
                sleep 0.02
                waited=$((waited + 1))
        done
        url=$(sed -n 's/^serving at //p' "$T/serve.out")
        port=${url##*:}
        if [ -n "$url" ]; then
                pass
        else
                fail 'the server did not start'
                sed 's/^/  /' "$T/serve.err"
        fi
}

serve_stop() {
        kill -TERM "$server"
        wait "$server"
        is "$?" 0 'status of the server'
        server=
}

serve_kill() {
        kill -9 "$server"
        wait "$server" 2>/dev/null
        server=
}

http() { # STATUS PATH [CURL-ARGS…]
        want_status=$1
        path=$2
        shift 2
        got=$(curl -s -o "$T/.out" -D "$T/.head" -w '%{http_code}' --max-time 30 "$@" "$url$path" 2>/dev/null)
        if [ "$got" = "$want_status" ]; then
                pass
        else
                fail "status $want_status expected, got $got: $path $*"
                sed 's/^/  /' "$T/.out" | head -10
        fi
}
