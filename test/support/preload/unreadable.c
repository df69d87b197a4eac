/*
 * A drive with sectors that cannot be read, for any program: preloaded, it answers EIO for reads of the file UNREADABLE_FILE
 * that begin in one of the ranges UNREADABLE_RANGES, "from-to,from-to" in bytes, half-open. A read that begins before such a
 * range ends where it begins, as the kernel does it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* Bytes that can be read of `count` from `at`; -1 where the first cannot. */
static ssize_t readable(int fd, size_t count, off_t at) {
  const char *file = getenv("UNREADABLE_FILE");
  const char *ranges = getenv("UNREADABLE_RANGES");
  char link[64], name[PATH_MAX];
  ssize_t length;
  if (file == NULL || ranges == NULL) return (ssize_t)count;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, name, sizeof name - 1);
  if (length < 0) return (ssize_t)count;
  name[length] = 0;
  if (strcmp(name, file) != 0) return (ssize_t)count;
  while (*ranges != 0) {
    char *end;
    long long from = strtoll(ranges, &end, 10), to = strtoll(end + 1, &end, 10);
    if (at >= from && at < to) return -1;
    if (at < from && at + (off_t)count > from) count = (size_t)(from - at);
    ranges = *end == ',' ? end + 1 : end;
  }
  return (ssize_t)count;
}

#define READ(name)                                                        \
  ssize_t name(int fd, void *into, size_t count, off_t at) {              \
    static ssize_t (*next)(int, void *, size_t, off_t);                   \
    ssize_t some = readable(fd, count, at);                               \
    if (next == NULL) *(void **)&next = dlsym(RTLD_NEXT, #name);          \
    if (some >= 0) return next(fd, into, (size_t)some, at);               \
    errno = EIO;                                                          \
    return -1;                                                            \
  }
READ(pread)
READ(pread64)

#define READ_PARTS(name, one)                                             \
  ssize_t name(int fd, const struct iovec *parts, int count, off_t at) {  \
    return count == 0 ? 0 : one(fd, parts[0].iov_base, parts[0].iov_len, at); \
  }
READ_PARTS(preadv, pread)
READ_PARTS(preadv64, pread64)
