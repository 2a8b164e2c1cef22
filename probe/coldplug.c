/* SPDX-License-Identifier: MIT */
#include "coldplug.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "files.h"
#include "log.h"
#include "sys.h"
#include "table.h"
#include "text.h"
#include "uevent.h"

/* Returns 1 when the device had a modalias and was visited. */
static int visit_device(int dir, const char *name, coldplug_visit *visit, void *context)
{
	char text[COLDPLUG_UEVENT_SIZE];
	struct uevent device;
	long size = files_read_part(dir, name, "/uevent", text, sizeof(text));

	if (size < 0) {
		if (!files_vanished(size))
			log_failure(LOG_WARNING, name, "/uevent: not read: ", (int)size);
		return 0;
	}
	uevent_parse_file(&device, text, (size_t)size);
	if (!device.modalias)
		return 0;
	visit(context, dir, name, device.modalias);
	return 1;
}

/* Returns how many devices of a bus or class were visited; one that has gone has none. */
static int visit_devices(int dir, const char *path, coldplug_visit *visit, void *context)
{
	struct listing devices;
	const char *name;
	int count = 0;

	if (files_list(&devices, dir, path))
		return 0;
	while ((name = files_next(&devices)))
		count += visit_device(devices.fd, name, visit, context);
	files_end(&devices);
	return count;
}

/*
 * Is there a modalias of these kinds on a bus? Sources: the uevent functions of the buses, drivers/BUS/ in the kernel. A
 * machine has many of those that never have one: a device for each 128 MB of memory, for each clock and event source.
 */
static int is_of_kinds(const char *bus, unsigned kinds)
{
	static const struct {
		char name[14];
		uint16_t kinds;
	} buses[] = {
		{ "acpi", TABLE_KIND_ACPI | TABLE_KIND_OF },
		{ "clockevents", 0 },
		{ "clocksource", 0 },
		{ "cpu", TABLE_KIND_CPU | TABLE_KIND_OF },
		{ "event_source", 0 },
		{ "gpio", 0 },
		{ "hid", TABLE_KIND_HID },
		{ "i2c", TABLE_KIND_I2C | TABLE_KIND_ACPI | TABLE_KIND_OF },
		{ "memory", 0 },
		{ "node", 0 },
		{ "pci", TABLE_KIND_PCI },
		{ "pci_express", 0 },
		{ "platform", TABLE_KIND_PLATFORM | TABLE_KIND_ACPI | TABLE_KIND_OF },
		{ "pnp", TABLE_KIND_PNP | TABLE_KIND_ACPI },
		{ "scsi", TABLE_KIND_SCSI },
		{ "serio", TABLE_KIND_SERIO },
		{ "usb", TABLE_KIND_USB },
		{ "virtio", TABLE_KIND_VIRTIO },
		{ "workqueue", 0 },
	};

	for (unsigned i = 0; i < sizeof(buses) / sizeof(*buses); i++)
		if (!strcmp(bus, buses[i].name))
			return (buses[i].kinds & kinds) != 0;
	return 1;
}

static int visit_buses(int sys, unsigned kinds, coldplug_visit *visit, void *context)
{
	struct listing buses;
	const char *bus;
	int count = 0;

	if (files_list(&buses, sys, "bus"))
		return buses.fd;
	while ((bus = files_next(&buses))) {
		char path[COLDPLUG_PATH_SIZE];

		if (is_of_kinds(bus, kinds) && !text_join(path, sizeof(path), bus, "/devices"))
			count += visit_devices(buses.fd, path, visit, context);
	}
	files_end(&buses);
	return count;
}

int coldplug_scan(const char *root, unsigned kinds, coldplug_visit *visit, void *context)
{
	char path[COLDPLUG_PATH_SIZE];
	int sys = text_join(path, sizeof(path), root, "/sys"), count;

	if (!sys)
		sys = sys_open(SYS_CWD, path, SYS_DIRECTORY);
	if (sys < 0)
		return sys;
	count = visit_buses(sys, kinds, visit, context);
	if (count >= 0 && kinds & TABLE_KIND_DMI)
		count += visit_devices(sys, "class/dmi", visit, context);
	if (count >= 0 && kinds & TABLE_KIND_INPUT)
		count += visit_devices(sys, "class/input", visit, context);
	sys_close(sys);
	return count;
}

int coldplug_lacks_network(void)
{
	char path[COLDPLUG_PATH_SIZE];
	struct listing list;
	const char *name;
	int lacks;

	if (files_list(&list, SYS_CWD, "/sys/bus/usb/devices"))
		return 0;
	lacks = files_next(&list) != NULL;
	files_end(&list);
	if (!lacks || files_list(&list, SYS_CWD, "/sys/class/net"))
		return 0;
	while (lacks && (name = files_next(&list))) {
		text_join(path, sizeof(path), name, "/device");
		lacks = sys_read_link(list.fd, path, path, sizeof(path)) < 0;
	}
	files_end(&list);
	return lacks;
}

const char *coldplug_device_path(int dir, const char *name, char path[COLDPLUG_PATH_SIZE])
{
	long length = sys_read_link(dir, name, path, COLDPLUG_PATH_SIZE - 1);
	const char *up, *rest = path;

	if (length <= 0)
		return name;
	path[length] = '\0';
	while ((up = text_after(rest, "../")))
		rest = up;
	return rest > path ? rest - 1 : name; /* with the last of the slashes in front */
}
