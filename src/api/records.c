/* records.c: lists, search, one record, the steps that may be taken on it, and exports. */
#include <errno.h>

#include "api/api_in.h"
#include "ask/list.h"
#include "ask/offers.h"
#include "ask/paper.h"
#include "ask/show.h"
#include "ask/suggest.h"
#include "exchange/export.h"
#include "web/search.h"

/* ---- lists ----------------------------------------------------------------------------------- */

/* fields=title,lead: instead of the view's columns. */
static enum err read_columns(struct web *w, const struct ledger *l, struct list_out *x)
{
        struct str all = web_query(w, S("fields")), name;
        const struct props *p = &l->props_record;
        size_t n = 0;
        if (all.n == 0) return OK;
        struct str *v = ARENA_NEW(w->a, struct str, all.n / 2 + 1); /* a name and a comma each */
        struct str *names = ARENA_NEW(w->a, struct str, p->n);
        for (size_t i = 0; i < p->n; i++)
                names[i] = i < PROP_FIELDS ? p->p[i].name : l->fields[i - PROP_FIELDS].name;
        while (str_split(&all, ',', &name)) {
                size_t i = 0;
                name = str_trim(name);
                while (i < p->n && !(name.n && str_eq(names[i], name))) i++;
                if (i == p->n)
                        return FAULT(&w->f, ERR_INPUT, "list.fields", S("fields"),
                                     "台账没有字段“%.*s”%.*s", "there is no field %.*s%.*s",
                                     SP(str_sub(name, 0, 60)),
                                     SP(ask_hint(&w->ask, name, names, p->n)));
                v[n++] = names[i];
        }
        x->column = v;
        x->columns_n = n;
        return OK;
}

enum err api_list(struct web *w)
{
        const struct ledger *l;
        struct list_out x;
        struct jout j;
        TRY(api_ledger(w, &l));
        struct list_in in = { .l = l,
                              .filter = web_query(w, S("filter")),
                              .view = web_query(w, S("view")),
                              .sort = web_query(w, S("sort")),
                              .after = web_query(w, S("after")),
                              .rest = true };
        TRY(api_limit(w, &in.limit));
        TRY(api_flag(w, S("count"), &in.count));
        TRY(list_read(&w->ask, &in, &x));
        TRY(read_columns(w, l, &x));
        api_next(w, x.next);
        web_json(w, 200, &j);
        list_json(&w->ask, &in, &x, &j);
        return OK;
}

enum err api_search(struct web *w)
{
        struct search_in in = { .text = web_query(w, S("q")) };
        struct search_out x;
        struct jout j;
        TRY(api_limit(w, &in.limit));
        TRY(web_search(w, &in, &x));
        api_next(w, x.next);
        web_json(w, 200, &j);
        search_json(&w->ask, &x, &j);
        return OK;
}

/* ---- the same matter? ------------------------------------------------------------------------ */

static enum err answer_candidates(struct web *w, const struct draft *d)
{
        struct candidates x;
        struct jout j;
        TRY(web_candidates(w, d, VIA_API, &x));
        web_json(w, 200, &j);
        candidates_json(&w->ask, d, &x, &j);
        return OK;
}

enum err api_candidates(struct web *w)
{
        const struct ledger *l;
        struct api_body body;
        struct draft d;
        TRY(api_ledger(w, &l));
        TRY(api_step_body(w, l, &body));
        TRY(draft_read(&w->ask, l, body.in, body.in_n, &d));
        return answer_candidates(w, &d);
}

enum err api_candidates_of(struct web *w)
{
        const struct ledger *l;
        struct shown x;
        struct draft d;
        int64_t record;
        TRY(api_ledger(w, &l));
        TRY(show_number(&w->ask, l, w->arg[1], &record));
        TRY(show_read(&w->ask, l, record, false, &x));
        TRY(draft_of(&w->ask, l, &x.r, &d));
        return answer_candidates(w, &d);
}

/* ---- one record ------------------------------------------------------------------------------ */

enum err api_show(struct web *w)
{
        const struct ledger *l;
        struct shown x;
        struct jout j;
        int64_t record;
        bool requester;
        TRY(api_ledger(w, &l));
        TRY(api_record(w, l, &record, &requester));
        TRY(show_read(&w->ask, l, record, requester, &x));
        if (!requester) TRY(web_warnings(w, &x));
        api_look(w, record, LOOK_API);
        api_etag(w, x.r.version);
        web_json(w, 200, &j);
        show_json(&w->ask, &x, &j);
        return OK;
}

static enum err read_format(struct web *w, enum markdown_format *ret)
{
        static const struct str name[] = { [MARKDOWN_TEXT] = SI("text"),
                                           [MARKDOWN_SOURCE] = SI("md"),
                                           [MARKDOWN_HTML] = SI("html") };
        struct str s = web_query(w, S("format"));
        *ret = MARKDOWN_TEXT;
        for (size_t i = 0; i < LEN(name); i++) {
                if (!str_eq(name[i], s)) continue;
                *ret = (enum markdown_format)i;
                return OK;
        }
        if (s.n == 0) return OK;
        return FAULT(&w->f, ERR_INPUT, "paper.format", S("format"), "应为 text、md 或 html",
                     "expected text, md or html");
}

/* A paper as it is handed over. */
enum err api_paper(struct web *w)
{
        const struct ledger *l;
        const struct show_paper *p;
        struct shown x;
        struct paper_out out;
        struct jout j;
        enum markdown_format format;
        int64_t record, id;
        TRY(api_ledger(w, &l));
        TRY(show_number(&w->ask, l, w->arg[1], &record));
        TRY(read_format(w, &format));
        TRY(show_read(&w->ask, l, record, false, &x));
        if (num_parse_i64(w->arg[2], 1, INT64_MAX, &id) != OK) id = 0;
        TRY(paper_find(&w->ask, &x, id, &p));
        TRY(paper_render(&w->ask, &x, p, format, &out));
        api_look(w, record, LOOK_API);
        web_json(w, 200, &j);
        paper_json(p, &out, &j);
        return OK;
}

/* The values of linked records that are offered for what the step asks. */
static void put_offered(struct web *w, const struct ledger *l, const struct rec *r,
                        const struct step *s, struct jout *j)
{
        size_t n = 0;
        for (size_t i = 0; i < s->ask_n; i++) {
                struct str v = offer_value(&w->ask, l, r, s->ask[i]);
                if (v.n == 0) continue;
                if (n++ == 0) {
                        jout_key(j, S("offers"));
                        jout_open(j, '{');
                }
                jout_key_text(j, l->fields[s->ask[i]].name, v);
        }
        if (n) jout_close(j);
}

static void put_offer(struct web *w, const struct ledger *l, const struct rec *r,
                      const struct step_offer *o, struct jout *j)
{
        const struct step *s = &l->steps[o->step];
        jout_open(j, '{');
        jout_key_text(j, S("step"), s->name);
        jout_key_text(j, S("label"), label_in(&s->label, s->name, w->lang));
        jout_key_bool(j, S("may"), o->may);
        jout_key(j, S("ask"));
        jout_open(j, '[');
        for (size_t i = 0; i < s->ask_n; i++) jout_text(j, l->fields[s->ask[i]].name);
        jout_close(j);
        put_offered(w, l, r, s, j);
        if (!o->may) {
                jout_key_text(j, S("code"), str_c(o->code));
                jout_key_text(j, S("why"), o->why);
        }
        jout_close(j);
}

static struct actor actor_of(const struct web *w, bool requester)
{
        if (requester) return (struct actor){ .account = -1, .requester = true, .via = VIA_API };
        return web_actor(w, VIA_API);
}

enum err api_offers(struct web *w)
{
        const struct ledger *l;
        struct step_offer *o;
        struct rec r;
        struct jout j;
        int64_t record;
        size_t n;
        bool requester;
        TRY(api_ledger(w, &l));
        TRY(api_record(w, l, &record, &requester));
        struct view v = { .st = w->ask.st, .city = w->ask.in->city };
        TRY(ask_failed(&w->ask, rec_load(&v, w->a, l, record, &r)));
        TRY(offers_read(&w->ask, l, &r, actor_of(w, requester), &o, &n));
        api_etag(w, r.version);
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key_text(&j, S("ledger"), l->name);
        jout_key_text(&j, S("number"), r.number);
        jout_key_int(&j, S("version"), r.version);
        jout_key_text(&j, S("state"), l->states[r.state].name);
        jout_key(&j, S("steps"));
        jout_open(&j, '[');
        for (size_t i = 0; i < n; i++) put_offer(w, l, &r, &o[i], &j);
        jout_close(&j);
        jout_close(&j);
        return OK;
}

enum err api_suggestions(struct web *w)
{
        const struct ledger *l;
        struct suggested x;
        struct rec r;
        struct jout j;
        int64_t record;
        bool requester;
        TRY(api_ledger(w, &l));
        TRY(api_record(w, l, &record, &requester));
        TRY(api_known_step(w, l, w->arg[2]));
        struct view v = { .st = w->ask.st, .city = w->ask.in->city };
        TRY(ask_failed(&w->ask, rec_load(&v, w->a, l, record, &r)));
        TRY(suggest_read(&w->ask, l, &r, &l->steps[ledger_step(l, w->arg[2])], &x));
        web_json(w, 200, &j);
        suggest_json(&w->ask, &x, &j);
        return OK;
}

/* ---- exports --------------------------------------------------------------------------------- */

struct exporting {
        struct web *w;
        int fd;
        int64_t bytes;
};

/* Looks wait in one list for the writer: an export leaves half of it to the pages of others. */
static enum err make_room(struct web *w)
{
        for (int tries = 0; looks_waiting(w->site->looks) > LOOKS_MAX / 2; tries++) {
                if (tries == EXPORT_WAIT_MS / 10)
                        return FAULT(&w->f, ERR_BUSY, "export.looks", STR_NONE,
                                     "查阅记录暂时写不下，请稍后再导出",
                                     "the log of looks cannot be written now: try again later");
                usleep(10000);
        }
        return OK;
}

static enum err flush(void *ctx, struct buf *out)
{
        struct exporting *x = ctx;
        TRY(make_room(x->w));
        for (size_t at = 0; at < out->n;) {
                ssize_t n = write(x->fd, out->p + at, out->n - at);
                if (n < 0 && errno == EINTR) continue;
                if (n <= 0)
                        return FAULT(&x->w->f, ERR_IO, "export.disk", STR_NONE, "导出文件写不下",
                                     "the export could not be written");
                at += (size_t)n;
        }
        x->bytes += (int64_t)out->n;
        buf_reset(out);
        return OK;
}

static void seen(void *ctx, int64_t record)
{
        struct exporting *x = ctx;
        api_look(x->w, record, LOOK_EXPORT);
}

/* Written whole before the first byte is sent, so that no reading transaction waits for a slow
 * client. The file has no name: it goes with its descriptor, also when the process is killed. */
static int open_spool(const struct web *w)
{
        int fd = open(w->site->data, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return fd;
        /* a file system that knows no nameless files */
        const char *path =
                str_dupz(w->a, str_printf(w->a, "%s/%" PRId64 ".export", w->site->data, w->q->id));
        fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
        if (fd >= 0) (void)unlink(path);
        return fd;
}

static enum err export_as(struct web *w, enum write_format form, struct str type)
{
        const struct ledger *l;
        int64_t n;
        TRY(api_ledger(w, &l));
        struct exporting x = { .w = w, .fd = open_spool(w) };
        if (x.fd < 0)
                return FAULT(&w->f, ERR_IO, "export.disk", STR_NONE, "导出文件打不开",
                             "the export cannot be opened");
        struct export_in in = { .l = l,
                                .filter = web_query(w, S("filter")),
                                .form = form,
                                .ctx = &x,
                                .flush = flush,
                                .seen = seen };
        store_deadline(w->desk->st, 0); /* of any length; the reader's scope limits it */
        if (w->ask.keys) keys_release(w->ask.keys); /* and a key destroyed meanwhile ends at once */
        enum err e = export_run(&w->ask, &in, &n);
        if (e == OK && lseek(x.fd, 0, SEEK_SET) != 0) e = ERR_IO;
        if (e != OK) {
                (void)close(x.fd);
                return e;
        }
        w->ans.status = 200;
        w->ans.type = type;
        w->ans.fd = x.fd;
        w->ans.fd_bytes = x.bytes;
        web_put_header(w->a, &w->ans, S("Content-Disposition"),
                       str_printf(w->a, "attachment; filename=\"%.*s.%s\"", SP(l->name),
                                  form == WRITE_CSV ? "csv" : "jsonl"));
        web_put_header(w->a, &w->ans, S("Zhitong-Records"), str_printf(w->a, "%" PRId64, n));
        return OK;
}

enum err api_export_csv(struct web *w)
{
        return export_as(w, WRITE_CSV, S("text/csv; charset=utf-8"));
}

enum err api_export_jsonl(struct web *w)
{
        return export_as(w, WRITE_JSONL, S("application/jsonl; charset=utf-8"));
}
