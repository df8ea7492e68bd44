#include "ask/search.h"

#include "ask/label.h"
#include "ask/snippet.h"
#include "ask/token.h"
#include "ask/walk.h"

struct finding {
        const struct ask *k;
        const struct search_in *in;
        struct search_out *out;
        struct arena scratch; /* of the index */
        struct phrases what;
        struct posting_cursor *term;
        struct walk walk;
        int64_t limit, at_most, looked;
        int64_t id[WALK_SLICE]; /* candidates, descending */
        size_t id_n;
        struct rec *rec[WALK_SLICE]; /* that are the reader's; NULL */
        const struct ledger *l[WALK_SLICE];
        size_t cap;
        bool end;
};

/* ---- candidates ---- */

static enum err index_failed(const struct finding *x, enum err e)
{
        if (e == OK) return OK;
        return FAULT(x->k->f, e, "search.index", STR_NONE, "检索库：%.*s", "the search index: %.*s",
                     SP(index_why(x->in->index)));
}

/* The next record, from x->at_most down, that has every term and may be the reader's: whoever is
 * below the others says how far these can go at once. 0: there is none. */
static enum err next_candidate(struct finding *x, int64_t *ret)
{
        struct store *st = index_store(x->in->index);
        int64_t most = x->at_most, at;
        bool all = false;
        while (most > 0 && !all) {
                all = true;
                for (size_t i = 0; i < x->what.terms.n && most > 0; i++) {
                        TRY(index_failed(x, postings_seek(st, &x->term[i], most, &at)));
                        all &= at == most || i == 0;
                        most = at;
                }
                if (most == 0) break;
                TRY(walk_seek(&x->walk, most, &at));
                all &= at == most;
                most = at;
        }
        *ret = most;
        x->at_most = most - 1;
        return OK;
}

static enum err next_slice(struct finding *x)
{
        x->id_n = 0;
        while (x->id_n < WALK_SLICE && !x->end) {
                int64_t id;
                TRY(next_candidate(x, &id));
                x->end = id <= 0;
                if (!x->end) x->id[x->id_n++] = id;
        }
        x->looked += (int64_t)x->id_n;
        return OK;
}

/* ---- records ---- */

static enum err read_ledger(struct finding *x, const struct ledger *l)
{
        struct rec *r[WALK_SLICE];
        TRY(walk_read(x->k, l, x->id, x->id_n, r));
        for (size_t i = 0; i < x->id_n; i++) {
                if (!r[i]) continue;
                x->rec[i] = r[i];
                x->l[i] = l;
        }
        return OK;
}

static bool is_searched(const struct ledger *l)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (index_takes(&l->fields[i])) return true;
        return false;
}

static enum err read_slice(struct finding *x)
{
        const struct city *c = x->k->in->city;
        memset(x->rec, 0, sizeof x->rec);
        for (size_t i = 0; x->id_n && i < c->ledgers_n; i++)
                if ((!x->in->l || x->in->l == &c->ledgers[i]) && is_searched(&c->ledgers[i]))
                        TRY(read_ledger(x, &c->ledgers[i]));
        return OK;
}

/* ---- texts ---- */

struct text {
        struct str field, value;
};
struct texts {
        struct text *v;
        size_t n, cap;
};

static void open_text(const struct ask *k, struct texts *t, int64_t record, int64_t seq,
                      const struct field *f)
{
        bool there;
        struct str value = text_open(k, record, seq, f->name, &there);
        if (!there) return;
        *ARENA_PUSH(k->a, t->v, t->n, t->cap) =
                (struct text){ f->name, index_text(k->a, f, value) };
}

static void open_current(const struct ask *k, const struct ledger *l, const struct rec *r,
                         struct texts *t)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (index_takes(&l->fields[i]) && r->v[i].type == T_NUMBER)
                        open_text(k, t, r->id, r->v[i].i, &l->fields[i]);
}

/* Every text the record ever had. */
static enum err open_all(const struct ask *k, const struct ledger *l, const struct rec *r,
                         struct texts *t)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(ask_failed(k, store_stmt(k->st,
                                     S("SELECT s.seq, s.field FROM event AS e CROSS JOIN sealed AS"
                                       " s ON s.seq = e.seq WHERE e.record = $1 AND e.record > 0"
                                       " AND s.subject = $1 ORDER BY s.seq DESC"),
                                     &s)));
        stmt_int(s, 1, r->id);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                int f = ledger_field(l, col_text(s, k->a, 1));
                if (f >= 0 && index_takes(&l->fields[f]))
                        open_text(k, t, r->id, col_int(s, 0), &l->fields[f]);
        }
        return ask_ended(k, s, row);
}

/* Is every phrase in one of the texts; the text of the first, else NULL. */
static const struct text *all_found(const struct finding *x, const struct texts *t)
{
        const struct text *first = NULL;
        size_t from, to;
        for (size_t p = 0; p < x->what.n; p++) {
                size_t i = 0;
                while (i < t->n && !phrase_find(&x->what.v[p], x->k->a, t->v[i].value, &from, &to))
                        i++;
                if (i == t->n) return NULL;
                if (p == 0) first = &t->v[i];
        }
        return first;
}

/* ---- a hit ---- */

static struct str title_of(const struct ask *k, const struct ledger *l, const struct rec *r)
{
        for (int i = 0; i < (int)l->fields_n; i++)
                if (l->fields[i].type == F_TEXT && !l->fields[i].private)
                        return label_field(k, l, r, i, MASKED);
        return STR_NONE;
}

static enum err look_at(struct finding *x, size_t i)
{
        const struct ask *k = x->k;
        struct texts t = { .n = 0 };
        open_current(k, x->l[i], x->rec[i], &t);
        const struct text *in = all_found(x, &t);
        if (!in) {
                t.n = 0;
                TRY(open_all(k, x->l[i], x->rec[i], &t));
                in = all_found(x, &t);
        }
        if (!in) return OK;
        struct str masked = label_text(k, x->l[i], x->rec[i], in->value);
        *ARENA_PUSH(k->a, x->out->v, x->out->n, x->cap) =
                (struct search_hit){ .l = x->l[i],
                                     .r = x->rec[i],
                                     .title = title_of(k, x->l[i], x->rec[i]),
                                     .field = in->field,
                                     .snippet = snippet_around(k->a, masked, &x->what.v[0]) };
        return OK;
}

static void set_next(struct finding *x, int64_t last)
{
        x->out->next = token_format(x->k->a, &(struct token){ .kind = TOKEN_ID, .id = last });
}

static enum err fill_page(struct finding *x)
{
        while (!x->end) {
                TRY(next_slice(x));
                TRY(read_slice(x));
                for (size_t i = 0; i < x->id_n; i++) {
                        if (!x->rec[i]) continue;
                        if ((int64_t)x->out->n == x->limit) {
                                set_next(x, x->id[i] + 1);
                                return OK;
                        }
                        TRY(look_at(x, i));
                }
                if (!x->end && x->looked >= SEARCH_LOOK_MAX) {
                        set_next(x, x->id[x->id_n - 1]);
                        return OK;
                }
        }
        return OK;
}

/* ---- the question ---- */

static enum err read_what(struct finding *x)
{
        const struct ask *k = x->k;
        enum err e = phrases_read(k->a, x->in->text, &x->what);
        if (e == ERR_LIMIT)
                return FAULT(k->f, e, "search.long", S("q"), "检索词过长",
                             "that is too long to search for");
        if (e != OK)
                return FAULT(k->f, e, "search.text", S("q"),
                             "没有可检索的字词（电话、证件号码等长数字不能检索）",
                             "there is no word to search for (telephones and other long numbers "
                             "cannot be)");
        x->limit = x->in->limit ? x->in->limit : 50;
        if (x->limit < 1 || x->limit > LIST_LIMIT_MAX)
                return FAULT(k->f, ERR_INPUT, "list.limit", STR_NONE, "每页 1–%d 条",
                             "a page has 1 to %d records", LIST_LIMIT_MAX);
        x->at_most = INT64_MAX;
        if (x->in->after.n == 0) return OK;
        struct token t;
        if (token_parse(k->a, x->in->after, &t) != OK || t.kind != TOKEN_ID)
                return FAULT(k->f, ERR_INPUT, "list.after", S("after"), "翻页标记不属于这个列表",
                             "the page mark does not belong to this list");
        x->at_most = t.id - 1;
        return OK;
}

static void begin_cursors(struct finding *x)
{
        struct terms *t = &x->what.terms;
        x->term = ARENA_NEW(x->k->a, struct posting_cursor, t->n);
        for (size_t i = 0; i < t->n; i++)
                postings_begin(&x->term[i], x->k->a, &x->scratch, t->v[i]);
        walk_begin(&x->walk, x->k);
        x->end = x->walk.none;
}

enum err search_find(const struct ask *k, const struct search_in *in, struct search_out *ret)
{
        struct finding x = { .k = k, .in = in, .out = ret };
        *ret = (struct search_out){ .n = 0 };
        TRY(read_what(&x));
        ret->what = x.what;
        begin_cursors(&x);
        enum err e = fill_page(&x);
        if (e == OK) e = index_failed(&x, index_behind(in->index, k->st, &ret->behind));
        arena_done(&x.scratch);
        return e;
}

/* ---- the answer ---- */

void search_json(const struct ask *k, const struct search_out *x, struct jout *j)
{
        (void)k;
        jout_open(j, '{');
        jout_key(j, S("hits"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->n; i++) {
                const struct search_hit *h = &x->v[i];
                jout_open(j, '{');
                jout_key_text(j, S("ledger"), h->l->name);
                jout_key_text(j, S("number"), h->r->number);
                jout_key_text(j, S("title"), h->title);
                jout_key_text(j, S("field"), h->field);
                jout_key_text(j, S("snippet"), h->snippet);
                jout_close(j);
        }
        jout_close(j);
        if (x->next.n) jout_key_text(j, S("after"), x->next);
        jout_key_int(j, S("behind"), x->behind);
        jout_close(j);
}

void search_text(const struct ask *k, const struct search_out *x, struct buf *out)
{
        bool zh = k->lang == LANG_ZH;
        for (size_t i = 0; i < x->n; i++)
                buf_printf(out, "%.*s/%.*s  %.*s\n    %.*s\n", SP(x->v[i].l->name),
                           SP(x->v[i].r->number), SP(x->v[i].title), SP(x->v[i].snippet));
        if (x->n == 0) buf_put(out, zh ? S("没有找到\n") : S("nothing found\n"));
        if (x->next.n)
                buf_printf(out, zh ? "还有：--after %.*s\n" : "there are more: --after %.*s\n",
                           SP(x->next));
        if (x->behind)
                buf_printf(out,
                           zh ? "检索库还差 %" PRId64 " 条留痕\n"
                              : "the index is %" PRId64 " events behind\n",
                           x->behind);
}
