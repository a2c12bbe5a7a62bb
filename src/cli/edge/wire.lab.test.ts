import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dist, Enclosure, soon } from "../testing/enclosure.ts";

type Decoded = Readonly<Record<string, unknown>>;

describe("an edge, seen on the wire", () => {
  let lab: Enclosure;
  const options = "-c mynet -d n2n0 -f -l 198.51.100.1:7654";
  const edge = `node ${dist}/edge.cjs ${options}`;
  const mac = "02:00:5e:00:00:07";

  beforeEach(async () => {
    lab = await new Enclosure().build();
    await lab.run(
      `run sn dump.log node ${dist}/lab-groups.mjs tcpdump -i br0 -Z root -U -w /run/dump.pcap udp port 7654`,
    );
    await vi.waitFor(async () => expect(await lab.log("dump.log")).toContain("listening on"), soon);
    await lab.start("sn", "sn", `node ${dist}/supernode.cjs -f`);
  });
  afterEach(() => lab.close());

  const seen = async (): Promise<readonly Decoded[]> => {
    const { output } = await lab.run(`node ${dist}/n2n-decode.mjs /run/dump.pcap --community mynet`);
    return JSON.parse(output) as Decoded[];
  };
  const from = async (source: string, message: string) =>
    (await seen()).filter((one) => one["message"] === message && String(one["src"]).startsWith(`${source}:`));

  it("announces its address by gratuitous ARP, and unregisters at SIGTERM with the token of its registration", async () => {
    const a = await lab.start("a", "a", `${edge} -a 10.0.0.7 -m ${mac} -I text`);
    await expect.poll(async () => (await from("198.51.100.2", "PACKET")).length, soon).toBeGreaterThanOrEqual(2);
    // RFC 826: sender and target are the same address.
    const arp = "ffffffffffff02005e0000070806000108000604000202005e0000070a000007ffffffffffff0a000007";
    const packets = (await from("198.51.100.2", "PACKET")).map((one) => [one["dst_mac"], one["ethernet_frame"]]);
    expect(packets.filter(([, frame]) => frame === arp)).toEqual(Array(2).fill(["ff:ff:ff:ff:ff:ff", arp]));
    const [first] = await from("198.51.100.2", "REGISTER_SUPER");
    expect(first).toMatchObject({ dev_addr: "10.0.0.7/24", dev_desc: "text", edge_mac: mac });
    expect(await lab.stop(a)).toBe(0);
    await expect.poll(async () => (await from("198.51.100.2", "UNREGISTER_SUPER")).length, soon).toBe(1);
    const [last] = await from("198.51.100.2", "UNREGISTER_SUPER");
    expect(last).toMatchObject({ src_mac: mac, auth: first!["auth"] });
  });
});
