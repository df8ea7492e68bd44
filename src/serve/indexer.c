#include "serve/indexer.h"

#include "serve/nap.h"

#define ROUND_MS     250
#define WRITTEN_MS   1000 /* the pause after a round while others write */
#define BUSY_MS      20   /* of such a second */
#define FAR_MS       200
#define IDLE_MS      200 /* of a round while nobody writes */
#define FAR_BEHIND   20000
#define WAIT_FILE_MS 500 /* another process may be updating it */
#define TROUBLE_MS   5000

struct indexer {
        struct arena a; /* holds this struct too */
        struct indexer_options o;
        pthread_t thread;
        struct nap nap;
        atomic_bool stop;
        atomic_int_least64_t behind;

        /* the thread's own */
        struct desk desk;
        struct index *index;
        int64_t size;     /* events when it looked last */
        enum err trouble; /* told already */
};

/* ---- log lines ------------------------------------------------------------------------------- */

static void tell(struct indexer *x, enum err e)
{
        char at[40];
        AUTO(arena_done) struct arena a = { 0 };
        if (x->o.log_fd < 0) return;
        struct str s =
                str_printf(&a, "time=%.*s event=search err=%.*s what=\"%.*s\"\n",
                           SP(moment_format(x->o.sys.now(x->o.sys.ctx), (struct zone){ 0 }, at)),
                           SP(err_name(e)), SP(index_why(x->index)));
        ssize_t n = write(x->o.log_fd, s.p, s.n);
        (void)n; /* the log is gone: the metric still tells */
}

/* ---- a round --------------------------------------------------------------------------------- */

static enum err open_all(struct indexer *x)
{
        if (!x->desk.st) TRY(desk_open(&x->desk, x->o.path, &x->o.sys));
        if (x->index && index_moved(x->index)) index_close(&x->index);
        if (x->index) return OK;
        TRY(index_open(x->o.path->search, true, &x->index));
        store_busy_ms(index_store(x->index), WAIT_FILE_MS);
        return OK;
}

static enum err update(struct indexer *x, int64_t budget_ms)
{
        int64_t behind;
        struct snapshot *in = site_hold(x->o.site);
        if (!in || !in->in.city) {
                site_release(in);
                return OK; /* nothing is in force yet */
        }
        const struct index_in what = {
                .st = x->desk.st, .keys = x->desk.keys, .city = in->in.city, .budget_ms = budget_ms
        };
        enum err e = index_update(x->index, &what, &behind);
        site_release(in);
        if (e == OK) atomic_store(&x->behind, behind);
        return e;
}

/* *ret_busy: others have written since the round before. */
static enum err round_of(struct indexer *x, bool *ret_busy)
{
        struct log_head h;
        int64_t behind;
        TRY(open_all(x));
        TRY(log_head(x->desk.st, &h));
        *ret_busy = (int64_t)h.tree.size != x->size;
        x->size = (int64_t)h.tree.size;
        TRY(index_behind(x->index, x->desk.st, &behind));
        int64_t most = behind > atomic_load(&x->behind) ? behind : atomic_load(&x->behind);
        atomic_store(&x->behind, most);
        if (!*ret_busy) return update(x, IDLE_MS);
        return update(x, behind > FAR_BEHIND ? FAR_MS : BUSY_MS);
}

static void *run(void *arg)
{
        struct indexer *x = arg;
        while (!atomic_load(&x->stop)) {
                bool busy = false;
                enum err e = round_of(x, &busy);
                if (e == ERR_BUSY) e = OK; /* another process is at it: later */
                if (e != OK && e != x->trouble) tell(x, e);
                if (e != OK) index_close(&x->index); /* it may have been put right meanwhile */
                x->trouble = e;
                nap_take(&x->nap, e != OK ? TROUBLE_MS : busy ? WRITTEN_MS : ROUND_MS);
        }
        index_close(&x->index);
        desk_close(&x->desk);
        return NULL;
}

/* ---- life ------------------------------------------------------------------------------------ */

struct indexer *indexer_new(const struct indexer_options *o)
{
        struct arena a = { 0 };
        struct indexer *x = ARENA_NEW(&a, struct indexer, 1);
        x->a = a;
        x->o = *o;
        nap_init(&x->nap);
        if (pthread_create(&x->thread, NULL, run, x) != 0) BUG("pthread_create");
        return x;
}

void indexer_stop(struct indexer **p)
{
        struct indexer *x = *p;
        *p = NULL;
        if (!x) return;
        nap_call(&x->nap, &x->stop);
        if (pthread_join(x->thread, NULL) != 0) BUG("pthread_join");
        nap_done(&x->nap);
        struct arena a = x->a;
        arena_done(&a);
}

int64_t indexer_behind(struct indexer *x)
{
        return atomic_load(&x->behind);
}
