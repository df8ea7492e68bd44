/* json.h: canonical JSON out (RFC 8785 on our subset) and JSON in.
 *
 * Out: a writer over struct buf; commas, quoting and order are its business. Keys of an object must
 * be put in ascending order (ASCII keys): anything else is a BUG, so what is written is canonical
 * by construction. Integers outside ±2^53 are a BUG in canonical mode; there are no floats:
 * decimals travel as strings. Plain mode (canonical = false) allows any key order, for people and
 * APIs.
 * In: jansson's parser (duplicates refused) into an immutable tree in an arena. */
#ifndef ZT_BASE_JSON_H
#define ZT_BASE_JSON_H

#include "base/buf.h"
#include "base/limits.h"

struct jout {
        struct buf *b;
        bool canonical;
        int depth;
        struct {
                char kind;
                bool any, keyed;
                char last[64];
                size_t last_n;
        } at[JSON_DEPTH_MAX];
};

void jout_init(struct jout *j, struct buf *b, bool canonical);
void jout_open(struct jout *j, char kind); /* '{' or '[' */
void jout_close(struct jout *j);
void jout_key(struct jout *j, struct str key);
void jout_text(struct jout *j, struct str s);
void jout_int(struct jout *j, int64_t v);
void jout_bool(struct jout *j, bool v);
void jout_null(struct jout *j);
void jout_hex(struct jout *j, const void *bytes, size_t n); /* as a string of lower-case hex */
/* A value that is canonical JSON text already, put as it stands: a BUG unless json_canonical. */
void jout_raw(struct jout *j, struct str canonical);
void jout_raw_known(struct jout *j, struct str canonical); /* the caller has looked */
/* Is s one JSON value exactly as the canonical writer writes it? True if and only if jval_parse
 * reads it and jout_value writes the same bytes again. Much cheaper than that, no allocation. */
bool json_canonical(struct str s);
/* key and value in one */
void jout_key_text(struct jout *j, struct str key, struct str s);
void jout_key_int(struct jout *j, struct str key, int64_t v);
void jout_key_bool(struct jout *j, struct str key, bool v);

enum jkind { JNULL, JBOOL, JINT, JREAL, JTEXT, JARRAY, JOBJECT };

struct jval {
        enum jkind kind;
        bool truth;
        int64_t i;
        double real; /* only JREAL: for input from outside; never in events */
        struct str text;
        size_t n;           /* elements or members */
        struct jval *items; /* JARRAY: n values; JOBJECT: n values, same order as keys */
        struct str *keys;   /* JOBJECT */
};

/* Parses one JSON text; on error ret_why says what and where (in a). */
MUST_USE enum err jval_parse(struct arena *a, struct str s, struct jval **ret, struct str *ret_why);
const struct jval *jval_get(const struct jval *o, struct str key); /* NULL if absent or no object */
struct str jval_text(const struct jval *o, struct str key);        /* empty if absent */
int64_t jval_int(const struct jval *o, struct str key, int64_t none);
bool jval_bool(const struct jval *o, struct str key);
/* Writes a parsed value again, keys sorted. What the writer cannot write is a BUG: JREAL, and in
 * canonical mode integers beyond 2^53 and keys of 64 bytes and more; check what came from
 * outside. */
void jout_value(struct jout *j, const struct jval *v);

#endif
