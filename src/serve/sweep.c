#include "serve/sweep.h"

#include <pthread.h>
#include <stdatomic.h>

struct sweep {
        struct arena a; /* holds this struct too */
        const struct paths *path;
        pthread_t thread;
        bool started;     /* the thread is to be joined */
        atomic_bool runs; /* set by the pen, cleared by the thread */
        struct moment last, at;
};

/* What goes wrong is tried again an hour later: orphans do no harm but take room. */
static void *run(void *arg)
{
        struct sweep *s = arg;
        struct store *st = NULL;
        int64_t removed;
        enum err e = store_open(s->path->db, STORE_OPEN_READ, &st);
        if (e == OK) e = attach_sweep(st, s->path->data, s->at, &removed);
        (void)e; /* an hour later again */
        store_close(&st);
        atomic_store(&s->runs, false);
        return NULL;
}

static void join(struct sweep *s)
{
        if (s->started && pthread_join(s->thread, NULL) != 0) BUG("pthread_join");
        s->started = false;
}

/* The world's clock, as of the files: a demo city's may stand elsewhere. */
void sweep_tick(struct sweep *s)
{
        struct sys real = sys_real();
        struct moment now = real.now(real.ctx);
        if (atomic_load(&s->runs)) return;
        if (moment_is(s->last) && now.ms - s->last.ms < SWEEP_EVERY_MS && now.ms >= s->last.ms)
                return;
        join(s);
        s->last = s->at = now;
        atomic_store(&s->runs, true);
        s->started = pthread_create(&s->thread, NULL, run, s) == 0;
        if (!s->started) atomic_store(&s->runs, false);
}

struct sweep *sweep_new(const struct paths *path)
{
        struct arena a = { 0 };
        struct sweep *s = ARENA_NEW(&a, struct sweep, 1);
        s->a = a;
        s->path = path;
        s->last = MOMENT_NONE;
        return s;
}

void sweep_stop(struct sweep **s)
{
        struct sweep *gone = *s;
        *s = NULL;
        if (!gone) return;
        join(gone);
        struct arena a = gone->a;
        arena_done(&a);
}
