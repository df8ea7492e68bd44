#include "city/ledger_in.h"

int ledger_field(const struct ledger *l, struct str name)
{
        return named_find(FIELDS(l), name);
}

int ledger_state(const struct ledger *l, struct str name)
{
        return named_find(STATES(l), name);
}

int ledger_step(const struct ledger *l, struct str name)
{
        return named_find(STEPS(l), name);
}

int ledger_duty(const struct ledger *l, struct str name)
{
        return named_find(OWED(l), name);
}

int ledger_figure(const struct ledger *l, struct str name)
{
        return named_find(FIGURES(l), name);
}

int ledger_paper(const struct ledger *l, struct str name)
{
        return named_find(PAPERS(l), name);
}

const struct props *ledger_props(const struct ledger *l, enum of of)
{
        switch (of) {
        case OF_DUTY:
        case OF_PAPER: return &l->props_duty;
        case OF_STEP: return &l->props_step;
        case OF_RECORD:
        case OF_LINK:
        case OF_FIGURES: return &l->props_record;
        }
        BUG("of");
}

struct str label_in(const struct label *x, struct str name, enum lang lang)
{
        struct str first = lang == LANG_ZH ? x->zh : x->en,
                   second = lang == LANG_ZH ? x->en : x->zh;
        return first.n ? first : second.n ? second : name;
}
