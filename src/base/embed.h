/* embed.h: the files below share/, compiled into the program by tools/embed.
 *
 * Read only, sorted by path (byte order). `path` has no "share/" in front ("ledgers/x.yaml"). One
 * NUL follows the data and is not counted in size. After the last file comes a row of zeros. */
#ifndef ZT_BASE_EMBED_H
#define ZT_BASE_EMBED_H

#include <stddef.h>

struct embed_file {
        const char *path;
        const unsigned char *data;
        size_t size;
};

extern const struct embed_file embed_files[];
extern const size_t embed_files_n;

#endif
