import { describe, it, type TestContext } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

describe("an edge that has lost its path to the supernode", () => {
  const edge = `node ${dist}/edge.cjs -c mynet -d n2n0 -f -v -l 198.51.100.1:7654`;
  /** The sockets of edges that have an entry. */
  const registered = async (lab: Enclosure) => {
    const { output } = await lab.run(`ip netns exec sn node ${dist}/supernode.cjs status --json`);
    const { edges } = JSON.parse(output) as { readonly edges: readonly { readonly sockaddr: string }[] };
    return edges.map(({ sockaddr }) => sockaddr);
  };
  const status = async (lab: Enclosure, namespace: string) =>
    (await lab.run(`ip netns exec ${namespace} node ${dist}/edge.cjs status`)).output;

  const withSupernode = async (test: TestContext) => {
    const lab = await Enclosure.forTest(test);
    await lab.start("sn", "sn", `node ${dist}/supernode.cjs -f -v`);
    return lab;
  };

  // Most of the time they wait.
  it.concurrent(
    "opens another connection within 16 s after a NAT forgot the old one, without traffic",
    { timeout: 90_000 },
    async (test) => {
      const { expect } = test;
      const lab = await withSupernode(test);
      const a = await lab.start("a", "a", `${edge} -a 10.0.0.1 -S2`);
      await expect.poll(() => registered(lab), soon).toHaveLength(1);
      const [old] = await registered(lab);
      const port = old!.split(":")[1]!;
      const forgets = [
        "table ip forgets {",
        `chain in { type filter hook input priority 0; tcp sport ${port} drop;`,
        "}",
        `chain out { type filter hook output priority 0; tcp dport ${port} drop;`,
        "}",
        "}",
      ];
      const since = performance.now();
      expect((await lab.run(`ip netns exec sn nft -f - <<end\n${forgets.join("\n")}\nend`)).code).toBe(0);
      await expect
        .poll(async () => (await registered(lab)).some((name) => name !== old), { timeout: 40_000, interval: 200 })
        .toBe(true);
      // The reference takes this long.
      expect(performance.now() - since).toBeLessThan(16_000);
      expect(await lab.log("a.log")).toContain("connection lost");
      await lab.stop(a);
    },
  );

  it.concurrent.for(["", "-S2"])(
    "follows the address of -p as it goes away and comes back %s",
    async (transport, test) => {
      const { expect } = test;
      const lab = await withSupernode(test);
      const address = "198.51.100.22/24";
      await lab.run(`ip -n a addr add ${address} dev eth0`);
      const a = await lab.start("a", "a", `${edge} -a 10.0.0.1 ${transport} -p 198.51.100.22:5555`);
      const b = await lab.start("b", "b", `${edge} -a 10.0.0.2`);
      await expect.poll(lab.ping("b", "10.0.0.1"), soon).toBe(0);
      await lab.run(`ip -n a addr del ${address} dev eth0`);
      await expect
        .poll(() => lab.log("a.log"), soon)
        .toMatch(/WARNING the address of -p is no longer on any interface address=198\.51\.100\.22 /);
      await expect.poll(() => status(lab, "a"), soon).toMatch(/supernode-silent.*198\.51\.100\.22, which -p names/);
      expect(await lab.ping("b", "10.0.0.1")()).toBe(1);
      const since = performance.now();
      await lab.run(`ip -n a addr add ${address} dev eth0`);
      await expect.poll(lab.ping("b", "10.0.0.1"), soon).toBe(0);
      expect(performance.now() - since).toBeLessThan(8000);
      await expect.poll(() => lab.log("a.log"), soon).toContain("the address of -p is back");
      expect((await lab.log("a.log")).match(/cannot connect/g)?.length ?? 0).toBeLessThan(3);
      await lab.stop(a);
      await lab.stop(b);
    },
  );

  it.concurrent("opens another connection from the same port", async (test) => {
    const { expect } = test;
    const lab = await withSupernode(test);
    const a = await lab.start("a", "a", `${edge} -a 10.0.0.1 -S2 -p 5555`);
    await expect.poll(() => registered(lab), soon).toEqual(["198.51.100.2:5555"]);
    await lab.run("ip -n a addr add 203.0.113.5/24 dev eth0; sleep 3; ip -n a addr del 203.0.113.5/24 dev eth0");
    await expect.poll(() => lab.log("a.log"), soon).toContain("connection lost");
    await expect.poll(() => lab.log("sn.log"), soon).toMatch(/(edge came|registered|edge joined)[^]*5555/);
    await expect.poll(async () => (await status(lab, "a")).split("\n")[0], soon).toContain("registered");
    expect(await lab.log("a.log")).not.toContain("cannot connect");
    await lab.stop(a);
  });
});
