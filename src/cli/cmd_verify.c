/* cmd_verify.c: does everything still hold: the log, the runs, the figures, the derived tables. */
#include <errno.h>
#include <signal.h>

#include "ask/files.h"
#include "ask/verify.h"
#include "cli/cli.h"
#include "loop/admin.h"

struct verifying {
        struct cli *c;
        struct reading r;
        struct anchor anchor;
        bool has_anchor, has_since;
        struct checkpoint since;
        struct jout j;
        bool bad;
};

static void verifying_done(struct verifying *x)
{
        reading_close(&x->r);
}

/* One line: what was looked at, whether it holds. Mistakes themselves go to the faults. */
static void verdict(struct verifying *x, struct str id, enum err e, struct str what)
{
        struct cli *c = x->c;
        x->bad |= e != OK;
        if (!c->json) {
                buf_printf(&c->out, "%s %-3.*s  %.*s\n", e == OK ? "✓" : "✗", SP(id), SP(what));
                return;
        }
        jout_open(&x->j, '{');
        jout_key_text(&x->j, S("check"), id);
        jout_key_bool(&x->j, S("ok"), e == OK);
        jout_key_text(&x->j, S("text"), what);
        jout_close(&x->j);
}

/* ---- the log --------------------------------------------------------------------------------- */

static enum err open_log(struct verifying *x)
{
        struct cli *c = x->c;
        x->r.path = paths_of(&c->a, operand_z(c, 0));
        if (!file_exists(x->r.path.db))
                return REFUSE(c, ERR_NOT_FOUND, "city.none", str_c(x->r.path.dir), "这里没有城市",
                              "there is no city here");
        enum err e =
                anchor_read(x->r.path.anchor, &x->anchor); /* before the snapshot: never newer */
        x->has_anchor = e == OK;
        if (e == ERR_CORRUPT)
                REFUSE(c, e, "anchor", str_c(x->r.path.anchor), "锚点文件损坏",
                       "the anchor file is damaged");
        struct sys sys = c->sys;
        e = store_open(x->r.path.db, STORE_OPEN_READ, &x->r.st);
        if (e == OK) e = store_begin(x->r.st, STORE_READ);
        if (e != OK)
                return REFUSE(c, e, "city.open", str_c(x->r.path.db), "打不开数据库：%.*s",
                              "the database cannot be opened: %.*s",
                              SP(x->r.st ? store_why(x->r.st) : STR_NONE));
        if (keys_open(x->r.path.keys, false, &sys, &x->r.keys) != OK)
                REFUSE(c, ERR_NOT_FOUND, "keys.none", str_c(x->r.path.keys),
                       "密钥库打不开：文字无法核验",
                       "the keys cannot be opened: the texts are not verified");
        return OK;
}

/* A checkpoint is believed when a key of the log has signed it. */
static enum err read_since(struct verifying *x)
{
        struct cli *c = x->c;
        struct str path = opt_value(c, OPT_SINCE), text, why = STR_NONE;
        if (!has_opt(c, OPT_SINCE)) return OK;
        if (file_read(&c->a, str_dupz(&c->a, path), NOTE_BYTES_MAX, &text) != OK)
                return REFUSE(c, ERR_NOT_FOUND, "file.read", path, "检查点文件不存在或无法读取",
                              "the checkpoint cannot be read");
        if (note_parse(&c->a, text, x->r.in.keys, x->r.in.keys_n, &x->since, &why) != OK)
                return REFUSE(c, ERR_INPUT, "since.note", path, "不是本城市签名的检查点：%.*s",
                              "no checkpoint that this city has signed: %.*s", SP(why));
        x->has_since = true;
        return OK;
}

static enum err check_log(struct verifying *x)
{
        struct cli *c = x->c;
        struct log_verify_in in = { .st = x->r.st,
                                    .keys = x->r.keys,
                                    .zone = x->r.in.zone,
                                    .since = x->has_since ? &x->since : NULL,
                                    .anchor = x->has_anchor ? &x->anchor : NULL };
        int64_t events = 0;
        enum err e = log_verify(&in, &c->a, &c->f, &events);
        if (e != OK && e != ERR_CORRUPT)
                REFUSE(c, e, "verify", STR_NONE, "没有查完：%.*s", "not finished: %.*s",
                       SP(store_why(x->r.st)));
        struct str said =
                str_printf(&c->a,
                           c->lang == LANG_ZH ? "留痕：%" PRId64 " 条，散列树、文字封存"
                                              : "log: %" PRId64 " events, tree and sealed texts",
                           events);
        if (x->has_anchor)
                said = str_printf(&c->a,
                                  c->lang == LANG_ZH ? "%.*s、锚点（%" PRIu64 "）"
                                                     : "%.*s, anchor (%" PRIu64 ")",
                                  SP(said), x->anchor.size);
        if (x->has_since)
                said = str_printf(&c->a,
                                  c->lang == LANG_ZH ? "%.*s、检查点（%" PRIu64 "）"
                                                     : "%.*s, checkpoint (%" PRIu64 ")",
                                  SP(said), x->since.size);
        verdict(x, S("log"), e, said);
        return e;
}

/* ---- the rest -------------------------------------------------------------------------------- */

static struct ask asking(struct verifying *x)
{
        struct cli *c = x->c;
        reader_init(&x->r.who, &c->a, &x->r.in, READER_CITY);
        return (struct ask){ .st = x->r.st,
                             .keys = x->r.keys,
                             .in = &x->r.in,
                             .who = &x->r.who,
                             .a = &c->a,
                             .f = &c->f,
                             .lang = c->lang,
                             .now = c->sys.now(c->sys.ctx) };
}

static void check(struct verifying *x, enum err (*of)(const struct ask *, struct verify_check *))
{
        struct verify_check v;
        struct ask k = asking(x);
        enum err e = of(&k, &v);
        verdict(x, v.check, e, v.text);
}

/* --files: every attachment is read. */
static enum err check_files(struct verifying *x)
{
        struct cli *c = x->c;
        struct files_checked sum;
        if (!has_opt(c, OPT_FILES) || !x->r.keys) return OK;
        struct ask k = asking(x);
        enum err e = files_verify(&k, x->r.path.data, &sum);
        verdict(x, S("files"), e,
                str_printf(&c->a,
                           c->lang == LANG_ZH ? "附件齐全且未改动：%" PRId64
                                                " 个（另有已擦除 %" PRId64 " 个）"
                                              : "attachments are there and unchanged: %" PRId64
                                                " (and %" PRId64 " erased)",
                           sum.files, sum.erased));
        return e;
}

/* ---- I1: the same again from the log --------------------------------------------------------- */

/* A scratch copy that a killed verify left behind: its process is gone. */
static void sweep(struct verifying *x)
{
        struct cli *c = x->c;
        struct str *name;
        size_t n;
        int64_t pid;
        if (dir_list(&c->a, x->r.path.data, S(".verify"), &name, &n) != OK) return;
        for (size_t i = 0; i < n; i++) {
                if (num_parse_i64(str_sub(name[i], 0, name[i].n - 7), 1, INT32_MAX, &pid) != OK)
                        continue;
                if (kill((pid_t)pid, 0) == 0 || errno != ESRCH) continue;
                (void)unlink(
                        str_dupz(&c->a, str_printf(&c->a, "%s/%.*s", x->r.path.data, SP(name[i]))));
        }
}

static void remove_copy(struct cli *c, const char *path)
{
        static const char *const tail[] = { "", "-wal", "-shm" };
        for (size_t i = 0; i < LEN(tail); i++)
                (void)unlink(str_dupz(&c->a, str_printf(&c->a, "%s%s", path, tail[i])));
}

struct digests {
        struct view_digest *v;
        size_t n;
        struct hash all;
};

static void compare(struct verifying *x, const struct digests *live, const struct digests *again)
{
        for (size_t i = 0; i < again->n; i++) {
                const struct view_digest *d = NULL, *o = &again->v[i];
                for (size_t k = 0; k < live->n; k++)
                        if (str_eq(live->v[k].table, o->table)) d = &live->v[k];
                if (d && hash_eq(&d->hash, &o->hash)) continue;
                REFUSE(x->c, ERR_CORRUPT, "derived", o->table,
                       "与留痕重放的结果不同：现有 %" PRId64 " 行，重放 %" PRId64
                       " 行；zhitong rebuild 重建",
                       "differs from what the log gives: %" PRId64 " rows now, %" PRId64
                       " replayed; zhitong rebuild makes it again",
                       d ? d->rows : 0, o->rows);
        }
}

static enum err replay(struct verifying *x, struct store *copy, int64_t *ret_tables)
{
        struct cli *c = x->c;
        struct digests live, again;
        struct inforce in = { 0 };
        int64_t events;
        size_t before = c->f.n;
        TRY(view_digests(copy, &c->a, &live.v, &live.n, &live.all));
        TRY(store_begin(copy, STORE_WRITE));
        enum err e = view_rebuild(copy, x->r.keys, &in, &c->f, &events);
        if (e == OK) e = view_digests(copy, &c->a, &again.v, &again.n, &again.all);
        store_rollback(copy);
        inforce_done(&in);
        TRY(e);
        compare(x, &live, &again);
        *ret_tables = (int64_t)again.n;
        return c->f.n > before ? ERR_CORRUPT : OK;
}

static enum err check_replay(struct verifying *x)
{
        struct cli *c = x->c;
        const char *path =
                str_dupz(&c->a, str_printf(&c->a, "%s/%d.verify", x->r.path.data, (int)getpid()));
        struct store *copy = NULL;
        int64_t tables = 0;
        sweep(x);
        remove_copy(c, path);
        enum err e = store_copy(x->r.st, path);
        if (e == OK) e = store_open(path, STORE_OPEN, &copy);
        if (e == OK) e = replay(x, copy, &tables);
        if (e != OK && e != ERR_CORRUPT)
                REFUSE(c, e, "verify.copy", str_c(path), "重放比对没有做成：%.*s",
                       "the replay could not be done: %.*s", SP(store_why(copy ? copy : x->r.st)));
        store_close(&copy);
        remove_copy(c, path);
        verdict(x, S("I1"), e,
                str_printf(&c->a,
                           c->lang == LANG_ZH ? "派生表与留痕重放一致：%" PRId64 " 张表"
                                              : "derived tables are what the log gives: %" PRId64
                                                " tables",
                           tables));
        return e;
}

static enum err verify(struct verifying *x)
{
        struct cli *c = x->c;
        struct faults mute;
        faults_init(&mute, &c->a, c->lang);
        /* what is in force may be spoilt too: then the log alone is looked at, and says where */
        x->r.in.zone = (struct zone){ 480 };
        enum err usable =
                x->r.keys ? inforce_load(x->r.st, x->r.keys, &mute, &x->r.in) : ERR_NOT_FOUND;
        if (usable == OK) TRY(read_since(x));
        (void)check_log(x);
        for (const struct fault *k = mute.first; k; k = k->next)
                (void)faults_add(&c->f, k->err, k->code, k->where, "%.*s", SP(k->text));
        if (usable != OK || cli_clock(c, x->r.path.dir) != OK) return cli_checked(c);
        if (writer_known(x->r.path.dir, x->r.st, &c->f) != OK) return cli_checked(c);
        if (x->r.in.city) check(x, verify_runs); /* before the first apply there are no records */
        if (x->r.in.city) check(x, verify_figures);
        check(x, verify_identities);
        if (x->r.in.city) (void)check_files(x);
        store_rollback(x->r.st);
        if (!has_opt(c, OPT_QUICK)) (void)check_replay(x);
        return cli_checked(c);
}

enum err run_verify(struct cli *c)
{
        AUTO(verifying_done) struct verifying x = { .c = c };
        TRY(open_log(&x));
        if (c->json) {
                json_begin(c, &x.j);
                jout_key(&x.j, S("checks"));
                jout_open(&x.j, '[');
        }
        enum err e = verify(&x);
        if (c->json) {
                jout_close(&x.j);
                jout_key_bool(&x.j, S("ok"), e == OK);
                json_end(c, &x.j);
        } else if (e == OK) {
                TELL(c, "全部核验通过\n", "everything holds\n");
        } else {
                TELL(c, "核验未通过：%zu 处\n", "verification failed: %zu places\n", c->f.n);
        }
        return e;
}

/* ---- checkpoint, rebuild --------------------------------------------------------------------- */

enum err run_checkpoint(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        AUTO(buf_free) struct buf note = { .limit = NOTE_BYTES_MAX };
        struct note_secret secret;
        struct checkpoint point;
        TRY(reading_open_any(c, 0, &r));
        enum err e = note_secret_load(&c->a, r.path.key, r.in.name, false, &c->sys, &secret);
        if (e != OK)
                return REFUSE(
                        c, e, "checkpoint.key", str_c(r.path.key),
                        "签名密钥不存在、无法读取，或他人可读",
                        "the signing key is missing, cannot be read, or can be read by others");
        e = log_checkpoint(r.st, r.in.zone, &point, &c->a);
        if (e == OK) note_sign(&secret, &point, &note);
        note_secret_done(&secret);
        TRY(e);
        if (!c->json) {
                buf_put(&c->out, buf_view(&note));
                return OK;
        }
        struct jout j;
        char hex[65];
        json_begin(c, &j);
        jout_key_text(&j, S("origin"), point.origin);
        jout_key_int(&j, S("size"), (int64_t)point.size);
        jout_key_text(&j, S("root"), hash_hex(&point.root, hex));
        jout_key_text(&j, S("note"), buf_view(&note));
        json_end(c, &j);
        return OK;
}

enum err run_rebuild(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        int64_t events;
        TRY(writing_open_any(c, 0, &w)); /* a rebuild writes no event: the time is no matter */
        TRY(admin_rebuild(&w, &c->f, &events));
        struct view_digest *v;
        struct hash all;
        char hex[65];
        size_t n;
        TRY(view_digests(w.st, &c->a, &v, &n, &all));
        struct jout j;
        if (!c->json) {
                TELL(c, "从 %" PRId64 " 条留痕重建了 %zu 张派生表，摘要 %.16s\n",
                     "%" PRId64 " events replayed into %zu derived tables, digest %.16s\n", events,
                     n, hash_hex(&all, hex).p);
                return OK;
        }
        json_begin(c, &j);
        jout_key_int(&j, S("events"), events);
        jout_key_text(&j, S("digest"), hash_hex(&all, hex));
        jout_key(&j, S("tables"));
        jout_open(&j, '{');
        for (size_t i = 0; i < n; i++) jout_key_text(&j, v[i].table, hash_hex(&v[i].hash, hex));
        jout_close(&j);
        json_end(c, &j);
        return OK;
}
