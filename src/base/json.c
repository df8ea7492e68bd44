#include "base/json.h"

#include "base/arena.h"

#include <jansson.h>

#define SAFE_INT ((int64_t)1 << 53)

void jout_init(struct jout *j, struct buf *b, bool canonical)
{
        *j = (struct jout){ .b = b, .canonical = canonical };
}

/* Before a value: the comma, and the check that an object's value has its key. */
static void value_begin(struct jout *j)
{
        if (j->depth == 0) return;
        int d = j->depth - 1;
        if (j->at[d].kind == '{') {
                ASSERT(j->at[d].keyed);
                j->at[d].keyed = false;
                return;
        }
        if (j->at[d].any) buf_putc(j->b, ',');
        j->at[d].any = true;
}

void jout_open(struct jout *j, char kind)
{
        ASSERT(kind == '{' || kind == '[');
        value_begin(j);
        ASSERT(j->depth < JSON_DEPTH_MAX);
        j->at[j->depth].kind = kind;
        j->at[j->depth].any = j->at[j->depth].keyed = false;
        j->at[j->depth].last_n = 0;
        j->depth++;
        buf_putc(j->b, kind);
}

void jout_close(struct jout *j)
{
        ASSERT(j->depth > 0 && !j->at[j->depth - 1].keyed);
        j->depth--;
        buf_putc(j->b, j->at[j->depth].kind == '{' ? '}' : ']');
}

/* Bytes from i on that stand as they are; looks at eight at a time. */
static size_t plain_until(struct str s, size_t i)
{
        const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
        for (uint64_t w; i + sizeof w <= s.n; i += sizeof w) {
                memcpy(&w, s.p + i, sizeof w);
                uint64_t quote = w ^ ones * '"', back = w ^ ones * '\\';
                /* the top bit of a byte that is below 0x20, or zero: the lowest such is right */
                uint64_t low = (w - ones * 0x20) & ~w;
                if ((low | ((quote - ones) & ~quote) | ((back - ones) & ~back)) & tops) break;
        }
        while (i < s.n && (unsigned char)s.p[i] >= 0x20 && s.p[i] != '"' && s.p[i] != '\\') i++;
        return i;
}

/* RFC 8785 3.2.2.2: the short escapes where they exist, \u00xx for other controls. */
static void quoted(struct buf *b, struct str s)
{
        static const char digit[] = "0123456789abcdef";
        size_t from = 0;
        buf_putc(b, '"');
        for (size_t i = 0; (i = plain_until(s, i)) < s.n; i++) {
                unsigned char c = (unsigned char)s.p[i];
                buf_put(b, str_sub(s, from, i - from));
                from = i + 1;
                char e[7] = { '\\', 0 };
                size_t n = 2;
                switch (c) {
                case '"': e[1] = '"'; break;
                case '\\': e[1] = '\\'; break;
                case '\b': e[1] = 'b'; break;
                case '\f': e[1] = 'f'; break;
                case '\n': e[1] = 'n'; break;
                case '\r': e[1] = 'r'; break;
                case '\t': e[1] = 't'; break;
                default:
                        e[1] = 'u';
                        e[2] = e[3] = '0';
                        e[4] = digit[c >> 4];
                        e[5] = digit[c & 15];
                        n = 6;
                }
                buf_put(b, (struct str){ e, n });
        }
        buf_put(b, str_from(s, from));
        buf_putc(b, '"');
}

/* ,"key": of a key without escapes. */
static void plain_key(struct buf *b, struct str key, bool comma)
{
        char *p = buf_take(b, key.n + 3 + comma);
        if (!p) return;
        if (comma) *p++ = ',';
        *p++ = '"';
        if (key.n) memcpy(p, key.p, key.n);
        p[key.n] = '"';
        p[key.n + 1] = ':';
}

void jout_key(struct jout *j, struct str key)
{
        ASSERT(j->depth > 0 && j->at[j->depth - 1].kind == '{' && !j->at[j->depth - 1].keyed);
        int d = j->depth - 1;
        if (j->canonical) {
                ASSERT(key.n < sizeof j->at[d].last);
                struct str last = { j->at[d].last, j->at[d].last_n };
                ASSERT(!j->at[d].any || str_cmp(last, key) < 0);
                if (key.n) memcpy(j->at[d].last, key.p, key.n);
                j->at[d].last_n = key.n;
        }
        bool comma = j->at[d].any;
        j->at[d].any = true;
        j->at[d].keyed = true;
        if (plain_until(key, 0) == key.n) {
                plain_key(j->b, key, comma);
                return;
        }
        if (comma) buf_putc(j->b, ',');
        quoted(j->b, key);
        buf_putc(j->b, ':');
}

void jout_text(struct jout *j, struct str s)
{
        value_begin(j);
        quoted(j->b, s);
}

void jout_int(struct jout *j, int64_t v)
{
        value_begin(j);
        bool safe = v >= -SAFE_INT && v <= SAFE_INT;
        ASSERT(safe || !j->canonical);
        if (!safe) buf_putc(j->b, '"');
        buf_int(j->b, v);
        if (!safe) buf_putc(j->b, '"');
}

void jout_bool(struct jout *j, bool v)
{
        value_begin(j);
        buf_put(j->b, v ? S("true") : S("false"));
}

void jout_null(struct jout *j)
{
        value_begin(j);
        buf_put(j->b, S("null"));
}

void jout_hex(struct jout *j, const void *bytes, size_t n)
{
        value_begin(j);
        buf_putc(j->b, '"');
        buf_hex(j->b, bytes, n);
        buf_putc(j->b, '"');
}

void jout_raw(struct jout *j, struct str canonical)
{
        ASSERT(json_canonical(canonical));
        jout_raw_known(j, canonical);
}

void jout_raw_known(struct jout *j, struct str canonical)
{
        value_begin(j);
        buf_put(j->b, canonical);
}

void jout_key_text(struct jout *j, struct str key, struct str s)
{
        jout_key(j, key);
        jout_text(j, s);
}

void jout_key_int(struct jout *j, struct str key, int64_t v)
{
        jout_key(j, key);
        jout_int(j, v);
}

void jout_key_bool(struct jout *j, struct str key, bool v)
{
        jout_key(j, key);
        jout_bool(j, v);
}

static bool convert(struct arena *a, json_t *in, int depth, struct jval *out);

static bool convert_object(struct arena *a, json_t *in, int depth, struct jval *out)
{
        out->kind = JOBJECT;
        out->items = ARENA_NEW(a, struct jval, json_object_size(in));
        out->keys = ARENA_NEW(a, struct str, json_object_size(in));
        const char *key;
        json_t *v;
        json_object_foreach(in, key, v)
        {
                out->keys[out->n] = str_dup(a, str_c(key));
                if (!convert(a, v, depth + 1, &out->items[out->n++])) return false;
        }
        return true;
}

/* depth: objects and arrays around it. As deep as jout_value can write, no deeper. */
static bool convert(struct arena *a, json_t *in, int depth, struct jval *out)
{
        if (depth == JSON_DEPTH_MAX && (json_is_array(in) || json_is_object(in))) return false;
        switch (json_typeof(in)) {
        case JSON_NULL: out->kind = JNULL; return true;
        case JSON_TRUE:
        case JSON_FALSE:
                out->kind = JBOOL;
                out->truth = json_is_true(in);
                return true;
        case JSON_INTEGER:
                out->kind = JINT;
                out->i = json_integer_value(in);
                return true;
        case JSON_REAL:
                out->kind = JREAL;
                out->real = json_real_value(in);
                return true;
        case JSON_STRING:
                out->kind = JTEXT;
                out->text =
                        str_dup(a, (struct str){ json_string_value(in), json_string_length(in) });
                return true;
        case JSON_ARRAY:
                out->kind = JARRAY;
                out->items = ARENA_NEW(a, struct jval, json_array_size(in));
                for (; out->n < json_array_size(in); out->n++)
                        if (!convert(a, json_array_get(in, out->n), depth + 1, &out->items[out->n]))
                                return false;
                return true;
        case JSON_OBJECT: return convert_object(a, in, depth, out);
        }
        BUG("json type");
}

enum err jval_parse(struct arena *a, struct str s, struct jval **ret, struct str *ret_why)
{
        if (s.n > JSON_BYTES_MAX) {
                *ret_why = S("too long");
                return ERR_LIMIT;
        }
        json_error_t e;
        json_t *j = json_loadb(s.n ? s.p : "", s.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
        if (!j) {
                *ret_why = str_printf(a, "%d:%d: %s", e.line, e.column, e.text);
                return ERR_INPUT;
        }
        struct jval *v = ARENA_NEW(a, struct jval, 1);
        bool ok = convert(a, j, 0, v);
        json_decref(j);
        if (!ok) {
                *ret_why = S("nested too deep");
                return ERR_LIMIT;
        }
        *ret = v;
        return OK;
}

const struct jval *jval_get(const struct jval *o, struct str key)
{
        if (!o || o->kind != JOBJECT) return NULL;
        for (size_t i = 0; i < o->n; i++)
                if (str_eq(o->keys[i], key)) return &o->items[i];
        return NULL;
}

struct str jval_text(const struct jval *o, struct str key)
{
        const struct jval *v = jval_get(o, key);
        return v && v->kind == JTEXT ? v->text : STR_NONE;
}

int64_t jval_int(const struct jval *o, struct str key, int64_t none)
{
        const struct jval *v = jval_get(o, key);
        return v && v->kind == JINT ? v->i : none;
}

bool jval_bool(const struct jval *o, struct str key)
{
        const struct jval *v = jval_get(o, key);
        return v && v->kind == JBOOL && v->truth;
}

struct member {
        struct str key;
        const struct jval *value;
};

static int by_key(const void *a, const void *b)
{
        return str_cmp(((const struct member *)a)->key, ((const struct member *)b)->key);
}

static void value_object(struct jout *j, const struct jval *v)
{
        struct arena a = { 0 };
        struct member *m = ARENA_NEW(&a, struct member, v->n);
        for (size_t i = 0; i < v->n; i++) m[i] = (struct member){ v->keys[i], &v->items[i] };
        if (v->n) qsort(m, v->n, sizeof *m, by_key);
        jout_open(j, '{');
        for (size_t i = 0; i < v->n; i++) {
                jout_key(j, m[i].key);
                jout_value(j, m[i].value);
        }
        jout_close(j);
        arena_done(&a);
}

void jout_value(struct jout *j, const struct jval *v)
{
        switch (v->kind) {
        case JNULL: jout_null(j); break;
        case JBOOL: jout_bool(j, v->truth); break;
        case JINT: jout_int(j, v->i); break;
        case JREAL: BUG("a float is never written");
        case JTEXT: jout_text(j, v->text); break;
        case JARRAY:
                jout_open(j, '[');
                for (size_t i = 0; i < v->n; i++) jout_value(j, &v->items[i]);
                jout_close(j);
                break;
        case JOBJECT: value_object(j, v); break;
        }
}
