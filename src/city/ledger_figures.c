/* ledger_figures.c: figures, the cell tables they stand in, and the identities between them. */
#include "base/limits.h"
#include "city/identity.h"
#include "city/ledger_in.h"
#include "city/unit.h"

#define FIGURE_KEYS(X)                                                                             \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(of, "of", SHAPE_TEXT, 0)                                                                 \
        X(at, "at", SHAPE_TEXT, 0)                                                                 \
        X(where, "where", SHAPE_TEXT, 0)                                                           \
        X(count, "count", SHAPE_TEXT, 0)                                                           \
        X(sum, "sum", SHAPE_TEXT, 0)                                                               \
        X(distinct, "distinct", SHAPE_TEXT, 0)                                                     \
        X(avg, "avg", SHAPE_TEXT, 0)                                                               \
        X(max, "max", SHAPE_TEXT, 0)                                                               \
        X(rate, "rate", SHAPE_LIST, 0)                                                             \
        X(share, "share", SHAPE_LIST, 0)                                                           \
        X(kind, "kind", SHAPE_TEXT, 0)                                                             \
        X(by, "by", SHAPE_LIST, 0)                                                                 \
        X(unit, "unit", SHAPE_TEXT, 0)                                                             \
        X(digits, "digits", SHAPE_TEXT, 0)                                                         \
        X(round, "round", SHAPE_TEXT, 0)                                                           \
        X(since, "since", SHAPE_TEXT, 0)                                                           \
        X(small, "small", SHAPE_TEXT, 0)
KEYS(figure, FIGURE_KEYS)

static const struct {
        struct str name, where, text;
        struct label label;
} builtin_figures[] = {
        { WORD("open"),
          WORD("kind = 'open'"),
          WORD("of: record, at: owner, where: \"kind = 'open'\", count: true"),
          { WORD("在办"), WORD("Open") } },
        { WORD("done"),
          WORD("kind = 'done'"),
          WORD("of: record, at: owner, where: \"kind = 'done'\", count: true"),
          { WORD("办结"), WORD("Done") } },
        { WORD("void"),
          WORD("kind = 'void'"),
          WORD("of: record, at: owner, where: \"kind = 'void'\", count: true"),
          { WORD("无效"), WORD("Void") } },
};
#define BUILTIN_FIGURES LEN(builtin_figures)

/* ---- names ----------------------------------------------------------------------------------- */

static void check_figure_name(struct lbuild *b, const struct ynode *key)
{
        struct words holes = bulletin_words(true);
        check_name(&b->r, key, NOUN_FIGURE);
        for (size_t i = 0; i < BUILTIN_FIGURES; i++)
                if (str_eq(key->text, builtin_figures[i].name))
                        FAULT(b->r.f, ERR_INPUT, "name.reserved", reader_at(&b->r, key),
                              "指标“%.*s”每个台账都有，不必声明",
                              "every ledger has the figure '%.*s' without declaring it",
                              SP(key->text));
        for (size_t i = 0; i < holes.n; i++)
                if (str_eq(key->text, holes.v[i]))
                        FAULT(b->r.f, ERR_INPUT, "name.reserved", reader_at(&b->r, key),
                              "“%.*s”在通报中另有含义，指标请用别的名称",
                              "'%.*s' has a meaning of its own in bulletins; choose another name",
                              SP(key->text));
}

void figures_declare(struct lbuild *b)
{
        struct ledger *l = b->l;
        size_t declared = map_size(b->k.figures);
        l->figures_n = BUILTIN_FIGURES + declared;
        l->figures = ARENA_NEW(b->r.a, struct figure, l->figures_n);
        for (size_t i = 0; i < BUILTIN_FIGURES; i++) {
                l->figures[i].name = builtin_figures[i].name;
                l->figures[i].label = builtin_figures[i].label;
                l->figures[i].text = builtin_figures[i].text;
        }
        for (size_t i = 0; i < declared; i++) {
                check_figure_name(b, b->k.figures->keys[i]);
                l->figures[BUILTIN_FIGURES + i].name = b->k.figures->keys[i]->text;
        }
}

/* ---- one figure ------------------------------------------------------------------------------ */

/* of: record | duty X | step X | paper X | link X */
static void define_of(struct lbuild *b, const struct ynode *n, struct figure *g)
{
        static const struct str words[] = {
                [OF_RECORD] = WORD("record"), [OF_DUTY] = WORD("duty"), [OF_STEP] = WORD("step"),
                [OF_PAPER] = WORD("paper"),   [OF_LINK] = WORD("link"),
        };
        struct str word = n->text, name = STR_NONE;
        struct ynode piece = *n;
        int of = -1;
        bool two = str_cut(n->text, ' ', &word, &name);
        piece.text = word;
        take_word(&b->r, &piece, WORDS(words), &of);
        g->of_index = -1;
        if (of < 0) return;
        g->of = (enum of)of;
        piece.text = str_trim(name);
        if (two != (of != OF_RECORD)) {
                FAULT(b->r.f, ERR_INPUT, "figure.of", reader_at(&b->r, n),
                      "应为 record，或“duty 任务”“step 环节”“paper 文书”“link 字段”",
                      "should be record, or duty, step, paper or link with a name");
                return;
        }
        if (of == OF_DUTY) g->of_index = take_ref(&b->r, &piece, NOUN_DUTY, DUTIES(b->l));
        if (of == OF_STEP) g->of_index = take_ref(&b->r, &piece, NOUN_STEP, STEPS(b->l));
        if (of == OF_PAPER) g->of_index = take_ref(&b->r, &piece, NOUN_PAPER, PAPERS(b->l));
        if (of != OF_LINK) return;
        g->of_index = take_ref(&b->r, &piece, NOUN_FIELD, FIELDS(b->l));
        const struct field *f = g->of_index < 0 ? NULL : &b->l->fields[g->of_index];
        if (f && f->type != F_LINK && f->type != F_OFFICE && f->type != F_ACCOUNT && !untyped(f))
                FAULT(b->r.f, ERR_INPUT, "figure.of", reader_at(&b->r, n),
                      "字段“%.*s”不是关联、单位或账号",
                      "the field '%.*s' is no link, office or account", SP(piece.text));
}

/* The field whose values are the figure's rows: it has one value in each. */
static bool is_row_value(const struct figure *g, int field)
{
        return g->of == OF_LINK && g->of_index == field && field >= 0;
}

static bool is_number(const struct field *f)
{
        return !f->many && (f->type == F_INT || f->type == F_DECIMAL || f->type == F_MONEY);
}

static void define_sum(struct lbuild *b, const struct ynode *n, struct figure *g)
{
        g->agg = AGG_SUM;
        g->field = take_clear_field(b, n);
        if (g->field < 0) return;
        const struct field *f = &b->l->fields[g->field];
        g->digits = f->digits;
        g->unit = f->unit;
        if (!is_number(f) && !untyped(f))
                FAULT(b->r.f, ERR_INPUT, "figure.sum", reader_at(&b->r, n),
                      "字段“%.*s”的类型是 %.*s，不能求和：求和用 int、decimal、money 字段",
                      "the field '%.*s' is of type %.*s and cannot be summed: sums are of "
                      "int, decimal and money",
                      SP(f->name), SP(ftype_name(f->type)));
}

static void define_distinct(struct lbuild *b, const struct ynode *n, struct figure *g)
{
        g->agg = AGG_DISTINCT;
        g->field = take_clear_field(b, n);
        if (g->field < 0) return;
        const struct field *f = &b->l->fields[g->field];
        if ((f->many && !is_row_value(g, g->field)) || f->type == F_ROWS)
                FAULT(b->r.f, ERR_INPUT, "figure.distinct", reader_at(&b->r, n),
                      "字段“%.*s”有多个值，只有 of: link %.*s 的指标能计其不同值",
                      "the field '%.*s' has many values: only a figure of: link %.*s counts the "
                      "distinct ones",
                      SP(f->name), SP(f->name));
}

/* rate: [a, b]; share: [a, b] */
static void define_ratio(struct lbuild *b, const struct ynode *n, enum agg agg, struct figure *g)
{
        g->agg = agg;
        g->of = OF_FIGURES;
        g->digits = 1;
        g->a = g->b = -1;
        if (item_count(n) != 2) {
                FAULT(b->r.f, ERR_INPUT, "figure.rate", reader_at(&b->r, n),
                      "应为两个指标 [分子, 分母]",
                      "two figures should stand here: [numerator, denominator]");
                return;
        }
        g->a = take_ref(&b->r, item_at(n, 0), NOUN_FIGURE, FIGURES(b->l));
        g->b = take_ref(&b->r, item_at(n, 1), NOUN_FIGURE, FIGURES(b->l));
}

/* Of duties, and of papers that are owed as they are. */
static bool is_owed(const struct ledger *l, const struct figure *g)
{
        bool paper = g->of == OF_PAPER && g->of_index >= 0 && l->papers[g->of_index].duty >= 0;
        return g->of == OF_DUTY || paper;
}

/* In a row of a field of many values that field has one. */
static const struct props *link_props(struct lbuild *b, const struct figure *g)
{
        const struct ledger *l = b->l;
        struct props *p = ARENA_NEW(b->r.a, struct props, 1);
        *p = l->props_record;
        if (g->of_index < 0 || !l->fields[g->of_index].many) return p;
        struct prop *v = ARENA_NEW(b->r.a, struct prop, p->n);
        memcpy(v, p->p, p->n * sizeof *v);
        v[PROP_FIELDS + g->of_index].type =
                l->fields[g->of_index].type == F_OFFICE ? T_TEXT : T_NUMBER;
        p->p = v;
        return p;
}

static const struct props *props_of(struct lbuild *b, const struct figure *g)
{
        const struct ledger *l = b->l;
        if (g->of == OF_LINK) return link_props(b, g);
        return g->of == OF_PAPER && !is_owed(l, g) ? &l->props_record : ledger_props(l, g->of);
}

static void define_agg(struct lbuild *b, const struct ynode *key, const union figure_keys *k,
                       struct figure *g)
{
        const struct props *props = props_of(b, g);
        size_t said = (size_t) !!k->count + !!k->sum + !!k->distinct + !!k->avg + !!k->max +
                      !!k->rate + !!k->share;
        bool count = true;
        if (said != 1) {
                FAULT(b->r.f, ERR_INPUT, "figure.what", reader_at(&b->r, key),
                      "指标“%.*s”须有且只有一个：count、sum、distinct、avg、max、rate、share",
                      "the figure '%.*s' needs exactly one of count, sum, distinct, avg, max, "
                      "rate, share",
                      SP(g->name));
                return;
        }
        g->agg = AGG_COUNT;
        take_bool(&b->r, k->count, &count);
        if (!count)
                FAULT(b->r.f, ERR_INPUT, "figure.what", reader_at(&b->r, k->count),
                      "count 只能为 true", "count can only be true");
        if (k->sum) define_sum(b, k->sum, g);
        if (k->distinct) define_distinct(b, k->distinct, g);
        if (k->avg) g->agg = AGG_AVG;
        if (k->max) g->agg = AGG_MAX;
        if (k->avg) g->digits = 2;
        if (k->avg || k->max)
                g->value = take_expr(&b->r, k->avg ? k->avg : k->max, props, T_NUMBER);
        if (g->of == OF_LINK && !k->count && !k->distinct)
                FAULT(b->r.f, ERR_INPUT, "figure.link", reader_at(&b->r, key),
                      "of: link 的指标只能 count 或 distinct：一条记录有几个对象就会重复几次",
                      "a figure of: link counts or counts distinct: an amount of the record would "
                      "be taken once for each of its links");
        if (k->rate) define_ratio(b, k->rate, AGG_RATE, g);
        if (k->share) define_ratio(b, k->share, AGG_SHARE, g);
}

static void define_flow(struct lbuild *b, const union figure_keys *k, struct figure *g)
{
        static const struct str words[] = { [FLOW_STOCK] = WORD("stock"),
                                            [FLOW_FIRST] = WORD("first"),
                                            [FLOW_EACH] = WORD("each"),
                                            [FLOW_NET] = WORD("net") };
        int flow = FLOW_STOCK;
        take_word(&b->r, k->kind, WORDS(words), &flow);
        g->flow = (enum flow)flow;
        if (k->kind && g->flow != FLOW_STOCK && g->agg != AGG_COUNT && g->agg != AGG_SUM)
                FAULT(b->r.f, ERR_INPUT, "figure.kind", reader_at(&b->r, k->kind),
                      "只有 count 和 sum 可以是流量（first、each、net）",
                      "only count and sum can be flows (first, each, net)");
        if (k->kind && g->flow == FLOW_FIRST && g->of == OF_LINK)
                FAULT(b->r.f, ERR_INPUT, "figure.link", reader_at(&b->r, k->kind),
                      "of: link 的指标不能是 first", "a figure of: link cannot be of kind first");
}

static void define_at(struct lbuild *b, const struct ynode *key, const union figure_keys *k,
                      struct figure *g)
{
        bool ratio = g->of == OF_FIGURES;
        if (!ratio && !k->at) {
                FAULT(b->r.f, ERR_INPUT, "key.missing", reader_at(&b->r, key),
                      "指标“%.*s”须写明 at：计入哪个单位",
                      "the figure '%.*s' needs an at: the office it belongs to", SP(g->name));
                return;
        }
        const struct ynode *odd = k->at ? k->at : k->of ? k->of : k->where ? k->where : k->by;
        if (ratio && odd)
                FAULT(b->r.f, ERR_INPUT, "figure.rate", reader_at(&b->r, odd),
                      "比率的 of、at、where、by 由两个指标决定，不能另写",
                      "a rate has the of, at, where and by of its two figures and none of its own");
        if (ratio) return;
        int field = ledger_field(b->l, k->at->text);
        bool each = is_row_value(g, field) && b->l->fields[field].type == F_OFFICE;
        if (each) g->at = (struct rel){ REL_FIELD, field, k->at->text };
        else take_rel(b, k->at, k->at->text, is_owed(b->l, g) ? MAY_HOLDER : 0, &g->at);
}

/* A sum may be shown in another unit of the same kind: 亿元 of amounts in 万元. */
static void define_unit(struct lbuild *b, const struct ynode *n, struct figure *g)
{
        int powers = 0;
        struct str own = g->unit;
        g->shown = g->digits;
        take_text(&b->r, n, &g->unit);
        if (g->agg != AGG_SUM || !n || own.n == 0) return;
        if (!unit_powers(own, g->unit, &powers))
                FAULT(b->r.f, ERR_INPUT, "figure.unit", reader_at(&b->r, n),
                      "字段的单位是“%.*s”，不能换算成“%.*s”",
                      "the field is in %.*s, which cannot be turned into %.*s", SP(own),
                      SP(g->unit));
        g->powers = (int8_t)powers;
}

static void define_figure(struct lbuild *b, const struct ynode *key, const struct ynode *n,
                          struct figure *g)
{
        static const struct str rounds[] = { [ROUND_HALF_UP] = WORD("half_up"),
                                             [ROUND_HALF_EVEN] = WORD("half_even"),
                                             [ROUND_DOWN] = WORD("down") };
        union figure_keys k;
        int round = ROUND_HALF_UP;
        int64_t digits = 0;
        READ_KEYS(&b->r, n, figure, &k);
        g->expr_text_at = key->line;
        g->text = ynode_line(b->r.a, n, S("label")); /* for the papers of the figure */
        g->field = g->table = g->column = g->a = g->b = g->of_index = -1;
        g->since = DAY_NONE;
        g->of = OF_RECORD;
        if (k.of) define_of(b, k.of, g);
        take_label(&b->r, k.label, &g->label);
        define_agg(b, key, &k, g);
        define_at(b, key, &k, g);
        if (g->of != OF_FIGURES) g->where = take_expr(&b->r, k.where, props_of(b, g), T_BOOL);
        define_flow(b, &k, g);
        define_unit(b, k.unit, g);
        take_int(&b->r, k.digits, 0, 9, &digits);
        if (k.digits) g->shown = (int8_t)digits;
        if (k.digits && g->agg != AGG_SUM) g->digits = (int8_t)digits;
        take_word(&b->r, k.round, WORDS(rounds), &round);
        g->round = (enum round)round;
        take_day(&b->r, k.since, &g->since);
        take_int(&b->r, k.small, 0, 1000000, &g->small);
}

static void define_builtin(struct lbuild *b, size_t i)
{
        struct figure *g = &b->l->figures[i];
        struct str where = S("(built in)");
        g->field = g->a = g->b = g->of_index = -1;
        g->since = DAY_NONE;
        g->of = OF_RECORD;
        g->agg = AGG_COUNT;
        g->at = (struct rel){ REL_OWNER, -1, S("owner") };
        if (expr_parse(b->r.a, where, builtin_figures[i].where, b->r.f, &g->where) != OK ||
            expr_check(b->r.a, g->where, &b->l->props_record, T_BOOL, where, b->r.f) != OK)
                BUG("built-in figure");
}

/* ---- rates ----------------------------------------------------------------------------------- */

static bool counted(const struct figure *g)
{
        return g->agg == AGG_COUNT || g->agg == AGG_SUM;
}

static void check_ratio(struct lbuild *b, const struct ynode *n, const struct figure *g)
{
        const struct ledger *l = b->l;
        if (g->of != OF_FIGURES || g->a < 0 || g->b < 0) return;
        const struct figure *x = &l->figures[g->a], *y = &l->figures[g->b];
        struct str where = reader_at(&b->r, n);
        if (!counted(x) || !counted(y))
                FAULT(b->r.f, ERR_INPUT, "figure.rate", where, "“%.*s”不是计数或求和的指标",
                      "'%.*s' is not a figure that counts or sums",
                      SP(counted(x) ? y->name : x->name));
        else if (!str_eq(x->at.name, y->at.name))
                FAULT(b->r.f, ERR_INPUT, "figure.rate", where,
                      "“%.*s”与“%.*s”计入的单位不同（at: %.*s 与 %.*s）",
                      "'%.*s' and '%.*s' belong to different offices (at: %.*s and %.*s)",
                      SP(x->name), SP(y->name), SP(x->at.name), SP(y->at.name));
        else if ((x->flow == FLOW_STOCK) != (y->flow == FLOW_STOCK))
                FAULT(b->r.f, ERR_INPUT, "figure.rate", where,
                      "“%.*s”与“%.*s”一个是存量、一个是流量",
                      "of '%.*s' and '%.*s' one is a stock and one a flow", SP(x->name),
                      SP(y->name));
}

void figures_define(struct lbuild *b)
{
        struct ledger *l = b->l;
        size_t before = b->r.f->n;
        for (size_t i = 0; i < BUILTIN_FIGURES; i++) define_builtin(b, i);
        for (size_t i = 0; i < map_size(b->k.figures); i++)
                define_figure(b, b->k.figures->keys[i], b->k.figures->items[i],
                              &l->figures[BUILTIN_FIGURES + i]);
        for (size_t i = 0; i < map_size(b->k.figures); i++)
                check_ratio(b, b->k.figures->keys[i], &l->figures[BUILTIN_FIGURES + i]);
        b->figures_wrong = b->r.f->n != before;
}

/* ---- cell tables ----------------------------------------------------------------------------- */

static struct cell_table *table_at(struct lbuild *b, const struct rel *at, int *ret_index)
{
        struct ledger *l = b->l;
        for (size_t i = 0; i < l->tables_n; i++) {
                *ret_index = (int)i;
                if (str_eq(l->tables[i].at.name, at->name)) return &l->tables[i];
        }
        *ret_index = (int)l->tables_n;
        struct cell_table *t = &l->tables[l->tables_n++];
        t->at = *at;
        t->by = ARENA_NEW(b->r.a, int, l->fields_n);
        t->figures = ARENA_NEW(b->r.a, int, 2 * l->figures_n);
        return t;
}

static bool may_by(const struct field *f)
{
        if (f->many || f->sealed) return false;
        return f->type == F_CHOICE || f->type == F_TREE || f->type == F_FLAG ||
               f->type == F_OFFICE || f->type == F_ACCOUNT || f->type == F_PLACE ||
               f->type == F_LINK || f->type == F_PERIOD;
}

static void table_by(struct lbuild *b, const struct ynode *n, struct cell_table *t)
{
        struct index_list by = { 0 };
        take_refs(&b->r, n, NOUN_FIELD, FIELDS(b->l), &by);
        for (size_t i = 0; i < by.n; i++) {
                const struct field *f = &b->l->fields[by.v[i]];
                bool has = false;
                for (size_t k = 0; k < t->by_n; k++) has |= t->by[k] == by.v[i];
                if (!has) t->by[t->by_n++] = by.v[i];
                if (!untyped(f) && !may_by(f))
                        FAULT(b->r.f, ERR_INPUT, f->sealed ? "field.is_sealed" : "figure.by",
                              reader_at(&b->r, n),
                              "不能按字段“%.*s”（%.*s%s）分列：只能按单值的 "
                              "choice、tree、flag、office、account、place、link、period",
                              "figures cannot be broken down by '%.*s' (%.*s%s), only by "
                              "single fields of choice, tree, flag, office, account, place, "
                              "link or period",
                              SP(f->name), SP(ftype_name(f->type)),
                              f->many     ? " many"
                              : f->sealed ? " sealed"
                                          : "");
        }
}

static void place_figure(struct lbuild *b, size_t i)
{
        struct figure *g = &b->l->figures[i];
        g->table = g->column = -1;
        if (g->of == OF_FIGURES || g->at.kind == REL_NONE) return;
        struct cell_table *t = table_at(b, &g->at, &g->table);
        size_t columns = g->agg == AGG_AVG ? 2 : counted(g) ? 1 : 0;
        if (columns) g->column = (int)t->figures_n;
        for (size_t k = 0; k < columns; k++) t->figures[t->figures_n++] = (int)i;
        if (i < BUILTIN_FIGURES) return;
        const struct ynode *n = b->k.figures->items[i - BUILTIN_FIGURES];
        table_by(b, ynode_get(n, S("by")), t);
        if (columns && t->figures_n > LEDGER_FIGURES_MAX &&
            t->figures_n - columns <= LEDGER_FIGURES_MAX)
                FAULT(b->r.f, ERR_INPUT, "ledger.figures",
                      reader_at(&b->r, b->k.figures->keys[i - BUILTIN_FIGURES]),
                      "at: %.*s 的指标超过%d列", "the figures at: %.*s take more than %d columns",
                      SP(t->at.name), LEDGER_FIGURES_MAX);
}

/* ---- identities ------------------------------------------------------------------------------ */

#define IDENTITY_KEYS(X)                                                                           \
        X(at, "at", SHAPE_TEXT, KEY_NEEDED)                                                        \
        X(is, "is", SHAPE_TEXT, KEY_NEEDED)
KEYS(identity, IDENTITY_KEYS)

static bool at_table(struct lbuild *b, const struct ynode *n, const struct linear *e, int table)
{
        for (size_t i = 0; i < e->n; i++) {
                const struct figure *g = &b->l->figures[e->figure[i]];
                if (g->table == table && counted(g)) continue;
                struct str where = reader_at(&b->r, n), at = b->l->tables[table].at.name;
                if (counted(g))
                        FAULT(b->r.f, ERR_INPUT, "identity.figure", where,
                              "“%.*s”计在 at: %.*s，不在 at: %.*s；请另设一个 at: %.*s 的指标",
                              "'%.*s' is counted at: %.*s, not at: %.*s; declare one of your own "
                              "with at: %.*s",
                              SP(g->name), SP(g->at.name), SP(at), SP(at));
                else
                        FAULT(b->r.f, ERR_INPUT, "identity.figure", where,
                              "“%.*s”不是计数或求和的指标",
                              "'%.*s' is not a figure that counts or sums", SP(g->name));
                return false;
        }
        return true;
}

static void define_identity(struct lbuild *b, const struct ynode *n, struct identity *x)
{
        const struct ledger *l = b->l;
        union identity_keys k;
        struct linear e;
        struct faults f;
        READ_KEYS(&b->r, n, identity, &k);
        x->table = -1;
        if (!k.at || !k.is) return;
        for (size_t i = 0; i < l->tables_n; i++)
                if (str_eq(l->tables[i].at.name, k.at->text)) x->table = (int)i;
        if (x->table < 0) {
                struct near near = near_init(k.at->text);
                for (size_t i = 0; i < l->tables_n; i++) near_try(&near, l->tables[i].at.name);
                reader_unknown(&b->r, k.at, NOUN_RELATION, &near);
                return;
        }
        x->text = k.is->text;
        x->coef = ARENA_NEW(b->r.a, int64_t, l->tables[x->table].figures_n);
        faults_init(&f, b->r.f->a, b->r.f->lang);
        if (identity_parse(b->r.a, l, k.is->text, STR_NONE, &f, &e) == OK &&
            at_table(b, k.is, &e, x->table)) {
                for (size_t i = 0; i < e.n; i++)
                        x->coef[l->figures[e.figure[i]].column] = e.coef[i];
                if (!b->figures_wrong && identity_prove(b->r.a, l, &e, STR_NONE, &f) != OK)
                        x->table = -1;
        }
        move_faults(&b->r, k.is, &f);
}

void tables_define(struct lbuild *b)
{
        struct ledger *l = b->l;
        l->tables = ARENA_NEW(b->r.a, struct cell_table, l->figures_n);
        for (size_t i = 0; i < l->figures_n; i++) place_figure(b, i);
        l->identities_n = item_count(b->k.identities);
        l->identities = ARENA_NEW(b->r.a, struct identity, l->identities_n);
        for (size_t i = 0; i < l->identities_n; i++)
                define_identity(b, item_at(b->k.identities, i), &l->identities[i]);
}
