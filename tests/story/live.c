/* live.c: a city lived through line by line: commands at their times, the timer when it is told to,
 * and what the city shows meanwhile. For cities whose clock may be told (init --demo).
 *
 *      live DIR        reads a line of JSON from standard input, answers with one, and so on
 *
 * {"do":"step","at":"2022-01-04 09:00","as":"clerk","ledger":"x","record":7,"step":"reply",
 *  "fields":{"reply":"…"},"version":12,"because":"…"}    without record: the step enters one
 *      → {"record":7,"number":"…","seq":13} or {"code":"…","text":"…"}
 * {"do":"tick","at":…}                                   what rules have due
 *      → {"due":["2022-01-04 00:00 ZX… remind"],"events":1,"refused":0}
 * {"do":"look","at":…,"ledger":"x","figures":["…"],"office":"C","on":"2022-01-04"}
 *      → {"figures":{NAME: as `zhitong figure --json`},"work":[duties, as the API gives them]}
 * The last line of a run is its end of file; then it exits 0. */
#include <stdio.h>

#include "ask/figure.h"
#include "ask/work.h"
#include "loop/rules.h"

struct live {
        struct sys_fake clock;
        struct sys sys;
        struct writer w;
        struct arena a; /* of the line at hand */
        struct faults f;
        struct buf out;
        struct jout j;
};

static void put_fault(struct live *x, const struct faults *f)
{
        const struct fault *k = f->first;
        jout_key_text(&x->j, S("code"), k ? str_c(k->code) : S("failed"));
        jout_key_text(&x->j, S("text"), k ? k->text : STR_NONE);
}

static struct moment time_of(const struct jval *o)
{
        struct moment m = { 0 };
        if (moment_parse(jval_text(o, S("at")), (struct zone){ 480 }, &m) != OK) BUG("at");
        return m;
}

static struct str field_text(struct live *x, const struct jval *v)
{
        if (v->kind == JTEXT) return v->text;
        if (v->kind == JBOOL) return v->truth ? S("true") : S("false");
        return str_printf(&x->a, "%" PRId64, v->i);
}

static void do_step(struct live *x, const struct jval *o)
{
        const struct jval *fields = jval_get(o, S("fields"));
        struct request r = { .ledger = jval_text(o, S("ledger")) };
        size_t n = fields ? fields->n : 0;
        struct input *in = ARENA_NEW(&x->a, struct input, n + 1);
        struct str as = jval_text(o, S("as"));
        for (size_t i = 0; i < n; i++)
                in[i] = (struct input){ fields->keys[i], field_text(x, &fields->items[i]) };
        r.cmd = (struct command){ .record = jval_int(o, S("record"), 0),
                                  .step = jval_text(o, S("step")),
                                  .day = DAY_NONE,
                                  .version = jval_int(o, S("version"), -1),
                                  .because = jval_text(o, S("because")),
                                  .in = in,
                                  .in_n = n };
        r.cmd.who = (struct actor){ .account = account_find(&x->w.inforce.accounts, as),
                                    .requester = str_eq(as, S("requester")),
                                    .via = VIA_CLI };
        writer_run(&x->w, &x->a, LANG_EN, &r, 1);
        if (r.out.err != OK) {
                put_fault(x, &r.out.faults);
                return;
        }
        jout_key_int(&x->j, S("record"), r.out.record);
        jout_key_text(&x->j, S("number"), r.out.number);
        jout_key_int(&x->j, S("seq"), r.out.seq);
}

/* What is due: when it fell due, of which record, by which rule. */
static void put_rules_due(struct live *x)
{
        struct rule_item *v;
        size_t n;
        char text[40];
        if (rules_due(&x->w, &x->a, x->clock.now, &v, &n) != OK) BUG("due");
        jout_key(&x->j, S("due"));
        jout_open(&x->j, '[');
        for (size_t i = 0; i < n; i++) {
                struct rec r;
                if (rec_load(&x->w.view, &x->a, v[i].l, v[i].record, &r) != OK) BUG("record");
                struct str at = moment_short(v[i].fell, x->w.inforce.zone, text);
                struct str name = v[i].rule ? v[i].rule->name : v[i].l->steps[v[i].step].name;
                jout_text(&x->j,
                          str_printf(&x->a, "%.*s %.*s %.*s", SP(at), SP(r.number), SP(name)));
        }
        jout_close(&x->j);
}

static void do_tick(struct live *x)
{
        put_rules_due(x);
        struct rules_did one = { .more = true }, all = { 0 };
        while (one.more) {
                if (rules_tick(&x->w, &x->f, &one) != OK) {
                        put_fault(x, &x->f);
                        return;
                }
                all.events += one.events;
                all.refused += one.refused;
        }
        jout_key_int(&x->j, S("events"), all.events);
        jout_key_int(&x->j, S("refused"), all.refused);
}

static enum err put_figures(struct live *x, struct ask *k, const struct jval *o)
{
        const struct jval *names = jval_get(o, S("figures"));
        int l = city_ledger(x->w.inforce.city, jval_text(o, S("ledger")));
        struct figure_in in = { .by = -1, .from = DAY_NONE, .to = DAY_NONE };
        if (l < 0 || day_parse(jval_text(o, S("on")), &in.on) != OK) BUG("look");
        in.office = office_find(&x->w.inforce.offices, jval_text(o, S("office")));
        jout_key(&x->j, S("figures"));
        jout_open(&x->j, '{');
        for (size_t i = 0; names && i < names->n; i++) {
                struct figure_out one;
                TRY(figure_find(k, names->items[i].text, &x->w.inforce.city->ledgers[l], &in.l,
                                &in.figure));
                TRY(figure_read(k, &in, &one));
                jout_key(&x->j, names->items[i].text);
                figure_json(k, &one, NULL, &x->j);
        }
        jout_close(&x->j);
        return OK;
}

static enum err put_work(struct live *x, struct ask *k)
{
        struct work_in in = { .below = true, .limit = LIST_LIMIT_MAX };
        struct work_out page;
        jout_key(&x->j, S("work"));
        jout_open(&x->j, '[');
        do {
                TRY(work_read(k, &in, &page));
                if (page.n) work_json(k, &page, &x->j);
                in.after = page.next;
        } while (page.next.n);
        jout_close(&x->j);
        return OK;
}

static void do_look(struct live *x, const struct jval *o)
{
        struct reader who;
        reader_init(&who, &x->a, &x->w.inforce, READER_CITY);
        struct ask k = { .st = x->w.st,
                         .keys = x->w.keys,
                         .in = &x->w.inforce,
                         .who = &who,
                         .a = &x->a,
                         .f = &x->f,
                         .lang = LANG_EN,
                         .now = x->clock.now };
        if (put_figures(x, &k, o) != OK || put_work(x, &k) != OK) BUG("look");
}

static void answer(struct live *x, struct str line)
{
        struct jval *o = NULL;
        struct str why, what;
        if (jval_parse(&x->a, line, &o, &why) != OK) BUG("a line of JSON");
        what = jval_text(o, S("do"));
        faults_init(&x->f, &x->a, LANG_EN);
        x->clock.now = time_of(o);
        buf_reset(&x->out);
        jout_init(&x->j, &x->out, false);
        jout_open(&x->j, '{');
        if (str_eq(what, S("step"))) do_step(x, o);
        else if (str_eq(what, S("tick"))) do_tick(x);
        else if (str_eq(what, S("look"))) do_look(x, o);
        else BUG("do");
        jout_close(&x->j);
        buf_putc(&x->out, '\n');
        ASSERT(x->out.err == OK);
        ASSERT(fwrite(x->out.p, 1, x->out.n, stdout) == x->out.n && fflush(stdout) == 0);
}

static bool open_live(struct live *x, const char *dir)
{
        struct sys real = sys_real();
        x->out.limit = 16u << 20;
        x->clock = (struct sys_fake){ .seed = 1 };
        x->sys = sys_fake(&x->clock);
        x->sys.random = real.random;
        faults_init(&x->f, &x->a, LANG_EN);
        if (writer_open(dir, &x->sys, &x->f, &x->w) == OK) return true;
        for (const struct fault *k = x->f.first; k; k = k->next)
                fprintf(stderr, "%.*s [%s]\n", SP(k->text), k->code);
        return false;
}

int main(int argc, char **argv)
{
        struct live x = { .w = { .lock_fd = -1 } };
        static char line[1 << 16];
        if (argc != 2) {
                fprintf(stderr, "usage: live DIR\n");
                return 2;
        }
        if (!open_live(&x, argv[1])) return 1;
        while (fgets(line, sizeof line, stdin)) {
                answer(&x, str_c(line));
                arena_reset(&x.a);
        }
        writer_close(&x.w);
        buf_free(&x.out);
        arena_done(&x.a);
        return 0;
}
