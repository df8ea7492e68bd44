/* notice_config.c: DIR/notices.yaml: which ways out there are, and how often each is tried. */
#include <sys/stat.h>

#include "base/num.h"
#include "city/office.h"
#include "city/reader.h"
#include "exchange/notice.h"

#define TOP_KEYS(X)                                                                                \
        X(lang, "lang", SHAPE_TEXT, 0)                                                             \
        X(link, "link", SHAPE_TEXT, 0)                                                             \
        X(retry, "retry", SHAPE_MAP, 0)                                                            \
        X(sms, "sms", SHAPE_MAP, 0)                                                                \
        X(smtp, "smtp", SHAPE_MAP, 0)                                                              \
        X(robots, "robots", SHAPE_MAP, 0)                                                          \
        X(mail, "mail", SHAPE_MAP, 0)
KEYS(top, TOP_KEYS)

#define RETRY_KEYS(X)                                                                              \
        X(tries, "tries", SHAPE_TEXT, 0)                                                           \
        X(first, "first_seconds", SHAPE_TEXT, 0)                                                   \
        X(most, "most_seconds", SHAPE_TEXT, 0)                                                     \
        X(timeout, "timeout_seconds", SHAPE_TEXT, 0)                                               \
        X(days, "days", SHAPE_TEXT, 0)
KEYS(retry, RETRY_KEYS)

#define SMS_KEYS(X)                                                                                \
        X(url, "url", SHAPE_TEXT, KEY_NEEDED)                                                      \
        X(body, "body", SHAPE_TEXT, 0)                                                             \
        X(type, "type", SHAPE_TEXT, 0)                                                             \
        X(headers, "headers", SHAPE_LIST, 0)                                                       \
        X(expect, "expect", SHAPE_TEXT, 0)
KEYS(sms, SMS_KEYS)

#define SMTP_KEYS(X)                                                                               \
        X(url, "url", SHAPE_TEXT, KEY_NEEDED)                                                      \
        X(user, "user", SHAPE_TEXT, 0)                                                             \
        X(password, "password", SHAPE_TEXT, 0)                                                     \
        X(from, "from", SHAPE_TEXT, KEY_NEEDED)
KEYS(smtp, SMTP_KEYS)

#define ROBOT_KEYS(X)                                                                              \
        X(kind, "kind", SHAPE_TEXT, KEY_NEEDED)                                                    \
        X(url, "url", SHAPE_TEXT, KEY_NEEDED)                                                      \
        X(secret, "secret", SHAPE_TEXT, 0)                                                         \
        X(per_minute, "per_minute", SHAPE_TEXT, 0)
KEYS(robot, ROBOT_KEYS)

static void take_url(struct reader *r, const struct ynode *n, bool mail, struct str *ret)
{
        const struct str one = mail ? S("smtp://") : S("http://"),
                         two = mail ? S("smtps://") : S("https://");
        take_text(r, n, ret);
        if (!n || ((str_starts(*ret, one) || str_starts(*ret, two)) && ret->n > two.n)) return;
        FAULT(r->f, ERR_INPUT, "notices.url", reader_at(r, n), "地址应以 %.*s 或 %.*s 开头",
              "the address should begin with %.*s or %.*s", SP(one), SP(two));
}

/* What goes into a header or a mail's head must not end it. */
static void take_line(struct reader *r, const struct ynode *n, struct str *ret)
{
        take_text(r, n, ret);
        for (size_t i = 0; i < ret->n; i++) {
                if ((unsigned char)ret->p[i] >= ' ' && ret->p[i] != 127) continue;
                FAULT(r->f, ERR_INPUT, "notices.line", reader_at(r, n), "不能有换行或控制字符",
                      "no line ends or control characters here");
                *ret = STR_NONE;
                return;
        }
}

static void take_seconds(struct reader *r, const struct ynode *n, int64_t *ret_ms)
{
        int64_t s = *ret_ms / 1000;
        take_int(r, n, 1, 86400, &s);
        *ret_ms = s * 1000;
}

static void read_retry(struct reader *r, const struct ynode *n, struct notice_config *c)
{
        union retry_keys k;
        int64_t days = c->age_ms / 86400000;
        if (!n) return;
        READ_KEYS(r, n, retry, &k);
        take_int(r, k.tries, 1, 100, &c->tries);
        take_seconds(r, k.first, &c->first_ms);
        take_seconds(r, k.most, &c->most_ms);
        take_seconds(r, k.timeout, &c->timeout_ms);
        take_int(r, k.days, 1, 60, &days);
        c->age_ms = days * 86400000;
        if (c->most_ms < c->first_ms) c->most_ms = c->first_ms;
}

static void read_sms(struct reader *r, const struct ynode *n, struct notice_sms *s)
{
        union sms_keys k;
        size_t at, cap = 0;
        if (!n) return;
        READ_KEYS(r, n, sms, &k);
        take_url(r, k.url, false, &s->url);
        take_text(r, k.body, &s->body);
        take_line(r, k.type, &s->type);
        take_text(r, k.expect, &s->expect);
        for (size_t i = 0; i < item_count(k.headers); i++)
                take_line(r, item_at(k.headers, i), ARENA_PUSH(r->a, s->header, s->header_n, cap));
        struct str both = str_join(r->a, s->url, s->body);
        if (k.url && (!str_find(both, S("{{phone}}"), &at) || !str_find(both, S("{{text}}"), &at)))
                FAULT(r->f, ERR_INPUT, "notices.holes", reader_at(r, n),
                      "url 或 body 中须有 {{phone}} 和 {{text}}",
                      "url or body needs {{phone}} and {{text}}");
        s->is = true;
}

static void read_smtp(struct reader *r, const struct ynode *n, struct notice_smtp *s)
{
        union smtp_keys k;
        if (!n) return;
        READ_KEYS(r, n, smtp, &k);
        take_url(r, k.url, true, &s->url);
        take_text(r, k.user, &s->user);
        take_text(r, k.password, &s->password);
        take_line(r, k.from, &s->from);
        s->is = true;
}

static void check_office(struct reader *r, const struct ynode *n)
{
        if (code_ok(n->text)) return;
        FAULT(r->f, ERR_INPUT, "notices.office", reader_at(r, n), "“%.*s”应为单位代码或 default",
              "'%.*s': expected an office's code, or default", SP(n->text));
}

static void read_robots(struct reader *r, const struct ynode *n, struct notice_config *c)
{
        static const struct str kinds[] = { [ROBOT_WECOM] = WORD("wecom"),
                                            [ROBOT_DINGTALK] = WORD("dingtalk"),
                                            [ROBOT_FEISHU] = WORD("feishu") };
        size_t cap = 0;
        for (size_t i = 0; i < map_size(n); i++) {
                union robot_keys k;
                int kind = ROBOT_WECOM;
                check_office(r, n->keys[i]);
                READ_KEYS(r, n->items[i], robot, &k);
                struct notice_robot x = { .name = n->keys[i]->text, .per_minute = 20 };
                take_word(r, k.kind, WORDS(kinds), &kind);
                x.kind = (enum robot_kind)kind;
                take_url(r, k.url, false, &x.url);
                take_text(r, k.secret, &x.secret);
                take_int(r, k.per_minute, 1, 6000, &x.per_minute);
                *ARENA_PUSH(r->a, c->robot, c->robot_n, cap) = x;
        }
}

static void read_mail(struct reader *r, const struct ynode *n, struct notice_config *c)
{
        size_t cap = 0, at;
        for (size_t i = 0; i < map_size(n); i++) {
                struct notice_mail x = { .name = n->keys[i]->text };
                check_office(r, n->keys[i]);
                take_line(r, n->items[i], &x.to);
                if (!str_find(x.to, S("@"), &at) || str_find(x.to, S(" "), &at))
                        FAULT(r->f, ERR_INPUT, "notices.mail", reader_at(r, n->items[i]),
                              "应为一个电子邮件地址", "expected one mail address");
                *ARENA_PUSH(r->a, c->mail, c->mail_n, cap) = x;
        }
        if (c->mail_n && !c->smtp.is)
                FAULT(r->f, ERR_INPUT, "notices.smtp", reader_at(r, n), "有 mail 就须写明 smtp",
                      "mail needs smtp");
}

enum err notice_config_read(struct arena *a, struct str file, struct str text, struct faults *f,
                            struct notice_config *ret)
{
        static const struct str langs[] = { [LANG_ZH] = WORD("zh"), [LANG_EN] = WORD("en") };
        struct reader r = { .a = a, .f = f, .file = file, .source = text };
        struct ynode *root;
        union top_keys k;
        int lang = LANG_ZH;
        size_t before = f->n;
        struct notice_config c = { .tries = 12,
                                   .first_ms = 30000,
                                   .most_ms = 7200000,
                                   .timeout_ms = 15000,
                                   .age_ms = INT64_C(7) * 86400000 };
        *ret = c;
        struct str rest = text, line;
        bool empty = true; /* the shipped example as it stands: comments only */
        while (str_split(&rest, '\n', &line)) {
                line = str_trim(line);
                empty &= line.n == 0 || line.p[0] == '#';
        }
        if (empty) return OK;
        TRY(yaml_parse(a, file, text, f, &root));
        READ_KEYS(&r, root, top, &k);
        take_word(&r, k.lang, WORDS(langs), &lang);
        c.lang = (enum lang)lang;
        if (k.link) take_url(&r, k.link, false, &c.link);
        read_retry(&r, k.retry, &c);
        read_sms(&r, k.sms, &c.sms);
        read_smtp(&r, k.smtp, &c.smtp);
        read_robots(&r, k.robots, &c);
        read_mail(&r, k.mail, &c);
        if (f->n > before) return ERR_INPUT;
        *ret = c;
        return OK;
}

enum err notice_config_load(struct arena *a, const char *dir, struct faults *f,
                            struct notice_config *ret)
{
        const char *path = str_dupz(a, str_printf(a, "%s/" NOTICES_FILE, dir));
        struct stat st;
        struct str text;
        if (stat(path, &st) != 0) return ERR_NOT_FOUND;
        if (st.st_mode & 077)
                return FAULT(f, ERR_DENIED, "notices.mode", str_c(path),
                             "他人可以读取此文件，而其中有口令：请运行 chmod 600",
                             "others may read this file, and it holds passwords: run chmod 600");
        if (file_read(a, path, YAML_BYTES_MAX, &text) != OK)
                return FAULT(f, ERR_IO, "file.read", str_c(path), "文件无法读取，或过大",
                             "the file cannot be read, or is too long");
        return notice_config_read(a, S(NOTICES_FILE), text, f, ret);
}

/* ---- which way ------------------------------------------------------------------------------- */

static const struct notice_robot *robot_named(const struct notice_config *c, struct str name)
{
        for (size_t i = 0; i < c->robot_n; i++)
                if (str_eq(c->robot[i].name, name)) return &c->robot[i];
        return NULL;
}

static bool mail_named(const struct notice_config *c, struct str name)
{
        for (size_t i = 0; i < c->mail_n; i++)
                if (str_eq(c->mail[i].name, name)) return true;
        return false;
}

struct str notice_way(struct arena *a, const struct notice_config *c, struct str who)
{
        if (str_eq(who, S("requester")))
                return c->sms.is ? S("sms") : c->smtp.is ? S("mail") : STR_NONE;
        if (robot_named(c, who)) return str_printf(a, "robot %.*s", SP(who));
        if (mail_named(c, who)) return S("mail");
        if (robot_named(c, S("default"))) return S("robot default");
        return mail_named(c, S("default")) ? S("mail") : STR_NONE;
}

const struct notice_robot *notice_robot_of(const struct notice_config *c, struct str way)
{
        return str_starts(way, S("robot ")) ? robot_named(c, str_from(way, 6)) : NULL;
}
