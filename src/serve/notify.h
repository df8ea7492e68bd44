/* notify.h: what systemd is told, and what it hands over: readiness and the watchdog (sd_notify's
 * datagrams), sockets that it has opened (LISTEN_FDS). Without systemd nothing happens. */
#ifndef ZT_SERVE_NOTIFY_H
#define ZT_SERVE_NOTIFY_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* A variable of the environment; empty when it is not set. */
struct str notify_env(struct str name);
/* "READY=1", "STOPPING=1", "WATCHDOG=1", "RELOADING=1"; several with line ends between. */
void notify_say(struct str state);
/* How often the watchdog wants to be told, in milliseconds: half of its patience; 0 = never. */
int64_t notify_watchdog_ms(void);
#define NOTIFY_FDS 16
/* Sockets to listen on, handed over; -1 ends. The number of them. */
size_t notify_listen_fds(int fds[static NOTIFY_FDS + 1]);

#endif
