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

void change_sort(struct change *c)
{
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
                jout_key_int(j, S("due"), o->due.ms);
                jout_key_int(j, S("duty"), o->duty);
                jout_key_text(j, S("holder"), o->holder);
                if (o->lead) jout_key_bool(j, S("lead"), true);
                jout_key_text(j, S("name"), l->duties[o->def].name);
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

void change_format(const struct change *c, const struct ledger *l, struct buf *out)
{
        struct jout j;
        jout_init(&j, out, true);
        jout_open(&j, '{');
        if (c->corrects) jout_key_bool(&j, S("corrects"), true);
        put_ends(&j, c);
        if (c->enters) jout_key_int(&j, S("n"), c->n);
        if (c->enters) jout_key_text(&j, S("number"), c->number);
        put_opens(&j, l, c);
        if (c->enters) jout_key_text(&j, S("owner"), c->owner);
        put_papers(&j, l, c);
        if (c->parent) jout_key_int(&j, S("parent"), c->parent);
        if (c->enters) jout_key_text(&j, S("per"), c->per);
        put_promise(&j, c);
        if (c->reopen_n) {
                jout_key(&j, S("reopens"));
                jout_open(&j, '[');
                for (size_t i = 0; i < c->reopen_n; i++) jout_int(&j, c->reopen[i]);
                jout_close(&j);
        }
        if (c->round) jout_key_int(&j, S("round"), c->round);
        put_sets(&j, l, S("set"), c->set, c->set_n);
        if (c->state >= 0) jout_key_text(&j, S("state"), l->states[c->state].name);
        if (c->taken_back) jout_key_bool(&j, S("taken_back"), true);
        put_sets(&j, l, S("texts"), c->texts, c->texts_n);
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

static enum err get_opens(const struct reader *r, const struct jval *v, struct change *c)
{
        for (size_t i = 0; v && i < v->n; i++) {
                const struct jval *o = &v->items[i];
                struct change_open *x = ARENA_PUSH(r->a, c->open, c->open_n, c->open_cap);
                *x = (struct change_open){ .duty = jval_int(o, S("duty"), 0),
                                           .def = ledger_duty(r->l, jval_text(o, S("name"))),
                                           .holder = jval_text(o, S("holder")),
                                           .lead = jval_bool(o, S("lead")),
                                           .start = { jval_int(o, S("start"), INT64_MIN) },
                                           .due = { jval_int(o, S("due"), INT64_MIN) },
                                           .provisional = jval_bool(o, S("provisional")),
                                           .within = jval_text(o, S("within")),
                                           .calendar = jval_int(o, S("calendar"), 0) };
                if (x->def < 0 || x->duty <= 0 || !moment_is(x->due)) return wrong(r, "duty");
        }
        return OK;
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
                            .taken_back = jval_bool(o, S("taken_back")),
                            .state = -1 };
        c.enters = c.number.n > 0;
        struct str state = jval_text(o, S("state"));
        if (state.n && (c.state = ledger_state(l, state)) < 0) return wrong(&r, "state");
        if (c.enters && c.state < 0) return wrong(&r, "entering without a state");
        get_promise(jval_get(o, S("promise")), &c);
        TRY(get_sets(&r, jval_get(o, S("set")), false, &c));
        TRY(get_sets(&r, jval_get(o, S("texts")), true, &c));
        TRY(get_opens(&r, jval_get(o, S("opens")), &c));
        TRY(get_ends(&r, jval_get(o, S("ends")), &c));
        TRY(get_papers(&r, jval_get(o, S("papers")), &c));
        const struct jval *again = jval_get(o, S("reopens"));
        for (size_t i = 0; again && i < again->n; i++)
                *ARENA_PUSH(a, c.reopen, c.reopen_n, c.reopen_cap) = again->items[i].i;
        *ret = c;
        return OK;
}

/* ---- applying ---- */

static struct rduty *duty_of(struct rec *r, int64_t id)
{
        for (size_t i = 0; i < r->duties_n; i++)
                if (r->duties[i].id == id) return &r->duties[i];
        return NULL;
}

static void apply_duties(struct arena *a, struct rec *r, const struct event *e,
                         const struct change *c)
{
        for (size_t i = 0; i < c->end_n; i++) {
                struct rduty *d = duty_of(r, c->end[i].duty);
                if (!d || d->outcome != OUT_OPEN) continue;
                d->outcome = c->end[i].outcome;
                d->late = c->end[i].late;
                d->ended = e->day;
                d->ended_at = e->at;
                d->ended_seq = e->seq;
        }
        for (size_t i = 0; i < c->reopen_n; i++) {
                struct rduty *d = duty_of(r, c->reopen[i]);
                if (!d) continue;
                d->outcome = OUT_OPEN;
                d->late = false;
                d->ended = DAY_NONE;
                d->ended_at = MOMENT_NONE;
                d->ended_seq = -1;
        }
        for (size_t i = 0; i < c->open_n; i++) {
                const struct change_open *o = &c->open[i];
                *ARENA_PUSH(a, r->duties, r->duties_n, r->duties_cap) =
                        (struct rduty){ .id = o->duty,
                                        .def = o->def,
                                        .holder = o->holder,
                                        .round = r->round,
                                        .lead = o->lead,
                                        .start = o->start,
                                        .due = o->due,
                                        .provisional = o->provisional,
                                        .within = o->within,
                                        .calendar = o->calendar,
                                        .outcome = OUT_OPEN,
                                        .opened = e->day,
                                        .ended = DAY_NONE,
                                        .ended_at = MOMENT_NONE,
                                        .opened_seq = e->seq,
                                        .ended_seq = -1 };
        }
}

void rec_apply(struct arena *a, const struct ledger *l, struct rec *r, const struct event *e,
               const struct change *c)
{
        if (c->enters) {
                rec_init(r, a, l);
                r->id = e->record;
                r->number = c->number;
                r->owner = c->owner;
                r->entered = e->day;
                r->process = e->version;
                r->batch = e->batch;
        }
        for (size_t i = 0; i < c->set_n; i++) r->v[c->set[i].field] = c->set[i].value;
        if (c->state >= 0) r->state = c->state;
        if (c->round) r->round = c->round;
        if (c->parent) r->parent = c->parent;
        if (c->promise) {
                r->promised = c->promised;
                r->promised_start = c->promised_start;
                r->promised_provisional = c->promised_provisional;
                r->promised_within = c->promised_within;
                r->promised_calendar = c->promised_calendar;
        }
        apply_duties(a, r, e, c);
        for (size_t i = 0; i < c->paper_n; i++)
                *ARENA_PUSH(a, r->papers, r->papers_n, r->papers_cap) =
                        (struct rpaper){ .id = c->paper[i].id,
                                         .def = c->paper[i].def,
                                         .number = c->paper[i].number,
                                         .office = c->paper[i].office,
                                         .day = e->day,
                                         .seq = e->seq };
        r->version = e->seq;
        r->last_day = e->day;
}
