/* admin_verify.c: do the books hold: the quick checks, and the checkpoint to keep elsewhere. */
#include "ask/verify.h"
#include "pages/admin.h"

/* The city's folder: data/ lies in it. */
static struct paths paths(const struct web *w)
{
        struct str dir = str_c(w->site->data);
        if (str_ends(dir, S("/data"))) dir.n -= 5;
        return paths_of(w->a, str_dupz(w->a, dir));
}

/* ---- checks ---------------------------------------------------------------------------------- */

static void put_check(struct page *p, const struct verify_check *c)
{
        HTML(&p->h, "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", T(c->check),
             c->ok ? L("holds") : L("does not hold"), T(c->text));
}

static void put_findings(struct page *p)
{
        if (p->w->f.n == 0) return;
        TAG(&p->h, "<div class=\"alert alert-danger\" role=\"alert\"><ul class=\"mb-0\">");
        for (const struct fault *f = p->w->f.first; f; f = f->next)
                HTML(&p->h, "<li><code>{}</code> {}</li>", T(f->where), T(f->text));
        TAG(&p->h, "</ul></div>\n");
}

static enum err put_checks(struct page *p)
{
        struct web *w = p->w;
        struct verify_check check[VERIFY_CHECKS];
        struct anchor anchor;
        size_t n = 0;
        enum err a = anchor_read(paths(w).anchor, &anchor);
        enum err e = verify_quick(&w->ask, a == OK ? &anchor : NULL, check, &n);
        if (e == OK && a == OK)
                HTML(&p->h, "<p class=\"alert alert-success\" role=\"status\">{}</p>\n",
                     L("Everything holds."));
        if (e == OK && a != OK)
                HTML(&p->h, "<p class=\"alert alert-warning\" role=\"status\">{}</p>\n",
                     L("What was looked at holds, but the anchor file of the audit office is "
                       "missing "
                       "or damaged."));
        if (e != OK && e != ERR_CORRUPT)
                HTML(&p->h, "<p class=\"alert alert-warning\" role=\"alert\">{}</p>\n",
                     L("The checks took too long here and were not finished. Run zhitong verify on "
                       "the machine."));
        put_findings(p);
        staff_card(p, TR(w, "What was looked at"));
        staff_table(p, TR(w, "What was looked at"));
        staff_head(p, TR(w, "Check"));
        staff_head(p, TR(w, "Result"));
        staff_head(p, TR(w, "What it covers"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < n; i++) put_check(p, &check[i]);
        staff_table_end(p);
        staff_card_end(p);
        return OK;
}

/* ---- the checkpoint -------------------------------------------------------------------------- */

/* As a signed note; false when the key cannot be read here. */
static bool sign(struct web *w, const struct checkpoint *point, struct buf *out)
{
        struct note_secret secret;
        if (note_secret_load(w->a, paths(w).key, w->in->in.name, false, &w->site->sys, &secret) !=
            OK)
                return false;
        note_sign(&secret, point, out);
        note_secret_done(&secret);
        return true;
}

/* What would be signed. */
static void put_unsigned(struct page *p, const struct checkpoint *point)
{
        char hex[65];
        HTML(&p->h, "<p>{}</p><pre tabindex=\"0\">{}\n{}\n{}</pre></div>",
             L("Not signed: the signing key cannot be read by the server."), T(point->origin),
             I((int64_t)point->size), T(hash_hex(&point->root, hex)));
}

static enum err put_checkpoint(struct page *p)
{
        struct web *w = p->w;
        AUTO(buf_free) struct buf note = { .limit = NOTE_BYTES_MAX };
        struct checkpoint point;
        enum err e = log_checkpoint(w->ask.st, w->in->in.zone, &point, w->a);
        if (e == ERR_NOT_FOUND) return OK;
        TRY(ask_failed(&w->ask, e));
        staff_card(p, TR(w, "The checkpoint now"));
        HTML(&p->h, "<div class=\"card-body\"><p>{}</p>",
             L("Whoever keeps this text can prove later that nothing before it was changed: "
               "zhitong "
               "verify --since FILE."));
        if (sign(w, &point, &note))
                HTML(&p->h, "<pre tabindex=\"0\">{}</pre></div>", T(buf_view(&note)));
        else put_unsigned(p, &point);
        staff_card_end(p);
        return OK;
}

enum err admin_verify_page(struct web *w)
{
        struct page p;
        TRY(web_ask(w));
        page_begin(&p, w, TR(w, "Verify"), PAGE_STAFF);
        if (web_has_query(w, S("run"))) {
                TRY(put_checks(&p));
        } else {
                HTML(&p.h, "<p>{}</p>",
                     L("The log and its tree, the sealed texts, the runs of the records, every "
                       "figure "
                       "against its rows, every identity. In a large city this takes some "
                       "seconds."));
        }
        HTML(&p.h, "<p><a class=\"btn btn-primary\" href=\"/app/verify?run=1\">{}</a></p>\n",
             L("Check now"));
        TRY(put_checkpoint(&p));
        return page_end(&p, 200);
}
