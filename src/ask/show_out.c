/* show_out.c: a record as text for the terminal and as JSON. */
#include "ask/label.h"
#include "ask/list.h"
#include "ask/show.h"

static const char *colon(const struct ask *k)
{
        return k->lang == LANG_ZH ? "：" : ": ";
}

static void line(const struct ask *k, struct buf *out, const char *indent,
                 const struct show_line *x)
{
        buf_put(out, str_c(indent));
        buf_put(out, x->label);
        buf_put(out, str_c(colon(k)));
        for (size_t i = 0; i < x->text.n; i++) {
                buf_putc(out, x->text.p[i]);
                if (x->text.p[i] == '\n') buf_put(out, str_c(indent));
        }
        buf_putc(out, '\n');
}

static bool is_shown(const struct shown *x, struct str field)
{
        for (size_t i = 0; i < x->field_n; i++)
                if (str_eq(x->field[i].name, field)) return true;
        return false;
}

static void warning_text(const struct ask *k, const struct shown *x, const struct warning *w,
                         struct buf *out)
{
        struct str label = label_heading(k, x->l, w->field);
        buf_printf(out, k->lang == LANG_ZH ? "  ！%.*s：%.*s\n" : "  ! %.*s: %.*s\n", SP(label),
                   SP(w->text));
}

/* Each beside its field; those of fields without a value after them. */
static void fields_text(const struct ask *k, const struct shown *x, struct buf *out)
{
        for (size_t i = 0; i < x->field_n; i++) {
                line(k, out, "", &x->field[i]);
                for (size_t w = 0; w < x->warning_n; w++)
                        if (str_eq(x->warning[w].field, x->field[i].name))
                                warning_text(k, x, &x->warning[w], out);
        }
        for (size_t w = 0; w < x->warning_n; w++)
                if (!is_shown(x, x->warning[w].field)) warning_text(k, x, &x->warning[w], out);
}

static void heading(const struct ask *k, struct buf *out, const char *zh, const char *en)
{
        buf_printf(out, "\n%s\n", k->lang == LANG_ZH ? zh : en);
}

/* By when, and what became of it. */
static void due_text(const struct ask *k, const struct show_duty *d, struct buf *out)
{
        bool zh = k->lang == LANG_ZH;
        if (d->d->outcome == OUT_OPEN && duty_held(d->d))
                buf_printf(out, zh ? "　%.*s　%.*s" : ", %.*s: %.*s", SP(d->due), SP(d->outcome));
        else
                buf_printf(out, zh ? "　%.*s 前　%.*s" : ", by %.*s: %.*s", SP(d->due),
                           SP(d->outcome));
        if (d->d->late) buf_put(out, zh ? S("（逾期）") : S(" (late)"));
        if (d->colour != COLOUR_NONE)
                buf_printf(out, zh ? "　%.*s，%.*s" : ", %.*s, %.*s",
                           SP(colour_label(d->colour, k->lang)),
                           SP(due_left_said(k, d->days_left)));
        buf_putc(out, '\n');
}

static void duty_text(const struct ask *k, const struct show_duty *d, struct buf *out)
{
        buf_printf(out,
                   k->lang == LANG_ZH ? "  %.*s　%.*s　第%" PRId64 "轮"
                                      : "  %.*s, %.*s, round %" PRId64,
                   SP(d->label), SP(d->holder), d->d->round);
        due_text(k, d, out);
}

static void paper_text(const struct ask *k, const struct show_paper *x, struct buf *out)
{
        bool zh = k->lang == LANG_ZH;
        line(k, out, "  ", &x->line);
        if (!x->owed.d) return;
        buf_printf(out, zh ? "      %.*s 致 %.*s" : "      from %.*s to %.*s", SP(x->office),
                   SP(x->owed.holder));
        due_text(k, &x->owed, out);
        if (x->receipt.n)
                buf_printf(out, zh ? "      %.*s　%.*s\n" : "      %.*s, %.*s\n", SP(x->receipt),
                           SP(x->receipted));
}

static void made_text(const struct ask *k, const struct made_shown *x, struct buf *out)
{
        const char *gap = k->lang == LANG_ZH ? "　" : "  ";
        buf_printf(out, "  %.*s%s%.*s%s%.*s\n", SP(x->label), gap, SP(x->text), gap, SP(x->state));
}

static void event_text(const struct ask *k, const struct show_event *e, struct buf *out)
{
        bool zh = k->lang == LANG_ZH;
        buf_printf(out, "  %.*s  %.*s", SP(e->at), SP(e->label));
        if (e->office.n) buf_printf(out, "  %.*s", SP(e->office));
        if (e->actor.n) buf_printf(out, "  %.*s", SP(show_who(k, e)));
        if (e->corrects)
                buf_put(out, zh ? S("（更正，自始如此）") : S(" (a correction: it was always so)"));
        if (e->known.n)
                buf_printf(out,
                           zh ? "（计入 %.*s，%.*s 补录）" : " (counts on %.*s, known since %.*s)",
                           SP(e->day), SP(e->known));
        buf_putc(out, '\n');
        for (size_t i = 0; i < e->change_n; i++) line(k, out, "      ", &e->change[i]);
}

void show_text(const struct ask *k, const struct shown *x, struct buf *out)
{
        bool zh = k->lang == LANG_ZH;
        buf_printf(out, "%.*s  %.*s  %.*s\n", SP(label_in(&x->l->label, x->l->name, k->lang)),
                   SP(x->r.number), SP(x->state));
        buf_printf(out,
                   zh ? "%.*s　受理于 %.*s　第%" PRId64 "轮\n"
                      : "%.*s, entered %.*s, round %" PRId64 "\n",
                   SP(x->owner), SP(label_day(k, x->r.entered)), x->r.round);
        if (x->promised.n) {
                buf_printf(out, zh ? "承诺时限：%.*s（%.*s）" : "Promised by %.*s (%.*s)",
                           SP(x->promised), SP(label_within(k, x->r.promised_within)));
                if (x->colour != COLOUR_NONE)
                        buf_printf(out, "  %.*s", SP(colour_label(x->colour, k->lang)));
                buf_printf(out, "\n%.*s", SP(x->explanation));
        }
        buf_putc(out, '\n');
        fields_text(k, x, out);
        if (x->duty_n) heading(k, out, "任务", "Duties");
        for (size_t i = 0; i < x->duty_n; i++) duty_text(k, &x->duty[i], out);
        if (x->paper_n) heading(k, out, "文书", "Papers");
        for (size_t i = 0; i < x->paper_n; i++) paper_text(k, &x->paper[i], out);
        if (x->merged_n) heading(k, out, "并件", "Merged");
        for (size_t i = 0; i < x->merged_n; i++) made_text(k, &x->merged[i], out);
        if (x->made_n) heading(k, out, "由此建立或与之关联", "Made for it or linked to it");
        for (size_t i = 0; i < x->made_n; i++) made_text(k, &x->made[i], out);
        heading(k, out, "留痕", "What happened");
        for (size_t i = 0; i < x->event_n; i++) event_text(k, &x->event[i], out);
}

/* ---- JSON ---- */

static void put_moment(const struct ask *k, struct jout *j, struct str key, struct moment m)
{
        char text[40];
        if (!moment_is(m)) return;
        jout_key_text(j, key, moment_format(m, k->in->zone, text));
}

static void put_links(struct jout *j, const struct show_line *x)
{
        jout_key(j, S("links"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->link_n; i++) {
                jout_open(j, '{');
                jout_key_text(j, S("ledger"), x->link[i].l->name);
                if (x->link[i].number.n) jout_key_text(j, S("number"), x->link[i].number);
                jout_key_text(j, S("text"), x->link[i].text);
                jout_close(j);
        }
        jout_close(j);
}

static void put_lines(struct jout *j, struct str key, const struct show_line *x, size_t n)
{
        jout_key(j, key);
        jout_open(j, '[');
        for (size_t i = 0; i < n; i++) {
                jout_open(j, '{');
                jout_key_text(j, S("name"), x[i].name);
                jout_key_text(j, S("label"), x[i].label);
                jout_key_text(j, S("text"), x[i].text);
                if (x[i].link_n) put_links(j, &x[i]);
                jout_close(j);
        }
        jout_close(j);
}

static void put_promise(const struct ask *k, const struct shown *x, struct jout *j)
{
        if (!x->promised.n) return;
        jout_key(j, S("promise"));
        jout_open(j, '{');
        put_moment(k, j, S("due"), x->r.promised);
        put_moment(k, j, S("start"), x->r.promised_start);
        jout_key_text(j, S("within"), x->r.promised_within);
        jout_key_bool(j, S("provisional"), x->r.promised_provisional);
        jout_key_int(j, S("calendar"), x->r.promised_calendar);
        if (x->colour != COLOUR_NONE) jout_key_text(j, S("colour"), colour_name(x->colour));
        jout_key_text(j, S("explanation"), x->explanation);
        jout_close(j);
}

static void put_owed(const struct ask *k, const struct show_duty *s, struct jout *j)
{
        const struct rduty *d = s->d;
        jout_key_text(j, S("holder"), d->holder);
        jout_key_text(j, S("holder_name"), s->holder);
        jout_key_int(j, S("round"), d->round);
        jout_key_bool(j, S("lead"), d->lead);
        put_moment(k, j, S("start"), d->start);
        put_moment(k, j, S("due"), d->due);
        jout_key_bool(j, S("provisional"), d->provisional);
        jout_key_text(j, S("within"), d->within);
        jout_key_text(j, S("outcome"), outcome_name(d->outcome));
        jout_key_bool(j, S("late"), d->late);
        put_moment(k, j, S("ended"), d->ended_at);
        if (s->colour != COLOUR_NONE) {
                jout_key_text(j, S("colour"), colour_name(s->colour));
                jout_key_int(j, S("days_left"), s->days_left);
        }
}

static void put_duty(const struct ask *k, const struct shown *x, const struct show_duty *s,
                     struct jout *j)
{
        jout_open(j, '{');
        jout_key_int(j, S("duty"), s->d->id);
        jout_key_text(j, S("name"), x->l->duties[s->d->def].name);
        jout_key_text(j, S("label"), s->label);
        put_owed(k, s, j);
        jout_close(j);
}

static void put_paper(const struct ask *k, const struct show_paper *x, struct jout *j)
{
        jout_open(j, '{');
        jout_key_int(j, S("paper"), x->p->id);
        jout_key_text(j, S("name"), x->line.name);
        jout_key_text(j, S("label"), x->line.label);
        jout_key_text(j, S("text"), x->line.text);
        jout_key_text(j, S("number"), x->p->number);
        jout_key_text(j, S("day"), label_day(k, x->p->day));
        jout_key_text(j, S("office"), x->p->office);
        jout_key_text(j, S("office_name"), x->office);
        if (x->owed.d) {
                jout_key(j, S("owed"));
                jout_open(j, '{');
                put_owed(k, &x->owed, j);
                jout_key_text(j, S("explanation"), x->explanation);
                if (x->receipt.n) jout_key_text(j, S("receipted_by"), x->receipted);
                jout_close(j);
        }
        jout_close(j);
}

static void put_papers(const struct ask *k, const struct shown *x, struct jout *j)
{
        jout_key(j, S("papers"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->paper_n; i++) put_paper(k, &x->paper[i], j);
        jout_close(j);
}

static void put_event(const struct show_event *e, struct jout *j)
{
        jout_open(j, '{');
        jout_key_int(j, S("seq"), e->seq);
        jout_key_text(j, S("day"), e->day);
        jout_key_text(j, S("at"), e->at);
        jout_key_text(j, S("step"), e->step);
        jout_key_text(j, S("label"), e->label);
        if (e->actor.n) jout_key_text(j, S("actor"), e->actor);
        if (e->acting_for.n) jout_key_text(j, S("acting_for"), e->acting_for);
        if (e->office.n) jout_key_text(j, S("office"), e->office);
        if (e->known.n) jout_key_text(j, S("known"), e->known);
        if (e->corrects) jout_key_bool(j, S("corrects"), true);
        if (e->change_n) put_lines(j, S("changes"), e->change, e->change_n);
        jout_close(j);
}

/* A requester gets the fields he may see, by name; staff the record as lists give it. */
static void put_fields(const struct ask *k, const struct shown *x, struct jout *j)
{
        static const struct str own[] = { SI("number"), SI("state"), SI("kind"), SI("entered"),
                                          SI("round") };
        struct str *name = ARENA_NEW(k->a, struct str, LEN(own) + x->field_n);
        size_t n = 0;
        for (; n < LEN(own); n++) name[n] = own[n];
        for (size_t i = 0; i < x->field_n; i++) name[n++] = x->field[i].name;
        record_json(k, x->l, &x->r, x->requester ? name : NULL, n, j);
}

static void put_made(const struct shown *x, struct jout *j)
{
        jout_key(j, S("made"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->made_n; i++) {
                const struct made_shown *m = &x->made[i];
                jout_open(j, '{');
                jout_key_text(j, S("name"), m->name);
                jout_key_text(j, S("ledger"), m->l->name);
                jout_key_int(j, S("record"), m->record);
                jout_key_text(j, S("number"), m->number);
                jout_key_text(j, S("label"), m->text);
                jout_key_text(j, S("state"), m->state);
                jout_key_text(j, S("kind"), kind_name(m->kind));
                jout_close(j);
        }
        jout_close(j);
}

static void put_files(const struct shown *x, struct jout *j)
{
        char hex[65];
        jout_key(j, S("files"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->file_n; i++) {
                const struct attachment *f = &x->file[i].x;
                jout_open(j, '{');
                jout_key_text(j, S("file"), f->file);
                jout_key_text(j, S("field"), x->l->fields[x->file[i].field].name);
                jout_key_text(j, S("name"), x->file[i].shown);
                jout_key_text(j, S("type"), f->type);
                jout_key_int(j, S("bytes"), f->bytes);
                jout_key_text(j, S("sha256"), hash_hex(&f->sha256, hex));
                jout_close(j);
        }
        jout_close(j);
}

static void put_warnings(const struct shown *x, struct jout *j)
{
        jout_key(j, S("warnings"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->warning_n; i++) {
                const struct warning *w = &x->warning[i];
                jout_open(j, '{');
                jout_key_text(j, S("field"), w->field);
                jout_key_text(j, S("code"), str_c(w->code));
                jout_key_text(j, S("text"), w->text);
                if (w->record.n) jout_key_text(j, S("record"), w->record);
                jout_close(j);
        }
        jout_close(j);
}

void show_json(const struct ask *k, const struct shown *x, struct jout *j)
{
        jout_open(j, '{');
        jout_key_text(j, S("ledger"), x->l->name);
        jout_key_int(j, S("record"), x->r.id);
        jout_key_int(j, S("version"), x->r.version);
        jout_key_text(j, S("state_label"), x->state);
        jout_key_text(j, S("owner_name"), x->owner);
        put_fields(k, x, j);
        put_promise(k, x, j);
        put_lines(j, S("labelled"), x->field, x->field_n);
        if (!x->requester) {
                put_warnings(x, j);
                jout_key(j, S("duties"));
                jout_open(j, '[');
                for (size_t i = 0; i < x->duty_n; i++) put_duty(k, x, &x->duty[i], j);
                jout_close(j);
        }
        put_papers(k, x, j);
        if (!x->requester) put_made(x, j);
        put_files(x, j);
        jout_key(j, S("events"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->event_n; i++) put_event(&x->event[i], j);
        jout_close(j);
        jout_close(j);
}
