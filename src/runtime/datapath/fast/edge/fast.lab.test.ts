import { execFileSync, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { hex } from "../../../../base/bytes.ts";
import { datapathContract, settings } from "../../testing/contract.ts";
import type { PeerTraffic } from "../../../../base/peer-traffic.ts";
import { inNetworkOfItsOwn, packetSocket } from "../../testing/network.ts";
import { tapBench } from "../../testing/tap-bench.ts";
import { FastDatapath } from "./fast.ts";
import { whyNotFast } from "../shared/offloads.ts";
import { builtCore, community, direct, own, ownAddress } from "./testing/bench.ts";
import { buildFrame, pattern, type FrameSpec } from "./testing/frames.ts";

const ignore = { frames: () => undefined, datagrams: () => undefined, broken: () => undefined };
const local = { multicast: false, bind: { address: "127.0.0.1", port: 0 } };

const obstacle = whyNotFast();

describe.skipIf(obstacle !== undefined)(`the fast datapath${obstacle === undefined ? "" : ` (${obstacle})`}`, () => {
  inNetworkOfItsOwn(import.meta.filename, () => {
    beforeAll(() => void builtCore(), 60_000);

    datapathContract("fast", () => tapBench(new FastDatapath(local)), { tap: true });

    it("leaves no interface behind", async () => {
      const datapath = new FastDatapath(local);
      await datapath.start(ignore);
      await datapath.openTap(settings);
      expect(existsSync(`/proc/sys/net/ipv4/conf/${settings.device}`)).toBe(true);
      await datapath[Symbol.asyncDispose]();
      expect(existsSync(`/proc/sys/net/ipv4/conf/${settings.device}`)).toBe(false);
    });

    it("notices that its TAP was deleted", async () => {
      await using datapath = new FastDatapath(local);
      const errors: string[] = [];
      await datapath.start({ ...ignore, broken: (error) => errors.push(error.message) });
      await datapath.openTap(settings);
      execFileSync("ip", ["link", "del", settings.device]);
      await expect.poll(() => errors).toEqual([expect.stringMatching(/the TAP interface was deleted from outside/)]);
    });

    it("reports that a port is in use", async () => {
      await using first = new FastDatapath(local);
      await first.start(ignore);
      const { port } = first.local!;
      await using second = new FastDatapath({ ...local, bind: { address: "127.0.0.1", port } });
      await expect(second.start(ignore)).rejects.toThrow(`UDP port ${port} is in use`);
    });

    it("sends some datagrams with their own time to live, and others meanwhile with the system's", async () => {
      await using datapath = new FastDatapath(local);
      await datapath.start(ignore);
      const far = createSocket("udp4").bind(0, "127.0.0.1");
      await once(far, "listening");
      const remote = { address: "127.0.0.1", port: far.address().port };
      const wire = packetSocket("lo", "ipv4");
      for (let round = 0; round < 400; round++) {
        datapath.send(Array.from({ length: 64 }, () => ({ remote, bytes: Buffer.from("guess"), ttl: 2 })));
        for (let i = 0; i < 100; i++) {
          datapath.send([{ remote, bytes: Buffer.from("plain") }]);
          wire.received();
        }
        await new Promise((resolve) => setTimeout(resolve, 1));
        wire.received();
      }
      expect(kinds(wire.received(), remote.port)).toEqual(new Set(["guess 2", "plain 64"]));
      wire.close();
      far.close();
    });

    it("does not block the program while a slow network has no room for its datagrams, and sends them later", async ({
      skip,
    }) => {
      const lines = [
        "link add slow0 type veth peer name slow1",
        "addr add 192.0.2.1/24 dev slow0",
        "link set slow0 up",
      ];
      const neighbour = "neigh add 192.0.2.2 lladdr 02:00:00:00:00:09 dev slow0 nud permanent";
      for (const line of [...lines, "link set slow1 up", neighbour]) execFileSync("ip", line.split(" "));
      onTestFinished(() => void execFileSync("ip", ["link", "del", "slow0"]));
      if (!isDone("tc qdisc add dev slow0 root tbf rate 4mbit burst 3000 latency 60s"))
        return skip("no tc, or no tbf in this kernel");
      await using datapath = new FastDatapath({ multicast: false, bind: { address: "192.0.2.1", port: 0 } });
      await datapath.start(ignore);
      const one = { remote: { address: "192.0.2.2", port: 9 }, bytes: new Uint8Array(1000) };
      const start = performance.now();
      for (let i = 0; i < 30; i++) datapath.send(Array.from({ length: 100 }, () => one));
      // 3 MB at half a megabyte a second, of which the socket's buffer takes one.
      expect(performance.now() - start).toBeLessThan(1500);
      await expect.poll(() => datapath.counters.datagramsOut, { timeout: 20_000 }).toBe(3000);
      expect(datapath.counters.refused).toBe(0);
    }, 30_000);

    it("carries PACKETs of a peer in its table without the machine, and reports them", async () => {
      await using datapath = new FastDatapath(local);
      const traffic: PeerTraffic[] = [];
      const up: string[] = [];
      await datapath.start({
        ...ignore,
        frames: (batch) => up.push(...batch.map(hex)),
        traffic: (batch) => traffic.push(...batch),
      });
      await datapath.openTap({ ...settings, mac: own, address: { address: ownAddress, prefix: 24 } });
      const far = createSocket("udp4").bind(0, "127.0.0.1");
      await once(far, "listening");
      const socket = { address: "127.0.0.1", port: far.address().port };
      const heard: Uint8Array[] = [];
      far.on("message", (bytes) => {
        heard.push(bytes);
        // Back unchanged, but from the peer to us.
        const back = Uint8Array.from(bytes);
        back.set(bytes.subarray(30, 36), 24);
        back.set(bytes.subarray(24, 30), 30);
        far.send(back, datapath.local!.port, "127.0.0.1");
      });
      const seal = { transform: "null", key: new Uint8Array() } as const;
      const rules = {
        community,
        mac: own,
        address: ownAddress,
        routing: true,
        acceptMulticast: false,
        seal,
        requireAuthentic: false,
        hideHeaders: false,
      };
      datapath.forwarding.rules(rules);
      datapath.forwarding.set(direct, socket);
      // Changes of the table are handed over at the end of a turn.
      await Promise.resolve();
      const host = packetSocket(settings.device);
      const frame = localFrame({ to: direct, from: own });
      host.send(frame);
      await expect.poll(() => heard.map((bytes) => hex(bytes.subarray(38)))).toContain(hex(frame));
      await expect.poll(() => host.received().map(hex)).toContain(hex(frame));
      await expect
        .poll(() => traffic.filter(({ peer }) => peer === direct))
        .toEqual(expect.arrayContaining([expect.objectContaining({ peer: direct, heardFrom: socket })]));
      expect(traffic.some(({ sent }) => sent > 0)).toBe(true);
      expect(up).not.toContain(hex(frame));
      datapath.forwarding.remove(direct);
      await expect.poll(() => (host.send(frame), up)).toContain(hex(frame));
      host.close();
      far.close();
    });
  });
});

/** Payload and time to live of UDP datagrams in frames with a plain IPv4 header, each kind once. */
function kinds(frames: readonly Uint8Array[], port: number): Set<string> {
  const datagrams = frames.map((frame) => Buffer.from(frame)).filter((frame) => frame.readUInt16BE(36) === port);
  return new Set(datagrams.map((frame) => `${frame.subarray(42).toString()} ${frame[22]}`));
}

/** False = it failed, or there is no such program. */
function isDone(line: string): boolean {
  const [program, ...args] = line.split(" ");
  return spawnSync(program!, args).status === 0;
}

/** With the EtherType for local experiments, which no kernel answers. */
function localFrame(addresses: Pick<FrameSpec, "to" | "from">): Uint8Array {
  const rest = { six: false, vlans: 0, source: "10.0.0.1", destination: "10.0.0.2", protocol: "icmp" } as const;
  const numbers = { sourcePort: 0, destinationPort: 0, sequence: 0, acknowledgement: 0, tcpFlags: 0, window: 0 };
  const ip = { ipOptions: 0, tcpOptions: 0, fragment: 0, identification: 1, ttl: 64, rightChecksum: true };
  const frame = buildFrame({ ...addresses, ...rest, ...numbers, ...ip, payload: pattern(100) });
  frame.set([0x88, 0xb5], 12);
  return frame;
}
