/* files.c: attachments: uploaded first, named by a step with the token, downloaded by record. */
#include "web/files.h"
#include "api/api_in.h"

/* ?field=: its size holds; without one the ledger must have some file field. */
static enum err find_field(struct web *w, const struct ledger *l, const struct field **ret)
{
        struct str name = web_query(w, S("field"));
        int i = ledger_field(l, name);
        bool any = false;
        *ret = NULL;
        for (size_t k = 0; k < l->fields_n; k++)
                any |= l->fields[k].type == F_FILE && !l->fields[k].retired;
        if (name.n && (i < 0 || l->fields[i].type != F_FILE))
                return FAULT(&w->f, ERR_INPUT, "file.field", S("field"), "“%.*s”不是附件字段",
                             "'%.*s' is no field of type file", SP(str_sub(name, 0, 60)));
        if (!any)
                return FAULT(&w->f, ERR_CONFLICT, "file.none", S("field"), "该台账不收附件",
                             "this ledger takes no files");
        if (i >= 0) *ret = &l->fields[i];
        return OK;
}

enum err api_upload(struct web *w)
{
        const struct ledger *l;
        const struct field *f;
        struct attachment x;
        struct jout j;
        char hex[65];
        TRY(api_ledger(w, &l));
        TRY(find_field(w, l, &f));
        TRY(web_file_take(w, f, web_query(w, S("name")), w->q->body, &x));
        web_json(w, 201, &j);
        jout_open(&j, '{');
        jout_key_text(&j, S("upload"), web_file_token(w, l, &x));
        jout_key_text(&j, S("name"), x.name);
        jout_key_text(&j, S("type"), x.type);
        jout_key_int(&j, S("bytes"), x.bytes);
        jout_key_text(&j, S("sha256"), hash_hex(&x.sha256, hex));
        jout_key_int(&j, S("seconds"), FILE_WAIT_MS / 1000);
        jout_close(&j);
        return OK;
}

enum err api_file(struct web *w)
{
        const struct ledger *l;
        int64_t record;
        bool requester;
        TRY(api_ledger(w, &l));
        TRY(api_record(w, l, &record, &requester));
        TRY(web_file_answer(w, l, record, requester, w->arg[2]));
        api_look(w, record, LOOK_API);
        return OK;
}
