/* SPDX-License-Identifier: MIT */
/*
 * table: the format of what is baked into the probe
 *
 * One flat, position-independent blob in the target's byte order (little-endian on every target so
 * far). It lies in a segment of its own at the end of the probe's ELF file, read-only, and is the
 * only thing in which two images' probes differ. Nothing in it is a pointer.
 *
 *     header | modules | numbers | schemas | code | nodes | strings
 *
 * MODULES. A module's place in the array is its number, and its number is kmod's priority: an alias
 * that several modules serve is answered in ascending numbers, which is depmod's order
 * (modules.order). A module has a directory and a file name below /lib/modules/RELEASE; its name is
 * the file's up to the first ".", with `-` turned into `_`, and is not stored. A packed one has no file of its own: one file
 * beside the directories, "packed", has the dictionary first, and then each module as inflate.h takes it. What it needs is
 * already flattened at build time: `before` is the list of numbers to insert first, in load order,
 * `after` what follows it (softdep post). So the loader walks a list and never a graph. A number of `before` with
 * TABLE_FALLBACK is a generic implementation of a crypto algorithm, or what it alone needs: it goes in only if the last
 * one before it without that mark, a faster one for the same algorithm, has not. A number of `after` with TABLE_SPARE is
 * the driver of what is probably behind the device (sd_mod behind a SCSI host): while a root is looked for it goes in when
 * nothing else can, and then need not be waited for when the disk has come.
 *
 * ALIASES. What they look like decides the format. In Debian's kernel 6.1 there are 26,205 different
 * pairs of pattern and module (scripts/mod/file2alias.c in the kernel writes them):
 *
 *   - Three of four, 19,782, belong to buses that name a device by numbers of fixed width (pci, usb,
 *     hid, pcmcia, hdaudio, ...): a tag and so many upper-case hex digits, a tag and so many digits.
 *     A pattern gives some of these *fields* exactly and leaves the others to `*`:
 *
 *         pci:v00001AF4d00001001sv*sd*bc*sc*i*          vendor and device, anything else
 *         pci:v*d*sv*sd*bc01sc06i01*                    any AHCI controller
 *         usb:v0403p6001d*dc*dsc*dp*ic*isc*ip*in*       vendor and product
 *
 *     Written out, each costs 40 bytes. As numbers in a tree of sorted arrays, one level a field, 4.
 *   - The others are strings: names behind a bus (i2c:, spi:, platform:, of:N*T*C...), requests that
 *     the kernel makes by name (fs-ext4, crypto-crc32c), and patterns whose `*` stands anywhere
 *     (acpi*:PNP0C0F:*, dmi*:bvn*Vendor*:, cpu:type:*feature:*0089*). They share beginnings and ends:
 *     a trie whose equal subtrees are stored once.
 *
 * Both are one machine: CODE, a byte string that is run against the modalias. A printable byte
 * matches itself, so the shared beginnings are simply there as text; the codes below 0x20 branch,
 * accept, or leave the text to the fields. What neither form can say (brackets, escapes) is an
 * ordinary glob behind GLOB: whatever the specialised forms do not cover falls to one that is always
 * right.
 *
 *     text       matches itself
 *     QUOTE b    matches the byte b (below 0x20)
 *     ANY        matches any one byte
 *     STAR N     what follows may begin here or at any later place
 *     END        this way leads nowhere
 *     ACCEPT M   the pattern ends: module M serves the modalias if the text ends here too
 *     REST M     the pattern ended in `*`: M serves it
 *     GLOB T M   M serves it if the glob T matches the rest of the text
 *     BRANCH n   n bytes, ascending, then n references: go where the text's next byte says; when it
 *                is none of them, the way leads nowhere
 *     INDEX b n  the same for many neighbours: n references, for the bytes b, b + 1, ...; those that
 *                are TABLE_NOWHERE lead nowhere
 *     ALSO R     the code at R is tried from here too
 *     JUMP R     go on at R
 *     FIELDS s   look the rest of the text up in the nodes of schema s; go on here as well
 *
 * M is a module's number, N a star's, 2 bytes each. A reference R is 2 bytes: an offset into the
 * code in units of code_unit bytes. T is 2 bytes: an offset from header.tails in the string pool.
 * ACCEPT, REST, GLOB and FIELDS with TABLE_LAST end their way.
 *
 * A star is entered once a lookup, at its leftmost place: whatever matches behind a later place
 * matches behind the first one too. So the work is at most stars x length x depth, and no pattern is
 * exponential.
 *
 * SCHEMAS. A schema is how a bus writes its modaliases behind "BUS:": a template with the tags in
 * their places and '0' for each digit, and where each field begins and how wide it is. A text *fits*
 * when it is as long as the template, has the tags where the template has them, and nowhere else a
 * byte from 'G' on. Then its lower-case letters stand at tags only, and a pattern matches it exactly
 * if the fields that it gives are equal: no other alignment of tags is possible. A last field of two
 * digits is not held against that (`compared`): PCI's programming interface comes in lower case
 * (drivers/pci/pci-sysfs.c), and no tag with digits finds room in two bytes. A text that does not
 * fit is still answered rightly: if it matches the pattern of nothing but `*`, all patterns of the
 * nodes are written out and compared as globs.
 *
 * NODES. A node asks one field. A reference to a node is 2 bytes: below module_count it is no node but
 * the number of the one module that all this leads to; else module_count + the node's offset in
 * units of node_unit bytes.
 *
 *     byte 0     bits 0-3: the field's number, or NODE_LIST; bits 4-5: bytes a key, 1 << value;
 *                bit 6: NODE_WILD; bit 7: NODE_DICTIONARY
 *     count      1 byte; 0 means that 2 bytes with the count follow
 *     wild       with NODE_WILD, a reference: patterns that leave this field to `*`
 *     keys       count of them, ascending
 *     references count of them, 2 bytes each; with NODE_DICTIONARY, one byte d, then d references,
 *                then count bytes that choose one of them: most devices of a vendor share few drivers
 *
 * NODE_LIST ends a way at several modules: count numbers, no keys. Fields ascend on every way; one that no
 * pattern below gives has no node.
 *
 * All numbers of more than one byte may lie at any address.
 *
 * Measured on that kernel (make bench-table): code 57 KB, nodes 83 KB, 5.4 bytes an alias in all;
 * kmod's modules.alias.bin has 48. The whole table with the records and names of 4,023 modules is
 * 323 KB; that of the default profile 26 KB.
 *
 * Source of the matching rule: libkmod/libkmod-index.c (index_mm_searchwild_node) and shared/util.c
 * (alias_normalize) of kmod 30. A pattern is compared as bytes up to its first `*`, `?` or `[`, and
 * as by fnmatch(3) without flags from there on.
 */
#ifndef PROBE_TABLE_H
#define PROBE_TABLE_H

#include <stdint.h>

#define TABLE_MAGIC   0x4c425443u /* "CTBL" in little-endian bytes */
#define TABLE_VERSION 8u

/* Limits of the format; the baker keeps them, by refusing or by falling back on TABLE_GLOB. */
#define TABLE_MAX_MODULES 16384 /* refused */
#define TABLE_MAX_STARS	  1024	/* falls back */
#define TABLE_MAX_DEPTH	  32	/* stars and ALSOs on one way through the code: falls back */
#define TABLE_MAX_FIELDS  12	/* of a schema */
#define TABLE_MAX_PATTERN                                                                          \
	160 /* bytes of a pattern that nodes stand for, written out, with its NUL */

/* The table of what is not in the image: bytes that the probe reads of it (report.h); the baker keeps it. */
#define TABLE_MAX_TRIMMED (256u << 10)

/* The longest modalias that is looked up, with its NUL; kmod's own limit (PATH_MAX). */
#define TABLE_MAX_MODALIAS 4096

enum table_code {
	TABLE_END,
	TABLE_ACCEPT,
	TABLE_REST,
	TABLE_GLOB,
	TABLE_BRANCH,
	TABLE_ALSO,
	TABLE_JUMP,
	TABLE_FIELDS,
	TABLE_QUOTE,
	TABLE_INDEX,
	TABLE_ANY,
	TABLE_STAR,
	TABLE_CODES,
	TABLE_LAST =
		0x10, /* or-ed to ACCEPT, REST, GLOB, FIELDS: and there is no more on this way */
};

#define TABLE_NOWHERE 0xffffu /* no reference */

#define TABLE_NODE_FIELD      0x0fu
#define TABLE_NODE_LIST	      0x0fu
#define TABLE_NODE_KEY	      4 /* shift */
#define TABLE_NODE_WILD	      0x40u
#define TABLE_NODE_DICTIONARY 0x80u

/* Offsets are bytes from the start of the blob. */
struct table_header {
	uint32_t magic;
	uint32_t version;
	uint32_t size;	  /* of the whole blob, this header included */
	uint32_t release; /* string: the kernel release that the modules belong to; "" in an unbaked
			     probe */
	uint32_t modules; /* offset of struct table_module[module_count] */
	uint32_t module_count;
	uint32_t numbers; /* offset of uint16_t[number_count]: the lists of before and after */
	uint32_t number_count;
	uint32_t schemas; /* offset of struct table_schema[schema_count] */
	uint32_t schema_count;
	uint32_t code; /* offset of code_size bytes */
	uint32_t code_size;
	uint32_t entry; /* offset in the code: what is run at the start of every modalias */
	uint32_t nodes; /* offset of node_size bytes */
	uint32_t node_size;
	uint32_t strings; /* offset of string_size bytes, the last of them NUL */
	uint32_t string_size;
	uint32_t tails;	      /* string: the first of the globs */
	uint32_t alias_count; /* pairs of pattern and module; for people */
	uint16_t star_count;
	uint8_t code_unit; /* bytes */
	uint8_t node_unit; /* bytes */
	uint16_t
		filesystem; /* number of the module that a root probably needs: the only TABLE_MODULE_FILESYSTEM, or the
			       likely one; or TABLE_NOWHERE */
	uint16_t kinds;	 /* TABLE_KIND_*: what its patterns can match */
	uint16_t dictionary; /* KiB that packed modules refer to; 0: there is none */
	uint16_t spare;	     /* 0 */
};

/*
 * Kinds of modalias, by what they begin with: bit n of header.kinds stands for the n-th, and is set when there is a
 * pattern that a text of this beginning might match. A bus whose devices have modaliases of other kinds alone need not be
 * looked at.
 */
#define TABLE_KINDS                                                                                \
	"pci:", "usb:", "virtio:", "scsi:", "hid:", "acpi", "pnp:", "platform:", "of:", "i2c:",    \
		"cpu:", "serio:", "dmi", "input:"
#define TABLE_KIND_PCI	    0x1u
#define TABLE_KIND_USB	    0x2u
#define TABLE_KIND_VIRTIO   0x4u
#define TABLE_KIND_SCSI	    0x8u
#define TABLE_KIND_HID	    0x10u
#define TABLE_KIND_ACPI	    0x20u
#define TABLE_KIND_PNP	    0x40u
#define TABLE_KIND_PLATFORM 0x80u
#define TABLE_KIND_OF	    0x100u
#define TABLE_KIND_I2C	    0x200u
#define TABLE_KIND_CPU	    0x400u
#define TABLE_KIND_SERIO    0x800u
#define TABLE_KIND_DMI	    0x1000u
#define TABLE_KIND_INPUT    0x2000u
#define TABLE_KIND_ALL	    0x3fffu

/* String references are offsets into the string pool. */
struct table_module {
	uint32_t file;	    /* string: "virtio_blk.ko" */
	uint32_t before;    /* index into numbers: before_count of them, then after_count */
	uint16_t directory; /* string: "kernel/drivers/block/" (directories come first in the pool)
			     */
	uint16_t before_count;
	uint16_t after_count;
	uint16_t flags;	  /* TABLE_MODULE_* */
	uint32_t options; /* string: its parameters, from modprobe.d; "" when there are none */
	uint32_t packed; /* with TABLE_MODULE_PACKED: where it begins in the file of packed modules, */
	uint32_t packed_size; /* and its bytes there; else 0 */
};

#define TABLE_FALLBACK 0x8000u /* or-ed to a number of `before` */
#define TABLE_SPARE    0x8000u /* or-ed to a number of `after` */

#define TABLE_MODULE_NET	0x1u /* a network driver: for devices only when a network is asked for */
#define TABLE_MODULE_SHARED	0x20u /* of the network's profile, but not of it alone: a bus */
#define TABLE_MODULE_SEQUENTIAL 0x2u  /* inserted alone: nothing else goes in beside it */
#define TABLE_MODULE_COMPRESSED 0x4u  /* its file is stored as the kernel inflates it itself */
#define TABLE_MODULE_FILESYSTEM 0x8u  /* a filesystem that a root may have */
#define TABLE_MODULE_FIRMWARE	0x40u /* not all of the firmware that it names is in the image */
#define TABLE_MODULE_PACKED                                                                        \
	0x80u /* it is in the file of packed modules, compressed, for inflate.h to inflate */
#define TABLE_MODULE_URGENT                                                                        \
	0x100 /* goes in before others, and beside them: it waits long for its disk */
#define TABLE_MODULE_NO_DRIVER                                                                     \
	0x10u /* it probes nothing, so its insertion need not wait for probing */

struct table_field {
	uint8_t at;    /* where its digits begin, in the text behind "BUS:" */
	uint8_t width; /* digits: 2, 4 or 8 */
};

struct table_schema {
	uint32_t name;	   /* string: "pci:" */
	uint32_t template; /* string: "v00000000d00000000...", 7 bytes of NUL behind it */
	uint16_t root;	   /* reference to a node */
	uint8_t length;	   /* of the template */
	uint8_t field_count;
	uint8_t open_end; /* 1: its patterns end in `*` even behind a last field that they give */
	uint8_t compared; /* bytes of the template that a text is held against */
	uint8_t spare[2]; /* 0 */
	struct table_field fields[TABLE_MAX_FIELDS];
};

#endif
