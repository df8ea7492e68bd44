/* asset.h: the table of embedded assets that tools/assets makes of share/assets/: what is not in it
 * is not served. Only asset.c looks at it. Sorted by name. */
#ifndef ZT_PAGES_ASSET_H
#define ZT_PAGES_ASSET_H

#include "base/embed.h"
#include "base/str.h"

struct asset {
        struct str name, type, hash; /* hash: the first 16 hex digits of its SHA-256 */
        const char *path, *gz;       /* in embed_files; gz: compressed, or NULL */
};
extern const struct asset asset_table[];
extern const size_t asset_table_n;

#endif
