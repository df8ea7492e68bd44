/* step.h: the steps of a ledger: who takes them, when, and all that they bring about. Part of
 * ledger.h. Duties, clocks, papers, fields and other steps stand as indexes or masks of them. */
#ifndef ZT_CITY_STEP_H
#define ZT_CITY_STEP_H

#include "city/flow.h"
#include "city/makes.h"

enum builtin {
        STEP_DECLARED,
        STEP_CORRECT,
        STEP_VOID,
        STEP_RECALL,
        STEP_WITHDRAW,
        STEP_SUPPLEMENT,
        STEP_HURRY,
        STEP_LAPSE /* nobody has answered in time; only where a step asks with `silent` */
};
enum on { ON_RECORD, ON_DUTY /* or on what is owed of a paper: on_paper */ };
enum outcome { OUT_OPEN, OUT_DONE, OUT_FAILED, OUT_RETURNED, OUT_WITHDRAWN, OUT_COUNT };
struct str outcome_name(enum outcome o); /* "" done failed returned withdrawn */
enum clock_effect { CLOCK_REST, CLOCK_KEEP, CLOCK_RESTART };

struct by {
        enum role role;
        struct rel at; /* REL_NONE: the role anywhere above the record's owner; requester, timer */
};
struct step_set {
        int field;
        struct expr *value;
};
struct step_opens {
        int duty;
        struct rel holder; /* REL_NONE: as the duty declares */
        int clock;         /* -1: as the duty declares */
        enum under under;  /* UNDER_NONE: as the duty declares */
};
struct step_ends {
        int duty;
        enum outcome outcome;
};
struct step_moves {
        int field, from_field; /* office fields */
};
struct tell {
        struct str who, text; /* requester | rel name; texts/NAME.*.md */
        struct rel rel;       /* REL_NONE: the requester */
};

/* ---- requests, limits, clocks moved: the words of decide_asks.c and decide_clocks.c ---- */

struct step_limit {
        bool is, has_within;
        int64_t times; /* 0 = any number */
        struct allowance within;
};
enum silent { SILENT_NONE, SILENT_REFUSE, SILENT_GRANT, SILENT_ESCALATE };
struct step_asks { /* the step opens a request */
        bool is, before_due, has_within;
        struct by *by; /* whose turn it is then */
        size_t by_n;
        enum silent silent;
        int silent_step; /* the answer that silence is: a step of the ledger; -1 the lapse alone */
        struct allowance within; /* for the answer; without: until the duty is due */
};
struct clock_list {
        uint64_t clocks; /* mask */
        bool promise;
};
struct step_extends {
        bool is, has_max;
        struct clock_list of;
        struct allowance by, max;
        int64_t times; /* 0 = any number */
};
struct step_follows { /* it becomes a child of the record that is named */
        bool is;
        int field; /* a link to the same ledger, -1: the input `parent` */
};
struct step_meets { /* it ends a duty of another record that is like it in these fields */
        bool is;
        int ledger, duty;
        int *ours, *theirs; /* fields */
        size_t n;
};
/* ---- what it looks at in records of other ledgers, and of what it warns: ledger_needs.c ---- */

struct step_need {
        int ledger;
        int link;           /* our field that names the record; -1: the one that fits the keys */
        int *ours, *theirs; /* the keys: fields */
        size_t n;
};
struct step_prop { /* a property of the record needed */
        int need, prop;
};
struct step_warn {
        struct str name;
        struct label say;
        struct expr *when;
};
struct step {
        struct str name;
        struct label label, say;
        enum builtin builtin;
        enum on on;
        int on_duty, on_paper;
        bool enters;   /* no `from`: makes the record */
        uint64_t from; /* mask of states */
        int to;        /* state, -1 = stays */
        struct by *by;
        size_t by_n;
        struct expr *when;
        int *ask;
        size_t ask_n;
        struct step_set *set;
        size_t set_n;
        struct step_opens *opens;
        size_t opens_n;
        struct step_ends *ends;
        size_t ends_n;
        struct step_moves *moves;
        size_t moves_n;
        enum clock_effect clock;
        bool corrects; /* what it asks and sets was always so */
        bool retired;  /* cannot be taken any more */
        bool round_next, has_late;
        struct allowance late; /* how far back `day` may lie */
        int paper;             /* index, -1 */
        struct tell *tell;
        size_t tell_n;
        struct step_limit limit;
        struct step_asks asks;
        uint64_t answers, bars; /* masks of steps */
        struct step_extends extends;
        struct clock_list holds, frees;
        int reason; /* field that says why the clock is held, -1 */
        struct step_follows follows;
        bool has_also;
        int also; /* step that its children take with it */
        struct step_meets meets;
        struct step_need *need;
        size_t need_n;
        struct step_warn *warn;
        size_t warn_n;
        /* of when, set and warn: the record's, then those of the records needed (`prop`) */
        struct props props;
        struct step_prop *prop;
        struct makes *makes;
        size_t makes_n;
};

#endif
