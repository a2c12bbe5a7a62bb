import type { Endpoint } from "../../../../base/address/endpoint.ts";
import { ipv4Word } from "../../../../base/address/ipv4-word.ts";
import { broadcastMac, macAt, writeMac, type Mac } from "../../../../base/address/mac.ts";
import type { ForwardingRules } from "../../datapath.ts";
import type { PeerTraffic } from "../../../../base/peer-traffic.ts";
import { dropCounters, type Core } from "./core.ts";
import { endpointAt, ipv4At } from "./forwarder.ts";
import { transformIds } from "./sealing.ts";

//  The forwarding table in the core's memory, in the program's types. Layouts: `core/peers.ts`.

const spec = { version: 3, ttl: 2, packet: 3 } as const;

export function setRules(core: Core, rules: ForwardingRules | undefined): void {
  const { bytes, at, call, layout } = core;
  if (rules === undefined) return call.clearRules();
  const { communityAt, communityBytes } = layout;
  bytes.fill(0, at.template, at.template + layout.templateBytes);
  bytes.set([spec.version, spec.ttl, 0, spec.packet], at.template);
  bytes.set(Buffer.from(rules.community, "latin1").subarray(0, communityBytes - 1), at.template + communityAt);
  writeMac(bytes, at.template + layout.sourceAt, rules.mac);
  call.setRules(
    ipv4Word(rules.address)!,
    Number(rules.routing),
    Number(rules.acceptMulticast),
    transformIds[rules.seal.transform],
    Number(rules.requireAuthentic),
    Number(rules.hideHeaders),
  );
}

export function setRelay(core: Core, supernode: Endpoint | undefined): void {
  const place = supernode && networkOrder(supernode);
  core.call.setRelay(place?.address ?? 0, place?.port ?? 0);
}

/** `direct` undefined = through the supernode. Returns its index; −1 = no room, or the socket is not IPv4. */
export function setPeer(core: Core, peer: Mac, direct: Endpoint | undefined): number {
  const place = direct === undefined ? { address: 0, port: 0 } : networkOrder(direct);
  if (place !== undefined) {
    return core.call.setPeer(macNumber(peer), Number(direct !== undefined), place.address, place.port);
  }
  removePeer(core, peer);
  return -1;
}

export function removePeer(core: Core, peer: Mac): void {
  core.call.removePeer(macNumber(peer));
}

/** Of an address that is not IPv4 nothing is remembered. */
export function claimAddress(core: Core, peer: Mac, address: string): void {
  const word = ipv4Word(address);
  if (word !== undefined) core.call.claimNeighbour(macNumber(peer), word);
}

/** Counters of a peer. */
const counts = { sent: 0, direct: 1, relayed: 2, overheard: 3 } as const;

const kinds = Object.keys(counts).length;

type Growing<T> = { -readonly [Key in keyof T]: T[Key] };

/** A peer's names in the program's types, and the words in the table that they were made of. */
interface Named {
  readonly low: number;
  readonly high: number;
  readonly peer: Mac;
  socket: { readonly port: number; readonly address: number; readonly endpoint: Endpoint } | undefined;
}

/** Traffic of the peers since the last call; of our own broadcasts, under the broadcast address. */
export class TrafficReader {
  readonly #core: Core;
  /** Low words of the counters as last reported, by a peer's place in the table: none grows by 2^32 between two reports. */
  readonly #reported: Uint32Array;
  /** By place: making text of the same numbers several times a second would cost more than all else. */
  readonly #named: (Named | undefined)[] = [];

  constructor(core: Core) {
    this.#core = core;
    this.#reported = new Uint32Array((core.layout.peersMax + 1) * kinds);
  }

  take(): PeerTraffic[] {
    const { call, words, at, layout } = this.#core;
    const all: PeerTraffic[] = [];
    const count = call.dirtyCount();
    for (let i = 0; i < count; i++) {
      const place = call.dirtyPeer(i);
      const entry = at.peerTable + place * layout.peerBytes;
      const happened = call.takeNews(i);
      if (place === layout.peersMax) {
        const sent = this.#since(place, counts.sent, entry + layout.peerSentFrames);
        if (sent > 0) all.push({ peer: broadcastMac, sent, direct: 0, relayed: 0 });
        continue;
      }
      // A peer that was removed meanwhile.
      if (words[entry >> 2] === 0 && words[(entry >> 2) + 1] === 0) continue;
      const named = this.#nameOf(place, entry);
      const traffic: Growing<PeerTraffic> = {
        peer: named.peer,
        sent: this.#since(place, counts.sent, entry + layout.peerSentFrames),
        direct: this.#since(place, counts.direct, entry + layout.peerDirectFrames),
        relayed: this.#since(place, counts.relayed, entry + layout.peerRelayedFrames),
      };
      if ((happened & layout.newsOverheard) !== 0)
        traffic.overheard = this.#since(place, counts.overheard, entry + layout.peerOverheardFrames);
      if ((happened & layout.newsUnsealed) !== 0) traffic.unsealed = true;
      if ((happened & layout.newsDirect) !== 0) traffic.heardFrom = this.#socketOf(named, entry + layout.peerPort);
      if ((happened & layout.newsMentioned) !== 0) traffic.mentioned = mentionedAt(this.#core, entry);
      all.push(traffic);
    }
    call.clearDirty();
    return all;
  }

  /** A place reused for another peer counts from zero again. */
  #since(place: number, kind: number, counter: number): number {
    const slot = place * kinds + kind;
    const now = this.#core.words[counter >> 2]!;
    const before = this.#reported[slot]!;
    this.#reported[slot] = now;
    return now >= before ? now - before : now;
  }

  #nameOf(place: number, entry: number): Named {
    const { words, bytes } = this.#core;
    const [low, high] = [words[entry >> 2]!, words[(entry >> 2) + 1]!];
    const known = this.#named[place];
    if (known !== undefined && known.low === low && known.high === high) return known;
    return (this.#named[place] = { low, high, peer: macAt(bytes, entry), socket: undefined });
  }

  /** `at`: its port, which the address follows. */
  #socketOf(named: Named, at: number): Endpoint {
    const { words, bytes } = this.#core;
    const [port, address] = [words[(at - 2) >> 2]!, words[(at + 2) >> 2]!];
    const known = named.socket;
    if (known !== undefined && known.port === port && known.address === address) return known.endpoint;
    const endpoint = endpointAt(bytes, at);
    named.socket = { port, address, endpoint };
    return endpoint;
  }
}

/** The socket reported by a supernode is separate, because an address in an entry is aligned. */
function mentionedAt({ bytes, layout }: Core, entry: number): Endpoint {
  const { port } = endpointAt(bytes, entry + layout.peerMentionedPort);
  return { address: ipv4At(bytes, entry + layout.peerMentionedAddress), port };
}

/** Frames dropped, by reason. */
export function drops({ longs, at, layout }: Core): Record<keyof typeof dropCounters, number> {
  const counted = Object.entries(dropCounters).map(
    ([reason, place]) => [reason, Number(longs[(at.drops >> 3) + layout[place]])] as const,
  );
  return Object.fromEntries(counted) as Record<keyof typeof dropCounters, number>;
}

/** The total of these; called many times a second. */
export function droppedFrames({ words, at, layout }: Core): number {
  let sum = 0;
  for (const place of counters) {
    const word = (at.drops >> 2) + 2 * layout[place];
    sum += words[word]! + words[word + 1]! * 2 ** 32;
  }
  return sum;
}

const counters = Object.values(dropCounters);

const macNumber = (mac: Mac): bigint => {
  const bytes = new Uint8Array(8);
  writeMac(bytes, 0, mac);
  return new DataView(bytes.buffer).getBigUint64(0, true);
};

/** Address and port in network order. Undefined = not IPv4. */
function networkOrder({ address, port }: Endpoint): { readonly address: number; readonly port: number } | undefined {
  const word = ipv4Word(address);
  return word === undefined ? undefined : { address: word, port: ((port & 0xff) << 8) | (port >> 8) };
}
