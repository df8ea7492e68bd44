/* Properties of clocks over random input, and small naive models to compare with. */
#include "../../lib/t.h"
#include "base/num.h"
#include "clocks.h"

#define MINUTE_MS 60000

struct random_clock {
        struct clock c;
        struct clock_stop stop[3];
        struct allowance more[2];
};

struct world {
        struct arena *a;
        uint64_t seed;
        struct clock_rules r;
};

static struct world world_new(struct arena *a, uint64_t seed)
{
        struct world w = { .a = a, .seed = seed };
        w.r = (struct clock_rules){ arranged(a, FIRST_YEAR, LAST_YEAR), beijing, 540, 1020, 1440 };
        w.r.cal = with_local(
                a, w.r.cal,
                "local: true\noff: [{day: 2024-03-05}, {day: 2024-03-06}, {day: 2025-08-04}]\n"
                "work: [{day: 2024-03-09}, {day: 2024-10-01}, {day: 2027-02-06}]\n");
        return w;
}

/* A moment in 2023 … 2027, at whole minutes. */
static struct moment some_moment(struct world *w)
{
        struct day d = { day("2023-01-01").v + chance(&w->seed, 5 * 365) };
        return moment_at(d, chance(&w->seed, 1440), beijing);
}

static struct allowance some_allowance(struct world *w, enum unit unit)
{
        static const int most[] = {
                [UNIT_MINUTES] = 5000, [UNIT_HOURS] = 200, [UNIT_WORKHOURS] = 60, [UNIT_DAYS] = 60,
                [UNIT_WORKDAYS] = 40,  [UNIT_MONTHS] = 6,  [UNIT_YEARS] = 2
        };
        return (struct allowance){ chance(&w->seed, most[unit] + 1), unit };
}

static enum unit some_unit(struct world *w)
{
        return (enum unit)chance(&w->seed, UNIT_COUNT);
}

/* Stops of up to ten days, some overlapping; sometimes a business end. */
static void fill(struct world *w, struct random_clock *x, enum unit unit, size_t stops)
{
        *x = (struct random_clock){ .c.start = some_moment(w) };
        x->c.within = some_allowance(w, unit);
        x->c.stops = x->stop;
        x->c.more = x->more;
        x->c.stops_n = stops;
        for (size_t i = 0; i < stops; i++) {
                int64_t from =
                        x->c.start.ms + (int64_t)(chance(&w->seed, 40 * 1440) - 1440) * MINUTE_MS;
                int64_t len = (int64_t)chance(&w->seed, i == 0 ? 10 * 1440 : 600) * MINUTE_MS;
                x->stop[i] = (struct clock_stop){ { from }, { from + len }, S("x") };
        }
        w->r.end_minute = chance(&w->seed, 2) ? 1440 : 1050;
}

static struct moment due_of(const struct world *w, const struct random_clock *x)
{
        struct due due = { MOMENT_NONE, false };
        CHECK_OK(-1, clock_due(&w->r, &x->c, MOMENT_NONE, &due));
        return due.at;
}

static bool held(const struct random_clock *x, int64_t ms)
{
        for (size_t i = 0; i < x->c.stops_n; i++)
                if (x->stop[i].from.ms <= ms && ms < x->stop[i].to.ms) return true;
        return false;
}

static bool is_of_days(enum unit u)
{
        return u == UNIT_DAYS || u == UNIT_WORKDAYS || u == UNIT_MONTHS || u == UNIT_YEARS;
}

TEST(clock_later_start_is_never_due_earlier)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct world w = world_new(&a, 1);
        for (int i = 0; i < 4000; i++) {
                struct random_clock x;
                enum unit u = some_unit(&w);
                /* held months are another matter: their number of days is that of their start */
                fill(&w, &x, u,
                     u == UNIT_MONTHS || u == UNIT_YEARS ? 0 : (size_t)chance(&w.seed, 4));
                struct moment due = due_of(&w, &x);
                x.c.start.ms += (int64_t)chance(&w.seed, i % 2 ? 2000 : 40 * 1440) * MINUTE_MS;
                CHECK_ROW(i, due_of(&w, &x).ms >= due.ms);
                CHECK_ROW(i, due_of(&w, &x).ms >= x.c.start.ms);
        }
}

TEST(clock_more_is_never_due_earlier)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct world w = world_new(&a, 2);
        for (int i = 0; i < 4000; i++) {
                struct random_clock x, longer, extended;
                fill(&w, &x, some_unit(&w), (size_t)chance(&w.seed, 4));
                struct allowance by = some_allowance(&w, x.c.within.unit);
                struct moment due = due_of(&w, &x);

                longer = x;
                longer.c.stops = longer.stop;
                longer.c.within.n += by.n;
                CHECK_ROW(i, due_of(&w, &longer).ms >= due.ms);

                /* an extension of the same unit is the longer allowance */
                extended = x;
                extended.c.stops = extended.stop;
                extended.c.more = extended.more;
                extended.c.more_n = 1;
                extended.more[0] = by;
                CHECK_INT(i, due_of(&w, &extended).ms, due_of(&w, &longer).ms);

                /* one of another unit does not shorten */
                extended.more[0] = some_allowance(&w, some_unit(&w));
                struct moment once = due_of(&w, &extended);
                CHECK_ROW(i, once.ms >= due.ms);
                extended.c.more_n = 2;
                extended.more[1] = some_allowance(&w, some_unit(&w));
                CHECK_ROW(i, due_of(&w, &extended).ms >= once.ms);

                /* nor does a stop */
                x.c.stops_n = 0;
                CHECK_ROW(i, due_of(&w, &x).ms <= due.ms);
        }
}

/* The days of a working-day clock counted one by one from the outside. */
TEST(clock_counts_days_that_end_unheld)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct world w = world_new(&a, 3);
        for (int i = 0; i < 3000; i++) {
                struct random_clock x;
                enum unit u = i % 2 ? UNIT_WORKDAYS : UNIT_DAYS;
                fill(&w, &x, u, (size_t)chance(&w.seed, 4));
                struct moment due = due_of(&w, &x);
                struct day start = day_of(x.c.start, beijing), last = clock_due_day(&w.r, due);
                int64_t n = 0;
                for (struct day d = day_add(start, 1); d.v <= last.v; d = day_add(d, 1)) {
                        int64_t end = moment_at(d, w.r.end_minute, beijing).ms;
                        n += !held(&x, end - 1) && (u == UNIT_DAYS || calendar_works(w.r.cal, d));
                }
                CHECK_INT(i, due.ms, moment_at(last, w.r.end_minute, beijing).ms);
                CHECK_ROW(i, calendar_works(w.r.cal, last) && !held(&x, due.ms - 1));
                if (u == UNIT_WORKDAYS && x.c.within.n > 0) CHECK_INT(i, n, x.c.within.n);
                if (u == UNIT_DAYS) CHECK_ROW(i, n >= x.c.within.n);
                if (u == UNIT_WORKDAYS && x.c.stops_n == 0 && x.c.within.n > 0)
                        CHECK_INT(i, calendar_workdays(w.r.cal, start, last), x.c.within.n);
        }
}

/* Hours, minute by minute. */
TEST(clock_runs_unheld_minutes)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct world w = world_new(&a, 4);
        static const enum unit units[] = { UNIT_MINUTES, UNIT_HOURS, UNIT_WORKHOURS };
        for (int i = 0; i < 400; i++) {
                struct random_clock x;
                enum unit u = units[i % 3];
                fill(&w, &x, u, (size_t)chance(&w.seed, 4));
                int64_t left = x.c.within.n * (u == UNIT_MINUTES ? 1 : 60);
                int64_t ms = x.c.start.ms, due = ms;
                for (; left > 0; ms += MINUTE_MS) {
                        struct moment m = { ms };
                        int minute = minute_of(m, beijing);
                        if (held(&x, ms)) continue;
                        if (u == UNIT_WORKHOURS && (minute < 540 || minute >= 1020)) continue;
                        if (u == UNIT_WORKHOURS && !calendar_works(w.r.cal, day_of(m, beijing)))
                                continue;
                        left--;
                        due = ms + MINUTE_MS;
                }
                CHECK_INT(i, due_of(&w, &x).ms, due);
        }
}

TEST(clock_before_and_due_fit)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct world w = world_new(&a, 5);
        for (int i = 0; i < 3000; i++) {
                struct random_clock x;
                struct moment back, more;
                fill(&w, &x, some_unit(&w), 0);
                struct moment due = due_of(&w, &x);
                struct allowance less = some_allowance(&w, some_unit(&w));
                CHECK_OK(i, clock_before(&w.r, due, less, &back));
                CHECK_ROW(i, back.ms <= due.ms && (less.n > 0 || back.ms == due.ms));
                less.n++;
                CHECK_OK(i, clock_before(&w.r, due, less, &more));
                CHECK_ROW(i, more.ms <= back.ms);
                if (is_of_days(less.unit)) {
                        CHECK_ROW(i, calendar_works(w.r.cal, clock_due_day(&w.r, more)));
                } else { /* time: the way back is the way forth */
                        x.c.start = more;
                        x.c.within = less;
                        if (less.unit != UNIT_WORKHOURS) CHECK_INT(i, due_of(&w, &x).ms, due.ms);
                        else CHECK_ROW(i, due_of(&w, &x).ms <= due.ms);
                }
                if (less.unit == UNIT_WORKDAYS && calendar_works(w.r.cal, clock_due_day(&w.r, due)))
                        CHECK_INT(i,
                                  calendar_workdays(w.r.cal, clock_due_day(&w.r, more),
                                                    clock_due_day(&w.r, due)),
                                  less.n);
        }
}

/* ---- what the explanation says --------------------------------------------------------------- */

/* The number behind `what` in a line; false if it is not there. */
static bool number_after(struct str line, struct str what, int64_t *ret)
{
        size_t found, n = 0;
        if (!str_find(line, what, &found)) return false;
        struct str rest = str_from(line, found + what.n);
        while (n < rest.n && rest.p[n] >= '0' && rest.p[n] <= '9') n++;
        return num_parse_i64(str_sub(rest, 0, n), 0, INT64_MAX, ret) == OK;
}

/* The second column: behind the last two spaces. */
static struct str second(struct str line)
{
        size_t found;
        while (str_find(line, S("  "), &found)) line = str_from(line, found + 2);
        return str_trim(line);
}

TEST(clock_explained_days_add_up)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct world w = world_new(&a, 6);
        for (int i = 0; i < 1500; i++) {
                AUTO(buf_free) struct buf b = { .limit = 1 << 16 };
                struct random_clock x;
                fill(&w, &x, UNIT_WORKDAYS, (size_t)chance(&w.seed, 4));
                x.c.more_n = (size_t)chance(&w.seed, 3);
                int64_t want = x.c.within.n, last = 0, stops = 0, extended = 0;
                for (size_t k = 0; k < x.c.more_n; k++) {
                        x.more[k] = (struct allowance){ 1 + chance(&w.seed, 5), UNIT_WORKDAYS };
                        want += x.more[k].n;
                }
                struct due due;
                NEED(clock_due(&w.r, &x.c, MOMENT_NONE, &due) == OK);
                clock_explain(&w.r, &x.c, MOMENT_NONE, LANG_ZH, &b);
                struct str rest = buf_view(&b), line;
                bool is_due = false, marked = false;
                while (str_split(&rest, '\n', &line)) {
                        struct str what = second(line);
                        int64_t from, to;
                        size_t found;
                        stops += str_starts(what, S("中止：x"));
                        extended += str_starts(what, S("延长"));
                        if (str_starts(what, S("届满"))) {
                                char text[16];
                                is_due = str_starts(line,
                                                    day_format(clock_due_day(&w.r, due.at), text));
                        }
                        marked = str_starts(line, S("暂定"));
                        if (!str_find(what, S("个工作日"), &found)) continue;
                        if (!number_after(what, S("第"), &from)) continue;
                        CHECK_INT(i, from, last + 1);
                        last = number_after(what, S("–"), &to) ? to : from;
                }
                CHECK_INT(i, last, want);
                CHECK_INT(i, extended, x.c.more_n);
                CHECK_ROW(i, is_due && marked == due.provisional && b.err == OK);
                for (size_t k = 0; k < x.c.stops_n; k++) {
                        const struct clock_stop *s = &x.stop[k];
                        bool touches = s->to.ms > x.c.start.ms && s->from.ms < due.at.ms;
                        stops -= touches && s->to.ms > s->from.ms;
                }
                CHECK_INT(i, stops, 0); /* each stop of the clock's run has its line, once */
        }
}

/* The hours of the lines add up to the allowance, to the minute. */
TEST(clock_explained_time_adds_up)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct world w = world_new(&a, 7);
        for (int i = 0; i < 600; i++) {
                AUTO(buf_free) struct buf b = { .limit = 1 << 16 };
                struct random_clock x;
                fill(&w, &x, i % 2 ? UNIT_WORKHOURS : UNIT_HOURS, (size_t)chance(&w.seed, 4));
                x.c.start.ms += chance(&w.seed, 60000); /* odd seconds */
                clock_explain(&w.r, &x.c, MOMENT_NONE, LANG_ZH, &b);
                struct str rest = buf_view(&b), line;
                int64_t minutes = 0;
                while (str_split(&rest, '\n', &line)) {
                        struct str what = second(line);
                        size_t h;
                        int64_t n;
                        if (!str_starts(what, S("计"))) continue;
                        bool hours = str_find(what, S("小时"), &h);
                        if (hours && number_after(what, S("计"), &n)) minutes += 60 * n;
                        if (number_after(what, hours ? S("小时") : S("计"), &n)) minutes += n;
                }
                CHECK_INT(i, minutes, x.c.within.n * 60);
        }
}
