#!/bin/sh
# SPDX-License-Identifier: MIT
# `make boot` a second time neither downloads nor builds: it works where nothing could be had and nothing built.
. "$(dirname "$0")/lib.sh"

state()
{
	# Globs are off: names come from find.
	{
		find "$coldprobe" "$probe" "$test_init" build/boot -maxdepth 1 -type f
		find build/kernel -maxdepth 2
	} | sort | xargs stat -c '%n %Y %Z %s'
}

run_make first boot
reached first
before=$(state)

mkdir "$work/bin"
for tool in apt-get apt-cache apt curl wget mmdebstrap debootstrap dpkg-deb gcc cc musl-gcc mke2fs; do
	cat >"$work/bin/$tool" <<END
#!/bin/sh
echo "$tool \$*" >>"$work/called"
echo "$tool: not in this test" >&2
exit 1
END
	chmod 755 "$work/bin/$tool"
done
PATH=$work/bin:$PATH
export PATH http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9
run_make second boot
cp build/boot/virtio-blk/console.log "$work/second.log"
reached second
grep -q '^reached root$' "$work/second.out"
ok $? "second: says \"reached root\"" second
is "$(cat "$work/called" 2>/dev/null)" "" "no package manager, no compiler, no mke2fs was called"
is "$(state)" "$before" "nothing was made again"
plan
