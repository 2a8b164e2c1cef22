#!/bin/sh
# SPDX-License-Identifier: MIT
# modprobe.d that cannot be read or understood; what profiles say that is no directive; a kernel's config that is none.
. "$(dirname "$0")/common.sh"
small_kernel kernel
mkdir conf

image --config absent
refused "--config: no such directory" "coldprobe: --config absent: No such file or directory"
image --config "$COLDPROBE"
refused "--config: a file" "coldprobe: --config $COLDPROBE: Not a directory"
ln -s loop.conf conf/loop.conf
image --config conf
refused "a file that cannot be opened" "coldprobe: --config conf/loop.conf: Too many levels of symbolic links"
rm conf/loop.conf
mkdir conf/a.conf
image --config conf
refused "a directory by a file's name" \
	"coldprobe: --config Directories inside directories are not supported: conf/a.conf"
rmdir conf/a.conf

# line TEXT MESSAGE: it is the second line of a file
line() {
	printf '# mine\n%b\n' "$1" >conf/a.conf
	image --config conf
	refused "line: $(echo "$1" | tr '\n' ' ')" "coldprobe: --config$2"
	rm conf/a.conf
}
line 'frobnicate loop' " conf/a.conf line 2: bad line starting with 'frobnicate'"
line 'options loop' " conf/a.conf line 2: bad line starting with 'options'"
line 'options' " conf/a.conf line 2: bad line starting with 'options'"
line 'blacklist' " conf/a.conf line 2: bad line starting with 'blacklist'"
line 'alias only' " conf/a.conf line 2: bad line starting with 'alias'"
line 'alias a[b loop' " conf/a.conf line 2: bad line starting with 'alias'"
line 'softdep loop' " conf/a.conf line 2: bad line starting with 'softdep'"
line 'install loop' " conf/a.conf line 2: bad line starting with 'install'"
line 'include /etc/modprobe.d' " conf/a.conf: command include is deprecated and not parsed anymore"
line 'blacklist\nfrobnicate' " conf/a.conf line 2: bad line starting with 'blacklist'"

line 'install ext4 /bin/true' \
	": install ext4 /bin/true: no command can run in place of ext4, which is in the image (profile filesystem: fs/ext4)"
line 'install virtio-bl* /bin/true --now' \
	": install virtio_bl* /bin/true --now: no command can run in place of virtio_blk, which is in the image (profile storage: drivers/block/virtio_blk.ko)"
line 'remove crc16 rm x' \
	": remove crc16 rm x: no command can run in place of crc16, which is in the image (needed by ext4)"
printf 'install loop /bin/true\nremove loop x\ninstall nosuch x\n' >conf/a.conf
image --config conf
[ "$status" -eq 0 ] && [ ! -s stderr ] && [ -s image ]; ok $? "a command for what is not in the image"
rm image conf/a.conf
printf 'frobnicate\n' >conf/a.txt; printf 'frobnicate\n' >conf/.a.conf
image --config conf
[ "$status" -eq 0 ] && [ ! -s stderr ] && [ -s image ]; ok $? "files that modprobe does not read either"
rm image

# ---- profiles
# directive LINE MESSAGE
directive() {
	echo "$1" >mine
	image --profile ./mine
	refused "profile: $1" "coldprobe: profile ./mine:1: $2"
}
directive 'class disks' "class disks: there are storage, net, filesystem, supplier"
directive 'class' "class takes one word, not 0"
directive 'class net storage' "class takes one word, not 2"
directive 'follow loop' "follow takes two words, not 1"
directive 'follow' "follow takes two words, not 0"
directive 'behind drivers/ata' "behind takes two words, not 1"
directive 'follow a b c' "follow takes two words, not 3"
directive 'sequential' "sequential takes one word, not 0"
directive 'sequential no_such' "kernel has no module no_such, and it is not built in"
directive 'urgent' "urgent takes one word, not 0"
directive 'urgent no_such' "kernel has no module no_such, and it is not built in"
directive 'likely' "likely takes one word, not 0"
directive 'likely no_such' "kernel has no module no_such, and it is not built in"
directive 'leave' "leave takes one word, not 0"
directive 'leave a b' "leave takes one word, not 2"
directive 'common' "common takes words, not 0"
directive 'common # ext4' "common takes words, not 0"
directive 'firmware load' "firmware takes two words, not 1"
directive 'firmware maybe loop' "firmware maybe: there are load, pack, leave"

# ---- the kernel's config
image --kernel-config absent
refused "--kernel-config: absent" "coldprobe: --kernel-config absent: No such file or directory"
image --kernel-config conf
refused "--kernel-config: a directory" "coldprobe: conf: Is a directory"
echo '# CONFIG_MODULES is not set' >config; image --kernel-config config
refused "--kernel-config: not one" \
	"coldprobe: config: not the config of a kernel with modules: CONFIG_MODULES=y is not in it"
image --keep-compressed
refused "--keep-compressed: nothing known" \
	"coldprobe: --keep-compressed: the kernel's config was not found: is it able to inflate modules? --kernel-config FILE says so"
echo 'CONFIG_MODULES=y' >config; image --keep-compressed --kernel-config config
refused "--keep-compressed: a kernel that does not" \
	"coldprobe: --keep-compressed: CONFIG_MODULE_DECOMPRESS=y is not in config: that kernel inflates no modules"
echo 'CONFIG_MODULE_DECOMPRESS=y' >>config; echo '# CONFIG_MODULE_COMPRESS_XZ is not set' >>config
find kernel -name virtio_blk.ko -exec xz {} +
image --keep-compressed --kernel-config config
refused "--keep-compressed: another compression" \
	"coldprobe: --keep-compressed: kernel/drivers/block/virtio_blk.ko.xz: CONFIG_MODULE_COMPRESS_XZ=y is not in config"

finish
