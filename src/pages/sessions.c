/* sessions.c: where one is signed in, and an end to it. */
#include "ask/label.h"
#include "pages/staff.h"
#include "web/own.h"

static struct str program_of(const struct web *w, const struct own_session *s)
{
        struct str browser = s->row.browser;
        if (s->row.api) return browser.n ? str_printf(w->a, "API (%.*s)", SP(browser)) : S("API");
        return browser.n ? browser : TR(w, "Another browser");
}

static void put_session(struct page *p, const struct own_session *s)
{
        struct web *w = p->w;
        struct form_input id = { .name = S("session"), .type = S("hidden"), .value = s->name };
        HTML(&p->h, "<tr><td>{}<br>{}</td><td>{}</td><td>{}</td><td>", T(program_of(w, s)),
             T(s->row.address), T(label_moment(&w->ask, s->row.began)),
             T(label_moment(&w->ask, s->row.seen)));
        if (s->this) {
                HTML(&p->h, "{}", L("this one"));
        } else {
                form_begin(p, S("/app/sessions"), false);
                form_plain(p, &id);
                form_end(p, TR(w, "End"));
        }
        TAG(&p->h, "</td></tr>\n");
}

static enum err put_page(struct web *w, int status)
{
        struct own_session *v;
        struct page p;
        size_t n;
        TRY(web_ask(w));
        TRY(own_sessions(w, &v, &n));
        page_begin(&p, w, TR(w, "Where I am signed in"), PAGE_STAFF);
        page_mistakes(&p);
        staff_card(&p, TR(w, "Where I am signed in"));
        staff_table(&p, TR(w, "Where I am signed in"));
        staff_head(&p, TR(w, "Browser and address"));
        staff_head(&p, TR(w, "Since"));
        staff_head(&p, TR(w, "Last used"));
        staff_head(&p, TR(w, "End"));
        TAG(&p.h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < n; i++) put_session(&p, &v[i]);
        staff_table_end(&p);
        staff_card_end(&p);
        return page_end(&p, status);
}

enum err staff_sessions(struct web *w)
{
        return put_page(w, 200);
}

enum err staff_session_end(struct web *w)
{
        struct own_ending *x = ARENA_NEW(w->a, struct own_ending, 1);
        *x = (struct own_ending){ w, str_trim(web_form(w, S("session"))) };
        web_administer(w, own_end, x);
        return OK;
}

enum err staff_session_ended(struct web *w)
{
        if (w->job.err == ERR_NOT_FOUND) return put_page(w, 404);
        if (w->job.err != OK) return w->job.err;
        page_done(w, S("/app/sessions"), S("saved"));
        return OK;
}
