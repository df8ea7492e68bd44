#include "lib/openwork.h"

#include "view/openwork.h"
#include "view/rows.h"
#include "view/schema.h"

struct spot {
        struct str ledger;
        int64_t office, due, id, record;
        enum open_what what;
        int64_t due_day;
};

static struct stmt *ask(struct town *t, struct sql *q)
{
        struct stmt *s = NULL;
        if (sql_stmt(q, t->w.st, &s) != OK) {
                fprintf(stderr, "  %s\n", store_why(t->w.st).p);
                BUG("a question of the test");
        }
        sql_done(q);
        return s;
}

static bool stands(struct town *t, const struct spot *x)
{
        struct sql q;
        sql_init(&q, &t->a);
        sql_put(&q, S("SELECT count(*) FROM open_work WHERE office = "));
        sql_int(&q, x->office);
        sql_put(&q, S(" AND what = "));
        sql_int(&q, x->what);
        sql_put(&q, S(" AND ledger = "));
        sql_text(&q, x->ledger);
        sql_put(&q, S(" AND due = "));
        sql_int(&q, x->due);
        sql_put(&q, S(" AND item = "));
        sql_int(&q, x->id);
        sql_put(&q, S(" AND record = "));
        sql_int(&q, x->record);
        sql_put(&q, S(" AND due_day = "));
        sql_int(&q, x->due_day);
        AUTO(stmt_done) struct stmt *s = ask(t, &q);
        if (stmt_step(s) == ROW_GOT && col_int(s, 0) == 1) return true;
        fprintf(stderr, "  not in open_work: office %lld what %d %.*s %lld\n", (long long)x->office,
                (int)x->what, SP(x->ledger), (long long)x->id);
        return false;
}

static bool duty_stands(struct town *t, struct spot x, struct str holder, int64_t *n)
{
        const struct offices *o = &t->w.inforce.offices;
        int at = office_find(o, holder);
        bool good = true;
        for (int i = 0; at >= 0 && i < (int)o->n; i++) {
                if (i == at || i == office_root(o) || !office_under(o, at, i, DAY_NONE)) continue;
                x.office = i + 1;
                good &= stands(t, &x);
                ++*n;
        }
        return good;
}

static bool duties_stand(struct town *t, int64_t *n)
{
        struct sql q;
        bool good = true;
        sql_init(&q, &t->a);
        sql_put(&q, S("SELECT id, record, due, due_day, ledger, holder FROM duty"
                      " WHERE outcome = ''"));
        AUTO(stmt_done) struct stmt *s = ask(t, &q);
        while (stmt_step(s) == ROW_GOT) {
                struct spot x = { .id = col_int(s, 0),
                                  .record = col_int(s, 1),
                                  .due = col_int(s, 2),
                                  .due_day = col_int(s, 3) == DAY_FAR.v ? DAY_FAR.v : 0,
                                  .what = OPEN_DUTY,
                                  .ledger = col_text(s, &t->a, 4) };
                good &= duty_stands(t, x, col_text(s, &t->a, 5), n);
        }
        return good;
}

static bool records_stand(struct town *t, const struct ledger *l, int64_t *n)
{
        struct sql q;
        bool good = true;
        sql_init(&q, &t->a);
        sql_put(&q, S("SELECT r.id, coalesce(r.promised, 9223372036854775807), o.office FROM "));
        sql_name(&q, view_table(&t->a, 'r', l, NULL));
        sql_put(&q, S(" AS r JOIN scope AS o ON o.record = r.id WHERE r.kind = 'open'"));
        AUTO(stmt_done) struct stmt *s = ask(t, &q);
        while (stmt_step(s) == ROW_GOT) {
                struct spot x = { l->name,
                                  col_int(s, 2),
                                  col_int(s, 1),
                                  col_int(s, 0),
                                  col_int(s, 0),
                                  OPEN_RECORD,
                                  0 };
                good &= stands(t, &x);
                ++*n;
        }
        return good;
}

bool openwork_agrees(struct town *t)
{
        const struct city *c = t->w.inforce.city;
        int64_t n = 0;
        bool good = duties_stand(t, &n);
        for (size_t i = 0; c && i < c->ledgers_n; i++) good &= records_stand(t, &c->ledgers[i], &n);
        struct sql q;
        sql_init(&q, &t->a);
        sql_put(&q, S("SELECT count(*) FROM open_work"));
        AUTO(stmt_done) struct stmt *s = ask(t, &q);
        bool all = stmt_step(s) == ROW_GOT && col_int(s, 0) == n;
        if (!all)
                fprintf(stderr, "  open_work has %lld rows, expected %lld\n",
                        (long long)col_int(s, 0), (long long)n);
        return good && all;
}
