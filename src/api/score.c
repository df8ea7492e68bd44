/* score.c: scorecards. */
#include "ask/score.h"
#include "api/api_in.h"

enum err api_score(struct web *w)
{
        struct score_in in = { .peers = -1 };
        struct score_out x;
        struct api_span s;
        struct jout j;
        TRY(web_ask(w));
        TRY(api_ledger(w, &in.l));
        if (!in.l->score.is || (!in.l->public && w->who.account < 0))
                return FAULT(&w->f, ERR_NOT_FOUND, "score.none", in.l->name, "没有此考核，或未公开",
                             "there is no such scorecard, or it is not public");
        TRY(api_span(w, &s));
        in.on = s.on;
        in.from = s.from;
        in.to = s.to;
        in.office = s.office;
        if (day_is(s.known) || s.now)
                return FAULT(&w->f, ERR_INPUT, "score.known", in.l->name,
                             "考核按现在所知和当日的单位计算",
                             "a scorecard is reckoned as known now, by the offices of its day");
        if (web_has_query(w, S("group")))
                TRY(score_peers_find(&w->ask, in.l, web_query(w, S("group")), &in.peers));
        TRY(score_read(&w->ask, &in, &x));
        TRY(score_since(&w->ask, &x));
        web_json(w, 200, &j);
        score_json(&w->ask, &x, &j);
        return OK;
}
