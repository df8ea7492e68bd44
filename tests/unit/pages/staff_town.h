/* staff_town.h: the town of site.h with somebody of every role, four requests, and sessions of
 * them all, for the tests of the staff and administration pages. */
#ifndef ZT_TESTS_STAFF_TOWN_H
#define ZT_TESTS_STAFF_TOWN_H

#include "lib/site.h"
#include "lib/t.h"
#include "pages/page.h"
#include "web/token.h"

struct staff_town {
        struct site_town s;
        struct web_routes set[PAGE_SETS];
        struct str token; /* of the forms of whoever is signed in */
};

static inline bool staff_people(struct staff_town *x)
{
        static const char csv[] = "login,name,office,roles\n"
                                  "lead,领导,4313,leader\n"
                                  "aud,审计员,4313,auditor\n"
                                  "sec,安全管理员,4313,security\n"
                                  "audit,审计管理员,4313,audit\n";
        struct town *t = &x->s.t;
        struct account_rows rows;
        int64_t n;
        enum err e = accounts_read(&t->a, &t->w.inforce.offices, S("accounts.csv"), str_c(csv),
                                   &t->f, &rows);
        if (e == OK) e = admin_accounts(&t->w, rows.v, rows.n, &t->f, &n);
        if (e != OK) town_print(&t->f);
        return e == OK && site_news(&x->s);
}

static inline int64_t staff_record_made(struct staff_town *x, const char *login, const char *title)
{
        const char *fields = str_dupz(
                &x->s.t.a,
                str_printf(&x->s.t.a, "title=%s&body=text&channel=hotline&urgent=false", title));
        struct outcome_of o = town_do(&x->s.t, login, "request", 0, "receive", fields);
        if (o.err != OK) town_print(&o.faults);
        return o.err == OK ? o.record : 0;
}

/* 1: of the city, assigned to village A. 2: of the city, assigned to the bureau RSJ. 3: of county
 * Louxing, waiting. 4: of the city, waiting. Numbers ZTC2022000001 … 4. */
static inline bool staff_open(struct staff_town *x)
{
        page_sets(x->set);
        if (!site_open(&x->s, t_dir(), x->set, PAGE_SETS) || !staff_people(x)) return false;
        int64_t one = staff_record_made(x, "clerk", "one"),
                two = staff_record_made(x, "clerk", "two");
        bool ok = one && two && staff_record_made(x, "clerk2", "three") &&
                  staff_record_made(x, "requester", "four");
        ok = ok &&
             town_do(&x->s.t, "disp", "request", one, "assign", "lead=431302001001").err == OK;
        return ok && town_do(&x->s.t, "disp", "request", two, "assign", "lead=4313-RSJ").err == OK;
}

static inline void staff_close(struct staff_town *x)
{
        site_close(&x->s);
}

/* Value of the first hidden input of that name. */
static inline struct str staff_hidden(struct str body, const char *name)
{
        char want[64];
        size_t at, end;
        (void)snprintf(want, sizeof want, "name=\"%s\" value=\"", name);
        if (!str_find(body, str_c(want), &at)) return STR_NONE;
        struct str rest = str_from(body, at + strlen(want));
        return str_find(rest, S("\""), &end) ? str_sub(rest, 0, end) : STR_NONE;
}

/* Signs in without the page for it (which hashes); "" signs out. */
static inline bool staff_as(struct staff_town *x, const char *login)
{
        struct town *t = &x->s.t;
        char token[65];
        x->s.cookies = 0;
        x->token = STR_NONE;
        if (!login[0]) return true;
        int i = account_find(&t->w.inforce.accounts, str_c(login));
        if (i < 0) return false;
        struct session who = { .account = i, .account_id = t->w.inforce.accounts.v[i].id };
        if (sessions_begin(x->s.site.sessions, t->w.st, &who, t->fake.now, token) != OK)
                return false;
        x->s.cookie[x->s.cookies++] = (struct web_pair){ S("zt"), str_dup(&t->a, str_c(token)) };
        struct site_reply r = site_get(&x->s, "/app/");
        x->token = staff_hidden(r.body, FORM_TOKEN);
        return r.status == 200 && x->token.n > 0;
}

static inline struct site_reply staff_post(struct staff_town *x, const char *target,
                                           const char *fields)
{
        return site_post(&x->s, target,
                         str_printf(&x->s.t.a, FORM_TOKEN "=%.*s&%s", SP(x->token), fields));
}

static inline bool staff_has(const struct site_reply *r, const char *what)
{
        size_t at;
        return str_find(r->body, str_c(what), &at);
}

#endif
