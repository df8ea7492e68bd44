/* list_out.c: records and lists as JSON and as text for a terminal. */
#include "ask/label.h"
#include "ask/list.h"
#include "ask/mask.h"
#include "ask/table.h"
#include "base/utf8.h"

/* ---- JSON ---- */

static void put_sealed(const struct ask *k, const struct ledger *l, const struct rec *r, int field,
                       struct jout *j)
{
        struct str text = label_field(k, l, r, field, MASKED);
        if (text.n) jout_text(j, text);
        else jout_null(j);
}

static void put_field(const struct ask *k, const struct ledger *l, const struct rec *r, int field,
                      struct jout *j)
{
        const struct field *f = &l->fields[field];
        const struct value *v = &r->v[field];
        if (f->type == F_ROWS) {
                table_json(k, l, r, field, j);
                return;
        }
        if (f->private || (f->sealed && v->type == T_NUMBER)) {
                put_sealed(k, l, r, field, j);
                return;
        }
        switch (v->type) {
        case T_NULL:
        case T_ERROR: jout_null(j); return;
        case T_BOOL: jout_bool(j, v->truth); return;
        case T_NUMBER:
                if (v->digits) jout_text(j, label_number(k, v->i, v->digits));
                else jout_int(j, v->i);
                return;
        case T_TEXT: jout_text(j, v->text); return;
        case T_DAY: jout_text(j, label_day(k, (struct day){ (int32_t)v->i })); return;
        case T_MOMENT: {
                char text[40];
                jout_text(j, moment_format((struct moment){ v->i }, k->in->zone, text));
                return;
        }
        case T_MANY:
                jout_open(j, '[');
                for (size_t i = 0; i < v->many_n; i++) {
                        struct value x = value_one(f, v, i);
                        if (x.type == T_NUMBER) jout_int(j, x.i);
                        else jout_text(j, x.text);
                }
                jout_close(j);
                return;
        }
        BUG("value type");
}

static void put_builtin(const struct ask *k, const struct ledger *l, const struct rec *r, int prop,
                        struct jout *j)
{
        char text[40];
        if (prop == PROP_NUMBER) jout_text(j, r->number);
        else if (prop == PROP_STATE) jout_text(j, l->states[r->state].name);
        else if (prop == PROP_KIND) jout_text(j, kind_name(l->states[r->state].kind));
        else if (prop == PROP_OWNER) jout_text(j, r->owner);
        else if (prop == PROP_ENTERED) jout_text(j, label_day(k, r->entered));
        else if (prop == PROP_ROUND) jout_int(j, r->round);
        else if (prop == PROP_PARENT && r->parent) jout_int(j, r->parent);
        else if (prop == PROP_PROMISED && moment_is(r->promised))
                jout_text(j, moment_format(r->promised, k->in->zone, text));
        else jout_null(j);
}

static bool wanted(const struct str *column, size_t n, struct str name)
{
        for (size_t i = 0; column && i < n; i++)
                if (str_eq(column[i], name)) return true;
        return column == NULL;
}

void record_json(const struct ask *k, const struct ledger *l, const struct rec *r,
                 const struct str *column, size_t n, struct jout *j)
{
        const struct props *p = &l->props_record;
        for (int i = 0; i < (int)p->n; i++) {
                struct str name = i < PROP_FIELDS ? p->p[i].name : l->fields[i - PROP_FIELDS].name;
                if (name.n == 0 || !wanted(column, n, name)) continue;
                jout_key(j, name);
                if (i < PROP_FIELDS) put_builtin(k, l, r, i, j);
                else put_field(k, l, r, i - PROP_FIELDS, j);
        }
}

void list_json(const struct ask *k, const struct list_in *in, const struct list_out *x,
               struct jout *j)
{
        jout_open(j, '{');
        jout_key_text(j, S("ledger"), in->l->name);
        jout_key(j, S("records"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->n; i++) {
                jout_open(j, '{');
                jout_key_int(j, S("record"), x->v[i].id);
                jout_key_int(j, S("version"), x->v[i].version);
                if (!wanted(x->column, x->columns_n, S("number")))
                        jout_key_text(j, S("number"), x->v[i].number);
                if (!wanted(x->column, x->columns_n, S("state")))
                        jout_key_text(j, S("state"), in->l->states[x->v[i].state].name);
                record_json(k, in->l, &x->v[i], x->column, x->columns_n, j);
                jout_close(j);
        }
        jout_close(j);
        if (x->next.n) jout_key_text(j, S("after"), x->next);
        if (x->total >= 0) jout_key_int(j, S("total"), x->total);
        jout_close(j);
}

/* ---- text: Chinese characters take two places ---- */

#define WIDTH_MAX 40

static bool is_wide(uint32_t c)
{
        return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
               (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
               (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
               (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
}

/* Places taken by the text up to `max`; *ret_bytes of it fit. */
static size_t width(struct str s, size_t max, size_t *ret_bytes)
{
        size_t n = 0, at = 0;
        *ret_bytes = 0;
        while (at < s.n) {
                size_t next = at;
                uint32_t c = utf8_next(s, &next);
                size_t w = c == '\n' || c == '\r' ? 0 : is_wide(c) ? 2 : 1;
                if (n + w > max) break;
                n += w;
                at = next;
                *ret_bytes = at;
        }
        return n;
}

static struct str one_line(struct arena *a, struct str s)
{
        char *p = ARENA_NEW(a, char, s.n);
        for (size_t i = 0; i < s.n; i++) {
                p[i] = s.p[i];
                if (p[i] == '\n' || p[i] == '\r' || p[i] == '\t') p[i] = ' ';
        }
        return (struct str){ p, s.n };
}

static void put_padded(struct buf *out, struct str s, size_t to, bool last)
{
        size_t bytes, w = width(s, to, &bytes);
        buf_put(out, str_sub(s, 0, bytes));
        for (; !last && w < to + 2; w++) buf_putc(out, ' ');
}

void list_text(const struct ask *k, const struct list_in *in, const struct list_out *x,
               struct buf *out)
{
        size_t n = x->columns_n, bytes;
        struct str *cell = ARENA_NEW(k->a, struct str, (x->n + 1) * n);
        size_t *to = ARENA_NEW(k->a, size_t, n);
        for (size_t i = 0; i <= x->n; i++)
                for (size_t c = 0; c < n; c++) {
                        struct str *s = &cell[i * n + c];
                        if (i == 0) *s = label_heading(k, in->l, x->column[c]);
                        else (void)label_prop(k, in->l, &x->v[i - 1], x->column[c], s);
                        *s = one_line(k->a, *s);
                        size_t w = width(*s, WIDTH_MAX, &bytes);
                        if (w > to[c]) to[c] = w;
                }
        for (size_t i = 0; i <= x->n; i++) {
                for (size_t c = 0; c < n; c++) put_padded(out, cell[i * n + c], to[c], c + 1 == n);
                buf_putc(out, '\n');
        }
        if (x->total >= 0)
                buf_printf(out, k->lang == LANG_ZH ? "共 %" PRId64 " 条\n" : "%" PRId64 " in all\n",
                           x->total);
        if (x->next.n) buf_printf(out, "--after %.*s\n", SP(x->next));
}
