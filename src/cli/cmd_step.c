/* cmd_step.c: entering a record, and taking a step on one. */
#include "ask/label.h"
#include "ask/offers.h"
#include "ask/show.h"
#include "cli/cli.h"
#include "exchange/upload.h"

struct stepping {
        struct cli *c;
        struct writer w;
        const struct ledger *l;
        struct request req;
        struct input *in;
        size_t in_n, in_cap;
        struct input_file *file;
        size_t file_n, file_cap;
};

static void stepping_done(struct stepping *x)
{
        writer_close(&x->w);
}

/* ---- inputs ---------------------------------------------------------------------------------- */

int cli_field(const struct ledger *l, struct str name)
{
        int i = ledger_field(l, name);
        for (size_t k = 0; i < 0 && k < l->fields_n; k++)
                if (str_eq(l->fields[k].label.zh, name) || str_eq(l->fields[k].label.en, name))
                        i = (int)k;
        return i;
}

/* field=@path of a file field: one more file. */
static void take_file(struct stepping *x, const struct field *f, struct str text)
{
        struct cli *c = x->c;
        struct attachment one, *v;
        struct input_file *at = NULL;
        struct str bytes;
        const char *path = str_dupz(&c->a, str_from(text, 1));
        const struct upload in = { x->w.path.data, &c->a, &c->sys, &c->f, f->name, f };
        if (!str_starts(text, S("@"))) {
                REFUSE(c, ERR_INPUT, "file.path", f->name, "附件应写作 字段=@文件",
                       "a file is given as FIELD=@PATH");
                return;
        }
        if (file_read(&c->a, path, FILE_BYTES_MAX, &bytes) != OK) {
                REFUSE(c, ERR_INPUT, "file.read", f->name, "文件“%s”不存在、无法读取或过大",
                       "the file '%s' is not there, cannot be read, or is too large", path);
                return;
        }
        if (upload_take(&in, str_from(text, 1), bytes, &one) != OK) return;
        for (size_t i = 0; i < x->file_n; i++)
                if (str_eq(x->file[i].name, f->name)) at = &x->file[i];
        if (!at) at = ARENA_PUSH(&c->a, x->file, x->file_n, x->file_cap);
        v = ARENA_NEW(&c->a, struct attachment, at->n + 1);
        for (size_t i = 0; i < at->n; i++) v[i] = at->v[i];
        v[at->n] = one;
        *at = (struct input_file){ f->name, v, at->n + 1 };
}

/* field=@path reads a file, field=@- standard input. A place's @ is its point. */
static struct str input_text(struct stepping *x, struct str name, struct str text)
{
        struct cli *c = x->c;
        struct str got = STR_NONE;
        int i = cli_field(x->l, name);
        if (!str_starts(text, S("@")) || (i >= 0 && x->l->fields[i].type == F_PLACE)) return text;
        const char *path = str_dupz(&c->a, str_from(text, 1));
        if (str_eq(text, S("@-"))) path = "/dev/stdin";
        enum err e = file_read(&c->a, path, TEXT_BYTES_MAX, &got);
        if (e != OK)
                REFUSE(c, e, "file.read", name, "文件“%s”不存在、无法读取或过大",
                       "the file '%s' is not there, cannot be read, or is too long", path);
        while (got.n && (got.p[got.n - 1] == '\n' || got.p[got.n - 1] == '\r')) got.n--;
        return got;
}

static void take_inputs(struct stepping *x, size_t from)
{
        struct cli *c = x->c;
        for (size_t i = from; i < c->args.n; i++) {
                struct str name, text;
                if (!str_cut(operand(c, i), '=', &name, &text) || name.n == 0) {
                        USAGE(c, "usage.field", operand(c, i), "应写作 字段=值",
                              "expected FIELD=VALUE");
                        continue;
                }
                int f = cli_field(x->l, name);
                if (f >= 0 && x->l->fields[f].type == F_FILE && text.n) {
                        take_file(x, &x->l->fields[f], text);
                        continue;
                }
                text = input_text(x, name, text);
                *ARENA_PUSH(&c->a, x->in, x->in_n, x->in_cap) =
                        (struct input){ f < 0 ? name : x->l->fields[f].name, text };
        }
        for (size_t i = 0; i < x->file_n; i++)
                *ARENA_PUSH(&c->a, x->in, x->in_n, x->in_cap) =
                        (struct input){ x->file[i].name,
                                        input_files_text(&c->a, x->file[i].v, x->file[i].n) };
        x->req.cmd.file = x->file;
        x->req.cmd.file_n = x->file_n;
        x->req.cmd.in = x->in;
        x->req.cmd.in_n = x->in_n;
}

static enum err take_actor(struct stepping *x)
{
        struct cli *c = x->c;
        struct command *cmd = &x->req.cmd;
        cmd->who = (struct actor){ .account = -1, .via = VIA_CLI };
        cmd->who.requester = str_eq(opt_value(c, OPT_AS), S("requester"));
        if (!cmd->who.requester) TRY(account_as(c, &x->w.inforce, &cmd->who.account));
        cmd->key = opt_value(c, OPT_KEY);
        cmd->key_scope = str_printf(&c->a, "cli/%.*s", SP(opt_value(c, OPT_AS)));
        return OK;
}

static void take_options(struct stepping *x)
{
        struct cli *c = x->c;
        struct command *cmd = &x->req.cmd;
        cmd->office = opt_value(c, OPT_OFFICE);
        cmd->paper = opt_value(c, OPT_PAPER);
        cmd->because = opt_value(c, OPT_BECAUSE);
        cmd->day = opt_day(c, OPT_DAY);
        cmd->version = opt_int(c, OPT_VERSION, 0, INT64_MAX, -1);
}

static struct str step_of(const struct ledger *l, struct str name)
{
        if (ledger_step(l, name) >= 0) return name;
        for (size_t i = 0; i < l->steps_n; i++)
                if (str_eq(l->steps[i].label.zh, name) || str_eq(l->steps[i].label.en, name))
                        return l->steps[i].name;
        return name;
}

/* ---- what came of it ------------------------------------------------------------------------- */

static struct ask asking(struct stepping *x, const struct reader *who)
{
        struct cli *c = x->c;
        return (struct ask){ .st = x->w.st,
                             .keys = x->w.keys,
                             .in = &x->w.inforce,
                             .who = who,
                             .a = &c->a,
                             .f = &c->f,
                             .lang = c->lang,
                             .now = c->sys.now(c->sys.ctx) };
}

static void tell_duties(struct stepping *x, const struct ask *k, const struct rec *r)
{
        struct cli *c = x->c;
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *u = &r->duties[i];
                const struct duty_def *d = &x->l->duties[u->def];
                if (u->opened_seq == x->req.out.seq)
                        TELL(c, "  任务    %.*s：%.*s，%.*s%s\n", "  duty     %.*s: %.*s, %.*s%s\n",
                             SP(label_in(&d->label, d->name, c->lang)),
                             SP(label_office(k, u->holder, DAY_NONE)),
                             SP(due_text(c, k->in->zone, u->due)),
                             !u->provisional      ? ""
                             : c->lang == LANG_ZH ? "（暂定）"
                                                  : " (provisional)");
                if (u->ended_seq == x->req.out.seq && u->outcome != OUT_OPEN)
                        TELL(c, "  了结    %.*s：%.*s%s\n", "  ended    %.*s: %.*s%s\n",
                             SP(label_in(&d->label, d->name, c->lang)),
                             SP(label_outcome(k, u->outcome)),
                             !u->late             ? ""
                             : c->lang == LANG_ZH ? "，逾期"
                                                  : ", late");
        }
        for (size_t i = 0; i < r->papers_n; i++)
                if (r->papers[i].seq == x->req.out.seq)
                        TELL(c, "  文书    %.*s\n", "  paper    %.*s\n", SP(r->papers[i].number));
}

static void tell_text(struct stepping *x, const struct ask *k, const struct rec *r)
{
        struct cli *c = x->c;
        const struct outcome_of *o = &x->req.out;
        buf_printf(&c->out, "%.*s%s\n", SP(o->number),
                   !o->repeated         ? ""
                   : c->lang == LANG_ZH ? "（同一幂等键：先前的答复）"
                                        : " (the same key: the former answer)");
        TELL(c, "  状态    %.*s\n", "  state    %.*s\n", SP(label_state(k, x->l, r->state)));
        if (moment_is(r->promised))
                TELL(c, "  承诺    %.*s\n", "  promise  %.*s\n",
                     SP(due_text(c, k->in->zone, r->promised)));
        tell_duties(x, k, r);
        if (o->code.n) TELL(c, "  查询码  %.*s\n", "  code     %.*s\n", SP(o->code));
        TELL(c, "  版本    %" PRId64 "\n", "  version  %" PRId64 "\n", o->seq);
        for (size_t i = 0; i < o->warned_n; i++) {
                c->notes = true; /* told beside, and done all the same */
                FAULT(&c->f, ERR_CONFLICT, "step.warned", o->warned[i], "提醒：%.*s",
                      "warning: %.*s", SP(label_warning(k, x->l, x->req.cmd.step, o->warned[i])));
        }
}

static void tell_json(struct stepping *x, const struct ask *k, const struct rec *r)
{
        struct cli *c = x->c;
        const struct outcome_of *o = &x->req.out;
        struct jout j;
        json_begin(c, &j);
        jout_key_text(&j, S("ledger"), x->l->name);
        jout_key_text(&j, S("number"), o->number);
        jout_key_int(&j, S("record"), o->record);
        jout_key_int(&j, S("version"), o->seq);
        jout_key_text(&j, S("state"), x->l->states[r->state].name);
        if (o->code.n) jout_key_text(&j, S("code"), o->code);
        if (moment_is(r->promised))
                jout_key_text(&j, S("promised"), due_text(c, k->in->zone, r->promised));
        jout_key_bool(&j, S("repeated"), o->repeated);
        jout_key(&j, S("duties"));
        jout_open(&j, '[');
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *u = &r->duties[i];
                if (u->opened_seq != o->seq && u->ended_seq != o->seq) continue;
                jout_open(&j, '{');
                jout_key_text(&j, S("duty"), x->l->duties[u->def].name);
                jout_key_text(&j, S("holder"), u->holder);
                jout_key_text(&j, S("due"), due_text(c, k->in->zone, u->due));
                jout_key_bool(&j, S("provisional"), u->provisional);
                jout_key_text(&j, S("outcome"), outcome_name(u->outcome));
                jout_key_bool(&j, S("late"), u->late);
                jout_close(&j);
        }
        jout_close(&j);
        warnings_json(k, x->l, x->req.cmd.step, o, &j);
        json_end(c, &j);
}

static enum err tell(struct stepping *x)
{
        struct cli *c = x->c;
        struct reader who;
        struct rec r;
        reader_init(&who, &c->a, &x->w.inforce, READER_CITY);
        struct ask k = asking(x, &who);
        TRY(rec_load(&x->w.view, &c->a, x->l, x->req.out.record, &r));
        if (c->json) tell_json(x, &k, &r);
        else tell_text(x, &k, &r);
        return OK;
}

/* Somebody was faster: what has happened since the version seen. */
static enum err tell_changed(struct stepping *x)
{
        struct cli *c = x->c;
        struct reader who;
        struct shown now;
        reader_init(&who, &c->a, &x->w.inforce, READER_CITY);
        struct ask k = asking(x, &who);
        TRY(show_read(&k, x->l, x->req.cmd.record, false, &now));
        for (size_t i = 0; i < now.event_n; i++) {
                const struct show_event *e = &now.event[i];
                if (e->seq <= x->req.cmd.version) continue;
                REFUSE(c, ERR_CONFLICT, "version.since", e->at, "其间：%.*s %.*s %.*s",
                       "since then: %.*s %.*s %.*s", SP(e->label), SP(e->office), SP(e->actor));
        }
        return OK;
}

static enum err submit(struct stepping *x)
{
        struct cli *c = x->c;
        TRY(cli_checked(c));
        writer_run(&x->w, &c->a, c->lang, &x->req, 1);
        if (x->req.out.err == OK) return tell(x);
        c->f = x->req.out.faults;
        if (strcmp(c->f.first->code, "version.stale") == 0) TRY(tell_changed(x));
        return x->req.out.err;
}

/* ---- the two commands ------------------------------------------------------------------------ */

/* The one entering step, or --step. */
static enum err entering_step(struct stepping *x)
{
        struct cli *c = x->c;
        struct str all = STR_NONE;
        size_t n = 0;
        if (has_opt(c, OPT_STEP)) {
                x->req.cmd.step = step_of(x->l, opt_value(c, OPT_STEP));
                return OK;
        }
        for (size_t i = 0; i < x->l->steps_n; i++) {
                const struct step *s = &x->l->steps[i];
                if (!s->enters || s->retired) continue;
                x->req.cmd.step = s->name;
                all = str_printf(&c->a, "%.*s%s%.*s", SP(all), n++ ? ", " : "", SP(s->name));
        }
        if (n == 1) return OK;
        return USAGE(c, "usage.step", S("--step"), "请指明登记环节：%.*s",
                     "say which entering step: %.*s", SP(all));
}

enum err run_enter(struct cli *c)
{
        AUTO(stepping_done) struct stepping x = { .c = c, .w = { .lock_fd = -1 } };
        TRY(writing_open(c, 0, &x.w));
        TRY(need_definitions(c, &x.w.inforce, x.w.path.dir));
        TRY(find_ledger(c, x.w.inforce.city, operand(c, 1), &x.l));
        x.req.ledger = x.l->name;
        take_options(&x);
        x.req.cmd.version = -1;
        take_inputs(&x, 2);
        (void)entering_step(&x);
        (void)take_actor(&x);
        return submit(&x);
}

static enum err find_record(struct stepping *x, struct str number)
{
        struct cli *c = x->c;
        enum err e = rec_find(&x->w.view, x->l, number, &x->req.cmd.record);
        if (e != ERR_NOT_FOUND) return e;
        return REFUSE(c, e, "record.none", operand(c, 1), "台账“%.*s”没有编号“%.*s”",
                      "ledger %.*s has no record '%.*s'", SP(x->l->name),
                      SP(str_sub(number, 0, 60)));
}

enum err run_step(struct cli *c)
{
        AUTO(stepping_done) struct stepping x = { .c = c, .w = { .lock_fd = -1 } };
        struct str name[2];
        TRY(split_name(c, operand(c, 1), '/', "LEDGER/NUMBER", name));
        TRY(writing_open(c, 0, &x.w));
        TRY(need_definitions(c, &x.w.inforce, x.w.path.dir));
        TRY(find_ledger(c, x.w.inforce.city, name[0], &x.l));
        TRY(find_record(&x, name[1]));
        x.req.ledger = x.l->name;
        x.req.cmd.step = step_of(x.l, operand(c, 2));
        take_options(&x);
        take_inputs(&x, 3);
        (void)take_actor(&x);
        return submit(&x);
}
