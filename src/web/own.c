#include "web/own.h"

#define NAME_BYTES 8

static struct str name_of(struct arena *a, const struct hash *id)
{
        char hex[65];
        return str_sub(str_dup(a, hash_hex(id, hex)), 0, (size_t)2 * NAME_BYTES);
}

static enum err read_own(const struct web *w, struct store *st, struct own_session **ret,
                         size_t *ret_n)
{
        struct session_row *all;
        size_t n, kept = 0;
        TRY(session_rows(st, w->a, &all, &n));
        *ret = ARENA_NEW(w->a, struct own_session, n);
        for (size_t i = n; i-- > 0;) { /* the latest seen stand last */
                if (all[i].account != w->who.account_id || all[i].duty) continue;
                (*ret)[kept++] = (struct own_session){ .name = name_of(w->a, &all[i].id),
                                                       .row = all[i],
                                                       .this = memcmp(all[i].id.b, w->who.id.b,
                                                                      HASH_BYTES) == 0 };
        }
        *ret_n = kept;
        return OK;
}

enum err own_sessions(struct web *w, struct own_session **ret, size_t *ret_n)
{
        return ask_failed(&w->ask, read_own(w, w->ask.st, ret, ret_n));
}

enum err own_end(struct writer *wr, void *ctx, struct faults *f)
{
        const struct own_ending *x = ctx;
        struct own_session *v;
        size_t n;
        enum err e = read_own(x->w, wr->st, &v, &n);
        for (size_t i = 0; e == OK && i < n; i++)
                if (str_eq(v[i].name, x->name)) {
                        e = sessions_end(x->w->site->sessions, wr->st, v[i].row.id);
                        if (e == OK) return OK;
                }
        if (e == OK)
                return FAULT(f, ERR_NOT_FOUND, "session.none", STR_NONE, "没有这个会话",
                             "there is no such session");
        return store_unsaved(wr->st, e, f);
}
