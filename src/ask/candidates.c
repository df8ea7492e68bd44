#include "ask/candidates.h"

#include <math.h>

#include "ask/label.h"
#include "ask/offers.h"
#include "ask/walk.h"
#include "base/num.h"
#include "view/keyed.h"
#include "view/rows.h"
#include "view/schema.h"

enum source { BY_CONTACT, BY_PLACE, BY_TEXT, SOURCES };

struct looking {
        const struct ask *k;
        struct index *index;
        const struct draft *d;
        struct terms terms; /* of the draft's texts */
        struct candidate *v;
        size_t n, cap;
        struct arena scratch; /* of the index */
};

static enum err index_failed(const struct looking *x, enum err e)
{
        if (e == OK) return OK;
        return FAULT(x->k->f, e, "search.index", STR_NONE, "检索库：%.*s", "the search index: %.*s",
                     SP(index_why(x->index)));
}

/* ---- what is kept ---- */

static bool is_void(const struct looking *x, const struct rec *r)
{
        return x->d->l->states[r->state].kind == KIND_VOID;
}

static bool is_erased(const struct looking *x, const struct rec *r)
{
        return !x->k->keys || keys_destroyed(x->k->keys, r->id);
}

/* The place of the record in the answer; *ret NULL: it is none. A merged one stands for its
 * parent. */
static enum err keep(struct looking *x, struct rec *r, struct candidate **ret)
{
        struct rec *up[WALK_SLICE];
        struct str child = STR_NONE;
        *ret = NULL;
        if (is_void(x, r)) {
                if (r->parent == 0) return OK;
                child = r->number;
                TRY(walk_read(x->k, x->d->l, &r->parent, 1, up));
                r = up[0];
                if (!r || is_void(x, r) || is_erased(x, r)) return OK;
        }
        if (r->id == x->d->record || r->id == x->d->parent) return OK;
        for (size_t i = 0; i < x->n; i++)
                if (x->v[i].r->id == r->id) {
                        *ret = &x->v[i];
                        if (child.n == 0) x->v[i].child = STR_NONE;
                        return OK;
                }
        *ret = ARENA_PUSH(x->k->a, x->v, x->n, x->cap);
        **ret = (struct candidate){ .r = r, .child = child, .metres = -1 };
        return OK;
}

/* ---- proposals of the index ---- */

/* Records of the ledger in the reader's scope. */
struct tally {
        size_t looked, found;
};

static bool tally_full(const struct tally *t)
{
        return t->looked == CANDIDATE_LOOK || t->found == CANDIDATES_MAX;
}

struct proposing {
        struct posting_cursor *term;
        size_t n;
        struct walk walk;
        int64_t at_most;
        struct tally t;
};

static void propose_by(struct looking *x, struct proposing *p, const int64_t *term, size_t n)
{
        *p = (struct proposing){ .n = n, .at_most = INT64_MAX };
        p->term = ARENA_NEW(x->k->a, struct posting_cursor, n);
        for (size_t i = 0; i < n; i++) postings_begin(&p->term[i], x->k->a, &x->scratch, term[i]);
        walk_begin(&p->walk, x->k);
}

/* The next record, from at_most down, that has one of the terms and may be the reader's; 0: there
 * is none. */
static enum err next(struct looking *x, struct proposing *p, int64_t *ret)
{
        while (p->at_most > 0) {
                int64_t most = 0, at;
                for (size_t i = 0; i < p->n; i++) {
                        TRY(index_failed(x, postings_seek(index_store(x->index), &p->term[i],
                                                          p->at_most, &at)));
                        if (at > most) most = at;
                }
                if (most == 0) break;
                TRY(walk_seek(&p->walk, most, &at));
                p->at_most = at == most ? most - 1 : at;
                if (at != most) continue;
                *ret = most;
                return OK;
        }
        *ret = p->at_most = 0;
        return OK;
}

/* Each record proposed, until enough are looked at: `look` says whether it is one. */
typedef enum err (*looker)(struct looking *x, struct rec *r, struct proposing *p);

static enum err look_at_all(struct looking *x, struct proposing *p, looker look)
{
        for (size_t round = 0; p->at_most > 0 && round < CANDIDATE_ROUNDS; round++) {
                int64_t id[WALK_SLICE];
                struct rec *r[WALK_SLICE];
                size_t n = 0;
                while (n < WALK_SLICE) {
                        TRY(next(x, p, &id[n]));
                        if (id[n] == 0) break;
                        n++;
                }
                TRY(walk_read(x->k, x->d->l, id, n, r));
                for (size_t i = 0; i < n; i++) {
                        if (!r[i] || r[i]->id == x->d->record || is_erased(x, r[i])) continue;
                        TRY(look(x, r[i], p));
                        p->t.looked++;
                        if (tally_full(&p->t)) return OK;
                }
        }
        return OK;
}

/* ---- 1. the same contact ---- */

static bool share_number(const struct looking *x, struct str person)
{
        struct str *theirs, *ours;
        size_t n = keyed_numbers(x->k->a, person, &theirs);
        for (size_t i = 0; i < x->d->person_n; i++) {
                size_t m = keyed_numbers(x->k->a, x->d->person[i].text, &ours);
                for (size_t a = 0; a < n; a++)
                        for (size_t b = 0; b < m; b++)
                                if (str_eq(theirs[a], ours[b])) return true;
        }
        return false;
}

/* The number as it stands now: one that was corrected is no longer this one. */
static enum err look_at_contact(struct looking *x, struct rec *r, struct proposing *p)
{
        const struct ledger *l = x->d->l;
        struct candidate *c;
        bool same = false, there;
        for (int f = 0; f < (int)l->fields_n && !same; f++) {
                if (l->fields[f].type != F_PERSON || r->v[f].type != T_NUMBER) continue;
                struct str text = text_open(x->k, r->id, r->v[f].i, l->fields[f].name, &there);
                same = there && share_number(x, text);
        }
        if (!same) return OK;
        TRY(keep(x, r, &c));
        if (!c) return OK;
        c->contact = true;
        p->t.found++;
        return OK;
}

static enum err find_contact(struct looking *x)
{
        struct terms t = { .n = 0 };
        struct proposing p;
        for (size_t i = 0; i < x->d->person_n; i++) {
                const struct field *f = &x->d->l->fields[x->d->person[i].field];
                struct keyed by = { x->k->keys, x->k->a, x->d->l->name, f };
                enum err e = x->k->keys ? keyed_put(&by, x->d->person[i].text, &t) : ERR_NOT_FOUND;
                if (e == ERR_NOT_FOUND) return OK; /* nothing is indexed yet */
                TRY(e);
        }
        if (t.n == 0) return OK;
        propose_by(x, &p, t.v, t.n < SEARCH_TERMS_MAX ? t.n : SEARCH_TERMS_MAX);
        return look_at_all(x, &p, look_at_contact);
}

/* ---- 2. the same place ---- */

static bool read_point(struct str s, double *ret_lat, double *ret_lon)
{
        struct str lat, lon;
        int64_t a, b;
        if (!str_cut(s, ',', &lat, &lon) || num_parse_scaled(str_trim(lat), 9, &a) != OK ||
            num_parse_scaled(str_trim(lon), 9, &b) != OK)
                return false;
        const double radians = 3.14159265358979323846 / 180e9;
        *ret_lat = (double)a * radians;
        *ret_lon = (double)b * radians;
        return true;
}

/* Metres on the sphere (haversine); -1: not both are points. */
static int64_t metres(struct str a, struct str b)
{
        double lat1, lon1, lat2, lon2;
        if (!read_point(a, &lat1, &lon1) || !read_point(b, &lat2, &lon2)) return -1;
        double s = sin((lat2 - lat1) / 2), t = sin((lon2 - lon1) / 2);
        double h = s * s + cos(lat1) * cos(lat2) * t * t;
        return (int64_t)(2 * 6371008.8 * asin(sqrt(h < 1 ? h : 1)) + 0.5);
}

static enum err look_at_place(struct looking *x, struct rec *r, const struct draft_place *p,
                              size_t *found)
{
        struct candidate *c;
        struct str point = STR_NONE;
        if (p->point.n) TRY(draft_point(x->k, x->d->l, r, p->field, &point));
        int64_t far = metres(p->point, point);
        if (far > x->d->l->fields[p->field].near) return OK;
        TRY(keep(x, r, &c));
        if (!c) return OK;
        c->place = true;
        if (far >= 0 && (c->metres < 0 || far < c->metres)) c->metres = far;
        ++*found;
        return OK;
}

/* Of the place since that day, the latest first, at most so many: by the index alone. */
static enum err read_place(const struct looking *x, const struct draft_place *p, int64_t *id,
                           size_t *ret_n)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct ask *k = x->k;
        struct str column = column_of(k->a, &x->d->l->fields[p->field]);
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT id FROM "));
        sql_name(&q, view_table(k->a, 'r', x->d->l, NULL));
        sql_put(&q, S(" WHERE "));
        sql_name(&q, column);
        sql_put(&q, S(" = "));
        sql_text(&q, p->area);
        sql_put(&q, S(" AND entered >= "));
        sql_int(&q, ask_today(k).v - CANDIDATE_DAYS);
        sql_put(&q, S(" ORDER BY entered DESC, id DESC LIMIT "));
        sql_int(&q, CANDIDATE_PLACES);
        TRY(ask_stmt(k, &q, &s));
        enum row r;
        *ret_n = 0;
        while ((r = stmt_step(s)) == ROW_GOT) id[(*ret_n)++] = col_int(s, 0);
        return ask_ended(k, s, r);
}

static enum err look_at_places(struct looking *x, const struct draft_place *p, const int64_t *id,
                               size_t n, struct tally *t)
{
        struct rec *r[WALK_SLICE];
        TRY(walk_read(x->k, x->d->l, id, n, r));
        for (size_t i = 0; i < WALK_SLICE && !tally_full(t); i++) {
                if (!r[i] || r[i]->id == x->d->record || is_erased(x, r[i])) continue;
                TRY(look_at_place(x, r[i], p, &t->found));
                t->looked++;
        }
        return OK;
}

static enum err find_place(struct looking *x, const struct draft_place *p)
{
        int64_t *id = ARENA_NEW(x->k->a, int64_t, CANDIDATE_PLACES);
        struct tally t = { .looked = 0 };
        size_t n;
        TRY(read_place(x, p, id, &n));
        for (size_t at = 0; at < n && !tally_full(&t); at += WALK_SLICE)
                TRY(look_at_places(x, p, id + at, n - at < WALK_SLICE ? n - at : WALK_SLICE, &t));
        return OK;
}

/* ---- 3. like texts ---- */

static void read_terms(struct looking *x)
{
        struct terms *t = &x->terms;
        for (size_t i = 0; i < x->d->text_n && t->n < CANDIDATE_TERMS; i++)
                terms_put(t, x->k->a, x->d->text[i].text);
        if (t->n > CANDIDATE_TERMS) t->n = CANDIDATE_TERMS;
        terms_to_set(t);
}

/* Both ascending. */
static int share_of(const struct terms *ours, const struct terms *theirs)
{
        size_t both = 0;
        for (size_t i = 0, k = 0; i < ours->n && k < theirs->n;) {
                both += ours->v[i] == theirs->v[k];
                if (ours->v[i] < theirs->v[k]) i++;
                else if (ours->v[i] > theirs->v[k]) k++;
                else i++, k++;
        }
        return ours->n ? (int)(both * 100 / ours->n) : 0;
}

static enum err look_at_text(struct looking *x, struct rec *r, struct proposing *p)
{
        const struct ledger *l = x->d->l;
        struct terms theirs = { .n = 0 };
        struct candidate *c;
        bool there;
        for (int f = 0; f < (int)l->fields_n; f++) {
                if (!draft_takes_text(l, f) || r->v[f].type != T_NUMBER) continue;
                struct str text = text_open(x->k, r->id, r->v[f].i, l->fields[f].name, &there);
                if (there) terms_put(&theirs, x->k->a, text);
        }
        terms_to_set(&theirs);
        int share = share_of(&x->terms, &theirs);
        (void)p; /* the best of all that are looked at, not the first */
        if (share < CANDIDATE_SHARE) return OK;
        TRY(keep(x, r, &c));
        if (c && share > c->share) c->share = share;
        return OK;
}

struct rare {
        int64_t term, records;
};

static int by_records(const void *a, const void *b)
{
        const struct rare *x = a, *y = b;
        if (x->records != y->records) return x->records < y->records ? -1 : 1;
        return (x->term > y->term) - (x->term < y->term);
}

/* How many others have the term, about: a record that stands may be the only one itself. */
static enum err count_others(struct looking *x, int64_t term, int64_t *ret)
{
        struct posting_cursor c;
        int64_t id;
        TRY(index_failed(x, postings_about(index_store(x->index), term, ret)));
        if (*ret != 1 || x->d->record == 0) return OK;
        postings_begin(&c, x->k->a, &x->scratch, term);
        TRY(index_failed(x, postings_seek(index_store(x->index), &c, INT64_MAX, &id)));
        if (id == x->d->record) *ret = 0;
        return OK;
}

static enum err find_text(struct looking *x)
{
        const struct terms *t = &x->terms;
        struct rare *v;
        int64_t term[CANDIDATE_RARE];
        struct proposing p;
        size_t n = 0;
        read_terms(x);
        v = ARENA_NEW(x->k->a, struct rare, t->n);
        for (size_t i = 0; i < t->n; i++) {
                int64_t records;
                TRY(count_others(x, t->v[i], &records));
                if (records) v[n++] = (struct rare){ t->v[i], records };
        }
        if (n) qsort(v, n, sizeof *v, by_records);
        if (n > CANDIDATE_RARE) n = CANDIDATE_RARE;
        for (size_t i = 0; i < n; i++) term[i] = v[i].term;
        propose_by(x, &p, term, n);
        return look_at_all(x, &p, look_at_text);
}

/* ---- which are shown ---- */

static enum source source_of(const struct candidate *c)
{
        return c->contact ? BY_CONTACT : c->place ? BY_PLACE : BY_TEXT;
}

struct ranked {
        struct candidate c;
        bool old, over; /* before the last twelve months; beyond its source's part of the answer */
};

static int by_source(const void *a, const void *b)
{
        const struct ranked *x = a, *y = b;
        enum source s = source_of(&x->c), t = source_of(&y->c);
        if (x->old != y->old) return x->old - y->old;
        if (s != t) return s < t ? -1 : 1;
        if (s == BY_TEXT && x->c.share != y->c.share) return y->c.share - x->c.share;
        return (y->c.r->id > x->c.r->id) - (y->c.r->id < x->c.r->id);
}

static int by_rank(const void *a, const void *b)
{
        const struct ranked *x = a, *y = b;
        if (x->over != y->over) return x->over - y->over;
        return by_source(a, b);
}

/* Each source has its part of the answer, so that one with many does not hide the others; room
 * that is left goes to whoever has more. */
static void choose(struct looking *x)
{
        static const size_t part[] = {
                [BY_CONTACT] = CANDIDATES_MAX / 2,
                [BY_PLACE] = CANDIDATES_MAX / 4,
                [BY_TEXT] = CANDIDATES_MAX / 4,
        };
        size_t had[SOURCES] = { 0 };
        struct day from = day_add_months(ask_today(x->k), -12);
        struct ranked *v = ARENA_NEW(x->k->a, struct ranked, x->n);
        if (x->n == 0) return;
        for (size_t i = 0; i < x->n; i++)
                v[i] = (struct ranked){ .c = x->v[i], .old = x->v[i].r->entered.v < from.v };
        qsort(v, x->n, sizeof *v, by_source);
        for (size_t i = 0; i < x->n; i++) {
                enum source s = source_of(&v[i].c);
                v[i].over = had[s]++ >= part[s];
        }
        qsort(v, x->n, sizeof *v, by_rank);
        if (x->n > CANDIDATES_MAX) x->n = CANDIDATES_MAX;
        qsort(v, x->n, sizeof *v, by_source);
        for (size_t i = 0; i < x->n; i++) x->v[i] = v[i].c;
}

/* ---- in words ---- */

static struct str title_of(const struct ask *k, const struct ledger *l, const struct rec *r)
{
        for (int i = 0; i < (int)l->fields_n; i++)
                if (l->fields[i].type == F_TEXT && !l->fields[i].private)
                        return label_field(k, l, r, i, MASKED);
        return STR_NONE;
}

/* Whose turn it is: the lead of the open duty that is due first, else the owner. */
static enum err describe(struct looking *x, struct candidate *c)
{
        const struct ask *k = x->k;
        const struct ledger *l = x->d->l;
        struct view v = { .st = k->st, .city = k->in->city };
        const struct rduty *first = NULL;
        TRY(ask_failed(k, rec_load_rest(&v, k->a, l, c->r)));
        for (size_t i = 0; i < c->r->duties_n; i++) {
                const struct rduty *d = &c->r->duties[i];
                if (d->outcome != OUT_OPEN || !d->lead) continue;
                if (!first || d->due.ms < first->due.ms) first = d;
        }
        c->title = title_of(k, l, c->r);
        c->state = label_state(k, l, c->r->state);
        c->office = label_office(k, first ? first->holder : c->r->owner, DAY_NONE);
        if (l->states[c->r->state].kind != KIND_OPEN) return OK;
        if (moment_is(c->r->promised)) c->due = label_due(k, c->r->promised);
        else if (first) c->due = label_due(k, first->due);
        return OK;
}

/* ---- the question ---- */

static enum err find_all(struct looking *x)
{
        TRY(find_contact(x));
        for (size_t i = 0; i < x->d->place_n; i++) TRY(find_place(x, &x->d->place[i]));
        TRY(find_text(x));
        choose(x);
        for (size_t i = 0; i < x->n; i++) TRY(describe(x, &x->v[i]));
        return OK;
}

enum err candidates_find(const struct ask *k, struct index *index, const struct draft *d,
                         struct candidates *ret)
{
        struct looking x = { .k = k, .index = index, .d = d };
        enum err e = find_all(&x);
        arena_done(&x.scratch);
        *ret = (struct candidates){ .v = x.v, .n = x.n };
        TRY(e);
        return index_failed(&x, index_behind(index, k->st, &ret->behind));
}

enum err candidates_offer(const struct ask *k, const struct ledger *l, struct actor who,
                          struct candidates *x)
{
        for (size_t i = 0; i < x->n; i++) {
                struct step_offer *o;
                size_t n;
                TRY(offers_read(k, l, x->v[i].r, who, &o, &n));
                for (size_t s = 0; s < n; s++) {
                        enum builtin is = l->steps[o[s].step].builtin;
                        if (is == STEP_SUPPLEMENT) x->v[i].supplement = o[s].may;
                        if (is == STEP_HURRY) x->v[i].hurry = o[s].may;
                }
        }
        return OK;
}
