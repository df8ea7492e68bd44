#include "lib/model.h"

#include "log/log.h"

/* ---- reading the log ---- */

/* What a batch is now: 'o'pen, 'c'losed, 't'aken back. */
static char batch_state(struct model *m, int64_t id)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(m->t->w.st, S("SELECT state FROM batch WHERE id = $1"), &s) != OK)
                BUG("batch");
        stmt_int(s, 1, id);
        if (stmt_step(s) != ROW_GOT) BUG("no such batch");
        return col_text(s, &m->a, 0).p[0];
}

/* The day on which a batch was closed; DAY_NONE if it never was. */
static struct day batch_closed(struct model *m, int64_t id)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct str sql = S("SELECT at FROM event WHERE step = 'batch_close' AND result = $1");
        if (store_stmt(m->t->w.st, sql, &s) != OK) BUG("batch");
        stmt_text(s, 1, str_printf(&m->a, "{\"batch\":%lld}", (long long)id));
        if (stmt_step(s) != ROW_GOT) return DAY_NONE;
        return day_of((struct moment){ col_int(s, 0) }, m->t->w.inforce.zone);
}

/* What an import has done is known when it is closed, and when it is taken back. */
static bool known(struct model *m, const struct event *e)
{
        struct day d = day_of(e->at, m->t->w.inforce.zone);
        if (e->batch >= 0) {
                struct day closed = batch_closed(m, e->batch);
                if (!day_is(closed)) return false;
                if (closed.v > d.v) d = closed;
        }
        return !day_is(m->look.known) || d.v <= m->look.known.v;
}

static struct model_record *record_of(struct model *m, int64_t id)
{
        for (size_t i = 0; i < m->n; i++)
                if (m->r[i].id == id) return &m->r[i];
        struct model_record *r = ARENA_PUSH(&m->a, m->r, m->n, m->cap);
        r->id = id;
        return r;
}

static bool read_log(struct model *m)
{
        struct log_cursor *cur = NULL;
        struct event e;
        enum err err = OK;
        if (log_read(m->t->w.st, &m->a, 0, INT64_MAX, 0, &cur) != OK) return false;
        while (log_next(cur, &m->a, &e, &err)) {
                if (!str_eq(e.ledger, m->l->name)) continue;
                struct model_record *r = record_of(m, e.record);
                r->last = e.seq;
                r->importing = e.batch >= 0 && batch_state(m, e.batch) == 'o';
                if (!known(m, &e)) continue;
                struct model_event *x = ARENA_PUSH(&m->a, r->v, r->n, r->cap);
                x->e = e;
                if (change_parse(&m->a, m->l, &e, &m->t->f, &x->c) != OK) err = ERR_CORRUPT;
                if (err != OK) break;
        }
        log_read_done(&cur);
        return err == OK;
}

/* Events of a batch that was taken back were never there. */
static void drop_taken(struct model_record *r)
{
        for (size_t i = r->n; i-- > 0;) {
                if (i >= r->n || !r->v[i].c.taken_back) continue;
                int64_t batch = r->v[i].e.batch;
                size_t n = 0;
                for (size_t k = 0; k < r->n; k++)
                        if (r->v[k].e.batch != batch) r->v[n++] = r->v[k];
                r->n = n;
        }
}

/* ---- images ---- */

static bool gives(const struct model_event *x, int field)
{
        if (x->c.corrects) return false;
        for (size_t i = 0; i < x->c.set_n; i++)
                if (x->c.set[i].field == field) return true;
        return false;
}

/* It was always so: since the value was last given, until the next one is. */
static void lay_over(struct model_record *r, size_t at, const struct change_set *s)
{
        size_t from = at;
        while (from > 0 && !gives(&r->v[from], s->field)) from--;
        for (size_t i = from; i < r->n; i++) {
                if (i > at && gives(&r->v[i], s->field)) return;
                r->v[i].after->v[s->field] = s->value;
        }
}

static void make_images(struct model *m, struct model_record *r)
{
        struct rec none;
        rec_init(&none, &m->a, m->l);
        for (size_t i = 0; i < r->n; i++) {
                struct model_event *x = &r->v[i];
                struct change c = x->c;
                if (c.corrects) c.set_n = 0;
                x->after = rec_copy(&m->a, m->l, i ? r->v[i - 1].after : &none);
                rec_apply(&m->a, m->l, x->after, &x->e, &c);
        }
        for (size_t i = 0; i < r->n; i++)
                for (size_t k = 0; r->v[i].c.corrects && k < r->v[i].c.set_n; k++)
                        lay_over(r, i, &r->v[i].c.set[k]);
}

bool model_init(struct model *m, struct town *t, const struct model_look *look)
{
        *m = (struct model){ .t = t, .look = *look };
        int i = city_ledger(t->w.inforce.city, str_c(look->ledger));
        ASSERT(i >= 0);
        m->l = &t->w.inforce.city->ledgers[i];
        if (!read_log(m)) {
                fprintf(stderr, "  the model cannot read the log\n");
                town_print(&t->f);
                return false;
        }
        for (size_t k = 0; k < m->n; k++) {
                drop_taken(&m->r[k]);
                make_images(m, &m->r[k]);
        }
        return true;
}

void model_done(struct model *m)
{
        struct arena a = m->a;
        arena_done(&a);
}

/* ---- cells ---- */

size_t model_offices(const struct model *m, int office, struct day d, int out[static 16])
{
        size_t n = 0;
        while (office >= 0 && n < 16) {
                const struct office *o = &m->t->w.inforce.offices.o[office];
                size_t span = 0; /* where there is none, it stands where it stood last, or first */
                for (size_t i = 0; i < o->spans_n; i++)
                        if (o->spans[i].from.v <= d.v) span = i;
                out[n++] = office;
                const struct office_span *x = &o->spans[span];
                office = x->into >= 0 && d.v > x->to.v ? x->into : x->parent;
        }
        return n;
}

size_t model_values(const struct model *m, int field, struct str value, struct day d,
                    struct str out[static 16])
{
        const struct field *f = &m->l->fields[field];
        const struct offices *o = &m->t->w.inforce.offices;
        int up[16];
        size_t n = 1;
        out[0] = value;
        if (value.n == 0) return 1;
        if (f->type == F_PLACE || f->type == F_OFFICE) {
                n = model_offices(m, office_find(o, value), d, up);
                for (size_t i = 0; i < n; i++) out[i] = o->o[up[i]].code;
        } else if (f->type == F_TREE) {
                const struct list *l = &m->t->w.inforce.city->lists[f->list];
                int i = list_choice(l, value);
                while ((i = l->c[i].parent) >= 0) out[n++] = l->c[i].code;
        }
        return n;
}

struct model_cell *model_cell(struct model *m, int office, int dim, struct str value)
{
        int64_t i;
        struct str name = str_printf(&m->a, "%d/%d/%.*s", office, dim, SP(value));
        m->cell_map.a = &m->a;
        if (map_get(&m->cell_map, name, &i)) return &m->cells[i];
        map_set(&m->cell_map, name, (int64_t)m->cells_n);
        struct model_cell *c = ARENA_PUSH(&m->a, m->cells, m->cells_n, m->cells_cap);
        c->name = name;
        return c;
}

struct str model_key(struct model *m, struct str cell, int figure, struct str key)
{
        return str_printf(&m->a, "%.*s/%.*s/%.*s", SP(cell), SP(m->l->figures[figure].name),
                          SP(key));
}

/* ---- where a row stands ---- */

struct place {
        bool there; /* it stands somewhere */
        int office;
        struct str by[16];
        int64_t amount[MODEL_COLS];
        struct str key[MODEL_COLS]; /* by figure */
};
struct mrow {
        const struct model_record *r;
        size_t event; /* the image */
        enum of of;
        int index;   /* which duty, step, paper */
        size_t item; /* duty or paper in the image; the event of a step */
};

static struct str text_of(struct model *m, const struct value *v)
{
        char text[40];
        if (v->type == T_TEXT) return v->text;
        if (v->type == T_BOOL) return v->truth ? S("true") : S("false");
        if (v->type == T_NUMBER) return str_dup(&m->a, num_format_scaled(v->i, v->digits, text));
        if (v->type == T_DAY)
                return str_dup(&m->a, day_format((struct day){ (int32_t)v->i }, text));
        return STR_NONE;
}

static const struct figure *definition(const struct figure *f, struct day d)
{
        while (f && day_is(f->since) && f->since.v > d.v) f = f->before;
        return f;
}

/* The last day on which the duty is not late yet. */
static struct day due_day(const struct model *m, const struct rduty *u)
{
        struct moment due = u->else_due.ms > u->due.ms ? u->else_due : u->due;
        return day_of((struct moment){ due.ms - 1 }, m->t->w.inforce.zone);
}

/* A clock that was stopped in time stands still. */
static bool stands(const struct rduty *u)
{
        return u->held.ms > 0 && u->held.ms <= u->due.ms;
}

static bool is_late(const struct model *m, const struct rduty *u, struct day d)
{
        if (u->outcome != OUT_OPEN) return u->late;
        return !stands(u) && d.v > due_day(m, u).v;
}

static void put_amount(struct model *m, const struct rec_row *row, const struct figure *now,
                       const struct figure *f, struct place *p)
{
        const struct value *v = f->field >= 0 ? &row->r->v[f->field] : NULL;
        int64_t *n = now->column >= 0 ? &p->amount[now->column] : NULL;
        if (f->agg == AGG_COUNT) *n = 1;
        if (f->agg == AGG_SUM && v->type == T_NUMBER) *n = v->i;
        if (f->agg == AGG_DISTINCT) p->key[now - m->l->figures] = text_of(m, v);
        if (f->agg != AGG_AVG) return;
        struct expr_env env = rec_env(row);
        struct expr_row get = { .ctx = (void *)(uintptr_t)row, .get = rec_prop };
        struct value x = expr_eval(&m->a, f->value, ledger_props(m->l, f->of), &env, &get);
        if (x.type != T_NUMBER) return;
        ASSERT(!x.real && x.digits <= now->digits);
        for (int i = x.digits; i < now->digits; i++) x.i *= 10;
        n[0] = x.i;
        n[1] = 1;
}

/* On day d, late as it is on day `late`. */
static struct place place_of(struct model *m, const struct mrow *x, struct day d, struct day late)
{
        struct place p = { .office = -1 };
        const struct cell_table *t = &m->l->tables[m->table];
        const struct rec *r = x->r->v[x->event].after;
        struct rec_row row = { .city = m->t->w.inforce.city, .l = m->l, .r = r };
        if (x->of == OF_DUTY) row.duty = &r->duties[x->item];
        if (x->of == OF_PAPER) row.duty = rec_owed(m->l, r, &r->papers[x->item]);
        if (x->of == OF_STEP) row.event = &x->r->v[x->item].e;
        if (x->of == OF_STEP) row.warned = x->r->v[x->item].c.warned_n > 0;
        if (row.duty) row.late = is_late(m, row.duty, late);
        struct str code = rec_office(&row, &t->at);
        p.office = code.n ? office_find(&m->t->w.inforce.offices, code) : -1;
        for (size_t i = 0; p.office >= 0 && i < m->l->figures_n; i++) {
                const struct figure *now = &m->l->figures[i], *f = definition(now, d);
                if (!f || now->table != m->table || now->of != x->of) continue;
                if (x->of != OF_RECORD && now->of_index != x->index) continue;
                if (rec_true(&m->a, f->where, &row, x->of)) put_amount(m, &row, now, f, &p);
        }
        for (size_t i = 0; i < MODEL_COLS; i++) p.there |= p.amount[i] != 0 || p.key[i].n > 0;
        for (size_t i = 0; i < t->by_n; i++) p.by[i] = text_of(m, &r->v[t->by[i]]);
        return p;
}

#define PLACE_CELLS 512
struct cells_in {
        size_t at[PLACE_CELLS]; /* indices of model.cells */
        size_t n;
};

static void cells_of(struct model *m, const struct place *p, struct day d, struct cells_in *ret)
{
        const struct cell_table *t = &m->l->tables[m->table];
        int up[16];
        struct str v[16];
        size_t offices = p->there ? model_offices(m, p->office, d, up) : 0;
        ret->n = 0;
        for (size_t i = 0; i < offices; i++) {
                ret->at[ret->n++] = (size_t)(model_cell(m, up[i], 0, STR_NONE) - m->cells);
                for (size_t b = 0; b < t->by_n; b++) {
                        size_t n = model_values(m, t->by[b], p->by[b], d, v);
                        ASSERT(ret->n + n < PLACE_CELLS);
                        for (size_t k = 0; k < n; k++)
                                ret->at[ret->n++] =
                                        (size_t)(model_cell(m, up[i], (int)b + 1, v[k]) - m->cells);
                }
        }
}

static bool is_in(const struct cells_in *x, size_t cell)
{
        for (size_t i = 0; i < x->n; i++)
                if (x->at[i] == cell) return true;
        return false;
}

static void count_key(struct model *m, struct str name)
{
        int64_t i;
        m->key_map.a = &m->a;
        if (!map_get(&m->key_map, name, &i)) {
                i = (int64_t)m->keys_n;
                map_set(&m->key_map, name, i);
                *ARENA_PUSH(&m->a, m->keys, m->keys_n, m->keys_cap) = 0;
                *ARENA_PUSH(&m->a, m->key_names, m->names_n, m->names_cap) = name;
        }
        m->keys[i]++;
}

/* Where it stands itself: not at what lies above. */
static void count_own_keys(struct model *m, const struct place *p)
{
        const struct cell_table *t = &m->l->tables[m->table];
        for (size_t d = 0; p->there && d <= t->by_n; d++) {
                struct str value = d ? p->by[d - 1] : STR_NONE;
                struct str cell = model_cell(m, p->office, -1 - (int)d, value)->name;
                for (size_t k = 0; k < m->l->figures_n; k++)
                        if (p->key[k].n) count_key(m, model_key(m, cell, (int)k, p->key[k]));
        }
}

static void count_stock(struct model *m, const struct place *p)
{
        struct cells_in in;
        count_own_keys(m, p);
        cells_of(m, p, m->look.on, &in);
        for (size_t i = 0; i < in.n; i++) {
                struct model_cell *c = &m->cells[in.at[i]];
                for (size_t k = 0; k < MODEL_COLS; k++) c->stock[k] += p->amount[k];
                for (size_t k = 0; k < m->l->figures_n; k++)
                        if (p->key[k].n) count_key(m, model_key(m, c->name, (int)k, p->key[k]));
        }
}

/* ---- movements ---- */

struct mover {
        struct model *m;
        struct mrow row;
        bool there;               /* the row exists */
        struct place now;         /* where it stands */
        struct day day;           /* since */
        bool entered[MODEL_COLS]; /* `first` figures it has been in */
};

static const struct figure *figure_of(const struct model *m, size_t column)
{
        const struct cell_table *t = &m->l->tables[m->table];
        return column < t->figures_n ? &m->l->figures[t->figures[column]] : NULL;
}

static bool is_flow(const struct model *m, size_t column)
{
        const struct figure *f = figure_of(m, column);
        return f && f->flow != FLOW_STOCK;
}

/* A `first` figure counts the row once and never lets it go. */
static void only_first(struct mover *x, struct place *b, struct place *c)
{
        for (size_t i = 0; i < MODEL_COLS; i++) {
                const struct figure *f = figure_of(x->m, i);
                if (!f || f->flow != FLOW_FIRST) continue;
                if (b->amount[i]) x->entered[i] = true;
                if (x->entered[i]) b->amount[i] = c->amount[i] = 0;
                if (c->amount[i]) x->entered[i] = true;
        }
}

static void cell_moves(struct model *m, struct model_cell *c, const int64_t *was, const int64_t *is,
                       bool flows)
{
        for (size_t i = 0; i < MODEL_COLS; i++) {
                int64_t x = was ? was[i] : 0, y = is ? is[i] : 0;
                if (x == y || is_flow(m, i) != flows) continue;
                bool stays = x != 0 && y != 0;
                c->plus[i] += stays ? (y > x ? y - x : 0) : y;
                c->minus[i] += stays ? (x > y ? x - y : 0) : x;
        }
}

struct stand {
        struct place p;
        struct day tree; /* the offices of that day */
};

static void move(struct model *m, const struct stand *b, const struct stand *c, bool flows)
{
        struct cells_in *was = ARENA_NEW(&m->a, struct cells_in, 2), *is = was + 1;
        cells_of(m, &b->p, b->tree, was);
        cells_of(m, &c->p, c->tree, is);
        for (size_t i = 0; i < was->n; i++)
                cell_moves(m, &m->cells[was->at[i]], b->p.amount,
                           is_in(is, was->at[i]) ? c->p.amount : NULL, flows);
        for (size_t i = 0; i < is->n; i++)
                if (!is_in(was, is->at[i]))
                        cell_moves(m, &m->cells[is->at[i]], NULL, c->p.amount, flows);
}

static bool counted(const struct model *m, struct day d)
{
        return d.v >= m->look.from.v && d.v <= m->look.on.v;
}

/* An event moves the row to where its next image stands. */
static void moved_by_event(struct mover *x, struct day d, const struct place *next)
{
        struct stand b = { .tree = d }, c = { *next, d };
        if (x->there) b.p = x->now;
        if (counted(x->m, d)) move(x->m, &b, &c, false);
        only_first(x, &b.p, &c.p);
        if (counted(x->m, d)) move(x->m, &b, &c, true);
        x->now = *next;
        x->there = true;
        x->day = d;
}

/* Time moves it: a duty becomes late, a definition begins, the offices change. Of these only the
 * first moves flows. */
static void moved_by_time(struct mover *x, struct day d)
{
        struct day before = day_add(d, -1);
        struct stand a = { x->now, before }, b = { x->now, d };
        struct stand c = { place_of(x->m, &x->row, d, d), d };
        struct stand mid = { place_of(x->m, &x->row, d, before), d };
        x->now = c.p;
        if (counted(x->m, d)) move(x->m, &a, &b, false);
        if (counted(x->m, d)) move(x->m, &b, &c, false);
        only_first(x, &mid.p, &c.p);
        if (counted(x->m, d)) move(x->m, &mid, &c, true);
}

/* ---- days on which time moves rows ---- */

struct days {
        struct day v[256];
        size_t n;
};

static void days_add(struct days *x, struct day d)
{
        size_t i = x->n;
        for (size_t k = 0; k < x->n; k++)
                if (x->v[k].v == d.v) return;
        ASSERT(x->n < LEN(x->v));
        for (x->n++; i > 0 && x->v[i - 1].v > d.v; i--) x->v[i] = x->v[i - 1];
        x->v[i] = d;
}

static void days_of(struct model *m, const struct model_record *r, struct days *ret)
{
        const struct offices *o = &m->t->w.inforce.offices;
        ret->n = 0;
        for (size_t e = 0; e < r->n; e++) /* due times move */
                for (size_t i = 0; i < r->v[e].after->duties_n; i++)
                        days_add(ret, day_add(due_day(m, &r->v[e].after->duties[i]), 1));
        for (size_t i = 0; i < m->l->figures_n; i++)
                for (const struct figure *f = &m->l->figures[i]; f; f = f->before)
                        if (day_is(f->since)) days_add(ret, f->since);
        for (size_t i = 0; i < o->n; i++)
                for (size_t k = 0; k < o->o[i].spans_n; k++) {
                        const struct office_span *x = &o->o[i].spans[k];
                        if (day_is(x->from)) days_add(ret, x->from);
                        if (x->into >= 0) days_add(ret, day_add(x->to, 1));
                }
}

static void pass_time(struct mover *x, const struct days *days, struct day to)
{
        if (!x->there) return;
        for (size_t i = 0; i < days->n; i++)
                if (days->v[i].v > x->day.v && days->v[i].v <= to.v) moved_by_time(x, days->v[i]);
}

static bool exists(const struct mrow *x, size_t event)
{
        const struct rec *r = x->r->v[event].after;
        if (x->of == OF_DUTY) return x->item < r->duties_n;
        if (x->of == OF_PAPER) return x->item < r->papers_n;
        return x->of == OF_RECORD || x->item == event;
}

static void count_row(struct model *m, const struct mrow *row, const struct days *days)
{
        struct mover *x = ARENA_NEW(&m->a, struct mover, 1);
        *x = (struct mover){ .m = m, .row = *row };
        bool stands = false;
        for (size_t i = 0; i < row->r->n && row->r->v[i].e.day.v <= m->look.on.v; i++) {
                if (!exists(row, i)) continue;
                struct day d = row->r->v[i].e.day;
                pass_time(x, days, d);
                x->row.event = i;
                struct place next = place_of(m, &x->row, d, d);
                moved_by_event(x, d, &next);
                stands = true;
        }
        pass_time(x, days, m->look.on);
        if (!stands) return;
        struct place last = place_of(m, &x->row, m->look.on, m->look.on);
        count_stock(m, &last);
}

static void count_record(struct model *m, const struct model_record *r)
{
        struct days *days = ARENA_NEW(&m->a, struct days, 1);
        if (r->n == 0) return;
        const struct rec *last = r->v[r->n - 1].after;
        days_of(m, r, days);
        count_row(m, &(struct mrow){ .r = r, .of = OF_RECORD, .index = -1 }, days);
        for (size_t i = 0; i < last->duties_n; i++)
                count_row(m,
                          &(struct mrow){
                                  .r = r, .of = OF_DUTY, .index = last->duties[i].def, .item = i },
                          days);
        for (size_t i = 0; i < last->papers_n; i++)
                count_row(m,
                          &(struct mrow){
                                  .r = r, .of = OF_PAPER, .index = last->papers[i].def, .item = i },
                          days);
        for (size_t i = 0; i < r->n; i++) {
                int step = ledger_step(m->l, r->v[i].e.step);
                if (step >= 0)
                        count_row(m,
                                  &(struct mrow){ .r = r, .of = OF_STEP, .index = step, .item = i },
                                  days);
        }
}

void model_count(struct model *m, int table)
{
        m->table = table;
        m->cell_map = m->key_map = (struct map){ 0 };
        m->cells = NULL;
        m->keys = NULL;
        m->key_names = NULL;
        m->cells_n = m->cells_cap = m->keys_n = m->keys_cap = m->names_n = m->names_cap = 0;
        for (size_t i = 0; i < m->n; i++) count_record(m, &m->r[i]);
}
