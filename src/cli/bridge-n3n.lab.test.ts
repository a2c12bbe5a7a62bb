import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

/** n3n's own programs; without them this is skipped. */
const n3n = process.env["N3N_DIR"] ?? "";
const hasN3n = existsSync(join(n3n, "n3n-edge"));
/** A build option of n3n; its management text has a line for it. */
const bridges = hasN3n && readFileSync(join(n3n, "n3n-edge")).includes("bridge known hosts");

const supernode = `node ${dist}/supernode.cjs`;
const edge = `node ${dist}/edge.cjs -c mynet -k secret -d n2n0 -f -v -l 198.51.100.1:7654 --bridge`;
const theirs = [
  `${n3n}/n3n-edge start theirs -c mynet -k secret -l 198.51.100.1:7654 -Otuntap.name=n2n0`,
  "-Ofilter.allow_routing=true -Ofilter.allow_multicast=true -Odaemon.userid=0 -Odaemon.groupid=0",
].join(" ");

/** A LAN behind each of the sides named: a bridge that the edge's interface joins, and a host. */
const lan = (side: string, number: number) => `
ip netns add lan${side}
ip -n ${side} link add br0 type bridge
ip -n ${side} link add port0 type veth peer name eth0 netns lan${side}
ip -n ${side} link set port0 master br0 up
ip -n ${side} link set br0 up
ip -n lan${side} addr add 192.168.9.${number}/24 dev eth0
ip -n lan${side} link set eth0 mtu 1200 up`;

describe.skipIf(!hasN3n)(
  `a LAN behind our edge${hasN3n ? "" : ": N3N_DIR names no folder with n3n's programs"}`,
  () => {
    it("reaches the host of an edge of n3n, and is reached by it", async (context) => {
      const lab = await Enclosure.forTest(context);
      await lab.run(lan("a", 1));
      await lab.start("sn", "sn", `${supernode} -f`);
      await lab.start("a", "a", `${edge} -a 0.0.0.0`);
      await lab.run("ip -n a link set n2n0 master br0");
      await lab.run(`run b b.log ${theirs} -a 192.168.9.2/24`);
      await expect.poll(lab.ping("b", "192.168.9.1"), soon).toBe(0);
      await expect.poll(lab.ping("lana", "192.168.9.2"), soon).toBe(0);
    });

    it.skipIf(!bridges)("and a LAN behind an edge of n3n (a build of n3n that can bridge)", async (context) => {
      const lab = await Enclosure.forTest(context);
      await lab.run(lan("a", 1) + lan("b", 2));
      await lab.start("sn", "sn", `${supernode} -f`);
      await lab.start("a", "a", `${edge} -a 0.0.0.0`);
      await lab.run("ip -n a link set n2n0 master br0");
      await lab.run(`run b b.log ${theirs} -a 10.0.0.2/24`);
      await expect
        .poll(async () => (await lab.run("ip -n b link set n2n0 master br0 2> /dev/null")).code, soon)
        .toBe(0);
      await expect.poll(lab.ping("lanb", "192.168.9.1"), soon).toBe(0);
      await expect.poll(lab.ping("lana", "192.168.9.2"), soon).toBe(0);
      const status = async () => (await lab.run(`ip netns exec a node ${dist}/edge.cjs status --json`)).output;
      const paths = async () => (JSON.parse(await status()) as { paths: object[] }).paths;
      await expect.poll(paths, soon).toMatchObject([{ ip4addr: "10.0.0.2/24", path: "direct" }]);
    });
  },
);
