/* search: what full-text search, and looking for the same matter, cost on N made-up records
 * (environment, default 100,000) with a title, a text and a telephone number each, in 3,000 places:
 * indexing (CPU and bytes a record), the next event, the first 50 hits, and the candidates of a draft
 * that is like one of the records, for the whole city, a county and a bureau. Texts are drawn from
 * 20,000 words of two characters by Zipf's law; 路灯 stands in one of 200. Median and 99th of 200, and
 * CPU, which a busy machine disturbs least. */
#include "ask/search.h"
#include "ask/candidates.h"
#include "bench/lib/city.h"
#include "bench/lib/meter.h"

#define TIMES 200
#define WORDS 20000
#define DAYS  800
#define GROUP 5000

#define AGAIN 4321 /* the record that comes again; it needs as many */

struct bench {
        struct bcity c;
        struct {
                struct str body, contact;
        } again;
        const struct ledger *l;
        const char *dir;
        struct reader all, county, bureau;
        struct index *index;
        uint64_t seed;
        int64_t bytes; /* of all texts */
};

static void run(struct bench *b, const char *sql)
{
        if (store_exec(b->c.w.st, str_c(sql)) == OK) return;
        fprintf(stderr, "%s\n", store_why(b->c.w.st).p);
        bench_fail(NULL, sql);
}

static size_t pick(struct bench *b, size_t n)
{
        return (size_t)(bench_random(&b->seed) >> 11) % n;
}

/* ---- texts ---- */

static void put_character(struct buf *out, size_t n)
{
        uint32_t c = 0x4E00 + (uint32_t)(n * 2654435761u % 2500) * 8;
        buf_putc(out, (char)(0xE0 | c >> 12));
        buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buf_putc(out, (char)(0x80 | (c & 0x3F)));
}

/* The k-th most frequent word comes about 1/k as often as the first: words of a rank between 2^n
 * and 2^(n+1) are drawn equally often for every n. */
static void put_word(struct bench *b, struct buf *out)
{
        size_t width = (size_t)1 << pick(b, 15), k = (width + pick(b, width)) % WORDS;
        put_character(out, 2 * k);
        put_character(out, 2 * k + 1);
}

static struct str words(struct bench *b, struct buf *out, size_t n, bool lamp)
{
        buf_reset(out);
        for (size_t i = 0; i < n; i++) {
                if (i && i % 4 == 0) buf_put(out, S("，"));
                if (lamp && i == n / 2) buf_put(out, S("路灯"));
                put_word(b, out);
        }
        b->bytes += (int64_t)out->n;
        return buf_view(out);
}

/* ---- the city ---- */

static void seal(struct bench *b, const struct event *e, struct str field, struct str text)
{
        struct seal s = seal_make(&b->c.sys, field, text);
        struct seal_at at = { b->c.w.st, b->c.w.keys, e->record, e->seq, field };
        if (seal_put(&at, text, &s) != OK) bench_fail(NULL, "text");
}

static void enter(struct bench *b, int64_t record, bool lamp)
{
        static struct buf out = { .limit = 1 << 16 };
        struct log *log = &b->c.w.log;
        struct event e = { .at = b->c.clock.now,
                           .day = { 19000 },
                           .cause = -1,
                           .batch = -1,
                           .ledger = S("request"),
                           .version = b->c.w.inforce.city->version,
                           .record = record,
                           .round = 1,
                           .step = S("receive") };
        if (keys_ensure(b->c.w.keys, record) != OK || log_append(log, &e) != OK)
                bench_fail(NULL, "event");
        seal(b, &e, S("title"), words(b, &out, 6 + pick(b, 6), false));
        seal(b, &e, S("body"), words(b, &out, 20 + pick(b, 60), lamp));
        char contact[64];
        int n = snprintf(contact, sizeof contact, "{\"phone\":\"138%08zu\"}",
                         pick(b, (size_t)(1 + record / 3)));
        seal(b, &e, S("contact"), (struct str){ contact, (size_t)n });
        if (record == AGAIN) {
                b->again.body = str_dup(&b->c.a, buf_view(&out));
                b->again.contact = str_dup(&b->c.a, (struct str){ contact, (size_t)n });
        }
}

static void begin(struct bench *b)
{
        if (store_begin(b->c.w.st, STORE_WRITE) != OK || log_load(&b->c.w.log, b->c.w.st) != OK)
                bench_fail(NULL, "begin");
}

static void commit(struct bench *b)
{
        if (log_flush(&b->c.w.log) != OK || store_commit(b->c.w.st) != OK)
                bench_fail(NULL, "commit");
}

/* The rows as projection would have made them; `first`: seq of the first record's event. */
static void fill_records(struct bench *b, int64_t n, int64_t first)
{
        char sql[4096];
        struct arena *a = &b->c.a;
        struct str flags = STR_NONE, no = STR_NONE; /* never NULL, whatever flags there are */
        for (size_t i = 0; i < b->l->fields_n; i++) {
                if (b->l->fields[i].type != F_FLAG) continue;
                flags = str_printf(a, "%.*s, f_%.*s", SP(flags), SP(b->l->fields[i].name));
                no = str_printf(a, "%.*s, 0", SP(no));
        }
        const struct offices *o = &b->c.w.inforce.offices;
        (void)snprintf(
                sql, sizeof sql,
                "INSERT INTO r_request (id, number, state, kind, owner, entered, last_day, round, "
                "parent, version, process, batch, promised_provisional, promised_calendar, seen,"
                " f_title, f_body, f_channel, f_lead, f_contact, f_place, acts%.*s)"
                " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %" PRId64
                ") SELECT i, printf('ZTC%%08d', i), 'closed', 'done', '4313', 19000 + i * %d / %" PRId64
                ", 19000, 1, 0, i, 1, -1, 0, 1, 0, i + %" PRId64 ", i + %" PRId64
                ", 'hotline', CASE WHEN i %% 1000 = 7 THEN '4313-GSL' WHEN i %% 5 = 0 THEN"
                " '431302' ELSE '431321' END, i + %" PRId64
                ", printf('place%%d', i * 7919 %% 3000),"
                " 0%.*s FROM n",
                SP(flags), n, DAYS, n, first - 1, first - 1, first - 1, SP(no));
        run(b, sql);
        (void)snprintf(
                sql, sizeof sql,
                "INSERT INTO scope (office, record) SELECT CASE f_lead WHEN '4313-GSL' THEN "
                "%d WHEN '431302' THEN %d ELSE %d END AS o, id FROM r_request ORDER BY o, id",
                office_find(o, S("4313-GSL")) + 1, office_find(o, S("431302")) + 1,
                office_find(o, S("431321")) + 1);
        run(b, sql);
}

static void fill(struct bench *b, int64_t n)
{
        int64_t first = 0;
        for (int64_t i = 1; i <= n; i += GROUP) {
                begin(b);
                if (i == 1) first = (int64_t)b->c.w.log.tree.size;
                for (int64_t k = i; k <= n && k < i + GROUP; k++) enter(b, k, pick(b, 200) == 0);
                commit(b);
        }
        begin(b);
        fill_records(b, n, first);
        commit(b);
        if (store_checkpoint(b->c.w.st, true) != OK) bench_fail(NULL, "checkpoint");
}

/* ---- measuring ---- */

static double update(struct bench *b, int64_t budget_ms, struct meter *sum)
{
        struct index_in in = { b->c.w.st, b->c.w.keys, b->c.w.inforce.city, budget_ms };
        int64_t behind;
        struct meter from = meter_now();
        if (index_update(b->index, &in, &behind) != OK || behind) bench_fail(NULL, "index");
        meter_add(sum, &from);
        return sum->wall_s;
}

static void indexing(struct bench *b, int64_t n)
{
        struct meter all = { 0 }, one = { 0 };
        const char *path = str_dupz(&b->c.a, str_printf(&b->c.a, "%s/data/search.db", b->dir));
        if (index_open(path, true, &b->index) != OK) bench_fail(NULL, "index");
        update(b, 0, &all);
        if (store_checkpoint(index_store(b->index), true) != OK) bench_fail(NULL, "checkpoint");
        double texts = 2 * (double)n, size = (double)file_bytes(path);
        printf("search index: %.0f texts/s, %.1f us cpu a text, %.0f bytes a text of %.0f (%.1f MB)\n",
               texts / all.wall_s, all.cpu_s / texts * 1e6, size / texts, (double)b->bytes / texts,
               size / 1e6);
        for (int i = 0; i < TIMES; i++) {
                begin(b);
                enter(b, n + 1 + i, false);
                commit(b);
                update(b, 50, &one);
        }
        printf("search index: the next event %.2f ms, %.2f ms cpu\n", one.wall_s / TIMES * 1e3,
               one.cpu_s / TIMES * 1e3);
}

static void find(struct bench *b, const char *name, const struct reader *who, const char *text)
{
        double ms[TIMES], cpu = 0;
        size_t hits = 0;
        for (size_t i = 0; i < TIMES; i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct search_out x;
                faults_init(&f, &a, LANG_EN);
                struct ask k = { .st = b->c.w.st,
                                 .keys = b->c.w.keys,
                                 .in = &b->c.w.inforce,
                                 .who = who,
                                 .a = &a,
                                 .f = &f,
                                 .lang = LANG_EN,
                                 .now = b->c.clock.now };
                struct search_in in = { .index = b->index, .text = str_c(text), .limit = 50 };
                struct meter from = meter_now(), sum = { 0 };
                if (store_begin(b->c.w.st, STORE_READ) != OK || search_find(&k, &in, &x) != OK)
                        bench_fail(&f, name);
                store_rollback(b->c.w.st);
                meter_add(&sum, &from);
                ms[i] = sum.wall_s * 1e3;
                cpu += sum.cpu_s;
                hits = x.n;
        }
        times_sort(ms, TIMES);
        printf("search %-42s %3zu hits  %8.3f ms  p99 %8.3f ms  %6.2f ms cpu\n", name, hits,
               ms[TIMES / 2], ms[TIMES * 99 / 100], cpu / TIMES * 1e3);
}

/* ---- the same matter ---- */

static struct ask asking(struct bench *b, const struct reader *who, struct arena *a,
                         struct faults *f)
{
        faults_init(f, a, LANG_EN);
        return (struct ask){ .st = b->c.w.st,
                             .keys = b->c.w.keys,
                             .in = &b->c.w.inforce,
                             .who = who,
                             .a = a,
                             .f = f,
                             .lang = LANG_EN,
                             .now = { (19000 + DAYS) * INT64_C(86400000) } };
}

/* A draft whose rarest words are frequent ones. */
static struct str frequent(struct bench *b)
{
        struct buf out = { .limit = 1000 };
        for (size_t k = 0; k < 40; k++) {
                put_character(&out, 2 * k);
                put_character(&out, 2 * k + 1);
                buf_put(&out, S("，"));
        }
        struct str s = str_dup(&b->c.a, buf_view(&out));
        buf_free(&out);
        return s;
}

static void look(struct bench *b, const char *name, const struct reader *who, bool parts)
{
        double ms[TIMES], cpu = 0;
        size_t found = 0;
        struct draft_text text = { ledger_field(b->l, S("body")), b->again.body },
                          person = { ledger_field(b->l, S("contact")), b->again.contact };
        struct draft_place place = { ledger_field(b->l, S("place")), S("place2999"), STR_NONE };
        struct draft d = { .l = b->l, .text = &text, .person = &person, .place = &place };
        d.text_n = 1;
        d.person_n = d.place_n = parts;
        for (size_t i = 0; i < TIMES; i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct candidates x;
                struct ask k = asking(b, who, &a, &f);
                struct meter from = meter_now(), sum = { 0 };
                if (store_begin(b->c.w.st, STORE_READ) != OK ||
                    candidates_find(&k, b->index, &d, &x) != OK)
                        bench_fail(&f, name);
                store_rollback(b->c.w.st);
                meter_add(&sum, &from);
                ms[i] = sum.wall_s * 1e3;
                cpu += sum.cpu_s;
                found = x.n;
        }
        times_sort(ms, TIMES);
        printf("candidates %-38s %3zu found %8.3f ms  p99 %8.3f ms  %6.2f ms cpu\n", name, found,
               ms[TIMES / 2], ms[TIMES * 99 / 100], cpu / TIMES * 1e3);
}

static void looking(struct bench *b)
{
        look(b, "text, contact, place, whole city", &b->all, true);
        look(b, "text, contact, place, a county", &b->county, true);
        look(b, "text, contact, place, a bureau", &b->bureau, true);
        look(b, "text alone, whole city", &b->all, false);
        b->again.body = frequent(b);
        look(b, "text of frequent words, whole city", &b->all, false);
        look(b, "text of frequent words, a bureau", &b->bureau, false);
}

static void finding(struct bench *b)
{
        struct buf word = { .limit = 64 };
        find(b, "路灯, whole city", &b->all, "路灯");
        find(b, "路灯, a county (a fifth)", &b->county, "路灯");
        find(b, "路灯, a bureau (a thousandth)", &b->bureau, "路灯");
        find(b, "灯, whole city", &b->all, "灯");
        put_character(&word, 2);
        put_character(&word, 3);
        const char *often = str_dupz(&b->c.a, buf_view(&word));
        find(b, "the most frequent word, whole city", &b->all, often);
        find(b, "the most frequent word, a bureau", &b->bureau, often);
        const char *both = str_dupz(&b->c.a, str_printf(&b->c.a, "路灯 %s", often));
        find(b, "路灯 and that word, whole city", &b->all, both);
        find(b, "路灯 and that word, a bureau", &b->bureau, both);
        find(b, "nothing", &b->all, "龘龖");
        buf_free(&word);
}

int main(void)
{
        static struct bench b = { .seed = 5 };
        int64_t n = bench_records();
        sys_init();
        (void)setvbuf(stdout, NULL, _IOLBF, 0);
        b.dir = bench_dir();
        bcity_make(&b.c, b.dir);
        const struct inforce *in = &b.c.w.inforce;
        b.l = &in->city->ledgers[city_ledger(in->city, S("request"))];
        reader_init(&b.all, &b.c.a, in, READER_CITY);
        b.county = b.bureau = (struct reader){ .account = 0 };
        int at[] = { office_find(&in->offices, S("431302")),
                     office_find(&in->offices, S("4313-GSL")) };
        b.county.office = b.county.top = &at[0];
        b.bureau.office = b.bureau.top = &at[1];
        b.county.office_n = b.county.top_n = b.bureau.office_n = b.bureau.top_n = 1;
        fill(&b, n);
        indexing(&b, n);
        finding(&b);
        looking(&b);
        index_close(&b.index);
        bcity_close(&b.c);
        bench_rmdir(b.dir);
        arena_done(&b.c.a);
        return 0;
}
