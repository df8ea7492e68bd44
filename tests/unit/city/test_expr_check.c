/* Names and types of expressions: every mistake, each with its place. */
#include "expr_props.h"
#include "lib/t.h"

/* "OK", or the faults as "column code; column code". */
static struct str checked(struct arena *a, const char *text, enum etype want, struct faults *f)
{
        struct expr *e;
        faults_init(f, a, LANG_EN);
        if (expr_parse(a, S("x"), str_c(text), f, &e) == OK &&
            expr_check(a, e, &test_props, want, S("x"), f) == OK)
                return S("OK");
        struct str s = STR_NONE;
        for (const struct fault *x = f->first; x; x = x->next)
                s = str_printf(a, "%.*s%s%.*s %s", SP(s), s.n ? "; " : "",
                               SP(str_from(x->where, 2)), x->code);
        return s;
}

static const struct {
        const char *text;
        enum etype want;
        const char *says;
} typed[] = {
        /* well typed */
        { "state = 'received'", T_BOOL, "OK" },
        { "urgent = TRUE AND NOT direct = FALSE", T_BOOL, "OK" },
        { "urgent <> direct", T_BOOL, "OK" },
        { "urgent IS NULL", T_BOOL, "OK" },
        { "urgent IN (TRUE, direct)", T_BOOL, "OK" },
        { "count + 1 > amount * 2", T_BOOL, "OK" },
        { "amount * price > 1", T_BOOL, "OK" },
        { "count % 2 = 0 AND count div 2 = 1 AND count ^ 2 = 4", T_BOOL, "OK" },
        { "entered = DATE('2022-08-22')", T_BOOL, "OK" },
        { "due < DATE('2022-08-22')", T_BOOL, "OK" }, /* moment with day */
        { "due > TIMESTAMP('2022-08-22T00:00:00Z')", T_BOOL, "OK" },
        { "T_BEFORE(entered, due)", T_BOOL, "OK" },
        { "entered BETWEEN DATE('2022-08-01') AND DATE('2022-08-31')", T_BOOL, "OK" },
        { "days(entered, due) <= workdays(due, ended)", T_BOOL, "OK" },
        { "has(assist, lead)", T_BOOL, "OK" },
        { "has(tags, 'tax')", T_BOOL, "OK" },
        { "under(lead, 'yanta') AND under(topic, 'a') AND under(assist, 'b')", T_BOOL, "OK" },
        { "reached(grade, 'city')", T_BOOL, "OK" },
        { "has(assist, lead) = TRUE", T_BOOL, "OK" },
        { "T_BEFORE(due, told) = urgent", T_BOOL, "OK" },
        { "(count > 1) IS NULL", T_BOOL, "OK" },
        { "assist IS NULL", T_BOOL, "OK" },
        { "CASEI(title) LIKE CASEI('%x%')", T_BOOL, "OK" },
        { "grade = 'city' OR grade IN ('county')", T_BOOL, "OK" },
        { "CASEI(state) = CASEI('RECEIVED')", T_BOOL, "OK" }, /* no code to check */
        { "state LIKE 'rec%'", T_BOOL, "OK" },
        { "1 = 1", T_BOOL, "OK" },
        { "TRUE", T_BOOL, "OK" },
        { "count", T_NUMBER, "OK" },
        { "urgent", T_NULL, "OK" }, /* as a value */
        { "'x'", T_TEXT, "OK" },
        { "due", T_MOMENT, "OK" },
        /* names */
        { "sate = 'received'", T_BOOL, "1 expr.name" },
        { "State = 'received'", T_BOOL, "1 expr.name" }, /* case counts */
        { "xxxxxx = 1 AND yyyyyy = 2", T_BOOL, "1 expr.name; 16 expr.name" },
        { "body = 'x'", T_BOOL, "1 expr.sealed" },
        { "body IS NULL", T_BOOL, "1 expr.sealed" },
        /* codes */
        { "state = 'recieved'", T_BOOL, "9 expr.code" },
        { "'recieved' = state", T_BOOL, "1 expr.code" },
        { "state IN ('closed', 'x', 'y')", T_BOOL, "21 expr.code; 26 expr.code" },
        { "'x' IN (state, lead)", T_BOOL, "1 expr.code" },
        { "has(tags, 'text')", T_BOOL, "11 expr.code" },
        { "state < 'm'", T_BOOL, "9 expr.code" },
        { "reached(grade, 'town')", T_BOOL, "16 expr.code" },
        /* types */
        { "count = 'x'", T_BOOL, "9 expr.type" },
        { "count = TRUE", T_BOOL, "9 expr.type" },
        { "entered = '2022-08-22'", T_BOOL, "11 expr.type" },
        { "entered = 20220822", T_BOOL, "11 expr.type" },
        { "count IN (1, 'x', TRUE)", T_BOOL, "14 expr.type" },
        { "count BETWEEN 1 AND 'x'", T_BOOL, "21 expr.type" },
        { "title BETWEEN 'a' AND 'b'", T_BOOL, "1 expr.type" },
        { "count LIKE 'x'", T_BOOL, "1 expr.type" },
        { "title + 1 > 2", T_BOOL, "1 expr.type" },
        { "entered + 1 = ended", T_BOOL, "1 expr.type" },
        { "-title = 1", T_BOOL, "2 expr.type" },
        { "CASEI(count) = 'x'", T_BOOL, "7 expr.type" },
        { "days(count, due) = 1", T_BOOL, "6 expr.type" },
        { "T_BEFORE(count, 1)", T_BOOL, "10 expr.type; 17 expr.type" },
        { "assist = 'x'", T_BOOL, "1 expr.type" },
        { "assist IN ('x')", T_BOOL, "1 expr.type" },
        { "has(lead, 'x')", T_BOOL, "5 expr.type" },
        { "has('x', 'x')", T_BOOL, "5 expr.type" },
        { "count(assist)", T_NUMBER, "OK" },
        { "count(assist) > 1", T_BOOL, "OK" },
        { "count(assist)", T_BOOL, "1 expr.type" },
        { "count(lead) > 1", T_BOOL, "7 expr.type" },
        { "count(assist, 'x') > 1", T_BOOL, "1 expr.function" },
        { "has(assist, 1)", T_BOOL, "13 expr.type" },
        { "under(title, 'x')", T_BOOL, "7 expr.type" },
        { "under(lead, code)", T_BOOL, "13 expr.type" },
        { "level(lead) = 'city'", T_BOOL, "1 expr.level" }, /* not of rows */
        { "level(title) = 'city'", T_BOOL, "7 expr.type" },
        { "level(lead, 1)", T_BOOL, "1 expr.function" },
        { "reached(state, 'closed')", T_BOOL, "9 expr.type" },
        { "reached(grade, code)", T_BOOL, "16 expr.type" },
        { "grade > 'county'", T_BOOL, "1 expr.type" },     /* rank is not the order of text */
        { "(count > 1) = urgent", T_BOOL, "2 expr.type" }, /* standard: a scalar */
        { "urgent IN ((count > 1), TRUE)", T_BOOL, "13 expr.type" },
        { "urgent < TRUE", T_BOOL, "1 expr.type" },
        { "urgent", T_BOOL, "1 expr.type" }, /* a flag alone is no condition */
        { "urgent AND direct = TRUE", T_BOOL, "1 expr.type" },
        { "NOT urgent", T_BOOL, "5 expr.type" },
        { "count AND urgent = TRUE", T_BOOL, "1 expr.type" },
        { "count", T_BOOL, "1 expr.type" },
        { "count > 1", T_NUMBER, "1 expr.type" },
        { "price * price * price > 1", T_BOOL, "1 expr.number" }, /* 12 decimals */
        /* one mistake is told once */
        { "xxxxxx + 1 > 2 AND NOT xxxxxx * 2 = 'a'", T_BOOL, "1 expr.name; 24 expr.name" },
        { "title + 1 > 2 AND state = 'x' AND count = 'y'", T_BOOL,
          "1 expr.type; 27 expr.code; 43 expr.type" },
};

TEST(expr_types)
{
        struct arena a = { 0 };
        struct faults f;
        for (size_t i = 0; i < LEN(typed); i++)
                CHECK_STR(i, checked(&a, typed[i].text, typed[i].want, &f), typed[i].says);
        arena_done(&a);
}

TEST(expr_messages)
{
        static const struct {
                const char *text, *zh, *en;
        } row[] = {
                { "sate = 'closed'", "没有字段“sate”，是不是“state”？",
                  "there is no property “sate”; did you mean “state”?" },
                { "qqqqqq = 1", "没有字段“qqqqqq”", "there is no property “qqqqqq”" },
                { "state = 'closd'", "“state”没有代码“closd”，是不是“closed”？",
                  "“state” has no code “closd”; did you mean “closed”?" },
                { "body = 'x'",
                  "“body”是密封字段，不能用于条件、排序和统计，只能搜索；要统计请另设 choice、flag、code 等字段",
                  "“body” is sealed: it can be searched, but not asked for in conditions, orders "
                  "or figures; what is counted is a choice, a flag, a code …" },
                { "urgent", "应写作 urgent = TRUE", "write urgent = TRUE" },
                { "assist = 'x'", "“assist”有多个值，请用 has(assist, '…')",
                  "“assist” holds several values: use has(assist, '…')" },
                { "count = 'x'", "文字不能与数比较", "a text cannot be compared with a number" },
                { "grade > 'city'", "“grade”按等级比较，请用 reached(grade, '…')",
                  "“grade” is compared by rank: use reached(grade, '…')" },
        };
        struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                for (int lang = 0; lang < 2; lang++) {
                        struct faults f;
                        struct expr *e;
                        faults_init(&f, &a, lang ? LANG_EN : LANG_ZH);
                        if (!CHECK_OK(i, expr_parse(&a, S("x"), str_c(row[i].text), &f, &e)))
                                continue;
                        CHECK_INT(i, expr_check(&a, e, &test_props, T_BOOL, S("x"), &f), ERR_INPUT);
                        if (f.first) CHECK_STR(i, f.first->text, lang ? row[i].en : row[i].zh);
                }
        }
        arena_done(&a);
}

/* The same tree against other properties: types are found anew. */
TEST(expr_checks_again)
{
        struct arena a = { 0 };
        struct faults f;
        struct expr *e;
        const struct prop other[] = { { NAMED("none"), T_TEXT }, { NAMED("count"), T_TEXT } };
        const struct props others = { .p = other, .n = LEN(other) };
        faults_init(&f, &a, LANG_EN);
        NEED(expr_parse(&a, S("x"), S("count = 1"), &f, &e) == OK);
        CHECK_OK(0, expr_check(&a, e, &test_props, T_BOOL, S("x"), &f));
        CHECK_INT(0, expr_check(&a, e, &others, T_BOOL, S("x"), &f), ERR_INPUT);
        CHECK_OK(1, expr_check(&a, e, &test_props, T_BOOL, S("x"), &f));
        arena_done(&a);
}

TEST(expr_uses_properties)
{
        struct arena a = { 0 };
        struct faults f;
        struct expr *e;
        bool used[P_N] = { false };
        faults_init(&f, &a, LANG_EN);
        NEED(expr_parse(&a, S("x"), S("NOT (has(assist, lead) OR days(entered, due) + count > 1)"),
                        &f, &e) == OK);
        NEED(expr_check(&a, e, &test_props, T_BOOL, S("x"), &f) == OK);
        expr_uses(e, used, P_N);
        for (int i = 0; i < P_N; i++)
                CHECK_INT(i, used[i],
                          i == P_ASSIST || i == P_LEAD || i == P_ENTERED || i == P_DUE ||
                                  i == P_COUNT);
        arena_done(&a);
}

/* A balanced sum of 2^levels properties. */
static void sum(struct buf *b, int levels)
{
        buf_put(b, levels ? S("(") : S("count"));
        if (levels == 0) return;
        sum(b, levels - 1);
        buf_put(b, S(" + "));
        sum(b, levels - 1);
        buf_put(b, S(")"));
}

/* SQLite's functions take so many operands and no more; told once, not for every part. */
TEST(expr_limits_operands)
{
        struct arena a = { 0 };
        for (int levels = 6; levels <= 8; levels++) {
                struct buf b = { .limit = 1u << 20 };
                struct faults f;
                sum(&b, levels);
                buf_put(&b, S(" > 1"));
                buf_putc(&b, '\0');
                struct str got = checked(&a, b.p, T_BOOL, &f);
                if (levels == 6) CHECK_STR(levels, got, "OK");
                else
                        CHECK_STR(levels,
                                  str_sub(got, str_ends(got, S("expr.limit")) ? got.n - 10 : 0, 99),
                                  "expr.limit");
                CHECK_INT(levels, f.n, levels == 6 ? 0 : levels == 7 ? 1 : 2);
                buf_free(&b);
        }
        arena_done(&a);
}
