/* Stand-ins: rights from day to day, in the other's name; what is refused; and posts handed over. */
#include "lib/t.h"
#include "lib/town.h"

#include "loop/admin_account.h"
#include "view/sight.h"
#include "view/stand.h"

#define LEDGER "turns"

static struct day on(const char *s)
{
        struct day d = DAY_NONE;
        if (s && s[0] && day_parse(str_c(s), &d) != OK) BUG("day of a test");
        return d;
}

static enum err stand(struct town *t, const char *who, const char *acting_for, const char *post,
                      const char *from, const char *to)
{
        struct stand_in x = {
                .login = str_c(who), .acting_for = str_c(acting_for), .from = on(from), .to = on(to)
        };
        int64_t id;
        (void)str_cut(str_c(post), ' ', &x.office, &x.role);
        faults_init(&t->f, &t->a, LANG_EN);
        return admin_stand_in(&t->w, -1, &x, &t->f, &id);
}

static const char *told(const struct town *t)
{
        return t->f.first ? t->f.first->code : "";
}

static enum err step(struct town *t, const char *login, int64_t record, const char *name,
                     const char *fields, struct outcome_of *ret)
{
        *ret = town_do(t, login, LEDGER, record, name, fields);
        return ret->err;
}

static int64_t enter(struct town *t)
{
        struct outcome_of o = town_do(t, "clerk", LEDGER, 0, "enter", "lead=4313-RSJ");
        if (!CHECK_OK(-1, o.err)) town_print(&o.faults);
        return o.record;
}

TEST(stand_in_acts_from_day_to_day)
{
        struct town t;
        struct outcome_of o;
        struct event e;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-03-21 10:00");
        int64_t id = enter(&t);
        CHECK_OK(-1, stand(&t, "h.dl", "h.rsj", "", "2022-03-22", "2022-03-23"));
        CHECK_INT(0, step(&t, "h.dl", id, "reply", "note=x", &o), ERR_NOT_FOUND); /* not yet */
        town_at(&t, "2022-03-22 00:01");
        CHECK_OK(1, step(&t, "h.dl", id, "reply", "note=x", &o));
        CHECK_OK(1, log_get(t.w.st, &t.a, o.seq, &e));
        int dl = account_find(&t.w.inforce.accounts, S("h.dl"));
        int rsj = account_find(&t.w.inforce.accounts, S("h.rsj"));
        CHECK_INT(1, e.actor, t.w.inforce.accounts.v[dl].id);
        CHECK_INT(1, e.acting_for, t.w.inforce.accounts.v[rsj].id);
        CHECK_STR(1, e.office, "4313-RSJ");
        CHECK_OK(2, step(&t, "h.rsj", enter(&t), "reply", "note=x", &o)); /* he himself too */
        CHECK_OK(2, log_get(t.w.st, &t.a, o.seq, &e));
        CHECK_INT(2, e.acting_for, 0);
        int64_t later = enter(&t);
        town_at(&t, "2022-03-24 00:00"); /* over */
        CHECK_INT(3, step(&t, "h.dl", later, "reply", "note=x", &o), ERR_NOT_FOUND);
        CHECK_INT(3, account_own(&t.w.inforce.accounts.v[dl]), 1);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

TEST(stand_in_ends)
{
        struct town t;
        struct outcome_of o;
        int64_t n;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-03-21 10:00");
        int64_t id = enter(&t);
        CHECK_OK(-1, stand(&t, "h.dl", "h.rsj", "4313-RSJ handler", "", ""));
        int dl = account_find(&t.w.inforce.accounts, S("h.dl"));
        CHECK_INT(-1, t.w.inforce.accounts.v[dl].posts_n, 2);
        CHECK_OK(-1, admin_stand_end_all(&t.w, -1, S("h.dl"), S("h.rsj"), &t.f, &n));
        CHECK_INT(-1, n, 1);
        CHECK_INT(-1, step(&t, "h.dl", id, "reply", "note=x", &o), ERR_NOT_FOUND);
        CHECK_INT(-1, admin_stand_end_all(&t.w, -1, S("h.dl"), S("h.rsj"), &t.f, &n),
                  ERR_NOT_FOUND);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

TEST(stand_in_refused)
{
        static const struct {
                const char *who, *acting_for, *post, *from, *to, *code;
        } row[] = {
                { "h.dl", "h.dl", "", "", "", "stand.account" },
                { "nobody", "h.dl", "", "", "", "account.none" },
                { "h.dl", "nobody", "", "", "", "account.none" },
                { "h.dl", "h.rsj", "4313-DL ", "", "", "stand.none" },
                { "h.dl", "h.rsj", "4313-RSJ clerk", "", "", "stand.none" },
                { "h.dl", "h.rsj", "", "2022-03-20", "", "stand.days" },
                { "h.dl", "h.rsj", "", "2022-03-25", "2022-03-24", "stand.days" },
                { "h.dl", "sys", "", "", "", "stand.administrator" },
                { "clerk2", "clerk", "", "2022-03-28", "", "stand.chain" }, /* clerk acts for rec */
                { "rec", "eval", "", "2022-03-28", "", "stand.chain" },     /* rec is away */
                { "clerk2", "clerk", "", "2022-03-22", "2022-03-24", "" },
                { "h.dl", "h.rsj", "", "", "", "" },
        };
        struct town t;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-03-21 10:00");
        CHECK_OK(-1, stand(&t, "clerk", "rec", "", "2022-03-25", ""));
        for (size_t i = 0; i < LEN(row); i++) {
                enum err e = stand(&t, row[i].who, row[i].acting_for, row[i].post, row[i].from,
                                   row[i].to);
                CHECK_STR(i, str_c(told(&t)), row[i].code);
                CHECK_ROW(i, (e == OK) == (row[i].code[0] == 0));
        }
        town_close(&t);
}

TEST(hand_over_moves_posts)
{
        struct town t;
        struct outcome_of o;
        NEED(town_open_more(&t, t_dir(), TOWN_LOOP));
        town_at(&t, "2022-03-21 10:00");
        int64_t id = enter(&t);
        struct handed handed = { .a = &t.a };
        struct hand_over none = { S("h.rsj"), S("h.dl"), S("4313-DL") },
                         all = { S("h.rsj"), S("h.dl"), STR_NONE },
                         sys = { S("sys"), S("h.rsj"), STR_NONE };
        CHECK_INT(0, admin_account_hand_over(&t.w, -1, &none, &t.f, &handed), ERR_NOT_FOUND);
        CHECK_OK(1, admin_account_hand_over(&t.w, -1, &all, &t.f, &handed));
        CHECK_INT(1, handed.n, 1);
        CHECK_INT(1, handed.v[0].duties, 1);
        CHECK_INT(1, step(&t, "h.rsj", id, "reply", "note=x", &o), ERR_NOT_FOUND);
        CHECK_OK(1, step(&t, "h.dl", id, "reply", "note=x", &o));
        CHECK_OK(2, admin_account_hand_over(&t.w, -1, &sys, &t.f, &handed));
        int rsj = account_find(&t.w.inforce.accounts, S("h.rsj"));
        CHECK_INT(2, t.w.inforce.accounts.v[rsj].posts_n, 1);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}
