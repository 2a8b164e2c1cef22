#!/bin/sh
# SPDX-License-Identifier: MIT
# Board files: each that is none with its line and the reason; every key, written as it was read; diff and merge.
. "$(dirname "$0")/common.sh"

# bad NAME LINE MESSAGE TEXT: as printf prints it
bad() {
	printf "$4" >bad.board
	"$COLDPROBE" board show bad.board >stdout 2>stderr
	status=$?
	refused "$1" "coldprobe: bad.board${2:+:$2}: $3"
}

colon='not "key: value"'
path="no path, which begins with a '/'"
begins="belongs to a device, whose paragraph begins with path:"
bad "no colon" 1 "arch amd64: $colon" 'arch amd64\n'
bad "a colon alone" 2 ": not a key (lower-case letters, digits, '-')" 'arch: x\n: y\n'
bad "capitals" 1 "Arch: not a key (lower-case letters, digits, '-')" 'Arch: x\n'
bad "a blank before a key" 1 " arch: not a key (lower-case letters, digits, '-')" ' arch: x\n'
bad "a NUL byte" '' 'holds a NUL byte: not a board file' 'arch: x\n\0\n'
bad "a binary" '' 'holds a NUL byte: not a board file' '\320\r\376\355\0\0\0\0'
bad "bytes without a line end" 1 "\\xff\\xfe: $colon" '\\xff\\xfe'
for key in subsystem driver modalias parent of-node supplier devname slave waiting-for-supplier; do
	bad "$key in a header" 2 "$key: $begins" "arch: x\n$key: /x\n"
	bad "$key without a value" 2 "$key: no value" "path: /a\n$key:  \n"
done
bad "module without a value" 2 "module: no value" 'path: /a\nmodule:\n'
bad "no path" 1 "path: no value" 'path:\n'
bad "a path below nothing" 1 "devices/a: a device's path begins with a '/'" 'path: devices/a\n'
bad "path in a header" 2 "path: $begins" 'arch: x\npath: /a\n'
bad "two paths" 2 "path: a second one in a paragraph" 'path: /a\npath: /b\n'
bad "two devices" 4 "/a: a second device of this path" 'path: /a\n\n\npath: /a\n'
for key in subsystem driver module devname; do
	bad "$key twice" 3 "$key: a second one" "path: /a\n$key: x\n$key: x\n"
done
for key in parent of-node; do
	bad "$key twice" 3 "$key: a second one" "path: /a\n$key: /x\n$key: /x\n"
done
bad "waiting-for-supplier twice" 3 "waiting-for-supplier: a second one" \
	'path: /a\nwaiting-for-supplier: 1\nwaiting-for-supplier: 1\n'
bad "waiting-for-supplier: 0" 2 "waiting-for-supplier: is 1, or is not said" 'path: /a\nwaiting-for-supplier: 0\n'
for key in parent of-node slave; do
	bad "$key is no path" 2 "$key: $path" "path: /a\n$key: x\n"
done
bad "root is no path" 1 "root: $path" 'root: sda1\n'
bad "root is empty" 1 "root: $path" 'root:\n'
bad "a supplier that is no path" 2 "clocks: not \"PATH\" or \"PROPERTY PATH\"; a path begins with a '/'" \
	'path: /a\nsupplier: clocks\n'
bad "a supplier with a relative path" 2 "clocks soc/x: not \"PATH\" or \"PROPERTY PATH\"; a path begins with a '/'" \
	'path: /a\nsupplier: clocks soc/x\n'
bad "an alias without a path" 1 "mmc0: not \"NAME PATH\"; a path begins with a '/'" 'alias: mmc0\n'
bad "two aliases of a name" 2 "mmc0 /b: a second alias of this name" 'alias: mmc0 /a\nalias: mmc0 /b\n'
bad "an include of itself" 1 "include: more than 8 deep; does it include itself?" 'include: bad.board\n'
printf 'path: /a\n\narch x\n' >inner.board
printf 'kernel: 1\n\ninclude: inner.board\n' >outer.board
"$COLDPROBE" board show outer.board >stdout 2>stderr
status=$?
refused "in an included file" "coldprobe: inner.board:3: arch x: $colon"
printf 'include: absent.board\n' >outer.board
"$COLDPROBE" board show outer.board >stdout 2>stderr
status=$?
refused "an included file that is absent" "coldprobe: absent.board: No such file or directory"
"$COLDPROBE" board show . >stdout 2>stderr
status=$?
refused "a directory" "coldprobe: .: Is a directory"

# usage NAME MESSAGE ARGUMENT...
usage() {
	name=$1 message=$2
	shift 2
	"$COLDPROBE" "$@" >stdout 2>stderr
	status=$?
	refused_with 2 "$name" "coldprobe: $1: $message; try coldprobe $1 --help"
}
usage "no verb" "show, diff or merge is missing" board
usage "another verb" "join: not show, diff or merge" board join a b
usage "show two" "show takes one FILE" board show a b
usage "diff one" "diff takes two files, A and B" board diff a
usage "merge one" "merge takes two files or more" board merge a
usage "merge as JSON" "--json is for diff" board merge --json a b
usage "diff into a file" "-o is for show and merge" board diff -o c a b
usage "board: an unknown option" "unknown option --x" board --x
usage "capture: a word" "x: not an option" capture x
usage "capture: an unknown option" "unknown option -x" capture -x
usage "capture: no value" "option --sys needs a value" capture --sys
"$COLDPROBE" capture --sys absent -o image >stdout 2>stderr
status=$?
refused "capture: no sysfs" "coldprobe: absent/devices: No such file or directory"
"$COLDPROBE" capture -o absent/image >stdout 2>stderr
status=$?
[ "$status" -eq 1 ] && grep -q '^coldprobe: absent/image: ' stderr
ok $? "capture: into no directory"

# ---- every key

cat >every.board <<'END'
arch: riscv64
kernel: 6.12.1
model: A box, with: colons # and more
source: sysfs
root: /devices/b
root-type: ext4
loaded: one
loaded: two
firmware: x/y.bin
alias: mmc0 /soc/a
alias: serial0 /soc/serial

path: /devices/a
subsystem: platform
modalias: of:NaT(null)Cx
modalias: platform:a
driver: a-driver
module: a_module
parent: /devices
of-node: /soc/a
devname: a
slave: /devices/c
slave: /devices/d with a blank
supplier: vqmmc-supply /devices/b
supplier: /devices/b
supplier: clocks /devices/b
waiting-for-supplier: 1

path: /devices/b
END
# as people write it: comments, another order, blanks, keys of others, CR LF, an event in place of keys
printf '# comment\r\n' >loose.board
sed 's/$/  \r/; s/^\r$//; s/^modalias: of:/uevent: MODALIAS=of:/; s/^devname: /uevent: DEVNAME=/; s/^of-node: /uevent: OF_FULLNAME=/
	s/^path: .*/&\nsome-key: x/; s/^supplier: clocks /&  /' every.board >>loose.board
printf '\n\n# end\npath: /devices/c\n#\nmodalias: x' >>loose.board
for name in every loose; do
	"$COLDPROBE" board show $name.board >once 2>stderr && "$COLDPROBE" board show once -o twice 2>>stderr
	[ $? -eq 0 ] && cmp -s once twice && [ ! -s stderr ]
	ok $? "$name: what is written is written again the same"
done
"$COLDPROBE" board show every.board | cmp -s - every.board
ok $? "every key is written as it was read"
printf '\npath: /devices/c\nmodalias: x\n' | cat every.board - | cmp -s - once
ok $? "however it was written"
grep -qx 'path: /devices/b' once
ok $? "a device of which nothing is known"
printf 'include: every.board\n\npath: /devices/b\ndriver: anew\n' >outer.board
"$COLDPROBE" board show outer.board >once
sed '$d' every.board | cat - outer.board | sed '/^include/,/^$/d' | cmp -s - once
ok $? "an include is read in its place, and a device told anew"

# ---- diff

# differs NAME SED-SCRIPT: of every.board, and that is what diff prints (on standard input), exit 1
differs() {
	sed "$2" every.board >other.board
	cat >expected
	"$COLDPROBE" board diff every.board other.board >found 2>stderr
	[ $? -eq 1 ] && cmp -s expected found && [ ! -s stderr ]
	ok $? "diff: $1"
	diff expected found | sed 's/^/# /'
}
sed 's/^source: .*/source: other/; /^loaded/d' every.board >other.board
sed -i '4i loaded: two\nloaded: one' other.board
"$COLDPROBE" board diff every.board other.board >found 2>stderr && [ ! -s found ] && [ ! -s stderr ]
ok $? "diff: the same: exit 0, and not a word; source and order do not count"
differs "the machine" 's/^kernel: .*/kernel: 7/; /^root-type/d; s/two/three/' <<'END'
changed: the machine
	kernel: 6.12.1 -> 7
	root-type: ext4 -> none
	loaded: - two
	loaded: + three
END
differs "one more, one less" 's,^path: /devices/b,path: /devices/e\nmodalias: e:1\ndriver: e,' <<'END'
only in every.board: /devices/b
only in other.board: /devices/e
	modalias: e:1
	driver: e
END
differs "a device" 's/platform:a/platform:b/; s/a-driver/b-driver/; /^waiting/d; s/^supplier: clocks/supplier: resets/; s,^slave: /devices/c,slave: /x,' <<'END'
changed: /devices/a
	modalias: - platform:a
	modalias: + platform:b
	driver: a-driver -> b-driver
	slave: - /devices/c
	slave: + /x
	waiting-for-supplier: 1 -> none
	supplier: - clocks /devices/b
	supplier: + resets /devices/b
END
"$COLDPROBE" board diff --json every.board other.board >found
[ $? -eq 1 ] && perl -MJSON::PP -e 'local $/; my $d = decode_json(<STDIN>); my $c = $d->{changed};
	exit !(!$d->{same} && !@{$d->{only_a}} && !@{$d->{only_b}} && @$c == 1 && $c->[0]{path} eq "/devices/a" &&
	$c->[0]{driver}{b} eq "b-driver" && $c->[0]{modalias}{only_b}[0] eq "platform:b" &&
	!defined $c->[0]{"waiting-for-supplier"}{b})' <found
ok $? "diff: --json, read by perl"

# A tree and a machine: by node.
cat >tree.board <<'END'
model: Board
source: x.dtb

path: /soc/mmc
of-node: /soc/mmc
modalias: of:Nmmc
supplier: clocks /soc/clock

path: /soc/clock
of-node: /soc/clock
modalias: of:Nclock

path: /soc/off
of-node: /soc/off
modalias: of:Noff
END
cat >live.board <<'END'
arch: arm64
model: Board
source: sysfs

path: /devices/clock
of-node: /soc/clock
modalias: of:Nclock
driver: c

path: /devices/host
of-node: /soc/mmc

path: /devices/mmc
of-node: /soc/mmc
modalias: of:Nmmc
driver: m
supplier: /devices/clock

path: /devices/usb
modalias: usb:x
END
cat >expected <<'END'
only in tree.board: /soc/off
	modalias: of:Noff
END
"$COLDPROBE" board diff tree.board live.board >found
[ $? -eq 1 ] && cmp -s expected found
ok $? "diff: a tree and a machine, by node"
sed -i 's/Nmmc/Nsd/' live.board
"$COLDPROBE" board diff live.board tree.board >found
printf '%s\n' 'changed: /soc/mmc' '	modalias: - of:Nsd' '	modalias: + of:Nmmc' >>expected
sed -i 's/only in tree/only in tree/' expected
cmp -s expected found
ok $? "diff: and the other way round"

# ---- merge

sed 's/^model: .*/model: B/; s/a-driver/b-driver/; s/platform:a/platform:b/; /^root-type/d; s/two/three/' every.board >b.board
printf '\npath: /devices/0\n' >>b.board
sed 's/^model: .*/model: B/; s/a-driver/c-driver/' every.board >c.board
"$COLDPROBE" board merge every.board b.board c.board -o merged 2>stderr
ok $? "merge: done"
sed 's/^model: .*/& + B/; s/^source: .*/source: merge/; /^driver/d; s/^modalias: platform:a/&\nmodalias: platform:b/
	s/^loaded: two/&\nloaded: three/; s,^path: /devices/a,path: /devices/0\n\n&,' every.board >expected
cmp -s expected merged
ok $? "merge: every device once, with what all of them have"
diff expected merged | sed 's/^/# /'
echo 'coldprobe: warning: /devices/a: driver: a-driver and b-driver: left out' | cmp -s - stderr
ok $? "merge: what they tell differently is said, and left out"
sed 's/^arch: .*/arch: amd64/' every.board >other.board
"$COLDPROBE" board merge every.board other.board -o image >stdout 2>stderr
status=$?
refused "merge: two architectures" "coldprobe: other.board: of amd64, but every.board is of riscv64: no kernel serves both"

finish
