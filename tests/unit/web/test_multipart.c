/* test_multipart.c: forms with files, as browsers send them and as they should not. */
#include "lib/t.h"
#include "web/multipart.h"

#define TYPE  "multipart/form-data; boundary=XX"
#define P(h)  "--XX\r\nContent-Disposition: form-data; " h "\r\n\r\n"
#define END   "\r\n--XX--\r\n"
#define FIELD P("name=\"a\"") "1"
#define UPLOAD                                                                                     \
        "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.png\"\r\n"               \
        "Content-Type: image/png\r\n\r\n"

static const struct {
        const char *type;
        struct str body;
        int parts; /* -1: ERR_INPUT */
} row[] = {
        { TYPE, SI(FIELD END), 1 },
        { TYPE, SI(FIELD "\r\n--XX--"), 1 },
        { TYPE, SI(FIELD "\r\n" FIELD END), 2 },
        { TYPE, SI(FIELD "\r\n" UPLOAD "\0\xff\r\n--X" END), 2 },
        { "Multipart/Form-Data;charset=utf-8; boundary=\"XX\"", SI(FIELD END), 1 },
        { TYPE, SI("--XX\r\ncontent-disposition: FORM-DATA; NAME=a\r\n\r\n1" END), 1 },
        { TYPE,
          SI("--XX\r\nX-Other: 1\r\n"
             "Content-Disposition: form-data; name=\"a\"\r\n\r\n" END),
          1 },
        { TYPE, SI(P("name=\"a%22b%0D%0A\"") "1" END), 1 },
        { TYPE, SI(""), -1 },
        { TYPE, SI("--XX--\r\n"), 0 },
        { TYPE, SI("preamble\r\n" FIELD END), -1 },
        { TYPE, SI(FIELD END "epilogue"), -1 },
        { TYPE, SI(FIELD), -1 },
        { TYPE, SI(FIELD "\n--XX--"), -1 },
        { TYPE, SI("--XX \r\n" FIELD END), -1 },
        { TYPE, SI(P("name=\"\"") "1" END), -1 },
        { TYPE, SI(P("filename=\"x\"") "1" END), -1 },
        { TYPE, SI(P("name=\"a\"; name=\"b\"") "1" END), -1 },
        { TYPE, SI(P("name=\"a\"; filename*=UTF-8''x") "1" END), -1 },
        { TYPE, SI(P("name=\"a") "1" END), -1 },
        { TYPE, SI(P("name=\"\xff\"") "1" END), -1 },
        { TYPE, SI(P("name=\"a\"") "\xff" END), -1 },
        { TYPE, SI(P("name=\"a\"") "a\0b" END), -1 },
        { TYPE, SI("--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1" END), -1 },
        { TYPE, SI("--XX\r\n\r\n1" END), -1 },
        { TYPE, SI("--XX\r\nno colon\r\n\r\n1" END), -1 },
        { TYPE,
          SI("--XX\r\nContent-Transfer-Encoding: base64\r\n"
             "Content-Disposition: form-data; "
             "name=\"a\"\r\n\r\n1" END),
          -1 },
        { "multipart/form-data", SI(FIELD END), -1 },
        { "multipart/form-data; boundary=", SI(FIELD END), -1 },
        { "multipart/form-data; boundary=XX; boundary=YY", SI(FIELD END), -1 },
        { "multipart/mixed; boundary=XX", SI(FIELD END), -1 },
};

TEST(multipart_bodies)
{
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct web_part *v;
                size_t n = 0;
                enum err e = multipart_parse(&a, str_c(row[i].type), row[i].body, &v, &n);
                CHECK_INT(i, e, row[i].parts < 0 ? ERR_INPUT : OK);
                if (e == OK) CHECK_INT(i, (int64_t)n, row[i].parts);
        }
}

TEST(multipart_parts_as_they_came)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct web_part *v;
        size_t n;
        static const struct str body =
                SI(P("name=\"a%22b\"") "文字\r\n第二行\r\n" UPLOAD
                                       "\0\r\n--X\r\n-- \r\n" P("name=\"g\"; filename=\"\"") END);
        NEED(multipart_parse(&a, S(TYPE), body, &v, &n) == OK && n == 3);
        CHECK_STR(0, v[0].name, "a\"b");
        CHECK_STR(0, v[0].body, "文字\r\n第二行");
        CHECK(!v[0].is_file && v[1].is_file && v[2].is_file);
        CHECK_STR(1, v[1].file, "x.png");
        CHECK(str_eq(v[1].body, S("\0\r\n--X\r\n-- ")));
        CHECK(v[2].file.n == 0 && v[2].body.n == 0);
}

TEST(multipart_limits)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 1u << 20 };
        struct web_part *v;
        size_t n;
        for (int i = 0; i <= FILES_OF_FORM_MAX; i++) buf_put(&b, S(UPLOAD "x\r\n"));
        buf_put(&b, S("--XX--"));
        CHECK_INT(0, multipart_parse(&a, S(TYPE), buf_view(&b), &v, &n), ERR_LIMIT);
        buf_reset(&b);
        for (int i = 0; i <= WEB_PAIRS_MAX; i++) buf_put(&b, S(FIELD "\r\n"));
        buf_put(&b, S("--XX--"));
        CHECK_INT(1, multipart_parse(&a, S(TYPE), buf_view(&b), &v, &n), ERR_LIMIT);
        buf_reset(&b);
        buf_put(&b, S("--XX\r\nX-Long: "));
        for (int i = 0; i < PART_HEAD_BYTES_MAX; i++) buf_putc(&b, 'x');
        buf_put(&b, S("\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1" END));
        CHECK_INT(2, multipart_parse(&a, S(TYPE), buf_view(&b), &v, &n), ERR_LIMIT);
}
