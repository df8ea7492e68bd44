/* Each row edits one file of a small city; the lines and the faults that come
 * of it. */
#include "city/city.h"
#include "city/touch.h"

#include "lib/t.h"

#define ITEM_YAML "ledgers/item.yaml"
#define GRADES    "lists/grades.yaml"
#define TOPICS    "lists/topics.yaml"

static const struct {
        const char *path, *text;
} base[] = {
        { "city.yaml", "city: loudi\nlabel: {zh: 娄底市, en: Loudi}\nzone: Asia/Shanghai\n" },
        { ITEM_YAML, "ledger: item\nlabel: {zh: 事项, en: Item}\nnumber: {form: "
                     "\"I{yyyy}{n:04}\", per: year}\n"
                     "fields:\n"
                     "  title: {type: text, max: 80, required: true}\n"
                     "  grade: {type: choice, of: grades, ranked: true}\n"
                     "  topic: {type: tree, of: topics}\n"
                     "  cost: {type: money, digits: 2, unit: 万元}\n"
                     "  lead: {type: office}\n"
                     "  old: {type: flag}\n"
                     "states:\n"
                     "  received: {label: {zh: 待办, en: Received}, kind: open}\n"
                     "  handling: {kind: open}\n"
                     "  closed: {kind: done}\n"
                     "promise: {rules: [{within: 10 workdays}]}\n"
                     "clocks:\n"
                     "  handle: {rules: [{when: old = TRUE, within: 1 workday}, {within: 5 "
                     "workdays}]}\n"
                     "duties:\n"
                     "  handle: {holder: lead, clock: handle, under: promise}\n"
                     "steps:\n"
                     "  receive: {to: received, by: clerk@owner, ask: [title, grade, topic, "
                     "cost]}\n"
                     "  assign: {from: received, to: handling, by: dispatcher@owner, ask: "
                     "[lead], opens: {handle: {}}}\n"
                     "  close: {on: duty handle, from: handling, to: closed, by: "
                     "handler@holder, ends: {handle: done}}\n"
                     "figures:\n"
                     "  received: {of: record, at: owner, count: TRUE, by: [topic]}\n"
                     "  running: {of: record, at: owner, where: \"kind = 'open'\", count: "
                     "TRUE}\n"
                     "  costs: {of: record, at: owner, sum: cost, where: \"kind = 'done'\", "
                     "since: 2022-01-01}\n"
                     "  rate: {rate: [running, received], digits: 1}\n"
                     "identities:\n"
                     "  - {at: owner, is: \"received = open + done + void\"}\n"
                     "views:\n"
                     "  mine: {columns: [number, state]}\n"
                     "bulletin: |\n"
                     "  共 {{received}} 件。\n" },
        { GRADES, "list: grades\nlabel: {zh: 等级, en: Grades}\n"
                  "choices:\n  - {code: low}\n  - {code: mid}\n  - {code: high}\n" },
        { TOPICS, "list: topics\nlabel: {zh: 类别, en: Topics}\n"
                  "choices:\n  - {code: a, children: [{code: a1}]}\n  - {code: b}\n" },
        { "texts/told.en.md", "Told.\n" },
        { "texts/told.zh.md", "告知。\n" },
};

/* The base with `from` in one file replaced by `to`; without `to` the file is
 * left out. */
static const struct city *city(struct arena *a, const char *path, const char *from, const char *to)
{
        struct defs d = { .f = ARENA_NEW(a, struct defs_file, LEN(base)) };
        struct faults f;
        struct city *c = NULL;
        faults_init(&f, a, LANG_EN);
        for (size_t i = 0; i < LEN(base); i++) {
                bool edit = path && strcmp(path, base[i].path) == 0;
                struct str text = str_c(base[i].text);
                size_t at = 0;
                if (edit && !to) continue;
                if (edit && !str_find(text, str_c(from), &at)) BUG(from);
                if (edit) {
                        struct str rest = str_from(text, at + strlen(from));
                        text = str_printf(a, "%.*s%s%.*s", (int)at, text.p, to, SP(rest));
                }
                d.f[d.n++] = (struct defs_file){ str_c(base[i].path), text };
        }
        enum err e = city_build(a, &d, NULL, &f, &c);
        for (const struct fault *x = f.first; x; x = x->next)
                CHECK_STR(-1, str_printf(a, "%.*s %.*s", SP(x->where), SP(x->text)), "");
        return e == OK ? c : NULL;
}

/* The lines, and behind them each fault as "! where code: text". */
static struct str told(struct arena *a, const struct city *old, const struct city *now,
                       enum lang lang)
{
        AUTO(buf_free) struct buf out = { .limit = 100000 };
        struct faults f;
        faults_init(&f, a, lang);
        enum err e = city_diff(old, now, &f, lang, &out);
        CHECK_INT(-1, e, f.n ? ERR_CONFLICT : OK);
        for (const struct fault *x = f.first; x; x = x->next)
                buf_printf(&out, "! %.*s %s: %.*s\n", SP(x->where), x->code, SP(x->text));
        return str_dup(a, buf_view(&out));
}

struct edit {
        const char *path, *from, *to, *want;
};

static void check_edits(const struct edit *row, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                AUTO(arena_done) struct arena a = { 0 };
                const struct city *old = city(&a, NULL, "", "");
                const struct city *now = city(&a, row[i].path, row[i].from, row[i].to);
                NEED(old);
                CHECK_ROW(i, now != NULL);
                if (now) CHECK_STR(i, told(&a, old, now, LANG_EN), row[i].want);
        }
}

#define ITEM "ledger item Item\n"
#define GONE(file, noun, name)                                                                     \
        "! " file " diff.gone: the " noun " '" name "' is gone: records know it; it cannot be "    \
        "deleted, only retired (retired: true)\n"
#define FIXED(file, noun, name, what, from, to)                                                    \
        "! " file " diff.fixed: the " noun " '" name "' cannot change its " what " from '" from    \
        "' to '" to "': retire it and add another\n"
#define SINCE(name)                                                                                \
        "! " ITEM_YAML " diff.figure.since: the figure '" name                                     \
        "' counts something else: it needs "                                                       \
        "a `since`, the day from which it does, later than before\n"

TEST(diff_city_and_texts)
{
        static const struct edit row[] = {
                { NULL, "", "", "nothing changes\n" },
                { "city.yaml", "zone: Asia/Shanghai", "zone: \"+08:00\"", "nothing changes\n" },
                { "city.yaml", "Loudi}", "Loudi City}\nhours: {close: \"17:30\"}",
                  "city loudi Loudi City\n  ~ city loudi: label 娄底市 / Loudi → 娄底市 / "
                  "Loudi City\n"
                  "  ~ city loudi: close 17:00 → 17:30\n" },
                { "city.yaml", "city: loudi", "city: other",
                  FIXED("city.yaml", "city", "other", "name", "loudi", "other") },
                { "texts/told.en.md", "Told", "Told you",
                  "city loudi Loudi\n  ~ text texts/told.en.md: text changed\n" },
                { "texts/told.en.md", "", NULL,
                  "city loudi Loudi\n  - text texts/told.en.md: gone\n" },
        };
        check_edits(row, LEN(row));
}

TEST(diff_fields_and_states)
{
        static const struct edit row[] = {
                { ITEM_YAML, "  old: {type: flag}\n",
                  "  old: {type: flag}\n  area: {type: choice, of: topics, label: {zh: "
                  "区域}}\n",
                  ITEM "  + field area: type choice; of topics; label 区域\n" },
                { ITEM_YAML, "max: 80, required: true", "max: 100",
                  ITEM "  ~ field title: required yes → (none)\n  ~ field title: max 80 → "
                       "100\n" },
                { ITEM_YAML, "old: {type: flag}", "old: {type: flag, retired: true}",
                  ITEM "  - field old: retired\n" },
                { ITEM_YAML, "digits: 2, unit", "digits: 4, unit",
                  FIXED(ITEM_YAML, "field", "cost", "digits", "2", "4") },
                { ITEM_YAML, "topic: {type: tree, of: topics}", "topic: {type: choice, of: grades}",
                  FIXED(ITEM_YAML, "field", "topic", "type", "tree", "choice")
                          FIXED(ITEM_YAML, "field", "topic", "of", "topics", "grades") },
                { ITEM_YAML, "  lead: {type: office}\n  old: {type: flag}",
                  "  old: {type: flag}\n  lead: {type: office}", "nothing changes\n" },
                { ITEM_YAML, "handling: {kind: open}",
                  "handling: {kind: open, label: {zh: 在办}}\n  waiting: {kind: open, "
                  "retired: true}",
                  ITEM "  ~ state handling: label (none) → 在办\n  + state waiting: kind "
                       "open\n" },
                { ITEM_YAML, "handling: {kind: open}", "handling: {kind: done}",
                  FIXED(ITEM_YAML, "state", "handling", "kind", "open", "done") },
                { ITEM_YAML, "steps:\n", "steps:\n  void: {from: received, by: clerk@owner}\n",
                  ITEM "  ~ step void: by dispatcher@owner, supervisor@owner → clerk@owner\n"
                       "  ~ step void: from (none) → received\n" },
        };
        check_edits(row, LEN(row));
}

TEST(diff_steps_duties_clocks)
{
        static const struct edit row[] = {
                { ITEM_YAML, "by: dispatcher@owner", "by: [dispatcher@owner, leader]",
                  ITEM "  ~ step assign: by dispatcher@owner → dispatcher@owner, leader\n" },
                { ITEM_YAML, "assign: {from: received",
                  "assign: {when: old = FALSE, from: [received, closed]",
                  ITEM "  ~ step assign: from received → closed, received\n"
                       "  ~ step assign: when (none) → old = FALSE\n" },
                { ITEM_YAML, "opens: {handle: {}}}\n",
                  "opens: {handle: {}}}\n  drop: {from: received, to: closed, by: "
                  "clerk@owner}\n",
                  ITEM "  + step drop: by clerk@owner; on record; from received; to closed\n" },
                { ITEM_YAML, "by: handler@holder", "by: handler@holder, ask: [cost]",
                  ITEM "  ~ step close: ask (none) → cost\n" },
                { ITEM_YAML, "within: 5 workdays", "within: 7 workdays",
                  ITEM "  ~ clock handle: rules old = TRUE: 1 workday; 5 workdays → "
                       "old = TRUE: 1 workday; 7 workdays\n" },
                { ITEM_YAML, "under: promise}", "under: promise, take: rest - 1 workday}",
                  ITEM "  ~ duty handle: take: rest - (none) → 1 workday\n" },
                { ITEM_YAML, "within: 10 workdays", "within: 15 workdays",
                  ITEM "  ~ ledger item: promise 10 workdays → 15 workdays\n" },
        };
        check_edits(row, LEN(row));
}

TEST(diff_figures)
{
        static const struct edit row[] = {
                { ITEM_YAML, "running: {of", "running: {label: {zh: 在办}, small: 5, of",
                  ITEM "  ~ figure running: label (none) → 在办\n  ~ figure running: "
                       "small (none) → 5\n" },
                { ITEM_YAML, "where: \"kind = 'open'\"", "where: \"( kind='open' )\"",
                  "nothing changes\n" },
                { ITEM_YAML, "where: \"kind = 'open'\", count: TRUE",
                  "where: \"kind <> 'done'\", count: TRUE, since: 2023-01-01",
                  ITEM "  ~ figure running: where kind = 'open' → kind <> 'done'\n"
                       "  ~ figure running: since (none) → 2023-01-01\n" },
                { ITEM_YAML, "where: \"kind = 'open'\"", "where: \"kind <> 'done'\"",
                  ITEM
                  "  ~ figure running: where kind = 'open' → kind <> 'done'\n" SINCE("running") },
                { ITEM_YAML, "where: \"kind = 'done'\", since: 2022-01-01", "since: 2022-01-01",
                  ITEM "  ~ figure costs: where kind = 'done' → (none)\n" SINCE("costs") },
                { ITEM_YAML, "where: \"kind = 'done'\", since: 2022-01-01", "since: 2022-07-01",
                  ITEM "  ~ figure costs: where kind = 'done' → (none)\n"
                       "  ~ figure costs: since 2022-01-01 → 2022-07-01\n" },
                { ITEM_YAML, ", since: 2022-01-01", ", since: 2022-03-01",
                  ITEM "  ~ figure costs: since 2022-01-01 → 2022-03-01\n" },
                { ITEM_YAML, ", since: 2022-01-01", "",
                  ITEM "  ~ figure costs: since 2022-01-01 → (none)\n"
                       "! " ITEM_YAML " diff.figure.since: the `since` of the figure "
                       "'costs' cannot move back: "
                       "numbers of earlier days would change\n" },
                { ITEM_YAML, "digits: 1}", "digits: 2}",
                  ITEM "  ~ figure rate: digits 1 → 2\n" SINCE("rate") },
                { ITEM_YAML, "by: [topic]", "by: [topic, lead]",
                  ITEM "  ~ figures at owner: by topic → topic, lead\n" },
                { ITEM_YAML, "received = open + done + void", "received - void = open + done",
                  ITEM "  - identity received = open + done + void (at: owner): gone\n"
                       "  + identity received - void = open + done (at: owner)\n" },
                { ITEM_YAML, "  mine: {columns: [number, state]}\n",
                  "  all: {columns: [number], sort: number}\n",
                  ITEM "  - view mine: gone\n  + view all: columns number; sort number\n" },
                { ITEM_YAML, "共 {{received}} 件", "计 {{received}} 件",
                  ITEM "  ~ ledger item: bulletin (zh) changed\n" },
        };
        check_edits(row, LEN(row));
}

TEST(diff_deleted)
{
        static const struct edit row[] = {
                { ITEM_YAML, "  lead: {type: office}\n", "  lead: {type: office}\n",
                  "nothing changes\n" },
                { ITEM_YAML, "title, grade, topic, cost]}", "title, grade, topic, cost]}",
                  "nothing changes\n" },
                { ITEM_YAML,
                  "  costs: {of: record, at: owner, sum: cost, where: \"kind = 'done'\", "
                  "since: 2022-01-01}\n",
                  "", GONE(ITEM_YAML, "figure", "costs") },
                { ITEM_YAML,
                  "  close: {on: duty handle, from: handling, to: closed, by: "
                  "handler@holder, ends: {handle: done}}\n",
                  "  end: {on: duty handle, from: handling, to: closed, by: "
                  "handler@holder, ends: {handle: done}}\n",
                  GONE(ITEM_YAML, "step", "close") },
                { GRADES, "  - {code: mid}\n", "", GONE(GRADES, "choice", "mid") },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                const struct city *old = city(&a, NULL, "", ""),
                                  *now = city(&a, row[i].path, row[i].from, row[i].to);
                NEED(old && now);
                struct str all = told(&a, old, now, LANG_EN);
                size_t at = 0;
                (void)str_find(all, S("! "), &at);
                CHECK_STR(i, str_from(all, at), row[i].want);
        }
}

TEST(diff_lists)
{
        static const struct edit row[] = {
                { GRADES, "  - {code: high}",
                  "  - {code: high, retired: 2023-01-01}\n  - {code: top}",
                  "list grades Grades\n  - choice high: retired\n"
                  "  ~ choice high: retired (none) → 2023-01-01\n  + choice top\n" },
                { GRADES, "  - {code: mid}\n", "  - {code: lower}\n  - {code: mid}\n",
                  "list grades Grades\n  + choice lower\n" },
                { GRADES, "  - {code: mid}\n  - {code: high}", "  - {code: high}\n  - {code: mid}",
                  "! lists/grades.yaml diff.rank: the choice 'high' has moved: the order "
                  "of 'grades' is a rank "
                  "and records are judged by it; it cannot change\n" },
                { TOPICS, "  - {code: a, children: [{code: a1}]}\n  - {code: b}",
                  "  - {code: b}\n  - {code: a, children: [{code: a1}]}",
                  "list topics Topics\n  ~ list topics: another order\n" },
                { TOPICS, "a, children: [{code: a1}]}\n  - {code: b}",
                  "a}\n  - {code: b, children: [{code: a1}]}",
                  "list topics Topics\n  ~ list topics: another order\n" FIXED(
                          "lists/topics.yaml", "choice", "a1", "parent", "a", "b") },
                { TOPICS, "en: Topics", "en: Subjects",
                  "list topics Subjects\n  ~ list topics: label Topics → Subjects\n" },
        };
        check_edits(row, LEN(row));
}

/* Nothing was in force; and a ledger and a list more, and less. */
TEST(diff_first_and_whole_files)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct city *c = city(&a, NULL, "", "");
        NEED(c);
        CHECK_STR(0, told(&a, NULL, c, LANG_EN),
                  "+ city loudi Loudi\n+ list grades Grades: 3 choices\n+ list "
                  "topics Topics: 3 choices\n"
                  "+ ledger item Item: field: 6, state: 5, clock: 1, duty: 1, step: "
                  "9, figure: 7, "
                  "figures at: 1, identity: 1, view: 1\n");
        CHECK_STR(1, told(&a, NULL, c, LANG_ZH),
                  "+ 城市 loudi 娄底市\n+ 选项表 grades 等级：3 个选项\n+ 选项表 "
                  "topics 类别：3 个选项\n"
                  "+ 台账 item 事项：字段 6、状态 5、时限 1、任务 1、环节 9、指标 "
                  "7、指标计入 1、勾稽关系 1、视图 1\n");
        struct city less = *c;
        less.ledgers_n = 0;
        less.lists_n = 1;
        CHECK_STR(2, told(&a, c, &less, LANG_EN),
                  GONE("lists/topics.yaml", "list", "topics") GONE(ITEM_YAML, "ledger", "item"));
        CHECK_STR(3, told(&a, &less, c, LANG_ZH),
                  "+ 选项表 topics 类别：3 个选项\n"
                  "+ 台账 item 事项：字段 6、状态 5、时限 1、任务 1、环节 9、指标 "
                  "7、指标计入 1、勾稽关系 1、视图 1\n");
        const struct city *now = city(&a, ITEM_YAML, "by: dispatcher@owner", "by: clerk@owner");
        NEED(now);
        CHECK_STR(4, told(&a, c, now, LANG_ZH),
                  "台账 item 事项\n  ~ 环节 assign：由谁办理 dispatcher@owner → "
                  "clerk@owner\n");
        CHECK_STR(5, told(&a, c, c, LANG_ZH), "没有变化\n");
}

/* "step assign: received" … : what of the records that stand each change touches. */
static struct str touched(struct arena *a, const struct city *old, const struct city *now)
{
        struct touch *v = NULL;
        size_t n = 0;
        struct str all = STR_NONE;
        city_touches(a, old, now, &v, &n);
        for (size_t i = 0; i < n; i++) {
                const struct ledger *l = v[i].l;
                all = str_printf(a, "%.*s%s%s %.*s:", SP(all), i ? "; " : "", v[i].en,
                                 SP(v[i].name));
                for (size_t k = 0; v[i].how == TOUCH_STATES && k < l->states_n; k++)
                        if (v[i].states >> k & 1)
                                all = str_printf(a, "%.*s %.*s", SP(all), SP(l->states[k].name));
                if (v[i].how == TOUCH_DUTY)
                        all = str_printf(a, "%.*s duty %.*s", SP(all),
                                         SP(l->duties[v[i].index].name));
                if (v[i].how == TOUCH_CLOCK)
                        all = str_printf(a, "%.*s clock %.*s", SP(all),
                                         SP(l->clocks[v[i].index].name));
                if (v[i].how == TOUCH_FIELD)
                        all = str_printf(a, "%.*s field %.*s", SP(all),
                                         SP(l->fields[v[i].index].name));
        }
        return all;
}

TEST(diff_touches)
{
        static const struct {
                const char *from, *to, *want;
        } row[] = {
                { "by: dispatcher@owner", "by: clerk@owner", "step assign: received" },
                { "from: received, to: handling", "from: [received, closed], to: handling",
                  "step assign: received closed" },
                { "by: handler@holder", "by: [handler@holder, supervisor@above]",
                  "step close: duty handle" },
                { "within: 5 workdays}", "within: 4 workdays}", "clock handle: clock handle" },
                { "under: promise}", "under: promise, take: rest - 1 workday}",
                  "duty handle: duty handle" },
                { "max: 80", "max: 90", "field title: field title" },
                { "old: {type: flag}", "old: {type: flag, retired: true}", "field old: field old" },
                /* what is added touches nothing, but for a step that can be taken at once */
                { "steps:\n",
                  "steps:\n  drop: {from: handling, to: closed, by: clerk@owner, ends: "
                  "{handle: failed}}\n",
                  "step drop: handling" },
                { "steps:\n", "steps:\n  fax: {to: received, by: clerk@owner}\n", "" },
                { "  old: {type: flag}\n", "  old: {type: flag}\n  more: {type: int}\n", "" },
                /* nor do labels, figures and views */
                { "label: {zh: 待办, en: Received}", "label: {zh: 待收, en: Received}", "" },
                { "mine: {columns: [number, state]}", "mine: {columns: [number]}", "" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        const struct city *old = city(&a, NULL, "", "");
        NEED(old);
        for (size_t i = 0; i < LEN(row); i++) {
                const struct city *now = city(&a, ITEM_YAML, row[i].from, row[i].to);
                if (CHECK(now != NULL)) CHECK_STR(i, touched(&a, old, now), row[i].want);
        }
        CHECK_STR(-1, touched(&a, NULL, old), "");
}
