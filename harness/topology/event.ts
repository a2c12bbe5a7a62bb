import type { Duration } from "../../src/base/instant.ts";
import { describeLink } from "./impairment/shown.ts";
import type { Link } from "./link.ts";
import { describeNat, type Nat } from "./nat/nat.ts";

/** Something that happens to a network while programs run in it. Nodes are named as in the topology. */
export type NetworkEvent =
  /** A router forgets every mapping, in one moment; what comes next gets other ports where ports are not preserved. */
  | { readonly kind: "flush"; readonly router: string }
  /** No power for this long: both links down, every mapping gone. */
  | { readonly kind: "reboot"; readonly router: string; readonly dark: Duration }
  /** The router gets another address towards the internet, and forgets every mapping. */
  | { readonly kind: "renumber"; readonly router: string }
  /** A public host gets another address, to which its name leads from then on; or one with DHCP when it renews its lease. */
  | { readonly kind: "readdress"; readonly host: string }
  /** The router becomes another NAT, and forgets every mapping. */
  | { readonly kind: "change-nat"; readonly router: string; readonly nat: Nat }
  /** The cable of a host, or a router's towards the internet. Of several uplinks: the one in use; another takes over. */
  | { readonly kind: "link-down"; readonly node: string }
  | { readonly kind: "link-up"; readonly node: string }
  | { readonly kind: "set-link"; readonly node: string; readonly link: Link }
  /** The host moves its cable to the LAN of one of the routers that it `roams` to, or back home. */
  | { readonly kind: "roam"; readonly host: string; readonly to: string }
  /** The default route of a host with several uplinks moves to the one at this router. All cables stay plugged in. */
  | { readonly kind: "switch"; readonly host: string; readonly to: string }
  /** On the internet, what these two send each other is dropped, and nothing else. */
  | { readonly kind: "partition"; readonly a: string; readonly b: string }
  | { readonly kind: "heal"; readonly a: string; readonly b: string };

export type EventOf<Kind extends NetworkEvent["kind"]> = Extract<NetworkEvent, { readonly kind: Kind }>;

/** For display: `homeA: forget every mapping`. */
export function describeEvent(event: NetworkEvent): string {
  switch (event.kind) {
    case "flush":
      return `${event.router}: forget every mapping`;
    case "reboot":
      return `${event.router}: reboot, dark for ${event.dark / 1000} s`;
    case "renumber":
      return `${event.router}: get another public address`;
    case "readdress":
      return `${event.host}: get another address`;
    case "change-nat":
      return `${event.router}: become ${describeNat(event.nat)}`;
    case "link-down":
      return `${event.node}: link down`;
    case "link-up":
      return `${event.node}: link up`;
    case "set-link":
      return `${event.node}: change the link to ${describeLink(event.link)}`;
    case "roam":
      return `${event.host}: move to ${event.to}`;
    case "switch":
      return `${event.host}: default route to ${event.to}`;
    case "partition":
      return `${event.a} ⇄ ${event.b}: cut apart`;
    case "heal":
      return `${event.a} ⇄ ${event.b}: partition healed`;
  }
}
