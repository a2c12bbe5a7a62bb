import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { milliseconds } from "../../src/base/instant.ts";
import { seededRandom } from "../../src/base/random.ts";
import { nat, type Dependence, type Nat, type PortAllocation, type Translation } from "../topology/nat.ts";
import { external, inside, openBench, servers, type Bench } from "./bench/bench.ts";
import { measureNat } from "./measure.ts";
import { rulesetFor } from "./nft.ts";
import { compareNat } from "./proof.ts";

const dependences: Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const allocations: PortAllocation[] = ["preserving", "sequential", "random"];
const hairpins: Translation["hairpin"][] = ["none", "external-source"];

let bench: Bench;
let loads = 0;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

async function load(text: string): Promise<void> {
  const { code, stderr } = await bench.router(["nft", "-f", "-"], `flush ruleset\n${text}`);
  expect(`${code} ${stderr}`).toBe("0 ");
}

const build = (it: Nat) => {
  loads++;
  return load(rulesetFor(it, { external, wan: "wan", lan: "lan", seed: loads, zone: loads }));
};

const measure = (hosts = 2) =>
  measureNat(bench.sockets, {
    inside: inside.slice(0, hosts),
    servers,
    random: seededRandom(loads),
    wait: milliseconds(100),
  });

describe.each(dependences)("%s mapping", (mapping) => {
  describe.each(dependences)("%s filtering", (filtering) => {
    it.each(allocations.flatMap((ports) => hairpins.map((hairpin) => [ports, hairpin] as const)))(
      "%s ports, hairpin %s: measured as declared",
      async (ports, hairpin) => {
        const declared: Nat = { ...nat.portRestricted, mapping, filtering, ports, hairpin };
        await build(declared);
        const measured = await measure();
        expect(compareNat(declared, measured), measured.observations.join("\n")).toEqual([]);
      },
    );
  });
});
