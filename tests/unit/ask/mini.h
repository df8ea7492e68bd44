/* mini.h: a small city in the test's own folder, and a life for it, event by event.
 *
 *      struct mini m = { 0 };
 *      mini_open(&m, mini_request, LEN(mini_request));
 *      mini_step(&m, 0, "receive", "2022-08-01 09:00");
 *      mini_set(&m, "channel", "hotline");
 *      mini_state(&m, "received");
 *      mini_duty(&m, "dispatch", "4313", "2022-08-02 24:00");
 *      int64_t id = mini_done(&m);
 *
 * Events go through the log, seals and view_project as the writer's do, one commit each; nothing is
 * decided. Mistakes abort: they are the test's. Offices: 4313 (root) with 431302, 431321 below,
 * villages …01 …02 below those, bureaus 4313-GA and 4313-GD at the root. */
#ifndef ZT_TESTS_ASK_MINI_H
#define ZT_TESTS_ASK_MINI_H

#include "ask/ask.h"
#include "base/sys.h"
#include "lib/t.h"

struct mini_file {
        const char *path, *text;
};
struct mini {
        struct arena a;
        struct faults f;
        struct store *st;
        struct keys *keys;
        struct sys_fake fake;
        struct sys sys;
        struct log log;
        struct inforce in;
        struct view v;
        int64_t batch; /* -1 = none */
        int actor;     /* account id of the events, 0 = none */
        /* the event being made */
        const struct ledger *l;
        struct event e;
        struct change c;
        struct rec *before;
        struct reader who; /* the whole city */
};

/* The ledgers and lists of share/ and a city.yaml, with the files given added or put in their
 * place. */
void mini_open(struct mini *m, const struct mini_file *file, size_t n);
void mini_close(struct mini *m);
/* Puts changed definitions in force and derives everything anew. */
void mini_apply(struct mini *m, const struct mini_file *file, size_t n);
/* The same with further rows of offices.csv (code,parent,level,kind,name,name_en,from,to). */
void mini_offices(struct mini *m, const char *rows);
/* A question as the whole city asks it, with its own arena and faults. */
struct ask mini_ask(struct mini *m, struct arena *a, struct faults *f);

/* Account with posts "office role, office role"; its index. */
int mini_account(struct mini *m, const char *login, const char *posts);
/* Begins an event on the ledger m->l; record 0 enters one. `at` also gives the day. */
void mini_step(struct mini *m, int64_t record, const char *step, const char *at);
void mini_day(struct mini *m, const char *day); /* counts on another day */
void mini_state(struct mini *m, const char *state);
void mini_set(struct mini *m, const char *field, const char *value); /* "" = no value */
void mini_duty(struct mini *m, const char *duty, const char *holder, const char *due);
void mini_end(struct mini *m, const char *duty, enum outcome outcome,
              bool late); /* the open ones */
void mini_paper(struct mini *m, const char *paper, const char *number);
int64_t mini_done(struct mini *m); /* the record's id */
/* An event of the city itself with its result in JSON; a text sealed under `field` if given. Its
 * seq. */
int64_t mini_city(struct mini *m, const char *step, const char *json, const char *field,
                  const char *text);
/* A ledger `help` with sums, an average, distinct keys, a maximum and every kind of flow. */
extern const struct mini_file mini_help[1];
/* So many random events on requests and helps from 2022-03-01 on: late entries, corrections,
 * rounds, changes of office, a batch. Same seed, same life. May be called again. */
void mini_live(struct mini *m, int events, uint64_t seed);
/* Its last days, for questions: the day of the last event. */
struct day mini_last(const struct mini *m);
/* 0 … below - 1 */
int mini_chance(uint64_t *seed, int below);
struct day mini_date(const char *s);
struct moment mini_moment(const char *s);
int mini_office(const struct mini *m, const char *code);

#endif
