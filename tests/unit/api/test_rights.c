/* test_rights.c: I6 over the API: for every account of the town a list, its pages, its count, the
 * exports, a search, the record pages and the rows of a figure show the very same records. */
#include "api_town.h"
#include "lib/hidden.h"

#define RECORDS "/api/v1/ledgers/request/records"
#define SEARCH  "/api/v1/search?ledger=request&q=%E6%AD%A3%E6%96%87" /* 正文: in every body */
#define MANY    40

/* Numbers that somebody was shown, in the order of the list. */
struct set {
        struct str v[MANY + 1];
        size_t n;
};

static void add(struct set *x, struct str number)
{
        if (x->n <= MANY) x->v[x->n++] = number;
}

static bool has(const struct set *x, struct str number)
{
        for (size_t i = 0; i < x->n; i++)
                if (str_eq(x->v[i], number)) return true;
        return false;
}

static bool same(const struct set *x, const struct set *y)
{
        if (x->n != y->n) return false;
        for (size_t i = 0; i < x->n; i++)
                if (!has(y, x->v[i])) return false;
        return true;
}

static void add_records(const struct jval *list, struct set *x)
{
        for (size_t i = 0; list && i < list->n; i++)
                if (jval_text(&list->items[i], S("number")).n)
                        add(x, jval_text(&list->items[i], S("number")));
}

/* All at once, and page by page. */
static struct set listed(struct site_town *s, int64_t *ret_total)
{
        struct set x = { .n = 0 };
        struct site_reply r = site_get(s, RECORDS "?limit=1000&count=true");
        const struct jval *v = api_json(s, &r);
        CHECK_INT(-1, r.status, 200);
        add_records(jval_get(v, S("records")), &x);
        *ret_total = jval_int(v, S("total"), -1);
        return x;
}

/* Follows `Link: <…>; rel="next"`. */
static struct set paged(struct site_town *s, const char *first)
{
        struct set x = { .n = 0 };
        const char *next = first;
        for (int i = 0; next && i < 2 * MANY; i++) {
                struct site_reply r = site_get(s, next);
                const struct jval *v = api_json(s, &r);
                struct str link = site_header(&r, "link"), url, rest;
                CHECK_INT(i, r.status, 200);
                add_records(jval_get(v, S("records")), &x);
                add_records(jval_get(v, S("rows")), &x);
                add_records(jval_get(v, S("hits")), &x);
                next = NULL;
                CHECK_ROW(i, (link.n > 0) == (jval_text(v, S("after")).n > 0));
                if (link.n && str_cut(str_from(link, 1), '>', &url, &rest))
                        next = str_dupz(&s->t.a, url);
        }
        return x;
}

static struct set exported(struct site_town *s, const char *target)
{
        struct set x = { .n = 0 };
        struct site_reply r = site_get(s, target);
        struct str rest = r.body, line, number, tail;
        CHECK_INT(-1, r.status, 200);
        bool csv = str_ends(str_c(target), S(".csv"));
        if (csv) CHECK(str_split(&rest, '\n', &line));
        while (str_split(&rest, '\n', &line)) {
                if (line.n == 0) continue;
                if (csv) {
                        if (str_cut(line, ',', &number, &tail)) add(&x, number);
                        continue;
                }
                struct jval *o;
                struct str why;
                if (CHECK_OK(-1, jval_parse(&s->t.a, line, &o, &why)))
                        add(&x, jval_text(o, S("number")));
        }
        return x;
}

/* Every record of the city is tried, also those that are not his. */
static struct set opened(struct site_town *s, const struct set *all)
{
        struct set x = { .n = 0 };
        for (size_t i = 0; i < all->n; i++) {
                struct site_reply r = site_get(s, api_path(s, all->v[i], ""));
                struct site_reply o = site_get(s, api_path(s, all->v[i], "/steps"));
                struct site_reply p = api_post(s, api_path(s, all->v[i], "/steps/hurry"),
                                               "{\"fields\":{\"nothing\":1}}", NULL);
                CHECK_ROW(i, r.status == 200 || r.status == 404);
                CHECK_INT(i, o.status, r.status);
                struct site_reply v = api_post(s, api_path(s, all->v[i], "/reveal"),
                                               "{\"field\":\"title\",\"because\":\"x\"}", NULL);
                CHECK_ROW(i, (p.status == 404) == (r.status == 404));
                CHECK_INT(i, v.status, r.status == 404 ? 404 : 409); /* the title is not private */
                if (r.status == 200) add(&x, all->v[i]);
        }
        return x;
}

/* A step for which no record is ready: who sees the record hears that, for all others there is none.
 * Asked at once, as the command line does, and over the API; with a version that is stale too. */
static void check_steps(struct site_town *s, const char *login, const struct set *all,
                        const struct set *seen)
{
        const struct ledger *l =
                &s->t.w.inforce.city->ledgers[city_ledger(s->t.w.inforce.city, S("request"))];
        for (size_t i = 0; i < all->n; i++) {
                int64_t id = 0;
                bool sees = has(seen, all->v[i]);
                NEED(rec_find(&s->t.w.view, l, all->v[i], &id) == OK);
                struct outcome_of o = town_do(&s->t, login, "request", id, "confirm", "");
                CHECK_STR(i, str_c(outcome_code(&o)), sees ? "step.from" : "record.none");
                struct site_reply r =
                        api_post(s, api_path(s, all->v[i], "/steps/confirm"), "{}", NULL);
                CHECK_INT(i, r.status, sees ? 409 : 404);
                CHECK_STR(i, api_code(s, &r), sees ? "step.from" : "record.unknown");
        }
}

static void check_one(struct site_town *s, const char *login, const struct set *all)
{
        int64_t total;
        if (!CHECK(api_as(s, login))) return;
        struct set x = listed(s, &total), y = paged(s, RECORDS "?limit=3");
        CHECK_INT(-1, total, x.n);
        CHECK(same(&x, &y));
        y = paged(s, RECORDS "?limit=2&sort=entered");
        CHECK(same(&x, &y));
        y = paged(s, SEARCH "&limit=3");
        CHECK(same(&x, &y));
        y = exported(s, RECORDS ".csv");
        CHECK(same(&x, &y));
        y = exported(s, RECORDS ".jsonl");
        CHECK(same(&x, &y));
        y = opened(s, all);
        if (!CHECK(same(&x, &y))) fprintf(stderr, "  as %s\n", login);
        check_steps(s, login, all, &x);
        struct site_reply r = site_get(s, "/api/v1/figures/request.received?rows=true&limit=1000");
        if (r.status != 200) {
                CHECK_INT(-1, r.status, 403); /* not a figure of his office */
                return;
        }
        const struct jval *v = api_json(s, &r);
        y = paged(s, "/api/v1/figures/request.received?rows=true&limit=4");
        CHECK(same(&x, &y));
        CHECK_INT(-1, jval_int(v, S("shown"), -1), x.n);
        CHECK_INT(-1, jval_int(v, S("shown"), -1) + jval_int(v, S("withheld"), -1),
                  jval_int(v, S("value"), -1));
}

/* Records of two counties and several offices, assigned here and there. */
static bool fill(struct site_town *s, struct set *all)
{
        static const char *const clerk[] = { "clerk", "clerk2" };
        static const char *const lead[] = { "431302", "4313-RSJ", "431302001001", "431321",
                                            "4313-DL" };
        /* confidential ones, and those where somebody is the party complained of */
        static const char *const more[] = {
                "",
                "",
                ",\"hush\":true",
                ",\"hush\":true",
                ",\"against\":\"431302\"",
                ",\"against\":\"4313-RSJ\"",
                ",\"party\":\"eval\"",
        };
        for (int i = 0; i < 22; i++) {
                char title[32];
                (void)snprintf(title, sizeof title, "诉求 %d", i);
                if (!api_as(s, clerk[i % 2])) return false;
                struct str body = str_printf(&s->t.a,
                                             "{\"fields\":{\"title\":\"%s\",\"body\":\"正文\","
                                             "\"channel\":\"%s\"%s}}",
                                             title, i % 3 ? "hotline" : "visit", more[i % 7]);
                struct site_reply in = api_post(s, RECORDS, str_dupz(&s->t.a, body), NULL);
                struct str number = api_member(s, &in, "number");
                if (!CHECK_INT(i, in.status, 201) || number.n == 0) return false;
                add(all, number);
                if (i % 4 || i % 2) continue; /* those of the county's clerk stay there */
                body = str_printf(&s->t.a, "{\"fields\":{\"lead\":\"%s\"}}", lead[(i / 4) % 5]);
                if (!api_as(s, "disp")) return false;
                struct site_reply r = api_post(s, api_path(s, number, "/steps/assign"),
                                               str_dupz(&s->t.a, body), NULL);
                if (!CHECK_INT(i, r.status, 200)) return false;
        }
        return true;
}

/* One of the bureau for one of the power company. */
static bool stands_in(struct site_town *s)
{
        const struct stand_in in = {
                .login = S("h.dl"), .acting_for = S("h.rsj"), .from = DAY_NONE, .to = DAY_NONE
        };
        int64_t id;
        return admin_stand_in(&s->t.w, -1, &in, &s->t.f, &id) == OK && site_news(s);
}

TEST(api_shows_everybody_one_set)
{
        struct site_town s;
        struct set all = { .n = 0 };
        NEED(api_town(&s, t_dir()) && hidden_fields(&s.t) && site_news(&s) && fill(&s, &all) &&
             stands_in(&s) && site_index(&s));
        const struct accounts *x = &s.t.w.inforce.accounts;
        size_t some = 0;
        for (size_t i = 0; i < x->n; i++) {
                int64_t total;
                const char *login = str_dupz(&s.t.a, x->v[i].login);
                check_one(&s, login, &all);
                some += listed(&s, &total).n > 0;
                NEED(looks_flush(s.site.looks, s.t.w.st) == OK);
        }
        /* of all: the root's dispatcher; less what is confidential of Louxing: the root's clerk */
        static const struct {
                const char *login;
                size_t sees;
        } who[] = { { "disp", 22 }, { "clerk", 19 }, { "eval", 16 } };
        for (size_t i = 0; i < LEN(who); i++) {
                int64_t total;
                NEED(api_as(&s, who[i].login));
                CHECK_INT(i, listed(&s, &total).n, who[i].sees);
        }
        CHECK(some > 8); /* and not because nobody sees anything */
        CHECK(some < x->n);
        site_close(&s);
}

TEST(api_reveals_for_a_reason)
{
        static const struct {
                const char *login, *body;
                int status;
                const char *code;
        } row[] = {
                { "", "{\"field\":\"contact\",\"because\":\"x\"}", 401, "session.none" },
                { "clerk", "{\"field\":\"contact\"}", 400, "because" },
                { "clerk", "{\"field\":\"body\",\"because\":\"x\"}", 409, "reveal.open" },
                { "clerk", "{\"field\":\"nothing\",\"because\":\"x\"}", 400, "reveal.field" },
                { "clerk", "{\"field\":\"contact\",\"reason\":\"x\"}", 400, "body.member" },
                { "lead", "{\"field\":\"contact\",\"because\":\"x\"}", 403, "role" },
                { "h.rsj", "{\"field\":\"contact\",\"because\":\"x\"}", 404, "record.unknown" },
                { "sys", "{\"field\":\"contact\",\"because\":\"x\"}", 404, "record.unknown" },
                { "clerk", "{\"field\":\"contact\",\"because\":\"回访\"}", 200, "" },
        };
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        struct site_reply r = api_post(&s, RECORDS,
                                       "{\"fields\":{\"title\":\"a\",\"body\":\"b\",\"channel\":"
                                       "\"hotline\",\"contact\":\"王小五,13800001111\"}}",
                                       NULL);
        struct str number = api_member(&s, &r, "number");
        size_t at;
        NEED(number.n > 0);
        for (size_t i = 0; i < LEN(row); i++) {
                NEED(api_as(&s, row[i].login));
                r = api_post(&s, api_path(&s, number, "/reveal"), row[i].body, NULL);
                CHECK_INT(i, r.status, row[i].status);
                CHECK_STR(i, api_code(&s, &r), row[i].code);
                CHECK_ROW(i, str_find(r.body, S("13800001111"), &at) == (r.status == 200));
        }
        CHECK_STR(-1, api_member(&s, &r, "value"), "王小五 13800001111");
        r = site_get(&s, api_path(&s, number, ""));
        CHECK(!str_find(r.body, S("13800001111"), &at) && str_find(r.body, S("reveal"), &at));
        NEED(api_as(&s, "audit"));
        r = site_get(&s, "/api/v1/looks?account=clerk");
        CHECK(str_find(r.body, S("\"how\":\"reveal\""), &at));
        site_close(&s);
}
