/* The two back ends of expressions give the same: random well-typed expressions over random rows
 * with NULLs, once by expr_eval, once by SQLite through where_put. ZT_SEED=n repeats a run. */
#include "view/where.h"

#include <stdarg.h>

#include "../city/expr_props.h"
#include "base/limits.h"
#include "city/calendar.h"
#include "lib/t.h"

#define EXPRS 4000
#define ROWS  48

static const struct zone zone = { 480 };

/* ---- chance ---------------------------------------------------------------------------------- */

struct chance {
        uint64_t s;
};

static uint64_t draw(struct chance *c, uint64_t below)
{
        uint64_t z = (c->s += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return (z ^ (z >> 31)) % below;
}

#define PICK(c, list) ((list)[draw((c), LEN(list))])

/* ---- rows ------------------------------------------------------------------------------------ */

static const int64_t int_pool[] = { 0, 1,  -1, 2,   3,    7,    -7,        10,
                                    5, 12, 25, 100, 1250, -250, 2147483648 };
static const int64_t big_pool[] = { INT64_MAX, INT64_MIN, INT64_MAX - 1, 3037000500,
                                    92233720368547758 };
static const char *const text_pool[] = {
        "",
        "a",
        "A",
        "ab",
        "aB",
        "b",
        "Straße",
        "STRASSE",
        "strasse",
        "营商",
        "热线",
        "热",
        "a%",
        "a_b",
        "\\",
        "it's",
        "é",
        "e\xCC\x81",
        "ς",
        "Σ",
        "İ",
        "ǆ",
        "\xF0\x9F\x98\x80",
        "a\tb",
        "Ω",
        "0",
        "10",
        "\xED\x9F\xBFx",
        "\xF4\x8F\xBF\xBFx",
        "a\xF4\x8F\xBF\xBF", /* the last characters before a gap and at all */
};
static const char *const code_pool[] = { "city", "city/yanta", "city/yanta/x", "beilin", "zzz" };
static const char *const day_pool[] = { "2022-08-22", "2022-08-23", "2022-08-28", "1969-12-31",
                                        "1970-01-01", "1600-01-01", "9999-12-31", "2024-02-29" };
/* local midnights and what surrounds them */
static const char *const moment_pool[] = {
        "2022-08-21T16:00:00Z", "2022-08-21T15:59:59.999Z", "2022-08-22T16:00:00Z",
        "2022-08-22T09:30:00Z", "1969-12-31T16:00:00Z",     "1969-12-31T15:59:59.999Z",
        "1970-01-01T00:00:00Z", "1969-12-30T20:00:00Z",     "1600-01-02T00:00:00Z",
        "9999-12-30T23:59:59Z",
};

static struct value number(int64_t i, int digits)
{
        return (struct value){ .type = T_NUMBER, .i = i, .digits = (int8_t)digits };
}

static struct value text(const char *s)
{
        return (struct value){ .type = T_TEXT, .text = str_c(s) };
}

static struct value random_number(struct chance *c, int digits)
{
        return number(draw(c, 6) ? PICK(c, int_pool) : PICK(c, big_pool), digits);
}

static struct value random_instant(struct chance *c, enum etype t)
{
        struct value v = { .type = t };
        struct day d = DAY_NONE;
        struct moment m = MOMENT_NONE;
        if (t == T_DAY && day_parse(str_c(PICK(c, day_pool)), &d) == OK) v.i = d.v;
        if (t == T_MOMENT && moment_parse(str_c(PICK(c, moment_pool)), zone, &m) == OK) v.i = m.ms;
        return v;
}

static struct value random_many(struct arena *a, struct chance *c, bool codes)
{
        struct value v = { .type = T_MANY, .many_n = draw(c, 3) };
        v.many = ARENA_NEW(a, struct str, v.many_n);
        for (size_t i = 0; i < v.many_n; i++)
                v.many[i] = codes ? str_c(PICK(c, code_pool)) : test_tags[(i + draw(c, 2)) % 3];
        if (v.many_n == 2 && str_eq(v.many[0], v.many[1])) v.many_n = 1;
        return v;
}

static struct value random_value(struct arena *a, struct chance *c, int p)
{
        const struct prop *x = &test_prop[p];
        if (x->type == T_MANY) return random_many(a, c, p == P_ASSIST);
        if (draw(c, 4) == 0) return (struct value){ .type = T_NULL };
        if (x->type == T_BOOL) return (struct value){ .type = T_BOOL, .truth = draw(c, 2) };
        if (x->type == T_DAY || x->type == T_MOMENT) return random_instant(c, x->type);
        if (x->real)
                return (struct value){ .type = T_NUMBER,
                                       .real = true,
                                       .d = (double)PICK(c, int_pool) / 8 };
        if (x->type == T_NUMBER) return random_number(c, x->digits);
        if (x->codes)
                return (struct value){ .type = T_TEXT, .text = x->codes[draw(c, x->codes_n)] };
        return text(p == P_LEAD || p == P_TOPIC ? PICK(c, code_pool) : PICK(c, text_pool));
}

/* ---- the same rows in SQLite ----------------------------------------------------------------- */

static const char *const schema[] = {
        "CREATE TABLE r (id INTEGER PRIMARY KEY, state TEXT, urgent INTEGER, direct INTEGER, "
        "count INTEGER, amount INTEGER, price INTEGER, ratio REAL, title TEXT, code TEXT, "
        "lead TEXT, "
        "topic TEXT, grade TEXT, entered INTEGER, ended INTEGER, due INTEGER, told INTEGER) STRICT",
        "CREATE TABLE many (record INT NOT NULL, prop INT NOT NULL, value TEXT NOT NULL) STRICT",
        "CREATE TABLE tree (above TEXT NOT NULL, code TEXT NOT NULL) STRICT",
        "CREATE INDEX r_due ON r (due)",
        "CREATE INDEX r_title ON r (title)",
        "CREATE INDEX r_urgent ON r (urgent)",
        "CREATE INDEX r_amount ON r (amount)",
};

static bool under(void *ctx, int prop, struct str code, struct str above)
{
        (void)ctx, (void)prop;
        if (!str_starts(code, above)) return false;
        return code.n == above.n || code.p[above.n] == '/';
}

static bool run(struct store *st, struct sql *q)
{
        struct stmt *s = NULL;
        bool ok = CHECK_OK(-1, sql_stmt(q, st, &s)) && CHECK_OK(-1, stmt_run(s));
        sql_done(q);
        return ok;
}

static void put_value(struct sql *q, const struct value *v)
{
        if (v->type == T_NULL) {
                sql_null(q);
        } else if (v->type == T_TEXT) {
                sql_text(q, v->text);
        } else if (v->type == T_BOOL) {
                sql_int(q, v->truth);
        } else if (v->real) {
                sql_int(q, (int64_t)(v->d * 8));
                sql_put(q, S(" / 8.0"));
        } else {
                sql_int(q, v->i);
        }
}

static bool insert(struct store *st, struct arena *a, int id, const struct value *v)
{
        struct sql q;
        sql_init(&q, a);
        sql_put(&q, S("INSERT INTO r VALUES ("));
        sql_int(&q, id);
        for (int p = 0; p < P_BODY; p++) {
                if (test_prop[p].type == T_MANY) continue;
                sql_put(&q, S(", "));
                put_value(&q, &v[p]);
        }
        sql_put(&q, S(")"));
        bool ok = run(st, &q);
        for (int p = 0; p < P_BODY; p++) {
                for (size_t i = 0; i < v[p].many_n; i++) {
                        sql_init(&q, a);
                        sql_put(&q, S("INSERT INTO many VALUES ("));
                        sql_int(&q, id);
                        sql_put(&q, S(", "));
                        sql_int(&q, p);
                        sql_put(&q, S(", "));
                        sql_text(&q, v[p].many[i]);
                        sql_put(&q, S(")"));
                        ok = run(st, &q) && ok;
                }
        }
        return ok;
}

static bool make_tree(struct store *st, struct arena *a)
{
        bool ok = true;
        for (size_t i = 0; i < LEN(code_pool); i++) {
                for (size_t k = 0; k < LEN(code_pool); k++) {
                        if (!under(NULL, 0, str_c(code_pool[k]), str_c(code_pool[i]))) continue;
                        struct sql q;
                        sql_init(&q, a);
                        sql_put(&q, S("INSERT INTO tree VALUES ("));
                        sql_text(&q, str_c(code_pool[i]));
                        sql_put(&q, S(", "));
                        sql_text(&q, str_c(code_pool[k]));
                        sql_put(&q, S(")"));
                        ok = run(st, &q) && ok;
                }
        }
        return ok;
}

struct world {
        struct arena a, scratch;
        struct store *st;
        struct value rows[ROWS][P_N];
        struct calendar cal;
};

static bool world_init(struct world *w, struct chance *c)
{
        bool ok = CHECK_OK(-1, store_open(":memory:", STORE_CREATE, &w->st)) &&
                  CHECK_OK(-1, store_begin(w->st, STORE_WRITE));
        for (size_t i = 0; i < LEN(schema) && ok; i++)
                ok = CHECK_OK(i, store_exec(w->st, str_c(schema[i])));
        for (int i = 0; i < ROWS && ok; i++) {
                for (int p = 0; p < P_BODY; p++) w->rows[i][p] = random_value(&w->a, c, p);
                ok = insert(w->st, &w->a, i, w->rows[i]);
        }
        ok = ok && make_tree(w->st, &w->a);
        if (ok) where_calendar(w->st, &w->cal);
        return ok && CHECK_OK(-1, store_commit(w->st));
}

static void world_done(struct world *w)
{
        store_close(&w->st);
        arena_done(&w->a);
        arena_done(&w->scratch);
}

/* ---- both ends ------------------------------------------------------------------------------- */

static void column(void *ctx, struct sql *q, int prop)
{
        (void)ctx;
        /* one that is no plain column, as `late` of a duty */
        if (prop == P_TOLD) sql_put(q, S("(CASE WHEN r.told IS NULL THEN NULL ELSE "));
        sql_put(q, S("r."));
        sql_name(q, test_prop[prop].name);
        if (prop == P_TOLD) sql_put(q, S(" END)"));
}

static void many(void *ctx, struct sql *q, int prop)
{
        (void)ctx;
        sql_put(q, S("SELECT m.value FROM many AS m WHERE m.record = r.id AND m.prop = "));
        sql_int(q, prop);
}

static void sql_under(void *ctx, struct sql *q, int prop, struct str above)
{
        (void)ctx, (void)prop;
        sql_put(q, S("SELECT t.code FROM tree AS t WHERE t.above = "));
        sql_text(q, above);
}

static const struct where_cols cols = { NULL, column, many, sql_under };

static struct value get(void *ctx, int prop)
{
        return ((const struct value *)ctx)[prop];
}

/* T, F or N per row. */
static bool by_sql(struct world *w, const struct expr *e, char got[ROWS])
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, &w->scratch);
        sql_put(&q, S("SELECT x.v FROM (SELECT r.id AS id, (1 = 1 AND (1 = 1 AND "));
        where_put(&q, e, &test_props, zone, &cols);
        sql_put(&q, S(")) AS v FROM r WHERE 1 = 1) AS x ORDER BY x.id"));
        enum err err = sql_stmt(&q, w->st, &s);
        size_t i = 0;
        enum row r = ROW_NONE;
        for (; err == OK && (r = stmt_step(s)) == ROW_GOT && i < ROWS; i++)
                got[i] = col_null(s, 0) ? 'N' : col_int(s, 0) ? 'T' : 'F';
        bool ok = CHECK_OK(-1, err) && CHECK_INT(-1, r, ROW_NONE) && CHECK_INT(-1, i, ROWS);
        if (!ok) fprintf(stderr, "%.*s\n%.*s\n", SP(store_why(w->st)), SP(buf_view(&q.text)));
        sql_done(&q);
        return ok;
}

static void by_eval(struct world *w, const struct expr *e, char got[ROWS])
{
        const struct expr_env env = { .cal = &w->cal, .zone = zone, .under = under };
        for (size_t i = 0; i < ROWS; i++) {
                struct expr_row row = { w->rows[i], get };
                struct value v = expr_eval(&w->scratch, e, &test_props, &env, &row);
                got[i] = v.type == T_NULL ? 'N' : v.truth ? 'T' : 'F';
        }
}

/* Counts of T, F, N in ret; false when the ends differ. */
static bool agree(struct world *w, struct str source, size_t ret[3])
{
        struct faults f;
        struct expr *e;
        char x[ROWS] = { 0 }, y[ROWS] = { 0 };
        faults_init(&f, &w->scratch, LANG_EN);
        if (expr_parse(&w->scratch, S("x"), source, &f, &e) != OK ||
            expr_check(&w->scratch, e, &test_props, T_BOOL, S("x"), &f) != OK) {
                if (!strcmp(f.first->code, "expr.number")) return true; /* too many decimals */
                return CHECK_STR(-1, f.first->text, "") && false;
        }
        if (!by_sql(w, e, x)) return false;
        by_eval(w, e, y);
        for (size_t i = 0; i < ROWS; i++) {
                ret[x[i] == 'T' ? 0 : x[i] == 'F' ? 1 : 2]++;
                if (x[i] == y[i]) continue;
                fprintf(stderr, "row %zu: SQL %c, evaluator %c\n", i, x[i], y[i]);
                return false;
        }
        return true;
}

/* ---- random expressions ---------------------------------------------------------------------- */

struct gen {
        struct chance *c;
        struct buf *b;
};

static void say(const struct gen *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(const struct gen *g, const char *fmt, ...)
{
        char s[256];
        va_list ap;
        va_start(ap, fmt);
        (void)vsnprintf(s, sizeof s, fmt, ap);
        va_end(ap);
        buf_put(g->b, str_c(s));
}

static const char *const compare_op[] = { "=", "<>", "<", "<=", ">", ">=" };

static void gen_bool(const struct gen *g, int depth);

static void gen_instant(const struct gen *g)
{
        static const char *const props[] = { "entered", "ended", "due", "told" };
        uint64_t n = draw(g->c, 8);
        if (n == 0) say(g, "TIMESTAMP('%s')", PICK(g->c, moment_pool));
        else if (n < 3) say(g, "DATE('%s')", PICK(g->c, day_pool));
        else say(g, "%s", PICK(g->c, props));
}

static void gen_number(const struct gen *g, int depth)
{
        static const char *const lits[] = { "0",
                                            "1",
                                            "-1",
                                            "2",
                                            "7",
                                            "0.5",
                                            "12.5",
                                            "0.0001",
                                            "100",
                                            "1E15",
                                            "-3",
                                            "3037000500",
                                            "9223372036854775807",
                                            "10" };
        static const char *const props[] = { "count", "amount", "price", "ratio" };
        static const char *const ops[] = { "+", "-", "*", "/", "%", "div", "^" };
        uint64_t n = draw(g->c, depth > 0 ? 10 : 5);
        if (n < 2) {
                say(g, "%s", PICK(g->c, lits));
        } else if (n < 5) {
                say(g, "%s", PICK(g->c, props));
        } else if (n < 6) {
                say(g, "-(");
                gen_number(g, depth - 1);
                say(g, ")");
        } else if (n < 7) {
                say(g, draw(g->c, 2) ? "days(" : "workdays(");
                gen_instant(g);
                say(g, ", ");
                gen_instant(g);
                say(g, ")");
        } else {
                say(g, "(");
                gen_number(g, depth - 1);
                say(g, " %s ", PICK(g->c, ops));
                gen_number(g, depth - 1);
                say(g, ")");
        }
}

static void gen_quoted(const struct gen *g, const char *s)
{
        buf_putc(g->b, '\'');
        for (; *s; s++) {
                if (*s == '\'' || *s == '\\') buf_putc(g->b, *s);
                buf_putc(g->b, *s);
        }
        buf_putc(g->b, '\'');
}

static void gen_text(const struct gen *g)
{
        static const char *const props[] = { "title", "code", "lead" };
        uint64_t n = draw(g->c, 6);
        if (n < 2) {
                say(g, "%s", PICK(g->c, props));
        } else if (n < 4) {
                gen_quoted(g, PICK(g->c, text_pool));
        } else {
                say(g, "CASEI(");
                if (n == 4) say(g, "%s", PICK(g->c, props));
                else gen_quoted(g, PICK(g->c, text_pool));
                say(g, ")");
        }
}

static void gen_like(const struct gen *g)
{
        static const char *const patterns[] = {
                "%",
                "",
                "_",
                "a%",
                "%a",
                "%a%",
                "_b",
                "a_b",
                "a\\_b",
                "a\\%",
                "营_",
                "热%",
                "%线",
                "str%",
                "Str%",
                "Stra_e",
                "STRAS%",
                "\\\\",
                "\\\\%",
                "%ß%",
                "\xF0\x9F\x98\x80",
                "_%",
                "__",
                "%\\",
                "a%%b",
                "e_",
                "σ",
                "it''s",
                "\xED\x9F\xBF%",
                "\xF4\x8F\xBF\xBF%",
                "a\xF4\x8F\xBF\xBF%",
        };
        bool fold = draw(g->c, 3) == 0;
        gen_text(g);
        const char *p = PICK(g->c, patterns);
        bool lone = *p && p[strlen(p) - 1] == '\\' && strcmp(p, "\\\\") != 0;
        say(g, "%s LIKE %s'%s%s'%s", draw(g->c, 3) ? "" : " NOT", fold ? "CASEI(" : "", p,
            lone ? "\\" : "", fold ? ")" : "");
}

/* One operand of a kind: 0 number, 1 text, 2 instant. */
static void gen_operand(const struct gen *g, uint64_t kind, int depth)
{
        if (kind == 0) gen_number(g, depth);
        else if (kind == 1) gen_text(g);
        else gen_instant(g);
}

static void gen_compare(const struct gen *g, int depth)
{
        uint64_t kind = draw(g->c, 3), form = draw(g->c, 4);
        if (kind == 1 && form == 2) form = 0; /* no BETWEEN for texts */
        gen_operand(g, kind, depth);
        if (form < 2) {
                say(g, " %s ", PICK(g->c, compare_op));
                gen_operand(g, kind, depth);
        } else if (form == 2) {
                say(g, draw(g->c, 2) ? " BETWEEN " : " NOT BETWEEN ");
                gen_operand(g, kind, depth - 1);
                say(g, " AND ");
                gen_operand(g, kind, depth - 1);
        } else {
                say(g, draw(g->c, 2) ? " IN (" : " NOT IN (");
                for (uint64_t n = 1 + draw(g->c, 3); n; n--) {
                        gen_operand(g, kind, depth - 1);
                        if (n > 1) say(g, ", ");
                }
                say(g, ")");
        }
}

static void gen_coded(const struct gen *g)
{
        static const char *const tags[] = { "tax", "land", "热线" };
        switch (draw(g->c, 9)) {
        case 0: say(g, "state = '%s'", test_states[draw(g->c, 3)].p); break;
        case 1: say(g, "state NOT IN ('closed', '%s')", test_states[draw(g->c, 3)].p); break;
        case 2: say(g, "reached(grade, '%s')", test_grades[draw(g->c, 3)].p); break;
        case 3: say(g, "has(tags, '%s')", PICK(g->c, tags)); break;
        case 4: say(g, "has(assist, %s)", draw(g->c, 2) ? "lead" : "CASEI(topic)"); break;
        case 5: say(g, "under(lead, '%s')", PICK(g->c, code_pool)); break;
        case 6: say(g, "under(topic, '%s')", PICK(g->c, code_pool)); break;
        case 7: say(g, "under(assist, '%s')", PICK(g->c, code_pool)); break;
        default: say(g, "has(assist, '%s')", PICK(g->c, code_pool)); break;
        }
}

static void gen_flag(const struct gen *g)
{
        static const char *const forms[] = {
                "urgent = TRUE",
                "urgent = FALSE",
                "TRUE <> direct",
                "FALSE = urgent",
                "urgent = direct",
                "urgent <> direct",
                "direct IN (TRUE)",
                "urgent NOT IN (direct, FALSE)",
                "TRUE",
                "FALSE",
                "has(assist, 'city') = TRUE",
                "count(assist) > 1 AND count(tags) = 0",
                "count(assist) * 1.5 + count(tags) BETWEEN 1 AND 3",
                "reached(grade, 'city') <> urgent",
                "T_BEFORE(due, told) = direct",
                "urgent IN (has(assist, lead), under(lead, 'city'))",
        };
        say(g, "%s", PICK(g->c, forms));
}

static void gen_null(const struct gen *g, int depth)
{
        static const char *const props[] = { "state", "urgent", "count", "ratio",   "title",
                                             "grade", "assist", "tags",  "entered", "told" };
        uint64_t n = draw(g->c, 3);
        if (n == 0) {
                say(g, "(");
                gen_bool(g, depth - 1);
                say(g, ")");
        } else if (n == 1) {
                gen_number(g, depth);
        } else {
                say(g, "%s", PICK(g->c, props));
        }
        say(g, draw(g->c, 2) ? " IS NULL" : " IS NOT NULL");
}

static void gen_chain(const struct gen *g, int depth)
{
        const char *op = draw(g->c, 2) ? " AND " : " OR ";
        for (uint64_t n = 2 + draw(g->c, 3); n; n--) {
                bool negated = draw(g->c, 4) == 0;
                say(g, negated ? "NOT (" : "(");
                gen_bool(g, depth - 1);
                say(g, ")%s", n > 1 ? op : "");
        }
}

static void gen_bool(const struct gen *g, int depth)
{
        static const char *const instant_fn[] = { "T_BEFORE", "T_AFTER", "T_EQUALS" };
        uint64_t n = draw(g->c, depth > 0 ? 14 : 8);
        if (n < 3) {
                gen_compare(g, depth > 2 ? 2 : depth);
        } else if (n < 4) {
                gen_coded(g);
        } else if (n < 5) {
                gen_like(g);
        } else if (n < 6) {
                say(g, "%s(", PICK(g->c, instant_fn));
                gen_instant(g);
                say(g, ", ");
                gen_instant(g);
                say(g, ")");
        } else if (n < 7) {
                gen_flag(g);
        } else if (n < 8) {
                gen_null(g, depth);
        } else {
                gen_chain(g, depth);
        }
}

static uint64_t seed(void)
{
        const char *s = getenv("ZT_SEED");
        return s ? strtoull(s, NULL, 10) : 20220822;
}

TEST(where_as_the_evaluator)
{
        struct world *w = calloc(1, sizeof *w);
        struct chance c = { seed() };
        struct buf b = { .limit = 1u << 20 };
        size_t n[3] = { 0 };
        NEED(w != NULL);
        bool ok = world_init(w, &c);
        for (int i = 0; ok && i < EXPRS; i++) {
                uint64_t state = c.s;
                buf_reset(&b);
                gen_bool(&(struct gen){ &c, &b }, 4);
                ok = agree(w, buf_view(&b), n);
                if (!CHECK_INT(i, ok, true))
                        fprintf(stderr, "ZT_SEED=%" PRIu64 " (state %" PRIu64 "): %.*s\n", seed(),
                                state, SP(buf_view(&b)));
                arena_reset(&w->scratch);
        }
        /* a test that nearly always says FALSE would prove little */
        size_t all = n[0] + n[1] + n[2];
        for (int i = 0; i < 3; i++) CHECK_ROW(i, n[i] > all / 10);
        world_done(w);
        free(w);
        buf_free(&b);
}

/* ---- chosen ones ----------------------------------------------------------------------------- */

static struct str repeated(struct arena *a, const char *head, const char *piece, int times,
                           const char *tail)
{
        struct buf b = { .limit = 1u << 20 };
        buf_put(&b, str_c(head));
        for (int i = 0; i < times; i++) buf_put(&b, str_c(piece));
        buf_put(&b, str_c(tail));
        struct str s = str_dup(a, buf_view(&b));
        buf_free(&b);
        return s;
}

/* A full binary tree of AND and OR over 2^levels leaves. */
static void bushy(struct buf *b, int levels)
{
        if (levels == 0) {
                buf_put(b, S("count BETWEEN amount AND price + 1"));
                return;
        }
        buf_put(b, S("("));
        bushy(b, levels - 1);
        buf_put(b, levels % 2 ? S(" AND ") : S(" OR "));
        bushy(b, levels - 1);
        buf_put(b, S(")"));
}

/* … below as much nesting as is allowed. */
static struct str bushy_and_deep(struct arena *a)
{
        struct buf b = { .limit = 1u << 20 };
        const int levels = 7, deep = EXPR_DEPTH_MAX - levels - 4;
        for (int i = 0; i < deep; i++) buf_put(&b, i % 2 ? S("urgent = TRUE AND (") : S("NOT ("));
        bushy(&b, levels);
        for (int i = 0; i < deep; i++) buf_put(&b, S(")"));
        struct str s = str_dup(a, buf_view(&b));
        buf_free(&b);
        return s;
}

/* What the parser accepts, the database does too. */
TEST(where_at_the_limits)
{
        struct world *w = calloc(1, sizeof *w);
        struct chance c = { 1 };
        size_t n[3];
        NEED(w != NULL);
        NEED(world_init(w, &c));
        const struct str text[] = {
                repeated(&w->a, "count = 1", " AND count = 1", 498, ""),
                repeated(&w->a, "count = 1", " OR amount = 1.5", 498, ""),
                repeated(&w->a, "TRUE", " AND TRUE", 1800, ""),
                repeated(&w->a, "count = 1", " + count", EXPR_DEPTH_MAX - 2, ""),
                repeated(&w->a, "ratio = 1", " / ratio", EXPR_DEPTH_MAX - 2, ""),
                str_join(&w->a, repeated(&w->a, "count = ", "1 + (", EXPR_DEPTH_MAX - 2, "1"),
                         repeated(&w->a, "", ")", EXPR_DEPTH_MAX - 2, "")),
                bushy_and_deep(&w->a),
                repeated(&w->a, "count IN (1", ",1", STORE_PARAMS_MAX - 1, ")"),
                str_join(&w->a,
                         repeated(&w->a, "", "NOT (", EXPR_DEPTH_MAX - 2, "has(assist, lead)"),
                         repeated(&w->a, "", ")", EXPR_DEPTH_MAX - 2, "")),
        };
        for (size_t i = 0; i < LEN(text); i++) CHECK_ROW(i, agree(w, text[i], n));
        world_done(w);
        free(w);
}

/* The plan of a query with this condition names this index. */
TEST(where_uses_indexes)
{
        static const struct {
                const char *text, *index;
        } row[] = {
                { "due = DATE('2022-08-22')", "r_due" },
                { "DATE('2022-08-22') < due", "r_due" },
                { "due BETWEEN DATE('2022-08-01') AND DATE('2022-08-31')", "r_due" },
                { "due >= TIMESTAMP('2022-08-22T00:00:00Z')", "r_due" },
                { "title LIKE '营商%'", "r_title" },
                { "title LIKE 'a\\_b'", "r_title" },
                { "urgent = TRUE AND count > 1", "r_urgent" },
                { "amount = 12.5", "r_amount" },
                { "amount IN (1, 2.5, 3.25)", "r_amount" },
                { "amount BETWEEN 1 AND 2", "r_amount" },
        };
        struct world *w = calloc(1, sizeof *w);
        struct chance c = { 1 };
        NEED(w != NULL);
        NEED(world_init(w, &c));
        for (size_t i = 0; i < LEN(row); i++) {
                struct faults f;
                struct expr *e;
                struct sql q;
                size_t at;
                AUTO(stmt_done) struct stmt *s = NULL;
                faults_init(&f, &w->a, LANG_EN);
                NEED(expr_parse(&w->a, S("x"), str_c(row[i].text), &f, &e) == OK);
                NEED(expr_check(&w->a, e, &test_props, T_BOOL, S("x"), &f) == OK);
                sql_init(&q, &w->a);
                sql_put(&q, S("EXPLAIN QUERY PLAN SELECT * FROM r WHERE "));
                where_put(&q, e, &test_props, zone, &cols);
                CHECK_OK(i, sql_stmt(&q, w->st, &s));
                sql_done(&q);
                if (!CHECK_INT(i, stmt_step(s), ROW_GOT)) continue;
                struct str plan = col_text(s, &w->a, 3);
                if (!str_find(plan, str_c(row[i].index), &at)) CHECK_STR(i, plan, row[i].index);
        }
        world_done(w);
        free(w);
}
