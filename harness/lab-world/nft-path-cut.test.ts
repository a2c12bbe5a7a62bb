import { describe, expect, it } from "vitest";
import { nat64Home } from "../../topologies/nat64-home.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { pathCut } from "../evidence/paths/path-cut.ts";
import { nat } from "../topology/nat/nat.ts";
import { planAddresses } from "../topology/plan/plan-addresses.ts";
import { cutRuleset } from "./nft-path-cut.ts";

const addresses = planAddresses(twoHomes({ natA: nat.symmetric, natB: nat.fullCone }));
const relays = [{ node: "sn", port: 7654 }];
const [bobsHome] = addresses.publicAddresses["bob"]!;
const [supernode] = addresses.publicAddresses["sn"]!;

const rules = (path: "direct" | "relayed", only?: true): readonly string[] => {
  const cut = pathCut(addresses, relays, { from: "alice", to: "bob", path, ...(only && { only }) }, "eth0");
  const lines = cutRuleset(cut)
    .split("\n")
    .map((line) => line.trim());
  return lines.filter((line) => /^(ip|ip6|icmpv6|meta) /.test(line));
};

describe("the ruleset that closes a path", () => {
  it("drops what goes to the peer's addresses, or to the relay's", () => {
    expect(rules("direct")).toEqual([expect.stringMatching(`^ip daddr \\{.*${bobsHome}.*\\} drop$`)]);
    expect(rules("relayed")).toEqual([`ip daddr { ${supernode} } drop`]);
  });

  it("drops what goes to them through NAT64, where the sender has no IPv4", () => {
    const plan = planAddresses(nat64Home({ natA: nat.symmetric, natB: nat.symmetric }));
    const cut = { from: "alice", to: "bob", path: "relayed" } as const;
    expect(pathCut(plan, relays, cut, "eth0").towards).toEqual(["2001:db8:64::c612:101"]);
    expect(cutRuleset(pathCut(plan, relays, cut, "eth0"))).toContain("ip6 daddr { 2001:db8:64::c612:101 } drop");
    expect(pathCut(plan, relays, { ...cut, from: "bob", to: "alice" }, "eth0").towards).toEqual(["198.18.1.1"]);
  });

  it("drops everything else except neighbour discovery if only that path is to be open", () => {
    expect(rules("relayed", true)).toEqual([
      `ip daddr { ${supernode} } accept`,
      expect.stringMatching(/^icmpv6 type .*nd-neighbor-solicit.* accept$/),
      "meta protocol { ip, ip6 } drop",
    ]);
  });
});
