/* test_files.c: attachments on the disk: what goes in comes out, and nothing else does. */
#include "lib/t.h"
#include "log/files.h"

static struct str bytes_of(struct arena *a, size_t n)
{
        char *p = ARENA_NEW(a, char, n + 1);
        for (size_t i = 0; i < n; i++) p[i] = (char)((i * 31 + i / 251) & 0x7f);
        return (struct str){ p, n };
}

static struct sys fake(struct sys_fake *f)
{
        *f = (struct sys_fake){ .now = { 1 }, .seed = 7 };
        return sys_fake(f);
}

static struct str whole(struct arena *a, int fd, int64_t n)
{
        char *p = ARENA_NEW(a, char, (size_t)n + 1);
        ssize_t got = read(fd, p, (size_t)n + 1);
        (void)close(fd);
        return (struct str){ p, got < 0 ? 0 : (size_t)got };
}

static const char *path_of(struct arena *a, const struct attachment *x)
{
        return str_dupz(a, str_printf(a, "%s/files/%.*s/%.*s", t_dir(), 2, x->file.p, SP(x->file)));
}

TEST(files_come_back)
{
        static const size_t size[] = { 1, FILE_CHUNK_BYTES - 1, FILE_CHUNK_BYTES,
                                       FILE_CHUNK_BYTES + 1, 3 * FILE_CHUNK_BYTES + 17 };
        AUTO(arena_done) struct arena a = { 0 };
        struct sys_fake f;
        struct sys sys = fake(&f);
        for (size_t i = 0; i < LEN(size); i++) {
                struct attachment x = { .name = S("a"), .type = S("t") };
                struct str in = bytes_of(&a, size[i]), stored;
                int fd = -1;
                CHECK_OK(i, files_put(t_dir(), &a, &sys, in, &x));
                CHECK(files_name_ok(x.file) && files_there(t_dir(), x.file));
                CHECK_INT(i, x.bytes, (int64_t)size[i]);
                CHECK_OK(i, files_check(t_dir(), &x));
                NEED(files_open(t_dir(), &x, &fd) == OK);
                struct str out = whole(&a, fd, x.bytes);
                CHECK(str_eq(in, out));
                CHECK_OK(i, file_read(&a, path_of(&a, &x), 1u << 20, &stored));
                size_t at;
                CHECK(!str_find(stored, str_sub(in, 0, 16), &at) || in.n < 16);
        }
}

/* Any byte turned, cut off, added, or another's key, name, length or hash: nothing comes out. */
TEST(files_changed_do_not_open)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct sys_fake f;
        struct sys sys = fake(&f);
        struct attachment x = { .name = S("a"), .type = S("t") }, y;
        struct str in = bytes_of(&a, FILE_CHUNK_BYTES + 100), stored;
        int fd;
        NEED(files_put(t_dir(), &a, &sys, in, &x) == OK);
        const char *path = path_of(&a, &x);
        NEED(file_read(&a, path, 1u << 20, &stored) == OK);
        static const size_t at[] = { 0, 5, 30, 1000, FILE_CHUNK_BYTES + 60 };
        for (size_t i = 0; i < LEN(at); i++) {
                char *bad = ARENA_NEW(&a, char, stored.n);
                memcpy(bad, stored.p, stored.n);
                bad[at[i]] = (char)(bad[at[i]] ^ 1);
                NEED(file_write(path, (struct str){ bad, stored.n }, 0600) == OK);
                CHECK_INT(i, files_open(t_dir(), &x, &fd), ERR_CORRUPT);
        }
        static const size_t cut[] = { 0, 10, 28, 28 + FILE_CHUNK_BYTES + 17 };
        for (size_t i = 0; i < LEN(cut); i++) {
                NEED(file_write(path, str_sub(stored, 0, cut[i]), 0600) == OK);
                CHECK_INT(i, files_check(t_dir(), &x), ERR_CORRUPT);
        }
        NEED(file_write(path, str_join(&a, stored, S("x")), 0600) == OK);
        CHECK_INT(-1, files_check(t_dir(), &x), ERR_CORRUPT);
        NEED(file_write(path, stored, 0600) == OK);
        CHECK_OK(-1, files_check(t_dir(), &x));
        y = x, y.key[3] ^= 1;
        CHECK_INT(0, files_check(t_dir(), &y), ERR_CORRUPT);
        y = x, y.sha256.b[3] ^= 1;
        CHECK_INT(1, files_check(t_dir(), &y), ERR_CORRUPT);
        y = x, y.bytes++;
        CHECK_INT(2, files_check(t_dir(), &y), ERR_CORRUPT);
        CHECK_OK(-1, files_remove(t_dir(), x.file));
        CHECK_OK(-1, files_remove(t_dir(), x.file));
        CHECK_INT(-1, files_check(t_dir(), &x), ERR_NOT_FOUND);
        y.file = S("../../../../etc/passwd0000000000");
        CHECK_INT(-1, files_check(t_dir(), &y), ERR_CORRUPT);
}

TEST(attachments_as_text_and_back)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 4096 };
        struct sys_fake f;
        struct sys sys = fake(&f);
        struct attachment x[2] = { { .name = S("照片 \"1\".jpg"), .type = S("image/jpeg") },
                                   { .name = S("b"), .type = S("text/plain") } },
                          *v;
        size_t n;
        for (size_t i = 0; i < 2; i++) NEED(files_put(t_dir(), &a, &sys, S("x"), &x[i]) == OK);
        attachments_format(x, 2, &b);
        NEED(attachments_parse(&a, buf_view(&b), &v, &n) == OK && n == 2);
        for (size_t i = 0; i < n; i++) {
                CHECK(str_eq(v[i].name, x[i].name) && str_eq(v[i].file, x[i].file));
                CHECK(memcmp(v[i].key, x[i].key, FILE_KEY_BYTES) == 0);
                CHECK_OK(i, files_check(t_dir(), &v[i]));
        }
        static const char *const bad[] = {
                "", "{}", "[1]", "[{}]", "[{\"file\":\"x\"}]", "a text"
        };
        for (size_t i = 0; i < LEN(bad); i++)
                CHECK_INT(i, attachments_parse(&a, str_c(bad[i]), &v, &n), ERR_CORRUPT);
}

TEST(files_are_copied_once)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct sys_fake f;
        struct sys sys = fake(&f);
        struct attachment x[3];
        struct str *file;
        int64_t copied;
        size_t n;
        const char *from = str_dupz(&a, str_printf(&a, "%s/files", t_dir()));
        const char *to = str_dupz(&a, str_printf(&a, "%s/copy", t_dir()));
        for (size_t i = 0; i < 3; i++) NEED(files_put(t_dir(), &a, &sys, S("bytes"), &x[i]) == OK);
        CHECK_OK(-1, files_copy(from, to, &copied));
        CHECK_INT(-1, copied, 3);
        CHECK_OK(-1, files_copy(from, to, &copied));
        CHECK_INT(-1, copied, 0);
        CHECK_OK(-1, files_list(to, &a, &file, &n));
        CHECK_INT(-1, (int64_t)n, 3);
}
