#include "ask/mask.h"

#include "base/json.h"
#include "base/utf8.h"

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* Digits and what stands between them in telephone numbers; letters only as an ID number's last
 * X. */
static size_t digits_of(struct str s, bool *ret_only)
{
        size_t n = 0;
        *ret_only = true;
        for (size_t i = 0; i < s.n; i++) {
                bool last_x = (s.p[i] == 'X' || s.p[i] == 'x') && i + 1 == s.n && n == 17;
                bool between = s.p[i] == '-' || s.p[i] == ' ' || s.p[i] == '+' || s.p[i] == '(' ||
                               s.p[i] == ')';
                if (is_digit(s.p[i]) || last_x) n++;
                else if (!between) *ret_only = false;
        }
        return n;
}

/* Keeps the first and last so many digits; everything between becomes one row of stars. */
static struct str keep_ends(struct arena *a, struct str s, size_t head, size_t tail, size_t stars)
{
        char *out = ARENA_NEW(a, char, head + stars + tail);
        size_t n = 0, total = 0, seen = 0;
        for (size_t i = 0; i < s.n; i++)
                total += is_digit(s.p[i]) || s.p[i] == 'X' || s.p[i] == 'x';
        for (size_t i = 0; i < s.n; i++) {
                if (!is_digit(s.p[i]) && s.p[i] != 'X' && s.p[i] != 'x') continue;
                if (seen == head)
                        for (size_t k = 0; k < stars; k++) out[n++] = '*';
                if (seen < head || seen >= total - tail) out[n++] = s.p[i];
                seen++;
        }
        return (struct str){ out, n };
}

static struct str first_character(struct arena *a, struct str s)
{
        size_t at = 0;
        if (s.n) (void)utf8_next(s, &at);
        return str_join(a, str_sub(s, 0, at), S("**"));
}

struct str mask_text(struct arena *a, struct str s)
{
        bool only;
        s = str_trim(s);
        if (s.n == 0) return STR_NONE;
        size_t n = digits_of(s, &only);
        if (only && n == 18) return keep_ends(a, s, 6, 4, 8);
        if (only && n >= 7 && n < 18) return keep_ends(a, s, 3, n >= 11 ? 4 : 3, 4);
        if (only && n >= 7) return keep_ends(a, s, 4, 4, 8);
        return first_character(a, s);
}

/* Members in the order they stand; a text that is no JSON object is shown as a whole. */
static struct str person(struct arena *a, struct str json, bool mask)
{
        struct jval *o;
        struct str why, out = STR_NONE;
        if (jval_parse(a, json, &o, &why) != OK || o->kind != JOBJECT)
                return mask ? mask_text(a, json) : json;
        for (size_t i = 0; i < o->n; i++) {
                struct str v = o->items[i].kind == JTEXT ? o->items[i].text : STR_NONE;
                if (mask) v = mask_text(a, v);
                if (v.n == 0) continue;
                out = str_printf(a, "%.*s%s%.*s", SP(out), out.n ? " " : "", SP(v));
        }
        return out;
}

struct str mask_person(struct arena *a, struct str json)
{
        return person(a, json, true);
}

struct str bare_person(struct arena *a, struct str json)
{
        return person(a, json, false);
}
