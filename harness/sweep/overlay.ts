import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { milliseconds } from "../../src/base/instant.ts";
import type { Lab } from "../lab/lab.ts";
import { LabPrograms } from "../lab-world/programs/programs.ts";
import { LabSystems } from "../lab-world/programs/systems.ts";
import type { SystemUnderTest } from "../sut/contract.ts";
import type { NetworkState } from "../topology/network-state.ts";
import { receivedBytes } from "./measure/path.ts";

/** Tunable, in milliseconds. `settle`: how long a path may stay relayed before it is taken for the one that is kept. */
const tuned = { reach: 30_000, settle: 6000, look: 1000, ping: { interval: 50, bytes: 1000 } };

/** The system under test between alice and bob, up and answering. */
export interface Overlay {
  readonly systems: LabSystems;
  readonly programs: LabPrograms;
}

/** Starts helper and nodes. Throws as they do. */
export async function startOverlay(
  lab: Lab,
  state: NetworkState,
  system: SystemUnderTest,
  folder: string,
): Promise<Overlay> {
  await mkdir(join(folder, "sut"), { recursive: true });
  const programs = new LabPrograms(lab, folder);
  const cast = { sn: system, alice: system, bob: system };
  const systems = new LabSystems(lab, programs, { topology: state.topology, state, cast, folder });
  await systems.startHelper("sn", {});
  await Promise.all([systems.startNode("alice", {}), systems.startNode("bob", {})]);
  return { systems, programs };
}

/** Whether bob answers alice within half a minute. Throws ProgramEnded. */
export async function isReached(lab: Lab, { systems, programs }: Overlay): Promise<boolean> {
  const deadline = Date.now() + tuned.reach;
  while (Date.now() < deadline) {
    if (programs.ended !== undefined) throw programs.ended;
    const { code } = await lab.exec("alice", ["ping", "-n", "-c", "1", "-W", "1", systems.overlay["bob"]!.address]);
    if (code === 0) return true;
    // A ping that cannot be sent fails at once.
    await lab.pass(milliseconds(tuned.look / 10));
  }
  return false;
}

/** Waits until pings no longer pass the helper, or have gone on doing so for some seconds. */
export async function pathSettled(lab: Lab, { systems, programs }: Overlay): Promise<void> {
  const { interval, bytes } = tuned.ping;
  const { address } = systems.overlay["bob"]!;
  const logFile = programs.log("alice-settle");
  const argv = ["ping", "-n", "-q", "-i", `${interval / 1000}`, "-s", `${bytes}`, address];
  const pings = await lab.spawn("alice", argv, { logFile });
  const perLook = (bytes * tuned.look) / interval;
  for (let waited = 0; waited < tuned.settle; waited += tuned.look) {
    const before = await helperBytes(lab);
    await lab.pass(milliseconds(tuned.look));
    // Requests alone, one way, are that much.
    if ((await helperBytes(lab)) - before < perLook / 2) break;
  }
  await pings.kill("SIGINT");
  await pings.exited;
}

/** Bytes that the helper's host has received so far. */
export async function helperBytes(lab: Lab): Promise<number> {
  const { stdout } = await lab.exec("sn", ["cat", "/proc/net/dev"]);
  return receivedBytes(stdout, "eth0");
}
