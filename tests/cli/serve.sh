# The server: start, health, log lines, one at a time, stop; what is refused; scheduled backups.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
small_city c

# what is refused, and what it says
no serve.open serve c --listen 0.0.0.0:0
err_contains 'Caddy'
err_contains '--proxy https://'
no serve.listen serve c --listen here
no serve.proxy serve c --listen 0.0.0.0:0 --proxy http://insecure.example
no city.none serve nowhere
misused usage.time serve c --backup-at 25:00

serve_start c --workers 2
is "$(stat -c %a c/data/site.key c/data/socket | tr '\n' ' ')" '600 600 ' 'modes'
is "$(stat -c %s c/data/site.key)" 32 'bytes of the key'
http 200 /healthz
out_is ok
http 200 /metrics
for name in zhitong_requests_total zhitong_request_seconds_bucket zhitong_commit_seconds_count \
        zhitong_group_commands_sum zhitong_queue zhitong_pen_queue zhitong_wal_bytes \
        zhitong_connections zhitong_sessions zhitong_resident_bytes zhitong_timer_lag_seconds zhitong_start_seconds \
        'zhitong_duties_open{ledger="request",colour="red"} 0' 'zhitong_writing 1'; do
        contains "$name"
done
http 404 /metrics -H 'X-Forwarded-For: 127.0.0.1'
http 404 /nothing/of/that/name
http 405 /healthz -X DELETE

# a submission: answered after its commit, there for the command line, once for its key
submit() { # STATUS KEY TITLE
        http "$1" /api/v1/ledgers/request/records -H 'Content-Type: application/json' \
                -H "Idempotency-Key: $2" \
                -d "{\"fields\":{\"title\":\"$3\",\"body\":\"secret words\",\"channel\":\"hotline\"}}"
}
submit 201 k1 first
first=$(value number)
submit 201 k1 first
is "$(value number)" "$first" 'the same record for the same key'
submit 422 k1 other
zt show c "request/$first"
contains first

# the server is the only one; the command line has its turn
no serve.running serve c
zt enter c request title=second body=x channel=hotline --as clerk
second=$(number)
zt step c "request/$second" assign lead=1-A --as clerk
submit 201 k2 third
zt verify c --quick

# lines of the log: names of routes, nothing private
sleep 1.2
contains 'route=api.enter status=201 err=-' "$T/requests.log"
contains 'route=api.enter status=422 err=key.reused' "$T/requests.log"
contains 'route=healthz status=200' "$T/requests.log"
for private in 'secret words' k1 first "$first" nothing/of; do
        lacks "$private" "$T/requests.log"
done
serve_stop
is "$(ls c/data | grep -c socket)" 0 'the socket is gone'

# the proxy is declared; again after a stop
serve_start c --proxy https://12345.example.gov.cn
is "$url" https://12345.example.gov.cn 'address told'
serve_stop

# a backup a day, from the minute on; the newest stay; it can be restored
mkdir backups
for day in 01 02 03; do : >backups/small-202201$day-0230.db; done
: >backups/other.db
serve_start c --backup-dir backups --backup-at 00:00 --backup-keep 2
for i in $(seq 100); do
        curl -s "$url/metrics" >metrics
        grep -q '^zhitong_backups_total 1' metrics && break
        sleep 0.1
done
contains 'zhitong_backups_total 1' metrics
contains 'zhitong_backups_failed_total 0' metrics
serve_stop
is "$(ls backups | grep -c '^small-.*\.db$')" 2 'backups kept'
is "$(ls backups | grep -c part)" 0 'unfinished ones'
holds 'others are let alone' test -e backups/other.db
newest=$(ls backups/small-*.db | tail -n 1)
zt backup c --keys keys.bak
zt restore "$newest" again --keys keys.bak
zt verify again --quick
contains 'event=backup' "$T/requests.log"
