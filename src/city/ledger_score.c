/* ledger_score.c: the section `score`. After all ledgers are defined: values name their figures. */
#include "base/limits.h"
#include "city/ledger_in.h"

#define SCORE_KEYS(X)                                                                              \
        X(groups, "groups", SHAPE_MAP, KEY_NEEDED)                                                 \
        X(bonus, "bonus", SHAPE_LIST, 0)                                                           \
        X(minus, "minus", SHAPE_LIST, 0)                                                           \
        X(total, "total", SHAPE_TEXT, 0)                                                           \
        X(digits, "digits", SHAPE_TEXT, 0)                                                         \
        X(peers, "peers", SHAPE_LIST, 0)                                                           \
        X(rank, "rank", SHAPE_TEXT, 0)                                                             \
        X(appeal, "appeal", SHAPE_TEXT, 0)                                                         \
        X(freeze, "freeze", SHAPE_TEXT, 0)
KEYS(score, SCORE_KEYS)

#define GROUP_KEYS(X)                                                                              \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(weight, "weight", SHAPE_TEXT, KEY_NEEDED)                                                \
        X(items, "items", SHAPE_LIST, KEY_NEEDED)
KEYS(group, GROUP_KEYS)

#define ITEM_KEYS(X)                                                                               \
        X(name, "name", SHAPE_TEXT, 0)                                                             \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(value, "value", SHAPE_TEXT, KEY_NEEDED)                                                  \
        X(cap, "cap", SHAPE_TEXT, 0)                                                               \
        X(floor, "floor", SHAPE_TEXT, 0)                                                           \
        X(small, "small", SHAPE_TEXT, 0)                                                           \
        X(evidence, "evidence", SHAPE_TEXT, 0)
KEYS(item, ITEM_KEYS)

struct scoring {
        struct lbuild *b;
        struct score_def *s;
        struct props figures;     /* all there are, by name */
        struct score_figure *ref; /* and what they are */
        size_t items_cap, used_cap;
};

static void take_points(const struct scoring *x, const struct ynode *n, int64_t *ret)
{
        int64_t v;
        struct reader *r = &x->b->r;
        int digits = (int)x->s->digits;
        if (!n) return;
        if (num_parse_scaled(n->text, digits, &v) == OK && v < INT32_MAX && v > INT32_MIN) {
                *ret = v;
                return;
        }
        FAULT(r->f, ERR_INPUT, "value.number", reader_at(r, n), "应为至多%d位小数的数，不是“%.*s”",
              "should be a number of at most %d decimals, not '%.*s'", digits, SP(n->text));
}

/* ---- values ---------------------------------------------------------------------------------- */

/* Figures as properties: of this ledger by name, of others as LEDGER.FIGURE. */
static void list_figures(struct scoring *x)
{
        struct lbuild *b = x->b;
        struct prop *p = NULL;
        size_t n = 0, cap = 0, ref_n = 0, ref_cap = 0;
        for (size_t i = 0; i < b->c->ledgers_n; i++) {
                const struct ledger *l = &b->c->ledgers[i];
                for (size_t k = 0; k < l->figures_n; k++) {
                        struct str name = l->figures[k].name;
                        if (l != b->l)
                                name = str_printf(b->r.a, "%.*s.%.*s", SP(l->name), SP(name));
                        *ARENA_PUSH(b->r.a, p, n, cap) =
                                (struct prop){ .name = name, .type = T_NUMBER, .real = true };
                        *ARENA_PUSH(b->r.a, x->ref, ref_n, ref_cap) =
                                (struct score_figure){ name, (int)i, (int)k };
                }
        }
        x->figures = (struct props){ .p = p, .n = n };
}

static bool arithmetic(const struct expr *e)
{
        bool ok = e->op == E_PROP || e->op == E_ADD || e->op == E_SUB || e->op == E_MUL ||
                  e->op == E_DIV || e->op == E_NEG || (e->op == E_LIT && !e->lit.real);
        for (size_t i = 0; i < e->n; i++) ok &= arithmetic(e->arg[i]);
        return ok;
}

/* From now on a property is a figure of the scorecard. */
static size_t name_used(struct scoring *x, struct expr *e)
{
        struct score_def *s = x->s;
        size_t i = 0, n = e->op == E_PROP;
        for (size_t k = 0; k < e->n; k++) n += name_used(x, e->arg[k]);
        if (e->op != E_PROP) return n;
        ASSERT(x->ref); /* the figure it was found to be */
        const struct score_figure *ref = &x->ref[e->prop];
        while (i < s->used_n && !str_eq(s->used[i].name, ref->name)) i++;
        if (i == s->used_n) *ARENA_PUSH(x->b->r.a, s->used, s->used_n, x->used_cap) = *ref;
        e->prop = (int)i;
        return n;
}

static void take_value(struct scoring *x, const struct ynode *n, struct score_item *it)
{
        struct reader *r = &x->b->r;
        struct expr *e = take_expr(r, n, &x->figures, T_NUMBER);
        if (!e) return;
        it->text = str_dup(r->a, n->text);
        if (!arithmetic(e))
                FAULT(r->f, ERR_INPUT, "score.value", reader_at(r, n), "分值只用 + - * /、数和指标",
                      "points are reckoned from + - * /, numbers and figures");
        else if (name_used(x, e) == 0)
                FAULT(r->f, ERR_INPUT, "score.value", reader_at(r, n),
                      "“%.*s”没有用到任何指标：常数不能考核（如写作 %.*s * 指标）",
                      "'%.*s' names no figure: a constant scores nobody (write %.*s * FIGURE)",
                      SP(n->text), SP(n->text));
        else it->value = e;
}

/* The one ledger whose rows are counted; told if there are several, or something else. */
static const struct ledger *counted_rows(struct scoring *x, const struct ynode *n,
                                         const struct score_item *it)
{
        struct lbuild *b = x->b;
        bool *used = ARENA_NEW(b->r.a, bool, x->s->used_n);
        const struct ledger *l = NULL;
        bool ok = true;
        expr_uses(it->value, used, x->s->used_n);
        for (size_t i = 0; i < x->s->used_n; i++) {
                const struct ledger *of = &b->c->ledgers[x->s->used[i].ledger];
                const struct figure *f = &of->figures[x->s->used[i].figure];
                if (!used[i]) continue;
                ok &= (!l || l == of) && (f->agg == AGG_COUNT || f->agg == AGG_SUM);
                l = of;
        }
        if (ok) return l;
        FAULT(b->r.f, ERR_INPUT, "score.evidence", reader_at(&b->r, n),
              "evidence 只用于同一台账的计数和合计指标",
              "evidence is for counts and sums of one ledger");
        return NULL;
}

static void take_evidence(struct scoring *x, const struct ynode *n, struct score_item *it)
{
        it->evidence = -1;
        if (!n || !it->value) return;
        const struct ledger *l = counted_rows(x, n, it);
        if (!l) return;
        it->evidence = take_ref(&x->b->r, n, NOUN_FIELD, FIELDS(l));
        if (it->evidence < 0 || l->fields[it->evidence].type != F_FLAG) return;
        FAULT(x->b->r.f, ERR_INPUT, "score.evidence", reader_at(&x->b->r, n),
              "是非字段“%.*s”总有值，不能作依据",
              "the flag '%.*s' is never empty: it proves nothing", SP(n->text));
}

/* ---- items ----------------------------------------------------------------------------------- */

static void take_item(struct scoring *x, const struct ynode *n, struct score_item it)
{
        struct reader *r = &x->b->r;
        struct score_def *s = x->s;
        union item_keys k;
        READ_KEYS(r, n, item, &k);
        if (k.name) check_name(r, k.name, NOUN_ITEM);
        take_text(r, k.name, &it.name);
        take_label(r, k.label, &it.label);
        take_value(x, k.value, &it);
        it.capped |= k.cap != NULL;
        take_points(x, k.cap, &it.cap);
        take_points(x, k.floor, &it.floor);
        take_int(r, k.small, 0, 1000000, &it.small);
        take_evidence(x, k.evidence, &it);
        if (it.capped && it.cap < it.floor)
                FAULT(r->f, ERR_INPUT, "score.cap", reader_at(r, k.floor ? k.floor : k.cap),
                      "上限低于下限", "the cap lies below the floor");
        for (size_t i = 0; i < s->items_n; i++)
                if (str_eq(s->items[i].name, it.name))
                        FAULT(r->f, ERR_INPUT, "score.name", reader_at(r, k.name ? k.name : n),
                              "已有名为“%.*s”的考核项", "there is an item '%.*s' already",
                              SP(it.name));
        if (s->items_n == SCORE_ITEMS_MAX) {
                FAULT(r->f, ERR_LIMIT, "score.items", reader_at(r, n), "考核项至多%d个",
                      "a scorecard has at most %d items", SCORE_ITEMS_MAX);
                return;
        }
        *ARENA_PUSH(r->a, s->items, s->items_n, x->items_cap) = it;
}

static void take_items(struct scoring *x, const struct ynode *list, struct str prefix,
                       struct score_item like)
{
        for (size_t i = 0; i < item_count(list); i++) {
                like.name = str_printf(x->b->r.a, "%.*s_%zu", SP(prefix), i + 1);
                take_item(x, item_at(list, i), like);
        }
}

static void take_group(struct scoring *x, size_t g)
{
        struct reader *r = &x->b->r;
        const struct ynode *n = x->b->k.score, *map = ynode_get(n, S("groups"));
        struct score_group *to = &x->s->groups[g];
        union group_keys k;
        size_t first = x->s->items_n;
        int64_t reach = 0;
        check_name(r, map->keys[g], NOUN_GROUP);
        to->name = str_dup(r->a, map->keys[g]->text);
        READ_KEYS(r, map->items[g], group, &k);
        take_label(r, k.label, &to->label);
        take_points(x, k.weight, &to->weight);
        struct score_item like = { .part = SCORE_GROUP,
                                   .group = (int)g,
                                   .evidence = -1,
                                   .capped = true,
                                   .cap = to->weight };
        take_items(x, k.items, to->name, like);
        for (size_t i = first; i < x->s->items_n; i++) reach += x->s->items[i].cap;
        if (k.weight && to->weight <= 0)
                FAULT(r->f, ERR_INPUT, "score.weight", reader_at(r, k.weight),
                      "分组“%.*s”的权重应大于0", "the weight of the group '%.*s' should be above 0",
                      SP(to->name));
        if (k.weight && reach < to->weight)
                FAULT(r->f, ERR_INPUT, "score.weight", reader_at(r, k.weight),
                      "各项上限之和不及分组“%.*s”的权重：满分达不到",
                      "the caps of its items add up to less than the weight of the group '%.*s': "
                      "nobody can reach it",
                      SP(to->name));
}

static void take_groups(struct scoring *x, const struct ynode *map, const struct ynode *at)
{
        struct reader *r = &x->b->r;
        struct score_def *s = x->s;
        int64_t sum = 0;
        s->groups_n = map_size(map);
        s->groups = ARENA_NEW(r->a, struct score_group, s->groups_n);
        for (size_t g = 0; g < s->groups_n; g++) {
                take_group(x, g);
                sum += s->groups[g].weight;
        }
        if (map && sum != s->total) {
                char have[24], want[24];
                FAULT(r->f, ERR_INPUT, "score.total", reader_at(r, at),
                      "各组权重合计 %.*s，应为 %.*s（不同时写 total）",
                      "the weights add up to %.*s, not to %.*s (else say total)",
                      SP(num_format_scaled(sum, (int)s->digits, have)),
                      SP(num_format_scaled(s->total, (int)s->digits, want)));
        }
}

/* ---- peers ----------------------------------------------------------------------------------- */

/* LEVEL (areas of it), KIND (of any level), or both */
static bool peers_parse(struct str s, struct score_peers *ret)
{
        static const struct str kinds[] = { WORD("bureau"), WORD("firm") };
        struct str first = s, kind = s;
        bool both = str_cut(s, ' ', &first, &kind), found = false;
        *ret = (struct score_peers){ .name = s, .any_level = true };
        for (int i = 0; i < LEVEL_COUNT; i++)
                if (str_eq(first, level_names[i])) {
                        ret->level = (enum level)i;
                        ret->any_level = false;
                }
        if (both && ret->any_level) return false;
        if (!both && !ret->any_level) return true;
        for (int i = 0; i < (int)LEN(kinds); i++)
                if (str_eq(kind, kinds[i])) {
                        ret->kind = (enum office_kind)(OFFICE_BUREAU + i);
                        found = true;
                }
        return found;
}

static bool overlap(const struct score_peers *p, const struct score_peers *q)
{
        return p->kind == q->kind && (p->any_level || q->any_level || p->level == q->level);
}

static void take_peer(struct scoring *x, const struct ynode *n)
{
        struct reader *r = &x->b->r;
        struct score_def *s = x->s;
        struct score_peers p;
        struct str word = STR_NONE;
        take_text(r, n, &word);
        if (word.n == 0) return;
        if (!peers_parse(word, &p)) {
                FAULT(r->f, ERR_INPUT, "score.peers", reader_at(r, n),
                      "应为 city county township village 之一、bureau、firm，"
                      "或两者（如 county bureau），不是“%.*s”",
                      "should be one of city county township village, bureau, firm, "
                      "or both (county bureau), not '%.*s'",
                      SP(word));
                return;
        }
        for (size_t i = 0; i < s->peers_n; i++)
                if (overlap(&s->peers[i], &p))
                        FAULT(r->f, ERR_INPUT, "score.peers", reader_at(r, n),
                              "“%.*s”与“%.*s”有相同的单位：一个单位只比一次",
                              "'%.*s' and '%.*s' have offices in common: each is compared once",
                              SP(s->peers[i].name), SP(word));
        s->peers[s->peers_n++] = p;
}

static void take_peers(struct scoring *x, const struct ynode *n)
{
        x->s->peers = ARENA_NEW(x->b->r.a, struct score_peers, item_count(n) + 1);
        for (size_t i = 0; i < item_count(n); i++) take_peer(x, item_at(n, i));
        if (n && item_count(n) == 0)
                FAULT(x->b->r.f, ERR_INPUT, "score.peers", reader_at(&x->b->r, n),
                      "peers 没有写任何单位：谁也不考核",
                      "peers names nobody: no office is scored");
        if (!n) (void)peers_parse(S("county"), &x->s->peers[x->s->peers_n++]);
}

/* ---- all of it ------------------------------------------------------------------------------- */

void score_define(struct lbuild *b)
{
        const struct ynode *n = b->k.score;
        struct score_def *s = &b->l->score;
        struct scoring x = { .b = b, .s = s };
        struct score_item bonus = { .part = SCORE_BONUS, .group = -1, .evidence = -1 },
                          minus = { .part = SCORE_MINUS, .group = -1, .evidence = -1 };
        union score_keys k;
        int64_t digits = 2;
        if (!n) return;
        READ_KEYS(&b->r, n, score, &k);
        take_int(&b->r, k.digits, 0, 4, &digits);
        s->digits = (int8_t)digits;
        s->total = 100;
        for (int i = 0; i < digits; i++) s->total *= 10;
        take_points(&x, k.total, &s->total);
        if (s->total <= 0)
                FAULT(b->r.f, ERR_INPUT, "score.total", reader_at(&b->r, k.total),
                      "总分 total 应大于0", "the total should be above 0");
        take_bool(&b->r, k.rank, &s->rank);
        list_figures(&x);
        take_groups(&x, k.groups, n);
        take_items(&x, k.bonus, S("bonus"), bonus);
        take_items(&x, k.minus, S("minus"), minus);
        take_peers(&x, k.peers);
        s->appeal = k.appeal ? take_ref(&b->r, k.appeal, NOUN_STEP, STEPS(b->l)) : -1;
        s->freeze = k.freeze ? take_ref(&b->r, k.freeze, NOUN_STEP, STEPS(b->l)) : -1;
        s->is = true;
}
