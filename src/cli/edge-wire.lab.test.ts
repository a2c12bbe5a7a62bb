import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { dist, Enclosure, soon, top } from "./enclosure.ts";

type Decoded = Readonly<Record<string, unknown>>;

describe.runIf(process.getuid?.() === 0)("an edge, seen on the wire", () => {
  let lab: Enclosure;
  const options = "-c mynet -d n2n0 -f -l 198.51.100.1:7654";
  const edge = `node ${dist}/edge.mjs ${options}`;
  const mac = "02:00:5e:00:00:07";

  beforeAll(async () => {
    execFileSync(process.execPath, [join(top, "ci/build.mjs")]);
    lab = await new Enclosure().build();
    await lab.run(`run sn dump.log tcpdump -i br0 -Z root -U -w /run/dump.pcap udp port 7654`);
    await vi.waitFor(async () => expect(await lab.log("dump.log")).toContain("listening on"), soon);
    await lab.start("sn", "sn", `node ${dist}/supernode.mjs -f`);
  });
  afterAll(() => lab.close());

  const seen = async (key = ""): Promise<readonly Decoded[]> => {
    const { output } = await lab.run(`node ${dist}/n2n-decode.mjs /run/dump.pcap --community mynet ${key}`);
    return JSON.parse(output) as Decoded[];
  };
  const from = async (source: string, message: string) =>
    (await seen()).filter((it) => it["message"] === message && String(it["src"]).startsWith(`${source}:`));

  it("announces its address by gratuitous ARP, and says good-bye at SIGTERM with the token that it came with", async () => {
    const a = await lab.start("a", "a", `${edge} -a 10.0.0.7 -m ${mac} -I text`);
    await expect.poll(async () => (await from("198.51.100.2", "PACKET")).length, soon).toBeGreaterThanOrEqual(2);
    // RFC 826: sender and target are the same address.
    const arp = "ffffffffffff02005e0000070806000108000604000202005e0000070a000007ffffffffffff0a000007";
    const packets = (await from("198.51.100.2", "PACKET")).map((it) => [it["dst_mac"], it["ethernet_frame"]]);
    expect(packets.filter(([, frame]) => frame === arp)).toEqual(Array(2).fill(["ff:ff:ff:ff:ff:ff", arp]));
    const [first] = await from("198.51.100.2", "REGISTER_SUPER");
    expect(first).toMatchObject({ dev_addr: "10.0.0.7/24", dev_desc: "text", edge_mac: mac });
    expect(await lab.stop(a)).toBe(0);
    await expect.poll(async () => (await from("198.51.100.2", "UNREGISTER_SUPER")).length, soon).toBe(1);
    const [last] = await from("198.51.100.2", "UNREGISTER_SUPER");
    expect(last).toMatchObject({ src_mac: mac, auth: first!["auth"] });
  });

  it("-M and -I are in effect, and the supernode tells of edge and community", async () => {
    const a = await lab.start("a", "a", `${edge} -a 10.0.0.7 -M 1400 -I text`);
    const b = await lab.start("b", "b", `${edge} -a 10.0.0.8 -M 1400`);
    expect((await lab.run("ip -n a link show dev n2n0")).output).toContain(" mtu 1400 ");
    const whole = "ip netns exec a ping -c 1 -W 1 -M do -s 1372 10.0.0.8 > /dev/null";
    await expect.poll(async () => (await lab.run(whole)).code, soon).toBe(0);
    const tooLong = "ip netns exec a ping -c 1 -W 1 -M do -s 1373 10.0.0.8 > /dev/null 2>&1";
    expect((await lab.run(tooLong)).code).not.toBe(0);
    const status = await lab.run(`ip netns exec sn node ${dist}/supernode.mjs status --json`);
    const told = JSON.parse(status.output) as { communities: Decoded[]; edges: Decoded[] };
    expect(told.communities).toContainEqual(
      expect.objectContaining({ community: "mynet", purgeable: 1, is_federation: 0 }),
    );
    expect(told.edges).toContainEqual(
      expect.objectContaining({ community: "mynet", ip4addr: "10.0.0.7/24", desc: "text" }),
    );
    await lab.stop(a);
    await lab.stop(b);
  });

  it("asks nobody to authenticate frames, but does with who asks", async () => {
    const sealed = `env N2N_KEY=secret ${edge}`;
    const a = await lab.start("a", "a", `${sealed} -a 10.0.0.7`);
    let b = await lab.start("b", "b", `${sealed} -a 10.0.0.8`);
    await expect.poll(lab.ping("a", "10.0.0.8"), soon).toBe(0);
    await lab.run("ip netns exec a ping -c 5 -i 0.2 -W 1 10.0.0.8 > /dev/null");
    const transforms = async () => new Set((await seen("--key secret")).map((it) => it["transform"]));
    expect(await transforms()).not.toContain(65);
    await lab.stop(b);
    b = await lab.start("b", "b", `${sealed} -a 10.0.0.8 --require-authenticated`);
    await expect.poll(lab.ping("b", "10.0.0.7"), soon).toBe(0);
    const { output } = await lab.run(`ip netns exec a node ${dist}/edge.mjs status`);
    expect(output).toMatch(/AUTHENTIC[^]* yes /);
    await lab.stop(a);
    await lab.stop(b);
  });
});
