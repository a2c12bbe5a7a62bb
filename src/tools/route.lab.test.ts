import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dist, Enclosure, soon } from "../cli/testing/enclosure.ts";

/** Beyond the router, so that routing everything through the overlay would include the supernode. */
const far = "203.0.113.1";
const port = 5660;

describe("n2n-route", () => {
  let lab: Enclosure;
  let before: string;
  const routes = async () => (await lab.run("ip -n a route")).output;
  const way = async (to: string) => (await lab.run(`ip -n a route get ${to}`)).output;
  const tool = `node ${dist}/n2n-route.mjs -t ${port}`;
  const begin = async (...options: readonly string[]) =>
    Number((await lab.run(`run a route.log ${tool} -g 10.0.0.2 ${options.join(" ")}`)).output);

  beforeEach(async () => {
    lab = await new Enclosure().build();
    await lab.run(`ip -n sn addr add ${far}/32 dev lo`);
    await lab.start("sn", "sn", `node ${dist}/supernode.cjs -f -v`);
    const edge = `env N2N_KEY=secret node ${dist}/edge.cjs -c mynet -d n2n0 -f -l ${far}:7654`;
    await lab.start("a", "a", `${edge} -a 10.0.0.1 -t ${port}`);
    await lab.start("b", "b", `${edge} -a 10.0.0.2`);
    await vi.waitFor(async () => expect(await lab.ping("a", "10.0.0.2")()).toBe(0), soon);
    before = await routes();
  });
  afterEach(() => lab.close());

  it("routes everything except underlay hosts, follows the router, and leaves nothing behind", async () => {
    const pid = await begin();
    await expect.poll(() => way("192.0.2.1"), soon).toMatch(/via 10\.0\.0\.2 dev n2n0/);
    expect(await way(far)).toMatch(/via 198\.51\.100\.1 dev eth0/);
    expect(await lab.ping("a", "10.0.0.2")()).toBe(0);
    await lab.run("ip -n a route replace default via 198.51.100.9");
    await expect.poll(() => way(far), soon).toMatch(/via 198\.51\.100\.9 dev eth0/);
    await lab.run("ip -n a route replace default via 198.51.100.1");
    await expect.poll(() => way(far), soon).toMatch(/via 198\.51\.100\.1 dev eth0/);
    expect(await lab.stop(pid)).toBe(0);
    expect(await routes()).toBe(before);
  });

  it("keeps underlay routes by a router that is in none of this machine's networks", async () => {
    await lab.run(
      "ip -n a addr flush dev eth0; ip -n a addr add 198.51.100.2/32 dev eth0; ip -n a route add default via 198.51.100.1 dev eth0 onlink; ip netns exec sn sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'",
    );
    const pid = await begin();
    await expect.poll(() => way("192.0.2.1"), soon).toMatch(/via 10\.0\.0\.2 dev n2n0/);
    expect(await way(far)).toMatch(/via 198\.51\.100\.1 dev eth0/);
    await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
    expect(await lab.log("route.log")).not.toMatch(/WARNING|ERROR/);
    expect(await lab.stop(pid)).toBe(0);
  });

  it("routes one network, and can be cleaned up after a kill", async () => {
    const pid = await begin("-n", "192.168.77.0/24");
    await expect.poll(() => way("192.168.77.1"), soon).toMatch(/via 10\.0\.0\.2 dev n2n0/);
    expect(await way("192.0.2.1")).toMatch(/via 198\.51\.100\.1 dev eth0/);
    await lab.run(`kill -KILL ${pid}; wait ${pid}`);
    expect(await routes()).not.toBe(before);
    expect((await lab.run(`ip netns exec a ${tool} --clean`)).code).toBe(0);
    expect(await routes()).toBe(before);
  });

  it("restores routes while no edge answers, and says why", async () => {
    const pid = await begin("-t", "9", "-n", "192.168.77.0/24");
    await expect.poll(() => lab.log("route.log"), soon).toMatch(/no routes why="no answer from 127\.0\.0\.1:9/);
    expect(await lab.stop(pid)).toBe(0);
    expect(await routes()).toBe(before);
  });

  it("reports what is wrong", async () => {
    const outputOf = async (options: string) => (await lab.run(`${tool} ${options} 2>&1`)).output;
    expect(await outputOf("")).toMatch(/-g is missing/);
    expect(await outputOf("-g 10.0.0.2 -n 192.168.77.1/24")).toMatch(/-n .* is not right/);
  });
});
