/* yaml.h: a definition file as a tree with positions (libyaml's events).
 *
 * Refused, each with file:line:col: anchors, aliases, tags, directives, duplicate or empty keys,
 * keys that are no scalars, more than one document, none, bytes that are not UTF-8 or not text (a
 * BOM at the begin is skipped), nesting over YAML_DEPTH_MAX, size over YAML_BYTES_MAX. All of them
 * are listed; only a mistake of syntax ends the reading. Scalars stay text; the reader of a key
 * decides its type. Plain `null`, `~` and empty are kept as text with .plain. */
#ifndef ZT_CITY_YAML_H
#define ZT_CITY_YAML_H

#include "base/arena.h"
#include "base/err.h"

enum ykind { Y_SCALAR, Y_LIST, Y_MAP };

struct ynode {
        enum ykind kind;
        bool plain;           /* scalar written without quotes */
        int line, col;        /* from 1 */
        struct str text;      /* Y_SCALAR */
        size_t n;             /* items or pairs */
        struct ynode **items; /* Y_LIST; Y_MAP: the values */
        struct ynode **keys;  /* Y_MAP: scalars */
};

/* Everything that is wrong with the syntax goes to f; ERR_INPUT if anything was. */
MUST_USE enum err yaml_parse(struct arena *a, struct str file, struct str text, struct faults *f,
                             struct ynode **ret);
struct ynode *ynode_get(const struct ynode *m, struct str key); /* NULL if absent or no map */
/* "file:line:col" in the arena. */
struct str ynode_where(struct arena *a, struct str file, const struct ynode *n);

#endif
