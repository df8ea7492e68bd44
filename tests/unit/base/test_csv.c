#include "base/csv.h"

#include "base/limits.h"
#include "lib/t.h"

/* Rows as one text: cells with | between, rows with / behind, mistakes as !why@line/. */
static struct str told(struct arena *a, const char *csv, bool lines)
{
        struct csv c;
        struct str text = STR_NONE, *cell;
        size_t n;
        csv_init(&c, str_c(csv));
        for (enum err e; csv_next(&c, a, &cell, &n, &e);) {
                CHECK((e == OK) == (n > 0) && (e == OK) == (c.why == NULL));
                if (e != OK) text = str_printf(a, "%.*s!%s@%d", SP(text), c.why, c.line);
                else if (lines) text = str_printf(a, "%.*s%d:", SP(text), c.line);
                for (size_t i = 0; i < n; i++)
                        text = str_printf(a, "%.*s%s%.*s", SP(text), i ? "|" : "", SP(cell[i]));
                text = str_join(a, text, S("/"));
        }
        return text;
}

TEST(csv_rows)
{
        static const struct {
                const char *csv, *want;
        } row[] = {
                { "", "" },
                { "a", "a/" },
                { "a,b", "a|b/" },
                { "a,b\n", "a|b/" },
                { "a,b\r\nc,d\r\n", "a|b/c|d/" },
                { "a,b\rc,d\r", "a|b/c|d/" },
                { "a,b\n\n\r\n\rc\n\n", "a|b/c/" },
                { ",", "|/" },
                { ",\n,,\n", "|/||/" },
                { "a,\n", "a|/" },
                { "a,", "a|/" },
                { "\"\"", "/" },
                { "\"\"\n", "/" },
                { "\"a\"", "a/" },
                { "\"a,b\",c", "a,b|c/" },
                { "\"a\nb\",\"c\r\nd\"\ne", "a\nb|c\r\nd/e/" },
                { "\"a\"\"b\"", "a\"b/" },
                { "\"\"\"\"", "\"/" },
                { "\"\"\"\"\"\",\"\"\"x\"", "\"\"|\"x/" },
                { "5\" pipe,6\"\n", "5\" pipe|6\"/" },
                { " \"a\"", " \"a\"/" },
                { "\xEF\xBB\xBF"
                  "编号,名称\n1,甲",
                  "编号|名称/1|甲/" },
                { "\xEF\xBB\xBF\"a,b\"", "a,b/" },
                { "\xEF\xBB\xBF", "" },
                { "\t a ,b ", "\t a |b /" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, told(&a, row[i].csv, false), row[i].want);
}

TEST(csv_mistakes)
{
        static const struct {
                const char *csv, *want;
        } row[] = {
                { "\"a", "!csv.quote.open@1/" },
                { "x\n\ny,\"a\nb\n", "x/!csv.quote.open@3/" },
                { "\"", "!csv.quote.open@1/" },
                { "\"a\"b,c\nd", "!csv.quote.text@1/d/" },
                { "\"a\" ,c\nd", "!csv.quote.text@1/d/" },
                { "\"a\"b\"c\n\"d\"\n", "!csv.quote.text@1/d/" },
                /* the row is read to its end, over the break in a later cell */
                { "\"a\"b,\"c\nd\",e\nf", "!csv.quote.text@1/f/" },
                { "a\n\"b\"x\n\n\"c\"y\nd", "a/!csv.quote.text@2/!csv.quote.text@4/d/" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, told(&a, row[i].csv, false), row[i].want);
}

TEST(csv_lines)
{
        static const struct {
                const char *csv, *want;
        } row[] = {
                { "a\nb\nc", "1:a/2:b/3:c/" },
                { "a\r\nb\r\nc\r\n", "1:a/2:b/3:c/" },
                { "\n\na\n\n\nb", "3:a/6:b/" },
                { "\"a\nb\"\nc", "1:a\nb/3:c/" },
                { "\"a\r\nb\rc\"\r\nd", "1:a\r\nb\rc/4:d/" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) CHECK_STR(i, told(&a, row[i].csv, true), row[i].want);
}

/* One mistake with bytes that no C string holds. */
static void check_one(int row, struct str text, enum err want, const char *why)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct csv c;
        struct str *cell;
        size_t n;
        enum err e = OK;
        csv_init(&c, text);
        CHECK(csv_next(&c, &a, &cell, &n, &e));
        CHECK_INT(row, n > 0, want == OK);
        CHECK_INT(row, e, want);
        CHECK_STR(row, str_c(c.why), why);
}

TEST(csv_nul)
{
        check_one(0, S("a\0b,c"), ERR_INPUT, "csv.nul");
        check_one(1, S("a,\"b\0\""), ERR_INPUT, "csv.nul");
        check_one(2, S("a,b\n\0"), OK, "");
        check_one(3, S("\0"), ERR_INPUT, "csv.nul");
}

TEST(csv_limits)
{
        AUTO(arena_done) struct arena a = { 0 };
        char *x = arena_get(&a, CSV_CELL_BYTES_MAX + 3, 1);
        memset(x, 'x', CSV_CELL_BYTES_MAX + 3);
        check_one(0, (struct str){ x, CSV_CELL_BYTES_MAX }, OK, "");
        check_one(1, (struct str){ x, CSV_CELL_BYTES_MAX + 1 }, ERR_LIMIT, "csv.cell.long");
        x[0] = x[CSV_CELL_BYTES_MAX + 1] = '"';
        check_one(2, (struct str){ x, CSV_CELL_BYTES_MAX + 2 }, OK, "");
        x[CSV_CELL_BYTES_MAX + 1] = 'x', x[CSV_CELL_BYTES_MAX + 2] = '"';
        check_one(3, (struct str){ x, CSV_CELL_BYTES_MAX + 3 }, ERR_LIMIT, "csv.cell.long");
        memset(x, ',', CSV_COLUMNS_MAX);
        check_one(4, (struct str){ x, CSV_COLUMNS_MAX - 1 }, OK, "");
        check_one(5, (struct str){ x, CSV_COLUMNS_MAX }, ERR_LIMIT, "csv.columns");
}

TEST(csv_views_and_separator)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str text = S("a;\"b\";\"c\"\"\""), *cell = NULL;
        struct csv c;
        size_t n = 0;
        enum err e;
        csv_init(&c, text);
        c.sep = ';';
        NEED(csv_next(&c, &a, &cell, &n, &e) && n == 3);
        CHECK(cell[0].p == text.p && cell[1].p == text.p + 3);
        CHECK_STR(-1, cell[1], "b");
        CHECK_STR(-1, cell[2], "c\"");
}

TEST(csv_why_in_words)
{
        CHECK_STR(-1, csv_why("csv.quote.open", LANG_ZH), "引号没有闭合");
        CHECK_STR(-1, csv_why("csv.columns", LANG_EN), "too many columns");
}

TEST(csv_cell_written)
{
        static const struct {
                const char *s, *want;
        } row[] = {
                { "", "" },
                { "甲 乙", "甲 乙" },
                { "a,b", "\"a,b\"" },
                { "a\"b", "\"a\"\"b\"" },
                { "a\nb", "\"a\nb\"" },
                { "a\rb", "\"a\rb\"" },
                { "\"", "\"\"\"\"" },
                { "=1+1", "'=1+1" },
                { "=A1&\",\"", "\"'=A1&\"\",\"\"\"" },
                { "@SUM(A1)", "'@SUM(A1)" },
                { "+8613800000000", "'+8613800000000" },
                { "-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0" },
                { "\tx", "\"'\tx\"" },
                { "a;b", "\"a;b\"" },
                { "\rx", "\"'\rx\"" },
                { "\nx", "\"'\nx\"" },
                { "＝1", "'＝1" },
                { "－1", "'－1" },
                { "-", "'-" },
                { "-5", "-5" },
                { "-12.30", "-12.30" },
                { "-12.", "'-12." },
                { "-.5", "'-.5" },
                { "-1e5", "'-1e5" },
                { "12", "12" },
                { "2022-08-22", "2022-08-22" },
                { "'", "'" },
                { "'a", "'a" },
                { "'=1", "''=1" },
                { "'-5", "''-5" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                AUTO(buf_free) struct buf b = { .limit = 1000 };
                csv_cell(&b, str_c(row[i].s), true);
                CHECK_STR(i, buf_view(&b), row[i].want);
                csv_end(&b);
                struct csv c;
                struct str *cell = NULL;
                size_t n = 0;
                enum err e;
                csv_init(&c, buf_view(&b));
                NEED(csv_next(&c, &a, &cell, &n, &e) && n == 1);
                CHECK_STR(i, csv_plain(cell[0]), row[i].s);
        }
}

TEST(csv_rows_written)
{
        AUTO(buf_free) struct buf b = { .limit = 1000 };
        csv_bom(&b);
        csv_cell(&b, S(""), true);
        csv_end(&b);
        csv_cell(&b, S(""), true);
        csv_cell(&b, S(""), false);
        csv_end(&b);
        csv_cell(&b, S("x\n"), true);
        csv_end(&b);
        csv_cell(&b, S(""), true);
        csv_end(&b);
        CHECK_STR(-1, buf_view(&b), "\xEF\xBB\xBF\"\"\r\n,\r\n\"x\n\"\r\n\"\"\r\n");
}

TEST(csv_gb18030)
{
        static const struct {
                const char *raw, *want;
                int code;
        } row[] = {
                { "a,b\n", "a,b\n", CSV_UTF8 },
                { "名称,娄底\n", "名称,娄底\n", CSV_UTF8 },
                { "\xEF\xBB\xBF名", "\xEF\xBB\xBF名", CSV_UTF8 },
                { "", "", CSV_UTF8 },
                { "\xC3\xFB\xB3\xC6,\xC2\xA6\xB5\xD7\r\n", "名称,娄底\r\n", CSV_GB18030 },
                { "\xC1\xAA\xCD\xA8", "联通", CSV_GB18030 }, /* the Notepad accident */
                { "a\x80", "a€", CSV_GB18030 },              /* code page 936 */
                { "\x80\x80\xD6\xD0\x80", "€€中€", CSV_GB18030 },
                { "\xD6\xD0\x81\x39\xEF\x30", "中㐁", CSV_GB18030 }, /* four bytes */
                { "\x84\x31\x95\x33\xD6\xD0", "\xEF\xBB\xBF中", CSV_GB18030 },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str text = STR_NONE;
                enum csv_code code = CSV_UTF8;
                CHECK_OK(i, csv_to_utf8(&a, str_c(row[i].raw), &text, &code));
                CHECK_STR(i, text, row[i].want);
                CHECK_INT(i, code, row[i].code);
        }
        static const char *const refused[] = {
                "\xFF\xFE\x61",                       /* UTF-16 */
                "\xEF\xBB\xBF名\xC3",                 /* a mark, and then not what it says */
                "娄底市营商环境协调事务中心\xC3\xFB", /* broken UTF-8 */
                "\xC3",                               /* cut in the middle */
                "\xC3\xFB\xFF",
        };
        for (size_t i = 0; i < LEN(refused); i++) {
                struct str text;
                enum csv_code code;
                CHECK_INT(i, csv_to_utf8(&a, str_c(refused[i]), &text, &code), ERR_INPUT);
        }
}

TEST(csv_gb18030_long)
{
        /* more than one growth of the output: each € of three bytes from one */
        AUTO(arena_done) struct arena a = { 0 };
        enum { N = 100000 };
        char *raw = arena_get(&a, N, 1);
        memset(raw, 0x80, N);
        struct str text = STR_NONE;
        enum csv_code code;
        NEED(csv_to_utf8(&a, (struct str){ raw, N }, &text, &code) == OK);
        CHECK_INT(-1, text.n, 3 * N);
        CHECK_STR(-1, str_from(text, 3 * N - 6), "€€");
}
