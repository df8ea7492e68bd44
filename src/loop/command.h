/* command.h: what somebody wants done to one record, before it is decided.
 *
 * Inputs arrive as text from every side (page, API, file, command line) and become typed values in
 * input_read, the only gate. decide (decide.h) sees typed values only. */
#ifndef ZT_LOOP_COMMAND_H
#define ZT_LOOP_COMMAND_H

#include "view/change.h"

struct input {
        struct str name, text; /* field name; text form of the value; empty text = not given */
};

struct actor {
        int account;    /* index into city->accounts, -1 = none */
        bool requester; /* somebody without an account */
        bool owner; /* the operating system's owner at the command line: imports, administration */
        enum via via;
};

struct command {
        struct actor who;
        struct str office; /* code of the post acted with; empty = the first that gives the right */
        int64_t record;    /* 0 = the step enters a record */
        struct str step, duty; /* duty kind, for choosing among several; empty = the step's */
        struct day day;        /* DAY_NONE = today */
        int64_t version;       /* seq seen; -1 = not said */
        const struct input *in;
        size_t in_n;
        struct str because;        /* reason: correct, void, recall, late entries */
        struct str key, key_scope; /* idempotency; empty = none */
};

/* Looks up records of other ledgers by number, for links. 0 = none. */
struct linker {
        void *ctx;
        enum err (*find)(void *ctx, const struct ledger *l, struct str number, int64_t *ret);
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

#endif
