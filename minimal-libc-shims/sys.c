/* SPDX-License-Identifier: MIT */
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/btrfs.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/ptrace.h>
#include <linux/stat.h>
#include <linux/time_types.h>

#include "syscall.h"

_Static_assert(SYS_CWD == AT_FDCWD, "the kernel's value");
_Static_assert(SYS_MOUNT_RDONLY == MS_RDONLY && SYS_MOUNT_MOVE == MS_MOVE, "the kernel's values");

/* For what is called from many places: the compiler takes a call to the kernel to be smaller than it is, and copies it. */
#define ONE_COPY __attribute__((noinline))

#define call3(name, a, b, c) syscall3(__NR_##name, (long)(a), (long)(b), (long)(c))
#define call6(name, a, b, c, d, e, f)                                                              \
	syscall6(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

int sys_open(int dir, const char *path, enum sys_open how)
{
	static const int flags[] = {
		[SYS_READ] = O_RDONLY,
		[SYS_DIRECTORY] = O_RDONLY | O_DIRECTORY,
		[SYS_WRITE] = O_WRONLY,
		[SYS_APPEND] = O_WRONLY | O_CREAT | O_APPEND,
		[SYS_READ_WRITE] = O_RDWR,
	};

	return (int)call6(openat, dir, path, flags[how] | O_CLOEXEC | O_NOCTTY | O_LARGEFILE, 0644, 0, 0);
}

ONE_COPY int sys_close(int fd)
{
	return (int)call3(close, fd, 0, 0);
}

long sys_read(int fd, void *buf, size_t size)
{
	long count;

	do
		count = call3(read, fd, buf, size);
	while (count == -EINTR);
	return count;
}

ONE_COPY long sys_write(int fd, const void *buf, size_t size)
{
	long count;

	do
		count = call3(write, fd, buf, size);
	while (count == -EINTR);
	return count;
}

ONE_COPY long sys_read_at(int fd, void *buf, size_t size, uint64_t offset)
{
	long count;

	do
		count = syscall_pread(fd, (long)buf, (long)size, offset);
	while (count == -EINTR);
	return count;
}

uint64_t sys_size(int fd)
{
	int64_t size = syscall_lseek(fd, SEEK_END);

	return size < 0 ? 0 : (uint64_t)size;
}

long sys_list(int fd, void *buf, size_t size)
{
	return call3(getdents64, fd, buf, size);
}

ONE_COPY long sys_read_link(int dir, const char *path, char *buf, size_t size)
{
	return call6(readlinkat, dir, path, buf, size, 0, 0);
}

ONE_COPY int sys_stat(int dir, const char *path, struct sys_stat *out)
{
	struct statx stat;
	int error = (int)call6(statx, dir, path, 0, STATX_TYPE | STATX_MODE, &stat, 0);

	out->device = (uint64_t)stat.stx_dev_major << 32 | stat.stx_dev_minor;
	out->mode = stat.stx_mode;
	return error;
}

/* The first four bytes of the kernel's struct statfs (little-endian) are the filesystem's type (linux/magic.h). */
#define RAMFS_MAGIC_NUMBER 0x858458f6
#define TMPFS_MAGIC_NUMBER 0x01021994

int sys_is_ramfs(const char *path)
{
	union {
		uint32_t type;
		long whole[32];
	} fs;
	int error = (int)syscall_statfs((long)path, (long)&fs);

	if (error)
		return error;
	return fs.type == RAMFS_MAGIC_NUMBER || fs.type == TMPFS_MAGIC_NUMBER;
}

ONE_COPY int sys_make_dir(int dir, const char *path)
{
	return (int)call3(mkdirat, dir, path, 0755);
}

ONE_COPY int sys_remove(int dir, const char *path)
{
	return (int)call3(unlinkat, dir, path, 0);
}

int sys_remove_dir(int dir, const char *path)
{
	return (int)call3(unlinkat, dir, path, AT_REMOVEDIR);
}

ONE_COPY int sys_mount(const char *source, const char *target, const char *type, unsigned flags,
		       const char *data)
{
	return (int)call6(mount, source, target, type, flags, data, 0);
}

int sys_btrfs_scan(int control, const char *path)
{
	struct btrfs_ioctl_vol_args device;
	size_t size = strlen(path) + 1;

	if (size > sizeof(device.name))
		return -ENAMETOOLONG;
	memcpy(device.name, path, size);
	return (int)call3(ioctl, control, BTRFS_IOC_SCAN_DEV, &device);
}

ONE_COPY int sys_chdir(const char *path)
{
	return (int)call3(chdir, path, 0, 0);
}

int sys_fchdir(int fd)
{
	return (int)call3(fchdir, fd, 0, 0);
}

ONE_COPY int sys_chroot(const char *path)
{
	return (int)call3(chroot, path, 0, 0);
}

ONE_COPY int sys_exec(const char *path, char *const argv[], char *const envp[])
{
	return (int)call3(execve, path, argv, envp);
}

/* fork(2) */
static int fork_process(void)
{
	return (int)call6(clone, SIGCHLD, 0, 0, 0, 0, 0);
}

/* Returns the status that wait(2) gives. */
static int wait_for(int pid)
{
	int status = 0;

	while (call6(wait4, pid, &status, 0, 0, 0, 0) == -EINTR)
		;
	return status;
}

int sys_try_exec(const char *path, char *const argv[], char *const envp[])
{
	int pid = fork_process(), status;

	if (pid < 0)
		return 0;
	if (!pid) {
		if (call6(ptrace, PTRACE_TRACEME, 0, 0, 0, 0, 0) < 0)
			sys_exit(0);
		sys_exit(-sys_exec(path, argv, envp)); /* an errno fits into a status */
	}
	status = wait_for(pid);
	if (!WIFSTOPPED(status))
		return -WEXITSTATUS(status);
	call3(kill, pid, SIGKILL, 0);
	wait_for(pid);
	return 0;
}

int sys_run(int fd, const char *path, char *const argv[], char *const envp[])
{
	int pid = fork_process();

	if (!pid) {
		call3(setsid, 0, 0, 0);
		call3(ioctl, fd, TIOCSCTTY, 1);
		/* Above the standard ones, one of which it may be. */
		fd = (int)call3(fcntl, fd, F_DUPFD_CLOEXEC, 3);
		for (int i = 0; i < 3; i++)
			call3(dup3, fd, i, 0);
		sys_exec(path, argv, envp);
		sys_exit(127);
	}
	return pid < 0 ? pid : wait_for(pid);
}

int sys_load_module(int fd, const char *parameters, int compressed)
{
	return (int)call3(finit_module, fd, parameters,
			  compressed ? MODULE_INIT_COMPRESSED_FILE : 0);
}

int sys_init_module(const void *module, size_t size, const char *parameters)
{
	return (int)call3(init_module, module, size, parameters);
}

int sys_map(int fd, uint32_t offset, size_t size, void **memory)
{
	long at = syscall6(SYSCALL_MMAP, 0, (long)size, fd < 0 ? PROT_READ | PROT_WRITE : PROT_READ,
			   MAP_PRIVATE | MAP_POPULATE | (fd < 0 ? MAP_ANONYMOUS : 0), fd,
			   (long)(offset / SYSCALL_MMAP_UNIT));

	/* An address may look negative; an error is one of the last 4095. */
	if ((unsigned long)at > -4096ul)
		return (int)at;
	*memory = (void *)at;
	return 0;
}

void sys_unmap(void *memory, size_t size)
{
	call3(munmap, memory, size, 0);
}

/* ---- workers: jobs and answers are datagrams of four bytes; a job of this number is the last */

#define LAST_JOB 0xffffffffu

static _Noreturn void work(int fd, sys_job *job, void *context)
{
	uint32_t number;
	int32_t answer;

	while (sys_read(fd, &number, sizeof(number)) == sizeof(number) && number != LAST_JOB) {
		answer = job(context, number);
		sys_write(fd, &answer, sizeof(answer));
	}
	sys_exit(0);
}

int sys_apart(sys_job *job, void *context, unsigned number)
{
	int pid = fork_process();

	if (!pid) {
		job(context, number);
		sys_exit(0);
	}
	return pid < 0 ? pid : 0;
}

int sys_worker_start(struct sys_worker *worker, sys_job *job, void *context)
{
	int pair[2];
	int error = (int)call6(socketpair, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair, 0, 0);

	if (error)
		return error;
	worker->fd = pair[0];
	worker->pid = fork_process();
	if (!worker->pid) {
		sys_close(pair[0]);
		work(pair[1], job, context);
	}
	sys_close(pair[1]);
	if (worker->pid > 0)
		return 0;
	sys_close(pair[0]);
	return worker->pid;
}

int sys_worker_give(const struct sys_worker *worker, unsigned number)
{
	uint32_t job = number;
	long count = call6(sendto, worker->fd, &job, sizeof(job), MSG_NOSIGNAL, 0, 0);

	return count < 0 ? (int)count : 0;
}

int sys_worker_take(const struct sys_worker *worker, int *answer)
{
	int32_t value;

	if (sys_read(worker->fd, &value, sizeof(value)) != sizeof(value))
		return -EPIPE;
	*answer = value;
	return 0;
}

void sys_worker_end(const struct sys_worker *worker, int wait)
{
	sys_worker_give(worker, LAST_JOB);
	sys_close(worker->fd);
	if (wait)
		wait_for(worker->pid);
}

void sys_worker_hurry(const struct sys_worker *worker, int hurries)
{
	call3(setpriority, PRIO_PROCESS, worker->pid, hurries ? 0 : 5);
}

/* ---- events and time */

int sys_uevent_open(int buffer)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = (int)call3(socket, AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			    NETLINK_KOBJECT_UEVENT);
	int error;

	if (fd < 0)
		return fd;
	if (call6(setsockopt, fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer), 0))
		call6(setsockopt, fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer), 0);
	error = (int)call3(bind, fd, &address, sizeof(address));
	if (!error)
		return fd;
	sys_close(fd);
	return error;
}

long sys_uevent_receive(int fd, void *buf, size_t size, uint32_t *sender)
{
	struct sockaddr_nl from = { .nl_pid = 0 };
	socklen_t length = sizeof(from);
	long count;

	do
		count = call6(recvfrom, fd, buf, size, 0, &from, &length);
	while (count == -EINTR);
	*sender = from.nl_pid;
	return count;
}

long sys_wait(const int *fds, unsigned count, int timeout_ms)
{
	struct pollfd wanted[SYS_WAIT_MAX];
	unsigned ms = (unsigned)timeout_ms;
	struct __kernel_timespec timeout = { ms / 1000, ms % 1000 * 1000000l };
	long ready;

	for (unsigned i = 0; i < count; i++)
		wanted[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
	do
		ready = syscall6(SYSCALL_PPOLL, (long)wanted, count,
				 timeout_ms < 0 ? 0 : (long)&timeout, 0, 0, 0);
	while (ready == -EINTR);
	if (ready <= 0)
		return ready;
	ready = 0;
	for (unsigned i = 0; i < count; i++)
		if (wanted[i].revents)
			ready |= 1l << i;
	return ready;
}

unsigned sys_cpus(void)
{
	unsigned long mask[16];
	long size = call3(sched_getaffinity, 0, sizeof(mask), mask);
	unsigned count = 0;

	for (long i = 0; i < size / (long)sizeof(*mask); i++)
		for (unsigned long bits = mask[i]; bits; bits &= bits - 1)
			count++;
	return count ? count : 1;
}

uint64_t sys_now(void)
{
	struct __kernel_timespec now;

	syscall3(SYSCALL_CLOCK_GETTIME, CLOCK_MONOTONIC, (long)&now, 0);
	return (uint64_t)now.tv_sec * 1000000 + (uint32_t)now.tv_nsec / 1000;
}

ONE_COPY int sys_pid(void)
{
	return (int)call3(getpid, 0, 0, 0);
}

ONE_COPY void sys_exit(int status)
{
	for (;;)
		call3(exit_group, status, 0, 0);
}
