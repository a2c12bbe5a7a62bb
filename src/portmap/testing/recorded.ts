import recorded from "./recorded/miniupnpd.json" with { type: "json" };

/**
 * What miniupnpd 2.3.1 at 192.168.1.1 (WAN 198.16.1.1) said to 192.168.1.101: text of SSDP and HTTP, hexadecimal of
 * NAT-PMP and PCP. For tests.
 */
export { recorded };
