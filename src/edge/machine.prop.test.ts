import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Endpoint, endpointKey } from "../base/address/endpoint.ts";
import { type Mac, broadcastMac, nullMac } from "../base/address/mac.ts";
import { type Message, cookies, type FieldText } from "../wire/message.ts";
import type { EdgeAction } from "./action.ts";
import type { EdgeConfig } from "./config.ts";
import type { EdgeEvent } from "./event.ts";
import { reachable } from "./paths/reachable.ts";
import { Rig, alice, bob, carol, edgeCommunity, ipv4Frame, supernode } from "./replay/rig.ts";
import { tuned } from "./timing.ts";

// A small world makes collisions likely: few MACs, few sockets, and the acknowledgements that an edge waits for.

const macs: readonly Mac[] = [alice, bob, carol, nullMac, broadcastMac, "02:00:00:00:00:04" as Mac];
const sockets: readonly Endpoint[] = [
  supernode,
  ...[2, 3].map((host) => ({ address: `203.0.113.${host}`, port: 50_000 })),
  { address: "127.0.0.1", port: 7654 },
  { address: "224.0.0.68", port: 1968 },
  { address: "0.0.0.0", port: 0 },
];
const mac = fc.constantFrom(...macs);
const socket = fc.constantFrom(...sockets);
const cookie = fc.constantFrom(...Object.values(cookies));
const optionalSocket = fc.oneof(fc.constant({}), fc.record({ socket }));
const several = ["198.51.100.1", "198.51.100.2", "sn.example"].map((host) => ({ host, port: 7654 }));
const net = { address: "10.50.0.2", prefix: 24 };
const auth = { scheme: 0, token: new Uint8Array() };

const body: fc.Arbitrary<object> = fc.oneof(
  fc
    .tuple(fc.record({ cookie, source: mac, destination: mac }), optionalSocket)
    .map(([fields, sock]) => ({ type: "REGISTER", ...fields, ...sock, address: net, description: "x" as FieldText })),
  fc.record({ type: fc.constant("REGISTER_ACK"), cookie, source: mac, destination: mac }),
  fc.record({ peer: mac, source: mac, socket, preferredSocket: socket }).map((fields) => ({
    type: "PEER_INFO",
    aflags: 0,
    ...fields,
    load: 0,
    uptime: 0,
    version: "x" as FieldText,
  })),
  fc.record({ source: mac, destination: mac, transform: fc.constantFrom(1, 3) }).map((fields) => ({
    type: "PACKET",
    ...fields,
    compression: 1,
    payload: ipv4Frame(fields.destination, fields.source, "10.50.0.2", "10.50.0.1"),
  })),
  fc.record({ supernodes: fc.array(fc.record({ socket, mac }), { maxLength: 3 }), socket }).map((fields) => ({
    type: "REGISTER_SUPER_ACK",
    cookie: 0,
    supernode: nullMac,
    address: net,
    lifetime: 15,
    auth,
    keyTime: 0,
    ...fields,
  })),
  fc.record({ refused: mac }).map((fields) => ({ type: "REGISTER_SUPER_NAK", cookie: 0, auth, ...fields })),
  fc.record({ source: mac, target: mac }).map((fields) => ({ type: "QUERY_PEER", aflags: 0, ...fields })),
);

type Stimulus =
  | { readonly kind: "event"; readonly event: EdgeEvent }
  | { readonly kind: "message"; readonly from: Endpoint; readonly message: Message; readonly multicast: boolean }
  | { readonly kind: "wait"; readonly time: number }
  | { readonly kind: "answer"; readonly lastButOne: number; readonly from: Endpoint | undefined };

const stimulus: fc.Arbitrary<Stimulus> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("event" as const), event: rareEvent() }) },
  {
    weight: 6,
    arbitrary: fc
      .record({ from: socket, fields: body, fromSupernode: fc.boolean(), multicast: fc.boolean() })
      .map(({ from, fields, fromSupernode, multicast }) => ({
        kind: "message" as const,
        from,
        message: { ttl: 1, community: edgeCommunity, fromSupernode, ...fields } as Message,
        multicast,
      })),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), time: fc.nat(8_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("answer" as const),
      lastButOne: fc.nat(4),
      from: fc.option(socket, { nil: undefined }),
    }),
  },
);

function rareEvent(): fc.Arbitrary<EdgeEvent> {
  return fc.oneof(
    fc.constant<EdgeEvent>({ kind: "tick" }),
    fc.constant<EdgeEvent>({ kind: "start" }),
    fc.constant<EdgeEvent>({ kind: "roamed" }),
    fc.record({ kind: fc.constant("frame" as const), frame: fc.uint8Array({ maxLength: 60 }) }),
    mac.map<EdgeEvent>((to) => ({ kind: "frame", frame: ipv4Frame(to, alice, "10.50.0.1", "10.50.0.2") })),
    fc.record({ kind: fc.constant("datagram" as const), from: socket, bytes: fc.uint8Array({ maxLength: 90 }) }),
    fc.record({
      kind: fc.constant("resolved" as const),
      host: fc.constantFrom("sn.example", "x"),
      addresses: fc.array(fc.constantFrom("198.51.100.9", "::1", ""), { maxLength: 2 }),
    }),
  );
}

/** Answers one of the edge's last questions, as its addressee would, or as another sender. */
function answer(rig: Rig, lastButOne: number, liar: Endpoint | undefined): Stimulus | undefined {
  const asked = rig.sent().filter(({ message }) => message.type === "REGISTER" || message.type === "REGISTER_SUPER");
  const { to, message } = asked.at(-1 - lastButOne) ?? { to: "group" as const, message: undefined };
  if (to === "group" || message === undefined) return undefined;
  const common = { ttl: 2, community: edgeCommunity };
  if (message.type === "REGISTER") {
    const { cookie, destination: source, source: destination } = message;
    const ack: Message = { ...common, fromSupernode: false, type: "REGISTER_ACK", cookie, source, destination };
    return { kind: "message", from: liar ?? to, message: ack, multicast: false };
  }
  if (message.type !== "REGISTER_SUPER") return undefined;
  const rest = {
    supernode: nullMac,
    address: net,
    lifetime: 15,
    socket: sockets[1]!,
    supernodes: [],
    keyTime: 0,
    auth,
  };
  const ack: Message = { ...common, fromSupernode: true, type: "REGISTER_SUPER_ACK", cookie: message.cookie, ...rest };
  return { kind: "message", from: liar ?? to, message: ack, multicast: false };
}

/** Direct acknowledgements received: "mac socket". */
type Proofs = Set<string>;

function step(rig: Rig, given: Stimulus, proofs: Proofs): void {
  const what = given.kind === "answer" ? answer(rig, given.lastButOne, given.from) : given;
  if (what === undefined) return;
  if (what.kind === "wait") rig.wait(what.time);
  else if (what.kind === "event") rig.feed(what.event);
  else if (what.kind === "message") {
    const { from, message, multicast } = what;
    const asked = rig.sent("REGISTER").some(({ at, to, message: sent }) => {
      const there = to !== "group" && endpointKey(to) === endpointKey(from);
      return there && message.type === "REGISTER_ACK" && sent.cookie === message.cookie && rig.now - at < 5_000;
    });
    if (asked && message.type === "REGISTER_ACK" && !message.fromSupernode) {
      proofs.add(`${message.source} ${endpointKey(from)}`);
    }
    rig.feed({ kind: "datagram", from, bytes: rig.headers.seal(message, rig.now), multicast });
  }
}

function check(rig: Rig, proofs: Proofs): void {
  const status = rig.edge.status();
  expect(status.peers.length).toBeLessThanOrEqual(tuned.peersMax);
  for (const { mac: peer, path, socket: at } of status.peers) {
    if (path === "direct") expect(proofs).toContain(`${peer} ${endpointKey(at!)}`);
  }
  for (const { to, message } of rig.sent()) {
    if (message.type === "REGISTER" && to !== "group") expect(reachable(to)).toBe(true);
  }
  const order = rig.actions().map(({ kind }: EdgeAction) => kind);
  if (order.includes("deliver")) expect(order.indexOf("configure")).toBeLessThan(order.indexOf("deliver"));
}

describe("whatever arrives, in whatever order", () => {
  it.each<[string, Partial<EdgeConfig>]>([
    ["as it is", {}],
    ["automatic address", { address: "auto" }],
    ["hidden headers", { headerEncryption: true }],
    ["several supernodes", { supernodes: several, selection: "rtt" }],
    ["port guessing", { portGuess: 2 }],
    ["authentication requested", { authenticated: { key: new Uint8Array(32), required: false, greets: true } }],
  ])("the edge keeps its invariants, %s", (_, config) => {
    fc.assert(
      fc.property(fc.array(stimulus, { maxLength: 60 }), (stimuli) => {
        const rig = new Rig(config).feed({ kind: "start" });
        const proofs: Proofs = new Set();
        for (const one of stimuli) step(rig, one, proofs);
        check(rig, proofs);
        rig.feed({ kind: "stop" });
        expect(rig.done("stopped")).toHaveLength(1);
      }),
      { numRuns: 150 },
    );
  });

  it("a tick at `nextWake` always moves it on", () => {
    fc.assert(
      fc.property(fc.array(stimulus, { maxLength: 40 }), (stimuli) => {
        const rig = new Rig().feed({ kind: "start" });
        for (const one of stimuli) {
          step(rig, one, new Set());
          rig.feed({ kind: "tick" });
          expect(rig.edge.nextWake()).toBeGreaterThan(rig.now);
        }
      }),
      { numRuns: 150 },
    );
  });
});
