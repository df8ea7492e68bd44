/* input_file.c: uploaded files as the value of a field. Pure: what they are was looked at when they
 * came (exchange/upload.h). */
#include "loop/command.h"

struct str input_files_text(struct arena *a, const struct attachment *v, size_t n)
{
        struct str out = STR_NONE;
        char hex[65];
        for (size_t i = 0; i < n; i++)
                out = str_printf(a, "%.*s%.*s %.*s\n", SP(out), SP(hash_hex(&v[i].sha256, hex)),
                                 SP(v[i].name));
        return out;
}

static enum err check_one(const struct input_ctx *x, const struct field *f,
                          const struct attachment *v)
{
        int64_t max = f->has_max ? f->max : FILE_BYTES_USUAL;
        if (v->bytes <= max) return OK;
        return FAULT(x->f, ERR_INPUT, "file.large", f->name,
                     "“%.*s”的文件“%.*s”太大：%" PRId64 " 字节，至多 %" PRId64,
                     "%.*s: the file '%.*s' is too large: %" PRId64 " bytes, at most %" PRId64,
                     SP(label_in(&f->label, f->name, x->f->lang)), SP(v->name), v->bytes, max);
}

static const struct input_file *given(const struct command *c, struct str field)
{
        static const struct input_file none;
        for (size_t i = 0; i < c->file_n; i++)
                if (str_eq(c->file[i].name, field)) return &c->file[i];
        return &none;
}

enum err input_files(const struct input_ctx *x, int field, const struct command *c, struct str text,
                     struct change_set *ret)
{
        const struct field *f = &x->l->fields[field];
        const struct input_file *in = given(c, f->name);
        size_t most = f->files ? FILES_OF_FIELD_MAX : 1;
        struct change_set s = { .field = field, .name = f->name, .value = value_null() };
        if (in->n == 0) return input_read(x, field, text, f->name, ret); /* says what to do */
        if (in->n > most)
                return FAULT(x->f, ERR_INPUT, "file.many", f->name, "“%.*s”至多 %zu 个附件",
                             "%.*s takes at most %zu files",
                             SP(label_in(&f->label, f->name, x->f->lang)), most);
        for (size_t i = 0; i < in->n; i++) TRY(check_one(x, f, &in->v[i]));
        AUTO(buf_free) struct buf b = { .limit = SEAL_BYTES_MAX };
        attachments_format(in->v, in->n, &b);
        if (b.err != OK) return b.err;
        s.sealed = true;
        s.text = str_dup(x->a, buf_view(&b));
        *ret = s;
        return OK;
}
