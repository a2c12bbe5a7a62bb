import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sameBytes } from "../../../src/base/bytes.ts";
import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { instant, seconds } from "../../../src/base/instant.ts";
import { seededRandom, type Random } from "../../../src/base/random.ts";
import { externalAddresses, nat, type Dependence, type Nat, type Translation } from "../../topology/nat/nat.ts";
import { external, insideHosts, openBench, others, servers, type Bench } from "../bench/bench.ts";
import { NatModel } from "./model.ts";
import { rulesetFor } from "../nft/ruleset.ts";
import type { ProbeSocket } from "../probe/sockets.ts";

const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const allocations: readonly Translation["ports"][] = ["preserving", "sequential", "random"];
const hairpins: readonly Translation["hairpin"][] = ["external-source", "none"];
const nats = dependences.flatMap((mapping, m) =>
  dependences.map((filtering, f): Translation => {
    const ports = allocations[(m + f) % 3]!;
    return { ...nat.portRestricted, mapping, filtering, ports, hairpin: hairpins[(m + f) % 2]!, idle: seconds(60) };
  }),
);

const EI = "endpoint-independent";
const AD = "address-dependent";
const APD = "address-and-port-dependent";
const base: Translation = { ...nat.portRestricted, idle: seconds(60) };
const internal = { hairpin: "internal-source" } as const;
const knobs: readonly Partial<Translation>[] = [
  { parity: true },
  { parity: true, ports: "random", mapping: APD, filtering: EI },
  { range: { first: 5001, last: 5010 } },
  { range: { first: 30_000, last: 30_200 }, ports: "sequential", mapping: AD, filtering: AD },
  { block: 8, ports: "sequential" },
  { block: 8, ports: "random", parity: true, mapping: APD, filtering: EI },
  { limit: 3 },
  { limit: 5, mapping: APD, filtering: AD, ports: "random" },
  { ...internal },
  { ...internal, filtering: EI },
  { ...internal, filtering: AD, ports: "random" },
  { ...internal, pooling: { addresses: 2, kind: "paired" } },
  { hairpin: "external-source", mapping: AD, filtering: EI },
  { hairpin: "external-source", mapping: APD, filtering: EI, ports: "random" },
  { pooling: { addresses: 2, kind: "paired" }, hairpin: "external-source" },
  { pooling: { addresses: 3, kind: "paired" }, mapping: APD, filtering: EI, ports: "random" },
  { pooling: { addresses: 2, kind: "arbitrary" }, hairpin: "external-source", filtering: AD },
  { pooling: { addresses: 3, kind: "arbitrary" }, mapping: AD, filtering: APD, ports: "sequential" },
  { pooling: { addresses: 3, kind: "arbitrary" }, hairpin: "external-source", filtering: EI, refresh: "outbound" },
  { refresh: "inbound" },
  { change: { on: "clash", mapping: APD } },
  { change: { on: "clash", mapping: AD }, filtering: EI, hairpin: "external-source" },
  { change: { on: "load", mappings: 2, mapping: APD }, filtering: AD, ports: "random" },
  { change: { on: "load", mappings: 3, mapping: AD }, filtering: EI, refresh: "outbound" },
  { egress: { udp: [servers.ports[0]], refusal: "silent" }, filtering: EI },
];

let bench: Bench;
let loads = 0;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const opened: ProbeSocket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});

interface Side {
  readonly socket: ProbeSocket;
  readonly at: Endpoint;
}

async function open(node: string, at: Endpoint): Promise<Side> {
  const socket = await bench.sockets.open(node, at.address, at.port);
  opened.push(socket);
  return { socket, at };
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random.u32() % from.length]!;

const openAll = (places: readonly { node: string; address: string }[], ports: readonly number[]): Promise<Side[]> =>
  Promise.all(places.flatMap(({ node, address }) => ports.map((port) => open(node, { address, port }))));

const named = (at: Endpoint) => endpointKey(at);

/** A NAT in the kernel and its model, with four sockets on either side. */
async function putSideBySide(middlebox: Nat) {
  const seed = ++loads;
  const place = { external, others: others.slice(0, externalAddresses(middlebox) - 1), seed };
  const ruleset = rulesetFor(middlebox, { ...place, wan: "wan", lan: "lan", zone: loads });
  expect(await bench.router(["nft", "-f", "-"], `flush ruleset\n${ruleset}`)).toMatchObject({ code: 0 });
  const remotes = servers.addresses.map((address) => ({ node: servers.node, address }));
  return {
    random: seededRandom(seed),
    model: new NatModel(middlebox, place),
    insiders: await openAll(insideHosts, [5000, 5001]),
    remotes: await openAll(remotes, servers.ports),
  };
}

/**
 * The same random traffic through the kernel and through the model: both must give every packet the same source, or
 * the same receiver, port by port. Half way there is a pause in which the connection tracker forgets its flows.
 */
describe("the kernel and the model treat the same traffic alike", () => {
  it.each([...nats.map((nat) => [{}, nat] as const), ...knobs.map((knob) => [knob, { ...base, ...knob }] as const)])(
    "%j %j",
    async (_knobs, translation) => {
      const { random, model, insiders, remotes } = await putSideBySide(translation);
      const faces: Endpoint[] = [];
      const refused: Uint8Array[] = [];
      const now = () => instant(performance.now());

      /** The source that the expected receiver sees. Packets that the model refuses are checked at the end. */
      const crossed = async (from: Side, to: Endpoint, expected: Side | undefined) => {
        const token = random.bytes(12);
        from.socket.send(to, token);
        if (expected !== undefined)
          return (await expected.socket.receive((bytes) => sameBytes(bytes, token), 2000))?.from;
        refused.push(token);
        return undefined;
      };
      const insider = (at: Endpoint | undefined) => insiders.find((side) => at && named(side.at) === named(at));

      const outbound = async ({ from, remote }: Draw) => {
        const face = model.outbound(from.at, remote.at, now());
        if (face !== undefined) faces.push(face);
        expect(await crossed(from, remote.at, face && remote), `${named(from.at)} → ${named(remote.at)}`).toEqual(face);
      };
      const inbound = async ({ remote, face }: Draw) => {
        const receiver = insider(model.inbound(remote.at, face, now()));
        const source = await crossed(remote, face, receiver);
        expect(source?.address, `${named(remote.at)} → ${named(face)}`).toBe(receiver && remote.at.address);
      };
      // The tracker can tell two faces of one socket apart only by their sender (docs/nat-model.md, hairpin's limits).
      const dialled = new Map<string, string>();
      const isOtherFace = (from: Side, face: Endpoint): boolean => {
        const owner = [...model.bindings(now())].find((binding) => named(binding) === named(face))?.inside;
        const pair = `${named(from.at)} ${owner && named(owner)}`;
        const known = dialled.get(pair) ?? named(face);
        dialled.set(pair, known);
        return known !== named(face);
      };
      const hairpin = async ({ from, face }: Draw) => {
        if (isOtherFace(from, face)) return;
        const turned = model.hairpin(from.at, face, now());
        expect(await crossed(from, face, insider(turned?.to)), `${named(from.at)} ↩ ${named(face)}`).toEqual(
          turned?.from,
        );
      };

      for (let step = 0; step < 60; step++) {
        if (step === 30) await pause(1300);
        const kind = faces.length === 0 ? outbound : pick(random, [outbound, inbound, hairpin]);
        await kind({ from: pick(random, insiders), remote: pick(random, remotes), face: pick(random, faces) });
      }
      const escaped = refused.map((token) =>
        Promise.all(
          [...insiders, ...remotes].map(({ socket }) => socket.receive((bytes) => sameBytes(bytes, token), 0)),
        ),
      );
      expect((await Promise.all(escaped)).flat().filter((arrival) => arrival !== undefined)).toEqual([]);
      const refusesNothing =
        translation.filtering === EI && translation.hairpin === "external-source" && translation.limit === undefined;
      if (!refusesNothing) expect(refused.length).toBeGreaterThan(0);
    },
  );
});

interface Draw {
  readonly from: Side;
  readonly remote: Side;
  readonly face: Endpoint;
}
