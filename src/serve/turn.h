/* turn.h: turns at writing: how commands of the command line write while the server runs.
 *
 * The server holds the city's file lock as long as it runs. A command connects to data/socket
 * (mode 0600; the same user as the server, or root) and says "turn". When its group is done the
 * pen lets go of the lock and answers "go"; the command opens its own writer, does its work and
 * closes the connection: the pen takes the lock again and reads what came. While the pen waits for
 * a turn to end and has work, it says "wait" once; long commands (imports) let go between two
 * slices, say "turn" again and wait for the next "go". Nobody's life is in another's hand: if the
 * command dies its connection ends and with it its lock; if the server dies the command goes on
 * under the lock it has. docs/decisions/0004-turns.md says why. */
#ifndef ZT_SERVE_TURN_H
#define ZT_SERVE_TURN_H

#include <poll.h>

#include "loop/writer.h"

/* ---- the server's side; all on the pen's thread ---- */

struct turns {
        int listen_fd;         /* -1: there is none */
        int fd[TURNS_MAX];     /* in the order of asking; the holder is not among them */
        bool asked[TURNS_MAX]; /* has said "turn" */
        size_t n;
        int holder;       /* -1: nobody has the turn */
        bool told;        /* the holder was told that others wait */
        const char *path; /* of the socket's folder */
};
/* Listens in that folder, or goes on with an inherited descriptor (-1: none). The folder's lock is
 * the caller's: a socket left by a server that died is replaced. */
MUST_USE enum err turns_open(struct turns *t, const char *data, int inherited);
/* keep: the listening socket stays, to be inherited; its descriptor is returned, else -1. */
int turns_close(struct turns *t, bool keep);
#define TURNS_POLL (TURNS_MAX + 2)
/* What to poll for, and what came of it. */
size_t turns_watch(const struct turns *t, struct pollfd *p);
void turns_serve(struct turns *t, const struct pollfd *p, size_t n);
bool turns_waiting(const struct turns *t);
bool turns_out(const struct turns *t); /* somebody has the turn */
bool turns_give(struct turns *t);      /* the first who waits has it; false: he is gone */
void turns_ask(struct turns *t);       /* the holder is told that others wait */

/* ---- a command's side ---- */

struct turn {
        bool on;     /* connected */
        bool served; /* there was a server */
        int fd;
        const char *data;
        int64_t tried_ms;
        struct sys_fake *clock; /* of a demo city: it follows the log; else NULL */
};
/* Waits for its turn when a server runs; without a server there is nothing to wait for. ERR_BUSY
 * told: others have written all the time. */
MUST_USE enum err turn_begin(struct turn *t, const char *data, struct faults *f);
void turn_end(struct turn *t);
/* For struct writer's `between`: lets others write when the server has asked. ERR_BUSY told: the
 * city itself has changed meanwhile, the work must be begun again. */
enum err turn_between(void *ctx, struct writer *w, struct faults *f);
/* Does a server answer at this socket? */
bool turn_served(const char *data);

#endif
