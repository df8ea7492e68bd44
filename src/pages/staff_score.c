/* staff_score.c: a scorecard as a table; of the office asked for its card: every item with its
 * figures, which open their rows; appeals; what was published and has changed since. */
#include "ask/label.h"
#include "ask/score.h"
#include "pages/staff.h"

struct card {
        struct page *p;
        const struct score_out *x;
        const struct score_def *s;
        struct staff_span span;
        bool bonus, minus, many; /* there are such items; several groups of peers */
};

static struct str score_url(struct card *d, int office)
{
        struct web *w = d->p->w;
        struct staff_span s = d->span;
        s.office = office;
        return staff_span_url(w, str_printf(w->a, "/app/score/%.*s", SP(d->x->in.l->name)), &s);
}

static struct str item_label(struct web *w, const struct score_item *it)
{
        return staff_label(w, &it->label, it->name);
}

/* ---- all lines ------------------------------------------------------------------------------- */

static struct str group_head(struct card *d, size_t i)
{
        struct web *w = d->p->w;
        const struct score_group *g = &d->s->groups[i];
        return str_printf(w->a, w->lang == LANG_ZH ? "%.*s（%.*s）" : "%.*s (%.*s)",
                          SP(staff_label(w, &g->label, g->name)),
                          SP(score_text(&w->ask, d->x->in.l, g->weight)));
}

static void put_points(struct card *d, struct str label, const struct score_line *v, int64_t points)
{
        struct web *w = d->p->w;
        staff_cell(d->p, label);
        HTML(&d->p->h, "{}</td>", T(v->kept ? S("…") : score_text(&w->ask, d->x->in.l, points)));
}

static void put_line(struct card *d, const struct score_line *v)
{
        struct page *p = d->p;
        struct web *w = p->w;
        TAG(&p->h, "<tr>");
        if (d->s->rank) {
                staff_cell(p, TR(w, "Place"));
                HTML(&p->h, "{}</td>", T(v->rank ? label_number(&w->ask, v->rank, 0) : S("—")));
        }
        staff_cell(p, TR(w, "Office"));
        HTML(&p->h, "<a href=\"{}\">{}</a></td>", U(score_url(d, v->office)), T(v->name));
        if (d->many) {
                staff_cell(p, TR(w, "Peers"));
                HTML(&p->h, "{}</td>", T(score_peers_label(&w->ask, &d->s->peers[v->peers])));
        }
        for (size_t i = 0; i < d->s->groups_n; i++)
                put_points(d, staff_label(w, &d->s->groups[i].label, d->s->groups[i].name), v,
                           v->group[i]);
        if (d->bonus) put_points(d, TR(w, "Bonus"), v, v->bonus);
        if (d->minus) put_points(d, TR(w, "Deduction"), v, v->minus);
        staff_cell(p, TR(w, "Points"));
        HTML(&p->h, "<strong>{}</strong></td>", T(score_total_text(&w->ask, d->x->in.l, v)));
        TAG(&p->h, "</tr>\n");
}

static void put_lines(struct card *d)
{
        struct page *p = d->p;
        struct web *w = p->w;
        TAG(&p->h, "<section class=\"card mb-3\">");
        staff_stack(p, TR(w, "Scorecard"));
        if (d->s->rank) staff_head(p, TR(w, "Place"));
        staff_head(p, TR(w, "Office"));
        if (d->many) staff_head(p, TR(w, "Peers"));
        for (size_t i = 0; i < d->s->groups_n; i++) staff_head(p, group_head(d, i));
        if (d->bonus) staff_head(p, TR(w, "Bonus"));
        if (d->minus) staff_head(p, TR(w, "Deduction"));
        staff_head(p, TR(w, "Points"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < d->x->n; i++) put_line(d, &d->x->v[i]);
        staff_table_end(p);
        staff_card_end(p);
}

/* ---- one office's card ----------------------------------------------------------------------- */

static void put_figure(struct card *d, const struct score_line *v, size_t used)
{
        struct page *p = d->p;
        struct web *w = p->w;
        struct figure_out f = score_figure(d->x, v, used);
        const struct figure *g = &f.in.l->figures[f.in.figure];
        struct staff_span s = d->span;
        struct str part = figure_fraction(&w->ask, &f, &f.all, S(" / "));
        s.office = v->office;
        struct str url = staff_span_url(
                w, str_printf(w->a, "/app/figures/%.*s.%.*s", SP(f.in.l->name), SP(g->name)), &s);
        HTML(&p->h, "<div>{} <a href=\"{}\">{}</a>{}{}</div>",
             T(staff_label(w, &g->label, g->name)), U(staff_with(w, url, S("rows"), S("1"))),
             T(figure_text(&w->ask, &f, &f.all)), T(part.n ? S(" = ") : STR_NONE), T(part));
}

static void put_how(struct card *d, const struct score_cell *c)
{
        struct page *p = d->p;
        if (c->kept) return;
        if (c->how == SCORE_MEAN)
                HTML(&p->h, "<div>{} {}</div>", L("Too few: the mean of so many peers:"), I(c->of));
        if (c->how == SCORE_NONE) HTML(&p->h, "<div>{}</div>", L("Nothing to assess: no points."));
        if (c->without)
                HTML(&p->h, "<div>{} {}</div>", L("Not counted, without evidence:"), I(c->without));
}

static void put_item(struct card *d, const struct score_line *v, size_t i)
{
        struct page *p = d->p;
        struct web *w = p->w;
        const struct score_item *it = &d->s->items[i];
        bool *used = ARENA_NEW(w->a, bool, d->s->used_n);
        struct str of = it->part == SCORE_BONUS ? TR(w, "Bonus") : TR(w, "Deduction");
        if (it->part == SCORE_GROUP) {
                const struct score_group *g = &d->s->groups[it->group];
                of = staff_label(w, &g->label, g->name);
        }
        TAG(&p->h, "<tr>");
        staff_cell(p, TR(w, "Group"));
        HTML(&p->h, "{}</td>", T(of));
        staff_cell(p, TR(w, "Item"));
        HTML(&p->h, "{}</td>", T(item_label(w, it)));
        staff_cell(p, TR(w, "Points"));
        HTML(&p->h, "<strong>{}</strong>{}{}</td>",
             T(score_cell_text(&w->ask, d->x->in.l, &v->item[i])),
             T(it->capped ? S(" / ") : STR_NONE),
             T(it->capped ? score_text(&w->ask, d->x->in.l, it->cap) : STR_NONE));
        staff_cell(p, TR(w, "Made of"));
        HTML(&p->h, "<div><code>{}</code></div>", T(it->text));
        expr_uses(it->value, used, d->s->used_n);
        for (size_t u = 0; u < d->s->used_n; u++)
                if (used[u]) put_figure(d, v, u);
        put_how(d, &v->item[i]);
        TAG(&p->h, "</td></tr>\n");
}

static void put_appeals(struct card *d, const struct score_line *v)
{
        struct page *p = d->p;
        struct web *w = p->w;
        if (v->appeal_n == 0) return;
        staff_card(p, TR(w, "Appeals"));
        TAG(&p->h, "<ul class=\"list-group list-group-flush\">");
        for (size_t i = 0; i < v->appeal_n; i++) {
                const struct score_appeal *a = &v->appeal[i];
                HTML(&p->h, "<li class=\"list-group-item\">{} ", T(label_day(&w->ask, a->day)));
                if (a->number.n)
                        HTML(&p->h, "<a href=\"{}\">{}</a> ",
                             U(staff_record_url(w, d->x->in.l, a->number)), T(a->number));
                if (a->open) HTML(&p->h, "{}", L("open"));
                else HTML(&p->h, "{} {}", T(a->answer), T(label_day(&w->ask, a->answered)));
                TAG(&p->h, "</li>\n");
        }
        TAG(&p->h, "</ul>");
        staff_card_end(p);
}

static void put_card(struct card *d, const struct score_line *v)
{
        struct page *p = d->p;
        struct web *w = p->w;
        staff_card(p, str_printf(w->a, "%.*s · %.*s", SP(v->name),
                                 SP(score_total_text(&w->ask, d->x->in.l, v))));
        staff_stack(p, TR(w, "Items"));
        staff_head(p, TR(w, "Group"));
        staff_head(p, TR(w, "Item"));
        staff_head(p, TR(w, "Points"));
        staff_head(p, TR(w, "Made of"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < d->s->items_n; i++) put_item(d, v, i);
        staff_table_end(p);
        staff_card_end(p);
        put_appeals(d, v);
}

/* ---- what was published ---------------------------------------------------------------------- */

static void put_change(struct card *d, const struct score_change *c)
{
        struct page *p = d->p;
        struct web *w = p->w;
        struct str what = TR(w, "Points in all");
        const struct ledger *of = NULL;
        if (c->item >= 0) what = item_label(w, &d->s->items[c->item]);
        if (c->used >= 0) {
                const struct score_figure *u = &d->s->used[c->used];
                of = &w->in->in.city->ledgers[u->ledger];
                what = staff_label(w, &of->figures[u->figure].label, of->figures[u->figure].name);
        }
        TAG(&p->h, "<tr>");
        staff_cell(p, TR(w, "Office"));
        HTML(&p->h, "{}</td>",
             T(label_office(&w->ask, w->in->in.offices.o[c->office].code, d->x->last)));
        staff_cell(p, TR(w, "What"));
        HTML(&p->h, "{}</td>", T(what));
        staff_cell(p, TR(w, "Then"));
        HTML(&p->h, "{}</td>", T(c->then));
        staff_cell(p, TR(w, "Now"));
        HTML(&p->h, "{}</td>", T(c->now));
        staff_cell(p, TR(w, "Rows"));
        for (size_t i = 0; of && i < c->rows.n && i < STAFF_PAGE; i++)
                if (c->rows.v[i].record && !c->rows.v[i].hidden)
                        HTML(&p->h, "<a href=\"{}\">{}</a> ",
                             U(staff_record_url(w, of, c->rows.v[i].number)),
                             T(c->rows.v[i].number));
        if (c->rows.withheld) HTML(&p->h, "{} {}", L("withheld:"), I(c->rows.withheld));
        TAG(&p->h, "</td></tr>\n");
}

static void put_since(struct card *d)
{
        struct page *p = d->p;
        struct web *w = p->w;
        const struct score_since *v = &d->x->since;
        if (v->seq == 0) return;
        staff_card(p, TR(w, "What has changed since it was published"));
        HTML(&p->h,
             "<div class=\"card-body\"><p>{} {} · {} {}, {} "
             "<code class=\"text-break\">{}</code></p>",
             L("published"), T(label_moment(&w->ask, v->at)), L("The log then: events"), I(v->size),
             L("root"), T(v->root));
        if (v->n == 0) HTML(&p->h, "<p>{}</p>", L("Nothing has changed."));
        TAG(&p->h, "</div>\n");
        if (v->n) {
                staff_stack(p, TR(w, "What has changed since it was published"));
                staff_head(p, TR(w, "Office"));
                staff_head(p, TR(w, "What"));
                staff_head(p, TR(w, "Then"));
                staff_head(p, TR(w, "Now"));
                staff_head(p, TR(w, "Rows"));
                TAG(&p->h, "</tr></thead><tbody>\n");
                for (size_t i = 0; i < v->n && i < STAFF_PAGE; i++) put_change(d, &v->v[i]);
                staff_table_end(p);
        }
        staff_card_end(p);
}

/* ---- the page -------------------------------------------------------------------------------- */

static void put_all(struct card *d)
{
        struct page *p = d->p;
        struct web *w = p->w;
        for (size_t i = 0; i < d->s->items_n; i++) {
                d->bonus |= d->s->items[i].part == SCORE_BONUS;
                d->minus |= d->s->items[i].part == SCORE_MINUS;
        }
        d->many = d->s->peers_n > 1;
        if (d->x->n == 0)
                page_empty(p, TR(w, "Nobody is scored here."),
                           TR(w, "Choose an office above those that are compared."));
        else put_lines(d);
        for (size_t i = 0; i < d->x->n; i++)
                if (d->x->v[i].office == d->x->in.office) put_card(d, &d->x->v[i]);
        put_since(d);
}

enum err staff_score(struct web *w)
{
        struct page p;
        struct score_out x;
        struct score_in in = { .peers = -1 };
        struct card d = { .p = &p, .x = &x };
        TRY(web_ask(w));
        TRY(web_ledger(w, w->arg[0], &in.l));
        TRY(staff_span_read(w, &d.span));
        d.span.plain = true;
        d.span.now = false;
        d.span.known = DAY_NONE;
        d.s = &in.l->score;
        in.on = d.span.on;
        in.from = d.span.from;
        in.to = d.span.to;
        in.office = d.span.office;
        TRY(score_read(&w->ask, &in, &x));
        TRY(score_since(&w->ask, &x));
        page_begin(&p, w, staff_label(w, &in.l->label, in.l->name), PAGE_STAFF);
        form_get(&p, str_printf(w->a, "/app/score/%.*s", SP(in.l->name)));
        staff_span_put(&p, &d.span);
        form_end(&p, TR(w, "Show"));
        put_all(&d);
        return page_end(&p, 200);
}
