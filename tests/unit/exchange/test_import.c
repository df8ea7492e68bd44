#include <stdio.h>

#include "exchange/import.h"
#include "lib/t.h"
#include "lib/town.h"

/* Boston's public export: a stranger's ledger and rows (tests/boston). */
static bool boston(struct town *t)
{
        *t = (struct town){ 0 };
        struct defs d = { 0 };
        size_t cap = 0;
        struct str *name;
        size_t n;
        *ARENA_PUSH(&t->a, d.f, d.n, cap) = (struct defs_file){
                S("city.yaml"),
                S("city: boston\nlabel: {zh: 波士顿, en: Boston}\nzone: \"-05:00\"\n")
        };
        struct defs_file *f = ARENA_PUSH(&t->a, d.f, d.n, cap);
        f->path = S("ledgers/boston.yaml");
        if (file_read(&t->a, "tests/boston/ledger.yaml", 1 << 20, &f->text) != OK) return false;
        if (dir_list(&t->a, "tests/boston/lists", S(".yaml"), &name, &n) != OK) return false;
        for (size_t i = 0; i < n; i++) {
                f = ARENA_PUSH(&t->a, d.f, d.n, cap);
                f->path = str_printf(&t->a, "lists/%.*s", SP(name[i]));
                const char *path =
                        str_dupz(&t->a, str_printf(&t->a, "tests/boston/%.*s", SP(f->path)));
                if (file_read(&t->a, path, 1 << 20, &f->text) != OK) return false;
        }
        return town_open_defs(t, t_dir(), &d);
}

static enum err run(struct town *t, struct str raw, struct import_in *in, struct import_out *out)
{
        struct faults f;
        faults_init(&f, &t->a, LANG_EN);
        in->ledger = t->w.inforce.city->ledgers[0].name;
        in->file = S("rows.csv");
        in->raw = raw;
        in->lang = LANG_EN;
        enum err e = import_run(&t->w, in, &f, out);
        if (f.n && !in->aside) town_print(&f);
        return e;
}

TEST(import_boston_twice_and_back)
{
        struct town t;
        NEED(boston(&t));
        struct str raw;
        struct import_in in = { 0 };
        struct import_out out;
        town_at(&t, "2022-05-02 12:00");
        NEED(file_read(&t.a, "tests/boston/rows.csv", 1 << 20, &raw) == OK);
        CHECK_OK(1, run(&t, raw, &in, &out));
        CHECK_INT(1, out.in, 200);
        CHECK_INT(1, out.loaded, 200);
        CHECK_INT(1, out.rejected, 0);
        CHECK(town_rebuild_same(&t));
        int64_t first = out.batch;
        CHECK_OK(2, run(&t, raw, &in, &out));
        CHECK_INT(2, out.unchanged, 200);
        int64_t n;
        CHECK_OK(3, batch_take_back(&t.w, first, &t.f, &n));
        town_print(&t.f);
        CHECK_INT(3, n, 200);
        CHECK(town_rebuild_same(&t));
        CHECK_OK(4, run(&t, raw, &in, &out));
        CHECK_INT(4, out.loaded, 200);
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

TEST(import_one_bad_row)
{
        struct town t;
        NEED(boston(&t));
        struct str raw, bad;
        struct buf aside = { .limit = 1 << 20 };
        struct import_in in = { 0 };
        struct import_out out;
        town_at(&t, "2022-05-02 12:00");
        NEED(file_read(&t.a, "tests/boston/rows.csv", 1 << 20, &raw) == OK);
        bad = str_join(&t.a, raw, S("9,2022-13-01 00:00:00,,,ONTIME,Closed,x,a,b,c,d,e,1,2,f\r\n"));
        CHECK_INT(1, run(&t, bad, &in, &out), ERR_INPUT);
        CHECK_INT(1, out.rejected, 1);
        CHECK_INT(1, out.loaded, 0);
        CHECK_INT(1, out.batch, -1);
        in.aside = true;
        in.rejects = &aside;
        CHECK_OK(2, run(&t, bad, &in, &out));
        CHECK_INT(2, out.in, out.loaded + out.rejected + out.updated + out.unchanged);
        CHECK_INT(2, out.loaded, 200);
        CHECK(aside.n > 0);
        buf_free(&aside);
        town_close(&t);
}
