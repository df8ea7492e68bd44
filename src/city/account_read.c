/* account_read.c: accounts.csv into accounts with posts. */
#include "city/reader.h"
#include "city/table.h"

enum { COL_LOGIN, COL_NAME, COL_OFFICE, COL_ROLES, COL_PASSWORD, COL_COUNT };
#define COLUMN(id, name, zh, needed)                                                               \
        [id] = { { "" name, sizeof(name) - 1 }, { "" zh, sizeof(zh) - 1 }, needed }
static const struct table_column columns[] = {
        COLUMN(COL_LOGIN, "login", "账号", true),        COLUMN(COL_NAME, "name", "姓名", true),
        COLUMN(COL_OFFICE, "office", "单位", true),      COLUMN(COL_ROLES, "roles", "角色", true),
        COLUMN(COL_PASSWORD, "password", "密码", false),
};
_Static_assert(LEN(columns) == COL_COUNT, "one row per column");

struct reading {
        struct table t;
        const struct offices *o;
        struct account_row *row;
        size_t n, cap;
        struct map by_login;
};

static bool login_ok(struct str s)
{
        if (s.n == 0 || s.n > CODE_BYTES_MAX) return false;
        for (size_t i = 0; i < s.n; i++) {
                char c = s.p[i];
                bool alnum = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                if (!alnum && c != '.' && c != '_' && c != '-' && c != '@') return false;
        }
        return true;
}

/* The account of the row's login: a new one, or the one of an earlier line. */
static struct account_row *account_put(struct reading *r)
{
        struct str login = r->t.cell[COL_LOGIN];
        int64_t at = map_at(&r->by_login, login);
        if (at >= 0) return &r->row[at];
        struct account_row *x = ARENA_PUSH(r->t.a, r->row, r->n, r->cap);
        x->login = str_dup(r->t.a, login);
        x->name = str_dup(r->t.a, r->t.cell[COL_NAME]);
        x->password = str_dup(r->t.a, r->t.cell[COL_PASSWORD]);
        x->line = r->t.line;
        map_set(&r->by_login, x->login, (int64_t)r->n - 1);
        return x;
}

static void check_person(const struct reading *r, const struct account_row *x)
{
        struct faults *f = r->t.f;
        struct str name = r->t.cell[COL_NAME], password = r->t.cell[COL_PASSWORD];
        if (x->name.n == 0)
                FAULT(f, ERR_INPUT, "account.name", table_where(&r->t), "没有姓名",
                      "the name is empty");
        if (x->name.n > PERSON_BYTES_MAX)
                FAULT(f, ERR_LIMIT, "account.name.long", table_where(&r->t), "姓名超过 %d 字节",
                      "the name is over %d bytes", PERSON_BYTES_MAX);
        bool other = (name.n && !str_eq(name, x->name)) ||
                     (password.n && !str_eq(password, x->password));
        if (other)
                FAULT(f, ERR_INPUT, "account.twice", table_where(&r->t),
                      "账号 %.*s 在第 %d 行的姓名或密码与此不同",
                      "the account %.*s has another name or password in line %d", SP(x->login),
                      x->line);
}

static int office_of(const struct reading *r)
{
        struct str code = r->t.cell[COL_OFFICE];
        int i = office_find(r->o, code);
        if (i >= 0) return i;
        struct reader words = { .a = r->t.a, .f = r->t.f };
        struct near near = near_init(code);
        for (size_t k = 0; k < r->o->n && r->t.f->n < FAULTS_MAX; k++)
                near_try(&near, r->o->o[k].code);
        struct str hint = near_hint(&words, &near);
        FAULT(r->t.f, ERR_INPUT, "account.office", table_where(&r->t), "没有代码为“%.*s”的单位%.*s",
              "there is no office '%.*s'%.*s", SP(code), SP(hint));
        return -1;
}

static bool role_of(const struct reading *r, struct str word, enum role *ret)
{
        if (role_parse(word, ret) == OK && *ret != ROLE_TIMER) return true;
        struct reader words = { .a = r->t.a, .f = r->t.f };
        struct near near = near_init(word);
        for (enum role k = 0; k < ROLE_TIMER; k++) near_try(&near, role_name(k));
        struct str hint = near_hint(&words, &near);
        FAULT(r->t.f, ERR_INPUT, "account.role", table_where(&r->t), "没有名为“%.*s”的角色%.*s",
              "there is no role '%.*s'%.*s", SP(word), SP(hint));
        return false;
}

static bool post_is_there(const struct account_row *x, struct post post)
{
        for (size_t i = 0; i < x->posts_n; i++)
                if (x->posts[i].office == post.office && x->posts[i].role == post.role) return true;
        return false;
}

static void post_add(const struct reading *r, struct account_row *x, struct post post)
{
        if (post_is_there(x, post)) {
                struct str role = role_name(post.role);
                FAULT(r->t.f, ERR_INPUT, "account.post", table_where(&r->t),
                      "账号 %.*s 在该单位的角色 %.*s 写了两次",
                      "%.*s has the role %.*s at this office twice", SP(x->login), SP(role));
                return;
        }
        if ((x->posts_n & (x->posts_n - 1)) == 0) { /* a power of two, or none: full */
                struct post *more = ARENA_NEW(r->t.a, struct post, x->posts_n ? x->posts_n * 2 : 1);
                if (x->posts_n) memcpy(more, x->posts, x->posts_n * sizeof *more);
                x->posts = more;
        }
        x->posts[x->posts_n++] = post;
}

static void row_take(struct reading *r)
{
        struct str login = r->t.cell[COL_LOGIN], rest = r->t.cell[COL_ROLES], word;
        if (!login_ok(login)) {
                FAULT(r->t.f, ERR_INPUT, "account.login", table_where(&r->t),
                      "账号“%.*s”应由 1–%d 个小写字母、数字或 . _ - @ 组成",
                      "'%.*s' is no login: 1 to %d lower-case letters, digits or . _ - @",
                      SP(login), CODE_BYTES_MAX);
                return;
        }
        struct account_row *x = account_put(r);
        check_person(r, x);
        struct post post = { .office = office_of(r) };
        size_t roles = 0;
        while (str_split(&rest, ' ', &word)) {
                if (word.n == 0) continue;
                roles++;
                if (role_of(r, word, &post.role) && post.office >= 0) post_add(r, x, post);
        }
        if (roles == 0)
                FAULT(r->t.f, ERR_INPUT, "account.roles", table_where(&r->t), "没有角色",
                      "no role is given");
}

enum err accounts_read(struct arena *a, const struct offices *o, struct str file, struct str csv,
                       struct faults *f, struct account_rows *ret)
{
        struct reading r = {
                .t = { .a = a, .f = f, .file = file, .column = columns, .n = LEN(columns) },
                .o = o,
                .by_login.a = a,
        };
        size_t before = f->n;
        TRY(table_open(&r.t, csv));
        while (table_next(&r.t)) row_take(&r);
        if (r.t.f->n != before) return ERR_INPUT;
        *ret = (struct account_rows){ r.row, r.n };
        return OK;
}
