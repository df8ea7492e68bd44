/* body.c: what came in: JSON bodies, and the parts of path and query that several handlers read. */
#include <math.h>

#include "api/api_in.h"
#include "ask/follow.h"
#include "ask/show.h"
#include "web/files.h"
#include "web/signin.h"

/* ---- JSON ---- */

/* The shortest digits that give the number again. Beyond 15 it is not sure that they are what was
 * written: such numbers travel as strings. */
static bool real_text(struct arena *a, double d, struct str *ret)
{
        char text[40];
        if (!isfinite(d)) return false;
        (void)snprintf(text, sizeof text, "%.15g", d);
        double back = strtod(text, NULL);
        if (back < d || back > d) return false;
        *ret = str_dup(a, str_c(text));
        return true;
}

static bool joined(struct arena *a, const struct jval *v, struct str *ret)
{
        struct str all = STR_NONE, one;
        for (size_t i = 0; i < v->n; i++) {
                if (v->items[i].kind == JARRAY || !api_text(a, &v->items[i], &one)) return false;
                all = str_printf(a, "%.*s%s%.*s", SP(all), i ? "," : "", SP(one));
        }
        *ret = all;
        return true;
}

/* A place {"code", "lat", "lon"} as "code@lat,lon"; other objects (a person) as JSON. */
static bool object_text(struct arena *a, const struct jval *v, struct str *ret)
{
        struct str code = STR_NONE, lat, lon;
        const struct jval *la = jval_get(v, S("lat")), *lo = jval_get(v, S("lon"));
        for (size_t i = 0; i < v->n; i++)
                if (v->items[i].kind == JARRAY || v->items[i].kind == JOBJECT) return false;
        if (jval_get(v, S("code"))) code = jval_text(v, S("code"));
        if (la && lo) {
                if (!api_text(a, la, &lat) || !api_text(a, lo, &lon)) return false;
                *ret = str_printf(a, "%.*s@%.*s,%.*s", SP(code), SP(lat), SP(lon));
                return true;
        }
        if (code.n && v->n == 1) {
                *ret = code;
                return true;
        }
        for (size_t i = 0; i < v->n; i++)
                if (v->items[i].kind != JTEXT) return false;
        AUTO(buf_free) struct buf b = { .limit = TEXT_BYTES_MAX };
        struct jout j;
        jout_init(&j, &b, false);
        jout_value(&j, v);
        if (b.err != OK) return false;
        *ret = str_dup(a, buf_view(&b));
        return true;
}

bool api_text(struct arena *a, const struct jval *v, struct str *ret)
{
        switch (v->kind) {
        case JNULL: *ret = STR_NONE; return true;
        case JBOOL: *ret = v->truth ? S("true") : S("false"); return true;
        case JINT: *ret = str_printf(a, "%" PRId64, v->i); return true;
        case JREAL: return real_text(a, v->real, ret);
        case JTEXT: *ret = v->text; return true;
        case JARRAY: return joined(a, v, ret);
        case JOBJECT: return object_text(a, v, ret);
        }
        BUG("json kind");
}

static struct str hint(struct web *w, struct str want, const struct str *names, size_t n)
{
        const struct ask k = { .a = w->a, .lang = w->lang };
        return ask_hint(&k, want, names, n);
}

static enum err parse(struct web *w, struct jval **ret)
{
        struct str why = STR_NONE;
        if (w->q->body.n > API_BODY_BYTES_MAX)
                return FAULT(&w->f, ERR_LIMIT, "body.long", S("body"), "正文太长：至多 %u 字节",
                             "the body is too long: at most %u bytes", API_BODY_BYTES_MAX);
        if (str_trim(w->q->body).n == 0) {
                *ret = ARENA_NEW(w->a, struct jval, 1);
                (*ret)->kind = JOBJECT;
                return OK;
        }
        enum err e = jval_parse(w->a, w->q->body, ret, &why);
        if (e != OK)
                return FAULT(&w->f, ERR_INPUT, "body.json", S("body"), "正文不是合法的 JSON：%.*s",
                             "the body is not JSON: %.*s", SP(why));
        if ((*ret)->kind == JOBJECT) return OK;
        return FAULT(&w->f, ERR_INPUT, "body.object", S("body"), "正文须为 JSON 对象",
                     "the body must be a JSON object");
}

static bool is_among(struct str name, const struct str *names, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(names[i], name)) return true;
        return false;
}

static enum err check_members(struct web *w, const struct str *names, size_t n,
                              const struct jval *o)
{
        enum err e = OK;
        for (size_t i = 0; i < o->n; i++) {
                struct str name = o->keys[i];
                bool object = str_eq(name, S("fields"));
                if (!is_among(name, names, n))
                        e = FAULT(&w->f, ERR_INPUT, "body.member", str_sub(name, 0, 60),
                                  "正文没有成员“%.*s”%.*s", "the body has no member '%.*s'%.*s",
                                  SP(str_sub(name, 0, 60)), SP(hint(w, name, names, n)));
                else if (object ? o->items[i].kind != JOBJECT
                                : o->items[i].kind != JTEXT && o->items[i].kind != JNULL)
                        e = FAULT(&w->f, ERR_INPUT, "body.type", name, "“%.*s”须为%s",
                                  "'%.*s' must be %s", SP(name),
                                  w->lang == LANG_ZH ? (object ? "对象" : "字符串")
                                  : object           ? "an object"
                                                     : "a string");
        }
        return e;
}

enum err api_body(struct web *w, const struct str *names, size_t n, struct jval **ret)
{
        TRY(parse(w, ret));
        return check_members(w, names, n, *ret);
}

/* ---- a step's body ---- */

static enum err no_field(struct web *w, const struct ledger *l, struct str name)
{
        struct str *names = ARENA_NEW(w->a, struct str, l->fields_n);
        for (size_t i = 0; i < l->fields_n; i++) names[i] = l->fields[i].name;
        return FAULT(&w->f, ERR_INPUT, "input.field", str_sub(name, 0, 60),
                     "台账没有字段“%.*s”%.*s", "there is no field %.*s%.*s",
                     SP(str_sub(name, 0, 60)), SP(hint(w, name, names, l->fields_n)));
}

/* The kinds of JSON a type takes besides a string: what is said of a value must not hang on how a
 * text happens to read. */
static bool fits(const struct field *f, const struct jval *v)
{
        bool number = v->kind == JINT || v->kind == JREAL;
        if (v->kind == JNULL || v->kind == JTEXT) return true;
        if (f->many || f->files || f->type == F_ROWS) return v->kind == JARRAY;
        switch (f->type) {
        case F_FLAG: return v->kind == JBOOL;
        case F_INT: return v->kind == JINT;
        case F_DECIMAL:
        case F_MONEY: return number;
        case F_PERIOD: return v->kind == JINT;
        case F_PERSON:
        case F_PLACE: return v->kind == JOBJECT;
        case F_TEXT:
        case F_NOTE:
        case F_CODE:
        case F_CHOICE:
        case F_TREE:
        case F_DAY:
        case F_MOMENT:
        case F_OFFICE:
        case F_ACCOUNT:
        case F_LINK:
        case F_FILE:
        case F_ROWS:
        case F_TYPE_COUNT: return false;
        }
        BUG("field type");
}

/* A table as input_rows takes it: every value as text. */
static bool rows_text(struct arena *a, const struct jval *v, struct str *ret)
{
        AUTO(buf_free) struct buf b = { .limit = API_BODY_BYTES_MAX };
        struct jout j;
        struct str cell;
        jout_init(&j, &b, false);
        jout_open(&j, '[');
        for (size_t i = 0; i < v->n; i++) {
                const struct jval *row = &v->items[i];
                if (row->kind != JOBJECT) return false;
                jout_open(&j, '{');
                for (size_t k = 0; k < row->n; k++) {
                        if (!api_text(a, &row->items[k], &cell)) return false;
                        jout_key_text(&j, row->keys[k], cell);
                }
                jout_close(&j);
        }
        jout_close(&j);
        *ret = str_dup(a, buf_view(&b));
        return b.err == OK;
}

/* The number of a record that another one follows is no field. */
static bool takes_parent(const struct ledger *l, struct str name)
{
        for (size_t i = 0; i < l->steps_n; i++)
                if (l->steps[i].follows.is && l->steps[i].follows.field < 0)
                        return str_eq(name, S("parent"));
        return false;
}

static enum err take_field(struct web *w, const struct ledger *l, struct str name,
                           const struct jval *v, struct input *ret)
{
        int f = ledger_field(l, name);
        if (f < 0 && takes_parent(l, name) && v->kind == JTEXT) {
                *ret = (struct input){ S("parent"), v->text };
                return OK;
        }
        if (f < 0) return no_field(w, l, name);
        struct str text = STR_NONE;
        bool rows = l->fields[f].type == F_ROWS && v->kind == JARRAY;
        if (!fits(&l->fields[f], v) ||
            !(rows ? rows_text(w->a, v, &text) : api_text(w->a, v, &text)))
                return FAULT(&w->f, ERR_INPUT, "input.value", name,
                             "“%.*s”（%.*s）不接受这种 JSON 值",
                             "%.*s (%.*s) does not take a JSON value of this kind",
                             SP(label_in(&l->fields[f].label, name, w->lang)),
                             SP(ftype_name(l->fields[f].type)));
        *ret = (struct input){ l->fields[f].name, text };
        return OK;
}

/* A file field is given by tokens of uploads. */
static enum err take_files(struct web *w, const struct ledger *l, struct input *in,
                           struct api_body *ret)
{
        int i = ledger_field(l, in->name);
        const struct field *f = i < 0 ? NULL : &l->fields[i];
        struct input_file *x = &ret->file[ret->file_n];
        if (!f || f->type != F_FILE || str_trim(in->text).n == 0) return OK;
        TRY(web_file_tokens(w, l, f, in->text, x));
        in->text = input_files_text(w->a, x->v, x->n);
        ret->file_n++;
        return OK;
}

/* The short form: without `fields` every other member is one. */
static struct jval *gathered(struct arena *a, const struct jval *o, const struct str *names,
                             size_t n)
{
        struct jval *all = ARENA_NEW(a, struct jval, 1), *fields;
        *all = (struct jval){ .kind = JOBJECT };
        all->keys = ARENA_NEW(a, struct str, o->n + 1);
        all->items = ARENA_NEW(a, struct jval, o->n + 1);
        fields = &all->items[0];
        *fields = (struct jval){ .kind = JOBJECT };
        fields->keys = ARENA_NEW(a, struct str, o->n);
        fields->items = ARENA_NEW(a, struct jval, o->n);
        all->keys[all->n++] = S("fields");
        for (size_t i = 0; i < o->n; i++) {
                struct jval *to = is_among(o->keys[i], names, n) ? all : fields;
                to->keys[to->n] = o->keys[i];
                to->items[to->n++] = o->items[i];
        }
        return all;
}

enum err api_step_body(struct web *w, const struct ledger *l, struct api_body *ret)
{
        static const struct str members[] = { SI("fields"), SI("because"), SI("on"), SI("office"),
                                              SI("paper") };
        struct jval *o = NULL;
        TRY(parse(w, &o));
        if (!jval_get(o, S("fields"))) o = gathered(w->a, o, members, LEN(members));
        enum err e = check_members(w, members, LEN(members), o);
        if (e != OK) return e;
        const struct jval *fields = jval_get(o, S("fields"));
        struct str on = jval_text(o, S("on"));
        *ret = (struct api_body){ .because = jval_text(o, S("because")),
                                  .office = jval_text(o, S("office")),
                                  .paper = jval_text(o, S("paper")),
                                  .on = DAY_NONE };
        if (on.n && day_parse(on, &ret->on) != OK)
                e = FAULT(&w->f, ERR_INPUT, "body.day", S("on"), "应为日期 2022-08-22",
                          "expected a day 2022-08-22");
        ret->in = ARENA_NEW(w->a, struct input, fields ? fields->n : 0);
        ret->file = ARENA_NEW(w->a, struct input_file, fields ? fields->n : 0);
        for (size_t i = 0; fields && i < fields->n; i++) {
                struct input *in = &ret->in[ret->in_n];
                enum err one = take_field(w, l, fields->keys[i], &fields->items[i], in);
                if (one == OK) one = take_files(w, l, in, ret);
                if (one == OK) ret->in_n++;
                else e = one;
        }
        return e;
}

/* ---- path and query ---- */

enum err api_ledger(struct web *w, const struct ledger **ret)
{
        TRY(web_ask(w));
        return web_ledger(w, w->arg[0], ret);
}

/* The same names as the pages': who tries codes there waits here too. */
static struct str slow_name(const struct web *w, struct str what)
{
        return str_printf(w->a, "follow %.*s", SP(what));
}

static enum err by_code(struct web *w, const struct ledger *l, struct str code, int64_t *ret)
{
        struct slows *s = w->site->slows;
        struct str number = slow_name(w, w->arg[1]), peer = slow_name(w, w->q->peer);
        int64_t ms = slows_wait(s, number, peer, w->now);
        if (ms > 0) {
                web_retry(w, 429, (ms + 999) / 1000);
                return FAULT(&w->f, ERR_BUSY, "follow.slow", S("code"), "查询码试错过多，请稍候",
                             "too many wrong codes: wait a little");
        }
        enum err e = follow_check(&w->ask, l, w->arg[1], code, ret);
        if (e == OK) slows_good(s, number, peer);
        if (e == ERR_NOT_FOUND) slows_failed(s, number, peer, w->now);
        return e;
}

enum err api_record(struct web *w, const struct ledger *l, int64_t *ret_record, bool *ret_requester)
{
        struct str code = web_header(w->q, S("zhitong-code"));
        if (code.n == 0) code = web_query(w, S("code"));
        *ret_requester = code.n > 0;
        if (code.n) return by_code(w, l, code, ret_record);
        if (w->who.account < 0) {
                w->ans.status = 401;
                return FAULT(&w->f, ERR_DENIED, "sign_in", STR_NONE,
                             "须先登录，或给出查询码（Zhitong-Code）",
                             "sign in first, or give the follow-code (Zhitong-Code)");
        }
        TRY(show_number(&w->ask, l, w->arg[1], ret_record));
        enum err e = scope_check(&w->ask, l, *ret_record);
        if (e != ERR_NOT_FOUND) return ask_failed(&w->ask, e);
        if (w->f.n) return e;
        return FAULT(&w->f, e, "record.unknown", w->arg[1], "没有此事项，或无权查看",
                     "there is no such record, or it is not open to you");
}

static enum err not_future(struct web *w, struct str name, struct day d)
{
        char a[16];
        if (!day_is(d) || d.v <= ask_today(&w->ask).v) return OK;
        return FAULT(&w->f, ERR_CONFLICT, "day.future", name, "%.*s 在将来",
                     "%.*s lies in the future", SP(day_format(d, a)));
}

static enum err read_office(struct web *w, int *ret)
{
        struct str code = web_query(w, S("office"));
        *ret = -1;
        if (code.n == 0) return OK;
        *ret = office_find(&w->in->in.offices, code);
        if (*ret >= 0) return OK;
        return FAULT(&w->f, ERR_NOT_FOUND, "office.none", S("office"), "没有单位“%.*s”",
                     "there is no office '%.*s'", SP(str_sub(code, 0, 60)));
}

enum err api_span(struct web *w, struct api_span *ret)
{
        struct api_span x = { 0 };
        TRY(web_query_day(w, S("on"), &x.on));
        TRY(web_query_day(w, S("from"), &x.from));
        TRY(web_query_day(w, S("to"), &x.to));
        TRY(web_query_day(w, S("known"), &x.known));
        TRY(read_office(w, &x.office));
        TRY(web_query_tree(w, &x.now));
        if (day_is(x.from) != day_is(x.to) || (day_is(x.from) && day_is(x.on)))
                return FAULT(&w->f, ERR_INPUT, "span.period", S("from"),
                             "给出 on，或同时给出 from 和 to", "give on, or both from and to");
        if (day_is(x.from) && x.to.v < x.from.v)
                return FAULT(&w->f, ERR_INPUT, "span.period", S("to"), "期间的末日早于首日",
                             "the period ends before it begins");
        TRY(not_future(w, S("on"), x.on));
        TRY(not_future(w, S("to"), x.to));
        TRY(not_future(w, S("known"), x.known));
        if (!day_is(x.on)) x.on = ask_today(&w->ask);
        *ret = x;
        return OK;
}

enum err api_flag(struct web *w, struct str name, bool *ret)
{
        struct str s = web_query(w, name);
        *ret = str_eq(s, S("true")) || str_eq(s, S("1"));
        if (*ret || s.n == 0 || str_eq(s, S("false")) || str_eq(s, S("0"))) return OK;
        return FAULT(&w->f, ERR_INPUT, "query.flag", name, "应为 true 或 false",
                     "expected true or false");
}

enum err api_limit(struct web *w, int64_t *ret)
{
        TRY(web_query_int(w, S("limit"), 0, ret));
        if (!web_has_query(w, S("limit")) || (*ret >= 1 && *ret <= LIST_LIMIT_MAX)) return OK;
        return FAULT(&w->f, ERR_INPUT, "list.limit", S("limit"), "每页 1–%d 条",
                     "a page has 1 to %d records", LIST_LIMIT_MAX);
}
