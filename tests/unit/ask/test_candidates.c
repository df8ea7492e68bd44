/* test_candidates.c: which records are told to be the same matter, by what, in which order, to
 * whom; what is erased or not the reader's is never among them. */
#include "ask/list.h"
#include "matter.h"

#define A "431302001001" /* villages */
#define B "431302001002"

/* "1 contact place:60 text:80;" for each, in order. */
static struct str said(struct matter *m, const struct candidates *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->n; i++) {
                const struct candidate *c = &x->v[i];
                all = str_printf(&m->a, "%.*s%" PRId64, SP(all), c->r->id);
                if (c->child.n) all = str_printf(&m->a, "%.*s by", SP(all));
                if (c->contact) all = str_printf(&m->a, "%.*s contact", SP(all));
                if (c->place) all = str_printf(&m->a, "%.*s place", SP(all));
                if (c->metres >= 0) all = str_printf(&m->a, "%.*s:%" PRId64, SP(all), c->metres);
                if (c->share) all = str_printf(&m->a, "%.*s text:%d", SP(all), c->share);
                all = str_printf(&m->a, "%.*s; ", SP(all));
        }
        return all;
}

/* Of "field=value&…". */
static struct str found(struct matter *m, const char *login, const char *fields)
{
        struct ask k = matter_ask(m, login);
        struct input in[8];
        struct str rest = str_c(fields), one;
        struct candidates x;
        struct draft d;
        size_t n = 0;
        while (str_split(&rest, '&', &one)) {
                if (!CHECK(str_cut(one, '=', &in[n].name, &in[n].text))) return STR_NONE;
                n++;
        }
        CHECK_OK(-1, draft_read(&k, m->l, in, n, &d));
        CHECK_OK(-1, candidates_find(&k, m->index, &d, &x));
        return said(m, &x);
}

static struct str found_of(struct matter *m, const char *login, int64_t record)
{
        struct ask k = matter_ask(m, login);
        struct view v = { .st = k.st, .city = k.in->city };
        struct candidates x;
        struct draft d;
        struct rec r;
        CHECK_OK(record, rec_load(&v, &m->a, m->l, record, &r));
        CHECK_OK(record, draft_of(&k, m->l, &r, &d));
        CHECK_OK(record, candidates_find(&k, m->index, &d, &x));
        return said(m, &x);
}

static void enter_all(struct matter *m, const char *const *v, size_t n)
{
        for (size_t i = 0; i < n; i++) matter_do(m, "clerk", 0, "take", v[i]);
        CHECK_INT(-1, matter_update(m), 0);
}

TEST(candidates_by_contact)
{
        static const char *const v[] = {
                "title=甲&lead=4313-RSJ&contact=王五, 13800001111",
                "title=乙&lead=4313-RSJ&contact=王老五, +86 138-0000-1111",
                "title=丙&lead=4313-RSJ&contact=赵六, 0738-8312345 / 13800002222",
                "title=丁&lead=4313-RSJ&contact=赵六",
        };
        static const struct {
                const char *draft, *want;
        } row[] = {
                { "contact=陈七, 13800001111", "2 contact; 1 contact; " },
                { "contact=０１３８００００１１１１", "2 contact; 1 contact; " },
                { "contact={\"phone\": \"138 0000 2222\"}", "3 contact; " },
                { "contact=x, (0738)8312345", "3 contact; " },
                { "contact=王五, 13800003333", "" },
                { "contact=赵六", "" },
                { "contact=王五, 138", "" },
        };
        struct matter m;
        NEED(matter_open(&m));
        enter_all(&m, v, LEN(v));
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, found(&m, "clerk", row[i].draft), row[i].want);
        CHECK_STR(-1, found_of(&m, "clerk", 1), "2 contact; ");
        /* what was corrected is no longer the number */
        matter_do(&m, "rec", 2, "correct", "contact=王老五, 13800009999&because=记错");
        CHECK_INT(-1, matter_update(&m), 0);
        CHECK_STR(-1, found(&m, "clerk", "contact=13800001111"), "1 contact; ");
        CHECK_STR(-1, found(&m, "clerk", "contact=13800009999"), "2 contact; ");
        matter_close(&m);
}

TEST(candidates_by_place)
{
        static const char *const v[] = {
                "title=甲&lead=4313-RSJ&place=" A,
                "title=乙&lead=4313-RSJ&place=" A "@27.7,111.99",
                "title=丙&lead=4313-RSJ&place=" A "@27.7018,111.99",
                "title=丁&lead=4313-RSJ&place=" B "@27.7,111.99",
                "title=戊&lead=4313-RSJ&place=" A "@27.7027,111.99",
        };
        static const struct {
                const char *draft, *want;
        } row[] = {
                { "place=" A, "5 place; 3 place; 2 place; 1 place; " },
                /* 0.0018 degrees of latitude are 200 m */
                { "place=" A "@27.7,111.99", "3 place:200; 2 place:0; 1 place; " },
                { "place=" A "@27.7027,111.99", "5 place:0; 3 place:100; 1 place; " },
                { "place=" B, "4 place; " },
                { "place=431302", "" },
                { "place=@27.7,111.99", "" },
        };
        struct matter m;
        NEED(matter_open(&m));
        enter_all(&m, v, LEN(v));
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, found(&m, "clerk", row[i].draft), row[i].want);
        CHECK_STR(-1, found_of(&m, "clerk", 2), "3 place:200; 1 place; ");
        /* the place was wrong: the point went with it */
        matter_do(&m, "rec", 5, "correct", "place=" B "&because=记错");
        CHECK_STR(-1, found(&m, "clerk", "place=" B "@27.9,111.99"), "5 place; ");
        town_at(&m.t, "2022-06-16 08:00"); /* 90 days on */
        CHECK_STR(-1, found(&m, "clerk", "place=" B), "5 place; 4 place; ");
        town_at(&m.t, "2022-06-17 08:00");
        CHECK_STR(-1, found(&m, "clerk", "place=" B), "");
        matter_close(&m);
}

TEST(candidates_by_text)
{
        static const char *const v[] = {
                "title=门前路灯坏了&body=夜间无法出行，请尽快维修&lead=4313-RSJ",
                "title=道路塌陷&body=村口有一个大坑&lead=4313-RSJ",
                "title=Street lamp broken&body=near the North Gate&lead=4313-RSJ",
                "title=路灯又坏了&body=晚上太黑&lead=4313-RSJ",
        };
        static const struct {
                const char *draft, *want;
        } row[] = {
                { "title=路灯坏了", "1 text:100; 4 text:66; " },
                { "title=门前路灯坏了&body=夜间无法出行，请尽快维修", "1 text:100; " },
                { "title=street LAMP broken", "3 text:100; " },
                { "title=street closed", "3 text:50; " },
                { "title=坑", "" }, /* a single character says too little */
                { "title=井盖丢失", "" },
                { "reply=门前路灯坏了", "" }, /* a reply says nothing of the matter */
                { "title=，。", "" },
                { "title=", "" },
        };
        struct matter m;
        NEED(matter_open(&m));
        enter_all(&m, v, LEN(v));
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, found(&m, "clerk", row[i].draft), row[i].want);
        CHECK_STR(-1, found_of(&m, "clerk", 2), "");
        matter_close(&m);
}

TEST(candidates_in_order)
{
        struct matter m;
        NEED(matter_open(&m));
        town_at(&m.t, "2022-03-18 09:00");
        matter_do(&m, "rec", 0, "take", "title=旧事路灯&lead=4313-RSJ&contact=13800001111");
        town_at(&m.t, "2023-03-20 09:00");
        matter_do(&m, "clerk", 0, "take", "title=门前路灯坏了&lead=4313-RSJ");
        matter_do(&m, "clerk", 0, "take", "title=树倒&lead=4313-RSJ&place=" A);
        matter_do(&m, "clerk", 0, "take", "title=路灯坏了&lead=4313-RSJ&place=" A);
        matter_do(&m, "clerk", 0, "take", "title=井盖&lead=4313-RSJ&contact=13800001111");
        CHECK_INT(-1, matter_update(&m), 0);
        CHECK_STR(-1, found(&m, "clerk", "title=路灯坏了&contact=13800001111&place=" A),
                  "5 contact; 4 place text:100; 3 place; 2 text:100; 1 contact; ");
        matter_close(&m);
}

TEST(candidates_are_few)
{
        struct matter m;
        NEED(matter_open(&m));
        for (int i = 0; i < 30; i++)
                matter_do(&m, "clerk", 0, "take",
                          i < 5 ? "title=门前路灯坏了&lead=4313-RSJ"
                                : "title=井盖&lead=4313-RSJ&contact=13800001111&place=" A);
        CHECK_INT(-1, matter_update(&m), 0);
        struct ask k = matter_ask(&m, "clerk");
        struct input in[] = { { S("title"), S("门前路灯坏了") },
                              { S("contact"), S("13800001111") },
                              { S("place"), S(A) } };
        struct candidates x;
        struct draft d;
        size_t texts = 0;
        CHECK_OK(-1, draft_read(&k, m.l, in, LEN(in), &d));
        CHECK_OK(-1, candidates_find(&k, m.index, &d, &x));
        CHECK_INT(-1, x.n, CANDIDATES_MAX);
        CHECK_INT(-1, x.v[0].r->id, 30);
        for (size_t i = 0; i < x.n; i++) texts += x.v[i].share > 0;
        CHECK_INT(-1, texts, 5); /* many of one kind do not hide the others */
        matter_close(&m);
}

TEST(candidates_void_and_merged)
{
        static const char *const v[] = {
                "title=门前路灯坏了&lead=4313-RSJ",
                "title=路灯不亮&lead=4313-RSJ&contact=13800001111",
                "title=路灯不亮&lead=4313-RSJ",
        };
        struct matter m;
        NEED(matter_open(&m));
        enter_all(&m, v, LEN(v));
        struct str number = STR_NONE;
        struct view look = { .st = m.t.w.st, .city = m.t.w.inforce.city };
        struct rec r;
        NEED(rec_load(&look, &m.a, m.l, 1, &r) == OK);
        number = r.number;
        matter_do(&m, "disp", 2, "merge",
                  str_dupz(&m.a, str_printf(&m.a, "parent=%.*s", SP(number))));
        matter_do(&m, "disp", 3, "void", "because=误登");
        CHECK_INT(-1, matter_update(&m), 0);
        CHECK_STR(-1, found(&m, "clerk", "contact=13800001111"), "1 by contact; ");
        CHECK_STR(-1, found(&m, "clerk", "title=路灯不亮"), "1 by text:100; ");
        CHECK_STR(-1, found_of(&m, "clerk", 1), ""); /* its own child */
        matter_close(&m);
}

TEST(candidates_of_erased_records_are_gone_at_once)
{
        static const char *const v[] = {
                "title=门前路灯坏了&lead=4313-RSJ&contact=13800001111&place=" A,
                "title=门前路灯坏了&lead=4313-RSJ&contact=13800001111&place=" A,
        };
        struct matter m;
        NEED(matter_open(&m));
        enter_all(&m, v, LEN(v));
        const char *draft = "title=门前路灯坏了&contact=13800001111&place=" A;
        CHECK_STR(-1, found(&m, "", draft), "2 contact place text:100; 1 contact place text:100; ");
        CHECK_OK(-1, admin_erase(&m.t.w, 1, m.l, STR_NONE, -1, &m.t.f));
        CHECK_STR(-1, found(&m, "", draft), "2 contact place text:100; ");
        uint64_t sum, again;
        int64_t n, fewer;
        CHECK_OK(-1, postings_sum(index_store(m.index), &sum, &n));
        CHECK_INT(-1, matter_update(&m), 0);
        CHECK_OK(-1, postings_sum(index_store(m.index), &again, &fewer));
        CHECK_INT(-1, fewer * 2, n); /* the terms of one of two that were alike, keyed ones too */
        matter_close(&m);
}

/* The key of the city: another one finds nothing, and begins the index anew. */
TEST(candidates_by_keyed_terms_only)
{
        static const char *const v[] = { "title=甲&lead=4313-RSJ&contact=王五, 13800001111" };
        struct matter m;
        struct arena a = { 0 };
        struct str bytes, contact = S("13800001111");
        NEED(matter_open(&m));
        CHECK_STR(-1, found(&m, "clerk", "contact=13800001111"), ""); /* no key yet */
        enter_all(&m, v, LEN(v));
        CHECK_OK(-1, store_checkpoint(index_store(m.index), true));
        CHECK_OK(-1, file_read(&a, str_dupz(&a, str_printf(&a, "%s/search.db", t_dir())), 1 << 22,
                               &bytes));
        size_t at;
        CHECK(bytes.n > 0 && !str_find(bytes, contact, &at));
        CHECK_STR(-1, found(&m, "clerk", "contact=13800001111"), "1 contact; ");
        const char *path = str_dupz(&a, str_printf(&a, "%s/other.db", t_dir()));
        struct keys *other = NULL;
        int64_t behind;
        NEED(keys_open(path, true, &m.t.sys, &other) == OK);
        struct index_in in = { m.t.w.st, other, m.t.w.inforce.city, 0 };
        CHECK_OK(-1, index_update(m.index, &in, &behind));
        keys_close(&other);
        CHECK_STR(-1, found(&m, "clerk", "contact=13800001111"), "");
        CHECK_INT(-1, matter_update(&m), 0);
        CHECK_STR(-1, found(&m, "clerk", "contact=13800001111"), "1 contact; ");
        arena_done(&a);
        matter_close(&m);
}

/* I6: never more than the list, whoever asks. */
TEST(candidates_are_in_scope)
{
        static const char *const login[] = { "",      "clerk", "clerk2",    "disp",
                                             "h.rsj", "h.a",   "h.louxing", "sys" };
        static const char *const more[] = { "", "&hush=true", "&against=4313-RSJ", "&hush=true",
                                            "&against=431302" };
        static const char *const lead[] = { A, "4313-RSJ", A, A, "4313-RSJ" };
        static const char *const draft[] = { "contact=13800001111", ("place=" B),
                                             "title=门前路灯坏了" };
        struct matter m;
        size_t least = SIZE_MAX, most = 0;
        NEED(matter_open(&m));
        for (int i = 0; i < 20; i++)
                matter_do(
                        &m, i % 2 ? "clerk" : "clerk2", 0, "take",
                        str_dupz(&m.a, str_printf(&m.a,
                                                  "title=门前路灯坏了&contact=13800001111&place=" B
                                                  "&lead=%s%s",
                                                  lead[i % 5], more[i % 5])));
        CHECK_INT(-1, matter_update(&m), 0);
        for (size_t i = 0; i < LEN(login) * LEN(draft); i++) {
                const char *who = login[i / LEN(draft)];
                struct ask k = matter_ask(&m, who);
                struct list_in in = { .l = m.l, .limit = LIST_LIMIT_MAX };
                struct list_out all;
                struct str want = STR_NONE;
                const char *what[] = { "contact", "place", "text:100" };
                NEED(list_read(&k, &in, &all) == OK);
                for (size_t r = 0; r < all.n; r++)
                        want = str_printf(&m.a, "%.*s%" PRId64 " %s; ", SP(want), all.v[r].id,
                                          what[i % LEN(draft)]);
                CHECK_STR(i, found(&m, who, draft[i % LEN(draft)]), str_dupz(&m.a, want));
                if (all.n < least) least = all.n;
                if (all.n > most) most = all.n;
        }
        CHECK_INT(-1, least, 0);
        CHECK_INT(-1, most, 20);
        matter_close(&m);
}

TEST(candidates_offer_and_answer)
{
        static const char *const v[] = { "title=门前路灯坏了&lead=4313-RSJ" };
        struct matter m;
        NEED(matter_open(&m));
        enter_all(&m, v, LEN(v));
        matter_do(&m, "clerk", 0, "take", "title=别的&lead=4313-RSJ");
        struct ask k = matter_ask(&m, "clerk");
        struct input in = { S("title"), S("门前路灯坏了") }, wrong = { S("titel"), S("x") };
        struct candidates x;
        struct draft d;
        struct buf out = { .limit = 10000 };
        size_t at;
        CHECK_OK(-1, draft_read(&k, m.l, &in, 1, &d));
        CHECK_OK(-1, candidates_find(&k, m.index, &d, &x));
        CHECK_INT(-1, x.behind, 1);
        struct actor who = { .account = account_find(&m.t.w.inforce.accounts, S("clerk")) };
        CHECK_OK(-1, candidates_offer(&k, m.l, who, &x));
        NEED(x.n == 1);
        CHECK(x.v[0].supplement && x.v[0].hurry);
        CHECK_STR(-1, x.v[0].state, "new");
        CHECK_STR(-1, x.v[0].office, "HR bureau");
        CHECK_STR(-1, x.v[0].due, "2022-03-25 24:00");
        candidates_text(&k, &d, &x, &out);
        CHECK(str_find(buf_view(&out), S("100% of the text is in it"), &at));
        CHECK(str_find(buf_view(&out), S("1 events behind"), &at));
        buf_free(&out);
        CHECK_INT(-1, draft_read(&k, m.l, &wrong, 1, &d), ERR_INPUT);
        CHECK_STR(-1, str_c(m.f.first->code), "input.field");
        matter_close(&m);
}
