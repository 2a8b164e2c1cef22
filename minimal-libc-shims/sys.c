/* SPDX-License-Identifier: MIT */
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "gaps.h"

_Static_assert(SYS_CWD == AT_FDCWD, "the kernel's value");
_Static_assert(SYS_MOUNT_RDONLY == MS_RDONLY && SYS_MOUNT_MOVE == MS_MOVE, "the kernel's values");

#define RAMFS_MAGIC_NUMBER 0x858458f6
#define TMPFS_MAGIC_NUMBER 0x01021994

/* The one place where errno becomes a result. */
static long result(long value)
{
	return value < 0 ? -errno : value;
}

int sys_open(int dir, const char *path, enum sys_open how)
{
	static const int flags[] = {
		[SYS_READ] = O_RDONLY,
		[SYS_DIRECTORY] = O_RDONLY | O_DIRECTORY,
		[SYS_WRITE] = O_WRONLY,
		[SYS_APPEND] = O_WRONLY | O_CREAT | O_APPEND,
	};

	return (int)result(openat(dir, path, flags[how] | O_CLOEXEC | O_NOCTTY, 0644));
}

int sys_close(int fd)
{
	return (int)result(close(fd));
}

long sys_read(int fd, void *buf, size_t size)
{
	long count;

	do
		count = result(read(fd, buf, size));
	while (count == -EINTR);
	return count;
}

long sys_write(int fd, const void *buf, size_t size)
{
	long count;

	do
		count = result(write(fd, buf, size));
	while (count == -EINTR);
	return count;
}

long sys_read_at(int fd, void *buf, size_t size, uint64_t offset)
{
	long count;

	do
		count = result(pread(fd, buf, size, (off_t)offset));
	while (count == -EINTR);
	return count;
}

long sys_list(int fd, void *buf, size_t size)
{
	return result(gap_getdents64(fd, buf, size));
}

long sys_read_link(int dir, const char *path, char *buf, size_t size)
{
	return result(readlinkat(dir, path, buf, size));
}

int sys_stat(int dir, const char *path, struct sys_stat *out)
{
	struct statx stat;

	if (gap_statx(dir, path, 0, STATX_TYPE | STATX_MODE, &stat) < 0)
		return -errno;
	out->device = (uint64_t)stat.stx_dev_major << 32 | stat.stx_dev_minor;
	out->mode = stat.stx_mode;
	return 0;
}

int sys_is_ramfs(const char *path)
{
	struct statfs fs;

	if (statfs(path, &fs) < 0)
		return -errno;
	return (uint32_t)fs.f_type == RAMFS_MAGIC_NUMBER ||
	       (uint32_t)fs.f_type == TMPFS_MAGIC_NUMBER;
}

int sys_make_dir(int dir, const char *path)
{
	return (int)result(mkdirat(dir, path, 0755));
}

int sys_remove(int dir, const char *path)
{
	return (int)result(unlinkat(dir, path, 0));
}

int sys_remove_dir(int dir, const char *path)
{
	return (int)result(unlinkat(dir, path, AT_REMOVEDIR));
}

int sys_mount(const char *source, const char *target, const char *type, unsigned flags,
	      const char *data)
{
	return (int)result(mount(source, target, type, flags, data));
}

int sys_chdir(const char *path)
{
	return (int)result(chdir(path));
}

int sys_fchdir(int fd)
{
	return (int)result(fchdir(fd));
}

int sys_chroot(const char *path)
{
	return (int)result(chroot(path));
}

int sys_exec(const char *path, char *const argv[], char *const envp[])
{
	return (int)result(execve(path, argv, envp));
}

int sys_load_module(int fd, const char *parameters)
{
	return (int)result(gap_finit_module(fd, parameters, 0));
}

int sys_uevent_open(int buffer)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_KOBJECT_UEVENT);
	int error;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer));
	if (!bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return fd;
	error = -errno;
	close(fd);
	return error;
}

long sys_uevent_receive(int fd, void *buf, size_t size, uint32_t *sender)
{
	struct sockaddr_nl from = { .nl_pid = 0 };
	socklen_t length = sizeof(from);
	long count;

	do
		count = result(recvfrom(fd, buf, size, 0, (struct sockaddr *)&from, &length));
	while (count == -EINTR);
	*sender = from.nl_pid;
	return count;
}

int sys_wait_readable(int fd, int timeout_ms)
{
	struct pollfd wanted = { .fd = fd, .events = POLLIN };
	long count;

	do
		count = result(poll(&wanted, 1, timeout_ms));
	while (count == -EINTR);
	return (int)count;
}

uint64_t sys_now(void)
{
	struct gap_timespec64 now;

	gap_clock_gettime64(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

int sys_pid(void)
{
	return getpid();
}

void sys_exit(int status)
{
	_exit(status);
}
