/* SPDX-License-Identifier: MIT */
/*
 * Prints what dtb.c makes of device trees: for dtb.t. usage: dtb [-o OVERLAY]... FILE...
 *
 *	file FILE
 *	model MODEL-OR-'-'
 *	alias NAME PATH
 *	device PATH PARENT-OR-'-'
 *	modalias MODALIAS
 *	supplier PROPERTY PATH
 */
#include "../../initramfs/dtb.h"

#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct strings overlays = { 0 };

	for (int option; (option = getopt(argc, argv, "o:")) != -1;)
		if (option == 'o')
			strings_add(&overlays, optarg);
		else
			return 2;
	for (int i = optind; i < argc; i++) {
		struct board board;

		dtb_read(&board, argv[i], &overlays);
		printf("file %s\n", argv[i]);
		printf("model %s\n", board.model ? board.model : "-");
		for (size_t k = 0; k < board.alias_count; k++)
			printf("alias %s %s\n", board.aliases[k].name, board.aliases[k].path);
		for (size_t k = 0; k < board.count; k++) {
			const struct board_device *device = &board.devices[k];

			printf("device %s %s\n", device->path,
			       device->parent ? device->parent : "-");
			for (size_t j = 0; j < device->modaliases.count; j++)
				printf("modalias %s\n", device->modaliases.items[j]);
			for (size_t j = 0; j < device->supplier_count; j++)
				printf("supplier %s %s\n", device->suppliers[j].by,
				       device->suppliers[j].path);
		}
		board_free(&board);
	}
	strings_free(&overlays);
	return 0;
}
