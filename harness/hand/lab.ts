import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tryDebianPackages } from "../../ci/bootstrap/debian-packages.mjs";
import { ConfigError } from "../../src/base/config-error.ts";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import { Lab } from "../lab/lab.ts";
import { LabEvents } from "../lab-world/events.ts";
import { startServices } from "../lab-world/services/start.ts";
import { LabPrograms } from "../lab-world/programs/programs.ts";
import { LabSystems } from "../lab-world/programs/systems.ts";
import { rulesetsOf } from "../lab-world/rulesets.ts";
import { routerCommands } from "../run/lacking.ts";
import { noProgram } from "../sut/command.ts";
import type { SystemUnderTest } from "../sut/contract.ts";
import type { NetworkState } from "../topology/network-state.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

/** What a standing laboratory consists of. */
export interface LabParts {
  readonly lab: Lab;
  readonly state: NetworkState;
  readonly events: LabEvents;
  readonly programs: LabPrograms;
  readonly systems: LabSystems;
  /** Which program each host runs, or will; `systems` reads it before each start. */
  readonly cast: Record<string, SystemUnderTest>;
  /** Of logs, keys and configuration. */
  readonly folder: string;
}

export interface HandOptions {
  /** Determines which ports NATs choose and which packets links lose. */
  readonly seed?: number;
  /** Absent = hosts run what is started on them. */
  readonly cast?: Readonly<Record<string, SystemUnderTest>>;
  /** Of logs, keys and configuration; it exists, and is removed with the laboratory. Absent = a new one. */
  readonly folder?: string;
  readonly interrupted?: AbortSignal;
}

/** A laboratory for interactive use: the whole network, with routers that map ports, and the programs started in it. */
export class HandLab implements AsyncDisposable, LabParts {
  readonly lab: Lab;
  readonly state: NetworkState;
  readonly events: LabEvents;
  readonly programs: LabPrograms;
  readonly systems: LabSystems;
  readonly cast: Record<string, SystemUnderTest>;
  readonly folder: string;
  /** Systems that have keys for the hosts that they were cast for. */
  readonly #keyed: Set<SystemUnderTest>;
  readonly #end: () => Promise<void>;

  /** Of a laboratory that ends with `end`. */
  constructor({ lab, state, events, programs, systems, cast, folder }: LabParts, end: () => Promise<void>) {
    this.lab = lab;
    this.state = state;
    this.events = events;
    this.programs = programs;
    this.systems = systems;
    this.cast = cast;
    this.folder = folder;
    this.#keyed = new Set(Object.values(cast));
    this.#end = end;
  }

  /** Throws EnvironmentError if a program that a router needs is missing and cannot be brought. */
  static async build(
    state: NetworkState,
    { seed = 1, cast, folder: given, interrupted }: HandOptions = {},
  ): Promise<HandLab> {
    const { topology, addresses } = state;
    const lacking = tryDebianPackages(routerCommands(topology), (line) => process.stderr.write(`setup: ${line}\n`));
    if (lacking !== undefined) throw new EnvironmentError(`the routers of ${topology.name} lack a program: ${lacking}`);
    const rulesets = rulesetsOf(state);
    const lab = await Lab.build({ topology, addresses, rulesets, seed, changeable: true, interrupted });
    const folder = given ?? (await filesFolder());
    const end = async (): Promise<void> => {
      await lab[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    };
    try {
      // Programs of a case may run as another user, below a folder of their own.
      await chmod(folder, 0o755);
      await mkdir(join(folder, "sut"));
      const programs = new LabPrograms(lab, folder);
      const actors: Record<string, SystemUnderTest> = { ...(cast ?? nothingOn(topology)) };
      const systems = new LabSystems(lab, programs, { topology, state, cast: actors, folder });
      await startServices(lab, state, join(folder, "sut"));
      const events = new LabEvents(lab, state);
      return new HandLab({ lab, state, events, programs, systems, cast: actors, folder }, async () => {
        await systems.end();
        await end();
      });
    } catch (error) {
      await end();
      throw error;
    }
  }

  /** Throws ConfigError for an unknown node. */
  known(node: string): string {
    const names = this.nodes.map(({ name }) => name);
    if (names.includes(node)) return node;
    throw new ConfigError(`unknown node ${node}; choose from ${names.join(", ")}`);
  }

  /** Throws ConfigError for what is no host. */
  knownHost(node: string): string {
    const hosts = this.nodes.filter(({ role }) => role === "host").map(({ name }) => name);
    if (hosts.includes(node)) return node;
    throw new ConfigError(`${node}: programs run on hosts; choose from ${hosts.join(", ")}`);
  }

  /** Hosts, routers and the internet's core. */
  get nodes() {
    return this.lab.plan.nodes.filter(({ role }) => role !== "switch");
  }

  /**
   * From now on the host runs this system. A system's keys are made once, for all hosts that may run it: those that it was
   * cast for, and all that have no other program by then. Throws ConfigError for a host that comes too late.
   */
  recast(host: string, system: SystemUnderTest): void {
    if (this.cast[host] === system) return;
    const busy = new Set(this.programs.started.filter(({ ended }) => ended === undefined).map(({ node }) => node));
    if (busy.has(host)) throw new ConfigError(`${host} already runs a program: stop ${host}`);
    if (system.prepare !== undefined && this.#keyed.has(system))
      throw new ConfigError(
        `${host} has no keys for ${system.name}, because it ran something else when they were made; start ${system.name} there first, in a new laboratory`,
      );
    this.#keyed.add(system);
    this.cast[host] = system;
    if (system.prepare === undefined) return;
    for (const other of Object.keys(this.cast)) if (!busy.has(other)) this.cast[other] = system;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}

/** Not below /run, which a laboratory has its own of. */
export const filesFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "n2n-natlab-"));

const nothingOn = (topology: Topology): Readonly<Record<string, SystemUnderTest>> =>
  Object.fromEntries(
    [...walk(topology)].flatMap(({ name, node }) => (node.kind === "host" ? [[name, noProgram] as const] : [])),
  );
