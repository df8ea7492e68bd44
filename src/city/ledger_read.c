/* ledger_read.c: the head of a ledger, and what several of its sections read. */
#include "base/limits.h"
#include "base/utf8.h"
#include "city/hole.h"
#include "city/ledger_in.h"

KEYS_TABLE(ledger, LEDGER_KEYS)

/* ---- numbers --------------------------------------------------------------------------------- */

#define NUMBER_KEYS(X)                                                                             \
        X(form, "form", SHAPE_TEXT, KEY_NEEDED)                                                    \
        X(per, "per", SHAPE_TEXT, 0)
KEYS(number, NUMBER_KEYS)

struct form_seen {
        int years, counts;
        bool unknown;
};

/* {yyyy} {yy} {n} {n:06} */
static void see_hole(struct str hole, struct form_seen *seen)
{
        bool wide =
                hole.n == 4 && str_starts(hole, S("n:0")) && hole.p[3] >= '1' && hole.p[3] <= '9';
        if (str_eq(hole, S("yyyy")) || str_eq(hole, S("yy"))) seen->years++;
        else if (str_eq(hole, S("n")) || wide) seen->counts++;
        else seen->unknown = true;
}

static bool form_literal(struct str s, bool paper)
{
        for (size_t i = 0; i < s.n; i++) {
                char c = s.p[i];
                bool word =
                        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
                bool control = c == '}' || (c >= 0 && c < ' '),
                     mark = c == '-' || c == '_' || c == '.';
                if (paper ? control : !word && !mark) return false;
        }
        return true;
}

static const char *form_why(struct str form, bool paper, bool per_year, bool zh)
{
        struct form_seen seen = { 0 };
        struct str rest = form, head, tail;
        bool plain = form.n + 12 <= CODE_BYTES_MAX; /* with {n} written out */
        while (str_cut(rest, '{', &head, &tail)) {
                struct str hole, after;
                plain &= form_literal(head, paper);
                if (!str_cut(tail, '}', &hole, &after))
                        return zh ? "“{”未闭合" : "a '{' is not closed";
                see_hole(hole, &seen);
                rest = after;
        }
        if (seen.unknown)
                return zh ? "只有 {yyyy} {yy} {n} {n:06}" : "there are {yyyy} {yy} {n} {n:06}";
        if (seen.counts != 1) return zh ? "须有且只有一个 {n}" : "it needs {n} exactly once";
        if (per_year && seen.years == 0)
                return zh ? "每年重新编号时须有 {yyyy}，否则会重号"
                          : "numbers that begin anew each year need {yyyy}";
        if (!plain || !form_literal(rest, paper))
                return zh ? "含有不能用于编号的字符，或过长"
                          : "it has characters that a number cannot have, or is too long";
        return NULL;
}

void take_number(struct lbuild *b, const struct ynode *n, bool paper, struct str *form,
                 bool *per_year)
{
        static const struct str words[] = { WORD("year"), WORD("none") };
        int per = 0;
        union number_keys k;
        *form = paper ? S("{yyyy}-{n:04}") : S("{yyyy}{n:06}");
        *per_year = true;
        if (!n) return;
        READ_KEYS(&b->r, n, number, &k);
        take_word(&b->r, k.per, WORDS(words), &per);
        *per_year = per == 0;
        if (!k.form) return;
        take_text(&b->r, k.form, form);
        const char *why = form_why(*form, paper, *per_year, b->r.f->lang == LANG_ZH);
        if (why)
                FAULT(b->r.f, ERR_INPUT, "number.form", reader_at(&b->r, k.form),
                      "编号格式“%.*s”不对：%s", "the number form '%.*s' is wrong: %s", SP(*form),
                      why);
}

/* ---- relations and roles --------------------------------------------------------------------- */

static bool is_relation(const struct field *f)
{
        return untyped(f) || (!f->many && (f->type == F_OFFICE || f->type == F_PLACE));
}

static void fault_rel(struct lbuild *b, const struct ynode *n, struct str name, unsigned may)
{
        struct near near = near_init(name);
        near_try(&near, S("owner"));
        if (may & MAY_HOLDER) near_try(&near, S("holder"));
        if (may & MAY_ABOVE) near_try(&near, S("above"));
        if (may & MAY_TELL) near_try(&near, S("requester"));
        for (size_t i = 0; i < b->l->fields_n; i++)
                if (is_relation(&b->l->fields[i])) near_try(&near, b->l->fields[i].name);
        reader_unknown(&b->r, n, NOUN_RELATION, &near);
}

bool take_rel(struct lbuild *b, const struct ynode *n, struct str name, unsigned may,
              struct rel *ret)
{
        struct rel rel = { REL_NONE, -1, name };
        int field = ledger_field(b->l, name);
        if (str_eq(name, S("owner"))) rel.kind = REL_OWNER;
        else if (str_eq(name, S("holder")) && may & MAY_HOLDER) rel.kind = REL_HOLDER;
        else if (str_eq(name, S("above")) && may & MAY_ABOVE) rel.kind = REL_ABOVE;
        else if (field >= 0 && is_relation(&b->l->fields[field])) {
                rel.kind = b->l->fields[field].type == F_PLACE ? REL_PLACE : REL_FIELD;
                rel.field = field;
        }
        if (rel.kind == REL_NONE) {
                fault_rel(b, n, name, may);
                return false;
        }
        *ret = rel;
        return true;
}

bool take_by(struct lbuild *b, const struct ynode *n, bool on_duty, struct by *ret)
{
        struct str role, at;
        if (n->kind != Y_SCALAR) {
                FAULT(b->r.f, ERR_INPUT, "value.shape", reader_at(&b->r, n),
                      "此处应为“角色@单位关系”", "a role should stand here, as in clerk@owner");
                return false;
        }
        bool placed = str_cut(n->text, '@', &role, &at);
        struct by by = { .at = { REL_NONE, -1, STR_NONE } };
        struct near near = near_init(placed ? role : n->text);
        int found = ROLE_COUNT;
        for (int i = 0; i < ROLE_COUNT; i++) {
                near_try(&near, role_name((enum role)i));
                if (str_eq(role_name((enum role)i), near.want)) found = i;
        }
        if (found == ROLE_COUNT) {
                reader_unknown(&b->r, n, NOUN_ROLE, &near);
                return false;
        }
        by.role = (enum role)found;
        if (placed && (by.role == ROLE_REQUESTER || by.role == ROLE_TIMER)) {
                FAULT(b->r.f, ERR_INPUT, "by.place", reader_at(&b->r, n),
                      "%.*s 不属于任何单位，不能带 @", "%.*s belongs to no office and takes no @",
                      SP(role));
                return false;
        }
        if (placed && !take_rel(b, n, at, MAY_ABOVE | (on_duty ? MAY_HOLDER : 0), &by.at))
                return false;
        *ret = by;
        return true;
}

/* ---- texts and their holes ------------------------------------------------------------------- */

void check_text(struct lbuild *b, const struct ynode *n, struct str name)
{
        bool zh = city_text(b->c, name, LANG_ZH).p != NULL,
             en = city_text(b->c, name, LANG_EN).p != NULL;
        if (zh && en) return;
        if (zh || en) {
                FAULT(b->r.f, ERR_INPUT, "text.missing", reader_at(&b->r, n),
                      "缺少 texts/%.*s.%s.md", "texts/%.*s.%s.md is missing", SP(name),
                      zh ? "en" : "zh");
                return;
        }
        struct near near = near_init(name);
        for (size_t i = 0; i < b->c->defs.n; i++) {
                struct str path = b->c->defs.f[i].path;
                if (str_starts(path, S("texts/")) && str_ends(path, S(".zh.md")))
                        near_try(&near, str_sub(path, 6, path.n - 12));
        }
        reader_unknown(&b->r, n, NOUN_TEXT, &near);
}

struct words bulletin_words(bool of_ledger)
{
        static const struct str words[] = { WORD("on"),   WORD("from"),   WORD("to"),
                                            WORD("day"),  WORD("period"), WORD("office"),
                                            WORD("city"), WORD("ledger") };
        return (struct words){ words, LEN(words) - !of_ledger };
}

static struct str hole_at(const struct holes *h, struct str text, size_t at)
{
        struct str before = str_sub(text, 0, at);
        size_t begin = 0;
        int line = 1;
        if (h->n) return reader_inside(h->r, h->n, utf8_len(before));
        for (size_t i = 0; i < at; i++) {
                if (text.p[i] != '\n') continue;
                line++;
                begin = i + 1;
        }
        return str_printf(h->r->f->a, "%.*s:%d:%zu", SP(h->r->file), line,
                          utf8_len(str_from(before, begin)) + 1);
}

static void check_word(const struct holes *h, struct str hole, struct str where)
{
        struct near near = near_init(hole);
        for (size_t i = 0; i < h->words.n; i++) {
                if (str_eq(h->words.v[i], hole)) return;
                near_try(&near, h->words.v[i]);
        }
        struct str hint = near_hint(h->r, &near);
        FAULT(h->r->f, ERR_INPUT, "hole.unknown", where, "“{{%.*s}}”不知填什么%.*s",
              "nothing is known to fill {{%.*s}} with%.*s", SP(hole), SP(hint));
}

/* Tables and pictures are blocks: they cannot stand in a sentence. */
static void check_hole(const struct holes *h, struct str hole, struct str where, bool alone)
{
        struct hole x;
        struct hole_in in = { h->c, h->l, hole, where, h->r->f };
        if (hole_parse(&in, &x) != OK) return;
        if (hole_is_block(&x) && !alone)
                FAULT(h->r->f, ERR_INPUT, "hole.alone", where, "“{{%.*s}}”须独成一段，前后空一行",
                      "{{%.*s}} should be a paragraph of its own, with empty lines around it",
                      SP(hole));
}

void check_holes(const struct holes *h, struct str text)
{
        size_t at = 0, open, close;
        while (str_find(str_from(text, at), S("{{"), &open)) {
                at += open;
                struct str where = hole_at(h, text, at);
                if (!str_find(str_from(text, at), S("}}"), &close)) {
                        FAULT(h->r->f, ERR_INPUT, "hole.open", where, "“{{”未闭合",
                              "a '{{' is not closed");
                        return;
                }
                struct str hole = str_trim(str_sub(text, at + 2, close - 2));
                size_t end = at + close + 2;
                if (h->words.n) check_word(h, hole, where);
                else check_hole(h, hole, where, hole_alone(text, at, end));
                at = end;
        }
}

/* ---- the head -------------------------------------------------------------------------------- */

static void declare_owner(struct lbuild *b)
{
        struct ledger *l = b->l;
        take_text(&b->r, b->k.owner, &l->owner);
        if (l->owner.n == 0 || !b->c->offices || office_find(b->c->offices, l->owner) >= 0) return;
        struct near near = near_init(l->owner);
        for (size_t i = 0; i < b->c->offices->n; i++) near_try(&near, b->c->offices->o[i].code);
        reader_unknown(&b->r, b->k.owner, NOUN_OFFICE, &near);
}

/* Days, months or years: what records are kept for is no working time. */
static void declare_keep(struct lbuild *b)
{
        struct str s = STR_NONE;
        struct allowance keep;
        take_text(&b->r, b->k.keep, &s);
        if (s.n == 0 || str_eq(s, S("0"))) return;
        if (allowance_parse(s, &keep) == OK &&
            (keep.unit == UNIT_DAYS || keep.unit == UNIT_MONTHS || keep.unit == UNIT_YEARS))
                b->l->keep = keep;
        else
                FAULT(b->r.f, ERR_INPUT, "keep.unit", reader_at(&b->r, b->k.keep),
                      "应为若干日、月或年（如 6 months、5 years、5年），不是“%.*s”",
                      "should be a number of days, months or years such as 6 months or 5 years, "
                      "not '%.*s'",
                      SP(s));
}

void ledger_declare(struct lbuild *b)
{
        struct ledger *l = b->l;
        l->version = 1;
        READ_KEYS(&b->r, b->root, ledger, &b->k);
        check_file_name(&b->r, b->k.ledger, l->name);
        take_int(&b->r, b->k.version, 1, INT32_MAX, &l->version);
        take_label(&b->r, b->k.label, &l->label);
        take_bool(&b->r, b->k.public, &l->public);
        declare_keep(b);
        take_number(b, b->k.number, false, &l->number_form, &l->number_per_year);
        declare_owner(b);
        fields_declare(b);
        flow_declare(b);
        steps_declare(b);
        figures_declare(b);
}

void ledger_link(struct lbuild *b)
{
        fields_define(b);
}

void ledger_define(struct lbuild *b)
{
        struct ledger *l = b->l;
        flow_define(b);
        steps_define(b);
        builtin_define(b);
        figures_define(b);
        tables_define(b);
        series_define(b);
        rules_define(b);
        views_define(b);
        ledger_check(b);
        l->unrun = b->r.unrun;
        l->unrun_n = b->r.unrun_n;
}
