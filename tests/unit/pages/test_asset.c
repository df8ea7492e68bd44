/* Assets: only what is in the table, to be kept for ever, compressed for whoever takes that. */
#include "visit.h"

static struct str address(struct visit *v, const char *name)
{
        struct site_reply r = site_get(&v->s, "/follow");
        struct str hash = between(&r, "href=\"/assets/", "/tabler");
        if (!str_eq(str_c(name), S("tabler.min.css"))) {
                const char *before = "tabler.min.css\">\n<link rel=\"stylesheet\" href=\"/assets/";
                hash = between(&r, before, "/app.css");
        }
        return str_printf(&v->s.t.a, "/assets/%.*s/%s", SP(hash), name);
}

static struct site_reply get(struct visit *v, struct str target, const char *header)
{
        struct site_call c = { .method = WEB_GET,
                               .target = str_dupz(&v->s.t.a, target),
                               .header = header };
        return site_do(&v->s, &c);
}

TEST(an_asset_is_kept_for_ever)
{
        struct visit v;
        NEED(visit_open(&v));
        struct str at = address(&v, "app.css");
        struct site_reply r = get(&v, at, NULL);
        CHECK_INT(-1, r.status, 200);
        CHECK_STR(-1, r.type, "text/css; charset=utf-8");
        CHECK_STR(-1, site_header(&r, "cache-control"), "public, max-age=31536000, immutable");
        CHECK_STR(-1, site_header(&r, "vary"), "Accept-Encoding");
        CHECK(has(&r, ".zt-skip"));
        struct str tag = site_header(&r, "etag");
        CHECK(tag.n == 18);
        struct str header = str_printf(&v.s.t.a, "if-none-match: \"x\", W/%.*s", SP(tag));
        r = get(&v, at, str_dupz(&v.s.t.a, header));
        CHECK_INT(-1, r.status, 304);
        CHECK_INT(-1, r.body.n, 0);
        CHECK_STR(-1, site_header(&r, "etag"), str_dupz(&v.s.t.a, tag));
        site_close(&v.s);
}

static const struct {
        const char *accept;
        bool gzip;
} codings[] = {
        { "accept-encoding: gzip", true },      { "accept-encoding: br, gzip;q=0.8", true },
        { "accept-encoding: br", false },       { "accept-encoding: gzip;q=0", false },
        { "accept-encoding: gzipped", false },  { "accept-encoding: gzip; q=0.0", false },
        { "accept-encoding: identity", false }, { "accept: gzip", false },
};

TEST(an_asset_is_compressed_for_who_takes_it)
{
        struct visit v;
        NEED(visit_open(&v));
        struct str at = address(&v, "tabler.min.css");
        for (size_t i = 0; i < LEN(codings); i++) {
                struct site_reply r = get(&v, at, codings[i].accept);
                bool gz = str_eq(site_header(&r, "content-encoding"), S("gzip"));
                CHECK_INT(i, r.status, 200);
                CHECK_INT(i, gz, codings[i].gzip);
                CHECK_INT(i, str_starts(r.body, S("\x1f\x8b")), codings[i].gzip);
        }
        site_close(&v.s);
}

static const struct {
        const char *target;
        int status;
} others[] = {
        { "/assets/0000000000000000/app.css", 200 }, /* a page of the version before */
        { "/assets/0000000000000000/README.md", 404 },
        { "/assets/0000000000000000/app.css.gz", 404 },
        { "/assets/app.css", 404 },
        { "/assets/0/../app.css", 404 },
};

TEST(only_what_is_in_the_table)
{
        struct visit v;
        NEED(visit_open(&v));
        for (size_t i = 0; i < LEN(others); i++) {
                struct site_reply r = site_get(&v.s, others[i].target);
                CHECK_INT(i, r.status, others[i].status);
                if (r.status == 200) CHECK_STR(i, site_header(&r, "cache-control"), "no-cache");
        }
        site_close(&v.s);
}
