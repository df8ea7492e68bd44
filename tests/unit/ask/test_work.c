/* test_work.c: my work: every open duty once, by urgency, for whom it is. */
#include "mini.h"

#include "ask/work.h"

static size_t walk(struct mini *m, const struct reader *who, bool below, const char *only)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = mini_ask(m, &a, &f);
        struct work_in in = { .below = below, .limit = 4, .count = true };
        struct work_out x;
        size_t n = 0;
        int64_t last = INT64_MIN;
        k.who = who;
        do {
                if (!CHECK_OK(0, work_read(&k, &in, &x))) return 0;
                for (size_t i = 0; i < x.n; i++, n++) {
                        CHECK_ROW(n, x.v[i].d->due.ms >= last && x.v[i].d->outcome == OUT_OPEN);
                        last = x.v[i].d->due.ms;
                        if (only) CHECK_STR(n, x.v[i].d->holder, only);
                        bool past = last <= k.now.ms;
                        CHECK_ROW(n, (x.v[i].colour == COLOUR_RED) == past);
                }
                in.after = x.next;
        } while (x.next.n);
        CHECK_INT(0, n, x.open);
        return n;
}

TEST(work_is_every_open_duty_once)
{
        struct mini m;
        mini_open(&m, NULL, 0);
        struct reader police, county, root;
        reader_init(&police, &m.a, &m.in, mini_account(&m, "a", "4313-GA handler"));
        reader_init(&county, &m.a, &m.in, mini_account(&m, "b", "431302 handler"));
        reader_init(&root, &m.a, &m.in, mini_account(&m, "c", "4313 leader"));
        mini_live(&m, 120, 21);
        size_t all = walk(&m, &m.who, false, NULL);
        size_t ga = walk(&m, &police, false, "4313-GA"), own = walk(&m, &county, false, "431302");
        size_t under = walk(&m, &county, true, NULL), city = walk(&m, &root, false, "4313");
        CHECK(ga > 0 && city > 0 && under > own);
        CHECK(ga + city + under <= all);
        CHECK_INT(0, walk(&m, &root, true, NULL), all);
        mini_close(&m);
}
