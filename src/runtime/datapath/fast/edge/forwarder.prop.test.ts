import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { hex } from "../../../../base/bytes.ts";
import { endpointKey, type Endpoint } from "../../../../base/address/endpoint.ts";
import { instant } from "../../../../base/instant.ts";
import { isGroup, macAt, writeMac, type Mac } from "../../../../base/address/mac.ts";
import { seededRandom } from "../../../../base/random.ts";
import type { EdgeAction } from "../../../../edge/action.ts";
import { Authenticity } from "../../../../edge/authentic/authenticity.ts";
import { FrameCodec } from "../../../../edge/frames/frame-codec.ts";
import { config } from "../../../../edge/replay/rig.ts";
import { LocalEdge } from "../../../../edge/local-edge.ts";
import { headerCipher } from "../../../../seal/header.ts";
import { stampSender } from "../../../../seal/stamps/sender.ts";
import { StampWindow } from "../../../../seal/stamps/window.ts";
import type { Transform } from "../../../../seal/ciphers/transform.ts";
import { decode } from "../../../../wire/codec.ts";
import type { Malformed, Message, Packet } from "../../../../wire/message.ts";
import type { Authentic } from "./testing/authentic.ts";
import {
  builtCore,
  community,
  direct,
  directSocket,
  strangerSocket,
  ForwarderBench,
  now,
  own,
  ownAddress,
  relayed,
  stranger,
  supernode,
  ways,
  type Rules,
  type Way,
} from "./testing/bench.ts";
import type { Joined } from "./testing/fake-ports.ts";
import { arbitraryFrame, buildFrame, offloaded } from "./testing/frames.ts";
import { cut, get16, networkOf, put16, virtioOf, withVirtio } from "./testing/offload.ts";

let core: ReturnType<typeof builtCore>;
beforeAll(() => void (core = builtCore()), 60_000);

const arbitraryRules: fc.Arbitrary<Rules> = fc.record({
  routing: fc.boolean(),
  acceptMulticast: fc.boolean(),
  groups: fc.boolean(),
});

/** The result of the edge's own codec. */
function dataPath(rules: Rules, transform: Transform, authenticity?: Authenticity): FrameCodec {
  const own24 = { address: ownAddress, prefix: 24 };
  const edge = { ...config, community, mac: own, address: own24, transform, ...rules };
  return new FrameCodec(new LocalEdge(edge, seededRandom(1)), edge, authenticity);
}

/** The edge's own authenticated sealing, after its handshakes, and what it reported to a datapath. */
function handshakes({ authentic = [] }: Way): { readonly reported: Authentic; readonly authenticity: Authenticity } {
  const settings = { key: new Uint8Array(32).fill(3), required: authentic.length === 2, greets: true };
  const actions: EdgeAction[] = [];
  const side = (mac: Mac, seed: number) =>
    new Authenticity(
      new LocalEdge({ ...config, community, mac }, seededRandom(seed)),
      seededRandom(seed),
      settings,
      (action) => {
        if (mac === own) actions.push(action);
      },
      () => undefined,
    );
  const ours = side(own, 1);
  const theirs = new Map(authentic.map((mac, i) => [mac, side(mac, i + 2)]));
  for (const [mac, peer] of theirs) {
    for (let hello = ours.greet(mac, instant(0)); hello !== undefined;) {
      const answer: Packet | undefined = peer.open(hello, instant(0)).answer;
      hello = answer && ours.open(answer, instant(0)).answer;
    }
    expect([ours.isLive(mac), peer.isLive(own)]).toEqual([true, true]);
  }
  const sessions = actions.flatMap((action) => (action.kind === "session" ? [action.session] : []));
  const peers = actions.flatMap((action) => {
    return action.kind === "authentic" ? [[action.peer, action.session!] as const] : [];
  });
  return {
    authenticity: ours,
    reported: {
      own: sessions[0]!,
      peers: new Map(peers),
      seal: (source, destination, frame) => (theirs.get(source) ?? ours).seal(destination, 1, frame).payload,
    },
  };
}

/** A forwarder, and an independent machine in the same state. */
function side(way: Way, rules: Rules) {
  const oracle = handshakes(way);
  const { reported } = handshakes(way);
  const bench = new ForwarderBench(core, way, rules, { ...reported, seal: oracle.reported.seal });
  const authenticity = way.authentic === undefined ? undefined : oracle.authenticity;
  return { bench, rulesOfEdge: dataPath(rules, bench.portable, authenticity), decoded: opener(way) };
}

/** How the edge opens a message; undefined = not a message, or a replay. */
function opener(way: Way): (bytes: Uint8Array) => Message | Malformed | undefined {
  if (way.hidden !== true) return decode;
  const cipher = headerCipher(Buffer.from(community.padEnd(20, "\0"), "latin1"), seededRandom(1));
  const windows = new Map<string, StampWindow>();
  return (bytes) => {
    const opened = cipher.open(bytes);
    if (opened === undefined) return undefined;
    const message = decode(opened.packet);
    const sender = ("malformed" in message ? undefined : stampSender(message, supernode)) ?? "nobody";
    const window = windows.get(sender) ?? new StampWindow();
    windows.set(sender, window);
    return window.admit(opened.stamp, now, true) === "fresh" ? message : undefined;
  };
}

const broadcast = "ff:ff:ff:ff:ff:ff" as Mac;
const multicast = "01:00:5e:00:00:05" as Mac;
const lldp = "01:80:c2:00:00:0e" as Mac;

describe.each(ways)("$name, packet for packet like the portable datapath", (way) => {
  it("seals frames from the TAP", () => {
    const to = fc.constantFrom(direct, direct, relayed, relayed, stranger, broadcast, multicast, lldp, own);
    const hostFrame = to.chain((mac) =>
      fc.record({
        spec: arbitraryFrame({ to: mac, from: own }, 20_000),
        size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 }), fc.constant(1200), fc.constant(1448)),
      }),
    );
    fc.assert(
      fc.property(arbitraryRules, fc.array(hostFrame, { maxLength: 6 }), fc.boolean(), (rules, all, refuses) => {
        // Order holds per receiver: frames for a relayed peer and for all go to one socket (`moving.test.ts`).
        const host = rules.groups === true ? all.filter(({ spec }) => spec.to !== relayed) : all;
        const { bench, rulesOfEdge } = side(way, rules);
        bench.ports.refusesSegments = refuses;
        const frames = host.map(({ spec, size }) => {
          // Too many segments, or longer than one frame can be.
          const usable = size === 0 ? spec.payload.length < 1900 : spec.payload.length / size < 300;
          return offloaded(usable ? spec : { ...spec, payload: spec.payload.subarray(0, 300) }, usable ? size : 0);
        });
        bench.ports.frames.push(...frames.map(({ header, frame }) => withVirtio(header, frame)));
        bench.forwarder.fromTap();
        const really = new Map<string, string[]>();
        for (const { to: socket, bytes } of bench.ports.sent) {
          const key = endpointKey(socket);
          really.set(key, [...(really.get(key) ?? []), hex(bytes)]);
        }
        const sent = new Map<string, string[]>();
        const up: string[] = [];
        for (const { header, frame } of frames) {
          for (const piece of cut(header, frame)) {
            const mac = macAt(piece, 0);
            const isForAll = rules.groups === true && isGroup(mac) && way.authentic?.length !== 2;
            const socket = mac === direct ? directSocket : mac === relayed || isForAll ? supernode : undefined;
            // Longer than any PACKET can carry: the machine does not see it either.
            if (piece.length > 2048) continue;
            if (socket === undefined) up.push(hex(piece));
            else if (rulesOfEdge.refusesOut(piece) === undefined) {
              const key = endpointKey(socket);
              const before = sent.get(key) ?? [];
              const preamble = really.get(key)?.[before.length]?.slice(2 * 38, 2 * 54) ?? "";
              const packet = bench.packet(
                piece,
                own,
                mac,
                undefined,
                preamble === "" ? undefined : Buffer.from(preamble, "hex"),
              );
              sent.set(key, [...before, hex(packet)]);
            }
          }
        }
        expect(really).toEqual(sent);
        expect((bench.forwarder.takeUp()?.frames ?? []).map(hex)).toEqual(up);
      }),
      { numRuns: 60 },
    );
  });

  it("opens datagrams from the network", () => {
    const addresses = { to: own, from: direct };
    const sealedFrame = fc.record({
      spec: arbitraryFrame(addresses, 1900).map((spec) => ({ ...spec, source: "10.0.0.2" })),
      destination: fc.oneof({ arbitrary: fc.constant("10.0.0.1"), weight: 8 }, fc.constant("10.0.0.9")),
      inside: fc.oneof({ arbitrary: fc.constant(own), weight: 9 }, fc.constantFrom(broadcast, multicast)),
      from: fc.constantFrom("direct", "direct", "direct", "relayed", "relayed with socket", "stranger", "elsewhere"),
      outside: fc.oneof({ arbitrary: fc.constant(own), weight: 6 }, fc.constantFrom(broadcast, multicast, lldp)),
      unknown: fc.boolean(),
      spoil: fc.oneof({ arbitrary: fc.constant(-1), weight: 9 }, fc.integer({ min: 0, max: 37 })),
      next: fc.boolean(),
      copies: fc.oneof({ arbitrary: fc.constant(1), weight: 6 }, fc.constant(2)),
    });
    fc.assert(
      fc.property(arbitraryRules, fc.array(sealedFrame, { maxLength: 40 }), (rules, stream) => {
        const { bench, rulesOfEdge, decoded } = side(way, rules);
        const delivered: Uint8Array[] = [];
        const up: string[] = [];
        let sequence = 1000;
        let shown = false;
        for (const { spec, destination, inside, from, spoil, next, copies, outside, unknown } of stream) {
          const usual = next ? { ...spec, sequence } : spec;
          const frame = buildFrame({ ...usual, destination });
          sequence = (usual.sequence + spec.payload.length) >>> 0;
          const forAll = outside !== own;
          writeMac(frame, 0, forAll && inside === own ? outside : inside);
          const relay = from.startsWith("relayed") ? (from === "relayed" ? {} : { socket: strangerSocket }) : undefined;
          const isStranger = from === "stranger" || (unknown && forAll && relay !== undefined);
          const source = isStranger ? stranger : relay === undefined ? direct : relayed;
          const bytes = bench.packet(frame, source, outside, relay);
          // With another address a broadcast is from another stranger, or still a broadcast, judged by its frame.
          const spoiled = forAll && spoil >= 24 && spoil < 36 ? -1 : spoil;
          // The TTL is not checked, but hidden headers must be unmodified.
          const harmless = spoiled < 0 || spoiled === (way.hidden === true ? 21 : 1);
          if (spoiled >= 0 && (way.hidden === true || !harmless)) bytes[spoiled]! ^= 0x10;
          const socket = from === "elsewhere" ? strangerSocket : relay === undefined ? directSocket : supernode;
          // Only relayed peers send to all, in the ordinary transform.
          const known = forAll
            ? relay !== undefined && way.authentic?.length !== 2
            : !isStranger && from !== "elsewhere";
          for (let copy = 0; copy < copies; copy++) {
            receive(bench.ports.datagrams, socket, bytes);
            const isNew = isStranger && !shown;
            if (!known || !harmless || frame.length > 2048 || isNew) {
              up.push(hex(bytes));
              if (known && harmless && frame.length <= 2048) shown = decoded(bytes) !== undefined || shown;
            } else if (accepts(rulesOfEdge, decoded(bytes))) delivered.push(frame);
          }
        }
        while (bench.forwarder.fromNetwork());
        const written = bench.ports.written.flatMap((bytes) => {
          const { header, frame } = virtioOf(bytes);
          return cut(header, frame);
        });
        expect((bench.forwarder.takeUp()?.datagrams ?? []).map(({ bytes }) => hex(bytes))).toEqual(up);
        expect(byFlow(written)).toEqual(byFlow(delivered));
        expect(written.length).toBe(delivered.length);
      }),
      { numRuns: 60 },
    );
  });
});

/** The kernel joins datagrams of one size. */
function receive(datagrams: Joined[], from: Endpoint, bytes: Uint8Array): void {
  const last = datagrams.at(-1);
  if (last === undefined || last.from !== from || last.size !== bytes.length || last.bytes.length >= 50_000) {
    datagrams.push({ from, bytes, size: bytes.length });
    return;
  }
  datagrams[datagrams.length - 1] = { ...last, bytes: Buffer.concat([last.bytes, bytes]) };
}

function accepts(rules: FrameCodec, message: Message | Malformed | undefined): boolean {
  if (message === undefined || "malformed" in message || message.type !== "PACKET") return false;
  const opened = rules.open(message, instant(0));
  return "frame" in opened && rules.refusesIn(opened.frame) === undefined;
}

/** Frames of a flow keep their order; others may overtake them. */
function byFlow(frames: readonly Uint8Array[]): Map<string, string[]> {
  const flows = new Map<string, string[]>();
  for (const frame of frames) {
    const network = networkOf(frame);
    const six = get16(frame, network - 2) === 0x86dd;
    const ip = six ? frame.subarray(network + 8, network + 44) : frame.subarray(network + 12, network + 24);
    const key = `${six} ${frame[network + (six ? 6 : 9)]} ${hex(ip)}`;
    flows.set(key, [...(flows.get(key) ?? []), hex(withoutIdentification(frame, network))]);
  }
  return flows;
}

/** With "don't fragment" it is meaningless (RFC 6864 §4.1), and joining does not preserve it. */
function withoutIdentification(frame: Uint8Array, network: number): Uint8Array {
  if (get16(frame, network - 2) !== 0x0800 || get16(frame, network + 6) !== 0x4000) return frame;
  const same = Uint8Array.from(frame);
  put16(same, network + 4, 0);
  put16(same, network + 10, 0);
  return same;
}
