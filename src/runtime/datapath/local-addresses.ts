import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { environmentError } from "../../base/environment-error.ts";

export interface LocalAddress {
  readonly device: string;
  readonly address: string;
  /** Reachable only from this machine. */
  readonly internal: boolean;
}

/** The IPv4 addresses of the interfaces that are up; if no descriptor is free, those of the last call. */
export function localAddresses(): readonly LocalAddress[] {
  try {
    last = present();
  } catch (error) {
    if (environmentError(error) === undefined) throw error;
  }
  return last;
}

let last: readonly LocalAddress[] = [];

function present(): readonly LocalAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses]) =>
    (addresses ?? [])
      .filter(({ family }) => family === "IPv4")
      .map(({ address, internal }) => ({ device, address, internal })),
  );
}

/** The same without overlays: interfaces of this and other VPNs on this machine, made by /dev/net/tun. */
export function underlayAddresses(): readonly LocalAddress[] {
  return localAddresses().filter(({ device }) => !existsSync(`/sys/class/net/${device}/tun_flags`));
}
