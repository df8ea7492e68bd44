/* steps.c: what changes records: entering one, taking a step, and the answer to both.
 *
 * The answer tells the record as this very event left it: a command that is repeated with its key
 * gets the same answer, whatever has happened since. */
#include "api/api_in.h"
#include "ask/offers.h"
#include "ask/show.h"

struct stepping {
        const struct ledger *l;
        struct api_body body;
        struct request req;
        bool requester;
};

/* ---- what came in ---------------------------------------------------------------------------- */

/* If-Match: "17", 17 or *; none: whatever version there is. */
static enum err read_version(struct web *w, int64_t *ret)
{
        struct str s = str_trim(web_header(w->q, S("if-match")));
        *ret = -1;
        if (s.n == 0 || str_eq(s, S("*"))) return OK;
        if (s.n > 2 && s.p[0] == '"' && s.p[s.n - 1] == '"') s = str_sub(s, 1, s.n - 2);
        if (num_parse_i64(s, 0, INT64_MAX, ret) == OK) return OK;
        return FAULT(&w->f, ERR_INPUT, "version.form", S("If-Match"),
                     "If-Match 须为记录的 ETag，如 \"17\"",
                     "If-Match must be the record's ETag, as \"17\"");
}

static bool key_ok(struct str s)
{
        if (s.n > WEB_KEY_BYTES_MAX) return false;
        for (size_t i = 0; i < s.n; i++)
                if (s.p[i] < 0x21 || s.p[i] > 0x7e) return false;
        return true;
}

static enum err read_key(struct web *w, struct command *c)
{
        if (!key_ok(web_header(w->q, S("idempotency-key"))))
                return FAULT(&w->f, ERR_INPUT, "key.form", S("Idempotency-Key"),
                             "幂等键至多 %d 个可见的 ASCII 字符",
                             "an idempotency key has at most %d visible ASCII characters",
                             WEB_KEY_BYTES_MAX);
        web_key(w, c);
        return OK;
}

static enum err begin(struct web *w, struct stepping *x)
{
        TRY(api_step_body(w, x->l, &x->body));
        x->req.ledger = x->l->name;
        x->req.a = w->a;
        x->req.lang = w->lang;
        struct command *c = &x->req.cmd;
        c->in = x->body.in;
        c->in_n = x->body.in_n;
        c->file = x->body.file;
        c->file_n = x->body.file_n;
        c->because = x->body.because;
        c->office = x->body.office;
        c->paper = x->body.paper;
        c->day = x->body.on;
        c->who = web_actor(w, VIA_API);
        if (x->requester) c->who = (struct actor){ .account = -1, .requester = true };
        c->who.via = VIA_API;
        return read_key(w, c);
}

static struct stepping *stepping_new(struct web *w)
{
        struct stepping *x = ARENA_NEW(w->a, struct stepping, 1);
        x->req.cmd.version = -1;
        x->req.cmd.day = DAY_NONE;
        w->state = x;
        return x;
}

/* The one step that enters a record, or ?step=. */
static enum err entering_step(struct web *w, const struct ledger *l, struct str *ret)
{
        struct str all = STR_NONE, want = web_query(w, S("step"));
        size_t n = 0;
        for (size_t i = 0; i < l->steps_n; i++) {
                const struct step *s = &l->steps[i];
                if (!s->enters || s->retired || (want.n && !str_eq(want, s->name))) continue;
                *ret = s->name;
                all = str_printf(w->a, "%.*s%s%.*s", SP(all), n++ ? ", " : "", SP(s->name));
        }
        if (n == 1) return OK;
        if (n == 0 && want.n)
                return FAULT(&w->f, ERR_INPUT, "step.unknown", S("step"), "台账没有登记环节“%.*s”",
                             "there is no entering step '%.*s'", SP(str_sub(want, 0, 60)));
        if (n == 0)
                return FAULT(&w->f, ERR_CONFLICT, "step.none", S("step"), "该台账不能登记",
                             "nothing can be entered in this ledger");
        return FAULT(&w->f, ERR_INPUT, "step.which", S("step"), "请用 ?step= 指明登记环节：%.*s",
                     "say which entering step with ?step=: %.*s", SP(all));
}

enum err api_enter(struct web *w)
{
        struct stepping *x = stepping_new(w);
        TRY(web_ask(w));
        TRY(web_ledger(w, w->arg[0], &x->l));
        TRY(entering_step(w, x->l, &x->req.cmd.step));
        x->requester = w->who.account < 0;
        TRY(begin(w, x));
        web_submit(w, &x->req, 1);
        return OK;
}

enum err api_known_step(struct web *w, const struct ledger *l, struct str name)
{
        if (ledger_step(l, name) >= 0) return OK;
        struct str *names = ARENA_NEW(w->a, struct str, l->steps_n);
        for (size_t i = 0; i < l->steps_n; i++) names[i] = l->steps[i].name;
        return FAULT(&w->f, ERR_NOT_FOUND, "step.unknown", S("step"), "台账没有环节“%.*s”%.*s",
                     "the ledger has no step \"%.*s\"%.*s", SP(str_sub(name, 0, 60)),
                     SP(ask_hint(&w->ask, name, names, l->steps_n)));
}

enum err api_step(struct web *w)
{
        struct stepping *x = stepping_new(w);
        TRY(api_ledger(w, &x->l));
        TRY(api_record(w, x->l, &x->req.cmd.record, &x->requester));
        TRY(api_known_step(w, x->l, w->arg[2]));
        x->req.cmd.step = w->arg[2];
        TRY(read_version(w, &x->req.cmd.version));
        TRY(begin(w, x));
        web_submit(w, &x->req, 1);
        return OK;
}

/* ---- what came of it ------------------------------------------------------------------------- */

struct result {
        struct event e;
        struct rec r; /* as the event left it */
};

static enum err read_result(struct web *w, const struct stepping *x, struct result *ret)
{
        const struct outcome_of *o = &x->req.out;
        struct log_cursor *cur = NULL;
        struct change c;
        enum err last = OK;
        TRY(web_ask(w));
        if (o->entered) {
                ret->r = *o->entered;
                ret->e = (struct event){ .seq = o->seq, .leaf = o->leaf };
                return OK;
        }
        rec_init(&ret->r, w->a, x->l);
        enum err e = log_read(w->ask.st, w->a, 0, o->seq + 1, o->record, &cur);
        while (e == OK && log_next(cur, w->a, &ret->e, &last)) {
                e = change_parse(w->a, x->l, &ret->e, &w->f, &c);
                if (e == OK) rec_apply(w->a, x->l, &ret->r, &ret->e, &c);
        }
        log_read_done(&cur);
        return ask_failed(&w->ask, e == OK ? last : e);
}

static void put_duty(struct web *w, const struct stepping *x, const struct rduty *u, struct jout *j)
{
        const struct duty_def *d = &x->l->duties[u->def];
        char text[40];
        jout_open(j, '{');
        jout_key_int(j, S("duty"), u->id);
        jout_key_text(j, S("name"), d->name);
        jout_key_text(j, S("label"), label_in(&d->label, d->name, w->lang));
        jout_key_text(j, S("holder"), u->holder);
        jout_key_text(j, S("due"), moment_format(u->due, w->ask.in->zone, text));
        jout_key_bool(j, S("provisional"), u->provisional);
        jout_key_text(j, S("outcome"), outcome_name(u->outcome));
        jout_key_bool(j, S("late"), u->late);
        jout_close(j);
}

static void put_duties(struct web *w, const struct stepping *x, const struct result *y, bool opened,
                       struct jout *j)
{
        int64_t seq = x->req.out.seq;
        jout_key(j, opened ? S("opened") : S("ended"));
        jout_open(j, '[');
        for (size_t i = 0; i < y->r.duties_n; i++) {
                const struct rduty *u = &y->r.duties[i];
                bool is = opened ? u->opened_seq == seq
                                 : u->ended_seq == seq && u->outcome != OUT_OPEN;
                if (is) put_duty(w, x, u, j);
        }
        jout_close(j);
}

static void put_receipt(const struct result *y, struct jout *j)
{
        char hex[65];
        jout_key(j, S("receipt"));
        jout_open(j, '{');
        jout_key_int(j, S("event"), y->e.seq);
        jout_key_text(j, S("leaf"), hash_hex(&y->e.leaf, hex));
        jout_close(j);
}

static void put_result(struct web *w, const struct stepping *x, const struct result *y, int status)
{
        struct jout j;
        const struct outcome_of *o = &x->req.out;
        api_etag(w, o->seq);
        if (o->repeated) web_put_header(w->a, &w->ans, S("Idempotency-Replayed"), S("true"));
        web_json(w, status, &j);
        jout_open(&j, '{');
        jout_key_text(&j, S("ledger"), x->l->name);
        jout_key_text(&j, S("number"), y->r.number);
        if (o->code.n) jout_key_text(&j, S("code"), o->code);
        jout_key_int(&j, S("record"), o->record);
        jout_key_int(&j, S("version"), o->seq);
        jout_key_text(&j, S("state"), x->l->states[y->r.state].name);
        jout_key_text(&j, S("state_label"), label_state(&w->ask, x->l, y->r.state));
        if (moment_is(y->r.promised)) {
                char text[40];
                jout_key_text(&j, S("promised"),
                              moment_format(y->r.promised, w->ask.in->zone, text));
                jout_key_bool(&j, S("provisional"), y->r.promised_provisional);
        }
        if (!x->requester) {
                put_duties(w, x, y, true, &j);
                put_duties(w, x, y, false, &j);
        }
        warnings_json(&w->ask, x->l, x->req.cmd.step, o, &j);
        put_receipt(y, &j);
        jout_close(&j);
}

enum err api_entered(struct web *w)
{
        const struct stepping *x = w->state;
        struct result y;
        if (w->job.err != OK) return w->job.err;
        TRY(read_result(w, x, &y));
        web_put_header(w->a, &w->ans, S("Location"), api_number_path(w, x->l->name, y.r.number));
        put_result(w, x, &y, 201);
        return OK;
}

/* ---- somebody was faster --------------------------------------------------------------------- */

static void put_change(const struct show_event *e, struct jout *j)
{
        jout_open(j, '{');
        jout_key_int(j, S("seq"), e->seq);
        jout_key_text(j, S("at"), e->at);
        jout_key_text(j, S("step"), e->step);
        jout_key_text(j, S("label"), e->label);
        if (e->actor.n) jout_key_text(j, S("actor"), e->actor);
        if (e->office.n) jout_key_text(j, S("office"), e->office);
        jout_close(j);
}

/* The problem says which steps came in between, as the reader may see them. */
static enum err answer_stale(struct web *w, const struct stepping *x)
{
        struct shown now;
        struct jout j;
        const struct command *c = &x->req.cmd;
        TRY(web_ask(w));
        TRY(show_read(&w->ask, x->l, c->record, x->requester, &now));
        api_etag(w, now.r.version);
        api_problem(w, ERR_CONFLICT, &j);
        jout_key_int(&j, S("version"), now.r.version);
        jout_key_text(&j, S("state"), x->l->states[now.r.state].name);
        jout_key(&j, S("changed"));
        jout_open(&j, '[');
        for (size_t i = 0; i < now.event_n; i++)
                if (now.event[i].seq > c->version) put_change(&now.event[i], &j);
        jout_close(&j);
        jout_close(&j);
        return OK;
}

enum err api_stepped(struct web *w)
{
        const struct stepping *x = w->state;
        const struct fault *f = w->f.first;
        struct result y;
        if (w->job.err == ERR_CONFLICT && f && str_eq(str_c(f->code), S("version.stale")))
                return answer_stale(w, x);
        if (w->job.err != OK) return w->job.err;
        TRY(read_result(w, x, &y));
        put_result(w, x, &y, 200);
        return OK;
}
