/* SPDX-License-Identifier: MIT */
/*
 * table_image: where the baked table is
 *
 * In the probe it is a segment of its own at the end of the ELF file, which `coldprobe image`
 * replaces; an unbaked probe has an empty table there. Tests bring their own.
 */
#ifndef PROBE_TABLE_IMAGE_H
#define PROBE_TABLE_IMAGE_H

/* table_image: the blob. Its size stands in its header; alias_open checks the two against each
 * other. */
const void *table_image(void);

#endif
