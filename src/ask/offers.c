#include "ask/offers.h"

#include "ask/label.h"
#include "loop/history.h"
#include "view/lookup.h"

static enum err find_link(void *ctx, const struct ledger *l, struct str number, int64_t *ret)
{
        return lookup_linked(ctx, l, number, ret);
}

enum err offers_read(const struct ask *k, const struct ledger *l, const struct rec *r,
                     struct actor who, struct step_offer **ret, size_t *ret_n)
{
        struct command cmd = { .who = who, .record = r->id, .day = DAY_NONE, .version = -1 };
        struct view v = { .st = k->st, .city = k->in->city };
        struct linker link = { .ctx = &v, .find = find_link };
        struct decide_in in = { .a = k->a,
                                .f = k->f,
                                .city = k->in->city,
                                .l = l,
                                .cmd = &cmd,
                                .rec = r,
                                .now = k->now,
                                .link = &link };
        TRY(ask_failed(k, history_before_last(k->st, &in)));
        decide_offers(&in, ret, ret_n);
        return OK;
}

/* ---- values for forms ------------------------------------------------------------------------ */

static struct str link_number(const struct ask *k, const struct field *f, int64_t id)
{
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec r;
        bool there = rec_load(&v, k->a, &k->in->city->ledgers[f->of_ledger], id, &r) == OK;
        return there ? r.number : STR_NONE;
}

static struct str number_text(const struct ask *k, const struct field *f, const struct value *v)
{
        if (f->type == F_LINK) return link_number(k, f, v->i);
        if (f->type != F_ACCOUNT) return label_number(k, v->i, v->digits);
        int i = account_by_id(&k->in->accounts, v->i);
        return i < 0 ? STR_NONE : k->in->accounts.v[i].login;
}

static struct str joined(const struct ask *k, const struct field *f, const struct value *v)
{
        struct str out = STR_NONE;
        for (size_t i = 0; i < v->many_n; i++) {
                struct value x = value_one(f, v, i);
                struct str one = x.type == T_NUMBER ? number_text(k, f, &x) : x.text;
                out = str_printf(k->a, "%.*s%s%.*s", SP(out), i ? "," : "", SP(one));
        }
        return out;
}

struct str offer_typed(const struct ask *k, const struct ledger *l, const struct rec *r, int field)
{
        const struct field *f = &l->fields[field];
        const struct value *v = &r->v[field];
        char text[40];
        if (f->sealed) return STR_NONE;
        switch (v->type) {
        case T_NULL:
        case T_ERROR: return STR_NONE;
        case T_BOOL: return v->truth ? S("true") : STR_NONE;
        case T_NUMBER: return number_text(k, f, v);
        case T_TEXT: return v->text;
        case T_DAY: return label_day(k, (struct day){ (int32_t)v->i });
        case T_MOMENT:
                return str_dup(k->a, moment_short((struct moment){ v->i }, k->in->zone, text));
        case T_MANY: return joined(k, f, v);
        }
        BUG("value type");
}

/* A text of which something is masked is not offered: the mask would be taken for the text. */
static struct str sealed_value(const struct ask *k, const struct ledger *l, const struct rec *r,
                               int field)
{
        const struct field *f = &l->fields[field];
        bool there = false;
        if (r->v[field].type != T_NUMBER || (f->type != F_TEXT && f->type != F_NOTE))
                return STR_NONE;
        struct str text = text_open(k, r->id, r->v[field].i, f->name, &there);
        return there && str_eq(label_text(k, l, r, text), text) ? text : STR_NONE;
}

struct str offer_value(const struct ask *k, const struct ledger *l, const struct rec *r, int field)
{
        struct str link, name;
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec other;
        const struct value *own = &r->v[field];
        if (!str_cut(l->fields[field].offer, '.', &link, &name)) return STR_NONE;
        int by = ledger_field(l, link);
        bool filled = own->type == T_MANY ? own->many_n > 0 : own->type != T_NULL;
        if (filled || by < 0 || r->v[by].type != T_NUMBER) return STR_NONE;
        const struct ledger *of = &k->in->city->ledgers[l->fields[by].of_ledger];
        int theirs = ledger_field(of, name);
        if (theirs < 0 || of->fields[theirs].private || scope_check(k, of, r->v[by].i) != OK ||
            rec_load(&v, k->a, of, r->v[by].i, &other) != OK)
                return STR_NONE;
        return of->fields[theirs].sealed ? sealed_value(k, of, &other, theirs)
                                         : offer_typed(k, of, &other, theirs);
}

void warnings_json(const struct ask *k, const struct ledger *l, struct str step,
                   const struct outcome_of *o, struct jout *j)
{
        jout_key(j, S("warnings"));
        jout_open(j, '[');
        for (size_t i = 0; i < o->warned_n; i++) {
                jout_open(j, '{');
                jout_key_text(j, S("name"), o->warned[i]);
                jout_key_text(j, S("text"), label_warning(k, l, step, o->warned[i]));
                jout_close(j);
        }
        jout_close(j);
}
