/* city.c: what the city put in force: ledgers, offices, accounts; when something is due. */
#include "api/api_in.h"

/* ---- ledgers --------------------------------------------------------------------------------- */

static bool is_open(const struct web *w, const struct ledger *l)
{
        return l->public || w->who.account >= 0;
}

enum err api_ledgers(struct web *w)
{
        const struct city *c = w->in->in.city;
        struct jout j;
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key_text(&j, S("city"), c->name);
        api_label(&j, S("label"), &c->label, c->name);
        jout_key_int(&j, S("version"), c->version);
        jout_key(&j, S("ledgers"));
        jout_open(&j, '[');
        for (size_t i = 0; i < c->ledgers_n; i++) {
                const struct ledger *l = &c->ledgers[i];
                if (!is_open(w, l)) continue;
                jout_open(&j, '{');
                jout_key_text(&j, S("ledger"), l->name);
                api_label(&j, S("label"), &l->label, l->name);
                jout_key_int(&j, S("version"), l->version);
                jout_key_bool(&j, S("public"), l->public);
                jout_close(&j);
        }
        jout_close(&j);
        jout_close(&j);
        return OK;
}

static void put_choices(const struct list *l, struct jout *j)
{
        char text[16];
        jout_key(j, S("choices"));
        jout_open(j, '[');
        for (size_t i = 0; i < l->n; i++) {
                const struct choice *c = &l->c[i];
                jout_open(j, '{');
                jout_key_text(j, S("code"), c->code);
                api_label(j, S("label"), &c->label, c->code);
                if (c->parent >= 0) jout_key_text(j, S("parent"), l->c[c->parent].code);
                if (day_is(c->since)) jout_key_text(j, S("since"), day_format(c->since, text));
                if (day_is(c->retired))
                        jout_key_text(j, S("retired"), day_format(c->retired, text));
                jout_close(j);
        }
        jout_close(j);
}

static void put_bounds(const struct field *f, struct jout *j)
{
        char text[24];
        if (f->has_min) jout_key_text(j, S("min"), num_format_scaled(f->min, f->digits, text));
        if (f->has_max) jout_key_text(j, S("max"), num_format_scaled(f->max, f->digits, text));
        if (f->digits) jout_key_int(j, S("digits"), f->digits);
        if (f->unit.n) jout_key_text(j, S("unit"), f->unit);
        if (f->short_of) jout_key_int(j, S("short"), f->short_of);
        if (f->near) jout_key_int(j, S("near"), f->near);
}

static void put_field(const struct city *c, const struct field *f, struct jout *j)
{
        const struct {
                struct str key;
                bool is;
        } flag[] = { { S("required"), f->required },
                     { S("many"), f->many || f->files },
                     { S("ranked"), f->ranked },
                     { S("search"), f->search },
                     { S("private"), f->private },
                     { S("sealed"), f->sealed },
                     { S("confidential"), f->confidential },
                     { S("recuse"), f->recuse },
                     { S("retired"), f->retired } };
        jout_open(j, '{');
        jout_key_text(j, S("field"), f->name);
        api_label(j, S("label"), &f->label, f->name);
        jout_key_text(j, S("type"), ftype_name(f->type));
        for (size_t i = 0; i < LEN(flag); i++)
                if (flag[i].is) jout_key_bool(j, flag[i].key, true);
        put_bounds(f, j);
        if (f->of.n) jout_key_text(j, S("of"), f->of);
        if (f->type == F_CHOICE || f->type == F_TREE) put_choices(&c->lists[f->list], j);
        jout_close(j);
}

static void put_by(const struct step *s, struct jout *j)
{
        jout_key(j, S("by"));
        jout_open(j, '[');
        for (size_t i = 0; i < s->by_n; i++) {
                jout_open(j, '{');
                jout_key_text(j, S("role"), role_name(s->by[i].role));
                if (s->by[i].at.name.n) jout_key_text(j, S("at"), s->by[i].at.name);
                jout_close(j);
        }
        jout_close(j);
}

static void put_step(const struct ledger *l, const struct step *s, struct jout *j)
{
        jout_open(j, '{');
        jout_key_text(j, S("step"), s->name);
        api_label(j, S("label"), &s->label, s->name);
        jout_key_bool(j, S("enters"), s->enters);
        if (s->retired) jout_key_bool(j, S("retired"), true);
        jout_key(j, S("from"));
        jout_open(j, '[');
        for (size_t i = 0; i < l->states_n; i++)
                if (s->from >> i & 1) jout_text(j, l->states[i].name);
        jout_close(j);
        if (s->to >= 0) jout_key_text(j, S("to"), l->states[s->to].name);
        if (s->on == ON_DUTY)
                jout_key_text(j, s->on_paper < 0 ? S("duty") : S("paper"),
                              l->duties[s->on_duty].name);
        put_by(s, j);
        jout_key(j, S("ask"));
        jout_open(j, '[');
        for (size_t i = 0; i < s->ask_n; i++) jout_text(j, l->fields[s->ask[i]].name);
        jout_close(j);
        jout_close(j);
}

static void put_states(const struct ledger *l, struct jout *j)
{
        jout_key(j, S("states"));
        jout_open(j, '[');
        for (size_t i = 0; i < l->states_n; i++) {
                const struct state *s = &l->states[i];
                jout_open(j, '{');
                jout_key_text(j, S("state"), s->name);
                api_label(j, S("label"), &s->label, s->name);
                jout_key_text(j, S("kind"), kind_name(s->kind));
                if (s->retired) jout_key_bool(j, S("retired"), true);
                jout_close(j);
        }
        jout_close(j);
}

static void put_figures(const struct ledger *l, struct jout *j)
{
        jout_key(j, S("figures"));
        jout_open(j, '[');
        for (size_t i = 0; i < l->figures_n; i++) {
                const struct figure *f = &l->figures[i];
                jout_open(j, '{');
                jout_key_text(j, S("figure"), f->name);
                api_label(j, S("label"), &f->label, f->name);
                jout_key_text(j, S("definition"), f->text);
                jout_close(j);
        }
        jout_close(j);
        jout_key(j, S("identities"));
        jout_open(j, '[');
        for (size_t i = 0; i < l->identities_n; i++) jout_text(j, l->identities[i].text);
        jout_close(j);
}

static void put_views(const struct ledger *l, struct jout *j)
{
        jout_key(j, S("views"));
        jout_open(j, '[');
        for (size_t i = 0; i < l->views_n; i++) {
                const struct view_def *v = &l->views[i];
                jout_open(j, '{');
                jout_key_text(j, S("view"), v->name);
                api_label(j, S("label"), &v->label, v->name);
                jout_key(j, S("columns"));
                jout_open(j, '[');
                for (size_t k = 0; k < v->columns_n; k++) jout_text(j, v->columns[k]);
                jout_close(j);
                jout_close(j);
        }
        jout_close(j);
}

enum err api_ledger_one(struct web *w)
{
        const struct ledger *l;
        const struct city *c = w->in->in.city;
        struct jout j;
        TRY(web_ledger(w, w->arg[0], &l));
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key_text(&j, S("ledger"), l->name);
        api_label(&j, S("label"), &l->label, l->name);
        jout_key_int(&j, S("version"), l->version);
        jout_key_bool(&j, S("public"), l->public);
        jout_key(&j, S("fields"));
        jout_open(&j, '[');
        for (size_t i = 0; i < l->fields_n; i++) put_field(c, &l->fields[i], &j);
        jout_close(&j);
        put_states(l, &j);
        jout_key(&j, S("steps"));
        jout_open(&j, '[');
        for (size_t i = 0; i < l->steps_n; i++) put_step(l, &l->steps[i], &j);
        jout_close(&j);
        put_figures(l, &j);
        put_views(l, &j);
        jout_close(&j);
        return OK;
}

/* ---- offices --------------------------------------------------------------------------------- */

static const char *const levels[] = { "city", "county", "township", "village" };
static const char *const kinds[] = { "area", "bureau", "firm" };
_Static_assert(LEN(levels) == LEVEL_COUNT && LEN(kinds) == OFFICE_KIND_COUNT, "one name each");

static void put_office(struct web *w, int i, const struct office_span *s, struct jout *j)
{
        const struct offices *o = &w->in->in.offices;
        char text[16];
        const struct label name = { s->zh, s->en };
        jout_open(j, '{');
        jout_key_text(j, S("office"), o->o[i].code);
        api_label(j, S("label"), &name, o->o[i].code);
        jout_key_text(j, S("level"), str_c(levels[s->level]));
        jout_key_text(j, S("kind"), str_c(kinds[s->kind]));
        if (s->parent >= 0) jout_key_text(j, S("parent"), o->o[s->parent].code);
        if (day_is(s->from)) jout_key_text(j, S("from"), day_format(s->from, text));
        if (day_is(s->to)) jout_key_text(j, S("to"), day_format(s->to, text));
        if (s->into >= 0) jout_key_text(j, S("into"), o->o[s->into].code);
        jout_close(j);
}

/* In the order of their numbers, which never change; `after` is the last one's code. */
enum err api_offices(struct web *w)
{
        const struct offices *o = &w->in->in.offices;
        struct str after = web_query(w, S("after")), below = web_query(w, S("below"));
        struct day on = DAY_NONE;
        int64_t limit;
        TRY(web_query_day(w, S("on"), &on));
        TRY(api_limit(w, &limit));
        int top = below.n ? office_find(o, below) : -1;
        int at = after.n ? office_find(o, after) + 1 : 0;
        if ((below.n && top < 0) || (after.n && at == 0))
                return FAULT(&w->f, ERR_NOT_FOUND, "office.none", top < 0 ? S("below") : S("after"),
                             "没有单位“%.*s”", "there is no office '%.*s'",
                             SP(str_sub(at == 0 && after.n ? after : below, 0, 60)));
        if (!day_is(on)) on = day_of(w->now, w->in->in.zone);
        struct jout j;
        struct str last = STR_NONE;
        AUTO(buf_free) struct buf rows = { .limit = WEB_ANSWER_BYTES_MAX };
        int64_t n = 0;
        if (limit == 0) limit = LIST_LIMIT_MAX;
        jout_init(&j, &rows, false);
        jout_open(&j, '{');
        jout_key(&j, S("offices"));
        jout_open(&j, '[');
        for (; at < (int)o->n && n < limit; at++) {
                const struct office_span *s = office_on(o, at, on);
                if (!s || (top >= 0 && !office_under(o, at, top, on))) continue;
                put_office(w, at, s, &j);
                last = o->o[at].code;
                n++;
        }
        jout_close(&j);
        if (at < (int)o->n) jout_key_text(&j, S("after"), last);
        jout_close(&j);
        TRY(rows.err);
        if (at < (int)o->n) api_next(w, last);
        web_text(w, 200, S("application/json"), buf_view(&rows));
        return OK;
}

/* ---- when something is due ------------------------------------------------------------------- */

/* A day stands for its beginning: for days it does not matter, hours run from there. */
static enum err read_from(struct web *w, struct zone z, struct moment *ret)
{
        struct str s = web_query(w, S("from"));
        struct day d;
        *ret = w->now;
        if (s.n == 0 || moment_parse(s, z, ret) == OK) return OK;
        if (day_parse(s, &d) == OK) {
                *ret = moment_at(d, 0, z);
                return OK;
        }
        return FAULT(&w->f, ERR_INPUT, "query.moment", S("from"),
                     "应为日期或时刻，如 2022-05-13 或 2022-05-13T09:30",
                     "expected a day or a moment, as 2022-05-13 or 2022-05-13T09:30");
}

static void put_due(struct web *w, const struct clock_rules *r, const struct clock *c,
                    const struct due *due)
{
        AUTO(buf_free) struct buf lines = { .limit = 1u << 20 };
        struct jout j;
        char day[16], text[40];
        struct str line;
        clock_explain(r, c, c->start, w->lang, &lines);
        struct str rest = buf_view(&lines);
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key_text(&j, S("due"), moment_format(due->at, r->zone, text));
        jout_key_text(&j, S("day"), day_format(clock_due_day(r, due->at), day));
        jout_key_bool(&j, S("provisional"), due->provisional);
        jout_key_text(&j, S("from"), moment_format(c->start, r->zone, text));
        jout_key_text(&j, S("within"), allowance_format(w->a, c->within, LANG_EN));
        jout_key(&j, S("lines"));
        jout_open(&j, '[');
        while (str_split(&rest, '\n', &line))
                if (line.n) jout_text(&j, line);
        jout_close(&j);
        jout_close(&j);
}

enum err api_due(struct web *w)
{
        struct clock_rules r = city_clock(w->in->in.city, -1);
        struct clock c = { 0 };
        struct due due;
        struct str within = web_query(w, S("within"));
        TRY(read_from(w, r.zone, &c.start));
        if (allowance_parse(within, &c.within) != OK)
                return FAULT(&w->f, ERR_INPUT, "query.allowance", S("within"),
                             "应为期限，如 13 workdays、13个工作日、30分钟、2个月",
                             "expected an allowance, as 13 workdays, 30 minutes, 2 months");
        if (clock_due(&r, &c, c.start, &due) != OK)
                return FAULT(&w->f, ERR_LIMIT, "clock.far", S("within"),
                             "时限超出可计算范围（十年）",
                             "the due time lies beyond what can be reckoned (ten years)");
        put_due(w, &r, &c, &due);
        return OK;
}
