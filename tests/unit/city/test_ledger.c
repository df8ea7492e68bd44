/* The first ledger (docs/ledgers.md) and the register as structs: indexes, masks, tables,
 * properties; and lookups, definitions in JSON. */
#include "lib/t.h"

#include "defs_folder.h"

/* Two ledgers with the lists, texts and bulletins of share/ as a city. */
static struct defs share(struct arena *a)
{
        static const char *const folders[] = { "ledgers", "lists", "texts", "bulletins" };
        struct str city = S("city: demo\nlabel: {zh: 示例市, en: Demo}\nhours: {end: \"17:30\"}\n");
        struct defs d = { 0 };
        d = defs_with(a, &d, S("city.yaml"), city);
        for (size_t i = 0; i < LEN(folders); i++) {
                struct str *names = NULL, text;
                size_t n = 0;
                const char *dir = i == 0 ? "tests/unit/city/first"
                                         : str_dupz(a, str_printf(a, "share/%s", folders[i]));
                if (dir_list(a, dir, STR_NONE, &names, &n) != OK) return d;
                for (size_t k = 0; k < n; k++) {
                        /* bulletins of other ledgers would find nothing here */
                        if (i == 3 && !str_starts(names[k], S("request."))) continue;
                        const char *path = str_dupz(a, str_printf(a, "%s/%.*s", dir, SP(names[k])));
                        if (file_read(a, path, YAML_BYTES_MAX, &text) != OK) return d;
                        if (i == 3) text = S("{{request.received}}\n"); /* the first has fewer */
                        d = defs_with(a, &d, str_printf(a, "%s/%.*s", folders[i], SP(names[k])),
                                      text);
                }
        }
        return d;
}

static struct city *build(struct arena *a, const struct defs *d)
{
        struct faults f;
        struct city *c = NULL;
        faults_init(&f, a, LANG_EN);
        CHECK_OK(-1, city_build(a, d, NULL, &f, &c));
        for (const struct fault *x = f.first; x; x = x->next)
                printf("  %.*s %s %.*s\n", SP(x->where), x->code, SP(x->text));
        return c;
}

/* The shipped city, in an arena of the test's; NULL after a failed check. */
static const struct city *shipped(struct arena *a)
{
        struct defs d = share(a);
        return build(a, &d);
}

static const struct ledger *request(const struct city *c)
{
        return &c->ledgers[city_ledger(c, S("request"))];
}

/* All that is set in a mask of states, as names with a space between. */
static struct str states_in(struct arena *a, const struct ledger *l, uint64_t mask)
{
        struct str s = STR_NONE;
        for (size_t i = 0; i < l->states_n; i++)
                if (mask >> i & 1)
                        s = str_printf(a, "%.*s%s%.*s", SP(s), s.n ? " " : "",
                                       SP(l->states[i].name));
        return s;
}

static struct str by_of(struct arena *a, const struct step *s)
{
        struct str t = STR_NONE;
        for (size_t i = 0; i < s->by_n; i++)
                t = str_printf(a, "%.*s%s%.*s%s%.*s", SP(t), t.n ? " " : "",
                               SP(role_name(s->by[i].role)),
                               s->by[i].at.kind == REL_NONE ? "" : "@", SP(s->by[i].at.name));
        return t;
}

TEST(ledger_city)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct city *c = shipped(&a);
        NEED(c != NULL);
        CHECK_STR(-1, c->name, "demo");
        CHECK_STR(-1, c->zone_name, "Asia/Shanghai");
        CHECK_INT(-1, c->zone.minutes, 480);
        CHECK_INT(-1, c->lang, LANG_ZH);
        CHECK_INT(-1, c->open_minute, 540);
        CHECK_INT(-1, c->end_minute, 1050);
        CHECK_INT(-1, city_clock(c, -1).end_minute, 1050);
        CHECK_INT(-1, city_clock(c, 1440).end_minute, 1440);
        CHECK_INT(-1, c->version, -1);
        CHECK_INT(-1, city_ledger(c, S("organisation")), 0);
        CHECK_INT(-1, city_ledger(c, S("none")), -1);
        CHECK(city_list(c, S("topics")) >= 0);
        CHECK(city_text(c, S("received"), LANG_ZH).n > 0);
        CHECK(city_text(c, S("received"), LANG_EN).n > 0);
        CHECK(city_text(c, S("receive"), LANG_EN).p == NULL);
        CHECK(city_bulletin(c, S("request"), LANG_EN).n > 0);
        CHECK(city_bulletin(c, S("none"), LANG_EN).p == NULL);
}

TEST(ledger_lists)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct city *c = shipped(&a);
        NEED(c != NULL);
        const struct list *l = &c->lists[city_list(c, S("topics"))];
        int water = list_choice(l, S("water_supply"));
        CHECK(l->tree && water > 0 && l->c[water].parent == list_choice(l, S("utilities")));
        CHECK(list_under(l, S("water_supply"), S("utilities")));
        CHECK(list_under(l, S("utilities"), S("utilities")));
        CHECK(!list_under(l, S("utilities"), S("water_supply")));
        CHECK(!list_under(l, S("nothing"), S("utilities")));
        CHECK(!c->lists[city_list(c, S("ratings"))].tree);
        CHECK_STR(-1, label_in(&l->c[water].label, S("x"), LANG_EN), "Water supply");
        CHECK_STR(-1, label_in(&(struct label){ S("甲"), STR_NONE }, S("x"), LANG_EN), "甲");
        CHECK_STR(-1, label_in(&(struct label){ 0 }, S("x"), LANG_EN), "x");
}

TEST(ledger_request_head_and_fields)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct city *c = shipped(&a);
        NEED(c != NULL);
        const struct ledger *l = request(c);
        CHECK_STR(-1, l->name, "request");
        CHECK_STR(-1, l->file, "ledgers/request.yaml");
        CHECK_STR(-1, l->number_form, "ZTC{yyyy}{n:06}");
        CHECK(l->public && l->number_per_year);
        CHECK_INT(-1, l->keep.n, 5);
        CHECK_INT(-1, l->keep.unit, UNIT_YEARS);
        CHECK_INT(-1, l->fields_n, 17);
        CHECK_INT(-1, l->unrun_n, 0);
        const struct field *title = &l->fields[ledger_field(l, S("title"))];
        CHECK(title->sealed && title->required && title->search && title->has_max &&
              title->max == 80);
        const struct field *firm = &l->fields[ledger_field(l, S("firm"))];
        CHECK(firm->type == F_LINK && firm->of_ledger == city_ledger(c, S("organisation")) &&
              !firm->sealed);
        const struct field *rating = &l->fields[ledger_field(l, S("rating"))];
        CHECK(rating->ranked && rating->list == city_list(c, S("ratings")));
        const struct field *assist = &l->fields[ledger_field(l, S("assist"))];
        CHECK(assist->many && assist->type == F_OFFICE && assist->list == -1);
}

TEST(ledger_request_props)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct city *c = shipped(&a);
        NEED(c != NULL);
        const struct ledger *l = request(c);
        const struct prop *r = l->props_record.p, *d = l->props_duty.p, *s = l->props_step.p;
        CHECK_INT(-1, l->props_record.n, PROP_FIELDS + l->fields_n);
        CHECK_STR(-1, r[PROP_STATE].name, "state");
        CHECK_INT(-1, r[PROP_STATE].codes_n, l->states_n);
        CHECK(r[PROP_HOLDER].name.n == 0 && d[PROP_HOLDER].name.n > 0 && d[PROP_HOLDER].office);
        CHECK(d[PROP_DAY].name.n == 0 && s[PROP_DAY].type == T_DAY && s[PROP_LATE].name.n == 0);
        CHECK_INT(-1, d[PROP_DUE].type, T_MOMENT);
        CHECK_INT(-1, r[PROP_ENTERED].type, T_DAY);
        CHECK_INT(-1, r[PROP_PARENT].type, T_NUMBER);
        CHECK(r[PROP_FIELDS + ledger_field(l, S("title"))].sealed);
        CHECK_INT(-1, r[PROP_FIELDS + ledger_field(l, S("urgent"))].type, T_BOOL);
        CHECK_INT(-1, r[PROP_FIELDS + ledger_field(l, S("firm"))].type, T_NUMBER);
        CHECK_INT(-1, r[PROP_FIELDS + ledger_field(l, S("assist"))].type, T_MANY);
        CHECK(r[PROP_FIELDS + ledger_field(l, S("topic"))].tree);
        CHECK(r[PROP_FIELDS + ledger_field(l, S("rating"))].ranked);
        CHECK(ledger_props(l, OF_DUTY) == &l->props_duty &&
              ledger_props(l, OF_STEP) == &l->props_step);
}

TEST(ledger_request_flow)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct city *c = shipped(&a);
        NEED(c != NULL);
        const struct ledger *l = request(c);
        CHECK_INT(-1, l->states_n, 8);
        CHECK_INT(-1, l->states[ledger_state(l, S("voided"))].kind, KIND_VOID);
        CHECK_INT(-1, ledger_state(l, S("withdrawn")), 7);
        CHECK_STR(-1, kind_name(l->states[ledger_state(l, S("replied"))].kind), "done");
        CHECK(l->promise.is && l->promise.rules_n == 2 && l->promise.rules[0].when &&
              !l->promise.rules[1].when);
        CHECK_INT(-1, l->promise.from,
                  1 << ledger_step(l, S("receive")) | 1 << ledger_step(l, S("redo")) |
                          1 << ledger_step(l, S("reopen")));
        const struct duty_def *h = &l->duties[ledger_duty(l, S("handle"))];
        CHECK(h->holder.kind == REL_FIELD && h->holder.field == ledger_field(l, S("lead")));
        CHECK_INT(-1, h->each, ledger_field(l, S("assist")));
        CHECK(h->under == UNDER_PROMISE && h->has_take && h->reserve.n == 1 && h->has_floor);
        CHECK_STR(-1, l->clocks[h->clock].name, "handle");
        CHECK(l->clocks[h->clock].has_colour && l->clocks[h->clock].red.n == 0);
        CHECK_INT(-1, l->clocks[h->clock].end_minute, -1);
        const struct duty_def *s = &l->duties[ledger_duty(l, S("sign"))];
        CHECK(s->under == UNDER_NONE && s->each == -1 && !s->has_take && !s->has_floor);
        CHECK_INT(-1, l->papers_n, 1);
        CHECK_STR(-1, l->papers[0].name, "dispatch_sheet");
        CHECK_STR(-1, l->papers[0].form, "JB{yyyy}-{n:05}");
}

static const struct {
        const char *name, *from, *to, *by;
        int on, asks, opens, ends;
        bool enters;
} step_row[] = {
        { "receive", "", "received", "requester clerk@owner", ON_RECORD, 8, 1, 0, true },
        { "answer", "received", "replied", "clerk@owner", ON_RECORD, 1, 1, 1, false },
        { "assign", "received", "assigned", "dispatcher@owner", ON_RECORD, 2, 2, 1, false },
        { "sign", "assigned", "handling", "handler@holder", ON_DUTY, 0, 0, 1, false },
        { "redo", "replied closed", "assigned", "requester evaluator@owner", ON_RECORD, 1, 2, 1,
          false },
        { "correct", "received assigned handling replied closed declined voided withdrawn", "",
          "recorder@owner clerk@owner", ON_RECORD, 17, 0, 0, false },
        { "void", "received assigned handling replied closed", "voided",
          "dispatcher@owner supervisor@owner", ON_RECORD, 0, 0, 0, false },
        { "recall", "received assigned handling replied closed declined voided withdrawn", "", "",
          ON_RECORD, 0, 0, 0, false },
        { "withdraw", "received assigned handling", "withdrawn", "requester clerk@owner", ON_RECORD,
          0, 0, 0, false },
        { "supplement", "received assigned handling", "", "requester clerk@owner", ON_RECORD, 0, 0,
          0, false },
        { "hurry", "received assigned handling", "", "requester clerk@owner", ON_RECORD, 0, 0, 0,
          false },
};

TEST(ledger_request_steps)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct city *c = shipped(&a);
        NEED(c != NULL);
        const struct ledger *l = request(c);
        CHECK_INT(-1, l->steps_n, 15);
        for (size_t i = 0; i < LEN(step_row); i++) {
                int at = ledger_step(l, str_c(step_row[i].name));
                NEED(at >= 0);
                const struct step *s = &l->steps[at];
                CHECK_STR(i, states_in(&a, l, s->from), step_row[i].from);
                CHECK_STR(i, s->to < 0 ? STR_NONE : l->states[s->to].name, step_row[i].to);
                CHECK_STR(i, by_of(&a, s), step_row[i].by);
                CHECK_INT(i, s->on, step_row[i].on);
                CHECK_INT(i, s->ask_n, step_row[i].asks);
                CHECK_INT(i, s->opens_n, step_row[i].opens);
                CHECK_INT(i, s->ends_n, step_row[i].ends);
                CHECK_INT(i, s->enters, step_row[i].enters);
                CHECK_INT(i, s->paper, str_eq(s->name, S("assign")) ? 0 : -1);
        }
        const struct step *redo = &l->steps[ledger_step(l, S("redo"))];
        CHECK(redo->round_next && redo->when != NULL && redo->ends[0].outcome == OUT_FAILED);
        const struct step *receive = &l->steps[ledger_step(l, S("receive"))];
        CHECK(receive->has_late && receive->late.n == 30 && receive->tell_n == 1);
        CHECK_STR(-1, receive->tell[0].who, "requester");
        CHECK_STR(-1, receive->tell[0].text, "received");
        const struct step *answer = &l->steps[ledger_step(l, S("answer"))];
        CHECK(answer->set_n == 1 && answer->set[0].value->type == T_BOOL);
        CHECK(l->steps[ledger_step(l, S("correct"))].corrects && !answer->corrects);
}

TEST(ledger_request_figures)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct city *c = shipped(&a);
        NEED(c != NULL);
        const struct ledger *l = request(c);
        CHECK_INT(-1, l->figures_n, 15);
        CHECK_INT(-1, l->tables_n, 3);
        CHECK_STR(-1, l->tables[0].at.name, "owner");
        CHECK_STR(-1, l->tables[1].at.name, "holder");
        CHECK_STR(-1, l->tables[2].at.name, "lead");
        CHECK_INT(-1, l->tables[0].figures_n, 10);
        CHECK_INT(-1, l->tables[1].figures_n, 3);
        CHECK_INT(-1, l->tables[2].figures_n, 1);
        CHECK_INT(-1, l->tables[0].by_n, 2);
        CHECK_INT(-1, l->tables[0].by[0], ledger_field(l, S("channel")));
        CHECK_INT(-1, l->tables[1].by_n, 0);
        for (size_t t = 0; t < l->tables_n; t++)
                for (size_t k = 0; k < l->tables[t].figures_n; k++) {
                        const struct figure *g = &l->figures[l->tables[t].figures[k]];
                        CHECK_INT(k, g->table, t);
                        CHECK_INT(k, g->column, k);
                }
        CHECK_INT(-1, ledger_figure(l, S("open")), 0);
        const struct figure *rate = &l->figures[ledger_figure(l, S("satisfaction"))];
        CHECK(rate->agg == AGG_RATE && rate->of == OF_FIGURES && rate->table == -1 &&
              rate->column == -1);
        CHECK_INT(-1, rate->a, ledger_figure(l, S("satisfied")));
        CHECK_INT(-1, rate->b, ledger_figure(l, S("rated")));
        const struct figure *on_time = &l->figures[ledger_figure(l, S("on_time"))];
        CHECK(on_time->of == OF_DUTY && on_time->of_index == ledger_duty(l, S("handle")));
        CHECK(on_time->at.kind == REL_HOLDER && on_time->flow == FLOW_EACH &&
              on_time->where != NULL);
        CHECK_STR(-1, l->figures[ledger_figure(l, S("redone"))].text,
                  "of: step redo, at: lead, count: TRUE, kind: each");
        CHECK_INT(-1, l->identities_n, 3);
        /* done = direct + handled, over: open done void received waiting assigned direct handled
         * … */
        const int64_t coef[] = { 0, 1, 0, 0, 0, 0, -1, -1, 0, 0 };
        for (size_t i = 0; i < LEN(coef); i++) CHECK_INT(i, l->identities[2].coef[i], coef[i]);
        CHECK(l->bulletin_zh.n > 0 && str_eq(l->bulletin_zh, l->bulletin_en));
}

/* avg takes two columns, its sum first; distinct and max none. */
TEST(ledger_columns)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str text = S(
                "ledger: case\nfields: {n: {type: int}, m: {type: money}, lead: {type: office}}\n"
                "states: {new: {kind: open}}\nsteps: {enter: {to: new, by: clerk}}\n"
                "figures:\n  mean: {of: record, at: lead, avg: m}\n"
                "  kinds: {of: record, at: lead, distinct: n}\n"
                "  sum: {of: record, at: lead, sum: m}\n  most: {of: record, at: owner, max: n}\n");
        struct defs d = { 0 };
        d = defs_with(&a, &d, S("ledgers/case.yaml"), text);
        d = defs_with(&a, &d, S("city.yaml"), S("city: x\n"));
        const struct city *c = build(&a, &d);
        NEED(c != NULL);
        const struct ledger *l = &c->ledgers[0];
        CHECK_INT(-1, l->tables_n, 2);
        CHECK_INT(-1, l->tables[1].figures_n, 3);
        CHECK_INT(-1, l->figures[3].column, 0);
        CHECK_INT(-1, l->figures[4].column, -1);
        CHECK_INT(-1, l->figures[4].table, 1);
        CHECK_INT(-1, l->figures[5].column, 2);
        CHECK_INT(-1, l->figures[5].digits, 2);
        CHECK_INT(-1, l->figures[6].table, 0);
        CHECK_INT(-1, l->figures[6].column, -1);
        CHECK_STR(-1, l->number_form, "{yyyy}{n:06}");
        CHECK_INT(-1, l->keep.n, 0);
}

TEST(defs_as_json)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 1u << 20 }, again = { .limit = 1u << 20 };
        struct defs d = share(&a), back;
        defs_format(&d, &b);
        CHECK_OK(-1, b.err);
        CHECK_OK(-1, defs_parse(&a, str_dup(&a, buf_view(&b)), &back));
        CHECK_INT(-1, back.n, d.n);
        defs_format(&back, &again);
        CHECK(str_eq(buf_view(&b), buf_view(&again)));
        CHECK(build(&a, &back) != NULL);
        CHECK(defs_parse(&a, S("[]"), &back) != OK);
        CHECK(defs_parse(&a, S("{\"a\":1}"), &back) != OK);
}

TEST(defs_paths)
{
        static const struct {
                const char *path, *name;
                enum defs_kind kind;
        } row[] = {
                { "city.yaml", "", DEFS_CITY },
                { "ledgers/request.yaml", "request", DEFS_LEDGER },
                { "lists/topics.yaml", "topics", DEFS_LIST },
                { "texts/received.zh.md", "received.zh", DEFS_TEXT },
                { "bulletins/weekly.md", "weekly", DEFS_BULLETIN },
                { "bulletins/weekly.en.md", "weekly.en", DEFS_BULLETIN },
                { "texts/received.md", "", DEFS_KIND_COUNT },
                { "ledgers/Request.yaml", "", DEFS_KIND_COUNT },
                { "ledgers/.yaml", "", DEFS_KIND_COUNT },
                { "ledgers/a/b.yaml", "", DEFS_KIND_COUNT },
                { "ledgers/../x.yaml", "", DEFS_KIND_COUNT },
                { "city.yml", "", DEFS_KIND_COUNT },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str name = STR_NONE;
                CHECK_INT(i, defs_kind(str_c(row[i].path), &name), row[i].kind);
                CHECK_STR(i, name, row[i].name);
        }
}

/* share/new-ledger.yaml with a name put in is a ledger that passes, and all of it runs. */
TEST(ledger_template)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct str rest, text = STR_NONE;
        size_t at;
        NEED(file_read(&a, "share/new-ledger.yaml", YAML_BYTES_MAX, &rest) == OK);
        while (str_find(rest, S("NAME"), &at)) {
                text = str_printf(&a, "%.*s%.*scomplaint", SP(text), SP(str_sub(rest, 0, at)));
                rest = str_from(rest, at + 4);
        }
        text = str_join(&a, text, rest);
        struct defs d = { 0 };
        d = defs_with(&a, &d, S("ledgers/complaint.yaml"), text);
        d = defs_with(&a, &d, S("city.yaml"), S("city: x\n"));
        const struct city *c = build(&a, &d);
        NEED(c != NULL);
        faults_init(&f, &a, LANG_EN);
        CHECK_OK(-1, city_runs(c, &f));
}

/* Where a mistake is told, whatever the editor wrote around it. */
static const struct {
        const char *text, *where;
} place_row[] = {
        { "ledger: case\nstates: {new: {kind: open}}\nsteps: {enter: {to: new, by: clerk, when: x "
          "= 1}}\n",
          "ledgers/case.yaml:3:43" },
        { "\xEF\xBB\xBFledger: case\r\nstates: {new: {kind: open}}\r\n"
          "steps: {enter: {to: new, by: clerk, when: \"round = 1 AND x = 1\"}}\r\n",
          "ledgers/case.yaml:3:58" },
        { "ledger: case\nlabel: 台账\nstates: {new: {label: 新的, kind: open}}\n"
          "steps: {enter: {label: 新的, to: new, by: clerk, when: x = 1}}\n",
          "ledgers/case.yaml:4:54" },
        { "ledger: case\nstates: {new: {kind: open}}\nsteps:\n  enter:\n    to: new\n    by: "
          "clerk\n"
          "    when: |\n      round = 1\n      AND x = 1\n",
          "ledgers/case.yaml:9:11" },
        { "ledger: case\nstates: {new: {kind: open}}\nsteps: {enter: {to: new, by: "
          "clerk}}\nbulletin:\n"
          "  zh: |\n    一\n    截至{{onn}}\n",
          "ledgers/case.yaml:7:7" },
        /* an escape: only where the text begins can be told */
        { "ledger: case\nstates: {new: {kind: open}}\n"
          "steps: {enter: {to: new, by: clerk, when: \"round = 1 \\u0041ND x = 1\"}}\n",
          "ledgers/case.yaml:3:43" },
};

TEST(ledger_places_of_mistakes)
{
        for (size_t i = 0; i < LEN(place_row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct defs d = { 0 };
                struct city *c = NULL;
                d = defs_with(&a, &d, S("ledgers/case.yaml"), str_c(place_row[i].text));
                d = defs_with(&a, &d, S("city.yaml"), S("city: x\n"));
                faults_init(&f, &a, LANG_ZH);
                CHECK_INT(i, city_build(&a, &d, NULL, &f, &c), ERR_INPUT);
                CHECK_INT(i, f.n, 1);
                CHECK_STR(i, f.first ? f.first->where : STR_NONE, place_row[i].where);
        }
}

TEST(defs_from_a_folder)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct defs d;
        const char *dir = t_dir();
        faults_init(&f, &a, LANG_EN);
        CHECK_INT(-1, defs_load(&a, dir, &f, &d), ERR_NOT_FOUND);
        CHECK_STR(-1, str_c(f.first->code), "file.missing");
        CHECK_OK(-1, file_write(str_dupz(&a, str_printf(&a, "%s/city.yaml", dir)), S("city: x\n"),
                                0644));
        CHECK_OK(-1, dir_make(str_dupz(&a, str_printf(&a, "%s/lists", dir))));
        CHECK_OK(-1, file_write(str_dupz(&a, str_printf(&a, "%s/lists/b.yaml", dir)),
                                S("list: b\n"), 0644));
        CHECK_OK(-1, file_write(str_dupz(&a, str_printf(&a, "%s/other.txt", dir)), S("x"), 0644));
        CHECK_OK(-1, defs_load(&a, dir, &f, &d));
        CHECK_INT(-1, d.n, 2);
        CHECK_STR(-1, d.f[1].path, "lists/b.yaml");
        CHECK_STR(-1, d.f[1].text, "list: b\n");
        CHECK_OK(-1, file_write(str_dupz(&a, str_printf(&a, "%s/lists/c.yml", dir)), S("x"), 0644));
        CHECK_INT(-1, defs_load(&a, dir, &f, &d), ERR_INPUT);
        CHECK_STR(-1, f.last->where, "lists/c.yml");
}

/* The ledger that ends docs/ledgers.md is one. */
TEST(ledger_of_the_reference)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str doc, text;
        size_t at, end;
        NEED(file_read(&a, "docs/ledgers.md", YAML_BYTES_MAX, &doc) == OK);
        NEED(str_find(doc, S("```yaml\n"), &at));
        for (; str_find(doc, S("```yaml\n"), &at);) doc = str_from(doc, at + 8); /* the last */
        NEED(str_find(doc, S("```"), &end));
        text = str_sub(doc, 0, end);
        struct defs d = share(&a);
        for (; str_starts(d.f[0].path, S("bulletins/")); d.n--) d.f++; /* speak of more figures */
        d = defs_with(&a, &d, S("ledgers/request.yaml"), text);
        CHECK(build(&a, &d) != NULL);
}
