/* log: what the log costs. N events (environment, default 100,000): append, commit in groups, seal,
 * verify with and without texts, hashing. One line each: name, count, µs apiece, per second. */
#include <ftw.h>

#include "base/num.h"
#include "log/log.h"

#define GROUP 500 /* events of one commit */

struct bench {
        struct arena a;
        struct sys sys;
        struct store *st;
        struct keys *keys;
        struct log log;
        char dir[64];
        double append_s, seal_s, flush_s, commit_s;
        int64_t seals;
};

static double cpu_s(void)
{
        struct timespec t;
        if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0) BUG("clock_gettime");
        return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void report(const char *name, int64_t n, double s)
{
        printf("log %-28s %9" PRId64 "  %8.2f us cpu  %10.0f /s\n", name, n, s / (double)n * 1e6,
               (double)n / s);
}

static struct event event_of(int64_t i)
{
        struct event e = { .at = { 1661134560000 + i * 1000 },
                           .actor = i % 97 + 1,
                           .office = S("yuhe.street"),
                           .via = VIA_PAGE,
                           .cause = -1,
                           .batch = -1,
                           .ledger = S("case"),
                           .version = i ? 0 : -1,
                           .record = i / 6 + 1,
                           .duty = i % 3,
                           .round = 1,
                           .step = S("assign") };
        e.day = day_of(e.at, (struct zone){ 480 });
        return e;
}

/* Every fourth event with one text. */
static enum err append_one(struct bench *b, int64_t i)
{
        struct event e = event_of(i);
        struct seal seal;
        char hex[65];
        bool sealed = i % 4 == 0;
        double t0 = cpu_s();
        if (sealed) {
                TRY(keys_ensure(b->keys, e.record));
                seal = seal_make(&b->sys, S("text"),
                                 S("路灯坏了三天，晚上回家看不见路，希望尽快修好。"));
                e.result = str_printf(&b->a,
                                      "{\"due\":\"2022-08-29T17:30:00.000+08:00\",\"text\":"
                                      "{\"seal\":\"%.64s\"}}",
                                      hash_hex(&seal.commitment, hex).p);
        } else {
                e.result =
                        S("{\"calendar\":3,\"due\":\"2022-08-29T17:30:00.000+08:00\",\"office\":"
                          "\"yuhe.street.roads\",\"reason\":\"by place\",\"verdict\":\"on time\"}");
        }
        double t1 = cpu_s();
        TRY(log_append(&b->log, &e));
        double t2 = cpu_s();
        b->append_s += t2 - t1;
        if (sealed) {
                struct seal_at at = { b->st, b->keys, e.record, e.seq, S("text") };
                TRY(seal_put(&at, S("路灯坏了三天，晚上回家看不见路，希望尽快修好。"), &seal));
                b->seal_s += t1 - t0 + cpu_s() - t2;
                b->seals++;
        }
        return OK;
}

static enum err append_all(struct bench *b, int64_t n)
{
        for (int64_t i = 0; i < n;) {
                TRY(store_begin(b->st, STORE_WRITE));
                TRY(log_load(&b->log, b->st));
                for (int64_t k = 0; k < GROUP && i < n; k++, i++) TRY(append_one(b, i));
                arena_reset(&b->a);
                double t = cpu_s();
                TRY(log_flush(&b->log));
                double t2 = cpu_s();
                b->flush_s += t2 - t;
                TRY(store_commit(b->st));
                b->commit_s += cpu_s() - t2;
        }
        return OK;
}

static enum err verify_all(struct bench *b, const char *name, bool texts)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct log_verify_in in = { .st = b->st, .keys = texts ? b->keys : NULL, .zone = { 480 } };
        struct faults f;
        int64_t n;
        faults_init(&f, &a, LANG_EN);
        double t = cpu_s();
        enum err e = log_verify(&in, &a, &f, &n);
        report(name, n, cpu_s() - t);
        return e;
}

static enum err run(struct bench *b, int64_t n)
{
        TRY(store_open(str_dupz(&b->a, str_printf(&b->a, "%s/city.db", b->dir)), STORE_CREATE,
                       &b->st));
        TRY(keys_open(str_dupz(&b->a, str_printf(&b->a, "%s/keys.db", b->dir)), true, &b->sys,
                      &b->keys));
        TRY(store_begin(b->st, STORE_WRITE));
        TRY(log_schema(b->st));
        TRY(store_commit(b->st));
        TRY(append_all(b, n));
        report("append", n, b->append_s);
        report("key, seal and put a text", b->seals, b->seal_s);
        report("flush of a group", (n + GROUP - 1) / GROUP, b->flush_s);
        report("commit, by event", n, b->commit_s);
        TRY(verify_all(b, "verify", false));
        TRY(verify_all(b, "verify with texts", true));
        return OK;
}

static void hashing(void)
{
        char text[400] = { 0 };
        int64_t n = 200000;
        double t = cpu_s();
        for (int64_t i = 0; i < n; i++) {
                struct hash h = hash_of((struct str){ text, sizeof text });
                text[0] = (char)h.b[0];
        }
        report("sha-256 of 400 bytes", n, cpu_s() - t);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
        (void)st, (void)type, (void)at;
        return remove(path);
}

int main(void)
{
        struct bench b = { .dir = "/tmp/zt-bench-XXXXXX" };
        const char *text = getenv("N");
        int64_t n = 100000;
        sys_init();
        b.sys = sys_real();
        if (text && num_parse_i64(str_c(text), 1, 100000000, &n) != OK) BUG("N");
        if (!mkdtemp(b.dir)) BUG("mkdtemp");
        hashing();
        enum err e = run(&b, n);
        if (e != OK) printf("log: error %d: %.*s\n", (int)e, SP(store_why(b.st)));
        log_done(&b.log);
        store_close(&b.st);
        keys_close(&b.keys);
        arena_done(&b.a);
        (void)nftw(b.dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
        return e != OK;
}
