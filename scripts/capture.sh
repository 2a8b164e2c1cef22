#!/bin/sh
# SPDX-License-Identifier: MIT
# capture.sh: this machine as a board file, with nothing but a POSIX shell and find, sort, sed, awk, cat, readlink, uname,
# tr and dmesg (busybox has them all). `coldprobe capture` does the same, and its output is equal byte for byte; what is
# kept and what is left out stands in initramfs/capture.h and coldprobe-capture(1).
# Exit: 0 done, 1 failed, 2 wrong usage; a file appears only when whole.
set -u
LC_ALL=C
export LC_ALL
unset CDPATH
nl='
'

usage()
{
	cat <<'END'
usage: capture.sh [OPTION...]
  -o FILE      into that file (default: standard output)
  --sys DIR    of a copy of another machine's /sys
  --proc DIR   and of its /proc
  --log FILE   and of its kernel log, as dmesg prints it
  --full       with network interfaces, and numbers that identify the machine
END
}

wrong()
{
	echo "capture.sh: $*; try capture.sh --help" >&2
	exit 2
}

die()
{
	echo "capture.sh: $*" >&2
	exit 1
}

warn()
{
	echo "capture.sh: warning: $*" >&2
}

output='' sys='' proc='' log='' full=''
while [ $# -gt 0 ]; do
	case $1 in
	-o | --sys | --proc | --log)
		[ $# -ge 2 ] || wrong "option $1 needs a value"
		case $1 in
		-o) output=$2 ;;
		--sys) sys=${2%/} ;;
		--proc) proc=${2%/} ;;
		--log) log=$2 ;;
		esac
		shift
		;;
	--full) full=1 ;;
	-h | --help)
		usage
		exit
		;;
	-*) wrong "unknown option $1" ;;
	*) wrong "$1: not an option" ;;
	esac
	shift
done
# A copy of one thing is not completed with what this machine says.
here=
if [ ! "$sys" ] && [ ! "$proc" ]; then
	here=1 proc=/proc
fi
sys=${sys:-/sys}
[ -d "$sys/devices" ] || die "$sys/devices: no such directory"
top=$(cd -P -- "$sys" && pwd -P) || die "$sys: cannot be entered"

# ---- files and links. Functions leave what they found in variables: a subshell each would take long on a slow board.

# real DIR: $path, where it really is, below sysfs; empty: not in sysfs
real()
{
	path=$(cd -P -- "$1" 2>/dev/null && pwd -P)
	case $path in
	"$top"/devices/*) path=${path#"$top"} ;;
	*) path= ;;
	esac
}

# name_of LINK: $name, the last component of where it leads; empty: no link
name_of()
{
	name=
	if [ -L "$1" ]; then
		name=$(readlink "$1")
		name=${name##*/}
	fi
}

# line_of FILE: $line, its first line without blanks at the ends
line_of()
{
	line=
	[ ! -r "$1" ] || line=$(tr -d '\000' <"$1" 2>/dev/null | sed 's/^[[:blank:]]*//; s/[[:space:]]*$//; q')
}

unread=0 unread_first=
cannot_read()
{
	[ -e "$1" ] || return
	unread=$((unread + 1))
	unread_first=${unread_first:-$1}
}

# say KEY VALUE
say()
{
	[ ! "$2" ] || printf '%s: %s\n' "$1" "$2"
}

# say_all KEY LINES
say_all()
{
	[ "$2" ] || return
	while IFS= read -r value; do
		printf '%s: %s\n' "$1" "$value"
	done <<END
$2
END
}

# ---- the block device that carries /: as initramfs/rootdev.c

# mount_of PATH: of the mount that it is on, $m_number, $m_type, $m_source and $m_options; fails if there is none
mount_of()
{
	m_point=
	while read -r _ _ number _ point rest; do
		case $point in
		/) ;;
		*)
			case $1/ in
			"$point"/*) ;;
			*) continue ;;
			esac
			;;
		esac
		[ ${#point} -ge ${#m_point} ] || continue
		m_point=$point m_number=$number
		rest=${rest#* - }
		m_type=${rest%% *}
		rest=${rest#* }
		m_source=${rest%% *}
		m_options=${rest#* }
	done <"$proc/self/mountinfo"
	[ "$m_point" ]
}

# lowest_of OPTIONS: $lower, the last lowerdir
lowest_of()
{
	lower=
	set -f
	IFS=,
	for option in $1; do
		case $option in
		lowerdir=* | lowerdir+=*) lower=${option#*=} ;;
		esac
	done
	unset IFS
	set +f
	lower=${lower##*:}
}

# device_by_source NAME: $path
device_by_source()
{
	path=
	case $1 in
	/dev/?*) ;;
	*) return ;;
	esac
	name=${1#/dev/}
	while :; do
		case $name in
		*/*) name=${name%%/*}!${name#*/} ;;
		*) break ;;
		esac
	done
	real "$sys/class/block/$name"
	[ ! "$path" ] || return
	case $1 in
	/dev/mapper/*)
		for mapping in "$sys"/class/block/dm-*; do
			line_of "$mapping/dm/name"
			if [ "$line" = "${1#/dev/mapper/}" ]; then
				real "$mapping"
				break
			fi
		done
		;;
	esac
	if [ ! "$path" ] && [ "$here" ]; then
		name=$(readlink -f "$1")
		case $name in
		/dev/*/*) ;;
		/dev/?*) real "$sys/class/block/${name#/dev/}" ;;
		esac
	fi
}

root='' root_type='' root_problem='' members=
find_root()
{
	below=/ depth=0
	root_problem="nothing is mounted on /"
	while [ "$below" ] && [ $depth -lt 8 ]; do
		lower=
		if [ -r "$proc/self/mountinfo" ] && mount_of "$below"; then
			root_type=$m_type
			real "$sys/dev/block/$m_number"
			[ "$path" ] || device_by_source "$m_source"
			root=$path
			root_problem=
			if [ ! "$root" ]; then
				root_problem="it is on no block device"
				lowest_of "$m_options"
			fi
		fi
		below=$lower
		depth=$((depth + 1))
	done
	[ ! "$below" ] || root_problem="what its overlays are on cannot be seen"
	if [ "$root" ] && [ "$root_type" = btrfs ]; then
		for own in "$sys"/fs/btrfs/*/devices/"${root##*/}"; do
			[ -e "$own" ] || continue
			for disk in "${own%/*}"/*; do
				real "$disk"
				[ ! "$path" ] || [ "$path" = "$root" ] || members=$members$path$nl
			done
		done
	fi
}

# ---- a device: $dir is its directory, $device its path

# add_slave: $path, unless it is there
add_slave()
{
	case $nl$slaves in
	*"$nl$path$nl"*) ;;
	*) [ ! "$path" ] || slaves=$slaves$path$nl ;;
	esac
}

find_slaves()
{
	slaves=
	for slave in "$dir"/slaves/*; do
		[ ! -e "$slave" ] || real "$slave"
		[ ! -e "$slave" ] || add_slave
	done
	case $device in
	*/nvme-subsystem/*)
		for slave in "$dir"/../nvme*; do
			[ -L "$slave" ] || continue
			real "$slave"
			add_slave
		done
		;;
	esac
}

# What a loop device's file is on, and the other devices of the root's btrfs
add_below()
{
	case $device in
	/devices/virtual/block/loop*)
		file=
		[ ! -r "$dir/loop/backing_file" ] || IFS= read -r file <"$dir/loop/backing_file"
		case $file in
		/*)
			if [ "$proc" ] && [ -r "$proc/self/mountinfo" ] && mount_of "$file"; then
				real "$sys/dev/block/$m_number"
				[ "$path" = "$device" ] || add_slave
			fi
			;;
		esac
		;;
	esac
	[ "$device" = "$root" ] || return
	while IFS= read -r path; do
		add_slave
	done <<END
${members%"$nl"}
END
}

add_modalias()
{
	case $nl$modaliases in
	*"$nl$1$nl"*) ;;
	*) [ ! "$1" ] || modaliases=$modaliases$1$nl ;;
	esac
}

read_files()
{
	modaliases='' driver='' devname='' node='' is_device=
	if [ -e "$dir/modalias" ]; then
		while read -r line || [ "$line" ]; do
			add_modalias "$line"
		done <"$dir/modalias" && is_device=1 || cannot_read "$dir/modalias"
	fi 2>/dev/null
	if [ -e "$dir/uevent" ]; then
		while read -r line || [ "$line" ]; do
			case $line in
			MODALIAS=?*) add_modalias "${line#*=}" ;;
			DRIVER=?*) driver=${driver:-${line#*=}} ;;
			DEVNAME=?*) devname=${devname:-${line#*=}} ;;
			OF_FULLNAME=/*) node=${node:-${line#*=}} ;;
			esac
		done <"$dir/uevent" && is_device=1 || cannot_read "$dir/uevent"
	fi 2>/dev/null
	[ "$is_device" ]
}

read_links()
{
	name_of "$dir/subsystem"
	subsystem=$name
	name_of "$dir/driver"
	driver=${name:-$driver}
	module=
	if [ "$driver" ]; then
		name_of "$dir/driver/module"
		module=$name
	fi
	if [ -L "$dir/of_node" ]; then
		name=$(readlink "$dir/of_node")
		case $name in
		*/devicetree/base | */devicetree/base/*)
			node=${name#*/devicetree/base}
			node=${node:-/}
			;;
		esac
	fi
	suppliers=
	for link in "$dir"/supplier:*; do
		[ ! -e "$link/supplier" ] || real "$link/supplier"
		[ ! -e "$link/supplier" ] || suppliers=$suppliers${path:+$path$nl}
	done
	waiting=
	[ ! -r "$dir/waiting_for_supplier" ] || read -r waiting <"$dir/waiting_for_supplier"
	case $waiting in
	1*) waiting=1 ;;
	*) waiting= ;;
	esac
	slaves=
	[ "$subsystem" != block ] || find_slaves
}

exists()
{
	[ -e "$1" ] || [ -L "$1" ]
}

is_kept()
{
	[ ! "$modaliases$driver$suppliers$node$waiting$slaves" ] || return 0
	case $subsystem$full in
	nvme | nvme1 | net1) return 0 ;;
	block*)
		case $device in
		/devices/virtual/*) exists "$dir"/holders/* && return 0 ;;
		*) return 0 ;;
		esac
		;;
	esac
	case $nl$root$nl$members in
	*"$nl$device$nl"*) return 0 ;;
	esac
	for link in "$dir"/consumer:*; do
		exists "$link" && return 0
	done
	return 1
}

# kept: the devices so far. What carries one has come before it, since the paths are sorted.
find_parent()
{
	parent=$device
	while [ "$parent" ]; do
		parent=${parent%/*}
		case $kept in
		*"$nl$parent$nl"*) break ;;
		esac
	done
}

say_device()
{
	find_parent
	kept=$kept$device$nl
	add_below
	printf '\npath: %s\n' "$device"
	say subsystem "$subsystem"
	say_all modalias "${modaliases%"$nl"}"
	say driver "$driver"
	say module "$module"
	say parent "$parent"
	say of-node "$node"
	say devname "$devname"
	say_all slave "${slaves%"$nl"}"
	say_all supplier "${suppliers%"$nl"}"
	say waiting-for-supplier "$waiting"
}

# ---- the machine as a whole

arch_of()
{
	case $1 in
	x86_64) arch=amd64 ;;
	aarch64) arch=arm64 ;;
	armv6l) arch=armel ;;
	armv7l | armv8l) arch=armhf ;;
	i[3456]86) arch=i386 ;;
	ppc64le) arch=ppc64el ;;
	loongarch64) arch=loong64 ;;
	*) arch=$1 ;;
	esac
}

say_machine()
{
	arch='' release=
	if [ "$here" ]; then
		arch_of "$(uname -m)"
		release=$(uname -r)
	elif [ "$proc" ]; then
		line_of "$proc/sys/kernel/arch"
		arch_of "$line"
		line_of "$proc/sys/kernel/osrelease"
		release=$line
	fi
	line_of "$sys/firmware/devicetree/base/model"
	model=$line
	if [ ! "$model" ]; then
		line_of "$sys/devices/virtual/dmi/id/sys_vendor"
		model=$line
		line_of "$sys/devices/virtual/dmi/id/product_name"
		model=$model${model:+${line:+ }}$line
	fi
	[ ! "$proc" ] || find_root
	say arch "$arch"
	say kernel "$release"
	say model "$model"
	say source sysfs
	say root "$root"
	say root-type "$root_type"
}

read_log()
{
	if [ "$log" ]; then
		cat "$log"
	elif [ "$here" ]; then
		dmesg
	fi 2>/dev/null
}

say_loaded()
{
	if [ "$proc" ] && [ -r "$proc/modules" ]; then
		say_all loaded "$(sed 's/ .*//; /^$/d' "$proc/modules" | sort -u)"
	fi
	text=$(read_log) || warn "${log:-dmesg}: could not be read; which firmware was loaded is not known"
	say_all firmware "$(printf '%s\n' "$text" | sed -n '
		s/.*direct-loading \(firmware \)*\([^[:space:],][^[:space:],]*\).*/\2/p
		t
		s/.*Loaded FW: \([^[:space:],][^[:space:],]*\).*/\1/p' | sort -u)"
}

say_aliases()
{
	for alias in "$sys"/firmware/devicetree/base/aliases/*; do
		line_of "$alias"
		case $line in
		/*) say alias "${alias##*/} $line" ;;
		esac
	done
}

say_devices()
{
	kept=$nl
	while IFS= read -r dir; do
		device=${dir#"$sys"}
		case $device in
		*/net/*) [ "$full" ] || continue ;;
		esac
		read_files || continue
		read_links
		is_kept && say_device
	done <<END
$(find "$sys/devices" \( -name uevent -o -name modalias \) 2>/dev/null | sed 's,/[^/]*$,,' | sort -u)
END
}

capture()
{
	say_machine
	say_loaded
	say_aliases
	say_devices
	[ $unread = 0 ] || warn "$unread of the files could not be read; the first: $unread_first"
	[ ! "$proc" ] || [ "$root" ] || warn "which block device carries / is not known: $root_problem"
}

# As initramfs/redact.c. No intervals in the expressions: not every awk knows them.
redact()
{
	awk '
	BEGIN {
		h = "[0-9a-fA-F]"
		h2 = h h; h4 = h2 h2; h8 = h4 h4; h12 = h8 h4
		uuid = h8 "-" h4 "-" h4 "-" h4 "-" h12
		mac = h2 ":" h2 ":" h2 ":" h2 ":" h2 ":" h2
		wwn = "0x" h8 h8
		name = "[a-z][a-z]x" h12
		serial = "/" h2 "-" h12
		shape = uuid "|" mac "|" wwn "|" name "|" serial
	}
	# Of the digits from the right, as many as make up the number, become zeros that end in n.
	function mask(text, n,    i, left, done, c)
	{
		left = text ~ ("^" uuid "$") ? 32 : text ~ ("^" wwn "$") ? 16 : 12
		done = ""
		for (i = length(text); i > 0; i--) {
			c = substr(text, i, 1)
			if (left > 0 && c ~ h) {
				c = substr("0123456789abcdef", n % 16 + 1, 1)
				n = int(n / 16)
				left--
			}
			done = c done
		}
		return done
	}
	/^(root|path|parent|devname|slave|supplier): / {
		rest = $0
		line = ""
		while (match(rest, shape)) {
			found = substr(rest, RSTART, RLENGTH)
			if (!(found in seen))
				seen[found] = ++count
			line = line substr(rest, 1, RSTART - 1) mask(found, seen[found])
			rest = substr(rest, RSTART + RLENGTH)
		}
		$0 = line rest
	}
	{ print }'
}

make_board()
{
	if [ "$full" ]; then
		capture
	else
		capture | redact
	fi
}

if [ ! "$output" ]; then
	make_board
	exit
fi
trap 'rm -f "$output.$$"' EXIT
trap 'exit 1' HUP INT TERM
make_board >"$output.$$" && mv -f "$output.$$" "$output" || die "$output: cannot be written"
