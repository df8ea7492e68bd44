/* seal.h: texts as commitments, their openings encrypted under a key per subject (design 5).
 *
 * commitment = SHA-256(32-byte salt ‖ 1-byte length of field ‖ field ‖ value). Table sealed(seq,
 * subject, field, cipher) holds XChaCha20-Poly1305 of salt ‖ value under the subject's key, with
 * (subject, seq, field) bound as associated data. Keys lie in keys.db beside, one per subject;
 * they are made KEY_BLOCK ahead and synced before any commit that uses them, so an unused key is
 * harmless and an acknowledged text never lacks its key. Destroying the key erases the text
 * everywhere; commitments and proofs stay valid. The sealed rows stay where they are. Subjects:
 * record id > 0; 0 = the city's definitions; an account = -(account id); SEAL_TERMS. A row with a
 * subject > 0 belongs to an event of that record (log_verify looks). One owner (thread) at a time;
 * several struct keys on one keys.db are fine, also in several processes: what one destroys, the
 * others no longer open. */
#ifndef ZT_LOG_SEAL_H
#define ZT_LOG_SEAL_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/sys.h"
#include "store/store.h"

struct keys; /* keys.db */

/* create: makes the file (mode 0600) and its tables if missing. sys is copied. */
MUST_USE enum err keys_open(const char *path, bool create, const struct sys *sys,
                            struct keys **ret);
void keys_close(struct keys **k); /* wipes the keys in memory; accepts NULL inside; sets NULL */
/* Makes (and syncs) the key of the subject if it is missing. Call before the commit that uses it.
 * ERR_DENIED: it was destroyed. */
MUST_USE enum err keys_ensure(struct keys *k, int64_t subject);
/* The keys of n subjects from `from` on that never had one, with one sync: before an import. */
MUST_USE enum err keys_ensure_many(struct keys *k, int64_t from, int64_t n);
/* Destroys the key: it is overwritten where it stands (the only place it ever stood in the
 * file), the write-ahead log truncated, both synced. Remembers that it was destroyed, also when
 * there was no key. ERR_BUSY: destroyed, but another connection was reading, so its bytes may
 * still lie in the write-ahead log; call again. Calling it twice is harmless. */
MUST_USE enum err keys_destroy(struct keys *k, int64_t subject);
bool keys_destroyed(struct keys *k, int64_t subject);
/* From hold to release a key that another connection destroys meanwhile may still be used here:
 * one look at the file for a whole group of commands, while the writer's lock keeps other
 * writers out. */
MUST_USE enum err keys_hold(struct keys *k);
void keys_release(struct keys *k);
/* Why the last call failed, if the disk or the database was the reason. */
struct str keys_why(const struct keys *k);
/* A consistent copy (mode 0600) for the keys' own backup. ERR_CONFLICT: the path is taken. */
MUST_USE enum err keys_copy(struct keys *k, const char *path);
/* A new keys.db with the key of the city's definitions alone: nobody's texts. It goes with an
 * ordinary backup, so that a restore without the keys' own backup still has its definitions. */
MUST_USE enum err keys_copy_city(struct keys *k, const char *path);
/* Of every subject that has texts in st but no key, says that its key is destroyed: what a
 * restore without the keys' backup comes to. Without it verify would miss each one. */
MUST_USE enum err keys_give_up(struct keys *k, struct store *st, int64_t *ret_subjects);

/* DDL of table sealed, in the data file. Its rows are never changed or deleted (triggers). */
MUST_USE enum err seal_schema(struct store *st);
/* The commitment for a value that will be sealed by seal_put with the same salt. */
struct seal {
        struct hash commitment;
        unsigned char salt[32];
};
struct seal seal_make(const struct sys *sys, struct str field, struct str value);
/* The same with a salt that was drawn for it: one draw serves all texts of an event. */
struct seal seal_salted(const unsigned char salt[static 32], struct str field, struct str value);

/* Where a text lies: the event, whose key, which field (1..CODE_BYTES_MAX bytes). */
struct seal_at {
        struct store *st;
        struct keys *keys;
        int64_t subject, seq;
        struct str field;
};
/* The subject's key must be there (keys_ensure): else ERR_NOT_FOUND, or ERR_DENIED when destroyed.
 * ERR_LIMIT: over SEAL_BYTES_MAX. ERR_CONFLICT: this place has its text. */
MUST_USE enum err seal_put(const struct seal_at *at, struct str value, const struct seal *s);
/* The value sealed by the event. ERR_NOT_FOUND: no such text; ERR_DENIED: its key was destroyed
 * (erased); ERR_CORRUPT: it does not open, or its key is missing. ret_commitment may be NULL. */
MUST_USE enum err seal_get(const struct seal_at *at, struct arena *a, struct str *ret,
                           struct hash *ret_commitment);

/* A number by which equal texts are found and from which nobody learns the text: HMAC-SHA-256
 * under the key of subject SEAL_TERMS, cut to 63 bits; negative. `kind` keeps texts of different
 * meaning apart. The key must be there (keys_ensure): else ERR_NOT_FOUND. */
#define SEAL_TERMS INT64_MIN
MUST_USE enum err seal_term(struct keys *k, struct str kind, struct str text, int64_t *ret);

#endif
