import type { Mac } from "../../../../base/address/mac.ts";
import { macAt, writeMac } from "../../../../base/address/mac.ts";
import type { RelayEdge, RelayTraffic } from "../../datapath.ts";
import { ipv4Word } from "../../../../base/address/ipv4-word.ts";
import { relayDropCounters, type RelayCore } from "./core.ts";

//  The relay table in the core's memory, in the program's types. Layout: `core/table.ts`.

const internetFamily = 2;

/**
 * The edges that found room, and those that did not: while there are any of the latter, an unknown edge is not a
 * stranger.
 */
export class RelayEdges {
  readonly #core: RelayCore;
  readonly #left = new Set<string>();
  #plainOnly = false;

  constructor(core: RelayCore) {
    this.#core = core;
  }

  set({ community, mac, remote, local, carried }: RelayEdge): void {
    const { call, words, bytes, at, layout } = this.#core;
    this.#name(community, mac);
    const address = ipv4Word(remote.address);
    bytes[at.scratch + layout.edgeCarried] = Number(carried && address !== undefined);
    bytes[at.scratch + layout.edgeFamily] = internetFamily;
    bytes.set([remote.port >> 8, remote.port & 0xff], at.scratch + layout.edgePort);
    words[(at.scratch + layout.edgeAddress) >> 2] = address ?? 0;
    words[(at.scratch + layout.edgeLocal) >> 2] = (local && ipv4Word(local.address)) ?? 0;
    const key = `${community} ${mac}`;
    if (call.setEdge() >= 0) this.#left.delete(key);
    else this.#left.add(key);
    this.#tellRules();
  }

  remove(community: string, mac: Mac): void {
    this.#name(community, mac);
    this.#core.call.removeEdge();
    if (this.#left.delete(`${community} ${mac}`)) this.#tellRules();
  }

  plainOnly(isSo: boolean): void {
    this.#plainOnly = isSo;
    this.#tellRules();
  }

  #name(community: string, mac: Mac): void {
    const { bytes, at, layout } = this.#core;
    bytes.fill(0, at.scratch, at.scratch + layout.edgeBytes);
    bytes.set(Buffer.from(community, "latin1").subarray(0, layout.communityBytes - 1), at.scratch);
    writeMac(bytes, at.scratch + layout.edgeMac, mac);
  }

  #tellRules(): void {
    this.#core.call.setRules(Number(this.#plainOnly), Number(this.#left.size === 0));
  }
}

/** The work done since the last call; undefined = none. */
export class RelayReader {
  readonly #core: RelayCore;
  /** Why datagrams are dropped, and the index of each counter in `words`. */
  readonly #counters: readonly (readonly [reason: keyof typeof relayDropCounters, word: number])[];
  readonly #reported: number[];

  constructor(core: RelayCore) {
    this.#core = core;
    const { at, layout } = core;
    const reasons = Object.keys(relayDropCounters) as (keyof typeof relayDropCounters)[];
    this.#counters = reasons.map((reason) => [reason, (at.drops >> 2) + layout[relayDropCounters[reason]]]);
    this.#reported = reasons.map(() => 0);
  }

  get hasNews(): boolean {
    const { call, words } = this.#core;
    return call.dirtyCount() > 0 || this.#counters.some(([, word], i) => this.#reported[i] !== words[word]);
  }

  take(): RelayTraffic {
    const { call, bytes, layout } = this.#core;
    const edges: { community: string; mac: Mac; packets: number }[] = [];
    for (let i = 0, count = call.dirtyCount(); i < count; i++) {
      const entry = call.dirtyEntry(i);
      const packets = call.takePackets(entry) >>> 0;
      // An edge that has left meanwhile no longer has a name.
      if (packets === 0 || bytes[entry] === 0) continue;
      const end = bytes.indexOf(0, entry);
      const community = Buffer.from(bytes.subarray(entry, end)).toString("latin1");
      edges.push({ community, mac: macAt(bytes, entry + layout.edgeMac), packets });
    }
    call.clearDirty();
    return { edges, dropped: this.#drops() };
  }

  #drops(): RelayTraffic["dropped"] {
    const { words } = this.#core;
    const counted = this.#counters.map(([reason, word], i) => {
      const now = words[word]!;
      const count = (now - this.#reported[i]!) >>> 0;
      this.#reported[i] = now;
      return [reason, count] as const;
    });
    return Object.fromEntries(counted) as RelayTraffic["dropped"];
  }
}
