import { nat, scenario } from "../harness/index.ts";
import { flat } from "../topologies/flat.ts";
import { twoHomes } from "../topologies/two-homes.ts";

type Program = "ours" | "ntop" | "n3n";
type Case = { alice: Program; bob: Program; sn: Program; homes: boolean };

const mixesWith = (theirs: Program) => {
  const programs: readonly Program[] = ["ours", theirs];
  return programs.flatMap((alice) =>
    programs.flatMap((bob) => programs.map((sn) => ({ alice, bob, sn, name: `${alice}-${bob}-${sn}` }))),
  );
};
const mixes = [
  ...mixesWith("ntop"),
  ...mixesWith("n3n").filter(({ name }) => name.includes("n3n")),
  { alice: "ntop", bob: "n3n", sn: "ours", name: "ntop-n3n-ours" } as const,
];
const cases = [false, true].flatMap((homes) =>
  mixes.map(({ name, ...mix }) => [`${homes ? "homes" : "flat"}-${name}`, { ...mix, homes }] as const),
);

export default scenario("interop-basic", {
  claim: "Our edges and supernode work with ntop's n2n and with n3n in every role, with and without NATs between them.",
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
