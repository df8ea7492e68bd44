#include "view/counter.h"

struct counter {
        struct str name;
        int64_t next, stored; /* stored: what the table has; -1 = not known */
        int64_t was, touched; /* next before the command that changed it last */
};
struct counters {
        struct arena a; /* holds this struct too */
        struct map by_name;
        struct counter *v;
        size_t n, cap;
        int64_t command_no;
};

struct counters *counters_new(void)
{
        struct arena a = { 0 };
        struct counters *c = ARENA_NEW(&a, struct counters, 1);
        c->command_no = 1;
        c->a = a;
        c->by_name.a = &c->a;
        return c;
}

void counters_free(struct counters **p)
{
        if (!*p) return;
        struct arena a = (*p)->a;
        *p = NULL;
        arena_done(&a);
}

static enum err stored_next(struct view *v, struct str name, int64_t *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("SELECT next FROM counter WHERE name = $1"), &s));
        stmt_text(s, 1, name);
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        *ret = row == ROW_GOT ? col_int(s, 0) : 1;
        return OK;
}

static enum err find(struct view *v, struct str name, struct counter **ret)
{
        struct counters *c = v->counters;
        int64_t i = map_at(&c->by_name, name), next;
        if (i < 0) {
                TRY(stored_next(v, name, &next));
                i = (int64_t)c->n;
                struct counter *x = ARENA_PUSH(&c->a, c->v, c->n, c->cap);
                *x = (struct counter){ .name = str_dup(&c->a, name), .next = next, .stored = next };
                map_set(&c->by_name, x->name, i);
        }
        *ret = &c->v[i];
        return OK;
}

enum err view_next(struct view *v, struct str counter, int64_t *ret)
{
        struct counter *x;
        if (!v->counters) return stored_next(v, counter, ret);
        TRY(find(v, counter, &x));
        *ret = x->next;
        return OK;
}

enum err counter_take(struct view *v, struct str name, int64_t used)
{
        struct counter *x;
        TRY(find(v, name, &x));
        if (x->next > used) return OK;
        if (x->touched != v->counters->command_no) x->was = x->next;
        x->touched = v->counters->command_no;
        x->next = used + 1;
        return OK;
}

static enum err store_next(struct view *v, const struct counter *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       S("INSERT INTO counter (name, next) VALUES ($1, $2) ON CONFLICT (name)"
                         " DO UPDATE SET next = excluded.next"),
                       &s));
        stmt_text(s, 1, x->name);
        stmt_int(s, 2, x->next);
        return stmt_run(s);
}

enum err counters_flush(struct view *v)
{
        struct counters *c = v->counters;
        for (size_t i = 0; c && i < c->n; i++) {
                if (c->v[i].next == c->v[i].stored) continue;
                TRY(store_next(v, &c->v[i]));
                c->v[i].stored = c->v[i].next;
        }
        return OK;
}

void counters_keep(struct counters *c)
{
        c->command_no++;
}

void counters_undo(struct counters *c)
{
        for (size_t i = 0; i < c->n; i++) {
                if (c->v[i].touched != c->command_no) continue;
                c->v[i].next = c->v[i].was;
                c->v[i].stored = -1; /* if it was written meanwhile, the savepoint took that back */
        }
        c->command_no++;
}

void counters_clear(struct counters *c)
{
        c->by_name = (struct map){ .a = &c->a };
        c->v = NULL;
        c->n = c->cap = 0;
}
