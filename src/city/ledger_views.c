/* ledger_views.c: views, the import map, the bulletin. */
#include "city/ledger_in.h"

/* ---- views ----------------------------------------------------------------------------------- */

#define VIEW_KEYS(X)                                                                               \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(columns, "columns", SHAPE_LIST, KEY_NEEDED)                                              \
        X(where, "where", SHAPE_TEXT, 0)                                                           \
        X(sort, "sort", SHAPE_TEXT, 0)
KEYS(view, VIEW_KEYS)

/* A property of the record by name: its index, or -1 (told). */
static int take_prop(struct lbuild *b, const struct ynode *n, struct str name)
{
        const struct props *p = &b->l->props_record;
        struct near near = near_init(name);
        for (size_t i = 0; i < p->n; i++) {
                if (p->p[i].name.n == 0) continue;
                if (str_eq(p->p[i].name, name)) return (int)i;
                near_try(&near, p->p[i].name);
        }
        reader_unknown(&b->r, n, NOUN_FIELD, &near);
        return -1;
}

static void define_columns(struct lbuild *b, const struct ynode *n, struct view_def *v)
{
        v->columns = ARENA_NEW(b->r.a, struct str, item_count(n));
        for (size_t i = 0; i < item_count(n); i++) {
                struct str name = STR_NONE;
                take_text(&b->r, item_at(n, i), &name);
                if (name.n && take_prop(b, item_at(n, i), name) >= 0)
                        v->columns[v->columns_n++] = name;
        }
}

/* NAME, or -NAME for the greatest first. */
static void define_sort(struct lbuild *b, const struct ynode *n, struct view_def *v)
{
        if (!n) return;
        v->sort = n->text;
        int i = take_prop(b, n, str_starts(n->text, S("-")) ? str_from(n->text, 1) : n->text);
        if (i < 0) return;
        const struct prop *p = &b->l->props_record.p[i];
        if (p->sealed)
                FAULT(b->r.f, ERR_INPUT, "field.is_sealed", reader_at(&b->r, n),
                      "字段“%.*s”的内容是密封的，不能用于此处；要统计、排序的内容请用 choice、flag、code、"
                      "数或日期字段",
                      "the text of field '%.*s' is sealed and cannot be used here; what is "
                      "counted or sorted is a "
                      "choice, a flag, a code, a number or a day",
                      SP(p->name));
        else if (p->type == T_MANY)
                FAULT(b->r.f, ERR_INPUT, "view.sort", reader_at(&b->r, n),
                      "不能按多值字段“%.*s”排序",
                      "a list cannot be sorted by the many-valued field '%.*s'", SP(p->name));
}

static void define_views(struct lbuild *b)
{
        struct ledger *l = b->l;
        l->views_n = map_size(b->k.views);
        l->views = ARENA_NEW(b->r.a, struct view_def, l->views_n);
        for (size_t i = 0; i < l->views_n; i++) {
                union view_keys k;
                struct view_def *v = &l->views[i];
                check_name(&b->r, b->k.views->keys[i], NOUN_VIEW);
                v->name = b->k.views->keys[i]->text;
                READ_KEYS(&b->r, b->k.views->items[i], view, &k);
                take_label(&b->r, k.label, &v->label);
                define_columns(b, k.columns, v);
                v->where = take_expr(&b->r, k.where, &l->props_record, T_BOOL);
                define_sort(b, k.sort, v);
        }
}

/* ---- import ---------------------------------------------------------------------------------- */

#define IMPORT_KEYS(X)                                                                             \
        X(columns, "columns", SHAPE_MAP, KEY_NEEDED)                                               \
        X(formats, "formats", SHAPE_ANY, 0)                                                        \
        X(state, "state", SHAPE_MAP, 0)                                                            \
        X(day, "day", SHAPE_TEXT, 0)                                                               \
        X(end, "end", SHAPE_TEXT, 0)
KEYS(import, IMPORT_KEYS)

/* FIELD, or FIELD.lat and FIELD.lon of a place. */
static int take_part(struct lbuild *b, const struct ynode *n, struct str name,
                     enum import_part *part)
{
        struct ynode piece = *n;
        struct str field, of;
        *part = PART_WHOLE;
        if (str_cut(name, '.', &field, &of)) {
                static const struct str words[] = { WORD("lat"), WORD("lon") };
                int word = -1;
                piece.text = of;
                take_word(&b->r, &piece, WORDS(words), &word);
                if (word < 0) return -1;
                *part = word == 0 ? PART_LAT : PART_LON;
                piece.text = field;
        }
        int f = take_ref(&b->r, &piece, NOUN_FIELD, FIELDS(b->l));
        if (f < 0 || *part == PART_WHOLE || b->l->fields[f].type == F_PLACE ||
            untyped(&b->l->fields[f]))
                return f;
        FAULT(b->r.f, ERR_INPUT, "import.part", reader_at(&b->r, n),
              "字段“%.*s”不是地点，没有经纬度",
              "the field '%.*s' is not a place and has no lat and lon", SP(field));
        return -1;
}

static void add_column(struct lbuild *b, const struct ynode *n, struct str header,
                       struct str target)
{
        struct import_def *m = &b->l->import;
        enum import_part part;
        int f = take_part(b, n, target, &part);
        if (f < 0) return;
        for (size_t i = 0; i < m->n; i++)
                if (m->field[i] == f && m->part[i] == part && !b->l->fields[f].many)
                        FAULT(b->r.f, ERR_INPUT, "import.repeat", reader_at(&b->r, n),
                              "字段“%.*s”已由另一列填写",
                              "the field '%.*s' is filled by another column", SP(target));
        m->header[m->n] = header;
        m->part[m->n] = part;
        m->field[m->n++] = f;
}

/* One column: a field, or the record's state or number, or the step that the row takes. */
static void define_column(struct lbuild *b, const struct ynode *key, const struct ynode *n)
{
        struct import_def *m = &b->l->import;
        struct str target = STR_NONE;
        take_text(&b->r, n, &target);
        struct str *own = str_eq(target, S("state"))    ? &m->state_column
                          : str_eq(target, S("number")) ? &m->number_column
                          : str_eq(target, S("step")) && ledger_field(b->l, target) < 0
                                  ? &m->step_column
                                  : NULL;
        if (own && own->n)
                FAULT(b->r.f, ERR_INPUT, "import.repeat", reader_at(&b->r, n),
                      "%.*s 已由另一列填写", "'%.*s' is filled by another column", SP(target));
        if (own) *own = key->text;
        else if (target.n) add_column(b, n, key->text, target);
}

static bool is_time(const struct field *f)
{
        return f->type == F_DAY || f->type == F_MOMENT || untyped(f);
}

/* yyyy, M or MM, d or dd, and for moments H or HH, mm, ss, with marks between. */
static bool format_ok(struct str s)
{
        static const struct str tokens[] = { WORD("yyyy"), WORD("MM"), WORD("M"),
                                             WORD("dd"),   WORD("d"),  WORD("HH"),
                                             WORD("H"),    WORD("mm"), WORD("ss") };
        bool seen[LEN(tokens)] = { false };
        while (s.n > 0) {
                size_t t = 0;
                while (t < LEN(tokens) && !str_starts(s, tokens[t])) t++;
                bool letter = (s.p[0] >= 'a' && s.p[0] <= 'z') || (s.p[0] >= 'A' && s.p[0] <= 'Z');
                if (t == LEN(tokens) ? letter : seen[t]) return false;
                if (t < LEN(tokens)) seen[t] = true;
                s = str_from(s, t < LEN(tokens) ? tokens[t].n : 1);
        }
        return seen[0] && (seen[1] != seen[2]) && (seen[3] != seen[4]) && !(seen[5] && seen[6]);
}

static void take_format(struct lbuild *b, const struct ynode *n, struct str *ret)
{
        take_text(&b->r, n, ret);
        if (ret->n == 0 || format_ok(*ret)) return;
        FAULT(b->r.f, ERR_INPUT, "import.format", reader_at(&b->r, n),
              "日期格式“%.*s”不对：用 yyyy MM dd HH mm ss（或 M d H）",
              "the format '%.*s' is wrong: yyyy MM dd HH mm ss (or M d H) with marks between",
              SP(*ret));
}

/* formats: one for all days and moments, or {header: format}. */
static void define_formats(struct lbuild *b, const struct ynode *n)
{
        struct import_def *m = &b->l->import;
        if (n && n->kind != Y_MAP) take_format(b, n, &m->formats);
        for (size_t i = 0; i < m->n; i++)
                if (is_time(&b->l->fields[m->field[i]])) m->format[i] = m->formats;
        for (size_t i = 0; i < map_size(n); i++) {
                struct near near = near_init(n->keys[i]->text);
                size_t at = 0;
                for (; at < m->n && !str_eq(m->header[at], near.want); at++)
                        near_try(&near, m->header[at]);
                if (at == m->n) {
                        reader_unknown(&b->r, n->keys[i], NOUN_COLUMN, &near);
                        continue;
                }
                take_format(b, n->items[i], &m->format[at]);
                if (!is_time(&b->l->fields[m->field[at]]))
                        FAULT(b->r.f, ERR_INPUT, "import.format", reader_at(&b->r, n->keys[i]),
                              "“%.*s”列不是日期或时刻", "the column '%.*s' is no day or moment",
                              SP(near.want));
        }
}

static int day_field(struct lbuild *b, const struct ynode *n)
{
        int f = take_ref(&b->r, n, NOUN_FIELD, FIELDS(b->l));
        if (f < 0 || is_time(&b->l->fields[f])) return f;
        FAULT(b->r.f, ERR_INPUT, "import.day", reader_at(&b->r, n), "“%.*s”不是日期或时刻字段",
              "'%.*s' is not a field of type day or moment", SP(n->text));
        return -1;
}

static void define_states(struct lbuild *b, const struct ynode *n)
{
        struct import_def *m = &b->l->import;
        m->state_from = ARENA_NEW(b->r.a, struct str, map_size(n));
        m->state_to = ARENA_NEW(b->r.a, int, map_size(n));
        for (size_t i = 0; i < map_size(n); i++) {
                int to = take_ref(&b->r, n->items[i], NOUN_STATE, STATES(b->l));
                if (to < 0) continue;
                m->state_from[m->states_n] = n->keys[i]->text;
                m->state_to[m->states_n++] = to;
        }
        if (n && m->state_column.n == 0)
                FAULT(b->r.f, ERR_INPUT, "import.state", reader_at(&b->r, n),
                      "columns 中没有对应 state 的列", "no column of columns: is mapped to state");
}

static void define_import(struct lbuild *b)
{
        struct import_def *m = &b->l->import;
        union import_keys k;
        m->day_field = m->end_field = -1;
        if (!b->k.import) return;
        READ_KEYS(&b->r, b->k.import, import, &k);
        m->is = true;
        m->header = ARENA_NEW(b->r.a, struct str, map_size(k.columns));
        m->field = ARENA_NEW(b->r.a, int, map_size(k.columns));
        m->part = ARENA_NEW(b->r.a, enum import_part, map_size(k.columns));
        m->format = ARENA_NEW(b->r.a, struct str, map_size(k.columns));
        for (size_t i = 0; i < map_size(k.columns); i++)
                define_column(b, k.columns->keys[i], k.columns->items[i]);
        define_formats(b, k.formats);
        define_states(b, k.state);
        m->day_field = day_field(b, k.day);
        m->end_field = day_field(b, k.end);
        if (m->step_column.n && b->l->key_n == 0 && m->number_column.n == 0)
                FAULT(b->r.f, ERR_INPUT, "import.step", reader_at(&b->r, k.columns),
                      "有环节列时，须有编号列或台账的 key 才能找到记录",
                      "a column for the step needs one for the number, or the ledger's key");
}

/* ---- bulletin -------------------------------------------------------------------------------- */

#define BULLETIN_KEYS(X)                                                                           \
        X(zh, "zh", SHAPE_TEXT, 0)                                                                 \
        X(en, "en", SHAPE_TEXT, 0)
KEYS(bulletin, BULLETIN_KEYS)

void views_define(struct lbuild *b)
{
        const struct ynode *n = b->k.bulletin;
        union bulletin_keys k;
        define_views(b);
        define_import(b);
        if (n && n->kind == Y_SCALAR) {
                take_text(&b->r, n, &b->l->bulletin_zh);
                b->l->bulletin_en = b->l->bulletin_zh;
        } else if (n) {
                READ_KEYS(&b->r, n, bulletin, &k);
                take_text(&b->r, k.zh, &b->l->bulletin_zh);
                take_text(&b->r, k.en, &b->l->bulletin_en);
        }
}

static void check_bulletin(struct lbuild *b, const struct ynode *n, struct str text)
{
        struct holes h = { .r = &b->r, .c = b->c, .l = b->l, .n = n };
        if (n) check_holes(&h, text);
}

void bulletin_check(struct lbuild *b)
{
        const struct ynode *n = b->k.bulletin;
        if (n && n->kind == Y_SCALAR) check_bulletin(b, n, b->l->bulletin_zh);
        if (!n || n->kind != Y_MAP) return;
        check_bulletin(b, ynode_get(n, S("zh")), b->l->bulletin_zh);
        check_bulletin(b, ynode_get(n, S("en")), b->l->bulletin_en);
}
