#include "ask/table.h"

#include "ask/mask.h"
#include "base/num.h"

static struct str linked(const struct ask *k, const struct field *f, struct str number)
{
        const struct ledger *l = &k->in->city->ledgers[f->of_ledger];
        struct view v = { .st = k->st, .city = k->in->city };
        struct str head, tail;
        int64_t id;
        if (str_cut(number, '/', &head, &tail) && str_eq(head, l->name)) number = tail;
        return rec_find(&v, l, number, &id) == OK ? label_link(k, f, id) : number;
}

static struct str plain_cell(const struct ask *k, const struct field *f, struct str text)
{
        struct str area, point;
        struct moment m;
        switch (f->type) {
        case F_CHOICE:
        case F_TREE:
        case F_OFFICE: return label_code(k, f, text);
        case F_PLACE:
                area = text;
                (void)str_cut(text, '@', &area, &point);
                return label_code(k, f, area);
        case F_FLAG: return label_flag(k, str_eq(text, S("true")));
        case F_LINK: return linked(k, f, text);
        case F_INT:
        case F_DECIMAL:
        case F_MONEY:
                return f->unit.n ? str_printf(k->a, "%.*s %.*s", SP(text), SP(f->unit)) : text;
        case F_MOMENT: return moment_parse(text, k->in->zone, &m) == OK ? label_moment(k, m) : text;
        case F_TEXT:
        case F_NOTE:
        case F_CODE:
        case F_DAY:
        case F_PERIOD:
        case F_ACCOUNT:
        case F_PERSON:
        case F_FILE:
        case F_ROWS:
        case F_TYPE_COUNT: return text;
        }
        BUG("field type");
}

struct source {
        const struct ask *k;
        const struct ledger *l;
        const struct rec *r;
        enum bare bare;
};

/* Is the value itself never shown: private, or a text in which something is masked? */
static bool is_masked(const struct source *x, const struct field *f)
{
        return x->bare == MASKED && (f->private || f->sealed);
}

static struct str cell_of(const struct source *x, const struct field *f, struct str text)
{
        struct arena *a = x->k->a;
        bool mask = f->private && x->bare == MASKED && f->type != F_FLAG;
        if (text.n == 0) return text;
        if (f->type == F_PERSON) return mask ? mask_person(a, text) : bare_person(a, text);
        if (mask) return mask_text(a, f->sealed ? text : plain_cell(x->k, f, text));
        if (is_masked(x, f)) return label_text(x->k, x->l, x->r, text);
        return plain_cell(x->k, f, text);
}

static bool parsed(const struct ask *k, struct str text, struct jval **ret)
{
        struct str why;
        return jval_parse(k->a, text, ret, &why) == OK && (*ret)->kind == JARRAY;
}

bool table_read(const struct ask *k, const struct table_in *in, struct str text,
                struct table_shown *ret)
{
        const struct field *f = &in->l->fields[in->field];
        const struct source x = { k, in->l, in->r, in->bare };
        struct jval *v;
        if (!parsed(k, text, &v)) return false;
        *ret = (struct table_shown){ f, v->n, ARENA_NEW(k->a, struct str, v->n * f->rows_n) };
        for (size_t i = 0; i < v->n; i++)
                for (size_t c = 0; c < f->rows_n; c++)
                        ret->cell[i * f->rows_n + c] =
                                cell_of(&x, &f->rows[c], jval_text(&v->items[i], f->rows[c].name));
        return true;
}

struct str table_text(const struct ask *k, const struct table_shown *x)
{
        bool zh = k->lang == LANG_ZH;
        struct buf b = { .limit = (size_t)4 * ROWS_BYTES_MAX };
        for (size_t i = 0; i < x->n; i++) {
                const char *between = "";
                buf_printf(&b, "%s%zu. ", i ? "\n" : "", i + 1);
                for (size_t c = 0; c < x->f->rows_n; c++) {
                        const struct field *f = &x->f->rows[c];
                        struct str text = x->cell[i * x->f->rows_n + c];
                        if (text.n == 0) continue;
                        buf_printf(&b, zh ? "%s%.*s：%.*s" : "%s%.*s: %.*s", between,
                                   SP(label_in(&f->label, f->name, k->lang)), SP(text));
                        between = zh ? "；" : "; ";
                }
        }
        struct str out = str_dup(k->a, buf_view(&b));
        buf_free(&b);
        return out;
}

/* As it is given: codes, true, 12. */
static void put_cell(const struct source *x, const struct field *f, struct str text, struct jout *j)
{
        int64_t n;
        jout_key(j, f->name);
        if (text.n == 0) jout_null(j);
        else if (is_masked(x, f) && f->type != F_FLAG) jout_text(j, cell_of(x, f, text));
        else if (f->type == F_FLAG) jout_bool(j, str_eq(text, S("true")));
        else if (f->type == F_INT &&
                 num_parse_i64(text, -((int64_t)1 << 53), (int64_t)1 << 53, &n) == OK)
                jout_int(j, n);
        else jout_text(j, text);
}

void table_json(const struct ask *k, const struct ledger *l, const struct rec *r, int field,
                struct jout *j)
{
        const struct field *f = &l->fields[field];
        const struct source x = { k, l, r, MASKED };
        struct jval *v;
        bool there = false;
        if (r->v[field].type != T_NUMBER) {
                jout_null(j);
                return;
        }
        struct str text = text_open(k, r->id, r->v[field].i, f->name, &there);
        if (f->private || !there || !parsed(k, text, &v)) {
                jout_text(j, label_field(k, l, r, field, MASKED));
                return;
        }
        jout_open(j, '[');
        for (size_t i = 0; i < v->n; i++) {
                jout_open(j, '{');
                for (size_t c = 0; c < f->rows_n; c++)
                        put_cell(&x, &f->rows[c], jval_text(&v->items[i], f->rows[c].name), j);
                jout_close(j);
        }
        jout_close(j);
}
