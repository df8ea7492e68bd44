/* Suggestions, warnings and what linked records offer, by the API. */
#include "api_town.h"

#define RECORD "/api/v1/ledgers/matter/records/M1"

static bool open_matter(struct site_town *s)
{
        if (!site_open_more(s, t_dir(), &api_set, 1, "tests/unit/loop/needs")) return false;
        town_at(&s->t, "2022-03-21 09:00");
        struct outcome_of line = town_do(&s->t, "clerk", "line", 0, "add",
                                         "topic=utilities&lead=4313-DL&text=In three days.");
        struct outcome_of m = town_do(&s->t, "clerk", "matter", 0, "enter",
                                      "topic=power_supply&place=431302001&from=L1");
        return line.err == OK && m.err == OK && site_news(s);
}

static const struct jval *first_of(struct site_town *s, const struct site_reply *r, struct str key)
{
        const struct jval *v = jval_get(api_json(s, r), key);
        return v && v->kind == JARRAY && v->n ? &v->items[0] : NULL;
}

TEST(api_suggestions)
{
        struct site_town s;
        NEED(open_matter(&s) && api_as(&s, "disp"));
        struct site_reply r = site_get(&s, RECORD "/steps/assign/suggestions");
        CHECK_INT(0, r.status, 200);
        const struct jval *v = first_of(&s, &r, S("suggestions"));
        NEED(v != NULL);
        CHECK_STR(0, jval_text(v, S("office")), "4313-DL");
        CHECK_STR(0, jval_text(v, S("number")), "L1");
        CHECK_STR(0, jval_text(v, S("source")), "Catalogue L1");
        CHECK_INT(1, site_get(&s, RECORD "/steps/nothing/suggestions").status, 404);
        CHECK_INT(2,
                  site_get(&s, "/api/v1/ledgers/matter/records/M9/steps/assign/suggestions").status,
                  404);
        NEED(api_as(&s, "h.louxing")); /* does not see the record */
        CHECK_INT(3, site_get(&s, RECORD "/steps/assign/suggestions").status, 404);
        NEED(api_as(&s, ""));
        CHECK_INT(4, site_get(&s, RECORD "/steps/assign/suggestions").status, 401);
        site_close(&s);
}

TEST(api_warnings_and_offers)
{
        struct site_town s;
        NEED(open_matter(&s) && api_as(&s, "disp"));
        for (int i = 0; i < 2; i++) { /* the same key: the same answer */
                struct site_reply r = api_post(&s, RECORD "/steps/assign",
                                               "{\"lead\":\"431302001\"}", "idempotency-key: k");
                CHECK_INT(i, r.status, 200);
                const struct jval *w = jval_get(api_json(&s, &r), S("warnings"));
                NEED(w && w->n == 2);
                CHECK_STR(i, jval_text(&w->items[0], S("name")), "low");
                CHECK_STR(i, jval_text(&w->items[0], S("text")), "Handed down");
        }
        NEED(api_as(&s, "clerk"));
        struct site_reply r = site_get(&s, RECORD "/steps");
        const struct jval *steps = jval_get(api_json(&s, &r), S("steps"));
        for (size_t i = 0; steps && i < steps->n; i++) {
                const struct jval *o = jval_get(&steps->items[i], S("offers"));
                bool settle = str_eq(jval_text(&steps->items[i], S("step")), S("settle"));
                if (settle && CHECK(o != NULL)) {
                        CHECK_STR(i, jval_text(o, S("text")), "In three days.");
                        CHECK_STR(i, jval_text(o, S("also")), "4313-DL");
                }
        }
        site_close(&s);
}
