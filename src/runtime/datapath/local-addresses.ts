import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { ipBytes, ipText } from "../../base/address/ip.ts";
import { environmentError } from "../../base/environment-error.ts";

export interface LocalAddress {
  readonly device: string;
  readonly address: string;
  /** Reachable only from this machine. */
  readonly internal: boolean;
}

/** The IPv4 addresses of the interfaces that are up; if no descriptor is free, those of the last call. */
export function localAddresses(): readonly LocalAddress[] {
  return addressesOf("IPv4");
}

type Family = "IPv4" | "IPv6";

const last: Record<Family, readonly LocalAddress[]> = { IPv4: [], IPv6: [] };

function addressesOf(family: Family): readonly LocalAddress[] {
  try {
    last[family] = present(family);
  } catch (error) {
    if (environmentError(error) === undefined) throw error;
  }
  return last[family];
}

function present(wanted: Family): readonly LocalAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses]) =>
    (addresses ?? [])
      .filter(({ family }) => family === wanted)
      .map(({ address, internal }) => ({ device, address, internal })),
  );
}

/** The same without overlays: interfaces of this and other VPNs on this machine, made by /dev/net/tun. */
export function underlayAddresses(): readonly LocalAddress[] {
  return localAddresses().filter(isUnderlay);
}

/** The same, and the IPv6 networks that this machine is in. */
export function underlayNetworks(): readonly LocalAddress[] {
  return [...underlayAddresses(), ...networksOf(addressesOf("IPv6").filter(isUnderlay))];
}

/**
 * The first 64 bits of each global IPv6 address: addresses for privacy (RFC 8981) change every day on one and the same
 * network.
 */
export function networksOf(addresses: readonly LocalAddress[]): readonly LocalAddress[] {
  const networks = addresses
    .filter(({ address }) => !/^fe[89ab]/i.test(address))
    .map((one) => ({ ...one, address: ipText(ipBytes(one.address)!.map((byte, i) => (i < 8 ? byte : 0))) }));
  return [...new Map(networks.map((one) => [`${one.device} ${one.address}`, one])).values()];
}

const isUnderlay = ({ device }: LocalAddress): boolean => !existsSync(`/sys/class/net/${device}/tun_flags`);
