#!/bin/sh
# SPDX-License-Identifier: MIT
# qemu/run and a kernel that stops before process 1: with several processors under TCG it is started once more, once, and
# said; nothing else is. QEMU is played by a script that says on the console what the calls are to say, one after the other.
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$(dirname "$0")/common.sh"

mkdir bin
cat >bin/qemu-system-x86_64 <<'END'
#!/bin/sh
for word; do
	case $word in
	file:*) console=${word#file:} ;;
	esac
done
calls=$(($(cat calls) + 1))
echo $calls >calls
sed -n "${calls}p" story | tr '|' '\n' >"$console"
exec sleep 30
END
chmod +x bin/qemu-system-x86_64
: >file

# story SMP STORY...: what each call says; the exit code is in $status, the calls in $calls
story() {
	smp=$1
	shift
	printf '%s\n' "$@" >story
	echo 0 >calls
	status=0
	PATH=$dir/bin:$PATH ACCEL=tcg "$top/qemu/run" --machine virtio-blk --kernel file --initrd file --disk file \
		--append '' --smp "$smp" --timeout 1 --grace 0 --log "$dir/log" >stdout 2>stderr || status=$?
	calls=$(cat calls)
}
stalled='Linux version 6.1|clocksource: Switched to clocksource hpet'
started="$stalled|Run /init as init process"
done="$started|coldprobe-root: done"

story 2 "$done"
[ "$status,$calls" = 0,1 ] && [ ! -s stderr ]; ok $? "a boot that does not stop"
story 2 "$stalled" "$done"
[ "$status,$calls" = 0,2 ] &&
	[ "$(cat stderr)" = "run: virtio-blk: the kernel stopped before process 1, as several processors of TCG's may: once more" ]
ok $? "stopped: once more, and said"
story 2 "$stalled" "$stalled" "$done"
[ "$status,$calls" = 1,2 ] && grep -q 'no "coldprobe-root: done" within 1 s' stderr; ok $? "stopped twice: an error"
story 1 "$stalled" "$done"
[ "$status,$calls" = 1,1 ] && ! grep -q 'once more' stderr; ok $? "one processor: an error at once"
story 2 "$started" "$done"
[ "$status,$calls" = 1,1 ] && ! grep -q 'once more' stderr; ok $? "process 1 stopped: an error at once"
story 2 "" "$done"
[ "$status,$calls" = 1,1 ] && ! grep -q 'once more' stderr; ok $? "a console without a word: an error at once"
story 2 "$stalled|Kernel panic - not syncing: VFS" "$done"
[ "$status,$calls" = 1,1 ] && grep -q 'Kernel panic - not syncing: VFS' stderr; ok $? "a panic: an error at once"
finish
