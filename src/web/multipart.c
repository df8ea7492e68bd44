#include "web/multipart.h"

#include "base/utf8.h"

#define BOUNDARY_BYTES_MAX 70 /* RFC 2046 */

struct reading {
        struct arena *a;
        struct str rest; /* not read yet */
        struct str line; /* CRLF "--" boundary */
        struct web_part *part;
        size_t part_n, cap, files;
};

/* ---- pieces of a header ---------------------------------------------------------------------- */

static char small(char c)
{
        if (c >= 'A' && c <= 'Z') return (char)(c | 32);
        return c;
}

static bool same(struct str s, struct str want)
{
        if (s.n != want.n) return false;
        for (size_t i = 0; i < s.n; i++)
                if (small(s.p[i]) != want.p[i]) return false;
        return true;
}

/* ; name=value or name="value", from *s on. In quotes \ stands before " and \. */
static bool take_parameter(struct arena *a, struct str *s, struct str *ret_name,
                           struct str *ret_value)
{
        struct str name, value;
        *s = str_trim(*s);
        if (!str_starts(*s, S(";"))) return false;
        if (!str_cut(str_from(*s, 1), '=', &name, &value)) return false;
        *ret_name = str_trim(name);
        if (!str_starts(value, S("\""))) {
                size_t n = 0;
                while (n < value.n && value.p[n] != ';' && value.p[n] != '"') n++;
                *ret_value = str_trim(str_sub(value, 0, n));
                *s = str_from(value, n);
                return ret_value->n > 0;
        }
        char *out = ARENA_NEW(a, char, value.n);
        size_t n = 0, i = 1;
        for (; i < value.n && value.p[i] != '"'; i++) {
                bool quoted = value.p[i] == '\\' && i + 1 < value.n &&
                              (value.p[i + 1] == '"' || value.p[i + 1] == '\\');
                if (quoted) i++;
                out[n++] = value.p[i];
        }
        if (i == value.n) return false;
        *ret_value = (struct str){ out, n };
        *s = str_from(value, i + 1);
        return true;
}

/* %22 %0D %0A as browsers write them into names; nothing else is decoded. */
static struct str unescape(struct arena *a, struct str s)
{
        static const struct {
                struct str from;
                char to;
        } row[] = { { SI("%22"), '"' }, { SI("%0D"), '\r' }, { SI("%0A"), '\n' } };
        char *out = ARENA_NEW(a, char, s.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < s.n; i++) {
                char c = s.p[i];
                for (size_t k = 0; c == '%' && k < LEN(row); k++)
                        if (str_eq(str_sub(s, i, 3), row[k].from)) c = row[k].to, i += 2;
                out[n++] = c;
        }
        return (struct str){ out, n };
}

static enum err boundary_of(struct arena *a, struct str type, struct str *ret)
{
        struct str name, value;
        *ret = STR_NONE;
        size_t at = 0;
        while (at < type.n && type.p[at] != ';') at++;
        struct str rest = str_from(type, at);
        if (!same(str_trim(str_sub(type, 0, at)), S("multipart/form-data"))) return ERR_INPUT;
        while (str_trim(rest).n) {
                if (!take_parameter(a, &rest, &name, &value)) return ERR_INPUT;
                if (!same(name, S("boundary"))) continue;
                if (ret->n || value.n == 0 || value.n > BOUNDARY_BYTES_MAX) return ERR_INPUT;
                *ret = value;
        }
        for (size_t i = 0; i < ret->n; i++)
                if (ret->p[i] < 0x20 || ret->p[i] == 0x7f) return ERR_INPUT;
        return ret->n ? OK : ERR_INPUT;
}

/* ---- one part -------------------------------------------------------------------------------- */

static enum err read_disposition(struct reading *r, struct str value, struct web_part *p)
{
        bool named = false;
        size_t at = 0;
        while (at < value.n && value.p[at] != ';') at++;
        struct str rest = str_from(value, at), name, text;
        if (!same(str_trim(str_sub(value, 0, at)), S("form-data"))) return ERR_INPUT;
        while (str_trim(rest).n) {
                if (!take_parameter(r->a, &rest, &name, &text)) return ERR_INPUT;
                text = unescape(r->a, text);
                if (!utf8_ok(text)) return ERR_INPUT;
                if (same(name, S("name"))) {
                        if (named) return ERR_INPUT;
                        named = true;
                        p->name = text;
                } else if (same(name, S("filename"))) {
                        if (p->is_file) return ERR_INPUT;
                        p->is_file = true;
                        p->file = text;
                } else {
                        return ERR_INPUT; /* filename* is forbidden (RFC 7578 4.2) */
                }
        }
        return named && p->name.n ? OK : ERR_INPUT;
}

/* Header lines up to the empty one. */
static enum err read_head(struct reading *r, struct web_part *p)
{
        bool said = false;
        size_t left = PART_HEAD_BYTES_MAX;
        for (;;) {
                size_t n;
                struct str name, value;
                if (!str_find(str_sub(r->rest, 0, left), S("\r\n"), &n))
                        return r->rest.n > left ? ERR_LIMIT : ERR_INPUT;
                struct str line = str_sub(r->rest, 0, n);
                r->rest = str_from(r->rest, n + 2);
                left -= n + 2;
                if (n == 0) return said ? OK : ERR_INPUT;
                for (size_t i = 0; i < n; i++)
                        if ((unsigned char)line.p[i] < 0x20 && line.p[i] != '\t') return ERR_INPUT;
                if (!str_cut(line, ':', &name, &value)) return ERR_INPUT;
                if (same(name, S("content-transfer-encoding"))) return ERR_INPUT;
                if (!same(name, S("content-disposition"))) continue;
                if (said) return ERR_INPUT;
                said = true;
                TRY(read_disposition(r, value, p));
        }
}

static enum err read_part(struct reading *r)
{
        struct web_part p = { .is_file = false };
        size_t n;
        TRY(read_head(r, &p));
        if (!str_find(r->rest, r->line, &n)) return ERR_INPUT;
        p.body = str_sub(r->rest, 0, n);
        r->rest = str_from(r->rest, n + r->line.n);
        if (!p.is_file && !utf8_ok(p.body)) return ERR_INPUT;
        r->files += p.is_file && p.body.n;
        if (r->part_n == WEB_PAIRS_MAX || r->files > FILES_OF_FORM_MAX) return ERR_LIMIT;
        *ARENA_PUSH(r->a, r->part, r->part_n, r->cap) = p;
        return OK;
}

enum err multipart_parse(struct arena *a, struct str type, struct str body, struct web_part **ret,
                         size_t *ret_n)
{
        struct reading r = { .a = a };
        struct str boundary;
        TRY(boundary_of(a, type, &boundary));
        r.line = str_printf(a, "\r\n--%.*s", SP(boundary));
        struct str first = str_from(r.line, 2);
        if (!str_starts(body, first)) return ERR_INPUT;
        r.rest = str_from(body, first.n);
        while (str_starts(r.rest, S("\r\n"))) {
                r.rest = str_from(r.rest, 2);
                TRY(read_part(&r));
        }
        if (!str_starts(r.rest, S("--"))) return ERR_INPUT;
        struct str end = str_from(r.rest, 2);
        if (end.n && !str_eq(end, S("\r\n"))) return ERR_INPUT;
        *ret = r.part;
        *ret_n = r.part_n;
        return OK;
}
