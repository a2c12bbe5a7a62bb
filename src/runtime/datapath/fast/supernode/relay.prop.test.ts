import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { hex } from "../../../../base/bytes.ts";
import { endpointKey, type Endpoint } from "../../../../base/address/endpoint.ts";
import { instant, seconds } from "../../../../base/instant.ts";
import { broadcastMac, type Mac } from "../../../../base/address/mac.ts";
import { seededRandom } from "../../../../base/random.ts";
import type { SupernodeAction } from "../../../../supernode/action.ts";
import { numberedMac, packet, registerSuper, supernodeMac, wan } from "../../../../supernode/replay/conversation.ts";
import type { SupernodeConfig } from "../../../../supernode/config.ts";
import { Supernode } from "../../../../supernode/machine.ts";
import { encode } from "../../../../wire/codec.ts";
import type { CommunityName, FieldText } from "../../../../wire/message.ts";
import { builtRelayCore, RelayBench } from "./testing/bench.ts";
import type { Arriving, Leaving } from "./testing/fake-kernel.ts";

let module: ReturnType<typeof builtRelayCore>;
beforeAll(() => void (module = builtRelayCore()), 60_000);

const config: SupernodeConfig = {
  mac: supernodeMac,
  version: "3.1.1" as FieldText,
  addressRange: { first: "10.128.0.0", last: "10.255.255.0", prefix: 24 },
  spoofingProtection: true,
  limits: { communities: 100, edgesPerCommunity: 100, edgeLifetime: seconds(60) },
};

const now = instant(1_800_000_000_000);
const names = ["home", "work"] as CommunityName[];
const ours = ["192.0.2.1", "192.0.2.2"];
const edges = 6;
/** Edge 5 registers over TCP. */
const connected = 5;
const socketOf = (edge: number): Endpoint => wan(edge, 50_000 + edge);

type Step =
  | { readonly kind: "register" | "leave"; readonly edge: number; readonly community: number; readonly moved: boolean }
  | { readonly kind: "packets"; readonly packets: readonly Sent[] };

interface Sent {
  readonly from: number;
  readonly to: number;
  readonly community: number;
  readonly size: number;
  readonly count: number;
  readonly socket: "own" | "moved" | "other's";
  readonly destination: "edge" | "broadcast" | "multicast" | "own";
  /** A header byte to change; -1 = none. */
  readonly spoiled: number;
  readonly change: number;
}

const edge = fc.integer({ min: 0, max: edges - 1 });
const community = fc.integer({ min: 0, max: 1 });
const sent: fc.Arbitrary<Sent> = fc.record({
  from: edge,
  to: edge,
  community,
  size: fc.oneof(fc.integer({ min: 0, max: 1500 }), fc.constantFrom(0, 1, 1290, 2002, 2003)),
  count: fc.oneof({ arbitrary: fc.constant(1), weight: 3 }, fc.integer({ min: 2, max: 80 })),
  socket: fc.oneof({ arbitrary: fc.constant("own" as const), weight: 8 }, fc.constantFrom("moved", "other's")),
  destination: fc.oneof(
    { arbitrary: fc.constant("edge" as const), weight: 12 },
    fc.constantFrom("broadcast", "multicast", "own"),
  ),
  spoiled: fc.oneof({ arbitrary: fc.constant(-1), weight: 8 }, fc.integer({ min: 0, max: 39 })),
  change: fc.integer({ min: 1, max: 255 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("register", "register", "leave"), edge, community, moved: fc.boolean() }),
  fc.record({ kind: fc.constant("packets" as const), packets: fc.array(sent, { maxLength: 40 }) }),
);

const everybody = Array.from({ length: edges * 2 }, (_, i): Step => {
  return { kind: "register", edge: i % edges, community: Math.floor(i / edges), moved: false };
});

describe("the relay, packet for packet like the machine alone", () => {
  it.each([true, false])("sends the same datagrams to all (segmentation by the kernel: %s)", (segments) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const alone = new Alone();
        const relayed = new Relayed(!segments);
        for (const one of [...everybody, ...steps]) {
          if (one.kind !== "packets") {
            const { arriving, via } = control(one);
            alone.take(arriving, via);
            relayed.take([arriving], via);
          } else {
            const batch = one.packets.flatMap(arrivals);
            for (const arriving of batch) for (const single of separate(arriving)) alone.take(single);
            relayed.take(batch);
          }
          const isOrdered = one.kind !== "packets" || one.packets.every(({ spoiled }) => spoiled < 0);
          expect(byFlow(relayed.sent, isOrdered)).toEqual(byFlow(alone.sent, isOrdered));
          expect(relayed.counters()).toEqual(alone.counters());
          alone.sent.length = relayed.sent.length = 0;
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** A machine that gets every datagram. */
class Alone {
  readonly sent: Leaving[] = [];
  readonly machine: Supernode;
  #changes: SupernodeAction[] = [];

  constructor(more: Partial<SupernodeConfig> = {}) {
    this.machine = new Supernode({ ...config, ...more }, seededRandom(3));
    this.#perform(this.machine.handle({ kind: "start" }, now));
  }

  take({ from, to, bytes }: Arriving, via?: number): void {
    const local = to === undefined ? {} : { to: { address: to, port: 7654 } };
    const event = { kind: "datagram", from, ...local, ...(via !== undefined && { via }), bytes } as const;
    this.#perform(this.machine.handle(event, now));
  }

  /** Its table changes since the last call. */
  changes(): SupernodeAction[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  counters() {
    return this.machine.status().counters;
  }

  #perform(actions: readonly SupernodeAction[]): void {
    for (const action of actions) {
      if (action.kind !== "send") this.#changes.push(action);
      else if (action.via === undefined)
        this.sent.push({ to: action.to, ...(action.source && { source: action.source.address }), bytes: action.bytes });
    }
  }
}

/** The same behind a relay. */
class Relayed {
  readonly #bench = new RelayBench(module);
  readonly #alone = new Alone({ tellsMembers: true });

  constructor(refusesSegments: boolean) {
    this.#bench.kernel.refusesSegments = refusesSegments;
    this.#program();
  }

  get sent(): Leaving[] {
    this.#alone.sent.unshift(...this.#bench.kernel.sent.splice(0));
    return this.#alone.sent;
  }

  take(batch: readonly Arriving[], via?: number): void {
    if (via !== undefined) {
      this.#alone.take(batch[0]!, via);
      return this.#program();
    }
    this.#bench.kernel.arriving.push(...batch);
    while (this.#bench.forwarder.turn(0, () => undefined) || this.#bench.kernel.arriving.length > 0);
    for (const { remote, local, bytes } of this.#bench.up.splice(0)) {
      this.#alone.take({ from: remote, ...(local && { to: local.address }), bytes });
    }
    this.#program();
  }

  counters() {
    const { edges: carried, dropped } = this.#bench.reader.take();
    const edges = carried as { community: CommunityName; mac: Mac; packets: number }[];
    this.#alone.machine.handle({ kind: "relayed", edges, dropped }, now);
    return this.#alone.counters();
  }

  #program(): void {
    for (const action of this.#alone.changes()) {
      if (action.kind === "entered") this.#bench.edges.set(action.member);
      else if (action.kind === "left") this.#bench.edges.remove(action.community, action.mac);
      else if (action.kind === "plain only") this.#bench.edges.plainOnly(action.isSo);
    }
  }
}

function control({ kind, edge: number, community: index, moved }: Exclude<Step, { kind: "packets" }>) {
  const asked = registerSuper(number, { community: names[index]! });
  const { auth } = asked;
  const message =
    kind === "register"
      ? asked
      : ({
          type: "UNREGISTER_SUPER",
          ttl: 2,
          fromSupernode: false,
          community: names[index]!,
          auth,
          source: numberedMac(number),
        } as const);
  const from = moved ? wan(number, 60_000 + number) : socketOf(number);
  const arriving: Arriving = { from, to: ours[number % 2]!, bytes: encode(message) };
  return number === connected ? { arriving, via: 9 } : { arriving };
}

/** At most 64 datagrams and 64 KB are joined. */
function arrivals({ from, to, community: index, ...sent }: Sent): Arriving[] {
  const targets = {
    edge: numberedMac(to),
    broadcast: broadcastMac,
    multicast: "01:00:5e:01:02:03" as Mac,
    own: supernodeMac,
  };
  const payload = new Uint8Array(sent.size).map((_, i) => i);
  const bytes = encode(packet(from, targets[sent.destination], { community: names[index]!, payload }));
  if (sent.spoiled >= 0) bytes[sent.spoiled % bytes.length]! ^= sent.change;
  const sockets = { own: socketOf(from), moved: wan(from, 60_000 + from), "other's": socketOf((from + 1) % edges) };
  const way = { from: sockets[sent.socket], ...(from % 3 > 0 && { to: ours[from % 2]! }) };
  const count = Math.min(sent.count, 64, Math.floor(65_000 / bytes.length));
  if (count <= 1) return [{ ...way, bytes }];
  const last = bytes.subarray(0, Math.max(38, bytes.length - (sent.change % 50)));
  const joined = [...Array<Uint8Array>(count - 1).fill(bytes), last];
  return [{ ...way, bytes: Buffer.concat(joined), size: bytes.length }];
}

function separate({ bytes, size = bytes.length, ...way }: Arriving): Arriving[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => ({
    ...way,
    bytes: bytes.subarray(i * size, (i + 1) * size),
  }));
}

/**
 * Datagrams from one edge to one socket keep their order; others may overtake them. So may one with a header that
 * only the machine accepts and no edge sends: bytes after the community's name.
 */
function byFlow(sent: readonly Leaving[], isOrdered: boolean): Map<string, string[]> {
  const flows = new Map<string, string[]>();
  for (const { to, source, bytes } of sent) {
    const isPacket = (bytes[3]! & 0x1f) === 3;
    const key = `${endpointKey(to)} from ${source} ${isPacket ? hex(bytes.subarray(4, 36)) : "control"}`;
    flows.set(key, [...(flows.get(key) ?? []), hex(bytes)]);
  }
  if (!isOrdered) for (const flow of flows.values()) flow.sort();
  return new Map([...flows].sort(([a], [b]) => (a < b ? -1 : 1)));
}
