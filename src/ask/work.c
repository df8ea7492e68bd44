#include "ask/work.h"

#include "ask/label.h"
#include "ask/token.h"

struct work {
        const struct ask *k;
        const struct work_in *in;
        struct str *holder; /* codes */
        size_t holder_n;
        bool all;
        int64_t limit;
};

/* More offices than a statement takes parameters: then every open duty is read and looked at
 * here. */
#define HOLDERS_MAX 900

static void holders(struct work *x)
{
        const struct offices *o = &x->k->in->offices;
        const struct reader *who = x->k->who;
        size_t cap = 0;
        x->all = who->all && (who->account == READER_CITY || x->in->below);
        for (int i = 0; !x->all && i < (int)o->n; i++) {
                bool mine = false;
                for (size_t t = 0; t < who->top_n; t++)
                        mine |= x->in->below ? office_under(o, i, who->top[t], DAY_NONE)
                                             : who->top[t] == i;
                if (mine) *ARENA_PUSH(x->k->a, x->holder, x->holder_n, cap) = o->o[i].code;
        }
}

static bool is_mine(const struct work *x, struct str holder)
{
        if (x->all) return true;
        for (size_t i = 0; i < x->holder_n; i++)
                if (str_eq(x->holder[i], holder)) return true;
        return false;
}

static void put_open(const struct work *x, struct sql *q)
{
        sql_put(q, S(" FROM duty AS d WHERE d.outcome = ''"));
        if (x->in->l) {
                sql_put(q, S(" AND d.ledger = "));
                sql_text(q, x->in->l->name);
        }
        if (x->all || x->holder_n > HOLDERS_MAX) return;
        sql_put(q, S(" AND d.holder IN ("));
        for (size_t i = 0; i < x->holder_n; i++) {
                if (i) sql_put(q, S(", "));
                sql_text(q, x->holder[i]);
        }
        if (x->holder_n == 0) sql_put(q, S("NULL"));
        sql_put(q, S(")"));
}

static enum err put_after(const struct work *x, struct sql *q)
{
        struct token t;
        if (x->in->after.n == 0) return OK;
        if (token_parse(x->k->a, x->in->after, &t) != OK || t.kind != TOKEN_INT)
                return FAULT(x->k->f, ERR_INPUT, "list.after", S("after"), "翻页标记不属于这个列表",
                             "the page mark does not belong to this list");
        sql_put(q, S(" AND (d.due > "));
        sql_int(q, t.i);
        sql_put(q, S(" OR d.due = "));
        sql_int(q, t.i);
        sql_put(q, S(" AND d.id > "));
        sql_int(q, t.id);
        sql_put(q, S(")"));
        return OK;
}

static int first_text(const struct ledger *l)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].type == F_TEXT && !l->fields[i].private) return (int)i;
        return -1;
}

/* The item of a duty's id; *ret_is false: its record is not to be seen. */
static enum err read_item(const struct work *x, const struct ledger *l, const int64_t id[2],
                          struct work_item *ret, bool *ret_is)
{
        const struct ask *k = x->k;
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec *r = ARENA_NEW(k->a, struct rec, 1);
        enum err e = scope_check(k, l, id[0]);
        *ret_is = e == OK;
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        TRY(ask_failed(k, rec_load(&v, k->a, l, id[0], r)));
        *ret = (struct work_item){ .l = l, .r = r };
        for (size_t i = 0; i < r->duties_n; i++)
                if (r->duties[i].id == id[1]) ret->d = &r->duties[i];
        if (!ret->d) return ERR_CORRUPT;
        int title = first_text(l);
        if (title >= 0) ret->title = label_field(k, l, r, title, MASKED);
        ret->label = label_in(&l->duties[ret->d->def].label, l->duties[ret->d->def].name, k->lang);
        ret->holder = label_office(k, ret->d->holder, DAY_NONE);
        ret->due = label_due(k, ret->d->due);
        ret->colour = duty_colour(k, l, ret->d);
        ret->days_left = due_days_left(k, ret->d->due);
        return OK;
}

static enum err page(const struct work *x, struct work_out *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct ask *k = x->k;
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT d.id, d.record, d.ledger, d.holder"));
        put_open(x, &q);
        enum err e = put_after(x, &q);
        if (e != OK) {
                sql_done(&q);
                return e;
        }
        sql_put(&q, S(" ORDER BY d.due, d.id"));
        TRY(ask_stmt(k, &q, &s));
        enum row row = ROW_NONE;
        size_t cap = 0;
        while (ret->n <= (size_t)x->limit && (row = stmt_step(s)) == ROW_GOT) {
                const int64_t id[] = { col_int(s, 1), col_int(s, 0) };
                int l = city_ledger(k->in->city, col_text(s, k->a, 2));
                struct work_item item;
                bool is = l >= 0 && is_mine(x, col_text(s, k->a, 3));
                if (is) TRY(read_item(x, &k->in->city->ledgers[l], id, &item, &is));
                if (is) *ARENA_PUSH(k->a, ret->v, ret->n, cap) = item;
        }
        return ask_ended(k, s, row);
}

static enum err count(const struct work *x, struct work_out *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT count(*), coalesce(sum(d.due <= "));
        sql_int(&q, x->k->now.ms);
        sql_put(&q, S("), 0)"));
        put_open(x, &q);
        TRY(ask_stmt(x->k, &q, &s));
        enum row row = stmt_step(s);
        if (row == ROW_GOT) {
                ret->open = col_int(s, 0);
                ret->past = col_int(s, 1);
        }
        return ask_ended(x->k, s, row);
}

enum err work_read(const struct ask *k, const struct work_in *in, struct work_out *ret)
{
        struct work x = { .k = k, .in = in, .limit = in->limit ? in->limit : 50 };
        *ret = (struct work_out){ 0 };
        if (x.limit < 1 || x.limit > LIST_LIMIT_MAX)
                return FAULT(k->f, ERR_INPUT, "list.limit", STR_NONE, "每页 1–%d 条",
                             "a page has 1 to %d records", LIST_LIMIT_MAX);
        holders(&x);
        TRY(page(&x, ret));
        if (ret->n > (size_t)x.limit) {
                ret->n = (size_t)x.limit;
                const struct rduty *d = ret->v[ret->n - 1].d;
                struct token t = { .kind = TOKEN_INT, .id = d->id, .i = d->due.ms };
                ret->next = token_format(k->a, &t);
        }
        return in->count ? count(&x, ret) : OK;
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
