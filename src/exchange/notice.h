/* notice.h: telling people: DIR/notices.yaml, what a notice says, and its way out by libcurl.
 *
 * notices.yaml holds passwords and addresses, so it is no definition, stands in no log and must be
 * readable by its owner alone (mode 0600). What a notice says is rendered when it is sent, from
 * texts/NAME of the city in force, with values as people read them; only the record's own requester
 * is ever given the follow-code; no other private value can come into a text. Answers of receivers
 * are judged and thrown away: they stand nowhere. */
#ifndef ZT_EXCHANGE_NOTICE_H
#define ZT_EXCHANGE_NOTICE_H

#include <stdatomic.h>

#include "view/beside_notice.h"

struct ask; /* not included: it and city/reader.h both have a struct reader */

#define NOTICES_FILE "notices.yaml"

/* ---- the file (notice_config.c) ---- */

enum robot_kind { ROBOT_WECOM, ROBOT_DINGTALK, ROBOT_FEISHU };
struct notice_robot {
        struct str name; /* an office's code, or default */
        enum robot_kind kind;
        struct str url, secret;
        int64_t per_minute;
};
struct notice_mail {
        struct str name, to;
};
struct notice_sms {
        bool is;
        struct str url, body, type, expect; /* url and body have {{phone}} and {{text}} */
        struct str *header;
        size_t header_n;
};
struct notice_smtp {
        bool is;
        struct str url, user, password, from;
};
struct notice_config {
        enum lang lang;
        struct str link; /* address of the enquiry page; may be empty */
        int64_t tries, first_ms, most_ms, timeout_ms, age_ms;
        struct notice_sms sms;
        struct notice_smtp smtp;
        struct notice_robot *robot;
        size_t robot_n;
        struct notice_mail *mail;
        size_t mail_n;
};
/* Checks the text of the file; every mistake to f. */
MUST_USE enum err notice_config_read(struct arena *a, struct str file, struct str text,
                                     struct faults *f, struct notice_config *ret);
/* DIR/notices.yaml. ERR_NOT_FOUND, nothing told: there is none. ERR_DENIED: others may read it. */
MUST_USE enum err notice_config_load(struct arena *a, const char *dir, struct faults *f,
                                     struct notice_config *ret);
/* Which way somebody is told: "sms" or "mail" the requester; "robot NAME" or "mail" an office: its
 * own robot, its own address, the default robot, the default address. Empty: none is set. */
struct str notice_way(struct arena *a, const struct notice_config *c, struct str who);
const struct notice_robot *notice_robot_of(const struct notice_config *c, struct str way);

/* ---- what it says and where it goes (notice_text.c) ---- */

struct notice_letter {
        struct str subject, text; /* plain text */
        struct str to;            /* telephone or mail address; empty for robots */
};
/* k: nobody in particular; lang of the configuration. Gives up with *ret_why, a word of ours, and
 * ERR_DENIED: the record is erased, has no such address, or is gone; NOTICE_OUT_OF_SIGHT:
 * since the event something has happened to it, and the office does not see it any more. */
#define NOTICE_OUT_OF_SIGHT "out of sight"
MUST_USE enum err notice_open(const struct ask *k, const struct notice_config *c,
                              const struct notice *n, struct notice_letter *ret,
                              const char **ret_why);
/* A telephone number or mail address in what a person field holds; empty: none. */
struct str notice_phone(struct arena *a, struct str person);
struct str notice_address(struct arena *a, struct str person);

/* ---- the way out (notice_body.c pure, notice_send.c) ---- */

struct notice_post {
        struct str url, body, type;
};
/* The robots' bodies; the signatures DingTalk and Feishu ask for when there is a secret. */
void notice_robot_post(struct arena *a, const struct notice_robot *r, struct str text,
                       struct moment now, struct notice_post *ret);
/* Values are encoded as their place asks: in the address percent-encoded, in the body as its type
 * says (JSON, form, else as they are). */
void notice_sms_post(struct arena *a, const struct notice_sms *s, const struct notice_letter *l,
                     struct notice_post *ret);
struct str notice_mail_message(struct arena *a, const struct notice_smtp *s,
                               const struct notice_letter *l, struct moment now, int64_t id);
/* Did a robot take it: {"errcode":0} or {"code":0}. */
bool notice_robot_took(struct arena *a, enum robot_kind kind, struct str answer);

struct notice_sending {
        const struct notice_config *c;
        const struct notice *n;
        const struct notice_letter *letter;
        struct moment now;
        const atomic_bool *stop; /* may be NULL: set, it ends at once */
};
enum notice_outcome {
        NOTICE_TAKEN,
        NOTICE_REFUSED, /* this one was not taken */
        NOTICE_DOWN     /* nothing goes this way now: no connection, no answer in time, 429, 5xx */
};
/* Once in the process, before threads. */
void notice_send_init(void);
/* ret_why: "connect", "timeout", "http 500", "answer", … */
enum notice_outcome notice_send(struct arena *a, const struct notice_sending *s,
                                struct str *ret_why);
/* When to try again after so many tries: twice as long each time, up to most_ms, of which a random
 * part up to a half is taken off; MOMENT_NONE: given up. */
struct moment notice_again(const struct notice_config *c, const struct sys *sys, int64_t tries,
                           struct moment now);

#endif
