# Backups, restoring them, and what a checkpoint proves afterwards.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
small_city c
zt enter c request title=第一件 body=备份之前 channel=hotline --as clerk
n1=$(number)
"$ZT" checkpoint c >one.note
zt backup c b.db --keys b.keys
contains '密钥'
for f in b.db b.db.checkpoint b.db.city-keys b.keys; do holds "$f" test -s $f; done
is "$(stat -c %a b.db)$(stat -c %a b.keys)" 600600 'modes'
lacks '备份之前' b.db
zt enter c request title=第二件 body=备份之后 channel=hotline --as clerk
"$ZT" checkpoint c >two.note
no file.exists backup c b.db
zt backup c --keys b2.keys
zt backup c --keys b2.keys
misused usage.missing backup c
no file.write backup c nowhere/b.db

# into a new folder, with the keys
zt restore b.db r --keys b.keys
contains '新的纪元'
zt show r "request/$n1"
contains '备份之前'
zt verify r --since one.note
zt verify r --since b.db.checkpoint
contains '检查点'
# what was taken in after the backup is gone, and who has the later checkpoint can tell
expect_fail "$ZT" verify r --quick --since two.note
err_contains log.restored
zt enter r request title=第三件 body=恢复之后 channel=hotline --as clerk
zt checkpoint r
contains '/1'
cp .out three.note
zt verify r --since three.note
for f in city.yaml ledgers/request.yaml lists/topics.yaml texts/received.zh.md; do same "r/$f" "c/$f"; done
zt diff r
contains '没有变化'
zt list r request
lacks '第二件'

# where the audit folder has been kept, the new epoch names the last head known there
mkdir kept && cp -r c/audit kept/audit
zt restore b.db kept --keys b.keys
run sed -n 2p two.note
known=$(cat .out)
run "$ZT" restore b.db j --keys b.keys --json
contains "\"texts\":true"
zt checkpoint kept
expect_fail "$ZT" verify kept --quick --since two.note
err_contains log.restored
if command -v sqlite3 >/dev/null; then
        run sqlite3 kept/data/city.db "SELECT result FROM event WHERE step = 'epoch'"
        contains "\"size\":$known"
fi

# without the keys: numbers stay, texts are gone, and it is said
zt restore b.db n
contains '已无法读取'
zt show n "request/$n1"
lacks '备份之前'
is "$(figure n request.received)" 1 'it counts'
zt verify n
zt enter n request title=新的 body=新的内容 channel=hotline --as clerk
zt account add n clerk --office 1 --role recorder
zt verify n

# refusals leave nothing behind
no city.exists restore b.db r --keys b.keys
no file.missing restore none.db q
echo 'no database' >text
no restore.file restore text q
no restore.keys restore b.db q --keys none.keys
cp b.db lone.db
no restore.keys restore lone.db q
holds 'nothing there' test ! -e q/data/city.db
zt restore b.db q --keys b.keys
zt verify q
