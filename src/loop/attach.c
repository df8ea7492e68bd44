#include "loop/attach.h"

#include "view/beside_file.h"

static enum err broken(struct faults *f, enum err e, struct str where)
{
        return FAULT(f, e, "file.former", where, "此前的附件名单打不开，不能再添附件",
                     "the list of the files that stand there cannot be opened");
}

static bool is_file(const struct completing *x, const struct change_set *s)
{
        return s->sealed && s->field >= 0 && x->l->fields[s->field].type == F_FILE;
}

static enum err check_there(const struct writer *w, const struct change_set *s,
                            const struct attachment *v, size_t n, struct faults *f)
{
        for (size_t i = 0; i < n; i++)
                if (!files_there(w->path.data, v[i].file))
                        return FAULT(f, ERR_CONFLICT, "file.gone", s->name,
                                     "文件“%.*s”已过期，请重新上传",
                                     "the file '%.*s' has expired: send it again", SP(v[i].name));
        return OK;
}

/* The files under the field before the event; none: n = 0. */
static enum err former(struct writer *w, const struct completing *x, const struct change_set *s,
                       struct attachment **ret, size_t *ret_n)
{
        const struct rec *r = x->before;
        struct str text;
        *ret_n = 0;
        bool adds = x->l->fields[s->field].files && !x->c->corrects && r->id && r->v;
        if (!adds || r->v[s->field].type != T_NUMBER) return OK;
        struct seal_at at = { w->st, w->keys, r->id, r->v[s->field].i, s->name };
        TRY(seal_get(&at, x->a, &text, NULL));
        return attachments_parse(x->a, text, ret, ret_n);
}

static enum err join_one(struct writer *w, struct completing *x, struct change_set *s,
                         struct faults *f)
{
        struct attachment *now, *old = NULL;
        size_t now_n, old_n;
        enum err e = attachments_parse(x->a, s->text, &now, &now_n);
        ASSERT(e == OK); /* input_files made it */
        TRY(check_there(w, s, now, now_n, f));
        e = former(w, x, s, &old, &old_n);
        if (e == ERR_DENIED) return e; /* erased: the caller has the sentence */
        if (e != OK) return broken(f, e, s->name);
        if (old_n == 0) return OK;
        if (old_n + now_n > FILES_OF_FIELD_MAX)
                return FAULT(f, ERR_CONFLICT, "file.many", s->name, "至多 %d 个附件，已有 %zu 个",
                             "at most %d files stand here, and there are %zu", FILES_OF_FIELD_MAX,
                             old_n);
        struct attachment *all = ARENA_NEW(x->a, struct attachment, old_n + now_n);
        for (size_t i = 0; i < old_n; i++) all[i] = old[i];
        for (size_t i = 0; i < now_n; i++) all[old_n + i] = now[i];
        AUTO(buf_free) struct buf b = { .limit = SEAL_BYTES_MAX };
        attachments_format(all, old_n + now_n, &b);
        if (b.err != OK) return b.err;
        s->text = str_dup(x->a, buf_view(&b));
        return OK;
}

enum err attach_join(struct writer *w, struct completing *x, struct faults *f)
{
        for (size_t i = 0; i < x->c->set_n; i++)
                if (is_file(x, &x->c->set[i])) TRY(join_one(w, x, &x->c->set[i], f));
        return OK;
}

/* Files that stood there before keep the event they came with. */
static enum err keep_one(struct writer *w, const struct completing *x, const struct change_set *s,
                         const struct attachment *v, struct faults *f)
{
        struct beside_file is, row = { v->file, x->e->record, x->e->seq, s->name };
        enum err e = beside_file_get(w->st, x->a, v->file, &is);
        if (e == ERR_NOT_FOUND) return beside_file_put(w->st, &row);
        if (e != OK || (is.record == x->e->record && str_eq(is.field, s->name) &&
                        x->l->fields[s->field].files && !x->c->corrects))
                return e;
        return FAULT(f, ERR_CONFLICT, "file.used", s->name, "文件“%.*s”已用过，请重新上传",
                     "the file '%.*s' is in use already: send it again", SP(v->name));
}

enum err attach_keep(struct writer *w, const struct completing *x, struct faults *f)
{
        struct attachment *v;
        size_t n;
        for (size_t i = 0; i < x->c->set_n; i++) {
                const struct change_set *s = &x->c->set[i];
                if (!is_file(x, s)) continue;
                TRY(attachments_parse(x->a, s->text, &v, &n));
                for (size_t k = 0; k < n; k++) TRY(keep_one(w, x, s, &v[k], f));
        }
        return OK;
}

enum err attach_erase(struct store *st, const char *data, int64_t record)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct beside_file *v;
        size_t n;
        TRY(beside_file_of(st, &a, record, &v, &n));
        for (size_t i = 0; i < n; i++) TRY(files_remove(data, v[i].file));
        return OK;
}

enum err attach_sweep(struct store *st, const char *data, struct moment now, int64_t *ret_removed)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct beside_file is;
        struct str *file;
        size_t n;
        *ret_removed = 0;
        const char *root = str_dupz(&a, str_printf(&a, "%s/files", data));
        TRY(files_list(root, &a, &file, &n));
        for (size_t i = 0; i < n; i++) {
                struct moment at = files_written(data, file[i]);
                if (!moment_is(at) || now.ms - at.ms <= FILE_ORPHAN_MS) continue;
                enum err e = beside_file_get(st, &a, file[i], &is);
                if (e == OK) continue;
                if (e != ERR_NOT_FOUND) return e;
                TRY(files_remove(data, file[i]));
                (*ret_removed)++;
        }
        return OK;
}
