/* err.h: the one result type of the program, and the texts for people that go with it.
 *
 * Every function that can fail returns enum err and is MUST_USE; results go to ret_x parameters,
 * written only on success. What a person may read goes into the struct faults of the caller: a list
 * (all mistakes, not the first), each with a stable code, a place and a sentence in the language of
 * the list. Bugs are not errors: ASSERT and BUG abort, in release too. */
#ifndef ZT_BASE_ERR_H
#define ZT_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

enum err {
        OK = 0,
        ERR_INPUT,     /* the input is wrong: form, type, unknown name */
        ERR_DENIED,    /* no right */
        ERR_NOT_FOUND, /* no such thing, or not visible to this reader */
        ERR_CONFLICT,  /* a rule forbids it now: wrong state, stale version, used key */
        ERR_BUSY,      /* try again: locked, stopped, draining */
        ERR_LIMIT,     /* over a limit of limits.h */
        ERR_IO,        /* disk or database failed; nothing was acknowledged */
        ERR_CORRUPT,   /* stored data breaks an invariant; named by verify */
        ERR_COUNT
};

#define MUST_USE __attribute__((warn_unused_result))
#define AUTO(fn) __attribute__((cleanup(fn)))
#define LEN(a)   (sizeof(a) / sizeof((a)[0]))
#define TRY(call)                                                                                  \
        do {                                                                                       \
                enum err try_e_ = (call);                                                          \
                if (try_e_ != OK) return try_e_;                                                   \
        } while (0)

/* Abort with place and reason. */
__attribute__((noreturn)) void bug_at(const char *file, int line, const char *why);
#define BUG(why)     bug_at(__FILE__, __LINE__, why)
#define ASSERT(cond) ((cond) ? (void)0 : bug_at(__FILE__, __LINE__, #cond))

/* "input", "denied", … for logs and --json. */
struct str err_name(enum err e);

enum lang { LANG_ZH, LANG_EN };

/* One mistake. `code` is stable ("step.from"), `where` says the place ("request.yaml:12:3", "row 7
 * column 渠道", a field), `text` is the sentence. */
struct fault {
        enum err err;
        const char *code;
        struct str where, text;
        struct fault *next;
};

/* All mistakes of one action, in the order found. Lives in the arena given at init; more than
 * FAULTS_MAX are counted but not kept. Zero value after faults_init only. */
struct faults {
        struct arena *a;
        enum lang lang;
        struct fault *first, *last;
        size_t n;
};

void faults_init(struct faults *f, struct arena *a, enum lang lang);
/* Adds one; returns err for `return FAULT(...)`. Use through FAULT only. */
enum err faults_add(struct faults *f, enum err err, const char *code, struct str where,
                    const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* FAULT(f, ERR_X, "code", where, "中文 %.*s", "English %.*s", args…): both texts take the same
 * arguments in the same order; the compiler checks both. The English text begins the `...`, which
 * so is never empty (ISO C wants that). */
#define FAULT(f, e, code, where, zh, ...)                                                          \
        fault_told(faults_add((f), (e), (code), (where), (f)->lang == LANG_ZH ? zh : __VA_ARGS__), \
                   (e))
/* e again: the analysers then see that a fault is never OK. */
static inline enum err fault_told(enum err told, enum err e)
{
        (void)told;
        return e;
}

/* %.*s arguments of a struct str. */
#define SP(s) (int)(s).n, ((s).p ? (s).p : "")

#endif
