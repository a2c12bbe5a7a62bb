import { nat, scenario } from "../harness/index.ts";
import { twoSupernodes } from "../topologies/two-supernodes.ts";

type Program = "ours" | "ntop" | "n3n";
type Case = { sn: Program; other: Program; alice: Program; bob: Program };

export default scenario("interop-federation", {
  claim: "Edges of two federated supernodes, one ours and one ntop's or n3n's, reach each other.",
  cases: {
    "ours-first": { sn: "ours", other: "ntop", alice: "ours", bob: "ntop" },
    "ntop-first": { sn: "ntop", other: "ours", alice: "ours", bob: "ntop" },
    crossed: { sn: "ours", other: "ntop", alice: "ntop", bob: "ours" },
    "n3n-first": { sn: "n3n", other: "ours", alice: "ours", bob: "n3n" },
    "n3n-crossed": { sn: "ours", other: "n3n", alice: "n3n", bob: "ours" },
  } satisfies Record<string, Case>,
  net: () => twoSupernodes({ natA: nat.portRestricted, natB: nat.portRestricted }),
  programs: ({ sn, other, alice, bob }) => ({ sn, other, alice, bob }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, other, alice, bob }, _case, check) {
    const name = "natlabFederation";
    await sn.startHelper({ n2n: { federation: { name, with: ["other"] } } });
    await other.startHelper({ n2n: { federation: { name, with: ["sn"] } } });
    await Promise.all([alice.startNode({ helper: "sn" }), bob.startNode({ helper: "other" })]);

    await check.ping(alice, bob, { within: "40s" });
    await check.path(alice, bob, "direct", { within: "60s" });
    await check.throughput(alice, bob, { within: "30s" });
  },
});
