#include "api/api_in.h"

#define ROLES_ADMIN (WEB_ROLE(SYSTEM) | WEB_ROLE(SECURITY) | WEB_ROLE(AUDIT))
#define ROLES_AUDIT (WEB_ROLE(AUDITOR) | WEB_ROLE(AUDIT))
#define GET(path, name, door, roles, fn)                                                           \
        {                                                                                          \
                WEB_GET, API_PREFIX path, "api." name, door, roles, 0, fn, NULL                    \
        }
#define POST(path, name, door, flags, fn, after)                                                   \
        {                                                                                          \
                WEB_POST, API_PREFIX path, "api." name, door, 0,                                   \
                        WEB_JSON | WEB_NO_TOKEN | (flags), fn, after                               \
        }

static const struct web_route routes[] = {
        { WEB_GET, "/api/openapi.json", "api.openapi", DOOR_ANY, 0, 0, api_openapi, NULL },
        POST("/session", "sign_in", DOOR_ANY, WEB_BARE, api_sign_in, api_signed_in),
        { WEB_DELETE, API_PREFIX "/session", "api.sign_out", DOOR_ANY, 0, WEB_NO_TOKEN | WEB_BARE,
          api_sign_out, api_signed_out },
        GET("/sessions", "sessions", DOOR_SIGNED, 0, api_sessions),
        { WEB_DELETE, API_PREFIX "/sessions/{session}", "api.session_end", DOOR_SIGNED, 0,
          WEB_NO_TOKEN, api_session_end, api_session_ended },
        GET("/me", "me", DOOR_SIGNED, 0, api_me),
        GET("/work", "work", DOOR_SIGNED, 0, api_work),
        GET("/search", "search", DOOR_SIGNED, 0, api_search),
        GET("/ledgers", "ledgers", DOOR_ANY, 0, api_ledgers),
        GET("/ledgers/{ledger}", "ledger", DOOR_ANY, 0, api_ledger_one),
        GET("/ledgers/{ledger}/records", "records", DOOR_SIGNED, 0, api_list),
        GET("/ledgers/{ledger}/records.csv", "export_csv", DOOR_SIGNED, 0, api_export_csv),
        GET("/ledgers/{ledger}/records.jsonl", "export_jsonl", DOOR_SIGNED, 0, api_export_jsonl),
        POST("/ledgers/{ledger}/records", "enter", DOOR_ANY, 0, api_enter, api_entered),
        GET("/ledgers/{ledger}/records/{number}", "record", DOOR_ANY, 0, api_show),
        GET("/ledgers/{ledger}/records/{number}/steps", "steps", DOOR_ANY, 0, api_offers),
        POST("/ledgers/{ledger}/records/{number}/steps/{step}", "step", DOOR_ANY, 0, api_step,
             api_stepped),
        GET("/ledgers/{ledger}/records/{number}/steps/{step}/suggestions", "suggestions",
            DOOR_SIGNED, 0, api_suggestions),
        POST("/ledgers/{ledger}/records/{number}/reveal", "reveal", DOOR_SIGNED, 0, api_reveal,
             api_revealed),
        POST("/ledgers/{ledger}/candidates", "candidates", DOOR_SIGNED, 0, api_candidates, NULL),
        GET("/ledgers/{ledger}/records/{number}/candidates", "candidates_of", DOOR_SIGNED, 0,
            api_candidates_of),
        POST("/ledgers/{ledger}/files", "upload", DOOR_ANY, WEB_FILE, api_upload, NULL),
        GET("/ledgers/{ledger}/records/{number}/files/{file}", "file", DOOR_ANY, 0, api_file),
        GET("/ledgers/{ledger}/records/{number}/papers/{paper}", "paper", DOOR_SIGNED, 0,
            api_paper),
        GET("/ledgers/{ledger}/series", "series", DOOR_ANY, 0, api_series),
        GET("/ledgers/{ledger}/score", "score", DOOR_ANY, 0, api_score),
        GET("/figures", "figures", DOOR_ANY, 0, api_figures),
        GET("/figures/{figure}", "figure", DOOR_ANY, 0, api_figure),
        GET("/bulletins", "bulletins", DOOR_ANY, 0, api_bulletins),
        GET("/bulletins/{name}", "bulletin", DOOR_ANY, 0, api_bulletin),
        GET("/bulletins/{name}/published", "bulletin_since", DOOR_SIGNED, 0, api_bulletin_since),
        POST("/bulletins/{name}/publish", "publish", DOOR_SIGNED, 0, api_publish, api_published),
        GET("/offices", "offices", DOOR_ANY, 0, api_offices),
        GET("/calendar/due", "due", DOOR_ANY, 0, api_due),
        GET("/accounts", "accounts", DOOR_ROLE, ROLES_ADMIN, api_accounts),
        GET("/accounts/{login}/stand-ins", "stand_ins", DOOR_ROLE, ROLES_ADMIN, api_stand_ins),
        { WEB_POST, API_PREFIX "/accounts/{login}/stand-ins", "api.stand_in", DOOR_ROLE,
          WEB_ROLE(SYSTEM), WEB_JSON | WEB_NO_TOKEN, api_stand_in, api_stood_in },
        { WEB_DELETE, API_PREFIX "/accounts/{login}/stand-ins/{stand_in}", "api.stand_end",
          DOOR_ROLE, WEB_ROLE(SYSTEM), WEB_NO_TOKEN, api_stand_end, api_stand_ended },
        { WEB_POST, API_PREFIX "/accounts/{login}/hand-over", "api.hand_over", DOOR_ROLE,
          WEB_ROLE(SECURITY), WEB_JSON | WEB_NO_TOKEN, api_hand_over, api_handed_over },
        GET("/verify", "verify", DOOR_ROLE, ROLES_AUDIT, api_verify),
        GET("/looks", "looks", DOOR_ROLE, WEB_ROLE(AUDIT), api_looks),
};

const struct web_routes api_set = {
        .prefix = SI("/api"), .v = routes, .n = LEN(routes), .fault = api_fault, .bearer = true
};

/* ---- problems (RFC 9457) ---- */

static struct str title_of(const struct web *w, int status)
{
        switch (status) {
        case 400: return WEB_SAY(w, "请求有误", "The request is wrong");
        case 401: return WEB_SAY(w, "须先登录", "Sign in first");
        case 403: return WEB_SAY(w, "无权", "No right");
        case 404: return WEB_SAY(w, "没有，或无权查看", "Not there, or not open to you");
        case 405: return WEB_SAY(w, "不支持该方法", "Method not allowed");
        case 409: return WEB_SAY(w, "现在不能办理", "A rule forbids it now");
        case 413: return WEB_SAY(w, "超出限度", "Over a limit");
        case 415:
                return WEB_SAY(w, "内容类型须为 application/json",
                               "The content type must be application/json");
        case 422: return WEB_SAY(w, "幂等键已用于其他内容", "The idempotency key was used before");
        case 429: return WEB_SAY(w, "尝试过多，请稍后", "Too many attempts");
        case 503: return WEB_SAY(w, "暂时不能办理，请稍后再试", "Busy: try again");
        default: return WEB_SAY(w, "没有办成", "It was not done");
        }
}

static int status_of(const struct web *w, enum err e)
{
        if (w->ans.status >= 400) return w->ans.status;
        const struct fault *f = w->f.first;
        if (f && str_eq(str_c(f->code), S("key.reused"))) return 422;
        return web_status(e);
}

void api_problems(const struct web *w, struct jout *j)
{
        jout_key(j, S("problems"));
        jout_open(j, '[');
        for (const struct fault *f = w->f.first; f; f = f->next) {
                jout_open(j, '{');
                jout_key_text(j, S("code"), str_c(f->code));
                jout_key_text(j, S("where"), f->where);
                jout_key_text(j, S("text"), f->text);
                jout_close(j);
        }
        jout_close(j);
}

static bool has_header(const struct web_answer *x, struct str name)
{
        for (size_t i = 0; i < x->header_n; i++)
                if (str_eq(x->header[i].name, name)) return true;
        return false;
}

static void challenge(struct web *w, int status)
{
        if (status == 401 && !has_header(&w->ans, S("WWW-Authenticate")))
                web_put_header(w->a, &w->ans, S("WWW-Authenticate"), S("Bearer"));
        if ((status == 503 || status == 429) && !has_header(&w->ans, S("Retry-After")))
                web_put_header(w->a, &w->ans, S("Retry-After"), S("2"));
}

void api_problem(struct web *w, enum err e, struct jout *j)
{
        int status = status_of(w, e);
        const struct fault *f = w->f.first;
        struct str code = f ? str_c(f->code) : err_name(e);
        challenge(w, status);
        buf_reset(&w->ans.body);
        web_json(w, status, j);
        w->ans.type = S("application/problem+json; charset=utf-8");
        jout_open(j, '{');
        jout_key_text(j, S("type"), str_printf(w->a, "urn:zhitong:%.*s", SP(code)));
        jout_key_text(j, S("title"), title_of(w, status));
        jout_key_int(j, S("status"), status);
        if (f) jout_key_text(j, S("detail"), f->text);
        jout_key_text(j, S("instance"), str_printf(w->a, "urn:zhitong:request:%" PRId64, w->q->id));
        api_problems(w, j);
}

void api_fault(struct web *w, enum err e)
{
        struct jout j;
        api_problem(w, e, &j);
        jout_close(&j);
}

/* ---- small things for all ---- */

void api_etag(struct web *w, int64_t version)
{
        web_put_header(w->a, &w->ans, S("ETag"), str_printf(w->a, "\"%" PRId64 "\"", version));
}

void api_next(struct web *w, struct str after)
{
        if (after.n == 0) return;
        struct str url = str_printf(w->a, "%.*s?", SP(web_encode(w->a, w->q->path, S("/"))));
        for (size_t i = 0; i < w->query_n; i++) {
                if (str_eq(w->query[i].name, S("after"))) continue;
                url = str_printf(w->a, "%.*s%.*s=%.*s&", SP(url),
                                 SP(web_encode(w->a, w->query[i].name, STR_NONE)),
                                 SP(web_encode(w->a, w->query[i].value, STR_NONE)));
        }
        web_put_header(w->a, &w->ans, S("Link"),
                       str_printf(w->a, "<%.*safter=%.*s>; rel=\"next\"", SP(url),
                                  SP(web_encode(w->a, after, STR_NONE))));
}

void api_look(struct web *w, int64_t record, enum look_how how)
{
        const struct look x = {
                .at = w->now, .account = w->who.account_id, .record = record, .how = how
        };
        looks_note(w->site->looks, &x);
}

void api_label(struct jout *j, struct str key, const struct label *x, struct str name)
{
        jout_key(j, key);
        jout_open(j, '{');
        jout_key_text(j, S("zh"), label_in(x, name, LANG_ZH));
        jout_key_text(j, S("en"), label_in(x, name, LANG_EN));
        jout_close(j);
}

struct str api_number_path(struct web *w, struct str ledger, struct str number)
{
        return str_printf(w->a, API_PREFIX "/ledgers/%.*s/records/%.*s", SP(ledger),
                          SP(web_encode(w->a, number, STR_NONE)));
}
