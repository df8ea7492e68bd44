/* defs_folder.h: definition files of a test: a base folder, with one file put in or replaced. */
#ifndef ZT_TESTS_DEFS_FOLDER_H
#define ZT_TESTS_DEFS_FOLDER_H

#include "base/limits.h"
#include "base/sys.h"
#include "exchange/drafts.h"

struct one_file {
        struct str name, text; /* of the case */
        struct str expect;     /* its leading lines "# …" */
};

/* The cases of a folder: its *.yaml files. */
static inline size_t cases_of(struct arena *a, const char *dir, struct one_file **ret)
{
        struct str *names = NULL;
        size_t n = 0;
        if (dir_list(a, dir, S(".yaml"), &names, &n) != OK) return 0;
        *ret = ARENA_NEW(a, struct one_file, n);
        for (size_t i = 0; i < n; i++) {
                struct one_file *x = &(*ret)[i];
                const char *path = str_dupz(a, str_printf(a, "%s/%.*s", dir, SP(names[i])));
                if (file_read(a, path, YAML_BYTES_MAX, &x->text) != OK) return 0;
                x->name = names[i];
                struct str rest = x->text, line;
                while (str_split(&rest, '\n', &line) && str_starts(line, S("# ")))
                        x->expect = str_sub(x->text, 0, (size_t)(line.p - x->text.p) + line.n);
        }
        return n;
}

/* "# KEY: value" among the leading lines; false when there is none after *rest. */
static inline bool case_says(struct str *rest, struct str key, struct str *ret)
{
        struct str line;
        while (str_split(rest, '\n', &line)) {
                if (!str_starts(line, S("# ")) || !str_starts(str_from(line, 2), key)) continue;
                *ret = str_from(line, 2 + key.n);
                return true;
        }
        return false;
}

static inline struct defs defs_with(struct arena *a, const struct defs *base, struct str path,
                                    struct str text)
{
        struct defs d = { .f = ARENA_NEW(a, struct defs_file, base->n + 1) };
        bool put = false;
        for (size_t i = 0; i < base->n; i++) {
                int c = str_cmp(path, base->f[i].path);
                if (!put && c <= 0) d.f[d.n++] = (struct defs_file){ path, text };
                put |= c <= 0;
                if (c != 0) d.f[d.n++] = base->f[i];
        }
        if (!put) d.f[d.n++] = (struct defs_file){ path, text };
        return d;
}

#endif
