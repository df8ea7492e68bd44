#include "view/stand.h"

bool stand_covers(const struct stand *x, const struct offices *o, const struct post *p)
{
        return (x->office.n == 0 || str_eq(x->office, o->o[p->office].code)) &&
               (x->role.n == 0 || str_eq(x->role, role_name(p->role)));
}

enum err stand_list(struct store *st, struct arena *a, struct day from, struct stand **ret,
                    size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t n = 0, cap = 0;
        *ret = NULL;
        TRY(store_stmt(st,
                       S("SELECT id, account, acting_for, office, role, first, last FROM stand"
                         " WHERE ended IS NULL AND (last IS NULL OR last >= $1) ORDER BY id"),
                       &s));
        stmt_int(s, 1, from.v);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct stand *x = ARENA_PUSH(a, *ret, n, cap);
                *x = (struct stand){ .id = col_int(s, 0),
                                     .account = col_int(s, 1),
                                     .acting_for = col_int(s, 2),
                                     .office = col_text(s, a, 3),
                                     .role = col_text(s, a, 4),
                                     .first = { (int32_t)col_int(s, 5) },
                                     .last = DAY_NONE };
                if (!col_null(s, 6)) x->last.v = (int32_t)col_int(s, 6);
        }
        *ret_n = n;
        return row == ROW_NONE ? OK : stmt_err(s);
}

enum err stand_take(struct view *v, const struct event *e, const struct jval *o)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct str to = jval_text(o, S("to"));
        struct day first, last;
        if (day_parse(jval_text(o, S("from")), &first) != OK) return ERR_CORRUPT;
        if (to.n && day_parse(to, &last) != OK) return ERR_CORRUPT;
        TRY(store_stmt(v->st,
                       S("INSERT INTO stand (id, account, acting_for, office, role, first, last)"
                         " VALUES ($1, $2, $3, $4, $5, $6, $7)"),
                       &s));
        stmt_int(s, 1, e->seq);
        stmt_int(s, 2, jval_int(o, S("account"), 0));
        stmt_int(s, 3, jval_int(o, S("for"), 0));
        stmt_text(s, 4, jval_text(o, S("office")));
        stmt_text(s, 5, jval_text(o, S("role")));
        stmt_int(s, 6, first.v);
        if (to.n) stmt_int(s, 7, last.v);
        else stmt_null(s, 7);
        return stmt_run(s);
}

enum err stand_end(struct view *v, const struct event *e, const struct jval *o)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("UPDATE stand SET ended = $1 WHERE id = $2"), &s));
        stmt_int(s, 1, e->seq);
        stmt_int(s, 2, jval_int(o, S("stand"), 0));
        return stmt_run(s);
}
