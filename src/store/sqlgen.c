#include "store/sqlgen.h"

#include "base/limits.h"

#define SQL_NAME_BYTES_MAX 60

void sql_init(struct sql *q, struct arena *a)
{
        *q = (struct sql){ .text = { .limit = STORE_SQL_BYTES_MAX }, .a = a };
}

void sql_init_kept(struct sql *q, struct arena *a, struct arena *keep, struct sql_kept *k)
{
        sql_init(q, a);
        if (!k) return;
        q->keep = keep;
        q->kept = k;
        if (!sql_built(q)) return;
        q->cap = k->n;
        q->args = ARENA_NEW(a, struct sql_arg, k->n);
}

void sql_done(struct sql *q)
{
        buf_free(&q->text);
        *q = (struct sql){ 0 };
}

void sql_put(struct sql *q, struct str literal_part)
{
        if (!sql_built(q)) buf_put(&q->text, literal_part);
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
        if (sql_built(q)) return;
        if (!is_name(name)) BUG("not a name of SQL");
        buf_putc(&q->text, '"');
        buf_put(&q->text, name);
        buf_putc(&q->text, '"');
}

static struct sql_arg *arg(struct sql *q, enum sqlarg kind)
{
        struct sql_arg *x = ARENA_PUSH(q->a, q->args, q->n, q->cap);
        x->kind = kind;
        if (!sql_built(q)) buf_printf(&q->text, "$%zu", q->n);
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

static enum err keep_text(struct sql *q)
{
        TRY(q->text.err);
        if (q->n > STORE_PARAMS_MAX) return ERR_LIMIT;
        *q->kept = (struct sql_kept){ .text = str_dup(q->keep, buf_view(&q->text)),
                                      .hash = str_hash(buf_view(&q->text)),
                                      .n = q->n };
        return OK;
}

static enum err statement(struct sql *q, struct store *st, struct stmt **ret)
{
        if (q->kept) {
                if (!sql_built(q)) TRY(keep_text(q));
                ASSERT(q->n == q->kept->n);
                return store_stmt_hashed(st, q->kept->text, q->kept->hash, ret);
        }
        TRY(q->text.err);
        if (q->n > STORE_PARAMS_MAX) return ERR_LIMIT;
        return store_stmt(st, buf_view(&q->text), ret);
}

enum err sql_stmt(struct sql *q, struct store *st, struct stmt **ret)
{
        struct stmt *s;
        TRY(statement(q, st, &s));
        for (size_t i = 0; i < q->n; i++) {
                const struct sql_arg *x = &q->args[i];
                int n = (int)i + 1;
                switch (x->kind) {
                case SQL_INT: stmt_int(s, n, x->i); break;
                case SQL_TEXT: stmt_text_view(s, n, x->s); break;
                case SQL_NULL: stmt_null(s, n); break;
                }
        }
        *ret = s;
        return OK;
}
