import { spawn, type ChildProcess } from "node:child_process";
import type { IpNet } from "../base/endpoint.ts";
import { defaultGateway, type DefaultGateway } from "./default-gateway.ts";
import { connectedNetworks } from "./ip-net.ts";
import { plannedRoutes, routeChanges, type PlannedRoute } from "./route-plan.ts";

/** Ours to choose: marks our routes in the kernel, among the numbers that nobody has (<linux/rtnetlink.h>: above 4). */
export const ownProtocol = "168";

export interface PinSettings {
  /** What goes through the overlay. */
  readonly networks: readonly IpNet[];
  readonly device: string;
  readonly metric: number;
  /** Hosts that have their pin already, and keep it. */
  readonly fixed: readonly string[];
}

/**
 * Keeps what the overlay travels on out of it, however late a peer is found. A daemon gives up the right to change
 * routes, and may be killed: so a child that still has it does it, told over its standard input, and removes the routes
 * of this metric at its end. In a session of its own that no terminal signal reaches; it takes nothing but routes.
 */
export class RoutePins implements Disposable {
  readonly #settings: PinSettings;
  readonly #child: ChildProcess;
  #pins: readonly PlannedRoute[] = [];

  constructor(settings: PinSettings) {
    this.#settings = settings;
    this.#child = spawn("sh", ["-c", script, "n2n-routes", ownProtocol, String(settings.metric)], {
      detached: true,
      cwd: "/",
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#child.on("error", () => undefined);
    // Without descriptors there is no child; what opens the next socket or TAP says so.
    this.#child.stdin?.on("error", () => undefined);
    this.#child.unref();
    (this.#child.stdin as unknown as { unref(): void } | undefined)?.unref();
  }

  /** These are the hosts that the overlay travels to now: numeric. */
  async follow(hosts: readonly string[]): Promise<void> {
    const physical = await defaultGateway(this.#settings.device);
    const { lines, pins } = pinChanges(this.#pins, hosts, this.#settings, physical, connectedNetworks());
    this.#pins = pins;
    if (lines.length > 0) this.#child.stdin?.write(lines.map((line) => `${line}\n`).join(""));
  }

  [Symbol.dispose](): void {
    this.#child.stdin?.end();
  }
}

/** What to tell the child: `replace` or `del`, host, router, device. */
export function pinChanges(
  before: readonly PlannedRoute[],
  hosts: readonly string[],
  { networks, device, fixed }: Omit<PinSettings, "metric">,
  physical: DefaultGateway | undefined,
  connected: readonly IpNet[],
): { readonly lines: readonly string[]; readonly pins: readonly PlannedRoute[] } {
  const others = hosts.filter((host) => !fixed.includes(host));
  const wish = { networks, gateway: "0.0.0.0" };
  const plan = plannedRoutes(wish, { device, physical, hosts: others, connected });
  const pins = plan.filter((route) => route.dev !== device);
  const lines = routeChanges(before, pins).map(({ verb, route: { net, via, dev } }) => `${verb} ${net} ${via} ${dev}`);
  return { lines, pins };
}

const script = `trap "" INT TERM HUP
while read -r verb net via dev; do
  case "$verb" in replace|del) ip -4 route "$verb" "$net" via "$via" dev "$dev" onlink proto "$1" metric "$2" ;; esac
done
ip -4 route show table main proto "$1" | while read -r net rest; do
  case " $rest " in *" metric $2 "*) ip -4 route del "$net" proto "$1" metric "$2" ;; esac
done`;
