/* audit.c: for administrators and auditors: does everything hold, who looked at what, accounts. */
#include "api/api_in.h"
#include "ask/looks.h"
#include "ask/verify.h"

/* ---- verification ---------------------------------------------------------------------------- */

static void put_checks(const struct verify_check *v, size_t n, struct jout *j)
{
        jout_key(j, S("checks"));
        jout_open(j, '[');
        for (size_t i = 0; i < n; i++) {
                jout_open(j, '{');
                jout_key_text(j, S("check"), v[i].check);
                jout_key_bool(j, S("ok"), v[i].ok);
                jout_key_text(j, S("text"), v[i].text);
                jout_close(j);
        }
        jout_close(j);
}

/* data/ and audit/ lie side by side. ERR_NOT_FOUND: there is none to hold the log against. */
static enum err read_anchor(struct web *w, struct anchor *ret)
{
        struct str path = str_printf(w->a, "%s/../audit/anchor", w->site->data);
        return anchor_read(str_dupz(w->a, path), ret);
}

/* What does not hold is an answer, not a refusal: 200 with ok: false. */
enum err api_verify(struct web *w)
{
        struct verify_check v[VERIFY_CHECKS];
        struct anchor anchor; /* read before the snapshot: never newer than it */
        struct jout j;
        size_t n = 0;
        enum err there = read_anchor(w, &anchor);
        TRY(web_ask(w));
        store_deadline(w->desk->st, 0); /* the whole log */
        if (there == ERR_CORRUPT)
                FAULT(&w->f, there, "anchor", S("audit/anchor"), "锚点文件损坏",
                      "the anchor file is damaged");
        enum err e = verify_quick(&w->ask, there == OK ? &anchor : NULL, v, &n);
        if (e != OK && e != ERR_CORRUPT) return e;
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key_bool(&j, S("ok"), e == OK && there != ERR_CORRUPT);
        put_checks(v, n, &j);
        api_problems(w, &j);
        jout_close(&j);
        return OK;
}

/* ---- accounts -------------------------------------------------------------------------------- */

/* By id; `after` is the last one's login. */
enum err api_accounts(struct web *w)
{
        const struct accounts *x = &w->in->in.accounts;
        struct str after = web_query(w, S("after"));
        struct jout j;
        int64_t limit;
        TRY(api_limit(w, &limit));
        size_t n = limit ? (size_t)limit : 50;
        int at = after.n ? account_find(x, after) : -1;
        if (after.n && at < 0)
                return FAULT(&w->f, ERR_NOT_FOUND, "account.none", S("after"), "没有账号“%.*s”",
                             "there is no account '%.*s'", SP(str_sub(after, 0, 60)));
        size_t from = at < 0 ? 0 : (size_t)at + 1, to = x->n - from > n ? from + n : x->n;
        if (to < x->n) api_next(w, x->v[to - 1].login);
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key(&j, S("accounts"));
        jout_open(&j, '[');
        for (size_t i = from; i < to; i++) {
                jout_open(&j, '{');
                jout_key_text(&j, S("account"), x->v[i].login);
                jout_key_bool(&j, S("disabled"), x->v[i].disabled);
                api_posts(w, &x->v[i], &j);
                jout_close(&j);
        }
        jout_close(&j);
        if (to < x->n) jout_key_text(&j, S("after"), x->v[to - 1].login);
        jout_close(&j);
        return OK;
}

/* ---- looks ----------------------------------------------------------------------------------- */

static enum err looks_asked(struct web *w, struct looks_in *in)
{
        const struct accounts *all = &w->in->in.accounts;
        struct str login = web_query(w, S("account"));
        in->after = web_query(w, S("after"));
        TRY(web_query_int(w, S("record"), 0, &in->record));
        TRY(web_query_day(w, S("from"), &in->from));
        TRY(web_query_day(w, S("to"), &in->to));
        TRY(api_limit(w, &in->limit));
        if (login.n == 0) return OK;
        int i = account_find(all, login);
        if (i < 0)
                return FAULT(&w->f, ERR_NOT_FOUND, "account.none", S("account"), "没有账号“%.*s”",
                             "there is no account '%.*s'", SP(str_sub(login, 0, 60)));
        in->account = all->v[i].id;
        return OK;
}

enum err api_looks(struct web *w)
{
        struct looks_in in = { 0 };
        struct looks_out x;
        struct jout j;
        char text[40];
        TRY(web_ask(w));
        TRY(looks_asked(w, &in));
        TRY(looks_read(&w->ask, &in, &x));
        api_next(w, x.next);
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key(&j, S("looks"));
        jout_open(&j, '[');
        for (size_t i = 0; i < x.n; i++) {
                const struct look_line *l = &x.v[i];
                jout_open(&j, '{');
                jout_key_text(&j, S("at"), moment_format(l->at, w->ask.in->zone, text));
                if (l->login.n) jout_key_text(&j, S("account"), l->login);
                jout_key_int(&j, S("record"), l->record);
                if (l->ledger.n) jout_key_text(&j, S("ledger"), l->ledger);
                if (l->number.n) jout_key_text(&j, S("number"), l->number);
                jout_key_text(&j, S("how"), l->how);
                jout_close(&j);
        }
        jout_close(&j);
        if (x.next.n) jout_key_text(&j, S("after"), x.next);
        jout_close(&j);
        return OK;
}
