/* change.h: the results of one event on one record: what replay needs and nothing to be decided
 * again.
 *
 * decide makes it, the writer completes it (ids, numbers, seals), change_format writes it as the
 * event's canonical `result`, change_parse reads it back, rec_apply puts it into the record's
 * image. Live and replay go through the same rec_apply. */
#ifndef ZT_VIEW_CHANGE_H
#define ZT_VIEW_CHANGE_H

#include "log/seal.h"
#include "view/rec.h"

struct change_set {
        int field;
        struct str name; /* of the field, or because, code, supplement */
        struct value
                value; /* clear value; sealed field: T_NUMBER seq of an older text, T_NULL empty */
        bool sealed;   /* a commitment stands in the result: the text is sealed with this event */
        struct str text; /* the text to seal; only before it is written */
        struct hash commitment;
};
struct change_open {
        int64_t duty;           /* id */
        int64_t parent, former; /* as of struct rduty; 0 = none */
        int def, clock;
        struct str holder;
        bool lead;
        struct moment start, due;
        bool provisional;
        struct str within;
        int64_t calendar;
};
struct change_end {
        int64_t duty;
        enum outcome outcome;
        bool late;
};
/* A clock that was stopped, freed, extended, or reckoned anew by a year's notice; duty 0 = the
 * promise. */
enum clock_move { CLOCK_HELD, CLOCK_FREED, CLOCK_MORE, CLOCK_ANEW };
struct change_clock {
        int64_t duty;
        enum clock_move move;
        struct moment at, due; /* due: as reckoned anew; none while it is stopped */
        bool provisional;
        int64_t calendar;
        struct str text; /* held: the reason's code; more: by how much */
};
/* An open duty goes to another holder as it stands: its office has ended (loop/succeed.h). */
struct change_hand {
        int64_t duty;
        struct str holder;
};
struct change_ask {
        bool is;
        struct str office;        /* whose turn it is */
        struct moment until, due; /* as of struct ract */
};
struct change_tell {
        struct str to, text; /* office code, or requester; texts/NAME */
        bool withheld;       /* not sent: the office is recused */
};
/* What a rule did, or why it could not. */
struct change_rule {
        struct str name;    /* LEDGER.NAME; empty = no rule's doing */
        int64_t at;         /* about what: ruled.h */
        struct str refused; /* code of the refusal; empty = done */
};
/* A record that the step looked at. */
struct change_need {
        struct str ledger;
        int64_t record;
};
struct change_paper {
        int64_t id;
        int def;
        struct str number, office;
        int64_t n; /* the running number used; 0 = not numbered yet */
        struct str per;
};
struct change {
        bool enters, corrects, promise, promised_provisional;
        bool counts;        /* the step has a limit */
        struct str reveals; /* the private field somebody was shown; empty = none */
        struct str keep;    /* erased because the ledger keeps records so long; empty = not */
        bool taken_back;    /* the record goes as if it had never been entered (batch taken back) */
        int state;          /* -1 = stays */
        struct str number, per; /* entering */
        int64_t n;
        struct str owner; /* entering, or the one that goes on; empty = stays */
        int64_t round;    /* 0 = stays */
        int64_t parent;   /* 0 = stays */
        struct moment promised, promised_start;
        struct str promised_within;
        int64_t promised_calendar;
        struct change_set *set;
        size_t set_n, set_cap;
        struct change_open *open;
        size_t open_n, open_cap;
        struct change_end *end;
        size_t end_n, end_cap;
        struct change_hand *hand;
        size_t hand_n, hand_cap;
        int64_t *reopen;
        size_t reopen_n, reopen_cap; /* duties open again with their old due */
        struct change_paper *paper;
        size_t paper_n, paper_cap;
        struct change_set *texts;
        size_t texts_n, texts_cap; /* because, code, supplement (field -1) */
        struct change_clock *clock;
        size_t clock_n, clock_cap;
        struct change_ask ask; /* the event is a request */
        int64_t *answer;
        size_t answer_n, answer_cap; /* requests (seq) it answers, or that have become idle */
        int64_t raises;              /* a request (seq) that goes on to ask.office; 0 = none */
        int *bar;
        size_t bar_n, bar_cap; /* steps */
        int64_t undoes;        /* the event recalled: what it asked, barred and counted; 0 = none */
        struct change_tell *tell;
        size_t tell_n, tell_cap;
        struct change_rule rule;
        struct change_need *need;
        size_t need_n, need_cap;
        struct str *warned; /* names of the step's warnings that held */
        size_t warned_n, warned_cap;
};

/* Puts sets and texts into the order of their names, as they are written. */
void change_sort(struct change *c);
/* Canonical JSON of the result (complete and sorted: every id, number and commitment is there). */
void change_format(const struct change *c, const struct ledger *l, struct buf *out);
/* Reads a result; ERR_CORRUPT (with f) when it does not fit the ledger. */
MUST_USE enum err change_parse(struct arena *a, const struct ledger *l, const struct event *e,
                               struct faults *f, struct change *ret);
/* The image after the event; r is changed in place. Dates come from e. */
void rec_apply(struct arena *a, const struct ledger *l, struct rec *r, const struct event *e,
               const struct change *c);

#endif
