/* asset.c: style sheets, scripts and pictures, out of the program itself.
 *
 * An address names an asset with its hash, so it may be kept for ever; with another hash (a page of
 * the version before) it is answered, but not to be kept. The request only ever picks a row of a
 * table. */
#include "pages/asset.h"

#include <string.h>

#include "pages/page.h"

static const struct asset *find(struct str name)
{
        for (size_t i = 0; i < asset_table_n; i++)
                if (str_eq(asset_table[i].name, name)) return &asset_table[i];
        return NULL;
}

static struct str bytes_of(const char *path)
{
        for (size_t i = 0; i < embed_files_n; i++)
                if (strcmp(embed_files[i].path, path) == 0)
                        return (struct str){ (const char *)embed_files[i].data,
                                             embed_files[i].size };
        BUG("an asset that is not embedded");
}

struct str asset_url(struct web *w, struct str name)
{
        const struct asset *x = find(name);
        if (!x) BUG("no such asset");
        return str_printf(w->a, "/assets/%.*s/%.*s", SP(x->hash), SP(x->name));
}

/* "gzip", "br, gzip;q=0.8", but not "gzip;q=0". */
static bool takes_gzip(struct str accept)
{
        struct str piece;
        while (str_split(&accept, ',', &piece)) {
                struct str coding = piece, q = STR_NONE;
                (void)str_cut(piece, ';', &coding, &q);
                if (!str_eq(str_trim(coding), S("gzip"))) continue;
                q = str_trim(q);
                return !str_eq(q, S("q=0")) && !str_starts(q, S("q=0.0"));
        }
        return false;
}

static bool has_tag(struct str header, struct str tag)
{
        struct str piece;
        while (str_split(&header, ',', &piece)) {
                piece = str_trim(piece);
                if (str_starts(piece, S("W/"))) piece = str_from(piece, 2);
                if (str_eq(piece, tag) || str_eq(piece, S("*"))) return true;
        }
        return false;
}

static enum err asset(struct web *w)
{
        const struct asset *x = find(w->arg[1]);
        if (!x)
                return FAULT(&w->f, ERR_NOT_FOUND, "asset.unknown", STR_NONE, "没有这个文件",
                             "there is no such file");
        bool gz = x->gz && takes_gzip(web_header(w->q, S("accept-encoding")));
        struct str tag = str_printf(w->a, "\"%.*s%s\"", SP(x->hash), gz ? "-gz" : "");
        bool same = str_eq(w->arg[0], x->hash);
        web_put_header(w->a, &w->ans, S("Cache-Control"),
                       same ? S("public, max-age=31536000, immutable") : S("no-cache"));
        web_put_header(w->a, &w->ans, S("ETag"), tag);
        web_put_header(w->a, &w->ans, S("Vary"), S("Accept-Encoding"));
        w->ans.status = 304;
        if (has_tag(web_header(w->q, S("if-none-match")), tag)) return OK;
        if (gz) web_put_header(w->a, &w->ans, S("Content-Encoding"), S("gzip"));
        w->ans.status = 200;
        w->ans.type = x->type;
        w->ans.fixed = bytes_of(gz ? x->gz : x->path);
        return OK;
}

const struct web_route asset_routes[] = {
        { WEB_GET, "/assets/{hash}/{name}", "asset", DOOR_ANY, 0, WEB_BARE | WEB_QUICK, asset,
          NULL },
};
const size_t asset_routes_n = LEN(asset_routes);
