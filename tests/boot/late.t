#!/bin/sh
# SPDX-License-Identifier: MIT
# A root that comes late: a USB disk is plugged in, through QMP, 8 seconds after pid 1 was started. It is found by
# its event, at once: no scan and no interval lies between the disk and the mount.
. "$(dirname "$0")/lib.sh"

make_image default
make_disk root
mkdir "$work/empty"
truncate -s 1M "$work/blank.disk"

# plug NAME SECONDS JSON: what is said to QEMU's monitor, once it is there and so much time is over
plug()
{
	perl -MIO::Socket::UNIX -e '
		my ($path, $seconds, @commands) = @ARGV;
		my $socket;
		for (1 .. 100) {
			last if $socket = IO::Socket::UNIX->new(Peer => $path);
			select undef, undef, undef, 0.1;
		}
		die "no monitor at $path\n" unless $socket;
		$socket->autoflush(1);
		<$socket>;
		sleep $seconds;
		for (q({"execute": "qmp_capabilities"}), @commands) {
			print $socket "$_\n";
			while (my $answer = <$socket>) {
				die $answer if $answer =~ /"error"/;
				last if $answer =~ /"return"/;
			}
		}' "$@" || give_up "QEMU's monitor: $*"
}

late="-device qemu-xhci,id=usb -drive if=none,id=late,format=raw,snapshot=on,file=$work/root.disk"
boot usb virtio-blk default blank "root=UUID=$uuid rootwait" \
	--qemu "$late -qmp unix:$work/usb.sock,server=on,wait=off" &
tries=0
while [ $tries -lt 300 ] && ! grep -a -q 'Run /init as init process' "$work/usb.log" 2>/dev/null; do
	sleep 0.1
	tries=$((tries + 1))
done
plug "$work/usb.sock" 8 '{"execute": "device_add", "arguments": {"driver": "usb-storage", "drive": "late"}}'
wait

reached usb "a disk that is plugged in after 8 seconds"
says usb "coldprobe: still waiting for root=UUID=$uuid"
traced usb mount sda "ext4 ro"
# All that was done for the disk: from usb_storage's own scan (it waits a second before) to the mount.
between=$(trace usb | awk -F '\t' '
	$3 == "block" && $4 == "sda" { seen = $1 }
	$3 == "wait" { waited = $2; began = $1 }
	END { print (seen && began + waited - seen < waited / 20 ? "at once" : "late") }')
is "$between" "at once" "usb: root is there when its disk is, within a twentieth of the whole wait" usb
attached=$(tr -d '\r' <"$work/usb.log" | sed -n 's/^\[ *\([0-9.]*\)\] sd [0-9:]* \[sda\] Attached SCSI.*/\1/p')
seen=$(trace usb | awk -F '\t' '$3 == "block" && $4 == "sda" { print $1 / 1000000; exit }')
gap=$(echo "$attached $seen" | awk '{ print ($2 - $1 < 1 && $1 ? "none" : $2 - $1) }')
is "$gap" none "usb: the event brought it, not a scan (they are five seconds apart)" usb
plan
