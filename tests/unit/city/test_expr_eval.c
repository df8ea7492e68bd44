/* What expressions give: three-valued logic, numbers, text, days, fields of many values. */
#include "base/num.h"
#include "city/calendar.h"
#include "expr_props.h"
#include "lib/t.h"

/* One row; count, urgent and title may be NULL in it. */
struct test_row {
        const struct value *v;
};

static struct str assist[] = { { "yanta", 5 }, { "beilin", 6 } };

static struct value get(void *ctx, int prop)
{
        return ((const struct test_row *)ctx)->v[prop];
}

/* Under: the same, or code begins with "above/". */
static bool under(void *ctx, int prop, struct str code, struct str above)
{
        (void)ctx, (void)prop;
        if (!str_starts(code, above)) return false;
        return code.n == above.n || code.p[above.n] == '/';
}

/* Offices begin with "city", those below are counties. */
static struct str level(void *ctx, struct str office)
{
        size_t at;
        (void)ctx;
        if (!str_starts(office, S("city"))) return STR_NONE;
        return str_find(office, S("/"), &at) ? S("county") : S("city");
}

static struct value text(const char *s)
{
        return (struct value){ .type = T_TEXT, .text = str_c(s) };
}

static int64_t day_v(const char *s)
{
        struct day d = DAY_NONE;
        return day_parse(str_c(s), &d) == OK ? d.v : 0;
}

static int64_t ms(const char *s)
{
        struct moment m = MOMENT_NONE;
        return moment_parse(str_c(s), (struct zone){ 480 }, &m) == OK ? m.ms : 0;
}

static void fill(struct value v[P_N])
{
        for (int i = 0; i < P_N; i++) v[i] = (struct value){ .type = T_NULL };
        v[P_STATE] = text("handling");
        v[P_URGENT] = (struct value){ .type = T_BOOL, .truth = true };
        v[P_DIRECT] = (struct value){ .type = T_BOOL };
        v[P_COUNT] = (struct value){ .type = T_NUMBER, .i = 7 };
        v[P_AMOUNT] = (struct value){ .type = T_NUMBER, .i = 1250, .digits = 2 }; /* 12.50 */
        v[P_RATIO] = (struct value){ .type = T_NUMBER, .real = true, .d = 0.25 };
        v[P_CODE] = text("Straße");
        v[P_LEAD] = text("city/yanta");
        v[P_TOPIC] = text("a/b");
        v[P_GRADE] = text("city");
        v[P_ASSIST] = (struct value){ .type = T_MANY, .many = assist, .many_n = 2 };
        v[P_TAGS] = (struct value){ .type = T_MANY };
        v[P_ENTERED] = (struct value){ .type = T_DAY, .i = day_v("2022-08-22") };
        v[P_DUE] =
                (struct value){ .type = T_MOMENT, .i = ms("2022-08-23T00:30") }; /* 22nd in UTC */
}

static struct str shown(struct arena *a, const struct value *v)
{
        char out[24];
        switch (v->type) {
        case T_NULL: return S("NULL");
        case T_BOOL: return v->truth ? S("TRUE") : S("FALSE");
        case T_NUMBER:
                if (v->real) return str_printf(a, "~%g", v->d);
                return str_dup(a, num_format_scaled(v->i, v->digits, out));
        case T_TEXT: return v->text;
        case T_DAY:
        case T_MOMENT:
        case T_MANY:
        case T_ERROR: break;
        }
        return S("?");
}

static struct str evaluated(struct arena *a, const char *source, const struct value *v)
{
        struct faults f;
        struct expr *e;
        struct props once = test_props;
        once.once = true;
        faults_init(&f, a, LANG_EN);
        if (expr_parse(a, S("x"), str_c(source), &f, &e) != OK ||
            expr_check(a, e, &once, T_NULL, S("x"), &f) != OK)
                return f.first->text;
        static const struct calendar empty;
        const struct expr_env env = {
                .cal = &empty, .zone = { 480 }, .under = under, .level = level
        };
        struct test_row x = { v };
        struct expr_row row = { &x, get };
        struct value r = expr_eval(a, e, &once, &env, &row);
        bool t = expr_true(a, e, &once, &env, &row);
        if (t != (r.type == T_BOOL && r.truth)) return S("expr_true differs");
        return shown(a, &r);
}

/* title and price are NULL. T, F, N for a condition that is TRUE, FALSE, NULL. */
static const struct {
        const char *text, *want;
} given[] = {
        /* comparison and NULL */
        { "count = 7", "TRUE" },
        { "count <> 7", "FALSE" },
        { "count < 8 AND count <= 7 AND count > 6 AND count >= 7", "TRUE" },
        { "7 = count", "TRUE" },
        { "price = 1", "NULL" },
        { "price <> 1", "NULL" },
        { "price = price", "NULL" },
        { "price IS NULL", "TRUE" },
        { "count IS NULL", "FALSE" },
        { "count IS NOT NULL", "TRUE" },
        { "(price = 1) IS NULL", "TRUE" },
        { "price + 1 IS NULL", "TRUE" },
        { "NOT price = 1", "NULL" },
        { "urgent = TRUE", "TRUE" },
        { "urgent = direct", "FALSE" },
        { "reached(grade, 'city') = urgent", "TRUE" },
        { "T_BEFORE(ended, due) = urgent", "NULL" },
        /* BETWEEN and IN */
        { "count BETWEEN 7 AND 7", "TRUE" },
        { "count BETWEEN 8 AND 9", "FALSE" },
        { "count NOT BETWEEN 8 AND 9", "TRUE" },
        { "count BETWEEN 9 AND 1", "FALSE" },
        { "count BETWEEN price AND 9", "NULL" },
        { "count BETWEEN 8 AND price", "NULL" }, /* the standard; SQL says FALSE */
        { "price BETWEEN 1 AND 2", "NULL" },
        { "count IN (1, 7)", "TRUE" },
        { "count IN (1, 2)", "FALSE" },
        { "count NOT IN (1, 2)", "TRUE" },
        { "count IN (7, price)", "TRUE" },
        { "count IN (1, price)", "NULL" },
        { "count NOT IN (1, price)", "NULL" },
        { "price IN (1)", "NULL" },
        { "amount IN (12, 12.5)", "TRUE" },
        { "state IN ('closed', 'handling')", "TRUE" },
        { "urgent IN (FALSE)", "FALSE" },
        /* numbers */
        { "7 / 2 = 3.5", "TRUE" },
        { "7 / 2", "~3.5" },
        { "count / 2", "~3.5" },
        { "1 / 0", "NULL" },
        { "1 / (count - 7)", "NULL" },
        { "1 / 0 = 1 / 0", "NULL" },
        { "0.1 + 0.2 = 0.3", "TRUE" }, /* exact */
        { "0.1 + 0.2", "0.3" },
        { "amount = 12.5", "TRUE" },
        { "amount > 12.4999", "TRUE" },
        { "amount * 3", "37.50" },
        { "amount * 0.1", "1.250" },
        { "amount - 0.125", "12.375" },
        { "amount + price", "NULL" },
        { "-amount", "-12.50" },
        { "amount % 5", "2.50" },
        { "-amount % 5", "-2.50" },
        { "amount div 5", "2" },
        { "-amount div 5", "-2" },
        { "count % 0", "NULL" },
        { "count div 0", "NULL" },
        { "2 ^ 10", "~1024" },
        { "-2 ^ 2", "~4" },
        { "count ^ 0.5 > 2.6", "TRUE" },
        { "(-1) ^ 0.5", "NULL" },
        { "ratio * 4 = 1", "TRUE" },
        { "ratio + count", "~7.25" },
        { "ratio IN (0.25)", "TRUE" },
        { "count * 1000000000000000000 * 2 IS NULL", "TRUE" }, /* over 64 bits */
        { "9223372036854775807 + 1", "NULL" },
        { "9223372036854775807 = 0.5", "NULL" }, /* common digits do not fit */
        { "9223372036854775807 / 1 > 9E18", "TRUE" },
        { "-9223372036854775807 - 1", "-9223372036854775808" },
        { "-(-9223372036854775807 - 1)", "NULL" },
        { "10 ^ 400", "NULL" },
        /* text */
        { "code = 'Straße'", "TRUE" },
        { "code = 'straße'", "FALSE" },
        { "code < 'a'", "TRUE" }, /* by code point: capitals first */
        { "CASEI(code) = CASEI('STRASSE')", "TRUE" },
        { "CASEI(code) IN (CASEI('x'), CASEI('STRASSE'))", "TRUE" },
        { "CASEI(title) = 'x'", "NULL" },
        { "CASEI(CASEI('Ä'))", "ä" },
        { "code LIKE 'Str%'", "TRUE" },
        { "code LIKE 'str%'", "FALSE" },
        { "code NOT LIKE 'str%'", "TRUE" },
        { "code LIKE 'Stra_e'", "TRUE" },
        { "CASEI(code) LIKE CASEI('STRAS%')", "TRUE" },
        { "CASEI(code) LIKE 'stra__e'", "TRUE" }, /* ß folds to ss */
        { "title LIKE '%'", "NULL" },
        { "'100%' LIKE '100\\%'", "TRUE" },
        { "'100x' LIKE '100\\%'", "FALSE" },
        { "'营商环境' LIKE '营商%'", "TRUE" },
        { "'营商环境' LIKE '__环_'", "TRUE" },
        { "'营商环境' LIKE '_环_'", "FALSE" },
        /* days and moments: due is 2022-08-23 00:30 in +08:00 */
        { "entered = DATE('2022-08-22')", "TRUE" },
        { "due = DATE('2022-08-23')", "TRUE" },
        { "DATE('2022-08-23') = due", "TRUE" },
        { "due > DATE('2022-08-22')", "TRUE" },
        { "due > DATE('2022-08-23')", "FALSE" }, /* the same day */
        { "due = TIMESTAMP('2022-08-22T16:30:00Z')", "TRUE" },
        { "due < TIMESTAMP('2022-08-22T16:30:00.001Z')", "TRUE" },
        { "entered < due", "TRUE" },
        { "T_BEFORE(entered, due)", "TRUE" },
        { "T_AFTER(entered, due)", "FALSE" },
        { "T_EQUALS(due, DATE('2022-08-23'))", "TRUE" },
        { "T_BEFORE(ended, due)", "NULL" },
        { "due BETWEEN DATE('2022-08-23') AND DATE('2022-08-23')", "TRUE" },
        { "entered IN (DATE('2022-08-22'), due)", "TRUE" },
        { "days(entered, due)", "1" },
        { "days(due, entered)", "-1" },
        { "days(entered, TIMESTAMP('2022-08-31T23:00:00Z'))", "10" },
        { "days(entered, ended)", "NULL" },
        { "workdays(entered, DATE('2022-08-29'))", "5" }, /* Monday to Monday */
        { "workdays(DATE('2022-08-29'), entered)", "-5" },
        { "workdays(entered, ended)", "NULL" },
        { "workdays(entered, due) <= 1", "TRUE" },
        /* fields of ours */
        { "reached(grade, 'county')", "TRUE" },
        { "reached(grade, 'city')", "TRUE" },
        { "reached(grade, 'province')", "FALSE" },
        { "has(assist, 'yanta')", "TRUE" },
        { "has(assist, 'x')", "FALSE" },
        { "count(assist) > 0", "TRUE" },
        { "count(tags) = 0", "TRUE" },
        { "count(assist) + count(tags) = count(assist)", "TRUE" },
        { "has(assist, title)", "NULL" },
        { "has(tags, 'tax')", "FALSE" },
        { "tags IS NULL", "TRUE" },
        { "assist IS NULL", "FALSE" },
        { "under(lead, 'city')", "TRUE" },
        { "under(lead, 'city/yanta')", "TRUE" },
        { "under(lead, 'cit')", "FALSE" },
        { "under(topic, 'b')", "FALSE" },
        { "under(assist, 'beilin')", "TRUE" },
        { "under(assist, 'x')", "FALSE" },
        { "has(assist, 'x') = FALSE", "TRUE" },
        { "level(lead)", "county" },
        { "level(lead) = 'county'", "TRUE" },
        { "level(lead) IN ('city', 'township')", "FALSE" },
        { "level(lead) IS NULL", "FALSE" },
        { "level(lead) = 'district'", "“level()” has no code “district”" },
        { "level(title) = 'city'", "this should be a field of one office" },
        { "level(assist) = 'city'", "this should be a field of one office" },
        { "level(level(lead)) = 'city'", "this should be a field of one office" },
        { "level(lead) > 1", "a number cannot be compared with a text" },
};

TEST(expr_gives)
{
        struct arena a = { 0 };
        struct value v[P_N];
        fill(v);
        for (size_t i = 0; i < LEN(given); i++)
                CHECK_STR(i, evaluated(&a, given[i].text, v), given[i].want);
        v[P_GRADE].type = v[P_LEAD].type = T_NULL;
        v[P_ASSIST] = (struct value){ .type = T_NULL }; /* as good as no values */
        CHECK_STR(-1, evaluated(&a, "reached(grade, 'city')", v), "NULL");
        CHECK_STR(-1, evaluated(&a, "under(lead, 'city')", v), "NULL");
        CHECK_STR(-1, evaluated(&a, "level(lead) = 'city'", v), "NULL");
        CHECK_STR(-1, evaluated(&a, "under(assist, 'city')", v), "FALSE");
        CHECK_STR(-1, evaluated(&a, "has(assist, 'city')", v), "FALSE");
        arena_done(&a);
}

/* The truth table of the standard: urgent and direct TRUE, FALSE, NULL. */
TEST(expr_truth_table)
{
        static const struct {
                const char *x, *y, *both, *either, *not_x;
        } row[] = {
                { "TRUE", "TRUE", "TRUE", "TRUE", "FALSE" },
                { "TRUE", "FALSE", "FALSE", "TRUE", "FALSE" },
                { "FALSE", "TRUE", "FALSE", "TRUE", "TRUE" },
                { "FALSE", "FALSE", "FALSE", "FALSE", "TRUE" },
                { "TRUE", "NULL", "NULL", "TRUE", "FALSE" },
                { "FALSE", "NULL", "FALSE", "NULL", "TRUE" },
                { "NULL", "TRUE", "NULL", "TRUE", "NULL" },
                { "NULL", "FALSE", "FALSE", "NULL", "NULL" },
                { "NULL", "NULL", "NULL", "NULL", "NULL" },
        };
        struct arena a = { 0 };
        struct value v[P_N];
        fill(v);
        for (size_t i = 0; i < LEN(row); i++) {
                const char *in[] = { row[i].x, row[i].y };
                for (int k = 0; k < 2; k++)
                        v[P_URGENT + k] = (struct value){ .type = *in[k] == 'N' ? T_NULL : T_BOOL,
                                                          .truth = *in[k] == 'T' };
                CHECK_STR(i, evaluated(&a, "urgent = TRUE AND direct = TRUE", v), row[i].both);
                CHECK_STR(i, evaluated(&a, "urgent = TRUE OR direct = TRUE", v), row[i].either);
                CHECK_STR(i, evaluated(&a, "NOT urgent = TRUE", v), row[i].not_x);
        }
        arena_done(&a);
}

/* The limits of days in expr_in.h are those of time.h. */
TEST(expr_workdays_limits)
{
        const struct calendar *empty = NULL;
        int64_t n;
        int64_t first = day_v("1600-01-01"), last = day_v("9999-12-31");
        CHECK(expr_workdays(empty, first, first, &n));
        CHECK(!expr_workdays(empty, first - 1, first, &n));
        CHECK(!expr_workdays(empty, first, first - 1, &n));
        CHECK(expr_workdays(empty, last, last, &n));
        CHECK(!expr_workdays(empty, last, last + 1, &n));
        CHECK(!expr_workdays(empty, last + 1, last, &n));
}
