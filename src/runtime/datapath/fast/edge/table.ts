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

export function setRules(core: Core, rules: ForwardingRules): void {
  const { bytes, at, call, layout } = core;
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

/** Traffic of the peers since the last call; of our own broadcasts, under the broadcast address. */
export class TrafficReader {
  readonly #core: Core;
  /** Counters as last reported, by index. */
  readonly #reported = new Map<number, bigint>();

  constructor(core: Core) {
    this.#core = core;
  }

  take(): PeerTraffic[] {
    const { call, bytes, at, longs, layout } = this.#core;
    const traffic: PeerTraffic[] = [];
    const count = call.dirtyCount();
    for (let i = 0; i < count; i++) {
      const place = call.dirtyPeer(i);
      const entry = at.peerTable + place * layout.peerBytes;
      const happened = call.takeNews(i);
      if (place === layout.peersMax) {
        const sent = this.#since(entry + layout.peerSentFrames);
        if (sent > 0) traffic.push({ peer: broadcastMac, sent, direct: 0, relayed: 0 });
        continue;
      }
      // A peer that was removed meanwhile.
      if (longs[entry >> 3] === 0n) continue;
      traffic.push({
        peer: macAt(bytes, entry),
        sent: this.#since(entry + layout.peerSentFrames),
        direct: this.#since(entry + layout.peerDirectFrames),
        relayed: this.#since(entry + layout.peerRelayedFrames),
        ...((happened & layout.newsOverheard) !== 0 && { overheard: this.#since(entry + layout.peerOverheardFrames) }),
        ...((happened & layout.newsUnsealed) !== 0 && { unsealed: true }),
        ...((happened & layout.newsDirect) !== 0 && { heardFrom: endpointAt(bytes, entry + layout.peerPort) }),
        ...((happened & layout.newsMentioned) !== 0 && { mentioned: mentionedAt(this.#core, entry) }),
      });
    }
    call.clearDirty();
    return traffic;
  }

  /** An entry reused for another peer counts from zero again. */
  #since(counter: number): number {
    const now = this.#core.longs[counter >> 3]!;
    const before = this.#reported.get(counter) ?? 0n;
    this.#reported.set(counter, now);
    return Number(now >= before ? now - before : now);
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
export function droppedFrames({ longs, at, layout }: Core): number {
  let sum = 0;
  for (const place of counters) sum += Number(longs[(at.drops >> 3) + layout[place]]);
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
