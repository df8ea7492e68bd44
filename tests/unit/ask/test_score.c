/* test_score.c: scorecards over the cells of a small city: caps, floors, evidence, small numbers,
 * peers, places shared, appeals, what is different from what was published. */
#include "mini.h"

#include "ask/bulletin.h"
#include "ask/score.h"
#include "base/markdown.h"

#define HEAD                                                                                       \
        "ledger: deed\n"                                                                           \
        "public: true\n"                                                                           \
        "fields:\n"                                                                                \
        "  unit: {type: office, required: true}\n"                                                 \
        "  period: {type: period}\n"                                                               \
        "  amount: {type: decimal, digits: 1}\n"                                                   \
        "  good: {type: flag}\n"                                                                   \
        "  proof: {type: note}\n"                                                                  \
        "states: {told: {kind: open}, done: {kind: done}}\n"                                       \
        "steps:\n"                                                                                 \
        "  tell: {to: told, by: clerk@unit, ask: [unit, period, amount, good, proof]}\n"           \
        "  end: {from: told, to: done, by: clerk@unit}\n"                                          \
        "  object: {from: [told, done], by: clerk@unit}\n"                                         \
        "  settle: {from: [told, done], to: done, by: clerk@unit}\n"                               \
        "figures:\n"                                                                               \
        "  told: {of: record, at: unit, count: true}\n"                                            \
        "  fine: {of: record, at: unit, where: good = TRUE, count: true}\n"                        \
        "  sum: {of: record, at: unit, sum: amount}\n"                                             \
        "  mean: {of: record, at: unit, avg: amount, digits: 1}\n"                                 \
        "  most: {of: record, at: unit, max: amount}\n"                                            \
        "  kinds: {of: record, at: unit, distinct: good}\n"                                        \
        "  came: {of: step tell, at: unit, count: true, kind: each}\n"                             \
        "  share: {rate: [fine, told], digits: 1}\n"

static const struct mini_file files[] = {
        { "ledgers/deed.yaml", HEAD
          "score:\n"
          "  rank: true\n"
          "  peers: [county, city bureau, firm]\n"
          "  groups:\n"
          "    work: {weight: 60, items: [{name: share, value: 0.4 * share, cap: 40, small: 2},"
          " {name: per, value: 30 * fine / told, cap: 30}]}\n"
          "    rest: {weight: 40, items: [{name: mean, value: mean, cap: 20, floor: -5},"
          " {name: most, value: most / 2, cap: 20}, {name: came, value: came + kinds, cap: 20}]}\n"
          "  bonus: [{name: proved, value: 1.5 * sum, cap: 10, evidence: proof}]\n"
          "  minus: {name: short, value: 3 - told, cap: 3}\n"
          "  appeal: object\n"
          "  freeze: settle\n"
          "bulletin: |\n"
          "  {{score}}\n" },
};

static int64_t deed(struct mini *m, const char *unit, const char *amount, bool good, bool proof,
                    const char *at)
{
        mini_step(m, 0, "tell", at);
        mini_set(m, "unit", unit);
        mini_set(m, "period", "2022-08");
        mini_set(m, "amount", amount);
        mini_set(m, "good", good ? "true" : "false");
        if (proof) mini_set(m, "proof", "a sheet");
        mini_state(m, "told");
        return mini_done(m);
}

/* 431302 three deeds, 431321 one, the bureau 4313-GA two; nobody else any. */
static void life(struct mini *m)
{
        m->l = &m->in.city->ledgers[city_ledger(m->in.city, S("deed"))];
        (void)deed(m, "431302", "10", true, true, "2022-08-01 09:00");
        (void)deed(m, "431302", "4.5", true, false, "2022-08-02 09:00");
        (void)deed(m, "431302", "5", false, true, "2022-08-03 09:00");
        (void)deed(m, "431321", "-30", false, false, "2022-08-04 09:00");
        (void)deed(m, "4313-GA", "60", true, true, "2022-08-05 09:00");
        (void)deed(m, "4313-GA", "60", true, true, "2022-08-05 09:00");
}

static struct score_in august(struct mini *m)
{
        return (struct score_in){ .l = m->l,
                                  .from = mini_date("2022-08-01"),
                                  .to = mini_date("2022-08-31"),
                                  .office = -1,
                                  .peers = -1 };
}

/* A city with that life, and a question to it. */
static struct ask begin(struct mini *m, const struct mini_file *file, size_t n, struct arena *a,
                        struct faults *f)
{
        mini_open(m, file, n);
        life(m);
        return mini_ask(m, a, f);
}

static const struct score_line *line_of(const struct score_out *x, const char *code)
{
        for (size_t i = 0; i < x->n; i++)
                if (str_eq(x->v[i].code, str_c(code))) return &x->v[i];
        return NULL;
}

TEST(score_lines_are_reckoned)
{
        static const struct {
                const char *office;
                const char *items[7]; /* share per mean most came | proved | short */
                const char *work, *rest, *total;
                int rank;
                int64_t without;
        } row[] = {
                /* 66.7 % → 26.68; 30 × 2/3 = 20; (10 + 4.5 + 5)/3 = 6.5; 10/2; 3 + 2 kinds;
                 * 1.5 × 15 of 19.5 with a proof, at most 10; 0 short */
                { "431302",
                  { "26.68", "20", "6.5", "5", "5", "10", "0" },
                  "46.68",
                  "16.5",
                  "73.18",
                  1,
                  1 },
                /* one deed is too few for a share: the mean of those who have two, 431302's; the
                 * mean amount −30 is held by the floor, the greatest too; without a proof nothing */
                { "431321",
                  { "26.68*", "0", "-5", "0", "2", "0", "2" },
                  "26.68",
                  "-3",
                  "21.68",
                  2,
                  1 },
                { "4313-GA", { "40", "30", "20", "20", "3", "10", "1" }, "60", "40", "109", 1, 0 },
                /* nothing, and no peer: 0/0 is not assessed, no greatest either */
                { "4313-GD",
                  { "—", "—", "—", "—", "0", "0", "3" },
                  "0",
                  "0",
                  "-3 (80 not assessed)",
                  1,
                  0 },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        struct ask k = begin(&m, files, LEN(files), &a, &f);
        struct score_in in = august(&m);
        struct score_out x;
        k.lang = LANG_EN;
        if (CHECK_OK(-1, score_read(&k, &in, &x)) && CHECK_INT(-1, x.n, LEN(row)))
                for (size_t i = 0; i < LEN(row); i++) {
                        const struct score_line *v = line_of(&x, row[i].office);
                        if (!CHECK_ROW(i, v != NULL)) continue;
                        for (size_t n = 0; n < LEN(row[i].items); n++)
                                CHECK_STR(10 * i + n, score_cell_text(&k, m.l, &v->item[n]),
                                          row[i].items[n]);
                        CHECK_STR(i, score_text(&k, m.l, v->group[0]), row[i].work);
                        CHECK_STR(i, score_text(&k, m.l, v->group[1]), row[i].rest);
                        CHECK_STR(i, score_total_text(&k, m.l, v), row[i].total);
                        CHECK_INT(i, v->rank, row[i].rank);
                        CHECK_INT(i, v->item[5].without, row[i].without);
                }
        mini_close(&m);
}

/* The same numbers as each figure asked for by itself. */
TEST(score_figures_are_the_figures)
{
        struct mini m;
        mini_open(&m, files, LEN(files));
        life(&m);
        for (int period = 0; period < 2; period++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = mini_ask(&m, &a, &f);
                struct score_in in = august(&m);
                struct score_out x;
                if (!period) in.from = DAY_NONE;
                if (!period) in.on = mini_date("2022-08-03");
                if (!CHECK_OK(period, score_read(&k, &in, &x))) continue;
                for (size_t v = 0; v < x.n; v++)
                        for (size_t u = 0; u < m.l->score.used_n; u++) {
                                struct figure_out one, is = score_figure(&x, &x.v[v], u);
                                if (!CHECK_OK(u, figure_read(&k, &is.in, &one))) continue;
                                CHECK_INT(u, is.all.v, one.all.v);
                                CHECK_INT(u, is.all.num, one.all.num);
                                CHECK_INT(u, is.all.den, one.all.den);
                                CHECK_INT(u, is.all.none, one.all.none);
                                CHECK_INT(u, is.in.office, x.v[v].office);
                        }
        }
        mini_close(&m);
}

/* A part of the city, one group, a reader: the lines are the same, only fewer. */
TEST(score_of_a_part)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        struct ask k = begin(&m, files, LEN(files), &a, &f);
        struct score_in in = august(&m);
        struct score_out x;
        struct reader who;
        k.lang = LANG_EN;
        in.office = mini_office(&m, "431321");
        if (CHECK_OK(0, score_read(&k, &in, &x)) && CHECK_INT(0, x.n, 1)) {
                CHECK_STR(0, score_cell_text(&k, m.l, &x.v[0].item[0]), "26.68*");
                CHECK_INT(0, x.v[0].item[0].of, 1);
                CHECK_INT(0, x.v[0].rank, 2);
        }
        in.office = -1;
        CHECK_OK(1, score_peers_find(&k, m.l, S("city bureau"), &in.peers));
        if (CHECK_OK(1, score_read(&k, &in, &x))) CHECK_INT(1, x.n, 1);
        CHECK_INT(1, score_peers_find(&k, m.l, S("county bureau"), &in.peers), ERR_NOT_FOUND);
        /* of a public ledger everybody may open it; of another only who reaches the office */
        reader_init(&who, &a, &m.in, READER_PUBLIC);
        k.who = &who;
        in = august(&m);
        CHECK_OK(2, score_read(&k, &in, &x));
        in.l = &m.in.city->ledgers[city_ledger(m.in.city, S("request"))];
        CHECK_INT(2, score_read(&k, &in, &x), ERR_NOT_FOUND);
        mini_close(&m);
}

#define SIMPLE(rest)                                                                               \
        HEAD "score: {rank: true, digits: 0, groups: {all: {weight: 100, items: [" rest "]}}}\n"

/* Places are shared; digits 0; a figure kept back from the public takes its points with it. */
TEST(score_places_are_shared_and_small_figures_kept_back)
{
        static const struct mini_file simple[] = {
                { "ledgers/deed.yaml", SIMPLE("{value: 50 + 0 * told}") },
        };
        static struct mini_file kept[] = { { "ledgers/deed.yaml", NULL } };
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        struct ask k = begin(&m, simple, LEN(simple), &a, &f);
        struct score_in in = august(&m);
        struct score_out x;
        struct reader who;
        if (CHECK_OK(0, score_read(&k, &in, &x)) && CHECK_INT(0, x.n, 2)) {
                CHECK_INT(0, x.v[0].rank, 1);
                CHECK_INT(0, x.v[1].rank, 1);
                CHECK_STR(0, score_text(&k, m.l, x.v[0].total), "50");
        }
        /* 0 is not small; the mean of one who is kept back is kept back */
        static const char *const score[] = { SIMPLE("{value: 10 * fine}"),
                                             SIMPLE("{value: 10 * fine, small: 2}") };
        for (size_t i = 0; i < LEN(score); i++) {
                static const char told[] = "good = TRUE, count: true";
                const char *small = strstr(score[i], told);
                kept[0].text = str_dupz(
                        &a, str_printf(&a, "%.*sgood = TRUE, small: 5, count: true%s",
                                       (int)(small - score[i]), score[i], small + strlen(told)));
                mini_apply(&m, kept, LEN(kept));
                m.l = &m.in.city->ledgers[city_ledger(m.in.city, S("deed"))];
                in.l = m.l;
                k = mini_ask(&m, &a, &f);
                reader_init(&who, &a, &m.in, READER_PUBLIC);
                k.who = &who;
                if (!CHECK_OK(i, score_read(&k, &in, &x)) || !CHECK_INT(i, x.n, 2)) continue;
                const struct score_line *v = line_of(&x, "431302");
                CHECK(v && v->kept && v->rank == 0);
                CHECK_STR(i, v ? score_cell_text(&k, m.l, &v->item[0]) : S("?"), "…");
                CHECK_STR(i, v ? score_total_text(&k, m.l, v) : S("?"), "…");
                v = line_of(&x, "431321");
                CHECK(v && v->kept == (i == 1));
                CHECK_STR(i, v ? score_cell_text(&k, m.l, &v->item[0]) : S("?"), i ? "…" : "0");
        }
        mini_close(&m);
}

/* An appeal stands beside the office that made it, until the next step; recalled it never was. */
TEST(score_appeals_open_and_decided)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        struct ask k = begin(&m, files, LEN(files), &a, &f);
        struct score_in in = august(&m);
        struct score_out x;
        static const struct {
                const char *step, *at, *state;
                size_t n; /* appeals of the office then */
                bool open;
        } row[] = {
                { "object", "2022-09-02 09:00", "told", 1, true },
                { "recall", "2022-09-02 10:00", "told", 0, false },
                { "object", "2022-09-03 09:00", "told", 1, true },
                { "end", "2022-09-04 09:00", "done", 1, false },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                mini_step(&m, 1, row[i].step, row[i].at);
                mini_state(&m, row[i].state);
                m.e.office = S("431302");
                (void)mini_done(&m);
                if (!CHECK_OK(i, score_read(&k, &in, &x))) continue;
                const struct score_line *v = line_of(&x, "431302");
                if (!CHECK_ROW(i, v && v->appeal_n == row[i].n) || v->appeal_n == 0) continue;
                CHECK_INT(i, v->appeal[0].open, row[i].open);
                CHECK_ROW(i, v->appeal[0].number.n > 0);
                CHECK_INT(i, line_of(&x, "431321")->appeal_n, 0);
        }
        in.from = mini_date("2022-09-01"); /* the record is August's */
        in.to = mini_date("2022-09-30");
        if (CHECK_OK(9, score_read(&k, &in, &x))) CHECK_INT(9, line_of(&x, "431302")->appeal_n, 0);
        mini_close(&m);
}

static struct bulletin_in bulletin(const struct score_in *in)
{
        return (struct bulletin_in){ .name = S("deed"),
                                     .from = in->from,
                                     .to = in->to,
                                     .office = -1,
                                     .format = MARKDOWN_TEXT,
                                     .publish = true };
}

/* Published with its bulletin, once it is settled; then held against what is known now. */
TEST(score_published_and_different_now)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        struct ask k = begin(&m, files, LEN(files), &a, &f);
        struct score_in in = august(&m);
        struct bulletin_in b = bulletin(&in);
        struct bulletin_out out;
        struct score_out x;
        CHECK_INT(0, bulletin_render(&k, &b, &out), ERR_CONFLICT);
        CHECK(f.first && str_eq(str_c(f.first->code), S("score.freeze")));
        mini_step(&m, 1, "settle", "2022-09-01 09:00");
        mini_state(&m, "done");
        (void)mini_done(&m);
        if (!CHECK_OK(1, bulletin_render(&k, &b, &out)) || !CHECK_ROW(1, out.scores.n > 0)) {
                mini_close(&m);
                return;
        }
        CHECK_OK(1, score_read(&k, &in, &x));
        CHECK_OK(1, score_since(&k, &x));
        CHECK_INT(1, x.since.seq, 0);
        int64_t seq =
                mini_city(&m, "publish",
                          "{\"bulletin\":\"deed\",\"from\":\"2022-08-01\",\"office\":\"4313\","
                          "\"on\":\"2022-08-31\",\"root\":\"00\"}",
                          "score", str_dupz(&a, out.scores));
        CHECK_OK(2, score_read(&k, &in, &x));
        CHECK_OK(2, score_since(&k, &x));
        CHECK_INT(2, x.since.seq, seq);
        CHECK_INT(2, x.since.n, 0);
        CHECK_INT(2, bulletin_render(&k, &b, &out),
                  ERR_CONFLICT); /* settled once, published once */
        /* a deed of August becomes known in September */
        mini_step(&m, 0, "tell", "2022-09-05 09:00");
        mini_set(&m, "unit", "431302");
        mini_set(&m, "amount", "0.5");
        mini_set(&m, "good", "true");
        mini_state(&m, "told");
        mini_day(&m, "2022-08-30");
        (void)mini_done(&m);
        CHECK_OK(3, score_read(&k, &in, &x));
        CHECK_OK(3, score_since(&k, &x));
        size_t items = 0, figures = 0, rows = 0;
        for (size_t i = 0; i < x.since.n; i++) {
                const struct score_change *c = &x.since.v[i];
                items += c->item >= 0;
                figures += c->used >= 0;
                rows += c->rows.n == 1;
        }
        /* share and its mean for two others, per, mean, came; came, fine, told, share, sum, mean */
        CHECK_ROW(3, items >= 4);
        CHECK_ROW(3, figures >= 5);
        CHECK_ROW(3, rows >= 4);
        in.to = mini_date("2022-08-30"); /* another period: not published */
        CHECK_OK(4, score_read(&k, &in, &x));
        CHECK_OK(4, score_since(&k, &x));
        CHECK_INT(4, x.since.seq, 0);
        mini_close(&m);
}

TEST(score_as_a_table)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf csv = { .limit = 1u << 20 };
        struct mini m;
        struct faults f;
        struct ask k = begin(&m, files, LEN(files), &a, &f);
        struct score_in in = august(&m);
        struct score_out x;
        size_t at;
        k.lang = LANG_EN;
        if (CHECK_OK(0, score_read(&k, &in, &x))) {
                struct score_table how = {
                        .peers = 1, .items = true, .top = 1, .base = S("/app/")
                };
                const struct markdown_table *t = score_table(&k, &x, &how);
                CHECK_INT(0, t->rows, 2);
                CHECK_INT(0, t->columns, 2 + 7 + 1);
                CHECK_STR(0, t->cell[t->columns + 1].text.p ? t->cell[t->columns].text : S("?"),
                          "1");
                CHECK_STR(0, t->cell[2 * t->columns - 1].text, "109");
                CHECK_STR(0, t->cell[2 * t->columns - 1].url,
                          "/app/score/deed?from=2022-08-01&to=2022-08-31&office=4313-GA");
                how = (struct score_table){ .peers = -1, .base = S("/") };
                t = score_table(&k, &x, &how);
                CHECK_INT(1, t->rows, 5);
                CHECK_INT(1, t->columns, 3 + 2 + 3);
                CHECK_INT(1, t->cell[2 * t->columns - 1].url.n, 0);
                score_csv(&k, &x, &csv);
                CHECK(str_find(buf_view(&csv), S("4313-GA,"), &at));
                CHECK(str_find(buf_view(&csv), S(",40,30,20,20,3,10,1,109,0\r\n"), &at));
        }
        mini_close(&m);
}
