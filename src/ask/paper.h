/* paper.h: a numbered paper of a record as it is handed over: the letter texts/NAME with its holes
 * filled. Nothing private fills one, so it reads the same for whoever may see the record. */
#ifndef ZT_ASK_PAPER_H
#define ZT_ASK_PAPER_H

#include "ask/show.h"
#include "base/markdown.h"

struct paper_out {
        struct str label, number, text;
};
/* x: the record, as the reader sees it. ERR_NOT_FOUND told: it has no such paper. */
MUST_USE enum err paper_find(const struct ask *k, const struct shown *x, int64_t id,
                             const struct show_paper **ret);
MUST_USE enum err paper_numbered(const struct ask *k, const struct shown *x, struct str number,
                                 const struct show_paper **ret);
MUST_USE enum err paper_render(const struct ask *k, const struct shown *x,
                               const struct show_paper *p, enum markdown_format format,
                               struct paper_out *ret);
void paper_json(const struct show_paper *p, const struct paper_out *x, struct jout *j);

#endif
