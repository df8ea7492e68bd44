/* expr_in.h: what the files expr*.c share. Nobody else includes it.
 *
 * expr_lex.c cuts the text into tokens; expr_parse.c makes the tree; expr_word.c knows the
 * functions, ours and those of the standard we refuse; expr_check.c gives names and types;
 * expr_eval.c runs it; expr_format.c writes it again; expr.c is the rest. */
#ifndef ZT_CITY_EXPR_IN_H
#define ZT_CITY_EXPR_IN_H

#include "base/limits.h"
#include "city/expr.h"

#define EXPR_DAY_FIRST (-135140) /* 1600-01-01 */
#define EXPR_DAY_LAST  2932896   /* 9999-12-31 */

enum tok {
        TOK_END,
        TOK_NAME,
        TOK_QUOTED,
        TOK_NUMBER,
        TOK_TEXT,
        TOK_OPEN,
        TOK_CLOSE,
        TOK_COMMA,
        TOK_EQ,
        TOK_NE,
        TOK_LT,
        TOK_GT,
        TOK_LE,
        TOK_GE,
        TOK_PLUS,
        TOK_MINUS,
        TOK_STAR,
        TOK_SLASH,
        TOK_PERCENT,
        TOK_CARET,
        TOK_AND,
        TOK_OR,
        TOK_NOT,
        TOK_LIKE,
        TOK_BETWEEN,
        TOK_IN,
        TOK_IS,
        TOK_NULL,
        TOK_TRUE,
        TOK_FALSE,
        TOK_DIV
};
struct token {
        enum tok kind;
        int at;         /* characters before it */
        struct str raw; /* TOK_TEXT, TOK_QUOTED: what stands between the quotes */
};

struct parser {
        struct arena *a;
        struct faults *f;
        struct str where, text;
        size_t pos;     /* bytes read */
        int chars;      /* characters read */
        struct token t; /* the token at hand */
        int open;       /* parentheses around the place */
        int nodes;
};

/* Reads the next token into p->t. */
MUST_USE enum err expr_next(struct parser *p);
/* `where` + ":" + column. */
struct str expr_at(struct arena *a, struct str where, int at);
/* May these bytes stand as a bare name (and are they no keyword)? */
bool expr_bare_name(struct str s);
/* The value of TOK_TEXT; a LIKE pattern keeps its escapes. */
struct str expr_unquote(struct arena *a, struct str raw, bool pattern);
/* A number token with its sign. */
MUST_USE enum err expr_number(struct parser *p, struct token t, bool negative, struct value *ret);
/* str_eq without regard to the case of ASCII letters. */
bool expr_word_is(struct str s, const char *word);

/* Functions by name. args: how many it takes. */
struct function {
        const char *name;
        enum eop op;
        bool temporal;
        size_t args;
};
const struct function *expr_function(struct str name);
/* Refuses a function we do not know, by its name or the feature of the standard it belongs to. */
void expr_refuse_function(struct parser *p, struct token name);

/* The nearest of the names, or empty when none is near. */
struct str expr_nearest(struct str name, const struct str *names, size_t n);

#endif
