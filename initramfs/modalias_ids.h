/* SPDX-License-Identifier: MIT */
/*
 * modalias_ids: what the ids of ACPI and PnP devices stand for (pure)
 *
 * Those that the ACPI specification (6.5, section 5.6.7) and the PnP BIOS specification define, and
 * those that the kernel gives to what has none (include/acpi/acpi_drivers.h: LNX...). No database
 * of the system has them.
 */
#ifndef INITRAMFS_MODALIAS_IDS_H
#define INITRAMFS_MODALIAS_IDS_H

#include <stddef.h>

/* modalias_id: "power button" for "PNP0C0C", whatever its case; NULL: none that we know. */
const char *modalias_id(const char *id, size_t length);

#endif
