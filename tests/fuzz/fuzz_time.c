/* Any bytes as a day, a zone and a moment: what parses is formatted back to itself, in any zone. */
#include "base/time.h"
#include "fuzz.h"

static void try_day(struct str s)
{
        struct day d = DAY_NONE, again = DAY_NONE;
        char out[16];
        if (day_parse(s, &d) != OK) {
                ASSERT(!day_is(d));
                return;
        }
        ASSERT(str_eq(day_format(d, out), s));
        int y, m, dd;
        day_to_ymd(d, &y, &m, &dd);
        ASSERT(day_from_ymd(y, m, dd, &again) == OK && again.v == d.v);
        ASSERT(day_weekday(d) >= 1 && day_weekday(d) <= 7);
        ASSERT(month_first(day_month(d)).v <= d.v && d.v <= month_last(day_month(d)).v);
        /* a month on and back is the same day, unless the month's end cut it */
        day_to_ymd(day_add_months(d, 1), &y, &m, &(int){ 0 });
        int back = day_add_months(day_add_months(d, 1), -1).v;
        ASSERT(back == d.v || (dd > 28 && back < d.v));
}

static void try_moment(struct str s, struct zone z)
{
        struct moment m = MOMENT_NONE, again = MOMENT_NONE;
        char out[40];
        if (moment_parse(s, z, &m) != OK) {
                ASSERT(!moment_is(m));
                return;
        }
        static const int zones[] = { 0, 480, 899, -899, -210 };
        for (size_t i = 0; i < LEN(zones); i++) {
                struct zone to = { zones[i] };
                ASSERT(moment_parse(moment_format(m, to, out), z, &again) == OK);
                ASSERT(again.ms == m.ms);
                struct moment minute = moment_at(day_of(m, to), minute_of(m, to), to);
                ASSERT(minute.ms <= m.ms && m.ms - minute.ms < 60000);
                ASSERT(moment_parse(moment_short(m, to, out), to, &again) == OK);
                ASSERT(again.ms == minute.ms);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct str s = { (const char *)data, size };
        struct zone z = { 4711 };
        if (zone_parse(s, &z) == OK) ASSERT(z.minutes >= -899 && z.minutes <= 899);
        else ASSERT(z.minutes == 4711);
        try_day(s);
        try_moment(s, (struct zone){ 480 });
        try_moment(s, (struct zone){ -899 });
        return 0;
}
