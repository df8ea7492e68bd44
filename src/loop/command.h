/* command.h: what somebody wants done to one record, before it is decided.
 *
 * Inputs arrive as text from every side (page, API, file, command line) and become typed values in
 * input_read, the only gate. decide (decide.h) sees typed values only. */
#ifndef ZT_LOOP_COMMAND_H
#define ZT_LOOP_COMMAND_H

#include "log/files.h"
#include "view/alike.h"
#include "view/change.h"

struct input {
        struct str name, text; /* field name; text form of the value; empty text = not given */
};
/* What was uploaded for a file field, never what somebody typed. The field stands among the inputs
 * too, with input_files_text: the same files again are the same command. */
struct input_file {
        struct str name; /* of the field */
        const struct attachment *v;
        size_t n;
};

struct actor {
        int account;    /* index into city->accounts, -1 = none */
        bool requester; /* somebody without an account */
        int64_t duty;   /* a one-duty link: the open duty its steps are on; 0 = none */
        bool owner; /* the operating system's owner at the command line: imports, administration */
        enum via via;
};

/* What a rule does: `step`, or when it has none `rule`. */
struct ruling {
        const struct rule_def *def;
        int64_t at, duty;   /* about what (ruled.h); the duty, 0 = none */
        int64_t source;     /* the record for which one is made; 0 = none */
        struct moment fell; /* when it fell due */
        struct str refused; /* tried and refused with this code: noted, that it is not again */
};

/* What another command brought about (cross.c), in the same transaction. */
struct following {
        int64_t cause; /* seq of the event */
        int depth;
        int64_t meets; /* the duty that is met: step `meet`; 0 = a step of the ledger */
};

struct command {
        struct actor who;
        struct str office; /* code of the post acted with; empty = the first that gives the right */
        int64_t record;    /* 0 = the step enters a record */
        struct str step;
        struct str paper; /* number of the one it is on; empty = the open one that is due first */
        int64_t asked;    /* the request (seq) that it answers; 0 = the oldest open one */
        struct day day;   /* DAY_NONE = today */
        int64_t version;  /* seq seen; -1 = not said */
        const struct input *in;
        size_t in_n;
        const struct input_file *file;
        size_t file_n;
        struct str because;             /* reason: correct, void, recall, late entries */
        struct ruling *rule;            /* a rule's doing, never anybody's; NULL */
        const struct following *follow; /* NULL: somebody's own */
        int64_t batch;                  /* the import whose row it is; 0 = none */
        struct str key, key_scope;      /* idempotency; empty = none */
};

/* Looks up records of other ledgers: by number, for links (0 = none), and what a step needs (id 0 =
 * none; view/alike.h). */
struct linker {
        void *ctx;
        enum err (*find)(void *ctx, const struct ledger *l, struct str number, int64_t *ret);
        enum err (*need)(void *ctx, const struct needing *x, struct rec *ret);
};

struct input_ctx {
        struct arena *a;
        const struct city *city;
        const struct ledger *l;
        struct day day; /* on which lists and offices are looked at */
        const struct linker *link;
        struct faults *f;
};
/* One field's text into a change_set (field, name, value; text to seal). All mistakes of the
 * value go to f with where = `where`. */
MUST_USE enum err input_read(const struct input_ctx *x, int field, struct str text,
                             struct str where, struct change_set *ret);
/* The same of a file field, from what the command carries for it: the sealed text names the files
 * (log/files.h). */
MUST_USE enum err input_files(const struct input_ctx *x, int field, const struct command *c,
                              struct str text, struct change_set *ret);
/* A table: a JSON array of objects, each member through the same gate. What is sealed is the
 * canonical array of the rows that are not empty, every value as text. */
MUST_USE enum err input_rows(const struct input_ctx *x, const struct field *f, struct str text,
                             struct str where, struct change_set *ret);
/* A value in clear as input_read takes it again; not of links, which need their record. */
struct str input_again(struct arena *a, const struct city *c, const struct field *f,
                       const struct value *v);
/* Names and hashes of the files. */
struct str input_files_text(struct arena *a, const struct attachment *v, size_t n);

#endif
