/* SPDX-License-Identifier: MIT */
#include "modalias_kinds.h"

#include <stddef.h>

/* ---- codes */

/* include/uapi/linux/virtio_ids.h */
static const struct modalias_word virtio_devices[] = {
	{ 1, "network card" },
	{ 2, "block device" },
	{ 3, "console" },
	{ 4, "entropy source" },
	{ 5, "memory balloon" },
	{ 6, "I/O memory" },
	{ 7, "remote processor messaging" },
	{ 8, "SCSI host" },
	{ 9, "9P transport" },
	{ 10, "wireless LAN" },
	{ 11, "remote processor serial link" },
	{ 16, "graphics adapter" },
	{ 17, "clock" },
	{ 18, "input device" },
	{ 19, "socket transport" },
	{ 20, "crypto device" },
	{ 22, "persistent storage" },
	{ 23, "IOMMU" },
	{ 24, "memory device" },
	{ 25, "sound card" },
	{ 26, "shared file system" },
	{ 27, "persistent memory" },
	{ 28, "replay-protected memory block" },
	{ 29, "simulated wireless LAN" },
	{ 30, "video encoder" },
	{ 31, "video decoder" },
	{ 32, "SCMI transport" },
	{ 34, "I2C adapter" },
	{ 35, "watchdog" },
	{ 36, "CAN controller" },
	{ 40, "Bluetooth controller" },
	{ 41, "GPIO controller" },
	{ 0, NULL },
};

/* include/scsi/scsi_proto.h */
static const struct modalias_word scsi_types[] = {
	{ 0x00, "disk" },
	{ 0x01, "tape" },
	{ 0x02, "printer" },
	{ 0x03, "processor" },
	{ 0x04, "write-once medium" },
	{ 0x05, "CD or DVD drive" },
	{ 0x06, "scanner" },
	{ 0x07, "optical memory" },
	{ 0x08, "medium changer" },
	{ 0x09, "communications device" },
	{ 0x0c, "RAID controller" },
	{ 0x0d, "enclosure" },
	{ 0x0e, "simplified disk" },
	{ 0x11, "object storage" },
	{ 0x14, "zoned disk" },
	{ 0x1e, "well-known logical unit" },
	{ 0, NULL },
};

/* include/uapi/linux/input.h */
static const struct modalias_word buses[] = {
	{ 0x01, "PCI" },     { 0x02, "ISA PnP" },  { 0x03, "USB" },   { 0x05, "Bluetooth" },
	{ 0x06, "virtual" }, { 0x10, "ISA" },	   { 0x11, "i8042" }, { 0x12, "XT keyboard" },
	{ 0x13, "RS232" },   { 0x14, "gameport" }, { 0x18, "I2C" },   { 0x19, "host" },
	{ 0x1c, "SPI" },     { 0x1d, "RMI" },	   { 0x1e, "CEC" },   { 0x1f, "Intel ISHTP" },
	{ 0x20, "AMD SFH" }, { 0, NULL },
};

/* include/linux/hid.h */
static const struct modalias_word hid_groups[] = {
	{ 0x0001, "generic" },
	{ 0x0002, "multitouch" },
	{ 0x0003, "sensor hub" },
	{ 0x0004, "multitouch, Windows 8" },
	{ 0x0100, "RMI" },
	{ 0x0101, "Wacom" },
	{ 0x0102, "Logitech DJ" },
	{ 0x0103, "Steam" },
	{ 0x0104, "Logitech 27 MHz" },
	{ 0x0105, "Vivaldi" },
	{ 0, NULL },
};

/* include/uapi/linux/serio.h */
static const struct modalias_word serio_types[] = {
	{ 0x00, "XT keyboard" },
	{ 0x01, "8042 (PS/2)" },
	{ 0x02, "RS232" },
	{ 0x03, "HIL" },
	{ 0x05, "PS/2 pass-through" },
	{ 0x06, "8042, translated" },
	{ 0, NULL },
};

/* arch/x86/include/asm/processor.h */
static const struct modalias_word cpu_vendors[] = {
	{ 0, "Intel" },	   { 1, "Cyrix" },     { 2, "AMD" }, { 3, "UMC" },
	{ 5, "Centaur" },  { 7, "Transmeta" }, { 8, "NSC" }, { 9, "Hygon" },
	{ 10, "Zhaoxin" }, { 11, "Vortex" },   { 0, NULL },
};

/* include/uapi/linux/ndctl.h */
static const struct modalias_word nvdimm_types[] = {
	{ 1, "DIMM" },
	{ 2, "region of persistent memory" },
	{ 3, "region of blocks" },
	{ 4, "namespace without label" },
	{ 5, "namespace of persistent memory" },
	{ 6, "namespace of blocks" },
	{ 7, "DAX over persistent memory" },
	{ 0, NULL },
};

/* PC Card Standard, metaformat, CISTPL_FUNCID */
static const struct modalias_word pcmcia_functions[] = {
	{ 0, "several" },	{ 1, "memory" },    { 2, "serial port" },
	{ 3, "parallel port" }, { 4, "disk" },	    { 5, "video" },
	{ 6, "network" },	{ 8, "SCSI host" }, { 0, NULL },
};

/* IEEE 1394's unit directories name who specifies the unit, by OUI. */
static const struct modalias_word firewire_specifiers[] = {
	{ 0x00005e, "IANA" },
	{ 0x00609e, "INCITS T10 (SBP)" },
	{ 0x00a02d, "1394 Trade Association" },
	{ 0, NULL },
};

/* SMBIOS specification, 7.4.1 */
static const struct modalias_word chassis[] = {
	{ 1, "other" },
	{ 2, "unknown" },
	{ 3, "desktop" },
	{ 4, "low-profile desktop" },
	{ 5, "pizza box" },
	{ 6, "mini tower" },
	{ 7, "tower" },
	{ 8, "portable" },
	{ 9, "laptop" },
	{ 10, "notebook" },
	{ 11, "hand-held" },
	{ 12, "docking station" },
	{ 13, "all-in-one" },
	{ 14, "sub-notebook" },
	{ 15, "space-saving" },
	{ 16, "lunch box" },
	{ 17, "main server chassis" },
	{ 22, "RAID chassis" },
	{ 23, "rack-mounted" },
	{ 24, "sealed PC" },
	{ 28, "blade" },
	{ 29, "blade enclosure" },
	{ 30, "tablet" },
	{ 31, "convertible" },
	{ 32, "detachable" },
	{ 33, "IoT gateway" },
	{ 34, "embedded PC" },
	{ 35, "mini PC" },
	{ 36, "stick PC" },
	{ 0, NULL },
};

/* ---- forms */

#define HEX(tag, name, digits)                                                                     \
	{                                                                                          \
		tag, tag, name, FORM_HEX, digits, false, NULL                                      \
	}
#define CODE(tag, name, digits, words)                                                             \
	{                                                                                          \
		tag, tag, name, FORM_HEX, digits, false, words                                     \
	}
#define MAYBE(tag, name, digits, words)                                                            \
	{                                                                                          \
		tag, tag, name, FORM_HEX, digits, true, words                                      \
	}
#define LIST(tag, name)                                                                            \
	{                                                                                          \
		tag, tag, name, FORM_LIST, 0, false, NULL                                          \
	}
#define TEXT(tag, name)                                                                            \
	{                                                                                          \
		tag, tag, name, FORM_REST, 0, false, NULL                                          \
	}
/* The one PCI field that the kernel prints in lower case. */
#define PCI_INTERFACE                                                                              \
	{                                                                                          \
		"i", "i", "interface", FORM_LOWER, 2, false, NULL                                  \
	}
#define END                                                                                        \
	{                                                                                          \
		NULL, NULL, NULL, FORM_REST, 0, false, NULL                                        \
	}
#define SPECS(...) ((const struct modalias_spec[]){ __VA_ARGS__, END })
#define FORM(name, title, ...)                                                                     \
	{                                                                                          \
		name, title, SPECS(__VA_ARGS__), SPECIAL_NONE                                      \
	}
#define NAMED(name, title, what) FORM(name, title, TEXT("", what))
#define OWN(name, title, special)                                                                  \
	{                                                                                          \
		name, title, NULL, special                                                         \
	}

static const struct modalias_spec dmi_specs[] = {
	TEXT("bvn", "BIOS vendor"),
	TEXT("bvr", "BIOS version"),
	TEXT("bd", "BIOS date"),
	TEXT("br", "BIOS release"),
	TEXT("efr", "controller firmware"),
	TEXT("svn", "system vendor"),
	TEXT("pn", "product"),
	TEXT("pvr", "product version"),
	TEXT("rvn", "board vendor"),
	TEXT("rn", "board"),
	TEXT("rvr", "board version"),
	TEXT("cvn", "chassis vendor"),
	{ "ct", "ct", "chassis type", FORM_DECIMAL, 0, false, chassis },
	TEXT("cvr", "chassis version"),
	TEXT("sku", "stock-keeping unit"),
	TEXT("pfa", "product family"),
	END,
};

const struct modalias_kind modalias_kinds[] = {
	FORM("pci", "PCI device", HEX("v", "vendor", 8), HEX("d", "device", 8),
	     HEX("sv", "subsystem vendor", 8), HEX("sd", "subsystem device", 8),
	     HEX("bc", "class", 2), HEX("sc", "subclass", 2), PCI_INTERFACE),
	FORM("vfio_pci", "PCI device for a guest", HEX("v", "vendor", 8), HEX("d", "device", 8),
	     HEX("sv", "subsystem vendor", 8), HEX("sd", "subsystem device", 8),
	     HEX("bc", "class", 2), HEX("sc", "subclass", 2), PCI_INTERFACE),
	FORM("usb", "USB interface", HEX("v", "vendor", 4), HEX("p", "product", 4),
	     HEX("d", "release", 4), HEX("dc", "device class", 2), HEX("dsc", "device subclass", 2),
	     HEX("dp", "device protocol", 2), HEX("ic", "interface class", 2),
	     HEX("isc", "interface subclass", 2), HEX("ip", "interface protocol", 2),
	     MAYBE("in", "interface number", 2, NULL)),
	FORM("hid", "HID device", CODE("b", "bus", 4, buses), MAYBE("g", "group", 4, hid_groups),
	     HEX("v", "vendor", 8), HEX("p", "product", 8)),
	FORM("input", "input device", CODE("b", "bus", 4, buses), HEX("v", "vendor", 4),
	     HEX("p", "product", 4), HEX("e", "version", 4), LIST("-e", "event types"),
	     LIST("k", "keys and buttons"), LIST("r", "relative axes"), LIST("a", "absolute axes"),
	     LIST("m", "miscellaneous events"), LIST("l", "LEDs"), LIST("s", "sounds"),
	     LIST("f", "force feedback effects"), LIST("w", "switches")),
	OWN("acpi", "ACPI device", SPECIAL_ACPI),
	OWN("of", "device tree node", SPECIAL_OF),
	{ "dmi", "machine, by its SMBIOS data", dmi_specs, SPECIAL_DMI },
	FORM("pnp", "PnP device", { "d", "d", "id", FORM_ID, 0, false, NULL }),
	FORM("cpu", "processor", { "type:", "type", "type", FORM_WORD, 0, false, NULL },
	     { ",ven", "ven", "vendor", FORM_HEX, 4, true, cpu_vendors },
	     MAYBE("fam", "family", 4, NULL), MAYBE("mod", "model", 4, NULL),
	     { ":feature:", "feature", "features", FORM_LIST, 0, false, NULL }),
	FORM("x86cpu", "x86 processor",
	     { "vendor:", "vendor", "vendor", FORM_HEX, 4, false, cpu_vendors },
	     { ":family:", "family", "family", FORM_HEX, 4, false, NULL },
	     { ":model:", "model", "model", FORM_HEX, 4, false, NULL },
	     { ":feature:", "feature", "features", FORM_LIST, 0, false, NULL }),
	OWN("mdio", "network PHY", SPECIAL_MDIO),
	FORM("virtio", "virtio device", CODE("d", "device", 8, virtio_devices),
	     HEX("v", "vendor", 8)),
	NAMED("platform", "platform device", "name"),
	NAMED("i2c", "I2C device", "name"),
	NAMED("spi", "SPI device", "name"),
	NAMED("mmc", "MMC card", "driver"),
	FORM("sdio", "SDIO function", HEX("c", "class", 2), HEX("v", "vendor", 4),
	     HEX("d", "device", 4)),
	FORM("scsi", "SCSI device", { "t-0x", "t", "type", FORM_LOWER, 2, false, scsi_types }),
	FORM("vmbus", "Hyper-V device", { "", "", "GUID", FORM_LOWER, 32, false, NULL }),
	NAMED("xen", "Xen device", "type"),
	NAMED("xen-backend", "Xen device for a guest", "type"),
	FORM("serio", "serial input port", CODE("ty", "type", 2, serio_types),
	     HEX("pr", "protocol", 2), HEX("id", "id", 2), HEX("ex", "extra", 2)),
	FORM("ieee1394", "FireWire unit", HEX("ven", "vendor", 8), HEX("mo", "model", 8),
	     CODE("sp", "specifier", 8, firewire_specifiers), HEX("ver", "version", 8)),
	FORM("pcmcia", "PC Card function", HEX("m", "manufacturer", 4), HEX("c", "card", 4),
	     CODE("f", "function", 2, pcmcia_functions), HEX("fn", "function number", 2),
	     HEX("pfn", "pseudo device number", 2), HEX("pa", "hash of product id 1", 8),
	     HEX("pb", "hash of product id 2", 8), HEX("pc", "hash of product id 3", 8),
	     HEX("pd", "hash of product id 4", 8)),
	FORM("ssb", "Sonics backplane core", HEX("v", "vendor", 4), HEX("id", "core", 4),
	     HEX("rev", "revision", 2)),
	FORM("bcma", "Broadcom AXI core", HEX("m", "manufacturer", 4), HEX("id", "core", 4),
	     HEX("rev", "revision", 2), HEX("cl", "class", 2)),
	FORM("typec", "USB Type-C alternate mode", HEX("id", "standard or vendor", 4),
	     MAYBE("m", "mode", 2, NULL)),
	NAMED("wmi", "WMI device", "GUID"),
	FORM("hdaudio", "HD audio codec", HEX("v", "vendor and device", 8), HEX("r", "revision", 8),
	     HEX("a", "type", 2)),
	FORM("amba", "AMBA peripheral", HEX("d", "peripheral id", 8)),
	FORM("nd", "non-volatile memory",
	     { "t", "t", "type", FORM_DECIMAL, 0, false, nvdimm_types }),
	FORM("dax", "DAX device", { "t", "t", "type", FORM_DECIMAL, 0, false, NULL }),
	FORM("cxl", "CXL device", { "t", "t", "type", FORM_DECIMAL, 0, false, NULL }),
	NAMED("mhi", "MHI channel", "name"),
	NAMED("auxiliary", "auxiliary device", "name"),
	NAMED("rpmsg", "remote processor channel", "name"),
	FORM("mei", "Intel ME client", { "", "", "name", FORM_WORD, 0, false, NULL },
	     { ":", "", "GUID", FORM_WORD, 0, false, NULL },
	     { ":", "", "version", FORM_WORD, 0, false, NULL },
	     { ":", "", "rest", FORM_REST, 0, true, NULL }),
	NAMED("ishtp", "Intel sensor hub client", "GUID"),
	FORM("sdw", "SoundWire device", HEX("m", "manufacturer", 4), HEX("p", "part", 4),
	     HEX("v", "version", 2), HEX("c", "class", 2)),
	FORM("ssam", "Surface aggregator device", HEX("d", "domain", 2), HEX("c", "category", 2),
	     HEX("t", "target", 2), HEX("i", "instance", 2), HEX("f", "function", 2)),
	FORM("dfl", "FPGA feature", HEX("t", "type", 4), HEX("f", "feature", 4)),
	FORM("eisa", "EISA card", TEXT("s", "signature")),
	FORM("tbsvc", "Thunderbolt service", TEXT("k", "protocol, id, version and revision")),
	NAMED("usbfunc", "USB gadget function", "name"),
	NAMED("tee", "trusted application", "UUID"),
	FORM("ulpi", "USB PHY", { "v", "v", "vendor", FORM_LOWER, 4, false, NULL },
	     { "p", "p", "product", FORM_LOWER, 4, false, NULL }),
	{ NULL, NULL, NULL, SPECIAL_NONE },
};
