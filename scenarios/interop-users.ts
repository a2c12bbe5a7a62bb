import { nat, scenario } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

/** As `npm run keygen` prints them for password 007. */
const communities = `natlab
* logan nHWum+r42k1qDXdIeH-WFKeylK5UyLStRzxofRNAgpG
* sister HwHpPrdMft+38tFDDiunUds6927t0+zhCMMkQdJafcC
`;

type Program = "ours" | "ntop" | "n3n";
type Case = { alice: Program; bob: Program; sn: Program; transform: "chacha20" | "speck" };

export default scenario("interop-users", {
  claim: "Our edges and supernode authenticate users and share dynamic keys with ntop's and n3n's, in every role.",
  cases: {
    "ours-ntop-ours": { alice: "ours", bob: "ntop", sn: "ours", transform: "speck" },
    "ours-ntop-ntop": { alice: "ours", bob: "ntop", sn: "ntop", transform: "chacha20" },
    "ntop-ours-ours": { alice: "ntop", bob: "ours", sn: "ours", transform: "chacha20" },
    "ntop-ntop-ours": { alice: "ntop", bob: "ntop", sn: "ours", transform: "speck" },
    "ours-ours-ntop": { alice: "ours", bob: "ours", sn: "ntop", transform: "speck" },
    "ours-n3n-ours": { alice: "ours", bob: "n3n", sn: "ours", transform: "speck" },
    "ours-n3n-n3n": { alice: "ours", bob: "n3n", sn: "n3n", transform: "chacha20" },
    "n3n-ours-ours": { alice: "n3n", bob: "ours", sn: "ours", transform: "chacha20" },
    "ours-ours-n3n": { alice: "ours", bob: "ours", sn: "n3n", transform: "speck" },
  } satisfies Record<string, Case>,
  net: () => twoHomes({ natA: nat.portRestricted, natB: nat.portRestricted }),
  programs: ({ alice, bob, sn }) => ({ alice, bob, sn }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, { transform }, check) {
    await sn.startHelper({ n2n: { communities } });
    const password = "007";
    await Promise.all([
      alice.startNode({ n2n: { transform, user: { name: "logan", password } } }),
      bob.startNode({ n2n: { transform, user: { name: "sister", password } } }),
    ]);

    await check.ping(alice, bob, { within: "20s" });
    await check.path(alice, bob, "direct", { within: "60s" });
    await check.throughput(alice, bob, { within: "30s" });
  },
});
