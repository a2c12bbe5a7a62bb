import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import { isIpv6 } from "../../../src/base/address/ip.ts";
import type { Lab } from "../../lab/lab.ts";
import { LabError } from "../../lab/lab-error.ts";
import type { Cast } from "../../story/cast.ts";
import { planOverlay } from "../../story/story-plan.ts";
import type { HelperOptions, NodeOptions } from "../../story/world.ts";
import type { CaseHost, CaseNetwork, Launch, NodeLaunch, RunningHelper, SystemUnderTest } from "../../sut/contract.ts";
import { checkNames, dnsName } from "../../services/dns/servers.ts";
import { checkSupported } from "../../sut/unsupported.ts";
import type { NetworkState } from "../../topology/network-state.ts";
import type { PunchingWay } from "../../nat/predict/punching.ts";
import type { Topology } from "../../topology/topology.ts";
import { Introductions } from "./introductions.ts";
import { piped } from "./piped.ts";
import type { LabPrograms } from "./programs.ts";
import { untilDevice, untilReady } from "./ready.ts";

export interface SystemSetting {
  readonly topology: Topology;
  /** Whose addresses change with the network. */
  readonly state: NetworkState;
  readonly cast: Cast;
  /** The case's evidence folder. */
  readonly folder: string;
  readonly record?: boolean;
}

/** The systems under test of a case, started with the story's options, and defaults for the rest. */
export class LabSystems {
  readonly #lab: Lab;
  readonly #programs: LabPrograms;
  readonly #setting: SystemSetting;
  readonly #prepared = new Map<SystemUnderTest, Promise<void>>();
  readonly #helpers = new Map<string, Pick<Launch, "port">>();
  readonly #introductions: Introductions;
  /** By node, once it has an overlay address. */
  readonly overlay: Record<string, { device: string; address: string }> = {};
  /** How started nodes find paths, where their adapters say so. */
  readonly punching: Record<string, PunchingWay> = {};
  /** In the order of their first start. */
  readonly relays: { node: string; port?: number }[] = [];

  constructor(lab: Lab, programs: LabPrograms, setting: SystemSetting) {
    this.#lab = lab;
    this.#programs = programs;
    this.#setting = setting;
    this.#introductions = new Introductions(lab);
  }

  /** Resolves when it is ready, at once where the system needs no helper. */
  async startHelper(node: string, { n2n }: HelperOptions): Promise<void> {
    const { system, host, network } = await this.#prepare(node);
    if (system.helper === undefined) return;
    const launch = await system.helper({
      host,
      network,
      ...(n2n && { n2n }),
      ...this.#recording(node),
    });
    await this.#start(node, launch);
    this.#helpers.set(node, launch);
    if (launch.relaysFrom === "nowhere" || this.relays.some((relay) => relay.node === node)) return;
    const { port, relaysFrom } = launch;
    this.relays.push({ node, ...(relaysFrom === "its port" && port !== undefined && { port }) });
  }

  /** Resolves when its interface has an address. Throws ConfigError for an underlay that the helper lacks, and Unsupported. */
  async startNode(node: string, options: NodeOptions): Promise<void> {
    const { system, host, network } = await this.#prepare(node);
    checkSupported(system, options);
    const { address = host.overlay, peerToPeer = true, port, n2n } = options;
    const helper = this.#helper(network, options);
    const launch = await system.node({
      host,
      network,
      peerToPeer,
      ...(address !== "auto" && { address }),
      ...(helper && { helper }),
      ...(port !== undefined && { port }),
      ...(n2n && { n2n }),
      ...this.#recording(node),
    });
    const punching = launch.punching ?? system.capabilities.punching;
    if (punching !== undefined) this.punching[node] = punching;
    await this.#start(
      node,
      launch.channel === "pipe" ? piped(launch, address === "auto" ? host.overlay : address) : launch,
    );
    const { interfaces } = this.#setting.state.addresses;
    const known = interfaces.filter((one) => one.node === node).map(({ name }) => name);
    const wanted = { known, ...(launch.device !== undefined && { device: launch.device }) };
    const inside = await untilDevice(this.#programs.place(node, launch.program), wanted);
    this.overlay[node] = inside;
    await this.#introductions.started(system, { host, ...inside });
  }

  async stop(node: string): Promise<void> {
    this.#introductions.stopped(node);
    await this.#programs.stop(node);
  }

  /** Ends introductions. */
  async end(): Promise<void> {
    await this.#introductions.end();
  }

  /** When no program runs any more: one could write there again. */
  async removeSecrets(): Promise<void> {
    const { cast, folder } = this.#setting;
    const secrets = Object.keys(cast).map((name) => join(folder, "sut", name, "secrets"));
    await Promise.all(secrets.map((each) => rm(each, { recursive: true, force: true })));
  }

  /** Keys are made once per case and system. */
  async #prepare(node: string): Promise<{ system: SystemUnderTest; host: CaseHost; network: CaseNetwork }> {
    const system = this.#setting.cast[node]!;
    const network = await this.#network();
    let prepared = this.#prepared.get(system);
    if (prepared === undefined) this.#prepared.set(system, (prepared = prepare(system, network)));
    await prepared;
    return { system, network, host: network.hosts.find(({ name }) => name === node)! };
  }

  async #network(): Promise<CaseNetwork> {
    const { cast, folder, state, topology } = this.#setting;
    const overlay = planOverlay(topology);
    const hosts = Object.entries(cast).map(async ([name, system]): Promise<CaseHost> => {
      const own = resolve(join(folder, "sut", name));
      const secrets = join(own, "secrets");
      await mkdir(secrets, { recursive: true, mode: 0o700 });
      const publicAddresses = state.addresses.publicAddresses[name] ?? [];
      return { name, system: system.name, folder: own, secrets, overlay: overlay[name]!, publicAddresses };
    });
    return { hosts: await Promise.all(hosts) };
  }

  #helper({ hosts }: CaseNetwork, { helper: wanted, underlay, byName }: NodeOptions): RunningHelper | undefined {
    const name = wanted ?? [...this.#helpers.keys()][0];
    if (name === undefined) return undefined;
    const helper = this.#helpers.get(name);
    const host = hosts.find((one) => one.name === name);
    if (helper === undefined || host === undefined) throw new ConfigError(`helper: no helper was started on ${name}`);
    const address = byName ? dnsName(name) : host.publicAddresses.find((one) => isIpv6(one) === (underlay === "IPv6"));
    if (byName) checkNames(this.#setting.topology);
    if (address === undefined) throw new ConfigError(`${name} has no IPv6 address; write host({ ipv6: true })`);
    return { host, address, ...(helper.port !== undefined && { port: helper.port }) };
  }

  #recording(node: string): { readonly recording?: (program: string) => string } {
    return this.#setting.record === true ? { recording: (program) => this.#programs.recording(node, program) } : {};
  }

  /** Starts the program, and runs the commands of `then` once it is ready. */
  async #start(node: string, { program, ready, then = [], ...command }: Launch | NodeLaunch): Promise<void> {
    await this.#programs.start(node, program, command);
    if (ready !== undefined) await untilReady(this.#programs.place(node, program), ready);
    for (const { argv } of then) {
      const { code, stderr } = await this.#lab.exec(node, argv);
      const command = argv.join(" ");
      if (code !== 0) throw new LabError(`${program} of ${node} was not set up`, { command, output: stderr });
    }
  }
}

/** Throws LabError when a command fails: no node was started that could be judged. */
async function prepare(system: SystemUnderTest, network: CaseNetwork): Promise<void> {
  try {
    await system.prepare?.(network);
  } catch (error) {
    if (!(error instanceof Error && "cmd" in error && "stderr" in error)) throw error;
    const output = { command: String(error.cmd), output: String(error.stderr) };
    throw new LabError(`the keys of ${system.name} could not be made`, output);
  }
}
