/* sweep.h: removes uploads that no record took up (loop/attach.h), while the server runs.
 *
 * sweep_tick is called each second by the pen; every SWEEP_EVERY_MS a thread of its own looks
 * through data/files with a connection of its own, so that no command waits for a folder. */
#ifndef ZT_SERVE_SWEEP_H
#define ZT_SERVE_SWEEP_H

#include "loop/attach.h"

#define SWEEP_EVERY_MS INT64_C(3600000)

struct sweep;
struct sweep *sweep_new(const struct paths *path);
void sweep_tick(struct sweep *s);
void sweep_stop(struct sweep **s); /* waits for one under way; accepts NULL inside */

#endif
