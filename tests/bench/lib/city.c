#include "bench/lib/city.h"

#include "base/csv.h"
#include "exchange/drafts.h"

void bench_fail(const struct faults *f, const char *what)
{
        fprintf(stderr, "bench: %s failed\n", what);
        for (const struct fault *x = f ? f->first : NULL; x; x = x->next)
                fprintf(stderr, "  %.*s: %.*s [%s]\n", SP(x->where), SP(x->text), x->code);
        exit(1);
}

uint64_t bench_random(uint64_t *state)
{
        uint64_t x = *state ? *state : 88172645463325252u;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        return *state = x;
}

/* ---- the city ---- */

static struct str shared(struct bcity *c, const char *path)
{
        struct str text;
        if (file_read(&c->a, path, 16u << 20, &text) != OK) bench_fail(NULL, path);
        return text;
}

/* The demo has its offices in two files with some of the columns each. */
static void add_offices(struct bcity *c, struct buf *out, const char *path)
{
        static const struct str column[] = { SI("code"), SI("parent"),  SI("level"), SI("kind"),
                                             SI("name"), SI("name_en"), SI("from"),  SI("to") };
        int at[LEN(column)];
        struct csv csv;
        struct str *cell;
        size_t n;
        enum err e;
        csv_init(&csv, shared(c, path));
        if (!csv_next(&csv, &c->a, &cell, &n, &e)) bench_fail(NULL, path);
        for (size_t k = 0; k < LEN(column); k++) {
                at[k] = -1;
                for (size_t i = 0; i < n; i++)
                        if (str_eq(cell[i], column[k])) at[k] = (int)i;
                if (out->n == 0 || k) csv_cell(out, column[k], k == 0);
        }
        csv_end(out);
        while (csv_next(&csv, &c->a, &cell, &n, &e)) {
                for (size_t k = 0; k < LEN(column); k++)
                        csv_cell(out, at[k] >= 0 && (size_t)at[k] < n ? cell[at[k]] : STR_NONE,
                                 k == 0);
                csv_end(out);
        }
}

static void put_offices(struct bcity *c, const char *path)
{
        AUTO(buf_free) struct buf b = { .limit = 16u << 20 };
        int64_t n;
        add_offices(c, &b, path);
        if (b.err != OK || admin_offices(&c->w, S("offices.csv"), buf_view(&b), &c->f, &n) != OK)
                bench_fail(&c->f, path);
}

static void put_calendars(struct bcity *c)
{
        struct str *name;
        size_t n;
        if (dir_list(&c->a, "share/calendars", S(".yaml"), &name, &n) != OK)
                bench_fail(NULL, "calendars");
        for (size_t i = 0; i < n; i++) {
                const char *path =
                        str_dupz(&c->a, str_printf(&c->a, "share/calendars/%.*s", SP(name[i])));
                if (admin_calendar(&c->w, name[i], shared(c, path), &c->f) != OK)
                        bench_fail(&c->f, path);
        }
}

static int by_path(const void *x, const void *y)
{
        const struct defs_file *a = x, *b = y;
        return str_cmp(a->path, b->path);
}

static void put_definitions(struct bcity *c, const struct defs_file *more)
{
        static const char *const folder[] = { "bulletins", "ledgers", "lists", "texts" };
        AUTO(buf_free) struct buf report = { .limit = 1 << 20 };
        struct defs d = { 0 };
        size_t cap = 0;
        for (size_t i = 0; i < LEN(folder); i++) {
                struct str *name;
                size_t n;
                const char *path = str_dupz(&c->a, str_printf(&c->a, "share/%s", folder[i]));
                if (i == 1)
                        *ARENA_PUSH(&c->a, d.f, d.n, cap) = (struct defs_file){
                                S("city.yaml"),
                                S("city: bench\nlabel: {zh: 娄底, en: Loudi}\nzone: \"+08:00\"\n")
                        };
                if (dir_list(&c->a, path, STR_NONE, &name, &n) != OK) bench_fail(NULL, path);
                for (size_t k = 0; k < n; k++) {
                        struct str file = str_printf(&c->a, "%s/%.*s", folder[i], SP(name[k]));
                        const char *at = str_dupz(&c->a, str_printf(&c->a, "share/%.*s", SP(file)));
                        *ARENA_PUSH(&c->a, d.f, d.n, cap) =
                                (struct defs_file){ file, shared(c, at) };
                }
        }
        if (more) *ARENA_PUSH(&c->a, d.f, d.n, cap) = *more;
        qsort(d.f, d.n, sizeof *d.f, by_path);
        if (admin_apply(&c->w, &d, LANG_EN, &c->f, &report) != OK) bench_fail(&c->f, "definitions");
}

void bcity_define(struct bcity *c, struct str path, struct str text)
{
        put_definitions(c, &(struct defs_file){ path, text });
}

static void put_accounts(struct bcity *c)
{
        struct account_rows rows;
        int64_t added;
        struct str csv = shared(c, "share/demo/accounts.csv");
        if (accounts_read(&c->a, &c->w.inforce.offices, S("accounts.csv"), csv, &c->f, &rows) !=
                    OK ||
            admin_accounts(&c->w, rows.v, rows.n, &c->f, &added) != OK)
                bench_fail(&c->f, "accounts");
}

void bcity_open(struct bcity *c, const char *dir)
{
        c->dir = dir;
        c->sys = sys_fake(&c->clock);
        c->sys.random = sys_real().random;
        faults_init(&c->f, &c->a, LANG_EN);
        if (writer_open(dir, &c->sys, &c->f, &c->w) != OK) bench_fail(&c->f, "open");
}

void bcity_make(struct bcity *c, const char *dir)
{
        *c = (struct bcity){ .clock = { .seed = 1 } };
        c->sys = sys_fake(&c->clock);
        c->sys.random = sys_real().random;
        faults_init(&c->f, &c->a, LANG_EN);
        if (moment_parse(S("2022-03-17 09:00"), (struct zone){ 480 }, &c->clock.now) != OK)
                BUG("begin");
        struct new_city n = { dir, S("bench"), S("+08:00"), true, &c->sys };
        if (city_open_new(&n, &c->f) != OK) bench_fail(&c->f, "new city");
        bcity_open(c, dir);
        put_offices(c, "share/demo/offices-area.csv");
        put_offices(c, "share/demo/offices-units.csv");
        put_calendars(c);
        put_definitions(c, NULL);
        put_accounts(c);
}

void bcity_close(struct bcity *c)
{
        writer_close(&c->w);
}
