/* cmd_exchange.c: records in from files, and out again. */
#include "cli/cli.h"
#include "exchange/export.h"
#include "exchange/import.h"

#define IMPORT_BYTES_MAX (256u << 20) /* half a million rows */

static enum err read_input(struct cli *c, struct str path, struct str *ret)
{
        enum err e = file_read(&c->a, str_dupz(&c->a, path), IMPORT_BYTES_MAX, ret);
        if (e == OK) return OK;
        return REFUSE(c, e, e == ERR_NOT_FOUND ? "file.missing" : "file.read", path,
                      "文件不存在、无法读取或过大",
                      "the file is not there, cannot be read, or is too long");
}

/* ---- import ---------------------------------------------------------------------------------- */

#define LINES_TOLD 10 /* by number; of the others how many */

/* What the clerk may not have meant, and is done all the same. */
static void tell_doubts(struct cli *c, const struct import_out *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->missing_n; i++)
                all = str_printf(&c->a, "%.*s%s%.*s", SP(all), i ? ", " : "", SP(x->missing[i]));
        if (x->missing_n)
                TELL(c, "提醒：表里没有这些列：%.*s\n", "note: columns not in the file: %.*s\n",
                     SP(all));
        all = STR_NONE;
        for (size_t i = 0; i < x->no_end_n && i < LINES_TOLD; i++)
                all = str_printf(&c->a, "%.*s%s%" PRId64, SP(all), i ? ", " : "", x->no_end[i]);
        if (x->no_end_n > LINES_TOLD) all = str_join(&c->a, all, S(" …"));
        if (x->no_end_n)
                TELL(c, "提醒：%zu 行已办结而没有办结日期，按登记日期计（第 %.*s 行）\n",
                     "note: %zu rows have come to their end without a day for it, and count as of "
                     "the day they were entered (lines %.*s)\n",
                     x->no_end_n, SP(all));
}

static void put_doubts(struct jout *j, const struct import_out *x)
{
        jout_key(j, S("missing"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->missing_n; i++) jout_text(j, x->missing[i]);
        jout_close(j);
        jout_key(j, S("no_end"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->no_end_n; i++) jout_int(j, x->no_end[i]);
        jout_close(j);
}

static void tell_import(struct cli *c, const struct import_out *x)
{
        struct jout j;
        if (!c->json) tell_doubts(c, x);
        if (!c->json && has_opt(c, OPT_DRY_RUN)) {
                TELL(c, "检查了 %" PRId64 " 行，有错 %" PRId64 "；没有写入\n",
                     "%" PRId64 " rows checked, %" PRId64 " with mistakes; nothing is written\n",
                     x->in, x->rejected);
                return;
        }
        if (!c->json) {
                TELL(c,
                     "读入 %" PRId64 " 行 = 新增 %" PRId64 " + 更新 %" PRId64 " + 无变化 %" PRId64
                     " + 有错 %" PRId64 "\n",
                     "%" PRId64 " rows = %" PRId64 " loaded + %" PRId64 " updated + %" PRId64
                     " unchanged + %" PRId64 " rejected\n",
                     x->in, x->loaded, x->updated, x->unchanged, x->rejected);
                if (x->resumed)
                        TELL(c, "接着上次未完成的批次\n",
                             "went on with the batch left open before\n");
                if (x->batch >= 0)
                        TELL(c, "批次 %" PRId64 "（可整批撤回：--take-back %" PRId64 "）\n",
                             "batch %" PRId64 " (can be taken back: --take-back %" PRId64 ")\n",
                             x->batch, x->batch);
                return;
        }
        json_begin(c, &j);
        jout_key_int(&j, S("in"), x->in);
        jout_key_int(&j, S("loaded"), x->loaded);
        jout_key_int(&j, S("updated"), x->updated);
        jout_key_int(&j, S("unchanged"), x->unchanged);
        jout_key_int(&j, S("rejected"), x->rejected);
        if (x->batch >= 0) jout_key_int(&j, S("batch"), x->batch);
        jout_key_bool(&j, S("resumed"), x->resumed);
        jout_key_bool(&j, S("gb18030"), x->gb18030);
        put_doubts(&j, x);
        json_end(c, &j);
}

static enum err write_rejects(struct cli *c, const struct buf *rejects, int64_t n)
{
        struct str path = opt_value(c, OPT_ERRORS);
        if (!has_opt(c, OPT_ERRORS) || n == 0) return OK;
        if (file_write(str_dupz(&c->a, path), buf_view(rejects), 0600) == OK) return OK;
        return REFUSE(c, ERR_IO, "file.write", path, "有错的行写不进文件",
                      "the wrong rows cannot be written");
}

static enum err import_file(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        AUTO(buf_free) struct buf rejects = { .limit = IMPORT_BYTES_MAX };
        struct import_in in = { .ledger = operand(c, 1),
                                .file = operand(c, 2),
                                .lang = c->lang,
                                .dry = has_opt(c, OPT_DRY_RUN),
                                .aside = has_opt(c, OPT_ERRORS),
                                .rejects = &rejects };
        struct import_out out = { .batch = -1 };
        const struct ledger *l;
        if (c->args.n < 3)
                return USAGE(c, "usage.missing", S("import"), "缺少台账或文件",
                             "a ledger and a file are needed");
        TRY(read_input(c, in.file, &in.raw));
        if (has_opt(c, OPT_MAP)) TRY(read_input(c, opt_value(c, OPT_MAP), &in.map));
        TRY(writing_open(c, 0, &w));
        TRY(need_definitions(c, &w.inforce, w.path.dir));
        TRY(find_ledger(c, w.inforce.city, in.ledger, &l));
        in.ledger = l->name;
        enum err e = import_run(&w, &in, &c->f, &out);
        TRY(e);
        TRY(write_rejects(c, &rejects, out.rejected));
        tell_import(c, &out);
        c->notes = in.aside; /* the rows put aside are told one by one */
        return OK;
}

static enum err take_back(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        int64_t batch = opt_int(c, OPT_TAKE_BACK, 0, INT64_MAX, -1), records;
        TRY(cli_checked(c));
        TRY(writing_open(c, 0, &w));
        TRY(batch_take_back(&w, batch, &c->f, &records));
        struct jout j;
        if (!c->json) {
                TELL(c, "批次 %" PRId64 " 已撤回，%" PRId64 " 件\n",
                     "batch %" PRId64 " is taken back, %" PRId64 " records\n", batch, records);
                return OK;
        }
        json_begin(c, &j);
        jout_key_int(&j, S("batch"), batch);
        jout_key_int(&j, S("records"), records);
        json_end(c, &j);
        return OK;
}

enum err run_import(struct cli *c)
{
        return has_opt(c, OPT_TAKE_BACK) ? take_back(c) : import_file(c);
}

/* ---- export ---------------------------------------------------------------------------------- */

static enum err flush_out(void *ctx, struct buf *out)
{
        (void)ctx;
        TRY(cli_write(buf_view(out)));
        buf_reset(out);
        return OK;
}

enum err run_export(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        struct str form = opt_value(c, OPT_FILE_FORMAT);
        struct export_in in = { .filter = opt_value(c, OPT_WHERE), .flush = flush_out };
        int64_t records;
        if (write_format_parse(form.n ? form : S("csv"), &c->f, &in.form) != OK) {
                c->usage = true;
                return ERR_INPUT;
        }
        TRY(reading_open(c, 0, &r));
        TRY(reading_as(c, &r));
        TRY(find_ledger(c, r.in.city, operand(c, 1), &in.l));
        return export_run(&r.ask, &in, &records);
}
