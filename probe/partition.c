/* SPDX-License-Identifier: MIT */
#include "partition.h"

#include <errno.h>

#include "bytes.h"

/* GPT header (UEFI 2.10, table 5.5) and entry (table 5.6). */
#define GPT_SIGNATURE	0x5452415020494645u /* "EFI PART" */
#define GPT_ENTRIES_LBA 72
#define GPT_COUNT	80
#define GPT_ENTRY_SIZE	84
#define GPT_ENTRY_UUID	16

#define MBR_DISK_ID   440
#define MBR_SIGNATURE 510

int partition_gpt_entry(const unsigned char *header, size_t size, unsigned block, unsigned number,
			uint64_t *offset)
{
	uint64_t start;
	uint32_t count, each;

	if (size < PARTITION_HEADER_BYTES)
		return -EBADMSG;
	if (bytes_le64(header) != GPT_SIGNATURE)
		return -ENODATA;
	start = bytes_le64(header + GPT_ENTRIES_LBA);
	count = bytes_le32(header + GPT_COUNT);
	each = bytes_le32(header + GPT_ENTRY_SIZE);
	if (each < PARTITION_ENTRY_BYTES || each > 4096 || start < 2 ||
	    start >= UINT64_MAX / 2 / block)
		return -EBADMSG;
	if (!number || number > count)
		return -ERANGE;
	*offset = start * block + (uint64_t)(number - 1) * each;
	return 0;
}

int partition_gpt_uuid(const unsigned char *entry, size_t size, char uuid[BYTES_UUID_TEXT])
{
	/* The first three parts of a GUID are little-endian numbers. */
	static const unsigned char order[16] = { 3, 2, 1,  0,  5,  4,  7,  6,
						 8, 9, 10, 11, 12, 13, 14, 15 };
	unsigned char guid[16];

	if (size < PARTITION_ENTRY_BYTES)
		return -EBADMSG;
	for (unsigned i = 0; i < 16; i++)
		guid[i] = entry[GPT_ENTRY_UUID + order[i]];
	bytes_uuid(guid, uuid);
	return *uuid ? 0 : -ENODATA;
}

int partition_mbr_uuid(const unsigned char *mbr, size_t size, unsigned number,
		       char uuid[BYTES_UUID_TEXT])
{
	unsigned char id[5];

	if (size < PARTITION_HEADER_BYTES)
		return -EBADMSG;
	if (mbr[MBR_SIGNATURE] != 0x55 || mbr[MBR_SIGNATURE + 1] != 0xaa)
		return -ENODATA;
	for (unsigned i = 0; i < 4; i++)
		id[i] = mbr[MBR_DISK_ID + 3 - i];
	id[4] = (unsigned char)number;
	uuid = bytes_hex(id, 4, uuid);
	*uuid++ = '-';
	uuid = bytes_hex(id + 4, 1, uuid);
	*uuid = '\0';
	return 0;
}
