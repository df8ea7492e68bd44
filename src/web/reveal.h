/* reveal.h: revealing a private field over HTTP, the same for the API and the pages: first it is
 * put on the record, with the reason; then the value may be shown, once. */
#ifndef ZT_WEB_REVEAL_H
#define ZT_WEB_REVEAL_H

#include "loop/admin.h"
#include "web/web.h"

struct revealing {
        struct reveal in;  /* l: in the city of the request; account is put there by the writer */
        struct str ledger; /* its name: the writer finds it in its own city */
        int64_t account_id;
        int64_t seq; /* of the event */
};
/* Hands it to the writer, in whose name is signed in; w->state is the answer's struct revealing.
 * The caller has seen to it that he may see the record. */
void web_reveal(struct web *w, const struct reveal *in);

#endif
