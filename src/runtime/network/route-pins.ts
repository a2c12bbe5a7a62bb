import { spawn, type ChildProcess } from "node:child_process";
import { connectedNetworks } from "./ip-net.ts";
import { kernelRoutes } from "./kernel-routes.ts";
import { pinChanges, type Pins, type PinSettings } from "./pin-changes.ts";

/** Tunable: marks our routes in the kernel, among the unassigned numbers (<linux/rtnetlink.h>: above 4). */
export const ownProtocol = "168";

/**
 * Keeps underlay hosts out of the overlay, however late a peer is found, and restores routes that the kernel removes
 * with an interface. A daemon drops the privilege to change routes, and may be killed, so a privileged child does it:
 * it reads commands from standard input, and removes the routes with this metric when it ends. It runs in its own
 * session, so no terminal signal reaches it, and accepts only routes.
 */
export class RoutePins implements Disposable {
  readonly #settings: PinSettings;
  readonly #child: ChildProcess;
  #pins: Pins | undefined;
  #following: Promise<void> = Promise.resolve();

  constructor(settings: PinSettings) {
    this.#settings = settings;
    this.#child = spawn("sh", ["-c", script, "n2n-routes", ownProtocol, String(settings.metric)], {
      detached: true,
      cwd: "/",
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#child.on("error", () => undefined);
    // Without free descriptors there is no child; opening the next socket or TAP reports it.
    this.#child.stdin?.on("error", () => undefined);
    this.#child.unref();
    (this.#child.stdin as unknown as { unref(): void } | undefined)?.unref();
  }

  /** Sets the overlay's current underlay hosts: numeric. Calls are serialised. */
  follow(hosts: readonly string[]): Promise<void> {
    return (this.#following = this.#following.then(() => this.#follow(hosts)));
  }

  [Symbol.dispose](): void {
    this.#child.stdin?.end();
  }

  async #follow(hosts: readonly string[]): Promise<void> {
    const now = { hosts, kernel: await kernelRoutes(), connected: connectedNetworks() };
    const { lines, pins } = pinChanges(this.#pins, this.#settings, now);
    this.#pins = pins;
    const { stdin } = this.#child;
    if (lines.length > 0 && stdin?.writable === true) stdin.write(lines.map((line) => `${line}\n`).join(""));
  }
}

const script = `trap "" INT TERM HUP
set -f
while read -r verb net via dev; do
  case "$via" in -) way="dev $dev" ;; *) way="via $via dev $dev onlink" ;; esac
  case "$verb" in
    replace|del) ip -4 route "$verb" "$net" $way proto "$1" metric "$2" ;;
    add) ip -4 route add "$net" via "$via" dev "$dev" ;;
  esac
done
ip -4 route show table main proto "$1" | while read -r net rest; do
  case " $rest " in *" metric $2 "*) ip -4 route del "$net" proto "$1" metric "$2" ;; esac
done`;
