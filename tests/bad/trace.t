#!/bin/sh
# SPDX-License-Identifier: MIT
# Traces that are none, each with its line and the reason; then odd ones that are good.
. "$(dirname "$0")/common.sh"

# bad NAME LINE-OR-NOTHING REASON TEXT: as printf prints it
bad() {
	printf "$4" >bad.trace
	"$COLDPROBE" trace bad.trace >stdout 2>stderr
	status=$?
	refused "$1" "coldprobe: bad.trace${2:+:$2}: $3"
}

none='no line "# coldprobe trace 1": not a trace'
fields="not five fields separated by tabs"
time="is no number of microseconds up to 1000000000000000"
cut="the line does not end: the trace is cut off"
head='# coldprobe trace 1\n'
bad "empty" "" "$none" ''
bad "one line end" "" "$none" '\n'
bad "not a trace" "" "$none" 'root:x:0:0\n'
bad "an image" "" "$none" '\50\265\57\375\0\0\0\0'
bad "header in the middle of a line" "" "$none" ' # coldprobe trace 1\n'
bad "header cut off" "" "$none" '# coldprobe tra'
bad "header without a line end" 1 "$cut" '# coldprobe trace 1'
bad "another format" 1 "its format is not 1, the one that is known" '# coldprobe trace 2\n'
bad "no format" 1 "its format is not 1, the one that is known" '# coldprobe trace \n'
bad "a format with more behind it" 1 "its format is not 1, the one that is known" '# coldprobe trace 10\n'
bad "two formats" 3 "its format is not 1, the one that is known" "${head}1\t2\ta\tb\tc\n# coldprobe trace 3\n"
bad "an empty line" 2 "$fields" "$head\n"
bad "four fields" 2 "$fields" "${head}1\t2\tinsert\text4\n"
bad "blanks for tabs" 2 "$fields" "${head}1 2 insert ext4 ok\n"
bad "no time" 2 "the time $time" "$head\t2\tinsert\text4\tok\n"
bad "a negative time" 2 "the time $time" "${head}-1\t2\tinsert\text4\tok\n"
bad "a time with a fraction" 2 "the time $time" "${head}1.5\t2\tinsert\text4\tok\n"
bad "a time beyond the limit" 2 "the time $time" "${head}1000000000000001\t2\tinsert\text4\tok\n"
bad "a time beyond 64 bits" 2 "the time $time" "${head}18446744073709551617\t2\tinsert\text4\tok\n"
bad "no duration" 2 "the duration $time" "${head}1\t\tinsert\text4\tok\n"
bad "a duration in words" 2 "the duration $time" "${head}1\tlong\tinsert\text4\tok\n"
bad "no event" 2 "the event is empty" "${head}1\t2\t\text4\tok\n"
bad "no subject" 2 "the subject is empty" "${head}1\t2\tinsert\t\tok\n"
bad "a NUL byte" 3 "a NUL byte" "${head}1\t2\ta\tb\tc\n1\t2\tins\0ert\text4\tok\n"
bad "cut off" 3 "$cut" "${head}1\t2\ta\tb\tc\n1\t2\tinsert\text4\to"
bad "a console log" 1 "$fields" "[ 1.0] text\n${head}1\t2\tinsert\text4\tok\n"

"$COLDPROBE" trace absent >stdout 2>stderr
status=$?
refused "no such file" "coldprobe: absent: No such file or directory"
"$COLDPROBE" trace . >stdout 2>stderr
status=$?
refused "a directory" "coldprobe: .: Is a directory"

# usage NAME MESSAGE ARGUMENT...
usage() {
	name=$1 message=$2
	shift 2
	"$COLDPROBE" trace "$@" >stdout 2>stderr
	status=$?
	refused_with 2 "$name" "coldprobe: trace: $message; try coldprobe trace --help"
}
usage "no file" "FILE is missing"
usage "two files" "it takes one FILE" a b
usage "two forms" "--json and --svg exclude each other" --json --svg - a
usage "unknown option" "unknown option --frobnicate" --frobnicate a
usage "option without its value" "option --svg needs a value" --svg

printf "$head" >good.trace
"$COLDPROBE" trace --svg absent/image.svg good.trace >stdout 2>stderr
status=$?
refused "a picture nowhere" "coldprobe: absent/image.svg: No such file or directory"

# good NAME TABLE TEXT
good() {
	printf "$3" >good.trace
	printf "$2" >expected
	"$COLDPROBE" trace good.trace >stdout 2>stderr && cmp -s expected stdout && [ ! -s stderr ]
	ok $? "$1"
	diff expected stdout | sed 's/^/# /'
	cat stderr
}

good "nothing but a header" '0 devices matched, 0 modules took 0.0 ms\n' "$head"
good "lines in no order, the header among them, carriage returns, remarks" \
	'      1.0 ms  pid 1 starts
      2.0 ms  device    a/b  pci:v1
      3.0 ms  module    x                         (4.0 ms)  for b
      4.0 ms  module    y                        already there  (1.0 ms)  needed by x
      5.0 ms  module    z                        out of memory  (1.0 ms)  by its name
      6.0 ms  module    w                        left to itself  (3.0 ms)  follows x
      9.0 ms  hands over to /sbin/init
1 devices matched, 1 modules took 4.0 ms, up to 2 at once; pid 1 to the root: 8.0 ms\n' \
	"9000\t1\texec\t/sbin/init\t\n6000\t3000\tinsert\tw\tleft to itself\n$head#remark\n1000\t1\tstart\tinit\t\r
3000\t4000\tinsert\tx\tok\r\n2500\t0\twant\tx\tpci:v1\n2000\t0\tdevice\t/devices/a/b\tpci:v1
2600\t0\twant\ty\tneeded by x\n4000\t1000\tinsert\ty\talready there\n5900\t0\twant\tw\tfollows x
4900\t0\twant\tz\tz\n5000\t1000\tinsert\tz\tout of memory\n"
good "a device seen again by rescans; a module that never began; an event of the future" \
	'      1.0 ms  device    a/b  pci:v1  (seen 3 times)
      1.5 ms  not begun x                         for b
      4.0 ms  firmware  x.bin  loaded  (2.0 ms)
1 devices matched, 0 modules took 0.0 ms\n' \
	"${head}1000\t1\tdevice\t/devices/a/b\tpci:v1\n3000\t1\tdevice\t/devices/a/b\tpci:v1
2000\t1\tdevice\t/devices/a/b\tpci:v1\n1500\t0\twant\tx\tpci:v1\n4000\t2000\tfirmware\tx.bin\tloaded\n"
good "control characters" '      1.0 ms  disk      vda  ext4 LABEL=\\x1b[31m\\x09x
0 devices matched, 0 modules took 0.0 ms\n' "${head}1000\t1\tblock\tvda\text4 LABEL=\033[31m\tx\n"
finish
