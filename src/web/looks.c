/* looks.c: looks wait in one fixed list until the writer fetches them. */
#include "web/looks.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "base/limits.h"
#include "view/beside_look.h"
#include "view/beside_sign.h"

struct looks {
        struct arena a;       /* holds this struct too */
        pthread_mutex_t lock; /* v and n */
        pthread_cond_t room;
        struct look *v;   /* LOOKS_MAX */
        struct look *out; /* the writer's copy while it writes */
        size_t n;
};

struct str look_how_name(enum look_how h)
{
        static const struct str names[] = {
                [LOOK_PAGE] = SI("page"), [LOOK_API] = SI("api"),   [LOOK_EXPORT] = SI("export"),
                [LOOK_ROWS] = SI("rows"), [LOOK_LINK] = SI("link"), [LOOK_REVEAL] = SI("reveal"),
        };
        _Static_assert(LEN(names) == LOOK_COUNT, "a name for each");
        return names[h];
}

struct looks *looks_new(void)
{
        struct arena a = { 0 };
        struct looks *x = ARENA_NEW(&a, struct looks, 1);
        x->v = ARENA_NEW(&a, struct look, LOOKS_MAX);
        x->out = ARENA_NEW(&a, struct look, LOOKS_MAX);
        x->a = a;
        (void)pthread_mutex_init(&x->lock, NULL);
        (void)pthread_cond_init(&x->room, NULL);
        return x;
}

void looks_free(struct looks *x)
{
        if (!x) return;
        (void)pthread_cond_destroy(&x->room);
        (void)pthread_mutex_destroy(&x->lock);
        struct arena a = x->a;
        arena_done(&a);
}

static void take_lock(struct looks *x)
{
        int rc = pthread_mutex_lock(&x->lock);
        ASSERT(rc == 0);
}

static void give_lock(struct looks *x)
{
        int rc = pthread_mutex_unlock(&x->lock);
        ASSERT(rc == 0);
}

void looks_note(struct looks *x, const struct look *l)
{
        ASSERT(l->how < LOOK_COUNT);
        take_lock(x);
        while (x->n == LOOKS_MAX) (void)pthread_cond_wait(&x->room, &x->lock);
        x->v[x->n++] = *l;
        give_lock(x);
}

size_t looks_waiting(struct looks *x)
{
        take_lock(x);
        size_t n = x->n;
        give_lock(x);
        return n;
}

static enum err write_all(const struct looks *x, struct store *st, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                const struct look *l = &x->out[i];
                struct look_row row = { l->at, l->account, l->record, look_how_name(l->how) };
                TRY(look_row_put(st, &row));
        }
        return OK;
}

/* They leave the list only when they are written: looks noted meanwhile stand behind them. */
static void take_off(struct looks *x, size_t n)
{
        take_lock(x);
        x->n -= n;
        memmove(x->v, x->v + n, x->n * sizeof *x->v);
        (void)pthread_cond_broadcast(&x->room);
        give_lock(x);
}

enum err looks_flush(struct looks *x, struct store *st)
{
        take_lock(x);
        size_t n = x->n;
        if (n) memcpy(x->out, x->v, n * sizeof *x->v);
        give_lock(x);
        if (n == 0) return OK;
        TRY(store_begin(st, STORE_WRITE));
        enum err e = write_all(x, st, n);
        if (e == OK) e = store_commit(st);
        else store_rollback(st);
        if (e == OK) take_off(x, n);
        return e;
}

enum err looks_expire(struct store *st, const struct inforce *in, struct moment now)
{
        static const struct sign_in usual = SIGN_IN_USUAL;
        int months = in->city ? in->city->sign_in.keep_months : usual.keep_months;
        struct day day = day_add_months(day_of(now, in->zone), -months);
        struct moment before = moment_at(day, 0, in->zone);
        TRY(store_begin(st, STORE_WRITE));
        enum err e = look_rows_expire(st, before);
        if (e == OK) e = signin_expire(st, before);
        if (e == OK) return store_commit(st);
        store_rollback(st);
        return e;
}
