/* staff.h: what the files of the staff pages share (inside pages/).
 *
 *   staff.c            addresses, words, the table of routes
 *   staff_work.c       /app/                       my work
 *   staff_list.c       /app/records/L              a ledger's records, export
 *   staff_search.c     /app/search                 records by words in their texts
 *   staff_enter.c      /app/records/L/new          entering one
 *   staff_same.c       records that may be the same matter, on both of these
 *   staff_record.c     /app/records/L/N            one record
 *   staff_steps.c      /app/records/L/N/S          the steps on it, as forms and as commands
 *   staff_paper.c      /app/records/L/N/papers/P   a paper as it is handed over
 *   staff_reveal.c     /app/records/L/N/reveal     a private field, shown once
 *   staff_link.c       /app/links                  a link for one duty
 *   staff_figures.c    /app/figures…               figures of a ledger
 *   staff_figure.c     /app/figures/L.F            one figure and its rows
 *   staff_series.c     /app/series/L               values by period
 *   staff_score.c      /app/score/L                a scorecard, and one office's card
 *   staff_bulletins.c  /app/bulletins…             bulletins and what was published
 *   admin*.c           /app/offices, accounts, definitions, calendar, verify, looks, …
 */
#ifndef ZT_PAGES_STAFF_H
#define ZT_PAGES_STAFF_H

#include "ask/figure.h"
#include "ask/offers.h"
#include "ask/show.h"
#include "ask/suggest.h"
#include "pages/page.h"
#include "web/search.h"

#define STAFF_CHOICES_MAX 60 /* of a list to choose an office from */
#define STAFF_PAGE        50 /* lines of a page */

/* An address with one more pair in its query; an empty value adds nothing. */
struct str staff_with(struct web *w, struct str base, struct str name, struct str value);
/* /app/records/L/N */
struct str staff_record_url(struct web *w, const struct ledger *l, struct str number);
/* Its name, with the way there if the reader sees it. */
void staff_way(struct page *p, const struct linked *x);
/* <option value=…>, selected when it is the one. */
void staff_option(struct page *p, struct str value, struct str label, struct str now);
/* An input with a list of offices: own ones, those above and below `now`. */
void staff_office_input(struct page *p, struct str name, struct str label, int now);
struct str staff_label(const struct web *w, const struct label *l, struct str name);
/* May the account's posts enter records by that step? */
bool staff_may_enter(const struct web *w, const struct step *s);
/* Does the account hold one of the roles at the office or above it. */
bool staff_holds_at(const struct web *w, unsigned roles, int office);
/* A card with a heading; ends with staff_card_end. */
void staff_card(struct page *p, struct str title);
void staff_card_end(struct page *p);
/* The heading row of a table in a card. */
void staff_table(struct page *p, struct str caption);
void staff_head(struct page *p, struct str label);
void staff_head_number(struct page *p, struct str label);
/* The same, whose rows stand one below the other on a phone; its cells begin with staff_cell. */
void staff_stack(struct page *p, struct str caption);
void staff_cell(struct page *p, struct str label);
void staff_table_end(struct page *p);

/* When and where a figure is asked for: on | from, to | known | office of the query. */
struct staff_span {
        struct day on, from, to, known; /* on: today unless given */
        bool now;                       /* tree=now: by the offices of today */
        int office;                     /* the reader's own first unless given */
        bool plain;                     /* the tree of offices is not asked for */
};
MUST_USE enum err staff_span_read(struct web *w, struct staff_span *ret);
/* The inputs of it, and its pairs behind an address. */
void staff_span_put(struct page *p, const struct staff_span *x);
struct str staff_span_url(struct web *w, struct str base, const struct staff_span *x);

/* "81 / 100", "opening 3, in 5, out 2", or empty. */
struct str staff_parts(struct web *w, const struct figure_out *x, const struct amount *v);

/* A record page: made when opened, and again when a step was refused. */
struct staff_record {
        const struct ledger *l;
        struct shown x;
        struct step_offer *offer;
        struct suggested *suggest; /* one to each offer */
        size_t offer_n;
        struct str tried; /* the step that was refused */
        int64_t seen;     /* the version its form was filled in for */
};
MUST_USE enum err staff_record_read(struct web *w, struct staff_record *ret);
enum err staff_record_page(struct web *w, struct staff_record *r, int status);
/* The steps as forms: staff_steps.c. */
void staff_steps_put(struct page *p, const struct staff_record *r);
/* The cell with the due time, how it was reckoned, and a link for somebody without an account. */
void staff_due_put(struct page *p, const struct staff_record *r, const struct show_duty *d,
                   struct str lines);
/* The card of its papers: staff_paper.c. */
void staff_papers_put(struct page *p, const struct staff_record *r);
/* The form that shows a private field: staff_reveal.c. */
void staff_reveal_put(struct page *p, const struct staff_record *r);
/* What may be the same matter (ask/candidates.h): staff_same.c. */
struct staff_same {
        const struct draft *d;
        struct candidates found;
        struct str number;         /* of the record that stands; empty */
        const struct step *follow; /* by which it may follow one of them; NULL */
        int repeat;                /* link field of the form that takes one of them; -1 */
};
void staff_same_put(struct page *p, const struct staff_same *x);
/* The card of an open record. */
enum err staff_same_record(struct page *p, const struct staff_record *r);
/* Inputs of a step, prefilled with what stands in the record (NULL: entering). */
struct staff_form {
        const struct ledger *l;
        const struct step *s;
        const struct rec *r;
        const struct suggested *suggest; /* NULL: nothing */
};
void staff_step_inputs(struct page *p, const struct staff_form *x);
void staff_paper_input(struct page *p, const struct staff_form *x);
/* Faults at "because" and "day" stand at our inputs of those names. */
void staff_place_faults(const struct ledger *l, struct faults *f);

/* Handlers. */
enum err staff_work(struct web *w);
enum err staff_sessions(struct web *w);
enum err staff_session_end(struct web *w);
enum err staff_session_ended(struct web *w);
enum err staff_list(struct web *w);
enum err staff_search(struct web *w);
enum err staff_export(struct web *w);
enum err staff_new(struct web *w);
enum err staff_enter(struct web *w);
enum err staff_entered(struct web *w);
enum err staff_record(struct web *w);
enum err staff_step(struct web *w);
enum err staff_stepped(struct web *w);
enum err staff_reveal(struct web *w);
enum err staff_revealed(struct web *w);
enum err staff_file(struct web *w);
enum err staff_paper(struct web *w);
enum err staff_link(struct web *w);
enum err staff_linked(struct web *w);
enum err staff_figure_ledgers(struct web *w);
enum err staff_figure_any(struct web *w);
enum err staff_series(struct web *w);
enum err staff_score(struct web *w);
enum err staff_figure(struct web *w, const struct ledger *l, int figure);
enum err staff_bulletins(struct web *w);
enum err staff_bulletin(struct web *w);
enum err staff_publish(struct web *w);
enum err staff_published(struct web *w);

#endif
