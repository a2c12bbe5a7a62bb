import { describe, it, type TestContext } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

/** In these tests the supernode is behind a router, because it is in none of the edges' own networks. */
const forwards = "ip netns exec NS sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'";

describe("an edge that routes through the overlay (-n)", () => {
  const edge = `node ${dist}/edge.cjs -c mynet -d n2n0 -f -v -r -i 2`;
  const way = async (lab: Enclosure, to: string) => (await lab.run(`ip -n a route get ${to}`)).output;

  const build = async (test: TestContext) => {
    const lab = await Enclosure.forTest(test);
    for (const namespace of ["sn", "b"]) await lab.run(forwards.replace("NS", namespace));
    return lab;
  };

  /** How many of 50 pings in ten seconds were answered; both edges register five times in that time. */
  const answered = async (lab: Enclosure, to: string) => {
    const { output } = await lab.run(`ip netns exec a ping -q -c 50 -i 0.2 -W 1 ${to}`);
    return Number(/(\d+) received/.exec(output)?.[1]);
  };
  const lasts = async (expect: TestContext["expect"], lab: Enclosure, supernode: string, target: string) => {
    await expect.poll(lab.ping("a", target), soon).toBe(0);
    expect(await way(lab, target)).toContain("via 10.0.0.2 dev n2n0");
    expect(await way(lab, supernode)).toContain("via 198.51.100.1 dev eth0");
    expect(await answered(lab, target)).toBe(50);
    expect(await lab.log("a.log")).not.toMatch(/supernode-silent|peer-relayed/);
    const { output } = await lab.run(`ip netns exec a node ${dist}/edge.cjs status`);
    expect(output).toMatch(/ registered\n[^]*10\.0\.0\.2\/24 .* direct/);
  };

  // Most of the time they wait.
  it.concurrent("keeps its route to a supernode within the network that it routes", async (test) => {
    const { expect } = test;
    const lab = await build(test);
    await lab.run("ip -n sn addr add 10.9.0.1/32 dev lo; ip -n b addr add 10.9.0.77/32 dev lo");
    await lab.start("sn", "sn", `node ${dist}/supernode.cjs -f -v`);
    const before = (await lab.run("ip -n a route")).output;
    await lab.start("b", "b", `${edge} -l 10.9.0.1:7654 -a 10.0.0.2`);
    const a = await lab.start("a", "a", `${edge} -l 10.9.0.1:7654 -a 10.0.0.1 -n 10.9.0.0/24:10.0.0.2`);
    await lasts(expect, lab, "10.9.0.1", "10.9.0.77");
    expect(await lab.stop(a)).toBe(0);
    await expect.poll(async () => (await lab.run("ip -n a route")).output, soon).toBe(before);
  });

  it.concurrent(
    "keeps its routes to supernode and peer if all traffic goes through the overlay and the router is not on-link",
    async (test) => {
      const { expect } = test;
      const lab = await build(test);
      await lab.run(
        "ip -n sn addr add 203.0.113.1/32 dev lo; ip -n b addr add 192.0.2.50/32 dev lo; ip -n a addr flush dev eth0; ip -n a addr add 198.51.100.2/32 dev eth0; ip -n a route add default via 198.51.100.1 dev eth0 onlink",
      );
      await lab.start("sn", "sn", `node ${dist}/supernode.cjs -f -v`);
      await lab.start("b", "b", `${edge} -l 203.0.113.1:7654 -a 10.0.0.2`);
      const a = await lab.start("a", "a", `${edge} -l 203.0.113.1:7654 -a 10.0.0.1 -n 0.0.0.0/0:10.0.0.2`);
      await lasts(expect, lab, "203.0.113.1", "192.0.2.50");
      expect(await way(lab, "198.51.100.3")).toContain("dev eth0");
      expect(await lab.stop(a)).toBe(0);
      await expect.poll(() => way(lab, "192.0.2.50"), soon).toContain("dev eth0");
    },
  );

  it.concurrent("keeps its routes when its network disappears and comes back as another one", async (test) => {
    const { expect } = test;
    const lab = await build(test);
    await lab.run("ip -n sn addr add 10.9.0.1/32 dev lo; ip -n b addr add 10.9.0.77/32 dev lo");
    await lab.start("sn", "sn", `node ${dist}/supernode.cjs -f -v`);
    await lab.start("b", "b", `${edge} -l 10.9.0.1:7654 -a 10.0.0.2`);
    const a = await lab.start("a", "a", `${edge} -l 10.9.0.1:7654 -a 10.0.0.1 -n 10.9.0.0/24:10.0.0.2`);
    await expect.poll(lab.ping("a", "10.9.0.77"), soon).toBe(0);
    // The kernel removes all routes of an interface that goes down.
    await lab.run(
      "ip -n a link set eth0 down; sleep 1; ip -n a link set eth0 up; ip -n a route add default via 198.51.100.1",
    );
    await expect.poll(() => way(lab, "10.9.0.1"), soon).toContain("via 198.51.100.1 dev eth0");
    await expect.poll(lab.ping("a", "10.9.0.77"), soon).toBe(0);
    await lab.run(
      "ip -n a addr flush dev eth0; ip -n a addr add 198.51.100.22/24 dev eth0; ip -n a route add default via 198.51.100.9",
    );
    await expect.poll(() => way(lab, "10.9.0.1"), soon).toContain("via 198.51.100.9 dev eth0");
    await expect.poll(lab.ping("a", "10.9.0.77"), soon).toBe(0);
    // Also those of the edge's own interface.
    await lab.run("ip -n a link set n2n0 down; sleep 1; ip -n a link set n2n0 up");
    await expect.poll(() => way(lab, "10.9.0.77"), soon).toContain("via 10.0.0.2 dev n2n0");
    await expect.poll(lab.ping("a", "10.9.0.77"), soon).toBe(0);
    expect(await lab.stop(a)).toBe(0);
    await expect.poll(() => way(lab, "10.9.0.1"), soon).toContain("via 198.51.100.9 dev eth0");
    expect((await lab.run("ip -n a route show proto 168")).output).toBe("");
  });
});
