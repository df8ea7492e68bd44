/* Sessions: idle and absolute end, ends by hand, a restart, the table's limit; looks. */
#include "web/session.h"

#include <pthread.h>

#include "base/limits.h"
#include "lib/t.h"
#include "view/beside.h"
#include "view/beside_session.h"
#include "web/looks.h"
#include "web/slow.h"

#define MINUTE INT64_C(60000)
#define IDLE   (30 * MINUTE)

struct ground {
        struct sys_fake fake;
        struct sys sys;
        struct store *st;
        struct sessions *s;
        struct arena a;
};

static bool ground_open(struct ground *g)
{
        *g = (struct ground){ .fake = { .now = { 1000000000000 }, .seed = 3 } };
        g->sys = sys_fake(&g->fake);
        const char *path = str_dupz(&g->a, str_printf(&g->a, "%s/s.db", t_dir()));
        enum err e = store_open(path, STORE_CREATE, &g->st);
        if (e == OK) e = store_begin(g->st, STORE_WRITE);
        if (e == OK) e = beside_schema(g->st);
        if (e == OK) e = store_commit(g->st);
        g->s = sessions_new(&g->sys);
        return e == OK;
}

static void ground_close(struct ground *g)
{
        sessions_free(g->s);
        store_close(&g->st);
        arena_done(&g->a);
}

static struct moment at(const struct ground *g, int64_t ms)
{
        return (struct moment){ g->fake.now.ms + ms };
}

static int64_t whose(struct ground *g, const char *token, int64_t ms)
{
        return sessions_find(g->s, str_c(token), at(g, ms), IDLE).account_id;
}

TEST(session_life)
{
        struct ground g;
        char token[65], other[65];
        struct session x = { .account = 4, .account_id = 7, .api = true };
        NEED(ground_open(&g));
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, 0), token));
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, 0), other));
        CHECK(strcmp(token, other) != 0);
        struct session got = sessions_find(g.s, str_c(token), at(&g, 0), IDLE);
        CHECK_INT(-1, got.account_id, 7);
        CHECK_INT(-1, got.account, -1); /* the index is the gate's business */
        CHECK(got.api && !got.half && got.duty == 0);
        CHECK_INT(-1, whose(&g, "", 0), 0);
        CHECK_INT(-1, sessions_find(g.s, str_sub(str_c(token), 0, 63), at(&g, 0), IDLE).account_id,
                  0);
        /* seen again and again it lives on; once idle it is over, and stays so */
        CHECK_INT(-1, whose(&g, token, 29 * MINUTE), 7);
        CHECK_INT(-1, whose(&g, token, 58 * MINUTE), 7);
        CHECK_INT(-1, whose(&g, other, 30 * MINUTE), 0);
        CHECK_INT(-1, whose(&g, other, 1), 0);
        CHECK_INT(-1, whose(&g, token, 88 * MINUTE), 0);
        ground_close(&g);
}

TEST(session_ends_after_twelve_hours)
{
        struct ground g;
        char token[65];
        struct session x = { .account_id = 7 };
        NEED(ground_open(&g));
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, 0), token));
        for (int64_t m = 0; m < 720; m += 20) CHECK_INT(m, whose(&g, token, m * MINUTE), 7);
        CHECK_INT(-1, whose(&g, token, 720 * MINUTE), 0);
        ground_close(&g);
}

TEST(session_half_is_short)
{
        struct ground g;
        char token[65];
        struct session x = { .account_id = 7, .half = true };
        NEED(ground_open(&g));
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, 0), token));
        CHECK_INT(-1, whose(&g, token, 9 * MINUTE), 7);
        CHECK_INT(-1, whose(&g, token, 10 * MINUTE), 0);
        ground_close(&g);
}

TEST(session_ends_by_hand)
{
        struct ground g;
        char token[4][65];
        const struct hash none = { { 0 } };
        NEED(ground_open(&g));
        for (size_t i = 0; i < 4; i++) {
                struct session x = { .account_id = i < 3 ? 7 : 8 };
                CHECK_OK(i, sessions_begin(g.s, g.st, &x, at(&g, 0), token[i]));
        }
        CHECK_OK(-1, sessions_end(g.s, g.st, hash_of(str_c(token[0]))));
        CHECK_INT(-1, whose(&g, token[0], 1), 0);
        CHECK_INT(-1, whose(&g, token[1], 1), 7);
        CHECK_OK(-1, sessions_end_all(g.s, g.st, 7, hash_of(str_c(token[2]))));
        CHECK_INT(-1, whose(&g, token[1], 1), 0);
        CHECK_INT(-1, whose(&g, token[2], 1), 7);
        CHECK_INT(-1, whose(&g, token[3], 1), 8);
        CHECK_OK(-1, sessions_end_all(g.s, g.st, 7, none));
        CHECK_INT(-1, whose(&g, token[2], 1), 0);
        CHECK_INT(-1, whose(&g, token[3], 1), 8);
        ground_close(&g);
}

TEST(session_survives_a_restart)
{
        struct ground g;
        char token[65], ended[65], old[65];
        struct session x = { .account_id = 7, .duty = 5, .record = 6, .half = false };
        NEED(ground_open(&g));
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, -40 * MINUTE), old));
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, 0), token));
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, 0), ended));
        CHECK_OK(-1, sessions_end(g.s, g.st, hash_of(str_c(ended))));
        CHECK_INT(-1, whose(&g, token, 20 * MINUTE), 7);
        CHECK_OK(-1, sessions_flush(g.s, g.st, at(&g, 20 * MINUTE)));
        sessions_free(g.s);
        g.s = sessions_new(&g.sys);
        CHECK_OK(-1, sessions_load(g.s, g.st, at(&g, 45 * MINUTE)));
        struct session got = sessions_find(g.s, str_c(token), at(&g, 45 * MINUTE), IDLE);
        CHECK_INT(-1, got.account_id, 7); /* seen at 20: kept by the flush */
        CHECK_INT(-1, got.duty, 5);
        CHECK_INT(-1, got.record, 6);
        CHECK_INT(-1, whose(&g, ended, 45 * MINUTE), 0);
        CHECK_INT(-1, whose(&g, old, 45 * MINUTE), 0);
        ground_close(&g);
}

static int64_t count(struct ground *g, const char *sql)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(g->st, str_c(sql), &s) != OK || stmt_step(s) != ROW_GOT) return -1;
        return col_int(s, 0);
}

TEST(session_rows_are_removed_when_over)
{
        struct ground g;
        char token[65];
        struct session x = { .account_id = 7 };
        NEED(ground_open(&g));
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, 0), token));
        CHECK_INT(-1, whose(&g, token, MINUTE), 7);
        CHECK_OK(-1, sessions_flush(g.s, g.st, at(&g, 20 * MINUTE)));
        CHECK_INT(-1, count(&g, "SELECT count(*) FROM x_session"), 1);
        CHECK_OK(-1, sessions_flush(g.s, g.st, at(&g, 32 * MINUTE)));
        CHECK_INT(-1, count(&g, "SELECT count(*) FROM x_session"), 0);
        CHECK_INT(-1, whose(&g, token, 2 * MINUTE), 0);
        ground_close(&g);
}

/* Where it began is kept with it, and goes with it; in memory there is nothing of it. */
static void from_where(struct ground *g)
{
        char token[65];
        struct session x = { .account_id = 7, .address = S("10.1.2.3"), .browser = S("Firefox") };
        struct session_row *v;
        size_t n;
        CHECK_OK(-1, sessions_begin(g->s, g->st, &x, at(g, 0), token));
        struct session got = sessions_find(g->s, str_c(token), at(g, 0), IDLE);
        CHECK_INT(-1, got.account_id, 7);
        CHECK(got.address.n == 0 && got.browser.n == 0);
        CHECK_OK(-1, session_rows(g->st, &g->a, &v, &n));
        NEED(n > 0);
        CHECK_STR(-1, v[n - 1].address, "10.1.2.3");
        CHECK_STR(-1, v[n - 1].browser, "Firefox");
        CHECK_OK(-1, sessions_end(g->s, g->st, got.id));
        CHECK_INT(-1, count(g, "SELECT count(*) FROM x_session WHERE browser <> ''"), 0);
}

TEST(session_from_where)
{
        struct ground g;
        NEED(ground_open(&g));
        from_where(&g);
        ground_close(&g);
}

/* A city of a version that kept neither opens, and its sessions go on. */
TEST(session_table_of_a_former_version)
{
        struct ground g;
        struct session_row *v;
        size_t n;
        NEED(ground_open(&g));
        NEED(store_begin(g.st, STORE_WRITE) == OK);
        NEED(store_exec(g.st, S("DROP TABLE x_session")) == OK);
        NEED(store_exec(g.st,
                        S("CREATE TABLE x_session (id BLOB PRIMARY KEY, account INTEGER NOT NULL,"
                          " duty INTEGER NOT NULL, record INTEGER NOT NULL,"
                          " half INTEGER NOT NULL, api INTEGER NOT NULL,"
                          " began INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT")) == OK);
        NEED(store_exec(g.st,
                        S("INSERT INTO x_session VALUES (zeroblob(32), 8, 0, 0, 0, 0, 1, 1)")) ==
             OK);
        NEED(store_commit(g.st) == OK);
        for (int i = 0; i < 2; i++) CHECK_OK(i, beside_ensure(g.st)); /* once is enough */
        CHECK_OK(-1, session_rows(g.st, &g.a, &v, &n));
        NEED(n == 1);
        CHECK_INT(-1, v[0].account, 8);
        CHECK_STR(-1, v[0].address, "");
        CHECK_STR(-1, v[0].browser, "");
        from_where(&g);
        ground_close(&g);
}

TEST(session_ended_by_another_process)
{
        struct ground g;
        char a[65], b[65];
        struct session x = { .account_id = 7 };
        NEED(ground_open(&g));
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, 0), a));
        x.account_id = 8;
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, 0), b));
        CHECK_OK(-1, store_begin(g.st, STORE_WRITE));
        CHECK_OK(-1, store_exec(g.st, S("DELETE FROM x_session WHERE account = 7")));
        CHECK_OK(-1, store_commit(g.st));
        CHECK_OK(-1, sessions_follow(g.s, g.st));
        CHECK_INT(-1, whose(&g, a, 1), 0);
        CHECK_INT(-1, whose(&g, b, 1), 8);
        ground_close(&g);
}

TEST(session_no_token_in_the_database)
{
        struct ground g;
        char token[65];
        struct session x = { .account_id = 7 };
        NEED(ground_open(&g));
        CHECK_OK(-1, sessions_begin(g.s, g.st, &x, at(&g, 0), token));
        AUTO(stmt_done) struct stmt *s = NULL;
        NEED(store_stmt(g.st, S("SELECT hex(id) FROM x_session"), &s) == OK);
        NEED(stmt_step(s) == ROW_GOT);
        struct hash h = hash_of(str_c(token));
        char hex[65];
        struct str got = col_text(s, &g.a, 0), want = hash_hex(&h, hex);
        for (size_t i = 0; i < got.n; i++) CHECK_INT(i, got.p[i] | 32, want.p[i] | 32);
        stmt_done(&s);
        ground_close(&g);
}

/* ---- slowing down ---- */

TEST(slows)
{
        struct slows *s = slows_new();
        struct moment now = { 1000000000000 };
        struct str a = S("10.0.0.1"), b = S("10.0.0.2");
        static const int64_t wait_s[] = { 0, 0, 1, 2, 4, 8, 16, 30, 30 };
        for (size_t i = 0; i < LEN(wait_s); i++) {
                slows_failed(s, S("x"), a, now);
                CHECK_INT(i, slows_wait(s, S("x"), b, now), wait_s[i] * 1000);
                CHECK_INT(i, slows_wait(s, S("y"), b, now), 0);
                now.ms += wait_s[i] * 1000;
                CHECK_INT(i, slows_wait(s, S("x"), b, now), 0);
        }
        /* nine failures from one address are still an office; from the tenth on it waits too */
        CHECK_INT(-1, slows_wait(s, S("y"), a, now), 0);
        slows_failed(s, S("z"), a, now);
        CHECK_INT(-1, slows_wait(s, S("y"), a, now), 1000);
        slows_good(s, S("x"), b);
        CHECK_INT(-1, slows_wait(s, S("x"), b, now), 0);
        now.ms += 600000;
        slows_failed(s, S("x"), a, now);
        CHECK_INT(-1, slows_wait(s, S("x"), b, now), 0); /* quiet for ten minutes: begun anew */
        slows_free(s);
}

TEST(slows_uploads)
{
        struct slows *s = slows_new();
        struct moment now = { 1000000000000 };
        struct str a = S("10.0.0.1"), b = S("10.0.0.2");
        for (int i = 0; i < UPLOAD_FILES_MAX; i++) {
                CHECK_INT(i, slows_upload(s, a, 1000, now), 0);
                now.ms += 1000;
        }
        CHECK_INT(-1, slows_upload(s, a, 1, now), 3600000 - UPLOAD_FILES_MAX * 1000);
        CHECK_INT(-1, slows_upload(s, b, UPLOAD_BYTES_MAX - 10, now), 0);
        CHECK_INT(-1, slows_upload(s, b, 11, now), 3600000);
        CHECK_INT(-1, slows_upload(s, b, 10, now), 0); /* what fits still does */
        CHECK_INT(-1, slows_upload(s, b, 1, now), 3600000);
        now.ms += 3600000;
        CHECK_INT(-1, slows_upload(s, a, 1, now), 0);
        CHECK_INT(-1, slows_upload(s, b, 1, now), 0);
        now.ms -= 7200000; /* a clock set back locks nobody out */
        CHECK_INT(-1, slows_upload(s, a, 1, now), 0);
        slows_free(s);
}

/* ---- looks ---- */

TEST(looks_wait_and_are_written)
{
        struct ground g;
        struct looks *x = looks_new();
        NEED(ground_open(&g));
        for (int i = 0; i < 100; i++) {
                struct look l = { { 1000 + i }, i % 3, i, (enum look_how)(i % LOOK_COUNT) };
                looks_note(x, &l);
        }
        CHECK_INT(-1, looks_waiting(x), 100);
        CHECK_OK(-1, looks_flush(x, g.st));
        CHECK_INT(-1, looks_waiting(x), 0);
        CHECK_INT(-1, count(&g, "SELECT count(*) FROM x_look"), 100);
        CHECK_INT(-1, count(&g, "SELECT count(*) FROM x_look WHERE how = 'reveal'"), 16);
        CHECK_OK(-1, looks_flush(x, g.st));
        CHECK_INT(-1, count(&g, "SELECT count(*) FROM x_look"), 100);
        looks_free(x);
        ground_close(&g);
}

static void *note_many(void *ctx)
{
        struct look l = { { 1 }, 1, 1, LOOK_API };
        for (int i = 0; i < 3 * LOOKS_MAX; i++) looks_note(ctx, &l);
        return NULL;
}

/* Nothing is lost when the list is full: whoever looks waits for the writer. */
TEST(looks_wait_for_room)
{
        struct ground g;
        struct looks *x = looks_new();
        pthread_t thread;
        NEED(ground_open(&g));
        NEED(pthread_create(&thread, NULL, note_many, x) == 0);
        for (int i = 0; i < 100000 && count(&g, "SELECT count(*) FROM x_look") < 3 * LOOKS_MAX; i++)
                CHECK_OK(i, looks_flush(x, g.st));
        NEED(pthread_join(thread, NULL) == 0);
        CHECK_INT(-1, count(&g, "SELECT count(*) FROM x_look"), 3 * LOOKS_MAX);
        looks_free(x);
        ground_close(&g);
}

TEST(looks_are_kept_as_long_as_declared)
{
        struct ground g;
        struct looks *x = looks_new();
        struct inforce in = { .zone = { 480 } };
        struct day today = { 19000 };
        NEED(ground_open(&g));
        static const int months[] = { 0, 5, 11, 13, 30 };
        for (size_t i = 0; i < LEN(months); i++) {
                struct day d = day_add_months(today, -months[i]);
                struct look l = { moment_at(d, 600, in.zone), 1, (int64_t)i + 1, LOOK_PAGE };
                looks_note(x, &l);
        }
        CHECK_OK(-1, looks_flush(x, g.st));
        CHECK_OK(-1, looks_expire(g.st, &in, moment_at(today, 700, in.zone)));
        CHECK_INT(-1, count(&g, "SELECT count(*) FROM x_look"), 3);
        CHECK_INT(-1, count(&g, "SELECT max(record) FROM x_look"), 3);
        looks_free(x);
        ground_close(&g);
}
