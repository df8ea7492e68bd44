/* t.h: the table-driven test runner. All tests of a variant are one program.
 *
 *      #include "lib/t.h"
 *
 *      TEST(due_skips_holidays)
 *      {
 *              for (size_t i = 0; i < LEN(row); i++) CHECK_INT(i, due(row[i].from), row[i].want);
 *      }
 *
 * A failed check prints file, line, row and both values, and the test goes on; it has failed in the
 * end. `row` is the number of the table's row, or -1 where there is none. The value got comes
 * first, the wanted one second. t_dir() is an empty folder of the test's own, removed after it.
 * NEED stops the test: for what the rest cannot do without. Not for use by several threads. */
#ifndef ZT_TESTS_T_H
#define ZT_TESTS_T_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#ifndef LEN
#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#endif

/* How often of n times a play of chance is played: a sanitizer looks at each thing done, so under
 * one a third, at least once. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define T_TIMES(n) ((n) > 3 ? (n) / 3 : 1)
#else
#define T_TIMES(n) (n)
#endif

struct t_test {
        const char *name, *file;
        void (*run)(void);
        struct t_test *next;
};
void t_register(struct t_test *t);

#define TEST(id)                                                                                   \
        static void test_##id(void);                                                               \
        __attribute__((constructor)) static void register_##id(void)                               \
        {                                                                                          \
                static struct t_test t = { #id, __FILE__, test_##id, 0 };                          \
                t_register(&t);                                                                    \
        }                                                                                          \
        static void test_##id(void)

#define CHECK(cond)          t_true(__FILE__, __LINE__, -1, (cond), #cond)
#define CHECK_ROW(row, cond) t_true(__FILE__, __LINE__, (long)(row), (cond), #cond)
#define CHECK_INT(row, got, want)                                                                  \
        t_int(__FILE__, __LINE__, (long)(row), (int64_t)(got), (int64_t)(want), #got)
/* got: struct str; want: C string */
#define CHECK_STR(row, got, want) t_str(__FILE__, __LINE__, (long)(row), (got), (want), #got)
/* got, want: pointers to n bytes */
#define CHECK_MEM(row, got, want, n)                                                               \
        t_mem(__FILE__, __LINE__, (long)(row), (got), (want), (n), #got)
/* the call gives OK; prints the number of the error otherwise */
#define CHECK_OK(row, call) CHECK_INT(row, call, 0)
#define NEED(cond)                                                                                 \
        do {                                                                                       \
                if (!t_true(__FILE__, __LINE__, -1, (cond), #cond)) return;                        \
        } while (0)

/* All return whether the check held. */
bool t_true(const char *file, int line, long row, bool held, const char *what);
bool t_int(const char *file, int line, long row, int64_t got, int64_t want, const char *what);
bool t_str(const char *file, int line, long row, struct str got, const char *want,
           const char *what);
bool t_mem(const char *file, int line, long row, const void *got, const void *want, size_t n,
           const char *what);

/* An empty folder for this test; path without a slash at the end. */
const char *t_dir(void);

#endif
