#include "view/identities.h"

#include "store/sqlgen.h"

#define SHOWN 10 /* cells named of one identity */

struct looking {
        struct store *st;
        const struct inforce *in;
        struct arena *a;
        struct faults *f;
        const struct ledger *l;
        const struct identity *x;
        struct identities_out out;
};

static struct str office_code(const struct looking *k, int64_t number)
{
        if (number < 1 || number > (int64_t)k->in->offices.n)
                return str_printf(k->a, "%" PRId64, number);
        return k->in->offices.o[number - 1].code;
}

/* Rows on which the identity's sum is not 0; c: cells, k: closings. */
static void put_query(const struct looking *k, char kind, struct sql *q)
{
        const struct cell_table *t = &k->l->tables[k->x->table];
        char c[80];
        sql_init(q, k->a);
        sql_put(q, S("SELECT count(*) OVER (), office, "));
        sql_name(q, kind == 'c' ? S("day") : S("month"));
        sql_put(q, S(", value FROM "));
        sql_name(q, view_table(k->a, kind, k->l, t));
        sql_put(q, S(" WHERE 0"));
        for (size_t i = 0; i < t->figures_n; i++) {
                int64_t n = k->x->coef[i];
                if (n == 0) continue;
                int len = snprintf(c, sizeof c, " %c %" PRId64 " * (p%zu - m%zu)",
                                   n < 0 ? '-' : '+', n < 0 ? -n : n, i, i);
                sql_put(q, (struct str){ c, (size_t)len });
        }
        sql_put(q, S(" <> 0 ORDER BY office, 3, value LIMIT "));
        sql_int(q, SHOWN);
}

static enum err find_broken(struct looking *k, char kind)
{
        const struct cell_table *t = &k->l->tables[k->x->table];
        AUTO(stmt_done) struct stmt *s = NULL;
        struct sql q;
        put_query(k, kind, &q);
        enum err e = sql_stmt(&q, k->st, &s);
        sql_done(&q);
        TRY(e);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                char day[16];
                int64_t when = col_int(s, 2);
                struct day d = { (int32_t)when };
                if (kind == 'k') d = month_last((int)when);
                struct str value = col_text(s, k->a, 3);
                struct str at = str_printf(k->f->a, "%.*s@%.*s %.*s %.*s%s%.*s", SP(k->l->name),
                                           SP(t->at.name), SP(office_code(k, col_int(s, 1))),
                                           SP(day_format(d, day)), value.n ? " " : "", SP(value));
                FAULT(k->f, ERR_CORRUPT, "identity", at, "“%.*s”不成立（共 %" PRId64 " 处）",
                      "'%.*s' does not hold (%" PRId64 " places)", SP(k->x->text), col_int(s, 0));
        }
        return row == ROW_NONE ? OK : stmt_err(s);
}

static enum err count_rows(struct looking *k, char kind)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct sql q;
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT count(*) FROM "));
        sql_name(&q, view_table(k->a, kind, k->l, &k->l->tables[k->x->table]));
        enum err e = sql_stmt(&q, k->st, &s);
        sql_done(&q);
        TRY(e);
        if (stmt_step(s) != ROW_GOT) return stmt_err(s);
        k->out.cells += col_int(s, 0);
        return OK;
}

static enum err quick_check(struct looking *k)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(k->st, S("PRAGMA quick_check(20)"), &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct str text = col_text(s, k->a, 0);
                if (str_eq(text, S("ok"))) continue;
                FAULT(k->f, ERR_CORRUPT, "store.check", STR_NONE, "数据库自检：%.*s",
                      "the database's own check: %.*s", SP(text));
        }
        return row == ROW_NONE ? OK : stmt_err(s);
}

enum err view_identities(struct store *st, const struct inforce *in, struct arena *a,
                         struct faults *f, struct identities_out *ret)
{
        struct looking k = { .st = st, .in = in, .a = a, .f = f };
        size_t before = f->n;
        TRY(quick_check(&k));
        for (size_t i = 0; in->city && i < in->city->ledgers_n; i++) {
                k.l = &in->city->ledgers[i];
                for (size_t n = 0; n < k.l->identities_n; n++) {
                        k.x = &k.l->identities[n];
                        k.out.identities++;
                        TRY(find_broken(&k, 'c'));
                        TRY(find_broken(&k, 'k'));
                        TRY(count_rows(&k, 'c'));
                        TRY(count_rows(&k, 'k'));
                }
        }
        *ret = k.out;
        return f->n > before ? ERR_CORRUPT : OK;
}
