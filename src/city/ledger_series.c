/* ledger_series.c: the section `series`. */
#include "city/ledger_in.h"

#define SERIES_KEYS(X)                                                                             \
        X(value, "value", SHAPE_TEXT, KEY_NEEDED)                                                  \
        X(unit, "unit", SHAPE_TEXT, 0)                                                             \
        X(period, "period", SHAPE_TEXT, KEY_NEEDED)                                                \
        X(of, "of", SHAPE_LIST, KEY_NEEDED)                                                        \
        X(compare, "compare", SHAPE_LIST, 0)                                                       \
        X(revised, "revised", SHAPE_TEXT, 0)
KEYS(series, SERIES_KEYS)

/* ---- periods --------------------------------------------------------------------------------- */

int series_periods_a_year(enum series_step step)
{
        return step == SERIES_MONTH ? 12 : step == SERIES_QUARTER ? 4 : 1;
}

bool series_period(enum series_step step, struct str s, int *ret)
{
        struct str year = s, rest = STR_NONE;
        int64_t y, n = 1;
        int a_year = series_periods_a_year(step);
        if (str_cut(s, '-', &year, &rest) != (step != SERIES_YEAR)) return false;
        if (year.n != 4 || num_parse_i64(year, 1600, 9999, &y) != OK) return false;
        if (step == SERIES_QUARTER) {
                if (!str_starts(rest, S("Q"))) return false;
                rest = str_from(rest, 1);
        }
        size_t width = step == SERIES_MONTH ? 2 : 1;
        if (step != SERIES_YEAR && (rest.n != width || num_parse_i64(rest, 1, a_year, &n) != OK))
                return false;
        *ret = (int)(y * a_year + n - 1);
        return true;
}

struct str series_period_text(enum series_step step, int period, char out[static 16])
{
        int a_year = series_periods_a_year(step), y = period / a_year, n = period % a_year + 1;
        int len = step == SERIES_MONTH     ? snprintf(out, 16, "%04d-%02d", y, n)
                  : step == SERIES_QUARTER ? snprintf(out, 16, "%04d-Q%d", y, n)
                                           : snprintf(out, 16, "%04d", y);
        return (struct str){ out, (size_t)len };
}

/* ---- the section ----------------------------------------------------------------------------- */

static void take_compare(struct lbuild *b, const struct ynode *n, struct series_def *s)
{
        static const struct str words[] = { WORD("yoy"), WORD("mom"), WORD("points"),
                                            WORD("base") };
        struct str base, year;
        int word = -1;
        int64_t v;
        if (n->kind == Y_SCALAR && str_cut(n->text, ' ', &base, &year) && str_eq(base, S("base")) &&
            num_parse_i64(year, 1900, 2200, &v) == OK) {
                s->base = (int)v;
                return;
        }
        if (n->kind == Y_SCALAR && str_starts(n->text, S("base")))
                FAULT(b->r.f, ERR_INPUT, "series.base", reader_at(&b->r, n),
                      "应为“base 年份”（如 base 2016）",
                      "should be base with a year, such as base 2016");
        else take_word(&b->r, n, WORDS(words), &word);
        s->yoy |= word == 0;
        s->mom |= word == 1;
        s->points |= word == 2;
}

static bool in_key(const struct ledger *l, int field)
{
        for (size_t i = 0; i < l->key_n; i++)
                if (l->key[i] == field) return true;
        return false;
}

/* The one field of type period. */
static void find_period(struct lbuild *b, const struct ynode *n, struct series_def *s)
{
        const struct ledger *l = b->l;
        size_t found = 0;
        for (size_t i = 0; i < l->fields_n; i++) {
                if (l->fields[i].type != F_PERIOD || l->fields[i].many || l->fields[i].retired)
                        continue;
                s->period = (int)i;
                found++;
        }
        if (found == 1) return;
        s->period = -1;
        FAULT(b->r.f, ERR_INPUT, "series.period", reader_at(&b->r, n),
              "数列需要且只需要一个 period 类型的字段",
              "a series needs one field of type period, and only one");
}

static void take_of(struct lbuild *b, const struct ynode *n, struct series_def *s)
{
        for (size_t i = 0; i < item_count(n); i++) {
                int f = take_clear_field(b, item_at(n, i));
                if (f < 0) continue;
                if (b->l->fields[f].many || s->of_n == SERIES_OF_MAX)
                        FAULT(b->r.f, ERR_INPUT, "series.of", reader_at(&b->r, item_at(n, i)),
                              "of 至多 4 个单值字段", "of names at most 4 fields of one value");
                else s->of[s->of_n++] = f;
        }
}

/* One value of a thing in a period: the key says so. */
static void check_key(struct lbuild *b, const struct ynode *n, const struct series_def *s)
{
        const struct ledger *l = b->l;
        bool all = s->period < 0 || in_key(l, s->period);
        for (size_t i = 0; i < s->of_n; i++) all &= in_key(l, s->of[i]);
        if (all && l->key_n) return;
        FAULT(b->r.f, ERR_INPUT, "series.key", reader_at(&b->r, n),
              "须写明 key，包括 of 的字段与期间：同一期只有一个值",
              "the ledger needs a key with the fields of `of` and the period: one value each");
}

static void take_unit(struct lbuild *b, const struct ynode *n, struct series_def *s)
{
        s->unit = n ? take_clear_field(b, n) : -1;
        if (s->unit < 0 || b->l->fields[s->unit].type == F_CHOICE ||
            untyped(&b->l->fields[s->unit]))
                return;
        FAULT(b->r.f, ERR_INPUT, "series.unit", reader_at(&b->r, n), "字段“%.*s”不是 choice",
              "the field '%.*s' is not a choice", SP(n->text));
}

void series_define(struct lbuild *b)
{
        static const struct str periods[] = { WORD("month"), WORD("quarter"), WORD("year") };
        static const struct str revised[] = { WORD("known") };
        const struct ynode *n = b->k.series;
        struct series_def *s = &b->l->series;
        union series_keys k;
        int word = 0;
        if (!n) return;
        READ_KEYS(&b->r, n, series, &k);
        s->value = take_clear_field(b, k.value);
        if (s->value >= 0 && !untyped(&b->l->fields[s->value]) &&
            b->l->props_record.p[PROP_FIELDS + s->value].type != T_NUMBER)
                FAULT(b->r.f, ERR_INPUT, "series.value", reader_at(&b->r, k.value),
                      "字段“%.*s”不是数", "the field '%.*s' is not a number", SP(k.value->text));
        take_unit(b, k.unit, s);
        take_word(&b->r, k.period, WORDS(periods), &word);
        s->step = word < 0 ? SERIES_MONTH : (enum series_step)word;
        find_period(b, n, s);
        take_of(b, k.of, s);
        check_key(b, n, s);
        for (size_t i = 0; i < item_count(k.compare); i++)
                take_compare(b, item_at(k.compare, i), s);
        take_word(&b->r, k.revised, WORDS(revised), &word);
        s->is = s->value >= 0 && s->period >= 0;
}
