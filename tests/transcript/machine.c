/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../../initramfs/util.h"

static const char *const header_keys[] = {
	"cpus",	      "run",	     "cmdline", "kernel",   "running", "dev",
	"shell",      "environment", "arch",	"model",    "include", "module",
	"dictionary", "filesystem",  "file",	"link",	    "mounted", "without",
	"initramfs",  "sys",	     "share",	"events",   "event",   "fail",
	"show",	      "descriptors", "trimmed", "deferred", NULL,
};

static const char *const device_keys[] = {
	"path",	   "subsystem", "modalias", "driver",	   "devname",	 "devnum",   "devtype",
	"partn",   "partname",	"uevent",   "uevent-only", "event-only", "appears",  "holds",
	"content", "table",	"partuuid", "has",	   "parent",	 "supplier",
	"attribute", "binds", NULL,
};

static int is_known(const char *const *keys, const char *key)
{
	for (; *keys; keys++)
		if (!strcmp(*keys, key))
			return 1;
	return 0;
}

static void paragraph_add(struct paragraph *paragraph, const char *key, const char *value)
{
	size_t bytes = (paragraph->count + 1) * sizeof(*paragraph->fields);

	paragraph->fields = xrealloc(paragraph->fields, bytes);
	paragraph->fields[paragraph->count].key = xstrdup(key);
	paragraph->fields[paragraph->count].value = xstrdup(value);
	paragraph->count++;
}

static struct paragraph *device_add(struct machine *machine)
{
	struct paragraph *device;

	machine->devices = xrealloc(machine->devices, (machine->count + 1) * sizeof(*device));
	device = &machine->devices[machine->count++];
	memset(device, 0, sizeof(*device));
	return device;
}

static void read_into(struct machine *machine, const char *path);

static void take_field(struct machine *machine, int in_device, const char *key, const char *value)
{
	if (in_device) {
		paragraph_add(&machine->devices[machine->count - 1], key, value);
	} else if (!strcmp(key, "include")) {
		char *path = xasprintf("%s/%s", machine->dir, value);

		read_into(machine, path);
		free(path);
	} else {
		paragraph_add(&machine->header, key, value);
	}
}

/* cut_field: "key: value" in place. Returns the value, NULL when it is no field. */
static char *cut_field(char *line)
{
	char *value = strchr(line, ':'), *end = line + strlen(line);

	while (end > line && isspace((unsigned char)end[-1]))
		*--end = '\0';
	if (!value || value >= end)
		return NULL;
	*value++ = '\0';
	return value + strspn(value, " \t");
}

static void read_into(struct machine *machine, const char *path)
{
	struct bytes file = file_read(path);
	char *text = xmalloc(file.size + 1), *line, *next;
	int number = 1, in_device = 0;

	memcpy(text, file.data, file.size);
	text[file.size] = '\0';
	for (line = text; *line; line = next, number++) {
		char *value;

		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (*line == '#')
			continue;
		if (!line[strspn(line, " \t")]) {
			in_device = 0;
			continue;
		}
		value = cut_field(line);
		if (value && !strcmp(line, "path")) {
			in_device = 1;
			device_add(machine);
		}
		if (!value || !is_known(in_device ? device_keys : header_keys, line))
			fatal("%s:%d: unknown key: %s", path, number, line);
		take_field(machine, in_device, line, value);
	}
	free(text);
	free(file.data);
}

void machine_read(struct machine *machine, const char *path)
{
	const char *slash = strrchr(path, '/');

	memset(machine, 0, sizeof(*machine));
	machine->dir = slash ? xasprintf("%.*s", (int)(slash - path), path) : xstrdup(".");
	read_into(machine, path);
	if (!machine_get(&machine->header, "run"))
		fatal("%s: no \"run:\"", path);
}

const char *machine_next(const struct paragraph *paragraph, const char *key, size_t *at)
{
	for (; *at < paragraph->count; (*at)++)
		if (!strcmp(paragraph->fields[*at].key, key))
			return paragraph->fields[(*at)++].value;
	return NULL;
}

const char *machine_get(const struct paragraph *paragraph, const char *key)
{
	const char *value, *last = NULL;
	size_t at = 0;

	while ((value = machine_next(paragraph, key, &at)))
		last = value;
	return last;
}

char *machine_word(const char *text, const char *key, unsigned n)
{
	size_t length = strlen(key);
	const char *at = text;

	while (*(at += strspn(at, " \t"))) {
		const char *value = at + length + 1;

		if (!strncmp(at, key, length) && at[length] == '=' && !n--) {
			if (*value == '"')
				return xasprintf("%.*s", (int)strcspn(value + 1, "\""), value + 1);
			return xasprintf("%.*s", (int)strcspn(value, " \t"), value);
		}
		at += strcspn(at, " \t\"");
		if (*at == '"') {
			at += 1 + strcspn(at + 1, "\"");
			at += *at == '"';
		}
	}
	return NULL;
}

char *machine_first(const char *text)
{
	return xasprintf("%.*s", (int)strcspn(text, " \t"), text);
}

char **machine_split(const char *text, const char *separators)
{
	char **words = xmalloc(sizeof(*words)), *copy = xstrdup(text), *word;
	size_t count = 0;

	for (word = strtok(copy, separators); word; word = strtok(NULL, separators)) {
		words = xrealloc(words, (count + 2) * sizeof(*words));
		words[count++] = word;
	}
	words[count] = NULL;
	return words;
}
