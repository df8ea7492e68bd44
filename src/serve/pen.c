#include "serve/pen.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <sys/statvfs.h>

#define TICK_US      INT64_C(1000000)
#define MINUTE_TICKS 60
#define EXPIRE_TICKS 21600 /* four times a day, the first time soon after the start */
#define REGAIN_MS    20    /* between two looks for the lock when a turn has ended badly */
#define LONG_TURN_US INT64_C(30000000) /* jobs wait for a turn so long: somebody should know */
#define LEAVE_US     INT64_C(5000000)  /* at the end: how long a turn that is out is waited for */
#define DISK_LEAST   (INT64_C(32) << 20)

struct pen {
        struct arena a; /* holds this struct too */
        struct pen_options o;
        pthread_t thread;
        pthread_mutex_t lock; /* guards the queue, `stopping` and `wait` */
        struct pen_job *first, **last;
        size_t n;
        bool stopping, wait;
        int wake; /* eventfd: the thread waits for it beside the sockets of turns */
        _Atomic(const char *) trouble;
        atomic_int_least64_t round_us; /* when the thread last went round */

        /* the thread's own */
        struct request group[GROUP_COMMANDS_MAX];
        struct arena scratch; /* of the group at hand */
        bool locked;          /* the city's file lock is ours */
        int64_t tick_us, blocked_us, leaving_us;
        int64_t ticks;
};

static void lock(struct pen *p)
{
        if (pthread_mutex_lock(&p->lock) != 0) BUG("pthread_mutex_lock");
}

static void unlock(struct pen *p)
{
        if (pthread_mutex_unlock(&p->lock) != 0) BUG("pthread_mutex_unlock");
}

static void wake(struct pen *p)
{
        uint64_t one = 1;
        ssize_t n = write(p->wake, &one, sizeof one);
        (void)n; /* full is awake too */
}

bool pen_put(struct pen *p, struct pen_job *j)
{
        lock(p);
        bool fits = p->n < PEN_JOBS_MAX && !p->stopping, first = p->n == 0;
        if (fits) {
                j->next = NULL;
                *p->last = j;
                p->last = &j->next;
                p->n++;
        }
        unlock(p);
        if (fits && first) wake(p);
        return fits;
}

size_t pen_waiting(struct pen *p)
{
        lock(p);
        size_t n = p->n;
        unlock(p);
        return n;
}

const char *pen_trouble(struct pen *p)
{
        return atomic_load(&p->trouble);
}

int64_t pen_quiet_ms(struct pen *p)
{
        return (metric_clock_us() - atomic_load(&p->round_us)) / 1000;
}

static void set_trouble(struct pen *p, const char *code)
{
        atomic_store(&p->trouble, code);
}

/* ---- jobs ------------------------------------------------------------------------------------ */

static struct pen_job *pop(struct pen *p)
{
        struct pen_job *j = p->first;
        p->first = j->next;
        if (!p->first) p->last = &p->first;
        p->n--;
        j->next = NULL;
        return j;
}

/* The first job alone if it is an administrative one, else all commands up to the next such. */
static struct pen_job *take(struct pen *p)
{
        struct pen_job *all = NULL, **last = &all;
        size_t commands = 0;
        lock(p);
        while (p->first) {
                const struct web_job *next = p->first->job;
                if (all && (next->admin || commands + next->req_n > GROUP_COMMANDS_MAX)) break;
                commands += next->req_n;
                *last = pop(p);
                last = &(*last)->next;
                if (next->admin) break;
        }
        unlock(p);
        return all;
}

/* Refusals of the whole group are of the city, not of a command: they stand on /healthz. */
static void watch(struct pen *p, const struct request *r)
{
        const struct fault *f = r->out.faults.first;
        bool all = r->out.err == ERR_BUSY || r->out.err == ERR_IO || r->out.err == ERR_CORRUPT;
        if (r->out.err == OK) set_trouble(p, NULL);
        else if (all && f) set_trouble(p, f->code);
}

/* A job's refusal is that of its first command that was refused. */
static void take_outcome(struct web_job *job, const struct outcome_of *out)
{
        if (job->err != OK || out->err == OK) return;
        job->err = out->err;
        job->f = out->faults;
}

static void run_commands(struct pen *p, struct pen_job *all)
{
        size_t n = 0;
        int64_t begin = metric_clock_us();
        for (const struct pen_job *j = all; j; j = j->next)
                for (size_t i = 0; i < j->job->req_n; i++) {
                        p->group[n] = j->job->req[i];
                        p->group[n].a = j->a;
                        p->group[n++].lang = j->lang;
                }
        writer_run(p->o.w, &p->scratch, all->lang, p->group, n);
        metrics_group(p->o.metrics, n, metric_clock_us() - begin);
        if (n) watch(p, &p->group[n - 1]);
        n = 0;
        for (struct pen_job *j = all, *next; j; j = next) {
                next = j->next; /* after done it is no longer ours */
                j->job->err = OK;
                for (size_t i = 0; i < j->job->req_n; i++) {
                        j->job->req[i].out = p->group[n++].out;
                        take_outcome(j->job, &j->job->req[i].out);
                }
                p->o.done(p->o.ctx, j);
        }
        arena_reset(&p->scratch);
}

/* The city as it is now, for new requests. What the job changed is committed: if it cannot be
 * published, requests go on with the former city and the next change tries again. */
static void publish(struct pen *p, enum news news)
{
        struct faults f;
        faults_init(&f, &p->scratch, LANG_EN);
        if (news == NEWS_NONE) return;
        if (site_publish(p->o.site, p->o.w->st, p->o.w->keys, &f) != OK)
                set_trouble(p, "city.publish");
        if (news == NEWS_APPLIED && p->o.applied) p->o.applied(p->o.ctx);
}

static void run_admin(struct pen *p, struct pen_job *j)
{
        uint64_t before = p->o.w->log.tree.size;
        enum news news = NEWS_NONE;
        if (!j->job->f.a) faults_init(&j->job->f, j->a, j->lang);
        j->job->err = j->job->admin(p->o.w, j->job->ctx, &j->job->f);
        /* a job that left its transaction open would take the next one's with it */
        if (store_in_tx(p->o.w->st)) BUG("an administrative job left a transaction open");
        if (p->o.w->log.tree.size != before && writer_news(p->o.w, before, &news) == OK)
                publish(p, news);
        metrics_more(p->o.metrics, &p->o.metrics->admin_jobs);
        p->o.done(p->o.ctx, j);
        arena_reset(&p->scratch);
}

static void run_jobs(struct pen *p)
{
        struct pen_job *all = take(p);
        if (!all) return;
        if (all->job->admin) run_admin(p, all);
        else run_commands(p, all);
}

/* ---- each second ----------------------------------------------------------------------------- */

/* Is what stood in the way gone? Begins a transaction and undoes it, which costs what the writer
 * remembers of the tables: only when there is a doubt, or once a minute. */
static void probe(struct pen *p)
{
        struct writer *w = p->o.w;
        struct faults f;
        struct moment at;
        struct statvfs s;
        faults_init(&f, &p->scratch, LANG_EN);
        bool room = statvfs(w->path.data, &s) != 0 ||
                    (int64_t)s.f_bavail * (int64_t)s.f_frsize > DISK_LEAST;
        if (!room) {
                set_trouble(p, "disk");
                return;
        }
        if (!pen_trouble(p) && p->ticks % MINUTE_TICKS != 0) return;
        enum err e = writer_begin(w, &f, &at);
        if (e == OK) writer_rollback(w);
        set_trouble(p, e == OK ? NULL : f.first->code);
}

/* At midnight stand-ins begin and end. */
static void follow_day(struct pen *p, struct moment now)
{
        struct snapshot *x = site_hold(p->o.site);
        bool passed = x && inforce_passed(&x->in, now);
        site_release(x);
        if (passed) publish(p, NEWS_ACCOUNTS);
}

static void tick(struct pen *p)
{
        struct writer *w = p->o.w;
        bool idle = pen_waiting(p) == 0;
        enum err e = looks_flush(p->o.site->looks, w->st);
        if (e == OK && p->ticks % MINUTE_TICKS == 0)
                e = sessions_flush(p->o.site->sessions, w->st, w->sys.now(w->sys.ctx));
        if (e == OK && p->ticks % EXPIRE_TICKS == MINUTE_TICKS)
                e = looks_expire(w->st, &w->inforce, w->sys.now(w->sys.ctx));
        if (e != OK) metrics_more(p->o.metrics, &p->o.metrics->flush_failed);
        follow_day(p, w->sys.now(w->sys.ctx));
        if (p->o.tick) p->o.tick(p->o.ctx, w);
        if (idle) {
                probe(p);
                writer_idle(w);
                arena_reset(&p->scratch);
        }
}

static void tick_if_due(struct pen *p)
{
        int64_t now = metric_clock_us(), late = now - p->tick_us;
        if (late < 0) return;
        metrics_lag(p->o.metrics, late);
        p->ticks++;
        p->tick_us = late < TICK_US ? p->tick_us + TICK_US : now + TICK_US;
        tick(p);
}

/* ---- turns ----------------------------------------------------------------------------------- */

/* The lock is ours again: what has come in between? */
static void come_back(struct pen *p)
{
        struct faults f;
        enum news news;
        if (writer_regain(p->o.w, 0) != OK) return; /* looked for again soon */
        p->locked = true;
        faults_init(&f, &p->scratch, LANG_EN);
        if (writer_refresh(p->o.w, &f, &news) != OK) {
                set_trouble(p, "city.stopped");
                return;
        }
        if (p->o.turned) p->o.turned(p->o.ctx, p->o.w);
        /* a password set, an account disabled: its sessions are over here too */
        if (sessions_follow(p->o.site->sessions, p->o.w->st) != OK)
                metrics_more(p->o.metrics, &p->o.metrics->flush_failed);
        publish(p, news);
        arena_reset(&p->scratch);
}

static void give_turn(struct pen *p)
{
        writer_yield(p->o.w);
        p->locked = false;
        p->blocked_us = 0;
        if (turns_give(p->o.turns)) metrics_more(p->o.metrics, &p->o.metrics->turns);
}

/* A turn is out: its holder is asked as soon as there is work, at the latest when a tick is due. */
static void wait_for_turn(struct pen *p)
{
        int64_t now = metric_clock_us();
        if (pen_waiting(p) == 0 && now < p->tick_us && !p->leaving_us) return;
        turns_ask(p->o.turns);
        if (!p->blocked_us) p->blocked_us = now;
        if (now - p->blocked_us > LONG_TURN_US) set_trouble(p, "turn.long");
}

/* ---- the thread ------------------------------------------------------------------------------ */

static int timeout_ms(struct pen *p)
{
        bool out = p->o.turns && turns_out(p->o.turns);
        if (pen_waiting(p) && p->locked) return 0;
        if (!p->locked && !out) return REGAIN_MS;
        int64_t left = (p->tick_us - metric_clock_us()) / 1000 + 1;
        if (out && left < 100) left = 100; /* nothing to be done before it ends: its socket tells */
        return left < 0 ? 0 : (int)left;
}

static void listen_in(struct pen *p)
{
        struct pollfd fd[TURNS_POLL + 1];
        uint64_t count;
        size_t n = p->o.turns ? turns_watch(p->o.turns, fd + 1) : 0;
        fd[0] = (struct pollfd){ p->wake, POLLIN, 0 };
        int got = poll(fd, n + 1, timeout_ms(p));
        if (got <= 0) return;
        if (fd[0].revents && read(p->wake, &count, sizeof count) < 0 && errno != EAGAIN)
                BUG("eventfd");
        if (p->o.turns) turns_serve(p->o.turns, fd + 1, n);
}

/* May the thread end: nothing waits, and the lock is here, or not waited for any longer. */
static bool may_leave(struct pen *p)
{
        lock(p);
        bool empty = p->stopping && p->n == 0, patient = p->wait;
        unlock(p);
        if (!empty) return false;
        if (p->locked) return true;
        if (!p->leaving_us) p->leaving_us = metric_clock_us();
        return !patient && metric_clock_us() - p->leaving_us > LEAVE_US;
}

static void leave(struct pen *p)
{
        struct writer *w = p->o.w;
        if (!p->locked) return; /* somebody else writes: looks of the last second are lost */
        enum err e = looks_flush(p->o.site->looks, w->st);
        enum err s = sessions_flush(p->o.site->sessions, w->st, w->sys.now(w->sys.ctx));
        if (e != OK || s != OK) metrics_more(p->o.metrics, &p->o.metrics->flush_failed);
        writer_idle(w);
}

static void *run(void *arg)
{
        struct pen *p = arg;
        while (!may_leave(p)) {
                listen_in(p);
                atomic_store(&p->round_us, metric_clock_us());
                bool out = p->o.turns && turns_out(p->o.turns);
                if (!p->locked && !out) come_back(p);
                if (!p->locked) {
                        if (out) wait_for_turn(p);
                        continue;
                }
                run_jobs(p);
                tick_if_due(p);
                if (p->o.turns && turns_waiting(p->o.turns)) give_turn(p);
        }
        leave(p);
        return NULL;
}

struct pen *pen_new(const struct pen_options *o)
{
        struct arena a = { 0 };
        struct pen *p = ARENA_NEW(&a, struct pen, 1);
        p->a = a;
        p->o = *o;
        p->last = &p->first;
        p->locked = true;
        p->tick_us = metric_clock_us() + TICK_US;
        atomic_store(&p->round_us, metric_clock_us());
        p->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (p->wake < 0) BUG("eventfd");
        if (pthread_mutex_init(&p->lock, NULL) != 0) BUG("pthread_mutex_init");
        if (pthread_create(&p->thread, NULL, run, p) != 0) BUG("pthread_create");
        return p;
}

void pen_stop(struct pen *p, bool wait)
{
        lock(p);
        p->stopping = true;
        p->wait = wait;
        unlock(p);
        wake(p);
        if (pthread_join(p->thread, NULL) != 0) BUG("pthread_join");
}

void pen_free(struct pen **p)
{
        struct pen *gone = *p;
        *p = NULL;
        if (!gone) return;
        (void)close(gone->wake);
        (void)pthread_mutex_destroy(&gone->lock);
        arena_done(&gone->scratch);
        struct arena a = gone->a;
        arena_done(&a);
}
