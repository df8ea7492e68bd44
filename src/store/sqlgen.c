#include "store/sqlgen.h"

#include "base/limits.h"

#define SQL_NAME_BYTES_MAX 60

void sql_init(struct sql *q, struct arena *a)
{
        *q = (struct sql){ .text = { .limit = STORE_SQL_BYTES_MAX }, .a = a };
}

void sql_done(struct sql *q)
{
        buf_free(&q->text);
        *q = (struct sql){ 0 };
}

void sql_put(struct sql *q, struct str literal_part)
{
        buf_put(&q->text, literal_part);
}

static bool is_name(struct str s)
{
        if (s.n == 0 || s.n > SQL_NAME_BYTES_MAX || s.p[0] < 'a' || s.p[0] > 'z') return false;
        for (size_t i = 0; i < s.n; i++) {
                char c = s.p[i];
                if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
        }
        return true;
}

void sql_name(struct sql *q, struct str name)
{
        if (!is_name(name)) BUG("not a name of SQL");
        buf_putc(&q->text, '"');
        buf_put(&q->text, name);
        buf_putc(&q->text, '"');
}

static struct sql_arg *arg(struct sql *q, enum sqlarg kind)
{
        struct sql_arg *x = ARENA_PUSH(q->a, q->args, q->n, q->cap);
        x->kind = kind;
        buf_printf(&q->text, "$%zu", q->n);
        return x;
}

void sql_int(struct sql *q, int64_t v)
{
        arg(q, SQL_INT)->i = v;
}

void sql_text(struct sql *q, struct str v)
{
        arg(q, SQL_TEXT)->s = v;
}

void sql_null(struct sql *q)
{
        (void)arg(q, SQL_NULL);
}

enum err sql_stmt(struct sql *q, struct store *st, struct stmt **ret)
{
        struct stmt *s;
        TRY(q->text.err);
        if (q->n > STORE_PARAMS_MAX) return ERR_LIMIT;
        TRY(store_stmt(st, buf_view(&q->text), &s));
        for (size_t i = 0; i < q->n; i++) {
                const struct sql_arg *x = &q->args[i];
                int n = (int)i + 1;
                switch (x->kind) {
                case SQL_INT: stmt_int(s, n, x->i); break;
                case SQL_TEXT: stmt_text(s, n, x->s); break;
                case SQL_NULL: stmt_null(s, n); break;
                }
        }
        *ret = s;
        return OK;
}
