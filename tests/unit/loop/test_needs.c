/* What a step looks at in records of other ledgers: which record it is, what is set from it and of
 * what it warns; that all of it stands in the event. */
#include "lib/books.h"
#include "lib/t.h"

static bool open_needs(struct town *t)
{
        if (!town_open_more(t, t_dir(), "tests/unit/loop/needs")) return false;
        town_at(t, "2022-03-21 09:00");
        return true;
}

static struct change change_of(struct town *t, const struct outcome_of *o)
{
        struct event e;
        struct change c = { 0 };
        if (CHECK_OK(-1, log_get(t->w.st, &t->a, o->seq, &e)))
                CHECK_OK(-1, change_parse(&t->a, town_ledger(t, "matter"), &e, &t->f, &c));
        return c;
}

/* The lines, by number; M for the matter: the line that fits, or 0. */
static const struct {
        const char *line;
} lines[] = {
        { "topic=utilities&lead=4313-DL" },                            /* 1 */
        { "topic=utilities&place=431302&lead=431302" },                /* 2 */
        { "topic=power_supply&lead=4313-DL" },                         /* 3 */
        { "topic=power_supply&place=431302001&lead=431302001" },       /* 4 */
        { "topic=power_supply&place=431302001&lead=431302" },          /* 5: newer */
        { "topic=approval&place=431302001001&lead=4313-RSJ" },         /* 6 */
        { "place=431302&lead=4313-RSJ" },                              /* 7: any topic */
        { "topic=gas_supply&place=431302001&lead=4313-RSJ" },          /* 8: void */
        { "topic=finance&place=4313&rank=3&lead=4313-RSJ&hush=true" }, /* 9 */
        { "topic=power_supply&place=431302001&lead=4313-RSJ&day=2021-06-01&because=late" }, /* 10 */
};
static const struct {
        const char *matter, *login;
        int line;
} fits[] = {
        { "topic=power_supply&place=431302001001", "disp", 5 }, /* the nearest; the newest */
        { "topic=power_supply&place=431321", "disp", 3 },       /* the topic before the place */
        { "topic=power_supply", "disp", 3 },
        { "topic=water_supply&place=431302001002", "disp", 2 }, /* the topic above */
        { "topic=water_supply&place=431321", "disp", 1 },
        { "topic=utilities&place=431302001001", "disp", 2 }, /* what lies below does not fit */
        { "topic=registration&place=431302001001", "disp", 6 },
        { "topic=registration&place=431302001002", "disp", 7 }, /* an empty key fits everything */
        { "place=431302001", "disp", 7 },
        { "topic=gas_supply&place=431302001001", "disp", 2 }, /* a void line is none */
        { "topic=finance&place=431321", "disp", 9 },
        { "topic=registration&place=431321", "disp", 0 },
        { "", "disp", 0 },
};

TEST(needs_finds_the_nearest)
{
        struct town t;
        NEED(open_needs(&t));
        int64_t id[LEN(lines) + 1] = { 0 };
        for (size_t i = 0; i < LEN(lines); i++)
                id[i + 1] = town_done(&t, "rec", "line", 0, "add", lines[i].line).record;
        town_done(&t, "clerk", "line", id[8], "drop", "");
        for (size_t i = 0; i < LEN(fits); i++) {
                struct outcome_of m = town_done(&t, "clerk", "matter", 0, "enter", fits[i].matter);
                struct outcome_of o =
                        town_done(&t, "disp", "matter", m.record, "assign", "lead=4313-DL");
                struct change c = change_of(&t, &o);
                CHECK_INT(i, c.need_n ? c.need[0].record : 0, id[fits[i].line]);
        }
        town_books(&t, "matter", 100, 0);
        town_close(&t);
}

/* Looked up with what is filled in; what is set and warned is a result. */
TEST(needs_sets_and_warns)
{
        struct town t;
        struct rec r;
        NEED(open_needs(&t));
        struct outcome_of line =
                town_done(&t, "clerk", "line", 0, "add", "topic=power_supply&lead=4313-DL");
        town_done(&t, "clerk", "line", 0, "add", "rank=7&lead=4313-RSJ");
        struct outcome_of m = town_done(&t, "clerk", "matter", 0, "enter", "place=431302001");
        struct outcome_of o = town_done(&t, "disp", "matter", m.record, "assign",
                                        "topic=power_supply&lead=431302001&key=k");
        struct change c = change_of(&t, &o);
        NEED(c.warned_n == 2 && o.warned_n == 2);
        CHECK_STR(0, c.warned[0], "low");
        CHECK_STR(0, o.warned[1], "other");
        CHECK_OK(0, rec_load(&t.w.view, &t.a, town_ledger(&t, "matter"), m.record, &r));
        CHECK_STR(0, r.v[ledger_field(town_ledger(&t, "matter"), S("given"))].text, "4313-DL");
        /* the line goes: nothing of what was changes, and the same key gives the same answer */
        town_done(&t, "clerk", "line", line.record, "drop", "");
        o = town_done(&t, "disp", "matter", m.record, "assign",
                      "topic=power_supply&lead=431302001&key=k");
        CHECK(o.repeated && o.warned_n == 2);
        CHECK_STR(1, o.warned[0], "low");
        o = town_done(&t, "disp", "matter", m.record, "assign", "lead=431302001");
        CHECK_INT(2, o.warned_n, 2); /* by the line that is left, of any topic and place */
        o = town_done(&t, "disp", "matter", m.record, "assign", "lead=4313-RSJ");
        CHECK_INT(3, o.warned_n, 0);
        town_books(&t, "matter", 100, 0);
        town_close(&t);
}

TEST(the_day_of_a_step)
{
        struct town t;
        struct rec r;
        struct day d;
        NEED(open_needs(&t));
        const struct ledger *l = town_ledger(&t, "dated");
        struct outcome_of now = town_done(&t, "clerk", "dated", 0, "enter", "");
        struct outcome_of o =
                town_done(&t, "rec", "dated", 0, "enter", "day=2022-03-01&because=late");
        CHECK_OK(0, rec_load(&t.w.view, &t.a, l, o.record, &r));
        CHECK_OK(0, day_parse(S("2022-03-01"), &d));
        CHECK_INT(0, r.v[ledger_field(l, S("came"))].i, d.v); /* entered is known where it enters */
        CHECK_INT(1, r.v[ledger_field(l, S("seen"))].i, d.v);
        struct outcome_of same = town_do(&t, "clerk", "dated", now.record, "close", "");
        CHECK_STR(1, str_c(outcome_code(&same)), "step.when");
        o = town_done(&t, "clerk", "dated", o.record, "close", "");
        NEED(o.warned_n == 1);
        CHECK_STR(2, o.warned[0], "slow");
        CHECK_OK(2, rec_load(&t.w.view, &t.a, l, o.record, &r));
        CHECK_INT(2, r.v[ledger_field(l, S("spent"))].i, 20);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

TEST(needs_of_a_link_and_a_number)
{
        struct town t;
        NEED(open_needs(&t));
        struct outcome_of gas = town_done(&t, "clerk", "line", 0, "add", "topic=gas_supply&rank=2");
        struct outcome_of gone =
                town_done(&t, "clerk", "line", 0, "add", "topic=gas_supply&rank=2");
        struct outcome_of money = town_done(&t, "clerk", "line", 0, "add", "topic=finance");
        town_done(&t, "clerk", "line", gone.record, "drop", "");
        struct outcome_of m = town_done(&t, "clerk", "matter", 0, "enter", "rank=2");
        struct outcome_of o = town_done(&t, "disp", "matter", m.record, "ranked", "lead=4313-DL");
        struct change c = change_of(&t, &o);
        NEED(c.need_n == 1);
        CHECK_INT(0, c.need[0].record, gas.record);
        CHECK_STR(0, c.need[0].ledger, "line");
        const struct str tried[] = { STR_NONE, gone.number, money.number, gas.number };
        static const char *const code[] = { "step.when", "step.when", "step.when", "" };
        for (size_t i = 0; i < LEN(tried); i++) {
                struct str in = str_printf(&t.a, "from=%.*s", SP(tried[i]));
                o = town_do(&t, "clerk", "matter", m.record, "settle", str_dupz(&t.a, in));
                CHECK_STR(i, str_c(outcome_code(&o)), code[i]);
        }
        town_books(&t, "matter", 100, 0);
        town_close(&t);
}
