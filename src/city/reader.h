/* reader.h: typed reading of a definition file: tables of keys over struct ynode.
 *
 * Every map of the language is one list of keys (an X-macro): its name, what may stand there,
 * whether it is needed and whether the engine runs it. From the list come the struct of nodes, the
 * table, the errors for unknown, missing and misshapen keys, and the record of what does not run
 * yet. A take_x function reads one value: an absent node leaves the value as it was; a mistake is
 * told once, with file:line:col, and leaves the value too. So readers go on to the end and list
 * every mistake.
 *
 * Shapes, the same everywhere: where a list may stand, one item may stand alone; where a map may
 * stand, nothing (`x:`, `x: ~`) means {}. */
#ifndef ZT_CITY_READER_H
#define ZT_CITY_READER_H

#include "city/ledger.h"
#include "city/yaml.h"

struct reader {
        struct arena *a; /* of what is built */
        struct faults *f;
        struct str file, source; /* path and text of the file */
        struct unrun *unrun;     /* words used that do not run yet */
        size_t unrun_n, unrun_cap;
};

enum shape { SHAPE_TEXT, SHAPE_LIST, SHAPE_MAP, SHAPE_ANY };
enum { KEY_NEEDED = 1, KEY_LATER = 2 };
struct key {
        struct str name;
        enum shape shape;
        unsigned flags;
};

/* #define X_KEYS(X) X(id, "name", SHAPE_, flags) …; KEYS(x, X_KEYS) declares union x_keys (its
 * members are the nodes, NULL if absent) and the table x_table; a header that is read by several
 * files says KEYS_TYPE, and one of them KEYS_TABLE. */
#define KEY_NODE(id, text, shape, flags) const struct ynode *id;
#define KEY_ROW(id, text, shape, flags)  { { "" text, sizeof(text) - 1 }, shape, flags },
#define KEYS_TYPE(tag, LIST)                                                                       \
        struct tag##_nodes {                                                                       \
                LIST(KEY_NODE)                                                                     \
        };                                                                                         \
        union tag##_keys {                                                                         \
                struct {                                                                           \
                        LIST(KEY_NODE)                                                             \
                };                                                                                 \
                const struct ynode *node[sizeof(struct tag##_nodes) / sizeof(void *)];             \
        };
#define KEYS_TABLE(tag, LIST) static const struct key tag##_table[] = { LIST(KEY_ROW) };
#define KEYS(tag, LIST)       KEYS_TYPE(tag, LIST) KEYS_TABLE(tag, LIST)
/* Reads map m into a union x_keys. */
#define READ_KEYS(r, m, tag, ret) reader_keys((r), (m), tag##_table, LEN(tag##_table), (ret)->node)
void reader_keys(struct reader *r, const struct ynode *m, const struct key *table, size_t n,
                 const struct ynode **ret);

/* What is spoken of, for messages. */
enum noun {
        NOUN_FIELD,
        NOUN_STATE,
        NOUN_CLOCK,
        NOUN_DUTY,
        NOUN_STEP,
        NOUN_PAPER,
        NOUN_FIGURE,
        NOUN_LIST,
        NOUN_LEDGER,
        NOUN_TEXT,
        NOUN_ROLE,
        NOUN_OFFICE,
        NOUN_HOLE,
        NOUN_CHOICE,
        NOUN_VIEW,
        NOUN_RULE,
        NOUN_RELATION,
        NOUN_COLUMN,
        NOUN_WARNING,
        NOUN_ITEM,
        NOUN_GROUP,
        NOUN_COUNT
};
const char *noun(const struct reader *r, enum noun n);

/* The nearest of several names: near_init, near_try each, then near_hint: "; did you mean …", or
 * where none is near those that there are. */
#define NEAR_SHOWN 40
struct near {
        struct str want, best;
        size_t distance;
        struct str name[NEAR_SHOWN]; /* the first of them */
        size_t n;                    /* how many there are */
};
struct near near_init(struct str want);
void near_try(struct near *x, struct str name);
struct str near_hint(const struct reader *r, const struct near *x);

struct str reader_at(const struct reader *r, const struct ynode *n); /* file:line:col */
/* The place of a character of its text: where it stands in the file, if that can be told. */
struct str reader_inside(const struct reader *r, const struct ynode *n, size_t chars);
bool reader_null(const struct ynode *n); /* written, but empty */
/* A word that does not run yet. */
void reader_later(struct reader *r, struct str word, const struct ynode *n);
/* "no such field 'x'", with the nearest of what near saw. */
void reader_unknown(struct reader *r, const struct ynode *n, enum noun what,
                    const struct near *near);

/* The items of a list, or the one that stands alone; none for NULL. */
static inline size_t item_count(const struct ynode *n)
{
        return !n ? 0 : n->kind == Y_LIST ? n->n : 1;
}
static inline const struct ynode *item_at(const struct ynode *n, size_t i)
{
        ASSERT(i < item_count(n));
        return n->kind == Y_LIST ? n->items[i] : n;
}
/* Pairs of a map; 0 for NULL. */
static inline size_t map_size(const struct ynode *n)
{
        return n && n->kind == Y_MAP ? n->n : 0;
}
/* The value in one line, as it could be written, less the key `but` of a map. */
struct str ynode_line(struct arena *a, const struct ynode *n, struct str but);

/* [a-z][a-z0-9_]*, at most NAME_BYTES_MAX bytes. */
bool name_ok(struct str s);
bool code_ok(struct str s); /* [A-Za-z0-9][A-Za-z0-9._/-]*, at most CODE_BYTES_MAX */
void check_name(struct reader *r, const struct ynode *n, enum noun what);
/* The name inside a file is the file's own. */
void check_file_name(struct reader *r, const struct ynode *n, struct str name);

void take_text(struct reader *r, const struct ynode *n, struct str *ret);
void take_bool(struct reader *r, const struct ynode *n, bool *ret);
void take_int(struct reader *r, const struct ynode *n, int64_t min, int64_t max, int64_t *ret);
void take_day(struct reader *r, const struct ynode *n, struct day *ret);
void take_allowance(struct reader *r, const struct ynode *n, struct allowance *ret);
void take_minute(struct reader *r, const struct ynode *n, int *ret); /* "17:30" … "24:00" */
void take_label(struct reader *r, const struct ynode *n, struct label *ret);
/* One of a closed set. */
struct words {
        const struct str *v;
        size_t n;
};
#define WORD(lit)                                                                                  \
        {                                                                                          \
                "" lit, sizeof(lit) - 1                                                            \
        }
#define WORDS(arr) ((struct words){ (arr), LEN(arr) })
void take_word(struct reader *r, const struct ynode *n, struct words words, int *ret);

/* Things whose struct begins with its name. */
struct named {
        const void *v;
        size_t n, size;
};
#define NAMED(arr, count)                                                                          \
        ((struct named){ (arr), (count), sizeof *(arr) + 0 * offsetof(__typeof__(*(arr)), name) })
int named_find(struct named all, struct str name); /* index or -1 */
struct str named_at(struct named all, size_t i);
/* The index of the one the scalar names, or -1 (told). */
int take_ref(struct reader *r, const struct ynode *n, enum noun what, struct named all);
/* A list of them, without repeats, as indexes. */
struct index_list {
        int *v;
        size_t n;
};
void take_refs(struct reader *r, const struct ynode *n, enum noun what, struct named all,
               struct index_list *ret);

/* Mistakes of a text told by its characters (where ":7", or "" for the whole): again, by line and
 * column of the file. */
void move_faults(struct reader *r, const struct ynode *n, const struct faults *from);
/* CQL2 of type `want` (T_NULL: any) over props; NULL if absent or wrong. */
struct expr *take_expr(struct reader *r, const struct ynode *n, const struct props *props,
                       enum etype want);

#endif
