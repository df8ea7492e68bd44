/* Tables in JSON, and the records made of their rows, both ways. */
#include "api_town.h"

#define DEFS  "tests/unit/pages/defs"
#define TALKS "/api/v1/ledgers/talk/records"

static const struct {
        const char *table, *code;
        int status;
} given[] = {
        { "[]", "", 201 },
        { "null", "", 201 },
        { "[{\"what\":\"a\",\"lead\":\"4313\",\"size\":3,\"urgent\":true}]", "", 201 },
        { "\"[{\\\"what\\\":\\\"a\\\",\\\"lead\\\":\\\"4313\\\"}]\"", "", 201 },
        { "{\"what\":\"a\"}", "input.value", 400 },
        { "[1]", "input.value", 400 },
        { "[{\"what\":\"a\"}]", "input.required", 400 },
        { "[{\"what\":\"a\",\"lead\":\"4313\",\"size\":\"x\"}]", "input.value", 400 },
};

TEST(api_tables_are_arrays)
{
        struct site_town s;
        NEED(site_open_more(&s, t_dir(), &api_set, 1, DEFS) && api_as(&s, "clerk"));
        for (size_t i = 0; i < LEN(given); i++) {
                struct str body =
                        str_printf(&s.t.a, "{\"title\":\"a\",\"table\":%s}", given[i].table);
                struct site_reply r = site_post(&s, TALKS, body);
                CHECK_INT(i, r.status, given[i].status);
                CHECK_STR(i, str_c(r.f.first ? r.f.first->code : ""), given[i].code);
        }
        site_close(&s);
}

TEST(api_shows_what_was_made)
{
        struct site_town s;
        NEED(site_open_more(&s, t_dir(), &api_set, 1, DEFS) && api_as(&s, "clerk"));
        struct site_reply r = site_post(
                &s, TALKS,
                S("{\"title\":\"a\",\"table\":[{\"what\":\"联系13812345678\",\"lead\":\"4313\","
                  "\"size\":3,\"who\":{\"name\":\"王小明\",\"phone\":\"13812345678\"}},"
                  "{\"what\":\"b\",\"lead\":\"431302\",\"urgent\":true}]}"));
        CHECK_INT(-1, r.status, 201);
        r = site_get(&s, TALKS "/2022000001");
        const struct jval *o = api_json(&s, &r), *table = jval_get(o, S("table"));
        NEED(table && table->kind == JARRAY && table->n == 2);
        CHECK_STR(-1, jval_text(&table->items[0], S("what")), "联系138****5678");
        CHECK_STR(-1, jval_text(&table->items[0], S("who")), "王** 138****5678");
        CHECK_INT(-1, jval_int(&table->items[0], S("size"), 0), 3);
        CHECK(jval_bool(&table->items[1], S("urgent")));
        CHECK_INT(-1, jval_get(o, S("made"))->n, 0);
        r = site_post(&s, TALKS "/2022000001/steps/settle", S("{}"));
        CHECK_INT(-1, r.status, 200);
        r = site_get(&s, TALKS "/2022000001");
        const struct jval *made = jval_get(api_json(&s, &r), S("made"));
        NEED(made && made->kind == JARRAY && made->n == 2);
        CHECK_STR(-1, jval_text(&made->items[0], S("name")), "tasks");
        CHECK_STR(-1, jval_text(&made->items[0], S("label")), "2022000002 b");
        r = site_get(&s, "/api/v1/ledgers/task/records/2022000001");
        CHECK_INT(-1, r.status, 200);
        o = api_json(&s, &r);
        CHECK(jval_int(o, S("origin"), 0) > 0);
        CHECK_STR(-1, jval_text(o, S("what")), "联系138****5678");
        site_close(&s);
}
