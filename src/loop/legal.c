#include "loop/legal.h"

/* A request that waits, or a step that cannot be taken any more in a round. */
struct turn {
        int64_t seq, done; /* done: of the event that settled it; -1 */
        struct str barred; /* empty: a request */
        int64_t round;
};

/* Where a record stands so far. Names, not indexes: definitions change. */
struct run {
        bool is, gone;
        struct str ledger, state;
        struct day last;
        int64_t round;
        struct turn *turn;
        size_t turn_n, turn_cap;
        int64_t batch;      /* the latest import that touched it */
        struct run *before; /* where it stood before that one; NULL: it was not there */
};

struct version {
        int64_t seq;
        const struct city *city; /* NULL: these definitions cannot be read */
};

struct legal {
        const struct legal_in *in;
        struct arena *a; /* definitions, states */
        struct arena tmp;
        struct faults *f;
        struct run *run; /* by record id */
        size_t run_n, run_cap;
        struct version *version;
        size_t version_n, version_cap;
        struct legal_out out;
};

#define FOUND(x, e, code, ...)                                                                     \
        FAULT((x)->f, ERR_CORRUPT, code, str_printf((x)->f->a, "seq %" PRId64, (e)->seq),          \
              __VA_ARGS__)

/* ---- the definitions of a time --------------------------------------------------------------- */

static const struct city *read_definitions(struct legal *x, int64_t seq)
{
        struct seal_at at = { x->in->st, x->in->keys, 0, seq, S("definitions") };
        struct faults mute;
        struct str text;
        struct defs d;
        struct city *c = NULL;
        faults_init(&mute, &x->tmp, LANG_EN);
        if (seal_get(&at, x->a, &text, NULL) != OK || defs_parse(x->a, text, &d) != OK) return NULL;
        if (city_build(x->a, &d, &x->in->in->offices, &mute, &c) != OK) return NULL;
        c->version = seq;
        c->offices = &x->in->in->offices;
        c->accounts = &x->in->in->accounts;
        c->calendar = x->in->in->calendar;
        return c;
}

static const struct city *city_of(struct legal *x, int64_t seq)
{
        const struct city *now = x->in->in->city;
        if (now && now->version == seq) return now;
        for (size_t i = 0; i < x->version_n; i++)
                if (x->version[i].seq == seq) return x->version[i].city;
        struct version *v = ARENA_PUSH(x->a, x->version, x->version_n, x->version_cap);
        *v = (struct version){ seq, read_definitions(x, seq) };
        return v->city;
}

static const struct ledger *ledger_of(struct legal *x, const struct event *e)
{
        const struct city *c = city_of(x, e->version);
        int i = c ? city_ledger(c, e->ledger) : -1;
        return i < 0 ? NULL : &c->ledgers[i];
}

/* ---- one event ------------------------------------------------------------------------------- */

static bool outside_the_flow(const struct event *e)
{
        return str_eq(e->step, S("import")) || str_eq(e->step, S("erase")) ||
               str_eq(e->step, S("take_back")) || str_eq(e->step, S("reckon")) ||
               str_eq(e->step, S("reveal")) || str_eq(e->step, S("rule")) ||
               str_eq(e->step, S("meet")) || str_eq(e->step, S("succeed"));
}

static struct str state_name(const struct ledger *l, int i)
{
        return i >= 0 && i < (int)l->states_n ? l->states[i].name : S("?");
}

static bool needs(struct legal *x, const struct event *e, const struct step *s, struct str ledger)
{
        const struct city *c = s->need_n ? city_of(x, e->version) : NULL;
        for (size_t i = 0; c && i < s->need_n; i++)
                if (str_eq(c->ledgers[s->need[i].ledger].name, ledger)) return true;
        return false;
}

static bool warns(const struct step *s, struct str name)
{
        for (size_t i = 0; i < s->warn_n; i++)
                if (str_eq(s->warn[i].name, name)) return true;
        return false;
}

/* It looked only where the step says, and warned only of what the step warns of. */
static void check_looked(struct legal *x, const struct event *e, const struct ledger *l,
                         const struct change *c)
{
        static const struct step none = { 0 };
        int i = ledger_step(l, e->step);
        const struct step *s = i < 0 ? &none : &l->steps[i];
        bool well = true;
        for (size_t k = 0; k < c->need_n; k++) well &= needs(x, e, s, c->need[k].ledger);
        for (size_t k = 0; k < c->warned_n; k++) well &= warns(s, c->warned[k]);
        if (well) return;
        FOUND(x, e, "legal.looked", "记录 %" PRId64 "：“%.*s”没有声明它所查看或提醒的",
              "record %" PRId64 ": step '%.*s' declares nothing of what it looked at or warned of",
              e->record, SP(e->step));
}

static void first(struct legal *x, const struct event *e, const struct ledger *l,
                  const struct change *c)
{
        int step = ledger_step(l, e->step);
        bool import = str_eq(e->step, S("import")) && e->batch >= 0;
        if (!c->enters || (!import && (step < 0 || !l->steps[step].enters)))
                FOUND(x, e, "legal.first", "记录 %" PRId64 " 的第一件事“%.*s”不是登记",
                      "record %" PRId64 ": its first event '%.*s' does not enter it", e->record,
                      SP(e->step));
}

/* Somebody was shown a private field: of this ledger, and private then. It has no other result. */
static void check_reveal(struct legal *x, const struct event *e, const struct ledger *l,
                         const struct change *c)
{
        int f = ledger_field(l, c->reveals);
        if (str_eq(e->step, S("reveal")) == (c->reveals.n > 0) &&
            (c->reveals.n == 0 || (f >= 0 && l->fields[f].private && c->set_n == 0 &&
                                   c->state < 0 && c->open_n + c->end_n == 0)))
                return;
        FOUND(x, e, "legal.reveal", "记录 %" PRId64 "：“%.*s”与查看隐私字段不符",
              "record %" PRId64 ": step '%.*s' is no reading of a private field", e->record,
              SP(e->step));
}

static void check_step(struct legal *x, const struct event *e, const struct ledger *l,
                       const struct change *c, const struct run *r)
{
        int i = ledger_step(l, e->step), was = ledger_state(l, r->state);
        if (i < 0) {
                FOUND(x, e, "legal.step", "台账“%.*s”没有环节“%.*s”",
                      "ledger %.*s has no step '%.*s'", SP(e->ledger), SP(e->step));
                return;
        }
        const struct step *s = &l->steps[i];
        if (s->enters || was < 0 || !(s->from >> was & 1))
                FOUND(x, e, "legal.from", "记录 %" PRId64 " 在状态“%.*s”办了“%.*s”",
                      "record %" PRId64 ": in state '%.*s' came step '%.*s'", e->record,
                      SP(r->state), SP(e->step));
        if (c->state >= 0 && s->builtin != STEP_RECALL && s->builtin != STEP_CORRECT &&
            c->state != s->to)
                FOUND(x, e, "legal.to", "记录 %" PRId64 "：“%.*s”到了状态“%.*s”",
                      "record %" PRId64 ": step '%.*s' led to '%.*s'", e->record, SP(e->step),
                      SP(state_name(l, c->state)));
}

static void later(struct legal *x, const struct event *e, const struct ledger *l,
                  const struct change *c, const struct run *r)
{
        if (c->enters || (r->gone && !str_eq(e->step, S("erase"))))
                FOUND(x, e, "legal.first", "记录 %" PRId64 " %s", "record %" PRId64 " %s",
                      e->record,
                      r->gone                 ? (x->f->lang == LANG_ZH ? "撤销之后还有留痕"
                                                                       : "goes on after it was "
                                                                         "taken back")
                      : x->f->lang == LANG_ZH ? "登记了两次"
                                              : "is entered twice");
        else if (!outside_the_flow(e)) check_step(x, e, l, c, r);
        check_reveal(x, e, l, c);
        if (e->day.v >= r->last.v || c->corrects || outside_the_flow(e)) return;
        char a[16], b[16];
        FOUND(x, e, "legal.day", "记录 %" PRId64 " 的日期 %.*s 早于前一步（%.*s）",
              "record %" PRId64 ": day %.*s is before the step before (%.*s)", e->record,
              SP(day_format(e->day, a)), SP(day_format(r->last, b)));
}

/* ---- requests and bars ---- */

static void check_barred(struct legal *x, const struct event *e, const struct run *r)
{
        for (size_t i = 0; i < r->turn_n; i++)
                if (r->turn[i].done < 0 && r->turn[i].round == r->round &&
                    str_eq(r->turn[i].barred, e->step))
                        FOUND(x, e, "legal.turn",
                              "记录 %" PRId64 "：seq %" PRId64 " 之后不能再办“%.*s”",
                              "record %" PRId64 ": since seq %" PRId64
                              " step '%.*s' could not be taken any more",
                              e->record, r->turn[i].seq, SP(e->step));
}

static void answered(struct legal *x, const struct event *e, struct run *r, int64_t seq)
{
        for (size_t i = 0; i < r->turn_n; i++) {
                struct turn *t = &r->turn[i];
                if (t->seq != seq || t->barred.n || t->done >= 0) continue;
                t->done = e->seq;
                return;
        }
        FOUND(x, e, "legal.turn", "记录 %" PRId64 "：seq %" PRId64 " 不是待答复的请求",
              "record %" PRId64 ": seq %" PRId64 " is no request that waits", e->record, seq);
}

static void take_turns(struct legal *x, const struct event *e, const struct ledger *l,
                       const struct change *c, struct run *r)
{
        if (r->turn_n) check_barred(x, e, r);
        if (c->round) r->round = c->round;
        for (size_t i = 0; i < c->answer_n; i++) answered(x, e, r, c->answer[i]);
        for (size_t i = 0; c->undoes && i < r->turn_n; i++) {
                if (r->turn[i].done == c->undoes) r->turn[i].done = -1;
                if (r->turn[i].seq == c->undoes) r->turn[i].done = e->seq;
        }
        if (c->ask.is)
                *ARENA_PUSH(x->a, r->turn, r->turn_n, r->turn_cap) =
                        (struct turn){ .seq = e->seq, .done = -1, .round = r->round };
        for (size_t i = 0; i < c->bar_n; i++)
                *ARENA_PUSH(x->a, r->turn, r->turn_n, r->turn_cap) =
                        (struct turn){ e->seq, -1, l->steps[c->bar[i]].name, r->round };
}

static struct run *run_of(struct legal *x, int64_t record)
{
        while ((int64_t)x->run_n <= record) (void)ARENA_PUSH(x->a, x->run, x->run_n, x->run_cap);
        return &x->run[record];
}

/* An import that is taken back leaves the record as it stood before. */
static void keep_before(struct legal *x, const struct event *e, struct run *r)
{
        if (e->batch <= 0 || e->batch == r->batch) return;
        struct run *was = r->is ? ARENA_NEW(x->a, struct run, 1) : NULL;
        if (was) {
                *was = *r;
                was->turn_cap = r->turn_n;
                was->turn = ARENA_NEW(x->a, struct turn, r->turn_n);
                for (size_t i = 0; i < r->turn_n; i++) was->turn[i] = r->turn[i];
        }
        r->before = was;
        r->batch = e->batch;
}

static bool back_to_before(const struct event *e, const struct change *c, struct run *r)
{
        if (!c->taken_back || e->batch != r->batch || !r->before) return false;
        struct run was = *r->before;
        *r = was;
        return true;
}

static void take(struct legal *x, const struct event *e)
{
        const struct ledger *l = ledger_of(x, e);
        struct faults mute;
        struct change c;
        x->out.events++;
        if (!l) {
                FOUND(x, e, "legal.version", "台账“%.*s”在版本 %" PRId64 " 的定义中不存在",
                      "no ledger '%.*s' in the definitions of version %" PRId64, SP(e->ledger),
                      e->version);
                return;
        }
        faults_init(&mute, &x->tmp, LANG_EN);
        if (change_parse(&x->tmp, l, e, &mute, &c) != OK) {
                FOUND(x, e, "legal.result", "结果与台账“%.*s”不符",
                      "the result does not fit ledger '%.*s'", SP(e->ledger));
                return;
        }
        struct run *r = run_of(x, e->record);
        if (!c.taken_back) keep_before(x, e, r);
        if (!r->is) first(x, e, l, &c);
        else if (!str_eq(r->ledger, e->ledger))
                FOUND(x, e, "legal.ledger", "记录 %" PRId64 " 属于台账“%.*s”",
                      "record %" PRId64 " belongs to ledger '%.*s'", e->record, SP(r->ledger));
        else later(x, e, l, &c, r);
        if (!r->is) r->round = 1;
        check_looked(x, e, l, &c);
        take_turns(x, e, l, &c, r);
        if (back_to_before(e, &c, r)) return;
        if (!r->is) x->out.records++;
        if (!r->is || (e->day.v > r->last.v && !c.corrects && !c.reveals.n)) r->last = e->day;
        r->is = true;
        r->gone |= c.taken_back;
        r->ledger = l->name;
        if (c.state >= 0) r->state = state_name(l, c.state);
}

enum err legal_check(const struct legal_in *in, struct arena *a, struct faults *f,
                     struct legal_out *ret)
{
        struct legal x = { .in = in, .a = a, .f = f };
        struct log_cursor *cur = NULL;
        struct log_head head;
        struct event e;
        size_t before = f->n;
        enum err err = OK;
        TRY(log_head(in->st, &head));
        TRY(log_read(in->st, a, 0, INT64_MAX, 0, &cur));
        while (log_next(cur, &x.tmp, &e, &err)) {
                /* ids are given one by one, each with an event: a larger one was never given */
                if (e.record > (int64_t)head.tree.size)
                        FOUND(&x, &e, "legal.first", "没有记录 %" PRId64,
                              "there is no record %" PRId64, e.record);
                else if (e.record > 0) take(&x, &e);
                arena_reset(&x.tmp);
        }
        log_read_done(&cur);
        arena_done(&x.tmp);
        *ret = x.out;
        if (err != OK) return err;
        return f->n > before ? ERR_CORRUPT : OK;
}
