/* cmd_notices.c: notices that wait or were given up; whether notices.yaml can be used. */
#include "ask/label.h"
#include "cli/cli.h"
#include "exchange/notice.h"

#define LINES 200

struct noticing {
        struct cli *c;
        struct reading r;
        struct notices *db; /* NULL: nothing was ever to be sent */
        struct notice_config config;
        bool file;
        struct notice_counts counts;
        struct notice *v;
        size_t n;
};

static enum err failed(struct noticing *x, enum err e)
{
        if (e == OK) return OK;
        return REFUSE(x->c, e, "notices.store", S("notices.db"), "通知库：%.*s",
                      "the table of notices: %.*s", SP(notices_why(x->db)));
}

static struct str number_of(const struct noticing *x, const struct notice *n)
{
        const struct city *city = x->r.in.city;
        struct view v = { .st = x->r.st, .city = city };
        struct rec r;
        int l = city_ledger(city, n->ledger);
        if (l < 0 || rec_load(&v, &x->c->a, &city->ledgers[l], n->record, &r) != OK)
                return str_printf(&x->c->a, "%.*s/#%" PRId64, SP(n->ledger), n->record);
        return str_printf(&x->c->a, "%.*s/%.*s", SP(n->ledger), SP(r.number));
}

static void tell_json(struct noticing *x)
{
        struct jout j;
        char text[40];
        json_begin(x->c, &j);
        jout_key_bool(&j, S("configured"), x->file);
        for (int s = 0; s < NOTICE_STATES; s++)
                jout_key_int(&j, notice_state_name((enum notice_state)s), x->counts.n[s]);
        jout_key(&j, S("notices"));
        jout_open(&j, '[');
        for (size_t i = 0; i < x->n; i++) {
                const struct notice *n = &x->v[i];
                jout_open(&j, '{');
                jout_key_int(&j, S("id"), n->id);
                jout_key_int(&j, S("event"), n->seq);
                jout_key_text(&j, S("record"), number_of(x, n));
                jout_key_text(&j, S("who"), n->who);
                jout_key_text(&j, S("way"), n->way);
                jout_key_text(&j, S("text"), n->text);
                jout_key_text(&j, S("state"), notice_state_name(n->state));
                jout_key_int(&j, S("tries"), n->tries);
                jout_key_text(&j, S("at"), moment_format(n->at, x->r.in.zone, text));
                jout_key_text(&j, S("next"), moment_format(n->next, x->r.in.zone, text));
                jout_key_text(&j, S("error"), n->error);
                jout_close(&j);
        }
        jout_close(&j);
        json_end(x->c, &j);
}

static void tell_text(struct noticing *x)
{
        struct cli *c = x->c;
        if (!x->file)
                TELL(c, "没有 " NOTICES_FILE "：不发通知\n",
                     "there is no " NOTICES_FILE ": nobody is notified\n");
        TELL(c, "待发 %" PRId64 "，放弃 %" PRId64 "，不再告知 %" PRId64 "，已发 %" PRId64 "\n",
             "waiting %" PRId64 ", given up %" PRId64 ", withheld %" PRId64 ", sent %" PRId64 "\n",
             x->counts.n[NOTICE_WAITING], x->counts.n[NOTICE_DEAD], x->counts.n[NOTICE_WITHHELD],
             x->counts.n[NOTICE_SENT]);
        for (size_t i = 0; i < x->n; i++) {
                const struct notice *n = &x->v[i];
                buf_printf(&c->out,
                           "%6" PRId64 "  %.*s  %.*s  %.*s → %.*s (%.*s)  ×%" PRId64 "  %.*s\n",
                           n->id, SP(notice_state_name(n->state)),
                           SP(label_moment(&x->r.ask, n->next)), SP(number_of(x, n)), SP(n->who),
                           SP(n->way), n->tries, SP(n->error));
        }
}

static enum err retry(struct noticing *x)
{
        struct cli *c = x->c;
        bool all = str_eq(opt_value(c, OPT_RETRY), S("all"));
        int64_t id = all ? 0 : opt_int(c, OPT_RETRY, 1, INT64_MAX, 0), done = 0;
        TRY(cli_checked(c));
        if (x->db) TRY(failed(x, notices_retry(x->db, id, c->sys.now(c->sys.ctx), &done)));
        if (done == 0 && !all)
                return REFUSE(c, ERR_NOT_FOUND, "notices.none", opt_value(c, OPT_RETRY),
                              "没有放弃的通知 %" PRId64,
                              "there is no notice %" PRId64 " that was given up", id);
        if (!c->json) TELL(c, "再试 %" PRId64 " 条\n", "%" PRId64 " to be tried again\n", done);
        return OK;
}

static enum err look(struct noticing *x)
{
        const char *path =
                str_dupz(&x->c->a, str_printf(&x->c->a, "%s/notices.db", x->r.path.data));
        enum err e = notices_open(path, false, &x->db);
        if (e != ERR_NOT_FOUND) TRY(failed(x, e));
        if (has_opt(x->c, OPT_RETRY)) TRY(retry(x));
        if (!x->db) return OK;
        TRY(failed(x, notices_count(x->db, &x->counts)));
        return failed(x, notices_list(x->db, &x->c->a, 0, LINES, &x->v, &x->n));
}

enum err run_notices(struct cli *c)
{
        struct noticing x = { .c = c };
        enum err e = reading_open(c, 0, &x.r);
        if (e == OK) e = look(&x);
        if (e == OK) {
                e = notice_config_load(&c->a, x.r.path.dir, &c->f, &x.config);
                x.file = e != ERR_NOT_FOUND;
                if (e == ERR_NOT_FOUND) e = OK;
        }
        if (e == OK && c->json) tell_json(&x);
        else if (e == OK) tell_text(&x);
        notices_close(&x.db);
        reading_close(&x.r);
        return e;
}
