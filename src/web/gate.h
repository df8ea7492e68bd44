/* gate.h: what every request must pass before its handler runs, in one order (inside web/). */
#ifndef ZT_WEB_GATE_H
#define ZT_WEB_GATE_H

#include "web/web.h"

/* Route, snapshot, language, session, door, definitions, decoding, form token. Whatever comes out,
 * w->routes is set when any set fits the path. On refusal w->f says why and w->ans.status may be
 * set. */
MUST_USE enum err gate_pass(struct web *w, const struct web_routes *sets, size_t n);
/* Only the route: is it a quick one, for everybody (WEB_QUICK, WEB_BARE, reading, DOOR_ANY). */
bool gate_quick(struct web *w, const struct web_routes *sets, size_t n);
/* The fixed headers of every answer: policies, caching, cookies' Vary. */
void gate_seal(struct web *w);

/* Does the path fit the pattern; its pieces in {} to arg. ret_wild: how loosely it fits (fewer is
 * better), for choosing among several. Exposed for tests. */
bool route_fits(struct str pattern, struct str path, struct str arg[static WEB_ARGS_MAX],
                int *ret_wild);
/* The best language of an Accept-Language header; Chinese when it names neither. */
enum lang accept_language(struct str header);

#endif
