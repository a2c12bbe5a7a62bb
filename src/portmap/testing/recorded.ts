import recorded from "./recorded/miniupnpd.json" with { type: "json" };

/**
 * Answers of miniupnpd 2.3.1 at 192.168.1.1 (WAN 198.16.1.1) to 192.168.1.101: SSDP and HTTP as text, NAT-PMP and PCP
 * in hexadecimal. For tests.
 */
export { recorded };
