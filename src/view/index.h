/* index.h: the full-text index data/search.db: made from the sealed texts by the log, derived like
 * any table but in a file of its own (docs/decisions/0005).
 *
 * Indexed are the texts of records under fields that are declared `search: true` and all notes
 * (replies, reasons), also in tables, private ones and persons never; and, as numbers that only
 * this city can make (keyed.h), the telephones of persons and the whole of texts that may not come
 * twice. The index remembers the last event done: index_update goes on from there, so it may lag,
 * be killed at any moment, or be missing, and no restart is needed; a city whose log or whose
 * searchable fields are not those it was made of, it begins anew. The terms of erased records are
 * taken out by passes over the file, and its write-ahead log is emptied after them. Several
 * processes may update in turns (ERR_BUSY: another one is at it). A struct index is one connection:
 * one owner at a time. */
#ifndef ZT_VIEW_INDEX_H
#define ZT_VIEW_INDEX_H

#include "city/city.h"
#include "log/log.h"
#include "view/postings.h"

struct index;
/* write: makes a missing file, and a damaged one anew. Else ERR_NOT_FOUND when there is none. */
MUST_USE enum err index_open(const char *path, bool write, struct index **ret);
void index_close(struct index **p); /* accepts NULL inside; sets NULL */
/* The path names another file by now, or none: close it and open it again. */
bool index_moved(const struct index *x);
struct str index_why(const struct index *x);

struct index_in {
        struct store *st; /* the city's, in a transaction or not; only read */
        struct keys *keys;
        const struct city *city;
        int64_t budget_ms; /* about so long; 0 = until everything is done */
};
/* *ret_behind: events (and passes for erased records) still to do. */
MUST_USE enum err index_update(struct index *x, const struct index_in *in, int64_t *ret_behind);
/* Events that are not indexed yet. */
MUST_USE enum err index_behind(struct index *x, struct store *st, int64_t *ret);
/* Is a text of this field looked for; a table, if a text of one of its columns is. */
bool index_takes(const struct field *f);
/* What of the opened text is looked for: of a table the cells of such columns, a line each. */
struct str index_text(struct arena *a, const struct field *f, struct str text);

/* The tables, for reading (postings.h). */
struct store *index_store(struct index *x);

#endif
