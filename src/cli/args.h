/* args.h: the one table of commands: their names, operands, options and help, in both languages.
 *
 * A command's operands are one text: "DIR LEDGER [FIELD=VALUE…]". In brackets: may be missing;
 * with …: as many as wanted. Options stand anywhere, as --on 2022-08-22 or --on=2022-08-22; "--"
 * ends them. What people read of it (zhitong help) and what is accepted are the same table. */
#ifndef ZT_CLI_ARGS_H
#define ZT_CLI_ARGS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"

struct cli;

enum opt {
        OPT_JSON,
        OPT_LANG,
        OPT_HELP,
        OPT_NOW,
        OPT_AS,
        OPT_NAME,
        OPT_ZONE,
        OPT_DEMO,
        OPT_EMPTY,
        OPT_OFFICE,
        OPT_ROLE,
        OPT_FULL_NAME,
        OPT_DAY,
        OPT_BECAUSE,
        OPT_VERSION,
        OPT_KEY,
        OPT_DUTY,
        OPT_PAPER,
        OPT_STEP,
        OPT_WHERE,
        OPT_VIEW,
        OPT_SORT,
        OPT_LIMIT,
        OPT_AFTER,
        OPT_COUNT,
        OPT_ON,
        OPT_FROM,
        OPT_TO,
        OPT_BY,
        OPT_KNOWN,
        OPT_TREE,
        OPT_ROWS,
        OPT_FORMAT,
        OPT_SCORE_FORMAT,
        OPT_GROUP,
        OPT_PUBLISH,
        OPT_PUBLISHED,
        OPT_SINCE,
        OPT_FILES,
        OPT_QUICK,
        OPT_KEYS,
        OPT_ACCEPT,
        OPT_MAP,
        OPT_DRY_RUN,
        OPT_ERRORS,
        OPT_TAKE_BACK,
        OPT_FILE_FORMAT,
        OPT_LEDGER,
        OPT_LISTEN,
        OPT_PROXY,
        OPT_WORKERS,
        OPT_BACKUP_DIR,
        OPT_BACKUP_AT,
        OPT_BACKUP_KEEP,
        OPT_LOG,
        OPT_TAKER,
        OPT_FOR,
        OPT_END,
        OPT_LINKS,
        OPT_RETRY,
        OPT_LABEL,
        OPT_LABEL_EN,
        OPT_VALUE,
        OPT_N
};
#define OPT(x) (UINT64_C(1) << OPT_##x)

struct opt_def {
        struct str name, value; /* value: its name in the help; empty = a flag */
        struct str zh, en;
};
extern const struct opt_def opt_defs[OPT_N];

struct command_def {
        struct str name; /* "office import": two words on the command line */
        struct str operands;
        uint64_t opts; /* beside --json, --lang, --help */
        enum err (*run)(struct cli *c);
        struct str zh, en;
};
extern const struct command_def command_defs[];
extern const size_t command_defs_n;

struct args {
        const struct command_def *cmd; /* NULL: none was named, or help was asked for */
        struct str *operand;
        size_t n, cap;
        uint64_t given;
        struct str value[OPT_N];
};

/* Every mistake goes to f (codes "usage.…"); ERR_INPUT if there was one. Views of argv. */
MUST_USE enum err args_parse(struct arena *a, int argc, char **argv, struct faults *f,
                             struct args *ret);
/* The command of these words ("office", "import"); NULL. */
const struct command_def *command_find(struct str first, struct str second);
/* One command's page; all of them in one line each. */
void help_command(const struct command_def *d, enum lang lang, struct buf *out);
void help_all(enum lang lang, struct buf *out);
/* The whole table, for --json. */
void help_json(enum lang lang, struct jout *j);

#endif
