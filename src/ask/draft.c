#include "ask/draft.h"

#include "ask/label.h"
#include "view/index.h"

static bool is_entered(const struct ledger *l, int field)
{
        for (size_t s = 0; s < l->steps_n; s++)
                for (size_t i = 0; l->steps[s].enters && i < l->steps[s].ask_n; i++)
                        if (l->steps[s].ask[i] == field) return true;
        return false;
}

bool draft_takes_text(const struct ledger *l, int field)
{
        const struct field *f = &l->fields[field];
        return f->type != F_ROWS && index_takes(f) && is_entered(l, field);
}

bool draft_takes_person(const struct ledger *l, int field)
{
        return l->fields[field].type == F_PERSON && is_entered(l, field);
}

bool draft_takes_place(const struct ledger *l, int field)
{
        return l->fields[field].type == F_PLACE && is_entered(l, field);
}

static void draft_init(struct draft *d, const struct ask *k, const struct ledger *l)
{
        *d = (struct draft){ .l = l };
        d->text = ARENA_NEW(k->a, struct draft_text, l->fields_n);
        d->person = ARENA_NEW(k->a, struct draft_text, l->fields_n);
        d->place = ARENA_NEW(k->a, struct draft_place, l->fields_n);
}

static bool has(const struct draft_text *v, size_t n, int field)
{
        for (size_t i = 0; i < n; i++)
                if (v[i].field == field) return true;
        return false;
}

static bool has_place(const struct draft *d, int field)
{
        for (size_t i = 0; i < d->place_n; i++)
                if (d->place[i].field == field) return true;
        return false;
}

/* Each field once, whoever sends it twice. */
static void put(struct draft *d, int field, struct str text, const struct value *v)
{
        if (draft_takes_text(d->l, field) && text.n && !has(d->text, d->text_n, field))
                d->text[d->text_n++] = (struct draft_text){ field, text };
        if (draft_takes_person(d->l, field) && text.n && !has(d->person, d->person_n, field))
                d->person[d->person_n++] = (struct draft_text){ field, text };
        if (draft_takes_place(d->l, field) && v->type == T_TEXT && !has_place(d, field))
                d->place[d->place_n++] = (struct draft_place){ field, v->text, text };
}

enum err draft_read(const struct ask *k, const struct ledger *l, const struct input *in, size_t n,
                    struct draft *ret)
{
        enum err e = OK;
        struct input_ctx ctx = {
                .a = k->a, .city = k->in->city, .l = l, .day = ask_today(k), .f = k->f
        };
        draft_init(ret, k, l);
        for (size_t i = 0; i < n; i++) {
                struct change_set s;
                int f = ledger_field(l, in[i].name);
                if (f < 0) {
                        e = FAULT(k->f, ERR_INPUT, "input.field", in[i].name, "台账没有字段“%.*s”",
                                  "there is no field %.*s", SP(str_sub(in[i].name, 0, 60)));
                        continue;
                }
                bool looked_at = draft_takes_text(l, f) || draft_takes_person(l, f) ||
                                 draft_takes_place(l, f);
                if (!looked_at) continue;
                enum err one = input_read(&ctx, f, in[i].text, in[i].name, &s);
                if (one == OK) put(ret, f, s.text, &s.value);
                else e = one;
        }
        return e;
}

enum err draft_of(const struct ask *k, const struct ledger *l, const struct rec *r,
                  struct draft *ret)
{
        draft_init(ret, k, l);
        ret->record = r->id;
        ret->parent = r->parent;
        for (int f = 0; f < (int)l->fields_n; f++) {
                struct str text = STR_NONE;
                bool there = true;
                bool said = draft_takes_text(l, f) || draft_takes_person(l, f);
                if (said && r->v[f].type == T_NUMBER)
                        text = text_open(k, r->id, r->v[f].i, l->fields[f].name, &there);
                if (draft_takes_place(l, f)) TRY(draft_point(k, l, r, f, &text));
                if (there) put(ret, f, text, &r->v[f]);
        }
        return OK;
}

/* The latest point sealed, unless the place was given anew since, without one: what an event says
 * of a field stands in its result under the field's name. */
enum err draft_point(const struct ask *k, const struct ledger *l, const struct rec *r, int field,
                     struct str *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct str name = l->fields[field].name;
        bool there;
        *ret = STR_NONE;
        TRY(ask_failed(k, store_stmt(k->st,
                                     S("SELECT e.seq, EXISTS (SELECT 1 FROM sealed AS s WHERE"
                                       " s.seq = e.seq AND s.subject = $1 AND s.field = $2)"
                                       " FROM event AS e WHERE e.record = $1 AND e.record > 0"
                                       " AND instr(e.result, $3) > 0 ORDER BY e.seq DESC LIMIT 1"),
                                     &s)));
        stmt_int(s, 1, r->id);
        stmt_text(s, 2, name);
        stmt_text(s, 3, str_printf(k->a, "\"%.*s\":", SP(name)));
        enum row row = stmt_step(s);
        if (row != ROW_GOT) return ask_ended(k, s, row);
        if (!col_int(s, 1)) return OK;
        struct str text = text_open(k, r->id, col_int(s, 0), name, &there);
        if (there) *ret = text;
        return OK;
}
