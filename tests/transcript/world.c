/* SPDX-License-Identifier: MIT */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disks.h"
#include "modules.h"
#include "../../initramfs/util.h"

#define START 500000 /* microseconds: when the kernel starts /init */

struct world world;

static const char *const classes[] = { "block", "dmi", "input", "net", "tty", "mem", NULL };

static int is_class(const char *subsystem)
{
	const char *const *class;

	for (class = classes; *class; class ++)
		if (!strcmp(*class, subsystem))
			return 1;
	return 0;
}

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* add_variable: KEY=VALUE when the device has it. */
static size_t add_variable(char *at, size_t room, const struct device *device, const char *key,
			   const char *field, char end)
{
	const char *value = machine_get(device->text, field);
	int length = value ? snprintf(at, room, "%s=%s%c", key, value, end) : 0;

	if (length < 0 || (size_t)length >= room)
		fatal("%s: an event of more than %d bytes", device->path, WORLD_EVENT_SIZE);
	return length;
}

/* add_environment: what the uevent file and an event have in common. */
static size_t add_environment(char *at, size_t room, const struct device *device, char end)
{
	static const char *const variables[][2] = {
		{ "DEVNAME", "devname" },   { "DEVTYPE", "devtype" }, { "PARTN", "partn" },
		{ "PARTNAME", "partname" }, { "DRIVER", "driver" },   { "MODALIAS", "modalias" }
	};
	const char *number = machine_get(device->text, "devnum"), *line;
	size_t used = 0, i = 0;

	if (number)
		used += snprintf(at, room, "MAJOR=%d%cMINOR=%s%c", atoi(number), end,
				 strchr(number, ':') + 1, end);
	for (i = 0; i < 5; i++)
		used += add_variable(at + used, room - used, device, variables[i][0],
				     variables[i][1], end);
	for (i = 0; (line = machine_next(device->text, "uevent", &i));)
		used += snprintf(at + used, room - used, "%s%c", line, end);
	if (end == '\0' || !machine_get(device->text, "event-only"))
		used += add_variable(at + used, room - used, device, variables[5][0],
				     variables[5][1], end);
	return used;
}

static void queue(uint32_t sender, const char *bytes, size_t size)
{
	const char *policy = machine_get(&world.machine->header, "events");
	struct event *event, **end;

	if (!world.listening || (policy && !strcmp(policy, "none")))
		return;
	if (policy && !strcmp(policy, "lost")) {
		world.overflown = 1;
		return;
	}
	event = xcalloc(1, sizeof(*event));
	event->sender = sender;
	event->size = size;
	memcpy(event->bytes, bytes, size);
	for (end = &world.events; *end; end = &(*end)->next)
		;
	*end = event;
}

static void queue_add(const char *path, const char *subsystem, const struct device *device)
{
	static unsigned number = 1000;
	char bytes[WORLD_EVENT_SIZE];
	size_t used;

	used = snprintf(bytes, sizeof(bytes), "add@%s%cACTION=add%cDEVPATH=%s%cSUBSYSTEM=%s%c",
			path, 0, 0, path, 0, subsystem, 0);
	if (device)
		used += add_environment(bytes + used, sizeof(bytes) - used, device, '\0');
	used += snprintf(bytes + used, sizeof(bytes) - used, "SEQNUM=%u%c", number++, 0);
	queue(0, bytes, used);
}

static void make_attribute(const struct device *device, const char *name, const char *value)
{
	char *path = xasprintf("%s/%s", device->path, name), *text = xasprintf("%s\n", value);

	tree_make(world.sys, path, NODE_FILE, text);
	free(path);
	free(text);
}

/* make_links: where a bus or class lists the device, its own `subsystem`, and of an interface the card. */
static void make_links(const struct device *device)
{
	int class = is_class(device->subsystem);
	char *list = class ? xasprintf("/class/%s", device->subsystem)
			   : xasprintf("/bus/%s/devices", device->subsystem);
	char *link = xasprintf("%s/%s", list, device->name);
	char *target = xasprintf("%s%s", class ? "../.." : "../../..", device->path);

	tree_make(world.sys, link, NODE_LINK, target);
	link = xasprintf("%s/subsystem", device->path);
	target = xasprintf("/sys/%s/%s", class ? "class" : "bus", device->subsystem);
	tree_make(world.sys, link, NODE_LINK, target);
	if (!strcmp(device->subsystem, "net") && !strstr(device->path, "/virtual/")) {
		link = xasprintf("%s/device", device->path);
		tree_make(world.sys, link, NODE_LINK, "../..");
	}
}

static void make_attributes(const struct device *device)
{
	const char *line;
	size_t at = 0;

	while ((line = machine_next(device->text, "attribute", &at))) {
		const char *equals = strstr(line, " = "), *arrow = strstr(line, " -> ");

		if (arrow)
			tree_make(world.sys,
				  xasprintf("%s/%.*s", device->path, (int)(arrow - line), line),
				  NODE_LINK, arrow + 4);
		else if (!equals)
			fatal("%s: attribute: %s: no \" = \"", device->path, line);
		else
			make_attribute(device, xasprintf("%.*s", (int)(equals - line), line),
				       equals + 3);
	}
}

/* bind_driver: the link, once its module is in. */
static void bind_driver(const struct device *device)
{
	const char *driver = machine_get(device->text, "driver"),
		   *module = machine_get(device->text, "binds");
	int number = module ? modules_find(&world.kernel, module) : -1;

	if (driver || (number >= 0 && world.inserted[number]))
		tree_make(world.sys, xasprintf("%s/driver", device->path), NODE_LINK,
			  xasprintf("/sys/bus/%s/drivers/%s", device->subsystem,
				    driver ? driver : module));
}

static void appear(struct device *device)
{
	const char *modalias = machine_get(device->text, "modalias"),
		   *name = machine_get(device->text, "devname");
	const char *number = machine_get(device->text, "devnum"),
		   *partition = machine_get(device->text, "partn");
	char environment[WORLD_EVENT_SIZE];
	char *path = xasprintf("%s/uevent", device->path);
	size_t size = add_environment(environment, sizeof(environment), device, '\n');

	environment[size] = '\0';
	device->state = DEVICE_THERE;
	tree_make(world.sys, path, NODE_FILE, environment);
	if (modalias && !machine_get(device->text, "uevent-only") &&
	    !machine_get(device->text, "event-only"))
		make_attribute(device, "modalias", modalias);
	if (number)
		make_attribute(device, "dev", number);
	if (partition)
		make_attribute(device, "partition", partition);
	else if (!strcmp(device->subsystem, "block"))
		make_attribute(device, "queue/logical_block_size", "512");
	make_links(device);
	make_attributes(device);
	bind_driver(device);
	if (name) {
		struct node *node = tree_make(world.dev, name, NODE_FILE, NULL);

		node->media = device->media;
	}
	queue_add(device->path, device->subsystem, device);
	free(path);
}

static void appear_due(void)
{
	size_t i;

	for (i = 0; i < world.device_count; i++)
		if (world.devices[i].state == DEVICE_COMING && world.devices[i].due <= world.now)
			appear(&world.devices[i]);
}

/* schedule: from now on the device is coming. */
static void schedule(struct device *device)
{
	const char *appears = machine_get(device->text, "appears");
	char *after = appears ? machine_word(appears, "after", 0) : NULL;

	device->state = DEVICE_COMING;
	device->due = world.now + (after ? (uint64_t)(strtod(after, NULL) * 1e6) : 0);
}

static void add_device(struct device *device, const struct paragraph *text)
{
	const char *appears = machine_get(text, "appears");

	device->text = text;
	device->path = machine_get(text, "path");
	device->subsystem = machine_get(text, "subsystem");
	device->name = last_component(device->path);
	if (!device->subsystem)
		device->subsystem = "platform";
	if (!appears || !strncmp(appears, "after=", 6))
		schedule(device);
}

static void register_filesystems(const struct strings *aliases)
{
	size_t i;

	for (i = 0; i < aliases->count; i++)
		if (!strncmp(aliases->items[i], "fs-", 3))
			strings_add(&world.filesystems, aliases->items[i] + 3);
}

void world_insert(size_t module)
{
	const struct module *own = &world.kernel.modules[module];
	char *path = xasprintf("/module/%s", own->name);
	size_t i;

	world.inserted[module] = 1;
	tree_make(world.sys, path, NODE_DIRECTORY, NULL);
	queue_add(path, "module", NULL);
	register_filesystems(&own->aliases);
	for (i = 0; i < world.device_count; i++)
		if (world.devices[i].state == DEVICE_THERE)
			bind_driver(&world.devices[i]);
	for (i = 0; i < world.device_count; i++) {
		const char *appears = machine_get(world.devices[i].text, "appears");
		char *needed = appears ? machine_first(appears) : NULL;

		if (needed && world.devices[i].state == DEVICE_ABSENT && !strcmp(needed, own->name))
			schedule(&world.devices[i]);
		free(needed);
	}
	appear_due();
	free(path);
}

void world_advance(uint64_t microseconds)
{
	world.now += microseconds;
	appear_due();
}

uint64_t world_next(void)
{
	uint64_t next = UINT64_MAX;
	size_t i;

	for (i = 0; i < world.device_count; i++)
		if (world.devices[i].state == DEVICE_COMING && world.devices[i].due < next)
			next = world.devices[i].due;
	return next;
}

/* queue_written: the events that the machine's text has itself. */
static void queue_written(void)
{
	const char *line;
	size_t at = 0;

	while ((line = machine_next(&world.machine->header, "event", &at))) {
		char **words = machine_split(line, " \t");
		char bytes[WORLD_EVENT_SIZE];
		uint32_t sender = 0;
		size_t used = 0;

		if (!strncmp(*words, "from=", 5))
			sender = strtoul(*words++ + 5, NULL, 10);
		for (; *words; words++)
			used += snprintf(bytes + used, sizeof(bytes) - used, "%s%c", *words, 0);
		queue(sender, bytes, used);
	}
}

void world_listen(void)
{
	world.listening = 1;
	queue_written();
}

struct device *world_device(const struct media *media)
{
	size_t i;

	for (i = 0; i < world.device_count; i++)
		if (world.devices[i].media == media)
			return &world.devices[i];
	return NULL;
}

static void make_devices(void)
{
	const struct machine *machine = world.machine;
	size_t i;

	world.device_count = machine->count;
	world.devices = xcalloc(machine->count + 1, sizeof(*world.devices));
	for (i = 0; i < machine->count; i++)
		add_device(&world.devices[i], &machine->devices[i]);
	disks_make(world.devices, world.device_count);
	appear_due();
}

static void register_builtin(void)
{
	const char *name;
	size_t at = 0;

	while ((name = machine_next(&world.machine->header, "filesystem", &at)))
		strings_add(&world.filesystems, name);
}

void world_start(const struct machine *machine)
{
	world.machine = machine;
	world.now = START;
	modules_read(&world.kernel, machine);
	world.inserted = xcalloc(world.kernel.count + 1, 1);
	disks_system();
	register_builtin();
	make_devices();
	disks_finish();
}
