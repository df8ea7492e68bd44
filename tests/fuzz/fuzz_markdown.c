/* Whatever the Markdown, what fills its holes makes no markup in HTML, and no hole is filled
 * twice. */
#include "base/limits.h"
#include "base/markdown.h"
#include "fuzz.h"

static const struct markdown_cell cells[] = {
        { .text = SI("<zt>|"), .note = 1 },
        { .text = SI("\n| x |"), .url = SI("a?b=\"c"), .title = SI("\"><zt>") },
        { .text = SI("{{x}}") },
        { .text = SI("") },
};
static const struct markdown_table table = { cells, 2, 2, 1 };

static enum err fill(void *ctx, struct str name, struct markdown_fill *ret)
{
        size_t *n = ctx;
        size_t at;
        ASSERT(!str_find(name, S("}}"), &at));
        (*n)++;
        *ret = (struct markdown_fill){ .cell = { .text = S("<zt>&\"{{x}}"), .note = 1 } };
        if (name.n % 2) {
                ret->cell.url = S("figures/a.b?on=2022-08-22&rows=1");
                ret->cell.title = S("\"><zt>");
        }
        if (str_starts(name, S("t"))) ret->table = &table;
        return name.n > 100 ? ERR_INPUT : OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size > YAML_BYTES_MAX) return 0;
        for (int f = MARKDOWN_TEXT; f <= MARKDOWN_HTML; f++) {
                AUTO(arena_done) struct arena a = { 0 };
                size_t n = 0, holes = 0, at = 0, found;
                struct str text = { (const char *)data, size }, out;
                struct str note = S("<zt>]\n\n[1]: {{x}}");
                const struct markdown_notes notes = { S("<zt>"), &note, 1 };
                struct markdown_in in = { text, (enum markdown_format)f, fill, &n, &notes };
                if (markdown_render(&a, &in, &out) != OK) continue;
                while (str_find(str_from(text, at), S("{{"), &found)) {
                        at += found + 2;
                        holes++;
                }
                ASSERT(n <= holes + size / 4); /* entities may spell a brace */
                if (f == MARKDOWN_HTML) ASSERT(!str_find(out, S("<zt>"), &found));
        }
        return 0;
}
