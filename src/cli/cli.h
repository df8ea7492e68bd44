/* cli.h: what every command of the command line shares: one run of the program.
 *
 * A command gathers what it has to say in c->out and its mistakes in c->f; main prints both, in the
 * end, and gives the status: 0 done, 1 refused, 2 used wrongly (usage). Whoever owns the city's
 * folder may do anything here, in the name of any account (--as): the operating system guards the
 * door. */
#ifndef ZT_CLI_CLI_H
#define ZT_CLI_CLI_H

#include "ask/ask.h"
#include "base/json.h"
#include "base/markdown.h"
#include "cli/args.h"
#include "loop/writer.h"
#include "serve/turn.h"
#include "view/index.h"

struct cli {
        struct arena a;
        struct faults f;
        enum lang lang;
        bool json;
        bool usage; /* the mistakes are of the kind that exits with 2 */
        bool notes; /* the mistakes are told, but it was done (rows put aside) */
        struct args args;
        struct sys sys;
        struct sys_fake clock; /* of a demo city */
        struct turn turn;      /* at writing, while a server runs */
        char *const *argv;     /* of the program, for the server's re-exec */
        struct buf out;
};

/* A mistake in how the program is used. */
#define USAGE(c, code, where, ...)                                                                 \
        ((c)->usage = true, FAULT(&(c)->f, ERR_INPUT, code, where, __VA_ARGS__))
#define REFUSE(c, e, code, where, ...) FAULT(&(c)->f, e, code, where, __VA_ARGS__)
/* One of two literals, by the language of the run. */
#define SAY(c, zh, en) ((c)->lang == LANG_ZH ? S(zh) : S(en))
/* A line for people: both texts take the same arguments. */
#define TELL(c, zh, ...) buf_printf(&(c)->out, (c)->lang == LANG_ZH ? zh : __VA_ARGS__)

static inline bool has_opt(const struct cli *c, enum opt o)
{
        return (c->args.given >> o & 1) != 0;
}
static inline struct str opt_value(const struct cli *c, enum opt o)
{
        return c->args.value[o];
}
/* The n-th operand; empty when it was not given. */
struct str operand(const struct cli *c, size_t n);
const char *operand_z(struct cli *c, size_t n);
/* A day; DAY_NONE when the option was not given. A mistake is told and gives DAY_NONE too. */
struct day opt_day(struct cli *c, enum opt o);
int64_t opt_int(struct cli *c, enum opt o, int64_t min, int64_t max, int64_t none);
enum markdown_format opt_format(struct cli *c); /* --format; text unless given */
/* ERR_INPUT if any mistake was told. */
MUST_USE enum err cli_checked(const struct cli *c);
/* Begins the object of a --json answer on c->out, ends it with a line. */
void json_begin(struct cli *c, struct jout *j);
void json_end(struct cli *c, struct jout *j);
/* The --json answer of a command that has nothing to say but that it was done. */
void json_done(struct cli *c);
/* "LEDGER/NUMBER" or "LEDGER.FIGURE" into its halves. */
MUST_USE enum err split_name(struct cli *c, struct str s, char sep, const char *form,
                             struct str ret[static 2]);
/* A due time: the end of a day is 24:00 of that day, not 00:00 of the next. */
struct str due_text(struct cli *c, struct zone z, struct moment due);
/* To standard output at once; ERR_IO when nobody reads. */
MUST_USE enum err cli_write(struct str s);
/* Writes c->out to standard output and empties it; for long runs. */
void cli_flush(struct cli *c);
/* Both on standard error or output: used by main only. */
void cli_print_faults(struct cli *c, enum err e);

/* ---- the city ---- */

/* Looks into the city's folder: is there one, and what time is it there. A demo city's clock stands
 * at its last event, or at --now; c->sys follows. */
MUST_USE enum err cli_clock(struct cli *c, const char *dir);

struct reading {
        struct paths path;
        struct store *st;
        struct keys *keys;
        struct inforce in;
        struct reader who;
        struct ask ask;
};
/* The city of operand n, to read: read only, no lock, one read transaction until reading_close.
 * Zero value before; close it in any case. Tells what is missing, and the way out. */
MUST_USE enum err reading_open(struct cli *c, size_t n, struct reading *r);
void reading_close(struct reading *r);
/* The same without definitions: before the first apply in.city is NULL. */
MUST_USE enum err reading_open_any(struct cli *c, size_t n, struct reading *r);
/* Who reads (--as, nobody: the whole city). */
MUST_USE enum err reading_as(struct cli *c, struct reading *r);
MUST_USE enum err need_definitions(struct cli *c, const struct inforce *in, const char *dir);
MUST_USE enum err find_ledger(struct cli *c, const struct city *city, struct str name,
                              const struct ledger **ret);
/* Opens the city and the record that the second operand names (LEDGER/NUMBER). */
struct shown;
MUST_USE enum err reading_record(struct cli *c, struct reading *r, struct shown *ret);

/* A field by its name, or a label of it; -1. */
int cli_field(const struct ledger *l, struct str name);
/* The search index, brought up to date unless another process is at it. */
MUST_USE enum err cli_index(struct cli *c, struct reading *r, struct index **ret);

/* The city of operand n, to write: when a server runs, as its turn (serve/turn.h). */
MUST_USE enum err writing_open(struct cli *c, size_t n, struct writer *w);
/* The same also where the head of the log cannot be read. */
MUST_USE enum err writing_open_any(struct cli *c, size_t n, struct writer *w);
/* The account of --as, which must be given; `role`: it must hold one of these at the root. */
MUST_USE enum err account_as(struct cli *c, const struct inforce *in, int *ret);
#define ROLE_BIT(r) (1u << ROLE_##r)
MUST_USE enum err account_as_root(struct cli *c, const struct inforce *in, unsigned roles,
                                  int *ret);

/* ---- the commands (args.c has their table) ---- */

enum err run_init(struct cli *c);
enum err run_serve(struct cli *c);
enum err run_check(struct cli *c);
enum err run_diff(struct cli *c);
enum err run_schema(struct cli *c);
enum err run_apply(struct cli *c);
enum err run_new_ledger(struct cli *c);
enum err run_ledgers(struct cli *c);
enum err run_office_import(struct cli *c);
enum err run_account_import(struct cli *c);
enum err run_account_add(struct cli *c);
enum err run_account_passwd(struct cli *c);
enum err run_account_disable(struct cli *c);
enum err run_account_enable(struct cli *c);
enum err run_account_reset(struct cli *c);
enum err run_account_unlock(struct cli *c);
enum err run_account_hand_over(struct cli *c);
enum err run_account_stand_in(struct cli *c);
enum err run_account_link(struct cli *c);
enum err run_calendar_import(struct cli *c);
enum err run_due(struct cli *c);
enum err run_clock(struct cli *c);
enum err run_rules(struct cli *c);
enum err run_enter(struct cli *c);
enum err run_step(struct cli *c);
enum err run_import(struct cli *c);
enum err run_export(struct cli *c);
enum err run_list(struct cli *c);
enum err run_search(struct cli *c);
enum err run_candidates(struct cli *c);
enum err run_show(struct cli *c);
enum err run_paper(struct cli *c);
enum err run_suggest(struct cli *c);
enum err run_figure(struct cli *c);
enum err run_series(struct cli *c);
enum err run_score(struct cli *c);
enum err run_bulletin(struct cli *c);
enum err run_verify(struct cli *c);
enum err run_checkpoint(struct cli *c);
enum err run_rebuild(struct cli *c);
enum err run_backup(struct cli *c);
enum err run_restore(struct cli *c);
enum err run_erase(struct cli *c);
enum err run_notices(struct cli *c);
enum err run_reveal(struct cli *c);
enum err run_retain(struct cli *c);
enum err run_help(struct cli *c);
enum err run_version(struct cli *c);

#endif
