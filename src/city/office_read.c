/* office_read.c: offices.csv into the tree.
 *
 * Rows and the spans of the old tree become one flat list of drafts, sorted by office and first
 * day, so that the spans of an office lie together. What must hold on every day is then checked by
 * walking up from each span over stretches of days, not day by day. */
#include "city/office.h"
#include "city/reader.h"
#include "city/table.h"

enum {
        COL_CODE,
        COL_PARENT,
        COL_LEVEL,
        COL_KIND,
        COL_NAME,
        COL_NAME_EN,
        COL_FROM,
        COL_TO,
        COL_INTO,
        COL_COUNT
};
#define COLUMN(id, name, zh, needed)                                                               \
        [id] = { { "" name, sizeof(name) - 1 }, { "" zh, sizeof(zh) - 1 }, needed }
static const struct table_column columns[] = {
        COLUMN(COL_CODE, "code", "代码", true),   COLUMN(COL_PARENT, "parent", "上级", true),
        COLUMN(COL_LEVEL, "level", "层级", true), COLUMN(COL_KIND, "kind", "类别", false),
        COLUMN(COL_NAME, "name", "名称", true),   COLUMN(COL_NAME_EN, "name_en", "英文名称", false),
        COLUMN(COL_FROM, "from", "起", false),    COLUMN(COL_TO, "to", "止", false),
        COLUMN(COL_INTO, "into", "并入", false),
};
_Static_assert(LEN(columns) == COL_COUNT, "one row per column");

const struct str level_names[LEVEL_COUNT] = { WORD("city"), WORD("county"), WORD("township"),
                                              WORD("village") };
static const struct str kinds[] = { WORD("area"), WORD("bureau"), WORD("firm") };
_Static_assert(LEN(kinds) == OFFICE_KIND_COUNT, "one name per kind");

/* A span on its way into the tree. */
struct draft {
        int office, line;        /* line 0: a span of the old tree */
        struct str parent, into; /* codes; of a row only */
        struct office_span span;
};
struct reading {
        struct arena *a;
        struct faults *f;
        struct str file;
        struct offices out;
        size_t offices_cap;
        struct draft *draft;
        size_t n, cap;
};

static struct str where(const struct reading *r, const struct draft *x)
{
        if (x->line == 0) return r->file;
        return str_printf(r->a, "%.*s:%d", SP(r->file), x->line);
}

/* ---- one row ---- */

static bool code_is_office(struct str s)
{
        if (s.n == 0 || s.n > CODE_BYTES_MAX) return false;
        for (size_t i = 0; i < s.n; i++) {
                char c = s.p[i];
                bool alnum =
                        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                if (!alnum && c != '.' && c != '_' && c != '-') return false;
        }
        return true;
}

/* 2022-08-22, or 2022/8/22 as Excel saves it. */
static enum err day_read(struct str s, struct day *ret)
{
        struct str y, rest, m, d;
        if (!str_cut(s, '/', &y, &rest)) return day_parse(s, ret);
        int64_t v[3];
        if (!str_cut(rest, '/', &m, &d)) return ERR_INPUT;
        TRY(num_parse_i64(y, 1600, 9999, &v[0]));
        TRY(num_parse_i64(m, 1, 12, &v[1]));
        TRY(num_parse_i64(d, 1, 31, &v[2]));
        return day_from_ymd((int)v[0], (int)v[1], (int)v[2], ret);
}

static void take_day_cell(const struct table *t, int col, struct day *ret)
{
        struct str s = t->cell[col];
        *ret = DAY_NONE;
        if (s.n && day_read(s, ret) != OK)
                FAULT(t->f, ERR_INPUT, "office.day", table_where(t),
                      "“%.*s”不是日期（应如 2022-08-22）", "'%.*s' is not a day (like 2022-08-22)",
                      SP(s));
}

/* The index of the cell's word; `none` if empty. */
static int take_word_cell(const struct table *t, int col, struct words words, int none)
{
        struct str s = t->cell[col], all = STR_NONE;
        if (s.n == 0 && none >= 0) return none;
        for (size_t i = 0; i < words.n; i++) {
                if (str_eq(words.v[i], s)) return (int)i;
                all = str_printf(t->a, "%.*s%s%.*s", SP(all), i ? ", " : "", SP(words.v[i]));
        }
        FAULT(t->f, ERR_INPUT, "office.word", table_where(t), "%.*s 应为 %.*s 之一，不是“%.*s”",
              "%.*s should be one of %.*s; not '%.*s'", SP(columns[col].name), SP(all), SP(s));
        return 0;
}

static struct str take_name_cell(const struct table *t, int col, bool needed)
{
        struct str s = t->cell[col];
        if (needed && s.n == 0)
                FAULT(t->f, ERR_INPUT, "office.name", table_where(t), "没有名称",
                      "the name is empty");
        if (s.n > PERSON_BYTES_MAX)
                FAULT(t->f, ERR_LIMIT, "office.name.long", table_where(t), "名称超过 %d 字节",
                      "the name is over %d bytes", PERSON_BYTES_MAX);
        return str_dup(t->a, s);
}

static int office_put(struct reading *r, struct str code)
{
        int i = office_find(&r->out, code);
        if (i >= 0) return i;
        struct office *x = ARENA_PUSH(r->a, r->out.o, r->out.n, r->offices_cap);
        x->code = str_dup(r->a, code);
        map_set(&r->out.by_code, x->code, (int64_t)r->out.n - 1);
        return (int)r->out.n - 1;
}

static void row_take(struct reading *r, const struct table *t)
{
        size_t before = r->f->n;
        struct str code = t->cell[COL_CODE];
        struct draft x = { .line = t->line,
                           .parent = str_dup(r->a, t->cell[COL_PARENT]),
                           .into = str_dup(r->a, t->cell[COL_INTO]) };
        if (!code_is_office(code))
                FAULT(r->f, ERR_INPUT, "office.code", table_where(t),
                      "单位代码“%.*s”应由 1–%d 个字母、数字、点、横线或下划线组成",
                      "'%.*s' is no office code: 1 to %d letters, digits or . _ -", SP(code),
                      CODE_BYTES_MAX);
        x.span.level = (enum level)take_word_cell(t, COL_LEVEL, WORDS(level_names), -1);
        x.span.kind = (enum office_kind)take_word_cell(t, COL_KIND, WORDS(kinds), OFFICE_AREA);
        x.span.zh = take_name_cell(t, COL_NAME, true);
        x.span.en = take_name_cell(t, COL_NAME_EN, false);
        take_day_cell(t, COL_FROM, &x.span.from);
        take_day_cell(t, COL_TO, &x.span.to);
        if (day_is(x.span.to) && x.span.to.v < x.span.from.v)
                FAULT(r->f, ERR_INPUT, "office.days", table_where(t), "止日早于起日",
                      "it ends before it begins");
        if (x.into.n && !day_is(x.span.to))
                FAULT(r->f, ERR_INPUT, "office.into.end", table_where(t),
                      "并入“%.*s”须同时填写止日", "to go into %.*s it must have a last day",
                      SP(x.into));
        if (code_is_office(code)) x.office = office_put(r, code); /* others may name it as parent */
        if (r->f->n == before) *ARENA_PUSH(r->a, r->draft, r->n, r->cap) = x;
}

/* ---- the drafts in order ---- */

/* The spans of the old tree come first, so its offices keep their numbers. */
static void old_take(struct reading *r, const struct offices *old)
{
        for (size_t i = 0; i < old->n; i++) {
                int office = office_put(r, old->o[i].code);
                ASSERT((size_t)office == i);
                for (size_t s = 0; s < old->o[i].spans_n; s++) {
                        struct draft *x = ARENA_PUSH(r->a, r->draft, r->n, r->cap);
                        *x = (struct draft){ .office = office, .span = old->o[i].spans[s] };
                        x->span.zh = str_dup(r->a, x->span.zh);
                        x->span.en = str_dup(r->a, x->span.en);
                }
        }
}

/* The office a row names: -1, told, if there is none. */
static int code_find(struct reading *r, const struct draft *x, struct str name, bool parent)
{
        if (name.n == 0) return -1;
        int i = office_find(&r->out, name);
        if (i >= 0) return i;
        struct reader words = { .a = r->a, .f = r->f };
        struct near near = near_init(name);
        for (size_t k = 0; k < r->out.n && r->f->n < FAULTS_MAX; k++)
                near_try(&near, r->out.o[k].code);
        struct str hint = near_hint(&words, &near);
        if (parent)
                FAULT(r->f, ERR_INPUT, "office.parent", where(r, x),
                      "没有代码为“%.*s”的上级单位%.*s",
                      "there is no office '%.*s' to be the parent%.*s", SP(name), SP(hint));
        else
                FAULT(r->f, ERR_INPUT, "office.into", where(r, x),
                      "没有代码为“%.*s”的单位可以并入%.*s",
                      "there is no office '%.*s' to go into%.*s", SP(name), SP(hint));
        return -1;
}

static int by_place(const void *a, const void *b)
{
        const struct draft *x = a, *y = b;
        if (x->office != y->office) return x->office < y->office ? -1 : 1;
        if (x->span.from.v != y->span.from.v) return x->span.from.v < y->span.from.v ? -1 : 1;
        return (x->line > y->line) - (x->line < y->line);
}

static int32_t last_day(const struct office_span *s)
{
        return day_is(s->to) ? s->to.v : INT32_MAX;
}

/* Sorts the drafts, lets rows replace old spans of the same first day, and tells overlaps. */
static void drafts_order(struct reading *r)
{
        if (r->n) qsort(r->draft, r->n, sizeof *r->draft, by_place);
        size_t n = 0;
        for (size_t i = 0; i < r->n; i++) {
                const struct draft *x = &r->draft[i];
                const struct draft *last = n ? &r->draft[n - 1] : NULL;
                bool again = last && last->office == x->office;
                bool replaces = again && last->line == 0 && last->span.from.v == x->span.from.v;
                if (again && !replaces && last_day(&last->span) >= x->span.from.v) {
                        struct str code = r->out.o[x->office].code;
                        FAULT(r->f, ERR_INPUT, "office.overlap", where(r, x),
                              "单位 %.*s 的两段时间重叠：请给前一段填写止日",
                              "two spans of %.*s overlap: give the earlier one its last day",
                              SP(code));
                }
                r->draft[n - replaces] = *x;
                n += !replaces;
        }
        r->n = n;
}

/* Gives each office its stretch of one array of spans. */
static void spans_place(struct reading *r)
{
        struct office_span *span = ARENA_NEW(r->a, struct office_span, r->n);
        for (size_t i = 0; i < r->n; i++) {
                struct office *x = &r->out.o[r->draft[i].office];
                span[i] = r->draft[i].span;
                if (x->spans_n++ == 0) x->spans = &span[i];
        }
}

/* ---- what must hold on every day ---- */

/* The way up from one span, over a stretch of days. */
struct climb {
        struct reading *r;
        const struct draft *from;
        int chain[OFFICE_DEPTH_MAX];
};
struct stretch {
        int64_t first, last;
};

static void parent_gap(const struct climb *c, int64_t first)
{
        struct str code = c->r->out.o[c->from->office].code;
        struct str parent = c->r->out.o[c->from->span.parent].code;
        char text[16];
        struct day d = { (int32_t)first };
        struct str day = day_is(d) ? day_format(d, text) : S("…");
        FAULT(c->r->f, ERR_INPUT, "office.parent.days", where(c->r, c->from),
              "%.*s 的上级单位 %.*s 在这段时间内不是一直存在（自 %.*s 起缺）",
              "the parent of %.*s, %.*s, does not exist on all of these days (not from %.*s)",
              SP(code), SP(parent), SP(day));
}

/* Walks up from `office`, which stands `depth` steps above the beginning. False ends the walk: one
 * mistake of a span is enough. What is wrong further up is told of the span where it is. */
static bool climb(struct climb *c, int office, struct stretch days, int depth)
{
        for (int i = 0; i < depth; i++) {
                if (c->chain[i] != office) continue;
                if (i == 0)
                        FAULT(c->r->f, ERR_INPUT, "office.cycle", where(c->r, c->from),
                              "单位 %.*s 经其上级又回到自己",
                              "the offices above %.*s lead back to it",
                              SP(c->r->out.o[office].code));
                return false;
        }
        if (depth == OFFICE_DEPTH_MAX) {
                FAULT(c->r->f, ERR_LIMIT, "office.depth", where(c->r, c->from), "层级超过 %d 层",
                      "more than %d offices stand one above another", OFFICE_DEPTH_MAX);
                return false;
        }
        c->chain[depth] = office;
        const struct office *x = &c->r->out.o[office];
        int64_t next = days.first; /* the first day no span has covered */
        for (size_t i = 0; i < x->spans_n; i++) {
                const struct office_span *s = &x->spans[i];
                struct stretch both = { s->from.v, last_day(s) };
                if (both.first < days.first) both.first = days.first;
                if (both.last > days.last) both.last = days.last;
                if (both.first > both.last) continue;
                if (both.first > next) break;
                if (s->parent >= 0 && !climb(c, s->parent, both, depth + 1)) return false;
                next = both.last + 1;
        }
        if (next > days.last) return true;
        if (depth == 1) parent_gap(c, next);
        return false;
}

static int by_first_day(const void *a, const void *b)
{
        const struct draft *const *x = a, *const *y = b;
        return ((*x)->span.from.v > (*y)->span.from.v) - ((*x)->span.from.v < (*y)->span.from.v);
}

/* At most one root on each day; the latest is the root. */
static void roots_check(struct reading *r)
{
        const struct draft **root = ARENA_NEW(r->a, const struct draft *, r->n);
        size_t n = 0;
        for (size_t i = 0; i < r->n; i++)
                if (r->draft[i].span.parent < 0) root[n++] = &r->draft[i];
        if (n) qsort(root, n, sizeof(struct draft *), by_first_day);
        r->out.root = n ? root[n - 1]->office : -1;
        for (size_t i = 1; i < n; i++) {
                const struct draft *x = root[i - 1], *y = root[i];
                if (x->office == y->office || last_day(&x->span) < y->span.from.v) continue;
                const struct draft *told = y->line ? y : x;
                struct str one = r->out.o[x->office].code, two = r->out.o[y->office].code;
                FAULT(r->f, ERR_INPUT, "office.root", where(r, told),
                      "%.*s 与 %.*s 同时没有上级：只能有一个最上级单位",
                      "%.*s and %.*s both have no parent on some day: there is one root", SP(one),
                      SP(two));
        }
}

static void days_check(struct reading *r)
{
        roots_check(r);
        for (size_t i = 0; i < r->n; i++) {
                struct climb c = { .r = r, .from = &r->draft[i] };
                const struct office_span *s = &c.from->span;
                struct stretch days = { s->from.v, last_day(s) };
                c.chain[0] = c.from->office;
                if (s->parent >= 0) (void)climb(&c, s->parent, days, 1);
        }
}

/* The deepest an ended office comes to lie below its successor, on any day after. */
static bool too_deep(const struct offices *o, int office, struct day from)
{
        int up[OFFICE_DEPTH_MAX];
        for (struct day d = from; day_is(d); d = office_moves(o, office, d))
                if (office_above(o, office, d, up) == OFFICE_DEPTH_MAX) return true;
        return false;
}

/* A successor exists on the day after: so it ends later, if ever, and nobody comes after
 * himself. */
static void heir_check(struct reading *r, const struct draft *x)
{
        struct day next = day_add(x->span.to, 1);
        struct str code = r->out.o[x->office].code, into = r->out.o[x->span.into].code;
        if (x->span.into == x->office || !office_on(&r->out, x->span.into, next))
                FAULT(r->f, ERR_INPUT, "office.into", where(r, x),
                      "%.*s 不能并入 %.*s：止日的次日须有这个单位，且不是它自己",
                      "%.*s cannot go into %.*s: that must be another office, which exists on the "
                      "day after",
                      SP(code), SP(into));
        else if (office_on(&r->out, x->office, next))
                FAULT(r->f, ERR_INPUT, "office.into.end", where(r, x),
                      "%.*s 在止日的次日仍然存在，不能并入 %.*s",
                      "%.*s goes on on the day after: it cannot go into %.*s", SP(code), SP(into));
        else if (too_deep(&r->out, x->office, next))
                FAULT(r->f, ERR_LIMIT, "office.depth", where(r, x), "层级超过 %d 层",
                      "more than %d offices stand one above another", OFFICE_DEPTH_MAX);
}

static void heirs_check(struct reading *r)
{
        for (size_t i = 0; i < r->n; i++)
                if (r->draft[i].span.into >= 0) heir_check(r, &r->draft[i]);
}

/* Rows without mistakes become the tree. */
static enum err tree_make(struct reading *r)
{
        size_t before = r->f->n;
        drafts_order(r);
        if (r->f->n != before) return ERR_INPUT;
        spans_place(r);
        days_check(r);
        if (r->f->n == before) heirs_check(r);
        return r->f->n == before ? OK : ERR_INPUT;
}

enum err offices_read(struct arena *a, const struct offices *old, struct str file, struct str csv,
                      struct faults *f, struct offices *ret)
{
        struct reading r = { .a = a, .f = f, .file = file, .out.by_code.a = a };
        struct table t = { .a = a, .f = f, .file = file, .column = columns, .n = LEN(columns) };
        size_t before = f->n;
        if (old) old_take(&r, old);
        size_t from = r.n;
        TRY(table_open(&t, csv));
        while (table_next(&t) && r.out.n <= OFFICES_MAX) row_take(&r, &t);
        if (r.out.n > OFFICES_MAX)
                return FAULT(f, ERR_LIMIT, "office.many", table_where(&t), "单位超过 %d 个",
                             "more than %d offices", OFFICES_MAX);
        for (size_t i = from; i < r.n; i++) {
                struct draft *x = &r.draft[i];
                x->span.parent = code_find(&r, x, x->parent, true);
                x->span.into = code_find(&r, x, x->into, false);
        }
        if (f->n != before) return ERR_INPUT;
        TRY(tree_make(&r));
        *ret = r.out;
        return OK;
}
