/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "deeds.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/btrfs.h>

static pid_t request(const char *alias)
{
	static char *const no_environment[] = { NULL };
	pid_t pid = fork();

	if (pid == 0) {
		execle("/sbin/modprobe", "/sbin/modprobe", "-q", "--", alias, (char *)NULL, no_environment);
		_exit(127);
	}
	return pid;
}

void deeds_requests(char **argv)
{
	pid_t pids[64];
	unsigned count = 0;
	int status;

	for (char **word = argv; *word && count < 64; word++)
		if (strncmp(*word, "request=", 8) == 0)
			pids[count++] = request(*word + 8);
	count = 0;
	for (char **word = argv; *word && count < 64; word++) {
		if (strncmp(*word, "request=", 8) != 0)
			continue;
		if (waitpid(pids[count++], &status, 0) < 0)
			status = 255 << 8;
		printf(SAY "request %s %d\n", *word + 8,
		       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	}
}

static int copy_file(const char *from, const char *to)
{
	char block[65536];
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755);
	ssize_t count = -1;

	while (in >= 0 && out >= 0 && (count = read(in, block, sizeof(block))) > 0)
		if (write(out, block, (size_t)count) != count)
			count = -1;
	if (in >= 0)
		close(in);
	return count || out < 0 || close(out) ? -1 : 0;
}

/* Some filesystems can only be written to by a kernel. */
static void populate(const char *type)
{
	static const char *const directories[] = { "sbin", "dev", "proc", "sys", "run", "tmp" };
	char path[64];
	int error;

	mkdir("/made", 0755);
	if (access("/dev/vda", F_OK) != 0)
		mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	error = mount("/dev/vda", "/made", type, 0, NULL);
	for (size_t i = 0; !error && i < sizeof(directories) / sizeof(*directories); i++) {
		snprintf(path, sizeof(path), "/made/%s", directories[i]);
		error = mkdir(path, 0755);
	}
	if (!error)
		error = copy_file("/proc/self/exe", "/made/sbin/init");
	if (!error)
		error = umount("/made");
	printf(SAY "populate %s %s\n", type, error ? strerror(errno) : "ok");
}

static void touch_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);

	printf(SAY "touch %s %s\n", path, fd >= 0 ? "made" : errno == EEXIST ? "there already" : strerror(errno));
	if (fd >= 0)
		close(fd);
}

static void add_to_btrfs(const char *device)
{
	struct btrfs_ioctl_vol_args args = { 0 };
	int fd = open("/", O_RDONLY | O_DIRECTORY);
	int error;

	snprintf(args.name, sizeof(args.name), "%s", device);
	error = fd < 0 ? fd : ioctl(fd, BTRFS_IOC_ADD_DEV, &args);
	printf(SAY "btrfs-add %s %s\n", device, error ? strerror(errno) : "ok");
	if (fd >= 0)
		close(fd);
}

static int write_word(const char *path, const char *word)
{
	int fd = open(path, O_WRONLY), bad;

	bad = fd < 0 || write(fd, word, strlen(word)) < 0;
	if (bad)
		printf(SAY "%s: %s: %s\n", path, word, strerror(errno));
	if (fd >= 0)
		close(fd);
	return bad;
}

/* What a process does that the kernel wakes up later: it cannot tell, but for the other kernel's clock. */
static void hibernate(const char *swap)
{
	if (swapon(swap, 0)) {
		printf(SAY "swapon %s: %s\n", swap, strerror(errno));
		return;
	}
	printf(SAY "hibernating\n");
	fflush(stdout);
	if (!write_word("/sys/power/disk", "shutdown") && !write_word("/sys/power/state", "disk"))
		printf(SAY "resumed\n");
}

static void run_helper(const char *words)
{
	static char path[] = "/sbin/coldprobe-load";
	char copy[256], *argv[16] = { path }, *rest = copy;
	int status = 255 << 8;
	pid_t pid;

	snprintf(copy, sizeof(copy), "%s", words);
	for (unsigned i = 1; i < 15 && rest && *rest; i++)
		argv[i] = strsep(&rest, "+");
	if (access("/dev/vda", F_OK) != 0)
		mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	fflush(stdout);
	klogctl(KLOG_CONSOLE_ON, NULL, 0); /* what it has to say */
	pid = fork();
	if (pid == 0) {
		execv(path, argv);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	klogctl(KLOG_CONSOLE_OFF, NULL, 0);
	printf("\n" SAY "helper %s %d\n", words,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

#define TEST_FIRMWARE "/sys/devices/virtual/misc/test_firmware/trigger_async_request"

static void print_firmware(const char *name)
{
	char line[256] = "";
	int fd = open(TEST_FIRMWARE, O_WRONLY), data;

	if (access("/dev/vda", F_OK) != 0)
		mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	if (fd < 0 || write(fd, name, strlen(name)) < 0) {
		snprintf(line, sizeof(line), "%s", strerror(errno));
	} else {
		data = open("/dev/test_firmware", O_RDONLY);
		if (data < 0 || read(data, line, sizeof(line) - 1) < 0)
			snprintf(line, sizeof(line), "/dev/test_firmware: %s", strerror(errno));
		close(data);
	}
	close(fd);
	line[strcspn(line, "\n")] = '\0';
	printf(SAY "firmware %s %s\n", name, line);
}

void deeds_before(const char *word)
{
	if (strncmp(word, "firmware=", 9) == 0)
		print_firmware(word + 9);
	if (strncmp(word, "helper=", 7) == 0)
		run_helper(word + 7);
}

void deeds_after(const char *word)
{
	if (strncmp(word, "populate=", 9) == 0)
		populate(word + 9);
	if (strncmp(word, "touch=", 6) == 0)
		touch_file(word + 6);
	if (strncmp(word, "btrfs-add=", 10) == 0)
		add_to_btrfs(word + 10);
	if (strncmp(word, "hibernate=", 10) == 0)
		hibernate(word + 10);
}
