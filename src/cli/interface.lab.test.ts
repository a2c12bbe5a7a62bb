import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

/** A common DHCP client and server. */
const hasDhcp = ["udhcpc", "udhcpd"].every((applet) => {
  try {
    return execFileSync("busybox", ["--list"], { encoding: "utf8" }).split("\n").includes(applet);
  } catch {
    return false;
  }
});

describe("an edge whose interface is changed from outside", () => {
  let lab: Enclosure;
  const edge = `node ${dist}/edge.cjs -c mynet -d n2n0 -f -v -l 198.51.100.1:7654`;
  const log = () => lab.log("a.log");
  const mac = async () => /link\/ether (\S+)/.exec((await lab.run("ip -n a link show n2n0")).output)?.[1];

  beforeEach(async () => {
    lab = await new Enclosure().build();
    await lab.start("sn", "sn", `node ${dist}/supernode.cjs -f -v`);
    await lab.start("b", "b", `${edge} -a 10.0.0.2`);
  });
  afterEach(() => lab.close());

  it.each(["fast", "portable"])(
    "keeps its MAC address although it has dropped its privileges (%s)",
    async (datapath) => {
      await lab.start("a", "a", `${edge} -a 10.0.0.1 --datapath ${datapath}`);
      await expect.poll(lab.ping("b", "10.0.0.1"), soon).toBe(0);
      const own = await mac();
      await lab.run("ip -n a link set n2n0 address 02:00:00:00:00:77");
      await expect.poll(mac, soon).toBe(own);
      await expect.poll(log, soon).toMatch(/WARNING the interface was given another MAC address.*-m 02:00:00:00:00:77/);
      await expect.poll(lab.ping("b", "10.0.0.1"), soon).toBe(0);
    },
  );

  it("says that it is down, and resumes when it is up", async () => {
    await lab.start("a", "a", `${edge} -a 10.0.0.1`);
    await expect.poll(lab.ping("b", "10.0.0.1"), soon).toBe(0);
    await lab.run("ip -n a link set n2n0 down");
    await expect.poll(log, soon).toMatch(/WARNING the interface is down .*ip link set n2n0 up/);
    expect(await lab.ping("b", "10.0.0.1")()).toBe(1);
    await lab.run("ip -n a link set n2n0 up");
    await expect.poll(lab.ping("b", "10.0.0.1"), soon).toBe(0);
    await expect.poll(log, soon).toContain("the interface is up again");
  });

  it("carries frames of another MTU, with a warning", async () => {
    await lab.start("a", "a", `${edge} -a 10.0.0.1`);
    await lab.run("ip -n a link set n2n0 mtu 1400; ip -n b link set n2n0 mtu 1400");
    await expect.poll(log, soon).toMatch(/WARNING the interface has another MTU .*mtu=1400/);
    const large = async () => (await lab.run("ip netns exec a ping -c 1 -W 1 -M do -s 1372 10.0.0.2 > /dev/null")).code;
    await expect.poll(large, soon).toBe(0);
  });

  it("adopts its new address, and announces it", async () => {
    await lab.start("a", "a", `${edge} -a 10.0.0.1`);
    await expect.poll(lab.ping("b", "10.0.0.1"), soon).toBe(0);
    await lab.run("ip -n a addr flush dev n2n0");
    await expect.poll(log, soon).toContain("WARNING the interface has no address");
    await lab.run("ip -n a addr add 10.0.0.9/24 dev n2n0");
    await expect.poll(log, soon).toMatch(/following the interface .*10\.0\.0\.9\/24/);
    await expect.poll(lab.ping("b", "10.0.0.9"), soon).toBe(0);
    const members = async () =>
      (await lab.run(`ip netns exec sn node ${dist}/supernode.cjs status`)).output.match(/10\.0\.0\.\d+\/24/g)?.sort();
    await expect.poll(members, soon).toEqual(["10.0.0.2/24", "10.0.0.9/24"]);
  });

  it("says that it was renamed", async () => {
    const a = await lab.start("a", "a", `${edge} -a 10.0.0.1`);
    await lab.run("ip -n a link set n2n0 down; ip -n a link set n2n0 name other0; ip -n a link set other0 up");
    await expect.poll(log, soon).toContain("WARNING the interface no longer exists under this name");
    expect(await lab.stop(a)).toBe(0);
  });

  it.skipIf(!hasDhcp)("has the address that a DHCP client gets (needs busybox with udhcpc and udhcpd)", async () => {
    await lab.start("a", "a", `${edge} -r -a dhcp:0.0.0.0`);
    const server = ["start 10.0.0.50", "end 10.0.0.50", "interface n2n0", "option subnet 255.255.255.0"];
    const client = '#!/bin/sh\n[ "$1" = bound ] && ip addr add $ip/24 dev $interface; exit 0';
    await lab.run(`printf '%s\\n' '${[...server, "lease_file /run/leases", "pidfile /run/udhcpd.pid"].join("' '")}' > /run/udhcpd.conf; : > /run/leases
      printf '%s\\n' '${client}' > /run/client; chmod +x /run/client
      ip netns exec b busybox udhcpd -f /run/udhcpd.conf > /run/udhcpd.log 2>&1 &
      ip netns exec a busybox udhcpc -f -q -n -t 10 -T 1 -i n2n0 -s /run/client > /run/udhcpc.log 2>&1`);
    const described = async () =>
      (
        await lab.run(
          `ip netns exec a node ${dist}/edge.cjs status; ip netns exec sn node ${dist}/supernode.cjs status`,
        )
      ).output;
    await expect.poll(described, soon).toMatch(/interface {2}10\.0\.0\.50[^]*mynet +10\.0\.0\.50\/24/);
    await expect.poll(lab.ping("b", "10.0.0.50"), soon).toBe(0);
  });
});
