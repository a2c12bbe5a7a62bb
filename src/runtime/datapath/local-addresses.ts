import { networkInterfaces } from "node:os";

export interface LocalAddress {
  readonly device: string;
  readonly address: string;
  /** Reaches this machine only. */
  readonly internal: boolean;
}

/** The IPv4 addresses of the interfaces that are up. */
export function localAddresses(): readonly LocalAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses]) =>
    (addresses ?? [])
      .filter(({ family }) => family === "IPv4")
      .map(({ address, internal }) => ({ device, address, internal })),
  );
}
