/* SPDX-License-Identifier: MIT */
#include "modalias_ids.h"

#include <string.h>
#include <strings.h>

static const struct {
	const char *id;
	const char *text;
} ids[] = {
	{ "ACPI0003", "power adapter" },
	{ "ACPI0007", "processor" },
	{ "ACPI0008", "ambient light sensor" },
	{ "ACPI000E", "time and alarm device" },
	{ "ACPI0010", "processor container" },
	{ "ACPI0011", "generic buttons" },
	{ "ACPI0012", "NVDIMM root" },
	{ "ACPI0013", "generic event device" },
	{ "ACPI0016", "CXL host bridge" },
	{ "ACPI0017", "CXL root" },
	{ "ARMH0011", "PL011 serial port" },
	{ "LNRO0005", "virtio MMIO transport" },
	{ "LNXCPU", "processor" },
	{ "LNXPWRBN", "power button" },
	{ "LNXSLPBN", "sleep button" },
	{ "LNXSYBUS", "system bus" },
	{ "LNXSYSTM", "system" },
	{ "LNXTHERM", "thermal zone" },
	{ "LNXVIDEO", "graphics adapter" },
	{ "MSFT0101", "TPM 2.0" },
	{ "PNP0000", "interrupt controller" },
	{ "PNP0100", "timer" },
	{ "PNP0103", "high-precision event timer" },
	{ "PNP0200", "DMA controller" },
	{ "PNP0303", "PS/2 keyboard" },
	{ "PNP0400", "parallel port" },
	{ "PNP0401", "ECP parallel port" },
	{ "PNP0500", "serial port" },
	{ "PNP0501", "serial port (16550A)" },
	{ "PNP0700", "floppy disk controller" },
	{ "PNP0800", "speaker" },
	{ "PNP0A03", "PCI bus" },
	{ "PNP0A05", "container" },
	{ "PNP0A06", "container" },
	{ "PNP0A08", "PCI Express bus" },
	{ "PNP0B00", "real-time clock" },
	{ "PNP0C01", "system board" },
	{ "PNP0C02", "motherboard resources" },
	{ "PNP0C04", "math coprocessor" },
	{ "PNP0C09", "embedded controller" },
	{ "PNP0C0A", "battery" },
	{ "PNP0C0B", "fan" },
	{ "PNP0C0C", "power button" },
	{ "PNP0C0D", "lid" },
	{ "PNP0C0E", "sleep button" },
	{ "PNP0C0F", "PCI interrupt link" },
	{ "PNP0C14", "WMI mapper" },
	{ "PNP0C31", "TPM" },
	{ "PNP0C80", "memory device" },
	{ "PNP0F13", "PS/2 mouse" },
	{ "QEMU0002", "QEMU firmware configuration" },
	{ "VMGENCTR", "VM generation id" },
};

const char *modalias_id(const char *id, size_t length)
{
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if (strlen(ids[i].id) == length && strncasecmp(ids[i].id, id, length) == 0)
			return ids[i].text;
	return NULL;
}
