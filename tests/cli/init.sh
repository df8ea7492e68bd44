# A new city: what is written, what is left alone, the first administrator, passwords.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

zt init city1
contains '城市“city1”建在 city1，写入'
contains 'zhitong office import city1 offices.csv'
contains 'zhitong account add city1 admin'
for f in city.yaml ledgers/request.yaml ledgers/organisation.yaml lists/topics.yaml \
        texts/received.zh.md bulletins/request.en.md data/city.db data/keys.db audit/signing.key \
        audit/anchor; do
        holds "$f is there" test -f "city1/$f"
done
same city1/ledgers/request.yaml "$SRC/share/ledgers/request.yaml"
is "$(stat -c %a city1/audit/signing.key)" 600 'mode of the signing key'
is "$(stat -c %a city1/data/keys.db)" 600 'mode of the keys'
is "$(stat -c %a city1/data/city.db)" 600 'mode of the data'
zt check city1
zt verify city1
contains '全部核验通过'

# twice is refused, and changes nothing
sum=$(cat city1/*.yaml city1/data/city.db | sha256sum)
no city.exists init city1
is "$(cat city1/*.yaml city1/data/city.db | sha256sum)" "$sum" 'the city as it was'

# drafts that are there already stay
mkdir -p mine/ledgers
echo '# mine' >mine/ledgers/request.yaml
zt init mine --name my-town --zone +08:00
contains '保留原有：ledgers/request.yaml'
is "$(cat mine/ledgers/request.yaml)" '# mine' 'my own draft'
contains 'city: my-town' mine/city.yaml
contains 'zone: "+08:00"' mine/city.yaml
run "$ZT" init mine --json
is "$status" 1 status
contains '"code":"city.exists"' .err

misused city.name init x --name 'Two Words'
misused city.zone init x --zone Mars
holds 'nothing made' test ! -e x
zt init 'Strange Folder'
contains '城市“city”建在 Strange Folder'
zt init "$T/deep/er/"
contains '城市“er”'
expect "$ZT" init other --json
is "$(value demo)" false demo
is "$(value written)" "$(find other -name '*.yaml' -o -name '*.md' -o -path '*/schema/*.json' | wc -l)" 'files written'

# a folder that cannot be written
if [ "$(id -u)" != 0 ]; then
        mkdir closed && chmod 500 closed
        expect_fail "$ZT" init closed/city
fi

# offices, definitions, the first administrator: as the printed steps say
no office.none account add city1 admin --office 1 --role system
printf 'code,parent,level,kind,name\n1,,city,area,小城\n' >offices.csv
zt office import city1 offices.csv
contains '现有单位: 1'
no city.empty list city1 request
zt apply city1
contains '已生效'
zt account add city1 admin --office 1 --role system
contains '新账号: 1'
zt account add city1 worker --office 1 --role 'clerk dispatcher' --name '张, "三"'
expect_fail "$ZT" account add city1 x --office 9 --role clerk
err_contains 'x:2'
expect_fail "$ZT" account add city1 x --office 1 --role boss
expect_fail "$ZT" account add city1 'X Y' --office 1 --role clerk

# passwords: read from standard input, never as an argument
echo '一个很长很长的好口令' >password
run sh -c "\"$ZT\" account passwd city1 admin <password"
is "$status" 0 'passwd'
contains '口令已设'
lacks '一个很长很长的好口令' city1/data/city.db
run sh -c "echo | \"$ZT\" account passwd city1 admin"
is "$status" 1 'an empty password'
run sh -c "echo 七个字的口令吗 | \"$ZT\" account passwd city1 admin"
err_contains password.short
run sh -c "\"$ZT\" account passwd city1 nobody <password"
is "$status" 1 'no such account'
err_contains account.none

# a second look at offices and accounts: the same files again change nothing, mistakes are all told
zt office import city1 offices.csv
contains '现有单位: 1'
printf 'code,parent,level,name\n2,9,county,东区\n3,1,moon,西区\n,1,county,无码\n' >bad.csv
expect_fail "$ZT" office import city1 bad.csv
err_contains 'bad.csv:2'
err_contains 'bad.csv:3'
err_contains 'bad.csv:4'
printf 'login,name,office,roles\na,甲,7,clerk\nb,乙,1,king\n' >bad.csv
expect_fail "$ZT" account import city1 bad.csv
err_contains 'bad.csv:2'
err_contains 'bad.csv:3'
no file.missing office import city1 none.csv
no file.missing account import city1 none.csv

# a real city's clock is the computer's
no now.demo list city1 request --now "2022-08-22 18:00"
zt enter city1 request title=灯不亮 body=路灯坏了 channel=hotline --as worker
contains "ZTC$(date +%Y)000001"
no now.demo enter city1 request title=a body=b channel=hotline --as worker --now "2022-08-22 18:00"
# but that of a city to rehearse in is told
misused usage.empty init try --empty
misused usage.empty init try --demo --now "2022-01-04 09:00"
misused usage.moment init try --demo --empty --now yesterday
holds 'nothing made' test ! -e try
expect "$ZT" init try --demo --empty --now "2022-01-04 09:00" --json
is "$(value demo)" true demo
contains '"link":"/link/'
holds 'no drafts' test ! -e try/ledgers
zt office import try offices.csv --now "2022-01-05 09:00"
no city.empty list try request
misused usage.missing clock city1 --as admin
no role clock city1 --accept --as worker
zt clock city1 --accept --as admin
zt verify city1
