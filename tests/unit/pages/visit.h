/* visit.h: a site with the pages, and what a visitor reads off a page. */
#ifndef ZT_TESTS_VISIT_H
#define ZT_TESTS_VISIT_H

#include "lib/site.h"
#include "lib/t.h"
#include "pages/page.h"
#include "web/token.h"

struct visit {
        struct site_town s;
        struct web_routes sets[PAGE_SETS];
};
static inline bool visit_open(struct visit *v)
{
        page_sets(v->sets);
        return site_open(&v->s, t_dir(), v->sets, PAGE_SETS);
}
static inline bool has(const struct site_reply *r, const char *text)
{
        size_t at;
        return str_find(r->body, str_c(text), &at);
}
/* What stands between two texts, the first time; empty. */
static inline struct str between(const struct site_reply *r, const char *before, const char *after)
{
        size_t at, end;
        if (!str_find(r->body, str_c(before), &at)) return STR_NONE;
        struct str rest = str_from(r->body, at + str_c(before).n);
        return str_find(rest, str_c(after), &end) ? str_sub(rest, 0, end) : STR_NONE;
}
/* Value of the first hidden input of the name. */
static inline struct str hidden(struct visit *v, const struct site_reply *r, const char *name)
{
        const char *before =
                str_dupz(&v->s.t.a, str_printf(&v->s.t.a, "name=\"%s\" value=\"", name));
        return between(r, before, "\"");
}
/* Posts the form of a page: its token and key, and "a=b&…" besides. */
static inline struct site_reply visit_post(struct visit *v, const struct site_reply *page,
                                           const char *target, const char *more)
{
        struct str body =
                str_printf(&v->s.t.a, FORM_TOKEN "=%.*s&" FORM_KEY "=%.*s&%s",
                           SP(hidden(v, page, FORM_TOKEN)), SP(hidden(v, page, FORM_KEY)), more);
        return site_post(&v->s, target, body);
}

#endif
