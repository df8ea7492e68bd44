/* test_search.c: what is found by words, by whom, and when: the index follows the log. */
#include "ask/search.h"

#include <signal.h>
#include <sys/wait.h>

#include "ask/list.h"
#include "ask/snippet.h"
#include "lib/t.h"
#include "lib/town.h"

struct ground {
        struct town t;
        struct arena a;
        struct index *index;
        const char *path;
        const struct ledger *l;
        struct faults f;
};

static void ground_open(struct ground *g)
{
        *g = (struct ground){ .index = NULL };
        if (!town_open(&g->t, t_dir())) BUG("town");
        g->path = str_dupz(&g->a, str_printf(&g->a, "%s/search.db", t_dir()));
        if (index_open(g->path, true, &g->index) != OK) BUG("index");
        const struct city *c = g->t.w.inforce.city;
        g->l = &c->ledgers[city_ledger(c, S("request"))];
}

static void ground_close(struct ground *g)
{
        index_close(&g->index);
        town_close(&g->t);
        arena_done(&g->a);
}

static int64_t update(struct ground *g, int64_t budget_ms)
{
        struct index_in in = { g->t.w.st, g->t.w.keys, g->t.w.inforce.city, budget_ms };
        int64_t behind = -1;
        CHECK_OK(budget_ms, index_update(g->index, &in, &behind));
        return behind;
}

static int64_t enter(struct ground *g, const char *login, const char *title, const char *body)
{
        struct str f = str_printf(
                &g->a, "title=%s&body=%s&channel=hotline&contact=王小五,13800001111", title, body);
        struct outcome_of o = town_do(&g->t, login, "request", 0, "receive", str_dupz(&g->a, f));
        if (!CHECK_OK(-1, o.err)) town_print(&o.faults);
        return o.record;
}

static void step(struct ground *g, const char *login, int64_t record, const char *name,
                 const char *fields)
{
        struct outcome_of o = town_do(&g->t, login, "request", record, name, fields);
        if (!CHECK_OK(record, o.err)) town_print(&o.faults);
}

static struct ask ask_as(struct ground *g, struct reader *who, const char *login)
{
        const struct inforce *in = &g->t.w.inforce;
        faults_init(&g->f, &g->a, LANG_EN);
        int account = *login ? account_find(&in->accounts, str_c(login)) : READER_CITY;
        reader_init(who, &g->a, in, str_eq(str_c(login), S("public")) ? READER_PUBLIC : account);
        return (struct ask){ .st = g->t.w.st,
                             .keys = g->t.w.keys,
                             .in = in,
                             .who = who,
                             .a = &g->a,
                             .f = &g->f,
                             .lang = LANG_EN,
                             .now = g->t.fake.now };
}

/* Ids of the hits, each followed by a comma, all pages of `limit`. */
static struct str found(struct ground *g, const char *login, const char *what, int64_t limit)
{
        struct reader who;
        struct ask k = ask_as(g, &who, login);
        struct search_in in = { .index = g->index, .text = str_c(what), .limit = limit };
        struct str ids = STR_NONE;
        struct search_out x;
        do {
                if (!CHECK_OK(limit, search_find(&k, &in, &x))) return ids;
                CHECK((int64_t)x.n <= (limit ? limit : 50));
                for (size_t i = 0; i < x.n; i++)
                        ids = str_printf(&g->a, "%.*s%" PRId64 ",", SP(ids), x.v[i].r->id);
                in.after = x.next;
        } while (x.next.n);
        return ids;
}

TEST(search_finds_words)
{
        struct ground g;
        ground_open(&g);
        enter(&g, "clerk", "门前路灯坏了", "夜间无法出行，请修");               /* 1 */
        enter(&g, "clerk", "道路塌陷", "路面上灯光昏暗");                       /* 2 */
        enter(&g, "clerk", "安装5G基站", "Please install 5G near LOUDI North"); /* 3 */
        step(&g, "disp", 2, "assign", "lead=4313-RSJ");
        step(&g, "h.rsj", 2, "sign", "");
        step(&g, "h.rsj", 2, "reply", "reply=路灯已经更换");
        CHECK_INT(-1, update(&g, 0), 0);
        static const struct {
                const char *what, *ids;
        } row[] = {
                { "灯", "2,1," },      { "路灯", "2,1," },     { "坏", "1," },
                { "路灯坏", "1," },    { "路面", "2," },       { "路灯 出行", "1," },
                { "路灯 塌陷", "2," }, { "loudi", "3," },      { "Ｌoudi north", "3," },
                { "5g", "3," },        { "install 5G", "3," }, { "灯路", "" },
                { "王小五", "" },      { "1380", "" },         { "热线", "" },
        };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, found(&g, "", row[i].what, 0), row[i].ids);
        CHECK_STR(-1, found(&g, "public", "路灯", 0), "");
        ground_close(&g);
}

TEST(search_refuses)
{
        static const struct {
                const char *text, *after, *code;
                int64_t limit;
        } row[] = {
                { "", "", "search.text", 0 },
                { "，。", "", "search.text", 0 },
                { "13800001111", "", "search.text", 0 },
                { "灯", "", "list.limit", -1 },
                { "灯", "x", "list.after", 0 },
                { "灯", "12.n", "list.after", 0 },
        };
        struct ground g;
        ground_open(&g);
        for (size_t i = 0; i < LEN(row); i++) {
                struct reader who;
                struct ask k = ask_as(&g, &who, "");
                struct search_in in = { .index = g.index,
                                        .text = str_c(row[i].text),
                                        .after = str_c(row[i].after),
                                        .limit = row[i].limit };
                struct search_out x;
                CHECK_ROW(i, search_find(&k, &in, &x) == ERR_INPUT);
                CHECK_STR(i, str_c(g.f.first ? g.f.first->code : ""), row[i].code);
        }
        ground_close(&g);
}

/* I6: what a reader finds is what his list shows, of the records with the word; in pages too. */
TEST(search_is_in_scope)
{
        static const char *const login[] = { "",    "clerk", "clerk2",    "h.rsj",
                                             "h.a", "disp",  "h.louxing", "sys" };
        struct ground g;
        ground_open(&g);
        for (int i = 0; i < 60; i++) {
                int64_t id = enter(&g, i % 3 ? "clerk" : "clerk2", i % 2 ? "路灯不亮" : "井盖丢失",
                                   "请处理");
                const char *lead = i % 5 == 0 ? "lead=4313-RSJ" : "lead=431302001001";
                if (i % 3 && i % 4) step(&g, "disp", id, "assign", lead);
        }
        CHECK_INT(-1, update(&g, 0), 0);
        size_t least = SIZE_MAX, most = 0;
        for (size_t i = 0; i < LEN(login); i++) {
                struct reader who;
                struct ask k = ask_as(&g, &who, login[i]);
                struct list_out all;
                struct list_in in = { .l = g.l, .limit = LIST_LIMIT_MAX };
                struct str want = STR_NONE;
                size_t n = 0;
                NEED(list_read(&k, &in, &all) == OK);
                for (size_t r = 0; r < all.n; r++)
                        if (all.v[r].id % 2 == 0 && ++n) /* entered with i odd */
                                want = str_printf(&g.a, "%.*s%" PRId64 ",", SP(want), all.v[r].id);
                CHECK_STR(i, found(&g, login[i], "路灯", 0), str_dupz(&g.a, want));
                CHECK_STR(i, found(&g, login[i], "路灯", 7), str_dupz(&g.a, want));
                if (n < least) least = n;
                if (n > most) most = n;
        }
        CHECK_INT(-1, least, 0);
        CHECK_INT(-1, most, 30);
        ground_close(&g);
}

static void sum_of(struct index *x, uint64_t *ret_sum, int64_t *ret_n)
{
        CHECK_OK(-1, postings_sum(index_store(x), ret_sum, ret_n));
}

/* The index as the log makes it, from nothing. */
static void sum_anew(struct ground *g, uint64_t *ret_sum, int64_t *ret_n)
{
        struct index *was = g->index;
        const char *path = str_dupz(&g->a, str_printf(&g->a, "%s/anew.db", t_dir()));
        NEED(index_open(path, true, &g->index) == OK);
        CHECK_INT(-1, update(g, 0), 0);
        sum_of(g->index, ret_sum, ret_n);
        index_close(&g->index);
        g->index = was;
        (void)unlink(path);
}

static bool same_as_anew(struct ground *g, int64_t *ret_n)
{
        uint64_t sum, again;
        int64_t again_n;
        sum_of(g->index, &sum, ret_n);
        sum_anew(g, &again, &again_n);
        return sum == again && *ret_n == again_n;
}

static void erase(struct ground *g, int64_t record)
{
        CHECK_OK(record, admin_erase(&g->t.w, record, g->l, STR_NONE, -1, &g->t.f));
}

/* Terms that begin with a character: its code point times 2^21, and a neighbour. */
static int64_t terms_with(struct ground *g, int64_t character)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(index_store(g->index),
                       S("SELECT count(*) FROM posting WHERE term / 2097152 = $1"), &s) != OK)
                return -1;
        stmt_int(s, 1, character);
        return stmt_step(s) == ROW_GOT ? col_int(s, 0) : -1;
}

TEST(search_forgets_erased_records)
{
        struct ground g;
        int64_t n, after;
        ground_open(&g);
        for (int i = 0; i < 20; i++) enter(&g, "clerk", "路灯不亮", "井盖丢失请处理");
        int64_t id = enter(&g, "clerk", "路灯", "xylophone鑫");
        CHECK_INT(-1, update(&g, 0), 0);
        CHECK_STR(-1, found(&g, "", "xylophone", 0), "21,");
        CHECK(same_as_anew(&g, &n));
        CHECK_INT(-1, terms_with(&g, 0x946B), 1);
        erase(&g, id);
        CHECK_STR(-1, found(&g, "", "xylophone", 0), ""); /* before the index knows */
        CHECK_INT(-1, update(&g, 0), 0);
        CHECK_STR(-1, found(&g, "", "鑫", 0), "");
        CHECK(same_as_anew(&g, &after));
        CHECK(after < n);
        CHECK_INT(-1, terms_with(&g, 0x946B), 0); /* 鑫 */
        for (int i = 1; i < 20; i++) erase(&g, i);
        CHECK_INT(-1, update(&g, 0), 0);
        CHECK(same_as_anew(&g, &after));
        CHECK_STR(-1, found(&g, "", "路灯", 0), "20,");
        ground_close(&g);
}

/* In a process of its own, as the command line does it. */
static void update_and_exit(struct ground *g)
{
        struct sys sys = sys_real();
        struct paths p = paths_of(&g->a, t_dir());
        struct index_in in = { .budget_ms = 0 };
        struct inforce city = { .city = NULL };
        struct faults f;
        int64_t behind;
        faults_init(&f, &g->a, LANG_EN);
        if (store_open(p.db, STORE_OPEN_READ, &in.st) != OK ||
            keys_open(p.keys, false, &sys, &in.keys) != OK ||
            inforce_load(in.st, in.keys, &f, &city) != OK ||
            index_open(g->path, true, &g->index) != OK)
                _exit(1);
        in.city = city.city;
        _exit(index_update(g->index, &in, &behind) == OK && behind == 0 ? 0 : 1);
}

/* Killed at any moment, and started again with small budgets, it comes to the same. */
TEST(search_catches_up_after_a_kill)
{
        struct ground g;
        int64_t n, most = 1;
        ground_open(&g);
        for (int i = 0; i < 150; i++) {
                int64_t id = enter(&g, "clerk", i % 2 ? "路灯不亮" : "井盖丢失", "请尽快处理");
                if (i % 30 == 7) erase(&g, id);
        }
        index_close(&g.index);
        for (int round = 0; round < 40; round++) { /* from at once to a third of a second */
                int status;
                pid_t pid = fork();
                if (pid == 0) update_and_exit(&g);
                NEED(pid > 0);
                (void)usleep((useconds_t)(220 * round * round));
                (void)kill(pid, SIGKILL);
                NEED(waitpid(pid, &status, 0) == pid);
                CHECK_ROW(round, WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL
                                                     : WEXITSTATUS(status) == 0);
        }
        NEED(index_open(g.path, true, &g.index) == OK);
        CHECK_OK(-1, index_behind(g.index, g.t.w.st, &most));
        CHECK(most < (int64_t)g.t.w.log.tree.size); /* the later ones got somewhere */
        int rounds = 0;
        while (update(&g, 1) > 0 && rounds < 10000) rounds++;
        CHECK(same_as_anew(&g, &n));
        CHECK(n > 500);
        ground_close(&g);
}

/* Another log, a file that is none, changed declarations: begun anew, without a word. */
TEST(search_begins_anew)
{
        struct ground g;
        int64_t n;
        ground_open(&g);
        enter(&g, "clerk", "路灯不亮", "请处理");
        CHECK_INT(-1, update(&g, 0), 0);
        NEED(store_begin(index_store(g.index), STORE_WRITE) == OK);
        CHECK_OK(-1,
                 store_exec(index_store(g.index), S("UPDATE state SET origin = 'zhitong/other'")));
        CHECK_OK(-1, store_exec(index_store(g.index),
                                S("INSERT INTO posting (term, first, ids) VALUES (7, 1, x'')")));
        CHECK_OK(-1, store_commit(index_store(g.index)));
        CHECK_INT(-1, update(&g, 0), 0);
        CHECK(same_as_anew(&g, &n));
        index_close(&g.index);
        CHECK_OK(-1, file_write(g.path,
                                S("this is no database, whatever it is called: it is long "
                                  "enough to be looked at and refused by its first bytes"),
                                0600));
        NEED(index_open(g.path, true, &g.index) == OK);
        CHECK_INT(-1, update(&g, 0), 0);
        CHECK(same_as_anew(&g, &n));
        CHECK_STR(-1, found(&g, "", "路灯", 0), "1,");
        ground_close(&g);
}

TEST(search_snippets)
{
        static const struct {
                const char *text, *what, *want;
        } row[] = {
                { "门前路灯坏了", "路灯", "门前路灯坏了" },
                { "电话138****1111，路灯坏了", "1380", "电话138****1111，路灯坏了" },
                { "一二三四五六七八九十一二三四五六七八九十路灯\n坏", "路灯",
                  "…五六七八九十一二三四五六七八九十路灯 坏" },
                { "A lamp is out", "lamp", "A lamp is out" },
        };
        struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct phrases p;
                NEED(phrases_read(&a, str_c(row[i].what), &p) == OK);
                CHECK_STR(i, snippet_around(&a, str_c(row[i].text), &p.v[0]), row[i].want);
        }
        arena_done(&a);
}

/* Contact data stay masked in what a hit shows, whatever was searched for. */
TEST(search_hits_are_masked)
{
        struct ground g;
        struct reader who;
        struct search_out x;
        ground_open(&g);
        enter(&g, "clerk", "王小五家门前路灯", "联系王小五，电话13800001111，路灯坏了");
        CHECK_INT(-1, update(&g, 0), 0);
        struct ask k = ask_as(&g, &who, "clerk");
        struct search_in in = { .index = g.index, .text = S("坏了") };
        NEED(search_find(&k, &in, &x) == OK && x.n == 1);
        CHECK_STR(0, x.v[0].title, "王**家门前路灯");
        CHECK_STR(0, x.v[0].snippet, "…电话138****1111，路灯坏了");
        CHECK_STR(0, x.v[0].field, "body");
        ground_close(&g);
}
