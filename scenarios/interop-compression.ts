import { scenario } from "../harness/index.ts";
import { flat } from "../topologies/flat.ts";

type Compression = "lzo" | "zstd" | undefined;
type Case = { ours: Compression; theirs: Compression; bob?: "ntop" | "n3n" };

export default scenario("interop-compression", {
  claim: "Our edge understands ntop's and n3n's with every compression.",
  // An n2n built without zstd cannot read it, so our edge sends it only to one that has it.
  cases: {
    "lzo-lzo": { ours: "lzo", theirs: "lzo" },
    "zstd-zstd": { ours: "zstd", theirs: "zstd" },
    "lzo-zstd": { ours: "lzo", theirs: "zstd" },
    "none-lzo": { ours: undefined, theirs: "lzo" },
    "n3n-lzo-lzo": { ours: "lzo", theirs: "lzo", bob: "n3n" },
    "n3n-none-lzo": { ours: undefined, theirs: "lzo", bob: "n3n" },
  } satisfies Record<string, Case>,
  net: () => flat(),
  programs: ({ bob = "ntop" }: Case) => ({ alice: "ours", bob, sn: "ours" }),
  between: () => ({ a: "alice", b: "bob", path: "either" }),

  async run({ sn, alice, bob }, { ours, theirs }, check) {
    await sn.startHelper();
    const start = (edge: typeof alice, compression: Compression) =>
      edge.startNode(compression ? { n2n: { compression } } : {});
    await Promise.all([start(alice, ours), start(bob, theirs)]);

    await check.ping(alice, bob, { within: "20s" });
    // Compressed pings are as small as control messages, so whether they survive the loss of the supernode shows their path.
    await sn.cutOff();
    await check.ping(alice, bob, { within: "5s" });
    await check.throughput(alice, bob, { within: "30s" });
  },
});
