/* Inputs drawn from declarations, and what is posted read back as a command's inputs. */
#include "lib/hidden.h"
#include "visit.h"

static bool sign_in(struct visit *v, const char *login)
{
        struct town *t = &v->s.t;
        if (admin_password(&t->w, str_c(login), S("a-long-enough-word"), &t->f) != OK) return false;
        struct site_reply form = site_get(&v->s, "/signin");
        struct str more = str_printf(&t->a, "_login=%s&_password=a-long-enough-word", login);
        return visit_post(v, &form, "/signin", str_dupz(&t->a, more)).status == 303;
}

static const struct {
        const char *what, *html;
} drawn[] = {
        { "text",
          "<input type=\"text\" class=\"form-control\" id=\"i1-title\" name=\"title\" required "
          "maxlength=\"80\" value=\"\">" },
        { "note",
          "<textarea class=\"form-control\" rows=\"5\" id=\"i1-body\" name=\"body\" required>\n"
          "</textarea>" },
        { "choice", "<select class=\"form-select\" id=\"i1-channel\" name=\"channel\" required>\n"
                    "<option value=\"\" selected>" },
        { "a choice by its label", "<option value=\"hotline\">Hotline</option>" },
        { "tree", "name=\"topic\">" },
        { "flag", "<input type=\"hidden\" name=\"urgent\" value=\"false\">" },
        { "flag as a box", "<input type=\"checkbox\" class=\"form-check-input\" id=\"i1-urgent\" "
                           "name=\"urgent\" value=\"true\">" },
        { "link", "aria-describedby=\"i1-firm-h\"" },
        { "place", "name=\"place\" aria-describedby=\"i1-place-h\" list=\"places\"" },
        { "places", "<datalist id=\"places\">\n<option value=\"4313\">Loudi</option>" },
        { "no bureaus among places", "<option value=\"431302\">Louxing</option>" },
        { "person", "<label class=\"form-label\" for=\"i1-contact.name\">Name" },
        { "telephone", "<input type=\"tel\" class=\"form-control\" id=\"i1-contact.phone\"" },
};

TEST(inputs_follow_their_declarations)
{
        struct visit v;
        NEED(visit_open(&v));
        struct site_reply r = site_get(&v.s, "/enter/request");
        for (size_t i = 0; i < LEN(drawn); i++)
                if (!has(&r, drawn[i].html)) CHECK_STR(i, S("missing"), drawn[i].what);
        CHECK(!has(&r, "4313-RSJ"));      /* a bureau is no place */
        CHECK(!has(&r, "name=\"lead\"")); /* not asked by this step */
        site_close(&v.s);
}

static int64_t entered(struct town *t)
{
        struct outcome_of o = town_do(t, "clerk", "request", 0, "receive",
                                      "title=lamp&body=dark&channel=hotline");
        return o.err == OK ? o.record : 0;
}

static bool load(struct town *t, int64_t id, struct rec *ret)
{
        struct view view = { .st = t->w.st, .city = t->w.inforce.city };
        const struct ledger *l = &view.city->ledgers[city_ledger(view.city, S("request"))];
        return rec_load(&view, &t->a, l, id, ret) == OK;
}

static const struct value *value_of(struct town *t, const struct rec *r, const char *field)
{
        const struct city *c = t->w.inforce.city;
        const struct ledger *l = &c->ledgers[city_ledger(c, S("request"))];
        return &r->v[ledger_field(l, str_c(field))];
}

TEST(several_values_and_boxes_are_read_back)
{
        struct visit v;
        struct rec r;
        NEED(visit_open(&v));
        struct town *t = &v.s.t;
        int64_t id = entered(t);
        NEED(id && load(t, id, &r) && sign_in(&v, "disp"));
        const char *at =
                str_dupz(&t->a, str_printf(&t->a, "/app/records/request/%.*s", SP(r.number)));
        struct site_reply page = site_get(&v.s, at);
        CHECK_INT(-1, page.status, 200);
        CHECK(has(&page, "-assist.3\" name=\"assist\""));
        CHECK(has(&page, "<datalist id=\"offices\">"));
        const char *to = str_dupz(&t->a, str_printf(&t->a, "%s/assign", at));
        struct site_reply bad = visit_post(&v, &page, to, "lead=nobody&assist=4313-DL&assist=");
        CHECK_INT(-1, bad.status, 400);
        CHECK(has(&bad, "value=\"nobody\"") && has(&bad, "value=\"4313-DL\""));
        struct site_reply good =
                visit_post(&v, &page, to, "lead=4313-RSJ&assist=4313-DL&assist=&assist=431302");
        CHECK_INT(-1, good.status, 303);
        NEED(load(t, id, &r));
        CHECK_STR(-1, value_of(t, &r, "lead")->text, "4313-RSJ");
        CHECK_INT(-1, value_of(t, &r, "assist")->many_n, 2);
        site_close(&v.s);
}

/* Accounts: an input each; what was wrong stays beside what was right. */
TEST(several_accounts_are_read_back)
{
        struct visit v;
        struct rec r;
        NEED(visit_open(&v));
        struct town *t = &v.s.t;
        NEED(hidden_more(t, "  watchers: {type: account, many: true}\n", ", watchers") &&
             site_news(&v.s));
        struct site_reply form = site_get(&v.s, "/enter/request");
        CHECK(has(&form, "-watchers.3\" name=\"watchers\""));
        const char *to = "title=a&body=b&channel=hotline&watchers=disp&watchers=&watchers=";
        struct site_reply bad = visit_post(&v, &form, "/enter/request",
                                           str_dupz(&t->a, str_printf(&t->a, "%snobody", to)));
        CHECK_INT(-1, bad.status, 400);
        CHECK(has(&bad, "value=\"nobody\"") && has(&bad, "value=\"disp\""));
        struct site_reply good = visit_post(&v, &form, "/enter/request",
                                            str_dupz(&t->a, str_printf(&t->a, "%sclerk", to)));
        CHECK_INT(-1, good.status, 200);
        NEED(load(t, 1, &r));
        CHECK_INT(-1, value_of(t, &r, "watchers")->many_n, 2);
        site_close(&v.s);
}

static const struct {
        const char *fields;
        bool urgent;
} boxes[] = {
        { "urgent=false", false },
        { "urgent=false&urgent=true", true }, /* hidden, then the ticked box */
        { "", false },
};

TEST(a_box_counts_after_its_hidden_no)
{
        struct visit v;
        struct rec r;
        NEED(visit_open(&v));
        for (size_t i = 0; i < LEN(boxes); i++) {
                struct town *t = &v.s.t;
                struct site_reply form = site_get(&v.s, "/enter/request");
                struct str more =
                        str_printf(&t->a, "title=a&body=b&channel=hotline&%s", boxes[i].fields);
                struct site_reply got =
                        visit_post(&v, &form, "/enter/request", str_dupz(&t->a, more));
                CHECK_INT(i, got.status, 200);
                NEED(load(t, (int64_t)i + 1, &r));
                CHECK_INT(i, value_of(t, &r, "urgent")->truth, boxes[i].urgent);
        }
        site_close(&v.s);
}
