/* files.h: attachments: their bytes encrypted, each in a file of its own below data/files.
 *
 * data/files/ab/ab…: a random name, the first two letters as folder. The file's key is random too
 * and stands in one place only: in the sealed text of the record that names the file. Whoever
 * destroys the record's key (seal.h) has therefore erased the file, here and in every backup,
 * without touching it. A file is written once, synced with its folder before files_put returns,
 * and never changed.
 *
 * File: "ZTF1", 24 bytes of header, then pieces of FILE_CHUNK_BYTES (crypto_secretstream,
 * XChaCha20-Poly1305) of which the last says that it is the last; the name is bound in with the
 * first.
 *
 * Sealed text of a field of type file: a canonical JSON array of
 *   {"bytes", "file", "key", "name", "sha256", "type"}
 * The key never leaves log/ and loop/: what is shown is name, type and bytes. */
#ifndef ZT_LOG_FILES_H
#define ZT_LOG_FILES_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/sys.h"

#define FILE_KEY_BYTES 32

struct attachment {
        struct str name, type; /* as it came, cleaned; media type by its bytes */
        int64_t bytes;
        struct hash sha256; /* of the plain bytes */
        struct str file;    /* 32 hex digits */
        unsigned char key[FILE_KEY_BYTES];
};

/* Writes a new file below `data`; fills bytes, sha256, file and key of x. ERR_BUSY: the disk has
 * no room to spare (FILES_FREE_BYTES_MIN). */
MUST_USE enum err files_put(const char *data, struct arena *a, const struct sys *sys,
                            struct str bytes, struct attachment *x);
/* The plain bytes as a nameless file in memory, read from its beginning; the caller closes it.
 * Nothing is given out that is not whole: ERR_NOT_FOUND: no such file; ERR_CORRUPT: it does not
 * open, or is not what was put. */
MUST_USE enum err files_open(const char *data, const struct attachment *x, int *ret_fd);
/* The same without the bytes. */
MUST_USE enum err files_check(const char *data, const struct attachment *x);
bool files_there(const char *data, struct str file);
/* Removes it; one that is gone already is OK. */
MUST_USE enum err files_remove(const char *data, struct str file);
/* Names of all files below root (data/files), in order; half-written ones of former processes too
 * (NAME.new). */
MUST_USE enum err files_list(const char *root, struct arena *a, struct str **ret, size_t *ret_n);
/* When it was written; MOMENT_NONE: it is gone. */
struct moment files_written(const char *data, struct str file);
/* Copies from one root to another what that does not have yet: files never change. */
MUST_USE enum err files_copy(const char *from, const char *to, int64_t *ret_copied);
/* 32 hex digits. */
bool files_name_ok(struct str file);

void attachments_format(const struct attachment *v, size_t n, struct buf *out);
MUST_USE enum err attachments_parse(struct arena *a, struct str text, struct attachment **ret,
                                    size_t *ret_n);

#endif
