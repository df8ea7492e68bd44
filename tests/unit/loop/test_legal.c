/* I8 held against forged events: whoever has the whole log and rewrites it with all its hashes
 * still has to write a legal run. */
#include "loop/legal.h"

#include "lib/t.h"
#include "lib/town.h"

struct forged {
        const char *step, *day, *result;
        int64_t record; /* 0: a new one; 1: the one that is replied; 2: declined; 3: taken back */
        int64_t batch;
        const char *ledger, *code; /* NULL: request; the first code, "" for none */
};

static const struct forged row[] = {
        /* what is in order */
        { "confirm", "2022-03-28", "{\"state\":\"closed\"}", 1, -1, NULL, "" },
        { "receive", "2022-03-28",
          "{\"n\":9,\"number\":\"X9\",\"owner\":\"4313\",\"state\":\"received\"}", 0, -1, NULL,
          "" },
        { "import", "2022-03-28",
          "{\"n\":9,\"number\":\"X9\",\"owner\":\"4313\",\"state\":\"closed\"}", 0, 3, NULL, "" },
        { "import", "2022-03-28", "{\"state\":\"closed\"}", 1, 3, NULL, "" },
        { "erase", "2022-03-28", "{}", 2, -1, NULL, "" },
        { "erase", "2022-03-28", "{}", 3, -1, NULL, "" },
        { "correct", "2022-03-20", "{\"corrects\":true,\"set\":{\"channel\":\"visit\"}}", 1, -1,
          NULL, "" },
        { "erase", "2022-03-28", "{\"keep\":\"5 years\"}", 2, -1, NULL, "" },
        { "reveal", "2022-03-28", "{\"reveals\":\"contact\"}", 1, -1, NULL, "" },
        { "reveal", "2022-03-28", "{\"reveals\":\"contact\"}", 2, -1, NULL, "" },
        { "hurry", "2022-03-28", "{}", 2, -1, NULL, "legal.from" },
        /* what is not */
        { "sign", "2022-03-28", "{\"state\":\"handling\"}", 1, -1, NULL, "legal.from" },
        { "confirm", "2022-03-28", "{\"state\":\"closed\"}", 2, -1, NULL, "legal.from" },
        { "confirm", "2022-03-28", "{\"state\":\"handling\"}", 1, -1, NULL, "legal.to" },
        { "reveal", "2022-03-28", "{}", 1, -1, NULL, "legal.reveal" },
        { "reveal", "2022-03-28", "{\"reveals\":\"title\"}", 1, -1, NULL, "legal.reveal" },
        { "reveal", "2022-03-28", "{\"reveals\":\"nothing\"}", 1, -1, NULL, "legal.reveal" },
        { "reveal", "2022-03-28", "{\"reveals\":\"contact\",\"state\":\"closed\"}", 1, -1, NULL,
          "legal.reveal" },
        { "confirm", "2022-03-28", "{\"reveals\":\"contact\",\"state\":\"closed\"}", 1, -1, NULL,
          "legal.reveal" },
        { "reveal", "2022-03-28", "{\"reveals\":\"contact\"}", 3, -1, NULL, "legal.first" },
        { "fly", "2022-03-28", "{}", 1, -1, NULL, "legal.step" },
        { "receive", "2022-03-28",
          "{\"n\":9,\"number\":\"X9\",\"owner\":\"4313\",\"state\":\"received\"}", 1, -1, NULL,
          "legal.first" },
        { "confirm", "2022-03-28", "{\"state\":\"closed\"}", 0, -1, NULL, "legal.first" },
        { "assign", "2022-03-28",
          "{\"n\":9,\"number\":\"X9\",\"owner\":\"4313\",\"state\":\"assigned\"}", 0, -1, NULL,
          "legal.first" },
        { "import", "2022-03-28",
          "{\"n\":9,\"number\":\"X9\",\"owner\":\"4313\",\"state\":\"closed\"}", 0, -1, NULL,
          "legal.first" },
        { "confirm", "2022-03-20", "{\"state\":\"closed\"}", 1, -1, NULL, "legal.day" },
        { "confirm", "2022-03-28", "{\"state\":\"nowhere\"}", 1, -1, NULL, "legal.result" },
        { "confirm", "2022-03-28", "{\"set\":{\"colour\":\"red\"}}", 1, -1, NULL, "legal.result" },
        { "update", "2022-03-28", "{}", 1, -1, "organisation", "legal.ledger" },
        { "confirm", "2022-03-28", "{}", 1, -1, "nothing", "legal.version" },
        { "confirm", "2022-03-28", "{\"answers\":[3],\"state\":\"closed\"}", 1, -1, NULL,
          "legal.turn" },
        { "confirm", "2022-03-28", "{\"state\":\"closed\",\"warned\":[\"low\"]}", 1, -1, NULL,
          "legal.looked" },
        { "confirm", "2022-03-28", "{\"needed\":{\"organisation\":1},\"state\":\"closed\"}", 1, -1,
          NULL, "legal.looked" },
        { "confirm", "2022-03-28", "{}", 99999, -1, NULL, "legal.first" },
        { "confirm", "2022-03-28", "{}", 3, -1, NULL, "legal.first" },
};

static int64_t enter(struct town *t, const char *fields)
{
        return town_do(t, "requester", "request", 0, "receive", fields).record;
}

static void act(struct town *t, int64_t record, const char *step, const char *fields)
{
        struct outcome_of o = town_do(t, "clerk", "request", record, step, fields);
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
}

/* An event as row says, in the open transaction. */
static enum err forge(struct town *t, const struct forged *r, int64_t record, int64_t version)
{
        struct event e = { .at = t->w.log.at,
                           .cause = -1,
                           .batch = r->batch,
                           .version = version,
                           .record = record,
                           .round = 1,
                           .via = VIA_CLI,
                           .step = str_c(r->step),
                           .ledger = r->ledger ? str_c(r->ledger) : S("request"),
                           .result = str_c(r->result) };
        TRY(day_parse(str_c(r->day), &e.day));
        TRY(log_append(&t->w.log, &e));
        return log_flush(&t->w.log);
}

static void check_row(struct town *t, size_t i, const int64_t *known)
{
        struct faults f;
        struct legal_in in = { t->w.st, t->w.keys, &t->w.inforce };
        struct legal_out out = { 0 };
        int64_t id = row[i].record < 4 ? known[row[i].record] : row[i].record;
        faults_init(&f, &t->a, LANG_EN);
        CHECK_OK(i, store_begin(t->w.st, STORE_WRITE));
        CHECK_OK(i, log_load(&t->w.log, t->w.st));
        CHECK_OK(i, forge(t, &row[i], id, t->w.inforce.city->version));
        enum err e = legal_check(&in, &t->a, &f, &out);
        CHECK_INT(i, e, row[i].code[0] ? ERR_CORRUPT : OK);
        CHECK_STR(i, f.first ? str_c(f.first->code) : S(""), row[i].code);
        if (f.first) {
                char where[40];
                (void)snprintf(where, sizeof where, "seq %" PRIu64, t->w.log.tree.size - 1);
                CHECK_STR(i, f.first->where, where);
        }
        store_rollback(t->w.st);
}

TEST(legal_runs)
{
        struct town t;
        struct faults f;
        struct legal_out out;
        int64_t known[4];
        NEED(town_open(&t, t_dir()));
        town_at(&t, "2022-03-21 09:00");
        known[1] = enter(&t, "title=a&body=b&channel=hotline");
        known[2] = enter(&t, "title=a&body=b&channel=hotline");
        known[3] = enter(&t, "title=a&body=b&channel=hotline");
        town_at(&t, "2022-03-22 09:00");
        act(&t, known[1], "answer", "reply=x");
        act(&t, known[2], "decline", "reason=x");
        town_at(&t, "2022-03-28 09:00");
        CHECK_OK(-1, store_begin(t.w.st, STORE_WRITE));
        CHECK_OK(-1, log_load(&t.w.log, t.w.st));
        const struct forged back = { "take_back", "2022-03-28", "{\"taken_back\":true}",
                                     3,           -1,           NULL,
                                     "" };
        CHECK_OK(-1, forge(&t, &back, known[3], t.w.inforce.city->version));
        CHECK_OK(-1, store_commit(t.w.st));
        known[0] = known[3] + 1;

        struct legal_in in = { t.w.st, t.w.keys, &t.w.inforce };
        faults_init(&f, &t.a, LANG_EN);
        CHECK_OK(-1, legal_check(&in, &t.a, &f, &out));
        CHECK_INT(-1, out.records, 3);
        CHECK_INT(-1, out.events, 6);
        for (size_t i = 0; i < LEN(row); i++) check_row(&t, i, known);
        town_close(&t);
}
