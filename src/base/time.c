#include "base/time.h"

#include "base/num.h"

#define DAY_MS     86400000
#define MINUTE_MS  60000
#define MONTHS_MAX 120000 /* 10,000 years: more is not a date */

bool day_is(struct day d)
{
        return d.v != INT32_MIN;
}

bool moment_is(struct moment m)
{
        return m.ms != INT64_MIN;
}

/* Days from civil, after the era arithmetic of the proleptic Gregorian calendar: years start in
 * March so that the leap day is the last day of a year. */
static int32_t days_from(int y, int m, int d)
{
        y -= m <= 2;
        int era = (y >= 0 ? y : y - 399) / 400;
        int yoe = y - era * 400;
        int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
        int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        return era * 146097 + doe - 719468;
}

void day_to_ymd(struct day day, int *ret_y, int *ret_m, int *ret_d)
{
        int z = day.v + 719468;
        int era = (z >= 0 ? z : z - 146096) / 146097;
        int doe = z - era * 146097;
        int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        int mp = (5 * doy + 2) / 153;
        *ret_d = doy - (153 * mp + 2) / 5 + 1;
        *ret_m = mp < 10 ? mp + 3 : mp - 9;
        *ret_y = yoe + era * 400 + (*ret_m <= 2);
}

static int days_in_month(int y, int m)
{
        static const int n[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
        bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
        return m == 2 && leap ? 29 : n[m - 1];
}

enum err day_from_ymd(int y, int m, int d, struct day *ret)
{
        if (y < 1600 || y > 9999 || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m))
                return ERR_INPUT;
        *ret = (struct day){ days_from(y, m, d) };
        return OK;
}

int day_weekday(struct day d)
{
        int w = (d.v + 3) % 7; /* 1970-01-01 was a Thursday */
        return (w < 0 ? w + 7 : w) + 1;
}

int day_month(struct day d)
{
        int y, m, dd;
        day_to_ymd(d, &y, &m, &dd);
        return (y - 1970) * 12 + m - 1;
}

struct day month_first(int month)
{
        int y = 1970 + (month >= 0 ? month / 12 : -((11 - month) / 12));
        return (struct day){ days_from(y, month - (y - 1970) * 12 + 1, 1) };
}

struct day month_last(int month)
{
        return day_add(month_first(month + 1), -1);
}

struct day day_add(struct day d, int n)
{
        int32_t v;
        bool over = __builtin_add_overflow(d.v, n, &v);
        ASSERT(day_is(d) && !over);
        return (struct day){ v };
}

struct day day_add_months(struct day day, int n)
{
        int y, m, d;
        ASSERT(n >= -MONTHS_MAX && n <= MONTHS_MAX);
        day_to_ymd(day, &y, &m, &d);
        struct day first = month_first(day_month(day) + n);
        day_to_ymd(first, &y, &m, &(int){ 0 });
        int most = days_in_month(y, m);
        return day_add(first, (d < most ? d : most) - 1);
}

static enum err two(struct str s, size_t at, int64_t max, int *ret)
{
        int64_t v;
        if (at + 2 > s.n) return ERR_INPUT;
        if (s.p[at] == '-') return ERR_INPUT;
        TRY(num_parse_i64(str_sub(s, at, 2), 0, max, &v));
        *ret = (int)v;
        return OK;
}

enum err day_parse(struct str s, struct day *ret)
{
        int64_t y;
        int m, d;
        if (s.n != 10 || s.p[0] == '-' || s.p[4] != '-' || s.p[7] != '-') return ERR_INPUT;
        if (num_parse_i64(str_sub(s, 0, 4), 1600, 9999, &y) != OK) return ERR_INPUT;
        if (two(s, 5, 12, &m) != OK || two(s, 8, 31, &d) != OK) return ERR_INPUT;
        return day_from_ymd((int)y, m, d, ret);
}

struct str day_format(struct day day, char out[static 16])
{
        int y, m, d;
        day_to_ymd(day, &y, &m, &d);
        if (y >= 0 && y <= 9999) { /* in every event: not by printf */
                const int part[] = { y / 100, y % 100, m, d };
                static const int at[] = { 0, 2, 5, 8 };
                for (size_t i = 0; i < LEN(part); i++) {
                        out[at[i]] = (char)('0' + part[i] / 10);
                        out[at[i] + 1] = (char)('0' + part[i] % 10);
                }
                out[4] = out[7] = '-';
                out[10] = '\0';
                return (struct str){ out, 10 };
        }
        int n = snprintf(out, 16, "%04d-%02d-%02d", y, m, d);
        return (struct str){ out, (size_t)n };
}

enum err zone_parse(struct str s, struct zone *ret)
{
        if (str_eq(s, S("Asia/Shanghai"))) {
                *ret = (struct zone){ 480 };
                return OK;
        }
        if (str_eq(s, S("UTC")) || str_eq(s, S("Z")) || str_eq(s, S("z"))) {
                *ret = (struct zone){ 0 };
                return OK;
        }
        int h, m;
        if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':') return ERR_INPUT;
        if (two(s, 1, 14, &h) != OK || two(s, 4, 59, &m) != OK) return ERR_INPUT;
        *ret = (struct zone){ (s.p[0] == '-' ? -1 : 1) * (h * 60 + m) };
        return OK;
}

static int64_t floor_div(int64_t a, int64_t b)
{
        int64_t q = a / b;
        return q - (a % b < 0);
}

struct day day_of(struct moment m, struct zone z)
{
        ASSERT(moment_is(m));
        return (struct day){ (int32_t)floor_div(m.ms + (int64_t)z.minutes * MINUTE_MS, DAY_MS) };
}

struct moment moment_at(struct day d, int minute, struct zone z)
{
        ASSERT(day_is(d) && minute >= 0 && minute <= 1440);
        return (struct moment){ (int64_t)d.v * DAY_MS + (int64_t)(minute - z.minutes) * MINUTE_MS };
}

int minute_of(struct moment m, struct zone z)
{
        int64_t local = m.ms + (int64_t)z.minutes * MINUTE_MS;
        return (int)((local - floor_div(local, DAY_MS) * DAY_MS) / MINUTE_MS);
}

/* From 1600-01-02 until 9999-12-31 UTC: so the day of a moment read can be read in any zone. */
#define MOMENT_FIRST (-135139 * (int64_t)DAY_MS)
#define MOMENT_END   (2932896 * (int64_t)DAY_MS)

/* ":SS[.mmm]" after HH:MM; 1..9 fraction digits, kept to the millisecond. */
static enum err seconds(struct str *s, int64_t *ret_ms)
{
        int sec;
        *ret_ms = 0;
        if (s->n == 0 || s->p[0] != ':') return OK;
        TRY(two(*s, 1, 59, &sec));
        *ret_ms = (int64_t)sec * 1000;
        *s = str_from(*s, 3);
        if (s->n == 0 || s->p[0] != '.') return OK;
        int digits = 0, ms = 0;
        for (*s = str_from(*s, 1); s->n && s->p[0] >= '0' && s->p[0] <= '9'; *s = str_from(*s, 1))
                if (digits++ < 3) ms = ms * 10 + (s->p[0] - '0');
        if (digits == 0 || digits > 9) return ERR_INPUT;
        for (int i = digits; i < 3; i++) ms *= 10;
        *ret_ms += ms;
        return OK;
}

enum err moment_parse(struct str s, struct zone z, struct moment *ret)
{
        struct day d;
        int h, m;
        int64_t ms;
        if (s.n < 16 || (s.p[10] != ' ' && s.p[10] != 'T')) return ERR_INPUT;
        TRY(day_parse(str_sub(s, 0, 10), &d));
        if (two(s, 11, 23, &h) != OK || s.p[13] != ':' || two(s, 14, 59, &m) != OK)
                return ERR_INPUT;
        struct str rest = str_from(s, 16);
        if (seconds(&rest, &ms) != OK) return ERR_INPUT;
        if (rest.n && (str_eq(rest, S("Asia/Shanghai")) || str_eq(rest, S("UTC"))))
                return ERR_INPUT;
        if (rest.n && zone_parse(rest, &z) != OK) return ERR_INPUT;
        ms += moment_at(d, h * 60 + m, z).ms;
        if (ms < MOMENT_FIRST || ms >= MOMENT_END) return ERR_INPUT;
        *ret = (struct moment){ ms };
        return OK;
}

struct str moment_format(struct moment m, struct zone z, char out[static 40])
{
        char day[16];
        struct str d = day_format(day_of(m, z), day);
        int minute = minute_of(m, z);
        int ms = (int)(m.ms - floor_div(m.ms, MINUTE_MS) * MINUTE_MS);
        int off = z.minutes < 0 ? -z.minutes : z.minutes;
        int n = snprintf(out, 40, "%.*sT%02d:%02d:%02d.%03d%c%02d:%02d", SP(d), minute / 60,
                         minute % 60, ms / 1000, ms % 1000, z.minutes < 0 ? '-' : '+', off / 60,
                         off % 60);
        return (struct str){ out, (size_t)n };
}

struct str moment_short(struct moment m, struct zone z, char out[static 40])
{
        char day[16];
        struct str d = day_format(day_of(m, z), day);
        int minute = minute_of(m, z);
        int n = snprintf(out, 40, "%.*s %02d:%02d", SP(d), minute / 60, minute % 60);
        return (struct str){ out, (size_t)n };
}

struct str moment_due_short(struct moment m, struct zone z, char out[static 40])
{
        char day[16];
        if (minute_of(m, z) != 0) return moment_short(m, z, out);
        struct str d = day_format(day_add(day_of(m, z), -1), day);
        int n = snprintf(out, 40, "%.*s 24:00", SP(d));
        return (struct str){ out, (size_t)n };
}
