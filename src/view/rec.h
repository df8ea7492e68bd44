/* rec.h: a record in memory: fields, state, duties, papers. The image that figures and guards
 * look at.
 *
 * Values are struct value (city/expr.h): choices, codes, offices, places, periods are text;
 * links and accounts numbers; a sealed field holds T_NUMBER with the seq of the event that
 * carries its text, or T_NULL: the text itself never gets here. Flags are T_BOOL, never NULL. */
#ifndef ZT_VIEW_REC_H
#define ZT_VIEW_REC_H

#include "city/city.h"
#include "log/event.h"

struct rduty {
        int64_t id;
        int def; /* index into ledger.duties */
        struct str holder;
        int64_t round;
        bool lead; /* held through `holder`, not through `each` */
        struct moment start, due;
        bool provisional;
        struct str within; /* the allowance as text */
        int64_t calendar;  /* version */
        enum outcome outcome;
        bool late; /* the verdict; of an open duty FALSE */
        struct day opened, ended;
        struct moment ended_at;
        int64_t opened_seq, ended_seq;
        uint64_t seen; /* `first` figures this duty has entered (cells.h, first_bit) */
};

struct rpaper {
        int64_t id;
        int def;
        struct str number, office;
        struct day day;
        int64_t seq;
        uint64_t seen; /* as of a duty */
};

struct rec {
        int64_t id; /* 0 = no such record yet */
        struct str number;
        int state;        /* index */
        struct str owner; /* office code */
        struct day entered, last_day;
        int64_t round, parent;
        int64_t version; /* seq of its last event: what a writer must have seen */
        int64_t process; /* definition (seq of apply) it began with */
        int64_t batch;   /* that entered it; -1 */
        struct moment promised, promised_start; /* MOMENT_NONE: none told */
        bool promised_provisional;
        struct str promised_within;
        int64_t promised_calendar;
        uint64_t seen;
        struct value *v; /* ledger.fields_n */
        struct rduty *duties;
        size_t duties_n, duties_cap;
        struct rpaper *papers;
        size_t papers_n, papers_cap;
};

struct value value_null(void);
struct value value_text(struct str s);
struct value value_int(int64_t i, int digits);
struct value value_flag(bool b);
bool value_eq(const struct value *a, const struct value *b);

void rec_init(struct rec *r, struct arena *a, const struct ledger *l);
struct rec *rec_copy(struct arena *a, const struct ledger *l, const struct rec *r);

/* What an expression looks at: the record, and the duty, paper or step of the row. */
struct rec_row {
        const struct city *city;
        const struct ledger *l;
        const struct rec *r;
        const struct rduty *duty;  /* NULL unless the row is a duty */
        const struct event *event; /* NULL unless the row is a step */
        bool late;                 /* the duty's `late` on the day looked at */
};
/* A row as the ctx of struct expr_row: it is only looked at. */
static inline void *rec_ctx(const struct rec_row *row)
{
        union {
                const struct rec_row *looked_at;
                void *ctx;
        } u = { row };
        return u.ctx;
}
struct value rec_prop(void *row, int prop); /* for struct expr_row, ctx = struct rec_row * */
struct expr_env rec_env(const struct rec_row *row);
bool rec_true(struct arena *a, const struct expr *e, const struct rec_row *row, enum of of);
/* Office of a relation: code, or empty when there is none. */
struct str rec_office(const struct rec_row *row, const struct rel *at);

#endif
