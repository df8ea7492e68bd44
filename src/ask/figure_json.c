/* figure_json.c: a figure with its papers as JSON (design 10). */
#include "ask/figure.h"
#include "ask/label.h"

/* Whole numbers as numbers, decimals as text, nothing as null. */
static void put_scaled(const struct ask *k, struct jout *j, int64_t v, int digits)
{
        if (digits) jout_text(j, label_number(k, v, digits));
        else jout_int(j, v);
}

/* As it is shown: a sum in its figure's unit. */
static void put_shown(const struct ask *k, const struct figure_out *x, int64_t v, struct jout *j)
{
        bool sum = x->def->agg == AGG_SUM && (x->def->powers || x->def->shown != x->digits);
        if (sum) jout_text(j, figure_number(k, x, v));
        else put_scaled(k, j, v, x->digits);
}

static void put_value(const struct ask *k, const struct figure_out *x, const struct amount *v,
                      struct jout *j)
{
        jout_key(j, S("value"));
        if (v->none || v->small) jout_null(j);
        else put_shown(k, x, v->v, j);
        bool told = v->none && !x->ratio && x->def->agg != AGG_MAX; /* by the others */
        if (v->small || told) {
                jout_key_bool(j, S("suppressed"), true);
                return;
        }
        if (x->ratio) {
                jout_key(j, S("numerator"));
                put_scaled(k, j, v->num, x->num_digits);
                jout_key(j, S("denominator"));
                put_scaled(k, j, v->den, x->den_digits);
        } else if (x->period && x->in.l->figures[x->in.figure].flow == FLOW_STOCK) {
                const struct {
                        struct str key;
                        int64_t v;
                } part[] = { { S("opening"), v->opening },
                             { S("in"), v->in },
                             { S("out"), v->out } };
                for (size_t i = 0; i < LEN(part); i++) {
                        jout_key(j, part[i].key);
                        put_shown(k, x, part[i].v, j);
                }
        }
}

static void put_papers(const struct ask *k, const struct figure_out *x, struct jout *j)
{
        const struct figure_in *in = &x->in;
        const struct office *o = &k->in->offices.o[in->office];
        const struct figure *f = &in->l->figures[in->figure];
        if (x->period) {
                jout_key_text(j, S("from"), label_day(k, in->from));
                jout_key_text(j, S("to"), label_day(k, in->to));
        } else {
                jout_key_text(j, S("on"), label_day(k, in->on));
        }
        if (in->known.is && day_is(in->known.day))
                jout_key_text(j, S("known"), label_day(k, in->known.day));
        if (in->now) jout_key_text(j, S("tree"), S("now"));
        jout_key_text(j, S("office"), o->code);
        jout_key_text(j, S("office_name"), label_office(k, o->code, x->last));
        jout_key_text(j, S("definition"), x->def->text);
        jout_key_int(j, S("version"), in->l->version);
        if (day_is(x->def->since)) jout_key_text(j, S("since"), label_day(k, x->def->since));
        jout_key_text(j, S("label"), label_in(&f->label, f->name, k->lang));
        if (x->percent) jout_key_text(j, S("unit"), S("%"));
        else if (f->unit.n) jout_key_text(j, S("unit"), f->unit);
}

static void put_by(const struct ask *k, const struct figure_out *x, struct jout *j)
{
        jout_key_text(j, S("by"), x->in.l->fields[x->in.by].name);
        jout_key(j, S("values"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->by_n; i++) {
                const struct amount *v = &x->by[i];
                jout_open(j, '{');
                jout_key_text(j, S("by"), v->value);
                jout_key_text(j, S("label"), v->label);
                if (v->depth) jout_key_int(j, S("depth"), v->depth);
                put_value(k, x, v, j);
                jout_close(j);
        }
        jout_close(j);
}

static void put_row(const struct ask *k, const struct figure_out *x, const struct figure_rows *rows,
                    const struct figure_row *r, struct jout *j)
{
        jout_open(j, '{');
        if (r->record) {
                jout_key_int(j, S("record"), r->record);
                jout_key_text(j, S("number"), r->number);
                jout_key_text(j, S("state"), r->state);
                if (r->title.n) jout_key_text(j, S("title"), r->title);
                if (r->item) jout_key_int(j, S("item"), r->item);
        } else {
                jout_key_text(j, S("key"), r->key);
        }
        if (r->to.text.n) jout_key_text(j, S("to"), r->to.text);
        if (r->to.number.n) jout_key_text(j, S("to_number"), r->to.number);
        if (rows->movements) {
                jout_key_text(j, S("day"), label_day(k, r->day));
                jout_key_int(j, S("seq"), r->seq);
        }
        if (day_is(r->late)) jout_key_text(j, S("known"), label_day(k, r->late));
        jout_key(j, S("amount"));
        put_scaled(k, j, r->amount, x->ratio ? x->den_digits : x->digits);
        if (x->ratio) {
                jout_key(j, S("numerator"));
                put_scaled(k, j, r->num, x->num_digits);
        }
        jout_close(j);
}

void figure_json(const struct ask *k, const struct figure_out *x, const struct figure_rows *rows,
                 struct jout *j)
{
        const struct figure *f = &x->in.l->figures[x->in.figure];
        jout_open(j, '{');
        jout_key_text(j, S("figure"),
                      str_printf(k->a, "%.*s.%.*s", SP(x->in.l->name), SP(f->name)));
        if (x->in.one) {
                jout_key_text(j, S("by"), x->in.l->fields[x->in.by].name);
                jout_key_text(j, S("by_value"), x->in.value);
        }
        put_value(k, x, &x->all, j);
        put_papers(k, x, j);
        if (x->in.by >= 0 && !x->in.one) put_by(k, x, j);
        struct str unit = figure_row_unit(x);
        if (rows && unit.n && !str_eq(unit, x->def->unit)) jout_key_text(j, S("row_unit"), unit);
        if (rows) {
                jout_key(j, S("rows"));
                jout_open(j, '[');
                for (size_t i = 0; i < rows->n; i++) put_row(k, x, rows, &rows->v[i], j);
                jout_close(j);
                jout_key_int(j, S("shown"), rows->shown);
                jout_key_int(j, S("withheld"), rows->withheld);
                if (rows->after.n) jout_key_text(j, S("after"), rows->after);
        }
        jout_close(j);
}
