import { join } from "node:path";
import type { CaseHost, CaseNetwork } from "../contract.ts";

/** Where a WireGuard device is, and what its node wants. */
export interface Place {
  readonly node: string;
  readonly device: string;
  readonly publicKey: string;
  /** Absent = there is none. */
  readonly hub?: Omit<Place, "hub" | "peerToPeer">;
  readonly peerToPeer: boolean;
}

export const placeFile = ({ folder }: Pick<CaseHost, "folder">): string => join(folder, "place.json");

/** All devices of a case have their sockets in one folder, so each has a name of its own. */
export const deviceOf = ({ name }: Pick<CaseHost, "name">, { hosts }: CaseNetwork): string =>
  `wg${hosts.findIndex((host) => host.name === name)}`;
