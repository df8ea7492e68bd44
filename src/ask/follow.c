#include "ask/follow.h"

#include "ask/show.h"

/* The event that entered the record has its code. */
static enum err first_event(const struct ask *k, int64_t record, int64_t *ret_seq)
{
        struct log_cursor *c = NULL;
        struct event e;
        enum err last = OK;
        TRY(log_read(k->st, k->a, 0, INT64_MAX, record, &c));
        bool any = log_next(c, k->a, &e, &last);
        log_read_done(&c);
        if (!any) return last == OK ? ERR_NOT_FOUND : last;
        *ret_seq = e.seq;
        return OK;
}

/* As long for a wrong first letter as for a wrong last one. */
static bool same_code(struct str kept, struct str said)
{
        unsigned differ = said.n != kept.n;
        for (size_t i = 0; i < kept.n && i < said.n; i++) {
                char c = said.p[i];
                if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
                differ |= (unsigned)(c ^ kept.p[i]);
        }
        return differ == 0 && kept.n > 0;
}

static enum err read_code(const struct ask *k, const struct ledger *l, struct str number,
                          int64_t *ret_record, struct str *ret_code)
{
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec r;
        struct seal_at at = { k->st, k->keys, 0, 0, S("code") };
        TRY(rec_find(&v, l, number, ret_record));
        TRY(rec_load(&v, k->a, l, *ret_record, &r));
        if (r.batch > 0 || !k->keys) return ERR_NOT_FOUND;
        at.subject = *ret_record;
        TRY(first_event(k, *ret_record, &at.seq));
        return seal_get(&at, k->a, ret_code, NULL);
}

enum err follow_check(const struct ask *k, const struct ledger *l, struct str number,
                      struct str code, int64_t *ret_record)
{
        int64_t record = 0;
        struct str kept = STR_NONE;
        enum err e = read_code(k, l, number, &record, &kept);
        if (e == ERR_DENIED || e == ERR_NOT_FOUND || (e == OK && !same_code(kept, code)))
                return FAULT(k->f, ERR_NOT_FOUND, "record.unknown", number,
                             "没有此事项，或查询码不对",
                             "there is no such record, or the code is not its code");
        TRY(ask_failed(k, e));
        *ret_record = record;
        return OK;
}
