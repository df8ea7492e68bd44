/* web.h: what a handler of a page or of the API gets, and what it may do.
 *
 * The way of a request through a worker:
 *   web_begin   route → session → right of the door → form token (CSRF) → handler's `run`
 *               (the order of the gate, in one function; S11). Either the answer is there
 *               (WEB_DONE), or there is work for the writer (WEB_WRITES) in w->job.
 *   the writer  does the job in a group commit with others; nothing is answered before (I4)
 *   web_resume  the handler's `after`, on any worker, reading what is now in the database; it makes
 *               the answer. Refused jobs come here too: w->job.err.
 * One request has one owner at a time: worker, writer, worker, socket thread.
 *
 * Handlers are straight-line code; they return an error with its sentence in w->f and the route
 * table's own `fault` turns it into a problem (API) or an error page. web_ask opens the read
 * transaction when it is first needed; web_begin and web_resume end it. */
#ifndef ZT_WEB_WEB_H
#define ZT_WEB_WEB_H

#include "ask/ask.h"
#include "base/json.h"
#include "loop/writer.h"
#include "web/multipart.h"
#include "web/request.h"
#include "web/site.h"

struct web;

/* Work for the writer: commands of records that join a group, or one function that has the writer
 * for itself (accounts, offices, definitions, sessions). */
typedef enum err (*web_admin)(struct writer *w, void *ctx, struct faults *f);
struct web_job {
        struct request *req; /* outcome in req[i].out */
        size_t req_n;
        web_admin admin;
        void *ctx;
        enum err err; /* of admin, its sentences in f; of commands: the first that was refused */
        struct faults f;
};

/* Who may come in. */
enum web_door {
        DOOR_ANY,    /* everybody; who is signed in is known all the same */
        DOOR_SIGNED, /* an account that may do ordinary work (second factor given if asked for) */
        DOOR_HALF,   /* an account whose password was right, second factor still open */
        DOOR_ROLE    /* an account that holds one of `roles` at the root */
};
enum { WEB_FORM = 1, WEB_JSON = 2, WEB_FILE = 4, WEB_NO_TOKEN = 8, WEB_BARE = 16, WEB_QUICK = 32 };

struct web_route {
        enum web_method method; /* WEB_GET serves HEAD too */
        const char *pattern;    /* "/api/v1/ledgers/{ledger}/records/{number}": pieces in {} go to
                                 * w->arg in order; the last may be {path*} */
        const char *name;       /* in logs and metrics: "api.record" */
        enum web_door door;
        uint16_t roles; /* DOOR_ROLE: 1u << ROLE_… */
        /* what it takes: WEB_FORM urlencoded or multipart (with a form token unless
         * WEB_NO_TOKEN), WEB_JSON,
         * WEB_FILE a body of any type; WEB_BARE: works before definitions are in force; WEB_QUICK:
         * its `run` looks at w->q, w->arg and constants only, and is the same for everybody */
        uint16_t flags;
        enum err (*run)(struct web *w);
        enum err (*after)(struct web *w); /* NULL: writes nothing */
};
_Static_assert(ROLE_COUNT <= 16, "roles of a route");
/* A set of routes below one prefix, with its way of telling mistakes. */
struct web_routes {
        struct str prefix; /* the longest that fits is taken */
        const struct web_route *v;
        size_t n;
        /* Makes the answer for e (never OK) from w->f; status from web_status(e) or w->ans.status
         * when that is set. */
        void (*fault)(struct web *w, enum err e);
        bool bearer; /* sessions come as Authorization: Bearer, not as a cookie */
};

#define WEB_ARGS_MAX 4
struct web {
        struct arena *a; /* of the request */
        const struct web_request *q;
        struct web_answer ans;
        struct site *site;
        struct desk *desk; /* of the worker that has it now */
        const struct web_routes *routes;
        const struct web_route *route; /* NULL: none fits */
        struct str arg[WEB_ARGS_MAX];
        struct faults f;
        enum lang lang;
        struct moment now;
        struct snapshot *in; /* the city in force, held until the answer is made */
        struct session who;  /* account -1: nobody */
        struct reader reader;
        struct ask ask; /* after web_ask */
        bool asking;
        struct web_pair *query, *form; /* decoded by the gate */
        size_t query_n, form_n;
        struct web_part *file; /* files of a form that was sent as multipart, those chosen */
        size_t file_n;
        struct web_job job;
        void *state;        /* the handler's own, from run to after */
        struct str visitor; /* the visitor's cookie when this answer sets it (token.h) */
        int64_t db_us;      /* for the log line: time with the read transaction open */
};

enum web_next { WEB_DONE, WEB_WRITES };
/* w: zeroed but for a, q, site, desk. `sets` are the routes of the program. Whatever happens, with
 * WEB_DONE there is an answer. */
enum web_next web_begin(struct web *w, const struct web_routes *sets, size_t n);
/* Before web_begin, without a desk: true if the request is for a WEB_QUICK route and its answer is
 * made, the same that web_begin would make. Else w is used up and another begins. */
bool web_quick(struct web *w, const struct web_routes *sets, size_t n);
/* desk may be another one than before. */
void web_resume(struct web *w);
/* Gives back what the request holds (snapshot); the arena is the caller's. */
void web_end(struct web *w);
int web_status(enum err e); /* 400 403 404 409 503 413 500 500; ERR_INPUT of a used key 422 */

/* The question's context: reader = who is signed in, else the public. OK, or told. */
MUST_USE enum err web_ask(struct web *w);
/* The ledger of that name in force; ERR_NOT_FOUND told. Public readers find public ones only. */
MUST_USE enum err web_ledger(struct web *w, struct str name, const struct ledger **ret);
/* Values by name; empty when missing (or, with web_has…, not given). */
struct str web_query(const struct web *w, struct str name);
struct str web_form(const struct web *w, struct str name);
bool web_has_query(const struct web *w, struct str name);
/* A day, number or flag of the query; what cannot be read is told with where = name. */
/* tree=then|now; none: then, false. */
MUST_USE enum err web_query_tree(struct web *w, bool *ret_now);
MUST_USE enum err web_query_day(struct web *w, struct str name, struct day *ret); /* none: NONE */
MUST_USE enum err web_query_int(struct web *w, struct str name, int64_t none, int64_t *ret);

/* The rules for signing in that are in force. */
const struct sign_in *web_sign_in(const struct web *w);

/* Hands work to the writer when `run` returns OK (and has made no answer of its own). After a
 * refusal web_resume has put the writer's sentences into w->f: `after` may just return
 * w->job.err. */
void web_submit(struct web *w, struct request *r, size_t n);
void web_administer(struct web *w, web_admin fn, void *ctx);
/* The acting account, or the requester, of a command that came this way. */
struct actor web_actor(const struct web *w, enum via via);
/* The idempotency key of the form (FORM_KEY, token.h) or of the header Idempotency-Key (bearer
 * sets), and its scope: the session, the visitor, or the address. None given: none. */
void web_key(const struct web *w, struct command *c);
/* Whose request it is: the session, the visitor, or the address. */
struct str web_scope(const struct web *w);
/* The value of a form's hidden field FORM_TOKEN; sets the visitor's cookie when one is needed. */
struct str web_form_token(struct web *w);
/* Does the signed-in account hold one of the roles at the root. */
bool web_holds(const struct web *w, unsigned roles);
#define WEB_ROLE(r) (1u << ROLE_##r)

/* Answers. */
void web_redirect(struct web *w, struct str to); /* 303; a local path */
void web_text(struct web *w, int status, struct str type, struct str body);
void web_json(struct web *w, int status, struct jout *j); /* begins; put, then jout closes it */
/* Status with Retry-After; then return an error for the sentence. */
void web_retry(struct web *w, int status, int64_t seconds);
/* Path=/, SameSite=Lax, HttpOnly, Secure when the site is https. */
struct web_set_cookie {
        struct str name, value; /* characters a cookie may have */
        int64_t max_age_s;      /* -1: until the browser closes; 0: gone at once */
        bool readable;          /* scripts may read it */
};
void web_put_cookie(struct web *w, const struct web_set_cookie *c);
/* One of two literals by language. */
#define WEB_SAY(w, zh, en) ((w)->lang == LANG_ZH ? S(zh) : S(en))

#endif
