#include "view/where.h"

#include "base/like.h"
#include "base/limits.h"
#include "base/utf8.h"

struct where {
        struct sql *q;
        const struct props *props;
        struct zone zone;
        const struct where_cols *cols;
};

static void word(const struct where *w, const char *s)
{
        sql_put(w->q, str_c(s));
}

static void put(const struct where *w, const struct expr *e);

static void column(const struct where *w, const struct expr *e)
{
        ASSERT(e->op == E_PROP && e->type != T_MANY);
        w->cols->column(w->cols->ctx, w->q, e->prop);
}

static bool is_lit(const struct expr *e)
{
        return e->op == E_LIT;
}

/* ---- operands -------------------------------------------------------------------------------- */

static bool is_arith(enum eop op)
{
        return op == E_ADD || op == E_SUB || op == E_MUL || op == E_DIV || op == E_NEG ||
               op == E_MOD || op == E_IDIV || op == E_POW;
}

/* A formula as a program of zt_calc: SQL has no exact arithmetic, and SQLite's parser no room for
 * deep nesting. */
struct formula {
        struct buf program;
        const struct expr *operand[EXPR_OPERANDS_MAX];
        size_t n;
};

static size_t operand(struct formula *f, const struct expr *e)
{
        for (size_t i = 0; i < f->n; i++)
                if (f->operand[i] == e || (e->op == E_PROP && f->operand[i]->op == E_PROP &&
                                           e->prop == f->operand[i]->prop))
                        return i;
        ASSERT(f->n < LEN(f->operand)); /* the checker counted */
        f->operand[f->n] = e;
        return f->n++;
}

static char arith_sign(enum eop op)
{
        if (op == E_ADD) return '+';
        if (op == E_SUB) return '-';
        if (op == E_MUL) return '*';
        if (op == E_DIV) return '/';
        if (op == E_MOD) return '%';
        if (op == E_IDIV) return 'd';
        ASSERT(op == E_POW);
        return '^';
}

/* Pushes e, as a real or with so many digits. */
static void compile(struct formula *f, const struct expr *e, bool real, int digits)
{
        if (is_lit(e)) {
                buf_printf(&f->program, " =%" PRId64, e->lit.i);
        } else if (e->op == E_NEG) {
                compile(f, e->arg[0], e->real, e->digits);
                buf_put(&f->program, S(" n"));
        } else if (is_arith(e->op)) {
                struct expr_meet m = expr_meet(e);
                for (size_t i = 0; i < 2; i++)
                        compile(f, e->arg[i], e->real,
                                e->op == E_MUL ? e->arg[i]->digits : m.digits);
                buf_printf(&f->program, " %c", arith_sign(e->op));
        } else {
                buf_printf(&f->program, " #%zu", operand(f, e));
        }
        if (real && !e->real) buf_printf(&f->program, " r%d", e->digits);
        else if (!real && digits > e->digits) buf_printf(&f->program, " s%d", digits - e->digits);
}

static void calc(const struct where *w, const struct expr *e, bool real, int digits)
{
        struct formula f = { .program = { .limit = STORE_SQL_BYTES_MAX } };
        compile(&f, e, real, digits);
        word(w, "zt_calc(");
        sql_text(w->q, str_dup(w->q->a, str_from(buf_view(&f.program), 1)));
        for (size_t i = 0; i < f.n; i++) {
                word(w, ", ");
                put(w, f.operand[i]);
        }
        word(w, ")");
        buf_free(&f.program);
}

/* A number as a real, or with so many digits; a column or literal as it is, so that an index
 * serves. */
static void number(const struct where *w, const struct expr *e, bool real, int digits)
{
        ASSERT(e->type == T_NUMBER);
        if (!is_arith(e->op) && e->real == real && (real || e->digits == digits)) {
                put(w, e);
        } else if (is_lit(e) && !real) {
                struct num n = num_scale(num_exact(e->lit.i), digits - e->digits);
                if (n.is) sql_int(w->q, n.i);
                else word(w, "NULL");
        } else {
                calc(w, e, real, digits);
        }
}

/* Days before 1970 that make every moment positive: integer division cuts off towards zero. */
#define DAYS_UP 1000000
#define DAY_MS  86400000

/* The local day of a day or moment. */
static void day(const struct where *w, const struct expr *e)
{
        if (e->type == T_DAY) {
                put(w, e);
        } else if (is_lit(e)) {
                sql_int(w->q, day_of((struct moment){ e->lit.i }, w->zone).v);
        } else {
                word(w, "((");
                put(w, e);
                word(w, " + ");
                sql_int(w->q, (int64_t)DAYS_UP * DAY_MS + (int64_t)w->zone.minutes * 60000);
                word(w, ") / 86400000 - 1000000)");
        }
}

static void condition(const struct where *w, const struct expr *e)
{
        ASSERT(e->type == T_BOOL);
        if (e->op != E_PROP) {
                put(w, e);
                return;
        }
        word(w, "(");
        column(w, e);
        word(w, " = 1)");
}

/* An operand as it meets the others. */
static void met(const struct where *w, const struct expr *e, struct expr_meet m)
{
        if (m.type == T_NUMBER) number(w, e, m.real, m.digits);
        else if (m.type == T_DAY) day(w, e);
        else if (m.type == T_BOOL) condition(w, e);
        else put(w, e);
}

/* Is it a value that is never NULL once it has met the others? */
static bool never_null(const struct expr *e, struct expr_meet m)
{
        if (!is_lit(e)) return false;
        return m.type != T_NUMBER || m.real ||
               num_scale(num_exact(e->lit.i), m.digits - e->digits).is;
}

/* ---- comparison ------------------------------------------------------------------------------ */

static const char *sign(enum eop op)
{
        if (op == E_EQ) return " = ";
        if (op == E_NE) return " <> ";
        if (op == E_LT) return " < ";
        if (op == E_GT) return " > ";
        if (op == E_LE) return " <= ";
        ASSERT(op == E_GE);
        return " >= ";
}

static enum eop mirrored(enum eop op)
{
        if (op == E_LT) return E_GT;
        if (op == E_GT) return E_LT;
        if (op == E_LE) return E_GE;
        if (op == E_GE) return E_LE;
        return op;
}

static void column_sign(const struct where *w, const struct expr *prop, const char *op, int64_t v)
{
        column(w, prop);
        word(w, op);
        sql_int(w->q, v);
}

static bool is_moment_column(const struct expr *e)
{
        return e->op == E_PROP && e->type == T_MOMENT;
}

static bool is_day_literal(const struct expr *e)
{
        return is_lit(e) && e->type == T_DAY;
}

static int64_t day_start(const struct where *w, const struct expr *lit, int after)
{
        struct day d = day_add((struct day){ (int32_t)lit->lit.i }, after);
        return moment_at(d, 0, w->zone).ms;
}

/* A moment's local day against a day in the text: a range of moments, so that an index serves. */
static void moment_day(const struct where *w, const struct expr *prop, enum eop op,
                       const struct expr *lit)
{
        int64_t start = day_start(w, lit, 0), next = day_start(w, lit, 1);
        word(w, "(");
        if (op == E_LT || op == E_GE) {
                column_sign(w, prop, sign(op), start);
        } else if (op == E_LE || op == E_GT) {
                column_sign(w, prop, op == E_LE ? " < " : " >= ", next);
        } else {
                column_sign(w, prop, op == E_EQ ? " >= " : " < ", start);
                word(w, op == E_EQ ? " AND " : " OR ");
                column_sign(w, prop, op == E_EQ ? " < " : " >= ", next);
        }
        word(w, ")");
}

/* A flag against TRUE or FALSE. */
static void flag(const struct where *w, const struct expr *prop, enum eop op,
                 const struct expr *lit)
{
        word(w, "(");
        column(w, prop);
        word(w, sign(op));
        word(w, lit->lit.truth ? "1)" : "0)");
}

static void compare(const struct where *w, const struct expr *e)
{
        const struct expr *x = e->arg[0], *y = e->arg[1];
        enum eop op = e->op;
        if (is_lit(x) && !is_lit(y)) {
                const struct expr *swap = x;
                x = y;
                y = swap;
                op = mirrored(op);
        }
        if (is_moment_column(x) && is_day_literal(y)) {
                moment_day(w, x, op, y);
                return;
        }
        if (x->op == E_PROP && x->type == T_BOOL && is_lit(y)) {
                flag(w, x, op, y);
                return;
        }
        struct expr_meet m = expr_meet(e);
        word(w, "(");
        met(w, x, m);
        word(w, sign(op));
        met(w, y, m);
        word(w, ")");
}

/* NULL when any operand is (standard): SQL would say FALSE when one comparison is FALSE. */
static void between(const struct where *w, const struct expr *e)
{
        const struct expr *from = e->arg[1], *to = e->arg[2];
        struct expr_meet m = expr_meet(e);
        if (is_moment_column(e->arg[0]) && is_day_literal(from) && is_day_literal(to)) {
                word(w, "(");
                column_sign(w, e->arg[0], " >= ", day_start(w, from, 0));
                word(w, " AND ");
                column_sign(w, e->arg[0], " < ", day_start(w, to, 1));
                word(w, ")");
                return;
        }
        bool sure = never_null(from, m) && never_null(to, m);
        word(w, "(");
        if (!sure) {
                word(w, "CASE WHEN ");
                met(w, from, m);
                word(w, " IS NOT NULL AND ");
                met(w, to, m);
                word(w, " IS NOT NULL THEN ");
        }
        met(w, e->arg[0], m);
        word(w, " BETWEEN ");
        met(w, from, m);
        word(w, " AND ");
        met(w, to, m);
        word(w, sure ? ")" : " END)");
}

static void in_list(const struct where *w, const struct expr *e)
{
        struct expr_meet m = expr_meet(e);
        word(w, "(");
        met(w, e->arg[0], m);
        word(w, " IN (");
        for (size_t i = 1; i < e->n; i++) {
                if (i > 1) word(w, ", ");
                met(w, e->arg[i], m);
        }
        word(w, "))");
}

/* ---- text ------------------------------------------------------------------------------------ */

static size_t put_utf8(uint32_t c, char *out)
{
        if (c < 0x80) {
                out[0] = (char)c;
                return 1;
        }
        size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
        for (size_t i = n - 1; i > 0; i--, c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
        out[0] = (char)(lead[n] | c);
        return n;
}

/* The least text greater than every text that begins with s: its last character is counted up,
 * those that cannot be are dropped. Empty: there is none. */
static struct str after_prefix(struct arena *a, struct str s)
{
        char *out = ARENA_NEW(a, char, s.n + 4);
        for (size_t end = s.n; end > 0;) {
                size_t at = end - 1;
                while (at > 0 && ((unsigned char)s.p[at] & 0xC0) == 0x80) at--;
                size_t next = at;
                uint32_t c = utf8_next(s, &next) + 1;
                if (c == 0xD800) c = 0xE000;
                end = at;
                if (c > 0x10FFFF) continue;
                if (at) memcpy(out, s.p, at);
                return (struct str){ out, at + put_utf8(c, out + at) };
        }
        return STR_NONE;
}

static struct str pattern_of(const struct expr *e)
{
        ASSERT(e->lit.type == T_TEXT); /* a literal, or folded by the checker */
        return e->lit.text;
}

/* col >= 'prefix' AND col < 'prefiy' AND LIKE: the same truth, and an index serves. */
static void like(const struct where *w, const struct expr *e)
{
        struct str pattern = pattern_of(e->arg[1]);
        char *room = ARENA_NEW(w->q->a, char, pattern.n);
        struct str from = like_prefix(pattern, room), to = after_prefix(w->q->a, from);
        bool range = e->arg[0]->op == E_PROP && from.n && to.n;
        if (range) {
                word(w, "(");
                column(w, e->arg[0]);
                word(w, " >= ");
                sql_text(w->q, from);
                word(w, " AND ");
                column(w, e->arg[0]);
                word(w, " < ");
                sql_text(w->q, to);
                word(w, " AND ");
        }
        word(w, "zt_like(");
        put(w, e->arg[0]);
        word(w, ", ");
        sql_text(w->q, pattern);
        word(w, range ? "))" : ")");
}

static void casei(const struct where *w, const struct expr *e)
{
        if (e->lit.type == T_TEXT) {
                sql_text(w->q, e->lit.text);
                return;
        }
        word(w, "zt_fold(");
        put(w, e->arg[0]);
        word(w, ")");
}

/* ---- functions of our own -------------------------------------------------------------------- */

static void many(const struct where *w, const struct expr *e)
{
        ASSERT(e->type == T_MANY && w->cols->many);
        w->cols->many(w->cols->ctx, w->q, e->prop);
}

static void has(const struct where *w, const struct expr *e)
{
        const struct expr *v = e->arg[1];
        word(w, "(");
        if (!is_lit(v)) {
                word(w, "CASE WHEN ");
                put(w, v);
                word(w, " IS NOT NULL THEN ");
        }
        put(w, v);
        word(w, " IN (");
        many(w, e->arg[0]);
        word(w, is_lit(v) ? "))" : ") END)");
}

static void count(const struct where *w, const struct expr *e)
{
        word(w, "(SELECT count(*) FROM (");
        many(w, e->arg[0]);
        word(w, ") AS zt_n)");
}

static void under(const struct where *w, const struct expr *e)
{
        const struct expr *field = e->arg[0];
        struct str above = e->arg[1]->lit.text;
        ASSERT(w->cols->under);
        if (field->type == T_TEXT) {
                word(w, "(");
                column(w, field);
                word(w, " IN (");
                w->cols->under(w->cols->ctx, w->q, field->prop, above);
                word(w, "))");
                return;
        }
        word(w, "EXISTS (SELECT 1 FROM (");
        many(w, field);
        word(w, ") AS zt_m WHERE zt_m.value IN (");
        w->cols->under(w->cols->ctx, w->q, field->prop, above);
        word(w, "))");
}

/* The codes from the one asked for upwards. */
static void reached(const struct where *w, const struct expr *e)
{
        const struct prop *p = &w->props->p[e->arg[0]->prop];
        size_t i = 0;
        while (i < p->codes_n && !str_eq(p->codes[i], e->arg[1]->lit.text)) i++;
        ASSERT(i < p->codes_n); /* the checker saw it */
        word(w, "(");
        column(w, e->arg[0]);
        word(w, " IN (");
        for (size_t k = i; k < p->codes_n; k++) {
                if (k > i) word(w, ", ");
                sql_text(w->q, p->codes[k]);
        }
        word(w, "))");
}

static void days(const struct where *w, const struct expr *e)
{
        word(w, e->op == E_DAYS ? "(" : "zt_workdays(");
        day(w, e->arg[e->op == E_DAYS]);
        word(w, e->op == E_DAYS ? " - " : ", ");
        day(w, e->arg[e->op != E_DAYS]);
        word(w, ")");
}

/* ---- the rest -------------------------------------------------------------------------------- */

static bool is_chain(const struct expr *e)
{
        return e->op == E_AND || e->op == E_OR;
}

/* What SQLite's parser keeps on its stack for e: a parenthesis or NOT is one; what stands behind an
 * operator waits with three. */
static int weight(const struct expr *e)
{
        if (e->op == E_NOT || (e->op == E_IS_NULL && e->arg[0]->type == T_BOOL))
                return 1 + weight(e->arg[0]);
        if (!is_chain(e)) return 0;
        int most = 0, next = 0;
        for (size_t i = 0; i < e->n; i++) {
                int x = weight(e->arg[i]);
                if (x > most) {
                        next = most;
                        most = x;
                } else if (x > next) {
                        next = x;
                }
        }
        return most > 2 + next ? 1 + most : 3 + next;
}

/* SQLite counts a flat chain as deep as it is long: longer ones are cut in blocks. */
#define CHAIN_BLOCK 64

static void block(const struct where *w, enum eop op, const struct expr *const *arg, size_t n)
{
        word(w, "(");
        for (size_t i = 0; i < n; i++) {
                if (i) word(w, op == E_AND ? " AND " : " OR ");
                condition(w, arg[i]);
        }
        word(w, ")");
}

/* The heaviest operand first, where it costs the parser's stack least. */
static void chain(const struct where *w, const struct expr *e)
{
        const struct expr **arg = ARENA_NEW(w->q->a, const struct expr *, e->n);
        size_t heaviest = 0, n = 0;
        for (size_t i = 1; i < e->n; i++)
                if (weight(e->arg[i]) > weight(e->arg[heaviest])) heaviest = i;
        arg[n++] = e->arg[heaviest];
        for (size_t i = 0; i < e->n; i++)
                if (i != heaviest) arg[n++] = e->arg[i];
        if (n <= CHAIN_BLOCK) {
                block(w, e->op, arg, n);
                return;
        }
        word(w, "(");
        for (size_t i = 0; i < n; i += CHAIN_BLOCK) {
                if (i) word(w, e->op == E_AND ? " AND " : " OR ");
                block(w, e->op, arg + i, n - i < CHAIN_BLOCK ? n - i : CHAIN_BLOCK);
        }
        word(w, ")");
}

static void is_null(const struct where *w, const struct expr *e)
{
        const struct expr *x = e->arg[0];
        word(w, "(");
        if (x->type == T_MANY) {
                word(w, "NOT EXISTS (");
                many(w, x);
                word(w, "))");
                return;
        }
        if (x->op == E_NOT) word(w, "(");
        put(w, x);
        if (x->op == E_NOT) word(w, ")");
        word(w, " IS NULL)");
}

static void literal(const struct where *w, const struct value *v)
{
        switch (v->type) {
        case T_BOOL: word(w, v->truth ? "TRUE" : "FALSE"); break;
        case T_NUMBER:
        case T_DAY:
        case T_MOMENT: sql_int(w->q, v->i); break;
        case T_TEXT: sql_text(w->q, v->text); break;
        case T_MANY:
        case T_NULL:
        case T_ERROR: BUG("literal");
        }
}

static void put(const struct where *w, const struct expr *e)
{
        switch (e->op) {
        case E_LIT: literal(w, &e->lit); break;
        case E_PROP: column(w, e); break;
        case E_AND:
        case E_OR: chain(w, e); break;
        case E_NOT: /* its place is in parentheses, or behind AND, OR, NOT */
                word(w, "NOT ");
                condition(w, e->arg[0]);
                break;
        case E_EQ:
        case E_NE:
        case E_LT:
        case E_GT:
        case E_LE:
        case E_GE: compare(w, e); break;
        case E_IS_NULL: is_null(w, e); break;
        case E_LIKE: like(w, e); break;
        case E_BETWEEN: between(w, e); break;
        case E_IN: in_list(w, e); break;
        case E_ADD:
        case E_SUB:
        case E_MUL:
        case E_DIV:
        case E_NEG:
        case E_MOD:
        case E_IDIV:
        case E_POW: calc(w, e, e->real, e->digits); break;
        case E_CASEI: casei(w, e); break;
        case E_DAYS:
        case E_WORKDAYS: days(w, e); break;
        case E_REACHED: reached(w, e); break;
        case E_HAS: has(w, e); break;
        case E_UNDER: under(w, e); break;
        case E_COUNT: count(w, e); break;
        case E_LEVEL: BUG("level() is decided once, never asked of rows");
        }
}

void where_put(struct sql *q, const struct expr *e, const struct props *props, struct zone zone,
               const struct where_cols *cols)
{
        struct where w = { .q = q, .props = props, .zone = zone, .cols = cols };
        ASSERT(e->type != T_ERROR && e->type != T_NULL && e->type != T_MANY);
        if (e->op == E_NOT) word(&w, "(");
        if (e->type == T_BOOL) condition(&w, e);
        else put(&w, e);
        if (e->op == E_NOT) word(&w, ")");
}

static bool workdays(const void *cal, int64_t from, int64_t to, int64_t *ret)
{
        return expr_workdays(cal, from, to, ret);
}

void where_calendar(struct store *st, const struct calendar *cal)
{
        store_workdays(st, workdays, cal);
}
