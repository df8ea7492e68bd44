# Derived tables of another program's make: nothing is read from them or written to them, nobody waits;
# the way out is named, and leads out.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
command -v sqlite3 >/dev/null || {
        echo "no sqlite3 here"
        exit 77
}
small_city d
zt backup d d.backup --keys d.keys
older() { # SQL
        rm -rf x && cp -r d x && rm -f x/data/lock
        sqlite3 x/data/city.db "$1" || fail "the older city itself: $1"
}
for sql in 'UPDATE derived SET schema = schema + 1' 'UPDATE derived SET schema = schema - 1' \
        'DROP TABLE derived' 'DELETE FROM derived'; do
        older "$sql"
        no city.derived list x request
        no city.derived serve x --listen 127.0.0.1:0
done
no city.derived rules x
no city.derived verify x --quick
no city.derived figure x request.received
zt rebuild x
zt verify x
zt list x request

# A backup brings such tables along: restoring makes them anew.
sqlite3 d.backup 'UPDATE derived SET schema = schema - 1' || fail 'the older backup itself'
zt restore d.backup y --keys d.keys
zt verify y
