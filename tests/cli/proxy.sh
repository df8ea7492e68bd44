# The configurations of share/serve/ for Caddy and nginx, each in front of the server and of a
# backend that tells what it was told: HTTPS, who the client is, bodies too large, /metrics shut.
for tool in nginx caddy openssl node curl; do
        PATH=$PATH:/usr/sbin command -v $tool >/dev/null || { echo "no $tool" && exit 77; }
done
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
PATH=$PATH:/usr/sbin
front= tell=
trap 'code=$?; for p in $front $tell $server; do kill -9 "$p" 2>/dev/null; done; test_end $code' EXIT

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost -keyout key.pem -out fullchain.pem 2>/dev/null
head -c 17000000 /dev/zero >large

# A backend that answers with the headers it got.
cat >tell.js <<'END'
const server = require('http').createServer((q, a) => {
        q.resume();
        q.on('end', () => a.end(q.rawHeaders.reduce((s, x, i) => s + x.toLowerCase() + (i % 2 ? '\n' : ': '), '')));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
END
node tell.js >tell.port &
tell=$!

free_port() {
        node -e "const s = require('net').createServer(); s.listen(0, '127.0.0.1', () => {
                console.log(s.address().port); s.close(); })"
}

wait_for() { # CMD…: up to 10 s
        waited=0
        while ! "$@" >/dev/null 2>&1 && [ $waited -lt 100 ]; do
                sleep 0.1
                waited=$((waited + 1))
        done
}

nginx_start() { # BACKEND
        sed "s/127\.0\.0\.1:8311;/127.0.0.1:$1;/; s/12345\.example\.gov\.cn/localhost/
                s/listen 80;/listen 127.0.0.1:$(free_port);/; s,/etc/ssl/zhitong,$T,
                s/listen 443 /listen 127.0.0.1:$secure /" "$SRC/share/serve/nginx.conf" >site.conf
        cat >nginx.conf <<END
daemon off;
pid $T/nginx.pid;
error_log stderr;
events {}
http {
        access_log off;
        client_body_temp_path $T/body;
        proxy_temp_path $T/proxy;
        fastcgi_temp_path $T/fastcgi;
        uwsgi_temp_path $T/uwsgi;
        scgi_temp_path $T/scgi;
        include $T/site.conf;
}
END
        nginx -p "$T" -c "$T/nginx.conf" -e stderr >front.log 2>&1 &
        front=$!
}

caddy_start() { # BACKEND
        sed "s/127\.0\.0\.1:8311 {/127.0.0.1:$1 {/
                s,^12345\.example\.gov\.cn {,https://localhost:$secure {\n\ttls $T/fullchain.pem $T/key.pem,
                s/^{\$/{\n\tadmin off\n\tauto_https disable_redirects/" \
                "$SRC/share/serve/Caddyfile" >Caddyfile
        HOME=$T XDG_DATA_HOME=$T XDG_CONFIG_HOME=$T \
                caddy run --adapter caddyfile --config Caddyfile >front.log 2>&1 &
        front=$!
}

front_start() { # PROXY BACKEND
        secure=$(free_port)
        "$1_start" "$2"
        url=https://localhost:$secure
        wait_for curl -s --cacert fullchain.pem "$url/"
}

front_stop() {
        kill "$front"
        wait "$front" 2>/dev/null
        front=
}

https() { # STATUS PATH [CURL-ARGS…]
        http "$@" --cacert fullchain.pem --resolve "localhost:$secure:127.0.0.1"
        [ "$got" = "$want_status" ] || tail -n 5 front.log
}

small_city c
serve_port=$(free_port) # with a proxy declared, the address told is the proxy's
own=$serve_port
serve_start c --proxy https://localhost
wait_for test -s tell.port
for proxy in nginx caddy; do
        front_start $proxy "$own"
        https 200 /healthz
        contains ok
        contains 'max-age=31536000' "$T/.head"
        https 404 /metrics
        https 413 /api/v1/session -X POST --data-binary @large
        https 400 '/a%2fb'
        https 201 /api/v1/ledgers/request/records -H 'Content-Type: application/json' \
                -d '{"fields":{"title":"t","body":"b","channel":"hotline"}}'
        front_stop
        # what a client says of itself is replaced, not believed
        front_start $proxy "$(cat tell.port)"
        https 200 / -H 'X-Forwarded-For: 6.6.6.6' -H 'X-Forwarded-Proto: http' -H 'Forwarded: for=6.6.6.6'
        contains 'x-forwarded-for: 127.0.0.1'
        lacks 6.6.6.6
        contains 'x-forwarded-proto: https'
        contains 'host: localhost'
        is "$(grep -cE '^x-forwarded-(for|proto):' "$T/.out")" 2 'each once'
        front_stop
done
serve_stop
