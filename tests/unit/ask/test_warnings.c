/* test_warnings.c: replies that are short, empty, or were given before. */
#include "ask/show.h"
#include "matter.h"

/* "code field number; …" as the reader is told. */
static struct str warned(struct matter *m, const char *login, int64_t record)
{
        struct ask k = matter_ask(m, login);
        struct str all = STR_NONE;
        struct shown x;
        if (!CHECK_OK(record, show_read(&k, m->l, record, false, &x))) return STR_NONE;
        CHECK_OK(record, show_warnings(&k, m->index, &x));
        for (size_t i = 0; i < x.warning_n; i++)
                all = str_printf(&m->a, "%.*s%s %.*s; ", SP(all), x.warning[i].code,
                                 SP(x.warning[i].record));
        return all;
}

static int64_t replied(struct matter *m, const char *by, const char *reply)
{
        int64_t id = matter_do(m, "clerk", 0, "take", "title=甲&lead=4313-RSJ");
        matter_do(m, by, id, "reply", str_dupz(&m->a, str_printf(&m->a, "reply=%s", reply)));
        CHECK_INT(-1, matter_update(m), 0);
        return id;
}

TEST(warnings_short_and_empty)
{
        static const struct {
                const char *reply, *want;
        } row[] = {
                { "已经更换了灯泡，请查看", "" },
                { "一二三四五六七八", "" },
                { "一二三四五六七", "text.short ; " },
                { "  一二三四五六  ", "text.short ; " },
                { "   ", "text.empty ; " },
                { "。……！", "text.empty ; " },
        };
        struct matter m;
        NEED(matter_open(&m));
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, warned(&m, "clerk", replied(&m, "h.rsj", row[i].reply)), row[i].want);
        matter_close(&m);
}

TEST(warnings_same)
{
        struct matter m;
        NEED(matter_open(&m));
        replied(&m, "h.rsj", "灯泡已经更换，请放心。OK"); /* 1 */
        CHECK_STR(1, warned(&m, "clerk", 1), "");
        int64_t id = replied(&m, "h.rsj", "灯泡 已经更换！请放心，ｏｋ"); /* 2 */
        CHECK_STR(id, warned(&m, "clerk", id), "text.same 2022000001; ");
        CHECK_STR(1, warned(&m, "clerk", 1), "");              /* was first */
        id = replied(&m, "clerk", "灯泡已经更换，请放心。OK"); /* 3: of another office */
        CHECK_STR(id, warned(&m, "clerk", id), "");
        id = replied(&m, "h.rsj", "灯泡已经更换，请放心"); /* 4: another text */
        CHECK_STR(id, warned(&m, "clerk", id), "");
        /* what was put right does not count any more */
        matter_do(&m, "h.rsj", 1, "reply", "reply=灯泡坏了，三月二十日更换");
        CHECK_STR(2, warned(&m, "clerk", 2), "");
        town_at(&m.t, "2023-03-18 09:00");
        id = replied(&m, "h.rsj", "灯泡已经更换，请放心。OK"); /* 5: a year on */
        CHECK_STR(id, warned(&m, "clerk", id), "text.same 2022000002; ");
        town_at(&m.t, "2024-03-19 09:00");
        id = replied(&m, "h.rsj", "灯泡已经更换，请放心。OK"); /* 6 */
        CHECK_STR(id, warned(&m, "clerk", id), "");
        matter_close(&m);
}

/* Only records that are the reader's are named; an erased one is no longer there. */
TEST(warnings_same_in_scope)
{
        struct matter m;
        NEED(matter_open(&m));
        for (int i = 0; i < 8; i++) {
                int64_t id = matter_do(&m, "clerk", 0, "take",
                                       i % 2 ? "title=甲&lead=4313-RSJ&against=431302"
                                             : "title=甲&lead=4313-RSJ");
                matter_do(&m, "h.rsj", id, "reply", "reply=灯泡已经更换，请放心");
        }
        CHECK_INT(-1, matter_update(&m), 0);
        CHECK_STR(-1, warned(&m, "h.rsj", 8),
                  "text.same 2022000007; text.same 2022000006; text.same 2022000005; "
                  "text.same 2022000004; text.same 2022000003; text.same ; ");
        CHECK_OK(-1, admin_erase(&m.t.w, 7, m.l, STR_NONE, -1, &m.t.f));
        CHECK_OK(-1, admin_erase(&m.t.w, 1, m.l, STR_NONE, -1, &m.t.f));
        CHECK_STR(-1, warned(&m, "h.rsj", 8),
                  "text.same 2022000006; text.same 2022000005; text.same 2022000004; "
                  "text.same 2022000003; text.same 2022000002; ");
        struct ask k = matter_ask(&m, "h.rsj");
        struct warning *v;
        size_t n;
        struct view look = { .st = k.st, .city = k.in->city };
        struct rec r;
        NEED(rec_load(&look, &m.a, m.l, 8, &r) == OK);
        reader_init_record(&m.who, &m.a, k.in, account_find(&k.in->accounts, S("h.rsj")), 8);
        CHECK_OK(-1, warnings_read(&k, m.index, m.l, &r, &v, &n));
        NEED(n == 1);
        CHECK_STR(-1, v[0].record, "");
        CHECK_STR(-1, v[0].text, "the same text as in 5 other records of the office");
        CHECK_OK(-1, warnings_read(&k, NULL, m.l, &r, &v, &n)); /* no index, no answer */
        CHECK_INT(-1, n, 0);
        matter_close(&m);
}
