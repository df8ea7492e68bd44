#include "ask/files.h"

#include "ask/label.h"
#include "ask/show.h"
#include "view/beside_file.h"
#include "view/schema.h"

#define FILES_PAGE 500 /* looked at between two questions to the database */

struct str files_size(struct arena *a, int64_t bytes)
{
        const int64_t kb = 1024, mb = kb * kb;
        if (bytes < kb) return str_printf(a, "%" PRId64 " B", bytes);
        if (bytes < mb) return str_printf(a, "%" PRId64 " KB", (bytes + kb / 2) / kb);
        int64_t tenths = (bytes * 10 + mb / 2) / mb;
        return str_printf(a, "%" PRId64 ".%" PRId64 " MB", tenths / 10, tenths % 10);
}

struct str files_label(const struct ask *k, struct str sealed)
{
        struct attachment *v;
        size_t n;
        struct str out = STR_NONE;
        bool zh = k->lang == LANG_ZH;
        if (attachments_parse(k->a, sealed, &v, &n) != OK)
                return zh ? S("（打不开）") : S("(cannot be opened)");
        for (size_t i = 0; i < n; i++)
                out = str_printf(k->a, zh ? "%.*s%s%.*s（%.*s）" : "%.*s%s%.*s (%.*s)", SP(out),
                                 i == 0 ? ""
                                 : zh   ? "、"
                                        : ", ",
                                 SP(v[i].name), SP(files_size(k->a, v[i].bytes)));
        return out;
}

/* ---- of one record --------------------------------------------------------------------------- */

static enum err read_field(const struct ask *k, const struct ledger *l, const struct rec *r,
                           int field, struct attachment **ret, size_t *ret_n)
{
        struct str text;
        struct seal_at at = { k->st, k->keys, r->id, r->v[field].i, l->fields[field].name };
        *ret_n = 0;
        if (!k->keys) return OK;
        enum err e = seal_get(&at, k->a, &text, NULL);
        if (e == ERR_DENIED) return OK; /* erased */
        if (e == OK) e = attachments_parse(k->a, text, ret, ret_n);
        return ask_failed(k, e);
}

enum err files_read(const struct ask *k, const struct ledger *l, const struct rec *r,
                    bool requester, struct record_file **ret, size_t *ret_n)
{
        struct record_file *all = NULL;
        size_t n = 0, cap = 0;
        for (int i = 0; i < (int)l->fields_n; i++) {
                struct attachment *v;
                size_t v_n;
                if (l->fields[i].type != F_FILE || r->v[i].type != T_NUMBER) continue;
                if (requester && !show_requester_sees(l, i)) continue;
                TRY(read_field(k, l, r, i, &v, &v_n));
                for (size_t f = 0; f < v_n; f++)
                        *ARENA_PUSH(k->a, all, n, cap) =
                                (struct record_file){ i, label_text(k, l, r, v[f].name), v[f] };
        }
        *ret = all;
        *ret_n = n;
        return OK;
}

enum err files_find(const struct ask *k, const struct ledger *l, const struct rec *r,
                    bool requester, struct str file, struct record_file *ret)
{
        struct record_file *v;
        size_t n;
        TRY(files_read(k, l, r, requester, &v, &n));
        for (size_t i = 0; i < n; i++) {
                if (!str_eq(v[i].x.file, file)) continue;
                *ret = v[i];
                return OK;
        }
        return FAULT(k->f, ERR_NOT_FOUND, "file.none", str_sub(file, 0, 60), "该事项没有这个附件",
                     "the record has no such file");
}

/* ---- all of them ----------------------------------------------------------------------------- */

static enum err told(const struct ask *k, enum err e, const struct beside_file *x)
{
        struct str where = str_dup(k->f->a, x->file);
        if (e == ERR_NOT_FOUND)
                return FAULT(k->f, ERR_CORRUPT, "file.missing", where,
                             "记录 %" PRId64 " 的附件不在了",
                             "a file of record %" PRId64 " is gone", x->record);
        return FAULT(k->f, ERR_CORRUPT, "file.changed", where, "记录 %" PRId64 " 的附件已被改动",
                     "a file of record %" PRId64 " is not what was put there", x->record);
}

static enum err check_one(const struct ask *k, const char *data, const struct beside_file *x,
                          struct files_checked *sum)
{
        struct attachment *v;
        struct str text;
        size_t n;
        struct seal_at at = { k->st, k->keys, x->record, x->seq, x->field };
        enum err e = seal_get(&at, k->a, &text, NULL);
        if (e == ERR_DENIED) {
                sum->erased++;
                return OK;
        }
        sum->files++;
        if (e == OK) e = attachments_parse(k->a, text, &v, &n);
        if (e != OK) return told(k, ERR_CORRUPT, x);
        for (size_t i = 0; i < n; i++) {
                if (!str_eq(v[i].file, x->file)) continue;
                e = files_check(data, &v[i]);
                return e == OK ? OK : told(k, e, x);
        }
        return told(k, ERR_CORRUPT, x);
}

static enum err check_named(const struct ask *k, const char *data, struct files_checked *sum)
{
        AUTO(arena_done) struct arena kept = { 0 };
        struct arena page = { 0 };
        struct ask q = *k;
        struct beside_file *v;
        struct str after = STR_NONE;
        size_t n = FILES_PAGE;
        enum err e = OK, bad = OK;
        q.a = &page;
        while (e == OK && n == FILES_PAGE) {
                e = beside_file_list(k->st, &page, after, FILES_PAGE, &v, &n);
                for (size_t i = 0; e == OK && i < n; i++)
                        if (check_one(&q, data, &v[i], sum) != OK) bad = ERR_CORRUPT;
                arena_reset(&kept);
                if (e == OK && n) after = str_dup(&kept, v[n - 1].file);
                arena_reset(&page);
        }
        arena_done(&page);
        return e == OK ? bad : e;
}

/* A file that stands in a record without its row would be swept. */
static enum err check_kept(const struct ask *k, const struct ledger *l, const struct rec *r)
{
        struct record_file *v;
        struct beside_file is;
        size_t n;
        enum err bad = OK;
        TRY(files_read(k, l, r, false, &v, &n));
        for (size_t i = 0; i < n; i++) {
                enum err e = beside_file_get(k->st, k->a, v[i].x.file, &is);
                if (e == OK && is.record == r->id) continue;
                if (e != OK && e != ERR_NOT_FOUND) return e;
                bad = FAULT(k->f, ERR_CORRUPT, "file.unkept", str_dup(k->f->a, v[i].x.file),
                            "记录 %" PRId64 " 的附件没有登记，会被清扫",
                            "a file of record %" PRId64 " is not in x_file and would be swept",
                            r->id);
        }
        return bad;
}

/* Records after `after` that have something under the field. */
static enum err ids_with(const struct ask *k, const struct ledger *l, int field, int64_t after,
                         int64_t *id, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        AUTO(sql_done) struct sql q;
        enum row row = ROW_NONE;
        size_t n = 0;
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT id FROM "));
        sql_name(&q, str_join(k->a, S("r_"), l->name));
        sql_put(&q, S(" WHERE "));
        sql_name(&q, column_of(k->a, &l->fields[field]));
        sql_put(&q, S(" IS NOT NULL AND id > "));
        sql_int(&q, after);
        sql_put(&q, S(" ORDER BY id LIMIT "));
        sql_int(&q, FILES_PAGE);
        TRY(sql_stmt(&q, k->st, &s));
        while (n < FILES_PAGE && (row = stmt_step(s)) == ROW_GOT) id[n++] = col_int(s, 0);
        *ret_n = n;
        return row == ROW_ERR ? stmt_err(s) : OK;
}

static enum err check_field(const struct ask *k, const struct ledger *l, int field)
{
        struct arena page = { 0 };
        struct ask q = *k;
        struct view v = { .st = k->st, .city = k->in->city };
        enum err e = OK, bad = OK;
        int64_t id[FILES_PAGE], after = 0;
        size_t n = FILES_PAGE;
        q.a = &page;
        while (e == OK && n == FILES_PAGE) {
                e = ids_with(&q, l, field, after, id, &n);
                for (size_t i = 0; e == OK && i < n; i++) {
                        struct rec r;
                        e = rec_load(&v, &page, l, id[i], &r);
                        if (e == OK && check_kept(&q, l, &r) != OK) bad = ERR_CORRUPT;
                        after = id[i];
                }
                arena_reset(&page);
        }
        arena_done(&page);
        return e == OK ? bad : e;
}

enum err files_verify(const struct ask *k, const char *data, struct files_checked *ret)
{
        *ret = (struct files_checked){ 0 };
        enum err e = check_named(k, data, ret), one;
        const struct city *c = k->in->city;
        for (size_t i = 0; c && i < c->ledgers_n; i++)
                for (int f = 0; f < (int)c->ledgers[i].fields_n; f++)
                        if (c->ledgers[i].fields[f].type == F_FILE &&
                            (one = check_field(k, &c->ledgers[i], f)) != OK)
                                e = one;
        return e;
}
