/* yaml.c: libyaml's events to a tree. Events and not its document API: that one resolves aliases
 * silently and keeps no trace of them. libyaml cannot go on after a mistake of syntax, so that one
 * ends the reading; every other mistake is listed and the reading goes on. */
#include "city/yaml.h"

#include <yaml.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/utf8.h"

/* A list or map that is still open. */
struct level {
        struct ynode *node;
        struct ynode *key; /* of a map: read, its value not yet */
        struct map seen;   /* keys to their lines */
        size_t items_cap, keys_n, keys_cap;
};

struct reader {
        struct arena *a;
        struct str file;
        struct faults *f;
        struct level at[YAML_DEPTH_MAX];
        int depth;
        int documents;
        struct ynode *root;
};

static struct str place(const struct reader *r, int line, int col)
{
        return str_printf(r->f->a, "%.*s:%d:%d", SP(r->file), line, col);
}

static struct str mark(const struct reader *r, yaml_mark_t m)
{
        return place(r, (int)m.line + 1, (int)m.column + 1);
}

/* What libyaml says, in words for the writer of a definition. */
static const struct {
        const char *libyaml, *zh, *en;
} said[] = {
        { "mapping values are not allowed in this context",
          "此处不能出现“:”（文字中含“: ”时请加引号）",
          "':' is not allowed here (put quotes around a text that holds ': ')" },
        { "mapping keys are not allowed in this context", "此处不能出现“?”",
          "'?' is not allowed here" },
        { "block sequence entries are not allowed in this context", "此处不能出现列表项“-”",
          "a list item '-' is not allowed here" },
        { "could not find expected ':'", "键后缺少“:”", "a ':' is missing after a key" },
        { "did not find expected key", "此处应为键（请检查缩进和引号）",
          "a key should stand here (check indentation and quotes)" },
        { "did not find expected ',' or ']'", "“[”未闭合，或列表中缺少“,”",
          "the '[' is not closed, or a ',' is missing in the list" },
        { "did not find expected ',' or '}'", "“{”未闭合，或其中缺少“,”",
          "the '{' is not closed, or a ',' is missing in it" },
        { "did not find expected '-' indicator", "此处应为列表项“-”（请检查缩进）",
          "a list item '-' should stand here (check indentation)" },
        { "did not find expected node content", "此处应有内容", "something should stand here" },
        { "did not find expected <document start>", "此处应已结束，却还有内容",
          "the file should end here, but goes on" },
        { "did not find expected comment or line break", "此处应换行",
          "a line break should stand here" },
        { "did not find expected whitespace or line break", "此处应有空格或换行",
          "a space or a line break should stand here" },
        { "did not find expected alphabetic or numeric character", "“&”“*”后缺少名称",
          "a name is missing after '&' or '*'" },
        { "did not find expected hexdecimal number", "转义序列应为十六进制数字",
          "the escape needs hexadecimal digits" },
        { "found character that cannot start any token",
          "文字不能以此字符开头（请加引号；缩进请用空格）",
          "no text can begin with this character (use quotes; indent by spaces)" },
        { "found a tab character that violates indentation", "不能用制表符缩进",
          "tabs cannot indent" },
        { "found a tab character where an indentation space is expected", "不能用制表符缩进",
          "tabs cannot indent" },
        { "found unexpected end of stream", "引号未闭合", "the quote is not closed" },
        { "found unexpected document indicator", "引号未闭合", "the quote is not closed" },
        { "found unknown escape character", "引号中的转义序列无效", "unknown escape in quotes" },
        { "found invalid Unicode character escape code", "引号中的转义序列无效",
          "unknown escape in quotes" },
        { "found unexpected ':'", "此处不能出现“:”", "':' is not allowed here" },
};

static void fault_syntax(struct reader *r, const yaml_parser_t *p)
{
        if (p->error == YAML_MEMORY_ERROR) BUG("out of memory");
        const char *zh = p->problem ? p->problem : "YAML", *en = zh;
        for (size_t i = 0; i < LEN(said); i++) {
                if (!p->problem || strcmp(said[i].libyaml, p->problem) != 0) continue;
                zh = said[i].zh;
                en = said[i].en;
        }
        bool is_zh = r->f->lang == LANG_ZH;
        const char *text = is_zh ? zh : en;
        yaml_mark_t from = p->context_mark, to = p->problem_mark;
        struct str since =
                STR_NONE; /* an open quote or bracket is told at the end: say its begin */
        if (p->context && (from.line != to.line || from.column != to.column))
                since = str_printf(
                        r->f->a, is_zh ? "（所在部分起于%zu:%zu）" : " (in what begins at %zu:%zu)",
                        from.line + 1, from.column + 1);
        FAULT(r->f, ERR_INPUT, "yaml.syntax", mark(r, to), "语法错误：%s%.*s",
              "wrong syntax: %s%.*s", text, SP(since));
}

/* The characters of YAML 1.1, less those that count as a line break to libyaml and not to editors
 * (lone CR, NEL, LS, PS): with them our line numbers would not be the reader's. */
static bool allowed(struct str text, size_t at, uint32_t c)
{
        if (c == '\r') return at + 1 < text.n && text.p[at + 1] == '\n';
        if (c == '\t' || c == '\n') return true;
        if (c == 0xFFFD) return at + 3 <= text.n && memcmp(text.p + at, "\xEF\xBF\xBD", 3) == 0;
        if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029) return false;
        return c != 0xFEFF && c != 0xFFFE && c != 0xFFFF;
}

/* The first wrong byte of each line. */
static bool check_bytes(struct reader *r, struct str text)
{
        int line = 1, col = 1, told = 0;
        for (size_t at = 0, next = 0; at < text.n; at = next) {
                uint32_t c = utf8_next(text, &next);
                if (!allowed(text, at, c) && told != line) {
                        told = line;
                        FAULT(r->f, ERR_INPUT, "yaml.bytes", place(r, line, col),
                              "不是有效的 UTF-8 文本，或含有不允许的控制字符（字节 %02X）",
                              "not UTF-8 text, or a control character that is not allowed "
                              "(byte %02X)",
                              (unsigned)(unsigned char)text.p[at]);
                }
                col = c == '\n' ? 1 : col + 1;
                line += c == '\n';
        }
        return told == 0;
}

/* ---- the tree -------------------------------------------------------------------------------- */

static struct ynode *node_new(struct reader *r, enum ykind kind, yaml_mark_t m)
{
        struct ynode *n = ARENA_NEW(r->a, struct ynode, 1);
        n->kind = kind;
        n->line = (int)m.line + 1;
        n->col = (int)m.column + 1;
        return n;
}

static void add_key(struct reader *r, struct level *l, struct ynode *key)
{
        struct str where = place(r, key->line, key->col);
        int64_t line;
        l->key = key;
        if (key->kind != Y_SCALAR) {
                FAULT(r->f, ERR_INPUT, "yaml.key", where, "键必须是文字", "a key must be a text");
        } else if (key->text.n == 0) {
                FAULT(r->f, ERR_INPUT, "yaml.key", where, "键不能为空", "a key must not be empty");
        } else if (map_get(&l->seen, key->text, &line)) {
                FAULT(r->f, ERR_INPUT, "yaml.duplicate", where, "键“%.*s”重复，第%d行已有",
                      "key '%.*s' stands here again, first on line %d", SP(key->text), (int)line);
        } else {
                map_set(&l->seen, key->text, key->line);
        }
}

/* Puts a finished scalar, or a list or map just begun, where it belongs. */
static void add(struct reader *r, struct ynode *node)
{
        if (r->depth == 0) {
                if (!r->root) r->root = node;
                return;
        }
        struct level *l = &r->at[r->depth - 1];
        if (l->node->kind == Y_MAP && !l->key) {
                add_key(r, l, node);
                return;
        }
        if (l->node->kind == Y_MAP) {
                *ARENA_PUSH(r->a, l->node->keys, l->keys_n, l->keys_cap) = l->key;
                l->key = NULL;
        }
        *ARENA_PUSH(r->a, l->node->items, l->node->n, l->items_cap) = node;
}

/* False when it is nested too deep: the reading ends. */
static bool open_level(struct reader *r, enum ykind kind, yaml_mark_t m)
{
        if (r->depth == YAML_DEPTH_MAX) {
                FAULT(r->f, ERR_INPUT, "yaml.depth", mark(r, m), "嵌套超过%d层",
                      "nested deeper than %d levels", YAML_DEPTH_MAX);
                return false;
        }
        struct ynode *n = node_new(r, kind, m);
        add(r, n);
        r->at[r->depth++] = (struct level){ .node = n, .seen = { .a = r->a } };
        return true;
}

static void close_level(struct reader *r)
{
        ASSERT(r->depth > 0 && !r->at[r->depth - 1].key);
        r->depth--;
}

static void add_scalar(struct reader *r, const yaml_event_t *e)
{
        struct ynode *n = node_new(r, Y_SCALAR, e->start_mark);
        n->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        n->text = str_dup(
                r->a, (struct str){ (const char *)e->data.scalar.value, e->data.scalar.length });
        /* "\0" and the like: escapes can make what the file itself may not hold */
        if (!utf8_ok(n->text))
                FAULT(r->f, ERR_INPUT, "yaml.control", mark(r, e->start_mark),
                      "文字中的转义序列产生了控制字符",
                      "an escape in this text makes a control character");
        add(r, n);
}

static void refuse_marks(struct reader *r, const yaml_event_t *e, const yaml_char_t *anchor,
                         const yaml_char_t *tag)
{
        if (anchor)
                FAULT(r->f, ERR_INPUT, "yaml.anchor", mark(r, e->start_mark),
                      "不支持锚点“&%s”，请写出全文",
                      "anchors are not supported: '&%s'; write it out", (const char *)anchor);
        if (tag)
                FAULT(r->f, ERR_INPUT, "yaml.tag", mark(r, e->start_mark), "不支持标签“%s”",
                      "tags are not supported: '%s'", (const char *)tag);
}

static void begin_document(struct reader *r, const yaml_event_t *e)
{
        if (r->documents++ == 1)
                FAULT(r->f, ERR_INPUT, "yaml.documents", mark(r, e->start_mark),
                      "一个文件只能有一个文档", "only one document in a file");
        if (e->data.document_start.version_directive ||
            e->data.document_start.tag_directives.start !=
                    e->data.document_start.tag_directives.end)
                FAULT(r->f, ERR_INPUT, "yaml.directive", mark(r, e->start_mark), "不支持指令“%%…”",
                      "directives (%%…) are not supported");
}

/* False when the reading ends here. */
static bool take(struct reader *r, const yaml_event_t *e)
{
        switch (e->type) {
        case YAML_STREAM_END_EVENT: return false;
        case YAML_DOCUMENT_START_EVENT: begin_document(r, e); break;
        case YAML_ALIAS_EVENT:
                FAULT(r->f, ERR_INPUT, "yaml.alias", mark(r, e->start_mark),
                      "不支持引用“*%s”，请写出全文",
                      "aliases are not supported: '*%s'; write it out",
                      (const char *)e->data.alias.anchor);
                add(r, node_new(r, Y_SCALAR, e->start_mark));
                break;
        case YAML_SCALAR_EVENT:
                refuse_marks(r, e, e->data.scalar.anchor, e->data.scalar.tag);
                add_scalar(r, e);
                break;
        case YAML_SEQUENCE_START_EVENT:
                refuse_marks(r, e, e->data.sequence_start.anchor, e->data.sequence_start.tag);
                return open_level(r, Y_LIST, e->start_mark);
        case YAML_MAPPING_START_EVENT:
                refuse_marks(r, e, e->data.mapping_start.anchor, e->data.mapping_start.tag);
                return open_level(r, Y_MAP, e->start_mark);
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT: close_level(r); break;
        case YAML_NO_EVENT:
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT: break;
        }
        return true;
}

static void read_events(struct reader *r, struct str text)
{
        AUTO(yaml_parser_delete) yaml_parser_t p;
        if (!yaml_parser_initialize(&p)) BUG("out of memory");
        yaml_parser_set_input_string(&p, (const unsigned char *)(text.n ? text.p : ""), text.n);
        yaml_parser_set_encoding(&p, YAML_UTF8_ENCODING);
        for (bool more = true; more;) {
                yaml_event_t e;
                if (!yaml_parser_parse(&p, &e)) {
                        fault_syntax(r, &p);
                        return;
                }
                more = take(r, &e);
                yaml_event_delete(&e);
        }
}

enum err yaml_parse(struct arena *a, struct str file, struct str text, struct faults *f,
                    struct ynode **ret)
{
        struct reader r = { .a = a, .file = file, .f = f };
        size_t before = f->n;
        if (text.n > YAML_BYTES_MAX)
                return FAULT(f, ERR_INPUT, "yaml.size", place(&r, 1, 1), "文件超过 %u 字节",
                             "the file has more than %u bytes", YAML_BYTES_MAX);
        if (str_starts(text, S("\xEF\xBB\xBF"))) text = str_from(text, 3); /* Windows editors */
        if (!check_bytes(&r, text)) return ERR_INPUT;
        read_events(&r, text);
        if (f->n == before && !r.root)
                FAULT(f, ERR_INPUT, "yaml.empty", place(&r, 1, 1), "文件为空", "the file is empty");
        if (f->n != before) return ERR_INPUT;
        *ret = r.root;
        return OK;
}

struct ynode *ynode_get(const struct ynode *m, struct str key)
{
        if (!m || m->kind != Y_MAP) return NULL;
        for (size_t i = 0; i < m->n; i++)
                if (str_eq(m->keys[i]->text, key)) return m->items[i];
        return NULL;
}

struct str ynode_where(struct arena *a, struct str file, const struct ynode *n)
{
        return str_printf(a, "%.*s:%d:%d", SP(file), n->line, n->col);
}
