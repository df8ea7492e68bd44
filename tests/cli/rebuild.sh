# rebuild: the derived tables again from the log alone, to the same digest.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
demo_city d
zt step d request/ZTC2022000097 correct channel=hotline --as bl1 --because 登记错了 --now "2022-08-23 10:00"
zt enter d request title=补录 body=x channel=visit --as bl1 --on 2022-07-30 --because 漏录 --now "2022-08-23 11:00"
zt bulletin d request --on 2022-08-23
cp .out bulletin.before
run "$ZT" rebuild d --json
cp .out digest.one
run "$ZT" rebuild d --json
same .out digest.one
contains '"r_request":"'
zt bulletin d request --on 2022-08-23
same .out bulletin.before
zt rebuild d
contains '张派生表'
zt verify d

# derived tables that are gone: every reader says what to do; rebuild does it
if command -v sqlite3 >/dev/null; then
        for table in r_request account closing scope; do
                sqlite3 d/data/city.db "DROP TABLE $table"
                no city.derived list d request
                err_contains 'zhitong rebuild'
                no city.derived bulletin d request
                zt rebuild d
                run "$ZT" rebuild d --json
                same .out digest.one
        done
        sqlite3 d/data/city.db "DELETE FROM head"
        no city.head list d request
        err_contains 'zhitong rebuild'
        expect_fail "$ZT" verify d --quick
        err_contains log.head
        zt rebuild d
        zt verify d
        run "$ZT" rebuild d --json
        same .out digest.one
        # a head made again over events that were changed does not pass for the one before
        end=$(sqlite3 d/data/city.db 'SELECT max(seq) FROM event')
        sqlite3 d/data/city.db "DROP TRIGGER event_no_delete; DELETE FROM event WHERE seq = $end; DELETE FROM head; DELETE FROM sealed WHERE seq = $end" 2>/dev/null ||
                sqlite3 d/data/city.db "DROP TRIGGER sealed_no_delete; DELETE FROM event WHERE seq = $end; DELETE FROM sealed WHERE seq = $end; DELETE FROM head"
        run "$ZT" rebuild d
        expect_fail "$ZT" verify d --quick
        err_contains log.anchor
fi
