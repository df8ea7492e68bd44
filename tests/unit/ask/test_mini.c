/* test_mini.c: mini.h, and that what it makes can be rebuilt. */
#include "mini.h"

#include "base/embed.h"
#include "base/num.h"
#include "view/project.h"

#define MUST(call)                                                                                 \
        do {                                                                                       \
                enum err must_e_ = (call);                                                         \
                if (must_e_ != OK) must_fail(m, must_e_, #call);                                   \
        } while (0)

__attribute__((noreturn)) static void must_fail(const struct mini *m, enum err e, const char *call)
{
        for (const struct fault *f = m->f.first; f; f = f->next)
                fprintf(stderr, "%s %.*s: %.*s\n", f->code, SP(f->where), SP(f->text));
        fprintf(stderr, "%.*s: %s; %.*s\n", SP(err_name(e)), call, SP(store_why(m->st)));
        BUG("mini");
}

static const struct zone beijing = { 480 };

static const char offices_csv[] = "code,parent,level,kind,name,name_en\n"
                                  "4313,,city,area,娄底市,Loudi\n"
                                  "431302,4313,county,area,娄星区,Louxing\n"
                                  "431321,4313,county,area,双峰县,Shuangfeng\n"
                                  "431302001,431302,township,area,乐坪街道,Leping\n"
                                  "431302002,431302,township,area,花山街道,Huashan\n"
                                  "431321001,431321,township,area,永丰街道,Yongfeng\n"
                                  "4313-GA,4313,city,bureau,市公安局,Police\n"
                                  "4313-GD,4313,city,firm,市供电公司,Power\n";

static const char city_yaml[] = "city: loudi\nlabel: {zh: 娄底, en: Loudi}\nzone: Asia/Shanghai\n";

struct day mini_date(const char *s)
{
        struct day d = DAY_NONE;
        if (day_parse(str_c(s), &d) != OK) BUG(s);
        return d;
}

struct moment mini_moment(const char *s)
{
        struct moment x = MOMENT_NONE;
        struct str day, minute;
        if (str_cut(str_c(s), ' ', &day, &minute) && str_eq(minute, S("24:00"))) {
                struct day d = DAY_NONE;
                if (day_parse(day, &d) != OK) BUG(s);
                return moment_at(d, 1440, beijing);
        }
        if (moment_parse(str_c(s), beijing, &x) != OK) BUG(s);
        return x;
}

int mini_office(const struct mini *m, const char *code)
{
        int i = office_find(&m->in.offices, str_c(code));
        if (i < 0) BUG(code);
        return i;
}

/* ---- transactions ---- */

static void begin(struct mini *m)
{
        MUST(store_begin(m->st, STORE_WRITE));
        MUST(log_load(&m->log, m->st));
        MUST(view_month(&m->v, m->e.at, beijing, &m->f));
}

static void commit(struct mini *m)
{
        MUST(view_flush(&m->v, &m->f));
        MUST(log_flush(&m->log));
        MUST(store_commit(m->st));
}

/* ---- the city ---- */

static struct str commitment(struct arena *a, const struct seal *s)
{
        char hex[65];
        return str_printf(a, "{\"seal\":\"%.*s\"}", SP(hash_hex(&s->commitment, hex)));
}

/* Puts "FIELD":{"seal":…} into a JSON object in its place among the keys. */
static struct str with_seal(struct mini *m, const char *json, struct str field,
                            const struct seal *s)
{
        struct jval *o;
        struct str why, own = commitment(&m->a, s);
        struct buf out = { .limit = 1 << 20 };
        struct jout j;
        bool put = false;
        if (jval_parse(&m->a, str_c(json), &o, &why) != OK) BUG(json);
        jout_init(&j, &out, true);
        jout_open(&j, '{');
        for (size_t i = 0; i <= o->n; i++) {
                if (!put && (i == o->n || str_cmp(field, o->keys[i]) < 0)) {
                        jout_key(&j, field);
                        jout_raw(&j, own);
                        put = true;
                }
                if (i == o->n) break;
                jout_key(&j, o->keys[i]);
                jout_value(&j, &o->items[i]);
        }
        jout_close(&j);
        struct str r = str_dup(&m->a, buf_view(&out));
        buf_free(&out);
        return r;
}

int64_t mini_city(struct mini *m, const char *step, const char *json, const char *field,
                  const char *text)
{
        m->fake.now.ms += 1000;
        if (m->e.at.ms > m->fake.now.ms) m->fake.now = m->e.at;
        struct moment at = m->fake.now;
        struct seal s = { 0 };
        m->e = (struct event){ .at = at,
                               .day = day_of(at, beijing),
                               .actor = m->actor,
                               .via = VIA_CLI,
                               .cause = -1,
                               .batch = -1,
                               .version = -1,
                               .step = str_c(step),
                               .result = str_c(json) };
        if (field) {
                MUST(keys_ensure(m->keys, 0));
                s = seal_make(&m->sys, str_c(field), str_c(text));
                m->e.result = with_seal(m, json, str_c(field), &s);
        }
        begin(m);
        MUST(log_append(&m->log, &m->e));
        if (field) {
                struct seal_at where = { m->st, m->keys, 0, m->e.seq, str_c(field) };
                MUST(seal_put(&where, str_c(text), &s));
        }
        MUST(view_project_city(&m->v, &m->e, &m->a, &m->f));
        commit(m);
        return m->e.seq;
}

static int by_path(const void *x, const void *y)
{
        const struct defs_file *a = x, *b = y;
        return str_cmp(a->path, b->path);
}

static void put_file(struct defs *d, size_t *cap, struct arena *a, struct str path, struct str text)
{
        for (size_t i = 0; i < d->n; i++) {
                if (!str_eq(d->f[i].path, path)) continue;
                d->f[i].text = text;
                return;
        }
        *ARENA_PUSH(a, d->f, d->n, *cap) = (struct defs_file){ path, text };
}

static const char *definitions(struct mini *m, const struct mini_file *file, size_t n)
{
        static const char *const folder[] = { "ledgers/", "lists/", "texts/", "bulletins/" };
        struct defs d = { 0 };
        size_t cap = 0;
        put_file(&d, &cap, &m->a, S("city.yaml"), str_c(city_yaml));
        for (size_t i = 0; i < embed_files_n; i++) {
                const struct embed_file *e = &embed_files[i];
                bool in = false;
                for (size_t k = 0; k < LEN(folder); k++)
                        in |= str_starts(str_c(e->path), str_c(folder[k]));
                struct str text = { (const char *)e->data, e->size };
                if (in) put_file(&d, &cap, &m->a, str_c(e->path), text);
        }
        for (size_t i = 0; i < n; i++)
                put_file(&d, &cap, &m->a, str_c(file[i].path), str_c(file[i].text));
        qsort(d.f, d.n, sizeof *d.f, by_path);
        struct buf out = { .limit = 1 << 20 };
        defs_format(&d, &out);
        const char *r = str_dupz(&m->a, buf_view(&out));
        buf_free(&out);
        return r;
}

static void calendar(struct mini *m, int year)
{
        struct str path = str_printf(&m->a, "calendars/%d.yaml", year);
        for (size_t i = 0; i < embed_files_n; i++)
                if (str_eq(str_c(embed_files[i].path), path))
                        (void)mini_city(m, "calendar",
                                        str_dupz(&m->a, str_printf(&m->a, "{\"year\":%d}", year)),
                                        "calendar", (const char *)embed_files[i].data);
}

void mini_open(struct mini *m, const struct mini_file *file, size_t n)
{
        *m = (struct mini){ .batch = -1,
                            .fake = { .now = mini_moment("2022-01-02 08:00"), .seed = 7 } };
        faults_init(&m->f, &m->a, LANG_EN);
        m->sys = sys_fake(&m->fake);
        m->e.at = m->fake.now;
        const char *city, *keys;
        int free_name = 0;
        do { /* a test may make several cities */
                city = str_dupz(&m->a, str_printf(&m->a, "%s/city%d.db", t_dir(), free_name));
                keys = str_dupz(&m->a, str_printf(&m->a, "%s/keys%d.db", t_dir(), free_name++));
        } while (file_exists(city));
        MUST(store_open(city, STORE_CREATE, &m->st));
        MUST(keys_open(keys, true, &m->sys, &m->keys));
        MUST(store_begin(m->st, STORE_WRITE));
        MUST(log_schema(m->st));
        MUST(view_schema(m->st, NULL, &m->f));
        MUST(store_commit(m->st));
        MUST(view_open(&m->v, m->st, NULL));
        (void)mini_city(m, "open", "{\"city\":\"loudi\",\"demo\":true,\"zone\":\"+08:00\"}", NULL,
                        NULL);
        (void)mini_city(m, "offices", "{\"rows\":8}", "offices", offices_csv);
        calendar(m, 2022);
        calendar(m, 2023);
        (void)mini_city(m, "apply", "{}", "definitions", definitions(m, file, n));
        MUST(inforce_load(m->st, m->keys, &m->f, &m->in));
        MUST(store_begin(m->st, STORE_WRITE));
        MUST(view_schema(m->st, m->in.city, &m->f));
        MUST(store_commit(m->st));
        view_close(&m->v);
        MUST(view_open(&m->v, m->st, m->in.city));
        m->l = &m->in.city->ledgers[city_ledger(m->in.city, S("request"))];
        reader_init(&m->who, &m->a, &m->in, READER_CITY);
}

static void derive_anew(struct mini *m)
{
        struct str ledger = str_dup(&m->a, m->l->name);
        int64_t events;
        view_close(&m->v);
        MUST(store_begin(m->st, STORE_WRITE));
        MUST(view_rebuild(m->st, m->keys, &m->in, &m->f, &events));
        MUST(store_commit(m->st));
        MUST(view_open(&m->v, m->st, m->in.city));
        m->l = &m->in.city->ledgers[city_ledger(m->in.city, ledger)];
        reader_init(&m->who, &m->a, &m->in, READER_CITY);
}

void mini_apply(struct mini *m, const struct mini_file *file, size_t n)
{
        (void)mini_city(m, "apply", "{}", "definitions", definitions(m, file, n));
        derive_anew(m);
}

void mini_offices(struct mini *m, const char *rows)
{
        struct str csv = str_join(&m->a, S("code,parent,level,kind,name,name_en,from,to,into\n"),
                                  str_c(rows));
        (void)mini_city(m, "offices", "{\"rows\":1}", "offices", str_dupz(&m->a, csv));
        derive_anew(m);
}

void mini_close(struct mini *m)
{
        view_close(&m->v);
        inforce_done(&m->in);
        log_done(&m->log);
        keys_close(&m->keys);
        store_close(&m->st);
        arena_done(&m->a);
}

struct ask mini_ask(struct mini *m, struct arena *a, struct faults *f)
{
        faults_init(f, a, LANG_EN);
        return (struct ask){ .st = m->st,
                             .keys = m->keys,
                             .in = &m->in,
                             .who = &m->who,
                             .a = a,
                             .f = f,
                             .lang = LANG_EN,
                             .now = m->e.at };
}

int mini_account(struct mini *m, const char *login, const char *posts)
{
        struct str rest = str_c(posts), one, office, role, list = STR_NONE;
        int64_t id;
        MUST(view_next(&m->v, S("account"), &id));
        while (str_split(&rest, ',', &one)) {
                if (!str_cut(str_trim(one), ' ', &office, &role)) BUG(posts);
                list = str_printf(&m->a, "%.*s%s{\"office\":\"%.*s\",\"role\":\"%.*s\"}", SP(list),
                                  list.n ? "," : "", SP(office), SP(role));
        }
        struct str json = str_printf(&m->a,
                                     "{\"account\":%" PRId64
                                     ",\"disabled\":false,\"login\":\"%s\",\"posts\":[%.*s]}",
                                     id, login, SP(list));
        (void)mini_city(m, "account", str_dupz(&m->a, json), NULL, NULL);
        MUST(inforce_accounts(m->st, &m->in));
        return account_by_id(&m->in.accounts, id);
}

/* ---- a record's events ---- */

void mini_step(struct mini *m, int64_t record, const char *step, const char *at)
{
        struct moment when = mini_moment(at);
        if (when.ms < m->e.at.ms) when = m->e.at;
        int64_t n;
        m->c = (struct change){ .state = -1 };
        m->before = ARENA_NEW(&m->a, struct rec, 1);
        m->e = (struct event){ .at = when,
                               .day = day_of(when, beijing),
                               .actor = m->actor,
                               .via = VIA_CLI,
                               .cause = -1,
                               .batch = m->batch,
                               .ledger = m->l->name,
                               .record = record,
                               .version = m->in.city->version,
                               .office = S("4313"),
                               .step = str_c(step) };
        if (record) {
                MUST(rec_load(&m->v, &m->a, m->l, record, m->before));
                if (m->e.day.v < m->before->last_day.v) m->e.day = m->before->last_day;
                m->e.round = m->before->round;
                return;
        }
        rec_init(m->before, &m->a, m->l);
        MUST(view_next(&m->v, S("record"), &m->e.record));
        MUST(view_next(&m->v, number_counter(&m->a, m->l, STR_NONE, S("2022")), &n));
        m->e.round = 1;
        m->c.enters = true;
        m->c.n = n;
        m->c.per = S("2022");
        m->c.number = str_printf(&m->a, "R%06" PRId64, n);
        m->c.owner = S("4313");
}

void mini_day(struct mini *m, const char *day)
{
        m->e.day = mini_date(day);
}

void mini_state(struct mini *m, const char *state)
{
        m->c.state = ledger_state(m->l, str_c(state));
        if (m->c.state < 0) BUG(state);
}

static struct value value_of(struct mini *m, const struct field *f, struct str s)
{
        struct value v = value_null();
        int64_t i;
        if (f->many) {
                struct str one;
                size_t cap = 0;
                v = (struct value){ .type = T_MANY };
                while (str_split(&s, ' ', &one)) *ARENA_PUSH(&m->a, v.many, v.many_n, cap) = one;
                return v;
        }
        if (f->type == F_FLAG) return value_flag(str_eq(s, S("true")));
        if (s.n == 0) return v;
        if (f->type == F_DAY) {
                v.type = T_DAY;
                v.i = mini_date(str_dupz(&m->a, s)).v;
                return v;
        }
        if (f->type == F_INT || f->type == F_DECIMAL || f->type == F_MONEY || f->type == F_LINK ||
            f->type == F_ACCOUNT) {
                MUST(num_parse_scaled(s, f->digits, &i));
                return value_int(i, f->digits);
        }
        return value_text(s);
}

void mini_set(struct mini *m, const char *field, const char *value)
{
        struct change_set *s = ARENA_PUSH(&m->a, m->c.set, m->c.set_n, m->c.set_cap);
        *s = (struct change_set){ .field = ledger_field(m->l, str_c(field)), .name = str_c(field) };
        if (s->field < 0) BUG(field);
        const struct field *f = &m->l->fields[s->field];
        struct str text = str_dup(&m->a, str_c(value));
        if (!f->sealed || text.n == 0) {
                s->value = value_of(m, f, text);
                return;
        }
        s->sealed = true;
        s->text = text;
}

void mini_duty(struct mini *m, const char *duty, const char *holder, const char *due)
{
        struct change_open *o = ARENA_PUSH(&m->a, m->c.open, m->c.open_n, m->c.open_cap);
        int64_t next;
        MUST(view_next(&m->v, S("duty"), &next));
        *o = (struct change_open){ .duty = next + (int64_t)m->c.open_n - 1,
                                   .def = ledger_duty(m->l, str_c(duty)),
                                   .holder = str_c(holder),
                                   .lead = m->c.open_n == 1,
                                   .start = m->e.at,
                                   .due = mini_moment(due),
                                   .within = S("5 workdays"),
                                   .calendar = m->in.calendar->version };
        if (o->def < 0) BUG(duty);
}

void mini_end(struct mini *m, const char *duty, enum outcome outcome, bool late)
{
        int def = ledger_duty(m->l, str_c(duty));
        for (size_t i = 0; i < m->before->duties_n; i++) {
                const struct rduty *d = &m->before->duties[i];
                if (d->def == def && d->outcome == OUT_OPEN)
                        *ARENA_PUSH(&m->a, m->c.end, m->c.end_n, m->c.end_cap) =
                                (struct change_end){ d->id, outcome, late };
        }
}

void mini_paper(struct mini *m, const char *paper, const char *number)
{
        struct change_paper *p = ARENA_PUSH(&m->a, m->c.paper, m->c.paper_n, m->c.paper_cap);
        int64_t id;
        MUST(view_next(&m->v, S("paper"), &id));
        *p = (struct change_paper){ .id = id,
                                    .def = ledger_paper(m->l, str_c(paper)),
                                    .number = str_c(number),
                                    .office = S("4313"),
                                    .n = id,
                                    .per = S("2022") };
        if (p->def < 0) BUG(paper);
}

static void project(struct mini *m)
{
        struct arena *a = &m->a;
        struct change again;
        struct rec *after = rec_copy(a, m->l, m->before);
        MUST(change_parse(a, m->l, &m->e, &m->f, &again)); /* as replay will see it */
        rec_apply(a, m->l, after, &m->e, &again);
        struct projection p = { m->l, &m->e, &again, m->before, after, a };
        MUST(view_project(&m->v, &p, &m->f));
        view_keep(&m->v);
}

int64_t mini_done(struct mini *m)
{
        struct buf out = { .limit = EVENT_BYTES_MAX };
        struct seal seal[8];
        ASSERT(m->c.set_n <= LEN(seal) * 4);
        size_t sealed = 0;
        change_sort(&m->c);
        begin(m);
        MUST(keys_ensure(m->keys, m->e.record));
        for (size_t i = 0; i < m->c.set_n; i++) {
                if (!m->c.set[i].sealed) continue;
                ASSERT(sealed < LEN(seal));
                seal[sealed] = seal_make(&m->sys, m->c.set[i].name, m->c.set[i].text);
                m->c.set[i].commitment = seal[sealed++].commitment;
        }
        change_format(&m->c, m->l, &out);
        m->e.result = str_dup(&m->a, buf_view(&out));
        buf_free(&out);
        MUST(log_append(&m->log, &m->e));
        sealed = 0;
        for (size_t i = 0; i < m->c.set_n; i++) {
                if (!m->c.set[i].sealed) continue;
                struct seal_at at = { m->st, m->keys, m->e.record, m->e.seq, m->c.set[i].name };
                MUST(seal_put(&at, m->c.set[i].text, &seal[sealed++]));
        }
        project(m);
        commit(m);
        return m->e.record;
}

/* ---- itself ---- */

TEST(mini_city_is_rebuilt_the_same)
{
        struct mini m;
        struct arena a = { 0 };
        struct view_digest *d;
        size_t n;
        struct hash before, after;
        int64_t events;
        mini_open(&m, NULL, 0);
        mini_step(&m, 0, "receive", "2022-08-01 09:00");
        mini_set(&m, "title", "供电不稳");
        mini_set(&m, "channel", "hotline");
        mini_state(&m, "received");
        mini_duty(&m, "dispatch", "4313", "2022-08-02 24:00");
        int64_t id = mini_done(&m);
        CHECK_INT(0, id, 1);
        CHECK_OK(0, view_digests(m.st, &a, &d, &n, &before));
        CHECK_OK(0, store_begin(m.st, STORE_WRITE));
        CHECK_OK(0, view_rebuild(m.st, m.keys, &m.in, &m.f, &events));
        CHECK_OK(0, store_commit(m.st));
        CHECK_OK(0, view_digests(m.st, &a, &d, &n, &after));
        CHECK(hash_eq(&before, &after));
        arena_done(&a);
        mini_close(&m);
}
