#include "city/reader.h"

#include "base/limits.h"
#include "base/utf8.h"

static const struct {
        const char *zh, *en;
} nouns[] = {
        [NOUN_FIELD] = { "字段", "field" },
        [NOUN_STATE] = { "状态", "state" },
        [NOUN_CLOCK] = { "时限", "clock" },
        [NOUN_DUTY] = { "任务", "duty" },
        [NOUN_STEP] = { "环节", "step" },
        [NOUN_PAPER] = { "文书", "paper" },
        [NOUN_FIGURE] = { "指标", "figure" },
        [NOUN_LIST] = { "选项表", "list" },
        [NOUN_LEDGER] = { "台账", "ledger" },
        [NOUN_TEXT] = { "文本", "text" },
        [NOUN_ROLE] = { "角色", "role" },
        [NOUN_OFFICE] = { "单位", "office" },
        [NOUN_HOLE] = { "填空", "hole" },
        [NOUN_CHOICE] = { "选项", "choice" },
        [NOUN_VIEW] = { "视图", "view" },
        [NOUN_RULE] = { "规则", "rule" },
        [NOUN_RELATION] = { "单位关系", "office relation" },
        [NOUN_COLUMN] = { "列", "column" },
        [NOUN_WARNING] = { "提醒", "warning" },
        [NOUN_ITEM] = { "考核项", "item" },
        [NOUN_GROUP] = { "考核分组", "group" },
};
_Static_assert(LEN(nouns) == NOUN_COUNT, "one row per noun");

const char *noun(const struct reader *r, enum noun n)
{
        return r->f->lang == LANG_ZH ? nouns[n].zh : nouns[n].en;
}

struct str reader_at(const struct reader *r, const struct ynode *n)
{
        return ynode_where(r->f->a, r->file, n);
}

/* Bytes of the first `chars` characters. */
static size_t bytes_of(struct str s, size_t chars)
{
        size_t at = 0;
        while (chars-- > 0 && at < s.n) (void)utf8_next(s, &at);
        return at;
}

/* Line `line` of the file and what follows it. */
static struct str source_from(const struct reader *r, int line)
{
        struct str rest = r->source, piece;
        for (int i = 1; i < line; i++)
                if (!str_split(&rest, '\n', &piece)) return STR_NONE;
        return rest;
}

static struct str at_line(const struct reader *r, int line, size_t col)
{
        return str_printf(r->f->a, "%.*s:%d:%zu", SP(r->file), line, col);
}

struct str reader_inside(const struct reader *r, const struct ynode *n, size_t chars)
{
        struct str src = source_from(r, n->line), line = STR_NONE, text = n->text;
        src = str_from(src, bytes_of(src, (size_t)n->col - 1));
        bool quoted = !n->plain && src.n > 0 && (src.p[0] == '"' || src.p[0] == '\'');
        if (str_starts(str_from(src, quoted), text)) /* as it stands */
                return at_line(r, n->line, (size_t)n->col + quoted + chars);
        if (n->plain || src.n == 0 || src.p[0] != '|') return reader_at(r, n);
        int at = n->line + 1; /* a block: its text begins on the next line */
        struct str done = str_sub(text, 0, bytes_of(text, chars)), piece;
        size_t last = 0, indent = 0;
        for (size_t i = 0; i < done.n; i++)
                if (done.p[i] == '\n') {
                        at++;
                        last = i + 1;
                }
        struct str block = source_from(r, n->line + 1);
        while (indent < block.n && block.p[indent] == ' ') indent++;
        line = source_from(r, at);
        if (!str_split(&line, '\n', &piece)) return reader_at(r, n);
        return at_line(r, at, indent + utf8_len(str_from(done, last)) + 1);
}

bool reader_null(const struct ynode *n)
{
        return n->kind == Y_SCALAR && n->plain &&
               (n->text.n == 0 || str_eq(n->text, S("~")) || str_eq(n->text, S("null")));
}

void reader_later(struct reader *r, struct str word, const struct ynode *n)
{
        *ARENA_PUSH(r->a, r->unrun, r->unrun_n, r->unrun_cap) =
                (struct unrun){ .word = word, .where = ynode_where(r->a, r->file, n) };
}

/* ---- nearest names --------------------------------------------------------------------------- */

struct near near_init(struct str want)
{
        /* typing mistakes (two letters changed places are two), not other words */
        size_t far = want.n < 3 ? 1 : want.n < 6 ? 2 : want.n < 9 ? want.n / 3 : 3;
        return (struct near){ .want = want, .distance = far + 1 };
}

void near_try(struct near *x, struct str name)
{
        if (name.n == 0) return;
        if (x->n < NEAR_SHOWN) x->name[x->n] = name;
        x->n++;
        if (x->distance == 0) return;
        size_t d = str_distance(x->want, name, x->distance - 1);
        if (d >= x->distance) return;
        x->distance = d;
        x->best = name;
}

static struct str near_all(const struct reader *r, const struct near *x)
{
        bool zh = r->f->lang == LANG_ZH;
        struct str all = STR_NONE;
        if (x->n == 0) return STR_NONE;
        for (size_t i = 0; i < x->n && i < NEAR_SHOWN; i++)
                all = str_printf(r->f->a, "%.*s%s%.*s", SP(all), i ? " " : "", SP(x->name[i]));
        return str_printf(r->f->a, zh ? "（有：%.*s%s）" : " (there are: %.*s%s)", SP(all),
                          x->n > NEAR_SHOWN ? " …" : "");
}

struct str near_hint(const struct reader *r, const struct near *x)
{
        if (x->best.n == 0) return near_all(r, x);
        return r->f->lang == LANG_ZH ? str_printf(r->f->a, "，是不是“%.*s”？", SP(x->best))
                                     : str_printf(r->f->a, "; did you mean '%.*s'?", SP(x->best));
}

void reader_unknown(struct reader *r, const struct ynode *n, enum noun what,
                    const struct near *near)
{
        struct str hint = near_hint(r, near);
        FAULT(r->f, ERR_INPUT, "name.unknown", reader_at(r, n), "没有%s“%.*s”%.*s",
              "there is no %s '%.*s'%.*s", noun(r, what), SP(near->want), SP(hint));
}

/* ---- maps and lists -------------------------------------------------------------------------- */

static bool shape_fits(const struct ynode *n, enum shape shape)
{
        switch (shape) {
        case SHAPE_TEXT: return n->kind == Y_SCALAR && !reader_null(n);
        case SHAPE_LIST: return !reader_null(n);
        case SHAPE_MAP: return n->kind == Y_MAP || reader_null(n);
        case SHAPE_ANY: return !reader_null(n);
        }
        BUG("shape");
}

static void fault_shape(struct reader *r, const struct ynode *n, struct str key, enum shape shape)
{
        static const struct {
                const char *zh, *en;
        } should[] = {
                [SHAPE_TEXT] = { "一个值", "one value" },
                [SHAPE_LIST] = { "一个列表，如 [a, b]", "a list, as [a, b]" },
                [SHAPE_MAP] = { "“键: 值”的映射，如 {a: b}", "a map of keys, as {a: b}" },
                [SHAPE_ANY] = { "一个值", "a value" },
        };
        FAULT(r->f, ERR_INPUT, "value.shape", reader_at(r, n), "“%.*s”处应为%s",
              "'%.*s' should have %s here", SP(key),
              r->f->lang == LANG_ZH ? should[shape].zh : should[shape].en);
}

static void fault_key(struct reader *r, const struct ynode *key, const struct key *table, size_t n)
{
        struct near near = near_init(key->text);
        for (size_t i = 0; i < n; i++) near_try(&near, table[i].name);
        struct str hint = near_hint(r, &near);
        FAULT(r->f, ERR_INPUT, "key.unknown", reader_at(r, key), "不认识的键“%.*s”%.*s",
              "unknown key '%.*s'%.*s", SP(key->text), SP(hint));
}

static void read_pair(struct reader *r, const struct ynode *m, size_t i, const struct key *k,
                      const struct ynode **ret)
{
        if (!shape_fits(m->items[i], k->shape)) {
                fault_shape(r, m->items[i], k->name, k->shape);
                return;
        }
        if (k->flags & KEY_LATER) reader_later(r, k->name, m->keys[i]);
        *ret = m->items[i];
}

void reader_keys(struct reader *r, const struct ynode *m, const struct key *table, size_t n,
                 const struct ynode **ret)
{
        for (size_t k = 0; k < n; k++) ret[k] = NULL;
        if (m->kind != Y_MAP && !reader_null(m)) {
                FAULT(r->f, ERR_INPUT, "value.shape", reader_at(r, m), "此处应为“键: 值”的映射",
                      "a map of keys should stand here");
                return;
        }
        for (size_t i = 0; i < m->n; i++) {
                size_t k = 0;
                while (k < n && !str_eq(table[k].name, m->keys[i]->text)) k++;
                if (k == n) fault_key(r, m->keys[i], table, n);
                else read_pair(r, m, i, &table[k], &ret[k]);
        }
        for (size_t k = 0; k < n; k++)
                if (table[k].flags & KEY_NEEDED && !ret[k] && !ynode_get(m, table[k].name))
                        FAULT(r->f, ERR_INPUT, "key.missing", reader_at(r, m),
                              "缺少键“%.*s”：请写 %.*s: …",
                              "the key '%.*s' is missing: write %.*s: …", SP(table[k].name),
                              SP(table[k].name));
}

/* Whether a text must be quoted inside a line of YAML. */
static bool wants_quotes(struct str s)
{
        for (size_t i = 0; i < s.n; i++)
                if (strchr(":#,[]{}'\"\n", s.p[i])) return true;
        return s.n == 0;
}

struct str ynode_line(struct arena *a, const struct ynode *n, struct str but)
{
        struct str s = STR_NONE;
        if (n->kind == Y_SCALAR)
                return wants_quotes(n->text) ? str_printf(a, "\"%.*s\"", SP(n->text)) : n->text;
        for (size_t i = 0; i < n->n; i++) {
                const struct ynode *item = n->items[i]; /* as deep as YAML_DEPTH_MAX allows */
                if (n->kind == Y_MAP && str_eq(n->keys[i]->text, but)) continue;
                struct str v = ynode_line(a, item, but);
                if (item->kind == Y_LIST) v = str_printf(a, "[%.*s]", SP(v));
                if (item->kind == Y_MAP) v = str_printf(a, "{%.*s}", SP(v));
                if (n->kind == Y_MAP) v = str_printf(a, "%.*s: %.*s", SP(n->keys[i]->text), SP(v));
                s = str_printf(a, "%.*s%s%.*s", SP(s), s.n ? ", " : "", SP(v));
        }
        return s;
}

/* ---- names ----------------------------------------------------------------------------------- */

static bool is_lower(char c)
{
        return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

bool name_ok(struct str s)
{
        if (s.n == 0 || s.n > NAME_BYTES_MAX || !is_lower(s.p[0])) return false;
        for (size_t i = 1; i < s.n; i++)
                if (!is_lower(s.p[i]) && !is_digit(s.p[i]) && s.p[i] != '_') return false;
        return true;
}

bool code_ok(struct str s)
{
        if (s.n == 0 || s.n > CODE_BYTES_MAX) return false;
        for (size_t i = 0; i < s.n; i++) {
                char c = s.p[i];
                bool word = is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z');
                bool mark = c == '-' || c == '.' || c == '_' || c == '/';
                if (!word && !(mark && i > 0)) return false;
        }
        return true;
}

void check_name(struct reader *r, const struct ynode *n, enum noun what)
{
        if (n->kind == Y_SCALAR && name_ok(n->text)) return;
        struct str got = n->kind == Y_SCALAR ? n->text : STR_NONE;
        FAULT(r->f, ERR_INPUT, "name.form", reader_at(r, n),
              "%s的名称“%.*s”不合规：用小写字母、数字和下划线，字母开头，最多%d字节",
              "a %s cannot be named '%.*s': small letters, digits and underscores, a letter first, "
              "at most %d bytes",
              noun(r, what), SP(got), NAME_BYTES_MAX);
}

void check_file_name(struct reader *r, const struct ynode *n, struct str name)
{
        if (!n || str_eq(n->text, name)) return;
        FAULT(r->f, ERR_INPUT, "name.file", reader_at(r, n), "名称“%.*s”与文件名“%.*s”不符",
              "the name '%.*s' is not that of the file, '%.*s'", SP(n->text), SP(name));
}

int named_find(struct named all, struct str name)
{
        for (size_t i = 0; i < all.n; i++)
                if (name.n > 0 && str_eq(named_at(all, i), name)) return (int)i;
        return -1;
}

struct str named_at(struct named all, size_t i)
{
        struct str s;
        memcpy(&s, (const char *)all.v + i * all.size, sizeof s); /* the first member */
        return s;
}

int take_ref(struct reader *r, const struct ynode *n, enum noun what, struct named all)
{
        if (!n) return -1;
        if (n->kind != Y_SCALAR) {
                FAULT(r->f, ERR_INPUT, "value.shape", reader_at(r, n), "此处应为%s的名称",
                      "the name of a %s should stand here", noun(r, what));
                return -1;
        }
        int i = named_find(all, n->text);
        if (i >= 0) return i;
        struct near near = near_init(n->text);
        for (size_t k = 0; k < all.n; k++) near_try(&near, named_at(all, k));
        reader_unknown(r, n, what, &near);
        return -1;
}

void take_refs(struct reader *r, const struct ynode *n, enum noun what, struct named all,
               struct index_list *ret)
{
        ret->v = ARENA_NEW(r->a, int, item_count(n));
        ret->n = 0;
        for (size_t i = 0; i < item_count(n); i++) {
                const struct ynode *item = item_at(n, i);
                int x = take_ref(r, item, what, all);
                bool again = false;
                for (size_t k = 0; k < ret->n; k++) again |= ret->v[k] == x;
                if (x >= 0 && again)
                        FAULT(r->f, ERR_INPUT, "list.repeat", reader_at(r, item), "“%.*s”重复出现",
                              "'%.*s' stands here twice", SP(item->text));
                else if (x >= 0) ret->v[ret->n++] = x;
        }
}

/* ---- values ---------------------------------------------------------------------------------- */

/* The text of a scalar; tells and gives false when something else stands there. */
static bool scalar(struct reader *r, const struct ynode *n, struct str *ret)
{
        if (!n) return false;
        if (n->kind != Y_SCALAR || reader_null(n)) {
                FAULT(r->f, ERR_INPUT, "value.shape", reader_at(r, n), "此处应为一个值",
                      "one value should stand here");
                return false;
        }
        *ret = n->text;
        return true;
}

void take_text(struct reader *r, const struct ynode *n, struct str *ret)
{
        struct str s;
        if (scalar(r, n, &s)) *ret = str_dup(r->a, s);
}

void take_bool(struct reader *r, const struct ynode *n, bool *ret)
{
        struct str s;
        if (!scalar(r, n, &s)) return;
        bool yes = str_eq(s, S("true")) || str_eq(s, S("TRUE"));
        if (!yes && !str_eq(s, S("false")) && !str_eq(s, S("FALSE")))
                FAULT(r->f, ERR_INPUT, "value.flag", reader_at(r, n),
                      "应为 true 或 false，不是“%.*s”", "should be true or false, not '%.*s'",
                      SP(s));
        else *ret = yes;
}

void take_int(struct reader *r, const struct ynode *n, int64_t min, int64_t max, int64_t *ret)
{
        struct str s;
        int64_t v;
        if (!scalar(r, n, &s)) return;
        if (num_parse_i64(s, min, max, &v) != OK)
                FAULT(r->f, ERR_INPUT, "value.int", reader_at(r, n),
                      "应为 %" PRId64 " 到 %" PRId64 " 的整数，不是“%.*s”",
                      "should be a whole number from %" PRId64 " to %" PRId64 ", not '%.*s'", min,
                      max, SP(s));
        else *ret = v;
}

void take_day(struct reader *r, const struct ynode *n, struct day *ret)
{
        struct str s;
        struct day d;
        if (!scalar(r, n, &s)) return;
        if (day_parse(s, &d) != OK)
                FAULT(r->f, ERR_INPUT, "value.day", reader_at(r, n),
                      "应为日期（如 2022-08-22），不是“%.*s”",
                      "should be a day such as 2022-08-22, not '%.*s'", SP(s));
        else *ret = d;
}

void take_allowance(struct reader *r, const struct ynode *n, struct allowance *ret)
{
        struct str s;
        struct allowance w = { 0, UNIT_WORKDAYS };
        if (!scalar(r, n, &s)) return;
        if (!str_eq(s, S("0")) && allowance_parse(s, &w) != OK)
                FAULT(r->f, ERR_INPUT, "value.allowance", reader_at(r, n),
                      "应为时长（如 5 workdays、30 minutes、5个工作日），不是“%.*s”",
                      "should be a length of time such as 5 workdays or 30 minutes, not '%.*s'",
                      SP(s));
        else *ret = w;
}

void take_minute(struct reader *r, const struct ynode *n, int *ret)
{
        struct str s, h, m;
        int64_t hour, minute;
        if (!scalar(r, n, &s)) return;
        if (s.n > 5 || !str_cut(s, ':', &h, &m) || m.n != 2 ||
            num_parse_i64(h, 0, 24, &hour) != OK || num_parse_i64(m, 0, 59, &minute) != OK ||
            hour * 60 + minute > 1440)
                FAULT(r->f, ERR_INPUT, "value.time", reader_at(r, n),
                      "应为时刻（如 \"17:30\"，一日之末为 \"24:00\"），不是“%.*s”",
                      "should be a time of day such as \"17:30\" (\"24:00\" = the day's end), "
                      "not '%.*s'",
                      SP(s));
        else *ret = (int)(hour * 60 + minute);
}

#define LABEL_KEYS(X)                                                                              \
        X(zh, "zh", SHAPE_TEXT, 0)                                                                 \
        X(en, "en", SHAPE_TEXT, 0)
KEYS(label, LABEL_KEYS)

void take_label(struct reader *r, const struct ynode *n, struct label *ret)
{
        if (!n) return;
        if (n->kind == Y_SCALAR && !reader_null(n)) {
                ret->zh = ret->en = str_dup(r->a, n->text);
                return;
        }
        union label_keys k;
        READ_KEYS(r, n, label, &k);
        take_text(r, k.zh, &ret->zh);
        take_text(r, k.en, &ret->en);
}

void take_word(struct reader *r, const struct ynode *n, struct words words, int *ret)
{
        struct str s;
        if (!scalar(r, n, &s)) return;
        struct near near = near_init(s);
        struct str all = STR_NONE;
        for (size_t i = 0; i < words.n; i++) {
                if (str_eq(words.v[i], s)) {
                        *ret = (int)i;
                        return;
                }
                near_try(&near, words.v[i]);
                all = str_printf(r->f->a, "%.*s%s%.*s", SP(all), i ? " " : "", SP(words.v[i]));
        }
        struct str hint = near.best.n ? near_hint(r, &near) : STR_NONE; /* they are all told */
        FAULT(r->f, ERR_INPUT, "value.word", reader_at(r, n), "应为 %.*s 之一，不是“%.*s”%.*s",
              "should be one of: %.*s; not '%.*s'%.*s", SP(all), SP(s), SP(hint));
}

void move_faults(struct reader *r, const struct ynode *n, const struct faults *from)
{
        for (const struct fault *x = from->first; x; x = x->next) {
                int64_t col = 0;
                bool placed = num_parse_i64(str_from(x->where, 1), 1, INT32_MAX, &col) == OK;
                struct str where = placed ? reader_inside(r, n, (size_t)col - 1) : reader_at(r, n);
                faults_add(r->f, x->err, x->code, where, "%.*s", SP(x->text));
        }
}

struct expr *take_expr(struct reader *r, const struct ynode *n, const struct props *props,
                       enum etype want)
{
        struct str s;
        struct expr *e = NULL;
        struct faults f;
        if (!scalar(r, n, &s)) return NULL;
        faults_init(&f, r->f->a, r->f->lang);
        enum err err = expr_parse(r->a, STR_NONE, str_dup(r->a, s), &f, &e);
        if (err == OK) err = expr_check(r->a, e, props, want, STR_NONE, &f);
        move_faults(r, n, &f);
        return err == OK ? e : NULL;
}
