import { describe, expect, it } from "vitest";
import { nat, type Nat } from "../../topology/nat/nat.ts";
import type { RouterNode } from "../../topology/topology.ts";
import { RouterBindings, type Transit } from "./router-bindings.ts";

const inside = (host: number) => ({ address: `192.168.1.${host}`, port: 7000 });
const outside = (port: number) => ({ address: "198.18.2.1", port });
const server = { address: "198.18.1.1", port: 7654 };

/** A router with two hosts, both of which have sent to the server: 1 through :4001, 2 through :4002. */
function routerWith(kind: Nat): RouterBindings {
  const router = new RouterBindings("house", { kind: "router", nat: kind } as RouterNode, 0);
  for (const host of [1, 2]) {
    const way = { router: "house", owner: `host${host}`, at: 0, way: "out" } as const;
    router.pass({ ...way, inside: inside(host), outside: outside(4000 + host), remote: server });
  }
  return router;
}

/** From host 1 to the external endpoint of host 2. */
const turned = { router: "house", owner: "host1", at: 10, way: "refused", inside: inside(1), outside: outside(4002), remote: inside(1), inbound: false } as const satisfies Transit; // prettier-ignore
const from = (address: string, port = 9): Transit => ({ ...turned, inbound: true, remote: { address, port } });

describe("why a router refuses", () => {
  it.each([
    ["no hairpinning", nat.portRestricted, turned],
    ["APDF: nothing had left :4002 for 198.18.2.1:4001", { ...nat.portRestricted, hairpin: "external-source" }, turned],
    ["ADF: nothing had left :4002 for 198.18.3.3", nat.addressRestricted, from("198.18.3.3")],
    ["APDF: nothing had left :4002 for 198.18.1.1:9", nat.portRestricted, from("198.18.1.1")],
    ["no mapping for :5000", nat.fullCone, { ...from("198.18.1.1"), outside: outside(5000) }],
    ["no mapping for :4002: expired at 120s", nat.fullCone, { ...from("198.18.1.1"), at: 130_000 }],
    [
      "UDP to port 7000 is not let out",
      { ...nat.portRestricted, egress: { udp: [7654], refusal: "silent" } },
      { ...turned, outside: { address: "198.18.3.3", port: 7000 } },
    ],
  ] as [string, Nat, Transit][])("%s", (rule, kind, transit) => {
    expect(routerWith(kind).refusal(transit)).toBe(rule);
  });

  it.each([
    ["the filter is open", nat.fullCone, from("198.18.3.3")],
    ["the address is known to an address filter", nat.addressRestricted, from("198.18.1.1")],
    ["nothing is known of ports that are not let out", nat.portRestricted, { ...turned, outside: server }],
  ] as [string, Nat, Transit][])("is not said where %s", (_, kind, transit) => {
    expect(routerWith(kind).refusal(transit)).toBeUndefined();
  });
});
