import { scenario } from "../harness/index.ts";
import { flat } from "../topologies/flat.ts";

type Program = "ours" | "ntop" | "n3n";
type Case = { alice: Program; bob: Program; sn: Program; both: boolean };

export default scenario("interop-tcp", {
  claim: "Edges that use their supernode over TCP only interoperate, with each other and with edges that use UDP.",
  cases: {
    "ours-ntop-ours": { alice: "ours", bob: "ntop", sn: "ours", both: true },
    "ours-ntop-ntop": { alice: "ours", bob: "ntop", sn: "ntop", both: true },
    "ours-udp-ntop": { alice: "ours", bob: "ntop", sn: "ours", both: false },
    "ntop-udp-ours": { alice: "ntop", bob: "ours", sn: "ours", both: false },
    "ntop-ntop-ours": { alice: "ntop", bob: "ntop", sn: "ours", both: true },
    "ours-n3n-ours": { alice: "ours", bob: "n3n", sn: "ours", both: true },
    "ours-n3n-n3n": { alice: "ours", bob: "n3n", sn: "n3n", both: true },
    "ours-udp-n3n": { alice: "ours", bob: "n3n", sn: "ours", both: false },
    "n3n-udp-ours": { alice: "n3n", bob: "ours", sn: "ours", both: false },
  } satisfies Record<string, Case>,
  net: () => flat(),
  programs: ({ alice, bob, sn }) => ({ alice, bob, sn }),
  between: () => ({ a: "alice", b: "bob", path: "relayed" }),

  async run({ sn, alice, bob }, { both }, check) {
    await sn.startHelper();
    await Promise.all([
      alice.startNode({ n2n: { tcp: true } }),
      bob.startNode(both ? { n2n: { tcp: true } } : { peerToPeer: false }),
    ]);

    await check.ping(alice, bob, { within: "20s" });
    await check.path(alice, bob, "relayed", { within: "30s" });
    await check.throughput(alice, bob, { within: "30s" });
  },
});
