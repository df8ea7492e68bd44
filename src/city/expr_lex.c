/* CQL2 Text into tokens: rules identifier, characterLiteral, numericLiteral of OGC 21-065r2.
 *
 * Chinese punctuation is refused with the ASCII sign to type instead, although the standard counts
 * some of it among the characters of a name: it is the most common slip at a Chinese keyboard. */
#include "base/num.h"
#include "base/utf8.h"
#include "city/expr_in.h"

struct str expr_at(struct arena *a, struct str where, int at)
{
        return str_printf(a, "%.*s:%d", SP(where), at + 1);
}

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

static char lower(char c)
{
        if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
        return c;
}

bool expr_word_is(struct str s, const char *word)
{
        size_t i = 0;
        for (; i < s.n && word[i]; i++)
                if (lower(s.p[i]) != lower(word[i])) return false;
        return i == s.n && !word[i];
}

static const struct {
        const char *word;
        enum tok kind;
} keywords[] = {
        { "and", TOK_AND },     { "or", TOK_OR },           { "not", TOK_NOT },
        { "like", TOK_LIKE },   { "in", TOK_IN },           { "is", TOK_IS },
        { "null", TOK_NULL },   { "between", TOK_BETWEEN }, { "true", TOK_TRUE },
        { "false", TOK_FALSE }, { "div", TOK_DIV },
};

static enum tok keyword(struct str s)
{
        for (size_t i = 0; i < LEN(keywords); i++)
                if (expr_word_is(s, keywords[i].word)) return keywords[i].kind;
        return TOK_NAME;
}

struct range {
        uint32_t from, to;
};

static bool in_ranges(uint32_t c, const struct range *r, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (c >= r[i].from && c <= r[i].to) return true;
        return false;
}

static bool name_start(uint32_t c)
{
        static const struct range r[] = {
                { ':', ':' },       { '_', '_' },       { 'A', 'Z' },       { 'a', 'z' },
                { 0xC0, 0xD6 },     { 0xD8, 0xF6 },     { 0xF8, 0x2FF },    { 0x370, 0x37D },
                { 0x37F, 0x1FFE },  { 0x200C, 0x200D }, { 0x2070, 0x218F }, { 0x2C00, 0x2FEF },
                { 0x3001, 0xD7FF }, { 0xF900, 0xFDCF }, { 0xFDF0, 0xFFFD }, { 0x10000, 0xEFFFF },
        };
        return in_ranges(c, r, LEN(r));
}

static bool name_part(uint32_t c)
{
        static const struct range r[] = {
                { '.', '.' },
                { '0', '9' },
                { 0x300, 0x36F },
                { 0x203F, 0x2040 },
        };
        return name_start(c) || in_ranges(c, r, LEN(r));
}

static bool is_space(uint32_t c)
{
        static const struct range r[] = {
                { 0x09, 0x0D },     { ' ', ' ' },       { 0x85, 0x85 },     { 0xA0, 0xA0 },
                { 0x1680, 0x1680 }, { 0x2000, 0x200A }, { 0x2028, 0x2029 }, { 0x202F, 0x202F },
                { 0x205F, 0x205F }, { 0x3000, 0x3000 },
        };
        return in_ranges(c, r, LEN(r));
}

/* The ASCII sign meant by a Chinese or full-width one, or nothing. */
struct ascii {
        char s[3];
};

static struct ascii ascii_for(uint32_t c)
{
        static const struct {
                uint32_t c;
                struct ascii ascii;
        } meant[] = {
                { 0x2018, { "'" } },  { 0x2019, { "'" } },  { 0x201C, { "\"" } },
                { 0x201D, { "\"" } }, { 0x3001, { "," } },  { 0x3002, { "." } },
                { 0x300A, { "<" } },  { 0x300B, { ">" } },  { 0x3010, { "(" } },
                { 0x3011, { ")" } },  { 0x3014, { "(" } },  { 0x3015, { ")" } },
                { 0x2264, { "<=" } }, { 0x2265, { ">=" } }, { 0x2260, { "<>" } },
                { 0xD7, { "*" } },    { 0xF7, { "/" } },
        };
        for (size_t i = 0; i < LEN(meant); i++)
                if (meant[i].c == c) return meant[i].ascii;
        if (c < 0xFF01 || c > 0xFF5E) return (struct ascii){ "" };
        char full = (char)(c - 0xFEE0);
        bool word = is_digit(full) || (lower(full) >= 'a' && lower(full) <= 'z') || full == '_';
        if (word) return (struct ascii){ "" };
        return (struct ascii){ { full } };
}

static enum err refuse_sign(struct parser *p, struct str got, uint32_t c)
{
        struct str at = expr_at(p->a, p->where, p->chars);
        struct ascii ascii = ascii_for(c);
        if (ascii.s[0])
                return FAULT(p->f, ERR_INPUT, "expr.sign", at,
                             "表达式里有中文标点“%.*s”，请改用英文半角“%s”",
                             "“%.*s” is not an ASCII sign: type “%s”", SP(got), ascii.s);
        return FAULT(p->f, ERR_INPUT, "expr.sign", at, "表达式里不能有“%.*s”",
                     "“%.*s” cannot stand in an expression", SP(got));
}

/* Takes n bytes as a token of this kind. */
static enum err take(struct parser *p, enum tok kind, size_t n)
{
        p->t.kind = kind;
        p->t.at = p->chars;
        p->t.raw = str_sub(p->text, p->pos, n);
        p->chars += (int)utf8_len(p->t.raw);
        p->pos += n;
        return OK;
}

static size_t name_bytes(struct str s)
{
        size_t at = 0;
        while (at < s.n) {
                size_t next = at;
                uint32_t c = utf8_next(s, &next);
                if (!(at ? name_part(c) : name_start(c)) || ascii_for(c).s[0]) break;
                at = next;
        }
        return at;
}

bool expr_bare_name(struct str s)
{
        return s.n && name_bytes(s) == s.n && keyword(s) == TOK_NAME;
}

static size_t digits(struct str s, size_t at)
{
        while (at < s.n && is_digit(s.p[at])) at++;
        return at;
}

/* digits [ "." [digits] ] | "." digits, then [ E [sign] digits ]. */
static size_t number_bytes(struct str s)
{
        size_t n = digits(s, 0);
        if (n < s.n && s.p[n] == '.') n = digits(s, n + 1);
        size_t e = n;
        if (e < s.n && lower(s.p[e]) == 'e') {
                e++;
                if (e < s.n && (s.p[e] == '+' || s.p[e] == '-')) e++;
                size_t end = digits(s, e);
                if (end > e) n = end;
        }
        return n;
}

/* A character literal: where its closing quote stands. '' and \' do not close it, and \\ is no
 * beginning of \'. */
static bool text_end(struct str s, size_t *ret)
{
        for (size_t i = 1; i < s.n; i++) {
                if (s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '\'' || s.p[i + 1] == '\\')) {
                        i++;
                } else if (s.p[i] == '\'') {
                        if (i + 1 < s.n && s.p[i + 1] == '\'') {
                                i++;
                                continue;
                        }
                        *ret = i;
                        return true;
                }
        }
        return false;
}

/* Text in ' or a name in ": the token is what stands between. */
static enum err quoted(struct parser *p, struct str rest)
{
        size_t end = 0;
        bool text = rest.p[0] == '\'';
        bool closed = text ? text_end(rest, &end) : str_find(str_from(rest, 1), S("\""), &end);
        if (!closed)
                return FAULT(p->f, ERR_INPUT, "expr.quote", expr_at(p->a, p->where, p->chars),
                             "引号没有收尾", "this quote is never closed");
        if (!text) end++;
        TRY(take(p, text ? TOK_TEXT : TOK_QUOTED, end + 1));
        p->t.raw = str_sub(p->t.raw, 1, end - 1);
        if (!text && name_bytes(p->t.raw) != p->t.raw.n)
                return FAULT(p->f, ERR_INPUT, "expr.name", expr_at(p->a, p->where, p->t.at),
                             "“%.*s”不能作字段名", "“%.*s” cannot be the name of a property",
                             SP(p->t.raw));
        if (!text && p->t.raw.n == 0)
                return FAULT(p->f, ERR_INPUT, "expr.name", expr_at(p->a, p->where, p->t.at),
                             "双引号里没有字段名（文字用单引号）",
                             "no property name in the double quotes (texts take single ones)");
        return OK;
}

/* A sign of one or two characters. */
static enum err sign(struct parser *p, struct str rest)
{
        static const struct {
                char c[3];
                enum tok kind;
        } signs[] = {
                { "<>", TOK_NE },   { "<=", TOK_LE },     { ">=", TOK_GE },   { "(", TOK_OPEN },
                { ")", TOK_CLOSE }, { ",", TOK_COMMA },   { "=", TOK_EQ },    { "<", TOK_LT },
                { ">", TOK_GT },    { "+", TOK_PLUS },    { "-", TOK_MINUS }, { "*", TOK_STAR },
                { "/", TOK_SLASH }, { "%", TOK_PERCENT }, { "^", TOK_CARET },
        };
        for (size_t i = 0; i < LEN(signs); i++)
                if (str_starts(rest, str_c(signs[i].c)))
                        return take(p, signs[i].kind, str_c(signs[i].c).n);
        size_t next = 0;
        uint32_t c = utf8_next(rest, &next);
        if (str_starts(rest, S("!=")))
                return FAULT(p->f, ERR_INPUT, "expr.sign", expr_at(p->a, p->where, p->chars),
                             "不等号写作 <>", "unequal is written <>");
        return refuse_sign(p, str_sub(rest, 0, next), c);
}

enum err expr_next(struct parser *p)
{
        while (p->pos < p->text.n) {
                size_t next = p->pos;
                if (!is_space(utf8_next(p->text, &next))) break;
                p->pos = next;
                p->chars++;
        }
        struct str rest = str_from(p->text, p->pos);
        if (rest.n == 0) return take(p, TOK_END, 0);
        if (rest.p[0] == '\'' || rest.p[0] == '"') return quoted(p, rest);
        bool number =
                is_digit(rest.p[0]) || (rest.p[0] == '.' && rest.n > 1 && is_digit(rest.p[1]));
        if (number) return take(p, TOK_NUMBER, number_bytes(rest));
        size_t name = name_bytes(rest);
        if (name) return take(p, keyword(str_sub(rest, 0, name)), name);
        return sign(p, rest);
}

/* The control character of \c, or 0. */
static char control(char c)
{
        static const char letters[] = "abtnvfr", meant[] = "\a\b\t\n\v\f\r";
        const char *at = c ? strchr(letters, c) : NULL;
        if (!at) return '\0';
        return meant[at - letters];
}

struct str expr_unquote(struct arena *a, struct str raw, bool pattern)
{
        char *out = ARENA_NEW(a, char, raw.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < raw.n; i++) {
                char c = raw.p[i], next = '\0';
                if (i + 1 < raw.n) next = raw.p[i + 1];
                if (c == '\'') {
                        i++; /* '' */
                } else if (c == '\\' && next == '\'') {
                        c = '\'';
                        i++;
                } else if (c == '\\' && next == '\\') {
                        if (pattern) out[n++] = '\\';
                        i++;
                } else if (c == '\\' && control(next)) {
                        c = control(next);
                        i++;
                }
                out[n++] = c;
        }
        return (struct str){ out, n };
}

/* Digits of a number token without its point into a 64-bit integer; *ret_scale: how many of them
 * stood behind the point. Zeros at its end and beginning do not count. */
static bool mantissa(struct str s, int64_t *ret, int64_t *ret_scale)
{
        int64_t v = 0, scale = 0, zeros = 0;
        bool point = false;
        for (size_t i = 0; i < s.n; i++) {
                if (s.p[i] == '.') {
                        point = true;
                        continue;
                }
                scale += point;
                if (s.p[i] == '0') {
                        zeros++;
                        continue;
                }
                for (zeros = v ? zeros + 1 : 1; zeros; zeros--)
                        if (__builtin_mul_overflow(v, 10, &v)) return false;
                if (__builtin_add_overflow(v, s.p[i] - '0', &v)) return false;
        }
        *ret = v;
        *ret_scale = v ? scale - zeros : 0;
        return true;
}

/* The value of digits[.digits][E[sign]digits] as i / 10^digits with the fewest digits. */
static bool number_value(struct str s, struct value *ret)
{
        struct str head = s, tail = STR_NONE;
        for (size_t i = 0; i < s.n; i++) {
                if (lower(s.p[i]) != 'e') continue;
                head = str_sub(s, 0, i);
                tail = str_from(s, i + 1);
                break;
        }
        int64_t v, scale, exponent = 0;
        if (tail.n && tail.p[0] == '+') tail = str_from(tail, 1);
        if (!mantissa(head, &v, &scale)) return false;
        if (v && tail.n && num_parse_i64(tail, -1000, 1000, &exponent) != OK) return false;
        for (scale -= exponent; v && scale < 0; scale++)
                if (__builtin_mul_overflow(v, 10, &v)) return false;
        if (v && scale > DIGITS_MAX) return false;
        *ret = (struct value){ .type = T_NUMBER, .i = v };
        if (v) ret->digits = (int8_t)scale;
        return true;
}

enum err expr_number(struct parser *p, struct token t, bool negative, struct value *ret)
{
        struct value v;
        if (!number_value(t.raw, &v))
                return FAULT(p->f, ERR_INPUT, "expr.number", expr_at(p->a, p->where, t.at),
                             "数“%.*s”太长：小数至多%d位，总共至多18位",
                             "“%.*s” is too long: at most %d decimals, 18 digits in all", SP(t.raw),
                             DIGITS_MAX);
        if (negative) v.i = -v.i;
        *ret = v;
        return OK;
}
