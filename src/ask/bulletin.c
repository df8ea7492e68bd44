#include "ask/bulletin.h"

#include "ask/label.h"

/* ---- its text ---- */

struct draft {
        const struct ask *k;
        const struct bulletin_in *in;
        struct bulletin_out *out;
        const struct ledger *home; /* NULL: a file that names ledgers itself */
        struct str text;
        size_t cap;
};

static const struct defs_file *file_of(const struct city *c, struct str path)
{
        for (size_t i = 0; i < c->defs.n; i++)
                if (str_eq(c->defs.f[i].path, path)) return &c->defs.f[i];
        return NULL;
}

void bulletin_names(const struct ask *k, struct str **ret, size_t *ret_n)
{
        const struct city *c = k->in->city;
        struct str *all = ARENA_NEW(k->a, struct str, c->defs.n + c->ledgers_n), last = STR_NONE;
        size_t n = 0;
        ASSERT(c->ledgers_n == 0 || c->ledgers);
        for (size_t i = 0; i < c->defs.n; i++) {
                struct str name;
                if (defs_kind(c->defs.f[i].path, &name) != DEFS_BULLETIN) continue;
                if (str_ends(name, S(".zh")) || str_ends(name, S(".en"))) name.n -= 3;
                if (!str_eq(last, name)) all[n++] = last = name;
        }
        for (size_t i = 0; i < c->ledgers_n; i++) {
                bool have = c->ledgers[i].bulletin_zh.n + c->ledgers[i].bulletin_en.n == 0;
                for (size_t f = 0; f < n; f++) have |= str_eq(all[f], c->ledgers[i].name);
                if (!have) all[n++] = c->ledgers[i].name;
        }
        *ret = all;
        *ret_n = n;
}

/* A file in the language, the ledger's own, a file in no language, one in the other language. */
static enum err find_text(struct draft *x)
{
        const struct city *c = x->k->in->city;
        struct arena *a = x->k->a;
        bool zh = x->k->lang == LANG_ZH;
        struct str name = x->in->name;
        int l = city_ledger(c, name);
        const struct defs_file *own =
                file_of(c, str_printf(a, "bulletins/%.*s.%s.md", SP(name), zh ? "zh" : "en"));
        const struct defs_file *any = file_of(c, str_printf(a, "bulletins/%.*s.md", SP(name)));
        if (!any)
                any = file_of(c, str_printf(a, "bulletins/%.*s.%s.md", SP(name), zh ? "en" : "zh"));
        if (l >= 0) x->home = &c->ledgers[l];
        if (!own && l >= 0) x->text = zh ? x->home->bulletin_zh : x->home->bulletin_en;
        if (!own && l >= 0 && x->text.n == 0)
                x->text = zh ? x->home->bulletin_en : x->home->bulletin_zh;
        if (own) x->text = own->text;
        else if (x->text.n == 0 && any) x->text = any->text;
        x->out->title = x->home ? label_in(&x->home->label, name, x->k->lang) : name;
        if (x->text.n) return OK;
        struct str *names;
        size_t n;
        bulletin_names(x->k, &names, &n);
        return FAULT(x->k->f, ERR_NOT_FOUND, "bulletin.unknown", name, "没有通报“%.*s”%.*s",
                     "there is no bulletin %.*s%.*s", SP(name), SP(ask_hint(x->k, name, names, n)));
}

/* ---- holes ---- */

static struct day last_of(const struct draft *x)
{
        struct day d = day_is(x->in->from) ? x->in->to : x->in->on;
        return day_is(d) ? d : ask_today(x->k);
}

static int office_of(const struct draft *x)
{
        return x->in->office >= 0 ? x->in->office : office_root(&x->k->in->offices);
}

static struct str short_day(const struct ask *k, struct day d)
{
        int y, m, dd;
        if (k->lang != LANG_ZH) return label_day(k, d);
        day_to_ymd(d, &y, &m, &dd);
        return str_printf(k->a, "%d月%d日", m, dd);
}

static const struct str words[] = { SI("on"),     SI("from"),   SI("to"),  SI("day"),
                                    SI("office"), SI("ledger"), SI("city") };

static bool word(const struct draft *x, struct str name, struct str *ret)
{
        const struct ask *k = x->k;
        const struct city *c = k->in->city;
        struct day last = last_of(x);
        size_t i = 0;
        while (i < LEN(words) && !str_eq(words[i], name)) i++;
        switch (i) {
        case 0:
        case 2: *ret = label_long_day(k, last); return true;
        case 1: *ret = label_long_day(k, x->in->from); return true;
        case 3: *ret = short_day(k, last); return true;
        case 4: *ret = label_office(k, k->in->offices.o[office_of(x)].code, last); return true;
        case 5:
                if (!x->home) return false;
                *ret = label_in(&x->home->label, x->home->name, k->lang);
                return true;
        case 6: *ret = label_in(&c->label, c->name, k->lang); return true;
        default: return false;
        }
}

static enum err unknown(const struct draft *x, struct str name)
{
        struct str *names = NULL, figure = name, ledger;
        size_t n = 0, cap = 0;
        const struct ledger *l = x->home;
        if (str_cut(name, '.', &ledger, &figure)) {
                int i = city_ledger(x->k->in->city, ledger);
                l = i < 0 ? NULL : &x->k->in->city->ledgers[i];
        }
        for (size_t i = 0; i < LEN(words); i++) *ARENA_PUSH(x->k->a, names, n, cap) = words[i];
        for (size_t i = 0; l && i < l->figures_n; i++)
                *ARENA_PUSH(x->k->a, names, n, cap) = l->figures[i].name;
        return FAULT(x->k->f, ERR_INPUT, "hole.unknown", x->in->name, "“{{%.*s}}”不知填什么%.*s",
                     "nothing is known to fill {{%.*s}} with%.*s", SP(name),
                     SP(ask_hint(x->k, figure, names, n)));
}

/* Ledger and figure of a hole, without a fault when there is none. */
static bool find_figure(const struct draft *x, struct str name, const struct ledger **ret_l,
                        int *ret)
{
        const struct city *c = x->k->in->city;
        struct str ledger, figure = name;
        *ret_l = x->home;
        if (str_cut(name, '.', &ledger, &figure)) {
                int i = city_ledger(c, ledger);
                *ret_l = i < 0 ? NULL : &c->ledgers[i];
        }
        *ret = *ret_l ? ledger_figure(*ret_l, figure) : -1;
        return *ret >= 0;
}

static enum err read_figure(struct draft *x, const struct ledger *l, int figure,
                            const struct figure_out **ret)
{
        struct bulletin_out *o = x->out;
        for (size_t i = 0; i < o->figure_n; i++) {
                *ret = &o->figure[i];
                if (o->figure[i].in.l == l && o->figure[i].in.figure == figure) return OK;
        }
        struct figure_in in = { .l = l,
                                .figure = figure,
                                .on = x->in->on,
                                .from = x->in->from,
                                .to = x->in->to,
                                .office = x->in->office,
                                .by = -1,
                                .known = x->in->known };
        struct figure_out f;
        TRY(figure_read(x->k, &in, &f));
        struct figure_out *own = ARENA_PUSH(x->k->a, o->figure, o->figure_n, x->cap);
        *own = f;
        *ret = own;
        return OK;
}

static struct str address(const struct draft *x, const struct figure_out *f)
{
        const struct ask *k = x->k;
        const struct figure_in *in = &f->in;
        const struct figure *g = &in->l->figures[in->figure];
        struct str when = f->period
                                  ? str_printf(k->a, "from=%.*s&to=%.*s",
                                               SP(label_day(k, in->from)), SP(label_day(k, in->to)))
                                  : str_printf(k->a, "on=%.*s", SP(label_day(k, in->on)));
        return str_printf(k->a, "%.*sfigures/%.*s.%.*s?%.*s&office=%.*s&rows=1", SP(x->in->base),
                          SP(in->l->name), SP(g->name), SP(when),
                          SP(k->in->offices.o[in->office].code));
}

static struct str fraction(const struct ask *k, const struct figure_out *f)
{
        if (!f->ratio || f->all.small) return STR_NONE;
        return str_printf(k->a, "%.*s/%.*s", SP(label_number(k, f->all.num, f->num_digits)),
                          SP(label_number(k, f->all.den, f->den_digits)));
}

static enum err fill(void *ctx, struct str name, struct markdown_fill *ret)
{
        struct draft *x = ctx;
        const struct ledger *l;
        const struct figure_out *f;
        int figure;
        if (word(x, name, &ret->text)) return OK;
        if (!find_figure(x, name, &l, &figure)) return unknown(x, name);
        TRY(read_figure(x, l, figure, &f));
        ret->text = figure_text(x->k, f, &f->all);
        ret->url = address(x, f);
        ret->title = fraction(x->k, f);
        return OK;
}

/* ---- identities (I3) ---- */

static enum err broken(const struct draft *x, const struct ledger *l, const struct identity *i)
{
        return FAULT(x->k->f, ERR_CORRUPT, "identity.broken", l->name, "勾稽关系不成立：%.*s",
                     "an identity does not hold: %.*s", SP(i->text));
}

static enum err check_table(const struct draft *x, const struct ledger *l, int table)
{
        struct cell_of at = { .l = l, .table = table, .office = office_of(x) };
        struct cell_sums s;
        TRY(cell_read(x->k, &at, last_of(x), &s));
        const int64_t *n = cell_sums_of(x->k, &s, &at, STR_NONE);
        for (size_t i = 0; i < l->identities_n; i++) {
                const struct identity *e = &l->identities[i];
                int64_t sum = 0;
                for (size_t c = 0; e->table == table && c < l->tables[table].figures_n; c++)
                        sum += e->coef[c] * (n[2 * c] - n[2 * c + 1]);
                if (sum) return broken(x, l, e);
        }
        return OK;
}

static enum err check_identities(const struct draft *x)
{
        const struct bulletin_out *o = x->out;
        for (size_t i = 0; i < o->figure_n; i++) {
                const struct ledger *l = o->figure[i].in.l;
                bool before = false;
                for (size_t k = 0; k < i; k++) before |= o->figure[k].in.l == l;
                for (size_t t = 0; !before && l->identities_n && t < l->tables_n; t++)
                        TRY(check_table(x, l, (int)t));
        }
        return OK;
}

/* ---- all of it ---- */

static void put_papers(const struct draft *x, struct buf *b)
{
        const struct ask *k = x->k;
        bool zh = k->lang == LANG_ZH;
        for (size_t i = 0; i < x->out->figure_n; i++) {
                const struct figure_out *f = &x->out->figure[i];
                const struct figure *g = &f->in.l->figures[f->in.figure];
                struct str part = fraction(k, f);
                struct str when =
                        f->period ? str_printf(k->a, "%.*s – %.*s", SP(label_day(k, f->in.from)),
                                               SP(label_day(k, f->in.to)))
                                  : label_day(k, f->in.on);
                buf_printf(b, "%s%.*s %.*s%s%.*s", i ? "" : "\n",
                           SP(label_in(&g->label, g->name, k->lang)),
                           SP(figure_text(k, f, &f->all)), part.n ? " = " : "", SP(part));
                buf_printf(b,
                           zh ? "：%.*s.%.*s，%.*s，%.*s；定义（第%" PRId64 "版）%.*s\n"
                              : ": %.*s.%.*s, %.*s, %.*s; definition (version %" PRId64 ") %.*s\n",
                           SP(f->in.l->name), SP(g->name),
                           SP(label_office(k, k->in->offices.o[f->in.office].code, f->last)),
                           SP(when), f->in.l->version, SP(f->def->text));
        }
}

enum err bulletin_render(const struct ask *k, const struct bulletin_in *in,
                         struct bulletin_out *ret)
{
        struct bulletin_out out = { 0 };
        struct draft x = { .k = k, .in = in, .out = &out };
        TRY(find_text(&x));
        struct markdown_in md = { x.text, in->format, fill, &x };
        TRY(markdown_render(k->a, &md, &out.text));
        TRY(check_identities(&x));
        if (in->format == MARKDOWN_TEXT && out.figure_n) {
                AUTO(buf_free) struct buf b = { .limit = (size_t)TEXT_BYTES_MAX * 4 };
                buf_put(&b, out.text);
                put_papers(&x, &b);
                TRY(b.err);
                out.text = str_dup(k->a, buf_view(&b));
        }
        *ret = out;
        return OK;
}

void bulletin_json(const struct ask *k, const struct bulletin_in *in, const struct bulletin_out *x,
                   struct jout *j)
{
        jout_open(j, '{');
        jout_key_text(j, S("bulletin"), in->name);
        jout_key_text(j, S("title"), x->title);
        jout_key_text(j, S("text"), x->text);
        jout_key(j, S("figures"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->figure_n; i++) figure_json(k, &x->figure[i], NULL, j);
        jout_close(j);
        jout_close(j);
}
