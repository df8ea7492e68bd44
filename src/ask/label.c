#include "ask/label.h"

#include "ask/files.h"
#include "ask/mask.h"
#include "ask/table.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"

struct str text_open(const struct ask *k, int64_t record, int64_t seq, struct str field,
                     bool *ret_there)
{
        struct str text = STR_NONE;
        struct seal_at at = { k->st, k->keys, record, seq, field };
        enum err e = k->keys ? seal_get(&at, k->a, &text, NULL) : ERR_NOT_FOUND;
        if (ret_there) *ret_there = e == OK;
        if (e == OK) return text;
        if (e == ERR_DENIED) return k->lang == LANG_ZH ? S("（已擦除）") : S("(erased)");
        return k->lang == LANG_ZH ? S("（文本缺失）") : S("(text missing)");
}

struct str label_state(const struct ask *k, const struct ledger *l, int state)
{
        return label_in(&l->states[state].label, l->states[state].name, k->lang);
}

struct str label_outcome(const struct ask *k, enum outcome o)
{
        static const struct label names[] = {
                [OUT_OPEN] = { SI("未完成"), SI("open") },
                [OUT_DONE] = { SI("已完成"), SI("done") },
                [OUT_FAILED] = { SI("未通过"), SI("failed") },
                [OUT_RETURNED] = { SI("已退回"), SI("returned") },
                [OUT_WITHDRAWN] = { SI("已撤销"), SI("withdrawn") },
        };
        _Static_assert(LEN(names) == OUT_COUNT, "one row per outcome");
        return k->lang == LANG_ZH ? names[o].zh : names[o].en;
}

struct str label_kind(enum kind x, enum lang lang)
{
        static const struct label names[] = {
                [KIND_OPEN] = { SI("在办"), SI("open") },
                [KIND_DONE] = { SI("办结"), SI("done") },
                [KIND_VOID] = { SI("无效"), SI("void") },
        };
        _Static_assert(LEN(names) == KIND_COUNT, "one row per kind");
        return lang == LANG_ZH ? names[x].zh : names[x].en;
}

struct str label_office(const struct ask *k, struct str code, struct day on)
{
        int i = code.n ? office_find(&k->in->offices, code) : -1;
        if (i < 0) return code;
        if (!office_on(&k->in->offices, i, on)) on = DAY_NONE;
        return office_name(&k->in->offices, i, on, k->lang);
}

struct str label_moment(const struct ask *k, struct moment m)
{
        char text[40];
        return moment_is(m) ? str_dup(k->a, moment_short(m, k->in->zone, text)) : STR_NONE;
}

struct str label_due(const struct ask *k, struct moment m)
{
        if (!moment_is(m) || minute_of(m, k->in->zone) != 0) return label_moment(k, m);
        struct day d = day_add(day_of(m, k->in->zone), -1);
        return str_printf(k->a, "%.*s 24:00", SP(label_day(k, d)));
}

struct str label_within(const struct ask *k, struct str within)
{
        struct allowance w;
        return allowance_parse(within, &w) == OK ? allowance_format(k->a, w, k->lang) : within;
}

struct str label_day(const struct ask *k, struct day d)
{
        char text[16];
        return day_is(d) ? str_dup(k->a, day_format(d, text)) : STR_NONE;
}

struct str label_long_day(const struct ask *k, struct day d)
{
        int y, m, dd;
        if (k->lang != LANG_ZH || !day_is(d)) return label_day(k, d);
        day_to_ymd(d, &y, &m, &dd);
        return str_printf(k->a, "%d年%d月%d日", y, m, dd);
}

static struct str short_day(const struct ask *k, struct day d)
{
        int y, m, dd;
        day_to_ymd(d, &y, &m, &dd);
        return str_printf(k->a, "%d月%d日", m, dd);
}

static struct str chinese_period(const struct ask *k, struct period s, enum period_unit u)
{
        int y, m, d, w;
        day_to_ymd(s.from, &y, &m, &d);
        if (u == PERIOD_YEAR) return str_printf(k->a, "%d年", y);
        if (u == PERIOD_QUARTER) return str_printf(k->a, "%d年第%d季度", y, (m - 1) / 3 + 1);
        if (u == PERIOD_MONTH) return str_printf(k->a, "%d年%d月", y, m);
        struct str from = short_day(k, s.from), to = short_day(k, s.to);
        if (u == PERIOD_WEEK) {
                period_week(s.from, &y, &w);
                return str_printf(k->a, "%d年第%d周（%.*s至%.*s）", y, w, SP(from), SP(to));
        }
        if (day_month(s.from) / 12 != day_month(s.to) / 12) to = label_long_day(k, s.to);
        return str_printf(k->a, "%d年%.*s至%.*s", y, SP(from), SP(to));
}

static struct str english_period(const struct ask *k, struct period s, enum period_unit u)
{
        static const char *const month[] = { "January",   "February", "March",    "April",
                                             "May",       "June",     "July",     "August",
                                             "September", "October",  "November", "December" };
        int y, m, d, w;
        day_to_ymd(s.from, &y, &m, &d);
        if (u == PERIOD_YEAR) return str_printf(k->a, "%d", y);
        if (u == PERIOD_QUARTER) return str_printf(k->a, "quarter %d of %d", (m - 1) / 3 + 1, y);
        if (u == PERIOD_MONTH) return str_printf(k->a, "%s %d", month[m - 1], y);
        struct str from = label_day(k, s.from), to = label_day(k, s.to);
        if (u != PERIOD_WEEK) return str_printf(k->a, "%.*s to %.*s", SP(from), SP(to));
        period_week(s.from, &y, &w);
        return str_printf(k->a, "week %d of %d (%.*s to %.*s)", w, y, SP(from), SP(to));
}

struct str label_period(const struct ask *k, struct period s)
{
        enum period_unit u = period_unit(s);
        if (!day_is(s.from) || u == PERIOD_DAY) return label_long_day(k, s.to);
        return k->lang == LANG_ZH ? chinese_period(k, s, u) : english_period(k, s, u);
}

struct str label_number(const struct ask *k, int64_t v, int digits)
{
        char text[24];
        return str_dup(k->a, num_format_scaled(v, digits, text));
}

static struct str choice_label(const struct ask *k, int list, struct str code)
{
        const struct list *x = &k->in->city->lists[list];
        int i = list_choice(x, code);
        return i < 0 ? code : label_in(&x->c[i].label, code, k->lang);
}

/* ---- links ---- */

static int first_text(const struct ledger *l)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].type == F_TEXT && !l->fields[i].private) return (int)i;
        return -1;
}

struct str label_link(const struct ask *k, const struct field *f, int64_t id)
{
        return label_record(k, &k->in->city->ledgers[f->of_ledger], id);
}

enum err label_linked(const struct ask *k, const struct field *f, int64_t id, struct linked *ret)
{
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec r;
        *ret = (struct linked){ label_link(k, f, id), STR_NONE,
                                &k->in->city->ledgers[f->of_ledger] };
        enum err e = scope_check(k, ret->l, id);
        if (e == OK) e = ask_failed(k, rec_load(&v, k->a, ret->l, id, &r));
        if (e == OK) ret->number = r.number;
        return e == ERR_NOT_FOUND ? OK : e;
}

struct str label_warning(const struct ask *k, const struct ledger *l, struct str step,
                         struct str name)
{
        int i = ledger_step(l, step);
        const struct step *s = i < 0 ? NULL : &l->steps[i];
        for (size_t n = 0; s && n < s->warn_n; n++)
                if (str_eq(s->warn[n].name, name)) return label_in(&s->warn[n].say, name, k->lang);
        return name;
}

struct str label_record(const struct ask *k, const struct ledger *l, int64_t id)
{
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec r;
        if (rec_load(&v, k->a, l, id, &r) != OK) return str_printf(k->a, "#%" PRId64, id);
        int title = first_text(l);
        if (title < 0 || r.v[title].type != T_NUMBER || scope_check(k, l, id) != OK)
                return r.number;
        struct str text = text_open(k, id, r.v[title].i, l->fields[title].name, NULL);
        text = label_text(k, l, &r, text);
        return str_printf(k->a, "%.*s %.*s", SP(r.number), SP(text));
}

static struct str account_label(const struct ask *k, int64_t id)
{
        int i = account_by_id(&k->in->accounts, id);
        return i < 0 ? str_printf(k->a, "#%" PRId64, id) : k->in->accounts.v[i].login;
}

/* ---- values ---- */

struct str label_flag(const struct ask *k, bool b)
{
        if (k->lang == LANG_ZH) return b ? S("是") : S("否");
        return b ? S("yes") : S("no");
}

/* The names of the record's persons, as they may stand in its texts. */
static size_t contact_names(const struct ask *k, const struct ledger *l, const struct rec *r,
                            struct str **ret)
{
        size_t n = 0, cap = 0;
        *ret = NULL;
        for (size_t i = 0; i < l->fields_n; i++) {
                struct jval *o;
                struct str why;
                bool there;
                if (l->fields[i].type != F_PERSON || r->v[i].type != T_NUMBER) continue;
                struct str json = text_open(k, r->id, r->v[i].i, l->fields[i].name, &there);
                if (!there || jval_parse(k->a, json, &o, &why) != OK) continue;
                struct str name = jval_text(o, S("name"));
                if (utf8_len(name) > 1) *ARENA_PUSH(k->a, *ret, n, cap) = name;
        }
        return n;
}

struct str label_text(const struct ask *k, const struct ledger *l, const struct rec *r,
                      struct str text)
{
        struct str *name;
        size_t n = contact_names(k, l, r, &name);
        return mask_within(k->a, text, name, n);
}

static struct str sealed_label(const struct ask *k, const struct ledger *l, const struct rec *r,
                               int field, enum bare bare)
{
        bool there;
        const struct field *f = &l->fields[field];
        int64_t seq = r->v[field].i;
        struct str text = text_open(k, r->id, seq, f->name, &there);
        if (!there) return text;
        if (f->type == F_PERSON)
                return f->private && bare == MASKED ? mask_person(k->a, text)
                                                    : bare_person(k->a, text);
        if (f->type == F_ROWS) {
                struct table_shown t;
                const struct table_in in = { l, r, field, bare };
                if (!table_read(k, &in, text, &t)) return text;
                text = table_text(k, &t);
                return f->private && bare == MASKED ? mask_text(k->a, text) : text;
        }
        if (f->type == F_FILE) {
                text = files_label(k, text);
                return bare == BARE ? text : label_text(k, l, r, text);
        }
        if (bare == BARE) return text;
        return f->private ? mask_text(k->a, text) : label_text(k, l, r, text);
}

static struct str number_label(const struct ask *k, const struct field *f, const struct value *v)
{
        if (f->type == F_LINK) return label_link(k, f, v->i);
        if (f->type == F_ACCOUNT) return account_label(k, v->i);
        struct str n = label_number(k, v->i, v->digits);
        return f->unit.n ? str_printf(k->a, "%.*s %.*s", SP(n), SP(f->unit)) : n;
}

struct str label_code(const struct ask *k, const struct field *f, struct str code)
{
        switch (f->type) {
        case F_CHOICE:
        case F_TREE: return choice_label(k, f->list, code);
        case F_OFFICE:
        case F_PLACE: return label_office(k, code, DAY_NONE);
        case F_TEXT:
        case F_NOTE:
        case F_CODE:
        case F_FLAG:
        case F_INT:
        case F_DECIMAL:
        case F_MONEY:
        case F_DAY:
        case F_MOMENT:
        case F_PERIOD:
        case F_ACCOUNT:
        case F_PERSON:
        case F_LINK:
        case F_FILE:
        case F_ROWS:
        case F_TYPE_COUNT: return code;
        }
        BUG("field type");
}

static struct str many_label(const struct ask *k, const struct field *f, const struct value *v)
{
        struct str out = STR_NONE;
        for (size_t i = 0; i < v->many_n; i++) {
                struct value x = value_one(f, v, i);
                struct str one =
                        x.type == T_NUMBER ? number_label(k, f, &x) : label_code(k, f, x.text);
                const char *comma = k->lang == LANG_ZH ? "、" : ", ";
                out = str_printf(k->a, "%.*s%s%.*s", SP(out), i ? comma : "", SP(one));
        }
        return out;
}

static struct str clear_label(const struct ask *k, const struct field *f, const struct value *v)
{
        switch (v->type) {
        case T_NULL:
        case T_ERROR: return STR_NONE;
        case T_BOOL: return label_flag(k, v->truth);
        case T_NUMBER: return number_label(k, f, v);
        case T_TEXT: return label_code(k, f, v->text);
        case T_DAY: return label_day(k, (struct day){ (int32_t)v->i });
        case T_MOMENT: return label_moment(k, (struct moment){ v->i });
        case T_MANY: return many_label(k, f, v);
        }
        BUG("value type");
}

struct str label_field(const struct ask *k, const struct ledger *l, const struct rec *r, int field,
                       enum bare bare)
{
        const struct field *f = &l->fields[field];
        const struct value *v = &r->v[field];
        if (f->sealed && v->type == T_NUMBER) return sealed_label(k, l, r, field, bare);
        struct str out = clear_label(k, f, v);
        bool mask = f->private && bare == MASKED && f->type != F_FLAG;
        return mask ? mask_text(k->a, out) : out;
}

static struct str builtin_label(const struct ask *k, const struct ledger *l, const struct rec *r,
                                int prop)
{
        if (prop == PROP_NUMBER) return r->number;
        if (prop == PROP_STATE) return label_state(k, l, r->state);
        if (prop == PROP_KIND) return label_kind(l->states[r->state].kind, k->lang);
        if (prop == PROP_OWNER) return label_office(k, r->owner, DAY_NONE);
        if (prop == PROP_ENTERED) return label_day(k, r->entered);
        if (prop == PROP_ROUND) return label_number(k, r->round, 0);
        if (prop == PROP_PROMISED) return label_due(k, r->promised);
        ASSERT(prop == PROP_PARENT);
        return r->parent ? str_printf(k->a, "#%" PRId64, r->parent) : STR_NONE;
}

bool label_prop(const struct ask *k, const struct ledger *l, const struct rec *r, struct str name,
                struct str *ret)
{
        for (int i = 0; i < (int)l->props_record.n; i++) {
                if (!str_eq(l->props_record.p[i].name, name) || name.n == 0) continue;
                *ret = i < PROP_FIELDS ? builtin_label(k, l, r, i)
                                       : label_field(k, l, r, i - PROP_FIELDS, MASKED);
                return true;
        }
        return false;
}

struct str label_heading(const struct ask *k, const struct ledger *l, struct str name)
{
        static const struct {
                struct str name;
                struct label label;
        } builtin[] = {
                { SI("number"), { SI("编号"), SI("Number") } },
                { SI("state"), { SI("状态"), SI("State") } },
                { SI("kind"), { SI("办理情况"), SI("Kind") } },
                { SI("owner"), { SI("受理单位"), SI("Owner") } },
                { SI("entered"), { SI("受理日期"), SI("Entered") } },
                { SI("round"), { SI("轮次"), SI("Round") } },
                { SI("parent"), { SI("主件"), SI("Parent") } },
                { SI("promised"), { SI("承诺时限"), SI("Promised by") } },
        };
        int f = ledger_field(l, name);
        if (f >= 0) return label_in(&l->fields[f].label, name, k->lang);
        for (size_t i = 0; i < LEN(builtin); i++)
                if (str_eq(builtin[i].name, name))
                        return label_in(&builtin[i].label, name, k->lang);
        return name;
}

struct str label_by(const struct ask *k, const struct ledger *l, int field, struct str value,
                    struct day on)
{
        const struct field *f = &l->fields[field];
        int64_t id;
        if (value.n == 0) return k->lang == LANG_ZH ? S("（无）") : S("(none)");
        if (f->type == F_FLAG) return label_flag(k, str_eq(value, S("true")));
        if (f->type == F_OFFICE || f->type == F_PLACE) return label_office(k, value, on);
        if (f->type == F_CHOICE || f->type == F_TREE) return choice_label(k, f->list, value);
        if ((f->type != F_LINK && f->type != F_ACCOUNT) ||
            num_parse_i64(value, 0, INT64_MAX, &id) != OK)
                return value;
        return f->type == F_LINK ? label_link(k, f, id) : account_label(k, id);
}
