import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { ConfigError } from "../base/config-error.ts";
import type { IpNet } from "../base/endpoint.ts";

const run = promisify(execFile);

export interface RouteSettings {
  readonly routes: readonly { readonly network: IpNet; readonly gateway: string }[];
  readonly device: string;
  /** Numeric. When everything goes through the device, they must be reached as before. */
  readonly supernodes: readonly string[];
}

/** One command of ip(8), and the one that undoes it when the device's end does not. */
export interface RouteStep {
  readonly add: readonly string[];
  readonly undo?: readonly string[];
}

/** How a host is reached now, as `ip -j route get` tells it. */
export interface Way {
  readonly gateway?: string;
  readonly dev: string;
}

/**
 * What must be done, in that order. A default route is taken over by its two halves, so that the old one stays as it is
 * (fact sheet §12.1). Routes through the device vanish with it; those of supernodes must be undone.
 */
export function routeSteps({ routes, device }: RouteSettings, ways: ReadonlyMap<string, Way>): readonly RouteStep[] {
  const takesAll = routes.some(({ network }) => network.prefix === 0);
  const exceptions = takesAll ? [...ways].map(([host, way]) => exception(host, way)) : [];
  const own = routes.flatMap(({ network, gateway }) =>
    halves(network).map((net) => ({ add: ["route", "add", net, "via", gateway, "dev", device] })),
  );
  return [...exceptions, ...own];
}

/** Adds the routes. Throws ConfigError with what ip(8) said; what was added before is undone then. */
export async function addRoutes(settings: RouteSettings): Promise<void> {
  const takesAll = settings.routes.some(({ network }) => network.prefix === 0);
  const ways = new Map<string, Way>();
  for (const host of takesAll ? settings.supernodes : []) ways.set(host, await way(host));
  const undo: (readonly string[])[] = [];
  for (const step of routeSteps(settings, ways)) {
    try {
      await run("ip", [...step.add]);
    } catch (error) {
      for (const args of undo) await run("ip", [...args]).catch(() => undefined);
      throw new ConfigError(`-n: "ip ${step.add.join(" ")}" failed: ${complaint(error)}`);
    }
    if (step.undo !== undefined) undo.push(step.undo);
  }
  if (undo.length > 0) undoWhenGone(undo);
}

async function way(host: string): Promise<Way> {
  try {
    const [found] = JSON.parse((await run("ip", ["-j", "route", "get", host])).stdout) as readonly Way[];
    return found!;
  } catch (error) {
    throw new ConfigError(`-n: there is no way to the supernode ${host} now: ${complaint(error)}`);
  }
}

function exception(host: string, { gateway, dev }: Way): RouteStep {
  const args = [`${host}/32`, ...(gateway === undefined ? [] : ["via", gateway]), "dev", dev];
  return { add: ["route", "replace", ...args], undo: ["route", "del", ...args] };
}

/** A default route in two, which win over the one there is; other networks as they are. */
export const halves = ({ address, prefix }: IpNet): readonly string[] =>
  prefix === 0 ? ["0.0.0.0/1", "128.0.0.0/1"] : [`${address}/${prefix}`];

/**
 * A daemon gives up the right to change routes, and may be killed. So a child that still has it waits for the end of
 * this process, by the end of its standard input, in a session of its own that no terminal signal reaches.
 */
function undoWhenGone(commands: readonly (readonly string[])[]): void {
  const script = 'trap "" INT TERM HUP; cat > /dev/null; for each in "$@"; do ip $each; done';
  const words = commands.map((args) => args.join(" "));
  const child = spawn("sh", ["-c", script, "undo-routes", ...words], {
    detached: true,
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.on("error", () => undefined);
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
}

/** What ip(8) said, in one line. */
export function complaint(error: unknown): string {
  const { code, stderr, message } = error as NodeJS.ErrnoException & { readonly stderr?: string };
  if (code === "ENOENT") return "there is no ip command; install iproute2";
  return stderr?.trim().split("\n")[0] || message;
}
