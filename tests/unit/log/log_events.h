/* log_events.h: a small city's log, the same every time: the ground of test_log.c and
 * test_verify.c. */
#ifndef ZT_TESTS_LOG_EVENTS_H
#define ZT_TESTS_LOG_EVENTS_H

#include "log_ground.h"

#define BASE_MS 1661134560000 /* 2022-08-22 10:16 in China */
#define CHINA   ((struct zone){ 480 })

/* Event number i of the log. */
static inline struct event nth_event(int64_t i)
{
        static const struct str step[] = {
                { "open", 4 }, { "assign", 6 }, { "reply", 5 }, { "close", 5 }
        };
        struct event e = { .at = { BASE_MS + i * 60000 },
                           .actor = i % 5,
                           .acting_for = i % 7 == 3 ? 9 : 0,
                           .office = S("yuhe"),
                           .via = (enum via)(i % VIA_COUNT),
                           .cause = i % 11 == 5 ? i - 1 : -1,
                           .batch = i % 13 == 5 ? i - 2 : -1,
                           .ledger = S("case"),
                           .version = i > 0 ? 0 : -1,
                           .record = i % 50,
                           .duty = i % 50 ? i % 3 : 0,
                           .round = i % 50 ? 1 : 0,
                           .step = step[i % 4] };
        e.day = day_of(e.at, CHINA);
        return e;
}

/* Every tenth event has a text of its record (record 0: of the city, or of an account); each 20th
 * two. */
static inline enum err append_sealed(struct ground *g, struct event *e, int64_t i)
{
        AUTO(buf_free) struct buf b = { .limit = 1000 };
        struct seal seal[2];
        struct seal_at at[2];
        struct jout j;
        int texts = i % 20 == 0 ? 2 : 1;
        int64_t subject = e->record > 0 ? e->record : i % 100 == 0 ? 0 : -3;
        jout_init(&j, &b, true);
        jout_open(&j, '{');
        jout_key_int(&j, S("n"), i);
        for (int t = 0; t < texts; t++) {
                struct str field = t ? S("title") : S("text");
                at[t] = (struct seal_at){ g->st, g->keys, subject, 0, field };
                seal[t] = seal_make(&g->sys, field, S("正文 text"));
                jout_key(&j, field);
                event_seal_put(&j, &seal[t].commitment);
        }
        jout_close(&j);
        e->result = str_dup(&g->a, buf_view(&b));
        TRY(keys_ensure(g->keys, subject));
        TRY(log_append(&g->log, e));
        for (int t = 0; t < texts; t++) {
                at[t].seq = e->seq;
                TRY(seal_put(&at[t], S("正文 text"), &seal[t]));
        }
        return OK;
}

static inline enum err append_nth(struct ground *g, int64_t i)
{
        struct event e = nth_event(i);
        if (i % 10 == 0) return append_sealed(g, &e, i);
        e.result = i % 2 ? S("{\"due\":\"2022-08-29\",\"ok\":true}") : STR_NONE;
        return log_append(&g->log, &e);
}

/* Events from the present end up to (not including) `to`, in one transaction. */
static inline void append_to(struct ground *g, int64_t to)
{
        ASSERT(store_begin(g->st, STORE_WRITE) == OK);
        ASSERT(log_load(&g->log, g->st) == OK);
        for (int64_t i = (int64_t)g->log.tree.size; i < to; i++) ASSERT(append_nth(g, i) == OK);
        ASSERT(log_flush(&g->log) == OK);
        ASSERT(store_commit(g->st) == OK);
}

#endif
