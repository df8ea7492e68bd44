/* clock_explain.c: the steps of a clock's walk as aligned lines: when, what. Runs of like days are
 * one line. The walk is made twice: to measure the first column, and to write. */
#include "base/limits.h"
#include "base/utf8.h"
#include "city/clock.h"
#include "city/clock_walk.h"

#define MINUTE_MS 60000
#define WHEN_MAX  96 /* bytes of the first column: two moments and a dash, or weekday names */

struct page {
        const struct clock_rules *r;
        enum lang lang;
        struct buf *out;  /* NULL while measuring */
        size_t width;     /* of the first column */
        bool any;         /* there is a run that was not written yet */
        struct step run;  /* its first step */
        struct day last;  /* its last day */
        int64_t last_n;   /* its last number */
        int64_t ran_ms;   /* its counted time */
        int64_t total_ms; /* counted before the run */
};

static bool zh(const struct page *p)
{
        return p->lang == LANG_ZH;
}

static void say(const struct page *p, struct buf *b, const char *in_chinese, const char *in_english)
{
        buf_put(b, str_c(zh(p) ? in_chinese : in_english));
}

/* ---- first column ---------------------------------------------------------------------------- */

static const char *weekday(const struct page *p, struct day d)
{
        static const char *const names[2][7] = {
                { "周一", "周二", "周三", "周四", "周五", "周六", "周日" },
                { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" },
        };
        return names[zh(p) ? 0 : 1][day_weekday(d) - 1];
}

static void put_day(struct buf *b, struct day d)
{
        char text[16];
        buf_put(b, day_format(d, text));
}

/* d behind another day: without the year if that is the same. */
static void put_day_after(struct buf *b, struct day before, struct day d)
{
        char x[16], y[16];
        struct str s = day_format(before, x), t = day_format(d, y);
        bool same = s.n == t.n && str_eq(str_sub(s, 0, s.n - 6), str_sub(t, 0, t.n - 6));
        buf_put(b, same ? str_from(t, t.n - 5) : t);
}

static void put_minute(struct buf *b, int minute)
{
        buf_printf(b, "%02d:%02d", minute / 60, minute % 60);
}

/* The end of something: midnight is 24:00 of the day that ends. */
static void put_end(const struct page *p, struct buf *b, struct day before, struct moment m)
{
        int minute = minute_of(m, p->r->zone);
        struct day d = clock_due_day(p->r, m);
        if (minute != 0) d = day_of(m, p->r->zone);
        if (!day_is(before)) put_day(b, d);
        else if (d.v != before.v) put_day_after(b, before, d);
        if (!day_is(before) || d.v != before.v) buf_putc(b, ' ');
        put_minute(b, minute ? minute : 1440);
}

static void put_span(const struct page *p, struct buf *b, struct moment begin, struct moment end)
{
        struct day d = day_of(begin, p->r->zone);
        put_day(b, d);
        buf_putc(b, ' ');
        put_minute(b, minute_of(begin, p->r->zone));
        buf_put(b, S(" – "));
        put_end(p, b, d, end);
}

static void put_days(const struct page *p, struct buf *b)
{
        put_day(b, p->run.day);
        if (p->last.v == p->run.day.v) {
                buf_printf(b, " %s", weekday(p, p->last));
                return;
        }
        buf_put(b, S(" – "));
        put_day_after(b, p->run.day, p->last);
}

static bool is_time(enum unit u)
{
        return u == UNIT_MINUTES || u == UNIT_HOURS || u == UNIT_WORKHOURS;
}

static void put_when(const struct page *p, struct buf *b)
{
        const struct step *s = &p->run;
        switch (s->kind) {
        case STEP_START:
                if (!is_time(s->unit)) {
                        put_days(p, b);
                        break;
                }
                put_day(b, s->day);
                buf_putc(b, ' ');
                put_minute(b, minute_of(s->begin, p->r->zone));
                break;
        case STEP_EXTENDED:
                if (is_time(s->unit)) put_end(p, b, DAY_NONE, s->begin);
                else put_days(p, b);
                break;
        case STEP_RAN:
                if (p->last.v != s->day.v) put_days(p, b);
                else put_span(p, b, s->begin, s->end);
                break;
        case STEP_STOP:
                if (moment_is(s->stop->to)) {
                        put_span(p, b, s->begin, s->end);
                        break;
                }
                put_day(b, day_of(s->begin, p->r->zone));
                buf_putc(b, ' ');
                put_minute(b, minute_of(s->begin, p->r->zone));
                say(p, b, " – 至今", " – now");
                break;
        case STEP_DUE: put_end(p, b, DAY_NONE, s->end); break;
        case STEP_MONTHS:
        case STEP_COUNTED:
        case STEP_OFF:
        case STEP_HELD:
        case STEP_MOVED: put_days(p, b); break;
        }
}

/* ---- second column --------------------------------------------------------------------------- */

static void put_allowance(const struct page *p, struct buf *b, struct allowance w)
{
        AUTO(arena_done) struct arena a = { 0 };
        buf_put(b, allowance_format(&a, w, p->lang));
}

/* "周末", "holiday 春节": what kind of day it is. */
static void put_why(const struct page *p, struct buf *b, const struct day_why *why)
{
        static const struct {
                const char *zh, *en;
        } kinds[] = {
                [DAY_WORKED] = { "工作日", "working day" },
                [DAY_MAKE_UP] = { "补班", "make-up day" },
                [DAY_WEEKEND] = { "周末", "weekend" },
                [DAY_HOLIDAY] = { "放假", "holiday" },
                [DAY_LOCAL_OFF] = { "本地放假", "local day off" },
                [DAY_LOCAL_WORK] = { "本地上班", "local working day" },
        };
        buf_printf(b, "%s", zh(p) ? kinds[why->kind].zh : kinds[why->kind].en);
        if (why->name.n) buf_printf(b, zh(p) ? "（%.*s）" : " (%.*s)", SP(why->name));
}

static void put_numbers(const struct page *p, struct buf *b)
{
        int64_t from = p->run.n, to = p->last_n;
        bool work = p->run.unit == UNIT_WORKDAYS;
        if (p->run.why.kind != DAY_WORKED) {
                put_why(p, b, &p->run.why);
                say(p, b, "，", ", ");
        }
        if (zh(p)) {
                buf_printf(b, "第%" PRId64, from);
                if (to != from) buf_printf(b, "–%" PRId64, to);
                buf_put(b, work ? S("个工作日") : S("日"));
                return;
        }
        buf_printf(b, "%s%s %" PRId64, work ? "workday" : "day", to != from ? "s" : "", from);
        if (to != from) buf_printf(b, "–%" PRId64, to);
}

static void put_months(const struct page *p, struct buf *b)
{
        int y, m, from, to;
        day_to_ymd(p->run.start, &y, &m, &from);
        day_to_ymd(p->run.day, &y, &m, &to);
        put_allowance(p, b, p->run.sum);
        say(p, b, "后的对应日", " on: the same-numbered day");
        if (from != to && zh(p)) buf_printf(b, "（当月无%d日，为月末）", from);
        if (from != to && !zh(p)) buf_printf(b, " (no day %d: the month's end)", from);
        buf_printf(b, zh(p) ? "，共%" PRId64 "日" : ", %" PRId64 " days", p->run.n);
}

/* Whole minutes, so cut that the lines add up. */
static void put_ran(const struct page *p, struct buf *b)
{
        int64_t minutes = (p->total_ms + p->ran_ms) / MINUTE_MS - p->total_ms / MINUTE_MS;
        int64_t h = minutes / 60, m = minutes % 60;
        if (zh(p)) {
                buf_put(b, S("计"));
                if (h) buf_printf(b, "%" PRId64 "小时", h);
                if (m || !h) buf_printf(b, "%" PRId64 "分钟", m);
                return;
        }
        if (h) buf_printf(b, "%" PRId64 " h ", h);
        if (m || !h) buf_printf(b, "%" PRId64 " min ", m);
        buf_put(b, S("counted"));
}

static void put_stop(const struct page *p, struct buf *b)
{
        const struct step *s = &p->run;
        say(p, b, "中止", "held");
        if (s->stop->reason.n) buf_printf(b, zh(p) ? "：%.*s" : ": %.*s", SP(s->stop->reason));
        if (is_time(s->unit)) say(p, b, "，不计", ", not counted");
        if (!moment_is(s->stop->to))
                say(p, b, "（尚未恢复，暂按此刻恢复计算）",
                    " (still held; reckoned as if freed now)");
}

static void put_what(const struct page *p, struct buf *b)
{
        const struct step *s = &p->run;
        switch (s->kind) {
        case STEP_START:
                if (is_time(s->unit)) say(p, b, "起算", "start");
                else if (s->sum.n == 0)
                        say(p, b, "起算日，当日为限", "start day, due the same day");
                else say(p, b, "起算日，不计入", "start day, not counted");
                break;
        case STEP_MONTHS: put_months(p, b); break;
        case STEP_COUNTED: put_numbers(p, b); break;
        case STEP_OFF:
                put_why(p, b, &s->why);
                say(p, b, "，不计", ", not counted");
                break;
        case STEP_HELD:
                say(p, b, "日终仍在中止，不计", "held at the day's end, not counted");
                break;
        case STEP_MOVED:
                if (s->why.worked) say(p, b, "已过当日截止时间", "past the day's end");
                else put_why(p, b, &s->why);
                say(p, b, "，期限顺延", ", the last day moves on");
                break;
        case STEP_STOP: put_stop(p, b); break;
        case STEP_RAN: put_ran(p, b); break;
        case STEP_EXTENDED:
                say(p, b, "延长", "extended by ");
                put_allowance(p, b, s->sum);
                break;
        case STEP_DUE: say(p, b, "届满", "due"); break;
        }
        if (s->provisional) say(p, b, "（暂定）", " (provisional)");
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* Columns of a fixed-width page: Chinese characters take two. */
static size_t columns(struct str s)
{
        size_t n = 0;
        for (size_t at = 0; at < s.n;) n += utf8_next(s, &at) >= 0x2E80 ? 2 : 1;
        return n;
}

static void write_run(struct page *p)
{
        AUTO(buf_free) struct buf when = { .limit = WHEN_MAX };
        if (!p->any) return;
        p->any = false;
        put_when(p, &when);
        ASSERT(when.err == OK);
        size_t width = columns(buf_view(&when));
        if (!p->out) {
                if (width > p->width) p->width = width;
        } else {
                buf_put(p->out, buf_view(&when));
                for (; width < p->width + 2; width++) buf_putc(p->out, ' ');
                put_what(p, p->out);
                buf_putc(p->out, '\n');
        }
        p->total_ms += p->ran_ms;
        p->ran_ms = 0;
}

/* A whole day of working hours: such days make one line. */
static bool is_whole(const struct page *p, const struct step *s)
{
        return s->kind == STEP_RAN && s->unit == UNIT_WORKHOURS &&
               s->begin.ms == moment_at(s->day, p->r->open_minute, p->r->zone).ms &&
               s->end.ms == moment_at(s->day, p->r->close_minute, p->r->zone).ms;
}

static bool is_like(const struct page *p, const struct step *s)
{
        const struct step *run = &p->run;
        if (!p->any || s->kind != run->kind || s->unit != run->unit) return false;
        if (s->day.v != p->last.v + 1 || s->stop != run->stop) return false;
        if (s->provisional != run->provisional) return false;
        if (s->why.kind != run->why.kind || !str_eq(s->why.name, run->why.name)) return false;
        if (s->kind == STEP_RAN) return is_whole(p, s) && is_whole(p, run);
        return s->kind == STEP_COUNTED || s->kind == STEP_OFF || s->kind == STEP_HELD ||
               (s->kind == STEP_MOVED && s->why.worked == run->why.worked);
}

static void see(void *ctx, const struct step *s)
{
        struct page *p = ctx;
        if (!is_like(p, s)) {
                write_run(p);
                p->run = *s;
                p->any = true;
        }
        p->last = s->day;
        p->last_n = s->n;
        if (s->kind == STEP_RAN) p->ran_ms += s->end.ms - s->begin.ms;
}

void clock_explain(const struct clock_rules *r, const struct clock *c, struct moment now,
                   enum lang lang, struct buf *out)
{
        size_t width = 0;
        for (int pass = 0; pass < 2; pass++) {
                struct page p = { .r = r, .lang = lang, .width = width };
                struct walk w = { .r = r, .c = c, .now = now, .see = see, .ctx = &p };
                struct due due;
                if (pass == 1) p.out = out;
                enum err e = clock_walk(&w, &due);
                write_run(&p);
                width = p.width;
                if (pass == 0) continue;
                if (e != OK)
                        buf_printf(out,
                                   zh(&p) ? "超过%d日，不再计算\n"
                                          : "beyond %d days: not reckoned\n",
                                   CLOCK_DAYS_MAX);
                else if (due.provisional)
                        buf_printf(out,
                                   zh(&p) ? "暂定：日历中没有%d年的放假安排，导入后重新计算\n"
                                          : "provisional: the calendar has no notice for %d; "
                                            "reckoned anew once it is imported\n",
                                   w.open_year);
        }
}
