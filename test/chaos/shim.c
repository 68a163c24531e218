/*
 * Loaded before a program (LD_PRELOAD), it lets one call on files below a folder go wrong:
 *
 *   CHAOS_UNDER    the folder; calls on other files are left alone and not counted
 *   CHAOS_CALL     read, write, sync, truncate, rename, open or remove
 *   CHAOS_AT       which of these calls, from 1
 *   CHAOS_DO       EIO, ENOSPC (a read: EIO), short (half of the bytes are written), or kill (the process ends before the call)
 *   CHAOS_LASTING  set: all later calls of the kind go wrong too
 *   CHAOS_STRUCK   a file that is made when it happens
 *   CHAOS_COUNTS   a file that gets the number of calls of each kind when the program ends
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { READ, WRITE, SYNC, TRUNCATE, RENAME, OPEN, REMOVE, KINDS };
static const char *const names[KINDS] = {"read", "write", "sync", "truncate", "rename", "open", "remove"};
static atomic_long counts[KINDS];
static const char *under, *wanted, *deed;
static long at;
static int lasting;

__attribute__((constructor)) static void begin(void) {
  under = getenv("CHAOS_UNDER");
  wanted = getenv("CHAOS_CALL");
  deed = getenv("CHAOS_DO");
  at = getenv("CHAOS_AT") ? atol(getenv("CHAOS_AT")) : 0;
  lasting = getenv("CHAOS_LASTING") != NULL;
}

/* Written by system calls themselves, which nothing here counts. */
static void note(const char *file, const char *text) {
  if (file == NULL) return;
  long fd = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0) return;
  syscall(SYS_write, fd, text, strlen(text));
  syscall(SYS_close, fd);
}

__attribute__((destructor)) static void end(void) {
  char text[256] = "";
  for (int kind = 0; kind < KINDS; kind++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "%s %ld\n", names[kind], atomic_load(&counts[kind]));
  /* only the program itself, not one that it starts and that touches nothing */
  if (atomic_load(&counts[OPEN]) > 0) note(getenv("CHAOS_COUNTS"), text);
}

enum { WELL, FAILS, SHORT };

/* What becomes of this call: it goes well, fails with errno set, or writes half. */
static int fate(int kind, const char *path) {
  if (under == NULL || path == NULL || strncmp(path, under, strlen(under)) != 0) return WELL;
  long count = atomic_fetch_add(&counts[kind], 1) + 1;
  if (wanted == NULL || deed == NULL || strcmp(names[kind], wanted) != 0) return WELL;
  if (count != at && !(lasting && count > at)) return WELL;
  note(getenv("CHAOS_STRUCK"), path);
  if (strcmp(deed, "kill") == 0) kill(getpid(), SIGKILL);
  if (strcmp(deed, "short") == 0) return kind == WRITE ? SHORT : WELL;
  errno = kind != READ && strcmp(deed, "ENOSPC") == 0 ? ENOSPC : EIO;
  return FAILS;
}

static int fate_of(int kind, int fd) {
  if (under == NULL) return WELL;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return WELL;
  path[length] = 0;
  return fate(kind, path);
}

#define THE_REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

ssize_t read(int fd, void *bytes, size_t size) {
  return fate_of(READ, fd) == FAILS ? -1 : THE_REAL(ssize_t, read, int, void *, size_t)(fd, bytes, size);
}

#define PREAD(name, offset_type)                                                                               \
  ssize_t name(int fd, void *bytes, size_t size, offset_type place) {                                          \
    if (fate_of(READ, fd) == FAILS) return -1;                                                                 \
    return THE_REAL(ssize_t, name, int, void *, size_t, offset_type)(fd, bytes, size, place);                  \
  }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

ssize_t write(int fd, const void *bytes, size_t size) {
  int what = fate_of(WRITE, fd);
  if (what == FAILS) return -1;
  return THE_REAL(ssize_t, write, int, const void *, size_t)(fd, bytes, what == SHORT && size > 1 ? size / 2 : size);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  int what = fate_of(WRITE, fd);
  if (what == FAILS) return -1;
  return THE_REAL(ssize_t, writev, int, const struct iovec *, int)(fd, parts, what == SHORT && count > 1 ? 1 : count);
}

#define PWRITE(name, offset_type)                                                                              \
  ssize_t name(int fd, const void *bytes, size_t size, offset_type place) {                                    \
    int what = fate_of(WRITE, fd);                                                                             \
    if (what == FAILS) return -1;                                                                              \
    return THE_REAL(ssize_t, name, int, const void *, size_t, offset_type)(                                    \
        fd, bytes, what == SHORT && size > 1 ? size / 2 : size, place);                                        \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SYNCS(name) \
  int name(int fd) { return fate_of(SYNC, fd) == FAILS ? -1 : THE_REAL(int, name, int)(fd); }
SYNCS(fsync)
SYNCS(fdatasync)

#define TRUNCATES(name, offset_type) \
  int name(int fd, offset_type size) { return fate_of(TRUNCATE, fd) == FAILS ? -1 : THE_REAL(int, name, int, offset_type)(fd, size); }
TRUNCATES(ftruncate, off_t)
TRUNCATES(ftruncate64, off64_t)

int rename(const char *from, const char *to) {
  return fate(RENAME, to) == FAILS ? -1 : THE_REAL(int, rename, const char *, const char *)(from, to);
}

int unlink(const char *path) {
  return fate(REMOVE, path) == FAILS ? -1 : THE_REAL(int, unlink, const char *)(path);
}

#define OPENS(name)                                                             \
  int name(const char *path, int flags, ...) {                                  \
    va_list rest;                                                               \
    va_start(rest, flags);                                                      \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;     \
    va_end(rest);                                                               \
    if (fate(OPEN, path) == FAILS) return -1;                                   \
    return THE_REAL(int, name, const char *, int, mode_t)(path, flags, mode);   \
  }
OPENS(open)
OPENS(open64)
