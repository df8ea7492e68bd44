/* files.c: the attachments of a record on its pages. */
#include "web/files.h"
#include "exchange/upload.h"
#include "pages/staff.h"

static void put_link(struct page *p, const struct record_file *f, struct str to)
{
        HTML(&p->h, "<a href=\"{}\" hx-boost=\"false\" download>{}</a>", U(to), T(f->shown));
        if (upload_shows(f->x.type))
                HTML(&p->h, " <a href=\"{}\" hx-boost=\"false\" target=\"_blank\">{}</a>",
                     U(str_printf(p->w->a, "%.*s?show=1", SP(to))), L("Show the picture"));
}

static void put_form(struct page *p, const struct record_file *f, struct str to, struct str code)
{
        struct form_input in = { .name = S("_code"), .type = S("hidden"), .value = code };
        form_begin_download(p, to);
        form_plain(p, &in);
        form_end(p, f->shown);
}

void page_files(struct page *p, const struct shown *x, struct str base, struct str code)
{
        if (x->file_n == 0) return;
        HTML(&p->h, "<h3 class=\"mt-3\">{}</h3>\n<ul class=\"zt-files\">\n", L("Files"));
        for (size_t i = 0; i < x->file_n; i++) {
                const struct record_file *f = &x->file[i];
                struct str to = str_printf(p->w->a, "%.*s/files/%.*s", SP(base), SP(f->x.file));
                TAG(&p->h, "<li>");
                if (code.n) put_form(p, f, to, code);
                else put_link(p, f, to);
                HTML(&p->h, " <span class=\"text-secondary\">{}</span></li>\n",
                     T(files_size(p->w->a, f->x.bytes)));
        }
        TAG(&p->h, "</ul>\n");
}

enum err staff_file(struct web *w)
{
        const struct ledger *l;
        int64_t id;
        TRY(web_ask(w));
        TRY(web_ledger(w, w->arg[0], &l));
        TRY(show_number(&w->ask, l, w->arg[1], &id));
        enum err e = scope_check(&w->ask, l, id);
        if (e == ERR_NOT_FOUND)
                return FAULT(&w->f, e, "record.unknown", w->arg[1], "没有此事项，或无权查看",
                             "there is no such record, or it is not open to you");
        TRY(ask_failed(&w->ask, e));
        TRY(web_file_answer(w, l, id, false, w->arg[2]));
        struct look look = { w->now, w->who.account_id, id, LOOK_PAGE };
        if (w->site->looks) looks_note(w->site->looks, &look);
        return OK;
}
