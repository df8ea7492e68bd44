/* The pen, workers and submitting threads in one process, without sockets (also under the thread
 * sanitizer): group commits, keys, administrative jobs between commands, turns of the command
 * line. */
#include <stdatomic.h>
#include <stdio.h>

#include "ask/open.h"
#include "base/num.h"
#include "lib/site.h"
#include "lib/t.h"
#include "serve/worker.h"

#define WORKERS    4
#define SUBMITTERS 8
#define EACH       20
#define TURNS      5

/* ---- handlers -------------------------------------------------------------------------------- */

static enum err enter_run(struct web *w)
{
        struct request *r = ARENA_NEW(w->a, struct request, 1);
        struct input *in = ARENA_NEW(w->a, struct input, 3);
        in[0] = (struct input){ S("title"), w->q->body };
        in[1] = (struct input){ S("body"), S("text") };
        in[2] = (struct input){ S("channel"), S("hotline") };
        r->ledger = S("request");
        r->cmd = (struct command){ .step = S("receive"),
                                   .day = DAY_NONE,
                                   .version = -1,
                                   .in = in,
                                   .in_n = w->q->body.n ? 3 : 2,
                                   .key = w->q->body,
                                   .key_scope = S("test") };
        r->cmd.who.account = account_find(&w->in->in.accounts, S("clerk"));
        if (w->q->body.n == 0) in[0] = in[2];
        web_submit(w, r, 1);
        return OK;
}

static enum err enter_after(struct web *w)
{
        const struct outcome_of *o = &w->job.req[0].out;
        struct rec rec;
        if (w->job.err != OK) return w->job.err;
        TRY(web_ask(w));
        struct view v = { .st = w->ask.st, .city = w->in->in.city };
        int l = city_ledger(v.city, S("request"));
        TRY(rec_load(&v, w->a, &v.city->ledgers[l], o->record, &rec)); /* it is in the database */
        ASSERT(str_eq(rec.number, o->number));
        web_text(w, 201, S("text/plain"), o->number);
        return OK;
}

static enum err count_run(struct web *w)
{
        struct open_count *v;
        size_t n;
        TRY(web_ask(w));
        TRY(open_by_colour(&w->ask, &v, &n));
        web_text(w, 200, S("text/plain"), S("counted"));
        return OK;
}

static enum err add_account(struct writer *w, void *ctx, struct faults *f)
{
        struct arena a = { 0 };
        struct account_rows rows;
        int64_t added;
        struct str csv =
                str_printf(&a, "login,name,office,roles\n%s,x,4313,clerk\n", (const char *)ctx);
        enum err e = accounts_read(&a, &w->inforce.offices, S("x.csv"), csv, f, &rows);
        if (e == OK) e = admin_accounts(w, rows.v, rows.n, f, &added);
        arena_done(&a);
        return e;
}

static enum err account_run(struct web *w)
{
        char *name = ARENA_NEW(w->a, char, w->q->body.n + 1);
        memcpy(name, w->q->body.p, w->q->body.n);
        web_administer(w, add_account, name);
        return OK;
}

static enum err account_after(struct web *w)
{
        if (w->job.err != OK) return w->job.err;
        struct snapshot *now = site_hold(w->site);
        int i = account_find(&now->in.accounts, w->q->body);
        site_release(now);
        web_text(w, i >= 0 ? 201 : 500, S("text/plain"), S("-"));
        return OK;
}

static void fault(struct web *w, enum err e)
{
        web_text(w, web_status(e), S("text/plain"), str_c(w->f.first->code));
}

static const struct web_route routes[] = {
        { WEB_POST, "/enter", "enter", DOOR_ANY, 0, WEB_FILE | WEB_NO_TOKEN, enter_run,
          enter_after },
        { WEB_POST, "/account", "account", DOOR_ANY, 0, WEB_FILE | WEB_NO_TOKEN, account_run,
          account_after },
        { WEB_GET, "/count", "count", DOOR_ANY, 0, 0, count_run, NULL },
};
static const struct web_routes set = { SI("/"), routes, LEN(routes), fault, false };

/* ---- the parts of a server ------------------------------------------------------------------- */

struct office_of_tests {
        struct site_town s;
        struct queue queue;
        struct pen *pen;
        struct workers workers;
        struct metrics metrics;
        struct turns turns;
        atomic_int news;
};

/* What a submitter waits on: the exchange's `conn` points to it. */
struct waiter {
        pthread_mutex_t lock;
        pthread_cond_t come;
        bool answered;
};

static void answer(void *ctx, struct exchange *x)
{
        (void)ctx;
        void *conn = x->conn;
        struct waiter *k = conn;
        (void)pthread_mutex_lock(&k->lock);
        k->answered = true;
        (void)pthread_cond_signal(&k->come);
        (void)pthread_mutex_unlock(&k->lock);
}

static void back(void *ctx, struct pen_job *j)
{
        struct office_of_tests *o = ctx;
        workers_done(&o->queue, j);
}

static void turned(void *ctx, struct writer *w)
{
        struct office_of_tests *o = ctx;
        (void)w;
        atomic_fetch_add(&o->news, 1);
}

static bool begin(struct office_of_tests *o)
{
        *o = (struct office_of_tests){ 0 };
        if (!site_open(&o->s, t_dir(), &set, 1)) return false;
        /* the injected stream of random bytes is for one thread */
        o->s.site.sys.random = sys_real().random;
        metrics_init(&o->metrics);
        queue_init(&o->queue);
        if (turns_open(&o->turns, o->s.t.w.path.data, -1) != OK) return false;
        o->pen = pen_new(&(struct pen_options){ .w = &o->s.t.w,
                                                .site = &o->s.site,
                                                .turns = &o->turns,
                                                .metrics = &o->metrics,
                                                .ctx = o,
                                                .done = back,
                                                .turned = turned });
        const struct workers_options w = { .path = &o->s.t.w.path,
                                           .site = &o->s.site,
                                           .queue = &o->queue,
                                           .pen = o->pen,
                                           .sets = &set,
                                           .sets_n = 1,
                                           .n = WORKERS,
                                           .ctx = o,
                                           .answer = answer };
        return workers_start(&o->workers, &w, &o->s.t.f) == OK;
}

static void end(struct office_of_tests *o)
{
        queue_close(&o->queue);
        workers_stop(&o->workers);
        pen_stop(o->pen, true);
        pen_free(&o->pen);
        (void)turns_close(&o->turns, false);
        queue_done(&o->queue);
        metrics_done(&o->metrics);
        site_close(&o->s);
}

struct reply {
        int status;
        char text[64];
};

static struct reply ask(struct office_of_tests *o, enum web_method m, const char *path,
                        const char *body)
{
        struct waiter k = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false };
        void *conn = &k;
        struct exchange x = { .conn = conn, .a = { .limit = WEB_ARENA_BYTES } };
        struct web_pair type[] = { { S("content-type"), S("application/octet-stream") } };
        struct reply r = { 0 };
        x.q = (struct web_request){ .id = 1,
                                    .method = m,
                                    .path = str_c(path),
                                    .header = type,
                                    .header_n = m == WEB_POST,
                                    .body = str_c(body),
                                    .peer = S("127.0.0.1"),
                                    .host = S("h") };
        if (!queue_put(&o->queue, &x)) return r;
        (void)pthread_mutex_lock(&k.lock);
        while (!k.answered) (void)pthread_cond_wait(&k.come, &k.lock);
        (void)pthread_mutex_unlock(&k.lock);
        r.status = x.ans.status;
        (void)snprintf(r.text, sizeof r.text, "%.*s", SP(buf_view(&x.ans.body)));
        web_answer_done(&x.ans);
        arena_done(&x.a);
        return r;
}

/* ---- many at once ---------------------------------------------------------------------------- */

struct submitter {
        struct office_of_tests *o;
        pthread_t thread;
        int id, bad;
        char number[EACH][64];
};

static void *submit(void *arg)
{
        struct submitter *x = arg;
        for (int i = 0; i < EACH; i++) {
                char key[32];
                (void)snprintf(key, sizeof key, "k%d-%d", x->id, i);
                struct reply r = ask(x->o, WEB_POST, "/enter", key);
                x->bad += r.status != 201;
                (void)snprintf(x->number[i], sizeof x->number[i], "%s", r.text);
                r = ask(x->o, WEB_POST, "/enter", key); /* the same again: the same record */
                x->bad += r.status != 201 || strcmp(r.text, x->number[i]) != 0;
                x->bad += ask(x->o, WEB_GET, "/count", "").status != 200;
                x->bad += ask(x->o, WEB_POST, "/enter", "").status != 400;
                if (i % 10) continue;
                (void)snprintf(key, sizeof key, "new%d.%d", x->id, i);
                x->bad += ask(x->o, WEB_POST, "/account", key).status != 201;
        }
        return NULL;
}

static int repeated(struct submitter *x)
{
        int n = 0;
        for (int i = 0; i < SUBMITTERS * EACH; i++)
                for (int k = 0; k < i; k++)
                        n += strcmp(x[i / EACH].number[i % EACH], x[k / EACH].number[k % EACH]) ==
                             0;
        return n;
}

static int64_t events_of(struct town *t)
{
        return (int64_t)t->w.log.tree.size;
}

TEST(pen_many_at_once)
{
        static struct office_of_tests o;
        static struct submitter x[SUBMITTERS];
        NEED(begin(&o));
        int64_t before = events_of(&o.s.t);
        for (int i = 0; i < SUBMITTERS; i++) {
                x[i] = (struct submitter){ .o = &o, .id = i };
                NEED(pthread_create(&x[i].thread, NULL, submit, &x[i]) == 0);
        }
        for (int i = 0; i < SUBMITTERS; i++) {
                CHECK_INT(i, pthread_join(x[i].thread, NULL), 0);
                CHECK_INT(i, x[i].bad, 0);
        }
        CHECK_INT(-1, repeated(x), 0);
        CHECK(pen_trouble(o.pen) == NULL);
        pen_stop(o.pen, true);
        CHECK_INT(-1, events_of(&o.s.t) - before, (int64_t)SUBMITTERS * (EACH + EACH / 10));
        CHECK(o.metrics.commit.count <= (int64_t)SUBMITTERS * EACH * 3);
        CHECK(!pen_put(o.pen, &(struct pen_job){ 0 }));
        pen_free(&o.pen);
        o.pen = NULL;
        CHECK(town_rebuild_same(&o.s.t));
        queue_close(&o.queue);
        workers_stop(&o.workers);
        (void)turns_close(&o.turns, false);
        queue_done(&o.queue);
        metrics_done(&o.metrics);
        site_close(&o.s);
}

/* ---- turns ----------------------------------------------------------------------------------- */

struct visitor {
        struct office_of_tests *o;
        const char *dir;
        int bad;
};

static enum err write_once(struct visitor *v, struct faults *f, int i)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct arena a = { 0 };
        struct sys_fake fake = { v->o->s.t.fake.now, (uint64_t)i };
        struct sys sys = sys_fake(&fake);
        struct input in[] = { { S("title"), S("by turn") },
                              { S("body"), S("text") },
                              { S("channel"), S("hotline") } };
        struct request r = { .ledger = S("request"),
                             .cmd = { .step = S("receive"),
                                      .day = DAY_NONE,
                                      .version = -1,
                                      .in = in,
                                      .in_n = LEN(in) } };
        TRY(writer_open(v->dir, &sys, f, &w));
        r.cmd.who.account = account_find(&w.inforce.accounts, S("clerk"));
        writer_run(&w, &a, LANG_EN, &r, 1);
        arena_done(&a);
        return r.out.err;
}

static void *visit(void *arg)
{
        struct visitor *v = arg;
        struct arena a = { 0 };
        struct paths p = paths_of(&a, v->dir);
        for (int i = 0; i < TURNS; i++) {
                struct turn t;
                struct faults f;
                faults_init(&f, &a, LANG_EN);
                v->bad += turn_begin(&t, p.data, &f) != OK || !t.served;
                v->bad += write_once(v, &f, i) != OK;
                turn_end(&t);
        }
        arena_done(&a);
        return NULL;
}

TEST(pen_gives_turns)
{
        static struct office_of_tests o;
        static struct submitter x[2];
        pthread_t thread;
        NEED(begin(&o));
        struct visitor v = { &o, o.s.t.dir, 0 };
        int64_t before = events_of(&o.s.t);
        NEED(pthread_create(&thread, NULL, visit, &v) == 0);
        for (int i = 0; i < 2; i++) {
                x[i] = (struct submitter){ .o = &o, .id = i };
                NEED(pthread_create(&x[i].thread, NULL, submit, &x[i]) == 0);
        }
        CHECK_INT(-1, pthread_join(thread, NULL), 0);
        CHECK_INT(-1, v.bad, 0);
        for (int i = 0; i < 2; i++) {
                CHECK_INT(i, pthread_join(x[i].thread, NULL), 0);
                CHECK_INT(i, x[i].bad, 0);
        }
        CHECK_INT(-1, ask(&o, WEB_POST, "/enter", "after").status, 201);
        CHECK(atomic_load(&o.news) >= 1);
        CHECK_INT(-1, o.metrics.turns, TURNS);
        CHECK_INT(-1, events_of(&o.s.t) - before, 2 * (EACH + EACH / 10) + TURNS + 1);
        end(&o);
}
