import type { IpNet } from "../../base/address/endpoint.ts";
import { ipBytes } from "../../base/address/ip.ts";
import type { WayOut } from "./default-gateway.ts";
import { contains, halves } from "./ip-net.ts";

/** One route of ours, as ip(8) writes it. */
export interface PlannedRoute {
  /** With its prefix length always. */
  readonly net: string;
  /** Absent = it is at the other end of the device. */
  readonly via?: string;
  readonly dev: string;
}

/** What is reached through the overlay. */
export interface RouteWish {
  readonly networks: readonly IpNet[];
  /** A member of the community. */
  readonly gateway: string;
}

/** What is found at a moment. */
export interface RouteSurroundings {
  /** The overlay's device; undefined = there is none now. */
  readonly device: string | undefined;
  /** The way out without the overlay. */
  readonly physical: WayOut | undefined;
  /** Numeric addresses of supernodes and peers on the underlay. */
  readonly hosts: readonly string[];
  /** Networks at this machine's own interfaces: they need no help. */
  readonly connected: readonly IpNet[];
}

/** Ours to choose: more hosts than a community has, fewer than a kernel minds. */
const tuned = { hosts: 4096 } as const;

/**
 * The routes that should be there, exceptions first. Whatever carries the overlay itself must not go through it: hosts
 * within the requested networks keep the physical way.
 */
export function plannedRoutes({ networks, gateway }: RouteWish, now: RouteSurroundings): readonly PlannedRoute[] {
  const { device, physical, connected } = now;
  // Without a way out an overlay has nothing to travel on; when it is back, the plan is another one.
  if (device === undefined || physical === undefined) return [];
  // The longest prefix wins; of halves of everything, any other.
  const longest = (all: readonly IpNet[], host: string) =>
    Math.max(-1, ...all.filter((network) => contains(network, host)).map(({ prefix }) => prefix));
  const hosts = [...new Set(now.hosts)].filter(
    (host) => isIpv4(host) && host !== physical.address && longest(networks, host) > longest(connected, host),
  );
  const pins = hosts.sort().slice(0, tuned.hosts);
  return [
    ...pins.map((host) => ({ net: `${host}/32`, ...by(physical) })),
    ...networks.flatMap(halves).map((net) => ({ net, via: gateway, dev: device })),
  ];
}

export type RouteChange =
  { readonly verb: "replace"; readonly route: PlannedRoute } | { readonly verb: "del"; readonly route: PlannedRoute };

/**
 * From what is there to what should be. In an order in which no packet of the overlay goes through it on the way:
 * exceptions come before the networks and leave after them.
 */
export function routeChanges(
  present: readonly PlannedRoute[],
  planned: readonly PlannedRoute[],
): readonly RouteChange[] {
  const same = (a: PlannedRoute) => (b: PlannedRoute) => a.net === b.net && a.via === b.via && a.dev === b.dev;
  const gone = present.filter((old) => !planned.some(({ net }) => net === old.net));
  const isPin = ({ net }: PlannedRoute) => net.endsWith("/32");
  const del = (route: PlannedRoute): RouteChange => ({ verb: "del", route });
  return [
    ...gone.filter((route) => !isPin(route)).map(del),
    ...planned.filter((route) => !present.some(same(route))).map((route): RouteChange => ({ verb: "replace", route })),
    ...gone.filter(isPin).map(del),
  ];
}

const by = ({ address, device }: WayOut) => ({ ...(address !== undefined && { via: address }), dev: device });

const isIpv4 = (text: string): boolean => ipBytes(text)?.length === 4;
