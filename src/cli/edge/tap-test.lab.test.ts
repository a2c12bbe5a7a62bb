import { expect, it } from "vitest";
import { dist, Enclosure } from "../testing/enclosure.ts";

const test = (lab: Enclosure, options: string) =>
  lab.run(`ip netns exec a node ${dist}/edge.cjs tap-test ${options} 2>&1`);

it("says that frames pass in both directions, and leaves no interface behind", async (context) => {
  const lab = await Enclosure.forTest(context);
  const { output, code } = await test(lab, "-n 50");
  expect(output).toMatch(/^good +open +n2ntest0 with \S+ and 192\.0\.2\.1\/30$/m);
  expect(output).toMatch(/^good +frames +the host answered 50 of 50 ARP requests, median \d+ µs$/m);
  expect(output).toMatch(/^(good|note) +datapath +(fast|portable: .+)$/m);
  expect(code).toBe(0);
  expect((await lab.run("ip -n a -br link")).output).not.toContain("n2ntest0");
});

it("says when the host does not answer, and when there can be no interface", async (context) => {
  const lab = await Enclosure.forTest(context);
  await lab.run("ip netns exec a sh -c 'echo 8 > /proc/sys/net/ipv4/conf/default/arp_ignore'");
  const silent = await test(lab, "-n 3");
  expect(silent.output).toMatch(/^bad +frames +the host answered 0 of 3 ARP requests\n +→ does a firewall/m);
  expect(silent.code).toBe(1);
  const taken = await test(lab, "-d eth0");
  expect(taken.output).toMatch(/^edge: the interface name eth0 is taken/);
  expect(taken.code).toBe(64);
});
