#include "ask/work.h"

#include "ask/label.h"
#include "ask/token.h"
#include "view/openwork.h"
#include "view/rows.h"

/* Where a duty stands in the reader's order. */
struct spot {
        int64_t due, duty, record;
        const struct ledger *l;
};
/* Duties that an index has in their order: those an office holds, those held below it, or all. */
enum source { SOURCE_HELD, SOURCE_BELOW, SOURCE_CITY };
struct place {
        enum source source;
        int office; /* index */
};
struct work {
        const struct ask *k;
        const struct work_in *in;
        struct place *place; /* no duty stands at two of them */
        size_t place_n;
        int64_t limit;
        struct sql_kept *kept; /* of each ledger: its record, as the reader may see it */
};

static bool below_another(const struct offices *o, const struct reader *who, size_t t)
{
        for (size_t i = 0; i < who->top_n; i++)
                if (i != t && office_under(o, who->top[t], who->top[i], DAY_NONE)) return true;
        return false;
}

static void find_places(struct work *x)
{
        const struct reader *who = x->k->who;
        bool below = x->in->below;
        x->place = ARENA_NEW(x->k->a, struct place, 2 * who->top_n + 1);
        if (who->all && (who->account == READER_CITY || below)) {
                x->place[x->place_n++] = (struct place){ SOURCE_CITY, 0 };
                return;
        }
        for (size_t t = 0; t < who->top_n; t++) {
                if (below && below_another(&x->k->in->offices, who, t)) continue;
                x->place[x->place_n++] = (struct place){ SOURCE_HELD, who->top[t] };
                if (below) x->place[x->place_n++] = (struct place){ SOURCE_BELOW, who->top[t] };
        }
}

static bool asked(const struct work *x, const struct ledger *l)
{
        return l->duties_n && (!x->in->l || x->in->l == l);
}

static void put_open(const struct work *x, struct sql *q, struct place at, const struct ledger *l)
{
        switch (at.source) {
        case SOURCE_HELD:
                sql_put(q, S(" FROM duty AS o WHERE o.outcome = '' AND o.holder = "));
                sql_text(q, x->k->in->offices.o[at.office].code);
                break;
        case SOURCE_BELOW:
                sql_put(q, S(" FROM open_work AS o WHERE o.office = "));
                sql_int(q, at.office + 1);
                sql_put(q, S(" AND o.what = "));
                sql_int(q, OPEN_DUTY);
                break;
        case SOURCE_CITY: sql_put(q, S(" FROM duty AS o WHERE o.outcome = ''")); break;
        }
        sql_put(q, S(" AND o.ledger = "));
        sql_text(q, l->name);
}

static enum err read_after(const struct work *x, struct spot *ret)
{
        struct token t;
        *ret = (struct spot){ .due = INT64_MIN };
        if (x->in->after.n == 0) return OK;
        if (token_parse(x->k->a, x->in->after, &t) != OK || t.kind != TOKEN_INT)
                return FAULT(x->k->f, ERR_INPUT, "list.after", S("after"), "翻页标记不属于这个列表",
                             "the page mark does not belong to this list");
        *ret = (struct spot){ .due = t.i, .duty = t.id };
        return OK;
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

/* What acts say of a duty, the whole record knows; a title of many texts and a paper's number
 * too. */
static enum err read_rest(const struct work *x, struct work_item *w, int title)
{
        struct view v = { .st = x->k->st, .city = x->k->in->city };
        bool paper = w->l->duties[w->d->def].paper >= 0;
        if (w->r->acts_kept == 0 && !paper && (title < 0 || !w->l->fields[title].many)) return OK;
        TRY(ask_failed(x->k, rec_load_rest(&v, x->k->a, w->l, w->r)));
        w->d = rec_duty(w->r, w->d->id);
        if (!w->d) return ERR_CORRUPT;
        const struct rpaper *p = rec_paper(w->l, w->r, w->d);
        if (p) w->paper = p->number;
        return OK;
}

static void say(const struct ask *k, struct work_item *w, int title)
{
        const struct duty_def *def = &w->l->duties[w->d->def];
        if (title >= 0) w->title = label_field(k, w->l, w->r, title, MASKED);
        w->label = label_in(&def->label, def->name, k->lang);
        if (w->paper.n) w->label = str_printf(k->a, "%.*s %.*s", SP(w->label), SP(w->paper));
        w->holder = label_office(k, w->d->holder, DAY_NONE);
        w->due = duty_due_said(k, w->d);
        w->colour = duty_colour(k, w->l, w->d);
        w->days_left = due_days_left(k, w->d->due);
}

static enum err read_duty(const struct work *x, const struct spot *at, struct rduty *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct ask *k = x->k;
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT "));
        duty_columns(&q);
        sql_put(&q, S(" FROM duty WHERE id = "));
        sql_int(&q, at->duty);
        TRY(ask_stmt(k, &q, &s));
        enum row row = stmt_step(s);
        if (row == ROW_NONE) return ERR_CORRUPT;
        if (row == ROW_ERR) return ask_ended(k, s, row);
        return ask_failed(k, duty_read(s, k->a, at->l, ret));
}

/* The item of a row; *ret_is is false: its record is not to be seen. */
static enum err read_item(const struct work *x, const struct spot *at, struct work_item *ret,
                          bool *ret_is)
{
        const struct ask *k = x->k;
        struct rduty *d = ARENA_NEW(k->a, struct rduty, 1);
        *ret = (struct work_item){ .l = at->l, .r = ARENA_NEW(k->a, struct rec, 1), .d = d };
        enum err e = read_record(x, at->l, at->record, ret->r);
        *ret_is = e == OK;
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        TRY(read_duty(x, at, d));
        int title = first_text(ret->l);
        TRY(read_rest(x, ret, title));
        say(k, ret, title);
        return OK;
}

/* ---- a page ---------------------------------------------------------------------------------- */

struct spots {
        struct spot *v;
        size_t n, cap;
};

/* The next ones of a ledger at a place, as many as a page and one more. */
static enum err find_some(const struct work *x, struct place place, const struct ledger *l,
                          const struct spot *after, struct spots *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        struct str id = place.source == SOURCE_BELOW ? S("o.item") : S("o.id");
        sql_put(&q, S("SELECT o.due, o.record, "));
        sql_put(&q, id);
        put_open(x, &q, place, l);
        sql_put(&q, S(" AND (o.due, "));
        sql_put(&q, id);
        sql_put(&q, S(") > ("));
        sql_int(&q, after->due);
        sql_put(&q, S(", "));
        sql_int(&q, after->duty);
        sql_put(&q, S(") ORDER BY o.due, "));
        sql_put(&q, id);
        sql_put(&q, S(" LIMIT "));
        sql_int(&q, x->limit + 1);
        TRY(ask_stmt(x->k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT)
                *ARENA_PUSH(x->k->a, ret->v, ret->n, ret->cap) =
                        (struct spot){ col_int(s, 0), col_int(s, 2), col_int(s, 1), l };
        return ask_ended(x->k, s, row);
}

static int by_due(const void *x, const void *y)
{
        const struct spot *a = x, *b = y;
        if (a->due != b->due) return a->due < b->due ? -1 : 1;
        return a->duty < b->duty ? -1 : a->duty > b->duty;
}

/* Each index is read no further than a page goes; together they are put in order. */
static enum err find_next(const struct work *x, const struct spot *after, struct spots *ret)
{
        const struct city *c = x->k->in->city;
        ret->n = 0;
        for (size_t i = 0; i < x->place_n; i++)
                for (size_t l = 0; l < c->ledgers_n; l++)
                        if (asked(x, &c->ledgers[l]))
                                TRY(find_some(x, x->place[i], &c->ledgers[l], after, ret));
        if (ret->n) qsort(ret->v, ret->n, sizeof *ret->v, by_due);
        if (ret->n > (size_t)x->limit + 1) ret->n = (size_t)x->limit + 1;
        return OK;
}

/* Those that are not to be seen are passed over: then more are looked for. */
static enum err page(const struct work *x, struct work_out *ret)
{
        struct spots some = { 0 };
        struct spot at;
        size_t cap = 0, enough = (size_t)x->limit + 1;
        TRY(read_after(x, &at));
        do {
                TRY(find_next(x, &at, &some));
                for (size_t i = 0; i < some.n && ret->n < enough; i++) {
                        struct work_item item;
                        bool is;
                        at = some.v[i];
                        TRY(read_item(x, &at, &item, &is));
                        if (is) *ARENA_PUSH(x->k->a, ret->v, ret->n, cap) = item;
                }
        } while (some.n == enough && ret->n < enough);
        return OK;
}

/* ---- how many -------------------------------------------------------------------------------- */

/* Adds those of a ledger at a place; no further than one more than is counted. */
static enum err count_some(const struct work *x, struct place place, const struct ledger *l,
                           bool past, int64_t *sum)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT count(*) FROM (SELECT 1"));
        put_open(x, &q, place, l);
        if (past) {
                sql_put(&q, S(" AND o.due <= "));
                sql_int(&q, x->k->now.ms);
                sql_put(&q, S(" AND o.due_day < "));
                sql_int(&q, DAY_FAR.v); /* one that is stopped is not past */
        }
        sql_put(&q, S(" AND "));
        scope_put_open_to(x->k, &q, S("o"), S("record"));
        sql_put(&q, S(" LIMIT "));
        sql_int(&q, WORK_COUNT_MAX + 1 - *sum);
        sql_put(&q, S(")"));
        TRY(ask_stmt(x->k, &q, &s));
        enum row row = stmt_step(s);
        if (row == ROW_GOT) *sum += col_int(s, 0);
        return ask_ended(x->k, s, row);
}

static enum err count(const struct work *x, bool past, int64_t *ret)
{
        const struct city *c = x->k->in->city;
        for (size_t i = 0; i < x->place_n; i++)
                for (size_t l = 0; l < c->ledgers_n && *ret <= WORK_COUNT_MAX; l++)
                        if (asked(x, &c->ledgers[l]))
                                TRY(count_some(x, x->place[i], &c->ledgers[l], past, ret));
        return OK;
}

enum err work_read(const struct ask *k, const struct work_in *in, struct work_out *ret)
{
        struct work x = { .k = k, .in = in, .limit = in->limit ? in->limit : 50 };
        *ret = (struct work_out){ 0 };
        if (x.limit < 1 || x.limit > LIST_LIMIT_MAX)
                return FAULT(k->f, ERR_INPUT, "list.limit", STR_NONE, "每页 1–%d 条",
                             "a page has 1 to %d records", LIST_LIMIT_MAX);
        x.kept = ARENA_NEW(k->a, struct sql_kept, k->in->city->ledgers_n);
        find_places(&x);
        if (in->count) TRY(count(&x, false, &ret->open));
        if (in->count) TRY(count(&x, true, &ret->past));
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
                jout_key_text(j, S("kind"), w->paper.n ? S("paper") : S("duty"));
                jout_key_text(j, S("name"), w->l->duties[w->d->def].name);
                if (w->paper.n) jout_key_text(j, S("paper"), w->paper);
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
