import type { IpNet } from "../../base/address/endpoint.ts";
import { ipBytes } from "../../base/address/ip.ts";
import type { WayOut } from "./default-gateway.ts";
import { contains, halves } from "./ip-net.ts";

/** One route of ours, as ip(8) writes it. */
export interface PlannedRoute {
  /** Always with its prefix length. */
  readonly net: string;
  /** Absent = at the other end of the device. */
  readonly via?: string;
  readonly dev: string;
}

/** A network reached through the overlay. */
export interface RouteWish {
  readonly networks: readonly IpNet[];
  /** A member of the community. */
  readonly gateway: string;
}

/** The current state. */
export interface RouteSurroundings {
  /** The overlay's device; undefined = none at present. */
  readonly device: string | undefined;
  /** The default route outside the overlay. */
  readonly physical: WayOut | undefined;
  /** Numeric addresses of supernodes and peers on the underlay. */
  readonly hosts: readonly string[];
  /** Networks of this machine's own interfaces, which need no exception. */
  readonly connected: readonly IpNet[];
}

/** Tunable: more hosts than a community has, few enough for the kernel. */
const tuned = { hosts: 4096 } as const;

/**
 * The desired routes, exceptions first. Packets of the overlay must not go through it, so underlay hosts within the
 * requested networks keep the physical route.
 */
export function plannedRoutes({ networks, gateway }: RouteWish, now: RouteSurroundings): readonly PlannedRoute[] {
  const { device, physical, connected } = now;
  // Without a default route the overlay cannot work; when it is back, the plan changes.
  if (device === undefined || physical === undefined) return [];
  // The longest prefix wins; any network is narrower than half of everything.
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
 * The changes from existing to desired routes, in an order in which no packet of the overlay ever goes through it:
 * exceptions are added before the networks and removed after them.
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
