import { milliseconds } from "../../../src/base/instant.ts";
import type { Lab } from "../../lab/lab.ts";
import { LabError } from "../../lab/lab-error.ts";
import { ownFile } from "../../project/own-folder.ts";
import type { LoadWindow } from "../measure/pings.ts";
import { helperBytes, type Overlay } from "../overlay.ts";

const loadProgram = ownFile("dist/load.mjs");

/** UDP loads; TCP takes the next one. */
export const loadPort = 5301;

/** Tunable, in milliseconds. `rest`: between loads, so that queues are empty again; `pings`: beside everything. */
const tuned = { idle: 1500, rest: 600, pings: 50 } as const;

/** What was done to the overlay, and what cannot be had from captures. */
export interface LoadsRun {
  readonly idle: LoadWindow;
  /** `stream`: the number in its datagrams. */
  readonly udp: readonly { readonly load: number; readonly stream: number; readonly window: LoadWindow }[];
  readonly tcp: { readonly bytes: number; readonly time: number; readonly window: LoadWindow };
  /** Bytes that the helper's host received while there was load. */
  readonly atHelper: number;
}

/** Loads the way from alice to bob: nothing, UDP at each rate, TCP as fast as it goes; pings go on beside it. */
export async function runLoads(
  lab: Lab,
  { systems, programs }: Overlay,
  { loads, time, delay }: { readonly loads: readonly number[]; readonly time: number; readonly delay: number },
): Promise<LoadsRun> {
  const { address } = systems.overlay["bob"]!;
  const logged = (name: string) => ({ logFile: programs.log(name) });
  const argv = (what: string, ...more: (string | number)[]) => [process.execPath, loadProgram, what, address, ...more.map(String)]; // prettier-ignore
  await lab.spawn("bob", argv("sink", loadPort), logged("bob-sink"));
  const pings = await lab.spawn("alice", ["ping", "-n", "-q", "-i", `${tuned.pings / 1000}`, address], logged("alice-ping")); // prettier-ignore
  const during = async <T>(work: () => Promise<T>): Promise<{ readonly window: LoadWindow; readonly result: T }> => {
    const from = Date.now();
    const result = await work();
    const window = { from, until: Date.now() };
    if (programs.ended !== undefined) throw programs.ended;
    await lab.pass(milliseconds(tuned.rest + 2 * delay));
    return { window, result };
  };
  await useReno(lab);
  const { window: idle } = await during(() => lab.pass(milliseconds(tuned.idle)));
  const before = await helperBytes(lab);
  const udp: { load: number; stream: number; window: LoadWindow }[] = [];
  for (const [i, load] of loads.entries()) {
    const stream = i + 1;
    const { window } = await during(() => run(lab, "alice", argv("udp", loadPort, stream, Math.round(load), time)));
    udp.push({ load, stream, window });
  }
  const { window, result } = await during(async () => {
    const receiving = run(lab, "bob", argv("receive", loadPort + 1, time));
    await Promise.race([run(lab, "alice", argv("send", loadPort + 1)), receiving]);
    return (await receiving).split(" ").map(Number);
  });
  const [bytes = 0, lasted = 0] = result;
  const atHelper = (await helperBytes(lab)) - before;
  await pings.kill("SIGINT");
  return { idle, udp, tcp: { bytes, time: lasted, window }, atHelper };
}

/**
 * For sockets that alice opens from now on: the congestion control of RFC 5681, which every kernel has, so that results do
 * not depend on what a machine's default is.
 */
async function useReno(lab: Lab): Promise<void> {
  const argv = ["sh", "-c", "echo reno > /proc/sys/net/ipv4/tcp_congestion_control"];
  const { code, stderr } = await lab.exec("alice", argv);
  if (code !== 0)
    throw new LabError("the congestion control cannot be chosen", { command: argv.join(" "), output: stderr });
}

async function run(lab: Lab, node: string, argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await lab.exec(node, argv);
  if (code !== 0)
    throw new LabError(`a load on ${node} ended with ${code}`, { command: argv.join(" "), output: stderr });
  return stdout;
}
