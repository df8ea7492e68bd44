/* httpd.h: servers of the bench: started on a free port of 127.0.0.1, looked at while they run,
 * ended by their own pid. */
#ifndef ZT_BENCH_HTTPD_H
#define ZT_BENCH_HTTPD_H

#include <sys/types.h>

#include "base/arena.h"

struct httpd {
        pid_t pid;
        int port;
        double start_ms; /* from exec to the first answer */
};
/* `zhitong serve dir` (program: ZT of the environment); its lines go to log. */
struct httpd httpd_zhitong(const char *dir, const char *log);
/* nginx with the files of a folder, one process, no log; its own files below work. */
struct httpd httpd_nginx(struct arena *a, const char *files, const char *work);
void httpd_stop(struct httpd *x);

struct httpd_use {
        double cpu_s;  /* user and system time of all its threads */
        int64_t bytes; /* resident */
};
struct httpd_use httpd_use(const struct httpd *x);

#endif
