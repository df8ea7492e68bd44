/* backup.h: a copy of a city's data that can be restored: the data as of one moment, beside it the
 * key of the definitions (TO.city-keys) and a signed checkpoint of what was copied (TO.checkpoint,
 * when the signing key is here). The keys of people's texts are not in it: they have a backup of
 * their own. Attachments go into the folder NAME.files beside TO, which the backups of one city
 * share: a file never changes, so only those that came since the last backup are copied; encrypted
 * as they are, they open only with the keys. Reads only; the city may go on writing. */
#ifndef ZT_EXCHANGE_BACKUP_H
#define ZT_EXCHANGE_BACKUP_H

#include "loop/writer.h"

struct backup_in {
        const struct paths *path;
        struct store *st; /* outside of any transaction */
        struct keys *keys;
        struct str name; /* of the city: whose key signs */
        struct zone zone;
        const struct sys *sys;
        const char *to; /* a new file */
};
/* The folder of the attachments beside a backup. */
const char *backup_files(struct arena *a, const char *to, struct str name);
/* ERR_CONFLICT: the file, or one beside it, is there already. */
MUST_USE enum err backup_make(const struct backup_in *in, bool *ret_signed);

#endif
