/* SPDX-License-Identifier: MIT */
/* superblock_read against blkid: type, UUID and label, byte for byte, on what every tool here makes. Nothing is mounted. */
#include "superblock.h"

#include "shell.h"
#include "superblock_source.h"
#include "../tap.h"

static const struct {
	const char *size;
	const char *command; /* makes a filesystem on $image */
} kinds[] = {
	{ "8M", "mke2fs -q -F -t ext2 $image" },
	{ "8M", "mke2fs -q -F -t ext3 $image" },
	{ "8M", "mke2fs -q -F -t ext4 $image" },
	{ "8M", "mke2fs -q -F -t ext2 -r 0 -O none $image" },
	{ "8M", "mke2fs -q -F -t ext2 -O none $image" },
	{ "4M", "mke2fs -q -F -t ext2 -b 1024 $image" },
	{ "8M", "mke2fs -q -F -t ext3 -b 2048 $image" },
	{ "8M", "mke2fs -q -F -t ext4 -b 1024 $image" },
	{ "16M", "mke2fs -q -F -t ext4 -b 4096 -L root $image" },
	{ "8M", "mke2fs -q -F -t ext4 -L sixteen-letters! $image" },
	{ "8M", "mke2fs -q -F -t ext4 -L 'two words' $image" },
	{ "8M", "mke2fs -q -F -t ext4 -U 00112233-4455-6677-8899-AABBCCDDEEFF $image" },
	{ "8M", "mke2fs -q -F -t ext2 -U 00112233-4455-6677-8899-AABBCCDDEEFF -L a $image" },
	{ "8M", "mke2fs -q -F -t ext4 -U clear $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O ^has_journal $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O ^metadata_csum,^64bit $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O metadata_csum,64bit,metadata_csum_seed $image" },
	{ "16M", "mke2fs -q -F -t ext4 -O bigalloc $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O inline_data $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O encrypt $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O casefold $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O verity $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O quota,project $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O sparse_super2 $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O mmp $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O ea_inode,large_dir $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O meta_bg,^resize_inode $image" },
	{ "8M", "mke2fs -q -F -t ext3 -O meta_bg,^resize_inode $image" },
	{ "8M", "mke2fs -q -F -t ext4 -O ^extent,^64bit,^flex_bg,^huge_file,^dir_nlink,^extra_isize,^metadata_csum $image" },
	{ "8M", "mke2fs -q -F -t ext4 -I 128 -O ^extra_isize $image" },
	{ "8M", "mke2fs -q -F -t ext2 -O extent $image" },
	{ "8M", "mke2fs -q -F -t ext3 -O huge_file $image" },
	{ "16M", "mke2fs -q -F -t ext3 -J size=4 $image" },
	{ "8M", "mke2fs -q -F -O journal_dev -b 4096 $image" },
	{ "8M", "mke2fs -q -F -O journal_dev -b 1024 $image" },
	{ "300M", "mkfs.xfs -q $image" },
	{ "300M", "mkfs.xfs -q -L twelve-chars -m uuid=c01dc01d-0000-4000-8000-0123456789ab $image" },
	{ "300M", "mkfs.xfs -q -m crc=0 -L 'a b ' $image" },
	{ "300M", "mkfs.xfs -q -m bigtime=0,rmapbt=1,reflink=0 -b size=1024 $image" },
	{ "300M", "mkfs.xfs -q -s size=4096 $image" },
	{ "128M", "mkfs.btrfs -q $image" },
	{ "128M", "mkfs.btrfs -q -L 'a label of its own' -U c01dc01d-0000-4000-8000-0123456789ab $image" },
	{ "128M", "mkfs.btrfs -q --csum blake2 -n 4096 $image" },
	{ "128M", "mkfs.btrfs -q --csum xxhash --mixed $image" },
	{ "128M", "mkfs.btrfs -q -L \"$(printf %%0255d 7)\" $image" },
	{ "64M", "mkfs.f2fs -q $image" },
	{ "64M", "mkfs.f2fs -q -l coldroot -U c01dc01d-0000-4000-8000-0123456789ab $image" },
	{ "64M", "mkfs.f2fs -q -l 'Wurzel \303\266\303\244 \342\202\254' $image" },
	{ "64M", "mkfs.f2fs -q -O extra_attr,inode_checksum,sb_checksum -l x $image" },
	{ "0", "mksquashfs $tree $image -quiet -no-progress" },
	{ "0", "mksquashfs $tree $image -quiet -no-progress -comp xz -b 4096" },
	{ "0", "mksquashfs $tree $image -quiet -no-progress -comp zstd -no-xattrs" },
	{ "0", "mkfs.erofs -U c01dc01d-0000-4000-8000-0123456789ab $image $tree" },
	{ "0", "mkfs.erofs -zlz4hc -C65536 $image $tree" },
	{ "0", "mkfs.erofs -E legacy-compress -zlz4 $image $tree" },
	{ "8M", "mkfs.fat -F 12 $image" },
	{ "32M", "mkfs.fat -F 16 -n COLDROOT $image" },
	{ "64M", "mkfs.fat -F 32 -n 'A B' -i 0badcafe $image" },
	{ "64M", "mkfs.fat -F 32 -s 1 -S 1024 -n ELEVENCHARS $image" },
	{ "64M", "mkfs.fat -F 16 -f 1 -r 1024 -R 8 $image" },
	{ "64M", "mkfs.fat -F 32 -i 00000000 $image" },
	{ "1440K", "mkfs.fat $image" },
	{ "64M", "mkfs.fat -F 32 -n BEFORE $image && for i in $(seq 200); do mmd -i $image ::dir$i; done && mlabel -i $image ::AFTER" },
	{ "16M", "mkfs.exfat $image" },
	{ "16M", "mkfs.exfat -L coldroot $image" },
	{ "16M", "mkfs.exfat -L '\303\266\303\244\342\202\254' -c 4096 $image" },
	{ "64M", "mkfs.exfat -c 1M -L eleven_char $image" },
	{ "0", "genisoimage -quiet -o $image $tree" },
	{ "0", "genisoimage -quiet -V COLDROOT -o $image $tree" },
	{ "0", "genisoimage -quiet -J -R -V 'Cold root' -o $image $tree" },
	{ "0", "genisoimage -quiet -J -R -V 0123456789abcdef0123456789abcdef -o $image $tree" },
	{ "0", "genisoimage -quiet -input-charset utf-8 -J -V 'W\303\266rzel' -o $image $tree" },
	{ "16M", "mkntfs -q -Q -F $image" },
	{ "16M", "mkntfs -q -Q -F -L 'Cold root' $image" },
	{ "16M", "mkntfs -q -Q -F -c 65536 -L '\303\266\342\202\254' $image" },
	{ "16M", "mkntfs -q -Q -F -s 1024 -c 1024 $image" },
	{ "16M", "mkntfs -q -Q -F -s 4096 -c 4096 -L x $image" },
	{ "16M", "mkfs.jfs -q $image" },
	{ "16M", "mkfs.jfs -q -L coldroot $image" },
	{ "16M", "mkfs.jfs -q -L sixteen-letters! $image" },
	{ "256M", "mkfs.nilfs2 -q $image" },
	{ "256M", "mkfs.nilfs2 -q -L 'cold root' -b 1024 $image" },
	{ "16M", "mkswap -q $image" },
	{ "16M", "mkswap -q -L coldswap -U c01dc01d-0000-4000-8000-0123456789ab $image" },
	{ "16M", "mkswap -q -p 65536 $image" },
	{ "16M", "mkswap -q -p 8192 $image" },
	{ "16M", "mkswap -q $image && printf S1SUSPEND | dd of=$image bs=1 seek=4086 conv=notrunc status=none" },
	{ "32M", "printf x | cryptsetup -q luksFormat --type luks1 --pbkdf-force-iterations 1000 $image -" },
	{ "32M", "printf x | cryptsetup -q luksFormat --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --label 'a label' $image -" },
	{ "32M", "printf x | cryptsetup -q luksFormat --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --uuid c01dc01d-0000-4000-8000-0123456789ab $image -" },
	{ "16M", "printf 'label: gpt\\nsize=4M\\n' | sfdisk -q $image" },
	{ "16M", "printf 'label: dos\\nsize=4M\\n' | sfdisk -q $image" },
	{ "16M", "tests/unit/make-member $image md-1.0" },
	{ "16M", "tests/unit/make-member $image md-1.1" },
	{ "16M", "tests/unit/make-member $image md-1.2" },
	{ "16M", "tests/unit/make-member $image md-0.90" },
	{ "16M", "tests/unit/make-member $image md-0.90-big" },
	{ "16M", "tests/unit/make-member $image lvm" },
	{ "16M", "mke2fs -q -F -t ext4 -L old $image && tests/unit/make-member $image md-1.0" },
	{ "16M", "mke2fs -q -F -t ext4 -L old $image && tests/unit/make-member $image md-1.2" },
	{ "16M", "mke2fs -q -F -t ext4 -L old $image && tests/unit/make-member $image md-0.90" },
	{ "16M", "mke2fs -q -F -t ext4 -L old $image && tests/unit/make-member $image lvm" },
	{ "32M", "printf x | cryptsetup -q luksFormat --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --label cold $image - && mke2fs -q -F -t ext4 $image.2 32M && dd if=$image.2 of=$image bs=4096 count=1 conv=notrunc && rm $image.2" },
	{ "16M", "printf '\\10\\0\\0\\0\\0\\0\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\\306\\205\\163\\366\\116\\032\\105\\312\\202\\145\\365\\177\\110\\272\\155\\2010123456789abcdef' | dd of=$image bs=1 seek=4104 conv=notrunc" },
	{ "16M", "true" },
	{ "16M", "mke2fs -q -F -t ext4 -L old $image && mkswap -q -f $image" },
	{ "16M", "mke2fs -q -F -t ext4 -L old $image && mkfs.fat -F 16 $image" },
};

static const char *blkid(const char *tag, const char *path)
{
	return shell("blkid -c /dev/null -p -o value -s %s '%s'", tag, path);
}

/* Members of something else, for which only the name is promised. */
static int is_named_only(const char *type)
{
	return !strcmp(type, "LVM2_member") || !strcmp(type, "linux_raid_member");
}

static void compare(const char *what, const char *path)
{
	const char *type = blkid("TYPE", path), *uuid = blkid("UUID", path), *label = blkid("LABEL", path);
	FILE *file = fopen(path, "r");
	struct superblock s;
	int result, same;

	if (!*type)
		type = blkid("PTTYPE", path);
	if (!file) {
		ok(0, "%s: no image", what);
		return;
	}
	fseek(file, 0, SEEK_END);
	result = superblock_read(&s, file_read_at, file, (uint64_t)ftell(file));
	fclose(file);
	if (!*type)
		same = result < 0;
	else
		same = !result && !strcmp(s.type, type) &&
		       (is_named_only(type) || (!strcmp(s.uuid, uuid) && !strcmp(s.label, label)));
	ok(same, "%s: %s %s [%s]", what, type, uuid, label);
	if (!same)
		printf("# got %d %s %s [%s]\n", result, s.type ? s.type : "-", s.uuid, s.label);
}

/* A tool that cannot make it has nothing to say; but each tool must be there. */
static void test_kind(const char *dir, const char *size, const char *command)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/image", dir);
	unlink(path);
	if (strcmp(size, "0"))
		shell("truncate -s %s '%s'", size, path);
	if (strcmp(shell("image='%s' tree='%s/tree'; { %s; } >'%s/log' 2>&1 && echo made", path, dir, command, dir), "made")) {
		ok(!*shell("grep 'not found' '%s/log'", dir), "%s # SKIP this tool does not make it", command);
		printf("# %s\n", shell("tail -n 1 '%s/log'", dir));
	} else {
		compare(command, path);
	}
}

int main(void)
{
	char *dir = shell_scratch();

	setenv("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin", 1);
	shell("mkdir '%s/tree' && echo content >'%s/tree/file'", dir, dir);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		test_kind(dir, kinds[i].size, kinds[i].command);
	shell_clean(dir);
	return plan();
}
