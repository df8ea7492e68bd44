/* notice_text.c: what a notice says and where it goes: opened when it is sent. */
#include "ask/label.h"
#include "ask/mask.h"
#include "base/json.h"
#include "base/markdown.h"
#include "exchange/notice.h"
#include "view/lookup.h"
#include "view/sight.h"

#define PHONE_MIN 7
#define PHONE_MAX 15 /* E.164 */

struct writing {
        const struct ask *k;
        const struct notice_config *c;
        const struct notice *n;
        const struct ledger *l;
        struct rec r;
        bool requester;
};

/* ---- where to -------------------------------------------------------------------------------- */

static bool digit(char c)
{
        return c >= '0' && c <= '9';
}

/* The first run of digits that can be a number: "+86 138-0000-1234" is one. */
static struct str phone_in(struct arena *a, struct str s)
{
        char *out = ARENA_NEW(a, char, s.n + 1);
        size_t n = 0;
        for (size_t i = 0; i <= s.n; i++) {
                char c = '\n';
                if (i < s.n) c = s.p[i];
                if (digit(c) || (c == '+' && n == 0)) out[n++] = c;
                else if (n == 0 || c == '-' || c == ' ' || c == '(' || c == ')') continue;
                else if (n >= PHONE_MIN && n <= PHONE_MAX + 1) break;
                else n = 0;
        }
        return n >= PHONE_MIN && n <= PHONE_MAX + 1 ? (struct str){ out, n } : STR_NONE;
}

/* A person is {"name", "phone", …}; what was typed in one may have the number anywhere. */
struct str notice_phone(struct arena *a, struct str person)
{
        struct jval *o;
        struct str why, phone = STR_NONE;
        if (jval_parse(a, person, &o, &why) == OK && o->kind == JOBJECT)
                phone = phone_in(a, jval_text(o, S("phone")));
        return phone.n ? phone : phone_in(a, bare_person(a, person));
}

static bool in_address(char c)
{
        return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
               c == '-' || c == '_' || c == '+';
}

struct str notice_address(struct arena *a, struct str person)
{
        struct str s = bare_person(a, person);
        size_t at, from, to;
        if (!str_find(s, S("@"), &at)) return STR_NONE;
        for (from = at; from > 0 && in_address(s.p[from - 1]);) from--;
        for (to = at + 1; to < s.n && in_address(s.p[to]);) to++;
        struct str domain = str_sub(s, at + 1, to - at - 1);
        size_t dot;
        if (from == at || !str_find(domain, S("."), &dot) || dot == 0) return STR_NONE;
        return str_sub(s, from, to - from);
}

/* ---- what it says ---------------------------------------------------------------------------- */

/* Of the promise for the requester; for an office its own open duty that is due first. */
static struct moment due_of(const struct writing *x)
{
        struct moment due = MOMENT_NONE;
        for (size_t i = 0; !x->requester && i < x->r.duties_n; i++) {
                const struct rduty *d = &x->r.duties[i];
                if (d->outcome != OUT_OPEN || !str_eq(d->holder, x->n->who)) continue;
                if (!moment_is(due) || d->due.ms < due.ms) due = d->due;
        }
        return moment_is(due) ? due : x->r.promised;
}

/* Only whoever raised the matter has its code. */
static struct str code_of(const struct writing *x)
{
        int64_t seq;
        bool there;
        if (!x->requester || lookup_sealed(x->k->st, x->r.id, S("code"), &seq) != OK)
                return STR_NONE;
        struct str code = text_open(x->k, x->r.id, seq, S("code"), &there);
        return there ? code : STR_NONE;
}

static struct str day_of_event(const struct writing *x)
{
        struct event e;
        if (log_get(x->k->st, x->k->a, x->n->seq, &e) != OK) return STR_NONE;
        return label_long_day(x->k, e.day);
}

/* The paper issued with it. */
static const struct rpaper *paper_of(const struct writing *x)
{
        for (size_t i = 0; i < x->r.papers_n; i++)
                if (x->r.papers[i].seq == x->n->seq) return &x->r.papers[i];
        return NULL;
}

static enum err fill(void *ctx, struct str name, struct markdown_fill *ret)
{
        const struct writing *x = ctx;
        const struct city *c = x->k->in->city;
        struct str s = STR_NONE;
        if (str_eq(name, S("number"))) s = x->r.number;
        if (str_eq(name, S("code"))) s = code_of(x);
        if (str_eq(name, S("due"))) s = label_due(x->k, due_of(x));
        if (str_eq(name, S("ledger"))) s = label_in(&x->l->label, x->l->name, x->k->lang);
        if (str_eq(name, S("office")))
                s = label_office(x->k, x->requester ? x->r.owner : x->n->who, DAY_NONE);
        if (str_eq(name, S("city"))) s = label_in(&c->label, c->name, x->k->lang);
        if (str_eq(name, S("on"))) s = day_of_event(x);
        const struct rpaper *paper = paper_of(x);
        if (paper && str_eq(name, S("paper"))) s = paper->number;
        if (paper && str_eq(name, S("issuer"))) s = label_office(x->k, paper->office, paper->day);
        *ret = (struct markdown_fill){ .cell = { .text = s } };
        return OK;
}

/* The city's text in our language, else in the other; for a calendar there is one of ours. */
static struct str text_of(const struct writing *x)
{
        const struct city *c = x->k->in->city;
        enum lang lang = x->k->lang, other = lang == LANG_ZH ? LANG_EN : LANG_ZH;
        struct str s = city_text(c, x->n->text, lang);
        if (!s.p) s = city_text(c, x->n->text, other);
        if (!s.p && str_eq(x->n->text, S("succeed")))
                return lang == LANG_ZH
                               ? S("“{{ledger}}”编号 {{number}}：因单位变更由贵单位接办，"
                                   "期限 {{due}} 不变。")
                               : S("{{ledger}}, number {{number}}: the office that had it has "
                                   "ended and it goes on with you, due {{due}} as before.");
        if (s.p || !str_eq(x->n->text, S("reckon"))) return s;
        return lang == LANG_ZH
                       ? S("“{{ledger}}”编号 {{number}}：放假安排公布后重新计算，期限为 {{due}}。")
                       : S("{{ledger}}, number {{number}}: reckoned anew with the days off as "
                           "announced, it is due {{due}}.");
}

static enum err write_text(const struct writing *x, struct notice_letter *l)
{
        struct arena *a = x->k->a;
        struct writing w = *x;
        struct markdown_in in = {
                .text = text_of(x), .format = MARKDOWN_TEXT, .hole = fill, .ctx = &w
        };
        if (!in.text.p) return ERR_NOT_FOUND;
        TRY(markdown_render(a, &in, &l->text));
        l->text = str_trim(l->text);
        if (x->requester && x->c->link.n)
                l->text = str_printf(a, "%.*s\n%.*s", SP(l->text), SP(x->c->link));
        l->subject = str_printf(a, "%.*s %.*s", SP(label_in(&x->l->label, x->l->name, x->k->lang)),
                                SP(x->r.number));
        return OK;
}

/* ---- both ------------------------------------------------------------------------------------ */

static struct str contact_of(const struct writing *x)
{
        bool there = false;
        for (size_t i = 0; i < x->l->fields_n; i++) {
                const struct value *v = &x->r.v[i];
                if (x->l->fields[i].type != F_PERSON || v->type != T_NUMBER) continue;
                struct str s = text_open(x->k, x->r.id, v->i, x->l->fields[i].name, &there);
                return there ? s : STR_NONE;
        }
        return STR_NONE;
}

static struct str to_of(const struct writing *x)
{
        const struct notice_config *c = x->c;
        if (x->requester && str_eq(x->n->way, S("sms")))
                return notice_phone(x->k->a, contact_of(x));
        if (x->requester) return notice_address(x->k->a, contact_of(x));
        for (int usual = 0; usual < 2; usual++)
                for (size_t i = 0; i < c->mail_n; i++)
                        if (str_eq(c->mail[i].name, usual ? S("default") : x->n->who))
                                return c->mail[i].to;
        return STR_NONE;
}

static enum err gives_up(const char **ret_why, const char *why)
{
        *ret_why = why;
        return ERR_DENIED;
}

/* Something has happened to the record since, and the office sees it no more. */
static bool out_of_sight(const struct writing *x)
{
        const struct inforce *in = x->k->in;
        const struct sight s = { x->k->a, in->city, x->l, &x->r, day_of(x->k->now, in->zone) };
        int office = x->requester ? -1 : office_find(&in->offices, x->n->who);
        return office >= 0 && x->r.version != x->n->seq && !sight_office_has(&s, office);
}

enum err notice_open(const struct ask *k, const struct notice_config *c, const struct notice *n,
                     struct notice_letter *ret, const char **ret_why)
{
        struct writing x = { .k = k, .c = c, .n = n };
        struct notice_letter l = { 0 };
        struct view v = { .st = k->st, .city = k->in->city };
        int i = city_ledger(k->in->city, n->ledger);
        if (keys_destroyed(k->keys, n->record)) return gives_up(ret_why, "erased");
        if (i < 0) return gives_up(ret_why, "no record");
        x.l = &k->in->city->ledgers[i];
        x.requester = str_eq(n->who, S("requester"));
        enum err e = rec_load(&v, k->a, x.l, n->record, &x.r);
        if (e == ERR_NOT_FOUND) return gives_up(ret_why, "no record");
        TRY(e);
        if (out_of_sight(&x)) return gives_up(ret_why, NOTICE_OUT_OF_SIGHT);
        if (!str_starts(n->way, S("robot "))) {
                l.to = to_of(&x);
                if (l.to.n == 0) return gives_up(ret_why, "no address");
        }
        e = write_text(&x, &l);
        if (e == ERR_NOT_FOUND) return gives_up(ret_why, "no text");
        TRY(e);
        *ret = l;
        return OK;
}
