/* diff_words.c: each thing of a city as a list of named texts, in the words of the ledger language.
 * Things that hang together by index are written by name, so that a new order is no change. */
#include "city/diff_text.h"

/* ---- fields ---- */

static struct str bound(const struct side *s, const struct field *f, int64_t v)
{
        char text[24];
        if (f->type == F_DAY) return diff_day(s, (struct day){ (int32_t)v });
        return str_dup(s->a, num_format_scaled(v, f->digits, text));
}

static void put_field(const struct side *s, const struct field *f, struct thing *t)
{
        diff_put_as(t, "类型", "type", ftype_name(f->type), ATTR_FIXED);
        diff_put_as(t, "来自", "of", f->of, ATTR_FIXED);
        diff_put_as(t, "多个值", "many", diff_yes(s, f->many || f->files), ATTR_FIXED);
        diff_put_as(t, "小数位数", "digits", f->digits ? diff_number(s, f->digits) : STR_NONE,
                    ATTR_FIXED);
        diff_put_label(s, t, &f->label);
        diff_put(t, "必填", "required", diff_yes(s, f->required));
        diff_put(t, "最大", "max", f->has_max ? bound(s, f, f->max) : STR_NONE);
        diff_put(t, "最小", "min", f->has_min ? bound(s, f, f->min) : STR_NONE);
        diff_put(t, "可搜索", "search", diff_yes(s, f->search));
        diff_put(t, "隐私", "private", diff_yes(s, f->private));
        diff_put(t, "保密标记", "confidential", diff_yes(s, f->confidential));
        diff_put(t, "回避", "recuse", diff_yes(s, f->recuse));
        diff_put(t, "分等级", "ranked", diff_yes(s, f->ranked));
        diff_put(t, "计量单位", "unit", f->unit);
        diff_put(t, "代入", "offer", f->offer);
        diff_put(t, "反向名称", "inverse", f->inverse);
        diff_put(t, "启用日", "since", diff_day(s, f->since));
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

/* ---- states, clocks, duties, papers ---- */

/* "urgent = TRUE: 1 workday; 5 workdays" */
static struct str rules(const struct side *s, const struct rule *r, size_t n)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < n; i++) {
                struct str when = diff_condition(s, r[i].when), within;
                if (r[i].until < 0) within = diff_allowance(s, r[i].within);
                else within = str_join(s->a, S("until "), diff_field(s, r[i].until));
                all = str_printf(s->a, "%.*s%s%.*s%s%.*s%s%.*s%s", SP(all), i ? "; " : "", SP(when),
                                 when.n ? ": " : "", SP(within), r[i].basis.n ? " (" : "",
                                 SP(r[i].basis), r[i].basis.n ? ")" : "");
        }
        return all;
}

static struct things states(const struct side *s)
{
        struct things all = diff_things(s, s->l->states_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct state *x = &s->l->states[i];
                all.v[i].name = x->name;
                all.v[i].retired = x->retired;
                diff_put_as(&all.v[i], "归类", "kind", kind_name(x->kind),
                            ATTR_FIXED); /* open, done and void have no `since` */
                diff_put_label(s, &all.v[i], &x->label);
        }
        return all;
}

static struct things clocks(const struct side *s)
{
        struct things all = diff_things(s, s->l->clocks_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct clock_def *x = &s->l->clocks[i];
                struct thing *t = &all.v[i];
                t->name = x->name;
                diff_put_label(s, t, &x->label);
                diff_put(t, "规则", "rules", rules(s, x->rules, x->rules_n));
                diff_put(t, "中止事由", "stops", x->stops);
                diff_put(t, "黄色预警", "yellow",
                         x->has_colour ? diff_allowance(s, x->yellow) : STR_NONE);
                diff_put(t, "红色预警", "red",
                         x->has_colour ? diff_allowance(s, x->red) : STR_NONE);
                diff_put(t, "截止时刻", "end", diff_minute(s, x->end_minute));
        }
        return all;
}

static struct things duties(const struct side *s)
{
        static const struct {
                const char *p;
        } done_when[] = { { "lead" }, { "all" }, { "any" } };
        struct things all = diff_things(s, s->l->duties_said);
        for (size_t i = 0; i < all.n; i++) {
                const struct duty_def *x = &s->l->duties[i];
                struct thing *t = &all.v[i];
                t->name = x->name;
                diff_put_label(s, t, &x->label);
                diff_put(t, "承担单位", "holder", x->holder.name);
                diff_put(t, "另由各", "each", diff_field(s, x->each));
                diff_put(t, "时限", "clock", diff_clock(s, x->clock));
                diff_put(t, "受限于", "under", diff_under(s, x->under, x->under_duty));
                diff_put(t, "预留", "take: rest -",
                         x->has_take ? diff_allowance(s, x->reserve) : STR_NONE);
                diff_put(t, "至少", "at least",
                         x->has_floor ? diff_allowance(s, x->at_least) : STR_NONE);
                diff_put(t, "完成条件", "done when", str_c(done_when[x->done_when].p));
        }
        return all;
}

static struct things papers(const struct side *s)
{
        struct things all = diff_things(s, s->l->papers_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct paper_def *x = &s->l->papers[i];
                struct thing *t = &all.v[i];
                t->name = x->name;
                diff_put_label(s, t, &x->label);
                diff_put(t, "编号", "number", x->form);
                diff_put(t, "按年编号", "per year", diff_yes(s, x->per_year));
                diff_put(t, "文本", "text", x->text);
                const struct duty_def *owed = x->duty < 0 ? NULL : &s->l->duties[x->duty];
                diff_put(t, "送达", "to", owed ? owed->holder.name : STR_NONE);
                diff_put(t, "时限", "due", owed ? diff_clock(s, owed->clock) : STR_NONE);
        }
        return all;
}

const struct sort diff_sorts[] = {
        { "字段", "field", MAY_REST, fields },
        { "状态", "state", MAY_REST, states },
        { "时限", "clock", MAY_GO, clocks },
        { "任务", "duty", MAY_REST, duties },
        { "环节", "step", MAY_REST, diff_steps },
        { "文书", "paper", MAY_REST, papers },
        { "规则", "rule", MAY_GO, diff_happenings },
        { "指标", "figure", MAY_REST, diff_figures },
        { "指标计入", "figures at", MAY_GO, diff_tables },
        { "勾稽关系", "identity", MAY_GO, diff_identities },
        { "视图", "view", MAY_GO, diff_views },
        { "考核", "score", MAY_GO, diff_scores },
};
const size_t diff_sorts_n = LEN(diff_sorts);

/* ---- the rest ---- */

static struct str import_words(const struct side *s)
{
        const struct import_def *m = &s->l->import;
        struct str all = m->formats;
        for (size_t i = 0; i < m->n; i++) {
                struct str f = diff_field(s, m->field[i]);
                all = diff_add(s, all, diff_pair(s, m->header[i], f));
        }
        for (size_t i = 0; i < m->states_n; i++) {
                struct str to = diff_state(s, m->state_to[i]);
                all = diff_add(s, all, diff_pair(s, m->state_from[i], to));
        }
        struct str day_f = diff_field(s, m->day_field), end = diff_field(s, m->end_field);
        if (!m->is) return STR_NONE;
        return str_printf(s->a, "%.*s; %.*s, %.*s, %.*s, %.*s, %.*s", SP(all), SP(m->state_column),
                          SP(m->number_column), SP(m->step_column), SP(day_f), SP(end));
}

struct thing diff_ledger(const struct side *s)
{
        const struct ledger *l = s->l;
        const struct promise_def *p = &l->promise;
        struct thing t = { .name = l->name };
        diff_put_label(s, &t, &l->label);
        diff_put(&t, "版本", "version", diff_number(s, l->version));
        diff_put(&t, "公开", "public", diff_yes(s, l->public));
        diff_put(&t, "保存", "keep", l->keep.n ? diff_allowance(s, l->keep) : STR_NONE);
        diff_put(&t, "编号", "number", l->number_form);
        diff_put(&t, "按年编号", "per year", diff_yes(s, l->number_per_year));
        diff_put(&t, "重复判定", "key", diff_fields(s, l->key, l->key_n));
        diff_put(&t, "默认归属", "owner", l->owner);
        diff_put(&t, "承诺时限", "promise", p->is ? rules(s, p->rules, p->rules_n) : STR_NONE);
        diff_put(&t, "承诺起于", "promise from", diff_names(s, p->from, l->steps_n, diff_step));
        diff_put(&t, "数列", "series", diff_series(s));
        diff_put_as(&t, "导入", "import", import_words(s), ATTR_LONG);
        diff_put_as(&t, "通报（中文）", "bulletin (zh)", l->bulletin_zh, ATTR_LONG);
        bool one = str_eq(l->bulletin_zh, l->bulletin_en); /* one text for both languages */
        diff_put_as(&t, "通报（英文）", "bulletin (en)", one ? STR_NONE : l->bulletin_en,
                    ATTR_LONG);
        return t;
}

struct thing diff_city(const struct side *s)
{
        const struct city *c = s->c;
        struct thing t = { .name = c->name };
        diff_put_as(&t, "代码", "name", c->name, ATTR_FIXED); /* event 0 names it */
        diff_put_as(&t, "时区", "zone", str_printf(s->a, "UTC%+d min", c->zone.minutes),
                    ATTR_FIXED); /* every day was reckoned in it */
        diff_put_label(s, &t, &c->label);
        diff_put(&t, "语言", "language", c->lang == LANG_ZH ? S("zh") : S("en"));
        diff_put(&t, "上班", "open", diff_minute(s, c->open_minute));
        diff_put(&t, "下班", "close", diff_minute(s, c->close_minute));
        diff_put(&t, "一日之末", "end of the day", diff_minute(s, c->end_minute));
        return t;
}

struct things diff_choices(const struct side *s, const struct list *l)
{
        struct things all = diff_things(s, l->n);
        for (size_t i = 0; i < all.n; i++) {
                const struct choice *x = &l->c[i];
                struct thing *t = &all.v[i];
                t->name = x->code;
                t->retired = day_is(x->retired);
                struct str parent = x->parent < 0 ? STR_NONE : l->c[x->parent].code;
                /* under() and figures by it would judge old months anew */
                diff_put_as(t, "上级", "parent", parent, ATTR_FIXED);
                diff_put_label(s, t, &x->label);
                diff_put(t, "启用日", "since", diff_day(s, x->since));
                diff_put(t, "停用日", "retired", diff_day(s, x->retired));
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
                diff_put_as(t, "文字", "text", f->text, ATTR_LONG);
        }
        return all;
}
