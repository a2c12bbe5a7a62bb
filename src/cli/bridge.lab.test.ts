import { expect, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

const supernode = `node ${dist}/supernode.cjs`;
const edge = `node ${dist}/edge.cjs`;
const common = "-c mynet -k secret -d n2n0 -f -v -l 198.51.100.1:7654 -a 0.0.0.0 --bridge";

//  lana: 192.168.9.1 ── br0 in a (n2n0) ··· overlay ··· (n2n0) br0 in b ── lanb: 192.168.9.2
const lans = `
for side in a:1 b:2; do
  n=\${side%:*}
  ip netns add lan$n
  ip -n $n link add br0 type bridge
  ip -n $n link add port0 type veth peer name eth0 netns lan$n
  ip -n $n link set port0 master br0 up
  ip -n $n link set br0 up
  ip -n lan$n addr add 192.168.9.\${side#*:}/24 dev eth0
  ip -n lan$n link set eth0 mtu 1200 up
done`;

it("two LANs behind edges are one network; a loop between them is noticed and does no harm", async (context) => {
  const lab = await Enclosure.forTest(context);
  await lab.run(lans);
  await lab.start("sn", "sn", `${supernode} -f`);
  const ready = await Promise.all([lab.start("a", "a", `${edge} ${common} -I a`)]);
  ready.push(await lab.start("b", "b", `${edge} ${common} -I b`));
  await lab.run("for n in a b; do ip -n $n link set n2n0 master br0; done");
  await expect.poll(lab.ping("lana", "192.168.9.2"), soon).toBe(0);
  const paths = async () =>
    (JSON.parse((await lab.run(`ip netns exec a ${edge} status --json`)).output) as { paths: object[] }).paths;
  await expect.poll(paths, soon).toEqual([expect.objectContaining({ desc: "b", path: "direct" })]);
  expect((await lab.run(`ip netns exec a ${edge} status`)).output).toMatch(
    /^bridge {5}\d+ hosts? behind this edge, \d+ hosts? behind others$/m,
  );

  // A cable between the two LANs, beside the overlay.
  await lab.run(`ip -n a link add cable type veth peer name cable netns b
for n in a b; do ip -n $n link set cable master br0 up; done
ip netns exec lana ping -c 1 -W 1 -b 192.168.9.255 > /dev/null 2>&1
ip netns exec lana ping -c 2 -W 1 192.168.9.78 > /dev/null`);
  await expect
    .poll(() => lab.log("a.log").then(async (a) => a + (await lab.log("b.log"))), soon)
    .toContain("bridge-loop");
  await lab.run("for n in a b; do ip -n $n link set cable down; done");
  for (const pid of ready) expect(await lab.stop(pid)).toBe(0);
});
