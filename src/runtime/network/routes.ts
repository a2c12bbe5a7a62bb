import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ConfigError } from "../../base/config-error.ts";
import type { IpNet } from "../../base/address/endpoint.ts";
import { contains, halves } from "./ip-net.ts";
import { ownProtocol, RoutePins } from "./route-pins.ts";

const run = promisify(execFile);

export interface RouteSettings {
  readonly routes: readonly { readonly network: IpNet; readonly gateway: string }[];
  readonly device: string;
  /** Numeric. Those within the networks must stay reachable as before. */
  readonly supernodes: readonly string[];
  /** A different number for each edge of this machine; marks the routes to remove at the end. */
  readonly metric: number;
}

/** One command of ip(8). `lasts`: the route does not vanish with the device. */
export interface RouteStep {
  readonly add: readonly string[];
  readonly lasts?: true;
}

/** The current route to a host, as reported by `ip -j route get`. */
export interface CurrentRoute {
  readonly gateway?: string;
  readonly dev: string;
}

/**
 * The steps, in order. A default route is overridden by two halves, so that the old one stays unchanged (fact sheet
 * §12.1). Routes through the device vanish with it; those of supernodes must be removed.
 */
export function routeSteps(
  { routes, device, metric }: Omit<RouteSettings, "supernodes">,
  ways: ReadonlyMap<string, CurrentRoute>,
): readonly RouteStep[] {
  const exceptions = [...ways].map(([host, way]) => exception(host, way, metric));
  const own = routes.flatMap(({ network, gateway }) =>
    halves(network).map((net) => ({ add: ["route", "add", net, "via", gateway, "dev", device] })),
  );
  return [...exceptions, ...own];
}

/**
 * Adds the routes. Throws ConfigError with the error of ip(8), after removing those added before. The returned object
 * keeps peers that are found later out of them.
 */
export async function addRoutes(settings: RouteSettings): Promise<RoutePins> {
  const { routes, device, metric, supernodes } = settings;
  const networks = routes.map(({ network }) => network);
  const ways = new Map<string, CurrentRoute>();
  // All before the first route: afterwards they would be reached through the overlay.
  for (const host of supernodes) if (networks.some((net) => contains(net, host))) ways.set(host, await way(host));
  const pins = new RoutePins({ routes, device, metric, fixed: [...ways.keys()] });
  for (const step of routeSteps(settings, ways)) {
    try {
      await run("ip", [...step.add]);
    } catch (error) {
      pins[Symbol.dispose]();
      throw new ConfigError(`-n: "ip ${step.add.join(" ")}" failed: ${complaint(error)}`);
    }
  }
  return pins;
}

async function way(host: string): Promise<CurrentRoute> {
  try {
    const [found] = JSON.parse((await run("ip", ["-j", "route", "get", host])).stdout) as readonly CurrentRoute[];
    return found!;
  } catch (error) {
    throw new ConfigError(`-n: no route to the supernode ${host}: ${complaint(error)}`);
  }
}

/** The gateway may be in none of the device's networks: `onlink` makes the kernel accept it. */
function exception(host: string, { gateway, dev }: CurrentRoute, metric: number): RouteStep {
  const args = [`${host}/32`, ...(gateway === undefined ? ["dev", dev] : ["via", gateway, "dev", dev, "onlink"])];
  return { add: ["route", "replace", ...args, "proto", ownProtocol, "metric", String(metric)], lasts: true };
}

/** The error of ip(8), in one line. */
export function complaint(error: unknown): string {
  const { code, stderr, message } = error as NodeJS.ErrnoException & { readonly stderr?: string };
  if (code === "ENOENT") return "the ip command is missing; install iproute2";
  return stderr?.trim().split("\n")[0] || message;
}
