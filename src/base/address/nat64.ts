import { ipBytes, ipText } from "./ip.ts";

/** Bytes of a NAT64 prefix of length 96, the one that nearly all networks use (RFC 6052 §2.2). */
const prefixBytes = 12;

/** The IPv6 address that stands for an IPv4 address behind a NAT64. `prefix`: a /96 without its length, "64:ff9b::". */
export function throughNat64(ipv4: string, prefix: string): string {
  const bytes = new Uint8Array(16);
  bytes.set(ipBytes(prefix)!.subarray(0, prefixBytes));
  bytes.set(ipBytes(ipv4)!, prefixBytes);
  return ipText(bytes);
}

/** The IPv4 address that an IPv6 address stands for; undefined = the address is not in the prefix. */
export function behindNat64(address: string, prefix: string): string | undefined {
  const [bytes, wanted] = [ipBytes(address), ipBytes(prefix)!];
  if (bytes?.length !== 16 || !bytes.subarray(0, prefixBytes).every((byte, i) => byte === wanted[i])) return undefined;
  return ipText(bytes.subarray(prefixBytes));
}
