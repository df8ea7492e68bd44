# The demo city is served in its own time: from its last event on, as fast as ours; the command line
# and the server agree about it. Its accounts have a password, a real city's have none.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
demo_city demo
contains demo-2022
serve_start demo

sign_in() { # STATUS LOGIN PASSWORD
        http "$1" /api/v1/session -H 'Content-Type: application/json' \
                -d "{\"login\":\"$2\",\"password\":\"$3\"}"
}
sign_in 401 rx1 demo-2021
for login in rx1 pd1 h.4313-cgj ld1 sj1; do
        sign_in 201 $login demo-2022
done

enter() { # TITLE
        http 201 /api/v1/ledgers/request/records -H 'Content-Type: application/json' \
                -d "{\"fields\":{\"title\":\"$1\",\"body\":\"x\",\"channel\":\"hotline\"}}"
}
enter one
one=$(value number)
zt show demo "request/$one"
contains 2022-08-2
zt enter demo request title=two body=x channel=hotline --as rx1
zt enter demo request title=later body=x channel=hotline --as rx1 --now '2022-09-01 09:00'
enter three # the server's clock has followed
zt show demo "request/$(value number)"
contains '2022-09-01 09:0'

# a password set at the command line ends the sessions made with the old one
sign_in 201 rx1 demo-2022
token=$(value token)
http 200 /api/v1/ledgers/request/records?limit=1 -H "Authorization: Bearer $token"
echo another-password-2022 | "$ZT" account passwd demo rx1 >/dev/null || fail 'passwd'
sleep 0.3
http 401 /api/v1/ledgers/request/records?limit=1 -H "Authorization: Bearer $token"
kill -USR2 "$server"
sleep 0.3
enter four
serve_stop
zt verify demo --quick

serve_start demo --now '2022-10-08 10:00'
enter five
zt show demo "request/$(value number)"
contains '2022-10-08 10:0'
serve_stop
