/* json_canonical: a scanner for the one text that the canonical writer gives (json.h). It refuses
 * white space, long escapes where short ones exist, "\u0000" (jval_parse does too), -0, fractions,
 * integers beyond 2^53, keys that do not ascend or are too long for the writer, malformed UTF-8. */
#include "base/json.h"
#include "base/utf8.h"

#define SAFE_INT ((int64_t)1 << 53)

struct level {
        bool object;
        struct str last; /* the last key; p is NULL before the first */
        bool escaped;    /* it is */
};
struct scan {
        const char *p, *end;
        bool high;    /* a byte over 0x7f was seen */
        bool escaped; /* the string scanned last has a backslash */
        int depth;
        struct level at[JSON_DEPTH_MAX];
};

static bool take(struct scan *s, char c)
{
        if (s->p == s->end || *s->p != c) return false;
        s->p++;
        return true;
}

/* After the backslash: \u00xx only for a control without a short escape, in lower case. */
static bool scan_escape(struct scan *s)
{
        if (s->p == s->end) return false;
        char c = *s->p++;
        if (c == '"' || c == '\\' || c == 'b' || c == 'f' || c == 'n' || c == 'r' || c == 't')
                return true;
        if (c != 'u' || s->end - s->p < 4) return false;
        const char *x = s->p;
        s->p += 4;
        if (x[0] != '0' || x[1] != '0' || (x[2] != '0' && x[2] != '1')) return false;
        bool digit = x[3] >= '0' && x[3] <= '9';
        if (!digit && !(x[3] >= 'a' && x[3] <= 'f')) return false;
        if (x[2] == '1') return true;
        return digit ? x[3] >= '1' && x[3] <= '7' : x[3] == 'b' || x[3] == 'e' || x[3] == 'f';
}

/* After the opening quote; gives the text between the quotes, escapes and all. */
static bool scan_string(struct scan *s, struct str *ret)
{
        const char *from = s->p;
        s->escaped = false;
        while (s->p < s->end) {
                unsigned char c = (unsigned char)*s->p++;
                if (c == '"') {
                        *ret = (struct str){ from, (size_t)(s->p - 1 - from) };
                        return true;
                }
                if (c < 0x20) return false;
                if (c == '\\') {
                        s->escaped = true;
                        if (!scan_escape(s)) return false;
                }
                if (c >= 0x80) s->high = true;
        }
        return false;
}

static bool scan_int(struct scan *s)
{
        bool minus = take(s, '-');
        int64_t v = 0;
        if (s->p == s->end || *s->p < '0' || *s->p > '9') return false;
        if (*s->p == '0') {
                s->p++;
                return !minus && (s->p == s->end || *s->p < '0' || *s->p > '9');
        }
        while (s->p < s->end && *s->p >= '0' && *s->p <= '9') {
                v = v * 10 + (*s->p++ - '0');
                if (v > SAFE_INT) return false;
        }
        return true;
}

static bool scan_word(struct scan *s, struct str word)
{
        if (!str_starts((struct str){ s->p, (size_t)(s->end - s->p) }, word)) return false;
        s->p += word.n;
        return true;
}

/* The key's own bytes: the writer orders and measures keys before they are escaped. */
static size_t unescape(struct str s, char out[static 64])
{
        static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
        size_t n = 0;
        for (size_t i = 0; i < s.n && n < 64; i++) {
                char c = s.p[i];
                if (c == '\\') {
                        c = s.p[++i];
                        const char *at = strchr(from, c);
                        if (at) c = to[at - from];
                        if (c == 'u') {
                                char low = s.p[i + 4];
                                c = (char)((s.p[i + 3] - '0') * 16 +
                                           (low <= '9' ? low - '0' : low - 'a' + 10));
                                i += 4;
                        }
                }
                out[n++] = c;
        }
        return n;
}

static bool ascends(struct str last, struct str key)
{
        char k[64], l[64];
        struct str a = { l, last.p ? unescape(last, l) : 0 }, b = { k, unescape(key, k) };
        return b.n < 64 && (!last.p || str_cmp(a, b) < 0);
}

static bool scan_key(struct scan *s)
{
        struct level *at = &s->at[s->depth - 1];
        struct str key;
        if (!take(s, '"') || !scan_string(s, &key)) return false;
        bool plain = !at->escaped && !s->escaped && key.n < 64;
        if (plain ? at->last.p && str_cmp(at->last, key) >= 0 : !ascends(at->last, key))
                return false;
        at->last = key;
        at->escaped = s->escaped;
        return take(s, ':');
}

/* One value, or the beginning of one: ret_open says that an object or array was entered. */
static bool scan_begin(struct scan *s, bool *ret_open)
{
        struct str text;
        *ret_open = false;
        if (s->p == s->end) return false;
        switch (*s->p) {
        case '"': s->p++; return scan_string(s, &text);
        case 't': return scan_word(s, S("true"));
        case 'f': return scan_word(s, S("false"));
        case 'n': return scan_word(s, S("null"));
        case '{':
        case '[':
                if (s->depth == JSON_DEPTH_MAX) return false;
                s->at[s->depth++] = (struct level){ .object = *s->p == '{' };
                s->p++;
                *ret_open = true;
                return true;
        default: return scan_int(s);
        }
}

bool json_canonical(struct str text)
{
        struct scan s = { .p = text.p, .end = text.n ? text.p + text.n : text.p };
        bool open = true;
        if (!scan_begin(&s, &open)) return false;
        while (s.depth > 0) {
                bool object = s.at[s.depth - 1].object;
                if (take(&s, object ? '}' : ']')) {
                        s.depth--;
                        open = false;
                        continue;
                }
                if (!open && !take(&s, ',')) return false;
                if (object && !scan_key(&s)) return false;
                if (!scan_begin(&s, &open)) return false;
        }
        if (s.p != s.end) return false;
        for (size_t at = 0; s.high && at < text.n;) {
                size_t from = at;
                if (utf8_next(text, &at) == 0xFFFD && at - from != 3) return false;
        }
        return true;
}
