/* SPDX-License-Identifier: MIT */
#include "hardware_kind.h"

#include <stddef.h>
#include <string.h>

#include "util.h"

#define DIRS_MAX 4

/* `name` is a whole property, or with a `*` its beginning or end. */
static const struct kind {
	const char *name;
	const char *dirs[DIRS_MAX];
} kinds[] = {
	{ "*-supply", { "regulator" } },
	{ "clocks", { "clk" } },
	{ "resets", { "reset", "clk" } },
	{ "*gpios", { "gpio", "pinctrl" } },
	{ "*gpio", { "gpio", "pinctrl" } },
	{ "pinctrl-*", { "pinctrl" } },
	{ "phys", { "phy", "usb/phy" } },
	{ "usb-phy", { "phy", "usb/phy" } },
	{ "power-domains", { "soc", "pmdomain", "genpd", "firmware" } },
	{ "nvmem-cells", { "nvmem" } },
	{ "nvmem", { "nvmem" } },
	{ "pwms", { "pwm" } },
	{ "io-channels", { "iio" } },
	{ "extcon", { "extcon" } },
	{ "mboxes", { "mailbox" } },
	{ "dmas", { "dma" } },
	{ "iommus", { "iommu" } },
	{ "interconnects", { "interconnect" } },
	{ "hwlocks", { "hwspinlock" } },
	{ "io-backends", { "iio" } },
	{ "leds", { "leds" } },
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static bool name_matches(const char *name, const char *property)
{
	size_t length = strlen(name), whole = strlen(property);

	if (*name == '*')
		return whole >= length - 1 &&
		       strcmp(property + whole - (length - 1), name + 1) == 0;
	if (name[length - 1] == '*')
		return strncmp(property, name, length - 1) == 0;
	return strcmp(property, name) == 0;
}

static const struct kind *kind_find(const char *property)
{
	for (size_t i = 0; property && i < KINDS; i++)
		if (name_matches(kinds[i].name, property))
			return &kinds[i];
	return NULL;
}

static bool is_below(const char *path, const char *dir)
{
	const char *drivers = strstr(path, "/drivers/");
	size_t length = strlen(dir);

	if (!drivers)
		return false;
	drivers += strlen("/drivers/");
	return strncmp(drivers, dir, length) == 0 && drivers[length] == '/';
}

static bool kind_fits(const struct kind *kind, const char *path)
{
	for (size_t i = 0; i < DIRS_MAX && kind->dirs[i]; i++)
		if (is_below(path, kind->dirs[i]))
			return true;
	return false;
}

bool hardware_fits(const char *property, const char *path)
{
	const struct kind *kind = kind_find(property);

	if (property)
		return kind && kind_fits(kind, path);
	for (size_t i = 0; i < KINDS; i++)
		if (kind_fits(&kinds[i], path))
			return true;
	return false;
}

bool hardware_same_kind(const char *one, const char *other)
{
	const struct kind *x = kind_find(one), *y = kind_find(other);

	return !one == !other &&
	       (x && y ? x->dirs[0] == y->dirs[0] || strcmp(x->dirs[0], y->dirs[0]) == 0 : x == y);
}

bool hardware_is_optional(const char *property, const struct strings *modaliases)
{
	static const char *const optional[] = { "iommus", "iommu-map", "wakeup-parent" };
	static const char nothing[] = "Cusb-nop-xceiv";

	if (!property)
		return false;
	for (size_t i = 0; i < sizeof(optional) / sizeof(*optional); i++)
		if (strcmp(optional[i], property) == 0)
			return true;
	for (size_t i = 0; strcmp(property, "phys") == 0 && i < modaliases->count; i++)
		if (strstr(modaliases->items[i], nothing))
			return true;
	return false;
}

const char *hardware_host_dir(const char *node)
{
	static const struct {
		const char *name, *dir;
	} hosts[] = {
		{ "mmc", "/drivers/mmc/host/" },
		{ "sdhci", "/drivers/mmc/host/" },
		{ "sdmmc", "/drivers/mmc/host/" },
		{ "sata", "/drivers/ata/" },
		{ "ufs", "/drivers/ufs/" },
		{ "ufshc", "/drivers/ufs/" },
		{ "usb", "/drivers/usb/" },
		{ "pcie", "/drivers/pci/controller/" },
		{ "pci", "/drivers/pci/controller/" },
		{ "virtio_mmio", "/drivers/virtio/" },
		{ "ethernet", "/drivers/net/ethernet/" },
	};
	size_t length;

	node = path_base(node);
	length = strcspn(node, "@");
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (strlen(hosts[i].name) == length && strncmp(hosts[i].name, node, length) == 0)
			return hosts[i].dir;
	return NULL;
}
