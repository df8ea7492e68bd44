#include "log/event.h"

#include "base/utf8.h"

#define SAFE_INT     ((int64_t)1 << 53) /* json.h: integers of canonical JSON */
#define DAY_MIN      (-135140)          /* 1600-01-01 */
#define DAY_MAX      2932896            /* 9999-12-31 */
#define HEX_BYTES    ((size_t)2 * HASH_BYTES)
#define COMMIT_BEGIN S("{\"seal\":\"")
#define COMMIT_END   S("\"}")

static const struct str via_names[] = {
        [VIA_CLI] = { "cli", 3 },       [VIA_PAGE] = { "page", 4 },
        [VIA_API] = { "api", 3 },       [VIA_TIMER] = { "timer", 5 },
        [VIA_IMPORT] = { "import", 6 }, [VIA_OPEN311] = { "open311", 7 },
};
_Static_assert(LEN(via_names) == VIA_COUNT, "one name per way in");

struct str via_name(enum via v)
{
        ASSERT((unsigned)v < VIA_COUNT);
        return via_names[v];
}

enum err via_parse(struct str s, enum via *ret)
{
        for (size_t i = 0; i < LEN(via_names); i++) {
                if (!str_eq(s, via_names[i])) continue;
                *ret = (enum via)i;
                return OK;
        }
        return ERR_INPUT;
}

static bool within(int64_t v, int64_t min, int64_t max)
{
        return v >= min && v <= max;
}

bool event_ok(const struct event *e)
{
        return within(e->seq, 0, SAFE_INT) && within(e->epoch, 0, SAFE_INT) &&
               within(e->at.ms, -SAFE_INT, SAFE_INT) && within(e->day.v, DAY_MIN, DAY_MAX) &&
               within(e->actor, 0, SAFE_INT) && within(e->acting_for, 0, SAFE_INT) &&
               within((int64_t)e->via, 0, VIA_COUNT - 1) && within(e->cause, -1, e->seq - 1) &&
               within(e->batch, -1, e->seq) && within(e->version, -1, e->seq) &&
               within(e->record, 0, SAFE_INT) && within(e->duty, 0, SAFE_INT) &&
               within(e->round, 0, SAFE_INT) && utf8_ok(e->office) && utf8_ok(e->ledger) &&
               utf8_ok(e->step) && e->result.n > 0 && e->result.p[0] == '{' &&
               json_canonical(e->result);
}

static void put_int(struct jout *j, struct str key, int64_t v, int64_t none)
{
        if (v != none) jout_key_int(j, key, v);
}

static void put_text(struct jout *j, struct str key, struct str v)
{
        if (v.n) jout_key_text(j, key, v);
}

void event_canonical(const struct event *e, struct buf *out)
{
        char day[16];
        struct jout j;
        ASSERT(day_is(e->day));
        jout_init(&j, out, true);
        jout_open(&j, '{');
        put_int(&j, S("acting_for"), e->acting_for, 0);
        put_int(&j, S("actor"), e->actor, 0);
        jout_key_int(&j, S("at"), e->at.ms);
        put_int(&j, S("batch"), e->batch, -1);
        put_int(&j, S("cause"), e->cause, -1);
        jout_key_text(&j, S("day"), day_format(e->day, day));
        put_int(&j, S("duty"), e->duty, 0);
        jout_key_int(&j, S("epoch"), e->epoch);
        put_text(&j, S("ledger"), e->ledger);
        put_text(&j, S("office"), e->office);
        put_int(&j, S("record"), e->record, 0);
        jout_key(&j, S("result"));
        jout_raw_known(&j, e->result); /* event_ok */
        put_int(&j, S("round"), e->round, 0);
        jout_key_int(&j, S("seq"), e->seq);
        put_text(&j, S("step"), e->step);
        put_int(&j, S("version"), e->version, -1);
        jout_key_text(&j, S("via"), via_name(e->via));
        jout_close(&j);
}

struct hash event_leaf(const struct event *e, struct buf *scratch)
{
        buf_reset(scratch);
        buf_putc(scratch, '\0'); /* RFC 9162: the 0x00 that tells leaves from nodes */
        event_canonical(e, scratch);
        return hash_of(buf_view(scratch));
}

void event_seal_put(struct jout *j, const struct hash *commitment)
{
        jout_open(j, '{');
        jout_key(j, S("seal"));
        jout_hex(j, commitment->b, HASH_BYTES);
        jout_close(j);
}

/* In canonical JSON the bytes {"seal":" can only be the beginning of an object: a quote inside a
 * string has its backslash, and a string's closing quote is not followed by a name. */
bool event_seal_next(struct str result, size_t *at, struct hash *ret)
{
        size_t found;
        while (*at < result.n && str_find(str_from(result, *at), COMMIT_BEGIN, &found)) {
                size_t hex = *at + found + COMMIT_BEGIN.n;
                *at = hex;
                if (!str_starts(str_from(result, hex + HEX_BYTES), COMMIT_END) ||
                    hash_parse(str_sub(result, hex, HEX_BYTES), ret) != OK)
                        continue;
                *at = hex + HEX_BYTES + COMMIT_END.n;
                return true;
        }
        return false;
}
