/* Any bytes: what parses and can be written is canonical once written and stays the same when
 * parsed and written again; json_canonical says yes exactly to the texts that this leaves as they
 * are. */
#include "base/arena.h"
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"

/* Could the canonical writer take it? (It aborts on what it cannot.) */
static bool writable(const struct jval *v)
{
        const int64_t most = (int64_t)1 << 53;
        if (v->kind == JREAL || (v->kind == JINT && (v->i > most || v->i < -most))) return false;
        for (size_t i = 0; i < v->n; i++)
                if (!writable(&v->items[i]) || (v->kind == JOBJECT && v->keys[i].n > 63))
                        return false;
        return true;
}

static void write_value(struct buf *b, const struct jval *v)
{
        struct jout j;
        jout_init(&j, b, true);
        jout_value(&j, v);
        ASSERT(b->err == OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf once = { .limit = 8 * size + 100 };
        AUTO(buf_free) struct buf twice = { .limit = 8 * size + 100 };
        struct str text = { (const char *)data, size }, why = STR_NONE;
        struct jval *v = NULL, *again = NULL;
        enum err e = jval_parse(&a, text, &v, &why);
        ASSERT((e == OK) == (v != NULL) && (e == OK) == (why.n == 0));
        if (e != OK || !writable(v)) {
                ASSERT(!json_canonical(text));
                return 0;
        }
        write_value(&once, v);
        ASSERT(json_canonical(buf_view(&once)));
        ASSERT(json_canonical(text) == str_eq(text, buf_view(&once)));
        ASSERT(jval_parse(&a, buf_view(&once), &again, &why) == OK);
        write_value(&twice, again);
        ASSERT(str_eq(buf_view(&once), buf_view(&twice)));
        return 0;
}
