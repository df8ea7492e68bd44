/* published.c: what was published, and which of its figures are different by what became known
 * since. */
#include "ask/bulletin.h"
#include "ask/label.h"

enum err bulletin_published(const struct ask *k, struct str name, int64_t **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t cap = 0;
        *ret = NULL;
        *ret_n = 0;
        TRY(ask_failed(k,
                       store_stmt(k->st,
                                  S("SELECT seq, result FROM event WHERE record = 0 AND ledger = ''"
                                    " AND step = 'publish' ORDER BY seq DESC"),
                                  &s)));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct jval *o;
                struct str why;
                if (jval_parse(k->a, col_text(s, k->a, 1), &o, &why) != OK) return ERR_CORRUPT;
                if (name.n && !str_eq(jval_text(o, S("bulletin")), name)) continue;
                *ARENA_PUSH(k->a, *ret, *ret_n, cap) = col_int(s, 0);
        }
        return ask_ended(k, s, row);
}

static enum err get_day(const struct jval *o, struct str key, struct day *ret)
{
        struct str s = jval_text(o, key);
        *ret = DAY_NONE;
        return s.n ? day_parse(s, ret) : OK;
}

static enum err read_event(const struct ask *k, int64_t seq, struct bulletin_since *x)
{
        struct jval *o;
        struct str why;
        struct day on;
        enum err e = log_get(k->st, k->a, seq, &x->event);
        if (e != OK) return e;
        if (!str_eq(x->event.step, S("publish")) || x->event.ledger.n) return ERR_NOT_FOUND;
        if (jval_parse(k->a, x->event.result, &o, &why) != OK) return ERR_CORRUPT;
        if (get_day(o, S("on"), &on) != OK || get_day(o, S("from"), &x->in.from) != OK)
                return ERR_CORRUPT;
        x->in.name = jval_text(o, S("bulletin"));
        x->size = jval_int(o, S("size"), 0);
        x->root = jval_text(o, S("root"));
        x->in.on = x->in.to = on;
        struct str office = jval_text(o, S("office"));
        x->in.office = office.n ? office_find(&k->in->offices, office) : -1;
        x->in.format = MARKDOWN_TEXT;
        x->markdown = str_eq(jval_text(o, S("format")), S("md"));
        struct seal_at at = { k->st, k->keys, 0, seq, S("text") };
        if (k->keys) TRY(seal_get(&at, k->a, &x->text, NULL));
        x->plain = x->text;
        return x->markdown ? bulletin_kept(k, x->text, MARKDOWN_TEXT, &x->plain) : OK;
}

/* Figures that count distinct values or take a maximum are compared by nothing: they keep no
 * journal. */
static bool kept(const struct figure_out *f)
{
        enum agg agg = f->in.l->figures[f->in.figure].agg;
        return agg != AGG_DISTINCT && agg != AGG_MAX;
}

enum err bulletin_changes(const struct ask *k, int64_t seq, struct bulletin_since *ret)
{
        struct bulletin_since x = { 0 };
        struct bulletin_out out;
        size_t cap = 0;
        TRY(read_event(k, seq, &x));
        TRY(bulletin_render(k, &x.in, &out));
        for (size_t i = 0; i < out.figure_n; i++) {
                struct figure_change c;
                if (!kept(&out.figure[i])) continue;
                struct known then = { .is = true, .day = DAY_NONE, .seq = seq };
                TRY(figure_since_known(k, &out.figure[i].in, then, &c));
                bool same =
                        c.then.v == c.now.v && c.then.num == c.now.num && c.then.den == c.now.den;
                if (same && c.n == 0 && c.withheld == 0) continue;
                __typeof__(x.v) v = ARENA_PUSH(k->a, x.v, x.n, cap);
                v->was = out.figure[i];
                v->change = c;
        }
        *ret = x;
        return OK;
}

enum err bulletin_kept(const struct ask *k, struct str text, enum markdown_format format,
                       struct str *ret)
{
        struct markdown_in md = { .text = text, .format = format };
        *ret = text;
        return format == MARKDOWN_SOURCE ? OK : markdown_render(k->a, &md, ret);
}

struct str bulletin_difference(const struct ask *k, const struct figure_out *x,
                               const struct figure_change *c)
{
        int64_t by = c->now.v - c->then.v;
        if (c->now.none || c->then.none || c->now.small || c->then.small) return STR_NONE;
        struct str n = figure_number(k, x, by < 0 ? -by : by);
        const char *points = !x->percent ? "" : k->lang == LANG_ZH ? "个百分点" : " points";
        return str_printf(k->a, "%s%.*s%s", by < 0 ? "−" : by > 0 ? "+" : "", SP(n), points);
}

static void change_json(const struct ask *k, const struct figure_out *was,
                        const struct figure_change *c, struct jout *j)
{
        const struct figure_in *in = &was->in;
        jout_open(j, '{');
        jout_key_text(j, S("figure"),
                      str_printf(k->a, "%.*s.%.*s", SP(in->l->name),
                                 SP(in->l->figures[in->figure].name)));
        if (in->one) jout_key_text(j, S("by"), in->l->fields[in->by].name);
        if (in->one) jout_key_text(j, S("by_value"), in->value);
        jout_key_text(j, S("then"), figure_told(k, was, &c->then));
        jout_key_text(j, S("now"), figure_told(k, was, &c->now));
        jout_key_text(j, S("difference"), bulletin_difference(k, was, c));
        jout_key(j, S("rows"));
        jout_open(j, '[');
        for (size_t n = 0; n < c->n; n++) {
                if (c->v[n].hidden) continue;
                jout_open(j, '{');
                jout_key_text(j, S("number"), c->v[n].number);
                jout_key_int(j, S("amount"), c->v[n].amount);
                jout_close(j);
        }
        jout_close(j);
        jout_key_int(j, S("withheld"), c->withheld);
        jout_close(j);
}

void bulletin_since_json(const struct ask *k, const struct bulletin_since *x, struct jout *j)
{
        bool period = day_is(x->in.from);
        jout_open(j, '{');
        jout_key_int(j, S("seq"), x->event.seq);
        jout_key_text(j, S("bulletin"), x->in.name);
        jout_key_text(j, S("published"), label_moment(k, x->event.at));
        if (x->in.office >= 0) jout_key_text(j, S("office"), k->in->offices.o[x->in.office].code);
        if (period) jout_key_text(j, S("from"), label_day(k, x->in.from));
        jout_key_text(j, S("to"), label_day(k, period ? x->in.to : x->in.on));
        jout_key_int(j, S("size"), x->size);
        jout_key_text(j, S("root"), x->root);
        jout_key_text(j, S("text"), x->plain);
        if (x->markdown) jout_key_text(j, S("markdown"), x->text);
        jout_key(j, S("changed"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->n; i++) change_json(k, &x->v[i].was, &x->v[i].change, j);
        jout_close(j);
        jout_close(j);
}

bool bulletin_may_publish(const struct inforce *in, int account, int office)
{
        unsigned roles = 1u << ROLE_LEADER | 1u << ROLE_SUPERVISOR | 1u << ROLE_DISPATCHER;
        const struct account *x = &in->accounts.v[account];
        for (size_t i = 0; !x->disabled && i < x->posts_n; i++)
                if ((roles >> x->posts[i].role & 1) &&
                    office_under(&in->offices, office, x->posts[i].office, DAY_NONE))
                        return true;
        return false;
}
