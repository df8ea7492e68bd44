/* Every refusal of a command: its code, and a sentence in both languages. */
#include "lib/t.h"
#include "lib/town.h"

#define PUT "title=a&"

/* Takes the step in both languages; a refusal changes nothing, so it is the same one. */
static void refused(struct town *t, size_t row, const char *login, const char *ledger,
                    int64_t record, const char *step, const char *fields, const char *code)
{
        struct str text[2] = { STR_NONE, STR_NONE };
        for (int i = 0; i < 2; i++) {
                t->lang = i ? LANG_ZH : LANG_EN;
                struct outcome_of o = town_do(t, login, ledger, record, step, fields);
                if (!CHECK_STR(row, str_c(outcome_code(&o)), code)) town_print(&o.faults);
                CHECK_ROW(row, o.err != OK && o.err != ERR_IO && o.seq == 0 && o.record == 0);
                if (o.faults.first) text[i] = o.faults.first->text;
        }
        t->lang = LANG_EN;
        CHECK_ROW(row, text[0].n > 0 && text[1].n > 0 && !str_eq(text[0], text[1]));
        for (size_t i = 0; i < text[0].n; i++)
                CHECK_ROW(row, (unsigned char)text[0].p[i] < 0xe0 || code[0] == 'i');
}

struct refusal {
        const char *login, *step, *fields, *code;
};

static void refuse_all(struct town *t, const char *ledger, int64_t record,
                       const struct refusal *row, size_t n)
{
        for (size_t i = 0; i < n; i++)
                refused(t, i, row[i].login, ledger, record, row[i].step, row[i].fields,
                        row[i].code);
}

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

/* ---- the value of a field ---- */

TEST(refused_inputs)
{
        static const char long_code[] =
                PUT "ident=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345";
        static const struct refusal row[] = {
                { "clerk", "put", "", "input.required" },
                { "clerk", "put", "title=", "input.required" },
                { "clerk", "put", "title=六个字太长了", "input.long" },
                { "clerk", "put", PUT "nonsense=1", "input.field" },
                { "clerk", "put", PUT "half=1", "input.unasked" },
                { "clerk", "put", PUT "n=1&n=2", "input.twice" },
                { "clerk", "put", "title=a\xff", "input.value" },
                { "clerk", "put", "title=a\x01", "input.value" },
                { "clerk", "put", PUT "ident=a b", "input.value" },
                { "clerk", "put", PUT "ident=编号", "input.value" },
                { "clerk", "put", long_code, "input.value" },
                { "clerk", "put", PUT "level=medium", "input.choice" },
                { "clerk", "put", PUT "level=hihg", "input.choice" },
                { "clerk", "put", PUT "level=past", "input.retired" },
                { "clerk", "put", PUT "level=coming", "input.retired" },
                { "clerk", "put", PUT "more=low,medium", "input.choice" },
                { "clerk", "put", PUT "topic=none", "input.choice" },
                { "clerk", "put", PUT "yes=perhaps", "input.value" },
                { "clerk", "put", PUT "n=0", "input.range" },
                { "clerk", "put", PUT "n=10", "input.range" },
                { "clerk", "put", PUT "n=1.5", "input.value" },
                { "clerk", "put", PUT "n=eins", "input.value" },
                { "clerk", "put", PUT "n=99999999999999999999", "input.value" },
                { "clerk", "put", PUT "cost=1.234", "input.value" },
                { "clerk", "put", PUT "cost=99999999999999.99", "input.value" },
                { "clerk", "put", PUT "d=2022-02-30", "input.value" },
                { "clerk", "put", PUT "m=2022-02-28 25:00", "input.value" },
                { "clerk", "put", PUT "p=2022-Q5", "input.value" },
                { "clerk", "put", PUT "p=2022-13", "input.value" },
                { "clerk", "put", PUT "p=2022-W54", "input.value" },
                { "clerk", "put", PUT "p=22", "input.value" },
                { "clerk", "put", PUT "at=4313-XX", "input.office" },
                { "clerk", "put", PUT "with=4313,none", "input.office" },
                { "clerk", "put", PUT "acc=nobody", "input.value" },
                { "clerk", "put", PUT "accs=disp,nobody", "input.value" },
                { "clerk", "put", PUT "who=,", "input.value" },
                { "clerk", "put", PUT "who={\"name\":", "input.value" },
                { "clerk", "put", PUT "who=[1]", "" },
                { "clerk", "put", PUT "spot=4313@91,0", "input.value" },
                { "clerk", "put", PUT "spot=4313@0,181", "input.value" },
                { "clerk", "put", PUT "spot=4313@here", "input.value" },
                { "clerk", "put", PUT "spot=nowhere", "input.office" },
                { "clerk", "put", PUT "firm=ZTQ2022000001", "input.link" },
                { "clerk", "put", PUT "firm=kinds/1", "input.link" },
        };
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        for (size_t i = 0; i < LEN(row); i++) {
                if (row[i].code[0])
                        refused(&t, i, row[i].login, "kinds", 0, row[i].step, row[i].fields,
                                row[i].code);
                else (void)done(&t, row[i].login, "kinds", 0, row[i].step, row[i].fields);
        }
        town_close(&t);
}

/* What is taken, and how it stands in the record. */
TEST(accepted_inputs)
{
        static const struct {
                const char *fields, *field, *want;
        } row[] = {
                { PUT "level=High", "level", "high" },
                { PUT "level=高", "level", "high" },
                { PUT "at=供电公司", "at", "4313-DL" },
                { PUT "p=2022-W53", "p", "2022-W53" },
                { PUT "spot=431302@27.7,-112.0", "spot", "431302" },
                { PUT "spot= 乐坪街道 ", "spot", "431302001" },
                { PUT "ident=A-1./_z", "ident", "A-1./_z" },
        };
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        const struct ledger *l =
                &t.w.inforce.city->ledgers[city_ledger(t.w.inforce.city, S("kinds"))];
        for (size_t i = 0; i < LEN(row); i++) {
                struct rec r;
                int64_t id = done(&t, "clerk", "kinds", 0, "put", row[i].fields);
                CHECK_OK(i, rec_load(&t.w.view, &t.a, l, id, &r));
                CHECK_STR(i, r.v[ledger_field(l, str_c(row[i].field))].text, row[i].want);
        }
        struct rec r;
        int64_t id = done(
                &t, "clerk", "kinds", 0, "put",
                PUT
                "more=low、high low&with=4313,431302&accs=disp、clerk;disp eval,&yes=是&n=7&cost=-12.3&d=2022-02-28");
        CHECK_OK(-1, rec_load(&t.w.view, &t.a, l, id, &r));
        CHECK_INT(-1, r.v[ledger_field(l, S("more"))].many_n, 2);
        CHECK_INT(-1, r.v[ledger_field(l, S("with"))].many_n, 2);
        int accs = ledger_field(l, S("accs"));
        CHECK_INT(-1, value_count(&r.v[accs]), 3);
        CHECK_INT(-1, value_one(&l->fields[accs], &r.v[accs], 1).i,
                  t.w.inforce.accounts.v[account_find(&t.w.inforce.accounts, S("clerk"))].id);
        CHECK_STR(-1, input_again(&t.a, t.w.inforce.city, &l->fields[accs], &r.v[accs]),
                  "disp,clerk,eval");
        CHECK(r.v[ledger_field(l, S("yes"))].truth);
        CHECK_INT(-1, r.v[ledger_field(l, S("cost"))].i, -1230);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

/* ---- steps of the small ledger ---- */

TEST(refused_steps_of_kinds)
{
        static const struct refusal row[] = {
                { "clerk", "nothing", "", "step.unknown" },
                { "clerk", "put", PUT, "step.enters" },
                { "clerk", "old", "", "step.retired" },
                { "clerk", "odd", "", "step.when" },
                { "clerk", "split", "n=7", "set.value" },
                { "clerk", "slow", "", "clock.far" },
                { "clerk", "hold", "", "duty.holder" },
                { "h.dl", "act", "", "record.none" },
                { "disp", "edit", "n=2", "role" },
                { "requester", "edit", "n=2", "role" },
                { "clerk", "edit", "title=", "input.required" },
                { "clerk", "edit", "n=2&version=1", "version.stale" },
                { "clerk", "correct", "n=2", "because" },
                { "clerk", "correct", "level=low&because=x", "input.unasked" },
                { "clerk", "correct", "title=&because=x", "input.required" },
                { "clerk", "correct", "n=1&because=x", "correct.nothing" },
                { "clerk", "correct", "because=x", "correct.nothing" },
                { "clerk", "edit", "n=2&day=2099-01-01", "day.future" },
                { "clerk", "edit", "n=2&day=2022-03-21&because=x", "day.before_last" },
        };
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-03-22 09:00");
        int64_t id = done(&t, "clerk", "kinds", 0, "put", PUT "n=1");
        refuse_all(&t, "kinds", id, row, LEN(row));
        refused(&t, 100, "clerk", "kinds", 0, "edit", PUT, "step.enters");
        refused(&t, 101, "clerk", "kinds", 9999, "edit", PUT, "record.none");
        refused(&t, 102, "clerk", "no_ledger", id, "edit", PUT, "ledger.none");
        refused(&t, 103, "disp", "kinds", 0, "put", PUT, "role");
        (void)done(&t, "clerk", "kinds", id, "end", "");
        refused(&t, 104, "clerk", "kinds", id, "edit", "n=2", "step.from");
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

/* ---- days ---- */

TEST(refused_days)
{
        static const struct {
                const char *login, *day, *because, *code;
        } row[] = {
                { "rec", "2022-03-24", "x", "day.future" },
                { "clerk", "2022-03-21", "x", "day.recorder" },
                { "rec", "2022-03-21", "", "because" },
                { "rec", "2022-03-17", "x", "late.expired" },
                { "rec", "2022-03-18", "x", "" },
                { "rec", "2022-03-23", "", "" },
        };
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-03-23 09:00"); /* five days: from Friday the 18th on */
        for (size_t i = 0; i < LEN(row); i++) {
                const char *fields = str_dupz(&t.a, str_printf(&t.a, PUT "day=%s%s%s", row[i].day,
                                                               row[i].because[0] ? "&because=" : "",
                                                               row[i].because));
                if (row[i].code[0])
                        refused(&t, i, row[i].login, "kinds", 0, "put", fields, row[i].code);
                else (void)done(&t, row[i].login, "kinds", 0, "put", fields);
        }
        /* a step without an allowance takes no late entries, but a correction does */
        int64_t id = done(&t, "rec", "kinds", 0, "put", PUT "day=2022-03-21&because=x");
        refused(&t, 100, "rec", "kinds", id, "edit", "n=2&day=2022-03-22&because=x", "day.late");
        (void)done(&t, "rec", "kinds", id, "correct", "n=2&day=2022-03-22&because=x");
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

/* ---- the request ledger ---- */

TEST(refused_steps_of_requests)
{
        struct town t;
        NEED(town_open(&t, t_dir()));
        town_at(&t, "2022-03-21 09:00");
        const char *fields = "title=a&body=b&channel=hotline";
        int64_t id = done(&t, "requester", "request", 0, "receive", fields);
        static const struct refusal received[] = {
                { "disp", "assign", "", "duty.holder" },
                { "clerk", "assign", "lead=4313-DL", "role" },
                { "h.dl", "sign", "", "record.none" },
                { "h.dl", "recall", "because=x", "record.none" },
                { "requester", "recall", "because=x", "recall.none" },
                { "disp", "void", "", "because" },
                { "eval", "void", "because=x", "role" },
                { "clerk2", "supplement", "because=x", "record.none" },
                { "clerk", "supplement", "", "because" },
        };
        refuse_all(&t, "request", id, received, LEN(received));
        refused(&t, 200, "clerk2", "request", id, "answer", "reply=x",
                "record.none"); /* another county's */
        (void)done(&t, "disp", "request", id, "assign", "lead=4313-DL&assist=431302");
        static const struct refusal assigned[] = {
                { "disp", "recall", "", "because" },
                { "eval", "recall", "because=x", "role" },
                { "h.rsj", "sign", "", "record.none" },
                { "eval", "confirm", "solved=true", "step.from" },
        };
        refuse_all(&t, "request", id, assigned, LEN(assigned));
        (void)done(&t, "h.dl", "request", id, "sign", "");
        (void)done(&t, "h.dl", "request", id, "reply", "reply=x");
        static const struct refusal replied[] = {
                { "h.louxing", "reply", "reply=y", "step.from" },
                { "eval", "reopen", "why=x", "step.when" },
                { "clerk", "correct", "because=x&channel=hotline", "correct.nothing" },
        };
        refuse_all(&t, "request", id, replied, LEN(replied));
        (void)done(&t, "eval", "request", id, "redo", "why=x");
        refused(&t, 300, "eval", "request", id, "recall", "because=x", "recall.promise");
        refused(&t, 301, "disp", "request", id, "answer", "reply=x", "step.from");
        (void)done(&t, "disp", "request", id, "void", "because=x");
        refused(&t, 302, "disp", "request", id, "void", "because=x", "step.from");
        refused(&t, 303, "clerk", "request", id, "hurry", "", "step.from");
        /* what erasing leaves takes no more texts */
        int i = city_ledger(t.w.inforce.city, S("request"));
        CHECK_OK(-1, admin_erase(&t.w, id, &t.w.inforce.city->ledgers[i], S("x"), -1, &t.f));
        refused(&t, 304, "clerk", "request", id, "correct", "reply=z&because=x", "seal.erased");
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

/* Accounts that are disabled, and posts that do not reach. */
TEST(refused_accounts)
{
        struct town t;
        NEED(town_open(&t, t_dir()));
        town_at(&t, "2022-03-21 09:00");
        const char *fields = "title=a&body=b&channel=hotline";
        int64_t id = done(&t, "clerk2", "request", 0, "receive", fields);
        int clerk = account_find(&t.w.inforce.accounts, S("clerk2"));
        t.w.inforce.accounts.v[clerk].disabled = true;
        refused(&t, 0, "clerk2", "request", 0, "receive", fields, "role");
        refused(&t, 1, "clerk2", "request", id, "answer", "reply=x", "record.none");
        t.w.inforce.accounts.v[clerk].disabled = false;
        refused(&t, 2, "h.rsj", "request", id, "answer", "reply=x", "record.none");
        refused(&t, 3, "nobody", "request", id, "answer", "reply=x", "role");
        (void)done(&t, "clerk", "request", id, "answer", "reply=x"); /* above reaches down */
        town_close(&t);
}

/* ---- keys ---- */

TEST(keys_of_repeated_commands)
{
        struct town t;
        NEED(town_open(&t, t_dir()));
        town_at(&t, "2022-03-21 09:00");
        const char *fields = "title=a&body=b&channel=hotline&key=k1";
        struct outcome_of one = town_do(&t, "requester", "request", 0, "receive", fields);
        struct outcome_of two = town_do(&t, "requester", "request", 0, "receive", fields);
        CHECK(one.err == OK && two.err == OK && !one.repeated && two.repeated);
        CHECK_INT(-1, two.seq, one.seq);
        CHECK_INT(-1, two.record, one.record);
        CHECK(str_eq(one.number, two.number) && one.code.n == 8 && str_eq(one.code, two.code));
        refused(&t, 0, "requester", "request", 0, "receive",
                "title=b&body=b&channel=hotline&key=k1", "key.reused");
        refused(&t, 1, "requester", "request", one.record, "hurry", "key=k1", "key.reused");
        /* the answer to another request is another body */
        struct request r = { .ledger = S("request"),
                             .cmd = { .record = one.record,
                                      .step = S("hurry"),
                                      .day = DAY_NONE,
                                      .version = -1,
                                      .key = S("asked"),
                                      .key_scope = S("x"),
                                      .who = { .account = -1, .requester = true } } };
        for (int64_t i = 0; i < 3; i++) {
                struct request again = r;
                again.cmd.asked = i / 2;
                writer_run(&t.w, &t.a, LANG_EN, &again, 1);
                CHECK_STR(i, str_c(outcome_code(&again.out)), i < 2 ? "" : "key.reused");
                CHECK_INT(i, again.out.repeated, i == 1);
        }
        /* the scope is the account's own */
        struct outcome_of other = town_do(&t, "clerk", "request", 0, "receive", fields);
        CHECK(other.err == OK && !other.repeated && other.record != one.record);
        /* a refusal is not kept */
        refused(&t, 2, "disp", "request", one.record, "assign", "key=k2", "duty.holder");
        struct outcome_of o =
                town_do(&t, "disp", "request", one.record, "assign", "lead=4313-DL&key=k2");
        CHECK_OK(-1, o.err);
        o = town_do(&t, "disp", "request", one.record, "assign", "lead=4313-DL&key=k2");
        CHECK(o.err == OK && o.repeated);
        /* nor after a day */
        town_at(&t, "2022-03-22 09:01");
        o = town_do(&t, "requester", "request", 0, "receive",
                    "title=c&body=b&channel=hotline&key=k1");
        CHECK(o.err == OK && !o.repeated);
        CHECK_INT(-1, o.record, other.record + 1);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}
