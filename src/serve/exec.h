/* exec.h: the server executes itself anew (new definitions, SIGUSR2) and hands on its sockets.
 *
 * What is handed on stands in one variable of the environment, ZHITONG_SERVE:
 * "listen=5;turn=6;ahead=1000;conn=7,8". The new process takes it out of the environment. */
#ifndef ZT_SERVE_EXEC_H
#define ZT_SERVE_EXEC_H

#include "base/arena.h"
#include "base/err.h"

struct handed {
        bool any;
        int *listen_fd, *conn_fd; /* -1 ends; NULL: none */
        int turn_fd;              /* the command line's socket; -1: none */
        int64_t ahead_ms;         /* of a demo city's clock */
};
/* What the process before has left. */
void exec_handed(struct arena *a, struct handed *ret);
/* Does not return when it succeeds. The new process begins with the signals held back that the
 * server answers: until exec_signals, when it can. */
void exec_again(struct arena *a, char *const *argv, const struct handed *h);
void exec_signals(void);

#endif
