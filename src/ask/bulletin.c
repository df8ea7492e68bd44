#include "ask/bulletin_in.h"
#include "ask/label.h"

/* ---- its text ---- */

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
static enum err find_text(struct bulletin *x)
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

struct period bulletin_period(const struct bulletin *x)
{
        const struct bulletin_in *in = x->in;
        struct day last = day_is(in->from) ? in->to : in->on;
        return (struct period){ in->from, day_is(last) ? last : ask_today(x->k) };
}

int bulletin_office(const struct bulletin *x)
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

static struct str word(const struct bulletin *x, struct str name)
{
        static const struct str words[] = { SI("on"),     SI("from"),   SI("to"),  SI("day"),
                                            SI("office"), SI("ledger"), SI("city") };
        const struct ask *k = x->k;
        const struct city *c = k->in->city;
        struct day last = bulletin_period(x).to;
        size_t i = 0;
        while (i < LEN(words) && !str_eq(words[i], name)) i++;
        switch (i) {
        case 0:
        case 2: return label_long_day(k, last);
        case 1: return label_long_day(k, x->in->from);
        case 3: return short_day(k, last);
        case 4: return label_office(k, k->in->offices.o[bulletin_office(x)].code, last);
        case 5: return label_in(&x->home->label, x->home->name, k->lang);
        case 6: return label_in(&c->label, c->name, k->lang);
        default: BUG("a word of bulletins");
        }
}

static enum err fill(void *ctx, struct str name, struct markdown_fill *ret)
{
        struct bulletin *x = ctx;
        const struct ask *k = x->k;
        struct hole h;
        struct hole_in in = { k->in->city, x->home, name, x->in->name, k->f };
        TRY(hole_parse(&in, &h));
        switch (h.kind) {
        case HOLE_WORD: ret->cell.text = word(x, h.word); return OK;
        case HOLE_FIGURE: return hole_value(x, &h.item[0], &ret->cell);
        case HOLE_TABLE: return hole_table(x, &h, ret);
        case HOLE_VIEW: return hole_view(x, &h, ret);
        case HOLE_SERIES: return hole_series(x, &h, ret);
        }
        BUG("hole");
}

/* ---- identities (I3) ---- */

static enum err broken(const struct bulletin *x, const struct ledger *l, const struct identity *i)
{
        return FAULT(x->k->f, ERR_CORRUPT, "identity.broken", l->name, "勾稽关系不成立：%.*s",
                     "an identity does not hold: %.*s", SP(i->text));
}

static enum err check_table(const struct bulletin *x, const struct ledger *l, int table)
{
        struct cell_of at = { .l = l, .table = table, .office = bulletin_office(x) };
        struct cell_sums s;
        TRY(cell_read(x->k, &at, bulletin_period(x).to, &s));
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

static enum err check_identities(const struct bulletin *x)
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

/* ---- publishing ---- */

bool hole_small(const struct figure_out *f)
{
        int64_t small = f->def->small;
        if (!f->ratio || f->all.none) return false;
        for (int i = 0; i < f->den_digits; i++)
                if (num_mul(small, 10, &small) != OK) return true;
        return f->all.den < small;
}

static enum err check_small(const struct bulletin *x)
{
        for (size_t i = 0; x->in->publish && i < x->out->figure_n; i++) {
                const struct figure_out *f = &x->out->figure[i];
                if (!hole_small(f)) continue;
                struct str part = hole_fraction(x->k, f);
                return FAULT(x->k->f, ERR_CONFLICT, "figure.small", f->def->name,
                             "比率“%.*s”（%.*s）的分母不足 %" PRId64 "，不能发布",
                             "the rate %.*s (%.*s) counts less than its minimum of %" PRId64
                             " and cannot be published",
                             SP(f->def->name), SP(part), f->def->small);
        }
        return OK;
}

/* ---- all of it ---- */

static void put_papers(const struct bulletin *x, struct buf *b)
{
        const struct ask *k = x->k;
        bool zh = k->lang == LANG_ZH;
        for (size_t i = 0; i < x->out->figure_n; i++) {
                const struct figure_out *f = &x->out->figure[i];
                const struct figure *g = &f->in.l->figures[f->in.figure];
                struct str part = hole_fraction(k, f);
                struct str when =
                        f->period ? str_printf(k->a, "%.*s – %.*s", SP(label_day(k, f->in.from)),
                                               SP(label_day(k, f->in.to)))
                                  : label_day(k, f->in.on);
                struct str of = label_in(&g->label, g->name, k->lang);
                if (f->in.one) of = str_printf(k->a, "%.*s·%.*s", SP(of), SP(f->all.label));
                buf_printf(b, "%s%.*s %.*s%s%.*s", i ? "" : "\n", SP(of),
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
        struct bulletin x = { .k = k, .in = in, .out = &out };
        TRY(find_text(&x));
        struct markdown_in md = { x.text, in->format, fill, &x };
        TRY(markdown_render(k->a, &md, &out.text));
        TRY(check_identities(&x));
        TRY(check_small(&x));
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
