/* Any bytes: either a tree within the limits, whose positions lie in the file, or faults. */
#include "base/limits.h"
#include "base/utf8.h"
#include "city/yaml.h"
#include "fuzz.h"

static size_t walk(const struct ynode *n, int depth, int lines)
{
        size_t nodes = 1;
        ASSERT(depth <= YAML_DEPTH_MAX && n->line >= 1 && n->line <= lines && n->col >= 1);
        ASSERT(n->kind != Y_SCALAR || (n->n == 0 && utf8_ok(n->text)));
        for (size_t i = 0; i < n->n; i++) {
                nodes += walk(n->items[i], depth + 1, lines);
                if (n->kind != Y_MAP) continue;
                ASSERT(n->keys[i]->kind == Y_SCALAR && n->keys[i]->text.n > 0);
                ASSERT(ynode_get(n, n->keys[i]->text) == n->items[i]); /* no duplicates */
        }
        return nodes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str text = { (const char *)data, size };
        struct faults f;
        struct ynode *n = NULL;
        int lines = 2;
        faults_init(&f, &a, size % 2 ? LANG_ZH : LANG_EN);
        for (size_t i = 0; i < size; i++) lines += data[i] == '\n';
        enum err e = yaml_parse(&a, S("f"), text, &f, &n);
        ASSERT((e == OK) == (f.n == 0) && (e == OK) == (n != NULL));
        if (n) ASSERT(walk(n, 0, lines) <= 2 * size + 1);
        for (const struct fault *x = f.first; x; x = x->next)
                ASSERT(x->where.n > 0 && x->text.n > 0);
        return 0;
}
