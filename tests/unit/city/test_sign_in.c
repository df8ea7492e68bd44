/* city.yaml sign_in: what is declared, what is usual, what is refused. */
#include "city/city.h"
#include "lib/t.h"

#define HEAD "city: base\nlabel: {zh: 市, en: City}\n"

static enum err build(struct arena *a, const char *text, struct city **ret, const char **ret_code)
{
        struct defs_file file = { S("city.yaml"), str_c(text) };
        struct defs d = { &file, 1 };
        struct faults f;
        faults_init(&f, a, LANG_EN);
        enum err e = city_build(a, &d, NULL, &f, ret);
        *ret_code = f.first ? f.first->code : "";
        return e;
}

TEST(sign_in_usual)
{
        struct arena a = { 0 };
        struct city *c;
        const char *code;
        NEED(build(&a, HEAD, &c, &code) == OK);
        CHECK_INT(-1, c->sign_in.idle_ms, 30 * 60000);
        CHECK_INT(-1, c->sign_in.failures, 5);
        CHECK_INT(-1, c->sign_in.locked_ms, 15 * 60000);
        CHECK_INT(-1, c->sign_in.totp, 0);
        CHECK_INT(-1, c->sign_in.keep_months, 12);
        arena_done(&a);
}

TEST(sign_in_declared)
{
        struct arena a = { 0 };
        struct city *c;
        const char *code;
        NEED(build(&a,
                   HEAD "sign_in: {idle: 2 hours, failures: 10, locked: 1 hour, "
                        "totp: [system, security, audit], keep_looks: 2 years}\n",
                   &c, &code) == OK);
        CHECK_INT(-1, c->sign_in.idle_ms, 120 * 60000);
        CHECK_INT(-1, c->sign_in.failures, 10);
        CHECK_INT(-1, c->sign_in.locked_ms, 60 * 60000);
        CHECK_INT(-1, c->sign_in.totp, 1 << ROLE_SYSTEM | 1 << ROLE_SECURITY | 1 << ROLE_AUDIT);
        CHECK_INT(-1, c->sign_in.keep_months, 24);
        arena_done(&a);
}

TEST(sign_in_refused)
{
        static const struct {
                const char *text, *code;
        } row[] = {
                { "idle: 0 minutes", "city.sign_in" },
                { "idle: 12 hours", "" },
                { "idle: 721 minutes", "city.sign_in" },
                { "idle: 1 day", "city.sign_in" },
                { "locked: 24 hours", "" },
                { "locked: 25 hours", "city.sign_in" },
                { "keep_looks: 6 months", "" },
                { "keep_looks: 5 months", "city.sign_in" },
                { "keep_looks: 10 years", "" },
                { "keep_looks: 11 years", "city.sign_in" },
                { "keep_looks: 200 days", "city.sign_in" },
                { "totp: system", "" },
                { "totp: [leader, clerk]", "" },
                { "failures: 3", "" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct arena a = { 0 };
                struct city *c;
                const char *code;
                struct str text = str_printf(&a, HEAD "sign_in: {%s}\n", row[i].text);
                enum err e = build(&a, str_dupz(&a, text), &c, &code);
                CHECK_INT(i, e == OK, row[i].code[0] == '\0');
                CHECK_STR(i, str_c(code), row[i].code);
                arena_done(&a);
        }
        static const char *const wrong[] = { "totp: [sytem]", "totp: timer",    "totp: requester",
                                             "failures: 2",   "failures: many", "idle: soon" };
        for (size_t i = 0; i < LEN(wrong); i++) {
                struct arena a = { 0 };
                struct city *c;
                const char *code;
                struct str text = str_printf(&a, HEAD "sign_in: {%s}\n", wrong[i]);
                CHECK_INT(i, build(&a, str_dupz(&a, text), &c, &code), ERR_INPUT);
                arena_done(&a);
        }
}
