import { nat, scenario } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

const transforms = ["null", "twofish", "aes", "chacha20", "speck"] as const;
type Program = "ours" | "ntop" | "n3n";
type Case = { transform: (typeof transforms)[number]; headerEncryption: boolean; bob: Program; sn: Program };

const casesWith = (theirs: Program, prefix: string) =>
  transforms.flatMap((transform) =>
    [false, true].flatMap((headerEncryption) =>
      (["ours", theirs] as const).map((sn): readonly [string, Case] => [
        `${prefix}${transform}${headerEncryption ? "-H" : ""}-sn-${sn}`,
        { transform, headerEncryption, bob: theirs, sn },
      ]),
    ),
  );
const cases = [...casesWith("ntop", ""), ...casesWith("n3n", "n3n-")];

export default scenario("interop-sealing", {
  claim: "Our edge understands ntop's and n3n's with every transform, with and without header encryption.",
  cases: Object.fromEntries<Case>(cases),
  net: () => twoHomes({ natA: nat.portRestricted, natB: nat.addressRestricted }),
  programs: ({ bob, sn }) => ({ alice: "ours", bob, sn }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),

  async run({ sn, alice, bob }, { transform, headerEncryption }, check) {
    await sn.startHelper(headerEncryption ? { n2n: { communities: "natlab\n" } } : {});
    await Promise.all([alice, bob].map((edge) => edge.startNode({ n2n: { transform, headerEncryption } })));

    await check.ping(alice, bob, { within: "20s" });
    await check.path(alice, bob, "direct", { within: "60s" });
    await sn.cutOff();
    await check.path(alice, bob, "direct", { within: "5s" });
    await check.throughput(alice, bob, { within: "30s" });
  },
});
