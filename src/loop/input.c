/* input.c: text to typed values, one field at a time. The only gate for what people enter. */
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "loop/command.h"

static enum err wrong(const struct input_ctx *x, const struct field *f, struct str where,
                      struct str text, const char *want_zh, const char *want_en)
{
        struct str shown = str_sub(text, 0, 60);
        return FAULT(x->f, ERR_INPUT, "input.value", where, "“%.*s”不能是“%.*s”：应为%s",
                     "%.*s cannot be \"%.*s\": expected %s",
                     SP(label_in(&f->label, f->name, x->f->lang)), SP(shown),
                     x->f->lang == LANG_ZH ? want_zh : want_en);
}

static enum err read_text(const struct input_ctx *x, const struct field *f, struct str where,
                          struct str text, struct change_set *s)
{
        if (!utf8_ok(text))
                return wrong(x, f, where, S("?"), "合法的 UTF-8 文本",
                             "valid UTF-8 text without control characters");
        size_t n = utf8_len(text);
        if (text.n > TEXT_BYTES_MAX || (f->has_max && (int64_t)n > f->max))
                return FAULT(x->f, ERR_INPUT, "input.long", where,
                             "“%.*s”太长：%zu 字，至多 %" PRId64 " 字",
                             "%.*s is too long: %zu characters, at most %" PRId64,
                             SP(label_in(&f->label, f->name, x->f->lang)), n,
                             f->has_max ? f->max : (int64_t)TEXT_BYTES_MAX / 3);
        s->sealed = true;
        s->text = text;
        s->value = value_null(); /* the writer puts the seq */
        return OK;
}

/* {"name": …, "phone": …} or "name, phone": kept as canonical JSON. */
static enum err read_person(const struct input_ctx *x, const struct field *f, struct str where,
                            struct str text, struct change_set *s)
{
        struct str name = text, phone = STR_NONE, why;
        struct jval *o = NULL;
        if (str_starts(text, S("{"))) {
                if (jval_parse(x->a, text, &o, &why) != OK || o->kind != JOBJECT)
                        return wrong(x, f, where, text, "“姓名, 电话”", "\"name, phone\"");
                name = jval_text(o, S("name"));
                phone = jval_text(o, S("phone"));
        } else {
                size_t at;
                if (str_find(text, S("，"), &at)) {
                        name = str_sub(text, 0, at);
                        phone = str_from(text, at + 3);
                } else {
                        (void)str_cut(text, ',', &name, &phone);
                }
        }
        name = str_trim(name);
        phone = str_trim(phone);
        if (!utf8_ok(name) || !utf8_ok(phone) || name.n + phone.n == 0 || utf8_len(name) > 40 ||
            phone.n > 40)
                return wrong(x, f, where, text, "“姓名, 电话”", "\"name, phone\"");
        struct buf b = { .limit = 1000 };
        struct jout j;
        jout_init(&j, &b, true);
        jout_open(&j, '{');
        if (name.n) jout_key_text(&j, S("name"), name);
        if (phone.n) jout_key_text(&j, S("phone"), phone);
        jout_close(&j);
        s->text = str_dup(x->a, buf_view(&b));
        buf_free(&b);
        s->sealed = true;
        return OK;
}

static bool code_ok(struct str s)
{
        if (s.n == 0 || s.n > CODE_BYTES_MAX) return false;
        for (size_t i = 0; i < s.n; i++) {
                char c = s.p[i];
                bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '/' || c == '_';
                if (!ok) return false;
        }
        return true;
}

/* A choice by its code, or by its label as a clerk writes it. */
static enum err read_choice(const struct input_ctx *x, const struct field *f, struct str where,
                            struct str text, struct str *ret)
{
        const struct list *l = &x->city->lists[f->list];
        int at = list_choice(l, text);
        for (size_t i = 0; at < 0 && i < l->n; i++)
                if (str_eq(l->c[i].label.zh, text) || str_eq(l->c[i].label.en, text)) at = (int)i;
        if (at < 0) {
                struct str near = STR_NONE;
                size_t best = 3;
                for (size_t i = 0; i < l->n; i++) {
                        size_t d = str_distance(l->c[i].code, text, 2);
                        if (d < best) best = d, near = l->c[i].code;
                }
                return FAULT(x->f, ERR_INPUT, "input.choice", where, "“%.*s”没有选项“%.*s”%s%.*s",
                             "%.*s has no choice \"%.*s\"%s%.*s",
                             SP(label_in(&f->label, f->name, x->f->lang)), SP(str_sub(text, 0, 60)),
                             near.n ? (x->f->lang == LANG_ZH ? "，是否 " : "; did you mean ") : "",
                             SP(near));
        }
        const struct choice *c = &l->c[at];
        if ((day_is(c->retired) && x->day.v >= c->retired.v) ||
            (day_is(c->since) && x->day.v < c->since.v))
                return FAULT(x->f, ERR_INPUT, "input.retired", where, "选项“%.*s”在该日不可用",
                             "choice \"%.*s\" is not in use on that day", SP(c->code));
        *ret = c->code;
        return OK;
}

static enum err read_office(const struct input_ctx *x, const struct field *f, struct str where,
                            struct str text, struct str *ret)
{
        const struct offices *o = x->city->offices;
        int at = office_find(o, text);
        for (size_t i = 0; at < 0 && i < o->n; i++)
                for (size_t k = 0; at < 0 && k < o->o[i].spans_n; k++)
                        if (text.n && str_eq(o->o[i].spans[k].zh, text)) at = (int)i;
        if (at < 0 || !office_on(o, at, x->day))
                return FAULT(x->f, ERR_INPUT, "input.office", where, "“%.*s”：%s没有单位“%.*s”",
                             "%.*s: %s no office \"%.*s\"",
                             SP(label_in(&f->label, f->name, x->f->lang)),
                             at < 0 ? (x->f->lang == LANG_ZH ? "" : "there is")
                                    : (x->f->lang == LANG_ZH ? "该日" : "on that day there is"),
                             SP(str_sub(text, 0, 60)));
        if (f->recuse && at == office_root(o))
                return FAULT(x->f, ERR_INPUT, "input.recuse", where,
                             "“%.*s”：全市都在其下，不能回避",
                             "%.*s: everybody is below it, so it cannot be recused",
                             SP(label_in(&f->label, f->name, x->f->lang)));
        *ret = o->o[at].code;
        return OK;
}

static enum err read_flag(const struct input_ctx *x, const struct field *f, struct str where,
                          struct str text, struct value *ret)
{
        static const struct {
                struct str s;
                bool v;
        } word[] = {
                { SI("true"), true },   { SI("false"), false }, { SI("1"), true },
                { SI("0"), false },     { SI("yes"), true },    { SI("no"), false },
                { SI("是"), true },     { SI("否"), false },    { SI("TRUE"), true },
                { SI("FALSE"), false },
        };
        for (size_t i = 0; i < LEN(word); i++) {
                if (!str_eq(word[i].s, text)) continue;
                *ret = value_flag(word[i].v);
                return OK;
        }
        return wrong(x, f, where, text, "true 或 false（是、否）", "true or false");
}

static enum err read_number(const struct input_ctx *x, const struct field *f, struct str where,
                            struct str text, struct value *ret)
{
        int64_t n;
        if (num_parse_scaled(text, f->digits, &n) != OK)
                return wrong(x, f, where, text, f->digits ? "数（小数位数不超过规定）" : "整数",
                             f->digits ? "a number with the declared decimals" : "a whole number");
        if ((f->has_min && n < f->min) || (f->has_max && n > f->max)) {
                char a[24], b[24];
                return FAULT(x->f, ERR_INPUT, "input.range", where, "“%.*s”超出范围：%.*s 至 %.*s",
                             "%.*s is out of range: %.*s to %.*s",
                             SP(label_in(&f->label, f->name, x->f->lang)),
                             SP(num_format_scaled(f->has_min ? f->min : -((int64_t)1 << 53),
                                                  f->digits, a)),
                             SP(num_format_scaled(f->has_max ? f->max : (int64_t)1 << 53, f->digits,
                                                  b)));
        }
        if (n > ((int64_t)1 << 53) || n < -((int64_t)1 << 53))
                return wrong(x, f, where, text, "±2^53 以内的数", "a number within ±2^53");
        *ret = value_int(n, f->digits);
        return OK;
}

/* 2022, 2022-Q3, 2022-08, 2022-W33 */
static bool period_ok(struct str s)
{
        int64_t n;
        if (s.n < 4 || num_parse_i64(str_sub(s, 0, 4), 1600, 9999, &n) != OK) return false;
        if (s.n == 4) return true;
        if (s.p[4] != '-') return false;
        struct str r = str_from(s, 5);
        if (r.n == 2 && r.p[0] == 'Q') return r.p[1] >= '1' && r.p[1] <= '4';
        if (r.n == 3 && r.p[0] == 'W') return num_parse_i64(str_from(r, 1), 1, 53, &n) == OK;
        return r.n == 2 && num_parse_i64(r, 1, 12, &n) == OK;
}

static bool point_ok(struct str s)
{
        struct str lat, lon;
        int64_t a, b;
        return str_cut(s, ',', &lat, &lon) && num_parse_scaled(str_trim(lat), 9, &a) == OK &&
               num_parse_scaled(str_trim(lon), 9, &b) == OK && a >= -90000000000 &&
               a <= 90000000000 && b >= -180000000000 && b <= 180000000000;
}

/* "code", "code@lat,lon" or "@lat,lon": the area in clear, the exact point sealed. */
static enum err read_place(const struct input_ctx *x, const struct field *f, struct str where,
                           struct str text, struct change_set *s)
{
        struct str code = text, point = STR_NONE, known;
        if (str_cut(text, '@', &code, &point)) {
                if (!point_ok(point))
                        return wrong(x, f, where, text, "“区划代码@纬度,经度”", "\"code@lat,lon\"");
                s->sealed = true;
                s->text = point;
        }
        s->value = value_null();
        if (code.n == 0) return OK;
        TRY(read_office(x, f, where, code, &known));
        s->value = value_text(known);
        return OK;
}

static enum err read_link(const struct input_ctx *x, const struct field *f, struct str where,
                          struct str text, struct value *ret)
{
        const struct ledger *l = &x->city->ledgers[f->of_ledger];
        int64_t id = 0;
        struct str head, tail;
        if (str_cut(text, '/', &head, &tail) && str_eq(head, l->name)) text = tail;
        enum err e = x->link->find(x->link->ctx, l, text, &id);
        if (e == ERR_NOT_FOUND)
                return FAULT(x->f, ERR_INPUT, "input.link", where, "台账“%.*s”没有编号“%.*s”",
                             "ledger %.*s has no record \"%.*s\"", SP(l->name),
                             SP(str_sub(text, 0, 60)));
        TRY(e);
        *ret = value_int(id, 0);
        return OK;
}

static enum err read_one(const struct input_ctx *x, const struct field *f, struct str where,
                         struct str text, struct change_set *s)
{
        struct day d;
        struct moment m;
        switch (f->type) {
        case F_TEXT:
        case F_NOTE: return read_text(x, f, where, text, s);
        case F_PERSON: return read_person(x, f, where, text, s);
        case F_CODE:
                if (!code_ok(text))
                        return wrong(x, f, where, text, "至多 64 个字母、数字或 - . / _",
                                     "at most 64 letters, digits, - . / _");
                s->value = value_text(text);
                return OK;
        case F_CHOICE:
        case F_TREE:
                s->value = value_text(STR_NONE);
                return read_choice(x, f, where, text, &s->value.text);
        case F_FLAG: return read_flag(x, f, where, text, &s->value);
        case F_INT:
        case F_DECIMAL:
        case F_MONEY: return read_number(x, f, where, text, &s->value);
        case F_DAY:
                if (day_parse(text, &d) != OK)
                        return wrong(x, f, where, text, "日期 2022-08-22", "a day 2022-08-22");
                s->value = (struct value){ .type = T_DAY, .i = d.v };
                return OK;
        case F_MOMENT:
                if (moment_parse(text, x->city->zone, &m) != OK)
                        return wrong(x, f, where, text, "时刻 2022-08-22 09:30",
                                     "a moment 2022-08-22 09:30");
                s->value = (struct value){ .type = T_MOMENT, .i = m.ms };
                return OK;
        case F_PERIOD:
                if (!period_ok(text))
                        return wrong(x, f, where, text, "期间 2022、2022-Q3 或 2022-08",
                                     "a period 2022, 2022-Q3 or 2022-08");
                s->value = value_text(text);
                return OK;
        case F_OFFICE:
                s->value = value_text(STR_NONE);
                return read_office(x, f, where, text, &s->value.text);
        case F_ACCOUNT: {
                int i = account_find(x->city->accounts, text);
                if (i < 0) return wrong(x, f, where, text, "登录名", "a login");
                s->value = value_int(x->city->accounts->v[i].id, 0);
                return OK;
        }
        case F_PLACE: return read_place(x, f, where, text, s);
        case F_LINK: return read_link(x, f, where, text, &s->value);
        case F_FILE:
                return FAULT(x->f, ERR_INPUT, "file.upload", where,
                             "“%.*s”是附件：须先上传，再引用", "%.*s is a file: upload it first",
                             SP(label_in(&f->label, f->name, x->f->lang)));
        case F_ROWS: return input_rows(x, f, text, where, s);
        case F_TYPE_COUNT: break;
        }
        BUG("field type");
}

/* Several values: separated by , ; 、 or white space; repeats are dropped. */
static enum err read_many(const struct input_ctx *x, const struct field *f, struct str where,
                          struct str text, struct change_set *s)
{
        struct value v = { .type = T_MANY };
        size_t cap = 0;
        while (text.n) {
                size_t n = 0, skip = 1;
                while (n < text.n && !memchr(" ,;\t\n", text.p[n], 5)) {
                        if (str_starts(str_from(text, n), S("、"))) {
                                skip = 3;
                                break;
                        }
                        n++;
                }
                struct str piece = str_sub(text, 0, n);
                text = str_from(text, n + skip);
                if (piece.n == 0) continue;
                struct change_set one = { 0 };
                TRY(read_one(x, f, where, piece, &one));
                struct str text_of = one.value.text;
                if (one.value.type == T_NUMBER) text_of = str_printf(x->a, "%" PRId64, one.value.i);
                else if (one.value.type != T_TEXT)
                        return wrong(x, f, where, piece, "多个选项或单位",
                                     "several choices or offices");
                bool have = false;
                for (size_t i = 0; i < v.many_n; i++) have |= str_eq(v.many[i], text_of);
                if (!have) *ARENA_PUSH(x->a, v.many, v.many_n, cap) = text_of;
        }
        s->value = v;
        return OK;
}

enum err input_read(const struct input_ctx *x, int field, struct str text, struct str where,
                    struct change_set *ret)
{
        const struct field *f = &x->l->fields[field];
        struct change_set s = { .field = field, .name = f->name, .value = value_null() };
        if (f->type != F_TEXT && f->type != F_NOTE) text = str_trim(text);
        if (text.n == 0) {
                if (f->type == F_FLAG) s.value = value_flag(false);
                if (f->many) s.value = (struct value){ .type = T_MANY };
        } else if (f->many) {
                TRY(read_many(x, f, where, text, &s));
        } else {
                TRY(read_one(x, f, where, text, &s));
        }
        *ret = s;
        return OK;
}
