import { type Instant, since } from "../../base/instant.ts";
import { isGroup, type Mac, nullMac } from "../../base/address/mac.ts";
import { tuned } from "../timing.ts";
import { LoopGuard } from "./loop-guard.ts";

interface Learned {
  /** The peer behind which it is; undefined = it is on our own side. */
  readonly behind: Mac | undefined;
  readonly seen: Instant;
}

/** How a frame from the interface travels: to one edge, to all, or not at all. */
export type BridgeWay = { readonly to: Mac } | "everybody" | "bridge-loop" | "bridge-unknown";

/**
 * A LAN behind an edge (`--bridge`), as IEEE 802.1D describes a learning bridge with two ports: the interface, and the
 * overlay, on which each peer is a port of its own. On the wire the header names the edges, and the frame inside names
 * the hosts (fact sheet §15). Frames from peers go to the interface only, so the overlay itself makes no loop. Bounded.
 */
export class Bridge {
  readonly #self: Mac;
  /** In the order in which they were last seen. */
  readonly #learned = new Map<Mac, Learned>();
  readonly #counts = new Map<Mac | undefined, number>();
  /** Edges themselves, heard in headers: no host may take their place. */
  readonly #edges = new Map<Mac, Instant>();
  readonly #guard = new LoopGuard();
  #floods: number = tuned.bridgeFloodBurst;
  #floodedAt: Instant | undefined;

  constructor(self: Mac) {
    this.#self = self;
  }

  /** Hosts behind this edge, and behind others. */
  sizes(): { readonly here: number; readonly there: number } {
    const here = this.#counts.get(undefined) ?? 0;
    return { here, there: this.#learned.size - here };
  }

  /** A frame from the interface. */
  out(from: Mac, to: Mac, now: Instant): BridgeWay {
    if (this.#isHost(from)) {
      if (this.#guard.isBlocked(now)) return "bridge-loop";
      this.#learn(from, undefined, now);
    }
    if (isGroup(to)) return "everybody";
    if (this.#edges.has(to)) return { to };
    const known = this.#find(to, now);
    if (known !== undefined) return known.behind === undefined ? "bridge-unknown" : { to: known.behind };
    return this.#mayFlood(now) ? "everybody" : "bridge-unknown";
  }

  /** A frame from a peer; undefined = it may go to the interface. */
  in(peer: Mac, from: Mac, now: Instant): "bridge-loop" | undefined {
    this.#heard(peer, now);
    if (from === peer || !this.#isHost(from) || this.#edges.has(from)) return undefined;
    if (this.#guard.isBlocked(now)) return "bridge-loop";
    this.#learn(from, peer, now);
    return undefined;
  }

  /** True once for each loop that is found. */
  foundLoop(): boolean {
    return this.#guard.takeNews();
  }

  purge(now: Instant): void {
    for (const [mac, { seen }] of this.#learned) {
      if (since(seen, now) < tuned.bridgeAgeing) break;
      this.#forget(mac);
    }
    for (const [mac, seen] of this.#edges) {
      if (since(seen, now) < tuned.bridgeAgeing) break;
      this.#edges.delete(mac);
    }
  }

  #isHost(mac: Mac): boolean {
    return mac !== this.#self && mac !== nullMac && !isGroup(mac);
  }

  #heard(peer: Mac, now: Instant): void {
    this.#edges.delete(peer);
    const [oldest] = this.#edges.keys();
    if (this.#edges.size >= tuned.peersMax) this.#edges.delete(oldest!);
    this.#edges.set(peer, now);
    if (this.#learned.has(peer)) this.#forget(peer);
  }

  #find(mac: Mac, now: Instant): Learned | undefined {
    const known = this.#learned.get(mac);
    return known === undefined || since(known.seen, now) >= tuned.bridgeAgeing ? undefined : known;
  }

  #learn(mac: Mac, behind: Mac | undefined, now: Instant): void {
    const before = this.#find(mac, now);
    if (before !== undefined && before.behind !== behind) this.#guard.moved(now);
    this.#forget(mac);
    // One side cannot crowd out the others.
    if ((this.#counts.get(behind) ?? 0) >= tuned.bridgeHostsPerSide) this.#forgetOldest(behind);
    else if (this.#learned.size >= tuned.bridgeHosts) this.#forget(this.#learned.keys().next().value!);
    this.#learned.set(mac, { behind, seen: now });
    this.#counts.set(behind, (this.#counts.get(behind) ?? 0) + 1);
  }

  #forgetOldest(behind: Mac | undefined): void {
    for (const [mac, known] of this.#learned) if (known.behind === behind) return this.#forget(mac);
  }

  #forget(mac: Mac): void {
    const known = this.#learned.get(mac);
    if (known === undefined) return;
    this.#learned.delete(mac);
    const left = this.#counts.get(known.behind)! - 1;
    if (left === 0) this.#counts.delete(known.behind);
    else this.#counts.set(known.behind, left);
  }

  /** A token bucket: every frame to an unknown host goes to all edges. */
  #mayFlood(now: Instant): boolean {
    const passed = this.#floodedAt === undefined ? 0 : since(this.#floodedAt, now) / 1000;
    this.#floodedAt = now;
    this.#floods = Math.min(tuned.bridgeFloodBurst, this.#floods + passed * tuned.bridgeFloodsPerSecond);
    if (this.#floods < 1) return false;
    this.#floods--;
    return true;
  }
}
