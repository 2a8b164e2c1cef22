/* SPDX-License-Identifier: MIT */
/*
 * alias_corpus: patterns that are hard to get right, made by hand, and texts to ask for
 *
 * Modules are in kmod's order; those of one name follow one another. What depmod refuses (a bracket
 * without its partner) is among them: nobody may serve it. tests/unit/alias.c says what some must
 * answer; tests/differential/alias_nasty.c asks libkmod about all of them.
 */
#ifndef TESTS_ALIAS_CORPUS_H
#define TESTS_ALIAS_CORPUS_H

struct corpus_pattern {
	const char *module, *pattern;
};

/* clang-format off */
static const struct corpus_pattern corpus_patterns[] = {
	{ "aa_digits", "br:[0-9]" }, { "aa_digits", "br:x[0-9][0-9]*" }, { "aa_digits", "br:-[a-z-]-" },
	{ "ab_not", "br:n[!45]" }, { "ab_not", "br:c[^45]x" }, { "ab_not", "br:m*[!0-9]" }, { "ab_not", "br:o[!4-6]*[45]" },
	{ "ac_first", "br:[]x]" }, { "ac_first", "br:f[!]x]" }, { "ac_first", "br:good" },
	{ "ad_open", "br:[ab" }, { "ad_open", "br:ab]" }, { "ad_open", "br:a[b[c]d" }, { "ad_open", "br:open" },
	{ "ae_range", "br:r[z-a]" }, { "ae_range", "br:r[a-]" }, { "ae_range", "br:r[--0]" }, { "ae_range", "br:r[a-c-e]" },
	{ "ae_range", "br:r[[]" }, { "ae_range", "br:r[a*?]" }, { "ae_range", "br:r[\\a]" }, { "ae_range", "br:r[a\\-c]" },
	{ "ba_escape", "es:a\\*b" }, { "ba_escape", "es:\\" }, { "ba_escape", "es:b\\x" }, { "ba_escape", "es:\\?c" },
	{ "bb_escape", "es:a*\\*b" }, { "bb_escape", "es:q*\\?" }, { "bb_escape", "es:x?\\x" }, { "bb_escape", "es:y*\\\\z" },
	{ "bb_escape", "es:t*\\" }, { "bb_escape", "es:d\\\\e" }, { "bb_escape", "es:w*[0-9]\\*" }, { "bb_escape", "es:v*\\[" },
	{ "ca_star", "st:a*b" }, { "ca_star", "st:*middle*" }, { "ca_star", "st:a**b*" }, { "ca_star", "st:***" },
	{ "ca_star", "st:a*a*a*b" }, { "ca_star", "st:q**" }, { "ca_star", "st:*q" }, { "ca_star", "st:r*r" },
	{ "cb_one", "on:?" }, { "cb_one", "on:a?" }, { "cb_one", "on:?b" }, { "cb_one", "on:a?c" }, { "cb_one", "on:??" },
	{ "cb_one", "on:s*?" }, { "cb_one", "on:s?*" }, { "cb_one", "on:s*?x" }, { "cb_one", "on:s?*?x*?" },
	{ "cc_same", "st:a*b" }, { "cc_same", "st:a*" }, { "cc_same", "on:a?" }, { "cc_same", "br:n[!45]" },
	{ "da_empty", "" },
	{ "db_plain", "fs-plain" }, { "db_plain", "fs_plain2" }, { "db_plain", "char-major-10-*" }, { "db_plain", "net-pf-16-proto-4-type-*" },
	{ "db_plain", "a" }, { "db_plain", "ab" }, { "db_plain", "abc" },
	{ "ea_acpi", "acpi*:PNP0C0F:*" }, { "ea_acpi", "acpi*:LNXPWRBN:*" }, { "ea_acpi", "acpi*:ABCD????:*" },
	{ "eb_acpi", "acpi*:PNP0C0F:*" }, { "eb_acpi", "acpi*:PNP0C0E:*" }, { "eb_acpi", "acpi:*:PNP*:" },
	{ "ec_dmi", "dmi*:bvn*Vendor*:" }, { "ec_dmi", "dmi*:svnLENOVO*:pvrThinkPad*:*" }, { "ec_dmi", "dmi:*:svn*Inc.:pn*:rvn*:" },
	{ "ed_dmi", "dmi*:*svn*Vendor*:*" }, { "ed_dmi", "dmi*" }, { "ed_dmi", "*:svnLENOVO:*" },
	{ "ee_cpu", "cpu:type:*:feature:*0089*" }, { "ee_cpu", "cpu:type:x86,ven0000fam*mod*:feature:*00E1*" },
	{ "ee_cpu", "cpu:type:x86,ven000[02]fam0006mod009[7A]:feature:*" },
	{ "ef_of", "of:N*T*Cvendor,device" }, { "ef_of", "of:N*T*Cvendor,deviceC*" }, { "ef_of", "of:NcpuTcpuC*" }, { "ef_of", "of:N*TserialC*" },
	{ "eg_of", "of:N*T*Cvendor,device-2" }, { "eg_of", "of:N*T*Cvendor,device-2C*" }, { "eg_of", "of:N*T*C*" },
	{ "eh_input", "input:b*v*p*e*-e*0,*1,*2,*k*r*a*m*l*s*f*w*" }, { "eh_input", "input:b*v*p*e*-e*1,*k*110,*r*0,*1,*a*m*l*s*f*w*" },
	{ "ei_input", "input:b0003v054Cp0268e*-*" }, { "ei_input", "input:b*v*p*e*-e*k*r*a*6,*m*l*s*f*w*" },
	{ "fa_pci", "pci:v00001AF4d00001001sv*sd*bc*sc*i*" }, { "fa_pci", "pci:v00001AF4d00001041sv*sd*bc*sc*i*" },
	{ "fb_pci", "pci:v*d*sv*sd*bc01sc06i01*" }, { "fb_pci", "pci:v00008086d00002922sv*sd*bc*sc*i*" },
	{ "fb_pci", "pci:v00008086d*sv*sd*bc01sc06i*" }, { "fb_pci", "pci:v00008086d*sv00001AF4sd00001100bc*sc*i*" },
	{ "fc_pci", "pci:v*d*sv*sd*bc01sc01i8A*" }, { "fc_pci", "pci:v*d*sv*sd*bc*sc*i*" },
	{ "fd_pci", "pci:v00001AF4d00001001sv*sd*bc*sc*i*" }, { "fd_pci", "pci:v00001AF4d00001001sv00001AF4sd00000002bc*sc*i*" },
	{ "fd_pci", "pci:v0000FFFFd0000FFFFsv0000FFFFsd0000FFFFbcFFscFFiFF*" }, { "fd_pci", "pci:vFFFFFFFFd00000000sv*sd*bc*sc*i*" },
	{ "fe_pci", "pci:v00001234d*" }, { "fe_pci", "pci:v0000abcdd00000001sv*sd*bc*sc*i*" }, { "fe_pci", "pci:*bc02sc00i*" },
	{ "fe_pci", "pci:v0000[12]234d*sv*sd*bc*sc*i*" }, { "fe_pci", "pci:v00001AF4d00001001" }, { "fe_pci", "pci*" },
	{ "fe_pci", "pci:v00001AF4d0000100?sv*sd*bc*sc*i*" }, { "fe_pci", "pci:v001AF4d00001001sv*sd*bc*sc*i*" },
	{ "ga_usb", "usb:v0403p6001d*dc*dsc*dp*ic*isc*ip*in*" }, { "ga_usb", "usb:v*p*d*dc*dsc*dp*ic08isc06ip50in*" },
	{ "ga_usb", "usb:v04B8p0[1-3]*d*dc*dsc*dp*ic*isc*ip*in*" }, { "ga_usb", "usb:v*p*d*dc09dsc*dp*ic*isc*ip*in*" },
	{ "gb_usb", "usb:v0403p6001d01[0-4]*dc*dsc*dp*ic*isc*ip*in*" }, { "gb_usb", "usb:v0403p6001d0100dc*dsc*dp*ic*isc*ip*in00*" },
	{ "gb_usb", "usb:v0403p*d*dc*dsc*dp*icFFisc*ip*in*" },
	{ "gc_hid", "hid:b0003g*v0000046Dp0000C52B" }, { "gc_hid", "hid:b*g*v0000054Cp*" }, { "gc_hid", "hid:b0005g0001v*p*" },
	{ "gc_hid", "hid:b*g*v*p*" }, { "gd_hid", "hid:b0003g*v0000046Dp0000C52B" }, { "gd_hid", "hid:b0003g*v0000046Dp0000C52B*" }, { "ge_hid", "hid:b*g0001v*p*" },
	{ "ha_virtio", "virtio:d00000002v*" }, { "ha_virtio", "virtio:d00000001v00001AF4*" }, { "ha_virtio", "virtio:d00000001v00001AF4" },
	{ "hb_typec", "typec:idFF01m01" }, { "hb_typec", "typec:id*m*" }, { "hb_typec", "typec:idFF01m*" },
	{ "hc_sdio", "sdio:c07v*d*" }, { "hc_sdio", "sdio:c*v02D0d4329*" }, { "hc_sdio", "sdio:c*v02D0d4329" },
	{ "hd_serio", "serio:ty02pr08id*ex*" }, { "hd_serio", "serio:ty*pr*id*ex*" }, { "he_ssb", "ssb:v4243id0812rev0[57]*" },
	{ "he_ssb", "ssb:v4243id0812rev05*" }, { "hf_ieee", "ieee1394:ven*mo*sp0000609Ever00010483*" }, { "hg_bcma", "bcma:m04BFid0812rev11cl*" },
	{ "hh_pcmcia", "pcmcia:m*c*f02fn*pfn*pa*pb*pc*pd*" }, { "hh_pcmcia", "pcmcia:m0156c0002f*fn*pfn*paFBA3E6B2pbD9E73A03pc*pd*" },
	{ "hi_hda", "hdaudio:v10EC0269r*a01*" }, { "hi_hda", "hdaudio:v10EC0269r00100202a01*" }, { "hi_hda", "hdaudio:v*r*a01*" },
	{ "ia_share", "i2c:max6650" }, { "ia_share", "i2c:max6651" }, { "ib_share", "spi:max6650" }, { "ib_share", "spi:max6651" },
	{ "ia_share2", "platform:max6650" }, { "ia_share2", "platform:max6651" }, { "ic_long", "platform:a-name-that-is-as-long-as-names-of-drivers-get" },
	{ "zz_all", "*" }, { "zz_all", "??*" },
};

static const char *const corpus_texts[] = {
	"", "a", "ab", "abc", "abcd", "b", "*", "?", "[", "]", "[]", "\\", "-", "_",
	"br:0", "br:5", "br:9", "br:a", "br:00", "br:x12", "br:x1", "br:x123456", "br:x1a", "br:-b-", "br:_-_", "br:___", "br:_b_", "br:---",
	"br:n4", "br:n5", "br:n6", "br:n", "br:n66", "br:c4x", "br:c6x", "br:c^x", "br:mx", "br:m1", "br:m11x", "br:m", "br:o34", "br:o74", "br:o5", "br:o7",
	"br:]", "br:x", "br:fx", "br:fa", "br:fax]", "br:good", "br:a]", "br:[ab", "br:ab]", "br:a[d", "br:acd", "br:abd", "br:a[cd", "br:open",
	"br:rz", "br:ra", "br:rb", "br:rm", "br:r-", "br:r.", "br:r/", "br:r0", "br:rc", "br:rd", "br:re", "br:r[", "br:r[]", "br:r*", "br:r?", "br:r\\", "br:r_",
	"br:[0-9]", "br:[0-9", "br:n[!45]", "br:m[!0-9]", "br:r[a-]", "br:r[]]",
	"es:a*b", "es:a\\*b", "es:a\\b", "es:a\\xxb", "es:ab", "es:axb", "es:ax*b", "es:a**b", "es:\\", "es:b\\x", "es:bx", "es:?c", "es:\\?c", "es:\\xc",
	"es:q?", "es:qx?", "es:qxx", "es:xxx", "es:x?x", "es:xx\\x", "es:y\\z", "es:yyy\\z", "es:y\\\\z", "es:yz", "es:t", "es:t\\", "es:tx\\", "es:d\\\\e", "es:d\\e",
	"es:w1*", "es:w11*", "es:w1x", "es:w*", "es:v[", "es:vx[", "es:v[]",
	"st:ab", "st:aab", "st:a", "st:b", "st:axxb", "st:axxbx", "st:middle", "st:amiddleb", "st:middl", "st:mmiddlee", "st:midmiddle", "st:aaab", "st:aaaab",
	"st:aaaac", "st:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "st:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", "st:q", "st:qq", "st:rq", "st:r", "st:rr", "st:rxr", "st:rxrx", "st:",
	"on:", "on:a", "on:ab", "on:b", "on:abc", "on:bb", "on:axc", "on:s", "on:sx", "on:sxx", "on:sxxx", "on:sxxxx", "on:s?x?", "on:a?", "on:??", "on:s12x3",
	"fs-plain", "fs_plain", "fs-plain2", "fs_plain2", "char-major-10-1", "char_major_10-1", "char-major-10-", "char-major-10", "net-pf-16-proto-4-type-9",
	"acpi:PNP0C0F:", "acpi:PNP0C0F:PNP0C0E:", "acpi:X:PNP0C0F:", "acpi:PNP0C0F", "acpiPNP0C0F:", "acpi::PNP0C0F:", "acpi:LNXPWRBN:PNP0C0F:", "acpi:ABCD1234:",
	"acpi:ABCD123:", "acpi:ABCD12345:", "acpi:A:PNPx:", "acpi:A:PNPx:y", "acpi*:PNP0C0F:*",
	"dmi:bvnVendor:", "dmi:bvnTheVendorCo:bvr1:", "dmi:bvnX:svnVendor:", "dmi:svnLENOVO:pvrThinkPadX1:", "dmi:svnLENOVO:pvrThinkPad X1:rvn:", "dmi:", "dmi",
	"dmi:bvnLENOVO:svnLENOVO:pnX:pvrThinkPadT480:rvnLENOVO:", "dmi:a:svnBig Inc.:pnBox:rvnX:", "xxx:svnLENOVO:y", ":svnLENOVO:",
	"cpu:type:x86,ven0000fam0006mod009A:feature:,0000,0089,00E1", "cpu:type:x86,ven0002fam0006mod0097:feature:", "cpu:type:x86,ven0001fam0006mod0097:feature:",
	"cpu:type:any:feature:,00E1,", "cpu:type::feature:0089", "cpu:type:feature:0089",
	"of:NserialTserialCvendor,device", "of:NxT(null)Cvendor,device", "of:NxTyCvendor,deviceCother", "of:NxTyCvendor,device-2", "of:NxTyCvendor,device_2Cz",
	"of:NxTyCotherCvendor,device", "of:NcpuTcpuCx", "of:NcpuTcpu", "of:NxTy", "of:NTC", "of:NaTbCcTdCvendor,device", "of:NxTyCvendor,devic",
	"input:b0003v046DpC31Ce0110-e0,1,2,3,4,k110,111,r0,1,a6,m4,lsfw", "input:b0003v054Cp0268e0100-e0,1,3,k120,ra0,1,2,3,4,5,6,7,mlsfw", "input:b0019v0000p0001e0000-e0,1,k74,ramlsfw",
	"pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00", "pci:v00001AF4d00001001sv00001AF4sd00000003bc01sc00i00", "pci:v00001AF4d00001041sv00001AF4sd00001100bc02sc00i00",
	"pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01", "pci:v00008086d00002923sv00001AF4sd00001100bc01sc06i00", "pci:v0000FFFFd0000FFFFsv0000FFFFsd0000FFFFbcFFscFFiFF",
	"pci:vFFFFFFFFd00000000sv00000000sd00000000bc00sc00i00", "pci:v00001234d00005678sv00000000sd00000000bc00sc00i00", "pci:v00002234d00005678sv00000000sd00000000bc00sc00i00",
	"pci:v0000abcdd00000001sv00000000sd00000000bc00sc00i00", "pci:v0000ABCDd00000001sv00000000sd00000000bc00sc00i00", "pci:v00001af4d00001001sv00001AF4sd00000002bc01sc00i00",
	"pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i0", "pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i000", "pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc06i01x",
	"pci:v00001AF4d0001001sv00001AF4sd00000002bc01sc00i00", "pci:v00001AF4d000001001sv00001AF4sd00000002bc01sc00i00", "pci:v00001AF4d0000100Gsv00001AF4sd00000002bc01sc06i01",
	"pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00", "pci:v00001AF4d00001001sd00000002bc01sc00i00", "pci:v00001AF4d00001001", "pci:", "pci:v", "pci",
	"pci:v00001AF4d00001001svXsdXbcXscXiX", "pci:vdsvsdbc01sc06i01", "pci:vdsvsdbcsci", "pci:vvddsvsvsdsdbcbcscsciii", "pci:v00008086dxsvxsdxbc01sc06ixbc01sc06i01",
	"pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00\n", "PCI:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00", "pci:v-0001AF4d00001001sv00001AF4sd00000002bc01sc00i00",
	"pci:v00001AF4d00001001sv00001AF4sd0000000\200bc01sc00i00", "pci:v00001AF4d00001001sv00001AF4sd0000000vbc01sc00i00", "pci:v00001AF4d00001001sv00001AF4sd000000bcbc01sc00i00",
	"usb:v0403p6001d0600dc00dsc00dp00icFFiscFFipFFin00", "usb:v0403p6001d0100dc00dsc00dp00icFFiscFFipFFin00", "usb:v04B8p0202d0100dc00dsc00dp00ic08isc06ip50in00",
	"usb:v1D6Bp0002d0510dc09dsc00dp01ic09isc00ip00in00", "usb:v04b8p0202d0100dc00dsc00dp00ic08isc06ip50in00", "usb:v0403p6001d0145dc00dsc00dp00icFFiscFFipFFin0",
	"usb:v0403p6001d*dc*dsc*dp*ic*isc*ip*in*", "usb:vpddcdscdpic08isc06ip50in", "usb:v0403p6001ddcdscdpiciscipin",
	"hid:b0003g0001v0000046Dp0000C52B", "hid:b0003g0001v0000046Dp0000C52B0", "hid:b0005g0001v0000054Cp00000268", "hid:b0003g0001v0000046Dp0000C52", "hid:bgvp", "hid:b0003g0009v0000046Dpg0001vpX",
	"pci:v00008086d00007010sv00001AF4sd00001100bc01sc01i8a", "pci:v00008086d00007010sv00001AF4sd00001100bc01sc01i8A",
	"virtio:d00000002v00001AF4", "virtio:d00000001v00001AF4", "virtio:d00000001v00001AF4x", "virtio:d00000001v00001AF", "virtio:d2v1",
	"typec:idFF01m01", "typec:idFF01m02", "typec:idFF02m02", "typec:idFF01m01x", "typec:idm", "typec:id[m",
	"sdio:c07v02D0d4329", "sdio:c00v02D0d4329", "sdio:c00v02D0d4329x", "sdio:c07vd", "serio:ty02pr08id00ex00", "serio:ty02pr08idex", "serio:typridex",
	"ssb:v4243id0812rev05", "ssb:v4243id0812rev07", "ssb:v4243id0812rev0", "ssb:v4243id0812rev055", "ieee1394:ven00001234mo00000000sp0000609Ever00010483",
	"bcma:m04BFid0812rev11cl00", "bcma:m04BFid0812rev11clv", "pcmcia:m0156c0002f02fn00pfn00paFBA3E6B2pbD9E73A03pc00000000pd00000000",
	"pcmcia:m0156c0002f00fn00pfn00paFBA3E6B2pbD9E73A03pcpd", "pcmcia:mcf02fnpfnpapbpcpd", "hdaudio:v10EC0269r00100202a01", "hdaudio:v10EC0269r00100203a01", "hdaudio:v10EC0269r00100203a0",
	"i2c:max6650", "i2c:max6651", "i2c:max6652", "i2c:max665", "spi:max6650", "spi:max6651x", "platform:max6651", "platform:a_name-that_is-as_long-as_names-of_drivers-get",
	"aa_digits", "aa-digits", "zz_all", "zz[all", "br:\xc3\xa4", "st:\xff", "\x01", "br:x1\x7f\x80",
};
/* clang-format on */

#define CORPUS_PATTERNS (sizeof(corpus_patterns) / sizeof(*corpus_patterns))
#define CORPUS_TEXTS	(sizeof(corpus_texts) / sizeof(*corpus_texts))

#endif
