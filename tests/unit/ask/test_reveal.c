/* test_reveal.c: a private field shown for a reason, and texts that are kept no longer: who may, what
 * stays on the record, and that nothing else of it moves. */
#include "ask/figure.h"
#include "ask/looks.h"
#include "ask/show.h"
#include "lib/hidden.h"
#include "lib/t.h"
#include "loop/legal.h"

#define CONTACT "title=a&body=b&channel=hotline&contact=王小五,13800001111"

struct ground {
        struct town t;
        const struct ledger *l;
        int64_t record; /* assigned to village A */
        int64_t hush;   /* the same, confidential */
        int64_t none;   /* no contact; recused: the bureau */
        struct reader who;
        struct ask k;
};

static int64_t done(struct ground *g, const char *login, int64_t record, const char *step,
                    const char *fields)
{
        struct outcome_of o = town_do(&g->t, login, "request", record, step, fields);
        if (!CHECK_OK(-1, o.err)) {
                fprintf(stderr, "  step %s:\n", step);
                town_print(&o.faults);
        }
        return o.record;
}

static void look_on(struct ground *g)
{
        struct writer *w = &g->t.w;
        const struct city *c = w->inforce.city;
        g->l = &c->ledgers[city_ledger(c, S("request"))];
        faults_init(&g->t.f, &g->t.a, LANG_EN);
        reader_init(&g->who, &g->t.a, &w->inforce, READER_CITY);
        g->k = (struct ask){ .st = w->st,
                             .keys = w->keys,
                             .in = &w->inforce,
                             .who = &g->who,
                             .a = &g->t.a,
                             .f = &g->t.f,
                             .lang = LANG_EN,
                             .now = g->t.fake.now };
}

static bool ground_open(struct ground *g)
{
        static const char csv[] = "login,name,office,roles\nlead,领导,4313,leader\n"
                                  "aud,审计,4313,auditor\n";
        struct account_rows rows;
        int64_t n;
        *g = (struct ground){ .record = 0 };
        struct town *t = &g->t;
        if (!town_open(t, t_dir()) || !hidden_fields(t)) return false;
        if (accounts_read(&t->a, &t->w.inforce.offices, S("a.csv"), str_c(csv), &t->f, &rows) !=
                    OK ||
            admin_accounts(&t->w, rows.v, rows.n, &t->f, &n) != OK)
                return false;
        town_at(t, "2022-03-21 09:00");
        g->record = done(g, "clerk", 0, "receive", CONTACT);
        g->hush = done(g, "clerk", 0, "receive", CONTACT "&hush=true");
        g->none = done(g, "clerk", 0, "receive", "title=a&body=b&channel=hotline&against=4313-RSJ");
        (void)done(g, "disp", g->record, "assign", "lead=431302001001");
        (void)done(g, "disp", g->hush, "assign", "lead=431302001001");
        (void)done(g, "disp", g->none, "assign", "lead=4313-DL");
        look_on(g);
        return g->record && g->hush && g->none;
}

/* Code of the refusal, "" for none. */
static const char *reveal(struct ground *g, const char *login, int64_t record, const char *field,
                          const char *because)
{
        struct faults f;
        int64_t seq = -1;
        faults_init(&f, &g->t.a, LANG_EN);
        struct reveal x = { .record = record,
                            .l = g->l,
                            .field = str_c(field),
                            .because = str_c(because),
                            .account = account_find(&g->t.w.inforce.accounts, str_c(login)),
                            .via = VIA_API };
        enum err e = admin_reveal(&g->t.w, &x, &f, &seq);
        CHECK(e == OK ? seq >= 0 && f.n == 0 : f.n == 1);
        return f.first ? f.first->code : "";
}

TEST(reveal_to_whom)
{
        static const struct {
                const char *login;
                int which; /* 0 record, 1 hush, 2 none */
                const char *field, *because, *code;
        } row[] = {
                { "clerk", 0, "contact", "回访", "" },
                { "disp", 0, "contact", "x", "" },
                { "eval", 0, "contact", "x", "" },
                { "sup", 0, "contact", "x", "" },
                { "h.a", 0, "contact", "x", "" },
                { "h.louxing", 0, "contact", "x", "" },
                { "clerk2", 0, "contact", "x", "" },
                { "lead", 0, "contact", "x", "role" },
                { "aud", 0, "contact", "x", "role" },
                { "sys", 0, "contact", "x", "record.unknown" },
                { "h.rsj", 0, "contact", "x", "record.unknown" },
                { "nobody", 0, "contact", "x", "record.unknown" },
                { "clerk", 0, "title", "x", "reveal.open" },
                { "clerk", 0, "contacts", "x", "reveal.field" },
                { "clerk", 0, "contact", "", "because" },
                { "clerk", 0, "contact", "  ", "because" },
                { "clerk", 0, "contact", "\xff", "input.value" },
                { "disp", 1, "contact", "x", "" },
                { "clerk", 1, "contact", "x", "" },
                { "h.a", 1, "contact", "x", "" },
                { "h.louxing", 1, "contact", "x", "record.unknown" },
                { "clerk", 2, "contact", "x", "reveal.empty" },
                { "h.rsj", 2, "contact", "x", "record.unknown" },
        };
        struct ground g;
        NEED(ground_open(&g));
        const int64_t of[] = { g.record, g.hush, g.none };
        for (size_t i = 0; i < LEN(row); i++) {
                uint64_t before = g.t.w.log.tree.size;
                const char *code =
                        reveal(&g, row[i].login, of[row[i].which], row[i].field, row[i].because);
                CHECK_STR(i, str_c(code), row[i].code);
                CHECK_INT(i, g.t.w.log.tree.size - before, row[i].code[0] ? 0 : 1);
        }
        town_close(&g.t);
}

static struct hash digest(struct ground *g)
{
        struct view_digest *v;
        size_t n;
        struct hash all = { { 0 } };
        CHECK_OK(-1, view_digests(g->t.w.st, &g->t.a, &v, &n, &all));
        return all;
}

TEST(reveal_moves_nothing)
{
        struct ground g;
        struct str value;
        struct rec before, after;
        NEED(ground_open(&g));
        NEED(rec_load(&g.t.w.view, &g.t.a, g.l, g.record, &before) == OK);
        struct hash was = digest(&g);
        town_at(&g.t, "2022-03-25 09:00");
        CHECK_STR(0, str_c(reveal(&g, "h.a", g.record, "contact", "上门核实")), "");
        struct hash is = digest(&g);
        CHECK(hash_eq(&was, &is));
        CHECK_OK(0, show_bare(&g.k, g.l, g.record, S("contact"), &value));
        CHECK_STR(0, value, "王小五 13800001111");
        NEED(rec_load(&g.t.w.view, &g.t.a, g.l, g.record, &after) == OK);
        CHECK_INT(0, after.version, before.version);
        CHECK_INT(0, after.last_day.v, before.last_day.v);
        /* who had the form open goes on; what was done last can still be recalled */
        (void)done(&g, "h.a", g.record, "sign",
                   str_dupz(&g.t.a, str_printf(&g.t.a, "version=%" PRId64, before.version)));
        CHECK_STR(1, str_c(reveal(&g, "h.a", g.record, "contact", "再核实")), "");
        (void)done(&g, "h.a", g.record, "recall", "because=x");
        (void)done(&g, "clerk", g.record, "correct", "channel=visit&because=x");
        CHECK(town_rebuild_same(&g.t));
        look_on(&g);
        struct legal_in in = { g.t.w.st, g.t.w.keys, &g.t.w.inforce };
        struct legal_out out;
        CHECK_OK(-1, legal_check(&in, &g.t.a, &g.t.f, &out));
        town_print(&g.t.f);
        town_close(&g.t);
}

static const struct show_event *last_of(const struct shown *x, const char *step)
{
        for (size_t i = x->event_n; i-- > 0;)
                if (str_eq(x->event[i].step, str_c(step))) return &x->event[i];
        return NULL;
}

TEST(reveal_stays_on_the_record)
{
        struct ground g;
        struct shown x;
        struct looks_out looks;
        struct event e;
        size_t at;
        NEED(ground_open(&g));
        CHECK_STR(0, str_c(reveal(&g, "h.a", g.record, "contact", "致电13800001111")), "");
        NEED(log_get(g.t.w.st, &g.t.a, (int64_t)g.t.w.log.tree.size - 1, &e) == OK);
        CHECK_STR(0, e.step, "reveal");
        CHECK(str_find(e.result, S("\"reveals\":\"contact\""), &at));
        CHECK(!str_find(e.result, S("138"), &at));
        NEED(show_read(&g.k, g.l, g.record, false, &x) == OK);
        const struct show_event *s = last_of(&x, "reveal");
        NEED(s != NULL);
        CHECK_STR(0, s->label, "Private field shown");
        CHECK_STR(0, s->actor, "h.a");
        NEED(s->change_n == 2);
        CHECK_STR(0, s->change[0].text, "Contact");
        CHECK_STR(0, s->change[1].text, "致电138****1111"); /* masked inside the reason too */
        NEED(show_read(&g.k, g.l, g.record, true, &x) == OK);
        CHECK(last_of(&x, "reveal") == NULL && last_of(&x, "assign") != NULL);
        NEED(looks_read(&g.k,
                        &(struct looks_in){ .record = g.record, .from = DAY_NONE, .to = DAY_NONE },
                        &looks) == OK);
        CHECK_INT(0, looks.n, 1);
        CHECK_STR(0, looks.n ? looks.v[0].how : STR_NONE, "reveal");
        CHECK_STR(0, looks.n ? looks.v[0].login : STR_NONE, "h.a");
        CHECK_OK(0, admin_erase(&g.t.w, g.record, g.l, STR_NONE, -1, &g.t.f));
        CHECK_STR(0, str_c(reveal(&g, "h.a", g.record, "contact", "x")), "seal.erased");
        town_close(&g.t);
}

/* ---- kept no longer -------------------------------------------------------------------------- */

static size_t due(struct ground *g, struct retained **ret)
{
        size_t n = 0;
        CHECK_OK(-1, admin_retain_list(&g->t.w, &g->t.a, &g->t.f, ret, &n));
        return n;
}

static int64_t received(struct ground *g)
{
        struct figure_in in = { .l = g->l,
                                .figure = ledger_figure(g->l, S("received")),
                                .on = ask_today(&g->k),
                                .from = DAY_NONE,
                                .to = DAY_NONE,
                                .office = -1,
                                .by = -1 };
        struct figure_out x;
        return CHECK_OK(-1, figure_read(&g->k, &in, &x)) ? x.all.v : -1;
}

TEST(retain_erases_what_is_kept_no_longer)
{
        struct ground g;
        struct retained *v;
        struct shown x;
        int64_t erased;
        size_t at;
        NEED(ground_open(&g));
        int64_t a = done(&g, "clerk", 0, "receive", CONTACT);
        int64_t b = done(&g, "clerk", 0, "receive", CONTACT);
        int64_t c = done(&g, "clerk", 0, "receive", CONTACT);
        town_at(&g.t, "2022-03-22 09:00");
        (void)done(&g, "clerk", a, "decline", "reason=x");
        (void)done(&g, "clerk", b, "answer", "reply=x");
        town_at(&g.t, "2022-03-23 09:00");
        (void)done(&g, "clerk", c, "answer", "reply=x");
        town_at(&g.t, "2027-03-22 09:00");
        CHECK_INT(0, due(&g, &v), 0);
        town_at(&g.t, "2027-03-23 09:00");
        NEED(due(&g, &v) == 2);
        CHECK_INT(0, v[0].record, a);
        CHECK_INT(0, v[1].record, b);
        CHECK_STR(0, v[0].ledger, "request");
        /* one is taken up again between the list and the erasing */
        (void)done(&g, "eval", b, "reopen", "why=x");
        look_on(&g);
        int64_t before = received(&g);
        CHECK_OK(0, admin_retain(&g.t.w, v, 2, 1, &g.t.f, &erased));
        CHECK_INT(0, erased, 1);
        CHECK(keys_destroyed(g.t.w.keys, a) && !keys_destroyed(g.t.w.keys, b));
        CHECK_INT(0, due(&g, &v), 0);
        CHECK_INT(0, received(&g), before);
        NEED(show_read(&g.k, g.l, a, false, &x) == OK);
        CHECK_STR(0, x.field[0].text, "(erased)");
        const struct show_event *e = last_of(&x, "erase");
        NEED(e != NULL && e->change_n == 1);
        CHECK(str_find(e->change[0].text, S("5"), &at));
        CHECK(town_rebuild_same(&g.t));
        town_close(&g.t);
}
