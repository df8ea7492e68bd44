/* What steps do: groups of duties, clocks, rounds, recall, owners, the clock guard. */
#include "lib/model.h"
#include "lib/t.h"

static int64_t done(struct town *t, const char *login, const char *ledger, int64_t record,
                    const char *step, const char *fields)
{
        struct outcome_of o = town_do(t, login, ledger, record, step, fields);
        if (!CHECK_OK(-1, o.err)) {
                fprintf(stderr, "  step %s:\n", step);
                town_print(&o.faults);
        }
        return o.record;
}

static const struct ledger *ledger_of(struct town *t, const char *name)
{
        return &t->w.inforce.city->ledgers[city_ledger(t->w.inforce.city, str_c(name))];
}

static struct rec *record_of(struct town *t, const char *ledger, int64_t id)
{
        struct rec *r = ARENA_NEW(&t->a, struct rec, 1);
        CHECK_OK(-1, rec_load(&t->w.view, &t->a, ledger_of(t, ledger), id, r));
        return r;
}

/* "kind holder outcome due": the duties of a record in words. */
static struct str duties_of(struct town *t, const char *ledger, int64_t id)
{
        const struct ledger *l = ledger_of(t, ledger);
        const struct rec *r = record_of(t, ledger, id);
        struct str out = STR_NONE;
        char due[40];
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *u = &r->duties[i];
                struct str o = u->outcome == OUT_OPEN ? S("open") : outcome_name(u->outcome);
                out = str_printf(&t->a, "%.*s%s%.*s %.*s %.*s%s %.*s", SP(out), i ? "; " : "",
                                 SP(l->duties[u->def].name), SP(u->holder), SP(o),
                                 u->late ? " late" : "",
                                 SP(moment_short(u->due, (struct zone){ 480 }, due)));
        }
        return out;
}

static struct str state_of(struct town *t, const char *ledger, int64_t id)
{
        return ledger_of(t, ledger)->states[record_of(t, ledger, id)->state].name;
}

static bool flag_of(struct town *t, const char *ledger, int64_t id, const char *field)
{
        return record_of(t, ledger, id)->v[ledger_field(ledger_of(t, ledger), str_c(field))].truth;
}

static bool books_agree(struct town *t, const char *ledger)
{
        struct day today = day_of(t->fake.now, (struct zone){ 480 });
        struct model_look look = { ledger, { today.v - 30 }, today, DAY_NONE };
        return model_agrees(t, &look) && model_rows_agree(t, ledger) && model_log_agrees(t);
}

/* ---- groups ---- */

TEST(group_done_when_all)
{
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = done(&t, "clerk", "shift", 0, "enter", "");
        int64_t promised = record_of(&t, "shift", id)->promised.ms;
        (void)done(&t, "clerk", "shift", id, "all",
                   "lead=4313-DL&with=431302,4313-DL,4313-RSJ,431302");
        CHECK_STR(-1, duties_of(&t, "shift", id),
                  "all 4313-DL open 2022-05-13 00:00; all 431302 open 2022-05-13 00:00; "
                  "all 4313-RSJ open 2022-05-13 00:00");
        town_at(&t, "2022-05-10 10:00");
        (void)done(&t, "h.dl", "shift", id, "do_all", "note=a"); /* the lead is not enough */
        CHECK_STR(-1, state_of(&t, "shift", id), "a1");
        CHECK(!flag_of(&t, "shift", id, "mark"));
        CHECK(record_of(&t, "shift", id)->promised.ms == promised); /* nor is anything told anew */
        CHECK(record_of(&t, "shift", id)->v[ledger_field(ledger_of(&t, "shift"), S("note"))].type ==
              T_NUMBER);
        town_at(&t, "2022-05-13 00:01");
        (void)done(&t, "h.louxing", "shift", id, "do_all", "");
        CHECK_STR(-1, state_of(&t, "shift", id), "a1");
        (void)done(&t, "h.rsj", "shift", id, "do_all", "");
        CHECK_STR(-1, state_of(&t, "shift", id), "done");
        CHECK(flag_of(&t, "shift", id, "mark"));
        CHECK(record_of(&t, "shift", id)->promised.ms > promised);
        CHECK_STR(-1, duties_of(&t, "shift", id),
                  "all 4313-DL done 2022-05-13 00:00; all 431302 done late 2022-05-13 00:00; "
                  "all 4313-RSJ done late 2022-05-13 00:00; firm 4313-DL open 2022-05-24 00:00");
        CHECK(books_agree(&t, "shift"));
        town_close(&t);
}

TEST(group_done_when_any_or_lead)
{
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-05-09 10:00");
        int64_t id = done(&t, "clerk", "shift", 0, "enter", "");
        (void)done(&t, "clerk", "shift", id, "any", "lead=4313-DL&with=431302,4313-RSJ");
        (void)done(&t, "h.louxing", "shift", id, "do_any", "");
        CHECK_STR(-1, state_of(&t, "shift", id), "done");
        CHECK_STR(-1, duties_of(&t, "shift", id),
                  "any 4313-DL withdrawn 2022-05-13 00:00; any 431302 done 2022-05-13 00:00; "
                  "any 4313-RSJ withdrawn 2022-05-13 00:00");
        id = done(&t, "clerk", "shift", 0, "enter", "");
        (void)done(&t, "clerk", "shift", id, "led", "lead=4313-DL&with=431302,4313-RSJ");
        (void)done(&t, "h.louxing", "shift", id, "do_led", "");
        CHECK_STR(-1, state_of(&t, "shift", id), "c1");
        struct outcome_of o = town_do(&t, "h.louxing", "shift", id, "do_led", "");
        CHECK_STR(-1, str_c(outcome_code(&o)), "role"); /* his own is done; others' are not his */
        (void)done(&t, "h.dl", "shift", id, "do_led", "");
        CHECK_STR(-1, state_of(&t, "shift", id), "done");
        CHECK_STR(-1, duties_of(&t, "shift", id),
                  "led 4313-DL done 2022-05-13 00:00; led 431302 done 2022-05-13 00:00; "
                  "led 4313-RSJ withdrawn 2022-05-13 00:00");
        CHECK(books_agree(&t, "shift"));
        town_close(&t);
}

/* An account with a post at the root and one at the firm ends the firm's duty, not the first. */
TEST(duty_of_the_post_itself_comes_first)
{
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        int64_t n;
        struct account_rows rows;
        struct str more =
                S("login,name,office,roles\nboth,两处,4313,handler\nboth,,4313-RSJ,handler\n");
        NEED(accounts_read(&t.a, &t.w.inforce.offices, S("a"), more, &t.f, &rows) == OK);
        NEED(admin_accounts(&t.w, rows.v, rows.n, &t.f, &n) == OK);
        town_at(&t, "2022-05-09 10:00");
        int64_t id = done(&t, "clerk", "shift", 0, "enter", "");
        (void)done(&t, "clerk", "shift", id, "all", "lead=4313-DL&with=431302,4313-RSJ");
        (void)done(&t, "both", "shift", id, "do_all", "");
        CHECK_STR(-1, duties_of(&t, "shift", id),
                  "all 4313-DL open 2022-05-13 00:00; all 431302 open 2022-05-13 00:00; "
                  "all 4313-RSJ done 2022-05-13 00:00");
        town_close(&t);
}

/* ---- clocks ---- */

TEST(duties_nest_in_the_promise)
{
        static const struct {
                const char *at, *step, *due;
        } row[] = {
                /* promise: the end of 28 June; two days before it is Sunday, so Friday; one
                 * before that Thursday */
                { "2022-06-08 10:00", "wide",
                  "wide 4313-DL open 2022-06-25 00:00; deep 4313 open 2022-06-24 00:00" },
                { "2022-06-15 10:00", "keep", "wide 4313-RSJ open 2022-06-25 00:00" },
                { "2022-06-16 10:00", "rest", "wide 4313-RSJ open 2022-06-25 00:00" },
                { "2022-06-17 10:00", "restart", "wide 4313-RSJ open 2022-06-25 00:00" },
                /* a floor: a day from the 24th is Saturday, so Monday; it may pass the promise */
                { "2022-06-24 10:00", "restart", "wide 4313-RSJ open 2022-06-28 00:00" },
                { "2022-06-24 11:00", "rest", "wide 4313-RSJ open 2022-06-28 00:00" },
                { "2022-07-06 10:00", "restart", "wide 4313-RSJ open 2022-07-08 00:00" },
        };
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-06-08 10:00");
        int64_t id = done(&t, "clerk", "shift", 0, "enter", "lead=4313-DL");
        int64_t promised = record_of(&t, "shift", id)->promised.ms, start = 0;
        for (size_t i = 0; i < LEN(row); i++) {
                town_at(&t, row[i].at);
                (void)done(&t, "clerk", "shift", id, row[i].step, i ? "lead=4313-RSJ" : "");
                struct str all = duties_of(&t, "shift", id);
                if (!CHECK_ROW(i, str_ends(all, str_c(row[i].due))))
                        fprintf(stderr, "  %.*s\n", SP(all));
                const struct rec *r = record_of(&t, "shift", id);
                const struct rduty *u = &r->duties[r->duties_n - 1], *last = NULL;
                bool kept = str_eq(str_c(row[i].step), S("keep"));
                CHECK_ROW(i, kept ? u->start.ms == start : u->start.ms == t.fake.now.ms);
                start = u->start.ms;
                CHECK_INT(i, r->promised.ms, promised); /* I7 */
                for (size_t k = 0; k + 1 < r->duties_n; k++)
                        if (r->duties[k].def == u->def) last = &r->duties[k];
                if (i) CHECK_ROW(i, last && last->outcome == OUT_RETURNED);
        }
        CHECK(books_agree(&t, "shift"));
        town_close(&t);
}

TEST(round_tells_a_new_promise_and_void_ends_duties)
{
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-06-08 10:00");
        int64_t id = done(&t, "clerk", "shift", 0, "enter", "lead=4313-DL");
        (void)done(&t, "clerk", "shift", id, "wide", "");
        int64_t first = record_of(&t, "shift", id)->promised.ms;
        town_at(&t, "2022-06-20 10:00");
        (void)done(&t, "clerk", "shift", id, "renew", "");
        const struct rec *r = record_of(&t, "shift", id);
        CHECK_INT(-1, r->round, 2);
        CHECK(r->promised.ms > first);
        CHECK(r->duties[0].outcome == OUT_FAILED && r->duties[1].outcome == OUT_FAILED);
        CHECK_INT(-1, r->duties[1].round, 1);
        (void)done(&t, "clerk", "shift", id, "led", "with=431302");
        r = record_of(&t, "shift", id);
        CHECK_INT(-1, r->duties[2].round, 2);
        town_at(&t, "2022-06-27 10:00");
        (void)done(&t, "clerk", "shift", id, "stop", "");
        r = record_of(&t, "shift", id);
        CHECK_STR(-1, state_of(&t, "shift", id), "gone");
        CHECK(r->duties[2].outcome == OUT_WITHDRAWN && r->duties[3].outcome == OUT_WITHDRAWN);
        CHECK(r->duties[2].late);                  /* it was due on the 23rd */
        CHECK(r->duties[0].outcome == OUT_FAILED); /* the old verdict stands */
        CHECK(books_agree(&t, "shift"));
        town_close(&t);
}

/* ---- recall ---- */

static bool duty_same(const struct rduty *a, const struct rduty *b)
{
        return a->id == b->id && str_eq(a->holder, b->holder) && a->outcome == b->outcome &&
               a->late == b->late && a->due.ms == b->due.ms && a->start.ms == b->start.ms &&
               a->ended.v == b->ended.v && a->ended_seq == b->ended_seq && a->round == b->round;
}

/* As before, but for what the recalled step opened: that is withdrawn. */
static void as_before(struct town *t, size_t row, const char *ledger, const struct rec *was,
                      int64_t id)
{
        const struct ledger *l = ledger_of(t, ledger);
        const struct rec *is = record_of(t, ledger, id);
        CHECK_INT(row, is->state, was->state);
        CHECK_INT(row, is->round, was->round);
        CHECK_INT(row, is->promised.ms, was->promised.ms);
        for (size_t i = 0; i < l->fields_n; i++)
                if (!CHECK_ROW(row, value_eq(&is->v[i], &was->v[i])))
                        fprintf(stderr, "  field %.*s\n", SP(l->fields[i].name));
        CHECK_ROW(row, is->duties_n >= was->duties_n);
        for (size_t i = 0; i < is->duties_n; i++)
                if (i < was->duties_n) CHECK_ROW(row, duty_same(&is->duties[i], &was->duties[i]));
                else CHECK_ROW(row, is->duties[i].outcome == OUT_WITHDRAWN);
}

TEST(recall_restores_everything)
{
        static const struct {
                const char *ledger, *login, *step, *fields;
                bool recall;
        } row[] = {
                { "request", "clerk", "answer", "reply=x", true },
                { "request", "clerk", "decline", "reason=x&channel_told=y", true },
                { "request", "disp", "assign", "lead=4313-DL&assist=431302,4313-RSJ", true },
                { "request", "disp", "assign", "lead=4313-DL&assist=431302,4313-RSJ", false },
                { "request", "h.dl", "sign", "", true },
                { "request", "h.dl", "sign", "", false },
                { "request", "h.louxing", "reply", "reply=assist", true },
                { "request", "h.louxing", "reply", "reply=assist", false },
                { "request", "h.dl", "reply", "reply=lead",
                  true }, /* 4313-RSJ's is withdrawn, and open again */
                { "request", "h.dl", "reply", "reply=lead", false },
                { "request", "eval", "confirm", "solved=true&rating=satisfied", true },
                { "request", "eval", "confirm", "rating=dissatisfied", false },
                { "shift", "clerk", "wide", "", true },
                { "shift", "clerk", "wide", "", false },
                { "shift", "clerk", "keep", "lead=4313-RSJ", true },
                { "shift", "clerk", "rest", "lead=", true },
        };
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-03-21 09:00");
        int64_t request = done(&t, "clerk", "request", 0, "receive",
                               "title=a&body=b&channel=hotline&urgent=true");
        int64_t shift = done(&t, "clerk", "shift", 0, "enter", "lead=4313-DL&with=431302");
        for (size_t i = 0; i < LEN(row); i++) {
                t.fake.now.ms += 7 * 3600000;
                int64_t id = str_eq(str_c(row[i].ledger), S("shift")) ? shift : request;
                const struct rec *was = record_of(&t, row[i].ledger, id);
                if (!str_eq(str_c(row[i].fields), S("lead=")))
                        (void)done(&t, row[i].login, row[i].ledger, id, row[i].step, row[i].fields);
                else /* without a holder it is refused, and nothing has happened */
                        CHECK(town_do(&t, row[i].login, row[i].ledger, id, row[i].step,
                                      row[i].fields)
                                      .err != OK);
                if (!row[i].recall) continue;
                t.fake.now.ms += 26 * 3600000;
                if (!str_eq(str_c(row[i].fields), S("lead=")))
                        (void)done(&t, row[i].login, row[i].ledger, id, "recall", "because=x");
                as_before(&t, i, row[i].ledger, was, id);
        }
        CHECK(books_agree(&t, "request"));
        CHECK(books_agree(&t, "shift"));
        town_close(&t);
}

/* ---- who owns what a requester enters ---- */

TEST(owner_of_an_entry)
{
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        static const struct {
                const char *login, *ledger, *fields, *owner;
        } row[] = {
                { "requester", "request", "title=a&body=b&channel=hotline", "4313" },
                { "clerk2", "request", "title=a&body=b&channel=hotline", "431302" },
                { "clerk", "request", "title=a&body=b&channel=hotline", "4313" },
                { "requester", "kinds", "title=a", "431321" }, /* owner: of the ledger */
                { "clerk2", "kinds", "title=a", "431302" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                int64_t id = done(&t, row[i].login, row[i].ledger, 0, i < 3 ? "receive" : "put",
                                  row[i].fields);
                CHECK_STR(i, record_of(&t, row[i].ledger, id)->owner, row[i].owner);
        }
        town_close(&t);
}

/* ---- accounts ---- */

/* A refusal before, after and between must not bring an id back. */
TEST(ids_of_accounts_are_given_once)
{
        struct town t;
        NEED(town_open(&t, t_dir()));
        for (int i = 0; i < 6; i++) {
                struct outcome_of o = town_do(&t, "requester", "request", 0, "receive",
                                              i % 2 ? "title=a&body=b&channel=hotline" : "title=a");
                CHECK_ROW(i, (o.err == OK) == (i % 2 == 1));
                struct str csv =
                        str_printf(&t.a, "login,name,office,roles\nnew%d,某人,4313,clerk\n", i);
                struct account_rows rows;
                int64_t n;
                NEED(accounts_read(&t.a, &t.w.inforce.offices, S("a"), csv, &t.f, &rows) == OK);
                NEED(admin_accounts(&t.w, rows.v, rows.n, &t.f, &n) == OK);
        }
        const struct accounts *x = &t.w.inforce.accounts;
        for (size_t i = 0; i < x->n; i++) CHECK_INT(i, x->v[i].id, (int64_t)i + 1);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

/* ---- a city made in one month and used in another ---- */

TEST(months_pass_before_the_first_definitions)
{
        struct town t = { 0 };
        t.fake = (struct sys_fake){ .seed = 7 };
        t.sys = sys_fake(&t.fake);
        faults_init(&t.f, &t.a, LANG_EN);
        town_at(&t, "2022-01-31 23:00");
        struct new_city n = { t_dir(), S("town"), S("+08:00"), true, &t.sys };
        NEED(city_open_new(&n, &t.f) == OK);
        NEED(writer_open(n.dir, &t.sys, &t.f, &t.w) == OK);
        static const char *const at[] = { "2022-03-02 09:00", "2022-05-02 09:00" };
        int64_t rows;
        for (size_t i = 0; i < LEN(at); i++) {
                town_at(&t, at[i]);
                CHECK_OK(i, admin_offices(&t.w, S("o"),
                                          S("code,parent,level,kind,name\nR,,city,area,根\n"), &t.f,
                                          &rows));
        }
        struct defs_file f[] = { { SI("city.yaml"), SI("city: town\nzone: \"+08:00\"\n") } };
        struct buf report = { .limit = 1 << 16 };
        town_at(&t, "2022-08-02 09:00");
        CHECK_OK(-1, admin_apply(&t.w, &(struct defs){ f, 1 }, LANG_EN, &t.f, &report));
        buf_free(&report);
        town_print(&t.f);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

/* ---- the clock ---- */

struct jumpy {
        struct moment now;
        int64_t boot;
};
static struct moment jumpy_now(void *ctx)
{
        return ((struct jumpy *)ctx)->now;
}
static int64_t jumpy_boot(void *ctx)
{
        return ((struct jumpy *)ctx)->boot;
}
static void jumpy_random(void *ctx, void *out, size_t n)
{
        (void)ctx;
        memset(out, 7, n);
}

static const char *receive(struct town *t)
{
        static struct outcome_of o;
        o = town_do(t, "requester", "request", 0, "receive", "title=a&body=b&channel=hotline");
        return outcome_code(&o);
}

static int64_t last_at(struct town *t)
{
        struct log_head h;
        CHECK_OK(-1, log_head(t->w.st, &h));
        return h.at.ms;
}

TEST(clock_that_jumps_stops_writing)
{
        struct town t;
        NEED(town_open(&t, t_dir()));
        struct jumpy j = { t.fake.now, 1000000 };
        writer_close(&t.w);
        t.sys = (struct sys){ &j, jumpy_now, jumpy_boot, jumpy_random };
        NEED(writer_open(t.dir, &t.sys, &t.f, &t.w) == OK);
        const int64_t minute = 60000, begun = j.now.ms;
        static const struct {
                int64_t wall, boot;
                const char *code;
                int64_t at;
        } row[] = {
                { 10, 10, "", 10 }, /* time goes on */
                { 6, 12, "clock.jump",
                  10 },            /* set back by 6 minutes: by the last event it is but 4 */
                { 9, 13, "", 10 }, /* set right but for 4: no event is before another */
                { 20, 20, "", 20 },
                { 14, 20, "clock.jump", 20 },
                { 21, 21, "", 21 },            /* right again, and on it goes */
                { 80, 22, "", 80 },            /* 58 minutes forward may be a correction */
                { 150, 30, "clock.jump", 80 }, /* two hours are none */
                { 150, 150, "", 150 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                j.now.ms = begun + row[i].wall * minute;
                j.boot = 1000000 + row[i].boot * minute;
                CHECK_STR(i, str_c(receive(&t)), row[i].code);
                CHECK_INT(i, last_at(&t), begun + row[i].at * minute);
        }
        /* another process, a clock six minutes behind the log */
        writer_close(&t.w);
        j.now.ms = begun + 144 * minute;
        NEED(writer_open(t.dir, &t.sys, &t.f, &t.w) == OK);
        CHECK_STR(-1, str_c(receive(&t)), "clock.jump");
        CHECK_OK(-1, admin_clock(&t.w, -1, &t.f));
        CHECK_STR(-1, str_c(receive(&t)), "");
        CHECK_INT(-1, last_at(&t), begun + 150 * minute); /* never back */
        j.now.ms += 2 * minute;
        j.boot += 2 * minute;
        CHECK_STR(-1, str_c(receive(&t)), "");
        CHECK(model_log_agrees(&t));
        town_close(&t);
}
