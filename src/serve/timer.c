#include "serve/timer.h"

#include <stdatomic.h>
#include <stdio.h>

#include "exchange/backup.h"
#include "view/inforce.h"

#define AGAIN_MS INT64_C(600000) /* after a backup that failed */

enum backup_state { BACKUP_NONE, BACKUP_RUNS, BACKUP_GOOD, BACKUP_FAILED };

struct timer {
        struct arena a; /* holds this struct too */
        struct timer_options o;
        pthread_t thread;
        atomic_int state; /* set to RUNS by the pen, to GOOD or FAILED by the thread */
        bool started;     /* the thread is to be joined */
        struct day last;  /* of the newest backup */
        struct moment failed_at;

        /* the thread's while it runs */
        struct arena run;
        struct moment at;
        struct zone zone;
        struct str name;
};

/* ---- names ----------------------------------------------------------------------------------- */

/* "loudi-20220822-0230.db": sorted by name they are sorted by time. */
static struct str backup_name(struct arena *a, struct str city, struct moment at, struct zone z)
{
        int y, m, d, minute = minute_of(at, z);
        day_to_ymd(day_of(at, z), &y, &m, &d);
        return str_printf(a, "%.*s-%04d%02d%02d-%02d%02d.db", SP(city), y, m, d, minute / 60,
                          minute % 60);
}

static enum err backup_list(const struct timer *t, struct arena *a, struct str city,
                            struct str **ret, size_t *ret_n)
{
        struct str *all;
        size_t n, kept = 0;
        struct str head = str_printf(a, "%.*s-", SP(city));
        TRY(dir_list(a, t->o.backup_dir, S(".db"), &all, &n));
        for (size_t i = 0; i < n; i++)
                if (str_starts(all[i], head) && all[i].n == head.n + 16) all[kept++] = all[i];
        *ret = all;
        *ret_n = kept;
        return OK;
}

static const char *in_folder(const struct timer *t, struct arena *a, struct str name,
                             const char *end)
{
        return str_dupz(a, str_printf(a, "%s/%.*s%s", t->o.backup_dir, SP(name), end));
}

/* ---- one backup, in its thread --------------------------------------------------------------- */

static const char *const companions[] = { "", ".city-keys", ".checkpoint" };

static enum err copy_as(struct timer *t, const char *part)
{
        struct store *st = NULL;
        struct keys *keys = NULL;
        bool is_signed;
        enum err e = store_open(t->o.path->db, STORE_OPEN_READ, &st);
        if (e == OK) e = keys_open(t->o.path->keys, false, &t->o.sys, &keys);
        const struct backup_in in = {
                t->o.path, st, keys, t->name, t->zone, &t->o.sys, part,
        };
        if (e == OK) e = backup_make(&in, &is_signed);
        keys_close(&keys);
        store_close(&st);
        return e;
}

static void remove_all(const struct timer *t, struct arena *a, struct str name, const char *end)
{
        for (size_t i = 0; i < LEN(companions); i++) {
                const char *last = str_dupz(a, str_printf(a, "%s%s", end, companions[i]));
                (void)unlink(in_folder(t, a, name, last));
        }
}

/* What goes with the data gets its name first: a data file that has its name is whole. */
static enum err rename_all(const struct timer *t, struct arena *a, struct str name)
{
        for (size_t i = LEN(companions); i-- > 0;) {
                const char *last = str_dupz(a, str_printf(a, ".part%s", companions[i]));
                const char *from = in_folder(t, a, name, last);
                if (!file_exists(from)) continue;
                if (rename(from, in_folder(t, a, name, companions[i])) != 0) return ERR_IO;
        }
        return OK;
}

static enum err drop_old(const struct timer *t, struct arena *a)
{
        struct str *all;
        size_t n;
        TRY(backup_list(t, a, t->name, &all, &n));
        for (size_t i = 0; i + (size_t)t->o.backup_keep < n; i++) remove_all(t, a, all[i], "");
        return OK;
}

static void tell(const struct timer *t, struct arena *a, struct str name, enum err e)
{
        char at[40];
        if (t->o.log_fd < 0) return;
        struct str line = str_printf(a, "time=%.*s event=backup file=%.*s err=%.*s\n",
                                     SP(moment_format(t->at, t->zone, at)), SP(name),
                                     SP(e == OK ? S("-") : err_name(e)));
        ssize_t n = write(t->o.log_fd, line.p, line.n);
        (void)n; /* the log is gone: the metric still tells */
}

static void *make_backup(void *arg)
{
        struct timer *t = arg;
        struct arena *a = &t->run;
        struct str name = backup_name(a, t->name, t->at, t->zone);
        remove_all(t, a, name, ".part"); /* left by one that was interrupted */
        enum err e = dir_make(t->o.backup_dir);
        if (e == OK) e = copy_as(t, in_folder(t, a, name, ".part"));
        if (e == OK) e = rename_all(t, a, name);
        if (e == OK) e = drop_old(t, a);
        if (e != OK) remove_all(t, a, name, ".part");
        tell(t, a, name, e);
        metrics_backup(t->o.metrics, e == OK, t->at);
        atomic_store(&t->state, e == OK ? BACKUP_GOOD : BACKUP_FAILED);
        return NULL;
}

/* ---- when ------------------------------------------------------------------------------------ */

/* The day of the newest one that lies there: a server that starts again makes no second. */
static struct day newest(struct timer *t, struct str city)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str *all;
        size_t n;
        struct day day;
        if (backup_list(t, &a, city, &all, &n) != OK || n == 0) return DAY_NONE;
        struct str s = str_sub(all[n - 1], all[n - 1].n - 16, 8);
        s = str_printf(&a, "%.*s-%.*s-%.*s", SP(str_sub(s, 0, 4)), SP(str_sub(s, 4, 2)),
                       SP(str_sub(s, 6, 2)));
        return day_parse(s, &day) == OK ? day : DAY_NONE;
}

static void begin(struct timer *t, const struct writer *w, struct moment now)
{
        arena_reset(&t->run);
        t->at = now;
        t->zone = w->inforce.zone;
        t->name = str_dup(&t->run, w->inforce.name);
        atomic_store(&t->state, BACKUP_RUNS);
        t->started = pthread_create(&t->thread, NULL, make_backup, t) == 0;
        if (!t->started) atomic_store(&t->state, BACKUP_FAILED);
}

static void collect(struct timer *t, struct moment now)
{
        int state = atomic_load(&t->state);
        if (state != BACKUP_GOOD && state != BACKUP_FAILED) return;
        if (t->started && pthread_join(t->thread, NULL) != 0) BUG("pthread_join");
        t->started = false;
        if (state == BACKUP_GOOD) t->last = day_of(t->at, t->zone);
        else t->failed_at = now;
        atomic_store(&t->state, BACKUP_NONE);
}

void timer_tick(struct timer *t, const struct writer *w)
{
        if (!t->o.backup_dir) return;
        struct moment now = w->sys.now(w->sys.ctx);
        struct day today = day_of(now, w->inforce.zone);
        collect(t, now);
        if (timer_busy(t)) return;
        if (!day_is(t->last)) t->last = newest(t, w->inforce.name);
        if (day_is(t->last) && t->last.v >= today.v) return;
        if (minute_of(now, w->inforce.zone) < t->o.backup_minute) return;
        if (moment_is(t->failed_at) && now.ms - t->failed_at.ms < AGAIN_MS) return;
        begin(t, w, now);
}

bool timer_busy(const struct timer *t)
{
        return atomic_load(&t->state) == BACKUP_RUNS;
}

struct timer *timer_new(const struct timer_options *o)
{
        struct arena a = { 0 };
        struct timer *t = ARENA_NEW(&a, struct timer, 1);
        t->a = a;
        t->o = *o;
        t->last = DAY_NONE;
        t->failed_at = MOMENT_NONE;
        return t;
}

void timer_stop(struct timer **t)
{
        struct timer *gone = *t;
        *t = NULL;
        if (!gone) return;
        if (gone->started && pthread_join(gone->thread, NULL) != 0) BUG("pthread_join");
        arena_done(&gone->run);
        struct arena a = gone->a;
        arena_done(&a);
}
