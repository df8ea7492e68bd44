/* Whose turn it is: the language's cases of return with ruling, delegation, co-handling, extension
 * and suspension, run day by day; after each the books, the log and a rebuild agree. */
#include "lib/books.h"
#include "lib/t.h"

#include "ask/due.h"
#include "loop/decide.h"
#include "view/lookup.h"

/* ---- a town with one case of tests/language ---- */

static struct str file_of(struct arena *a, const char *path)
{
        struct str text;
        if (file_read(a, path, 1 << 20, &text) != OK) BUG("file of a test");
        return text;
}

/* Without what reaches into other ledgers: that is for another test. */
static struct str alone(struct arena *a, struct str text)
{
        struct str out = STR_NONE, line;
        size_t at;
        while (str_split(&text, '\n', &line))
                if (!str_find(line, S("makes:"), &at) && !str_find(line, S("needs:"), &at))
                        out = str_printf(a, "%.*s%.*s\n", SP(out), SP(line));
        return out;
}

static const char late_figures[] =
        "  undone: {of: duty handle, at: holder, where: \"outcome IS NULL\", count: true}\n"
        "  late: {of: duty handle, at: holder, where: \"late = TRUE\", count: true}\n"
        "  lates: {of: duty handle, at: holder, where: \"late = TRUE\", count: true, kind: each}\n"
        "  ever: {of: duty handle, at: holder, where: \"late = TRUE\", count: true, kind: first}\n";

static bool open_case(struct town *t, const char *file, const char *ledger)
{
        static const char *const name[] = { "extended", "received", "refused" };
        struct defs_file f[12];
        size_t n = 0, at;
        *t = (struct town){ 0 };
        struct arena *a = &t->a;
        f[n++] = (struct defs_file){
                S("city.yaml"), S("city: town\nlabel: {zh: 小城, en: Town}\nzone: \"+08:00\"\n")
        };
        struct str text =
                alone(a, file_of(a, str_dupz(a, str_printf(a, "tests/language/%s", file))));
        if (!str_find(text, S("\nfigures:\n"), &at)) text = str_join(a, text, S("figures:\n"));
        if (!str_find(text, S("\nbulletin:\n"), &at)) text = str_join(a, text, str_c(late_figures));
        f[n++] = (struct defs_file){ str_printf(a, "ledgers/%s.yaml", ledger), text };
        f[n++] = (struct defs_file){ S("lists/stops.yaml"),
                                     file_of(a, "tests/language/base/lists/stops.yaml") };
        f[n++] = (struct defs_file){ S("lists/topics.yaml"),
                                     file_of(a, "tests/language/base/lists/topics.yaml") };
        for (size_t i = 0; i < LEN(name); i++)
                for (int zh = 0; zh < 2; zh++) {
                        const char *lang = zh ? "zh" : "en";
                        struct str path =
                                str_printf(a, "tests/language/base/texts/%s.%s.md", name[i], lang);
                        f[n++] = (struct defs_file){ str_printf(a, "texts/%s.%s.md", name[i], lang),
                                                     file_of(a, str_dupz(a, path)) };
                }
        struct defs d = { f, n };
        return town_open_defs(t, t_dir(), &d);
}

/* ---- looking ---- */

static struct rec *record_of(struct town *t, const char *ledger, int64_t id)
{
        struct rec *r = ARENA_NEW(&t->a, struct rec, 1);
        CHECK_OK(-1, rec_load(&t->w.view, &t->a, town_ledger(t, ledger), id, r));
        return r;
}

static struct str shown(struct town *t, struct moment m)
{
        char text[40];
        return moment_is(m) ? str_dup(&t->a, moment_short(m, (struct zone){ 480 }, text)) : S("-");
}

/* "kind holder outcome due", "<" before what was handed down. */
static struct str duties_of(struct town *t, const char *ledger, int64_t id)
{
        const struct ledger *l = town_ledger(t, ledger);
        const struct rec *r = record_of(t, ledger, id);
        struct str out = STR_NONE;
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *u = &r->duties[i];
                struct str o = u->outcome != OUT_OPEN ? outcome_name(u->outcome)
                               : duty_held(u)         ? S("stopped")
                                                      : S("open");
                out = str_printf(&t->a, "%.*s%s%s%.*s %.*s %.*s%s %.*s", SP(out), i ? "; " : "",
                                 u->parent ? "<" : "", SP(l->duties[u->def].name), SP(u->holder),
                                 SP(o), u->late ? " late" : "", SP(shown(t, u->due)));
        }
        return out;
}

static struct str state_of(struct town *t, const char *ledger, int64_t id)
{
        return town_ledger(t, ledger)->states[record_of(t, ledger, id)->state].name;
}

static struct str office_of(struct town *t, const char *ledger, int64_t id, const char *field)
{
        return record_of(t, ledger, id)->v[ledger_field(town_ledger(t, ledger), str_c(field))].text;
}

/* Refused by this rule, in a sentence that has this piece. */
static void refused(struct town *t, const char *login, const char *ledger, int64_t record,
                    const char *step, const char *fields, const char *code, const char *piece)
{
        struct outcome_of o = town_do(t, login, ledger, record, step, fields);
        size_t at;
        if (!CHECK_STR(-1, str_c(outcome_code(&o)), code)) return;
        if (!CHECK(str_find(o.faults.first->text, str_c(piece), &at)))
                fprintf(stderr, "  %s: %.*s\n", step, SP(o.faults.first->text));
}

/* The result of the record's last event. */
static struct str result_of(struct town *t, const char *ledger, int64_t id)
{
        struct event e;
        CHECK_OK(-1, log_get(t->w.st, &t->a, record_of(t, ledger, id)->version, &e));
        return e.result;
}

static bool has(struct str text, const char *piece)
{
        size_t at;
        bool is = str_find(text, str_c(piece), &at);
        if (!is) fprintf(stderr, "  no %s in %.*s\n", piece, SP(text));
        return is;
}

static int64_t late_at(struct town *t, const char *ledger, const char *office, const char *day)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct ledger *l = town_ledger(t, ledger);
        const struct figure *f = &l->figures[ledger_figure(l, S("late"))];
        struct day d;
        if (day_parse(str_c(day), &d) != OK) BUG("day of a test");
        struct str table = view_table(&t->a, 'c', l, &l->tables[f->table]);
        struct str sql =
                str_printf(&t->a,
                           "SELECT coalesce(sum(p%d - m%d), 0) FROM %.*s WHERE batch = 0 AND"
                           " by = 0 AND office = $1 AND day <= $2",
                           f->column, f->column, SP(table));
        if (store_stmt(t->w.st, sql, &s) != OK) BUG("SQL of a test");
        stmt_int(s, 1, office_find(&t->w.inforce.offices, str_c(office)) + 1);
        stmt_int(s, 2, d.v);
        if (stmt_step(s) != ROW_GOT) BUG("cells");
        return col_int(s, 0);
}

static struct str explained(struct town *t, const char *ledger, int64_t id, size_t duty)
{
        struct reader who;
        struct ask k = town_asking(t, &who, READER_CITY);
        struct rec *r = record_of(t, ledger, id);
        struct str lines;
        CHECK_OK(-1, duty_explain(&k, town_ledger(t, ledger), r, &r->duties[duty], &lines));
        return lines;
}

/* What the timer does when it comes round: everything it missed, in order. */
static size_t timer(struct town *t, const char *ledger, int64_t id)
{
        struct silent_is *some;
        size_t found;
        CHECK_OK(-1, lookup_silent(t->w.st, &t->a, t->fake.now, 100, &some, &found));
        struct lapses late = decide_lapses(&t->a, t->w.inforce.city, town_ledger(t, ledger),
                                           record_of(t, ledger, id), t->fake.now);
        CHECK(late.n == 0 || (found > 0 && str_eq(some[0].ledger, str_c(ledger))));
        for (size_t i = 0; i < late.n; i++) {
                struct request r = { .ledger = str_c(ledger) };
                r.cmd = (struct command){
                        .record = id,
                        .step = town_ledger(t, ledger)->steps[late.v[i].step].name,
                        .asked = late.v[i].asked,
                        .day = late.v[i].day,
                        .version = -1,
                        .who = { .account = -1, .via = VIA_TIMER }
                };
                writer_run(&t->w, &t->a, LANG_EN, &r, 1);
                if (!CHECK_OK(i, r.out.err)) town_print(&r.out.faults);
        }
        return late.n;
}

/* ---- 1. return with ruling ---- */

TEST(turns_return_with_ruling)
{
        struct town t;
        const char *l = "returned";
        NEED(open_case(&t, "01-returned.yaml", l));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = town_done(&t, "clerk", l, 0, "receive", "title=x&topic=water").record, kept,
                late;
        kept = town_done(&t, "clerk", l, 0, "receive", "title=y&topic=land").record;
        late = town_done(&t, "clerk", l, 0, "receive", "title=z&topic=land").record;
        town_done(&t, "disp", l, id, "assign", "lead=4313-RSJ");
        town_done(&t, "disp", l, kept, "assign", "lead=4313-RSJ");
        town_done(&t, "disp", l, late, "assign", "lead=4313-RSJ");
        refused(&t, "disp", l, id, "reassign", "", "answers.none", "no open request");
        town_at(&t, "2022-05-10 10:00");
        town_done(&t, "h.rsj", l, id, "return", "reason=no&basis=law&propose=4313-DL");
        CHECK(has(result_of(&t, l, id), "\"asks\":{\"office\":\"4313\",\"until\":"));
        refused(&t, "h.rsj", l, id, "return", "reason=no", "asks.open", "Dispatcher");
        CHECK_STR(-1, duties_of(&t, l, id), "handle 4313-RSJ open 2022-05-17 00:00");
        town_at(&t, "2022-05-11 10:00");
        town_done(&t, "disp", l, id, "reassign", "");
        CHECK_STR(-1, office_of(&t, l, id, "lead"), "4313-DL");
        CHECK_STR(
                -1, duties_of(&t, l, id),
                "handle 4313-RSJ returned 2022-05-17 00:00; handle 4313-DL open 2022-05-19 00:00");
        refused(&t, "h.dl", l, id, "return", "reason=no", "step.barred", "2022-05-11");
        refused(&t, "disp", l, id, "refuse", "", "answers.none", "no open request");
        town_done(&t, "h.rsj", l, kept, "return", "reason=no&propose=4313-DL");
        town_done(&t, "h.rsj", l, kept, "recall", "because=mistaken"); /* it does not count then */
        town_done(&t, "h.rsj", l, kept, "return", "reason=no&propose=4313-DL");
        town_done(&t, "disp", l, kept, "refuse", "");
        CHECK_STR(-1, duties_of(&t, l, kept), "handle 4313-RSJ open 2022-05-17 00:00");
        refused(&t, "h.rsj", l, kept, "return", "reason=no", "step.barred", "any more");
        town_done(&t, "disp", l, kept, "recall", "because=mistaken"); /* the request waits again */
        refused(&t, "h.rsj", l, kept, "return", "reason=no", "asks.open", "2022-05-11");
        town_done(&t, "disp", l, kept, "designate", "lead=431302");
        CHECK_STR(-1, duties_of(&t, l, kept),
                  "handle 4313-RSJ returned 2022-05-17 00:00; handle 431302 open 2022-05-19 00:00");
        town_at(&t, "2022-05-12 00:01");
        refused(&t, "h.rsj", l, late, "return", "reason=no", "limit.within", "2022-05-11 24:00");
        town_at(&t, "2022-05-20 10:00");
        town_done(&t, "h.dl", l, id, "reply", "reply=done");
        CHECK_STR(-1, state_of(&t, l, id), "closed");
        CHECK(record_of(&t, l, id)->duties[1].late);
        town_books(&t, l, 60, 90);
        town_close(&t);
}

TEST(turns_silence_escalates)
{
        struct town t;
        const char *l = "returned";
        NEED(open_case(&t, "01-returned.yaml", l));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = town_done(&t, "clerk2", l, 0, "receive", "title=x&topic=water").record;
        town_done(&t, "disp", l, id, "assign", "lead=431302001");
        town_done(&t, "h.louxing", l, id, "return", "reason=no&propose=4313-DL");
        CHECK_INT(-1, timer(&t, l, id), 0);
        town_at(&t, "2022-05-20 09:00"); /* the timer was down for three days */
        CHECK_INT(-1, late_at(&t, l, "431302001", "2022-05-16"), 0);
        CHECK_INT(-1, late_at(&t, l, "431302001", "2022-05-17"), 1);
        CHECK_INT(-1, timer(&t, l, id), 1);
        CHECK(has(result_of(&t, l, id), "\"raises\":{\"office\":\"4313\",\"request\":"));
        CHECK_INT(-1, timer(&t, l, id), 0); /* once */
        town_done(&t, "disp", l, id, "reassign", "");
        CHECK(record_of(&t, l, id)->duties[0].late);
        refused(&t, "disp", l, id, "lapse", "", "lapse.none", "unanswered");
        town_books(&t, l, 60, 90);
        town_close(&t);
}

/* ---- 2. delegation ---- */

TEST(turns_delegation)
{
        struct town t;
        const char *l = "delegated";
        NEED(open_case(&t, "02-delegated.yaml", l));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = town_done(&t, "clerk", l, 0, "receive", "title=x&lead=4313-RSJ").record;
        CHECK_STR(-1, duties_of(&t, l, id),
                  "handle_all 4313 open 2022-05-24 00:00; handle 4313-RSJ open 2022-05-21 00:00");
        refused(&t, "h.rsj", l, id, "delegate", "to=4313-RSJ", "delegate.again", "4313-RSJ");
        refused(&t, "h.rsj", l, id, "delegate", "", "duty.holder", "to");
        town_done(&t, "h.rsj", l, id, "delegate", "to=431302");
        town_at(&t, "2022-05-10 10:00");
        refused(&t, "h.louxing", l, id, "delegate", "to=4313-RSJ", "delegate.again", "4313-RSJ");
        town_done(&t, "h.louxing", l, id, "delegate", "to=431302001001");
        CHECK_STR(
                -1, duties_of(&t, l, id),
                "handle_all 4313 open 2022-05-24 00:00; handle 4313-RSJ open 2022-05-21 00:00; "
                "<handle 431302 open 2022-05-17 00:00; <handle 431302001001 open 2022-05-14 00:00");
        town_done(&t, "h.a", l, id, "answer", "reply=seen");
        CHECK_STR(-1, state_of(&t, l, id), "handling");
        CHECK(str_ends(duties_of(&t, l, id), S("<review 431302 open 2022-05-13 00:00")));
        town_done(&t, "h.louxing", l, id, "approve", "found=good");
        CHECK_STR(-1, state_of(&t, l, id), "handling"); /* what is delegated never moves it */
        CHECK_STR(
                -1, duties_of(&t, l, id),
                "handle_all 4313 open 2022-05-24 00:00; handle 4313-RSJ open 2022-05-21 00:00; "
                "<handle 431302 done 2022-05-17 00:00; <handle 431302001001 done 2022-05-14 00:00; "
                "<review 431302 done 2022-05-13 00:00; <review 4313-RSJ open 2022-05-13 00:00");
        town_done(&t, "h.louxing", l, id, "recall", "because=mistaken");
        CHECK(str_ends(
                duties_of(&t, l, id),
                S("<review 431302 open 2022-05-13 00:00; <review 4313-RSJ withdrawn 2022-05-13 "
                  "00:00")));
        town_done(&t, "h.louxing", l, id, "approve", "found=good");
        town_done(&t, "h.rsj", l, id, "approve", "found=good");
        CHECK_STR(-1, state_of(&t, l, id), "closed");
        const struct rec *r = record_of(&t, l, id);
        for (size_t i = 0; i < r->duties_n; i++) CHECK_ROW(i, r->duties[i].outcome != OUT_OPEN);
        town_books(&t, l, 60, 90);
        town_close(&t);
}

TEST(turns_parent_closes_what_is_below)
{
        struct town t;
        const char *l = "delegated";
        NEED(open_case(&t, "02-delegated.yaml", l));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = town_done(&t, "clerk", l, 0, "receive", "title=x&lead=4313-RSJ").record;
        town_done(&t, "h.rsj", l, id, "delegate", "to=431302");
        town_done(&t, "h.rsj", l, id, "delegate", "to=431302001002"); /* two below one */
        town_done(&t, "h.louxing", l, id, "delegate", "to=431302001001");
        refused(&t, "h.rsj", l, id, "delegate", "to=431302", "delegate.again", "431302");
        town_done(&t, "h.a", l, id, "answer", "reply=seen");
        town_at(&t, "2022-05-18 10:00");
        town_done(&t, "h.louxing", l, id, "send_back", "found=wrong");
        CHECK(str_ends(duties_of(&t, l, id), S("<review 431302 failed late 2022-05-12 00:00")));
        town_done(&t, "h.rsj", l, id, "answer", "reply=ours");
        CHECK_STR(
                -1, duties_of(&t, l, id),
                "handle_all 4313 open 2022-05-24 00:00; handle 4313-RSJ done 2022-05-21 00:00; "
                "<handle 431302 withdrawn late 2022-05-17 00:00; "
                "<handle 431302001002 withdrawn late 2022-05-17 00:00; "
                "<handle 431302001001 done 2022-05-14 00:00; <review 431302 failed late 2022-05-12 00:00");
        town_books(&t, l, 60, 90);
        town_close(&t);
}

/* ---- 3. co-handling ---- */

TEST(turns_cohandling)
{
        struct town t;
        const char *l = "cohandled";
        NEED(open_case(&t, "03-cohandled.yaml", l));
        town_at(&t, "2022-05-09 10:00");
        int64_t id =
                town_done(&t, "disp", l, 0, "assign", "title=x&lead=4313-RSJ&assist=4313-DL,431302")
                        .record;
        town_done(&t, "h.dl", l, id, "reply", "reply=ours");
        CHECK_STR(-1, state_of(&t, l, id), "handling");
        town_done(&t, "h.rsj", l, id, "reply", "reply=all");
        CHECK_STR(-1, state_of(&t, l, id), "closed");
        CHECK_STR(-1, duties_of(&t, l, id),
                  "handle 4313-RSJ done 2022-05-17 00:00; handle 4313-DL done 2022-05-17 00:00; "
                  "handle 431302 withdrawn 2022-05-17 00:00");
        town_books(&t, l, 60, 90);
        town_close(&t);
}

/* ---- 4. extension ---- */

TEST(turns_extension)
{
        struct town t;
        const char *l = "extended";
        NEED(open_case(&t, "04-extended.yaml", l));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = town_done(&t, "clerk", l, 0, "receive", "title=x&lead=4313-RSJ").record;
        int64_t over = town_done(&t, "clerk", l, 0, "receive", "title=y&lead=4313-RSJ").record;
        int64_t promised = record_of(&t, l, id)->promised.ms;
        CHECK(has(result_of(&t, l, id),
                  "\"tells\":[{\"text\":\"received\",\"to\":\"requester\"}]"));
        town_done(&t, "h.rsj", l, id, "ask_extension", "reason=rain");
        town_at(&t, "2022-05-18 10:00"); /* the answer comes after the due time */
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-05-17"), 2);
        refused(&t, "h.rsj", l, over, "ask_extension", "reason=rain", "asks.before",
                "2022-05-16 24:00");
        refused(&t, "h.rsj", l, id, "grant", "", "role", "Dispatcher");
        town_done(&t, "disp", l, id, "grant", "ruling=yes");
        CHECK_STR(-1, duties_of(&t, l, id), "handle 4313-RSJ open 2022-05-24 00:00");
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-05-17"), 2); /* as it was that day */
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-05-18"), 1);
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-05-24"), 2);
        CHECK(has(result_of(&t, l, id), "\"more\":\"5 workdays\""));
        CHECK(has(result_of(&t, l, id), "\"to\":\"requester\""));
        CHECK_INT(-1, record_of(&t, l, id)->promised.ms, promised); /* I7 */
        town_done(&t, "h.rsj", l, id, "ask_extension", "reason=rain");
        refused(&t, "disp", l, id, "grant", "ruling=yes", "extends.times", "at most 1");
        refused(&t, "disp", l, id, "recall", "because=no", "role", "last step");
        town_done(&t, "disp", l, id, "refuse", "ruling=no");
        CHECK(has(result_of(&t, l, id), "\"tells\":[{\"text\":\"refused\",\"to\":\"4313-RSJ\"}]"));
        town_done(&t, "h.rsj", l, id, "reply", "");
        CHECK(!record_of(&t, l, id)->duties[0].late);
        town_books(&t, l, 60, 90);
        town_close(&t);
}

TEST(turns_silence_refuses)
{
        struct town t;
        const char *l = "extended";
        NEED(open_case(&t, "04-extended.yaml", l));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = town_done(&t, "clerk", l, 0, "receive", "title=x&lead=4313-RSJ").record;
        int64_t other = town_done(&t, "clerk", l, 0, "receive", "title=y&lead=4313-RSJ").record;
        town_done(&t, "h.rsj", l, id, "ask_extension", "reason=rain");
        town_done(&t, "h.rsj", l, other, "ask_extension", "reason=rain");
        town_done(&t, "h.rsj", l, other, "reply",
                  ""); /* what is asked of it needs no answer then */
        town_at(&t, "2022-05-20 09:00");
        CHECK_INT(-1, timer(&t, l, other), 0);
        CHECK_INT(-1, timer(&t, l, id), 1);
        struct event e;
        CHECK_OK(-1, log_get(t.w.st, &t.a, record_of(&t, l, id)->version, &e));
        char day[16];
        CHECK_STR(-1, day_format(e.day, day),
                  "2022-05-17"); /* when it fell due: 24:00 of the 16th */
        CHECK_STR(-1, e.step, "refuse");
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-05-17"), 1);
        refused(&t, "disp", l, id, "grant", "ruling=yes", "answers.none", "no open request");
        town_books(&t, l, 60, 90);
        town_close(&t);
}

/* ---- 5. suspension ---- */

TEST(turns_suspension)
{
        struct town t;
        const char *l = "suspended";
        NEED(open_case(&t, "05-suspended.yaml", l));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = town_done(&t, "clerk", l, 0, "receive", "title=x&lead=4313-RSJ").record;
        int64_t late = town_done(&t, "clerk", l, 0, "receive", "title=y&lead=4313-RSJ").record;
        CHECK_STR(-1, duties_of(&t, l, id), "handle 4313-RSJ open 2022-06-07 17:30");
        town_at(&t, "2022-05-16 10:00");
        refused(&t, "h.rsj", l, id, "suspend", "note=x", "input.required", "reason");
        refused(&t, "h.rsj", l, id, "resume", "", "step.from", "waiting");
        town_done(&t, "h.rsj", l, id, "suspend", "reason=hearing");
        CHECK(has(result_of(&t, l, id), "\"held\":\"hearing\""));
        CHECK_STR(-1, duties_of(&t, l, id), "handle 4313-RSJ stopped 2022-06-07 17:30");
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-06-08"), 1); /* the other one alone */
        struct reader who;
        struct ask k = town_asking(&t, &who, READER_CITY);
        CHECK_INT(-1, duty_colour(&k, town_ledger(&t, l), &record_of(&t, l, id)->duties[0]),
                  COLOUR_NONE);
        CHECK_STR(-1, duty_due_said(&k, &record_of(&t, l, id)->duties[0]),
                  "stopped since 2022-05-16 10:00");
        refused(&t, "h.rsj", l, id, "recall", "because=no", "recall.clock", "moved a clock");
        town_at(&t, "2022-06-20 10:00"); /* long past what it was due */
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-06-20"), 1);
        town_books(&t, l, 60, 90);
        town_done(&t, "h.rsj", l, id, "resume", "");
        /* 4 days had been counted; the day it is freed counts: 16 more from 20 June */
        CHECK_STR(-1, duties_of(&t, l, id), "handle 4313-RSJ open 2022-07-11 17:30");
        CHECK(has(explained(&t, l, id, 0), "Hearing"));
        CHECK(has(explained(&t, l, id, 0), "2022-07-11 17:30"));
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-07-11"), 1);
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-07-12"), 2);
        town_at(&t, "2022-06-21 09:00"); /* one that is late already stays late */
        town_done(&t, "h.rsj", l, late, "suspend", "reason=test");
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-06-21"), 1);
        town_done(&t, "h.rsj", l, late, "resume", "");
        CHECK_STR(-1, duties_of(&t, l, late), "handle 4313-RSJ open 2022-06-07 17:30");
        town_done(&t, "h.rsj", l, late, "reply", "");
        CHECK(record_of(&t, l, late)->duties[0].late);
        town_done(&t, "h.rsj", l, id, "reply", "");
        CHECK(!record_of(&t, l, id)->duties[0].late);
        town_books(&t, l, 60, 90);
        town_close(&t);
}

/* ---- more, in the ledger turns ---- */

/* Silence that grants is reckoned with from the asking on, whether the timer runs or not. */
TEST(turns_silence_grants)
{
        struct town t;
        const char *l = "turns";
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = town_done(&t, "clerk", l, 0, "enter", "lead=4313-RSJ").record;
        int64_t no = town_done(&t, "clerk", l, 0, "enter", "lead=4313-RSJ").record;
        struct moment promised = record_of(&t, l, id)->promised;
        CHECK_STR(-1, duties_of(&t, l, id), "handle 4313-RSJ open 2022-05-24 00:00");
        town_done(&t, "h.rsj", l, id, "longer", "note=x");
        town_done(&t, "h.rsj", l, no, "longer", "note=x");
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-05-30"), 0);
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-05-31"), 2);
        town_at(&t, "2022-05-20 10:00");
        town_done(&t, "disp", l, no, "refuse", "");
        CHECK_INT(-1, late_at(&t, l, "4313-RSJ", "2022-05-24"), 1);
        town_at(&t, "2022-05-27 10:00"); /* three days after it fell due */
        CHECK(record_of(&t, l, id)->promised.ms == promised.ms);
        town_books(&t, l, 60, 90);
        CHECK_INT(-1, timer(&t, l, id), 1);
        CHECK_STR(-1, duties_of(&t, l, id), "handle 4313-RSJ open 2022-05-31 00:00");
        CHECK_STR(-1, shown(&t, promised), "2022-06-08 00:00");
        CHECK_STR(-1, shown(&t, record_of(&t, l, id)->promised), "2022-06-15 00:00");
        CHECK(has(result_of(&t, l, id), "\"tells\":[{\"text\":\"received\",\"to\":\"requester\"}"));
        town_done(&t, "h.rsj", l, id, "longer", "note=x");
        town_done(&t, "disp", l, id, "grant", "");
        refused(&t, "h.rsj", l, id, "longer", "note=x", "extends.times", "at most 2");
        town_books(&t, l, 60, 90);
        town_close(&t);
}

/* Nothing below is stopped while what is above runs; what is above takes along what is below. */
TEST(turns_stops_nest)
{
        struct town t;
        const char *l = "turns";
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = town_done(&t, "clerk", l, 0, "enter", "lead=4313-RSJ").record;
        int64_t promised = record_of(&t, l, id)->promised.ms;
        town_done(&t, "h.rsj", l, id, "delegate", "to=431302");
        refused(&t, "h.louxing", l, id, "stop", "why=hotline", "clock.above", "4313-RSJ");
        town_done(&t, "h.rsj", l, id, "stop", "why=hotline");
        CHECK_STR(
                -1, duties_of(&t, l, id),
                "handle 4313-RSJ stopped 2022-05-24 00:00; <handle 431302 stopped 2022-05-17 00:00");
        refused(&t, "h.rsj", l, id, "stop", "why=hotline", "clock.held", "2022-05-09");
        town_at(&t, "2022-05-23 10:00");
        town_done(&t, "h.louxing", l, id, "go", ""); /* the one below may run before */
        CHECK(str_ends(duties_of(&t, l, id), S("<handle 431302 open 2022-05-28 00:00")));
        town_at(&t, "2022-05-30 10:00");
        town_done(&t, "h.rsj", l, id, "go", "");
        CHECK_STR(-1, duties_of(&t, l, id),
                  "handle 4313-RSJ open 2022-06-14 00:00; <handle 431302 open 2022-05-28 00:00");
        CHECK(record_of(&t, l, id)->promised.ms > promised);
        CHECK(!moment_is(record_of(&t, l, id)->promised_held));
        town_books(&t, l, 60, 90);
        town_close(&t);
}
