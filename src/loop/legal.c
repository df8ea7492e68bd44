#include "loop/legal.h"

/* Where a record stands so far. Names, not indexes: definitions change. */
struct run {
        bool is, gone;
        struct str ledger, state;
        struct day last;
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
               str_eq(e->step, S("take_back"));
}

static struct str state_name(const struct ledger *l, int i)
{
        return i >= 0 && i < (int)l->states_n ? l->states[i].name : S("?");
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
        if (e->day.v >= r->last.v || c->corrects || outside_the_flow(e)) return;
        char a[16], b[16];
        FOUND(x, e, "legal.day", "记录 %" PRId64 " 的日期 %.*s 早于前一步（%.*s）",
              "record %" PRId64 ": day %.*s is before the step before (%.*s)", e->record,
              SP(day_format(e->day, a)), SP(day_format(r->last, b)));
}

static struct run *run_of(struct legal *x, int64_t record)
{
        while ((int64_t)x->run_n <= record) (void)ARENA_PUSH(x->a, x->run, x->run_n, x->run_cap);
        return &x->run[record];
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
        if (!r->is) first(x, e, l, &c);
        else if (!str_eq(r->ledger, e->ledger))
                FOUND(x, e, "legal.ledger", "记录 %" PRId64 " 属于台账“%.*s”",
                      "record %" PRId64 " belongs to ledger '%.*s'", e->record, SP(r->ledger));
        else later(x, e, l, &c, r);
        if (!r->is) x->out.records++;
        if (!r->is || (e->day.v > r->last.v && !c.corrects)) r->last = e->day;
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
