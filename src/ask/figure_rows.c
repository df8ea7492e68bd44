/* figure_rows.c: the very rows behind a figure, and what changed since it was known. */
#include "ask/figure.h"
#include "ask/figure_in.h"
#include "ask/label.h"
#include "ask/mask.h"
#include "base/num.h"
#include "view/schema.h"

/* ---- from groups of the journal to rows ---- */

struct build {
        const struct ask *k;
        const struct figure_out *x;
        struct cell_of at;
        bool changes; /* amounts are differences now − then */
        bool each;
        struct figure_row *v;
        size_t n, cap;
};

static int order(const struct build *b, const struct figure_row *x, const struct journal_group *g)
{
        if (x->record != g->record) return x->record < g->record ? -1 : 1;
        if (x->item != g->item) return x->item < g->item ? -1 : 1;
        if (!b->each) return 0;
        if (x->day.v != g->day.v) return x->day.v < g->day.v ? -1 : 1;
        return x->seq < g->seq ? -1 : x->seq > g->seq;
}

static int64_t gives(const struct build *b, enum flow flow, const struct journal_group *g)
{
        int64_t now = figure_gives(flow, g->now), then = figure_gives(flow, g->then);
        if (b->changes) return now - then;
        return b->x->in.known.is ? then : now;
}

static void put(struct build *b, const struct journal_group *g, int64_t amount, bool num)
{
        struct figure_row *r = ARENA_PUSH(b->k->a, b->v, b->n, b->cap);
        *r = (struct figure_row){ .record = g->record,
                                  .item = g->item,
                                  .day = g->day,
                                  .seq = g->seq,
                                  .late = g->late,
                                  .amount = num ? 0 : amount,
                                  .num = num ? amount : 0 };
}

/* Joins the groups of one column into the rows; both are in the order of groups. */
static enum err join(struct build *b, const struct figure *f, int more, bool num)
{
        struct journal_of of = figure_journal(&b->x->in, &b->at, f->column + more, f->flow);
        struct journal_group *g;
        struct figure_row *old = b->v;
        size_t n, old_n = b->n, at = 0;
        bool stock = f->flow == FLOW_STOCK || f->flow == FLOW_NET;
        of.only_later = b->changes && stock;
        b->each = of.each;
        TRY(journal_groups(b->k, &of, &g, &n));
        b->v = NULL;
        b->n = b->cap = 0;
        for (size_t i = 0; i < n; i++) {
                int64_t amount = gives(b, f->flow, &g[i]);
                if (amount == 0) continue;
                for (; at < old_n && order(b, &old[at], &g[i]) < 0; at++)
                        *ARENA_PUSH(b->k->a, b->v, b->n, b->cap) = old[at];
                if (at < old_n && order(b, &old[at], &g[i]) == 0) {
                        struct figure_row *r = ARENA_PUSH(b->k->a, b->v, b->n, b->cap);
                        *r = old[at++];
                        *(num ? &r->num : &r->amount) = amount;
                } else {
                        put(b, &g[i], amount, num);
                }
        }
        for (; at < old_n; at++) *ARENA_PUSH(b->k->a, b->v, b->n, b->cap) = old[at];
        return OK;
}

static enum err keys(struct build *b)
{
        struct str *key;
        size_t n;
        struct keys_of of = { b->x->in.figure, b->x->in.from, b->x->last };
        TRY(presence_keys(b->k, &b->at, &of, &key, &n));
        for (size_t i = 0; i < n; i++) {
                struct figure_row *r = ARENA_PUSH(b->k->a, b->v, b->n, b->cap);
                *r = (struct figure_row){
                        .key = key[i], .amount = 1, .day = DAY_NONE, .late = DAY_NONE
                };
        }
        return OK;
}

static enum err build(struct build *b)
{
        const struct ledger *l = b->x->in.l;
        const struct figure *f = &l->figures[b->x->in.figure];
        switch (f->agg) {
        case AGG_COUNT:
        case AGG_SUM: return join(b, f, 0, false);
        case AGG_AVG: TRY(join(b, f, 1, false)); return join(b, f, 0, true);
        case AGG_RATE:
        case AGG_SHARE:
                TRY(join(b, &l->figures[f->b], 0, false));
                return join(b, &l->figures[f->a], 0, true);
        case AGG_DISTINCT: return keys(b);
        case AGG_MAX: break;
        }
        struct amount max = { 0 };
        struct figure_row row = { 0 };
        TRY(figure_max(b->k, &b->x->in, &b->at, &max, &row));
        if (!max.none) *ARENA_PUSH(b->k->a, b->v, b->n, b->cap) = row;
        return OK;
}

static struct build build_of(const struct ask *k, const struct figure_out *x)
{
        const struct ledger *l = x->in.l;
        const struct figure *f = &l->figures[x->in.figure];
        struct build b = { .k = k, .x = x };
        int table = f->of == OF_FIGURES ? l->figures[f->a].table : f->table, dim = 0;
        for (size_t d = 0; x->in.one && d < l->tables[table].by_n; d++)
                if (l->tables[table].by[d] == x->in.by) dim = (int)d + 1;
        b.at = figure_cell(k, &x->in, table, dim);
        b.at.one = true;
        return b;
}

/* ---- who may see them ---- */

static int first_text(const struct ledger *l)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].type == F_TEXT && !l->fields[i].private) return (int)i;
        return -1;
}

/* Number and state of the record, if this reader sees it. */
static enum err look_up(const struct ask *k, const struct ledger *l, struct figure_row *r,
                        int title)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT r.number, r.state"));
        if (title >= 0) {
                sql_put(&q, S(", r."));
                sql_name(&q, column_of(k->a, &l->fields[title]));
        }
        sql_put(&q, S(" FROM "));
        sql_name(&q, view_table(k->a, 'r', l, NULL));
        sql_put(&q, S(" AS r WHERE r.id = "));
        sql_int(&q, r->record);
        sql_put(&q, S(" AND "));
        scope_put(k, &q, S("r"));
        TRY(ask_stmt(k, &q, &s));
        enum row row = stmt_step(s);
        r->hidden = row != ROW_GOT;
        if (r->hidden) return ask_ended(k, s, row);
        r->number = col_text(s, k->a, 0);
        int state = ledger_state(l, col_text(s, k->a, 1));
        if (state >= 0) r->state = label_state(k, l, state);
        int64_t seq = title >= 0 && !col_null(s, 2) ? col_int(s, 2) : -1;
        stmt_done(&s);
        if (seq < 0) return OK;
        struct str text = text_open(k, r->record, seq, l->fields[title].name, NULL);
        r->title = mask_within(k->a, text, NULL, 0);
        return OK;
}

/* What a row links to, or a key names, as far as this reader may know it. */
static enum err look_to(const struct ask *k, const struct ledger *l, int field,
                        struct figure_row *r)
{
        const struct field *f = &l->fields[field];
        struct str value = r->key;
        if (r->record && f->type == F_OFFICE)
                value = r->item > 0 ? k->in->offices.o[r->item - 1].code : STR_NONE;
        else if (r->record) value = str_printf(k->a, "%" PRId64, r->item);
        int64_t id;
        if (f->type == F_LINK && num_parse_i64(value, 1, INT64_MAX, &id) == OK)
                return label_linked(k, f, id, &r->to);
        r->to.text = label_by(k, l, field, value, DAY_NONE);
        return OK;
}

/* The field that says where a row leads to; -1. */
static int field_to(const struct build *b)
{
        const struct figure *f = &b->x->in.l->figures[b->x->in.figure];
        if (f->agg == AGG_DISTINCT) return f->field;
        return f->of == OF_LINK ? f->of_index : -1;
}

/* Rows that are shown come first to last into v; the others are counted. Who sees everything needs
 * to be asked only for the page. */
static enum err pick(const struct build *b, const struct rows_page *page, struct figure_rows *ret)
{
        const struct ledger *l = b->x->in.l;
        int title = page->titles ? first_text(l) : -1, leads = field_to(b);
        size_t to = page->limit ? page->from + page->limit : SIZE_MAX, cap = 0;
        for (size_t i = 0; i < b->n; i++) {
                struct figure_row *r = &b->v[i];
                bool inside = (size_t)ret->shown >= page->from && (size_t)ret->shown < to;
                TRY(ask_add(b->k, r->amount, &ret->sum));
                TRY(ask_add(b->k, r->num, &ret->sum_num));
                if (r->record && (inside || !b->k->who->whole))
                        TRY(look_up(b->k, l, r, inside ? title : -1));
                if (r->hidden) {
                        ret->withheld++;
                        continue;
                }
                ret->shown++;
                if (inside && leads >= 0) TRY(look_to(b->k, l, leads, r));
                if (inside) *ARENA_PUSH(b->k->a, ret->v, ret->n, cap) = *r;
        }
        return OK;
}

enum err figure_rows(const struct ask *k, const struct figure_out *x, const struct rows_page *page,
                     struct figure_rows *ret)
{
        struct build b = build_of(k, x);
        *ret = (struct figure_rows){ 0 };
        if (x->all.small || (x->all.none && !x->ratio)) return OK;
        TRY(build(&b));
        ret->movements = b.each;
        return pick(&b, page, ret);
}

enum err figure_since_known(const struct ask *k, const struct figure_in *in, struct known known,
                            struct figure_change *ret)
{
        struct figure_in was = *in, is = *in;
        struct figure_out then, now;
        struct figure_rows rows = { 0 };
        was.known = known;
        is.known = KNOWN_NOW;
        *ret = (struct figure_change){ 0 };
        TRY(figure_read(k, &was, &then));
        TRY(figure_read(k, &is, &now));
        ret->then = then.all;
        ret->now = now.all;
        struct build b = build_of(k, &then);
        b.changes = true;
        TRY(build(&b));
        TRY(pick(&b, &(struct rows_page){ .titles = true }, &rows));
        ret->v = rows.v;
        ret->n = rows.n;
        ret->withheld = rows.withheld;
        return OK;
}
