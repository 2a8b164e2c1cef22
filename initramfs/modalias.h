/* SPDX-License-Identifier: MIT */
/*
 * modalias: what the fields of a modalias mean (pure)
 *
 * A modalias is the name by which the kernel asks for a driver: the kind of device, a colon, and
 * what identifies the device on its bus. Each bus writes its own (the file named below), and
 * scripts/mod/file2alias.c writes the patterns that modules carry in the same form. N stands for
 * upper-case hexadecimal digits (how many in brackets), S for text.
 *
 *     pci       vN(8)dN(8)svN(8)sdN(8)bcN(2)scN(2)iN(2), the
 *               last in lower case                         drivers/pci/pci-sysfs.c
 *     usb       vN(4)pN(4)dN(4)dcN(2)dscN(2)dpN(2)icN(2)iscN(2)ipN(2)inN(2)
 *               (older kernels: no `in`)                   drivers/usb/core/sysfs.c
 *     hid       bN(4)gN(4)vN(8)pN(8)  (older: no `g`)      drivers/hid/hid-core.c
 *     input     bN(4)vN(4)pN(4)eN(4)-eLkLrLaLmLlLsLfLwL, L being "N," repeated
 *                                                          drivers/input/input.c
 *     acpi      S:S:... hardware id, then compatible ids   drivers/acpi/device_sysfs.c
 *     of        NSTSCSCS... node, type, compatibles        drivers/of/module.c
 *     dmi       bvnS:bvrS:...: see there                   drivers/firmware/dmi-id.c
 *     cpu       type:S,venN(4)famN(4)modN(4):feature:,N,N  drivers/base/cpu.c
 *     x86cpu    of older kernels: vendor:N(4):family:N(4):model:N(4):feature:,N,N
 *     mdio      32 binary digits: OUI, model, revision     drivers/net/phy/phy_device.c
 *     virtio    dN(8)vN(8)                                 drivers/virtio/virtio.c
 *     scsi      t-0xN(2)                                   drivers/scsi/scsi_sysfs.c
 *     sdio      cN(2)vN(4)dN(4)                            drivers/mmc/core/sdio_bus.c
 *     serio     tyN(2)prN(2)idN(2)exN(2)                   drivers/input/serio/serio.c
 *     ieee1394  venN(8)moN(8)spN(8)verN(8)                 drivers/firewire/core-device.c
 *     pcmcia    mN(4)cN(4)fN(2)fnN(2)pfnN(2)paN(8)..pdN(8) drivers/pcmcia/ds.c
 *     ssb, bcma                                            drivers/ssb/main.c, drivers/bcma/main.c
 *     hdaudio   vN(8)rN(8)aN(2)                            sound/hda/hdac_device.c
 *     typec     idN(4)mN(2)                                drivers/usb/typec/class.c
 *     vmbus     16 bytes of a GUID                         drivers/hv/vmbus_drv.c
 *     wmi, mei, ishtp, tee   GUIDs                         drivers/platform/x86/wmi.c, ...
 *     amba      dN(8)                                      drivers/amba/bus.c
 *     platform, i2c, spi, mmc, xen, mhi, auxiliary, rpmsg  one name
 *
 * and the rest of modalias_kinds.c. Codes that the kernel or a standard lists, and no database of
 * the system does, have their meaning there too: virtio devices, SCSI types, buses of input
 * devices, chassis.
 *
 * A pattern is decoded like a modalias: `*`, `?` and brackets may stand for digits.
 *
 * The text may be anything. What does not follow the form ends the decoding: the fields before it
 * are given, and the place and the reason. `of` is ambiguous by its nature, as T and C may be part
 * of a name: a `C` starts a compatible when a vendor's prefix follows ("fsl,"), or a lower-case letter
 * does and no capital precedes.
 */
#ifndef INITRAMFS_MODALIAS_H
#define INITRAMFS_MODALIAS_H

#include <stddef.h>

#define MODALIAS_MAX_FIELDS 96

struct modalias_field {
	const char *tag;     /* as in the modalias: "sv"; "" when the kind has none */
	const char *name;    /* "subsystem vendor" */
	const char *value;   /* points into the modalias; not NUL-terminated */
	size_t length;	     /* of value */
	const char *meaning; /* what the value stands for, if we know: "block device"; or NULL */
};

/* What was decoded; it points into the modalias, which must live as long. */
struct modalias {
	const char *kind;  /* "pci"; NULL: a kind that we do not know */
	const char *title; /* "PCI device"; with an unknown kind NULL */
	struct modalias_field fields[MODALIAS_MAX_FIELDS];
	size_t count;
	const char *stop; /* where the modalias is no longer what it claims to be; NULL: nowhere */
	char problem[80]; /* what is wrong there: "device: 6 hexadecimal digits, not 8" */
};

/* modalias_decode: returns 0; -1 when the kind is unknown, or there is no colon: no fields then. */
int modalias_decode(struct modalias *modalias, const char *text);

/* modalias_field: the field with that tag, or NULL. */
const struct modalias_field *modalias_field(const struct modalias *modalias, const char *tag);

#endif
