#include "ask/verify.h"

#include "ask/recount.h"
#include "loop/legal.h"
#include "view/identities.h"

static struct verify_check done(const char *check, enum err e, struct str text)
{
        return (struct verify_check){ str_c(check), text, e == OK };
}

static enum err check_log(const struct ask *k, const struct anchor *anchor,
                          struct verify_check *ret)
{
        struct log_verify_in in = {
                .st = k->st, .keys = k->keys, .zone = k->in->zone, .anchor = anchor
        };
        int64_t events = 0;
        enum err e = log_verify(&in, k->a, k->f, &events);
        *ret = done("log", e,
                    str_printf(k->a,
                               k->lang == LANG_ZH ? "留痕：%" PRId64 " 条，散列树、文字封存"
                                                  : "log: %" PRId64
                                                    " events, tree and sealed texts",
                               events));
        return e;
}

enum err verify_runs(const struct ask *k, struct verify_check *ret)
{
        struct legal_in in = { k->st, k->keys, k->in };
        struct legal_out out = { 0 };
        enum err e = legal_check(&in, k->a, k->f, &out);
        *ret = done("I8", e,
                    str_printf(k->a,
                               k->lang == LANG_ZH
                                       ? "办理过程合于台账：%" PRId64 " 件事项，%" PRId64 " 步"
                                       : "records took legal runs: %" PRId64 " records, %" PRId64
                                         " steps",
                               out.records, out.events));
        return e;
}

enum err verify_figures(const struct ask *k, struct verify_check *ret)
{
        struct reader city;
        struct ask whole = *k;
        int64_t cells = 0;
        reader_init(&city, k->a, k->in, READER_CITY);
        whole.who = &city;
        enum err e = recount_all(&whole, &cells);
        *ret = done("I2", e,
                    str_printf(k->a,
                               k->lang == LANG_ZH ? "指标与逐行重算相符：%" PRId64 " 个数"
                                                  : "figures are what their rows give: %" PRId64
                                                    " numbers",
                               cells));
        return e;
}

enum err verify_identities(const struct ask *k, struct verify_check *ret)
{
        struct identities_out out = { 0 };
        enum err e = view_identities(k->st, k->in, k->a, k->f, &out);
        *ret = done("I3", e,
                    str_printf(k->a,
                               k->lang == LANG_ZH
                                       ? "勾稽关系成立：%" PRId64 " 条关系，%" PRId64 " 格"
                                       : "identities hold: %" PRId64 " identities, %" PRId64
                                         " cells",
                               out.identities, out.cells));
        return e;
}

/* The worse of two: what could not be finished, then what does not hold. */
static enum err worse(enum err x, enum err y)
{
        if (x == OK) return y;
        return y == OK || y == ERR_CORRUPT ? x : y;
}

enum err verify_quick(const struct ask *k, const struct anchor *anchor,
                      struct verify_check ret[static VERIFY_CHECKS], size_t *ret_n)
{
        enum err e = check_log(k, anchor, &ret[0]);
        e = worse(e, verify_runs(k, &ret[1]));
        e = worse(e, verify_figures(k, &ret[2]));
        e = worse(e, verify_identities(k, &ret[3]));
        *ret_n = VERIFY_CHECKS;
        if (e != OK && k->f->n == 0) return ask_failed(k, e);
        return e;
}
