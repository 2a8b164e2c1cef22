/* SPDX-License-Identifier: MIT */
/*
 * root: root= -> a device that exists
 *
 * Forms, those of the kernel (block/early-lookup.c, its early_lookup_bdev) and of other initramfs systems:
 *
 *     /dev/NAME                     NAME as the kernel has it: vda1, mmcblk0p2, mapper/x where somebody makes it
 *     MAJOR:MINOR                   decimal
 *     HEX                           the same in one number, as rdev(8) wrote it: 801 is 8:1, fe00 is 254:0
 *     UUID= LABEL=                  of the filesystem
 *     PARTUUID= PARTLABEL=          of the partition; PARTUUID=U/PARTNROFF=N: N partitions behind that one
 *     /dev/disk/by-{uuid,label,partuuid,partlabel}/...
 *
 * resume= and coldprobe.overlay= take the same. UUIDs are compared without regard to case, labels byte for byte.
 */
#ifndef PROBE_ROOT_H
#define PROBE_ROOT_H

#include "block.h"

enum root_kind { ROOT_UUID, ROOT_LABEL, ROOT_PARTUUID, ROOT_PARTLABEL, ROOT_NAME, ROOT_NUMBER };

struct root_spec {
	enum root_kind kind;
	const char *value; /* points into what was parsed: the name, the label, the UUID */
	int offset;	   /* PARTNROFF= */
	unsigned major, minor;
};

/* root_parse: (pure) returns 0; -EINVAL when the form is unknown, or nothing stands where something must. */
int root_parse(struct root_spec *spec, const char *root);

/* root_matches: is this block device the one? Reads no more of it than the answer takes. */
int root_matches(const struct root_spec *spec, struct block *block);

#endif
