/* multipart.h: multipart/form-data (RFC 7578), read strictly: what a browser sends, no more.
 *
 * The body begins with the first boundary and ends with the last, with at most one line end after
 * it. Each part has Content-Disposition: form-data with a name, and perhaps a file name and a
 * Content-Type; other headers are passed over, Content-Transfer-Encoding is refused. Names and
 * values are text (utf8_ok); the bytes of files are whatever they are. Views into the body.
 * What a browser escapes in names (%22 %0D %0A) is read back. */
#ifndef ZT_WEB_MULTIPART_H
#define ZT_WEB_MULTIPART_H

#include "web/request.h"

struct web_part {
        struct str name;
        bool is_file;
        struct str file; /* its name as it came; empty: nothing was chosen */
        struct str body;
};
/* ERR_INPUT: it is none; ERR_LIMIT: over WEB_PAIRS_MAX parts, FILES_OF_FORM_MAX files with bytes,
 * or PART_HEAD_BYTES_MAX. type: the request's Content-Type. */
MUST_USE enum err multipart_parse(struct arena *a, struct str type, struct str body,
                                  struct web_part **ret, size_t *ret_n);

#endif
