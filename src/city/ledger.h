/* ledger.h: a declared ledger as an immutable struct (language: docs/ledgers.md).
 *
 * Built by ledger_parse + the checks of city_build; everything named is resolved to an index (-1 = none).
 * Built-in states, steps, fields' properties and figures are part of the arrays, so no code asks for
 * them by a special path. What is accepted but does not run yet stands in `unrun`: apply refuses it. */
#ifndef ZT_CITY_LEDGER_H
#define ZT_CITY_LEDGER_H

#include "base/map.h"
#include "base/num.h"
#include "city/clock.h"
#include "city/expr.h"
#include "city/office.h"

struct label { struct str zh, en; };

enum ftype {
        F_TEXT, F_NOTE, F_CODE, F_CHOICE, F_TREE, F_FLAG, F_INT, F_DECIMAL, F_MONEY, F_DAY, F_MOMENT,
        F_PERIOD, F_OFFICE, F_ACCOUNT, F_PERSON, F_PLACE, F_LINK, F_FILE, F_ROWS, F_TYPE_COUNT
};

struct field {
        struct str name;
        struct label label;
        enum ftype type;
        struct str of;  /* list or ledger named */
        int list;       /* F_CHOICE, F_TREE: index into the city's lists */
        int of_ledger;  /* F_LINK: index into the city's ledgers */
        bool sealed;    /* text, note, person, file (a place seals its point only) */
        bool many, ranked, required, search, private, retired;
        int8_t digits;  /* decimal, money */
        struct str unit, offer, inverse;
        bool has_min, has_max;
        int64_t min, max; /* scaled; text: max = code points */
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
#define STEPS_MAX  62 /* so is one of steps */

/* Which office of a record: `owner`, `holder` (of the duty), `place` (the area of the place field), an
 * office field by name (lead, from, …); `above` = any office above the record's holder or owner. */
enum rel_kind { REL_NONE, REL_OWNER, REL_HOLDER, REL_PLACE, REL_FIELD, REL_ABOVE };
struct rel {
        enum rel_kind kind;
        int field; /* REL_FIELD, REL_PLACE */
        struct str name;
};

struct rule { /* of a clock or promise: first whose `when` is TRUE */
        struct expr *when; /* NULL = always */
        struct allowance within;
        struct str basis;
};
struct clock_def {
        struct str name;
        struct label label;
        struct rule *rules;
        size_t rules_n;
        struct str stops; /* list of reasons */
        bool has_colour;
        struct allowance yellow, red;
        int end_minute; /* -1 = the city's */
};
struct promise_def {
        bool is;
        struct rule *rules;
        size_t rules_n;
        uint64_t from; /* mask of steps that tell one; 0 = the entering steps */
};

enum done_when { DONE_LEAD, DONE_ALL, DONE_ANY };
enum under { UNDER_NONE, UNDER_PROMISE, UNDER_DUTY, UNDER_THIS };
struct duty_def {
        struct str name;
        struct label label;
        struct rel holder;
        int each;  /* office field (many) whose offices hold one each too; -1 */
        int clock; /* index */
        enum under under;
        int under_duty;
        bool has_take; /* take: rest - reserve */
        struct allowance reserve;
        bool has_floor;
        struct allowance at_least;
        enum done_when done_when;
};

enum builtin { STEP_DECLARED, STEP_CORRECT, STEP_VOID, STEP_RECALL, STEP_WITHDRAW, STEP_SUPPLEMENT, STEP_HURRY };
enum on { ON_RECORD, ON_DUTY, ON_PAPER };
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
};

struct paper_def {
        struct str name;
        struct label label;
        struct str form, text; /* number form, texts/NAME */
        bool per_year;
        int clock;
};

enum of { OF_RECORD, OF_DUTY, OF_STEP, OF_PAPER, OF_LINK, OF_FIGURES };
enum agg { AGG_COUNT, AGG_SUM, AGG_DISTINCT, AGG_AVG, AGG_MAX, AGG_RATE, AGG_SHARE };
enum flow { FLOW_STOCK, FLOW_FIRST, FLOW_EACH, FLOW_NET };
struct figure {
        struct str name;
        struct label label;
        enum of of;
        int of_index; /* duty, step, paper, link field */
        struct rel at;
        int table;    /* index into ledger.tables; -1 for rate and share */
        int column;   /* within the table: counted and summed figures in order; -1 for distinct, max, rate */
        struct expr *where; /* NULL = all */
        enum agg agg;
        int field;           /* sum, distinct: field index */
        struct expr *value;  /* avg, max: expression */
        int a, b;            /* rate, share: figures */
        enum flow flow;
        struct str unit;
        int8_t digits;
        enum round round;
        struct day since; /* DAY_NONE = from the beginning */
        int64_t small;
        int expr_text_at; /* line of the file, for messages */
        struct str text;  /* the declaration in one line, for papers of the figure */
        const struct figure *before; /* in force before `since`; NULL = none (city loader) */
};

/* One wide cell table: the figures of one `at`. */
struct cell_table {
        struct rel at;
        int *by;     /* fields (choice, tree, flag, office, link, period …): dimension d = by[d - 1] */
        size_t by_n; /* dimension 0 = all */
        int *figures; /* figures with a column, in column order (avg has two: sum, count) */
        size_t figures_n;
};
struct identity {
        int table;
        int64_t *coef; /* per column of the table: Σ coef · column = 0 */
        struct str text;
};

struct view_def { struct str name; struct label label; struct str *columns; size_t columns_n; struct expr *where; struct str sort; };
struct import_def {
        bool is;
        struct str *header; /* 表头 */
        int *field;
        size_t n;
        struct str formats; /* of moments and days, if not ISO: as written */
        struct str *state_from; /* values of the state column */
        int *state_to;
        size_t states_n;
        struct str state_column;
        int day_field, end_field; /* -1 */
        struct str number_column;
};

/* Properties of expressions: built-ins first, then the fields. Not every one exists for every `of`. */
enum prop_builtin {
        PROP_NUMBER, PROP_STATE, PROP_KIND, PROP_OWNER, PROP_ENTERED, PROP_ROUND, PROP_PARENT, PROP_PROMISED,
        PROP_HOLDER, PROP_OUTCOME, PROP_LATE, PROP_DUE, PROP_OPENED, PROP_ENDED, /* duty */
        PROP_OFFICE, PROP_DAY, PROP_LATE_ENTRY,                                  /* step */
        PROP_FIELDS
};

struct unrun { struct str word, where; };

struct ledger {
        struct str name;
        struct label label;
        struct str file;
        struct str text; /* the file */
        int64_t version; /* number in the file, default 1 */
        bool public;
        struct allowance keep;
        struct str number_form;
        bool number_per_year;
        int *key; /* fields that make two import rows the same */
        size_t key_n;
        struct str owner; /* office code; empty = root */

        struct field *fields;   size_t fields_n;
        struct state *states;   size_t states_n;   /* built-in voided, withdrawn last */
        struct clock_def *clocks; size_t clocks_n;
        struct promise_def promise;
        struct duty_def *duties; size_t duties_n;
        struct step *steps;     size_t steps_n;    /* built-ins last */
        struct paper_def *papers; size_t papers_n;
        struct figure *figures; size_t figures_n;  /* built-ins open, done, void first */
        struct cell_table *tables; size_t tables_n;
        struct identity *identities; size_t identities_n;
        struct view_def *views; size_t views_n;
        struct import_def import;
        struct str bulletin_zh, bulletin_en; /* Markdown with {{holes}} */
        struct unrun *unrun;    size_t unrun_n;

        /* PROP_FIELDS + fields_n entries; a property that does not exist for the kind has no name */
        struct props props_record, props_duty, props_step;
};

int ledger_field(const struct ledger *l, struct str name); /* index or -1 */
int ledger_state(const struct ledger *l, struct str name);
int ledger_step(const struct ledger *l, struct str name);
int ledger_duty(const struct ledger *l, struct str name);
int ledger_figure(const struct ledger *l, struct str name);
int ledger_paper(const struct ledger *l, struct str name);
const struct props *ledger_props(const struct ledger *l, enum of of);
struct str kind_name(enum kind k);
struct str ftype_name(enum ftype t);
struct str label_in(const struct label *x, struct str name, enum lang lang); /* falls back */

#endif
