/* project.c: what one event of a record does to the derived tables (keeps I1, I2).
 *
 * A record's rows (itself, its duties, its papers, its step events) are looked at in the image before and
 * in the image after; the difference is posted. `correct` (it was always so) and a batch taken back fold
 * the record's whole history twice, as it stood and as it stands now, and post the difference. */
#include "view/project.h"

#include <limits.h>

#include "view/cells.h"
#include "view/rows.h"

/* ---- days on which a row moves by itself ---- */

struct breaks {
        struct { struct day day; int64_t seq; } at[8];
        size_t n;
};

static void break_add(struct breaks *b, struct day from, struct day d, int64_t seq)
{
        if (!day_is(d) || d.v <= from.v) return;
        size_t i = 0;
        while (i < b->n && b->at[i].day.v < d.v) i++;
        if (i < b->n && b->at[i].day.v == d.v) return;
        ASSERT(b->n < LEN(b->at));
        for (size_t k = b->n++; k > i; k--) b->at[k] = b->at[k - 1];
        b->at[i].day = d;
        b->at[i].seq = seq;
}

static void breaks_of(const struct look *x, struct day from, struct breaks *b)
{
        b->n = 0;
        const struct rduty *d = x->row.duty;
        if (d && d->outcome == OUT_OPEN)
                break_add(b, from, day_add(duty_due_day(x->row.city, d), 1), d->opened_seq);
        for (size_t i = 0; i < x->l->figures_n; i++)
                if (x->l->figures[i].table == x->table && x->l->figures[i].of == x->of)
                        break_add(b, from, x->l->figures[i].since, 0);
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

/* The movements that lie ahead of `from`, starting from where the row stands then. */
static enum err post_ahead(struct posting *p, struct look *x, const struct pos *now, int sign)
{
        struct breaks b;
        struct day from = p->day;
        int64_t seq = p->seq;
        struct pos before = *now, after;
        breaks_of(x, from, &b);
        for (size_t i = 0; i < b.n; i++) {
                p->day = b.at[i].day;
                p->seq = b.at[i].seq;
                p->sign = sign;
                TRY(stand(p->a, x, p->day, &after));
                TRY(post_move(p, &before, &after));
                before = after;
        }
        p->day = from;
        p->seq = seq;
        return OK;
}

/* One row before and after (either may be NULL: it was not there). `sign` +1, or -1 to take back. */
static enum err post_row(struct posting *p, struct look *before, struct look *after, int sign)
{
        struct pos *b = ARENA_NEW(p->a, struct pos, 2), *c = b + 1;
        if (before) TRY(stand(p->a, before, p->day, b));
        if (after) TRY(stand(p->a, after, p->day, c));
        p->sign = sign;
        TRY(post_move(p, b, c));
        if (before) TRY(post_ahead(p, before, b, -sign));
        return after ? post_ahead(p, after, c, sign) : OK;
}

/* ---- the rows of a record ---- */

struct event_rows {
        struct view *v;
        const struct projection *p;
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
        for (size_t i = 0; i < x->p->l->figures_n; i++) {
                const struct figure *f = &x->p->l->figures[i];
                if (f->table == x->post.table && f->of == of && f->of_index == index) return true;
        }
        return false;
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
        struct look before = look_at(x, b, OF_RECORD, index), after = look_at(x, c, OF_RECORD, index);
        before.seen = after.seen = b->id ? b->seen : 0;
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
                before.seen = after.seen = was ? b->duties[i].seen : 0;
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
                x->post.item = c->papers[i].id;
                TRY(post_row(&x->post, was ? &before : NULL, &after, x->sign));
        }
        return OK;
}

/* Everything one event moves; used forwards and, with sign -1, to take it back. */
static enum err post_event(struct view *v, const struct projection *p, int64_t batch, int sign)
{
        struct event_rows x = { .v = v, .p = p, .sign = sign };
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
        }
        return OK;
}

/* `first` figures a row has entered: bits by figure. */
static uint64_t seen_now(struct arena *a, const struct look *x, struct day d, uint64_t seen)
{
        for (size_t i = 0; i < x->l->figures_n; i++) {
                const struct figure *f = &x->l->figures[i];
                if (f->flow != FLOW_FIRST || f->of != x->of || f->of_index != x->of_index || f->table < 0)
                        continue;
                struct look one = *x;
                one.table = f->table;
                one.seen = 0;
                struct pos *p = ARENA_NEW(a, struct pos, 1);
                if (stand(a, &one, d, p) == OK && p->amount[f->column]) seen |= (uint64_t)1 << i;
        }
        return seen;
}

static bool has_first(const struct ledger *l)
{
        for (size_t i = 0; i < l->figures_n; i++)
                if (l->figures[i].flow == FLOW_FIRST) return true;
        return false;
}

static void update_seen(struct view *v, const struct projection *p, struct rec *after)
{
        if (!has_first(p->l)) return;
        struct event_rows x = { .v = v, .p = p };
        struct look r = look_at(&x, after, OF_RECORD, record_index(&x));
        after->seen = seen_now(p->a, &r, p->e->day, p->before->id ? p->before->seen : 0);
        for (size_t i = 0; i < after->duties_n; i++) {
                struct look d = look_at(&x, after, OF_DUTY, after->duties[i].def);
                d.row.duty = &after->duties[i];
                after->duties[i].seen = seen_now(p->a, &d, p->e->day, after->duties[i].seen);
        }
}

/* ---- history folded again ---- */

struct fold {
        struct event *e;
        struct change *c;
        size_t n, cap, c_cap, c_n;
};

static enum err fold_read(struct view *v, const struct projection *p, struct faults *f, struct fold *h)
{
        struct log_cursor *cur = NULL;
        enum err e = log_read(v->st, p->a, 0, p->e->seq, p->e->record, &cur);
        struct event x;
        enum err last = OK;
        while (e == OK && log_next(cur, p->a, &x, &last)) {
                *ARENA_PUSH(p->a, h->e, h->n, h->cap) = x;
                e = change_parse(p->a, p->l, &x, f, ARENA_PUSH(p->a, h->c, h->c_n, h->c_cap));
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

static enum err fold_post(struct view *v, const struct projection *p, struct fold *h, int sign,
                          struct rec *ret)
{
        struct rec r;
        rec_init(&r, p->a, p->l);
        for (size_t i = 0; i < h->n; i++)
                if (h->c[i].corrects) overlay(p->a, h, i, &h->c[i]);
        for (size_t i = 0; i < h->n; i++) {
                struct rec *after = rec_copy(p->a, p->l, &r);
                rec_apply(p->a, p->l, after, &h->e[i], &h->c[i]);
                struct projection one = { p->l, &h->e[i], &h->c[i], &r, after, p->a };
                update_seen(v, &one, after);
                TRY(post_event(v, &one, 0, sign));
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
static enum err refold(struct view *v, const struct projection *p, struct faults *f, struct rec *after)
{
        struct fold old = { 0 };
        TRY(fold_read(v, p, f, &old));
        fold_drop_taken(&old);
        struct fold now = fold_copy(p->a, &old);
        TRY(fold_post(v, p, &old, -1, &(struct rec){ 0 }));
        if (p->c->taken_back) {
                fold_drop(&now, p->e->batch);
                return fold_post(v, p, &now, 1, after);
        }
        now.e[now.n] = *p->e;
        now.c[now.n++] = *p->c;
        return fold_post(v, p, &now, 1, after);
}

/* ---- who sees the record: the offices on it and those above them, but the root ---- */

struct offices_on { int o[512]; size_t n; };

static void on_add(const struct city *c, struct offices_on *x, struct str code, struct day day)
{
        int i = code.n ? office_find(c->offices, code) : -1, up[OFFICE_DEPTH_MAX];
        if (i < 0) return;
        size_t n = office_above(c->offices, i, day, up);
        for (size_t u = 0; u < n; u++) {
                const struct office_span *s = office_on(c->offices, up[u], day);
                bool root = !s || s->parent < 0, have = false;
                for (size_t k = 0; k < x->n; k++) have |= x->o[k] == up[u];
                if (!root && !have && x->n < LEN(x->o)) x->o[x->n++] = up[u];
        }
}

static void on_record(const struct city *c, const struct ledger *l, const struct rec *r, struct day day,
                      struct offices_on *x)
{
        x->n = 0;
        if (!r->id) return;
        on_add(c, x, r->owner, day);
        for (size_t i = 0; i < l->fields_n; i++) {
                if (l->fields[i].type != F_OFFICE) continue;
                if (r->v[i].type == T_TEXT) on_add(c, x, r->v[i].text, day);
                for (size_t k = 0; k < r->v[i].many_n; k++) on_add(c, x, r->v[i].many[k], day);
        }
        for (size_t i = 0; i < r->duties_n; i++)
                if (r->duties[i].outcome != OUT_WITHDRAWN && r->duties[i].outcome != OUT_RETURNED)
                        on_add(c, x, r->duties[i].holder, day);
}

static bool on_has(const struct offices_on *x, int o)
{
        for (size_t i = 0; i < x->n; i++)
                if (x->o[i] == o) return true;
        return false;
}

static enum err scope_row(struct view *v, struct str sql, int office, int64_t record)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, sql, &s));
        stmt_int(s, 1, office + 1);
        stmt_int(s, 2, record);
        return stmt_run(s);
}

static enum err write_scope(struct view *v, const struct projection *p, const struct rec *after)
{
        struct offices_on *b = ARENA_NEW(p->a, struct offices_on, 2), *c = b + 1;
        on_record(v->city, p->l, p->before, p->e->day, b);
        on_record(v->city, p->l, after, p->e->day, c);
        for (size_t i = 0; i < c->n; i++)
                if (!on_has(b, c->o[i]))
                        TRY(scope_row(v, S("INSERT INTO scope (office, record) VALUES ($1, $2)"
                                           " ON CONFLICT DO NOTHING"), c->o[i], p->e->record));
        for (size_t i = 0; i < b->n; i++)
                if (!on_has(c, b->o[i]))
                        TRY(scope_row(v, S("DELETE FROM scope WHERE office = $1 AND record = $2"), b->o[i],
                                      p->e->record));
        return OK;
}

/* ---- counters ---- */

static enum err bump(struct view *v, struct str name, int64_t used)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       S("INSERT INTO counter (name, next) VALUES ($1, $2) ON CONFLICT (name)"
                         " DO UPDATE SET next = excluded.next WHERE excluded.next > next"),
                       &s));
        stmt_text(s, 1, name);
        stmt_int(s, 2, used + 1);
        return stmt_run(s);
}

enum err view_next(struct view *v, struct str counter, int64_t *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("SELECT next FROM counter WHERE name = $1"), &s));
        stmt_text(s, 1, counter);
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        *ret = row == ROW_GOT ? col_int(s, 0) : 1;
        return OK;
}

struct str number_counter(struct arena *a, const struct ledger *l, struct str paper, struct str per)
{
        return str_printf(a, "number:%.*s:%.*s:%.*s", SP(l->name), SP(paper), SP(per));
}

static enum err bump_all(struct view *v, const struct projection *p)
{
        const struct change *c = p->c;
        if (c->enters) {
                TRY(bump(v, S("record"), p->e->record));
                TRY(bump(v, number_counter(p->a, p->l, STR_NONE, c->per), c->n));
        }
        for (size_t i = 0; i < c->open_n; i++)
                if (i + 1 == c->open_n) TRY(bump(v, S("duty"), c->open[i].duty));
        for (size_t i = 0; i < c->paper_n; i++) {
                TRY(bump(v, S("paper"), c->paper[i].id));
                TRY(bump(v, number_counter(p->a, p->l, p->l->papers[c->paper[i].def].name, c->paper[i].per),
                         c->paper[i].n));
        }
        return OK;
}

/* ---- the event ---- */

static enum err batch_open(struct view *v, int64_t batch, int64_t *ret)
{
        *ret = 0;
        if (batch < 0) return OK;
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("SELECT 1 FROM batch WHERE id = $1 AND state = 'open'"), &s));
        stmt_int(s, 1, batch);
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        if (row == ROW_GOT) *ret = batch;
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
        TRY(write_scope(v, &now, after));
        if (!p->c->taken_back) {
                TRY(rec_write(v, &now));
                return bump_all(v, &now);
        }
        TRY(rec_delete(v, p->l, p->e->record, p->a));
        if (!after->id) return OK;
        rec_init(&none, p->a, p->l);
        now.before = &none;
        after->version = p->e->seq;
        return rec_write(v, &now);
}

enum err view_project(struct view *v, const struct projection *p, struct faults *f)
{
        struct rec *after = rec_copy(p->a, p->l, p->after), folded = { 0 };
        struct projection now = *p;
        now.after = after;
        update_seen(v, p, after);
        int64_t batch;
        TRY(batch_open(v, p->e->batch, &batch));
        enum err e;
        if (p->c->corrects || p->c->taken_back) {
                e = refold(v, &now, f, &folded);
                if (p->c->taken_back) *after = folded;
                else after->seen = folded.seen;
        } else {
                e = post_event(v, &now, batch, 1);
        }
        if (e == OK) e = rows_of(v, p, after);
        if (e == OK && p->c->enters) e = batch_count(v, p->e->batch);
        struct posted by = { p->e->seq, p->e->batch < 0 ? 0 : p->e->batch,
                             day_of(p->e->at, v->city->zone) };
        if (e == OK) e = journal_write(v, &by, f);
        if (e == OK || f->n) return e;
        return FAULT(f, e, "store", STR_NONE, "数据库：%.*s", "database: %.*s", SP(store_why(v->st)));
}
