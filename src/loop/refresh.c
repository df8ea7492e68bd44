/* refresh.c: one city, several writing processes, one after the other (writer.h). */
#include <errno.h>
#include <sys/file.h>

#include "loop/writer.h"

#define REGAIN_STEP_MS 10

void writer_yield(struct writer *w)
{
        ASSERT(!store_in_tx(w->st));
        if (flock(w->lock_fd, LOCK_UN) != 0) BUG("flock");
}

enum err writer_regain(struct writer *w, int64_t wait_ms)
{
        for (int64_t waited = 0;; waited += REGAIN_STEP_MS) {
                if (flock(w->lock_fd, LOCK_EX | LOCK_NB) == 0) return OK;
                if (errno != EWOULDBLOCK && errno != EINTR) return ERR_IO;
                if (waited >= wait_ms) return ERR_BUSY;
                usleep(REGAIN_STEP_MS * 1000);
        }
}

static enum news news_of(const struct event *e)
{
        static const struct {
                struct str step;
                enum news news;
        } told[] = {
                { SI("apply"), NEWS_APPLIED },         { SI("offices"), NEWS_CITY },
                { SI("calendar"), NEWS_CITY },         { SI("key"), NEWS_CITY },
                { SI("account"), NEWS_ACCOUNTS },      { SI("stand_in"), NEWS_ACCOUNTS },
                { SI("stand_in_end"), NEWS_ACCOUNTS },
        };
        for (size_t i = 0; e->ledger.n == 0 && i < LEN(told); i++)
                if (str_eq(e->step, told[i].step)) return told[i].news;
        return NEWS_NONE;
}

enum err writer_news(struct writer *w, uint64_t from, enum news *ret)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(log_read_done) struct log_cursor *c = NULL;
        struct arena row = { 0 };
        struct event e;
        enum err x;
        enum news most = NEWS_NONE;
        TRY(log_read(w->st, &a, (int64_t)from, INT64_MAX, 0, &c));
        while (log_next(c, &row, &e, &x)) {
                enum news n = news_of(&e);
                if (n > most) most = n;
                if (e.ledger.n == 0 && str_eq(e.step, S("clock"))) { /* holds here too */
                        w->wall0 = w->sys.now(w->sys.ctx);
                        w->boot0 = w->sys.boot_ms(w->sys.ctx);
                }
                arena_reset(&row);
        }
        arena_done(&row);
        if (x == OK) *ret = most;
        return x;
}

static enum err read_anew(struct writer *w, struct faults *f, enum news *ret)
{
        uint64_t known = w->log.tree.size;
        TRY(store_begin(w->st, STORE_READ));
        enum err e = log_load(&w->log, w->st);
        if (e == OK) e = writer_news(w, known, ret);
        if (e == OK && *ret >= NEWS_CITY) e = inforce_load(w->st, w->keys, f, &w->inforce);
        if (e == OK && *ret == NEWS_ACCOUNTS) e = inforce_accounts(w->st, &w->inforce);
        view_close(&w->view);
        /* also when the head has not moved: the tables may have been rebuilt */
        enum err opened = view_open(&w->view, w->st, w->inforce.city);
        store_rollback(w->st);
        return e == OK ? opened : e;
}

enum err writer_refresh(struct writer *w, struct faults *f, enum news *ret)
{
        *ret = NEWS_NONE;
        enum err e = read_anew(w, f, ret);
        if (e == OK) return OK;
        w->stopped = true; /* what is in memory is not what the log says */
        if (f->n) return e;
        return store_failed(w->st, e, f);
}
