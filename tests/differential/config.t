#!/bin/sh
# SPDX-License-Identifier: MIT
# modprobe.d in the table, against modprobe with the same directory: the parameters, the order of insertion, what an
# alias brings in. And what is on the command line of the kernel that runs here is not in the image.
helpers=$(realpath "$(dirname "$0")")
. "$helpers/../bad/common.sh"
. "$helpers/table.sh"

mkdir -p tree/lib/modules conf later
small_kernel tree/lib/modules/9.9.9
cp "$MODULES/modules.builtin.modinfo" tree/lib/modules/9.9.9/
/sbin/depmod -b tree 9.9.9 2>/dev/null
ln -s tree/lib/modules/9.9.9 kernel

# made ARGUMENT...: an image with loop in it, and the table's records
made() {
	image --module loop "$@"
	table_modules >table
}

# modprobe's own answer for a name, or for an alias when -b (apply the blacklist) follows, with the directories of
# $configs: one line a module, its file and its parameters
modprobe_says() {
	modprobe $configs $2 -d tree -S 9.9.9 -D "$1" 2>/dev/null |
		sed 's,^insmod [^ ]*/,,; s/  */ /g; s/ $//' | awk '!seen[$0]++'
}

# ours NAME: the same from the table, for a module's name
ours() {
	awk -F '\t' -v file="$1.ko" '
		{ n = split($1, part, "/"); options[part[n]] = $3; if (part[n] == file) list = $4 " " file " " $5 }
		END {
			n = split(list, name, " ")
			for (i = 1; i <= n; i++) print name[i] (options[name[i]] ? " " options[name[i]] : "")
		}' table
}

# same NAME...: do ours and modprobe's agree, but for the order among what comes before?
same() {
	for name; do
		ours "$name" | tr -s ' ' | sort >a; modprobe_says "$name" | sort >b
		cmp -s a b || { sed 's/^/# ours: /' a; sed 's/^/# modprobe: /' b; return 1; }
	done
}

# serves ALIAS MODULE...: the table's answer
serves() {
	alias=$1; shift
	found=$("$COLDPROBE" lookup image "$alias" | cut -f 2)
	[ "$found" = "$*" ] || { echo "# $alias: $found"; false; }
}

configs='-C conf'
made
cp image plain
made --config conf; cmp image plain; ok $? "an empty directory changes nothing, whatever this kernel's command line says"

cat >conf/options.conf <<end
# Comments, several lines, - and _, blanks, a line that goes on
options virtio_blk num_request_queues=1
options virtio-blk   poll_queues=2 \\
	queue_depth="1 2"  
options loop max_loop=8
options crc16 x
options nosuch y=1
end
made --config conf
same virtio_blk loop ext4 crc16; ok $? "options: as modprobe passes them"
[ "$(archive_file lib/coldprobe/manifest | grep -c '	num_request_queues=1 poll_queues=2 ')" -eq 1 ]
ok $? "options: in the manifest"
"$COLDPROBE" inspect image | grep -q '^ *options  max_loop=8$'; ok $? "options: inspect shows them"
cp image first; made --config conf; cmp image first; ok $? "the same when made again"
cp -r conf elsewhere; made --config elsewhere; cmp image first; ok $? "the same from another place"

virtio=virtio:d00000002v00001AF4
made --config conf; serves $virtio virtio_blk && serves fs-ext3 ext4; ok $? "no blacklist"
printf 'blacklist virtio-blk\nblacklist ext4\nblacklist crc32c_generic\nblacklist nosuch\n' >conf/blacklist.conf
made --config conf
serves $virtio "" && serves fs-ext4 "" && [ -z "$(modprobe_says $virtio -b)" ] && [ -z "$(modprobe_says fs-ext4 -b)" ]
ok $? "blacklist: no alias brings it in, as in modprobe -b"
serves virtio_blk virtio_blk && serves ext4 ext4 && same virtio_blk; ok $? "blacklist: its name does"
ours ext4 | grep -q '^crc32c_generic.ko$' && modprobe_says ext4 | grep -q '^crc32c_generic.ko$'
ok $? "blacklist: what needs it does, as in modprobe"
archive_file lib/coldprobe/manifest | grep -q '^module	virtio_blk	.*	[a-z,]*blacklisted[a-z,]*	'; ok $? "blacklist: in the manifest"
rm conf/blacklist.conf

printf 'alias my-disk virtio_blk\nalias disk:* virtio-blk\nalias disk:1 loop\nalias fs-ext4 off\nalias x nosuch\n' \
	>conf/alias.conf
made --config conf
serves my_disk virtio_blk && serves my-disk virtio_blk && serves disk:0 virtio_blk; ok $? "alias: one more"
for alias in my-disk disk:0; do
	[ "$(modprobe $configs -d tree -S 9.9.9 -R $alias)" = virtio_blk ] || break
done
ok $? "alias: modprobe agrees"
serves fs-ext4 "" && serves fs-ext3 ext4 && [ -z "$(modprobe_says fs-ext4 -b)" ]; ok $? "alias: off"
printf 'coldprobe: warning: --config: alias x nosuch: kernel has no such module\n' | cmp -s - stderr
ok $? "alias: a module that is not there is said"
rm conf/alias.conf

printf 'softdep loop pre: crc16 mbcache post: ext4\nsoftdep virtio* post: loop\n' >conf/softdep.conf
made --config conf
same loop; ok $? "softdep: before and after"
ours loop | tr '\n' ' ' | grep -q '^crc16.ko x mbcache.ko loop.ko max_loop=8 .*ext4.ko $' ; ok $? "softdep: in their order"
ours virtio_ring | grep -q '^loop.ko'; ok $? "softdep: a glob"
rm conf/softdep.conf

# A file of the first directory stands for one of that name in another
printf 'options loop max_loop=99\n' >later/options.conf
printf 'options mbcache z\n' >later/z.conf
made --config conf --config later
configs='-C conf -C later'
same virtio_blk loop ext4; ok $? "two directories, one name: as modprobe"
grep -q '/loop.ko	0	max_loop=8	' table && grep -q '/mbcache.ko	16	z	' table; ok $? "the first one's file, and the other's others"

# modprobe reads this machine's command line; we do not. With a false one, where that is possible.
configs='-C conf'
echo 'loop.max_part=3 modprobe.blacklist=virtio_blk' >cmdline
made --config conf; cp image first
if unshare -rm sh -c 'mount --bind cmdline /proc/cmdline' 2>/dev/null; then
	unshare -rm sh -c 'mount --bind cmdline /proc/cmdline; exec "$@"' sh "$COLDPROBE" image --module loop \
		--kernel kernel --probe "$PROBE" --config conf -o image >/dev/null
	cmp image first; ok $? "the running kernel's command line is not read"
else
	ok 0 "the running kernel's command line is not read # skip no user namespaces here"
fi

finish
