/* SPDX-License-Identifier: MIT */
/*
 * lean: a module's file without what the kernel does not need to run it
 *
 * What goes, and why the kernel (load_module() in kernel/module/main.c) does not miss it:
 *
 *     the signature           one that is not enforced; the kernel is tainted without it (E)
 *     sections not allocated  it copies those with SHF_ALLOC alone: .comment, debug information, .note.GNU-stack,
 *                             .ARM.attributes are the compiler's and linker's. It looks for .BTF and .BTF.base, and
 *                             does without when they are absent
 *     .note.gnu.property      what the processor must be capable of: the module says so otherwise, if at all
 *     symbols                 those that no relocation uses, but for the global ones that the module defines: names of
 *                             static functions and variables, of which a backtrace through the module then has none
 *
 * The rest is what `strip --strip-unneeded` leaves: every byte that is loaded, every relocation, with symbols of the
 * same name; of notes, .note.gnu.build-id and .note.Linux. Of ARM and arm64 strip(1) leaves mapping symbols too ($a, $d,
 * $x): a disassembler reads them, the kernel does not. Names of symbols stay, since
 * architectures know some of their own by them. The result has libelf's layout, and depends on nothing but the input.
 */
#ifndef INITRAMFS_LEAN_H
#define INITRAMFS_LEAN_H

#include <stdbool.h>

#include "util.h"

/*
 * lean_make: `lean->data` is the caller's to free; NULL when the module has to stay as it is: one that patches the
 * running kernel, whose relocations are kept for later; one that would not become smaller; and one with BTF, if
 * `keeps_btf`. Returns NULL, or what is
 * wrong with the module, for the caller to free.
 */
char *lean_make(const unsigned char *data, size_t size, bool keeps_btf, struct bytes *lean);

#endif
