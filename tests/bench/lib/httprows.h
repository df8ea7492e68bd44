/* httprows.h: submissions, the same ones over HTTP and for the engine: requests that a clerk of the
 * city takes in, with title, text, channel, topic, place and contact. The city as it was lived is
 * copied three times: one is served, one run by the engine, one is the floor's (rows.h). */
#ifndef ZT_BENCH_HTTPROWS_H
#define ZT_BENCH_HTTPROWS_H

#include "bench/lib/city.h"

#define INTAKE_LOGIN    "rx1" /* a clerk of the demo at the city */
#define INTAKE_PASSWORD "a password of the bench"

struct intake {
        struct arena a;
        struct str *channel, *topic, *place;
        size_t channel_n, topic_n, place_n;
        int account; /* of INTAKE_LOGIN */
        struct str token;
};
/* Of the city that is open; keeps copies. */
void intake_learn(struct intake *x, const struct inforce *in);
/* The n-th submission as the engine's commands, for r[0..count). Texts into a. */
void intake_requests(struct intake *x, struct arena *a, struct request *r, int64_t n, size_t count);
/* The same as an HTTP request: the `make` of struct http_load, ctx = struct intake. */
void intake_post(void *ctx, int64_t n, struct buf *out);

#endif
