/* bulletin_page.c: a bulletin as a page by itself: one file without anything outside it, readable
 * on a phone, and on paper without colours: heads of tables repeated, nothing cut in two that
 * belongs together. */
#include "ask/bulletin.h"
#include "ask/label.h"
#include "base/limits.h"

static const char style[] =
        "@page { size: A4; margin: 18mm 16mm; }\n"
        "html { color: #111; background: #fff; }\n"
        "body { max-width: 48rem; margin: 0 auto; padding: 1.5rem 1rem; line-height: 1.75;"
        " font-family: \"Noto Serif CJK SC\", \"Songti SC\", SimSun, Georgia, serif; }\n"
        "h1 { font-size: 1.6rem; line-height: 1.4; text-align: center; margin: 0 0 .3rem; }\n"
        "h2, h3 { font-size: 1.15rem; line-height: 1.4; margin: 1.6rem 0 .4rem; }\n"
        "h1, h2, h3 { break-after: avoid; }\n"
        "p { margin: .6rem 0; orphans: 2; widows: 2; }\n"
        ".zt-sub { text-align: center; margin: 0 0 1.4rem; color: #444; }\n"
        "a { color: inherit; text-decoration: underline dotted; text-underline-offset: .2em; }\n"
        "td a { text-decoration: none; }\n"
        "sup { font-size: .65em; line-height: 0; margin-left: .1em; }\n"
        "table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-size: .93rem;"
        " line-height: 1.45; }\n"
        "th, td { border: 1px solid #777; padding: .3rem .55rem; vertical-align: top; }\n"
        "th { border-bottom: 2px solid #111; font-weight: 600; }\n"
        "td[align=right] { font-variant-numeric: tabular-nums; white-space: nowrap; }\n"
        "thead { display: table-header-group; }\n"
        "tr, figure { break-inside: avoid; }\n"
        "figure { margin: 1rem 0; }\n"
        "svg { max-width: 100%; height: auto; }\n"
        ".table-responsive { overflow-x: auto; }\n"
        ".zt-notes { margin-top: 2rem; border-top: 1px solid #777; font-size: .82rem;"
        " line-height: 1.5; color: #333; }\n"
        ".zt-notes li { overflow-wrap: anywhere; }\n"
        "th[align=right] { white-space: nowrap; }\n"
        "@media (max-width: 40rem) { table { min-width: 34rem; } svg { min-width: 32rem; }"
        " figure { overflow-x: auto; } }\n"
        "@media print {\n"
        " body { max-width: none; padding: 0; font-size: 11pt; }\n"
        " a { text-decoration: none; }\n"
        " table { min-width: 0; font-size: 9.5pt; }\n"
        " .table-responsive { overflow: visible; }\n"
        " .zt-notes { font-size: 8.5pt; }\n"
        "}\n";

enum err bulletin_page(const struct ask *k, const struct bulletin_in *in,
                       const struct bulletin_out *x, struct str *ret)
{
        AUTO(buf_free) struct buf b = { .limit = (size_t)TEXT_BYTES_MAX * 8 };
        bool zh = k->lang == LANG_ZH, headed = str_starts(x->text, S("<h1>"));
        int office = in->office >= 0 ? in->office : office_root(&k->in->offices);
        struct period s = { in->from, day_is(in->from) ? in->to : in->on };
        if (!day_is(s.to)) s.to = ask_today(k);
        struct str of = label_office(k, k->in->offices.o[office].code, s.to);
        buf_printf(&b,
                   "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<title>",
                   zh ? "zh-CN" : "en");
        markdown_escape(&b, x->title);
        buf_printf(&b, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
        if (!headed) {
                buf_put(&b, S("<h1>"));
                markdown_escape(&b, x->title);
                buf_put(&b, S("</h1>\n<p class=\"zt-sub\">"));
                markdown_escape(&b, of);
                buf_put(&b, zh ? S("　") : S(" · "));
                markdown_escape(&b, label_period(k, s));
                buf_put(&b, S("</p>\n"));
        }
        buf_put(&b, x->text);
        buf_put(&b, S("</main>\n</body>\n</html>\n"));
        TRY(b.err);
        *ret = str_dup(k->a, buf_view(&b));
        return OK;
}
