#include "view/terms.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

#define WORD_BIT     ((int64_t)1 << 62)
#define HAN_SHIFT    21 /* code points have 21 bits */
#define NUMBER_LEAST 7  /* digits of the shortest telephone number */

/* FNV-1a: the index outlives the machine, so no hash that another machine would make otherwise. */
static int64_t word_key(struct str w)
{
        uint64_t h = 0xcbf29ce484222325u;
        for (size_t i = 0; i < w.n; i++) h = (h ^ (unsigned char)w.p[i]) * 0x100000001b3u;
        return WORD_BIT | (int64_t)(h & ((uint64_t)WORD_BIT - 1));
}

static bool is_private_number(struct str w)
{
        size_t digits = 0;
        while (digits < w.n && w.p[digits] >= '0' && w.p[digits] <= '9') digits++;
        return digits >= NUMBER_LEAST && (digits == w.n || (digits == 17 && w.n == 18));
}

/* Letters of full width (Ａ, ５) as those of half width. */
static uint32_t half_width(uint32_t c)
{
        return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
}

struct word {
        char p[SEARCH_WORD_BYTES];
        size_t n;
        bool ascii;
};

static void word_put(struct word *w, uint32_t c, struct str as)
{
        if (c < 0x80) {
                if (w->n < sizeof w->p) w->p[w->n++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
                return;
        }
        w->ascii = false;
        if (w->n + as.n > sizeof w->p) return;
        memcpy(w->p + w->n, as.p, as.n);
        w->n += as.n;
}

static void read_word(struct units *x, struct term_unit *u)
{
        struct word w = { .n = 0, .ascii = true };
        size_t at = u->from;
        while (at < x->text.n) {
                size_t from = at;
                uint32_t c = half_width(utf8_next(x->text, &at));
                if (utf8_kind(c) != UTF8_WORD) {
                        at = from;
                        break;
                }
                word_put(&w, c, str_sub(x->text, from, at - from));
        }
        struct str text = { w.p, w.n };
        u->to = at;
        if (is_private_number(text)) return;
        u->key = word_key(w.ascii ? text : utf8_fold(x->a, text));
}

bool units_next(struct units *x, struct term_unit *ret)
{
        while (x->at < x->text.n) {
                size_t from = x->at;
                uint32_t c = half_width(utf8_next(x->text, &x->at));
                enum utf8_kind kind = utf8_kind(c);
                if (kind == UTF8_OTHER) continue;
                *ret = (struct term_unit){ .from = from, .to = x->at, .han = kind == UTF8_HAN };
                ret->joined = from > 0 && from == x->end;
                if (ret->han) ret->key = (int64_t)c << HAN_SHIFT;
                else read_word(x, ret);
                x->at = x->end = ret->to;
                return true;
        }
        return false;
}

static int64_t pair_key(const struct term_unit *first, const struct term_unit *second)
{
        return first->key | second->key >> HAN_SHIFT;
}

static void put(struct terms *x, struct arena *a, int64_t term)
{
        *ARENA_PUSH(a, x->v, x->n, x->cap) = term;
}

void terms_put(struct terms *x, struct arena *a, struct str text)
{
        struct units r = { .a = a, .text = text };
        struct term_unit u, before = { .key = 0 };
        while (units_next(&r, &u)) {
                if (u.key) put(x, a, u.key);
                if (u.han && before.han && u.joined) put(x, a, pair_key(&before, &u));
                before = u;
        }
}

static int by_term(const void *a, const void *b)
{
        const int64_t *x = a, *y = b;
        return (*x > *y) - (*x < *y);
}

static void sort_once(struct terms *x)
{
        size_t n = 0;
        if (x->n) qsort(x->v, x->n, sizeof *x->v, by_term);
        for (size_t i = 0; i < x->n; i++)
                if (n == 0 || x->v[n - 1] != x->v[i]) x->v[n++] = x->v[i];
        x->n = n;
}

void terms_to_set(struct terms *x)
{
        const int64_t second = ((int64_t)1 << HAN_SHIFT) - 1;
        size_t n = 0;
        for (size_t i = 0; i < x->n; i++)
                if (x->v[i] & (WORD_BIT | second)) x->v[n++] = x->v[i];
        x->n = n;
        sort_once(x);
}

struct str terms_fold(struct arena *a, struct str text)
{
        struct buf b = { .limit = 2 * text.n + 8 };
        for (size_t at = 0; at < text.n;) {
                size_t from = at;
                uint32_t c = utf8_next(text, &at), half = half_width(c);
                if (utf8_kind(half) == UTF8_OTHER) continue;
                if (half < 0x80) buf_putc(&b, (char)half);
                else buf_put(&b, str_sub(text, from, at - from));
        }
        struct str folded = str_dup(a, utf8_fold(a, buf_view(&b)));
        buf_free(&b);
        return folded;
}

/* ---- what is searched for ---- */

/* A character that stands beside another is found by their pair. */
static void want(struct phrases *x, struct arena *a, const struct phrase *p)
{
        for (size_t i = 0; i < p->n; i++) {
                const struct term_unit *u = &p->u[i];
                bool first = i > 0 && u->han && u->joined && p->u[i - 1].han;
                bool second = i + 1 < p->n && u->han && p->u[i + 1].han && p->u[i + 1].joined;
                if (first) put(&x->terms, a, pair_key(&p->u[i - 1], u));
                else if (!second) put(&x->terms, a, u->key);
        }
}

static bool white(struct str between)
{
        for (size_t at = 0; at < between.n;) {
                uint32_t c = utf8_next(between, &at);
                if (c <= ' ' || c == 0x3000) return true;
        }
        return false;
}

enum err phrases_read(struct arena *a, struct str text, struct phrases *ret)
{
        struct units r = { .a = a, .text = text };
        struct term_unit u;
        size_t end = 0;
        *ret = (struct phrases){ .n = 0 };
        if (text.n > SEARCH_BYTES_MAX) return ERR_LIMIT;
        while (units_next(&r, &u)) {
                if (u.key == 0) return ERR_INPUT;
                if (ret->n == 0 || white(str_sub(text, end, u.from - end)))
                        (void)ARENA_PUSH(a, ret->v, ret->n, ret->cap);
                struct phrase *p = &ret->v[ret->n - 1];
                *ARENA_PUSH(a, p->u, p->n, p->cap) = u;
                end = u.to;
        }
        if (ret->n == 0) return ERR_INPUT;
        for (size_t i = 0; i < ret->n; i++) want(ret, a, &ret->v[i]);
        sort_once(&ret->terms);
        return ret->terms.n > SEARCH_TERMS_MAX ? ERR_LIMIT : OK;
}

static bool same(const struct term_unit *want, const struct term_unit *got, bool first)
{
        return want->key == got->key && (first || !want->joined || got->joined);
}

bool phrase_find(const struct phrase *p, struct arena *a, struct str text, size_t *ret_from,
                 size_t *ret_to)
{
        struct units r = { .a = a, .text = text };
        struct term_unit u, v;
        ASSERT(p->n > 0);
        while (units_next(&r, &u)) {
                if (!same(&p->u[0], &u, true)) continue;
                struct units ahead = r;
                size_t i = 1;
                v = u;
                while (i < p->n && units_next(&ahead, &v) && same(&p->u[i], &v, false)) i++;
                if (i < p->n) continue;
                *ret_from = u.from;
                *ret_to = v.to;
                return true;
        }
        return false;
}
