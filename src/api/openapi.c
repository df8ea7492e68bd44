/* openapi.c: the OpenAPI 3.1 document of the ledgers in force. */
#include "api/openapi_in.h"
#include "base/embed.h"

struct str oa_name(const struct openapi *x, const char *before, struct str ledger,
                   const char *after)
{
        return str_printf(x->a, "%s%.*s%s", before, SP(ledger), after);
}

void oa_ref(const struct openapi *x, struct str key, const char *kind, struct str name)
{
        jout_key(x->j, key);
        jout_open(x->j, '{');
        jout_key_text(x->j, S("$ref"), str_printf(x->a, "#/components/%s/%.*s", kind, SP(name)));
        jout_close(x->j);
}

/* The part of the document that every city has. */
static const struct jval *whole(struct arena *a)
{
        struct jval *v;
        struct str why;
        for (size_t i = 0; i < embed_files_n; i++) {
                const struct embed_file *f = &embed_files[i];
                if (!str_eq(str_c(f->path), S("api/openapi.json"))) continue;
                struct str text = { (const char *)f->data, f->size };
                if (jval_parse(a, text, &v, &why) == OK) return v;
        }
        BUG("share/api/openapi.json");
}

/* A text in two languages? Schemas of labels have objects there. */
static const struct jval *said(const struct openapi *x, const struct jval *v)
{
        const struct jval *zh = jval_get(v, S("zh")), *en = jval_get(v, S("en"));
        if (v->n != 2 || !zh || !en || zh->kind != JTEXT || en->kind != JTEXT) return NULL;
        return x->lang == LANG_ZH ? zh : en;
}

static void put(const struct openapi *x, const struct jval *v);

static void put_members(const struct openapi *x, const struct jval *v)
{
        for (size_t i = 0; i < v->n; i++) {
                jout_key(x->j, v->keys[i]);
                put(x, &v->items[i]);
        }
}

static void put(const struct openapi *x, const struct jval *v)
{
        const struct jval *text = v->kind == JOBJECT ? said(x, v) : NULL;
        if (text) {
                jout_text(x->j, text->text);
        } else if (v->kind == JOBJECT) {
                jout_open(x->j, '{');
                put_members(x, v);
                jout_close(x->j);
        } else if (v->kind == JARRAY) {
                jout_open(x->j, '[');
                for (size_t i = 0; i < v->n; i++) put(x, &v->items[i]); /* as deep as the file */
                jout_close(x->j);
        } else {
                jout_value(x->j, v);
        }
}

static void put_info(const struct openapi *x, struct str base_url)
{
        const struct city *c = x->city;
        struct jout *j = x->j;
        bool zh = x->lang == LANG_ZH;
        jout_key(j, S("info"));
        jout_open(j, '{');
        jout_key_text(j, S("title"),
                      str_printf(x->a, zh ? "%.*s · 直通" : "%.*s · Zhitong",
                                 SP(label_in(&c->label, c->name, x->lang))));
        jout_key_text(j, S("version"), str_printf(x->a, "1.%" PRId64, c->version));
        jout_key_text(
                j, S("description"),
                zh ? S("由生效的台账生成。没有办成时答复 application/problem+json（RFC 9457）。")
                   : S("Made from the ledgers in force. What is not done is answered with "
                       "application/problem+json (RFC 9457)."));
        jout_close(j);
        jout_key(j, S("servers"));
        jout_open(j, '[');
        jout_open(j, '{');
        jout_key_text(j, S("url"), str_join(x->a, base_url, S(API_PREFIX)));
        jout_close(j);
        jout_close(j);
}

static void put_components(const struct openapi *x, const struct jval *v, bool all)
{
        struct jout *j = x->j;
        jout_open(j, '{');
        for (size_t i = 0; i < v->n; i++) {
                jout_key(j, v->keys[i]);
                if (!str_eq(v->keys[i], S("schemas"))) {
                        put(x, &v->items[i]);
                        continue;
                }
                jout_open(j, '{');
                put_members(x, &v->items[i]);
                for (size_t l = 0; l < x->city->ledgers_n; l++)
                        if (all || x->city->ledgers[l].public)
                                oa_ledger_schemas(x, &x->city->ledgers[l]);
                jout_close(j);
        }
        jout_close(j);
}

static void put_paths(const struct openapi *x, const struct jval *v, bool all)
{
        bool files = false;
        for (size_t l = 0; l < x->city->ledgers_n; l++)
                files |= (all || x->city->ledgers[l].public) && oa_has_file(&x->city->ledgers[l]);
        jout_open(x->j, '{');
        for (size_t i = 0; i < v->n; i++) {
                if (!files && str_eq(v->keys[i], S("/ledgers/{ledger}/files"))) continue;
                jout_key(x->j, v->keys[i]);
                put(x, &v->items[i]);
        }
        for (size_t l = 0; l < x->city->ledgers_n; l++)
                if (all || x->city->ledgers[l].public) oa_ledger_paths(x, &x->city->ledgers[l]);
        jout_close(x->j);
}

void openapi_put(const struct openapi_in *in, struct jout *j)
{
        struct arena a = { 0 };
        const struct openapi x = { &a, in->city, in->lang, j };
        const struct jval *v = whole(&a);
        jout_open(j, '{');
        for (size_t i = 0; i < v->n; i++) {
                struct str key = v->keys[i];
                jout_key(j, key);
                if (str_eq(key, S("paths"))) put_paths(&x, &v->items[i], in->all);
                else if (str_eq(key, S("components"))) put_components(&x, &v->items[i], in->all);
                else put(&x, &v->items[i]);
                if (i == 0) put_info(&x, in->base_url); /* behind "openapi" */
        }
        jout_close(j);
        arena_done(&a);
}

enum err api_openapi(struct web *w)
{
        struct jout j;
        const struct openapi_in in = { .city = w->in->in.city,
                                       .base_url = w->site->base_url,
                                       .lang = w->lang,
                                       .all = w->who.account >= 0 };
        web_json(w, 200, &j);
        openapi_put(&in, &j);
        return OK;
}
