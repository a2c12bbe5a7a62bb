import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { milliseconds } from "../../../src/base/instant.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { apply } from "../../nftables-json/apply.ts";
import { nat, type Dependence, type Nat, type PortAllocation, type Translation } from "../../topology/nat/nat.ts";
import { external, insideHosts, openBench, others, servers, type Bench } from "../bench/bench.ts";
import { measureNat } from "./measure.ts";
import { rulesetFor } from "../nft/ruleset.ts";
import { compareNat } from "../proof/proof.ts";

const dependences: Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const allocations: PortAllocation[] = ["preserving", "sequential", "random"];
const hairpins: Translation["hairpin"][] = ["none", "internal-source", "external-source"];

let bench: Bench;
let loads = 0;
let measurements = 0;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const build = (middlebox: Nat) => {
  loads++;
  return apply(
    bench.router,
    rulesetFor(middlebox, { external, others, wan: "wan", lan: "lan", seed: loads, zone: loads }),
  );
};

const measure = (hosts = 2) =>
  measureNat(bench.sockets, {
    inside: insideHosts.slice(0, hosts),
    servers,
    random: seededRandom(++measurements),
    wait: milliseconds(100),
  });

const squares = dependences.flatMap((mapping) => dependences.map((filtering) => ({ mapping, filtering })));

describe.each(squares)("$mapping mapping with $filtering filtering", (square) => {
  it.each(allocations.flatMap((ports) => hairpins.map((hairpin) => [ports, hairpin] as const)))(
    "%s ports, hairpin %s: measured as declared and as no other square",
    async (ports, hairpin) => {
      const declared: Nat = { ...nat.portRestricted, ...square, ports, hairpin };
      await build(declared);
      const measured = await measure();
      expect(compareNat(declared, measured), measured.observations.join("\n")).toEqual([]);
      const proven = squares.filter((other) => compareNat({ ...declared, ...other }, measured).length === 0);
      expect(proven).toEqual([square]);
    },
  );
});

describe("a router", () => {
  it("without translation is measured as none", async () => {
    await build(nat.none);
    const measured = await measure();
    expect(compareNat(nat.none, measured), measured.observations.join("\n")).toEqual([]);
  });

  it("with a single host behind it is measured as well", async () => {
    const declared: Nat = { ...nat.addressRestricted, hairpin: "external-source" };
    await build(declared);
    expect(compareNat(declared, await measure(1))).toEqual([]);
  });

  it("that blocks UDP is blocked, not filtered", async () => {
    await build(nat.none);
    await apply(bench.router, firewall(["meta l4proto udp drop"]));
    const { observations, reaches, ...measured } = await measure();
    await bench.router(["nft", "delete", "table", "ip", "fw"]);
    expect(measured).toEqual({ translates: "unknown", mapping: "blocked", filtering: "blocked", ports: "unknown" });
    expect(reaches!.filter(({ protocol, outcome }) => protocol === "udp" && outcome === "open")).toEqual([]);
    expect(observations.join()).toContain("seen as nothing");
  });
});

describe("a NAT that is not as declared", () => {
  const differences = async (declared: Nat) => compareNat(declared, await measure());

  it("lets in too many", async () => {
    await build(nat.addressRestricted);
    expect(await differences(nat.portRestricted)).toEqual([
      "filtering: declared address-and-port-dependent, measured address-dependent",
    ]);
  });

  it("hands out other ports, and hairpins", async () => {
    await build({ ...nat.portRestricted, ports: "sequential", hairpin: "external-source" });
    expect(await differences(nat.portRestricted)).toEqual([
      "port allocation: declared preserving, measured sequential",
      "hairpinning: declared none, measured external-source",
    ]);
  });

  it("is no NAT", async () => {
    await build(nat.none);
    expect(await differences(nat.symmetric)).toContain("translation: declared yes, measured none");
  });

  it("is Linux's masquerade, which moves mappings and shares ports", async () => {
    await apply(bench.router, masquerade);
    expect(await differences(nat.portRestricted)).toEqual([
      "mapping after an early inbound packet: declared stable, measured moved",
      "two inside hosts on one port: declared apart, measured overloaded",
    ]);
  });

  it("is a masquerade behind a firewall, which still shares ports", async () => {
    await apply(bench.router, masquerade + firewall(['iifname "wan" ct state new drop'], "input"));
    const found = await differences(nat.portRestricted);
    await bench.router(["nft", "delete", "table", "ip", "fw"]);
    expect(found).toEqual(["two inside hosts on one port: declared apart, measured overloaded"]);
  });
});

const masquerade = `table ip nat
delete table ip nat
table ip nat {
  chain post {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "wan" masquerade
  }
}
`;

const firewall = (rules: readonly string[], hook = "forward") => `table ip fw {
  chain ${hook}_filter {
    type filter hook ${hook} priority filter; policy accept;
    ${rules.join("\n    ")}
  }
}
`;
