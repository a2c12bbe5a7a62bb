import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answersPing, at, buildNetwork, overlay, underlay, type Model } from "./network.ts";
import { run, type BenchPrograms } from "./shell.ts";
import type { Contestant, Standing } from "./standing.ts";

const dist = join(import.meta.dirname, "../dist");
const reference = process.env["N2N_DIR"] ?? "";
export const benchPort = 7654;

/** How the programs of one path are started. Keys are passed in the environment, where `ps` does not show them. */
export interface Commands {
  readonly supernode: readonly string[];
  readonly edge: (address: string, supernode: string) => readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Ours {
  readonly datapath: "fast" | "portable";
  readonly key?: string;
  readonly relayed?: boolean;
  readonly options?: readonly string[];
  /** Log more than the reference logs by default. */
  readonly verbose?: boolean;
}

export function ourCommands({ datapath, key, relayed = false, options = [], verbose = true }: Ours): Commands {
  const common = ["-f", "-d", "n2n0", "-u", "root", "-g", "root", "-c", "bench", "--datapath", datapath];
  const rest = ["-t", "0", ...(verbose ? ["-v"] : []), ...options, ...(relayed ? ["-S1"] : [])];
  return {
    supernode: [process.execPath, join(dist, "supernode.cjs"), "-f", "-p", String(benchPort), "-c", communityFile],
    edge: (address, supernode) => [
      ...[process.execPath, join(dist, "edge.cjs"), ...common, "-a", address, "-l", supernode, ...rest],
    ],
    env: { ...keyed(key), STATE_DIRECTORY: "/run/n2n" },
  };
}

export function referenceCommands(transform: readonly string[], key?: string, relayed = false): Commands {
  return {
    supernode: [join(reference, "supernode"), "-f", "-p", String(benchPort), "-c", communityFile],
    edge: (address, supernode) => [
      ...[join(reference, "edge"), "-f", "-d", "n2n0", "-u", "0", "-g", "0", "-a", `static:${address}/24`],
      ...["-c", "bench", "-l", supernode, ...transform, ...(relayed ? ["-S1"] : [])],
    ],
    env: keyed(key),
  };
}

export const noReference = (): string | undefined =>
  existsSync(join(reference, "edge")) ? undefined : "N2N_DIR names no folder with n2n's programs";

export function oursContestant(name: string, way: Ours): Contestant {
  const build = (programs: BenchPrograms, model: Model) =>
    meet(programs, model, way.relayed ?? false, ourCommands(way));
  return { name: `ours ${name}`, missing: () => undefined, build };
}

export function n2n(name: string, transform: readonly string[], key?: string, relayed = false): Contestant {
  const commands = referenceCommands(transform, key, relayed);
  return { name, missing: noReference, build: (programs, model) => meet(programs, model, relayed, commands) };
}

/** The community list of both supernodes: a single community. */
export const communityFile = "/run/community.list";
export const allowCommunity = (): void => writeFileSync(communityFile, "bench\n");

/**
 * Two edges and a supernode. If not relayed, it is stopped once they have a direct path, so whatever arrives went
 * directly.
 */
async function meet(programs: BenchPrograms, model: Model, relayed: boolean, commands: Commands): Promise<Standing> {
  const { supernode, ...standing } = await meetBy(programs, model, commands, relayed);
  if (!relayed) {
    run(at("a", model, ["ping", "-q", "-c", "10", "-i", "0.1", overlay.b]).join(" "));
    supernode.kill("SIGSTOP");
    await answersPing(overlay.b, model, 5);
  }
  return { target: overlay.b, device: "n2n0", ...standing };
}

/** Two edges that reach each other, and their supernode. */
export async function meetBy(programs: BenchPrograms, model: Model, commands: Commands, relayed = false) {
  buildNetwork(model, relayed);
  allowCommunity();
  const place = relayed ? "s" : "b";
  const supernode = programs.start(at(place, model, commands.supernode), "/run/supernode.log");
  const socket = `${underlay[place]}:${benchPort}`;
  run(untilBound(place));
  const begun = performance.now();
  const edges = (["a", "b"] as const).map((side) =>
    programs.start(at(side, model, commands.edge(overlay[side], socket)), `/run/edge-${side}.log`, commands.env),
  );
  await answersPing(overlay.b, model, 20);
  const startSeconds = (performance.now() - begun) / 1000;
  return { startSeconds, edges: edges.map(({ pid }) => pid!), supernode };
}

/** Waits until the supernode has its port. */
export const untilBound = (space: string): string =>
  `for i in $(seq 300); do ip netns exec ${space} ss -Hlun 'sport = ${benchPort}' | grep -q . && break; sleep 0.01; done`;

const keyed = (key: string | undefined): Readonly<Record<string, string>> =>
  key === undefined ? {} : { N2N_KEY: key };
