/* Imports: seen by nobody until they are closed, resumed after an interruption, taken back as if
 * they had never been. The clock is injected: a slice ends after a few rows. */
#include "lib/model.h"
#include "lib/t.h"

#define ROWS 1000

struct slow { /* every look at the boot clock takes 7 ms */
        struct sys_fake fake;
        struct moment now;
        int64_t boot, per_look;
};
static struct moment slow_now(void *ctx)
{
        return ((struct slow *)ctx)->now;
}
static int64_t slow_boot(void *ctx)
{
        struct slow *s = ctx;
        return s->boot += s->per_look;
}
static void slow_random(void *ctx, void *out, size_t n)
{
        struct slow *s = ctx;
        struct sys real = sys_fake(&s->fake);
        real.random(real.ctx, out, n);
}

struct bench {
        struct town t;
        struct slow slow;
        const struct ledger *l;
        struct batch_row row[ROWS + 64];
        size_t n;
};

static void ledger_is(struct bench *b, const char *name)
{
        const struct city *c = b->t.w.inforce.city;
        b->l = &c->ledgers[city_ledger(c, str_c(name))];
}

static void open_again(struct bench *b)
{
        writer_close(&b->t.w);
        if (writer_open(b->t.dir, &b->t.sys, &b->t.f, &b->t.w) != OK) BUG("writer");
        ledger_is(b, "sheet");
}

static void at(struct bench *b, const char *local)
{
        struct moment was = b->slow.now;
        town_at(&b->t, local);
        b->slow.now = b->t.fake.now;
        b->slow.boot += b->slow.now.ms - was.ms;
}

static struct bench *fresh(void)
{
        static struct bench b; /* too large for the stack */
        memset(&b, 0, sizeof b);
        return &b;
}

static bool bench_open(struct bench *b, const char *dir)
{
        if (!town_open_more(&b->t, dir, TOWN_LOOP)) return false;
        b->slow = (struct slow){ { b->t.fake.now, 3 }, b->t.fake.now, 0, 7 };
        b->t.sys = (struct sys){ &b->slow, slow_now, slow_boot, slow_random };
        open_again(b);
        return true;
}

static void bench_close(struct bench *b)
{
        town_close(&b->t);
}

/* ---- rows ---- */

static void put(struct bench *b, struct batch_row *r, const char *field, struct str text)
{
        struct input_ctx x = { &b->t.a, b->t.w.inforce.city, b->l, { 19000 }, NULL, &b->t.f };
        int f = ledger_field(b->l, str_c(field));
        struct change_set *s = &r->set[r->set_n];
        if (input_read(&x, f, text, S("row"), s) != OK) BUG("row of a test");
        r->set_n++;
}

static struct day day_of_text(const char *text)
{
        struct day d;
        if (day_parse(str_c(text), &d) != OK) BUG("day");
        return d;
}

/* Row i of the sheet; `turn` 0 as first made, 1 with corrections. Days from January on. */
static void make_row(struct bench *b, size_t i, int turn)
{
        static const char *const channels[] = { "hotline", "report", "visit" };
        static const char *const topics[] = { "power_supply", "licence", "loan", "" };
        static const char *const leads[] = { "4313-DL", "4313-RSJ", "431302", "431302001" };
        static const char *const states[] = { "in", "out", "in", "work", "out", "gone" };
        struct batch_row *r = &b->row[i];
        bool fix = turn == 1 && i % 40 == 3, on = turn == 1 && i % 50 == 2;
        *r = (struct batch_row){ .line = (int64_t)i + 2, .end = DAY_NONE };
        r->set = ARENA_NEW(&b->t.a, struct change_set, 10);
        put(b, r, "ident", str_printf(&b->t.a, "id-%zu", i));
        put(b, r, "title", str_printf(&b->t.a, "第%zu行%s", i, fix ? "改" : ""));
        put(b, r, "channel", str_c(channels[(i + (fix ? 1 : 0)) % 3]));
        put(b, r, "topic", str_c(topics[i % 4]));
        put(b, r, "lead", str_c(leads[(i / 3) % 4]));
        put(b, r, "with", i % 5 ? S("") : S("431321,4313"));
        put(b, r, "spot", i % 7 ? S("431302001") : S("431302001001@27.7,112.0"));
        put(b, r, "cost", str_printf(&b->t.a, "%zu.5", i % 10));
        struct str state = on ? S("out") : str_c(states[i % 6]);
        r->state = ledger_state(b->l, state);
        r->day = day_add(day_of_text("2022-01-03"), (int)(i * 7 % 130));
        if (str_eq(state, S("out")) || str_eq(state, S("gone")))
                r->end = day_add(r->day, (int)(i % 9));
        if (on) r->end = day_of_text("2022-05-20");
}

static void make_sheet(struct bench *b, size_t n, int turn)
{
        b->n = n;
        for (size_t i = 0; i < n; i++) make_row(b, i, turn);
}

/* The city in force was loaded anew: values point to its lists. */
static void make_again(struct bench *b)
{
        ledger_is(b, "sheet");
        make_sheet(b, b->n, 0);
}

/* Writes rows from `from` on, at most `slices` slices; how many rows were written. */
static size_t write_rows(struct bench *b, struct batch *batch, size_t from, size_t slices)
{
        size_t done = from;
        while (done < b->n && slices-- > 0) {
                size_t n = 0;
                if (!CHECK_OK(-1, batch_write(&b->t.w, batch, b->row + done, b->n - done, &b->t.f,
                                              &n))) {
                        town_print(&b->t.f);
                        return done;
                }
                CHECK(n > 0 && n < 20);
                done += n;
        }
        return done;
}

static struct batch begin(struct bench *b, const char *source)
{
        struct batch batch = { .id = -1 };
        CHECK_OK(-1, batch_begin(&b->t.w, b->l, str_c(source), (int64_t)b->n, &b->t.f, &batch));
        return batch;
}

static struct batch import(struct bench *b, const char *source)
{
        struct batch batch = begin(b, source);
        CHECK_INT(-1, write_rows(b, &batch, 0, SIZE_MAX), b->n);
        CHECK_OK(-1, batch_end(&b->t.w, &batch, &b->t.f));
        return batch;
}

/* ---- looking ---- */

static int64_t count(struct bench *b, const char *sql)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(b->t.w.st, str_c(sql), &s) != OK || stmt_step(s) != ROW_GOT)
                BUG("SQL of a test");
        return col_int(s, 0);
}

#define VISIBLE                                                                                    \
        "SELECT count(*) FROM r_sheet WHERE batch < 0 OR batch NOT IN"                             \
        " (SELECT id FROM batch WHERE state = 'open')"

static bool books_agree(struct bench *b)
{
        static const char *const days[] = { "2022-01-31", "2022-02-20", "2022-04-05", "2022-06-30",
                                            "2023-01-01" };
        for (size_t i = 0; i < LEN(days); i++) {
                struct day on = day_of_text(days[i]);
                struct model_look look = { "sheet", day_add(on, -40), on, DAY_NONE };
                if (!model_agrees(&b->t, &look)) return false;
        }
        return true;
}

/* Of the tables that tell figures of every day, and who sees what. */
static struct hash figures_of(struct bench *b)
{
        struct view_digest *d;
        size_t n;
        struct hash all, sum = { { 0 } };
        if (view_digests(b->t.w.st, &b->t.a, &d, &n, &all) != OK) BUG("digest");
        for (size_t i = 0; i < n; i++) {
                struct str t = d[i].table;
                if (!str_starts(t, S("c_")) && !str_starts(t, S("p_")) && !str_eq(t, S("many")) &&
                    !str_eq(t, S("scope")) && !str_eq(t, S("duty")))
                        continue;
                const struct str piece[] = { { (const char *)sum.b, HASH_BYTES },
                                             { (const char *)d[i].hash.b, HASH_BYTES } };
                sum = hash_pieces(piece, LEN(piece));
        }
        return sum;
}

static bool same(struct hash a, struct hash b)
{
        return hash_eq(&a, &b);
}

static const char *step(struct bench *b, const char *login, int64_t id, const char *name,
                        const char *fields)
{
        static struct outcome_of o;
        o = town_do(&b->t, login, "sheet", id, name, fields);
        return outcome_code(&o);
}

/* ---- the tests ---- */

TEST(batch_is_seen_when_closed)
{
        struct bench *b = fresh();
        NEED(bench_open(b, t_dir()));
        at(b, "2022-06-01 09:00");
        make_sheet(b, ROWS, 0);
        struct hash before = figures_of(b);
        struct batch batch = begin(b, "rows.csv");
        size_t half = write_rows(b, &batch, 0, 60);
        CHECK(half > 300 && half < ROWS);
        CHECK_INT(-1, count(b, VISIBLE), 0);
        CHECK_INT(-1, count(b, "SELECT count(*) FROM c_sheet__owner WHERE batch = 0"), 0);
        CHECK(books_agree(b)); /* nothing is there */
        /* nobody goes on with a record of it, but other records can be entered */
        CHECK_STR(-1, str_c(step(b, "clerk", 1, "start", "lead=4313-DL")), "record.importing");
        CHECK_STR(-1, str_c(step(b, "rec", 1, "correct", "channel=visit&because=x")),
                  "record.importing");
        CHECK_STR(-1, str_c(step(b, "clerk", 0, "enter", "ident=own&channel=visit&lead=4313-DL")),
                  "");
        CHECK_INT(-1, count(b, VISIBLE), 1);
        CHECK(books_agree(b));
        CHECK(town_rebuild_same(&b->t));
        make_again(b);
        batch.l = b->l;
        /* a month ends meanwhile */
        at(b, "2022-07-02 09:00");
        CHECK_INT(-1, write_rows(b, &batch, half, SIZE_MAX), ROWS);
        CHECK(books_agree(b));
        CHECK_OK(-1, batch_end(&b->t.w, &batch, &b->t.f));
        CHECK_INT(-1, count(b, VISIBLE), ROWS + 1);
        CHECK_INT(-1, batch.loaded, ROWS);
        CHECK(!same(before, figures_of(b)));
        CHECK(books_agree(b));
        CHECK(model_rows_agree(&b->t, "sheet"));
        CHECK(model_log_agrees(&b->t));
        bench_close(b);
}

TEST(batch_is_resumed)
{
        struct bench *b = fresh();
        NEED(bench_open(b, t_dir()));
        at(b, "2022-06-01 09:00");
        make_sheet(b, 300, 0);
        struct batch first = begin(b, "rows.csv"), other = begin(b, "others.csv");
        CHECK(other.id != first.id && !other.resumed);
        size_t half = write_rows(b, &first, 0, 12);
        open_again(b);
        CHECK_INT(-1, count(b, "SELECT count(*) FROM r_sheet"), (int64_t)half);
        make_again(b);
        struct batch again = begin(b, "rows.csv");
        CHECK(again.resumed);
        CHECK_INT(-1, again.id, first.id);
        CHECK_INT(-1, again.skip, 0); /* by their keys */
        CHECK_INT(-1, write_rows(b, &again, 0, SIZE_MAX), 300);
        CHECK_INT(-1, again.unchanged, (int64_t)half);
        CHECK_INT(-1, again.loaded, (int64_t)(300 - half));
        CHECK_INT(-1, again.updated, 0);
        CHECK_OK(-1, batch_end(&b->t.w, &again, &b->t.f));
        CHECK_INT(-1, count(b, "SELECT count(*) FROM r_sheet"), 300);
        CHECK_INT(-1, count(b, "SELECT count(DISTINCT f_ident) FROM r_sheet"), 300);
        CHECK(!begin(b, "rows.csv").resumed); /* closed: this is another one */
        CHECK(books_agree(b));
        CHECK(model_log_agrees(&b->t));
        bench_close(b);
}

/* Without a key a former run's rows are counted and passed over. */
TEST(batch_without_key_is_resumed)
{
        struct bench *b = fresh();
        NEED(bench_open(b, t_dir()));
        at(b, "2022-06-01 09:00");
        const struct city *c = b->t.w.inforce.city;
        const struct ledger *l = &c->ledgers[city_ledger(c, S("kinds"))];
        struct change_set set[1];
        struct input_ctx x = { &b->t.a, c, l, { 19000 }, NULL, &b->t.f };
        CHECK_OK(-1, input_read(&x, ledger_field(l, S("title")), S("行"), S("row"), &set[0]));
        for (size_t i = 0; i < 40; i++)
                b->row[i] = (struct batch_row){ .line = (int64_t)i,
                                                .state = ledger_state(l, S("e")),
                                                .set = set,
                                                .set_n = 1,
                                                .day = { 19000 },
                                                .end = { i % 2 ? 19003 : INT32_MIN } };
        struct batch one;
        size_t done = 0;
        CHECK_OK(-1, batch_begin(&b->t.w, l, S("k.csv"), 40, &b->t.f, &one));
        CHECK_OK(-1, batch_write(&b->t.w, &one, b->row, 40, &b->t.f, &done));
        open_again(b);
        x.city = b->t.w.inforce.city;
        x.l = l = &x.city->ledgers[city_ledger(x.city, S("kinds"))];
        CHECK_OK(-1, input_read(&x, ledger_field(l, S("title")), S("行"), S("row"), &set[0]));
        CHECK_OK(-1, batch_begin(&b->t.w, l, S("k.csv"), 40, &b->t.f, &one));
        CHECK(one.resumed);
        CHECK_INT(-1, one.skip, (int64_t)done);
        while (one.skip < 40) {
                CHECK_OK(-1, batch_write(&b->t.w, &one, b->row + one.skip, (size_t)(40 - one.skip),
                                         &b->t.f, &done));
                one.skip += (int64_t)done;
        }
        CHECK_OK(-1, batch_end(&b->t.w, &one, &b->t.f));
        CHECK_INT(-1, count(b, "SELECT count(*) FROM r_kinds"), 40);
        CHECK(model_log_agrees(&b->t));
        bench_close(b);
}

TEST(second_import_changes_what_differs)
{
        struct bench *b = fresh();
        NEED(bench_open(b, t_dir()));
        at(b, "2022-06-01 09:00");
        make_sheet(b, 400, 0);
        struct hash never = figures_of(b);
        struct batch first = import(b, "rows.csv");
        struct hash before = figures_of(b);
        int64_t events = count(b, "SELECT max(seq) FROM event");
        at(b, "2022-07-03 09:00");
        make_sheet(b, 404, 1); /* 10 corrected, 5 ended, 4 more */
        struct batch second = import(b, "rows.csv");
        CHECK_INT(-1, second.loaded, 4);
        CHECK_INT(-1, second.updated, 15);
        CHECK_INT(-1, second.unchanged, 385);
        CHECK_INT(-1, count(b, "SELECT count(*) FROM r_sheet"), 404);
        /* opened and closed; the new rows come to their end at once */
        CHECK_INT(-1, count(b, "SELECT max(seq) FROM event") - events, 2 + 15 + 2 * 4);
        CHECK(books_agree(b));
        CHECK(model_rows_agree(&b->t, "sheet"));
        /* and the same once more changes nothing */
        struct batch third = import(b, "rows.csv");
        CHECK_INT(-1, third.unchanged, 404);
        /* taken back, as if it had never been, months later */
        at(b, "2022-09-03 09:00");
        int64_t n = 0;
        CHECK_OK(-1, batch_take_back(&b->t.w, second.id, &b->t.f, &n));
        CHECK_INT(-1, n, 19);
        CHECK(same(before, figures_of(b)));
        CHECK(books_agree(b));
        CHECK(model_rows_agree(&b->t, "sheet"));
        CHECK_OK(-1, batch_take_back(&b->t.w, first.id, &b->t.f, &n));
        CHECK_INT(-1, n, 400);
        CHECK(same(never, figures_of(b)));
        CHECK_INT(-1, count(b, "SELECT count(*) FROM r_sheet"), 0);
        CHECK(books_agree(b));
        CHECK(model_log_agrees(&b->t));
        bench_close(b);
}

static void take_back_code(struct bench *b, int64_t id, const char *code)
{
        for (int i = 0; i < 2; i++) {
                struct faults f;
                int64_t n;
                faults_init(&f, &b->t.a, i ? LANG_ZH : LANG_EN);
                CHECK(batch_take_back(&b->t.w, id, &f, &n) != OK);
                CHECK_STR(i, str_c(f.first ? f.first->code : ""), code);
                CHECK_ROW(i, f.first && f.first->text.n > 0);
        }
}

TEST(batch_taken_back_or_not)
{
        struct bench *b = fresh();
        NEED(bench_open(b, t_dir()));
        at(b, "2022-06-01 09:00");
        make_sheet(b, 60, 0);
        struct batch first = import(b, "rows.csv");
        make_sheet(b, 60, 1);
        struct batch second = import(b, "rows.csv");
        take_back_code(b, first.id, "batch.touched"); /* by the second */
        take_back_code(b, first.id + 1, "batch.none");
        int64_t n;
        CHECK_OK(-1, batch_take_back(&b->t.w, second.id, &b->t.f, &n));
        take_back_code(b, second.id, "batch.taken");
        CHECK(books_agree(b));
        /* somebody goes on with a record of the first, thinks better of it: it stays touched */
        int64_t id = count(b, "SELECT id FROM r_sheet WHERE state = 'in' LIMIT 1");
        CHECK_STR(-1, str_c(step(b, "clerk", id, "start", "lead=4313-DL")), "");
        take_back_code(b, first.id, "batch.touched");
        CHECK_STR(-1, str_c(step(b, "clerk", id, "recall", "because=x")), "");
        CHECK(books_agree(b));
        CHECK(model_rows_agree(&b->t, "sheet"));
        CHECK(model_log_agrees(&b->t));
        bench_close(b);
}

/* What was withdrawn with a batch that was withdrawn itself is nobody's touch. */
TEST(batch_under_one_taken_back)
{
        struct bench *b = fresh();
        NEED(bench_open(b, t_dir()));
        at(b, "2022-06-01 09:00");
        make_sheet(b, 60, 0);
        struct hash never = figures_of(b);
        struct batch first = import(b, "rows.csv");
        make_sheet(b, 60, 1);
        struct batch second = import(b, "rows.csv");
        int64_t n;
        CHECK_OK(-1, batch_take_back(&b->t.w, second.id, &b->t.f, &n));
        CHECK_OK(-1, batch_take_back(&b->t.w, first.id, &b->t.f, &n));
        CHECK(same(never, figures_of(b)));
        CHECK(model_log_agrees(&b->t));
        bench_close(b);
}

/* An open batch: taken back half way; the same key twice in one sheet. */
TEST(open_batch_taken_back)
{
        struct bench *b = fresh();
        NEED(bench_open(b, t_dir()));
        at(b, "2022-06-01 09:00");
        make_sheet(b, 40, 0);
        (void)import(b, "old.csv");
        struct hash before = figures_of(b);
        make_sheet(b, 120, 1);
        for (size_t i = 60; i < 90; i++) {
                make_row(b, i, 0);
                b->row[i].set[0] = b->row[i - 30].set[0]; /* a key again, with other values */
        }
        struct batch batch = begin(b, "new.csv");
        CHECK_INT(-1, write_rows(b, &batch, 0, SIZE_MAX), 120);
        CHECK(batch.updated > 10);
        CHECK_INT(-1, count(b, "SELECT count(*) FROM j_sheet__owner WHERE batch = 0"), 0);
        CHECK(books_agree(b));
        CHECK(town_rebuild_same(&b->t));
        ledger_is(b, "sheet");
        int64_t n;
        CHECK_OK(-1, batch_take_back(&b->t.w, batch.id, &b->t.f, &n));
        CHECK(same(before, figures_of(b)));
        CHECK(books_agree(b));
        CHECK(model_rows_agree(&b->t, "sheet"));
        CHECK(model_log_agrees(&b->t));
        bench_close(b);
}

/* After a batch was taken back the step before it is the last one, and may be recalled. */
TEST(recall_behind_a_batch_taken_back)
{
        struct bench *b = fresh();
        NEED(bench_open(b, t_dir()));
        at(b, "2022-06-01 09:00");
        make_sheet(b, 1, 0);
        b->row[0].state = ledger_state(b->l, S("in"));
        (void)import(b, "old.csv");
        CHECK_STR(-1, str_c(step(b, "clerk", 1, "start", "lead=4313-RSJ")), "");
        make_sheet(b, 1, 0);
        b->row[0].state = ledger_state(b->l, S("out"));
        struct batch batch = import(b, "new.csv");
        int64_t n;
        CHECK_STR(-1, str_c(step(b, "clerk", 1, "recall", "because=x")),
                  "role"); /* an import is nobody's */
        CHECK_OK(-1, batch_take_back(&b->t.w, batch.id, &b->t.f, &n));
        CHECK_STR(-1, str_c(step(b, "clerk", 1, "recall", "because=x")), "");
        struct rec r;
        CHECK_OK(-1, rec_load(&b->t.w.view, &b->t.a, b->l, 1, &r));
        CHECK_STR(-1, b->l->states[r.state].name, "in");
        CHECK(books_agree(b));
        CHECK(model_rows_agree(&b->t, "sheet"));
        CHECK(model_log_agrees(&b->t));
        bench_close(b);
}

TEST(rows_checked_before)
{
        static const struct {
                const char *day, *end, *code;
        } row[] = {
                { "2022-06-02", "", "day.future" },
                { "2022-06-01", "2022-06-02", "day.future" },
                { "2022-06-01", "2022-05-31", "day.order" },
                { "2022-06-01", "2022-06-01", "" },
                { "2022-05-01", "2022-06-01", "" },
        };
        struct arena a = { 0 };
        for (size_t i = 0; i < 2 * LEN(row); i++) {
                struct faults f;
                faults_init(&f, &a, i % 2 ? LANG_ZH : LANG_EN);
                struct batch_row r = { .day = day_of_text(row[i / 2].day), .end = DAY_NONE };
                if (row[i / 2].end[0]) r.end = day_of_text(row[i / 2].end);
                enum err e = batch_row_check(&r, day_of_text("2022-06-01"), S("row"), &f);
                CHECK_STR(i, str_c(f.first ? f.first->code : ""), row[i / 2].code);
                CHECK_ROW(i, (e == OK) == (f.n == 0));
        }
        arena_done(&a);
}
