#include "exchange/upload.h"

#include <magic.h>

#include "ask/files.h"
#include "base/utf8.h"

enum body { BODY_PLAIN, BODY_TEXT, BODY_ZIP, BODY_OLE };

/* The end of a name, what libmagic may call its bytes, and what they are served as. */
static const struct kind_of {
        struct str end, type;
        enum body body;
        struct str magic[4];
        struct str within; /* zip: a folder it must have */
} kinds[] = {
        { SI(".jpg"), SI("image/jpeg"), BODY_PLAIN, { SI("image/jpeg") }, { 0 } },
        { SI(".jpeg"), SI("image/jpeg"), BODY_PLAIN, { SI("image/jpeg") }, { 0 } },
        { SI(".png"), SI("image/png"), BODY_PLAIN, { SI("image/png") }, { 0 } },
        { SI(".webp"), SI("image/webp"), BODY_PLAIN, { SI("image/webp") }, { 0 } },
        { SI(".heic"),
          SI("image/heic"),
          BODY_PLAIN,
          { SI("image/heic"), SI("image/heif") },
          { 0 } },
        { SI(".pdf"), SI("application/pdf"), BODY_PLAIN, { SI("application/pdf") }, { 0 } },
        { SI(".mp4"), SI("video/mp4"), BODY_PLAIN, { SI("video/mp4") }, { 0 } },
        { SI(".txt"), SI("text/plain"), BODY_TEXT, { SI("text/plain"), SI("text/csv") }, { 0 } },
        { SI(".csv"),
          SI("text/csv"),
          BODY_TEXT,
          { SI("text/csv"), SI("application/csv"), SI("text/plain") },
          { 0 } },
#define OFFICE SI("application/zip"), SI("application/octet-stream")
#define OOXML  "application/vnd.openxmlformats-officedocument."
        { SI(".docx"),
          SI(OOXML "wordprocessingml.document"),
          BODY_ZIP,
          { SI(OOXML "wordprocessingml.document"), OFFICE },
          SI("word/") },
        { SI(".xlsx"),
          SI(OOXML "spreadsheetml.sheet"),
          BODY_ZIP,
          { SI(OOXML "spreadsheetml.sheet"), OFFICE },
          SI("xl/") },
        { SI(".pptx"),
          SI(OOXML "presentationml.presentation"),
          BODY_ZIP,
          { SI(OOXML "presentationml.presentation"), OFFICE },
          SI("ppt/") },
#undef OFFICE
#undef OOXML
#define OLE SI("application/CDFV2"), SI("application/x-ole-storage")
        { SI(".doc"),
          SI("application/msword"),
          BODY_OLE,
          { SI("application/msword"), OLE },
          { 0 } },
        { SI(".xls"),
          SI("application/vnd.ms-excel"),
          BODY_OLE,
          { SI("application/vnd.ms-excel"), OLE },
          { 0 } },
        { SI(".ppt"),
          SI("application/vnd.ms-powerpoint"),
          BODY_OLE,
          { SI("application/vnd.ms-powerpoint"), OLE },
          { 0 } },
#undef OLE
};

struct str upload_accept(void)
{
        return S(".jpg,.jpeg,.png,.webp,.heic,.pdf,.mp4,.txt,.csv,.docx,.xlsx,.pptx,.doc,.xls,"
                 ".ppt");
}

bool upload_shows(struct str type)
{
        return str_eq(type, S("image/jpeg")) || str_eq(type, S("image/png")) ||
               str_eq(type, S("image/webp"));
}

/* ---- names ----------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
        return c == ' ' || c == '.';
}

/* Letters that turn the direction of writing make a name read as another one. */
static bool turns(struct str s, size_t at)
{
        struct str c = str_sub(s, at, 3);
        if (str_starts(c, S("\xe2\x80"))) return c.n == 3 && c.p[2] >= '\xaa' && c.p[2] <= '\xae';
        return str_starts(c, S("\xe2\x81")) && c.n == 3 && c.p[2] >= '\xa6' && c.p[2] <= '\xa9';
}

enum err upload_name(struct arena *a, struct str given, struct str *ret)
{
        size_t from = 0;
        if (!utf8_ok(given)) return ERR_INPUT;
        for (size_t i = 0; i < given.n; i++) {
                if ((unsigned char)given.p[i] < 0x20 || given.p[i] == 0x7f || turns(given, i))
                        return ERR_INPUT;
                if (given.p[i] == '/' || given.p[i] == '\\') from = i + 1;
        }
        struct str s = str_from(given, from);
        while (s.n && is_blank(s.p[0])) s = str_from(s, 1);
        while (s.n && is_blank(s.p[s.n - 1])) s = str_sub(s, 0, s.n - 1);
        if (s.n == 0 || s.n > FILE_NAME_BYTES_MAX) return ERR_INPUT;
        *ret = str_dup(a, s);
        return OK;
}

static const struct kind_of *kind_of_name(struct str name)
{
        char low[8];
        for (size_t i = 0; i < LEN(kinds); i++) {
                struct str end = kinds[i].end;
                if (name.n <= end.n || end.n > sizeof low) continue;
                for (size_t k = 0; k < end.n; k++) {
                        char c = name.p[name.n - end.n + k];
                        low[k] = c;
                        if (c >= 'A' && c <= 'Z') low[k] = (char)(c | 32);
                }
                if (str_eq((struct str){ low, end.n }, end)) return &kinds[i];
        }
        return NULL;
}

/* ---- bytes ----------------------------------------------------------------------------------- */

/* What libmagic says; empty when it cannot be asked. A cookie serves one thread, and uploads are
 * rare: each makes its own. */
static struct str magic_type(struct arena *a, struct str bytes)
{
        struct str type = STR_NONE;
        magic_t m = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR);
        if (!m) return type;
        if (magic_load(m, NULL) == 0) {
                const char *said = magic_buffer(m, bytes.p, bytes.n);
                if (said) type = str_dup(a, str_c(said));
        }
        magic_close(m);
        return type;
}

static uint32_t le(struct str s, size_t at, size_t n)
{
        uint32_t v = 0;
        for (size_t i = 0; i < n; i++) v |= (uint32_t)(unsigned char)s.p[at + i] << 8 * i;
        return v;
}

struct zip {
        struct str bytes;
        size_t at, n; /* directory: where, how many entries */
};

static bool zip_find(struct str s, struct zip *ret)
{
        const size_t end = 22, comment = 65535;
        if (s.n < end) return false;
        size_t least = s.n > end + comment ? s.n - end - comment : 0;
        for (size_t at = s.n - end + 1; at-- > least;) {
                if (le(s, at, 4) != 0x06054b50) continue;
                *ret = (struct zip){ s, le(s, at + 16, 4), le(s, at + 10, 2) };
                return ret->at <= at && le(s, at + 4, 2) == 0 && ret->n > 0;
        }
        return false;
}

/* "", or why a document in a zip is not taken: every entry of its directory is looked at. */
enum zip_is { ZIP_FITS, ZIP_OTHER, ZIP_SECRET, ZIP_MACRO };
static enum zip_is zip_look(struct str s, struct str within)
{
        struct zip z;
        bool types = false, inside = false;
        size_t at;
        if (!zip_find(s, &z)) return ZIP_OTHER;
        at = z.at;
        for (size_t i = 0; i < z.n; i++) {
                if (at > s.n || s.n - at < 46 || le(s, at, 4) != 0x02014b50) return ZIP_OTHER;
                size_t name_n = le(s, at + 28, 2);
                size_t next = at + 46 + name_n + le(s, at + 30, 2) + le(s, at + 32, 2);
                if (next > s.n) return ZIP_OTHER;
                struct str name = str_sub(s, at + 46, name_n);
                if (le(s, at + 8, 2) & 1) return ZIP_SECRET;
                if (str_ends(name, S("vbaProject.bin"))) return ZIP_MACRO;
                types |= str_eq(name, S("[Content_Types].xml"));
                inside |= str_starts(name, within);
                at = next;
        }
        return types && inside ? ZIP_FITS : ZIP_OTHER;
}

/* A name as OLE keeps it: two bytes a letter. */
static bool has_wide(struct str s, struct str name)
{
        char wide[64];
        size_t at;
        ASSERT(2 * name.n <= sizeof wide);
        for (size_t i = 0; i < name.n; i++) wide[2 * i] = name.p[i], wide[2 * i + 1] = 0;
        return str_find(s, (struct str){ wide, 2 * name.n }, &at);
}

static enum zip_is ole_look(struct str s)
{
        if (!str_starts(s, S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))) return ZIP_OTHER;
        if (has_wide(s, S("EncryptedPackage"))) return ZIP_SECRET;
        if (has_wide(s, S("_VBA_PROJECT"))) return ZIP_MACRO;
        return ZIP_FITS;
}

/* Text has no NUL, and does not begin as a page, a drawing or a script. */
static enum zip_is text_look(struct str s)
{
        struct str head = str_trim(str_sub(s, 0, 1024));
        if (str_starts(head, S("\xef\xbb\xbf"))) head = str_trim(str_from(head, 3));
        if (memchr(s.p, 0, s.n) || str_starts(head, S("<")) || str_starts(head, S("#!")))
                return ZIP_OTHER;
        return ZIP_FITS;
}

static enum zip_is look(const struct kind_of *k, struct str bytes)
{
        switch (k->body) {
        case BODY_PLAIN: return ZIP_FITS;
        case BODY_TEXT: return text_look(bytes);
        case BODY_ZIP:
                if (ole_look(bytes) != ZIP_OTHER) return ZIP_SECRET; /* how Office encrypts them */
                return zip_look(bytes, k->within);
        case BODY_OLE: return ole_look(bytes);
        }
        BUG("kind of file");
}

static bool said_so(const struct kind_of *k, struct str magic)
{
        for (size_t i = 0; i < LEN(k->magic); i++)
                if (k->magic[i].n && str_eq(k->magic[i], magic)) return true;
        return false;
}

static enum err unlike(struct faults *f, struct str where, struct str name, struct str magic)
{
        return FAULT(f, ERR_INPUT, "file.type", where,
                     "“%.*s”的内容（%.*s）与名称不符，或不是可接收的种类",
                     "the bytes of '%.*s' (%.*s) do not fit its name, or are not of a kind that is "
                     "taken",
                     SP(name), SP(magic));
}

enum err upload_type(struct arena *a, struct str name, struct str bytes, struct str where,
                     struct faults *f, struct str *ret)
{
        const struct kind_of *k = kind_of_name(name);
        if (!k)
                return FAULT(f, ERR_INPUT, "file.kind", where, "不接收“%.*s”这种文件；可接收：%.*s",
                             "files like '%.*s' are not taken; taken are: %.*s", SP(name),
                             SP(upload_accept()));
        enum zip_is is = look(k, bytes);
        if (is == ZIP_SECRET)
                return FAULT(f, ERR_INPUT, "file.encrypted", where,
                             "“%.*s”是加密的文档，请取消密码后再上传",
                             "'%.*s' is encrypted: take its password off and send it again",
                             SP(name));
        if (is == ZIP_MACRO)
                return FAULT(f, ERR_INPUT, "file.macro", where, "“%.*s”含有宏，不接收",
                             "'%.*s' holds macros and is not taken", SP(name));
        struct str magic = magic_type(a, bytes);
        if (is != ZIP_FITS || !said_so(k, magic)) return unlike(f, where, name, magic);
        *ret = k->type;
        return OK;
}

/* ---- taking one ------------------------------------------------------------------------------ */

static enum err check_size(const struct upload *x, struct str name, struct str bytes)
{
        int64_t max = FILE_BYTES_MAX;
        if (x->field) max = x->field->has_max ? x->field->max : FILE_BYTES_USUAL;
        if (bytes.n == 0)
                return FAULT(x->f, ERR_INPUT, "file.empty", x->where, "“%.*s”是空文件",
                             "'%.*s' is empty", SP(name));
        if ((int64_t)bytes.n <= max) return OK;
        return FAULT(x->f, ERR_INPUT, "file.large", x->where, "“%.*s”太大：%.*s，至多 %.*s",
                     "'%.*s' is too large: %.*s, at most %.*s", SP(name),
                     SP(files_size(x->a, (int64_t)bytes.n)), SP(files_size(x->a, max)));
}

enum err upload_take(const struct upload *x, struct str name, struct str bytes,
                     struct attachment *ret)
{
        struct attachment f = { .bytes = 0 };
        if (upload_name(x->a, name, &f.name) != OK)
                return FAULT(x->f, ERR_INPUT, "file.name", x->where,
                             "文件名须为 1–%d 字节的 UTF-8，不含控制字符",
                             "a file's name has 1 to %d bytes of UTF-8 without control characters",
                             FILE_NAME_BYTES_MAX);
        TRY(check_size(x, f.name, bytes));
        TRY(upload_type(x->a, f.name, bytes, x->where, x->f, &f.type));
        enum err e = files_put(x->data, x->a, x->sys, bytes, &f);
        if (e == ERR_BUSY)
                return FAULT(x->f, e, "file.disk", x->where, "磁盘空间不足，暂不接收附件",
                             "the disk is nearly full: files are not taken now");
        if (e != OK)
                return FAULT(x->f, e, "file.write", x->where, "文件没有保存成功",
                             "the file could not be saved");
        *ret = f;
        return OK;
}
