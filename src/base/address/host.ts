import { hex } from "../bytes.ts";
import { ipBytes } from "./ip.ts";

/**
 * What rate limits count as one host: an IPv4 address, or the /64 of an IPv6 address, since one IPv6 host has 2^64
 * addresses to choose from.
 */
export function hostOf(address: string): string {
  if (!address.includes(":")) return address;
  // How a dual-stack socket writes IPv4; its /64 is that of the whole IPv4 internet.
  if (address.startsWith("::ffff:") && address.includes(".")) return address.slice("::ffff:".length);
  const bytes = ipBytes(address);
  return bytes === undefined ? address : hex(bytes.subarray(0, 8));
}
