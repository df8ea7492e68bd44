/* slow.c: two tables of counters, picked by hash; a collision slows somebody else for a moment. */
#include "web/slow.h"

#include <pthread.h>

#include "base/limits.h"

enum { SLOTS = 4096, FREE_TRIES = 3, ADDRESS_TRIES = 10, WAIT_MAX_S = 30, HASHES = 2 };
#define QUIET_MS INT64_C(600000)
#define HOUR_MS  INT64_C(3600000)

struct slow {
        uint64_t hash;
        int tries;
        struct moment last;
};

struct sent { /* in the hour that began with the first */
        uint64_t hash;
        struct moment from;
        int64_t bytes, files;
};

struct slows {
        struct arena a;       /* holds this struct too */
        pthread_mutex_t lock; /* everything below */
        pthread_cond_t room;
        int hashing;
        struct slow name[SLOTS], address[SLOTS];
        struct sent sent[SLOTS];
};

struct slows *slows_new(void)
{
        struct arena a = { 0 };
        struct slows *s = ARENA_NEW(&a, struct slows, 1);
        s->a = a;
        (void)pthread_mutex_init(&s->lock, NULL);
        (void)pthread_cond_init(&s->room, NULL);
        return s;
}

void slows_free(struct slows *s)
{
        if (!s) return;
        (void)pthread_cond_destroy(&s->room);
        (void)pthread_mutex_destroy(&s->lock);
        struct arena a = s->a;
        arena_done(&a);
}

static void take_lock(struct slows *s)
{
        int rc = pthread_mutex_lock(&s->lock);
        ASSERT(rc == 0);
}

static void give_lock(struct slows *s)
{
        int rc = pthread_mutex_unlock(&s->lock);
        ASSERT(rc == 0);
}

/* The slot is there for whoever failed last; NULL: not this one, or long ago. */
static struct slow *find(struct slow *v, struct str key, struct moment now)
{
        uint64_t h = str_hash(key);
        struct slow *x = &v[h % SLOTS];
        return x->hash == h && now.ms - x->last.ms < QUIET_MS ? x : NULL;
}

static int64_t wait_of(const struct slow *x, int free_tries, struct moment now)
{
        if (!x || x->tries < free_tries) return 0;
        int64_t s = 1, end;
        for (int i = free_tries; i < x->tries && s < WAIT_MAX_S; i++) s *= 2;
        if (s > WAIT_MAX_S) s = WAIT_MAX_S;
        end = x->last.ms + s * 1000;
        return now.ms < x->last.ms || now.ms >= end ? 0 : end - now.ms;
}

static void failed(struct slow *v, struct str key, struct moment now)
{
        struct slow *x = find(v, key, now);
        uint64_t h = str_hash(key);
        if (!x) {
                x = &v[h % SLOTS];
                *x = (struct slow){ .hash = h };
        }
        if (x->tries < 1000) x->tries++;
        x->last = now;
}

int64_t slows_wait(struct slows *s, struct str name, struct str address, struct moment now)
{
        take_lock(s);
        int64_t a = wait_of(find(s->name, name, now), FREE_TRIES, now);
        /* a whole office may share one address */
        int64_t b = wait_of(find(s->address, address, now), ADDRESS_TRIES, now);
        give_lock(s);
        return a > b ? a : b;
}

void slows_failed(struct slows *s, struct str name, struct str address, struct moment now)
{
        take_lock(s);
        failed(s->name, name, now);
        failed(s->address, address, now);
        give_lock(s);
}

int64_t slows_upload(struct slows *s, struct str address, int64_t bytes, struct moment now)
{
        uint64_t h = str_hash(address);
        struct sent *x = &s->sent[h % SLOTS];
        int64_t wait = 0;
        take_lock(s);
        bool over = now.ms < x->from.ms || now.ms - x->from.ms >= HOUR_MS;
        if (x->hash != h || over) *x = (struct sent){ .hash = h, .from = now };
        if (x->files == UPLOAD_FILES_MAX || x->bytes + bytes > UPLOAD_BYTES_MAX) {
                wait = x->from.ms + HOUR_MS - now.ms;
        } else {
                x->files++;
                x->bytes += bytes;
        }
        give_lock(s);
        return wait;
}

void slows_good(struct slows *s, struct str name, struct str address)
{
        uint64_t n = str_hash(name), a = str_hash(address);
        take_lock(s);
        if (s->name[n % SLOTS].hash == n) s->name[n % SLOTS].tries = 0;
        if (s->address[a % SLOTS].hash == a) s->address[a % SLOTS].tries /= 2;
        give_lock(s);
}

void slows_hash_begin(struct slows *s)
{
        take_lock(s);
        while (s->hashing >= HASHES) (void)pthread_cond_wait(&s->room, &s->lock);
        s->hashing++;
        give_lock(s);
}

void slows_hash_end(struct slows *s)
{
        take_lock(s);
        s->hashing--;
        (void)pthread_cond_signal(&s->room);
        give_lock(s);
}
