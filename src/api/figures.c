/* figures.c: figures with their rows, bulletins, and publishing one. */
#include "api/api_in.h"
#include "web/publish.h"

#define PUBLISHED_SHOWN 20 /* the latest */

/* ---- what there is --------------------------------------------------------------------------- */

static const char *flow_name(enum flow f)
{
        switch (f) {
        case FLOW_STOCK: return "stock";
        case FLOW_FIRST: return "first";
        case FLOW_EACH: return "each";
        case FLOW_NET: return "net";
        }
        BUG("flow");
}

static void put_by(const struct ledger *l, const struct figure *f, struct jout *j)
{
        jout_key(j, S("by"));
        jout_open(j, '[');
        for (size_t i = 0; f->table >= 0 && i < l->tables[f->table].by_n; i++)
                jout_text(j, l->fields[l->tables[f->table].by[i]].name);
        jout_close(j);
}

static void put_figure(struct web *w, const struct ledger *l, const struct figure *f,
                       struct jout *j)
{
        jout_open(j, '{');
        jout_key_text(j, S("figure"), str_printf(w->a, "%.*s.%.*s", SP(l->name), SP(f->name)));
        api_label(j, S("label"), &f->label, f->name);
        jout_key_text(j, S("definition"), f->text);
        if (f->agg != AGG_RATE && f->agg != AGG_SHARE)
                jout_key_text(j, S("kind"), str_c(flow_name(f->flow)));
        if (f->unit.n) jout_key_text(j, S("unit"), f->unit);
        put_by(l, f, j);
        jout_close(j);
}

static bool is_open(const struct web *w, const struct ledger *l)
{
        return l->public || w->who.account >= 0;
}

enum err api_figures(struct web *w)
{
        struct jout j;
        const struct ledger *only = NULL;
        TRY(web_ask(w));
        const struct city *c = w->ask.in->city;
        if (web_has_query(w, S("ledger"))) TRY(web_ledger(w, web_query(w, S("ledger")), &only));
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key(&j, S("figures"));
        jout_open(&j, '[');
        for (size_t i = 0; i < c->ledgers_n; i++) {
                const struct ledger *l = &c->ledgers[i];
                if ((only && only != l) || !is_open(w, l)) continue;
                for (size_t k = 0; k < l->figures_n; k++) put_figure(w, l, &l->figures[k], &j);
        }
        jout_close(&j);
        jout_close(&j);
        return OK;
}

/* ---- a figure -------------------------------------------------------------------------------- */

static enum err figure_asked(struct web *w, struct figure_in *in)
{
        struct api_span s;
        struct str by = web_query(w, S("by"));
        TRY(web_ask(w));
        TRY(api_span(w, &s));
        *in = (struct figure_in){
                .on = s.on, .from = s.from, .to = s.to, .office = s.office, .by = -1, .now = s.now
        };
        if (day_is(s.known)) in->known = (struct known){ .is = true, .day = s.known };
        TRY(figure_find(&w->ask, w->arg[0], NULL, &in->l, &in->figure));
        if (!is_open(w, in->l))
                return FAULT(&w->f, ERR_NOT_FOUND, "figure.unknown", S("figure"),
                             "没有此指标，或未公开",
                             "there is no such figure, or it is not public");
        if (by.n) TRY(figure_by(&w->ask, in->l, in->figure, by, &in->by));
        in->one = by.n && web_has_query(w, S("value"));
        in->value = web_query(w, S("value"));
        return OK;
}

/* The page begins at row `after`; rows as of a day stay in their order. */
static enum err read_rows(struct web *w, const struct figure_out *x, struct figure_rows *ret)
{
        int64_t from, limit;
        TRY(web_query_int(w, S("after"), 0, &from));
        TRY(api_limit(w, &limit));
        if (from < 0)
                return FAULT(&w->f, ERR_INPUT, "list.after", S("after"), "不是本列表给出的续页标记",
                             "this is no page mark of this list");
        struct rows_page page = { .from = (size_t)from,
                                  .limit = limit ? (size_t)limit : 50,
                                  .titles = true };
        TRY(figure_rows(&w->ask, x, &page, ret));
        int64_t next = from + (int64_t)ret->n;
        if (ret->n && next < ret->shown) ret->after = str_printf(w->a, "%" PRId64, next);
        for (size_t i = 0; i < ret->n; i++)
                if (ret->v[i].record) api_look(w, ret->v[i].record, LOOK_ROWS);
        return OK;
}

enum err api_figure(struct web *w)
{
        struct figure_in in;
        struct figure_out x;
        struct figure_rows rows = { 0 };
        struct jout j;
        bool want;
        TRY(figure_asked(w, &in));
        TRY(api_flag(w, S("rows"), &want));
        TRY(figure_read(&w->ask, &in, &x));
        if (want) TRY(read_rows(w, &x, &rows));
        api_next(w, rows.after);
        web_json(w, 200, &j);
        figure_json(&w->ask, &x, want ? &rows : NULL, &j);
        return OK;
}

/* ---- bulletins ------------------------------------------------------------------------------- */

enum err api_bulletins(struct web *w)
{
        struct jout j;
        struct str *name;
        size_t n;
        TRY(web_ask(w));
        const struct city *c = w->ask.in->city;
        bulletin_names(&w->ask, &name, &n);
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key(&j, S("bulletins"));
        jout_open(&j, '[');
        for (size_t i = 0; i < n; i++) {
                int l = city_ledger(c, name[i]);
                if (l < 0 || is_open(w, &c->ledgers[l])) jout_text(&j, name[i]);
        }
        jout_close(&j);
        jout_close(&j);
        return OK;
}

static const struct {
        struct str name, type;
        enum markdown_format format;
} formats[] = { { SI("json"), SI("application/json"), MARKDOWN_TEXT },
                { SI("text"), SI("text/plain; charset=utf-8"), MARKDOWN_TEXT },
                { SI("md"), SI("text/markdown; charset=utf-8"), MARKDOWN_SOURCE },
                { SI("html"), SI("text/html; charset=utf-8"), MARKDOWN_HTML } };

static enum err read_format(struct web *w, size_t *ret)
{
        struct str s = web_query(w, S("format"));
        *ret = 0;
        for (size_t i = 0; i < LEN(formats); i++)
                if (str_eq(s, formats[i].name)) *ret = i;
        if (s.n == 0 || str_eq(s, formats[*ret].name)) return OK;
        return FAULT(&w->f, ERR_INPUT, "bulletin.format", S("format"),
                     "应为 json、text、md 或 html", "expected json, text, md or html");
}

static enum err bulletin_asked(struct web *w, struct bulletin_in *in, size_t *ret_format)
{
        struct api_span s;
        TRY(web_ask(w));
        TRY(api_span(w, &s));
        TRY(read_format(w, ret_format));
        *in = (struct bulletin_in){ .name = w->arg[0],
                                    .on = s.on,
                                    .from = s.from,
                                    .to = s.to,
                                    .office = s.office,
                                    .now = s.now,
                                    .format = formats[*ret_format].format };
        if (day_is(s.known)) in->known = (struct known){ .is = true, .day = s.known };
        in->notes = in->format != MARKDOWN_TEXT;
        bulletin_pick(w->a, web_query(w, S("pick")), in);
        return OK;
}

/* A page by itself has its style in it, and nothing else. */
static enum err answer_page(struct web *w, const struct bulletin_in *in, struct bulletin_out *x)
{
        web_put_header(w->a, &w->ans, S("Content-Security-Policy"),
                       S("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
                         "base-uri 'none'"));
        return bulletin_page(&w->ask, in, x, &x->text);
}

enum err api_bulletin(struct web *w)
{
        struct bulletin_in in;
        struct bulletin_out x;
        struct jout j;
        size_t format;
        TRY(bulletin_asked(w, &in, &format));
        TRY(bulletin_render(&w->ask, &in, &x));
        if (format > 0) {
                if (in.format == MARKDOWN_HTML) TRY(answer_page(w, &in, &x));
                web_text(w, 200, formats[format].type, x.text);
                return OK;
        }
        web_json(w, 200, &j);
        bulletin_json(&w->ask, &in, &x, &j);
        return OK;
}

/* ---- publishing ------------------------------------------------------------------------------ */

enum err api_publish(struct web *w)
{
        struct bulletin_in in;
        struct jval *body;
        size_t format;
        TRY(bulletin_asked(w, &in, &format));
        TRY(api_body(w, NULL, 0, &body));
        if (in.now)
                return FAULT(&w->f, ERR_INPUT, "query.tree", S("tree"), "发布的通报按当日的单位计",
                             "what is published is counted by the offices of its day");
        web_publish(w, &in);
        return OK;
}

enum err api_published(struct web *w)
{
        const struct publishing *p = w->state;
        struct jout j;
        if (w->job.err != OK) return w->job.err;
        web_json(w, 201, &j);
        jout_open(&j, '{');
        jout_key_text(&j, S("bulletin"), p->in.name);
        jout_key_int(&j, S("event"), p->seq);
        jout_key_text(&j, S("text"), p->shown);
        jout_close(&j);
        return OK;
}

enum err api_bulletin_since(struct web *w)
{
        int64_t *seq;
        size_t n;
        struct jout j;
        TRY(web_ask(w));
        TRY(bulletin_published(&w->ask, w->arg[0], &seq, &n));
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key(&j, S("published"));
        jout_open(&j, '[');
        for (size_t i = 0; i < n && i < PUBLISHED_SHOWN; i++) {
                struct bulletin_since x;
                TRY(bulletin_changes(&w->ask, seq[i], &x));
                bulletin_since_json(&w->ask, &x, &j);
        }
        jout_close(&j);
        jout_close(&j);
        return OK;
}
