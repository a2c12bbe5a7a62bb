import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../../lab/lab.ts";
import type { Ready } from "../../sut/contract.ts";

/** Tunable, in milliseconds. */
const tuned = { lookEvery: 15 };

/** Where, and for how long, to wait. */
export interface Place {
  readonly lab: Lab;
  readonly node: string;
  /** Milliseconds. */
  readonly patience: number;
  /** Throws if waiting is pointless because the program has ended. */
  readonly stillRuns: () => void;
  /** The error when time is up. `awaited`: in words. */
  readonly gaveUp: (awaited: string) => Error;
}

/** Waits until the kernel shows that a program is ready. */
export async function untilReady(place: Place, ready: Ready): Promise<void> {
  const { lab, node } = place;
  const succeeds = async (...argv: string[]) => (await lab.exec(node, argv)).code === 0;
  if (ready === "any port") return until(place, "a bound port", () => hasPort(place));
  if ("udp" in ready) return until(place, `UDP port ${ready.udp}`, () => isBound(place, "udp", ready.udp));
  if ("tcp" in ready) return until(place, `TCP port ${ready.tcp}`, () => isBound(place, "tcp", ready.tcp));
  if ("device" in ready)
    return until(place, `the interface ${ready.device}`, () => succeeds("ip", "link", "show", "dev", ready.device));
  return until(place, ready.file, () => succeeds("test", "-e", ready.file));
}

async function isBound({ lab, node }: Place, protocol: "udp" | "tcp", port: number): Promise<boolean> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const text = await lab.socketTables(node, [protocol, `${protocol}6`]);
  return text.split("\n").some((line) => line.trim().split(/\s+/)[1]?.endsWith(suffix) === true);
}

/** In the kernel's tables: `sl local rem st …`, where 0A is a listening TCP port, 07 an unconnected UDP port. */
async function hasPort({ lab, node }: Place): Promise<boolean> {
  const text = await lab.socketTables(node, ["udp", "udp6", "tcp", "tcp6"]);
  const sockets = text.split("\n").map((line) => line.trim().split(/\s+/));
  return sockets.some(([, local = "", , state]) => (state === "07" || state === "0A") && !local.startsWith("0100007F"));
}

/** Waits until the interface, or one that is not `known`, is up with an IPv4 address. */
export async function untilDevice(
  place: Place,
  { device, known }: { readonly device?: string; readonly known: readonly string[] },
): Promise<{ readonly device: string; readonly address: string }> {
  const isIt = (name: string) => (device === undefined ? name !== "lo" && !known.includes(name) : name === device);
  let found: { readonly device: string; readonly address: string } | undefined;
  await until(place, `${device ?? "an interface"} with an IPv4 address`, async () => {
    found = (await place.lab.devices(place.node)).find((one) => isIt(one.device));
    return found !== undefined;
  });
  return found!;
}

async function until(place: Place, awaited: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + place.patience;
  for (;;) {
    if (await condition()) return;
    place.stillRuns();
    if (Date.now() > deadline) throw place.gaveUp(awaited);
    await sleep(tuned.lookEvery);
  }
}
