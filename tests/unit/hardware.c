/* SPDX-License-Identifier: MIT */
/* hardware and select, on kernels and boards made up here: which devices are wanted, who they need, what serves each */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../initramfs/hardware.h"
#include "../../initramfs/hardware_kind.h"
#include "../../initramfs/select.h"
#include "../tap.h"

/* ---- a kernel: "PATH ALIAS..." a module; a module whose path begins with drivers/mmc/host is wanted */

static const char *const modules[] = {
	"drivers/mmc/host/sd.ko of:N*T*Cacme,sd",
	"drivers/mmc/host/sd-old.ko of:N*T*Cacme,old",
	"drivers/mmc/host/sd-too.ko of:N*T*Cacme,sd",
	"drivers/mmc/core/mmc_block.ko mmc:block",
	"drivers/regulator/reg.ko of:N*T*Cacme,reg",
	"drivers/regulator/pm808-regulator.ko platform:pm808-regulator",
	"drivers/regulator/chip-regulator.ko platform:chip-regulator",
	"drivers/clk/clk-chip.ko platform:chip-clock",
	"drivers/clk/clock.ko of:N*T*Cacme,clock",
	"drivers/i2c/busses/i2c-acme.ko of:N*T*Cacme,i2c",
	"drivers/mfd/chip.ko of:N*T*Cacme,chip",
	"drivers/rtc/rtc-chip.ko platform:chip-rtc",
	"fs/ext4/ext4.ko fs-ext4",
};

#define MODULES (sizeof(modules) / sizeof(*modules))

static struct kernel kernel;
static struct builtin builtin;
static struct mfd mfd;

static unsigned module_number(const char *name)
{
	const struct module *module = kernel_find(&kernel, name);

	return module ? (unsigned)(module - kernel.modules) : (unsigned)MODULES;
}

static void kernel_make(void)
{
	struct mfd_children *children;

	kernel.dir = xstrdup("/nowhere");
	kernel.count = MODULES;
	kernel.modules = xcalloc(MODULES, sizeof(*kernel.modules));
	for (size_t i = 0; i < MODULES; i++) {
		struct module *module = &kernel.modules[i];
		struct strings words = { 0 };

		strings_add_words(&words, modules[i], " ");
		module->path = xasprintf("kernel/%s", words.items[0]);
		module->name = xstrdup(strrchr(words.items[0], '/') + 1);
		module->name[strcspn(module->name, ".")] = '\0';
		for (char *c = module->name; *c; c++)
			*c = *c == '-' ? '_' : *c;
		for (size_t k = 1; k < words.count; k++)
			strings_add(&module->aliases, words.items[k]);
		strings_free(&words);
	}
	kernel_index(&kernel);
	builtin_add(&builtin, "kernel/drivers/mmc/host/sdhci-x.ko");
	builtin_add(&builtin, "kernel/drivers/clk/clk-fixed.ko");
	builtin_add_alias(&builtin, "clk_fixed", "of:N*T*Cfixed-clock");
	builtin_sort(&builtin);
	mfd_init(&mfd, &kernel);
	children = &mfd.children[module_number("chip")];
	children->is_known = true;
	children->count = 3;
	children->modules = xcalloc(3, sizeof(*children->modules));
	children->modules[0] = module_number("chip_regulator");
	children->modules[1] = module_number("clk_chip");
	children->modules[2] = module_number("rtc_chip");
}

/* ---- boards, as text */

static void board_make(struct board *board, const char *text)
{
	char path[] = "/tmp/hardware.XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		fatal("%s:", path);
	close(fd);
	board_read(board, path);
	unlink(path);
	free(board->file);
	board->file = xstrdup("board");
}

/* ---- needs, as text: "DEVICE kind of CONSUMER (BY): MODULES" */

static void append(char **text, char *more)
{
	char *longer = xasprintf("%s%s", *text, more);

	free(*text);
	free(more);
	*text = longer;
}

static const char *last(const char *path)
{
	return strrchr(path, '/') + 1;
}

static void describe(char **text, const struct hardware *hardware, const struct board *boards,
		     const struct need *need)
{
	static const char *const kinds[] = { "device", "supplier", "parent", "child", "behind" };
	const struct need *consumer = &hardware->needs[need->consumer];

	append(text, xasprintf("%s %s", last(boards[need->board].devices[need->device].path),
			       kinds[need->kind]));
	if (need->kind != NEED_DEVICE)
		append(text,
		       xasprintf(" of %s",
				 last(boards[consumer->board].devices[consumer->device].path)));
	if (need->by)
		append(text, xasprintf(" (%s)", need->by));
	append(text, xstrdup(":"));
	for (size_t i = 0; i < need->module_count; i++)
		append(text, xasprintf(" %s", kernel.modules[need->modules[i]].name));
	if (need->builtin)
		append(text, xasprintf(" =%s", need->builtin));
	append(text, xasprintf("%s%s\n", need->is_optional ? " optional" : "",
			       need->is_guess ? " ?" : ""));
}

static char *run(const struct board *boards, size_t count, const char *root)
{
	static bool wanted[MODULES], wanted_builtin[2];
	const struct hardware_behind behind = { "drivers/mmc/host", module_number("mmc_block") };
	const char *roots[] = { root, NULL };
	const struct hardware_input input = {
		.kernel = &kernel,
		.builtin = &builtin,
		.mfd = &mfd,
		.is_wanted = wanted,
		.is_wanted_builtin = wanted_builtin,
		.behind = &behind,
		.behind_count = 1,
		.boards = boards,
		.board_count = count,
		.roots = root ? roots : NULL,
	};
	char *text = xstrdup("");
	struct hardware hardware;

	for (size_t i = 0; i < MODULES; i++)
		wanted[i] = strstr(kernel.modules[i].path, "drivers/mmc/host") != NULL;
	wanted_builtin[0] = true;
	hardware_find(&hardware, &input);
	for (size_t i = 0; i < hardware.count; i++)
		describe(&text, &hardware, boards, &hardware.needs[i]);
	for (size_t i = 0; i < hardware.absent_count; i++)
		append(&text, xasprintf("%s absent (%s)\n", hardware.absent[i].path,
					hardware.absent[i].by));
	hardware_free(&hardware);
	return text;
}

static void check(const char *board_text, const char *root, const char *wanted, const char *name)
{
	struct board board;
	char *got;

	board_make(&board, board_text);
	got = run(&board, 1, root);
	is_str(got, wanted, name);
	free(got);
	board_free(&board);
}

/* ---- the boards */

#define SD     "path: /soc/mmc\nmodalias: of:NmmcT(null)Cacme,sd\n"
#define OTHER  "path: /soc/gpu\nmodalias: of:NgpuT(null)Cacme,gpu\nsupplier: clocks /clk\n\n"
#define BEHIND "mmc behind of mmc: mmc_block\n"

static void test_chains(void)
{
	check(SD "\n" OTHER, NULL, "mmc device: sd sd_too\n" BEHIND,
	      "a wanted device, all that serve it and what is behind it; not what nobody wants");
	check(SD "supplier: vmmc-supply /reg\n\npath: /reg\nmodalias: of:NrT(null)Cacme,reg\n"
		 "supplier: clocks /clk\n\npath: /clk\nmodalias: of:NcT(null)Cacme,clock\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND "reg supplier of mmc (vmmc-supply): reg\n"
	      "clk supplier of reg (clocks): clock\n",
	      "a supplier's supplier");
	check("path: /soc\nmodalias: of:NsocT(null)Csimple-bus\nsupplier: clocks /clk\n\n" SD
	      "parent: /soc\n\npath: /clk\nmodalias: of:NcT(null)Cacme,clock\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND
	      "soc parent of mmc:\nclk supplier of soc (clocks): clock\n",
	      "a parent, and its supplier");
	check("path: /soc\n\n" SD, NULL, "mmc device: sd sd_too\n" BEHIND "soc parent of mmc:\n",
	      "the parent by its path");
	check(SD "supplier: clocks /clk\n\npath: /clk\nmodalias: of:NcT(null)Cfixed-clock\n"
		 "supplier: x-supply /reg\n\npath: /reg\nmodalias: of:NrT(null)Cacme,reg\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND "clk supplier of mmc (clocks): =clk_fixed\n"
	      "reg supplier of clk (x-supply): reg\n",
	      "what is built in needs no module, but its supplier does");
	check(SD "supplier: vmmc-supply /gone\n", NULL,
	      "mmc device: sd sd_too\n" BEHIND "/gone absent (vmmc-supply)\n",
	      "a supplier that is disabled");
}

static void test_graphs(void)
{
	check(SD "supplier: clocks /a\n\npath: /a\nsupplier: clocks /b\n\npath: /b\nsupplier: "
		 "clocks /a\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND
	      "a supplier of mmc (clocks):\nb supplier of a (clocks):\n",
	      "suppliers in a circle");
	check(SD "supplier: clocks /soc/mmc\n", NULL, "mmc device: sd sd_too\n" BEHIND,
	      "a device that supplies itself");
	check(SD "supplier: clocks /a\nsupplier: resets /b\n\npath: /a\nsupplier: clocks /c\n\n"
		 "path: /b\nsupplier: resets /c\n\npath: /c\nsupplier: clocks /a\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND
	      "a supplier of mmc (clocks):\nb supplier of mmc (resets):\n"
	      "c supplier of a (clocks):\n",
	      "a diamond: each once, by the shortest way");
	check("path: /mmc@1\nmodalias: of:NmmcT(null)Cacme,old\nsupplier: clocks /mmc@2\n\n"
	      "path: /mmc@2\nmodalias: of:NmmcT(null)Cacme,old\n",
	      NULL,
	      "mmc@1 device: sd_old\nmmc@2 device: sd_old\nmmc@1 behind of mmc@1: mmc_block\n"
	      "mmc@2 behind of mmc@2: mmc_block\n",
	      "a wanted device that supplies another stays wanted");
}

static void test_optional(void)
{
	check(SD "supplier: iommus /iommu\nsupplier: clocks /clk\n\n"
		 "path: /iommu\nmodalias: of:NiT(null)Cacme,reg\nsupplier: clocks /clk\n"
		 "supplier: resets /soc/reset\n\npath: /clk\nmodalias: of:NcT(null)Cacme,clock\n\n"
		 "path: /soc\n\npath: /soc/reset\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND "iommu supplier of mmc (iommus): reg optional\n"
	      "clk supplier of mmc (clocks): clock\nsoc parent of mmc:\n"
	      "reset supplier of iommu (resets): optional\n",
	      "without an IOMMU the kernel goes on; what it alone needs is optional, too");
	check(SD "supplier: phys /phy\nsupplier: usb-phy /other\n\n"
		 "path: /phy\nmodalias: of:NphyT(null)Cusb-nop-xceiv\n\n"
		 "path: /other\nmodalias: of:NphyT(null)Cusb-nop-xceiv\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND "phy supplier of mmc (phys): optional\n"
	      "other supplier of mmc (usb-phy):\n",
	      "nor does it wait for ever for a PHY with nothing to it, unless by the old name");
	check(SD "supplier: iommus /iommu\nsupplier: resets /iommu\n\npath: /iommu\n"
		 "modalias: of:NiT(null)Cacme,reg\n",
	      NULL, "mmc device: sd sd_too\n" BEHIND "iommu supplier of mmc (iommus): reg\n",
	      "asked for in earnest as well");
}

#define BUS "path: /i2c\nmodalias: of:Ni2cT(null)Cacme,i2c\n\n"

static void test_children(void)
{
	check(SD "supplier: vqmmc-supply /i2c/pmic\n\n" BUS
		 "path: /i2c/pmic\nmodalias: of:NpmicT(null)Cacme,chip\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND "pmic supplier of mmc (vqmmc-supply): chip\n"
	      "pmic child of pmic (vqmmc-supply): chip_regulator\ni2c parent of pmic: i2c_acme\n",
	      "of what a chip makes by name only what the property asks for");
	check(SD "supplier: vqmmc-supply /i2c/pmic\nsupplier: vmmc-supply /i2c/pmic\n"
		 "supplier: clocks /i2c/pmic\nsupplier: interrupts /i2c/pmic\n\n" BUS
		 "path: /i2c/pmic\nmodalias: of:NpmicT(null)Cacme,chip\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND "pmic supplier of mmc (vqmmc-supply): chip\n"
	      "pmic child of pmic (vqmmc-supply): chip_regulator\n"
	      "pmic child of pmic (clocks): clk_chip\ni2c parent of pmic: i2c_acme\n",
	      "two kinds of children, each once; an interrupt asks for none");
	check(SD "supplier: vqmmc-supply /i2c/pmic\n\n" BUS
		 "path: /i2c/pmic\nmodalias: of:NpmicT(null)Cacme,pm808\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND "pmic supplier of mmc (vqmmc-supply):\n"
	      "pmic child of pmic (vqmmc-supply): pm808_regulator ?\ni2c parent of pmic: "
	      "i2c_acme\n",
	      "with the chip's driver built in, by its name");
	check(SD "supplier: vqmmc-supply /i2c/pmic\n\n" BUS
		 "path: /i2c/pmic\nmodalias: of:NpmicT(null)Cacme,pm817\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND "pmic supplier of mmc (vqmmc-supply):\n"
	      "pmic child of pmic (vqmmc-supply): pm808_regulator ?\ni2c parent of pmic: "
	      "i2c_acme\n",
	      "or by one of its family");
	check(SD "supplier: /i2c/pmic\n\n" BUS
		 "path: /i2c/pmic\nmodalias: of:NpmicT(null)Cacme,pm9\n\n"
		 "path: /i2c/pmic/pm808-regulator\nmodalias: platform:pm808-regulator\n",
	      NULL,
	      "mmc device: sd sd_too\n" BEHIND "pmic supplier of mmc:\n"
	      "pm808-regulator child of pmic: pm808_regulator\ni2c parent of pmic: i2c_acme\n",
	      "a child that a captured machine has as a device");
}

static void test_roots(void)
{
	const char *two = "path: /mmc@1\nmodalias: of:NmmcT(null)Cacme,sd\n\n"
			  "path: /mmc@2\nmodalias: of:NmmcT(null)Cacme,old\n";
	const char *disk = "path: /mmc\ndriver: sdhci-x\n\npath: /mmc/mmc0/block/mmcblk0\n"
			   "devname: mmcblk0\n\npath: /dm\nslave: /mmc/mmc0/block/mmcblk0\n";

	check(two, "/mmc@2", "mmc@2 device: sd_old\nmmc@2 behind of mmc@2: mmc_block\n",
	      "one root");
	check(disk, "/dm",
	      "dm device:\nmmcblk0 parent of dm (slave):\nmmc parent of mmcblk0: =sdhci-x\n",
	      "a captured root, and what it sits on");
	check("path: /soc/mmc@3\nmodalias: of:NmmcT(null)Cacme,builtin\n", NULL,
	      "mmc@3 device: =sdhci_x ?\nmmc@3 behind of mmc@3: mmc_block\n",
	      "a host that no alias serves, where a host's driver is built in");
	check("path: /soc/serial@3\nmodalias: of:NserialT(null)Cacme,builtin\n", NULL, "",
	      "but no other device");
}

static void test_boards(void)
{
	struct board boards[2];
	char *got;

	board_make(&boards[0], SD);
	board_make(&boards[1], "path: /soc/mmc\nmodalias: of:NmmcT(null)Cacme,old\n");
	got = run(boards, 2, NULL);
	is_str(got, "mmc device: sd sd_too\n" BEHIND "mmc device: sd_old\n" BEHIND,
	       "two boards, one after the other");
	free(got);
	board_free(&boards[0]);
	board_free(&boards[1]);
}

static void test_kinds(void)
{
	const char *regulator = "kernel/drivers/regulator/r.ko", *clk = "kernel/drivers/clk/c/c.ko";

	ok(hardware_fits("vmmc-supply", regulator), "a supply is a regulator");
	ok(!hardware_fits("vmmc-supply", clk), "and no clock");
	ok(hardware_fits("clocks", clk), "clocks are");
	ok(hardware_fits("cd-gpios", "kernel/drivers/pinctrl/p.ko"), "gpios may be of a pinctrl");
	ok(!hardware_fits("interrupts", regulator), "an interrupt is none of them");
	ok(hardware_fits(NULL, regulator) && !hardware_fits(NULL, "kernel/drivers/rtc/r.ko"),
	   "what is not known is anything that supplies");
	ok(hardware_same_kind("vmmc-supply", "vqmmc-supply"), "two supplies are of one kind");
	ok(!hardware_same_kind("clocks", "vqmmc-supply"), "a clock and a supply are not");
	is_str(hardware_host_dir("/soc/mmc@7e202000"), "/drivers/mmc/host/", "a host by its node");
	is_str(hardware_host_dir("/soc/mmcx@7e202000"), NULL, "not by half of it");
}

/* ---- select */

static char *selected(const struct selection *selection)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < selection->count; i++) {
		const struct choice *choice = &selection->choices[i];

		append(&text, xasprintf("%s %zu%s", choice->module->name, choice->board_count,
					choice->for_devices ? "\n" : " packed\n"));
	}
	return text;
}

static void test_select(void)
{
	struct wish wish = { 0 };
	struct selection selection;
	struct board boards[2];
	char *got;

	board_make(&boards[0], SD "supplier: vmmc-supply /reg\n\npath: /reg\n"
				  "modalias: of:NrT(null)Cacme,reg\n");
	board_make(&boards[1], "path: /soc/mmc\nmodalias: of:NmmcT(null)Cacme,old\n");
	wish.boards = boards;
	wish.board_count = 2;
	strings_add(&wish.modules, "rtc_chip");
	select_modules(&selection, &kernel, &wish);
	got = selected(&selection);
	is_str(got, "sd 1\nsd_old 1\nsd_too 1\nmmc_block 2\nreg 1\nrtc_chip 0\next4 0\n",
	       "select: what two boards need, a --module, and a file system");
	free(got);
	is_str(selection.choices[0].reason, "serves /soc/mmc", "and why: a device");
	is_str(selection.choices[3].reason, "behind /soc/mmc", "what is behind it");
	is_str(selection.choices[4].reason, "supplies /soc/mmc (vmmc-supply)", "a supplier");
	is_int((long)selection.left_count, 4, "what no device needs is left out");
	is_str(selection.left[0].reason,
	       "no device of the 2 boards needs it; profile supplier: drivers/regulator",
	       "and why");
	ok(selection.left[0].is_silent, "of which the manifest says nothing");
	select_free(&selection);
	strings_free(&wish.modules);
	board_free(&boards[0]);
	board_free(&boards[1]);
}

int main(void)
{
	kernel_make();
	test_chains();
	test_graphs();
	test_optional();
	test_children();
	test_roots();
	test_boards();
	test_kinds();
	test_select();
	mfd_free(&mfd);
	builtin_free(&builtin);
	kernel_free(&kernel);
	return plan();
}
