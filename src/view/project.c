/* project.c: what one event of a record does to the derived tables (keeps I1, I2).
 *
 * A record's rows (itself, its duties, its papers, its step events) are looked at in the image
 * before and in the image after; the difference is posted. `correct` (it was always so) and a
 * batch taken back fold the record's whole history twice, as it stood and as it stands now, and
 * post the difference. */
#include "view/project.h"

#include <limits.h>

#include "view/cells.h"
#include "view/counter.h"
#include "view/openwork.h"
#include "view/plan.h"
#include "view/recent.h"
#include "view/rows.h"
#include "view/ruled.h"
#include "view/sight.h"

/* ---- days on which a row moves by itself ---- */

struct brk {
        struct day day;
        int64_t seq; /* of the event that opened the duty; 0: a definition or the offices change */
        bool tree;   /* the offices above it change */
};
struct breaks { /* ascending */
        struct brk *at;
        size_t n, cap;
};

static struct brk *break_add(struct arena *a, struct breaks *b, struct day d, int64_t seq)
{
        size_t i = 0;
        while (i < b->n && b->at[i].day.v < d.v) i++;
        if (i < b->n && b->at[i].day.v == d.v) return &b->at[i];
        (void)ARENA_PUSH(a, b->at, b->n, b->cap);
        for (size_t k = b->n - 1; k > i; k--) b->at[k] = b->at[k - 1];
        b->at[i] = (struct brk){ d, seq, false };
        return &b->at[i];
}

static void office_breaks(struct arena *a, const struct look *x, struct str code, struct day from,
                          struct breaks *b)
{
        const struct offices *o = x->row.city->offices;
        int i = code.n ? office_find(o, code) : -1;
        while (i >= 0 && day_is(from = office_moves(o, i, from)))
                break_add(a, b, from, 0)->tree = true;
}

/* The office it counts at and those among its by-values. */
static void tree_breaks(struct arena *a, const struct look *x, struct day from, struct breaks *b)
{
        const struct cell_table *t = &x->l->tables[x->table];
        office_breaks(a, x, rec_office(&x->row, &t->at), from, b);
        for (size_t i = 0; i < t->by_n; i++) {
                const struct value *v = &x->row.r->v[t->by[i]];
                enum ftype type = x->l->fields[t->by[i]].type;
                if ((type == F_OFFICE || type == F_PLACE) && v->type == T_TEXT)
                        office_breaks(a, x, v->text, from, b);
        }
}

/* Those after `from`. */
static struct breaks breaks_of(struct arena *a, const struct look *x, struct day from)
{
        struct breaks b = { 0 };
        tree_breaks(a, x, from, &b);
        const struct rduty *u = x->row.duty;
        struct day late = u ? day_add(duty_due_day(x->row.city, u), 1) : DAY_NONE;
        if (u && u->outcome == OUT_OPEN && late.v > from.v && !duty_stopped(u))
                break_add(a, &b, late, 0)->seq = u->opened_seq;
        for (size_t i = 0; i < x->l->figures_n; i++) {
                const struct figure *f = &x->l->figures[i];
                if (f->of != x->of || f->of_index != x->of_index) continue;
                for (; f; f = f->before)
                        if (day_is(f->since) && f->since.v > from.v)
                                (void)break_add(a, &b, f->since, 0);
        }
        return b;
}

static bool late_on(const struct look *x, struct day d)
{
        const struct rduty *u = x->row.duty;
        if (!u) return false;
        if (u->outcome != OUT_OPEN) return u->late;
        return d.v > duty_due_day(x->row.city, u).v;
}

static enum err stand(struct arena *a, struct look *x, struct day d, struct pos *ret)
{
        x->row.late = late_on(x, d);
        return pos_at(a, x, d, ret);
}

/* A `first` figure counts a row once and never lets it go: where it stands now it has entered. */
static void enter_first(struct look *x, struct pos *p)
{
        const struct cell_table *t = &x->l->tables[x->table];
        for (size_t i = 0; i < t->figures_n; i++) {
                uint64_t bit = p->amount[i] ? first_bit(x->l, (size_t)t->figures[i]) : 0;
                if (bit == 0) continue;
                x->seen |= bit;
                p->amount[i] = 0;
        }
}

/* Only what time does to a row moves flows; a definition that begins moves balances alone. So
 * the flows of `b` become those of the same row a day before, by the definitions of the day. */
static enum err same_definitions(struct arena *a, struct look *x, struct day d, struct pos *b)
{
        const struct cell_table *t = &x->l->tables[x->table];
        struct pos *p = ARENA_NEW(a, struct pos, 1);
        x->row.late = late_on(x, day_add(d, -1));
        TRY(pos_at(a, x, d, p));
        for (size_t i = 0; i < t->figures_n; i++)
                if (x->l->figures[t->figures[i]].flow != FLOW_STOCK) b->amount[i] = p->amount[i];
        b->in |= p->in;
        b->office = p->office;
        if (!b->by) b->by = p->by;
        enter_first(x, b);
        return OK;
}

/* The movements that lie ahead of p->day, starting from where the row stands then. */
static enum err post_ahead(const struct posting *p, const struct look *row, const struct pos *now,
                           int sign)
{
        struct posting ahead = *p;
        struct look x = *row;
        struct pos *before = ARENA_NEW(p->a, struct pos, 2), *after = before + 1;
        struct breaks b = breaks_of(p->a, row, p->day);
        *before = *now;
        enter_first(&x, before);
        ahead.sign = sign;
        for (size_t i = 0; i < b.n; i++) {
                ahead.day = b.at[i].day;
                ahead.seq = b.at[i].seq;
                if (b.at[i].tree && before->in) post_transfer(&ahead, before);
                TRY(same_definitions(p->a, &x, ahead.day, before));
                TRY(stand(p->a, &x, ahead.day, after));
                post_move(&ahead, before, after);
                *before = *after;
                enter_first(&x, before);
        }
        return OK;
}

/* One row before and after; NULL: it was, or is, not there. `sign` +1, or -1 to take back. */
static enum err post_row(struct posting *p, struct look *before, struct look *after, int sign)
{
        struct pos *b = ARENA_NEW(p->a, struct pos, 2), *c = b + 1;
        if (before) TRY(stand(p->a, before, p->day, b));
        if (after) TRY(stand(p->a, after, p->day, c));
        p->sign = sign;
        post_move(p, b, c);
        if (before) TRY(post_ahead(p, before, b, -sign));
        return after ? post_ahead(p, after, c, sign) : OK;
}

/* ---- the rows of a record ---- */

/* What each row before the event has entered of `first` figures by the event's day: bits. */
struct firsts {
        uint64_t record, *duty, *paper; /* NULL: none */
};
struct event_rows {
        struct view *v;
        const struct projection *p;
        const struct firsts *firsts;
        struct posting post;
        int sign;
};

static struct look look_at(const struct event_rows *x, const struct rec *r, enum of of, int index)
{
        return (struct look){ .l = x->p->l,
                              .table = x->post.table,
                              .row = { .city = x->v->city, .l = x->p->l, .r = r },
                              .of = of,
                              .of_index = index };
}

static bool counts(const struct event_rows *x, enum of of, int index)
{
        return plan_row(x->v, x->p->l, x->post.table, of, index) != NULL;
}

/* Nothing that the figures read of the row has changed: what would be posted cancels out. */
static bool unmoved(const struct event_rows *x, const struct look *b, const struct look *c)
{
        const struct row_plan *reads = plan_row(x->v, x->p->l, x->post.table, c->of, c->of_index);
        const struct rduty *d = b->row.duty, *e = c->row.duty;
        if (d && (d->outcome != e->outcome || d->late != e->late || d->ended.v != e->ended.v ||
                  d->due.ms != e->due.ms || d->held.ms != e->held.ms ||
                  d->else_due.ms != e->else_due.ms || !str_eq(d->holder, e->holder)))
                return false;
        for (size_t i = 0; i < reads->n; i++) {
                if (reads->prop[i] >= PROP_HOLDER && reads->prop[i] < PROP_FIELDS)
                        continue; /* the duty's own */
                struct value was = rec_prop(rec_ctx(&b->row), reads->prop[i]);
                struct value is = rec_prop(rec_ctx(&c->row), reads->prop[i]);
                if (!value_eq(&was, &is)) return false;
        }
        return true;
}

static int record_index(const struct event_rows *x)
{
        for (size_t i = 0; i < x->p->l->figures_n; i++)
                if (x->p->l->figures[i].of == OF_RECORD) return x->p->l->figures[i].of_index;
        return -1;
}

static enum err post_record(struct event_rows *x)
{
        const struct rec *b = x->p->before, *c = x->p->after;
        int index = record_index(x);
        if (!counts(x, OF_RECORD, index)) return OK;
        struct look before = look_at(x, b, OF_RECORD, index),
                    after = look_at(x, c, OF_RECORD, index);
        if (b->id && unmoved(x, &before, &after)) return OK;
        before.seen = after.seen = x->firsts->record;
        x->post.item = 0;
        return post_row(&x->post, b->id ? &before : NULL, &after, x->sign);
}

static enum err post_duties(struct event_rows *x)
{
        const struct rec *b = x->p->before, *c = x->p->after;
        for (size_t i = 0; i < c->duties_n; i++) {
                const struct rduty *d = &c->duties[i];
                if (!counts(x, OF_DUTY, d->def)) continue;
                struct look before = look_at(x, b, OF_DUTY, d->def);
                struct look after = look_at(x, c, OF_DUTY, d->def);
                bool was = b->id && i < b->duties_n;
                if (was) before.row.duty = &b->duties[i];
                after.row.duty = d;
                if (was && unmoved(x, &before, &after)) continue;
                if (was && x->firsts->duty) before.seen = after.seen = x->firsts->duty[i];
                x->post.item = d->id;
                TRY(post_row(&x->post, was ? &before : NULL, &after, x->sign));
        }
        return OK;
}

static enum err post_step(struct event_rows *x)
{
        int step = ledger_step(x->p->l, x->p->e->step);
        if (step < 0 || !counts(x, OF_STEP, step)) return OK;
        struct look after = look_at(x, x->p->after, OF_STEP, step);
        after.row.event = x->p->e;
        after.row.warned = x->p->c->warned_n > 0;
        x->post.item = x->p->e->seq;
        return post_row(&x->post, NULL, &after, x->sign);
}

static enum err post_papers(struct event_rows *x)
{
        const struct rec *b = x->p->before, *c = x->p->after;
        for (size_t i = 0; i < c->papers_n; i++) {
                if (!counts(x, OF_PAPER, c->papers[i].def)) continue;
                struct look before = look_at(x, b, OF_PAPER, c->papers[i].def);
                struct look after = look_at(x, c, OF_PAPER, c->papers[i].def);
                bool was = b->id && i < b->papers_n;
                if (was) before.row.duty = rec_owed(x->p->l, b, &b->papers[i]);
                after.row.duty = rec_owed(x->p->l, c, &c->papers[i]);
                if (was && unmoved(x, &before, &after)) continue;
                if (was && x->firsts->paper) before.seen = after.seen = x->firsts->paper[i];
                x->post.item = c->papers[i].id;
                TRY(post_row(&x->post, was ? &before : NULL, &after, x->sign));
        }
        return OK;
}

/* What the row of a value is called in the journal: the record or account linked, the office. */
static int64_t link_item(const struct event_rows *x, const struct value *v)
{
        return v->type == T_TEXT ? office_find(x->v->city->offices, v->text) + 1 : v->i;
}

static bool has_value(const struct event_rows *x, const struct rec *r, int field,
                      const struct value *one)
{
        for (size_t i = 0; r->id && i < value_count(&r->v[field]); i++) {
                struct value v = value_one(&x->p->l->fields[field], &r->v[field], i);
                if (value_eq(&v, one)) return true;
        }
        return false;
}

static enum err post_link(struct event_rows *x, int field, const struct value *one)
{
        const struct rec *b = x->p->before, *c = x->p->after;
        const struct ledger *l = x->p->l;
        bool was = has_value(x, b, field, one), is = has_value(x, c, field, one);
        struct look before = look_at(x, b, OF_LINK, field), after = look_at(x, c, OF_LINK, field);
        if (was) before.row.r = rec_with(x->p->a, l, b, field, one);
        if (is) after.row.r = rec_with(x->p->a, l, c, field, one);
        if (was && is && unmoved(x, &before, &after)) return OK;
        x->post.item = link_item(x, one);
        return post_row(&x->post, was ? &before : NULL, is ? &after : NULL, x->sign);
}

/* One row for each value of a field: those that stay, those taken off, those added. */
static enum err post_values(struct event_rows *x, int field)
{
        const struct field *f = &x->p->l->fields[field];
        const struct rec *b = x->p->before;
        const struct value *was = &b->v[field], *is = &x->p->after->v[field];
        for (size_t i = 0; b->id && i < value_count(was); i++) {
                struct value one = value_one(f, was, i);
                TRY(post_link(x, field, &one));
        }
        for (size_t i = 0; i < value_count(is); i++) {
                struct value one = value_one(f, is, i);
                if (!has_value(x, b, field, &one)) TRY(post_link(x, field, &one));
        }
        return OK;
}

static enum err post_links(struct event_rows *x)
{
        for (int f = 0; f < (int)x->p->l->fields_n; f++)
                if (counts(x, OF_LINK, f)) TRY(post_values(x, f));
        return OK;
}

/* Everything one event moves; used forwards and, with sign -1, to take it back. */
static enum err post_event(struct view *v, const struct projection *p, const struct firsts *firsts,
                           int64_t batch, int sign)
{
        struct event_rows x = { .v = v, .p = p, .firsts = firsts, .sign = sign };
        for (size_t t = 0; t < p->l->tables_n; t++) {
                x.post = (struct posting){ .v = v,
                                           .a = p->a,
                                           .l = p->l,
                                           .table = (int)t,
                                           .day = p->e->day,
                                           .seq = p->e->seq,
                                           .batch = batch,
                                           .record = p->after->id,
                                           .sign = sign };
                TRY(post_record(&x));
                TRY(post_duties(&x));
                TRY(post_step(&x));
                TRY(post_papers(&x));
                TRY(post_links(&x));
        }
        return OK;
}

/* ---- `first` figures: what a row has entered ---- */

static bool has_first(const struct ledger *l)
{
        for (size_t i = 0; i < l->figures_n; i++)
                if (l->figures[i].flow == FLOW_FIRST) return true;
        return false;
}

/* Adds what the row stands in on the day, late as on day `late`. */
static enum err seen_on(struct arena *a, const struct look *row, struct day d, struct day late,
                        uint64_t *seen)
{
        struct look x = *row;
        struct pos *p = ARENA_NEW(a, struct pos, 1);
        x.seen = 0;
        for (size_t t = 0; t < x.l->tables_n; t++) {
                x.table = (int)t;
                x.row.late = late_on(&x, late);
                TRY(pos_at(a, &x, d, p));
                for (size_t i = 0; i < x.l->tables[t].figures_n; i++)
                        if (p->amount[i])
                                *seen |= first_bit(x.l, (size_t)x.l->tables[t].figures[i]);
        }
        return OK;
}

/* Adds what the row has entered since its record's last event, up to the day. */
static enum err seen_until(struct arena *a, const struct look *row, struct day to, uint64_t *seen)
{
        struct breaks b = breaks_of(a, row, row->row.r->last_day);
        for (size_t i = 0; i < b.n && b.at[i].day.v <= to.v; i++) {
                TRY(seen_on(a, row, b.at[i].day, day_add(b.at[i].day, -1), seen));
                TRY(seen_on(a, row, b.at[i].day, b.at[i].day, seen));
        }
        return seen_on(a, row, to, to, seen);
}

static enum err firsts_of(struct view *v, const struct projection *p, struct firsts *ret)
{
        const struct rec *r = p->before;
        struct event_rows x = { .v = v, .p = p };
        *ret = (struct firsts){ 0 };
        if (!has_first(p->l) || !r->id) return OK;
        ret->record = r->seen;
        ret->duty = ARENA_NEW(p->a, uint64_t, r->duties_n);
        ret->paper = ARENA_NEW(p->a, uint64_t, r->papers_n);
        struct look row = look_at(&x, r, OF_RECORD, record_index(&x));
        TRY(seen_until(p->a, &row, p->e->day, &ret->record));
        for (size_t i = 0; i < r->duties_n; i++) {
                row = look_at(&x, r, OF_DUTY, r->duties[i].def);
                row.row.duty = &r->duties[i];
                ret->duty[i] = r->duties[i].seen;
                TRY(seen_until(p->a, &row, p->e->day, &ret->duty[i]));
        }
        for (size_t i = 0; i < r->papers_n; i++) {
                row = look_at(&x, r, OF_PAPER, r->papers[i].def);
                row.row.duty = rec_owed(p->l, r, &r->papers[i]);
                ret->paper[i] = r->papers[i].seen;
                TRY(seen_until(p->a, &row, p->e->day, &ret->paper[i]));
        }
        return OK;
}

/* And what the rows after it have entered with it. */
static enum err firsts_put(struct view *v, const struct projection *p, const struct firsts *b,
                           struct rec *after)
{
        struct event_rows x = { .v = v, .p = p };
        struct day d = p->e->day;
        if (!has_first(p->l)) return OK;
        struct look row = look_at(&x, after, OF_RECORD, record_index(&x));
        after->seen = b->record;
        TRY(seen_on(p->a, &row, d, d, &after->seen));
        for (size_t i = 0; i < after->duties_n; i++) {
                row = look_at(&x, after, OF_DUTY, after->duties[i].def);
                row.row.duty = &after->duties[i];
                after->duties[i].seen = b->duty && i < p->before->duties_n ? b->duty[i] : 0;
                TRY(seen_on(p->a, &row, d, d, &after->duties[i].seen));
        }
        for (size_t i = 0; i < after->papers_n; i++) {
                row = look_at(&x, after, OF_PAPER, after->papers[i].def);
                row.row.duty = rec_owed(p->l, after, &after->papers[i]);
                after->papers[i].seen = b->paper && i < p->before->papers_n ? b->paper[i] : 0;
                TRY(seen_on(p->a, &row, d, d, &after->papers[i].seen));
        }
        return OK;
}

/* Posts the event and notes in `after` what its rows have entered. */
static enum err post_and_note(struct view *v, const struct projection *p, struct rec *after,
                              int64_t batch, int sign)
{
        struct firsts firsts;
        TRY(firsts_of(v, p, &firsts));
        TRY(firsts_put(v, p, &firsts, after));
        return post_event(v, p, &firsts, batch, sign);
}

/* ---- history folded again ---- */

struct fold {
        struct event *e;
        struct change *c;
        size_t n, cap, c_cap, c_n;
};

static enum err fold_read(struct view *v, const struct projection *p, struct faults *f,
                          struct fold *h)
{
        struct log_cursor *cur = NULL;
        enum err e = log_read(v->st, p->a, 0, p->e->seq, p->e->record, &cur);
        struct event x;
        enum err last = OK;
        while (e == OK && log_next(cur, p->a, &x, &last)) {
                *ARENA_PUSH(p->a, h->e, h->n, h->cap) = x;
                e = change_parse(p->a, p->l, &x, f, ARENA_PUSH(p->a, h->c, h->c_n, h->c_cap));
                if (e == OK && h->c[h->c_n - 1].reveals.n) h->n--, h->c_n--; /* moves nothing */
        }
        log_read_done(&cur);
        return e == OK ? last : e;
}

static struct change_set *set_of(struct change *c, int field)
{
        for (size_t i = 0; i < c->set_n; i++)
                if (c->set[i].field == field) return &c->set[i];
        return NULL;
}

/* A correction gives the value where it was last given before, or where the record entered. */
static void overlay(struct arena *a, struct fold *h, size_t upto, const struct change *correct)
{
        for (size_t s = 0; s < correct->set_n; s++) {
                size_t k = upto;
                struct change_set *x = NULL;
                while (k-- > 0 && !x)
                        if (!h->c[k].corrects) x = set_of(&h->c[k], correct->set[s].field);
                if (!x && h->n) x = ARENA_PUSH(a, h->c[0].set, h->c[0].set_n, h->c[0].set_cap);
                if (x) *x = correct->set[s];
        }
}

/* Posted under the batch that brings it about while that is open, so nobody sees it before. */
static enum err fold_post(struct view *v, const struct projection *p, struct fold *h, int64_t batch,
                          int sign, struct rec *ret)
{
        struct rec r;
        rec_init(&r, p->a, p->l);
        for (size_t i = 0; i < h->n; i++) {
                if (!h->c[i].corrects) continue;
                overlay(p->a, h, i, &h->c[i]);
                h->c[i].set_n = 0; /* it is laid over the past: nothing changes on its own day */
        }
        for (size_t i = 0; i < h->n; i++) {
                struct rec *after = rec_copy(p->a, p->l, &r);
                rec_apply(p->a, p->l, after, &h->e[i], &h->c[i]);
                struct projection one = { p->l, &h->e[i], &h->c[i], &r, after, p->a };
                TRY(post_and_note(v, &one, after, batch, sign));
                r = *after;
        }
        *ret = r;
        return OK;
}

/* set arrays are changed by overlays: each fold needs its own */
static struct fold fold_copy(struct arena *a, const struct fold *h)
{
        struct fold x = *h;
        x.c = ARENA_NEW(a, struct change, h->n + 1);
        x.e = ARENA_NEW(a, struct event, h->n + 1);
        x.cap = x.c_cap = h->n + 1;
        for (size_t i = 0; i < h->n; i++) {
                x.e[i] = h->e[i];
                x.c[i] = h->c[i];
                x.c[i].set = ARENA_NEW(a, struct change_set, h->c[i].set_n);
                x.c[i].set_cap = h->c[i].set_n;
                for (size_t k = 0; k < h->c[i].set_n; k++) x.c[i].set[k] = h->c[i].set[k];
        }
        return x;
}

/* Events of a batch that was taken back are as if they had never been. */
static void fold_drop(struct fold *h, int64_t batch)
{
        size_t n = 0;
        for (size_t i = 0; i < h->n; i++) {
                if (h->e[i].batch == batch) continue;
                h->e[n] = h->e[i];
                h->c[n++] = h->c[i];
        }
        h->n = h->c_n = n;
}

static void fold_drop_taken(struct fold *h)
{
        for (size_t i = h->n; i-- > 0;)
                if (i < h->n && h->c[i].taken_back) fold_drop(h, h->e[i].batch);
}

/* The image after is written into `after`: id 0 when nothing is left of the record. */
static enum err refold(struct view *v, const struct projection *p, int64_t batch, struct faults *f,
                       struct rec *after)
{
        struct fold old = { 0 };
        TRY(fold_read(v, p, f, &old));
        fold_drop_taken(&old);
        struct fold now = fold_copy(p->a, &old);
        TRY(fold_post(v, p, &old, batch, -1, &(struct rec){ 0 }));
        if (p->c->taken_back) {
                fold_drop(&now, p->e->batch);
                return fold_post(v, p, &now, batch, 1, after);
        }
        now.e[now.n] = *p->e;
        now.c[now.n++] = *p->c;
        return fold_post(v, p, &now, batch, 1, after);
}

/* ---- counters ---- */

struct str number_counter(struct arena *a, const struct ledger *l, struct str paper, struct str per)
{
        struct str name =
                str_join(a, str_join(a, S("number:"), l->name), str_join(a, S(":"), paper));
        return str_join(a, name, str_join(a, S(":"), per));
}

static enum err bump_all(struct view *v, const struct projection *p)
{
        const struct change *c = p->c;
        if (c->enters) {
                TRY(counter_take(v, S("record"), p->e->record));
                TRY(counter_take(v, number_counter(p->a, p->l, STR_NONE, c->per), c->n));
        }
        for (size_t i = 0; i < c->open_n; i++)
                if (i + 1 == c->open_n) TRY(counter_take(v, S("duty"), c->open[i].duty));
        for (size_t i = 0; i < c->paper_n; i++) {
                TRY(counter_take(v, S("paper"), c->paper[i].id));
                TRY(counter_take(v,
                                 number_counter(p->a, p->l, p->l->papers[c->paper[i].def].name,
                                                c->paper[i].per),
                                 c->paper[i].n));
        }
        return OK;
}

/* ---- the event ---- */

static enum err batch_open(struct view *v, int64_t batch, int64_t *ret)
{
        *ret = 0;
        if (batch < 0) return OK;
        if (v->open_batch == batch) {
                *ret = batch;
                return OK;
        }
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("SELECT 1 FROM batch WHERE id = $1 AND state = 'open'"), &s));
        stmt_int(s, 1, batch);
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        if (row == ROW_GOT) *ret = v->open_batch = batch;
        return OK;
}

static enum err batch_count(struct view *v, int64_t batch)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (batch < 0) return OK;
        TRY(store_stmt(v->st, S("UPDATE batch SET done = done + 1 WHERE id = $1"), &s));
        stmt_int(s, 1, batch);
        return stmt_run(s);
}

static enum err rows_of(struct view *v, const struct projection *p, struct rec *after)
{
        struct projection now = *p;
        struct rec none;
        now.after = after;
        TRY(sight_write(v, &now, after));
        TRY(openwork_duties(v, &now, after));
        TRY(ruled_project(v, &now, after));
        if (!p->c->taken_back) {
                TRY(rec_write(v, &now));
                recent_put(v->recent, p->l, after);
                return bump_all(v, &now);
        }
        TRY(rec_delete(v, p->l, p->e->record, p->a));
        recent_forget(v->recent, p->e->record);
        if (!after->id) return OK;
        rec_init(&none, p->a, p->l);
        now.before = &none;
        after->version = p->e->seq;
        return rec_write(v, &now);
}

static void take_seen(struct rec *after, const struct rec *folded)
{
        ASSERT(after->duties_n == folded->duties_n && after->papers_n == folded->papers_n);
        after->seen = folded->seen;
        for (size_t i = 0; i < after->duties_n; i++) after->duties[i].seen = folded->duties[i].seen;
        for (size_t i = 0; i < after->papers_n; i++) after->papers[i].seen = folded->papers[i].seen;
}

enum err view_project(struct view *v, const struct projection *p, struct faults *f)
{
        struct rec *after = rec_copy(p->a, p->l, p->after); /* seen, and what a fold gives */
        struct rec folded = { 0 };
        struct projection now = *p;
        now.after = after;
        int64_t batch = 0;
        if (p->c->reveals.n) return OK; /* somebody read: nothing of the record is another */
        enum err e = batch_open(v, p->e->batch, &batch);
        if (e == OK && (p->c->corrects || p->c->taken_back)) {
                e = refold(v, &now, batch, f, &folded);
                if (e == OK && p->c->taken_back) *after = folded;
                else if (e == OK) take_seen(after, &folded);
        } else if (e == OK) {
                e = post_and_note(v, &now, after, batch, 1);
        }
        if (e == OK) e = rows_of(v, p, after);
        if (e == OK && p->c->enters) e = batch_count(v, p->e->batch);
        struct posted by = { p->e->seq, p->e->batch < 0 ? 0 : p->e->batch,
                             day_of(p->e->at, v->city->zone) };
        if (e == OK) e = journal_write(v, &by, f);
        if (e == OK || f->n) return e;
        if (e == ERR_LIMIT)
                return FAULT(f, e, "figure.limit", STR_NONE, "某个数值太大，指标容纳不下",
                             "a value is too large for a figure");
        return store_failed(v->st, e, f);
}
