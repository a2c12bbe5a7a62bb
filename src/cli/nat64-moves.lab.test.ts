import { expect, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

/**
 * `a` moves to an IPv6-only network whose NAT64 has this prefix: the file of hosts gives DNS64's answer for the name by
 * which it is found (RFC 7050), and the supernode is where its address would be translated to.
 */
const ipv6 = (network: string, prefix: string) => `
echo '${prefix}192.0.0.170 ipv4only.arpa' > /run/hosts
ip -6 -n sn addr flush dev br0 scope global
ip -n sn addr add ${prefix}198.51.100.1/128 dev br0 nodad
ip -n sn route replace ${network}::/64 dev br0
ip -n a addr flush dev eth0
ip -n a addr add fe80::a/64 dev eth0 nodad
ip -n a addr add ${network}::2/64 dev eth0 nodad
ip -n a route replace default via fe80::1 dev eth0`;

it("an edge that moves from one NAT64 to another, to IPv4 and back registers again each time", async (context) => {
  const lab = await Enclosure.forTest(context);
  const built = await lab.run(`set -e
: > /run/hosts
mount --bind /run/hosts /etc/hosts
ip -n sn addr add fe80::1/64 dev br0 nodad
${ipv6("2001:db8:a", "64:ff9b::")}
set +e`);
  expect(built.code).toBe(0);
  await lab.start("sn", "sn", `node ${dist}/supernode.cjs -f -v`);
  await lab.start("a", "a", `node ${dist}/edge.cjs -c mynet -d n2n0 -f -v -a 10.0.0.1 -l 198.51.100.1:7654`);
  await lab.start("b", "b", `node ${dist}/edge.cjs -c mynet -d n2n0 -f -a 10.0.0.2 -l 198.51.100.1:7654`);
  const seenAt = async () => (await lab.run(`ip netns exec sn node ${dist}/supernode.cjs status`)).output;
  await expect.poll(seenAt, soon).toContain("[2001:db8:a::2]");
  await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);

  await lab.run(ipv6("2001:db8:b", "2001:db8:64::"));
  await expect.poll(() => lab.log("a.log"), soon).toContain("prefix=2001:db8:64::/96");
  await expect.poll(seenAt, soon).toContain("[2001:db8:b::2]");
  await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);

  await lab.run(`: > /run/hosts; ip -n a addr flush dev eth0; ip -n a addr add 198.51.100.2/24 dev eth0`);
  await expect.poll(() => lab.log("a.log"), soon).toContain("no NAT64 here");
  await expect.poll(seenAt, soon).toMatch(/198\.51\.100\.2:\d+/);
  await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);

  await lab.run(ipv6("2001:db8:a", "64:ff9b::"));
  await expect.poll(seenAt, soon).toContain("[2001:db8:a::2]");
  await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
});
