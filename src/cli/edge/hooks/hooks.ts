import type { HostsOptions } from "./hosts-file.ts";
import { HookQueue, type RunHook } from "../../../runtime/hooks/hook-queue.ts";
import { ownHook } from "../../../runtime/hooks/own-hook.ts";
import { RootHooks } from "../../../runtime/hooks/root-hooks.ts";
import type { Log } from "../../../runtime/log/log.ts";
import type { RunningEdge } from "../../../status/edge-status.ts";
import { edgeFacts, type HookName, hookOption, peerHookFacts } from "./facts.ts";
import { HostsFile } from "./hosts-file.ts";
import type { Taken } from "../../reload.ts";
import { PeerChanges } from "./peer-changes.ts";

export interface HookOptions {
  /** Program and arguments of each hook that is asked for. */
  readonly commands: Readonly<Partial<Record<HookName, readonly string[]>>>;
  readonly asRoot: boolean;
  readonly hosts?: HostsOptions;
}

export interface HookSurroundings {
  readonly device: string;
  readonly description: string;
  readonly log: Log;
  readonly look: () => RunningEdge;
}

/** Tunable, in milliseconds: changes of peers are looked at a moment after they are known, and names now and then. */
const tuned = { pause: 200, every: 5000 } as const;

/** Tells the operator's programs, and the file of names, what happens to an edge. Made while it has all its rights. */
export class Hooks implements AsyncDisposable {
  readonly #around: HookSurroundings;
  readonly #root: RootHooks | undefined;
  readonly #queues = new Map<HookName, HookQueue>();
  /** Programs that may still run although others have taken their places. */
  #replaced: Promise<unknown> = Promise.resolve();
  #hosts: HostsFile | undefined;
  #peers = new PeerChanges();
  #soon: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isUp = false;

  constructor({ commands, asRoot, hosts }: HookOptions, around: HookSurroundings) {
    this.#around = around;
    const given = Object.entries(commands) as [HookName, readonly string[]][];
    this.#root = asRoot && given.length > 0 ? new RootHooks(commands) : undefined;
    for (const [name, command] of given) this.#place(name, this.#root?.hook(name) ?? ownHook(command));
    this.#hosts = this.#hostsFile(hosts);
  }

  /**
   * Other programs and another file of names, as far as `changed` names their options. What runs with the rights of the start
   * cannot change: these rights are gone, and the process that has them takes no command.
   */
  async change({ commands, hosts }: HookOptions, changed: ReadonlySet<string>): Promise<Required<Taken>> {
    const names = (Object.keys(hookOption) as HookName[]).filter((name) => changed.has(hookOption[name]));
    const restart = this.#root === undefined ? [] : names.map((name) => hookOption[name]);
    for (const name of this.#root === undefined ? names : []) {
      const command = commands[name];
      this.#place(name, command && ownHook(command));
    }
    const hostsOptions = ["hostsFile", "hostsDomain"].filter((name) => changed.has(name));
    const isMoved = hostsOptions.length === 0 || (await this.#move(hosts));
    if (this.#isUp) this.#watch();
    return { restart, failed: isMoved ? [] : hostsOptions };
  }

  /** The interface is open and rights are given up. Rejects with ConfigError if the file of names cannot be written. */
  async up(): Promise<void> {
    await this.#hosts?.open(this.#around.look());
    this.#tell("up", "up");
    this.#isUp = true;
    this.#watch();
  }

  /** Something has become of a peer. */
  peersChanged(): void {
    if (this.#timer !== undefined) this.#soon ??= setTimeout(() => this.#look(), tuned.pause).unref();
  }

  /** The edge ends: its last hook runs, for at most as long as every other may. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    for (const queue of this.#queues.values()) queue.clear();
    await this.#hosts?.[Symbol.asyncDispose]();
    if (this.#isUp) this.#tell("down", "down");
    await Promise.all([this.#replaced, ...Array.from(this.#queues.values(), (queue) => queue.idle())]);
    this.#root?.[Symbol.dispose]();
  }

  #place(name: HookName, run: RunHook | undefined): void {
    const before = this.#queues.get(name);
    before?.clear();
    // Another program learns of the peers that there are.
    if (name === "peer") this.#peers = new PeerChanges();
    this.#replaced = Promise.all([this.#replaced, before?.idle()]);
    if (run === undefined) this.#queues.delete(name);
    else this.#queues.set(name, new HookQueue(`--on-${name}`, run, this.#around.log));
  }

  #hostsFile(hosts: HostsOptions | undefined): HostsFile | undefined {
    const { description, log } = this.#around;
    return hosts && new HostsFile(hosts, description, log, () => this.#hostsChanged(hosts.path));
  }

  /** False = it stays where it was. */
  async #move(hosts: HostsOptions | undefined): Promise<boolean> {
    const before = this.#hosts;
    if (hosts !== undefined && before?.path === hosts.path) {
      before.move(hosts.domain);
      return true;
    }
    const next = this.#hostsFile(hosts);
    try {
      if (this.#isUp) await next?.open(this.#around.look());
    } catch (error) {
      const why = (error as Error).message;
      this.#around.log({ level: "warning", what: "the names of members stay where they were", with: { why } });
      return false;
    }
    this.#hosts = next;
    await before?.[Symbol.asyncDispose]();
    return true;
  }

  /** Looks at peers and names, now and from time to time, if anything depends on them. */
  #watch(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#hosts === undefined && !this.#queues.has("peer")) return;
    this.#timer = setInterval(() => this.#look(), tuned.every).unref();
    this.#look();
  }

  #look(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    const view = this.#around.look();
    this.#hosts?.look(view);
    if (!this.#queues.has("peer")) return;
    for (const { peer, path } of this.#peers.take(view.peers)) this.#tell("peer", peer.mac, peerHookFacts(peer, path));
  }

  #hostsChanged(path: string): void {
    this.#tell("hosts", "hosts", { N2N_HOSTS_FILE: path });
  }

  #tell(hook: HookName, about: string, more: Readonly<Record<string, string>> = {}): void {
    const queue = this.#queues.get(hook);
    if (queue === undefined) return;
    const facts = edgeFacts(hook, this.#around.device, this.#around.look());
    queue.add(about, { ...facts, ...more });
  }
}
