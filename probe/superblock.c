/* SPDX-License-Identifier: MIT */
#include "superblock.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "bytes.h"

/* ext: the superblock lies 1,024 bytes from the start (struct ext4_super_block, fs/ext4/ext4.h). */
#define EXT_START	     1024
#define EXT_SIZE	     264 /* up to and with s_checksum_type's neighbours: all that is read here */
#define EXT_MAGIC	     56
#define EXT_COMPAT	     92
#define EXT_INCOMPAT	     96
#define EXT_RO_COMPAT	     100
#define EXT_UUID	     104
#define EXT_LABEL	     120
#define EXT_LABEL_SIZE	     16
#define EXT_MAGIC_VALUE	     0xef53
#define EXT_COMPAT_JOURNAL   0x4u
#define EXT_INCOMPAT_JOURNAL 0x8u /* this device *is* a journal */

/* Beyond these, ext2 and ext3 do not go: whatever has more is ext4. */
#define EXT3_INCOMPAT  0x16u /* filetype, recover, meta_bg */
#define EXT3_RO_COMPAT 0x7u  /* sparse_super, large_file, btree_dir */

static const char *ext_type(const unsigned char *ext)
{
	uint32_t incompat = bytes_le32(ext + EXT_INCOMPAT);

	if ((incompat & ~EXT3_INCOMPAT) || (bytes_le32(ext + EXT_RO_COMPAT) & ~EXT3_RO_COMPAT))
		return "ext4";
	return bytes_le32(ext + EXT_COMPAT) & EXT_COMPAT_JOURNAL ? "ext3" : "ext2";
}

int superblock_read(struct superblock *superblock, const unsigned char *buf, size_t size)
{
	const unsigned char *ext = buf + EXT_START;

	memset(superblock, 0, sizeof(*superblock));
	if (size < EXT_START + EXT_SIZE)
		return -EBADMSG;
	if (bytes_le16(ext + EXT_MAGIC) != EXT_MAGIC_VALUE ||
	    (bytes_le32(ext + EXT_INCOMPAT) & EXT_INCOMPAT_JOURNAL))
		return -ENODATA;

	superblock->type = ext_type(ext);
	bytes_uuid(ext + EXT_UUID, superblock->uuid);
	memcpy(superblock->label, ext + EXT_LABEL, EXT_LABEL_SIZE);
	return 0;
}
