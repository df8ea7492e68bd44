#include "lib/site.h"

#include <stdio.h>

#include "view/beside.h"

bool site_news(struct site_town *s)
{
        struct writer *w = &s->t.w;
        if (site_publish(&s->site, w->st, w->keys, &s->t.f) == OK) return true;
        town_print(&s->t.f);
        return false;
}

bool site_index(struct site_town *s)
{
        struct writer *w = &s->t.w;
        AUTO(index_close) struct index *x = NULL;
        const struct index_in in = { .st = w->st, .keys = w->keys, .city = w->inforce.city };
        int64_t behind = -1;
        if (index_open(w->path.search, true, &x) != OK) return false;
        return index_update(x, &in, &behind) == OK && behind == 0;
}

bool site_open(struct site_town *s, const char *dir, const struct web_routes *sets, size_t n)
{
        return site_open_more(s, dir, sets, n, NULL);
}

bool site_open_more(struct site_town *s, const char *dir, const struct web_routes *sets, size_t n,
                    const char *folder)
{
        *s = (struct site_town){ .sets = sets, .sets_n = n, .peer = "127.0.0.1", .language = "en" };
        if (!town_open_more(&s->t, dir, folder)) return false;
        struct writer *w = &s->t.w;
        const char *key = str_dupz(&s->t.a, str_printf(&s->t.a, "%s/site.key", w->path.data));
        enum err e = beside_ensure(w->st);
        if (e == OK) e = site_init(&s->site, &s->t.sys, key);
        if (e == OK) e = desk_open(&s->desk, &w->path, &s->t.sys);
        s->site.base_url = S("http://127.0.0.1:8311");
        return e == OK && site_news(s);
}

void site_close(struct site_town *s)
{
        desk_close(&s->desk);
        site_done(&s->site);
        town_close(&s->t);
}

/* ---- a request ------------------------------------------------------------------------------- */

struct asking {
        struct site_town *s;
        struct arena a; /* as an exchange has one */
        struct web_request q;
        size_t cap;
};

static void put(struct asking *x, struct str name, struct str value)
{
        *ARENA_PUSH(&x->a, x->q.header, x->q.header_n, x->cap) = (struct web_pair){ name, value };
}

static void put_cookies(struct asking *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->s->cookies; i++)
                all = str_printf(&x->a, "%.*s%s%.*s=%.*s", SP(all), all.n ? "; " : "",
                                 SP(x->s->cookie[i].name), SP(x->s->cookie[i].value));
        if (all.n) put(x, S("cookie"), all);
}

static void make_request(struct asking *x, const struct site_call *c)
{
        struct str target = str_c(c->target), rest = str_c(c->header), line, name, value;
        x->q = (struct web_request){ .id = ++x->s->id,
                                     .method = c->method,
                                     .path = target,
                                     .body = c->body,
                                     .peer = str_c(x->s->peer),
                                     .host = S("127.0.0.1:8311") };
        (void)str_cut(target, '?', &x->q.path, &x->q.query);
        put(x, S("host"), x->q.host);
        if (x->s->language) put(x, S("accept-language"), str_c(x->s->language));
        if (x->s->agent) put(x, S("user-agent"), str_c(x->s->agent));
        if (x->s->bearer.n)
                put(x, S("authorization"), str_printf(&x->a, "Bearer %.*s", SP(x->s->bearer)));
        put_cookies(x);
        while (str_split(&rest, '\n', &line))
                if (str_cut(line, ':', &name, &value)) put(x, name, str_trim(value));
}

/* What the pen does, for one job. */
static void write_now(struct site_town *s, struct web *w)
{
        struct writer *wr = &s->t.w;
        struct web_job *j = &w->job;
        uint64_t before = wr->log.tree.size;
        enum news news = NEWS_NONE;
        if (j->admin) {
                if (!j->f.a) faults_init(&j->f, w->a, w->lang);
                j->err = j->admin(wr, j->ctx, &j->f);
                if (wr->log.tree.size != before && writer_news(wr, before, &news) == OK &&
                    news != NEWS_NONE)
                        (void)site_news(s);
                return;
        }
        for (size_t i = 0; i < j->req_n; i++) {
                j->req[i].a = w->a;
                j->req[i].lang = w->lang;
        }
        writer_run(wr, w->a, w->lang, j->req, j->req_n);
        for (size_t i = 0; i < j->req_n && j->err == OK; i++) {
                j->err = j->req[i].out.err;
                if (j->err != OK) j->f = j->req[i].out.faults;
        }
}

static void keep_cookie(struct site_town *s, struct str set)
{
        struct str pair = set, rest, name, value;
        (void)str_cut(set, ';', &pair, &rest);
        if (!str_cut(pair, '=', &name, &value)) return;
        size_t i = 0;
        while (i < s->cookies && !str_eq(s->cookie[i].name, name)) i++;
        if (i == SITE_COOKIES) BUG("more cookies than a test has room for");
        if (i == s->cookies) s->cookies++;
        s->cookie[i] = (struct web_pair){ str_dup(&s->t.a, name), str_dup(&s->t.a, value) };
        if (value.n == 0) s->cookie[i] = s->cookie[--s->cookies];
}

static struct str small(struct arena *a, struct str s)
{
        static const char capital[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                          letter[] = "abcdefghijklmnopqrstuvwxyz";
        char *p = ARENA_NEW(a, char, s.n + 1);
        for (size_t i = 0; i < s.n; i++) {
                const char *at = s.p[i] ? strchr(capital, s.p[i]) : NULL;
                p[i] = at ? letter[at - capital] : s.p[i];
        }
        return (struct str){ p, s.n };
}

static struct str body_of(struct arena *a, const struct web_answer *x)
{
        if (x->fixed.p) return str_dup(a, x->fixed);
        if (x->fd < 0) return str_dup(a, buf_view(&x->body));
        char *p = ARENA_NEW(a, char, (size_t)x->fd_bytes + 1);
        ssize_t n = pread(x->fd, p, (size_t)x->fd_bytes, 0);
        return (struct str){ p, n > 0 ? (size_t)n : 0 };
}

static struct site_reply reply_of(struct site_town *s, const struct web *w)
{
        struct arena *a = &s->t.a;
        struct site_reply r = { .status = w->ans.status,
                                .type = str_dup(a, w->ans.type),
                                .body = body_of(a, &w->ans),
                                .header_n = w->ans.header_n };
        if (w->route) r.route = str_c(w->route->name);
        faults_init(&r.f, a, w->lang);
        for (const struct fault *k = w->f.first; k; k = k->next)
                (void)faults_add(&r.f, k->err, k->code, str_dup(a, k->where), "%.*s", SP(k->text));
        r.header = ARENA_NEW(a, struct web_pair, r.header_n + 1);
        for (size_t i = 0; i < r.header_n; i++) {
                r.header[i] = (struct web_pair){ small(a, w->ans.header[i].name),
                                                 str_dup(a, w->ans.header[i].value) };
                if (str_eq(r.header[i].name, S("set-cookie"))) keep_cookie(s, r.header[i].value);
        }
        return r;
}

struct site_reply site_do(struct site_town *s, const struct site_call *c)
{
        struct asking x = { .s = s, .a = { .limit = WEB_ARENA_BYTES } };
        make_request(&x, c);
        struct web w = { .a = &x.a, .q = &x.q, .site = &s->site, .desk = &s->desk };
        if (web_begin(&w, s->sets, s->sets_n) == WEB_WRITES) {
                write_now(s, &w);
                web_resume(&w);
        }
        struct site_reply r = reply_of(s, &w);
        web_end(&w);
        web_answer_done(&w.ans);
        arena_done(&x.a);
        return r;
}

struct site_reply site_get(struct site_town *s, const char *target)
{
        return site_do(s, &(struct site_call){ WEB_GET, target, NULL, STR_NONE });
}

struct site_reply site_post(struct site_town *s, const char *target, struct str body)
{
        bool json = str_starts(body, S("{")) || str_starts(body, S("["));
        return site_do(s, &(struct site_call){ WEB_POST, target,
                                               json ? "content-type: application/json"
                                                    : "content-type: "
                                                      "application/x-www-form-urlencoded",
                                               body });
}

struct str site_header(const struct site_reply *r, const char *name)
{
        for (size_t i = 0; i < r->header_n; i++)
                if (str_eq(r->header[i].name, str_c(name))) return r->header[i].value;
        return STR_NONE;
}
