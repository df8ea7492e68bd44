/* demo.c: the demo city: real offices, made-up firms and requests, lived command by command.
 *
 * Every line of share/demo/script.jsonl is one command at its time, run by the writer like
 * anybody's: rights, states, clocks and identities hold for it as for all. Time is the script's and
 * randomness comes from a seed, so the demo city is the same on every machine. What happens by
 * itself (rules, requests that nobody answered) comes round at the beginning of each day. Up to
 * GROUP_MAX commands are one commit, unless one speaks of a record that another of them enters.
 *
 * When the script is over, the files of share/demo/import/ (NN-LEDGER.csv) go in by name, as by
 * `zhitong import` from whoever owns the city's folder; a wrong row ends it all. Then the rules
 * come round once more, for what came with them. */
#include "base/csv.h"
#include "base/embed.h"
#include "base/password.h"
#include "cli/init.h"
#include "exchange/drafts.h"
#include "exchange/import.h"
#include "loop/admin.h"
#include "loop/rules.h"
#include "view/beside.h"
#include "view/made.h"

#define GROUP_MAX 64
#define IMPORTS   "demo/import/"

struct named_record {
        struct str number, ledger;
        int64_t id;
};

struct living {
        struct cli *c;
        struct writer *w;
        struct arena keep; /* names of records: the whole script long */
        struct arena a;    /* of the group at hand */
        struct map by_name;
        struct named_record *record;
        size_t record_n, record_cap;
        struct request req[GROUP_MAX];
        struct str enters[GROUP_MAX]; /* name of the record that the command enters */
        const struct jval *makes;     /* names of the records that the last command makes; NULL */
        int line[GROUP_MAX];
        size_t n;
        int at_line;
        int64_t done;
        struct day today;   /* whose rules have come round */
        struct moment last; /* of the script */
};

struct moment demo_begin(void)
{
        struct moment m;
        if (moment_parse(S("2022-03-17T09:00:00+08:00"), (struct zone){ 480 }, &m) != OK)
                BUG("demo_begin");
        return m;
}

static struct str line_where(const struct living *x, int line)
{
        return str_printf(&x->c->a, "demo/script.jsonl:%d", line);
}

static enum err bad_line(struct living *x, struct str why)
{
        return faults_add(&x->c->f, ERR_INPUT, "demo.line", line_where(x, x->at_line), "%.*s",
                          SP(why));
}

/* ---- a group --------------------------------------------------------------------------------- */

static enum err refused(struct living *x, size_t i)
{
        const struct outcome_of *o = &x->req[i].out;
        for (const struct fault *k = o->faults.first; k; k = k->next)
                faults_add(&x->c->f, k->err, k->code,
                           str_printf(&x->c->a, "%.*s%s%.*s", SP(line_where(x, x->line[i])),
                                      k->where.n ? " " : "", SP(k->where)),
                           "%.*s", SP(k->text));
        return o->err;
}

static void remember(struct living *x, struct str name, struct str number, struct str ledger,
                     int64_t id)
{
        *ARENA_PUSH(&x->keep, x->record, x->record_n, x->record_cap) =
                (struct named_record){ str_dup(&x->keep, number), str_dup(&x->keep, ledger), id };
        map_set(&x->by_name, str_dup(&x->keep, name), (int64_t)x->record_n - 1);
}

/* The records of ledger l that were made last for a record get their names, in order. */
static enum err name_made(struct living *x, const struct outcome_of *o, const struct ledger *l,
                          const struct jval *names)
{
        const struct city *c = x->w->inforce.city;
        struct record_ids made = { 0 };
        struct rec r;
        for (size_t i = 0; i < l->fields_n && made.n == 0; i++)
                if (l->fields[i].type == F_LINK &&
                    l->fields[i].of_ledger == city_ledger(c, o->ledger))
                        TRY(made_linked(x->w->st, &x->a, l, (int)i, o->record, &made));
        if (made.n > names->n) made.n = names->n; /* the latest */
        if (made.n < names->n) return bad_line(x, l->name);
        for (size_t i = 0; i < names->n; i++) {
                TRY(rec_load(&x->w->view, &x->a, l, made.v[made.n - 1 - i], &r));
                remember(x, names->items[i].text, r.number, l->name, r.id);
        }
        return OK;
}

static enum err name_all(struct living *x)
{
        const struct outcome_of *last = &x->req[x->n - 1].out;
        const struct city *c = x->w->inforce.city;
        for (size_t i = 0; x->makes && i < x->makes->n; i++)
                TRY(name_made(x, last, &c->ledgers[city_ledger(c, x->makes->keys[i])],
                              &x->makes->items[i]));
        return OK;
}

static enum err flush(struct living *x)
{
        if (x->n == 0) return OK;
        writer_run(x->w, &x->a, x->c->lang, x->req, x->n);
        for (size_t i = 0; i < x->n; i++) {
                const struct outcome_of *o = &x->req[i].out;
                if (o->err != OK) return refused(x, i);
                if (x->enters[i].n) remember(x, x->enters[i], o->number, o->ledger, o->record);
                x->done++;
        }
        TRY(name_all(x));
        x->n = 0;
        x->makes = NULL;
        arena_reset(&x->a);
        return OK;
}

/* A record entered in the group at hand has no number yet. */
static const struct named_record *record_named(struct living *x, struct str name)
{
        int64_t i = map_at(&x->by_name, name);
        return i < 0 ? NULL : &x->record[i];
}

static bool waits_for(const struct living *x, struct str name)
{
        for (size_t i = 0; i < x->n; i++)
                if (str_eq(x->enters[i], name)) return true;
        return false;
}

/* ---- one line -------------------------------------------------------------------------------- */

static struct str value_text_of(struct living *x, const struct field *f, const struct jval *v)
{
        struct buf b = { .limit = TEXT_BYTES_MAX };
        struct jout j;
        if ((!f || f->type == F_LINK) && v->kind == JTEXT) { /* no field: parent */
                const struct named_record *r = record_named(x, v->text);
                return r ? r->number : v->text;
        }
        if (v->kind == JTEXT) return v->text;
        if (v->kind == JBOOL) return v->truth ? S("true") : S("false");
        if (v->kind == JARRAY) {
                struct str all = STR_NONE;
                for (size_t i = 0; i < v->n; i++)
                        all = str_printf(&x->a, "%.*s%s%.*s", SP(all), i ? "," : "",
                                         SP(value_text_of(x, f, &v->items[i])));
                return all;
        }
        jout_init(&j, &b, true);
        jout_value(&j, v);
        struct str s = str_dup(&x->a, buf_view(&b));
        buf_free(&b);
        return s;
}

static void put_inputs(struct living *x, const struct ledger *l, const struct jval *fields,
                       struct command *cmd)
{
        if (!fields || fields->n == 0) return;
        struct input *in = ARENA_NEW(&x->a, struct input, fields->n);
        for (size_t i = 0; i < fields->n; i++) {
                int k = ledger_field(l, fields->keys[i]);
                in[i] = (struct input){ fields->keys[i],
                                        value_text_of(x, k < 0 ? NULL : &l->fields[k],
                                                      &fields->items[i]) };
        }
        cmd->in = in;
        cmd->in_n = fields->n;
}

static enum err actor_of(struct living *x, struct str as, struct actor *ret)
{
        *ret = (struct actor){ .account = -1, .via = VIA_CLI };
        if (str_eq(as, S("requester"))) {
                ret->requester = true;
                return OK;
        }
        ret->account = account_find(&x->w->inforce.accounts, as);
        return ret->account >= 0 ? OK : bad_line(x, as);
}

/* Does the line speak of a record that the group at hand enters? */
static bool needs_flush(const struct living *x, const struct jval *o)
{
        const struct jval *fields = jval_get(o, S("fields"));
        if (x->n == GROUP_MAX) return true;
        if (waits_for(x, jval_text(o, S("record")))) return true;
        for (size_t i = 0; fields && i < fields->n; i++)
                if (fields->items[i].kind == JTEXT && waits_for(x, fields->items[i].text))
                        return true;
        return false;
}

/* The clock stands at the first command of a group; the writer moves on to each one's time. */
static enum err read_time(struct living *x, struct str at, struct moment *ret)
{
        if (moment_parse(at, x->w->inforce.zone, ret) != OK) return bad_line(x, at);
        if (x->n == 0) x->c->clock.now = *ret;
        x->last = *ret;
        return OK;
}

static struct day day_of_line(const struct living *x, const struct jval *o)
{
        struct zone z = x->w->inforce.zone;
        struct moment at;
        return moment_parse(jval_text(o, S("at")), z, &at) == OK ? day_of(at, z) : x->today;
}

static enum err come_round(struct living *x, struct moment now)
{
        struct rules_did did = { .more = true };
        x->c->clock.now = now;
        while (did.more) TRY(rules_tick(x->w, &x->c->f, &did));
        return OK;
}

/* Before anything else of the day. */
static enum err begin_day(struct living *x, struct day day)
{
        if (day.v <= x->today.v) return OK;
        x->today = day;
        return come_round(x, moment_at(day, 1, x->w->inforce.zone)); /* 24:00 is over */
}

static enum err take_line(struct living *x, struct str text)
{
        struct jval *o = NULL;
        struct str why;
        if (jval_parse(&x->a, text, &o, &why) != OK) return bad_line(x, why);
        struct day day = day_of_line(x, o);
        if (needs_flush(x, o) || day.v > x->today.v) {
                TRY(flush(x));
                TRY(begin_day(x, day));
                if (jval_parse(&x->a, text, &o, &why) != OK) return bad_line(x, why);
        }
        struct moment at;
        TRY(read_time(x, jval_text(o, S("at")), &at));
        struct str ledger = jval_text(o, S("ledger")), name = jval_text(o, S("record"));
        int l = city_ledger(x->w->inforce.city, ledger);
        if (l < 0) return bad_line(x, ledger);
        const struct named_record *r = record_named(x, name);
        struct request *q = &x->req[x->n];
        *q = (struct request){ .ledger = ledger,
                               .at = at,
                               .cmd = { .record = r ? r->id : 0,
                                        .step = jval_text(o, S("step")),
                                        .paper = jval_text(o, S("paper")),
                                        .day = DAY_NONE,
                                        .version = -1,
                                        .because = jval_text(o, S("because")) } };
        struct str on = jval_text(o, S("on"));
        if (on.n && day_parse(on, &q->cmd.day) != OK) return bad_line(x, on);
        TRY(actor_of(x, jval_text(o, S("as")), &q->cmd.who));
        put_inputs(x, &x->w->inforce.city->ledgers[l], jval_get(o, S("fields")), &q->cmd);
        x->enters[x->n] = r ? STR_NONE : name;
        x->line[x->n++] = x->at_line;
        x->makes = jval_get(o, S("makes"));
        return x->makes ? flush(x) : OK;
}

static enum err live(struct living *x)
{
        struct str rest = shared_file(S("demo/script.jsonl")), line;
        enum err e = OK;
        while (e == OK && str_split(&rest, '\n', &line)) {
                x->at_line++;
                if (line.n) e = take_line(x, line);
        }
        return e == OK ? flush(x) : e;
}

/* NN-LEDGER.csv */
static enum err import_file(struct living *x, struct str path, struct str raw)
{
        struct import_in in = { .file = path, .raw = raw, .lang = x->c->lang };
        struct import_out out;
        struct str number, rest;
        if (!str_cut(str_from(path, sizeof IMPORTS - 1), '-', &number, &rest) ||
            !str_ends(rest, S(".csv")))
                return REFUSE(x->c, ERR_INPUT, "demo.file", path, "文件名应为 NN-台账.csv",
                              "a file here is named NN-LEDGER.csv");
        in.ledger = str_sub(rest, 0, rest.n - 4);
        return import_run(x->w, &in, &x->c->f, &out);
}

static enum err import_files(struct living *x)
{
        x->c->clock.now = x->last;
        for (size_t i = 0; i < embed_files_n; i++) {
                const struct embed_file *file = &embed_files[i];
                struct str raw = { (const char *)file->data, file->size };
                if (str_starts(str_c(file->path), S(IMPORTS)))
                        TRY(import_file(x, str_c(file->path), raw));
        }
        return come_round(x, x->last);
}

/* ---- offices and accounts -------------------------------------------------------------------- */

/* The two files have some of the columns each: every row is written with all of them. */
static enum err add_offices(struct cli *c, struct buf *out, struct str path)
{
        static const struct str column[] = { SI("code"), SI("parent"),  SI("level"), SI("kind"),
                                             SI("name"), SI("name_en"), SI("from"),  SI("to") };
        int at[LEN(column)];
        struct csv csv;
        struct str *cell;
        size_t n;
        enum err e;
        csv_init(&csv, shared_file(path));
        if (!csv_next(&csv, &c->a, &cell, &n, &e)) return ERR_CORRUPT;
        for (size_t k = 0; k < LEN(column); k++) {
                at[k] = -1;
                for (size_t i = 0; i < n; i++)
                        if (str_eq(cell[i], column[k])) at[k] = (int)i;
        }
        if (out->n == 0) {
                for (size_t k = 0; k < LEN(column); k++) csv_cell(out, column[k], k == 0);
                csv_end(out);
        }
        while (csv_next(&csv, &c->a, &cell, &n, &e)) {
                for (size_t k = 0; k < LEN(column); k++)
                        csv_cell(out, at[k] >= 0 && (size_t)at[k] < n ? cell[at[k]] : STR_NONE,
                                 k == 0);
                csv_end(out);
        }
        return e;
}

static enum err put_offices(struct cli *c, struct writer *w)
{
        AUTO(buf_free) struct buf all = { .limit = 16u << 20 };
        int64_t rows;
        TRY(add_offices(c, &all, S("demo/offices-area.csv")));
        TRY(add_offices(c, &all, S("demo/offices-units.csv")));
        TRY(all.err);
        return admin_offices(w, S("offices.csv"), buf_view(&all), &c->f, &rows);
}

static enum err put_definitions(struct cli *c, struct writer *w, const char *dir)
{
        AUTO(buf_free) struct buf report = { .limit = 16u << 20 };
        struct defs d;
        TRY(defs_load(&c->a, dir, &c->f, &d));
        return admin_apply(w, &d, c->lang, &c->f, &report);
}

static enum err put_accounts(struct cli *c, struct writer *w)
{
        struct account_rows rows;
        int64_t added;
        TRY(accounts_read(&c->a, &w->inforce.offices, S("demo/accounts.csv"),
                          shared_file(S("demo/accounts.csv")), &c->f, &rows));
        return admin_accounts(w, rows.v, rows.n, &c->f, &added);
}

/* One hash for all: hashing is slow on purpose, and this password is no secret. */
static enum err put_passwords(struct cli *c, struct writer *w)
{
        const struct accounts *v = &w->inforce.accounts;
        struct str hash;
        TRY(password_hash(&c->a, S(DEMO_PASSWORD), &hash));
        TRY(store_begin(w->st, STORE_WRITE));
        enum err e = OK;
        for (size_t i = 0; e == OK && i < v->n; i++)
                e = beside_password_put(w->st, v->v[i].id, hash, w->sys.now(w->sys.ctx));
        if (e == OK) return store_commit(w->st);
        store_rollback(w->st);
        return e;
}

enum err demo_fill(struct cli *c, const char *dir)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct living *x = ARENA_NEW(&c->a, struct living, 1);
        TRY(writer_open(dir, &c->sys, &c->f, &w));
        TRY(put_offices(c, &w));
        TRY(put_definitions(c, &w, dir));
        TRY(put_accounts(c, &w));
        TRY(put_passwords(c, &w));
        *x = (struct living){ .c = c, .w = &w, .today = day_of(demo_begin(), w.inforce.zone) };
        x->by_name.a = &x->keep;
        enum err e = live(x);
        if (e == OK) e = import_files(x);
        arena_done(&x->a);
        arena_done(&x->keep);
        return e;
}
