#include "cli/cli.h"

/* ---- operands and options -------------------------------------------------------------------- */

struct str operand(const struct cli *c, size_t n)
{
        return n < c->args.n ? c->args.operand[n] : STR_NONE;
}

const char *operand_z(struct cli *c, size_t n)
{
        return str_dupz(&c->a, operand(c, n));
}

static struct str opt_where(struct cli *c, enum opt o)
{
        return str_printf(&c->a, "--%.*s", SP(opt_defs[o].name));
}

struct day opt_day(struct cli *c, enum opt o)
{
        struct day d;
        if (!has_opt(c, o)) return DAY_NONE;
        if (day_parse(opt_value(c, o), &d) == OK) return d;
        USAGE(c, "usage.day", opt_where(c, o), "“%.*s”不是日期，应如 2022-08-22",
              "'%.*s' is no day, expected as 2022-08-22", SP(opt_value(c, o)));
        return DAY_NONE;
}

int64_t opt_int(struct cli *c, enum opt o, int64_t min, int64_t max, int64_t none)
{
        int64_t n = none;
        if (!has_opt(c, o)) return none;
        if (num_parse_i64(opt_value(c, o), min, max, &n) == OK) return n;
        USAGE(c, "usage.number", opt_where(c, o), "“%.*s”应为 %" PRId64 " 到 %" PRId64 " 的整数",
              "'%.*s': expected a whole number from %" PRId64 " to %" PRId64, SP(opt_value(c, o)),
              min, max);
        return none;
}

enum markdown_format opt_format(struct cli *c)
{
        static const struct {
                struct str name;
                enum markdown_format format;
        } format[] = { { SI("text"), MARKDOWN_TEXT },
                       { SI("md"), MARKDOWN_SOURCE },
                       { SI("html"), MARKDOWN_HTML } };
        if (!has_opt(c, OPT_FORMAT)) return MARKDOWN_TEXT;
        for (size_t i = 0; i < LEN(format); i++)
                if (str_eq(format[i].name, opt_value(c, OPT_FORMAT))) return format[i].format;
        c->json |= str_eq(opt_value(c, OPT_FORMAT), S("json"));
        if (c->json) return MARKDOWN_TEXT;
        USAGE(c, "usage.value", S("--format"), "应为 text、md、html 或 json",
              "expected text, md, html or json");
        return MARKDOWN_TEXT;
}

enum err cli_checked(const struct cli *c)
{
        return c->f.n ? c->f.first->err : OK;
}

enum err split_name(struct cli *c, struct str s, char sep, const char *form,
                    struct str ret[static 2])
{
        if (str_cut(s, sep, &ret[0], &ret[1]) && ret[0].n && ret[1].n) return OK;
        return USAGE(c, "usage.name", s, "应写作 %s", "expected %s", form);
}

struct str due_text(struct cli *c, struct zone z, struct moment due)
{
        char at[40];
        return moment_is(due) ? str_dup(&c->a, moment_due_short(due, z, at)) : STR_NONE;
}

/* ---- what is said ---------------------------------------------------------------------------- */

static enum err write_all(int fd, struct str s)
{
        while (s.n) {
                ssize_t n = write(fd, s.p, s.n);
                if (n <= 0) return ERR_IO;
                s = str_from(s, (size_t)n);
        }
        return OK;
}

enum err cli_write(struct str s)
{
        return write_all(STDOUT_FILENO, s);
}

void cli_flush(struct cli *c)
{
        if (cli_write(buf_view(&c->out)) != OK)
                FAULT(&c->f, ERR_IO, "output", STR_NONE, "结果写不出去",
                      "the answer cannot be written");
        if (c->out.err != OK)
                FAULT(&c->f, ERR_LIMIT, "output.long", STR_NONE, "结果太长",
                      "the answer is too long");
        buf_reset(&c->out);
}

void json_begin(struct cli *c, struct jout *j)
{
        jout_init(j, &c->out, false);
        jout_open(j, '{');
}

void json_end(struct cli *c, struct jout *j)
{
        jout_close(j);
        buf_putc(&c->out, '\n');
}

void json_done(struct cli *c)
{
        struct jout j;
        json_begin(c, &j);
        jout_key_bool(&j, S("done"), true);
        json_end(c, &j);
}

static void json_faults(const struct cli *c, enum err e, struct buf *b)
{
        struct jout j;
        jout_init(&j, b, false);
        jout_open(&j, '{');
        jout_key_text(&j, S("error"), c->usage ? S("usage") : err_name(e));
        jout_key(&j, S("problems"));
        jout_open(&j, '[');
        for (const struct fault *x = c->f.first; x; x = x->next) {
                jout_open(&j, '{');
                jout_key_text(&j, S("code"), str_c(x->code));
                jout_key_text(&j, S("where"), x->where);
                jout_key_text(&j, S("text"), x->text);
                jout_close(&j);
        }
        jout_close(&j);
        jout_close(&j);
        buf_putc(b, '\n');
}

static void text_faults(const struct cli *c, struct buf *b)
{
        for (const struct fault *x = c->f.first; x; x = x->next) {
                if (x->where.n) buf_printf(b, "%.*s: ", SP(x->where));
                bool because = str_eq(str_c(x->code), S("because"));
                const char *colon = c->lang == LANG_ZH ? "：" : ": ";
                buf_printf(b, "%.*s%s%s [%s]\n", SP(x->text), because ? colon : "",
                           because ? "--because" : "", x->code);
        }
        if (c->f.n > FAULTS_MAX)
                buf_printf(b, c->lang == LANG_ZH ? "……还有 %zu 处\n" : "… and %zu more\n",
                           c->f.n - FAULTS_MAX);
        if (!c->usage) return;
        struct str name = c->args.cmd ? c->args.cmd->name : STR_NONE;
        buf_printf(b,
                   c->lang == LANG_ZH ? "用法：zhitong help%s%.*s\n"
                                      : "usage: zhitong help%s%.*s\n",
                   name.n ? " " : "", SP(name));
}

void cli_print_faults(struct cli *c, enum err e)
{
        struct buf b = { .limit = 64u << 20 };
        if (c->f.n == 0) FAULT(&c->f, e, "failed", STR_NONE, "没有办成", "it could not be done");
        if (c->json) json_faults(c, e, &b);
        else text_faults(c, &b);
        enum err told = write_all(STDERR_FILENO, buf_view(&b));
        (void)told; /* nobody is left to be told */
        buf_free(&b);
}
