/* test_mini_life.c: the random life of mini.h. */
#include "mini.h"

const struct mini_file mini_help[1] = {
        { "ledgers/help.yaml",
          "ledger: help\n"
          "label: {zh: 结对帮扶, en: Help}\n"
          "public: true\n"
          "number: {form: \"H{yyyy}{n:04}\", per: year}\n"
          "fields:\n"
          "  title: {type: text, max: 80}\n"
          "  firm: {type: code}\n"
          "  route: {type: choice, of: channels}\n"
          "  topic: {type: tree, of: topics}\n"
          "  village: {type: place}\n"
          "  lead: {type: office}\n"
          "  money: {type: money, digits: 2, unit: 万元}\n"
          "  ended: {type: day}\n"
          "  near: {type: office, many: true}\n"
          "  with: {type: link, of: help, many: true, inverse: helped}\n"
          "  team: {type: account, many: true}\n"
          "states:\n"
          "  promised: {kind: open}\n"
          "  given: {kind: done}\n"
          "  dropped: {kind: void}\n"
          "steps:\n"
          "  promise: {to: promised, by: clerk@owner, ask: [title, firm, route, topic, village, "
          "lead, money]}\n"
          "  give: {from: promised, to: given, by: clerk@owner, ask: [money]}\n"
          "  drop: {from: [promised, given], to: dropped, by: clerk@owner}\n"
          "  back: {from: [given, dropped], to: promised, by: clerk@owner}\n"
          "  change: {from: [promised, given], by: clerk@owner, ask: [lead, money, route]}\n"
          "figures:\n"
          "  all: {of: record, at: owner, count: TRUE, by: [route, topic, village], small: 5}\n"
          "  money: {of: record, at: owner, where: \"kind = 'done'\", sum: money, unit: 万元}\n"
          "  mean: {of: record, at: owner, where: \"kind = 'done'\", avg: money, digits: 1}\n"
          "  firms: {of: record, at: owner, where: \"kind = 'done'\", distinct: firm}\n"
          "  most: {of: record, at: owner, where: \"kind = 'done'\", max: money, digits: 2}\n"
          "  given_each: {of: record, at: lead, where: \"state = 'given'\", count: TRUE, kind: "
          "each, by: [route]}\n"
          "  given_first: {of: record, at: lead, where: \"state = 'given'\", count: TRUE, kind: "
          "first}\n"
          "  given_net: {of: record, at: lead, where: \"state = 'given'\", count: TRUE, kind: "
          "net}\n"
          "  paid: {of: record, at: lead, where: \"state = 'given'\", sum: money, kind: net}\n"
          "  changes: {of: step change, at: lead, count: TRUE, kind: each}\n"
          "  near_each: {of: link near, at: near, where: \"kind <> 'void'\", count: TRUE, kind: each}\n"
          "  near_here: {of: link near, at: near, count: TRUE, by: [route]}\n"
          "  near_all: {of: link near, at: lead, where: \"under(near, '431302') AND state <> "
          "'dropped'\", count: TRUE}\n"
          "  nears: {of: link near, at: owner, where: \"kind <> 'void'\", distinct: near}\n"
          "  withs: {of: link with, at: owner, where: \"kind <> 'void'\", distinct: with}\n"
          "  with_all: {of: link with, at: lead, count: TRUE, kind: net}\n"
          "  team: {of: link team, at: owner, where: \"kind <> 'void'\", distinct: team}\n"
          "  team_each: {of: link team, at: lead, where: \"team > 1 AND count(near) < 3\", count: "
          "TRUE, kind: each}\n"
          "  places: {of: link lead, at: lead, where: \"lead <> '4313-GA'\", count: TRUE}\n"
          "  share: {share: [money, all], digits: 2}\n"
          "  kept: {rate: [given_each, changes], digits: 1, round: down}\n"
          "identities:\n"
          "  - {at: owner, is: \"all = open + done + void\"}\n"
          "views:\n"
          "  open: {columns: [number, title, lead], where: \"kind = 'open'\", sort: \"-money\"}\n"
          "bulletin:\n"
          "  zh: |\n"
          "    截至{{on}}，{{office}}结对帮扶{{all}}件，已兑现{{done}}件共{{money}}万元，{{firms}}家企业，户均{{mean}}。\n"
          "  en: |\n"
          "    By {{on}}, {{all}} helps, **{{done}}** given: {{money}} by {{firms}} firms, mean "
          "{{mean}}.\n" }
};

int mini_chance(uint64_t *seed, int below)
{
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        return (int)((*seed >> 33) % (uint64_t)below);
}

struct day mini_last(const struct mini *m)
{
        return day_of(m->e.at, (struct zone){ 480 });
}

struct life {
        struct mini *m;
        uint64_t seed;
        struct moment now;
        int64_t request[200], help[200];
        size_t request_n, help_n;
};

static const char *const offices[] = { "4313-GA",   "4313-GD",   "431302",
                                       "431302001", "431302002", "431321001" };
static const char *const people[] = { "1", "2", "3" };
static const char *const channels[] = { "hotline", "report", "visit" };
static const char *const ratings[] = { "very_satisfied", "satisfied", "dissatisfied", "" };

static const char *one(struct life *x, const char *const *v, int n)
{
        return v[mini_chance(&x->seed, n)];
}

static const char *moment_text(struct life *x, struct moment at)
{
        char text[40];
        return str_dupz(&x->m->a, moment_format(at, (struct zone){ 480 }, text));
}

/* Some choice of the tree list `topics`, of any depth, or none. */
static const char *topic(struct life *x)
{
        const struct city *c = x->m->in.city;
        const struct list *l = &c->lists[city_list(c, S("topics"))];
        if (mini_chance(&x->seed, 5) == 0) return "";
        return str_dupz(&x->m->a, l->c[mini_chance(&x->seed, (int)l->n)].code);
}

static void ledger(struct life *x, const char *name)
{
        x->m->l = &x->m->in.city->ledgers[city_ledger(x->m->in.city, str_c(name))];
}

static void begin(struct life *x, int64_t record, const char *step)
{
        struct mini *m = x->m;
        mini_step(m, record, step, moment_text(x, x->now));
        int back = record ? m->e.day.v - m->before->last_day.v : 20;
        if (mini_chance(&x->seed, 4) == 0 && back > 0)
                m->e.day = day_add(m->e.day, -mini_chance(&x->seed, back + 1));
}

static const char *due(struct life *x)
{
        struct moment at = { x->now.ms + (int64_t)mini_chance(&x->seed, 6) * 86400000 };
        return moment_text(x, at);
}

static void end(struct life *x, const char *duty, enum outcome outcome)
{
        mini_end(x->m, duty, outcome, mini_chance(&x->seed, 3) == 0);
}

static void assign(struct life *x)
{
        const char *lead = one(x, offices, LEN(offices));
        end(x, "dispatch", OUT_DONE);
        mini_set(x->m, "lead", lead);
        mini_set(x->m, "assist", mini_chance(&x->seed, 2) ? "431302" : "431321 4313-GD");
        mini_state(x->m, "assigned");
        mini_duty(x->m, "sign", lead, due(x));
        mini_duty(x->m, "handle", lead, due(x));
        mini_duty(x->m, "handle", "431321", due(x));
        mini_paper(x->m, "dispatch_sheet", "D1");
}

static void redo(struct life *x)
{
        const struct value *lead = &x->m->before->v[ledger_field(x->m->l, S("lead"))];
        const char *to = lead->type == T_TEXT ? str_dupz(&x->m->a, lead->text) : "4313-GA";
        end(x, "callback", OUT_FAILED);
        x->m->c.round = x->m->before->round + 1;
        if (lead->type != T_TEXT) mini_set(x->m, "lead", to);
        mini_state(x->m, "assigned");
        mini_duty(x->m, "handle", to, due(x));
}

static void correct(struct life *x, int64_t id)
{
        begin(x, id, "correct");
        x->m->c.corrects = true;
        mini_set(x->m, "channel", one(x, channels, LEN(channels)));
        if (mini_chance(&x->seed, 2)) mini_set(x->m, "topic", topic(x));
        if (mini_chance(&x->seed, 3) == 0) mini_set(x->m, "lead", one(x, offices, LEN(offices)));
        (void)mini_done(x->m);
}

static struct str state_of(const struct mini *m, int64_t id)
{
        struct arena a = { 0 };
        struct view v = m->v;
        struct rec r;
        if (rec_load(&v, &a, m->l, id, &r) != OK) BUG("no record");
        struct str s = m->l->states[r.state].name;
        arena_done(&a);
        return s;
}

static void enter_request(struct life *x)
{
        struct mini *m = x->m;
        begin(x, 0, "receive");
        mini_set(m, "title", "供电不稳");
        mini_set(m, "contact", "{\"name\":\"王小明\",\"phone\":\"13812345678\"}");
        mini_set(m, "channel", one(x, channels, LEN(channels)));
        mini_set(m, "topic", topic(x));
        mini_set(m, "place", one(x, offices + 2, 4));
        mini_state(m, "received");
        mini_duty(m, "dispatch", "4313", due(x));
        x->request[x->request_n++] = mini_done(m);
}

static void go_on_request(struct life *x, int64_t id)
{
        struct mini *m = x->m;
        struct str s = state_of(m, id);
        int what = mini_chance(&x->seed, 10);
        if (what == 0) {
                correct(x, id);
        } else if (what == 1) {
                begin(x, id, "supplement");
                (void)mini_done(m);
        } else if (str_eq(s, S("received"))) {
                begin(x, id, what < 7 ? "assign" : "answer");
                if (what < 7) assign(x);
                else {
                        end(x, "dispatch", OUT_DONE);
                        mini_set(m, "direct", "true");
                        mini_state(m, "replied");
                        mini_duty(m, "callback", "4313", due(x));
                }
                (void)mini_done(m);
        } else if (str_eq(s, S("assigned"))) {
                begin(x, id, "sign");
                end(x, "sign", OUT_DONE);
                mini_state(m, "handling");
                (void)mini_done(m);
        } else if (str_eq(s, S("handling"))) {
                begin(x, id, "reply");
                end(x, "handle", what < 8 ? OUT_DONE : OUT_WITHDRAWN);
                mini_state(m, "replied");
                mini_duty(m, "callback", "4313", due(x));
                (void)mini_done(m);
        } else if (str_eq(s, S("replied"))) {
                begin(x, id, what < 8 ? "confirm" : "redo");
                if (what < 8) {
                        end(x, "callback", OUT_DONE);
                        mini_set(m, "rating", one(x, ratings, LEN(ratings)));
                        mini_state(m, "closed");
                } else {
                        redo(x);
                }
                (void)mini_done(m);
        } else if (what == 2) {
                begin(x, id, "redo");
                redo(x);
                (void)mini_done(m);
        }
}

/* Some of them or none; nothing is drawn, so that a life stays what it was. */
static const char *several(struct life *x, const char *const *v, size_t n)
{
        struct str s = STR_NONE;
        for (size_t i = 0; i < n; i++)
                if (x->seed >> (33 + i) & 1)
                        s = str_printf(&x->m->a, "%.*s%s%s", SP(s), s.n ? " " : "", v[i]);
        return str_dupz(&x->m->a, s);
}

static const char *helps(struct life *x)
{
        struct str s = STR_NONE;
        for (size_t i = 0; i < x->help_n && i < 12; i++)
                if (x->seed >> (40 + i) & 1)
                        s = str_printf(&x->m->a, "%.*s%s%" PRId64, SP(s), s.n ? " " : "",
                                       x->help[i]);
        return str_dupz(&x->m->a, s);
}

static void set_help(struct life *x)
{
        if (x->seed >> 39 & 1) mini_set(x->m, "near", several(x, offices, LEN(offices)));
        if (x->seed >> 38 & 1) mini_set(x->m, "with", helps(x));
        if (x->seed >> 37 & 1) mini_set(x->m, "team", several(x, people, LEN(people)));
        static const char *const money[] = { "10", "2.50", "100.01", "0", "" };
        static const char *const firm[] = { "F1", "F2", "F3", "F4" };
        mini_set(x->m, "money", one(x, money, LEN(money)));
        if (x->m->c.enters) mini_set(x->m, "firm", one(x, firm, LEN(firm)));
        mini_set(x->m, "route", one(x, channels, LEN(channels)));
        mini_set(x->m, "lead", one(x, offices, LEN(offices)));
}

static void help(struct life *x)
{
        struct mini *m = x->m;
        static const char *const steps[] = { "give", "drop", "back", "change", "correct" };
        static const char *const to[] = { "given", "dropped", "promised" };
        if (x->help_n < 3 || (mini_chance(&x->seed, 3) == 0 && x->help_n < LEN(x->help))) {
                begin(x, 0, "promise");
                set_help(x);
                mini_set(m, "topic", topic(x));
                mini_set(m, "village", one(x, offices + 2, 4));
                mini_state(m, "promised");
                x->help[x->help_n++] = mini_done(m);
                return;
        }
        int s = mini_chance(&x->seed, (int)LEN(steps));
        begin(x, x->help[mini_chance(&x->seed, (int)x->help_n)], steps[s]);
        if (s < (int)LEN(to)) mini_state(m, to[s]);
        if (s == 4) m->c.corrects = true;
        if (s >= 3 || s == 0) set_help(x);
        (void)mini_done(m);
}

/* Those of an earlier call go on. */
static void find_records(struct life *x, const char *name, int64_t *id, size_t *n)
{
        struct view v = { .st = x->m->st, .city = x->m->in.city };
        ledger(x, name);
        for (int64_t i = 1; i < 400 && *n < LEN(x->request); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct rec r;
                if (rec_load(&v, &a, x->m->l, i, &r) == OK) id[(*n)++] = i;
        }
}

void mini_live(struct mini *m, int events, uint64_t seed)
{
        struct life x = { .m = m, .seed = seed, .now = mini_moment("2022-03-01 08:00") };
        bool helps = city_ledger(m->in.city, S("help")) >= 0;
        if (m->e.at.ms > x.now.ms) x.now = m->e.at;
        if (helps) find_records(&x, "help", x.help, &x.help_n);
        find_records(&x, "request", x.request, &x.request_n);
        for (int i = 0; i < events; i++) {
                x.now.ms += (int64_t)mini_chance(&x.seed, 30) * 3600000;
                if (i == events / 3)
                        m->batch = mini_city(m, "batch_open",
                                             "{\"ledger\":\"request\",\"total\":3}", NULL, NULL);
                if (i == events / 2 && m->batch >= 0) {
                        char json[64];
                        (void)snprintf(json, sizeof json, "{\"batch\":%" PRId64 "}", m->batch);
                        (void)mini_city(m, "batch_close", json, NULL, NULL);
                        m->batch = -1;
                }
                int64_t batch = m->batch;
                ledger(&x, "help");
                m->batch = -1;
                if (helps && i % 2) help(&x);
                m->batch = batch;
                ledger(&x, "request");
                if (x.request_n < 3 ||
                    (mini_chance(&x.seed, 4) == 0 && x.request_n < LEN(x.request))) {
                        enter_request(&x);
                        continue;
                }
                m->batch = -1;
                int64_t id = x.request[mini_chance(&x.seed, (int)x.request_n)];
                struct arena a = { 0 };
                struct rec r;
                if (rec_load(&m->v, &a, m->l, id, &r) != OK) BUG("no record");
                if (r.batch != batch || batch < 0) go_on_request(&x, id);
                arena_done(&a);
                m->batch = batch;
        }
}
