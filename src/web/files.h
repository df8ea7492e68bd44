/* files.h: attachments coming in and going out over HTTP.
 *
 * In: the API takes a file first and gives a token, good for FILE_WAIT_MS and for the same session,
 * visitor or address; the step then names the token. The token is the attachment itself, sealed
 * with the site's secret: nothing is kept for it but the file. Forms bring the file with them.
 * Out: as a download (RFC 6266) in a sandbox; only pictures, and only when asked to, inline. */
#ifndef ZT_WEB_FILES_H
#define ZT_WEB_FILES_H

#include "ask/files.h"
#include "web/web.h"

/* The token of an upload for one ledger. */
struct str web_file_token(const struct web *w, const struct ledger *l, const struct attachment *x);
/* ERR_INPUT, told with where = the field's name: another's, too old, or none of ours. */
MUST_USE enum err web_file_open(struct web *w, const struct ledger *l, const struct field *f,
                                struct str token, struct attachment *ret);
/* Looks at the bytes and keeps them. ERR_BUSY told, with status 429: nobody is signed in, and too
 * much came from the address within the hour (slow.h). field NULL: for any field of the ledger. */
MUST_USE enum err web_file_take(struct web *w, const struct field *field, struct str name,
                                struct str bytes, struct attachment *ret);
/* The files of a field from tokens, separated by commas or white space. */
MUST_USE enum err web_file_tokens(struct web *w, const struct ledger *l, const struct field *f,
                                  struct str tokens, struct input_file *ret);
/* The file of the record as the answer; ?show=1: inline if it is a picture. */
MUST_USE enum err web_file_answer(struct web *w, const struct ledger *l, int64_t record,
                                  bool requester, struct str file);

#endif
