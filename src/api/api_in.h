/* api_in.h: what the files of the API share (inside api/).
 *
 * Handlers read everything first and begin the answer last: a mistake on the way becomes a problem
 * (api_fault) instead of half an answer. */
#ifndef ZT_API_API_IN_H
#define ZT_API_API_IN_H

#include "api/api.h"
#include "ask/label.h"

#define API_PREFIX "/api/v1"

/* ---- what came in ---- */

/* The body of a step: {"fields": {…}, "because": …, "on": day, "office": …, "paper": …}. Unknown
 * members and fields are told with the nearest name; everything else about a value is
 * input_read's. */
struct api_body {
        struct input *in;
        size_t in_n;
        struct input_file *file; /* of its file fields */
        size_t file_n;
        struct str because, office, paper;
        struct day on;
};
/* ERR_NOT_FOUND told: the ledger has no such step. */
MUST_USE enum err api_known_step(struct web *w, const struct ledger *l, struct str name);
MUST_USE enum err api_step_body(struct web *w, const struct ledger *l, struct api_body *ret);
/* The body as an object whose members are all among the names; members that are there but not
 * texts are told. An empty body is {}. */
MUST_USE enum err api_body(struct web *w, const struct str *names, size_t n, struct jval **ret);
/* A JSON value as the text that input_read takes. false: no such value has one. */
bool api_text(struct arena *a, const struct jval *v, struct str *ret);

/* {ledger} of the path, with the read transaction open. */
MUST_USE enum err api_ledger(struct web *w, const struct ledger **ret);
/* The record {number} of the path, as whoever asks may see it; *ret_requester: shown the code.
 * ERR_NOT_FOUND for what does not exist, is not open to him, or has another code. */
MUST_USE enum err api_record(struct web *w, const struct ledger *l, int64_t *ret_record,
                             bool *ret_requester);
/* on | from, to, office, known, tree of the query. */
struct api_span {
        struct day on, from, to, known;
        int office; /* index; -1 = the root */
        bool now;   /* tree=now */
};
MUST_USE enum err api_span(struct web *w, struct api_span *ret);
MUST_USE enum err api_flag(struct web *w, struct str name, bool *ret); /* none: false */
MUST_USE enum err api_limit(struct web *w, int64_t *ret);              /* none: 0 */

/* ---- what goes out ---- */

/* ETag: "version" */
void api_etag(struct web *w, int64_t version);
/* Link: <this request with after=…>; rel="next". Empty: nothing. */
void api_next(struct web *w, struct str after);
/* The members of a problem, in an open object that the caller closes. */
void api_problem(struct web *w, enum err e, struct jout *j);
/* "problems": what stands in w->f. */
void api_problems(const struct web *w, struct jout *j);
/* "posts": of an account. */
void api_posts(struct web *w, const struct account *x, struct jout *j);
/* A look at a record. */
void api_look(struct web *w, int64_t record, enum look_how how);
/* {"zh": …, "en": …} */
void api_label(struct jout *j, struct str key, const struct label *x, struct str name);
struct str api_number_path(struct web *w, struct str ledger, struct str number);

/* ---- handlers ---- */

enum err api_sign_in(struct web *w);
enum err api_signed_in(struct web *w);
enum err api_sign_out(struct web *w);
enum err api_signed_out(struct web *w);
enum err api_sessions(struct web *w);
enum err api_session_end(struct web *w);
enum err api_session_ended(struct web *w);
enum err api_me(struct web *w);
enum err api_work(struct web *w);
enum err api_ledgers(struct web *w);
enum err api_ledger_one(struct web *w);
enum err api_list(struct web *w);
enum err api_search(struct web *w);
enum err api_candidates(struct web *w);
enum err api_candidates_of(struct web *w);
enum err api_export_csv(struct web *w);
enum err api_export_jsonl(struct web *w);
enum err api_enter(struct web *w);
enum err api_entered(struct web *w);
enum err api_show(struct web *w);
enum err api_offers(struct web *w);
enum err api_step(struct web *w);
enum err api_suggestions(struct web *w);
enum err api_stepped(struct web *w);
enum err api_reveal(struct web *w);
enum err api_revealed(struct web *w);
enum err api_upload(struct web *w);
enum err api_file(struct web *w);
enum err api_paper(struct web *w);
enum err api_figures(struct web *w);
enum err api_figure(struct web *w);
enum err api_series(struct web *w);
enum err api_score(struct web *w);
enum err api_bulletins(struct web *w);
enum err api_bulletin(struct web *w);
enum err api_publish(struct web *w);
enum err api_published(struct web *w);
enum err api_bulletin_since(struct web *w);
enum err api_offices(struct web *w);
enum err api_due(struct web *w);
enum err api_stand_ins(struct web *w);
enum err api_stand_in(struct web *w);
enum err api_stood_in(struct web *w);
enum err api_stand_end(struct web *w);
enum err api_stand_ended(struct web *w);
enum err api_hand_over(struct web *w);
enum err api_handed_over(struct web *w);
enum err api_accounts(struct web *w);
enum err api_verify(struct web *w);
enum err api_looks(struct web *w);
enum err api_openapi(struct web *w);

#endif
