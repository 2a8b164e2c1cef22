/* SPDX-License-Identifier: MIT */
/*
 * sys: the only door to the kernel
 *
 * The complete list of kernel calls that probe/ makes. Each returns >= 0, or -errno as the kernel
 * gives it; the variable errno is not used. None retries or interprets, with the exceptions said
 * here. A `dir` is a directory's descriptor or SYS_CWD; a path that starts with '/' ignores it.
 *
 * Two doors implement this list: sys.c (the kernel, with no libc between) and
 * tests/transcript/door*.c (a machine read from a text file, which records the calls and injects
 * errors).
 */
#ifndef SYS_H
#define SYS_H

#include <stddef.h>
#include <stdint.h>

#define SYS_CWD (-100) /* AT_FDCWD */

/* What sys_open is asked for. */
enum sys_open {
	SYS_READ,      /* O_RDONLY */
	SYS_DIRECTORY, /* O_RDONLY | O_DIRECTORY */
	SYS_WRITE,     /* O_WRONLY, on what exists */
	SYS_APPEND,    /* O_WRONLY | O_CREAT | O_APPEND, mode 0644 */
	SYS_READ_WRITE, /* O_RDWR, on what exists */
};

/* sys_open: openat(2), always O_CLOEXEC | O_NOCTTY. Returns a descriptor. */
int sys_open(int dir, const char *path, enum sys_open how);
int sys_close(int fd);

/* sys_read, sys_write: read(2), write(2); again after EINTR. Return the count, which may be short.
 */
long sys_read(int fd, void *buf, size_t size);
long sys_write(int fd, const void *buf, size_t size);

/* sys_read_at: pread(2) at a byte offset; again after EINTR. Returns the count, which may be short.
 */
long sys_read_at(int fd, void *buf, size_t size, uint64_t offset);

/* sys_size: how many bytes a file or a block device has (lseek(2)); 0 when that cannot be told. */
uint64_t sys_size(int fd);

/* sys_list: getdents64(2). buf (aligned to 8) gets struct sys_dirent records; returns their bytes,
 * 0 at the end. */
long sys_list(int fd, void *buf, size_t size);

struct sys_dirent { /* the kernel's struct linux_dirent64 */
	uint64_t inode;
	int64_t offset;
	uint16_t size; /* of this record */
	uint8_t type;  /* SYS_TYPE_*; SYS_TYPE_UNKNOWN where the filesystem does not say */
	char name[];
};

#define SYS_TYPE_UNKNOWN   0  /* DT_UNKNOWN */
#define SYS_TYPE_DIRECTORY 4  /* DT_DIR */
#define SYS_TYPE_LINK	   10 /* DT_LNK */

/* sys_read_link: readlinkat(2). Returns the length; buf is not terminated. */
long sys_read_link(int dir, const char *path, char *buf, size_t size);

struct sys_stat {
	uint64_t device; /* number of the filesystem that it lies on */
	uint32_t mode;	 /* S_IF* and permissions */
};

/* sys_stat: fstatat(2); follows links. */
int sys_stat(int dir, const char *path, struct sys_stat *stat);

/* sys_is_ramfs: 1 when the path lies on ramfs or tmpfs (statfs(2)), 0 when it does not. */
int sys_is_ramfs(const char *path);

/* sys_make_dir: mkdirat(2), mode 0755. */
int sys_make_dir(int dir, const char *path);

/* sys_remove, sys_remove_dir: unlinkat(2). */
int sys_remove(int dir, const char *path);
int sys_remove_dir(int dir, const char *path);

/* What sys_mount is asked for; to be or-ed. */
#define SYS_MOUNT_RDONLY 1u    /* MS_RDONLY */
#define SYS_MOUNT_NOSUID 2u    /* MS_NOSUID */
#define SYS_MOUNT_NODEV	 4u    /* MS_NODEV */
#define SYS_MOUNT_NOEXEC 8u    /* MS_NOEXEC */
#define SYS_MOUNT_MOVE	 8192u /* MS_MOVE; type and data are NULL */

/* sys_mount: mount(2). */
int sys_mount(const char *source, const char *target, const char *type, unsigned flags,
	      const char *data);

/* sys_btrfs_scan: BTRFS_IOC_SCAN_DEV on a descriptor of /dev/btrfs-control: there is a device of a btrfs at `path`. */
int sys_btrfs_scan(int control, const char *path);

/* sys_chdir, sys_fchdir, sys_chroot: as in chdir(2) and chroot(2). */
int sys_chdir(const char *path);
int sys_fchdir(int fd);
int sys_chroot(const char *path);

/* sys_exec: execve(2). Returns only on error. */
int sys_exec(const char *path, char *const argv[], char *const envp[]);

/*
 * sys_try_exec: would sys_exec succeed? A child does it, traced (ptrace(2)), so that the kernel stops it before the
 * program's first instruction; there it is killed. Returns 0, also when it cannot be tried, or the -errno of execve(2).
 */
int sys_try_exec(const char *path, char *const argv[], char *const envp[]);

/*
 * sys_run: a program in a child that leads a session of its own (setsid(2)), with fd as standard input, output and
 * error and, if it is a terminal, as the session's (TIOCSCTTY). Waits for its end. Returns the status of wait(2), or
 * -errno; an execve(2) that fails is status 127 << 8, as in a shell.
 */
int sys_run(int fd, const char *path, char *const argv[], char *const envp[]);

/*
 * sys_load_module: finit_module(2): returns when the module's init function has. `compressed`: the
 * kernel is to inflate the file (MODULE_INIT_COMPRESSED_FILE).
 */
int sys_load_module(int fd, const char *parameters, int compressed);

/* sys_init_module: init_module(2): the same, of a module's file in memory. */
int sys_init_module(const void *module, size_t size, const char *parameters);

/*
 * sys_map: mmap(2), private and filled in at once (MAP_POPULATE): a file to be read, from `offset` on, a multiple of
 * SYS_MAP_UNIT; or with a negative fd memory of zeros. sys_unmap: munmap(2).
 */
#define SYS_MAP_UNIT 65536u /* no processor's pages are larger */
int sys_map(int fd, uint32_t offset, size_t size, void **memory);
void sys_unmap(void *memory, size_t size);

/*
 * A worker is a process of its own that does one job after the other: each is a call of its
 * function with a number, in a copy of this process as it was at the start. It dies alone when the
 * kernel kills it. fd is readable when there is an answer, or when it has died.
 */
struct sys_worker {
	int fd;
	int pid;
};

typedef int sys_job(void *context, unsigned number);

/*
 * sys_apart: fork(2): one job in a copy of this process, which then ends: a child for whose end this process, or what it
 * has become by sys_exec, need not wait. Returns 0, or -errno when there is no such child.
 */
int sys_apart(sys_job *job, void *context, unsigned number);

/* sys_worker_start: fork(2), with a socketpair(2) between. Returns 0 or -errno. */
int sys_worker_start(struct sys_worker *worker, sys_job *job, void *context);

/* sys_worker_give: one job; no second one before its answer is taken. Returns 0 or -errno. */
int sys_worker_give(const struct sys_worker *worker, unsigned number);

/* sys_worker_take: the answer, what the function returned; waits for it. -EPIPE: the worker has died. */
int sys_worker_take(const struct sys_worker *worker, int *answer);

/* sys_worker_end: it ends when its job is done; with `wait` this waits for that and reaps it. */
void sys_worker_end(const struct sys_worker *worker, int wait);

/*
 * sys_worker_hurry: setpriority(2): with 0 it gives way to other processes (nice 5: a third of what they get), with 1 to
 * none.
 */
void sys_worker_hurry(const struct sys_worker *worker, int hurries);

/*
 * sys_uevent_open: the kernel's device events: socket(2) NETLINK_KOBJECT_UEVENT, bound to the
 * kernel's group, non-blocking, with a receive buffer of `buffer` bytes (SO_RCVBUFFORCE, without
 * privilege SO_RCVBUF). Returns the descriptor.
 */
int sys_uevent_open(int buffer);

/*
 * sys_uevent_receive: recvfrom(2): one event. *sender is the port of who sent it; 0 is the kernel.
 * Returns the event's bytes; -EAGAIN when there is none, -ENOBUFS when events were lost.
 */
long sys_uevent_receive(int fd, void *buf, size_t size, uint32_t *sender);

/*
 * sys_wait: poll(2) for input on up to 31 descriptors; negative ones never have any. Returns a bit for
 * each that has, 0 after timeout_ms (-1: for ever); again after EINTR.
 */
#define SYS_WAIT_MAX 31
long sys_wait(const int *fds, unsigned count, int timeout_ms);

/* sys_cpus: how many processors this process may run on (sched_getaffinity(2)); at least 1. */
unsigned sys_cpus(void);

/* sys_now: CLOCK_MONOTONIC in microseconds since the kernel's start. Cannot fail. */
uint64_t sys_now(void);

/* sys_pid: getpid(2). Cannot fail. */
int sys_pid(void);

/* sys_exit: exit_group(2), without any libc clean-up. */
_Noreturn void sys_exit(int status);

#endif
