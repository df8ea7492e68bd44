#include "exchange/backup.h"

static const char *beside(struct arena *a, const char *path, const char *end)
{
        return str_dupz(a, str_printf(a, "%s%s", path, end));
}

/* The checkpoint of what was copied, not of what has come since. */
static enum err sign_copy(const struct backup_in *in, struct arena *a, bool *ret_signed)
{
        AUTO(buf_free) struct buf note = { .limit = NOTE_BYTES_MAX };
        struct note_secret secret;
        struct checkpoint point;
        struct store *copy = NULL;
        enum err e = store_open(in->to, STORE_OPEN_READ, &copy);
        if (e == OK) e = log_checkpoint(copy, in->zone, &point, a);
        store_close(&copy);
        TRY(e);
        e = note_secret_load(a, in->path->key, in->name, false, in->sys, &secret);
        *ret_signed = e == OK;
        if (e != OK) return OK; /* the key lies with the audit administrator, perhaps elsewhere */
        note_sign(&secret, &point, &note);
        note_secret_done(&secret);
        return file_write(beside(a, in->to, ".checkpoint"), buf_view(&note), 0644);
}

const char *backup_files(struct arena *a, const char *to, struct str name)
{
        struct str path = str_c(to);
        while (path.n && path.p[path.n - 1] != '/') path.n--;
        return str_dupz(a, str_printf(a, "%.*s%.*s.files", SP(path), SP(name)));
}

/* After the data: what the copy names is there. */
static enum err copy_files(const struct backup_in *in, struct arena *a)
{
        int64_t copied;
        const char *from = str_dupz(a, str_printf(a, "%s/files", in->path->data));
        return files_copy(from, backup_files(a, in->to, in->name), &copied);
}

enum err backup_make(const struct backup_in *in, bool *ret_signed)
{
        AUTO(arena_done) struct arena a = { 0 };
        const char *city_keys = beside(&a, in->to, ".city-keys");
        if (file_exists(city_keys)) return ERR_CONFLICT;
        TRY(store_copy(in->st, in->to));
        TRY(keys_copy_city(in->keys, city_keys));
        TRY(copy_files(in, &a));
        return sign_copy(in, &a, ret_signed);
}
