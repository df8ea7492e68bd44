/* decide_cross.c: a record becomes the child of another; a duty is met by a step elsewhere. */
#include "loop/decide_in.h"

#define REFUSE(x, e, code, where, ...) FAULT((x)->in->f, e, code, where, __VA_ARGS__)

/* One level: children have no children, so that one answer reaches them all. */
enum err decide_parent(struct deciding *x)
{
        const struct rec *r = x->in->rec, *up = x->in->parent;
        if (!up)
                return REFUSE(x, ERR_INPUT, "parent.none", S("parent"),
                              "须写明并入哪一件（本台账的编号）",
                              "it must say which record of this ledger it follows: its number");
        if (up->id == r->id)
                return REFUSE(x, ERR_CONFLICT, "parent.self", S("parent"), "不能并入自己",
                              "a record cannot follow itself");
        if (x->in->l->states[up->state].kind == KIND_VOID || up->parent)
                return REFUSE(x, ERR_CONFLICT, "parent.void", S("parent"),
                              "%.*s 已作废或已并入别的事项，不能再并入它",
                              "%.*s is void or follows another record itself", SP(up->number));
        if (x->in->has_children)
                return REFUSE(x, ERR_CONFLICT, "parent.has", S("parent"),
                              "已有事项并入本件，本件不能再并入别的事项",
                              "other records follow this one: it cannot follow another");
        x->d->c.parent = up->id;
        x->now->parent = up->id;
        return OK;
}

enum err decide_meet(struct deciding *x)
{
        int64_t id = x->in->cmd->follow->meets;
        const struct rduty *u = rec_duty(x->in->rec, id);
        TRY(decide_day(x));
        if (!u || u->outcome != OUT_OPEN)
                return REFUSE(x, ERR_CONFLICT, "duty.none", S("meet"), "任务已经结束",
                              "the duty has ended");
        x->d->duty = id;
        decide_end(x, u, OUT_DONE);
        return OK;
}
