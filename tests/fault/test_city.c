/* A small city when the N-th call to the disk fails, for N = 1, 2, 3 …, in what its writer does: a
 * group of commands, a batch, definitions, erasing. Each time it is refused with a reason or done;
 * what was acknowledged is there after the next opening, also when the process is gone at once
 * (every second run); the log verifies, the derived tables are those of a rebuild, and the same
 * again succeeds. */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "lib/fault.h"
#include "lib/t.h"
#include "lib/town.h"
#include "store/fault.h"
#include "view/lookup.h"

#define BATCH_ROWS 20
#define SOURCE     "rows.csv"

static const char ledger_text[] =
        "ledger: trial\n"
        "number: {form: \"C{yyyy}{n:04}\", per: year}\n"
        "fields:\n"
        "  title: {type: text, max: 80, required: true}\n"
        "  n:     {type: int}\n"
        "  lead:  {type: office}\n"
        "states:\n"
        "  received: {kind: open}\n"
        "  assigned: {kind: open}\n"
        "  closed:   {kind: done}\n"
        "clocks:\n"
        "  some: {rules: [{within: 3 workdays}]}\n"
        "duties:\n"
        "  handle: {holder: lead, clock: some}\n"
        "steps:\n"
        "  receive: {to: received, by: [requester, clerk@owner], ask: [title, n], late: 30 days}\n"
        "  assign:  {from: received, to: assigned, by: dispatcher@owner, ask: [lead],"
        " opens: {handle: {}}}\n"
        "  finish:  {on: duty handle, from: assigned, to: closed, by: handler@holder,"
        " ends: {handle: done}}\n"
        "figures:\n"
        "  received: {of: record, at: owner, count: TRUE}\n"
        "  total:    {of: record, at: owner, sum: n}\n"
        "  late:     {of: duty handle, at: holder, where: \"late = TRUE\", count: TRUE}\n"
        "identities:\n"
        "  - {at: owner, is: \"received = open + done + void\"}\n";

#define CITY_TEXT(en) "city: town\nlabel: {zh: 小城, en: " en "}\nzone: \"+08:00\"\n"

/* The city's definitions; with another label than before. */
static struct defs definitions(struct arena *a, bool changed)
{
        struct defs d = { ARENA_NEW(a, struct defs_file, 2), 2 };
        d.f[0] = (struct defs_file){ S("city.yaml"),
                                     str_c(changed ? CITY_TEXT("Borough") : CITY_TEXT("Town")) };
        d.f[1] = (struct defs_file){ S("ledgers/trial.yaml"), str_c(ledger_text) };
        return d;
}

/* What came of an action, in memory that a child process shares. */
struct told {
        bool said, met; /* it came back; a fault has happened */
        enum err err;   /* OK: all was acknowledged */
        int stage;      /* how far it was acknowledged */
        char number[24];
        char why[240];
};

static void tell(struct told *x, const struct faults *f)
{
        if (!f->first || x->why[0]) return;
        (void)snprintf(x->why, sizeof x->why, "%.*s", SP(f->first->text));
}

/* ---- actions --------------------------------------------------------------------------------- */

static const struct ledger *trial(const struct town *t)
{
        const struct city *c = t->w.inforce.city;
        return &c->ledgers[city_ledger(c, S("trial"))];
}

static struct actor somebody(const struct town *t, const char *login)
{
        int i = account_find(&t->w.inforce.accounts, str_c(login));
        return (struct actor){ .account = i, .requester = i < 0, .via = VIA_CLI };
}

static struct request command(const struct town *t, const char *login, int64_t record,
                              const char *step, const char *key)
{
        struct request r = { .ledger = S("trial") };
        r.cmd = (struct command){ .who = somebody(t, login), .record = record, .day = DAY_NONE };
        r.cmd.step = str_c(step);
        r.cmd.version = -1;
        r.cmd.key = str_c(key);
        r.cmd.key_scope = str_c(login);
        return r;
}

/* One enters, one assigns it, one must not. The keys make the same again harmless. */
static void act_group(struct town *t, struct told *x)
{
        struct input title[] = { { S("title"), S("停电") }, { S("n"), S("7") } };
        struct input lead = { S("lead"), S("4313-DL") };
        struct request r[] = {
                command(t, "nobody", 0, "receive", "k1"),
                command(t, "disp", 1, "assign", "k2"),
                command(t, "clerk", 1, "assign", "k3"),
        };
        r[0].cmd.in = title;
        r[0].cmd.in_n = LEN(title);
        r[1].cmd.in = r[2].cmd.in = &lead;
        r[1].cmd.in_n = r[2].cmd.in_n = 1;
        writer_run(&t->w, &t->a, LANG_EN, r, LEN(r));
        x->err = r[0].out.err != OK ? r[0].out.err : r[1].out.err;
        tell(x, &r[r[0].out.err == OK].out.faults);
        if (x->err == OK) x->stage = 1;
        if (r[0].out.err == OK)
                (void)snprintf(x->number, sizeof x->number, "%.*s", SP(r[0].out.number));
        /* all or nothing, and never the third; a refusal has its sentence */
        bool clean = r[2].out.err != OK;
        for (size_t i = 0; i < LEN(r); i++) clean &= (r[i].out.err == OK) == !r[i].out.faults.n;
        if (!clean) x->err = ERR_COUNT;
}

static int64_t records(struct town *t)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(t->w.st, S("SELECT count(*) FROM r_trial"), &s) != OK) return -1;
        return stmt_step(s) == ROW_GOT ? col_int(s, 0) : -1;
}

static int there_group(struct town *t)
{
        struct rec r;
        enum err e = rec_load(&t->w.view, &t->a, trial(t), 1, &r);
        if (e == ERR_NOT_FOUND) return records(t) == 0 ? 0 : -1;
        bool whole = e == OK && records(t) == 1 && r.duties_n == 1;
        if (!whole || !str_eq(trial(t)->states[r.state].name, S("assigned"))) return -1;
        return str_eq(r.number, S("C20220001")) ? 1 : -1;
}

static struct batch_row *rows_of(struct town *t)
{
        const struct ledger *l = trial(t);
        struct batch_row *r = ARENA_NEW(&t->a, struct batch_row, BATCH_ROWS);
        struct change_set title = { .field = ledger_field(l, S("title")), .name = S("title") };
        struct change_set n = { .field = ledger_field(l, S("n")), .name = S("n") };
        title.sealed = true;
        for (size_t i = 0; i < BATCH_ROWS; i++) {
                bool closed = i % 3 == 0;
                r[i] = (struct batch_row){ .line = (int64_t)i + 2, .end = DAY_NONE };
                ASSERT(day_parse(i < 9 ? S("2022-02-25") : S("2022-03-20"), &r[i].day) == OK);
                r[i].state = ledger_state(l, closed ? S("closed") : S("received"));
                if (closed) r[i].end = day_add(r[i].day, 7);
                r[i].set = ARENA_NEW(&t->a, struct change_set, 2);
                r[i].set_n = 2;
                r[i].set[0] = title;
                r[i].set[0].text = str_printf(&t->a, "第 %zu 行", i);
                r[i].set[1] = n;
                r[i].set[1].value = value_int((int64_t)i, 0);
        }
        return r;
}

/* 0 nothing, 1 open, 2 written, 3 closed. */
static int there_batch(struct town *t)
{
        struct batch_is is;
        int64_t n = records(t);
        enum err e = lookup_open_batch(t->w.st, S("trial"), S(SOURCE), &is);
        if (e == ERR_NOT_FOUND) return n == 0 ? 0 : n == BATCH_ROWS ? 3 : -1;
        if (e != OK) return -1;
        return n == 0 ? 1 : n == BATCH_ROWS ? 2 : -1;
}

/* Goes on where a former run has stopped. */
static void act_batch(struct town *t, struct told *x)
{
        struct faults f;
        struct batch b;
        size_t done = 0;
        struct batch_row *rows = rows_of(t);
        faults_init(&f, &t->a, LANG_EN);
        x->err = batch_begin(&t->w, trial(t), S(SOURCE), BATCH_ROWS, &f, &b);
        if (x->err == OK) {
                x->stage = 1;
                size_t skip = (size_t)b.skip;
                if (skip < BATCH_ROWS)
                        x->err = batch_write(&t->w, &b, rows + skip, BATCH_ROWS - skip, &f, &done);
        }
        if (x->err == OK) {
                x->stage = 2;
                x->err = batch_end(&t->w, &b, &f);
        }
        if (x->err == OK) x->stage = 3;
        tell(x, &f);
}

static void act_apply(struct town *t, struct told *x)
{
        struct faults f;
        struct buf report = { .limit = 1 << 20 };
        struct defs d = definitions(&t->a, true);
        faults_init(&f, &t->a, LANG_EN);
        x->err = admin_apply(&t->w, &d, LANG_EN, &f, &report);
        if (x->err == OK) x->stage = 1;
        tell(x, &f);
        buf_free(&report);
}

static int there_apply(struct town *t)
{
        return str_eq(t->w.inforce.city->label.en, S("Borough"));
}

static void act_erase(struct town *t, struct told *x)
{
        struct faults f;
        faults_init(&f, &t->a, LANG_EN);
        x->err = admin_erase(&t->w, 1, trial(t), STR_NONE, -1, &f);
        if (x->err == OK) x->stage = 2;
        tell(x, &f);
}

/* 0 nothing, 1 said in the log, 2 the key is destroyed. */
static int there_erase(struct town *t)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        enum err e = store_stmt(t->w.st, S("SELECT count(*) FROM event WHERE step = 'erase'"), &s);
        if (e != OK || stmt_step(s) != ROW_GOT) return -1;
        bool gone = keys_destroyed(t->w.keys, 1);
        if (col_int(s, 0) == 0) return gone ? -1 : 0;
        return gone ? 2 : 1;
}

struct action {
        const char *name;
        void (*act)(struct town *t, struct told *x);
        int (*there)(struct town *t); /* stage that is in the city; -1: something torn */
        int whole;                    /* stage of all of it */
        bool record;                  /* the city has a record before */
        bool once;                    /* once done it must not be said again */
};
static const struct action actions[] = {
        { "group", act_group, there_group, 1, false, false },
        { "batch", act_batch, there_batch, 3, false, true },
        { "apply", act_apply, there_apply, 1, true, false },
        { "erase", act_erase, there_erase, 2, true, false },
};

/* ---- a city of its own for each run ---------------------------------------------------------- */

struct site {
        struct arena a;
        const char *base[2], *dir; /* base: without and with a record */
        struct told *x;
        unsigned long runs;
};

static const char *below(struct site *s, const char *dir, const char *name)
{
        return str_dupz(&s->a, str_printf(&s->a, "%s/%s", dir, name));
}

static void copy_city(struct site *s, const char *from, const char *to)
{
        static const char *const part[] = { "data/city.db", "data/keys.db", "audit/signing.key",
                                            "audit/anchor" };
        static const char *const gone[] = { "data/city.db-wal", "data/city.db-shm",
                                            "data/keys.db-wal", "data/keys.db-shm" };
        ASSERT(dir_make(below(s, to, "data")) == OK && dir_make(below(s, to, "audit")) == OK);
        for (size_t i = 0; i < LEN(gone); i++) (void)unlink(below(s, to, gone[i]));
        for (size_t i = 0; i < LEN(part); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct str text;
                ASSERT(file_read(&a, below(s, from, part[i]), 1u << 26, &text) == OK);
                FILE *f = fopen(below(s, to, part[i]), "wb");
                ASSERT(f && fwrite(text.p, 1, text.n, f) == text.n && fclose(f) == 0);
        }
}

/* In the next month: the first command closes one. */
static bool wake(struct town *t, struct site *s)
{
        *t = (struct town){ .dir = s->dir, .lang = LANG_EN, .fake = { .seed = 100 + s->runs } };
        t->sys = sys_fake(&t->fake);
        faults_init(&t->f, &t->a, LANG_EN);
        town_at(t, "2022-04-01 09:00");
        if (writer_open(t->dir, &t->sys, &t->f, &t->w) == OK) return true;
        town_print(&t->f);
        return false;
}

static bool site_init(struct site *s)
{
        struct town t = { 0 };
        *s = (struct site){ 0 };
        s->x = mmap(NULL, sizeof *s->x, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        ASSERT(s->x != MAP_FAILED);
        s->base[0] = below(s, t_dir(), "empty");
        s->base[1] = below(s, t_dir(), "one");
        s->dir = below(s, t_dir(), "run");
        struct defs d = definitions(&s->a, false);
        if (!town_open_defs(&t, s->base[0], &d)) return false;
        town_close(&t);
        copy_city(s, s->base[0], s->base[1]);
        s->dir = s->base[1];
        if (!wake(&t, s)) return false;
        struct outcome_of o = town_do(&t, "requester", "trial", 0, "receive", "title=有&n=3");
        if (o.err != OK) town_print(&o.faults);
        town_close(&t);
        s->dir = below(s, t_dir(), "run");
        return o.err == OK;
}

static void site_done(struct site *s)
{
        (void)munmap(s->x, sizeof *s->x);
        struct arena a = s->a;
        arena_done(&a);
}

/* ---- faults ---------------------------------------------------------------------------------- */

struct breaking {
        const char *name;
        bool calls; /* lib/fault.h's `kind`, or store/fault.h's `disk` */
        enum fault_kind kind;
        struct store_fault disk;
        unsigned long thin; /* every thin-th N */
};
static const struct breaking breakings[] = {
        { "torn write", false, FAULT_IO, { .op = FAULT_WRITE, .half = true }, 9 },
        { "disk full", false, FAULT_IO, { .op = FAULT_WRITE, .full = true, .onward = true }, 9 },
        { "read", false, FAULT_IO, { .op = FAULT_READ }, 2 },
        { "sync", false, FAULT_IO, { .op = FAULT_SYNC }, 1 },
        { "syncs", false, FAULT_IO, { .op = FAULT_SYNC, .onward = true }, 1 },
        { "truncate", false, FAULT_IO, { .op = FAULT_TRUNCATE }, 1 },
        { "call", true, FAULT_IO, { 0 }, 17 },
        { "calls", true, FAULT_IO_FROM, { 0 }, 17 },
        { "memory", true, FAULT_MEMORY, { 0 }, 1 },
};

static void arm(const struct breaking *b, unsigned long n)
{
        struct store_fault disk = b->disk;
        disk.at = (int64_t)n;
        if (b->calls) fault_at(b->kind, n);
        else store_fault_install(&disk);
}

static bool disarm(const struct breaking *b)
{
        if (b->calls) return fault_off();
        bool met = store_fault_stats().failed > 0;
        store_fault_install(&(struct store_fault){ 0 });
        return met;
}

/* ---- one run --------------------------------------------------------------------------------- */

struct run {
        struct site *s;
        const struct action *a;
        const struct breaking *b;
        unsigned long n;
        int64_t size; /* of the log when all went well */
};

static bool expect(const struct run *r, bool held, const char *what)
{
        const struct told *x = r->s->x;
        if (!held)
                fprintf(stderr, "  %s, %s %lu: %s; err %d stage %d: %s\n", r->a->name, r->b->name,
                        r->n, what, (int)x->err, x->stage, x->why);
        CHECK_ROW(r->n, held);
        return held;
}

static void act(const struct run *r, struct town *t)
{
        struct told *x = r->s->x;
        arm(r->b, r->n);
        r->a->act(t, x);
        x->met = disarm(r->b);
        x->said = true;
}

/* The process is gone as soon as it has said what came of it. */
static int act_and_die(const struct run *r)
{
        (void)fflush(NULL);
        pid_t child = fork();
        ASSERT(child >= 0);
        if (child == 0) {
                struct town t;
                if (!wake(&t, r->s)) _exit(2);
                act(r, &t);
                _exit(0);
        }
        int status = 0;
        ASSERT(waitpid(child, &status, 0) == child);
        return status;
}

static int64_t log_size(struct town *t)
{
        struct log_head h;
        return log_head(t->w.st, &h) == OK ? (int64_t)h.tree.size : -1;
}

static void check_told(const struct run *r, const struct told *x)
{
        expect(r, (x->err == OK) == (x->stage == r->a->whole), "acknowledged in part");
        expect(r, x->err == OK || (x->met && x->why[0]), "refused without a fault or a text");
        expect(r, x->err < ERR_COUNT, "a command of the group");
        if (!r->b->calls && r->b->disk.full && x->err != OK)
                expect(r, strstr(x->why, "full") != NULL, "does not say that the disk is full");
        /* after one failed sync the writer may run the group again, and that is synced */
        if (!r->b->calls && r->b->disk.op == FAULT_SYNC && r->b->disk.onward && x->met)
                expect(r, x->err != OK, "acknowledged what was not synced");
        if (x->number[0]) expect(r, str_eq(str_c(x->number), S("C20220001")), "another number");
}

static void check_city(const struct run *r, struct town *t)
{
        const struct log_verify_in in = { .st = t->w.st, .keys = t->w.keys, .zone = { 480 } };
        int64_t events;
        struct faults f;
        faults_init(&f, &t->a, LANG_EN);
        if (!expect(r, log_verify(&in, &t->a, &f, &events) == OK, "verify")) town_print(&f);
        expect(r, town_rebuild_same(t), "rebuild");
}

/* The same again, on a healthy disk. */
static void again(const struct run *r, struct town *t)
{
        struct told x = { 0 };
        int stage = r->a->there(t);
        if (!r->a->once || stage < r->a->whole) {
                r->a->act(t, &x);
                if (!expect(r, x.err == OK, "not the second time"))
                        fprintf(stderr, "    %d: %s\n", (int)x.err, x.why);
        }
        expect(r, r->a->there(t) == r->a->whole, "not there the second time");
        if (r->a->act == act_group || r->a->once)
                expect(r, r->size == 0 || log_size(t) == r->size, "done twice");
}

/* False when no fault happened: N is past the last call. */
static bool run_once(struct run *r, bool dies)
{
        struct town t;
        struct told *x = r->s->x;
        *x = (struct told){ 0 };
        r->s->runs++;
        copy_city(r->s, r->s->base[r->a->record], r->s->dir);
        store_fault_install(&(struct store_fault){ 0 });
        if (dies) {
                int status = act_and_die(r);
                bool aborts = r->b->kind == FAULT_MEMORY && WIFSIGNALED(status);
                expect(r, aborts || status == 0, "the process died");
        } else {
                if (!expect(r, wake(&t, r->s), "open")) return false;
                act(r, &t);
                /* a writer that is in doubt of its memory says so until it is started again */
                if (!t.w.stopped) again(r, &t);
                town_close(&t);
        }
        store_fault_install(NULL);
        if (x->said) check_told(r, x);
        if (!expect(r, wake(&t, r->s), "open again")) return x->met;
        int stage = r->a->there(&t);
        expect(r, stage >= x->stage, "lost");
        expect(r, x->met || !x->said || stage == r->a->whole, "not done");
        check_city(r, &t);
        again(r, &t);
        if (r->size == 0) r->size = log_size(&t);
        town_close(&t);
        return x->met || !x->said;
}

static void run_all(const struct action *a)
{
        struct site s;
        struct run r = { &s, a, &breakings[0], 1000000, 0 };
        NEED(site_init(&s));
        CHECK(!run_once(&r, true)); /* none happens: gives the size */
        for (size_t i = 0; i < LEN(breakings); i++) {
                r.b = &breakings[i];
                if (r.b->kind == FAULT_MEMORY) continue;
                for (r.n = 1; run_once(&r, r.n / r.b->thin % 2); r.n += r.b->thin) NEED(r.n < 1000);
        }
        site_done(&s);
}

TEST(fault_in_group)
{
        run_all(&actions[0]);
}

TEST(fault_in_batch)
{
        run_all(&actions[1]);
}

TEST(fault_in_apply)
{
        run_all(&actions[2]);
}

TEST(fault_in_erase)
{
        run_all(&actions[3]);
}

/* Refused, or the process is gone: our own code does not go on without memory. N grows by a
 * quarter. */
TEST(fault_in_memory_of_group)
{
        struct site s;
        struct run r = { &s, &actions[0], &breakings[LEN(breakings) - 1], 1000000, 0 };
        NEED(site_init(&s));
        CHECK(!run_once(&r, true));
        for (r.n = 1; run_once(&r, true); r.n += 1 + r.n / 4) NEED(r.n < 1000000);
        site_done(&s);
}
