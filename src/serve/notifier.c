#include "serve/notifier.h"

#include "ask/ask.h"
#include "serve/nap.h"

#define ROUND_MS   1000
#define EXPIRE_MS  INT64_C(3600000)
#define KEEP_MS    (INT64_C(90) * 86400000)
#define SENDS_MOST 50 /* then the log is looked at again */

struct notifier {
        struct arena a; /* holds this struct too */
        struct notifier_options o;
        const char *db;
        pthread_t thread;
        struct nap nap;
        atomic_bool stop, reload, on;
        atomic_int_least64_t waiting, dead, sent, failed;

        /* the thread's own */
        struct arena config_arena, round;
        struct notice_config config;
        struct desk desk;
        struct notices *notices;
        struct moment expired;
        enum err trouble; /* told already */
};

/* ---- log lines ------------------------------------------------------------------------------- */

static void line(const struct notifier *x, struct arena *a, struct str text)
{
        char at[40];
        if (x->o.log_fd < 0) return;
        struct str s = str_printf(
                a, "time=%.*s event=notice %.*s\n",
                SP(moment_format(x->o.sys.now(x->o.sys.ctx), (struct zone){ 0 }, at)), SP(text));
        ssize_t n = write(x->o.log_fd, s.p, s.n);
        (void)n; /* the log is gone: counts and the page still tell */
}

/* ---- the file -------------------------------------------------------------------------------- */

static bool any_way(const struct notice_config *c)
{
        return c->sms.is || c->smtp.is || c->robot_n;
}

static void load(struct notifier *x)
{
        struct faults f;
        AUTO(arena_done) struct arena a = { 0 };
        arena_reset(&x->config_arena);
        faults_init(&f, &a, LANG_EN);
        enum err e = notice_config_load(&x->config_arena, x->o.path->dir, &f, &x->config);
        if (e != OK) x->config = (struct notice_config){ 0 };
        for (const struct fault *k = f.first; k; k = k->next)
                line(x, &a,
                     str_printf(&a, "file=%.*s err=%s what=\"%.*s\"", SP(k->where), k->code,
                                SP(k->text)));
        atomic_store(&x->on, e == OK && any_way(&x->config));
}

/* ---- one notice ------------------------------------------------------------------------------ */

static struct str way_of(void *ctx, struct str who)
{
        struct notifier *x = ctx;
        return atomic_load(&x->on) ? notice_way(&x->round, &x->config, who) : STR_NONE;
}

/* The way it was noted for may be gone from the file since. */
static enum err find_way(struct notifier *x, struct notice *n, bool *ret_is)
{
        const struct notice_config *c = &x->config;
        bool is = notice_robot_of(c, n->way) || (c->sms.is && str_eq(n->way, S("sms"))) ||
                  (c->smtp.is && str_eq(n->way, S("mail")));
        *ret_is = true;
        if (is) return OK;
        n->way = notice_way(&x->round, c, n->who);
        *ret_is = n->way.n > 0;
        return *ret_is ? notices_reroute(x->notices, n->id, n->way) : OK;
}

static enum err open_letter(struct notifier *x, const struct notice *n, struct notice_letter *ret,
                            const char **ret_why)
{
        struct faults f;
        struct snapshot *in = site_hold(x->o.site);
        if (!in || !in->in.city) {
                site_release(in);
                return ERR_BUSY;
        }
        faults_init(&f, &x->round, x->config.lang);
        const struct ask k = { .st = x->desk.st,
                               .keys = x->desk.keys,
                               .in = &in->in,
                               .a = &x->round,
                               .f = &f,
                               .lang = x->config.lang,
                               .now = x->o.sys.now(x->o.sys.ctx) };
        enum err e = store_begin(x->desk.st, STORE_READ);
        if (e == OK) e = notice_open(&k, &x->config, n, ret, ret_why);
        store_rollback(x->desk.st);
        site_release(in); /* texts and names are copies in the round's arena */
        return e;
}

static enum err give_up(struct notifier *x, const struct notice *n, struct str why)
{
        struct moment now = x->o.sys.now(x->o.sys.ctx);
        line(x, &x->round,
             str_printf(&x->round, "id=%" PRId64 " who=%.*s way=\"%.*s\" given_up=\"%.*s\"", n->id,
                        SP(n->who), SP(n->way), SP(why)));
        atomic_fetch_add(&x->failed, 1);
        return notices_failed(x->notices, n->id, why, now, MOMENT_NONE);
}

static enum err withhold(struct notifier *x, const struct notice *n)
{
        line(x, &x->round,
             str_printf(&x->round, "id=%" PRId64 " who=%.*s withheld=\"out of sight\"", n->id,
                        SP(n->who)));
        return notices_withheld(x->notices, n->id, x->o.sys.now(x->o.sys.ctx));
}

static enum err told(struct notifier *x, const struct notice *n)
{
        struct moment now = x->o.sys.now(x->o.sys.ctx);
        const struct notice_robot *r = notice_robot_of(&x->config, n->way);
        TRY(notices_sent(x->notices, n->id, now));
        atomic_fetch_add(&x->sent, 1);
        if (!r) return OK;
        return notices_postpone(x->notices, n->way,
                                (struct moment){ now.ms + 60000 / r->per_minute });
}

/* A receiver that is down is asked by one notice at a time. */
static enum err not_told(struct notifier *x, const struct notice *n, enum notice_outcome o,
                         struct str why)
{
        struct moment now = x->o.sys.now(x->o.sys.ctx);
        struct moment next = notice_again(&x->config, &x->o.sys, n->tries + 1, now);
        struct moment pause =
                moment_is(next) ? next : (struct moment){ now.ms + x->config.first_ms };
        if (!moment_is(next)) TRY(give_up(x, n, why));
        else TRY(notices_failed(x->notices, n->id, why, now, next));
        atomic_fetch_add(&x->failed, moment_is(next));
        return o == NOTICE_DOWN ? notices_postpone(x->notices, n->way, pause) : OK;
}

static enum err send_one(struct notifier *x, struct notice *n)
{
        struct notice_letter letter;
        const char *never = "";
        struct str why;
        bool is;
        TRY(find_way(x, n, &is));
        if (!is) return give_up(x, n, S("no way"));
        enum err e = open_letter(x, n, &letter, &never);
        if (e == ERR_DENIED && str_eq(str_c(never), S(NOTICE_OUT_OF_SIGHT))) return withhold(x, n);
        if (e == ERR_DENIED) return give_up(x, n, str_c(never));
        TRY(e);
        const struct notice_sending s = { &x->config, n, &letter, x->o.sys.now(x->o.sys.ctx),
                                          &x->stop };
        enum notice_outcome o = notice_send(&x->round, &s, &why);
        if (o == NOTICE_TAKEN) return told(x, n);
        if (atomic_load(&x->stop)) return OK; /* not a try: it was cut short */
        return not_told(x, n, o, why);
}

/* ---- a round --------------------------------------------------------------------------------- */

static bool called(const struct notifier *x)
{
        return atomic_load(&x->stop) || atomic_load(&x->reload);
}

static enum err follow(struct notifier *x)
{
        struct notices_in in = { .st = x->desk.st,
                                 .now = x->o.sys.now(x->o.sys.ctx),
                                 .oldest_ms = x->config.age_ms,
                                 .way = way_of,
                                 .ctx = x };
        int64_t behind = 1;
        while (behind && !atomic_load(&x->stop)) {
                TRY(store_begin(x->desk.st, STORE_READ));
                enum err e = notices_tail(x->notices, &in, &behind);
                store_rollback(x->desk.st);
                arena_reset(&x->round);
                TRY(e);
        }
        return OK;
}

static enum err send_some(struct notifier *x)
{
        for (int i = 0; i < SENDS_MOST && atomic_load(&x->on) && !called(x); i++) {
                struct notice n;
                arena_reset(&x->round);
                enum err e = notices_next(x->notices, &x->round, x->o.sys.now(x->o.sys.ctx), &n);
                if (e == ERR_NOT_FOUND) return OK;
                TRY(e);
                TRY(send_one(x, &n));
        }
        return OK;
}

static enum err count(struct notifier *x)
{
        struct notice_counts c;
        TRY(notices_count(x->notices, &c));
        atomic_store(&x->waiting, c.n[NOTICE_WAITING]);
        atomic_store(&x->dead, c.n[NOTICE_DEAD]);
        return OK;
}

static enum err expire(struct notifier *x)
{
        struct moment now = x->o.sys.now(x->o.sys.ctx);
        if (now.ms - x->expired.ms < EXPIRE_MS) return OK;
        x->expired = now;
        return notices_expire(x->notices, (struct moment){ now.ms - KEEP_MS });
}

/* Without the file and without a table there is nothing to follow. */
static enum err open_tables(struct notifier *x)
{
        if (!x->desk.st) TRY(desk_open(&x->desk, x->o.path, &x->o.sys));
        return x->notices ? OK : notices_open(x->db, true, &x->notices);
}

static enum err round_of(struct notifier *x)
{
        if (!x->notices && !atomic_load(&x->on) && !file_exists(x->db)) return OK;
        TRY(open_tables(x));
        TRY(follow(x));
        TRY(send_some(x));
        TRY(expire(x));
        return count(x);
}

static void *run(void *arg)
{
        struct notifier *x = arg;
        while (!atomic_load(&x->stop)) {
                if (atomic_exchange(&x->reload, false)) load(x);
                enum err e = round_of(x);
                arena_reset(&x->round);
                if (e != OK && e != x->trouble)
                        line(x, &x->round,
                             str_printf(&x->round, "err=%.*s what=\"%.*s\"", SP(err_name(e)),
                                        SP(notices_why(x->notices))));
                x->trouble = e;
                nap_take(&x->nap, ROUND_MS);
        }
        notices_close(&x->notices);
        desk_close(&x->desk);
        return NULL;
}

/* ---- life ------------------------------------------------------------------------------------ */

struct notifier *notifier_new(const struct notifier_options *o)
{
        struct arena a = { 0 };
        struct notifier *x = ARENA_NEW(&a, struct notifier, 1);
        x->db = str_dupz(&a, str_printf(&a, "%s/notices.db", o->path->data));
        x->a = a;
        x->o = *o;
        atomic_store(&x->reload, true);
        notice_send_init();
        nap_init(&x->nap);
        if (pthread_create(&x->thread, NULL, run, x) != 0) BUG("pthread_create");
        return x;
}

void notifier_reload(struct notifier *x)
{
        nap_call(&x->nap, &x->reload);
}

void notifier_stop(struct notifier **p)
{
        struct notifier *x = *p;
        *p = NULL;
        if (!x) return;
        nap_call(&x->nap, &x->stop);
        if (pthread_join(x->thread, NULL) != 0) BUG("pthread_join");
        nap_done(&x->nap);
        arena_done(&x->round);
        arena_done(&x->config_arena);
        struct arena a = x->a;
        arena_done(&a);
}

struct notifier_counts notifier_count(struct notifier *x)
{
        return (struct notifier_counts){ .waiting = atomic_load(&x->waiting),
                                         .dead = atomic_load(&x->dead),
                                         .sent = atomic_load(&x->sent),
                                         .failed = atomic_load(&x->failed),
                                         .on = atomic_load(&x->on) };
}
