/* SPDX-License-Identifier: MIT */
/*
 * The door against the real kernel: every call that does no harm, with the answers that it must give. Compiled, linked
 * and started as the probe is, so that start.c, the flags and the numbers of the calls are tested with it.
 *
 * targets.t prepares the directory in which this runs, and says what it must find (struct given).
 */
#include "sys.h"

#include <errno.h>
#include <string.h>

#include "text.h"

static struct {
	int emulated;	   /* under qemu-user, which has no ptrace(2) */
	unsigned cpus;	   /* that nproc(1) counts */
	uint64_t device;   /* that stat(1) says, major << 32 | minor */
	const char *tmpfs; /* a path that lies on a tmpfs, or "" */
} given;

static unsigned count, failed;

static void put(const struct text *text)
{
	sys_write(1, text->start, text->length);
}

static void add_signed(struct text *text, int64_t value)
{
	text_add(text, value < 0 ? "-" : "");
	text_add_decimal(text, (uint64_t)(value < 0 ? -value : value));
}

static void is(int64_t got, int64_t wanted, const char *name)
{
	char buffer[300];
	struct text text = TEXT(buffer);

	text_add(&text, got == wanted ? "ok " : "not ok ");
	text_add_decimal(&text, ++count);
	text_add(&text, " - ");
	text_add(&text, name);
	text_add(&text, "\n");
	if (got != wanted) {
		failed++;
		text_add(&text, "# got ");
		add_signed(&text, got);
		text_add(&text, ", not ");
		add_signed(&text, wanted);
		text_add(&text, "\n");
	}
	put(&text);
}

static void ok(int passed, const char *name)
{
	is(passed != 0, 1, name);
}

static int open_here(const char *path, enum sys_open how)
{
	return sys_open(SYS_CWD, path, how);
}

/* ---- files */

static void write_to(const char *path, enum sys_open how, const char *words)
{
	int fd = open_here(path, how);

	is(sys_write(fd, words, strlen(words)), (int64_t)strlen(words), "write");
	is(sys_close(fd), 0, "close");
}

static void test_files(void)
{
	char buf[64] = "";
	struct sys_stat stat, other;
	int fd;

	is(open_here("absent", SYS_READ), -ENOENT, "open: absent");
	is(open_here("absent", SYS_WRITE), -ENOENT, "open for writing: absent");
	is(open_here("file", SYS_DIRECTORY), -ENOTDIR, "open as a directory: a file");
	is(open_here(".", SYS_READ_WRITE), -EISDIR, "open for writing: a directory");
	write_to("new", SYS_APPEND, "one");
	write_to("new", SYS_APPEND, "two");
	fd = open_here("new", SYS_READ_WRITE);
	is(sys_read(fd, buf, sizeof(buf)), 6, "read: what was appended");
	ok(!memcmp(buf, "onetwo", 6), "read: the same bytes");
	is(sys_read(fd, buf, sizeof(buf)), 0, "read: the end");
	is(sys_size(fd), 6, "size");
	is(sys_close(fd), 0, "close");
	is(sys_read(fd, buf, 1), -EBADF, "read: closed");
	is(sys_write(fd, buf, 1), -EBADF, "write: closed");
	is(sys_close(fd), -EBADF, "close: closed");

	is(sys_stat(SYS_CWD, "new", &stat), 0, "stat");
	is(stat.mode, 0100644, "stat: a file, 0644");
	is((int64_t)stat.device, (int64_t)given.device, "stat: the device that stat(1) says");
	is(sys_stat(SYS_CWD, "link", &other), 0, "stat: a link to a directory");
	is(other.mode & 0170000, 0040000, "stat: follows it");
	is((int64_t)other.device, (int64_t)stat.device, "stat: on the same device");
	is(sys_stat(SYS_CWD, "absent", &stat), -ENOENT, "stat: absent");
	is(sys_read_link(SYS_CWD, "link", buf, sizeof(buf)), 9, "read_link");
	ok(!memcmp(buf, "directory", 9), "read_link: where to");
	is(sys_read_link(SYS_CWD, "new", buf, sizeof(buf)), -EINVAL, "read_link: a file");
	is(sys_remove(SYS_CWD, "new"), 0, "remove");
	is(sys_remove(SYS_CWD, "new"), -ENOENT, "remove: absent");
}

/* A sparse file of 5 GiB: "low" at 1000, "high" at 4 GiB + 1000. */
static void test_beyond_4_gib(void)
{
	const uint64_t gib = 1024 * 1024 * 1024;
	char buf[8] = "";
	int fd = open_here("big", SYS_READ);

	is((int64_t)sys_size(fd), (int64_t)(5 * gib), "size: 5 GiB");
	is(sys_read_at(fd, buf, 4, 4 * gib + 1000), 4, "read_at: beyond 4 GiB");
	ok(!memcmp(buf, "high", 4), "read_at: the bytes there");
	is(sys_read_at(fd, buf, 3, 1000), 3, "read_at: before");
	ok(!memcmp(buf, "low", 3), "read_at: the bytes there");
	is(sys_read_at(fd, buf, 4, 5 * gib), 0, "read_at: the end");
	is(sys_read_at(fd, buf, 4, UINT64_MAX), -EINVAL, "read_at: no such offset");
	sys_close(fd);
}

static void test_directories(void)
{
	_Alignas(8) char buf[256];
	int dir = open_here("directory", SYS_DIRECTORY), seen = 0, sub = 0, link = 0, up;
	long size;

	while ((size = sys_list(dir, buf, sizeof(buf))) > 0)
		for (long at = 0; at < size; seen++) {
			const struct sys_dirent *entry = (const void *)(buf + at);

			sub += !strcmp(entry->name, "sub") && entry->type == SYS_TYPE_DIRECTORY;
			link += !strcmp(entry->name, "up") && entry->type == SYS_TYPE_LINK;
			at += entry->size;
		}
	is(size, 0, "list: to the end");
	is(seen, 44, "list: 40 files, sub, up, . and ..");
	is(sub * 10 + link, 11, "list: the types of sub and up");
	is(sys_list(0, buf, sizeof(buf)), -ENOTDIR, "list: a device");

	is(sys_make_dir(dir, "sub"), -EEXIST, "make_dir: there");
	is(sys_make_dir(dir, "sub/new"), 0, "make_dir");
	is(sys_remove_dir(dir, "sub"), -ENOTEMPTY, "remove_dir: not empty");
	is(sys_remove(dir, "sub/new"), -EISDIR, "remove: a directory");
	is(sys_remove_dir(dir, "sub/new"), 0, "remove_dir");
	up = open_here(".", SYS_DIRECTORY);
	is(sys_chdir("directory"), 0, "chdir");
	is(sys_chdir("directory"), -ENOENT, "chdir: absent from there");
	is(sys_fchdir(up), 0, "fchdir");
	is(sys_close(open_here("directory", SYS_DIRECTORY)), 0, "fchdir: back");
	is(sys_chroot("absent"), -ENOENT, "chroot: absent");
	sys_close(up);
	sys_close(dir);
}

static void test_mounts(void)
{
	is(sys_is_ramfs("/proc"), 0, "is_ramfs: proc");
	is(sys_is_ramfs("absent"), -ENOENT, "is_ramfs: absent");
	if (*given.tmpfs)
		is(sys_is_ramfs(given.tmpfs), 1, "is_ramfs: a tmpfs");
	is(sys_mount("none", "absent", "tmpfs", 0, NULL), -ENOENT, "mount: absent");
}

/* In a mount namespace of its own. */
static void test_mounted(void)
{
	struct sys_stat before, after;

	sys_stat(SYS_CWD, "directory", &before);
	is(sys_mount("none", "directory", "nosuch", 0, NULL), -ENODEV, "mount: unknown type");
	is(sys_mount("none", "directory", "tmpfs", SYS_MOUNT_NOSUID | SYS_MOUNT_NODEV, "mode=0700"),
	   0, "mount");
	is(sys_stat(SYS_CWD, "directory", &after), 0, "stat: what is mounted");
	is(after.mode, 0040700, "mount: with its data");
	ok(after.device != before.device, "mount: another device");
	is(sys_is_ramfs("directory"), 1, "is_ramfs: tmpfs");
	is(sys_make_dir(SYS_CWD, "directory/inside"), 0, "make_dir on it");
	is(sys_mount("directory", "other", NULL, SYS_MOUNT_MOVE, NULL), 0, "mount: move");
	is(sys_mount("none", "directory", "tmpfs", SYS_MOUNT_RDONLY, NULL), 0, "mount: read-only");
	is(sys_make_dir(SYS_CWD, "directory/inside"), -EROFS, "make_dir on that");
	is(sys_chroot("other"), 0, "chroot");
	is(sys_stat(SYS_CWD, "/inside", &after), 0, "chroot: what is there is at /");
}

/* ---- processes */

static int twice(void *context, unsigned number)
{
	if (number == 99)
		sys_exit(*(int *)context);
	return (int)number * -2;
}

/* The 19th field of /proc/PID/stat, behind the name in (). */
static int has_niceness(int pid, const char *wanted)
{
	char path[32], stat[512];
	struct text file = TEXT(path);
	char *field;
	long got = 0;
	int fd;

	text_add(&file, "/proc/");
	text_add_decimal(&file, (uint64_t)pid);
	text_add(&file, "/stat");
	fd = sys_open(SYS_CWD, path, SYS_READ);
	if (fd >= 0) {
		got = sys_read(fd, stat, sizeof(stat) - 1);
		sys_close(fd);
	}
	stat[got > 0 ? got : 0] = '\0';
	field = stat + text_find(stat, ')');
	for (int i = 2; i < 19 && *field; i++)
		field += text_find(field, ' ') + 1;
	field[text_find(field, ' ')] = '\0';
	return !strcmp(field, wanted);
}

static void test_workers(void)
{
	struct sys_worker worker;
	int context = 5, answer = 0;

	is(sys_worker_start(&worker, twice, &context), 0, "worker: starts");
	ok(worker.pid > 0 && worker.pid != sys_pid(), "worker: another process");
	for (unsigned i = 1; i < 4; i++) {
		is(sys_wait(&worker.fd, 1, 0), 0, "worker: no answer without a job");
		is(sys_worker_give(&worker, i), 0, "worker: gets a job");
		is(sys_wait(&worker.fd, 1, -1), 1, "worker: has an answer");
		is(sys_worker_take(&worker, &answer), 0, "worker: gives it");
		is(answer, -2 * (int)i, "worker: the right one");
	}
	sys_worker_hurry(&worker, 0);
	ok(has_niceness(worker.pid, "5"), "worker: gives way to others");
	is(sys_worker_give(&worker, 99), 0, "worker: the job of which it dies");
	is(sys_worker_take(&worker, &answer), -EPIPE, "worker: has died");
	is(sys_worker_give(&worker, 1), -EPIPE, "worker: takes no more");
	sys_worker_end(&worker, 1);
}

/* The child tells its number and its process in a file. */
static int tell(void *context, unsigned number)
{
	int told[2] = { (int)number, sys_pid() };

	return (int)sys_write(*(int *)context, told, sizeof(told));
}

static void test_apart(void)
{
	int out = open_here("apart", SYS_APPEND), in = open_here("apart", SYS_READ);
	int told[2] = { 0, 0 }, none = -1;

	is(sys_apart(tell, &out, 7), 0, "apart: begins");
	for (int i = 0; i < 1000 && sys_read(in, told, sizeof(told)) <= 0; i++)
		sys_wait(&none, 1, 10);
	is(told[0], 7, "apart: the job is done, with its number");
	ok(told[1] > 0 && told[1] != sys_pid(), "apart: in another process");
	sys_close(in);
	sys_close(out);
}

static void test_programs(char **envp)
{
	char *shell[] = { (char *)"sh", (char *)"-c", (char *)"echo $COLDPROBE_TEST; exit 7",
			  NULL };
	char *other[] = { (char *)"other", NULL };
	char buf[16] = "";
	int fd;

	is(sys_exec("absent", other, envp), -ENOENT, "exec: absent");
	is(sys_exec("file", other, envp), -EACCES, "exec: not executable");
	is(sys_try_exec("absent", other, envp), given.emulated ? 0 : -ENOENT, "try_exec: absent");
	is(sys_try_exec("/bin/sh", shell, envp), 0, "try_exec: a program");
	write_to("output", SYS_APPEND, "");
	fd = open_here("output", SYS_READ_WRITE);
	is(sys_run(fd, "/bin/sh", shell, envp), 7 << 8, "run: its status");
	is(sys_read_at(fd, buf, sizeof(buf), 0), 5, "run: its output");
	ok(!memcmp(buf, "word\n", 5), "run: and environment");
	is(sys_run(fd, "absent", other, envp), 127 << 8, "run: absent");
	sys_close(fd);
	is(sys_remove(SYS_CWD, "output"), 0, "remove");
}

/* ---- events, time, the rest */

static void test_wait(void)
{
	struct sys_worker worker;
	int quiet, full = open_here("file", SYS_READ), fds[3];
	uint64_t before = sys_now(), after;

	is(sys_worker_start(&worker, twice, NULL), 0, "wait: on a worker");
	quiet = worker.fd;
	is(sys_wait(&quiet, 1, 40), 0, "wait: 40 ms");
	after = sys_now();
	ok(after - before >= 40000, "now: at least 40000 us later");
	is(sys_wait(&quiet, 1, 1100), 0, "wait: 1100 ms");
	ok(sys_now() - after >= 1100000, "now: at least 1100000 us later");
	fds[0] = -1, fds[1] = quiet, fds[2] = full;
	is(sys_wait(fds, 3, -1), 4, "wait: the third has input");
	fds[2] = -1;
	is(sys_wait(fds, 3, 0), 0, "wait: negative descriptors have none");
	sys_worker_end(&worker, 1);
	is(sys_wait(&full, 1, 2000), 1, "wait: not longer than needed");
	sys_close(full);
}

static void test_rest(void)
{
	char buf[4200];
	char self[16], pid[16];
	struct text text = TEXT(pid);
	uint32_t sender;
	long got;
	int fd = sys_uevent_open(65536);

	ok(fd >= 0, "uevent_open");
	do
		got = sys_uevent_receive(fd, buf, sizeof(buf), &sender);
	while (got > 0);
	is(got, -EAGAIN, "uevent_receive: no event");
	sys_close(fd);

	text_add_decimal(&text, (uint64_t)sys_pid());
	got = sys_read_link(SYS_CWD, "/proc/self", self, sizeof(self));
	ok(got == (long)text.length && !memcmp(self, pid, text.length), "pid: as /proc/self");
	is(sys_cpus(), given.cpus, "cpus: as nproc(1)");

	got = sys_btrfs_scan(-1, "/dev/none");
	ok(got == -EBADF || (given.emulated && got == -ENOTTY), "btrfs_scan: no descriptor");
	memset(buf, 'x', sizeof(buf));
	buf[sizeof(buf) - 1] = '\0';
	is(sys_btrfs_scan(-1, buf), -ENAMETOOLONG, "btrfs_scan: no room for the name");
	got = sys_load_module(-1, "", 0);
	ok(got == -EBADF || got == -EPERM || got == -ENOSYS, /* also a kernel without modules */
	   "load_module: no descriptor");
}

static void test_memory(void)
{
	int fd = sys_open(SYS_CWD, "file", SYS_READ);
	void *memory = NULL, *more = NULL;
	long got;

	is(sys_map(fd, 0, 6, &memory), 0, "map: a file");
	ok(memory && !memcmp(memory, "words\n", 6), "map: its words");
	sys_unmap(memory, 6);
	is(sys_map(fd, 0, 0, &memory), -EINVAL, "map: nothing");
	sys_close(fd);
	is(sys_map(fd, 0, 6, &memory), -EBADF, "map: no descriptor");
	is(sys_map(-1, 0, 300000, &more), 0, "map: memory");
	ok(more && !((char *)more)[299999], "map: of zeros");
	((char *)more)[299999] = 1;
	sys_unmap(more, 300000);
	is(sys_map(-1, 0, ~(size_t)0xffff, &more), -ENOMEM,
	   "map: more memory than there is");
	got = sys_init_module("no module", 9, "");
	ok(got == -ENOEXEC || got == -EPERM || got == -ENOSYS, "init_module: no module");
}

static void test_start(int argc, char **argv, char **envp)
{
	_Alignas(16) char aligned[16];
	uintptr_t address = (uintptr_t)aligned;

	__asm__ volatile("" : "+r"(address));
	is(argc, 6, "main: argc");
	ok(!argv[argc] && envp == argv + argc + 1, "main: envp behind argv");
	is((uintptr_t)(argv - 1) % 16, 0, "main: the kernel's stack is aligned");
	is(address % 16, 0, "main: so is ours");
	ok(!strcmp(envp[0], "COLDPROBE_TEST=word") && !envp[1], "main: the environment");
}

static uint64_t number(const char *digits)
{
	uint64_t value = 0;

	for (; *digits; digits++)
		value = value * 10 + (uint64_t)(*digits - '0');
	return value;
}

/* What stands in for libc's and libgcc's. Through volatile, so that the compiler cannot know. */
static void test_small(void)
{
	static const uint32_t numbers[] = { 0,	  1,	      2,	   7,	       10,
					    1000, 0x7fffffff, 0x80000000u, 0xffffffffu };
	volatile uint32_t a, b;
	char bytes[8] = "1234567", other[8];
	void *(*volatile copy)(void *, const void *, size_t) = memcpy;
	void *(*volatile set)(void *, int, size_t) = memset;
	int (*volatile compare)(const void *, const void *, size_t) = memcmp;
	int (*volatile order)(const char *, const char *) = strcmp;
	size_t (*volatile length)(const char *) = strlen;
	int64_t wrong = 0;

	for (unsigned i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		for (unsigned k = 1; k < sizeof(numbers) / sizeof(*numbers); k++) {
			a = numbers[i];
			b = numbers[k];
			wrong += (a / b) * b + a % b != a || a % b >= b;
			/* By steps of doubling, as nobody divides. */
			uint64_t quotient = 0, rest = a;

			for (int bit = 32; bit-- > 0;)
				if (rest >= (uint64_t)b << bit) {
					rest -= (uint64_t)b << bit;
					quotient |= 1ull << bit;
				}
			wrong += a / b != quotient || a % b != rest;
		}
	is(wrong, 0, "division of 32 bits");

	ok(copy(other, bytes, 8) == other && !compare(other, bytes, 8), "memcpy copies");
	copy(other, "xxx", 0);
	ok(!compare(other, bytes, 8), "memcpy of nothing");
	ok(set(other + 1, 0x1ff, 2) == other + 1 && !compare(other, "1\xff\xff\064567", 8),
	   "memset");
	ok(compare("a\x80", "a\x7f", 2) > 0 && compare("a\x7f", "a\x80", 2) < 0,
	   "memcmp: bytes have no sign");
	ok(!compare("ab", "ac", 1) && !compare("a", "b", 0), "memcmp: no further");
	ok(order("a\x80", "a\x7f") > 0 && order("a", "ab") < 0 && order("ab", "a") > 0,
	   "strcmp: before and behind");
	ok(!order("", "") && !order("ab", "ab"), "strcmp: equal");
	is((int64_t)length(""), 0, "strlen of nothing");
	is((int64_t)length("1234567"), 7, "strlen");
}

/* sys native|emulated CPUS DEVICE TMPFS all|mounts */
int main(int argc, char **argv, char **envp)
{
	char plan[32];
	struct text text = TEXT(plan);

	if (argc != 6)
		return 2;
	given.emulated = !strcmp(argv[1], "emulated");
	given.cpus = (unsigned)number(argv[2]);
	given.device = number(argv[3]);
	given.tmpfs = argv[4];
	if (!strcmp(argv[5], "mounts")) {
		test_mounted();
	} else {
		test_start(argc, argv, envp);
		test_files();
		test_memory();
		test_beyond_4_gib();
		test_directories();
		test_mounts();
		test_workers();
		test_apart();
		test_programs(envp);
		test_wait();
		test_rest();
		test_small();
	}
	text_add(&text, "1..");
	text_add_decimal(&text, count);
	text_add(&text, "\n");
	put(&text);
	return failed != 0;
}
