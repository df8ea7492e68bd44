/* cmd_account.c: accounts disabled, enabled, reset, unlocked; links for one duty. */
#include "cli/cli.h"
#include "loop/admin_account.h"

/* ---- disable, enable, unlock ----------------------------------------------------------------- */

static void tell_handed(struct cli *c, const struct handed *x, struct str done)
{
        struct jout j;
        if (!c->json) {
                buf_printf(&c->out, "%.*s\n", SP(done));
                for (size_t i = 0; i < x->n; i++)
                        TELL(c, "  %.*s：%" PRId64 " 项未完成任务有人接手\n",
                             "  %.*s: %" PRId64 " open duties have somebody again\n",
                             SP(x->v[i].office), x->v[i].duties);
                return;
        }
        json_begin(c, &j);
        jout_key(&j, S("handed"));
        jout_open(&j, '[');
        for (size_t i = 0; i < x->n; i++) {
                jout_open(&j, '{');
                jout_key_text(&j, S("office"), x->v[i].office);
                jout_key_int(&j, S("duties"), x->v[i].duties);
                jout_close(&j);
        }
        jout_close(&j);
        json_end(c, &j);
}

enum err run_account_disable(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct handed handed = { .a = &c->a };
        TRY(writing_open(c, 0, &w));
        TRY(admin_account_disable(&w, -1, operand(c, 1), opt_value(c, OPT_TAKER), &c->f, &handed));
        tell_handed(c, &handed, SAY(c, "账号已停用", "the account is disabled"));
        return OK;
}

enum err run_account_hand_over(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct handed handed = { .a = &c->a };
        struct hand_over h = { operand(c, 1), opt_value(c, OPT_TAKER), opt_value(c, OPT_OFFICE) };
        TRY(writing_open(c, 0, &w));
        TRY(admin_account_hand_over(&w, -1, &h, &c->f, &handed));
        tell_handed(c, &handed, SAY(c, "岗位已移交", "the posts are handed over"));
        return OK;
}

/* ---- stand-ins ------------------------------------------------------------------------------- */

static enum err end_stand_ins(struct cli *c, struct writer *w)
{
        struct jout j;
        int64_t n;
        TRY(admin_stand_end_all(w, -1, operand(c, 1), opt_value(c, OPT_FOR), &c->f, &n));
        if (c->json) {
                json_begin(c, &j);
                jout_key_int(&j, S("ended"), n);
                json_end(c, &j);
        } else {
                TELL(c, "代理已结束\n", "it stands in no more\n");
        }
        return OK;
}

static enum err put_stand_in(struct cli *c, struct writer *w)
{
        struct stand_in x = { .login = operand(c, 1),
                              .acting_for = opt_value(c, OPT_FOR),
                              .office = opt_value(c, OPT_OFFICE),
                              .role = opt_value(c, OPT_ROLE),
                              .from = opt_day(c, OPT_FROM),
                              .to = opt_day(c, OPT_TO) };
        struct jout j;
        int64_t id;
        TRY(cli_checked(c));
        TRY(admin_stand_in(w, -1, &x, &c->f, &id));
        if (c->json) {
                json_begin(c, &j);
                jout_key_int(&j, S("stand_in"), id);
                json_end(c, &j);
        } else {
                TELL(c, "%.*s 代理 %.*s\n", "%.*s stands in for %.*s\n", SP(x.login),
                     SP(x.acting_for));
        }
        return OK;
}

enum err run_account_stand_in(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        if (!has_opt(c, OPT_FOR))
                return USAGE(c, "usage.missing", S("--for"), "须指明代理谁（--for）",
                             "say for whom (--for)");
        TRY(writing_open(c, 0, &w));
        return has_opt(c, OPT_END) ? end_stand_ins(c, &w) : put_stand_in(c, &w);
}

enum err run_account_enable(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        TRY(writing_open(c, 0, &w));
        TRY(admin_account_enable(&w, -1, operand(c, 1), &c->f));
        if (c->json) json_done(c);
        else TELL(c, "账号已启用\n", "the account is enabled\n");
        return OK;
}

enum err run_account_unlock(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        TRY(writing_open(c, 0, &w));
        TRY(admin_account_unlock(&w, operand(c, 1), &c->f));
        if (c->json) json_done(c);
        else TELL(c, "账号已解锁\n", "the account is unlocked\n");
        return OK;
}

/* ---- links ----------------------------------------------------------------------------------- */

/* The server's address goes before the path: the command line does not know it. */
static void tell_link(struct cli *c, const char *token, const char *zh, const char *en)
{
        struct jout j;
        if (c->json) {
                json_begin(c, &j);
                jout_key_text(&j, S("link"), str_printf(&c->a, "/link/%s", token));
                json_end(c, &j);
                return;
        }
        buf_printf(&c->out, "/link/%s\n%s\n", token, c->lang == LANG_ZH ? zh : en);
}

enum err run_account_reset(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        char token[65];
        TRY(writing_open(c, 0, &w));
        TRY(admin_account_reset(&w, -1, operand(c, 1), &c->f, token));
        tell_link(c, token, "接在服务器地址之后；24 小时内有效，用一次",
                  "goes behind the server's address; good for 24 hours, once");
        return OK;
}

/* The open duty of that kind; without --duty there must be only one. */
static enum err find_duty(struct cli *c, struct writer *w, const struct ledger *l, int64_t record,
                          int64_t *ret)
{
        struct rec r;
        struct str kind = opt_value(c, OPT_DUTY);
        size_t n = 0;
        enum err e = rec_load(&w->view, &c->a, l, record, &r);
        if (e != OK)
                return REFUSE(c, e, "record.none", operand(c, 1), "没有这条记录",
                              "there is no such record");
        for (size_t i = 0; i < r.duties_n; i++) {
                const struct rduty *u = &r.duties[i];
                if (u->outcome != OUT_OPEN) continue;
                if (kind.n && !str_eq(l->duties[u->def].name, kind)) continue;
                *ret = u->id;
                n++;
        }
        if (n == 1) return OK;
        if (n == 0)
                return REFUSE(c, ERR_CONFLICT, "duty.none", operand(c, 1), "没有未完成的任务",
                              "there is no open duty");
        return REFUSE(c, ERR_CONFLICT, "duty.several", operand(c, 1),
                      "有多项未完成的任务：用 --duty 指明一种",
                      "there are several open duties: name the kind by --duty");
}

enum err run_account_link(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct str name[2];
        const struct ledger *l;
        int64_t record, duty;
        int by = -1;
        char token[65];
        TRY(split_name(c, operand(c, 1), '/', "LEDGER/NUMBER", name));
        TRY(writing_open(c, 0, &w));
        TRY(need_definitions(c, &w.inforce, operand_z(c, 0)));
        TRY(find_ledger(c, w.inforce.city, name[0], &l));
        if (has_opt(c, OPT_AS)) TRY(account_as(c, &w.inforce, &by));
        enum err e = rec_find(&w.view, l, name[1], &record);
        if (e != OK)
                return REFUSE(c, e, "record.none", operand(c, 1), "没有这条记录",
                              "there is no such record");
        TRY(find_duty(c, &w, l, record, &duty));
        TRY(admin_link_duty(&w, by, duty, &c->f, token));
        tell_link(c, token, "接在服务器地址之后；任务结束即失效，至多 30 天",
                  "goes behind the server's address; good until the duty ends, at most 30 days");
        return OK;
}
