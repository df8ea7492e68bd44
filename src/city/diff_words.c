/* diff_words.c: each thing of a city as a list of named texts, in the words of the ledger language.
 * Things that hang together by index are written by name, so that a new order is no change. */
#include "city/diff_in.h"

#include "base/limits.h"

/* ---- pieces -------------------------------------------------------------------------------------
 */

static void put(struct thing *t, const char *zh, const char *en, struct str v)
{
        ASSERT(t->n < ATTRS_MAX);
        t->attr[t->n++] = (struct attr){ .zh = zh, .en = en, .v = v };
}

static void put_flags(struct thing *t, unsigned flags)
{
        t->attr[t->n - 1].flags = flags;
}

static struct str yes(const struct side *s, bool is)
{
        return !is ? STR_NONE : s->lang == LANG_ZH ? S("是") : S("yes");
}

static struct str number(const struct side *s, int64_t v)
{
        return str_printf(s->a, "%" PRId64, v);
}

static struct str label(const struct side *s, const struct label *x)
{
        if (x->zh.n == 0 || x->en.n == 0) return x->zh.n ? x->zh : x->en;
        return str_printf(s->a, "%.*s / %.*s", SP(x->zh), SP(x->en));
}

static void put_label(const struct side *s, struct thing *t, const struct label *x)
{
        put(t, "名称", "label", label(s, x));
}

static struct str condition(const struct side *s, const struct expr *e)
{
        AUTO(buf_free) struct buf b = { .limit = (size_t)EXPR_BYTES_MAX * 4 };
        if (!e) return STR_NONE;
        expr_format(e, &b);
        ASSERT(b.err == OK);
        return str_dup(s->a, buf_view(&b));
}

static struct str allowance(const struct side *s, struct allowance w)
{
        return allowance_format(s->a, w, LANG_EN); /* the canonical form */
}

static struct str day(const struct side *s, struct day d)
{
        char text[16];
        return day_is(d) ? str_dup(s->a, day_format(d, text)) : STR_NONE;
}

static struct str minute(const struct side *s, int m)
{
        return m < 0 ? STR_NONE : str_printf(s->a, "%02d:%02d", m / 60, m % 60);
}

/* x, y */
static struct str add(const struct side *s, struct str all, struct str one)
{
        return all.n ? str_printf(s->a, "%.*s, %.*s", SP(all), SP(one)) : one;
}

static int by_str(const void *a, const void *b)
{
        return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The names in `mask` of n things, sorted: the order of declaration is no change. */
static struct str names_in(const struct side *s, uint64_t mask, size_t n,
                           struct str (*name)(const struct ledger *l, size_t i))
{
        struct str *v = ARENA_NEW(s->a, struct str, n), all = STR_NONE;
        size_t count = 0;
        for (size_t i = 0; i < n; i++)
                if (mask >> i & 1) v[count++] = name(s->l, i);
        if (count) qsort(v, count, sizeof *v, by_str);
        for (size_t i = 0; i < count; i++) all = add(s, all, v[i]);
        return all;
}

static struct str state_name(const struct ledger *l, size_t i)
{
        return l->states[i].name;
}

static struct str step_name(const struct ledger *l, size_t i)
{
        return l->steps[i].name;
}

static struct str field_name(const struct side *s, int i)
{
        return i < 0 ? STR_NONE : s->l->fields[i].name;
}

static struct str duty_name(const struct side *s, int i)
{
        return i < 0 ? STR_NONE : s->l->duties[i].name;
}

static struct str clock_name(const struct side *s, int i)
{
        return i < 0 ? STR_NONE : s->l->clocks[i].name;
}

static struct str paper_name(const struct side *s, int i)
{
        return i < 0 ? STR_NONE : s->l->papers[i].name;
}

static struct str field_list(const struct side *s, const int *v, size_t n)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < n; i++) all = add(s, all, field_name(s, v[i]));
        return all;
}

/* "urgent = TRUE: 1 workday; 5 workdays" */
static struct str rules(const struct side *s, const struct rule *r, size_t n)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < n; i++) {
                struct str when = condition(s, r[i].when), within = allowance(s, r[i].within);
                all = str_printf(s->a, "%.*s%s%.*s%s%.*s%s%.*s%s", SP(all), i ? "; " : "", SP(when),
                                 when.n ? ": " : "", SP(within), r[i].basis.n ? " (" : "",
                                 SP(r[i].basis), r[i].basis.n ? ")" : "");
        }
        return all;
}

static struct str under(const struct side *s, enum under u, int duty)
{
        switch (u) {
        case UNDER_NONE: return STR_NONE;
        case UNDER_PROMISE: return S("promise");
        case UNDER_DUTY: return duty_name(s, duty);
        case UNDER_THIS: return S("this");
        }
        BUG("under");
}

/* ---- fields
 * -------------------------------------------------------------------------------------- */

static struct str bound(const struct side *s, const struct field *f, int64_t v)
{
        char text[24];
        if (f->type == F_DAY) return day(s, (struct day){ (int32_t)v });
        return str_dup(s->a, num_format_scaled(v, f->digits, text));
}

static void put_field(const struct side *s, const struct field *f, struct thing *t)
{
        put(t, "类型", "type", ftype_name(f->type));
        put_flags(t, ATTR_FIXED);
        put(t, "来自", "of", f->of);
        put_flags(t, ATTR_FIXED);
        put(t, "多个值", "many", yes(s, f->many || f->files));
        put_flags(t, ATTR_FIXED);
        put(t, "小数位数", "digits", f->digits ? number(s, f->digits) : STR_NONE);
        put_flags(t, ATTR_FIXED);
        put_label(s, t, &f->label);
        put(t, "必填", "required", yes(s, f->required));
        put(t, "最大", "max", f->has_max ? bound(s, f, f->max) : STR_NONE);
        put(t, "最小", "min", f->has_min ? bound(s, f, f->min) : STR_NONE);
        put(t, "可搜索", "search", yes(s, f->search));
        put(t, "隐私", "private", yes(s, f->private));
        put(t, "保密标记", "confidential", yes(s, f->confidential));
        put(t, "回避", "recuse", yes(s, f->recuse));
        put(t, "分等级", "ranked", yes(s, f->ranked));
        put(t, "计量单位", "unit", f->unit);
        put(t, "代入", "offer", f->offer);
        put(t, "反向名称", "inverse", f->inverse);
        put(t, "启用日", "since", day(s, f->since));
}

/* Fields, and the columns of `rows` fields as FIELD.COLUMN. */
static struct things fields(const struct side *s)
{
        const struct ledger *l = s->l;
        struct things all = { 0 };
        size_t cap = 0;
        for (size_t i = 0; i < l->fields_n; i++) {
                const struct field *f = &l->fields[i];
                struct thing *t = ARENA_PUSH(s->a, all.v, all.n, cap);
                t->name = f->name;
                t->retired = f->retired;
                put_field(s, f, t);
                for (size_t k = 0; k < f->rows_n; k++) {
                        t = ARENA_PUSH(s->a, all.v, all.n, cap);
                        t->name = str_printf(s->a, "%.*s.%.*s", SP(f->name), SP(f->rows[k].name));
                        t->retired = f->rows[k].retired;
                        put_field(s, &f->rows[k], t);
                }
        }
        return all;
}

/* ---- states, clocks, duties, papers
 * --------------------------------------------------------------- */

static struct things things_of(const struct side *s, size_t n)
{
        return (struct things){ ARENA_NEW(s->a, struct thing, n), n };
}

static struct things states(const struct side *s)
{
        struct things all = things_of(s, s->l->states_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct state *x = &s->l->states[i];
                all.v[i].name = x->name;
                all.v[i].retired = x->retired;
                put(&all.v[i], "归类", "kind", kind_name(x->kind));
                put_flags(&all.v[i], ATTR_FIXED); /* open, done and void have no `since` */
                put_label(s, &all.v[i], &x->label);
        }
        return all;
}

static struct things clocks(const struct side *s)
{
        struct things all = things_of(s, s->l->clocks_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct clock_def *x = &s->l->clocks[i];
                struct thing *t = &all.v[i];
                t->name = x->name;
                put_label(s, t, &x->label);
                put(t, "规则", "rules", rules(s, x->rules, x->rules_n));
                put(t, "中止事由", "stops", x->stops);
                put(t, "黄色预警", "yellow", x->has_colour ? allowance(s, x->yellow) : STR_NONE);
                put(t, "红色预警", "red", x->has_colour ? allowance(s, x->red) : STR_NONE);
                put(t, "截止时刻", "end", minute(s, x->end_minute));
        }
        return all;
}

static struct things duties(const struct side *s)
{
        static const struct {
                const char *p;
        } done_when[] = { { "lead" }, { "all" }, { "any" } };
        struct things all = things_of(s, s->l->duties_said);
        for (size_t i = 0; i < all.n; i++) {
                const struct duty_def *x = &s->l->duties[i];
                struct thing *t = &all.v[i];
                t->name = x->name;
                put_label(s, t, &x->label);
                put(t, "承担单位", "holder", x->holder.name);
                put(t, "另由各", "each", field_name(s, x->each));
                put(t, "时限", "clock", clock_name(s, x->clock));
                put(t, "受限于", "under", under(s, x->under, x->under_duty));
                put(t, "预留", "take: rest -", x->has_take ? allowance(s, x->reserve) : STR_NONE);
                put(t, "至少", "at least", x->has_floor ? allowance(s, x->at_least) : STR_NONE);
                put(t, "完成条件", "done when", str_c(done_when[x->done_when].p));
        }
        return all;
}

static struct things papers(const struct side *s)
{
        struct things all = things_of(s, s->l->papers_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct paper_def *x = &s->l->papers[i];
                struct thing *t = &all.v[i];
                t->name = x->name;
                put_label(s, t, &x->label);
                put(t, "编号", "number", x->form);
                put(t, "按年编号", "per year", yes(s, x->per_year));
                put(t, "文本", "text", x->text);
                const struct duty_def *owed = x->duty < 0 ? NULL : &s->l->duties[x->duty];
                put(t, "送达", "to", owed ? owed->holder.name : STR_NONE);
                put(t, "时限", "due", owed ? clock_name(s, owed->clock) : STR_NONE);
        }
        return all;
}

/* ---- steps
 * --------------------------------------------------------------------------------------- */

static struct str who(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->by_n; i++) {
                struct str role = role_name(x->by[i].role), at = x->by[i].at.name;
                all = add(s, all, at.n ? str_printf(s->a, "%.*s@%.*s", SP(role), SP(at)) : role);
        }
        return all;
}

static struct str on(const struct side *s, const struct step *x)
{
        switch (x->on) {
        case ON_RECORD: return S("record");
        case ON_DUTY:
                if (x->on_paper >= 0)
                        return str_join(s->a, S("paper "), paper_name(s, x->on_paper));
                return str_join(s->a, S("duty "), duty_name(s, x->on_duty));
        }
        BUG("on");
}

static struct str sets(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->set_n; i++) {
                struct str f = field_name(s, x->set[i].field), v = condition(s, x->set[i].value);
                all = add(s, all, str_printf(s->a, "%.*s = %.*s", SP(f), SP(v)));
        }
        return all;
}

static struct str opens(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->opens_n; i++) {
                const struct step_opens *o = &x->opens[i];
                struct str duty = duty_name(s, o->duty), more = o->holder.name;
                if (o->clock >= 0) more = add(s, more, clock_name(s, o->clock));
                if (o->under != UNDER_NONE) more = add(s, more, under(s, o->under, -1));
                all = add(s, all,
                          more.n ? str_printf(s->a, "%.*s (%.*s)", SP(duty), SP(more)) : duty);
        }
        return all;
}

static struct str ends(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->ends_n; i++) {
                struct str duty = duty_name(s, x->ends[i].duty),
                           how = outcome_name(x->ends[i].outcome);
                all = add(s, all, str_printf(s->a, "%.*s: %.*s", SP(duty), SP(how)));
        }
        return all;
}

static struct str moves(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->moves_n; i++) {
                struct str to = field_name(s, x->moves[i].field),
                           from = field_name(s, x->moves[i].from_field);
                all = add(s, all, str_printf(s->a, "%.*s: %.*s", SP(to), SP(from)));
        }
        return all;
}

static struct str tells(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->tell_n; i++)
                all = add(s, all,
                          str_printf(s->a, "%.*s: %.*s", SP(x->tell[i].who), SP(x->tell[i].text)));
        return all;
}

static struct str limit(const struct side *s, const struct step_limit *x)
{
        struct str all = STR_NONE;
        if (x->times) all = add(s, all, str_printf(s->a, "times: %" PRId64, x->times));
        if (x->has_within)
                all = add(s, all, str_join(s->a, S("within: "), allowance(s, x->within)));
        return all;
}

/* "by: dispatcher@above, before: due, silent: refuse"; the answers say what they answer. */
static struct str asks(const struct side *s, const struct step_asks *x)
{
        static const char *const silent[] = { "", "refuse", "grant", "escalate" };
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->by_n; i++) {
                struct str role = role_name(x->by[i].role), at = x->by[i].at.name;
                all = add(s, all, at.n ? str_printf(s->a, "%.*s@%.*s", SP(role), SP(at)) : role);
        }
        if (x->before_due) all = add(s, all, S("before: due"));
        if (x->has_within)
                all = add(s, all, str_join(s->a, S("within: "), allowance(s, x->within)));
        if (x->silent) all = add(s, all, str_join(s->a, S("silent: "), str_c(silent[x->silent])));
        return all;
}

static struct str clock_of_list(const struct ledger *l, size_t i)
{
        return l->clocks[i].name;
}

static struct str clock_list(const struct side *s, const struct clock_list *x)
{
        struct str all = names_in(s, x->clocks, s->l->clocks_n, clock_of_list);
        return x->promise ? add(s, all, S("promise")) : all;
}

static struct str extends(const struct side *s, const struct step_extends *x)
{
        if (!x->is) return STR_NONE;
        struct str all =
                str_printf(s->a, "%.*s: %.*s", SP(clock_list(s, &x->of)), SP(allowance(s, x->by)));
        if (x->has_max) all = add(s, all, str_join(s->a, S("max: "), allowance(s, x->max)));
        if (x->times) all = add(s, all, str_printf(s->a, "times: %" PRId64, x->times));
        return all;
}

static void put_turns(const struct side *s, const struct step *x, struct thing *t)
{
        put(t, "次数与时限", "limit", limit(s, &x->limit));
        put(t, "请求", "asks", asks(s, &x->asks));
        put(t, "答复", "answers", names_in(s, x->answers, s->l->steps_n, step_name));
        put(t, "此后不得", "bars", names_in(s, x->bars, s->l->steps_n, step_name));
        put(t, "延长时限", "extends", extends(s, &x->extends));
        put(t, "中止时限", "holds", clock_list(s, &x->holds));
        put(t, "恢复时限", "frees", clock_list(s, &x->frees));
}

/* What a built-in step may be taken from, and what `correct` asks, where the ledger does not narrow
 * it: that follows from its states and fields and is no change of its own (ledger_steps.c). */
static bool from_all(const struct ledger *l, const struct step *x)
{
        if (x->builtin == STEP_DECLARED) return false;
        for (size_t i = 0; i < l->states_n; i++) {
                enum kind k = l->states[i].kind;
                bool done = x->builtin == STEP_VOID || x->builtin == STEP_LAPSE;
                bool may = x->builtin == STEP_CORRECT || x->builtin == STEP_RECALL ||
                           k == KIND_OPEN || (done && k == KIND_DONE);
                if (may != (x->from >> i & 1)) return false;
        }
        return true;
}

static bool asks_all(const struct ledger *l, const struct step *x)
{
        size_t n = 0;
        for (size_t i = 0; i < l->fields_n; i++) {
                const struct field *f = &l->fields[i];
                n += !f->retired;
        }
        return x->builtin == STEP_CORRECT && x->ask_n == n;
}

/* "item.give: each decisions, what = what, origin = meeting" */
static struct str made(const struct side *s, const struct ledger *l, const struct makes *m)
{
        const struct ledger *to = &s->c->ledgers[m->ledger];
        const struct field *rows = m->each < 0 ? NULL : &l->fields[m->each];
        struct str all = str_printf(s->a, "%.*s.%.*s", SP(to->name), SP(to->steps[m->step].name));
        ASSERT(l->fields);
        if (rows) all = add(s, all, str_join(s->a, S("each: "), rows->name));
        if (m->when) all = add(s, all, str_join(s->a, S("when: "), condition(s, m->when)));
        for (size_t i = 0; i < m->map_n; i++) {
                const struct makes_map *x = &m->map[i];
                struct str from =
                        x->of_row && rows ? rows->rows[x->from].name : l->fields[x->from].name;
                all = add(s, all,
                          str_printf(s->a, "%.*s: %.*s", SP(to->fields[x->to].name), SP(from)));
        }
        if (m->link >= 0) all = add(s, all, str_join(s->a, S("link: "), to->fields[m->link].name));
        return all;
}

/* What it looks at in other records, and of what it warns. */
static void put_needs(const struct side *s, const struct step *x, struct thing *t)
{
        struct str needs = STR_NONE, warns = STR_NONE;
        for (size_t i = 0; i < x->need_n; i++) {
                const struct step_need *n = &x->need[i];
                struct str by = n->link < 0 ? STR_NONE : field_name(s, n->link);
                for (size_t k = 0; k < n->n; k++) by = add(s, by, field_name(s, n->ours[k]));
                needs = add(
                        s, needs,
                        str_printf(s->a, "%.*s (%.*s)", SP(s->c->ledgers[n->ledger].name), SP(by)));
        }
        for (size_t i = 0; i < x->warn_n; i++)
                warns = add(s, warns,
                            str_printf(s->a, "%.*s: %.*s (%.*s)", SP(x->warn[i].name),
                                       SP(condition(s, x->warn[i].when)),
                                       SP(label(s, &x->warn[i].say))));
        put(t, "查看", "needs", needs);
        put(t, "提醒", "warn", warns);
}

/* What it does with other records. */
static void put_cross(const struct side *s, const struct step *x, struct thing *t)
{
        if (x->follows.is)
                put(t, "并入", "follows",
                    x->follows.field < 0 ? S("parent") : field_name(s, x->follows.field));
        if (x->has_also) put(t, "并入件随同", "also: children", s->l->steps[x->also].name);
        for (size_t i = 0; i < x->makes_n; i++)
                put(t, "建立记录", "makes", made(s, s->l, &x->makes[i]));
        if (!x->meets.is) return;
        const struct ledger *l = &s->c->ledgers[x->meets.ledger];
        struct str by = STR_NONE;
        for (size_t i = 0; i < x->meets.n; i++) by = add(s, by, field_name(s, x->meets.ours[i]));
        put(t, "完成任务", "meets",
            str_printf(s->a, "%.*s.%.*s: %.*s", SP(l->name), SP(l->duties[x->meets.duty].name),
                       SP(by)));
}

static void put_step(const struct side *s, const struct step *x, struct thing *t)
{
        static const char *const effect[] = { "", "keep", "restart" };
        put_label(s, t, &x->label);
        put(t, "由谁办理", "by", who(s, x));
        put(t, "针对", "on", on(s, x));
        uint64_t from = from_all(s->l, x) ? 0 : x->from;
        put(t, "从状态", "from", names_in(s, from, s->l->states_n, state_name));
        put(t, "到状态", "to", x->to < 0 ? STR_NONE : state_name(s->l, (size_t)x->to));
        put(t, "条件", "when", condition(s, x->when));
        put(t, "不符时说明", "say", label(s, &x->say));
        put(t, "填写", "ask", field_list(s, x->ask, asks_all(s->l, x) ? 0 : x->ask_n));
        put(t, "置值", "set", sets(s, x));
        put(t, "发起任务", "opens", opens(s, x));
        put(t, "结束任务", "ends", ends(s, x));
        put(t, "改派", "moves", moves(s, x));
        put(t, "时限处理", "clock", str_c(effect[x->clock]));
        put(t, "进入下一轮", "round: next", yes(s, x->round_next));
        put(t, "补录期限", "late", x->has_late ? allowance(s, x->late) : STR_NONE);
        put(t, "文书", "paper", paper_name(s, x->paper));
        put(t, "通知", "tell", tells(s, x));
        put(t, "更正", "corrects", yes(s, x->corrects));
        put_turns(s, x, t);
        put_needs(s, x, t);
        put_cross(s, x, t);
}

static struct things steps(const struct side *s)
{
        struct things all = things_of(s, s->l->steps_n);
        for (size_t i = 0; i < all.n; i++) {
                all.v[i].name = s->l->steps[i].name;
                all.v[i].retired = s->l->steps[i].retired;
                put_step(s, &s->l->steps[i], &all.v[i]);
        }
        return all;
}

/* ---- figures, identities, views
 * ------------------------------------------------------------------- */

static struct str rows_of(const struct side *s, const struct figure *g)
{
        const struct ledger *l = s->l;
        if (g->of == OF_DUTY) return str_join(s->a, S("duty "), duty_name(s, g->of_index));
        if (g->of == OF_STEP) return str_join(s->a, S("step "), step_name(l, (size_t)g->of_index));
        if (g->of == OF_PAPER) return str_join(s->a, S("paper "), paper_name(s, g->of_index));
        if (g->of == OF_LINK) return str_join(s->a, S("link "), field_name(s, g->of_index));
        return g->of == OF_RECORD ? S("record") : STR_NONE;
}

static struct str aggregate(const struct side *s, const struct figure *g)
{
        struct str f = field_name(s, g->field), e = condition(s, g->value);
        switch (g->agg) {
        case AGG_COUNT: return S("count");
        case AGG_SUM: return str_join(s->a, S("sum "), f);
        case AGG_DISTINCT: return str_join(s->a, S("distinct "), f);
        case AGG_AVG: return str_join(s->a, S("avg "), e);
        case AGG_MAX: return str_join(s->a, S("max "), e);
        case AGG_RATE:
        case AGG_SHARE: break;
        }
        struct str a = s->l->figures[g->a].name, b = s->l->figures[g->b].name;
        return str_printf(s->a, "%s %.*s / %.*s", g->agg == AGG_RATE ? "rate" : "share", SP(a),
                          SP(b));
}

static void put_figure(const struct side *s, const struct figure *g, struct thing *t)
{
        static const char *const flow[] = { "stock", "first", "each", "net" };
        static const char *const rounding[] = { "half_up", "half_even", "down" };
        bool rounds = g->agg == AGG_RATE || g->agg == AGG_SHARE || g->agg == AGG_AVG ||
                      (g->agg == AGG_SUM && (g->powers || g->shown != g->digits));
        const struct {
                const char *zh, *en;
                struct str v;
        } means[] = {
                { "统计", "of", rows_of(s, g) },
                { "计入单位", "at", g->at.name },
                { "条件", "where", condition(s, g->where) },
                { "算法", "what", aggregate(s, g) },
                { "口径", "kind", g->of == OF_FIGURES ? STR_NONE : str_c(flow[g->flow]) },
                { "小数位数", "digits", rounds ? number(s, g->shown) : STR_NONE },
                { "舍入", "round", rounds ? str_c(rounding[g->round]) : STR_NONE },
        };
        for (size_t i = 0; i < LEN(means); i++) {
                put(t, means[i].zh, means[i].en, means[i].v);
                put_flags(t, ATTR_MEANS);
        }
        put(t, "自", "since", day(s, g->since));
        put_label(s, t, &g->label);
        put(t, "计量单位", "unit", g->unit);
        put(t, "小数目不公开", "small", g->small ? number(s, g->small) : STR_NONE);
}

static struct things figures(const struct side *s)
{
        struct things all = things_of(s, s->l->figures_n);
        for (size_t i = 0; i < all.n; i++) {
                all.v[i].name = s->l->figures[i].name;
                all.v[i].since = s->l->figures[i].since;
                put_figure(s, &s->l->figures[i], &all.v[i]);
        }
        return all;
}

/* What the figures of one `at` are broken down by. */
static struct things tables(const struct side *s)
{
        struct things all = things_of(s, s->l->tables_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct cell_table *x = &s->l->tables[i];
                all.v[i].name = x->at.name;
                put(&all.v[i], "分列", "by", field_list(s, x->by, x->by_n));
        }
        return all;
}

static struct things identities(const struct side *s)
{
        struct things all = things_of(s, s->l->identities_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct identity *x = &s->l->identities[i];
                struct str at = x->table < 0 ? STR_NONE : s->l->tables[x->table].at.name;
                all.v[i].name = str_printf(s->a, "%.*s (at: %.*s)", SP(x->text), SP(at));
        }
        return all;
}

static struct things views(const struct side *s)
{
        struct things all = things_of(s, s->l->views_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct view_def *x = &s->l->views[i];
                struct thing *t = &all.v[i];
                struct str columns = STR_NONE;
                for (size_t k = 0; k < x->columns_n; k++) columns = add(s, columns, x->columns[k]);
                t->name = x->name;
                put_label(s, t, &x->label);
                put(t, "列", "columns", columns);
                put(t, "条件", "where", condition(s, x->where));
                put(t, "排序", "sort", x->sort);
        }
        return all;
}

static struct things happenings(const struct side *s)
{
        struct things all = things_of(s, s->l->rules_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct rule_def *x = &s->l->rules[i];
                struct thing *t = &all.v[i];
                if (x->each < 0) continue;
                const struct ledger *l = &s->c->ledgers[x->each];
                const struct side each = { s->a, s->lang, s->c, l };
                t->name = x->name;
                put_label(s, t, &x->label);
                put(t, "何时", "when", x->words);
                put(t, "针对", "each", l->name);
                put(t, "任务", "duty", duty_name(&each, x->duty));
                put(t, "条件", "where", condition(&each, x->where));
                put(t, "办理", "do", x->step < 0 ? STR_NONE : l->steps[x->step].name);
                put(t, "发起任务", "opens", duty_name(&each, x->opens));
                put(t, "文书", "paper", paper_name(&each, x->paper));
                if (x->makes.ledger < 0) continue;
                const struct ledger *to = &s->c->ledgers[x->makes.ledger];
                const struct side other = { s->a, s->lang, s->c, to };
                put(t, "建立记录", "makes", made(s, l, &x->makes));
                put(t, "每轮一件", "key: round", yes(s, x->each_round));
                put(t, "识别重复", "key", field_list(&other, x->key_of, x->key_n));
                put(t, "不再符合时", "gone", x->gone < 0 ? STR_NONE : to->steps[x->gone].name);
        }
        return all;
}

const struct sort diff_sorts[] = {
        { "字段", "field", MAY_REST, fields },
        { "状态", "state", MAY_REST, states },
        { "时限", "clock", MAY_GO, clocks },
        { "任务", "duty", MAY_REST, duties },
        { "环节", "step", MAY_REST, steps },
        { "文书", "paper", MAY_REST, papers },
        { "规则", "rule", MAY_GO, happenings },
        { "指标", "figure", MAY_REST, figures },
        { "指标计入", "figures at", MAY_GO, tables },
        { "勾稽关系", "identity", MAY_GO, identities },
        { "视图", "view", MAY_GO, views },
};
const size_t diff_sorts_n = LEN(diff_sorts);

/* ---- the rest
 * ------------------------------------------------------------------------------------ */

static struct str import_words(const struct side *s)
{
        const struct import_def *m = &s->l->import;
        struct str all = m->formats;
        for (size_t i = 0; i < m->n; i++) {
                struct str f = field_name(s, m->field[i]);
                all = add(s, all, str_printf(s->a, "%.*s: %.*s", SP(m->header[i]), SP(f)));
        }
        for (size_t i = 0; i < m->states_n; i++) {
                struct str to =
                        m->state_to[i] < 0 ? STR_NONE : state_name(s->l, (size_t)m->state_to[i]);
                all = add(s, all, str_printf(s->a, "%.*s: %.*s", SP(m->state_from[i]), SP(to)));
        }
        struct str day_f = field_name(s, m->day_field), end = field_name(s, m->end_field);
        if (!m->is) return STR_NONE;
        return str_printf(s->a, "%.*s; %.*s, %.*s, %.*s, %.*s", SP(all), SP(m->state_column),
                          SP(m->number_column), SP(day_f), SP(end));
}

struct thing diff_ledger(const struct side *s)
{
        const struct ledger *l = s->l;
        const struct promise_def *p = &l->promise;
        struct thing t = { .name = l->name };
        put_label(s, &t, &l->label);
        put(&t, "版本", "version", number(s, l->version));
        put(&t, "公开", "public", yes(s, l->public));
        put(&t, "保存", "keep", l->keep.n ? allowance(s, l->keep) : STR_NONE);
        put(&t, "编号", "number", l->number_form);
        put(&t, "按年编号", "per year", yes(s, l->number_per_year));
        put(&t, "重复判定", "key", field_list(s, l->key, l->key_n));
        put(&t, "默认归属", "owner", l->owner);
        put(&t, "承诺时限", "promise", p->is ? rules(s, p->rules, p->rules_n) : STR_NONE);
        put(&t, "承诺起于", "promise from", names_in(s, p->from, l->steps_n, step_name));
        put(&t, "导入", "import", import_words(s));
        put_flags(&t, ATTR_LONG);
        put(&t, "通报（中文）", "bulletin (zh)", l->bulletin_zh);
        put_flags(&t, ATTR_LONG);
        bool one = str_eq(l->bulletin_zh, l->bulletin_en); /* one text for both languages */
        put(&t, "通报（英文）", "bulletin (en)", one ? STR_NONE : l->bulletin_en);
        put_flags(&t, ATTR_LONG);
        return t;
}

struct thing diff_city(const struct side *s)
{
        const struct city *c = s->c;
        struct thing t = { .name = c->name };
        put(&t, "代码", "name", c->name);
        put_flags(&t, ATTR_FIXED); /* event 0 names it */
        put(&t, "时区", "zone", str_printf(s->a, "UTC%+d min", c->zone.minutes));
        put_flags(&t, ATTR_FIXED); /* every day was reckoned in it */
        put_label(s, &t, &c->label);
        put(&t, "语言", "language", c->lang == LANG_ZH ? S("zh") : S("en"));
        put(&t, "上班", "open", minute(s, c->open_minute));
        put(&t, "下班", "close", minute(s, c->close_minute));
        put(&t, "一日之末", "end of the day", minute(s, c->end_minute));
        return t;
}

struct things diff_choices(const struct side *s, const struct list *l)
{
        struct things all = things_of(s, l->n);
        for (size_t i = 0; i < all.n; i++) {
                const struct choice *x = &l->c[i];
                struct thing *t = &all.v[i];
                t->name = x->code;
                t->retired = day_is(x->retired);
                put(t, "上级", "parent", x->parent < 0 ? STR_NONE : l->c[x->parent].code);
                put_flags(t,
                          ATTR_FIXED); /* under() and figures by it would judge old months anew */
                put_label(s, t, &x->label);
                put(t, "启用日", "since", day(s, x->since));
                put(t, "停用日", "retired", day(s, x->retired));
        }
        return all;
}

struct things diff_files(const struct side *s)
{
        struct things all = { 0 };
        size_t cap = 0;
        for (size_t i = 0; i < s->c->defs.n; i++) {
                const struct defs_file *f = &s->c->defs.f[i];
                struct str name;
                enum defs_kind kind = defs_kind(f->path, &name);
                if (kind != DEFS_TEXT && kind != DEFS_BULLETIN) continue;
                struct thing *t = ARENA_PUSH(s->a, all.v, all.n, cap);
                t->name = f->path;
                put(t, "文字", "text", f->text);
                put_flags(t, ATTR_LONG);
        }
        return all;
}
