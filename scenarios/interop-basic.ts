import { nat, scenario } from "../harness/index.ts";
import { flat } from "../topologies/flat.ts";
import { twoHomes } from "../topologies/two-homes.ts";

type Program = "ours" | "ntop";
type Case = { alice: Program; bob: Program; sn: Program; homes: boolean };

const programs: readonly Program[] = ["ours", "ntop"];
const mixes = programs.flatMap((alice) =>
  programs.flatMap((bob) => programs.map((sn) => ({ alice, bob, sn, name: `${alice}-${bob}-${sn}` }))),
);
const cases = [false, true].flatMap((homes) =>
  mixes.map(({ name, ...mix }) => [`${homes ? "homes" : "flat"}-${name}`, { ...mix, homes }] as const),
);

export default scenario("interop-basic", {
  claim: "Our edges and supernode work with the n2n of ntop.org in every role, with and without NATs between them.",
  cases: Object.fromEntries<Case>(cases),
  net: ({ homes }: Case) => (homes ? twoHomes({ natA: nat.portRestricted, natB: nat.portRestricted }) : flat()),
  programs: ({ alice, bob, sn }) => ({ alice, bob, sn }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);

    await check.ping(alice, bob, { within: "20s" });
    await check.path(alice, bob, "direct", { within: "60s" });
    await sn.cutOff();
    await check.ping(alice, bob, { within: "5s" });
    await check.path(alice, bob, "direct", { within: "5s" });
    await check.throughput(alice, bob, { within: "30s" });
  },
});
