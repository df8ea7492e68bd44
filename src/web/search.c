#include "web/search.h"

enum err web_index(struct web *w, struct index **ret)
{
        *ret = NULL;
        enum err e = desk_index(w->desk, ret);
        if (e == ERR_NOT_FOUND) return OK;
        if (e != OK)
                return FAULT(&w->f, e, "search.index", STR_NONE, "检索库打不开",
                             "the search index cannot be opened");
        store_deadline(index_store(*ret), WEB_READ_MS);
        return OK;
}

static enum err open_index(struct web *w, struct index **ret)
{
        TRY(web_index(w, ret));
        if (*ret) return OK;
        return FAULT(&w->f, ERR_BUSY, "search.index", STR_NONE, "检索库正在建立，请稍后再试",
                     "the search index is being made: try again soon");
}

enum err web_search(struct web *w, struct search_in *in, struct search_out *ret)
{
        struct str ledger = web_query(w, S("ledger"));
        TRY(web_ask(w));
        if (ledger.n) TRY(web_ledger(w, ledger, &in->l));
        in->after = web_query(w, S("after"));
        TRY(open_index(w, &in->index));
        return search_find(&w->ask, in, ret);
}

enum err web_candidates(struct web *w, const struct draft *d, enum via via, struct candidates *ret)
{
        struct index *index;
        TRY(open_index(w, &index));
        TRY(candidates_find(&w->ask, index, d, ret));
        return candidates_offer(&w->ask, d->l, web_actor(w, via), ret);
}

enum err web_warnings(struct web *w, struct shown *x)
{
        struct index *index = NULL;
        if (warnings_need_index(x->l)) TRY(web_index(w, &index));
        return show_warnings(&w->ask, index, x);
}
