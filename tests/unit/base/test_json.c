#include "base/json.h"

#include <string.h>

#include "base/arena.h"
#include "lib/dies.h"
#include "lib/t.h"

/* What canonical mode writes for a text: RFC 8785 3.2.2.2 and its example in 3.2.2. */
TEST(json_writes_strings)
{
        static const struct {
                const char *s, *want;
        } row[] = {
                { "", "\"\"" },
                { "路灯 é \xf0\x9f\x98\x80", "\"路灯 é \xf0\x9f\x98\x80\"" },
                { "\"\\/", "\"\\\"\\\\/\"" },
                { "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"" },
                { "\x01\x0b\x0e\x1f", "\"\\u0001\\u000b\\u000e\\u001f\"" },
                { "\x7f\xc2\x80\xe2\x80\xa8", "\"\x7f\xc2\x80\xe2\x80\xa8\"" },
                { "€$\x0f\nA'B\"\\\\\"/", "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"" },
                { "</script>", "\"</script>\"" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(buf_free) struct buf b = { .limit = 1000 };
                struct jout j;
                jout_init(&j, &b, true);
                jout_text(&j, str_c(row[i].s));
                CHECK_STR(i, buf_view(&b), row[i].want);
        }
        AUTO(buf_free) struct buf b = { .limit = 1000 };
        struct jout j;
        jout_init(&j, &b, true);
        jout_text(&j, S("\0"));
        CHECK_STR(-1, buf_view(&b), "\"\\u0000\"");
}

TEST(json_writes_structures)
{
        AUTO(buf_free) struct buf b = { .limit = 1000 };
        struct jout j;
        jout_init(&j, &b, true);
        jout_open(&j, '{');
        jout_key(&j, S(""));
        jout_open(&j, '[');
        jout_close(&j);
        jout_key(&j, S("A"));
        jout_open(&j, '{');
        jout_close(&j);
        jout_key_int(&j, S("a"), -1);
        jout_key_text(&j, S("aa"), S("x"));
        jout_key_bool(&j, S("b"), true);
        jout_key(&j, S("c"));
        jout_open(&j, '[');
        jout_null(&j);
        jout_bool(&j, false);
        jout_open(&j, '{');
        jout_key_int(&j, S("z"), (int64_t)1 << 53);
        jout_key_int(&j, S("zz"), -((int64_t)1 << 53));
        jout_close(&j);
        jout_int(&j, 0);
        jout_hex(&j, "\x00\xff", 2);
        jout_close(&j);
        jout_close(&j);
        CHECK_STR(-1, buf_view(&b),
                  "{\"\":[],\"A\":{},\"a\":-1,\"aa\":\"x\",\"b\":true,\"c\":[null,false,"
                  "{\"z\":9007199254740992,\"zz\":-9007199254740992},0,\"00ff\"]}");
        CHECK(json_canonical(buf_view(&b)));
        /* plain: any order, and what a reader's number could not hold is text */
        buf_reset(&b);
        jout_init(&j, &b, false);
        jout_open(&j, '{');
        jout_key_int(&j, S("b"), INT64_MIN);
        jout_key_int(&j, S("a"), ((int64_t)1 << 53) + 1);
        jout_close(&j);
        CHECK_STR(-1, buf_view(&b), "{\"b\":\"-9223372036854775808\",\"a\":\"9007199254740993\"}");
}

static struct jout *object(struct buf *b)
{
        static struct jout j;
        *b = (struct buf){ .limit = 1000 };
        jout_init(&j, b, true);
        jout_open(&j, '{');
        return &j;
}

static void keys_fall(void *b)
{
        struct jout *j = object(b);
        jout_key_int(j, S("b"), 1);
        jout_key_int(j, S("a"), 1);
}

static void keys_repeat(void *b)
{
        struct jout *j = object(b);
        jout_key_int(j, S("a"), 1);
        jout_key_int(j, S("a"), 1);
}

static void keys_long(void *b)
{
        static const char key[64] = { 'a' };
        jout_key(object(b), (struct str){ key, sizeof key });
}

static void value_without_key(void *b)
{
        jout_int(object(b), 1);
}

static void key_without_value(void *b)
{
        struct jout *j = object(b);
        jout_key(j, S("a"));
        jout_close(j);
}

static void key_after_key(void *b)
{
        struct jout *j = object(b);
        jout_key(j, S("a"));
        jout_key(j, S("b"));
}

static void key_in_array(void *b)
{
        struct jout *j = object(b);
        jout_key(j, S("a"));
        jout_open(j, '[');
        jout_key(j, S("b"));
}

static void integer_too_big(void *b)
{
        jout_key_int(object(b), S("a"), ((int64_t)1 << 53) + 1);
}

static void closed_too_often(void *b)
{
        struct jout *j = object(b);
        jout_close(j);
        jout_close(j);
}

static void too_deep(void *b)
{
        struct jout *j = object(b);
        jout_key(j, S("a"));
        for (int i = 0; i < JSON_DEPTH_MAX; i++) jout_open(j, '[');
}

static void float_written(void *b)
{
        struct jval v = { .kind = JREAL };
        struct jout *j = object(b);
        jout_key(j, S("a"));
        jout_value(j, &v);
}

static void raw_not_canonical(void *b)
{
        struct jout *j = object(b);
        jout_key(j, S("a"));
        jout_raw(j, S("{\"b\": 1}"));
}

TEST(json_writes_canonical_text_as_it_stands)
{
        AUTO(buf_free) struct buf b = { .limit = 1000 };
        struct jout j;
        jout_init(&j, &b, true);
        jout_open(&j, '[');
        jout_raw(&j, S("{\"a\":[1,\"路\"]}"));
        jout_raw(&j, S("null"));
        jout_close(&j);
        CHECK_STR(-1, buf_view(&b), "[{\"a\":[1,\"路\"]},null]");
}

TEST(json_misuse_is_a_bug)
{
        static void (*const wrong[])(void *) = {
                keys_fall,         keys_repeat,   keys_long,     value_without_key,
                key_without_value, key_after_key, key_in_array,  integer_too_big,
                closed_too_often,  too_deep,      float_written, raw_not_canonical,
        };
        struct buf b;
        for (size_t i = 0; i < LEN(wrong); i++) CHECK_ROW(i, dies(wrong[i], &b));
}

/* Parsed and written again: keys sorted, escapes shortest. NULL: refused. */
TEST(json_reads_and_sorts)
{
        static const struct {
                const char *in, *out;
        } row[] = {
                { "{\"b\":1,\"a\":[true,null,\"\\u8def\\/\"]}",
                  "{\"a\":[true,null,\"路/\"],\"b\":1}" },
                { " [ ] ", "[]" },
                { "{}", "{}" },
                { "\"x\"", "\"x\"" },
                { "-9007199254740992", "-9007199254740992" },
                { "-0", "0" },
                { "{\"aa\":1,\"a\":2,\"A\":3,\"\":4,\"路\":5}",
                  "{\"\":4,\"A\":3,\"a\":2,\"aa\":1,\"路\":5}" },
                { "{\"a\":{\"d\":1,\"c\":{\"f\":1,\"e\":2}}}",
                  "{\"a\":{\"c\":{\"e\":2,\"f\":1},\"d\":1}}" },
                { "\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"" },
                { "{\"a\":1,\"a\":2}", NULL }, /* duplicates */
                { "{\"a\":1,\"\\u0061\":2}", NULL },
                { "{\"x\":{\"a\":1,\"a\":1}}", NULL },
                { "", NULL },
                { " ", NULL },
                { "{", NULL },
                { "[1,]", NULL },
                { "{\"a\":1,}", NULL },
                { "{a:1}", NULL },
                { "['a']", NULL },
                { "[1] 2", NULL },
                { "nul", NULL },
                { "NaN", NULL },
                { "01", NULL },
                { "+1", NULL },
                { "1.", NULL },
                { "9223372036854775808", NULL },
                { "1e999", NULL },
                { "\"\n\"", NULL },
                { "\"\\u0000\"", NULL },
                { "\"\\ud83d\"", NULL },
                { "\"\\x\"", NULL },
                { "\"\xff\"", NULL },
                { "\"\xed\xa0\x80\"", NULL },
                { "\xef\xbb\xbf[]", NULL },
                { "// x\n[]", NULL },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(buf_free) struct buf b = { .limit = 1000 };
                struct jval *v = NULL;
                struct str why = STR_NONE;
                struct jout j;
                enum err e = jval_parse(&a, str_c(row[i].in), &v, &why);
                CHECK_INT(i, e, row[i].out ? OK : ERR_INPUT);
                CHECK_ROW(i, (v != NULL) == (e == OK) && (why.n > 0) == (e != OK));
                if (e != OK || !row[i].out) continue;
                jout_init(&j, &b, true);
                jout_value(&j, v);
                CHECK_STR(i, buf_view(&b), row[i].out);
                CHECK_INT(i, json_canonical(str_c(row[i].in)),
                          str_eq(buf_view(&b), str_c(row[i].in)));
        }
}

TEST(json_reads_values)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct jval *v = NULL;
        struct str why;
        NEED(jval_parse(&a,
                        S("{\"i\":-5,\"t\":\"x\",\"y\":true,\"n\":null,\"r\":1.5,\"l\":[1,\"2\"],"
                          "\"o\":{\"k\":9}}"),
                        &v, &why) == OK);
        CHECK_INT(-1, jval_int(v, S("i"), 7), -5);
        CHECK_INT(-1, jval_int(v, S("t"), 7), 7); /* not an integer */
        CHECK_INT(-1, jval_int(v, S("none"), 7), 7);
        CHECK_STR(-1, jval_text(v, S("t")), "x");
        CHECK_STR(-1, jval_text(v, S("i")), "");
        CHECK(jval_bool(v, S("y")) && !jval_bool(v, S("t")) && !jval_bool(v, S("none")));
        CHECK_INT(-1, jval_get(v, S("n"))->kind, JNULL);
        CHECK(jval_get(v, S("r"))->kind == JREAL && jval_get(v, S("r"))->real > 1.4);
        const struct jval *l = jval_get(v, S("l"));
        CHECK(l->kind == JARRAY && l->n == 2 && l->items[0].i == 1);
        CHECK_STR(-1, l->items[1].text, "2");
        CHECK_INT(-1, jval_int(jval_get(v, S("o")), S("k"), 0), 9);
        CHECK(jval_get(l, S("k")) == NULL && jval_get(NULL, S("k")) == NULL);
        CHECK(jval_text(NULL, S("k")).n == 0 && jval_int(NULL, S("k"), 3) == 3);
        CHECK_OK(-1, jval_parse(&a, S("[9223372036854775807]"), &v, &why));
        CHECK_INT(-1, v->items[0].i, INT64_MAX);
}

/* What is read can be written: the limits of depth agree. */
TEST(json_depth)
{
        AUTO(arena_done) struct arena a = { 0 };
        for (int depth = JSON_DEPTH_MAX - 1; depth <= JSON_DEPTH_MAX + 1; depth++) {
                for (int inner = 0; inner < 2; inner++) {
                        AUTO(buf_free) struct buf in = { .limit = 1000 }, out = { .limit = 1000 };
                        struct jval *v = NULL;
                        struct str why;
                        struct jout j;
                        for (int i = 0; i < depth; i++) buf_put(&in, i % 2 ? S("{\"a\":") : S("["));
                        if (inner || depth % 2 == 0) buf_putc(&in, '1');
                        for (int i = depth; i-- > 0;) buf_putc(&in, i % 2 ? '}' : ']');
                        enum err e = jval_parse(&a, buf_view(&in), &v, &why);
                        CHECK_INT(depth, e, depth <= JSON_DEPTH_MAX ? OK : ERR_LIMIT);
                        CHECK_INT(depth, json_canonical(buf_view(&in)), e == OK);
                        if (e != OK || !v) continue;
                        jout_init(&j, &out, true);
                        jout_value(&j, v);
                        CHECK_ROW(depth, str_eq(buf_view(&out), buf_view(&in)));
                }
        }
        AUTO(buf_free) struct buf deep = { .limit = 100000 };
        struct jval *v = NULL;
        struct str why;
        while (deep.n < 100000) buf_putc(&deep, '[');
        CHECK_INT(-1, jval_parse(&a, buf_view(&deep), &v, &why), ERR_INPUT);
}

TEST(json_too_long)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = JSON_BYTES_MAX + 1 };
        struct jval *v = NULL;
        struct str why;
        buf_putc(&b, '1');
        while (b.n < JSON_BYTES_MAX) buf_putc(&b, ' ');
        CHECK_OK(-1, jval_parse(&a, buf_view(&b), &v, &why));
        buf_putc(&b, ' ');
        CHECK_INT(-1, jval_parse(&a, buf_view(&b), &v, &why), ERR_LIMIT);
}

TEST(json_many_keys_are_sorted_quickly)
{
        enum { N = 100000 };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf in = { .limit = 4u << 20 }, out = { .limit = 4u << 20 };
        struct jval *v = NULL;
        struct str why;
        struct jout j;
        buf_putc(&in, '{');
        for (int i = N; i-- > 0;) buf_printf(&in, "\"k%06d\":%d%s", i, i, i ? "," : "}");
        NEED(jval_parse(&a, buf_view(&in), &v, &why) == OK);
        jout_init(&j, &out, true);
        jout_value(&j, v);
        CHECK_INT(-1, out.n, in.n);
        CHECK(str_starts(buf_view(&out), S("{\"k000000\":0,\"k000001\":1,")));
        CHECK(json_canonical(buf_view(&out)));
}
