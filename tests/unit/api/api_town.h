/* api_town.h: a town whose API is asked without sockets; who asks is changed by api_as. */
#ifndef ZT_TESTS_API_TOWN_H
#define ZT_TESTS_API_TOWN_H

#include "lib/site.h"
#include "lib/t.h"

#include "api/api.h"
#include "ask/list.h"

/* Signed in as that account, without its password; "" signs nobody in. */
static inline bool api_as(struct site_town *s, const char *login)
{
        struct writer *w = &s->t.w;
        char token[65];
        s->bearer = STR_NONE;
        if (!login[0]) return true;
        int i = account_find(&w->inforce.accounts, str_c(login));
        if (i < 0) return false;
        struct session x = { .account_id = w->inforce.accounts.v[i].id, .api = true };
        enum err e = store_begin(w->st, STORE_WRITE);
        if (e == OK) e = sessions_begin(s->site.sessions, w->st, &x, s->t.fake.now, token);
        if (e == OK) e = store_commit(w->st);
        s->bearer = str_dup(&s->t.a, str_c(token));
        return e == OK;
}

static inline bool api_accounts_more(struct site_town *s)
{
        static const char people[] = "login,name,office,roles\n"
                                     "lead,领导,4313,leader\n"
                                     "aud,审计员,4313,auditor\n"
                                     "audit,审计管理员,4313,audit\n"
                                     "secur,安全管理员,4313,security\n"
                                     "sup2,娄星督办,431302,supervisor\n";
        struct account_rows rows;
        int64_t n;
        struct town *t = &s->t;
        enum err e = accounts_read(&t->a, &t->w.inforce.offices, S("more.csv"), str_c(people),
                                   &t->f, &rows);
        if (e == OK) e = admin_accounts(&t->w, rows.v, rows.n, &t->f, &n);
        if (e != OK) town_print(&t->f);
        return e == OK && site_news(s);
}

static inline bool api_town(struct site_town *s, const char *dir)
{
        return site_open(s, dir, &api_set, 1) && api_accounts_more(s);
}

static inline struct jval *api_json(struct site_town *s, const struct site_reply *r)
{
        struct jval *v = NULL;
        struct str why;
        if (jval_parse(&s->t.a, r->body, &v, &why) != OK) return NULL;
        return v;
}

/* A member of the answer as text: numbers too. */
static inline struct str api_member(struct site_town *s, const struct site_reply *r,
                                    const char *name)
{
        const struct jval *v = jval_get(api_json(s, r), str_c(name));
        if (!v) return STR_NONE;
        if (v->kind == JINT) return str_printf(&s->t.a, "%lld", (long long)v->i);
        if (v->kind == JBOOL) return v->truth ? S("true") : S("false");
        return v->text;
}

/* The code of the first problem; empty when it is none. */
static inline struct str api_code(struct site_town *s, const struct site_reply *r)
{
        const struct jval *p = jval_get(api_json(s, r), S("problems"));
        return p && p->n ? jval_text(&p->items[0], S("code")) : STR_NONE;
}

static inline struct site_reply api_post(struct site_town *s, const char *target, const char *body,
                                         const char *header)
{
        struct str all = S("content-type: application/json");
        if (header) all = str_printf(&s->t.a, "%.*s\n%s", SP(all), header);
        return site_do(
                s, &(struct site_call){ WEB_POST, target, str_dupz(&s->t.a, all), str_c(body) });
}

/* Enters a request; its number. */
static inline struct str api_request(struct site_town *s, const char *title, const char *channel)
{
        struct str body = str_printf(&s->t.a,
                                     "{\"fields\":{\"title\":\"%s\",\"body\":\"正文\","
                                     "\"channel\":\"%s\"}}",
                                     title, channel);
        struct site_reply r =
                api_post(s, "/api/v1/ledgers/request/records", str_dupz(&s->t.a, body), NULL);
        return api_member(s, &r, "number");
}

static inline const char *api_path(struct site_town *s, struct str number, const char *rest)
{
        return str_dupz(&s->t.a, str_printf(&s->t.a, "/api/v1/ledgers/request/records/%.*s%s",
                                            SP(number), rest));
}

#endif
