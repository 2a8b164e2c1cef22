/* SPDX-License-Identifier: MIT */
/* partition_*: headers as they should be, and hostile ones. */
#include "partition.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"

static unsigned char header[512];

static void put(unsigned char *at, uint64_t value, unsigned bytes)
{
	for (; bytes--; value >>= 8)
		*at++ = value & 0xff;
}

/* make_header: offsets of UEFI 2.10, table 5.5. */
static void make_header(uint64_t lba, uint32_t count, uint32_t size)
{
	memset(header, 0, sizeof(header));
	memcpy(header, "EFI PART", 8);
	put(header + 8, 0x10000, 4);
	put(header + 12, 92, 4);
	put(header + 24, 1, 8);
	put(header + 72, lba, 8);
	put(header + 80, count, 4);
	put(header + 84, size, 4);
}

static int entry(unsigned block, unsigned number, uint64_t *offset)
{
	*offset = 0;
	return partition_gpt_entry(header, sizeof(header), block, number, offset);
}

static void test_gpt_header(void)
{
	uint64_t at;

	make_header(2, 128, 128);
	is_int(entry(512, 1, &at), 0, "the first entry");
	is_int((long)at, 1024, "lies in the third block");
	is_int(entry(512, 128, &at), 0, "the last entry");
	is_int((long)at, 1024 + 127 * 128, "lies at the end");
	is_int(entry(4096, 3, &at), 0, "blocks of 4,096 bytes");
	is_int((long)at, 8192 + 256, "move the table");
	is_int(entry(512, 0, &at), -ERANGE, "partition 0");
	is_int(entry(512, 129, &at), -ERANGE, "partition 129 of 128");
	is_int(entry(512, ~0u, &at), -ERANGE, "the highest number");
	make_header(2, 128, 256);
	is_int(entry(512, 2, &at), 0, "entries of 256 bytes");
	is_int((long)at, 1024 + 256, "are further apart");
}

static void test_gpt_hostile(void)
{
	uint64_t at;

	make_header(2, 128, 0);
	is_int(entry(512, 1, &at), -EBADMSG, "entries of 0 bytes");
	make_header(2, 128, 64);
	is_int(entry(512, 1, &at), -EBADMSG, "entries of 64 bytes");
	make_header(2, 128, 0xffffffff);
	is_int(entry(512, 1, &at), -EBADMSG, "entries of 4 GiB");
	make_header(0, 128, 128);
	is_int(entry(512, 1, &at), -EBADMSG, "a table over the MBR");
	make_header(1, 128, 128);
	is_int(entry(512, 1, &at), -EBADMSG, "a table over its own header");
	make_header(UINT64_MAX, 128, 128);
	is_int(entry(512, 1, &at), -EBADMSG, "a table beyond any disk");
	make_header(UINT64_MAX / 512, 128, 128);
	is_int(entry(512, 1, &at), -EBADMSG, "a table at the end of the number space");
	make_header(2, 0, 128);
	is_int(entry(512, 1, &at), -ERANGE, "no entries");
	make_header(2, 0xffffffff, 4096);
	if (!entry(512, 0xffffffff, &at))
		ok(at == 1024 + 0xfffffffeull * 4096, "many entries do not overflow");
	else
		ok(1, "many entries are refused");
	header[0] = 'e';
	is_int(entry(512, 1, &at), -ENODATA, "no signature");
	is_int(partition_gpt_entry(header, 511, 512, 1, &at), -EBADMSG, "511 bytes");
	is_int(partition_gpt_entry(header, 0, 512, 1, &at), -EBADMSG, "no bytes");
}

static void test_gpt_entry(void)
{
	unsigned char bytes[PARTITION_ENTRY_BYTES] = { 0 };
	char uuid[BYTES_UUID_TEXT];
	unsigned i;

	is_int(partition_gpt_uuid(bytes, sizeof(bytes), uuid), -ENODATA, "an unused entry");
	for (i = 0; i < 32; i++)
		bytes[i] = i;
	is_int(partition_gpt_uuid(bytes, sizeof(bytes), uuid), 0, "a used entry");
	is_str(uuid, "13121110-1514-1716-1819-1a1b1c1d1e1f",
	       "the first three parts are little-endian");
	is_int(partition_gpt_uuid(bytes, 31, uuid), -EBADMSG, "an entry cut short");
	is_int(partition_gpt_uuid(bytes, 0, uuid), -EBADMSG, "no bytes of an entry");
}

static void test_mbr(void)
{
	unsigned char mbr[512] = { 0 };
	char uuid[BYTES_UUID_TEXT];

	is_int(partition_mbr_uuid(mbr, sizeof(mbr), 1, uuid), -ENODATA, "no MBR");
	mbr[510] = 0x55;
	mbr[511] = 0xaa;
	put(mbr + 440, 0x1234abcd, 4);
	is_int(partition_mbr_uuid(mbr, sizeof(mbr), 2, uuid), 0, "an MBR");
	is_str(uuid, "1234abcd-02", "its second partition");
	partition_mbr_uuid(mbr, sizeof(mbr), 10, uuid);
	is_str(uuid, "1234abcd-0a", "a logical one: the number is in hex");
	is_int(partition_mbr_uuid(mbr, 511, 2, uuid), -EBADMSG, "511 bytes of an MBR");
	is_int(partition_mbr_uuid(mbr, 0, 2, uuid), -EBADMSG, "no bytes of an MBR");
}

int main(void)
{
	test_gpt_header();
	test_gpt_hostile();
	test_gpt_entry();
	test_mbr();
	return plan();
}
