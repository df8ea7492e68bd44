/* dies.h: does a function abort? In a child process whose standard error goes nowhere. */
#ifndef ZT_TESTS_DIES_H
#define ZT_TESTS_DIES_H

#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/err.h"

static inline bool dies(void (*fn)(void *), void *arg)
{
        (void)fflush(stdout);
        pid_t child = fork();
        ASSERT(child >= 0);
        if (child == 0) {
                const struct rlimit none = { 0, 0 };
                (void)setrlimit(RLIMIT_CORE, &none);
                (void)signal(SIGABRT, SIG_DFL);
                if (!freopen("/dev/null", "w", stderr)) _exit(0);
                fn(arg);
                _exit(0);
        }
        int status = 0;
        ASSERT(waitpid(child, &status, 0) == child);
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
