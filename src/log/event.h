/* event.h: what happened, with its results; append-only; the system of record (design 5).
 *
 * An event is immutable once appended. Its canonical form is JSON by RFC 8785 over exactly these
 * members (absent = not written): acting_for actor at batch cause day duty epoch ledger office
 * record result round seq step version via. leaf = SHA-256(0x00 ‖ canonical). `result` is itself
 * canonical JSON and is embedded as a value. In clear stands only closed vocabulary; every text
 * is a commitment {"seal":"<hex of SHA-256(salt ‖ length ‖ field ‖ value)>"} whose opening lies
 * in table sealed (seal.h). */
#ifndef ZT_LOG_EVENT_H
#define ZT_LOG_EVENT_H

#include "base/hash.h"
#include "base/json.h"
#include "base/time.h"

enum via { VIA_CLI, VIA_PAGE, VIA_API, VIA_TIMER, VIA_IMPORT, VIA_OPEN311, VIA_COUNT };
struct str via_name(enum via v); /* cli page api timer import open311 */
MUST_USE enum err via_parse(struct str s, enum via *ret);

struct event {
        int64_t seq; /* dense from 0; given by log_append */
        int64_t epoch;
        struct moment at;   /* when recorded, UTC ms */
        struct day day;     /* the city-local day on which it counts */
        int64_t actor;      /* account, 0 = none (requester, timer, system) */
        int64_t acting_for; /* account acted for, 0 = none */
        struct str office;  /* code of the acting post's office; empty = none */
        enum via via;
        int64_t cause;     /* seq of the event that brought it about; -1 = none */
        int64_t batch;     /* seq of the batch's opening event; -1 = none */
        struct str ledger; /* empty = the city itself (offices, accounts, definitions, …) */
        int64_t version;   /* seq of the definition in force; -1 before the first */
        int64_t record;    /* record id, from 1; 0 = none */
        int64_t duty;      /* duty id, from 1; 0 = none */
        int64_t round;     /* from 1; 0 = none */
        struct str step;
        struct str result; /* canonical JSON object; {} when there is nothing to say */
        struct hash leaf;  /* given by log_append */
};

/* May this be an event? Numbers in their range (cause, batch and version not after seq), texts
 * UTF-8, result a canonical JSON object. So no two events have one canonical form. */
bool event_ok(const struct event *e);
/* Appends the canonical form of an event_ok event. */
void event_canonical(const struct event *e, struct buf *out);
/* Overwrites scratch; scratch->err is set (and the hash meaningless) when it did not fit. */
struct hash event_leaf(const struct event *e, struct buf *scratch);

/* A commitment as a value, and the next one in a canonical result from *at on; false: no more. */
void event_seal_put(struct jout *j, const struct hash *commitment);
bool event_seal_next(struct str result, size_t *at, struct hash *ret);

#endif
