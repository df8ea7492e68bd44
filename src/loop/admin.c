#include "loop/admin.h"

#include "base/csv.h"
#include "loop/admin_in.h"
#include "loop/reckon.h"
#include "loop/rules.h"
#include "loop/same.h"
#include "view/beside.h"
#include "view/lookup.h"

/* ---- one event of the city ---- */

void admin_event_init(struct city_event *x, struct writer *w, struct str step, struct moment at,
                      struct faults *f)
{
        *x = (struct city_event){ .w = w, .f = f, .result = { .limit = 1u << 20 } };
        x->e = (struct event){ .at = at,
                               .day = day_of(at, w->inforce.zone),
                               .via = VIA_CLI,
                               .cause = -1,
                               .batch = -1,
                               .version = w->inforce.city ? w->inforce.city->version : -1,
                               .step = step };
        jout_init(&x->j, &x->result, true);
        jout_open(&x->j, '{');
}

void admin_event_done(struct city_event *x)
{
        buf_free(&x->result);
        arena_done(&x->a);
}

/* A sealed text of the event: the commitment goes into the result under `field`. */
void admin_event_text(struct city_event *x, struct str field, struct str text, int64_t subject)
{
        struct seal seal = seal_make(&x->w->sys, field, text);
        ASSERT(x->text_n < LEN(x->text));
        x->text[x->text_n].seal = seal;
        x->text[x->text_n].field = field;
        x->text[x->text_n++].text = text;
        x->subject = subject;
        jout_key(&x->j, field);
        jout_open(&x->j, '{');
        jout_key(&x->j, S("seal"));
        jout_hex(&x->j, seal.commitment.b, HASH_BYTES);
        jout_close(&x->j);
}

enum err admin_event_put(struct city_event *x)
{
        jout_close(&x->j);
        if (x->result.err != OK) return x->result.err;
        x->e.result = buf_view(&x->result);
        if (x->text_n)
                TRY(store_unsaved(x->w->st,
                                  writer_keys(x->w, keys_ensure(x->w->keys, x->subject), x->f),
                                  x->f));
        TRY(writer_city_event(x->w, &x->a, &x->e, x->f));
        for (size_t i = 0; i < x->text_n; i++) {
                struct seal_at at = { x->w->st, x->w->keys, x->subject, x->e.seq,
                                      x->text[i].field };
                enum err e = seal_put(&at, x->text[i].text, &x->text[i].seal);
                TRY(store_unsaved(x->w->st, e, x->f));
        }
        return OK;
}

/* ---- a new city ---- */

static enum err open_tables(struct writer *w, const struct new_city *n, struct faults *f)
{
        enum err e = store_open(w->path.db, STORE_CREATE, &w->st);
        if (e == OK) e = keys_open(w->path.keys, true, &w->sys, &w->keys);
        if (e == OK) e = store_begin(w->st, STORE_WRITE);
        if (e == OK) e = log_schema(w->st);
        if (e == OK) e = view_schema(w->st, NULL, f);
        if (e == OK) e = beside_schema(w->st);
        if (e == OK) e = log_load(&w->log, w->st);
        if (e == OK) e = view_open(&w->view, w->st, NULL);
        if (e != OK && f->n == 0)
                return FAULT(f, e, "city.create", str_c(n->dir), "建不了城市：%.*s",
                             "the city cannot be made: %.*s",
                             SP(w->st ? store_why(w->st) : S("?")));
        return e;
}

static enum err put_key(struct writer *w, const struct note_key *key, struct moment at,
                        struct faults *f)
{
        struct city_event x;
        admin_event_init(&x, w, S("key"), at, f);
        jout_key_text(&x.j, S("name"), key->name);
        jout_key(&x.j, S("pub"));
        jout_hex(&x.j, key->pub, sizeof key->pub);
        enum err e = admin_event_put(&x);
        admin_event_done(&x);
        return e;
}

static enum err first_events(struct writer *w, const struct new_city *n, struct faults *f)
{
        struct moment at = w->sys.now(w->sys.ctx);
        struct note_secret secret;
        struct city_event x;
        TRY(store_unsaved(
                w->st, note_secret_load(&w->a, w->path.key, n->name, true, &w->sys, &secret), f));
        TRY(store_unsaved(w->st, view_month(&w->view, at, w->inforce.zone, f), f));
        admin_event_init(&x, w, S("open"), at, f);
        jout_key_text(&x.j, S("city"), n->name);
        jout_key_bool(&x.j, S("demo"), n->demo);
        jout_key_text(&x.j, S("zone"), n->zone);
        enum err e = admin_event_put(&x);
        admin_event_done(&x);
        TRY(e);
        e = put_key(w, &secret.key, at, f);
        note_secret_done(&secret);
        return e;
}

enum err city_open_new(const struct new_city *n, struct faults *f)
{
        struct writer w = { .lock_fd = -1, .sys = *n->sys };
        w.path = paths_of(&w.a, n->dir);
        enum err e = OK;
        if (zone_parse(n->zone, &w.inforce.zone) != OK)
                e = FAULT(f, ERR_INPUT, "city.zone", S("zone"),
                          "时区“%.*s”：须为 +08:00 或 Asia/Shanghai",
                          "time zone %.*s: expected +08:00 or Asia/Shanghai", SP(n->zone));
        if (e == OK && file_exists(w.path.db))
                e = FAULT(f, ERR_CONFLICT, "city.exists", str_c(n->dir), "这里已有城市数据",
                          "there is a city here already");
        if (e == OK && (dir_make(w.path.data) != OK || dir_make(w.path.audit) != OK))
                e = FAULT(f, ERR_IO, "city.folder", str_c(n->dir), "建不了文件夹",
                          "the folders cannot be made");
        if (e == OK) e = open_tables(&w, n, f);
        if (e == OK) e = first_events(&w, n, f);
        if (e == OK) e = store_unsaved(w.st, log_flush(&w.log), f);
        if (e == OK) e = store_unsaved(w.st, store_commit(w.st), f);
        if (e != OK && w.st) store_rollback(w.st);
        writer_close(&w);
        return e;
}

/* ---- definitions ---- */

/* Loads what the log says now, and the derived tables if they follow from it. In the transaction.
 * */
static enum err follow(struct writer *w, bool replay, struct faults *f)
{
        int64_t events;
        view_close(&w->view);
        if (replay)
                TRY(store_unsaved(w->st, view_rebuild(w->st, w->keys, &w->inforce, f, &events), f));
        else TRY(inforce_load(w->st, w->keys, f, &w->inforce));
        return store_unsaved(w->st, view_open(&w->view, w->st, w->inforce.city), f);
}

/* After a refusal the former city must stand in memory again. */
enum err admin_finish(struct writer *w, enum err e, struct faults *f)
{
        if (e == OK) e = writer_commit(w, f);
        if (e == OK) return OK;
        store_rollback(w->st);
        struct faults again;
        faults_init(&again, f->a, f->lang);
        if (follow(w, false, &again) != OK) w->stopped = true;
        return e;
}

static enum err put_definitions(struct writer *w, const struct defs *d, struct moment at,
                                struct faults *f)
{
        struct buf text = { .limit = 64u << 20 };
        struct city_event x;
        defs_format(d, &text);
        enum err e = text.err;
        admin_event_init(&x, w, S("apply"), at, f);
        if (e == OK) {
                admin_event_text(&x, S("definitions"), buf_view(&text), 0);
                e = admin_event_put(&x);
        }
        admin_event_done(&x);
        buf_free(&text);
        return e;
}

enum err admin_apply(struct writer *w, const struct defs *d, enum lang lang, struct faults *f,
                     struct buf *report)
{
        struct arena a = { 0 };
        struct city *draft;
        struct moment at;
        enum err e =
                city_build(&a, d, w->inforce.offices.n ? &w->inforce.offices : NULL, f, &draft);
        if (e == OK) e = city_runs(draft, f);
        if (e == OK) e = city_diff(w->inforce.city, draft, f, lang, report);
        if (e == OK) e = writer_begin(w, f, &at);
        if (e == OK) {
                bool same = definitions_same(w->inforce.city, draft);
                e = put_definitions(w, d, at, f);
                if (e == OK) e = rules_begin(w, w->inforce.city, draft, at, f);
                if (e == OK) e = follow(w, !same, f);
                if (e == OK && same) e = alike_schema(w->st, draft, f);
                e = admin_finish(w, e, f);
        }
        arena_done(&a);
        return e;
}

static enum err read_offices(struct writer *w, struct arena *a, struct str file, struct str *csv,
                             struct faults *f, struct offices *ret)
{
        enum csv_code code;
        enum err e = csv_to_utf8(a, *csv, csv, &code);
        if (e != OK)
                return FAULT(f, e, "file.code", file, "文件既不是 UTF-8 也不是 GB18030",
                             "the file is neither UTF-8 nor GB18030");
        return offices_read(a, w->inforce.offices.n ? &w->inforce.offices : NULL, file, *csv, f,
                            ret);
}

static struct day today_of(const struct writer *w)
{
        return day_of(w->sys.now(w->sys.ctx), w->inforce.zone);
}

static enum err put_offices(struct writer *w, struct str csv, int64_t total, struct moment at,
                            struct faults *f)
{
        struct city_event x;
        bool records = false;
        admin_event_init(&x, w, S("offices"), at, f);
        admin_event_text(&x, S("offices"), csv, 0);
        jout_key_int(&x.j, S("total"), total);
        enum err e = admin_event_put(&x);
        admin_event_done(&x);
        if (e == OK) e = store_unsaved(w->st, lookup_has_records(w->st, &records), f);
        if (e == OK) e = follow(w, records, f);
        return admin_finish(w, e, f);
}

enum err admin_offices_dry(struct writer *w, struct str file, struct str csv, struct faults *f,
                           struct succession *ret)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct offices next;
        TRY(read_offices(w, &a, file, &csv, f, &next));
        return succeed_check(w, &next, today_of(w), f, ret);
}

enum err admin_offices(struct writer *w, struct str file, struct str csv, struct faults *f,
                       int64_t *ret_rows)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct offices next;
        struct succession plan;
        struct moment at;
        TRY(read_offices(w, &a, file, &csv, f, &next));
        TRY(succeed_check(w, &next, today_of(w), f, &plan));
        TRY(writer_begin(w, f, &at));
        TRY(put_offices(w, csv, (int64_t)next.n, at, f));
        *ret_rows = (int64_t)next.n;
        return succeed_all(w, VIA_CLI, f, NULL);
}

enum err admin_calendar(struct writer *w, struct str file, struct str text, struct faults *f)
{
        struct arena a = { 0 };
        struct calendar_year y;
        struct moment at;
        enum err e = calendar_parse(&a, file, text, f, &y);
        if (e == OK) e = writer_begin(w, f, &at);
        if (e == OK) {
                struct city_event x;
                admin_event_init(&x, w, S("calendar"), at, f);
                admin_event_text(&x, S("calendar"), text, 0);
                jout_key_int(&x.j, S("year"), y.year);
                e = admin_event_put(&x);
                admin_event_done(&x);
                if (e == OK) e = follow(w, false, f);
                e = admin_finish(w, e, f);
        }
        if (e == OK) e = reckon_provisional(w, VIA_CLI, f, NULL);
        arena_done(&a);
        return e;
}

/* ---- the rest ---- */

int64_t admin_account_id(const struct writer *w, int account)
{
        return account >= 0 ? w->inforce.accounts.v[account].id : 0;
}

enum err admin_publish(struct writer *w, const struct publish *p, struct faults *f,
                       int64_t *ret_seq)
{
        struct moment at;
        char day[16], hex[65];
        TRY(writer_begin(w, f, &at));
        struct city_event x;
        struct hash root = merkle_root(&w->log.tree);
        admin_event_init(&x, w, S("publish"), at, f);
        x.e.actor = admin_account_id(w, p->account);
        jout_key_text(&x.j, S("bulletin"), p->bulletin);
        if (p->markdown) jout_key_text(&x.j, S("format"), S("md"));
        if (day_is(p->from)) jout_key_text(&x.j, S("from"), day_format(p->from, day));
        jout_key_text(&x.j, S("office"), p->office);
        jout_key_text(&x.j, S("on"), day_format(p->to, day));
        jout_key_text(&x.j, S("root"), hash_hex(&root, hex)); /* the log as it was then */
        if (p->scores.n) admin_event_text(&x, S("score"), p->scores, 0);
        jout_key_int(&x.j, S("size"), (int64_t)w->log.tree.size);
        admin_event_text(&x, S("text"), p->text, 0);
        enum err e = admin_event_put(&x);
        *ret_seq = x.e.seq;
        admin_event_done(&x);
        return admin_finish(w, e, f);
}

enum err admin_clock(struct writer *w, int account, struct faults *f)
{
        struct moment now = w->sys.now(w->sys.ctx);
        enum err e = store_begin(w->st, STORE_WRITE);
        if (e == OK) e = log_load(&w->log, w->st);
        if (e != OK) return store_unsaved(w->st, e, f);
        struct moment at = moment_is(w->log.at) && now.ms < w->log.at.ms ? w->log.at : now;
        struct city_event x;
        e = view_month(&w->view, at, w->inforce.zone, f);
        admin_event_init(&x, w, S("clock"), at, f);
        x.e.actor = admin_account_id(w, account);
        jout_key_int(&x.j, S("wall"), now.ms);
        if (e == OK) e = admin_event_put(&x);
        admin_event_done(&x);
        e = admin_finish(w, e, f);
        if (e != OK) return e;
        w->wall0 = now;
        w->boot0 = w->sys.boot_ms(w->sys.ctx);
        return OK;
}

enum err admin_epoch(struct writer *w, const struct anchor *known, struct faults *f)
{
        struct moment at;
        TRY(writer_begin(w, f, &at));
        w->log.epoch++;
        struct city_event x;
        admin_event_init(&x, w, S("epoch"), at, f);
        jout_key_int(&x.j, S("of"), known ? known->epoch : w->log.epoch - 1);
        if (known) {
                jout_key(&x.j, S("root"));
                jout_hex(&x.j, known->root.b, HASH_BYTES);
                jout_key_int(&x.j, S("size"), (int64_t)known->size);
        }
        enum err e = admin_event_put(&x);
        admin_event_done(&x);
        return admin_finish(w, e, f);
}

enum err admin_key(struct writer *w, const struct note_key *key, struct faults *f)
{
        struct moment at;
        TRY(writer_begin(w, f, &at));
        enum err e = put_key(w, key, at, f);
        if (e == OK) e = follow(w, false, f);
        return admin_finish(w, e, f);
}

enum err admin_rebuild(struct writer *w, struct faults *f, int64_t *ret_events)
{
        enum err e = store_begin(w->st, STORE_WRITE);
        if (e != OK) return store_unsaved(w->st, e, f);
        view_close(&w->view);
        AUTO(arena_done) struct arena a = { 0 };
        e = store_unsaved(w->st, log_rehead(w->st, &a), f);
        if (e == OK)
                e = store_unsaved(w->st, view_rebuild(w->st, w->keys, &w->inforce, f, ret_events),
                                  f);
        if (e == OK) e = store_unsaved(w->st, view_open(&w->view, w->st, w->inforce.city), f);
        if (e == OK) e = store_unsaved(w->st, store_commit(w->st), f);
        if (e != OK) {
                store_rollback(w->st);
                w->stopped = true;
        }
        return e;
}
