/* SPDX-License-Identifier: MIT */
#include "uevent.h"

#include <errno.h>
#include <string.h>

#include "sys.h"
#include "text.h"

static const struct {
	char key[12];
	unsigned short field;
} fields[] = {
	{ "SUBSYSTEM=", offsetof(struct uevent, subsystem) },
	{ "MODALIAS=", offsetof(struct uevent, modalias) },
	{ "DEVNAME=", offsetof(struct uevent, devname) },
	{ "MAJOR=", offsetof(struct uevent, major) },
	{ "MINOR=", offsetof(struct uevent, minor) },
	{ "PARTN=", offsetof(struct uevent, partn) },
	{ "PARTNAME=", offsetof(struct uevent, partname) },
};

/* Take KEY=VALUE strings, each with a NUL behind, from `pair` up to `end`. */
static void take_pairs(struct uevent *event, const char *pair, const char *end)
{
	for (; pair < end; pair += strlen(pair) + 1) {
		for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
			const char *value = text_after(pair, fields[i].key);

			if (value && *value)
				*(const char **)((char *)event + fields[i].field) = value;
		}
	}
}

int uevent_parse(struct uevent *event, char *buf, size_t size)
{
	size_t at;

	memset(event, 0, sizeof(*event));
	if (!size || buf[size - 1])
		return -EBADMSG;
	at = text_find(buf, '@');
	if (!buf[at])
		return -EBADMSG;
	buf[at] = '\0';
	event->action = buf;
	event->devpath = buf + at + 1;
	take_pairs(event, event->devpath + strlen(event->devpath) + 1, buf + size);
	return 0;
}

void uevent_parse_file(struct uevent *event, char *text, size_t size)
{
	memset(event, 0, sizeof(*event));
	for (size_t i = 0; i < size; i++)
		if (text[i] == '\n')
			text[i] = '\0';
	take_pairs(event, text, text + size);
}

int uevent_open(void)
{
	return sys_uevent_open(UEVENT_BUFFER);
}

int uevent_next(int fd, struct uevent *event, char *buf)
{
	for (;;) {
		uint32_t sender;
		long size = sys_uevent_receive(fd, buf, UEVENT_SIZE, &sender);

		if (size == -EAGAIN)
			return 0;
		if (size < 0)
			return (int)size;
		if (sender == 0 && !uevent_parse(event, buf, (size_t)size))
			return 1;
	}
}
