/* openapi_field.c: a field as it is answered, and as a step takes it. */
#include "api/openapi_in.h"

void oa_type(struct jout *j, const char *type, bool null)
{
        jout_key(j, S("type"));
        if (!null) {
                jout_text(j, str_c(type));
                return;
        }
        jout_open(j, '[');
        jout_text(j, str_c(type));
        jout_text(j, S("null"));
        jout_close(j);
}

void oa_format(struct jout *j, const char *format)
{
        jout_key_text(j, S("format"), str_c(format));
}

/* Codes in `enum`, their labels in `description`: code = label. */
static struct str choices_said(const struct openapi *x, const struct list *l)
{
        struct str out = STR_NONE;
        for (size_t i = 0; i < l->n && i < 50; i++)
                out = str_printf(x->a, "%.*s%s%.*s = %.*s", SP(out), i ? "; " : "",
                                 SP(l->c[i].code),
                                 SP(label_in(&l->c[i].label, l->c[i].code, x->lang)));
        return out;
}

static void put_enum(const struct openapi *x, const struct list *l, bool null)
{
        jout_key(x->j, S("enum"));
        jout_open(x->j, '[');
        for (size_t i = 0; i < l->n; i++) jout_text(x->j, l->c[i].code);
        if (null) jout_null(x->j);
        jout_close(x->j);
}

static void put_words(const struct openapi *x, const struct field *f)
{
        bool listed = f->type == F_CHOICE || f->type == F_TREE;
        struct str label = label_in(&f->label, f->name, x->lang);
        if (listed)
                label = str_printf(x->a, "%.*s: %.*s", SP(label),
                                   SP(choices_said(x, &x->city->lists[f->list])));
        jout_key_text(x->j, S("description"), label);
}

static void put_types(struct jout *j, const char *const *name, size_t n)
{
        jout_key(j, S("type"));
        jout_open(j, '[');
        for (size_t i = 0; i < n; i++) jout_text(j, str_c(name[i]));
        jout_close(j);
}

/* A table: an array of objects. What is answered has nulls, and masked texts for private values;
 * what is given takes text, numbers and flags for each value (input_rows). */
static void put_table(const struct openapi *x, const struct field *f, bool given)
{
        static const char *const kind[] = { "string", "number", "boolean", "null" };
        static const char *const whole[] = { "array", "null", "string" }; /* string: it is erased */
        struct jout *j = x->j;
        put_types(j, whole, given ? 1 : LEN(whole));
        jout_key_int(j, S("maxItems"), ROWS_MAX);
        jout_key(j, S("items"));
        jout_open(j, '{');
        oa_type(j, "object", false);
        jout_key_bool(j, S("additionalProperties"), false);
        jout_key(j, S("properties"));
        jout_open(j, '{');
        for (size_t i = 0; i < f->rows_n; i++) {
                jout_key(j, f->rows[i].name);
                jout_open(j, '{');
                put_words(x, &f->rows[i]);
                put_types(j, kind, LEN(kind));
                jout_close(j);
        }
        jout_close(j);
        jout_close(j);
}

/* A field as it is answered: list_out.c. */
void oa_field_answered(const struct openapi *x, const struct field *f)
{
        struct jout *j = x->j;
        bool text = f->private || f->sealed, id = f->type == F_LINK || f->type == F_ACCOUNT;
        jout_key(j, f->name);
        jout_open(j, '{');
        put_words(x, f);
        if (f->type == F_ROWS && !f->private) {
                put_table(x, f, false);
                jout_close(j);
                return;
        }
        if (f->many && !text) {
                oa_type(j, "array", true);
                jout_key(j, S("items"));
                jout_open(j, '{');
                oa_type(j, id ? "integer" : "string", false);
                jout_close(j);
        } else if (!text && f->type == F_FLAG) {
                oa_type(j, "boolean", true);
        } else if (!text && (f->type == F_INT || id)) {
                oa_type(j, "integer", true);
        } else {
                oa_type(j, "string", true);
                if (!text && (f->type == F_CHOICE || f->type == F_TREE))
                        put_enum(x, &x->city->lists[f->list], true);
                if (!text && f->type == F_DAY) oa_format(j, "date");
                if (!text && f->type == F_MOMENT) oa_format(j, "date-time");
        }
        jout_close(j);
}

/* {"type": "object", "properties": {name: {"type": "string"} …}} */
static void put_object(struct jout *j, const char *x, const char *y)
{
        const char *const name[] = { x, y };
        jout_open(j, '{');
        oa_type(j, "object", false);
        jout_key_bool(j, S("additionalProperties"), false);
        jout_key(j, S("properties"));
        jout_open(j, '{');
        for (size_t i = 0; i < LEN(name); i++) {
                jout_key(j, str_c(name[i]));
                jout_open(j, '{');
                jout_close(j);
        }
        jout_close(j);
        jout_close(j);
}

/* Either a string as the command line takes it, or an object. */
static void put_parted(const struct openapi *x, const struct field *f)
{
        struct jout *j = x->j;
        bool place = f->type == F_PLACE;
        jout_key(j, S("anyOf"));
        jout_open(j, '[');
        jout_open(j, '{');
        oa_type(j, "string", false);
        jout_key_text(j, S("description"),
                      place                ? S("code@lat,lon")
                      : x->lang == LANG_ZH ? S("姓名, 电话")
                                           : S("name, phone"));
        jout_close(j);
        if (!place) {
                put_object(j, "name", "phone");
        } else {
                jout_open(j, '{');
                oa_type(j, "object", false);
                jout_key_bool(j, S("additionalProperties"), false);
                jout_key(j, S("properties"));
                jout_open(j, '{');
                jout_key(j, S("code"));
                jout_open(j, '{');
                oa_type(j, "string", false);
                jout_close(j);
                static const char *const axis[] = { "lat", "lon" };
                for (size_t i = 0; i < LEN(axis); i++) {
                        jout_key(j, str_c(axis[i]));
                        jout_open(j, '{');
                        oa_type(j, "number", false);
                        jout_close(j);
                }
                jout_close(j);
                jout_close(j);
        }
        jout_close(j);
}

static void put_text_input(const struct openapi *x, const struct field *f)
{
        struct jout *j = x->j;
        oa_type(j, "string", false);
        if (f->type == F_CHOICE || f->type == F_TREE) put_enum(x, &x->city->lists[f->list], false);
        if (f->type == F_DAY) oa_format(j, "date");
        if ((f->type == F_TEXT || f->type == F_NOTE) && f->has_max)
                jout_key_int(j, S("maxLength"), f->max);
        if (f->type == F_CODE) jout_key_int(j, S("maxLength"), CODE_BYTES_MAX);
}

/* A field as a step takes it: input.c. */
void oa_field_given(const struct openapi *x, const struct field *f)
{
        struct jout *j = x->j;
        jout_key(j, f->name);
        jout_open(j, '{');
        put_words(x, f);
        if (f->many || f->files) {
                oa_type(j, "array", false);
                jout_key(j, S("items"));
                jout_open(j, '{');
                put_text_input(x, f);
                jout_close(j);
        } else if (f->type == F_FLAG) {
                oa_type(j, "boolean", false);
        } else if (f->type == F_INT) {
                oa_type(j, "integer", false);
                if (f->has_min) jout_key_int(j, S("minimum"), f->min);
                if (f->has_max) jout_key_int(j, S("maximum"), f->max);
        } else if (f->type == F_DECIMAL || f->type == F_MONEY) {
                jout_key(j, S("type"));
                jout_open(j, '[');
                jout_text(j, S("string"));
                jout_text(j, S("number"));
                jout_close(j);
        } else if (f->type == F_ROWS) {
                put_table(x, f, true);
        } else if (f->type == F_PLACE || f->type == F_PERSON) {
                put_parted(x, f);
        } else {
                put_text_input(x, f);
        }
        jout_close(j);
}
