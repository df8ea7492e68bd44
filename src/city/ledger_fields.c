/* ledger_fields.c: the fields of a ledger, and what their names mean in expressions. */
#include "base/limits.h"
#include "city/ledger_in.h"

static const struct str type_words[] = {
        [F_TEXT] = WORD("text"),     [F_NOTE] = WORD("note"),       [F_CODE] = WORD("code"),
        [F_CHOICE] = WORD("choice"), [F_TREE] = WORD("tree"),       [F_FLAG] = WORD("flag"),
        [F_INT] = WORD("int"),       [F_DECIMAL] = WORD("decimal"), [F_MONEY] = WORD("money"),
        [F_DAY] = WORD("day"),       [F_MOMENT] = WORD("moment"),   [F_PERIOD] = WORD("period"),
        [F_OFFICE] = WORD("office"), [F_ACCOUNT] = WORD("account"), [F_PERSON] = WORD("person"),
        [F_PLACE] = WORD("place"),   [F_LINK] = WORD("link"),       [F_FILE] = WORD("file"),
        [F_ROWS] = WORD("rows"),
};
_Static_assert(LEN(type_words) == F_TYPE_COUNT, "one word per type");

/* What a field of each type may say, and what it is to an expression. */
enum {
        OK_MANY = 1,
        OK_RANKED = 2,
        OK_SEARCH = 4,
        OK_DIGITS = 8,
        OK_UNIT = 16,
        OK_RANGE = 32,
        OK_LENGTH = 64,
        OK_CONFIDENTIAL = 128,
        OK_RECUSE = 256,
        OK_SIZE = 512,
        OK_REPLY = 1024,
        OK_NEAR = 2048
};
static const struct {
        enum etype is;
        bool sealed;
        unsigned may;
} types[] = {
        [F_TEXT] = { T_TEXT, true, OK_SEARCH | OK_LENGTH | OK_REPLY },
        [F_NOTE] = { T_TEXT, true, OK_SEARCH | OK_LENGTH | OK_REPLY },
        [F_CODE] = { T_TEXT, false, OK_SEARCH | OK_LENGTH },
        [F_CHOICE] = { T_TEXT, false, OK_MANY | OK_RANKED },
        [F_TREE] = { T_TEXT, false, OK_MANY },
        [F_FLAG] = { T_BOOL, false, OK_CONFIDENTIAL },
        [F_INT] = { T_NUMBER, false, OK_UNIT | OK_RANGE },
        [F_DECIMAL] = { T_NUMBER, false, OK_DIGITS | OK_UNIT | OK_RANGE },
        [F_MONEY] = { T_NUMBER, false, OK_DIGITS | OK_UNIT | OK_RANGE },
        [F_DAY] = { T_DAY, false, 0 },
        [F_MOMENT] = { T_MOMENT, false, 0 },
        [F_PERIOD] = { T_TEXT, false, 0 },
        [F_OFFICE] = { T_TEXT, false, OK_MANY | OK_RECUSE },
        [F_ACCOUNT] = { T_NUMBER, false, OK_MANY | OK_RECUSE },
        [F_PERSON] = { T_TEXT, true, 0 },
        [F_PLACE] = { T_TEXT, false, OK_NEAR },
        [F_LINK] = { T_NUMBER, false, OK_MANY },
        [F_FILE] = { T_TEXT, true, OK_MANY | OK_SIZE },
        [F_ROWS] = { T_TEXT, true, 0 },
};
_Static_assert(LEN(types) == F_TYPE_COUNT, "one row per type");

#define FIELD_KEYS(X)                                                                              \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(type, "type", SHAPE_TEXT, KEY_NEEDED)                                                    \
        X(of, "of", SHAPE_TEXT, 0)                                                                 \
        X(many, "many", SHAPE_TEXT, 0)                                                             \
        X(unit, "unit", SHAPE_TEXT, 0)                                                             \
        X(digits, "digits", SHAPE_TEXT, 0)                                                         \
        X(ranked, "ranked", SHAPE_TEXT, 0)                                                         \
        X(inverse, "inverse", SHAPE_TEXT, 0)                                                       \
        X(required, "required", SHAPE_TEXT, 0)                                                     \
        X(max, "max", SHAPE_TEXT, 0)                                                               \
        X(min, "min", SHAPE_TEXT, 0)                                                               \
        X(short_, "short", SHAPE_TEXT, 0)                                                          \
        X(same, "same", SHAPE_TEXT, 0)                                                             \
        X(near, "near", SHAPE_TEXT, 0)                                                             \
        X(search, "search", SHAPE_TEXT, 0)                                                         \
        X(private, "private", SHAPE_TEXT, 0)                                                       \
        X(sealed, "sealed", SHAPE_TEXT, 0)                                                         \
        X(confidential, "confidential", SHAPE_TEXT, 0)                                             \
        X(recuse, "recuse", SHAPE_TEXT, 0)                                                         \
        X(offer, "offer", SHAPE_TEXT, 0)                                                           \
        X(rows, "rows", SHAPE_MAP, 0)                                                              \
        X(since, "since", SHAPE_TEXT, 0)                                                           \
        X(retired, "retired", SHAPE_TEXT, 0)
KEYS(field, FIELD_KEYS)

struct str ftype_name(enum ftype t)
{
        ASSERT(t < F_TYPE_COUNT);
        return type_words[t];
}

/* ---- properties of expressions --------------------------------------------------------------- */

enum { OF_R = 1, OF_D = 2, OF_S = 4, OF_ALL = OF_R | OF_D | OF_S };
static const struct {
        struct str name;
        enum etype type;
        unsigned of; /* which rows have it */
        bool office;
        bool yields; /* a field may have this name, and means itself then */
} builtin_props[] = {
        [PROP_NUMBER] = { WORD("number"), T_TEXT, OF_ALL, false, false },
        [PROP_STATE] = { WORD("state"), T_TEXT, OF_ALL, false, false },
        [PROP_KIND] = { WORD("kind"), T_TEXT, OF_ALL, false, false },
        [PROP_OWNER] = { WORD("owner"), T_TEXT, OF_ALL, true, false },
        [PROP_ENTERED] = { WORD("entered"), T_DAY, OF_ALL, false, false },
        [PROP_ROUND] = { WORD("round"), T_NUMBER, OF_ALL, false, false },
        [PROP_PARENT] = { WORD("parent"), T_NUMBER, OF_ALL, false, false },
        [PROP_PROMISED] = { WORD("promised"), T_MOMENT, OF_ALL, false, true },
        [PROP_HOLDER] = { WORD("holder"), T_TEXT, OF_D, true, false },
        [PROP_OUTCOME] = { WORD("outcome"), T_TEXT, OF_D, false, false },
        [PROP_LATE] = { WORD("late"), T_BOOL, OF_D, false, false },
        [PROP_DUE] = { WORD("due"), T_MOMENT, OF_D, false, false },
        [PROP_OPENED] = { WORD("opened"), T_DAY, OF_D, false, true },
        [PROP_ENDED] = { WORD("ended"), T_DAY, OF_D, false, true },
        [PROP_ASSISTING] = { WORD("assisting"), T_BOOL, OF_D, false, true },
        [PROP_HANDED_DOWN] = { WORD("handed_down"), T_BOOL, OF_D, false, true },
        [PROP_AGAIN] = { WORD("again"), T_BOOL, OF_D, false, true },
        [PROP_OFFICE] = { WORD("office"), T_TEXT, OF_S, true, true },
        [PROP_DAY] = { WORD("day"), T_DAY, OF_S, false, true },
        [PROP_LATE_ENTRY] = { WORD("late_entry"), T_BOOL, OF_S, false, true },
        [PROP_WARNED] = { WORD("warned"), T_BOOL, OF_S, false, true },
};
_Static_assert(LEN(builtin_props) == PROP_FIELDS, "one row per property");

static const struct str kinds[] = { WORD("open"), WORD("done"), WORD("void") };
static const struct str outcomes[] = { WORD("done"), WORD("failed"), WORD("returned"),
                                       WORD("withdrawn") };

static struct prop field_prop(const struct lbuild *b, const struct field *f)
{
        struct prop p = { .name = f->name, .type = T_ERROR };
        if (untyped(f)) return p; /* its type was wrong: told already */
        p.type = f->many ? T_MANY : types[f->type].is;
        p.digits = f->digits;
        p.sealed = f->sealed;
        p.ranked = f->ranked;
        p.tree = f->type == F_TREE;
        p.office = f->type == F_OFFICE || f->type == F_PLACE;
        if ((f->type == F_CHOICE || f->type == F_TREE) && f->list >= 0) {
                p.codes = b->c->lists[f->list].codes;
                p.codes_n = b->c->lists[f->list].n;
        }
        return p;
}

static struct props props_of(const struct lbuild *b, unsigned of)
{
        const struct ledger *l = b->l;
        struct prop *p = ARENA_NEW(b->r.a, struct prop, PROP_FIELDS + l->fields_n);
        struct str *states = ARENA_NEW(b->r.a, struct str, l->states_n);
        for (size_t i = 0; i < l->states_n; i++) states[i] = l->states[i].name;
        for (size_t i = 0; i < PROP_FIELDS; i++) {
                if (!(builtin_props[i].of & of)) continue;
                if (builtin_props[i].yields && ledger_field(l, builtin_props[i].name) >= 0)
                        continue;
                p[i] = (struct prop){ .name = builtin_props[i].name,
                                      .type = builtin_props[i].type,
                                      .office = builtin_props[i].office };
        }
        p[PROP_STATE].codes = states;
        p[PROP_STATE].codes_n = l->states_n;
        p[PROP_KIND].codes = kinds;
        p[PROP_KIND].codes_n = LEN(kinds);
        if (of & OF_D) {
                p[PROP_OUTCOME].codes = outcomes;
                p[PROP_OUTCOME].codes_n = LEN(outcomes);
        }
        for (size_t i = 0; i < l->fields_n; i++) p[PROP_FIELDS + i] = field_prop(b, &l->fields[i]);
        return (struct props){ .p = p, .n = PROP_FIELDS + l->fields_n };
}

/* ---- reading --------------------------------------------------------------------------------- */

static void may_say(struct lbuild *b, const struct field *f, const struct ynode *n, unsigned what)
{
        if (!n || untyped(f) || types[f->type].may & what) return;
        FAULT(b->r.f, ERR_INPUT, "field.key", reader_at(&b->r, n),
              "字段“%.*s”的类型是 %.*s，此键不适用",
              "this key is not for field '%.*s' of type %.*s", SP(f->name),
              SP(ftype_name(f->type)));
}

static void read_of(struct lbuild *b, const union field_keys *k, const struct ynode *at,
                    struct field *f)
{
        bool list = f->type == F_CHOICE || f->type == F_TREE, link = f->type == F_LINK;
        if (k->of && !list && !link) {
                may_say(b, f, k->of, 0);
        } else if (!k->of && (list || link)) {
                FAULT(b->r.f, ERR_INPUT, "key.missing", reader_at(&b->r, at),
                      "%.*s 类型的字段须写明 of: %s", "a field of type %.*s needs of: %s",
                      SP(ftype_name(f->type)),
                      b->r.f->lang == LANG_ZH ? (link ? "台账" : "选项表")
                                              : (link ? "a ledger" : "a list"));
        } else if (list) {
                f->list = take_ref(&b->r, k->of, NOUN_LIST, NAMED(b->c->lists, b->c->lists_n));
        }
        take_text(&b->r, k->of, &f->of);
}

/* 500 KB, 10 MB: at most what comes in one request. */
static void read_size(struct lbuild *b, const struct ynode *n, int64_t *ret)
{
        struct str number, unit;
        int64_t v = 0, by = 0;
        if (str_cut(n->text, ' ', &number, &unit)) {
                if (str_eq(str_trim(unit), S("KB"))) by = 1024;
                if (str_eq(str_trim(unit), S("MB"))) by = 1 << 20;
        }
        if (by && num_parse_i64(number, 1, FILE_BYTES_MAX / by, &v) == OK) {
                *ret = v * by;
                return;
        }
        FAULT(b->r.f, ERR_INPUT, "field.size", reader_at(&b->r, n),
              "应为“数 KB”或“数 MB”，至多 %u MB，不是“%.*s”",
              "should be a size in KB or MB, at most %u MB, not '%.*s'", FILE_BYTES_MAX >> 20,
              SP(n->text));
}

static void read_bound(struct lbuild *b, const struct field *f, const struct ynode *n, bool *has,
                       int64_t *ret)
{
        if (!n || untyped(f)) return;
        may_say(b, f, n, OK_RANGE | OK_LENGTH | OK_SIZE);
        size_t before = b->r.f->n;
        if (types[f->type].may & OK_SIZE) read_size(b, n, ret);
        if (types[f->type].may & OK_LENGTH) {
                int64_t max = f->type == F_CODE ? CODE_BYTES_MAX : TEXT_BYTES_MAX;
                take_int(&b->r, n, 1, max, ret);
        } else if (types[f->type].may & OK_RANGE &&
                   num_parse_scaled(n->text, f->digits, ret) != OK) {
                FAULT(b->r.f, ERR_INPUT, "value.number", reader_at(&b->r, n),
                      "应为至多%d位小数的数，不是“%.*s”",
                      "should be a number of at most %d decimals, not '%.*s'", f->digits,
                      SP(n->text));
        }
        *has = b->r.f->n == before;
}

static void read_bounds(struct lbuild *b, const union field_keys *k, struct field *f)
{
        if (!untyped(f) && types[f->type].may & (OK_LENGTH | OK_SIZE))
                may_say(b, f, k->min, OK_RANGE);
        else read_bound(b, f, k->min, &f->has_min, &f->min);
        read_bound(b, f, k->max, &f->has_max, &f->max);
        if (f->has_min && f->has_max && f->min > f->max)
                FAULT(b->r.f, ERR_INPUT, "field.range", reader_at(&b->r, k->min), "min 大于 max",
                      "min is above max");
}

static void read_sealed(struct lbuild *b, const union field_keys *k, struct field *f)
{
        bool said = !untyped(f) && types[f->type].sealed;
        f->sealed = said;
        take_bool(&b->r, k->sealed, &f->sealed);
        if (k->sealed && said && !f->sealed)
                FAULT(b->r.f, ERR_INPUT, "field.sealed", reader_at(&b->r, k->sealed),
                      "%.*s 类型的字段总是密封的", "a field of type %.*s is always sealed",
                      SP(ftype_name(f->type)));
        if (k->sealed && f->sealed && !said) reader_later(&b->r, S("sealed"), k->sealed);
        f->sealed |= said;
}

static void read_field(struct lbuild *b, const struct ynode *n, struct field *f, bool in_rows);

static void read_rows(struct lbuild *b, const struct ynode *n, struct field *f)
{
        f->rows_n = map_size(n);
        f->rows = ARENA_NEW(b->r.a, struct field, f->rows_n);
        for (size_t i = 0; i < f->rows_n; i++) {
                check_name(&b->r, n->keys[i], NOUN_FIELD);
                f->rows[i].name = n->keys[i]->text;
                read_field(b, n->items[i], &f->rows[i], true);
        }
}

static void read_type(struct lbuild *b, const union field_keys *k, const struct ynode *n,
                      struct field *f, bool in_rows)
{
        int type = F_TYPE_COUNT;
        take_word(&b->r, k->type, WORDS(type_words), &type);
        f->type = (enum ftype)type;
        if (f->type == F_FILE && in_rows)
                FAULT(b->r.f, ERR_INPUT, "field.file", reader_at(&b->r, k->type),
                      "rows 中不能有附件，请把附件放在记录上",
                      "a table's rows hold no files: put the file on the record");
        if ((f->type == F_ROWS) != (k->rows != NULL) && !untyped(f))
                FAULT(b->r.f, ERR_INPUT, "field.rows", reader_at(&b->r, k->rows ? k->rows : n),
                      "rows 类型的字段须有 rows:，其他类型不能有",
                      "a field of type rows, and no other, needs rows:");
        else if (f->type == F_ROWS && in_rows)
                FAULT(b->r.f, ERR_INPUT, "field.rows", reader_at(&b->r, k->type),
                      "rows 中不能再有 rows", "rows cannot stand inside rows");
        else if (k->rows) read_rows(b, k->rows, f);
}

/* Who sees the record is asked of the record's own fields, never of the rows of a table in it. */
static void read_sight(struct lbuild *b, const union field_keys *k, struct field *f, bool in_rows)
{
        may_say(b, f, k->confidential, in_rows ? 0 : OK_CONFIDENTIAL);
        may_say(b, f, k->recuse, in_rows ? 0 : OK_RECUSE);
        take_bool(&b->r, k->confidential, &f->confidential);
        take_bool(&b->r, k->recuse, &f->recuse);
}

/* How long ago: days, months or years, no working time. */
static void read_same(struct lbuild *b, const struct ynode *n, struct field *f)
{
        take_allowance(&b->r, n, &f->same);
        if (f->same.n == 0 || f->same.unit == UNIT_DAYS || f->same.unit == UNIT_MONTHS ||
            f->same.unit == UNIT_YEARS)
                return;
        FAULT(b->r.f, ERR_INPUT, "field.same", reader_at(&b->r, n), "期限用日、月或年",
              "it is a time of days, months or years");
}

/* What is looked at when a record, or a reply, seems to come twice: of the record's own fields. */
static void read_twice(struct lbuild *b, const union field_keys *k, struct field *f, bool in_rows)
{
        may_say(b, f, k->short_, in_rows ? 0 : OK_REPLY);
        may_say(b, f, k->same, in_rows ? 0 : OK_REPLY);
        may_say(b, f, k->near, in_rows ? 0 : OK_NEAR);
        take_int(&b->r, k->short_, 1, TEXT_BYTES_MAX, &f->short_of);
        if (f->has_max && f->short_of > f->max)
                FAULT(b->r.f, ERR_INPUT, "field.range", reader_at(&b->r, k->short_),
                      "short 大于 max", "short is above max");
        read_same(b, k->same, f);
        if (f->type == F_PLACE) f->near = NEAR_USUAL;
        take_int(&b->r, k->near, 1, NEAR_MAX, &f->near);
}

static void read_field(struct lbuild *b, const struct ynode *n, struct field *f, bool in_rows)
{
        union field_keys k;
        struct reader *r = &b->r;
        int64_t digits = 0;
        READ_KEYS(r, n, field, &k);
        f->list = f->of_ledger = -1;
        f->since = DAY_NONE;
        read_type(b, &k, n, f, in_rows);
        if (f->type == F_MONEY || f->type == F_DECIMAL) digits = 2;
        take_label(r, k.label, &f->label);
        read_of(b, &k, n, f);
        may_say(b, f, k.many, in_rows ? 0 : OK_MANY);
        may_say(b, f, k.ranked, OK_RANKED);
        may_say(b, f, k.search, OK_SEARCH);
        may_say(b, f, k.digits, OK_DIGITS);
        may_say(b, f, k.unit, OK_UNIT);
        take_bool(r, k.many, &f->many);
        take_bool(r, k.ranked, &f->ranked);
        take_bool(r, k.search, &f->search);
        take_bool(r, k.required, &f->required);
        take_bool(r, k.private, &f->private);
        /* whoever sees the record sees its files: half of a picture cannot be masked */
        if (f->type == F_FILE) may_say(b, f, k.private, 0);
        f->files = f->type == F_FILE && f->many;
        if (f->files) f->many = false;
        take_bool(r, k.retired, &f->retired);
        take_int(r, k.digits, 0, 9, &digits);
        f->digits = (int8_t)digits;
        take_text(r, k.unit, &f->unit);
        take_text(r, k.offer, &f->offer);
        if (k.inverse && f->type != F_LINK) may_say(b, f, k.inverse, 0);
        take_text(r, k.inverse, &f->inverse);
        if (k.inverse && f->type == F_LINK) check_name(r, k.inverse, NOUN_FIELD);
        take_day(r, k.since, &f->since);
        read_sealed(b, &k, f);
        read_bounds(b, &k, f);
        read_sight(b, &k, f, in_rows);
        read_twice(b, &k, f, in_rows);
}

/* Members of a record's JSON, and of the body of a step, which fields stand beside. */
static void check_member(struct lbuild *b, const struct ynode *key)
{
        static const struct str members[] = {
                WORD("ledger"),     WORD("record"),  WORD("version"),  WORD("state_label"),
                WORD("owner_name"), WORD("promise"), WORD("labelled"), WORD("warnings"),
                WORD("duties"),     WORD("papers"),  WORD("made"),     WORD("files"),
                WORD("events"),     WORD("fields"),  WORD("because"),  WORD("on"),
                WORD("paper"),
        };
        for (size_t i = 0; i < LEN(members); i++)
                if (str_eq(key->text, members[i]))
                        FAULT(b->r.f, ERR_INPUT, "name.reserved", reader_at(&b->r, key),
                              "“%.*s”在接口中另有含义，字段请用别的名称（如 %.*s_no、my_%.*s）",
                              "'%.*s' has a meaning of its own in the API; choose another name for "
                              "the field, such as %.*s_no or my_%.*s",
                              SP(key->text), SP(key->text), SP(key->text));
}

static void check_field_name(struct lbuild *b, const struct ynode *key)
{
        check_name(&b->r, key, NOUN_FIELD);
        check_member(b, key);
        for (size_t i = 0; i < PROP_FIELDS; i++) {
                if (builtin_props[i].yields || !str_eq(key->text, builtin_props[i].name)) continue;
                FAULT(b->r.f, ERR_INPUT, "name.reserved", reader_at(&b->r, key),
                      "“%.*s”是每条记录、任务或环节都有的属性，字段请用别的名称",
                      "'%.*s' is a property that every record, duty or step has; choose another "
                      "name",
                      SP(key->text));
        }
}

void fields_declare(struct lbuild *b)
{
        const struct ynode *n = b->k.fields;
        struct ledger *l = b->l;
        l->fields_n = map_size(n);
        l->fields = ARENA_NEW(b->r.a, struct field, l->fields_n);
        if (l->fields_n > LEDGER_FIELDS_MAX)
                FAULT(b->r.f, ERR_INPUT, "ledger.fields", reader_at(&b->r, n), "字段超过%d个",
                      "more than %d fields", LEDGER_FIELDS_MAX);
        for (size_t i = 0; i < l->fields_n; i++) {
                check_field_name(b, n->keys[i]);
                l->fields[i].name = n->keys[i]->text;
                read_field(b, n->items[i], &l->fields[i], false);
        }
}

/* ---- links ----------------------------------------------------------------------------------- */

/* offer: LINK.FIELD: the value of the linked record is offered when this field is asked. */
static void define_offer(struct lbuild *b, const struct ynode *n, const struct field *f)
{
        struct str link, name;
        if (!n || n->kind != Y_SCALAR || f->offer.n == 0) return;
        int i = str_cut(f->offer, '.', &link, &name) ? ledger_field(b->l, link) : -1;
        if (i < 0 || b->l->fields[i].type != F_LINK || b->l->fields[i].many) {
                FAULT(b->r.f, ERR_INPUT, "field.offer", reader_at(&b->r, n),
                      "应为“关联字段.其字段”，不是“%.*s”",
                      "should be LINK.FIELD of a link field of this ledger, not '%.*s'",
                      SP(f->offer));
                return;
        }
        int of = b->l->fields[i].of_ledger;
        if (of < 0 || ledger_field(&b->c->ledgers[of], name) >= 0) return;
        struct near near = near_init(name);
        for (size_t k = 0; k < b->c->ledgers[of].fields_n; k++)
                near_try(&near, b->c->ledgers[of].fields[k].name);
        reader_unknown(&b->r, n, NOUN_FIELD, &near);
}

static void define_links(struct lbuild *b, const struct ynode *n, struct field *v, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                const struct ynode *x = n->items[i];
                if (v[i].type == F_LINK)
                        v[i].of_ledger = take_ref(&b->r, ynode_get(x, S("of")), NOUN_LEDGER,
                                                  NAMED(b->c->ledgers, b->c->ledgers_n));
        }
        for (size_t i = 0; i < count; i++) {
                const struct ynode *x = n->items[i];
                define_offer(b, ynode_get(x, S("offer")), &v[i]);
                if (v[i].type == F_ROWS && v[i].rows_n)
                        define_links(b, ynode_get(x, S("rows")), v[i].rows, v[i].rows_n);
        }
}

void fields_define(struct lbuild *b)
{
        struct index_list key = { 0 };
        if (b->k.fields) define_links(b, b->k.fields, b->l->fields, b->l->fields_n);
        b->l->props_record = props_of(b, OF_R);
        b->l->props_duty = props_of(b, OF_R | OF_D);
        b->l->props_step = props_of(b, OF_R | OF_S);
        take_refs(&b->r, b->k.key, NOUN_FIELD, FIELDS(b->l), &key);
        for (size_t i = 0; i < key.n; i++) {
                const struct field *f = &b->l->fields[key.v[i]];
                if (f->sealed || f->many || f->retired)
                        FAULT(b->r.f, ERR_INPUT, "ledger.key", reader_at(&b->r, b->k.key),
                              "字段“%.*s”密封、多值或已停用，不能作为识别重复的键",
                              "the field '%.*s' is sealed, many or retired and cannot be a key",
                              SP(f->name));
        }
        b->l->key = key.v;
        b->l->key_n = key.n;
}

int take_clear_field(struct lbuild *b, const struct ynode *n)
{
        int i = take_ref(&b->r, n, NOUN_FIELD, FIELDS(b->l));
        if (i < 0 || !b->l->fields[i].sealed) return i;
        FAULT(b->r.f, ERR_INPUT, "field.is_sealed", reader_at(&b->r, n),
              "字段“%.*s”的内容是密封的，不能用于此处；要统计、排序的内容请用 choice、flag、code、"
              "数或日期字段",
              "the text of field '%.*s' is sealed and cannot be used here; what is counted "
              "or sorted is a "
              "choice, a flag, a code, a number or a day",
              SP(n->text));
        return -1;
}
