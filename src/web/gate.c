/* gate.c: the order in which a request is let in; the one place that decides it. */
#include "web/gate.h"

#include "base/num.h"
#include "web/token.h"

/* ---- route ----------------------------------------------------------------------------------- */

static bool piece_take(struct str *rest, struct str *ret)
{
        if (rest->n == 0 || rest->p[0] != '/') return false;
        size_t n = 1;
        while (n < rest->n && rest->p[n] != '/') n++;
        *ret = str_sub(*rest, 1, n - 1);
        *rest = str_from(*rest, n);
        return true;
}

bool route_fits(struct str pattern, struct str path, struct str arg[static WEB_ARGS_MAX],
                int *ret_wild)
{
        struct str want, got;
        size_t n = 0;
        *ret_wild = 0;
        while (piece_take(&pattern, &want)) {
                bool hole = str_starts(want, S("{"));
                if (str_ends(want, S("*}"))) {
                        if (path.n < 2) return false;
                        ASSERT(n < WEB_ARGS_MAX);
                        arg[n] = str_from(path, 1);
                        *ret_wild += 100;
                        return true;
                }
                if (!piece_take(&path, &got)) return false;
                if (!hole && !str_eq(want, got)) return false;
                if (!hole) continue;
                if (got.n == 0) return false;
                ASSERT(n < WEB_ARGS_MAX);
                arg[n++] = got;
                (*ret_wild)++;
        }
        return path.n == 0;
}

static bool prefix_fits(struct str prefix, struct str path)
{
        if (!str_starts(path, prefix)) return false;
        if (prefix.n == 0 || prefix.p[prefix.n - 1] == '/') return true;
        return path.n == prefix.n || path.p[prefix.n] == '/';
}

struct finding {
        struct web *w;
        int wild;
        unsigned methods; /* of all routes that fit the path */
};

static void find_in(struct finding *x, const struct web_routes *set)
{
        struct web *w = x->w;
        enum web_method m = w->q->method == WEB_HEAD ? WEB_GET : w->q->method;
        for (size_t i = 0; i < set->n; i++) {
                struct str arg[WEB_ARGS_MAX] = { STR_NONE };
                int wild;
                if (!route_fits(str_c(set->v[i].pattern), w->q->path, arg, &wild)) continue;
                x->methods |= 1u << set->v[i].method;
                if (set->v[i].method != m || (w->route && wild >= x->wild)) continue;
                w->route = &set->v[i];
                w->routes = set;
                x->wild = wild;
                memcpy(w->arg, arg, sizeof w->arg);
        }
}

static enum err wrong_method(struct web *w, unsigned methods)
{
        struct str allow = STR_NONE;
        if (methods & 1u << WEB_GET) methods |= 1u << WEB_HEAD;
        for (enum web_method m = 0; m < WEB_METHOD_COUNT; m++)
                if (methods >> m & 1)
                        allow = str_printf(w->a, "%.*s%s%.*s", SP(allow), allow.n ? ", " : "",
                                           SP(web_method_name(m)));
        web_put_header(w->a, &w->ans, S("Allow"), allow);
        w->ans.status = 405;
        return FAULT(&w->f, ERR_INPUT, "method", STR_NONE, "此地址不接受这种请求方法",
                     "this address does not take that method");
}

/* The sets with the longest prefix that fits; among their routes the one that fits most closely.
 * Returns the methods (1 << WEB_…) of all that fit the path. */
static unsigned find_route(struct web *w, const struct web_routes *sets, size_t n)
{
        struct finding x = { .w = w };
        for (size_t i = 0; i < n; i++) {
                if (!prefix_fits(sets[i].prefix, w->q->path)) continue;
                if (!w->routes || sets[i].prefix.n > w->routes->prefix.n) w->routes = &sets[i];
        }
        size_t longest = w->routes ? w->routes->prefix.n : 0;
        for (size_t i = 0; w->routes && i < n; i++)
                if (sets[i].prefix.n == longest && prefix_fits(sets[i].prefix, w->q->path))
                        find_in(&x, &sets[i]);
        return x.methods;
}

static enum err no_route(struct web *w, unsigned methods)
{
        if (methods) return wrong_method(w, methods);
        return FAULT(&w->f, ERR_NOT_FOUND, "path", STR_NONE, "没有这个页面",
                     "there is nothing at this address");
}

/* ---- language -------------------------------------------------------------------------------- */

static int64_t weight_of(struct str params)
{
        struct str p;
        int64_t q = 1000;
        while (str_split(&params, ';', &p)) {
                p = str_trim(p);
                if (!str_starts(p, S("q="))) continue;
                if (num_parse_scaled(str_from(p, 2), 3, &q) != OK || q < 0) return 0;
        }
        return q;
}

static bool names_language(struct str tag, struct str lang)
{
        return tag.n >= 2 && (tag.p[0] | 32) == lang.p[0] && (tag.p[1] | 32) == lang.p[1] &&
               (tag.n == 2 || tag.p[2] == '-');
}

enum lang accept_language(struct str header)
{
        struct str item;
        int64_t best = 0;
        enum lang found = LANG_ZH;
        while (str_split(&header, ',', &item)) {
                struct str tag = item, params = STR_NONE;
                (void)str_cut(item, ';', &tag, &params);
                tag = str_trim(tag);
                int64_t q = weight_of(params);
                if (q <= best) continue;
                bool zh = names_language(tag, S("zh"));
                if (!zh && !names_language(tag, S("en"))) continue;
                best = q;
                found = zh ? LANG_ZH : LANG_EN;
        }
        return found;
}

static void find_language(struct web *w)
{
        struct str said = web_cookie(w->q, S("lang"));
        if (w->routes && w->routes->bearer && web_has_query(w, S("lang")))
                said = web_query(w, S("lang"));
        if (str_eq(said, S("zh"))) w->lang = LANG_ZH;
        else if (str_eq(said, S("en"))) w->lang = LANG_EN;
        else w->lang = accept_language(web_header(w->q, S("accept-language")));
        w->f.lang = w->lang;
}

/* ---- session --------------------------------------------------------------------------------- */

static struct str token_given(const struct web *w)
{
        if (!w->routes || !w->routes->bearer) return web_cookie(w->q, S("zt"));
        struct str h = web_header(w->q, S("authorization"));
        bool bearer = h.n > 7 && str_eq(str_sub(h, 6, 1), S(" "));
        for (size_t i = 0; bearer && i < 6; i++) bearer = (h.p[i] | 32) == "bearer"[i];
        return bearer ? str_trim(str_from(h, 7)) : STR_NONE;
}

/* A session of the other kind, or of an account that is gone or disabled, is none. */
static void find_session(struct web *w)
{
        struct str token = token_given(w);
        w->who = (struct session){ .account = -1 };
        if (token.n == 0 || !w->routes || !w->in) return;
        const struct inforce *in = &w->in->in;
        struct session s = sessions_find(w->site->sessions, token, w->now, web_sign_in(w)->idle_ms);
        if ((s.account_id == 0 && s.duty == 0) || s.api != w->routes->bearer) return;
        s.account = s.account_id ? account_by_id(&in->accounts, s.account_id) : -1;
        if (s.account_id && (s.account < 0 || in->accounts.v[s.account].disabled)) return;
        w->who = s;
}

/* ---- door ------------------------------------------------------------------------------------ */

static enum err sign_in_first(struct web *w)
{
        w->ans.status = 401;
        if (w->routes->bearer) web_put_header(w->a, &w->ans, S("WWW-Authenticate"), S("Bearer"));
        if (w->who.half)
                return FAULT(&w->f, ERR_DENIED, "session.half", STR_NONE, "还须输入动态验证码",
                             "the one-time code is still to be given");
        return FAULT(&w->f, ERR_DENIED, "session.none", STR_NONE, "请先登录（或登录已过期）",
                     "sign in first (or the session has ended)");
}

static enum err pass_door(struct web *w)
{
        bool in = w->who.account >= 0;
        if (w->routes->bearer && !in && token_given(w).n) return sign_in_first(w);
        switch (w->route->door) {
        case DOOR_ANY: return OK;
        case DOOR_SIGNED: return in && !w->who.half ? OK : sign_in_first(w);
        case DOOR_HALF: return in && w->who.half ? OK : sign_in_first(w);
        case DOOR_ROLE:
                if (!in || w->who.half) return sign_in_first(w);
                if (web_holds(w, w->route->roles)) return OK;
                return FAULT(&w->f, ERR_DENIED, "role", STR_NONE, "您的岗位无权打开此页",
                             "none of your posts may open this");
        }
        BUG("door");
}

static enum err need_city(struct web *w)
{
        if (w->route->flags & WEB_BARE || w->in->in.city) return OK;
        return FAULT(&w->f, ERR_BUSY, "city.empty", STR_NONE, "还没有生效的定义，请联系系统管理员",
                     "no definitions are in force yet: ask the system administrator");
}

/* ---- body ------------------------------------------------------------------------------------ */

static bool media_is(struct str type, struct str want)
{
        struct str head = type, tail;
        (void)str_cut(type, ';', &head, &tail);
        head = str_trim(head);
        if (head.n != want.n) return false;
        for (size_t i = 0; i < head.n; i++) {
                char c = head.p[i];
                if (c >= 'A' && c <= 'Z') c = (char)(c | 32);
                if (c != want.p[i]) return false;
        }
        return true;
}

static enum err pairs_read(struct web *w, struct str text, struct web_pair **ret, size_t *ret_n)
{
        enum err e = web_pairs(w->a, text, ret, ret_n);
        if (e == OK) return OK;
        return FAULT(&w->f, e, "pairs", STR_NONE, "地址或表单的编码有误，或项目过多",
                     "the address or form is not encoded properly, or has too many items");
}

/* A form with files: its values as pairs, the files that were chosen apart. */
static enum err parts_read(struct web *w, struct str type)
{
        struct web_part *part = NULL;
        size_t n = 0;
        enum err e = multipart_parse(w->a, type, w->q->body, &part, &n);
        if (e != OK)
                return FAULT(&w->f, e, "multipart", STR_NONE,
                             "表单的格式有误，或项目、附件过多（一次至多 %d 个附件）",
                             "the form is not well made, or has too many items or files (at most "
                             "%d files at once)",
                             FILES_OF_FORM_MAX);
        w->form = ARENA_NEW(w->a, struct web_pair, n);
        w->file = ARENA_NEW(w->a, struct web_part, n);
        for (size_t i = 0; i < n; i++) {
                if (!part[i].is_file)
                        w->form[w->form_n++] = (struct web_pair){ part[i].name, part[i].body };
                else if (part[i].file.n || part[i].body.n) w->file[w->file_n++] = part[i];
        }
        return OK;
}

static enum err read_body(struct web *w)
{
        unsigned flags = w->route->flags;
        struct str type = web_header(w->q, S("content-type"));
        if (w->q->method != WEB_POST && w->q->method != WEB_DELETE) return OK;
        if (w->q->body.n == 0 && type.n == 0) return OK;
        if (flags & WEB_FORM && media_is(type, S("application/x-www-form-urlencoded")))
                return pairs_read(w, w->q->body, &w->form, &w->form_n);
        if (flags & WEB_FORM && media_is(type, S("multipart/form-data")))
                return parts_read(w, type);
        if (flags & WEB_JSON && media_is(type, S("application/json"))) return OK;
        if (flags & WEB_FILE || w->q->body.n == 0) return OK;
        w->ans.status = 415;
        return FAULT(&w->f, ERR_INPUT, "body.type", S("Content-Type"), "不接受这种类型的内容",
                     "this kind of content is not taken here");
}

/* ---- forged forms ---------------------------------------------------------------------------- */

static bool same_origin(const struct web *w, struct str origin)
{
        size_t at;
        if (str_eq(origin, w->site->base_url)) return true;
        if (!str_find(origin, S("://"), &at)) return false; /* "null" too */
        return str_eq(str_from(origin, at + 3), w->q->host);
}

/* What the browser itself says of where the form came from, when it does. */
static bool from_elsewhere(const struct web *w)
{
        struct str site = web_header(w->q, S("sec-fetch-site"));
        struct str origin = web_header(w->q, S("origin"));
        if (site.n && !str_eq(site, S("same-origin")) && !str_eq(site, S("none"))) return true;
        return origin.n && !same_origin(w, origin);
}

static enum err check_form(struct web *w)
{
        bool writes = w->q->method == WEB_POST || w->q->method == WEB_DELETE;
        if (!writes || w->routes->bearer) return OK;
        if (from_elsewhere(w))
                return FAULT(&w->f, ERR_DENIED, "form.origin", STR_NONE,
                             "表单来自其他网站，已拒绝：请从本站页面重新填写",
                             "the form came from another site and was refused: open the page here");
        if (!(w->route->flags & WEB_FORM) || w->route->flags & WEB_NO_TOKEN) return OK;
        if (web_form_token_good(w)) return OK;
        return FAULT(&w->f, ERR_DENIED, "form.token", STR_NONE,
                     "表单已失效，没有保存：请刷新页面后再提交",
                     "this form is no longer valid and nothing was saved: reload the page and send "
                     "it again");
}

/* ---- the order ------------------------------------------------------------------------------- */

enum err gate_pass(struct web *w, const struct web_routes *sets, size_t n)
{
        unsigned methods = find_route(w, sets, n);
        w->in = site_hold(w->site);
        enum err query = web_pairs(w->a, w->q->query, &w->query, &w->query_n);
        find_language(w);
        find_session(w); /* also for a refusal: its page stands in the reader's own frame */
        if (!w->route) return no_route(w, methods);
        if (!w->in)
                return FAULT(&w->f, ERR_BUSY, "city.starting", STR_NONE, "正在启动，请稍候",
                             "starting: try again in a moment");
        TRY(pass_door(w));
        TRY(need_city(w));
        if (query != OK) TRY(pairs_read(w, w->q->query, &w->query, &w->query_n));
        TRY(read_body(w));
        return check_form(w);
}

/* Looks at the few quick routes only: every request passes here. */
bool gate_quick(struct web *w, const struct web_routes *sets, size_t n)
{
        const unsigned need = WEB_QUICK | WEB_BARE;
        int wild;
        bool reads = w->q->method == WEB_GET || w->q->method == WEB_HEAD;
        if (!reads || w->q->query.n || w->q->body.n) return false;
        for (size_t i = 0; i < n; i++)
                for (size_t k = 0; k < sets[i].n; k++) {
                        const struct web_route *r = &sets[i].v[k];
                        if ((r->flags & need) != need || r->door != DOOR_ANY) continue;
                        if (!route_fits(str_c(r->pattern), w->q->path, w->arg, &wild)) continue;
                        w->routes = &sets[i];
                        w->route = r;
                        return true;
                }
        return false;
}

/* ---- headers --------------------------------------------------------------------------------- */

static bool has_header(const struct web_answer *x, struct str name)
{
        for (size_t i = 0; i < x->header_n; i++)
                if (str_eq(x->header[i].name, name)) return true;
        return false;
}

void gate_seal(struct web *w)
{
        static const struct web_pair fixed[] = {
                { SI("Content-Security-Policy"),
                  SI("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
                     "data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
                     "frame-ancestors 'none'; base-uri 'none'") },
                { SI("X-Content-Type-Options"), SI("nosniff") },
                { SI("Referrer-Policy"), SI("same-origin") },
                { SI("Cross-Origin-Opener-Policy"), SI("same-origin") },
                { SI("Permissions-Policy"),
                  SI("camera=(), geolocation=(), microphone=(), payment=(), usb=()") },
        };
        /* a stricter policy of the handler's own stands (files) */
        for (size_t i = 0; i < LEN(fixed); i++)
                if (!has_header(&w->ans, fixed[i].name))
                        web_put_header(w->a, &w->ans, fixed[i].name, fixed[i].value);
        if (w->site->https)
                web_put_header(w->a, &w->ans, S("Strict-Transport-Security"),
                               S("max-age=31536000"));
        if (has_header(&w->ans, S("Cache-Control"))) return;
        web_put_header(w->a, &w->ans, S("Cache-Control"), S("no-store"));
        if (w->routes && !w->routes->bearer)
                web_put_header(w->a, &w->ans, S("Vary"), S("Cookie, Accept-Language"));
}
