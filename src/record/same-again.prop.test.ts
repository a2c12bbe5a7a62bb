import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Endpoint } from "../base/address/endpoint.ts";
import { type Duration, after } from "../base/instant.ts";
import { seededRandom } from "../base/random.ts";
import type { EdgeConfig } from "../edge/config.ts";
import type { EdgeEvent } from "../edge/event.ts";
import { alice, bob, config, ipv4Frame, supernode } from "../edge/replay/rig.ts";
import { headerGate } from "../edge/headers/gate.ts";
import { encode } from "../wire/codec.ts";
import { type CommunityName, type FieldText, type Message, cookies } from "../wire/message.ts";
import type { SupernodeEvent } from "../supernode/event.ts";
import { parseCommunityList } from "../supernode/access/community-list.ts";
import {
  registerSuper,
  packet,
  queryPeer,
  wan,
  home,
  token,
  directRegister,
  numberedMac as macOf,
} from "../supernode/replay/conversation.ts";
import { recordEdge } from "./edge/recorded.ts";
import { recordSupernode } from "./supernode/recorded.ts";
import { KeptLines, replayed } from "./testing/kept-lines.ts";

interface Step {
  readonly wait: number;
  readonly event: EdgeEvent;
}

const sockets: readonly Endpoint[] = [
  supernode,
  { address: "203.0.113.2", port: 50_002 },
  { address: "2001:db8::1", port: 1 },
];
const socket = fc.constantFrom(...sockets);
const common = { ttl: 2, community: config.community } as const;
const auth = { scheme: 1, token: new Uint8Array(16).fill(7) };

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ fromSupernode: fc.boolean(), cookie: fc.constantFrom(...Object.values(cookies)) }).map((fields) => ({
    ...common,
    ...fields,
    type: "REGISTER" as const,
    source: bob,
    destination: alice,
    address: { address: "10.50.0.2", prefix: 24 },
    description: "bob" as FieldText,
  })),
  fc
    .record({ fromSupernode: fc.boolean(), compression: fc.nat(3), transform: fc.constantFrom(1, 3, 65) })
    .map((fields) => ({
      ...common,
      ...fields,
      type: "PACKET" as const,
      source: bob,
      destination: alice,
      payload: ipv4Frame(alice, bob, "10.50.0.2", "10.50.0.1"),
    })),
  fc.record({ cookie: fc.nat() }).map(({ cookie }) => ({
    ...common,
    fromSupernode: true,
    type: "REGISTER_SUPER_ACK" as const,
    cookie,
    supernode: bob,
    address: { address: "10.50.0.1", prefix: 24 },
    lifetime: 15,
    socket: sockets[1]!,
    auth,
    supernodes: [],
    keyTime: 0,
  })),
);

/** Also datagrams that are not messages, and messages with a few bytes changed. */
const datagram = fc
  .tuple(message, fc.nat(2), fc.uint8Array({ maxLength: 80 }), fc.nat(100), fc.boolean())
  .map(([said, how, noise, at, hidden]) => {
    const plain = hidden
      ? headerGate({ ...config, headerEncryption: true }, seededRandom(at), undefined).seal(said, start)
      : encode(said);
    if (how === 0) return plain;
    if (how === 1) return noise;
    const changed = Uint8Array.from(plain);
    changed.set(noise.subarray(0, Math.max(0, changed.length - at)), Math.min(at, changed.length));
    return changed;
  });

const step: fc.Arbitrary<Step> = fc.record({
  wait: fc.oneof(fc.nat(30), fc.nat(30_000)),
  event: fc.oneof(
    fc.record({ kind: fc.constant("datagram" as const), from: socket, bytes: datagram, multicast: fc.boolean() }),
    fc.record({ kind: fc.constant("frame" as const), frame: fc.uint8Array({ maxLength: 90 }) }),
    fc.constant<EdgeEvent>({ kind: "frame", frame: ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2") }),
    fc.constant<EdgeEvent>({ kind: "tick" }),
    fc.constant<EdgeEvent>({ kind: "roamed" }),
    fc.constant<EdgeEvent>({ kind: "authenticate", key: new Uint8Array(32).fill(9), greets: true }),
    fc.record({ kind: fc.constant("prefer" as const), preferredSocket: fc.option(socket, { nil: undefined }) }),
  ),
});

const kinds: readonly Partial<EdgeConfig>[] = [{}, { headerEncryption: true }, { user: { name: "u", password: "p" } }];
const start = 1_700_000_000_000 as typeof after extends (start: infer I, ...rest: never[]) => unknown ? I : never;

function recordedEdge(steps: readonly Step[], overrides: Partial<EdgeConfig>): readonly string[] {
  const kept = new KeptLines();
  const { machine } = recordEdge({ ...config, ...overrides }, seededRandom(steps.length), kept.recording());
  let now = start;
  machine.handle({ kind: "start" }, now);
  for (const { wait, event } of steps) {
    now = after(now, wait as Duration);
    if ((machine.nextWake() ?? Infinity) <= now) machine.handle({ kind: "tick" }, now);
    machine.handle(event, now);
  }
  machine.handle({ kind: "stop" }, now);
  return kept.lines;
}

describe("whatever happens to an edge", () => {
  it.each(kinds)("%j: its replay is the same", (overrides) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        expect(replayed(recordedEdge(steps, overrides))).toMatchObject({ verdict: "same", until: "stopped" });
      }),
      { numRuns: 60 },
    );
  });
});

const said: fc.Arbitrary<Message> = fc.oneof(
  fc.nat(5).map((number) => registerSuper(number)),
  fc.nat(5).map((number) => registerSuper(number, { auth: token(9) })),
  fc.nat(5).map((number) => registerSuper(number, { community: "fixed" as CommunityName })),
  fc.tuple(fc.nat(5), fc.nat(5)).map(([from, to]) => packet(from, macOf(to))),
  fc.tuple(fc.nat(5), fc.nat(5)).map(([from, to]) => queryPeer(macOf(from), macOf(to))),
  fc.tuple(fc.nat(5), fc.nat(5)).map(([from, to]) => directRegister(from, macOf(to))),
);
const list = (text: string) => parseCommunityList(text, "list");

describe("whatever happens to a supernode", () => {
  it("its replay is the same", () => {
    const event: fc.Arbitrary<SupernodeEvent> = fc.oneof(
      fc.tuple(said, fc.nat(5), fc.option(fc.nat(3), { nil: undefined })).map(([message, from, via]) => {
        return { kind: "datagram" as const, from: wan(from), via, bytes: encode(message) };
      }),
      fc.tuple(fc.nat(5), fc.uint8Array({ maxLength: 90 })).map(([from, bytes]) => {
        return { kind: "datagram" as const, from: wan(from), bytes };
      }),
      fc.constant<SupernodeEvent>({ kind: "tick" }),
      fc.constant<SupernodeEvent>({ kind: "reload", communities: list("fixed\nh.*\n") }),
      fc.constant<SupernodeEvent>({ kind: "reload", communities: undefined }),
      fc.nat(3).map((via) => ({ kind: "closed" as const, via })),
      fc.constant<SupernodeEvent>({ kind: "members", members: [wan(8)] }),
      fc.constant<SupernodeEvent>({
        kind: "relayed",
        edges: [{ community: home, mac: macOf(1), packets: 3 }],
        dropped: { rate: 2 },
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(20_000), event), { maxLength: 40 }),
        fc.boolean(),
        (events, tellsMembers) => {
          const kept = new KeptLines();
          const own = {
            mac: macOf(77),
            version: "v" as FieldText,
            addressRange: { first: "10.128.0.0", last: "10.128.255.0", prefix: 24 },
            spoofingProtection: true,
            limits: { communities: 10, edgesPerCommunity: 10, edgeLifetime: 60_000 as Duration },
            tellsMembers,
            communities: list("fixed\nhome\n"),
          };
          const { machine } = recordSupernode(own, seededRandom(1), kept.recording());
          let now = start;
          for (const [wait, one] of [[0, { kind: "start" }] as const, ...events, [0, { kind: "stop" }] as const]) {
            now = after(now, wait as Duration);
            machine.handle(one, now);
          }
          expect(replayed(kept.lines)).toMatchObject({ verdict: "same", until: "stopped" });
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("a recording in which a byte was changed", () => {
  const steps: readonly Step[] = [
    { wait: 100, event: { kind: "frame", frame: ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2") } },
    { wait: 20_000, event: { kind: "tick" } },
    { wait: 20_000, event: { kind: "tick" } },
  ];
  const lines = recordedEdge(steps, {});
  const actions = lines.flatMap((line, at) => (line.startsWith('{"action"') ? [at] : []));

  it("in any action is detected", () => {
    fc.assert(
      fc.property(fc.constantFrom(...actions), fc.nat(), fc.integer({ min: 32, max: 126 }), (at, where, code) => {
        const line = lines[at]!;
        const place = where % line.length;
        const byte = String.fromCharCode(code);
        fc.pre(line[place] !== byte);
        const changed = lines.with(at, line.slice(0, place) + byte + line.slice(place + 1));
        const verdict = () => replayed(changed).verdict;
        try {
          expect(verdict()).toBe("differs");
        } catch (error) {
          if ((error as Error).name !== "ConfigError") throw error;
          expect((error as Error).message).toMatch(`line ${at + 1}: `);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("is the same as without the change", () => expect(replayed(lines).verdict).toBe("same"));
});
