/* notice_body.c: the very bytes of a notice: bodies, signatures, mail messages. Pure. */
#include <sodium.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/utf8.h"
#include "exchange/notice.h"

#define WECOM_BYTES 2000 /* it takes 2,048 bytes of text */
#define WORD_BYTES  42   /* of an encoded word (RFC 2047: 75 characters with what surrounds it) */
#define LINE_BYTES  57   /* of a line of Base64: 76 characters */

static struct str kept(struct arena *a, struct buf *b)
{
        struct str s = b->err == OK ? str_dup(a, buf_view(b)) : STR_NONE;
        buf_free(b);
        return s;
}

/* At most so many bytes, and no half character. */
static struct str cut(struct str s, size_t most)
{
        size_t at = 0;
        while (at < s.n) {
                size_t next = at;
                (void)utf8_next(s, &next);
                if (next > most) break;
                at = next;
        }
        return str_sub(s, 0, at);
}

static void put_percent(struct buf *b, struct str s)
{
        for (size_t i = 0; i < s.n; i++) {
                unsigned char c = (unsigned char)s.p[i];
                bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
                if (plain) buf_putc(b, (char)c);
                else buf_printf(b, "%%%02X", c);
        }
}

/* ---- robots ---------------------------------------------------------------------------------- */

static struct str hmac_base64(struct arena *a, struct str key, struct str text)
{
        crypto_auth_hmacsha256_state h;
        unsigned char mac[crypto_auth_hmacsha256_BYTES];
        struct buf b = { .limit = 100 };
        crypto_auth_hmacsha256_init(&h, (const unsigned char *)key.p, key.n);
        crypto_auth_hmacsha256_update(&h, (const unsigned char *)text.p, text.n);
        crypto_auth_hmacsha256_final(&h, mac);
        base64_put(&b, mac, sizeof mac);
        return kept(a, &b);
}

static struct str dingtalk_url(struct arena *a, const struct notice_robot *r, struct moment now)
{
        struct buf b = { .limit = 16u << 10 };
        size_t at;
        if (r->secret.n == 0) return r->url;
        struct str text = str_printf(a, "%" PRId64 "\n%.*s", now.ms, SP(r->secret));
        buf_printf(&b, "%.*s%ctimestamp=%" PRId64 "&sign=", SP(r->url),
                   str_find(r->url, S("?"), &at) ? '&' : '?', now.ms);
        put_percent(&b, hmac_base64(a, r->secret, text));
        return kept(a, &b);
}

static void put_content(struct jout *j, struct str outer, struct str inner, struct str text)
{
        jout_key(j, outer);
        jout_open(j, '{');
        jout_key_text(j, inner, text);
        jout_close(j);
}

static void put_feishu(struct arena *a, struct jout *j, const struct notice_robot *r,
                       struct str text, struct moment now)
{
        struct str s = str_printf(a, "%" PRId64, now.ms / 1000);
        if (r->secret.n) {
                struct str key = str_printf(a, "%.*s\n%.*s", SP(s), SP(r->secret));
                jout_key_text(j, S("timestamp"), s);
                jout_key_text(j, S("sign"), hmac_base64(a, key, S("")));
        }
        jout_key_text(j, S("msg_type"), S("text"));
        put_content(j, S("content"), S("text"), text);
}

void notice_robot_post(struct arena *a, const struct notice_robot *r, struct str text,
                       struct moment now, struct notice_post *ret)
{
        struct buf b = { .limit = 1u << 20 };
        struct jout j;
        *ret = (struct notice_post){ .url = r->url, .type = S("application/json") };
        jout_init(&j, &b, false);
        jout_open(&j, '{');
        switch (r->kind) {
        case ROBOT_WECOM:
                jout_key_text(&j, S("msgtype"), S("text"));
                put_content(&j, S("text"), S("content"), cut(text, WECOM_BYTES));
                break;
        case ROBOT_DINGTALK:
                ret->url = dingtalk_url(a, r, now);
                jout_key_text(&j, S("msgtype"), S("text"));
                put_content(&j, S("text"), S("content"), text);
                break;
        case ROBOT_FEISHU: put_feishu(a, &j, r, text, now); break;
        }
        jout_close(&j);
        ret->body = kept(a, &b);
}

bool notice_robot_took(struct arena *a, enum robot_kind kind, struct str answer)
{
        struct jval *o;
        struct str why;
        if (jval_parse(a, answer, &o, &why) != OK || o->kind != JOBJECT) return false;
        if (kind != ROBOT_FEISHU) return jval_int(o, S("errcode"), -1) == 0;
        return jval_int(o, S("code"), -1) == 0 || jval_int(o, S("StatusCode"), -1) == 0;
}

/* ---- a gateway for short messages ------------------------------------------------------------ */

enum place { IN_URL, IN_JSON, IN_FORM, IN_TEXT };

static void put_value(struct buf *b, enum place place, struct str s)
{
        struct buf quoted = { .limit = 1u << 20 };
        struct jout j;
        switch (place) {
        case IN_URL:
        case IN_FORM: put_percent(b, s); return;
        case IN_TEXT: buf_put(b, s); return;
        case IN_JSON:
                jout_init(&j, &quoted, false);
                jout_text(&j, s);
                struct str q = buf_view(&quoted);
                if (q.n >= 2) buf_put(b, str_sub(q, 1, q.n - 2));
                buf_free(&quoted);
                return;
        }
        BUG("place of a value");
}

static struct str filled(struct arena *a, struct str form, enum place place,
                         const struct notice_letter *l)
{
        struct buf b = { .limit = 1u << 20 };
        struct str phone = S("{{phone}}"), text = S("{{text}}");
        for (size_t i = 0; i < form.n;) {
                struct str rest = str_from(form, i);
                if (str_starts(rest, phone)) put_value(&b, place, l->to);
                else if (str_starts(rest, text)) put_value(&b, place, l->text);
                else buf_putc(&b, form.p[i]);
                i += str_starts(rest, phone) ? phone.n : str_starts(rest, text) ? text.n : 1;
        }
        return kept(a, &b);
}

void notice_sms_post(struct arena *a, const struct notice_sms *s, const struct notice_letter *l,
                     struct notice_post *ret)
{
        size_t at;
        bool json = str_find(s->type, S("json"), &at);
        bool form = s->type.n == 0 || str_find(s->type, S("urlencoded"), &at);
        ret->url = filled(a, s->url, IN_URL, l);
        ret->body = filled(a, s->body, json ? IN_JSON : form ? IN_FORM : IN_TEXT, l);
        ret->type = s->type.n ? s->type : S("application/x-www-form-urlencoded");
}

/* ---- mail ------------------------------------------------------------------------------------ */

static void put_words(struct buf *b, struct str s)
{
        for (bool first = true; s.n; first = false) {
                struct str word = cut(s, WORD_BYTES);
                buf_put(b, first ? S("=?UTF-8?B?") : S("\r\n =?UTF-8?B?"));
                base64_put(b, word.p, word.n);
                buf_put(b, S("?="));
                s = str_from(s, word.n);
        }
}

static void put_date(struct buf *b, struct moment now)
{
        static const char week[7][4] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
        static const char month[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
        struct zone utc = { 0 };
        struct day day = day_of(now, utc);
        int y, m, d, minute = minute_of(now, utc);
        day_to_ymd(day, &y, &m, &d);
        buf_printf(b, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", week[(day.v % 7 + 7) % 7],
                   d, month[m - 1], y, minute / 60, minute % 60, (int)(now.ms / 1000 % 60));
}

struct str notice_mail_message(struct arena *a, const struct notice_smtp *s,
                               const struct notice_letter *l, struct moment now, int64_t id)
{
        struct buf b = { .limit = 1u << 20 };
        struct str user, domain = S("localhost");
        (void)str_cut(s->from, '@', &user, &domain);
        buf_printf(&b, "From: <%.*s>\r\nTo: <%.*s>\r\nSubject: ", SP(s->from), SP(l->to));
        put_words(&b, l->subject);
        buf_put(&b, S("\r\n"));
        put_date(&b, now);
        /* the same for each try, so that a mail told twice is known as one */
        buf_printf(&b, "Message-ID: <notice.%" PRId64 "@%.*s>\r\n", id, SP(domain));
        buf_put(&b, S("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                      "Content-Transfer-Encoding: base64\r\n\r\n"));
        for (size_t at = 0; at < l->text.n; at += LINE_BYTES) {
                struct str line = str_sub(l->text, at, LINE_BYTES);
                base64_put(&b, line.p, line.n);
                buf_put(&b, S("\r\n"));
        }
        return kept(a, &b);
}
