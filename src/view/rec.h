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

/* What a record remembers of its way besides states and duties: limits used, requests, steps
 * barred, clocks extended and stopped. */
enum act {
        ACT_TAKEN,  /* a step that has a limit: counts */
        ACT_ASKED,  /* a request; `duty` it was made on */
        ACT_BARRED, /* a step that cannot be taken any more in the round */
        ACT_MORE,   /* a clock extended: `text` by how much; of duty 0 the promise's */
        ACT_HELD,   /* a clock stopped from `at` to `until`: `text` says why */
        ACT_KINDS
};
struct str act_name(enum act k); /* taken asked barred more held */
struct ract {
        enum act kind;
        int64_t seq;  /* event */
        int64_t done; /* of the event that answered, freed or recalled it; -1 = it stands */
        int64_t duty, round;
        int step;                /* taken, asked, barred: index; -1 */
        struct moment at, until; /* asked: silence speaks then, MOMENT_NONE = never */
        struct moment due;       /* asked: due time if silence grants it; MOMENT_NONE */
        struct str text;         /* asked: office whose turn it is */
};

struct rduty {
        int64_t id;
        int64_t parent;         /* the duty it was handed down from; 0 = none */
        int64_t former;         /* whose time it took over; 0 = none */
        int def;                /* index into ledger.duties */
        int clock;              /* index into ledger.clocks */
        struct moment held;     /* stopped since; duty_held */
        struct moment else_due; /* due unless an open request is refused; if later than due */
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
        struct ract *acts;
        size_t acts_n, acts_cap, acts_kept; /* kept: rows of `act`, read by rec_load_rest */
        struct moment promised_held;        /* stopped since; MOMENT_NONE */
};

struct rduty *rec_duty(const struct rec *r, int64_t id); /* NULL = none */
/* What is owed of a paper (flow.h): the duty that its event opened; NULL: nothing. And back. */
struct rduty *rec_owed(const struct ledger *l, const struct rec *r, const struct rpaper *p);
const struct rpaper *rec_paper(const struct ledger *l, const struct rec *r, const struct rduty *d);
/* The event's request if it is still open; NULL. */
struct ract *rec_asked(const struct rec *r, int64_t seq);
/* held and else_due of the duties, promised_held: what the acts say. */
void rec_settle(struct rec *r);
/* Does the duty's clock stand still? A duty made by hand, all zero, runs. */
static inline bool duty_held(const struct rduty *d)
{
        return d->held.ms > 0;
}
/* And does that keep it from being late? One that was past due before is late all the same. */
bool duty_stopped(const struct rduty *d);
/* The time by which it is judged: what silence will grant is granted. */
struct moment duty_judged(const struct rduty *d);
bool duty_late_at(const struct rduty *d, struct moment now);

struct value value_null(void);
struct value value_text(struct str s);
struct value value_int(int64_t i, int digits);
struct value value_flag(bool b);
bool value_eq(const struct value *a, const struct value *b);

void rec_init(struct rec *r, struct arena *a, const struct ledger *l);
struct rec *rec_copy(struct arena *a, const struct ledger *l, const struct rec *r);

/* The values of a field one by one, those of `many` and a single one alike: rows of figures
 * `of: link`. */
size_t value_count(const struct value *v);
struct value value_one(const struct field *f, const struct value *v, size_t i);
/* The record with one value of the field: such a row. */
struct rec *rec_with(struct arena *a, const struct ledger *l, const struct rec *r, int field,
                     const struct value *one);

/* What an expression looks at: the record, and the duty, paper or step of the row. */
struct rec_row {
        const struct city *city;
        const struct ledger *l;
        const struct rec *r;
        const struct rduty *duty; /* of a paper what is owed of it; else NULL unless it is a duty */
        const struct event *event; /* NULL unless the row is a step */
        bool late;                 /* the duty's `late` on the day looked at */
        bool warned;               /* the step's `warned` */
        /* whose when, set or warn is looked at; NULL: another expression */
        const struct step *step;
        const struct rec *const *need; /* the records that the step needs; NULL: there is none */
        struct day day;                /* and the day it is taken on */
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
/* The value of an expression (checked against the same properties as by rec_true). */
struct value rec_eval(struct arena *a, const struct expr *e, const struct rec_row *row, enum of of);
/* With the row's step: an expression of it; OF_RECORD then. */
bool rec_true(struct arena *a, const struct expr *e, const struct rec_row *row, enum of of);
/* Office of a relation: code, or empty when there is none. */
struct str rec_office(const struct rec_row *row, const struct rel *at);

#endif
