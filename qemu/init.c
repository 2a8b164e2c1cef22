/* SPDX-License-Identifier: MIT */
/*
 * The test root's /sbin/init: proves on the console that this root was reached, says in which
 * state, powers off.
 *
 * Every line that the test harness reads begins with "coldprobe-root: ". The last one,
 * "coldprobe-root: done", is the marker of success. It is a program of the test, not of the target:
 * stdio is welcome here.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SAY "coldprobe-root: "

#define KLOG_CONSOLE_OFF 6 /* syslog(2): only what ends the kernel still goes to the console */

static unsigned long long monotonic_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ULL + now.tv_nsec / 1000;
}

/* The kernel gives pid 1 a console only if there was a /dev/console when it looked. */
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
	print_trace();
	printf(SAY "done\n");
	fflush(stdout);

	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
