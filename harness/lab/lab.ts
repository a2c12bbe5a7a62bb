/**
 * A laboratory, from its plan to its end:
 *
 * 1. `../topology/plan/plan-addresses.ts`: addresses and routes for a topology
 * 2. `plan.ts`: both → operations (`op.ts`), each with its inverse; `script.ts` prints them as a shell script
 * 3. `agent-process.ts`: one process tree in private namespaces; it dies with the runner
 * 4. `protocol.ts`: requests and answers, one line of JSON each
 * 5. `agent/serve.ts`: the other end, as init of the tree; `agent/build.ts` performs the operations
 * 6. `wire/`: links with delay, loss or rate, in a thread of the agent
 * 7. `capture.ts`, `agent/captures.ts`: one tcpdump per node
 * 8. `agent/programs.ts`: programs in nodes; `probe-place.ts` and `agent/kernel-sockets.ts`: probes of the NATs
 * 9. disposal: the kernel ends every process and namespace of the tree
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Duration } from "../../src/base/instant.ts";
import type { NatMeasurement } from "../evidence/evidence.ts";
import type { DhcpServer } from "../services/dhcp/server.ts";
import type { DnsServer } from "../services/dns/servers.ts";
import type { AddressPlan } from "../topology/plan/addresses.ts";
import type { Link } from "../topology/link.ts";
import type { Topology } from "../topology/topology.ts";
import { changesLab, type LabAct } from "./act.ts";
import { AgentProcess, agentScript } from "./agent-process.ts";
import type { CaptureLimits } from "./capture.ts";
import { cutOffRuleset, restoreRuleset } from "./cut-off.ts";
import { LabError } from "./lab-error.ts";
import { neighbourRoom, neighboursOf, neighboursRefused, tooManyNeighbours, type NeighbourRoom } from "./neighbours.ts";
import { planLab, type LabPlan } from "./plan.ts";
import type {
  BuildTimes,
  CaptureCounts,
  Completed,
  EchoParams,
  InterfaceNames,
  NodeDevice,
  ProbePlaceParams,
  SocketTable,
} from "./protocol.ts";
import type { LinkStats } from "./wire/stats.ts";

export interface LabOptions {
  readonly topology: Topology;
  readonly addresses: AddressPlan;
  /** nft text by router. */
  readonly rulesets?: Readonly<Record<string, string>>;
  /** Determines which packets the links lose. */
  readonly seed: number;
  /** Every cable can change later, not only those built with some impairment. */
  readonly changeable?: boolean;
  /** The bundle of agent/main.ts; absent = the built one. */
  readonly agent?: string;
  /** Ends the laboratory at any time, even while it is being built. */
  readonly interrupted?: AbortSignal | undefined;
}

/** A program running in a node. */
export interface Process {
  /** Inside the laboratory's pid namespace. */
  readonly pid: number;
  /** The exit code; 128 + n if signal n ended it. */
  readonly exited: Promise<number>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/**
 * A running laboratory: one process tree with a network namespace per node, which ends with this object or with the
 * process that holds it. Every method throws LabError, with the command and its output, if the laboratory, not the
 * program in it, is at fault.
 */
export class Lab implements AsyncDisposable {
  readonly plan: LabPlan;
  readonly #agent: AgentProcess;
  readonly #neighbours: readonly NeighbourRoom[];
  readonly #interrupted: AbortSignal | undefined;
  readonly #end = () => void this.#agent.end();
  #buildTimes: BuildTimes = [];
  #acted: (act: LabAct) => void = () => undefined;

  private constructor(
    plan: LabPlan,
    agent: AgentProcess,
    neighbours: readonly NeighbourRoom[],
    interrupted: AbortSignal | undefined,
  ) {
    this.plan = plan;
    this.#agent = agent;
    this.#neighbours = neighbours;
    this.#interrupted = interrupted;
    interrupted?.addEventListener("abort", this.#end, { once: true });
  }

  /** Rejects with the reason of `interrupted` if that aborts first. */
  static async build({
    topology,
    addresses,
    rulesets = {},
    seed,
    changeable = false,
    agent = agentScript,
    interrupted,
  }: LabOptions): Promise<Lab> {
    interrupted?.throwIfAborted();
    const neighbours = neighbourRoom();
    const crowded = tooManyNeighbours(neighboursOf(topology), neighbours);
    if (crowded !== undefined) throw new LabError(crowded);
    const plan = planLab(topology, addresses, rulesets, { changeable });
    const lab = new Lab(plan, new AgentProcess(agent), neighbours, interrupted);
    try {
      lab.#buildTimes = await lab.#agent.ask("build", { ops: plan.ops, seed });
      return lab;
    } catch (error) {
      await lab[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** How long each step of building took. */
  get buildTimes(): BuildTimes {
    return this.#buildTimes;
  }

  /** Of the laboratory's outermost process, on this machine. */
  get pid(): number | undefined {
    return this.#agent.pid;
  }

  /** Waits; rejects with a LabError if the laboratory ends meanwhile. */
  async pass(time: Duration): Promise<void> {
    const { ended } = this.#agent;
    await sleep(time, undefined, { signal: ended }).catch(() => ended.throwIfAborted());
  }

  /** From now on `acted` gets every act that succeeds. */
  onAct(acted: (act: LabAct) => void): void {
    this.#acted = acted;
  }

  /** Runs a program to its end. Does not throw if the program fails. */
  async exec(node: string, argv: readonly string[], input?: string): Promise<Completed> {
    const completed = await this.#exec(node, argv, input);
    if (completed.code === 0 && changesLab(argv))
      this.#acted({ is: "run", node, argv, ...(input !== undefined && { input }) });
    return completed;
  }

  #exec(node: string, argv: readonly string[], input?: string): Promise<Completed> {
    return this.#agent.ask("exec", { node, argv, ...(input !== undefined && { input }) });
  }

  /** Starts a program; its standard output and error are appended to `logFile`. */
  async spawn(
    node: string,
    argv: readonly string[],
    { env, logFile }: { readonly env?: Readonly<Record<string, string>>; readonly logFile: string },
  ): Promise<Process> {
    const { pid } = await this.#agent.ask("spawn", { node, argv, logFile, ...(env && { env }) });
    this.#acted({ is: "start", node, argv, env: env ?? {}, pid });
    const kill = async (signal: NodeJS.Signals) => {
      await this.#agent.ask("kill", { pid, signal });
      this.#acted({ is: "signal", pid, signal });
    };
    return { pid, exited: this.#agent.exitOf(pid), kill };
  }

  /** What the DNS servers of the laboratory answer from now on. */
  async serveNames(servers: readonly DnsServer[], ipv6: boolean): Promise<void> {
    await this.#agent.ask("serveNames", { servers, ipv6 });
    this.#acted({ is: "names", servers });
  }

  /** What the DHCP servers of routers give out from now on. */
  async serveDhcp(servers: readonly DhcpServer[]): Promise<void> {
    await this.#agent.ask("serveDhcp", { servers });
  }

  /** Resolves when these hosts have these addresses; rejects with LabError after `patience` milliseconds. */
  async awaitLeases(addresses: Readonly<Record<string, string>>, patience: number): Promise<void> {
    await this.#agent.ask("awaitLeases", { addresses, patience });
    this.#acted({ is: "lease", addresses });
  }

  /** The text of /etc/resolv.conf of all programs that start from now on. */
  async useResolver(text: string): Promise<void> {
    await this.#agent.ask("useResolver", { text });
  }

  /** Pings an IPv4 address from a node until `stopEchoes`; replies are seen in captures only. */
  async startEchoes(echoes: EchoParams): Promise<void> {
    await this.#agent.ask("startEchoes", echoes);
  }

  async stopEchoes(): Promise<void> {
    await this.#agent.ask("stopEchoes", {});
  }

  /** How long spawned programs have waited for a processor so far, in milliseconds by pid, if the kernel reports it. */
  waited(pids: readonly number[]): Promise<Readonly<Record<string, number>>> {
    return this.#agent.ask("waited", { pids });
  }

  /** Changes the cable that a host or router owns, from now on. Only one built with some impairment, or `changeable`. */
  async setLink(owner: string, link: Link): Promise<void> {
    await this.#agent.ask("setLink", { owner, link });
    this.#acted({ is: "link", owner, link });
  }

  /** While on, no link delays or loses anything, and packets do not advance the links' seeded random numbers. */
  async passThrough(on: boolean): Promise<void> {
    await this.#agent.ask("passThrough", { on });
  }

  /** By owner of the link, for links with some impairment. */
  linkStats(): Promise<Readonly<Record<string, LinkStats>>> {
    return this.#agent.ask("linkStats", {});
  }

  /** The prober runs inside, next to its sockets: only its result crosses the pipe. */
  measureNat(place: ProbePlaceParams): Promise<NatMeasurement> {
    return this.#agent.ask("measureNat", place);
  }

  /**
   * Captures all interfaces of these nodes, by default of every node but switches, into FOLDER/NODE.pcap. Resolves when
   * all captures run.
   */
  async startCaptures(folder: string, only?: CaptureLimits & { readonly nodes: readonly string[] }): Promise<void> {
    const all = () => this.plan.nodes.filter(({ role }) => role !== "switch").map(({ name }) => name);
    await this.#agent.ask("startCaptures", { folder, nodes: only?.nodes ?? all(), ...(only && { limits: only }) });
  }

  /** Whether the files of all captures have every packet seen up to the call; false = one is behind, on a busy machine. */
  capturesCaughtUp(): Promise<boolean> {
    return this.#agent.ask("capturesCaughtUp", {});
  }

  /** Throws LabError if the machine's neighbour table has been full since this was built: packets were lost. */
  checkNeighbours(): void {
    const lost = neighboursRefused(this.#neighbours, neighbourRoom());
    if (lost !== undefined) throw new LabError(lost);
  }

  /** Ends the captures and writes FOLDER/interfaces.json, which names the interface indexes in them. */
  async stopCaptures(folder: string): Promise<CaptureCounts> {
    const interfaces = await this.interfaces();
    const captured = await this.#agent.ask("stopCaptures", {});
    await writeFile(join(folder, "interfaces.json"), JSON.stringify(interfaces, undefined, 2) + "\n");
    return captured;
  }

  /** Names by node and interface index, of all interfaces seen since the captures started. */
  interfaces(): Promise<InterfaceNames> {
    return this.#agent.ask("interfaces", {});
  }

  /** The kernel's tables of sockets in a node, as in /proc/net. */
  socketTables(node: string, tables: readonly SocketTable[]): Promise<string> {
    return this.#agent.ask("socketTables", { node, tables });
  }

  /** Of a node, those that are up, with each of their IPv4 addresses. */
  devices(node: string): Promise<readonly NodeDevice[]> {
    return this.#agent.ask("devices", { node });
  }

  /** Lines of `ip -batch` inside a node, in order, until one fails. */
  async ip(node: string, lines: readonly string[]): Promise<void> {
    const { code, stderr } = await this.exec(node, ["ip", "-batch", "-"], `${lines.join("\n")}\n`);
    if (code !== 0) throw new LabError(`ip refused to change ${node}`, { command: lines.join("; "), output: stderr });
  }

  /** Silently drops everything that the node sends or receives, until `restore`. */
  async cutOff(node: string): Promise<void> {
    await this.nft(node, cutOffRuleset(this.#cablesOf(node)));
  }

  async restore(node: string): Promise<void> {
    await this.nft(node, restoreRuleset);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#interrupted?.removeEventListener("abort", this.#end);
    await this.#agent.end();
  }

  /** Loads a ruleset without reading it back, because its effect is observed. */
  async nft(node: string, ruleset: string): Promise<void> {
    const { code, stderr } = await this.exec(node, ["nft", "-f", "-"], ruleset);
    if (code !== 0)
      throw new LabError(`nft refused a ruleset of ${node}`, { command: `nft -f - <<< '${ruleset}'`, output: stderr });
  }

  #cablesOf(node: string): string[] {
    return this.plan.ops.flatMap((op) => {
      const ends = op.op === "cable" ? [op.a, op.b] : op.op === "wire" ? [op.lower, op.upper] : [];
      return ends.filter((end) => end.node === node).map((end) => end.name);
    });
  }
}
