/* One connection for each thread, one writer: readers see whole transactions only and are never
 * refused. Runs under the thread sanitizer too (tests/thread.list). */
#include <pthread.h>

#include "open.h"
#include "store/fault.h"

enum { READERS = 2, WRITES = 60 };

struct reader {
        const char *path;
        _Atomic bool *stop;
        int64_t rounds, wrong;
};

static void *read_on(void *arg)
{
        struct reader *r = arg;
        struct store *st = NULL;
        if (store_open(r->path, STORE_OPEN_READ, &st) != OK) {
                r->wrong++;
                return NULL;
        }
        int64_t last = 0;
        do {
                if (store_begin(st, STORE_READ) != OK) r->wrong++;
                int64_t n = number(st, "SELECT count(*) FROM t");
                int64_t sum = number(st, "SELECT coalesce(sum(a), 0) FROM t"); /* a pair: 1, -1 */
                r->wrong += n < last || n % 2 != 0 || sum != 0;
                last = n;
                if (store_commit(st) != OK) r->wrong++;
                r->rounds++;
        } while (!*r->stop);
        store_close(&st);
        return NULL;
}

static void *write_all(void *arg)
{
        struct store *st = arg;
        for (int i = 0; i < WRITES; i++) {
                must(st, "INSERT INTO t SELECT 1 UNION ALL SELECT -1");
                if (i % 10 == 9 && store_checkpoint(st, false) != OK) BUG("checkpoint");
        }
        return NULL;
}

TEST(store_in_threads)
{
        AUTO(arena_done) struct arena a = { 0 };
        _Atomic bool stop = false;
        pthread_t writer, thread[READERS];
        struct reader reader[READERS];
        store_fault_install(&(struct store_fault){ .sync_ms = 1 });
        struct store *st = open_db(&a, "a.db"); /* opened here, used in the writer's thread */
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        for (int i = 0; i < READERS; i++) {
                reader[i] = (struct reader){ .path = path_of(&a, "a.db"), .stop = &stop };
                CHECK_INT(i, pthread_create(&thread[i], NULL, read_on, &reader[i]), 0);
        }
        CHECK_INT(-1, pthread_create(&writer, NULL, write_all, st), 0);
        CHECK_INT(-1, pthread_join(writer, NULL), 0);
        stop = true;
        for (int i = 0; i < READERS; i++) {
                CHECK_INT(i, pthread_join(thread[i], NULL), 0);
                CHECK_INT(i, reader[i].wrong, 0);
                CHECK_ROW(i, reader[i].rounds > 0);
        }
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 2 * WRITES);
        CHECK(store_fault_stats().calls[FAULT_SYNC] >= WRITES);
        store_fault_install(NULL);
        store_close(&st);
}
