/* signin.h: signing in and out, the second factor, passwords: one service for pages and API.
 *
 * Handlers keep to one pattern: `run` reads the inputs, calls signin_check (which hashes, so it may
 * take tens of milliseconds; at most two hashes run at a time in the process) and hands
 * signin_write to the writer; `after` looks at x->done. The answer never tells whether a login
 * exists, is locked, or is disabled before the password is right.
 *
 *   enum err run(struct web *w)                     enum err after(struct web *w)
 *   {                                               {
 *           struct signin *x = ARENA_NEW(…);                struct signin *x = w->state;
 *           x->login = …; x->password = …;                  TRY(signin_told(w, x));
 *           w->state = x;                                   signin_cookie(w, x);
 *           TRY(signin_check(w, x));                        … x->half: ask for the code
 *           web_administer(w, signin_write, x);     }
 *           return OK;
 *   }
 *
 * Slowing down: from the third failure of a login or an address on, each further try waits 1, 2,
 * 4 … 30 seconds (429 with Retry-After; in memory). Locking: `failures` within 15 minutes lock the
 * login for `locked` (x_lock; survives a restart). */
#ifndef ZT_WEB_SIGNIN_H
#define ZT_WEB_SIGNIN_H

#include "web/slow.h"
#include "web/web.h"

struct signin {
        /* in */
        struct str login, password;
        bool api; /* the session is for a bearer */
        /* between check and write */
        struct web *w;
        int64_t account; /* 0: no such login */
        bool right, disabled, factor;
        struct str rehash; /* a new hash with today's parameters */
        /* out */
        bool done;      /* signed in: token is good */
        bool half;      /* but the one-time code is still to be given (signin_code) */
        bool enrol;     /* and there is no second factor yet: enrol first (totp_begin) */
        char token[65]; /* for the cookie or the bearer */
};
/* Refused with 429 (told) while slowed down; otherwise OK whether the password is right or not. */
MUST_USE enum err signin_check(struct web *w, struct signin *x);
/* In the writer: notes the attempt, counts failures, begins the session. ctx: struct signin. */
enum err signin_write(struct writer *wr, void *ctx, struct faults *f);
/* In `after`: OK when signed in; else ERR_DENIED with one sentence for every reason, 401. */
MUST_USE enum err signin_told(struct web *w, const struct signin *x);
void signin_cookie(struct web *w, const struct signin *x);
/* The same for a token of signin_code or link_open. */
void signin_token_cookie(struct web *w, const char *token);

/* The one-time code of a half session (DOOR_HALF), or the first code of an enrolment: in the
 * writer. The half session ends and a full one begins. ctx: struct signin_code. */
struct signin_code {
        struct web *w;
        struct str code;
        bool done;
        char token[65];
};
enum err signin_code_write(struct writer *wr, void *ctx, struct faults *f);
/* In `after`: OK when done, else ERR_DENIED with 401. */
MUST_USE enum err signin_code_told(struct web *w, const struct signin_code *x);
/* A second factor of one's own accord: set up in a full session by signin_enrol and confirmed by
 * signin_code, which begins another session. From then on it is asked for. Off again, unless a role
 * asks for it, with the password (signin_own_password, in `run`) and a code. */
bool signin_factor_asked(const struct web *w);
MUST_USE enum err signin_factor_has(struct web *w, bool *ret);
enum err signin_factor_off_write(struct writer *wr, void *ctx, struct faults *f); /* signin_code */
/* ERR_DENIED told at "old"; slowed down. */
MUST_USE enum err signin_own_password(struct web *w, struct str password);
/* Enrolment of whoever has no second factor yet; again until a code is given. */
struct signin_enrol {
        struct web *w;
        char secret[33]; /* base32 */
        struct str url;  /* otpauth://totp/… */
};
enum err signin_enrol_write(struct writer *wr, void *ctx, struct faults *f);

/* Ends the session of the request. ctx: struct web. The cookie goes by signin_forget. */
enum err signout_write(struct writer *wr, void *ctx, struct faults *f);
void signin_forget(struct web *w);

/* The signed-in account sets another password: the old one is asked for; its other sessions end.
 * The check in `run` (hashes), then the write; refused with the sentence at "old" or "password". */
struct password_change {
        struct web *w;
        struct str old, new_;
        struct str hash; /* between */
};
MUST_USE enum err password_change_check(struct web *w, struct password_change *x);
enum err password_change_write(struct writer *wr, void *ctx, struct faults *f);

/* Hashes with at most two at a time in the process. */
MUST_USE enum err signin_hash(struct web *w, struct str password, struct str *ret_encoded);

#endif
