#include "view/keyed.h"

#include "base/json.h"
#include "base/utf8.h"

enum { NUMBER_LEAST = 7, NUMBER_MOST = 18, MOBILE = 11 };

bool keyed_takes(const struct field *f)
{
        return f->sealed && (f->type == F_PERSON || f->same.n > 0);
}

/* ---- telephone numbers ---- */

struct numbers {
        struct arena *a;
        struct str *v;
        size_t n, cap;
};

/* 13800001111 is written 0138…, 86138…, 0086138… too. */
static struct str without_prefix(struct str s)
{
        static const struct str prefix[] = { SI("0"), SI("86"), SI("0086") };
        for (size_t i = 0; i < LEN(prefix); i++)
                if (s.n == MOBILE + prefix[i].n && str_starts(s, prefix[i]) &&
                    s.p[prefix[i].n] == '1')
                        return str_from(s, prefix[i].n);
        return s;
}

static void take_number(struct numbers *x, const char *digit, size_t *n)
{
        struct str s = without_prefix((struct str){ digit, *n });
        if (*n >= NUMBER_LEAST && *n <= NUMBER_MOST)
                *ARENA_PUSH(x->a, x->v, x->n, x->cap) = str_dup(x->a, s);
        *n = 0;
}

/* What stands between the digits of one number; white space no longer once it may be whole. */
static bool joins(uint32_t c, const char *digit, size_t n)
{
        struct str so_far = { digit, n };
        size_t whole = MOBILE;
        if (str_starts(so_far, S("0086"))) whole += 4;
        else if (str_starts(so_far, S("86"))) whole += 2;
        if (c == ' ' || c == 0x3000) return n < whole;
        return c == '-' || c == '(' || c == ')' || c == '+' || c == '.' || c == 0x2014;
}

static void find_numbers(struct numbers *x, struct str text)
{
        char digit[NUMBER_MOST + 1];
        size_t n = 0;
        for (size_t at = 0; at < text.n;) {
                uint32_t c = utf8_next(text, &at);
                if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0; /* of full width */
                if (c >= '0' && c <= '9') {
                        if (n < sizeof digit) digit[n++] = (char)c;
                } else if (!joins(c, digit, n)) {
                        take_number(x, digit, &n);
                }
        }
        take_number(x, digit, &n);
}

size_t keyed_numbers(struct arena *a, struct str person, struct str **ret)
{
        struct numbers x = { .a = a };
        struct jval *o;
        struct str why;
        if (jval_parse(a, person, &o, &why) != OK || o->kind != JOBJECT) {
                find_numbers(&x, person);
        } else {
                for (size_t i = 0; i < o->n; i++)
                        if (o->items[i].kind == JTEXT) find_numbers(&x, o->items[i].text);
        }
        *ret = x.v;
        return x.n;
}

/* ---- terms ---- */

static enum err put(const struct keyed *x, struct str kind, struct str text, struct terms *ret)
{
        int64_t term;
        TRY(seal_term(x->keys, kind, text, &term));
        *ARENA_PUSH(x->a, ret->v, ret->n, ret->cap) = term;
        return OK;
}

enum err keyed_put(const struct keyed *x, struct str text, struct terms *ret)
{
        struct str *number;
        if (x->f->type == F_PERSON) {
                size_t n = keyed_numbers(x->a, text, &number);
                for (size_t i = 0; i < n; i++) TRY(put(x, S("contact"), number[i], ret));
        }
        if (x->f->same.n == 0) return OK;
        struct str folded = terms_fold(x->a, text);
        if (folded.n == 0) return OK;
        return put(x, str_printf(x->a, "same %.*s.%.*s", SP(x->ledger), SP(x->f->name)), folded,
                   ret);
}
