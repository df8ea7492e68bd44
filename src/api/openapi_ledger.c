/* openapi_ledger.c: the paths and schemas that follow from a ledger: the record as it is answered,
 * and what each step takes. */
#include "api/openapi_in.h"

/* ---- schemas --------------------------------------------------------------------------------- */

static bool can_give(const struct field *f)
{
        return !f->retired;
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

static bool asks_parent(const struct step *s)
{
        return s->follows.is && s->follows.field < 0;
}

static void put_parent(const struct openapi *x)
{
        jout_key(x->j, S("parent"));
        jout_open(x->j, '{');
        oa_type(x->j, "string", false);
        jout_key_text(x->j, S("description"),
                      x->lang == LANG_ZH ? S("并入的事项的编号")
                                         : S("The number of the record that it follows"));
        jout_close(x->j);
}

static void put_fields(const struct openapi *x, const struct ledger *l, const struct step *s)
{
        struct jout *j = x->j;
        const struct field **f;
        size_t n = asked(x, l, s, &f);
        jout_key(j, S("fields"));
        jout_open(j, '{');
        oa_type(j, "object", false);
        jout_key_bool(j, S("additionalProperties"), false);
        jout_key(j, S("required"));
        jout_open(j, '[');
        for (size_t i = 0; i < n; i++)
                if (is_needed(s, f[i])) jout_text(j, f[i]->name);
        if (asks_parent(s)) jout_text(j, S("parent"));
        jout_close(j);
        jout_key(j, S("properties"));
        jout_open(j, '{');
        for (size_t i = 0; i < n; i++) oa_field_given(x, f[i]);
        if (asks_parent(s)) put_parent(x);
        jout_close(j);
        jout_close(j);
}

static bool needs_fields(const struct openapi *x, const struct ledger *l, const struct step *s)
{
        const struct field **f;
        size_t n = asked(x, l, s, &f);
        for (size_t i = 0; i < n; i++)
                if (is_needed(s, f[i])) return true;
        return asks_parent(s);
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
                { SI("paper"), SI("所办文书的编号；不写则为最先到期的"),
                  SI("Number of the paper it is on; else the open one that is due first") },
        };
        struct jout *j = x->j;
        jout_key(j, oa_name(x, "step.", l->name,
                            str_dupz(x->a, str_printf(x->a, ".%.*s", SP(s->name)))));
        jout_open(j, '{');
        oa_type(j, "object", false);
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
                oa_type(j, "string", false);
                jout_key_text(j, S("description"), x->lang == LANG_ZH ? more[i].zh : more[i].en);
                if (str_eq(more[i].name, S("on"))) oa_format(j, "date");
                jout_close(j);
        }
        jout_close(j);
        jout_close(j);
}

/* What is said of a matter before it is entered. */
static void put_draft_schema(const struct openapi *x, const struct ledger *l)
{
        struct jout *j = x->j;
        jout_key(j, oa_name(x, "draft.", l->name, ""));
        jout_open(j, '{');
        oa_type(j, "object", false);
        jout_key(j, S("properties"));
        jout_open(j, '{');
        jout_key(j, S("fields"));
        jout_open(j, '{');
        oa_type(j, "object", false);
        jout_key_bool(j, S("additionalProperties"), false);
        jout_key(j, S("properties"));
        jout_open(j, '{');
        for (size_t i = 0; i < l->fields_n; i++)
                if (can_give(&l->fields[i]) && l->fields[i].type != F_FILE)
                        oa_field_given(x, &l->fields[i]);
        for (int i = 0; i < 4; i++) jout_close(j);
}

static void put_states(const struct ledger *l, struct jout *j)
{
        jout_key(j, S("state"));
        jout_open(j, '{');
        oa_type(j, "string", false);
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
        oa_type(j, type, null);
        if (format) oa_format(j, format);
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
        for (size_t i = 0; i < l->fields_n; i++) oa_field_answered(x, &l->fields[i]);
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
        oa_type(x->j, "array", false);
        oa_ref(x, S("items"), "schemas", str_c(schema));
        jout_close(x->j);
}

static void put_item_schema(const struct openapi *x, const struct ledger *l)
{
        static const char *const need[] = { "record", "version", "number", "state" };
        struct jout *j = x->j;
        jout_key(j, oa_name(x, "item.", l->name, ""));
        jout_open(j, '{');
        oa_type(j, "object", false);
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
        oa_type(j, "object", false);
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
        put_items(x, "warnings", "warning");
        put_items(x, "duties", "duty");
        put_items(x, "papers", "paper");
        put_items(x, "made", "made");
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
        oa_type(j, "object", false);
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
        put_draft_schema(x, l);
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
                oa_type(j, "string", false);
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

static void put_paper_path(const struct openapi *x, const struct ledger *l)
{
        static const char *const param[] = { "number", "paper", "format" };
        if (l->papers_n == 0) return;
        jout_key(x->j, oa_name(x, "/ledgers/", l->name, "/records/{number}/papers/{paper}"));
        jout_open(x->j, '{');
        put_operation(x, "get", l,
                      &(struct operation){ .id = oa_name(x, "paper_", l->name, ""),
                                           .summary = words(x, l, "一份文书的全文",
                                                            "a paper as it is handed over"),
                                           .param = param,
                                           .param_n = LEN(param),
                                           .status = 200,
                                           .type = "application/json",
                                           .answer = S("paper_text") });
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

static void put_suggest_path(const struct openapi *x, const struct ledger *l)
{
        static const char *const param[] = { "number", "of_step" };
        jout_key(x->j,
                 oa_name(x, "/ledgers/", l->name, "/records/{number}/steps/{step}/suggestions"));
        jout_open(x->j, '{');
        put_operation(
                x, "get", l,
                &(struct operation){ .id = oa_name(x, "suggestions_", l->name, ""),
                                     .summary = words(x, l, "一个环节可交给哪些单位，各有何依据",
                                                      "offices that a step could go to, "
                                                      "and why"),
                                     .param = param,
                                     .param_n = LEN(param),
                                     .status = 200,
                                     .type = "application/json",
                                     .answer = S("suggested") });
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

static void put_candidate_paths(const struct openapi *x, const struct ledger *l)
{
        static const char *const param[] = { "number" };
        struct operation o = { .id = oa_name(x, "candidates_", l->name, ""),
                               .summary = words(x, l, "查重：可能是同一事项的记录",
                                                "records that may be the same matter"),
                               .body = oa_name(x, "draft.", l->name, ""),
                               .status = 200,
                               .type = "application/json",
                               .answer = S("candidates") };
        jout_key(x->j, oa_name(x, "/ledgers/", l->name, "/candidates"));
        jout_open(x->j, '{');
        put_operation(x, "post", l, &o);
        jout_close(x->j);
        o.id = oa_name(x, "candidates_of_", l->name, "");
        o.body = STR_NONE;
        o.param = param;
        o.param_n = LEN(param);
        jout_key(x->j, oa_name(x, "/ledgers/", l->name, "/records/{number}/candidates"));
        jout_open(x->j, '{');
        put_operation(x, "get", l, &o);
        jout_close(x->j);
}

void oa_ledger_paths(const struct openapi *x, const struct ledger *l)
{
        put_list_path(x, l);
        put_export_path(x, l, "csv", "text/csv");
        put_export_path(x, l, "jsonl", "application/jsonl");
        put_record_paths(x, l);
        put_candidate_paths(x, l);
        put_suggest_path(x, l);
        put_reveal_path(x, l);
        put_file_path(x, l);
        put_paper_path(x, l);
        for (size_t i = 0; i < l->steps_n; i++)
                if (!l->steps[i].enters && !l->steps[i].retired) put_step_path(x, l, &l->steps[i]);
}
