/* SPDX-License-Identifier: MIT */
/*
 * superblock: what is on a device, from a few of its bytes                                          (pure)
 *
 * Says what `blkid -p` says, byte for byte where both say something. Trusts nothing: every access is to bytes that are
 * there, every loop has an end. Most devices are known by their first SUPERBLOCK_HEAD bytes; others are looked at
 * further on only if those say nothing.
 *
 *     mounted       ext2 ext3 ext4 xfs btrfs f2fs squashfs erofs vfat exfat iso9660 ntfs jfs nilfs2
 *     named only    swap swsuspend crypto_LUKS LVM2_member linux_raid_member bcache drbd jbd; gpt, dos (partition tables)
 *
 * What is made of devices (RAID, LUKS, LVM) goes before any filesystem whose bytes are there as well: a mirror's half
 * is no filesystem of its own, and old superblocks lie about. Of two filesystems that have left their marks, where
 * blkid calls it ambivalent and says nothing, the first in the order of the list counts.
 *
 * Named-only members have no UUID here, but for crypto_LUKS, bcache, swap and jbd.
 */
#ifndef PROBE_SUPERBLOCK_H
#define PROBE_SUPERBLOCK_H

#include <stddef.h>
#include <stdint.h>

#define SUPERBLOCK_HEAD	 8192	       /* bytes read at the start of every device */
#define SUPERBLOCK_BLOCK 4096	       /* and at other places */
#define SUPERBLOCK_UUID	 41	       /* characters, with the NUL: LUKS has room for 40 */
#define SUPERBLOCK_LABEL (3 * 512 + 1) /* f2fs has 512 UTF-16 characters; longer ones end there */

struct superblock {
	const char
		*type; /* as blkid names it: "ext4", "crypto_LUKS"; NULL: nothing that is known */
	const char
		*fs; /* as mount(2) and fs- aliases name it: "ntfs3"; NULL: it cannot be mounted */
	uint32_t devices;	    /* how many the filesystem spans (btrfs), else 1 */
	char uuid[SUPERBLOCK_UUID]; /* as blkid prints it; "" when it has none */
	char label
		[SUPERBLOCK_LABEL]; /* UTF-8 where the format says what it is, else bytes as they are; "" for none */
};

/* Gives `size` bytes at `offset`. Returns how many there were, fewer at the end; or -errno. */
typedef long superblock_source(void *context, void *buf, size_t size, uint64_t offset);

/*
 * superblock_read: identify a device of `size` bytes (0: not known; then what lies at its end is not seen).
 * returns: 0; -ENODATA nothing that is known; -EBADMSG not even the first sector can be read.
 */
int superblock_read(struct superblock *superblock, superblock_source *read, void *context,
		    uint64_t size);

#endif
