import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import type { Mac } from "../../base/address/mac.ts";
import { datapathContract, settings } from "./testing/contract.ts";
import type { Datagram } from "./datapath.ts";
import { PortableDatapath } from "./portable.ts";
import { inNetworkOfItsOwn } from "./testing/network.ts";
import { tapBench } from "./testing/tap-bench.ts";

const ignore = { frames: () => undefined, datagrams: () => undefined, broken: () => undefined };
const local = { perAddress: false, multicast: false, bind: { address: "127.0.0.1", port: 0 } };

inNetworkOfItsOwn(import.meta.filename, () => {
  datapathContract("portable", () => tapBench(new PortableDatapath(local)), { tap: true });

  it("sets MAC, address, prefix, MTU and state of the TAP, and removes it", async () => {
    const datapath = new PortableDatapath(local);
    await datapath.start(ignore);
    await datapath.openTap({ ...settings, address: { address: "10.77.0.1", prefix: 21 } });
    const shown = () =>
      JSON.parse(execFileSync("ip", ["-j", "addr", "show", "dev", settings.device], { encoding: "utf8" })) as unknown;
    const address = (ip: string, prefixlen: number): unknown => [
      expect.objectContaining({
        address: settings.mac,
        mtu: 1290,
        flags: expect.arrayContaining(["UP", "LOWER_UP"]) as unknown,
        addr_info: expect.arrayContaining([
          expect.objectContaining({ family: "inet", local: ip, prefixlen }),
        ]) as unknown,
      }),
    ];
    expect(shown()).toEqual(address("10.77.0.1", 21));
    await datapath.openTap({ ...settings, address: { address: "10.78.0.9", prefix: 30 } });
    expect(shown()).toEqual(address("10.78.0.9", 30));
    await datapath[Symbol.asyncDispose]();
    expect(existsSync(`/proc/sys/net/ipv4/conf/${settings.device}`)).toBe(false);
  });

  it("reports that the name is taken", async () => {
    await using first = new PortableDatapath(local);
    await using second = new PortableDatapath(local);
    await first.openTap(settings);
    const taken = /the interface name contract0 is taken/;
    await expect(second.openTap(settings)).rejects.toThrow(taken);
    await expect(second.openTap({ ...settings, device: "lo" })).rejects.toThrow(ConfigError);
  });

  it("reports which setting the kernel refused", async () => {
    await using datapath = new PortableDatapath(local);
    await expect(datapath.openTap({ ...settings, mac: "03:00:00:00:00:01" as Mac })).rejects.toThrow(
      /cannot set the MAC address 03:00:00:00:00:01 of contract0: EADDRNOTAVAIL/,
    );
    await expect(datapath.openTap({ ...settings, mtu: 10 })).rejects.toThrow(/the MTU 10/);
  });

  it("notices that its TAP was deleted", async () => {
    await using datapath = new PortableDatapath(local);
    const errors: string[] = [];
    await datapath.start({ ...ignore, broken: (error) => errors.push(error.message) });
    await datapath.openTap(settings);
    execFileSync("ip", ["link", "del", settings.device]);
    await expect.poll(() => errors).toEqual([expect.stringMatching(/the TAP interface was deleted from outside/)]);
  });

  it("answers from the address it was asked on, not the one that the kernel would choose", async () => {
    execFileSync("ip", ["addr", "add", "10.99.0.1/32", "dev", "lo"]);
    execFileSync("ip", ["addr", "add", "10.99.0.2/32", "dev", "lo"]);
    await using datapath = new PortableDatapath({ perAddress: true, multicast: false });
    await datapath.start({
      ...ignore,
      datagrams: (batch: readonly Datagram[]) => datapath.send(batch.map((datagram) => ({ ...datagram }))),
    });
    const far = createSocket("udp4").bind(0, "10.99.0.1");
    await once(far, "listening");
    far.send("which?", datapath.local!.port, "10.99.0.2");
    const [, from] = (await once(far, "message")) as [Buffer, { address: string; port: number }];
    expect(from).toMatchObject({ address: "10.99.0.2", port: datapath.local!.port });
    far.close();
  });

  it("receives announcements of others on its network, marked as such", async () => {
    execFileSync("ip", ["link", "add", "lan0", "type", "veth", "peer", "name", "lan1"]);
    execFileSync("ip", ["addr", "add", "10.98.0.1/24", "dev", "lan0"]);
    for (const device of ["lan0", "lan1"]) execFileSync("ip", ["link", "set", device, "up"]);
    execFileSync("ip", ["route", "add", "224.0.0.0/4", "dev", "lan0"]);
    const heard: Datagram[] = [];
    const listening = { perAddress: false, multicast: true };
    await using alice = new PortableDatapath(listening);
    await using bob = new PortableDatapath(listening);
    await alice.start({ ...ignore });
    await bob.start({ ...ignore, datagrams: (batch) => heard.push(...batch) });
    alice.announce(Buffer.from("here I am"));
    await expect.poll(() => heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({
      multicast: true,
      remote: { address: "10.98.0.1", port: alice.local!.port },
    });
    expect(Buffer.from(heard[0]!.bytes).toString()).toBe("here I am");
  });

  it("only logs that a network has no multicast", async () => {
    execFileSync("ip", ["route", "flush", "table", "main"]);
    const notes: string[] = [];
    await using datapath = new PortableDatapath({
      perAddress: false,
      multicast: true,
      note: ({ what, with: facts }) => notes.push(`${what}: ${facts?.["why"]}`),
    });
    await datapath.start(ignore);
    datapath.announce(Buffer.from("1"));
    datapath.announce(Buffer.from("2"));
    await expect.poll(() => datapath.counters.refused).toBe(2);
    expect(notes).toEqual(["cannot announce on the local network: ENETUNREACH"]);
    expect(readFileSync("/proc/net/igmp", "utf8")).toContain("440000E0");
  });
});
