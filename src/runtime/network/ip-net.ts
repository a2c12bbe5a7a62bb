import { networkInterfaces } from "node:os";
import type { IpNet } from "../../base/address/endpoint.ts";
import { ipBytes } from "../../base/address/ip.ts";

/** Both IPv4. */
export function contains({ address, prefix }: IpNet, host: string): boolean {
  const step = 2 ** (32 - prefix);
  return Math.floor(number(address) / step) === Math.floor(number(host) / step);
}

/** A default route as two halves, which take precedence over the existing one; other networks unchanged. */
export const halves = ({ address, prefix }: IpNet): readonly string[] =>
  prefix === 0 ? ["0.0.0.0/1", "128.0.0.0/1"] : [`${address}/${prefix}`];

/** The IPv4 networks of this machine's interfaces. */
export function connectedNetworks(): readonly IpNet[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).flatMap(({ family, cidr }) => {
      const [address, prefix] = cidr?.split("/") ?? [];
      return family === "IPv4" && prefix !== undefined ? [{ address: address!, prefix: Number(prefix) }] : [];
    }),
  );
}

const number = (address: string): number => Buffer.from(ipBytes(address)!).readUInt32BE();
