/* The functions of expressions: ours, and those of the standard we refuse by their feature. */
#include "city/expr_in.h"

static const struct function functions[] = {
        { "casei", E_CASEI, false, 1 },       { "days", E_DAYS, false, 2 },
        { "workdays", E_WORKDAYS, false, 2 }, { "reached", E_REACHED, false, 2 },
        { "has", E_HAS, false, 2 },           { "under", E_UNDER, false, 2 },
        { "count", E_COUNT, false, 1 },       { "level", E_LEVEL, false, 1 },
        { "t_before", E_LT, true, 2 },        { "t_after", E_GT, true, 2 },
        { "t_equals", E_EQ, true, 2 },
};

const struct function *expr_function(struct str name)
{
        for (size_t i = 0; i < LEN(functions); i++)
                if (expr_word_is(name, functions[i].name)) return &functions[i];
        return NULL;
}

/* Classes of the standard we do not support, and their words. */
static const struct feature {
        const char *zh, *en;
        const char *words[17];
} features[] = {
        { "空间函数",
          "spatial functions",
          { "s_intersects", "s_equals", "s_disjoint", "s_touches", "s_within", "s_overlaps",
            "s_crosses", "s_contains" } },
        { "几何字面量",
          "geometry literals",
          { "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
            "geometrycollection" } },
        { "外包矩形", "bounding boxes", { "bbox" } },
        { "数组函数",
          "array functions",
          { "a_equals", "a_contains", "a_containedby", "a_overlaps" } },
        { "时段的时间函数",
          "temporal functions on intervals",
          { "t_contains", "t_disjoint", "t_during", "t_finishedby", "t_finishes", "t_intersects",
            "t_meets", "t_metby", "t_overlappedby", "t_overlaps", "t_startedby", "t_starts" } },
        { "时段", "intervals", { "interval" } },
        { "不分重音的比较", "accent-insensitive comparison", { "accenti" } },
};

static const struct feature *feature_of(struct str name)
{
        for (size_t i = 0; i < LEN(features); i++)
                for (size_t j = 0; j < LEN(features[i].words) && features[i].words[j]; j++)
                        if (expr_word_is(name, features[i].words[j])) return &features[i];
        return NULL;
}

static struct str upper(struct arena *a, struct str s)
{
        char *p = ARENA_NEW(a, char, s.n);
        for (size_t i = 0; i < s.n; i++) {
                p[i] = s.p[i];
                if (s.p[i] >= 'a' && s.p[i] <= 'z') p[i] = (char)(s.p[i] - 'a' + 'A');
        }
        return (struct str){ p, s.n };
}

void expr_refuse_function(struct parser *p, struct token name)
{
        struct str at = expr_at(p->a, p->where, name.at);
        const struct feature *x = feature_of(name.raw);
        if (x) {
                struct str word = upper(p->a, name.raw);
                FAULT(p->f, ERR_INPUT, "expr.feature", at, "不支持%s（%.*s）",
                      "%s (%.*s) are not supported", p->f->lang == LANG_ZH ? x->zh : x->en,
                      SP(word));
                return;
        }
        struct str known[LEN(functions)];
        for (size_t i = 0; i < LEN(functions); i++) known[i] = str_c(functions[i].name);
        struct str near = expr_nearest(name.raw, known, LEN(known));
        if (near.n)
                FAULT(p->f, ERR_INPUT, "expr.function", at, "没有函数 %.*s()，是不是 %.*s()？",
                      "there is no function %.*s(); did you mean %.*s()?", SP(name.raw), SP(near));
        else
                FAULT(p->f, ERR_INPUT, "expr.function", at,
                      "没有函数 %.*s()；可用的有 casei、days、workdays、reached、has、under、count、"
                      "level、t_before、t_after、t_equals",
                      "custom functions are not supported: there is no %.*s(); there are casei, "
                      "days, workdays, reached, has, under, count, level, t_before, t_after, "
                      "t_equals",
                      SP(name.raw));
}
