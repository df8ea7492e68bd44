/* notice_send.c: one try at sending, by libcurl. Waits, so it is for threads that may. */
#include <curl/curl.h>

#include "exchange/notice.h"

#define ANSWER_BYTES (64u << 10)
#define CONNECT_PART 3 /* of the whole time */
#define TOO_MANY     429

struct trying {
        struct arena *a;
        const struct notice_sending *s;
        CURL *curl;
        struct curl_slist *lines; /* headers, or the one receiver of a mail */
        struct buf answer;
        struct str message; /* what is left of a mail */
        struct str why;
};

void notice_send_init(void)
{
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) BUG("curl_global_init");
}

struct moment notice_again(const struct notice_config *c, const struct sys *sys, int64_t tries,
                           struct moment now)
{
        uint32_t random;
        int64_t wait = c->first_ms;
        if (tries >= c->tries) return MOMENT_NONE;
        for (int64_t i = 1; i < tries && wait < c->most_ms; i++) wait *= 2;
        if (wait > c->most_ms) wait = c->most_ms;
        sys->random(sys->ctx, &random, sizeof random);
        return (struct moment){ now.ms + wait - (int64_t)(random % (uint64_t)(wait / 2 + 1)) };
}

/* ---- what libcurl calls ---------------------------------------------------------------------- */

static size_t take_answer(const char *p, size_t size, size_t n, void *ctx)
{
        struct trying *t = ctx;
        buf_put(&t->answer, (struct str){ p, size * n });
        return t->answer.err == OK ? size * n : 0;
}

static size_t give_message(char *p, size_t size, size_t n, void *ctx)
{
        struct trying *t = ctx;
        struct str piece = str_sub(t->message, 0, size * n);
        if (piece.n) memcpy(p, piece.p, piece.n);
        t->message = str_from(t->message, piece.n);
        return piece.n;
}

static int go_on(void *ctx, curl_off_t down, curl_off_t downed, curl_off_t up, curl_off_t upped)
{
        const struct trying *t = ctx;
        (void)down;
        (void)downed;
        (void)up;
        (void)upped;
        return t->s->stop && atomic_load(t->s->stop);
}

/* ---- setting it up --------------------------------------------------------------------------- */

static const char *z(const struct trying *t, struct str s)
{
        return str_dupz(t->a, s);
}

static void add_line(struct trying *t, struct str line)
{
        struct curl_slist *more = curl_slist_append(t->lines, z(t, line));
        if (!more) BUG("curl_slist_append");
        t->lines = more;
}

/* An option that libcurl does not take is a mistake of ours, not of the receiver. */
#define SET(t, option, value)                                                                      \
        do {                                                                                       \
                if (curl_easy_setopt((t)->curl, option, value) != CURLE_OK) BUG(#option);          \
        } while (0)

static void set_common(struct trying *t, struct str url, const char *protocols)
{
        long ms = (long)t->s->c->timeout_ms;
        SET(t, CURLOPT_URL, z(t, url));
        SET(t, CURLOPT_PROTOCOLS_STR, protocols);
        SET(t, CURLOPT_NOSIGNAL, 1L);
        SET(t, CURLOPT_TIMEOUT_MS, ms);
        SET(t, CURLOPT_CONNECTTIMEOUT_MS, ms / CONNECT_PART + 1);
        SET(t, CURLOPT_WRITEFUNCTION, take_answer);
        SET(t, CURLOPT_WRITEDATA, t);
        SET(t, CURLOPT_NOPROGRESS, 0L);
        SET(t, CURLOPT_XFERINFOFUNCTION, go_on);
        SET(t, CURLOPT_XFERINFODATA, t);
        SET(t, CURLOPT_USERAGENT, "zhitong");
}

static void set_post(struct trying *t, const struct notice_post *p)
{
        set_common(t, p->url, "http,https");
        add_line(t, str_printf(t->a, "Content-Type: %.*s", SP(p->type)));
        add_line(t, S("Expect:"));
        SET(t, CURLOPT_HTTPHEADER, t->lines);
        if (p->body.n == 0) return; /* all of it stands in the address: a GET */
        SET(t, CURLOPT_POSTFIELDSIZE, (long)p->body.n);
        SET(t, CURLOPT_POSTFIELDS, z(t, p->body));
}

static void set_mail(struct trying *t)
{
        const struct notice_smtp *s = &t->s->c->smtp;
        set_common(t, s->url, "smtp,smtps");
        t->message = notice_mail_message(t->a, s, t->s->letter, t->s->now, t->s->n->id);
        add_line(t, str_printf(t->a, "<%.*s>", SP(t->s->letter->to)));
        SET(t, CURLOPT_MAIL_FROM, z(t, str_printf(t->a, "<%.*s>", SP(s->from))));
        SET(t, CURLOPT_MAIL_RCPT, t->lines);
        if (s->user.n) SET(t, CURLOPT_USERNAME, z(t, s->user));
        if (s->user.n) SET(t, CURLOPT_PASSWORD, z(t, s->password));
        /* a password goes only through TLS; without one a relay of the house may have none */
        SET(t, CURLOPT_USE_SSL, s->user.n ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
        SET(t, CURLOPT_UPLOAD, 1L);
        SET(t, CURLOPT_READFUNCTION, give_message);
        SET(t, CURLOPT_READDATA, t);
}

/* ---- what came of it ------------------------------------------------------------------------- */

static enum notice_outcome no_connection(struct trying *t, CURLcode code)
{
        static const struct {
                CURLcode code;
                struct str why;
        } row[] = {
                { CURLE_COULDNT_RESOLVE_HOST, SI("name") },
                { CURLE_COULDNT_CONNECT, SI("connect") },
                { CURLE_OPERATION_TIMEDOUT, SI("timeout") },
                { CURLE_GOT_NOTHING, SI("closed") },
                { CURLE_RECV_ERROR, SI("closed") },
                { CURLE_SEND_ERROR, SI("closed") },
                { CURLE_PARTIAL_FILE, SI("closed") },
                { CURLE_SSL_CONNECT_ERROR, SI("tls") },
                { CURLE_PEER_FAILED_VERIFICATION, SI("certificate") },
                { CURLE_USE_SSL_FAILED, SI("tls") },
                { CURLE_LOGIN_DENIED, SI("login") },
                { CURLE_ABORTED_BY_CALLBACK, SI("stopped") },
        };
        t->why = str_printf(t->a, "curl %d", (int)code);
        for (size_t i = 0; i < LEN(row); i++) {
                if (row[i].code != code) continue;
                t->why = row[i].why;
                return NOTICE_DOWN;
        }
        return NOTICE_REFUSED;
}

static bool took(const struct trying *t, long status)
{
        const struct notice_config *c = t->s->c;
        const struct notice_robot *r = notice_robot_of(c, t->s->n->way);
        struct str answer = buf_view(&t->answer);
        size_t at;
        if (status < 200 || status > 299) return false;
        if (r) return notice_robot_took(t->a, r->kind, answer);
        return c->sms.expect.n == 0 || str_find(answer, c->sms.expect, &at);
}

static enum notice_outcome judge(struct trying *t, bool mail)
{
        long status = 0;
        CURLcode code = curl_easy_perform(t->curl);
        if (curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK) status = 0;
        if (mail && code == CURLE_OK) return NOTICE_TAKEN;
        if (mail && status >= 400) {
                t->why = str_printf(t->a, "mail %ld", status);
                return status < 500 ? NOTICE_DOWN : NOTICE_REFUSED;
        }
        if (code != CURLE_OK) return no_connection(t, code);
        if (took(t, status)) return NOTICE_TAKEN;
        t->why = status > 299 ? str_printf(t->a, "http %ld", status) : S("answer");
        return status >= 500 || status == TOO_MANY ? NOTICE_DOWN : NOTICE_REFUSED;
}

static bool set_up(struct trying *t)
{
        const struct notice_sending *s = t->s;
        const struct notice_robot *r = notice_robot_of(s->c, s->n->way);
        struct notice_post p;
        if (r) {
                notice_robot_post(t->a, r, s->letter->text, s->now, &p);
        } else if (str_eq(s->n->way, S("mail")) && s->c->smtp.is) {
                set_mail(t);
                return true;
        } else if (str_eq(s->n->way, S("sms")) && s->c->sms.is) {
                notice_sms_post(t->a, &s->c->sms, s->letter, &p);
                for (size_t i = 0; i < s->c->sms.header_n; i++) add_line(t, s->c->sms.header[i]);
        } else {
                return false;
        }
        set_post(t, &p);
        return true;
}

enum notice_outcome notice_send(struct arena *a, const struct notice_sending *s,
                                struct str *ret_why)
{
        struct trying t = { .a = a, .s = s, .answer = { .limit = ANSWER_BYTES } };
        enum notice_outcome out = NOTICE_REFUSED;
        t.curl = curl_easy_init();
        if (!t.curl) BUG("curl_easy_init");
        t.why = S("no way");
        if (set_up(&t)) out = judge(&t, str_eq(s->n->way, S("mail")));
        curl_easy_cleanup(t.curl);
        curl_slist_free_all(t.lines);
        buf_free(&t.answer);
        *ret_why = t.why;
        return out;
}
