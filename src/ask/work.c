#include "ask/work.h"

#include "ask/label.h"
#include "ask/token.h"
#include "view/rows.h"

/* Columns of a page's row: those of the duty, then these. */
enum { W_ID = 0, W_DUE = 6, W_RECORD = 21, W_LEDGER = 22 };

struct work {
        const struct ask *k;
        const struct work_in *in;
        struct str holders; /* codes as a JSON array: one parameter, however many */
        bool all;
        bool many; /* more than are counted: best read in the order of their due times */
        int64_t limit;
        struct sql_kept *kept; /* of each ledger: its record, as the reader may see it */
};
struct at {
        int64_t due, id; /* the last one looked at */
        bool is;
};

static void find_holders(struct work *x)
{
        const struct offices *o = &x->k->in->offices;
        const struct reader *who = x->k->who;
        struct buf b = { .limit = TEXT_BYTES_MAX };
        struct jout j;
        jout_init(&j, &b, false);
        jout_open(&j, '[');
        x->all = who->all && (who->account == READER_CITY || x->in->below);
        for (int i = 0; !x->all && i < (int)o->n; i++) {
                bool mine = false;
                for (size_t t = 0; t < who->top_n; t++)
                        mine |= x->in->below ? office_under(o, i, who->top[t], DAY_NONE)
                                             : who->top[t] == i;
                if (mine) jout_text(&j, o->o[i].code);
        }
        jout_close(&j);
        ASSERT(b.err == OK);
        x->holders = str_dup(x->k->a, buf_view(&b));
        buf_free(&b);
}

/* One that stands in the way of the index by holder has a plus before its name. */
static void put_open(const struct work *x, struct sql *q)
{
        sql_put(q, S(" FROM duty AS d WHERE d.outcome = ''"));
        if (x->in->l) {
                sql_put(q, S(" AND d.ledger = "));
                sql_text(q, x->in->l->name);
        }
        if (x->all) return;
        sql_put(q, x->many ? S(" AND +d.holder IN") : S(" AND d.holder IN"));
        sql_put(q, S(" (SELECT value FROM json_each("));
        sql_text(q, x->holders);
        sql_put(q, S("))"));
}

static enum err read_after(const struct work *x, struct at *ret)
{
        struct token t;
        *ret = (struct at){ 0 };
        if (x->in->after.n == 0) return OK;
        if (token_parse(x->k->a, x->in->after, &t) != OK || t.kind != TOKEN_INT)
                return FAULT(x->k->f, ERR_INPUT, "list.after", S("after"), "翻页标记不属于这个列表",
                             "the page mark does not belong to this list");
        *ret = (struct at){ t.i, t.id, true };
        return OK;
}

static void put_after(const struct at *at, struct sql *q)
{
        if (!at->is) return;
        sql_put(q, S(" AND d.due >= "));
        sql_int(q, at->due);
        sql_put(q, S(" AND (d.due > "));
        sql_int(q, at->due);
        sql_put(q, S(" OR d.id > "));
        sql_int(q, at->id);
        sql_put(q, S(")"));
}

static int first_text(const struct ledger *l)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].type == F_TEXT && !l->fields[i].private) return (int)i;
        return -1;
}

/* Its record's row, if the reader sees it: scope_check and rec_read in one. */
static enum err read_record(const struct work *x, const struct ledger *l, int64_t id, struct rec *r)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct ask *k = x->k;
        sql_init_kept(&q, k->a, k->a, &x->kept[l - k->in->city->ledgers]);
        sql_put(&q, S("SELECT "));
        rec_columns(&q, l, k->a);
        sql_put(&q, S(" FROM "));
        if (!sql_built(&q)) sql_name(&q, view_table(k->a, 'r', l, NULL));
        sql_put(&q, S(" AS r WHERE r.id = "));
        sql_int(&q, id);
        sql_put(&q, S(" AND "));
        scope_put(k, &q, S("r"));
        TRY(ask_stmt(k, &q, &s));
        enum row row = stmt_step(s);
        if (row == ROW_NONE) return ERR_NOT_FOUND;
        if (row == ROW_ERR) return ask_ended(k, s, row);
        return ask_failed(k, rec_read(s, k->a, l, r));
}

/* What acts say of a duty, the whole record knows; a title of many texts too. */
static enum err read_rest(const struct work *x, struct work_item *w, int title)
{
        struct view v = { .st = x->k->st, .city = x->k->in->city };
        if (w->r->acts_kept == 0 && (title < 0 || !w->l->fields[title].many)) return OK;
        TRY(ask_failed(x->k, rec_load_rest(&v, x->k->a, w->l, w->r)));
        w->d = rec_duty(w->r, w->d->id);
        return w->d ? OK : ERR_CORRUPT;
}

static void say(const struct ask *k, struct work_item *w, int title)
{
        const struct duty_def *def = &w->l->duties[w->d->def];
        if (title >= 0) w->title = label_field(k, w->l, w->r, title, MASKED);
        w->label = label_in(&def->label, def->name, k->lang);
        w->holder = label_office(k, w->d->holder, DAY_NONE);
        w->due = duty_due_said(k, w->d);
        w->colour = duty_colour(k, w->l, w->d);
        w->days_left = due_days_left(k, w->d->due);
}

/* The item of a row; *ret_is false: its record is not to be seen. */
static enum err read_item(const struct work *x, struct stmt *s, struct work_item *ret, bool *ret_is)
{
        const struct ask *k = x->k;
        const struct city *c = k->in->city;
        int l = city_ledger(c, col_text(s, k->a, W_LEDGER));
        *ret_is = false;
        if (l < 0) return OK;
        struct rduty *d = ARENA_NEW(k->a, struct rduty, 1);
        *ret = (struct work_item){ .l = &c->ledgers[l],
                                   .r = ARENA_NEW(k->a, struct rec, 1),
                                   .d = d };
        enum err e = read_record(x, ret->l, col_int(s, W_RECORD), ret->r);
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        TRY(ask_failed(k, duty_read(s, k->a, ret->l, d)));
        int title = first_text(ret->l);
        TRY(read_rest(x, ret, title));
        say(k, ret, title);
        *ret_is = true;
        return OK;
}

/* The ids first, out of an index; then no more rows than a page has. */
static enum err put_page(const struct work *x, const struct at *at, struct sql *q,
                         struct stmt **ret)
{
        sql_init(q, x->k->a);
        sql_put(q, S("SELECT "));
        duty_columns(q);
        sql_put(q, S(", record, ledger FROM (SELECT d.id AS zt_id, d.due AS zt_due"));
        put_open(x, q);
        put_after(at, q);
        sql_put(q, S(" ORDER BY d.due, d.id LIMIT "));
        sql_int(q, x->limit + 1);
        sql_put(q, S(") CROSS JOIN duty ON id = zt_id ORDER BY zt_due, zt_id"));
        return ask_stmt(x->k, q, ret);
}

/* One look at the index: as many rows as a page and one more, less those not to be seen. */
static enum err chunk(const struct work *x, struct at *at, struct work_out *ret, size_t *cap)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(put_page(x, at, &q, &s));
        enum row row = ROW_NONE;
        int64_t n = 0;
        size_t room = *cap;
        while (ret->n <= (size_t)x->limit && (row = stmt_step(s)) == ROW_GOT) {
                struct work_item item;
                bool is;
                n++;
                *at = (struct at){ col_int(s, W_DUE), col_int(s, W_ID), true };
                TRY(read_item(x, s, &item, &is));
                if (is) *ARENA_PUSH(x->k->a, ret->v, ret->n, room) = item;
        }
        *cap = room;
        at->is = n == x->limit + 1; /* there may be more */
        return ask_ended(x->k, s, row);
}

static enum err page(const struct work *x, struct work_out *ret)
{
        struct at at;
        size_t cap = 0;
        TRY(read_after(x, &at));
        do TRY(chunk(x, &at, ret, &cap));
        while (at.is && ret->n <= (size_t)x->limit);
        return OK;
}

static enum err count(const struct work *x, bool past, int64_t *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT count(*) FROM (SELECT 1"));
        put_open(x, &q);
        if (past) {
                sql_put(&q, S(" AND d.due <= "));
                sql_int(&q, x->k->now.ms);
                sql_put(&q, S(" AND d.due_day < "));
                sql_int(&q, DAY_FAR.v); /* one that is stopped is not past */
        }
        sql_put(&q, S(" AND "));
        scope_put_open_to(x->k, &q, S("d"), S("record"));
        sql_put(&q, S(" LIMIT "));
        sql_int(&q, WORK_COUNT_MAX + 1);
        sql_put(&q, S(")"));
        TRY(ask_stmt(x->k, &q, &s));
        enum row row = stmt_step(s);
        if (row == ROW_GOT) *ret = col_int(s, 0);
        return ask_ended(x->k, s, row);
}

/* How many there are also tells how to read them: those of few are sorted, of many the first are
 * found on the way through all, by their due times. */
static enum err count_both(struct work *x, struct work_out *ret)
{
        if (x->in->count || !x->all) TRY(count(x, false, &ret->open));
        x->many = ret->open > WORK_COUNT_MAX;
        return x->in->count ? count(x, true, &ret->past) : OK;
}

enum err work_read(const struct ask *k, const struct work_in *in, struct work_out *ret)
{
        struct work x = { .k = k, .in = in, .limit = in->limit ? in->limit : 50 };
        *ret = (struct work_out){ 0 };
        if (x.limit < 1 || x.limit > LIST_LIMIT_MAX)
                return FAULT(k->f, ERR_INPUT, "list.limit", STR_NONE, "每页 1–%d 条",
                             "a page has 1 to %d records", LIST_LIMIT_MAX);
        x.kept = ARENA_NEW(k->a, struct sql_kept, k->in->city->ledgers_n);
        find_holders(&x);
        TRY(count_both(&x, ret));
        TRY(page(&x, ret));
        if (ret->n > (size_t)x.limit) {
                ret->n = (size_t)x.limit;
                const struct rduty *d = ret->v[ret->n - 1].d;
                struct token t = { .kind = TOKEN_INT, .id = d->id, .i = d->due.ms };
                ret->next = token_format(k->a, &t);
        }
        return OK;
}

void work_json(const struct ask *k, const struct work_out *x, struct jout *j)
{
        char text[40];
        jout_open(j, '{');
        jout_key(j, S("duties"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->n; i++) {
                const struct work_item *w = &x->v[i];
                jout_open(j, '{');
                jout_key_int(j, S("duty"), w->d->id);
                jout_key_text(j, S("name"), w->l->duties[w->d->def].name);
                jout_key_text(j, S("label"), w->label);
                jout_key_text(j, S("ledger"), w->l->name);
                jout_key_int(j, S("record"), w->r->id);
                jout_key_text(j, S("number"), w->r->number);
                if (w->title.n) jout_key_text(j, S("title"), w->title);
                jout_key_text(j, S("holder"), w->d->holder);
                jout_key_text(j, S("holder_name"), w->holder);
                jout_key_text(j, S("due"), moment_format(w->d->due, k->in->zone, text));
                jout_key_text(j, S("colour"), colour_name(w->colour));
                jout_key_int(j, S("days_left"), w->days_left);
                jout_close(j);
        }
        jout_close(j);
        if (x->next.n) jout_key_text(j, S("after"), x->next);
        jout_close(j);
}
