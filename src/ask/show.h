/* show.h: one record for people: fields, state, promise, duties, papers, and everything that
 * happened.
 *
 * Private fields are masked, texts opened with the record's key, erased ones say so. The
 * follow-code is never shown. A requester who gave the code (the caller has checked it) sees what
 * he sent, what he was told (texts asked by steps that end in a done or void state), the promise,
 * and the steps with their days and offices, but nothing from inside. */
#ifndef ZT_ASK_SHOW_H
#define ZT_ASK_SHOW_H

#include "ask/due.h"
#include "ask/files.h"
#include "ask/made.h"
#include "ask/table.h"
#include "ask/warnings.h"

struct show_line { /* a label and what stands there; name: of the field or what it is */
        struct str name, label, text;
        const struct table_shown *table; /* the text as a table; NULL: it is none */
        const struct linked *link;       /* the text as links, one by one */
        size_t link_n;
};
struct show_duty {
        const struct rduty *d;
        struct str label, holder, due, outcome;
        enum colour colour;
        int64_t days_left;
};
struct show_paper {
        const struct rpaper *p;
        struct show_line line;         /* number and day */
        struct str office;             /* that issued it */
        struct show_duty owed;         /* d NULL: nothing is owed of it, or not for this reader */
        struct str explanation;        /* of its due time */
        struct str receipt, receipted; /* when it ended and by which office; empty */
};
struct show_event {
        int64_t seq;
        struct str step, label, day, at, actor, office; /* at: 2022-08-22 17:30 */
        struct str acting_for;                          /* whom the actor stood in for (login) */
        struct str known; /* the day it became known, when later than `day` */
        bool corrects;
        struct show_line *change;
        size_t change_n;
};
struct shown {
        const struct ledger *l;
        struct rec r;
        bool requester;
        struct str state, owner;
        struct str promised, explanation; /* empty: none told */
        enum colour colour;
        struct show_line *field; /* those that have a value */
        size_t field_n;
        struct show_duty *duty; /* but what is owed of papers */
        size_t duty_n;
        struct show_paper *paper;
        size_t paper_n;
        struct made_shown *made; /* for it (made.h); not for a requester */
        size_t made_n;
        struct made_shown *merged; /* with it; not for a requester */
        size_t merged_n;
        struct record_file *file; /* attachments (files.h) */
        size_t file_n;
        struct show_event *event; /* first to last */
        size_t event_n;
        struct warning *warning; /* show_warnings */
        size_t warning_n;
};
/* ERR_NOT_FOUND (with a fault): there is none, or not for this reader. */
MUST_USE enum err show_read(const struct ask *k, const struct ledger *l, int64_t record,
                            bool requester, struct shown *ret);
/* What may not be good enough in it (warnings.h); for staff, who then see it everywhere. index
 * NULL: there is none yet. */
MUST_USE enum err show_warnings(const struct ask *k, struct index *index, struct shown *x);
MUST_USE enum err show_number(const struct ask *k, const struct ledger *l, struct str number,
                              int64_t *ret_record);
/* A private field as it is, for whom it was revealed (loop/admin.h, admin_reveal): nothing is asked
 * here. ERR_INPUT told: there is no such field. */
MUST_USE enum err show_bare(const struct ask *k, const struct ledger *l, int64_t record,
                            struct str field, struct str *ret);
/* A duty, or what is owed of a paper; NULL. */
const struct show_duty *show_owed(const struct shown *x, int64_t duty);
/* Is the field one that a requester sees: what he sent, or was told at the end. */
bool show_requester_sees(const struct ledger *l, int field);
/* "clerk2 for clerk": who did it, and whom he stood in for. */
struct str show_who(const struct ask *k, const struct show_event *e);
void show_text(const struct ask *k, const struct shown *x, struct buf *out);
void show_json(const struct ask *k, const struct shown *x, struct jout *j);

#endif
