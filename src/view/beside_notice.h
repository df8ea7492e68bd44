/* beside_notice.h: data/notices.db: which notices wait, were sent, or were given up (design 3:
 * beside; never in the log, not in digests).
 *
 * An event says who is told (tells: office or requester, and the text's name). notices_tail follows
 * the log and notes one row for each (event, who, way, text); row and position are written in one
 * transaction, so whatever is interrupted notes nothing twice and leaves nothing out. What is said
 * and to which address stands nowhere here: it is opened when it is sent. Sending is at least once:
 * a crash between the receiver's answer and notices_sent tells it again.
 *
 * A new file, one of another city, and one from before a restore begin at the end of the log: what
 * is long past is not told. Rows of imports are not told either. A file of its own, so the writer
 * of the city never waits for it. A struct notices is one connection: one owner at a time; several
 * processes may have one each. Times are ms UTC. */
#ifndef ZT_VIEW_BESIDE_NOTICE_H
#define ZT_VIEW_BESIDE_NOTICE_H

#include "log/log.h"

enum notice_state { NOTICE_WAITING, NOTICE_SENT, NOTICE_DEAD, NOTICE_WITHHELD, NOTICE_STATES };
struct str notice_state_name(enum notice_state s); /* waiting sent dead withheld */
struct notice {
        int64_t id, seq, record;
        struct str ledger;
        struct str who;  /* an office's code, or requester */
        struct str way;  /* sms, mail, robot NAME */
        struct str text; /* texts/NAME */
        enum notice_state state;
        int64_t tries;
        struct moment at, next; /* of the event; of the next try, or (sent, dead) the last */
        struct str error;       /* of the last try, a word of ours: never what a receiver said */
};

struct notices;
/* write: makes a missing file. Else ERR_NOT_FOUND when there is none. */
MUST_USE enum err notices_open(const char *path, bool write, struct notices **ret);
void notices_close(struct notices **p); /* accepts NULL inside; sets NULL */
struct str notices_why(const struct notices *x);

struct notices_in {
        struct store *st; /* the city's; only read */
        struct moment now;
        int64_t oldest_ms; /* events that are older are not told any more */
        /* Which way it goes; empty: it is not told. */
        struct str (*way)(void *ctx, struct str who);
        void *ctx;
};
/* Notes what the log has said since. ret_behind: events still to be looked at. */
MUST_USE enum err notices_tail(struct notices *x, const struct notices_in *in, int64_t *ret_behind);

/* The one to be sent now: due, and the earliest for its record and receiver, so that these hear
 * things in their order. ERR_NOT_FOUND: none. */
MUST_USE enum err notices_next(struct notices *x, struct arena *a, struct moment now,
                               struct notice *ret);
MUST_USE enum err notices_sent(struct notices *x, int64_t id, struct moment now);
/* Tried once more in vain: again at `next`; MOMENT_NONE: given up. */
MUST_USE enum err notices_failed(struct notices *x, int64_t id, struct str error, struct moment now,
                                 struct moment next);
/* Who was to hear it no longer may: it is not sent, and not tried again. */
MUST_USE enum err notices_withheld(struct notices *x, int64_t id, struct moment now);
/* Nothing goes this way before then. It is no try. */
MUST_USE enum err notices_postpone(struct notices *x, struct str way, struct moment until);
/* The way is another one now. */
MUST_USE enum err notices_reroute(struct notices *x, int64_t id, struct str way);
/* Dead ones are tried again from the first; id 0: all. */
MUST_USE enum err notices_retry(struct notices *x, int64_t id, struct moment now,
                                int64_t *ret_retried);
/* Those sent, given up or withheld before then go. */
MUST_USE enum err notices_expire(struct notices *x, struct moment before);

struct notice_counts {
        int64_t n[NOTICE_STATES];
};
MUST_USE enum err notices_count(struct notices *x, struct notice_counts *ret);
/* All but those sent, the newest first, before id `before` (0: the newest), at most `limit`. */
MUST_USE enum err notices_list(struct notices *x, struct arena *a, int64_t before, int64_t limit,
                               struct notice **ret, size_t *ret_n);

#endif
