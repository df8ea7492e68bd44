/* upload.h: a file that somebody sends in: looked at before it is kept.
 *
 * What it is, its bytes say (libmagic, and the directory of a zip or OLE container); the end of its
 * name must fit. Taken: jpg jpeg png webp heic, pdf, docx xlsx pptx doc xls ppt, txt csv, mp4.
 * Refused, whatever the name: programs, scripts, HTML, SVG, archives, documents with macros,
 * encrypted documents, empty files, and what is over the field's size. */
#ifndef ZT_EXCHANGE_UPLOAD_H
#define ZT_EXCHANGE_UPLOAD_H

#include "city/city.h"
#include "log/files.h"

/* The last piece of a path, without what makes a name dangerous or unreadable: control characters
 * refused, leading dots and white space dropped, at most FILE_NAME_BYTES_MAX. ERR_INPUT: nothing
 * is left, or no UTF-8. */
MUST_USE enum err upload_name(struct arena *a, struct str given, struct str *ret);
/* The media type, if name and bytes are those of a kind that is taken; else ERR_INPUT, told with
 * where = `where`. */
MUST_USE enum err upload_type(struct arena *a, struct str name, struct str bytes, struct str where,
                              struct faults *f, struct str *ret);
/* Kinds of picture that a browser may show by itself. */
bool upload_shows(struct str type);
/* What browsers are told to offer: ".jpg,.jpeg,…" */
struct str upload_accept(void);

struct upload {
        const char *data; /* the city's data folder */
        struct arena *a;
        const struct sys *sys;
        struct faults *f;
        struct str where;          /* of mistakes: the field's name */
        const struct field *field; /* whose size holds; NULL = FILE_BYTES_MAX */
};
/* Looks at it and writes it (files_put): an attachment no record names yet. */
MUST_USE enum err upload_take(const struct upload *x, struct str name, struct str bytes,
                              struct attachment *ret);

#endif
