import { twoHomes } from "../../../topologies/two-homes.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { scenario, type Scenario } from "../../story/scenario.ts";
import { runStory } from "../../story/story.ts";
import type { Nat } from "../../topology/nat/nat.ts";
import type { Topology } from "../../topology/topology.ts";
import { SimWorld, type SimSettings } from "../sim-world.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "15ms" }, linkSn: { delay: "5ms" } } as const;

export interface Search {
  readonly makeEdge?: SimSettings["makeEdge"];
  readonly seed?: number;
  readonly peerToPeer?: false;
  /** Pings; alice starts first in any case. Default: alice. */
  readonly speaker?: "alice" | "bob";
}

/** The evidence of two edges that look for a path, whichever it is. */
export const betweenHomes = (natA: Nat, natB: Nat, search: Search = {}): Promise<Evidence> =>
  searchIn(twoHomes({ natA, natB, ...links }), search);

export async function searchIn(
  net: Topology<"sn" | "alice" | "bob">,
  { makeEdge, seed = 1, peerToPeer, speaker = "alice" }: Search = {},
): Promise<Evidence> {
  const options = peerToPeer === undefined ? {} : { peerToPeer };
  const searching = scenario("search", {
    claim: "",
    cases: { one: {} },
    net: () => net,
    between: () => ({ a: "alice", b: "bob", path: "either" }),
    async run({ sn, alice, bob }, _case, check) {
      const [one, other] = speaker === "alice" ? [alice, bob] : [bob, alice];
      await sn.startHelper();
      await alice.startNode(options);
      await check.quiet("500ms");
      await bob.startNode(options);
      await check.quiet("500ms");
      await check.ping(one, other, { within: "10s" });
      await check.found(one, other, { within: "10s" });
      await check.latency(one, other, "relayed");
    },
  }) as unknown as Scenario;
  const settings = { scenario: "search", case: "one", seed, ...(makeEdge && { makeEdge }) };
  await using world = await SimWorld.open(net, settings);
  return await runStory(searching, "one", world);
}
