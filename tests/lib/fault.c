/* fault.c: see fault.h. Our own calls come here through the linker (--wrap=NAME, list in the
 * Makefile), SQLite's through the table of its unix VFS and its memory methods. */
#include "fault.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdatomic.h>

static struct {
        _Atomic(enum fault_kind) kind;
        atomic_ulong left; /* calls until the fault; 0: off */
        atomic_bool happened;
} fault;

void fault_at(enum fault_kind kind, unsigned long n)
{
        fault.kind = kind;
        fault.happened = false;
        fault.left = n;
}

bool fault_off(void)
{
        fault.left = 0;
        return fault.happened;
}

static bool counted_down(void)
{
        unsigned long left = fault.left;
        while (left > 0) {
                bool last = left == 1;
                unsigned long next = last && fault.kind == FAULT_IO_FROM ? 1 : left - 1;
                if (!atomic_compare_exchange_weak(&fault.left, &left, next)) continue;
                if (last) fault.happened = true;
                return last;
        }
        return false;
}

static bool io_fails(int error)
{
        if (fault.kind == FAULT_MEMORY || !counted_down()) return false;
        errno = error;
        return true;
}

/* ---- our own code -------------------------------------------------------------------------- */

#define WRAP(type, name, params, args, error)                                                      \
        type __real_##name params;                                                                 \
        type __wrap_##name params;                                                                 \
        type __wrap_##name params                                                                  \
        {                                                                                          \
                return io_fails(error) ? (type)-1 : __real_##name args;                            \
        }

WRAP(ssize_t, read, (int fd, void *p, size_t n), (fd, p, n), EIO)
WRAP(ssize_t, pread, (int fd, void *p, size_t n, off_t at), (fd, p, n, at), EIO)
WRAP(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n), ENOSPC)
WRAP(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at), ENOSPC)
WRAP(int, fsync, (int fd), (fd), EIO)
WRAP(int, fdatasync, (int fd), (fd), EIO)
WRAP(int, ftruncate, (int fd, off_t n), (fd, n), EIO)
WRAP(int, rename, (const char *from, const char *to), (from, to), ENOSPC)
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), ENOSPC)

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
        va_list ap;
        va_start(ap, flags);
        unsigned mode = flags & O_CREAT ? va_arg(ap, unsigned) : 0;
        va_end(ap);
        return io_fails(flags & O_CREAT ? ENOSPC : EIO) ? -1 : __real_open(path, flags, mode);
}

/* ---- SQLite -------------------------------------------------------------------------------- */

static int vfs_open(const char *path, int flags, int mode)
{
        return __wrap_open(path, flags, (unsigned)mode);
}

static const struct {
        const char *name;
        sqlite3_syscall_ptr call;
} vfs_call[] = {
        { "open", (sqlite3_syscall_ptr)vfs_open },
        { "read", (sqlite3_syscall_ptr)__wrap_read },
        { "pread", (sqlite3_syscall_ptr)__wrap_pread },
        { "pread64", (sqlite3_syscall_ptr)__wrap_pread },
        { "write", (sqlite3_syscall_ptr)__wrap_write },
        { "pwrite", (sqlite3_syscall_ptr)__wrap_pwrite },
        { "pwrite64", (sqlite3_syscall_ptr)__wrap_pwrite },
        { "ftruncate", (sqlite3_syscall_ptr)__wrap_ftruncate },
};

static sqlite3_mem_methods memory;

static bool memory_fails(void)
{
        return fault.kind == FAULT_MEMORY && counted_down();
}
static void *get(int n)
{
        return memory_fails() ? NULL : memory.xMalloc(n);
}
static void *grow(void *p, int n)
{
        return memory_fails() ? NULL : memory.xRealloc(p, n);
}

__attribute__((constructor)) static void hook_sqlite(void)
{
        (void)sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory);
        sqlite3_mem_methods ours = memory;
        ours.xMalloc = get;
        ours.xRealloc = grow;
        (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
        sqlite3_vfs *vfs = sqlite3_vfs_find("unix");
        for (size_t i = 0; vfs && i < sizeof vfs_call / sizeof vfs_call[0]; i++) {
                if (vfs->xGetSystemCall(vfs, vfs_call[i].name))
                        (void)vfs->xSetSystemCall(vfs, vfs_call[i].name, vfs_call[i].call);
        }
}
