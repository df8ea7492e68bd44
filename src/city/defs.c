/* defs.c: definition files as they stand in the log: one canonical JSON object path → text. */
#include "base/json.h"
#include "city/city.h"

void defs_format(const struct defs *d, struct buf *out)
{
        struct jout j;
        jout_init(&j, out, true);
        jout_open(&j, '{');
        for (size_t i = 0; i < d->n; i++) jout_key_text(&j, d->f[i].path, d->f[i].text);
        jout_close(&j);
}

enum err defs_parse(struct arena *a, struct str json, struct defs *ret)
{
        struct jval *v = NULL;
        struct str why;
        struct defs d = { 0 };
        TRY(jval_parse(a, json, &v, &why));
        if (v->kind != JOBJECT) return ERR_CORRUPT;
        d.f = ARENA_NEW(a, struct defs_file, v->n);
        for (size_t i = 0; i < v->n; i++) {
                if (v->items[i].kind != JTEXT) return ERR_CORRUPT;
                if (i > 0 && str_cmp(v->keys[i - 1], v->keys[i]) >= 0) return ERR_CORRUPT;
                d.f[d.n++] = (struct defs_file){ v->keys[i], v->items[i].text };
        }
        *ret = d;
        return OK;
}
