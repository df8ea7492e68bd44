/* cmd_people.c: offices, accounts, passwords, and the clock's jump. */
#include <termios.h>

#include "cli/cli.h"
#include "loop/admin.h"

#define LIST_BYTES_MAX     (32u << 20) /* offices.csv of a province */
#define PASSWORD_BYTES_MAX 1024        /* a line of standard input */

static enum err read_file(struct cli *c, size_t n, struct str *ret)
{
        const char *path = operand_z(c, n);
        enum err e = file_read(&c->a, path, LIST_BYTES_MAX, ret);
        if (e == OK) return OK;
        if (e == ERR_NOT_FOUND)
                return REFUSE(c, e, "file.missing", str_c(path), "文件不存在",
                              "the file is not there");
        return REFUSE(c, e, "file.read", str_c(path), "文件无法读取，或过大",
                      "the file cannot be read, or is too long");
}

static void tell_count(struct cli *c, struct str key, int64_t n, const char *zh, const char *en)
{
        struct jout j;
        if (c->json) {
                json_begin(c, &j);
                jout_key_int(&j, key, n);
                json_end(c, &j);
                return;
        }
        buf_printf(&c->out, "%s: %" PRId64 "\n", c->lang == LANG_ZH ? zh : en, n);
}

static enum err try_offices(struct cli *c, struct writer *w, struct str csv)
{
        struct succession x;
        struct jout j;
        TRY(admin_offices_dry(w, operand(c, 1), csv, &c->f, &x));
        if (c->json) {
                json_begin(c, &j);
                jout_key_int(&j, S("offices"), x.offices);
                jout_key_int(&j, S("ended"), x.ended);
                jout_key_int(&j, S("duties"), x.duties);
                jout_key_int(&j, S("records"), x.records);
                json_end(c, &j);
                return OK;
        }
        TELL(c, "单位: %" PRId64 "，其中已并入其他单位 %" PRId64 "\n",
             "offices: %" PRId64 ", %" PRId64 " of them gone into another\n", x.offices, x.ended);
        TELL(c, "将移交: 事项 %" PRId64 " 件，未完成任务 %" PRId64 " 项\n",
             "to be handed on: %" PRId64 " records, %" PRId64 " open duties\n", x.records,
             x.duties);
        return OK;
}

enum err run_office_import(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct str csv;
        int64_t total;
        TRY(read_file(c, 1, &csv));
        TRY(writing_open(c, 0, &w));
        if (has_opt(c, OPT_DRY_RUN)) return try_offices(c, &w, csv);
        TRY(admin_offices(&w, operand(c, 1), csv, &c->f, &total));
        tell_count(c, S("offices"), total, "现有单位", "offices now");
        return OK;
}

/* login,link a line; readable by its owner alone. */
static enum err write_links(struct cli *c, struct writer *w, const struct account_rows *rows,
                            int64_t *ret_n)
{
        AUTO(buf_free) struct buf b = { .limit = LIST_BYTES_MAX };
        struct new_link *v;
        size_t n;
        const char *path = str_dupz(&c->a, opt_value(c, OPT_LINKS));
        TRY(admin_links_new(w, &c->a, rows, &c->f, &v, &n));
        buf_put(&b, S("login,link\n"));
        for (size_t i = 0; i < n; i++)
                buf_printf(&b, "%.*s,/link/%.*s\n", SP(v[i].login), SP(v[i].token));
        *ret_n = (int64_t)n;
        if (b.err == OK && file_write(path, buf_view(&b), 0600) == OK) return OK;
        return REFUSE(c, ERR_IO, "file.write", str_c(path),
                      "账号已建，但链接文件写不了：可再次导入同一文件",
                      "the accounts are made, but the file of links cannot be written: import the "
                      "same file again");
}

static void tell_added(struct cli *c, int64_t added, int64_t links)
{
        struct jout j;
        if (c->json) {
                json_begin(c, &j);
                jout_key_int(&j, S("added"), added);
                if (has_opt(c, OPT_LINKS)) jout_key_int(&j, S("links"), links);
                json_end(c, &j);
                return;
        }
        TELL(c, "新账号: %" PRId64 "\n", "new accounts: %" PRId64 "\n", added);
        if (has_opt(c, OPT_LINKS))
                TELL(c, "设口令链接: %" PRId64 "（30 天内有效，各用一次）\n",
                     "password links: %" PRId64 " (good for 30 days, once each)\n", links);
}

static enum err put_accounts(struct cli *c, struct str file, struct str csv)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct account_rows rows;
        int64_t added, links = 0;
        TRY(writing_open(c, 0, &w));
        if (w.inforce.offices.n == 0)
                return REFUSE(c, ERR_CONFLICT, "office.none", operand(c, 0),
                              "还没有单位：先运行 zhitong office import",
                              "there are no offices yet: run zhitong office import first");
        TRY(accounts_read(&c->a, &w.inforce.offices, file, csv, &c->f, &rows));
        TRY(admin_accounts(&w, rows.v, rows.n, &c->f, &added));
        if (has_opt(c, OPT_LINKS)) TRY(write_links(c, &w, &rows, &links));
        tell_added(c, added, links);
        return OK;
}

enum err run_account_import(struct cli *c)
{
        struct str csv;
        TRY(read_file(c, 1, &csv));
        return put_accounts(c, operand(c, 1), csv);
}

/* One row of the same table, read by the same reader. */
enum err run_account_add(struct cli *c)
{
        AUTO(buf_free) struct buf b = { .limit = 1u << 16 };
        struct str login = operand(c, 1);
        if (!has_opt(c, OPT_OFFICE))
                USAGE(c, "usage.missing", S("--office"), "缺少岗位所在单位：--office CODE",
                      "the office of the post is missing: --office CODE");
        if (!has_opt(c, OPT_ROLE))
                USAGE(c, "usage.missing", S("--role"), "缺少角色：--role ROLE",
                      "the role is missing: --role ROLE");
        TRY(cli_checked(c));
        buf_put(&b, S("login,name,office,roles\n"));
        const struct str cell[] = { login,
                                    has_opt(c, OPT_FULL_NAME) ? opt_value(c, OPT_FULL_NAME) : login,
                                    opt_value(c, OPT_OFFICE), opt_value(c, OPT_ROLE) };
        for (size_t i = 0; i < LEN(cell); i++) {
                buf_put(&b, i ? S(",\"") : S("\""));
                for (size_t k = 0; k < cell[i].n; k++) {
                        if (cell[i].p[k] == '"') buf_putc(&b, '"');
                        buf_putc(&b, cell[i].p[k]);
                }
                buf_putc(&b, '"');
        }
        buf_putc(&b, '\n');
        return put_accounts(c, login, buf_view(&b));
}

/* ---- passwords ------------------------------------------------------------------------------- */

static struct str read_line(struct cli *c)
{
        char *p = ARENA_NEW(&c->a, char, PASSWORD_BYTES_MAX);
        size_t n = 0;
        while (n < PASSWORD_BYTES_MAX) {
                ssize_t got = read(STDIN_FILENO, p + n, 1);
                if (got <= 0 || p[n] == '\n') break;
                n++;
        }
        if (n && p[n - 1] == '\r') n--;
        return (struct str){ p, n };
}

static void ask(const char *what)
{
        ssize_t n = write(STDERR_FILENO, what, strlen(what));
        (void)n; /* the terminal is gone: then nobody answers either */
}

/* From a terminal without echo, twice; else one line of standard input. */
static enum err read_password(struct cli *c, struct str *ret)
{
        struct termios was, quiet;
        if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &was) != 0) {
                *ret = read_line(c);
                return OK;
        }
        quiet = was;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        ask(c->lang == LANG_ZH ? "口令：" : "password: ");
        *ret = read_line(c);
        ask(c->lang == LANG_ZH ? "\n再输一遍：" : "\nonce more: ");
        struct str again = read_line(c);
        ask("\n");
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
        if (str_eq(*ret, again)) return OK;
        return REFUSE(c, ERR_INPUT, "password.differs", STR_NONE, "两次输入不同", "the two differ");
}

enum err run_account_passwd(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct str password;
        TRY(cli_clock(c, operand_z(c, 0)));
        TRY(read_password(c, &password)); /* before the lock is taken: people type slowly */
        TRY(writing_open(c, 0, &w));
        TRY(admin_password(&w, operand(c, 1), password, &c->f));
        if (c->json) json_done(c);
        else TELL(c, "口令已设\n", "the password is set\n");
        return OK;
}

/* ---- the clock ------------------------------------------------------------------------------- */

enum err run_clock(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        int account;
        if (!has_opt(c, OPT_ACCEPT))
                return USAGE(c, "usage.missing", S("--accept"), "确认时钟正确须写 --accept",
                             "say --accept when the clock is right");
        TRY(writing_open(c, 0, &w));
        TRY(account_as_root(c, &w.inforce, ROLE_BIT(SYSTEM), &account));
        TRY(admin_clock(&w, account, &c->f));
        if (c->json) json_done(c);
        else TELL(c, "已确认，可以继续写入\n", "accepted: writing goes on\n");
        return OK;
}
