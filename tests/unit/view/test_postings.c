/* test_postings.c: blocks of records: added in any order, read from the last on, taken out. */
#include "view/postings.h"

#include "base/limits.h"
#include "lib/t.h"

#define RECORDS 6000
#define TERMS   3

struct model {
        struct arena a;
        struct store *st;
        bool has[TERMS][RECORDS];
};

static int chance(uint64_t *seed, int below)
{
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        return (int)((*seed >> 33) % (uint64_t)below);
}

static struct model *model_new(void)
{
        static struct model m;
        memset(&m, 0, sizeof m);
        const char *path = str_dupz(&m.a, str_printf(&m.a, "%s/p.db", t_dir()));
        if (store_open(path, STORE_CREATE, &m.st) != OK || store_begin(m.st, STORE_WRITE) != OK ||
            postings_schema(m.st) != OK)
                BUG("postings");
        return &m;
}

static void model_done(struct model *m)
{
        CHECK_OK(-1, store_commit(m->st));
        store_close(&m->st);
        arena_done(&m->a);
}

static void add(struct model *m, struct posting *v, size_t n)
{
        for (size_t i = 0; i < n; i++) m->has[v[i].term - 1][v[i].record] = true;
        CHECK_OK(-1, postings_add(m->st, v, n));
}

/* Everything from the last record on, then from anywhere. */
static void compare(struct model *m, uint64_t seed)
{
        struct arena scratch = { 0 };
        for (int64_t t = 1; t <= TERMS; t++) {
                struct posting_cursor c;
                int64_t at;
                postings_begin(&c, &m->a, &scratch, t);
                for (int64_t r = RECORDS - 1; r > 0; r -= 1 + (seed ? chance(&seed, 90) : 0)) {
                        int64_t want = r;
                        while (want > 0 && !m->has[t - 1][want]) want--;
                        CHECK_OK(r, postings_seek(m->st, &c, r, &at));
                        CHECK_INT(r, at, want);
                }
        }
        arena_done(&scratch);
}

static int64_t blocks(struct model *m)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(m->st, S("SELECT count(*), max(length(ids)) FROM posting"), &s) != OK ||
            stmt_step(s) != ROW_GOT)
                return -1;
        CHECK(col_int(s, 1) <= SEARCH_BLOCK_BYTES);
        return col_int(s, 0);
}

TEST(postings_come_back_in_order)
{
        struct model *m = model_new();
        struct posting v[200];
        uint64_t seed = 7;
        for (int round = 0; round < 120; round++) {
                size_t n = (size_t)chance(&seed, (int)LEN(v));
                for (size_t i = 0; i < n; i++)
                        v[i] = (struct posting){ 1 + chance(&seed, TERMS),
                                                 1 + chance(&seed, RECORDS - 1) };
                add(m, v, n);
        }
        compare(m, 0);
        compare(m, 3);
        CHECK(blocks(m) > TERMS);
        model_done(m);
}

/* Late comers cut a block in two; they do not make one each. */
TEST(postings_blocks_stay_full)
{
        struct model *m = model_new();
        for (int64_t r = 2; r < RECORDS; r += 2) add(m, &(struct posting){ 1, r }, 1);
        int64_t full = (RECORDS / 2) / SEARCH_BLOCK_BYTES + 1;
        CHECK_INT(-1, blocks(m), full);
        for (int64_t r = RECORDS / 2 + 1; r < RECORDS / 2 + 801; r += 2)
                add(m, &(struct posting){ 1, r }, 1);
        CHECK(blocks(m) <= full + 2);
        compare(m, 0);
        model_done(m);
}

TEST(postings_are_swept)
{
        struct model *m = model_new();
        static struct posting v[2000];
        int64_t gone[600];
        uint64_t seed = 11;
        size_t n = 0;
        for (size_t i = 0; i < LEN(v); i++)
                v[i] = (struct posting){ 1 + chance(&seed, TERMS), 1 + chance(&seed, RECORDS - 1) };
        add(m, v, LEN(v));
        for (int64_t r = 1; r < RECORDS && n < LEN(gone); r += 1 + chance(&seed, 20)) gone[n++] = r;
        struct posting_place place = { 0, 0 };
        bool end = false;
        int slices = 0;
        for (; !end && slices < 1000; slices++)
                NEED(postings_sweep(m->st, gone, n, &place, 1, &end) == OK);
        CHECK(slices > 2);
        for (size_t i = 0; i < n; i++)
                for (int t = 0; t < TERMS; t++) m->has[t][gone[i]] = false;
        compare(m, 0);
        model_done(m);
}
