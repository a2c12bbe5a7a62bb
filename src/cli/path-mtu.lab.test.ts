import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

const [ntop, n3n] = [process.env["N2N_DIR"] ?? "", process.env["N3N_DIR"] ?? ""];

/** Programs of one kind as supernode and as the edge on `b`. */
interface Kind {
  readonly what: string;
  readonly lacking: boolean;
  readonly supernode: string;
  readonly edge: string;
}

const common = "-c mynet -k secret -l 198.51.100.1:7654";

const kinds: readonly Kind[] = [
  {
    what: "ours",
    lacking: false,
    supernode: `node ${dist}/supernode.cjs -f`,
    edge: `node ${dist}/edge.cjs ${common} -d n2n0 -a 10.0.0.2/24 -f`,
  },
  {
    what: "ntop's, which N2N_DIR names",
    lacking: !existsSync(join(ntop, "supernode")),
    supernode: `${ntop}/supernode -f`,
    edge: `${ntop}/edge ${common} -d n2n0 -a 10.0.0.2 -u 0 -g 0 -f`,
  },
  {
    what: "n3n's, which N3N_DIR names",
    lacking: !existsSync(join(n3n, "n3n-supernode")),
    supernode: `${n3n}/n3n-supernode start sn -Odaemon.userid=0 -Odaemon.groupid=0`,
    edge: `${n3n}/n3n-edge start b ${common} -a 10.0.0.2/24 -Otuntap.name=n2n0 -Odaemon.userid=0 -Odaemon.groupid=0`,
  },
];

/** What comes from `a` and must not be fragmented is swallowed in front of `node`, without a word to its sender. */
const blackHole = (node: string) => `
ip -n a link set eth0 gso_max_segs 1
ip netns exec ${node} nft -f - <<X
table ip hole {
  chain swallow {
    type filter hook prerouting priority raw;
    ip saddr 198.51.100.2 ip length > 1280 ip frag-off & 0x4000 != 0 drop
  }
}
X`;

const cases = [
  ["in front of the peer", "b", "", /mtu-black-hole peer=/],
  ["in front of the peer, with the portable datapath", "b", "--datapath portable", /mtu-black-hole peer=/],
  ["in front of the supernode that relays", "sn", "-S1", /mtu-black-hole supernode=/],
] as const;

for (const { what, lacking, supernode, edge } of kinds)
  describe.skipIf(lacking)(`edge -D, with a supernode and a peer that are ${what}`, () => {
    const own = `node ${dist}/edge.cjs ${common} -d n2n0 -a 10.0.0.1/24 -D -f -v`;

    it.concurrent.for(cases)("finds a black hole %s, and full frames pass", async ([, node, options, says], test) => {
      const { expect } = test;
      const lab = await Enclosure.forTest(test);
      expect((await lab.run(blackHole(node))).code).toBe(0);
      await lab.run(`run sn sn.log ${supernode}; run b b.log ${edge}`);
      await lab.start("a", "a", `${own} ${options}`);
      await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
      await expect.poll(() => lab.log("a.log"), soon).toMatch(says);
      expect(await lab.log("a.log")).toContain('arrives="up to 1252"');
      await expect.poll(lab.ping("a", "-s 1200 10.0.0.2"), soon).toBe(0);
    });
  });
