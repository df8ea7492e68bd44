/* staff_figure.c: one figure with its papers: what it means, what it is made of, by what it can be
 * broken down, and the very rows. */
#include "ask/label.h"
#include "pages/staff.h"

struct figuring {
        struct web *w;
        const struct ledger *l;
        const struct figure *f;
        struct staff_span span;
        struct figure_in in;
        struct figure_out x;
        int64_t page; /* of the rows, from 1; 0: not asked for */
};

static enum err read_by(struct figuring *x)
{
        struct web *w = x->w;
        struct str by = web_query(w, S("by"));
        if (by.n == 0) return OK;
        TRY(figure_by(&w->ask, x->l, x->in.figure, by, &x->in.by));
        if (!web_has_query(w, S("value"))) return OK;
        x->in.one = true;
        x->in.value = web_query(w, S("value"));
        return OK;
}

static enum err read_figuring(struct web *w, const struct ledger *l, int figure,
                              struct figuring *ret)
{
        struct figuring x = { .w = w, .l = l, .f = &l->figures[figure] };
        TRY(staff_span_read(w, &x.span));
        x.in = (struct figure_in){ .l = l,
                                   .figure = figure,
                                   .on = x.span.on,
                                   .from = x.span.from,
                                   .to = x.span.to,
                                   .office = x.span.office,
                                   .by = -1,
                                   .now = x.span.now };
        if (day_is(x.span.known)) x.in.known = (struct known){ .is = true, .day = x.span.known };
        TRY(read_by(&x));
        TRY(web_query_int(w, S("rows"), 0, &x.page));
        if (x.page < 0 || x.page > ROWS_OF_FIGURE_MAX / STAFF_PAGE)
                return FAULT(&w->f, ERR_INPUT, "rows", S("rows"), "没有这一页",
                             "there is no such page");
        TRY(figure_read(&w->ask, &x.in, &x.x));
        *ret = x;
        return OK;
}

/* The same question again, with another breakdown (empty: none). */
static struct str figure_url(const struct figuring *x, struct str by, bool one, struct str value)
{
        struct web *w = x->w;
        struct str u = str_printf(w->a, "/app/figures/%.*s.%.*s", SP(x->l->name), SP(x->f->name));
        u = staff_with(w, staff_span_url(w, u, &x->span), S("by"), by);
        if (!one) return u;
        return value.n ? staff_with(w, u, S("value"), value)
                       : str_printf(w->a, "%.*s&value=", SP(u));
}

static struct str by_name(const struct figuring *x)
{
        return x->in.by < 0 ? STR_NONE : x->l->fields[x->in.by].name;
}

static struct str own_url(const struct figuring *x)
{
        return figure_url(x, by_name(x), x->in.one, x->in.value);
}

/* ---- the value ------------------------------------------------------------------------------- */

static void put_pair(struct page *p, struct str label, struct str text)
{
        if (text.n == 0) return;
        HTML(&p->h,
             "<div class=\"datagrid-item\"><dt class=\"datagrid-title\">{}</dt>"
             "<dd class=\"datagrid-content\">{}</dd></div>",
             T(label), T(text));
}

static struct str when_text(const struct figuring *x)
{
        struct web *w = x->w;
        bool zh = w->lang == LANG_ZH;
        if (!day_is(x->span.from)) return label_day(&w->ask, x->span.on);
        return str_printf(w->a, zh ? "%.*s 至 %.*s" : "%.*s to %.*s",
                          SP(label_day(&w->ask, x->span.from)), SP(label_day(&w->ask, x->span.to)));
}

static void put_value(struct page *p, const struct figuring *x)
{
        struct web *w = p->w;
        const struct figure_out *o = &x->x;
        HTML(&p->h,
             "<section class=\"card mb-3\"><div class=\"card-body\"><p class=\"zt-value\">{} "
             "{}</p>",
             T(figure_text(&w->ask, o, &o->all)), T(x->f->unit));
        TAG(&p->h, "<dl class=\"datagrid\">");
        put_pair(p, TR(w, "Office"),
                 label_office(&w->ask, w->in->in.offices.o[o->in.office].code, o->last));
        put_pair(p, day_is(x->span.from) ? TR(w, "Period") : TR(w, "As of"), when_text(x));
        if (x->span.now) put_pair(p, TR(w, "Tree of offices"), TR(w, "as of today"));
        if (day_is(x->span.known))
                put_pair(p, TR(w, "As known on"), label_day(&w->ask, x->span.known));
        if (x->in.one)
                put_pair(p, label_heading(&w->ask, x->l, by_name(x)),
                         label_by(&w->ask, x->l, x->in.by, x->in.value, o->last));
        put_pair(p, o->ratio ? TR(w, "Numerator / denominator") : TR(w, "Made of"),
                 staff_parts(w, o, &o->all));
        put_pair(p, TR(w, "Definition"), o->def->text);
        put_pair(p, TR(w, "Version of the ledger"), label_number(&w->ask, x->l->version, 0));
        put_pair(p, TR(w, "In force since"), label_day(&w->ask, o->def->since));
        TAG(&p->h, "</dl></div></section>\n");
}

/* ---- by values ------------------------------------------------------------------------------- */

static int64_t most(const struct figure_out *x)
{
        int64_t n = 1;
        for (size_t i = 0; i < x->by_n; i++)
                if (!x->by[i].none && !x->by[i].small && x->by[i].v > n) n = x->by[i].v;
        return n;
}

static void put_amount(struct page *p, const struct figuring *x, const struct amount *v,
                       int64_t max)
{
        struct web *w = p->w;
        TAG(&p->h, "<tr><td>");
        for (int i = 0; i < v->depth; i++) TAG(&p->h, "\u3000");
        HTML(&p->h, "<a href=\"{}\">{}</a></td><td class=\"text-end\">{}</td><td>",
             U(staff_with(w, figure_url(x, by_name(x), true, v->value), S("rows"), S("1"))),
             T(v->label), T(figure_text(&w->ask, &x->x, v)));
        if (!v->none && !v->small && v->v >= 0)
                HTML(&p->h, "<meter min=\"0\" max=\"{}\" value=\"{}\" aria-label=\"{}\"></meter>",
                     I(max), I(v->v), T(v->label));
        HTML(&p->h, "</td><td class=\"text-secondary\">{}</td></tr>\n",
             T(staff_parts(w, &x->x, v)));
}

static void put_by(struct page *p, const struct figuring *x)
{
        struct str label = label_heading(&p->w->ask, x->l, by_name(x));
        int64_t max = most(&x->x);
        staff_card(p, label);
        staff_table(p, label);
        staff_head(p, label);
        staff_head_number(p, TR(p->w, "Value"));
        staff_head(p, TR(p->w, "Bar"));
        staff_head(p, TR(p->w, "Made of"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < x->x.by_n; i++) put_amount(p, x, &x->x.by[i], max);
        staff_table_end(p);
        staff_card_end(p);
}

/* What it can be broken down by: the dimensions of its table (of a rate: of its numerator's). */
static const struct cell_table *table_of(const struct figuring *x)
{
        const struct figure *f = x->f;
        for (int i = 0; i < 4 && f->table < 0 && f->a >= 0; i++) f = &x->l->figures[f->a];
        return f->table < 0 ? NULL : &x->l->tables[f->table];
}

static void put_ways(struct page *p, const struct figuring *x)
{
        const struct cell_table *t = table_of(x);
        if (!t || t->by_n == 0) return;
        HTML(&p->h, "<p>{} ", L("Broken down by:"));
        for (size_t i = 0; i < t->by_n; i++) {
                struct str name = x->l->fields[t->by[i]].name;
                HTML(&p->h, "<a class=\"btn btn-sm\" href=\"{}\">{}</a> ",
                     U(figure_url(x, name, false, STR_NONE)),
                     T(label_heading(&p->w->ask, x->l, name)));
        }
        if (x->in.by >= 0)
                HTML(&p->h, "<a class=\"btn btn-sm\" href=\"{}\">{}</a>",
                     U(figure_url(x, STR_NONE, false, STR_NONE)), L("Nothing: the whole"));
        TAG(&p->h, "</p>\n");
}

/* ---- rows ------------------------------------------------------------------------------------ */

static struct str row_amount(const struct figuring *x, const struct figure_row *r)
{
        const struct ask *k = &x->w->ask;
        if (x->x.ratio)
                return str_printf(k->a, "%.*s / %.*s", SP(label_number(k, r->num, x->x.num_digits)),
                                  SP(label_number(k, r->amount, x->x.den_digits)));
        return str_printf(k->a, "%s%.*s", r->amount > 0 ? "+" : "",
                          SP(label_number(k, r->amount, x->x.digits)));
}

static void put_row(struct page *p, const struct figuring *x, const struct figure_row *r, bool days)
{
        struct web *w = p->w;
        if (r->hidden) return;
        if (r->record) {
                HTML(&p->h, "<tr><td><a href=\"{}\">{}</a></td>",
                     U(staff_record_url(w, x->l, r->number)), T(r->number));
        } else {
                TAG(&p->h, "<tr><td>");
                staff_way(p, &r->to);
                TAG(&p->h, "</td>");
        }
        if (days) HTML(&p->h, "<td>{}</td>", T(label_day(&w->ask, r->day)));
        HTML(&p->h, "<td class=\"text-end\">{}</td><td>{}</td><td>{}", T(row_amount(x, r)),
             T(r->state), T(r->title));
        if (r->record && r->to.text.n) {
                TAG(&p->h, " → ");
                staff_way(p, &r->to);
        }
        if (day_is(r->late))
                HTML(&p->h, " <span class=\"badge\">{} {}</span>", L("known since"),
                     T(label_day(&w->ask, r->late)));
        TAG(&p->h, "</td></tr>\n");
}

static void rows_head(struct page *p, const struct figuring *x, bool days)
{
        struct str unit = figure_row_unit(&x->x);
        staff_table(p, TR(p->w, "Rows behind it"));
        staff_head(p, TR(p->w, "Record"));
        if (days) staff_head(p, TR(p->w, "Day"));
        staff_head_number(p, unit.n ? unit : TR(p->w, "Counts"));
        staff_head(p, TR(p->w, "State"));
        staff_head(p, TR(p->w, "Title"));
        TAG(&p->h, "</tr></thead><tbody>\n");
}

static void note_looks(const struct figuring *x, const struct figure_rows *rows)
{
        struct web *w = x->w;
        for (size_t i = 0; w->site->looks && i < rows->n; i++) {
                struct look l = { w->now, w->who.account_id, rows->v[i].record, LOOK_ROWS };
                if (rows->v[i].record && !rows->v[i].hidden) looks_note(w->site->looks, &l);
        }
}

static void put_turns(struct page *p, const struct figuring *x, const struct figure_rows *rows)
{
        struct web *w = p->w;
        int64_t last = (rows->shown + STAFF_PAGE - 1) / STAFF_PAGE;
        char text[24];
        if (last < 2) return;
        TAG(&p->h, "<div class=\"card-footer btn-list\">");
        if (x->page > 1)
                HTML(&p->h, "<a class=\"btn\" rel=\"prev\" href=\"{}\">{}</a>",
                     U(staff_with(w, own_url(x), S("rows"),
                                  num_format_scaled(x->page - 1, 0, text))),
                     L("Previous rows"));
        HTML(&p->h, "<span>{} / {}</span>", I(x->page), I(last));
        if (x->page < last)
                HTML(&p->h, "<a class=\"btn\" rel=\"next\" href=\"{}\">{}</a>",
                     U(staff_with(w, own_url(x), S("rows"),
                                  num_format_scaled(x->page + 1, 0, text))),
                     L("Next rows"));
        TAG(&p->h, "</div>");
}

static enum err put_rows(struct page *p, const struct figuring *x)
{
        struct web *w = p->w;
        struct figure_rows rows;
        struct rows_page page = { .from = (size_t)(x->page - 1) * STAFF_PAGE,
                                  .limit = STAFF_PAGE,
                                  .titles = true };
        bool zh = w->lang == LANG_ZH;
        TRY(figure_rows(&w->ask, &x->x, &page, &rows));
        note_looks(x, &rows);
        staff_card(p, TR(w, "Rows behind it"));
        HTML(&p->h, "<div class=\"card-body\" id=\"rows\">{}</div>",
             T(str_printf(w->a,
                          zh ? "共 %" PRId64 " 行 = 列出 %" PRId64 " + 不可见 %" PRId64
                             : "%" PRId64 " = %" PRId64 " shown + %" PRId64 " withheld",
                          rows.shown + rows.withheld, rows.shown, rows.withheld)));
        if (rows.n) {
                rows_head(p, x, rows.movements);
                for (size_t i = 0; i < rows.n; i++) put_row(p, x, &rows.v[i], rows.movements);
                staff_table_end(p);
        }
        put_turns(p, x, &rows);
        staff_card_end(p);
        return OK;
}

static bool has_rows(const struct figuring *x)
{
        return !x->x.all.small && (x->in.by < 0 || x->in.one);
}

/* ---- as it was known ------------------------------------------------------------------------- */

static enum err put_since(struct page *p, const struct figuring *x)
{
        struct web *w = p->w;
        struct figure_change c;
        struct figure_in in = x->in;
        bool zh = w->lang == LANG_ZH;
        if (!day_is(x->span.known) || (x->in.by >= 0 && !x->in.one)) return OK;
        in.known = KNOWN_NOW;
        struct known then = x->in.known;
        TRY(figure_since_known(&w->ask, &in, then, &c));
        staff_card(p, TR(w, "What became known since"));
        HTML(&p->h, "<div class=\"card-body\">{}</div>",
             T(str_printf(w->a,
                          zh ? "当时 %.*s，现在 %.*s；变动 %zu 行，另有不可见 %" PRId64 " 行"
                             : "then %.*s, now %.*s; %zu rows changed, %" PRId64 " more withheld",
                          SP(figure_text(&w->ask, &x->x, &c.then)),
                          SP(figure_text(&w->ask, &x->x, &c.now)), c.n, c.withheld)));
        if (c.n) {
                rows_head(p, x, false);
                for (size_t i = 0; i < c.n && i < LIST_LIMIT_MAX; i++)
                        put_row(p, x, &c.v[i], false);
                staff_table_end(p);
        }
        staff_card_end(p);
        return OK;
}

/* ---- the page -------------------------------------------------------------------------------- */

static void put_asking(struct page *p, const struct figuring *x)
{
        struct web *w = p->w;
        char text[16];
        struct day known = x->span.known;
        form_get(p, str_printf(w->a, "/app/figures/%.*s.%.*s", SP(x->l->name), SP(x->f->name)));
        staff_span_put(p, &x->span);
        if (x->in.by >= 0)
                HTML(&p->h, "<input type=\"hidden\" name=\"by\" value=\"{}\">", T(by_name(x)));
        HTML(&p->h,
             "<div class=\"zt-field\"><label class=\"form-label\" for=\"q-known\">{}</label>"
             "<input class=\"form-control\" type=\"date\" id=\"q-known\" name=\"known\""
             " value=\"{}\"></div>",
             L("As known on"),
             T(day_is(known) ? str_dup(w->a, day_format(known, text)) : STR_NONE));
        form_end(p, TR(w, "Show"));
}

enum err staff_figure(struct web *w, const struct ledger *l, int figure)
{
        struct figuring x;
        struct page p;
        bool zh = w->lang == LANG_ZH;
        TRY(read_figuring(w, l, figure, &x));
        page_begin(&p, w,
                   str_printf(w->a, zh ? "%.*s：%.*s" : "%.*s: %.*s",
                              SP(staff_label(w, &l->label, l->name)),
                              SP(staff_label(w, &x.f->label, x.f->name))),
                   PAGE_STAFF);
        put_asking(&p, &x);
        put_value(&p, &x);
        put_ways(&p, &x);
        if (x.in.by >= 0 && !x.in.one) put_by(&p, &x);
        TRY(put_since(&p, &x));
        if (x.page && has_rows(&x)) TRY(put_rows(&p, &x));
        else if (has_rows(&x))
                HTML(&p.h, "<p><a class=\"btn btn-primary\" href=\"{}\">{}</a></p>\n",
                     U(staff_with(w, own_url(&x), S("rows"), S("1"))),
                     L("Show the rows behind it"));
        return page_end(&p, 200);
}
