/* site.h: requests to handlers without sockets and threads: town.h's city with a site and a desk.
 *
 *      struct site_town s;
 *      NEED(site_open(&s, t_dir(), page, PAGE_SETS));
 *      struct site_reply r = site_get(&s, "/app/?after=x");
 *      CHECK_INT(-1, r.status, 200);
 *
 * A request goes the whole way: gate, handler, writer (at once, in this thread), `after`. Cookies
 * that an answer sets are kept and sent with the next request, as a browser does; `bearer`, when
 * set, goes as Authorization. Replies live in the town's arena. */
#ifndef ZT_TESTS_SITE_H
#define ZT_TESTS_SITE_H

#include "lib/town.h"
#include "web/web.h"

#define SITE_COOKIES 8

struct site_town {
        struct town t;
        struct site site;
        struct desk desk;
        const struct web_routes *sets;
        size_t sets_n;
        int64_t id;
        struct web_pair cookie[SITE_COOKIES];
        size_t cookies;
        struct str bearer;    /* a token; empty: none */
        const char *peer;     /* "127.0.0.1" unless changed */
        const char *language; /* of Accept-Language; "en" unless changed */
        const char *agent;    /* of User-Agent; none unless changed */
};
struct site_reply {
        int status;
        struct str type, body;
        struct web_pair *header; /* names in small letters */
        size_t header_n;
        struct faults f; /* what the handler told */
        struct str route;
};
/* share's definitions, town's offices and accounts; false: printed why. */
bool site_open(struct site_town *s, const char *dir, const struct web_routes *sets, size_t n);
/* With the definitions of another folder besides (town_open_more). */
bool site_open_more(struct site_town *s, const char *dir, const struct web_routes *sets, size_t n,
                    const char *folder);
void site_close(struct site_town *s);
/* A whole request. header: "name: value" lines with "\n" between (NULL: none), names in small
 * letters; body NULL: none, else its type stands among the headers. target: path[?query]. */
struct site_call {
        enum web_method method;
        const char *target, *header;
        struct str body;
};
struct site_reply site_do(struct site_town *s, const struct site_call *c);
struct site_reply site_get(struct site_town *s, const char *target);
/* An urlencoded form, or JSON when it begins with "{" or "[". */
struct site_reply site_post(struct site_town *s, const char *target, struct str body);
/* First header of that name of a reply; empty. */
struct str site_header(const struct site_reply *r, const char *name);
/* Publishes what is in force now: after changes by the town's own writer. */
bool site_news(struct site_town *s);
/* Brings the search index up to date, as the server's indexer does. */
bool site_index(struct site_town *s);

#endif
