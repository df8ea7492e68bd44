/* Papers over the API: what is owed of one, the step on it, its text, and whose work it is. */
#include "api_town.h"

#define TRIAL "/api/v1/ledgers/trial/records"

static struct str first_text(struct site_town *s, const char *target, const char *list,
                             const char *name)
{
        struct site_reply r = site_get(s, target);
        const struct jval *v = jval_get(api_json(s, &r), str_c(list));
        return v && v->n ? jval_text(&v->items[0], str_c(name)) : STR_NONE;
}

TEST(api_papers)
{
        struct site_town s;
        NEED(site_open_more(&s, t_dir(), &api_set, 1, TOWN_LOOP) && api_as(&s, "clerk"));
        CHECK_INT(-1, site_post(&s, TRIAL, S("{\"lead\":\"4313-RSJ\"}")).status, 201);
        for (int i = 0; i < 2; i++)
                CHECK_INT(i, site_post(&s, TRIAL "/T2022-001/steps/warn", S("{}")).status, 200);
        struct site_reply r = site_get(&s, TRIAL "/T2022-001");
        const struct jval *papers = jval_get(api_json(&s, &r), S("papers"));
        NEED(papers && papers->n == 2);
        const struct jval *owed = jval_get(&papers->items[0], S("owed"));
        NEED(owed != NULL);
        CHECK_STR(-1, jval_text(&papers->items[0], S("number")), "N1");
        CHECK_STR(-1, jval_text(owed, S("holder")), "4313-RSJ");
        CHECK_STR(-1, jval_text(owed, S("outcome")), "");
        CHECK(jval_text(owed, S("explanation")).n > 0);
        NEED(api_as(&s, "h.rsj"));
        CHECK_STR(-1, first_text(&s, "/api/v1/work?ledger=trial", "duties", "kind"), "paper");
        CHECK_STR(-1, first_text(&s, "/api/v1/work?ledger=trial", "duties", "paper"), "N1");
        r = site_post(&s, TRIAL "/T2022-001/steps/noted", S("{\"fields\":{},\"paper\":\"N3\"}"));
        CHECK_INT(-1, r.status, 409);
        CHECK_STR(-1, str_c(r.f.first ? r.f.first->code : ""), "paper.none");
        r = site_post(&s, TRIAL "/T2022-001/steps/noted", S("{\"fields\":{},\"paper\":\"N2\"}"));
        CHECK_INT(-1, r.status, 200);
        r = site_get(&s, TRIAL "/T2022-001");
        papers = jval_get(api_json(&s, &r), S("papers"));
        NEED(papers && papers->n == 2);
        owed = jval_get(&papers->items[1], S("owed"));
        CHECK_STR(-1, jval_text(owed, S("outcome")), "done");
        CHECK(jval_text(owed, S("receipted_by")).n > 0);
        site_close(&s);
}

static const struct {
        const char *login, *target;
        int status;
} text_row[] = {
        { "clerk", TRIAL "/T2022-001/papers/1", 200 },
        { "h.rsj", TRIAL "/T2022-001/papers/1?format=html", 200 },
        { "h.rsj", TRIAL "/T2022-001/papers/1?format=pdf", 400 },
        { "h.rsj", TRIAL "/T2022-001/papers/2", 404 },
        { "h.rsj", TRIAL "/T2022-001/papers/x", 404 },
        { "h.rsj", TRIAL "/T2022-002/papers/1", 404 },
        { "h.dl", TRIAL "/T2022-001/papers/1", 404 }, /* hidden from it */
        { "", TRIAL "/T2022-001/papers/1", 401 },
};

TEST(api_paper_texts)
{
        struct site_town s;
        NEED(site_open_more(&s, t_dir(), &api_set, 1, TOWN_LOOP) && api_as(&s, "clerk"));
        CHECK_INT(-1, site_post(&s, TRIAL, S("{\"lead\":\"4313-RSJ\"}")).status, 201);
        CHECK_INT(-1, site_post(&s, TRIAL "/T2022-001/steps/warn", S("{}")).status, 200);
        for (size_t i = 0; i < LEN(text_row); i++) {
                NEED(api_as(&s, text_row[i].login));
                struct site_reply r = site_get(&s, text_row[i].target);
                CHECK_INT(i, r.status, text_row[i].status);
                if (r.status == 200) CHECK_STR(i, jval_text(api_json(&s, &r), S("number")), "N1");
        }
        site_close(&s);
}
