import { describe, expect, it } from "vitest";
import { instant } from "../../../src/base/instant.ts";
import { cableCrossings, type CableCrossing } from "../../evidence/cables/cable-crossings.ts";
import { countImpairments } from "../../evidence/cables/impairment-counts.ts";
import type { CapturedPacket } from "../../evidence/evidence.ts";
import { flipBit } from "../../lab/wire/damage.ts";
import { linkLuck } from "../../lab/wire/luck.ts";
import { Direction } from "../../lab/wire/queue.ts";
import type { ImpairmentSpec } from "../../topology/impairment/spec.ts";
import { parseLink } from "../../topology/link-spec.ts";
import { measuredImpairments } from "./measured-impairments.ts";
import { packetsNeeded } from "./needed.ts";

const asked = (spec: ImpairmentSpec) => parseLink({ delay: "10ms", ...spec }).up;

/** Datagrams over a cable that does `built`, judged by what was asked. */
function measured(spec: ImpairmentSpec, seed: number, { built = spec, packets = 0, every = 4, size = 60 } = {}) {
  const impairment = asked(spec);
  const direction = new Direction(asked(built), linkLuck(seed, "homeA", "up"));
  const frame = new Uint8Array(42 + size);
  frame.set([0x08, 0x00, 0x45], 12);
  const [from, to]: CapturedPacket[][] = [[], []];
  const ends = { from: { address: "198.18.2.1", port: 1 }, to: { address: "198.18.2.2", port: 2 } };
  const count = packets || Math.ceil(packetsNeeded(impairment) * 1.3);
  for (let i = 0; i < count; i++) {
    const payload = new Uint8Array(size);
    new DataView(payload.buffer).setUint32(0, i);
    const packet = {
      at: instant(i * every),
      interface: "wan",
      protocol: "udp",
      ...ends,
      payload,
      frame: i + 1,
    } as const;
    from!.push({ ...packet, node: "homeA", direction: "out" });
    const fate = direction.offer(frame, packet.at);
    if (fate.is !== "forwarded") continue;
    const wrong = new Uint8Array(payload);
    if (fate.wrongBit !== undefined) flipBit(wrong, Math.max(32, fate.wrongBit - 42 * 8));
    const isDamaged = fate.wrongBit !== undefined && { payload: wrong, isDamaged: true as const };
    for (let copies = fate.twice ? 2 : 1; copies > 0; copies--)
      to!.push({ ...packet, at: fate.due, node: "internet", direction: "in", ...isDamaged });
  }
  to!.sort((a, b) => a.at - b.at);
  const crossings: readonly CableCrossing[] = cableCrossings(impairment, from!, to!, Infinity);
  const counts = countImpairments(impairment, crossings, to!.filter((packet) => packet.isDamaged).length);
  return measuredImpairments({ asked: impairment, counts });
}

const verdicts = (...args: Parameters<typeof measured>) =>
  Object.fromEntries(measured(...args).map(({ what, is }) => [what, is]));

const everything = { burstLoss: "4%/3", reorder: "4%/20ms", duplicate: "4%", corrupt: "4%" };
const filled = { every: 4, size: 1400, packets: 1000 };

describe("an impairment, measured beside asked", () => {
  it("is as asked on a cable that does it, nearly always", () => {
    const values = Array.from({ length: 30 }, (_, seed) => measured(everything, seed)).flat();
    expect(values).toHaveLength(150);
    expect(values.filter(({ is }) => is !== "as asked")).toEqual([]);
    // About one in twenty of the 95 % intervals does not hold what was asked.
    const outside = values.filter((one) => one.asked < one.least || one.asked > one.most).length;
    expect(outside).toBeGreaterThan(0);
    expect(outside).toBeLessThan(21);
  });

  it.each<[string, ImpairmentSpec, ImpairmentSpec]>([
    ["loss", { loss: "5%" }, { loss: "10%" }],
    ["burst length", { burstLoss: "5%/2" }, { burstLoss: "5%/4" }],
    ["burst length", { burstLoss: "5%/4" }, { loss: "5%" }],
    ["reordered", { reorder: "4%/20ms" }, { reorder: "8%/20ms" }],
    ["duplicated", { duplicate: "4%" }, { duplicate: "1.5%" }],
    ["corrupted", { corrupt: "4%" }, {}],
  ])("is different where %s is twice or half of it", (what, spec, built) => {
    for (const seed of [1, 2, 3]) expect(verdicts(spec, seed, { built, packets: 6000 })[what]).toBe("different");
  });

  it("is not said of too few packets", () => {
    expect(Object.values(verdicts(everything, 1, { packets: 300 }))).toEqual(
      Array.from({ length: 5 }, () => "too few"),
    );
    expect(verdicts({ rate: "2mbit", queue: "100ms" }, 1, { ...filled, packets: 10 })).toEqual({ queue: "too few" });
  });

  it("tells the length of a queue by the longest wait, once it is full", () => {
    const queue = { rate: "2mbit", queue: "100ms" };
    const built = (text: string) => ({ ...filled, built: { rate: "2mbit", queue: text } });
    expect(measured(queue, 1, filled)).toMatchObject([{ what: "queue", asked: 100, is: "as asked" }]);
    expect(verdicts({ rate: "2mbit", queue: "25kB" }, 1, filled)).toEqual({ queue: "as asked" });
    expect(verdicts(queue, 1, built("60ms"))).toEqual({ queue: "different" });
    expect(verdicts(queue, 1, built("200ms"))).toEqual({ queue: "different" });
    expect(verdicts(queue, 1, { ...filled, size: 60 })).toEqual({ queue: "too few" });
  });

  it("tells the losses of a line that is too fast to be filled, unless something fills it", () => {
    const fast = { rate: "3mbit", burstLoss: "5%/3" };
    expect(verdicts(fast, 1)).toEqual({ loss: "as asked", "burst length": "as asked" });
    expect(verdicts(fast, 1, { ...filled, every: 2 })).toEqual({});
  });
});
