/* The anchor file: what is written is read; torn is not found; damaged is told. */
#include "log/log.h"

#include "log_ground.h"

static const char *path_of(struct arena *a)
{
        return str_dupz(a, str_printf(a, "%s/anchor", t_dir()));
}

static struct anchor sample(int64_t epoch, uint64_t size)
{
        return (struct anchor){ epoch, size, hash_of(S("root")) };
}

TEST(anchor_round_trip)
{
        static const struct {
                int64_t epoch;
                uint64_t size;
                bool sync;
        } row[] = {
                { 0, 0, true },         { 0, 1, false },
                { 3, 123456789, true }, { 9999999999, MERKLE_SIZE_MAX, true },
                { 0, 2, false },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct stat st;
        for (size_t i = 0; i < LEN(row); i++) {
                struct anchor in = sample(row[i].epoch, row[i].size), out;
                CHECK_OK(i, anchor_write(path_of(&a), &in, row[i].sync));
                CHECK_OK(i, anchor_read(path_of(&a), &out));
                CHECK_ROW(i, out.epoch == in.epoch && out.size == in.size);
                CHECK_MEM(i, out.root.b, in.root.b, HASH_BYTES);
                CHECK_ROW(i, stat(path_of(&a), &st) == 0 && st.st_size == 110 &&
                                     (st.st_mode & 077) == 0);
        }
}

TEST(anchor_form)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct anchor x = sample(3, 600);
        struct str text;
        char hex[65], sum[65];
        CHECK_OK(-1, anchor_write(path_of(&a), &x, false));
        CHECK_OK(-1, file_read(&a, path_of(&a), 200, &text));
        struct str body =
                str_printf(&a, "0000000003 0000000000000600 %.64s ", hash_hex(&x.root, hex).p);
        struct hash h = hash_of(body);
        struct str want = str_printf(&a, "%.*s%.16s\n", SP(body), hash_hex(&h, sum).p);
        CHECK_STR(-1, text, str_dupz(&a, want));
}

TEST(anchor_torn_or_damaged)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct anchor x = sample(3, 600), y = sample(4, 601), got;
        struct str one, two, zeros = { arena_get(&a, 110, 1), 110 };
        const char *path = path_of(&a);
        CHECK_INT(-1, anchor_read(path, &got), ERR_NOT_FOUND);
        CHECK_INT(-1, anchor_read("/nowhere/at/all", &got), ERR_NOT_FOUND);
        CHECK_INT(-1, anchor_read(t_dir(), &got), ERR_IO);
        CHECK_INT(-1, anchor_write("/nowhere/at/all", &x, false), ERR_IO);
        CHECK_OK(-1, anchor_write(path, &x, false));
        CHECK_OK(-1, file_read(&a, path, 200, &one));
        CHECK_OK(-1, anchor_write(path, &y, false));
        CHECK_OK(-1, file_read(&a, path, 200, &two));
        struct str mixed = str_join(&a, str_sub(one, 0, 50), str_from(two, 50));
        for (size_t n = 0; n < one.n; n++) {
                CHECK_OK(n, file_write(path, str_sub(one, 0, n), 0600));
                CHECK_INT(n, anchor_read(path, &got), ERR_NOT_FOUND);
        }
        CHECK_OK(-1, file_write(path, zeros, 0600));
        CHECK_INT(-1, anchor_read(path, &got), ERR_NOT_FOUND);
        CHECK_OK(-1, file_write(path, mixed, 0600));
        CHECK_INT(-1, anchor_read(path, &got), ERR_CORRUPT);
        CHECK_OK(-1, file_write(path, str_join(&a, one, S("\n")), 0600));
        CHECK_INT(-1, anchor_read(path, &got), ERR_CORRUPT);
        CHECK_OK(-1, anchor_write(path, &x, true)); /* over a longer file */
        CHECK_OK(-1, anchor_read(path, &got));
        for (size_t i = 0; i < one.n; i++)
                for (int bit = 0; bit < 8; bit++) {
                        char *p = arena_get(&a, one.n, 1);
                        memcpy(p, one.p, one.n);
                        p[i] = (char)(p[i] ^ (1 << bit));
                        CHECK_OK(i, file_write(path, (struct str){ p, one.n }, 0600));
                        CHECK_INT(i, anchor_read(path, &got), ERR_CORRUPT);
                }
}
