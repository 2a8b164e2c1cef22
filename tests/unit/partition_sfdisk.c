/* SPDX-License-Identifier: MIT */
/* partition_* against sfdisk and libblkid, on GPT and MBR disks that sfdisk makes. Nothing is
 * attached. */
#include "partition.h"

#include <blkid/blkid.h>
#include <errno.h>

#include "shell.h"
#include "../tap.h"

#define SECTOR 512

static int gpt_uuid(const char *path, unsigned number, char uuid[BYTES_UUID_TEXT])
{
	unsigned char header[PARTITION_HEADER_BYTES], entry[PARTITION_ENTRY_BYTES];
	uint64_t offset;
	int error = partition_gpt_entry(header, shell_bytes(path, SECTOR, header, sizeof(header)),
					SECTOR, number, &offset);

	if (error)
		return error;
	return partition_gpt_uuid(entry, shell_bytes(path, (long)offset, entry, sizeof(entry)),
				  uuid);
}

/* read_uuid: a GPT if there is one, else an MBR, as for a real disk. */
static int read_uuid(const char *path, unsigned number, char uuid[BYTES_UUID_TEXT])
{
	unsigned char mbr[PARTITION_HEADER_BYTES];
	int error = gpt_uuid(path, number, uuid);

	if (error != -ENODATA)
		return error;
	return partition_mbr_uuid(mbr, shell_bytes(path, 0, mbr, sizeof(mbr)), number, uuid);
}

static void compare(const char *label, const char *path)
{
	blkid_probe probe = blkid_new_probe_from_filename(path);
	blkid_partlist list = NULL;
	char uuid[BYTES_UUID_TEXT];
	int i, count;

	if (probe && !blkid_probe_enable_partitions(probe, 1))
		list = blkid_probe_get_partitions(probe);
	count = list ? blkid_partlist_numof_partitions(list) : 0;
	ok(count > 0, "%s: libblkid sees %d partitions", label, count);
	for (i = 0; i < count; i++) {
		blkid_partition partition = blkid_partlist_get_partition(list, i);
		int number = blkid_partition_get_partno(partition);
		const char *wanted = blkid_partition_get_uuid(partition);

		if (read_uuid(path, (unsigned)number, uuid))
			uuid[0] = '\0';
		ok(wanted && !strcasecmp(uuid, wanted), "%s, partition %d: %s", label, number,
		   uuid);
		if (wanted && strcasecmp(uuid, wanted))
			printf("# wanted %s\n", wanted);
	}
	if (probe)
		blkid_free_probe(probe);
}

static void test_disk(const char *dir, const char *label, const char *script)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/disk", dir);
	unlink(path);
	if (strcmp(shell("truncate -s 64M '%s' && printf '%s' | sfdisk -q '%s' 2>&1 && echo made",
			 path, script, path),
		   "made"))
		ok(0, "%s: sfdisk makes it", label);
	else
		compare(label, path);
}

/* test_asked: sfdisk's own word for a UUID that was asked for. */
static void test_asked(const char *dir)
{
	char path[300], uuid[BYTES_UUID_TEXT] = "";

	snprintf(path, sizeof(path), "%s/disk", dir);
	shell("sfdisk --part-uuid '%s' 2 DEADBEEF-1234-4ABC-8DEF-0123456789AB 2>&1 && echo set",
	      path);
	read_uuid(path, 2, uuid);
	is_str(uuid, "deadbeef-1234-4abc-8def-0123456789ab",
	       "a UUID that sfdisk was told to write");
	ok(!strcasecmp(shell("sfdisk --part-uuid '%s' 1", path), (read_uuid(path, 1, uuid), uuid)),
	   "what sfdisk says of partition 1");
	is_int(gpt_uuid(path, 100, uuid), -ENODATA, "an unused entry");
	is_int(gpt_uuid(path, 200, uuid), -ERANGE, "an entry that the table does not have");
}

int main(void)
{
	char *dir = shell_scratch();

	test_disk(dir, "mbr", "label: dos\\nlabel-id: 0x1234abcd\\nsize=4M\\nsize=4M\\n");
	test_disk(dir, "mbr, id with leading zeros",
		  "label: dos\\nlabel-id: 0x000000c0\\nsize=4M\\n");
	test_disk(dir, "mbr with logical partitions",
		  "label: dos\\nlabel-id: "
		  "0xfedcba98\\nsize=4M\\nsize=40M,type=5\\nsize=4M\\nsize=4M\\nsize=4M\\n"
		  "size=4M\\nsize=4M\\nsize=4M\\nsize=4M\\n");
	test_disk(dir, "gpt with one entry of four", "label: gpt\\ntable-length: 4\\nsize=4M\\n");
	test_disk(dir, "gpt with a gap", "label: gpt\\n1: size=4M\\n5: size=4M,name=root\\n");
	test_disk(dir, "gpt",
		  "label: gpt\\nsize=4M,name=efi\\nsize=4M,name=root\\nsize=4M\\nsize=4M\\n");
	test_asked(dir);
	shell_clean(dir);
	return plan();
}
