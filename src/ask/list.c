#include "ask/list.h"

#include "ask/label.h"
#include "ask/props.h"
#include "ask/token.h"
#include "base/utf8.h"
#include "view/openwork.h"
#include "view/rows.h"

/* What a page begins with: the ledger's records; or those of an office, by id or, of open ones, by
 * their promise. */
enum begin { BEGIN_RECORDS, BEGIN_SCOPE, BEGIN_OPEN };

struct query {
        const struct ask *k;
        const struct list_in *in;
        const struct view_def *view;
        struct expr *filter;
        struct row_sql cols;
        int sort; /* property; -1 = id */
        bool down;
        enum begin begin;
        bool by_promise; /* of open ones */
        struct str id;   /* the column of the record's id */
        bool open;       /* only open records match: their index serves */
        bool state;      /* a state is named: that index serves still better */
        bool narrow;     /* few records match: no need to begin with the reader's */
        enum { PART_TOLD, PART_NEVER } part; /* by promise: none comes last */
        size_t cap;                          /* of the records of the page */
        int64_t limit;
        struct token after; /* TOKEN_NONE with id 0: from the beginning */
};

/* ---- what is asked ---- */

static enum err find_view(struct query *x)
{
        const struct ledger *l = x->in->l;
        if (x->in->view.n == 0) return OK;
        struct str *names = ARENA_NEW(x->k->a, struct str, l->views_n);
        for (size_t i = 0; i < l->views_n; i++) {
                names[i] = l->views[i].name;
                if (str_eq(names[i], x->in->view)) x->view = &l->views[i];
        }
        if (x->view) return OK;
        return FAULT(x->k->f, ERR_NOT_FOUND, "view.unknown", x->in->view, "没有视图“%.*s”%.*s",
                     "there is no view %.*s%.*s", SP(x->in->view),
                     SP(ask_hint(x->k, x->in->view, names, l->views_n)));
}

static enum err read_filter(struct query *x)
{
        const struct ask *k = x->k;
        if (x->in->filter.n == 0) return OK;
        if (x->in->filter.n > EXPR_BYTES_MAX) return ERR_LIMIT;
        TRY(expr_parse(k->a, S("filter"), x->in->filter, k->f, &x->filter));
        return expr_check(k->a, x->filter, &x->in->l->props_record, T_BOOL, S("filter"), k->f);
}

static enum err read_sort(struct query *x)
{
        const struct props *p = &x->in->l->props_record;
        struct str s = x->in->sort;
        if (s.n == 0 && x->view) s = x->view->sort;
        x->sort = -1;
        x->down = s.n == 0 || str_starts(s, S("-"));
        if (s.n && x->down) s = str_from(s, 1);
        if (s.n == 0 || str_eq(s, S("id"))) return OK;
        struct str *names = ARENA_NEW(x->k->a, struct str, p->n);
        for (size_t i = 0; i < p->n; i++) {
                names[i] = p->p[i].name;
                if (!str_eq(names[i], s)) continue;
                x->sort = (int)i;
                if (!p->p[i].sealed && p->p[i].type != T_MANY && p->p[i].type != T_NULL) return OK;
                return FAULT(
                        x->k->f, ERR_INPUT, "list.sort", s, "不能按“%.*s”排序：内容密封或有多个值",
                        "a list cannot be sorted by %.*s: it is sealed or has many values", SP(s));
        }
        return FAULT(x->k->f, ERR_INPUT, "list.sort", s, "没有可排序的“%.*s”%.*s",
                     "there is nothing named %.*s to sort by%.*s", SP(s),
                     SP(ask_hint(x->k, s, names, p->n)));
}

static bool is_prop(const struct expr *e, int prop)
{
        return e->op == E_PROP && e->prop == prop;
}

/* state = 'x', state IN (…), kind = 'open': are all records that match open? */
static bool only_open(struct query *x, const struct expr *e)
{
        const struct ledger *l = x->in->l;
        if (e->op == E_AND) {
                bool any = false;
                for (size_t i = 0; i < e->n; i++) any |= only_open(x, e->arg[i]);
                return any;
        }
        if ((e->op != E_EQ && e->op != E_IN) || e->n < 2) return false;
        if (is_prop(e->arg[0], PROP_NUMBER)) x->narrow = true;
        for (size_t i = 0; i < l->key_n && e->op == E_EQ; i++)
                if (is_prop(e->arg[0], PROP_FIELDS + l->key[i])) x->narrow = true;
        bool state = is_prop(e->arg[0], PROP_STATE), kind = is_prop(e->arg[0], PROP_KIND);
        for (size_t i = 1; i < e->n; i++) {
                if (e->arg[i]->op != E_LIT || e->arg[i]->type != T_TEXT) return false;
                struct str v = e->arg[i]->lit.text;
                int s = state ? ledger_state(l, v) : -1;
                if (kind ? !str_eq(v, kind_name(KIND_OPEN))
                         : s < 0 || l->states[s].kind != KIND_OPEN)
                        return false;
        }
        x->state |= state;
        return state || kind;
}

static enum etype sort_type(const struct query *x)
{
        return x->in->l->props_record.p[x->sort].type;
}

static enum err read_after(struct query *x)
{
        const struct token *t = &x->after;
        if (x->in->after.n == 0) return OK;
        enum err e = token_parse(x->k->a, x->in->after, &x->after);
        bool text = x->sort >= 0 && sort_type(x) == T_TEXT;
        bool fits = x->sort < 0
                            ? t->kind == TOKEN_ID
                            : t->kind == TOKEN_NONE || t->kind == (text ? TOKEN_TEXT : TOKEN_INT);
        if (e == OK && fits && t->id) return OK;
        return FAULT(x->k->f, ERR_INPUT, "list.after", S("after"), "翻页标记不属于这个列表",
                     "the page mark does not belong to this list");
}

static enum err understand(struct query *x)
{
        const struct list_in *in = x->in;
        TRY(find_view(x));
        TRY(read_filter(x));
        TRY(read_sort(x));
        x->limit = in->limit ? in->limit : 50;
        if (x->limit < 1 || x->limit > LIST_LIMIT_MAX)
                return FAULT(x->k->f, ERR_INPUT, "list.limit", STR_NONE, "每页 1–%d 条",
                             "a page has 1 to %d records", LIST_LIMIT_MAX);
        if (x->filter) x->open = only_open(x, x->filter);
        if (x->view && x->view->where) x->open |= only_open(x, x->view->where);
        return read_after(x);
}

/* ---- as SQL ---- */

/* An open filter says so in the very words of the partial index. */
static void put_matching(const struct query *x, struct sql *q)
{
        if (x->open) sql_put(q, S(" AND r.kind = 'open'"));
        if (x->filter) {
                sql_put(q, S(" AND "));
                row_where(&x->cols, q, x->filter);
        }
        if (x->view && x->view->where) {
                sql_put(q, S(" AND "));
                row_where(&x->cols, q, x->view->where);
        }
}

static void put_key(struct sql *q, const struct token *t)
{
        if (t->kind == TOKEN_TEXT) sql_text(q, t->text);
        else sql_int(q, t->i);
}

/* What comes after the row of the token: values in their order, none last, then by id. */
static void put_after(const struct query *x, struct sql *q)
{
        const struct token *t = &x->after;
        const char *beyond = x->down ? " < " : " > ";
        if (t->id == 0) return;
        sql_put(q, S(" AND ("));
        if (x->sort >= 0) {
                row_prop(&x->cols, q, x->sort);
                sql_put(q, S(" IS NULL"));
                if (t->kind != TOKEN_NONE) {
                        sql_put(q, S(" OR "));
                        row_prop(&x->cols, q, x->sort);
                        sql_put(q, str_c(beyond));
                        put_key(q, t);
                        sql_put(q, S(" OR "));
                        row_prop(&x->cols, q, x->sort);
                        sql_put(q, S(" = "));
                        put_key(q, t);
                }
                sql_put(q, S(" AND "));
        }
        sql_put(q, x->id);
        sql_put(q, str_c(beyond));
        sql_int(q, t->id);
        sql_put(q, S(")"));
}

static void put_order(const struct query *x, struct sql *q)
{
        struct str way = x->down ? S(" DESC") : S(" ASC");
        sql_put(q, S(" ORDER BY "));
        if (x->sort >= 0) {
                sql_put(q, S("("));
                row_prop(&x->cols, q, x->sort);
                sql_put(q, S(" IS NULL), "));
                row_prop(&x->cols, q, x->sort);
                sql_put(q, way);
                sql_put(q, S(", "));
        }
        sql_put(q, x->id);
        sql_put(q, way);
}

/* Open ones by their promise, in two parts that an index has in their order: those that were told
 * one, and then the others, by id. */
static void put_promised(const struct query *x, struct sql *q)
{
        static const struct str key[2][2] = { { SI("zt_o.item"), SI("r.id") },
                                              { SI("zt_o.due, zt_o.item"),
                                                SI("r.promised, r.id") } };
        static const struct str down[2][2] = { { SI("zt_o.item DESC"), SI("r.id DESC") },
                                               { SI("zt_o.due DESC, zt_o.item DESC"),
                                                 SI("r.promised DESC, r.id DESC") } };
        const struct token *t = &x->after;
        bool told = x->part == PART_TOLD, city = x->begin == BEGIN_RECORDS;
        if (city) {
                sql_put(q, told ? S(" AND r.promised IS NOT NULL") : S(" AND r.promised IS NULL"));
        } else {
                sql_put(q, told ? S(" AND zt_o.due < ") : S(" AND zt_o.due = "));
                sql_int(q, OPEN_NEVER);
        }
        if (t->id && told == (t->kind != TOKEN_NONE)) {
                sql_put(q, S(" AND ("));
                sql_put(q, key[told][city]);
                sql_put(q, x->down ? S(") < (") : S(") > ("));
                if (told) {
                        sql_int(q, t->i);
                        sql_put(q, S(", "));
                }
                sql_int(q, t->id);
                sql_put(q, S(")"));
        }
        sql_put(q, S(" ORDER BY "));
        sql_put(q, x->down ? down[told][city] : key[told][city]);
}

/* A reader of few records begins with them, not with the ledger: CROSS JOIN keeps that order. One
 * office (its number) at a time, so that its records come in order and a page needs no sorting;
 * page() joins them. */
static void put_from(const struct query *x, struct sql *q, enum begin begin, int office)
{
        static const struct str from[] = { SI(" FROM "), SI(" FROM scope AS zt_o CROSS JOIN "),
                                           SI(" FROM open_work AS zt_o CROSS JOIN ") };
        sql_put(q, from[begin]);
        sql_name(q, view_table(x->k->a, 'r', x->in->l, NULL));
        sql_put(q, S(" AS r WHERE "));
        if (begin != BEGIN_RECORDS) {
                sql_put(q, S("zt_o.office = "));
                sql_int(q, office);
                sql_put(q, S(" AND r.id = zt_o.record AND "));
        }
        if (begin == BEGIN_OPEN) {
                sql_put(q, S("zt_o.what = "));
                sql_int(q, OPEN_RECORD);
                sql_put(q, S(" AND zt_o.ledger = "));
                sql_text(q, x->in->l->name);
                sql_put(q, S(" AND "));
        }
        scope_put(x->k, q, S("r"));
        if (!x->in->open) return;
        sql_put(q, S(" AND "));
        scope_put_open(q, S("r"));
}

static enum err read_page(struct query *x, int office, struct list_out *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct ask *k = x->k;
        static const struct str id[] = { SI("r.id"), SI("zt_o.record"), SI("zt_o.item") };
        x->id = id[x->begin];
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT "));
        rec_columns(&q, x->in->l, k->a);
        put_from(x, &q, x->begin, office);
        put_matching(x, &q);
        if (x->by_promise) {
                put_promised(x, &q);
        } else {
                put_after(x, &q);
                put_order(x, &q);
        }
        sql_put(&q, S(" LIMIT "));
        sql_int(&q, x->limit + 1);
        TRY(ask_stmt(k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct rec r;
                TRY(rec_read(s, k->a, x->in->l, &r));
                *ARENA_PUSH(k->a, ret->v, ret->n, x->cap) = r;
        }
        return ask_ended(k, s, row);
}

static enum err read_parts(struct query *x, int office, struct list_out *ret)
{
        size_t had = ret->n;
        x->part = PART_TOLD;
        if (x->after.id == 0 || x->after.kind != TOKEN_NONE) TRY(read_page(x, office, ret));
        x->part = PART_NEVER;
        return ret->n - had <= (size_t)x->limit ? read_page(x, office, ret) : OK;
}

static int up_by_id(const void *x, const void *y)
{
        const struct rec *a = x, *b = y;
        return a->id < b->id ? -1 : a->id > b->id;
}

static int down_by_id(const void *x, const void *y)
{
        return up_by_id(y, x);
}

static int up_by_promise(const void *x, const void *y)
{
        const struct rec *a = x, *b = y;
        bool never = !moment_is(a->promised);
        if (never != !moment_is(b->promised)) return never ? 1 : -1;
        if (a->promised.ms != b->promised.ms) return a->promised.ms < b->promised.ms ? -1 : 1;
        return up_by_id(x, y);
}

static int down_by_promise(const void *x, const void *y)
{
        const struct rec *a = x, *b = y;
        if (moment_is(a->promised) != moment_is(b->promised)) return up_by_promise(x, y);
        return up_by_promise(y, x);
}

/* In their order, each once, at most one more than the page. */
static void join_pages(const struct query *x, struct list_out *ret)
{
        size_t n = 0;
        int (*const up)(const void *, const void *) = x->by_promise ? up_by_promise : up_by_id;
        int (*const down)(const void *, const void *) =
                x->by_promise ? down_by_promise : down_by_id;
        qsort(ret->v, ret->n, sizeof *ret->v, x->down ? down : up);
        for (size_t i = 0; i < ret->n; i++)
                if (n == 0 || ret->v[n - 1].id != ret->v[i].id) ret->v[n++] = ret->v[i];
        ret->n = n > (size_t)x->limit + 1 ? (size_t)x->limit + 1 : n;
}

#define BEGIN_OFFICES_MAX 16   /* more pages to join than this cost more than they save */
#define BEGIN_FEW         2000 /* so few records are read sooner than an index of all open ones */

/* Has the reader so few open records of the ledger that it is best to begin with them? */
static enum err has_few(const struct query *x, bool *ret)
{
        const struct reader *who = x->k->who;
        int64_t n = 0;
        for (size_t i = 0; i < who->office_n && n <= BEGIN_FEW; i++) {
                AUTO(stmt_done) struct stmt *s = NULL;
                TRY(ask_failed(
                        x->k,
                        store_stmt(x->k->st,
                                   S("SELECT count(*) FROM (SELECT 1 FROM open_work WHERE office ="
                                     " $1 AND what = $2 AND ledger = $3 LIMIT $4) AS zt_n"),
                                   &s)));
                stmt_int(s, 1, who->office[i] + 1);
                stmt_int(s, 2, OPEN_RECORD);
                stmt_text(s, 3, x->in->l->name);
                stmt_int(s, 4, BEGIN_FEW + 1);
                enum row row = stmt_step(s);
                if (row == ROW_GOT) n += col_int(s, 0);
                TRY(ask_ended(x->k, s, row));
        }
        *ret = n <= BEGIN_FEW;
        return OK;
}

static enum err find_begin(struct query *x)
{
        const struct reader *who = x->k->who;
        bool offices = who->office_n > 0 && who->office_n <= BEGIN_OFFICES_MAX, few;
        x->begin = BEGIN_RECORDS;
        if (x->narrow || who->record || (!who->all && !offices)) return OK;
        x->by_promise = x->open && x->sort == PROP_PROMISED;
        if (who->all) return OK;
        if (x->by_promise) x->begin = BEGIN_OPEN;
        if (x->sort >= 0) return OK;
        x->begin = BEGIN_SCOPE;
        if (!x->open) return OK;
        TRY(has_few(x, &few));
        if (few) x->begin = BEGIN_OPEN;
        else if (x->state) x->begin = BEGIN_RECORDS;
        return OK;
}

static enum err page(struct query *x, struct list_out *ret)
{
        const struct reader *who = x->k->who;
        TRY(find_begin(x));
        size_t n = x->begin == BEGIN_RECORDS ? 1 : who->office_n;
        for (size_t i = 0; i < n; i++) {
                int office = x->begin == BEGIN_RECORDS ? 0 : who->office[i] + 1;
                TRY(x->by_promise ? read_parts(x, office, ret) : read_page(x, office, ret));
        }
        if (n > 1 && ret->n) join_pages(x, ret);
        return OK;
}

static enum err count(const struct query *x, int64_t *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT count(*)"));
        put_from(x, &q, BEGIN_RECORDS, 0);
        put_matching(x, &q);
        TRY(ask_stmt(x->k, &q, &s));
        enum row row = stmt_step(s);
        if (row == ROW_GOT) *ret = col_int(s, 0);
        return ask_ended(x->k, s, row);
}

/* ---- the answer ---- */

static struct token token_of(const struct query *x, const struct rec *r)
{
        struct token t = { .kind = TOKEN_ID, .id = r->id };
        if (x->sort < 0) return t;
        struct rec_row row = { .city = x->k->in->city, .l = x->in->l, .r = r };
        struct value v = rec_prop(&row, x->sort);
        t.kind = v.type == T_NULL ? TOKEN_NONE : v.type == T_TEXT ? TOKEN_TEXT : TOKEN_INT;
        t.text = v.text;
        t.i = v.type == T_BOOL ? v.truth : v.i;
        return t;
}

static bool needs_rest(const struct query *x)
{
        if (x->in->rest) return true;
        for (size_t i = 0; x->view && i < x->view->columns_n; i++) {
                int f = ledger_field(x->in->l, x->view->columns[i]);
                if (f >= 0 && x->in->l->fields[f].many) return true;
        }
        return false;
}

/* Without a view: number, the first text, state, the choices, lead and the promise. */
static void own_columns(const struct query *x, struct list_out *ret)
{
        const struct ledger *l = x->in->l;
        size_t cap = 0;
        bool text = false;
        *ARENA_PUSH(x->k->a, ret->column, ret->columns_n, cap) = S("number");
        for (size_t i = 0; i < l->fields_n && ret->columns_n < 6; i++) {
                const struct field *f = &l->fields[i];
                bool first = f->type == F_TEXT && !text;
                if (f->private || f->many ||
                    (!first && f->type != F_CHOICE && f->type != F_OFFICE && f->type != F_TREE &&
                     f->type != F_MONEY))
                        continue;
                text |= first;
                *ARENA_PUSH(x->k->a, ret->column, ret->columns_n, cap) = f->name;
        }
        *ARENA_PUSH(x->k->a, ret->column, ret->columns_n, cap) = S("state");
        *ARENA_PUSH(x->k->a, ret->column, ret->columns_n, cap) = S("entered");
        if (l->promise.is) *ARENA_PUSH(x->k->a, ret->column, ret->columns_n, cap) = S("promised");
}

enum err list_read(const struct ask *k, const struct list_in *in, struct list_out *ret)
{
        struct query x = { .k = k, .in = in, .cols = { k, in->l, OF_RECORD, ask_today(k), -1 } };
        struct view v = { .st = k->st, .city = k->in->city };
        *ret = (struct list_out){ .total = -1 };
        TRY(understand(&x));
        TRY(page(&x, ret));
        if (ret->n > (size_t)x.limit) {
                ret->n = (size_t)x.limit;
                struct token t = token_of(&x, &ret->v[ret->n - 1]);
                ret->next = token_format(k->a, &t);
        }
        for (size_t i = 0; needs_rest(&x) && i < ret->n; i++)
                TRY(ask_failed(k, rec_load_rest(&v, k->a, in->l, &ret->v[i])));
        if (in->count) TRY(count(&x, &ret->total));
        if (x.view) {
                ret->column = x.view->columns;
                ret->columns_n = x.view->columns_n;
        } else {
                own_columns(&x, ret);
        }
        return OK;
}
