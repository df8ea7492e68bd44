#include "bench/lib/meter.h"

#include "loop/decide.h"
#include "loop/writer.h"
#include "view/cells.h"
#include "view/rows.h"

static int64_t now_ns(void)
{
        struct timespec t;
        if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) BUG("clock_gettime");
        return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct {
        bool on;
        struct phases sum;
        enum phase stack[32];
        size_t depth;
        int64_t since;
} at;

const char *phase_name(enum phase p)
{
        static const char *const name[] = { "rest",    "load",   "decide",  "complete",
                                            "seal",    "append", "project", "rows",
                                            "journal", "flush",  "commit" };
        _Static_assert(LEN(name) == PHASE_COUNT, "one name per phase");
        return name[p];
}

static void turn(void)
{
        int64_t now = now_ns();
        at.sum.ns[at.depth ? at.stack[at.depth - 1] : PHASE_REST] += now - at.since;
        at.since = now;
}

static bool enter(enum phase p)
{
        if (!at.on) return false;
        turn();
        at.stack[at.depth++] = p;
        at.sum.calls[p]++;
        return true;
}

static void leave(bool on)
{
        if (!on) return;
        turn();
        at.depth--;
}

void phases_begin(void)
{
        memset(&at, 0, sizeof at);
        at.on = true;
        at.since = now_ns();
}

struct phases phases_end(void)
{
        turn();
        at.on = false;
        return at.sum;
}

/* PHASE(function, phase, (parameters), (arguments)): the linker calls __wrap_function for
 * function. */
#define PHASE(fn, p, params, args)                                                                 \
        enum err __real_##fn params;                                                               \
        enum err __wrap_##fn params;                                                               \
        enum err __wrap_##fn params                                                                \
        {                                                                                          \
                bool on_ = enter(p);                                                               \
                enum err err_ = __real_##fn args;                                                  \
                leave(on_);                                                                        \
                return err_;                                                                       \
        }

PHASE(rec_load, PHASE_LOAD,
      (struct view * v, struct arena *a, const struct ledger *l, int64_t id, struct rec *ret),
      (v, a, l, id, ret))
PHASE(decide, PHASE_DECIDE, (const struct decide_in *in, struct decision *ret), (in, ret))
PHASE(writer_record_event, PHASE_COMPLETE,
      (struct writer * w, struct completing *x, struct faults *f, struct rec **ret), (w, x, f, ret))
PHASE(seal_put, PHASE_SEAL, (const struct seal_at *x, struct str value, const struct seal *s),
      (x, value, s))
PHASE(keys_ensure, PHASE_SEAL, (struct keys * k, int64_t subject), (k, subject))
PHASE(log_append, PHASE_APPEND, (struct log * l, struct event *e), (l, e))
PHASE(view_project, PHASE_PROJECT, (struct view * v, const struct projection *p, struct faults *f),
      (v, p, f))
PHASE(rec_write, PHASE_ROWS, (struct view * v, const struct projection *p), (v, p))
PHASE(journal_write, PHASE_JOURNAL, (struct view * v, const struct posted *by, struct faults *f),
      (v, by, f))
PHASE(view_flush, PHASE_FLUSH, (struct view * v, struct faults *f), (v, f))
PHASE(store_commit, PHASE_COMMIT, (struct store * st), (st))
