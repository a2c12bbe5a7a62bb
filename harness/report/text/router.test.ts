import { describe, expect, it } from "vitest";
import { presets6 } from "../../topology/nat/presets-ipv6.ts";
import { nat } from "../../topology/nat/nat.ts";
import type { RouterNode } from "../../topology/topology.ts";
import { describeRouter } from "./router.ts";

const home = { kind: "router", nat: nat.symmetric } as RouterNode;
const dual: RouterNode = { ...home, ipv6: presets6["ipv6-home"].nat };

describe("a router is described by what it does", () => {
  it("to IPv4, if it does nothing else", () => {
    expect(describeRouter(home)).toBe("symmetric");
    expect(describeRouter(home, new Set(["IPv6"]))).toBe("symmetric");
  });

  it("to the families that are shown", () => {
    expect(describeRouter(dual)).toBe("symmetric, IPv6 firewall APDF");
    expect(describeRouter(dual, new Set(["IPv4"]))).toBe("symmetric");
    expect(describeRouter(dual, new Set(["IPv6"]))).toBe("IPv6 firewall APDF");
  });
});
