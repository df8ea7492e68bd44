/* clocks.h: what the tests of calendars and clocks share: the calendars of share/, short ways to
 * write days and moments, a random stream. Inline, so that no file needs all of it. */
#ifndef ZT_TESTS_CLOCKS_H
#define ZT_TESTS_CLOCKS_H

#include "base/limits.h"
#include "base/sys.h"
#include "city/clock.h"

#define FIRST_YEAR 2016
#define LAST_YEAR  2026

static const struct zone beijing = { 480 };

static inline struct day day(const char *s)
{
        struct day d = DAY_NONE;
        if (day_parse(str_c(s), &d) != OK) BUG(s);
        return d;
}

static inline struct moment at(const char *s)
{
        struct moment m = MOMENT_NONE;
        if (moment_parse(str_c(s), beijing, &m) != OK) BUG(s);
        return m;
}

static inline struct allowance within(const char *s)
{
        struct allowance w = { 0, UNIT_COUNT };
        if (allowance_parse(str_c(s), &w) != OK) BUG(s);
        return w;
}

static inline struct calendar_year year_file(struct arena *a, int year)
{
        const char *root = getenv("SRC");
        struct str path = str_printf(a, "%s/share/calendars/%d.yaml", root ? root : ".", year);
        struct calendar_year y;
        struct faults f;
        struct str text;
        faults_init(&f, a, LANG_EN);
        if (file_read(a, str_dupz(a, path), YAML_BYTES_MAX, &text) != OK) BUG("no calendars");
        if (calendar_parse(a, path, text, &f, &y) != OK) BUG(str_dupz(a, f.first->text));
        return y;
}

/* The calendar of first … last year as in share/. */
static inline const struct calendar *arranged(struct arena *a, int first, int last)
{
        const struct calendar *c = ARENA_NEW(a, struct calendar, 1);
        for (int y = first; y <= last; y++) {
                struct calendar_year *file = ARENA_NEW(a, struct calendar_year, 1);
                *file = year_file(a, y);
                c = calendar_with(a, c, file, y);
        }
        return c;
}

/* c under a local layer read from text. */
static inline const struct calendar *with_local(struct arena *a, const struct calendar *c,
                                                const char *text)
{
        struct calendar_year y;
        struct faults f;
        faults_init(&f, a, LANG_EN);
        if (calendar_parse(a, S("local"), str_c(text), &f, &y) != OK)
                BUG(str_dupz(a, f.first->text));
        return calendar_with(a, c, &y, c->version + 1);
}

/* 0 … below - 1 */
static inline int chance(uint64_t *seed, int below)
{
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        return (int)((*seed >> 33) % (uint64_t)below);
}

#endif
