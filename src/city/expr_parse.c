/* CQL2 Text into a tree, by recursive descent after the grammar of OGC 21-065r2.
 *
 * Conditions and values share one ladder of rules (or, and, not, predicate, sum, term, power,
 * factor, primary), since "(" may open either; whether a value stands where a condition must is the
 * checker's business. Limits: EXPR_BYTES_MAX, EXPR_NODES_MAX, and EXPR_DEPTH_MAX for parentheses
 * (the recursion here) and for the height of the tree (the recursion of everyone after). */
#include "base/utf8.h"
#include "city/expr_in.h"

static enum err too_deep(struct parser *p, int at)
{
        return FAULT(p->f, ERR_LIMIT, "expr.limit", expr_at(p->a, p->where, at),
                     "表达式嵌套超过%d层", "the expression is nested more than %d deep",
                     EXPR_DEPTH_MAX);
}

static void tell_unexpected(struct parser *p, const char *want)
{
        struct str at = expr_at(p->a, p->where, p->t.at), got = str_sub(p->t.raw, 0, 40);
        while (got.n && got.n < p->t.raw.n && ((unsigned char)p->t.raw.p[got.n] & 0xC0) == 0x80)
                got.n--; /* not in the middle of a character */
        if (p->t.kind == TOK_END)
                FAULT(p->f, ERR_INPUT, "expr.syntax", at, "表达式没有写完，此处应是%s",
                      "the expression ends where %s should stand", want);
        else if (p->t.kind == TOK_NULL)
                FAULT(p->f, ERR_INPUT, "expr.syntax", at,
                      "NULL 不能作值，请用 IS NULL 或 IS NOT NULL",
                      "NULL is no value: use IS NULL or IS NOT NULL");
        else
                FAULT(p->f, ERR_INPUT, "expr.syntax", at, "“%.*s”处应是%s",
                      "“%.*s” stands where %s should", SP(got), want);
}

/* Refuses the token at hand; want: what should stand there, in both languages. */
static enum err unexpected(struct parser *p, const char *zh, const char *en)
{
        tell_unexpected(p, p->f->lang == LANG_ZH ? zh : en);
        return ERR_INPUT;
}

static enum err expect(struct parser *p, enum tok kind, const char *zh, const char *en)
{
        if (p->t.kind != kind) return unexpected(p, zh, en);
        return expr_next(p);
}

static enum err node(struct parser *p, enum eop op, int at, struct expr **ret)
{
        if (++p->nodes > EXPR_NODES_MAX)
                return FAULT(p->f, ERR_LIMIT, "expr.limit", expr_at(p->a, p->where, at),
                             "表达式超过%d个成分", "the expression has more than %d parts",
                             EXPR_NODES_MAX);
        struct expr *e = ARENA_NEW(p->a, struct expr, 1);
        *e = (struct expr){ .op = op, .type = T_NULL, .at = at, .height = 1, .prop = -1 };
        *ret = e;
        return OK;
}

static enum err node_of(struct parser *p, enum eop op, struct expr **arg, size_t n,
                        struct expr **ret)
{
        struct expr *e;
        TRY(node(p, op, arg[0]->at, &e));
        e->arg = arg;
        e->n = n;
        for (size_t i = 0; i < n; i++) {
                if (arg[i]->height >= EXPR_DEPTH_MAX) return too_deep(p, arg[i]->at);
                if (arg[i]->height >= e->height) e->height = (int8_t)(arg[i]->height + 1);
        }
        *ret = e;
        return OK;
}
_Static_assert(EXPR_DEPTH_MAX < INT8_MAX, "height is an int8_t");

static enum err node_1(struct parser *p, enum eop op, int at, struct expr *x, struct expr **ret)
{
        struct expr **arg = ARENA_NEW(p->a, struct expr *, 1);
        arg[0] = x;
        TRY(node_of(p, op, arg, 1, ret));
        (*ret)->at = at;
        return OK;
}

static enum err node_2(struct parser *p, enum eop op, struct expr *x, struct expr *y,
                       struct expr **ret)
{
        struct expr **arg = ARENA_NEW(p->a, struct expr *, 2);
        arg[0] = x;
        arg[1] = y;
        return node_of(p, op, arg, 2, ret);
}

static enum err literal(struct parser *p, int at, const struct value *v, struct expr **ret)
{
        TRY(node(p, E_LIT, at, ret));
        (*ret)->lit = *v;
        return OK;
}

static enum err condition(struct parser *p, struct expr **ret);

static enum err opening(struct parser *p)
{
        if (++p->open > EXPR_DEPTH_MAX) return too_deep(p, p->t.at);
        return expect(p, TOK_OPEN, "“(”", "“(”");
}

static enum err closing(struct parser *p)
{
        p->open--;
        return expect(p, TOK_CLOSE, "“)”", "“)”");
}

/* A moment with Z or an offset: a literal does not depend on where it is read. */
static bool moment_of(struct str s, int64_t *ret)
{
        struct moment m;
        bool zoned = s.n > 16 && s.p[10] == 'T' &&
                     (s.p[s.n - 1] == 'Z' || s.p[s.n - 6] == '+' || s.p[s.n - 6] == '-');
        if (!zoned || moment_parse(s, (struct zone){ 0 }, &m) != OK) return false;
        *ret = m.ms;
        return true;
}

/* DATE('…'), TIMESTAMP('…'); the token at hand is "(". */
static enum err instant(struct parser *p, int at, bool date, struct expr **ret)
{
        struct day day;
        struct value v = { .type = date ? T_DAY : T_MOMENT };
        TRY(opening(p));
        struct token t = p->t;
        TRY(expect(p, TOK_TEXT, "单引号括起的日期", "a date in single quotes"));
        struct str where = expr_at(p->a, p->where, t.at);
        if (date) {
                if (day_parse(t.raw, &day) != OK)
                        return FAULT(p->f, ERR_INPUT, "expr.date", where,
                                     "“%.*s”不是日期，应写作 DATE('2022-08-22')",
                                     "“%.*s” is no date: write DATE('2022-08-22')", SP(t.raw));
                v.i = day.v;
        } else if (!moment_of(t.raw, &v.i)) {
                return FAULT(p->f, ERR_INPUT, "expr.date", where,
                             "“%.*s”不是时刻，应写作 TIMESTAMP('2022-08-22T09:30:00Z')",
                             "“%.*s” is no moment: write TIMESTAMP('2022-08-22T09:30:00Z')",
                             SP(t.raw));
        }
        TRY(closing(p));
        return literal(p, at, &v, ret);
}

/* A function whose name has been read. */
static enum err call(struct parser *p, struct token name, struct expr **ret)
{
        if (expr_word_is(name.raw, "date")) return instant(p, name.at, true, ret);
        if (expr_word_is(name.raw, "timestamp")) return instant(p, name.at, false, ret);
        const struct function *fn = expr_function(name.raw);
        if (!fn) {
                expr_refuse_function(p, name);
                return ERR_INPUT;
        }
        struct expr **arg = ARENA_NEW(p->a, struct expr *, fn->args);
        size_t n = 0;
        TRY(opening(p));
        while (p->t.kind != TOK_CLOSE) {
                struct expr *x;
                if (n) TRY(expect(p, TOK_COMMA, "“,”或“)”", "“,” or “)”"));
                TRY(condition(p, &x));
                if (n < fn->args) arg[n] = x;
                n++;
        }
        TRY(closing(p));
        if (n != fn->args)
                return FAULT(p->f, ERR_INPUT, "expr.function", expr_at(p->a, p->where, name.at),
                             "%s() 要%zu个参数，这里有%zu个", "%s() takes %zu arguments, not %zu",
                             fn->name, fn->args, n);
        TRY(node_of(p, fn->op, arg, n, ret));
        (*ret)->at = name.at;
        (*ret)->temporal = fn->temporal;
        return OK;
}

static enum err name(struct parser *p, struct expr **ret)
{
        struct token t = p->t;
        TRY(expr_next(p));
        if (t.kind == TOK_NAME && p->t.kind == TOK_OPEN) return call(p, t, ret);
        TRY(node(p, E_PROP, t.at, ret));
        (*ret)->name = t.raw;
        return OK;
}

static enum err text(struct parser *p, bool pattern, struct expr **ret)
{
        struct value v = { .type = T_TEXT, .text = expr_unquote(p->a, p->t.raw, pattern) };
        TRY(literal(p, p->t.at, &v, ret));
        return expr_next(p);
}

static enum err number(struct parser *p, int at, bool negative, struct expr **ret)
{
        struct value v;
        struct token t = p->t;
        if (t.kind != TOK_NUMBER) return unexpected(p, "数", "a number");
        TRY(expr_next(p));
        TRY(expr_number(p, t, negative, &v));
        return literal(p, at, &v, ret);
}

static enum err primary(struct parser *p, struct expr **ret)
{
        struct value v = { .type = T_BOOL, .truth = p->t.kind == TOK_TRUE };
        if (p->t.kind == TOK_TRUE || p->t.kind == TOK_FALSE) {
                TRY(literal(p, p->t.at, &v, ret));
                return expr_next(p);
        }
        if (p->t.kind == TOK_NUMBER) return number(p, p->t.at, false, ret);
        if (p->t.kind == TOK_TEXT) return text(p, false, ret);
        if (p->t.kind == TOK_NAME || p->t.kind == TOK_QUOTED) return name(p, ret);
        if (p->t.kind != TOK_OPEN)
                return unexpected(p, "字段名、值或“(”", "a property, a value or “(”");
        TRY(opening(p));
        TRY(condition(p, ret));
        return closing(p);
}

/* [sign] before a number, or - before anything; a literal takes its sign in. */
static enum err factor(struct parser *p, struct expr **ret)
{
        int at = p->t.at;
        bool minus = p->t.kind == TOK_MINUS;
        if (!minus && p->t.kind != TOK_PLUS) return primary(p, ret);
        TRY(expr_next(p));
        bool again = p->t.kind == TOK_MINUS;
        if (minus && (again || p->t.kind == TOK_PLUS)) {
                TRY(expr_next(p));
                return number(p, at, !again, ret);
        }
        if (!minus || p->t.kind == TOK_NUMBER) return number(p, at, minus, ret);
        struct expr *x;
        TRY(primary(p, &x));
        if (x->op == E_LIT && x->lit.type == T_NUMBER) {
                x->lit.i = -x->lit.i; /* never INT64_MIN: literals are symmetric */
                *ret = x;
                return OK;
        }
        return node_1(p, E_NEG, at, x, ret);
}

static enum err power(struct parser *p, struct expr **ret)
{
        struct expr *x, *y;
        TRY(factor(p, &x));
        if (p->t.kind == TOK_CARET) {
                TRY(expr_next(p));
                TRY(factor(p, &y));
                TRY(node_2(p, E_POW, x, y, &x));
        }
        *ret = x;
        return OK;
}

static bool term_op(enum tok t, enum eop *ret)
{
        if (t == TOK_STAR) *ret = E_MUL;
        else if (t == TOK_SLASH) *ret = E_DIV;
        else if (t == TOK_PERCENT) *ret = E_MOD;
        else if (t == TOK_DIV) *ret = E_IDIV;
        else return false;
        return true;
}

static enum err term(struct parser *p, struct expr **ret)
{
        struct expr *x, *y;
        enum eop op;
        TRY(power(p, &x));
        while (term_op(p->t.kind, &op)) {
                TRY(expr_next(p));
                TRY(power(p, &y));
                TRY(node_2(p, op, x, y, &x));
        }
        *ret = x;
        return OK;
}

static enum err scalar(struct parser *p, struct expr **ret)
{
        struct expr *x, *y;
        TRY(term(p, &x));
        while (p->t.kind == TOK_PLUS || p->t.kind == TOK_MINUS) {
                enum eop op = p->t.kind == TOK_PLUS ? E_ADD : E_SUB;
                TRY(expr_next(p));
                TRY(term(p, &y));
                TRY(node_2(p, op, x, y, &x));
        }
        *ret = x;
        return OK;
}

/* A text literal, or CASEI of a pattern (rule patternExpression). */
static enum err pattern(struct parser *p, struct expr **ret)
{
        int at = p->t.at, folds = 0;
        struct expr *x;
        for (; p->t.kind == TOK_NAME && expr_word_is(p->t.raw, "casei"); folds++) {
                TRY(expr_next(p));
                TRY(opening(p));
        }
        if (p->t.kind == TOK_NAME && expr_word_is(p->t.raw, "accenti")) {
                expr_refuse_function(p, p->t);
                return ERR_INPUT;
        }
        if (p->t.kind != TOK_TEXT)
                return unexpected(p, "单引号括起的式样", "a pattern in single quotes");
        TRY(text(p, true, &x));
        for (; folds; folds--) {
                TRY(closing(p));
                TRY(node_1(p, E_CASEI, at, x, &x));
        }
        *ret = x;
        return OK;
}

static enum err between(struct parser *p, struct expr *x, struct expr **ret)
{
        struct expr **arg = ARENA_NEW(p->a, struct expr *, 3);
        arg[0] = x;
        TRY(scalar(p, &arg[1]));
        TRY(expect(p, TOK_AND, "BETWEEN 的 AND", "the AND of BETWEEN"));
        TRY(scalar(p, &arg[2]));
        return node_of(p, E_BETWEEN, arg, 3, ret);
}

static enum err in_list(struct parser *p, struct expr *x, struct expr **ret)
{
        size_t n = 0, cap = 4;
        struct expr **arg = ARENA_NEW(p->a, struct expr *, cap);
        *ARENA_PUSH(p->a, arg, n, cap) = x;
        TRY(opening(p));
        do {
                struct expr *item;
                if (n > 1) TRY(expr_next(p));
                TRY(scalar(p, &item));
                *ARENA_PUSH(p->a, arg, n, cap) = item;
        } while (p->t.kind == TOK_COMMA);
        TRY(closing(p));
        return node_of(p, E_IN, arg, n, ret);
}

/* [NOT] LIKE, BETWEEN, IN behind x. */
static enum err listed(struct parser *p, struct expr *x, struct expr **ret)
{
        bool negated = p->t.kind == TOK_NOT;
        if (negated) TRY(expr_next(p));
        enum tok kind = p->t.kind;
        struct expr *y;
        if (kind != TOK_LIKE && kind != TOK_BETWEEN && kind != TOK_IN)
                return unexpected(p, "LIKE、BETWEEN 或 IN", "LIKE, BETWEEN or IN");
        TRY(expr_next(p));
        if (kind == TOK_BETWEEN) {
                TRY(between(p, x, &y));
        } else if (kind == TOK_IN) {
                TRY(in_list(p, x, &y));
        } else {
                struct expr *like = NULL;
                TRY(pattern(p, &like));
                TRY(node_2(p, E_LIKE, x, like, &y));
        }
        if (negated) TRY(node_1(p, E_NOT, x->at, y, &y));
        *ret = y;
        return OK;
}

static enum err is_null(struct parser *p, struct expr *x, struct expr **ret)
{
        TRY(expr_next(p));
        bool negated = p->t.kind == TOK_NOT;
        if (negated) TRY(expr_next(p));
        if (p->t.kind != TOK_NULL) return unexpected(p, "NULL", "NULL");
        TRY(expr_next(p));
        struct expr *y;
        TRY(node_1(p, E_IS_NULL, x->at, x, &y));
        if (negated) TRY(node_1(p, E_NOT, x->at, y, &y));
        *ret = y;
        return OK;
}

static enum err predicate(struct parser *p, struct expr **ret)
{
        struct expr *x, *y;
        TRY(scalar(p, &x));
        enum tok t = p->t.kind;
        if (t == TOK_IS) return is_null(p, x, ret);
        if (t == TOK_NOT || t == TOK_LIKE || t == TOK_BETWEEN || t == TOK_IN)
                return listed(p, x, ret);
        if (t < TOK_EQ || t > TOK_GE) {
                *ret = x;
                return OK;
        }
        static const enum eop op[] = { E_EQ, E_NE, E_LT, E_GT, E_LE, E_GE };
        _Static_assert(TOK_GE - TOK_EQ + 1 == LEN(op), "one operator per token");
        TRY(expr_next(p));
        TRY(scalar(p, &y));
        return node_2(p, op[t - TOK_EQ], x, y, ret);
}

static enum err negation(struct parser *p, struct expr **ret)
{
        if (p->t.kind != TOK_NOT) return predicate(p, ret);
        int at = p->t.at;
        struct expr *x;
        TRY(expr_next(p));
        TRY(predicate(p, &x));
        return node_1(p, E_NOT, at, x, ret);
}

/* One or more of `part` with `sep` between: a chain is one node, so it is not deep. */
static enum err chain(struct parser *p, enum tok sep, enum eop op,
                      enum err (*part)(struct parser *, struct expr **), struct expr **ret)
{
        struct expr *x;
        TRY(part(p, &x));
        if (p->t.kind != sep) {
                *ret = x;
                return OK;
        }
        size_t n = 0, cap = 4;
        struct expr **arg = ARENA_NEW(p->a, struct expr *, cap);
        *ARENA_PUSH(p->a, arg, n, cap) = x;
        while (p->t.kind == sep) {
                TRY(expr_next(p));
                TRY(part(p, &x));
                *ARENA_PUSH(p->a, arg, n, cap) = x;
        }
        return node_of(p, op, arg, n, ret);
}

static enum err conjunction(struct parser *p, struct expr **ret)
{
        return chain(p, TOK_AND, E_AND, negation, ret);
}

static enum err condition(struct parser *p, struct expr **ret)
{
        return chain(p, TOK_OR, E_OR, conjunction, ret);
}

enum err expr_parse(struct arena *a, struct str where, struct str text_, struct faults *f,
                    struct expr **ret)
{
        struct parser p = { .a = a, .f = f, .where = where, .text = text_ };
        struct expr *e;
        if (text_.n > EXPR_BYTES_MAX)
                return FAULT(f, ERR_LIMIT, "expr.limit", expr_at(a, where, 0), "表达式超过%u字节",
                             "the expression is longer than %u bytes", EXPR_BYTES_MAX);
        if (!utf8_ok(text_))
                return FAULT(f, ERR_INPUT, "expr.text", expr_at(a, where, 0),
                             "表达式不是合法的 UTF-8 文字", "the expression is not valid UTF-8");
        TRY(expr_next(&p));
        TRY(condition(&p, &e));
        if (p.t.kind != TOK_END) return unexpected(&p, "AND、OR 或结尾", "AND, OR or the end");
        *ret = e;
        return OK;
}
