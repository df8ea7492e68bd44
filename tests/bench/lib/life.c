/* life.c: the bench city's requests. A heap of what happens next; an arrival is always in it. */
#include "bench/lib/city.h"

#define FIRMS   200
#define MINUTE  ((int64_t)60000)
#define HOUR    (60 * MINUTE)
#define WORKDAY (24 * HOUR)
#define PERIOD  (730 * WORKDAY)

enum life_act {
        ACT_REGISTER,
        ACT_RECEIVE,
        ACT_ANSWER,
        ACT_DECLINE,
        ACT_ASSIGN,
        ACT_SIGN,
        ACT_REPLY,
        ACT_CONFIRM,
        ACT_REDO
};

struct desk { /* who takes in, assigns and calls back for one owner */
        int clerk, dispatcher, evaluator;
};
struct live {
        int64_t id;
        int desk, lead;     /* index into desk, handler */
        bool redone, taken; /* taken: into the group at hand */
};
struct next {
        int64_t ms;
        enum life_act act;
        size_t live;
};

struct life {
        struct bcity *c;
        struct arena a, group;
        uint64_t seed;
        int64_t pace_ms, entered;
        struct desk *desk;
        size_t desk_n, desk_cap, city_desks;
        int *handler;
        size_t handler_n, handler_cap;
        struct str *place, *firm;
        size_t place_n, place_cap, firm_n, firm_cap;
        struct live *live;
        size_t live_n, live_cap;
        size_t *spare;
        size_t spare_n, spare_cap;
        struct next *heap;
        size_t heap_n, heap_cap;
        struct next *now; /* of the group at hand */
        size_t now_cap;
};

static size_t pick(struct life *x, size_t n)
{
        return (size_t)(bench_random(&x->seed) >> 11) % n;
}

/* ---- the heap ---- */

static void push(struct life *x, struct next e)
{
        (void)ARENA_PUSH(&x->a, x->heap, x->heap_n, x->heap_cap);
        size_t i = x->heap_n - 1;
        for (; i > 0 && x->heap[(i - 1) / 2].ms > e.ms; i = (i - 1) / 2)
                x->heap[i] = x->heap[(i - 1) / 2];
        x->heap[i] = e;
}

static struct next pop(struct life *x)
{
        struct next top = x->heap[0], e = x->heap[--x->heap_n];
        size_t i = 0;
        for (size_t k; (k = 2 * i + 1) < x->heap_n; i = k) {
                if (k + 1 < x->heap_n && x->heap[k + 1].ms < x->heap[k].ms) k++;
                if (x->heap[k].ms >= e.ms) break;
                x->heap[i] = x->heap[k];
        }
        x->heap[i] = e;
        return top;
}

static void later(struct life *x, struct next e, enum life_act act, int64_t least, int64_t most)
{
        int64_t d = least + (int64_t)(bench_random(&x->seed) >> 1) % (most - least);
        push(x, (struct next){ e.ms + d, act, e.live });
}

/* ---- who and where ---- */

/* The account with the role at the office, or nearest above it. */
static int nearest(const struct life *x, enum role role, int office)
{
        const struct inforce *in = &x->c->w.inforce;
        int up[OFFICE_DEPTH_MAX];
        size_t n = office_above(&in->offices, office, DAY_NONE, up);
        for (size_t u = 0; u < n; u++)
                for (size_t i = 0; i < in->accounts.n; i++)
                        for (size_t k = 0; k < in->accounts.v[i].posts_n; k++)
                                if (in->accounts.v[i].posts[k].role == role &&
                                    in->accounts.v[i].posts[k].office == up[u])
                                        return (int)i;
        BUG("nobody has the role");
}

static void learn_posts(struct life *x)
{
        const struct inforce *in = &x->c->w.inforce;
        for (size_t i = 0; i < in->accounts.n; i++) {
                const struct account *c = &in->accounts.v[i];
                for (size_t k = 0; k < c->posts_n; k++) {
                        int o = c->posts[k].office;
                        if (c->posts[k].role == ROLE_HANDLER)
                                *ARENA_PUSH(&x->a, x->handler, x->handler_n, x->handler_cap) =
                                        (int)i;
                        if (c->posts[k].role != ROLE_CLERK) continue;
                        *ARENA_PUSH(&x->a, x->desk, x->desk_n, x->desk_cap) =
                                (struct desk){ (int)i, nearest(x, ROLE_DISPATCHER, o),
                                               nearest(x, ROLE_EVALUATOR, o) };
                        if (o == in->offices.root) x->city_desks = x->desk_n;
                }
        }
}

static void learn_places(struct life *x)
{
        const struct offices *o = &x->c->w.inforce.offices;
        for (size_t i = 0; i < o->n; i++)
                if (o->o[i].spans[0].level == LEVEL_VILLAGE)
                        *ARENA_PUSH(&x->a, x->place, x->place_n, x->place_cap) =
                                str_dup(&x->a, o->o[i].code); /* the city may be closed between */
}

struct life *life_new(struct bcity *c, int64_t records)
{
        struct life *x = ARENA_NEW(&c->a, struct life, 1);
        x->c = c;
        x->seed = 20220317;
        x->pace_ms = PERIOD / records;
        learn_posts(x);
        learn_places(x);
        int64_t ms = c->clock.now.ms;
        for (size_t i = 0; i < FIRMS; i++)
                push(x, (struct next){ ms + (int64_t)i, ACT_REGISTER, 0 });
        push(x, (struct next){ ms + HOUR, ACT_RECEIVE, 0 });
        return x;
}

/* ---- commands ---- */

static struct str words(struct life *x, size_t n)
{
        static const char *const word[] = {
                "厂区近日多次停电，影响订单交付",
                "施工许可办理进度缓慢，已两次补正材料",
                "贷款到期续贷手续尚未办完",
                "退税申请提交后一直没有答复",
                "门前道路坑洼，货车进出困难",
                "招工难，希望协调组织专场招聘",
                "用地手续久拖未决",
                "检查频次过高，希望合并进行",
                "工程款拖欠已逾半年",
                "请有关部门尽快协调解决并告知办理结果",
        };
        struct str out = STR_NONE;
        for (size_t i = 0; i < n; i++)
                out = str_printf(&x->group, "%.*s%s%s", SP(out), i ? "；" : "",
                                 word[pick(x, LEN(word))]);
        return out;
}

static struct str choice(struct life *x, struct str list)
{
        const struct city *c = x->c->w.inforce.city;
        const struct list *l = &c->lists[city_list(c, list)];
        size_t i = pick(x, l->n);
        while (l->tree && l->c[i].parent < 0) i = pick(x, l->n);
        return l->c[i].code;
}

static void field(struct command *c, const char *name, struct str text)
{
        struct input *in = (struct input *)(uintptr_t)c->in;
        in[c->in_n++] = (struct input){ str_c(name), text };
}

static struct str handler_office(const struct life *x, int handler)
{
        const struct inforce *in = &x->c->w.inforce;
        return in->offices.o[in->accounts.v[x->handler[handler]].posts[0].office].code;
}

static void ask_firm(struct life *x, struct command *c, struct live *r)
{
        r->desk = (int)pick(x, x->desk_n);
        c->who.account = x->desk[r->desk].clerk;
        int64_t n = (int64_t)(bench_random(&x->seed) % 1000000000);
        field(c, "name", str_printf(&x->group, "娄底市第%" PRId64 "号有限公司", n));
        field(c, "code", str_printf(&x->group, "91431300DEMO%06" PRId64, n % 1000000));
        field(c, "org_kind", choice(x, S("org_kinds")));
        field(c, "place", x->place[pick(x, x->place_n)]);
        field(c, "phone", S("王女士,13000000001"));
}

static void ask_request(struct life *x, struct command *c, struct live *r)
{
        bool city = pick(x, 10) < 6;
        r->desk = (int)pick(x, city ? x->city_desks : x->desk_n);
        bool requester = city && pick(x, 3) == 0;
        if (requester) c->who = (struct actor){ .account = -1, .requester = true, .via = VIA_PAGE };
        else c->who.account = x->desk[r->desk].clerk;
        field(c, "title", words(x, 1));
        field(c, "body", words(x, 2 + pick(x, 5)));
        field(c, "channel", choice(x, S("channels")));
        field(c, "topic", choice(x, S("topics")));
        field(c, "urgent", pick(x, 20) == 0 ? S("true") : S("false"));
        if (x->firm_n && pick(x, 2)) field(c, "firm", x->firm[pick(x, x->firm_n)]);
        field(c, "place", x->place[pick(x, x->place_n)]);
        field(c, "contact", S("李先生,13000000002"));
}

static void ask_assign(struct life *x, struct command *c, struct live *r)
{
        r->lead = (int)pick(x, x->handler_n);
        c->who.account = x->desk[r->desk].dispatcher;
        field(c, "lead", handler_office(x, r->lead));
        if (pick(x, 6) == 0) field(c, "assist", handler_office(x, (int)pick(x, x->handler_n)));
}

static const char *const step_of[] = { "register", "receive", "answer",  "decline", "assign",
                                       "sign",     "reply",   "confirm", "redo" };

static void ask(struct life *x, const struct next *e, struct request *q)
{
        struct live *r = &x->live[e->live];
        *q = (struct request){ .ledger =
                                       e->act == ACT_REGISTER ? S("organisation") : S("request") };
        struct command *c = &q->cmd;
        *c = (struct command){ .who = { .account = -1, .via = VIA_PAGE },
                               .record = r->id,
                               .step = str_c(step_of[e->act]),
                               .day = DAY_NONE,
                               .version = -1,
                               .in = ARENA_NEW(&x->group, struct input, 10) };
        switch (e->act) {
        case ACT_REGISTER: ask_firm(x, c, r); return;
        case ACT_RECEIVE: ask_request(x, c, r); return;
        case ACT_ASSIGN: ask_assign(x, c, r); return;
        case ACT_ANSWER:
                c->who.account = x->desk[r->desk].clerk;
                field(c, "reply", words(x, 2));
                return;
        case ACT_DECLINE:
                c->who.account = x->desk[r->desk].clerk;
                field(c, "reason", words(x, 1));
                return;
        case ACT_SIGN: c->who.account = x->handler[r->lead]; return;
        case ACT_REPLY:
                c->who.account = x->handler[r->lead];
                field(c, "reply", words(x, 3));
                return;
        case ACT_CONFIRM:
                if (pick(x, 2)) c->who.requester = true;
                else c->who.account = x->desk[r->desk].evaluator;
                field(c, "solved", pick(x, 10) ? S("true") : S("false"));
                field(c, "rating", choice(x, S("ratings")));
                return;
        case ACT_REDO:
                c->who.account = x->desk[r->desk].evaluator;
                field(c, "why", words(x, 1));
                return;
        }
        BUG("act");
}

/* ---- what comes after ---- */

static void follow(struct life *x, struct next e)
{
        struct live *r = &x->live[e.live];
        size_t dice = pick(x, 100);
        switch (e.act) {
        case ACT_RECEIVE:
                if (dice < 12) later(x, e, ACT_ANSWER, 5 * MINUTE, 4 * HOUR);
                else if (dice < 15) later(x, e, ACT_DECLINE, HOUR, 20 * HOUR);
                else later(x, e, ACT_ASSIGN, 10 * MINUTE, 20 * HOUR);
                return;
        case ACT_ASSIGN: later(x, e, ACT_SIGN, 5 * MINUTE, 26 * HOUR); return;
        case ACT_SIGN: later(x, e, ACT_REPLY, 4 * HOUR, 9 * WORKDAY); return;
        case ACT_ANSWER:
                r->redone = true; /* a redo is for what was assigned */
                __attribute__((fallthrough));
        case ACT_REPLY:
                if (dice < 5 && !r->redone) later(x, e, ACT_REDO, 2 * HOUR, 4 * WORKDAY);
                else later(x, e, ACT_CONFIRM, 2 * HOUR, 5 * WORKDAY);
                return;
        case ACT_REDO:
                r->redone = true;
                later(x, e, ACT_SIGN, 5 * MINUTE, 26 * HOUR);
                return;
        case ACT_REGISTER:
        case ACT_DECLINE:
        case ACT_CONFIRM: *ARENA_PUSH(&x->a, x->spare, x->spare_n, x->spare_cap) = e.live; return;
        }
        BUG("act");
}

static size_t live_new(struct life *x)
{
        size_t i = x->spare_n ? x->spare[--x->spare_n] : x->live_n;
        if (i == x->live_n) (void)ARENA_PUSH(&x->a, x->live, x->live_n, x->live_cap);
        x->live[i] = (struct live){ 0 };
        return i;
}

void life_group(struct life *x, struct request *r, size_t n)
{
        struct next *aside = NULL;
        size_t aside_n = 0, aside_cap = 0;
        arena_reset(&x->group);
        if (x->now_cap < n) x->now = ARENA_NEW(&x->a, struct next, x->now_cap = n);
        for (size_t i = 0; i < n;) {
                struct next e = pop(x);
                bool enters = e.act == ACT_REGISTER || e.act == ACT_RECEIVE;
                if (enters) {
                        e.live = live_new(x);
                        if (e.act == ACT_RECEIVE)
                                push(x, (struct next){ e.ms + x->pace_ms, ACT_RECEIVE, 0 });
                } else if (x->live[e.live].taken) {
                        *ARENA_PUSH(&x->group, aside, aside_n, aside_cap) = e;
                        continue;
                }
                x->live[e.live].taken = true;
                if (e.ms > x->c->clock.now.ms) x->c->clock.now.ms = e.ms;
                ask(x, &e, &r[i]);
                x->now[i++] = e;
        }
        for (size_t i = 0; i < aside_n; i++) push(x, aside[i]);
}

void life_learn(struct life *x, const struct request *r, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                struct live *v = &x->live[x->now[i].live];
                if (r[i].out.err != OK) bench_fail(&r[i].out.faults, step_of[x->now[i].act]);
                v->id = r[i].out.record;
                v->taken = false;
                if (x->now[i].act == ACT_RECEIVE) x->entered++;
                if (x->now[i].act == ACT_REGISTER)
                        *ARENA_PUSH(&x->a, x->firm, x->firm_n, x->firm_cap) =
                                str_dup(&x->a, r[i].out.number);
                follow(x, x->now[i]);
        }
}

int64_t life_entered(const struct life *x)
{
        return x->entered;
}
