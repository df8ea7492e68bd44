#include "ask/bulletin_in.h"
#include "ask/cell.h"
#include "ask/label.h"
#include "ask/score.h"

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

/* "# Title" as the first line of a text. */
static struct str heading_of(struct str text)
{
        struct str line, rest;
        size_t at;
        if (!str_cut(text, '\n', &line, &rest)) line = text;
        if (!str_starts(line, S("# ")) || str_find(line, S("{{"), &at)) return STR_NONE;
        return str_trim(str_from(line, 2));
}

struct str bulletin_title(const struct ask *k, struct str name)
{
        const struct city *c = k->in->city;
        struct str heading = heading_of(city_bulletin(c, name, k->lang));
        int l = city_ledger(c, name);
        if (heading.n) return heading;
        return l < 0 ? name : label_in(&c->ledgers[l].label, name, k->lang);
}

static bool public_hole(const struct ask *k, struct str text)
{
        struct hole h;
        struct faults f;
        struct hole_in in = { .c = k->in->city, .text = text, .f = &f };
        faults_init(&f, k->a, k->lang);
        if (hole_parse(&in, &h) != OK || h.kind == HOLE_VIEW) return false;
        for (size_t i = 0; i < h.n; i++)
                if (!h.item[i].l->public) return false;
        if (h.kind == HOLE_SCORE) return score_is_public(k, h.l);
        return !h.l || h.l->public;
}

bool bulletin_is_public(const struct ask *k, struct str name)
{
        struct str text = city_bulletin(k->in->city, name, k->lang);
        size_t at;
        bool is = text.p != NULL;
        while (is && str_find(text, S("{{"), &at)) {
                text = str_from(text, at + 2);
                if (!str_find(text, S("}}"), &at)) break;
                is = public_hole(k, str_trim(str_sub(text, 0, at)));
        }
        return is;
}

struct str bulletin_body(const struct bulletin_out *x)
{
        size_t at;
        struct str end = S("</h1>\n");
        if (!x->headed || !str_starts(x->text, S("<h1>")) || !str_find(x->text, end, &at))
                return x->text;
        return str_from(x->text, at + end.n);
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
        x->out->title = bulletin_title(x->k, name);
        x->out->headed = str_eq(heading_of(x->text), x->out->title);
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
        static const struct str words[] = { SI("on"),     SI("from"),   SI("to"),   SI("day"),
                                            SI("office"), SI("ledger"), SI("city"), SI("period") };
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
        case 7: return label_period(k, bulletin_period(x));
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
        case HOLE_SCORE: return hole_score(x, &h, ret);
        }
        BUG("hole");
}

/* ---- identities (I3) ---- */

static enum err check_sum(const struct bulletin *x, const struct kept_cell *c,
                          const struct cell_sum *s)
{
        const struct ask *k = x->k;
        const struct ledger *l = c->at.l;
        for (size_t i = 0; i < l->identities_n; i++) {
                const struct identity *e = &l->identities[i];
                int64_t sum = 0;
                for (size_t f = 0; e->table == c->at.table && f < l->tables[e->table].figures_n;
                     f++)
                        sum += e->coef[f] * (s->n[2 * f] - s->n[2 * f + 1]);
                if (sum == 0) continue;
                struct str office = label_office(k, k->in->offices.o[c->at.office].code, c->day);
                return FAULT(k->f, ERR_CORRUPT, "identity.broken", l->name,
                             "勾稽关系不成立：%.*s（%.*s，%.*s%s%.*s）",
                             "an identity does not hold: %.*s (%.*s, %.*s%s%.*s)", SP(e->text),
                             SP(office), SP(label_day(k, c->day)), s->value.n ? ", " : "",
                             SP(s->value));
        }
        return OK;
}

/* Every cell that was read, and of each ledger drawn on those at the bulletin's office. */
static enum err check_identities(const struct bulletin *x)
{
        const struct bulletin_out *o = x->out;
        for (size_t i = 0; i < o->figure_n; i++) {
                const struct ledger *l = o->figure[i].in.l;
                struct cell_of at = { .l = l, .office = bulletin_office(x) };
                struct cell_sums s;
                for (; l->identities_n && at.table < (int)l->tables_n; at.table++)
                        TRY(cell_read(x->k, &at, bulletin_period(x).to, &s));
        }
        const struct kept_cells *c = x->k->kept;
        for (size_t i = 0; i < c->n; i++)
                for (size_t n = 0; n < c->v[i].sums.n; n++)
                        TRY(check_sum(x, &c->v[i], &c->v[i].sums.v[n]));
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

static enum err check_picked(const struct bulletin *x)
{
        if (x->picked >= x->in->picked_n) return OK;
        return FAULT(x->k->f, ERR_INPUT, "bulletin.pick", S("pick"),
                     "这份通报没有放所选事项的位置：须有 {{view 视图 picked}}",
                     "the bulletin has no place for the records picked: {{view VIEW picked}}");
}

/* ---- all of it ---- */

static enum err put_papers(const struct bulletin *x)
{
        AUTO(buf_free) struct buf b = { .limit = (size_t)TEXT_BYTES_MAX * 4 };
        buf_put(&b, x->out->text);
        if (x->notes.n) buf_putc(&b, '\n');
        for (size_t i = 0; i < x->notes.n; i++) buf_printf(&b, "%.*s\n", SP(x->notes.v[i]));
        TRY(b.err);
        x->out->text = str_dup(x->k->a, buf_view(&b));
        return OK;
}

enum err bulletin_render(const struct ask *k, const struct bulletin_in *in,
                         struct bulletin_out *ret)
{
        struct bulletin_out out = { 0 };
        struct ask own = *k;
        struct bulletin x = { .k = &own, .in = in, .out = &out };
        own.kept = kept_cells_new(k->a);
        TRY(find_text(&x));
        x.notes.title = k->lang == LANG_ZH ? S("数据说明") : S("The figures");
        struct markdown_in md = { x.text, in->format, fill, &x, in->notes ? &x.notes : NULL };
        TRY(markdown_render(k->a, &md, &out.text));
        TRY(check_picked(&x));
        TRY(check_identities(&x));
        TRY(check_small(&x));
        if (in->format == MARKDOWN_TEXT) TRY(put_papers(&x));
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
