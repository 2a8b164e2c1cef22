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
 *
 * and those of deeds.h, to do something.
 */
#define _GNU_SOURCE
#include "deeds.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

/* What the initramfs left running, it being no longer there: what removes its files, for a moment. At most a second. */
static void wait_for_children(void)
{
	for (int i = 0; i < 100; i++) {
		pid_t pid;

		while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
			;
		if (pid < 0)
			return;
		usleep(10000);
	}
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

/*
 * When the kernel ran the initramfs's init, whoever made that: "run at N us", by CLOCK_MONOTONIC as "reached at". The
 * kernel's log has a clock of its own; a line of ours, written now, tells how far the two are apart. A record (the
 * kernel's Documentation/ABI/testing/dev-kmsg): "PRIORITY,NUMBER,MICROSECONDS,FLAGS;TEXT".
 */
static void print_run(void)
{
	char record[8192];
	unsigned long long stamp, run = 0, written;
	ssize_t length;
	int fd;

	if (access("/dev/kmsg", F_OK) != 0)
		api_mount("devtmpfs", "/dev");
	fd = open("/dev/kmsg", O_RDWR | O_NONBLOCK);
	written = monotonic_us();
	if (fd < 0 || write(fd, SAY "now\n", sizeof(SAY "now")) < 0)
		return;
	while ((length = read(fd, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		record[length > 0 ? length : 0] = '\0';
		if (length <= 0 || sscanf(record, "%*u,%*u,%llu,", &stamp) != 1)
			continue;
		if (strstr(record, ";Run /init as init process"))
			run = stamp;
		if (run && strstr(record, ";" SAY "now"))
			printf(SAY "run at %llu us\n", run + written - stamp);
	}
	close(fd);
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

int main(int argc, char **argv)
{
	unsigned long long reached = monotonic_us();

	console_open();
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
	wait_for_children();
	print_memavailable();
	print_run();
	deeds_requests(argv);
	for (char **word = argv; *word; word++)
		deeds_before(*word);
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
		deeds_after(*word);
	}
	print_trace();
	printf(SAY "done\n");
	fflush(stdout);

	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
