/* SPDX-License-Identifier: MIT */
/*
 * partition: PARTUUID of a partition, from the disk's partition table (pure)
 *
 * GPT (UEFI specification 2.10, chapter 5) and MBR. The kernel has already found the partitions;
 * only their identity is read here, with the same reads that it makes. Trusts nothing.
 */
#ifndef PROBE_PARTITION_H
#define PROBE_PARTITION_H

#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

#define PARTITION_HEADER_BYTES 512 /* of a GPT header, of an MBR */
#define PARTITION_ENTRY_BYTES                                                                      \
	128 /* the part of a GPT entry that is looked at: 32 bytes are enough */

/*
 * partition_gpt_entry: where on the disk the entry of partition `number` (from 1) lies, from the
 * GPT header, which is the disk's second block of `block` bytes. returns: 0; -ENODATA no GPT;
 * -ERANGE no such entry; -EBADMSG nonsense.
 */
int partition_gpt_entry(const unsigned char *header, size_t size, unsigned block, unsigned number,
			uint64_t *offset);

/* partition_gpt_uuid: PARTUUID from the entry, lower case. returns: 0; -EBADMSG too few bytes;
 * -ENODATA unused. */
int partition_gpt_uuid(const unsigned char *entry, size_t size, char uuid[BYTES_UUID_TEXT]);

/*
 * partition_mbr_uuid: "1234abcd-02" from the disk's first block: the kernel's form
 * (block/partitions/msdos.c). returns: 0; -ENODATA no MBR; -EBADMSG too few bytes.
 */
int partition_mbr_uuid(const unsigned char *mbr, size_t size, unsigned number,
		       char uuid[BYTES_UUID_TEXT]);

#endif
