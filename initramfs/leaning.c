/* SPDX-License-Identifier: MIT */
#include "leaning.h"

#include <stdlib.h>

#include "lean.h"
#include "modfile.h"

static void check_enforced(const struct selection *selection, const struct kconfig *config)
{
	const char *word = kconfig_enforces(config);
	size_t count = 0;

	for (size_t i = 0; i < selection->count; i++)
		count += selection->choices[i].module->is_signed;
	if (count > 0 && word)
		fatal("--lean: %s=y is in %s: that kernel takes no module without its signature",
		      word, config->path);
}

static void report_unsigned(const struct selection *selection, const struct kconfig *config)
{
	size_t count = 0;

	for (size_t i = 0; i < selection->count; i++)
		count += selection->choices[i].lean.data && selection->choices[i].module->is_signed;
	if (count == 0)
		return;
	if (!config->path)
		warning("--lean: %zu modules are no longer signed: the kernel is tainted (E), or "
			"refuses "
			"them: its config was not found, --kernel-config FILE says",
			count);
	else
		warning("--lean: %zu modules are no longer signed: the kernel is tainted (E), and "
			"refuses "
			"them under module.sig_enforce or lockdown",
			count);
}

static void make_lean(struct choice *choice, const char *dir, enum lean_policy policy)
{
	char *path = xasprintf("%s/%s", dir, choice->module->path);
	char *problem;
	struct modfile file;

	modfile_open(&file, path);
	problem = lean_make(file.data, file.size, policy == LEAN_FREE, &choice->lean);
	if (problem && policy == LEAN_ALL)
		fatal("%s: %s", path, problem);
	if (problem)
		warning("%s: stored as it is: %s", path, problem);
	modfile_close(&file);
	free(problem);
	free(path);
}

void leaning_apply(struct selection *selection, const struct wish *wish,
		   const struct kconfig *config)
{
	if (wish->lean == LEAN_NONE)
		return;
	if (wish->lean == LEAN_ALL)
		check_enforced(selection, config);
	for (size_t i = 0; i < selection->count; i++) {
		struct choice *choice = &selection->choices[i];

		if (!choice->is_compressed &&
		    (wish->lean == LEAN_ALL || !choice->module->is_signed))
			make_lean(choice, selection->kernel->dir, wish->lean);
	}
	report_unsigned(selection, config);
}
