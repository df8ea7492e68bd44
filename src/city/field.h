/* field.h: fields and states of a ledger, and the offices they tie a record to. Part of ledger.h.
 */
#ifndef ZT_CITY_FIELD_H
#define ZT_CITY_FIELD_H

#include "city/clock.h"

struct label {
        struct str zh, en;
};

enum ftype {
        F_TEXT,
        F_NOTE,
        F_CODE,
        F_CHOICE,
        F_TREE,
        F_FLAG,
        F_INT,
        F_DECIMAL,
        F_MONEY,
        F_DAY,
        F_MOMENT,
        F_PERIOD,
        F_OFFICE,
        F_ACCOUNT,
        F_PERSON,
        F_PLACE,
        F_LINK,
        F_FILE,
        F_ROWS,
        F_TYPE_COUNT
};

struct field {
        struct str name;
        struct label label;
        enum ftype type;
        struct str of; /* list or ledger named */
        int list;      /* F_CHOICE, F_TREE: index into the city's lists */
        int of_ledger; /* F_LINK: index into the city's ledgers */
        bool sealed;   /* text, note, person, file (a place seals its point only) */
        bool many, ranked, required, search, private, retired;
        bool files;        /* F_FILE: several; many stays false: all in one sealed text */
        bool confidential; /* flag: while TRUE only posts at the record's very offices see it */
        bool recuse;       /* office, account: its posts, or that account, never see the record */
        int8_t digits;     /* decimal, money */
        int64_t short_of;  /* text, note: fewer characters are a warning; 0 = none */
        struct allowance same; /* … so is the same text again within; n = 0: none */
        int64_t near;          /* place: metres within which two points may be the same matter */
        struct str unit, offer, inverse;
        bool has_min, has_max;
        int64_t min, max; /* scaled; text: max = code points; file: bytes */
        struct day since;
        struct field *rows; /* F_ROWS */
        size_t rows_n;
};

enum kind { KIND_OPEN, KIND_DONE, KIND_VOID, KIND_COUNT };
struct state {
        struct str name;
        struct label label;
        enum kind kind;
        bool retired; /* no step leads here any more */
};
#define STATES_MAX 62 /* a set of states is a bit mask */
#define STEPS_MAX  63 /* so is one of steps */

/* Which office of a record: `owner`, `holder` (of the duty), `place` (the area of the place
 * field), an office field by name (lead, from, …); `above` = any office above the record's holder
 * or owner. */
enum rel_kind { REL_NONE, REL_OWNER, REL_HOLDER, REL_PLACE, REL_FIELD, REL_ABOVE };
struct rel {
        enum rel_kind kind;
        int field; /* REL_FIELD, REL_PLACE */
        struct str name;
};

struct str kind_name(enum kind k);
struct str ftype_name(enum ftype t);
struct str label_in(const struct label *x, struct str name, enum lang lang); /* falls back */

#endif
