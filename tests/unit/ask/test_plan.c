/* test_plan.c: the main questions for open work read an index only as far as the page goes: no
 * sorting, and no more work however much else is open. */
#include <sqlite3.h>

#include "mini.h"

#include "ask/list.h"
#include "ask/work.h"
#include "view/openwork.h"

static sqlite3 *heard; /* the connection of the mini city: it is opened first */

static int hear(sqlite3 *db, const char **why, const struct sqlite3_api_routines *api)
{
        (void)why, (void)api;
        if (!heard) heard = db;
        return SQLITE_OK;
}

/* sqlite3_auto_extension takes any function. */
static void (*hearer(void))(void)
{
        int (*f)(sqlite3 *, const char **, const struct sqlite3_api_routines *) = hear;
        void (*g)(void);
        _Static_assert(sizeof f == sizeof g, "function pointers");
        memcpy(&g, &f, sizeof g);
        return g;
}

static void open_heard(struct mini *m)
{
        heard = NULL;
        if (sqlite3_auto_extension(hearer()) != SQLITE_OK) BUG("hear");
        mini_open(m, NULL, 0);
        (void)sqlite3_cancel_auto_extension(hearer());
        mini_live(m, 400, 21);
}

static bool looks_at(const char *sql, const char *what)
{
        return sql && strstr(sql, what) && !strstr(sql, "INSERT") && !strstr(sql, "DELETE") &&
               !strstr(sql, "EXPLAIN");
}

/* Does the plan of the statement sort? */
static bool sorts(const char *sql)
{
        bool sorted = false;
        sqlite3_stmt *s = NULL;
        AUTO(arena_done) struct arena a = { 0 };
        const char *explain = str_dupz(&a, str_join(&a, S("EXPLAIN QUERY PLAN "), str_c(sql)));
        if (sqlite3_prepare_v2(heard, explain, -1, &s, NULL) != SQLITE_OK) {
                fprintf(stderr, "  %s\n", sqlite3_errmsg(heard));
                BUG("plan");
        }
        while (sqlite3_step(s) == SQLITE_ROW)
                sorted |= strstr((const char *)sqlite3_column_text(s, 3), "TEMP B-TREE") != NULL;
        sqlite3_finalize(s);
        if (sorted) fprintf(stderr, "  sorts: %s\n", sql);
        return sorted;
}

/* The statements that have run since the counters were last read: how many there are, do any sort,
 * and the steps of SQLite's machine they took. */
static int run_since(const char *what, bool *ret_sorts, int64_t *ret_steps)
{
        int n = 0;
        *ret_sorts = false;
        *ret_steps = 0;
        for (sqlite3_stmt *s = sqlite3_next_stmt(heard, NULL); s; s = sqlite3_next_stmt(heard, s)) {
                int steps = sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 1);
                if (steps == 0 || !looks_at(sqlite3_sql(s), what)) continue;
                n++;
                *ret_steps += steps;
                if (*what) *ret_sorts |= sorts(sqlite3_sql(s));
        }
        return n;
}

struct question {
        const char *name;
        int who; /* 0 the owner, 1 a bureau, 2 a county, 3 the root */
        bool work, below;
        const char *filter, *sort;
        const char *looks; /* at which table */
};
static const struct question questions[] = {
        { "my work", 1, true, false, "", "", "o.holder" },
        { "my work and below", 2, true, true, "", "", "open_work" },
        { "the city's work", 3, true, true, "", "", "duty AS o" },
        { "all work", 0, true, false, "", "", "duty AS o" },
        { "open by promise", 2, false, false, "kind = 'open'", "promised", "open_work" },
        { "open by promise, last first", 2, false, false, "kind = 'open'", "-promised",
          "open_work" },
        { "open by promise, the city", 3, false, false, "kind = 'open'", "promised", "AS r" },
        { "open by promise, the owner", 0, false, false, "kind = 'open'", "promised", "AS r" },

        { "newest, a county", 2, false, false, "", "", "scope" },
        { "newest, the city", 3, false, false, "", "", "r_request" },
};

static size_t put(struct mini *m, const struct question *q, const struct reader *who, bool count)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = mini_ask(m, &a, &f);
        k.who = who;
        if (q->work) {
                struct work_in in = { .below = q->below, .limit = 4, .count = count };
                struct work_out x = { 0 };
                CHECK_OK(0, work_read(&k, &in, &x));
                return x.n;
        }
        struct list_in in = {
                .l = m->l, .filter = str_c(q->filter), .sort = str_c(q->sort), .limit = 4
        };
        struct list_out x = { 0 };
        CHECK_OK(0, list_read(&k, &in, &x));
        return x.n;
}

static void readers(struct mini *m, struct reader who[4])
{
        static const char *const posts[] = { NULL, "4313-GA handler", "431302 handler",
                                             "4313 leader" };
        static const char *const login[] = { NULL, "a", "b", "c" };
        for (int i = 0; i < 4; i++)
                reader_init(&who[i], &m->a, &m->in,
                            i ? mini_account(m, login[i], posts[i]) : READER_CITY);
}

TEST(plan_of_open_work_sorts_nothing)
{
        struct mini m;
        struct reader who[4];
        bool sorted;
        int64_t steps;
        open_heard(&m);
        readers(&m, who);
        (void)run_since("", &sorted, &steps);
        for (size_t i = 0; i < LEN(questions); i++) {
                const struct question *q = &questions[i];
                CHECK_ROW(i, put(&m, q, &who[q->who], true) > 0);
                CHECK_ROW(i, run_since(q->looks, &sorted, &steps) > 0);
                CHECK_ROW(i, !sorted);
        }
        mini_close(&m);
}

TEST(plan_of_open_work_takes_as_long_as_its_page)
{
        struct mini m;
        struct reader who[4];
        bool sorted;
        int64_t before[LEN(questions)], steps;
        open_heard(&m);
        readers(&m, who);
        for (size_t i = 0; i < LEN(questions); i++) {
                (void)run_since("", &sorted, &steps);
                (void)put(&m, &questions[i], &who[questions[i].who], false);
                (void)run_since(questions[i].looks, &sorted, &before[i]);
        }
        mini_live(&m, 800, 22);
        for (size_t i = 0; i < LEN(questions); i++) {
                (void)run_since("", &sorted, &steps);
                (void)put(&m, &questions[i], &who[questions[i].who], false);
                (void)run_since(questions[i].looks, &sorted, &steps);
                if (!CHECK_ROW(i, steps > 0 && steps < before[i] + before[i] / 2))
                        fprintf(stderr, "  %s: %lld steps, then %lld\n", questions[i].name,
                                (long long)before[i], (long long)steps);
        }
        mini_close(&m);
}
