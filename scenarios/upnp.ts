import { nat, scenario, type PortMappingProtocol } from "../harness/index.ts";
import { askingHomes } from "../topologies/asking-homes.ts";

const links = { link: { delay: "10ms" }, linkSn: { delay: "5ms" } };

const pcp: readonly PortMappingProtocol[] = ["pcp", "nat-pmp"];
const upnp: readonly PortMappingProtocol[] = ["upnp"];

type Case = {
  asksA?: readonly PortMappingProtocol[];
  asksB?: readonly PortMappingProtocol[];
  /** Whether the edges ask for it. */
  asking: boolean;
  path: "direct" | "relayed";
};

export default scenario("upnp", {
  claim:
    "Two edges behind symmetric NATs get a direct path when one router forwards a port, and the edge announces it to peers.",
  cases: {
    pcp: { asksA: pcp, asksB: pcp, asking: true, path: "direct" },
    upnp: { asksA: upnp, asksB: upnp, asking: true, path: "direct" },
    "one-home": { asksA: [...pcp, ...upnp], asking: true, path: "direct" },
    "not-asked": { asksA: pcp, asksB: upnp, asking: false, path: "relayed" },
    "no-such-router": { asking: true, path: "relayed" },
  },
  net: ({ asksA, asksB }: Case) =>
    askingHomes({ nat: nat.symmetric, ...(asksA && { asksA }), ...(asksB && { asksB }), ...links }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { asking, path }, check) {
    await sn.startHelper();
    await Promise.all([alice, bob].map((node) => node.startNode({ n2n: { portForwarding: asking } })));
    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });
    await check.loss(alice, bob, path);
    if (path === "direct") {
      await sn.cutOff();
      await check.ping(alice, bob, { within: "5s" });
      await check.path(alice, bob, "direct", { within: "5s" });
    }
  },
});
