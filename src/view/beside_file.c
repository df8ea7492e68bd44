#include "view/beside_file.h"

enum err beside_file_put(struct store *st, const struct beside_file *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("INSERT INTO x_file (file, record, seq, field) VALUES ($1, $2, $3, $4)"
                         " ON CONFLICT (file) DO NOTHING"),
                       &s));
        stmt_text(s, 1, x->file);
        stmt_int(s, 2, x->record);
        stmt_int(s, 3, x->seq);
        stmt_text(s, 4, x->field);
        TRY(stmt_run(s));
        return stmt_changes(s) == 1 ? OK : ERR_CONFLICT;
}

static enum err read_rows(struct stmt *s, struct arena *a, struct beside_file **ret, size_t *ret_n)
{
        struct beside_file *v = NULL;
        size_t n = 0, cap = 0;
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT)
                *ARENA_PUSH(a, v, n, cap) =
                        (struct beside_file){ col_text(s, a, 0), col_int(s, 1), col_int(s, 2),
                                              col_text(s, a, 3) };
        if (row == ROW_ERR) return stmt_err(s);
        *ret = v;
        *ret_n = n;
        return OK;
}

enum err beside_file_get(struct store *st, struct arena *a, struct str file,
                         struct beside_file *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct beside_file *v;
        size_t n;
        TRY(store_stmt(st, S("SELECT file, record, seq, field FROM x_file WHERE file = $1"), &s));
        stmt_text(s, 1, file);
        TRY(read_rows(s, a, &v, &n));
        if (n == 0) return ERR_NOT_FOUND;
        *ret = v[0];
        return OK;
}

enum err beside_file_list(struct store *st, struct arena *a, struct str after, int64_t limit,
                          struct beside_file **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT file, record, seq, field FROM x_file WHERE file > $1"
                         " ORDER BY file LIMIT $2"),
                       &s));
        stmt_text(s, 1, after);
        stmt_int(s, 2, limit);
        return read_rows(s, a, ret, ret_n);
}

enum err beside_file_of(struct store *st, struct arena *a, int64_t record, struct beside_file **ret,
                        size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT file, record, seq, field FROM x_file WHERE record = $1"
                         " ORDER BY seq, file"),
                       &s));
        stmt_int(s, 1, record);
        return read_rows(s, a, ret, ret_n);
}
