#include "base/sys.h"

#include <string.h>
#include <sys/stat.h>

#include "lib/t.h"

static const char *path_of(struct arena *a, const char *name)
{
        return str_dupz(a, str_printf(a, "%s/%s", t_dir(), name));
}

TEST(sys_real_clock_and_randomness)
{
        struct sys s = sys_real();
        int64_t now = s.now(s.ctx).ms, boot = s.boot_ms(s.ctx);
        CHECK(now > 1600000000000 && boot > 0);
        CHECK(s.now(s.ctx).ms - now < 60000 && s.boot_ms(s.ctx) >= boot);
        unsigned char x[32] = { 0 }, y[32] = { 0 };
        s.random(s.ctx, x, sizeof x);
        s.random(s.ctx, y, sizeof y);
        CHECK(memcmp(x, y, sizeof x) != 0);
}

TEST(sys_fake_repeats)
{
        unsigned char x[100], y[100], part[100];
        struct sys_fake f = { { 5 }, 42 }, g = { { 5 }, 42 }, h = { { 5 }, 42 };
        struct sys s = sys_fake(&f), t = sys_fake(&g), u = sys_fake(&h);
        CHECK_INT(-1, s.now(s.ctx).ms, 5);
        f.now.ms = 9;
        CHECK_INT(-1, s.now(s.ctx).ms, 9);
        CHECK_INT(-1, t.now(t.ctx).ms, 5);
        s.random(s.ctx, x, sizeof x);
        t.random(t.ctx, y, sizeof y);
        CHECK_MEM(-1, x, y, sizeof x);
        for (size_t i = 0; i < sizeof part; i += 10) u.random(u.ctx, part + i, 10);
        CHECK_MEM(-1, part, x, sizeof x); /* one stream, however it is read */
        s.random(s.ctx, y, sizeof y);
        CHECK(memcmp(x, y, sizeof x) != 0);
}

TEST(file_read_whole_or_refused)
{
        static const struct {
                size_t size, max;
                enum err want;
        } row[] = {
                { 0, 0, OK },
                { 0, 10, OK },
                { 1, 0, ERR_LIMIT },
                { 10, 10, OK },
                { 11, 10, ERR_LIMIT },
                { 5000, 5000, OK },
                { 5000, 4999, ERR_LIMIT },
                { 4096, 4096, OK },
                { 100000, 1 << 20, OK },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                char *p = arena_get(&a, row[i].size, 1);
                for (size_t k = 0; k < row[i].size; k++) p[k] = (char)(k % 253);
                struct str text = { p, row[i].size }, got = S("?");
                CHECK_OK(i, file_write(path_of(&a, "f"), text, 0600));
                CHECK_INT(i, file_read(&a, path_of(&a, "f"), row[i].max, &got), row[i].want);
                CHECK_ROW(i, str_eq(got, row[i].want == OK ? text : S("?")));
        }
        struct str got = S("?");
        CHECK_INT(-1, file_read(&a, path_of(&a, "none"), 10, &got), ERR_NOT_FOUND);
        CHECK_INT(-1, file_read(&a, path_of(&a, "f/none"), 10, &got), ERR_NOT_FOUND);
        CHECK_INT(-1, file_read(&a, t_dir(), 10, &got), ERR_IO);
        CHECK_INT(-1, file_read(&a, "/dev/zero", 100000, &got), ERR_LIMIT); /* without a size */
        CHECK_OK(-1, file_read(&a, "/dev/null", 10, &got));
        CHECK_INT(-1, got.n, 0);
}

TEST(file_write_is_atomic)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct stat st;
        struct str got = STR_NONE;
        const char *path = path_of(&a, "f"), *tmp = path_of(&a, "f.new");
        CHECK_OK(-1, file_write(path, S("one"), 0600));
        CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
        ino_t first = st.st_ino;
        CHECK_OK(-1, file_write(path, S("two"), 0640)); /* replaced, not written over */
        CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0640 && st.st_ino != first);
        CHECK_OK(-1, file_read(&a, path, 10, &got));
        CHECK_STR(-1, got, "two");
        CHECK(!file_exists(tmp));
        /* one left by a crash: neither its text nor its mode stays, nor where it points to */
        CHECK_OK(-1, file_write(tmp, S("a longer text left behind"), 0644));
        CHECK_OK(-1, file_write(path, S("three"), 0600));
        CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600 && st.st_size == 5);
        CHECK_OK(-1, file_write(path_of(&a, "other"), S("other"), 0600));
        CHECK(symlink(path_of(&a, "other"), tmp) == 0);
        CHECK_OK(-1, file_write(path, S("four"), 0600));
        CHECK_OK(-1, file_read(&a, path_of(&a, "other"), 10, &got));
        CHECK_STR(-1, got, "other");
        /* refused: nothing changes, nothing is left */
        CHECK_INT(-1, file_write(path_of(&a, "none/f"), S("x"), 0600), ERR_IO);
        CHECK_OK(-1, dir_make(path_of(&a, "d")));
        CHECK_INT(-1, file_write(path_of(&a, "d"), S("x"), 0600), ERR_IO); /* a folder is there */
        CHECK(!file_exists(path_of(&a, "d.new")));
}

TEST(file_write_in_the_working_folder)
{
        char before[4096];
        NEED(getcwd(before, sizeof before) && chdir(t_dir()) == 0);
        CHECK_OK(-1, file_write("plain", S("x"), 0600));
        CHECK(file_exists("plain") && chdir(before) == 0);
}

TEST(dir_make_with_parents)
{
        AUTO(arena_done) struct arena a = { 0 };
        CHECK_OK(-1, dir_make(path_of(&a, "x/y/z")));
        CHECK_OK(-1, dir_make(path_of(&a, "x/y/z"))); /* existing is OK */
        CHECK_OK(-1, dir_make(path_of(&a, "x//y/w/")));
        CHECK(file_exists(path_of(&a, "x/y/w")));
        CHECK_OK(-1, file_write(path_of(&a, "file"), S("x"), 0600));
        CHECK_INT(-1, dir_make(path_of(&a, "file")), ERR_IO); /* a file is no folder */
        CHECK_INT(-1, dir_make(path_of(&a, "file/d")), ERR_IO);
}

TEST(dir_list_sorted)
{
        static const char *const name[] = { "b.yaml",       "a.yaml",  "c.txt",
                                            ".hidden.yaml", "路.yaml", "B.yaml",
                                            "yaml",         "a2.yaml", ".yaml" };
        AUTO(arena_done) struct arena a = { 0 };
        struct str *list = NULL;
        size_t n = 0;
        for (size_t i = 0; i < LEN(name); i++)
                CHECK_OK(i, file_write(path_of(&a, name[i]), S("x"), 0600));
        CHECK_OK(-1, dir_list(&a, t_dir(), S(".yaml"), &list, &n));
        static const char *const want[] = { "B.yaml", "a.yaml", "a2.yaml", "b.yaml", "路.yaml" };
        NEED(n == LEN(want));
        for (size_t i = 0; i < n; i++) CHECK_STR(i, list[i], want[i]);
        CHECK_OK(-1, dir_list(&a, t_dir(), STR_NONE, &list, &n));
        CHECK_INT(-1, n, 7); /* all but the hidden ones */
        CHECK_OK(-1, dir_list(&a, path_of(&a, "none"), STR_NONE, &list, &n));
        CHECK_INT(-1, n, 0);
        CHECK_INT(-1, dir_list(&a, path_of(&a, "yaml"), STR_NONE, &list, &n), ERR_IO);
}
