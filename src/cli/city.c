/* city.c: a city opened for a command, to read or to write; the clock of demo cities; who acts. */
#include "ask/show.h"
#include "cli/cli.h"

static enum err none(struct cli *c, const char *dir)
{
        return REFUSE(c, ERR_NOT_FOUND, "city.none", str_c(dir),
                      "这里没有城市：先运行 zhitong init %s",
                      "there is no city here: run zhitong init %s first", dir);
}

static enum err no_head(struct cli *c, const char *dir)
{
        return REFUSE(
                c, ERR_CORRUPT, "city.head", str_c(dir),
                "留痕的头记录缺失或损坏：zhitong verify 查明，zhitong rebuild 重建",
                "the head of the log is missing or damaged: zhitong verify tells more, zhitong "
                "rebuild makes it again");
}

/* ---- the clock ------------------------------------------------------------------------------- */

struct first_look {
        bool demo;
        struct zone zone;
        struct moment at; /* of the last event */
};

static enum err look(struct cli *c, struct store *st, const char *dir, struct first_look *ret)
{
        struct log_head h;
        struct event e;
        struct jval *o = NULL;
        struct str why;
        enum err x = log_head(st, &h);
        if (x == ERR_IO || x == ERR_CORRUPT) return no_head(c, dir);
        TRY(x);
        if (log_get(st, &c->a, 0, &e) != OK || jval_parse(&c->a, e.result, &o, &why) != OK ||
            zone_parse(jval_text(o, S("zone")), &ret->zone) != OK)
                return no_head(c, dir);
        ret->demo = jval_bool(o, S("demo"));
        ret->at = h.at;
        return OK;
}

static enum err set_clock(struct cli *c, const struct first_look *l)
{
        struct str now = opt_value(c, OPT_NOW);
        if (!l->demo && has_opt(c, OPT_NOW))
                return REFUSE(c, ERR_DENIED, "now.demo", S("--now"), "只有演示城市可以指定现在时刻",
                              "only a demo city may be told what time it is");
        if (!l->demo) return OK;
        c->clock.now = l->at;
        if (has_opt(c, OPT_NOW) && moment_parse(now, l->zone, &c->clock.now) != OK)
                return USAGE(c, "usage.moment", S("--now"),
                             "“%.*s”不是时刻，应如 \"2022-08-22 18:00\"",
                             "'%.*s' is no moment, expected as \"2022-08-22 18:00\"", SP(now));
        struct sys real = c->sys;
        c->sys = sys_fake(&c->clock);
        /* only the time is made up: codes, salts and keys stay secret (real has no context) */
        c->sys.random = real.random;
        return OK;
}

enum err cli_clock(struct cli *c, const char *dir)
{
        struct paths p = paths_of(&c->a, dir);
        struct first_look l = { .demo = false };
        struct store *st = NULL;
        if (!file_exists(p.db)) return none(c, dir);
        enum err e = store_open(p.db, STORE_OPEN_READ, &st);
        if (e != OK)
                e = REFUSE(c, e, "city.open", str_c(p.db), "打不开数据库（无权读取，或文件损坏）",
                           "the database cannot be opened (no right to read it, or damaged)");
        if (e == OK) e = look(c, st, dir, &l);
        store_close(&st);
        return e == OK ? set_clock(c, &l) : e;
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum err missing_tables(struct cli *c, struct reading *r)
{
        struct str names[] = { S("account"), S("post"),      S("closing"),  S("counter"), S("duty"),
                               S("many"),    S("paper"),     S("scope"),    S("batch"),   S("act"),
                               S("hidden"),  S("rule_done"), S("rule_wait") };
        bool has = true;
        TRY(writer_known(r->path.dir, r->st, &c->f));
        for (size_t i = 0; has && i < LEN(names); i++) TRY(store_has_table(r->st, names[i], &has));
        for (size_t i = 0; has && r->in.city && i < r->in.city->ledgers_n; i++)
                TRY(store_has_table(r->st, view_table(&c->a, 'r', &r->in.city->ledgers[i], NULL),
                                    &has));
        if (has) return OK;
        return REFUSE(c, ERR_CORRUPT, "city.derived", str_c(r->path.dir),
                      "派生表缺失：运行 zhitong rebuild %s",
                      "derived tables are missing: run zhitong rebuild %s", r->path.dir);
}

static enum err open_stores(struct cli *c, struct reading *r)
{
        struct sys sys = c->sys;
        enum err e = store_open(r->path.db, STORE_OPEN_READ, &r->st);
        if (e == OK) e = keys_open(r->path.keys, false, &sys, &r->keys);
        if (e == OK) e = store_begin(r->st, STORE_READ);
        if (e == OK) return OK;
        return REFUSE(c, e, "city.open", str_c(r->path.data), "打不开城市数据：%.*s",
                      "the city's data cannot be opened: %.*s",
                      SP(r->keys ? store_why(r->st) : SAY(c, "密钥库 keys.db", "keys.db")));
}

enum err reading_open_any(struct cli *c, size_t n, struct reading *r)
{
        r->path = paths_of(&c->a, operand_z(c, n));
        TRY(cli_clock(c, r->path.dir));
        TRY(open_stores(c, r));
        r->in.now = c->sys.now(c->sys.ctx);
        TRY(inforce_load(r->st, r->keys, &c->f, &r->in));
        TRY(missing_tables(c, r));
        reader_init(&r->who, &c->a, &r->in, READER_CITY);
        r->ask = (struct ask){ .st = r->st,
                               .keys = r->keys,
                               .in = &r->in,
                               .who = &r->who,
                               .a = &c->a,
                               .f = &c->f,
                               .lang = c->lang,
                               .now = c->sys.now(c->sys.ctx) };
        return OK;
}

enum err need_definitions(struct cli *c, const struct inforce *in, const char *dir)
{
        if (in->city) return OK;
        return REFUSE(c, ERR_NOT_FOUND, "city.empty", str_c(dir),
                      "还没有生效的定义：运行 zhitong apply %s",
                      "no definitions are in force yet: run zhitong apply %s", dir);
}

enum err reading_open(struct cli *c, size_t n, struct reading *r)
{
        TRY(reading_open_any(c, n, r));
        return need_definitions(c, &r->in, r->path.dir);
}

void reading_close(struct reading *r)
{
        if (r->st) store_rollback(r->st);
        inforce_done(&r->in);
        keys_close(&r->keys);
        store_close(&r->st);
        *r = (struct reading){ 0 };
}

enum err find_ledger(struct cli *c, const struct city *city, struct str name,
                     const struct ledger **ret)
{
        int i = city_ledger(city, name);
        for (size_t k = 0; i < 0 && k < city->ledgers_n; k++) {
                const struct label *x = &city->ledgers[k].label;
                if (name.n && (str_eq(x->zh, name) || str_eq(x->en, name))) i = (int)k;
        }
        if (i >= 0) {
                *ret = &city->ledgers[i];
                return OK;
        }
        struct str all = STR_NONE;
        for (size_t k = 0; k < city->ledgers_n; k++)
                all = str_printf(&c->a, "%.*s%s%.*s", SP(all), k ? ", " : "",
                                 SP(city->ledgers[k].name));
        return REFUSE(c, ERR_NOT_FOUND, "ledger.none", name, "没有台账“%.*s”；有：%.*s",
                      "there is no ledger '%.*s'; there are: %.*s", SP(str_sub(name, 0, 60)),
                      SP(all));
}

enum err reading_record(struct cli *c, struct reading *r, struct shown *ret)
{
        const struct ledger *l;
        struct str name[2];
        int64_t record;
        TRY(split_name(c, operand(c, 1), '/', "LEDGER/NUMBER", name));
        TRY(reading_open(c, 0, r));
        TRY(reading_as(c, r));
        TRY(find_ledger(c, r->in.city, name[0], &l));
        TRY(show_number(&r->ask, l, name[1], &record));
        return show_read(&r->ask, l, record, false, ret);
}

/* ---- who ------------------------------------------------------------------------------------- */

static enum err find_account(struct cli *c, const struct inforce *in, int *ret)
{
        struct str login = opt_value(c, OPT_AS);
        *ret = account_find(&in->accounts, login);
        if (*ret < 0)
                return REFUSE(c, ERR_NOT_FOUND, "account.none", S("--as"), "没有账号“%.*s”",
                              "there is no account '%.*s'", SP(str_sub(login, 0, 60)));
        if (in->accounts.v[*ret].disabled)
                return REFUSE(c, ERR_DENIED, "account.disabled", S("--as"), "账号“%.*s”已停用",
                              "account '%.*s' is disabled", SP(login));
        return OK;
}

enum err reading_as(struct cli *c, struct reading *r)
{
        int account = READER_CITY;
        if (has_opt(c, OPT_AS)) {
                if (str_eq(opt_value(c, OPT_AS), S("public"))) account = READER_PUBLIC;
                else TRY(find_account(c, &r->in, &account));
        }
        reader_init(&r->who, &c->a, &r->in, account);
        return OK;
}

enum err account_as(struct cli *c, const struct inforce *in, int *ret)
{
        if (has_opt(c, OPT_AS)) return find_account(c, in, ret);
        return USAGE(c, "usage.as", S("--as"), "须指明以谁的身份：--as LOGIN",
                     "say in whose name: --as LOGIN");
}

enum err account_as_root(struct cli *c, const struct inforce *in, unsigned roles, int *ret)
{
        TRY(account_as(c, in, ret));
        const struct account *x = &in->accounts.v[*ret];
        int root = office_root(&in->offices);
        struct str names = STR_NONE;
        for (size_t i = 0; i < x->posts_n; i++)
                if ((roles >> x->posts[i].role & 1) && x->posts[i].office == root) return OK;
        for (unsigned k = 0; k < ROLE_COUNT; k++)
                if (roles >> k & 1)
                        names = str_printf(&c->a, "%.*s%s%.*s", SP(names), names.n ? ", " : "",
                                           SP(role_label((enum role)k, c->lang)));
        return REFUSE(c, ERR_DENIED, "role", S("--as"), "账号“%.*s”无权：须为全市的 %.*s",
                      "account '%.*s' has no right: it is for the whole city's %.*s", SP(x->login),
                      SP(names));
}

/* ---- writing --------------------------------------------------------------------------------- */

/* The turn comes first: what time it is in a demo city, its last event tells. */
static enum err take_turn(struct cli *c, const char *dir)
{
        return turn_begin(&c->turn, paths_of(&c->a, dir).data, &c->f);
}

static enum err open_in_turn(struct cli *c, const char *dir, bool any, struct writer *w)
{
        TRY(any ? writer_open_any(dir, &c->sys, &c->f, w) : writer_open(dir, &c->sys, &c->f, w));
        w->between = turn_between;
        w->between_ctx = &c->turn;
        if (w->inforce.demo) c->turn.clock = &c->clock;
        return OK;
}

enum err writing_open(struct cli *c, size_t n, struct writer *w)
{
        const char *dir = operand_z(c, n);
        TRY(take_turn(c, dir));
        TRY(cli_clock(c, dir));
        return open_in_turn(c, dir, false, w);
}

/* Without a head nobody knows a demo city's time. */
enum err writing_open_any(struct cli *c, size_t n, struct writer *w)
{
        const char *dir = operand_z(c, n);
        TRY(take_turn(c, dir));
        enum err e = cli_clock(c, dir);
        if (e == ERR_CORRUPT) faults_init(&c->f, &c->a, c->lang);
        else if (e != OK) return e;
        return open_in_turn(c, dir, true, w);
}
