/* Definition files: what is read, and every refusal with its place. */
#include "city/yaml.h"

#include "../../lib/t.h"
#include "base/buf.h"
#include "base/limits.h"

/* The tree on one line: "text" quoted, plain text bare, [list], {key=value}, each @line:col. */
static void show(struct buf *b, const struct ynode *n)
{
        const char *end[] = { [Y_SCALAR] = "", [Y_LIST] = "]", [Y_MAP] = "}" };
        if (n->kind == Y_SCALAR && n->plain) buf_printf(b, "%.*s", SP(n->text));
        if (n->kind == Y_SCALAR && !n->plain) buf_printf(b, "\"%.*s\"", SP(n->text));
        if (n->kind == Y_LIST) buf_putc(b, '[');
        if (n->kind == Y_MAP) buf_putc(b, '{');
        for (size_t i = 0; i < n->n; i++) {
                if (i) buf_putc(b, ' ');
                if (n->kind == Y_MAP) {
                        show(b, n->keys[i]);
                        buf_putc(b, '=');
                }
                show(b, n->items[i]);
        }
        buf_printf(b, "%s@%d:%d", end[n->kind], n->line, n->col);
}

TEST(yaml_accepts)
{
        static const struct {
                const char *text, *want;
        } row[] = {
                { "a", "a@1:1" },
                { "a: 1\n", "{a@1:1=1@1:4}@1:1" },
                { "# note\na: 1 # note\n", "{a@2:1=1@2:4}@2:1" },
                { "{a: 1, b: [x, 'y']}", "{a@1:2=1@1:5 b@1:8=[x@1:12 \"y\"@1:15]@1:11}@1:1" },
                { "a:\n  - x\n  - y: z\n", "{a@1:1=[x@2:5 {y@3:5=z@3:8}@3:5]@2:3}@1:1" },
                { "a:\n- x\n", "{a@1:1=[x@2:3]@2:1}@1:1" },
                { "a:\nb: ~\nc: null\nd: ''\n",
                  "{a@1:1=@1:3 b@2:1=~@2:4 c@3:1=null@3:4 d@4:1=\"\"@4:4}@1:1" },
                { "节日: 春节\n名: 元旦", "{节日@1:1=春节@1:5 名@2:1=元旦@2:4}@1:1" },
                { "a: 中文 # 备注\n", "{a@1:1=中文@1:4}@1:1" },
                { "a: |\n  x\n   y\nb: >\n  p\n  q\n",
                  "{a@1:1=\"x\n y\n\"@1:4 b@4:1=\"p q\n\"@4:4}@1:1" },
                { "a: \"\\u4e2d\\t\\\"\"\n", "{a@1:1=\"中\t\"\"@1:4}@1:1" },
                { "\xEF\xBB\xBF"
                  "a: b\r\nc: d\r\n",
                  "{a@1:1=b@1:4 c@2:1=d@2:4}@1:1" },
                { "---\na: 1\n...\n", "{a@2:1=1@2:4}@2:1" },
                { "---\n", "@2:1" },
                { "[]", "[]@1:1" },
                { "{}", "{}@1:1" },
                { "'a': 1\n\"b\": 2\n", "{\"a\"@1:1=1@1:6 \"b\"@2:1=2@2:6}@1:1" },
                { "? a\n: b\n", "{a@1:3=b@2:3}@1:1" },
                { "where: \"state = 'x' AND n > 1\"\n",
                  "{where@1:1=\"state = 'x' AND n > 1\"@1:8}@1:1" },
                { "when: urgent = TRUE\n", "{when@1:1=urgent = TRUE@1:7}@1:1" },
                { "<<: {a: 1}\n", "{<<@1:1={a@1:6=1@1:9}@1:5}@1:1" }, /* no merging */
                { "a: 1\nb: {a: 1}\nA: 1\n",
                  "{a@1:1=1@1:4 b@2:1={a@2:5=1@2:8}@2:4 A@3:1=1@3:4}@1:1" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                AUTO(buf_free) struct buf b = { .limit = 4096 };
                struct faults f;
                struct ynode *n;
                faults_init(&f, &a, LANG_EN);
                if (!CHECK_OK(i, yaml_parse(&a, S("f"), str_c(row[i].text), &f, &n))) continue;
                CHECK_INT(i, f.n, 0);
                show(&b, n);
                CHECK_STR(i, buf_view(&b), row[i].want);
        }
}

/* All faults as "code line:col; …". */
static struct str faults_line(struct arena *a, const struct faults *f)
{
        struct str s = STR_NONE;
        for (const struct fault *x = f->first; x; x = x->next)
                s = str_printf(a, "%.*s%s%s %.*s", SP(s), s.n ? "; " : "",
                               x->code + strlen("yaml."), SP(str_from(x->where, 2)));
        return s;
}

TEST(yaml_refuses)
{
        static const struct {
                const char *text, *want;
        } row[] = {
                { "", "empty 1:1" },
                { "# nothing\n", "empty 1:1" },
                { "a: 1\nb: 2\na: 3\n", "duplicate 3:1" },
                { "a: {x: 1, y: 2, x: 3, x: 4}\nb: {x: 1}\n", "duplicate 1:17; duplicate 1:23" },
                { "- {a: 1}\n- {a: 1, 'a': 2}\n", "duplicate 2:10" },
                { "中: 1\n中: 2\n", "duplicate 2:1" },
                { "a: &x 1\nb: *x\n", "anchor 1:4; alias 2:4" },
                { "a: &x {b: 1}\n<<: *x\n", "anchor 1:4; alias 2:5" },
                { "a: &x [1]\n", "anchor 1:4" },
                { "a: *nowhere\n", "alias 1:4" },
                { "*a : 1\n", "alias 1:1; key 1:1" },
                { "a: !!str 1\n", "tag 1:4" },
                { "a: !x {b: ! 'c'}\n", "tag 1:4; tag 1:11" },
                { "a: !<tag:x> [1]\n", "tag 1:4" },
                { "a: &x !!str 1\n", "anchor 1:4; tag 1:4" },
                { "a\n---\nb\n---\nc\n", "documents 2:1" },
                { "%YAML 1.1\n---\na\n", "directive 1:1" },
                { "%TAG !x! tag:x,1:\n---\na\n", "directive 1:1" },
                { "[a]: 1\n", "key 1:1" },
                { "? {a: 1, a: 2}\n: 3\n", "key 1:3; duplicate 1:10" },
                { "\"\": 1\n", "key 1:1" },
                { "?\n: 2\n", "key 1:2" },
                { "a: \"x\\0y\"\n", "control 1:4" },
                { "a: [\"\\a\", \"\\x1b\"]\n", "control 1:5; control 1:11" },
                { "a: \xFF\n", "bytes 1:4" },
                { "a: b\nc: 中\xE4\xB8\nd: \xC0\x80\xC0\ne: \x01\n",
                  "bytes 2:5; bytes 3:4; bytes 4:4" },
                { "a: \xED\xA0\x80\n", "bytes 1:4" },  /* a surrogate */
                { "a: 1\rb: 2\n", "bytes 1:5" },       /* a lone CR: is it a line break? */
                { "a: 1\xE2\x80\xA8\n", "bytes 1:5" }, /* line separator */
                { "a: 1\xC2\x85\n", "bytes 1:5" },     /* NEL */
                { "a: \xEF\xBB\xBF\n", "bytes 1:4" },  /* a BOM inside */
                { "a: \x7F\n", "bytes 1:4" },
                { "a: [1, 2\nb: 3\n", "syntax 2:2" },
                { "a: {b: 1\n", "syntax 2:1" },
                { "a: \"x\n", "syntax 2:1" },
                { "a: 'x", "syntax 1:6" },
                { "a: b: c\n", "syntax 1:5" },
                { " a: 1\nb: 2\n", "syntax 2:1" },
                { "a: 1\n  b: 2\n", "syntax 2:4" },
                { "a:\n\tb: 1\n", "syntax 2:1" },
                { "a: @x\n", "syntax 1:4" },
                { "a: %x\n", "syntax 1:4" },
                { "a: \"\\q\"\n", "syntax 1:5" },
                { "a: \"\\ud800\"\n", "syntax 1:7" },
                { "}\n", "syntax 1:1" },
                { "- a\nb: 1\n", "syntax 2:1" },
                { "a: 1\nb\nc: 2\n", "syntax 3:1" },
                { "a: 1\na: 2\nb: [\n", "duplicate 2:1; syntax 4:1" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ynode *n = NULL;
                for (enum lang lang = LANG_ZH; lang <= LANG_EN; lang++) {
                        faults_init(&f, &a, lang);
                        CHECK_INT(i, yaml_parse(&a, S("f"), str_c(row[i].text), &f, &n), ERR_INPUT);
                        CHECK_ROW(i, !n); /* written only on success */
                        CHECK_STR(i, faults_line(&a, &f), row[i].want);
                }
        }
}

TEST(yaml_says_in_both_languages)
{
        static const struct {
                const char *text, *zh, *en;
        } row[] = {
                { "a: 1\na: 2\n", "键“a”重复，第1行已有",
                  "key 'a' stands here again, first on line 1" },
                { "a: b: c\n", "语法错误：此处不能出现“:”（文字中含“: ”时请加引号）",
                  "wrong syntax: ':' is not allowed here "
                  "(put quotes around a text that holds ': ')" },
                { " a: 1\nb: 2\n", "语法错误：此处应已结束，却还有内容",
                  "wrong syntax: the file should end here, but goes on" },
                { "a: 'x\n", "语法错误：引号未闭合（所在部分起于1:4）",
                  "wrong syntax: the quote is not closed (in what begins at 1:4)" },
                { "%FOO\n", "语法错误：found unknown directive name（所在部分起于1:1）",
                  "wrong syntax: found unknown directive name (in what begins at 1:1)" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ynode *n;
                faults_init(&f, &a, LANG_ZH);
                CHECK_INT(i, yaml_parse(&a, S("f"), str_c(row[i].text), &f, &n), ERR_INPUT);
                CHECK_STR(i, f.first->text, row[i].zh);
                faults_init(&f, &a, LANG_EN);
                CHECK_INT(i, yaml_parse(&a, S("f"), str_c(row[i].text), &f, &n), ERR_INPUT);
                CHECK_STR(i, f.first->text, row[i].en);
        }
}

TEST(yaml_limits)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ynode *n = NULL;
        struct str deep = STR_NONE;
        for (int i = 0; i < YAML_DEPTH_MAX; i++) deep = str_join(&a, deep, S("["));
        struct str closed = deep;
        for (int i = 0; i < YAML_DEPTH_MAX; i++) closed = str_join(&a, closed, S("]"));
        faults_init(&f, &a, LANG_EN);
        CHECK_OK(-1, yaml_parse(&a, S("f"), closed, &f, &n));
        CHECK_INT(-1, yaml_parse(&a, S("f"), str_join(&a, deep, S("{")), &f, &n), ERR_INPUT);
        CHECK_STR(-1, faults_line(&a, &f), "depth 1:25");

        /* exactly the limit is read, one byte more is not; many keys do not take long */
        char *big = ARENA_NEW(&a, char, YAML_BYTES_MAX + 1);
        size_t at = 0;
        for (int i = 0; at + 16 <= YAML_BYTES_MAX; i++)
                at += (size_t)snprintf(big + at, 17, "%014d:\n", i);
        ASSERT(at == YAML_BYTES_MAX);
        faults_init(&f, &a, LANG_EN);
        CHECK_OK(-1, yaml_parse(&a, S("f"), (struct str){ big, YAML_BYTES_MAX }, &f, &n));
        CHECK_INT(-1, n->n, YAML_BYTES_MAX / 16);
        big[YAML_BYTES_MAX] = '\n';
        CHECK_INT(-1, yaml_parse(&a, S("f"), (struct str){ big, YAML_BYTES_MAX + 1 }, &f, &n),
                  ERR_INPUT);
        CHECK_STR(-1, faults_line(&a, &f), "size 1:1");
}

TEST(yaml_access)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ynode *n;
        faults_init(&f, &a, LANG_EN);
        NEED(yaml_parse(&a, S("x.yaml"), S("a: 1\nb: [2, 3]\n"), &f, &n) == OK);
        const struct ynode *b = ynode_get(n, S("b"));
        NEED(b);
        CHECK_INT(-1, b->n, 2);
        CHECK_STR(-1, ynode_where(&a, S("x.yaml"), b->items[1]), "x.yaml:2:8");
        CHECK(!ynode_get(n, S("c")));
        CHECK(!ynode_get(b, S("a")));
        CHECK(!ynode_get(NULL, S("a")));
        /* faults of an earlier file do not spoil the next one */
        FAULT(&f, ERR_INPUT, "x", S("x"), "甲", "a");
        CHECK_OK(-1, yaml_parse(&a, S("y.yaml"), S("a: 1\n"), &f, &n));
}
