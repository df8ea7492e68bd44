#include "city/office.h"

/* ---- the tree ---- */

int office_find(const struct offices *o, struct str code)
{
        return (int)map_at(&o->by_code, code);
}

const struct office_span *office_on(const struct offices *o, int i, struct day d)
{
        ASSERT(i >= 0 && (size_t)i < o->n);
        const struct office *x = &o->o[i];
        if (!day_is(d)) return x->spans_n ? &x->spans[x->spans_n - 1] : NULL;
        /* from the latest: most questions are about these days; an open beginning is INT32_MIN */
        for (size_t s = x->spans_n; s-- > 0;) {
                const struct office_span *span = &x->spans[s];
                if (span->from.v > d.v) continue;
                return !day_is(span->to) || d.v <= span->to.v ? span : NULL;
        }
        return NULL;
}

/* The span of that day; where there is none the one that ended last before it, else the first. */
static const struct office_span *span_near(const struct offices *o, int i, struct day d)
{
        const struct office_span *s = office_on(o, i, d);
        const struct office *x = &o->o[i];
        if (s) return s;
        ASSERT(x->spans && x->spans_n > 0);
        size_t k = x->spans_n - 1;
        while (k > 0 && x->spans[k].from.v > d.v) k--;
        return &x->spans[k];
}

/* What it lies below on that day; -1 for the root. DAY_NONE: in the end. */
static int parent_on(const struct offices *o, int i, struct day d)
{
        const struct office_span *s = span_near(o, i, d);
        bool ended = s->into >= 0 && (!day_is(d) || d.v > s->to.v);
        return ended ? s->into : s->parent;
}

struct str office_name(const struct offices *o, int i, struct day d, enum lang lang)
{
        const struct office_span *s = office_on(o, i, d);
        if (!s) s = office_on(o, i, DAY_NONE);
        if (!s) return o->o[i].code;
        return lang == LANG_EN && s->en.n ? s->en : s->zh;
}

size_t office_above(const struct offices *o, int i, struct day d, int out[static OFFICE_DEPTH_MAX])
{
        size_t n = 0;
        for (int at = i; at >= 0 && n < OFFICE_DEPTH_MAX;) {
                out[n++] = at;
                at = parent_on(o, at, d);
        }
        return n;
}

/* The earlier of the two that lies after `after`. */
static struct day sooner(struct day next, struct day d, struct day after)
{
        if (!day_is(d) || d.v <= after.v) return next;
        return day_is(next) && next.v <= d.v ? next : d;
}

struct day office_moves(const struct offices *o, int i, struct day after)
{
        int up[OFFICE_DEPTH_MAX];
        struct day next = DAY_NONE;
        size_t n = office_above(o, i, after, up);
        for (size_t u = 0; u < n; u++) {
                const struct office *x = &o->o[up[u]];
                for (size_t k = 0; k < x->spans_n; k++) {
                        const struct office_span *s = &x->spans[k];
                        int left = k == 0 ? s->parent : s[-1].into >= 0 ? s[-1].into : s[-1].parent;
                        if (s->parent != left) next = sooner(next, s->from, after);
                        if (s->into >= 0 && s->into != s->parent)
                                next = sooner(next, day_add(s->to, 1), after);
                }
        }
        return next;
}

int office_heir(const struct offices *o, int i, struct day d)
{
        for (int n = 0; i >= 0 && n < OFFICE_DEPTH_MAX; n++) {
                const struct office_span *s = span_near(o, i, d);
                bool ended = day_is(s->to) && (!day_is(d) || s->to.v < d.v);
                if (!ended) return !day_is(d) || s->from.v <= d.v ? i : -1;
                i = s->into;
        }
        return -1;
}

bool office_under(const struct offices *o, int i, int top, struct day d)
{
        for (int at = i, n = 0; at >= 0 && n < OFFICE_DEPTH_MAX; n++) {
                if (at == top) return true;
                at = parent_on(o, at, d);
        }
        return false;
}

int office_root(const struct offices *o)
{
        return o->n ? o->root : -1;
}

/* ---- roles ---- */

static const struct {
        struct str name, zh, en;
} roles[] = {
#define ROLE(id, name, zh, en)                                                                     \
        [id] = { { name, sizeof(name) - 1 }, { zh, sizeof(zh) - 1 }, { en, sizeof(en) - 1 } }
        ROLE(ROLE_REQUESTER, "requester", "诉求人", "Requester"),
        ROLE(ROLE_CLERK, "clerk", "受理员", "Clerk"),
        ROLE(ROLE_RECORDER, "recorder", "补录员", "Recorder"),
        ROLE(ROLE_DISPATCHER, "dispatcher", "交办员", "Dispatcher"),
        ROLE(ROLE_HANDLER, "handler", "承办员", "Handler"),
        ROLE(ROLE_SUPERVISOR, "supervisor", "督办员", "Supervisor"),
        ROLE(ROLE_EVALUATOR, "evaluator", "回访评价员", "Evaluator"),
        ROLE(ROLE_LEADER, "leader", "领导", "Leader"),
        ROLE(ROLE_AUDITOR, "auditor", "审计员", "Auditor"),
        ROLE(ROLE_SYSTEM, "system", "系统管理员", "System administrator"),
        ROLE(ROLE_SECURITY, "security", "安全管理员", "Security administrator"),
        ROLE(ROLE_AUDIT, "audit", "审计管理员", "Audit administrator"),
        ROLE(ROLE_TIMER, "timer", "系统定时", "Timer"),
#undef ROLE
};
_Static_assert(LEN(roles) == ROLE_COUNT, "one row per role");

struct str role_name(enum role r)
{
        ASSERT(r < ROLE_COUNT);
        return roles[r].name;
}

struct str role_label(enum role r, enum lang lang)
{
        ASSERT(r < ROLE_COUNT);
        return lang == LANG_ZH ? roles[r].zh : roles[r].en;
}

enum err role_parse(struct str s, enum role *ret)
{
        for (enum role r = 0; r < ROLE_COUNT; r++) {
                if (!str_eq(roles[r].name, s)) continue;
                *ret = r;
                return OK;
        }
        return ERR_INPUT;
}

/* ---- accounts ---- */

int account_find(const struct accounts *x, struct str login)
{
        return (int)map_at(&x->by_login, login);
}

int account_by_id(const struct accounts *x, int64_t id)
{
        size_t from = 0, to = x->n;
        while (from < to) {
                size_t mid = from + (to - from) / 2;
                if (x->v[mid].id == id) return (int)mid;
                if (x->v[mid].id < id) from = mid + 1;
                else to = mid;
        }
        return -1;
}

size_t account_own(const struct account *x)
{
        size_t n = 0;
        while (n < x->posts_n && x->posts[n].acting_for == 0) n++;
        return n;
}

bool account_holds(const struct accounts *x, int account, enum role r, const struct offices *o,
                   int at, struct day d)
{
        ASSERT(account >= 0 && (size_t)account < x->n);
        const struct account *who = &x->v[account];
        if (who->disabled) return false;
        for (size_t i = 0; i < who->posts_n; i++)
                if (who->posts[i].role == r && office_under(o, at, who->posts[i].office, d))
                        return true;
        return false;
}
