import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { PlannedRoute, RouteChange } from "./route-plan.ts";
import { ownProtocol } from "./route-pins.ts";
import { complaint } from "./routes.ts";

const run = promisify(execFile);

/**
 * The kernel's routes that are ours, recognised by protocol number and metric. No state is kept elsewhere, so routes
 * of a killed process are found again, and routes that vanished with a device are not assumed to exist.
 */
export class OwnRoutes {
  readonly #metric: number;

  /** `metric`: a different one for each program that keeps routes on this machine. */
  constructor(metric: number) {
    this.#metric = metric;
  }

  async present(): Promise<readonly PlannedRoute[]> {
    const { stdout } = await run("ip", ["-j", "-4", "route", "show", "table", "main", "proto", ownProtocol]);
    return ownRoutesIn(stdout, this.#metric);
  }

  /** Undefined = done; otherwise the error of ip(8). */
  async change({ verb, route: { net, via, dev } }: RouteChange): Promise<string | undefined> {
    // The router may be in none of the device's networks: `onlink` makes the kernel accept it.
    const way = via === undefined ? ["dev", dev] : ["via", via, "dev", dev, "onlink"];
    const what = [net, ...way, "proto", ownProtocol, "metric", String(this.#metric)];
    try {
      await run("ip", ["-4", "route", verb, ...what]);
      return undefined;
    } catch (error) {
      return complaint(error);
    }
  }
}

/** The output of `ip -j route show` → our routes with this metric. */
export function ownRoutesIn(json: string, metric: number): readonly PlannedRoute[] {
  // It prints nothing if there is no route.
  const rows = json.trim() === "" ? [] : (JSON.parse(json) as readonly Readonly<Record<string, unknown>>[]);
  return rows.flatMap(({ dst, gateway, dev, metric: itsMetric }) => {
    if (itsMetric !== metric || typeof dst !== "string" || typeof dev !== "string") return [];
    const via = typeof gateway === "string" && { via: gateway };
    return [{ net: dst.includes("/") ? dst : `${dst}/32`, ...via, dev }];
  });
}

/**
 * The device whose network contains the host; undefined = reached through a router, or not at all.
 */
export async function deviceTowards(host: string): Promise<string | undefined> {
  try {
    const { stdout } = await run("ip", ["-j", "-4", "route", "get", host]);
    const [way] = JSON.parse(stdout) as readonly { readonly gateway?: string; readonly dev?: string }[];
    return way?.gateway === undefined ? way?.dev : undefined;
  } catch {
    return undefined;
  }
}
