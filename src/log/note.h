/* note.h: checkpoints as signed notes (C2SP tlog-checkpoint, signed-note; Ed25519).
 *
 *   zhitong/<first 16 hex of event 0's leaf>/<epoch>
 *   <tree size>
 *   <root, base64>
 *   day 2022-08-22            (extension line: the city-local day)
 *   <empty line>
 *   — <key name> <base64 of 4 bytes key hash ‖ 64 bytes signature>
 *
 * The signing key lies outside the data folder (audit/signing.key, mode 0600, hex seed); its public
 * half is in the log (city event `key`), which rotates it. */
#ifndef ZT_LOG_NOTE_H
#define ZT_LOG_NOTE_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/sys.h"

struct note_key { /* public */
        struct str name;
        unsigned char pub[32];
};
struct note_secret {
        struct note_key key;
        unsigned char sec[64];
};
struct checkpoint {
        struct str origin;
        int64_t epoch; /* the last part of origin */
        uint64_t size;
        struct hash root;
        struct day day; /* DAY_NONE if the line is absent */
};

/* The first 4 bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key); stands before each signature. */
struct note_id {
        unsigned char b[4];
};
struct note_id note_key_id(const struct note_key *k);
/* May a key be called so? Not empty, UTF-8, at most CODE_BYTES_MAX, no spaces of any kind, no
 * '+'. */
bool note_name_ok(struct str name);

/* Reads, or makes when absent and `create`, the key file. ERR_DENIED: others may read or write it;
 * ERR_INPUT: it is not 64 hex digits, or the name is not note_name_ok; ERR_NOT_FOUND: absent. */
MUST_USE enum err note_secret_load(struct arena *a, const char *path, struct str name, bool create,
                                   const struct sys *sys, struct note_secret *ret);
/* From a seed; name is kept by reference. */
void note_secret_make(const unsigned char seed[static 32], struct str name,
                      struct note_secret *ret);
void note_secret_done(struct note_secret *k); /* wipes it */
void note_sign(const struct note_secret *k, const struct checkpoint *c, struct buf *out);
/* Strict: every line as above, nothing after; at least one of the keys has signed, and whatever
 * says to be signed by one of them is. Signatures of others are passed over. ERR_INPUT: ret_why
 * says what is wrong (English, static). */
MUST_USE enum err note_parse(struct arena *a, struct str text, const struct note_key *keys,
                             size_t n, struct checkpoint *ret, struct str *ret_why);

#endif
