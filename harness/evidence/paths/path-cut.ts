import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { isIpv6 } from "../../../src/base/address/ip.ts";
import { throughNat64 } from "../../../src/base/address/nat64.ts";
import { nat64Prefix } from "../../topology/plan/nat64.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";
import type { Cut, Evidence } from "../evidence.ts";
import { addressesOf } from "../journeys/parties.ts";

/** Where a path is closed in one direction, and what is dropped there. */
export interface PathCut {
  /** The far end of the sender's cable, outside its namespace. */
  readonly at: { readonly node: string; readonly name: string };
  readonly towards: readonly string[];
  /** Exceptions: relays at one of these addresses. */
  readonly sparing: readonly Endpoint[];
  /** True = the opposite is dropped: everything to other addresses, and to those relays. */
  readonly only: boolean;
}

/** `plugged` = the sender's interface that its cable is plugged into. */
export function pathCut(addresses: AddressPlan, relays: Evidence["relays"], cut: Cut, plugged: string): PathCut {
  const closed = pathCutPlain(addresses, relays, cut, plugged);
  if (addresses.nat64?.[cut.from] === undefined) return closed;
  const sent = (address: string): string => (isIpv6(address) ? address : throughNat64(address, nat64Prefix));
  const sparing = closed.sparing.map(({ address, port }) => ({ address: sent(address), port }));
  return { ...closed, towards: closed.towards.map(sent), sparing };
}

function pathCutPlain(
  addresses: AddressPlan,
  relays: Evidence["relays"],
  { from, to, path, only: isOnly }: Cut,
  plugged: string,
): PathCut {
  const at = addresses.interfaces.find((iface) => iface.node === from && iface.name === plugged)!.peer;
  const only = isOnly === true;
  const others = relays.filter(({ node }) => node !== from && node !== to);
  if (path === "relayed") {
    const towards = new Set(others.flatMap(({ node }) => [...addressesOf({ addresses }, node)]));
    return { at, towards: [...towards], sparing: [], only };
  }
  const towards = addressesOf({ addresses }, to);
  const sparing = others.flatMap(({ node, port }) =>
    port === undefined
      ? []
      : [...addressesOf({ addresses }, node)]
          .filter((address) => towards.has(address))
          .map((address) => ({ address, port })),
  );
  return { at, towards: [...towards], sparing, only };
}
