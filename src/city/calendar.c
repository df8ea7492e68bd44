/* calendar.c: which days are worked. Lookups are binary searches; a count over a range costs the
 * days listed in the range, not its length. */
#include "city/calendar.h"

#include "base/num.h"
#include "city/yaml.h"

/* ---- asking ---------------------------------------------------------------------------------- */

static bool is_weekend(struct day d)
{
        return day_weekday(d) > 5;
}

/* First of the list's days that is not before d; n if there is none. */
static size_t day_at(const struct calendar_day *list, size_t n, struct day d)
{
        size_t lo = 0, hi = n;
        while (lo < hi) {
                size_t mid = lo + (hi - lo) / 2;
                if (list[mid].day.v < d.v) lo = mid + 1;
                else hi = mid;
        }
        return lo;
}

static const struct calendar_day *listed(const struct calendar_day *list, size_t n, struct day d)
{
        size_t i = day_at(list, n, d);
        return i < n && list[i].day.v == d.v ? &list[i] : NULL;
}

static size_t year_at(const struct calendar *c, int year)
{
        size_t lo = 0, hi = c->years_n;
        while (lo < hi) {
                size_t mid = lo + (hi - lo) / 2;
                if (c->years[mid].year < year) lo = mid + 1;
                else hi = mid;
        }
        return lo;
}

static int year_of(struct day d)
{
        int y, m, dd;
        day_to_ymd(d, &y, &m, &dd);
        return y;
}

struct day_why calendar_day(const struct calendar *c, struct day d)
{
        const struct calendar_year *local = &c->local;
        const struct calendar_day *x;
        if ((x = listed(local->off, local->off_n, d)))
                return (struct day_why){ DAY_LOCAL_OFF, false, true, x->name };
        if ((x = listed(local->work, local->work_n, d)))
                return (struct day_why){ DAY_LOCAL_WORK, true, true, x->name };

        int year = year_of(d);
        size_t i = year_at(c, year);
        bool arranged = i < c->years_n && c->years[i].year == year;
        if (arranged) {
                const struct calendar_year *y = &c->years[i];
                if ((x = listed(y->off, y->off_n, d)))
                        return (struct day_why){ DAY_HOLIDAY, false, true, x->name };
                if ((x = listed(y->work, y->work_n, d)))
                        return (struct day_why){ DAY_MAKE_UP, true, true, x->name };
        }
        if (is_weekend(d)) return (struct day_why){ DAY_WEEKEND, false, arranged, STR_NONE };
        return (struct day_why){ DAY_WORKED, true, arranged, STR_NONE };
}

bool calendar_works(const struct calendar *c, struct day d)
{
        return calendar_day(c, d).worked;
}

bool calendar_arranged(const struct calendar *c, struct day d)
{
        return calendar_day(c, d).arranged;
}

struct day calendar_next_work(const struct calendar *c, struct day d)
{
        while (!calendar_works(c, d)) d = day_add(d, 1); /* ends: the lists are finite */
        return d;
}

/* Mondays to Fridays up to and with d, counted from Monday 1969-12-29. */
static int64_t weekdays_until(struct day d)
{
        int64_t day = (int64_t)d.v + 3, in_week = (day % 7 + 7) % 7;
        return (day - in_week) / 7 * 5 + (in_week < 4 ? in_week + 1 : 5);
}

static bool is_listed(const struct calendar_year *y, struct day d)
{
        return listed(y->off, y->off_n, d) || listed(y->work, y->work_n, d);
}

/* How much one year's notice, or the local layer, adds to Monday–Friday in (from, to]. Days on
 * which `over` has a say are left to it. */
static int64_t difference(const struct calendar_year *y, const struct calendar_year *over,
                          struct day from, struct day to)
{
        int64_t more = 0;
        struct day first = day_add(from, 1);
        for (size_t i = day_at(y->off, y->off_n, first); i < y->off_n && y->off[i].day.v <= to.v;
             i++)
                more -= !is_weekend(y->off[i].day) && !(over && is_listed(over, y->off[i].day));
        for (size_t i = day_at(y->work, y->work_n, first);
             i < y->work_n && y->work[i].day.v <= to.v; i++)
                more += is_weekend(y->work[i].day) && !(over && is_listed(over, y->work[i].day));
        return more;
}

int64_t calendar_workdays(const struct calendar *c, struct day from, struct day to)
{
        if (to.v < from.v) return -calendar_workdays(c, to, from);
        int64_t n = weekdays_until(to) - weekdays_until(from);
        int last = year_of(to);
        for (size_t i = year_at(c, year_of(from)); i < c->years_n && c->years[i].year <= last; i++)
                n += difference(&c->years[i], &c->local, from, to);
        return n + difference(&c->local, NULL, from, to);
}

/* ---- reading --------------------------------------------------------------------------------- */

struct reading {
        struct arena *a;
        struct str file;
        struct faults *f;
        struct calendar_year *y;
        struct ynode *year, *source, *local, *off, *work;
};

/* A key that may stand in a map, and where its value goes. */
struct wanted {
        const char *key;
        struct ynode **ret;
};

static struct str where(const struct reading *r, const struct ynode *n)
{
        return ynode_where(r->f->a, r->file, n);
}

/* Finds the keys of a map; every other key is a mistake. */
static void find_keys(const struct reading *r, const struct ynode *m, const struct wanted *w,
                      size_t n)
{
        for (size_t i = 0; i < m->n; i++) {
                struct ynode **ret = NULL;
                for (size_t k = 0; k < n; k++)
                        if (str_eq(m->keys[i]->text, str_c(w[k].key))) ret = w[k].ret;
                if (ret) *ret = m->items[i];
                else
                        FAULT(r->f, ERR_INPUT, "calendar.key", where(r, m->keys[i]),
                              "未知的键“%.*s”", "unknown key '%.*s'", SP(m->keys[i]->text));
        }
}

static void read_text(const struct reading *r, const struct ynode *n, struct str *ret)
{
        if (!n) return;
        if (n->kind == Y_SCALAR) *ret = n->text;
        else
                FAULT(r->f, ERR_INPUT, "calendar.form", where(r, n), "此处应为文字",
                      "a text should stand here");
}

/* In a year's notice a day must be of the year, and a worked one a weekend day: a slip of the pen
 * otherwise. The local layer may open and close any day. */
static void check_day(const struct reading *r, const struct ynode *n, struct day d, bool work)
{
        if (r->y->year == 0) return;
        if (year_of(d) != r->y->year)
                FAULT(r->f, ERR_INPUT, "calendar.year", where(r, n),
                      "%.*s不在%d年（每个文件只列本年的日期）",
                      "%.*s is not in %d (a file lists the days of its own year)", SP(n->text),
                      r->y->year);
        if (work && !is_weekend(d))
                FAULT(r->f, ERR_INPUT, "calendar.work", where(r, n),
                      "%.*s是周一至周五，不会是补班日",
                      "%.*s is a weekday: not a make-up working day", SP(n->text));
}

static void read_entry(const struct reading *r, const struct ynode *n, bool work,
                       struct calendar_day *ret, struct day *last)
{
        struct ynode *day = NULL, *name = NULL;
        if (n->kind != Y_MAP) {
                FAULT(r->f, ERR_INPUT, "calendar.form", where(r, n),
                      "此处应为{day: 日期, name: 名称}", "{day: …, name: …} should stand here");
                return;
        }
        find_keys(r, n, (struct wanted[]){ { "day", &day }, { "name", &name } }, 2);
        read_text(r, name, &ret->name);
        if (!day || day->kind != Y_SCALAR || day_parse(day->text, &ret->day) != OK) {
                FAULT(r->f, ERR_INPUT, "calendar.day", where(r, day ? day : n),
                      "day应为存在的日期，如2026-01-01",
                      "day must be an existing day like 2026-01-01");
                return;
        }
        check_day(r, day, ret->day, work);
        if (day_is(*last) && ret->day.v <= last->v)
                FAULT(r->f, ERR_INPUT, "calendar.order", where(r, day), "%.*s重复或未按先后排列",
                      "%.*s stands twice or not in order", SP(day->text));
        *last = ret->day;
}

static void read_days(const struct reading *r, const struct ynode *n, bool work)
{
        struct day last = DAY_NONE;
        if (!n || (n->kind == Y_SCALAR && n->plain && n->text.n == 0)) return;
        if (n->kind != Y_LIST) {
                FAULT(r->f, ERR_INPUT, "calendar.form", where(r, n), "此处应为列表",
                      "a list should stand here");
                return;
        }
        struct calendar_day *d = ARENA_NEW(r->a, struct calendar_day, n->n);
        for (size_t i = 0; i < n->n; i++) read_entry(r, n->items[i], work, &d[i], &last);
        if (work) {
                r->y->work = d;
                r->y->work_n = n->n;
        } else {
                r->y->off = d;
                r->y->off_n = n->n;
        }
}

/* Which year the file is about; the local layer is year 0. */
static void read_year(const struct reading *r, const struct ynode *root)
{
        int64_t year = 0;
        if (!r->year == !r->local) {
                FAULT(r->f, ERR_INPUT, "calendar.form", where(r, root),
                      "应有year（年份）或local: true（本地日历），二者居其一",
                      "either year or local: true must stand here, not both");
        } else if (r->local) {
                if (r->local->kind != Y_SCALAR || !str_eq(r->local->text, S("true")))
                        FAULT(r->f, ERR_INPUT, "calendar.form", where(r, r->local),
                              "local只能是true", "local can only be true");
        } else if (r->year->kind != Y_SCALAR ||
                   num_parse_i64(r->year->text, 1949, 9999, &year) != OK) {
                FAULT(r->f, ERR_INPUT, "calendar.year", where(r, r->year),
                      "year应为1949至9999的年份", "year must be a year from 1949 to 9999");
        }
        r->y->year = (int)year;
}

static void check_twice(const struct reading *r)
{
        const struct calendar_year *y = r->y;
        if (!r->work) return;
        for (size_t i = 0; i < y->work_n; i++) {
                char text[16];
                if (!listed(y->off, y->off_n, y->work[i].day)) continue;
                FAULT(r->f, ERR_INPUT, "calendar.both", where(r, r->work->items[i]),
                      "%.*s既列为放假又列为上班", "%.*s is listed both as off and as worked",
                      SP(day_format(y->work[i].day, text)));
        }
}

enum err calendar_parse(struct arena *a, struct str file, struct str text, struct faults *f,
                        struct calendar_year *ret)
{
        struct calendar_year y = { 0 };
        struct reading r = { .a = a, .file = file, .f = f, .y = &y };
        struct ynode *root;
        size_t before = f->n;
        TRY(yaml_parse(a, file, text, f, &root));
        if (root->kind != Y_MAP)
                return FAULT(f, ERR_INPUT, "calendar.form", where(&r, root),
                             "文件应由year、source、off、work组成",
                             "the file should have the keys year, source, off, work");
        find_keys(&r, root,
                  (struct wanted[]){ { "year", &r.year },
                                     { "source", &r.source },
                                     { "local", &r.local },
                                     { "off", &r.off },
                                     { "work", &r.work } },
                  5);
        read_year(&r, root);
        read_text(&r, r.source, &y.source);
        read_days(&r, r.off, false);
        read_days(&r, r.work, true);
        if (f->n == before) check_twice(&r); /* a search: needs the lists in order */
        if (f->n != before) return ERR_INPUT;
        *ret = y;
        return OK;
}

struct calendar *calendar_with(struct arena *a, const struct calendar *c,
                               const struct calendar_year *y, int64_t version)
{
        struct calendar *r = ARENA_NEW(a, struct calendar, 1);
        *r = *c;
        r->version = version;
        if (y->year == 0) {
                r->local = *y;
                return r;
        }
        size_t at = year_at(c, y->year), tail = at;
        if (at < c->years_n && c->years[at].year == y->year) tail++; /* replaced */
        r->years_n = at + 1 + (c->years_n - tail);
        r->years = ARENA_NEW(a, struct calendar_year, r->years_n);
        for (size_t i = 0; i < at; i++) r->years[i] = c->years[i];
        r->years[at] = *y;
        for (size_t i = tail; i < c->years_n; i++) r->years[at + 1 + i - tail] = c->years[i];
        return r;
}
