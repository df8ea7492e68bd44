/* label.h: values as people read them: labels of choices and states, names of offices, days,
 * amounts, texts opened with the record's key, private ones masked. */
#ifndef ZT_ASK_LABEL_H
#define ZT_ASK_LABEL_H

#include "ask/ask.h"
#include "base/period.h"

/* Opens a sealed text of the record. Erased and missing texts give a sentence in brackets instead,
 * and *ret_there (may be NULL) is false. */
struct str text_open(const struct ask *k, int64_t record, int64_t seq, struct str field,
                     bool *ret_there);
/* A text of the record as it is shown: numbers of persons and the names of the record's contacts
 * masked (mask_within). */
struct str label_text(const struct ask *k, const struct ledger *l, const struct rec *r,
                      struct str text);
/* How private fields come out; MASKED masks inside running text too. */
enum bare { MASKED, BARE };
/* A field's value; empty when there is none. */
struct str label_field(const struct ask *k, const struct ledger *l, const struct rec *r, int field,
                       enum bare bare);
/* A built-in property or field by name ("state", "number", "title"); false: no such name. */
bool label_prop(const struct ask *k, const struct ledger *l, const struct rec *r, struct str name,
                struct str *ret);
struct str label_heading(const struct ask *k, const struct ledger *l, struct str name);

/* What a by-value of cells is called; "" is （无） / (none). */
struct str label_by(const struct ask *k, const struct ledger *l, int field, struct str value,
                    struct day on);
/* A choice, or an office or place, by its code; other texts as they are. */
struct str label_code(const struct ask *k, const struct field *f, struct str code);
struct str label_flag(const struct ask *k, bool b);
struct str label_state(const struct ask *k, const struct ledger *l, int state);
struct str label_outcome(const struct ask *k, enum outcome o);
struct str label_kind(enum kind x, enum lang lang);
struct str label_office(const struct ask *k, struct str code, struct day on);
struct str label_moment(const struct ask *k, struct moment m); /* 2022-08-22 17:30 */
/* The same, but the end of a day is 24:00 of that day. */
struct str label_due(const struct ask *k, struct moment m);
struct str label_within(const struct ask *k, struct str within); /* 10个工作日 */
struct str label_day(const struct ask *k, struct day d);         /* 2022-08-22 */
/* 2022年8月22日; in English 2022-08-22. */
struct str label_long_day(const struct ask *k, struct day d);
/* 2022年8月, 2022年第3季度, 2022年第34周（8月22日至8月28日）; without a first day: the last. */
struct str label_period(const struct ask *k, struct period s);
struct str label_number(const struct ask *k, int64_t v, int digits);
/* The record's number behind a link: its number and, if it has one, its title or name. */
struct str label_link(const struct ask *k, const struct field *f, int64_t id);
/* The same, with the way there: a record this reader does not see has no number. */
struct linked {
        struct str text, number;
        const struct ledger *l;
};
MUST_USE enum err label_linked(const struct ask *k, const struct field *f, int64_t id,
                               struct linked *ret);
struct str label_record(const struct ask *k, const struct ledger *l, int64_t id);
/* The sentence of a step's warning; its name, if the step does not say it any more. */
struct str label_warning(const struct ask *k, const struct ledger *l, struct str step,
                         struct str name);

#endif
