/* Records made of others: by steps, for each row of a table or for the record itself, and by rules
 * for whoever fits. Nothing half done, nothing twice; the books, the log and a rebuild agree. */
#include "lib/books.h"
#include "lib/t.h"

#include "base/json.h"
#include "loop/rules.h"
#include "view/lookup.h"
#include "view/made.h"

static const char talk[] =
        "ledger: talk\n"
        "fields:\n"
        "  title:  {type: text, required: true}\n"
        "  body:   {type: note}\n"
        "  place:  {type: place}\n"
        "  urgent: {type: flag}\n"
        "  table:\n"
        "    type: rows\n"
        "    rows:\n"
        "      what: {type: note, required: true}\n"
        "      lead: {type: office, required: true}\n"
        "      size: {type: int, min: 1}\n"
        "      cost: {type: money}\n"
        "      seen: {type: moment}\n"
        "      who:  {type: person}\n"
        "states:\n"
        "  held:    {kind: open}\n"
        "  settled: {kind: done}\n"
        "steps:\n"
        "  enter:  {to: held, by: clerk@owner, ask: [title, body, place, urgent, table], late: 30 days}\n"
        "  settle: {from: held, to: settled, by: clerk@owner, late: 30 days, makes: {ledger: task, each: table,\n"
        "           map: {what: what, lead: lead, size: size, cost: cost, seen: seen, who: who, "
        "place: place, urgent: urgent}, link: origin}}\n"
        "  twice:  {from: held, by: clerk@owner, makes: [{ledger: task, each: table, map: {what: what, lead: lead}},\n"
        "           {ledger: task, each: table, map: {what: what, lead: lead}}]}\n"
        "  note:   {from: held, by: clerk@owner, makes: [{ledger: task, step: jot, map: {what: body}, link: origin},\n"
        "           {ledger: task, step: jot, when: urgent = TRUE, map: {what: title}, link: origin}]}\n"
        "figures:\n"
        "  talks: {of: record, at: owner, count: true}\n";

static const char task[] =
        "ledger: task\n"
        "owner: \"431302\"\n"
        "fields:\n"
        "  what:   {type: text, max: 20, required: true}\n"
        "  lead:   {type: office}\n"
        "  size:   {type: int}\n"
        "  cost:   {type: money}\n"
        "  seen:   {type: moment}\n"
        "  who:    {type: person}\n"
        "  place:  {type: place}\n"
        "  urgent: {type: flag}\n"
        "  origin: {type: link, of: talk, inverse: tasks}\n"
        "states:\n"
        "  given: {kind: open}\n"
        "  done:  {kind: done}\n"
        "clocks:\n"
        "  task: {rules: [{within: 5 workdays}]}\n"
        "duties:\n"
        "  task: {holder: lead, clock: task}\n"
        "steps:\n"
        "  give:   {to: given, by: clerk@owner, ask: [what, lead], opens: {task: {}}}\n"
        "  jot:    {to: given, by: clerk@owner, ask: what}\n"
        "  finish: {on: duty task, from: given, to: done, by: handler@holder, ends: {task: done}}\n"
        "figures:\n"
        "  tasks: {of: record, at: owner, count: true}\n"
        "  owed:  {of: duty task, at: holder, count: true}\n"
        "identities:\n"
        "  - {at: owner, is: \"tasks = open + done + void\"}\n";

static const char firm[] =
        "ledger: firm\n"
        "fields:\n"
        "  name:  {type: text}\n"
        "  code:  {type: code, required: true}\n"
        "  small: {type: flag}\n"
        "  worth: {type: money}\n"
        "states:\n"
        "  active: {kind: open}\n"
        "steps:\n"
        "  enter:  {to: active, by: clerk@owner, ask: [name, code, small, worth]}\n"
        "  change: {from: active, by: clerk@owner, ask: [small, worth]}\n";

static const char grant[] =
        "ledger: grant\n"
        "fields:\n"
        "  firm:  {type: link, of: firm, required: true}\n"
        "  name:  {type: text, max: 8}\n"
        "  worth: {type: money}\n"
        "states:\n"
        "  matched: {kind: open}\n"
        "  paid:    {kind: done}\n"
        "  gone:    {kind: void}\n"
        "steps:\n"
        "  match: {to: matched, by: clerk@owner, ask: firm}\n"
        "  pay:   {from: matched, to: paid, by: clerk@owner}\n"
        "  go:    {from: matched, to: gone, by: timer}\n"
        "rules:\n"
        "  once:  {every: month, each: firm, where: small = TRUE AND worth < 2000, makes: grant,\n"
        "          map: {name: name, worth: worth}, gone: go}\n"
        "  round: {every: \"2 monthly\", each: firm, where: small = TRUE AND worth > 5000, makes: grant,\n"
        "          link: firm, key: [round, firm], gone: go}\n"
        "figures:\n"
        "  grants: {of: record, at: owner, count: true}\n"
        "  firms:  {of: record, at: owner, where: \"kind <> 'void'\", distinct: firm}\n"
        "identities:\n"
        "  - {at: owner, is: \"grants = open + done + void\"}\n";

static bool open_town(struct town *t)
{
        struct defs_file f[] = {
                { S("city.yaml"),
                  S("city: town\nlabel: {zh: 小城, en: Town}\nzone: \"+08:00\"\n") },
                { S("ledgers/firm.yaml"), str_c(firm) },
                { S("ledgers/grant.yaml"), str_c(grant) },
                { S("ledgers/talk.yaml"), str_c(talk) },
                { S("ledgers/task.yaml"), str_c(task) },
        };
        *t = (struct town){ 0 };
        struct defs d = { f, LEN(f) };
        return town_open_defs(t, t_dir(), &d);
}

/* Records made for this one, as "number state" in their order. */
static size_t made_for(struct town *t, const char *ledger, const char *link, int64_t record,
                       struct rec **ret)
{
        const struct ledger *l = town_ledger(t, ledger);
        struct record_ids ids;
        if (made_linked(t->w.st, &t->a, l, ledger_field(l, str_c(link)), record, &ids) != OK)
                BUG("made");
        *ret = ARENA_NEW(&t->a, struct rec, ids.n);
        for (size_t i = 0; i < ids.n; i++)
                if (rec_load(&t->w.view, &t->a, l, ids.v[ids.n - 1 - i], &(*ret)[i]) != OK)
                        BUG("rec");
        return ids.n;
}

static struct str text_of(struct town *t, const char *ledger, const struct rec *r, const char *name)
{
        const struct ledger *l = town_ledger(t, ledger);
        int f = ledger_field(l, str_c(name));
        struct seal_at at = { t->w.st, t->w.keys, r->id, r->v[f].i, str_c(name) };
        struct str text = STR_NONE;
        if (r->v[f].type != T_NUMBER || seal_get(&at, &t->a, &text, NULL) != OK) return S("?");
        return text;
}

static struct event event_at(struct town *t, int64_t seq)
{
        struct event e;
        if (log_get(t->w.st, &t->a, seq, &e) != OK) BUG("event");
        return e;
}

#define TWO                                                                                        \
        "[{\"what\":\"路\",\"lead\":\"4313-RSJ\",\"size\":3,\"cost\":\"1.50\","                   \
        "\"seen\":\"2022-03-20 10:00\",\"who\":\"王,13800001234\"},{},"                           \
        "{\"what\":\"桥\",\"lead\":\"4313-DL\"}]"

/* ---- tables ---- */

static const struct {
        const char *table, *code, *where, *text;
} table_row[] = {
        { TWO, "", "", "" },
        { "", "", "", "" },
        { "[]", "", "", "" },
        { "[{}, {\"what\": \" \"}]", "", "", "" },
        { "x", "input.rows", "table", "table is a table" },
        { "{\"what\":\"x\"}", "input.rows", "table", "a JSON array" },
        { "[\"x\"]", "input.rows", "table.1", "of objects" },
        { "[{\"what\":[1]}]", "input.rows", "table.1", "plain values" },
        { "[{\"wat\":\"x\"}]", "input.field", "table.1", "no column wat" },
        { "[{\"what\":\"x\"}]", "input.required", "table.1.lead", "row 1, lead is required" },
        { "[{\"what\":\"x\",\"lead\":\"4313\"},{\"what\":\"x\",\"lead\":\"9\"}]", "input.office",
          "table.2.lead", "row 2, lead" },
        { "[{\"what\":\"x\",\"lead\":\"4313\",\"size\":0}]", "input.range", "table.1.size",
          "row 1, size" },
        { "[{\"what\":\"x\",\"lead\":\"4313\",\"cost\":1.005}]", "input.value", "table.1.cost",
          "row 1, cost" },
};

TEST(makes_tables_are_read_row_by_row)
{
        struct town t;
        NEED(open_town(&t));
        for (size_t i = 0; i < LEN(table_row); i++) {
                struct str in = str_printf(&t.a, "title=a&table=%s", table_row[i].table);
                struct outcome_of o = town_do(&t, "clerk", "talk", 0, "enter", str_dupz(&t.a, in));
                CHECK_STR(i, str_c(outcome_code(&o)), table_row[i].code);
                if (o.err == OK) continue;
                size_t at;
                CHECK_STR(i, o.faults.first->where, table_row[i].where);
                CHECK(str_find(o.faults.first->text, str_c(table_row[i].text), &at));
        }
        struct rec *none, r;
        int64_t id;
        CHECK_OK(-1, rec_find(&t.w.view, town_ledger(&t, "talk"), S("2022000001"), &id));
        CHECK_OK(-1, rec_load(&t.w.view, &t.a, town_ledger(&t, "talk"), id, &r));
        CHECK_STR(
                -1, text_of(&t, "talk", &r, "table"),
                "[{\"cost\":\"1.50\",\"lead\":\"4313-RSJ\",\"seen\":\"2022-03-20T10:00:00.000+08:00\","
                "\"size\":\"3\",\"what\":\"路\",\"who\":\"{\\\"name\\\":\\\"王\\\","
                "\\\"phone\\\":\\\"13800001234\\\"}\"},{\"lead\":\"4313-DL\",\"what\":\"桥\"}]");
        town_done(&t, "clerk", "talk", id, "correct", "table=&because=空");
        CHECK_OK(-1, rec_load(&t.w.view, &t.a, town_ledger(&t, "talk"), id, &r));
        CHECK_INT(-1, r.v[ledger_field(town_ledger(&t, "talk"), S("table"))].type, T_NULL);
        town_done(&t, "clerk", "talk", id, "settle", "");
        CHECK_INT(-1, made_for(&t, "task", "origin", id, &none), 0);
        town_books(&t, "talk", 90, 0);
        town_close(&t);
}

/* ---- by steps ---- */

TEST(makes_one_for_each_row)
{
        struct town t;
        struct rec *r;
        NEED(open_town(&t));
        town_at(&t, "2022-03-21 09:00");
        int64_t id = town_done(&t, "clerk", "talk", 0, "enter",
                               "title=例会&place=431302@27.1,112.1&urgent=true&table=" TWO)
                             .record;
        town_at(&t, "2022-03-22 09:00");
        struct outcome_of o = town_done(&t, "clerk", "talk", id, "settle", "key=k1");
        uint64_t size = t.w.log.tree.size;
        NEED(made_for(&t, "task", "origin", id, &r) == 2);
        CHECK_STR(-1, text_of(&t, "task", &r[0], "what"), "路");
        CHECK_STR(-1, text_of(&t, "task", &r[0], "who"),
                  "{\"name\":\"王\",\"phone\":\"13800001234\"}");
        CHECK_STR(-1, r[0].v[1].text, "4313-RSJ");
        CHECK_INT(-1, r[0].v[2].i, 3);
        CHECK_INT(-1, r[0].v[3].i, 150);
        CHECK_STR(-1, r[0].v[6].text, "431302"); /* the area, not the point */
        CHECK(r[0].v[7].truth);
        CHECK_STR(-1, r[0].owner, "431302");
        CHECK_INT(-1, r[0].duties_n, 1);
        CHECK_STR(-1, r[1].duties[0].holder, "4313-DL");
        CHECK_INT(-1, event_at(&t, r[1].version).cause, o.seq);
        CHECK_INT(-1, event_at(&t, r[1].version).via, VIA_TIMER);
        o = town_done(&t, "clerk", "talk", id, "settle", "key=k1"); /* said again */
        CHECK(o.repeated);
        CHECK_INT(-1, t.w.log.tree.size, size);
        o = town_do(&t, "clerk", "talk", id, "recall", "because=误");
        CHECK_STR(-1, str_c(outcome_code(&o)), "recall.others");
        o = town_do(&t, "h.rsj", "task", r[0].id, "finish", "");
        CHECK_OK(-1, o.err);
        town_books(&t, "task", 90, 0);
        town_books(&t, "talk", 90, 0);
        town_close(&t);
}

static struct str rows_text(struct town *t, int n, const char *what)
{
        struct buf b = { .limit = 1 << 20 };
        buf_put(&b, S("title=a&table=["));
        for (int i = 0; i < n; i++)
                buf_printf(&b, "%s{\"what\":\"%s\",\"lead\":\"4313\"}", i ? "," : "", what);
        buf_put(&b, S("]"));
        struct str text = str_dup(&t->a, buf_view(&b));
        buf_free(&b);
        return text;
}

static const struct {
        int rows;
        const char *what, *step, *code, *text;
} whole_row[] = {
        { 3, "这一条的内容写得实在是太长了超过了二十个字", "settle", "input.long",
          "row 1 makes no task: what is too long" },
        { 120, "x", "twice", "makes.many", "at most 200" },
        { 100, "x", "twice", "", "" },
        { 200, "x", "settle", "", "" },
};

TEST(makes_all_or_nothing)
{
        struct town t;
        struct rec *r;
        NEED(open_town(&t));
        for (size_t i = 0; i < LEN(whole_row); i++) {
                struct str in = rows_text(&t, whole_row[i].rows, whole_row[i].what);
                int64_t id = town_done(&t, "clerk", "talk", 0, "enter", str_dupz(&t.a, in)).record;
                uint64_t size = t.w.log.tree.size;
                struct outcome_of o = town_do(&t, "clerk", "talk", id, whole_row[i].step, "");
                size_t at;
                CHECK_STR(i, str_c(outcome_code(&o)), whole_row[i].code);
                if (o.err == OK) continue;
                CHECK(str_find(o.faults.first->text, str_c(whole_row[i].text), &at));
                CHECK_INT(i, t.w.log.tree.size, size);
                CHECK_INT(i, made_for(&t, "task", "origin", id, &r), 0);
        }
        CHECK_INT(-1, made_for(&t, "task", "origin", 4, &r) > 0 ? 1 : 0, 0);
        town_books(&t, "task", 90, 0);
        town_close(&t);
}

/* What it needs is empty: nothing is made, unless `when` says that it must be. */
TEST(makes_nothing_of_nothing)
{
        struct town t;
        struct rec *r;
        NEED(open_town(&t));
        int64_t a = town_done(&t, "clerk", "talk", 0, "enter", "title=a").record;
        int64_t b =
                town_done(&t, "clerk", "talk", 0, "enter", "title=b&body=问题&urgent=true").record;
        town_done(&t, "clerk", "talk", a, "note", "");
        town_done(&t, "clerk", "talk", b, "note", "");
        CHECK_INT(-1, made_for(&t, "task", "origin", a, &r), 0);
        NEED(made_for(&t, "task", "origin", b, &r) == 2);
        CHECK_STR(-1, text_of(&t, "task", &r[0], "what"), "问题");
        CHECK_STR(-1, text_of(&t, "task", &r[1], "what"), "b");
        /* the texts are erased: what would be made of them cannot be */
        int64_t c = town_done(&t, "clerk", "talk", 0, "enter", "title=c&table=" TWO).record;
        CHECK_OK(-1, keys_destroy(t.w.keys, c));
        struct outcome_of o = town_do(&t, "clerk", "talk", c, "settle", "");
        CHECK_STR(-1, str_c(outcome_code(&o)), "makes.erased");
        town_close(&t);
}

/* ---- by rules ---- */

static int64_t new_firm(struct town *t, int n, const char *more)
{
        struct str in = str_printf(&t->a, "name=厂%d&code=C%d&%s", n, n, more);
        return town_done(t, "clerk", "firm", 0, "enter", str_dupz(&t->a, in)).record;
}

TEST(makes_for_whoever_fits)
{
        struct town t;
        struct rec *r;
        NEED(open_town(&t));
        int64_t a = new_firm(&t, 1, "small=true&worth=10"),
                b = new_firm(&t, 2, "small=true&worth=20");
        int64_t c = new_firm(&t, 3, "worth=10"), d = new_firm(&t, 4, "small=true&worth=30");
        int64_t e = town_done(&t, "clerk", "firm", 0, "enter",
                              "name=名称太长放不下的企业&code=E&small=true&worth=1")
                            .record;
        town_at(&t, "2022-04-01 08:00");
        new_firm(&t, 6, "small=true&worth=10"); /* the day began without it */
        CHECK_INT(-1, town_tick(&t), 4);        /* three, and one that cannot be */
        CHECK_INT(-1, town_tick(&t), 0);
        CHECK_INT(-1, made_for(&t, "grant", "firm", c, &r), 0);
        CHECK_INT(-1, made_for(&t, "grant", "firm", e, &r), 0);
        NEED(made_for(&t, "grant", "firm", a, &r) == 1);
        CHECK_STR(-1, text_of(&t, "grant", r, "name"), "厂1");
        CHECK_STR(-1, event_at(&t, r->version).step, "match");
        CHECK_INT(-1, event_at(&t, r->version).cause, -1);
        town_done(&t, "clerk", "grant", r->id, "pay", "");
        town_done(&t, "clerk", "firm", a, "change", "small=false"); /* paid already: it stays */
        town_done(&t, "clerk", "firm", b, "change", "small=false");
        town_done(&t, "clerk", "firm", c, "change", "small=true");
        town_at(&t, "2022-05-01 08:00");
        t.w.rules_at = (struct rules_at){ 0 };
        CHECK_INT(-1, town_tick(&t), 4); /* c and the sixth come, b goes, e still cannot */
        CHECK_INT(-1, town_tick(&t), 0);
        made_for(&t, "grant", "firm", a, &r);
        CHECK_INT(-1, r->state, ledger_state(town_ledger(&t, "grant"), S("paid")));
        made_for(&t, "grant", "firm", b, &r);
        CHECK_INT(-1, r->state, ledger_state(town_ledger(&t, "grant"), S("gone")));
        CHECK_INT(-1, made_for(&t, "grant", "firm", d, &r), 1);
        town_done(&t, "clerk", "firm", b, "change", "small=true"); /* and back again */
        town_at(&t, "2022-06-01 08:00");
        CHECK_INT(-1, town_tick(&t), 2);
        CHECK_INT(-1, made_for(&t, "grant", "firm", b, &r), 2);
        town_books(&t, "grant", 90, 0);
        town_close(&t);
}

/* With `round` in the key each day of the rule has its own. */
TEST(makes_anew_each_round)
{
        struct town t;
        struct rec *r;
        NEED(open_town(&t));
        int64_t a = new_firm(&t, 1, "small=true&worth=6000");
        town_at(&t, "2022-04-02 08:00");
        CHECK_INT(-1, town_tick(&t), 1);
        town_at(&t, "2022-05-02 08:00");
        CHECK_INT(-1, town_tick(&t), 1);
        CHECK_INT(-1, made_for(&t, "grant", "firm", a, &r), 2);
        town_done(&t, "clerk", "firm", a, "change", "worth=5000");
        town_at(&t, "2022-06-02 08:00");
        CHECK_INT(-1, town_tick(&t), 2); /* those of both rounds go */
        NEED(made_for(&t, "grant", "firm", a, &r) == 2);
        for (size_t i = 0; i < 2; i++)
                CHECK_INT(i, r[i].state, ledger_state(town_ledger(&t, "grant"), S("gone")));
        town_books(&t, "grant", 90, 0);
        town_close(&t);
}

/* More than one slice, with a writer that dies in between: what it did stands in the log. */
TEST(makes_in_slices)
{
        struct town t;
        struct rules_did did;
        const int n = 450;
        NEED(open_town(&t));
        for (int i = 0; i < n; i++) new_firm(&t, i, "small=true&worth=10");
        town_at(&t, "2022-04-01 08:00");
        CHECK_OK(-1, rules_tick(&t.w, &t.f, &did));
        CHECK(did.more && did.events > 0 && did.events <= RULES_SLICE);
        int64_t first = did.events;
        writer_close(&t.w);
        NEED(writer_open(t.dir, &t.sys, &t.f, &t.w) == OK);
        CHECK_INT(-1, first + town_tick(&t), n);
        CHECK_INT(-1, town_tick(&t), 0);
        town_books(&t, "grant", 90, 0);
        town_close(&t);
}
