/* SPDX-License-Identifier: MIT */
/* fuzz: uevent_parse and uevent_parse_file; every string of the result must lie in the datagram and
 * end there. */
#include "uevent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "sys.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("add@/devices/pci/x\0ACTION=add\0DEVPATH=/devices/pci/"
		  "x\0SUBSYSTEM=pci\0MODALIAS=pci:v1\0SEQNUM=1\0"),
	FUZZ_SEED("change@/devices/b\0SUBSYSTEM=block\0DEVNAME=vda1\0PARTN=1\0PARTNAME=root\0"),
	FUZZ_SEED("DRIVER=x\nMODALIAS=of:NaTb\nDEVNAME=a/b\n"),
	FUZZ_SEED("@\0"),
	{ NULL, 0 },
};

/* Not called here. */
int sys_uevent_open(int buffer)
{
	return -buffer;
}

long sys_uevent_receive(int fd, void *buf, size_t size, uint32_t *sender)
{
	(void)fd;
	(void)buf;
	(void)size;
	(void)sender;
	return -EAGAIN;
}

static void check(const struct uevent *event, const char *buf, size_t size)
{
	const char *strings[] = { event->action,  event->devpath, event->subsystem, event->modalias,
				  event->devname, event->partn,	  event->partname };
	size_t i;

	for (i = 0; i < sizeof(strings) / sizeof(*strings); i++)
		if (strings[i] &&
		    (strings[i] < buf || strings[i] + strlen(strings[i]) > buf + size))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *exact = malloc(size ? size : 1), *ended = malloc(size + 1);
	struct uevent event;

	memcpy(exact, data, size);
	memcpy(ended, data, size);
	ended[size] = '\0';
	if (!uevent_parse(&event, exact, size))
		check(&event, exact, size);
	uevent_parse_file(&event, ended, size);
	check(&event, ended, size);
	free(exact);
	free(ended);
	return 0;
}
