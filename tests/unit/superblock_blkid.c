/* SPDX-License-Identifier: MIT */
/* superblock_read against blkid, on filesystems of every kind that mke2fs makes. Nothing is
 * mounted. */
#include "superblock.h"

#include "shell.h"
#include "../tap.h"

static const struct {
	const char *options;
	const char *size; /* what mke2fs takes */
} kinds[] = {
	{ "-t ext2", "8M" },
	{ "-t ext3", "8M" },
	{ "-t ext4", "8M" },
	{ "-t ext2 -r 0 -O none", "8M" },
	{ "-t ext2 -O none", "8M" },
	{ "-t ext2 -b 1024", "4M" },
	{ "-t ext3 -b 2048", "8M" },
	{ "-t ext4 -b 1024", "8M" },
	{ "-t ext4 -b 4096 -L root", "16M" },
	{ "-t ext4 -L sixteen-letters!", "8M" },
	{ "-t ext4 -L 'two words'", "8M" },
	{ "-t ext4 -U 00112233-4455-6677-8899-AABBCCDDEEFF", "8M" },
	{ "-t ext2 -U 00112233-4455-6677-8899-AABBCCDDEEFF -L a", "8M" },
	{ "-t ext4 -U clear", "8M" },
	{ "-t ext4 -O ^has_journal", "8M" },
	{ "-t ext4 -O ^metadata_csum,^64bit", "8M" },
	{ "-t ext4 -O metadata_csum,64bit,metadata_csum_seed", "8M" },
	{ "-t ext4 -O bigalloc", "16M" },
	{ "-t ext4 -O inline_data", "8M" },
	{ "-t ext4 -O encrypt", "8M" },
	{ "-t ext4 -O casefold", "8M" },
	{ "-t ext4 -O verity", "8M" },
	{ "-t ext4 -O quota,project", "8M" },
	{ "-t ext4 -O sparse_super2", "8M" },
	{ "-t ext4 -O mmp", "8M" },
	{ "-t ext4 -O ea_inode,large_dir", "8M" },
	{ "-t ext4 -O meta_bg,^resize_inode", "8M" },
	{ "-t ext3 -O meta_bg,^resize_inode", "8M" },
	{ "-t ext4 -O ^extent,^64bit,^flex_bg,^huge_file,^dir_nlink,^extra_isize,^metadata_csum",
	  "8M" },
	{ "-t ext4 -I 128 -O ^extra_isize", "8M" },
	{ "-t ext2 -O extent", "8M" },
	{ "-t ext3 -O huge_file", "8M" },
	{ "-t ext3 -J size=4", "16M" },
	{ "-O journal_dev -b 4096", "8M" },
	{ "-O journal_dev -b 1024", "8M" },
};

static const char *blkid(const char *tag, const char *path)
{
	return shell("blkid -c /dev/null -p -o value -s %s '%s'", tag, path);
}

static void compare(const char *options, const char *path)
{
	unsigned char head[SUPERBLOCK_BYTES];
	struct superblock s;
	const char *type = blkid("TYPE", path), *uuid = blkid("UUID", path),
		   *label = blkid("LABEL", path);
	int result = superblock_read(&s, head, shell_bytes(path, 0, head, sizeof(head))), same;

	if (strncmp(type, "ext", 3))
		same = result < 0;
	else
		same = !result && !strcmp(s.type, type) && !strcmp(s.uuid, uuid) &&
		       !strcmp(s.label, label);
	ok(same, "mke2fs %s: %s %s [%s]", options, type, uuid, label);
	if (!same)
		printf("# got %d %s %s [%s]\n", result, s.type ? s.type : "-", s.uuid, s.label);
}

static void test_kind(const char *dir, const char *options, const char *size)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/image", dir);
	unlink(path);
	if (strcmp(shell("mke2fs -q -F %s '%s' %s 2>&1 && echo made", options, path, size), "made"))
		ok(1, "mke2fs %s # SKIP this mke2fs does not make it", options);
	else
		compare(options, path);
}

int main(void)
{
	char *dir = shell_scratch();
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		test_kind(dir, kinds[i].options, kinds[i].size);
	shell_clean(dir);
	return plan();
}
