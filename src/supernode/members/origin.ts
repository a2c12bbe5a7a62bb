import { type Endpoint, endpointKey, sameEndpoint } from "../../base/address/endpoint.ts";

/** A datagram's source, and our address that it was sent to, if known. */
export interface Origin {
  readonly from: Endpoint;
  readonly to?: Endpoint | undefined;
  /** The TCP connection on which it arrived. */
  readonly via?: number | undefined;
}

/** Both ends: a symmetric NAT may give two edges one public socket towards two addresses of ours. */
export function pathKey({ from, to, via }: Origin): string {
  if (via !== undefined) return `tcp ${via}`;
  return to === undefined ? endpointKey(from) : `${endpointKey(from)}>${endpointKey(to)}`;
}

/** The same as comparing the keys, in less time. */
export function samePath(a: Origin, b: Origin): boolean {
  if (a.via !== undefined || b.via !== undefined) return a.via === b.via;
  if (!sameEndpoint(a.from, b.from)) return false;
  return a.to === undefined || b.to === undefined ? a.to === b.to : sameEndpoint(a.to, b.to);
}

/** The part of a datagram's path that is stored. */
export function originOf({ from, to, via }: Origin): Origin {
  return { from, to, via };
}
