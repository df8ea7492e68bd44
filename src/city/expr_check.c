/* Names and types of a parsed expression. Every mistake is told; a part that is wrong has type
 * T_ERROR, which fits everywhere, so that one mistake is told once. */
#include "base/utf8.h"
#include "city/expr_in.h"
#include "city/office.h"

struct checker {
        struct arena *a;
        struct faults *f;
        const struct props *props;
        struct str where;
};

static struct str place(const struct checker *c, const struct expr *e)
{
        return expr_at(c->a, c->where, e->at);
}

static const char *type_name(const struct checker *c, enum etype t)
{
        static const char *const zh[] = { "是非", "数",     "文字", "日期",
                                          "时刻", "多个值", "空值", "错误" };
        static const char *const en[] = { "a condition", "a number",       "a text", "a day",
                                          "a moment",    "several values", "NULL",   "a mistake" };
        _Static_assert(LEN(zh) == T_ERROR + 1 && LEN(en) == T_ERROR + 1, "one name per type");
        return (c->f->lang == LANG_ZH ? zh : en)[t];
}

/* Is it a code of one of the properties: a text whose quotes are missing. */
static bool is_code(const struct checker *c, struct str name)
{
        for (size_t i = 0; i < c->props->n; i++)
                for (size_t k = 0; c->props->p[i].codes && k < c->props->p[i].codes_n; k++)
                        if (str_eq(c->props->p[i].codes[k], name)) return true;
        return false;
}

static void suggest(const struct checker *c, const struct expr *e, struct str near)
{
        if (is_code(c, e->name))
                FAULT(c->f, ERR_INPUT, "expr.name", place(c, e),
                      "没有字段“%.*s”；代码要写在引号里：'%.*s'",
                      "there is no property “%.*s”; a code stands in quotes: '%.*s'", SP(e->name),
                      SP(e->name));
        else if (near.n)
                FAULT(c->f, ERR_INPUT, "expr.name", place(c, e), "没有字段“%.*s”，是不是“%.*s”？",
                      "there is no property “%.*s”; did you mean “%.*s”?", SP(e->name), SP(near));
        else
                FAULT(c->f, ERR_INPUT, "expr.name", place(c, e), "没有字段“%.*s”",
                      "there is no property “%.*s”", SP(e->name));
}

static void check_prop(const struct checker *c, struct expr *e)
{
        const struct props *ps = c->props;
        e->type = T_ERROR;
        for (size_t i = 0; i < ps->n; i++) {
                if (!str_eq(ps->p[i].name, e->name)) continue;
                if (ps->p[i].sealed) {
                        FAULT(c->f, ERR_INPUT, "expr.sealed", place(c, e),
                              "“%.*s”是密封字段，不能用于条件、排序和统计，只能搜索；要统计请另设 choice、flag、code 等字段",
                              "“%.*s” is sealed: it can be searched, but not asked for in "
                              "conditions, orders or figures; what is counted is a choice, "
                              "a flag, a code …",
                              SP(e->name));
                        return;
                }
                e->prop = (int)i;
                e->type = ps->p[i].type;
                e->real = e->type == T_NUMBER && ps->p[i].real;
                if (e->type == T_NUMBER && !e->real) e->digits = ps->p[i].digits;
                return;
        }
        struct str *names = ARENA_NEW(c->a, struct str, ps->n);
        for (size_t i = 0; i < ps->n; i++) names[i] = ps->p[i].name;
        suggest(c, e, expr_nearest(e->name, names, ps->n));
}

/* What may be compared with e: of level() only the levels there are. */
static const struct prop *prop_of(const struct checker *c, const struct expr *e)
{
        static const struct prop level = {
                .name = SI("level()"), .type = T_TEXT, .codes = level_names, .codes_n = LEVEL_COUNT
        };
        if (e->op == E_LEVEL && e->type != T_ERROR) return &level;
        return e->op == E_PROP && e->type != T_ERROR ? &c->props->p[e->prop] : NULL;
}

/* A value of the wrong type in e; tells it and makes it T_ERROR. */
static void wrong_type(const struct checker *c, struct expr *e, enum etype want)
{
        if (e->type == T_MANY)
                FAULT(c->f, ERR_INPUT, "expr.type", place(c, e),
                      "“%.*s”有多个值，请用 has(%.*s, '…')",
                      "“%.*s” holds several values: use has(%.*s, '…')", SP(e->name), SP(e->name));
        else if (want == T_NUMBER && (e->type == T_DAY || e->type == T_MOMENT))
                FAULT(c->f, ERR_INPUT, "expr.type", place(c, e),
                      "日期和时刻不能加减乘除，请用 days(起, 止) 或 workdays(起, 止)",
                      "days and moments do not add up: use days(from, to) or workdays(from, to)");
        else
                FAULT(c->f, ERR_INPUT, "expr.type", place(c, e), "此处应是%s，不是%s",
                      "this should be %s, not %s", type_name(c, want), type_name(c, e->type));
        e->type = T_ERROR;
}

static bool need(const struct checker *c, struct expr *e, enum etype want)
{
        if (e->type != want && e->type != T_ERROR) wrong_type(c, e, want);
        return e->type == want;
}

static bool is_instant(enum etype t)
{
        return t == T_DAY || t == T_MOMENT;
}

static bool need_instant(const struct checker *c, struct expr *e)
{
        if (e->type != T_ERROR && !is_instant(e->type)) wrong_type(c, e, T_DAY);
        return e->type != T_ERROR;
}

/* A condition where one must stand: by the standard a flag alone is none. */
static void need_condition(const struct checker *c, struct expr *e)
{
        if (!need(c, e, T_BOOL) || e->op != E_PROP) return;
        FAULT(c->f, ERR_INPUT, "expr.type", place(c, e), "应写作 %.*s = TRUE", "write %.*s = TRUE",
              SP(e->name));
        e->type = T_ERROR;
}

/* A literal compared with a property of a closed vocabulary must be of it. */
static void check_code(const struct checker *c, const struct prop *p, const struct expr *lit)
{
        if (!p || !p->codes || lit->op != E_LIT || lit->type != T_TEXT) return;
        for (size_t i = 0; i < p->codes_n; i++)
                if (str_eq(p->codes[i], lit->lit.text)) return;
        struct str near = expr_nearest(lit->lit.text, p->codes, p->codes_n);
        if (near.n)
                FAULT(c->f, ERR_INPUT, "expr.code", place(c, lit),
                      "“%.*s”没有代码“%.*s”，是不是“%.*s”？",
                      "“%.*s” has no code “%.*s”; did you mean “%.*s”?", SP(p->name),
                      SP(lit->lit.text), SP(near));
        else
                FAULT(c->f, ERR_INPUT, "expr.code", place(c, lit), "“%.*s”没有代码“%.*s”",
                      "“%.*s” has no code “%.*s”", SP(p->name), SP(lit->lit.text));
}

/* A condition that is no flag, literal or function cannot be compared (standard). */
static bool is_compared(const struct checker *c, struct expr *x)
{
        bool scalar = x->op == E_LIT || x->op == E_PROP || x->op == E_REACHED || x->op == E_HAS ||
                      x->op == E_UNDER || x->temporal;
        if (x->type != T_BOOL || scalar) return true;
        FAULT(c->f, ERR_INPUT, "expr.type", place(c, x), "条件不能再作比较，请用 AND、OR、NOT",
              "a condition cannot be compared: use AND, OR, NOT");
        x->type = T_ERROR;
        return false;
}

/* The operands of e are of one type (day and moment go together); that type, or T_ERROR. */
static enum etype check_alike(const struct checker *c, struct expr *e)
{
        const struct expr *first = NULL;
        for (size_t i = 0; i < e->n; i++) {
                struct expr *x = e->arg[i];
                if (x->type == T_MANY) wrong_type(c, x, T_TEXT);
                if (x->type == T_ERROR || !is_compared(c, x)) continue;
                if (!first) first = x;
                if (x->type == first->type || (is_instant(x->type) && is_instant(first->type)))
                        continue;
                FAULT(c->f, ERR_INPUT, "expr.type", place(c, x), "%s不能与%s比较",
                      "%s cannot be compared with %s", type_name(c, x->type),
                      type_name(c, first->type));
                return T_ERROR;
        }
        for (size_t i = 0; i < e->n; i++)
                if (e->arg[i]->type == T_ERROR) return T_ERROR;
        for (size_t i = 0; i < e->n; i++)
                for (size_t j = 0; j < e->n && prop_of(c, e->arg[i]); j++)
                        check_code(c, prop_of(c, e->arg[i]), e->arg[j]);
        return first ? first->type : T_ERROR;
}

static void check_order(const struct checker *c, const struct expr *e, enum etype t)
{
        if (t == T_BOOL)
                FAULT(c->f, ERR_INPUT, "expr.type", place(c, e), "是非只能用 = 和 <> 比较",
                      "conditions compare with = and <> only");
        for (size_t i = 0; i < e->n; i++) {
                const struct prop *p = prop_of(c, e->arg[i]);
                if (!p || !p->ranked) continue;
                FAULT(c->f, ERR_INPUT, "expr.type", place(c, e->arg[i]),
                      "“%.*s”按等级比较，请用 reached(%.*s, '…')",
                      "“%.*s” is compared by rank: use reached(%.*s, '…')", SP(p->name),
                      SP(p->name));
                return;
        }
}

static void check_between(const struct checker *c, const struct expr *e, enum etype t)
{
        if (t == T_TEXT || t == T_BOOL)
                FAULT(c->f, ERR_INPUT, "expr.type", place(c, e), "BETWEEN 只用于数、日期和时刻",
                      "BETWEEN is for numbers, days and moments");
}

static void check_like(const struct checker *c, struct expr *e)
{
        for (size_t i = 0; i < e->n; i++) (void)need(c, e->arg[i], T_TEXT);
        e->type = T_BOOL;
}

static bool is_arith(enum eop op)
{
        return op == E_ADD || op == E_SUB || op == E_MUL || op == E_DIV || op == E_NEG ||
               op == E_MOD || op == E_IDIV || op == E_POW;
}

/* Properties and functions in a formula. */
static size_t operands(const struct expr *e)
{
        if (!is_arith(e->op)) return e->op != E_LIT;
        size_t n = 0;
        for (size_t i = 0; i < e->n; i++) n += operands(e->arg[i]);
        return n;
}

/* + - * / % div ^ and the sign. */
static void check_sum(const struct checker *c, struct expr *e)
{
        bool well = true;
        for (size_t i = 0; i < e->n; i++) well = need(c, e->arg[i], T_NUMBER) && well;
        e->type = well ? T_NUMBER : T_ERROR;
        if (!well) return;
        struct expr_meet m = expr_meet(e);
        int digits = (int)m.digits;
        e->real = m.real || e->op == E_DIV || e->op == E_POW;
        if (e->op == E_MUL) digits = e->arg[0]->digits + e->arg[1]->digits;
        if (e->op == E_IDIV || e->real) digits = 0;
        if (digits > DIGITS_MAX) {
                FAULT(c->f, ERR_INPUT, "expr.number", place(c, e), "这个积有%d位小数，至多%d位",
                      "this product has %d decimals: at most %d", digits, DIGITS_MAX);
                e->type = T_ERROR;
                return;
        }
        e->digits = (int8_t)digits;
        if (operands(e) <= EXPR_OPERANDS_MAX) return;
        FAULT(c->f, ERR_LIMIT, "expr.limit", place(c, e), "一个算式里的字段超过%d个",
              "a formula has more than %d properties", EXPR_OPERANDS_MAX);
        e->type = T_ERROR;
}

/* The field a function of ours asks about; fits: it may be asked. */
static bool check_field(const struct checker *c, struct expr *e, bool fits, const char *zh,
                        const char *en)
{
        if (e->arg[0]->type == T_ERROR) return false;
        if (fits) return true;
        FAULT(c->f, ERR_INPUT, "expr.type", place(c, e->arg[0]), "此处应是%s", "this should be %s",
              c->f->lang == LANG_ZH ? zh : en);
        return false;
}

/* The code a function of ours asks for: a literal. */
static void check_asked(const struct checker *c, struct expr *e, const struct prop *p)
{
        struct expr *x = e->arg[1];
        if (!need(c, x, T_TEXT)) return;
        if (x->op == E_LIT) {
                check_code(c, p, x);
                return;
        }
        FAULT(c->f, ERR_INPUT, "expr.type", place(c, x), "此处应是单引号括起的代码",
              "this should be a code in single quotes");
}

static void check_function(const struct checker *c, struct expr *e)
{
        const struct prop *p = prop_of(c, e->arg[0]);
        e->type = T_BOOL;
        if (e->op == E_REACHED) {
                if (check_field(c, e, p && p->ranked && p->codes && p->type == T_TEXT,
                                "分等级的选项字段（ranked）", "a ranked choice field"))
                        check_asked(c, e, p);
        } else if (e->op == E_UNDER) {
                bool fits = p && (p->tree || p->office) && (p->type == T_TEXT || p->type == T_MANY);
                if (check_field(c, e, fits, "单位或树形选项字段", "an office or tree field"))
                        check_asked(c, e, p);
        } else {
                if (!check_field(c, e, p && p->type == T_MANY, "有多个值的字段（many）",
                                 "a field of several values"))
                        return;
                if (need(c, e->arg[1], T_TEXT)) check_code(c, p, e->arg[1]);
        }
}

static void check_level(const struct checker *c, struct expr *e)
{
        const struct prop *p = prop_of(c, e->arg[0]);
        bool fits = check_field(c, e, p && p->office && p->type == T_TEXT, "单个单位的字段",
                                "a field of one office");
        e->type = fits && c->props->once ? T_TEXT : T_ERROR;
        if (fits && !c->props->once)
                FAULT(c->f, ERR_INPUT, "expr.level", place(c, e),
                      "单位的层级会变，level() 只用于环节的 when、set 和 warn",
                      "an office's level may change: level() is for when, set and warn of steps");
}

static void check_count(const struct checker *c, struct expr *e)
{
        const struct prop *p = prop_of(c, e->arg[0]);
        bool fits = check_field(c, e, p && p->type == T_MANY, "有多个值的字段（many）",
                                "a field of several values");
        e->type = fits ? T_NUMBER : T_ERROR;
}

static void check_days(const struct checker *c, struct expr *e)
{
        bool from = need_instant(c, e->arg[0]), to = need_instant(c, e->arg[1]);
        e->type = from && to ? T_NUMBER : T_ERROR;
        e->digits = 0;
}

static void check_casei(const struct checker *c, struct expr *e)
{
        const struct expr *x = e->arg[0];
        e->type = need(c, e->arg[0], T_TEXT) ? T_TEXT : T_ERROR;
        /* folded once here, not once per row; CASEI(CASEI('…')) too */
        bool known = x->op == E_LIT || (x->op == E_CASEI && x->lit.type == T_TEXT);
        if (e->type == T_TEXT && known)
                e->lit = (struct value){ .type = T_TEXT, .text = utf8_fold(c->a, x->lit.text) };
}

static void check_compare(const struct checker *c, struct expr *e)
{
        if (e->temporal)
                for (size_t i = 0; i < e->n; i++) (void)need_instant(c, e->arg[i]);
        enum etype t = check_alike(c, e);
        e->type = T_BOOL;
        if (t == T_ERROR) return;
        bool order = e->op == E_LT || e->op == E_GT || e->op == E_LE || e->op == E_GE;
        if (order) check_order(c, e, t);
        if (e->op == E_BETWEEN) check_between(c, e, t);
}

static void check(const struct checker *c, struct expr *e)
{
        for (size_t i = 0; i < e->n; i++) check(c, e->arg[i]);
        e->real = false;
        e->digits = 0;
        switch (e->op) {
        case E_LIT:
                e->type = e->lit.type;
                e->digits = e->lit.digits;
                break;
        case E_PROP: check_prop(c, e); break;
        case E_AND:
        case E_OR:
        case E_NOT:
                for (size_t i = 0; i < e->n; i++) need_condition(c, e->arg[i]);
                e->type = T_BOOL;
                break;
        case E_IS_NULL: e->type = T_BOOL; break;
        case E_EQ:
        case E_NE:
        case E_LT:
        case E_GT:
        case E_LE:
        case E_GE:
        case E_BETWEEN:
        case E_IN: check_compare(c, e); break;
        case E_LIKE: check_like(c, e); break;
        case E_ADD:
        case E_SUB:
        case E_MUL:
        case E_DIV:
        case E_NEG:
        case E_MOD:
        case E_IDIV:
        case E_POW: check_sum(c, e); break;
        case E_CASEI: check_casei(c, e); break;
        case E_DAYS:
        case E_WORKDAYS: check_days(c, e); break;
        case E_REACHED:
        case E_HAS:
        case E_UNDER: check_function(c, e); break;
        case E_COUNT: check_count(c, e); break;
        case E_LEVEL: check_level(c, e); break;
        }
}

static enum err told(const struct faults *f, size_t before)
{
        return f->n == before ? OK : ERR_INPUT;
}

enum err expr_check(struct arena *a, struct expr *e, const struct props *props, enum etype want,
                    struct str where, struct faults *f)
{
        struct checker c = { .a = a, .f = f, .props = props, .where = where };
        size_t before = f->n;
        check(&c, e);
        if (want == T_BOOL) need_condition(&c, e);
        else if (want != T_NULL) (void)need(&c, e, want);
        return told(f, before);
}
