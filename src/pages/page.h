/* page.h: the frame every page stands in, and the parts pages are made of.
 *
 *   struct page p;
 *   page_begin(&p, w, TR(w, "My work"), PAGE_STAFF);
 *   HTML(&p.h, …);
 *   return page_end(&p, 200);
 * Chinese first: the language is the cookie `lang`, else Accept-Language, else Chinese. Works
 * without JavaScript; htmx only saves reloads (hx-boost). Every POST form goes through form_begin,
 * which adds the form token, and, for what should happen once, an idempotency key.
 *
 * The frame puts the page's one <h1> (the title); parts of a page begin with
 * <h2 class="card-title"> in <div class="card">. After a redirect "?done=WORD" of a closed list
 * (page.c) tells what was done; free text never comes from an address. */
#ifndef ZT_PAGES_PAGE_H
#define ZT_PAGES_PAGE_H

#include "ask/show.h"
#include "pages/html.h"
#include "web/web.h"

enum page_frame {
        PAGE_PUBLIC, /* header with the city's name, enter, follow, bulletins, sign in */
        PAGE_STAFF,  /* the side menu of what this account's roles may open */
        PAGE_BARE    /* sign in, one-time links, mistakes */
};
struct page {
        struct web *w;
        struct html h;
        enum page_frame frame;
        bool offices, places; /* a list of them is asked for: page_end puts it, once */
        int forms;            /* begun so far; ids of inputs are numbered by it */
        bool again;           /* the form at hand was posted to this address and comes back */
};
void page_begin(struct page *p, struct web *w, struct str title, enum page_frame frame);
/* Closes the frame and makes it the answer. */
enum err page_end(struct page *p, int status);
/* The fault function of the page routes: an error page that says what to do, in the same frame.
 * Whoever is not signed in where he must be is sent to the sign-in page. */
void page_fault(struct web *w, enum err e);
/* The mistakes of w->f as an alert above a form. */
void page_mistakes(struct page *p);
/* Of what a step that was taken warns; all of it, to whoever has taken it. */
void page_warning(struct page *p, struct str text);
void page_warned(struct page *p, const struct ledger *l, struct str step,
                 const struct outcome_of *o);
/* 303 to a local path, with ?done=WORD: entered done stepped saved signed_out password factor … */
void page_done(struct web *w, struct str to, struct str word);
/* A local path, fit for a link and a redirect: begins with one "/", no "\", no control character;
 * else `none`. */
struct str page_local(struct str path, struct str none);

/* <form method="post" action=…> with the token; key: also an idempotency key. Ends with
 * form_end. */
void form_begin(struct page *p, struct str action, bool key);
/* The form of a declared step: with a key; sent as multipart when it asks for files. */
void form_begin_step(struct page *p, struct str action, const struct ledger *l,
                     const struct step *s);
/* A form whose answer is a file. */
void form_begin_download(struct page *p, struct str action);
/* A GET form (filters): nothing hidden. */
void form_get(struct page *p, struct str action);
/* The whole small search form of the frame: one input, q; no other form of the page minds it. */
void form_search(struct page *p, struct str action);
void form_end(struct page *p, struct str submit_label);
/* With a second button, which posts name=1 and asks for nothing to be filled in; what the answer
 * has at id `part` takes the place of what is there (without scripts: the whole page). */
struct form_button {
        struct str name, label, action, part;
};
void form_end_with(struct page *p, struct str submit_label, const struct form_button *x);
/* The lists that inputs of the page ask for; page_end calls it. */
void form_lists(struct page *p);
/* The version of the record seen, for ERR_CONFLICT when it has changed meanwhile. */
void form_version(struct page *p, int64_t version);
/* One labelled input of a declared field, by its type, with the value given before (a mistake was
 * made) and the fault told at it. Choices with labels, trees indented, offices and places by a
 * datalist of codes and names, days, moments, flags, notes as textareas. The input is called as
 * the field (a person's FIELD.name and FIELD.phone); inputs of ours begin with "_". In a form that
 * was posted and comes back, what was posted goes before `value`, and mistakes stand at their
 * inputs. */
struct form_field {
        const struct ledger *l;
        int field;
        struct str value;
        bool required;
};
void form_declared(struct page *p, const struct form_field *x);
/* Plain inputs. type: text password number date checkbox hidden email tel note. A fault told with
 * where = name stands at it. */
struct form_input {
        struct str name, label, type, value, hint;
        bool required;
};
void form_plain(struct page *p, const struct form_input *x);
/* <select>; value is the one chosen. */
struct form_choice {
        struct str value, label;
};
void form_choose(struct page *p, const struct form_input *x, const struct form_choice *c, size_t n);
/* The steps' inputs of a posted form as loop inputs: every field of `ask` that was given. */
struct input *form_inputs(struct web *w, const struct ledger *l, const struct step *s,
                          size_t *ret_n);
/* A table in a form: line 2 of column `what` of `decisions` is called decisions.2.what. */
struct str form_cell_name(struct arena *a, const struct field *f, size_t line,
                          const struct field *column);
size_t form_lines_max(const struct field *f);
size_t form_lines_posted(const struct web *w, const struct field *f); /* 0: none */
/* The command of a posted step form: inputs, _version, _because, _day, _office, _paper, key and its
 * scope. The caller adds record and actor. ERR_INPUT told: a version or day that cannot be read,
 * a file that is not taken. Without a fault: more lines of a table were asked for (page_end says
 * 200). */
MUST_USE enum err form_request(struct web *w, const struct ledger *l, const struct step *s,
                               struct request *ret);

/* The files of a record as links below `base`; empty when there are none. code: the follow-code
 * that goes with each, in a form; empty: plain links. */
void page_files(struct page *p, const struct shown *x, struct str base, struct str code);

/* A coloured badge with a word, never colour alone (WCAG 1.4.1). */
struct frag page_colour(struct html *h, enum colour c);
struct frag page_kind(struct html *h, const struct ask *k, const struct ledger *l, int state);
/* "next page" of a keyset list; empty token: nothing. base has its query already. */
void page_more(struct page *p, struct str base, struct str after);
/* An empty state: what would stand here, and what to do. */
void page_empty(struct page *p, struct str what, struct str hint);
/* Explanation lines (due.h) as a list behind "how it was reckoned". */
void page_explain(struct page *p, struct str lines);
/* The address of an embedded asset, with its hash: asset_url(w, S("app.css")); BUG: no such. */
struct str asset_url(struct web *w, struct str name);

/* The sets of routes of all pages, for web_begin; beside them stands api_set. */
#define PAGE_SETS 5
void page_sets(struct web_routes out[static PAGE_SETS]);
/* The tables of routes, each in its file. */
extern const struct web_route public_routes[], sign_routes[], staff_routes[], admin_routes[],
        asset_routes[];
extern const size_t public_routes_n, sign_routes_n, staff_routes_n, admin_routes_n, asset_routes_n;

#endif
