/* The text of an expression, normalised: one space, capitals, no needless parentheses. Each form
 * says how tightly it binds; what binds less than its place asks stands in parentheses. */
#include "base/num.h"
#include "city/expr_in.h"

enum level { L_OR, L_AND, L_NOT, L_PREDICATE, L_SUM, L_TERM, L_POWER, L_FACTOR, L_PRIMARY };

static bool has_not_form(const struct expr *e)
{
        return e->op == E_LIKE || e->op == E_BETWEEN || e->op == E_IN || e->op == E_IS_NULL;
}

static enum level level(const struct expr *e)
{
        switch (e->op) {
        case E_OR: return L_OR;
        case E_AND: return L_AND;
        case E_NOT: return has_not_form(e->arg[0]) ? L_PREDICATE : L_NOT;
        case E_EQ:
        case E_LT:
        case E_GT: return e->temporal ? L_PRIMARY : L_PREDICATE;
        case E_NE:
        case E_LE:
        case E_GE:
        case E_IS_NULL:
        case E_LIKE:
        case E_BETWEEN:
        case E_IN: return L_PREDICATE;
        case E_ADD:
        case E_SUB: return L_SUM;
        case E_MUL:
        case E_DIV:
        case E_MOD:
        case E_IDIV: return L_TERM;
        case E_POW: return L_POWER;
        case E_NEG: return L_FACTOR;
        case E_LIT: return e->lit.type == T_NUMBER && e->lit.i < 0 ? L_FACTOR : L_PRIMARY;
        case E_PROP:
        case E_CASEI:
        case E_DAYS:
        case E_WORKDAYS:
        case E_REACHED:
        case E_HAS:
        case E_UNDER:
        case E_COUNT:
        case E_LEVEL: return L_PRIMARY;
        }
        BUG("expression");
}

static void put(const struct expr *e, enum level at_least, struct buf *out);

static void put_word(const char *word, struct buf *out)
{
        buf_put(out, str_c(word));
}

/* Operands with `between` between them. */
static void put_args(const struct expr *e, size_t from, enum level at_least, const char *between,
                     struct buf *out)
{
        for (size_t i = from; i < e->n; i++) {
                if (i > from) put_word(between, out);
                put(e->arg[i], at_least, out);
        }
}

static void put_two(const struct expr *e, enum level left, const char *op, enum level right,
                    struct buf *out)
{
        put(e->arg[0], left, out);
        put_word(op, out);
        put(e->arg[1], right, out);
}

static void put_call(const struct expr *e, const char *name, struct buf *out)
{
        put_word(name, out);
        put_word("(", out);
        put_args(e, 0, L_OR, ", ", out);
        put_word(")", out);
}

/* One character of a text between quotes; a pattern keeps its backslashes as they are. */
static void put_char(char c, bool pattern, struct buf *out)
{
        static const char letters[] = "abtnvfr", meant[] = "\a\b\t\n\v\f\r";
        const char *at = c ? strchr(meant, c) : NULL;
        bool raw = pattern && (c == '\t' || c == '\n' || c == '\r');
        if (at && !raw) {
                buf_putc(out, '\\');
                c = letters[at - meant];
        } else if (c == '\'' || (c == '\\' && !pattern)) {
                buf_putc(out, c);
        }
        buf_putc(out, c);
}

static void put_text(struct str s, bool pattern, struct buf *out)
{
        buf_putc(out, '\'');
        for (size_t i = 0; i < s.n; i++) put_char(s.p[i], pattern, out);
        buf_putc(out, '\'');
}

static void put_moment(int64_t ms, struct buf *out)
{
        char text[40];
        struct str s = moment_format((struct moment){ ms }, (struct zone){ 0 }, text);
        ASSERT(str_ends(s, S(".000+00:00")) || str_ends(s, S("+00:00")));
        s.n -= S("+00:00").n;
        if (str_ends(s, S(".000"))) s.n -= S(".000").n;
        put_word("TIMESTAMP('", out);
        buf_put(out, s);
        put_word("Z')", out);
}

static void put_literal(const struct value *v, bool pattern, struct buf *out)
{
        char text[24], day[16];
        switch (v->type) {
        case T_BOOL: put_word(v->truth ? "TRUE" : "FALSE", out); break;
        case T_NUMBER: buf_put(out, num_format_scaled(v->i, v->digits, text)); break;
        case T_TEXT: put_text(v->text, pattern, out); break;
        case T_DAY:
                put_word("DATE('", out);
                buf_put(out, day_format((struct day){ (int32_t)v->i }, day));
                put_word("')", out);
                break;
        case T_MOMENT: put_moment(v->i, out); break;
        case T_MANY:
        case T_NULL:
        case T_ERROR: BUG("literal");
        }
}

static void put_pattern(const struct expr *e, struct buf *out)
{
        if (e->op == E_LIT) {
                put_literal(&e->lit, true, out);
                return;
        }
        ASSERT(e->op == E_CASEI);
        put_word("CASEI(", out);
        put_pattern(e->arg[0], out);
        put_word(")", out);
}

/* LIKE, BETWEEN, IN, IS NULL; negated: the form with NOT in it. */
static void put_listed(const struct expr *e, bool negated, struct buf *out)
{
        put(e->arg[0], L_SUM, out);
        if (e->op == E_IS_NULL) {
                put_word(negated ? " IS NOT NULL" : " IS NULL", out);
                return;
        }
        if (negated) put_word(" NOT", out);
        if (e->op == E_LIKE) {
                put_word(" LIKE ", out);
                put_pattern(e->arg[1], out);
        } else if (e->op == E_BETWEEN) {
                put_word(" BETWEEN ", out);
                put_args(e, 1, L_SUM, " AND ", out);
        } else {
                put_word(" IN (", out);
                put_args(e, 1, L_SUM, ", ", out);
                put_word(")", out);
        }
}

static void put_not(const struct expr *e, struct buf *out)
{
        const struct expr *x = e->arg[0];
        if (has_not_form(x)) {
                put_listed(x, true, out);
                return;
        }
        put_word("NOT ", out);
        put(x, L_PREDICATE, out);
}

static void put_name(struct str name, struct buf *out)
{
        bool bare = expr_bare_name(name);
        if (!bare) buf_putc(out, '"');
        buf_put(out, name);
        if (!bare) buf_putc(out, '"');
}

static void put_infix(const struct expr *e, struct buf *out)
{
        switch (e->op) {
        case E_OR: put_args(e, 0, L_AND, " OR ", out); break;
        case E_AND: put_args(e, 0, L_NOT, " AND ", out); break;
        case E_NE: put_two(e, L_SUM, " <> ", L_SUM, out); break;
        case E_LE: put_two(e, L_SUM, " <= ", L_SUM, out); break;
        case E_GE: put_two(e, L_SUM, " >= ", L_SUM, out); break;
        case E_EQ: put_two(e, L_SUM, " = ", L_SUM, out); break;
        case E_LT: put_two(e, L_SUM, " < ", L_SUM, out); break;
        case E_GT: put_two(e, L_SUM, " > ", L_SUM, out); break;
        case E_ADD: put_two(e, L_SUM, " + ", L_TERM, out); break;
        case E_SUB: put_two(e, L_SUM, " - ", L_TERM, out); break;
        case E_MUL: put_two(e, L_TERM, " * ", L_POWER, out); break;
        case E_DIV: put_two(e, L_TERM, " / ", L_POWER, out); break;
        case E_MOD: put_two(e, L_TERM, " % ", L_POWER, out); break;
        case E_IDIV: put_two(e, L_TERM, " DIV ", L_POWER, out); break;
        case E_POW: put_two(e, L_FACTOR, " ^ ", L_FACTOR, out); break;
        case E_LIT:
        case E_PROP:
        case E_NOT:
        case E_IS_NULL:
        case E_LIKE:
        case E_BETWEEN:
        case E_IN:
        case E_NEG:
        case E_CASEI:
        case E_DAYS:
        case E_WORKDAYS:
        case E_REACHED:
        case E_HAS:
        case E_UNDER:
        case E_COUNT:
        case E_LEVEL: BUG("not infix");
        }
}

static const char *call_name(const struct expr *e)
{
        if (e->op == E_EQ) return "T_EQUALS";
        if (e->op == E_LT) return "T_BEFORE";
        if (e->op == E_GT) return "T_AFTER";
        if (e->op == E_CASEI) return "CASEI";
        if (e->op == E_DAYS) return "days";
        if (e->op == E_WORKDAYS) return "workdays";
        if (e->op == E_REACHED) return "reached";
        if (e->op == E_HAS) return "has";
        if (e->op == E_UNDER) return "under";
        if (e->op == E_COUNT) return "count";
        ASSERT(e->op == E_LEVEL);
        return "level";
}

static void put_bare(const struct expr *e, struct buf *out)
{
        bool call = e->temporal || (e->op >= E_CASEI && e->op <= E_LEVEL);
        if (e->op == E_LIT) {
                put_literal(&e->lit, false, out);
        } else if (e->op == E_PROP) {
                put_name(e->name, out);
        } else if (call) {
                put_call(e, call_name(e), out);
        } else if (e->op == E_NOT) {
                put_not(e, out);
        } else if (has_not_form(e)) {
                put_listed(e, false, out);
        } else if (e->op == E_NEG) {
                put_word("-", out);
                put(e->arg[0], L_PRIMARY, out);
        } else {
                put_infix(e, out);
        }
}

static void put(const struct expr *e, enum level at_least, struct buf *out)
{
        bool wrap = level(e) < at_least;
        if (wrap) put_word("(", out);
        put_bare(e, out);
        if (wrap) put_word(")", out);
}

void expr_format(const struct expr *e, struct buf *out)
{
        put(e, L_OR, out);
}
