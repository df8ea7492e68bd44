/* drafts.c: the definition files a new city begins with. */
#include "base/embed.h"
#include "cli/init.h"

struct str shared_file(struct str path)
{
        for (size_t i = 0; i < embed_files_n; i++)
                if (str_eq(str_c(embed_files[i].path), path))
                        return (struct str){ (const char *)embed_files[i].data,
                                             embed_files[i].size };
        return STR_NONE;
}

enum err draft_put(struct cli *c, struct drafting *d, struct str path, struct str text)
{
        const char *full = str_dupz(&c->a, str_printf(&c->a, "%s/%.*s", d->dir, SP(path)));
        if (file_exists(full)) {
                d->kept = str_printf(&c->a, "%.*s%s%.*s", SP(d->kept), d->kept.n ? ", " : "",
                                     SP(path));
                return OK;
        }
        struct str folder = STR_NONE, rest;
        if (str_cut(path, '/', &folder, &rest))
                TRY(dir_make(str_dupz(&c->a, str_printf(&c->a, "%s/%.*s", d->dir, SP(folder)))));
        enum err e = file_write(full, text, 0644);
        if (e != OK)
                return REFUSE(c, e, "file.write", path, "写不了文件", "the file cannot be written");
        d->written++;
        return OK;
}

static struct str city_file(struct cli *c, const struct drafting *d)
{
        struct str label = d->demo && !d->empty ? S("{zh: 娄底市（演示）, en: Loudi (demo)}")
                                                : str_printf(&c->a, "{zh: %.*s, en: %.*s}",
                                                             SP(d->name), SP(d->name));
        return str_printf(
                &c->a,
                "# 城市的设置。改后运行 zhitong check、zhitong apply。\n"
                "# The city's settings. After a change: zhitong check, zhitong apply.\n"
                "city: %.*s\n"
                "label: %.*s\n"
                "zone: \"%.*s\"\n"
                "lang: %s\n"
                "# 一天的期限到 end 为止；open、close 只用于工作小时。\n"
                "# A day's time limit ends at `end`; open and close are for working hours.\n"
                "hours: {open: \"09:00\", close: \"17:00\", end: \"24:00\"}\n",
                SP(d->name), SP(label), SP(d->zone), d->demo || c->lang == LANG_ZH ? "zh" : "en");
}

/* What an editor completes keys with, beside the files: schema/ is no part of the definitions. */
enum err schemas_write(struct cli *c, struct drafting *d)
{
        for (size_t i = 0; i < embed_files_n; i++) {
                struct str path = str_c(embed_files[i].path);
                if (str_starts(path, S("schema/"))) TRY(draft_put(c, d, path, shared_file(path)));
        }
        return OK;
}

enum err drafts_write(struct cli *c, struct drafting *d)
{
        if (dir_make(d->dir) != OK)
                return REFUSE(c, ERR_IO, "city.folder", str_c(d->dir), "建不了文件夹",
                              "the folder cannot be made");
        TRY(draft_put(c, d, S("city.yaml"), city_file(c, d)));
        for (size_t i = 0; !d->empty && i < embed_files_n; i++) {
                struct str path = str_c(embed_files[i].path), name;
                if (defs_kind(path, &name) == DEFS_KIND_COUNT) continue;
                TRY(draft_put(
                        c, d, path,
                        (struct str){ (const char *)embed_files[i].data, embed_files[i].size }));
        }
        TRY(schemas_write(c, d));
        return draft_put(c, d, S("notices.example.yaml"), shared_file(S("notices.example.yaml")));
}
