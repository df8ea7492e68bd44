/* cmd_defs.c: definitions: check, diff, apply, a new ledger, what is in force. */
#include "ask/touched.h"
#include "cli/init.h"
#include "exchange/drafts.h"
#include "loop/admin.h"

#define REPORT_BYTES_MAX (16u << 20)

/* Drafts can be checked before there is a city; with one, its offices are known. */
static enum err open_if_city(struct cli *c, struct reading *r, bool *ret)
{
        *ret = file_exists(paths_of(&c->a, operand_z(c, 0)).db);
        return *ret ? reading_open_any(c, 0, r) : OK;
}

static enum err load_drafts(struct cli *c, struct defs *ret)
{
        const char *dir = paths_of(&c->a, operand_z(c, 0)).dir;
        struct str *names;
        size_t n;
        if (dir_list(&c->a, dir, STR_NONE, &names, &n) != OK || n == 0)
                return REFUSE(c, ERR_NOT_FOUND, "city.none", str_c(dir),
                              "这里没有定义文件：先运行 zhitong init %s",
                              "there are no definition files here: run zhitong init %s first", dir);
        return defs_load(&c->a, dir, &c->f, ret);
}

/* ---- check ----------------------------------------------------------------------------------- */

/* Words that apply would refuse: told, but no mistakes. */
static void tell_unrun(struct cli *c, const struct city *city, struct jout *j)
{
        for (size_t i = 0; i < city->ledgers_n; i++)
                for (size_t k = 0; k < city->ledgers[i].unrun_n; k++) {
                        const struct unrun *u = &city->ledgers[i].unrun[k];
                        if (!c->json) {
                                TELL(c, "%.*s: “%.*s”尚不能运行，apply 会拒绝\n",
                                     "%.*s: '%.*s' does not run yet, apply will refuse it\n",
                                     SP(u->where), SP(u->word));
                                continue;
                        }
                        jout_open(j, '{');
                        jout_key_text(j, S("where"), u->where);
                        jout_key_text(j, S("word"), u->word);
                        jout_close(j);
                }
}

static void tell_checked(struct cli *c, const struct city *city)
{
        struct jout j;
        if (!c->json) {
                TELL(c, "没有错误：%zu 个台账，%zu 个列表\n",
                     "no mistakes: %zu ledgers, %zu lists\n", city->ledgers_n, city->lists_n);
                tell_unrun(c, city, NULL);
                return;
        }
        json_begin(c, &j);
        jout_key(&j, S("ledgers"));
        jout_open(&j, '[');
        for (size_t i = 0; i < city->ledgers_n; i++) jout_text(&j, city->ledgers[i].name);
        jout_close(&j);
        jout_key(&j, S("unrun"));
        jout_open(&j, '[');
        tell_unrun(c, city, &j);
        jout_close(&j);
        json_end(c, &j);
}

enum err run_check(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        struct defs d;
        struct city *city;
        bool has;
        TRY(open_if_city(c, &r, &has));
        TRY(load_drafts(c, &d));
        TRY(city_build(&c->a, &d, has && r.in.offices.n ? &r.in.offices : NULL, &c->f, &city));
        tell_checked(c, city);
        return OK;
}

/* ---- diff, apply ----------------------------------------------------------------------------- */

static void json_changes(struct jout *j, struct str report)
{
        jout_key(j, S("changes"));
        jout_open(j, '[');
        for (struct str line; str_split(&report, '\n', &line);)
                if (line.n) jout_text(j, line);
        jout_close(j);
}

static void tell_report(struct cli *c, struct str report, const char *zh, const char *en)
{
        struct jout j;
        if (c->json) {
                json_begin(c, &j);
                json_changes(&j, report);
                json_end(c, &j);
                return;
        }
        buf_put(&c->out, report);
        buf_put(&c->out, str_c(c->lang == LANG_ZH ? zh : en));
}

static void json_touched(struct jout *j, const struct touched *x)
{
        jout_open(j, '{');
        jout_key_text(j, S("what"), str_c(x->what.en));
        jout_key_text(j, S("ledger"), x->what.l->name);
        jout_key_text(j, S("name"), x->what.name);
        jout_key_int(j, S("records"), x->records);
        jout_key(j, S("latest"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->n; i++) jout_text(j, x->number[i]);
        jout_close(j);
        jout_close(j);
}

static struct str numbers_of(struct cli *c, const struct touched *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->n; i++)
                all = str_printf(&c->a, "%.*s%.*s%.*s", SP(all), SP(i ? SAY(c, "、", ", ") : S("")),
                                 SP(x->number[i]));
        if (x->records > (int64_t)x->n)
                all = str_printf(&c->a, "%.*s%.*s", SP(all), SP(SAY(c, "……", ", …")));
        return all;
}

/* Records that stand where something changes: "  环节 request.assign：12 件（2022000017、…）". */
static void tell_touched(struct cli *c, const struct touched *v, size_t n)
{
        int64_t all = 0;
        for (size_t i = 0; i < n; i++) all += v[i].records;
        if (all == 0) TELL(c, "不涉及未办结的记录\n", "no open record is touched\n");
        else TELL(c, "涉及的未办结记录\n", "open records that are touched\n");
        for (size_t i = 0; i < n && all; i++) {
                const struct touched *x = &v[i];
                const char *what = c->lang == LANG_ZH ? x->what.zh : x->what.en;
                TELL(c, "  %s %.*s.%.*s：%" PRId64 " 件", "  %s %.*s.%.*s: %" PRId64, what,
                     SP(x->what.l->name), SP(x->what.name), x->records);
                if (x->n) TELL(c, "（%.*s）", " (%.*s)", SP(numbers_of(c, x)));
                buf_putc(&c->out, '\n');
        }
}

/* v NULL: nothing was in force. */
static void tell_diff(struct cli *c, struct str report, const struct touched *v, size_t n)
{
        bool none = str_eq(report, S("没有变化\n")) || str_eq(report, S("nothing changes\n"));
        struct jout j;
        if (!c->json) {
                buf_put(&c->out, report);
                if (!none && v) tell_touched(c, v, n);
                return;
        }
        json_begin(c, &j);
        json_changes(&j, report);
        jout_key(&j, S("touched"));
        jout_open(&j, '[');
        for (size_t i = 0; i < n; i++) json_touched(&j, &v[i]);
        jout_close(&j);
        json_end(c, &j);
}

enum err run_diff(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        AUTO(buf_free) struct buf report = { .limit = REPORT_BYTES_MAX };
        struct defs d;
        struct city *city;
        TRY(reading_open_any(c, 0, &r));
        TRY(load_drafts(c, &d));
        TRY(city_build(&c->a, &d, r.in.offices.n ? &r.in.offices : NULL, &c->f, &city));
        enum err e = city_diff(r.in.city, city, &c->f, c->lang, &report);
        struct touched *v = NULL;
        size_t n = 0;
        if (r.in.city) TRY(touched_read(&r.ask, city, &v, &n));
        tell_diff(c, buf_view(&report), v, n);
        return e;
}

static bool same_files(const struct defs *a, const struct defs *b)
{
        bool same = a->n == b->n;
        for (size_t i = 0; same && i < a->n; i++)
                same = str_eq(a->f[i].path, b->f[i].path) && str_eq(a->f[i].text, b->f[i].text);
        return same;
}

enum err run_apply(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        AUTO(buf_free) struct buf report = { .limit = REPORT_BYTES_MAX };
        struct defs d;
        TRY(writing_open(c, 0, &w));
        TRY(load_drafts(c, &d));
        if (w.inforce.city && same_files(&w.inforce.city->defs, &d)) {
                tell_report(c, STR_NONE, "没有变化\n", "no change\n");
                return OK;
        }
        enum err e = admin_apply(&w, &d, c->lang, &c->f, &report);
        if (e == OK) tell_report(c, buf_view(&report), "已生效\n", "in force\n");
        return e;
}

/* ---- a new ledger ---------------------------------------------------------------------------- */

static bool name_fits(struct str s)
{
        for (size_t i = 0; i < s.n; i++) {
                char ch = s.p[i];
                bool small = ch >= 'a' && ch <= 'z', more = (ch >= '0' && ch <= '9') || ch == '_';
                if (!small && (!more || i == 0)) return false;
        }
        return s.n > 0 && s.n <= NAME_BYTES_MAX;
}

/* `text` with `to` in every place of `from`. */
static struct str replaced(struct cli *c, struct str text, struct str from, struct str to)
{
        AUTO(buf_free) struct buf b = { .limit = YAML_BYTES_MAX };
        size_t at;
        while (str_find(text, from, &at)) {
                buf_put(&b, str_sub(text, 0, at));
                buf_put(&b, to);
                text = str_from(text, at + from.n);
        }
        buf_put(&b, text);
        return str_dup(&c->a, buf_view(&b));
}

/* As YAML in double quotes, which a JSON string is too. */
static struct str quoted(struct cli *c, struct str s)
{
        AUTO(buf_free) struct buf b = { .limit = YAML_BYTES_MAX };
        struct jout j;
        jout_init(&j, &b, false);
        jout_text(&j, s);
        return str_dup(&c->a, buf_view(&b));
}

/* The template, with the name in the place of NAME and the labels given. */
static struct str fill_template(struct cli *c, struct str name)
{
        struct str text = replaced(c, shared_file(S("new-ledger.yaml")), S("NAME"), name);
        struct str zh = opt_value(c, has_opt(c, OPT_LABEL) ? OPT_LABEL : OPT_LABEL_EN),
                   en = opt_value(c, has_opt(c, OPT_LABEL_EN) ? OPT_LABEL_EN : OPT_LABEL);
        if (zh.n)
                text = replaced(c, text, S("{zh: 新台账,"),
                                str_printf(&c->a, "{zh: %.*s,", SP(quoted(c, zh))));
        if (en.n)
                text = replaced(c, text, S("en: New ledger}"),
                                str_printf(&c->a, "en: %.*s}", SP(quoted(c, en))));
        return text;
}

enum err run_new_ledger(struct cli *c)
{
        struct drafting d = { .dir = paths_of(&c->a, operand_z(c, 0)).dir };
        struct str name = operand(c, 1), path = str_printf(&c->a, "ledgers/%.*s.yaml", SP(name));
        if (!name_fits(name))
                return USAGE(
                        c, "name", name, "台账名用小写字母、数字和下划线，以字母开头，至多 %d 字节",
                        "a ledger's name has small letters, digits and _, a letter first, at most "
                        "%d bytes",
                        NAME_BYTES_MAX);
        if (!file_exists(str_dupz(&c->a, str_printf(&c->a, "%s/city.yaml", d.dir))))
                return REFUSE(c, ERR_NOT_FOUND, "city.none", str_c(d.dir),
                              "这里没有 city.yaml：先运行 zhitong init %s",
                              "there is no city.yaml here: run zhitong init %s first", d.dir);
        TRY(draft_put(c, &d, path, fill_template(c, name)));
        if (d.written == 0)
                return REFUSE(c, ERR_CONFLICT, "file.exists", path, "文件已存在",
                              "the file is there already");
        TRY(schemas_write(c, &d));
        struct jout j;
        if (c->json) {
                json_begin(c, &j);
                jout_key_text(&j, S("file"), path);
                json_end(c, &j);
                return OK;
        }
        TELL(c, "写入 %s/%.*s；改好后：zhitong check %s && zhitong apply %s\n",
             "wrote %s/%.*s; when it is as you want it: zhitong check %s && zhitong apply %s\n",
             d.dir, SP(path), d.dir, d.dir);
        return OK;
}

enum err run_schema(struct cli *c)
{
        struct str kind = operand(c, 0);
        if (kind.n == 0) kind = S("ledger");
        struct str text = shared_file(str_printf(&c->a, "schema/%.*s.json", SP(kind)));
        if (text.n == 0)
                return USAGE(c, "usage.schema", kind, "应为 ledger、list 或 city，不是“%.*s”",
                             "expected ledger, list or city, not '%.*s'", SP(kind));
        buf_put(&c->out, text);
        return OK;
}

/* ---- ledgers --------------------------------------------------------------------------------- */

static void put_names(struct cli *c, const char *zh, const char *en, struct str names)
{
        if (names.n) buf_printf(&c->out, "  %s  %.*s\n", c->lang == LANG_ZH ? zh : en, SP(names));
}

/* name（标签）, … of things that are not built in. */
static void add_name(struct cli *c, struct str *all, struct str name, const struct label *label)
{
        struct str l = label_in(label, name, c->lang);
        *all = str_printf(&c->a, "%.*s%s%.*s", SP(*all), all->n ? ", " : "", SP(name));
        if (!str_eq(l, name))
                *all = str_printf(&c->a, c->lang == LANG_ZH ? "%.*s（%.*s）" : "%.*s (%.*s)",
                                  SP(*all), SP(l));
}

static void tell_ledger(struct cli *c, const struct ledger *l)
{
        struct str fields = STR_NONE, steps = STR_NONE, states = STR_NONE, figures = STR_NONE;
        for (size_t i = 0; i < l->fields_n; i++)
                if (!l->fields[i].retired)
                        add_name(c, &fields, l->fields[i].name, &l->fields[i].label);
        for (size_t i = 0; i < l->steps_n; i++)
                if (!l->steps[i].retired) add_name(c, &steps, l->steps[i].name, &l->steps[i].label);
        for (size_t i = 0; i < l->states_n; i++)
                add_name(c, &states, l->states[i].name, &l->states[i].label);
        for (size_t i = 0; i < l->figures_n; i++)
                add_name(c, &figures, l->figures[i].name, &l->figures[i].label);
        buf_printf(&c->out, "%.*s  %.*s\n", SP(l->name), SP(label_in(&l->label, l->name, c->lang)));
        put_names(c, "字段", "fields ", fields);
        put_names(c, "状态", "states ", states);
        put_names(c, "环节", "steps  ", steps);
        put_names(c, "指标", "figures", figures);
}

#define JSON_NAMES(j, key, arr, n)                                                                 \
        do {                                                                                       \
                jout_key((j), S(key));                                                             \
                jout_open((j), '[');                                                               \
                for (size_t i_ = 0; i_ < (n); i_++) jout_text((j), (arr)[i_].name);                \
                jout_close(j);                                                                     \
        } while (0)

static void json_ledger(struct jout *j, const struct ledger *l)
{
        jout_open(j, '{');
        jout_key_text(j, S("ledger"), l->name);
        jout_key_text(j, S("zh"), l->label.zh);
        jout_key_text(j, S("en"), l->label.en);
        jout_key_bool(j, S("public"), l->public);
        JSON_NAMES(j, "fields", l->fields, l->fields_n);
        JSON_NAMES(j, "states", l->states, l->states_n);
        JSON_NAMES(j, "steps", l->steps, l->steps_n);
        JSON_NAMES(j, "figures", l->figures, l->figures_n);
        jout_close(j);
}

enum err run_ledgers(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        TRY(reading_open(c, 0, &r));
        struct jout j;
        if (c->json) {
                json_begin(c, &j);
                jout_key_int(&j, S("version"), r.in.city->version);
                jout_key(&j, S("ledgers"));
                jout_open(&j, '[');
        }
        for (size_t i = 0; i < r.in.city->ledgers_n; i++) {
                if (c->json) json_ledger(&j, &r.in.city->ledgers[i]);
                else tell_ledger(c, &r.in.city->ledgers[i]);
        }
        if (c->json) {
                jout_close(&j);
                json_end(c, &j);
        }
        return OK;
}
