/* diff_score.c: a scorecard in texts that can be compared. */
#include "city/diff_text.h"

static struct str points(const struct side *s, int64_t v)
{
        char text[24];
        return str_dup(s->a, num_format_scaled(v, (int)s->l->score.digits, text));
}

static void put_head(const struct side *s, struct thing *t)
{
        const struct score_def *x = &s->l->score;
        struct str peers = STR_NONE;
        for (size_t i = 0; i < x->peers_n; i++) peers = diff_add(s, peers, x->peers[i].name);
        t->name = S("score");
        diff_put(t, "总分", "total", points(s, x->total));
        diff_put(t, "考核对象", "peers", peers);
        diff_put(t, "排名", "rank", diff_yes(s, x->rank));
        diff_put(t, "申诉", "appeal", diff_step(s, x->appeal));
        diff_put(t, "定稿", "freeze", diff_step(s, x->freeze));
}

static void put_item(const struct side *s, struct thing *t, const struct score_item *it)
{
        const struct score_def *x = &s->l->score;
        t->name = str_join(s->a, S("items."), it->name);
        diff_put_label(s, t, &it->label);
        diff_put(t, "所属", "group",
                 it->part == SCORE_BONUS   ? S("bonus")
                 : it->part == SCORE_MINUS ? S("minus")
                                           : x->groups[it->group].name);
        diff_put(t, "分值", "value", it->text);
        diff_put(t, "上限", "cap", it->capped ? points(s, it->cap) : STR_NONE);
        diff_put(t, "下限", "floor", points(s, it->floor));
        diff_put(t, "最少数量", "small", it->small ? diff_number(s, it->small) : STR_NONE);
        if (it->evidence < 0) return;
        bool *used = ARENA_NEW(s->a, bool, x->used_n);
        size_t i = 0;
        expr_uses(it->value, used, x->used_n);
        while (!used[i]) i++;
        diff_put(t, "依据", "evidence", s->c->ledgers[x->used[i].ledger].fields[it->evidence].name);
}

struct things diff_scores(const struct side *s)
{
        const struct score_def *x = &s->l->score;
        struct things all = { .v = NULL };
        if (!x->is) return all;
        all.n = 1 + x->groups_n + x->items_n;
        all.v = ARENA_NEW(s->a, struct thing, all.n);
        put_head(s, &all.v[0]);
        for (size_t i = 0; i < x->groups_n; i++) {
                struct thing *t = &all.v[1 + i];
                t->name = str_join(s->a, S("groups."), x->groups[i].name);
                diff_put_label(s, t, &x->groups[i].label);
                diff_put(t, "权重", "weight", points(s, x->groups[i].weight));
        }
        for (size_t i = 0; i < x->items_n; i++)
                put_item(s, &all.v[1 + x->groups_n + i], &x->items[i]);
        return all;
}
