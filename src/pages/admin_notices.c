/* admin_notices.c: notices that wait or were given up, and trying these again. */
#include "ask/label.h"
#include "base/num.h"
#include "pages/admin.h"
#include "view/beside_notice.h"

static enum err open_notices(struct web *w, bool write, struct notices **ret)
{
        const char *path = str_dupz(w->a, str_printf(w->a, "%s/notices.db", w->site->data));
        if (!file_exists(path)) return ERR_NOT_FOUND;
        return notices_open(path, write, ret);
}

static enum err failed(struct web *w, enum err e)
{
        if (e == OK) return OK;
        return FAULT(&w->f, e, "notices.store", STR_NONE, "通知库打不开或写不了",
                     "the table of notices cannot be opened or written");
}

static struct str state_label(struct web *w, enum notice_state s)
{
        switch (s) {
        case NOTICE_WAITING: return TR(w, "waiting");
        case NOTICE_SENT: return TR(w, "sent");
        case NOTICE_DEAD: return TR(w, "given up");
        case NOTICE_WITHHELD: return TR(w, "not to be told any more");
        case NOTICE_STATES: break;
        }
        BUG("state of a notice");
}

static struct str who_label(struct web *w, const struct notice *n)
{
        if (str_eq(n->who, S("requester"))) return TR(w, "the requester");
        return label_office(&w->ask, n->who, DAY_NONE);
}

/* Ledger and number; whoever keeps the machine well need not read the record. */
static struct str record_label(struct web *w, const struct notice *n)
{
        const struct city *c = w->in->in.city;
        struct view v = { .st = w->ask.st, .city = c };
        struct rec r;
        int l = city_ledger(c, n->ledger);
        if (l < 0 || rec_load(&v, w->a, &c->ledgers[l], n->record, &r) != OK)
                return label_number(&w->ask, n->record, 0);
        return str_printf(w->a, "%.*s/%.*s", SP(n->ledger), SP(r.number));
}

static void put_again(struct page *p, int64_t id)
{
        struct form_input in = { .name = S("id"),
                                 .type = S("hidden"),
                                 .value = str_printf(p->w->a, "%" PRId64, id) };
        form_begin(p, S("/app/notices"), false);
        form_plain(p, &in);
        form_end(p, id ? TR(p->w, "Try again") : TR(p->w, "Try all again"));
}

static void put_notice(struct page *p, const struct notice *n)
{
        struct web *w = p->w;
        HTML(&p->h, "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td>", T(record_label(w, n)),
             T(who_label(w, n)), T(n->way), T(state_label(w, n->state)));
        HTML(&p->h, "<td>{}</td><td class=\"text-nowrap\">{}</td><td>{}</td><td>", I(n->tries),
             T(label_moment(&w->ask, n->next)), T(n->error));
        if (n->state == NOTICE_DEAD) put_again(p, n->id);
        TAG(&p->h, "</td></tr>\n");
}

static void put_table(struct page *p, const struct notice *v, size_t n)
{
        struct web *w = p->w;
        const struct str head[] = { TR(w, "Record"),  TR(w, "To whom"),  TR(w, "Way"),
                                    TR(w, "State"),   TR(w, "Tries"),    TR(w, "Last or next try"),
                                    TR(w, "Why not"), TR(w, "Try again") };
        TAG(&p->h, "<section class=\"card mb-3\">");
        staff_table(p, TR(w, "Notices"));
        for (size_t i = 0; i < LEN(head); i++) staff_head(p, head[i]);
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < n; i++) put_notice(p, &v[i]);
        staff_table_end(p);
        staff_card_end(p);
}

static enum err read_notices(struct web *w, struct notice_counts *counts, struct notice **v,
                             size_t *n)
{
        AUTO(notices_close) struct notices *x = NULL;
        int64_t before;
        TRY(web_query_int(w, S("after"), 0, &before));
        enum err e = open_notices(w, false, &x);
        if (e == ERR_NOT_FOUND) return OK;
        if (e == OK) e = notices_count(x, counts);
        if (e == OK) e = notices_list(x, w->a, before, STAFF_PAGE, v, n);
        return failed(w, e);
}

enum err admin_notices_page(struct web *w)
{
        struct page p;
        struct notice_counts counts = { 0 };
        struct notice *v = NULL;
        size_t n = 0;
        TRY(web_ask(w));
        TRY(read_notices(w, &counts, &v, &n));
        page_begin(&p, w, TR(w, "Notices"), PAGE_STAFF);
        page_mistakes(&p);
        HTML(&p.h, "<p>{} {} · {} {} · {} {} · {} {}</p>\n", L("Waiting:"),
             I(counts.n[NOTICE_WAITING]), L("Given up:"), I(counts.n[NOTICE_DEAD]), L("Withheld:"),
             I(counts.n[NOTICE_WITHHELD]), L("Sent:"), I(counts.n[NOTICE_SENT]));
        if (n == 0) {
                page_empty(&p, TR(w, "No notice waits, and none was given up."),
                           TR(w, "Who is told, and which way, stands in notices.yaml beside the "
                                 "city's definitions."));
                return page_end(&p, 200);
        }
        if (counts.n[NOTICE_DEAD]) put_again(&p, 0);
        put_table(&p, v, n);
        if (n == STAFF_PAGE)
                page_more(&p, S("/app/notices"), str_printf(w->a, "%" PRId64, v[n - 1].id));
        return page_end(&p, 200);
}

/* Delivery is beside the log, in a file of its own: no work for the writer. */
enum err admin_notices_retry(struct web *w)
{
        AUTO(notices_close) struct notices *x = NULL;
        int64_t id, done = 0;
        if (num_parse_i64(web_form(w, S("id")), 0, INT64_MAX, &id) != OK)
                return FAULT(&w->f, ERR_INPUT, "notices.id", S("id"), "没有这条通知",
                             "there is no such notice");
        enum err e = open_notices(w, true, &x);
        if (e == OK) e = notices_retry(x, id, w->now, &done);
        if (e != ERR_NOT_FOUND) TRY(failed(w, e));
        if (id && done == 0)
                return FAULT(&w->f, ERR_NOT_FOUND, "notices.none", S("id"), "没有这条通知",
                             "there is no such notice");
        page_done(w, S("/app/notices"), S("saved"));
        return OK;
}
