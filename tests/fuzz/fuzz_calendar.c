/* Any bytes as a calendar file: what is read is in order, of its year, and counts as a loop
 * would. */
#include "city/calendar.h"
#include "fuzz.h"

static void check_list(const struct calendar_day *d, size_t n, int year)
{
        for (size_t i = 0; i < n; i++) {
                int y, m, dd;
                day_to_ymd(d[i].day, &y, &m, &dd);
                ASSERT(year == 0 || y == year);
                ASSERT(i == 0 || d[i - 1].day.v < d[i].day.v);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        static const struct calendar none = { 0 };
        struct calendar_year y;
        struct faults f;
        faults_init(&f, &a, size % 2 ? LANG_ZH : LANG_EN);
        enum err e = calendar_parse(&a, S("f"), (struct str){ (const char *)data, size }, &f, &y);
        ASSERT((e == OK) == (f.n == 0));
        if (e != OK) return 0;
        check_list(y.off, y.off_n, y.year);
        check_list(y.work, y.work_n, y.year);
        const struct calendar *c = calendar_with(&a, &none, &y, 1);
        struct day from = y.off_n ? y.off[0].day : y.work_n ? y.work[0].day : (struct day){ 0 };
        struct day to = day_add(from, 40);
        int64_t n = 0;
        for (struct day d = from; d.v < to.v;) n += calendar_works(c, d = day_add(d, 1));
        ASSERT(calendar_workdays(c, from, to) == n);
        return 0;
}
