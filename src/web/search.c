#include "web/search.h"

static enum err open_index(struct web *w, struct index **ret)
{
        enum err e = desk_index(w->desk, ret);
        if (e == OK) return OK;
        if (e != ERR_NOT_FOUND)
                return FAULT(&w->f, e, "search.index", STR_NONE, "检索库打不开",
                             "the search index cannot be opened");
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
        store_deadline(index_store(in->index), WEB_READ_MS);
        return search_find(&w->ask, in, ret);
}
