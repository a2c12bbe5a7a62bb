import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endpointKey, sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { instant, type Instant } from "../../../src/base/instant.ts";
import { core } from "../../topology/plan/plan-addresses.ts";
import type { CapturedPacket } from "../evidence.ts";
import { throughRouter, tuned } from "./through-routers.ts";

const payload = Uint8Array.of(1, 2, 3);

const place = fc.constantFrom(
  { node: core, interface: "to-homeA" },
  { node: core, interface: "to-homeB" },
  { node: "homeA", interface: "wan" },
  { node: "homeA", interface: "lan" },
);
const endpoint = fc.record({ address: fc.constantFrom("198.18.0.1", "192.168.1.2"), port: fc.constantFrom(1, 2) });
const packet = fc.record({
  at: fc.nat(1500).map((ms) => instant(ms)),
  place,
  direction: fc.constantFrom("in" as const, "out" as const),
  from: endpoint,
  to: endpoint,
});
/** A pair is the usual case. */
const packets = fc.oneof(fc.array(packet, { maxLength: 3 }), fc.array(packet, { maxLength: 60 })).map((all) =>
  all
    .sort((a, b) => a.at - b.at)
    .map(({ at, place: where, direction, from, to }, i): CapturedPacket => {
      const [protocol, frame] = ["udp" as const, i + 1];
      return { at, node: where.node, interface: where.interface, direction, from, to, protocol, payload, frame };
    }),
);

type Same = (a: Endpoint, b: Endpoint) => boolean;
const sameAddress: Same = (a, b) => a.address === b.address;

function mayForward(arrival: CapturedPacket, departure: CapturedPacket, same: Same): boolean {
  const source = (as: Same): boolean => as(arrival.from!, departure.from!);
  const destination = (as: Same): boolean => as(arrival.to!, departure.to!);
  if (arrival.node === core) return source(sameEndpoint) && destination(sameEndpoint);
  if (departure.interface === "wan") return arrival.interface !== "wan" && destination(same);
  if (arrival.interface === departure.interface) return true;
  return arrival.interface === "wan" ? source(same) : source(sameEndpoint) || destination(sameEndpoint);
}

/** Each with each, as the rules are written. */
function eachWithEach(all: readonly CapturedPacket[]): Map<CapturedPacket, CapturedPacket> {
  const pairs = new Map<CapturedPacket, CapturedPacket>();
  for (const node of [core, "homeA"]) {
    const here = all.filter((captured) => captured.node === node);
    const free = new Set(here.filter((captured) => captured.direction === "in"));
    const invented: CapturedPacket[] = [];
    for (const departure of here.filter((captured) => captured.direction === "out").reverse()) {
      const last = (latest: number): CapturedPacket | undefined =>
        [...free].findLast(
          (captured) =>
            captured.at >= departure.at - tuned.forwarding &&
            captured.at <= latest &&
            mayForward(captured, departure, sameEndpoint),
        );
      const arrival = last(departure.at) ?? last(departure.at + tuned.slack);
      if (arrival === undefined) invented.push(departure);
      else {
        free.delete(arrival);
        pairs.set(departure, arrival);
      }
    }
    const stopped = [...free];
    const used = new Set<CapturedPacket>();
    for (const departure of invented.reverse()) {
      const fit = stopped.filter(
        (captured) =>
          captured.at > departure.at - tuned.forwarding &&
          captured.at <= departure.at + tuned.slack &&
          mayForward(captured, departure, sameAddress),
      );
      const flows = new Set(fit.map((captured) => `${endpointKey(captured.from!)} ${endpointKey(captured.to!)}`));
      const arrival = fit.find((captured) => !used.has(captured));
      if (flows.size !== 1 || arrival === undefined) continue;
      used.add(arrival);
      pairs.set(departure, arrival);
    }
  }
  return pairs;
}

const atEach = (all: readonly CapturedPacket[]): Map<CapturedPacket, CapturedPacket> =>
  new Map([core, "homeA"].flatMap((node) => [...throughRouter(all.filter((captured) => captured.node === node))]));

const frames = (pairs: Map<CapturedPacket, CapturedPacket>): [number, number][] =>
  [...pairs]
    .map(([departure, arrival]): [number, number] => [departure.frame, arrival.frame])
    .sort((a, b) => a[0] - b[0]);

/** Counts how often the time of a packet is read. */
class Watched {
  static looks = 0;
  readonly #at: Instant;
  constructor(packet: CapturedPacket) {
    const { at, ...rest } = packet;
    this.#at = at;
    Object.assign(this, rest);
  }
  get at(): Instant {
    Watched.looks++;
    return this.#at;
  }
}

const lookAt = (all: readonly CapturedPacket[]): number => {
  Watched.looks = 0;
  throughRouter(all.map((captured) => new Watched(captured) as unknown as CapturedPacket));
  return Watched.looks;
};

describe("what passes a router", () => {
  it("is the same as with a comparison of each arrival with each departure", () => {
    fc.assert(
      fc.property(packets, (all) => {
        expect(frames(atEach(all))).toEqual(frames(eachWithEach(all)));
      }),
      { numRuns: 2000 },
    );
  });

  const [alice, server] = [
    { address: "192.168.1.2", port: 1 },
    { address: "198.18.0.1", port: 2 },
  ];
  const at = (i: number, name: string, direction: "in" | "out", from: Endpoint): CapturedPacket => {
    const [node, protocol] = ["homeA", "udp" as const];
    return {
      at: instant(i / 100),
      node,
      interface: name,
      direction,
      from,
      to: server,
      protocol,
      payload,
      frame: i + 1,
    };
  };
  const floods: Record<string, (i: number) => CapturedPacket[]> = {
    "is forwarded": (i) => [at(i, "lan", "in", alice), at(i, "wan", "out", alice)],
    "is stopped": (i) => [at(i, "lan", "in", alice)],
    "is let in once in ten": (i) => [at(i, "lan", "in", alice), ...(i % 10 === 0 ? [at(i, "wan", "out", alice)] : [])],
    "comes from nowhere": (i) => [at(i, "wan", "out", alice)],
    "leaves with another far end": (i) => [
      at(i, "lan", "in", { ...alice, port: i }),
      { ...at(i, "wan", "out", alice), to: { ...server, port: 3 } },
    ],
  };
  it.each(Object.keys(floods))("costs a datagram of a flood that %s no more than one of a few", (kind) => {
    const looks = [300, 3000].map((count) => lookAt(Array.from({ length: count }, (_, i) => floods[kind]!(i)).flat()));
    expect(looks[1]!).toBeLessThan(15 * Math.max(1, looks[0]!));
  });
});
