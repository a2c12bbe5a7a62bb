import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Endpoint } from "../../src/base/address/endpoint.ts";
import { apply } from "../nftables-json/apply.ts";
import { presets } from "../topology/nat/presets.ts";
import { nat, type Dependence, type Nat } from "../topology/nat/nat.ts";
import { external, insideHosts, openBench, servers, type Bench } from "./bench/bench.ts";
import { judgeFiltering } from "./measure/filtering.ts";
import { judgeMapping } from "./measure/mapping.ts";
import { rulesetFor } from "./nft/ruleset.ts";

const dependences: Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const squares = dependences.flatMap((mapping) => dependences.map((filtering) => ({ mapping, filtering })));
const [alice] = insideHosts;

let bench: Bench;
let loads = 0;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const build = (middlebox: Nat) =>
  apply(bench.router, rulesetFor(middlebox, { external, wan: "wan", lan: "lan", seed: ++loads, zone: loads }));

/** One inside port connects to four endpoints, and two strangers connect to it; new ports every time. */
async function probe(): Promise<{ faces: Endpoint[]; otherAddress: boolean; otherPort: boolean }> {
  const script = (name: string) => [process.execPath, join(import.meta.dirname, "bench", `${name}.mjs`)];
  const ports = [5000, 5001].map((port) => port + 2 * loads).join();
  const addresses = servers.addresses.join();
  const [, client] = await Promise.all([
    bench.internet([...script("tcp-server"), addresses, ports]),
    bench.alice([...script("tcp-client"), String(12_000 + loads), addresses, ports, "6000,6001"]),
  ]);
  const seen = JSON.parse(client.stdout) as {
    faces: string[];
    filtering: { otherAddress: boolean; otherPort: boolean };
  };
  const faces = seen.faces.map((face): Endpoint => {
    const [address, port] = face.split(" ");
    return { address: address!, port: Number(port) };
  });
  return { faces, ...seen.filtering };
}

describe("TCP connections (RFC 5382 REQ-1, REQ-3)", () => {
  it.each(squares)("are mapped $mapping and filtered $filtering, like UDP", async (square) => {
    await build({ ...nat.portRestricted, ...square, ports: "sequential" });
    const { faces, otherAddress, otherPort } = await probe();
    expect(judgeMapping(faces)).toBe(square.mapping);
    expect(judgeFiltering(otherAddress, otherPort)).toBe(square.filtering);
    expect(faces.every(({ address }) => address === external)).toBe(true);
  });

  it("keep their port where ports are preserved", async () => {
    await build(nat.portRestricted);
    const { faces } = await probe();
    expect(faces.map(({ port }) => port)).toEqual(Array(4).fill(12_000 + loads));
  });

  it("get out only to the ports that are open", async () => {
    await build(presets["tcp-443-only"].nat);
    const dial = (port: number) => `
      const socket = require("net").connect({ host: "${servers.addresses[0]}", port: ${port}, localAddress: "${alice.address}" });
      const say = (it) => { console.log(it); process.exit(0); };
      socket.on("connect", () => say("connected")).on("error", (error) => say(error.code));
      setTimeout(() => say("silence"), 700);`;
    const outcome = async (port: number) => (await bench.alice([process.execPath, "-e", dial(port)])).stdout;
    // Nobody listens: what gets there is refused by the far host.
    expect(await Promise.all([443, 80].map(outcome))).toEqual(["ECONNREFUSED", "silence"]);
  });
});
