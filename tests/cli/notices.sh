# People are told: by robot, short message and mail; a receiver that is down, slow, rude or confused; what
# is given up and tried again; nothing twice after kill -9; nothing of an erased record.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
command -v node >/dev/null || exit 77
export no_proxy=127.0.0.1

receiver=
trap 'code=$?; [ -z "$receiver" ] || kill "$receiver"; [ -z "$server" ] || kill -9 "$server" 2>/dev/null; test_end $code' EXIT
mkdir r
: >r/got
echo ok >r/mode
node "$SRC/tests/lib/receiver.js" r &
receiver=$!
waited=0
while [ ! -s r/ports ] && [ $waited -lt 500 ]; do
        sleep 0.02
        waited=$((waited + 1))
done
read -r web mail <r/ports

metric() { # NAME: its value
        curl -s "$url/metrics" | sed -n "s/^zhitong_notices_$1 //p"
}
until_is() { # WANT CMD…: within 20 s CMD prints WANT
        want=$1
        shift
        waited=0
        while [ "$("$@")" != "$want" ] && [ $waited -lt 200 ]; do
                sleep 0.1
                waited=$((waited + 1))
        done
        is "$("$@")" "$want" "$*"
}
enter() { # TITLE: its number in $n
        zt enter c request title="$1" body=dark channel=hotline 'contact=Wang, 13800001234' --as clerk --json
        n=$(value number)
}
said() { grep -c "$1" r/got; } # how often
taken() { grep '"how":"ok"' r/got | grep -c "$1"; }
tries() { # NUMBER: tries of its short message
        "$ZT" notices c --json | tr '{' '\n' | sed -n "s|.*/$1\".*\"way\":\"sms\".*\"tries\":\([0-9]*\).*|\1|p"
}
state() { # NUMBER: "STATE ERROR" of its short message
        "$ZT" notices c --json | tr '{' '\n' |
                sed -n "s|.*/$1\".*\"way\":\"sms\".*\"state\":\"\([a-z]*\)\".*\"error\":\"\([^\"]*\)\".*|\1 \2|p"
}

small_city c
holds 'an example is there' test -s c/notices.example.yaml
sed -i 's/tell: \[requester: received\], late/tell: [requester: received, owner: received], late/' c/ledgers/request.yaml
sed -i 's/paper: dispatch_sheet}/paper: dispatch_sheet, tell: [lead: received]}/' c/ledgers/request.yaml
zt apply c
serve_start c
enter early
zt notices c
contains 'notices.yaml'

# the file: its owner's alone, and right
cp c/notices.example.yaml c/notices.yaml
chmod 644 c/notices.yaml
no notices.mode notices c
chmod 600 c/notices.yaml
zt notices c
cat >c/notices.yaml <<END
retry: {tries: 3, first_seconds: 1, most_seconds: 1, timeout_seconds: 1}
sms:
  url: "http://127.0.0.1:$web/sms"
  type: application/json
  headers: ["X-Key: secret-of-the-gateway"]
  body: '{"to":"{{phone}}","text":"{{text}}"}'
  expect: '"code":0'
robots:
  default: {kind: wecom, url: "http://127.0.0.1:$web/robot", secrets: x, per_minute: 6000}
END
no key.unknown notices c
kill -HUP "$server"
sleep 1.5
is "$(metric on)" 0 'a file with mistakes tells nobody'
contains 'event=notice file=notices.yaml' requests.log
sed -i 's/ secrets: x,//' c/notices.yaml
kill -HUP "$server"
until_is 1 metric on

# both are told, once, each what is his
enter lamp
until_is 1 taken "sms.*$n"
until_is 1 taken "robot.*$n"
grep '/sms' r/got >sms
contains '13800001234' sms
contains '"key":"secret-of-the-gateway"' sms
contains '查询码' sms
lacks Wang r/got
lacks dark r/got
grep '/robot' r/got >robot
lacks 13800001234 robot
code=$(sed -n 's/.*查询码 \([0-9A-Z]*\).*/\1/p' sms)
is "${#code}" 8 'a code'
lacks "$code" robot
is "$(said early)" 0 'what was before is not told'

# whatever it does, it is asked again, and the city goes on meanwhile
for how in 500 rubbish reset slow; do
        echo $how >r/mode
        enter "lamp $how"
        until_is 1 tries "$n"
        http 200 /healthz --max-time 1
        echo ok >r/mode
        until_is 1 taken "sms.*$n"
        until_is 1 taken "robot.*$n"
done
# a receiver that hangs for five seconds holds up nobody who enters
patience() { # SECONDS
        sed -i "s/timeout_seconds: [0-9]*/timeout_seconds: $1/" c/notices.yaml
        kill -HUP "$server"
        sleep 0.5
}
patience 5
echo slow >r/mode
enter "it hangs"
until_is 1 said "sms.*$n"
begin=$(date +%s%N)
enter "not delayed"
took=$((($(date +%s%N) - begin) / 1000000))
holds "entering does not wait for a receiver ($took ms)" test $took -lt "${NOTICE_MS:-3000}"
patience 1

# given up, told on three ways, and tried again
until_is 'dead timeout' state "$n"
echo ok >r/mode
any_dead() { [ "$(metric dead)" -ge 1 ] && echo yes; }
until_is yes any_dead
is "$(taken "sms.*$n")" 0 'a dead one stays'
no notices.none notices c --retry 999999
misused usage.number notices c --retry x
id=$("$ZT" notices c --json | tr '{' '\n' | sed -n "s|^\"id\":\([0-9]*\).*/$n\".*\"way\":\"sms\".*|\1|p")
zt notices c --retry "$id"
until_is 1 taken "sms.*$n"

# down: nobody listens
sed "s/127.0.0.1:$web/127.0.0.1:1/" c/notices.yaml >notices.down
cp c/notices.yaml notices.up
cat notices.down >c/notices.yaml
kill -HUP "$server"
sleep 0.3
enter down
until_is 'waiting connect' state "$n"

# what waits for an office that sees the record no more is not sent: it is recused, or has it no longer
robot_of() { # NUMBER OFFICE: "STATE ERROR" of its message to the office
        "$ZT" notices c --json | tr '{' '\n' |
                sed -n "s|.*/$1\".*\"who\":\"$2\".*\"state\":\"\([a-z]*\)\".*\"error\":\"\([^\"]*\)\".*|\1 \2|p"
}
enter accused
accused=$n
zt step c "request/$n" assign lead=1-A --as clerk
zt step c "request/$n" mark accused=1-A --as clerk
enter recalled
recalled=$n
zt step c "request/$n" assign lead=11 --as clerk
zt step c "request/$n" recall --because wrong --as clerk
enter kept
kept=$n
zt step c "request/$n" assign lead=11 --as clerk
zt step c "request/$n" mark people=3 --as clerk
until_is 'waiting connect' state "$kept"

# killed meanwhile, and erased meanwhile
cat notices.up >c/notices.yaml
echo 500 >r/mode
serve_kill
serve_start c
enter erased
gone=$n
until_is 1 tries "$gone"
zt erase c "request/$gone" --because asked --as root
echo ok >r/mode
until_is 'dead erased' state "$gone"
is "$(taken "$gone")" 0 'of an erased record nothing is sent'
zt notices c --retry all
until_is 'withheld ' robot_of "$accused" 1-A
until_is 'withheld ' robot_of "$recalled" 11
until_is 2 taken "robot.*$kept"
is "$(taken "robot.*$accused")" 1 'the owner is told, the office complained of is not'
is "$(taken "robot.*$recalled")" 1 'nor one that does not have it any more'
contains 'withheld="out of sight"' requests.log
zt notices c --lang en
contains 'withheld 2'
enter last
until_is 1 taken "sms.*$n"
until_is 1 taken "robot.*$n"
is "$(taken "$gone")" 0 'nor when it is tried again'
serve_stop
serve_start c
sleep 1.5
grep '"how":"ok"' r/got | sed 's/.*"url":"\([^"]*\)".*\(REQ[0-9]*\|ZTC[0-9]*\|20[0-9]\{8\}\).*/\1 \2/' |
        grep -v "${kept#ZTC}" | sort | uniq -d >twice # its owner and its lead have one robot
same twice /dev/null

# mail
cat >c/notices.yaml <<END
smtp: {url: "smtp://127.0.0.1:$mail", from: zhitong@town.example}
END
kill -HUP "$server"
sleep 0.5
zt enter c request title=mail body=dark channel=hotline 'contact=Wang, wang@home.example' --as clerk --json
until_is 1 said '"how":"mail"'
contains 'wang@home.example' r/got
contains 'Subject: =?UTF-8?B?' r/got
serve_stop
lacks secret-of-the-gateway requests.log
lacks 13800001234 requests.log
zt verify c --quick
kill "$receiver"
receiver=
