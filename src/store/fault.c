/* The layer is a copy of the default sqlite3_vfs with its own xOpen. Its state hangs on the
 * registered sqlite3_vfs, which SQLite keeps: so there is no global of ours, and nothing at all
 * exists in a program that never installs a fault. Atomic: connections run in threads. */
#include "store/fault.h"

#include <sqlite3.h>
#include <stdatomic.h>

struct fault_state {
        sqlite3_vfs vfs;
        sqlite3_vfs *real;
        _Atomic bool on;
        _Atomic int op, sync_ms;
        _Atomic bool onward, full, half;
        _Atomic int64_t at, failed, calls[FAULT_OP_COUNT];
};

struct fault_file {
        sqlite3_file base;
        struct fault_state *state;
        sqlite3_file *real; /* the bytes behind this struct */
};

static const char fault_name[] = "zt-fault";

static struct fault_state *state_of_process(void)
{
        sqlite3_vfs *v = sqlite3_vfs_find(fault_name);
        return v ? v->pAppData : NULL;
}

static struct fault_file *ours(sqlite3_file *f)
{
        return (struct fault_file *)f;
}

static sqlite3_file *real(sqlite3_file *f)
{
        return ours(f)->real;
}

/* Counts one call; SQLITE_OK, or what it must fail with. */
static int hit(sqlite3_file *f, enum store_fault_op op, int ioerr)
{
        struct fault_state *s = ours(f)->state;
        if (!s->on) return SQLITE_OK;
        int64_t n = ++s->calls[op];
        if (s->at == 0 || s->op != (int)op) return SQLITE_OK;
        if (n != s->at && !(s->onward && n > s->at)) return SQLITE_OK;
        s->failed++;
        return s->full ? SQLITE_FULL : ioerr;
}

static int x_close(sqlite3_file *f)
{
        return real(f)->pMethods->xClose(real(f));
}

static int x_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
        int rc = hit(f, FAULT_READ, SQLITE_IOERR_READ);
        return rc != SQLITE_OK ? rc : real(f)->pMethods->xRead(real(f), p, n, at);
}

static int x_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
        int rc = hit(f, FAULT_WRITE, SQLITE_IOERR_WRITE);
        if (rc == SQLITE_OK) return real(f)->pMethods->xWrite(real(f), p, n, at);
        if (ours(f)->state->half) (void)real(f)->pMethods->xWrite(real(f), p, n / 2, at);
        return rc;
}

static int x_truncate(sqlite3_file *f, sqlite3_int64 size)
{
        int rc = hit(f, FAULT_TRUNCATE, SQLITE_IOERR_TRUNCATE);
        return rc != SQLITE_OK ? rc : real(f)->pMethods->xTruncate(real(f), size);
}

static int x_sync(sqlite3_file *f, int flags)
{
        int rc = hit(f, FAULT_SYNC, SQLITE_IOERR_FSYNC);
        int ms = ours(f)->state->on ? ours(f)->state->sync_ms : 0;
        if (ms > 0) (void)sqlite3_sleep(ms);
        return rc != SQLITE_OK ? rc : real(f)->pMethods->xSync(real(f), flags);
}

static int x_size(sqlite3_file *f, sqlite3_int64 *size)
{
        return real(f)->pMethods->xFileSize(real(f), size);
}

static int x_lock(sqlite3_file *f, int level)
{
        return real(f)->pMethods->xLock(real(f), level);
}

static int x_unlock(sqlite3_file *f, int level)
{
        return real(f)->pMethods->xUnlock(real(f), level);
}

static int x_reserved(sqlite3_file *f, int *ret)
{
        return real(f)->pMethods->xCheckReservedLock(real(f), ret);
}

static int x_control(sqlite3_file *f, int op, void *arg)
{
        return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int x_sector(sqlite3_file *f)
{
        return real(f)->pMethods->xSectorSize(real(f));
}

static int x_traits(sqlite3_file *f)
{
        return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int x_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
        return real(f)->pMethods->xShmMap(real(f), page, size, extend, ret);
}

static int x_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
        return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void x_shm_barrier(sqlite3_file *f)
{
        real(f)->pMethods->xShmBarrier(real(f));
}

static int x_shm_unmap(sqlite3_file *f, int remove_it)
{
        return real(f)->pMethods->xShmUnmap(real(f), remove_it);
}

/* Version 2: no memory-mapped reading, so that every read is seen here. */
static const sqlite3_io_methods methods = {
        .iVersion = 2,
        .xClose = x_close,
        .xRead = x_read,
        .xWrite = x_write,
        .xTruncate = x_truncate,
        .xSync = x_sync,
        .xFileSize = x_size,
        .xLock = x_lock,
        .xUnlock = x_unlock,
        .xCheckReservedLock = x_reserved,
        .xFileControl = x_control,
        .xSectorSize = x_sector,
        .xDeviceCharacteristics = x_traits,
        .xShmMap = x_shm_map,
        .xShmLock = x_shm_lock,
        .xShmBarrier = x_shm_barrier,
        .xShmUnmap = x_shm_unmap,
};

static int x_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
        struct fault_state *s = v->pAppData;
        struct fault_file *file = ours(f);
        *file = (struct fault_file){ .state = s, .real = (sqlite3_file *)(file + 1) };
        int rc = s->real->xOpen(s->real, name, file->real, flags, ret_flags);
        if (file->real->pMethods)
                file->base.pMethods = &methods; /* else SQLite does not close it */
        return rc;
}

static struct fault_state *state_new(void)
{
        sqlite3_vfs *base = sqlite3_vfs_find(NULL);
        if (!base) BUG("SQLite has no files");
        struct fault_state *s = sqlite3_malloc64(sizeof *s);
        if (!s) BUG("out of memory");
        memset(s, 0, sizeof *s);
        s->real = base;
        s->vfs = *base; /* what is not a file goes to the system's own functions */
        s->vfs.pNext = NULL;
        s->vfs.zName = fault_name;
        s->vfs.szOsFile = (int)sizeof(struct fault_file) + base->szOsFile;
        s->vfs.pAppData = s;
        s->vfs.xOpen = x_open;
        if (sqlite3_vfs_register(&s->vfs, 0) != SQLITE_OK) BUG("sqlite3_vfs_register");
        return s;
}

void store_fault_install(const struct store_fault *f)
{
        struct fault_state *s = state_of_process();
        if (!f) {
                if (s) s->on = false;
                return;
        }
        if (!s) s = state_new();
        s->on = false;
        for (size_t i = 0; i < LEN(s->calls); i++) s->calls[i] = 0;
        s->failed = 0;
        s->op = (int)f->op;
        s->at = f->at;
        s->onward = f->onward;
        s->full = f->full;
        s->half = f->half;
        s->sync_ms = f->sync_ms;
        s->on = true;
}

struct store_fault_stats store_fault_stats(void)
{
        struct store_fault_stats r = { 0 };
        const struct fault_state *s = state_of_process();
        for (size_t i = 0; s && i < LEN(r.calls); i++) r.calls[i] = s->calls[i];
        if (s) r.failed = s->failed;
        return r;
}

const char *store_fault_vfs(void)
{
        const struct fault_state *s = state_of_process();
        return s && s->on ? fault_name : NULL;
}
