#include "lib/town.h"

#include "lib/openwork.h"

#include <stdio.h>

static const char offices[] = "code,parent,level,kind,name,name_en,from,to\n"
                              "4313,,city,area,娄底市,Loudi,,\n"
                              "4313-RSJ,4313,city,bureau,市人社局,HR bureau,,\n"
                              "4313-DL,4313,city,firm,供电公司,Power company,,\n"
                              "431302,4313,county,area,娄星区,Louxing,,\n"
                              "431302001,431302,township,area,乐坪街道,Leping,,\n"
                              "431302001001,431302001,village,area,甲村,Village A,,\n"
                              "431302001002,431302001,village,area,乙村,Village B,,\n"
                              "431321,4313,county,area,双峰县,Shuangfeng,,\n";
static const char people[] = "login,name,office,roles\n"
                             "clerk,热线坐席,4313,clerk\n"
                             "clerk2,娄星坐席,431302,clerk\n"
                             "disp,交办员,4313,dispatcher\n"
                             "eval,回访员,4313,evaluator\n"
                             "rec,补录员,4313,recorder clerk\n"
                             "sup,督办员,4313,supervisor\n"
                             "h.rsj,人社承办,4313-RSJ,handler\n"
                             "h.dl,供电承办,4313-DL,handler\n"
                             "h.louxing,娄星承办,431302,handler\n"
                             "h.a,甲村承办,431302001001,handler\n"
                             "sys,系统管理员,4313,system\n";

void town_print(const struct faults *f)
{
        for (const struct fault *x = f->first; x; x = x->next)
                fprintf(stderr, "  %.*s: %.*s [%s]\n", SP(x->where), SP(x->text), x->code);
}

static bool put_in_force(struct town *t, const struct defs *d)
{
        struct buf report = { .limit = 1 << 20 };
        int64_t n;
        struct account_rows rows;
        enum err e = admin_offices(&t->w, S("offices.csv"), str_c(offices), &t->f, &n);
        struct str *years;
        size_t years_n;
        if (e == OK) e = dir_list(&t->a, "share/calendars", S(".yaml"), &years, &years_n);
        for (size_t i = 0; e == OK && i < years_n; i++) {
                struct str text;
                const char *path =
                        str_dupz(&t->a, str_printf(&t->a, "share/calendars/%.*s", SP(years[i])));
                e = file_read(&t->a, path, 1 << 20, &text);
                if (e == OK) e = admin_calendar(&t->w, years[i], text, &t->f);
        }
        if (e == OK) e = admin_apply(&t->w, d, LANG_EN, &t->f, &report);
        if (e == OK)
                e = accounts_read(&t->a, &t->w.inforce.offices, S("accounts.csv"), str_c(people),
                                  &t->f, &rows);
        if (e == OK) e = admin_accounts(&t->w, rows.v, rows.n, &t->f, &n);
        buf_free(&report);
        return e == OK;
}

bool town_open_defs(struct town *t, const char *dir, const struct defs *d)
{
        t->fake = (struct sys_fake){ .seed = 7 };
        t->sys = sys_fake(&t->fake);
        t->dir = dir;
        t->lang = LANG_EN;
        faults_init(&t->f, &t->a, LANG_EN);
        town_at(t, "2022-03-18 08:00");
        struct new_city n = { dir, S("town"), S("+08:00"), true, &t->sys };
        bool ok = city_open_new(&n, &t->f) == OK && writer_open(dir, &t->sys, &t->f, &t->w) == OK &&
                  put_in_force(t, d);
        if (!ok) town_print(&t->f);
        return ok;
}

static int by_path(const void *x, const void *y)
{
        const struct defs_file *a = x, *b = y;
        return str_cmp(a->path, b->path);
}

struct filed {
        struct arena *a;
        struct defs d;
        size_t cap;
};

static bool read_folder(struct filed *x, const char *root)
{
        static const char *const folders[] = { "bulletins", "ledgers", "lists", "texts" };
        for (size_t i = 0; i < LEN(folders); i++) {
                struct str *name;
                size_t n;
                const char *folder = str_dupz(x->a, str_printf(x->a, "%s/%s", root, folders[i]));
                if (dir_list(x->a, folder, STR_NONE, &name, &n) != OK) return false;
                for (size_t k = 0; k < n; k++) {
                        struct defs_file *f = ARENA_PUSH(x->a, x->d.f, x->d.n, x->cap);
                        f->path = str_printf(x->a, "%s/%.*s", folders[i], SP(name[k]));
                        struct str path = str_printf(x->a, "%s/%.*s", root, SP(f->path));
                        if (file_read(x->a, str_dupz(x->a, path), 1 << 20, &f->text) != OK)
                                return false;
                }
        }
        return true;
}

bool town_open_more(struct town *t, const char *dir, const char *folder)
{
        *t = (struct town){ 0 };
        struct filed x = { .a = &t->a };
        *ARENA_PUSH(x.a, x.d.f, x.d.n, x.cap) = (struct defs_file){
                S("city.yaml"), S("city: town\nlabel: {zh: 小城, en: Town}\nzone: \"+08:00\"\n")
        };
        if (!read_folder(&x, "share") || (folder && !read_folder(&x, folder))) return false;
        qsort(x.d.f, x.d.n, sizeof *x.d.f, by_path);
        return town_open_defs(t, dir, &x.d);
}

bool town_open(struct town *t, const char *dir)
{
        return town_open_more(t, dir, NULL);
}

void town_close(struct town *t)
{
        writer_close(&t->w);
        struct arena a = t->a;
        arena_done(&a);
        *t = (struct town){ 0 };
}

void town_at(struct town *t, const char *local)
{
        if (moment_parse(str_c(local), (struct zone){ 480 }, &t->fake.now) != OK)
                BUG("time of a test");
}

struct outcome_of town_do(struct town *t, const char *login, const char *ledger, int64_t record,
                          const char *step, const char *fields)
{
        struct request r = { .ledger = str_c(ledger) };
        struct input in[24];
        size_t n = 0;
        struct str rest = str_c(fields), piece;
        r.cmd = (struct command){
                .record = record, .step = str_c(step), .day = DAY_NONE, .version = -1
        };
        while (str_split(&rest, '&', &piece)) {
                struct str name, text;
                if (!str_cut(piece, '=', &name, &text)) BUG("field of a test");
                if (str_eq(name, S("because"))) r.cmd.because = text;
                else if (str_eq(name, S("key"))) r.cmd.key = text;
                else if (str_eq(name, S("day"))) ASSERT(day_parse(text, &r.cmd.day) == OK);
                else if (str_eq(name, S("version")))
                        ASSERT(num_parse_i64(text, 0, INT64_MAX, &r.cmd.version) == OK);
                else in[n++] = (struct input){ name, text };
        }
        r.cmd.in = in;
        r.cmd.in_n = n;
        r.cmd.key_scope = str_c(login);
        r.cmd.who = (struct actor){ .account = account_find(&t->w.inforce.accounts, str_c(login)),
                                    .requester = str_eq(str_c(login), S("requester")),
                                    .via = VIA_CLI };
        writer_run(&t->w, &t->a, t->lang, &r, 1);
        return r.out;
}

const char *outcome_code(const struct outcome_of *o)
{
        if (o->err == OK) return "";
        return o->faults.first ? o->faults.first->code : "?";
}

bool town_rebuild_same(struct town *t)
{
        struct view_digest *before, *after;
        size_t n, m;
        struct hash x, y;
        int64_t events;
        if (!openwork_agrees(t)) return false;
        if (view_digests(t->w.st, &t->a, &before, &n, &x) != OK) return false;
        if (admin_rebuild(&t->w, &t->f, &events) != OK) {
                town_print(&t->f);
                return false;
        }
        if (view_digests(t->w.st, &t->a, &after, &m, &y) != OK) return false;
        bool same = n == m && hash_eq(&x, &y);
        for (size_t i = 0; !same && i < n && i < m; i++)
                if (!hash_eq(&before[i].hash, &after[i].hash))
                        fprintf(stderr, "  %.*s differs: %lld rows, rebuilt %lld\n",
                                SP(before[i].table), (long long)before[i].rows,
                                (long long)after[i].rows);
        return same;
}
