/* SPDX-License-Identifier: MIT */
#include "platform.h"

#include <errno.h>
#include <string.h>

#include "files.h"
#include "log.h"
#include "sys.h"
#include "text.h"

static void mount_one(const char *type, const char *target, unsigned flags, const char *data,
		      const char *without)
{
	int error = sys_mount(type, target, type, flags, data);

	if (error == -ENOENT) {
		sys_make_dir(SYS_CWD, target);
		error = sys_mount(type, target, type, flags, data);
	}
	/* EBUSY: the kernel has done it already, as for /dev with CONFIG_DEVTMPFS_MOUNT. */
	if (error && error != -EBUSY)
		log_line(LOG_ERROR, target, ": not mounted: ", log_error_text(error), ": ",
			 without);
}

void platform_mount(void)
{
	mount_one("devtmpfs", "/dev", SYS_MOUNT_NOSUID, "mode=0755",
		  "only devices that the image has can be opened");
	log_open();
	mount_one("proc", "/proc", SYS_MOUNT_NOSUID | SYS_MOUNT_NODEV | SYS_MOUNT_NOEXEC, NULL,
		  "coldprobe_cmdline in the environment stands for the command line");
	log_unthrottle();
	mount_one("sysfs", "/sys", SYS_MOUNT_NOSUID | SYS_MOUNT_NODEV | SYS_MOUNT_NOEXEC, NULL,
		  "devices are not seen, only coldprobe.load= brings modules in");
	mount_one("tmpfs", "/run", SYS_MOUNT_NOSUID | SYS_MOUNT_NODEV, "mode=0755",
		  "the trace ends with the initramfs");
}

int platform_is_for(const char *release)
{
	char running[128];

	if (files_read(SYS_CWD, "/proc/sys/kernel/osrelease", running, sizeof(running)) <= 0)
		return 1;
	running[text_find(running, '\n')] = '\0';
	if (!strcmp(running, release))
		return 1;
	log_line(LOG_WARNING, "the modules here are for kernel ", release, ", this is ", running,
		 ": it may refuse them; what is built in still serves");
	return 0;
}

void platform_report(void)
{
	struct sys_stat stat;

	if (sys_stat(SYS_CWD, PLATFORM_LAST_FILE, &stat) == -ENOENT)
		log_line(LOG_ERROR, PLATFORM_LAST_FILE,
			 " is not there: the image was not unpacked to its end; "
			 "too little memory, or a damaged file?");
}

const char *platform_cmdline(char **envp)
{
	const char *value = NULL;

	while (!value && *envp)
		value = text_after(*envp++, "coldprobe_cmdline=");
	return value ? value : "";
}
