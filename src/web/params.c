/* params.c: what came in the query and in the form, by name and type. */
#include "base/num.h"
#include "web/web.h"

static const struct web_pair *find(const struct web_pair *v, size_t n, struct str name)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(v[i].name, name)) return &v[i];
        return NULL;
}

struct str web_query(const struct web *w, struct str name)
{
        const struct web_pair *p = find(w->query, w->query_n, name);
        return p ? p->value : STR_NONE;
}

bool web_has_query(const struct web *w, struct str name)
{
        return find(w->query, w->query_n, name) != NULL;
}

struct str web_form(const struct web *w, struct str name)
{
        const struct web_pair *p = find(w->form, w->form_n, name);
        return p ? p->value : STR_NONE;
}

enum err web_query_tree(struct web *w, bool *ret_now)
{
        struct str s = web_query(w, S("tree"));
        *ret_now = str_eq(s, S("now"));
        if (*ret_now || s.n == 0 || str_eq(s, S("then"))) return OK;
        return FAULT(&w->f, ERR_INPUT, "query.tree", S("tree"), "应为 then 或 now",
                     "expected then or now");
}

enum err web_query_day(struct web *w, struct str name, struct day *ret)
{
        struct str s = web_query(w, name);
        struct day d = DAY_NONE;
        if (s.n && day_parse(s, &d) != OK)
                return FAULT(&w->f, ERR_INPUT, "query.day", name, "“%.*s”不是日期，应如 2022-08-22",
                             "'%.*s' is no day, expected as 2022-08-22", SP(str_sub(s, 0, 40)));
        *ret = d;
        return OK;
}

enum err web_query_int(struct web *w, struct str name, int64_t none, int64_t *ret)
{
        struct str s = web_query(w, name);
        int64_t v = none;
        if (s.n && num_parse_i64(s, INT64_MIN, INT64_MAX, &v) != OK)
                return FAULT(&w->f, ERR_INPUT, "query.number", name, "“%.*s”不是整数",
                             "'%.*s' is no whole number", SP(str_sub(s, 0, 40)));
        *ret = v;
        return OK;
}
