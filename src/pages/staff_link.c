/* staff_link.c: a link that lets somebody without an account work on one duty. */
#include "pages/staff.h"
#include "web/link.h"

struct linking {
        struct web *w;
        int64_t duty;
        char token[65];
};

static enum err make(struct writer *wr, void *ctx, struct faults *f)
{
        struct linking *x = ctx;
        int by = account_by_id(&wr->inforce.accounts, x->w->who.account_id);
        return admin_link_duty(wr, by, x->duty, f, x->token);
}

enum err staff_link(struct web *w)
{
        struct linking *x = ARENA_NEW(w->a, struct linking, 1);
        x->w = w;
        if (num_parse_i64(web_form(w, S("duty")), 1, INT64_MAX, &x->duty) != OK)
                return FAULT(&w->f, ERR_INPUT, "duty", S("duty"), "任务编号须为整数",
                             "the duty is a whole number");
        w->state = x;
        web_administer(w, make, x);
        return OK;
}

/* Shown once: only its hash is kept. */
enum err staff_linked(struct web *w)
{
        const struct linking *x = w->state;
        struct page p;
        struct str back = page_local(web_form(w, S("back")), S("/app/"));
        if (w->job.err != OK) return w->job.err;
        TRY(web_ask(w));
        page_begin(&p, w, TR(w, "Link for one duty"), PAGE_STAFF);
        HTML(&p.h, "<p class=\"alert alert-warning\">{}</p><p><code>{}</code></p>\n",
             L("Hand this link to whoever does the work. It is shown only now, opens this one "
               "duty and "
               "nothing else, and ends with the duty, at the latest after 30 days."),
             T(link_url(w, str_c(x->token))));
        HTML(&p.h, "<p><a class=\"btn\" href=\"{}\">{}</a></p>\n", U(back),
             L("Back to the record"));
        return page_end(&p, 200);
}
