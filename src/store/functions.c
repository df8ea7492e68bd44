/* The functions of our SQL that databases do not have alike. Every back end offers them by these
 * names; what they compute stands in base/, so that the evaluator of expressions and SQL agree.
 *
 *   zt_fold(text)              full case folding (CASEI)
 *   zt_like(text, pattern)     LIKE, case-sensitive, \ escapes
 *   zt_calc(program, x…)       arithmetic on INTEGERs and REALs by a program (base/arith.h): exact
 *                              in 64 bits, NULL when the result does not fit or is not finite
 *   zt_workdays(from, to)      worked days in (from, to], by store_workdays
 *
 * NULL in, NULL out. Same in, same out (within a statement): all are deterministic. */
#include "base/arith.h"
#include "base/like.h"
#include "base/utf8.h"
#include "store/sqlite.h"

static struct str text_of(sqlite3_value *v)
{
        const unsigned char *p = sqlite3_value_text(v);
        return p ? (struct str){ (const char *)p, (size_t)sqlite3_value_bytes(v) } : STR_NONE;
}

static bool any_null(int n, sqlite3_value **v)
{
        for (int i = 0; i < n; i++)
                if (sqlite3_value_type(v[i]) == SQLITE_NULL) return true;
        return false;
}

/* A result that was not set is NULL. */
static void fn_fold(sqlite3_context *cx, int n, sqlite3_value **v)
{
        struct store *st = sqlite3_user_data(cx);
        if (any_null(n, v)) return;
        struct str s = utf8_fold(&st->scratch, text_of(v[0]));
        sqlite3_result_text64(cx, s.n ? s.p : "", s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
        arena_reset(&st->scratch);
}

static void fn_like(sqlite3_context *cx, int n, sqlite3_value **v)
{
        if (!any_null(n, v)) sqlite3_result_int(cx, like_match(text_of(v[0]), text_of(v[1])));
}

static struct num num_of(sqlite3_value *v)
{
        switch (sqlite3_value_type(v)) {
        case SQLITE_INTEGER: return num_exact(sqlite3_value_int64(v));
        case SQLITE_FLOAT: return num_double(sqlite3_value_double(v));
        default: return NUM_NONE;
        }
}

static void fn_calc(sqlite3_context *cx, int n, sqlite3_value **v)
{
        struct num x[EXPR_OPERANDS_MAX], r;
        bool fits = n > 0 && n - 1 <= (int)LEN(x);
        for (int i = 1; fits && i < n; i++) x[i - 1] = num_of(v[i]);
        if (!fits || !calc_run(text_of(v[0]), x, (size_t)n - 1, &r))
                sqlite3_result_error(cx, "no program for zt_calc", -1);
        else if (r.is && r.real) sqlite3_result_double(cx, r.d);
        else if (r.is) sqlite3_result_int64(cx, r.i);
}

static void fn_workdays(sqlite3_context *cx, int n, sqlite3_value **v)
{
        const struct store *st = sqlite3_user_data(cx);
        int64_t days;
        if (!st->workdays) sqlite3_result_error(cx, "no calendar was given (store_workdays)", -1);
        else if (!any_null(n, v) && st->workdays(st->workdays_ctx, sqlite3_value_int64(v[0]),
                                                 sqlite3_value_int64(v[1]), &days))
                sqlite3_result_int64(cx, days);
}

void store_workdays(struct store *st,
                    bool (*workdays)(const void *ctx, int64_t from, int64_t to, int64_t *ret),
                    const void *ctx)
{
        st->workdays = workdays;
        st->workdays_ctx = ctx;
}

enum err functions_init(struct store *st)
{
        const struct {
                const char *name;
                int args;
                void (*fn)(sqlite3_context *, int, sqlite3_value **);
        } fn[] = {
                { "zt_fold", 1, fn_fold },
                { "zt_like", 2, fn_like },
                { "zt_calc", -1, fn_calc },
                { "zt_workdays", 2, fn_workdays },
        };
        int how = SQLITE_UTF8 | SQLITE_DETERMINISTIC, rc = SQLITE_OK;
        for (size_t i = 0; i < LEN(fn) && rc == SQLITE_OK; i++)
                rc = sqlite3_create_function_v2(st->db, fn[i].name, fn[i].args, how, st, fn[i].fn,
                                                NULL, NULL, NULL);
        return rc == SQLITE_OK ? OK : store_fail(st, "functions", rc);
}
