/* publish.h: publishing a bulletin over HTTP, the same for the API and the pages: printed and kept
 * by the writer, so that nothing comes in between. */
#ifndef ZT_WEB_PUBLISH_H
#define ZT_WEB_PUBLISH_H

#include "ask/bulletin.h"
#include "web/web.h"

struct publishing {
        struct web *w;
        struct bulletin_in in;
        struct str text, scores; /* what is kept: Markdown */
        struct str shown;        /* the text in the form asked for */
        int64_t seq;             /* of the event */
};
/* Hands it to the writer, in whose name is signed in; w->state is the answer's struct publishing.
 * In the job: ERR_DENIED (bulletin_may_publish), or what printing and keeping it refuse. */
void web_publish(struct web *w, const struct bulletin_in *in);

#endif
