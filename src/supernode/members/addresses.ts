import type { IpNet } from "../../base/address/endpoint.ts";
import { ipBytes, ipText } from "../../base/address/ip.ts";
import type { Random } from "../../base/random.ts";
import { pearson32 } from "../../seal/pearson.ts";
import type { CommunityName } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import type { SupernodeConfig } from "../config.ts";
import { tuned } from "../timing.ts";

/** Is this a request for an address (§11.2): none, or one that no subnet may contain? */
export function asksForAddress({ address, prefix }: IpNet): boolean {
  return prefix === 0 || address === "0.0.0.0" || address === "255.255.255.255" || address.startsWith("169.254.");
}

/** A network's first and last address as numbers. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

export function spanOf({ address, prefix }: IpNet): Span {
  const first = hostNumber(address);
  return { first, last: first + 2 ** (32 - prefix) - 1 };
}

/** The network of a community (§11.5), first to last in `range`; undefined = all are taken. */
export function drawSubnet(
  { first, last, prefix }: SupernodeConfig["addressRange"],
  community: CommunityName,
  isTaken: (network: string) => boolean,
): IpNet | undefined {
  const step = 2 ** (32 - prefix);
  const lowest = hostNumber(first);
  const count = Math.floor((hostNumber(last) - lowest) / step) + 1;
  const proposal = pearson32(padded(community, spec.communityBytes)) % count;
  for (const index of downThenUp(proposal, 0, count - 1)) {
    const address = text(lowest + index * step);
    if (!isTaken(address)) return { address, prefix };
  }
  return undefined;
}

/**
 * A free TAP address in `subnet` for an edge with this description (§11.5). Near the proposed address the order is
 * the reference's; if that part of a large network is crowded, random addresses are tried, so that many edges with
 * one description do not cost a walk over all of them. Undefined = none found.
 */
export function drawAddress(
  subnet: IpNet,
  description: string,
  isHeld: (address: string) => boolean,
  random: Random,
): IpNet | undefined {
  const hosts = 2 ** (32 - subnet.prefix);
  const network = hostNumber(subnet.address);
  const hash = pearson32(padded(description, spec.descriptionBytes)) % hosts;
  const proposal = Math.min(Math.max(hash, 1), hosts - 2);
  let tries = 0;
  for (const host of downThenUp(proposal, 1, hosts - 2)) {
    const address = text(network + host);
    if (!isHeld(address)) return { address, prefix: subnet.prefix };
    if (++tries === tuned.neighbourTries) break;
  }
  for (let i = 0; tries === tuned.neighbourTries && i < tuned.randomTries; i++) {
    const address = text(network + 1 + (random.u32() % (hosts - 2)));
    if (!isHeld(address)) return { address, prefix: subnet.prefix };
  }
  return undefined;
}

function* downThenUp(start: number, lowest: number, highest: number): Generator<number> {
  for (let at = start; at >= lowest; at--) yield at;
  for (let at = start + 1; at <= highest; at++) yield at;
}

export function hostNumber(address: string): number {
  return ipBytes(address)!.reduce((sum, byte) => sum * 256 + byte, 0);
}

function text(address: number): string {
  return ipText(Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address));
}
