/* session.c: the table of sessions in memory, and its copy beside.
 *
 * Sessions hang in buckets by the first bytes of their id, which is a hash already. What ended is
 * kept for the next one: the arena grows to the largest number signed in at once. */
#include "web/session.h"

#include <pthread.h>

#include "base/limits.h"
#include "view/beside_session.h"

#define HALF_MS INT64_C(600000) /* ten minutes to give the second factor */
enum { BUCKETS = 4096 };

struct entry {
        struct session x;
        struct moment began, seen;
        bool moved; /* seen later than the database says */
        bool kept;  /* of sessions_follow: is in the database */
        struct entry *next;
};

struct sessions {
        struct arena a; /* holds this struct too */
        struct sys sys;
        pthread_mutex_t lock; /* everything below */
        struct entry *bucket[BUCKETS];
        struct entry *unused;
        size_t n;
        int64_t idle_ms; /* as asked last; for removing what is over from the database */
};

struct sessions *sessions_new(const struct sys *sys)
{
        struct arena a = { 0 };
        struct sessions *s = ARENA_NEW(&a, struct sessions, 1);
        s->a = a;
        s->sys = *sys;
        s->idle_ms = SESSION_LIFE_MS;
        (void)pthread_mutex_init(&s->lock, NULL);
        return s;
}

void sessions_free(struct sessions *s)
{
        if (!s) return;
        (void)pthread_mutex_destroy(&s->lock);
        struct arena a = s->a;
        arena_done(&a);
}

static void take_lock(struct sessions *s)
{
        int rc = pthread_mutex_lock(&s->lock);
        ASSERT(rc == 0);
}

static void give_lock(struct sessions *s)
{
        int rc = pthread_mutex_unlock(&s->lock);
        ASSERT(rc == 0);
}

/* ---- in memory; the lock is held ------------------------------------------------------------- */

static struct entry **place_of(struct sessions *s, const struct hash *id)
{
        struct entry **p = &s->bucket[(id->b[0] | (unsigned)id->b[1] << 8) % BUCKETS];
        while (*p && !hash_eq(&(*p)->x.id, id)) p = &(*p)->next;
        return p;
}

static void drop(struct sessions *s, struct entry **p)
{
        struct entry *e = *p;
        *p = e->next;
        *e = (struct entry){ .next = s->unused };
        s->unused = e;
        s->n--;
}

static void drop_oldest(struct sessions *s)
{
        struct entry **oldest = NULL;
        for (size_t i = 0; i < BUCKETS; i++)
                for (struct entry **p = &s->bucket[i]; *p; p = &(*p)->next)
                        if (!oldest || (*p)->seen.ms < (*oldest)->seen.ms) oldest = p;
        if (oldest) drop(s, oldest);
}

static void put(struct sessions *s, const struct entry *x)
{
        if (s->n >= SESSIONS_MAX) drop_oldest(s);
        struct entry *e = s->unused;
        if (e) s->unused = e->next;
        else e = ARENA_NEW(&s->a, struct entry, 1);
        struct entry **p = place_of(s, &x->x.id);
        ASSERT(!*p);
        *e = *x;
        e->next = NULL;
        *p = e;
        s->n++;
}

static bool over(const struct entry *e, struct moment now, int64_t idle_ms)
{
        int64_t life = e->x.half ? HALF_MS : SESSION_LIFE_MS;
        return now.ms - e->began.ms >= life || now.ms - e->seen.ms >= idle_ms;
}

/* ---- asked by workers ------------------------------------------------------------------------ */

struct session sessions_find(struct sessions *s, struct str token, struct moment now,
                             int64_t idle_ms)
{
        struct session none = { .account = -1 };
        if (token.n != 64) return none;
        struct hash id = hash_of(token);
        take_lock(s);
        s->idle_ms = idle_ms;
        struct entry **p = place_of(s, &id);
        if (*p && over(*p, now, idle_ms)) drop(s, p);
        if (*p) {
                none = (*p)->x;
                if (now.ms > (*p)->seen.ms) {
                        (*p)->seen = now;
                        (*p)->moved = true;
                }
        }
        give_lock(s);
        return none;
}

size_t sessions_count(struct sessions *s)
{
        take_lock(s);
        size_t n = s->n;
        give_lock(s);
        return n;
}

/* ---- in the writer --------------------------------------------------------------------------- */

/* In the caller's transaction, or in one of its own. */
static enum err begin(struct store *st, bool *ret_own)
{
        *ret_own = !store_in_tx(st);
        return *ret_own ? store_begin(st, STORE_WRITE) : OK;
}

static enum err end(struct store *st, bool own, enum err e)
{
        if (!own) return e;
        if (e == OK) return store_commit(st);
        store_rollback(st);
        return e;
}

enum err sessions_load(struct sessions *s, struct store *st, struct moment now)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct session_row *v;
        size_t n;
        TRY(session_rows(st, &a, &v, &n));
        take_lock(s);
        for (size_t i = 0; i < n; i++) {
                struct entry e = { .x = { .account = -1,
                                          .account_id = v[i].account,
                                          .id = v[i].id,
                                          .half = v[i].half,
                                          .api = v[i].api,
                                          .duty = v[i].duty,
                                          .record = v[i].record },
                                   .began = v[i].began,
                                   .seen = v[i].seen };
                if (!over(&e, now, SESSION_LIFE_MS) && !*place_of(s, &e.x.id)) put(s, &e);
        }
        give_lock(s);
        return OK;
}

enum err sessions_follow(struct sessions *s, struct store *st)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct session_row *v;
        size_t n;
        TRY(session_rows(st, &a, &v, &n));
        take_lock(s);
        for (size_t i = 0; i < n; i++) {
                struct entry **p = place_of(s, &v[i].id);
                if (*p) (*p)->kept = true;
        }
        for (size_t i = 0; i < BUCKETS; i++)
                for (struct entry **p = &s->bucket[i]; *p;) {
                        if (!(*p)->kept) {
                                drop(s, p);
                                continue;
                        }
                        (*p)->kept = false;
                        p = &(*p)->next;
                }
        give_lock(s);
        return OK;
}

enum err sessions_begin(struct sessions *s, struct store *st, const struct session *x,
                        struct moment now, char ret_token[static 65])
{
        struct hash token;
        bool own;
        s->sys.random(s->sys.ctx, token.b, sizeof token.b);
        struct str text = hash_hex(&token, ret_token);
        struct entry e = { .x = *x, .began = now, .seen = now };
        e.x.account = -1;                     /* its index belongs to one snapshot */
        e.x.address = e.x.browser = STR_NONE; /* they are the request's */
        e.x.id = hash_of(text);
        struct session_row row = { .id = e.x.id,
                                   .account = x->account_id,
                                   .duty = x->duty,
                                   .record = x->record,
                                   .half = x->half,
                                   .api = x->api,
                                   .began = now,
                                   .seen = now,
                                   .address = x->address,
                                   .browser = x->browser };
        TRY(begin(st, &own));
        TRY(end(st, own, session_row_put(st, &row)));
        take_lock(s);
        put(s, &e);
        give_lock(s);
        return OK;
}

enum err sessions_end(struct sessions *s, struct store *st, struct hash id)
{
        bool own;
        take_lock(s); /* at once, whatever becomes of the database */
        struct entry **p = place_of(s, &id);
        if (*p) drop(s, p);
        give_lock(s);
        TRY(begin(st, &own));
        return end(st, own, session_row_end(st, &id));
}

enum err sessions_end_all(struct sessions *s, struct store *st, int64_t account_id, struct hash but)
{
        bool own;
        take_lock(s);
        for (size_t i = 0; i < BUCKETS; i++)
                for (struct entry **p = &s->bucket[i]; *p;) {
                        bool his = (*p)->x.account_id == account_id;
                        if (his && !hash_eq(&(*p)->x.id, &but)) drop(s, p);
                        else p = &(*p)->next;
                }
        give_lock(s);
        TRY(begin(st, &own));
        return end(st, own, session_rows_end(st, account_id, &but));
}

/* Copies what moved, so that the lock is not held while the database works. */
static size_t take_moved(struct sessions *s, struct arena *a, struct moment now,
                         struct session_row **ret)
{
        size_t n = 0, cap = 0;
        *ret = NULL;
        for (size_t i = 0; i < BUCKETS; i++)
                for (struct entry **p = &s->bucket[i]; *p;) {
                        if (over(*p, now, s->idle_ms)) {
                                drop(s, p);
                                continue;
                        }
                        if ((*p)->moved)
                                *ARENA_PUSH(a, *ret, n, cap) =
                                        (struct session_row){ .id = (*p)->x.id,
                                                              .seen = (*p)->seen };
                        (*p)->moved = false;
                        p = &(*p)->next;
                }
        return n;
}

enum err sessions_flush(struct sessions *s, struct store *st, struct moment now)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct session_row *v;
        bool own;
        take_lock(s);
        size_t n = take_moved(s, &a, now, &v);
        int64_t idle = s->idle_ms;
        give_lock(s);
        TRY(begin(st, &own));
        enum err e = OK;
        for (size_t i = 0; e == OK && i < n; i++) e = session_row_seen(st, &v[i].id, v[i].seen);
        struct moment began = { now.ms - SESSION_LIFE_MS }, seen = { now.ms - idle };
        if (e == OK) e = session_rows_expire(st, began, seen);
        return end(st, own, e);
}
