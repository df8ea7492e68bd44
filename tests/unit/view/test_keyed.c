/* test_keyed.c: telephone numbers out of what people write, texts folded to be compared, and the
 * terms made of both. */
#include "view/keyed.h"

#include "lib/t.h"

static struct str numbers(struct arena *a, const char *person)
{
        struct str *v, all = STR_NONE;
        size_t n = keyed_numbers(a, str_c(person), &v);
        for (size_t i = 0; i < n; i++) all = str_printf(a, "%.*s%.*s,", SP(all), SP(v[i]));
        return all;
}

TEST(keyed_numbers_of_a_person)
{
        static const struct {
                const char *person, *want;
        } row[] = {
                { "{\"name\":\"王五\",\"phone\":\"13800001111\"}", "13800001111," },
                { "{\"phone\":\"+86 138-0000-1111\"}", "13800001111," },
                { "{\"phone\":\"0086 138 0000 1111\"}", "13800001111," },
                { "{\"phone\":\"013800001111\"}", "13800001111," },
                { "{\"phone\":\"１３８００００１１１１\"}", "13800001111," },
                { "{\"phone\":\"13800001111 13900002222\"}", "13800001111,13900002222," },
                { "{\"phone\":\"0738-8312345/13800001111\"}", "07388312345,13800001111," },
                { "{\"phone\":\"(0738) 831 2345\"}", "07388312345," },
                { "{\"name\":\"王五 13800001111\"}", "13800001111," },
                { "王五, 13800001111", "13800001111," }, /* not JSON: an old import */
                { "{\"phone\":\"12345\"}", "" },
                { "{\"name\":\"王五\"}", "" },
                { "{\"phone\":\"1234567890123456789\"}", "" }, /* too long for a number */
                { "{\"phone\":\"86138000011112\"}", "86138000011112," },
                { "", "" },
        };
        struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) CHECK_STR(i, numbers(&a, row[i].person), row[i].want);
        arena_done(&a);
}

TEST(terms_folded)
{
        static const struct {
                const char *text, *want;
        } row[] = {
                { "灯泡 已经更换！请放心，ＯＫ。", "灯泡已经更换请放心ok" },
                { "Straße, No. 5", "strasseno5" },
                { "  。……！\n", "" },
                { "", "" },
                { "Cafe\xCC\x81", "caf\xC3\xA9" },
        };
        struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str folded = terms_fold(&a, str_c(row[i].text));
                CHECK_STR(i, folded, row[i].want);
                CHECK_STR(i, terms_fold(&a, folded), row[i].want); /* and stays so */
        }
        arena_done(&a);
}

/* Pairs and words only, ascending, each once. */
TEST(terms_as_a_set)
{
        struct arena a = { 0 };
        struct terms t = { .n = 0 };
        terms_put(&t, &a, S("路灯路灯 lamp Lamp 灯"));
        terms_to_set(&t);
        CHECK_INT(-1, t.n, 3); /* 路灯 灯路 lamp */
        for (size_t i = 1; i < t.n; i++) CHECK_ROW(i, t.v[i] > t.v[i - 1]);
        arena_done(&a);
}

TEST(keyed_terms_need_the_key)
{
        struct sys_fake fake = { .seed = 3 };
        struct sys sys = sys_fake(&fake);
        struct arena a = { 0 };
        struct keys *k[2] = { NULL, NULL };
        struct field person = { .type = F_PERSON, .sealed = true },
                     reply = { .type = F_NOTE, .sealed = true, .same = { 1, UNIT_YEARS } },
                     note = { .type = F_NOTE, .sealed = true };
        struct terms t[2] = { { .n = 0 }, { .n = 0 } };
        for (size_t i = 0; i < 2; i++) {
                const char *path = str_dupz(&a, str_printf(&a, "%s/%zu.db", t_dir(), i));
                NEED(keys_open(path, true, &sys, &k[i]) == OK);
                struct keyed x = { k[i], &a, S("matter"), &person };
                CHECK_INT(i, keyed_put(&x, S("13800001111"), &t[i]), ERR_NOT_FOUND);
                CHECK_OK(i, keys_ensure(k[i], SEAL_TERMS));
                CHECK_OK(i, keyed_put(&x, S("13800001111"), &t[i]));
                CHECK_OK(i, keyed_put(&x, S("+86 13800001111"), &t[i]));
                x.f = &reply;
                CHECK_OK(i, keyed_put(&x, S("13800001111"), &t[i]));
                x.ledger = S("other");
                CHECK_OK(i, keyed_put(&x, S("13800001111"), &t[i]));
                CHECK_OK(i, keyed_put(&x, S("。"), &t[i]));
                x.f = &note;
                CHECK_OK(i, keyed_put(&x, S("13800001111"), &t[i]));
                NEED(t[i].n == 4);
                CHECK_ROW(i, t[i].v[0] == t[i].v[1] && t[i].v[1] != t[i].v[2] &&
                                     t[i].v[2] != t[i].v[3] && t[i].v[0] < 0 && t[i].v[3] < 0);
        }
        CHECK(t[0].v[0] != t[1].v[0] && t[0].v[3] != t[1].v[3]); /* another city's key */
        keys_close(&k[0]);
        keys_close(&k[1]);
        arena_done(&a);
}
