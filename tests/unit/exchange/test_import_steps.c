/* Rows of a file that take steps on records (exchange/import.h, loop/batch.h). */
#include "exchange/import.h"
#include "lib/t.h"
#include "lib/town.h"
#include "loop/legal.h"

static const struct {
        const char *path, *text;
} files[] = {
        { "city.yaml", "city: loudi\n" },
        { "ledgers/site.yaml",
          "ledger: site\n"
          "key: [ref]\n"
          "fields:\n"
          "  ref: {type: code, required: true}\n"
          "  name: {type: text, required: true}\n"
          "  grade: {type: choice, of: grades, ranked: true}\n"
          "  proof: {type: file, required: true}\n"
          "  amount: {type: money, required: true}\n"
          "  paid: {type: money}\n"
          "  parent_ref: {type: link, of: site}\n"
          "states: {listed: {kind: open}, struck: {kind: done}}\n"
          "steps:\n"
          "  list: {to: listed, by: clerk, ask: [ref, name, grade, paid]}\n"
          "  rise: {label: {zh: 升级, en: Rise}, from: listed, when: grade = 'county', by: supervisor,\n"
          "         ask: [proof], set: {grade: \"'city'\"}}\n"
          "  pay: {from: listed, by: clerk, ask: [amount], set: {paid: paid + amount}, late: 1 day}\n"
          "  join: {from: listed, by: clerk, ask: [parent_ref], follows: parent_ref}\n"
          "  strike: {from: listed, to: struck, by: clerk}\n"
          "figures:\n"
          "  county_up: {of: record, at: owner, where: \"reached(grade, 'county')\", count: true}\n"
          "  city_up: {of: record, at: owner, where: \"reached(grade, 'city')\", count: true}\n"
          "  paid: {of: step pay, at: owner, sum: amount, kind: each}\n"
          "import: {columns: {编号: ref, 名称: name, 办理: step}}\n" },
        { "lists/grades.yaml",
          "list: grades\nchoices: [{code: county}, {code: city}, {code: province}]\n" },
};

static bool sites(struct town *t)
{
        *t = (struct town){ 0 };
        struct defs d = { 0 };
        size_t cap = 0;
        for (size_t i = 0; i < LEN(files); i++)
                *ARENA_PUSH(&t->a, d.f, d.n, cap) =
                        (struct defs_file){ str_c(files[i].path), str_c(files[i].text) };
        if (!town_open_defs(t, t_dir(), &d)) return false;
        town_at(t, "2022-06-30 12:00");
        return true;
}

/* The outcome, and in f what was said. */
static enum err import(struct town *t, const char *text, bool aside, struct faults *f,
                       struct import_out *out)
{
        struct buf rejects = { .limit = 1 << 16 };
        struct import_in in = { .ledger = S("site"),
                                .file = S("rows.csv"),
                                .raw = str_c(text),
                                .lang = LANG_EN,
                                .aside = aside,
                                .rejects = &rejects };
        faults_init(f, &t->a, LANG_EN);
        enum err e = import_run(&t->w, &in, f, out);
        buf_free(&rejects);
        return e;
}

/* "state grade paid" of a record. */
static struct str stands(struct town *t, const char *number)
{
        const struct ledger *l = &t->w.inforce.city->ledgers[0];
        int64_t id;
        struct rec r;
        if (rec_find(&t->w.view, l, str_c(number), &id) != OK ||
            rec_load(&t->w.view, &t->a, l, id, &r) != OK)
                return S("none");
        const struct value *g = &r.v[ledger_field(l, S("grade"))];
        const struct value *p = &r.v[ledger_field(l, S("paid"))];
        return str_printf(&t->a, "%.*s %.*s %" PRId64, SP(l->states[r.state].name),
                          SP(g->type == T_TEXT ? g->text : S("-")),
                          p->type == T_NUMBER ? p->i : -1);
}

#define ENTER                                                                                      \
        "number,编号,名称,grade,paid,日期\n"                                                 \
        "A,s1,one,county,0,2022-01-10\n"                                                           \
        "B,s2,two,county,0,2022-01-10\n"

TEST(import_takes_steps)
{
        struct town t;
        struct faults f;
        struct import_out out;
        int64_t n;
        NEED(sites(&t));
        NEED(import(&t, ENTER, false, &f, &out) == OK);
        static const char sheet[] = "编号,办理,日期,amount\n"
                                    "s1,升级,2022-03-01,\n"
                                    "s1,pay,2022-03-02,12.50\n"
                                    "s1,pay,2022-04-02,7.5\n"
                                    "s2,pay,2022-03-02,1\n"
                                    "s2,strike,2022-06-30,\n";
        CHECK_OK(1, import(&t, sheet, false, &f, &out));
        town_print(&f);
        CHECK_INT(1, out.updated, 5);
        CHECK_STR(1, stands(&t, "A"), "listed city 2000");
        CHECK_STR(1, stands(&t, "B"), "struck county 100");
        CHECK(town_rebuild_same(&t));
        /* the same bytes are not taken twice, another file is */
        int64_t batch = out.batch;
        CHECK_INT(2, import(&t, sheet, false, &f, &out), ERR_CONFLICT);
        CHECK_STR(2, str_c(f.first->code), "import.again");
        CHECK_INT(2, (int64_t)f.n, 1); /* told once, not of every row */
        CHECK_OK(3, batch_take_back(&t.w, batch, &t.f, &n));
        CHECK_INT(3, n, 2);
        CHECK_STR(3, stands(&t, "A"), "listed county 0");
        CHECK_STR(3, stands(&t, "B"), "listed county 0");
        CHECK(town_rebuild_same(&t));
        CHECK_OK(4, import(&t, sheet, false, &f, &out));
        CHECK_STR(4, stands(&t, "A"), "listed city 2000");
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

/* Broken off after two of five rows: the same file once more is as if nothing had been. Every
 * step before and after is legal. */
TEST(import_of_steps_broken_off)
{
        struct town t;
        struct faults f;
        struct import_out out;
        struct batch b;
        struct legal_out legal;
        size_t done;
        NEED(sites(&t));
        NEED(import(&t, ENTER, false, &f, &out) == OK);
        static const char sheet[] = "编号,办理,日期,amount\n"
                                    "s1,升级,2022-03-01,\n"
                                    "s1,pay,2022-03-02,12.50\n"
                                    "s2,strike,2022-06-30,\n";
        const struct ledger *l = &t.w.inforce.city->ledgers[0];
        struct hash h = hash_of(str_c(sheet));
        char hex[65];
        CHECK_OK(1, batch_begin(&t.w, l, hash_hex(&h, hex), 3, &t.f, &b));
        struct batch_row row[2] = { { .number = S("A"),
                                      .day = day_of(t.fake.now, (struct zone){ 480 }),
                                      .step = &l->steps[ledger_step(l, S("rise"))] } };
        row[1] = row[0];
        row[1].number = S("B");
        CHECK_OK(1, batch_write(&t.w, &b, row, 2, &t.f, &done));
        CHECK_STR(1, stands(&t, "B"), "listed city 0");
        CHECK_OK(2, import(&t, sheet, false, &f, &out));
        town_print(&f);
        CHECK_INT(2, out.updated, 3);
        CHECK_STR(2, stands(&t, "A"), "listed city 1250");
        CHECK_STR(2, stands(&t, "B"), "struck county 0");
        struct legal_in in = { t.w.st, t.w.keys, &t.w.inforce };
        CHECK_OK(3, legal_check(&in, &t.a, &t.f, &legal));
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

TEST(import_enters_and_takes_steps)
{
        struct town t;
        struct faults f;
        struct import_out out;
        NEED(sites(&t));
        CHECK_OK(1, import(&t,
                           "number,编号,名称,grade,办理,日期\n"
                           "A,s1,one,county,,2022-01-10\n"
                           ",s1,,,升级,2022-02-10\n"
                           "B,s2,two,county,,2022-01-10\n",
                           false, &f, &out));
        town_print(&f);
        CHECK_INT(1, out.loaded, 2);
        CHECK_INT(1, out.updated, 1);
        CHECK_STR(1, stands(&t, "A"), "listed city -1");
        CHECK_STR(1, stands(&t, "B"), "listed county -1");
        town_close(&t);
}

TEST(import_step_refused)
{
        static const struct {
                const char *text, *code, *where;
        } row[] = {
                { "编号,办理\ns1,raise\n", "step.unknown", "rows.csv:2" },
                { "编号,办理\ns9,升级\n", "import.record", "rows.csv:2" },
                { "办理\n升级\n", "import.record", "rows.csv:2" },
                { "number,办理\nZ,升级\n", "import.record", "rows.csv:2" },
                { "编号,办理\ns1,list\n", "import.step", "rows.csv:2" },
                { "编号,办理\ns1,void\n", "import.step", "rows.csv:2" },
                { "编号,办理,parent_ref\ns1,join,B\n", "import.step", "rows.csv:2" },
                { "编号,办理,amount\ns1,升级,5\n", "input.unasked", "rows.csv:2 amount" },
                { "编号,办理,amount\ns1,pay,\n", "input.required", "rows.csv:2 amount" },
                { "编号,办理,amount\ns1,pay,much\n", "input.value", "rows.csv:2 amount" },
                { "编号,办理,日期\ns1,升级,2022-01-09\n", "day.before_last", "rows.csv:2 day" },
                { "编号,办理,日期\ns1,升级,2022-07-01\n", "day.future", "rows.csv:2" },
                /* only the second shows it, when the first is written: nothing is left of either */
                { "编号,办理\ns1,升级\ns1,升级\n", "step.when", "rows.csv:3 rise" },
                { "编号,办理\ns1,strike\ns1,升级\n", "step.from", "rows.csv:3 rise" },
        };
        struct town t;
        struct faults f;
        struct import_out out;
        NEED(sites(&t));
        NEED(import(&t, ENTER, false, &f, &out) == OK);
        for (size_t i = 0; i < LEN(row); i++) {
                CHECK(import(&t, row[i].text, false, &f, &out) != OK);
                NEED(f.first);
                CHECK_STR(i, str_c(f.first->code), row[i].code);
                CHECK_STR(i, f.first->where, row[i].where);
                CHECK_STR(i, stands(&t, "A"), "listed county 0");
        }
        CHECK(town_rebuild_same(&t));
        /* a wrong row put aside, the others taken */
        CHECK_OK(20, import(&t, "编号,办理,amount\ns1,pay,2\ns9,pay,2\n", true, &f, &out));
        CHECK_INT(20, out.rejected, 1);
        CHECK_STR(20, stands(&t, "A"), "listed county 200");
        town_close(&t);
}

/* A file that says nothing of states changes values of records that are known, not their states. */
TEST(import_without_states_keeps_them)
{
        struct town t;
        struct faults f;
        struct import_out out;
        NEED(sites(&t));
        CHECK_OK(0, import(&t, ENTER, false, &f, &out));
        CHECK_OK(1, import(&t, "编号,办理\ns1,strike\n", false, &f, &out));
        CHECK_OK(2,
                 import(&t, "编号,名称,paid\ns1,first,3\ns2,two,4\ns4,four,5\n", false, &f, &out));
        CHECK_INT(2, out.updated, 2);
        CHECK_INT(2, out.loaded, 1);
        CHECK_STR(2, stands(&t, "A"), "struck county 300");
        CHECK_STR(2, stands(&t, "B"), "listed county 400");
        CHECK_OK(3, import(&t, "编号,名称,state\ns1,first,listed\ns2,two,\n", false, &f, &out));
        CHECK_STR(3, stands(&t, "A"), "listed county 300");
        CHECK_STR(3, stands(&t, "B"), "listed county 400");
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}
