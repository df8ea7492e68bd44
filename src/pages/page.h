/* page.h: the frame every page stands in, and the parts pages are made of.
 *
 *   struct page p;
 *   page_begin(&p, w, TR(w, "My work"), PAGE_STAFF);
 *   HTML(&p.h, …);
 *   return page_end(&p, 200);
 * Chinese first: the language is the cookie `lang`, else Accept-Language, else Chinese. Works without
 * JavaScript; htmx only saves reloads (hx-boost). Every POST form goes through form_begin, which
 * adds the form token, and, for what should happen once, an idempotency key. */
#ifndef ZT_PAGES_PAGE_H
#define ZT_PAGES_PAGE_H

#include "ask/due.h"
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
};
void page_begin(struct page *p, struct web *w, struct str title, enum page_frame frame);
/* Closes the frame and makes it the answer. */
enum err page_end(struct page *p, int status);
/* The fault function of the page routes: an error page that says what to do, in the same frame. */
void page_fault(struct web *w, enum err e);
/* The mistakes of w->f as an alert above a form. */
void page_mistakes(struct page *p);

/* <form method="post" action=…> with the token; key: also an idempotency key. Ends with
 * form_end. */
void form_begin(struct page *p, struct str action, bool key);
void form_end(struct page *p, struct str submit_label);
/* One labelled input of a declared field, by its type, with the value given before (a mistake was
 * made) and the fault told at it. Choices with labels, trees indented, offices and places by a
 * datalist of codes and names, days, moments, flags, notes as textareas. */
struct form_field {
        const struct ledger *l;
        int field;
        struct str value;
        bool required;
};
void form_declared(struct page *p, const struct form_field *x);
/* Plain inputs. type: text password number date checkbox hidden email tel. */
struct form_input {
        struct str name, label, type, value, hint;
        bool required;
};
void form_plain(struct page *p, const struct form_input *x);
/* The steps' inputs of a posted form as loop inputs: every field of `ask` that was given. */
struct input *form_inputs(struct web *w, const struct ledger *l, const struct step *s,
                          size_t *ret_n);

/* A coloured badge with a word, never colour alone (WCAG 1.4.1). */
struct frag page_colour(struct html *h, enum colour c);
struct frag page_kind(struct html *h, const struct ask *k, const struct ledger *l, int state);
/* "next page" of a keyset list; empty token: nothing. base has its query already. */
void page_more(struct page *p, struct str base, struct str after);
/* An empty state: what would stand here, and what to do. */
void page_empty(struct page *p, struct str what, struct str hint);

extern const struct web_routes page_sets[]; /* public, staff, assets */
extern const size_t page_sets_n;
/* The tables of routes, each in its file. */
extern const struct web_route public_routes[], sign_routes[], staff_routes[], admin_routes[],
        asset_routes[];
extern const size_t public_routes_n, sign_routes_n, staff_routes_n, admin_routes_n, asset_routes_n;

#endif
