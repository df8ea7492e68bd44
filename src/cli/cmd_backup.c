/* cmd_backup.c: copies of the data and of the keys, restoring them; erasing a record's texts. */
#include <stdio.h>

#include "cli/init.h"
#include "exchange/backup.h"
#include "loop/admin.h"

#define KEYS_BYTES_MAX (1u << 30) /* 4,000,000 records */

static enum err cannot_write(struct cli *c, enum err e, const char *path)
{
        return REFUSE(c, e, e == ERR_CONFLICT ? "file.exists" : "file.write", str_c(path),
                      e == ERR_CONFLICT ? "文件已存在" : "写不了文件",
                      e == ERR_CONFLICT ? "the file is there already"
                                        : "the file cannot be written");
}

static const char *beside(struct cli *c, const char *path, const char *end)
{
        return str_dupz(&c->a, str_printf(&c->a, "%s%s", path, end));
}

/* ---- backup ---------------------------------------------------------------------------------- */

static enum err backup_data(struct cli *c, struct reading *r)
{
        const char *path = operand_z(c, 1);
        const struct backup_in in = { .path = &r->path,
                                      .st = r->st,
                                      .keys = r->keys,
                                      .name = r->in.name,
                                      .zone = r->in.zone,
                                      .sys = &c->sys,
                                      .to = path };
        bool is_signed = false;
        store_rollback(r->st); /* the copy is a snapshot of its own */
        enum err e = backup_make(&in, &is_signed);
        if (e != OK) return cannot_write(c, e, path);
        if (!is_signed)
                TELL(c, "没有签名密钥：未写检查点\n",
                     "no signing key here: no checkpoint is written\n");
        if (!c->json)
                TELL(c,
                     "数据备份在 %s（旁边有检查点、定义的密钥与附件文件夹）；密钥另行备份：zhitong backup %s --keys FILE\n",
                     "the data is in %s (beside it the checkpoint, the definitions' key and the "
                     "folder of attachments); the "
                     "keys have a backup of their own: zhitong backup %s --keys FILE\n",
                     path, r->path.dir);
        return OK;
}

/* Written anew after each erasure: the file before is replaced as a whole. */
static enum err backup_keys(struct cli *c, const struct reading *r)
{
        const char *path = str_dupz(&c->a, opt_value(c, OPT_KEYS)),
                   *fresh = beside(c, path, ".new");
        (void)unlink(fresh);
        enum err e = keys_copy(r->keys, fresh);
        if (e == OK && rename(fresh, path) != 0) e = ERR_IO;
        if (e != OK) return cannot_write(c, e, path);
        if (!c->json)
                TELL(c, "密钥备份在 %s：与数据备份分开保存，每次擦除之后重写\n",
                     "the keys are in %s: keep them apart from the data; write them anew after "
                     "each erasure\n",
                     path);
        return OK;
}

enum err run_backup(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        if (c->args.n < 2 && !has_opt(c, OPT_KEYS))
                return USAGE(c, "usage.missing", S("backup"),
                             "请给出数据备份的文件，或 --keys FILE",
                             "a file for the data is needed, or --keys FILE");
        TRY(reading_open_any(c, 0, &r));
        if (c->args.n > 1) TRY(backup_data(c, &r));
        if (has_opt(c, OPT_KEYS)) TRY(backup_keys(c, &r));
        if (c->json) json_done(c);
        return OK;
}

/* ---- restore --------------------------------------------------------------------------------- */

struct restoring {
        struct cli *c;
        const char *file;
        struct paths to;
        struct anchor known;
        bool has_known, without_keys;
        int64_t lost;  /* records and accounts whose texts are gone */
        int64_t files; /* attachments copied */
};

static enum err copy_data(struct restoring *x)
{
        struct cli *c = x->c;
        struct store *st = NULL;
        struct log_head head;
        if (!file_exists(x->file))
                return REFUSE(c, ERR_NOT_FOUND, "file.missing", str_c(x->file), "文件不存在",
                              "the file is not there");
        enum err e = store_open(x->file, STORE_OPEN_READ, &st);
        if (e == OK) e = log_head(st, &head);
        if (e != OK) {
                store_close(&st);
                return REFUSE(c, e, "restore.file", str_c(x->file), "不是城市数据的备份",
                              "this is no backup of a city's data");
        }
        if (dir_make(x->to.data) != OK || dir_make(x->to.audit) != OK) e = ERR_IO;
        if (e == OK) e = store_copy(st, x->to.db);
        store_close(&st);
        if (e != OK) return cannot_write(c, e, x->to.db);
        x->has_known = anchor_read(x->to.anchor, &x->known) == OK;
        if (!x->has_known)
                x->known = (struct anchor){ head.epoch, head.tree.size, merkle_root(&head.tree) };
        return OK;
}

static enum err copy_keys(struct restoring *x)
{
        struct cli *c = x->c;
        const char *from = beside(c, x->file, ".city-keys");
        struct str bytes;
        x->without_keys = !has_opt(c, OPT_KEYS);
        if (!x->without_keys) from = str_dupz(&c->a, opt_value(c, OPT_KEYS));
        enum err e = file_read(&c->a, from, KEYS_BYTES_MAX, &bytes);
        if (e != OK)
                return REFUSE(c, e, "restore.keys", str_c(from),
                              "密钥文件不存在或无法读取：没有它，定义和文字都读不出来",
                              "the keys cannot be read: without them neither definitions nor texts "
                              "can be");
        e = file_write(x->to.keys, bytes, 0600);
        return e == OK ? OK : cannot_write(c, e, x->to.keys);
}

/* The signing key is not in backups: a new one is made, and the log says so. */
static enum err renew_key(struct restoring *x, struct writer *w)
{
        struct cli *c = x->c;
        struct note_secret secret;
        bool known = false;
        enum err e = note_secret_load(&c->a, x->to.key, w->inforce.name, true, &c->sys, &secret);
        if (e != OK) return cannot_write(c, e, x->to.key);
        for (size_t i = 0; i < w->inforce.keys_n; i++)
                known |= memcmp(w->inforce.keys[i].pub, secret.key.pub, sizeof secret.key.pub) == 0;
        if (!known) e = admin_key(w, &secret.key, &c->f);
        note_secret_done(&secret);
        return e;
}

static enum err put_drafts(struct restoring *x, const struct writer *w)
{
        struct drafting d = { .dir = x->to.dir };
        const struct city *city = w->inforce.city;
        for (size_t i = 0; city && i < city->defs.n; i++)
                TRY(draft_put(x->c, &d, city->defs.f[i].path, city->defs.f[i].text));
        return OK;
}

static enum err copy_files(struct restoring *x, const struct writer *w)
{
        struct cli *c = x->c;
        const char *from = backup_files(&c->a, x->file, w->inforce.name);
        enum err e = files_copy(from, str_dupz(&c->a, str_printf(&c->a, "%s/files", x->to.data)),
                                &x->files);
        return e == OK ? OK : cannot_write(c, e, from);
}

/* A backup may be older than this program: what follows from the log is made anew. */
static enum err open_restored(struct restoring *x, struct writer *w)
{
        struct cli *c = x->c;
        bool known = false;
        int64_t events;
        TRY(writer_open_any(x->to.dir, &c->sys, &c->f, w));
        if (view_known(w->st, &known) == OK && known) return OK;
        return admin_rebuild(w, &c->f, &events);
}

static enum err go_on(struct restoring *x)
{
        struct cli *c = x->c;
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        TRY(cli_clock(c, x->to.dir));
        TRY(open_restored(x, &w));
        TRY(copy_files(x, &w));
        if (x->without_keys) TRY(keys_give_up(w.keys, w.st, &x->lost));
        TRY(admin_epoch(&w, &x->known, &c->f));
        TRY(renew_key(x, &w));
        return put_drafts(x, &w);
}

static void tell_restored(const struct restoring *x)
{
        struct cli *c = x->c;
        struct jout j;
        if (!c->json) {
                TELL(c, "恢复到 %s；新的纪元，记有已知的最后位置 %" PRIu64 "\n",
                     "restored into %s; a new epoch, which names the last head known: %" PRIu64
                     "\n",
                     x->to.dir, x->known.size);
                if (x->without_keys)
                        TELL(c,
                             "没有密钥备份：%" PRId64
                             " 个事项和账号的文字已无法读取，数字与证明不受影响\n",
                             "without the keys' backup the texts of %" PRId64
                             " records and accounts are gone; numbers and proofs stay\n",
                             x->lost);
                return;
        }
        json_begin(c, &j);
        jout_key_text(&j, S("folder"), str_c(x->to.dir));
        jout_key_int(&j, S("known"), (int64_t)x->known.size);
        jout_key_bool(&j, S("texts"), !x->without_keys);
        jout_key_int(&j, S("lost"), x->lost);
        jout_key_int(&j, S("files"), x->files);
        json_end(c, &j);
}

enum err run_restore(struct cli *c)
{
        struct restoring x = { .c = c,
                               .file = operand_z(c, 0),
                               .to = paths_of(&c->a, operand_z(c, 1)) };
        if (file_exists(x.to.db) || file_exists(x.to.keys))
                return REFUSE(c, ERR_CONFLICT, "city.exists", str_c(x.to.dir), "这里已有城市数据",
                              "there is a city here already");
        enum err e = copy_data(&x);
        if (e == OK) e = copy_keys(&x);
        if (e == OK) e = go_on(&x);
        if (e == OK) {
                tell_restored(&x);
                return OK;
        }
        const char *made[] = {
                x.to.db,   beside(c, x.to.db, "-wal"),   beside(c, x.to.db, "-shm"),
                x.to.keys, beside(c, x.to.keys, "-wal"), beside(c, x.to.keys, "-shm")
        };
        for (size_t i = 0; i < LEN(made); i++)
                (void)unlink(made[i]); /* so that it can be tried again */
        return e;
}

/* ---- erasing --------------------------------------------------------------------------------- */

enum err run_erase(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        const struct ledger *l;
        struct str name[2];
        int64_t record;
        int account;
        TRY(split_name(c, operand(c, 1), '/', "LEDGER/NUMBER", name));
        TRY(writing_open(c, 0, &w));
        TRY(need_definitions(c, &w.inforce, w.path.dir));
        TRY(account_as_root(c, &w.inforce, ROLE_BIT(SYSTEM) | ROLE_BIT(SECURITY), &account));
        TRY(find_ledger(c, w.inforce.city, name[0], &l));
        enum err e = rec_find(&w.view, l, name[1], &record);
        if (e == ERR_NOT_FOUND)
                return REFUSE(c, e, "record.none", operand(c, 1), "台账“%.*s”没有编号“%.*s”",
                              "ledger %.*s has no record '%.*s'", SP(l->name),
                              SP(str_sub(name[1], 0, 60)));
        TRY(e);
        TRY(admin_erase(&w, record, l, opt_value(c, OPT_BECAUSE), account, &c->f));
        if (c->json) json_done(c);
        else
                TELL(c,
                     "%.*s 的文字已擦除，数字与证明不变；请重写密钥备份：zhitong backup %s --keys FILE\n",
                     "the texts of %.*s are erased; numbers and proofs stay. Write the keys' "
                     "backup anew: zhitong backup %s --keys FILE\n",
                     SP(name[1]), w.path.dir);
        return OK;
}
