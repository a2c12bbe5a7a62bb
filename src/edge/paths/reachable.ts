import type { Endpoint } from "../../base/address/endpoint.ts";

/**
 * May a third party make us send to this socket? Not if it is our own, unspecified or a broadcast address. Private
 * addresses are allowed: both edges can stand behind one NAT.
 */
export function reachable({ address, port }: Endpoint): boolean {
  if (port === 0) return false;
  if (address.includes(":")) return address !== "::" && address !== "::1" && !/^ff|^::ffff:/i.test(address);
  const first = Number(address.slice(0, address.indexOf(".")));
  return first !== 0 && first !== 127 && first < 224;
}

/** Numeric text needs no resolving. */
export function isNumeric(host: string): boolean {
  return host.includes(":") || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
