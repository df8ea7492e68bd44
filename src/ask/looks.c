#include "ask/looks.h"

#include "ask/token.h"
#include "base/limits.h"

#define PAGE 50

/* ---- what the three lists share -------------------------------------------------------------- */

struct paging {
        const struct ask *k;
        const struct looks_in *in;
        int64_t limit;
        struct stmt *s;
};

static enum err open_page(struct paging *p, struct str sql)
{
        const struct looks_in *in = p->in;
        struct token t = { .id = INT64_MAX };
        if (in->after.n && (token_parse(p->k->a, in->after, &t) != OK || t.kind != TOKEN_ID))
                return FAULT(p->k->f, ERR_INPUT, "after", S("after"), "没有这样的位置",
                             "there is no such place");
        struct zone z = p->k->in->zone;
        int64_t from = day_is(in->from) ? moment_at(in->from, 0, z).ms : INT64_MIN;
        int64_t to = day_is(in->to) ? moment_at(in->to, 1440, z).ms : INT64_MAX;
        p->limit = in->limit > 0 && in->limit < LIST_LIMIT_MAX ? in->limit : PAGE;
        TRY(ask_failed(p->k, store_stmt(p->k->st, sql, &p->s)));
        stmt_int(p->s, 1, t.id);
        stmt_int(p->s, 2, from);
        stmt_int(p->s, 3, to);
        stmt_int(p->s, 4, in->account);
        stmt_int(p->s, 5, p->limit + 1);
        return OK;
}

static struct str login_of(const struct ask *k, int64_t id)
{
        int i = id ? account_by_id(&k->in->accounts, id) : -1;
        return i < 0 ? STR_NONE : k->in->accounts.v[i].login;
}

static struct str place_after(const struct paging *p, int64_t id)
{
        struct token t = { .kind = TOKEN_ID, .id = id };
        return token_format(p->k->a, &t);
}

/* Ledger and number of a record, in whichever ledger it is. Erased ones keep both. */
static enum err name_record(const struct ask *k, int64_t record, struct str *ret_ledger,
                            struct str *ret_number)
{
        const struct city *c = k->in->city;
        for (size_t i = 0; record && c && i < c->ledgers_n; i++) {
                struct sql q;
                AUTO(stmt_done) struct stmt *s = NULL;
                sql_init(&q, k->a);
                sql_put(&q, S("SELECT number FROM "));
                sql_name(&q, view_table(k->a, 'r', &c->ledgers[i], NULL));
                sql_put(&q, S(" WHERE id = "));
                sql_int(&q, record);
                TRY(ask_stmt(k, &q, &s));
                enum row row = stmt_step(s);
                if (row == ROW_ERR) return ask_ended(k, s, row);
                if (row == ROW_NONE) continue;
                *ret_ledger = c->ledgers[i].name;
                *ret_number = col_text(s, k->a, 0);
                return OK;
        }
        return OK;
}

/* ---- looks ----------------------------------------------------------------------------------- */

/* One text each, so that the index that fits is taken. */
static struct str looks_sql(const struct looks_in *in)
{
        if (in->record)
                return S("SELECT id, at, account, record, how FROM x_look WHERE id < $1"
                         " AND at >= $2 AND at < $3 AND ($4 = 0 OR account = $4) AND record = $6"
                         " ORDER BY id DESC LIMIT $5");
        if (in->account)
                return S("SELECT id, at, account, record, how FROM x_look WHERE id < $1"
                         " AND at >= $2 AND at < $3 AND account = $4 ORDER BY id DESC LIMIT $5");
        return S("SELECT id, at, account, record, how FROM x_look WHERE id < $1 AND at >= $2"
                 " AND at < $3 AND $4 = 0 ORDER BY id DESC LIMIT $5");
}

enum err looks_read(const struct ask *k, const struct looks_in *in, struct looks_out *ret)
{
        struct paging p = { .k = k, .in = in };
        size_t n = 0;
        enum row row = ROW_NONE;
        TRY(open_page(&p, looks_sql(in)));
        AUTO(stmt_done) struct stmt *s = p.s;
        struct look_line *v = ARENA_NEW(k->a, struct look_line, (size_t)p.limit + 1);
        if (in->record) stmt_int(s, 6, in->record);
        while ((int64_t)n <= p.limit && (row = stmt_step(s)) == ROW_GOT) {
                struct look_line *x = &v[n++];
                *x = (struct look_line){ .id = col_int(s, 0),
                                         .at = { col_int(s, 1) },
                                         .login = login_of(k, col_int(s, 2)),
                                         .record = col_int(s, 3),
                                         .how = col_text(s, k->a, 4) };
        }
        TRY(ask_ended(k, s, row));
        bool more = (int64_t)n > p.limit;
        *ret = (struct looks_out){ .v = v, .n = more ? (size_t)p.limit : n };
        if (more) ret->next = place_after(&p, v[p.limit - 1].id);
        for (size_t i = 0; i < ret->n; i++)
                TRY(name_record(k, v[i].record, &v[i].ledger, &v[i].number));
        return OK;
}

struct str look_how_label(struct str how, enum lang lang)
{
        static const struct {
                struct str name, zh, en;
        } rows[] = {
                { SI("page"), SI("页面"), SI("page") },
                { SI("api"), SI("接口"), SI("API") },
                { SI("export"), SI("导出"), SI("export") },
                { SI("rows"), SI("指标明细"), SI("rows of a figure") },
                { SI("link"), SI("任务链接"), SI("one-duty link") },
                { SI("reveal"), SI("查看隐私字段"), SI("private field revealed") },
        };
        for (size_t i = 0; i < LEN(rows); i++)
                if (str_eq(rows[i].name, how)) return lang == LANG_ZH ? rows[i].zh : rows[i].en;
        return how;
}

/* ---- sign-ins -------------------------------------------------------------------------------- */

enum err signins_read(const struct ask *k, const struct looks_in *in, struct signins_out *ret)
{
        struct paging p = { .k = k, .in = in };
        size_t n = 0;
        enum row row = ROW_NONE;
        TRY(open_page(&p, S("SELECT id, at, account, address, ok, why FROM x_signin WHERE id < $1"
                            " AND at >= $2 AND at < $3 AND ($4 = 0 OR account = $4)"
                            " ORDER BY id DESC LIMIT $5")));
        AUTO(stmt_done) struct stmt *s = p.s;
        struct signin_line *v = ARENA_NEW(k->a, struct signin_line, (size_t)p.limit + 1);
        while ((int64_t)n <= p.limit && (row = stmt_step(s)) == ROW_GOT) {
                struct signin_line *x = &v[n++];
                *x = (struct signin_line){ .id = col_int(s, 0),
                                           .at = { col_int(s, 1) },
                                           .login = login_of(k, col_int(s, 2)),
                                           .address = col_text(s, k->a, 3),
                                           .ok = col_int(s, 4) != 0,
                                           .why = col_text(s, k->a, 5) };
        }
        TRY(ask_ended(k, s, row));
        bool more = (int64_t)n > p.limit;
        *ret = (struct signins_out){ .v = v, .n = more ? (size_t)p.limit : n };
        if (more) ret->next = place_after(&p, v[p.limit - 1].id);
        return OK;
}

/* ---- links ----------------------------------------------------------------------------------- */

static void link_take(const struct ask *k, const struct stmt *s, struct link_line *x,
                      int64_t *ret_record)
{
        *x = (struct link_line){ .id = col_int(s, 0),
                                 .made = { col_int(s, 1) },
                                 .login = login_of(k, col_int(s, 2)),
                                 .kind = col_text(s, k->a, 3),
                                 .duty = col_int(s, 4),
                                 .made_by = login_of(k, col_int(s, 6)),
                                 .expires = { col_int(s, 7) },
                                 .used = MOMENT_NONE };
        *ret_record = col_int(s, 5);
        if (!col_null(s, 8)) x->used.ms = col_int(s, 8);
}

enum err links_read(const struct ask *k, const struct looks_in *in, struct links_out *ret)
{
        struct paging p = { .k = k, .in = in };
        size_t n = 0;
        enum row row = ROW_NONE;
        TRY(open_page(&p, S("SELECT id, made_at, account, kind, duty, record, made_by, expires,"
                            " used_at FROM x_link WHERE id < $1 AND made_at >= $2"
                            " AND made_at < $3 AND ($4 = 0 OR account = $4)"
                            " ORDER BY id DESC LIMIT $5")));
        AUTO(stmt_done) struct stmt *s = p.s;
        struct link_line *v = ARENA_NEW(k->a, struct link_line, (size_t)p.limit + 1);
        int64_t *record = ARENA_NEW(k->a, int64_t, (size_t)p.limit + 1);
        while ((int64_t)n <= p.limit && (row = stmt_step(s)) == ROW_GOT) {
                struct link_line *x = &v[n++];
                link_take(k, s, x, &record[n - 1]);
        }
        TRY(ask_ended(k, s, row));
        bool more = (int64_t)n > p.limit;
        *ret = (struct links_out){ .v = v, .n = more ? (size_t)p.limit : n };
        if (more) ret->next = place_after(&p, v[p.limit - 1].id);
        for (size_t i = 0; i < ret->n; i++)
                TRY(name_record(k, record[i], &v[i].ledger, &v[i].number));
        return OK;
}
