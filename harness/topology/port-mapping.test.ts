import { describe, expect, it } from "vitest";
import { askingHomes } from "../../topologies/asking-homes.ts";
import { host, router, topology } from "./builders.ts";
import { nat } from "./nat/nat.ts";
import { parseTopology } from "./parse.ts";
import { ipv4AddressOf, planAddresses } from "./plan/plan-addresses.ts";
import type { PortMappingProtocol } from "./port-mapping.ts";

const homes = askingHomes({ nat: nat.symmetric, asksA: ["pcp", "nat-pmp", "upnp"] });

describe("a router that maps ports", () => {
  it("is data, and comes back from JSON", () => {
    expect(parseTopology(JSON.parse(JSON.stringify(homes)))).toEqual(homes);
  });

  it("has an address that is not reserved", () => {
    const plan = planAddresses(homes);
    expect(["homeA", "homeB"].map((name) => ipv4AddressOf(plan, name, "wan"))).toEqual(["198.16.2.1", "198.18.3.1"]);
    expect(ipv4AddressOf(plan, "internet", "to-homeA")).toBe("198.16.2.254");
  });

  it.each<[string, readonly PortMappingProtocol[], typeof nat.none | typeof nat.symmetric]>([
    ["names no protocol", [], nat.symmetric],
    ["together", ["pcp"], nat.symmetric],
    ["does not translate", ["upnp"], nat.none],
  ])("is refused where it %s", (why, portMapping, kind) => {
    const build = () => topology("t", { home: router({ nat: kind, portMapping, lan: { a: host() } }) });
    expect(build).toThrow(new RegExp(`nodes\\.home\\.portMapping: .*${why}`));
  });

  it("stands at the top", () => {
    const inner = router({ nat: nat.symmetric, portMapping: ["upnp"], lan: { a: host() } });
    expect(() => topology("t", { isp: router({ nat: nat.symmetric, lan: { inner } }) })).toThrow(
      /only a router at the top/,
    );
  });
});
