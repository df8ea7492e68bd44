#include "city/office.h"

#include "lib/t.h"

static struct offices offices(struct arena *a)
{
        struct faults f;
        struct offices o = { 0 };
        faults_init(&f, a, LANG_EN);
        CHECK_OK(
                -1,
                offices_read(
                        a, NULL, S("o"),
                        S("code,parent,level,name\nR,,city,R\nA,R,county,A\nB,R,county,B\nT,A,township,T\n"),
                        &f, &o));
        return o;
}

/* Accounts as "login name password line: role@office …; …", or the faults. */
static struct str told(struct arena *a, const struct offices *o, const char *csv)
{
        struct faults f;
        struct account_rows rows = { 0 };
        struct str s = STR_NONE;
        faults_init(&f, a, LANG_EN);
        enum err e = accounts_read(a, o, S("a"), str_c(csv), &f, &rows);
        CHECK((e == OK) == (f.n == 0));
        for (const struct fault *x = f.first; x; x = x->next)
                s = str_printf(a, "%.*s%s%s@%.*s", SP(s), s.n ? " " : "", x->code, SP(x->where));
        for (size_t i = 0; i < rows.n; i++) {
                const struct account_row *x = &rows.v[i];
                s = str_printf(a, "%.*s%.*s/%.*s/%.*s/%d:", SP(s), SP(x->login), SP(x->name),
                               SP(x->password), x->line);
                for (size_t k = 0; k < x->posts_n; k++)
                        s = str_printf(a, "%.*s %.*s@%.*s", SP(s), SP(role_name(x->posts[k].role)),
                                       SP(o->o[x->posts[k].office].code));
                s = str_join(a, s, S(";"));
        }
        return s;
}

#define HEAD "login,name,office,roles,password\n"

TEST(account_rows)
{
        static const struct {
                const char *csv, *want;
        } row[] = {
                { HEAD, "" },
                { "login,name,office,roles\nli,李,A,clerk\n", "li/李//2: clerk@A;" },
                { HEAD "li,李,A, clerk  dispatcher ,secret\n",
                  "li/李/secret/2: clerk@A dispatcher@A;" },
                { HEAD "li,李,A,clerk,\nwu@x.cn,吴,R,system,\nli,,B,handler,\nli,李,T,handler,\n",
                  "li/李//2: clerk@A handler@B handler@T;wu@x.cn/吴//3: system@R;" },
                { "账号,姓名,单位,角色\nli,李,A,leader\n", "li/李//2: leader@A;" },
                /* mistakes */
                { "login,name,office\n", "table.column.missing@a:1" },
                { HEAD "Li,李,A,clerk,\n", "account.login@a:2" },
                { HEAD ",李,A,clerk,\n", "account.login@a:2" },
                { HEAD "l i,李,A,clerk,\n", "account.login@a:2" },
                { HEAD "li,,A,clerk,\n", "account.name@a:2" },
                { HEAD "li,李,X,clerk,\n", "account.office@a:2" },
                { HEAD "li,李,,clerk,\n", "account.office@a:2" },
                { HEAD "li,李,A,clark,\n", "account.role@a:2" },
                { HEAD "li,李,A,timer,\n", "account.role@a:2" },
                { HEAD "li,李,A,,\n", "account.roles@a:2" },
                { HEAD "li,李,A,clerk clerk,\n", "account.post@a:2" },
                { HEAD "li,李,A,clerk,\nli,李,A,clerk,\n", "account.post@a:3" },
                { HEAD "li,李,A,clerk,x\nli,吴,B,clerk,\nli,,T,clerk,y\n",
                  "account.twice@a:3 account.twice@a:4" },
                { HEAD "li,,X,clark,\n", "account.name@a:2 account.office@a:2 account.role@a:2" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct offices o = offices(&a);
        for (size_t i = 0; i < LEN(row); i++) CHECK_STR(i, told(&a, &o, row[i].csv), row[i].want);
}

TEST(account_many_posts)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct offices o = offices(&a);
        struct faults f;
        struct account_rows rows = { 0 };
        faults_init(&f, &a, LANG_ZH);
        NEED(accounts_read(&a, &o, S("a"),
                           S(HEAD
                             "li,李,A,requester clerk recorder dispatcher handler supervisor,\n"
                             "li,,B,evaluator leader auditor system security audit,\n"),
                           &f, &rows) == OK);
        NEED(rows.n == 1 && rows.v[0].posts_n == 12);
        for (enum role r = 0; r < ROLE_TIMER; r++) CHECK_INT(r, rows.v[0].posts[r].role, r);
}

TEST(account_rights)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct offices o = offices(&a);
        int r = office_find(&o, S("R")), at_a = office_find(&o, S("A")),
            at_b = office_find(&o, S("B")), t = office_find(&o, S("T"));
        struct post posts[] = { { .office = at_a, .role = ROLE_CLERK },
                                { .office = at_b, .role = ROLE_HANDLER } },
                    all[] = { { .office = r, .role = ROLE_LEADER } };
        struct account v[] = {
                { .id = 1, .login = S("li"), .posts = posts, .posts_n = 2 },
                { .id = 3, .login = S("wu"), .posts = all, .posts_n = 1 },
                { .id = 4, .login = S("no"), .disabled = true, .posts = all, .posts_n = 1 },
                { .id = 9, .login = S("he") },
        };
        struct accounts x = { .v = v, .n = LEN(v), .by_login.a = &a };
        for (size_t i = 0; i < LEN(v); i++) map_set(&x.by_login, v[i].login, (int64_t)i);
        const struct {
                int account;
                enum role role;
                int at;
                bool want;
        } row[] = {
                { 0, ROLE_CLERK, at_a, true },   { 0, ROLE_CLERK, t, true },
                { 0, ROLE_CLERK, r, false },     { 0, ROLE_CLERK, at_b, false },
                { 0, ROLE_HANDLER, at_b, true }, { 0, ROLE_HANDLER, t, false },
                { 0, ROLE_LEADER, at_a, false }, { 1, ROLE_LEADER, t, true },
                { 1, ROLE_LEADER, r, true },     { 2, ROLE_LEADER, r, false },
                { 3, ROLE_LEADER, r, false },
        };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_INT(i,
                          account_holds(&x, row[i].account, row[i].role, &o, row[i].at, DAY_NONE),
                          row[i].want);
        CHECK_INT(0, account_find(&x, S("wu")), 1);
        CHECK_INT(1, account_find(&x, S("wo")), -1);
        for (size_t i = 0; i < LEN(v); i++) CHECK_INT(i, account_by_id(&x, v[i].id), i);
        CHECK_INT(-1, account_by_id(&x, 2), -1);
        CHECK_INT(-1, account_by_id(&x, 0), -1);
        CHECK_INT(-1, account_by_id(&x, 10), -1);
}
