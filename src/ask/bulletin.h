/* bulletin.h: a bulletin: Markdown whose numbers are figures (design 8, 10).
 *
 * NAME is a file bulletins/NAME.zh.md, NAME.en.md or NAME.md, or a ledger, whose own bulletin it
 * then is. Holes: city/hole.h. {{on}} is 2022年8月22日 in Chinese, 2022-08-22 in English;
 * {{day}} the same day in Chinese without its year: 8月22日. Without a period {{from}} is empty
 * and {{to}} is {{on}}.
 *
 * Markdown and HTML: each number links to its rows, and a rate's title is its numerator and
 * denominator. Text: the papers of the figures follow. Before anything is printed, the identities
 * of every ledger it draws on are checked at the office: a broken one is ERR_CORRUPT, and nothing
 * is printed. */
#ifndef ZT_ASK_BULLETIN_H
#define ZT_ASK_BULLETIN_H

#include "ask/figure.h"
#include "base/markdown.h"

struct bulletin_in {
        struct str name;
        struct day on, from, to; /* as of figure_in */
        int office;              /* index; -1 = the root */
        enum markdown_format format;
        struct known known;
        bool now;        /* as of figure_in */
        struct str base; /* before the addresses of figures: "/app/"; empty: "figures/…" */
        bool publish;    /* refused where a rate counts less than its declared minimum */
        bool notes;      /* the papers of the figures at the end, not of text: which has them */
        const struct str *picked; /* records (LEDGER/NUMBER) for {{view … picked}}, in this order */
        size_t picked_n;
};
struct bulletin_out {
        struct str text;
        struct str title;          /* bulletin_title */
        bool headed;               /* the text begins with it */
        struct figure_out *figure; /* each once, in the order they appear */
        size_t figure_n;
        bool picks;        /* it has a place for picked records */
        struct str scores; /* of a published one: its scorecards as they are kept, or empty */
};
MUST_USE enum err bulletin_render(const struct ask *k, const struct bulletin_in *in,
                                  struct bulletin_out *ret);
/* A page by itself of what was rendered as HTML: to be saved, sent and printed. */
MUST_USE enum err bulletin_page(const struct ask *k, const struct bulletin_in *in,
                                const struct bulletin_out *x, struct str *ret);
/* "request/ZTC2022000017, request/ZTC2022000021" as the records picked. */
void bulletin_pick(struct arena *a, struct str text, struct bulletin_in *in);
void bulletin_json(const struct ask *k, const struct bulletin_in *in, const struct bulletin_out *x,
                   struct jout *j);
/* What a bulletin is called: the heading its file begins with ("# …", without holes), else the
 * ledger's label, else its name. */
struct str bulletin_title(const struct ask *k, struct str name);
/* The text of an HTML bulletin for a page that shows the title itself. */
struct str bulletin_body(const struct bulletin_out *x);
/* Does a file draw on public ledgers only: figures, a series, a scorecard; never records? */
bool bulletin_is_public(const struct ask *k, struct str name);
/* Names a reader can ask for, files first. */
void bulletin_names(const struct ask *k, struct str **ret, size_t *ret_n);

/* Bulletins are published by an office's leader, supervisor or dispatcher, or one above it. */
bool bulletin_may_publish(const struct inforce *in, int account, int office);

/* What a published bulletin (city event `publish`) said, and which of its figures are different
 * now. */
struct bulletin_since {
        struct event event;
        struct bulletin_in in; /* as published */
        struct str text;       /* the text as published */
        bool markdown;         /* which is Markdown; older ones are plain */
        struct str plain;
        int64_t size; /* the log's checkpoint then: so many events, under this root (hex) */
        struct str root;
        struct {
                struct figure_out was;
                struct figure_change change;
        } * v; /* those that changed */
        size_t n;
};
MUST_USE enum err bulletin_changes(const struct ask *k, int64_t seq, struct bulletin_since *ret);
/* "−3", "+0.4 points": now less then; empty where one of them has no value. */
struct str bulletin_difference(const struct ask *k, const struct figure_out *x,
                               const struct figure_change *c);
void bulletin_since_json(const struct ask *k, const struct bulletin_since *x, struct jout *j);
/* A kept Markdown text in another form. */
MUST_USE enum err bulletin_kept(const struct ask *k, struct str text, enum markdown_format format,
                                struct str *ret);
/* Seqs of what was published under the name (empty: all), latest first. */
MUST_USE enum err bulletin_published(const struct ask *k, struct str name, int64_t **ret,
                                     size_t *ret_n);

#endif
