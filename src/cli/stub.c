#include "cli/cli.h"
#define STUB(x) enum err x(struct cli *c) { return REFUSE(c, ERR_INPUT, "stub", STR_NONE, "stub", "stub"); }


STUB(run_show) STUB(run_figure) STUB(run_bulletin)
STUB(run_verify) STUB(run_checkpoint) STUB(run_rebuild) STUB(run_backup) STUB(run_restore) STUB(run_erase)
