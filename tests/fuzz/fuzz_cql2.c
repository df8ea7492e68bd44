/* CQL2 Text: what is accepted keeps the limits, reads the same when written again, and passes
 * through checker, evaluator and SQL writer; what is refused is told once, with its place. */
#include "../unit/city/expr_props.h"
#include "base/limits.h"
#include "city/calendar.h"
#include "fuzz.h"
#include "view/where.h"

static int limits_kept(const struct expr *e, int depth)
{
        int nodes = 1;
        ASSERT(depth + e->height <= EXPR_DEPTH_MAX + 1 && e->at >= 0);
        for (size_t i = 0; i < e->n; i++) {
                ASSERT(e->arg[i]->height < e->height);
                nodes += limits_kept(e->arg[i], depth + 1);
        }
        return nodes;
}

static struct str formatted(struct arena *a, const struct expr *e)
{
        struct buf b = { .limit = 16u * EXPR_BYTES_MAX };
        expr_format(e, &b);
        ASSERT(b.err == OK);
        struct str s = str_dup(a, buf_view(&b));
        buf_free(&b);
        return s;
}

/* Spaces and escapes may make the normal form longer than is read; else it reads the same. */
static void same_again(struct arena *a, const struct expr *e, struct faults *f)
{
        struct expr *again;
        struct str once = formatted(a, e);
        if (once.n > EXPR_BYTES_MAX) return;
        ASSERT(expr_parse(a, S("x"), once, f, &again) == OK);
        ASSERT(expr_same(e, again));
        ASSERT(str_eq(formatted(a, again), once));
}

static struct value get(void *ctx, int prop)
{
        static struct str many[] = { { "tax", 3 }, { "热线", 6 } };
        enum etype t = test_prop[prop].type;
        const bool *null = ctx;
        if (*null) return (struct value){ .type = T_NULL };
        return (struct value){ .type = t,
                               .truth = true,
                               .real = test_prop[prop].real,
                               .digits = test_prop[prop].digits,
                               .i = 1250,
                               .d = 12.5,
                               .text = t == T_TEXT ? S("Straße") : STR_NONE,
                               .many = many,
                               .many_n = t == T_MANY ? 2 : 0 };
}

static bool under(void *ctx, int prop, struct str code, struct str above)
{
        (void)ctx, (void)prop;
        return str_starts(code, above);
}

static void column(void *ctx, struct sql *q, int prop)
{
        (void)ctx;
        sql_name(q, test_prop[prop].name);
}

static void many(void *ctx, struct sql *q, int prop)
{
        (void)ctx, (void)prop;
        sql_put(q, S("SELECT value FROM many"));
}

static void below(void *ctx, struct sql *q, int prop, struct str above)
{
        (void)ctx, (void)prop;
        sql_text(q, above);
}

static void both_ends(struct arena *a, const struct expr *e)
{
        static const struct calendar empty;
        static const struct where_cols cols = { NULL, column, many, below };
        const struct expr_env env = { .cal = &empty, .zone = { 480 }, .under = under };
        struct sql q;
        for (int i = 0; i < 2; i++) {
                bool null = i;
                struct expr_row row = { &null, get };
                struct value v = expr_eval(a, e, &test_props, &env, &row);
                ASSERT(v.type == e->type || v.type == T_NULL);
        }
        sql_init(&q, a);
        where_put(&q, e, &test_props, env.zone, &cols);
        sql_done(&q);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct arena a = { 0 };
        struct faults f;
        struct expr *e;
        struct str s = { (const char *)data, size };
        faults_init(&f, &a, size % 2 ? LANG_EN : LANG_ZH);
        if (expr_parse(&a, S("x"), s, &f, &e) == OK) {
                ASSERT(f.n == 0 && size <= EXPR_BYTES_MAX);
                ASSERT(limits_kept(e, 1) <= EXPR_NODES_MAX);
                same_again(&a, e, &f);
                if (expr_check(&a, e, &test_props, T_NULL, S("x"), &f) == OK && e->type != T_MANY)
                        both_ends(&a, e);
        } else {
                ASSERT(f.n == 1 && f.first->text.n && str_starts(f.first->where, S("x:")));
        }
        arena_done(&a);
        return 0;
}
