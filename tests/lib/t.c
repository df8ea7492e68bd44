/* t.c: main of the unit tests; see t.h.
 *
 *      unit [--list] [--verbose] [--filter TEXT] [--files LIST]
 *
 * TEXT is looked for in file:name. LIST is a file of paths, one a line ('#' begins a comment): only
 * tests written in these files run. The last line is "N passed, N failed"; it counts tests. */
#include "t.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sys.h"

#define FAILURES_SHOWN 20 /* of one test: a broken table should not fill the screen */

static struct t_test *tests; /* sorted by file, then as written in the file */
static struct {
        unsigned long checks, failed_checks; /* failed: in the running test */
        unsigned long passed, failed;
        bool dots; /* the line on the screen has dots */
        char dir[256];
} run;

void t_register(struct t_test *t)
{
        struct t_test **at = &tests;
        while (*at && strcmp((*at)->file, t->file) <= 0) at = &(*at)->next;
        t->next = *at;
        *at = t;
}

/* Counts a check; true when the caller should print why it failed. */
static bool failed(const char *file, int line, long row, const char *what)
{
        run.failed_checks++;
        if (run.failed_checks > FAILURES_SHOWN) return false;
        printf("%s%s:%d: ", run.dots ? "\n" : "", file, line);
        run.dots = false;
        if (row >= 0) printf("row %ld: ", row);
        printf("%s", what);
        return true;
}

bool t_true(const char *file, int line, long row, bool held, const char *what)
{
        run.checks++;
        if (!held && failed(file, line, row, what)) printf(": does not hold\n");
        return held;
}

bool t_int(const char *file, int line, long row, int64_t got, int64_t want, const char *what)
{
        run.checks++;
        if (got != want && failed(file, line, row, what))
                printf(": got %lld, want %lld\n", (long long)got, (long long)want);
        return got == want;
}

bool t_str(const char *file, int line, long row, struct str got, const char *want, const char *what)
{
        bool same = got.n == strlen(want) && (got.n == 0 || memcmp(got.p, want, got.n) == 0);
        run.checks++;
        if (!same && failed(file, line, row, what))
                printf(":\n   got: \"%.*s\"\n  want: \"%s\"\n", (int)got.n, got.n ? got.p : "",
                       want);
        return same;
}

static void print_hex(const char *label, const unsigned char *p, size_t n)
{
        printf("%s", label);
        for (size_t i = 0; i < n && i < 64; i++) printf("%02x", p[i]);
        printf("%s\n", n > 64 ? "…" : "");
}

bool t_mem(const char *file, int line, long row, const void *got, const void *want, size_t n,
           const char *what)
{
        bool same = n == 0 || memcmp(got, want, n) == 0;
        run.checks++;
        if (!same && failed(file, line, row, what)) {
                print_hex(":\n   got: ", got, n);
                print_hex("  want: ", want, n);
        }
        return same;
}

const char *t_dir(void)
{
        if (run.dir[0]) return run.dir;
        const char *tmp = getenv("T");
        (void)snprintf(run.dir, sizeof run.dir, "%s/zt-XXXXXX", tmp ? tmp : "/tmp");
        if (!mkdtemp(run.dir)) {
                perror(run.dir);
                exit(2);
        }
        return run.dir;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
        (void)st, (void)type, (void)at;
        return remove(path);
}

static void run_test(const struct t_test *t, bool verbose)
{
        if (verbose) printf("%s:%s\n", t->file, t->name);
        run.failed_checks = 0;
        t->run();
        if (run.failed_checks > FAILURES_SHOWN)
                printf("… and %lu more failed checks\n", run.failed_checks - FAILURES_SHOWN);
        if (run.failed_checks) {
                printf("FAILED %s:%s\n", t->file, t->name);
                run.failed++;
        } else {
                run.passed++;
                if (!verbose) run.dots = putchar('.') == '.';
        }
        (void)fflush(stdout);
        if (run.dir[0]) (void)nftw(run.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
        run.dir[0] = 0;
}

static bool listed(const char *list, const char *file)
{
        char line[512];
        bool found = false;
        FILE *f = fopen(list, "re");
        if (!f) {
                perror(list);
                exit(2);
        }
        while (!found && fgets(line, sizeof line, f)) {
                line[strcspn(line, "# \t\n")] = 0;
                found = strcmp(line, file) == 0;
        }
        (void)fclose(f);
        return found;
}

static bool wanted(const struct t_test *t, const char *filter, const char *list)
{
        char name[512];
        (void)snprintf(name, sizeof name, "%s:%s", t->file, t->name);
        return (!filter || strstr(name, filter)) && (!list || listed(list, t->file));
}

int main(int argc, char **argv)
{
        const char *filter = NULL, *list = NULL;
        bool names = false, verbose = false;
        for (int i = 1; i < argc; i++) {
                bool more = i + 1 < argc;
                if (strcmp(argv[i], "--list") == 0) {
                        names = true;
                } else if (strcmp(argv[i], "--verbose") == 0) {
                        verbose = true;
                } else if (strcmp(argv[i], "--filter") == 0 && more) {
                        filter = argv[++i];
                } else if (strcmp(argv[i], "--files") == 0 && more) {
                        list = argv[++i];
                } else {
                        fprintf(stderr,
                                "usage: %s [--list] [--verbose] [--filter TEXT]"
                                " [--files LIST]\n",
                                argv[0]);
                        return 2;
                }
        }
        sys_init();
        for (const struct t_test *t = tests; t; t = t->next) {
                if (!wanted(t, filter, list)) continue;
                if (names) printf("%s:%s\n", t->file, t->name);
                else run_test(t, verbose);
        }
        if (names) return 0;
        printf("%s(%lu checks)\n%lu passed, %lu failed\n", run.dots ? "\n" : "", run.checks,
               run.passed, run.failed);
        return run.failed != 0;
}
