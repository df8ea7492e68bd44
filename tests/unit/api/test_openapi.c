/* test_openapi.c: the document says everything there is, and nothing that is not there. */
#include "api_town.h"
#include "lib/hidden.h"

static struct jval *document(struct site_town *s, const char *target)
{
        struct site_reply r = site_get(s, target);
        CHECK_INT(-1, r.status, 200);
        CHECK_STR(-1, r.type, "application/json");
        return api_json(s, &r);
}

/* Every $ref leads somewhere; ret counts them. */
static void follow(const struct jval *doc, const struct jval *v, size_t *ret)
{
        for (size_t i = 0; i < v->n; i++) {
                if (v->kind == JOBJECT && str_eq(v->keys[i], S("$ref"))) {
                        struct str rest = str_from(v->items[i].text, 2), key;
                        const struct jval *at = doc;
                        while (at && str_split(&rest, '/', &key)) at = jval_get(at, key);
                        if (!CHECK(at != NULL)) fprintf(stderr, "  %.*s\n", SP(v->items[i].text));
                        (*ret)++;
                }
                follow(doc, &v->items[i], ret);
        }
}

TEST(openapi_references_lead_somewhere)
{
        struct site_town s;
        size_t n = 0;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        const struct jval *doc = document(&s, "/api/openapi.json");
        NEED(doc);
        follow(doc, doc, &n);
        CHECK(n > 200);
        CHECK_STR(-1, jval_text(doc, S("openapi")), "3.1.0");
        site_close(&s);
}

/* The path of a route as the document has it: those of a ledger are written out. */
static struct str described(struct arena *a, struct str pattern, const char *step)
{
        struct str at = str_from(pattern, sizeof "/api/v1" - 1), head, tail;
        size_t records;
        if (!str_find(at, S("/records"), &records) && !str_find(at, S("/candidates"), &records))
                return at;
        ASSERT(str_cut(at, '{', &head, &tail));
        at = str_printf(a, "%.*srequest%.*s", SP(head), SP(str_from(at, records)));
        if (str_ends(at, S("/{step}")))
                at = str_printf(a, "%.*s%s", SP(str_sub(at, 0, at.n - 6)), step);
        return at;
}

static bool takes_files(struct site_town *s)
{
        return hidden_more(&s->t, "  letter: {type: file}\n", ", letter") && site_news(s);
}

TEST(openapi_has_every_route)
{
        static const char *const method[] = { "get", "head", "post", "delete" };
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk") && takes_files(&s));
        const struct jval *doc = document(&s, "/api/openapi.json");
        const struct jval *paths = jval_get(doc, S("paths"));
        NEED(paths);
        for (size_t i = 0; i < api_set.n; i++) {
                const struct web_route *r = &api_set.v[i];
                if (!str_starts(str_c(r->pattern), S("/api/v1"))) continue;
                struct str path = described(&s.t.a, str_c(r->pattern), "assign");
                const struct jval *item = jval_get(paths, path);
                if (!CHECK_ROW(i, item && jval_get(item, str_c(method[r->method]))))
                        fprintf(stderr, "  %.*s\n", SP(path));
        }
        site_close(&s);
}

/* Operations on the files of a record only where its ledger takes any. */
TEST(openapi_has_files_where_a_ledger_takes_them)
{
        static const struct {
                const char *path;
                bool there;
        } row[] = {
                { "/ledgers/{ledger}/files", true },
                { "/ledgers/request/records/{number}/files/{file}", true },
                { "/ledgers/catalogue/records/{number}", true },
                { "/ledgers/catalogue/records/{number}/files/{file}", false },
        };
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        const struct jval *paths = jval_get(document(&s, "/api/openapi.json"), S("paths"));
        NEED(paths);
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_ROW(i, (jval_get(paths, str_c(row[i].path)) != NULL) == row[i].there);
        site_close(&s);
}

/* Of what type the items of a field are, in how many of the schemas that have it. */
static size_t items_of(const struct jval *v, const char *field, const char *type)
{
        size_t n = 0;
        for (size_t i = 0; i < v->n; i++) {
                bool it = v->kind == JOBJECT && str_eq(v->keys[i], str_c(field));
                const struct jval *items = it ? jval_get(&v->items[i], S("items")) : NULL;
                n += items && str_eq(jval_text(items, S("type")), str_c(type));
                n += items_of(&v->items[i], field, type);
        }
        return n;
}

/* Accounts are given by their logins and answered by their ids; what is private as a text. */
TEST(openapi_has_arrays_of_accounts)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        NEED(hidden_more(&s.t,
                         "  watchers: {type: account, many: true}\n"
                         "  hidden: {type: account, many: true, private: true}\n",
                         ", watchers, hidden") &&
             site_news(&s));
        const struct jval *doc = document(&s, "/api/openapi.json");
        NEED(doc);
        CHECK(items_of(doc, "watchers", "string") > 0);
        CHECK(items_of(doc, "watchers", "integer") > 0);
        CHECK_INT(-1, items_of(doc, "hidden", "string"), items_of(doc, "watchers", "string"));
        CHECK_INT(-1, items_of(doc, "hidden", "integer"), 0);
        site_close(&s);
}

TEST(openapi_shows_public_ledgers_to_nobody)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()));
        const struct jval *doc = document(&s, "/api/openapi.json?lang=zh");
        const struct jval *paths = jval_get(doc, S("paths"));
        CHECK(jval_get(paths, S("/ledgers/request/records")) != NULL);
        CHECK(jval_get(paths, S("/ledgers/organisation/records")) == NULL);
        const struct jval *info = jval_get(doc, S("info"));
        CHECK_STR(-1, jval_text(info, S("title")), "小城 · 直通");
        site_close(&s);
}

/* What a step takes follows from the declaration. */
TEST(openapi_describes_a_step)
{
        static const struct {
                const char *field, *member, *want;
        } row[] = {
                { "title", "type", "string" },   { "urgent", "type", "boolean" },
                { "channel", "type", "string" }, { "title", "description", "Title" },
                { "firm", "type", "string" },
        };
        struct site_town s;
        NEED(api_town(&s, t_dir()));
        const struct jval *doc = document(&s, "/api/openapi.json");
        const struct jval *step = jval_get(jval_get(jval_get(doc, S("components")), S("schemas")),
                                           S("step.request.receive"));
        const struct jval *fields = jval_get(jval_get(step, S("properties")), S("fields"));
        const struct jval *p = jval_get(fields, S("properties"));
        NEED(p);
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, jval_text(jval_get(p, str_c(row[i].field)), str_c(row[i].member)),
                          row[i].want);
        CHECK_INT(-1, jval_int(jval_get(p, S("title")), S("maxLength"), 0), 80);
        const struct jval *codes = jval_get(jval_get(p, S("channel")), S("enum"));
        CHECK(codes && codes->n == 7);
        const struct jval *need = jval_get(fields, S("required"));
        CHECK(need && need->n == 3);
        CHECK(!jval_get(p, S("reply"))); /* another step's */
        site_close(&s);
}
