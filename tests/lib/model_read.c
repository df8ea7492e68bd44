/* model_read.c: what the database says, held against the model. */
#include "lib/model.h"
#include "view/rows.h"
#include "view/schema.h"

#define SHOWN 12 /* differences printed of one look */

struct reading {
        struct model *m;
        const struct cell_table *t;
        size_t wrong;
        const char *what;
};

static void differs(struct reading *x, struct str cell, struct str figure, int64_t got,
                    int64_t want)
{
        char from[16], on[16];
        if (x->wrong++ >= SHOWN) return;
        fprintf(stderr, "  %.*s at %.*s, %s, %.*s to %.*s, cell %.*s, %.*s: %lld, should be %lld\n",
                SP(x->m->l->name), SP(x->t->at.name), x->what,
                SP(day_format(x->m->look.from, from)), SP(day_format(x->m->look.on, on)), SP(cell),
                SP(figure), (long long)got, (long long)want);
}

static struct stmt *select_of(struct model *m, struct str sql)
{
        struct stmt *s;
        if (store_stmt(m->t->w.st, sql, &s) == OK) return s;
        fprintf(stderr, "%.*s\n%.*s\n", SP(sql), SP(store_why(m->t->w.st)));
        BUG("SQL of the model");
}

static struct str sums(struct model *m, const struct cell_table *t, const char *form)
{
        struct str out = STR_NONE;
        char part[200];
        for (size_t i = 0; i < t->figures_n; i++) {
                struct str f = str_c(form), head, tail;
                out = str_join(&m->a, out, S(", "));
                while (str_cut(f, '#', &head, &tail)) {
                        int n = snprintf(part, sizeof part, "%.*s%zu", SP(head), i);
                        out = str_join(&m->a, out, (struct str){ part, (size_t)n });
                        f = tail;
                }
                out = str_join(&m->a, out, f);
        }
        return out;
}

static struct model_cell *cell_of_row(struct model *m, struct stmt *s)
{
        return model_cell(m, (int)col_int(s, 0) - 1, (int)col_int(s, 1), col_text(s, &m->a, 2));
}

static void clear_met(struct model *m)
{
        for (size_t i = 0; i < m->cells_n; i++) m->cells[i].met = false;
}

static const struct figure *figure_at(struct reading *x, size_t column)
{
        return &x->m->l->figures[x->t->figures[column]];
}

/* Cells the database does not know must be empty. */
static void check_unmet(struct reading *x, bool moves)
{
        for (size_t i = 0; i < x->m->cells_n; i++) {
                const struct model_cell *c = &x->m->cells[i];
                for (size_t k = 0; !c->met && k < x->t->figures_n; k++) {
                        struct str name = figure_at(x, k)->name;
                        if (!moves && figure_at(x, k)->flow == FLOW_STOCK && c->stock[k])
                                differs(x, c->name, name, 0, c->stock[k]);
                        if (moves && (c->plus[k] || c->minus[k]))
                                differs(x, c->name, name, 0, c->plus[k] + c->minus[k]);
                }
        }
}

/* ---- cells ---- */

static void check_stock(struct reading *x, struct str sql)
{
        AUTO(stmt_done) struct stmt *s = select_of(x->m, sql);
        clear_met(x->m);
        while (stmt_step(s) == ROW_GOT) {
                struct model_cell *c = cell_of_row(x->m, s);
                c->met = true;
                for (size_t i = 0; i < x->t->figures_n; i++) {
                        if (figure_at(x, i)->flow != FLOW_STOCK) continue;
                        int64_t got = col_int(s, 3 + (int)i);
                        if (got != c->stock[i])
                                differs(x, c->name, figure_at(x, i)->name, got, c->stock[i]);
                }
        }
        check_unmet(x, false);
}

static void check_days(struct reading *x)
{
        struct model *m = x->m;
        struct str name = view_table(&m->a, 'c', m->l, x->t);
        x->what = "balance from days";
        check_stock(
                x, str_printf(&m->a,
                              "SELECT office, by, value%.*s FROM %.*s WHERE batch = 0 AND day <= %d"
                              " GROUP BY office, by, value",
                              SP(sums(m, x->t, "sum(p# - m#)")), SP(name), m->look.on.v));
}

/* The latest closing before the month of `on`, and the days since. */
static void check_closings(struct reading *x)
{
        struct model *m = x->m;
        struct str c = view_table(&m->a, 'c', m->l, x->t), k = view_table(&m->a, 'k', m->l, x->t);
        AUTO(stmt_done) struct stmt *s = select_of(m, S("SELECT max(month) FROM closing"));
        int month = day_month(m->look.on) - 1;
        if (stmt_step(s) != ROW_GOT) BUG("closing");
        int closed = col_null(s, 0) ? month : (int)col_int(s, 0);
        if (closed < month) month = closed;
        x->what = "balance from closings";
        check_stock(
                x,
                str_printf(
                        &m->a,
                        "SELECT office, by, value%.*s FROM (SELECT office, by, value%.*s FROM "
                        "%.*s AS k"
                        " WHERE month = (SELECT max(o.month) FROM %.*s AS o WHERE o.office = "
                        "k.office"
                        " AND o.by = k.by AND o.value = k.value AND o.month <= %d) UNION ALL"
                        " SELECT office, by, value%.*s FROM %.*s WHERE batch = 0 AND day >= %d AND"
                        " day <= %d) GROUP BY office, by, value",
                        SP(sums(m, x->t, "sum(p# - m#)")), SP(sums(m, x->t, "p#, m#")), SP(k),
                        SP(k), month, SP(sums(m, x->t, "p#, m#")), SP(c), month_first(month + 1).v,
                        m->look.on.v));
}

static void check_moves(struct reading *x)
{
        struct model *m = x->m;
        struct str name = view_table(&m->a, 'c', m->l, x->t);
        AUTO(stmt_done)
        struct stmt *s = select_of(
                m,
                str_printf(&m->a,
                           "SELECT office, by, value%.*s FROM %.*s WHERE batch = 0 AND day BETWEEN "
                           "%d AND %d"
                           " GROUP BY office, by, value",
                           SP(sums(m, x->t, "sum(p#), sum(m#)")), SP(name), m->look.from.v,
                           m->look.on.v));
        x->what = "movements";
        clear_met(m);
        while (stmt_step(s) == ROW_GOT) {
                struct model_cell *c = cell_of_row(m, s);
                c->met = true;
                for (size_t i = 0; i < x->t->figures_n; i++) {
                        int64_t p = col_int(s, 3 + 2 * (int)i), q = col_int(s, 4 + 2 * (int)i);
                        struct str f = figure_at(x, i)->name;
                        if (p != c->plus[i])
                                differs(x, c->name, str_join(&m->a, f, S(" +")), p, c->plus[i]);
                        if (q != c->minus[i])
                                differs(x, c->name, str_join(&m->a, f, S(" -")), q, c->minus[i]);
                }
        }
        check_unmet(x, true);
}

/* ---- presence ---- */

static void check_presence(struct reading *x)
{
        struct model *m = x->m;
        struct str p = view_table(&m->a, 'p', m->l, x->t);
        bool has = false;
        if (store_has_table(m->t->w.st, p, &has) != OK) BUG("presence");
        x->what = "presence";
        size_t met = 0;
        if (!has) return;
        AUTO(stmt_done)
        struct stmt *s = select_of(
                m,
                str_printf(
                        &m->a,
                        "SELECT office, by, value, figure, key, sum(plus - minus) FROM %.*s WHERE"
                        " batch = 0 AND day <= %d GROUP BY 1, 2, 3, 4, 5 HAVING sum(plus - minus) "
                        "<> 0",
                        SP(p), m->look.on.v));
        while (stmt_step(s) == ROW_GOT) {
                struct model_cell *c = cell_of_row(m, s);
                int f = ledger_figure(m->l, col_text(s, &m->a, 3));
                struct str key = model_key(m, c->name, f, col_text(s, &m->a, 4));
                int64_t i, want = map_get(&m->key_map, key, &i) ? m->keys[i] : 0;
                met += want != 0;
                if (col_int(s, 5) != want) differs(x, key, S("rows"), col_int(s, 5), want);
        }
        if (met != m->keys_n) differs(x, S("all"), S("keys"), (int64_t)met, (int64_t)m->keys_n);
}

/* ---- the journal ---- */

struct jsum { /* of one cell */
        int64_t stock[MODEL_COLS], each[MODEL_COLS], group[MODEL_COLS];
};
struct jread {
        struct reading *x;
        struct jsum *of; /* by cell */
        size_t n, cap;
        size_t touched[4096]; /* cells of the group read now */
        size_t touched_n;
};

static void end_group(struct jread *j)
{
        for (size_t i = 0; i < j->touched_n; i++) {
                struct jsum *c = &j->of[j->touched[i]];
                for (size_t k = 0; k < MODEL_COLS; k++) {
                        if (c->group[k] > 0) c->each[k] += c->group[k];
                        c->group[k] = 0;
                }
        }
        j->touched_n = 0;
}

static void add_to_cell(struct jread *j, const struct model_cell *cell, const int64_t *amount,
                        bool stocks)
{
        size_t at = (size_t)(cell - j->x->m->cells);
        while (j->n <= at) *ARENA_PUSH(&j->x->m->a, j->of, j->n, j->cap) = (struct jsum){ 0 };
        ASSERT(j->touched_n < LEN(j->touched));
        if (!stocks) j->touched[j->touched_n++] = at;
        for (size_t i = 0; i < j->x->t->figures_n; i++) {
                bool stock = figure_at(j->x, i)->flow == FLOW_STOCK;
                if (stock && stocks) j->of[at].stock[i] += amount[i];
                if (!stock && !stocks) j->of[at].group[i] += amount[i];
        }
}

static void add_to_cells(struct jread *j, struct stmt *s, const int64_t *amount, struct day tree,
                         bool stocks)
{
        struct model *m = j->x->m;
        const struct cell_table *t = j->x->t;
        int up[16];
        struct str v[16];
        size_t offices = model_offices(m, (int)col_int(s, 4) - 1, tree, up);
        for (size_t o = 0; o < offices; o++) {
                add_to_cell(j, model_cell(m, up[o], 0, STR_NONE), amount, stocks);
                for (size_t b = 0; b < t->by_n; b++) {
                        size_t n =
                                model_values(m, t->by[b], col_text(s, &m->a, 5 + (int)b), tree, v);
                        for (size_t k = 0; k < n; k++)
                                add_to_cell(j, model_cell(m, up[o], (int)b + 1, v[k]), amount,
                                            stocks);
                }
        }
}

/* A balance goes with the offices: its rows count where their offices stand on the day looked at.
 * */
static void read_jrow(struct jread *j, struct stmt *s)
{
        const struct model_look *look = &j->x->m->look;
        const struct cell_table *t = j->x->t;
        struct day d = { (int32_t)col_int(s, 0) };
        int64_t amount[MODEL_COLS] = { 0 };
        for (size_t i = 0; i < t->figures_n; i++) amount[i] = col_int(s, 5 + (int)(t->by_n + i));
        add_to_cells(j, s, amount, look->on, true);
        if (d.v >= look->from.v) add_to_cells(j, s, amount, d, false);
}

static struct str journal_sql(struct reading *x)
{
        struct model *m = x->m;
        struct str cols = STR_NONE;
        for (size_t i = 0; i < x->t->by_n; i++)
                cols = str_printf(&m->a, "%.*s, b%zu", SP(cols), i + 1);
        cols = str_join(&m->a, cols, sums(m, x->t, "a#"));
        struct str known = STR_NONE;
        if (day_is(m->look.known))
                known = str_printf(&m->a, " AND (known IS NULL OR known <= %d)", m->look.known.v);
        return str_printf(
                &m->a,
                "SELECT day, seq, record, item, office%.*s FROM %.*s WHERE day <= %d AND (batch = "
                "0 OR"
                " batch IN (SELECT id FROM batch WHERE state <> 'open'))%.*s"
                " ORDER BY record, item, day, seq",
                SP(cols), SP(view_table(&m->a, 'j', m->l, x->t)), m->look.on.v, SP(known));
}

static void check_journal_cell(struct reading *x, const struct model_cell *c, const struct jsum *j)
{
        for (size_t i = 0; i < x->t->figures_n; i++) {
                const struct figure *f = figure_at(x, i);
                bool each = f->flow == FLOW_EACH || f->flow == FLOW_FIRST;
                if (f->flow == FLOW_STOCK && j->stock[i] != c->stock[i])
                        differs(x, c->name, f->name, j->stock[i], c->stock[i]);
                if (each && j->each[i] != c->plus[i])
                        differs(x, c->name, f->name, j->each[i], c->plus[i]);
        }
}

static void check_journal(struct reading *x)
{
        struct model *m = x->m;
        struct jread *j = ARENA_NEW(&m->a, struct jread, 1);
        int64_t last[4] = { -1, -1, -1, -1 };
        AUTO(stmt_done) struct stmt *s = select_of(m, journal_sql(x));
        j->x = x;
        x->what = day_is(m->look.known) ? "journal as known" : "journal";
        while (stmt_step(s) == ROW_GOT) {
                int64_t now[4] = { col_int(s, 2), col_int(s, 3), col_int(s, 0), col_int(s, 1) };
                if (memcmp(now, last, sizeof now) != 0) end_group(j);
                memcpy(last, now, sizeof now);
                read_jrow(j, s);
        }
        end_group(j);
        for (size_t i = 0; i < m->cells_n; i++)
                check_journal_cell(x, &m->cells[i], i < j->n ? &j->of[i] : &(struct jsum){ 0 });
}

bool model_agrees(struct town *t, const struct model_look *look)
{
        struct model *m = ARENA_NEW(&t->a, struct model, 1);
        size_t wrong = 0;
        if (!model_init(m, t, look)) return false;
        for (size_t i = 0; i < m->l->tables_n; i++) {
                struct reading x = { .m = m, .t = &m->l->tables[i] };
                model_count(m, (int)i);
                check_journal(&x);
                if (!day_is(look->known)) {
                        check_days(&x);
                        check_closings(&x);
                        check_moves(&x);
                        check_presence(&x);
                }
                wrong += x.wrong;
        }
        model_done(m);
        return wrong == 0;
}

/* ---- records ---- */

static bool same_duty(const struct rduty *a, const struct rduty *b)
{
        return a->id == b->id && a->def == b->def && str_eq(a->holder, b->holder) &&
               a->round == b->round && a->lead == b->lead && a->start.ms == b->start.ms &&
               a->due.ms == b->due.ms && a->provisional == b->provisional &&
               str_eq(a->within, b->within) && a->calendar == b->calendar &&
               a->outcome == b->outcome && a->late == b->late && a->opened.v == b->opened.v &&
               a->ended.v == b->ended.v && a->ended_at.ms == b->ended_at.ms &&
               a->opened_seq == b->opened_seq && a->ended_seq == b->ended_seq &&
               a->parent == b->parent && a->former == b->former && a->clock == b->clock &&
               a->held.ms == b->held.ms && a->else_due.ms == b->else_due.ms;
}

static bool same_act(const struct ract *a, const struct ract *b)
{
        return a->kind == b->kind && a->seq == b->seq && a->done == b->done && a->duty == b->duty &&
               a->round == b->round && a->step == b->step && a->at.ms == b->at.ms &&
               a->until.ms == b->until.ms && a->due.ms == b->due.ms && str_eq(a->text, b->text);
}

static const char *differing(const struct ledger *l, const struct rec *a, const struct rec *b)
{
        static char name[64];
        if (a->id != b->id || !str_eq(a->number, b->number) || !str_eq(a->owner, b->owner))
                return "head";
        if (a->state != b->state) return "state";
        if (a->entered.v != b->entered.v || a->last_day.v != b->last_day.v) return "days";
        if (a->round != b->round || a->parent != b->parent) return "round";
        if (a->version != b->version || a->process != b->process || a->batch != b->batch)
                return "version";
        if (a->promised.ms != b->promised.ms || a->promised_start.ms != b->promised_start.ms ||
            a->promised_provisional != b->promised_provisional ||
            !str_eq(a->promised_within, b->promised_within))
                return "promise";
        for (size_t i = 0; i < l->fields_n; i++) {
                (void)snprintf(name, sizeof name, "%.*s", SP(l->fields[i].name));
                if (!value_eq(&a->v[i], &b->v[i])) return name;
        }
        if (a->duties_n != b->duties_n || a->papers_n != b->papers_n) return "duties";
        for (size_t i = 0; i < a->duties_n; i++)
                if (!same_duty(&a->duties[i], &b->duties[i])) return "duty";
        if (a->acts_n != b->acts_n || a->promised_held.ms != b->promised_held.ms) return "acts";
        for (size_t i = 0; i < a->acts_n; i++)
                if (!same_act(&a->acts[i], &b->acts[i])) return "act";
        for (size_t i = 0; i < a->papers_n; i++)
                if (a->papers[i].id != b->papers[i].id || a->papers[i].seq != b->papers[i].seq ||
                    !str_eq(a->papers[i].number, b->papers[i].number))
                        return "paper";
        return NULL;
}

struct seeing {
        struct model *m;
        struct map x;
        struct day day;
        bool very; /* confidential: the very offices only */
};

static void sees(struct seeing *s, struct str code)
{
        int up[16];
        struct model *m = s->m;
        size_t n =
                code.n ? model_offices(m, office_find(&m->t->w.inforce.offices, code), s->day, up)
                       : 0;
        if (s->very && n) n = 2;
        for (size_t i = 0; i + 1 < n; i++) map_set(&s->x, str_printf(&m->a, "%d", up[i]), 1);
}

/* The offices on a record and above it, but the root; those complained of bring nobody. */
static bool seen_by(struct model *m, const struct rec *r)
{
        struct seeing x = { .m = m, .x = { .a = &m->a }, .day = r->last_day };
        size_t n = 0;
        for (size_t i = 0; i < m->l->fields_n; i++)
                x.very |= m->l->fields[i].confidential && r->v[i].type == T_BOOL && r->v[i].truth;
        sees(&x, r->owner);
        for (size_t i = 0; i < m->l->fields_n; i++) {
                if (m->l->fields[i].type != F_OFFICE || m->l->fields[i].recuse) continue;
                if (r->v[i].type == T_TEXT) sees(&x, r->v[i].text);
                for (size_t k = 0; k < r->v[i].many_n; k++) sees(&x, r->v[i].many[k]);
        }
        for (size_t i = 0; i < r->duties_n; i++)
                if (r->duties[i].outcome != OUT_WITHDRAWN && r->duties[i].outcome != OUT_RETURNED)
                        sees(&x, r->duties[i].holder);
        AUTO(stmt_done)
        struct stmt *s = select_of(m, S("SELECT office FROM scope WHERE record = $1"));
        stmt_int(s, 1, r->id);
        while (stmt_step(s) == ROW_GOT) {
                int64_t v;
                struct str office = str_printf(&m->a, "%d", (int)col_int(s, 0) - 1);
                if (!map_get(&x.x, office, &v)) return false;
                n++;
        }
        return n == x.x.n;
}

static bool record_agrees(struct model *m, const struct model_record *r)
{
        struct view v;
        struct rec *row = ARENA_NEW(&m->a, struct rec, 1);
        if (r->importing) return true; /* its row is ahead of what is seen */
        if (view_open(&v, m->t->w.st, m->t->w.inforce.city) != OK) BUG("view");
        enum err e = rec_load(&v, &m->a, m->l, r->id, row);
        view_close(&v);
        if (e != OK || r->n == 0) return e == ERR_NOT_FOUND && r->n == 0;
        if (r->last > row->version) return false;
        r->v[r->n - 1].after->version = r->last; /* a batch taken back leaves its mark */
        const char *what = differing(m->l, row, r->v[r->n - 1].after);
        if (!what && !seen_by(m, row)) what = "scope";
        if (what)
                fprintf(stderr, "  record %lld of %.*s: %s\n", (long long)r->id, SP(m->l->name),
                        what);
        return !what;
}

/* Numbers, records and duties are counted from 1 without gaps, refused commands or not. */
static bool counted_on(struct model *m, struct map *next, struct str counter, int64_t got)
{
        int64_t want = map_at(next, counter);
        if (want < 0) want = 1;
        map_set(next, counter, got + 1);
        if (got == want) return true;
        fprintf(stderr, "  %.*s: %.*s %lld, should be %lld\n", SP(m->l->name), SP(counter),
                (long long)got, (long long)want);
        return false;
}

static bool numbers_agree(struct model *m)
{
        struct log_cursor *cur = NULL;
        struct event e;
        enum err err = OK;
        struct map next = { .a = &m->a };
        bool good = true;
        if (log_read(m->t->w.st, &m->a, 0, INT64_MAX, 0, &cur) != OK) return false;
        while (log_next(cur, &m->a, &e, &err)) {
                struct change c;
                int i = e.ledger.n ? city_ledger(m->t->w.inforce.city, e.ledger) : -1;
                if (i < 0) continue;
                const struct ledger *l = &m->t->w.inforce.city->ledgers[i];
                if (change_parse(&m->a, l, &e, &m->t->f, &c) != OK) err = ERR_CORRUPT;
                if (err != OK) break;
                if (c.enters) good &= counted_on(m, &next, S("record"), e.record);
                if (c.enters)
                        good &= counted_on(m, &next,
                                           str_printf(&m->a, "%.*s %.*s", SP(l->name), SP(c.per)),
                                           c.n);
                for (size_t k = 0; k < c.open_n; k++)
                        good &= counted_on(m, &next, S("duty"), c.open[k].duty);
                for (size_t k = 0; k < c.paper_n; k++)
                        good &= counted_on(m, &next, S("paper"), c.paper[k].id);
        }
        log_read_done(&cur);
        return good && err == OK;
}

bool model_rows_agree(struct town *t, const char *ledger)
{
        struct model *m = ARENA_NEW(&t->a, struct model, 1);
        struct model_look look = { ledger, { 0 }, { 0 }, DAY_NONE };
        if (!model_init(m, t, &look)) return false;
        bool good = numbers_agree(m);
        for (size_t i = 0; i < m->n; i++) good &= record_agrees(m, &m->r[i]);
        model_done(m);
        return good;
}

bool model_log_agrees(struct town *t)
{
        struct faults f;
        int64_t events;
        struct log_verify_in in = { .st = t->w.st, .keys = t->w.keys, .zone = t->w.inforce.zone };
        faults_init(&f, &t->a, LANG_EN);
        enum err e = log_verify(&in, &t->a, &f, &events);
        town_print(&f);
        return e == OK && town_rebuild_same(t);
}
