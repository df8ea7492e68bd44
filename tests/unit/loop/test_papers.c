/* Papers that are owed: slips issued by hand and by rule, addressed, due, receipted in time or late,
 * withdrawn with their record, counted at whoever owes them; and a slip, an extension and a reply
 * that race each other. After each the books, the log and a rebuild agree. */
#include "lib/books.h"
#include "lib/t.h"

#include "ask/figure.h"
#include "ask/paper.h"
#include "ask/work.h"
#include "loop/decide.h"

static const char slips[] =
        "ledger: slips\n"
        "fields:\n"
        "  title: {type: text}\n"
        "  lead:  {type: office}\n"
        "  why:   {type: note}\n"
        "  calm:  {type: flag}\n"
        "states:\n"
        "  given:   {kind: open}\n"
        "  ended:   {kind: done}\n"
        "  dropped: {kind: void}\n"
        "clocks:\n"
        "  handle: {rules: [{within: 3 workdays}]}\n"
        "  slip:   {rules: [{within: 2 workdays}], colour: {yellow: 1 workday}}\n"
        "  red:    {rules: [{within: 1 workday}]}\n"
        "duties:\n"
        "  handle: {holder: lead, clock: handle}\n"
        "papers:\n"
        "  blue:   {label: {zh: 蓝单, en: Blue slip}, to: lead, due: slip, text: slip,\n"
        "           number: {form: \"督办〔{yyyy}〕{n}号\", per: year}}\n"
        "  yellow: {due: slip, text: slip, number: {form: \"Y{n}\", per: none}}\n"
        "  red:    {due: red, text: slip, number: {form: \"R{n}\", per: none}}\n"
        "  note:   {due: red, text: slip, number: {form: \"N{n}\", per: none}}\n"
        "steps:\n"
        "  enter:   {to: given, by: clerk@owner, ask: [title, lead, calm], opens: {handle: {}},\n"
        "            paper: sheet, late: 30 days}\n"
        "  urge:    {from: [given, ended], by: supervisor@owner, ask: why, paper: blue}\n"
        "  receipt: {on: paper blue, by: handler@holder, ask: why}\n"
        "  signed:  {on: paper yellow, by: [handler@holder, supervisor@above]}\n"
        "  explain: {on: paper red, from: [given, ended], by: handler@holder, ends: {red: failed}}\n"
        "  remark:  {on: duty handle, by: handler@holder, paper: note}\n"
        "  noted:   {on: paper note, by: handler@holder, opens: {handle: {}}}\n"
        "  reply:   {on: duty handle, from: given, to: ended, by: handler@holder, ends: {handle: done}}\n"
        "  more:    {from: given, by: dispatcher@owner, extends: {clock: handle, by: 2 workdays, times: 1}}\n"
        "  over:    {from: ended, by: dispatcher@owner, ends: {handle: withdrawn}}\n"
        "  cancel:  {from: [given, ended], by: supervisor@owner, ends: {blue: withdrawn}}\n"
        "  drop:    {from: given, to: dropped, by: clerk@owner, ends: {handle: withdrawn}}\n"
        "rules:\n"
        "  yellow: {at: due - 1 workday, duty: handle, paper: yellow}\n"
        "  red:    {at: due + 1 workday, duty: handle, paper: red}\n"
        "  any:    {at: due, do: hurry, where: calm = TRUE}\n"
        "figures:\n"
        "  blues:     {of: paper blue, at: holder, count: true}\n"
        "  issued:    {of: paper blue, at: holder, count: true, kind: each}\n"
        "  owed:      {of: paper blue, at: holder, where: \"outcome IS NULL\", count: true}\n"
        "  receipted: {of: paper blue, at: holder, where: \"outcome = 'done'\", count: true}\n"
        "  gone:      {of: paper blue, at: holder, where: \"outcome <> 'done'\", count: true}\n"
        "  in_time:   {of: paper blue, at: holder, where: \"outcome = 'done' AND late = FALSE\", count: true,\n"
        "              kind: each}\n"
        "  overdue:   {of: paper blue, at: holder, where: \"late = TRUE\", count: true}\n"
        "  ever_late: {of: paper blue, at: owner, where: \"late = TRUE\", count: true, kind: first}\n"
        "  days:      {of: paper blue, at: owner, where: \"ended IS NOT NULL\", max: \"days(opened, ended)\"}\n"
        "  reds:      {of: paper red, at: holder, count: true}\n"
        "  sheets:    {of: paper sheet, at: owner, count: true}\n"
        "identities:\n"
        "  - {at: holder, is: \"blues = owed + receipted + gone\"}\n";

static bool open_slips(struct town *t)
{
        struct defs_file f[] = {
                { S("city.yaml"),
                  S("city: town\nlabel: {zh: 小城, en: Town}\nzone: \"+08:00\"\n") },
                { S("ledgers/slips.yaml"), str_c(slips) },
                { S("texts/sheet.en.md"), S("{{office}} by {{due}} {{code}}\n") },
                { S("texts/sheet.zh.md"), S("{{office}}\n") },
                { S("texts/slip.en.md"),
                  S("# {{paper}}\n\n{{issuer}} to {{office}}: {{number}} by {{due}}, {{on}}\n") },
                { S("texts/slip.zh.md"), S("{{paper}}：{{office}}\n") },
        };
        *t = (struct town){ 0 };
        struct defs d = { f, LEN(f) };
        return town_open_defs(t, t_dir(), &d);
}

static int64_t enter(struct town *t, const char *fields)
{
        struct outcome_of o = town_do(t, "clerk", "slips", 0, "enter", fields);
        if (!CHECK_OK(-1, o.err)) town_print(&o.faults);
        return o.record;
}

static void take(struct town *t, const char *login, int64_t record, const char *step,
                 const char *code)
{
        struct outcome_of o = town_do(t, login, "slips", record, step, "");
        if (!CHECK_STR(-1, str_c(outcome_code(&o)), code)) town_print(&o.faults);
}

static struct rec load(struct town *t, int64_t record)
{
        struct rec r;
        if (rec_load(&t->w.view, &t->a, town_ledger(t, "slips"), record, &r) != OK) BUG("record");
        return r;
}

/* "督办〔2022〕1号 4313-RSJ 2022-03-22 24:00 done late" of each paper, by its number. */
static struct str papers_of(struct town *t, int64_t record)
{
        struct rec r = load(t, record);
        struct str out = STR_NONE;
        for (size_t i = 0; i < r.papers_n; i++) {
                const struct rpaper *p = &r.papers[i];
                const struct rduty *d = rec_owed(town_ledger(t, "slips"), &r, p);
                char text[40];
                if (!d) continue;
                out = str_printf(&t->a, "%.*s%s%.*s %.*s %.*s%s%.*s%s", SP(out), out.n ? "; " : "",
                                 SP(p->number), SP(d->holder),
                                 SP(str_sub(moment_short((struct moment){ d->due.ms - 60000 },
                                                         (struct zone){ 480 }, text),
                                            5, 11)),
                                 d->outcome == OUT_OPEN ? "" : " ", SP(outcome_name(d->outcome)),
                                 d->late ? " late" : "");
                CHECK(rec_paper(town_ledger(t, "slips"), &r, d) != NULL);
        }
        return out;
}

/* ---- the books ---- */

static int64_t figure(struct town *t, const char *name, const char *office)
{
        struct reader who;
        struct ask k = town_asking(t, &who, READER_CITY);
        struct figure_in in = { .l = town_ledger(t, "slips"),
                                .figure = ledger_figure(town_ledger(t, "slips"), str_c(name)),
                                .office = office_find(&t->w.inforce.offices, str_c(office)),
                                .on = ask_today(&k),
                                .from = DAY_NONE,
                                .to = DAY_NONE,
                                .by = -1 };
        struct figure_out out;
        if (in.l->figures[in.figure].flow != FLOW_STOCK) {
                in.from = (struct day){ in.on.v - 60 };
                in.to = in.on;
        }
        if (figure_read(&k, &in, &out) != OK) BUG(name);
        return out.all.v;
}

/* ---- by hand ---- */

TEST(papers_by_hand)
{
        struct town t;
        NEED(open_slips(&t));
        town_at(&t, "2022-03-21 09:00");
        int64_t a = enter(&t, "title=a&lead=4313-RSJ");
        CHECK_STR(-1, papers_of(&t, a), ""); /* nothing is owed of the sheet */
        take(&t, "h.rsj", a, "receipt", "paper.none");
        take(&t, "sup", a, "urge", "");
        CHECK_STR(-1, papers_of(&t, a), "督办〔2022〕1号 4313-RSJ 03-23 23:59");
        town_at(&t, "2022-03-22 09:00");
        take(&t, "sup", a, "urge", "");
        take(&t, "h.dl", a, "receipt", "record.none");
        take(&t, "h.rsj", a, "reply", ""); /* the record is done: the receipts are still owed */
        CHECK_INT(-1, figure(&t, "owed", "4313-RSJ"), 2);
        take(&t, "h.rsj", a, "receipt", ""); /* the one due first */
        CHECK_STR(
                -1, papers_of(&t, a),
                "督办〔2022〕1号 4313-RSJ 03-23 23:59 done; 督办〔2022〕2号 4313-RSJ 03-24 23:59");
        town_books(&t, "slips", 60, 0);
        town_at(&t, "2022-03-25 09:00"); /* nobody has come round: it is late all the same */
        CHECK_INT(-1, figure(&t, "overdue", "4313-RSJ"), 1);
        CHECK_INT(-1, figure(&t, "ever_late", "4313"), 1);
        take(&t, "h.rsj", a, "receipt", "");
        take(&t, "h.rsj", a, "receipt", "paper.none");
        CHECK_INT(-1, figure(&t, "issued", "4313-RSJ"), 2);
        CHECK_INT(-1, figure(&t, "receipted", "4313-RSJ"), 2);
        CHECK_INT(-1, figure(&t, "in_time", "4313-RSJ"), 1);
        CHECK_INT(-1, figure(&t, "overdue", "4313-RSJ"), 1);
        CHECK_INT(-1, figure(&t, "days", "4313"), 3);
        CHECK_INT(-1, figure(&t, "sheets", "4313"), 1);
        town_books(&t, "slips", 60, 0);
        town_close(&t);
}

static struct outcome_of take_paper(struct town *t, const char *login, int64_t record,
                                    const char *step, const char *number)
{
        struct request r = { .ledger = S("slips") };
        r.cmd = (struct command){ .record = record,
                                  .step = str_c(step),
                                  .paper = str_c(number),
                                  .day = DAY_NONE,
                                  .version = -1 };
        r.cmd.who = (struct actor){ .account = account_find(&t->w.inforce.accounts, str_c(login)),
                                    .via = VIA_CLI };
        writer_run(&t->w, &t->a, LANG_EN, &r, 1);
        return r.out;
}

TEST(papers_named)
{
        struct town t;
        NEED(open_slips(&t));
        town_at(&t, "2022-03-21 09:00");
        int64_t a = enter(&t, "title=a&lead=4313-RSJ");
        take(&t, "sup", a, "urge", "");
        town_at(&t, "2022-03-22 09:00");
        take(&t, "sup", a, "urge", "");
        struct outcome_of o = take_paper(&t, "h.rsj", a, "receipt", "督办〔2022〕3号");
        CHECK_STR(-1, str_c(outcome_code(&o)), "paper.none");
        o = take_paper(&t, "h.rsj", a, "receipt", "督办〔2022〕2号");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        CHECK_STR(
                -1, papers_of(&t, a),
                "督办〔2022〕1号 4313-RSJ 03-23 23:59; 督办〔2022〕2号 4313-RSJ 03-24 23:59 done");
        take(&t, "sup", a, "urge", "");
        take(&t, "sup", a, "cancel", ""); /* every one that is open */
        CHECK_INT(-1, figure(&t, "gone", "4313-RSJ"), 2);
        CHECK_INT(-1, figure(&t, "owed", "4313-RSJ"), 0);
        town_books(&t, "slips", 60, 0);
        town_close(&t);
}

/* ---- recalled, void, of a duty ---- */

TEST(papers_go_with_what_brought_them)
{
        struct town t;
        NEED(open_slips(&t));
        town_at(&t, "2022-03-21 09:00");
        int64_t a = enter(&t, "title=a&lead=4313-RSJ"), b = enter(&t, "title=b&lead=4313-DL");
        take(&t, "sup", a, "urge", "");
        struct outcome_of o = town_do(&t, "sup", "slips", a, "recall", "because=wrong");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        CHECK_STR(-1, papers_of(&t, a), "督办〔2022〕1号 4313-RSJ 03-23 23:59 withdrawn");
        take(&t, "sup", b, "urge", "");
        take(&t, "h.dl", b, "receipt", "");
        o = town_do(&t, "h.dl", "slips", b, "recall", "because=not yet");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        CHECK_STR(-1, papers_of(&t, b), "督办〔2022〕2号 4313-DL 03-23 23:59");
        take(&t, "clerk", b, "drop", "");
        CHECK_STR(-1, papers_of(&t, b), "督办〔2022〕2号 4313-DL 03-23 23:59 withdrawn");
        take(&t, "h.dl", b, "receipt", "step.from");
        take(&t, "h.rsj", a, "remark", ""); /* to the holder of the duty it is about */
        take(&t, "h.rsj", a, "noted", "");  /* and its receipt opens a duty */
        struct rec r = load(&t, a);
        CHECK_INT(-1, r.duties_n, 4);
        CHECK_STR(-1, r.duties[3].holder, "4313-RSJ");
        CHECK_INT(-1, r.duties[0].outcome, OUT_OPEN);
        town_books(&t, "slips", 60, 0);
        town_close(&t);
}

/* ---- by rule ---- */

TEST(papers_by_rule)
{
        struct town t;
        NEED(open_slips(&t));
        town_at(&t, "2022-03-21 09:00");
        int64_t a = enter(&t, "calm=true&lead=4313-RSJ"); /* due at the end of the 24th */
        CHECK_INT(-1, town_tick(&t), 0);
        town_at(&t, "2022-03-24 08:00");
        CHECK_INT(-1, town_tick(&t), 1);
        CHECK_STR(-1, papers_of(&t, a), "Y1 4313-RSJ 03-28 23:59");
        take(&t, "sup", a, "signed", ""); /* above the holder */
        town_at(&t, "2022-03-30 08:00");  /* nobody came round for days */
        CHECK_INT(-1, town_tick(&t), 2);  /* hurry of the duty, not of the slips; and the red one */
        /* nobody can sign for it before it is there: its time begins when it is issued */
        CHECK_STR(-1, papers_of(&t, a), "Y1 4313-RSJ 03-28 23:59 done; R1 4313-RSJ 03-31 23:59");
        CHECK_INT(-1, figure(&t, "reds", "4313-RSJ"), 1);
        take(&t, "h.rsj", a, "explain", "");
        CHECK_STR(-1, papers_of(&t, a),
                  "Y1 4313-RSJ 03-28 23:59 done; R1 4313-RSJ 03-31 23:59 failed");
        CHECK_INT(-1, town_tick(&t), 0);
        town_books(&t, "slips", 60, 0);
        town_close(&t);
}

/* ---- shown ---- */

TEST(papers_shown)
{
        struct town t;
        struct reader who;
        struct work_out work;
        struct shown x;
        struct paper_out out;
        const struct show_paper *p;
        NEED(open_slips(&t));
        town_at(&t, "2022-03-21 09:00");
        int64_t a = enter(&t, "title=a&lead=4313-RSJ");
        take(&t, "sup", a, "urge", "");
        int handler = account_find(&t.w.inforce.accounts, S("h.rsj"));
        struct ask k = town_asking(&t, &who, handler);
        struct work_in in = { .count = true };
        CHECK_OK(-1, work_read(&k, &in, &work));
        CHECK_INT(-1, work.n, 2);
        CHECK_STR(-1, work.v[0].label, "Blue slip 督办〔2022〕1号");
        CHECK_STR(-1, work.v[0].paper, "督办〔2022〕1号");
        CHECK_INT(-1, work.v[0].colour, COLOUR_GREEN);
        CHECK_STR(-1, work.v[1].paper, "");
        CHECK_OK(-1, show_read(&k, town_ledger(&t, "slips"), a, false, &x));
        CHECK_INT(-1, x.duty_n, 1);
        NEED(x.paper_n == 2);
        CHECK(x.paper[0].owed.d == NULL && x.paper[1].owed.d != NULL);
        CHECK(x.paper[1].explanation.n > 0);
        CHECK_OK(-1, paper_numbered(&k, &x, S("督办〔2022〕1号"), &p));
        CHECK_OK(-1, paper_render(&k, &x, p, MARKDOWN_TEXT, &out));
        CHECK_STR(
                -1, str_trim(out.text),
                "督办〔2022〕1号\n\nLoudi to HR bureau: 2022000001 by 2022-03-23 24:00, 2022-03-21");
        CHECK_OK(-1, paper_find(&k, &x, x.paper[0].p->id, &p));
        CHECK_OK(-1, paper_render(&k, &x, p, MARKDOWN_TEXT, &out));
        CHECK_STR(-1, str_trim(out.text), "HR bureau by 2022-03-24 24:00");
        faults_init(&t.f, &t.a, LANG_EN);
        CHECK_INT(-1, paper_find(&k, &x, 99, &p), ERR_NOT_FOUND);
        faults_init(&t.f, &t.a, LANG_EN);
        town_at(&t, "2022-03-22 09:00");
        take(&t, "h.rsj", a, "receipt", "");
        k.now = t.fake.now;
        CHECK_OK(-1, show_read(&k, town_ledger(&t, "slips"), a, false, &x));
        CHECK_STR(-1, x.paper[1].receipt, "2022-03-22 09:00");
        CHECK_STR(-1, x.paper[1].receipted, "HR bureau");
        CHECK_OK(-1, work_read(&k, &in, &work));
        CHECK_INT(-1, work.n, 1);
        town_close(&t);
}

/* Whom a slip is addressed to sees the record, though it is on no field of it. */
TEST(papers_bring_the_addressee_onto_the_record)
{
        struct town t;
        struct reader who;
        struct work_out work;
        NEED(open_slips(&t));
        town_at(&t, "2022-03-21 09:00");
        int64_t a = enter(&t, "title=a&lead=4313-DL");
        int handler = account_find(&t.w.inforce.accounts, S("h.rsj"));
        struct ask k = town_asking(&t, &who, handler);
        CHECK_INT(-1, scope_check(&k, town_ledger(&t, "slips"), a), ERR_NOT_FOUND);
        struct outcome_of o =
                town_do(&t, "clerk", "slips", a, "correct", "lead=4313-RSJ&because=x");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        take(&t, "sup", a, "urge", "");
        o = town_do(&t, "clerk", "slips", a, "correct", "lead=4313-DL&because=x");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        CHECK_STR(-1, papers_of(&t, a), "督办〔2022〕1号 4313-RSJ 03-23 23:59");
        k = town_asking(&t, &who, handler);
        CHECK_OK(-1, scope_check(&k, town_ledger(&t, "slips"), a));
        CHECK_OK(-1, work_read(&k, &(struct work_in){ 0 }, &work));
        CHECK_INT(-1, work.n, 1);
        town_books(&t, "slips", 60, 0);
        take(&t, "h.rsj", a, "receipt", "");
        town_books(&t, "slips", 60, 0);
        town_close(&t);
}

/* ---- at the same time ---- */

/* urge, more, reply: whichever comes first, what follows is decided by what is there then. */
static const struct {
        int order[3];
        const char *code[3]; /* of the slip, the extension, the reply */
        const char *seen[3]; /* when each has seen the version before them all */
} race_row[] = {
        { { 0, 1, 2 }, { "", "", "" }, { "", "version.stale", "version.stale" } },
        { { 0, 2, 1 }, { "", "step.from", "" }, { "", "version.stale", "version.stale" } },
        { { 1, 0, 2 }, { "", "", "" }, { "version.stale", "", "version.stale" } },
        { { 1, 2, 0 }, { "", "", "" }, { "version.stale", "", "version.stale" } },
        { { 2, 0, 1 }, { "", "step.from", "" }, { "version.stale", "version.stale", "" } },
        { { 2, 1, 0 }, { "", "step.from", "" }, { "version.stale", "version.stale", "" } },
};
static const struct {
        const char *login, *step;
} racer[] = { { "sup", "urge" }, { "disp", "more" }, { "h.rsj", "reply" } };

static void race(struct town *t, size_t i, bool seen)
{
        int64_t record = enter(t, "title=a&lead=4313-RSJ"), version = load(t, record).version;
        struct request r[3];
        for (size_t n = 0; n < LEN(r); n++) {
                int who = race_row[i].order[n];
                r[n] = (struct request){ .ledger = S("slips") };
                r[n].cmd = (struct command){ .record = record,
                                             .step = str_c(racer[who].step),
                                             .day = DAY_NONE,
                                             .version = seen ? version : -1 };
                r[n].cmd.who = (struct actor){ .account = account_find(&t->w.inforce.accounts,
                                                                       str_c(racer[who].login)),
                                               .via = VIA_API };
        }
        writer_run(&t->w, &t->a, LANG_EN, r, LEN(r)); /* one group, as the pen takes them */
        for (size_t n = 0; n < LEN(r); n++) {
                int who = race_row[i].order[n];
                CHECK_STR(i, str_c(outcome_code(&r[n].out)),
                          seen ? race_row[i].seen[who] : race_row[i].code[who]);
        }
}

TEST(papers_slip_extension_and_reply_race)
{
        struct town t;
        NEED(open_slips(&t));
        town_at(&t, "2022-03-21 09:00");
        for (size_t i = 0; i < LEN(race_row); i++) {
                race(&t, i, false);
                race(&t, i, true);
        }
        town_books(&t, "slips", 60, 0);
        town_at(&t, "2022-03-30 09:00");
        (void)town_tick(&t);
        town_books(&t, "slips", 60, 0);
        town_close(&t);
}
