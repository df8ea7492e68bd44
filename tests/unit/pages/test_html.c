/* html.h: what stands in holes cannot become markup; what is wrong in a literal dies in tests. */
#include "lib/dies.h"
#include "lib/t.h"
#include "pages/html.h"
#include "pages/po.h"

struct out {
        struct arena a;
        struct buf b;
        struct html h;
};

static void begin(struct out *x, enum lang lang)
{
        *x = (struct out){ .b = { .limit = 1 << 16 } };
        x->h = (struct html){ &x->b, &x->a, lang };
}

static void end(struct out *x)
{
        buf_free(&x->b);
        arena_done(&x->a);
}

static const struct {
        const char *in, *out;
} texts[] = {
        { "", "<p title=\"\"></p>" },
        { "plain 中文", "<p title=\"plain 中文\">plain 中文</p>" },
        { "<script>", "<p title=\"&lt;script&gt;\">&lt;script&gt;</p>" },
        { "a\"b'c&d", "<p title=\"a&quot;b&#39;c&amp;d\">a&quot;b&#39;c&amp;d</p>" },
        { "{}", "<p title=\"{}\">{}</p>" },
        { "&amp;", "<p title=\"&amp;amp;\">&amp;amp;</p>" },
};

TEST(text_is_escaped_in_text_and_attribute)
{
        for (size_t i = 0; i < LEN(texts); i++) {
                struct out x;
                struct str in = str_c(texts[i].in);
                begin(&x, LANG_EN);
                HTML(&x.h, "<p title=\"{}\">{}</p>", T(in), T(in));
                CHECK_STR(i, buf_view(&x.b), texts[i].out);
                end(&x);
        }
}

TEST(holes_of_each_kind)
{
        struct out x;
        begin(&x, LANG_EN);
        TAG(&x.h, "<i>");
        struct frag f = html_lines(&x.h, S("a<\r\nb\n\nc"));
        HTML(&x.h, "{}|{}|{}", I(-42), U(S("/a?b=c&d")), F(f));
        CHECK_STR(-1, buf_view(&x.b), "<i>-42|/a?b=c&amp;d|a&lt;<br>b<br><br>c");
        end(&x);
}

static const char *const foreign[] = {
        "http://x/", "//x/", "/\\x", "javascript:alert(1)", "", "x"
};

static void put_url(void *arg)
{
        struct out x;
        begin(&x, LANG_EN);
        HTML(&x.h, "{}", U(str_c(arg)));
        end(&x);
}

TEST(links_are_local)
{
        for (size_t i = 0; i < LEN(foreign); i++) {
                union {
                        const char *c;
                        void *p;
                } u = { foreign[i] };
                CHECK_ROW(i, dies(put_url, u.p));
        }
}

static void too_few(void *arg)
{
        struct out *x = arg;
        HTML(&x->h, "{}{}", I(1));
}

static void too_many(void *arg)
{
        struct out *x = arg;
        HTML(&x->h, "{}", I(1), I(2));
}

TEST(holes_are_counted)
{
        struct out x;
        begin(&x, LANG_EN);
        CHECK(dies(too_few, &x));
        CHECK(dies(too_many, &x));
        end(&x);
}

TEST(a_full_buffer_is_told)
{
        struct out x;
        begin(&x, LANG_EN);
        x.b.limit = 8;
        HTML(&x.h, "<p>{}</p>", T(S("longer than that")));
        CHECK_INT(-1, x.b.err, ERR_LIMIT);
        end(&x);
}

TEST(sentences_are_translated)
{
        CHECK_STR(-1, tr(LANG_ZH, S("Sign in")), "登录");
        CHECK_STR(-1, tr(LANG_EN, S("Sign in")), "Sign in");
        CHECK_STR(-1, tr(LANG_ZH, S("no such sentence")), "no such sentence");
        CHECK(po_table_n > 100);
        for (size_t i = 0; i + 1 < po_table_n; i++)
                CHECK_ROW(i, str_cmp(po_table[i].en, po_table[i + 1].en) < 0);
        for (size_t i = 0; i < po_table_n; i++)
                CHECK_ROW(i, str_eq(tr(LANG_ZH, po_table[i].en), po_table[i].zh));
}
