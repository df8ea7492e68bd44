/* score_published.c: scorecards as they were published, and what is different now. They are kept
 * with the bulletin they stood in (city event `publish`, sealed text `score`). */
#include "ask/bulletin.h"
#include "ask/label.h"
#include "ask/score_in.h"

/* ---- kept ------------------------------------------------------------------------------------ */

#define KEPT_ITEMS 3 /* of a line: office, total, not assessed, items …, figures … */

static void keep_line(const struct ask *k, const struct score_out *x, const struct score_line *v,
                      struct jout *j)
{
        const struct score_def *s = &x->in.l->score;
        jout_open(j, '[');
        jout_text(j, v->code);
        jout_text(j, score_text(k, x->in.l, v->total));
        jout_text(j, score_text(k, x->in.l, v->unassessed));
        for (size_t i = 0; i < s->items_n; i++)
                jout_text(j, score_cell_text(k, x->in.l, &v->item[i]));
        for (size_t i = 0; i < s->used_n; i++) {
                struct figure_out f = score_figure(x, v, i);
                jout_text(j, figure_text(k, &f, &f.all));
        }
        jout_close(j);
}

/* The names of what stands in the columns, then the lines. */
struct str score_keep(const struct ask *k, const struct score_out *x)
{
        AUTO(buf_free) struct buf b = { .limit = SEAL_BYTES_MAX };
        const struct score_def *s = &x->in.l->score;
        struct jout j;
        jout_init(&j, &b, false);
        jout_open(&j, '{');
        jout_key_text(&j, S("score"), x->in.l->name);
        jout_key(&j, S("items"));
        jout_open(&j, '[');
        for (size_t i = 0; i < s->items_n; i++) jout_text(&j, s->items[i].name);
        jout_close(&j);
        jout_key(&j, S("figures"));
        jout_open(&j, '[');
        for (size_t i = 0; i < s->used_n; i++) jout_text(&j, s->used[i].name);
        jout_close(&j);
        jout_key(&j, S("lines"));
        jout_open(&j, '[');
        for (size_t i = 0; i < x->n; i++) keep_line(k, x, &x->v[i], &j);
        jout_close(&j);
        jout_close(&j);
        return b.err == OK ? str_dup(k->a, buf_view(&b)) : STR_NONE;
}

/* ---- found again ----------------------------------------------------------------------------- */

static bool same_day(struct str said, struct day d)
{
        char text[16];
        return str_eq(said, day_is(d) ? day_format(d, text) : STR_NONE);
}

/* Was it published for this period, and this office or one above it. */
static bool same_span(const struct ask *k, const struct score_in *in, const struct jval *o)
{
        struct day last = day_is(in->from) ? in->to : in->on;
        int office = office_find(&k->in->offices, jval_text(o, S("office")));
        return office >= 0 && office_under(&k->in->offices, in->office, office, last) &&
               same_day(jval_text(o, S("from")), in->from) && same_day(jval_text(o, S("on")), last);
}

/* This ledger's scorecard among those kept with an event; NULL. */
static enum err kept_with(const struct ask *k, const struct ledger *l, int64_t seq,
                          const struct jval **ret)
{
        struct seal_at at = { k->st, k->keys, 0, seq, S("score") };
        struct str text, why;
        struct jval *all;
        *ret = NULL;
        if (!k->keys) return OK;
        enum err e = seal_get(&at, k->a, &text, NULL);
        if (e == ERR_NOT_FOUND || e == ERR_DENIED) return OK;
        TRY(ask_failed(k, e));
        if (jval_parse(k->a, text, &all, &why) != OK || all->kind != JARRAY) return ERR_CORRUPT;
        for (size_t i = 0; i < all->n; i++)
                if (str_eq(jval_text(&all->items[i], S("score")), l->name)) *ret = &all->items[i];
        return OK;
}

/* The latest of this scorecard; kept NULL: none. */
static enum err find_kept(const struct ask *k, const struct score_out *x, struct score_since *ret,
                          const struct jval **ret_kept)
{
        int64_t *seq;
        size_t n;
        *ret_kept = NULL;
        TRY(bulletin_published(k, STR_NONE, &seq, &n));
        for (size_t i = 0; i < n && !*ret_kept; i++) {
                struct event e;
                struct jval *o;
                struct str why;
                TRY(ask_failed(k, log_get(k->st, k->a, seq[i], &e)));
                if (jval_parse(k->a, e.result, &o, &why) != OK) return ERR_CORRUPT;
                if (!jval_get(o, S("score")) || !same_span(k, &x->in, o)) continue;
                TRY(kept_with(k, x->in.l, seq[i], ret_kept));
                *ret = (struct score_since){ .seq = seq[i],
                                             .at = e.at,
                                             .size = jval_int(o, S("size"), 0),
                                             .root = jval_text(o, S("root")),
                                             .bulletin = jval_text(o, S("bulletin")) };
        }
        return OK;
}

/* ---- held against what is now ---------------------------------------------------------------- */

struct holding {
        const struct ask *k;
        struct score_out *x;
        const struct jval *items, *figures; /* names of the columns */
        struct score_since *to;
        size_t cap;
};

static struct score_change *put_change(struct holding *h, const struct score_line *v,
                                       struct str then, struct str now)
{
        struct score_change *c = ARENA_PUSH(h->k->a, h->to->v, h->to->n, h->cap);
        *c = (struct score_change){
                .office = v->office, .item = -1, .used = -1, .then = then, .now = now
        };
        return c;
}

static struct str text_at(const struct jval *line, size_t i)
{
        return i < line->n ? line->items[i].text : STR_NONE;
}

/* The column of a name; -1 when it was not kept. */
static int column_of_name(const struct jval *names, struct str name)
{
        for (size_t i = 0; names && i < names->n; i++)
                if (str_eq(names->items[i].text, name)) return (int)i;
        return -1;
}

/* Its rows too, where the journal tells them. */
static enum err hold_figure(struct holding *h, const struct score_line *v, size_t used,
                            struct str then)
{
        struct figure_out f = score_figure(h->x, v, used);
        enum agg agg = f.in.l->figures[f.in.figure].agg;
        struct str now = figure_text(h->k, &f, &f.all);
        struct known known = { .is = true, .day = DAY_NONE, .seq = h->to->seq };
        if (str_eq(then, now)) return OK;
        struct score_change *c = put_change(h, v, then, now);
        c->used = (int)used;
        if (agg == AGG_DISTINCT || agg == AGG_MAX) return OK;
        return figure_since_known(h->k, &f.in, known, &c->rows);
}

static enum err hold_line(struct holding *h, const struct score_line *v, const struct jval *line)
{
        const struct score_def *s = &h->x->in.l->score;
        size_t first = KEPT_ITEMS + (h->items ? h->items->n : 0);
        struct str now = score_total_text(h->k, h->x->in.l, v);
        struct str then = score_total_words(h->k, text_at(line, 1), text_at(line, 2));
        if (!str_eq(then, now)) (void)put_change(h, v, then, now);
        for (size_t i = 0; i < s->items_n; i++) {
                int at = column_of_name(h->items, s->items[i].name);
                now = score_cell_text(h->k, h->x->in.l, &v->item[i]);
                if (at < 0 || str_eq(text_at(line, KEPT_ITEMS + (size_t)at), now)) continue;
                put_change(h, v, text_at(line, KEPT_ITEMS + (size_t)at), now)->item = (int)i;
        }
        for (size_t i = 0; i < s->used_n; i++) {
                int at = column_of_name(h->figures, s->used[i].name);
                if (at >= 0) TRY(hold_figure(h, v, i, text_at(line, first + (size_t)at)));
        }
        return OK;
}

enum err score_since(const struct ask *k, struct score_out *x)
{
        const struct jval *kept, *lines;
        TRY(find_kept(k, x, &x->since, &kept));
        x->since.n = 0;
        if (!kept) {
                x->since = (struct score_since){ 0 };
                return OK;
        }
        struct holding h = { .k = k,
                             .x = x,
                             .items = jval_get(kept, S("items")),
                             .figures = jval_get(kept, S("figures")),
                             .to = &x->since };
        lines = jval_get(kept, S("lines"));
        for (size_t i = 0; lines && i < lines->n; i++)
                for (size_t v = 0; v < x->n; v++)
                        if (!x->v[v].kept && str_eq(text_at(&lines->items[i], 0), x->v[v].code))
                                TRY(hold_line(&h, &x->v[v], &lines->items[i]));
        return OK;
}

enum err score_may_publish(const struct ask *k, const struct score_out *x)
{
        const struct ledger *l = x->in.l;
        struct score_since last = { 0 };
        const struct jval *kept;
        int64_t taken;
        if (l->score.freeze < 0) return OK;
        TRY(find_kept(k, x, &last, &kept));
        TRY(score_taken(k, x, l->score.freeze, &taken));
        if (taken > (kept ? last.seq : 0)) return OK;
        const struct step *s = &l->steps[l->score.freeze];
        return FAULT(k->f, ERR_CONFLICT, "score.freeze", l->name,
                     "本期考核尚未定稿：先办“%.*s”，再发布",
                     "the scorecard of this period is not settled: take %.*s first",
                     SP(label_in(&s->label, s->name, k->lang)));
}
