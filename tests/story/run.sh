# A year of one office (docs/ledgers.md), lived through day by day, against a model of its own; then the timer
# that was down, and the log, the figures and the identities as they stand in the end.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
command -v node >/dev/null || exit 77

# Sanitizers are slow: a quarter of it there.
case $BUILD in */debug | */release) last=2022-12-31 ;; *) last=2022-03-31 ;; esac
story_city year
table=$BUILD/results/story-days.tsv
mkdir -p "$BUILD/results"
live() { # CITY LAST TABLE [TWIN DOWN…]
        lived=$1
        shift
        expect node "$SRC/tests/story/year.js" "$ZT" "$BUILD/live" "$lived" "$SRC/share/calendars" "$@"
        cat "$T/.out"
}
live year $last "$table"

# Nothing is left to do, and nothing is done twice.
for again in 1 2; do
        zt rules year --json --now "$last 23:00"
        out_is '{"events":0,"refused":0}'
done

# The log, the figures and the identities; and made again from the log they are the same.
zt verify year
figures() {
        for figure in received open done void rated satisfied reminders circulars slips slips_owed slips_late redone late on_time; do
                "$ZT" figure year inquiry.$figure --json --on "$(echo $last | sed 's/..$/15/')"
        done
}
figures >before
zt rebuild year
zt verify year --quick
figures >after
same before after

# Four times the timer is down for three days.
story_city late
live late 2022-03-31 late.tsv year.json 2022-01-12 2022-01-13 2022-01-14 2022-02-15 2022-02-16 2022-02-17 \
        2022-02-28 2022-03-01 2022-03-02 2022-03-22 2022-03-23 2022-03-24
zt verify late --quick
