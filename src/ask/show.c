#include "ask/show.h"

#include "ask/label.h"
#include "ask/mask.h"

static struct str say(const struct ask *k, struct str zh, struct str en)
{
        return k->lang == LANG_ZH ? zh : en;
}

/* ---- fields ---- */

/* What a requester sent, or was told at the end. */
bool show_requester_sees(const struct ledger *l, int field)
{
        const struct field *f = &l->fields[field];
        bool text = f->type == F_TEXT || f->type == F_NOTE || f->type == F_FILE;
        for (size_t s = 0; s < l->steps_n; s++) {
                const struct step *x = &l->steps[s];
                bool ends = text && x->builtin == STEP_DECLARED && x->to >= 0 &&
                            l->states[x->to].kind != KIND_OPEN;
                for (size_t i = 0; i < x->ask_n; i++)
                        if (x->ask[i] == field && (x->enters || ends)) return true;
        }
        return false;
}

static const struct table_shown *table_of(const struct ask *k, const struct shown *x, int field)
{
        const struct field *f = &x->l->fields[field];
        struct table_shown *t = ARENA_NEW(k->a, struct table_shown, 1);
        bool there = false;
        if (f->type != F_ROWS || f->private || x->r.v[field].type != T_NUMBER) return NULL;
        struct str text = text_open(k, x->r.id, x->r.v[field].i, f->name, &there);
        const struct table_in in = { x->l, &x->r, field, MASKED };
        return there && table_read(k, &in, text, t) ? t : NULL;
}

/* The records that a field links, each with the way there. */
static enum err links_of(const struct ask *k, const struct shown *x, int field,
                         struct show_line *line)
{
        const struct field *f = &x->l->fields[field];
        const struct value *v = &x->r.v[field];
        if (f->type != F_LINK || f->private || x->requester) return OK;
        struct linked *to = ARENA_NEW(k->a, struct linked, value_count(v));
        for (size_t i = 0; i < value_count(v); i++)
                TRY(label_linked(k, f, value_one(f, v, i).i, &to[i]));
        line->link = to;
        line->link_n = value_count(v);
        return OK;
}

static enum err read_fields(const struct ask *k, struct shown *x)
{
        size_t cap = 0;
        ASSERT(x->r.v != NULL);
        for (int i = 0; i < (int)x->l->fields_n; i++) {
                if (x->requester && !show_requester_sees(x->l, i)) continue;
                struct str text = label_field(k, x->l, &x->r, i, MASKED);
                bool no = x->l->fields[i].type == F_FLAG && !x->r.v[i].truth;
                if (text.n == 0 || no) continue;
                struct show_line *line = ARENA_PUSH(k->a, x->field, x->field_n, cap);
                *line = (struct show_line){ .name = x->l->fields[i].name,
                                            .label = label_in(&x->l->fields[i].label,
                                                              x->l->fields[i].name, k->lang),
                                            .text = text,
                                            .table = table_of(k, x, i) };
                TRY(links_of(k, x, i, line));
        }
        return OK;
}

/* ---- duties, papers ---- */

static struct str provisional(const struct ask *k, struct str due, bool is)
{
        if (!is) return due;
        return str_printf(k->a, "%.*s%.*s", SP(due),
                          SP(say(k, S("（暂定）"), S(" (provisional)"))));
}

static struct str duty_label(const struct ask *k, const struct ledger *l, int def)
{
        return label_in(&l->duties[def].label, l->duties[def].name, k->lang);
}

static struct show_duty shown_duty(const struct ask *k, const struct ledger *l,
                                   const struct rduty *d)
{
        bool open = d->outcome == OUT_OPEN;
        return (struct show_duty){ .d = d,
                                   .label = duty_label(k, l, d->def),
                                   .holder = label_office(k, d->holder, d->opened),
                                   .due = provisional(k, duty_due_said(k, d), d->provisional),
                                   .outcome = label_outcome(k, d->outcome),
                                   .colour = duty_colour(k, l, d),
                                   .days_left = open ? due_days_left(k, d->due) : 0 };
}

static void read_duties(const struct ask *k, struct shown *x)
{
        size_t cap = 0;
        for (size_t i = 0; i < x->r.duties_n; i++)
                if (x->l->duties[x->r.duties[i].def].paper < 0)
                        *ARENA_PUSH(k->a, x->duty, x->duty_n, cap) =
                                shown_duty(k, x->l, &x->r.duties[i]);
}

/* What is owed of it, and who ended that. */
static enum err read_owed(const struct ask *k, const struct shown *x, struct show_paper *s)
{
        const struct rduty *d = rec_owed(x->l, &x->r, s->p);
        struct event e;
        if (!d) return OK;
        s->owed = shown_duty(k, x->l, d);
        TRY(duty_explain(k, x->l, &x->r, d, &s->explanation));
        if (d->outcome == OUT_OPEN) return OK;
        TRY(ask_failed(k, log_get(k->st, k->a, d->ended_seq, &e)));
        s->receipt = label_moment(k, d->ended_at);
        s->receipted = label_office(k, e.office, e.day);
        return OK;
}

static enum err read_papers(const struct ask *k, struct shown *x)
{
        size_t cap = 0;
        for (size_t i = 0; i < x->r.papers_n; i++) {
                const struct rpaper *p = &x->r.papers[i];
                const struct paper_def *def = &x->l->papers[p->def];
                struct show_paper *s = ARENA_PUSH(k->a, x->paper, x->paper_n, cap);
                *s = (struct show_paper){
                        .p = p,
                        .line = { .name = def->name,
                                  .label = label_in(&def->label, def->name, k->lang),
                                  .text = str_printf(k->a, "%.*s %.*s", SP(p->number),
                                                     SP(label_day(k, p->day))) },
                        .office = label_office(k, p->office, p->day)
                };
                if (!x->requester) TRY(read_owed(k, x, s));
        }
        return OK;
}

/* ---- what happened ---- */

struct telling {
        const struct ask *k;
        const struct shown *x;
        const struct event *e;
        struct show_event *to;
        size_t cap;
};

static void tell(struct telling *t, struct str name, struct str label, struct str text)
{
        *ARENA_PUSH(t->k->a, t->to->change, t->to->change_n, t->cap) =
                (struct show_line){ .name = name, .label = label, .text = text };
}

static bool is_set(const struct change *c, int field)
{
        for (size_t i = 0; i < c->set_n; i++)
                if (c->set[i].field == field) return true;
        return false;
}

static void tell_sets(struct telling *t, const struct change *c)
{
        const struct ledger *l = t->x->l;
        struct rec r;
        rec_init(&r, t->k->a, l);
        r.id = t->e->record;
        for (size_t i = 0; i < l->fields_n; i++) /* whose names are masked in the texts */
                if (l->fields[i].type == F_PERSON) r.v[i] = t->x->r.v[i];
        for (size_t i = 0; i < c->set_n; i++) r.v[c->set[i].field] = c->set[i].value;
        for (int n = 0; n < (int)l->fields_n; n++) { /* in the order they are declared */
                const struct field *f = &l->fields[n];
                if (!is_set(c, n)) continue;
                struct str text = label_field(t->k, l, &r, n, MASKED);
                if (text.n == 0) text = say(t->k, S("（空）"), S("(empty)"));
                tell(t, f->name, label_in(&f->label, f->name, t->k->lang), text);
        }
        for (size_t i = 0; i < c->texts_n; i++) {
                struct str name = c->texts[i].name;
                if (str_eq(name, S("code"))) continue;
                struct str label = str_eq(name, S("because"))
                                           ? say(t->k, S("理由"), S("Because"))
                                           : say(t->k, S("补充"), S("Supplement"));
                struct str text = text_open(t->k, t->e->record, t->e->seq, name, NULL);
                tell(t, name, label, label_text(t->k, l, &t->x->r, text));
        }
}

static const struct rduty *duty_of(const struct shown *x, int64_t id)
{
        for (size_t i = 0; i < x->r.duties_n; i++)
                if (x->r.duties[i].id == id) return &x->r.duties[i];
        return NULL;
}

static void tell_duties(struct telling *t, const struct change *c)
{
        const struct ask *k = t->k;
        struct str name = S("duty");
        for (size_t i = 0; i < c->end_n; i++) {
                const struct rduty *d = duty_of(t->x, c->end[i].duty);
                if (!d) continue;
                struct str late = c->end[i].late ? say(k, S("，逾期"), S(", late")) : STR_NONE;
                tell(t, name, duty_label(k, t->x->l, d->def),
                     str_printf(k->a, k->lang == LANG_ZH ? "%.*s：%.*s%.*s" : "%.*s: %.*s%.*s",
                                SP(label_office(k, d->holder, t->e->day)),
                                SP(label_outcome(k, c->end[i].outcome)), SP(late)));
        }
        for (size_t i = 0; i < c->reopen_n; i++) {
                const struct rduty *d = duty_of(t->x, c->reopen[i]);
                if (d)
                        tell(t, name, duty_label(k, t->x->l, d->def),
                             say(k, S("恢复"), S("open again")));
        }
        for (size_t i = 0; i < c->open_n; i++) {
                const struct change_open *o = &c->open[i];
                struct str by = provisional(k, label_due(k, o->due), o->provisional);
                tell(t, name, duty_label(k, t->x->l, o->def),
                     str_printf(k->a, k->lang == LANG_ZH ? "%.*s，%.*s 前" : "%.*s, by %.*s",
                                SP(label_office(k, o->holder, t->e->day)), SP(by)));
        }
}

/* Clocks stopped, freed and extended: of a duty, or of the promise. */
static void tell_clocks(struct telling *t, const struct change *c)
{
        const struct ask *k = t->k;
        for (size_t i = 0; i < c->clock_n; i++) {
                const struct change_clock *m = &c->clock[i];
                const struct rduty *d = m->duty ? duty_of(t->x, m->duty) : NULL;
                struct str label = d ? duty_label(k, t->x->l, d->def)
                                     : label_heading(k, t->x->l, S("promised"));
                tell(t, S("clock"), label, clock_move_said(k, t->x->l, d, m));
        }
}

/* Events that are no step of the ledger. */
static struct str event_label(const struct ask *k, struct str step)
{
        static const struct {
                struct str name;
                struct label label;
        } rows[] = {
                { SI("import"), { SI("导入"), SI("Imported") } },
                { SI("erase"), { SI("擦除文字"), SI("Texts erased") } },
                { SI("take_back"), { SI("整批撤回"), SI("Batch taken back") } },
                { SI("succeed"), { SI("单位变更，移交"), SI("Handed on: the office has ended") } },
                { SI("reckon"), { SI("期限重算"), SI("Reckoned anew") } },
                { SI("reveal"), { SI("查看隐私字段"), SI("Private field shown") } },
                { SI("rule"), { SI("按规则"), SI("By rule") } },
                { SI("meet"), { SI("另有记录，已完成"), SI("Met by another record") } },
        };
        for (size_t i = 0; i < LEN(rows); i++)
                if (str_eq(rows[i].name, step)) return say(k, rows[i].label.zh, rows[i].label.en);
        return step;
}

/* Who was shown what, and why the texts went. */
static void tell_sight(struct telling *t, const struct change *c)
{
        const struct ask *k = t->k;
        if (c->reveals.n)
                tell(t, S("reveals"), say(k, S("字段"), S("Field")),
                     label_heading(k, t->x->l, c->reveals));
        if (c->keep.n)
                tell(t, S("keep"), say(k, S("保存期满"), S("Kept for")), label_within(k, c->keep));
}

/* What it looked at in other ledgers, and of what it was warned. */
static void tell_needs(struct telling *t, const struct change *c)
{
        const struct ask *k = t->k;
        for (size_t i = 0; i < c->need_n; i++) {
                int of = city_ledger(k->in->city, c->need[i].ledger);
                const struct ledger *l = of < 0 ? NULL : &k->in->city->ledgers[of];
                if (l)
                        tell(t, S("needed"), label_in(&l->label, l->name, k->lang),
                             label_record(k, l, c->need[i].record));
        }
        for (size_t i = 0; i < c->warned_n; i++)
                tell(t, S("warned"), say(k, S("提醒"), S("Warning")),
                     label_warning(k, t->x->l, t->e->step, c->warned[i]));
}

/* By which rule, or why it could not. */
static void tell_rule(struct telling *t, const struct change_rule *r)
{
        const struct ask *k = t->k;
        const struct city *c = k->in->city;
        struct str name = r->name;
        if (name.n == 0) return;
        for (size_t i = 0; i < c->ledgers_n; i++)
                for (size_t n = 0; n < c->ledgers[i].rules_n; n++) {
                        const struct rule_def *d = &c->ledgers[i].rules[n];
                        if (str_eq(d->key, r->name)) name = label_in(&d->label, d->name, k->lang);
                }
        if (r->refused.n)
                name = str_printf(
                        k->a, k->lang == LANG_ZH ? "%.*s：未办成（%.*s）" : "%.*s: not done (%.*s)",
                        SP(name), SP(r->refused));
        tell(t, S("rule"), say(k, S("规则"), S("Rule")), name);
}

static void tell_change(struct telling *t, const struct change *c)
{
        const struct ask *k = t->k;
        const struct ledger *l = t->x->l;
        if (c->state >= 0)
                tell(t, S("state"), label_heading(k, l, S("state")), label_state(k, l, c->state));
        tell_rule(t, &c->rule);
        tell_sight(t, c);
        tell_needs(t, c);
        tell_sets(t, c);
        tell_duties(t, c);
        tell_clocks(t, c);
        if (c->promise)
                tell(t, S("promised"), label_heading(k, l, S("promised")),
                     provisional(k, label_due(k, c->promised), c->promised_provisional));
        if (c->round)
                tell(t, S("round"), label_heading(k, l, S("round")), label_number(k, c->round, 0));
        for (size_t i = 0; i < c->paper_n; i++) {
                const struct paper_def *p = &l->papers[c->paper[i].def];
                tell(t, S("paper"), label_in(&p->label, p->name, k->lang), c->paper[i].number);
        }
}

static struct str account_of(const struct ask *k, int64_t id)
{
        int i = account_by_id(&k->in->accounts, id);
        return i >= 0 ? k->in->accounts.v[i].login : str_printf(k->a, "#%" PRId64, id);
}

struct str show_who(const struct ask *k, const struct show_event *e)
{
        if (e->acting_for.n == 0) return e->actor;
        return str_printf(k->a, k->lang == LANG_ZH ? "%.*s 代 %.*s" : "%.*s for %.*s", SP(e->actor),
                          SP(e->acting_for));
}

static struct str actor_of(const struct ask *k, const struct event *e)
{
        if (e->actor) return account_of(k, e->actor);
        return e->via == VIA_TIMER ? say(k, S("系统定时"), S("timer")) : STR_NONE;
}

static enum err read_event(const struct ask *k, struct shown *x, const struct event *e,
                           struct show_event *s)
{
        struct change c;
        const struct ledger *l = x->l;
        struct day at_day = day_of(e->at, k->in->zone);
        int step = ledger_step(l, e->step);
        TRY(change_parse(k->a, l, e, k->f, &c));
        *s = (struct show_event){ .seq = e->seq,
                                  .step = e->step,
                                  .label = step < 0 ? event_label(k, e->step)
                                                    : label_in(&l->steps[step].label, e->step,
                                                               k->lang),
                                  .day = label_day(k, e->day),
                                  .at = label_moment(k, e->at),
                                  .actor = x->requester ? STR_NONE : actor_of(k, e),
                                  .office = label_office(k, e->office, e->day),
                                  .corrects = c.corrects };
        if (at_day.v > e->day.v) s->known = label_day(k, at_day);
        if (s->actor.n && e->acting_for) s->acting_for = account_of(k, e->acting_for);
        struct telling t = { .k = k, .x = x, .e = e, .to = s };
        if (!x->requester) tell_change(&t, &c);
        return OK;
}

static enum err read_events(const struct ask *k, struct shown *x)
{
        struct log_cursor *cur = NULL;
        struct event *all = NULL, e;
        size_t n = 0, cap = 0;
        enum err last = OK;
        TRY(ask_failed(k, log_read(k->st, k->a, 0, INT64_MAX, x->r.id, &cur)));
        while (log_next(cur, k->a, &e, &last)) {
                bool inside = x->requester && str_eq(e.step, S("reveal"));
                if (!inside) *ARENA_PUSH(k->a, all, n, cap) = e;
        }
        log_read_done(&cur);
        TRY(ask_failed(k, last));
        x->event = ARENA_NEW(k->a, struct show_event, n);
        x->event_n = n;
        for (size_t i = 0; i < n; i++) TRY(read_event(k, x, &all[i], &x->event[i]));
        return OK;
}

const struct show_duty *show_owed(const struct shown *x, int64_t duty)
{
        for (size_t i = 0; i < x->duty_n; i++)
                if (x->duty[i].d->id == duty) return &x->duty[i];
        for (size_t i = 0; i < x->paper_n; i++)
                if (x->paper[i].owed.d && x->paper[i].owed.d->id == duty) return &x->paper[i].owed;
        return NULL;
}

/* ---- all of it ---- */

static enum err none(const struct ask *k, struct str number)
{
        return FAULT(k->f, ERR_NOT_FOUND, "record.unknown", number, "没有此事项，或无权查看",
                     "there is no such record, or it is not open to you");
}

enum err show_number(const struct ask *k, const struct ledger *l, struct str number,
                     int64_t *ret_record)
{
        struct view v = { .st = k->st, .city = k->in->city };
        enum err e = rec_find(&v, l, number, ret_record);
        return e == ERR_NOT_FOUND ? none(k, number) : ask_failed(k, e);
}

enum err show_read(const struct ask *k, const struct ledger *l, int64_t record, bool requester,
                   struct shown *ret)
{
        struct view v = { .st = k->st, .city = k->in->city };
        struct shown x = { .l = l, .requester = requester };
        enum err e = requester ? OK : scope_check(k, l, record);
        if (e == OK) e = rec_load(&v, k->a, l, record, &x.r);
        if (e == ERR_NOT_FOUND) return none(k, STR_NONE);
        TRY(ask_failed(k, e));
        x.state = label_state(k, l, x.r.state);
        x.owner = label_office(k, x.r.owner, DAY_NONE);
        if (moment_is(x.r.promised)) {
                x.promised = provisional(k, label_due(k, x.r.promised), x.r.promised_provisional);
                x.colour = promise_colour(k, l, &x.r);
                TRY(promise_explain(k, l, &x.r, &x.explanation));
        }
        TRY(read_fields(k, &x));
        TRY(files_read(k, l, &x.r, requester, &x.file, &x.file_n));
        if (!requester) read_duties(k, &x);
        TRY(read_papers(k, &x));
        if (!requester) {
                TRY(made_read(k, l, record, &x.made, &x.made_n));
                TRY(made_merged(k, l, &x.r, &x.merged, &x.merged_n));
        }
        TRY(read_events(k, &x));
        *ret = x;
        return OK;
}

enum err show_warnings(const struct ask *k, struct index *index, struct shown *x)
{
        ASSERT(!x->requester);
        return warnings_read(k, index, x->l, &x->r, &x->warning, &x->warning_n);
}

enum err show_bare(const struct ask *k, const struct ledger *l, int64_t record, struct str field,
                   struct str *ret)
{
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec r;
        int f = ledger_field(l, field);
        if (f < 0)
                return FAULT(k->f, ERR_INPUT, "reveal.field", S("field"), "台账没有字段“%.*s”",
                             "there is no field %.*s", SP(str_sub(field, 0, 60)));
        enum err e = rec_load(&v, k->a, l, record, &r);
        if (e == ERR_NOT_FOUND) return none(k, STR_NONE);
        TRY(ask_failed(k, e));
        *ret = label_field(k, l, &r, f, BARE);
        return OK;
}
