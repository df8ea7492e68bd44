/* admin_offices.c: the tree of offices: by level, by name or code, with the days they hold; import
 * by the system administrator. */
#include "ask/label.h"
#include "loop/admin.h"
#include "pages/admin.h"

#define FOUND_MAX 200 /* offices of one page */

static struct str office_url(struct web *w, struct str code)
{
        return staff_with(w, S("/app/offices"), S("office"), code);
}

static struct str level_label(enum lang lang, enum level l)
{
        static const struct label names[] = {
                [LEVEL_CITY] = { SI("市级"), SI("city") },
                [LEVEL_COUNTY] = { SI("县级"), SI("county") },
                [LEVEL_TOWNSHIP] = { SI("乡级"), SI("township") },
                [LEVEL_VILLAGE] = { SI("村级"), SI("village") },
        };
        _Static_assert(LEN(names) == LEVEL_COUNT, "one row per level");
        return lang == LANG_ZH ? names[l].zh : names[l].en;
}

static struct str kind_label(enum lang lang, enum office_kind k)
{
        static const struct label names[] = {
                [OFFICE_AREA] = { SI("行政区"), SI("area") },
                [OFFICE_BUREAU] = { SI("部门"), SI("bureau") },
                [OFFICE_FIRM] = { SI("企业"), SI("firm") },
        };
        _Static_assert(LEN(names) == OFFICE_KIND_COUNT, "one row per kind");
        return lang == LANG_ZH ? names[k].zh : names[k].en;
}

static void put_span(struct page *p, struct str code, const struct office_span *s)
{
        struct web *w = p->w;
        bool zh = w->lang == LANG_ZH;
        struct str name = zh || s->en.n == 0 ? s->zh : s->en;
        HTML(&p->h, "<tr><td><a href=\"{}\">{}</a></td><td>{}</td><td>{}</td><td>{}</td>",
             U(office_url(w, code)), T(code), T(name), T(level_label(w->lang, s->level)),
             T(kind_label(w->lang, s->kind)));
        HTML(&p->h, "<td>{}</td><td>{}</td><td>", T(label_day(&w->ask, s->from)),
             T(label_day(&w->ask, s->to)));
        if (s->into >= 0) {
                struct str into = w->in->in.offices.o[s->into].code;
                HTML(&p->h, "<a href=\"{}\">{}</a>", U(office_url(w, into)), T(into));
        }
        TAG(&p->h, "</td></tr>\n");
}

static void offices_head(struct page *p, struct str caption)
{
        staff_table(p, caption);
        staff_head(p, TR(p->w, "Code"));
        staff_head(p, TR(p->w, "Name of the office"));
        staff_head(p, TR(p->w, "Level"));
        staff_head(p, TR(p->w, "Kind of office"));
        staff_head(p, TR(p->w, "From day"));
        staff_head(p, TR(p->w, "To day"));
        staff_head(p, TR(p->w, "Gone into"));
        TAG(&p->h, "</tr></thead><tbody>\n");
}

/* ---- one office and what is below it --------------------------------------------------------- */

static void put_way_up(struct page *p, int office)
{
        struct web *w = p->w;
        const struct offices *o = &w->in->in.offices;
        int above[OFFICE_DEPTH_MAX];
        size_t n = office_above(o, office, DAY_NONE, above);
        HTML(&p->h, "<nav aria-label=\"{}\"><ol class=\"breadcrumb mb-3\">", L("Offices above"));
        for (size_t i = n; i > 0; i--)
                HTML(&p->h, "<li class=\"breadcrumb-item\"><a href=\"{}\">{}</a></li>",
                     U(office_url(w, o->o[above[i - 1]].code)),
                     T(office_name(o, above[i - 1], DAY_NONE, w->lang)));
        TAG(&p->h, "</ol></nav>\n");
}

static void put_posts(struct page *p, int office)
{
        struct web *w = p->w;
        const struct accounts *x = &w->in->in.accounts;
        size_t shown = 0;
        staff_card(p, TR(w, "Posts here"));
        TAG(&p->h, "<ul class=\"list-group list-group-flush\">");
        for (size_t i = 0; i < x->n && shown < FOUND_MAX; i++) {
                const struct account *a = &x->v[i];
                for (size_t k = 0; !a->disabled && k < a->posts_n; k++) {
                        if (a->posts[k].office != office) continue;
                        HTML(&p->h, "<li class=\"list-group-item\">{} · {}</li>", T(a->login),
                             T(role_label(a->posts[k].role, w->lang)));
                        shown++;
                }
        }
        TAG(&p->h, "</ul>");
        if (shown == 0)
                HTML(&p->h, "<div class=\"card-body text-secondary\">{}</div>",
                     L("No account holds a post here."));
        staff_card_end(p);
}

static void put_office(struct page *p, int office)
{
        struct web *w = p->w;
        const struct offices *o = &w->in->in.offices;
        size_t n = 0;
        put_way_up(p, office);
        staff_card(p, office_name(o, office, DAY_NONE, w->lang));
        offices_head(p, office_name(o, office, DAY_NONE, w->lang));
        for (size_t i = 0; i < o->o[office].spans_n; i++)
                put_span(p, o->o[office].code, &o->o[office].spans[i]);
        staff_table_end(p);
        staff_card_end(p);
        staff_card(p, TR(w, "Offices below"));
        offices_head(p, TR(w, "Offices below"));
        for (size_t i = 0; i < o->n && n < FOUND_MAX; i++) {
                const struct office_span *s = &o->o[i].spans[o->o[i].spans_n - 1];
                if (s->parent != office) continue;
                put_span(p, o->o[i].code, s);
                n++;
        }
        staff_table_end(p);
        if (n == 0)
                HTML(&p->h, "<div class=\"card-body text-secondary\">{}</div>",
                     L("No office stands below it."));
        if (n == FOUND_MAX)
                HTML(&p->h, "<div class=\"card-body text-secondary\">{}</div>",
                     L("There are more: search by name or code."));
        staff_card_end(p);
        put_posts(p, office);
}

/* ---- search ---------------------------------------------------------------------------------- */

static bool fits(const struct office *o, struct str what)
{
        size_t at;
        if (str_starts(o->code, what)) return true;
        for (size_t i = 0; i < o->spans_n; i++)
                if (str_find(o->spans[i].zh, what, &at) || str_find(o->spans[i].en, what, &at))
                        return true;
        return false;
}

static void put_found(struct page *p, struct str what)
{
        struct web *w = p->w;
        const struct offices *o = &w->in->in.offices;
        size_t n = 0;
        staff_card(p, TR(w, "Found"));
        offices_head(p, TR(w, "Found"));
        for (size_t i = 0; i < o->n && n < FOUND_MAX; i++) {
                if (!fits(&o->o[i], what)) continue;
                put_span(p, o->o[i].code, &o->o[i].spans[o->o[i].spans_n - 1]);
                n++;
        }
        staff_table_end(p);
        if (n == 0)
                HTML(&p->h, "<div class=\"card-body text-secondary\">{}</div>",
                     L("No office has such a name or code."));
        if (n == FOUND_MAX)
                HTML(&p->h, "<div class=\"card-body text-secondary\">{}</div>",
                     L("There are more: type more of the name."));
        staff_card_end(p);
}

static void put_search(struct page *p, struct str what)
{
        form_get(p, S("/app/offices"));
        HTML(&p->h,
             "<div class=\"zt-field\"><label class=\"form-label\" for=\"q-name\">{}</label>"
             "<input class=\"form-control\" id=\"q-name\" name=\"name\" value=\"{}\"></div>",
             L("Name or code"), T(what));
        form_end(p, TR(p->w, "Search"));
}

/* ---- import ---------------------------------------------------------------------------------- */

static void put_import(struct page *p)
{
        struct form_input in = { .name = S("csv"),
                                 .label = TR(p->w, "Offices as CSV"),
                                 .type = S("note"),
                                 .hint = S("code,parent,level,kind,name,name_en,from,to,into"),
                                 .required = true };
        if (!web_may_administer(p->w, ADMINISTER_OFFICES)) return;
        staff_card(p, TR(p->w, "Import offices"));
        HTML(&p->h, "<div class=\"card-body\"><p class=\"text-secondary\">{}</p>",
             L("Paste the lines that are new or changed, with the header line. A line with the "
               "code "
               "and the first day of one that is there replaces it; the same file twice changes "
               "nothing."));
        form_begin(p, S("/app/offices"), false);
        form_plain(p, &in);
        form_end(p, TR(p->w, "Put in force"));
        TAG(&p->h, "</div>");
        staff_card_end(p);
}

static enum err put_page(struct web *w, int status)
{
        struct page p;
        const struct offices *o = &w->in->in.offices;
        struct str what = str_trim(web_query(w, S("name"))), code = web_query(w, S("office"));
        int office = code.n ? office_find(o, code) : office_root(o);
        TRY(web_ask(w));
        if (code.n && office < 0)
                return FAULT(&w->f, ERR_NOT_FOUND, "office.none", S("office"), "没有单位“%.*s”",
                             "there is no office '%.*s'", SP(str_sub(code, 0, 60)));
        page_begin(&p, w, TR(w, "Offices"), PAGE_STAFF);
        page_mistakes(&p);
        put_search(&p, what);
        if (what.n) put_found(&p, what);
        else if (office >= 0) put_office(&p, office);
        else
                page_empty(&p, TR(w, "There are no offices yet."),
                           TR(w, "The system administrator imports them."));
        put_import(&p);
        return page_end(&p, status);
}

enum err admin_offices_page(struct web *w)
{
        return put_page(w, 200);
}

static enum err import(struct writer *wr, void *ctx, struct faults *f)
{
        const struct str *csv = ctx;
        int64_t rows;
        return admin_offices(wr, S("offices.csv"), *csv, f, &rows);
}

enum err admin_offices_import(struct web *w)
{
        struct str *csv = ARENA_NEW(w->a, struct str, 1);
        *csv = web_form(w, S("csv"));
        web_administer(w, import, csv);
        return OK;
}

enum err admin_offices_imported(struct web *w)
{
        if (w->job.err != OK && w->job.err != ERR_INPUT && w->job.err != ERR_CONFLICT)
                return w->job.err;
        if (w->job.err != OK) return put_page(w, web_status(w->job.err));
        page_done(w, S("/app/offices"), S("saved"));
        return OK;
}
