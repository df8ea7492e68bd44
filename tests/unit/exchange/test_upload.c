/* test_upload.c: what is taken as an attachment, and what is not, whatever it is called. */
#include "exchange/upload.h"
#include "lib/t.h"

#define PNG                                                                                        \
        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx" \
        "\xda"                                                                                     \
        "cd\xf8\xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xae"                                    \
        "B`\x82"
#define JPEG "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb\0C\0"
#define PDF  "%PDF-1.4\n1 0 obj <<>> endobj\n%%EOF\n"
#define OLE  "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

static const struct {
        struct str name, bytes;
        const char *type, *code; /* one of them */
} row[] = {
        { SI("a.png"), SI(PNG), "image/png", NULL },
        { SI("照片.PNG"), SI(PNG), "image/png", NULL },
        { SI("a.jpg"), SI(JPEG), "image/jpeg", NULL },
        { SI("a.JPEG"), SI(JPEG), "image/jpeg", NULL },
        { SI("a.pdf"), SI(PDF), "application/pdf", NULL },
        { SI("a.txt"), SI("路灯不亮，已报修\n"), "text/plain", NULL },
        { SI("a.csv"), SI("a,b\n1,2\n3,4\n5,6\n"), "text/csv", NULL },
        { SI("a.jpg"), SI(PNG), NULL, "file.type" },
        { SI("a.pdf"), SI("MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0"), NULL, "file.type" },
        { SI("a.exe"), SI("MZ\x90\0"), NULL, "file.kind" },
        { SI("a.pdf.exe"), SI(PDF), NULL, "file.kind" },
        { SI("a.svg"), SI("<svg xmlns='http://www.w3.org/2000/svg'/>"), NULL, "file.kind" },
        { SI("a.html"), SI("<html></html>"), NULL, "file.kind" },
        { SI("a.zip"), SI("PK\3\4"), NULL, "file.kind" },
        { SI("png"), SI(PNG), NULL, "file.kind" },
        { SI(".png"), SI(PNG), NULL, "file.kind" },
        { SI("a.txt"), SI("<html><script>x</script></html>"), NULL, "file.type" },
        { SI("a.txt"), SI("\xef\xbb\xbf <svg/>"), NULL, "file.type" },
        { SI("a.txt"), SI("#!/bin/sh\necho x\n"), NULL, "file.type" },
        { SI("a.txt"), SI("a\0b"), NULL, "file.type" },
        { SI("a.txt"),
          SI("\x7f"
             "ELF\2\1\1"),
          NULL, "file.type" },
        { SI("a.csv"), SI("<?php echo 1;"), NULL, "file.type" },
        { SI("a.docx"), SI("PK\3\4 no directory"), NULL, "file.type" },
        { SI("a.docx"), SI(OLE "....E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), NULL,
          "file.encrypted" },
        { SI("a.doc"), SI(OLE "...._\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0"), NULL, "file.macro" },
        { SI("a.doc"), SI("not at all"), NULL, "file.type" },
};

TEST(upload_types)
{
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct faults f;
                struct str type = STR_NONE;
                faults_init(&f, &a, LANG_ZH);
                enum err e = upload_type(&a, row[i].name, row[i].bytes, S("field"), &f, &type);
                CHECK_INT(i, e, row[i].type ? OK : ERR_INPUT);
                if (row[i].type) CHECK_STR(i, type, row[i].type);
                else if (CHECK_ROW(i, f.first != NULL))
                        CHECK_STR(i, str_c(f.first->code), row[i].code);
        }
}

/* ---- zip containers, made by hand ------------------------------------------------------------- */

static void put_le(struct buf *b, uint32_t v, int n)
{
        for (int i = 0; i < n; i++) buf_putc(b, (char)(v >> 8 * i & 0xff));
}

static struct str make_zip(struct arena *a, const char *const *name, size_t n, uint32_t flags)
{
        struct buf b = { .limit = 1u << 16 };
        uint32_t at[8];
        for (size_t i = 0; i < n; i++) {
                struct str s = str_c(name[i]);
                at[i] = (uint32_t)b.n;
                put_le(&b, 0x04034b50, 4);
                put_le(&b, 20, 2);
                put_le(&b, flags, 2);
                for (int k = 0; k < 18; k++) buf_putc(&b, 0);
                put_le(&b, (uint32_t)s.n, 2);
                put_le(&b, 0, 2);
                buf_put(&b, s);
        }
        uint32_t from = (uint32_t)b.n;
        for (size_t i = 0; i < n; i++) {
                struct str s = str_c(name[i]);
                put_le(&b, 0x02014b50, 4);
                put_le(&b, 20, 2);
                put_le(&b, 20, 2);
                put_le(&b, flags, 2);
                for (int k = 0; k < 18; k++) buf_putc(&b, 0);
                put_le(&b, (uint32_t)s.n, 2);
                for (int k = 0; k < 12; k++) buf_putc(&b, 0);
                put_le(&b, at[i], 4);
                buf_put(&b, s);
        }
        uint32_t size = (uint32_t)b.n - from;
        put_le(&b, 0x06054b50, 4);
        put_le(&b, 0, 4);
        put_le(&b, (uint32_t)n, 2);
        put_le(&b, (uint32_t)n, 2);
        put_le(&b, size, 4);
        put_le(&b, from, 4);
        put_le(&b, 0, 2);
        struct str out = str_dup(a, buf_view(&b));
        buf_free(&b);
        return out;
}

TEST(upload_office_documents)
{
        static const struct {
                const char *file, *entry[3];
                size_t n;
                uint32_t flags;
                const char *code; /* NULL: taken */
        } doc[] = {
                { "a.docx",
                  { "[Content_Types].xml", "_rels/.rels", "word/document.xml" },
                  3,
                  0,
                  NULL },
                { "a.xlsx",
                  { "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml" },
                  3,
                  0,
                  NULL },
                { "a.docx",
                  { "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml" },
                  3,
                  0,
                  "file.type" },
                { "a.docx",
                  { "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin" },
                  3,
                  0,
                  "file.macro" },
                { "a.docx",
                  { "[Content_Types].xml", "_rels/.rels", "word/document.xml" },
                  3,
                  1,
                  "file.encrypted" },
                { "a.docx", { "a.exe", "word/x", NULL }, 2, 0, "file.type" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(doc); i++) {
                struct faults f;
                struct str type, zip = make_zip(&a, doc[i].entry, doc[i].n, doc[i].flags);
                faults_init(&f, &a, LANG_EN);
                enum err e = upload_type(&a, str_c(doc[i].file), zip, S("x"), &f, &type);
                CHECK_INT(i, e, doc[i].code ? ERR_INPUT : OK);
                if (doc[i].code && CHECK_ROW(i, f.first != NULL))
                        CHECK_STR(i, str_c(f.first->code), doc[i].code);
                /* cut anywhere, it is refused and nothing is read beyond its end */
                for (size_t cut = 0; cut < zip.n; cut += 7)
                        CHECK_INT(i,
                                  upload_type(&a, str_c(doc[i].file), str_sub(zip, 0, cut), S("x"),
                                              &f, &type),
                                  ERR_INPUT);
        }
}

TEST(upload_names)
{
        static const struct {
                struct str given;
                const char *name; /* NULL: refused */
        } n[] = {
                { SI("a.png"), "a.png" },
                { SI("C:\\照片\\路灯.jpg"), "路灯.jpg" },
                { SI("/etc/passwd.txt"), "passwd.txt" },
                { SI("../../x.txt"), "x.txt" },
                { SI("  .hidden.txt . "), "hidden.txt" },
                { SI(""), NULL },
                { SI("..."), NULL },
                { SI("a/"), NULL },
                { SI("a\nb.txt"), NULL },
                { SI("a\0b.txt"), NULL },
                { SI("\xff.txt"), NULL },
                { SI("a\xe2\x80\xaegpj.txt"), NULL },
                { SI("a\xe2\x81\xa6.txt"), NULL },
                { SI("引用“话”.txt"), "引用“话”.txt" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct str got;
        for (size_t i = 0; i < LEN(n); i++) {
                CHECK_INT(i, upload_name(&a, n[i].given, &got), n[i].name ? OK : ERR_INPUT);
                if (n[i].name) CHECK_STR(i, got, n[i].name);
        }
}
