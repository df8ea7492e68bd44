/* pen.h: the writer's thread.
 *
 * It owns the struct writer. Jobs wait in one bounded queue, in order: commands that stand next to
 * each other make one group and one commit (at most GROUP_COMMANDS_MAX), an administrative job has
 * the writer for itself. `done` is called for each after its commit, never before (I4), on this
 * thread. After a change of the city itself a new snapshot is published before `done`; after new
 * definitions `applied` is called. Once a second it ticks: looks and, once a minute, sessions are
 * written, and `tick` is called. Between two groups the command line has its turns (turn.h); while
 * a turn is out, jobs wait. Locks: pen.lock guards the queue. */
#ifndef ZT_SERVE_PEN_H
#define ZT_SERVE_PEN_H

#include "serve/metrics.h"
#include "serve/turn.h"
#include "web/web.h"

struct pen_job {
        struct web_job *job;
        struct arena *a; /* outcomes live here */
        enum lang lang;  /* and are told in this language */
        void *ctx;
        struct pen_job *next;
};
struct pen_options {
        struct writer *w; /* open; the pen's until pen_stop */
        struct site *site;
        struct turns *turns; /* may be NULL */
        struct metrics *metrics;
        void *ctx;
        void (*done)(void *ctx, struct pen_job *j);
        void (*tick)(void *ctx, struct writer *w);   /* each second; may be NULL */
        void (*turned)(void *ctx, struct writer *w); /* others have written; may be NULL */
        void (*applied)(void *ctx);                  /* may be NULL */
};
struct pen;

struct pen *pen_new(const struct pen_options *o);
/* false: PEN_JOBS_MAX wait already, and the job is still the caller's. */
bool pen_put(struct pen *p, struct pen_job *j);
size_t pen_waiting(struct pen *p);
/* Why nothing can be written just now: the code of the last group's refusal ("clock.jump", "store",
 * "city.stopped", "turn.long"); NULL: it can. */
const char *pen_trouble(struct pen *p);
/* Milliseconds since the thread last went round. */
int64_t pen_quiet_ms(struct pen *p);
/* All jobs done (none may come any more), looks and sessions written, thread ended. wait: also for
 * a turn that is out; else it is left alone after some seconds. */
void pen_stop(struct pen *p, bool wait);
void pen_free(struct pen **p);

#endif
