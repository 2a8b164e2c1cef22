# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the tests of the shipped binary as a black box: taken out of an image that build/coldprobe has made, run on
# directories. It only ever prints here: -n.
#
# In the scratch directory lie init, sbin/modprobe and sbin/coldprobe-load as in the image; probe, which is init by a
# name that is no role; aboard, the modules of the image; indexed, the kernel with depmod's files for the real modprobe.

umask 022
# shellcheck source=../bad/common.sh
. "$(dirname "$0")/../bad/common.sh"
chmod 755 "$dir" # for nobody
release=${MODULES##*/}
root= # the tree that device() adds to
mkdir out nowhere

bail()
{
	echo "Bail out! $*"
	exit 1
}

# evdev: for devices that are in a class and on no bus.
"$COLDPROBE" image --kernel "$MODULES" --profile default --module evdev --compress none --probe "$PROBE" \
	-o image >out/made 2>&1 || bail "coldprobe image: $(cat out/made)"
cpio -i -d --quiet init 'sbin/*' lib/coldprobe/manifest <image || bail "cpio cannot read the image"
cp init probe
sed '1,/^$/d' lib/coldprobe/manifest | awk -F '\t' '$1 == "module" { print $2 }' | sort >aboard
rm image
mkdir -p indexed/lib/modules
cp -rs "$MODULES" indexed/lib/modules/
/sbin/depmod -b indexed "$release" || bail "depmod failed"

# ---- running it

# run PROGRAM WORD...: in an empty directory; keeps $status, out/stdout and out/stderr. PROGRAM lies in the scratch
# directory.
run()
{
	run_as '' "$@"
}

# run_as 'WRAPPER WORDS' PROGRAM WORD...
run_as()
{
	wrapper=$1 program=$dir/$2
	shift 2
	status=0
	# shellcheck disable=SC2086 # words
	(cd nowhere && exec $wrapper "$program" "$@") >out/stdout 2>out/stderr || status=$?
}

# How to run it without privileges; empty when there is no way, or when that is how the tests run anyway.
nobody=
if [ "$(id -u)" = 0 ]; then
	nobody='setpriv --reuid 65534 --regid 65534 --clear-groups --'
	$nobody test -x "$dir/init" 2>/dev/null || nobody=
fi

# tell STATUS NAME: as ok; a failure shows what the last command printed.
tell()
{
	ok "$1" "$2"
	[ "$1" -eq 0 ] || {
		echo "# exit $status"
		sed 's/^/# stdout: /' out/stdout
		sed 's/^/# stderr: /' out/stderr
	}
}

skip()
{
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

# prints STATUS STDOUT STDERR: the last command's; STDERR is a pattern of grep for its only line, or empty.
prints()
{
	[ "$status" = "$1" ] && [ "$(tr '\n' ' ' <out/stdout)" = "${2:+$2 }" ] || return 1
	if [ "$3" ]; then
		[ "$(wc -l <out/stderr)" = 1 ] && grep -q -e "$3" out/stderr
	else
		[ ! -s out/stderr ]
	fi
}

# All that a run might change.
listing()
{
	find "$dir" /run/coldprobe \( -path "$dir/out" -o -path "$dir/indexed" \) -prune -o -path "$dir" -o \
		-printf '%p %y %m %u %s %T@ %C@ %l\n' 2>/dev/null | sort
}

# ---- what the real modprobe says

# insmods ALIAS: what is inserted for it, in order; but for a generic checksum beside the faster one, which here is only
# inserted when that fails, or by its own name
insmods()
{
	/sbin/modprobe -C /dev/null -d indexed -S "$release" --show-depends "$1" |
		sed -n 's,^insmod [^ ]*/\([^/ ]*\)\.ko.*,\1,p' | tr - _ |
		awk -v word="$1" '{ seen[$1] = 1 }
			word ~ /^crypto-/ { print; next }
			$1 == "crc32c_generic" && seen["crc32c_intel"] { next }
			$1 == "crct10dif_generic" && seen["crct10dif_pclmul"] { next }
			{ print }'
}

# matching ALIAS: which modules serve it, in kmod's order
matching()
{
	/sbin/modprobe -C /dev/null -d indexed -S "$release" -R "$1" | tr - _ | awk '!seen[$0]++'
}

# just MODULE...: the last run printed these and what they need, each once, and nothing else
just()
{
	for module in "$@"; do
		insmods "$module"
	done | sort -u >out/wanted
	sort out/stdout | diff out/wanted - >out/difference && return
	sed 's/^/# /' out/difference
	return 1
}

# ordered: the last run printed each module after all that modprobe would insert before it
ordered()
{
	while read -r module; do
		insmods "$module" | awk -v user="$module" '$1 == user { exit } { print $1, user }'
	done <out/stdout >out/needs
	awk 'NR == FNR { place[$1] = NR; next }
		!($1 in place) || place[$1] > place[$2] { print "# " $2 " comes before " $1; bad = 1 }
		END { exit bad }' out/stdout out/needs
}

# ---- machines

# device BUS PATH KEY=VALUE...: one more device of $root/sys; PATH is below /sys/devices, the rest its uevent file.
device()
{
	add_device "bus/$1/devices" ../../.. "$@"
}

# class_device CLASS PATH KEY=VALUE...: the same for one that is on no bus.
class_device()
{
	add_device "class/$1" ../.. "$@"
}

add_device()
{
	device_links=$root/sys/$1 device_up=$2 device_path=$4
	shift 4
	mkdir -p "$root/sys/devices/$device_path" "$device_links"
	printf '%s\n' "$@" >"$root/sys/devices/$device_path/uevent"
	ln -s "$device_up/devices/$device_path" "$device_links/${device_path##*/}"
}

# machine NAME: a new tree $root for the following devices: no device yet
machine()
{
	root=$dir/$1
	mkdir -p "$root/sys/bus/pci/devices" "$root/sys/bus/pci/drivers" "$root/sys/class" "$root/sys/devices"
}

# What a PC has besides: nothing of it leads to a disk.
bystanders()
{
	pci=pci0000:00
	device pci $pci/0000:00:00.0 PCI_CLASS=60000 PCI_ID=8086:29C0 PCI_SUBSYS_ID=1AF4:1100 \
		PCI_SLOT_NAME=0000:00:00.0 MODALIAS=pci:v00008086d000029C0sv00001AF4sd00001100bc06sc00i00
	device pci $pci/0000:00:01.0 PCI_CLASS=30000 PCI_ID=1234:1111 \
		MODALIAS=pci:v00001234d00001111sv00001AF4sd00001100bc03sc00i00
	device pci $pci/0000:00:1f.0 DRIVER=lpc_ich PCI_CLASS=60100 \
		MODALIAS=pci:v00008086d00002918sv00001AF4sd00001100bc06sc01i00
	device pci $pci/0000:00:1f.3 PCI_CLASS=C0500 MODALIAS=pci:v00008086d00002930sv00001AF4sd00001100bc0Csc05i00
	device pci $pci/0000:00:03.0 PCI_CLASS=20000 MODALIAS=pci:v00008086d000010D3sv00008086sd00000000bc02sc00i00
	device acpi LNXSYSTM:00/LNXPWRBN:00 MODALIAS=acpi:LNXPWRBN:
	device platform platform/pcspkr MODALIAS=platform:pcspkr
	device pnp pnp0/00:04 DRIVER=serial # that bus gives no modalias there
	class_device dmi virtual/dmi/id \
		'MODALIAS=dmi:bvnSeaBIOS:bvr1.16.2:bd04/01/2014:br0.0:svnQEMU:pnStandardPC:pvrpc-q35-7.2:cvnQEMU:ct1:cvrpc:sku:'
}

# A disk on virtio-blk in a slot of PCI
virtio_blk()
{
	device pci "pci0000:00/0000:00:$1.0" PCI_CLASS=10000 PCI_ID=1AF4:1001 \
		MODALIAS=pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00
	device virtio "pci0000:00/0000:00:$1.0/virtio0" MODALIAS=virtio:d00000002v00001AF4
}
