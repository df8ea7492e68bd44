/* SQL from declared names, and the functions zt_… our SQL uses. */
#include "store/sqlgen.h"

#include "base/limits.h"
#include "lib/dies.h"
#include "lib/t.h"

TEST(sqlgen_collects)
{
        struct arena a = { 0 };
        struct sql q;
        sql_init(&q, &a);
        sql_put(&q, S("SELECT "));
        sql_name(&q, S("f_x1"));
        sql_put(&q, S(" FROM t WHERE a = "));
        sql_int(&q, -5);
        sql_put(&q, S(" AND b = "));
        sql_text(&q, S("it's"));
        sql_put(&q, S(" AND c IS "));
        sql_null(&q);
        CHECK_STR(-1, buf_view(&q.text),
                  "SELECT \"f_x1\" FROM t WHERE a = $1 AND b = $2 AND c IS $3");
        CHECK_INT(-1, q.n, 3);
        CHECK_INT(-1, q.args[0].i, -5);
        CHECK_STR(-1, q.args[1].s, "it's");
        CHECK_INT(-1, q.args[2].kind, SQL_NULL);
        sql_done(&q);
        arena_done(&a);
}

static void put_name(void *name)
{
        struct arena a = { 0 };
        struct sql q;
        sql_init(&q, &a);
        sql_name(&q, str_c(name));
}

TEST(sqlgen_refuses_names)
{
        static const char *const bad[] = {
                "",
                "A",
                "1a",
                "_a",
                "a b",
                "a\"b",
                "a;",
                "a-b",
                "é",
                "a.b",
                "a23456789012345678901234567890123456789012345678901234567890x",
        };
        static const char good[] = "a234567890123456789012345678901234567890123456789012345678_0";
        for (size_t i = 0; i < LEN(bad); i++)
                CHECK_ROW(i, dies(put_name, (void *)(uintptr_t)bad[i]));
        CHECK(!dies(put_name, (void *)(uintptr_t)good));
}

/* Too many parameters or too much text is refused, not cut. */
TEST(sqlgen_limits)
{
        struct arena a = { 0 };
        struct store *st = NULL;
        struct stmt *s = NULL;
        struct sql q;
        NEED(store_open(":memory:", STORE_CREATE, &st) == OK);
        sql_init(&q, &a);
        sql_put(&q, S("SELECT 1 IN (0"));
        for (int i = 0; i < STORE_PARAMS_MAX; i++) {
                sql_put(&q, S(", "));
                sql_int(&q, i);
        }
        sql_put(&q, S(")"));
        CHECK_OK(0, sql_stmt(&q, st, &s));
        CHECK_INT(0, stmt_step(s), ROW_GOT);
        CHECK_INT(0, col_int(s, 0), 1);
        stmt_done(&s);
        sql_int(&q, 1);
        CHECK_INT(1, sql_stmt(&q, st, &s), ERR_LIMIT);
        sql_done(&q);
        sql_init(&q, &a);
        for (size_t i = 0; i <= STORE_SQL_BYTES_MAX / 8; i++) sql_put(&q, S("SELECT 1"));
        CHECK_INT(2, sql_stmt(&q, st, &s), ERR_LIMIT);
        sql_done(&q);
        store_close(&st);
        arena_done(&a);
}

static bool three_days(const void *ctx, int64_t from, int64_t to, int64_t *ret)
{
        *ret = *(const int *)ctx;
        return from <= to;
}

TEST(sql_functions)
{
        static const struct {
                const char *sql, *want; /* NULL: an error */
        } row[] = {
                { "SELECT zt_fold('STRASSE Straße')", "strasse strasse" },
                { "SELECT zt_fold('')", "" },
                { "SELECT zt_fold(NULL) IS NULL", "1" },
                { "SELECT zt_like('Abc', 'A%')", "1" },
                { "SELECT zt_like('Abc', 'a%')", "0" },
                { "SELECT zt_like(NULL, 'a') IS NULL AND zt_like('a', NULL) IS NULL", "1" },
                { "SELECT zt_calc('#0 #1 +', 9223372036854775807, 1) IS NULL", "1" },
                { "SELECT zt_calc('#0 #1 *', 3, 4)", "12" },
                { "SELECT zt_calc('#0 #1 *', 3, NULL) IS NULL", "1" },
                { "SELECT zt_calc('#0 r2 #1 /', 250, 2.0) = 1.25", "1" },
                { "SELECT zt_calc('#0 #1 +', 1, 2.5)", NULL },
                { "SELECT zt_calc('#9', 1)", NULL },
                { "SELECT zt_calc()", NULL },
                { "SELECT zt_workdays(1, 2)", "3" },
                { "SELECT zt_workdays(2, 1) IS NULL AND zt_workdays(NULL, 1) IS NULL", "1" },
                { "SELECT zt_like('a')", NULL },
        };
        struct arena a = { 0 };
        struct store *st = NULL;
        const int three = 3;
        NEED(store_open(":memory:", STORE_CREATE, &st) == OK);
        store_workdays(st, three_days, &three);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(stmt_done) struct stmt *s = NULL;
                bool ok = store_stmt(st, str_c(row[i].sql), &s) == OK && stmt_step(s) == ROW_GOT;
                CHECK_INT(i, ok, row[i].want != NULL);
                if (ok && row[i].want) CHECK_STR(i, col_text(s, &a, 0), row[i].want);
        }
        store_workdays(st, NULL, NULL);
        struct stmt *s = NULL;
        CHECK_OK(-1, store_stmt(st, S("SELECT zt_workdays(1, 2)"), &s));
        CHECK_INT(-1, stmt_step(s), ROW_ERR);
        stmt_done(&s);
        store_close(&st);
        arena_done(&a);
}
