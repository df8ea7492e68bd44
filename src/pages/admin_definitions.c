/* admin_definitions.c: what is in force: ledgers with their fields, states, steps and figures, and
 * the very files. */
#include "ask/label.h"
#include "pages/admin.h"

static struct str ledger_url(struct web *w, const struct ledger *l)
{
        return str_printf(w->a, "/app/definitions/%.*s", SP(l->name));
}

static struct str file_url(struct web *w, struct str path)
{
        return staff_with(w, S("/app/definitions"), S("file"), path);
}

/* ---- all ledgers ----------------------------------------------------------------------------- */

/* Who put them in force, and when. */
static enum err put_applied(struct page *p)
{
        struct web *w = p->w;
        const struct city *c = w->in->in.city;
        struct event e;
        if (c->version < 0) return OK;
        TRY(ask_failed(&w->ask, log_get(w->ask.st, w->a, c->version, &e)));
        int i = e.actor ? account_by_id(&w->in->in.accounts, e.actor) : -1;
        HTML(&p->h, "<p>{} <strong>{}</strong> · {} · {} {}</p>\n", L("In force since"),
             T(label_moment(&w->ask, e.at)),
             T(i < 0 ? WEB_SAY(w, "命令行", "command line") : w->in->in.accounts.v[i].login),
             L("event"), I(e.seq));
        return OK;
}

static void put_ledgers(struct page *p)
{
        struct web *w = p->w;
        const struct city *c = w->in->in.city;
        staff_card(p, TR(w, "Ledgers"));
        staff_table(p, TR(w, "Ledgers"));
        staff_head(p, TR(w, "Ledger"));
        staff_head(p, TR(w, "Version"));
        staff_head(p, TR(w, "Public"));
        staff_head(p, TR(w, "Steps"));
        staff_head(p, TR(w, "Figures"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < c->ledgers_n; i++) {
                const struct ledger *l = &c->ledgers[i];
                HTML(&p->h, "<tr><td><a href=\"{}\">{}</a></td><td>{}</td><td>{}</td><td>{}</td>",
                     U(ledger_url(w, l)), T(staff_label(w, &l->label, l->name)), I(l->version),
                     T(l->public ? TR(w, "yes") : TR(w, "no")), I((int64_t)l->steps_n));
                HTML(&p->h, "<td>{}</td></tr>\n", I((int64_t)l->figures_n));
        }
        staff_table_end(p);
        staff_card_end(p);
}

static void put_files(struct page *p)
{
        const struct defs *d = &p->w->in->in.city->defs;
        staff_card(p, TR(p->w, "Files"));
        TAG(&p->h, "<ul class=\"list-group list-group-flush\">");
        for (size_t i = 0; i < d->n; i++)
                HTML(&p->h, "<li class=\"list-group-item\"><a href=\"{}\">{}</a></li>\n",
                     U(file_url(p->w, d->f[i].path)), T(d->f[i].path));
        TAG(&p->h, "</ul>");
        staff_card_end(p);
}

static enum err file_page(struct web *w, struct str path)
{
        const struct defs *d = &w->in->in.city->defs;
        struct page p;
        for (size_t i = 0; i < d->n; i++) {
                if (!str_eq(d->f[i].path, path)) continue;
                page_begin(&p, w, path, PAGE_STAFF);
                HTML(&p.h,
                     "<p><a href=\"/app/definitions\">{}</a></p><pre tabindex=\"0\">{}</pre>\n",
                     L("All definitions"), T(d->f[i].text));
                return page_end(&p, 200);
        }
        return FAULT(&w->f, ERR_NOT_FOUND, "file.missing", S("file"), "生效的定义里没有此文件",
                     "no such file is in force");
}

enum err admin_definitions_page(struct web *w)
{
        struct page p;
        struct str file = web_query(w, S("file"));
        TRY(web_ask(w));
        if (file.n) return file_page(w, file);
        page_begin(&p, w, TR(w, "Definitions in force"), PAGE_STAFF);
        TRY(put_applied(&p));
        put_ledgers(&p);
        put_files(&p);
        return page_end(&p, 200);
}

/* ---- one ledger ------------------------------------------------------------------------------ */

static struct str add(struct web *w, struct str all, struct str one)
{
        return str_printf(w->a, "%.*s%s%.*s", SP(all),
                          all.n ? (w->lang == LANG_ZH ? "、" : ", ") : "", SP(one));
}

static struct str field_label(struct web *w, const struct ledger *l, int f)
{
        return staff_label(w, &l->fields[f].label, l->fields[f].name);
}

static struct str state_label(struct web *w, const struct ledger *l, int s)
{
        return staff_label(w, &l->states[s].label, l->states[s].name);
}

static struct str field_notes(struct web *w, const struct field *f)
{
        struct str s = STR_NONE;
        if (f->required) s = add(w, s, TR(w, "required"));
        if (f->sealed) s = add(w, s, TR(w, "sealed"));
        if (f->private) s = add(w, s, TR(w, "private"));
        if (f->confidential) s = add(w, s, TR(w, "confidential"));
        if (f->recuse) s = add(w, s, TR(w, "recused"));
        if (f->many) s = add(w, s, TR(w, "several"));
        if (f->search) s = add(w, s, TR(w, "searched"));
        if (f->retired) s = add(w, s, TR(w, "retired"));
        return s;
}

static void put_fields(struct page *p, const struct ledger *l)
{
        struct web *w = p->w;
        staff_card(p, TR(w, "Fields"));
        staff_table(p, TR(w, "Fields"));
        staff_head(p, TR(w, "Field"));
        staff_head(p, TR(w, "Name"));
        staff_head(p, TR(w, "Type"));
        staff_head(p, TR(w, "Notes"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < l->fields_n; i++) {
                const struct field *f = &l->fields[i];
                HTML(&p->h,
                     "<tr><td>{}</td><td><code>{}</code></td><td>{} {}</td><td>{}</td></tr>\n",
                     T(field_label(w, l, (int)i)), T(f->name), T(ftype_name(f->type)), T(f->of),
                     T(field_notes(w, f)));
        }
        staff_table_end(p);
        staff_card_end(p);
}

static struct str from_text(struct web *w, const struct ledger *l, const struct step *s)
{
        struct str all = STR_NONE;
        if (s->enters) return TR(w, "(new)");
        for (size_t i = 0; i < l->states_n; i++)
                if (s->from >> i & 1) all = add(w, all, state_label(w, l, (int)i));
        return all;
}

static struct str by_text(struct web *w, const struct step *s)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < s->by_n; i++)
                all = add(w, all,
                          str_printf(w->a, "%.*s%s%.*s", SP(role_label(s->by[i].role, w->lang)),
                                     s->by[i].at.name.n ? "@" : "", SP(s->by[i].at.name)));
        return all;
}

static struct str asks_text(struct web *w, const struct ledger *l, const struct step *s)
{
        struct str all = STR_NONE;
        if (s->builtin == STEP_CORRECT) return TR(w, "whatever was wrong");
        for (size_t i = 0; i < s->ask_n; i++) all = add(w, all, field_label(w, l, s->ask[i]));
        return all;
}

static void put_steps(struct page *p, const struct ledger *l)
{
        struct web *w = p->w;
        staff_card(p, TR(w, "Steps"));
        staff_table(p, TR(w, "Steps"));
        staff_head(p, TR(w, "Step"));
        staff_head(p, TR(w, "From state"));
        staff_head(p, TR(w, "To state"));
        staff_head(p, TR(w, "Who"));
        staff_head(p, TR(w, "Asks"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < l->steps_n; i++) {
                const struct step *s = &l->steps[i];
                if (s->retired) continue;
                HTML(&p->h, "<tr><td>{}<br><code>{}</code></td><td>{}</td><td>{}</td>",
                     T(staff_label(w, &s->label, s->name)), T(s->name), T(from_text(w, l, s)),
                     T(s->to < 0 ? TR(w, "(stays)") : state_label(w, l, s->to)));
                HTML(&p->h, "<td>{}</td><td>{}</td></tr>\n", T(by_text(w, s)),
                     T(asks_text(w, l, s)));
        }
        staff_table_end(p);
        staff_card_end(p);
}

static void put_states(struct page *p, const struct ledger *l)
{
        struct web *w = p->w;
        staff_card(p, TR(w, "States"));
        TAG(&p->h, "<ul class=\"list-group list-group-flush\">");
        for (size_t i = 0; i < l->states_n; i++)
                HTML(&p->h, "<li class=\"list-group-item\">{} <code>{}</code></li>\n",
                     F(page_kind(&p->h, &w->ask, l, (int)i)), T(l->states[i].name));
        TAG(&p->h, "</ul>");
        staff_card_end(p);
}

static void put_figures(struct page *p, const struct ledger *l)
{
        struct web *w = p->w;
        staff_card(p, TR(w, "Figures"));
        staff_table(p, TR(w, "Figures"));
        staff_head(p, TR(w, "Figure"));
        staff_head(p, TR(w, "Definition"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < l->figures_n; i++) {
                const struct figure *f = &l->figures[i];
                HTML(&p->h, "<tr><td><a href=\"{}\">{}</a></td><td><code>{}</code></td></tr>\n",
                     U(str_printf(w->a, "/app/figures/%.*s.%.*s", SP(l->name), SP(f->name))),
                     T(staff_label(w, &f->label, f->name)), T(f->text));
        }
        staff_table_end(p);
        staff_card_end(p);
}

enum err admin_definition_page(struct web *w)
{
        const struct ledger *l;
        struct page p;
        TRY(web_ask(w));
        TRY(web_ledger(w, w->arg[0], &l));
        page_begin(&p, w, staff_label(w, &l->label, l->name), PAGE_STAFF);
        HTML(&p.h, "<p><a href=\"/app/definitions\">{}</a> · <code>{}</code> · {} {}</p>\n",
             L("All definitions"), T(l->name), L("version"), I(l->version));
        put_states(&p, l);
        put_steps(&p, l);
        put_fields(&p, l);
        put_figures(&p, l);
        HTML(&p.h,
             "<details class=\"mb-3\"><summary>{} {}</summary><pre tabindex=\"0\">{}</pre>"
             "</details>\n",
             L("The file:"), T(l->file), T(l->text));
        return page_end(&p, 200);
}
