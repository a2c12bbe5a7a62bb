import { describe, expect, it } from "vitest";
import {
  answering,
  authentic,
  broadcast,
  live,
  packets,
  pair,
  settle,
  takeDelivered,
  unicast,
} from "../testing/authentic-pair.ts";

describe("answered", () => {
  it("as long as no peer asks, the wire does not distinguish it from an edge that cannot", () => {
    const runs = [answering, {}].map((config) => {
      const rigs = pair(config, {});
      const passed: Uint8Array[] = [];
      for (let i = 0; i < 60; i++) {
        unicast(rigs, 0);
        unicast(rigs, 1);
        broadcast(rigs, 0);
        passed.push(...settle(rigs)[0]!);
        for (const rig of rigs) rig.wait(5_000);
      }
      return { passed, delivered: rigs.map(takeDelivered) };
    });
    expect(runs[0]!.passed.length).toBe(120);
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]!.delivered).toEqual([60, 120]);
  });

  it("two of them do not discover each other", () => {
    const rigs = live(answering);
    unicast(rigs, 0);
    expect(packets(settle(rigs)[0]!).map(({ transform }) => transform)).toEqual([1]);
  });

  it.each([false, true])("one that asks is enough, required: %s", (required) => {
    const rigs = pair(authentic(required), answering);
    for (const from of [0, 1, 0, 1] as const) {
      unicast(rigs, from);
      settle(rigs);
    }
    takeDelivered(rigs[0]);
    takeDelivered(rigs[1]);
    unicast(rigs, 0);
    unicast(rigs, 1);
    expect(settle(rigs).flatMap((passed) => packets(passed).map(({ transform }) => transform))).toEqual([65, 65]);
    expect([takeDelivered(rigs[0]), takeDelivered(rigs[1])]).toEqual([1, 1]);
  });
});
