/* The totals line of a file: exchange/totals.h, as the import takes it. */
#include "exchange/import.h"
#include "lib/t.h"
#include "lib/town.h"

static const char gift[] = "ledger: gift\n"
                           "fields:\n"
                           "  who:  {type: text, required: true}\n"
                           "  n:    {type: int, unit: 人}\n"
                           "  paid: {type: money, unit: 元}\n"
                           "states: {new: {kind: open}}\n"
                           "steps: {enter: {to: new, by: clerk@owner, ask: [who, n, paid]}}\n"
                           "figures:\n"
                           "  sum: {of: record, at: owner, sum: paid}\n";

static bool gifts(struct town *t)
{
        struct defs d = { 0 };
        size_t cap = 0;
        *t = (struct town){ 0 };
        *ARENA_PUSH(&t->a, d.f, d.n, cap) = (struct defs_file){ S("city.yaml"), S("city: c\n") };
        *ARENA_PUSH(&t->a, d.f, d.n, cap) =
                (struct defs_file){ S("ledgers/gift.yaml"), str_c(gift) };
        return town_open_defs(t, t_dir(), &d);
}

static const struct {
        const char *file, *rows; /* rows: without the header */
        int64_t in, loaded;
        const char *told; /* "where: text" of each mistake */
} row[] = {
        { "a.csv", "a,1,2.50\nb,2,0.50\n合计,3,3.00\n", 2, 2, "" },
        { "a.csv", "a,1,2.50\nb,2,0.50\n", 2, 2, "" },
        { "a.csv", "a,1,2.50\nb,2,0.50\n 合　计：,3,3\n", 2, 2, "" },
        { "a.csv", "a,1,2.50\nTotal,1,\n", 1, 1, "" }, /* no sum said is none wrong */
        { "a.csv", "a,,2.50\nb,-2,\n总计,-2,2.5\n\n\n", 2, 2, "" },
        { "a.csv", "a,1,2.50\nb,2,0.50\n合计,4,3.00\n", 3, 0,
          "a.csv:4 n: the totals line says 4, the rows add up to 3/" },
        { "a.csv", "a,1,2.50\nb,2,0.50\n共计,4,3000\n", 3, 0,
          "a.csv:4 n: the totals line says 4, the rows add up to 3/"
          "a.csv:4 paid: the totals line says 3000, the rows add up to 3.00/" },
        { "a.csv", "a,1,2.50\nTOTAL,x,2.50\n", 2, 0,
          "a.csv:3 n: the totals line says x, the rows add up to 1/" },
        /* not the last row: a record like any other */
        { "a.csv", "a,1,2.50\n合计,1,2.50\nb,1,1\n", 3, 3, "" },
        /* a firm's name may begin so */
        { "a.csv", "a,1,2.50\n合计会计公司,7,1\n", 2, 2, "" },
        /* sums of wrong rows say nothing */
        { "a.csv", "a,1,2.50\nb,y,1\n合计,9,9\n", 2, 0,
          "a.csv:3 n: n cannot be \"y\": expected a whole number/" },
};

static struct str told(struct arena *a, const struct faults *f)
{
        struct str s = STR_NONE;
        for (const struct fault *x = f->first; x; x = x->next)
                s = str_printf(a, "%.*s%.*s: %.*s/", SP(s), SP(x->where), SP(x->text));
        return s;
}

TEST(import_totals_line)
{
        struct town t;
        NEED(gifts(&t));
        town_at(&t, "2022-05-02 12:00");
        for (size_t i = 0; i < LEN(row); i++) {
                struct faults f;
                struct import_out out;
                struct import_in in = { .ledger = S("gift"),
                                        .file = str_c(row[i].file),
                                        .raw = str_printf(&t.a, "who,n,paid\n%s", row[i].rows),
                                        .lang = LANG_EN };
                faults_init(&f, &t.a, LANG_EN);
                CHECK_INT(i, import_run(&t.w, &in, &f, &out), row[i].told[0] ? ERR_INPUT : OK);
                CHECK_INT(i, out.in, row[i].in);
                CHECK_INT(i, out.loaded, row[i].loaded);
                CHECK_STR(i, told(&t.a, &f), row[i].told);
        }
        town_close(&t);
}

/* With the wrong rows put aside, a totals line that disagrees goes with them. */
TEST(import_totals_aside)
{
        struct town t;
        NEED(gifts(&t));
        town_at(&t, "2022-05-02 12:00");
        struct buf aside = { .limit = 1 << 16 };
        struct import_out out;
        struct import_in in = { .ledger = S("gift"),
                                .file = S("a.csv"),
                                .raw = S("who,n,paid\na,1,2.50\n合计,2,2.50\n"),
                                .aside = true,
                                .rejects = &aside };
        CHECK_OK(1, import_run(&t.w, &in, &t.f, &out));
        CHECK_INT(1, out.in, 2);
        CHECK_INT(1, out.loaded, 1);
        CHECK_INT(1, out.rejected, 1);
        size_t at;
        CHECK(str_find(buf_view(&aside), S("合计,2,2.50"), &at));
        buf_free(&aside);
        town_close(&t);
}
