import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instant } from "../../../src/base/instant.ts";
import { host, topology } from "../../topology/builders.ts";
import { parseLink } from "../../topology/link-spec.ts";
import { dissect } from "../../evidence/capture/dissect.ts";
import { readPcap } from "../../evidence/capture/pcap.ts";
import { LabError } from "../lab-error.ts";
import type { Lab } from "../lab.ts";
import { buildLab } from "../testing/lab.ts";
import { linkLuck } from "./luck.ts";
import { Direction, type FrameFate } from "./queue.ts";

const seed = 42;
const [a, b] = ["198.18.1.1", "198.18.2.1"];

interface Pinged {
  readonly roundTrips: readonly number[];
  readonly lost: number;
}

let lab: Lab;
beforeAll(async () => {
  lab = await buildLab(topology("wires", { a: host({ link: { delay: "1ms" } }), b: host() }), seed);
});
afterAll(() => lab[Symbol.asyncDispose]());

async function ping(count: number, ...options: string[]): Promise<Pinged> {
  const { stdout } = await lab.exec("a", ["ping", "-c", `${count}`, "-i", "0.005", "-W", "1", ...options, b]);
  const roundTrips = [...stdout.matchAll(/time=([\d.]+) ms/g)].map(([, time]) => Number(time));
  return { roundTrips, lost: count - roundTrips.length };
}

const median = (values: readonly number[]) => values.toSorted((x, y) => x - y)[values.length >> 1]!;

async function scratchFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "natlab-test-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function lostUp(): Promise<number> {
  return (await lab.linkStats())["a"]!.up.lost;
}

describe("a wire", () => {
  it("delays each direction as configured", async () => {
    await lab.setLink("a", parseLink({ up: { delay: "15ms" }, down: { delay: "25ms" } }));
    await ping(2);
    const { roundTrips, lost } = await ping(100);
    expect(lost).toBe(0);
    expect(Math.min(...roundTrips)).toBeGreaterThanOrEqual(40);
    // Far more than a busy machine adds, and less than a delay in the wrong place, or twice, would.
    expect(median(roundTrips)).toBeLessThan(50);
  });

  it("is a plain cable while it passes through", async () => {
    await lab.setLink("a", parseLink({ delay: "100ms", loss: "90%" }));
    await lab.passThrough(true);
    const { roundTrips, lost } = await ping(20);
    await lab.passThrough(false);
    expect(lost).toBe(0);
    expect(median(roundTrips)).toBeLessThan(5);
  });

  it("loses exactly the packets that the seed determines, in the configured direction only", async () => {
    const other = await buildLab(topology("lossy", { a: host({ link: { up: { loss: "10%" } } }), b: host() }), seed);
    try {
      const { stdout } = await other.exec("a", ["ping", "-c", "200", "-i", "0.003", "-W", "1", b]);
      const answered = new Set([...stdout.matchAll(/icmp_seq=(\d+)/g)].map(([, sequence]) => Number(sequence)));
      const link = new Direction(parseLink({ loss: "10%" }).up, linkLuck(seed, "a", "up"));
      const frame = new Uint8Array(98);
      const expected = Array.from({ length: 200 }, (_, i) => i + 1).filter(
        (i) => link.offer(frame, instant(i)).is === "forwarded",
      );
      expect([...answered]).toEqual(expected);
      const stats = await other.linkStats();
      expect([stats["a"]!.up.lost, stats["a"]!.down.lost]).toEqual([200 - expected.length, 0]);
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });

  it("loses in bursts, duplicates and corrupts exactly the packets that the seed determines", async () => {
    const spec = { burstLoss: "10%/3", duplicate: "8%", corrupt: "8%" };
    await using other = await buildLab(topology("noisy", { a: host({ link: { up: spec } }), b: host() }), seed);
    const { stdout } = await other.exec("a", ["ping", "-c", "200", "-i", "0.003", "-W", "1", b]);
    const sequences = (lines: RegExp): number[] => [...stdout.matchAll(lines)].map(([, sequence]) => Number(sequence));
    const link = new Direction(parseLink(spec).up, linkLuck(seed, "a", "up"));
    const frame = new Uint8Array(98);
    frame.set([0x08, 0x00, 0x45], 12);
    const fates = Array.from({ length: 200 }, (_, i) => ({ sequence: i + 1, ...link.offer(frame, instant(i)) }));
    const whole = fates.flatMap((fate) => (fate.is === "forwarded" && fate.wrongBit === undefined ? [fate] : []));
    const twice = whole.filter((fate) => fate.twice);
    expect(sequences(/icmp_seq=(\d+).* ms$/gm)).toEqual(whole.map(({ sequence }) => sequence));
    expect(sequences(/icmp_seq=(\d+).*DUP/g)).toEqual(twice.map(({ sequence }) => sequence));
    const { up, down } = (await other.linkStats())["a"]!;
    const count = (is: (fate: FrameFate) => unknown) => fates.filter(is).length;
    expect(up).toMatchObject({
      lost: count(({ is }) => is === "lost"),
      duplicated: count((fate) => fate.is === "forwarded" && fate.twice),
      corrupted: count((fate) => fate.is === "forwarded" && fate.wrongBit !== undefined),
    });
    expect([twice.length > 5, up.corrupted > 5, down.lost]).toEqual([true, true, 0]);
  });

  it("holds back exactly the packets that the seed determines, so that others overtake them", async () => {
    const spec = { reorder: "10%/40ms" };
    await using other = await buildLab(topology("swapping", { a: host({ link: { up: spec } }), b: host() }), seed);
    const { stdout } = await other.exec("a", ["ping", "-c", "200", "-i", "0.003", "-W", "1", b]);
    const answers = [...stdout.matchAll(/icmp_seq=(\d+) .*time=([\d.]+) ms/g)].map(([, sequence, time]) => ({
      sequence: Number(sequence),
      time: Number(time),
    }));
    const link = new Direction(parseLink(spec).up, linkLuck(seed, "a", "up"));
    const frame = new Uint8Array(98);
    const held = Array.from({ length: 200 }, (_, i) => i + 1).filter((i) => {
      const fate = link.offer(frame, instant(i));
      return fate.is === "forwarded" && fate.heldBack;
    });
    expect(answers).toHaveLength(200);
    expect(answers.filter(({ sequence, time }) => held.includes(sequence) && time < 40)).toEqual([]);
    const overtaken = answers.filter(({ sequence }, i) => answers.slice(0, i).some((one) => one.sequence > sequence));
    expect(overtaken.every(({ sequence }) => held.includes(sequence))).toBe(true);
    // One of the last has nothing behind it that could overtake it.
    expect(overtaken.length).toBeGreaterThanOrEqual(held.length - 3);
  });

  it("keeps no more in front of its rate than its queue holds", async () => {
    await lab.setLink("a", parseLink({ up: { rate: "1mbit", queue: "25ms" } }));
    const before = (await lab.linkStats())["a"]!.up.overflowed;
    const { lost } = await ping(10, "-l", "10", "-s", "1242");
    await lab.setLink("a", parseLink({}));
    const overflowed = (await lab.linkStats())["a"]!.up.overflowed - before;
    // Each takes 10 ms to send: the first three find room, unless sending them took long.
    expect(overflowed).toBe(lost);
    expect(overflowed).toBeGreaterThan(3);
  });

  it("fragments what is longer than its MTU, and tells the sender of what must not be, unless it is a black hole", async () => {
    const pinged = async (...options: string[]) =>
      (await lab.exec("a", ["ping", "-c", "2", "-i", "0.2", "-W", "1", "-s", "1400", ...options, b])).stdout;
    await lab.setLink("a", parseLink({ mtu: 1280 }));
    const before = (await lab.linkStats())["a"]!.up.tooLong;
    expect(await pinged("-M", "dont")).toContain(" 2 received");
    expect(await pinged("-M", "do")).toMatch(/Frag needed.*mtu = 1280|message too long, mtu.1280/i);
    expect((await lab.linkStats())["a"]!.up.tooLong).toBe(before + 1);
    await lab.exec("a", ["ip", "route", "flush", "cache"]);
    await lab.setLink("a", parseLink({ mtu: "1280/black-hole" }));
    const silent = await pinged("-M", "do");
    expect(silent).toContain(" 0 received");
    expect(silent).not.toMatch(/frag|too long/i);
    expect(await pinged("-M", "dont")).toContain(" 2 received");
    await lab.setLink("a", parseLink({}));
  });

  it("changes while it runs", async () => {
    await lab.setLink("a", parseLink({ loss: "100%" }));
    const before = await lostUp();
    expect((await ping(3)).lost).toBe(3);
    expect((await lostUp()) - before).toBe(3);
    await lab.setLink("a", parseLink({}));
    expect((await ping(3)).lost).toBe(0);
  });

  it("sends no faster than its rate", async () => {
    await using folder = await scratchFolder();
    await lab.startCaptures(folder.path);
    await lab.setLink("a", parseLink({ up: { rate: "1mbit" } }));
    // 1242 bytes of data make frames of 1284 bytes, 10.272 ms each at 1 Mbit/s; ten sent at once queue up.
    expect((await ping(10, "-l", "10", "-s", "1242")).lost).toBe(0);
    await lab.setLink("a", parseLink({}));
    await lab.stopCaptures(folder.path);
    const requests = (node: string): number[] =>
      readPcap(readFileSync(join(folder.path, `${node}.pcap`)))
        .flatMap((record) => dissect(record, node, new Map()) ?? [])
        .filter((packet) => packet.echo?.request === true)
        .map((packet) => packet.at);
    const [sent, arrived] = [requests("a"), requests("b")];
    expect([sent.length, arrived.length]).toEqual([10, 10]);
    const early = arrived.map((at, i) => (i + 1) * 10.272 - (at - sent[0]!));
    expect(Math.max(...early)).toBeLessThan(1);
  });

  it("refuses to change a plain cable", async () => {
    await expect(lab.setLink("b", parseLink({ delay: "1ms" }))).rejects.toThrow(LabError);
    await expect(lab.setLink("b", parseLink({ delay: "1ms" }))).rejects.toThrow("those that can: a");
  });

  it("carries the largest frames", async () => {
    const { code } = await lab.exec("b", ["ping", "-c", "1", "-W", "1", "-M", "do", "-s", "1472", a]);
    expect(code).toBe(0);
  });
});
