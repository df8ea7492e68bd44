/* city.c: city.yaml, and all definition files of a city put together. */
#include "city/city.h"

#include "city/ledger_in.h"
#include "city/list_in.h"

/* ---- paths ----------------------------------------------------------------------------------- */

static const struct {
        struct str folder, end;
} kinds[] = {
        [DEFS_CITY] = { WORD(""), WORD("") },
        [DEFS_LEDGER] = { WORD("ledgers/"), WORD(".yaml") },
        [DEFS_LIST] = { WORD("lists/"), WORD(".yaml") },
        [DEFS_TEXT] = { WORD("texts/"), WORD(".md") },
        [DEFS_BULLETIN] = { WORD("bulletins/"), WORD(".md") },
};
_Static_assert(LEN(kinds) == DEFS_KIND_COUNT, "one row per kind");

enum defs_kind defs_kind(struct str path, struct str *ret_name)
{
        if (str_eq(path, S("city.yaml"))) return DEFS_CITY;
        for (int i = DEFS_LEDGER; i < DEFS_KIND_COUNT; i++) {
                size_t from = kinds[i].folder.n, ends = kinds[i].end.n;
                if (path.n <= from + ends || !str_starts(path, kinds[i].folder) ||
                    !str_ends(path, kinds[i].end))
                        continue;
                struct str name = str_sub(path, from, path.n - from - ends), base = name;
                if (i == DEFS_TEXT || i == DEFS_BULLETIN)
                        if (str_ends(base, S(".zh")) || str_ends(base, S(".en")))
                                base = str_sub(base, 0, base.n - 3);
                if (!name_ok(base) || (i == DEFS_TEXT && base.n == name.n)) return DEFS_KIND_COUNT;
                *ret_name = name;
                return (enum defs_kind)i;
        }
        return DEFS_KIND_COUNT;
}

/* ---- building -------------------------------------------------------------------------------- */

struct build {
        struct arena *a;
        struct faults *f;
        struct city *c;
        struct lbuild *b; /* one per ledger */
};

static struct reader reader_of(const struct build *x, const struct defs_file *file)
{
        struct str text = file->text;
        if (str_starts(text, S("\xEF\xBB\xBF"))) text = str_from(text, 3); /* as yaml_parse does */
        return (struct reader){ .a = x->a, .f = x->f, .file = file->path, .source = text };
}

#define CITY_KEYS(X)                                                                               \
        X(city, "city", SHAPE_TEXT, KEY_NEEDED)                                                    \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(zone, "zone", SHAPE_TEXT, 0)                                                             \
        X(lang, "lang", SHAPE_TEXT, 0)                                                             \
        X(hours, "hours", SHAPE_MAP, 0)                                                            \
        X(sign_in, "sign_in", SHAPE_MAP, 0)
KEYS(city, CITY_KEYS)

#define HOURS_KEYS(X)                                                                              \
        X(open, "open", SHAPE_TEXT, 0)                                                             \
        X(close, "close", SHAPE_TEXT, 0)                                                           \
        X(end, "end", SHAPE_TEXT, 0)
KEYS(hours, HOURS_KEYS)

static void read_hours(struct reader *r, const struct ynode *n, struct city *c)
{
        union hours_keys k;
        if (!n) return;
        READ_KEYS(r, n, hours, &k);
        take_minute(r, k.open, &c->open_minute);
        take_minute(r, k.close, &c->close_minute);
        take_minute(r, k.end, &c->end_minute);
        if (c->open_minute >= c->close_minute)
                FAULT(r->f, ERR_INPUT, "city.hours", reader_at(r, n), "上班时间应早于下班时间",
                      "open should be before close");
}

#define SIGN_IN_KEYS(X)                                                                            \
        X(idle, "idle", SHAPE_TEXT, 0)                                                             \
        X(failures, "failures", SHAPE_TEXT, 0)                                                     \
        X(locked, "locked", SHAPE_TEXT, 0)                                                         \
        X(totp, "totp", SHAPE_LIST, 0)                                                             \
        X(keep_looks, "keep_looks", SHAPE_TEXT, 0)
KEYS(sign_in, SIGN_IN_KEYS)

/* Minutes or hours, within bounds of minutes. */
static void take_while(struct reader *r, const struct ynode *n, int64_t most, int64_t *ret_ms)
{
        struct allowance w = { (int32_t)(*ret_ms / 60000), UNIT_MINUTES };
        take_allowance(r, n, &w);
        int64_t minutes = w.unit == UNIT_HOURS ? (int64_t)w.n * 60 : w.n;
        bool fits = (w.unit == UNIT_MINUTES || w.unit == UNIT_HOURS) && minutes > 0;
        if (n && (!fits || minutes > most))
                FAULT(r->f, ERR_INPUT, "city.sign_in", reader_at(r, n),
                      "应为 1 至 %" PRId64 " 分钟，写作 30 minutes 或 2 hours",
                      "expected 1 to %" PRId64 " minutes, as 30 minutes or 2 hours", most);
        else *ret_ms = minutes * 60000;
}

/* At least six months (design 9), at most ten years. */
static void take_keep(struct reader *r, const struct ynode *n, int *ret_months)
{
        struct allowance w = { *ret_months, UNIT_MONTHS };
        take_allowance(r, n, &w);
        int64_t months = w.unit == UNIT_YEARS ? (int64_t)w.n * 12 : w.n;
        bool unit = w.unit == UNIT_MONTHS || w.unit == UNIT_YEARS;
        if (!unit || months < 6 || months > 120)
                FAULT(r->f, ERR_INPUT, "city.sign_in", reader_at(r, n),
                      "应为 6 个月至 10 年，写作 6 months 或 1 year",
                      "expected 6 months to 10 years, as 6 months or 1 year");
        else *ret_months = (int)months;
}

static void take_factor(struct reader *r, const struct ynode *n, unsigned *ret)
{
        static const enum role none[] = { ROLE_REQUESTER, ROLE_TIMER };
        for (size_t i = 0; i < item_count(n); i++) {
                struct str word = STR_NONE;
                enum role role;
                take_text(r, item_at(n, i), &word);
                if (role_parse(word, &role) == OK && role != none[0] && role != none[1]) {
                        *ret |= 1u << role;
                        continue;
                }
                struct near near = near_init(word);
                for (enum role k = 0; k < ROLE_TIMER; k++) near_try(&near, role_name(k));
                reader_unknown(r, item_at(n, i), NOUN_ROLE, &near);
        }
}

static void read_sign_in(struct reader *r, const struct ynode *n, struct city *c)
{
        union sign_in_keys k;
        struct sign_in *x = &c->sign_in;
        int64_t failures = x->failures;
        if (!n) return;
        READ_KEYS(r, n, sign_in, &k);
        take_while(r, k.idle, 720, &x->idle_ms);
        take_int(r, k.failures, 3, 100, &failures);
        x->failures = (int)failures;
        take_while(r, k.locked, 1440, &x->locked_ms);
        take_factor(r, k.totp, &x->totp);
        take_keep(r, k.keep_looks, &x->keep_months);
}

static bool city_name_ok(struct str s)
{
        for (size_t i = 0; i < s.n; i++) {
                char ch = s.p[i];
                bool word = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9');
                if (!word && (ch != '-' || i == 0)) return false;
        }
        return s.n > 0 && s.n <= NAME_BYTES_MAX;
}

static void read_city(struct build *x, const struct defs_file *file, const struct ynode *root)
{
        static const struct str langs[] = { [LANG_ZH] = WORD("zh"), [LANG_EN] = WORD("en") };
        struct city *c = x->c;
        struct reader r = reader_of(x, file);
        union city_keys k;
        int lang = LANG_ZH;
        READ_KEYS(&r, root, city, &k);
        take_text(&r, k.city, &c->name);
        if (k.city && !city_name_ok(c->name))
                FAULT(r.f, ERR_INPUT, "city.name", reader_at(&r, k.city),
                      "城市代码“%.*s”不合规：用小写字母、数字和连字符，最多%d字节",
                      "'%.*s' cannot be a city's code: small letters, digits, hyphens; at "
                      "most %d bytes",
                      SP(c->name), NAME_BYTES_MAX);
        take_label(&r, k.label, &c->label);
        take_text(&r, k.zone, &c->zone_name);
        if (zone_parse(c->zone_name, &c->zone) != OK)
                FAULT(r.f, ERR_INPUT, "city.zone", reader_at(&r, k.zone ? k.zone : root),
                      "不认识的时区“%.*s”（如 Asia/Shanghai、+08:00）",
                      "unknown zone '%.*s' (such as Asia/Shanghai or +08:00)", SP(c->zone_name));
        take_word(&r, k.lang, WORDS(langs), &lang);
        c->lang = (enum lang)lang;
        read_hours(&r, k.hours, c);
        read_sign_in(&r, k.sign_in, c);
}

static void read_list(struct build *x, const struct defs_file *file, struct str name,
                      const struct ynode *root)
{
        struct reader r = reader_of(x, file);
        list_build(&r, root, name, &x->c->lists[x->c->lists_n++]);
}

/* Parses every file; ledgers wait for their names to be known. */
static void read_file(struct build *x, const struct defs_file *file)
{
        struct city *c = x->c;
        struct str name = STR_NONE;
        struct ynode *root = NULL;
        enum defs_kind kind = defs_kind(file->path, &name);
        if (kind == DEFS_KIND_COUNT) {
                FAULT(x->f, ERR_INPUT, "file.unknown", file->path, "不认识的文件“%.*s”",
                      "unknown file '%.*s'", SP(file->path));
                return;
        }
        if (kind == DEFS_TEXT || kind == DEFS_BULLETIN) return;
        if (yaml_parse(x->a, file->path, file->text, x->f, &root) != OK) return;
        if (kind == DEFS_CITY) read_city(x, file, root);
        if (kind == DEFS_LIST) read_list(x, file, name, root);
        if (kind != DEFS_LEDGER) return;
        struct ledger *l = &c->ledgers[c->ledgers_n];
        struct lbuild *b = &x->b[c->ledgers_n++];
        *l = (struct ledger){ .name = name, .file = file->path, .text = file->text };
        *b = (struct lbuild){ .r = reader_of(x, file), .c = c, .l = l, .root = root, .all = x->b };
}

/* The ledger whose bulletin a file is by its name, or NULL. */
static const struct ledger *bulletin_of(const struct city *c, struct str name)
{
        if (str_ends(name, S(".zh")) || str_ends(name, S(".en"))) name.n -= 3;
        int l = city_ledger(c, name);
        return l < 0 ? NULL : &c->ledgers[l];
}

static void check_text_file(struct build *x, const struct defs_file *file)
{
        static const struct str text[] = { WORD("number"), WORD("code"),   WORD("due"),
                                           WORD("ledger"), WORD("office"), WORD("city"),
                                           WORD("on"),     WORD("paper"),  WORD("issuer") };
        struct str name;
        struct reader r = reader_of(x, file);
        struct holes h = { .r = &r, .c = x->c };
        enum defs_kind kind = defs_kind(file->path, &name);
        if (kind != DEFS_TEXT && kind != DEFS_BULLETIN) return;
        if (kind == DEFS_BULLETIN) h.l = bulletin_of(x->c, name);
        if (kind == DEFS_TEXT) h.words = WORDS(text);
        check_holes(&h, file->text);
}

static struct city *new_city(struct arena *a, const struct defs *d, const struct offices *offices)
{
        struct city *c = ARENA_NEW(a, struct city, 1);
        c->defs = *d;
        c->offices = offices;
        c->version = -1;
        c->zone_name = S("Asia/Shanghai");
        c->open_minute = 9 * 60;
        c->close_minute = 17 * 60;
        c->end_minute = 24 * 60;
        c->sign_in = (struct sign_in)SIGN_IN_USUAL;
        c->lists = ARENA_NEW(a, struct list, d->n);
        c->ledgers = ARENA_NEW(a, struct ledger, d->n);
        return c;
}

enum err city_build(struct arena *a, const struct defs *d, const struct offices *offices,
                    struct faults *f, struct city **ret)
{
        struct build x = { .a = a, .f = f, .c = new_city(a, d, offices) };
        size_t before = f->n;
        bool has_city = false;
        x.b = ARENA_NEW(a, struct lbuild, d->n);
        for (size_t i = 0; i < d->n; i++) {
                has_city |= str_eq(d->f[i].path, S("city.yaml"));
                read_file(&x, &d->f[i]);
        }
        if (!has_city)
                FAULT(f, ERR_INPUT, "city.missing", S("city.yaml"), "缺少 city.yaml",
                      "city.yaml is missing");
        for (size_t i = 0; i < x.c->ledgers_n; i++) ledger_declare(&x.b[i]);
        for (size_t i = 0; i < x.c->ledgers_n; i++) ledger_link(&x.b[i]);
        for (size_t i = 0; i < x.c->ledgers_n; i++) ledger_define(&x.b[i]);
        for (size_t i = 0; i < x.c->ledgers_n; i++) score_define(&x.b[i]);
        for (size_t i = 0; i < x.c->ledgers_n; i++) makes_check(&x.b[i]);
        for (size_t i = 0; i < x.c->ledgers_n; i++) bulletin_check(&x.b[i]);
        for (size_t i = 0; i < x.c->ledgers_n; i++) ends_check(&x.b[i]);
        for (size_t i = 0; i < d->n; i++) check_text_file(&x, &d->f[i]);
        if (f->n != before) return ERR_INPUT;
        *ret = x.c;
        return OK;
}

enum err city_runs(const struct city *c, struct faults *f)
{
        size_t before = f->n;
        for (size_t i = 0; i < c->ledgers_n; i++)
                for (size_t k = 0; k < c->ledgers[i].unrun_n; k++) {
                        const struct unrun *u = &c->ledgers[i].unrun[k];
                        FAULT(f, ERR_INPUT, "apply.unrun", u->where, "“%.*s”尚不能运行",
                              "'%.*s' does not run yet", SP(u->word));
                }
        return f->n == before ? OK : ERR_INPUT;
}

/* ---- looking up ------------------------------------------------------------------------------ */

int city_ledger(const struct city *c, struct str name)
{
        return named_find(NAMED(c->ledgers, c->ledgers_n), name);
}

int city_list(const struct city *c, struct str name)
{
        return named_find(NAMED(c->lists, c->lists_n), name);
}

static struct str file_text(const struct city *c, struct str folder, struct str name,
                            struct str end)
{
        for (size_t i = 0; i < c->defs.n; i++) {
                struct str path = c->defs.f[i].path;
                if (path.n == folder.n + name.n + end.n && str_starts(path, folder) &&
                    str_ends(path, end) && str_eq(str_sub(path, folder.n, name.n), name))
                        return c->defs.f[i].text.p ? c->defs.f[i].text : S("");
        }
        return STR_NONE;
}

struct str city_text(const struct city *c, struct str name, enum lang lang)
{
        return file_text(c, S("texts/"), name, lang == LANG_ZH ? S(".zh.md") : S(".en.md"));
}

struct str city_bulletin(const struct city *c, struct str name, enum lang lang)
{
        struct str own =
                file_text(c, S("bulletins/"), name, lang == LANG_ZH ? S(".zh.md") : S(".en.md"));
        return own.p ? own : file_text(c, S("bulletins/"), name, S(".md"));
}

struct clock_rules city_clock(const struct city *c, int end_minute)
{
        return (struct clock_rules){ .cal = c->calendar,
                                     .zone = c->zone,
                                     .open_minute = c->open_minute,
                                     .close_minute = c->close_minute,
                                     .end_minute = end_minute < 0 ? c->end_minute : end_minute };
}
