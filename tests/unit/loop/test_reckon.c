/* A year's notice: what was provisional is reckoned anew, one event each; a promise is never moved
 * forward; the books, the log and a rebuild agree before and after. */
#include "lib/books.h"
#include "lib/t.h"

#define LEDGER "turns"

static struct rec *record_of(struct town *t, int64_t id)
{
        struct rec *r = ARENA_NEW(&t->a, struct rec, 1);
        CHECK_OK(-1, rec_load(&t->w.view, &t->a, town_ledger(t, LEDGER), id, r));
        return r;
}

static struct str said(struct town *t, struct moment m, bool provisional)
{
        char text[40];
        struct str s = str_dup(&t->a, moment_short(m, (struct zone){ 480 }, text));
        return provisional ? str_join(&t->a, s, S("?")) : s;
}

/* "promise, duty, duty …", "?" after what is provisional. */
static struct str dues(struct town *t, int64_t id)
{
        const struct rec *r = record_of(t, id);
        struct str out = said(t, r->promised, r->promised_provisional);
        for (size_t i = 0; i < r->duties_n; i++)
                out = str_printf(&t->a, "%.*s, %.*s", SP(out),
                                 SP(said(t, r->duties[i].due, r->duties[i].provisional)));
        return out;
}

static bool notice(struct town *t, const char *days)
{
        struct str text = str_printf(&t->a, "year: 2027\nsource: \"a test's notice\"\n%s", days);
        bool ok = CHECK_OK(-1, admin_calendar(&t->w, S("2027.yaml"), text, &t->f));
        if (!ok) town_print(&t->f);
        return ok;
}

static int64_t late_on(struct town *t, const char *day)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct ledger *l = town_ledger(t, LEDGER);
        const struct figure *f = &l->figures[ledger_figure(l, S("late"))];
        struct day d;
        if (day_parse(str_c(day), &d) != OK) BUG("day of a test");
        struct str sql = str_printf(&t->a,
                                    "SELECT coalesce(sum(p%d - m%d), 0) FROM %.*s WHERE batch = 0"
                                    " AND by = 0 AND office = $1 AND day <= $2",
                                    f->column, f->column,
                                    SP(view_table(&t->a, 'c', l, &l->tables[f->table])));
        if (store_stmt(t->w.st, sql, &s) != OK) BUG("SQL of a test");
        stmt_int(s, 1, office_find(&t->w.inforce.offices, S("4313-RSJ")) + 1);
        stmt_int(s, 2, d.v);
        if (stmt_step(s) != ROW_GOT) BUG("cells");
        return col_int(s, 0);
}

/* New Year's Day of 2027 counts as worked until the notice says that it is not. */
static const char new_year[] = "off:\n  - {day: 2027-01-01, name: New Year}\nwork: []\n";

TEST(reckon_notice_moves_what_is_provisional)
{
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2026-12-01 10:00");
        int64_t settled = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-RSJ").record;
        town_at(&t, "2026-12-21 10:00");
        int64_t id = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-RSJ").record;
        int64_t ended = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-RSJ").record;
        town_done(&t, "h.rsj", LEDGER, ended, "reply", "note=done");
        CHECK_STR(-1, dues(&t, settled), "2026-12-30 00:00, 2026-12-16 00:00");
        CHECK_STR(-1, dues(&t, id), "2027-01-19 00:00?, 2027-01-05 00:00?");
        uint64_t before = t.w.log.tree.size;
        NEED(notice(&t, new_year));
        CHECK_STR(-1, dues(&t, id), "2027-01-20 00:00, 2027-01-06 00:00");
        CHECK_STR(-1, dues(&t, settled), "2026-12-30 00:00, 2026-12-16 00:00");
        CHECK_STR(-1, dues(&t, ended), "2027-01-19 00:00?, 2027-01-05 00:00?");
        CHECK_INT(-1, t.w.log.tree.size - before, 3); /* the notice, the promise, the duty */
        struct event e;
        CHECK_OK(-1, log_get(t.w.st, &t.a, (int64_t)before + 1, &e));
        CHECK_STR(-1, e.step, "reckon");
        CHECK_INT(-1, e.cause, (int64_t)before);
        size_t at;
        CHECK(str_find(e.result, S("\"tells\":[{\"text\":\"reckon\",\"to\":\"requester\"}]"), &at));
        CHECK_OK(-1, log_get(t.w.st, &t.a, (int64_t)before + 2, &e));
        CHECK(e.duty > 0);
        CHECK(str_find(e.result, S("\"tells\":[{\"text\":\"reckon\",\"to\":\"4313-RSJ\"}]"), &at));
        town_books(&t, LEDGER, 60, 60);
        before = t.w.log.tree.size;
        NEED(notice(&t, new_year)); /* again: nothing is left to reckon */
        CHECK_INT(-1, t.w.log.tree.size - before, 1);
        town_close(&t);
}

TEST(reckon_promise_never_earlier)
{
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2026-12-28 10:00");
        int64_t id = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-RSJ").record;
        CHECK_STR(-1, dues(&t, id), "2027-01-26 00:00?, 2027-01-12 00:00?");
        NEED(notice(&t, "off: []\nwork:\n  - {day: 2027-01-09, name: make-up}\n"));
        CHECK_STR(-1, dues(&t, id), "2027-01-26 00:00, 2027-01-10 00:00");
        town_books(&t, LEDGER, 60, 60);
        town_close(&t);
}

/* Late by the provisional time: the lateness goes from the day of the notice on. */
TEST(reckon_late_is_posted_anew)
{
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2026-12-21 10:00");
        int64_t id = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-RSJ").record;
        CHECK_INT(-1, late_on(&t, "2027-01-04"), 0);
        CHECK_INT(-1, late_on(&t, "2027-01-05"), 1);
        town_at(&t, "2027-01-05 10:00");
        NEED(notice(&t, new_year));
        CHECK_STR(-1, dues(&t, id), "2027-01-20 00:00, 2027-01-06 00:00");
        CHECK_INT(-1, late_on(&t, "2027-01-05"), 0);
        CHECK_INT(-1, late_on(&t, "2027-01-06"), 1);
        town_books(&t, LEDGER, 60, 60);
        town_close(&t);
}

/* A notice that comes after the day it brings forward makes nobody late by surprise. */
TEST(reckon_not_into_the_past)
{
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2026-12-28 10:00");
        int64_t id = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-RSJ").record;
        town_at(&t, "2027-01-11 10:00");
        NEED(notice(&t, "off: []\nwork:\n  - {day: 2027-01-09, name: make-up}\n"));
        CHECK_STR(-1, dues(&t, id), "2027-01-26 00:00, 2027-01-12 00:00");
        town_books(&t, LEDGER, 60, 60);
        town_close(&t);
}

/* What stands still is reckoned when it runs again, by the calendar of then. */
TEST(reckon_leaves_stopped_clocks)
{
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2026-12-21 10:00");
        int64_t id = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-RSJ").record;
        town_done(&t, "h.rsj", LEDGER, id, "stop", "why=hotline");
        uint64_t before = t.w.log.tree.size;
        NEED(notice(&t, new_year));
        CHECK_INT(-1, t.w.log.tree.size - before, 1);
        town_at(&t, "2026-12-22 10:00");
        town_done(&t, "h.rsj", LEDGER, id, "go", "");
        CHECK_STR(-1, dues(&t, id), "2027-01-20 00:00, 2027-01-06 00:00");
        town_books(&t, LEDGER, 60, 60);
        town_close(&t);
}
