/* test_list.c: pages join to the whole list, in every order, for every reader; scopes agree. */
#include "mini.h"

#include "ask/list.h"
#include "ask/token.h"

static const struct ledger *ledger_of(const struct mini *m, const char *name)
{
        return &m->in.city->ledgers[city_ledger(m->in.city, str_c(name))];
}

static bool less(const struct value *a, const struct value *b)
{
        if (a->type == T_TEXT) return str_cmp(a->text, b->text) < 0;
        if (a->type == T_BOOL) return a->truth < b->truth;
        return a->i < b->i;
}

/* All pages of so many; checks that they follow each other. Counts. */
static size_t walk(struct mini *m, const struct reader *who, struct list_in in, int prop)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = mini_ask(m, &a, &f);
        struct list_out x, all;
        struct list_in whole = in;
        size_t n = 0;
        k.who = who;
        whole.limit = LIST_LIMIT_MAX;
        whole.count = true;
        if (!CHECK_OK(0, list_read(&k, &whole, &all))) return 0;
        CHECK_INT(0, all.total, all.n);
        CHECK_INT(0, all.next.n, 0);
        do {
                if (!CHECK_OK(n, list_read(&k, &in, &x))) return 0;
                for (size_t i = 0; i < x.n; i++, n++)
                        CHECK_INT(n, n < all.n ? all.v[n].id : -1, x.v[i].id);
                in.after = x.next;
        } while (x.next.n);
        CHECK_INT(0, n, all.n);
        bool down = in.sort.n == 0 || in.sort.p[0] == '-';
        for (size_t i = 1; i < all.n; i++) {
                struct rec_row p = { .city = m->in.city, .l = in.l, .r = &all.v[i - 1] };
                struct rec_row q = { .city = m->in.city, .l = in.l, .r = &all.v[i] };
                struct value u = rec_prop(&p, prop), v = rec_prop(&q, prop);
                if (u.type == T_NULL) CHECK_INT(i, v.type, T_NULL);
                else if (v.type != T_NULL) CHECK_ROW(i, down ? !less(&u, &v) : !less(&v, &u));
        }
        return all.n;
}

TEST(list_pages_are_the_list)
{
        static const struct {
                const char *filter, *sort;
                int prop;
        } row[] = {
                { "", "", PROP_NUMBER },
                { "", "number", PROP_NUMBER },
                { "kind = 'open'", "-promised", PROP_PROMISED },
                { "state = 'closed' AND rating IS NOT NULL", "entered", PROP_ENTERED },
                { "channel IN ('hotline','visit')", "-round", PROP_ROUND },
                { "", "state", PROP_STATE },
                { "under(place, '431302')", "-number", PROP_NUMBER },
                { "has(assist, '431302')", "", PROP_NUMBER },
        };
        struct mini m;
        mini_open(&m, NULL, 0);
        mini_live(&m, 150, 3);
        struct list_in in = { .l = ledger_of(&m, "request"), .limit = 7 };
        size_t all = 0;
        for (size_t i = 0; i < LEN(row); i++) {
                in.filter = str_c(row[i].filter);
                in.sort = str_c(row[i].sort);
                size_t n = walk(&m, &m.who, in, row[i].prop);
                CHECK_ROW(i, n > 0);
                if (i == 0) all = n;
                CHECK_ROW(i, n <= all);
        }
        int rating = ledger_field(in.l, S("rating")), lead = ledger_field(in.l, S("lead"));
        in.filter = STR_NONE;
        in.sort = S("rating");
        CHECK_INT(0, walk(&m, &m.who, in, PROP_FIELDS + rating), all);
        in.sort = S("-lead");
        CHECK_INT(0, walk(&m, &m.who, in, PROP_FIELDS + lead), all);
        mini_close(&m);
}

TEST(list_refuses)
{
        static const struct {
                const char *filter, *view, *sort, *after;
                int limit;
                const char *code;
        } row[] = {
                { "title = 'x'", "", "", "", 0, "expr.sealed" },
                { "titel = 'x'", "", "", "", 0, "expr.name" },
                { "", "opn", "", "", 0, "view.unknown" },
                { "", "", "titel", "", 0, "list.sort" },
                { "", "", "title", "", 0, "list.sort" },
                { "", "", "", "x", 0, "list.after" },
                { "", "", "", "12.n", 0, "list.after" },
                { "", "", "money", "12", 0, "list.after" },
                { "", "", "", "", 1001, "list.limit" },
                { "", "", "", "", -1, "list.limit" },
        };
        struct mini m;
        mini_open(&m, mini_help, LEN(mini_help));
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = mini_ask(&m, &a, &f);
                struct list_out x;
                struct list_in in = { .l = ledger_of(&m, "help"),
                                      .filter = str_c(row[i].filter),
                                      .view = str_c(row[i].view),
                                      .sort = str_c(row[i].sort),
                                      .after = str_c(row[i].after),
                                      .limit = row[i].limit };
                CHECK_ROW(i, list_read(&k, &in, &x) != OK);
                if (CHECK_ROW(i, f.first != NULL) && i >= 2)
                        CHECK_STR(i, str_c(f.first->code), row[i].code);
        }
        mini_close(&m);
}

/* I6: the list, the record page and the counted total are one set; it is what the offices say. */
TEST(scope_is_the_same_everywhere)
{
        static const char *const posts[] = { "431302 handler", "4313-GA handler, 431302001 leader",
                                             "4313 leader", "4313 system", "431321 auditor" };
        struct mini m;
        mini_open(&m, NULL, 0);
        struct reader who[LEN(posts) + 1];
        for (size_t i = 0; i < LEN(posts); i++) {
                char login[8];
                (void)snprintf(login, sizeof login, "u%zu", i);
                reader_init(&who[i], &m.a, &m.in, mini_account(&m, login, posts[i]));
        }
        reader_init(&who[LEN(posts)], &m.a, &m.in, READER_PUBLIC);
        mini_live(&m, 150, 5);
        struct list_in in = { .l = ledger_of(&m, "request"), .limit = 9 };
        for (size_t i = 0; i < LEN(who); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = mini_ask(&m, &a, &f);
                size_t n = walk(&m, &who[i], in, PROP_NUMBER), seen = 0, all = 0;
                k.who = &who[i];
                for (int64_t id = 1; id < 200; id++) {
                        struct view v = { .st = m.st, .city = m.in.city };
                        struct rec r;
                        if (rec_load(&v, &a, in.l, id, &r) != OK) continue;
                        all++;
                        seen += scope_check(&k, in.l, id) == OK;
                }
                CHECK_INT(i, seen, n);
                if (i == 2) CHECK_INT(i, seen, all);
                else CHECK_ROW(i, seen < all);
                CHECK_ROW(i, (i == 3 || i == LEN(posts)) == (seen == 0));
        }
        mini_close(&m);
}

/* An office that comes under another brings its records along; who had them before keeps them. */
TEST(scope_follows_offices_that_move)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        struct reader old, new_, other;
        mini_open(&m, NULL, 0);
        int who[] = { mini_account(&m, "a", "431302 handler"),
                      mini_account(&m, "b", "431321 handler"),
                      mini_account(&m, "c", "431321001 handler") };
        mini_step(&m, 0, "receive", "2022-08-01 09:00");
        mini_set(&m, "channel", "visit");
        mini_set(&m, "lead", "431302002");
        mini_state(&m, "assigned");
        int64_t id = mini_done(&m);
        reader_init(&new_, &m.a, &m.in, who[1]);
        struct ask k = mini_ask(&m, &a, &f);
        k.who = &new_;
        CHECK_INT(0, scope_check(&k, m.l, id), ERR_NOT_FOUND);
        mini_offices(&m, "431302002,431302,township,area,花山街道,Huashan,,2022-08-10\n"
                         "431302002,431321,township,area,花山街道,Huashan,2022-08-11,\n");
        reader_init(&old, &m.a, &m.in, who[0]);
        reader_init(&new_, &m.a, &m.in, who[1]);
        reader_init(&other, &m.a, &m.in, who[2]);
        k = mini_ask(&m, &a, &f);
        const struct reader *readers[] = { &old, &new_, &other };
        for (size_t i = 0; i < LEN(readers); i++) {
                k.who = readers[i];
                CHECK_INT(i, scope_check(&k, m.l, id), i < 2 ? OK : ERR_NOT_FOUND);
                struct list_in in = { .l = m.l };
                CHECK_INT(i, walk(&m, readers[i], in, PROP_NUMBER), i < 2 ? 1 : 0);
        }
        mini_close(&m);
}

TEST(records_of_an_open_batch_are_nowhere)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        mini_open(&m, NULL, 0);
        m.batch = mini_city(&m, "batch_open", "{\"ledger\":\"request\",\"total\":1}", NULL, NULL);
        mini_step(&m, 0, "receive", "2022-08-01 09:00");
        mini_set(&m, "channel", "visit");
        mini_state(&m, "received");
        int64_t id = mini_done(&m);
        struct ask k = mini_ask(&m, &a, &f);
        struct list_out x;
        struct list_in in = { .l = ledger_of(&m, "request"), .count = true };
        CHECK_OK(0, list_read(&k, &in, &x));
        CHECK_INT(0, x.n + (size_t)x.total, 0);
        CHECK_INT(0, scope_check(&k, in.l, id), ERR_NOT_FOUND);
        char json[40];
        (void)snprintf(json, sizeof json, "{\"batch\":%" PRId64 "}", m.batch);
        (void)mini_city(&m, "batch_close", json, NULL, NULL);
        CHECK_OK(0, list_read(&k, &in, &x));
        CHECK_INT(0, x.total, 1);
        CHECK_OK(0, scope_check(&k, in.l, id));
        mini_close(&m);
}

TEST(list_text_and_json_open_and_mask)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf out = { .limit = 1 << 16 };
        struct mini m;
        struct faults f;
        struct jout j;
        struct list_out x;
        size_t at;
        mini_open(&m, NULL, 0);
        mini_step(&m, 0, "receive", "2022-08-01 09:00");
        mini_set(&m, "title", "供电不稳");
        mini_set(&m, "contact", "{\"name\":\"王小明\",\"phone\":\"13812345678\"}");
        mini_set(&m, "channel", "hotline");
        mini_state(&m, "received");
        (void)mini_done(&m);
        struct ask k = mini_ask(&m, &a, &f);
        struct list_in in = { .l = ledger_of(&m, "request") };
        CHECK_OK(0, list_read(&k, &in, &x));
        list_text(&k, &in, &x, &out);
        CHECK(str_find(buf_view(&out), S("供电不稳"), &at));
        buf_reset(&out);
        jout_init(&j, &out, false);
        jout_open(&j, '{');
        record_json(&k, in.l, &x.v[0], NULL, 0, &j);
        jout_close(&j);
        CHECK(str_find(buf_view(&out), S("\"contact\":\"王** 138****5678\""), &at));
        CHECK(str_find(buf_view(&out), S("\"channel\":\"hotline\""), &at));
        CHECK(!str_find(buf_view(&out), S("13812345678"), &at));
        CHECK_OK(0, keys_destroy(m.keys, 1));
        CHECK_OK(0, list_read(&k, &in, &x));
        buf_reset(&out);
        list_text(&k, &in, &x, &out);
        CHECK(str_find(buf_view(&out), S("(erased)"), &at));
        mini_close(&m);
}

TEST(token_is_stable)
{
        static const struct {
                const char *text;
                enum err want;
        } row[] = {
                { "1", OK },
                { "1234.n", OK },
                { "7.i-3", OK },
                { "7.t", OK },
                { "7.te68a", OK },
                { "", ERR_INPUT },
                { "0", ERR_INPUT },
                { "-1", ERR_INPUT },
                { "01", ERR_INPUT },
                { "1.", ERR_INPUT },
                { "1.nn", ERR_INPUT },
                { "1.i", ERR_INPUT },
                { "1.i01", ERR_INPUT },
                { "1.tf", ERR_INPUT },
                { "1.tFF", ERR_INPUT },
                { "1.x", ERR_INPUT },
                { "1 ", ERR_INPUT },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct token t;
                enum err e = token_parse(&a, str_c(row[i].text), &t);
                CHECK_INT(i, e, row[i].want);
                if (e == OK) CHECK_STR(i, token_format(&a, &t), row[i].text);
        }
}
