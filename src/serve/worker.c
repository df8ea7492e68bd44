#include "serve/worker.h"

/* ---- one exchange ---------------------------------------------------------------------------- */

static void finish(struct worker *k, struct exchange *x)
{
        struct web *w = x->own;
        x->ans = w->ans;
        w->ans = (struct web_answer){ .fd = -1 };
        if (w->route) x->route = str_c(w->route->name);
        x->account = w->who.account_id;
        x->db_us = w->db_us;
        web_end(w);
        k->all->o.answer(k->all->o.ctx, x);
}

static void answer_instead(struct web *w, int status, struct str text)
{
        web_answer_done(&w->ans);
        web_answer_init(&w->ans);
        web_text(w, status, S("text/plain; charset=utf-8"), text);
        if (status == 503) web_put_header(w->a, &w->ans, S("retry-after"), S("1"));
}

static void too_large(struct web *w)
{
        answer_instead(w, 413,
                       WEB_SAY(w, "请求超出了一次办理的上限，请缩小范围\n",
                               "this is more than one request may ask for: narrow it down\n"));
}

static void begin(struct worker *k, struct exchange *x)
{
        const struct workers_options *o = &k->all->o;
        struct web *w = ARENA_NEW(&x->a, struct web, 1);
        w->a = &x->a;
        w->q = &x->q;
        w->site = o->site;
        w->desk = &k->desk;
        x->own = w;
        enum web_next next = web_begin(w, o->sets, o->sets_n);
        /* refused before it is written */
        bool over = next == WEB_WRITES && (arena_over(&x->a) || w->job.req_n > GROUP_COMMANDS_MAX);
        if (over) too_large(w);
        if (next == WEB_DONE || over) {
                finish(k, x);
                return;
        }
        struct pen_job *j = ARENA_NEW(&x->a, struct pen_job, 1);
        *j = (struct pen_job){ .job = &w->job, .a = &x->a, .lang = w->lang, .ctx = x };
        w->desk = NULL;
        if (pen_put(o->pen, j)) return; /* the pen's from here on */
        answer_instead(
                w, 503,
                WEB_SAY(w, "正忙，请稍后再试\n", "too much to do just now: try again later\n"));
        finish(k, x);
}

static void resume(struct worker *k, struct exchange *x)
{
        struct web *w = x->own;
        w->desk = &k->desk;
        web_resume(w);
        finish(k, x);
}

void workers_done(void *queue, struct pen_job *j)
{
        queue_return(queue, j->ctx);
}

/* ---- the threads ----------------------------------------------------------------------------- */

static void *run(void *arg)
{
        struct worker *k = arg;
        for (struct exchange *x; (x = queue_take(k->all->o.queue)) != NULL;) {
                if (x->own) resume(k, x);
                else begin(k, x);
        }
        return NULL;
}

enum err workers_start(struct workers *k, const struct workers_options *o, struct faults *f)
{
        *k = (struct workers){ .o = *o };
        ASSERT(o->n >= 1 && o->n <= WEB_WORKERS_MAX);
        for (int i = 0; i < o->n; i++) {
                struct worker *w = &k->v[i];
                w->all = k;
                enum err e = desk_open(&w->desk, o->path, &o->site->sys);
                if (e != OK)
                        return FAULT(f, e, "city.open", str_c(o->path->data), "打不开城市数据",
                                     "the city's data cannot be opened");
                if (pthread_create(&w->thread, NULL, run, w) != 0) BUG("pthread_create");
                k->running++;
        }
        return OK;
}

void workers_stop(struct workers *k)
{
        for (int i = 0; i < k->running; i++) {
                if (pthread_join(k->v[i].thread, NULL) != 0) BUG("pthread_join");
                desk_close(&k->v[i].desk);
        }
        k->running = 0;
}
