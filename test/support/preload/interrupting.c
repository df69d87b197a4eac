/*
 * Ctrl-C at one exact moment, for any program: preloaded, it counts reads and writes of files whose names begin with
 * INTERRUPT_UNDER, and gives the process SIGINT at number INTERRUPT_AT, from 1; 0 is never. From then on every call takes
 * a while, as on a slow drive, so that who listens has the time to stop before the next. At the end it writes how many
 * calls there were, and the number of the first write, into the file INTERRUPT_TELL.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PAUSE_AT_THE_MOMENT_US = 100000, PAUSE_AFTERWARDS_US = 20000 };

static atomic_long calls, first_write;

static void count(int fd, int writes) {
  const char *under = getenv("INTERRUPT_UNDER");
  const char *at = getenv("INTERRUPT_AT");
  char link[64], name[PATH_MAX];
  long number, moment = at == NULL ? 0 : atol(at), none = 0;
  ssize_t length;
  if (under == NULL) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, name, sizeof name - 1);
  if (length < 0) return;
  name[length] = 0;
  if (strncmp(name, under, strlen(under)) != 0) return;
  number = atomic_fetch_add(&calls, 1) + 1;
  if (writes) atomic_compare_exchange_strong(&first_write, &none, number);
  if (moment == 0 || number < moment) return;
  if (number == moment) kill(getpid(), SIGINT);
  usleep(number == moment ? PAUSE_AT_THE_MOMENT_US : PAUSE_AFTERWARDS_US);
}

__attribute__((destructor)) static void tell(void) {
  const char *name = getenv("INTERRUPT_TELL");
  FILE *file = name == NULL ? NULL : fopen(name, "w");
  if (file == NULL) return;
  fprintf(file, "%ld %ld\n", (long)calls, (long)first_write);
  fclose(file);
}

#define ONE(name, pointer, writes)                                        \
  ssize_t name(int fd, pointer bytes, size_t many, off_t at) {            \
    static ssize_t (*next)(int, pointer, size_t, off_t);                  \
    if (next == NULL) *(void **)&next = dlsym(RTLD_NEXT, #name);          \
    count(fd, writes);                                                    \
    return next(fd, bytes, many, at);                                     \
  }
ONE(pread, void *, 0)
ONE(pread64, void *, 0)
ONE(pwrite, const void *, 1)
ONE(pwrite64, const void *, 1)

#define PARTS(name, writes)                                               \
  ssize_t name(int fd, const struct iovec *parts, int many, off_t at) {   \
    static ssize_t (*next)(int, const struct iovec *, int, off_t);        \
    if (next == NULL) *(void **)&next = dlsym(RTLD_NEXT, #name);          \
    count(fd, writes);                                                    \
    return next(fd, parts, many, at);                                     \
  }
PARTS(preadv, 0)
PARTS(preadv64, 0)
PARTS(pwritev, 1)
PARTS(pwritev64, 1)
