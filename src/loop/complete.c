/* complete.c: from a decided change to an event in the log: ids, numbers, seals, projection. */
#include "loop/attach.h"
#include "view/project.h"

static struct str year_of(struct arena *a, struct day day, bool per_year)
{
        int y, m, d;
        day_to_ymd(day, &y, &m, &d);
        return per_year ? str_printf(a, "%d", y) : STR_NONE;
}

static enum err give_ids(struct writer *w, struct completing *x)
{
        struct change *c = x->c;
        if (c->enters) {
                TRY(view_next(&w->view, S("record"), &x->e->record));
                c->per = year_of(x->a, x->e->day, x->l->number_per_year);
                if (c->n == 0)
                        TRY(view_next(&w->view, number_counter(x->a, x->l, STR_NONE, c->per),
                                      &c->n));
                if (c->number.n == 0)
                        c->number = number_format(x->a, x->l->number_form, c->n, x->e->day,
                                                  x->l->name, STR_NONE);
        }
        int64_t duty = 0;
        if (c->open_n) TRY(view_next(&w->view, S("duty"), &duty));
        for (size_t i = 0; i < c->open_n; i++) c->open[i].duty = duty + (int64_t)i;
        for (size_t i = 0; i < c->paper_n; i++) {
                struct change_paper *p = &c->paper[i];
                const struct paper_def *d = &x->l->papers[p->def];
                p->per = year_of(x->a, x->e->day, d->per_year);
                TRY(view_next(&w->view, S("paper"), &p->id));
                TRY(view_next(&w->view, number_counter(x->a, x->l, d->name, p->per), &p->n));
                p->number = number_format(x->a, d->form, p->n, x->e->day, x->l->name, d->name);
                ASSERT(i == 0); /* one paper a step: ids are taken by the projection */
        }
        return OK;
}

#define SALT_BYTES sizeof((struct seal){ 0 }.salt)

struct sealing {
        struct writer *w;
        struct completing *x;
        struct seal *seal; /* per text, sets first */
        size_t n;
        unsigned char *salt; /* one each */
};

static void commit_texts(struct sealing *s, struct change_set *set, size_t n, int64_t seq,
                         const struct ledger *l)
{
        for (size_t i = 0; i < n; i++) {
                if (!set[i].sealed) continue;
                s->seal[s->n] = seal_salted(s->salt + s->n * SALT_BYTES, set[i].name, set[i].text);
                set[i].commitment = s->seal[s->n++].commitment;
                bool place = set[i].field >= 0 && l->fields[set[i].field].type == F_PLACE;
                if (!place) set[i].value = value_int(seq, 0);
        }
}

static enum err put_texts(struct sealing *s, const struct change_set *set, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (!set[i].sealed) continue;
                struct seal_at at = { s->w->st, s->w->keys, s->x->e->record, s->x->e->seq,
                                      set[i].name };
                TRY(seal_put(&at, set[i].text, &s->seal[s->n++]));
        }
        return OK;
}

static enum err append(struct writer *w, struct completing *x, struct faults *f)
{
        struct change *c = x->c;
        size_t most = c->set_n + c->texts_n;
        struct sealing s = { .w = w, .x = x, .seal = ARENA_NEW(x->a, struct seal, most) };
        int64_t seq = (int64_t)w->log.tree.size;
        size_t texts = 0;
        for (size_t i = 0; i < c->set_n; i++) texts += c->set[i].sealed;
        for (size_t i = 0; i < c->texts_n; i++) texts += c->texts[i].sealed;
        if (texts) TRY(writer_keys(w, keys_ensure(w->keys, x->e->record), f));
        TRY(attach_join(w, x, f));
        s.salt = ARENA_NEW(x->a, unsigned char, texts *SALT_BYTES);
        w->sys.random(w->sys.ctx, s.salt, texts * SALT_BYTES);
        struct buf out = { .limit = 1u << 20 };
        commit_texts(&s, c->set, c->set_n, seq, x->l);
        commit_texts(&s, c->texts, c->texts_n, seq, x->l);
        s.n = 0;
        change_format(c, x->l, &out);
        if (out.err != OK) {
                buf_free(&out);
                return out.err;
        }
        x->e->result = str_dup(x->a, buf_view(&out));
        buf_free(&out);
        TRY(log_append(&w->log, x->e));
        ASSERT(x->e->seq == seq);
        TRY(put_texts(&s, c->set, c->set_n));
        TRY(put_texts(&s, c->texts, c->texts_n));
        return attach_keep(w, x, f);
}

enum err writer_record_event(struct writer *w, struct completing *x, struct faults *f,
                             struct rec **ret_after)
{
        TRY(store_unsaved(w->st, give_ids(w, x), f));
        change_sort(x->c);
        w->writes = true;
        enum err e = append(w, x, f);
        if (e == ERR_DENIED)
                return FAULT(f, ERR_CONFLICT, "seal.erased", x->before->number,
                             "该记录的文字已擦除，不能再写入文字",
                             "the texts of this record are erased: it takes no more texts");
        TRY(store_unsaved(w->st, e, f));
        struct rec *after = rec_copy(x->a, x->l, x->before);
        rec_apply(x->a, x->l, after, x->e, x->c);
        struct projection p = { x->l, x->e, x->c, x->before, after, x->a };
        TRY(view_project(&w->view, &p, f));
        *ret_after = after;
        return OK;
}

enum err writer_city_event(struct writer *w, struct arena *a, struct event *e, struct faults *f)
{
        enum err x = log_append(&w->log, e);
        if (x == OK) x = view_project_city(&w->view, e, a, f);
        return store_unsaved(w->st, x, f);
}
