import { afterEach, describe, expect, it } from "vitest";
import { hex } from "../../../base/bytes.ts";
import type { Endpoint } from "../../../base/address/endpoint.ts";
import type { Mac } from "../../../base/address/mac.ts";
import type { Datagram, Datapath, DatapathSink, TapSettings } from "../datapath.ts";

/** A datapath that is not started yet, and the world around it. */
export interface Bench {
  readonly datapath: Datapath;
  /** Another program on the network. */
  readonly far: { readonly endpoint: Endpoint; send(bytes: Uint8Array): void; received(): readonly Uint8Array[] };
  /** The kernel's side of the TAP; absent if none can be opened. */
  readonly host?: { send(frame: Uint8Array): void; received(): readonly Uint8Array[] };
  close(): Promise<void>;
}

export interface Promises {
  /** Run the TAP's part: the bench has a host. */
  readonly tap: boolean;
  /** It sends IPv6 too, so an IPv6 address may be reachable on some machines. */
  readonly ipv6?: true;
}

/** The contract of datapaths, run for each implementation. */
export function datapathContract(name: string, makeBench: () => Promise<Bench>, { tap, ipv6 }: Promises): void {
  const unreachable = { address: "2001:db8::1", port: ipv6 ? 0 : 7 };
  describe(`${name} datapath`, () => {
    let bench: Bench | undefined;
    afterEach(async () => {
      await bench?.datapath[Symbol.asyncDispose]();
      await bench?.close();
    });

    const begin = async () => {
      bench = await makeBench();
      const handed = new Handed();
      await bench.datapath.start(handed);
      return { ...bench, handed, counters: bench.datapath.counters };
    };

    it("delivers a datagram with its source address", async () => {
      const { far, handed, counters } = await begin();
      far.send(text("hello"));
      await expect.poll(() => handed.kept.map(({ bytes }) => hex(bytes))).toEqual([hex(text("hello"))]);
      expect(handed.kept[0]!.remote).toEqual(far.endpoint);
      expect(handed.kept[0]!.multicast).toBeFalsy();
      expect(counters.datagramsIn).toBe(1);
    });

    it("sends a batch in order", async () => {
      const { datapath, far, counters } = await begin();
      const payloads = Array.from({ length: 20 }, (_, i) => text(`datagram ${i}`));
      datapath.send(payloads.map((bytes) => ({ remote: far.endpoint, bytes })));
      await expect.poll(() => far.received().map(hex)).toEqual(payloads.map(hex));
      await expect.poll(() => counters.datagramsOut).toBe(20);
    });

    it("counts what cannot be sent, and sends the rest", async () => {
      const { datapath, far, counters } = await begin();
      datapath.send([
        { remote: { address: "127.0.0.1", port: 0 }, bytes: text("no port") },
        { remote: unreachable, bytes: text("no such family") },
        { remote: far.endpoint, bytes: text("good") },
      ]);
      await expect.poll(() => far.received().map(hex)).toEqual([hex(text("good"))]);
      await expect.poll(() => counters).toMatchObject({ datagramsOut: 1, refused: 2 });
    });

    it("delivers nothing while it is being called", async () => {
      const { datapath, far, handed } = await begin();
      let calling = true;
      handed.onDatagram = () => expect(calling).toBe(false);
      far.send(text("meanwhile"));
      datapath.send([{ remote: far.endpoint, bytes: text("call") }]);
      datapath.announce(text("call"));
      calling = false;
      await expect.poll(() => handed.kept).toHaveLength(1);
    });

    it("refuses frames before the TAP is open", async () => {
      const { datapath, counters } = await begin();
      datapath.deliver([frame(1)]);
      expect(counters).toMatchObject({ framesOut: 0, refused: 1 });
    });

    it("delivers nothing once disposed, and may be disposed twice", async () => {
      const { datapath, far, handed } = await begin();
      await datapath[Symbol.asyncDispose]();
      await datapath[Symbol.asyncDispose]();
      far.send(text("late"));
      datapath.send([{ remote: far.endpoint, bytes: text("late") }]);
      datapath.announce(text("late"));
      datapath.deliver([frame(1)]);
      const { datapath: second, handed: control, far: itsFar } = await begin();
      itsFar.send(text("control"));
      await expect.poll(() => control.kept).toHaveLength(1);
      expect(handed.kept).toEqual([]);
      expect(far.received()).toEqual([]);
      await second[Symbol.asyncDispose]();
    });

    if (tap) tapContract(begin);
  });
}

function tapContract(begin: () => Promise<Bench & { handed: Handed }>): void {
  it("delivers the frames of the host", async () => {
    const { datapath, host, handed } = await begin();
    await datapath.openTap(settings);
    for (let i = 0; i < 100; i++) host!.send(frame(i));
    await expect
      .poll(() => handed.keptFrames.filter(isOurs))
      .toEqual(Array.from({ length: 100 }, (_, i) => hex(frame(i))));
    // The host may also send frames of its own at any time.
    await expect.poll(() => datapath.counters.framesIn - handed.keptFrames.length).toBe(0);
  });

  it("delivers frames to the host in order", async () => {
    const { datapath, host } = await begin();
    await datapath.openTap(settings);
    const batch = Array.from({ length: 20 }, (_, i) => frame(i));
    datapath.deliver(batch);
    await expect.poll(() => host!.received().map(hex)).toEqual(batch.map(hex));
    expect(datapath.counters.framesOut).toBe(20);
  });

  it("keeps the same TAP under another address", async () => {
    const { datapath, host, handed } = await begin();
    await datapath.openTap(settings);
    await datapath.openTap({ ...settings, address: { address: "10.77.1.9", prefix: 16 } });
    host!.send(frame(7));
    await expect.poll(() => handed.keptFrames.filter(isOurs)).toEqual([hex(frame(7))]);
  });

  it("does not wait for a frame when it is disposed", async () => {
    const { datapath } = await begin();
    await datapath.openTap(settings);
    await datapath[Symbol.asyncDispose]();
    datapath.deliver([frame(1)]);
    expect(datapath.counters.framesOut).toBe(0);
  });
}

/** Keeps copies, because a batch is valid only during the call. */
class Handed implements DatapathSink {
  readonly kept: Datagram[] = [];
  readonly keptFrames: string[] = [];
  onDatagram: () => void = () => undefined;

  frames(batch: readonly Uint8Array[]): void {
    this.keptFrames.push(...batch.map(hex));
  }

  datagrams(batch: readonly Datagram[]): void {
    this.onDatagram();
    this.kept.push(...batch.map((datagram) => ({ ...datagram, bytes: Uint8Array.from(datagram.bytes) })));
  }

  broken(error: Error): void {
    throw error;
  }
}

export const settings: TapSettings = {
  device: "contract0",
  mac: "02:00:00:00:00:0a" as Mac,
  address: { address: "10.77.0.1", prefix: 24 },
  mtu: 1290,
};

/** To the TAP's own MAC, with the EtherType for local experiments (IEEE 802, 88b5). */
function frame(number: number): Uint8Array {
  const bytes = new Uint8Array(60 + number);
  bytes.set([0x02, 0, 0, 0, 0, 0x0a, 0x02, 0, 0, 0, 0, 0x0b, 0x88, 0xb5, number]);
  return bytes;
}

/** Frames that the kernel sends unasked (neighbour discovery). */
const isOurs = (frameText: string): boolean => frameText.slice(24, 28) === "88b5";

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
