/* SPDX-License-Identifier: MIT */
/* uevent_parse on good and bad datagrams; uevent_next on a socket that the test plays. */
#include "uevent.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "sys.h"
#include "../tap.h"

#define PARSE(event, text) parse(event, text, sizeof(text))

static char buffer[UEVENT_SIZE];

/* The sizes count the NUL that ends the literal, as the kernel's do. */
static int parse(struct uevent *event, const char *text, size_t size)
{
	memset(event, 0xa5, sizeof(*event));
	memcpy(buffer, text, size);
	return uevent_parse(event, buffer, size);
}

static void test_good(void)
{
	struct uevent e;

	is_int(PARSE(&e, "add@/devices/pci0/x\0ACTION=add\0DEVPATH=/devices/pci0/x\0SUBSYSTEM=pci\0"
			 "PCI_ID=1:2\0MODALIAS=pci:v1d2\0SEQNUM=9"),
	       0, "a pci event");
	is_str(e.action, "add", "action");
	is_str(e.devpath, "/devices/pci0/x", "devpath");
	is_str(e.subsystem, "pci", "subsystem");
	is_str(e.modalias, "pci:v1d2", "modalias");
	is_str(e.devname, NULL, "no devname");
	is_int(PARSE(&e, "change@/devices/b/"
			 "vda1\0SUBSYSTEM=block\0DEVNAME=vda1\0DEVTYPE=partition\0PARTN=1\0"
			 "PARTNAME=a b"),
	       0, "a block event");
	is_str(e.action, "change", "action of a block event");
	is_str(e.devname, "vda1", "devname");
	is_str(e.partn, "1", "partn");
	is_str(e.partname, "a b", "partname");
	is_str(e.modalias, NULL, "no modalias");
}

static void test_odd(void)
{
	struct uevent e;

	is_int(PARSE(&e, "add@/x"), 0, "only the first string");
	is_str(e.devpath, "/x", "its devpath");
	is_str(e.subsystem, NULL, "and no subsystem");
	is_int(PARSE(&e, "add@/x\0XMODALIAS=a\0MODALIASX=b\0modalias=c"), 0,
	       "names that only look like it");
	is_str(e.modalias, NULL, "are not it");
	is_int(PARSE(&e, "add@/x\0MODALIAS"), 0, "a key without a value");
	is_str(e.modalias, NULL, "is none");
	is_int(PARSE(&e, "add@/x\0\0\0MODALIAS=a"), 0, "empty strings in between");
	is_str(e.modalias, "a", "are passed over");
	is_int(PARSE(&e, "add@/x@y"), 0, "a path with an at sign");
	is_str(e.devpath, "/x@y", "is kept whole");
}

static void test_bad(void)
{
	struct uevent e;

	is_int(PARSE(&e, ""), -EBADMSG, "one empty string");
	is_int(parse(&e, "x", 0), -EBADMSG, "no bytes");
	is_int(PARSE(&e, "libudev"), -EBADMSG, "no at sign");
	is_int(PARSE(&e, "libudev\0add@/x"), -EBADMSG, "the at sign in a later string");
	is_int(parse(&e, "add@/x", 6), -EBADMSG, "no NUL at the end");
	is_int(parse(&e, "add@/x\0MODALIAS=a", 17), -EBADMSG, "cut in the last string");
}

static void test_file(void)
{
	char text[] = "DRIVER=x\nMODALIAS=of:NaTbCc\nDEVNAME=mmcblk0\n", empty[] = "",
	     cut[] = "MODALIAS=abc";
	struct uevent e;

	uevent_parse_file(&e, text, sizeof(text) - 1);
	is_str(e.modalias, "of:NaTbCc", "a uevent file: modalias");
	is_str(e.devname, "mmcblk0", "a uevent file: devname");
	uevent_parse_file(&e, empty, 0);
	is_str(e.modalias, NULL, "an empty uevent file");
	uevent_parse_file(&e, cut, sizeof(cut) - 1);
	is_str(e.modalias, "abc", "a uevent file without a line end");
}

/* ---- the door: what the socket gives, one after the other */

static const struct answer {
	const char *text; /* NULL: the error */
	int size;
	uint32_t sender;
} answers[] = {
	{ "add@/forged", 12, 77 }, { "libudev", 8, 0 },	  { "add@/real", 10, 0 },
	{ NULL, -EAGAIN, 0 },	   { NULL, -ENOBUFS, 0 }, { NULL, -EIO, 0 },
};
static unsigned answered;

long sys_uevent_receive(int fd, void *buf, size_t size, uint32_t *sender)
{
	const struct answer *answer = &answers[answered++];

	(void)fd;
	(void)size;
	if (answer->text)
		memcpy(buf, answer->text, answer->size);
	*sender = answer->sender;
	return answer->size;
}

int sys_uevent_open(int size)
{
	return size == UEVENT_BUFFER ? 7 : -EINVAL;
}

static void test_next(void)
{
	struct uevent e;

	is_int(uevent_open(), 7, "the socket has its buffer");
	is_int(uevent_next(7, &e, buffer), 1, "a forged event and nonsense are dropped");
	is_str(e.devpath, "/real", "the kernel's is returned");
	is_int(uevent_next(7, &e, buffer), 0, "EAGAIN: none now");
	is_int(uevent_next(7, &e, buffer), -ENOBUFS, "ENOBUFS: events were lost");
	is_int(uevent_next(7, &e, buffer), -EIO, "another error");
}

int main(void)
{
	test_good();
	test_odd();
	test_bad();
	test_file();
	test_next();
	return plan();
}
