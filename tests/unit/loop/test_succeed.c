/* Towns merge: what is open at the one goes on at the other, one event a record, by the same clock;
 * an office with open duties does not end without a successor. The books, the log and a rebuild
 * agree before and after. */
#include "lib/books.h"
#include "lib/t.h"

#define LEDGER "turns"
#define HEAD   "code,parent,level,kind,name,name_en,from,to,into\n"

static struct rec *record_of(struct town *t, int64_t id)
{
        struct rec *r = ARENA_NEW(&t->a, struct rec, 1);
        CHECK_OK(-1, rec_load(&t->w.view, &t->a, town_ledger(t, LEDGER), id, r));
        return r;
}

static enum err import(struct town *t, const char *rows)
{
        int64_t n;
        struct str csv = str_printf(&t->a, HEAD "%s", rows);
        faults_init(&t->f, &t->a, LANG_EN);
        return admin_offices(&t->w, S("o.csv"), csv, &t->f, &n);
}

static struct str lead_of(struct town *t, const struct rec *r)
{
        return r->v[ledger_field(town_ledger(t, LEDGER), S("lead"))].text;
}

/* A village of the one goes to the other town; the power company goes into the bureau. */
#define MERGED                                                                                     \
        "4313-DL,4313,city,firm,供电公司,Power company,,2022-03-31,4313-RSJ\n"                 \
        "431302001002,431302001,village,area,乙村,Village B,,2022-03-31,431302001001\n"

TEST(succeed_hands_on_what_is_open)
{
        struct town t;
        struct event e;
        size_t at;
        struct succession plan;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-03-21 10:00");
        int64_t open = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-DL").record;
        int64_t other = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=431302001001").record;
        int64_t ended = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-DL").record;
        town_done(&t, "h.dl", LEDGER, ended, "reply", "note=done");
        const struct rec was = *record_of(&t, open);
        town_at(&t, "2022-04-01 10:00");
        CHECK_OK(-1, admin_offices_dry(&t.w, S("o"), S(HEAD MERGED), &t.f, &plan));
        CHECK_INT(-1, plan.duties, 1);
        CHECK_INT(-1, plan.records, 1);
        CHECK_INT(-1, plan.ended, 2);
        uint64_t before = t.w.log.tree.size;
        if (!CHECK_OK(-1, import(&t, MERGED))) town_print(&t.f);
        CHECK_INT(-1, t.w.log.tree.size - before, 2); /* the import, one record */
        CHECK_OK(-1, log_get(t.w.st, &t.a, (int64_t)before + 1, &e));
        CHECK_STR(-1, e.step, "succeed");
        CHECK_INT(-1, e.record, open);
        CHECK_INT(-1, e.cause, (int64_t)before);
        CHECK(str_find(e.result, S("\"tells\":[{\"text\":\"succeed\",\"to\":\"4313-RSJ\"}]"), &at));
        const struct rec *is = record_of(&t, open);
        CHECK_STR(0, lead_of(&t, is), "4313-RSJ");
        CHECK_STR(1, lead_of(&t, record_of(&t, ended)), "4313-DL");
        CHECK_STR(2, lead_of(&t, record_of(&t, other)), "431302001001");
        CHECK_INT(-1, is->promised.ms, was.promised.ms);
        for (size_t i = 0; i < is->duties_n; i++) {
                CHECK_STR(i, is->duties[i].holder, "4313-RSJ");
                CHECK_INT(i, is->duties[i].due.ms, was.duties[i].due.ms);
                CHECK_INT(i, is->duties[i].outcome, OUT_OPEN);
        }
        town_books(&t, LEDGER, 60, 60);
        before = t.w.log.tree.size;
        CHECK_OK(-1, succeed_all(&t.w, VIA_TIMER, &t.f, NULL)); /* again: nothing is left */
        CHECK_INT(-1, t.w.log.tree.size, before);
        town_done(&t, "h.rsj", LEDGER, open, "reply", "note=done");
        town_books(&t, LEDGER, 60, 60);
        town_close(&t);
}

/* Imported ahead of its day: handed on when the day has come. */
TEST(succeed_on_its_day)
{
        struct town t;
        int64_t n;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-03-21 10:00");
        int64_t id = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-DL").record;
        CHECK_OK(-1, import(&t, MERGED));
        CHECK_STR(0, lead_of(&t, record_of(&t, id)), "4313-DL");
        town_at(&t, "2022-03-31 23:00");
        CHECK_OK(-1, succeed_all(&t.w, VIA_TIMER, &t.f, &n));
        CHECK_INT(-1, n, 0);
        town_at(&t, "2022-04-01 00:10");
        CHECK_OK(-1, succeed_today(&t.w, &t.f));
        CHECK_STR(1, lead_of(&t, record_of(&t, id)), "4313-RSJ");
        town_books(&t, LEDGER, 60, 60);
        town_close(&t);
}

TEST(succeed_not_without_a_successor)
{
        static const char ends[] = "4313-DL,4313,city,firm,供电公司,Power company,,2022-03-31,\n";
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-03-21 10:00");
        int64_t id = town_done(&t, "clerk", LEDGER, 0, "enter", "lead=4313-DL").record;
        town_at(&t, "2022-04-01 10:00");
        uint64_t before = t.w.log.tree.size;
        CHECK_INT(-1, import(&t, ends), ERR_CONFLICT);
        CHECK_STR(-1, str_c(t.f.first->code), "office.open");
        size_t at;
        CHECK(str_find(t.f.first->text, record_of(&t, id)->number, &at));
        CHECK_INT(-1, t.w.log.tree.size, before);
        town_done(&t, "h.dl", LEDGER, id, "reply", "note=done");
        CHECK_OK(-1, import(&t, ends));
        town_books(&t, LEDGER, 60, 60);
        town_close(&t);
}
