/* attach.h: attachments where events are made: joined with those that stand there, kept with the
 * event that names them, swept when nothing does. */
#ifndef ZT_LOOP_ATTACH_H
#define ZT_LOOP_ATTACH_H

#include "loop/writer.h"

/* Before the texts are sealed: under a field that takes several files a step adds its files to
 * those the record has (a correction says what it should have been, and replaces them); each new
 * file must lie on the disk. Refusals are told. */
MUST_USE enum err attach_join(struct writer *w, struct completing *x, struct faults *f);
/* After the event has its seq: the files are the record's. ERR_CONFLICT told: one has a record
 * already. */
MUST_USE enum err attach_keep(struct writer *w, const struct completing *x, struct faults *f);
/* Removes the files of a record whose key is destroyed: they could not be read any more. */
MUST_USE enum err attach_erase(struct store *st, const char *data, int64_t record);

/* Files that no record names, older than FILE_ORPHAN_MS at `now`: removed. Reads only x_file; the
 * writer may go on, since nothing takes up a file so old. */
MUST_USE enum err attach_sweep(struct store *st, const char *data, struct moment now,
                               int64_t *ret_removed);

#endif
