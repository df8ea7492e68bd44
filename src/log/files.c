#include "log/files.h"

#include <errno.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/json.h"

#define MAGIC        S("ZTF1")
#define HEADER_BYTES crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define EXTRA_BYTES  crypto_secretstream_xchacha20poly1305_ABYTES
#define NAME_HEX     32

_Static_assert(FILE_KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES, "key length");

static void fd_close(const int *fd)
{
        if (*fd >= 0) (void)close(*fd);
}

/* Hands it out: its block does not close it any more. */
static int fd_take(int *fd)
{
        int taken = *fd;
        *fd = -1;
        return taken;
}

/* ---- where ----------------------------------------------------------------------------------- */

bool files_name_ok(struct str file)
{
        if (file.n != NAME_HEX) return false;
        for (size_t i = 0; i < file.n; i++) {
                char c = file.p[i];
                if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
        }
        return true;
}

static const char *folder_of(struct arena *a, const char *data, struct str file)
{
        return str_dupz(a, str_printf(a, "%s/files/%.*s", data, SP(str_sub(file, 0, 2))));
}

static const char *path_of(struct arena *a, const char *data, struct str file)
{
        ASSERT(file.n >= 2);
        return str_dupz(a, str_printf(a, "%s/%.*s", folder_of(a, data, file), SP(file)));
}

static enum err sync_folder(const char *path)
{
        AUTO(fd_close) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd >= 0 && fsync(fd) == 0 ? OK : ERR_IO;
}

/* The folder, known to the disk up to `data`. */
static enum err make_folder(struct arena *a, const char *data, const char *folder)
{
        if (file_exists(folder)) return OK;
        TRY(dir_make(folder));
        TRY(sync_folder(str_dupz(a, str_printf(a, "%s/files", data))));
        return sync_folder(data);
}

static bool has_room(const char *folder, size_t bytes)
{
        struct statvfs v;
        if (statvfs(folder, &v) != 0) return true; /* writing will tell */
        return (uint64_t)v.f_bavail * v.f_frsize >= (uint64_t)bytes + FILES_FREE_BYTES_MIN;
}

/* ---- writing --------------------------------------------------------------------------------- */

static enum err write_all(int fd, const void *bytes, size_t n)
{
        const char *p = bytes;
        while (n) {
                ssize_t w = write(fd, p, n);
                if (w < 0 && errno == EINTR) continue;
                if (w <= 0) return ERR_IO;
                p += w;
                n -= (size_t)w;
        }
        return OK;
}

static enum err write_pieces(int fd, struct arena *a, struct str bytes, const struct attachment *x)
{
        unsigned char head[HEADER_BYTES];
        unsigned char *out = arena_get(a, FILE_CHUNK_BYTES + EXTRA_BYTES, 1);
        crypto_secretstream_xchacha20poly1305_state st;
        struct str ad = x->file;
        int rc = crypto_secretstream_xchacha20poly1305_init_push(&st, head, x->key);
        ASSERT(rc == 0);
        TRY(write_all(fd, MAGIC.p, MAGIC.n));
        TRY(write_all(fd, head, sizeof head));
        do {
                struct str piece = str_sub(bytes, 0, FILE_CHUNK_BYTES);
                bytes = str_from(bytes, piece.n);
                unsigned char tag = bytes.n ? 0 : crypto_secretstream_xchacha20poly1305_TAG_FINAL;
                rc = crypto_secretstream_xchacha20poly1305_push(
                        &st, out, NULL, (const unsigned char *)piece.p, piece.n,
                        (const unsigned char *)ad.p, ad.n, tag);
                ASSERT(rc == 0);
                TRY(write_all(fd, out, piece.n + EXTRA_BYTES));
                ad = STR_NONE;
        } while (bytes.n);
        return fsync(fd) == 0 ? OK : ERR_IO;
}

enum err files_put(const char *data, struct arena *a, const struct sys *sys, struct str bytes,
                   struct attachment *x)
{
        unsigned char raw[NAME_HEX / 2];
        char *hex = arena_get(a, NAME_HEX + 1, 1);
        sys->random(sys->ctx, raw, sizeof raw);
        sys->random(sys->ctx, x->key, sizeof x->key);
        (void)sodium_bin2hex(hex, NAME_HEX + 1, raw, sizeof raw);
        x->file = (struct str){ hex, NAME_HEX };
        x->bytes = (int64_t)bytes.n;
        x->sha256 = hash_of(bytes);
        const char *folder = folder_of(a, data, x->file), *path = path_of(a, data, x->file);
        const char *fresh = str_dupz(a, str_printf(a, "%s.new", path));
        TRY(make_folder(a, data, folder));
        if (!has_room(folder, bytes.n)) return ERR_BUSY;
        int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0) return ERR_IO;
        enum err e = write_pieces(fd, a, bytes, x);
        if (close(fd) != 0) e = ERR_IO;
        if (e == OK && rename(fresh, path) != 0) e = ERR_IO;
        if (e == OK) return sync_folder(folder);
        (void)unlink(fresh);
        return e;
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum err read_all(int fd, void *out, size_t n, size_t *ret)
{
        size_t got = 0;
        while (got < n) {
                ssize_t r = read(fd, (char *)out + got, n - got);
                if (r < 0 && errno == EINTR) continue;
                if (r < 0) return ERR_IO;
                if (r == 0) break;
                got += (size_t)r;
        }
        *ret = got;
        return OK;
}

struct opening {
        int from, to; /* to: -1 = nobody wants the bytes */
        const struct attachment *x;
        unsigned char *in, *out;
        crypto_secretstream_xchacha20poly1305_state st;
        crypto_hash_sha256_state hash;
        int64_t bytes;
};

static enum err open_head(struct opening *o)
{
        unsigned char head[4 + HEADER_BYTES];
        size_t n;
        TRY(read_all(o->from, head, sizeof head, &n));
        if (n != sizeof head || memcmp(head, MAGIC.p, MAGIC.n) != 0) return ERR_CORRUPT;
        if (crypto_secretstream_xchacha20poly1305_init_pull(&o->st, head + 4, o->x->key) != 0)
                return ERR_CORRUPT;
        return OK;
}

static enum err open_piece(struct opening *o, struct str ad, bool *ret_last)
{
        size_t n;
        unsigned long long plain = 0;
        unsigned char tag;
        TRY(read_all(o->from, o->in, FILE_CHUNK_BYTES + EXTRA_BYTES, &n));
        if (n < EXTRA_BYTES) return ERR_CORRUPT;
        if (crypto_secretstream_xchacha20poly1305_pull(&o->st, o->out, &plain, &tag, o->in, n,
                                                       (const unsigned char *)ad.p, ad.n) != 0)
                return ERR_CORRUPT;
        crypto_hash_sha256_update(&o->hash, o->out, plain);
        o->bytes += (int64_t)plain;
        if (o->to >= 0) TRY(write_all(o->to, o->out, (size_t)plain));
        *ret_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        return OK;
}

static enum err open_all(struct opening *o)
{
        struct hash h;
        char more;
        size_t n;
        bool last = false;
        struct str ad = o->x->file;
        crypto_hash_sha256_init(&o->hash);
        TRY(open_head(o));
        while (!last) {
                TRY(open_piece(o, ad, &last));
                ad = STR_NONE;
                if (o->bytes > FILE_BYTES_MAX) return ERR_CORRUPT;
        }
        TRY(read_all(o->from, &more, 1, &n));
        crypto_hash_sha256_final(&o->hash, h.b);
        bool same = n == 0 && o->bytes == o->x->bytes && hash_eq(&h, &o->x->sha256);
        return same ? OK : ERR_CORRUPT;
}

static enum err open_into(const char *data, const struct attachment *x, int to)
{
        AUTO(arena_done) struct arena a = { 0 };
        if (!files_name_ok(x->file)) return ERR_CORRUPT;
        AUTO(fd_close) int from = open(path_of(&a, data, x->file), O_RDONLY | O_CLOEXEC);
        if (from < 0) return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;
        struct opening o = { .from = from, .to = to, .x = x };
        o.in = arena_get(&a, FILE_CHUNK_BYTES + EXTRA_BYTES, 1);
        o.out = arena_get(&a, FILE_CHUNK_BYTES, 1);
        enum err e = open_all(&o);
        sodium_memzero(&o.st, sizeof o.st);
        sodium_memzero(o.out, FILE_CHUNK_BYTES);
        return e;
}

enum err files_open(const char *data, const struct attachment *x, int *ret_fd)
{
        AUTO(fd_close) int to = memfd_create("attachment", MFD_CLOEXEC);
        if (to < 0) return ERR_IO;
        TRY(open_into(data, x, to));
        if (lseek(to, 0, SEEK_SET) != 0) return ERR_IO;
        *ret_fd = fd_take(&to);
        return OK;
}

enum err files_check(const char *data, const struct attachment *x)
{
        return open_into(data, x, -1);
}

/* ---- the folder ------------------------------------------------------------------------------ */

bool files_there(const char *data, struct str file)
{
        AUTO(arena_done) struct arena a = { 0 };
        return files_name_ok(file) && file_exists(path_of(&a, data, file));
}

enum err files_remove(const char *data, struct str file)
{
        AUTO(arena_done) struct arena a = { 0 };
        if (unlink(path_of(&a, data, file)) == 0 || errno == ENOENT) return OK;
        return ERR_IO;
}

struct moment files_written(const char *data, struct str file)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct stat st;
        if (stat(path_of(&a, data, file), &st) != 0) return MOMENT_NONE;
        return (struct moment){ (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000 };
}

enum err files_list(const char *root, struct arena *a, struct str **ret, size_t *ret_n)
{
        struct str *all = NULL, *folder, *name;
        size_t n = 0, cap = 0, folder_n, name_n;
        TRY(dir_list(a, root, STR_NONE, &folder, &folder_n));
        for (size_t i = 0; i < folder_n; i++) {
                if (folder[i].n != 2) continue;
                const char *path = str_dupz(a, str_printf(a, "%s/%.*s", root, SP(folder[i])));
                TRY(dir_list(a, path, STR_NONE, &name, &name_n));
                for (size_t k = 0; k < name_n; k++) {
                        bool ours = files_name_ok(str_sub(name[k], 0, NAME_HEX)) &&
                                    str_starts(name[k], folder[i]);
                        bool whole = name[k].n == NAME_HEX;
                        if (ours && (whole || str_ends(name[k], S(".new"))))
                                *ARENA_PUSH(a, all, n, cap) = name[k];
                }
        }
        *ret = all;
        *ret_n = n;
        return OK;
}

static const char *in_root(struct arena *a, const char *root, struct str file)
{
        return str_dupz(a, str_printf(a, "%s/%.*s/%.*s", root, SP(str_sub(file, 0, 2)), SP(file)));
}

static enum err copy_one(const char *from, const char *to, struct str file)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str bytes;
        enum err e = file_read(&a, in_root(&a, from, file), (size_t)2 * FILE_BYTES_MAX, &bytes);
        if (e == ERR_NOT_FOUND) return OK; /* swept meanwhile: nothing names it */
        TRY(e);
        TRY(dir_make(str_dupz(&a, str_printf(&a, "%s/%.*s", to, SP(str_sub(file, 0, 2))))));
        return file_write(in_root(&a, to, file), bytes, 0600);
}

enum err files_copy(const char *from, const char *to, int64_t *ret_copied)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str *file;
        size_t n;
        *ret_copied = 0;
        TRY(files_list(from, &a, &file, &n));
        for (size_t i = 0; i < n; i++) {
                if (file[i].n != NAME_HEX || file_exists(in_root(&a, to, file[i]))) continue;
                TRY(copy_one(from, to, file[i]));
                (*ret_copied)++;
        }
        return OK;
}

/* ---- what names them ------------------------------------------------------------------------- */

void attachments_format(const struct attachment *v, size_t n, struct buf *out)
{
        struct jout j;
        jout_init(&j, out, true);
        jout_open(&j, '[');
        for (size_t i = 0; i < n; i++) {
                jout_open(&j, '{');
                jout_key_int(&j, S("bytes"), v[i].bytes);
                jout_key_text(&j, S("file"), v[i].file);
                jout_key(&j, S("key"));
                jout_hex(&j, v[i].key, sizeof v[i].key);
                jout_key_text(&j, S("name"), v[i].name);
                jout_key(&j, S("sha256"));
                jout_hex(&j, v[i].sha256.b, HASH_BYTES);
                jout_key_text(&j, S("type"), v[i].type);
                jout_close(&j);
        }
        jout_close(&j);
}

static bool parse_one(const struct jval *o, struct attachment *x)
{
        struct hash key;
        x->name = jval_text(o, S("name"));
        x->type = jval_text(o, S("type"));
        x->file = jval_text(o, S("file"));
        x->bytes = jval_int(o, S("bytes"), -1);
        _Static_assert(sizeof key.b == FILE_KEY_BYTES, "both are 32 bytes");
        if (hash_parse(jval_text(o, S("key")), &key) != OK ||
            hash_parse(jval_text(o, S("sha256")), &x->sha256) != OK)
                return false;
        memcpy(x->key, key.b, sizeof key.b);
        return x->bytes >= 0 && x->name.n && x->type.n && files_name_ok(x->file);
}

enum err attachments_parse(struct arena *a, struct str text, struct attachment **ret, size_t *ret_n)
{
        struct jval *v;
        struct str why;
        if (jval_parse(a, text, &v, &why) != OK || v->kind != JARRAY) return ERR_CORRUPT;
        struct attachment *x = ARENA_NEW(a, struct attachment, v->n);
        for (size_t i = 0; i < v->n; i++)
                if (!parse_one(&v->items[i], &x[i])) return ERR_CORRUPT;
        *ret = x;
        *ret_n = v->n;
        return OK;
}
