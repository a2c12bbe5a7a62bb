import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { PlannedRoute, RouteChange } from "./route-plan.ts";
import { ownProtocol } from "./route-pins.ts";
import { complaint } from "./routes.ts";

const run = promisify(execFile);

/**
 * The routes in the kernel that are ours, recognised by their protocol number and metric. The kernel's table is all the memory
 * there is: what a killed process left behind is found again, and what vanished with a device is not believed to be there.
 */
export class OwnRoutes {
  readonly #metric: number;

  /** `metric`: another one for each that keeps routes on this machine. */
  constructor(metric: number) {
    this.#metric = metric;
  }

  async present(): Promise<readonly PlannedRoute[]> {
    const { stdout } = await run("ip", ["-j", "-4", "route", "show", "table", "main", "proto", ownProtocol]);
    return ownRoutesIn(stdout, this.#metric);
  }

  /** Undefined = done; else what ip(8) said. */
  async change({ verb, route: { net, via, dev } }: RouteChange): Promise<string | undefined> {
    // The router may be in no network of the device's: the kernel takes it for near all the same.
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

/** What `ip -j route show` printed → ours of that metric. */
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
 * The device of the network that the host is in; undefined = it would be reached through some router, or not at all.
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
