/* The canonical form of events: which members stand there, and that no two events share one. */
#include "log/event.h"

#include "base/limits.h"
#include "lib/t.h"

static struct day day(const char *text)
{
        struct day d;
        ASSERT(day_parse(str_c(text), &d) == OK);
        return d;
}

/* The least an event has. */
static struct event plain(void)
{
        return (struct event){ .at = { 1661134560123 },
                               .day = day("2022-08-22"),
                               .cause = -1,
                               .batch = -1,
                               .version = -1,
                               .result = S("{}") };
}

TEST(event_canonical_form)
{
        struct event full = { .seq = 90,
                              .epoch = 2,
                              .at = { 1661134560123 },
                              .day = day("2022-08-22"),
                              .actor = 7,
                              .acting_for = 8,
                              .office = S("yuhe.street"),
                              .via = VIA_PAGE,
                              .cause = 88,
                              .batch = 0,
                              .ledger = S("case"),
                              .version = 0,
                              .record = 41,
                              .duty = 3,
                              .round = 1,
                              .step = S("assign"),
                              .result = S("{\"due\":\"2022-08-29\",\"n\":-1}") };
        struct event text = plain(), old = plain();
        text.step = S("a\"\\\n\x01 汉");
        text.via = VIA_OPEN311;
        old.at.ms = -1;
        old.day = day("1969-12-31");
        const struct {
                struct event e;
                const char *want;
        } row[] = {
                { plain(), "{\"at\":1661134560123,\"day\":\"2022-08-22\",\"epoch\":0,\"result\":{},"
                           "\"seq\":0,\"via\":\"cli\"}" },
                { full,
                  "{\"acting_for\":8,\"actor\":7,\"at\":1661134560123,\"batch\":0,\"cause\":88,"
                  "\"day\":\"2022-08-22\",\"duty\":3,\"epoch\":2,\"ledger\":\"case\","
                  "\"office\":\"yuhe.street\",\"record\":41,\"result\":{\"due\":\"2022-08-2"
                  "9\",\"n\":-1},"
                  "\"round\":1,\"seq\":90,\"step\":\"assign\",\"version\":0,\"via\":\"page\"}" },
                { text, "{\"at\":1661134560123,\"day\":\"2022-08-22\",\"epoch\":0,\"result\":{},"
                        "\"seq\":0,\"step\":\"a\\\"\\\\\\n\\u0001 汉\",\"via\":\"open311\"}" },
                { old, "{\"at\":-1,\"day\":\"1969-12-31\",\"epoch\":0,\"result\":{},\"seq\":0,"
                       "\"via\":\"cli\"}" },
        };
        AUTO(buf_free) struct buf b = { .limit = EVENT_BYTES_MAX };
        for (size_t i = 0; i < LEN(row); i++) {
                buf_reset(&b);
                event_canonical(&row[i].e, &b);
                CHECK_STR(i, buf_view(&b), row[i].want);
                CHECK_ROW(i, json_canonical(buf_view(&b)));
                struct hash got = event_leaf(&row[i].e, &b);
                struct str piece[] = { { "\0", 1 }, str_c(row[i].want) };
                struct hash want = hash_pieces(piece, LEN(piece));
                CHECK_MEM(i, got.b, want.b, HASH_BYTES);
        }
}

/* One known leaf, reckoned with another program (sha256sum), so that the form cannot change
 * unseen. */
TEST(event_leaf_is_stable)
{
        AUTO(buf_free) struct buf b = { .limit = EVENT_BYTES_MAX };
        struct event e = plain();
        struct hash h = event_leaf(&e, &b);
        char hex[65];
        CHECK_STR(-1, hash_hex(&h, hex),
                  "1132a30670172a9886ddb83ad972552bac92ea2d4eedc22dc2d487f3b480450d");
}

TEST(event_leaf_over_the_limit)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 1000 };
        struct event e = plain();
        char *long_text = arena_get(&a, 2000, 1);
        memset(long_text, 'x', 2000);
        e.step = (struct str){ long_text, 2000 };
        (void)event_leaf(&e, &b);
        CHECK_INT(-1, b.err, ERR_LIMIT);
}

TEST(event_ok_refuses)
{
        static const int64_t big = ((int64_t)1 << 53) + 1;
        struct event e[40];
        size_t n = 0;
#define BAD(member, value) e[n] = plain(), e[n].seq = 5, e[n].member = value, n++
        BAD(seq, -1);
        BAD(seq, big);
        BAD(epoch, -1);
        BAD(epoch, big);
        BAD(at.ms, big);
        BAD(at.ms, -big);
        BAD(at, MOMENT_NONE);
        BAD(day, DAY_NONE);
        BAD(day.v, day("1600-01-01").v - 1);
        BAD(day.v, day("9999-12-31").v + 1);
        BAD(actor, -1);
        BAD(actor, big);
        BAD(acting_for, -1);
        BAD(via, VIA_COUNT);
        BAD(cause, 5);
        BAD(cause, -2);
        BAD(batch, 6);
        BAD(batch, -2);
        BAD(version, 6);
        BAD(version, -2);
        BAD(record, -1);
        BAD(duty, -1);
        BAD(round, -1);
        BAD(round, big);
        BAD(office, S("\xff"));
        BAD(ledger, S("a\0b"));
        BAD(step, S("\xed\xa0\x80"));
        BAD(result, STR_NONE);
        BAD(result, S("[]"));
        BAD(result, S("{ }"));
        BAD(result, S("{},\"round\":1"));
        BAD(result, S("{\"b\":1,\"a\":2}"));
#undef BAD
        for (size_t i = 0; i < n; i++) CHECK_ROW(i, !event_ok(&e[i]));
}

TEST(event_ok_accepts)
{
        static const int64_t big = (int64_t)1 << 53;
        struct event e[20];
        size_t n = 0;
#define GOOD(member, value) e[n] = plain(), e[n].seq = 5, e[n].member = value, n++
        GOOD(seq, big);
        GOOD(epoch, big);
        GOOD(at.ms, -big);
        GOOD(day, day("1600-01-01"));
        GOOD(day, day("9999-12-31"));
        GOOD(actor, big);
        GOOD(via, VIA_OPEN311);
        GOOD(cause, 4);
        GOOD(batch, 5);
        GOOD(version, 5);
        GOOD(office, S("雨禾路街道"));
        GOOD(result, S("{\"汉\":[1,{\"seal\":\"x\"},null,true]}"));
#undef GOOD
        for (size_t i = 0; i < n; i++) CHECK_ROW(i, event_ok(&e[i]));
}

/* Each member counts: a change of any one changes the form, and so does a value moved from one
 * member to its neighbour. */
TEST(event_forms_differ)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct event e[24];
        struct str form[24];
        size_t n = 0;
#define WITH(member, value) e[n] = plain(), e[n].seq = 5, e[n].member = value, n++
        WITH(seq, 5);
        WITH(seq, 6);
        WITH(epoch, 1);
        WITH(at.ms, 1);
        WITH(day.v, 1);
        WITH(actor, 1);
        WITH(acting_for, 1);
        WITH(office, S("x"));
        WITH(via, VIA_API);
        WITH(cause, 0);
        WITH(batch, 0);
        WITH(ledger, S("x"));
        WITH(version, 0);
        WITH(record, 1);
        WITH(duty, 1);
        WITH(round, 1);
        WITH(step, S("x"));
        WITH(step, S("x\",\"version\":\"0"));
        WITH(result, S("{\"round\":1}"));
        WITH(result, S("{\"a\":{}}"));
#undef WITH
        for (size_t i = 0; i < n; i++) {
                AUTO(buf_free) struct buf b = { .limit = EVENT_BYTES_MAX };
                event_canonical(&e[i], &b);
                form[i] = str_dup(&a, buf_view(&b));
                for (size_t k = 0; k < i; k++) CHECK_ROW(i, !str_eq(form[i], form[k]));
        }
}

TEST(event_via_names)
{
        for (int v = 0; v < VIA_COUNT; v++) {
                enum via back = VIA_COUNT;
                CHECK_OK(v, via_parse(via_name((enum via)v), &back));
                CHECK_INT(v, back, v);
        }
        enum via v;
        CHECK_INT(-1, via_parse(S("phone"), &v), ERR_INPUT);
        CHECK_INT(-1, via_parse(STR_NONE, &v), ERR_INPUT);
}

#define HEX_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HEX_B "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

TEST(event_seals_are_found)
{
        static const struct {
                const char *result;
                const char *want[3];
        } row[] = {
                { "", { NULL } },
                { "{}", { NULL } },
                { "{\"title\":{\"seal\":\"" HEX_A "\"}}", { HEX_A } },
                { "{\"list\":[{\"seal\":\"" HEX_A "\"},{\"seal\":\"" HEX_B "\"}],\"z\":1}",
                  { HEX_A, HEX_B } },
                /* not a commitment: short, upper case, a second member, inside a text */
                { "{\"a\":{\"seal\":\"0011\"},\"b\":{\"seal\":\"" HEX_A "\"}}", { HEX_A } },
                { "{\"a\":{\"seal\":\"" HEX_A "\",\"x\":1}}", { NULL } },
                { "{\"a\":\"{\\\"seal\\\":\\\"" HEX_A "\\\"}\"}", { NULL } },
                { "{\"a\":{\"seal\":\"" HEX_A, { NULL } },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                size_t at = 0, n = 0;
                struct hash h;
                char hex[65];
                while (event_seal_next(str_c(row[i].result), &at, &h)) {
                        CHECK_STR(i, hash_hex(&h, hex),
                                  n < 3 && row[i].want[n] ? row[i].want[n] : "none");
                        n++;
                }
                CHECK_ROW(i, n == 3 || !row[i].want[n]);
        }
}

TEST(event_seal_put_is_found_again)
{
        AUTO(buf_free) struct buf b = { .limit = 1000 };
        struct jout j;
        struct hash in = hash_of(S("x")), out;
        size_t at = 0;
        jout_init(&j, &b, true);
        jout_open(&j, '{');
        jout_key(&j, S("title"));
        event_seal_put(&j, &in);
        jout_close(&j);
        CHECK(json_canonical(buf_view(&b)));
        CHECK(event_seal_next(buf_view(&b), &at, &out));
        CHECK_MEM(-1, out.b, in.b, HASH_BYTES);
        CHECK(!event_seal_next(buf_view(&b), &at, &out));
}
