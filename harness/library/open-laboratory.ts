import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import type { SystemRun } from "../evidence/evidence.ts";
import { LabError } from "../lab/lab-error.ts";
import { LabWorld } from "../lab-world/lab-world.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { availableInLab, notSimulable } from "../run/lacking.ts";
import { SimWorld } from "../sim/sim-world.ts";
import { type Cast, castOf } from "../story/cast.ts";
import type { World } from "../story/world.ts";
import type { SystemUnderTest } from "../sut/contract.ts";
import { Unsupported } from "../sut/unsupported.ts";
import { topology } from "../topology/builders.ts";
import type { Node, Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import type { LabSettings, Laboratory, Program } from "./laboratory.ts";
import { onlyCase, OpenStory } from "./open-story.ts";
import { LiveLaboratory } from "./live-laboratory.ts";

/** See `lab`. */
export async function openLaboratory(
  given: Topology | Readonly<Record<string, Node>>,
  settings: LabSettings,
): Promise<Laboratory> {
  const network = isTopology(given) ? given : topology(settings.name ?? "lab", given);
  const name = settings.name ?? network.name;
  const story = new OpenStory(name, network);
  const cast = castFor(story, settings.programs ?? {});
  const systems = await programsHere(cast, network, settings.world ?? "lab");
  const folder = settings.folder ?? (await mkdtemp(join(tmpdir(), "natlab-")));
  const opened = { name, network, cast, systems, folder, settings };
  try {
    const world = await openWorld(opened);
    return await begunIn(world, story, { folder, temporary: settings.folder === undefined });
  } catch (error) {
    if (settings.folder === undefined) await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function begunIn(world: World, story: OpenStory, place: Parameters<typeof LiveLaboratory.begin>[2]) {
  try {
    return await LiveLaboratory.begin(world, story, place);
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

interface Opened {
  readonly name: string;
  readonly network: Topology;
  readonly cast: Cast;
  readonly systems: readonly SystemRun[];
  readonly folder: string;
  readonly settings: LabSettings;
}

const isTopology = (given: Topology | Readonly<Record<string, Node>>): given is Topology =>
  typeof given["name"] === "string";

function castFor(story: OpenStory, programs: Readonly<Partial<Record<string, Program>>>): Cast {
  const hosts = [...walk(story.network)].flatMap(({ name, node }) => (node.kind === "host" ? [name] : []));
  const byHost: Record<string, string> = {};
  const commands: Record<string, string> = {};
  const adapters: Record<string, SystemUnderTest> = {};
  for (const [host, program] of Object.entries(programs)) {
    if (!hosts.includes(host)) throw new ConfigError(`programs: no host ${host}; there are ${hosts.join(", ")}`);
    if (typeof program === "string") byHost[host] = program;
    else if (program !== undefined && "command" in program) commands[host] = program.command;
    else if (program !== undefined) adapters[host] = program;
  }
  return { ...castOf(story.scenario, onlyCase, { byHost, commands }), ...adapters };
}

async function programsHere(cast: Cast, network: Topology, world: "lab" | "sim"): Promise<readonly SystemRun[]> {
  if (world === "lab") {
    const available = await availableInLab(cast, network);
    if ("why" in available) throw new Unsupported(available.why);
    return available.systems;
  }
  const why = notSimulable(cast, network);
  if (why !== undefined) throw new Unsupported(why);
  return [];
}

async function openWorld({ name, network, cast, systems, folder, settings }: Opened): Promise<World> {
  const { seed = 1, proof = "quick", signal } = settings;
  const shared = { scenario: name, case: onlyCase, seed, proof };
  if (settings.world === "sim") return SimWorld.open(network, shared);
  const within = join(folder, "cases", onlyCase);
  const tell = () => undefined;
  const world = await LabWorld.build({ ...shared, topology: network, folder: within, cast, systems, tell, ...(signal && { interrupted: signal }) }); // prettier-ignore
  const wrong = world.proofs.flatMap(({ router, declared, measured }) =>
    compareNat(declared, measured).map((what) => `${router}: ${what}`),
  );
  if (wrong.length === 0) return world;
  await world[Symbol.asyncDispose]();
  throw new LabError(`the NATs are not as declared: ${wrong.join("; ")}`);
}
