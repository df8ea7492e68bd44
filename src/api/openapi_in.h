/* openapi_in.h: what the files of the OpenAPI document share (inside api/).
 *
 * Paths and schemas that every city has stand in share/api/openapi.json; texts there are
 * {"zh": …, "en": …} and come out in one language. What follows from the ledgers in force is
 * written by openapi_ledger.c and openapi_field.c. */
#ifndef ZT_API_OPENAPI_IN_H
#define ZT_API_OPENAPI_IN_H

#include "api/api_in.h"

struct openapi {
        struct arena *a;
        const struct city *city;
        enum lang lang;
        struct jout *j;
};
/* "{prefix}{ledger}{rest}" as the path of a schema or operation. */
struct str oa_name(const struct openapi *x, const char *before, struct str ledger,
                   const char *after);
/* "key": {"$ref": "#/components/KIND/NAME"} */
void oa_ref(const struct openapi *x, struct str key, const char *kind, struct str name);
/* "type": "x", or ["x", "null"] */
void oa_type(struct jout *j, const char *type, bool null);
void oa_format(struct jout *j, const char *format);
/* Members of the open object: a field by its name, as answered (list_out.c), as taken (input.c). */
void oa_field_answered(const struct openapi *x, const struct field *f);
void oa_field_given(const struct openapi *x, const struct field *f);
/* Has a field of type file: only then are there operations on files. */
bool oa_has_file(const struct ledger *l);
/* Members of the open object `paths`, and of `schemas`. */
void oa_ledger_paths(const struct openapi *x, const struct ledger *l);
void oa_ledger_schemas(const struct openapi *x, const struct ledger *l);

#endif
