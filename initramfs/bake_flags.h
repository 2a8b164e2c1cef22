/* SPDX-License-Identifier: MIT */
/*
 * bake_flags: what the table says of each module in bits: TABLE_MODULE_* of probe/table.h
 */
#ifndef INITRAMFS_BAKE_FLAGS_H
#define INITRAMFS_BAKE_FLAGS_H

#include "../probe/table.h"
#include "select.h"

/* bake_flags: set the flags of all records, one a choice. */
void bake_flags(struct table_module *records, const struct selection *selection);

#endif
