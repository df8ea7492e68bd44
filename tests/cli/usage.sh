# How the program is used: help, version, and every way to misuse it.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

zt
contains '直通'
zt help
contains 'bulletin DIR NAME'
zt --lang en
contains 'Exit status: 0 done'
zt version
contains 'zhitong '
zt version --json
contains '{"version":"'

zt help --json
contains '{"commands":[{"command":"init","operands":"DIR",'

# every command has its page, in both languages, by help and by --help
"$ZT" help | sed -n 's/^  \([a-z-]*\( [a-z-]*\)\{0,1\}\).*/\1/p' >commands
is "$([ "$(wc -l <commands)" -ge 28 ] && echo enough)" enough "commands in the help"
while read -r command; do
        zt help $command --lang en
        contains "zhitong $command"
        contains '--json'
        zt $command --help
        contains "zhitong $command"
done <commands

misused usage.command nonsense
err_contains '没有命令'
misused usage.command bulletn x
err_contains '是否 bulletin'
misused usage.command --lang en bulletn x
err_contains 'did you mean bulletin'
misused usage.command office
err_contains 'import'
misused usage.command help nonsense
misused usage.missing bulletin x
misused usage.missing init
misused usage.extra version x
misused usage.option list x request --wher "a = 1"
err_contains '是否 --where'
misused usage.value list x request --limit
misused usage.value verify x --quick=yes
misused usage.twice list x request --limit 1 --limit 2
misused usage.value version --lang de

# all mistakes, not the first
misused usage.option list x request --foo --limit
err_contains 'usage.value'
err_contains '用法：zhitong help list'
misused usage.missing account add x y
err_contains '--role'
err_contains '--office'

# the language: --lang, then ZHITONG_LANG, then LANG
run env ZHITONG_LANG=en "$ZT" nonsense
err_contains 'there is no command'
run env LANG=en_GB.UTF-8 "$ZT" nonsense
err_contains 'there is no command'
run env LANG=en_GB.UTF-8 ZHITONG_LANG=zh "$ZT" nonsense
err_contains '没有命令'
run env LANG=de_DE.UTF-8 "$ZT" nonsense
err_contains '没有命令'

# errors as JSON, on standard error
run "$ZT" nonsense --json
is "$status" 2 status
is "$(cat .err)" '{"error":"usage","problems":[{"code":"usage.command","where":"nonsense","text":"没有命令“nonsense”；zhitong help 列出全部命令"}]}' json
run "$ZT" check nowhere --json
is "$status" 1 status
contains '{"error":"not-found","problems":[{"code":"city.none","where":"nowhere",' .err

# no city there: every command says so, and makes nothing
for command in 'apply nowhere' 'ledgers nowhere' 'due nowhere 2022-05-13 3天' \
        'list nowhere request' 'show nowhere request/1' 'figure nowhere request.open' \
        'bulletin nowhere request' 'verify nowhere' 'checkpoint nowhere' 'rebuild nowhere' \
        'backup nowhere b' 'enter nowhere request --as a' 'step nowhere request/1 x --as a' \
        'erase nowhere request/1 --as a' 'clock nowhere --accept --as a' 'export nowhere request'; do
        no city.none $command
done
holds 'nothing was made' test ! -e nowhere

# names of two parts, days
misused usage.name show . request
misused usage.name step . request x --as a
small_city c
misused usage.day figure c request.open --on 2022-02-30
misused usage.period figure c request.open --from 2022-02-01
misused usage.period figure c request.open --from 2022-02-03 --to 2022-02-01
misused usage.number list c request --limit 0
misused usage.number list c request --limit many
misused usage.moment due c morgen 3天
err_contains '2022-05-13'
misused usage.allowance due c 2022-05-13 "3 wochen"
no now.demo list c request --now "2022-08-22 18:00"
no day.future figure c request.open --on 2999-01-01
no ledger.none list c nothing
err_contains 'catalogue, clue, '
no office.none figure c request.open --office 99
