/* own.h: an account's own sessions: from where, since when, last seen; and an end
 * to one. */
#ifndef ZT_WEB_OWN_H
#define ZT_WEB_OWN_H

#include "view/beside_session.h"
#include "web/web.h"

struct own_session {
        struct str name; /* 16 hex digits of its id, by which it is ended */
        struct session_row row;
        bool this; /* the one that asks */
};
/* Of whoever asks, the latest seen first; with the read transaction open. */
MUST_USE enum err own_sessions(struct web *w, struct own_session **ret, size_t *ret_n);
/* For web_administer. ERR_NOT_FOUND told: no such session of his. */
struct own_ending {
        struct web *w;
        struct str name;
};
MUST_USE enum err own_end(struct writer *wr, void *ctx, struct faults *f);

#endif
