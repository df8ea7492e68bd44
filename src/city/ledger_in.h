/* ledger_in.h: how a ledger is built; only for ledger_*.c and city.c.
 *
 * In three passes over all ledgers, so that one may name another that comes later: ledger_declare
 * reads what needs no other name (fields, states) and the names of all the rest; ledger_link the
 * links of fields and what names mean in expressions; ledger_define everything else. Each goes on
 * after mistakes: an index that could not be resolved is -1 and whoever reads it says nothing
 * more. */
#ifndef ZT_CITY_LEDGER_IN_H
#define ZT_CITY_LEDGER_IN_H

#include "city/city.h"
#include "city/reader.h"

#define LEDGER_KEYS(X)                                                                             \
        X(ledger, "ledger", SHAPE_TEXT, KEY_NEEDED)                                                \
        X(version, "version", SHAPE_TEXT, 0)                                                       \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(public, "public", SHAPE_TEXT, 0)                                                         \
        X(keep, "keep", SHAPE_TEXT, 0)                                                             \
        X(number, "number", SHAPE_MAP, 0)                                                          \
        X(key, "key", SHAPE_LIST, 0)                                                               \
        X(owner, "owner", SHAPE_TEXT, 0)                                                           \
        X(fields, "fields", SHAPE_MAP, 0)                                                          \
        X(states, "states", SHAPE_MAP, KEY_NEEDED)                                                 \
        X(promise, "promise", SHAPE_MAP, 0)                                                        \
        X(clocks, "clocks", SHAPE_MAP, 0)                                                          \
        X(duties, "duties", SHAPE_MAP, 0)                                                          \
        X(papers, "papers", SHAPE_MAP, 0)                                                          \
        X(steps, "steps", SHAPE_MAP, KEY_NEEDED)                                                   \
        X(rules, "rules", SHAPE_MAP, 0)                                                            \
        X(figures, "figures", SHAPE_MAP, 0)                                                        \
        X(identities, "identities", SHAPE_LIST, 0)                                                 \
        X(series, "series", SHAPE_MAP, 0)                                                          \
        X(score, "score", SHAPE_MAP, 0)                                                            \
        X(views, "views", SHAPE_MAP, 0)                                                            \
        X(import, "import", SHAPE_MAP, 0)                                                          \
        X(bulletin, "bulletin", SHAPE_ANY, 0)
KEYS_TYPE(ledger, LEDGER_KEYS)

struct lbuild {
        struct reader r;
        struct city *c;
        struct ledger *l;
        union ledger_keys k;
        const struct ynode *root;
        struct lbuild *all; /* of every ledger, c->ledgers_n */
        bool figures_wrong; /* identities between them cannot be proved */
};

void ledger_declare(struct lbuild *b);
void ledger_link(struct lbuild *b);
void ledger_define(struct lbuild *b);

/* The sections, in the order in which they are read. */
void fields_declare(struct lbuild *b);
void flow_declare(struct lbuild *b); /* states; the names of clocks, duties, papers */
void steps_declare(struct lbuild *b);
void figures_declare(struct lbuild *b);
void fields_define(struct lbuild *b); /* links, and the properties of expressions */
void flow_define(struct lbuild *b);
void steps_define(struct lbuild *b);
void builtin_define(struct lbuild *b); /* what a built-in step does where the ledger says nothing */
void figures_define(struct lbuild *b);
void tables_define(struct lbuild *b); /* cell tables and identities */
void rules_define(struct lbuild *b);
void series_define(struct lbuild *b);
void views_define(struct lbuild *b);   /* views, import, bulletin */
void score_define(struct lbuild *b);   /* when all ledgers are defined, as … */
void bulletin_check(struct lbuild *b); /* … the holes of its bulletin */
void ledger_check(struct lbuild *b); /* what only the whole shows: ways through states and duties */

/* ---- shared by sections ---------------------------------------------------------------------- */

/* The field's type was wrong, and that was told: it fits everywhere. */
static inline bool untyped(const struct field *f)
{
        return f->type == F_TYPE_COUNT;
}

#define FIELDS(l)  NAMED((l)->fields, (l)->fields_n)
#define STATES(l)  NAMED((l)->states, (l)->states_n)
#define CLOCKS(l)  NAMED((l)->clocks, (l)->clocks_n)
#define DUTIES(l)  NAMED((l)->duties, (l)->duties_said)
#define OWED(l)    NAMED((l)->duties, (l)->duties_n) /* duties, and papers that are owed */
#define STEPS(l)   NAMED((l)->steps, (l)->steps_n)
#define PAPERS(l)  NAMED((l)->papers, (l)->papers_n)
#define FIGURES(l) NAMED((l)->figures, (l)->figures_n)

/* Which relations may stand in a place; fields of type office and place always may. */
enum { MAY_HOLDER = 1, MAY_ABOVE = 2, MAY_TELL = 4 /* the requester, who is no office */ };
/* Relation `name`, written at n. False (told) if there is none. */
bool take_rel(struct lbuild *b, const struct ynode *n, struct str name, unsigned may,
              struct rel *ret);
/* "role", "role@relation" */
bool take_by(struct lbuild *b, const struct ynode *n, bool on_duty, struct by *ret);
int take_ledger(struct lbuild *b, const struct ynode *n); /* -1, told */
/* Names of properties that a key may have: fields in clear, round, owner, … */
void check_keys(struct lbuild *b, const struct ynode *n, const struct ledger *l);
/* Rules of a clock or promise; the last must have no `when`. */
struct rule *take_rules(struct lbuild *b, const struct ynode *n, size_t *ret_n);
/* A field that may be asked about: told if sealed. -1 if there is none or it is sealed. */
int take_clear_field(struct lbuild *b, const struct ynode *n);
/* {form, per} of records and papers. */
void take_number(struct lbuild *b, const struct ynode *n, bool paper, struct str *form,
                 bool *per_year);
/* texts/NAME.zh.md and .en.md exist. */
void check_text(struct lbuild *b, const struct ynode *n, struct str name);
/* The holes {{x}} of a letter or paper (one of the words), or (no words) of a bulletin (hole.h). */
struct holes {
        struct reader *r;
        const struct city *c;
        const struct ledger *l; /* whose bulletin it is; NULL */
        struct words words;
        const struct ynode *n; /* holds the text; NULL: the text is the file */
};
void check_holes(const struct holes *h, struct str text);
/* on, from, to, …: what a bulletin may say besides figures; {{ledger}} only in a ledger's own. */
struct words bulletin_words(bool of_ledger);
/* Requests and answers, limits, clocks moved (ledger_turns.c). */
struct step_turns {
        const struct ynode *limit, *asks, *answers, *bars, *extends, *holds, *frees;
};
void step_turns_define(struct lbuild *b, int step, const struct step_turns *k);
/* What only all steps together show of them. */
void turns_check(struct lbuild *b);
/* Records that steps and rules enter elsewhere (ledger_makes.c); of `l` are those they are made
 * for. */
struct makes_said {
        const struct ynode *ledger, *step, *each, *when, *map, *link;
};
struct makes makes_none(void);
void makes_define(struct lbuild *b, const struct ledger *l, const struct makes_said *k,
                  struct makes *m);
void step_makes_define(struct lbuild *b, const struct ynode *n, struct step *s);
struct rule_said {
        struct makes_said makes;
        const struct ynode *key, *gone;
};
void rule_makes_define(struct lbuild *b, const struct rule_said *k, struct rule_def *r);
void makes_check(struct lbuild *b); /* after all ledgers are defined */
void ends_check(struct lbuild *b);  /* what never begins or ends; after all others */
/* What a step looks at in other records: its properties in expressions (also where it needs none),
 * and of what it warns. */
void step_needs_define(struct lbuild *b, const struct ynode *n, struct step *s);
void step_warns_define(struct lbuild *b, const struct ynode *n, struct step *s);
/* What a step does with other records. */
struct step_later {
        const struct ynode *ask, *follows, *also, *meets, *makes;
};
void step_later_define(struct lbuild *b, int step, const struct step_later *k);

#endif
