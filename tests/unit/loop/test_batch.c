#include <stdio.h>

#include "lib/t.h"
#include "lib/town.h"

/* Rows of the request ledger as an import would bring them. */
static struct batch_row *rows_of(struct town *t, size_t n, const char *title)
{
        const struct ledger *l =
                &t->w.inforce.city->ledgers[city_ledger(t->w.inforce.city, S("request"))];
        struct batch_row *r = ARENA_NEW(&t->a, struct batch_row, n);
        struct day first;
        CHECK_OK(-1, day_parse(S("2021-11-01"), &first));
        for (size_t i = 0; i < n; i++) {
                bool closed = i % 3 == 0;
                r[i] = (struct batch_row){ .line = (int64_t)i + 2, .end = DAY_NONE };
                r[i].day = day_add(first, (int)i / 4);
                r[i].state = ledger_state(l, closed ? S("closed") : S("received"));
                if (closed) r[i].end = day_add(r[i].day, 3);
                r[i].set = ARENA_NEW(&t->a, struct change_set, 2);
                int channel = ledger_field(l, S("channel")), text = ledger_field(l, S("title"));
                r[i].set[0] = (struct change_set){ .field = channel,
                                                   .name = S("channel"),
                                                   .value = value_text(i % 2 ? S("hotline")
                                                                             : S("visit")) };
                r[i].set[1] = (struct change_set){
                        .field = text, .name = S("title"), .sealed = true, .text = str_c(title)
                };
                r[i].set_n = 2;
        }
        return r;
}

static const struct ledger *request(const struct town *t)
{
        return &t->w.inforce.city->ledgers[city_ledger(t->w.inforce.city, S("request"))];
}

static int64_t one(struct town *t, struct str sql)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(t->w.st, sql, &s) != OK || stmt_step(s) != ROW_GOT) return -1;
        return col_int(s, 0);
}

#define SEEN                                                                                       \
        "SELECT coalesce(sum(p0 - m0), 0) FROM c_request__owner WHERE batch = 0 AND by = 0 AND office = 1"

static enum err write_all(struct town *t, struct batch *b, const struct batch_row *rows, size_t n,
                          size_t upto)
{
        struct faults f;
        faults_init(&f, &t->a, LANG_EN);
        size_t at = 0, done;
        while (at < upto) {
                enum err e = batch_write(&t->w, b, rows + at, upto - at, &f, &done);
                if (e != OK) town_print(&f);
                if (e != OK) return e;
                at += done;
        }
        (void)n;
        return OK;
}

TEST(batch_is_invisible_until_closed)
{
        struct town t;
        struct batch b;
        NEED(town_open(&t, t_dir()));
        town_at(&t, "2022-03-21 09:00");
        struct batch_row *rows = rows_of(&t, 60, "导入");
        CHECK_OK(-1, batch_begin(&t.w, request(&t), S("file"), 60, &t.f, &b));
        CHECK_OK(-1, write_all(&t, &b, rows, 60, 60));
        CHECK_INT(-1, one(&t, S(SEEN)), 0);
        CHECK(town_rebuild_same(&t));
        CHECK_OK(-1, batch_end(&t.w, &b, &t.f));
        CHECK_INT(-1, b.loaded, 60);
        CHECK_INT(-1, one(&t, S(SEEN)), 40); /* column 0 is `open`: two of three */
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

TEST(batch_resumes_without_repeats)
{
        struct town t;
        struct batch b;
        NEED(town_open(&t, t_dir()));
        town_at(&t, "2022-03-21 09:00");
        struct batch_row *rows = rows_of(&t, 50, "导入");
        CHECK_OK(-1, batch_begin(&t.w, request(&t), S("file"), 50, &t.f, &b));
        CHECK_OK(-1, write_all(&t, &b, rows, 50, 20));
        int64_t id = b.id;
        writer_close(&t.w);
        NEED(writer_open(t.dir, &t.sys, &t.f, &t.w) == OK);
        CHECK_OK(-1, batch_begin(&t.w, request(&t), S("file"), 50, &t.f, &b));
        CHECK(b.resumed);
        CHECK_INT(-1, b.id, id);
        CHECK_INT(-1, b.skip, 20); /* no key: by position */
        rows = rows_of(&t, 50, "导入");
        CHECK_OK(-1, write_all(&t, &b, rows + b.skip, 30, 30));
        CHECK_OK(-1, batch_end(&t.w, &b, &t.f));
        CHECK_INT(-1, one(&t, S("SELECT count(*) FROM r_request")), 50);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

TEST(batch_taken_back_is_as_never)
{
        struct town t;
        struct batch b;
        int64_t n;
        NEED(town_open(&t, t_dir()));
        town_at(&t, "2022-03-21 09:00");
        struct outcome_of o = town_do(&t, "requester", "request", 0, "receive",
                                      "title=一&body=二&channel=hotline");
        NEED(o.err == OK);
        int64_t before = one(&t, S(SEEN));
        struct batch_row *rows = rows_of(&t, 30, "导入");
        CHECK_OK(-1, batch_begin(&t.w, request(&t), S("file"), 30, &t.f, &b));
        CHECK_OK(-1, write_all(&t, &b, rows, 30, 30));
        CHECK_OK(-1, batch_end(&t.w, &b, &t.f));
        town_at(&t, "2022-05-02 09:00"); /* months have closed in between */
        CHECK_OK(-1, batch_take_back(&t.w, b.id, &t.f, &n));
        CHECK_INT(-1, n, 30);
        CHECK_INT(-1, one(&t, S(SEEN)), before);
        CHECK_INT(-1, one(&t, S("SELECT count(*) FROM r_request")), 1);
        CHECK_INT(-1,
                  one(&t, S("SELECT count(*) FROM (SELECT record FROM j_request__owner"
                            " GROUP BY record HAVING sum(abs(a0)) > 0 AND sum(a0) <> 0)")),
                  1);
        CHECK(town_rebuild_same(&t));
        CHECK_INT(-1, batch_take_back(&t.w, b.id, &t.f, &n), ERR_CONFLICT);
        town_close(&t);
}

TEST(batch_others_went_on)
{
        struct town t;
        struct batch b;
        int64_t n;
        NEED(town_open(&t, t_dir()));
        town_at(&t, "2022-03-21 09:00");
        struct batch_row *rows = rows_of(&t, 5, "导入");
        CHECK_OK(-1, batch_begin(&t.w, request(&t), S("file"), 5, &t.f, &b));
        CHECK_OK(-1, write_all(&t, &b, rows, 5, 5));
        CHECK_OK(-1, batch_end(&t.w, &b, &t.f));
        struct outcome_of o = town_do(&t, "disp", "request", 2, "assign", "lead=4313-DL");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        struct faults f;
        faults_init(&f, &t.a, LANG_EN);
        CHECK_INT(-1, batch_take_back(&t.w, b.id, &f, &n), ERR_CONFLICT);
        CHECK_STR(-1, str_c(f.first ? f.first->code : ""), "batch.touched");
        CHECK_INT(-1, one(&t, S("SELECT count(*) FROM r_request")), 5);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}
