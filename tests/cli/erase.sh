# Erasing a record's texts: no byte of them is left anywhere, counts and proofs stay.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
small_city c
secret1=王五麻子的秘密诉求 secret2=13912345678
zt enter c request title="$secret1" body="$secret1 全文" channel=hotline contact="王五麻子,$secret2" \
        --as clerk
n=$(number)
zt step c "request/$n" assign lead=1-A --as clerk
zt step c "request/$n" sign --as hand
zt step c "request/$n" reply reply="$secret1 已处理" --as hand
zt enter c request title=别人的事 body=别人的内容 channel=hotline --as clerk
other=$(number)
zt show c "request/$n"
contains '王**的秘密诉求'
lacks "$secret1"
zt checkpoint c
cp .out before.note

found() { grep -rlF -e "$secret1" -e "$secret2" -e '王五麻子' c 2>/dev/null || :; }
is "$(found)" '' 'sealed texts in no file'
zt backup c old.db --keys old.keys

misused usage.as erase c "request/$n"
no role erase c "request/$n" --as clerk
no record.none erase c request/X1 --as root
misused usage.name erase c "$n" --as root
zt erase c "request/$n" --as root --because 当事人要求
contains '已擦除'

is "$(found)" '' 'no byte is left'
zt show c "request/$n"
lacks "$secret1"
lacks "$secret2"
contains '已擦除'
zt show c "request/$other"
contains '别人的内容'
is "$(figure c request.received)" 2 'it still counts'
zt list c request
contains "$n"
lacks "$secret1"
run "$ZT" export c request
lacks "$secret1"
zt verify c --since before.note
contains '全部核验通过'

# again is harmless; the record may go on, but takes no text any more
zt erase c "request/$n" --as root
zt step c "request/$n" confirm rating=satisfied --as clerk
contains '状态    已办结'
no seal.erased step c "request/$n" redo why=再来 --as clerk

# rebuilt, it is the same
zt rebuild c
zt verify c

# a backup with the keys written anew does not have it; the old keys would
zt backup c new.db --keys new.keys
zt restore new.db again --keys new.keys
zt show again "request/$n"
lacks "$secret1"
contains '已擦除'
zt show again "request/$other"
contains '别人的内容'
# the old data with today's keys: erased in every backup
zt restore old.db old --keys new.keys
zt show old "request/$n"
lacks "$secret1"
zt show old "request/$other"
contains '别人的内容'
