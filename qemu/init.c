/* SPDX-License-Identifier: MIT */
/*
 * The test root's /sbin/init: proves on the console that this root was reached, says in which
 * state, powers off.
 *
 * Every line that the test harness reads begins with "coldprobe-root: ". The last one,
 * "coldprobe-root: done", is the marker of success. It is a program of the test, not of the target:
 * stdio is welcome here.
 *
 * Words of its command line ask for more:
 *
 *     show=FILE        what is in a file: "file FILE CONTENT"
 *     environment      its environment: "environment NAME=VALUE"
 *     modaliases       every modalias that a device's uevent file has: "modalias WORD"
 *     request=ALIAS    run "/sbin/modprobe -q -- ALIAS" as the kernel would, all of them at once, and tell how each
 *                      ended: "request ALIAS STATUS". For a boot with this program as the initramfs's own init
 *     touch=FILE       make a file: "touch FILE made", "there already", or the error
 *     populate=TYPE    put a root like this one, with this program, into the filesystem on /dev/vda: "populate TYPE ok" or
 *                      the error; after the requests
 *     btrfs-add=DEVICE let the root's btrfs span one device more
 *     hibernate=DEVICE write the machine's state to that swap and power off. "hibernating" is said before, "resumed" by
 *                      whoever is there when the kernel has read it back
 *     helper=A+B+...   run "/sbin/coldprobe-load A B ..." and tell how it ended: "helper A+B+... STATUS"; one after the
 *                      other
 *     firmware=NAME    let test_firmware.ko ask the kernel for it, in the background, and tell what it got:
 *                      "firmware NAME CONTENT" (the first line), or the error (which for a file that is not there is
 *                      ENOMEM: so this module answers)
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/btrfs.h>

#define SAY "coldprobe-root: "

#define KLOG_CONSOLE_OFF 6 /* syslog(2): only what ends the kernel still goes to the console */
#define KLOG_CONSOLE_ON	 7 /* as before */

static unsigned long long monotonic_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ULL + now.tv_nsec / 1000;
}

/* The kernel gives pid 1 a console only if there was a /dev/console when it looked. Without any: a serial line. */
static void console_open(void)
{
	int fd;

	if (fcntl(STDIN_FILENO, F_GETFD) >= 0 && fcntl(STDOUT_FILENO, F_GETFD) >= 0)
		return;
	mkdir("/dev", 0755);
	if (access("/dev/console", F_OK) != 0)
		mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	fd = open("/dev/console", O_RDWR | O_NOCTTY);
	if (fd < 0)
		fd = open("/dev/ttyS0", O_RDWR | O_NOCTTY);
	if (fd < 0)
		return;
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
}

/* Mount what is not there yet: a root must be able to start with an init that mounted nothing. */
static void api_mount(const char *fs, const char *dir)
{
	if (mount(fs, dir, fs, 0, NULL) != 0 && errno != EBUSY)
		printf(SAY "mount %s: %s\n", dir, strerror(errno));
}

static int is_mountpoint(const char *dir)
{
	struct stat here, above;
	char parent[64];

	snprintf(parent, sizeof(parent), "%s/..", dir);
	return stat(dir, &here) == 0 && stat(parent, &above) == 0 && here.st_dev != above.st_dev;
}

static void print_mounts(void)
{
	static const char *const dirs[] = { "/dev", "/proc", "/sys", "/run" };

	printf(SAY "mounts");
	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		if (is_mountpoint(dirs[i]))
			printf(" %s", dirs[i]);
	printf("\n");
}

/*
 * mountinfo: "ID PARENT MAJOR:MINOR ROOT MOUNTPOINT OPTIONS [TAG...] - FSTYPE SOURCE SUPEROPTIONS"
 * (proc(5)). The last line for "/" is the one on top, an initramfs that was not freed lies below
 * it.
 */
static void print_root(void)
{
	char line[1024], device[32], dir[512], options[256], of_fs[256] = "";
	char found[512] = "unknown";
	FILE *f = fopen("/proc/self/mountinfo", "r");

	while (f && fgets(line, sizeof(line), f)) {
		char fstype[64];
		const char *tail = strstr(line, " - ");

		if (sscanf(line, "%*d %*d %31s %*s %511s %255s", device, dir, options) != 3 ||
		    strcmp(dir, "/") != 0)
			continue;
		if (!tail || sscanf(tail, " - %63s %*s %255s", fstype, of_fs) != 2)
			continue;
		snprintf(found, sizeof(found), "%s %s %.2s", device, fstype, options);
	}
	if (f)
		fclose(f);
	printf(SAY "root %s\n", found);
	printf(SAY "options %s\n", of_fs);
}

static void print_memavailable(void)
{
	char line[128];
	unsigned long kb = 0;
	FILE *f = fopen("/proc/meminfo", "r");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %lu", &kb) == 1)
			break;
	if (f)
		fclose(f);
	printf(SAY "memavailable %lu kB\n", kb);
}

static void print_trace(void)
{
	char block[4096];
	size_t n;
	FILE *f = fopen("/run/coldprobe/trace", "r");

	printf(SAY "trace begin\n");
	while (f && (n = fread(block, 1, sizeof(block), f)) > 0)
		fwrite(block, 1, n, stdout);
	if (f)
		fclose(f);
	printf(SAY "trace end\n");
}

/* /proc/modules: "NAME SIZE USES USERS STATE ADDRESS" */
static void print_modules(void)
{
	char line[1024], name[64];
	FILE *f = fopen("/proc/modules", "r");

	printf(SAY "modules");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%63s", name) == 1)
			printf(" %s", name);
	if (f)
		fclose(f);
	printf("\n");
}

/* Interfaces of hardware; what has no device below it (lo) is the kernel's own. */
static void print_interfaces(void)
{
	DIR *dir = opendir("/sys/class/net");
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char link[320], driver[256];
		const char *base;
		ssize_t length;

		snprintf(link, sizeof(link), "/sys/class/net/%s/device/driver", entry->d_name);
		length = readlink(link, driver, sizeof(driver) - 1);
		if (length < 0)
			continue;
		driver[length] = '\0';
		base = strrchr(driver, '/');
		printf(SAY "interface %s %s\n", entry->d_name, base ? base + 1 : driver);
	}
	if (dir)
		closedir(dir);
}

static void print_file(const char *path)
{
	char line[4096] = "";
	FILE *f = fopen(path, "r");

	if (f && fgets(line, sizeof(line), f))
		line[strcspn(line, "\n")] = '\0';
	printf(SAY "file %s %s\n", path, f ? line : strerror(errno));
	if (f)
		fclose(f);
}

/* nftw: one file of /sys */
static int print_modalias(const char *path, const struct stat *what, int type, struct FTW *where)
{
	char line[4096];
	FILE *f;

	(void)what;
	if (type != FTW_F || strcmp(path + where->base, "uevent") != 0)
		return 0;
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, "MODALIAS=", 9) == 0)
			printf(SAY "modalias %s", line + 9);
	if (f)
		fclose(f);
	return 0;
}

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

static void make_requests(char **argv)
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
	api_mount("devtmpfs", "/dev");
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
	api_mount("devtmpfs", "/dev");
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

	api_mount("devtmpfs", "/dev");
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

int main(int argc, char **argv)
{
	unsigned long long reached = monotonic_us();

	console_open();
	/* Whoever reads the console wants these lines whole. */
	klogctl(KLOG_CONSOLE_OFF, NULL, 0);
	setvbuf(stdout, NULL, _IOFBF, 4096);
	/* The kernel may have been half way through a line. */
	printf("\n" SAY "reached at %llu us\n", reached);
	printf(SAY "argv");
	for (int i = 0; i < argc; i++)
		printf(" %s", argv[i]);
	printf("\n");

	print_mounts();
	api_mount("proc", "/proc");
	api_mount("sysfs", "/sys");
	print_root();
	print_memavailable();
	make_requests(argv);
	for (char **word = argv; *word; word++) {
		if (strncmp(*word, "firmware=", 9) == 0)
			print_firmware(*word + 9);
		if (strncmp(*word, "helper=", 7) == 0)
			run_helper(*word + 7);
	}
	print_modules();
	print_interfaces();
	for (char **word = argv; *word; word++) {
		if (strncmp(*word, "show=", 5) == 0)
			print_file(*word + 5);
		if (strcmp(*word, "environment") == 0)
			for (char **entry = environ; *entry; entry++)
				printf(SAY "environment %s\n", *entry);
		if (strcmp(*word, "modaliases") == 0)
			nftw("/sys/devices", print_modalias, 16, FTW_PHYS);
		if (strncmp(*word, "populate=", 9) == 0)
			populate(*word + 9);
		if (strncmp(*word, "touch=", 6) == 0)
			touch_file(*word + 6);
		if (strncmp(*word, "btrfs-add=", 10) == 0)
			add_to_btrfs(*word + 10);
		if (strncmp(*word, "hibernate=", 10) == 0)
			hibernate(*word + 10);
	}
	print_trace();
	printf(SAY "done\n");
	fflush(stdout);

	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
