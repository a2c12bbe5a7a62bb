import type { Mac } from "../../../../base/address/mac.ts";
import { macAt, writeMac } from "../../../../base/address/mac.ts";
import type { RelayEdge, RelayTraffic } from "../../datapath.ts";
import { ipv4Word } from "../../../../base/address/ipv4-word.ts";
import { dropReasons, type RelayCore } from "./core.ts";

//  The relay table in the core's memory, in the words of the program. Layout: `core/table.ts`.

const spec = {
  communityBytes: 20,
  mac: 20,
  carried: 26,
  name: 32,
  local: 48,
  entryBytes: 64,
  internetFamily: 2,
} as const;

/** The edges that found room, and those that did not: while there are such, an unknown edge is not a stranger. */
export class RelayEdges {
  readonly #core: RelayCore;
  readonly #left = new Set<string>();
  #plainOnly = false;

  constructor(core: RelayCore) {
    this.#core = core;
  }

  set({ community, mac, remote, local, carried }: RelayEdge): void {
    const { call, words, bytes, at } = this.#core;
    this.#name(community, mac);
    const address = ipv4Word(remote.address);
    bytes[at.scratch + spec.carried] = Number(carried && address !== undefined);
    const name = at.scratch + spec.name;
    bytes.set([spec.internetFamily, 0, remote.port >> 8, remote.port & 0xff], name);
    words[(name >> 2) + 1] = address ?? 0;
    words[(at.scratch + spec.local) >> 2] = (local && ipv4Word(local.address)) ?? 0;
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
    const { bytes, at } = this.#core;
    bytes.fill(0, at.scratch, at.scratch + spec.entryBytes);
    bytes.set(Buffer.from(community, "latin1").subarray(0, spec.communityBytes - 1), at.scratch);
    writeMac(bytes, at.scratch + spec.mac, mac);
  }

  #tellRules(): void {
    this.#core.call.setRules(Number(this.#plainOnly), Number(this.#left.size === 0));
  }
}

/** Tells what was done since it was asked last; undefined = nothing. */
export class RelayReader {
  readonly #core: RelayCore;
  readonly #told = new Uint32Array(dropReasons.length);

  constructor(core: RelayCore) {
    this.#core = core;
  }

  get hasNews(): boolean {
    const { call, words, at } = this.#core;
    return call.dirtyCount() > 0 || this.#told.some((told, i) => told !== words[(at.drops >> 2) + i]);
  }

  take(): RelayTraffic {
    const { call, bytes } = this.#core;
    const edges: { community: string; mac: Mac; packets: number }[] = [];
    for (let i = 0, count = call.dirtyCount(); i < count; i++) {
      const entry = call.dirtyEntry(i);
      const packets = call.takePackets(entry) >>> 0;
      // An edge that left meanwhile has no name any more.
      if (packets === 0 || bytes[entry] === 0) continue;
      const end = bytes.indexOf(0, entry);
      const community = Buffer.from(bytes.subarray(entry, end)).toString("latin1");
      edges.push({ community, mac: macAt(bytes, entry + spec.mac), packets });
    }
    call.clearDirty();
    return { edges, dropped: this.#drops() };
  }

  #drops(): RelayTraffic["dropped"] {
    const { words, at } = this.#core;
    const counted = dropReasons.map((reason, i) => {
      const now = words[(at.drops >> 2) + i]!;
      const count = (now - this.#told[i]!) >>> 0;
      this.#told[i] = now;
      return [reason, count] as const;
    });
    return Object.fromEntries(counted) as RelayTraffic["dropped"];
  }
}
