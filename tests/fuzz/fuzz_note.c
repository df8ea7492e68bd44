/* Signed checkpoints. Any bytes: accepted only if they begin with the very text that a
 * checkpoint of what was read gives (so a text has one reading, and a reading one text). And
 * from the bytes a checkpoint: signed and read it is the same; changed anywhere it is refused,
 * or, where only a stranger's signature was added or changed, still the same. */
#include "base/limits.h"
#include "fuzz.h"
#include "log/note.h"

static struct note_secret secret(unsigned char fill, struct str name)
{
        unsigned char seed[32];
        struct note_secret k;
        memset(seed, fill, sizeof seed);
        note_secret_make(seed, name, &k);
        return k;
}

static bool same(const struct checkpoint *x, const struct checkpoint *y)
{
        return str_eq(x->origin, y->origin) && x->epoch == y->epoch && x->size == y->size &&
               hash_eq(&x->root, &y->root) && x->day.v == y->day.v;
}

/* Any bytes as a note. */
static void read_any(struct arena *a, struct str text, const struct note_secret *k)
{
        AUTO(buf_free) struct buf again = { .limit = NOTE_BYTES_MAX };
        struct checkpoint c;
        struct str why = STR_NONE;
        if (note_parse(a, text, &k->key, 1, &c, &why) != OK) {
                ASSERT(why.n > 0);
                return;
        }
        note_sign(k, &c, &again);
        struct str sig = S("\xe2\x80\x94 ");
        size_t at;
        ASSERT(again.err == OK && str_find(buf_view(&again), sig, &at));
        ASSERT(str_starts(text, str_sub(buf_view(&again), 0, at)));
}

static uint64_t number(const uint8_t *p, size_t n)
{
        uint64_t v = 0;
        for (size_t i = 0; i < n; i++) v = v << 8 | p[i];
        return v;
}

static struct checkpoint checkpoint_of(struct arena *a, const uint8_t d[static 32])
{
        struct checkpoint c = { .epoch = (int64_t)(number(d, 7) >> (d[7] & 63)),
                                .size = number(d + 8, 6) >> (d[14] & 63),
                                .root = hash_of((struct str){ (const char *)d, 32 }),
                                .day = DAY_NONE };
        if (d[15] & 1) c.day = (struct day){ (int32_t)(number(d + 16, 2) % 40000) };
        c.epoch &= ((int64_t)1 << 53) - 1;
        c.origin = str_printf(a, "zhitong/%016" PRIx64 "/%" PRId64, number(d + 18, 8), c.epoch);
        return c;
}

/* Changes the note as the bytes say; NONE of it must change what is read. */
static struct str change(struct arena *a, struct str note, const uint8_t *d, size_t n)
{
        char *p = arena_get(a, note.n + n, 1);
        struct str s = { p, note.n };
        memcpy(p, note.p, note.n);
        for (; n >= 3; d += 3, n -= 3) {
                size_t at = number(d, 2) % (s.n + 1);
                if (d[2] == 0 && at < s.n) {
                        memmove(p + at, p + at + 1, s.n - at - 1);
                        s.n--;
                } else if (d[2] < 128 || at == s.n) {
                        memmove(p + at + 1, p + at, s.n - at);
                        p[at] = (char)d[2];
                        s.n++;
                } else {
                        p[at] = (char)(p[at] ^ (d[2] & 127));
                }
        }
        return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf note = { .limit = NOTE_BYTES_MAX };
        struct note_secret k = secret(7, S("k")), other = secret(8, S("other"));
        struct str why;
        struct checkpoint got;
        read_any(&a, (struct str){ (const char *)data, size }, &k);
        if (size < 32 || size > 4096) return 0;
        struct checkpoint c = checkpoint_of(&a, data);
        note_sign(size & 1 ? &k : &other, &c, &note);
        enum err e = note_parse(&a, buf_view(&note), &k.key, 1, &got, &why);
        ASSERT((e == OK) == (size & 1));
        ASSERT(e != OK || same(&got, &c));
        struct str changed = change(&a, buf_view(&note), data + 32, size - 32);
        e = note_parse(&a, changed, &k.key, 1, &got, &why);
        ASSERT(e != OK || ((size & 1) && same(&got, &c)));
        return 0;
}
