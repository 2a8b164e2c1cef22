# SPDX-License-Identifier: MIT
# coldprobe: `make boot` boots a stock kernel in QEMU, `make test` proves it; `make help` says the rest.

# A machine of qemu/ has but one architecture.
ARCH := $(or $(if $(MACHINE),$(shell sed -n 's/^arch: //p' qemu/$(MACHINE) 2>/dev/null)),amd64)
LIBC := musl
B    := build/$(ARCH)-$(LIBC)
INIT := build/qemu/$(ARCH)/init

include targets.mk

# ---- what to compile, and how

PROBE := inflate inflate_lz4 inflate_zstd inflate_entropy inflate_elf init search cmdline coldplug uevent alias fields glob answer table_image load order insert workers request \
	block root report resume mount superblock superblock_fat superblock_iso superblock_member partition switch_root \
	platform rescue watchdog trace log text files bytes
SHIMS := start sys $(SHIMS_$(ARCH)) $(SHIMS_$(LIBC))

HOST := coldprobe command image_main image_options own_probe inspect util output kernel modfile modinfo aliases select profile depend \
	picking picks fitting trimmed config firmware kconfig bake bake_code bake_flags bake_nodes schema pool table_check table_check_code \
	table_check_nodes elf lean leaning object strtab image manifest compress pack pack_modules unpack \
	lookup explain list describe modalias modalias_kinds modalias_ids hwnames json utf8 print resolve board sysfs \
	builtin mfd hardware hardware_serve hardware_child hardware_kind board_options \
	select_main select_table select_why select_json select_svg select_tree select_treemap \
	board_file board_write board_main board_diff board_merge redact capture_main capture rootdev \
	dtb dtb_tree dtb_suppliers dtb_overlay \
	budget boot_check boot_file own_file baked check check_device check_filesystem check_module check_optional check_files check_main check_print \
	trace_main trace story trace_table trace_json trace_svg svg_text used
# What the host command has in common with the probe: `coldprobe lookup` asks the table as the probe does.
HOST_PROBE := alias fields glob answer text inflate inflate_lz4 inflate_zstd inflate_entropy inflate_elf
PROFILES := default storage supplier filesystem shared net watchdog usb-storage pci-storage hid phy all

WARN := -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wwrite-strings -Wvla -Werror
DEPS := -MMD -MP

# The probe: small first. Of the compiler's libraries and start files it takes nothing but libgcc, where a processor
# cannot divide; the table comes last in the file (probe/table.ld).
PROBE_CC     := $(GNU)-gcc
INCLUDE      := -nostdinc $(HEADERS_$(LIBC)) -iwithprefix include $(KERNEL_HEADERS)
PROBE_GCC    := -flto -fno-code-hoisting -fno-tree-ch -fno-tree-pre -fno-shrink-wrap -fno-caller-saves
PROBE_SMALL  := -Oz $(PROBE_GCC) $(SMALL_$(ARCH))
PROBE_CFLAGS := -std=gnu11 $(PROBE_SMALL) $(WARN) $(DEPS) -Iprobe -Iminimal-libc-shims -Iminimal-libc-shims/$(ARCH) \
	$(INCLUDE) \
	-ffunction-sections -fdata-sections -fomit-frame-pointer -fno-stack-protector -fno-pie \
	-fno-asynchronous-unwind-tables -fno-unwind-tables
STRIP := -s
PROBE_LDFLAGS := $(PROBE_SMALL) -static -no-pie -nostdlib $(STRIP) \
	-Wl,--gc-sections,--build-id=none,-z,noseparate-code,-z,max-page-size=$(PAGE_$(ARCH)),-z,norelro,-T,probe/table.ld
PROBE_LIBS := $(LIBC_A) -lgcc

HOST_CC     := gcc
HOST_CFLAGS := -std=gnu11 -O2 -g $(WARN) $(DEPS)
HOST_LIBS   := -lkmod -larchive -lzstd -llzma -llz4 -lz -ludev -lfdt -lelf -lpthread

# ---- targets for people. On a fresh machine there is no compiler until setup has ended, so that what needs one is
# built by a make of its own. Variables on make's command line reach the scripts through the environment.

.PHONY: all setup setup-boot kernel boot boards select-table parallel bench-table bench-memory test test-boards every-target help clean bench bench-scale bench-build
all: build/coldprobe $(B)/probe $(INIT)

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile

setup:
	@scripts/setup

# A first boot need not wait for the compilers of other architectures.
setup-boot:
	@scripts/setup $(if $(filter amd64-musl,$(ARCH)-$(LIBC)),$(if $(DISTRO),,boot))

kernel: | setup-boot
	@scripts/fetch-kernel -a $(ARCH) $(if $(RELEASE),-r $(RELEASE)) $(if $(FLAVOUR),-f $(FLAVOUR))

boot: | setup-boot
ifneq ($(MACHINE),list)
	@$(MAKE) --no-print-directory -s build/coldprobe $(B)/probe $(INIT)
endif
	@ARCH=$(ARCH) LIBC=$(LIBC) scripts/boot

parallel: | setup
	@$(MAKE) --no-print-directory -s build/coldprobe $(B)/probe $(B)/probe-direct $(INIT)
	@ARCH=$(ARCH) LIBC=$(LIBC) scripts/parallel-table

bench-table: | setup
	@$(MAKE) --no-print-directory -s -j2 build/tests/bench/table build/tests/bench/table_probe
	@scripts/bench-table

bench bench-wall bench-scale bench-build: | setup
	@$(MAKE) --no-print-directory -s build/coldprobe $(B)/probe $(INIT) $(INIT)-far
	@LIBC=$(LIBC) scripts/$@
	@[ $@ = bench ] || [ ! -e build/bench/facts.tsv ] || scripts/bench-report build/bench docs

bench-memory: | setup
	@$(MAKE) --no-print-directory -s build/coldprobe $(B)/probe $(INIT)
	@ARCH=$(ARCH) LIBC=$(LIBC) scripts/bench-memory

boards: | setup
	@$(MAKE) --no-print-directory -s build/coldprobe every-target
	@scripts/board-table

select-table: | setup
	@$(MAKE) --no-print-directory -s build/coldprobe
	@scripts/select-table

test: | setup
	@$(MAKE) --no-print-directory -s every-target
	@$(MAKE) --no-print-directory -s -j2 build/coldprobe $(B)/probe $(INIT) tests
	@UNIT_TAP='$(UNIT_TAP)' scripts/test

test-boards: | setup
	@$(MAKE) --no-print-directory -s build/coldprobe every-target
	@BOARDS=all scripts/test tests/boot/dtb.t tests/boot/boards.t tests/boot/capture.t

# What the boards need: the probe of each architecture and libc, and the test root's init.
every-target:
	@for arch in $(ARCHS); do for libc in $(LIBCS); do \
		$(MAKE) --no-print-directory -s ARCH=$$arch LIBC=$$libc build/$$arch-$$libc/probe build/qemu/$$arch/init || \
			exit 1; done; done

#: make                    build/coldprobe, build/ARCH-LIBC/probe, build/qemu/ARCH/init (ARCH=amd64|arm64|armhf|riscv64
#:                         LIBC=musl|klibc)
#: make boot               boot Debian's stock kernel to a small root in QEMU, and show what happened
#: make test               every test
#: make test-boards        boot every machine of every architecture, images from device trees too (10 minutes)
#: make boards             boot every machine once and write docs/boards.md (3 minutes)
#: make select-table       what 36 boards need, by their device trees, into docs/select.md (1 minute)
#: make parallel           boot every machine with workers and without, and write docs/parallel.md (10 minutes)
#: make bench              measure coldprobe beside the oracle and beside others, and write docs/bench.md and its picture;
#:                         RUNS=N MACHINES="NAMES" PEERS=no MEMORY=1 JOBS=2 (long)
#: make bench-wall         time boots with several processors by the clock, and add it to docs/bench.md (8 minutes)
#: make bench-scale        count what the probe executes, and add it to docs/bench.md (2 minutes)
#: make bench-build        time coldprobe image beside mkinitramfs and dracut, and add it to docs/bench.md (5 minutes)
#: make bench-table        measure the alias table beside libkmod and depmod, and write docs/table.md (1 minute)
#: make bench-memory       find the least memory that boots, and write docs/memory.md (3 minutes)
#: make kernel             fetch Debian's kernel for ARCH; prints KERNEL=path, MODULES=path, DTBS=path (device trees).
#:                         RELEASE=bookworm|trixie FLAVOUR=cloud|lpae
#: make headers-check      each header alone, by gcc and clang
#: make setup              install what is missing (root; else prints the command)
#: make clean              remove what was built; downloads stay in ~/.cache/coldprobe
#:
#: for make boot:
#:   MACHINE=NAME          a file in qemu/; MACHINE=list names them (default: virtio-blk, or virt-ARCH)
#:   ARCH=A LIBC=L         the probe's; ARCH follows from MACHINE
#:   DISTRO=debian         a real Debian root with systemd instead of the small one
#:   ROOTFS=NAME           with DISTRO=debian: ext4 (default), btrfs, xfs
#:   DISK=IMAGE            a disk image of your own (raw or qcow2); never written unless WRITE=1
#:   KERNEL=F MODULES=D    a kernel of your own: /boot/vmlinuz-V and /lib/modules/V; DTBS=D for a board's
#:   RELEASE=R FLAVOUR=F   another kernel of Debian's, as for make kernel
#:   APPEND="WORDS"        added to the kernel command line; a root= here replaces the usual one
#:   PROFILE=NAMES         what goes into the initramfs (coldprobe image --profile), default: default
#:   COMPRESS=KIND         zstd, lz4, gzip, xz, none
#:   LEAN=1                modules without signature, BTF and unused symbols (coldprobe image --lean)
#:   MEMORY=MIB SMP=N TIMEOUT=S
#:   ICOUNT=1              guest time counts instructions: figures repeat
#:   ACCEL=tcg|kvm|auto    default tcg: the same everywhere

# ---- build

PROBE_OBJ := $(PROBE:%=$(B)/obj/%.o) $(SHIMS:%=$(B)/obj/sys/%.o)
HOST_OBJ  := $(HOST:%=build/host/%.o)
HOST_PROBE_OBJ := $(HOST_PROBE:%=build/host/probe/%.o)

$(B)/probe: $(PROBE_OBJ) probe/table.ld
	$(PROBE_CC) $(PROBE_LDFLAGS) -Wl,-Map=$@.map -o $@ $(PROBE_OBJ) $(PROBE_LIBS)

# For measuring: modules one after the other.
$(B)/probe-direct: $(filter-out %/workers.o,$(PROBE_OBJ)) $(B)/obj/bench/workers_none.o
	$(PROBE_CC) $(PROBE_LDFLAGS) -o $@ $^ $(PROBE_LIBS)

# For measuring: what a machine's own init would be, from build/bench/NAME.h (tests/bench/oracle-list).
build/bench/%.oracle: tests/bench/oracle.c build/bench/%.h $(SHIMS:%=$(B)/obj/sys/%.o)
	$(PROBE_CC) $(PROBE_CFLAGS) -MF build/bench/$*.d -include build/bench/$*.h -c -o build/bench/$*.o $<
	$(PROBE_CC) $(PROBE_LDFLAGS) -o $@ build/bench/$*.o $(SHIMS:%=$(B)/obj/sys/%.o) $(PROBE_LIBS)

$(B)/obj/bench/%.o: tests/bench/%.c Makefile targets.mk | $(LIBC_A)
	@mkdir -p $(@D)
	$(PROBE_CC) $(PROBE_CFLAGS) -c -o $@ $<

$(B)/obj/%.o: probe/%.c Makefile targets.mk | $(LIBC_A)
	@mkdir -p $(@D)
	$(PROBE_CC) $(PROBE_CFLAGS) -c -o $@ $<

$(B)/obj/sys/%.o: minimal-libc-shims/%.c Makefile targets.mk | $(LIBC_A)
	@mkdir -p $(@D)
	$(PROBE_CC) $(PROBE_CFLAGS) -c -o $@ $<

# What the compiler calls of its own accord: not to be seen through, and not to be made of calls to itself.
$(B)/obj/sys/musl/%.o $(B)/obj/sys/armhf/%.o: PROBE_CFLAGS += -fno-lto -ffreestanding
# What runs for every byte of every module: for speed, in 1.6 KB more; aligned it would be another 0.4 KB and no
# faster.
FAST := -O2 -fno-align-functions -fno-align-jumps -fno-align-labels -fno-align-loops -fno-tree-vrp
$(addprefix $(B)/obj/inflate_,lz4.o zstd.o entropy.o): private PROBE_CFLAGS := $(patsubst -Oz,$(FAST),$(filter-out -fno-tree-pre,$(PROBE_CFLAGS)))

build/coldprobe: $(HOST_OBJ) $(HOST_PROBE_OBJ)
	$(HOST_CC) -o $@ $(HOST_OBJ) $(HOST_PROBE_OBJ) $(HOST_LIBS)

build/host/probe/%.o: probe/%.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(HOST_CFLAGS) -Iminimal-libc-shims -c -o $@ $<

build/host/%.o: initramfs/%.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(HOST_CFLAGS) -c -o $@ $<

build/host/profile.o: $(PROFILES:%=initramfs/profiles/%)

# Of musl, whatever the probe is of. binutils 2.40 cannot read what describes Debian 13's crt1.o to a debugger.
# The other is for counting what the probe executes: nothing of it lies where the probe does.
$(INIT)-far: INIT_PLACE := -Wl,-Ttext-segment=0x30000000
$(INIT) $(INIT)-far: qemu/init.c qemu/deeds.c qemu/deeds.h Makefile targets.mk | $(LIBC_A)
	@mkdir -p $(@D)
	$(GNU)-objcopy -g $(LIB_musl)/crt1.o $@.crt1.o
	$(PROBE_CC) -std=gnu11 -Os -static -no-pie $(WARN) -nostdinc $(HEADERS_musl) -iwithprefix include $(KERNEL_HEADERS) \
		-nostdlib $(INIT_PLACE) -o $@ $@.crt1.o $(filter %.c,$^) -Wl,--start-group $(LIB_musl)/libc.a -lgcc -Wl,--end-group

# ---- tests that need no kernel and no QEMU: unit, fuzz, transcript

T           := build/tests
TEST_CFLAGS := -std=gnu11 -g -O1 $(WARN) $(DEPS) -Iprobe -Iminimal-libc-shims -Itests/fuzz
SANITIZE    := -fsanitize=address,undefined -fno-sanitize-recover=undefined

# tests/unit/NAME.c, and which files of probe/ it tests. The pure ones run on every target too (targets.t), without
# sanitizers; there sys comes to them and, with musl, alias: klibc lacks what the baker of tables uses (qsort_r).
UNIT        := text cmdline uevent inflate inflate_cli superblock superblock_blkid partition partition_sfdisk glob glob_random
UNIT_TARGET := text cmdline uevent inflate superblock partition glob
UNIT_TARGET_musl := alias
# tests/fuzz/NAME.c
FUZZ := cmdline uevent inflate superblock partition glob

SUPERBLOCK              := superblock superblock_fat superblock_iso superblock_member text
TESTED_text             := text
TESTED_cmdline          := cmdline text
TESTED_uevent           := uevent text
INFLATE                 := inflate inflate_lz4 inflate_zstd inflate_entropy inflate_elf
TESTED_inflate          := $(INFLATE)
TESTED_inflate_cli      := $(INFLATE)
TESTED_superblock       := $(SUPERBLOCK) bytes
TESTED_superblock_blkid := $(SUPERBLOCK) bytes
TESTED_partition        := partition bytes
TESTED_partition_sfdisk := partition bytes
TESTED_glob             := glob
TESTED_glob_random      := glob

# of initramfs/
MODALIAS := modalias modalias_kinds modalias_ids

UNIT_TAP := $T/unit/modalias $T/unit/alias $T/fuzz/alias $T/fuzz/table $T/fuzz/trace $T/fuzz/lean $T/fuzz/dtb $(UNIT:%=$T/unit/%) $(FUZZ:%=$T/fuzz/%) $T/unit/hardware $T/fuzz/board

# The real probe, all but its table, behind the fake door; the baker makes the tables.
DOOR            := run door door_mount door_kernel door_modules machine tree media disks world modules record
TRANSCRIPT_HOST := util pack bake bake_code bake_flags bake_nodes schema pool aliases elf modfile output
TRANSCRIPT_OBJ  := $(patsubst %,$T/probe/%.o,$(filter-out table_image,$(PROBE))) $(DOOR:%=$T/transcript/%.o) \
	$(TRANSCRIPT_HOST:%=$T/initramfs/%.o)

# A test program for the target: the libc's own way to main(), since it prints. Without -s, Debian 12's linker crashes on
# Debian 13's musl for riscv64.
target_program = $(PROBE_CC) -std=gnu11 -s -O1 $(WARN) -Iprobe -Iminimal-libc-shims -fno-stack-protector -fno-pie -no-pie \
	$(INCLUDE) -static -nostdlib -o $@ $(START_$(LIBC)) $1 -Wl,--start-group $(LIBC_A) -lgcc -lgcc_eh -Wl,--end-group

# The probe by another compiler, which warns of other things; it is shipped by gcc, which makes it smaller.
CLANG        := build/clang-amd64-musl
CLANG_CFLAGS := $(filter-out $(PROBE_GCC) -malign-data% -mpreferred-stack% -nostdinc -iwithprefix include, \
	$(PROBE_CFLAGS)) -nostdlibinc
CLANG_OBJ    := $(PROBE:%=$(CLANG)/%.o) $(SHIMS:%=$(CLANG)/sys/%.o)

$(CLANG)/probe: $(CLANG_OBJ) probe/table.ld
	$(PROBE_CC) $(PROBE_LDFLAGS) -fno-lto -o $@ $(CLANG_OBJ) $(PROBE_LIBS)

$(CLANG)/sys/musl/%.o: CLANG_CFLAGS += -ffreestanding
$(CLANG)/sys/%.o: minimal-libc-shims/%.c Makefile targets.mk
	@mkdir -p $(@D)
	clang $(CLANG_CFLAGS) -c -o $@ $<

$(CLANG)/%.o: probe/%.c Makefile targets.mk
	@mkdir -p $(@D)
	clang $(CLANG_CFLAGS) -c -o $@ $<

# Each header alone, and twice, by gcc and clang: no warning. Those of an architecture by what compiles for it.
HEADERS      := $(sort $(wildcard probe/*.h initramfs/*.h minimal-libc-shims/*.h $(ARCHS:%=minimal-libc-shims/%/*.h)))
HEADER_FLAGS := -std=gnu11 $(filter-out -Wmissing-prototypes,$(WARN)) -fsyntax-only -Iprobe -Iminimal-libc-shims
header_arch   = $(or $(patsubst minimal-libc-shims/%/,%,$(filter $(ARCHS:%=minimal-libc-shims/%/),$(dir $1))),\
	$(if $(findstring word32,$1),armhf,amd64))
header_gnu    = $(GNU_$(call header_arch,$1))
header_flags  = $(HEADER_FLAGS) -Iminimal-libc-shims/$(call header_arch,$1) \
	$(if $(filter-out amd64,$(call header_arch,$1)),-ffreestanding -idirafter /usr/$(header_gnu)/include)

.PHONY: headers-check $(HEADERS:%=check-%)
headers-check: $(HEADERS:%=check-%)
$(HEADERS:%=check-%): check-%:
	@for compiler in '$(call header_gnu,$*)-gcc' 'clang --target=$(call header_gnu,$*)'; do \
		printf '#include "$*"\n#include "$*"\n' | $$compiler $(call header_flags,$*) -I. -xc - || exit; done

TARGETS := $(foreach arch,$(ARCHS),$(LIBCS:%=$(arch)-%))

.PHONY: tests test-unit test-transcript targets target $(TARGETS:%=target-%)
target: $(B)/probe $(B)/tests/sys $(patsubst %,$(B)/tests/%,$(UNIT_TARGET) $(UNIT_TARGET_$(LIBC)))
targets: $(TARGETS:%=target-%)
target-amd64-musl: target
$(filter-out target-amd64-musl,$(TARGETS:%=target-%)): target-%:
	@$(MAKE) --no-print-directory ARCH=$(word 1,$(subst -, ,$*)) LIBC=$(word 2,$(subst -, ,$*)) target

tests: $(UNIT_TAP) targets headers-check $(CLANG)/probe $T/run $T/inflate $T/depend $T/dtb $T/alias_kmod $T/alias_nasty $T/alias_mutate $T/lean

test-unit: $(UNIT_TAP)
	prove -e '' $(UNIT_TAP)

# UPDATE=1 in the environment writes tests/machines/*.expected anew; then read every line of the difference.
test-transcript: $T/run
	prove -e '' tests/transcript/machines.t

probe_c = $(addsuffix .c,$(addprefix probe/,$1))
.SECONDEXPANSION:
$(UNIT:%=$T/unit/%): $T/unit/%: tests/unit/%.c $$(call probe_c,$$(TESTED_$$*)) Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -o $@ $< $(call probe_c,$(TESTED_$*)) $(if $(filter %_sfdisk,$@),-lblkid)

$(UNIT_TARGET:%=$(B)/tests/%): $(B)/tests/%: tests/unit/%.c $$(call probe_c,$$(TESTED_$$*)) Makefile targets.mk | $(LIBC_A)
	@mkdir -p $(@D)
	$(call target_program,$< $(call probe_c,$(TESTED_$*)))

# As the probe is built, linked and started.
$(B)/tests/sys: $(B)/obj/tests/sys.o $(B)/obj/text.o $(SHIMS:%=$(B)/obj/sys/%.o)
	@mkdir -p $(@D)
	$(PROBE_CC) $(PROBE_LDFLAGS) -o $@ $^ $(PROBE_LIBS)

$(B)/obj/tests/%.o: tests/unit/%.c Makefile targets.mk | $(LIBC_A)
	@mkdir -p $(@D)
	$(PROBE_CC) $(PROBE_CFLAGS) -c -o $@ $<

$(FUZZ:%=$T/fuzz/%): $T/fuzz/%: tests/fuzz/%.c $$(call probe_c,$$(TESTED_$$*)) tests/fuzz/driver.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -o $@ $< $(call probe_c,$(TESTED_$*)) tests/fuzz/driver.c

# By hand, with clang: make build/tests/libfuzzer/glob && build/tests/libfuzzer/glob -max_total_time=60
$(FUZZ:%=$T/libfuzzer/%): $T/libfuzzer/%: tests/fuzz/%.c $$(call probe_c,$$(TESTED_$$*)) Makefile
	@mkdir -p $(@D)
	clang -std=gnu11 -g -O1 $(WARN) -Iprobe -Iminimal-libc-shims -Itests/fuzz -fsanitize=fuzzer,address,undefined \
		-o $@ $< $(call probe_c,$(TESTED_$*))

$T/unit/modalias: tests/unit/modalias.c $(MODALIAS:%=initramfs/%.c) Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -o $@ $< $(MODALIAS:%=initramfs/%.c)

$T/run: $(TRANSCRIPT_OBJ)
	$(HOST_CC) $(SANITIZE) -o $@ $(TRANSCRIPT_OBJ) -larchive -lzstd -llz4

$T/probe/init.o: private TEST_CFLAGS += -Dmain=probe_main -Wno-missing-prototypes

$T/probe/%.o: probe/%.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -c -o $@ $<

$T/transcript/%.o: tests/transcript/%.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -c -o $@ $<

$T/initramfs/%.o: initramfs/%.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -c -o $@ $<

# The host command's own parts, and the whole of it against libkmod, cpio and depmod.
HOST_PARTS := $(filter-out build/host/coldprobe.o build/host/%_main.o build/host/inspect.o \
	build/host/lookup.o build/host/explain.o build/host/list.o,$(HOST_OBJ)) $(HOST_PROBE_OBJ)

$T/inflate: tests/differential/inflate.c $(INFLATE:%=probe/%.c) Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -o $@ $< $(INFLATE:%=probe/%.c)

$T/depend: tests/unit/depend.c $(HOST_PARTS) Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) -o $@ $< $(HOST_PARTS) $(HOST_LIBS)

DTB_HOST := dtb dtb_tree dtb_suppliers dtb_overlay board board_file util output

$T/dtb: tests/differential/dtb.c $(DTB_HOST:%=initramfs/%.c) Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) -O2 -o $@ $< $(DTB_HOST:%=initramfs/%.c) -lfdt

# Without -Iprobe, whose glob.h is not the libc's.
SELECT_C := $(addprefix initramfs/,util board board_file builtin mfd hardware hardware_serve hardware_child hardware_kind select picking \
	picks fitting profile depend kernel modinfo modfile aliases firmware kconfig boot_file used trace story output pack)
SELECT_C := $(SELECT_C:=.c)

$T/unit/hardware: tests/unit/hardware.c $(SELECT_C) Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(filter-out -Iprobe,$(TEST_CFLAGS)) $(SANITIZE) -o $@ $< $(SELECT_C) -lkmod -larchive -lzstd -llz4

LEAN_C := $(addprefix initramfs/,lean.c object.c strtab.c util.c output.c)

$T/lean: tests/differential/lean.c $(LEAN_C) initramfs/modfile.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) -O2 -o $@ $< $(LEAN_C) initramfs/modfile.c -larchive -lelf

# The table: its reader, its baker (without modfile.c, which wants libarchive: tests/handmade.c stands in), its check.
TABLE_HOST := util output bake bake_code bake_flags bake_nodes schema pool aliases elf table_check table_check_code table_check_nodes
TABLE_C    := $(HOST_PROBE:%=probe/%.c) $(TABLE_HOST:%=initramfs/%.c) tests/handmade.c

$T/unit/alias: tests/unit/alias.c $(TABLE_C) Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -o $@ $< $(TABLE_C)

$(B)/tests/alias: tests/unit/alias.c $(TABLE_C) Makefile targets.mk | $(LIBC_A)
	@mkdir -p $(@D)
	$(call target_program,$< $(TABLE_C))

$T/fuzz/alias $T/fuzz/table: $T/fuzz/%: tests/fuzz/%.c $(TABLE_C) tests/fuzz/driver.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -o $@ $< $(TABLE_C) tests/fuzz/driver.c

$T/libfuzzer/alias $T/libfuzzer/table: $T/libfuzzer/%: tests/fuzz/%.c $(TABLE_C) Makefile
	@mkdir -p $(@D)
	clang -std=gnu11 -g -O1 $(WARN) -Iprobe -Iminimal-libc-shims -Itests/fuzz -fsanitize=fuzzer,address,undefined \
		-o $@ $< $(TABLE_C)

$T/fuzz/lean: tests/fuzz/lean.c $(LEAN_C) tests/fuzz/driver.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -o $@ $< $(LEAN_C) tests/fuzz/driver.c -lelf

$T/libfuzzer/lean: tests/fuzz/lean.c $(LEAN_C) Makefile
	@mkdir -p $(@D)
	clang -std=gnu11 -g -O1 $(WARN) -Iprobe -Iminimal-libc-shims -Itests/fuzz -fsanitize=fuzzer,address,undefined \
		-o $@ $< $(LEAN_C) -lelf

TRACE_C := $(addprefix initramfs/,trace.c story.c trace_svg.c svg_text.c utf8.c util.c output.c)

$T/fuzz/trace: tests/fuzz/trace.c $(TRACE_C) tests/fuzz/driver.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -o $@ $< $(TRACE_C) tests/fuzz/driver.c

$T/libfuzzer/trace: tests/fuzz/trace.c $(TRACE_C) Makefile
	@mkdir -p $(@D)
	clang -std=gnu11 -g -O1 $(WARN) -Iprobe -Iminimal-libc-shims -Itests/fuzz -fsanitize=fuzzer,address,undefined \
		-o $@ $< $(TRACE_C)

# Two of its seeds are trees, as C strings.
$T/fuzz/dtb_seeds.h: tests/fuzz/dtb.dts tests/fuzz/dtb-overlay.dts Makefile
	@mkdir -p $(@D)
	for name in dtb dtb-overlay; do \
		dtc -q -@ -I dts -O dtb -o $T/fuzz/$$name.dtb tests/fuzz/$$name.dts || exit; \
		echo "#define $$name" | tr a-z- A-Z_ | sed 's/^#DEFINE \(.*\)/#define SEED_\1 \\/'; \
		od -An -v -tx1 $T/fuzz/$$name.dtb | sed 's/ /\\x/g; s/^/"/; s/$$/" \\/'; echo; done >$@.new
	mv $@.new $@

$T/fuzz/dtb: tests/fuzz/dtb.c $T/fuzz/dtb_seeds.h $(DTB_HOST:%=initramfs/%.c) tests/fuzz/driver.c Makefile
	$(HOST_CC) $(TEST_CFLAGS) -I$T/fuzz $(SANITIZE) -o $@ $< $(DTB_HOST:%=initramfs/%.c) tests/fuzz/driver.c -lfdt

$T/libfuzzer/dtb: tests/fuzz/dtb.c $T/fuzz/dtb_seeds.h $(DTB_HOST:%=initramfs/%.c) Makefile
	@mkdir -p $(@D)
	clang -std=gnu11 -g -O1 $(WARN) -Iprobe -Iminimal-libc-shims -Itests/fuzz -I$T/fuzz \
		-fsanitize=fuzzer,address,undefined -o $@ $< $(DTB_HOST:%=initramfs/%.c) -lfdt

BOARD_C := $(addprefix initramfs/,board.c board_file.c board_write.c redact.c util.c output.c)

$T/fuzz/board: tests/fuzz/board.c $(BOARD_C) tests/fuzz/driver.c Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $(SANITIZE) -o $@ $< $(BOARD_C) tests/fuzz/driver.c

$T/libfuzzer/board: tests/fuzz/board.c $(BOARD_C) Makefile
	@mkdir -p $(@D)
	clang -std=gnu11 -g -O1 $(WARN) -Iprobe -Iminimal-libc-shims -Itests/fuzz -fsanitize=fuzzer,address,undefined \
		-o $@ $< $(BOARD_C)

$T/alias_kmod $T/alias_nasty $T/alias_mutate: $T/%: tests/differential/%.c tests/differential/against_kmod.c $(HOST_PARTS) Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) -O2 -o $@ $< tests/differential/against_kmod.c $(HOST_PARTS) $(HOST_LIBS)

$T/bench/table: tests/bench/table.c $(HOST_PARTS) Makefile
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) -O2 -o $@ $< $(HOST_PARTS) $(HOST_LIBS)

# With the probe's compiler and flags, but without -flto: what is counted must be a function to be found.
$T/bench/table_probe: tests/bench/table_probe.c $(HOST_PROBE:%=probe/%.c) Makefile
	@mkdir -p $(@D)
	musl-gcc $(filter-out -flto -MMD -MP -nostdinc -iwithprefix include,$(PROBE_CFLAGS)) -static -o $@ $< \
		$(HOST_PROBE:%=probe/%.c)

-include $(wildcard $T/*/*.d $T/*.d) $(CLANG_OBJ:.o=.d)

clean:
	rm -rf $(TARGETS:%=build/%) build/clang-* build/host build/coldprobe build/tests build/boot build/bench build/qemu

-include $(PROBE_OBJ:.o=.d) $(HOST_OBJ:.o=.d) $(HOST_PROBE_OBJ:.o=.d)
