/* diff.c: what putting a draft in force would change, and what it may not.
 *
 * Both cities are written as texts (diff_words.c) and compared name by name. Events, records and
 * cells of old days name fields, states, steps, duties, papers, choices and figures: these are
 * never deleted, only retired, and what would judge old days anew is refused: a field's type, a
 * state's kind, a choice's place in a tree or among ranks, what a figure counts without a new
 * `since`, the city's time zone. */
#include "city/diff_in.h"

struct diff {
        struct side old, now; /* old.c NULL: nothing was in force */
        struct faults *f;
        struct buf *out;
        struct str head; /* of the lines that follow; empty once it is written */
        struct str file; /* where mistakes are */
};

static bool zh(const struct diff *d)
{
        return d->now.lang == LANG_ZH;
}

static const char *word(const struct diff *d, const char *chinese, const char *english)
{
        return zh(d) ? chinese : english;
}

/* ---- lines
 * --------------------------------------------------------------------------------------- */

static void head(struct diff *d, struct str head, struct str file)
{
        d->head = head;
        d->file = file;
}

/* Begins a line under the head: "  + 字段 area". */
static void line(struct diff *d, char sign, const char *noun, struct str name)
{
        if (d->head.n) buf_printf(d->out, "%.*s\n", SP(d->head));
        d->head = STR_NONE;
        buf_printf(d->out, "  %c %s%s%.*s", sign, noun, name.n ? " " : "", SP(name));
}

static void colon(struct diff *d)
{
        buf_put(d->out, zh(d) ? S("：") : S(": "));
}

static struct str or_none(const struct diff *d, struct str s)
{
        return s.n ? s : zh(d) ? S("（无）") : S("(none)");
}

static void added(struct diff *d, const struct sort *sort, const struct thing *t)
{
        size_t told = 0;
        line(d, '+', word(d, sort->zh, sort->en), t->name);
        for (size_t i = 0; i < t->n; i++) {
                const struct attr *x = &t->attr[i];
                if (x->v.n == 0 || x->flags & ATTR_LONG) continue;
                if (told++ == 0) colon(d);
                else buf_put(d->out, zh(d) ? S("；") : S("; "));
                buf_printf(d->out, "%s %.*s", word(d, x->zh, x->en), SP(x->v));
        }
        buf_putc(d->out, '\n');
}

static void changed(struct diff *d, const struct sort *sort, struct str name,
                    const struct attr *was, const struct attr *is)
{
        line(d, '~', word(d, sort->zh, sort->en), name);
        colon(d);
        if (is->flags & ATTR_LONG) {
                buf_printf(d->out, "%s %s\n", word(d, is->zh, is->en),
                           word(d, "有改动", "changed"));
                return;
        }
        struct str from = or_none(d, was->v), to = or_none(d, is->v);
        buf_printf(d->out, "%s %.*s → %.*s\n", word(d, is->zh, is->en), SP(from), SP(to));
}

static void said(struct diff *d, char sign, const struct sort *sort, struct str name,
                 const char *what)
{
        line(d, sign, word(d, sort->zh, sort->en), name);
        colon(d);
        buf_printf(d->out, "%s\n", what);
}

/* ---- mistakes
 * ------------------------------------------------------------------------------------ */

static const char *noun(const struct diff *d, const struct sort *sort)
{
        return d->f->lang == LANG_ZH ? sort->zh : sort->en;
}

static void refuse_gone(const struct diff *d, const struct sort *sort, struct str name)
{
        FAULT(d->f, ERR_CONFLICT, "diff.gone", d->file,
              "%s“%.*s”不见了：已有记录用到它，不能删除，只能停用（retired: true）",
              "the %s '%.*s' is gone: records know it; it cannot be deleted, only retired "
              "(retired: true)",
              noun(d, sort), SP(name));
}

static void refuse_fixed(const struct diff *d, const struct sort *sort, struct str name,
                         const struct attr *was, const struct attr *is)
{
        FAULT(d->f, ERR_CONFLICT, "diff.fixed", d->file,
              "%s“%.*s”的 %s 不能由“%.*s”改为“%.*s”：请停用它，另建一个",
              "the %s '%.*s' cannot change its %s from '%.*s' to '%.*s': retire it and add "
              "another",
              noun(d, sort), SP(name), d->f->lang == LANG_ZH ? is->zh : is->en, SP(was->v),
              SP(is->v));
}

/* ---- things
 * -------------------------------------------------------------------------------------- */

/* A figure keeps what it counted: another meaning begins on a later day. */
static void figure_check(const struct diff *d, const struct thing *was, const struct thing *is)
{
        bool means = false,
             later = day_is(is->since) && (!day_is(was->since) || is->since.v > was->since.v);
        for (size_t i = 0; i < is->n; i++)
                means |= is->attr[i].flags & ATTR_MEANS && !str_eq(was->attr[i].v, is->attr[i].v);
        if (means && !later)
                FAULT(d->f, ERR_CONFLICT, "diff.figure.since", d->file,
                      "指标“%.*s”的定义改了：须写明新定义自哪天起（since），且晚于原来的",
                      "the figure '%.*s' counts something else: it needs a `since`, the day from "
                      "which it does, later than before",
                      SP(is->name));
        else if (day_is(was->since) && !later && was->since.v != is->since.v)
                FAULT(d->f, ERR_CONFLICT, "diff.figure.since", d->file,
                      "指标“%.*s”的 since 不能提前或取消：此前的数字会改变",
                      "the `since` of the figure '%.*s' cannot move back: numbers of earlier days "
                      "would change",
                      SP(is->name));
}

static void thing_diff(struct diff *d, const struct sort *sort, const struct thing *was,
                       const struct thing *is)
{
        ASSERT(was->n == is->n);
        if (!was->retired && is->retired) said(d, '-', sort, is->name, word(d, "停用", "retired"));
        if (was->retired && !is->retired)
                said(d, '+', sort, is->name, word(d, "重新启用", "in use again"));
        for (size_t i = 0; i < is->n; i++) {
                const struct attr *x = &was->attr[i], *y = &is->attr[i];
                if (str_eq(x->v, y->v)) continue;
                if (y->flags & ATTR_FIXED) refuse_fixed(d, sort, is->name, x, y);
                else changed(d, sort, is->name, x, y);
        }
        figure_check(d, was, is);
}

static const struct thing *find(const struct things *all, struct str name)
{
        for (size_t i = 0; i < all->n; i++)
                if (str_eq(all->v[i].name, name)) return &all->v[i];
        return NULL;
}

static void things_diff(struct diff *d, const struct sort *sort, struct things was,
                        struct things is)
{
        for (size_t i = 0; i < was.n; i++) {
                const struct thing *x = &was.v[i];
                if (find(&is, x->name)) continue;
                if (sort->fate == MAY_REST) refuse_gone(d, sort, x->name);
                else said(d, '-', sort, x->name, word(d, "取消", "gone"));
        }
        for (size_t i = 0; i < is.n; i++) {
                const struct thing *x = find(&was, is.v[i].name);
                if (x) thing_diff(d, sort, x, &is.v[i]);
                else added(d, sort, &is.v[i]);
        }
}

/* ---- lists
 * --------------------------------------------------------------------------------------- */

static const struct sort list_sort = { "选项表", "list", MAY_REST, NULL };
static const struct sort choice_sort = { "选项", "choice", MAY_REST, NULL };

static bool fields_rank(const struct field *f, size_t n, struct str list)
{
        for (size_t i = 0; i < n; i++) {
                if (f[i].ranked && str_eq(f[i].of, list)) return true;
                if (fields_rank(f[i].rows, f[i].rows_n, list)) return true; /* rows hold no rows */
        }
        return false;
}

static bool is_ranked(const struct city *c, struct str list)
{
        for (size_t i = 0; i < c->ledgers_n; i++)
                if (fields_rank(c->ledgers[i].fields, c->ledgers[i].fields_n, list)) return true;
        return false;
}

/* The choices of both lists must stand in the same order where the order is a rank. */
static void order_diff(struct diff *d, const struct list *was, const struct list *is)
{
        int last = -1;
        for (size_t i = 0; i < was->n; i++) {
                int at = list_choice(is, was->c[i].code);
                if (at < 0) continue;
                if (at > last) {
                        last = at;
                        continue;
                }
                if (!is_ranked(d->old.c, is->name) && !is_ranked(d->now.c, is->name)) {
                        said(d, '~', &list_sort, is->name,
                             word(d, "选项次序有改动", "another order"));
                        return;
                }
                FAULT(d->f, ERR_CONFLICT, "diff.rank", d->file,
                      "选项“%.*s”换了位置：“%.*s”的次序是等级，已有记录按它评判，不能改动",
                      "the choice '%.*s' has moved: the order of '%.*s' is a rank and records are "
                      "judged by it; it cannot change",
                      SP(was->c[i].code), SP(is->name));
                return;
        }
}

static const struct list *list_in(const struct city *c, struct str name)
{
        int i = c ? city_list(c, name) : -1;
        return i < 0 ? NULL : &c->lists[i];
}

static struct str label_of(const struct diff *d, const struct label *x, struct str name)
{
        struct str s = label_in(x, name, d->now.lang);
        return str_eq(s, name) ? name : str_printf(d->now.a, "%.*s %.*s", SP(name), SP(s));
}

static void list_diff(struct diff *d, const struct list *is)
{
        const struct list *was = list_in(d->old.c, is->name);
        struct str name = label_of(d, &is->label, is->name);
        if (!was) {
                head(d, STR_NONE, STR_NONE);
                buf_printf(d->out,
                           zh(d) ? "+ 选项表 %.*s：%zu 个选项\n" : "+ list %.*s: %zu choices\n",
                           SP(name), is->n);
                return;
        }
        head(d, str_printf(d->now.a, "%s %.*s", word(d, "选项表", "list"), SP(name)),
             str_printf(d->now.a, "lists/%.*s.yaml", SP(is->name)));
        struct attr x = { "名称", "label", label_in(&was->label, STR_NONE, d->now.lang), 0 }, y = x;
        y.v = label_in(&is->label, STR_NONE, d->now.lang);
        if (!str_eq(x.v, y.v)) changed(d, &list_sort, is->name, &x, &y);
        things_diff(d, &choice_sort, diff_choices(&d->old, was), diff_choices(&d->now, is));
        order_diff(d, was, is);
}

static void lists_diff(struct diff *d)
{
        const struct city *was = d->old.c, *is = d->now.c;
        for (size_t i = 0; was && i < was->lists_n; i++) {
                if (city_list(is, was->lists[i].name) >= 0) continue;
                head(d, STR_NONE, str_printf(d->now.a, "lists/%.*s.yaml", SP(was->lists[i].name)));
                refuse_gone(d, &list_sort, was->lists[i].name);
        }
        for (size_t i = 0; i < is->lists_n; i++) list_diff(d, &is->lists[i]);
}

/* ---- ledgers
 * ------------------------------------------------------------------------------------- */

static const struct sort ledger_sort = { "台账", "ledger", MAY_REST, NULL };

/* A new ledger is told by its size. */
static void ledger_added(struct diff *d)
{
        const struct ledger *l = d->now.l;
        struct str name = label_of(d, &l->label, l->name);
        buf_printf(d->out, "+ %s %.*s", word(d, "台账", "ledger"), SP(name));
        for (size_t i = 0; i < diff_sorts_n; i++) {
                size_t n = diff_sorts[i].all(&d->now).n;
                if (n == 0) continue;
                const char *before = i == 0 ? word(d, "：", ": ") : word(d, "、", ", ");
                buf_printf(d->out, zh(d) ? "%s%s %zu" : "%s%s: %zu", before,
                           word(d, diff_sorts[i].zh, diff_sorts[i].en), n);
        }
        buf_putc(d->out, '\n');
}

/* What was issued with a time is owed. */
static void papers_check(const struct diff *d)
{
        const struct ledger *was = d->old.l, *is = d->now.l;
        for (size_t i = 0; i < was->papers_n; i++) {
                int at = ledger_paper(is, was->papers[i].name);
                if (at < 0 || was->papers[i].duty < 0 || is->papers[at].duty >= 0) continue;
                FAULT(d->f, ERR_CONFLICT, "diff.paper", d->file,
                      "文书“%.*s”不能取消期限（due）：已发出的还待签收",
                      "the paper '%.*s' cannot lose its due: those issued are owed",
                      SP(is->papers[at].name));
        }
}

static void ledger_diff(struct diff *d, const struct ledger *is)
{
        int at = d->old.c ? city_ledger(d->old.c, is->name) : -1;
        d->now.l = is;
        if (at < 0) {
                ledger_added(d);
                return;
        }
        d->old.l = &d->old.c->ledgers[at];
        struct str name = label_of(d, &is->label, is->name);
        head(d, str_printf(d->now.a, "%s %.*s", word(d, "台账", "ledger"), SP(name)),
             str_printf(d->now.a, "ledgers/%.*s.yaml", SP(is->name)));
        struct thing was = diff_ledger(&d->old), now = diff_ledger(&d->now);
        thing_diff(d, &ledger_sort, &was, &now);
        papers_check(d);
        for (size_t i = 0; i < diff_sorts_n; i++)
                things_diff(d, &diff_sorts[i], diff_sorts[i].all(&d->old),
                            diff_sorts[i].all(&d->now));
}

static void ledgers_diff(struct diff *d)
{
        const struct city *was = d->old.c, *is = d->now.c;
        for (size_t i = 0; was && i < was->ledgers_n; i++) {
                if (city_ledger(is, was->ledgers[i].name) >= 0) continue;
                head(d, STR_NONE,
                     str_printf(d->now.a, "ledgers/%.*s.yaml", SP(was->ledgers[i].name)));
                refuse_gone(d, &ledger_sort, was->ledgers[i].name);
        }
        for (size_t i = 0; i < is->ledgers_n; i++) ledger_diff(d, &is->ledgers[i]);
}

/* ---- the city
 * ------------------------------------------------------------------------------------ */

static void city_itself(struct diff *d)
{
        static const struct sort sort = { "城市", "city", MAY_REST, NULL };
        static const struct sort file = { "文本", "text", MAY_GO, NULL };
        struct thing is = diff_city(&d->now);
        struct str name = label_of(d, &d->now.c->label, is.name);
        if (!d->old.c) {
                buf_printf(d->out, "+ %s %.*s\n", word(d, "城市", "city"), SP(name));
                return;
        }
        struct thing was = diff_city(&d->old);
        head(d, str_printf(d->now.a, "%s %.*s", word(d, "城市", "city"), SP(name)), S("city.yaml"));
        thing_diff(d, &sort, &was, &is);
        things_diff(d, &file, diff_files(&d->old), diff_files(&d->now));
}

enum err city_diff(const struct city *old, const struct city *new_, struct faults *f,
                   enum lang lang, struct buf *out)
{
        struct arena a = { 0 };
        struct diff d = { .f = f, .out = out };
        size_t faults = f->n, from = out->n;
        d.old = (struct side){ .a = &a, .lang = lang, .c = old };
        d.now = (struct side){ .a = &a, .lang = lang, .c = new_ };
        city_itself(&d);
        lists_diff(&d);
        ledgers_diff(&d);
        if (d.out->n == from && d.f->n == faults)
                buf_put(out, lang == LANG_ZH ? S("没有变化\n") : S("nothing changes\n"));
        arena_done(&a);
        TRY(out->err);
        return d.f->n == faults ? OK : ERR_CONFLICT;
}
