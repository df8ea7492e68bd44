/* init.h: the pieces of `zhitong init`: drafts from the embedded share/, and the demo city. */
#ifndef ZT_CLI_INIT_H
#define ZT_CLI_INIT_H

#include "cli/cli.h"

/* A file of share/; empty when there is none. */
struct str shared_file(struct str path);

struct drafting {
        const char *dir;
        struct str name, zone;
        bool demo;
        bool empty; /* a demo city to rehearse in: nothing but its clock is made up */
        int64_t written;
        struct str kept; /* paths that were there already, with ", " between */
};
/* Writes the shipped drafts that are not there yet. */
MUST_USE enum err drafts_write(struct cli *c, struct drafting *d);
/* One definition file, unless it is there. */
MUST_USE enum err draft_put(struct cli *c, struct drafting *d, struct str path, struct str text);

/* The JSON Schemas of the definition files that are not there yet. */
MUST_USE enum err schemas_write(struct cli *c, struct drafting *d);

/* Of every account of the demo city; a real one has no default password. */
#define DEMO_PASSWORD "demo-2022"
/* When the demo city is opened, before its script begins. */
struct moment demo_begin(void);
/* Offices, definitions, accounts, and the script lived through. */
MUST_USE enum err demo_fill(struct cli *c, const char *dir);

#endif
