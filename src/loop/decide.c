#include "loop/decide.h"

#include "base/utf8.h"
#include "loop/decide_in.h"

#define REFUSE(x, e, code, where, ...) FAULT((x)->in->f, e, code, where, __VA_ARGS__)

/* A row of an import that takes a step (loop/batch.h). */
static bool imported(const struct deciding *x)
{
        return x->in->cmd->who.via == VIA_IMPORT;
}

/* ---- the day ---- */

static enum err check_late(struct deciding *x)
{
        const struct command *c = x->in->cmd;
        const struct city *city = x->in->city;
        bool recorder = false;
        struct str at = x->in->rec ? x->in->rec->owner : x->d->office;
        int o = at.n ? office_find(city->offices, at) : -1;
        if (c->who.account >= 0 && o >= 0)
                recorder = account_holds(city->accounts, c->who.account, ROLE_RECORDER,
                                         city->offices, o, x->today);
        if (!recorder)
                return REFUSE(x, ERR_DENIED, "day.recorder", S("day"),
                              "只有补录员可以补录过去的日期",
                              "only a recorder may enter a day that is past");
        if (x->s->builtin == STEP_CORRECT) return OK;
        if (!x->s->has_late)
                return REFUSE(x, ERR_CONFLICT, "day.late", S("day"), "该环节不允许补录",
                              "this step has no allowance for late entry");
        struct clock_rules r = city_clock(city, -1);
        struct moment first;
        if (clock_before(&r, moment_at(x->today, 1440, city->zone), x->s->late, &first) != OK ||
            x->d->day.v < clock_due_day(&r, first).v)
                return REFUSE(x, ERR_CONFLICT, "late.expired", S("day"), "补录期限 %.*s 已过",
                              "the allowance for late entry (%.*s) has expired",
                              SP(allowance_format(x->in->a, x->s->late, x->in->f->lang)));
        return OK;
}

enum err decide_day(struct deciding *x)
{
        const struct command *c = x->in->cmd;
        char a[16];
        x->d->day = day_is(c->day) ? c->day : x->today;
        if (x->d->day.v > x->today.v)
                return REFUSE(x, ERR_CONFLICT, "day.future", S("day"), "日期 %.*s 在将来",
                              "day %.*s lies in the future", SP(day_format(x->d->day, a)));
        const struct rec *r = x->in->rec;
        if (r && (c->rule || c->follow) && x->d->day.v < r->last_day.v) x->d->day = r->last_day;
        if (r && x->d->day.v < r->last_day.v)
                return REFUSE(x, ERR_CONFLICT, "day.before_last", S("day"),
                              "日期早于该记录的最近一步（%.*s）",
                              "the day is before the record's last step (%.*s)",
                              SP(day_format(r->last_day, a)));
        if (x->d->day.v == x->today.v) return OK;
        if (c->who.via == VIA_TIMER) return OK; /* what it missed is dated by when it fell due */
        if (c->because.n == 0)
                return REFUSE(x, ERR_INPUT, "because", S("because"), "补录须写明理由",
                              "a late entry needs a reason (because)");
        return imported(x) ? OK : check_late(x);
}

/* ---- inputs ---- */

static bool asked(const struct deciding *x, int field)
{
        for (size_t i = 0; i < x->s->ask_n; i++)
                if (x->s->ask[i] == field) return true;
        return false;
}

static enum err take_input(struct deciding *x, const struct input *in)
{
        const struct ledger *l = x->in->l;
        int field = ledger_field(l, in->name);
        bool parent = x->s->follows.is && x->s->follows.field < 0;
        if (field < 0 && parent && str_eq(in->name, S("parent"))) return OK; /* decide_parent */
        if (field < 0)
                return REFUSE(x, ERR_INPUT, "input.field", in->name, "台账没有字段“%.*s”",
                              "there is no field %.*s", SP(str_sub(in->name, 0, 60)));
        if (!asked(x, field) && !x->in->source) /* what is made is filled by the map */
                return REFUSE(x, ERR_INPUT, "input.unasked", in->name, "环节“%.*s”不填“%.*s”",
                              "step %.*s does not ask %.*s", SP(x->s->name), SP(in->name));
        for (size_t i = 0; i < x->d->c.set_n; i++)
                if (x->d->c.set[i].field == field)
                        return REFUSE(x, ERR_INPUT, "input.twice", in->name, "“%.*s”填了两次",
                                      "%.*s is given twice", SP(in->name));
        struct input_ctx ctx = { x->in->a, x->in->city, l, x->d->day, x->in->link, x->in->f };
        struct change_set s;
        if (l->fields[field].type == F_FILE)
                TRY(input_files(&ctx, field, x->in->cmd, in->text, &s));
        else TRY(input_read(&ctx, field, in->text, in->name, &s));
        *ARENA_PUSH(x->in->a, x->d->c.set, x->d->c.set_n, x->d->c.set_cap) = s;
        return OK;
}

static bool given(const struct change_set *s)
{
        return s->sealed ||
               (s->value.type == T_MANY ? s->value.many_n > 0 : s->value.type != T_NULL);
}

static bool filled(const struct value *v)
{
        return v->type == T_MANY ? v->many_n > 0 : v->type != T_NULL;
}

/* What stands in the record already need not be given again; emptying it is refused. */
static enum err check_filled(struct deciding *x, int field)
{
        const struct field *f = &x->in->l->fields[field];
        if (!f->required || f->retired) return OK;
        if (f->type == F_FILE && imported(x)) return OK; /* a sheet brings none */
        bool have = x->in->rec && filled(&x->in->rec->v[field]);
        for (size_t k = 0; k < x->d->c.set_n; k++)
                if (x->d->c.set[k].field == field) have = given(&x->d->c.set[k]);
        if (have) return OK;
        return REFUSE(x, ERR_INPUT, "input.required", f->name, "“%.*s”必填", "%.*s is required",
                      SP(label_in(&f->label, f->name, x->in->f->lang)));
}

static enum err check_required(struct deciding *x)
{
        bool correct = x->s->builtin == STEP_CORRECT;
        if (x->silent) return OK;
        size_t n = correct ? x->d->c.set_n : x->s->ask_n;
        enum err e = OK;
        for (size_t i = 0; i < n; i++) {
                enum err one = check_filled(x, correct ? x->d->c.set[i].field : x->s->ask[i]);
                if (one != OK) e = one;
        }
        return e;
}

/* A flag that is asked and not given is FALSE already; the same value again is no change. */
static enum err take_inputs(struct deciding *x)
{
        enum err e = OK;
        for (size_t i = 0; i < x->in->cmd->in_n; i++) {
                enum err one = take_input(x, &x->in->cmd->in[i]);
                if (one != OK) e = one;
        }
        enum err need = check_required(x);
        return e != OK ? e : need;
}

static enum err take_text(struct deciding *x, struct str name, struct str text)
{
        if (text.n == 0) return OK;
        if (!utf8_ok(text) || text.n > TEXT_BYTES_MAX)
                return REFUSE(x, ERR_INPUT, "input.value", name, "“%.*s”须为合法文本",
                              "%.*s must be valid text", SP(name));
        struct change *c = &x->d->c;
        *ARENA_PUSH(x->in->a, c->texts, c->texts_n, c->texts_cap) =
                (struct change_set){ .field = -1, .name = name, .sealed = true, .text = text };
        return OK;
}

/* ---- the image with the inputs, for guards and rules ---- */

static void apply_sets(struct deciding *x, size_t from)
{
        for (size_t i = from; i < x->d->c.set_n; i++) {
                const struct change_set *s = &x->d->c.set[i];
                struct value v = s->value;
                bool text = s->sealed && x->in->l->fields[s->field].type != F_PLACE;
                x->now->v[s->field] =
                        text ? value_int(1, 0) : v; /* filled: guards never see the text */
        }
}

static void set_field(struct deciding *x, int field, struct value v)
{
        struct change *c = &x->d->c;
        struct change_set *s = NULL;
        for (size_t i = 0; i < c->set_n; i++)
                if (c->set[i].field == field) s = &c->set[i];
        if (!s) s = ARENA_PUSH(x->in->a, c->set, c->set_n, c->set_cap);
        *s = (struct change_set){ .field = field,
                                  .name = x->in->l->fields[field].name,
                                  .value = v };
        x->now->v[field] = v;
}

/* A number to the field's digits; flags never NULL. */
static enum err fitted(struct deciding *x, const struct field *f, struct value v, struct value *ret)
{
        if (f->type == F_FLAG && v.type == T_NULL) v = value_flag(false);
        if (v.type == T_NUMBER) {
                int64_t n = v.i;
                if (v.real)
                        return REFUSE(x, ERR_CONFLICT, "set.value", f->name,
                                      "“%.*s”的结果不是定点数",
                                      "%.*s: the result is no exact number", SP(f->name));
                int have = (unsigned char)v.digits, want = (unsigned char)f->digits;
                for (; have < want; have++) TRY(num_mul(n, 10, &n));
                for (; have > want; have--) TRY(num_ratio(n, 10, 0, ROUND_HALF_UP, &n));
                v = value_int(n, f->digits);
        }
        *ret = v;
        return OK;
}

static enum err apply_declared_sets(struct deciding *x)
{
        for (size_t i = 0; i < x->s->set_n; i++) {
                const struct step_set *s = &x->s->set[i];
                struct value v = rec_eval(x->in->a, s->value, &x->row, OF_RECORD), fit;
                TRY(fitted(x, &x->in->l->fields[s->field], v, &fit));
                set_field(x, s->field, fit);
        }
        for (size_t i = 0; i < x->s->moves_n; i++)
                set_field(x, x->s->moves[i].field, x->now->v[x->s->moves[i].from_field]);
        return OK;
}

static enum err check_guard(struct deciding *x)
{
        if (rec_true(x->in->a, x->s->when, &x->row, OF_RECORD)) return OK;
        struct str say = decide_guard_said(x);
        return REFUSE(x, ERR_CONFLICT, "step.when", x->s->name, "现在不能办理“%.*s”%s%.*s",
                      "step %.*s is not possible now%s%.*s",
                      SP(label_in(&x->s->label, x->s->name, x->in->f->lang)),
                      say.n ? x->in->f->lang == LANG_ZH ? "：" : ": " : "", SP(say));
}

/* Sets that change nothing are no results. A sealed text is always one. */
static void drop_unchanged(struct deciding *x)
{
        struct change *c = &x->d->c;
        struct rec empty;
        const struct rec *was = x->in->rec;
        if (!was) {
                rec_init(&empty, x->in->a, x->in->l);
                was = &empty;
        }
        size_t n = 0;
        for (size_t i = 0; i < c->set_n; i++)
                if (c->set[i].sealed || !value_eq(&c->set[i].value, &was->v[c->set[i].field]))
                        c->set[n++] = c->set[i];
        c->set_n = n;
}

/* ---- steps ---- */

static enum err check_from(struct deciding *x)
{
        const struct ledger *l = x->in->l;
        const struct rec *r = x->in->rec;
        if (x->s->enters != (r == NULL))
                return REFUSE(x, ERR_CONFLICT, "step.enters", x->s->name,
                              r ? "“%.*s”用于新登记" : "“%.*s”须指明记录",
                              r ? "step \"%.*s\" enters a new record"
                                : "step \"%.*s\" needs a record",
                              SP(label_in(&x->s->label, x->s->name, x->in->f->lang)));
        if (x->s->retired)
                return REFUSE(x, ERR_CONFLICT, "step.retired", x->s->name, "环节“%.*s”已停用",
                              "step \"%.*s\" is retired",
                              SP(label_in(&x->s->label, x->s->name, x->in->f->lang)));
        if (!r || (x->s->from >> r->state & 1)) return OK;
        struct str states = STR_NONE;
        const char *sep = x->in->f->lang == LANG_ZH ? "、" : ", ";
        for (size_t i = 0; i < l->states_n; i++)
                if (x->s->from >> i & 1)
                        states = str_printf(x->in->a, "%.*s%s%.*s", SP(states), states.n ? sep : "",
                                            SP(label_in(&l->states[i].label, l->states[i].name,
                                                        x->in->f->lang)));
        return REFUSE(
                x, ERR_CONFLICT, "step.from", x->s->name, "状态“%.*s”不能办理“%.*s”，须为：%.*s",
                "in state \"%.*s\" step \"%.*s\" cannot be taken; it needs: %.*s",
                SP(label_in(&l->states[r->state].label, l->states[r->state].name, x->in->f->lang)),
                SP(label_in(&x->s->label, x->s->name, x->in->f->lang)), SP(states));
}

static enum err check_version(struct deciding *x)
{
        const struct rec *r = x->in->rec;
        int64_t seen = x->in->cmd->version;
        if (!r || seen < 0 || seen == r->version) return OK;
        return REFUSE(x, ERR_CONFLICT, "version.stale", S("version"),
                      "记录已变动：所见版本 %" PRId64 "，现为 %" PRId64,
                      "the record has changed: version seen %" PRId64 ", now %" PRId64, seen,
                      r->version);
}

static enum err need_because(struct deciding *x)
{
        bool need = x->s->builtin == STEP_CORRECT || x->s->builtin == STEP_VOID ||
                    x->s->builtin == STEP_RECALL || x->s->builtin == STEP_SUPPLEMENT;
        if (!need || x->in->cmd->because.n) return OK;
        return REFUSE(x, ERR_INPUT, "because", S("because"), "须写明理由",
                      "a reason is needed (because)");
}

static enum err decide_recall(struct deciding *x)
{
        const struct decide_in *in = x->in;
        const struct ledger *l = in->l;
        int step = in->last ? ledger_step(l, in->last->step) : -1;
        const struct step *s = step < 0 ? NULL : &l->steps[step];
        if (!s || s->enters || s->builtin != STEP_DECLARED || !in->prior)
                return REFUSE(x, ERR_CONFLICT, "recall.none", S("recall"), "上一步不能撤回",
                              "the last step cannot be recalled");
        if (in->last_change->promise || in->last_change->round)
                return REFUSE(x, ERR_CONFLICT, "recall.promise", S("recall"),
                              "已告知新的承诺时限，不能撤回",
                              "the last step told a new promise and cannot be recalled");
        bool reached = s->has_also && in->has_children;
        if (in->last_change->parent || reached || s->meets.is || s->makes_n)
                return REFUSE(x, ERR_CONFLICT, "recall.others", S("recall"),
                              "上一步牵动了其他记录，不能撤回",
                              "the last step reached over to other records and cannot be recalled");
        if (in->last_change->clock_n)
                return REFUSE(x, ERR_CONFLICT, "recall.clock", S("recall"),
                              "上一步改变了时限，不能撤回",
                              "the last step moved a clock and cannot be recalled");
        struct change *c = &x->d->c;
        const struct change *k = in->last_change;
        if (k->ask.is || k->counts || k->answer_n || k->bar_n) c->undoes = in->last->seq;
        if (in->prior->state != in->rec->state) c->state = in->prior->state;
        for (size_t i = 0; i < k->open_n; i++)
                for (size_t d = 0; d < in->rec->duties_n; d++)
                        if (in->rec->duties[d].id == k->open[i].duty)
                                decide_end(x, &in->rec->duties[d], OUT_WITHDRAWN);
        for (size_t i = 0; i < k->end_n; i++)
                *ARENA_PUSH(in->a, c->reopen, c->reopen_n, c->reopen_cap) = k->end[i].duty;
        for (size_t i = 0; i < k->set_n; i++)
                set_field(x, k->set[i].field, in->prior->v[k->set[i].field]);
        return OK;
}

static enum err run_step(struct deciding *x)
{
        struct change *c = &x->d->c;
        /* Before it is whole the step keeps what was given and ends its duty. */
        bool whole = decide_whole(x);
        if (x->s->builtin == STEP_RECALL) return decide_recall(x);
        apply_sets(x, 0);
        TRY(decide_needs(x));
        TRY(check_guard(x));
        if (whole) TRY(apply_declared_sets(x));
        decide_warns(x);
        if (x->s->follows.is) TRY(decide_parent(x));
        c->corrects = x->s->corrects || x->s->builtin == STEP_CORRECT;
        if (whole && x->s->round_next && x->in->rec) {
                c->round = x->in->rec->round + 1;
                x->now->round = c->round;
        }
        if (whole) TRY(decide_promise(x));
        TRY(decide_duties(x));
        if (whole && x->s->to >= 0 && (!x->in->rec || x->s->to != x->in->rec->state))
                c->state = x->s->to;
        if (whole) TRY(decide_paper(x));
        TRY(decide_recused(x));
        if (!whole && !decide_inner(x)) return OK;
        TRY(decide_clocks(x));
        TRY(decide_asks(x));
        decide_tells(x);
        return OK;
}

static enum err owner_of(struct deciding *x)
{
        if (!x->s->enters) return OK;
        const struct offices *o = x->in->city->offices;
        struct change *c = &x->d->c;
        c->enters = true;
        c->owner = x->d->office;
        int root = office_root(o);
        if (c->owner.n == 0)
                c->owner = x->in->l->owner.n ? x->in->l->owner
                           : x->in->source   ? x->in->source->owner
                           : root >= 0       ? o->o[root].code
                                             : STR_NONE;
        if (c->owner.n == 0)
                return REFUSE(x, ERR_CONFLICT, "owner.none", S("owner"), "还没有单位：先导入单位",
                              "there are no offices yet: import them first");
        x->now->owner = c->owner;
        return OK;
}

/* Events that are no step of the ledger. */
static bool aside(const struct command *c)
{
        return (c->rule && str_eq(c->step, S("rule"))) || (c->follow && c->follow->meets);
}

static enum err decide_aside(struct deciding *x, struct decision *ret)
{
        x->now = rec_copy(x->in->a, x->in->l, x->in->rec);
        TRY(x->in->cmd->rule ? decide_rule(x) : decide_meet(x));
        x->d->round = x->in->rec->round;
        *ret = *x->d;
        return OK;
}

/* Nobody's right is asked for where a rule, another step or an import brings it about. */
static enum err check_right(struct deciding *x)
{
        if (x->in->cmd->rule) return decide_rule_right(x);
        return x->silent || x->in->cmd->follow || imported(x) ? OK : decide_answerer(x);
}

static enum err decide_command(const struct decide_in *in, struct decision *ret)
{
        struct decision d = { .step = ledger_step(in->l, in->cmd->step),
                              .c = { .state = -1 },
                              .day = DAY_NONE };
        struct deciding x = { .in = in, .d = &d, .today = day_of(in->now, in->city->zone) };
        if (aside(in->cmd)) return decide_aside(&x, ret);
        if (d.step < 0)
                return FAULT(in->f, ERR_INPUT, "step.unknown", in->cmd->step,
                             "台账“%.*s”没有环节“%.*s”", "ledger %.*s has no step \"%.*s\"",
                             SP(in->l->name), SP(str_sub(in->cmd->step, 0, 60)));
        x.s = &in->l->steps[d.step];
        if (in->rec) {
                x.now = rec_copy(in->a, in->l, in->rec);
        } else {
                x.now = ARENA_NEW(in->a, struct rec, 1);
                rec_init(x.now, in->a, in->l);
                x.now->state = x.s->to >= 0 ? x.s->to : 0;
        }
        TRY(decide_sight(&x));
        TRY(check_version(&x));
        TRY(check_from(&x));
        decide_find(&x);
        TRY(check_right(&x));
        TRY(decide_day(&x));
        if (!in->rec) x.now->entered = d.day;
        TRY(decide_turn(&x));
        TRY(need_because(&x));
        enum err inputs = take_inputs(&x);
        TRY(take_text(&x, S("because"), in->cmd->because));
        TRY(inputs);
        TRY(owner_of(&x));
        TRY(run_step(&x));
        drop_unchanged(&x);
        if (in->cmd->rule)
                d.c.rule = (struct change_rule){ in->cmd->rule->def->key, in->cmd->rule->at,
                                                 STR_NONE };
        if (x.s->builtin == STEP_CORRECT && d.c.set_n == 0)
                return REFUSE(&x, ERR_INPUT, "correct.nothing", S("correct"), "没有要更正的内容",
                              "nothing is corrected");
        d.round = d.c.round ? d.c.round : in->rec ? in->rec->round : 1;
        *ret = d;
        return OK;
}

enum err decide(const struct decide_in *in, struct decision *ret)
{
        enum err e = decide_command(in, ret);
        if (e == ERR_CONFLICT || e == ERR_DENIED) decide_whose(in);
        return e;
}

/* What the step is going to be given may still change its guard. */
static bool guard_is_open(const struct deciding *x)
{
        const struct step *s = x->s;
        bool *used = ARENA_NEW(x->in->a, bool, s->props.n);
        if (s->need_n) return true;
        expr_uses(s->when, used, s->props.n);
        for (size_t i = 0; i < s->ask_n; i++)
                if (used[PROP_FIELDS + (size_t)s->ask[i]]) return true;
        return false;
}

static bool guard_allows(struct deciding *x)
{
        if (!x->s->when || guard_is_open(x)) return true;
        return decide_needs(x) == OK && check_guard(x) == OK;
}

void decide_offers(const struct decide_in *in, struct step_offer **ret, size_t *ret_n)
{
        struct step_offer *o = ARENA_NEW(in->a, struct step_offer, in->l->steps_n);
        size_t n = 0;
        for (size_t i = 0; i < in->l->steps_n; i++) {
                struct faults f;
                faults_init(&f, in->a, in->f->lang);
                struct decide_in one = *in;
                one.f = &f;
                struct decision d = { .step = (int)i, .c = { .state = -1 }, .day = DAY_NONE };
                struct deciding x = { .in = &one,
                                      .d = &d,
                                      .s = &in->l->steps[i],
                                      .today = day_of(in->now, in->city->zone) };
                if (x.s->enters) continue;
                x.now = rec_copy(in->a, in->l, in->rec);
                decide_find(&x);
                bool may = decide_sight(&x) == OK && check_from(&x) == OK &&
                           decide_answerer(&x) == OK && decide_turn(&x) == OK;
                if (may && x.s->builtin == STEP_RECALL) may = decide_recall(&x) == OK;
                if (may) may = guard_allows(&x);
                o[n++] = (struct step_offer){ (int)i, may, f.first ? f.first->code : "",
                                              f.first ? f.first->text : STR_NONE };
        }
        *ret = o;
        *ret_n = n;
}
