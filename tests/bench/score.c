/* score: what a scorecard of 150 offices and 40 indicators costs, over a month that is closed and
 * one that is not yet, with N made-up requests (environment, default 100,000). The cells are
 * written by SQL, not lived: every office has its cells on every day. Small numbers, places and a
 * bonus with evidence (3,000 deeds, one in ten without a paper) are asked for. Processor time,
 * median and worst of 20.
 *
 * The floor: bare SQLite looks up, once each, the cells of those offices that the figures rest on
 * (the closings before and at the end, or the days since), and adds up their columns. */
#include "ask/score.h"
#include "bench/lib/cells.h"
#include "bench/lib/meter.h"

#define TIMES      20
#define OFFICES    150
#define INDICATORS 40
#define DEEDS      3000
#define TARGET     100.0 /* ms */

struct bench {
        struct bcity c;
        const struct ledger *request, *deed;
        struct reader all;
        int at[OFFICES];
        int64_t worth[OFFICES];
        struct cells cells;
        struct str used[LEDGER_FIGURES_MAX]; /* figures of requests that are counted or rates */
        size_t used_n;
        size_t figures; /* that the scorecard asks for */
};

/* ---- the city -------------------------------------------------------------------------------- */

/* Counts and rates by turns, as indicators are. */
static void list_used(struct bench *b)
{
        const struct inforce *in = &b->c.w.inforce;
        const struct ledger *l = &in->city->ledgers[city_ledger(in->city, S("request"))];
        for (size_t i = 0; i < l->figures_n && b->used_n < LEN(b->used); i++) {
                enum agg agg = l->figures[i].agg;
                if (agg == AGG_COUNT || agg == AGG_RATE) b->used[b->used_n++] = l->figures[i].name;
        }
        if (b->used_n < 20) bench_fail(NULL, "figures of requests");
}

static void put_item(struct bench *b, struct buf *text, size_t i)
{
        struct str x = b->used[i % b->used_n], y = b->used[(i * 7 + 3) % b->used_n];
        if (i % 4 == 0)
                buf_printf(text, "        - {value: 0.1 * request.%.*s, cap: 10, small: 3}\n",
                           SP(x));
        else if (i % 4 == 1)
                buf_printf(text, "        - {value: 10 * request.%.*s / request.%.*s, cap: 10}\n",
                           SP(x), SP(y));
        else
                buf_printf(text,
                           "        - {value: (request.%.*s - request.%.*s) / 3 + 2.5, cap: 10,"
                           " floor: -1}\n",
                           SP(x), SP(y));
}

static void define(struct bench *b, int64_t records)
{
        AUTO(buf_free) struct buf text = { .limit = 1 << 20 }, csv = { .limit = 1 << 20 };
        int64_t n;
        bcity_make(&b->c, bench_dir());
        list_used(b);
        buf_put(&text, S("ledger: deed\nfields:\n  unit: {type: office}\n  proof: {type: note}\n"
                         "states: {told: {kind: done}}\n"
                         "steps: {tell: {to: told, by: clerk@unit, ask: [unit, proof]}}\n"
                         "figures: {deeds: {of: record, at: unit, count: true}}\n"
                         "score:\n  rank: true\n  peers: [county]\n  groups:\n"
                         "    all:\n      weight: 100\n      items:\n"));
        for (size_t i = 0; i < INDICATORS - 1; i++) put_item(b, &text, i);
        buf_put(&text, S("  bonus: {value: 0.5 * deeds, cap: 5, evidence: proof}\n"));
        bcity_define(&b->c, S("ledgers/deed.yaml"), buf_view(&text));
        buf_put(&csv, S("code,parent,level,kind,name\n"));
        for (int i = 0; i < OFFICES; i++) buf_printf(&csv, "B%03d,4313,county,,Office %d\n", i, i);
        if (admin_offices(&b->c.w, S("offices.csv"), buf_view(&csv), &b->c.f, &n) != OK)
                bench_fail(&b->c.f, "offices");
        const struct inforce *in = &b->c.w.inforce;
        b->request = &in->city->ledgers[city_ledger(in->city, S("request"))];
        b->deed = &in->city->ledgers[city_ledger(in->city, S("deed"))];
        b->figures = b->deed->score.used_n;
        for (int i = 0; i < OFFICES; i++) {
                b->at[i] = office_find(&in->offices, str_printf(&b->c.a, "B%03d", i));
                b->worth[i] = records / CELLS_DAYS / OFFICES + 1 + i % 3;
        }
        b->cells = (struct cells){ &b->c, b->at, b->worth, OFFICES };
        reader_init(&b->all, &b->c.a, in, READER_CITY);
}

static void fill_deeds(struct bench *b)
{
        cells_run(
                &b->c,
                str_printf(&b->c.a,
                           "INSERT INTO r_deed (id, number, state, kind, owner, entered, last_day,"
                           " round, parent, version, process, batch, promised_provisional,"
                           " promised_calendar, seen, acts, f_unit, f_proof)"
                           " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                           " WHERE i < %d) SELECT i, printf('D%%08d', i), 'told', 'done', '4313',"
                           " %d + i * %d / %d, 0, 1, 0, i, 1, -1, 0, 1, 0, 0,"
                           " printf('B%%03d', i %% %d), CASE WHEN i %% 10 THEN i END FROM n",
                           DEEDS, CELLS_FIRST, CELLS_DAYS, DEEDS, OFFICES));
        cells_run(&b->c,
                  str_printf(&b->c.a,
                             "INSERT INTO j_deed__unit (id, batch, day, seq, by_seq, record, item,"
                             " office, a0) SELECT id, 0, entered, id, id, id, 0, %d + id %% %d, 1"
                             " FROM r_deed",
                             b->at[0] + 1, OFFICES));
}

static void fill(struct bench *b)
{
        const struct ledger *both[] = { b->request, b->deed };
        if (store_begin(b->c.w.st, STORE_WRITE) != OK) bench_fail(NULL, "begin");
        fill_deeds(b);
        for (size_t i = 0; i < LEN(both); i++)
                for (size_t t = 0; t < both[i]->tables_n; t++)
                        cells_fill(&b->cells, both[i], &both[i]->tables[t],
                                   S("(0, ''), (1, 'a'), (1, 'b'), (1, 'c')"));
        cells_commit(&b->c);
}

/* ---- the floor ------------------------------------------------------------------------------- */

struct floor_in {
        const struct bench *b;
        struct period s;
};

static bool asks_for(const struct bench *b, const struct ledger *l, size_t table)
{
        const struct score_def *s = &b->deed->score;
        const struct city *c = b->c.w.inforce.city;
        for (size_t i = 0; i < s->used_n; i++) {
                const struct figure *f = &l->figures[s->used[i].figure];
                if (&c->ledgers[s->used[i].ledger] != l) continue;
                if ((f->table < 0 ? l->figures[f->a].table : f->table) == (int)table) return true;
        }
        return false;
}

static void read_floor(struct floor_read *f, const void *ctx)
{
        const struct floor_in *x = ctx;
        const struct ledger *both[] = { x->b->request, x->b->deed };
        for (size_t i = 0; i < LEN(both); i++)
                for (size_t t = 0; t < both[i]->tables_n; t++)
                        if (asks_for(x->b, both[i], t))
                                floor_table(f, both[i], &both[i]->tables[t], x->s);
}

/* ---- the scorecard --------------------------------------------------------------------------- */

static void reckon(struct bench *b, const char *name, struct period month)
{
        int64_t rows;
        struct floor_in what = { b, month };
        double floor = floor_ms(&b->cells, read_floor, &what, &rows), ms[TIMES];
        struct score_in in = {
                .l = b->deed, .from = month.from, .to = month.to, .office = -1, .peers = -1
        };
        size_t high = 0, lines = 0;
        for (size_t i = 0; i < TIMES; i++) {
                AUTO(arena_done) struct arena a = { 0 };
                AUTO(buf_free) struct buf json = { .limit = 64u << 20 };
                struct faults f;
                struct score_out x;
                struct jout j;
                struct ask k = cells_ask(&b->c, &b->all, &a, &f);
                struct meter from = meter_now(), sum = { 0 };
                if (score_read(&k, &in, &x) != OK) bench_fail(&f, name);
                jout_init(&j, &json, false);
                score_json(&k, &x, &j);
                meter_add(&sum, &from);
                ms[i] = sum.cpu_s * 1e3;
                high = a.used;
                lines = x.n;
        }
        times_sort(ms, TIMES);
        printf("score %-14s %zu lines %8.1f ms CPU, most %8.1f; arena %zu kB; floor %5.1f ms"
               " (%" PRId64 " rows): %5.1f times; target %.0f ms: %s\n",
               name, lines, ms[TIMES / 2], ms[TIMES - 1], high / 1000, floor, rows,
               ms[TIMES / 2] / floor, TARGET, ms[TIMES / 2] < TARGET ? "met" : "MISSED");
}

int main(void)
{
        static struct bench b;
        int64_t n = bench_records();
        sys_init();
        define(&b, n);
        fill(&b);
        printf("score %d indicators of %zu figures, %d offices, %" PRId64 " records; with JSON\n",
               INDICATORS, b.figures, OFFICES, n);
        if (store_begin(b.c.w.st, STORE_READ) != OK) bench_fail(NULL, "begin");
        reckon(&b, "closed month", cells_closed());
        reckon(&b, "open month", cells_open());
        store_rollback(b.c.w.st);
        bcity_close(&b.c);
        bench_rmdir(b.c.dir);
        arena_done(&b.c.a);
        return 0;
}
