import type { IpNet } from "../../base/address/endpoint.ts";
import { type WayOut, wayOutIn } from "./default-gateway.ts";
import { halves } from "./ip-net.ts";
import type { KernelRoute } from "./kernel-routes.ts";
import { plannedRoutes, routeChanges, type PlannedRoute } from "./route-plan.ts";

export interface PinSettings {
  /** The networks routed through the overlay, and by which member. */
  readonly routes: readonly { readonly network: IpNet; readonly gateway: string }[];
  readonly device: string;
  readonly metric: number;
  /** Hosts that are already pinned to their previous route. */
  readonly fixed: readonly string[];
}

/** Routes added to the kernel's table for the overlay's underlay hosts. */
export interface Pins {
  readonly placed: readonly PlannedRoute[];
  /** Hosts with a route other than the default one: kept while it exists. */
  readonly special: readonly string[];
}

export interface PinSurroundings {
  readonly hosts: readonly string[];
  readonly kernel: readonly KernelRoute[];
  /** Networks at this machine's own interfaces. */
  readonly connected: readonly IpNet[];
}

/**
 * Commands for the child: `replace`, `del` or `add`, network, router ("-" = none), device. The kernel drops routes
 * when an interface goes down or loses its address, so its own table is the reference. `before` undefined = only the
 * fixed hosts are pinned.
 */
export function pinChanges(
  before: Pins | undefined,
  { routes, device, metric, fixed }: PinSettings,
  { hosts, kernel, connected }: PinSurroundings,
): { readonly lines: readonly string[]; readonly pins: Pins } {
  const physical = wayOutIn(kernel, device);
  const hostRoutes = kernel.filter((row) => row.metric === metric && row.device !== device).map(planned);
  const known = before ?? firstPins(hostRoutes, fixed, physical);
  // Without a default route the existing routes are the best available.
  if (physical === undefined) return { lines: [], pins: known };
  const special = known.special.filter((host) => hostRoutes.some(({ net }) => net === `${host}/32`));
  const others = [...new Set([...fixed, ...hosts])].filter((host) => !special.includes(host));
  const wish = { networks: routes.map(({ network }) => network), gateway: "0.0.0.0" };
  const plan = plannedRoutes(wish, { device, physical, hosts: others, connected });
  const placed = plan.filter((route) => route.dev !== device);
  const present = known.placed.filter((route) => hostRoutes.some(same(route)));
  const changes = routeChanges(present, placed).map(({ verb, route }) => line(verb, route));
  return { lines: [...changes, ...lostRoutes(routes, device, kernel)], pins: { placed, special } };
}

function firstPins(present: readonly PlannedRoute[], fixed: readonly string[], physical: WayOut | undefined): Pins {
  const placed = present.filter(
    ({ net, via, dev }) =>
      fixed.some((host) => net === `${host}/32`) && via === physical?.address && dev === physical?.device,
  );
  return { placed, special: fixed.filter((host) => !placed.some(({ net }) => net === `${host}/32`)) };
}

/** Routes through the overlay that were lost when its interface went down, once it is up. */
function lostRoutes(routes: PinSettings["routes"], device: string, kernel: readonly KernelRoute[]): readonly string[] {
  const own = kernel.filter((row) => row.device === device);
  if (!own.some(({ via }) => via === undefined)) return [];
  return routes.flatMap(({ network, gateway }) =>
    halves(network)
      .filter((net) => !own.some((row) => row.net === net && row.via === gateway))
      .map((net) => line("add", { net, via: gateway, dev: device })),
  );
}

const planned = ({ net, via, device }: KernelRoute): PlannedRoute => ({
  net,
  ...(via !== undefined && { via }),
  dev: device,
});

const same = (a: PlannedRoute) => (b: PlannedRoute) => a.net === b.net && a.via === b.via && a.dev === b.dev;

const line = (verb: string, { net, via = "-", dev }: PlannedRoute): string => `${verb} ${net} ${via} ${dev}`;
