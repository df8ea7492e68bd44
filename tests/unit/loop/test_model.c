/* Random commands, legal and not, on a town's ledgers; after some of them every figure is counted
 * again, naively, in every cell (lib/model.h). The seed is printed when something differs; SEED=n
 * runs that one alone. */
#include "lib/model.h"
#include "lib/t.h"
#include "loop/decide.h"

struct play {
        struct town t;
        uint64_t dice;
        const char *ledger;
        int64_t record[64];
        size_t records;
        size_t done, refused, keys;
        struct day first;
        bool late; /* late entries, corrections */
        bool redefines, moves, imports, turns;
        bool offers;              /* mostly steps that may be taken */
        int64_t open, closed[32]; /* batches */
        size_t closed_n, sources;
        bool talk; /* VERBOSE */
};

static uint32_t roll(struct play *p, uint32_t n)
{
        p->dice = p->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        return (uint32_t)(p->dice >> 33) % n;
}

static bool chance(struct play *p, uint32_t percent)
{
        return roll(p, 100) < percent;
}

static const struct ledger *ledger_of(const struct play *p)
{
        const struct city *c = p->t.w.inforce.city;
        return &c->ledgers[city_ledger(c, str_c(p->ledger))];
}

static struct day today(const struct play *p)
{
        return day_of(p->t.fake.now, (struct zone){ 480 });
}

/* ---- one command ---- */

static const char *const offices[] = { "4313",      "4313-RSJ",     "4313-DL",      "431302",
                                       "431302001", "431302001001", "431302001002", "431321" };
static const uint32_t handled[] = { 1, 2, 3, 5 };
static const char *const logins[] = { "requester", "clerk", "clerk2", "disp",      "eval", "rec",
                                      "sup",       "h.rsj", "h.dl",   "h.louxing", "h.a",  "sys" };
static const struct {
        enum role role;
        const char *login[4];
} holders[] = {
        { ROLE_REQUESTER, { "requester", "requester", "requester", "requester" } },
        { ROLE_CLERK, { "clerk", "clerk", "clerk2", "rec" } },
        { ROLE_RECORDER, { "rec", "rec", "rec", "rec" } },
        { ROLE_DISPATCHER, { "disp", "disp", "disp", "disp" } },
        { ROLE_HANDLER, { "h.rsj", "h.dl", "h.louxing", "h.a" } },
        { ROLE_SUPERVISOR, { "sup", "sup", "sup", "sup" } },
        { ROLE_EVALUATOR, { "eval", "eval", "eval", "eval" } },
};

static const char *login_for(struct play *p, const struct step *s)
{
        if (chance(p, 15)) return logins[roll(p, LEN(logins))];
        if (s->by_n == 0) return logins[1 + roll(p, LEN(logins) - 2)];
        enum role r = s->by[roll(p, (uint32_t)s->by_n)].role;
        for (size_t i = 0; i < LEN(holders); i++)
                if (holders[i].role == r) return holders[i].login[roll(p, 4)];
        return "clerk";
}

static struct str value_for(struct play *p, struct arena *a, const struct field *f)
{
        const struct list *l = f->list >= 0 ? &p->t.w.inforce.city->lists[f->list] : NULL;
        if (chance(p, 4)) return S("");
        if (chance(p, 1)) return S("?!");
        if (f->many) {
                struct str v = str_c(offices[roll(p, LEN(offices))]);
                for (uint32_t n = roll(p, 3); n > 0; n--)
                        v = str_printf(a, "%.*s,%s", SP(v), offices[roll(p, LEN(offices))]);
                return v;
        }
        switch (f->type) {
        case F_CHOICE:
        case F_TREE: return l->c[roll(p, l->n < 9 ? (uint32_t)l->n : 9)].code;
        case F_FLAG: return chance(p, 50) ? S("true") : S("false");
        case F_OFFICE: /* where somebody handles */
                if (p->turns && chance(p, 90))
                        return str_c(offices[handled[roll(p, LEN(handled))]]);
                return str_c(offices[roll(p, LEN(offices))]);
        case F_PLACE:
                return chance(p, 50) ? S("431302001001@27.7,112.0")
                                     : str_c(offices[3 + roll(p, 5)]);
        case F_INT: /* now and then too much for a sum: refused when all but the cells is written */
                return chance(p, 5) ? S("9007199254740991") : str_printf(a, "%u", roll(p, 5));
        case F_DECIMAL:
        case F_MONEY: return str_printf(a, "%u", roll(p, 5));
        case F_DAY: return S("2022-05-05");
        case F_CODE: return str_printf(a, "x%u", roll(p, 30));
        case F_PERSON: return S("王女士,13000000001");
        case F_LINK: return S("");
        case F_TEXT:
        case F_NOTE:
        case F_MOMENT:
        case F_PERIOD:
        case F_ACCOUNT:
        case F_FILE:
        case F_ROWS:
        case F_TYPE_COUNT: break;
        }
        return str_printf(a, "x%u", roll(p, 1000));
}

static void fill_in(struct play *p, struct arena *a, const struct step *s, struct request *r)
{
        const struct ledger *l = ledger_of(p);
        struct input *in = ARENA_NEW(a, struct input, s->ask_n + 4);
        for (size_t i = 0; i < s->ask_n; i++) {
                const struct field *f = &l->fields[s->ask[i]];
                bool few = s->corrects;
                if (!chance(p, few ? 15 : f->required ? 98 : f->type == F_OFFICE ? 85 : 60))
                        continue;
                in[r->cmd.in_n++] = (struct input){ f->name, value_for(p, a, f) };
        }
        if (chance(p, 1)) in[r->cmd.in_n++] = (struct input){ S("nonsense"), S("1") };
        r->cmd.in = in;
}

static int state_of(struct play *p, struct arena *a, int64_t record)
{
        struct rec r;
        return rec_load(&p->t.w.view, a, ledger_of(p), record, &r) == OK ? r.state : -1;
}

static const struct step *step_for(struct play *p, struct arena *a, int64_t *record)
{
        const struct ledger *l = ledger_of(p);
        size_t most = p->turns ? 9 : LEN(p->record); /* few: each goes a long way */
        bool enter = p->records == 0 || (p->records < most && chance(p, 12));
        *record = enter ? 0 : p->record[roll(p, (uint32_t)p->records)];
        int state = enter ? -1 : state_of(p, a, *record);
        for (int tries = 0; tries < 200; tries++) {
                const struct step *s = &l->steps[roll(p, (uint32_t)l->steps_n)];
                if (s->enters != enter) continue;
                if ((s->builtin == STEP_VOID || s->builtin == STEP_WITHDRAW) && chance(p, 80))
                        continue;
                if (s->corrects && !p->late) continue;
                if (p->turns && s->builtin != STEP_DECLARED && chance(p, 60)) continue;
                if (enter || (state >= 0 && s->from >> state & 1) || chance(p, 5)) return s;
        }
        return &l->steps[0];
}

static struct actor actor_of(struct play *p, const char *login)
{
        return (struct actor){ .account = account_find(&p->t.w.inforce.accounts, str_c(login)),
                               .requester = str_eq(str_c(login), S("requester")),
                               .via = VIA_CLI };
}

/* One of the steps that are possible now to somebody: where most would be refused. */
static const struct step *offered(struct play *p, struct arena *a, int64_t record,
                                  const char **login)
{
        const struct ledger *l = ledger_of(p);
        const struct step *may[STEPS_MAX];
        for (int tries = 0; tries < 8; tries++) {
                const char *who = logins[roll(p, LEN(logins))];
                struct faults f;
                struct rec r;
                struct step_offer *o;
                size_t all, n = 0;
                faults_init(&f, a, LANG_EN);
                if (rec_load(&p->t.w.view, a, l, record, &r) != OK) return NULL;
                struct command c = {
                        .who = actor_of(p, who), .record = record, .day = DAY_NONE, .version = -1
                };
                struct decide_in in = { .a = a,
                                        .f = &f,
                                        .city = p->t.w.inforce.city,
                                        .l = l,
                                        .cmd = &c,
                                        .rec = &r,
                                        .now = p->t.fake.now };
                decide_offers(&in, &o, &all);
                for (size_t i = 0; i < all; i++)
                        if (o[i].may && l->steps[o[i].step].builtin == STEP_DECLARED)
                                may[n++] = &l->steps[o[i].step];
                if (n == 0) continue;
                *login = who;
                return may[roll(p, (uint32_t)n)];
        }
        return NULL;
}

static void command(struct play *p, struct arena *a, struct request *r)
{
        int64_t record;
        const struct step *s = step_for(p, a, &record), *other = NULL;
        const char *login = login_for(p, s);
        if (p->offers && record && chance(p, 80)) other = offered(p, a, record, &login);
        if (other) s = other;
        *r = (struct request){ .ledger = str_c(p->ledger) };
        r->cmd = (struct command){
                .record = record, .step = s->name, .day = DAY_NONE, .version = -1
        };
        if (p->late && chance(p, 15)) {
                login = chance(p, 90) ? "rec" : login;
                r->cmd.day = day_add(today(p), -(int)roll(p, 45));
        }
        if (chance(p, 85)) r->cmd.because = S("有理由");
        if (chance(p, 3)) r->cmd.version = roll(p, 200);
        if (chance(p, 10)) {
                r->cmd.key = str_printf(a, "k%zu", p->keys++);
                r->cmd.key_scope = str_c(login);
        }
        r->cmd.who = actor_of(p, login);
        fill_in(p, a, s, r);
}

static void told(struct play *p, const struct request *r)
{
        char day[16];
        if (!p->talk) return;
        fprintf(stderr, "%.*s %lld %.*s: %s", SP(day_format(today(p), day)),
                (long long)r->cmd.record, SP(r->cmd.step),
                r->out.err == OK ? "ok" : outcome_code(&r->out));
        if (day_is(r->cmd.day)) fprintf(stderr, " on %.*s", SP(day_format(r->cmd.day, day)));
        for (size_t i = 0; i < r->cmd.in_n; i++)
                fprintf(stderr, " %.*s=%.*s", SP(r->cmd.in[i].name), SP(r->cmd.in[i].text));
        fprintf(stderr, " (seq %lld)\n", (long long)r->out.seq);
}

/* One group of commands on different records: one commit. False when the engine broke. */
static bool group(struct play *p)
{
        struct arena a = { 0 };
        struct request r[4];
        size_t n = 1 + roll(p, LEN(r)), asked = n;
        bool good = true;
        for (size_t i = 0; i < n; i++) {
                command(p, &a, &r[i]);
                for (size_t k = 0; k < i; k++)
                        if (r[k].cmd.record && r[k].cmd.record == r[i].cmd.record) n = i;
        }
        (void)asked;
        writer_run(&p->t.w, &a, LANG_EN, r, n);
        for (size_t i = 0; i < n; i++) {
                told(p, &r[i]);
                good &= r[i].out.err != ERR_IO && r[i].out.err != ERR_CORRUPT;
                if (r[i].out.err == ERR_IO || r[i].out.err == ERR_CORRUPT)
                        town_print(&r[i].out.faults);
                p->done += r[i].out.err == OK;
                p->refused += r[i].out.err != OK;
                if (r[i].out.err == OK && r[i].cmd.record == 0)
                        p->record[p->records++] = r[i].out.record;
        }
        arena_done(&a);
        return good;
}

/* ---- time, and looking ---- */

static void time_goes_on(struct play *p)
{
        static const struct {
                uint32_t of;
                int64_t minutes;
        } pace[] = {
                { 55, 90 },
                { 85, 2 * 1440 },
                { 97, 9 * 1440 },
                { 100, 50 * 1440 },
        };
        uint32_t x = roll(p, 100);
        size_t i = 0;
        while (x >= pace[i].of) i++;
        int64_t minutes = roll(p, (uint32_t)pace[i].minutes);
        p->t.fake.now.ms += minutes * 60000;
}

static bool looks(struct play *p)
{
        int span = today(p).v - p->first.v + 25;
        struct model_look look = { .ledger = p->ledger, .known = DAY_NONE };
        look.on = day_add(p->first, (int)roll(p, (uint32_t)span));
        look.from = day_add(look.on, -(int)roll(p, 60));
        if (!model_agrees(&p->t, &look)) return false;
        look.known = day_add(look.on, (int)roll(p, 30));
        return model_agrees(&p->t, &look);
}

static bool looks_at_months(struct play *p)
{
        struct model_look look = { .ledger = p->ledger, .known = DAY_NONE };
        for (int m = day_month(p->first); m <= day_month(today(p)); m += 3) {
                look.from = month_first(m);
                look.on = month_last(m);
                if (!model_agrees(&p->t, &look)) return false;
        }
        look.on = look.from = day_add(today(p), 400);
        return model_agrees(&p->t, &look);
}

/* ---- what happens to the city besides ---- */

/* One more text in a copy of the definitions in force: `to` instead of `from` in the ledger's
 * file. */
static bool define(struct play *p, const char *from, struct str to)
{
        struct arena *a = &p->t.a;
        const struct defs *old = &p->t.w.inforce.city->defs;
        struct defs d = { ARENA_NEW(a, struct defs_file, old->n), old->n };
        struct str path = str_printf(a, "ledgers/%s.yaml", p->ledger);
        struct buf report = { .limit = 1 << 20 };
        for (size_t i = 0; i < d.n; i++) {
                struct str text = str_dup(a, old->f[i].text);
                size_t at;
                d.f[i] = (struct defs_file){ str_dup(a, old->f[i].path), text };
                if (!str_eq(d.f[i].path, path) || !str_find(text, str_c(from), &at)) continue;
                d.f[i].text = str_printf(a, "%.*s%.*s%.*s", SP(str_sub(text, 0, at)), SP(to),
                                         SP(str_from(text, at + strlen(from))));
        }
        enum err e = admin_apply(&p->t.w, &d, LANG_EN, &p->t.f, &report);
        if (e != OK) town_print(&p->t.f);
        buf_free(&report);
        return e == OK;
}

/* The digests of the tables of cells: a field more must not change them. */
static struct hash cells_of(struct play *p)
{
        struct view_digest *d;
        size_t n;
        struct hash all = { { 0 } };
        if (view_digests(p->t.w.st, &p->t.a, &d, &n, &all) != OK) BUG("digests");
        memset(&all, 0, sizeof all);
        for (size_t i = 0; i < n; i++) {
                if (!str_starts(d[i].table, S("c_"))) continue;
                const struct str piece[] = { { (const char *)all.b, HASH_BYTES },
                                             { (const char *)d[i].hash.b, HASH_BYTES } };
                all = hash_pieces(piece, LEN(piece));
        }
        return all;
}

/* New meanings from some day on, past or to come, and a field before all others. */
static bool redefine(struct play *p, size_t nth)
{
        static const struct {
                const char *from, *to;
        } row[] = {
                { "  open_work:  {of: duty work, at: holder, where: \"outcome IS NULL\", count: "
                  "TRUE}\n",
                  "  open_work:  {of: duty work, at: holder, where: \"outcome IS NULL AND late = "
                  "FALSE AND channel"
                  " <> 'hotline'\", count: TRUE, since: %.*s}\n" },
                { "where: \"kind <> 'void'\", sum: cost}\n",
                  "where: \"kind = 'open' AND flagged = TRUE\", sum: cost, since: %.*s}\n" },
                { "fields:\n", "fields:\n  extra:   {type: flag}\n" },
                { "where: \"kind = 'open' AND flagged = TRUE\", sum: cost, since: ",
                  "where: \"kind = 'done'\", sum: cost, since: %.*s}\n# " },
                { "where: \"late = TRUE\", count: TRUE, kind: each}\n",
                  "where: \"late = TRUE AND size > 1\", count: TRUE, kind: each, since: %.*s}\n" },
                { "where: \"kind = 'done'\", count: TRUE, kind: first}\n",
                  "where: \"state = 'busy' OR kind = 'done'\", count: TRUE, kind: first, since: "
                  "%.*s}\n" },
                { "where: \"kind <> 'void'\", distinct: topic}\n",
                  "where: \"kind = 'open'\", distinct: topic, since: %.*s}\n" },
                { "where: \"state = 'busy'\", count: TRUE, kind: net}\n",
                  "where: \"kind = 'open'\", count: TRUE, kind: net, since: %.*s}\n" },
        };
        char day[16];
        if (nth >= LEN(row)) return true;
        struct str since = day_format(day_add(today(p), (int)(nth * 9) - 20), day), head, tail;
        struct str to = str_c(row[nth].to);
        size_t at;
        if (str_find(to, S("%.*s"), &at)) {
                head = str_sub(to, 0, at);
                tail = str_from(to, at + 4);
                to = str_printf(&p->t.a, "%.*s%.*s%.*s", SP(head), SP(since), SP(tail));
        }
        struct hash before = cells_of(p);
        if (!define(p, row[nth].from, to)) return false;
        struct hash after = cells_of(p);
        return !str_starts(to, S("fields:")) || hash_eq(&before, &after);
}

/* The township goes to the other county, a bureau comes under a county, a village goes into another. */
static bool reorganise(struct play *p, size_t nth)
{
        static const char *const row[] = {
                "431302001,431302,township,area,乐坪街道,,,%.*s,\n431302001,431321,township,area,乐坪街道,,%.*s,,\n",
                "4313-DL,4313,city,firm,供电公司,,,%.*s,\n4313-DL,431321,county,firm,供电公司,,%.*s,,\n",
                "431302001002,431302001,village,area,乙村,,,%.*s,431302001001\n#%.*s",
        };
        char a[16], b[16];
        if (nth >= LEN(row)) return true;
        struct day d = day_add(today(p), 30 - (int)nth * 35);
        struct str last = day_format(day_add(d, -1), a), first = day_format(d, b);
        struct str text = S("code,parent,level,kind,name,name_en,from,to,into\n");
        struct str rest = str_c(row[nth]), head;
        for (int i = 0; str_find(rest, S("%.*s"), &(size_t){ 0 }); i++) {
                size_t at = 0;
                (void)str_find(rest, S("%.*s"), &at);
                head = str_sub(rest, 0, at);
                rest = str_from(rest, at + 4);
                text = str_printf(&p->t.a, "%.*s%.*s%.*s", SP(text), SP(head),
                                  SP(i ? first : last));
        }
        size_t cut;
        text = str_printf(&p->t.a, "%.*s%.*s", SP(text), SP(rest));
        if (str_find(text, S("#"), &cut)) text = str_sub(text, 0, cut);
        int64_t n;
        enum err e = admin_offices(&p->t.w, S("offices.csv"), text, &p->t.f, &n);
        if (e != OK) town_print(&p->t.f);
        return e == OK;
}

/* ---- imports between the commands ---- */

static bool sheet_row(struct play *p, struct arena *a, const struct ledger *l, struct batch_row *r)
{
        struct faults f;
        struct input_ctx x = { a, p->t.w.inforce.city, l, today(p), NULL, &f };
        faults_init(&f, a, LANG_EN);
        *r = (struct batch_row){ .end = DAY_NONE };
        r->set = ARENA_NEW(a, struct change_set, l->fields_n);
        for (size_t i = 0; i < l->fields_n; i++) {
                const struct field *field = &l->fields[i];
                bool key = str_eq(field->name, S("ident"));
                struct str text = key ? str_printf(a, "x%u", roll(p, 30)) : value_for(p, a, field);
                if (!key && chance(p, 30)) continue;
                if (input_read(&x, (int)i, text, field->name, &r->set[r->set_n]) != OK)
                        return false;
                r->set_n++;
        }
        r->state = (int)roll(p, 4); /* the declared ones */
        r->day = day_add(today(p), -(int)roll(p, 60));
        if (l->states[r->state].kind != KIND_OPEN && chance(p, 80))
                r->end = day_add(r->day, (int)roll(p, (uint32_t)(today(p).v - r->day.v + 1)));
        return true;
}

static bool batch_ok(struct play *p, enum err e)
{
        if (e == OK) return true;
        town_print(&p->t.f);
        return false;
}

/* Some rows more for the open batch, or a new one; then perhaps it is closed. */
static bool import(struct play *p)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct ledger *l = ledger_of(p);
        struct batch b;
        struct batch_row row[8];
        size_t n = 0, done = 0;
        struct str source = str_printf(&p->t.a, "sheet-%zu.csv", p->sources);
        for (size_t want = 1 + roll(p, LEN(row)); n < want;) n += sheet_row(p, &a, l, &row[n]);
        if (!batch_ok(p, batch_begin(&p->t.w, l, source, (int64_t)n, &p->t.f, &b))) return false;
        if (!batch_ok(p, batch_write(&p->t.w, &b, row, n, &p->t.f, &done)) || done != n)
                return false;
        if (p->talk) fprintf(stderr, "import of %zu into %lld\n", n, (long long)b.id);
        p->open = b.id;
        if (chance(p, 40)) return true;
        p->open = -1;
        p->sources++;
        if (chance(p, 20)) { /* thought better of */
                int64_t taken;
                return batch_ok(p, batch_take_back(&p->t.w, b.id, &p->t.f, &taken));
        }
        p->closed[p->closed_n++ % LEN(p->closed)] = b.id;
        return batch_ok(p, batch_end(&p->t.w, &b, &p->t.f));
}

static bool take_back(struct play *p)
{
        struct faults f;
        int64_t n;
        if (p->closed_n == 0) return true;
        size_t have = p->closed_n < LEN(p->closed) ? p->closed_n : LEN(p->closed);
        int64_t id = p->closed[roll(p, (uint32_t)have)];
        if (chance(p, 70)) id = p->closed[(p->closed_n - 1) % LEN(p->closed)];
        faults_init(&f, &p->t.a, LANG_EN);
        enum err e = batch_take_back(&p->t.w, id, &f, &n);
        if (p->talk) fprintf(stderr, "taking back %lld: %d\n", (long long)id, (int)e);
        return e == OK || (e == ERR_CONFLICT && f.n);
}

/* Records that imports have entered get commands too. */
static bool know_records(struct play *p)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(p->t.w.st, S("SELECT id FROM r_sheet ORDER BY id DESC LIMIT 40"), &s) != OK)
                return false;
        p->records = 0;
        while (stmt_step(s) == ROW_GOT) p->record[p->records++] = col_int(s, 0);
        return true;
}

static bool imports(struct play *p)
{
        if (chance(p, 30) && !import(p)) return false;
        if (chance(p, 20) && !take_back(p)) return false;
        return know_records(p);
}

/* It takes no more texts: a command with one fails after it began to write, in the middle of a group. */
static bool erase(struct play *p)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        if (p->records == 0) return true;
        int64_t record = p->record[roll(p, (uint32_t)p->records)];
        if (state_of(p, &a, record) < 0) return true;
        faults_init(&f, &a, LANG_EN);
        enum err e = admin_erase(&p->t.w, record, ledger_of(p), S("x"), -1, &f);
        town_print(&f);
        return e == OK;
}

/* The timer comes round: for one record, what silence means there. */
static bool lapses(struct play *p)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct rec r;
        if (p->records == 0) return true;
        int64_t id = p->record[roll(p, (uint32_t)p->records)];
        if (rec_load(&p->t.w.view, &a, ledger_of(p), id, &r) != OK) return false;
        struct lapses late =
                decide_lapses(&a, p->t.w.inforce.city, ledger_of(p), &r, p->t.fake.now);
        for (size_t i = 0; i < late.n; i++) {
                struct request q = { .ledger = str_c(p->ledger) };
                q.cmd = (struct command){ .record = id,
                                          .step = ledger_of(p)->steps[late.v[i].step].name,
                                          .asked = late.v[i].asked,
                                          .day = late.v[i].day,
                                          .version = -1,
                                          .who = { .account = -1, .via = VIA_TIMER } };
                writer_run(&p->t.w, &a, LANG_EN, &q, 1);
                told(p, &q);
                if (q.out.err != OK) town_print(&q.out.faults);
                if (q.out.err == ERR_IO || q.out.err == ERR_CORRUPT) return false;
        }
        return true;
}

static bool walk(struct play *p, size_t groups)
{
        for (size_t i = 0; i < groups; i++) {
                time_goes_on(p);
                if (i % 25 == 24 && !erase(p)) return false;
                if (p->imports && !imports(p)) return false;
                if (!group(p)) return false;
                if (p->turns && chance(p, 60) && !lapses(p)) return false;
                if (p->moves && i % 60 == 50 && !reorganise(p, i / 60)) return false;
                if (p->redefines && i % 24 == 20 && !redefine(p, i / 24)) return false;
                if (i % 8 == 7 && !looks(p)) return false;
                if (i % 40 == 39 && !(looks(p) && model_rows_agree(&p->t, p->ledger))) return false;
                if (i % 90 == 89 && !town_rebuild_same(&p->t)) return false;
        }
        return looks_at_months(p) && model_rows_agree(&p->t, p->ledger) &&
               model_log_agrees(&p->t) && looks(p);
}

static void play(const char *ledger, uint64_t seed, size_t groups)
{
        AUTO(arena_done) struct arena own = { 0 };
        struct play *p = ARENA_NEW(&own, struct play, 1);
        p->ledger = ledger;
        p->dice = seed;
        p->late = true;
        p->redefines = str_eq(str_c(ledger), S("trial"));
        p->moves = seed % 3 != 0;
        p->imports = str_eq(str_c(ledger), S("sheet"));
        p->turns = str_eq(str_c(ledger), S("turns"));
        p->offers = p->turns || str_eq(str_c(ledger), S("request"));
        p->talk = getenv("VERBOSE") != NULL;
        char dir[200];
        (void)snprintf(dir, sizeof dir, "%s/%s-%llu", t_dir(), ledger, (unsigned long long)seed);
        NEED(town_open_more(&p->t, dir, p->redefines || p->imports || p->turns ? TOWN_LOOP : NULL));
        p->first = today(p);
        if (!CHECK(walk(p, groups)))
                fprintf(stderr, "SEED=%llu (%zu done, %zu refused)\n", (unsigned long long)seed,
                        p->done, p->refused);
        CHECK(p->done > groups / 5);
        if (p->talk) fprintf(stderr, "%zu done, %zu refused\n", p->done, p->refused);
        town_close(&p->t);
}

static void play_seeds(const char *ledger, uint64_t from, uint64_t n)
{
        const char *one = getenv("SEED");
        int64_t seed;
        if (one && num_parse_i64(str_c(one), 0, INT64_MAX, &seed) == OK) {
                play(ledger, (uint64_t)seed, 240);
                return;
        }
        for (uint64_t i = from; i < from + T_TIMES(n); i++) play(ledger, i, 240);
}

TEST(model_of_requests)
{
        play_seeds("request", 1, 3);
}

TEST(model_of_flows)
{
        play_seeds("trial", 11, 3);
}

TEST(model_of_imports)
{
        play_seeds("sheet", 21, 3);
}

TEST(model_of_turns)
{
        play_seeds("turns", 31, 3);
}
