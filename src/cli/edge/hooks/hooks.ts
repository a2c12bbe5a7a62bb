import type { HostsOptions } from "./hosts-file.ts";
import { HookQueue, type RunHook } from "../../../runtime/hooks/hook-queue.ts";
import { ownHook } from "../../../runtime/hooks/own-hook.ts";
import { RootHooks } from "../../../runtime/hooks/root-hooks.ts";
import type { Log } from "../../../runtime/log/log.ts";
import type { RunningEdge } from "../../../status/edge-status.ts";
import { edgeFacts, type HookName, peerHookFacts } from "./facts.ts";
import { HostsFile } from "./hosts-file.ts";
import { PeerChanges } from "./peer-changes.ts";

export interface HookOptions {
  /** Program and arguments of each hook that is asked for. */
  readonly commands: Readonly<Partial<Record<HookName, readonly string[]>>>;
  readonly asRoot: boolean;
  readonly hosts?: HostsOptions;
}

export const wantsHooks = ({ commands, hosts }: HookOptions): boolean =>
  Object.keys(commands).length > 0 || hosts !== undefined;

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
  readonly #hosts: HostsFile | undefined;
  readonly #peers = new PeerChanges();
  #soon: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isUp = false;

  constructor({ commands, asRoot, hosts }: HookOptions, around: HookSurroundings) {
    this.#around = around;
    const given = Object.entries(commands) as [HookName, readonly string[]][];
    this.#root = asRoot && given.length > 0 ? new RootHooks(commands) : undefined;
    for (const [name, command] of given) {
      const run: RunHook = this.#root?.hook(name) ?? ownHook(command);
      this.#queues.set(name, new HookQueue(`--on-${name}`, run, around.log));
    }
    this.#hosts = hosts && new HostsFile(hosts, around.description, around.log, () => this.#hostsChanged(hosts.path));
  }

  /** The interface is open and rights are given up. Rejects with ConfigError if the file of names cannot be written. */
  async up(): Promise<void> {
    await this.#hosts?.open(this.#around.look());
    this.#tell("up", "up");
    this.#isUp = true;
    if (this.#hosts === undefined && !this.#queues.has("peer")) return;
    this.#timer = setInterval(() => this.#look(), tuned.every).unref();
    this.#look();
  }

  /** Something has become of a peer. */
  peersChanged(): void {
    if (this.#isUp) this.#soon ??= setTimeout(() => this.#look(), tuned.pause).unref();
  }

  /** The edge ends: its last hook runs, for at most as long as any. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    for (const queue of this.#queues.values()) queue.clear();
    await this.#hosts?.[Symbol.asyncDispose]();
    if (this.#isUp) this.#tell("down", "down");
    await Promise.all(Array.from(this.#queues.values(), (queue) => queue.idle()));
    this.#root?.[Symbol.dispose]();
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
