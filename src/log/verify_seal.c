#include "log/verify.h"

#include "base/utf8.h"
#include "log/keys.h"

/* The commitments of one event, and what its rows were found to be. */
struct event_seals {
        struct hash *commitment;
        bool *met;
        size_t n, cap, met_cap;
        size_t closed; /* rows whose text cannot be looked at: each stands for one commitment */
};

static enum err next_row(struct seal_walk *w)
{
        enum row r = stmt_step(w->s);
        if (r == ROW_ERR) return stmt_err(w->s);
        w->row = r == ROW_GOT;
        w->seq = w->row ? col_int(w->s, 0) : 0;
        return OK;
}

enum err seal_walk_begin(struct seal_walk *w)
{
        TRY(store_stmt(
                w->st,
                S("SELECT seq, subject, field, cipher FROM sealed ORDER BY seq, subject, field"),
                &w->s));
        return next_row(w);
}

static struct str place(const struct seal_walk *w, const struct seal_at *at)
{
        struct str field = utf8_ok(at->field) ? at->field : S("?");
        return verify_place(w->f, "seq %" PRId64 " %.*s", at->seq, SP(field));
}

static void collect(const struct event *e, struct arena *tmp, struct event_seals *x)
{
        struct hash h;
        for (size_t at = 0; event_seal_next(e->result, &at, &h);) {
                bool again = false;
                for (size_t i = 0; i < x->n && !again; i++) again = hash_eq(&x->commitment[i], &h);
                if (again) continue;
                size_t n = x->n;
                *ARENA_PUSH(tmp, x->commitment, x->n, x->cap) = h;
                *ARENA_PUSH(tmp, x->met, n, x->met_cap) = false;
        }
}

/* The text was opened: it must be what the event committed to. */
static void meet(struct seal_walk *w, const struct event *e, const struct seal_at *at,
                 const struct hash *commitment, struct event_seals *x)
{
        bool found = false;
        for (size_t i = 0; i < x->n; i++) {
                if (x->met[i] || !hash_eq(&x->commitment[i], commitment)) continue;
                x->met[i] = found = true;
        }
        if (found && (at->subject <= 0 || at->subject == e->record)) return;
        (void)FAULT(w->f, ERR_CORRUPT, "seal.stray", place(w, at),
                    "事件 %" PRId64 " 没有承诺过这段密封文本（主体 %" PRId64 "）",
                    "event %" PRId64 " has no commitment to this sealed text (subject %" PRId64 ")",
                    at->seq, at->subject);
}

static enum err check_row(struct seal_walk *w, const struct event *e, struct arena *tmp,
                          struct event_seals *x)
{
        const unsigned char *key;
        struct seal_plain plain;
        struct seal_at at = { .st = w->st,
                              .keys = w->keys,
                              .seq = w->seq,
                              .subject = col_int(w->s, 1),
                              .field = col_text(w->s, tmp, 2) };
        enum err err = keys_find(w->keys, at.subject, &key);
        if (err != OK && err != ERR_DENIED && err != ERR_NOT_FOUND) return err;
        if (err == OK && seal_open(key, &at, col_blob(w->s, tmp, 3), tmp, &plain) == OK) {
                meet(w, e, &at, &plain.commitment, x);
                return OK;
        }
        x->closed++;
        if (err == OK)
                (void)FAULT(w->f, ERR_CORRUPT, "seal.open", place(w, &at),
                            "密封文本打不开：内容被改动，或被挪到了别处（主体 %" PRId64 "）",
                            "the sealed text does not open: changed, or moved here from another "
                            "place (subject %" PRId64 ")",
                            at.subject);
        else if (err == ERR_NOT_FOUND)
                (void)FAULT(w->f, ERR_CORRUPT, "seal.key", place(w, &at),
                            "缺少主体 %" PRId64 " 的密钥，也没有销毁的记载：文本已无法读取",
                            "the key of subject %" PRId64 " is missing and was not destroyed: the "
                            "text cannot be read",
                            at.subject);
        return OK;
}

/* Every commitment has its text, or a row that cannot be opened in its stead. */
static void settle(struct seal_walk *w, const struct event *e, const struct event_seals *x)
{
        size_t open = 0;
        for (size_t i = 0; i < x->n; i++) open += !x->met[i];
        struct str at = open == x->closed ? STR_NONE : verify_place(w->f, "seq %" PRId64, e->seq);
        if (open > x->closed && !(e->record > 0 && keys_destroyed(w->keys, e->record)))
                (void)FAULT(w->f, ERR_CORRUPT, "seal.missing", at,
                            "事件 %" PRId64 " 有 %zu 处承诺找不到密封文本",
                            "event %" PRId64 " has %zu commitments without their sealed texts",
                            e->seq, open - x->closed);
        if (open < x->closed)
                (void)FAULT(w->f, ERR_CORRUPT, "seal.stray", at,
                            "事件 %" PRId64 " 的密封文本比承诺多 %zu 段",
                            "event %" PRId64 " has %zu sealed texts more than commitments", e->seq,
                            x->closed - open);
}

static void stray(struct seal_walk *w, struct arena *tmp)
{
        struct seal_at at = { .seq = w->seq, .field = col_text(w->s, tmp, 2) };
        (void)FAULT(w->f, ERR_CORRUPT, "seal.stray", place(w, &at),
                    "密封文本所属的事件 %" PRId64 " 不存在",
                    "the sealed text belongs to event %" PRId64 ", which there never was", at.seq);
}

enum err seal_walk_event(struct seal_walk *w, const struct event *e, struct arena *tmp)
{
        struct event_seals x = { .n = 0 };
        while (w->row && w->seq < e->seq) {
                if (w->seq < 0) stray(w, tmp);
                TRY(next_row(w));
        }
        if (e->result.p) collect(e, tmp, &x);
        while (w->row && w->seq == e->seq) {
                if (e->result.p) TRY(check_row(w, e, tmp, &x));
                TRY(next_row(w));
        }
        settle(w, e, &x);
        return OK;
}

enum err seal_walk_end(struct seal_walk *w, int64_t end)
{
        AUTO(arena_done) struct arena tmp = { 0 };
        while (w->row) {
                if (w->seq < 0 || w->seq >= end) stray(w, &tmp);
                TRY(next_row(w));
        }
        return OK;
}
