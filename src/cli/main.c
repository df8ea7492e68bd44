/* main.c: the program: arguments, the command, what it said, the exit status. */
#include "cli/cli.h"

#define OUT_BYTES_MAX (1u << 30) /* what one command may say before it is written */

enum { EXIT_DONE, EXIT_REFUSED, EXIT_USAGE };

static struct str env_value(char *const *envp, struct str name)
{
        for (; *envp; envp++) {
                struct str head, tail;
                if (str_cut(str_c(*envp), '=', &head, &tail) && str_eq(head, name)) return tail;
        }
        return STR_NONE;
}

/* --lang is looked for before anything is parsed, so that mistakes are told in it too. */
static struct str asked_lang(int argc, char **argv)
{
        for (int i = 1; i < argc; i++) {
                struct str s = str_c(argv[i]);
                if (str_eq(s, S("--lang")) && i + 1 < argc) return str_c(argv[i + 1]);
                if (str_starts(s, S("--lang="))) return str_from(s, 7);
        }
        return STR_NONE;
}

static enum lang lang_of(int argc, char **argv, char *const *envp)
{
        struct str s = asked_lang(argc, argv);
        if (s.n == 0) s = env_value(envp, S("ZHITONG_LANG"));
        if (s.n == 0) s = env_value(envp, S("LANG"));
        return str_starts(s, S("en")) ? LANG_EN : LANG_ZH;
}

static bool asked_json(int argc, char **argv)
{
        for (int i = 1; i < argc; i++)
                if (str_eq(str_c(argv[i]), S("--json"))) return true;
        return false;
}

static enum err run(struct cli *c, int argc, char **argv)
{
        enum err e = args_parse(&c->a, argc, argv, &c->f, &c->args);
        struct str lang = opt_value(c, OPT_LANG);
        if (lang.n && !str_eq(lang, S("zh")) && !str_eq(lang, S("en")))
                e = FAULT(&c->f, ERR_INPUT, "usage.value", S("--lang"), "应为 zh 或 en",
                          "expected zh or en");
        c->usage = e != OK;
        TRY(e);
        if (!c->args.cmd || has_opt(c, OPT_HELP)) return run_help(c);
        return c->args.cmd->run(c);
}

int main(int argc, char **argv, char **envp)
{
        struct cli c = { .out = { .limit = OUT_BYTES_MAX } };
        sys_init();
        c.lang = lang_of(argc, argv, envp);
        c.json = asked_json(argc, argv);
        c.sys = sys_real();
        c.argv = argv;
        faults_init(&c.f, &c.a, c.lang);
        enum err e = run(&c, argc, argv);
        turn_end(&c.turn);
        cli_flush(&c);
        if (e == OK && c.f.n && !c.notes) e = c.f.first->err;
        if (e != OK || c.f.n) cli_print_faults(&c, e);
        int status = e == OK ? EXIT_DONE : c.usage ? EXIT_USAGE : EXIT_REFUSED;
        buf_free(&c.out);
        arena_done(&c.a);
        return status;
}
