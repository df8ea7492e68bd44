/* Every refusal says which rule refuses, whose turn it is and until when: the ledger of tests/story,
 * rule by rule, and a walk of 4,000 commands through it by whoever comes along. */
#include "lib/books.h"
#include "lib/t.h"

#include "exchange/drafts.h"
#include "view/sight.h"

#define LEDGER "inquiry"
#define ASKED  "title=a&nature=consultation&lead=4313-RSJ"

static bool open_story(struct town *t)
{
        struct defs d;
        *t = (struct town){ 0 };
        faults_init(&t->f, &t->a, LANG_EN);
        if (!CHECK_OK(-1, defs_load(&t->a, "tests/story/city", &t->f, &d))) return false;
        return town_open_defs(t, t_dir(), &d);
}

static int64_t done(struct town *t, size_t row, const char *login, int64_t record, const char *step,
                    const char *fields)
{
        struct outcome_of o = town_do(t, login, LEDGER, record, step, fields);
        if (!CHECK_OK(row, o.err)) town_print(&o.faults);
        return o.record;
}

static bool has(struct str text, const char *piece)
{
        size_t at;
        return str_find(text, str_c(piece), &at);
}

/* ---- rule by rule ---------------------------------------------------------------------------- */

struct turn {
        const char *at, *login, *step, *fields;
        const char *code;    /* NULL: it is done */
        const char *says[4]; /* pieces of the sentence */
};

static void run(struct town *t, const struct turn *row, size_t n)
{
        int64_t id = 0;
        struct str number = STR_NONE;
        for (size_t i = 0; i < n; i++) {
                const struct turn *x = &row[i];
                bool enters = str_eq(str_c(x->step), S("receive")) && !x->code;
                bool self = str_eq(str_c(x->fields), S("parent=self"));
                const char *fields =
                        self ? str_dupz(&t->a, str_printf(&t->a, "parent=%.*s", SP(number)))
                             : x->fields;
                if (x->at) town_at(t, x->at);
                struct outcome_of o =
                        town_do(t, x->login, LEDGER, enters ? 0 : id, x->step, fields);
                CHECK_STR(i, str_c(outcome_code(&o)), x->code ? x->code : "");
                if (o.err == OK && enters) id = o.record, number = str_dup(&t->a, o.number);
                for (size_t k = 0; k < LEN(x->says) && x->says[k]; k++) {
                        struct str text = o.faults.first ? o.faults.first->text : STR_NONE;
                        if (!CHECK_ROW(i, has(text, x->says[k]))) CHECK_STR(i, text, x->says[k]);
                }
        }
}

#define HELD "Now: HR bureau: Handling (by 2022-03-24 24:00)"

static const struct turn turns[] = {
        { "2022-03-21 09:00", "clerk", "receive", ASKED, NULL, { 0 } },
        { 0, "clerk", "receive", ASKED, "step.enters", { "Receive", HELD } },
        { 0,
          "clerk",
          "reply",
          "reply=x",
          "role",
          { "Reply", "Handler (of the duty's holder)", HELD } },
        { 0,
          "eval",
          "reached",
          "rating=fair&cause=none",
          "step.from",
          { "\"Handling\"", "Replied", HELD } },
        { 0, "sup", "grant", "", "answers.none", { "Ask for an extension", "Grant", HELD } },
        { 0, "h.rsj", "approve", "reply=x", "duty.none", { "Review", HELD } },
        { 0, "disp", "merge", "parent=self", "parent.self", { HELD } },
        { 0, "h.rsj", "delegate", "to=4313-RSJ", "delegate.again", { "4313-RSJ", HELD } },
        { 0, "h.rsj", "reply", "reply=x&version=1", "version.stale", { "1", HELD } },
        { 0, "h.rsj", "recall", "because=x", "role", { "recall" } },
        { 0, "clerk", "recall", "because=x", "recall.none", { HELD } },
        { 0, "sup", "lapse", "", "lapse.none", { HELD } },
        { 0, "clerk", "void", "because=x", "role", { "Dispatcher", "Supervisor", HELD } },
        { 0, "disp", "correct", "because=x&title=b", "role", { "Recorder (of the owner)" } },
        { 0, "disp", "void", "because=x&day=2022-03-22", "day.future", { "2022-03-22" } },
        { 0,
          "h.rsj",
          "reply",
          "reply=x&because=x&day=2022-03-18",
          "day.before_last",
          { "2022-03-21", HELD } },
        /* a request waits: for whom, until when */
        { "2022-03-22 10:00", "h.rsj", "extend", "why=x", NULL, { 0 } },
        { 0,
          "h.rsj",
          "extend",
          "why=x",
          "asks.open",
          { "2022-03-22 10:00", "Loudi Supervisor", "until 2022-03-24 24:00",
            "an answer to \"Ask for an extension\"" } },
        { 0,
          "h.rsj",
          "grant",
          "",
          "role",
          { "Grant", "Supervisor (of an office above)", "Loudi Supervisor: an answer" } },
        { 0, "sup", "grant", "", NULL, { 0 } },
        { 0, "h.rsj", "extend", "why=x", NULL, { 0 } },
        { 0, "sup", "grant", "", "extends.times", { "1 times", "at most 1", "2022-03-31 24:00" } },
        { 0, "sup", "refuse", "", NULL, { 0 } },
        /* in time, or not at all */
        { "2022-03-24 09:00",
          "h.rsj",
          "return",
          "why=x&propose=4313-DL",
          "limit.within",
          { "Return", "2022-03-23 24:00", "by 2022-03-31 24:00" } },
        { 0, "h.rsj", "suspend", "stop=test", NULL, { 0 } },
        { 0, "h.rsj", "recall", "because=x", "recall.clock", { "clock is stopped" } },
        { 0, "h.rsj", "suspend", "stop=test", "step.from", { "Stopped", "its clock is stopped" } },
        { "2022-03-25 09:00", "h.rsj", "resume", "", NULL, { 0 } },
        { 0, "h.rsj", "resume", "", "step.from", { "Go on", "Stopped", "by 2022-04-01 24:00" } },
        { "2022-04-02 08:00",
          "h.rsj",
          "extend",
          "why=x",
          "asks.before",
          { "before the duty was due (2022-04-01 24:00)", "HR bureau: Handling" } },
        /* the call-back */
        { 0, "h.rsj", "reply", "reply=x", NULL, { 0 } },
        { 0,
          "h.rsj",
          "reply",
          "reply=x",
          "step.from",
          { "Replied", "Handling", "Now: Loudi: Call-back (by 2022-04-06 24:00)" } },
        { 0,
          "eval",
          "redo",
          "rating=unsatisfied&cause=law",
          "step.when",
          { "Do again", "for reasons the unit caused is done again", "Loudi: Call-back" } },
        { 0,
          "eval",
          "reached",
          "rating=unsatisfied&cause=unit",
          "step.when",
          { "Reached", "it must be done again", "Loudi: Call-back" } },
        { 0, "eval", "missed", "", NULL, { 0 } },
        { 0, "eval", "missed", "", NULL, { 0 } },
        { 0, "eval", "missed", "", NULL, { 0 } },
        { 0, "eval", "missed", "", "limit.times", { "Not reached", "3", "Loudi: Call-back" } },
        { 0, "eval", "redo", "rating=unsatisfied&cause=unit", NULL, { 0 } },
        { 0, "eval", "recall", "because=x", "recall.promise", { "HR bureau: Handling" } },
        /* a ruling bars */
        { 0, "h.rsj", "return", "why=x&propose=4313-DL", NULL, { 0 } },
        { 0, "disp", "uphold", "", NULL, { 0 } },
        { 0,
          "h.rsj",
          "return",
          "why=x&propose=4313-DL",
          "step.barred",
          { "2022-04-02", "Return", "HR bureau: Handling" } },
        /* nothing is left to do */
        { 0, "requester", "withdraw", "", NULL, { 0 } },
        { 0, "h.rsj", "reply", "reply=x", "step.from", { "Reply", "Now: nothing is open" } },
};

TEST(refusals_say_whose_turn_it_is)
{
        struct town t;
        NEED(open_story(&t));
        run(&t, turns, LEN(turns));
        town_close(&t);
}

/* In Chinese as in English; and for whom does not see the record there is none. */
TEST(refusals_tell_only_whom_they_may)
{
        struct town t;
        NEED(open_story(&t));
        town_at(&t, "2022-03-21 09:00");
        t.lang = LANG_ZH;
        int64_t id = done(&t, 0, "clerk", 0, "receive", ASKED);
        struct outcome_of o = town_do(&t, "sup", LEDGER, id, "reply", "reply=x");
        CHECK_STR(
                0, o.faults.first->text,
                "无权办理“答复”：须为 承办员（任务承办单位）。现在：市人社局“办理”（2022-03-24 24:00 前）");
        o = town_do(&t, "h.louxing", LEDGER, id, "reply", "reply=x");
        CHECK_STR(1, o.faults.first->text, "没有这条记录");
        o = town_do(&t, "requester", LEDGER, id, "reply", "reply=x");
        CHECK_STR(2, o.faults.first->text, "无权办理“答复”：须为 承办员（任务承办单位）");
        town_close(&t);
}

/* ---- by whoever comes along ------------------------------------------------------------------ */

struct walk {
        struct town t;
        uint64_t seed;
        int64_t record[6];
        size_t refused, told;
};

static size_t pick(struct walk *w, size_t n)
{
        w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
        return (size_t)(w->seed >> 33) % n;
}

/* Something in every field that the step asks. */
static const char *fields_for(struct walk *w, const struct step *s)
{
        static const char *const office[] = { "4313-RSJ", "4313-DL", "431302", "431302001001" };
        static const char *const rating[] = { "unsatisfied", "fair", "satisfied" };
        static const char *const cause[] = { "none", "unit", "law" };
        struct arena *a = &w->t.a;
        const struct ledger *l = town_ledger(&w->t, LEDGER);
        struct str out = S("because=x");
        if (s->follows.is) out = str_printf(a, "%.*s&parent=ZX2022%05zu", SP(out), 1 + pick(w, 6));
        for (size_t i = 0; i < s->ask_n; i++) {
                const struct field *f = &l->fields[s->ask[i]];
                const char *v = f->type == F_OFFICE            ? office[pick(w, 4)]
                                : str_eq(f->name, S("rating")) ? rating[pick(w, 3)]
                                : str_eq(f->name, S("cause"))  ? cause[pick(w, 3)]
                                : str_eq(f->name, S("nature")) ? "consultation"
                                : f->type == F_CHOICE          ? "test"
                                                               : "x";
                out = str_printf(a, "%.*s&%.*s=%s", SP(out), SP(f->name), v);
        }
        return str_dupz(a, out);
}

/* What the sentence must say, from the record as it stood. */
static void check_sentence(struct walk *w, size_t row, const struct fault *f, const struct rec *r,
                           int account)
{
        struct town *t = &w->t;
        const struct ledger *l = town_ledger(t, LEDGER);
        const struct sight s = { &t->a, t->w.inforce.city, l, r,
                                 day_of(t->fake.now, t->w.inforce.zone) };
        bool sees = account >= 0 && sight_has(&s, account, UINT32_MAX);
        CHECK_ROW(row, f->where.n > 0); /* which rule */
        if (!CHECK_ROW(row, has(f->text, ". Now: ") == sees)) CHECK_STR(row, f->text, "");
        w->told += sees;
        for (size_t i = 0; sees && i < r->duties_n; i++) {
                const struct rduty *d = &r->duties[i];
                char text[40];
                if (d->outcome != OUT_OPEN || duty_held(d)) continue;
                struct str by = moment_due_short(d->due, t->w.inforce.zone, text);
                CHECK_ROW(row, has(f->text, str_dupz(&t->a, by)));
                CHECK_ROW(row, has(f->text, str_dupz(&t->a, l->duties[d->def].label.en)));
        }
}

static void check_unseen(struct walk *w, size_t row, const struct rec *r, int account)
{
        struct town *t = &w->t;
        const struct sight s = { &t->a, t->w.inforce.city, town_ledger(t, LEDGER), r,
                                 day_of(t->fake.now, t->w.inforce.zone) };
        CHECK_ROW(row, account >= 0 && !sight_has(&s, account, UINT32_MAX));
}

static void step_once(struct walk *w, size_t row)
{
        static const char *const who[] = { "clerk", "disp", "eval",      "sup", "rec",
                                           "h.rsj", "h.dl", "h.louxing", "h.a", "requester" };
        struct town *t = &w->t;
        const struct ledger *l = town_ledger(t, LEDGER);
        const struct step *s = &l->steps[pick(w, l->steps_n)];
        const char *login = who[pick(w, LEN(who))];
        const char *name = str_dupz(&t->a, s->name);
        struct rec r;
        int64_t id = w->record[pick(w, LEN(w->record))];
        int account = account_find(&t->w.inforce.accounts, str_c(login));
        if (!CHECK_OK(row, rec_load(&t->w.view, &t->a, l, id, &r))) return;
        struct outcome_of o = town_do(t, login, LEDGER, id, name, fields_for(w, s));
        t->fake.now.ms += INT64_C(20) * 60000;
        if (o.err != ERR_CONFLICT && o.err != ERR_DENIED) {
                CHECK_ROW(row, o.err == OK || o.err == ERR_INPUT || o.err == ERR_NOT_FOUND);
                if (o.err == ERR_NOT_FOUND) check_unseen(w, row, &r, account);
                return;
        }
        w->refused++;
        check_sentence(w, row, o.faults.last, &r, account);
}

TEST(refusals_of_a_walk_say_whose_turn_it_is)
{
        struct walk w = { .seed = 20221122 };
        NEED(open_story(&w.t));
        town_at(&w.t, "2022-03-21 09:00");
        for (size_t i = 0; i < LEN(w.record); i++)
                w.record[i] = done(&w.t, i, "clerk", 0, "receive",
                                   i % 2 ? ASKED : "title=b&nature=complaint&lead=431302");
        for (size_t i = 0; i < 4000; i++) step_once(&w, i);
        CHECK(w.refused > 2000 && w.told > 1000);
        CHECK(town_rebuild_same(&w.t));
        town_close(&w.t);
}
