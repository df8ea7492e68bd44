/* test_suggest.c: to which offices a record could go; what linked records offer. */
#include "lib/t.h"
#include "lib/town.h"

#include "ask/offers.h"
#include "ask/suggest.h"

static struct outcome_of take(struct town *t, const char *login, const char *ledger, int64_t record,
                              const char *step, const char *fields)
{
        struct outcome_of o = town_do(t, login, ledger, record, step, fields);
        if (!CHECK_OK(-1, o.err)) town_print(&o.faults);
        return o;
}

static bool open_needs(struct town *t)
{
        if (!town_open_more(t, t_dir(), "tests/unit/loop/needs")) return false;
        town_at(t, "2022-06-01 09:00");
        return true;
}

struct asking {
        struct reader who;
        struct ask k;
        const struct ledger *l;
};

static void asking_of(struct town *t, const char *login, struct asking *ret)
{
        const struct city *c = t->w.inforce.city;
        reader_init(&ret->who, &t->a, &t->w.inforce,
                    account_find(&t->w.inforce.accounts, str_c(login)));
        ret->k = (struct ask){ .st = t->w.st,
                               .keys = t->w.keys,
                               .in = &t->w.inforce,
                               .who = &ret->who,
                               .a = &t->a,
                               .f = &t->f,
                               .lang = LANG_EN,
                               .now = t->fake.now };
        ret->l = &c->ledgers[city_ledger(c, S("matter"))];
}

static struct rec record_of(struct town *t, const struct asking *x, int64_t id)
{
        struct rec r;
        CHECK_OK(-1, rec_load(&t->w.view, &t->a, x->l, id, &r));
        return r;
}

/* "lead=4313-DL (Catalogue L1); lead=… (2 of 3 …)" */
static struct str suggested(struct town *t, const char *login, int64_t id, const char *step)
{
        struct asking x;
        struct suggested got;
        struct str out = STR_NONE;
        asking_of(t, login, &x);
        struct rec r = record_of(t, &x, id);
        const struct step *s = &x.l->steps[ledger_step(x.l, str_c(step))];
        if (!CHECK_OK(-1, suggest_read(&x.k, x.l, &r, s, &got))) return STR_NONE;
        for (size_t i = 0; i < got.n; i++)
                out = str_printf(&t->a, "%.*s%s%.*s=%.*s (%.*s)", SP(out), i ? "; " : "",
                                 SP(x.l->fields[got.v[i].field].name), SP(got.v[i].office),
                                 SP(suggest_source(&x.k, &got.v[i])));
        return out;
}

static int64_t sent(struct town *t, const char *fields, const char *to)
{
        int64_t id = take(t, "rec", "matter", 0, "enter", fields).record;
        if (to[0]) take(t, "disp", "matter", id, "assign", to);
        return id;
}

TEST(suggest_by_line_and_history)
{
        struct town t;
        NEED(open_needs(&t));
        take(&t, "clerk", "line", 0, "add", "topic=utilities&lead=4313-DL&assist=4313-RSJ,431302");
        static const char at[] = "topic=power_supply&place=431302001001";
        sent(&t, at, "lead=431302001&assist=431302");
        sent(&t, at, "lead=431302001&assist=431302,4313-RSJ");
        sent(&t, at, "lead=4313-DL");
        int64_t gone = sent(&t, at, "lead=4313-RSJ");
        take(&t, "disp", "matter", gone, "void", "because=twice");
        /* the 91st day back is too far; the 90th is not */
        sent(&t, "topic=power_supply&place=431302001001&day=2022-03-03&because=late",
             "lead=431321");
        sent(&t, "topic=power_supply&place=431302001001&day=2022-03-04&because=late",
             "lead=4313-DL");
        sent(&t, at, ""); /* gone nowhere yet */
        int64_t id = sent(&t, at, "");
        CHECK_STR(0, suggested(&t, "disp", id, "assign"),
                  "lead=4313-DL (Catalogue L1); lead=4313-DL (2 of 4 in the last 90 days); "
                  "lead=431302001 (2 of 4 in the last 90 days); assist=4313-RSJ (Catalogue L1); "
                  "assist=431302 (Catalogue L1); assist=431302 (2 of 2 in the last 90 days); "
                  "assist=4313-RSJ (1 of 2 in the last 90 days)");
        CHECK_STR(1, suggested(&t, "disp", id, "settle"), ""); /* asks no office of that name */
        /* without a rank nothing is alike */
        CHECK_STR(2, suggested(&t, "disp", id, "ranked"), "lead=4313-DL (Catalogue L1)");
        /* a topic above counts what lies below */
        id = sent(&t, "topic=utilities&place=431302", "");
        CHECK_STR(3, str_sub(suggested(&t, "disp", id, "assign"), 29, 43),
                  "lead=4313-DL (2 of 4 in the last 90 days); ");
        /* another village: its street is asked instead, then the district … */
        id = sent(&t, "topic=power_supply&place=431302001002", "");
        CHECK_STR(4, str_sub(suggested(&t, "disp", id, "assign"), 29, 43),
                  "lead=4313-DL (2 of 4 in the last 90 days); ");
        /* … and when there is nothing in the district, the whole city */
        id = sent(&t, "topic=power_supply&place=431321", "");
        CHECK_STR(5, str_sub(suggested(&t, "disp", id, "assign"), 29, 43),
                  "lead=4313-DL (2 of 4 in the last 90 days); ");
        id = sent(&t, "topic=finance&place=431321", "");
        CHECK_STR(6, suggested(&t, "disp", id, "assign"), "");
        town_close(&t);
}

/* Only what the reader sees is counted; a confidential line is not told. */
TEST(suggest_what_is_seen)
{
        struct town t;
        NEED(open_needs(&t));
        take(&t, "clerk", "line", 0, "add", "topic=finance&lead=4313-RSJ&hush=true");
        int64_t id = sent(&t, "topic=finance", "lead=431302");
        take(&t, "disp", "matter", id, "assign", "lead=431302");
        sent(&t, "topic=finance", "lead=4313-DL");
        id = sent(&t, "topic=finance", "");
        CHECK_STR(0, suggested(&t, "disp", id, "assign"),
                  "lead=4313-RSJ (Catalogue L1); lead=4313-DL (1 of 2 in the last 90 days); "
                  "lead=431302 (1 of 2 in the last 90 days)");
        CHECK_STR(1, suggested(&t, "clerk2", id, "assign"),
                  "lead=431302 (1 of 1 in the last 90 days)");
        town_close(&t);
}

TEST(suggest_offers_of_links)
{
        struct town t;
        struct asking x;
        NEED(open_needs(&t));
        take(&t, "clerk", "line", 0, "add", "topic=finance&lead=4313-RSJ&text=Back in three days.");
        take(&t, "clerk", "line", 0, "add", "topic=finance&text=Call 13912345678.");
        int64_t id = sent(&t, "from=L1", ""), masked = sent(&t, "from=L2", ""),
                none = sent(&t, "", "");
        asking_of(&t, "clerk", &x);
        struct rec r = record_of(&t, &x, id);
        int text = ledger_field(x.l, S("text")), also = ledger_field(x.l, S("also"));
        CHECK_STR(0, offer_value(&x.k, x.l, &r, text), "Back in three days.");
        CHECK_STR(1, offer_value(&x.k, x.l, &r, also), "4313-RSJ");
        CHECK_STR(2, offer_value(&x.k, x.l, &r, ledger_field(x.l, S("lead"))), "");
        asking_of(&t, "clerk2", &x); /* does not see the line */
        CHECK_STR(3, offer_value(&x.k, x.l, &r, text), "");
        asking_of(&t, "clerk", &x);
        r = record_of(&t, &x, masked);
        CHECK_STR(4, offer_value(&x.k, x.l, &r, text), "");
        CHECK_STR(5, offer_value(&x.k, x.l, &r, also), "");
        r = record_of(&t, &x, none);
        CHECK_STR(6, offer_value(&x.k, x.l, &r, text), "");
        take(&t, "clerk", "line", 0, "add", "topic=utilities");
        take(&t, "clerk", "matter", id, "settle", "from=L3&text=Ours");
        r = record_of(&t, &x, id);
        CHECK_STR(7, offer_value(&x.k, x.l, &r, text), ""); /* what stands is not replaced */
        town_close(&t);
}
