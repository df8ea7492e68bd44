/* Lines "MINUTES LOGIN STEP FIELD=TEXT&…" as commands on one record, in memory. The first byte picks the
 * ledger and the language. Each is refused with words or gives a change that can be written, read and
 * written again to the same bytes; the image after it is one its ledger allows. */
#include "base/embed.h"
#include "base/sys.h"
#include "fuzz.h"
#include "loop/decide.h"

/* ---- the city, built once and never changed ---- */

static const char offices_csv[] =
        "code,parent,level,kind,name\n4313,,city,area,娄底市\n"
        "4313-DL,4313,city,firm,供电公司\n431302,4313,county,area,娄星区\n"
        "431302001,431302,township,area,乐坪街道\n431321,4313,county,area,双峰县\n";
static const char accounts_csv[] =
        "login,name,office,roles\nclerk,a,4313,clerk recorder\nclerk2,b,431302,clerk\n"
        "disp,c,4313,dispatcher\neval,d,4313,evaluator supervisor\n"
        "h.dl,e,4313-DL,handler\nh.lx,f,431302,handler\nboth,g,4313,handler\n";
static const char *const ledgers[] = { "request", "kinds", "shift", "trial" };

struct place {
        struct arena a;
        struct offices offices;
        struct accounts accounts;
        struct city *city;
};

static void add(struct place *p, struct defs *d, size_t *cap, struct str path, struct str text)
{
        *ARENA_PUSH(&p->a, d->f, d->n, *cap) = (struct defs_file){ path, text };
}

static int by_path(const void *x, const void *y)
{
        const struct defs_file *a = x, *b = y;
        return str_cmp(a->path, b->path);
}

static struct defs definitions(struct place *p)
{
        static const char *const more[] = { "ledgers/kinds.yaml", "ledgers/shift.yaml",
                                            "ledgers/trial.yaml", "lists/levels.yaml",
                                            "texts/slip.en.md",   "texts/slip.zh.md" };
        struct defs d = { 0 };
        size_t cap = 0;
        add(p, &d, &cap, S("city.yaml"), S("city: x\nzone: \"+08:00\"\n"));
        for (size_t i = 0; i < embed_files_n; i++) {
                struct str path = str_c(embed_files[i].path), name;
                enum defs_kind k = defs_kind(path, &name);
                if (k != DEFS_LEDGER && k != DEFS_LIST && k != DEFS_TEXT) continue;
                add(p, &d, &cap, path,
                    (struct str){ (const char *)embed_files[i].data, embed_files[i].size });
        }
        for (size_t i = 0; i < LEN(more); i++) {
                struct str text, path = str_printf(&p->a, "tests/unit/loop/defs/%s", more[i]);
                ASSERT(file_read(&p->a, str_dupz(&p->a, path), 1 << 20, &text) == OK);
                add(p, &d, &cap, str_c(more[i]), text);
        }
        qsort(d.f, d.n, sizeof *d.f, by_path);
        return d;
}

static void take_accounts(struct place *p, struct faults *f)
{
        struct account_rows rows;
        ASSERT(accounts_read(&p->a, &p->offices, S("a"), str_c(accounts_csv), f, &rows) == OK);
        struct account *v = ARENA_NEW(&p->a, struct account, rows.n);
        p->accounts = (struct accounts){ .v = v, .n = rows.n, .by_login = { .a = &p->a } };
        for (size_t i = 0; i < rows.n; i++) {
                v[i] = (struct account){ (int64_t)i + 1, rows.v[i].login, i == 1, rows.v[i].posts,
                                         rows.v[i].posts_n };
                map_set(&p->accounts.by_login, v[i].login, (int64_t)i);
        }
        v[1].disabled = false;
}

static const struct city *the_city(void)
{
        static struct place place;
        struct place *p = &place;
        struct faults f;
        if (p->city) return p->city;
        faults_init(&f, &p->a, LANG_EN);
        struct defs d = definitions(p);
        ASSERT(offices_read(&p->a, NULL, S("o"), str_c(offices_csv), &f, &p->offices) == OK);
        ASSERT(city_build(&p->a, &d, &p->offices, &f, &p->city) == OK);
        take_accounts(p, &f);
        struct calendar_year local = { .year = 0, .source = S("x") };
        p->city->calendar = calendar_with(&p->a, ARENA_NEW(&p->a, struct calendar, 1), &local, 1);
        p->city->offices = &p->offices;
        p->city->accounts = &p->accounts;
        p->city->version = 1;
        return p->city;
}

/* ---- the record, and how commands come ---- */

struct world {
        struct arena a;
        struct faults f;
        const struct city *c;
        const struct ledger *l;
        struct rec *rec, *prior;
        struct event last;
        struct change last_change;
        int64_t seq, duty, paper;
        struct moment now;
};

static enum err find(void *ctx, const struct ledger *l, struct str number, int64_t *ret)
{
        (void)ctx, (void)l;
        if (!str_eq(number, S("ZTQ2022000001"))) return ERR_NOT_FOUND;
        *ret = 1;
        return OK;
}

/* What a step needs is never there. */
static enum err need(void *ctx, const struct needing *x, struct rec *ret)
{
        (void)ctx, (void)x;
        *ret = (struct rec){ 0 };
        return OK;
}

static void read_fields(struct world *w, struct str rest, struct command *c)
{
        struct input *in = ARENA_NEW(&w->a, struct input, 24);
        struct str piece, name, text;
        c->in = in;
        while (str_split(&rest, '&', &piece) && c->in_n < 24) {
                if (!str_cut(piece, '=', &name, &text)) continue;
                if (str_eq(name, S("because"))) c->because = text;
                else if (str_eq(name, S("office"))) c->office = text;
                else if (str_eq(name, S("day"))) (void)!day_parse(text, &c->day);
                else if (str_eq(name, S("version")))
                        (void)!num_parse_i64(text, 0, INT64_MAX, &c->version);
                else in[c->in_n++] = (struct input){ name, text };
        }
}

static bool read_command(struct world *w, struct str line, struct command *c)
{
        struct str minutes, login, rest = line;
        int64_t n;
        *c = (struct command){ .day = DAY_NONE, .version = -1 };
        if (!str_cut(rest, ' ', &minutes, &rest) || !str_cut(rest, ' ', &login, &rest))
                return false;
        if (num_parse_i64(minutes, 0, 1000000, &n) != OK) return false;
        w->now.ms += n * 60000;
        struct str fields = STR_NONE;
        c->step = rest;
        (void)str_cut(rest, ' ', &c->step, &fields);
        int i = account_find(w->c->accounts, login);
        c->who = (struct actor){ .account = i,
                                 .requester = str_eq(login, S("requester")),
                                 .via = VIA_CLI };
        int step = ledger_step(w->l, c->step);
        bool enters = step >= 0 && w->l->steps[step].enters;
        c->record = w->rec && !enters ? 1 : 0;
        read_fields(w, fields, c);
        return true;
}

/* ---- what the writer does with a change ---- */

static void seal_all(struct world *w, struct change_set *s, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (!s[i].sealed) continue;
                s[i].commitment = hash_of(s[i].text);
                bool place = s[i].field >= 0 && w->l->fields[s[i].field].type == F_PLACE;
                if (!place) s[i].value = value_int(w->seq, 0);
        }
}

static void complete(struct world *w, struct change *c)
{
        if (c->enters) {
                c->n = 1;
                c->number = S("X1");
        }
        for (size_t i = 0; i < c->open_n; i++) c->open[i].duty = ++w->duty;
        for (size_t i = 0; i < c->paper_n; i++) {
                c->paper[i].id = ++w->paper;
                c->paper[i].n = 1;
                c->paper[i].number = S("P1");
        }
        change_sort(c);
        seal_all(w, c->set, c->set_n);
        seal_all(w, c->texts, c->texts_n);
}

static struct str written(struct world *w, const struct change *c)
{
        struct buf b = { .limit = 1u << 20 };
        change_format(c, w->l, &b);
        ASSERT(b.err == OK);
        struct str s = str_dup(&w->a, buf_view(&b));
        buf_free(&b);
        return s;
}

static void check_value(const struct field *f, const struct value *v)
{
        if (f->type == F_FLAG) ASSERT(v->type == T_BOOL);
        else if (f->many) ASSERT(v->type == T_MANY);
        else if (v->type == T_NULL) return;
        else if (f->sealed || f->type == F_LINK || f->type == F_ACCOUNT)
                ASSERT(v->type == T_NUMBER && !v->real);
        else if (f->type == F_INT || f->type == F_DECIMAL || f->type == F_MONEY)
                ASSERT(v->type == T_NUMBER && !v->real && v->digits == f->digits);
        else if (f->type == F_DAY) ASSERT(v->type == T_DAY);
        else if (f->type == F_MOMENT) ASSERT(v->type == T_MOMENT);
        else ASSERT(v->type == T_TEXT && v->text.n > 0);
}

static void check_image(const struct world *w, const struct rec *was, const struct rec *r)
{
        const struct ledger *l = w->l;
        ASSERT(r->state >= 0 && (size_t)r->state < l->states_n);
        ASSERT(r->id == 1 && r->owner.n > 0 && r->round >= 1 && r->last_day.v >= r->entered.v);
        ASSERT(r->last_day.v <= day_of(w->now, w->c->zone).v);
        for (size_t i = 0; i < l->fields_n; i++) check_value(&l->fields[i], &r->v[i]);
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *d = &r->duties[i];
                ASSERT(d->holder.n > 0 && moment_is(d->due) &&
                       (d->outcome == OUT_OPEN) == !day_is(d->ended));
                ASSERT(d->outcome != OUT_OPEN || !d->late);
                if (l->states[r->state].kind == KIND_VOID && (!was || was->state != r->state))
                        ASSERT(d->outcome != OUT_OPEN);
        }
        if (!was) return;
        ASSERT(r->duties_n >= was->duties_n && r->round >= was->round &&
               r->last_day.v >= was->last_day.v);
        for (size_t i = 0; i < was->duties_n; i++) /* what was told stays told */
                ASSERT(r->duties[i].id == was->duties[i].id &&
                       r->duties[i].due.ms == was->duties[i].due.ms);
}

static void take(struct world *w, const struct decide_in *in, struct decision *d)
{
        const struct step *s = &w->l->steps[d->step];
        ASSERT(s->enters == (in->rec == NULL) && (s->enters || s->from >> in->rec->state & 1) &&
               !s->retired);
        ASSERT(d->c.state < 0 || s->to == d->c.state || s->builtin == STEP_RECALL);
        complete(w, &d->c);
        struct event e = { .seq = w->seq,
                           .at = w->now,
                           .day = d->day,
                           .office = d->office,
                           .via = VIA_CLI,
                           .cause = -1,
                           .batch = -1,
                           .ledger = w->l->name,
                           .version = 0,
                           .record = 1,
                           .duty = d->duty,
                           .round = d->round,
                           .step = s->name };
        e.result = written(w, &d->c);
        ASSERT(event_ok(&e));
        struct change again;
        ASSERT(change_parse(&w->a, w->l, &e, &w->f, &again) == OK);
        ASSERT(str_eq(written(w, &again), e.result));
        struct rec none, *after;
        rec_init(&none, &w->a, w->l);
        after = rec_copy(&w->a, w->l, in->rec ? in->rec : &none);
        rec_apply(&w->a, w->l, after, &e, &again);
        check_image(w, in->rec, after);
        w->prior = w->rec && !s->enters ? w->rec : NULL;
        w->rec = after;
        w->last = e;
        w->last_change = again;
        w->seq++;
}

static bool offered(struct world *w, const struct decide_in *in, int step)
{
        struct step_offer *o;
        size_t n;
        decide_offers(in, &o, &n);
        for (size_t i = 0; i < n; i++) ASSERT(o[i].may || (o[i].code[0] && o[i].why.n > 0));
        for (size_t i = 0; i < n; i++)
                if (o[i].step == step) return o[i].may;
        (void)w;
        return false;
}

static void run(struct world *w, struct str line)
{
        struct command c;
        struct decision d;
        const struct linker link = { .find = find, .need = need };
        if (!read_command(w, line, &c)) return;
        faults_init(&w->f, &w->a, w->f.lang);
        struct decide_in in = { .a = &w->a,
                                .f = &w->f,
                                .city = w->c,
                                .l = w->l,
                                .cmd = &c,
                                .rec = c.record ? w->rec : NULL,
                                .now = w->now,
                                .link = &link };
        if (in.rec) {
                in.last = &w->last;
                in.last_change = &w->last_change;
                in.prior = w->prior;
        }
        enum err e = decide(&in, &d);
        ASSERT((e == OK) == (w->f.n == 0) && e < ERR_IO);
        for (const struct fault *x = w->f.first; x; x = x->next)
                ASSERT(x->code[0] && x->text.n > 0 && x->err != OK);
        if (e != OK) return;
        if (in.rec) ASSERT(offered(w, &in, d.step));
        take(w, &in, &d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size == 0 || size > 4000) return 0;
        const struct city *c = the_city();
        struct world w = { .c = c,
                           .seq = 1,
                           .now = { INT64_C(1649638800000) } }; /* 2022-04-11 09:00 +08:00 */
        w.l = &c->ledgers[city_ledger(c, str_c(ledgers[data[0] % LEN(ledgers)]))];
        faults_init(&w.f, &w.a, data[0] & 128 ? LANG_ZH : LANG_EN);
        struct str rest = { (const char *)data + 1, size - 1 }, line;
        while (str_split(&rest, '\n', &line)) run(&w, line);
        arena_done(&w.a);
        return 0;
}
