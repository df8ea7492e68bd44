#include "exchange/totals.h"

#include "base/num.h"

struct totals totals_new(struct arena *a, size_t columns)
{
        return (struct totals){ ARENA_NEW(a, int64_t, columns), ARENA_NEW(a, bool, columns) };
}

/* Of "合 计：" too: spaces and colons are passed over. */
static bool says_total(struct str cell)
{
        static const struct str drop[] = { SI(" "), SI("\u3000"), SI(":"), SI("：") };
        static const struct str word[] = { SI("合计"),  SI("总计"),  SI("共计"),
                                           SI("Total"), SI("total"), SI("TOTAL") };
        char text[40];
        size_t n = 0;
        while (cell.n && n < sizeof text) {
                size_t k = 0;
                while (k < LEN(drop) && !str_starts(cell, drop[k])) k++;
                if (k == LEN(drop)) text[n++] = cell.p[0];
                cell = str_from(cell, k == LEN(drop) ? 1 : drop[k].n);
        }
        for (size_t i = 0; i < LEN(word); i++)
                if (cell.n == 0 && str_eq((struct str){ text, n }, word[i])) return true;
        return false;
}

bool totals_is(const struct read *r, struct str file, const struct read_row *row)
{
        size_t i = 0;
        while (i < row->n && str_trim(row->cell[i]).n == 0) i++;
        if (r->jsonl || i == row->n || !says_total(row->cell[i])) return false;
        struct arena a = { 0 };
        struct faults quiet;
        struct read ahead = *r;
        struct read_row next;
        enum err form;
        faults_init(&quiet, &a, LANG_EN);
        bool last = !read_next(&ahead, file, &a, &quiet, &next, &form);
        arena_done(&a);
        return last;
}

void totals_add(struct totals *t, size_t column, const struct field *f, struct str cell)
{
        int64_t n;
        if (num_parse_scaled(str_trim(cell), f->digits, &n) != OK) return; /* empty */
        if (num_add(t->sum[column], n, &t->sum[column]) != OK) t->over[column] = true;
}

enum err totals_check(const struct totals *t, size_t column, const struct field *f, struct str cell,
                      struct str where, struct faults *to)
{
        int64_t said;
        char a[24];
        struct str sum = t->over[column] ? S("—") : num_format_scaled(t->sum[column], f->digits, a);
        cell = str_trim(cell);
        if (cell.n == 0) return OK;
        if (!t->over[column] && num_parse_scaled(cell, f->digits, &said) == OK &&
            said == t->sum[column])
                return OK;
        return FAULT(to, ERR_INPUT, "import.total", where, "合计行写作 %.*s，各行之和为 %.*s",
                     "the totals line says %.*s, the rows add up to %.*s", SP(str_sub(cell, 0, 40)),
                     SP(sum));
}
