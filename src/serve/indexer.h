/* indexer.h: the thread that keeps the search index (view/index.h).
 *
 * It follows the log through connections of its own: it reads the city's data and writes
 * data/search.db alone, so that no commit waits for it. It looks a few times a second. While others
 * write, it takes some milliseconds of each second; while they do not, or the index is far behind,
 * it takes more. A file that is missing, damaged or was taken away is made anew. */
#ifndef ZT_SERVE_INDEXER_H
#define ZT_SERVE_INDEXER_H

#include "web/site.h"

struct indexer_options {
        const struct paths *path;
        struct site *site; /* the city in force */
        struct sys sys;
        int log_fd; /* -1 = none */
};
struct indexer;

struct indexer *indexer_new(const struct indexer_options *o);
void indexer_stop(struct indexer **p); /* what is left is done after the next start */
/* Events and erased records that the index has not followed yet, when it was looked at last. */
int64_t indexer_behind(struct indexer *x);

#endif
