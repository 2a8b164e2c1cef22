# SPDX-License-Identifier: MIT
# targets.mk: what differs between the eight targets of the probe, ARCH x LIBC
#
# Of a libc its headers and its libc.a are taken, nothing else; kernel headers come after it. Only amd64 with musl is
# built from installed packages alone; scripts/sysroot unpacks the other seven libcs.

ARCHS := amd64 arm64 armhf riscv64
LIBCS := musl klibc

GNU_amd64   := x86_64-linux-gnu
GNU_arm64   := aarch64-linux-gnu
GNU_armhf   := arm-linux-gnueabihf
GNU_riscv64 := riscv64-linux-gnu
GNU         := $(or $(GNU_$(ARCH)),$(error ARCH=$(ARCH) is none of $(ARCHS)))

# ---- code generation: small first

SMALL_amd64   := -malign-data=abi -mgeneral-regs-only -mpreferred-stack-boundary=3 -fcf-protection=none
SMALL_arm64   := -mgeneral-regs-only
SMALL_armhf   := -mthumb
# ld 2.40 shortens addresses to 12 bits from gp and may then move what they stand for: no data near gp.
SMALL_riscv64 := -msave-restore -msmall-data-limit=0

# The kernel maps whole pages: where it has larger ones than 4 KiB, segments must not share one.
PAGE_amd64   := 4096
PAGE_arm64   := 65536
PAGE_armhf   := 4096
PAGE_riscv64 := 4096

# Beside sys.c and start.c: of minimal-libc-shims/, for libgcc, and where a libc's own is large.
SHIMS_armhf := armhf/divide
SHIMS_musl  := musl/string

# ---- the libc

SYSROOT := build/sysroot/$(ARCH)
ifeq ($(ARCH)-$(LIBC),amd64-musl)
SYSROOT :=
endif

MUSL_amd64   := x86_64-linux-musl
MUSL_arm64   := aarch64-linux-musl
MUSL_armhf   := arm-linux-musleabihf
MUSL_riscv64 := riscv64-linux-musl
MUSL         := $(MUSL_$(ARCH))

KLIBC_amd64   := x86_64
KLIBC_arm64   := arm64
KLIBC_armhf   := arm
KLIBC_riscv64 := riscv64
KLIBC         := $(SYSROOT)/usr/lib/klibc
BITS          := $(if $(filter armhf,$(ARCH)),32,64)

LIB_musl     := $(SYSROOT)/usr/lib/$(MUSL)
HEADERS_musl := -isystem $(SYSROOT)/usr/include/$(MUSL)

LIB_klibc     := $(KLIBC)/lib
HEADERS_klibc := -D__KLIBC__=2 -D__KLIBC_MINOR__=0 -D_BITSIZE=$(BITS) -isystem $(KLIBC)/include/arch/$(KLIBC_$(ARCH)) \
	-isystem $(KLIBC)/include/bits$(BITS) -isystem $(KLIBC)/include

# For test programs, which are started as the libc wants it.
START_musl  := $(LIB_musl)/crt1.o
START_klibc := $(LIB_klibc)/crt0.o

LIBC_A := $(or $(LIB_$(LIBC)),$(error LIBC=$(LIBC) is none of $(LIBCS)))/libc.a

ifeq ($(ARCH),amd64)
KERNEL_HEADERS := -idirafter /usr/include -idirafter /usr/include/$(GNU)
else
KERNEL_HEADERS := -idirafter /usr/$(GNU)/include
endif

$(if $(SYSROOT),$(LIBC_A)): | scripts/sysroot
	@scripts/sysroot $(ARCH) >/dev/null
