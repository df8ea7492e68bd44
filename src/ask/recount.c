#include "ask/recount.h"

#include "ask/label.h"
#include "ask/recount_in.h"

/* ---- numbers by spot ---- */

struct tally tally_new(struct recount *x, size_t width)
{
        return (struct tally){ .a = &x->a, .map = { .a = &x->a }, .width = width };
}

static struct str spot_key(struct arena *a, const struct spot *s)
{
        const int32_t fixed[] = { s->office, s->dim, s->day.v, (int32_t)s->value.n };
        char *p = ARENA_NEW(a, char, sizeof fixed + s->value.n + s->key.n);
        memcpy(p, fixed, sizeof fixed);
        if (s->value.n) memcpy(p + sizeof fixed, s->value.p, s->value.n);
        if (s->key.n) memcpy(p + sizeof fixed + s->value.n, s->key.p, s->key.n);
        return (struct str){ p, sizeof fixed + s->value.n + s->key.n };
}

struct tally_row *tally_at(struct tally *t, const struct spot *at)
{
        struct arena probe = { 0 };
        int64_t i = map_at(&t->map, spot_key(&probe, at));
        arena_done(&probe);
        if (i >= 0) return &t->v[i];
        struct tally_row *r = ARENA_PUSH(t->a, t->v, t->n, t->cap);
        *r = (struct tally_row){ *at, ARENA_NEW(t->a, int64_t, t->width),
                                 ARENA_NEW(t->a, int64_t, t->width) };
        r->at.value = str_dup(t->a, at->value);
        r->at.key = str_dup(t->a, at->key);
        map_set(&t->map, spot_key(t->a, &r->at), (int64_t)t->n - 1);
        return r;
}

/* The value and everything above it in its tree. */
static size_t above(const struct recount *x, int field, struct str value, struct day tree,
                    struct str out[static OFFICE_DEPTH_MAX + 1])
{
        const struct field *f = &x->l->fields[field];
        const struct offices *o = &x->k->in->offices;
        int up[OFFICE_DEPTH_MAX];
        size_t n = 0;
        out[n++] = value;
        if (value.n == 0) return n;
        if (f->type == F_TREE) {
                const struct list *l = &x->k->in->city->lists[f->list];
                int i = list_choice(l, value);
                for (i = i < 0 ? -1 : l->c[i].parent; i >= 0 && n <= OFFICE_DEPTH_MAX;
                     i = l->c[i].parent)
                        out[n++] = l->c[i].code;
        } else if (f->type == F_PLACE || f->type == F_OFFICE) {
                int i = office_find(o, value);
                size_t depth = i < 0 ? 0 : office_above(o, i, tree, up);
                for (size_t u = 1; u < depth; u++) out[n++] = o->o[up[u]].code;
        }
        return n;
}

/* Where a key stands itself (view/cells.h). */
static void tally_own(struct tally *t, const struct stand *s, size_t by_n, size_t column, int64_t n)
{
        struct spot at = { .office = s->office, .day = s->day, .key = s->key };
        for (size_t d = 0; d <= by_n; d++) {
                at.dim = -1 - (int)d;
                at.value = d ? s->by[d - 1] : STR_NONE;
                tally_at(t, &at)->counted[column] += n;
        }
}

void tally_stand(const struct recount *x, struct tally *t, const struct stand *s, size_t column,
                 int64_t n)
{
        const struct cell_table *table = &x->l->tables[x->table];
        int up[OFFICE_DEPTH_MAX];
        if (s->key.n) tally_own(t, s, table->by_n, column, n);
        size_t depth = office_above(&x->k->in->offices, s->office, s->tree, up);
        for (size_t u = 0; u < depth; u++) {
                struct spot at = { .office = up[u], .day = s->day, .key = s->key };
                tally_at(t, &at)->counted[column] += n;
                for (size_t d = 0; d < table->by_n; d++) {
                        struct str v[OFFICE_DEPTH_MAX + 1];
                        size_t values = above(x, table->by[d], s->by[d], s->tree, v);
                        at.dim = (int)d + 1;
                        for (size_t i = 0; i < values; i++) {
                                at.value = v[i];
                                tally_at(t, &at)->counted[column] += n;
                        }
                        at.value = STR_NONE;
                }
        }
}

bool recount_cannot(const struct recount *x, const struct figure *f)
{
        if (f->flow == FLOW_STOCK || f->of == OF_STEP) return false;
        return day_is(f->since) || (x->moved && f->flow != FLOW_FIRST);
}

static int by_day(const void *x, const void *y)
{
        const struct day *a = x, *b = y;
        return a->v < b->v ? -1 : a->v > b->v;
}

size_t recount_moves(struct recount *x, struct day **ret)
{
        const struct offices *o = &x->k->in->offices;
        struct day *all = NULL;
        size_t n = 0, cap = 0, each = 0;
        for (size_t i = 0; i < o->n; i++)
                for (size_t s = 0; s < o->o[i].spans_n; s++) {
                        const struct office_span *span = &o->o[i].spans[s];
                        if (s) *ARENA_PUSH(&x->a, all, n, cap) = span->from;
                        if (span->into >= 0) *ARENA_PUSH(&x->a, all, n, cap) = day_add(span->to, 1);
                }
        if (n) qsort(all, n, sizeof *all, by_day);
        for (size_t i = 0; i < n; i++)
                if (each == 0 || all[each - 1].v != all[i].v) all[each++] = all[i];
        *ret = all;
        return each;
}

const struct figure *recount_def(const struct recount *x, size_t figure)
{
        const struct figure *f = &x->l->figures[figure];
        while (f && day_is(f->since) && x->today.v < f->since.v) f = f->before;
        return f;
}

/* ---- faults ---- */

struct str recount_column(const struct recount *x, size_t column)
{
        const struct cell_table *t = &x->l->tables[x->table];
        return x->l->figures[t->figures[column]].name;
}

void recount_fault(const struct recount *x, const struct mismatch *m)
{
        const struct ask *k = x->k;
        const struct cell_table *t = &x->l->tables[x->table];
        struct arena *a = k->f->a;
        struct str office = k->in->offices.o[m->at->office].code, by = STR_NONE;
        struct day day = day_is(m->at->day) ? m->at->day : x->today;
        int dim = m->at->dim < 0 ? -1 - m->at->dim : m->at->dim;
        if (dim)
                by = str_printf(a, " %.*s=%.*s", SP(x->l->fields[t->by[dim - 1]].name),
                                SP(m->at->value));
        if (m->at->key.n) by = str_printf(a, "%.*s key %.*s", SP(by), SP(m->at->key));
        struct str where = str_printf(a, "%.*s.%.*s %.*s%.*s %.*s", SP(x->l->name), SP(m->figure),
                                      SP(office), SP(by), SP(label_day(k, day)));
        FAULT(k->f, ERR_CORRUPT, m->code, where, "账上为 %" PRId64 "，重新计数为 %" PRId64,
              "the books say %" PRId64 ", the count is %" PRId64, m->booked, m->counted);
}

/* ---- cells against rows ---- */

static enum err read_cells(struct recount *x, struct tally *t)
{
        const struct cell_table *table = &x->l->tables[x->table];
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT office, by, value"));
        for (size_t i = 0; i < table->figures_n; i++) {
                ask_column(&q, ", sum(", 'p', i);
                ask_column(&q, "), sum(", 'm', i);
                sql_put(&q, S(")"));
        }
        sql_put(&q, S(" FROM "));
        sql_name(&q, view_table(x->k->a, 'c', x->l, table));
        sql_put(&q, S(" WHERE batch = 0 AND day <= "));
        sql_int(&q, x->today.v);
        sql_put(&q, S(" GROUP BY office, by, value"));
        TRY(ask_stmt(x->k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct spot at = { (int)col_int(s, 0) - 1, (int)col_int(s, 1), DAY_NONE,
                                   col_text(s, &x->a, 2), STR_NONE };
                if (at.office < 0 || (size_t)at.office >= x->k->in->offices.n) return ERR_CORRUPT;
                struct tally_row *r = tally_at(t, &at);
                for (size_t i = 0; i < t->width; i++) r->booked[i] += col_int(s, 3 + (int)i);
        }
        return ask_ended(x->k, s, row);
}

/* Stocks and movements: the balance. First entries: what came in. */
static void compare(struct recount *x, const struct tally *t)
{
        const struct cell_table *table = &x->l->tables[x->table];
        for (size_t i = 0; i < t->n; i++)
                for (size_t c = 0; c < table->figures_n; c++) {
                        const struct tally_row *r = &t->v[i];
                        const struct figure *f = &x->l->figures[table->figures[c]];
                        bool first = f->flow == FLOW_FIRST;
                        if (recount_cannot(x, f)) continue;
                        int64_t booked = r->booked[2 * c] - (first ? 0 : r->booked[2 * c + 1]);
                        int64_t counted = r->counted[2 * c];
                        struct mismatch m = { "recount.cell", recount_column(x, c), &r->at, booked,
                                              counted };
                        x->compared++;
                        if (booked != counted) recount_fault(x, &m);
                }
}

static enum err cells(struct recount *x)
{
        struct tally t = tally_new(x, 2 * x->l->tables[x->table].figures_n);
        TRY(read_cells(x, &t));
        TRY(recount_rows(x, &t));
        TRY(recount_folded(x, &t));
        compare(x, &t);
        return OK;
}

/* ---- all of it ---- */

static enum err one_table(struct recount *x)
{
        TRY(cells(x));
        arena_reset(&x->a);
        TRY(recount_keys(x));
        arena_reset(&x->a);
        TRY(recount_days(x));
        arena_reset(&x->a);
        return recount_months(x);
}

enum err recount_ledger(const struct ask *k, const struct ledger *l, int64_t *ret_cells)
{
        struct log_head head;
        struct recount x = { .k = k, .l = l, .today = ask_today(k) };
        size_t before = k->f->n;
        TRY(ask_failed(k, log_head(k->st, &head)));
        if (moment_is(head.at) && day_of(head.at, k->in->zone).v > x.today.v)
                x.today = day_of(head.at, k->in->zone);
        enum err e = OK;
        struct day *moves;
        x.moved = recount_moves(&x, &moves) > 0 && moves[0].v <= x.today.v;
        for (size_t t = 0; t < l->tables_n && e == OK; t++) {
                x.table = (int)t;
                e = one_table(&x);
                arena_reset(&x.a);
        }
        arena_done(&x.a);
        *ret_cells += x.compared;
        if (e != OK) return e;
        return k->f->n == before ? OK : ERR_CORRUPT;
}

enum err recount_all(const struct ask *k, int64_t *ret_cells)
{
        const struct city *c = k->in->city;
        enum err e = OK;
        *ret_cells = 0;
        for (size_t i = 0; i < c->ledgers_n; i++) {
                enum err x = recount_ledger(k, &c->ledgers[i], ret_cells);
                if (x != OK) e = x;
                if (x != OK && x != ERR_CORRUPT) return x;
        }
        return e;
}
