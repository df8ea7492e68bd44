#include "exchange/drafts.h"

#include "base/limits.h"
#include "base/sys.h"

struct drafts {
        struct arena *a;
        const char *dir;
        struct faults *f;
        struct defs d;
        size_t cap;
        enum err err; /* the last mistake */
};

static void load_file(struct drafts *x, struct str path)
{
        struct str text, name;
        if (defs_kind(path, &name) == DEFS_KIND_COUNT) {
                x->err = FAULT(
                        x->f, ERR_INPUT, "file.unknown", path,
                        "“%.*s”不是定义文件：应为 NAME.yaml、NAME.zh.md 或 NAME.en.md，"
                        "名称用小写字母、数字和下划线",
                        "'%.*s' is no definition file: NAME.yaml, NAME.zh.md or NAME.en.md, with "
                        "a name of small letters, digits and underscores",
                        SP(path));
                return;
        }
        const char *full = str_dupz(x->a, str_printf(x->a, "%s/%.*s", x->dir, SP(path)));
        enum err e = file_read(x->a, full, YAML_BYTES_MAX, &text);
        if (e == OK) {
                *ARENA_PUSH(x->a, x->d.f, x->d.n, x->cap) = (struct defs_file){ path, text };
                return;
        }
        x->err = FAULT(x->f, e, e == ERR_NOT_FOUND ? "file.missing" : "file.read", path,
                       e == ERR_NOT_FOUND ? "缺少文件“%.*s”" : "文件“%.*s”无法读取，或过大",
                       e == ERR_NOT_FOUND ? "the file '%.*s' is missing"
                                          : "the file '%.*s' cannot be read, or is too long",
                       SP(path));
}

static void load_folder(struct drafts *x, struct str folder)
{
        struct str *names = NULL;
        size_t n = 0;
        const char *full = str_dupz(x->a, str_printf(x->a, "%s/%.*s", x->dir, SP(folder)));
        if (!file_exists(full)) return; /* a city needs no lists, say */
        if (dir_list(x->a, full, STR_NONE, &names, &n) != OK) {
                x->err = FAULT(x->f, ERR_IO, "file.read", folder, "文件夹“%.*s”无法读取",
                               "the folder '%.*s' cannot be read", SP(folder));
                return;
        }
        for (size_t i = 0; i < n; i++)
                if (!str_starts(names[i], S(".")))
                        load_file(x, str_printf(x->a, "%.*s/%.*s", SP(folder), SP(names[i])));
}

enum err defs_load(struct arena *a, const char *dir, struct faults *f, struct defs *ret)
{
        struct drafts x = { .a = a, .dir = dir, .f = f };
        load_folder(&x, S("bulletins")); /* ascending by path */
        load_file(&x, S("city.yaml"));
        load_folder(&x, S("ledgers"));
        load_folder(&x, S("lists"));
        load_folder(&x, S("texts"));
        if (x.err != OK) return x.err;
        *ret = x.d;
        return OK;
}
