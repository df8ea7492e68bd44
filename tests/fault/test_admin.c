/* What is done to the city itself, and its copies, when the N-th call to the disk fails: refused with a
 * sentence or done; after the next opening the log verifies and the tables are those of a rebuild. */
#include "lib/fault.h"
#include "lib/model.h"
#include "lib/t.h"
#include "store/fault.h"

struct site {
        struct town t;
        struct faults f; /* of the action at hand */
        unsigned long n;
        int64_t batch;
        const char *copy, *copy_keys;
};

/* ---- actions ------------------------------------------------------------------------------------ */

static enum err do_offices(struct site *s)
{
        int64_t rows;
        struct str csv = str_printf(
                &s->t.a, "code,parent,level,kind,name\nN%lu,4313,city,bureau,新局\n", s->n);
        return admin_offices(&s->t.w, S("o.csv"), csv, &s->f, &rows);
}

static enum err do_accounts(struct site *s)
{
        int64_t n;
        struct account_rows rows;
        struct str csv = str_printf(
                &s->t.a, "login,name,office,roles,password\nn%lu,某人,4313,clerk,\n", s->n);
        if (accounts_read(&s->t.a, &s->t.w.inforce.offices, S("a.csv"), csv, &s->f, &rows) != OK)
                BUG("rows");
        return admin_accounts(&s->t.w, rows.v, rows.n, &s->f, &n);
}

static enum err do_calendar(struct site *s)
{
        return admin_calendar(
                &s->t.w, S("local"),
                S("local: true\nsource: 台风\noff: [{day: 2022-07-04, name: 台风}]\n"), &s->f);
}

static enum err do_publish(struct site *s)
{
        int64_t seq;
        struct publish p = { .bulletin = S("request"),
                             .office = S("4313"),
                             .text = S("截至…"),
                             .scores = S("{}"),
                             .from = DAY_NONE,
                             .to = { 19100 },
                             .account = -1 };
        return admin_publish(&s->t.w, &p, &s->f, &seq);
}

static enum err do_rebuild(struct site *s)
{
        int64_t events;
        return admin_rebuild(&s->t.w, &s->f, &events);
}

static enum err do_take_back(struct site *s)
{
        int64_t n;
        return batch_take_back(&s->t.w, s->batch, &s->f, &n);
}

static enum err do_copy(struct site *s)
{
        enum err e = store_copy(s->t.w.st, s->copy);
        if (e == OK) e = keys_copy(s->t.w.keys, s->copy_keys);
        if (e != OK)
                FAULT(&s->f, e, "copy", STR_NONE, "未复制：%.*s", "not copied: %.*s",
                      SP(store_why(s->t.w.st)));
        return e;
}

/* ---- what stands before and after --------------------------------------------------------------- */

static bool import_some(struct site *s)
{
        const struct city *c = s->t.w.inforce.city;
        const struct ledger *l = &c->ledgers[city_ledger(c, S("sheet"))];
        struct change_set set[3];
        struct input_ctx x = { &s->t.a, c, l, { 19000 }, NULL, &s->t.f };
        struct batch b;
        size_t done;
        struct str ident = str_printf(&s->t.a, "id-%lu", s->n);
        const struct {
                const char *field;
                struct str text;
        } in[] = { { "ident", ident }, { "title", S("行") }, { "channel", S("visit") } };
        for (size_t i = 0; i < LEN(in); i++)
                if (input_read(&x, ledger_field(l, str_c(in[i].field)), in[i].text, S("row"),
                               &set[i]) != OK)
                        return false;
        struct batch_row row = { .state = ledger_state(l, S("out")),
                                 .day = { 19060 },
                                 .end = { 19065 },
                                 .set = set,
                                 .set_n = LEN(set) };
        bool good = batch_begin(&s->t.w, l, ident, 1, &s->t.f, &b) == OK &&
                    batch_write(&s->t.w, &b, &row, 1, &s->t.f, &done) == OK &&
                    batch_end(&s->t.w, &b, &s->t.f) == OK;
        s->batch = b.id;
        return good;
}

static int64_t log_size(struct site *s)
{
        struct log_head h;
        return log_head(s->t.w.st, &h) == OK ? (int64_t)h.tree.size : -1;
}

static bool copy_is_whole(struct site *s)
{
        struct store *st = NULL;
        struct keys *k = NULL;
        struct faults f;
        int64_t events;
        faults_init(&f, &s->t.a, LANG_EN);
        enum err e = store_open(s->copy, STORE_OPEN, &st);
        if (e == OK) e = keys_open(s->copy_keys, false, &s->t.sys, &k);
        struct log_verify_in in = { .st = st, .keys = k, .zone = { 480 } };
        if (e == OK) e = log_verify(&in, &s->t.a, &f, &events);
        town_print(&f);
        keys_close(&k);
        store_close(&st);
        return e == OK && events == log_size(s);
}

struct action {
        const char *name;
        enum err (*run)(struct site *s);
        int events; /* it says so many; -1: any number */
        bool batch, copy;
        unsigned long thin;
};
static const struct action actions[] = {
        { "offices", do_offices, 1, false, false, 1009 },
        { "accounts", do_accounts, 1, false, false, 173 },
        { "calendar", do_calendar, 1, false, false, 173 },
        { "publish", do_publish, 1, false, false, 113 },
        { "rebuild", do_rebuild, 0, false, false, 1009 },
        { "take back", do_take_back, -1, true, false, 211 },
        { "copy", do_copy, 0, false, true, 29 },
};

/* ---- one run ------------------------------------------------------------------------------------ */

struct breaking {
        const char *name;
        bool calls;
        enum fault_kind kind;
        struct store_fault disk;
};
static const struct breaking breakings[] = {
        { "call", true, FAULT_IO, { 0 } },
        { "calls", true, FAULT_IO_FROM, { 0 } },
        { "sync", false, FAULT_IO, { .op = FAULT_SYNC, .onward = true } },
        { "full", false, FAULT_IO, { .op = FAULT_WRITE, .full = true, .onward = true } },
};

static bool expect(const struct site *s, const struct action *a, const struct breaking *b,
                   bool held, const char *what)
{
        if (!held) fprintf(stderr, "  %s, %s %lu: %s\n", a->name, b->name, s->n, what);
        CHECK_ROW(s->n, held);
        return held;
}

static bool broken_run(struct site *s, const struct action *a, const struct breaking *b,
                       enum err *ret)
{
        struct store_fault disk = b->disk;
        disk.at = (int64_t)s->n;
        faults_init(&s->f, &s->t.a, LANG_EN);
        if (b->calls) fault_at(b->kind, s->n);
        else store_fault_install(&disk);
        *ret = a->run(s);
        bool met = b->calls ? fault_off() : store_fault_stats().failed > 0;
        if (!b->calls) store_fault_install(&(struct store_fault){ 0 });
        return met;
}

static void open_again(struct site *s)
{
        writer_close(&s->t.w);
        if (writer_open(s->t.dir, &s->t.sys, &s->t.f, &s->t.w) != OK) {
                town_print(&s->t.f);
                BUG("the city does not open again");
        }
}

static bool run_once(struct site *s, const struct action *a, const struct breaking *b)
{
        enum err e;
        s->t.fake.now.ms += 3600000;
        s->copy = str_dupz(&s->t.a, str_printf(&s->t.a, "%s/copy-%s-%lu", s->t.dir, b->name, s->n));
        s->copy_keys = str_dupz(&s->t.a, str_printf(&s->t.a, "%s.keys", s->copy));
        if (a->batch && !import_some(s)) BUG("import");
        int64_t before = log_size(s);
        bool met = broken_run(s, a, b, &e);
        expect(s, a, b, met || e == OK, "refused without a fault");
        expect(s, a, b, (e == OK) == (s->f.n == 0), "no sentence, or one too many");
        if (a->copy && e == OK) expect(s, a, b, copy_is_whole(s), "a torn copy");
        if (a->copy && e != OK)
                expect(s, a, b, !file_exists(s->copy) || !file_exists(s->copy_keys), "half a copy");
        open_again(s);
        int64_t more = log_size(s) - before;
        if (a->events >= 0 && e == OK) expect(s, a, b, more == a->events, "lost or done twice");
        if (a->events >= 0) expect(s, a, b, more == 0 || more == a->events, "done in part");
        expect(s, a, b, model_log_agrees(&s->t), "verify and rebuild");
        if (!a->batch) return met;
        s->f.n = 0; /* what was begun can be brought to its end */
        int64_t n;
        if (e != OK) e = batch_take_back(&s->t.w, s->batch, &s->f, &n);
        bool taken = e == OK || (s->f.first && strcmp(s->f.first->code, "batch.taken") == 0);
        expect(s, a, b, taken || e == ERR_CONFLICT, "not taken back the second time");
        return met;
}

TEST(fault_in_administration)
{
        struct site s = { .n = 0 };
        NEED(town_open_more(&s.t, t_dir(), "tests/unit/loop/defs"));
        s.t.fake.now.ms += (int64_t)90 * 86400000;
        struct outcome_of o =
                town_do(&s.t, "clerk", "request", 0, "receive", "title=a&body=b&channel=hotline");
        CHECK_OK(-1, o.err);
        store_fault_install(&(struct store_fault){ 0 });
        open_again(&s);
        for (size_t i = 0; i < LEN(actions); i++)
                for (size_t k = 0; k < LEN(breakings); k++)
                        for (s.n = 1; run_once(&s, &actions[i], &breakings[k]);
                             s.n += actions[i].thin)
                                NEED(s.n < 20000);
        store_fault_install(NULL);
        town_close(&s.t);
}
