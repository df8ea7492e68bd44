/* series.c: values by period. */
#include "ask/series.h"
#include "api/api_in.h"

enum err api_series(struct web *w)
{
        struct series_in in = { .from = web_query(w, S("from")), .to = web_query(w, S("to")) };
        struct series_out x;
        struct jout j;
        struct str *of;
        size_t given = 0, n;
        TRY(web_ask(w));
        TRY(api_ledger(w, &in.l));
        if (!in.l->series.is || (!in.l->public && w->who.account < 0))
                return FAULT(&w->f, ERR_NOT_FOUND, "series.none", in.l->name,
                             "没有此数列，或未公开",
                             "there is no such series, or it is not public");
        for (size_t f = 0; f < in.l->series.of_n; f++) {
                struct str name = in.l->fields[in.l->series.of[f]].name;
                if (!web_has_query(w, name)) continue;
                in.of[f] = web_query(w, name);
                given++;
        }
        if (web_has_query(w, S("known"))) {
                in.known.is = true;
                if (day_parse(web_query(w, S("known")), &in.known.day) != OK)
                        return FAULT(&w->f, ERR_INPUT, "day", S("known"),
                                     "日期应为 2022-08-22 这样的形式",
                                     "a day is written as 2022-08-22");
        }
        if (given < in.l->series.of_n) {
                TRY(series_list(&w->ask, in.l, &of, &n));
                web_json(w, 200, &j);
                jout_open(&j, '{');
                series_list_json(&w->ask, in.l, of, n, &j);
                jout_close(&j);
                return OK;
        }
        TRY(series_read(&w->ask, &in, &x));
        web_json(w, 200, &j);
        series_json(&w->ask, &x, &j);
        return OK;
}
