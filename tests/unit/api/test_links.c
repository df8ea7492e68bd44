/* Links to several records and accounts: arrays in, arrays out; where they lead is said as far as
 * the reader sees it. */
#include "api_town.h"
#include "lib/hidden.h"

#define FIRMS "/api/v1/ledgers/organisation/records"
#define PAIRS "/api/v1/ledgers/pairing/records"

static struct str firm(struct site_town *s, const char *name, const char *code)
{
        struct site_reply r = site_post(
                s, FIRMS,
                str_printf(&s->t.a, "{\"name\":\"%s\",\"code\":\"%s\",\"org_kind\":\"limited\"}",
                           name, code));
        CHECK_INT(-1, r.status, 201);
        return api_member(s, &r, "number");
}

static const struct {
        const char *firms, *code;
        int status;
} given[] = {
        { "[\"C-1\"]", "", 201 },
        { "\"C-1; C-2\"", "", 201 },
        { "[\"C-1\",\"C-1\",\"C-2\"]", "", 201 },
        { "[]", "step.when", 409 },
        { "[\"C-9\"]", "input.link", 400 },
        { "{\"code\":\"C-1\"}", "input.value", 400 },
};

TEST(api_links_are_arrays)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        (void)firm(&s, "甲厂", "C-1");
        (void)firm(&s, "乙厂", "C-2");
        for (size_t i = 0; i < LEN(given); i++) {
                struct site_reply r = site_post(
                        &s, PAIRS,
                        str_printf(
                                &s.t.a,
                                "{\"ref\":\"A-%zu\",\"firms\":%s,\"villages\":[\"431302001001\"]}",
                                i, given[i].firms));
                CHECK_INT(i, r.status, given[i].status);
                CHECK_STR(i, api_code(&s, &r), given[i].code);
        }
        struct site_reply r = site_get(&s, "/api/v1/figures/pairing.firms");
        CHECK_STR(-1, api_member(&s, &r, "value"), "2");
        site_close(&s);
}

/* The lines of a record's field `name`. */
static const struct jval *line_of(const struct jval *record, const char *name)
{
        const struct jval *all = jval_get(record, S("labelled"));
        for (size_t i = 0; all && i < all->n; i++)
                if (str_eq(jval_text(&all->items[i], S("name")), str_c(name)))
                        return &all->items[i];
        return NULL;
}

TEST(api_links_lead_where_the_reader_may_go)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        struct str city = firm(&s, "市属厂", "C-1");
        NEED(api_as(&s, "clerk2"));
        struct str own = firm(&s, "区属厂", "C-2");
        struct site_reply r = site_post(
                &s, PAIRS,
                S("{\"ref\":\"A\",\"firms\":[\"C-1\",\"C-2\"],\"villages\":[\"431302001001\"]}"));
        struct str number = api_member(&s, &r, "number");
        r = site_get(&s, str_dupz(&s.t.a, str_printf(&s.t.a, PAIRS "/%.*s", SP(number))));
        const struct jval *o = api_json(&s, &r), *firms = jval_get(o, S("firms"));
        NEED(firms && firms->kind == JARRAY && firms->n == 2);
        CHECK(firms->items[0].kind == JINT && firms->items[1].kind == JINT);
        const struct jval *links = jval_get(line_of(o, "firms"), S("links"));
        NEED(links && links->n == 2);
        CHECK_STR(0, jval_text(&links->items[0], S("text")), str_dupz(&s.t.a, city));
        CHECK(jval_get(&links->items[0], S("number")) == NULL);
        CHECK_STR(1, jval_text(&links->items[1], S("number")), str_dupz(&s.t.a, own));
        r = site_get(&s, "/api/v1/figures/pairing.firms?rows=true&office=431302");
        const struct jval *rows = jval_get(api_json(&s, &r), S("rows"));
        NEED(rows && rows->n == 2);
        CHECK_STR(-1, jval_text(&rows->items[0], S("to")), str_dupz(&s.t.a, city));
        CHECK(jval_get(&rows->items[0], S("to_number")) == NULL);
        CHECK_STR(-1, jval_text(&rows->items[1], S("to_number")), str_dupz(&s.t.a, own));
        r = site_get(&s, str_dupz(&s.t.a, str_printf(&s.t.a, FIRMS "/%.*s", SP(own))));
        const struct jval *made = jval_get(api_json(&s, &r), S("made"));
        NEED(made && made->n == 1);
        CHECK_STR(-1, jval_text(&made->items[0], S("name")), "helps");
        CHECK_STR(-1, jval_text(&made->items[0], S("number")), str_dupz(&s.t.a, number));
        site_close(&s);
}

static const struct {
        const char *people, *code;
        int status;
} named[] = {
        { "[\"clerk\",\"disp\"]", "", 201 },
        { "\"clerk、disp\"", "", 201 },
        { "[\"disp\",\"clerk\",\"disp\"]", "", 201 },
        { "[]", "", 201 },
        { "[\"clerk\",\"nobody\"]", "input.value", 400 },
        { "1", "input.value", 400 },
};

TEST(api_accounts_are_arrays)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        NEED(hidden_more(&s.t, "  watchers: {type: account, many: true}\n", ", watchers") &&
             site_news(&s));
        for (size_t i = 0; i < LEN(named); i++) {
                struct str in = str_printf(
                        &s.t.a,
                        "{\"title\":\"a\",\"body\":\"b\",\"channel\":\"hotline\",\"watchers\":%s}",
                        named[i].people);
                struct site_reply r = site_post(&s, "/api/v1/ledgers/request/records", in);
                CHECK_INT(i, r.status, named[i].status);
                CHECK_STR(i, api_code(&s, &r), named[i].code);
                if (named[i].status != 201) continue;
                struct str number = api_member(&s, &r, "number");
                r = site_get(&s, str_dupz(&s.t.a,
                                          str_printf(&s.t.a, "/api/v1/ledgers/request/records/%.*s",
                                                     SP(number))));
                const struct jval *people = jval_get(api_json(&s, &r), S("watchers"));
                NEED(people && people->kind == JARRAY);
                CHECK_INT(i, people->n, i < 3 ? 2 : 0);
                for (size_t k = 0; k < people->n; k++) CHECK(people->items[k].kind == JINT);
        }
        site_close(&s);
}
