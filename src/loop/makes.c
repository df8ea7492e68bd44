#include "loop/makes.h"

#include "base/json.h"
#include "base/limits.h"
#include "loop/cross_in.h"
#include "loop/history.h"
#include "view/made.h"

/* ---- what goes into it ----------------------------------------------------------------------- */

static enum err opened(struct writer *w, const struct making *k, const struct field *f, int64_t seq,
                       struct str *ret)
{
        struct seal_at at = { w->st, w->keys, k->rec->id, seq, f->name };
        enum err e = seal_get(&at, k->a, ret, NULL);
        if (e != ERR_DENIED) return e;
        return FAULT(k->f, ERR_CONFLICT, "makes.erased", f->name,
                     "“%.*s”的文字已擦除，不能据以建立记录",
                     "the text of %.*s is erased: nothing can be made of it",
                     SP(label_in(&f->label, f->name, k->f->lang)));
}

/* The numbers of the records linked. */
static enum err linked(struct writer *w, const struct making *k, const struct field *f,
                       const struct value *v, struct str *ret)
{
        for (size_t i = 0; i < value_count(v); i++) {
                struct rec r;
                TRY(rec_load(&w->view, k->a, &k->city->ledgers[f->of_ledger], value_one(f, v, i).i,
                             &r));
                *ret = str_printf(k->a, "%.*s%s%.*s", SP(*ret), i ? "," : "", SP(r.number));
        }
        return OK;
}

static enum err value_text_of(struct writer *w, const struct making *k, const struct makes_map *x,
                              struct str *ret)
{
        *ret = STR_NONE;
        if (x->of_row) {
                *ret = jval_text(k->row, k->l->fields[k->m->each].rows[x->from].name);
                return OK;
        }
        const struct field *f = &k->l->fields[x->from];
        const struct value *v = &k->rec->v[x->from];
        if (v->type == T_NULL) return OK;
        if (f->sealed) return opened(w, k, f, v->i, ret);
        if (f->type == F_LINK) return linked(w, k, f, v, ret);
        *ret = input_again(k->a, k->city, f, v);
        return OK;
}

enum err makes_read(struct writer *w, struct making *k, struct command *ret)
{
        const struct makes *m = k->m;
        const struct ledger *made = &k->city->ledgers[m->ledger];
        struct input *in = ARENA_NEW(k->a, struct input, m->map_n + 1);
        size_t n = 0, needed = 0, got = 0;
        for (size_t i = 0; i < m->map_n; i++) {
                const struct field *to = &made->fields[m->map[i].to];
                struct str text;
                TRY(value_text_of(w, k, &m->map[i], &text));
                needed += to->required;
                got += to->required && text.n;
                if (text.n) in[n++] = (struct input){ to->name, text };
        }
        if (m->link >= 0) in[n++] = (struct input){ made->fields[m->link].name, k->rec->number };
        k->idle = needed && !got && !m->when && m->each < 0;
        *ret = (struct command){ .step = made->steps[m->step].name, .in = in, .in_n = n };
        return OK;
}

/* ---- by a step ------------------------------------------------------------------------------- */

/* It names the row, and says what the other ledger says. */
static enum err refused(const struct making *k, size_t row, const struct faults *own, enum err e)
{
        const struct ledger *made = &k->city->ledgers[k->m->ledger];
        struct str name = label_in(&made->label, made->name, k->f->lang), where = made->name;
        if (row) where = str_printf(k->a, "%.*s.%zu", SP(k->l->fields[k->m->each].name), row);
        for (const struct fault *x = own->first; x; x = x->next) {
                if (row)
                        FAULT(k->f, x->err, x->code, where, "第%zu行不能建立“%.*s”：%.*s",
                              "row %zu makes no %.*s: %.*s", row, SP(name), SP(x->text));
                else
                        FAULT(k->f, x->err, x->code, where, "不能建立“%.*s”：%.*s",
                              "it makes no %.*s: %.*s", SP(name), SP(x->text));
        }
        return e;
}

static enum err make_one(struct crossing *x, struct making *k, size_t row)
{
        struct command c;
        struct faults own;
        struct crossing one = *x;
        struct decide_in in = *x->in;
        TRY(makes_read(x->w, k, &c));
        if (k->idle) return OK;
        faults_init(&own, k->a, k->f->lang);
        in.f = &own;
        one.in = &in;
        enum err e = cross_follow(&one, &k->city->ledgers[k->m->ledger], &c, k->rec);
        return e == OK ? OK : refused(k, row, &own, e);
}

/* The table as it stands on the record, given now or before. */
static enum err rows_of(struct writer *w, const struct making *k, const struct jval **ret)
{
        const struct field *f = &k->l->fields[k->m->each];
        const struct value *v = &k->rec->v[k->m->each];
        struct str text, why;
        struct jval *rows;
        *ret = NULL;
        if (v->type == T_NULL) return OK;
        TRY(opened(w, k, f, v->i, &text));
        if (jval_parse(k->a, text, &rows, &why) != OK || rows->kind != JARRAY) return ERR_CORRUPT;
        *ret = rows;
        return OK;
}

static enum err make_each(struct crossing *x, struct making *k, size_t *made)
{
        const struct jval *rows = NULL;
        if (k->m->each >= 0) TRY(rows_of(x->w, k, &rows));
        size_t n = k->m->each < 0 ? 1 : rows ? rows->n : 0;
        *made += n;
        if (*made > MADE_MAX)
                return FAULT(k->f, ERR_LIMIT, "makes.many", k->l->name,
                             "一步至多建立 %d 件其他记录", "a step makes at most %d other records",
                             MADE_MAX);
        for (size_t i = 0; i < n; i++) {
                k->row = rows ? &rows->items[i] : NULL;
                TRY(make_one(x, k, rows ? i + 1 : 0));
        }
        return OK;
}

enum err cross_make(struct crossing *x, const struct step *s)
{
        const struct decide_in *in = x->in;
        struct rec own;
        size_t made = 0;
        if (s->makes_n == 0) return OK;
        TRY(rec_load(&x->w->view, in->a, in->l, x->own->record, &own));
        struct rec_row row = { .city = in->city, .l = in->l, .r = &own };
        for (size_t i = 0; i < s->makes_n; i++) {
                struct making k = {
                        in->a, in->f, in->city, in->l, &s->makes[i], &own, NULL, false
                };
                if (!rec_true(in->a, s->makes[i].when, &row, OF_RECORD)) continue;
                TRY(make_each(x, &k, &made));
        }
        return OK;
}

/* ---- by a rule ------------------------------------------------------------------------------- */

enum err makes_context(struct writer *w, struct decide_in *in)
{
        const struct ruling *k = in->cmd->rule;
        if (!k || k->def->makes.ledger < 0 || k->refused.n) return OK;
        const struct value *link = in->rec ? &in->rec->v[k->def->makes.link] : NULL;
        int64_t id = link ? link->type == T_NUMBER ? link->i : 0 : k->source;
        if (id == 0) return OK;
        struct rec *r = ARENA_NEW(in->a, struct rec, 1);
        TRY(rec_load(&w->view, in->a, &in->city->ledgers[k->def->each], id, r));
        TRY(history_settled(w, r, -1, in->f));
        in->source = r;
        if (in->rec) return OK;
        struct made_ask q = { in->city, k->def, { (int32_t)k->at }, 0, 1, id };
        struct record_ids found;
        TRY(made_come(w->st, in->a, &q, &found));
        if (found.n) return OK;
        return FAULT(in->f, ERR_CONFLICT, "rule.done", r->number, "规则“%.*s”已经办过",
                     "rule %.*s has done this already", SP(k->def->name));
}
