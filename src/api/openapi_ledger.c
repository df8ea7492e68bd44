/* openapi_ledger.c: the paths and schemas that follow from a ledger: the record as it is answered,
 * and what each step takes. */
#include "api/openapi_in.h"

/* ---- schemas --------------------------------------------------------------------------------- */

static void put_type(struct jout *j, const char *type, bool null)
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

static void put_format(struct jout *j, const char *format)
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

/* A field as it is answered: list_out.c. */
static void put_value(const struct openapi *x, const struct field *f)
{
        struct jout *j = x->j;
        bool text = f->private || f->sealed;
        jout_key(j, f->name);
        jout_open(j, '{');
        put_words(x, f);
        if (f->many) {
                put_type(j, "array", true);
                jout_key(j, S("items"));
                jout_open(j, '{');
                put_type(j, "string", false);
                jout_close(j);
        } else if (!text && f->type == F_FLAG) {
                put_type(j, "boolean", true);
        } else if (!text && (f->type == F_INT || f->type == F_LINK || f->type == F_ACCOUNT)) {
                put_type(j, "integer", true);
        } else {
                put_type(j, "string", true);
                if (!text && (f->type == F_CHOICE || f->type == F_TREE))
                        put_enum(x, &x->city->lists[f->list], true);
                if (!text && f->type == F_DAY) put_format(j, "date");
                if (!text && f->type == F_MOMENT) put_format(j, "date-time");
        }
        jout_close(j);
}

/* {"type": "object", "properties": {name: {"type": "string"} …}} */
static void put_object(struct jout *j, const char *x, const char *y)
{
        const char *const name[] = { x, y };
        jout_open(j, '{');
        put_type(j, "object", false);
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
        put_type(j, "string", false);
        jout_key_text(j, S("description"),
                      place                ? S("code@lat,lon")
                      : x->lang == LANG_ZH ? S("姓名, 电话")
                                           : S("name, phone"));
        jout_close(j);
        if (!place) {
                put_object(j, "name", "phone");
        } else {
                jout_open(j, '{');
                put_type(j, "object", false);
                jout_key_bool(j, S("additionalProperties"), false);
                jout_key(j, S("properties"));
                jout_open(j, '{');
                jout_key(j, S("code"));
                jout_open(j, '{');
                put_type(j, "string", false);
                jout_close(j);
                static const char *const axis[] = { "lat", "lon" };
                for (size_t i = 0; i < LEN(axis); i++) {
                        jout_key(j, str_c(axis[i]));
                        jout_open(j, '{');
                        put_type(j, "number", false);
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
        put_type(j, "string", false);
        if (f->type == F_CHOICE || f->type == F_TREE) put_enum(x, &x->city->lists[f->list], false);
        if (f->type == F_DAY) put_format(j, "date");
        if ((f->type == F_TEXT || f->type == F_NOTE) && f->has_max)
                jout_key_int(j, S("maxLength"), f->max);
        if (f->type == F_CODE) jout_key_int(j, S("maxLength"), CODE_BYTES_MAX);
}

/* A field as a step takes it: input.c. */
static void put_input(const struct openapi *x, const struct field *f)
{
        struct jout *j = x->j;
        jout_key(j, f->name);
        jout_open(j, '{');
        put_words(x, f);
        if (f->many || f->files) {
                put_type(j, "array", false);
                jout_key(j, S("items"));
                jout_open(j, '{');
                put_text_input(x, f);
                jout_close(j);
        } else if (f->type == F_FLAG) {
                put_type(j, "boolean", false);
        } else if (f->type == F_INT) {
                put_type(j, "integer", false);
                if (f->has_min) jout_key_int(j, S("minimum"), f->min);
                if (f->has_max) jout_key_int(j, S("maximum"), f->max);
        } else if (f->type == F_DECIMAL || f->type == F_MONEY) {
                jout_key(j, S("type"));
                jout_open(j, '[');
                jout_text(j, S("string"));
                jout_text(j, S("number"));
                jout_close(j);
        } else if (f->type == F_PLACE || f->type == F_PERSON) {
                put_parted(x, f);
        } else {
                put_text_input(x, f);
        }
        jout_close(j);
}

static bool can_give(const struct field *f)
{
        return f->type != F_ROWS && !f->retired;
}

/* Fields the step asks; those of `correct` are all. */
static size_t asked(const struct openapi *x, const struct ledger *l, const struct step *s,
                    const struct field ***ret)
{
        const struct field **v = ARENA_NEW(x->a, const struct field *, l->fields_n);
        size_t n = 0;
        for (size_t i = 0; i < s->ask_n; i++)
                if (can_give(&l->fields[s->ask[i]])) v[n++] = &l->fields[s->ask[i]];
        *ret = v;
        return n;
}

static bool is_needed(const struct step *s, const struct field *f)
{
        return s->enters && f->required;
}

static void put_fields(const struct openapi *x, const struct ledger *l, const struct step *s)
{
        struct jout *j = x->j;
        const struct field **f;
        size_t n = asked(x, l, s, &f);
        jout_key(j, S("fields"));
        jout_open(j, '{');
        put_type(j, "object", false);
        jout_key_bool(j, S("additionalProperties"), false);
        jout_key(j, S("required"));
        jout_open(j, '[');
        for (size_t i = 0; i < n; i++)
                if (is_needed(s, f[i])) jout_text(j, f[i]->name);
        jout_close(j);
        jout_key(j, S("properties"));
        jout_open(j, '{');
        for (size_t i = 0; i < n; i++) put_input(x, f[i]);
        jout_close(j);
        jout_close(j);
}

static bool needs_fields(const struct openapi *x, const struct ledger *l, const struct step *s)
{
        const struct field **f;
        size_t n = asked(x, l, s, &f);
        for (size_t i = 0; i < n; i++)
                if (is_needed(s, f[i])) return true;
        return false;
}

static bool needs_because(const struct step *s)
{
        return s->builtin == STEP_CORRECT || s->builtin == STEP_VOID || s->builtin == STEP_RECALL ||
               s->builtin == STEP_SUPPLEMENT;
}

static void put_body_schema(const struct openapi *x, const struct ledger *l, const struct step *s)
{
        static const struct {
                struct str name, zh, en;
        } more[] = {
                { SI("because"), SI("理由：更正、作废、撤回、补录须写"),
                  SI("The reason: correct, void, recall and late entries need one") },
                { SI("on"), SI("计入的日期（补录员）"), SI("The day it counts on (recorders)") },
                { SI("office"), SI("以此单位的岗位办理"), SI("The office whose post acts") },
                { SI("duty"), SI("任务种类，有几个时"),
                  SI("Kind of duty, where there are several") },
        };
        struct jout *j = x->j;
        jout_key(j, oa_name(x, "step.", l->name,
                            str_dupz(x->a, str_printf(x->a, ".%.*s", SP(s->name)))));
        jout_open(j, '{');
        put_type(j, "object", false);
        jout_key_bool(j, S("additionalProperties"), false);
        jout_key(j, S("required"));
        jout_open(j, '[');
        if (needs_fields(x, l, s)) jout_text(j, S("fields"));
        if (needs_because(s)) jout_text(j, S("because"));
        jout_close(j);
        jout_key(j, S("properties"));
        jout_open(j, '{');
        put_fields(x, l, s);
        for (size_t i = 0; i < LEN(more); i++) {
                jout_key(j, more[i].name);
                jout_open(j, '{');
                put_type(j, "string", false);
                jout_key_text(j, S("description"), x->lang == LANG_ZH ? more[i].zh : more[i].en);
                if (str_eq(more[i].name, S("on"))) put_format(j, "date");
                jout_close(j);
        }
        jout_close(j);
        jout_close(j);
}

static void put_states(const struct ledger *l, struct jout *j)
{
        jout_key(j, S("state"));
        jout_open(j, '{');
        put_type(j, "string", false);
        jout_key(j, S("enum"));
        jout_open(j, '[');
        for (size_t i = 0; i < l->states_n; i++) jout_text(j, l->states[i].name);
        jout_close(j);
        jout_close(j);
}

static void put_plain(struct jout *j, const char *name, const char *type, bool null,
                      const char *format)
{
        jout_key(j, str_c(name));
        jout_open(j, '{');
        put_type(j, type, null);
        if (format) put_format(j, format);
        jout_close(j);
}

/* The properties lists and record pages have in common. */
static void put_common(const struct openapi *x, const struct ledger *l)
{
        struct jout *j = x->j;
        put_plain(j, "record", "integer", false, NULL);
        put_plain(j, "version", "integer", false, NULL);
        put_plain(j, "number", "string", false, NULL);
        put_states(l, j);
        put_plain(j, "kind", "string", false, NULL);
        put_plain(j, "owner", "string", false, NULL);
        put_plain(j, "entered", "string", false, "date");
        put_plain(j, "round", "integer", false, NULL);
        put_plain(j, "parent", "integer", true, NULL);
        if (ledger_field(l, S("promised")) < 0)
                put_plain(j, "promised", "string", true, "date-time");
        for (size_t i = 0; i < l->fields_n; i++) put_value(x, &l->fields[i]);
}

static void put_required(struct jout *j, const char *const *name, size_t n)
{
        jout_key(j, S("required"));
        jout_open(j, '[');
        for (size_t i = 0; i < n; i++) jout_text(j, str_c(name[i]));
        jout_close(j);
}

static void put_items(const struct openapi *x, const char *key, const char *schema)
{
        jout_key(x->j, str_c(key));
        jout_open(x->j, '{');
        put_type(x->j, "array", false);
        oa_ref(x, S("items"), "schemas", str_c(schema));
        jout_close(x->j);
}

static void put_item_schema(const struct openapi *x, const struct ledger *l)
{
        static const char *const need[] = { "record", "version", "number", "state" };
        struct jout *j = x->j;
        jout_key(j, oa_name(x, "item.", l->name, ""));
        jout_open(j, '{');
        put_type(j, "object", false);
        jout_key_bool(j, S("additionalProperties"), false);
        put_required(j, need, LEN(need));
        jout_key(j, S("properties"));
        jout_open(j, '{');
        put_common(x, l);
        jout_close(j);
        jout_close(j);
}

static void put_record_schema(const struct openapi *x, const struct ledger *l)
{
        static const char *const need[] = { "ledger",   "record", "version", "number", "state",
                                            "labelled", "papers", "files",   "events" };
        struct jout *j = x->j;
        jout_key(j, oa_name(x, "record.", l->name, ""));
        jout_open(j, '{');
        put_type(j, "object", false);
        jout_key_bool(j, S("additionalProperties"), false);
        put_required(j, need, LEN(need));
        jout_key(j, S("properties"));
        jout_open(j, '{');
        put_common(x, l);
        put_plain(j, "ledger", "string", false, NULL);
        put_plain(j, "state_label", "string", false, NULL);
        put_plain(j, "owner_name", "string", false, NULL);
        oa_ref(x, S("promise"), "schemas", S("promise"));
        put_items(x, "labelled", "line");
        put_items(x, "duties", "duty");
        put_items(x, "papers", "line");
        put_items(x, "files", "file");
        put_items(x, "events", "event");
        jout_close(j);
        jout_close(j);
}

static void put_list_schema(const struct openapi *x, const struct ledger *l)
{
        static const char *const need[] = { "ledger", "records" };
        struct jout *j = x->j;
        jout_key(j, oa_name(x, "list.", l->name, ""));
        jout_open(j, '{');
        put_type(j, "object", false);
        jout_key_bool(j, S("additionalProperties"), false);
        put_required(j, need, LEN(need));
        jout_key(j, S("properties"));
        jout_open(j, '{');
        put_plain(j, "ledger", "string", false, NULL);
        put_plain(j, "after", "string", false, NULL);
        put_plain(j, "total", "integer", false, NULL);
        put_items(x, "records", str_dupz(x->a, oa_name(x, "item.", l->name, "")));
        jout_close(j);
        jout_close(j);
}

void oa_ledger_schemas(const struct openapi *x, const struct ledger *l)
{
        put_item_schema(x, l);
        put_list_schema(x, l);
        put_record_schema(x, l);
        for (size_t i = 0; i < l->steps_n; i++)
                if (!l->steps[i].retired) put_body_schema(x, l, &l->steps[i]);
}

/* ---- paths ----------------------------------------------------------------------------------- */

struct operation {
        struct str id, summary;
        const char *const *param; /* names below components/parameters */
        size_t param_n;
        struct str body; /* schema; empty: none */
        int status;
        const char *type;
        struct str answer;         /* schema; empty: text */
        const char *const *header; /* pairs: name, component */
        size_t header_n;
        bool open, code;       /* for nobody signed in too; with the follow-code */
        struct str example_of; /* entering step: an example of its body */
};

static void put_security(struct jout *j, const struct operation *o)
{
        static const char *const kind[] = { "bearer", "code" };
        if (!o->open && !o->code) return;
        jout_key(j, S("security"));
        jout_open(j, '[');
        if (o->open) {
                jout_open(j, '{');
                jout_close(j);
        }
        for (size_t i = 0; i < (o->code ? 2u : 1u); i++) {
                jout_open(j, '{');
                jout_key(j, str_c(kind[i]));
                jout_open(j, '[');
                jout_close(j);
                jout_close(j);
        }
        jout_close(j);
}

static void put_example(const struct openapi *x, const struct ledger *l, struct str step)
{
        struct jout *j = x->j;
        const struct step *s = &l->steps[ledger_step(l, step)];
        const struct field **f;
        size_t n = asked(x, l, s, &f);
        jout_key(j, S("example"));
        jout_open(j, '{');
        jout_key(j, S("fields"));
        jout_open(j, '{');
        for (size_t i = 0; i < n; i++) {
                bool choice = f[i]->type == F_CHOICE || f[i]->type == F_TREE;
                bool text = f[i]->type == F_TEXT || f[i]->type == F_NOTE;
                if (!f[i]->required || f[i]->many) continue;
                if (choice && x->city->lists[f[i]->list].n)
                        jout_key_text(j, f[i]->name, x->city->lists[f[i]->list].c[0].code);
                else if (text)
                        jout_key_text(j, f[i]->name, label_in(&f[i]->label, f[i]->name, x->lang));
        }
        jout_close(j);
        jout_close(j);
}

static void put_request(const struct openapi *x, const struct ledger *l, const struct operation *o)
{
        struct jout *j = x->j;
        if (o->body.n == 0) return;
        jout_key(j, S("requestBody"));
        jout_open(j, '{');
        jout_key(j, S("content"));
        jout_open(j, '{');
        jout_key(j, S("application/json"));
        jout_open(j, '{');
        oa_ref(x, S("schema"), "schemas", o->body);
        if (o->example_of.n) put_example(x, l, o->example_of);
        jout_close(j);
        jout_close(j);
        jout_close(j);
}

static void put_response(const struct openapi *x, const struct operation *o)
{
        struct jout *j = x->j;
        jout_key(j, S("responses"));
        jout_open(j, '{');
        jout_key(j, str_printf(x->a, "%d", o->status));
        jout_open(j, '{');
        jout_key_text(j, S("description"), o->summary);
        if (o->header_n) {
                jout_key(j, S("headers"));
                jout_open(j, '{');
                for (size_t i = 0; i + 1 < o->header_n; i += 2)
                        oa_ref(x, str_c(o->header[i]), "headers", str_c(o->header[i + 1]));
                jout_close(j);
        }
        jout_key(j, S("content"));
        jout_open(j, '{');
        jout_key(j, str_c(o->type));
        jout_open(j, '{');
        if (o->answer.n) {
                oa_ref(x, S("schema"), "schemas", o->answer);
        } else {
                jout_key(j, S("schema"));
                jout_open(j, '{');
                put_type(j, "string", false);
                jout_close(j);
        }
        jout_close(j);
        jout_close(j);
        jout_close(j);
        oa_ref(x, S("default"), "responses", S("problem"));
        jout_close(j);
}

/* "get": { … }, in an open path. */
static void put_operation(const struct openapi *x, const char *method, const struct ledger *l,
                          const struct operation *o)
{
        struct jout *j = x->j;
        jout_key(j, str_c(method));
        jout_open(j, '{');
        jout_key_text(j, S("operationId"), o->id);
        jout_key(j, S("tags"));
        jout_open(j, '[');
        jout_text(j, S("records"));
        jout_close(j);
        jout_key_text(j, S("summary"), o->summary);
        put_security(j, o);
        if (o->param_n) {
                jout_key(j, S("parameters"));
                jout_open(j, '[');
                for (size_t i = 0; i < o->param_n; i++) {
                        jout_open(j, '{');
                        jout_key_text(j, S("$ref"),
                                      str_printf(x->a, "#/components/parameters/%s", o->param[i]));
                        jout_close(j);
                }
                jout_close(j);
        }
        put_request(x, l, o);
        put_response(x, o);
        jout_close(j);
}

static struct str words(const struct openapi *x, const struct ledger *l, const char *zh,
                        const char *en)
{
        struct str label = label_in(&l->label, l->name, x->lang);
        return x->lang == LANG_ZH ? str_printf(x->a, "%.*s：%s", SP(label), zh)
                                  : str_printf(x->a, "%.*s: %s", SP(label), en);
}

static struct str entering(const struct ledger *l)
{
        for (size_t i = 0; i < l->steps_n; i++)
                if (l->steps[i].enters && !l->steps[i].retired) return l->steps[i].name;
        return STR_NONE;
}

static void put_list_path(const struct openapi *x, const struct ledger *l)
{
        static const char *const query[] = { "filter", "view",  "sort", "fields",
                                             "count",  "after", "limit" };
        static const char *const enter[] = { "step", "key" };
        static const char *const next[] = { "Link", "Link" };
        static const char *const made[] = {
                "Location", "Location", "ETag", "ETag", "Idempotency-Replayed", "Replayed"
        };
        struct str step = entering(l);
        jout_key(x->j, oa_name(x, "/ledgers/", l->name, "/records"));
        jout_open(x->j, '{');
        put_operation(x, "get", l,
                      &(struct operation){ .id = oa_name(x, "list_", l->name, ""),
                                           .summary = words(x, l, "列表", "list"),
                                           .param = query,
                                           .param_n = LEN(query),
                                           .status = 200,
                                           .type = "application/json",
                                           .answer = oa_name(x, "list.", l->name, ""),
                                           .header = next,
                                           .header_n = LEN(next) });
        if (step.n)
                put_operation(x, "post", l,
                              &(struct operation){ .id = oa_name(x, "enter_", l->name, ""),
                                                   .summary = words(x, l, "登记", "enter one"),
                                                   .param = enter,
                                                   .param_n = LEN(enter),
                                                   .body = str_printf(x->a, "step.%.*s.%.*s",
                                                                      SP(l->name), SP(step)),
                                                   .status = 201,
                                                   .type = "application/json",
                                                   .answer = S("result"),
                                                   .header = made,
                                                   .header_n = LEN(made),
                                                   .open = l->public,
                                                   .example_of = step });
        jout_close(x->j);
}

static void put_export_path(const struct openapi *x, const struct ledger *l, const char *ext,
                            const char *type)
{
        static const char *const query[] = { "filter" };
        jout_key(x->j, oa_name(x, "/ledgers/", l->name,
                               str_dupz(x->a, str_printf(x->a, "/records.%s", ext))));
        jout_open(x->j, '{');
        put_operation(
                x, "get", l,
                &(struct operation){ .id = str_printf(x->a, "export_%.*s_%s", SP(l->name), ext),
                                     .summary = words(x, l, "导出", "export"),
                                     .param = query,
                                     .param_n = LEN(query),
                                     .status = 200,
                                     .type = type });
        jout_close(x->j);
}

bool oa_has_file(const struct ledger *l)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].type == F_FILE) return true;
        return false;
}

static void put_file_path(const struct openapi *x, const struct ledger *l)
{
        static const char *const param[] = { "number", "file", "show", "code" };
        if (!oa_has_file(l)) return;
        jout_key(x->j, oa_name(x, "/ledgers/", l->name, "/records/{number}/files/{file}"));
        jout_open(x->j, '{');
        put_operation(x, "get", l,
                      &(struct operation){ .id = oa_name(x, "file_", l->name, ""),
                                           .summary = words(x, l, "附件", "an attachment"),
                                           .param = param,
                                           .param_n = LEN(param),
                                           .status = 200,
                                           .type = "*/*", /* the file's own */
                                           .code = true });
        jout_close(x->j);
}

static void put_record_paths(const struct openapi *x, const struct ledger *l)
{
        static const char *const param[] = { "number", "code" };
        static const char *const etag[] = { "ETag", "ETag" };
        jout_key(x->j, oa_name(x, "/ledgers/", l->name, "/records/{number}"));
        jout_open(x->j, '{');
        put_operation(x, "get", l,
                      &(struct operation){ .id = oa_name(x, "record_", l->name, ""),
                                           .summary = words(x, l, "一件", "one record"),
                                           .param = param,
                                           .param_n = LEN(param),
                                           .status = 200,
                                           .type = "application/json",
                                           .answer = oa_name(x, "record.", l->name, ""),
                                           .header = etag,
                                           .header_n = LEN(etag),
                                           .code = true });
        jout_close(x->j);
        jout_key(x->j, oa_name(x, "/ledgers/", l->name, "/records/{number}/steps"));
        jout_open(x->j, '{');
        put_operation(x, "get", l,
                      &(struct operation){ .id = oa_name(x, "steps_", l->name, ""),
                                           .summary = words(x, l, "可办的环节，及其余为何不可",
                                                            "the steps that may be taken, and why "
                                                            "not the others"),
                                           .param = param,
                                           .param_n = LEN(param),
                                           .status = 200,
                                           .type = "application/json",
                                           .answer = S("offers"),
                                           .header = etag,
                                           .header_n = LEN(etag),
                                           .code = true });
        jout_close(x->j);
}

static void put_step_path(const struct openapi *x, const struct ledger *l, const struct step *s)
{
        static const char *const param[] = { "number", "code", "if_match", "key" };
        static const char *const header[] = { "ETag", "ETag", "Idempotency-Replayed", "Replayed" };
        struct str label = label_in(&s->label, s->name, x->lang);
        jout_key(x->j, str_printf(x->a, "/ledgers/%.*s/records/{number}/steps/%.*s", SP(l->name),
                                  SP(s->name)));
        jout_open(x->j, '{');
        put_operation(x, "post", l,
                      &(struct operation){
                              .id = str_printf(x->a, "step_%.*s_%.*s", SP(l->name), SP(s->name)),
                              .summary = words(x, l, str_dupz(x->a, label), str_dupz(x->a, label)),
                              .param = param,
                              .param_n = LEN(param),
                              .body = str_printf(x->a, "step.%.*s.%.*s", SP(l->name), SP(s->name)),
                              .status = 200,
                              .type = "application/json",
                              .answer = S("result"),
                              .header = header,
                              .header_n = LEN(header),
                              .code = true });
        jout_close(x->j);
}

static bool has_private(const struct ledger *l)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].private) return true;
        return false;
}

static void put_reveal_path(const struct openapi *x, const struct ledger *l)
{
        static const char *const param[] = { "number" };
        if (!has_private(l)) return;
        jout_key(x->j, oa_name(x, "/ledgers/", l->name, "/records/{number}/reveal"));
        jout_open(x->j, '{');
        put_operation(x, "post", l,
                      &(struct operation){ .id = oa_name(x, "reveal_", l->name, ""),
                                           .summary = words(x, l, "查看一个隐私字段，理由留痕",
                                                            "show a private field; the reason "
                                                            "stays on the record"),
                                           .param = param,
                                           .param_n = LEN(param),
                                           .body = S("reveal"),
                                           .status = 200,
                                           .type = "application/json",
                                           .answer = S("revealed") });
        jout_close(x->j);
}

void oa_ledger_paths(const struct openapi *x, const struct ledger *l)
{
        put_list_path(x, l);
        put_export_path(x, l, "csv", "text/csv");
        put_export_path(x, l, "jsonl", "application/jsonl");
        put_record_paths(x, l);
        put_reveal_path(x, l);
        put_file_path(x, l);
        for (size_t i = 0; i < l->steps_n; i++)
                if (!l->steps[i].enters && !l->steps[i].retired) put_step_path(x, l, &l->steps[i]);
}
