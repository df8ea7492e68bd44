#include "base/err.h"

#include <stdarg.h>

#include "base/arena.h"
#include "base/limits.h"

static const struct str names[] = {
        [OK] = { "ok", 2 },
        [ERR_INPUT] = { "input", 5 },
        [ERR_DENIED] = { "denied", 6 },
        [ERR_NOT_FOUND] = { "not-found", 9 },
        [ERR_CONFLICT] = { "conflict", 8 },
        [ERR_BUSY] = { "busy", 4 },
        [ERR_LIMIT] = { "limit", 5 },
        [ERR_IO] = { "io", 2 },
        [ERR_CORRUPT] = { "corrupt", 7 },
};
_Static_assert(LEN(names) == ERR_COUNT, "one name per err");

void bug_at(const char *file, int line, const char *why)
{
        fprintf(stderr, "BUG %s:%d: %s\n", file, line, why);
        abort();
}

struct str err_name(enum err e)
{
        ASSERT(e < ERR_COUNT);
        return names[e];
}

void faults_init(struct faults *f, struct arena *a, enum lang lang)
{
        *f = (struct faults){ .a = a, .lang = lang };
}

enum err faults_add(struct faults *f, enum err err, const char *code, struct str where,
                    const char *fmt, ...)
{
        ASSERT(err != OK);
        if (f->n++ >= FAULTS_MAX) return err;
        char small[512];
        va_list ap;
        va_start(ap, fmt);
        int n = vsnprintf(small, sizeof small, fmt, ap);
        va_end(ap);
        ASSERT(n >= 0);
        char *text = ARENA_NEW(f->a, char, (size_t)n + 1);
        va_start(ap, fmt);
        (void)vsnprintf(text, (size_t)n + 1, fmt, ap);
        va_end(ap);
        struct fault *x = ARENA_NEW(f->a, struct fault, 1);
        *x = (struct fault){
                .err = err, .code = code, .where = str_dup(f->a, where), .text = { text, (size_t)n }
        };
        if (f->last) f->last->next = x;
        else f->first = x;
        f->last = x;
        return err;
}
