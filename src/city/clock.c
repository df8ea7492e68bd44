/* clock.c: one walk along the calendar; everything else looks at it.
 *
 * Numbered rules (CC is the Civil Code):
 *  K1  The day a clock starts is not counted (CC 201). 0 days are due on the start day itself.
 *  K2  A day counts when the clock runs at its end: a day that is held at its end does not count, a
 *      day at whose end the clock runs again does. So a stop adds exactly the days whose ends lie
 *      in it: one within a day adds nothing, one over a night adds one day; and no due time ever
 *      falls into a stop, since the last day counts too. (Leaving out every day a stop touches
 *      would give a day for ten minutes; counting the day of the stop would let a clock run out
 *      while held.) The end of a day is its 24:00, or the close of business.
 *  K3  Months and years are turned into the days up to the same-numbered day, or the month's end
 *      (CC 202), and those are counted.
 *  K4  The last day must be worked, its end neither held nor past: else the next such day (CC 203).
 *      For working days this changes nothing but 0 workdays from a day off or after hours.
 *  K5  Minutes and hours run from the moment; working hours between opening and close of worked
 *      days. Stopped time is not counted, to the millisecond. Ends do not move.
 *  K6  Extensions of the same unit are added up as if granted at the start (15 + 15 days are 30);
 *      one of another unit starts where the time before it ends, moved on after K4. So an extension
 *      never brings a due time forward.
 *  K7  Provisional: of a day in a year that is not arranged it was asked whether it is worked. */
#include "city/clock.h"

#include "base/limits.h"
#include "base/num.h"
#include "city/clock_walk.h"

#define MINUTE_MS 60000

static void tell(const struct walk *w, const struct step *s)
{
        if (w->see) w->see(w->ctx, s);
}

static struct moment day_end(const struct walk *w, struct day d)
{
        return moment_at(d, w->r->end_minute, w->r->zone);
}

/* Is the day worked? Keeps K7. */
static struct day_why ask(struct walk *w, struct day d)
{
        struct day_why why = calendar_day(w->r->cal, d);
        if (!why.arranged && !w->open_year) {
                int m, dd;
                day_to_ymd(d, &w->open_year, &m, &dd);
        }
        return why;
}

/* ---- stops ----------------------------------------------------------------------------------- */

struct moment clock_stop_end(const struct walk *w, const struct clock_stop *s)
{
        if (moment_is(s->to)) return s->to;
        return w->now.ms > s->from.ms ? w->now : s->from;
}

/* The stop that holds the clock in the last instant before m, or NULL. */
static const struct clock_stop *held_before(const struct walk *w, struct moment m)
{
        for (size_t i = 0; i < w->c->stops_n; i++) {
                const struct clock_stop *s = &w->c->stops[i];
                if (s->from.ms < m.ms && clock_stop_end(w, s).ms >= m.ms) return s;
        }
        return NULL;
}

/* First moment from m on at which the clock runs. */
static struct moment free_from(const struct walk *w, struct moment m)
{
        for (bool moved = true; moved;) {
                moved = false;
                for (size_t i = 0; i < w->c->stops_n; i++) {
                        const struct clock_stop *s = &w->c->stops[i];
                        struct moment end = clock_stop_end(w, s);
                        if (s->from.ms > m.ms || end.ms <= m.ms) continue;
                        m = end;
                        moved = true;
                }
        }
        return m;
}

/* The first stop after m begins then, or `limit`. */
static struct moment runs_until(const struct walk *w, struct moment m, struct moment limit)
{
        for (size_t i = 0; i < w->c->stops_n; i++) {
                struct moment from = w->c->stops[i].from;
                if (from.ms > m.ms && from.ms < limit.ms) limit = from;
        }
        return limit;
}

/* Tells the stops that begin before m and were not told yet, once each. */
static void tell_stops(struct walk *w, enum unit unit, struct moment m)
{
        if (m.ms <= w->seen.ms) return;
        for (size_t i = 0; w->see && i < w->c->stops_n; i++) {
                const struct clock_stop *s = &w->c->stops[i];
                struct moment end = clock_stop_end(w, s);
                if (s->from.ms < w->seen.ms || s->from.ms >= m.ms) continue;
                if (end.ms <= w->c->start.ms || end.ms <= s->from.ms) continue;
                tell(w, &(struct step){ .kind = STEP_STOP,
                                        .unit = unit,
                                        .stop = s,
                                        .begin = s->from,
                                        .end = end });
        }
        w->seen = m;
}

/* ---- days ------------------------------------------------------------------------------------ */

static struct allowance part(const struct clock *c, size_t i)
{
        return i == 0 ? c->within : c->more[i - 1];
}

/* K2: does d count as the n-th day? */
static bool count_day(struct walk *w, struct day d, enum unit unit, int64_t n)
{
        struct step s = { .kind = STEP_COUNTED, .unit = unit, .day = d, .n = n };
        tell_stops(w, unit, day_end(w, d));
        s.stop = held_before(w, day_end(w, d));
        if (s.stop) {
                s.kind = STEP_HELD;
        } else if (unit == UNIT_WORKDAYS) {
                s.why = ask(w, d);
                s.provisional = !s.why.arranged;
                if (!s.why.worked) s.kind = STEP_OFF;
        }
        tell(w, &s);
        return s.kind == STEP_COUNTED;
}

/* K3: how many days `sum` has from start on. */
static int64_t days_of(const struct walk *w, struct day start, struct allowance sum)
{
        if ((sum.unit != UNIT_MONTHS && sum.unit != UNIT_YEARS) || sum.n == 0) return sum.n;
        struct day end = day_add_months(start, sum.unit == UNIT_YEARS ? sum.n * 12 : sum.n);
        tell(w, &(struct step){ .kind = STEP_MONTHS,
                                .unit = sum.unit,
                                .day = end,
                                .start = start,
                                .sum = sum,
                                .n = end.v - start.v });
        return end.v - start.v;
}

/* K4: the last day is d, or a later one. */
static enum err end_on(struct walk *w, struct day d, enum unit unit)
{
        for (; d.v <= w->limit.v; d = day_add(d, 1)) {
                struct moment end = day_end(w, d);
                struct step s = { .kind = STEP_MOVED, .unit = unit, .day = d };
                tell_stops(w, unit, end);
                s.stop = held_before(w, end);
                if (s.stop) {
                        s.kind = STEP_HELD;
                } else {
                        s.why = ask(w, d);
                        s.provisional = !s.why.arranged;
                }
                if (s.why.worked && end.ms >= w->at.ms) {
                        w->at = end;
                        return OK;
                }
                tell(w, &s);
        }
        return ERR_LIMIT;
}

static void tell_extended(const struct walk *w, size_t i, struct day d)
{
        if (i == 0) return;
        tell(w, &(struct step){ .kind = STEP_EXTENDED,
                                .unit = part(w->c, i).unit,
                                .day = d,
                                .begin = w->at,
                                .sum = part(w->c, i) });
}

/* Parts i … i+n-1, all of one unit of days. */
static enum err walk_days(struct walk *w, size_t i, size_t n)
{
        struct day start = i == 0 ? day_of(w->at, w->r->zone) : clock_due_day(w->r, w->at);
        struct day d = start;
        struct allowance sum = { 0, part(w->c, i).unit };
        int64_t counted = 0, whole = 0;
        for (size_t k = i; k < i + n; k++) {
                whole += part(w->c, k).n;
                if (whole > CLOCK_DAYS_MAX) return ERR_LIMIT;
                sum.n = (int32_t)whole;
                tell_extended(w, k, d);
                int64_t all = days_of(w, start, sum);
                while (counted < all) {
                        d = day_add(d, 1);
                        if (d.v > w->limit.v) return ERR_LIMIT;
                        counted += count_day(w, d, sum.unit, counted + 1);
                }
        }
        return end_on(w, d, sum.unit);
}

/* ---- time ------------------------------------------------------------------------------------ */

/* Lets the clock run until nothing is left or `end` is reached. */
static void run(struct walk *w, enum unit unit, struct moment end, int64_t *left)
{
        while (*left > 0) {
                w->at = free_from(w, w->at);
                tell_stops(w, unit, (struct moment){ w->at.ms + 1 });
                if (w->at.ms >= end.ms) return;
                struct moment until = runs_until(w, w->at, end);
                if (until.ms - w->at.ms > *left) until.ms = w->at.ms + *left;
                tell(w, &(struct step){ .kind = STEP_RAN,
                                        .unit = unit,
                                        .day = day_of(w->at, w->r->zone),
                                        .begin = w->at,
                                        .end = until });
                *left -= until.ms - w->at.ms;
                w->at = until;
        }
}

static enum err walk_hours(struct walk *w, enum unit unit, int64_t left)
{
        run(w, unit, moment_at(w->limit, 1440, w->r->zone), &left);
        return left > 0 ? ERR_LIMIT : OK;
}

static enum err walk_workhours(struct walk *w, int64_t left)
{
        const struct clock_rules *r = w->r;
        ASSERT(r->open_minute >= 0 && r->open_minute < r->close_minute && r->close_minute <= 1440);
        for (struct day d = day_of(w->at, r->zone); left > 0; d = day_add(d, 1)) {
                if (d.v > w->limit.v) return ERR_LIMIT;
                struct step s = { .kind = STEP_OFF, .unit = UNIT_WORKHOURS, .day = d };
                struct moment open = moment_at(d, r->open_minute, r->zone);
                struct moment close = moment_at(d, r->close_minute, r->zone);
                s.why = ask(w, d);
                s.provisional = !s.why.arranged;
                if (!s.why.worked) {
                        tell(w, &s);
                        continue;
                }
                if (w->at.ms < open.ms) w->at = open;
                if (w->at.ms < close.ms) run(w, UNIT_WORKHOURS, close, &left);
        }
        return OK;
}

static enum err walk_time(struct walk *w, size_t i, size_t n)
{
        for (size_t k = i; k < i + n; k++) {
                struct allowance x = part(w->c, k);
                int64_t ms = (int64_t)x.n * MINUTE_MS * (x.unit == UNIT_MINUTES ? 1 : 60);
                tell_extended(w, k, day_of(w->at, w->r->zone));
                if (x.unit == UNIT_WORKHOURS) TRY(walk_workhours(w, ms));
                else TRY(walk_hours(w, x.unit, ms));
        }
        return OK;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool is_time(enum unit u)
{
        return u == UNIT_MINUTES || u == UNIT_HOURS || u == UNIT_WORKHOURS;
}

enum err clock_walk(struct walk *w, struct due *ret)
{
        const struct clock *c = w->c;
        ASSERT(w->r->end_minute > 0 && w->r->end_minute <= 1440 && c->within.n >= 0);
        w->at = c->start;
        w->seen = MOMENT_NONE;
        w->limit = day_add(day_of(c->start, w->r->zone), CLOCK_DAYS_MAX);
        w->open_year = 0;
        tell(w, &(struct step){ .kind = STEP_START,
                                .unit = c->within.unit,
                                .day = day_of(c->start, w->r->zone),
                                .begin = c->start,
                                .sum = c->within });
        size_t n;
        for (size_t i = 0; i <= c->more_n; i += n) {
                enum unit unit = part(c, i).unit;
                ASSERT(unit < UNIT_COUNT && part(c, i).n >= 0);
                for (n = 1; i + n <= c->more_n && part(c, i + n).unit == unit; n++)
                        ASSERT(part(c, i + n).n >= 0);
                if (is_time(unit)) TRY(walk_time(w, i, n));
                else TRY(walk_days(w, i, n));
        }
        tell(w, &(struct step){ .kind = STEP_DUE, .end = w->at, .provisional = w->open_year != 0 });
        *ret = (struct due){ w->at, w->open_year != 0 };
        return OK;
}

enum err clock_due(const struct clock_rules *r, const struct clock *c, struct moment now,
                   struct due *ret)
{
        struct walk w = { .r = r, .c = c, .now = now };
        return clock_walk(&w, ret);
}

struct day clock_due_day(const struct clock_rules *r, struct moment due)
{
        return day_of((struct moment){ due.ms - 1 }, r->zone);
}

int64_t clock_days_left(const struct clock_rules *r, struct moment now, struct moment due)
{
        int64_t n = calendar_workdays(r->cal, day_of(now, r->zone), clock_due_day(r, due));
        if (now.ms <= due.ms) return n > 0 ? n : 0;
        return n < -1 ? n : -1;
}

/* ---- going back ------------------------------------------------------------------------------ */

static enum err back_workhours(const struct clock_rules *r, struct moment due, int64_t left,
                               struct moment *ret)
{
        struct day last = clock_due_day(r, due);
        struct moment at = due;
        for (struct day d = last; left > 0; d = day_add(d, -1)) {
                if (last.v - d.v > CLOCK_DAYS_MAX) return ERR_LIMIT;
                if (!calendar_works(r->cal, d)) continue;
                struct moment open = moment_at(d, r->open_minute, r->zone);
                struct moment close = moment_at(d, r->close_minute, r->zone);
                if (at.ms > close.ms) at = close;
                if (at.ms <= open.ms) continue;
                int64_t take = at.ms - open.ms < left ? at.ms - open.ms : left;
                left -= take;
                at.ms -= take;
        }
        *ret = at;
        return OK;
}

/* The latest worked day that leaves at least n working days, n days or n months up to `last`. */
static struct day back_days(const struct clock_rules *r, struct day last, struct allowance w)
{
        struct day d = last;
        int32_t n = w.unit == UNIT_WORKDAYS ? w.n : 0;
        if (w.unit == UNIT_DAYS) d = day_add(d, -w.n);
        if (w.unit == UNIT_MONTHS) d = day_add_months(d, -w.n);
        if (w.unit == UNIT_YEARS) d = day_add_months(d, -12 * w.n);
        for (bool works; !(works = calendar_works(r->cal, d)) || n > 0; d = day_add(d, -1))
                n -= works;
        return d;
}

enum err clock_before(const struct clock_rules *r, struct moment due, struct allowance w,
                      struct moment *ret)
{
        int64_t ms = (int64_t)w.n * MINUTE_MS * (w.unit == UNIT_MINUTES ? 1 : 60);
        ASSERT(w.n >= 0 && w.unit < UNIT_COUNT);
        if (w.n == 0) {
                *ret = due;
                return OK;
        }
        if (is_time(w.unit) ? ms > (int64_t)CLOCK_DAYS_MAX * 1440 * MINUTE_MS
                            : w.n > CLOCK_DAYS_MAX)
                return ERR_LIMIT;
        if (w.unit == UNIT_WORKHOURS) return back_workhours(r, due, ms, ret);
        if (is_time(w.unit)) {
                *ret = (struct moment){ due.ms - ms };
                return OK;
        }
        struct day last = clock_due_day(r, due), d = back_days(r, last, w);
        if (last.v - d.v > CLOCK_DAYS_MAX) return ERR_LIMIT;
        *ret = moment_at(d, r->end_minute, r->zone);
        return OK;
}
