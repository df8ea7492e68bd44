/* ledger.h: a declared ledger as an immutable struct (language: docs/ledgers.md).
 *
 * Built by city_build; everything named is resolved to an index (-1 = none). Built-in states,
 * steps, fields' properties and figures are part of the arrays, so no code asks for them by a
 * special path. What is accepted but does not run yet stands in `unrun`: apply refuses it. The
 * parts of a ledger stand in field.h, flow.h, step.h and figure.h. */
#ifndef ZT_CITY_LEDGER_H
#define ZT_CITY_LEDGER_H

#include "base/map.h"
#include "city/figure.h"
#include "city/flow.h"
#include "city/rule.h"
#include "city/score.h"
#include "city/series.h"
#include "city/step.h"

/* Properties of expressions: built-ins first, then the fields. Not every one exists for every
 * `of`; of promised and of what follows `due` a field of that name takes the place. */
enum prop_builtin {
        PROP_NUMBER,
        PROP_STATE,
        PROP_KIND,
        PROP_OWNER,
        PROP_ENTERED,
        PROP_ROUND,
        PROP_PARENT,
        PROP_PROMISED,
        PROP_HOLDER,
        PROP_OUTCOME,
        PROP_LATE,
        PROP_DUE,
        PROP_OPENED,
        PROP_ENDED,
        PROP_ASSISTING,
        PROP_HANDED_DOWN,
        PROP_AGAIN, /* duty */
        PROP_OFFICE,
        PROP_DAY,
        PROP_LATE_ENTRY,
        PROP_WARNED, /* step */
        PROP_FIELDS
};

struct unrun {
        struct str word, where;
};

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

        struct field *fields;
        size_t fields_n;
        struct state *states;
        size_t states_n; /* built-in voided, withdrawn last */
        struct clock_def *clocks;
        size_t clocks_n;
        struct promise_def promise;
        struct duty_def *duties; /* those declared, then one for each paper that is owed */
        size_t duties_n, duties_said;
        struct step *steps;
        size_t steps_n; /* built-ins last */
        struct paper_def *papers;
        size_t papers_n;
        struct rule_def *rules;
        size_t rules_n;
        struct figure *figures;
        size_t figures_n; /* built-ins open, done, void first */
        struct cell_table *tables;
        size_t tables_n;
        struct identity *identities;
        size_t identities_n;
        struct view_def *views;
        size_t views_n;
        struct import_def import;
        struct series_def series;
        struct score_def score;
        struct str bulletin_zh, bulletin_en; /* Markdown with {{holes}} */
        struct unrun *unrun;
        size_t unrun_n;

        /* PROP_FIELDS + fields_n entries; one that does not exist for the kind has no name */
        struct props props_record, props_duty, props_step;
};

int ledger_field(const struct ledger *l, struct str name); /* index or -1 */
int ledger_state(const struct ledger *l, struct str name);
int ledger_step(const struct ledger *l, struct str name);
int ledger_duty(const struct ledger *l, struct str name);
int ledger_figure(const struct ledger *l, struct str name);
int ledger_paper(const struct ledger *l, struct str name);
const struct props *ledger_props(const struct ledger *l, enum of of);

#endif
