/* post.c: what a posted form says, as the inputs of a command. */
#include "base/json.h"
#include "base/num.h"
#include "pages/page.h"
#include "web/files.h"

/* All values posted under the name, joined as input_read separates them. */
static struct str joined(const struct web *w, struct str name, bool *ret_given)
{
        struct str out = STR_NONE;
        for (size_t i = 0; i < w->form_n; i++) {
                if (!str_eq(w->form[i].name, name)) continue;
                *ret_given = true;
                if (str_trim(w->form[i].value).n == 0) continue;
                out = out.n ? str_printf(w->a, "%.*s,%.*s", SP(out), SP(w->form[i].value))
                            : w->form[i].value;
        }
        return out;
}

/* The last one counts: a box that is ticked comes after its hidden "false". */
static struct str single(const struct web *w, struct str name, bool *ret_given)
{
        struct str out = STR_NONE;
        for (size_t i = 0; i < w->form_n; i++)
                if (str_eq(w->form[i].name, name)) out = w->form[i].value, *ret_given = true;
        return out;
}

/* "name, phone"; a comma in the name would be taken for the one between them. */
static struct str person(const struct web *w, struct str name, bool *ret_given)
{
        struct str who = single(w, str_printf(w->a, "%.*s.name", SP(name)), ret_given);
        struct str phone = single(w, str_printf(w->a, "%.*s.phone", SP(name)), ret_given);
        who = str_trim(who);
        phone = str_trim(phone);
        if (who.n + phone.n == 0) return STR_NONE;
        char *copy = ARENA_NEW(w->a, char, who.n + 1);
        for (size_t i = 0; i < who.n; i++) {
                copy[i] = who.p[i];
                if (copy[i] == ',') copy[i] = ' ';
        }
        return str_printf(w->a, "%.*s, %.*s", (int)who.n, copy, SP(phone));
}

/* ---- tables ---- */

#define LINES_PAIRS 300 /* of WEB_PAIRS_MAX, with room for the rest of a form */

struct str form_cell_name(struct arena *a, const struct field *f, size_t line,
                          const struct field *column)
{
        return str_printf(a, "%.*s.%zu.%.*s", SP(f->name), line, SP(column->name));
}

size_t form_lines_max(const struct field *f)
{
        size_t n = LINES_PAIRS / (f->rows_n ? f->rows_n : 1);
        return n < ROWS_MAX ? n : ROWS_MAX;
}

size_t form_lines_posted(const struct web *w, const struct field *f)
{
        size_t most = 0;
        for (size_t i = 0; i < w->form_n; i++) {
                struct str name = w->form[i].name, head, line, column;
                int64_t n;
                if (str_cut(name, '.', &head, &name) && str_eq(head, f->name) &&
                    str_cut(name, '.', &line, &column) &&
                    num_parse_i64(line, 1, (int64_t)form_lines_max(f), &n) == OK &&
                    (size_t)n > most)
                        most = (size_t)n;
        }
        return most;
}

static struct str cell(const struct web *w, const struct field *column, struct str name)
{
        bool given;
        if (column->type == F_PERSON) return person(w, name, &given);
        struct str text = single(w, name, &given);
        bool empty = column->type == F_FLAG && str_eq(text, S("false")); /* a box nobody ticked */
        return empty ? STR_NONE : text;
}

/* As input_rows takes it; lines left empty keep the numbers of those below. */
static struct str table(const struct web *w, const struct field *f, bool *ret_given)
{
        AUTO(buf_free) struct buf b = { .limit = WEB_BODY_BYTES_MAX };
        struct jout j;
        size_t n = form_lines_posted(w, f);
        jout_init(&j, &b, false);
        jout_open(&j, '[');
        for (size_t i = 1; i <= n; i++) {
                jout_open(&j, '{');
                for (size_t c = 0; c < f->rows_n; c++) {
                        const struct field *column = &f->rows[c];
                        struct str text = cell(w, column, form_cell_name(w->a, f, i, column));
                        if (str_trim(text).n == 0) continue;
                        jout_key_text(&j, column->name, text);
                        *ret_given = true;
                }
                jout_close(&j);
        }
        jout_close(&j);
        return str_dup(w->a, buf_view(&b));
}

struct input *form_inputs(struct web *w, const struct ledger *l, const struct step *s,
                          size_t *ret_n)
{
        struct input *in = ARENA_NEW(w->a, struct input, s->ask_n + 1);
        size_t n = 0;
        for (size_t i = 0; i < s->ask_n; i++) {
                const struct field *f = &l->fields[s->ask[i]];
                struct str name = f->name, text;
                bool given = false;
                if (f->type == F_FILE) continue; /* read_files */
                if (f->type == F_PERSON) text = person(w, name, &given);
                else if (f->type == F_ROWS) text = table(w, f, &given);
                else text = f->many ? joined(w, name, &given) : single(w, name, &given);
                if (given) in[n++] = (struct input){ f->name, text };
        }
        if (s->follows.is && s->follows.field < 0) {
                bool given = false;
                struct str number = str_trim(single(w, S("parent"), &given));
                if (given) in[n++] = (struct input){ S("parent"), number };
        }
        *ret_n = n;
        return in;
}

/* The files sent for one field; each is looked at and kept for a day, whatever the step does. */
static enum err take_files(struct web *w, const struct field *f, struct input_file *ret)
{
        struct attachment *v = ARENA_NEW(w->a, struct attachment, w->file_n);
        size_t n = 0;
        enum err e = OK;
        for (size_t i = 0; i < w->file_n; i++) {
                if (!str_eq(w->file[i].name, f->name)) continue;
                enum err one = web_file_take(w, f, w->file[i].file, w->file[i].body, &v[n]);
                if (one == OK) n++;
                else e = one;
        }
        *ret = (struct input_file){ f->name, v, n };
        return e;
}

/* None chosen: the field is not given. */
static enum err read_files(struct web *w, const struct ledger *l, const struct step *s,
                           struct command *c)
{
        enum err e = OK;
        size_t n = 0, in_n = c->in_n;
        if (w->file_n == 0) return OK;
        struct input *in = ARENA_NEW(w->a, struct input, in_n + s->ask_n);
        struct input_file *file = ARENA_NEW(w->a, struct input_file, s->ask_n);
        for (size_t i = 0; i < in_n; i++) in[i] = c->in[i];
        for (size_t i = 0; i < s->ask_n; i++) {
                const struct field *f = &l->fields[s->ask[i]];
                if (f->type != F_FILE) continue;
                enum err one = take_files(w, f, &file[n]);
                if (one != OK) e = one;
                if (file[n].n == 0) continue;
                in[in_n++] =
                        (struct input){ f->name, input_files_text(w->a, file[n].v, file[n].n) };
                n++;
        }
        c->in = in;
        c->in_n = in_n;
        c->file = file;
        c->file_n = n;
        return e;
}

enum err form_request(struct web *w, const struct ledger *l, const struct step *s,
                      struct request *ret)
{
        struct request r = { .ledger = l->name };
        struct command *c = &r.cmd;
        if (web_form(w, S("_more")).n) return ERR_INPUT; /* the form again, nothing is wrong */
        c->step = s->name;
        c->day = DAY_NONE;
        c->version = -1;
        c->in = form_inputs(w, l, s, &c->in_n);
        c->because = web_form(w, S("_because"));
        c->office = web_form(w, S("_office"));
        c->paper = web_form(w, S("_paper"));
        web_key(w, c);
        struct str version = web_form(w, S("_version")), day = web_form(w, S("_day"));
        if (version.n && num_parse_i64(version, 0, INT64_MAX, &c->version) != OK)
                return FAULT(&w->f, ERR_INPUT, "form.version", S("version"),
                             "表单已损坏，请重新打开页面",
                             "the form is damaged; load the page again");
        if (day.n && day_parse(day, &c->day) != OK)
                return FAULT(&w->f, ERR_INPUT, "form.day", S("day"),
                             "“%.*s”不是日期，应如 2022-08-22",
                             "\"%.*s\" is not a day like 2022-08-22", SP(str_sub(day, 0, 40)));
        TRY(read_files(w, l, s, c));
        *ret = r;
        return OK;
}
