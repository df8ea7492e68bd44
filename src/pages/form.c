#include "ask/files.h"
#include "ask/label.h"
#include "base/json.h"
#include "base/num.h"
#include "exchange/upload.h"
#include "pages/page.h"
#include "web/token.h"

/* ---- the form itself ---- */

static void put_hidden(struct page *p, struct str name, struct str value)
{
        HTML(&p->h, "<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", T(name), T(value));
}

/* Random: what one rendered form enters, it enters once. */
static struct str new_key(struct web *w)
{
        static const char digit[] = "0123456789abcdef";
        unsigned char raw[16];
        char *out = ARENA_NEW(w->a, char, 2 * sizeof(raw));
        w->site->sys.random(w->site->sys.ctx, raw, sizeof(raw));
        for (size_t i = 0; i < sizeof(raw); i++) {
                out[2 * i] = digit[raw[i] >> 4];
                out[2 * i + 1] = digit[raw[i] & 15];
        }
        return (struct str){ out, 2 * sizeof(raw) };
}

/* Is this the form that was posted and comes back? Only then do its values and mistakes stand. */
static void begin(struct page *p, struct str action, enum web_method method)
{
        const struct web *w = p->w;
        struct str path = action, query;
        (void)str_cut(action, '?', &path, &query);
        p->again = method == w->q->method && str_eq(path, web_encode(w->a, w->q->path, S("/")));
        p->forms++;
}

/* A refused form keeps its key: only successes are remembered with it. */
static void open_form(struct page *p, struct str action, bool key, struct str attributes)
{
        begin(p, action, WEB_POST);
        struct str was = p->again ? web_form(p->w, S(FORM_KEY)) : STR_NONE;
        HTML(&p->h, "<form method=\"post\" action=\"{}\" class=\"zt-form\"{}>\n", U(action),
             F(html_markdown(attributes)));
        put_hidden(p, S(FORM_TOKEN), web_form_token(p->w));
        if (key) put_hidden(p, S(FORM_KEY), was.n && was.n <= 64 ? was : new_key(p->w));
}

void form_begin(struct page *p, struct str action, bool key)
{
        open_form(p, action, key, STR_NONE);
}

void form_begin_step(struct page *p, struct str action, const struct ledger *l,
                     const struct step *s)
{
        bool files = false;
        for (size_t i = 0; i < s->ask_n; i++) files |= l->fields[s->ask[i]].type == F_FILE;
        open_form(p, action, true, files ? S(" enctype=\"multipart/form-data\"") : STR_NONE);
}

void form_begin_download(struct page *p, struct str action)
{
        open_form(p, action, false, S(" hx-boost=\"false\""));
}

void form_get(struct page *p, struct str action)
{
        begin(p, action, WEB_GET);
        HTML(&p->h, "<form method=\"get\" action=\"{}\" class=\"zt-form zt-filter\">\n", U(action));
}

void form_search(struct page *p, struct str action)
{
        HTML(&p->h,
             "<form class=\"zt-search\" role=\"search\" method=\"get\" action=\"{}\">"
             "<input type=\"search\" name=\"q\" aria-label=\"{}\">"
             "<button type=\"submit\" class=\"btn\">{}</button></form>\n",
             U(action), L("Words to look for"), L("Search"));
}

void form_end(struct page *p, struct str submit_label)
{
        HTML(&p->h, "<button type=\"submit\" class=\"btn btn-primary\">{}</button>\n</form>\n",
             T(submit_label));
}

void form_end_with(struct page *p, struct str submit_label, const struct form_button *x)
{
        HTML(&p->h,
             "<div class=\"btn-list\"><button type=\"submit\" class=\"btn btn-primary\">{}"
             "</button>\n",
             T(submit_label));
        HTML(&p->h,
             "<button type=\"submit\" class=\"btn\" name=\"{}\" value=\"1\" formnovalidate"
             " hx-post=\"{}\" hx-target=\"#{}\" hx-select=\"#{}\" hx-swap=\"outerHTML\""
             " hx-push-url=\"false\">{}</button></div>\n</form>\n",
             T(x->name), U(x->action), T(x->part), T(x->part), T(x->label));
}

void form_version(struct page *p, int64_t version)
{
        HTML(&p->h, "<input type=\"hidden\" name=\"_version\" value=\"{}\">\n", I(version));
}

/* ---- one input ---- */

/* What every kind of input has: the name it is posted by, its id, what was given, what was told. */
struct input_of {
        struct page *p;
        struct str name, id, label, hint, value;
        struct str note; /* id of the hint and the mistake, without "-h" and "-e" */
        bool required, told;
};

static bool told_at(const struct page *p, struct str where)
{
        for (const struct fault *f = p->again ? p->w->f.first : NULL; f; f = f->next)
                if (where.n && str_eq(f->where, where)) return true;
        return false;
}

static void take_posted(const struct page *p, struct str name, struct str *ret)
{
        const struct web *w = p->w;
        for (size_t i = 0; p->again && i < w->form_n; i++)
                if (str_eq(w->form[i].name, name)) *ret = w->form[i].value;
}

/* Several forms of a page may ask the same: ids are numbered by form. */
static struct str id_of(const struct page *p, struct str name)
{
        return str_printf(p->w->a, "i%d-%.*s", p->forms, SP(name));
}

static void put_label(const struct input_of *x)
{
        HTML(&x->p->h, "<label class=\"form-label\" for=\"{}\">{}", T(x->id), T(x->label));
        if (x->required) HTML(&x->p->h, " <span class=\"zt-required\">{}</span>", L("(required)"));
        TAG(&x->p->h, "</label>\n");
}

/* Attributes shared by inputs: the hint and the mistake described, what must be filled in. */
static struct frag attributes(const struct input_of *x)
{
        struct html *h = &x->p->h;
        size_t from = h->b->n;
        HTML(h, " id=\"{}\" name=\"{}\"", T(x->id), T(x->name));
        if (x->required) TAG(h, " required");
        if (x->told) TAG(h, " aria-invalid=\"true\"");
        if (x->told && x->hint.n)
                HTML(h, " aria-describedby=\"{}-e {}-h\"", T(x->note), T(x->note));
        else if (x->told) HTML(h, " aria-describedby=\"{}-e\"", T(x->note));
        else if (x->hint.n) HTML(h, " aria-describedby=\"{}-h\"", T(x->note));
        return html_cut(h, from);
}

static struct str control(const struct input_of *x)
{
        return x->told ? S("form-control is-invalid") : S("form-control");
}

static void put_notes(const struct input_of *x, struct str where)
{
        struct html *h = &x->p->h;
        if (x->hint.n)
                HTML(h, "<p class=\"form-hint\" id=\"{}-h\">{}</p>\n", T(x->note), T(x->hint));
        if (!x->told) return;
        HTML(h, "<div class=\"zt-mistake\" id=\"{}-e\">\n", T(x->note));
        for (const struct fault *f = x->p->w->f.first; f; f = f->next)
                if (str_eq(f->where, where)) HTML(h, "<p>{}</p>\n", T(f->text));
        TAG(h, "</div>\n");
}

static void put_input(const struct input_of *x, struct str type, struct frag more)
{
        put_label(x);
        HTML(&x->p->h, "<input type=\"{}\" class=\"{}\"{}{} value=\"{}\">\n", T(type),
             T(control(x)), F(attributes(x)), F(more), T(x->value));
}

static void put_area(const struct input_of *x)
{
        put_label(x);
        /* the line end after the tag is not part of the text; else a first one would be lost */
        HTML(&x->p->h, "<textarea class=\"{}\" rows=\"5\"{}>\n{}</textarea>\n", T(control(x)),
             F(attributes(x)), T(x->value));
}

static void put_check(const struct input_of *x, bool on)
{
        struct html *h = &x->p->h;
        HTML(h,
             "<label class=\"form-check\"><input type=\"checkbox\" class=\"form-check-input\"{}{} "
             "value=\"true\"> <span class=\"form-check-label\">{}</span></label>\n",
             F(attributes(x)), F(html_markdown(on ? S(" checked") : STR_NONE)), T(x->label));
}

static void put_option(struct html *h, struct str value, struct str label, int depth, bool chosen)
{
        HTML(h, "<option value=\"{}\"{}>", T(value),
             F(html_markdown(chosen ? S(" selected") : STR_NONE)));
        for (int i = 0; i < depth; i++) TAG(h, "\u3000");
        HTML(h, "{}</option>\n", T(label));
}

/* ---- plain inputs ---- */

static struct input_of plain_of(struct page *p, const struct form_input *x)
{
        struct input_of in = { .p = p,
                               .name = x->name,
                               .id = id_of(p, x->name),
                               .note = id_of(p, x->name),
                               .label = x->label,
                               .hint = x->hint,
                               .value = x->value,
                               .required = x->required,
                               .told = told_at(p, x->name) };
        /* a password never comes back in a page */
        if (!str_eq(x->type, S("password"))) take_posted(p, x->name, &in.value);
        return in;
}

void form_plain(struct page *p, const struct form_input *x)
{
        struct input_of in = plain_of(p, x);
        if (str_eq(x->type, S("hidden"))) {
                put_hidden(p, x->name, x->value);
                return;
        }
        TAG(&p->h, "<div class=\"zt-field\">\n");
        if (str_eq(x->type, S("checkbox"))) put_check(&in, str_eq(in.value, S("true")));
        else if (str_eq(x->type, S("note"))) put_area(&in);
        else if (!str_eq(x->type, S("password"))) put_input(&in, x->type, html_markdown(STR_NONE));
        else put_input(&in, x->type, html_markdown(S(" autocomplete=\"current-password\"")));
        put_notes(&in, x->name);
        TAG(&p->h, "</div>\n");
}

void form_choose(struct page *p, const struct form_input *x, const struct form_choice *c, size_t n)
{
        struct input_of in = plain_of(p, x);
        TAG(&p->h, "<div class=\"zt-field\">\n");
        put_label(&in);
        HTML(&p->h, "<select class=\"form-select\"{}>\n", F(attributes(&in)));
        for (size_t i = 0; i < n; i++)
                put_option(&p->h, c[i].value, c[i].label, 0, str_eq(c[i].value, in.value));
        TAG(&p->h, "</select>\n");
        put_notes(&in, x->name);
        TAG(&p->h, "</div>\n");
}

/* ---- declared fields ---- */

struct declared {
        struct input_of in;
        const struct field *f;
        struct str *many; /* values given, of many */
        size_t many_n;
};

static const struct city *city_of(const struct page *p)
{
        return p->w->in->in.city;
}

static bool is_given(const struct declared *x, struct str code)
{
        if (!x->f->many) return str_eq(x->in.value, code);
        for (size_t i = 0; i < x->many_n; i++)
                if (str_eq(x->many[i], code)) return true;
        return false;
}

static int depth_of(const struct list *l, size_t i)
{
        int n = 0;
        for (int up = l->c[i].parent; up >= 0; up = l->c[up].parent) n++;
        return n;
}

static bool in_use(const struct choice *c, struct day today)
{
        return (!day_is(c->since) || c->since.v <= today.v) &&
               (!day_is(c->retired) || today.v < c->retired.v);
}

/* Several choices: a list of boxes, in a group of their own. */
static void put_boxes(const struct declared *x, const struct list *l, struct day today)
{
        struct html *h = &x->in.p->h;
        HTML(h, "<fieldset id=\"{}\"><legend class=\"form-label\">{}</legend>\n", T(x->in.id),
             T(x->in.label));
        for (size_t i = 0; i < l->n; i++) {
                if (!in_use(&l->c[i], today)) continue;
                HTML(h,
                     "<label class=\"form-check\"><input type=\"checkbox\" "
                     "class=\"form-check-input\" name=\"{}\" value=\"{}\"{}> "
                     "<span class=\"form-check-label\">{}</span></label>\n",
                     T(x->in.name), T(l->c[i].code),
                     F(html_markdown(is_given(x, l->c[i].code) ? S(" checked") : STR_NONE)),
                     T(label_in(&l->c[i].label, l->c[i].code, h->lang)));
        }
        TAG(h, "</fieldset>\n");
}

static void put_choices(const struct declared *x)
{
        struct html *h = &x->in.p->h;
        const struct list *l = &city_of(x->in.p)->lists[x->f->list];
        struct day today = day_of(x->in.p->w->now, city_of(x->in.p)->zone);
        if (x->f->many) {
                put_boxes(x, l, today);
                return;
        }
        put_label(&x->in);
        HTML(h, "<select class=\"form-select\"{}>\n", F(attributes(&x->in)));
        put_option(h, STR_NONE, TR(h, "— please choose —"), 0, x->in.value.n == 0);
        for (size_t i = 0; i < l->n; i++)
                if (in_use(&l->c[i], today))
                        put_option(h, l->c[i].code, label_in(&l->c[i].label, l->c[i].code, h->lang),
                                   depth_of(l, i), is_given(x, l->c[i].code));
        TAG(h, "</select>\n");
}

/* Of many, some inputs more than values. */
static void put_texts(struct declared *x, struct frag more)
{
        if (!x->f->many) {
                put_input(&x->in, S("text"), more);
                return;
        }
        struct html *h = &x->in.p->h;
        struct str id = x->in.id, label = x->in.label;
        for (size_t i = 0; i < x->many_n + 3; i++) {
                x->in.value = i < x->many_n ? x->many[i] : STR_NONE;
                x->in.id = str_printf(h->a, "%.*s.%zu", SP(id), i + 1);
                x->in.label = str_printf(h->a, "%.*s %zu", SP(label), i + 1);
                x->in.required = x->in.required && i == 0;
                put_input(&x->in, S("text"), more);
        }
        x->in.id = id;
        x->in.label = label;
}

/* By code, with a list of names to choose from. */
static void put_offices(struct declared *x, bool places)
{
        if (places) x->in.p->places = true;
        else x->in.p->offices = true;
        put_texts(x, html_markdown(places ? S(" list=\"places\" autocomplete=\"off\"")
                                          : S(" list=\"offices\" autocomplete=\"off\"")));
}

/* A person as posted, as JSON, or as "name, phone". */
static void split_person(struct arena *a, struct str text, struct str *ret_name,
                         struct str *ret_phone)
{
        struct jval *o;
        struct str why;
        *ret_name = text;
        *ret_phone = STR_NONE;
        if (str_starts(text, S("{")) && jval_parse(a, text, &o, &why) == OK && o->kind == JOBJECT) {
                *ret_name = jval_text(o, S("name"));
                *ret_phone = jval_text(o, S("phone"));
                return;
        }
        (void)str_cut(text, ',', ret_name, ret_phone);
}

static void put_person(struct declared *x)
{
        struct arena *a = x->in.p->w->a;
        struct html *h = &x->in.p->h;
        struct str name, phone, base = x->in.name, id = x->in.id, label = x->in.label;
        split_person(a, x->in.value, &name, &phone);
        HTML(h, "<fieldset><legend class=\"form-label\">{}</legend>\n<div class=\"zt-pair\">\n",
             T(label));
        static const struct str part[] = { SI("name"), SI("phone") };
        for (size_t i = 0; i < LEN(part); i++) {
                TAG(h, "<div>\n");
                x->in.name = str_printf(a, "%.*s.%.*s", SP(base), SP(part[i]));
                x->in.id = str_printf(a, "%.*s.%.*s", SP(id), SP(part[i]));
                x->in.label = i ? TR(h, "Telephone") : TR(h, "Name");
                x->in.value = str_trim(i ? phone : name);
                take_posted(x->in.p, x->in.name, &x->in.value);
                put_input(&x->in, i ? S("tel") : S("text"), html_markdown(STR_NONE));
                TAG(h, "</div>\n");
        }
        TAG(h, "</div>\n</fieldset>\n");
        x->in.name = base;
        x->in.id = id;
        x->in.label = label;
}

/* 2022-08-22 09:30 as browsers want it: 2022-08-22T09:30. */
static void put_moment(struct declared *x)
{
        struct str day, time;
        if (str_cut(x->in.value, ' ', &day, &time))
                x->in.value = str_printf(x->in.p->w->a, "%.*sT%.*s", SP(day), SP(time));
        put_input(&x->in, S("datetime-local"), html_markdown(STR_NONE));
}

/* What was chosen cannot be put into a page again: after a mistake it is chosen once more. */
static void put_files(const struct declared *x)
{
        put_label(&x->in);
        HTML(&x->in.p->h, "<input type=\"file\" class=\"{}\"{}{} accept=\"{}\">\n",
             T(control(&x->in)), F(attributes(&x->in)),
             F(html_markdown(x->f->files ? S(" multiple") : STR_NONE)), T(upload_accept()));
}

static void put_flag(const struct declared *x)
{
        /* an empty box is not posted: without the hidden one before it FALSE could not be said */
        put_hidden(x->in.p, x->in.name, S("false"));
        put_check(&x->in, str_eq(x->in.value, S("true")));
}

static struct str link_hint(const struct page *p, const struct field *f)
{
        const struct ledger *l = &city_of(p)->ledgers[f->of_ledger];
        bool keyed = l->key_n == 1 && l->fields[l->key[0]].type == F_CODE;
        return str_printf(p->w->a, "%.*s%s%.*s",
                          SP(keyed ? TR(p->w, "The number or the code of the record in")
                                   : TR(p->w, "The number of the record in")),
                          p->w->lang == LANG_ZH ? "：" : ": ",
                          SP(label_in(&l->label, l->name, p->w->lang)));
}

static struct str file_hint(const struct page *p, const struct field *f)
{
        int64_t max = f->has_max ? f->max : FILE_BYTES_USUAL;
        struct str kinds = TR(p->w, "Pictures, PDF, Office documents, text or MP4; each at most");
        return str_printf(p->w->a, "%.*s %.*s", SP(kinds), SP(files_size(p->w->a, max)));
}

static struct str hint_of(const struct page *p, const struct field *f)
{
        const struct html *h = &p->h;
        switch (f->type) {
        case F_PLACE: return TR(h, "The code or the name of the place.");
        case F_OFFICE: return TR(h, "The code or the name of the office.");
        case F_PERIOD: return TR(h, "For example 2022, 2022-Q3 or 2022-08.");
        case F_LINK: return link_hint(p, f);
        case F_ACCOUNT: return TR(h, "A login.");
        case F_INT:
        case F_DECIMAL:
        case F_MONEY: return f->unit;
        case F_FILE: return file_hint(p, f);
        case F_ROWS: return TR(h, "Lines left empty are no lines.");
        case F_TEXT:
        case F_NOTE:
        case F_CODE:
        case F_CHOICE:
        case F_TREE:
        case F_FLAG:
        case F_DAY:
        case F_MOMENT:
        case F_PERSON:
        case F_TYPE_COUNT: return STR_NONE;
        }
        BUG("field type");
}

static void put_rows(const struct declared *x);

static void put_declared(struct declared *x)
{
        struct arena *a = x->in.p->w->a;
        struct frag none = html_markdown(STR_NONE);
        switch (x->f->type) {
        case F_NOTE: put_area(&x->in); return;
        case F_TEXT:
                if (x->f->has_max)
                        none.html = str_printf(a, " maxlength=\"%" PRId64 "\"", x->f->max);
                put_input(&x->in, S("text"), none);
                return;
        case F_CHOICE:
        case F_TREE: put_choices(x); return;
        case F_FLAG: put_flag(x); return;
        case F_DAY: put_input(&x->in, S("date"), none); return;
        case F_MOMENT: put_moment(x); return;
        case F_OFFICE: put_offices(x, false); return;
        case F_PLACE: put_offices(x, true); return;
        case F_PERSON: put_person(x); return;
        case F_INT:
        case F_DECIMAL:
        case F_MONEY:
                put_input(&x->in, S("text"), html_markdown(S(" inputmode=\"decimal\"")));
                return;
        case F_CODE:
        case F_PERIOD: put_input(&x->in, S("text"), none); return;
        case F_ACCOUNT:
        case F_LINK: put_texts(x, none); return;
        case F_FILE: put_files(x); return;
        case F_ROWS: put_rows(x); return;
        case F_TYPE_COUNT: break;
        }
        BUG("field type");
}

/* ---- tables ---- */

#define LINES_FIRST 5 /* and as many more each time they are asked for */

/* A few empty lines; what was posted stays. */
static size_t lines_of(const struct declared *x)
{
        const struct web *w = x->in.p->w;
        size_t n = x->in.p->again ? form_lines_posted(w, x->f) : 0;
        bool more = n && str_eq(web_form(w, S("_more")), x->f->name);
        if (n < LINES_FIRST) n = LINES_FIRST;
        if (more) n += LINES_FIRST;
        return n < form_lines_max(x->f) ? n : form_lines_max(x->f);
}

static void put_cell(const struct declared *x, size_t line, const struct field *f)
{
        struct page *p = x->in.p;
        struct str name = form_cell_name(p->w->a, x->f, line, f);
        struct declared d = { .f = f,
                              .in = { .p = p,
                                      .name = name,
                                      .id = id_of(p, name),
                                      .note = id_of(p, name),
                                      .label = label_in(&f->label, f->name, p->w->lang),
                                      .told = told_at(p, name) } };
        take_posted(p, name, &d.in.value);
        TAG(&p->h, "<div>\n");
        put_declared(&d);
        put_notes(&d.in, name);
        TAG(&p->h, "</div>\n");
}

/* One line after the other, each with its number: whatever a mistake says of "row 2" is there. */
static void put_rows(const struct declared *x)
{
        struct html *h = &x->in.p->h;
        size_t n = lines_of(x);
        HTML(h, "<fieldset id=\"{}\"><legend class=\"form-label\">{}</legend>\n", T(x->in.id),
             T(x->in.label));
        /* the Enter key presses the first button of a form: not the one for more lines */
        TAG(h, "<button type=\"submit\" hidden></button>\n");
        for (size_t i = 1; i <= n; i++) {
                HTML(h, "<fieldset class=\"zt-line\"><legend>{}</legend>\n", I((int64_t)i));
                for (size_t c = 0; c < x->f->rows_n; c++)
                        if (!x->f->rows[c].retired) put_cell(x, i, &x->f->rows[c]);
                TAG(h, "</fieldset>\n");
        }
        if (n < form_lines_max(x->f))
                HTML(h,
                     "<button type=\"submit\" class=\"btn\" name=\"_more\" value=\"{}\""
                     " formnovalidate>{}</button>\n",
                     T(x->f->name), L("More lines"));
        TAG(h, "</fieldset>\n");
}

/* Of many: each value posted under the name; else the text form, by its separators. */
static void read_values(struct declared *x)
{
        const struct web *w = x->in.p->w;
        struct str all = x->in.value, piece;
        size_t cap = 0;
        bool any = false;
        for (size_t i = 0; x->in.p->again && i < w->form_n; i++) {
                if (!str_eq(w->form[i].name, x->in.name)) continue;
                any = true;
                if (w->form[i].value.n)
                        *ARENA_PUSH(w->a, x->many, x->many_n, cap) = w->form[i].value;
        }
        while (!any && str_split(&all, ',', &piece))
                if (str_trim(piece).n) *ARENA_PUSH(w->a, x->many, x->many_n, cap) = str_trim(piece);
}

void form_declared(struct page *p, const struct form_field *x)
{
        const struct field *f = &x->l->fields[x->field];
        struct declared d = { .f = f,
                              .in = { .p = p,
                                      .name = f->name,
                                      .id = id_of(p, f->name),
                                      .note = id_of(p, f->name),
                                      .label = label_in(&f->label, f->name, p->w->lang),
                                      .hint = hint_of(p, f),
                                      .value = x->value,
                                      .required = x->required,
                                      .told = told_at(p, f->name) } };
        take_posted(p, f->name, &d.in.value);
        if (f->many) read_values(&d);
        TAG(&p->h, "<div class=\"zt-field\">\n");
        put_declared(&d);
        put_notes(&d.in, f->name);
        TAG(&p->h, "</div>\n");
}

/* ---- lists of offices and places ---- */

#define LISTED_MAX                                                                                 \
        500 /* a longer one would weigh more than the page; the code can always be typed */

static bool reached(const struct page *p, int office, struct day today)
{
        const struct web *w = p->w;
        if (w->who.account < 0 || w->reader.all) return true;
        for (size_t i = 0; i < w->reader.top_n; i++)
                if (office_under(&w->in->in.offices, office, w->reader.top[i], today)) return true;
        return false;
}

/* From the top of the tree down, so that what is cut off is the smallest. */
static void put_list(struct page *p, struct str id, bool places)
{
        const struct offices *o = &p->w->in->in.offices;
        struct day today = day_of(p->w->now, city_of(p)->zone);
        size_t n = 0;
        HTML(&p->h, "<datalist id=\"{}\">\n", T(id));
        for (int level = 0; level < LEVEL_COUNT; level++) {
                for (int i = 0; i < (int)o->n && n < LISTED_MAX; i++) {
                        const struct office_span *s = office_on(o, i, today);
                        if (!s || (int)s->level != level) continue;
                        if ((s->kind == OFFICE_AREA) != places) continue;
                        if (places && !reached(p, i, today)) continue;
                        HTML(&p->h, "<option value=\"{}\">{}</option>\n", T(o->o[i].code),
                             T(office_name(o, i, today, p->w->lang)));
                        n++;
                }
        }
        TAG(&p->h, "</datalist>\n");
}

void form_lists(struct page *p)
{
        if (p->offices) put_list(p, S("offices"), false);
        if (p->places) put_list(p, S("places"), true);
        p->offices = p->places = false;
}
