#!/bin/sh
# SPDX-License-Identifier: MIT
# Lean modules against strip(1) of binutils, for four architectures: the same sections, loaded bytes, symbols and
# relocations? One module in 20, and all that the default profile has on amd64; FULL=1: every module.
top=$(realpath "$(dirname "$0")/../..")
. "$(dirname "$0")/../bad/common.sh"
lean=$top/build/tests/lean
[ -x "$lean" ] || { echo "Bail out! $lean is not built: make test builds it"; exit 1; }

# against NAME STRIP WORD...: strip's -m, and what scripts/fetch-kernel is told
against() {
	name=$1 strip=$2 option=
	shift 2
	[ "$1" != -m ] || { option=-m; shift; }
	modules=$("$top/scripts/fetch-kernel" "$@" | sed -n 's/^MODULES=//p')
	find "$modules/kernel" -name '*.ko' -o -name '*.ko.xz' | LC_ALL=C sort >all
	[ -s all ] || { echo "Bail out! no modules of $name"; exit 1; }
	if [ "${FULL:-}" ]; then cp all some; else awk 'NR % 20 == 1' all >some; fi
	"$lean" "$strip" $option <some >said 2>&1
	ok $? "$name: $(tail -n 1 said)"
	grep '^#' said | head -n 12
}

against arm64 aarch64-linux-gnu-strip -m -a arm64
against armhf arm-linux-gnueabihf-strip -m -a armhf
against riscv64 riscv64-linux-gnu-strip -a riscv64
against amd64 strip -a amd64
ln -s "$modules" kernel
image --lean --compress none
mkdir tree; (cd tree && cpio -idm --quiet <../image)
sed -n '1,/^$/d; s/^module	//p' tree/lib/coldprobe/manifest | cut -f 1,2 | sort >manifest
(cd tree/lib/modules/* && find . -name '*.ko' -printf '%f %s\n') | sed 's/\.ko / /' |
	awk '{ gsub("-", "_", $1); print $1 "\t" $2 }' | sort >files
cmp manifest files && [ "$(wc -l <files)" -gt 200 ]; ok $? "the manifest has the sizes of $(wc -l <files) lean modules"
(cd tree/lib/modules/* && find . -name '*.ko') | sed "s,^\.,$modules," >some
"$lean" strip <some >said 2>&1; ok $? "amd64, the default profile: $(tail -n 1 said)"
grep '^#' said | head -n 12

# What is in the image is what was compared; and it lacks what it should
(cd tree/lib/modules/* && find . -name '*.ko') | while read -r file; do
	strip --strip-unneeded -R .BTF -R .comment -R .note.gnu.property -R .note.GNU-stack -o module "$modules/$file"
	readelf -SW "tree/lib/modules/$(basename "$modules")/$file" | sed -n 's/^  \[ *[0-9]*\] //p' | awk '{ print $1, $2 }'
	readelf -SW module | sed -n 's/^  \[ *[0-9]*\] //p' | awk '{ print $1, $2 }' >&3
done >ours 3>theirs
cmp ours theirs && ! grep -q 'BTF\|comment' ours && grep -q '^\.modinfo' ours
ok $? "readelf finds the sections that strip leaves, in the image"
! find tree/lib/modules -name '*.ko' -exec grep -l 'Module signature appended' {} + | grep .; ok $? "no signature in it"
"$COLDPROBE" inspect image | grep -q ' unsigned ext4  *filesystem device,likely,lean '; ok $? "inspect says so"
grep -v ': missing firmware: ' stderr >warnings
echo "coldprobe: warning: --lean: $(wc -l <files) modules are no longer signed: the kernel is tainted (E), and refuses them under module.sig_enforce or lockdown" |
	cmp - warnings; ok $? "one line on standard error"
cp image first; image --lean --compress none; cmp image first; ok $? "the same when made again"

# What is there for the sake of signatures goes with them, though a boot used it; unless it is asked for
has() { "$COLDPROBE" inspect image | grep -q "signed  *$1  "; }
"$COLDPROBE" inspect image | grep -q ' unsigned sha256_ssse3  *-  *sequential,lean softdep of btrfs (sha256)$'
ok $? "no signature: sha256_ssse3 is there for btrfs alone"
traced=$top/tests/traces/usb.trace
image --only "$traced" && has sha256_ssse3; ok $? "a boot used it"
image --only "$traced" --lean && [ "$status" -eq 0 ] && ! has sha256_ssse3; ok $? "--lean: of no use any more"
image --only "$traced" --lean --module sha256_ssse3 && has sha256_ssse3; ok $? "--lean --module: asked for"
finish
