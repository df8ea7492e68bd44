/* api.h: the JSON API under /api/v1 (design 10): the same commands and refusals as pages and
 * command line; mistakes are problem details (RFC 9457). */
#ifndef ZT_API_API_H
#define ZT_API_API_H

#include "web/web.h"

extern const struct web_routes api_set;
/* problem+json: type (urn:zhitong:CODE), title, status, detail, instance, problems [{code, where,
 * text}]. */
void api_fault(struct web *w, enum err e);
/* OpenAPI 3.1 of the ledgers in force. */
struct openapi_in {
        const struct city *city;
        struct str base_url;
        enum lang lang;
        bool all; /* else public ledgers only */
};
void openapi_put(const struct openapi_in *in, struct jout *j);

#endif
