# Verify against whoever has the file and a database shell: what was changed is named.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
command -v sqlite3 >/dev/null || {
        echo "no sqlite3 here"
        exit 77
}
demo_city d
"$ZT" checkpoint d >early.note
zt enter d request title=后来 body=后来的事 channel=hotline --as rx1 --now "2022-08-23 09:00"
"$ZT" checkpoint d >note
rm -f d/data/lock

# On a copy: SQL past the program (triggers dropped and put back as they were), then verify.
guards=$(sqlite3 d/data/city.db "SELECT group_concat(sql, '; ') FROM sqlite_schema WHERE type = 'trigger'")
drops=$(sqlite3 d/data/city.db "SELECT group_concat('DROP TRIGGER ' || name, '; ') FROM sqlite_schema WHERE type = 'trigger'")
tamper() { # WHAT SQL
        rm -rf x && cp -r d x
        sqlite3 x/data/city.db "$drops; $2; $guards;" || fail "tampering itself: $1"
}
found() { # CODE WHERE [OPTIONS…]: verify names it
        found_code=$1
        found_where=$2
        shift 2
        run "$ZT" verify x "$@"
        if [ "$status" = 1 ] && grep -qF "[$found_code" .err && grep -qF "$found_where" .err; then
                pass
        else
                fail_run "[$found_code] at $found_where" verify x "$@"
        fi
}
# ---- the log ----
end=$(sqlite3 d/data/city.db 'SELECT max(seq) FROM event')
seq=$(sqlite3 d/data/city.db "SELECT max(seq) FROM event WHERE step = 'confirm'")
tamper 'a rating' "UPDATE event SET result = replace(result, '\"rating\":\"satisfied\"', '\"rating\":\"very_satisfied\"') WHERE step = 'confirm'"
found log.leaf 'seq '
tamper 'a day' "UPDATE event SET day = day - 1 WHERE seq = $seq"
found log.leaf "seq $seq"
tamper 'a leaf' "UPDATE event SET leaf = randomblob(32) WHERE seq = $seq"
found log.leaf "seq $seq"
tamper 'an event gone' "DELETE FROM event WHERE seq = $seq"
found log.missing "seq $seq" --quick
tamper 'the last event gone' "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)"
found log.missing "seq $end" --quick
found log.anchor '' --quick
tamper 'a node' "UPDATE node SET hash = randomblob(32) WHERE idx = 3"
found log.node 'node 8/3' --quick
tamper 'the head' "UPDATE head SET size = size - 1"
found log.head head --quick
tamper 'a trigger' "SELECT 1"
sqlite3 x/data/city.db 'DROP TRIGGER event_no_update'
found log.guard event_no_update --quick
tamper 'an event more' "INSERT INTO event SELECT seq + 1, epoch, at, day, actor, acting_for, office, via, cause, batch, ledger, version, record, duty, round, step, result, leaf FROM event WHERE seq = (SELECT max(seq) FROM event)"
found log.leaf "seq $((end + 1))" --quick
found log.head head --quick

# ---- the texts ----
tamper 'a text' "UPDATE sealed SET cipher = randomblob(length(cipher)) WHERE seq = (SELECT max(seq) FROM sealed WHERE field = 'reply')"
found seal.open reply --quick
tamper 'a text gone' "DELETE FROM sealed WHERE seq = (SELECT max(seq) FROM sealed WHERE field = 'reply')"
found seal.missing 'seq ' --quick
tamper 'one text in the place of another' "UPDATE sealed SET cipher = (SELECT cipher FROM sealed WHERE field = 'title' ORDER BY seq DESC LIMIT 1) WHERE field = 'title' AND seq = (SELECT min(seq) FROM sealed WHERE field = 'title')"
found seal.open title --quick

# ---- the derived tables ----
tamper 'a state' "UPDATE r_request SET state = 'received' WHERE number = 'ZTC2022000386'"
found recount 'request' --quick
found derived r_request
tamper 'a record gone' "DELETE FROM r_request WHERE number = 'ZTC2022000300'"
found derived r_request
tamper 'a duty' "UPDATE duty SET late = 0 WHERE late = 1"
found derived duty
tamper 'an account' "INSERT INTO post (account, office, role) VALUES (1, '4313', 'system')"
found derived post
tamper 'a journal row gone' "DELETE FROM j_request__owner WHERE id = (SELECT max(id) FROM j_request__owner)"
found recount 'request' --quick
cell='batch = 0 AND p0 > 0 AND day = (SELECT max(day) FROM c_request__owner)'
tamper 'a cell, past its CHECKs' "PRAGMA ignore_check_constraints = ON; UPDATE c_request__owner SET p0 = p0 + 1 WHERE $cell"
found identity 'request@owner' --quick
found recount request --quick
tamper 'a cell that keeps its identities' "UPDATE c_request__owner SET m0 = m0 WHERE 0"
run sqlite3 x/data/city.db "UPDATE c_request__owner SET p0 = p0 + 1 WHERE $cell"
contains 'CHECK constraint failed' .err
# rebuild makes it good again
tamper 'a state' "UPDATE r_request SET state = 'received' WHERE number = 'ZTC2022000386'"
zt rebuild x
zt verify x

# ---- the whole rewritten: only who kept something outside notices ----
tamper 'the end cut off, head and all' "SELECT 1"
"$ZT" verify x --since note >/dev/null 2>&1 || fail 'a good city'
rm -rf x && cp -r d x && rm -rf x/data && demo_city fresh && cp -r fresh/data x/data
found log.anchor '' --quick
rm x/audit/anchor
expect_fail "$ZT" verify x --quick --since note
rm -rf x fresh
zt init x --demo --name d
expect_fail "$ZT" verify x --quick --since note
err_contains log.since
# an older checkpoint is a prefix of the log
zt verify d --since early.note
zt verify d --since note
sed '2s/^/1/' note >forged.note
no since.note verify d --since forged.note
no file.read verify d --since none.note

# ---- a city without its keys, or with another's ----
cp -r d y && rm y/data/keys.db*
expect_fail "$ZT" verify y --quick
err_contains keys.none
expect_fail "$ZT" list y request
