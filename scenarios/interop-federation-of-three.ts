import { scenario } from "../harness/index.ts";
import { threeSupernodes } from "../topologies/three-supernodes.ts";

type Program = "ours" | "ntop" | "n3n";
type Case = { bob: Program; carol: Program };

/**
 * ntop's and n3n's supernodes do not understand each other: with `-F` ntop's derives the key of its headers from the
 * default name. Supernodes relay nothing to a third one, so bob and carol do not meet.
 */
export default scenario("interop-federation-of-three", {
  claim: "An edge of our supernode reaches the edges of ntop's and of n3n's, all three in one federation.",
  cases: {
    theirs: { bob: "ntop", carol: "n3n" },
    ours: { bob: "ours", carol: "ours" },
  } satisfies Record<string, Case>,
  net: () => threeSupernodes(),
  programs: ({ bob, carol }) => ({ sn: "ours", second: "ntop", third: "n3n", alice: "ours", bob, carol }),
  between: () => ({ a: "alice", b: "bob", path: "either" }),

  async run({ sn, second, third, alice, bob, carol }, _case, check) {
    const name = "natlabFederation";
    await sn.startHelper({ n2n: { federation: { name, with: ["second", "third"] } } });
    await second.startHelper({ n2n: { federation: { name, with: ["sn"] } } });
    await third.startHelper({ n2n: { federation: { name, with: ["sn"] } } });
    await Promise.all([
      alice.startNode({ helper: "sn" }),
      bob.startNode({ helper: "second" }),
      carol.startNode({ helper: "third" }),
    ]);

    await check.ping(alice, bob, { within: "40s" });
    await check.ping(alice, carol, { within: "40s" });
    await check.throughput(alice, bob, { within: "30s" });
    await check.throughput(alice, carol, { within: "30s" });
  },
});
