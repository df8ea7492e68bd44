/* expr.h: OGC CQL2 Text (OGC 21-065r2): one parser, an evaluator in C, and (view/where.h) SQL.
 *
 * Supported classes: Basic CQL2, Advanced Comparison Operators (LIKE, BETWEEN, IN),
 * Case-insensitive Comparison (CASEI), Property-Property, Arithmetic (+ - * / % div ^), temporal
 * literals (DATE, TIMESTAMP) and comparison with = <> < > <= >= plus T_BEFORE, T_AFTER, T_EQUALS on
 * instants; functions of our own: days(from, to), workdays(from, to), reached(ranked, 'code'),
 * has(many, value), count(many), under(office or tree field, 'code'); level(office), of what is
 * decided once (struct props). Everything else of the standard (spatial, array, INTERVAL and other
 * T_*, ACCENTI, custom functions) is refused by naming the feature and the place.
 * Beyond the standard: BETWEEN takes days and moments too; TIMESTAMP takes an offset; - may stand
 * before a parenthesis. A flag alone is no condition (standard): urgent = TRUE. In a text '' and
 * \' are a quote, \\ a backslash, \a \b \t \n \v \f \r control characters; any other \ stands for
 * itself. In a LIKE pattern \\ \% \_ reach LIKE as they are.
 *
 * Semantics, the same in both back ends: three-valued logic (NULL); LIKE is case-sensitive with %
 * and _ and \ as escape; 7/2 = 3.5; division by zero is NULL; text compares by code point; a
 * comparison of different types is an error of the checker, never a coercion, except day with
 * moment = local day. BETWEEN is NULL when any operand is (standard); IN is NULL when the operand
 * is, or when nothing matches and an item is. A field of many values is NULL when it has none;
 * has() and under() then give FALSE, count() 0. Moments and days lie in the years 1600…9999.
 *
 * Numbers: literals and decimals are exact scaled integers where both sides are (comparison and
 * + - * % div), doubles only behind / and ^ and in averages. The digits of every node are known to
 * the checker: operands of a comparison, + - % and div are brought to the most digits among them,
 * those of a product add up (at most DIGITS_MAX). An exact number that leaves 64 bits, also on the
 * way to common digits, and a real that is not finite, are NULL. % has the sign of its left side,
 * div cuts off towards zero. */
#ifndef ZT_CITY_EXPR_H
#define ZT_CITY_EXPR_H

#include "base/arena.h"
#include "base/arith.h"
#include "base/buf.h"
#include "base/time.h"

enum etype { T_BOOL, T_NUMBER, T_TEXT, T_DAY, T_MOMENT, T_MANY, T_NULL, T_ERROR };

enum eop {
        E_LIT,  /* .type and the literal */
        E_PROP, /* .prop: index the resolver gave */
        E_AND,  /* n ≥ 2, as E_OR */
        E_OR,
        E_NOT,
        E_EQ,
        E_NE,
        E_LT,
        E_GT,
        E_LE,
        E_GE,
        E_IS_NULL,
        E_LIKE,
        E_BETWEEN,
        E_IN, /* NOT forms are wrapped in E_NOT */
        E_ADD,
        E_SUB,
        E_MUL,
        E_DIV,
        E_NEG,
        E_CASEI,
        E_DAYS,
        E_WORKDAYS,
        E_REACHED,
        E_HAS,
        E_UNDER,
        E_COUNT,
        E_LEVEL,
        E_MOD,
        E_IDIV,
        E_POW
};

/* A literal's or property's value. Decimal numbers are scaled: number = i / 10^digits; a number
 * behind a division is real. */
struct value {
        enum etype type; /* T_NULL: no value */
        bool truth;      /* T_BOOL */
        bool real;       /* T_NUMBER held in .d, else .i with .digits */
        int8_t digits;
        int64_t i; /* T_NUMBER scaled, T_DAY days, T_MOMENT ms */
        double d;
        struct str text;  /* T_TEXT */
        struct str *many; /* T_MANY */
        size_t many_n;
};

struct expr {
        enum eop op;
        enum etype type;  /* after expr_check; T_NULL before */
        int at;           /* characters before it in the text, for errors */
        int8_t height;    /* nodes on the longest way down, ≤ EXPR_DEPTH_MAX */
        bool temporal;    /* E_EQ, E_LT, E_GT written as T_EQUALS, T_BEFORE, T_AFTER */
        bool real;        /* T_NUMBER after expr_check: a double, else exact with … */
        int8_t digits;    /* … these digits */
        struct value lit; /* E_LIT; E_CASEI of a literal: the folded text, after expr_check */
        struct str name;  /* E_PROP, as written */
        int prop;         /* E_PROP: index given by the resolver, after expr_check */
        /* E_LIKE: text, pattern; E_BETWEEN: value, from, to; E_IN: value, items */
        struct expr **arg;
        size_t n;
};

/* Syntax only. Mistakes to f with where = `where` + ":" + column, in characters from 1. */
MUST_USE enum err expr_parse(struct arena *a, struct str where, struct str text, struct faults *f,
                             struct expr **ret);

/* What names mean to a caller: a list of properties with types. */
struct prop {
        struct str name; /* empty: cannot be named */
        enum etype type;
        int8_t digits;     /* T_NUMBER: decimals of the scaled integer */
        bool real;         /* T_NUMBER: a double (an average), no digits */
        bool sealed;       /* refused: the message says that sealed fields cannot be asked */
        bool tree, office; /* under() may be used */
        /* closed vocabulary: literals compared must be among them, in rank order */
        const struct str *codes;
        size_t codes_n;
        bool ranked; /* reached() may be used; < > are refused (text order is not rank) */
};
struct props {
        const struct prop *p;
        size_t n;
        bool once; /* what is decided once: level() may be used. An office's level may change */
};
/* Resolves names and types, checks codes ("did you mean"); the type must be `want` (T_NULL: any).
 * Reports all mistakes. May be called again with other props. a must live as long as e. */
MUST_USE enum err expr_check(struct arena *a, struct expr *e, const struct props *props,
                             enum etype want, struct str where, struct faults *f);

/* Evaluation over a row: `get` gives the value of property i. env: calendar, zone and trees. */
struct expr_env {
        const struct calendar *cal;
        struct zone zone;
        void *ctx;
        /* is `code` the same as or below `above` in the tree of the property (offices or a list) */
        bool (*under)(void *ctx, int prop, struct str code, struct str above);
        /* the level of an office: city county township village; empty: there is none such */
        struct str (*level)(void *ctx, struct str office);
};
struct expr_row {
        void *ctx;
        struct value (*get)(void *ctx, int prop);
};
struct value expr_eval(struct arena *a, const struct expr *e, const struct props *props,
                       const struct expr_env *env, const struct expr_row *row);
/* TRUE only (not FALSE, not NULL). */
bool expr_true(struct arena *a, const struct expr *e, const struct props *props,
               const struct expr_env *env, const struct expr_row *row);
/* Which properties it reads: sets used[i]. */
void expr_uses(const struct expr *e, bool *used, size_t n);
/* The text again, normalised (parse(format(e)) = e). */
void expr_format(const struct expr *e, struct buf *out);
/* The same tree, positions apart? */
bool expr_same(const struct expr *x, const struct expr *y);

/* For the SQL writer. How the operands of a comparison, BETWEEN, IN or arithmetic meet: T_DAY when
 * one is a day; numbers as reals or with common digits. After expr_check. */
struct expr_meet {
        enum etype type;
        bool real;
        int8_t digits;
};
struct expr_meet expr_meet(const struct expr *e);
/* workdays(from, to); false (NULL) for days outside 1600…9999. cal NULL: Monday to Friday. */
bool expr_workdays(const struct calendar *cal, int64_t from, int64_t to, int64_t *ret);

#endif
