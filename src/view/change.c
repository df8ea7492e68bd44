#include "view/change.h"

#include "base/num.h"

/* ---- writing: keys in ascending order, as jout demands ---- */

static void put_value(struct jout *j, const struct field *f, const struct value *v)
{
        char text[40];
        switch (v->type) {
        case T_NULL: jout_null(j); return;
        case T_BOOL: jout_bool(j, v->truth); return;
        case T_NUMBER:
                ASSERT(!v->real);
                if (v->digits) jout_text(j, num_format_scaled(v->i, v->digits, text));
                else jout_int(j, v->i);
                return;
        case T_TEXT: jout_text(j, v->text); return;
        case T_DAY: jout_text(j, day_format((struct day){ (int32_t)v->i }, text)); return;
        case T_MOMENT: jout_int(j, v->i); return;
        case T_MANY:
                jout_open(j, '[');
                for (size_t i = 0; i < v->many_n; i++) jout_text(j, v->many[i]);
                jout_close(j);
                return;
        case T_ERROR: break;
        }
        BUG(f ? "value of a field" : "value");
}

static void put_set(struct jout *j, const struct ledger *l, const struct change_set *s)
{
        const struct field *f = s->field >= 0 ? &l->fields[s->field] : NULL;
        jout_key(j, s->name);
        bool place = f && f->type == F_PLACE;
        bool old_text = f && f->sealed && s->value.type == T_NUMBER && !s->sealed;
        if (!s->sealed && !old_text) {
                put_value(j, f, &s->value);
                return;
        }
        jout_open(j, '{');
        if (place && s->value.type == T_TEXT) jout_key_text(j, S("code"), s->value.text);
        if (s->sealed && place) { /* a commitment is always an object of its own */
                jout_key(j, S("point"));
                event_seal_put(j, &s->commitment);
        } else if (s->sealed) {
                jout_key(j, S("seal"));
                jout_hex(j, s->commitment.b, HASH_BYTES);
        }
        if (old_text) jout_key_int(j, S("text"), s->value.i);
        jout_close(j);
}

static int set_by_name(const void *x, const void *y)
{
        const struct change_set *a = x, *b = y;
        return str_cmp(a->name, b->name);
}

static int need_by_ledger(const void *x, const void *y)
{
        const struct change_need *a = x, *b = y;
        return str_cmp(a->ledger, b->ledger);
}

void change_sort(struct change *c)
{
        if (c->need_n) qsort(c->need, c->need_n, sizeof *c->need, need_by_ledger);
        if (c->set_n) qsort(c->set, c->set_n, sizeof *c->set, set_by_name);
        if (c->texts_n) qsort(c->texts, c->texts_n, sizeof *c->texts, set_by_name);
}

static void put_sets(struct jout *j, const struct ledger *l, struct str key,
                     const struct change_set *s, size_t n)
{
        if (n == 0) return;
        jout_key(j, key);
        jout_open(j, '{');
        for (size_t i = 0; i < n; i++) put_set(j, l, &s[i]);
        jout_close(j);
}

static void put_opens(struct jout *j, const struct ledger *l, const struct change *c)
{
        if (c->open_n == 0) return;
        jout_key(j, S("opens"));
        jout_open(j, '[');
        for (size_t i = 0; i < c->open_n; i++) {
                const struct change_open *o = &c->open[i];
                jout_open(j, '{');
                jout_key_int(j, S("calendar"), o->calendar);
                if (o->clock != l->duties[o->def].clock)
                        jout_key_text(j, S("clock"), l->clocks[o->clock].name);
                jout_key_int(j, S("due"), o->due.ms);
                jout_key_int(j, S("duty"), o->duty);
                if (o->former) jout_key_int(j, S("former"), o->former);
                jout_key_text(j, S("holder"), o->holder);
                if (o->lead) jout_key_bool(j, S("lead"), true);
                jout_key_text(j, S("name"), l->duties[o->def].name);
                if (o->parent) jout_key_int(j, S("parent"), o->parent);
                if (o->provisional) jout_key_bool(j, S("provisional"), true);
                jout_key_int(j, S("start"), o->start.ms);
                jout_key_text(j, S("within"), o->within);
                jout_close(j);
        }
        jout_close(j);
}

static void put_ends(struct jout *j, const struct change *c)
{
        if (c->end_n == 0) return;
        jout_key(j, S("ends"));
        jout_open(j, '[');
        for (size_t i = 0; i < c->end_n; i++) {
                jout_open(j, '{');
                jout_key_int(j, S("duty"), c->end[i].duty);
                if (c->end[i].late) jout_key_bool(j, S("late"), true);
                jout_key_text(j, S("outcome"), outcome_name(c->end[i].outcome));
                jout_close(j);
        }
        jout_close(j);
}

static void put_hands(struct jout *j, const struct change *c)
{
        if (c->hand_n == 0) return;
        jout_key(j, S("hands"));
        jout_open(j, '[');
        for (size_t i = 0; i < c->hand_n; i++) {
                jout_open(j, '{');
                jout_key_int(j, S("duty"), c->hand[i].duty);
                jout_key_text(j, S("holder"), c->hand[i].holder);
                jout_close(j);
        }
        jout_close(j);
}

static void put_papers(struct jout *j, const struct ledger *l, const struct change *c)
{
        if (c->paper_n == 0) return;
        jout_key(j, S("papers"));
        jout_open(j, '[');
        for (size_t i = 0; i < c->paper_n; i++) {
                const struct change_paper *p = &c->paper[i];
                jout_open(j, '{');
                jout_key_int(j, S("id"), p->id);
                jout_key_text(j, S("kind"), l->papers[p->def].name);
                jout_key_int(j, S("n"), p->n);
                jout_key_text(j, S("number"), p->number);
                jout_key_text(j, S("office"), p->office);
                jout_key_text(j, S("per"), p->per);
                jout_close(j);
        }
        jout_close(j);
}

static void put_promise(struct jout *j, const struct change *c)
{
        if (!c->promise) return;
        jout_key(j, S("promise"));
        jout_open(j, '{');
        jout_key_int(j, S("calendar"), c->promised_calendar);
        jout_key_int(j, S("due"), c->promised.ms);
        if (c->promised_provisional) jout_key_bool(j, S("provisional"), true);
        jout_key_int(j, S("start"), c->promised_start.ms);
        jout_key_text(j, S("within"), c->promised_within);
        jout_close(j);
}

static void put_numbers(struct jout *j, struct str key, const int64_t *v, size_t n)
{
        if (n == 0) return;
        jout_key(j, key);
        jout_open(j, '[');
        for (size_t i = 0; i < n; i++) jout_int(j, v[i]);
        jout_close(j);
}

static void put_ask(struct jout *j, struct str key, const struct change *c)
{
        jout_key(j, key);
        jout_open(j, '{');
        if (moment_is(c->ask.due)) jout_key_int(j, S("due"), c->ask.due.ms);
        jout_key_text(j, S("office"), c->ask.office);
        if (c->raises) jout_key_int(j, S("request"), c->raises);
        if (moment_is(c->ask.until)) jout_key_int(j, S("until"), c->ask.until.ms);
        jout_close(j);
}

static void put_bars(struct jout *j, const struct ledger *l, const struct change *c)
{
        if (c->bar_n == 0) return;
        jout_key(j, S("bars"));
        jout_open(j, '[');
        for (size_t i = 0; i < c->bar_n; i++) jout_text(j, l->steps[c->bar[i]].name);
        jout_close(j);
}

static void put_clocks(struct jout *j, const struct change *c)
{
        if (c->clock_n == 0) return;
        jout_key(j, S("clocks"));
        jout_open(j, '[');
        for (size_t i = 0; i < c->clock_n; i++) {
                const struct change_clock *m = &c->clock[i];
                bool held = m->move == CLOCK_HELD;
                jout_open(j, '{');
                if (m->move == CLOCK_ANEW) jout_key_bool(j, S("anew"), true);
                jout_key_int(j, S("at"), m->at.ms);
                if (!held) {
                        jout_key_int(j, S("calendar"), m->calendar);
                        jout_key_int(j, S("due"), m->due.ms);
                }
                jout_key_int(j, S("duty"), m->duty);
                if (m->move == CLOCK_FREED) jout_key_bool(j, S("freed"), true);
                if (held) jout_key_text(j, S("held"), m->text);
                if (m->move == CLOCK_MORE) jout_key_text(j, S("more"), m->text);
                if (m->provisional) jout_key_bool(j, S("provisional"), true);
                jout_close(j);
        }
        jout_close(j);
}

static void put_needs(struct jout *j, const struct change *c)
{
        if (c->need_n == 0) return;
        jout_key(j, S("needed"));
        jout_open(j, '{');
        for (size_t i = 0; i < c->need_n; i++)
                jout_key_int(j, c->need[i].ledger, c->need[i].record);
        jout_close(j);
}

static void put_warned(struct jout *j, const struct change *c)
{
        if (c->warned_n == 0) return;
        jout_key(j, S("warned"));
        jout_open(j, '[');
        for (size_t i = 0; i < c->warned_n; i++) jout_text(j, c->warned[i]);
        jout_close(j);
}

static void put_tells(struct jout *j, const struct change *c)
{
        if (c->tell_n == 0) return;
        jout_key(j, S("tells"));
        jout_open(j, '[');
        for (size_t i = 0; i < c->tell_n; i++) {
                jout_open(j, '{');
                jout_key_text(j, S("text"), c->tell[i].text);
                jout_key_text(j, S("to"), c->tell[i].to);
                if (c->tell[i].withheld) jout_key_bool(j, S("withheld"), true);
                jout_close(j);
        }
        jout_close(j);
}

static void put_rule(struct jout *j, const struct change *c)
{
        if (c->rule.name.n == 0) return;
        jout_key(j, S("rule"));
        jout_open(j, '{');
        jout_key_int(j, S("at"), c->rule.at);
        jout_key_text(j, S("name"), c->rule.name);
        if (c->rule.refused.n) jout_key_text(j, S("refused"), c->rule.refused);
        jout_close(j);
}

void change_format(const struct change *c, const struct ledger *l, struct buf *out)
{
        struct jout j;
        jout_init(&j, out, true);
        jout_open(&j, '{');
        put_numbers(&j, S("answers"), c->answer, c->answer_n);
        if (c->ask.is) put_ask(&j, S("asks"), c);
        put_bars(&j, l, c);
        put_clocks(&j, c);
        if (c->corrects) jout_key_bool(&j, S("corrects"), true);
        if (c->counts) jout_key_bool(&j, S("counts"), true);
        put_ends(&j, c);
        put_hands(&j, c);
        if (c->keep.n) jout_key_text(&j, S("keep"), c->keep);
        if (c->enters) jout_key_int(&j, S("n"), c->n);
        put_needs(&j, c);
        if (c->enters) jout_key_text(&j, S("number"), c->number);
        put_opens(&j, l, c);
        if (c->enters || c->owner.n) jout_key_text(&j, S("owner"), c->owner);
        put_papers(&j, l, c);
        if (c->parent) jout_key_int(&j, S("parent"), c->parent);
        if (c->enters) jout_key_text(&j, S("per"), c->per);
        put_promise(&j, c);
        if (c->raises) put_ask(&j, S("raises"), c);
        put_numbers(&j, S("reopens"), c->reopen, c->reopen_n);
        if (c->reveals.n) jout_key_text(&j, S("reveals"), c->reveals);
        if (c->round) jout_key_int(&j, S("round"), c->round);
        put_rule(&j, c);
        put_sets(&j, l, S("set"), c->set, c->set_n);
        if (c->state >= 0) jout_key_text(&j, S("state"), l->states[c->state].name);
        if (c->taken_back) jout_key_bool(&j, S("taken_back"), true);
        put_tells(&j, c);
        put_sets(&j, l, S("texts"), c->texts, c->texts_n);
        if (c->undoes) jout_key_int(&j, S("undoes"), c->undoes);
        put_warned(&j, c);
        jout_close(&j);
}

/* ---- reading ---- */

struct reader {
        struct arena *a;
        const struct ledger *l;
        const struct event *e;
        struct faults *f;
};

static enum err wrong(const struct reader *r, const char *what)
{
        return FAULT(r->f, ERR_CORRUPT, "change.form",
                     str_printf(r->f->a, "event %" PRId64, r->e->seq),
                     "事件结果与台账“%.*s”不符：%s",
                     "the event's result does not fit ledger %.*s: %s", SP(r->l->name), what);
}

static enum err get_text_value(const struct field *f, struct str s, struct value *ret)
{
        struct day d;
        switch (f->type) {
        case F_DAY:
                TRY(day_parse(s, &d));
                *ret = (struct value){ .type = T_DAY, .i = d.v };
                return OK;
        case F_DECIMAL:
        case F_MONEY:
                *ret = value_int(0, f->digits);
                return num_parse_scaled(s, f->digits, &ret->i);
        case F_TEXT:
        case F_NOTE:
        case F_CODE:
        case F_CHOICE:
        case F_TREE:
        case F_FLAG:
        case F_INT:
        case F_MOMENT:
        case F_PERIOD:
        case F_OFFICE:
        case F_ACCOUNT:
        case F_PERSON:
        case F_PLACE:
        case F_LINK:
        case F_FILE:
        case F_ROWS:
        case F_TYPE_COUNT: *ret = value_text(s); return OK;
        }
        BUG("field type");
}

static enum err get_value(const struct reader *r, const struct field *f, const struct jval *v,
                          struct value *ret)
{
        switch (v->kind) {
        case JNULL:
                *ret = value_null();
                if (f->many) ret->type = T_MANY;
                return OK;
        case JBOOL: *ret = value_flag(v->truth); return OK;
        case JINT:
                if (f->type == F_MOMENT) *ret = (struct value){ .type = T_MOMENT, .i = v->i };
                else *ret = value_int(v->i, f->digits);
                return OK;
        case JTEXT: return get_text_value(f, v->text, ret);
        case JARRAY:
                *ret = (struct value){ .type = T_MANY, .many_n = v->n };
                ret->many = ARENA_NEW(r->a, struct str, v->n);
                for (size_t i = 0; i < v->n; i++) ret->many[i] = v->items[i].text;
                return OK;
        case JREAL:
        case JOBJECT: break;
        }
        return ERR_CORRUPT;
}

static enum err get_set(const struct reader *r, struct str name, const struct jval *v, bool text,
                        struct change_set *s)
{
        *s = (struct change_set){ .name = name, .field = text ? -1 : ledger_field(r->l, name) };
        if (!text && s->field < 0) return wrong(r, "field");
        const struct field *f = text ? NULL : &r->l->fields[s->field];
        if (v->kind != JOBJECT) {
                if (text || get_value(r, f, v, &s->value) != OK) return wrong(r, "value");
                return OK;
        }
        const struct jval *point = jval_get(v, S("point"));
        struct str seal = jval_text(point ? point : v, S("seal"));
        if (seal.n) {
                s->sealed = true;
                if (hash_parse(seal, &s->commitment) != OK) return wrong(r, "seal");
                s->value = value_int(r->e->seq, 0);
        } else {
                s->value = value_int(jval_int(v, S("text"), 0), 0);
        }
        if (f && f->type == F_PLACE) {
                struct str code = jval_text(v, S("code"));
                s->value = code.n ? value_text(code) : value_null();
        }
        return OK;
}

static enum err get_sets(const struct reader *r, const struct jval *o, bool text, struct change *c)
{
        for (size_t i = 0; o && i < o->n; i++) {
                struct change_set *s = text ? ARENA_PUSH(r->a, c->texts, c->texts_n, c->texts_cap)
                                            : ARENA_PUSH(r->a, c->set, c->set_n, c->set_cap);
                TRY(get_set(r, o->keys[i], &o->items[i], text, s));
        }
        return OK;
}

static int clock_by_name(const struct ledger *l, struct str name)
{
        for (size_t i = 0; i < l->clocks_n; i++)
                if (str_eq(l->clocks[i].name, name)) return (int)i;
        return -1;
}

static enum err get_opens(const struct reader *r, const struct jval *v, struct change *c)
{
        for (size_t i = 0; v && i < v->n; i++) {
                const struct jval *o = &v->items[i];
                struct change_open *x = ARENA_PUSH(r->a, c->open, c->open_n, c->open_cap);
                struct str clock = jval_text(o, S("clock"));
                *x = (struct change_open){ .duty = jval_int(o, S("duty"), 0),
                                           .parent = jval_int(o, S("parent"), 0),
                                           .former = jval_int(o, S("former"), 0),
                                           .def = ledger_duty(r->l, jval_text(o, S("name"))),
                                           .holder = jval_text(o, S("holder")),
                                           .lead = jval_bool(o, S("lead")),
                                           .start = { jval_int(o, S("start"), INT64_MIN) },
                                           .due = { jval_int(o, S("due"), INT64_MIN) },
                                           .provisional = jval_bool(o, S("provisional")),
                                           .within = jval_text(o, S("within")),
                                           .calendar = jval_int(o, S("calendar"), 0) };
                if (x->def < 0 || x->duty <= 0 || !moment_is(x->due)) return wrong(r, "duty");
                x->clock = clock.n ? clock_by_name(r->l, clock) : r->l->duties[x->def].clock;
                if (x->clock < 0) return wrong(r, "clock");
        }
        return OK;
}

static struct moment get_moment(const struct jval *o, struct str key)
{
        return (struct moment){ jval_int(o, key, INT64_MIN) };
}

static enum err get_clocks(const struct reader *r, const struct jval *v, struct change *c)
{
        for (size_t i = 0; v && i < v->n; i++) {
                const struct jval *o = &v->items[i];
                struct change_clock *x = ARENA_PUSH(r->a, c->clock, c->clock_n, c->clock_cap);
                bool held = jval_get(o, S("held")) != NULL;
                *x = (struct change_clock){ .duty = jval_int(o, S("duty"), -1),
                                            .move = held                       ? CLOCK_HELD
                                                    : jval_bool(o, S("freed")) ? CLOCK_FREED
                                                    : jval_bool(o, S("anew"))  ? CLOCK_ANEW
                                                                               : CLOCK_MORE,
                                            .at = get_moment(o, S("at")),
                                            .due = get_moment(o, S("due")),
                                            .provisional = jval_bool(o, S("provisional")),
                                            .calendar = jval_int(o, S("calendar"), 0),
                                            .text = jval_text(o, held ? S("held") : S("more")) };
                if (x->duty < 0 || !moment_is(x->at) || held == moment_is(x->due))
                        return wrong(r, "clock");
        }
        return OK;
}

/* Requests and answers, what is barred, who is told. */
static enum err get_turns(const struct reader *r, const struct jval *o, struct change *c)
{
        const struct jval *raises = jval_get(o, S("raises")), *ask = jval_get(o, S("asks"));
        const struct jval *bars = jval_get(o, S("bars")), *answers = jval_get(o, S("answers")),
                          *tells = jval_get(o, S("tells"));
        c->ask.is = ask != NULL;
        if (raises) {
                ask = raises;
                c->raises = jval_int(raises, S("request"), 0);
        }
        if (ask) {
                c->ask.office = jval_text(ask, S("office"));
                c->ask.until = get_moment(ask, S("until"));
                c->ask.due = get_moment(ask, S("due"));
        }
        c->counts = jval_bool(o, S("counts"));
        c->undoes = jval_int(o, S("undoes"), 0);
        for (size_t i = 0; answers && i < answers->n; i++)
                *ARENA_PUSH(r->a, c->answer, c->answer_n, c->answer_cap) = answers->items[i].i;
        for (size_t i = 0; bars && i < bars->n; i++) {
                int *x = ARENA_PUSH(r->a, c->bar, c->bar_n, c->bar_cap);
                if ((*x = ledger_step(r->l, bars->items[i].text)) < 0) return wrong(r, "step");
        }
        for (size_t i = 0; tells && i < tells->n; i++)
                *ARENA_PUSH(r->a, c->tell, c->tell_n, c->tell_cap) =
                        (struct change_tell){ jval_text(&tells->items[i], S("to")),
                                              jval_text(&tells->items[i], S("text")),
                                              jval_bool(&tells->items[i], S("withheld")) };
        return get_clocks(r, jval_get(o, S("clocks")), c);
}

static enum err get_ends(const struct reader *r, const struct jval *v, struct change *c)
{
        for (size_t i = 0; v && i < v->n; i++) {
                const struct jval *o = &v->items[i];
                struct change_end *x = ARENA_PUSH(r->a, c->end, c->end_n, c->end_cap);
                *x = (struct change_end){ .duty = jval_int(o, S("duty"), 0),
                                          .late = jval_bool(o, S("late")),
                                          .outcome = OUT_COUNT };
                struct str name = jval_text(o, S("outcome"));
                for (int k = OUT_DONE; k < OUT_COUNT; k++)
                        if (str_eq(outcome_name((enum outcome)k), name))
                                x->outcome = (enum outcome)k;
                if (x->outcome == OUT_COUNT || x->duty <= 0) return wrong(r, "end of a duty");
        }
        return OK;
}

static enum err get_hands(const struct reader *r, const struct jval *v, struct change *c)
{
        for (size_t i = 0; v && i < v->n; i++) {
                const struct jval *o = &v->items[i];
                struct change_hand *x = ARENA_PUSH(r->a, c->hand, c->hand_n, c->hand_cap);
                *x = (struct change_hand){ jval_int(o, S("duty"), 0), jval_text(o, S("holder")) };
                if (x->duty <= 0 || x->holder.n == 0) return wrong(r, "duty handed on");
        }
        return OK;
}

static enum err get_papers(const struct reader *r, const struct jval *v, struct change *c)
{
        for (size_t i = 0; v && i < v->n; i++) {
                const struct jval *o = &v->items[i];
                struct change_paper *x = ARENA_PUSH(r->a, c->paper, c->paper_n, c->paper_cap);
                *x = (struct change_paper){ .id = jval_int(o, S("id"), 0),
                                            .def = ledger_paper(r->l, jval_text(o, S("kind"))),
                                            .n = jval_int(o, S("n"), 0),
                                            .number = jval_text(o, S("number")),
                                            .office = jval_text(o, S("office")),
                                            .per = jval_text(o, S("per")) };
                if (x->def < 0 || x->id <= 0) return wrong(r, "paper");
        }
        return OK;
}

static void get_rule(const struct jval *o, struct change *c)
{
        if (!o) return;
        c->rule = (struct change_rule){ jval_text(o, S("name")), jval_int(o, S("at"), 0),
                                        jval_text(o, S("refused")) };
}

static void get_needs(const struct reader *r, const struct jval *o, struct change *c)
{
        const struct jval *need = jval_get(o, S("needed")), *warned = jval_get(o, S("warned"));
        for (size_t i = 0; need && i < need->n; i++)
                *ARENA_PUSH(r->a, c->need, c->need_n, c->need_cap) =
                        (struct change_need){ need->keys[i], need->items[i].i };
        for (size_t i = 0; warned && i < warned->n; i++)
                *ARENA_PUSH(r->a, c->warned, c->warned_n, c->warned_cap) = warned->items[i].text;
}

static void get_promise(const struct jval *p, struct change *c)
{
        if (!p) return;
        c->promise = true;
        c->promised = (struct moment){ jval_int(p, S("due"), INT64_MIN) };
        c->promised_start = (struct moment){ jval_int(p, S("start"), INT64_MIN) };
        c->promised_provisional = jval_bool(p, S("provisional"));
        c->promised_within = jval_text(p, S("within"));
        c->promised_calendar = jval_int(p, S("calendar"), 0);
}

enum err change_parse(struct arena *a, const struct ledger *l, const struct event *e,
                      struct faults *f, struct change *ret)
{
        struct reader r = { a, l, e, f };
        struct jval *o;
        struct str why;
        if (jval_parse(a, e->result, &o, &why) != OK || o->kind != JOBJECT)
                return wrong(&r, "no JSON object");
        struct change c = { .corrects = jval_bool(o, S("corrects")),
                            .number = jval_text(o, S("number")),
                            .per = jval_text(o, S("per")),
                            .n = jval_int(o, S("n"), 0),
                            .owner = jval_text(o, S("owner")),
                            .round = jval_int(o, S("round"), 0),
                            .parent = jval_int(o, S("parent"), 0),
                            .reveals = jval_text(o, S("reveals")),
                            .keep = jval_text(o, S("keep")),
                            .taken_back = jval_bool(o, S("taken_back")),
                            .state = -1 };
        c.enters = c.number.n > 0;
        struct str state = jval_text(o, S("state"));
        if (state.n && (c.state = ledger_state(l, state)) < 0) return wrong(&r, "state");
        if (c.enters && c.state < 0) return wrong(&r, "entering without a state");
        get_promise(jval_get(o, S("promise")), &c);
        get_rule(jval_get(o, S("rule")), &c);
        get_needs(&r, o, &c);
        TRY(get_sets(&r, jval_get(o, S("set")), false, &c));
        TRY(get_sets(&r, jval_get(o, S("texts")), true, &c));
        TRY(get_opens(&r, jval_get(o, S("opens")), &c));
        TRY(get_ends(&r, jval_get(o, S("ends")), &c));
        TRY(get_hands(&r, jval_get(o, S("hands")), &c));
        TRY(get_papers(&r, jval_get(o, S("papers")), &c));
        TRY(get_turns(&r, o, &c));
        const struct jval *again = jval_get(o, S("reopens"));
        for (size_t i = 0; again && i < again->n; i++)
                *ARENA_PUSH(a, c.reopen, c.reopen_n, c.reopen_cap) = again->items[i].i;
        *ret = c;
        return OK;
}
