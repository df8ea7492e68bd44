#include "loop/writer.h"

#include <errno.h>
#include <sys/file.h>

#include "loop/cross.h"
#include "loop/history.h"
#include "loop/makes.h"
#include "view/beside.h"
#include "view/lookup.h"
#include "view/ruled.h"

#define SETBACK_MS INT64_C(300000)  /* five minutes */
#define FORWARD_MS INT64_C(3600000) /* an hour */

/* ---- opening ---- */

static enum err take_lock(struct writer *w, struct faults *f)
{
        w->lock_fd = open(w->path.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
        if (w->lock_fd < 0)
                return FAULT(
                        f, ERR_NOT_FOUND, "city.none", str_c(w->path.dir),
                        "这里没有城市（或无权写入）：先运行 zhitong init",
                        "there is no city here (or no right to write): run zhitong init first");
        if (flock(w->lock_fd, LOCK_EX | LOCK_NB) == 0) return OK;
        for (int i = 0; i < 100; i++) { /* another command is about to finish */
                usleep(50000);
                if (flock(w->lock_fd, LOCK_EX | LOCK_NB) == 0) return OK;
        }
        return FAULT(f, ERR_BUSY, "city.locked", str_c(w->path.lock),
                     "另一个进程正在写入，请稍后再试",
                     "another process is writing; try again later");
}

/* What is in memory is the city as of here: writer_refresh reads on from it. A head that is missing
 * or damaged is told by the first command, and mended by a rebuild. */
static enum err load_head(struct writer *w)
{
        TRY(store_begin(w->st, STORE_READ));
        bool read = log_load(&w->log, w->st) == OK;
        store_rollback(w->st);
        ASSERT(read || w->log.tree.size == 0);
        return OK;
}

static enum err open_all(struct writer *w, struct faults *f)
{
        TRY(take_lock(w, f));
        enum err e = file_exists(w->path.db) ? store_open(w->path.db, STORE_OPEN, &w->st)
                                             : ERR_NOT_FOUND;
        if (e == ERR_NOT_FOUND)
                return FAULT(f, e, "city.none", str_c(w->path.dir),
                             "这里没有城市：先运行 zhitong init",
                             "there is no city here: run zhitong init first");
        if (e == OK) e = keys_open(w->path.keys, false, &w->sys, &w->keys);
        if (e != OK)
                return FAULT(f, e, "city.open", str_c(w->path.data), "打不开城市数据",
                             "the city's data cannot be opened");
        TRY(beside_ensure(w->st));
        w->inforce.now = w->sys.now(w->sys.ctx);
        TRY(inforce_load(w->st, w->keys, f, &w->inforce));
        TRY(load_head(w));
        return view_open(&w->view, w->st, w->inforce.city);
}

enum err writer_known(const char *dir, struct store *st, struct faults *f)
{
        bool known = false;
        if (view_known(st, &known) == OK && known) return OK;
        return FAULT(f, ERR_CORRUPT, "city.derived", str_c(dir),
                     "派生表缺失或属于另一版程序：运行 zhitong rebuild %s",
                     "derived tables are missing or another program's: run zhitong rebuild %s",
                     dir);
}

enum err writer_open(const char *dir, const struct sys *sys, struct faults *f, struct writer *ret)
{
        TRY(writer_open_any(dir, sys, f, ret));
        enum err e = writer_known(dir, ret->st, f);
        if (e != OK) writer_close(ret);
        return e;
}

enum err writer_open_any(const char *dir, const struct sys *sys, struct faults *f,
                         struct writer *ret)
{
        *ret = (struct writer){ .lock_fd = -1, .sys = *sys };
        ret->path = paths_of(&ret->a, dir);
        enum err e = open_all(ret, f);
        if (e == OK) {
                ret->wall0 = sys->now(sys->ctx);
                ret->boot0 = sys->boot_ms(sys->ctx);
                return OK;
        }
        if (f->n == 0)
                FAULT(f, e, "city.open", str_c(dir), "打不开城市", "the city cannot be opened");
        writer_close(ret);
        return e;
}

void writer_close(struct writer *w)
{
        if (w->st && !store_in_tx(w->st)) writer_idle(w);
        view_close(&w->view);
        log_done(&w->log);
        inforce_done(&w->inforce);
        keys_close(&w->keys);
        store_close(&w->st);
        if (w->lock_fd >= 0) (void)close(w->lock_fd);
        struct arena a = w->a;
        *w = (struct writer){ .lock_fd = -1 };
        arena_done(&a);
}

void writer_idle(struct writer *w)
{
        /* a reader may be in the way: the log stays longer, nothing is lost */
        if (store_wal_bytes(w->st) > 0 && store_checkpoint(w->st, false) != OK) return;
}

/* ---- a transaction ---- */

/* `at` never goes back. While the clock is set back, or has jumped against the boot clock,
 * nothing is written, until it is set right or the system administrator says that it is (event
 * `clock`). */
static enum err clock_guard(struct writer *w, struct faults *f, struct moment *ret)
{
        struct moment now = w->sys.now(w->sys.ctx);
        int64_t wall = now.ms - w->wall0.ms, boot = w->sys.boot_ms(w->sys.ctx) - w->boot0;
        struct moment last = w->log.at;
        bool jumped = wall - boot > FORWARD_MS || wall - boot < -SETBACK_MS, accepted = true;
        if (moment_is(last) && now.ms < last.ms - SETBACK_MS)
                TRY(history_clock_accepted(w->st, now, &accepted));
        if (w->stopped)
                return FAULT(f, ERR_BUSY, "city.stopped", STR_NONE,
                             "一次管理操作失败后未能恢复，已停止写入：请重新启动",
                             "an administrative change failed and could not be undone in memory, "
                             "writing has "
                             "stopped: start again");
        if (jumped || !accepted)
                return FAULT(
                        f, ERR_BUSY, "clock.jump", STR_NONE,
                        "系统时钟跳变，已停止写入：请校正时钟，或由系统管理员运行 zhitong clock DIR --accept",
                        "the system clock jumped, writing has stopped: set the clock right, or "
                        "let the system "
                        "administrator run zhitong clock DIR --accept");
        *ret = moment_is(last) && now.ms < last.ms ? last : now;
        return OK;
}

enum err writer_keys(struct writer *w, enum err e, struct faults *f)
{
        if (e == OK || e == ERR_DENIED) return e;
        return FAULT(f, e, "store", STR_NONE, "没有保存：%.*s", "not saved: %.*s",
                     SP(keys_why(w->keys)));
}

enum err writer_begin(struct writer *w, struct faults *f, struct moment *ret_at)
{
        uint64_t known = w->log.tree.size;
        *ret_at = MOMENT_NONE;
        w->closed_begun = w->view.closed;
        enum err e = store_begin(w->st, STORE_WRITE);
        if (e == OK) e = log_load(&w->log, w->st);
        if (e == OK && w->log.tree.size != known) view_forget(&w->view);
        if (e != OK) {
                writer_rollback(w);
                return store_unsaved(w->st, e, f);
        }
        w->begun = w->log.tree.size;
        e = writer_keys(w, keys_hold(w->keys), f);
        if (e == OK) e = clock_guard(w, f, ret_at);
        if (e == OK) e = view_month(&w->view, *ret_at, w->inforce.zone, f);
        if (e == OK && inforce_passed(&w->inforce, *ret_at)) { /* stand-ins begin and end */
                w->inforce.now = *ret_at;
                e = inforce_accounts(w->st, &w->inforce);
        }
        if (e != OK) writer_rollback(w);
        return e;
}

void writer_rollback(struct writer *w)
{
        store_rollback(w->st);
        keys_release(w->keys);
        const struct city *c = w->view.city;
        view_close(&w->view);
        /* what was closed on the way is not: else the next command would take it for closed */
        if (view_open(&w->view, w->st, c) != OK) w->view.closed = w->closed_begun;
}

static void write_anchor(struct writer *w)
{
        struct anchor x = { w->log.epoch, w->log.tree.size, merkle_root(&w->log.tree) };
        /* the anchor follows the commit: a missing or older one only means that less is noticed */
        if (anchor_write(w->path.anchor, &x, false) != OK) return;
}

/* Every command was refused: memory is as it was, unless a month was closed on the way. */
static void nothing_said(struct writer *w)
{
        if (w->view.closed != w->closed_begun) {
                writer_rollback(w);
                return;
        }
        store_rollback(w->st);
        keys_release(w->keys);
}

enum err writer_commit(struct writer *w, struct faults *f)
{
        if (w->log.tree.size == w->begun) {
                nothing_said(w);
                return OK;
        }
        view_keep(&w->view); /* also what events of the city did in memory */
        enum err e = view_flush(&w->view, f);
        if (e == OK) e = log_flush(&w->log);
        if (e == OK) e = store_commit(w->st);
        if (e == OK) {
                keys_release(w->keys);
                write_anchor(w);
                return OK;
        }
        struct str why = str_dup(f->a, store_why(w->st));
        writer_rollback(w);
        if (f->n) return e;
        return FAULT(f, e == ERR_CONFLICT ? ERR_CORRUPT : e, "store", STR_NONE, "没有保存：%.*s",
                     "not saved: %.*s", SP(why));
}

/* ---- idempotency ---- */

static struct hash body_hash(const struct request *r)
{
        struct buf b = { .limit = 16u << 20 };
        const struct command *c = &r->cmd;
        buf_printf(&b, "%.*s/%" PRId64 "/%.*s/%" PRId32 "/%" PRId64 "\n", SP(r->ledger), c->record,
                   SP(c->step), c->day.v, c->asked);
        for (size_t i = 0; i < c->in_n; i++)
                buf_printf(&b, "%zu:%.*s=%zu:%.*s\n", c->in[i].name.n, SP(c->in[i].name),
                           c->in[i].text.n, SP(c->in[i].text));
        buf_put(&b, c->because);
        if (c->paper.n) buf_printf(&b, "\npaper %.*s", SP(c->paper));
        struct hash h = hash_of(buf_view(&b));
        buf_free(&b);
        return h;
}

static struct moment day_ago(const struct writer *w)
{
        return (struct moment){ w->sys.now(w->sys.ctx).ms - 86400000 };
}

static enum err key_seen(struct writer *w, struct arena *a, struct request *r, bool *ret)
{
        const struct command *c = &r->cmd;
        struct hash body, former;
        int64_t seq;
        *ret = false;
        if (c->key.n == 0) return OK;
        body = body_hash(r);
        enum err e = beside_key_get(w->st, c->key_scope, c->key, day_ago(w), &former, &seq);
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        if (!hash_eq(&body, &former))
                return FAULT(&r->out.faults, ERR_CONFLICT, "key.reused", S("key"),
                             "同一个幂等键用于不同的内容",
                             "the same idempotency key was used for another body");
        *ret = true;
        return history_answer(w, a, seq, &r->out);
}

static enum err key_keep(struct writer *w, const struct request *r)
{
        if (r->cmd.key.n == 0) return OK;
        struct beside_key k = { r->cmd.key_scope, r->cmd.key, body_hash(r), r->out.seq,
                                w->sys.now(w->sys.ctx) };
        return beside_key_put(w->st, &k, day_ago(w));
}

/* ---- one command ---- */

static enum err find_link(void *ctx, const struct ledger *l, struct str number, int64_t *ret)
{
        return lookup_linked(ctx, l, number, ret);
}

static enum err find_need(void *ctx, const struct needing *x, struct rec *ret)
{
        return alike_need(ctx, x, ret);
}

/* Eight letters and digits that are not mistaken for one another: the requester's key to the
 * record. */
static struct str follow_code(struct writer *w, struct arena *a)
{
        static const char letter[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"; /* 31 */
        unsigned char r[64];
        char *p = ARENA_NEW(a, char, 8);
        size_t n = 0;
        while (n < 8) {
                w->sys.random(w->sys.ctx, r, sizeof r);
                for (size_t i = 0; i < sizeof r && n < 8; i++)
                        if (r[i] < 31 * 8) p[n++] = letter[r[i] % 31];
        }
        return (struct str){ p, 8 };
}

static enum err load_context(struct writer *w, struct decide_in *in, struct faults *f)
{
        if (in->cmd->record == 0) return makes_context(w, in);
        struct rec *r = ARENA_NEW(in->a, struct rec, 1);
        enum err e = rec_load(&w->view, in->a, in->l, in->cmd->record, r);
        if (e == ERR_NOT_FOUND)
                return FAULT(f, e, "record.none", STR_NONE, "没有这条记录",
                             "there is no such record");
        TRY(e);
        TRY(history_settled(w, r, in->cmd->batch ? in->cmd->batch : -1, f));
        in->rec = r;
        TRY(cross_context(w, in));
        TRY(makes_context(w, in));
        int step = ledger_step(in->l, in->cmd->step);
        if (step >= 0 && in->l->steps[step].builtin == STEP_RECALL)
                return history_before_last(w->st, in);
        return OK;
}

static int64_t who_caused(const struct command *c)
{
        return c->follow ? c->follow->cause : -1;
}

static struct event draft(const struct writer *w, const struct request *r, const struct decision *d,
                          struct moment at)
{
        const struct actor *who = &r->cmd.who;
        return (struct event){ .at = at,
                               .day = d->day,
                               .actor = who->account >= 0 ? w->inforce.accounts.v[who->account].id
                                                          : 0,
                               .office = d->office,
                               .acting_for = d->acting_for,
                               .via = who->via,
                               .cause = who_caused(&r->cmd),
                               .batch = r->cmd.batch ? r->cmd.batch : -1,
                               .ledger = r->ledger,
                               .version = w->inforce.city->version,
                               .record = r->cmd.record,
                               .duty = d->duty,
                               .round = d->round,
                               .step = r->cmd.step };
}

/* What is said of it outlives the city in memory, so nothing points there any more. */
static const struct rec *entered_copy(struct arena *a, const struct rec *r)
{
        struct rec *c = ARENA_NEW(a, struct rec, 1);
        *c = (struct rec){ .id = r->id,
                           .number = str_dup(a, r->number),
                           .state = r->state,
                           .entered = r->entered,
                           .round = r->round,
                           .version = r->version,
                           .promised = r->promised,
                           .promised_provisional = r->promised_provisional,
                           .duties = ARENA_NEW(a, struct rduty, r->duties_n),
                           .duties_n = r->duties_n };
        for (size_t i = 0; i < r->duties_n; i++) {
                c->duties[i] = r->duties[i];
                c->duties[i].holder = str_dup(a, r->duties[i].holder);
                c->duties[i].within = str_dup(a, r->duties[i].within);
        }
        return c;
}

static enum err run_decided(struct writer *w, struct arena *a, struct request *r,
                            struct decide_in *in, struct decision *d)
{
        struct faults *f = in->f;
        if (d->c.enters) {
                r->out.code = follow_code(w, a);
                *ARENA_PUSH(a, d->c.texts, d->c.texts_n, d->c.texts_cap) = (struct change_set){
                        .field = -1, .name = S("code"), .sealed = true, .text = r->out.code
                };
        }
        struct rec none, *after;
        if (!in->rec) rec_init(&none, a, in->l);
        struct event e = draft(w, r, d, in->now);
        struct completing x = { in->l, &d->c, &e, in->rec ? in->rec : &none, a };
        TRY(writer_record_event(w, &x, f, &after));
        r->out.record = e.record;
        r->out.seq = e.seq;
        r->out.number = after->number;
        r->out.leaf = e.leaf;
        if (r->a && d->c.enters) r->out.entered = entered_copy(a, after);
        for (size_t i = 0; i < d->c.end_n; i++) r->out.duties_late += d->c.end[i].late;
        r->out.warned_n = d->c.warned_n;
        r->out.warned = ARENA_NEW(a, struct str, d->c.warned_n);
        for (size_t i = 0; i < d->c.warned_n; i++) r->out.warned[i] = str_dup(a, d->c.warned[i]);
        TRY(cross_run(w, in, d, &r->out));
        return key_keep(w, r);
}

enum err writer_follow(struct writer *w, struct request *r, struct decide_in *in)
{
        struct decision d;
        TRY(load_context(w, in, in->f));
        TRY(decide(in, &d));
        return run_decided(w, in->a, r, in, &d);
}

/* Each thing once, whoever comes round. */
static enum err check_undone(struct writer *w, struct request *r)
{
        const struct rule_thing x = { r->cmd.rule->def->key, r->cmd.rule->at, r->cmd.record };
        bool done;
        TRY(ruled_done(w->st, &x, &done));
        if (!done) return OK;
        return FAULT(&r->out.faults, ERR_CONFLICT, "rule.done", x.rule, "规则“%.*s”已经办过",
                     "rule %.*s has done this already", SP(x.rule));
}

static enum err run_one(struct writer *w, struct arena *a, struct request *r, struct moment at)
{
        struct faults *f = &r->out.faults;
        bool seen;
        TRY(key_seen(w, a, r, &seen));
        if (seen) return OK;
        int i = w->inforce.city ? city_ledger(w->inforce.city, r->ledger) : -1;
        if (i < 0)
                return FAULT(f, ERR_NOT_FOUND, "ledger.none", r->ledger, "没有台账“%.*s”",
                             "there is no ledger %.*s", SP(str_sub(r->ledger, 0, 60)));
        struct linker link = { &w->view, find_link, find_need };
        struct decide_in in = { .a = a,
                                .f = f,
                                .city = w->inforce.city,
                                .l = &w->inforce.city->ledgers[i],
                                .cmd = &r->cmd,
                                .now = at,
                                .link = &link };
        r->out.ledger = in.l->name;
        struct decision d;
        TRY(load_context(w, &in, f));
        if (r->cmd.rule) TRY(check_undone(w, r));
        TRY(decide(&in, &d));
        return run_decided(w, a, r, &in, &d);
}

enum err writer_row(struct writer *w, struct arena *a, struct request *r, const struct ledger *l,
                    struct faults *f, bool write)
{
        struct linker link = { &w->view, find_link, find_need };
        struct decide_in in = { .a = a,
                                .f = f,
                                .city = w->inforce.city,
                                .l = l,
                                .cmd = &r->cmd,
                                .now = r->at,
                                .link = &link };
        struct decision d;
        TRY(load_context(w, &in, f));
        TRY(decide(&in, &d));
        return write ? run_decided(w, a, r, &in, &d) : OK;
}

/* ERR_CONFLICT: the command failed after it had begun to write, and no savepoint was set. */
static enum err run_marked(struct writer *w, struct arena *a, struct request *r, struct moment at,
                           bool savepoint)
{
        struct log_mark mark = log_mark(&w->log);
        struct faults *f = &r->out.faults;
        w->writes = false;
        enum err e = savepoint ? store_mark(w->st) : OK;
        bool marked = savepoint && e == OK;
        if (e == OK) e = run_one(w, a, r, at);
        if (e == OK && marked) {
                e = store_keep(w->st);
                marked = false; /* gone, also when this fails */
        }
        if (e == OK) {
                view_keep(&w->view);
                return OK;
        }
        if (!savepoint && w->writes) return ERR_CONFLICT;
        if (f->n == 0) store_unsaved(w->st, e, f);
        if (marked) store_undo(w->st);
        log_undo(&w->log, &mark);
        view_undo(&w->view);
        r->out.err = e;
        return OK;
}

/* Between two commands of a demo city's script time passes, also from month to month. */
static enum err pass_time(struct writer *w, struct moment to, struct faults *f, struct moment *at)
{
        if (!w->inforce.demo || to.ms <= at->ms) return OK;
        *at = to;
        return view_month(&w->view, to, w->inforce.zone, f);
}

/* *ret_again: nothing is saved; the group must be run with savepoints. */
static enum err run_group(struct writer *w, struct arena *a, struct request *r, size_t n,
                          struct faults *all, bool *ret_again)
{
        struct moment at;
        bool savepoints = *ret_again;
        *ret_again = false;
        for (size_t i = 0; i < n; i++) {
                r[i].out = (struct outcome_of){ 0 };
                faults_init(&r[i].out.faults, r[i].a ? r[i].a : a, r[i].a ? r[i].lang : all->lang);
        }
        TRY(writer_begin(w, all, &at));
        enum err e = OK;
        for (size_t i = 0; e == OK && i < n && !*ret_again; i++) {
                e = pass_time(w, r[i].at, all, &at);
                struct arena *own = r[i].a ? r[i].a : a;
                if (e == OK) *ret_again = run_marked(w, own, &r[i], at, savepoints) != OK;
        }
        if (e == OK && !*ret_again) return writer_commit(w, all);
        writer_rollback(w);
        return e;
}

/* The whole group failed: said to each in his own arena, in the group's language. */
static void own_faults(struct request *r, const struct faults *all)
{
        struct faults *f = &r->out.faults;
        faults_init(f, r->a, r->lang);
        for (const struct fault *k = all->first; k; k = k->next)
                (void)faults_add(f, k->err, k->code, str_dup(r->a, k->where), "%.*s", SP(k->text));
}

/* A savepoint copies every page that a command changes: half as much work again. What decide has
 * let through hardly ever fails, so a group runs without; if a command does fail after it began
 * to write, everything is rolled back and run again with a savepoint for each. */
void writer_run(struct writer *w, struct arena *a, enum lang lang, struct request *r, size_t n)
{
        struct faults all;
        faults_init(&all, a, lang);
        bool again = false;
        enum err e = run_group(w, a, r, n, &all, &again);
        if (e == OK && again) e = run_group(w, a, r, n, &all, &again);
        for (size_t i = 0; e != OK && i < n; i++) {
                if (r[i].out.err != OK) continue;
                r[i].out = (struct outcome_of){ .err = e, .faults = all };
                if (r[i].a) own_faults(&r[i], &all);
        }
}
