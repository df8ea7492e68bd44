/* web.c: one request from the gate to its answer; the read transaction; what is handed to the
 * writer. */
#include "web/web.h"

#include <time.h>

#include "view/where.h"
#include "web/gate.h"
#include "web/token.h"

int web_status(enum err e)
{
        static const int status[] = {
                [OK] = 200,           [ERR_INPUT] = 400, [ERR_DENIED] = 403, [ERR_NOT_FOUND] = 404,
                [ERR_CONFLICT] = 409, [ERR_BUSY] = 503,  [ERR_LIMIT] = 413,  [ERR_IO] = 500,
                [ERR_CORRUPT] = 500,
        };
        _Static_assert(LEN(status) == ERR_COUNT, "a status for each");
        return status[e];
}

/* ---- reading --------------------------------------------------------------------------------- */

static int64_t now_us(void)
{
        struct timespec t;
        (void)clock_gettime(CLOCK_MONOTONIC, &t);
        return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void end_reading(struct web *w)
{
        if (!w->asking) return;
        store_rollback(w->desk->st);
        store_deadline(w->desk->st, 0);
        if (w->desk->keys) keys_release(w->desk->keys);
        w->asking = false;
        w->db_us += now_us();
}

static struct reader reader_of(struct web *w)
{
        struct reader r;
        const struct inforce *in = &w->in->in;
        bool in_full = w->who.account >= 0 && !w->who.half;
        reader_init(&r, w->a, in, in_full ? w->who.account : READER_PUBLIC);
        return r;
}

enum err web_ask(struct web *w)
{
        if (w->asking) return OK;
        if (!w->in || !w->in->in.city)
                return FAULT(&w->f, ERR_BUSY, "city.empty", STR_NONE,
                             "还没有生效的定义，请联系系统管理员",
                             "no definitions are in force yet: ask the system administrator");
        struct desk *d = w->desk;
        enum err e = store_begin(d->st, STORE_READ);
        if (e != OK)
                return FAULT(&w->f, e, "store", STR_NONE, "数据库：%.*s", "database: %.*s",
                             SP(store_why(d->st)));
        w->db_us -= now_us();
        w->asking = true;
        store_deadline(d->st, WEB_READ_MS);
        /* one look at keys.db for all texts of the request; without it each is looked for */
        if (d->keys && keys_hold(d->keys) != OK) keys_release(d->keys);
        /* an older request of this desk may have ended with another calendar, or a newer one */
        if (d->n != w->in->n) where_calendar(d->st, w->in->in.calendar);
        d->n = w->in->n;
        w->reader = reader_of(w);
        w->ask = (struct ask){ .st = d->st,
                               .keys = d->keys,
                               .in = &w->in->in,
                               .who = &w->reader,
                               .a = w->a,
                               .f = &w->f,
                               .lang = w->lang,
                               .now = w->now };
        return OK;
}

enum err web_ledger(struct web *w, struct str name, const struct ledger **ret)
{
        const struct city *c = w->in->in.city;
        int i = c ? city_ledger(c, name) : -1;
        bool open = w->who.account >= 0 && !w->who.half;
        if (i >= 0 && (open || c->ledgers[i].public)) {
                *ret = &c->ledgers[i];
                return OK;
        }
        return FAULT(&w->f, ERR_NOT_FOUND, "ledger.none", STR_NONE, "没有台账“%.*s”",
                     "there is no ledger %.*s", SP(str_sub(name, 0, 60)));
}

const struct sign_in *web_sign_in(const struct web *w)
{
        static const struct sign_in usual = SIGN_IN_USUAL;
        return w->in && w->in->in.city ? &w->in->in.city->sign_in : &usual;
}

/* ---- who acts -------------------------------------------------------------------------------- */

struct actor web_actor(const struct web *w, enum via via)
{
        bool in = w->who.account >= 0 && !w->who.half;
        bool duty = !in && w->who.duty != 0;
        return (struct actor){ .account = in ? w->who.account : -1,
                               .requester = !in && !duty,
                               .duty = duty ? w->who.duty : 0,
                               .via = via };
}

struct str web_scope(const struct web *w)
{
        struct str visitor = web_cookie(w->q, S("zv"));
        if (w->who.account_id || w->who.duty) {
                char hex[65];
                return str_dup(w->a, hash_hex(&w->who.id, hex));
        }
        if (!w->routes->bearer && visitor.n == 64) return str_join(w->a, S("v"), visitor);
        return str_join(w->a, S("a"), w->q->peer);
}

void web_key(const struct web *w, struct command *c)
{
        struct str key = w->routes->bearer ? web_header(w->q, S("idempotency-key"))
                                           : web_form(w, S(FORM_KEY));
        if (key.n == 0) return;
        if (key.n > 64) {
                char hex[65];
                struct hash h = hash_of(key);
                key = str_dup(w->a, hash_hex(&h, hex));
        }
        c->key = key;
        c->key_scope = web_scope(w);
}

bool web_holds(const struct web *w, unsigned roles)
{
        if (w->who.account < 0 || !w->in) return false;
        const struct inforce *in = &w->in->in;
        const struct account *x = &in->accounts.v[w->who.account];
        int root = office_root(&in->offices);
        for (size_t i = 0; !x->disabled && i < x->posts_n; i++)
                if ((roles >> x->posts[i].role & 1) && x->posts[i].office == root) return true;
        return false;
}

/* ---- the way of a request -------------------------------------------------------------------- */

/* Outside of every set: not even a page for mistakes is declared there. */
static void plain_fault(struct web *w, enum err e)
{
        int status = w->ans.status ? w->ans.status : web_status(e);
        web_text(w, status, S("text/plain; charset=utf-8"), WEB_SAY(w, "没有\n", "not found\n"));
}

static void drop_body(struct web *w)
{
        buf_reset(&w->ans.body);
        w->ans.fixed = STR_NONE;
        if (w->ans.fd >= 0) (void)close(w->ans.fd);
        w->ans.fd = -1;
        w->ans.fd_bytes = 0;
}

static bool told(const struct web *w, const char *code)
{
        return w->f.first && strcmp(w->f.first->code, code) == 0;
}

static void make_fault(struct web *w, enum err e)
{
        drop_body(w);
        if (w->f.n == 0)
                FAULT(&w->f, e, "failed", STR_NONE, "没有办成（%.*s）", "it failed (%.*s)",
                      SP(err_name(e)));
        if (w->ans.status < 400) w->ans.status = 0;
        if (w->ans.status == 0 && told(w, "key.reused")) w->ans.status = 422;
        if (e == ERR_BUSY && w->ans.status == 0) web_retry(w, 503, 5);
        if (w->routes && w->routes->fault) w->routes->fault(w, e);
        else plain_fault(w, e);
        ASSERT(w->ans.status >= 400 || w->ans.status == 303);
}

static void finish(struct web *w, enum err e)
{
        if (e == OK && (w->ans.body.err != OK || arena_over(w->a))) {
                faults_init(&w->f, w->a, w->lang);
                e = FAULT(&w->f, ERR_LIMIT, "answer.limit", STR_NONE, "结果过大，请缩小范围",
                          "the answer is too large: ask for less");
        }
        if (e == OK) ASSERT(w->ans.status != 0);
        else make_fault(w, e);
        end_reading(w);
        gate_seal(w);
}

enum web_next web_begin(struct web *w, const struct web_routes *sets, size_t n)
{
        web_answer_init(&w->ans);
        faults_init(&w->f, w->a, LANG_ZH);
        w->now = w->site->sys.now(w->site->sys.ctx);
        w->who.account = -1;
        enum err e = gate_pass(w, sets, n);
        if (e == OK) e = w->route->run(w);
        bool writes = w->job.req_n || w->job.admin;
        if (e == OK && writes && w->ans.status == 0) {
                ASSERT(w->route->after);
                end_reading(w);
                return WEB_WRITES;
        }
        finish(w, e);
        return WEB_DONE;
}

bool web_quick(struct web *w, const struct web_routes *sets, size_t n)
{
        if (!gate_quick(w, sets, n)) return false;
        web_answer_init(&w->ans);
        faults_init(&w->f, w->a, LANG_ZH);
        w->who.account = -1;
        if (w->route->run(w) != OK) {
                web_answer_done(&w->ans);
                return false; /* the mistake is told in the reader's language, in his frame */
        }
        gate_seal(w);
        return true;
}

static void take_outcome(struct web *w)
{
        struct web_job *j = &w->job;
        for (size_t i = 0; j->err == OK && i < j->req_n; i++) {
                j->err = j->req[i].out.err;
                if (j->err != OK) j->f = j->req[i].out.faults;
        }
        for (const struct fault *x = j->f.first; j->err != OK && x; x = x->next)
                (void)faults_add(&w->f, x->err, x->code, x->where, "%.*s", SP(x->text));
}

void web_resume(struct web *w)
{
        take_outcome(w);
        finish(w, w->route->after(w));
}

void web_end(struct web *w)
{
        end_reading(w);
        site_release(w->in);
        w->in = NULL;
}

void web_submit(struct web *w, struct request *r, size_t n)
{
        ASSERT(n > 0 && !w->job.admin);
        w->job.req = r;
        w->job.req_n = n;
        faults_init(&w->job.f, w->a, w->lang);
}

void web_administer(struct web *w, web_admin fn, void *ctx)
{
        ASSERT(fn && w->job.req_n == 0);
        w->job.admin = fn;
        w->job.ctx = ctx;
        faults_init(&w->job.f, w->a, w->lang);
}

/* ---- answers --------------------------------------------------------------------------------- */

void web_redirect(struct web *w, struct str to)
{
        bool local = to.n && to.p[0] == '/' && !(to.n > 1 && (to.p[1] == '/' || to.p[1] == '\\'));
        ASSERT(local);
        drop_body(w);
        w->ans.status = 303;
        web_put_header(w->a, &w->ans, S("Location"), to);
}

void web_text(struct web *w, int status, struct str type, struct str body)
{
        w->ans.status = status;
        w->ans.type = type;
        buf_put(&w->ans.body, body);
}

void web_json(struct web *w, int status, struct jout *j)
{
        w->ans.status = status;
        w->ans.type = S("application/json");
        jout_init(j, &w->ans.body, false);
}

void web_retry(struct web *w, int status, int64_t seconds)
{
        w->ans.status = status;
        web_put_header(w->a, &w->ans, S("Retry-After"), str_printf(w->a, "%" PRId64, seconds));
}

void web_put_cookie(struct web *w, const struct web_set_cookie *c)
{
        struct str age = STR_NONE;
        if (c->max_age_s >= 0) age = str_printf(w->a, "; Max-Age=%" PRId64, c->max_age_s);
        struct str v = str_printf(w->a, "%.*s=%.*s; Path=/; SameSite=Lax%s%s%.*s", SP(c->name),
                                  SP(c->value), c->readable ? "" : "; HttpOnly",
                                  w->site->https ? "; Secure" : "", SP(age));
        web_put_header(w->a, &w->ans, S("Set-Cookie"), v);
}
