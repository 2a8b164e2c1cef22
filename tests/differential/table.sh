# SPDX-License-Identifier: MIT
# table_modules: the records of the modules in the table of ./image, read by od and awk after the letter of
# probe/table.h: one line a module, in the table's order, of six fields separated by tabs: its path, flags (a
# number), options, what is inserted before it, what after it (paths' names with blanks between them), and `only`
# when it is the filesystem that the header expects. A fallback (TABLE_FALLBACK) is listed as any other, what is inserted only when
# there is nothing else to do (TABLE_SPARE) is not. A packed module is as one that is not.
# table_packed: the bytes of the dictionary, then of each packed module a line: its path, its place, its bytes.

# archive_file NAME: a file of ./image (any --compress)
archive_file() {
	{ zstd -qdc image 2>/dev/null || cat image; } | cpio -i --quiet --to-stdout "$1" 2>/dev/null
}

table_modules() {
	table_read 0
}

table_packed() {
	table_read 1
}

table_read() {
	archive_file init >table_init
	at=$(LC_ALL=C grep -abo CTBL table_init | tail -n 1 | cut -d : -f 1)
	tail -c +$((at + 1)) table_init | od -An -v -tu1 -w16 | LC_ALL=C awk -v packed="$1" '
		function number(at, size,    value, i) {
			for (i = size - 1; i >= 0; i--)
				value = value * 256 + byte[at + i]
			return value
		}
		function text(at,    string) {
			for (at += strings; byte[at]; at++)
				string = string sprintf("%c", byte[at])
			return string
		}
		function list(from, count, spares,    string, i, name, module) {
			for (i = from; i < from + count; i++) {
				module = number(numbers + 2 * i, 2)
				if (module >= 32768 && !spares)
					continue
				name = text(number(modules + 28 * (module % 32768), 4))
				string = string (string ? " " : "") name
			}
			return string
		}
		{ for (i = 1; i <= NF; i++) byte[size++] = $i }
		END {
			modules = number(16, 4); count = number(20, 4)
			numbers = number(24, 4); strings = number(60, 4)
			only = number(80, 2)
			if (packed)
				print number(84, 2) * 1024
			for (i = 0; i < count; i++) {
				m = modules + 28 * i
				flags = number(m + 14, 2)
				if (flags % 256 >= 128) {
					flags -= 128
					if (packed)
						print text(number(m + 8, 2)) text(number(m, 4)), number(m + 20, 4), number(m + 24, 4)
				}
				if (!packed) printf "%s%s\t%d\t%s\t%s\t%s\t%s\n", text(number(m + 8, 2)), text(number(m, 4)),
					flags, text(number(m + 16, 4)),
					list(number(m + 4, 4), number(m + 10, 2), 1),
					list(number(m + 4, 4) + number(m + 10, 2), number(m + 12, 2), 0),
					i == only ? "only" : ""
			}
		}'
}
