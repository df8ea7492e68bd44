#include "loop/writer.h"

struct paths paths_of(struct arena *a, const char *dir)
{
        struct str d = str_c(dir);
        while (d.n > 1 && d.p[d.n - 1] == '/') d.n--;
        const char *base = str_dupz(a, d);
        return (struct paths){ .dir = base,
                               .data = str_dupz(a, str_printf(a, "%s/data", base)),
                               .db = str_dupz(a, str_printf(a, "%s/data/city.db", base)),
                               .keys = str_dupz(a, str_printf(a, "%s/data/keys.db", base)),
                               .search = str_dupz(a, str_printf(a, "%s/data/search.db", base)),
                               .lock = str_dupz(a, str_printf(a, "%s/data/lock", base)),
                               .audit = str_dupz(a, str_printf(a, "%s/audit", base)),
                               .key = str_dupz(a, str_printf(a, "%s/audit/signing.key", base)),
                               .anchor = str_dupz(a, str_printf(a, "%s/audit/anchor", base)) };
}

static void put_number(struct buf *b, struct str spec, int64_t n)
{
        char digits[32];
        int64_t width = 0;
        if (spec.n > 2 && num_parse_i64(str_from(spec, 2), 0, 20, &width) != OK) width = 0;
        int len = snprintf(digits, sizeof digits, "%0*" PRId64, (int)width, n);
        buf_put(b, (struct str){ digits, (size_t)len });
}

static void put_hole(struct buf *b, struct str hole, int64_t n, struct day day, struct str ledger,
                     struct str kind)
{
        int y, m, d;
        day_to_ymd(day, &y, &m, &d);
        if (str_eq(hole, S("yyyy"))) buf_printf(b, "%04d", y);
        else if (str_eq(hole, S("yy"))) buf_printf(b, "%02d", y % 100);
        else if (str_eq(hole, S("mm"))) buf_printf(b, "%02d", m);
        else if (str_eq(hole, S("dd"))) buf_printf(b, "%02d", d);
        else if (str_eq(hole, S("ledger"))) buf_put(b, ledger);
        else if (str_eq(hole, S("kind"))) buf_put(b, kind);
        else if (str_starts(hole, S("n"))) put_number(b, hole, n);
}

struct str number_format(struct arena *a, struct str form, int64_t n, struct day day,
                         struct str ledger, struct str kind)
{
        struct buf b = { .limit = 200 };
        if (form.n == 0) form = kind.n ? S("{kind}-{yyyy}{n:06}") : S("{ledger}-{yyyy}{n:06}");
        while (form.n) {
                struct str head, rest, hole;
                if (!str_cut(form, '{', &head, &rest) || !str_cut(rest, '}', &hole, &form)) {
                        buf_put(&b, form);
                        break;
                }
                buf_put(&b, head);
                put_hole(&b, hole, n, day, ledger, kind);
        }
        struct str r = str_dup(a, buf_view(&b));
        buf_free(&b);
        return r;
}
