/* draft.h: what is about to be entered, as far as it says which matter it is about: texts that are
 * searched, persons, places. Fields that no entering step asks for (replies, reasons) say nothing
 * of that. */
#ifndef ZT_ASK_DRAFT_H
#define ZT_ASK_DRAFT_H

#include "ask/ask.h"
#include "loop/command.h"

struct draft_text {
        int field;
        struct str text;
};
struct draft_place {
        int field;
        struct str area, point; /* point: "lat,lon"; empty */
};
struct draft {
        const struct ledger *l;
        int64_t record, parent; /* of a record that stands; 0 */
        struct draft_text *text, *person;
        size_t text_n, person_n;
        struct draft_place *place;
        size_t place_n;
};
/* From inputs as they are typed; other fields are passed over. ERR_INPUT: mistakes told, where =
 * the field; *ret has the rest all the same. */
MUST_USE enum err draft_read(const struct ask *k, const struct ledger *l, const struct input *in,
                             size_t n, struct draft *ret);
/* Of a record that stands, as the reader's scope was asked for it before. */
MUST_USE enum err draft_of(const struct ask *k, const struct ledger *l, const struct rec *r,
                           struct draft *ret);

/* Does the field say what the matter is. */
bool draft_takes_text(const struct ledger *l, int field);
bool draft_takes_person(const struct ledger *l, int field);
bool draft_takes_place(const struct ledger *l, int field);
/* The exact point of a record's place, "lat,lon"; empty: there is none, or it cannot be opened. */
MUST_USE enum err draft_point(const struct ask *k, const struct ledger *l, const struct rec *r,
                              int field, struct str *ret);

#endif
