/* What happens by itself: days of the calendar, due times, requests that lapse; after a timer that
 * was down, after a kill, twice in a row. The books, the log and a rebuild agree after each. */
#include "lib/books.h"
#include "lib/model.h"
#include "lib/t.h"

#include "loop/rules.h"
#include "view/lookup.h"
#include "view/ruled.h"

/* ---- a town with a ledger that is watched ---- */

static const char watch[] =
        "ledger: watch\n"
        "fields:\n"
        "  title: {type: text}\n"
        "  lead:  {type: office}\n"
        "  calm:  {type: flag}\n"
        "states:\n"
        "  given: {kind: open}\n"
        "  ended: {kind: done}\n"
        "clocks:\n"
        "  handle: {rules: [{within: 3 workdays}]}\n"
        "  visit:  {rules: [{within: 15 days}]}\n"
        "duties:\n"
        "  handle: {holder: lead, clock: handle}\n"
        "  visit:  {holder: lead, clock: visit}\n"
        "papers:\n"
        "  yellow: {number: {form: \"Y{n}\", per: none}, text: slip}\n"
        "  red:    {number: {form: \"R{n}\", per: none}, text: slip}\n"
        "steps:\n"
        "  enter: {to: given, by: clerk@owner, ask: [title, lead, calm], opens: {handle: {}}, late: 30 days}\n"
        "  end:   {from: given, to: ended, by: clerk@owner, ends: {handle: done, visit: done}}\n"
        "  soothe: {from: given, by: clerk@owner, ask: calm}\n"
        "  nag:   {from: given, by: supervisor@owner, limit: {times: 1}}\n"
        "  plead: {on: duty handle, by: handler@holder, asks: {answer: [grant], by: dispatcher@owner,\n"
        "          within: 1 workday, silent: refuse}}\n"
        "  grant: {answers: plead, by: dispatcher@owner, extends: {clock: handle, by: 2 workdays}}\n"
        "rules:\n"
        "  yellow: {at: due - 1 workday, duty: handle, paper: yellow}\n"
        "  red:    {at: due, duty: handle, paper: red, where: calm = FALSE}\n"
        "  nag:    {at: due + 1 workday, duty: handle, do: nag}\n"
        "  visits: {every: month, opens: visit, where: \"state = 'given'\"}\n"
        "  weekly: {every: monday, do: hurry, where: calm = TRUE}\n"
        "  unheard: {on: lapse, paper: red}\n"
        "figures:\n"
        "  given: {of: record, at: owner, count: true}\n"
        "  reds:  {of: paper red, at: owner, count: true}\n"
        "  visits: {of: duty visit, at: holder, count: true}\n"
        "  late:  {of: duty handle, at: holder, where: \"late = TRUE\", count: true}\n"
        "identities:\n"
        "  - {at: owner, is: \"given = open + done + void\"}\n";

static bool open_watch(struct town *t)
{
        struct defs_file f[] = {
                { S("city.yaml"),
                  S("city: town\nlabel: {zh: 小城, en: Town}\nzone: \"+08:00\"\n") },
                { S("ledgers/watch.yaml"), str_c(watch) },
                { S("texts/slip.en.md"), S("{{number}}\n") },
                { S("texts/slip.zh.md"), S("{{number}}\n") },
        };
        *t = (struct town){ 0 };
        struct defs d = { f, LEN(f) };
        return town_open_defs(t, t_dir(), &d);
}

static int64_t enter(struct town *t, const char *fields)
{
        struct outcome_of o = town_do(t, "clerk", "watch", 0, "enter", fields);
        if (!CHECK_OK(-1, o.err)) town_print(&o.faults);
        return o.record;
}

/* The record's events: "day step[ rule]". */
static struct str way_of(struct town *t, int64_t record)
{
        AUTO(log_read_done) struct log_cursor *cur = NULL;
        struct event e;
        enum err last;
        struct str out = STR_NONE;
        if (log_read(t->w.st, &t->a, 0, INT64_MAX, record, &cur) != OK) BUG("log");
        while (log_next(cur, &t->a, &e, &last)) {
                struct change c;
                char day[16];
                if (change_parse(&t->a, town_ledger(t, "watch"), &e, &t->f, &c) != OK)
                        BUG("change");
                struct str rule = c.rule.name.n ? str_from(c.rule.name, 6) : STR_NONE;
                out = str_printf(&t->a, "%.*s%s%.*s %.*s%s%.*s%s%.*s", SP(out), out.n ? "; " : "",
                                 SP(str_from(day_format(e.day, day), 5)), SP(e.step),
                                 rule.n ? " " : "", SP(rule), c.rule.refused.n ? " " : "",
                                 SP(c.rule.refused));
        }
        return out;
}

/* ---- the calendar ---- */

static const struct {
        enum rule_every every;
        int n;
        const char *after, *today, *day;
} day_row[] = {
        { EVERY_DAY, 0, "2022-03-18", "2022-03-18", "" },
        { EVERY_DAY, 0, "2022-03-18", "2022-03-21", "2022-03-19" },
        { EVERY_WORKDAY, 0, "2022-04-01", "2022-04-09", "2022-04-02" }, /* a Saturday made up */
        { EVERY_WORKDAY, 0, "2022-04-02", "2022-04-09", "2022-04-06" }, /* the festival */
        { EVERY_WEEK, 0, "2022-03-21", "2022-03-30", "2022-03-28" },
        { EVERY_MONDAY, 0, "2022-03-20", "2022-03-21", "2022-03-21" },
        { EVERY_SUNDAY, 0, "2022-03-20", "2022-03-26", "" },
        { EVERY_MONTH, 0, "2022-02-28", "2022-03-18", "2022-03-01" },
        { EVERY_QUARTER, 0, "2022-01-01", "2022-06-30", "2022-04-01" },
        { EVERY_YEAR, 0, "2022-01-01", "2023-01-01", "2023-01-01" },
        { EVERY_MONTHLY, 31, "2022-01-31", "2022-03-01", "2022-02-28" },
        { EVERY_MONTHLY, 8, "2022-03-08", "2022-04-07", "" },
};

static struct day day_at(const char *s)
{
        struct day d;
        return day_parse(str_c(s), &d) == OK ? d : DAY_NONE;
}

TEST(rules_days)
{
        struct town t;
        NEED(open_watch(&t));
        for (size_t i = 0; i < LEN(day_row); i++) {
                struct rule_def r = { .every = day_row[i].every, .day_n = day_row[i].n };
                struct day d = rules_next_day(&r, t.w.inforce.calendar, day_at(day_row[i].after),
                                              day_at(day_row[i].today));
                char text[16];
                CHECK_STR(i, day_is(d) ? day_format(d, text) : STR_NONE, day_row[i].day);
        }
        town_close(&t);
}

/* ---- due times ---- */

TEST(rules_come_when_due)
{
        struct town t;
        NEED(open_watch(&t));
        CHECK_INT(-1, town_tick(&t), 0);
        town_at(&t, "2022-03-21 09:00");
        int64_t a = enter(&t, "title=a&lead=4313-RSJ"); /* due at the end of the 24th */
        int64_t b = enter(&t, "title=b&lead=4313-DL&calm=true");
        CHECK_INT(-1, town_tick(&t), 0);
        town_at(&t, "2022-03-23 23:59");
        CHECK_INT(-1, town_tick(&t), 0);
        town_at(&t, "2022-03-24 00:00");
        CHECK_INT(-1, town_tick(&t), 2);
        CHECK_INT(-1, town_tick(&t), 0);
        town_at(&t, "2022-03-25 00:01");
        CHECK_INT(-1, town_tick(&t), 1);
        CHECK_STR(-1, way_of(&t, a), "03-21 enter; 03-24 rule yellow; 03-25 rule red");
        CHECK_STR(-1, way_of(&t, b), "03-21 enter; 03-24 rule yellow");
        town_done(&t, "clerk", "watch", b, "soothe", "calm=false"); /* now it is one that waits */
        CHECK_INT(-1, town_tick(&t), 1);
        CHECK_STR(-1, way_of(&t, b),
                  "03-21 enter; 03-24 rule yellow; 03-25 soothe; 03-25 rule red");
        town_done(&t, "sup", "watch", a, "nag", ""); /* by hand; the rule comes too late for it */
        town_at(&t, "2022-03-26 10:00");
        CHECK_INT(-1, town_tick(&t), 2);
        CHECK_STR(-1, way_of(&t, a),
                  "03-21 enter; 03-24 rule yellow; 03-25 rule red; 03-25 nag; "
                  "03-26 rule nag limit.times");
        CHECK_INT(-1, town_tick(&t), 0);
        town_books(&t, "watch", 60, 0);
        town_done(&t, "clerk", "watch", a, "end", "");
        town_at(&t, "2022-03-30 10:00");
        CHECK_INT(-1, town_tick(&t), 0);
        town_close(&t);
}

/* ---- days, and a timer that was down ---- */

TEST(rules_after_three_days_down)
{
        struct town t;
        NEED(open_watch(&t));
        town_at(&t, "2022-03-25 09:00");
        int64_t a = enter(&t, "title=a&lead=4313-RSJ"); /* due at the end of the 30th */
        int64_t b = enter(&t, "title=b&lead=4313-DL&calm=true");
        town_at(&t, "2022-04-03 08:00"); /* nobody came round for nine days */
        town_done(&t, "clerk", "watch", b, "soothe", "calm=true");
        struct model_look look = {
                "watch", { day_at("2022-03-01").v }, day_at("2022-04-03"), DAY_NONE
        };
        CHECK(model_agrees(&t, &look));
        CHECK_INT(-1, town_tick(&t), 8);
        CHECK_STR(-1, way_of(&t, a),
                  "03-25 enter; 03-30 rule yellow; 03-31 rule red; 04-01 nag nag; "
                  "04-01 rule visits");
        CHECK_STR(-1, way_of(&t, b),
                  "03-25 enter; 04-03 soothe; 04-03 hurry weekly; 04-03 rule yellow; "
                  "04-03 nag nag; 04-03 rule visits");
        CHECK_INT(-1, town_tick(&t), 0);
        struct rec r;
        CHECK_OK(-1, rec_load(&t.w.view, &t.a, town_ledger(&t, "watch"), a, &r));
        char text[40];
        CHECK_STR(-1, moment_short(r.duties[1].start, (struct zone){ 480 }, text),
                  "2022-04-01 00:00");
        town_books(&t, "watch", 60, 0);
        town_close(&t);
}

/* The visits opened for April are owed once, whoever asks again. */
TEST(rules_once)
{
        struct town t;
        NEED(open_watch(&t));
        town_at(&t, "2022-03-31 09:00");
        int64_t a = enter(&t, "title=a&lead=4313-RSJ");
        town_at(&t, "2022-04-01 00:00");
        const struct ledger *l = town_ledger(&t, "watch");
        const struct rule_def *visits = NULL;
        for (size_t i = 0; i < l->rules_n; i++)
                if (str_eq(l->rules[i].name, S("visits"))) visits = &l->rules[i];
        NEED(visits != NULL);
        struct ruling k = { .def = visits, .at = day_at("2022-04-01").v, .fell = t.fake.now };
        struct request r[2] = { { .ledger = S("watch") } };
        r[0].cmd = (struct command){ .record = a,
                                     .step = S("rule"),
                                     .day = day_at("2022-04-01"),
                                     .version = -1,
                                     .rule = &k,
                                     .who = { .account = -1, .via = VIA_TIMER } };
        r[1] = r[0];
        writer_run(&t.w, &t.a, LANG_EN, r, 2); /* as if killed before the day was finished */
        CHECK_OK(0, r[0].out.err);
        CHECK_STR(1, str_c(outcome_code(&r[1].out)), "rule.done");
        CHECK_INT(-1, town_tick(&t), 0);
        CHECK_STR(-1, way_of(&t, a), "03-31 enter; 04-01 rule visits");
        struct day last;
        CHECK_OK(-1, ruled_last_day(t.w.st, visits->key, &last));
        CHECK_INT(-1, last.v, day_at("2022-04-01").v);
        town_books(&t, "watch", 60, 0);
        town_close(&t);
}

TEST(rules_by_a_lapse)
{
        struct town t;
        NEED(open_watch(&t));
        town_at(&t, "2022-03-21 09:00");
        int64_t a = enter(&t, "title=a&lead=4313-RSJ");
        town_done(&t, "h.rsj", "watch", a, "plead", "");
        town_at(&t, "2022-03-23 08:00");
        CHECK_INT(-1, town_tick(&t), 2);
        CHECK_STR(-1, way_of(&t, a), "03-21 enter; 03-21 plead; 03-23 lapse; 03-23 rule unheard");
        CHECK_INT(-1, town_tick(&t), 0);
        town_books(&t, "watch", 60, 0);
        town_close(&t);
}

/* Nobody takes a rule's event by hand. */
TEST(rules_are_nobodys_step)
{
        struct town t;
        NEED(open_watch(&t));
        town_at(&t, "2022-03-21 09:00");
        int64_t a = enter(&t, "title=a&lead=4313-RSJ");
        struct outcome_of o = town_do(&t, "clerk", "watch", a, "rule", "");
        CHECK_STR(-1, str_c(outcome_code(&o)), "step.unknown");
        town_close(&t);
}
