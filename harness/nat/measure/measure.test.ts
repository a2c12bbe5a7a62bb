import { describe, expect, it } from "vitest";
import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { milliseconds } from "../../../src/base/instant.ts";
import { fraction, seededRandom } from "../../../src/base/random.ts";
import { nat, type Dependence, type Translation } from "../../topology/nat/nat.ts";
import { judgeClash } from "./clash.ts";
import { judgeFiltering } from "./filtering.ts";
import { judgeHandedOut } from "./handed-out.ts";
import { judgeMapping } from "./mapping.ts";
import { judgePooling } from "./pooling.ts";
import { judgePorts } from "./ports.ts";
import { measureNat } from "./measure.ts";
import type { ProbeArrival, ProbeSocket, ProbeSockets } from "../probe/sockets.ts";
import { compareNat } from "../proof/proof.ts";

const external = (port: number): Endpoint => ({ address: "198.51.100.1", port });

describe("the mapping verdict", () => {
  it.each([
    ["endpoint-independent", [1, 1, 1, 1]],
    ["address-dependent", [1, 1, 2, 2]],
    ["address-and-port-dependent", [1, 2, 3, 4]],
    ["mixed", [1, 2, 1, 2]],
    ["mixed", [1, 1, 1, 2]],
    ["mixed", [1, 1, 2, 3]],
  ])("%s for external endpoints %j", (verdict, ports) => {
    expect(judgeMapping(ports.map(external))).toBe(verdict);
  });
});

describe("the filtering verdict", () => {
  it.each([
    ["endpoint-independent", true, true],
    ["address-dependent", false, true],
    ["address-and-port-dependent", false, false],
    ["mixed", true, false],
  ])("%s when another address gets in: %s, another port: %s", (verdict, otherAddress, otherPort) => {
    expect(judgeFiltering(otherAddress, otherPort)).toBe(verdict);
  });
});

describe("the port allocation verdict", () => {
  const pairs = (outside: readonly (number | undefined)[]) =>
    outside.map((port, index) => ({
      inside: { address: "192.168.1.2", port: 10_000 + index },
      outside: port === undefined ? undefined : external(port),
    }));

  it.each([
    ["preserving", [10_000, 10_001, 10_002, 10_003, 10_004, 10_005]],
    ["preserving", [10_000, 10_001, 55_555, 10_003, 10_004, 10_005]],
    ["sequential", [40_000, 40_001, 40_002, 40_005, 40_006, 40_007]],
    ["sequential", [40_510, 40_511, 40_000, 40_001, 40_002, 40_003]],
    ["sequential", [40_003, 40_001, 40_000, 40_002, 40_020, 40_005]],
    ["random", [44_402, 58_651, 42_067, 48_358, 57_001, 41_234]],
    ["unknown", [10_000, 10_001, 10_002, 48_358, 57_001, 41_234]],
    ["unknown", [44_402, 58_651, 42_067, undefined, undefined, undefined]],
  ])("%s for ports %j", (verdict, outside) => {
    expect(judgePorts(pairs(outside))).toBe(verdict);
  });
});

describe("the clash verdict", () => {
  it.each([
    ["apart", [1, 1], [2, 2]],
    ["overloaded", [1, 1], [1, 2]],
    ["dependent", [1, 2], [3, 4]],
    ["changed", [1, 1], [2, 3]],
  ])("%s for external endpoints %j and %j", (verdict, a, b) => {
    expect(judgeClash([external(a[0]!), external(a[1]!)], [external(b[0]!), external(b[1]!)])).toBe(verdict);
  });
});

describe("the pooling verdict", () => {
  it.each([
    ["one", [["a", "a"], ["a"]]],
    ["paired", [["a", "a"], ["b"]]],
    ["arbitrary", [["a", "b"], ["b"]]],
    [undefined, []],
  ])("%s for the addresses of each host %j", (verdict, byHost) => {
    expect(judgePooling(byHost)).toBe(verdict);
  });
});

describe("the verdict on ports that were handed out", () => {
  const hosts = [
    { node: "alice", address: "10.0.0.1" },
    { node: "bob", address: "10.0.0.2" },
  ];
  const pair = (host: number, insidePort: number, port: number) => ({
    inside: { address: hosts[host]!.address, port: insidePort },
    outside: external(port),
  });
  const many = Array.from({ length: 12 }, (_, i) => pair(i % 2, 5000 + i, 40_000 + i));

  it.each([
    ["kept", many],
    [undefined, many.slice(1)],
    ["not kept", [pair(0, 5000, 40_001)]],
  ])("parity is %s", (parity, pairs) => {
    expect(judgeHandedOut(hosts, pairs).parity).toBe(parity);
  });

  it("tells from where to where each host's ports go", () => {
    expect(judgeHandedOut(hosts, many.slice(0, 5)).handedOut).toEqual([
      { host: "alice", first: 40_000, last: 40_004 },
      { host: "bob", first: 40_001, last: 40_003 },
    ]);
  });
});

/** A network of arrays: one NAT, order kept, each datagram lost with probability `loss`. */
class ToyNetwork implements ProbeSockets {
  readonly #sockets = new Map<string, { deliver: (arrival: ProbeArrival) => void }>();
  readonly #externals = new Map<string, Endpoint>();
  readonly #owners = new Map<string, Endpoint>();
  readonly #peers = new Set<string>();
  readonly #nat: Translation;
  readonly #lost: () => boolean;

  constructor(translation: Translation, loss: number, seed: number) {
    const random = seededRandom(seed);
    this.#nat = translation;
    this.#lost = () => fraction(random) < loss;
  }

  async open(_node: string, address: string, port: number): Promise<ProbeSocket> {
    const local = { address, port };
    const kept: ProbeArrival[] = [];
    const waiting = new Set<() => void>();
    const take = (match: (bytes: Uint8Array) => boolean) => {
      const index = kept.findIndex(({ bytes }) => match(bytes));
      return index < 0 ? undefined : kept.splice(index, 1)[0];
    };
    this.#sockets.set(endpointKey(local), {
      deliver: (arrival) => {
        kept.push(arrival);
        for (const look of waiting) look();
      },
    });
    return {
      local,
      send: (to, bytes) => queueMicrotask(() => this.#carry(local, to, bytes)),
      close: () => void this.#sockets.delete(endpointKey(local)),
      receive: (match, timeoutMs) =>
        new Promise((resolve) => {
          const settle = (arrival: ProbeArrival | undefined) => {
            waiting.delete(look);
            clearTimeout(timer);
            resolve(arrival);
          };
          const look = () => {
            const arrival = take(match);
            if (arrival !== undefined) settle(arrival);
          };
          const timer = setTimeout(() => settle(undefined), timeoutMs);
          waiting.add(look);
          look();
        }),
    };
  }

  #carry(from: Endpoint, to: Endpoint, bytes: Uint8Array): void {
    if (this.#lost()) return;
    if (!from.address.startsWith("192.168.")) return this.#inbound(from, to, bytes);
    const source = this.#faceOf(from, to);
    this.#peers.add(`${endpointKey(source)}<${this.#part(this.#nat.filtering, to)}`);
    if (to.address !== source.address) return this.#deliver(source, to, bytes);
    if (this.#nat.hairpin === "external-source") this.#inbound(source, to, bytes);
  }

  #inbound(from: Endpoint, to: Endpoint, bytes: Uint8Array): void {
    const owner = this.#owners.get(endpointKey(to));
    const open = this.#peers.has(`${endpointKey(to)}<${this.#part(this.#nat.filtering, from)}`);
    if (owner !== undefined && open) this.#deliver(from, owner, bytes);
  }

  #faceOf(from: Endpoint, to: Endpoint): Endpoint {
    const key = `${endpointKey(from)}>${this.#part(this.#nat.mapping, to)}`;
    const known = this.#externals.get(key) ?? external(40_000 + this.#externals.size);
    this.#externals.set(key, known);
    this.#owners.set(endpointKey(known), from);
    return known;
  }

  #part(dependence: Dependence, peer: Endpoint): string {
    return {
      "endpoint-independent": "",
      "address-dependent": peer.address,
      "address-and-port-dependent": endpointKey(peer),
    }[dependence];
  }

  #deliver(from: Endpoint, to: Endpoint, bytes: Uint8Array): void {
    this.#sockets.get(endpointKey(to))?.deliver({ from, bytes });
  }
}

const measure = (sockets: ProbeSockets, seed = 1) =>
  measureNat(sockets, {
    inside: [
      { node: "alice", address: "192.168.1.2" },
      { node: "bob", address: "192.168.1.3" },
    ],
    servers: { node: "internet", addresses: ["203.0.113.1", "203.0.113.2"], ports: [3478, 3479] },
    random: seededRandom(seed),
    wait: milliseconds(4),
  });

const dependences: Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];

describe("a measurement", () => {
  const squares = dependences.flatMap((mapping) => dependences.map((filtering) => ({ mapping, filtering })));

  it.each(squares)("tells $mapping mapping with $filtering filtering", async (square) => {
    const declared: Translation = { ...nat.portRestricted, ...square, ports: "sequential", hairpin: "external-source" };
    const measured = await measure(new ToyNetwork(declared, 0, 1));
    expect(compareNat(declared, measured), measured.observations.join("\n")).toEqual([]);
  });

  it("of a dead path concludes nothing", async () => {
    const { observations, reaches, ...measured } = await measure(new ToyNetwork(nat.portRestricted, 1, 1));
    expect(measured).toEqual({ translates: "unknown", mapping: "blocked", filtering: "blocked", ports: "unknown" });
    expect(reaches!.filter(({ protocol, outcome }) => protocol === "udp" && outcome === "open")).toEqual([]);
    expect(observations.length).toBeGreaterThan(0);
  });

  it("of a lossy path is right or concludes nothing", async () => {
    const declared: Translation = { ...nat.addressRestricted, ports: "sequential", hairpin: "external-source" };
    const seeds = Array.from({ length: 24 }, (_, index) => index + 1);
    const all = await Promise.all(seeds.map((seed) => measure(new ToyNetwork(declared, 0.1, seed), seed)));
    for (const { mapping, filtering, hairpin, earlyInbound, clash } of all) {
      expect(["endpoint-independent", "blocked"]).toContain(mapping);
      expect(["address-dependent", "blocked"]).toContain(filtering);
      expect(["external-source", undefined]).toContain(hairpin);
      expect(["stable", undefined]).toContain(earlyInbound);
      expect(["apart", undefined]).toContain(clash);
    }
    expect(all.some(({ filtering }) => filtering === "address-dependent")).toBe(true);
  });

  it("does not count a reply that hides the stranger's address", async () => {
    const declared: Translation = { ...nat.portRestricted, filtering: "endpoint-independent", ports: "sequential" };
    const disguised: ProbeSockets = {
      open: async (node, address, port) => {
        const socket = await network.open(node, address, port);
        return { ...socket, receive: async (match, wait) => redress(await socket.receive(match, wait), node) };
      },
    };
    const network = new ToyNetwork(declared, 0, 1);
    const redress = (arrival: ProbeArrival | undefined, node: string) =>
      arrival === undefined || node === "internet"
        ? arrival
        : { ...arrival, from: { address: "203.0.113.1", port: 3478 } };
    expect((await measure(disguised)).filtering).toBe("address-and-port-dependent");
  });

  it("closes its sockets also when one cannot be opened", async () => {
    let open = 0;
    const network = new ToyNetwork(nat.portRestricted, 0, 1);
    const scarce: ProbeSockets = {
      open: async (node, address, port) => {
        if (node === "bob") throw new Error("no such address");
        const socket = await network.open(node, address, port);
        open++;
        return { ...socket, close: () => void (socket.close(), open--) };
      },
    };
    await expect(measure(scarce)).rejects.toThrow("no such address");
    expect(open).toBe(0);
  });
});
