/* SQL text on its way to SQLite: `$1` is a *name* there, numbered by first appearance, so `$2, $1`
 * would bind swapped; `?2, ?1` is by number. The rewriting keeps every other byte. */
#include "store/sqlite.h"

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               c == '$' || (unsigned char)c >= 0x80;
}

/* End of the literal, quoted name or comment that begins at i, or i if none does. One that never
 * ends reaches to the end of the text. A doubled quote is two literals side by side: no matter. */
static size_t skip_quoted(struct str s, size_t i)
{
        char c = s.p[i], d = '\0';
        if (i + 1 < s.n) d = s.p[i + 1];
        struct str end = STR_NONE;
        size_t from = i + 1, at;
        if (c == '\'') end = S("'");
        else if (c == '"') end = S("\"");
        else if (c == '`') end = S("`");
        else if (c == '[') end = S("]");
        else if (c == '-' && d == '-') end = S("\n");
        else if (c == '/' && d == '*') end = S("*/"), from = i + 2;
        if (end.n == 0) return i;
        return str_find(str_from(s, from), end, &at) ? from + at + end.n : s.n;
}

enum err text_rewrite(struct buf *out, struct str sql, const char **ret_why)
{
        buf_reset(out);
        for (size_t i = 0; i < sql.n;) {
                size_t end = skip_quoted(sql, i);
                if (end > i) {
                        buf_put(out, str_sub(sql, i, end - i));
                        i = end;
                        continue;
                }
                char c = sql.p[i];
                bool starts = i == 0 || !is_name(sql.p[i - 1]);
                if (c == '\0' || c == '?' || c == '@' || c == ':' || (c == '$' && starts)) {
                        if (c != '$' || i + 1 == sql.n || !is_digit(sql.p[i + 1])) {
                                *ret_why = "parameters are $1 to $n";
                                return ERR_IO;
                        }
                        c = '?';
                }
                buf_putc(out, c);
                i++;
        }
        buf_putc(out, '\0');
        if (out->err != OK) *ret_why = "the statement is too long";
        return out->err;
}

bool text_blank(const char *tail)
{
        struct str s = str_c(tail);
        for (size_t i = 0; i < s.n;) {
                size_t end = s.p[i] == '-' || s.p[i] == '/' ? skip_quoted(s, i) : i;
                if (end == i && !str_find(S(" \t\r\n\f;"), str_sub(s, i, 1), &(size_t){ 0 }))
                        return false;
                i = end > i ? end : i + 1;
        }
        return true;
}
