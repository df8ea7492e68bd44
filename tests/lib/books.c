#include "lib/books.h"

#include "ask/recount.h"
#include "lib/model.h"
#include "lib/t.h"
#include "loop/legal.h"
#include "loop/rules.h"

const struct ledger *town_ledger(struct town *t, const char *name)
{
        return &t->w.inforce.city->ledgers[city_ledger(t->w.inforce.city, str_c(name))];
}

struct outcome_of town_done(struct town *t, const char *login, const char *ledger, int64_t record,
                            const char *step, const char *fields)
{
        struct outcome_of o = town_do(t, login, ledger, record, step, fields);
        if (!CHECK_OK(-1, o.err)) {
                fprintf(stderr, "  step %s:\n", step);
                town_print(&o.faults);
        }
        return o;
}

int64_t town_tick(struct town *t)
{
        struct rules_did did = { .more = true };
        int64_t events = 0;
        for (int i = 0; did.more && i < 200; i++) {
                if (!CHECK_OK(i, rules_tick(&t->w, &t->f, &did))) break;
                events += did.events;
        }
        CHECK(!did.more);
        return events;
}

struct ask town_asking(struct town *t, struct reader *who, int account)
{
        reader_init(who, &t->a, &t->w.inforce, account);
        return (struct ask){ .st = t->w.st,
                             .keys = t->w.keys,
                             .in = &t->w.inforce,
                             .who = who,
                             .a = &t->a,
                             .f = &t->f,
                             .lang = LANG_EN,
                             .now = t->fake.now };
}

static void recounted(struct town *t)
{
        struct reader who;
        struct ask k = town_asking(t, &who, READER_CITY);
        int64_t cells;
        CHECK_OK(-1, recount_all(&k, &cells));
}

void town_books(struct town *t, const char *ledger, int back, int ahead)
{
        struct day today = day_of(t->fake.now, (struct zone){ 480 });
        struct model_look look = { ledger, { today.v - back }, today, DAY_NONE };
        struct legal_in in = { t->w.st, t->w.keys, &t->w.inforce };
        struct legal_out out;
        CHECK(model_agrees(t, &look));
        look.on = day_add(today, ahead);
        if (ahead) CHECK(model_agrees(t, &look));
        CHECK(model_rows_agree(t, ledger) && model_log_agrees(t));
        CHECK_OK(-1, legal_check(&in, &t->a, &t->f, &out));
        recounted(t);
        CHECK(town_rebuild_same(t));
        town_print(&t->f);
}
