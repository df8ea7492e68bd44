/* cmd_record.c: a private field shown, and what a ledger keeps no longer. */
#include "ask/show.h"
#include "cli/cli.h"
#include "loop/admin.h"

/* ---- reveal ---------------------------------------------------------------------------------- */

static struct ask asking(struct cli *c, struct writer *w, const struct reader *who)
{
        return (struct ask){ .st = w->st,
                             .keys = w->keys,
                             .in = &w->inforce,
                             .who = who,
                             .a = &c->a,
                             .f = &c->f,
                             .lang = c->lang,
                             .now = c->sys.now(c->sys.ctx) };
}

/* As the account sees it: what is hidden from it is not there. */
static enum err find_seen(struct cli *c, struct writer *w, struct str number, struct reveal *x)
{
        struct reader who;
        reader_init(&who, &c->a, &w->inforce, x->account);
        struct ask k = asking(c, w, &who);
        TRY(show_number(&k, x->l, number, &x->record));
        enum err e = scope_check(&k, x->l, x->record);
        if (e != ERR_NOT_FOUND) return e;
        return REFUSE(c, e, "record.unknown", number, "没有此事项，或无权查看",
                      "there is no such record, or it is not open to you");
}

static void tell_value(struct cli *c, const struct reveal *x, struct str value, int64_t seq)
{
        struct jout j;
        if (!c->json) {
                buf_printf(&c->out, "%.*s\n", SP(value));
                return;
        }
        json_begin(c, &j);
        jout_key_text(&j, S("field"), x->field);
        jout_key_text(&j, S("value"), value);
        jout_key_int(&j, S("event"), seq);
        json_end(c, &j);
}

enum err run_reveal(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct reveal x = { .field = operand(c, 2),
                            .because = opt_value(c, OPT_BECAUSE),
                            .via = VIA_CLI };
        struct reader who;
        struct str name[2], value;
        int64_t seq;
        TRY(split_name(c, operand(c, 1), '/', "LEDGER/NUMBER", name));
        TRY(writing_open(c, 0, &w));
        TRY(need_definitions(c, &w.inforce, w.path.dir));
        TRY(account_as(c, &w.inforce, &x.account));
        TRY(find_ledger(c, w.inforce.city, name[0], &x.l));
        TRY(find_seen(c, &w, name[1], &x));
        TRY(admin_reveal(&w, &x, &c->f, &seq));
        reader_init(&who, &c->a, &w.inforce, x.account);
        struct ask k = asking(c, &w, &who);
        TRY(show_bare(&k, x.l, x.record, x.field, &value));
        tell_value(c, &x, value, seq);
        return OK;
}

/* ---- retain ---------------------------------------------------------------------------------- */

static void tell_list(struct cli *c, const struct retained *v, size_t n)
{
        char day[16];
        for (size_t i = 0; i < n; i++)
                buf_printf(&c->out, "%.*s/%.*s  %.*s\n", SP(v[i].ledger), SP(v[i].number),
                           SP(day_format(v[i].last, day)));
}

static void tell_json(struct cli *c, const struct retained *v, size_t n, int64_t erased)
{
        struct jout j;
        char day[16];
        json_begin(c, &j);
        jout_key_int(&j, S("erased"), erased);
        jout_key(&j, S("records"));
        jout_open(&j, '[');
        for (size_t i = 0; i < n; i++) {
                jout_open(&j, '{');
                jout_key_text(&j, S("ledger"), v[i].ledger);
                jout_key_text(&j, S("number"), v[i].number);
                jout_key_text(&j, S("last"), day_format(v[i].last, day));
                jout_close(&j);
        }
        jout_close(&j);
        json_end(c, &j);
}

enum err run_retain(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct retained *v;
        size_t n;
        int account;
        int64_t erased = 0;
        bool dry = has_opt(c, OPT_DRY_RUN);
        TRY(writing_open(c, 0, &w));
        TRY(need_definitions(c, &w.inforce, w.path.dir));
        TRY(account_as_root(c, &w.inforce, ROLE_BIT(SYSTEM), &account));
        TRY(admin_retain_list(&w, &c->a, &c->f, &v, &n));
        if (!c->json) {
                tell_list(c, v, n);
                cli_flush(c); /* listed before it is done */
        }
        if (!dry) TRY(admin_retain(&w, v, n, w.inforce.accounts.v[account].id, &c->f, &erased));
        if (c->json) {
                tell_json(c, v, n, erased);
        } else if (dry) {
                TELL(c, "保存期满 %zu 件；没有擦除\n",
                     "%zu records are kept no longer; nothing is erased\n", n);
        } else {
                TELL(c,
                     "保存期满，擦除了 %" PRId64
                     " 件的文字，数字与证明不变；请重写密钥备份：zhitong backup %s --keys FILE\n",
                     "the texts of %" PRId64
                     " records are erased; numbers and proofs stay. Write the keys' backup anew: "
                     "zhitong backup %s --keys FILE\n",
                     erased, w.path.dir);
        }
        return OK;
}
