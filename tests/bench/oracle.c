/* SPDX-License-Identifier: MIT */
/*
 * oracle: for measuring: the /init that one machine would have if everything were known beforehand. It inserts a list of
 * modules in the best order, mounts a device by its name, and hands over: no scan, no table, no choice.
 *
 * The list comes with -include, from tests/bench/oracle-list:
 *
 *     ORACLE_MODULES   "ext4", ... : /NAME.ko each, what each needs before it
 *     ORACLE_DISK      "/dev/vda"
 *     ORACLE_TYPE      "ext4"
 */
#include "sys.h"

#include <string.h>

static const char *const modules[] = { ORACLE_MODULES };

static void say(const char *text)
{
	sys_write(2, text, strlen(text));
}

static _Noreturn void give_up(const char *what)
{
	say("oracle: failed: ");
	say(what);
	say("\n");
	sys_exit(1);
}

/* "/NAME.ko" */
static const char *module_path(const char *name)
{
	static char path[64];
	size_t length = strlen(name);

	if (length > sizeof(path) - sizeof("/.ko"))
		give_up(name);
	path[0] = '/';
	memcpy(path + 1, name, length);
	memcpy(path + 1 + length, ".ko", sizeof(".ko"));
	return path;
}

static void insert(const char *name)
{
	int fd = sys_open(SYS_CWD, module_path(name), SYS_READ);

	if (fd < 0 || sys_load_module(fd, "", 0) < 0)
		give_up(name);
	sys_close(fd);
}

static int mount_disk(void)
{
	return sys_mount(ORACLE_DISK, "/root", ORACLE_TYPE, SYS_MOUNT_RDONLY, NULL);
}

/* Drivers go on looking for disks after their module is in. An event comes once the node is there; the socket is opened
 * before the last look, so that none is missed. */
static void mount_root(void)
{
	int events;

	if (!mount_disk())
		return;
	events = sys_uevent_open(1 << 20);
	if (events < 0)
		give_up("no device events");
	while (mount_disk()) {
		static char event[4096];
		uint32_t sender;

		sys_wait(&events, 1, -1);
		while (sys_uevent_receive(events, event, sizeof(event), &sender) > 0)
			continue;
	}
	sys_close(events);
}

/* As switch_root does, but what there is to remove is known. */
static void hand_over(char **argv, char **envp)
{
	int old = sys_open(SYS_CWD, "/", SYS_DIRECTORY);

	if (sys_mount("/dev", "/root/dev", NULL, SYS_MOUNT_MOVE, NULL) || sys_chdir("/root") ||
	    sys_mount(".", "/", NULL, SYS_MOUNT_MOVE, NULL) || sys_chroot("."))
		give_up("not switched to the root");
	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
		sys_remove(old, module_path(modules[i]) + 1);
	sys_remove(old, "init");
	sys_close(old);
	argv[0] = (char *)"/sbin/init";
	sys_exec(argv[0], argv, envp);
	give_up(argv[0]);
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	if (sys_mount("devtmpfs", "/dev", "devtmpfs", 0, NULL))
		give_up("/dev");
	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
		insert(modules[i]);
	mount_root();
	hand_over(argv, envp);
}
