/* sys.h: the outside world behind a seam: clock, randomness, files. Everything here can be injected
 * (tests, demo) or made to fail at the N-th call (fault loops). */
#ifndef ZT_BASE_SYS_H
#define ZT_BASE_SYS_H

#include "base/buf.h"
#include "base/time.h"

/* What the program asks of the world. One per process, passed down; never global. */
struct sys {
        void *ctx;
        struct moment (*now)(void *ctx); /* wall clock, UTC */
        int64_t (*boot_ms)(void *ctx);   /* CLOCK_BOOTTIME, ms; runs through sleep */
        void (*random)(void *ctx, void *out, size_t n);
};

struct sys sys_real(void);
void sys_init(void); /* once in main and in test mains: libsodium */

/* Injected time and randomness: `now` stands still until set; random is a stream from the seed. */
struct sys_fake {
        struct moment now;
        uint64_t seed;
};
struct sys sys_fake(struct sys_fake *f);

/* Whole file into the arena; over `max` bytes is ERR_LIMIT, missing is ERR_NOT_FOUND. */
MUST_USE enum err file_read(struct arena *a, const char *path, size_t max, struct str *ret);
/* Writes a new file and syncs it, then renames it over path (atomic) and syncs the folder. mode
 * e.g. 0600. */
MUST_USE enum err file_write(const char *path, struct str s, unsigned mode);
MUST_USE enum err dir_make(const char *path); /* with parents; existing is OK */
bool file_exists(const char *path);
/* Names (not paths) of the folder's entries that end in suffix, sorted by byte, hidden ones left
 * out. Missing: n = 0. */
MUST_USE enum err dir_list(struct arena *a, const char *path, struct str suffix, struct str **ret,
                           size_t *ret_n);

#endif
