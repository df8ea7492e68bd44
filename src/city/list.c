/* list.c: lists/NAME.yaml, and looking codes up. */
#include "city/list_in.h"

#include "base/limits.h"

#define LIST_KEYS(X)                                                                               \
        X(list, "list", SHAPE_TEXT, KEY_NEEDED)                                                    \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(choices, "choices", SHAPE_LIST, KEY_NEEDED)
KEYS(list, LIST_KEYS)

#define CHOICE_KEYS(X)                                                                             \
        X(code, "code", SHAPE_TEXT, KEY_NEEDED)                                                    \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(since, "since", SHAPE_TEXT, 0)                                                           \
        X(retired, "retired", SHAPE_TEXT, 0)                                                       \
        X(children, "children", SHAPE_LIST, 0)
KEYS(choice, CHOICE_KEYS)

struct list_build {
        struct reader *r;
        struct list *l;
        size_t cap;
        struct map seen; /* code to line */
};

static void choice_code(struct list_build *b, const struct ynode *n, struct str *ret)
{
        int64_t line;
        take_text(b->r, n, ret);
        if (ret->n == 0) return;
        if (!code_ok(*ret))
                FAULT(b->r->f, ERR_INPUT, "choice.code", reader_at(b->r, n),
                      "代码“%.*s”不合规：用字母、数字和 - . _ /，最多%d字节",
                      "'%.*s' cannot be a code: letters, digits and - . _ /, at most %d bytes",
                      SP(*ret), CODE_BYTES_MAX);
        if (map_get(&b->seen, *ret, &line))
                FAULT(b->r->f, ERR_INPUT, "choice.repeat", reader_at(b->r, n),
                      "代码“%.*s”重复，第%d行已有",
                      "the code '%.*s' stands here again, first on line %d", SP(*ret), (int)line);
        else map_set(&b->seen, *ret, n->line);
}

static void read_choices(struct list_build *b, const struct ynode *n, int parent)
{
        for (size_t i = 0; i < item_count(n); i++) { /* as deep as YAML_DEPTH_MAX allows */
                union choice_keys k;
                struct choice c = { .parent = parent, .since = DAY_NONE, .retired = DAY_NONE };
                READ_KEYS(b->r, item_at(n, i), choice, &k);
                choice_code(b, k.code, &c.code);
                take_label(b->r, k.label, &c.label);
                take_day(b->r, k.since, &c.since);
                take_day(b->r, k.retired, &c.retired);
                b->l->tree |= parent >= 0;
                *ARENA_PUSH(b->r->a, b->l->c, b->l->n, b->cap) = c;
                read_choices(b, k.children, (int)b->l->n - 1);
        }
}

void list_build(struct reader *r, const struct ynode *root, struct str name, struct list *ret)
{
        union list_keys k;
        struct list_build b = { .r = r, .l = ret, .seen = { .a = r->a } };
        ret->name = name;
        READ_KEYS(r, root, list, &k);
        check_file_name(r, k.list, name);
        take_label(r, k.label, &ret->label);
        read_choices(&b, k.choices, -1);
        if (k.choices && ret->n == 0)
                FAULT(r->f, ERR_INPUT, "list.empty", reader_at(r, k.choices), "选项表没有选项",
                      "the list has no choices");
        ret->codes = ARENA_NEW(r->a, struct str, ret->n);
        for (size_t i = 0; i < ret->n; i++) ret->codes[i] = ret->c[i].code;
}

int list_choice(const struct list *l, struct str code)
{
        for (size_t i = 0; i < l->n; i++)
                if (str_eq(l->codes[i], code)) return (int)i;
        return -1;
}

bool list_under(const struct list *l, struct str code, struct str above)
{
        for (int i = list_choice(l, code); i >= 0; i = l->c[i].parent)
                if (str_eq(l->c[i].code, above)) return true;
        return false;
}
