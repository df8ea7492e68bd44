/* What a record complains of is given nothing of it, and told nothing: by hand, through a duty, by
 * whoever comes after it. */
#include "lib/hidden.h"
#include "lib/t.h"

static struct outcome_of receive(struct town *t, const char *more)
{
        struct str s = str_printf(&t->a, "title=诉求&body=路灯不亮&channel=hotline%s", more);
        struct outcome_of o = town_do(t, "clerk", "request", 0, "receive", str_dupz(&t->a, s));
        if (!CHECK_OK(-1, o.err)) town_print(&o.faults);
        return o;
}

TEST(recused_office_is_given_nothing)
{
        static const struct {
                const char *more, *fields, *code;
        } row[] = {
                { "", "lead=4313-RSJ", "" },
                { "&against=4313-RSJ", "lead=4313-RSJ", "office.recused" },
                { "&against=4313-RSJ", "lead=4313-DL", "" },
                { "&against=4313-RSJ", "lead=4313-DL&assist=4313-RSJ", "office.recused" },
                { "&against=431302", "lead=431302001001", "office.recused" },
                { "&against=431302001001", "lead=431302", "" },
        };
        struct town t;
        NEED(town_open(&t, t_dir()));
        NEED(hidden_fields(&t));
        for (size_t i = 0; i < LEN(row); i++) {
                struct outcome_of o = receive(&t, row[i].more);
                struct outcome_of a =
                        town_do(&t, "disp", "request", o.record, "assign", row[i].fields);
                CHECK_STR(i, str_c(outcome_code(&a)), row[i].code);
        }
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

static bool leader(struct town *t)
{
        static const char csv[] = "login,name,office,roles\nboss,领导,4313,leader\n";
        struct account_rows rows;
        int64_t n;
        return accounts_read(&t->a, &t->w.inforce.offices, S("a.csv"), str_c(csv), &t->f, &rows) ==
                       OK &&
               admin_accounts(&t->w, rows.v, rows.n, &t->f, &n) == OK;
}

/* The leader's remark is for the lead office: not when it is complained of by then. */
TEST(recused_office_is_not_told)
{
        struct town t;
        struct event e;
        size_t at;
        NEED(town_open(&t, t_dir()));
        NEED(hidden_fields(&t) && leader(&t));
        struct outcome_of o = receive(&t, "");
        struct outcome_of a = town_do(&t, "disp", "request", o.record, "assign", "lead=4313-RSJ");
        CHECK_OK(0, a.err);
        a = town_do(&t, "boss", "request", o.record, "comment", "remark=快办");
        CHECK_OK(1, a.err);
        CHECK_OK(1, log_get(t.w.st, &t.a, a.seq, &e));
        CHECK(str_find(e.result, S("\"to\":\"4313-RSJ\"}"), &at));
        a = town_do(&t, "disp", "request", o.record, "mark", "accused=4313-RSJ");
        CHECK_OK(2, a.err);
        a = town_do(&t, "boss", "request", o.record, "comment", "remark=快办");
        if (!CHECK_OK(3, a.err)) town_print(&a.faults);
        CHECK_OK(3, log_get(t.w.st, &t.a, a.seq, &e));
        CHECK(str_find(e.result, S("\"to\":\"4313-RSJ\",\"withheld\":true}"), &at));
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

/* Who goes on with the work of the office complained of is a party too. */
TEST(recused_successor)
{
        static const char csv[] =
                "code,parent,level,kind,name,name_en,from,to,into\n"
                "4313-DL,4313,city,firm,供电公司,Power company,,2022-03-20,4313-RSJ\n";
        struct town t;
        int64_t n;
        NEED(town_open(&t, t_dir()));
        NEED(hidden_fields(&t));
        struct outcome_of o = receive(&t, "&against=4313-DL");
        town_at(&t, "2022-03-21 09:00");
        CHECK_OK(0, admin_offices(&t.w, S("o"), str_c(csv), &t.f, &n));
        struct outcome_of a = town_do(&t, "disp", "request", o.record, "assign", "lead=4313-RSJ");
        CHECK_STR(1, str_c(outcome_code(&a)), "office.recused");
        town_close(&t);
}
