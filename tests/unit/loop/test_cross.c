/* Steps that reach over to other records: the language's cases of merge, and of visits with quotas
 * that rules open and entering a visit meets. */
#include "lib/books.h"
#include "lib/t.h"

#include "loop/rules.h"

static struct str file_of(struct arena *a, const char *path)
{
        struct str text;
        if (file_read(a, path, 1 << 20, &text) != OK) BUG("file of a test");
        return text;
}

static struct str without(struct arena *a, struct str text, const char *word)
{
        struct str out = STR_NONE, line;
        size_t at;
        while (str_split(&text, '\n', &line))
                if (!str_find(line, str_c(word), &at))
                        out = str_printf(a, "%.*s%.*s\n", SP(out), SP(line));
        return out;
}

#define CASES "tests/language/"

static bool open_cases(struct town *t)
{
        *t = (struct town){ 0 };
        struct arena *a = &t->a;
        struct defs_file f[] = {
                { S("city.yaml"),
                  S("city: town\nlabel: {zh: 小城, en: Town}\nzone: \"+08:00\"\n") },
                { S("ledgers/liaison.yaml"), file_of(a, CASES "base/ledgers/liaison.yaml") },
                { S("ledgers/merged.yaml"), file_of(a, CASES "06-merged.yaml") },
                { S("ledgers/organisation.yaml"),
                  file_of(a, CASES "base/ledgers/organisation.yaml") },
                { S("ledgers/visit.yaml"),
                  without(a, file_of(a, CASES "08-visit.yaml"), "makes:") },
                { S("texts/received.en.md"), file_of(a, CASES "base/texts/received.en.md") },
                { S("texts/received.zh.md"), file_of(a, CASES "base/texts/received.zh.md") },
        };
        struct defs d = { f, LEN(f) };
        return town_open_defs(t, t_dir(), &d);
}

static struct rec *record_of(struct town *t, const char *ledger, int64_t id)
{
        struct rec *r = ARENA_NEW(&t->a, struct rec, 1);
        CHECK_OK(-1, rec_load(&t->w.view, &t->a, town_ledger(t, ledger), id, r));
        return r;
}

static void refused(struct town *t, int64_t record, const char *step, struct str fields,
                    const char *code)
{
        struct outcome_of o = town_do(t, "clerk", "merged", record, step, str_dupz(&t->a, fields));
        CHECK_STR(-1, str_c(outcome_code(&o)), code);
}

static struct str state_of(struct town *t, const char *ledger, int64_t id)
{
        return town_ledger(t, ledger)->states[record_of(t, ledger, id)->state].name;
}

static struct str merge_into(struct town *t, struct str number)
{
        return str_printf(&t->a, "parent=%.*s", SP(number));
}

TEST(cross_merge)
{
        struct town t;
        NEED(open_cases(&t));
        town_at(&t, "2022-03-21 09:00");
        struct outcome_of a = town_done(&t, "clerk", "merged", 0, "receive", "title=lamp");
        struct outcome_of b = town_done(&t, "clerk", "merged", 0, "receive", "title=lamp again");
        struct outcome_of c = town_done(&t, "clerk", "merged", 0, "receive", "title=and again");
        struct outcome_of d = town_done(&t, "clerk", "merged", 0, "receive", "title=water");
        refused(&t, b.record, "merge", STR_NONE, "parent.none");
        refused(&t, b.record, "merge", S("parent=2022999999"), "parent.none");
        refused(&t, b.record, "merge", merge_into(&t, b.number), "parent.self");
        town_done(&t, "clerk", "merged", b.record, "merge",
                  str_dupz(&t.a, merge_into(&t, a.number)));
        town_done(&t, "clerk", "merged", c.record, "merge",
                  str_dupz(&t.a, merge_into(&t, a.number)));
        CHECK_INT(-1, record_of(&t, "merged", b.record)->parent, a.record);
        refused(&t, d.record, "merge", merge_into(&t, b.number), "parent.void");
        refused(&t, a.record, "merge", merge_into(&t, d.number), "parent.has");
        refused(&t, b.record, "recall", STR_NONE, "because");
        town_books(&t, "merged", 200, 0);
        uint64_t before = t.w.log.tree.size;
        struct outcome_of end =
                town_done(&t, "clerk", "merged", a.record, "finish", "answer=repaired");
        CHECK_INT(-1, (int64_t)(t.w.log.tree.size - before), 3);
        CHECK_STR(-1, state_of(&t, "merged", a.record), "closed");
        CHECK_STR(-1, state_of(&t, "merged", b.record), "merged");
        struct event e;
        CHECK_OK(-1, log_get(t.w.st, &t.a, record_of(&t, "merged", b.record)->version, &e));
        CHECK_STR(-1, e.step, "close");
        CHECK_INT(-1, e.cause, end.seq);
        CHECK_INT(-1, (int64_t)e.via, VIA_TIMER);
        CHECK_STR(-1, state_of(&t, "merged", d.record), "received");
        town_books(&t, "merged", 200, 0);
        town_close(&t);
}

static int64_t round_of(struct town *t)
{
        struct rules_did did = { .more = true };
        int64_t events = 0;
        for (int i = 0; did.more && i < 50; i++) {
                if (!CHECK_OK(i, rules_tick(&t->w, &t->f, &did))) break;
                events += did.events;
        }
        return events;
}

/* A quarter begins: each pairing owes a visit; entering one meets it; a pairing that nobody visited
 * is reminded of. */
TEST(cross_visits)
{
        struct town t;
        NEED(open_cases(&t));
        town_at(&t, "2022-03-21 09:00");
        struct outcome_of firm =
                town_done(&t, "clerk", "organisation", 0, "register", "name=Mill&code=m1");
        const char *pair =
                str_dupz(&t.a, str_printf(&t.a, "leader=4313-RSJ&firm=%.*s&period=2022-Q2",
                                          SP(firm.number)));
        const char *other = str_dupz(
                &t.a, str_printf(&t.a, "leader=4313-DL&firm=%.*s&period=2022-Q2", SP(firm.number)));
        struct outcome_of a = town_done(&t, "clerk", "liaison", 0, "pair", pair);
        struct outcome_of b = town_done(&t, "clerk", "liaison", 0, "pair", other);
        town_at(&t, "2022-04-02 09:00");
        CHECK_INT(-1, round_of(&t), 2);
        town_at(&t, "2022-04-20 09:00");
        const char *visit =
                str_dupz(&t.a, str_printf(&t.a, "%s&day_of=2022-04-20&problem=power", pair));
        struct outcome_of v = town_done(&t, "clerk", "visit", 0, "enter", visit);
        const struct rec *r = record_of(&t, "liaison", a.record);
        NEED(r->duties_n == 1);
        CHECK_INT(-1, (int64_t)r->duties[0].outcome, OUT_DONE);
        struct event e;
        CHECK_OK(-1, log_get(t.w.st, &t.a, r->version, &e));
        CHECK_STR(-1, e.step, "meet");
        CHECK_INT(-1, e.cause, v.seq);
        CHECK_INT(-1, (int64_t)record_of(&t, "liaison", b.record)->duties[0].outcome, OUT_OPEN);
        int64_t version = r->version;
        town_done(&t, "clerk", "visit", 0, "enter", visit); /* one more than is owed */
        CHECK_INT(-1, record_of(&t, "liaison", a.record)->version, version);
        town_books(&t, "liaison", 200, 0);
        town_at(&t, "2022-06-30 09:00");
        CHECK_INT(-1, round_of(&t), 1);
        CHECK_OK(-1, log_get(t.w.st, &t.a, record_of(&t, "liaison", b.record)->version, &e));
        CHECK_STR(-1, e.step, "hurry");
        town_books(&t, "visit", 200, 0);
        town_close(&t);
}
