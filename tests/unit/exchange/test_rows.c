/* Rows in and out: exchange/read.h, exchange/write.h. */
#include "exchange/read.h"
#include "exchange/write.h"

#include "base/limits.h"
#include "lib/t.h"

/* Rows as "line:name=cell name=cell/", mistakes as "!code@where/". Empty cells
 * are left out. */
static struct str told(struct arena *a, const char *file, struct str raw)
{
        struct faults f;
        struct read r;
        struct read_row row;
        struct str s = STR_NONE;
        enum err e = OK;
        faults_init(&f, a, LANG_EN);
        if (read_open(a, str_c(file), raw, &f, &r) == OK) {
                for (const struct fault *last = NULL; read_next(&r, str_c(file), a, &f, &row, &e);
                     last = f.last) {
                        CHECK((e != OK) == (f.last != last));
                        if (e != OK) {
                                s = str_printf(a, "%.*s!%s@%.*s/", SP(s), f.last->code,
                                               SP(f.last->where));
                                continue;
                        }
                        s = str_printf(a, "%.*s%d:", SP(s), row.line);
                        for (size_t i = 0; i < row.n; i++)
                                if (row.cell[i].n)
                                        s = str_printf(a, "%.*s%.*s=%.*s ", SP(s), SP(r.header[i]),
                                                       SP(row.cell[i]));
                        s = str_join(a, s, S("/"));
                }
                return s;
        }
        for (const struct fault *x = f.first; x; x = x->next)
                s = str_printf(a, "%.*s!%s@%.*s/", SP(s), x->code, SP(x->where));
        return s;
}

TEST(read_csv_rows)
{
        static const struct {
                const char *raw, *want;
        } row[] = {
                { "a,b\n1,2\n3,4\n", "2:a=1 b=2 /3:a=3 b=4 /" },
                { "\xEF\xBB\xBF"
                  "编号,名称\r\n1,甲\r\n",
                  "2:编号=1 名称=甲 /" },
                { "\xB1\xE0\xBA\xC5,b\r\n1,\xBC\xD7\r\n", "2:编号=1 b=甲 /" }, /* GB18030 */
                { "a,b\n1\n,2\n", "2:a=1 /3:b=2 /" },                          /* short rows */
                { "a,b\n1,2,,\n,,,\n\n ,\n",
                  "2:a=1 b=2 /5:a=  /" }, /* empty cells too many; empty rows */
                { " a ,b,,\n1,2,,\n", "2:a=1 b=2 /" },
                { "a,b\n\"x\ny\",2\n3,4\n", "2:a=x\ny b=2 /4:a=3 b=4 /" },
                { "a\tb,c\td\n1\t2,3\t4\n", "2:a=1 b,c=2,3 d=4 /" },
                { "a;b\n1;\"2;3\"\n", "2:a=1 b=2;3 /" },
                { "\"a;b;c\",d\n1,2\n", "2:a;b;c=1 d=2 /" },
                { "a\n'=1+1\n'-5\n''x\n", "2:a==1+1 /3:a='-5 /4:a=''x /" },
                { "a,b\n", "" },
                /* mistakes */
                { "", "!file.empty@f.csv/" },
                { "\xEF\xBB\xBF\n\n", "!file.empty@f.csv/" },
                { ",,\n1,2\n", "!csv.header@f.csv:1/" },
                { "\na,b,a\n", "!csv.header@f.csv:2/" },
                { "\"a\n1\n", "!csv.quote.open@f.csv:1/" },
                { "PK\x03\x04zip", "!file.xlsx@f.csv/" },
                { "\xD0\xCF\x11\xE0old", "!file.xlsx@f.csv/" },
                { "\xFF\xFE"
                  "A",
                  "!file.code@f.csv/" },
                { "\xC3\xFB\xFF", "!file.code@f.csv/" },
                { "a,b\n1,2,3\n4,5\n", "!csv.cells@f.csv:2/3:a=4 b=5 /" },
                { "a,,b\n1,x,2\n4,,5\n", "!csv.cells@f.csv:2/3:a=4 b=5 /" },
                { "a,b\n\"1\"x,2\n4,5\n", "!csv.quote.text@f.csv:2/3:a=4 b=5 /" },
                { "a,b\n1,\"2\n", "!csv.quote.open@f.csv:2/" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, told(&a, "f.csv", str_c(row[i].raw)), row[i].want);
}

TEST(read_json_lines)
{
        static const struct {
                const char *raw, *want;
        } row[] = {
                { "{\"a\":\"x\",\"b\":2}\n{\"b\":3}\n", "1:a=x b=2 /2:b=3 /" },
                { "\xEF\xBB\xBF{\"a\":1}", "1:a=1 /" },
                { "\n  \n{\"a\":1}\r\n\n{\"c\":2,\"a\":3}\n", "3:a=1 /5:a=3 c=2 /" },
                { "{\"a\":null,\"b\":true,\"c\":false}", "1:b=true c=false /" },
                { "{\"a\":12.30,\"b\":0.1,\"c\":-1e-7,\"d\":123456789.123456789}",
                  "1:a=12.3 b=0.1 c=-1e-07 d=123456789.12345679 /" },
                { "{\"a\":[\"x\",2,true],\"b\":[]}", "1:a=x,2,true /" },
                { "{\"a\":[{\"k\":[1,\"\\\"\"]}],\"b\":{\"c\":1.5}}",
                  "1:a=[{\"k\":[1,\"\\\"\"]}] b={\"c\":\"1.5\"} /" },
                { "{\"a\":\"=1\"}", "1:a==1 /" },
                { "", "" },
                { "[1]\n{\"a\":1}\nx\n{\"a\":1,\"a\":2}\n{\"a\":2",
                  "!jsonl.form@f.jsonl:1/2:a=1 /!jsonl.form@f.jsonl:3/"
                  "!jsonl.form@f.jsonl:4/!jsonl.form@f.jsonl:5/" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, told(&a, "f.jsonl", str_c(row[i].raw)), row[i].want);
        CHECK_STR(-1, told(&a, "f.ndjson", S("{\"a\":1}")), "1:a=1 /");
        CHECK_STR(-1, told(&a, "f.csv", S("{\"a\":1}")), "");
}

TEST(read_many_columns)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 100000 };
        for (int i = 0; i <= CSV_COLUMNS_MAX; i++) buf_printf(&b, "%c\"k%d\":1", i ? ',' : '{', i);
        buf_put(&b, S("}\n"));
        CHECK_STR(-1, told(&a, "f.jsonl", buf_view(&b)), "!csv.columns@f.jsonl:1/");
}

TEST(read_from_the_first_row_again)
{
        static const struct {
                const char *file, *raw;
        } row[] = {
                { "f.csv", "a\tb\n1\t2\n3\t4\n" },
                { "f.jsonl", "{\"a\":1}\n{\"b\":2}\n" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct read r;
                struct read_row x, first;
                enum err e;
                faults_init(&f, &a, LANG_ZH);
                NEED(read_open(&a, str_c(row[i].file), str_c(row[i].raw), &f, &r) == OK);
                CHECK(read_next(&r, str_c(row[i].file), &a, &f, &first, &e));
                while (read_next(&r, str_c(row[i].file), &a, &f, &x, &e)) continue;
                read_again(&r);
                CHECK(read_next(&r, str_c(row[i].file), &a, &f, &x, &e));
                CHECK_INT(i, x.line, first.line);
                CHECK_STR(i, x.cell[0], "1");
                CHECK_INT(i, r.header_n, 2);
        }
}

static const struct zone beijing = { 480 };

static void write_rows(enum write_format format, struct buf *out)
{
        static const struct str name[] = { { "编号", 6 }, { "n", 1 },    { "money", 5 },
                                           { "flag", 4 }, { "many", 4 }, { "day", 3 },
                                           { "at", 2 } };
        static struct str two[] = { { "x", 1 }, { "y", 1 } };
        struct write w;
        write_open(&w, format, beijing, out, name, LEN(name));
        write_text(&w, S("=1,\"2\"\n甲"));
        write_int(&w, -7);
        write_scaled(&w, -1230, 2);
        write_flag(&w, true);
        write_many(&w, two, 2);
        write_value(&w, &(struct value){ .type = T_DAY, .i = 19226 });
        write_value(&w, &(struct value){ .type = T_MOMENT, .i = INT64_C(1661160600000) });
        write_row(&w);
        write_value(&w, &(struct value){ .type = T_TEXT, .text = S("b") });
        write_value(&w, &(struct value){ .type = T_NUMBER, .i = INT64_C(9007199254740993) });
        write_value(&w, &(struct value){ .type = T_NUMBER, .i = 5, .digits = 1 });
        write_value(&w, &(struct value){ .type = T_BOOL });
        write_value(&w, &(struct value){ .type = T_MANY });
        write_value(&w, &(struct value){ .type = T_NULL });
        write_value(&w, &(struct value){ .type = T_MOMENT, .i = INT64_C(1661160601500) });
        write_row(&w);
}

TEST(write_formats)
{
        AUTO(buf_free) struct buf csv = { .limit = 10000 }, json = { .limit = 10000 };
        write_rows(WRITE_CSV, &csv);
        CHECK_STR(0, buf_view(&csv),
                  "\xEF\xBB\xBF编号,n,money,flag,many,day,at\r\n"
                  "\"'=1,\"\"2\"\"\n甲\",-7,-12.30,TRUE,\"x;y\",2022-08-22,2022-08-22 17:30\r\n"
                  "b,9007199254740993,0.5,FALSE,,,2022-08-22T17:30:01.500+08:00\r\n");
        write_rows(WRITE_JSONL, &json);
        CHECK_STR(1, buf_view(&json),
                  "{\"编号\":\"=1,\\\"2\\\"\\n甲\",\"n\":-7,\"money\":\"-12.30\","
                  "\"flag\":true,\"many\":[\"x\",\"y\"],"
                  "\"day\":\"2022-08-22\",\"at\":\"2022-08-22T17:30:00.000+08:00\"}\n"
                  "{\"编号\":\"b\",\"n\":\"9007199254740993\",\"money\":\"0.5\","
                  "\"flag\":false,\"many\":[],\"day\":null,"
                  "\"at\":\"2022-08-22T17:30:01.500+08:00\"}\n");
        AUTO(arena_done) struct arena a = { 0 };
        CHECK_STR(2, told(&a, "f.csv", buf_view(&csv)),
                  "2:编号==1,\"2\"\n甲 n=-7 money=-12.30 flag=TRUE many=x;y "
                  "day=2022-08-22 at=2022-08-22 17:30 /"
                  "4:编号=b n=9007199254740993 money=0.5 flag=FALSE "
                  "at=2022-08-22T17:30:01.500+08:00 /");
        CHECK_STR(3, told(&a, "f.jsonl", buf_view(&json)),
                  "1:编号==1,\"2\"\n甲 n=-7 money=-12.30 flag=true many=x,y day=2022-08-22 "
                  "at=2022-08-22T17:30:00.000+08:00 /"
                  "2:编号=b n=9007199254740993 money=0.5 flag=false "
                  "at=2022-08-22T17:30:01.500+08:00 /");
}

TEST(write_format_names)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        enum write_format format = WRITE_JSONL;
        faults_init(&f, &a, LANG_EN);
        CHECK_OK(0, write_format_parse(S("csv"), &f, &format));
        CHECK_INT(0, format, WRITE_CSV);
        CHECK_OK(1, write_format_parse(S("jsonl"), &f, &format));
        CHECK_INT(1, format, WRITE_JSONL);
        CHECK_INT(2, write_format_parse(S("xlsx"), &f, &format), ERR_INPUT);
        CHECK_STR(2, f.last->text, "xlsx cannot be written yet: use csv (Excel opens it) or jsonl");
        CHECK_INT(3, write_format_parse(S("pdf"), &f, &format), ERR_INPUT);
        CHECK_STR(3, f.last->text, "unknown format 'pdf': csv or jsonl");
}
