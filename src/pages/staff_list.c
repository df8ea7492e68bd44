/* staff_list.c: a ledger's records: views, filter, order, pages; and the same as a file. */
#include <fcntl.h>

#include "ask/label.h"
#include "exchange/export.h"
#include "pages/staff.h"

/* What is asked for, as it stands in the address. */
struct listing {
        struct web *w;
        const struct ledger *l;
        struct str view, filter, state, sort;
        struct str where; /* filter and state together */
};

static const struct view_def *view_of(const struct listing *x)
{
        for (size_t i = 0; i < x->l->views_n; i++)
                if (str_eq(x->l->views[i].name, x->view)) return &x->l->views[i];
        return NULL;
}

/* The filter is looked at alone first, so that a mistake's place is a place in what was typed. */
static enum err check_filter(const struct listing *x)
{
        struct expr *e;
        struct web *w = x->w;
        if (x->filter.n == 0) return OK;
        TRY(expr_parse(w->a, S("filter"), x->filter, &w->f, &e));
        return expr_check(w->a, e, &x->l->props_record, T_BOOL, S("filter"), &w->f);
}

/* "@open" is a kind, other values are states. */
static enum err state_where(const struct listing *x, struct str *ret)
{
        struct web *w = x->w;
        *ret = STR_NONE;
        for (int k = 0; k < KIND_COUNT; k++)
                if (str_starts(x->state, S("@")) &&
                    str_eq(str_from(x->state, 1), kind_name((enum kind)k)))
                        *ret = str_printf(w->a, "kind = '%.*s'", SP(kind_name((enum kind)k)));
        int s = ledger_state(x->l, x->state);
        if (s >= 0) *ret = str_printf(w->a, "state = '%.*s'", SP(x->l->states[s].name));
        if (ret->n || x->state.n == 0) return OK;
        return FAULT(&w->f, ERR_INPUT, "state.unknown", S("state"), "没有状态“%.*s”",
                     "there is no state %.*s", SP(str_sub(x->state, 0, 60)));
}

static struct str both(struct arena *a, struct str x, struct str y)
{
        if (x.n == 0) return y;
        return y.n == 0 ? x : str_printf(a, "(%.*s) AND (%.*s)", SP(x), SP(y));
}

static enum err read_listing(struct web *w, struct listing *ret)
{
        struct str state;
        *ret = (struct listing){ .w = w };
        TRY(web_ask(w));
        TRY(web_ledger(w, w->arg[0], &ret->l));
        ret->view = web_query(w, S("view"));
        ret->filter = str_trim(web_query(w, S("filter")));
        ret->state = web_query(w, S("state"));
        ret->sort = web_query(w, S("sort"));
        TRY(state_where(ret, &state));
        TRY(check_filter(ret));
        ret->where = both(w->a, ret->filter, state);
        return OK;
}

/* ---- the page -------------------------------------------------------------------------------- */

static struct str list_url(const struct listing *x, const char *tail)
{
        return str_printf(x->w->a, "/app/records/%.*s%s", SP(x->l->name), tail);
}

static struct str asked_url(const struct listing *x, const char *tail, struct str view,
                            struct str sort)
{
        struct str u = staff_with(x->w, list_url(x, tail), S("view"), view);
        u = staff_with(x->w, u, S("filter"), x->filter);
        u = staff_with(x->w, u, S("state"), x->state);
        return staff_with(x->w, u, S("sort"), sort);
}

static void put_tab(struct page *p, const struct listing *x, struct str view, struct str label)
{
        struct str u = asked_url(x, "", view, STR_NONE);
        if (str_eq(view, x->view))
                HTML(&p->h,
                     "<li class=\"nav-item\"><a class=\"nav-link active\" aria-current=\"page\""
                     " href=\"{}\">{}</a></li>",
                     U(u), T(label));
        else
                HTML(&p->h, "<li class=\"nav-item\"><a class=\"nav-link\" href=\"{}\">{}</a></li>",
                     U(u), T(label));
}

static void put_tabs(struct page *p, const struct listing *x)
{
        if (x->l->views_n == 0) return;
        TAG(&p->h, "<ul class=\"nav nav-tabs mb-3\">");
        put_tab(p, x, STR_NONE, TR(p->w, "All records"));
        for (size_t i = 0; i < x->l->views_n; i++)
                put_tab(p, x, x->l->views[i].name,
                        staff_label(p->w, &x->l->views[i].label, x->l->views[i].name));
        TAG(&p->h, "</ul>\n");
}

static void put_states(struct page *p, const struct listing *x)
{
        HTML(&p->h,
             "<div class=\"zt-field\"><label class=\"form-label\" for=\"q-state\">{}</label>"
             "<select class=\"form-select\" id=\"q-state\" name=\"state\">",
             L("State"));
        staff_option(p, STR_NONE, TR(p->w, "All"), x->state);
        for (int k = 0; k < KIND_COUNT; k++)
                staff_option(p, str_printf(p->w->a, "@%.*s", SP(kind_name((enum kind)k))),
                             label_kind((enum kind)k, p->w->lang), x->state);
        for (size_t i = 0; i < x->l->states_n; i++)
                staff_option(p, x->l->states[i].name,
                             staff_label(p->w, &x->l->states[i].label, x->l->states[i].name),
                             x->state);
        TAG(&p->h, "</select></div>");
}

/* An example that this very ledger understands. */
static struct str example(const struct listing *x)
{
        for (size_t i = 0; i < x->l->fields_n; i++) {
                const struct field *f = &x->l->fields[i];
                if (f->type != F_CHOICE || f->retired || f->many) continue;
                const struct list *c = &x->w->in->in.city->lists[f->list];
                if (c->n == 0) continue;
                return str_printf(x->w->a, "kind = 'open' AND %.*s = '%.*s'", SP(f->name),
                                  SP(c->c[0].code));
        }
        return S("kind = 'open' AND entered >= DATE('2022-08-01')");
}

static void put_filter_mistakes(struct page *p)
{
        TAG(&p->h, "<div class=\"zt-mistake\" id=\"q-filter-error\">");
        for (const struct fault *f = p->w->f.first; f; f = f->next)
                HTML(&p->h, "{}: {}<br>", T(f->where), T(f->text));
        TAG(&p->h, "</div>");
}

static void put_filter(struct page *p, const struct listing *x)
{
        bool bad = p->w->f.n > 0;
        form_get(p, list_url(x, ""));
        if (x->view.n)
                HTML(&p->h, "<input type=\"hidden\" name=\"view\" value=\"{}\">", T(x->view));
        put_states(p, x);
        HTML(&p->h,
             "<div class=\"zt-field zt-wide\"><label class=\"form-label\" "
             "for=\"q-filter\">{}</label>",
             L("Filter (CQL2)"));
        if (bad)
                HTML(&p->h,
                     "<input class=\"form-control is-invalid\" id=\"q-filter\" name=\"filter\""
                     " value=\"{}\" aria-invalid=\"true\" aria-describedby=\"q-filter-error\">",
                     T(x->filter));
        else
                HTML(&p->h,
                     "<input class=\"form-control\" id=\"q-filter\" name=\"filter\" value=\"{}\""
                     " aria-describedby=\"q-filter-hint\">",
                     T(x->filter));
        HTML(&p->h, "<div class=\"form-hint\" id=\"q-filter-hint\">{} <code>{}</code></div>",
             L("For example:"), T(example(x)));
        if (bad) put_filter_mistakes(p);
        TAG(&p->h, "</div>");
        form_end(p, TR(p->w, "Show"));
}

/* Sealed and many-valued properties have no order. */
static bool sorts(const struct ledger *l, struct str name)
{
        const struct props *ps = &l->props_record;
        for (size_t i = 0; i < ps->n; i++)
                if (str_eq(ps->p[i].name, name))
                        return !ps->p[i].sealed && ps->p[i].type != T_MANY &&
                               ps->p[i].type != T_NULL;
        return false;
}

static void put_heading(struct page *p, const struct listing *x, struct str name)
{
        struct str label = label_heading(&p->w->ask, x->l, name);
        struct str down = str_printf(p->w->a, "-%.*s", SP(name));
        bool is_up = str_eq(x->sort, name), is_down = str_eq(x->sort, down);
        if (!sorts(x->l, name)) {
                staff_head(p, label);
                return;
        }
        struct str u = asked_url(x, "", x->view, is_up ? down : name);
        if (is_up) TAG(&p->h, "<th scope=\"col\" aria-sort=\"ascending\">");
        else if (is_down) TAG(&p->h, "<th scope=\"col\" aria-sort=\"descending\">");
        else TAG(&p->h, "<th scope=\"col\">");
        HTML(&p->h, "<a href=\"{}\">{}{}</a></th>", U(u), T(label),
             T(is_up     ? S(" ↑")
               : is_down ? S(" ↓")
                         : STR_NONE));
}

#define SHORT_BYTES 16 /* a day with its time, five characters: such cells are not broken */

static void put_cell(struct page *p, const struct listing *x, const struct rec *r, struct str name)
{
        struct str text = STR_NONE;
        (void)label_prop(&p->w->ask, x->l, r, name, &text);
        staff_cell(p, label_heading(&p->w->ask, x->l, name));
        if (str_eq(name, S("number")))
                HTML(&p->h, "<a href=\"{}\">{}</a></td>",
                     U(staff_record_url(p->w, x->l, r->number)), T(r->number));
        else if (str_eq(name, S("promised")))
                HTML(&p->h, "<span class=\"text-nowrap\">{}</span> {}</td>", T(text),
                     F(page_colour(&p->h, promise_colour(&p->w->ask, x->l, r))));
        else if (text.n <= SHORT_BYTES)
                HTML(&p->h, "<span class=\"text-nowrap\">{}</span></td>", T(text));
        else HTML(&p->h, "<div class=\"zt-text\">{}</div></td>", T(text));
}

static void put_row(struct page *p, const struct listing *x, const struct list_out *list, size_t at)
{
        TAG(&p->h, "<tr>");
        for (size_t c = 0; c < list->columns_n; c++) put_cell(p, x, &list->v[at], list->column[c]);
        TAG(&p->h, "</tr>\n");
}

static bool has_column(const struct list_out *list, struct str name)
{
        for (size_t c = 0; c < list->columns_n; c++)
                if (str_eq(list->column[c], name)) return true;
        return false;
}

/* A view may leave the number out: the record must open all the same. */
static void with_number(struct web *w, struct list_out *list)
{
        if (has_column(list, S("number"))) return;
        struct str *c = ARENA_NEW(w->a, struct str, list->columns_n + 1);
        c[0] = S("number");
        for (size_t i = 0; i < list->columns_n; i++) c[i + 1] = list->column[i];
        list->column = c;
        list->columns_n++;
}

static void put_list(struct page *p, const struct listing *x, const struct list_out *list)
{
        struct str label = staff_label(p->w, &x->l->label, x->l->name);
        TAG(&p->h, "<section class=\"card mb-3\">");
        staff_stack(p, label);
        for (size_t c = 0; c < list->columns_n; c++) put_heading(p, x, list->column[c]);
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < list->n; i++) put_row(p, x, list, i);
        staff_table_end(p);
        staff_card_end(p);
}

static void put_tools(struct page *p, const struct listing *x, const struct list_out *list)
{
        bool enters = false;
        for (size_t i = 0; i < x->l->steps_n; i++) enters |= staff_may_enter(p->w, &x->l->steps[i]);
        TAG(&p->h, "<div class=\"btn-list mb-3\">");
        if (enters)
                HTML(&p->h, "<a class=\"btn btn-primary\" href=\"{}\">{}</a>",
                     U(list_url(x, "/new")), L("Enter a new record"));
        HTML(&p->h, "<a class=\"btn\" href=\"{}\">{}</a>",
             U(asked_url(x, "/export.csv", x->view, STR_NONE)), L("Export as CSV"));
        if (list && list->total < 0)
                HTML(&p->h, "<a class=\"btn\" href=\"{}\">{}</a>",
                     U(staff_with(p->w, asked_url(x, "", x->view, x->sort), S("count"), S("1"))),
                     L("Count all"));
        TAG(&p->h, "</div>\n");
        if (list && list->total >= 0)
                HTML(&p->h, "<p>{} <strong>{}</strong></p>\n", L("Records in all:"),
                     I(list->total));
}

static enum err put_page(struct web *w, const struct listing *x, struct list_out *list, int status)
{
        struct page p;
        page_begin(&p, w, staff_label(w, &x->l->label, x->l->name), PAGE_STAFF);
        put_tabs(&p, x);
        put_filter(&p, x);
        put_tools(&p, x, list);
        if (list && list->n) put_list(&p, x, list);
        else if (list)
                page_empty(&p, TR(w, "No records here."),
                           TR(w, "Records of your offices stand here once they are entered; a "
                                 "filter or a view may leave them out."));
        if (list) page_more(&p, asked_url(x, "", x->view, x->sort), list->next);
        return page_end(&p, status);
}

enum err staff_list(struct web *w)
{
        struct listing x;
        struct list_out list;
        enum err e = read_listing(w, &x);
        if (e == ERR_INPUT && x.l) return put_page(w, &x, NULL, web_status(e));
        TRY(e);
        struct list_in in = { .l = x.l,
                              .filter = x.where,
                              .view = x.view,
                              .sort = x.sort,
                              .after = web_query(w, S("after")),
                              .limit = STAFF_PAGE,
                              .count = web_has_query(w, S("count")) };
        e = list_read(&w->ask, &in, &list);
        if (e == ERR_INPUT) return put_page(w, &x, NULL, web_status(e));
        TRY(e);
        with_number(w, &list);
        return put_page(w, &x, &list, 200);
}

/* ---- the file -------------------------------------------------------------------------------- */

struct file_out {
        struct web *w;
        int fd;
};

static enum err flush_to(void *ctx, struct buf *out)
{
        const struct file_out *x = ctx;
        size_t at = 0;
        while (at < out->n) {
                ssize_t n = write(x->fd, out->p + at, out->n - at);
                if (n <= 0) return ERR_IO;
                at += (size_t)n;
        }
        buf_reset(out);
        return OK;
}

static void note_look(void *ctx, int64_t record)
{
        const struct file_out *x = ctx;
        struct look l = { x->w->now, x->w->who.account_id, record, LOOK_EXPORT };
        if (x->w->site->looks) looks_note(x->w->site->looks, &l);
}

/* The view's own condition joins the filter: the file holds what the list shows (I6). */
static enum err export_where(struct listing *x)
{
        const struct view_def *v = view_of(x);
        if (x->view.n == 0) return OK;
        if (!v)
                return FAULT(&x->w->f, ERR_NOT_FOUND, "view.unknown", x->view, "没有视图“%.*s”",
                             "there is no view %.*s", SP(str_sub(x->view, 0, 60)));
        if (!v->where) return OK;
        struct buf b = { .limit = EXPR_BYTES_MAX };
        expr_format(v->where, &b);
        enum err e = b.err;
        x->where = both(x->w->a, str_dup(x->w->a, buf_view(&b)), x->where);
        buf_free(&b);
        return e;
}

static enum err no_file(struct web *w)
{
        return FAULT(&w->f, ERR_IO, "export.file", STR_NONE, "导出文件写不下",
                     "the export could not be written");
}

static enum err write_file(const struct listing *x, int fd)
{
        int64_t n;
        struct file_out to = { x->w, fd };
        struct export_in in = { .l = x->l,
                                .filter = x->where,
                                .form = WRITE_CSV,
                                .ctx = &to,
                                .flush = flush_to,
                                .seen = note_look };
        enum err e = export_run(&x->w->ask, &in, &n);
        return e == ERR_IO ? no_file(x->w) : e;
}

/* Without a name: the file is gone with the answer. */
enum err staff_export(struct web *w)
{
        struct listing x;
        TRY(read_listing(w, &x));
        TRY(export_where(&x));
        int fd = open(w->site->data, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (fd < 0) return no_file(w);
        enum err e = write_file(&x, fd);
        off_t size = e == OK ? lseek(fd, 0, SEEK_END) : -1;
        if (size < 0 || lseek(fd, 0, SEEK_SET) < 0) {
                (void)close(fd);
                return e != OK ? e : no_file(w);
        }
        w->ans.status = 200;
        w->ans.type = S("text/csv; charset=utf-8");
        web_put_header(w->a, &w->ans, S("Content-Disposition"),
                       str_printf(w->a, "attachment; filename=\"%.*s.csv\"", SP(x.l->name)));
        w->ans.fd = fd;
        w->ans.fd_bytes = size;
        return OK;
}
