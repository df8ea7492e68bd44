#include "web/site.h"

#include "web/signin.h"

/* ---- a worker's connections ------------------------------------------------------------------ */

enum err desk_open(struct desk *d, const struct paths *p, const struct sys *sys)
{
        *d = (struct desk){ .search = p->search };
        enum err e = store_open(p->db, STORE_OPEN_READ, &d->st);
        if (e == OK) e = keys_open(p->keys, false, sys, &d->keys);
        if (e != OK) desk_close(d);
        return e;
}

void desk_close(struct desk *d)
{
        if (d->st) store_rollback(d->st);
        index_close(&d->index);
        keys_close(&d->keys);
        store_close(&d->st);
        d->n = 0;
}

enum err desk_index(struct desk *d, struct index **ret)
{
        if (d->index && index_moved(d->index)) index_close(&d->index);
        if (!d->index) TRY(index_open(d->search, false, &d->index));
        *ret = d->index;
        return OK;
}

/* ---- what all requests share ----------------------------------------------------------------- */

/* Made once and kept: links and forms signed before a restart hold after it. */
static enum err load_secret(struct site *s, const char *path)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str bytes;
        enum err e = file_read(&a, path, sizeof s->secret, &bytes);
        if (e == ERR_NOT_FOUND) {
                s->sys.random(s->sys.ctx, s->secret, sizeof s->secret);
                bytes = (struct str){ (const char *)s->secret, sizeof s->secret };
                return file_write(path, bytes, 0600);
        }
        TRY(e);
        if (bytes.n != sizeof s->secret) return ERR_CORRUPT;
        memcpy(s->secret, bytes.p, sizeof s->secret);
        return OK;
}

/* The folder of a path. */
static enum err set_data(struct site *s, const char *path)
{
        const char *end = strrchr(path, '/');
        struct str folder = end ? str_sub(str_c(path), 0, (size_t)(end - path)) : S(".");
        if (folder.n >= sizeof s->data) return ERR_LIMIT;
        memcpy(s->data, folder.p, folder.n);
        s->data[folder.n] = 0;
        return OK;
}

enum err site_init(struct site *s, const struct sys *sys, const char *key_path)
{
        *s = (struct site){ .sys = *sys };
        TRY(set_data(s, key_path));
        TRY(load_secret(s, key_path));
        if (pthread_mutex_init(&s->lock, NULL) != 0) BUG("pthread_mutex_init");
        s->sessions = sessions_new(sys);
        s->looks = looks_new();
        s->slows = slows_new();
        return OK;
}

void site_done(struct site *s)
{
        if (!s->sessions) return;
        site_release(s->now);
        sessions_free(s->sessions);
        looks_free(s->looks);
        slows_free(s->slows);
        (void)pthread_mutex_destroy(&s->lock);
        *s = (struct site){ 0 };
}

/* ---- snapshots ------------------------------------------------------------------------------- */

static void lock(struct site *s)
{
        if (pthread_mutex_lock(&s->lock) != 0) BUG("pthread_mutex_lock");
}

static void unlock(struct site *s)
{
        if (pthread_mutex_unlock(&s->lock) != 0) BUG("pthread_mutex_unlock");
}

static void snapshot_free(struct snapshot *x)
{
        struct arena a = x->a;
        inforce_done(&x->in);
        arena_done(&a);
}

enum err site_publish(struct site *s, struct store *st, struct keys *keys, struct faults *f)
{
        struct arena a = { 0 };
        struct snapshot *next = ARENA_NEW(&a, struct snapshot, 1);
        next->a = a;
        next->in.now = s->sys.now(s->sys.ctx);
        enum err e = inforce_load(st, keys, f, &next->in);
        if (e != OK) {
                snapshot_free(next);
                return e;
        }
        atomic_init(&next->holders, 1); /* the site's own hold */
        lock(s);
        struct snapshot *old = s->now;
        next->n = old ? old->n + 1 : 1;
        s->now = next;
        unlock(s);
        site_release(old);
        return OK;
}

struct snapshot *site_hold(struct site *s)
{
        lock(s);
        struct snapshot *x = s->now;
        if (x) atomic_fetch_add(&x->holders, 1);
        unlock(s);
        return x;
}

void site_release(struct snapshot *x)
{
        if (!x || atomic_fetch_sub(&x->holders, 1) != 1) return;
        snapshot_free(x);
}
