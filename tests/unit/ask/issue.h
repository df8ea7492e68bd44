/* issue.h: what tests of bulletins begin with: requests that are done, an issue of a bulletin, and
 * whether its text says something. */
#ifndef ZT_TESTS_ASK_ISSUE_H
#define ZT_TESTS_ASK_ISSUE_H

#include "ask/bulletin.h"
#include "mini.h"

/* A request; `lead` may be empty. Its id. */
static inline int64_t issue_receive(struct mini *m, const char *at, const char *channel,
                                    const char *lead)
{
        mini_step(m, 0, "receive", at);
        mini_set(m, "title", "供电 <b>不稳</b>，联系13900000001");
        mini_set(m, "channel", channel);
        if (*lead) mini_set(m, "lead", lead);
        mini_state(m, "received");
        return mini_done(m);
}

/* Answered at once, and rated. */
static inline void issue_close(struct mini *m, int64_t id, const char *at, const char *rating)
{
        mini_step(m, id, "answer", at);
        mini_set(m, "direct", "true");
        mini_state(m, "replied");
        (void)mini_done(m);
        mini_step(m, id, "confirm", at);
        mini_set(m, "rating", rating);
        mini_state(m, "closed");
        (void)mini_done(m);
}

/* Of the bulletin x, for the whole city; `from` may be empty: as of `to`. */
static inline struct bulletin_in issue(const char *from, const char *to)
{
        return (struct bulletin_in){ .name = S("x"),
                                     .from = *from ? mini_date(from) : DAY_NONE,
                                     .to = mini_date(to),
                                     .on = mini_date(to),
                                     .office = -1 };
}

/* The bulletin x is `text` from now on: the question to print it with. */
static inline struct ask issue_ask(struct mini *m, const char *text, struct arena *a,
                                   struct faults *f)
{
        struct mini_file file = { "bulletins/x.md", text };
        mini_apply(m, &file, 1);
        return mini_ask(m, a, f);
}

static inline bool has(struct str s, const char *what)
{
        size_t at;
        return str_find(s, str_c(what), &at);
}

/* The same, and shows the text where it lacks it. */
static inline bool says(struct str s, const char *what)
{
        if (has(s, what)) return true;
        fprintf(stderr, "%.*s\nlacks %s\n", SP(s), what);
        return false;
}

#endif
